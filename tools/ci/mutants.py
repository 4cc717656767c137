"""Mutation testing: change the rules in one small place at a time and count the failing tests.

    .venv/bin/python tools/ci/mutants.py [--module derivation] [--most 60] [--seed 1] [--jobs 2]
    .venv/bin/python tools/ci/mutants.py --module guard --at paste_hints.py:101

Each mutant is the software with one comparison, operator, constant, condition or statement changed.
A mutant survives if no test fails; survivors are printed with their line. All work happens in a
copy of the repository. `--at` tries only the lines named.

Annotations are left out, and flags that only guard against programmers' slips: `frozen`, `slots`,
`strict`, `kw_only`.
"""

from __future__ import annotations

import argparse
import ast
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CORE = Path("hooks", "terang")

TESTS: Mapping[str, tuple[str, ...]] = {
    "model/period": ("model/test_period.py", "property/test_rules.py"),
    "derivation": (
        "property/test_rules.py",
        "derivation/test_*.py",
        "property/test_second_reading.py",
        "property/test_two_readings.py",
    ),
    "loading/consistency_rules": (
        "loading/test_consistency_rules.py",
        "loading/test_problems.py",
        "loading/test_data_folder.py",
    ),
    "loading/validation_errors": (
        "loading/test_problems.py",
        "model/test_*.py",
        "loading/test_data_folder.py",
    ),
    "guard": ("guard/test_append_only.py", "guard/test_*.py", "cli/test_check_base.py"),
}
"""A module or package of the core, and the tests that should detect its mutants. The most likely
test comes first, because the first failure ends a mutant.
"""

_PATIENCE = 30, 5
"""Processor time that a mutant may use before it counts as endless: seconds, plus a multiple of the
tests' usual time. Wall-clock time would include waiting on a busy machine.
"""

_LONGEST = 1800
"""Seconds of wall-clock time after which an idle mutant is ended."""

_MEMORY = 4 * 1024**2
"""Kilobytes of memory after which a mutant counts as endless."""

_LIMITED = 'ulimit -v {}; ulimit -t {}; exec "$@"'

_PUBLISHED = ("hooks", "tests", "tools", "data", "content", "theme_overrides", "schemas", "docs")

_COMPARED: Mapping[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
}  # fmt: skip
_COMPUTED: Mapping[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.Div, ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult, ast.Mod: ast.Mult, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr,
}  # fmt: skip
_SWAPPED: Mapping[str, str] = {"min": "max", "max": "min", "any": "all", "all": "any"}
_GUARDS = frozenset({"frozen", "slots", "strict", "kw_only"})


@dataclass(frozen=True, slots=True)
class Mutant:
    """The source of a module with one change."""

    path: Path
    line: int
    change: str
    source: str

    def __str__(self) -> str:
        """Return the place and the change of this mutant."""
        return f"{self.path}:{self.line}: {self.change}"


def find_mutants(path: Path, source: str) -> Iterator[Mutant]:
    """Yield every mutant of a module."""
    tree = ast.parse(source)
    unread = set(_ineffective_nodes(tree))
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            many = value if isinstance(value, list) else [value]
            for at, piece in enumerate(many):
                if not isinstance(piece, ast.AST) or piece in unread:
                    continue
                for replacement in _replacements(node, field, piece):
                    change = f"`{ast.unparse(piece)}` → `{ast.unparse(replacement)}`"
                    setattr(node, field, [*many[:at], replacement, *many[at + 1 :]]
                            if isinstance(value, list) else replacement)  # fmt: skip
                    yield Mutant(path, getattr(piece, "lineno", 0), change, ast.unparse(tree))
                    setattr(node, field, value)


def _ineffective_nodes(tree: ast.AST) -> Iterator[ast.AST]:
    """Yield the nodes without effect: annotations, and flags that only guard."""
    for node in ast.walk(tree):
        for part in ("annotation", "returns"):
            if isinstance(found := getattr(node, part, None), ast.AST):
                yield from ast.walk(found)
        is_alias = isinstance(node, ast.AnnAssign) and ast.unparse(node.annotation) == "TypeAlias"
        if is_alias or (isinstance(node, ast.keyword) and node.arg in _GUARDS):
            yield from ast.walk(node)


def _replacements(parent: ast.AST, field: str, piece: ast.AST) -> Iterator[ast.AST]:  # noqa: C901 - a case a kind
    """Yield the replacements for a node."""
    if field in ("test", "ifs") and isinstance(piece, ast.expr) and not _is_denied_below(piece):
        yield ast.UnaryOp(ast.Not(), piece)
    match piece:
        case ast.Compare(left, operators, compared):
            for at, operator in enumerate(operators):
                if type(operator) in _COMPARED:
                    changed = [*operators[:at], _COMPARED[type(operator)](), *operators[at + 1 :]]
                    yield ast.Compare(left, changed, compared)
        case ast.BinOp(left, computed, right) if type(computed) in _COMPUTED:
            yield ast.BinOp(left, _COMPUTED[type(computed)](), right)
        case ast.BoolOp(joined, parts):
            yield ast.BoolOp(ast.Or() if isinstance(joined, ast.And) else ast.And(), parts)
        case ast.UnaryOp(ast.Not(), denied):
            yield denied
        case ast.Constant(bool() as flag):
            yield ast.Constant(not flag)
        case ast.Constant(int() as figure):
            yield ast.Constant(figure + 1)
        case ast.Call(ast.Name(name), arguments, keywords) if name in _SWAPPED:
            yield ast.Call(ast.Name(_SWAPPED[name]), arguments, keywords)
        case ast.Continue() | ast.Break() | ast.Expr(ast.Call() | ast.Yield() | ast.YieldFrom()):
            if isinstance(parent, (ast.stmt, ast.match_case)):
                yield ast.Pass()


