"""The language lint: first words of docstrings, and names that were replaced."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from tests.built import REPOSITORY

import language_lint


def faults(text: str, path: str = "package/module.py") -> list[str]:
    """Return the faults of a module with this text."""
    return list(language_lint.find_faults(text, Path(path)))


def test_finished_packages_have_no_fault() -> None:
    """The packages in the list of finished packages pass, as `make lint` runs it."""
    assert language_lint.main([]) == 0


def test_all_python_is_finished() -> None:
    """Every Python file of the repository is in the list, itself or by its folder."""
    finished = set(language_lint.python_files(language_lint.FINISHED))
    outside = [path for path in python_files_of_git() if REPOSITORY / path not in finished]
    assert finished
    assert outside == []


def python_files_of_git() -> list[str]:
    """Return the paths of the Python files that git knows."""
    command = ["git", "ls-files", "-z", "--", "*.py"]
    listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return [path for path in listed.stdout.split("\0") if path]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('"""{word} a page says."""\n', 1),
        ('class Page:\n    """{word}, a page."""\n', 2),
        ('def title():\n    """\n    {word} a page says.\n    """\n', 2),
        ('async def title():\n    """{word}: a page."""\n', 2),
        ('TITLE = 1\n"""{word} a page says."""\n', 2),
    ],
    ids=["module", "class", "function", "coroutine", "attribute"],
)
def test_a_forbidden_first_word_is_refused(text: str, line: int) -> None:
    """A docstring that begins with a forbidden word is reported at its line."""
    for word in language_lint.FORBIDDEN_WORDS:
        assert faults(text.replace("{word}", word)) == [
            f"package/module.py:{line}: the docstring begins with {word!r}"
        ]


@pytest.mark.parametrize(
    "text",
    [
        '"""Return the title, which is what a page says."""\n',
        '"""Whatever is written is answered."""\n',
        '""" """\n',
        'TITLE = "What a page says"\n',
        "# What a page says\n",
    ],
)
def test_other_words_pass(text: str) -> None:
    """Only the first word of a docstring counts, and only as a whole word."""
    assert faults(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "class {name}: ...",
        "def {name}(): ...",
        "async def {name}(): ...",
        "{name} = 1",
        "{name}: int",
        "page.{name} = 1",
        "for {name} in []: ...",
        "titles = [{name} for {name} in []]",
        "def title(*, {name}): ...",
        "import page as {name}",
    ],
)
def test_a_replaced_name_is_refused(text: str) -> None:
    """A replaced name is reported wherever something is called by it."""
    for name in language_lint.REPLACED_NAMES:
        assert faults(text.replace("{name}", name)) == [
            f"package/module.py:1: the name {name!r} was replaced"
        ]


@pytest.mark.parametrize("pattern", ["package/{name}.py", "{name}/__init__.py", "a/{name}/b.py"])
def test_a_replaced_module_name_is_refused(pattern: str) -> None:
    """A replaced name is reported as the name of a module and of a package."""
    for name in language_lint.REPLACED_MODULES:
        path = pattern.replace("{name}", name)
        assert faults("", path) == [f"{path}:1: the module name {name!r} was replaced"]


@pytest.mark.parametrize("path", sorted(language_lint.REPLACED_PATHS))
def test_a_replaced_module_is_refused_in_its_package(path: str) -> None:
    """A name that is used again elsewhere stays refused in the package that it was replaced in."""
    assert faults("", f"hooks/terang/{path}.py") == [
        f"hooks/terang/{path}.py:1: the module was replaced"
    ]
    name = path.rpartition("/")[2]
    assert faults("", f"hooks/terang/model/{name}.py") == []


@pytest.mark.parametrize("name", sorted(language_lint.BARE_FUNCTIONS - {"one"}))
def test_a_bare_function_is_refused(name: str) -> None:
    """A function of the software, also a method, is called by more than one bare word."""
    text = f"class Page:\n    def {name}(self): ...\n"
    assert faults(text, "hooks/terang/page.py") == [
        f"hooks/terang/page.py:2: the name {name!r} says nothing where it is called"
    ]
    assert faults(text, "tests/test_page.py") == []


def test_a_class_name_is_used_once() -> None:
    """A second class of one name is reported with the first; a module of mirrored names is not."""
    paths = [Path("hooks", "a.py"), Path("tools", "b.py"), *map(Path, language_lint.MIRRORS)]
    texts = dict.fromkeys(paths, "class Page: ...\n")
    assert list(language_lint.find_shared_names(texts)) == [
        "tools/b.py:1: the class 'Page' is in hooks/a.py too"
    ]


def test_names_of_others_may_be_read() -> None:
    """A name that only occurs in an expression belongs to someone else and passes."""
    assert faults("title = page.one\n") == []


def test_faults_fail_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints each fault below the root and exits with 1, and with 0 without faults."""
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / "module.py").write_text("one = 1\n", "utf-8")
    (tmp_path / "package" / "sound.py").write_text('"""Sound."""\n', "utf-8")
    assert language_lint.main(["package"], tmp_path) == 1
    assert capsys.readouterr().out == "package/module.py:1: the name 'one' was replaced\n"
    assert language_lint.main(["package/sound.py"], tmp_path) == 0
    assert capsys.readouterr().out == ""
