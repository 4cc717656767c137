"""Check the language of the sources: the first word of each docstring, and the names in use.

    .venv/bin/python tools/ci/language_lint.py [<folder or file> ...]

`make lint` runs it without arguments, over the packages in `FINISHED`. It reads syntax trees only
and imports nothing of the site.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FINISHED = (
    "hooks/main.py",
    "hooks/terang/__init__.py",
    "hooks/terang/__main__.py",
    "hooks/terang/diagnostics.py",
    "hooks/terang/source_date.py",
    "hooks/terang/change_report",
    "hooks/terang/cli",
    "hooks/terang/derivation",
    "hooks/terang/downloads",
    "hooks/terang/editing",
    "hooks/terang/guard",
    "hooks/terang/i18n",
    "hooks/terang/loading",
    "hooks/terang/model",
    "hooks/terang/narrative",
    "hooks/terang/pages",
    "hooks/terang/parsing",
    "hooks/terang/publishing",
    "hooks/terang/views",
    "hooks/terang_mkdocs",
    "tools",
    "tests/browser",
    "tests/built.py",
    "tests/catalogs.py",
    "tests/change_report",
    "tests/cli",
    "tests/conftest.py",
    "tests/derivation",
    "tests/downloads",
    "tests/docs",
    "tests/editing",
    "tests/guard",
    "tests/hostile.py",
    "tests/i18n",
    "tests/loading",
    "tests/model",
    "tests/narrative",
    "tests/pages",
    "tests/parsing",
    "tests/property",
    "tests/publishing",
    "tests/record",
    "tests/repositories.py",
    "tests/serve.py",
    "tests/serving",
    "tests/small_site.py",
    "tests/swarm",
    "tests/terang_mkdocs",
    "tests/terms.py",
    "tests/test_parallel_run.py",
    "tests/theme",
    "tests/tools",
    "tests/views",
)
"""Folders and files with revised language. The list only grows."""

FORBIDDEN_WORDS = frozenset(
    ("What", "Where", "How", "Whether", "Which", "Who", "That", "So", "Such", "Of", "From")
)
"""First words that make a docstring a fragment of a sentence."""

REPLACED_MODULES = frozenset(
    (
        *("assembly", "beginning", "bilingual", "checks", "chunks", "clock", "delivery"),
        *("dialogue", "distributions", "documents", "drafts", "halves", "heard", "history"),
        *("hosting", "inspection", "keys", "language", "materials", "misfits", "offline"),
        *("outlooks", "paste", "periods", "proof", "prose", "refusals", "repository", "reuse"),
        *("scene", "shell", "stamps", "swap", "unchanged", "verification", "writing"),
    )
)
"""Names of modules and packages that were replaced; many are good names for a variable."""

REPLACED_NAMES = frozenset(
    (
        *("Heard", "Inspection", "Proof", "Scene"),
        *("_said_by", "halves", "heard", "misfits", "one", "proof", "scene", "worth_it"),
    )
)
"""Names of classes, functions, arguments and variables that were replaced."""


def find_faults(text: str, path: Path) -> Iterator[str]:
    """Yield a line for each fault of a module: its place and the word that it may not use."""
    for part in path.with_suffix("").parts:
        if part in REPLACED_MODULES:
            yield f"{path}:1: the module name {part!r} was replaced"
    for node in ast.walk(ast.parse(text)):
        for name in _bound_names(node):
            if name in REPLACED_NAMES:
                yield f"{path}:{getattr(node, 'lineno', 1)}: the name {name!r} was replaced"
        # A bare text is the docstring of a module, class, function or attribute.
        match node:
            case ast.Expr(value=ast.Constant(value=str() as docstring)):
                word = docstring.split(maxsplit=1)[0].rstrip(",:;") if docstring.split() else ""
                if word in FORBIDDEN_WORDS:
                    yield f"{path}:{node.lineno}: the docstring begins with {word!r}"


def _bound_names(node: ast.AST) -> tuple[str, ...]:
    """Return the names that a node of a syntax tree gives to something."""
    match node:
        case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
            return (name,)
        case ast.Name(id=name, ctx=ast.Store()) | ast.arg(arg=name):
            return (name,)
        case ast.Attribute(attr=name, ctx=ast.Store()):
            return (name,)
        case ast.alias(asname=str() as name):
            return (name,)
    return ()


def python_files(names: Sequence[str], root: Path = ROOT) -> Iterator[Path]:
    """Yield the Python files named or contained in folders named, in order."""
    for name in names:
        path = root / name
        yield from [path] if path.is_file() else sorted(path.rglob("*.py"))


def main(names: Sequence[str], root: Path = ROOT) -> int:
    """Print the faults of the files; return 1 if there are any, else 0."""
    faults = [
        fault
        for path in python_files(names or FINISHED, root)
        for fault in find_faults(path.read_text("utf-8"), path.relative_to(root))
    ]
    print(*faults, sep="\n", end="\n" if faults else "")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
