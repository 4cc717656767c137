"""Count the faults that the tests find: break the rules one small piece at a time.

    .venv/bin/python tools/mutants.py [--module derive] [--most 60] [--seed 1] [--jobs 2]

Each mutant is the software with one comparison, operator, constant or condition changed. One that
makes no test fail survives; survivors are named with their line. Works on a copy of the repository.
"""

from __future__ import annotations

import argparse
import ast
import copy
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CORE = Path("hooks", "terang")

TESTS: Mapping[str, tuple[str, ...]] = {
    "periods": ("test_periods.py", "test_derive.py"),
    "derive": ("test_derive*.py",),
    "checks": ("test_checks.py", "test_problems.py", "test_catalog.py"),
    "history": ("test_history*.py", "test_check_base.py"),
}
"""A module, or package, of the core, and the tests that are to find what breaks it."""

_PATIENCE = 120
_PUBLISHED = ("hooks", "tests", "tools", "data", "content", "theme_overrides", "schemas", "docs")

_COMPARED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COMPUTED: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_CHANGEABLE = (ast.Compare, ast.BinOp, ast.BoolOp, ast.If, ast.IfExp, ast.Constant, ast.Call)


@dataclass(frozen=True, slots=True)
class Mutant:
    """The source of a module with one piece changed."""

    path: Path
    line: int
    change: str
    source: str

    def __str__(self) -> str:
        """Where it differs, and how."""
        return f"{self.path}:{self.line}: {self.change}"


def mutants(path: Path, source: str) -> Iterator[Mutant]:
    """Every mutant of a module."""
    tree = ast.parse(source)
    unread = set(_annotations(tree))
    for number, node in enumerate(ast.walk(tree)):
        if not isinstance(node, _CHANGEABLE) or node in unread:
            continue
        changed = copy.deepcopy(tree)
        target = next(one for at, one in enumerate(ast.walk(changed)) if at == number)
        before = ast.unparse(node.test if isinstance(node, ast.If) else node)
        after = _mutated(target)
        if after is not None:
            yield Mutant(path, node.lineno, f"`{before}` → `{after}`", ast.unparse(changed))


def _annotations(tree: ast.AST) -> Iterator[ast.AST]:
    """Every piece of an annotation: nothing runs there."""
    for node in ast.walk(tree):
        for part in ("annotation", "returns"):
            if isinstance(found := getattr(node, part, None), ast.AST):
                yield from ast.walk(found)


def _mutated(node: ast.AST) -> str | None:  # noqa: PLR0911 - one of each kind
    """Change a piece in place; what it has become, or None where it stays."""
    match node:
        case ast.Compare(ops=[first, *rest]) if type(first) in _COMPARED:
            node.ops = [_COMPARED[type(first)](), *rest]
            return ast.unparse(node)
        case ast.BinOp(op=operator) if type(operator) in _COMPUTED:
            node.op = _COMPUTED[type(operator)]()
            return ast.unparse(node)
        case ast.BoolOp(op=operator):
            node.op = ast.Or() if isinstance(operator, ast.And) else ast.And()
            return ast.unparse(node)
        case ast.If() | ast.IfExp():
            node.test = ast.UnaryOp(ast.Not(), node.test)
            return ast.unparse(node.test if isinstance(node, ast.If) else node)
        case ast.Constant(value=bool() as value):
            node.value = not value
            return repr(node.value)
        case ast.Constant(value=int() as value):
            node.value = value + 1
            return repr(node.value)
        case ast.Call(func=ast.Name(id="min" | "max" | "any" | "all") as name):
            name.id = {"min": "max", "max": "min", "any": "all", "all": "any"}[name.id]
            return ast.unparse(node)
    return None


def of(module: str) -> list[Mutant]:
    """Every mutant of a module or package of the core."""
    place = ROOT / CORE / module
    paths = sorted(place.glob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    found = []
    for path in paths:
        source = path.read_text(encoding="utf-8")
        same = ast.unparse(ast.parse(source))
        relative = path.relative_to(ROOT)
        found += [one for one in mutants(relative, source) if one.source != same]
    return found


def killed(mutant: Mutant, folder: Path, tests: tuple[str, ...]) -> bool:
    """Whether a test fails, or nothing ends, with the mutant in a copy of the repository."""
    file = folder / mutant.path
    original = file.read_bytes()
    file.write_text(mutant.source, encoding="utf-8")
    try:
        return not passes(folder, tests)
    finally:
        file.write_bytes(original)


def passes(folder: Path, tests: tuple[str, ...]) -> bool:
    """Whether the tests pass in a copy."""
    files = [str(path) for name in tests for path in sorted((folder / "tests").glob(name))]
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *files]
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    try:
        done = subprocess.run(
            command, cwd=folder, env=environment, capture_output=True, timeout=_PATIENCE,
            check=False,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _copied(folder: Path) -> Path:
    for name in _PUBLISHED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    shutil.copytree(ROOT / ".github", folder / ".github")
    return folder


def main() -> int:
    """Run; the exit code is 0 where nine mutants of ten are killed in every module."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--module", action="append", choices=list(TESTS))
    parser.add_argument("--most", type=int, help="so many of each module, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    enough = True
    with tempfile.TemporaryDirectory(prefix="terang-mutants-") as parent:
        folders: queue.Queue[Path] = queue.Queue()
        for number in range(chosen.jobs):
            folder = Path(parent, str(number))
            folder.mkdir()
            folders.put(_copied(folder))
        for module in chosen.module or TESTS:
            enough &= _count(module, chosen.most, chosen.seed, folders)
    return 0 if enough else 1


def _count(module: str, most: int | None, seed: int, folders: queue.Queue[Path]) -> bool:
    """Say how many mutants of a module are killed, and name those that are not."""
    tests = TESTS[module]
    whole = folders.get()
    sound = passes(whole, tests)
    folders.put(whole)
    if not sound:
        print(f"{module}: its tests fail without any mutant", file=sys.stderr)
        return False
    found = of(module)
    if most is not None and most < len(found):
        found = random.Random(seed).sample(found, most)  # noqa: S311 - to draw, not to hide

    def outcome(mutant: Mutant) -> bool:
        folder = folders.get()
        try:
            return killed(mutant, folder, tests)
        finally:
            folders.put(folder)

    with ThreadPoolExecutor(folders.qsize()) as pool:
        outcomes = list(pool.map(outcome, found))
    dead = sum(outcomes)
    print(f"{module}: {dead} of {len(found)} mutants killed, {100 * dead / len(found):.1f} %")
    for mutant, is_dead in zip(found, outcomes, strict=True):
        if not is_dead:
            print(f"  {mutant}")
    sys.stdout.flush()
    return dead * 10 >= len(found) * 9


if __name__ == "__main__":
    sys.exit(main())
