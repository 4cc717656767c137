"""Write the map of the modules at the end of docs/architecture.md from their docstrings.

    .venv/bin/python tools/docs/module_map.py

Two comments mark the map. An item is the path of a module, the first line of its docstring, which
names everything that a reader may look for in it, and its public functions and classes. A test
keeps the map current.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "architecture.md"
BEGIN, END = "<!-- modules: written by `make guide` -->", "<!-- end of modules -->"

_MAP = re.compile(f"(?<={re.escape(BEGIN)}\n).*(?={re.escape(END)})", re.DOTALL)
_RULE = re.compile(r" \(docs/[\w.#-]+\)")


def module_map(root: Path = ROOT) -> str:
    """Return every package of hooks with its sentence, and an item for each of its modules."""
    lines: list[str] = []
    for folder in sorted({path.parent for path in (root / "hooks").rglob("*.py")}):
        lines += ["", f"### `{folder.relative_to(root).as_posix()}`", ""]
        package = folder / "__init__.py"
        if package.exists():
            lines += [summary_line(package), ""]
        modules = sorted(path for path in folder.glob("*.py") if path != package)
        lines += _module_lines(modules, root)
    return "\n".join([*lines, "", ""])


def _module_lines(modules: list[Path], root: Path) -> Iterator[str]:
    """Yield an item for each module: its path, the summary of its docstring, its public names."""
    for path in modules:
        yield f"- `{path.relative_to(root).as_posix()}`: {summary_line(path)}"
        if names := public_names(path):
            yield f"  ({', '.join(f'`{name}`' for name in names)})"


def public_names(module: Path) -> list[str]:
    """Return the names of a module's functions and classes that other modules may use, in order."""
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_")
    ]


def summary_line(module: Path) -> str:
    """Return the first line of a module's docstring, without the address of a rule."""
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    return _RULE.sub("", docstring.partition("\n")[0])


def with_module_map(text: str) -> str:
    """Return the guide with its map renewed."""
    return _MAP.sub(lambda _: module_map(), text)


def main() -> int:
    """Write the map."""
    text = with_module_map(GUIDE.read_text(encoding="utf-8"))
    GUIDE.write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
