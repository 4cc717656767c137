"""docs/architecture.md: all that it names exists, and its map of the modules is complete."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest
from tests.built import REPOSITORY

import module_map

TEXT = (REPOSITORY / "docs" / "architecture.md").read_text(encoding="utf-8")
PLACES = re.findall(r"\| `([\w/.]+)::([\w.]+)` \|", TEXT)

_FENCE = re.compile(r"^ *```.*?^ *```$", re.MULTILINE | re.DOTALL)
_PATH = re.compile(
    r"`((?:hooks|tests|tools|theme_overrides|data|docs|\.vscode)/[\w/.-]+|[A-Z]+\.md|[a-z]+\.toml)`"
)
_ROW = re.compile(r"^\| (`[^|]+`) \|", re.MULTILINE)


def names_of(body: list[ast.stmt]) -> dict[str, list[ast.stmt]]:
    """Return the names that a module or class defines, each with the body of its definition."""
    names: dict[str, list[ast.stmt]] = {}
    for statement in body:
        if isinstance(statement, ast.ClassDef | ast.FunctionDef):
            names[statement.name] = statement.body
        elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name):
            names[statement.target.id] = []
        elif isinstance(statement, ast.Assign):
            names |= {name.id: [] for name in statement.targets if isinstance(name, ast.Name)}
    return names


def is_defined(path: Path, symbol: str) -> bool:
    """Return whether a module defines a symbol; a dot leads into a class."""
    body = ast.parse(path.read_text(encoding="utf-8")).body
    for name in symbol.split("."):
        names = names_of(body)
        if name not in names:
            return False
        body = names[name]
    return True


@pytest.mark.parametrize(("path", "symbol"), PLACES)
def test_symbols_exist(path: str, symbol: str) -> None:
    """Each answer in the table of questions is defined where the table says."""
    assert is_defined(REPOSITORY / path, symbol)


def test_many_questions_are_answered() -> None:
    """The table has at least twenty questions, none of them twice."""
    questions = re.findall(r"^\| ([^|]+\?) \| `", TEXT, re.MULTILINE)
    assert len(questions) == len(set(questions)) == len(PLACES) >= 20


def test_a_missing_symbol_is_noticed() -> None:
    """A name that a module only uses, or a member that a class lacks, is not defined there."""
    module = REPOSITORY / "hooks" / "terang" / "derivation" / "targets.py"
    assert is_defined(module, "Outlook.measured")
    assert not is_defined(module, "Outlook.unmeasured")
    assert not is_defined(module, "judge_flow_target")


def test_paths_exist() -> None:
    """Each path named in running text or a table exists."""
    paths = set(_PATH.findall(_FENCE.sub("", TEXT)))
    assert len(paths) > 15
    assert sorted(path for path in paths if not (REPOSITORY / path).exists()) == []


def test_layers_are_those_of_the_import_linter() -> None:
    """The table of layers has the rows of pyproject.toml, in their order."""
    settings = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["type"] == "layers")
    section = TEXT.partition("## The layers")[2].partition("\n## ")[0]
    rows = [re.findall(r"`(\w+)`", row) for row in _ROW.findall(section)]
    assert rows == [layer.split(" | ") for layer in layers]


def test_the_picture_shows_every_package() -> None:
    """The picture and the sentence below it name every package of the core."""
    core = REPOSITORY / "hooks" / "terang"
    packages = {path.parent.name for path in core.glob("*/__init__.py")}
    section = TEXT.partition("## The pipeline")[2].partition("\n## ")[0]
    assert packages <= set(re.findall(r"\w+", section))


def test_the_core_points_to_it() -> None:
    """The docstring of the core names the document."""
    core = REPOSITORY / "hooks" / "terang" / "__init__.py"
    docstring = ast.get_docstring(ast.parse(core.read_text(encoding="utf-8")))
    assert docstring is not None
    assert "docs/architecture.md" in docstring


def test_the_map_of_modules_is_current() -> None:
    """The map holds what `make guide` writes: every module once, with a whole sentence."""
    assert module_map.with_module_map(TEXT) == TEXT
    lines = re.findall(r"(?m)^- `(hooks/[^`]+\.py)`: (.+)$", TEXT.partition(module_map.BEGIN)[2])
    modules = {
        path.relative_to(REPOSITORY).as_posix()
        for path in (REPOSITORY / "hooks").rglob("*.py")
        if path.name != "__init__.py"
    }
    assert sorted(path for path, _ in lines) == sorted(modules)
    assert [path for path, sentence in lines if not sentence.endswith(".")] == []


def test_a_package_stands_above_its_modules(tmp_path: Path) -> None:
    """A package has its sentence; a module its line, without the address of a rule, and names."""
    package = tmp_path / "hooks" / "made_up"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""Made-up rules."""\n', encoding="utf-8")
    docstring = '"""The age of a claim (docs/contract.md#freshness).\n\nMore of it.\n"""\n'
    docstring += "def age_of(): ...\ndef _days(): ...\nclass Age: ...\n"
    (package / "age.py").write_text(docstring, encoding="utf-8")
    assert module_map.module_map(tmp_path).split("\n") == [
        *("", "### `hooks/made_up`", "", "Made-up rules.", ""),
        *("- `hooks/made_up/age.py`: The age of a claim.", "  (`age_of`, `Age`)", "", ""),
    ]