def _is_denied_below(test: ast.expr) -> bool:
    """Return whether denying the whole condition repeats another mutant."""
    match test:
        case ast.UnaryOp(ast.Not()):
            return True
        case ast.Compare(ops=[only]):
            return isinstance(only, (ast.Eq, ast.NotEq, ast.Is, ast.IsNot, ast.In, ast.NotIn))
    return False


def find_module_mutants(module: str) -> list[Mutant]:
    """Return every mutant of a module or package of the core."""
    found = []
    for path in source_files(module):
        source = (ROOT / path).read_text(encoding="utf-8")
        found += list(find_mutants(path, source))
    return found


def source_files(module: str) -> list[Path]:
    """Return the files of a module or package of the core."""
    place = ROOT / CORE / module
    paths = sorted(place.glob("*.py")) if place.is_dir() else [place.with_suffix(".py")]
    return [path.relative_to(ROOT) for path in paths]


@dataclass(frozen=True, slots=True)
class RepositoryCopy:
    """A copy of the repository to mutate, and the tests that should detect it."""

    folder: Path
    tests: tuple[str, ...]
    patience: int = 600

    def kills(self, mutant: Mutant) -> bool:
        """Return whether a test fails, or runs endlessly, with the mutant in the copy."""
        file = self.folder / mutant.path
        original = file.read_bytes()
        file.write_text(mutant.source, encoding="utf-8")
        try:
            return not self.passes()
        finally:
            file.write_bytes(original)

    def passes(self) -> bool:
        """Return whether the tests pass."""
        found = [path for name in self.tests for path in sorted((self.folder / "tests").glob(name))]
        files = list(dict.fromkeys(map(str, found)))
        command = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *files]
        limited = ["sh", "-c", _LIMITED.format(_MEMORY, self.patience), "sh", *command]
        environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
        try:
            done = subprocess.run(
                limited, cwd=self.folder, env=environment, capture_output=True,
                timeout=_LONGEST, check=False,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            return False
        return done.returncode == 0


def _copy_repository(folder: Path) -> Path:
    """Return a copy of the repository, with the target modules written the way mutants are."""
    for name in _PUBLISHED:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in ROOT.iterdir():
        if path.is_file():
            shutil.copy(path, folder)
    shutil.copytree(ROOT / ".github", folder / ".github")
    for path in (path for module in TESTS for path in source_files(module)):
        source = (ROOT / path).read_text(encoding="utf-8")
        (folder / path).write_text(ast.unparse(ast.parse(source)), encoding="utf-8")
    return folder


def main() -> int:
    """Run the mutants; return 0 if nine of ten are killed in every module, else 1."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--module", action="append", choices=list(TESTS))
    parser.add_argument("--most", type=int, help="mutants of each module, drawn by the seed")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--at", action="append", help="only mutants at <file>:<line>")
    parser.add_argument("--jobs", type=int, default=2)
    chosen = parser.parse_args()
    enough = True
    with tempfile.TemporaryDirectory(prefix="terang-mutants-") as parent:
        folders = [_copy_repository(Path(parent, str(number))) for number in range(chosen.jobs)]
        for module in chosen.module or TESTS:
            found = find_module_mutants(module)
            if chosen.at:
                lines = tuple(f"/{place}" for place in chosen.at)
                found = [
                    mutant for mutant in found if str(mutant).partition(": ")[0].endswith(lines)
                ]
            if chosen.most is not None and chosen.most < len(found):
                found = random.Random(chosen.seed).sample(found, chosen.most)  # noqa: S311 - to draw, not to hide
            enough &= _count(module, found, folders)
    return 0 if enough else 1


def _count(module: str, found: list[Mutant], folders: list[Path]) -> bool:
    """Print the killed and surviving mutants of a module; return whether nine of ten are killed."""
    began = time.monotonic()
    if not RepositoryCopy(folders[0], TESTS[module]).passes():
        print(f"{module}: its tests fail without any mutant", file=sys.stderr)
        return False
    least, times = _PATIENCE
    patience = least + times * round(time.monotonic() - began)
    copies: queue.Queue[RepositoryCopy] = queue.Queue()
    for folder in folders:
        copies.put(RepositoryCopy(folder, TESTS[module], patience))

    def outcome(mutant: Mutant) -> bool:
        copy = copies.get()
        try:
            return copy.kills(mutant)
        finally:
            copies.put(copy)

    dead = 0
    with ThreadPoolExecutor(len(folders)) as pool:
        for mutant, is_dead in zip(found, pool.map(outcome, found), strict=True):
            dead += is_dead
            if not is_dead:
                print(f"  {mutant}", flush=True)
    share = 100 * dead / len(found) if found else 100
    print(f"{module}: {dead} of {len(found)} mutants killed, {share:.1f} %", flush=True)
    return dead * 10 >= len(found) * 9


if __name__ == "__main__":
    sys.exit(main())
