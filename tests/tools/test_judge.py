"""The judge: a change is judged by the software of its base, and nothing of it is run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from tests.git_repository import STAND_IN, GitRepository, Tree, a_repository, own_software
from tests.small_site import SERIES

import change_scope
import git_store
import judge

ROOT = Path(__file__).resolve().parents[2]
ENTRY = {"data/coverage/b.yml": "value: 15000\n"}
"""A change that every check accepts."""


@pytest.fixture
def repository(tmp_path: Path) -> GitRepository:
    """Return an empty repository."""
    return a_repository(tmp_path / "repository")


@pytest.fixture
def base(repository: GitRepository) -> str:
    """Return a commit with the stand-in's software and data."""
    return repository.commit(STAND_IN)


def verdict_on(
    repository: GitRepository, base: str, files: Tree, **modes: str
) -> judge.GuardVerdict:
    """Return the verdict on a change of these files."""
    slashed = {path.replace("__", "/"): mode for path, mode in modes.items()}
    head = repository.commit(files, base, modes=slashed)
    return judge.judge_proposal(repository.folder, base, head)


def test_a_new_entry_passes(repository: GitRepository, base: str) -> None:
    """A change of data that the base's check accepts passes, with the base's report."""
    verdict = verdict_on(repository, base, ENTRY)
    assert (verdict.is_passed, verdict.reasons) == (True, ("data",))
    assert verdict.changes == "# Perubahan · Change\n"


def test_a_silent_edit_is_refused(repository: GitRepository, base: str) -> None:
    """Whatever the base's check refuses is refused, with its problems."""
    verdict = verdict_on(repository, base, {"data/coverage/a.yml": "value: 26800\n"})
    assert (verdict.is_passed, verdict.reasons) == (False, ("data_refused",))
    assert "data/coverage/a.yml:1:1: silent-edit: hilang · gone: value: 14000" in verdict.problems


EDIT = {"data/coverage/a.yml": "value: 26800\n"}
GUARD = {
    "the check": {"hooks/terang/__main__.py": "raise SystemExit(0)\n"},
    "the check, deleted": {"hooks/terang/__main__.py": None, "hooks/terang/__init__.py": None},
    "the workflow": {".github/workflows/judge.yml": "name: judge\non: push\n"},
    "the workflow, deleted": {".github/workflows/judge.yml": None},
    "the judge": {"tools/ci/judge.py": "raise SystemExit(0)\n"},
    "the Makefile": {"Makefile": "check:\n\t@true\n"},
    "the lock file": {"requirements.txt": "evil==1\n"},
    "owners": {".github/CODEOWNERS": None},
    "attributes": {".gitattributes": "* filter=evil\n"},
    "a package of the same name": {"terang/__init__.py": "raise SystemExit(0)\n"},
    "a module of Python": {"subprocess.py": "raise SystemExit(0)\n"},
    "the configuration": {"mkdocs.yml": f"{STAND_IN['mkdocs.yml']}plugins: [evil]\n"},
    "a folder in other letters": {"Data/site.yml": "format: 1\n"},
}


@pytest.mark.parametrize("change", GUARD.values(), ids=list(GUARD))
def test_data_with_software_is_refused(repository: GitRepository, base: str, change: Tree) -> None:
    """A change of data beside one of what judges it is refused, whatever the data says."""
    for data in (EDIT, ENTRY):
        verdict = verdict_on(repository, base, {**data, **change})
        assert (verdict.is_passed, verdict.reasons) == (False, ("split",))
        assert set(verdict.files) == set(change)


def test_software_alone_passes_and_says_so(repository: GitRepository, base: str) -> None:
    """A change of software passes with a plain statement that a maintainer must review it."""
    verdict = verdict_on(repository, base, GUARD["the check, deleted"])
    assert (verdict.is_passed, verdict.reasons) == (True, ("placeholders", "software"))
    assert "a maintainer must review it" in str(verdict)
    assert "hooks/terang/__main__.py" in str(verdict)


def test_nothing_of_a_change_is_run(repository: GitRepository, base: str, tmp_path: Path) -> None:
    """No program, filter, hook or configuration that a change brings takes effect."""
    mark = tmp_path / "ran"
    evil = f"import pathlib\npathlib.Path({str(mark)!r}).touch()\n"
    for files in (
        {"data/terang/__main__.py": evil, "data/__init__.py": evil, "own/sitecustomize.py": evil},
        {"content/yaml.py": evil, "docs/record/conftest.py": evil},
    ):
        assert verdict_on(repository, base, {**ENTRY, **files}).is_passed
    software = {"hooks/terang/__main__.py": evil, "Makefile": f"$(shell touch {mark})\n"}
    assert not verdict_on(repository, base, {**ENTRY, **software}).is_passed
    assert verdict_on(repository, base, software).is_passed
    assert not mark.exists()


