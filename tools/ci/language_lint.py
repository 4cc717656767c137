"""Check the language of the sources: the first word of each docstring, and the names in use.

    .venv/bin/python tools/ci/language_lint.py [<folder or file> ...]

`make lint` runs it without arguments, over the packages in `FINISHED`. It reads syntax trees only
and imports nothing of the site.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

FINISHED = ("hooks", "tools", "tests")
"""Folders and files with revised language: all of it. The list only grows."""

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
        *("against", "charts", "edits", "images", "links", "problems", "render", "report"),
        *("revisions", "schemas"),
    )
)
"""Names of modules and packages that were replaced; many are good names for a variable."""

REPLACED_PATHS = frozenset(
    (
        *("change_report/pages", "editing/entries", "guard/comparison", "guard/definitions"),
        *("guard/entries", "guard/states", "loading/catalog"),
    )
)
"""Modules that were replaced, where a module of another package rightly has the name."""

REPLACED_NAMES = frozenset(
    (
        *("Heard", "Inspection", "Proof", "Scene"),
        *("_said_by", "halves", "heard", "misfits", "one", "proof", "scene", "worth_it"),
    )
)
"""Names of classes, functions, arguments and variables that were replaced."""

BARE_FUNCTIONS = frozenset(("files", "names", "of", "one", "part", "read"))
"""Names of functions that say nothing where they are called, in the software itself."""

MIRRORS = frozenset(("tests/property/second_reading.py",))
"""Modules whose classes are named like those of the software, because they are read beside them."""


def find_faults(text: str, path: Path) -> Iterator[str]:
    """Yield a line for each fault of a module: its place and the word that it may not use."""
    for fault in _path_faults(path.with_suffix("")):
        yield f"{path}:1: {fault}"
    is_software = path.parts[0] in ("hooks", "tools")
    for node in ast.walk(ast.parse(text)):
        for name in _bound_names(node):
            if name in REPLACED_NAMES:
                yield f"{path}:{getattr(node, 'lineno', 1)}: the name {name!r} was replaced"
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                if is_software and name in BARE_FUNCTIONS:
                    yield f"{path}:{node.lineno}: the name {name!r} says nothing where it is called"
            # A bare text is the docstring of a module, class, function or attribute.
            case ast.Expr(value=ast.Constant(value=str() as docstring)):
                word = docstring.split(maxsplit=1)[0].rstrip(",:;") if docstring.split() else ""
                if word in FORBIDDEN_WORDS:
                    yield f"{path}:{node.lineno}: the docstring begins with {word!r}"


def _path_faults(path: Path) -> Iterator[str]:
    """Yield the faults of a module's own name and of the packages that it lies in."""
    for part in path.parts:
        if part in REPLACED_MODULES:
            yield f"the module name {part!r} was replaced"
    if any(path.as_posix().endswith(f"/{replaced}") for replaced in REPLACED_PATHS):
        yield "the module was replaced"


def find_shared_names(texts: Mapping[Path, str]) -> Iterator[str]:
    """Yield a line for each class whose name an earlier module has taken."""
    known: dict[str, Path] = {}
    for path, text in texts.items():
        if path.as_posix() in MIRRORS:
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.ClassDef):
                first = known.setdefault(node.name, path)
                if first != path:
                    yield f"{path}:{node.lineno}: the class {node.name!r} is in {first} too"


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
    texts = {
        path.relative_to(root): path.read_text("utf-8")
        for path in python_files(names or FINISHED, root)
    }
    faults = [fault for path, text in texts.items() for fault in find_faults(text, path)]
    faults += find_shared_names(texts)
    print(*faults, sep="\n", end="\n" if faults else "")
    return int(bool(faults))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