@pytest.mark.parametrize("path", ["data/coverage/b.yml", "data", "content/id/a.md", "docs/x"])
@pytest.mark.parametrize("mode", ["120000", "160000"])
def test_links_are_refused(repository: GitRepository, base: str, path: str, mode: str) -> None:
    """A link or submodule is refused wherever it stands."""
    content = base if mode == "160000" else "/etc/passwd"
    gone = {name: None for name in STAND_IN if name.startswith("data/")} if path == "data" else {}
    head = repository.commit({**gone, path: content}, base, modes={path: mode})
    verdict = judge.judge_proposal(repository.folder, base, head)
    assert (verdict.is_passed, verdict.reasons, verdict.files) == (False, ("links",), (path,))


@pytest.mark.parametrize("name", ["data/.gitattributes", "content/.gitignore", "own/.GitModules"])
def test_settings_of_git_among_the_data_are_refused(
    repository: GitRepository, base: str, name: str
) -> None:
    """A file that git reads as settings is refused, because tools would read other bytes."""
    verdict = verdict_on(
        repository, base, {**ENTRY, name: "* -diff working-tree-encoding=UTF-16\n"}
    )
    assert (verdict.is_passed, verdict.reasons) == (False, ("settings",))


def test_the_bytes_judged_are_those_of_the_objects(repository: GitRepository) -> None:
    """Attributes of the base change nothing: line ends are judged as they are stored."""
    text = "print(open('data/a.yml', 'rb').read().count(b'\\r'))\n"
    own = {
        ".gitattributes": "* text eol=crlf ident\n",
        "hooks/terang/__main__.py": text,
        "data/a.yml": "a\n",
    }
    base = repository.commit(own)
    for content, count in ((b"a\nb\n", "0"), (b"a\r\nb\r\n", "2")):
        assert verdict_on(repository, base, {"data/a.yml": content}).changes.strip() == count


def test_a_menu_is_data(repository: GitRepository, base: str) -> None:
    """The menu of mkdocs.yml is judged with the data; the base's software sees it."""
    text = STAND_IN["mkdocs.yml"].replace("- A:", "- ascii:").replace("site_name", "# x\nsite_name")
    verdict = verdict_on(repository, base, {**ENTRY, "mkdocs.yml": text})
    assert (verdict.is_passed, verdict.reasons) == (True, ("data",))
    assert verdict.changes.startswith("# Menu")


MENUS = {
    "another key": "site_name: b\nnav: []\n",
    "a tag": "site_name: a\nnav: !ENV [HOME]\n",
    "a tag that runs": "site_name: a\nnav: !!python/name:os.system ''\n",
    "an alias": "site_name: &a a\nnav: [*a]\n",
    "two menus": "site_name: a\nnav: []\nnav: [x]\n",
    "no menu": "site_name: a\n",
    "two documents": "site_name: a\nnav: []\n---\n",
    "no mapping": "[]",
    "depth": f"site_name: a\nnav: {'[' * 5000}\n",
    "not UTF-8": b"\xff",
    "": "",
}


@pytest.mark.parametrize("text", MENUS.values(), ids=list(MENUS))
def test_what_is_no_plain_menu_is_software(text: str | bytes) -> None:
    """A configuration that differs in more than a plain menu is software."""
    plain = b"site_name: a\nnav: [x]\n"
    other = text.encode() if isinstance(text, str) else text
    assert not change_scope.differs_in_menu_only(plain, other)
    assert change_scope.differs_in_menu_only(plain, b"site_name: a\nnav:\n- {a: b}\n")


def test_schemas_are_those_of_the_base(repository: GitRepository, base: str) -> None:
    """Schemas beside data pass if the base's `make schemas` makes the same of the data."""
    names = "data/coverage/a.yml\ndata/coverage/b.yml\ndata/site.yml"
    assert verdict_on(repository, base, {**ENTRY, "schemas/names.txt": names}).is_passed
    for wrong in ({"schemas/names.txt": "x"}, {"schemas/names.txt": names, "schemas/x": ""}):
        verdict = verdict_on(repository, base, {**ENTRY, **wrong})
        assert (verdict.is_passed, verdict.reasons) == (False, ("schemas",))


def test_a_migration_equals_that_of_the_base(repository: GitRepository, base: str) -> None:
    """A change that is what `make migrate` of the base makes passes; with an edit it fails."""
    migrated = {"data/site.yml": "format: 2\n"}
    verdict = verdict_on(repository, base, migrated)
    assert (verdict.is_passed, verdict.reasons) == (True, ("migration",))
    assert not verdict_on(repository, base, {**migrated, **EDIT}).is_passed
    assert not verdict_on(repository, base, {**migrated, "Makefile": "migrate:\n"}).is_passed


def test_a_change_is_measured_from_where_it_left(repository: GitRepository, base: str) -> None:
    """Whatever the base added since a proposal left it is not taken for a deletion."""
    tip = repository.commit({"data/coverage/c.yml": "value: 3\n"}, base)
    head = repository.commit(ENTRY, base)
    verdict = judge.judge_proposal(repository.folder, tip, head)
    assert (verdict.is_passed, verdict.reasons) == (True, ("behind", "data"))


def test_the_software_is_that_of_the_base_today(repository: GitRepository, base: str) -> None:
    """A proposal that left the base earlier is judged by the base's present software."""
    stricter = repository.commit({"hooks/terang/__main__.py": "raise SystemExit(1)\n"}, base)
    head = repository.commit(ENTRY, base)
    verdict = judge.judge_proposal(repository.folder, stricter, head)
    assert (verdict.is_passed, verdict.reasons) == (False, ("behind", "data_refused"))


def test_a_forge_is_told_whether_to_test(
    repository: GitRepository, base: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """`make touched` says whether more than data changed, and never fails a required job."""
    output = tmp_path / "output"
    monkeypatch.chdir(repository.folder)
    monkeypatch.setenv("GITHUB_OUTPUT", str(output))
    for files in (ENTRY, {"schemas/names.txt": "x"}, {"tests/a.py": ""}, {}):
        repository.point("main", repository.commit(files, base))
        assert change_scope.main(base) == 0
    told = output.read_text().split()
    assert told == ["software=false", "software=false", "software=true", "software=false"]


@pytest.mark.parametrize("name", ["", "no-such", "--all", "$(touch x)", "HEAD^{tree}", "0" * 40])
def test_what_is_no_commit_is_refused(repository: GitRepository, base: str, name: str) -> None:
    """A base or head that names no commit is refused, never taken for an option."""
    for pair in ((base, name), (name, base)):
        verdict = judge.judge_proposal(repository.folder, *pair)
        assert (verdict.is_passed, verdict.reasons) == (False, ("unknown",))


def test_histories_without_a_common_commit_are_refused(
    repository: GitRepository, base: str
) -> None:
    """A head that does not descend from anything of the base is refused."""
    other = repository.commit({**STAND_IN, **ENTRY})
    verdict = judge.judge_proposal(repository.folder, base, other)
    assert (verdict.is_passed, verdict.reasons) == (False, ("unrelated",))


def test_replacement_objects_have_no_effect(repository: GitRepository, base: str) -> None:
    """A commit that the repository replaces is read as it was written."""
    head = repository.commit(EDIT, base)
    repository.git("replace", "--force", head, repository.commit(ENTRY, base))
    assert not judge.judge_proposal(repository.folder, base, head).is_passed


def test_nothing_changed_passes(repository: GitRepository, base: str) -> None:
    """A commit without changes passes and says so."""
    verdict = verdict_on(repository, base, {})
    assert (verdict.is_passed, verdict.reasons) == (True, ("nothing",))


def test_large_data_is_refused(
    repository: GitRepository, base: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Data too large to be checked, and a report too long to be shown whole, are refused."""
    monkeypatch.setattr(judge, "LARGEST_FILE", 10)
    assert verdict_on(repository, base, {"data/b.yml": "a" * 11}).reasons == ("size",)
    monkeypatch.setattr(judge, "LARGEST_FILE", 1000)
    monkeypatch.setattr(judge, "LARGEST_CHANGE", 100)
    assert verdict_on(repository, base, {"data/b.yml": "a" * 101}).reasons == ("size",)
    monkeypatch.setattr(judge, "LARGEST_CHANGE", 1000)
    monkeypatch.setattr(judge, "LARGEST_REPORT", 10)
    assert verdict_on(repository, base, ENTRY).reasons == ("report",)


def test_a_hostile_name_stays_a_name(repository: GitRepository, base: str) -> None:
    """A file name with a line break or a command is one line of the verdict, without effect."""
    name = "tools/a\n::add-mask::85.000"
    verdict = verdict_on(repository, base, {**ENTRY, name: "x"})
    assert verdict.reasons == ("split",)
    assert not re.search("^::", str(verdict), re.MULTILINE)


def test_no_token_reaches_the_check(
    repository: GitRepository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The check sees neither the forge's variables nor another day than today."""
    monkeypatch.setenv("GITHUB_TOKEN", "secret")
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "4102444800")
    text = "import os\nprint(sorted(os.environ))\n"
    base = repository.commit({"hooks/terang/__main__.py": text})
    seen = verdict_on(repository, base, {"data/a.yml": "a\n"}).changes
    assert "PATH" in seen
    assert "TOKEN" not in seen
    assert "SOURCE_DATE_EPOCH" not in seen


def test_the_command_judges_two_commits(repository: GitRepository, base: str) -> None:
    """`make judge` runs this command; its exit status is the verdict."""
    repository.point("main", base)
    for files, code in ((ENTRY, 0), (EDIT, 1)):
        head = repository.commit(files, base)
        done = subprocess.run(
            [sys.executable, ROOT / "tools" / "ci" / "judge.py", "--base", "main", "--head", head],
            cwd=repository.folder, capture_output=True, check=False, text=True,
            env={key: os.environ[key] for key in ("PATH", "HOME") if key in os.environ},
        )  # fmt: skip
        assert done.returncode == code, done.stderr
        assert done.stderr.startswith("## Ditolak" if code else "## Lulus")


def test_a_fork_is_fetched_by_its_commit(
    tmp_path: Path, repository: GitRepository, base: str
) -> None:
    """A proposal that is not yet in the repository is fetched from origin by its identity."""
    repository.point("main", base)
    head = repository.commit(ENTRY, base)
    repository.git("update-ref", "refs/pull/7/head", head)
    clone = a_repository(tmp_path / "clone")
    clone.git("remote", "add", "origin", str(repository.folder))
    clone.git("fetch", "--quiet", "origin", "main")
    git_store.fetch_commit(clone.folder, head)
    assert judge.judge_proposal(clone.folder, base, head).is_passed


def test_a_check_sees_the_history_of_the_base(tmp_path: Path, repository: GitRepository) -> None:
    """The check can ask what the record said earlier, as far as the clone goes back."""
    text = (
        "import subprocess, sys\n"
        "subprocess.run(['git', 'log', '--format=%s', sys.argv[3], '--', 'data'], check=True)\n"
    )
    own = {"hooks/terang/__main__.py": text, "data/a.yml": "a\n"}
    base = repository.commit({"data/a.yml": "b\n"}, repository.commit(own))
    assert verdict_on(repository, base, {"data/b.yml": "b\n"}).changes == "Change\nChange\n"
    repository.point("main", base)
    clone = tmp_path / "clone"
    repository.git("clone", "--quiet", "--depth=1", f"file://{repository.folder}", str(clone))
    shallow = GitRepository(clone)
    assert verdict_on(shallow, base, {"data/b.yml": "b\n"}).changes == "Change\n"


# --- with this repository's own software ---------------------------------------------------------


def test_the_own_software_judges(tmp_path: Path, repository: GitRepository) -> None:
    """This repository's software, as a base, refuses a silent edit and accepts a new source."""
    files = own_software(tmp_path / "site")
    base = repository.commit(files)
    series = f"data/coverage/{SERIES}.yml"
    edited = files[series].replace(b"value: 14000", b"value: 24000")
    assert edited != files[series]
    refused = verdict_on(repository, base, {series: edited})
    assert (refused.is_passed, refused.reasons) == (False, ("data_refused",)), refused
    assert series in refused.problems
    guard = {path: None for path in files if path.startswith("hooks/terang/guard/")}
    assert verdict_on(repository, base, {series: edited, **guard}).reasons == ("split",)
    sources = files["data/sources.yml"]
    more = sources + sources.replace(b"berita-2024:", b"berita-2025:")
    passed = verdict_on(repository, base, {"data/sources.yml": more})
    assert (passed.is_passed, passed.reasons) == (True, ("data",)), passed.problems
