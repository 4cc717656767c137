"""Compare the sites that this checkout's software and an earlier commit's software build.

    make same-site AGAINST=main ARGS="--sites real,test --allow 'assets/*.css'"

Three sites are built, each by both: the checkout's own record, the test site `tests/sites/story`,
and a synthetic site of 100 series. Data, pages and mkdocs.yml are those of the checkout on both
sides, to compare software only; `--own-data` gives each side its own. All builds use the same
SOURCE_DATE_EPOCH: today's noon in UTC, unless it is set.

Every file is compared byte by byte, except for the identity of the builder: the bill of materials,
and in the manifest its checksum, format, commit and day, and the digests of lock file, software and
pages. The exit code is 1 if any file differs that `--allow` does not name, and 2 if nothing could
be compared.

Each side is called through its own Makefile, `make site`, in this checkout's environment: modules
may be moved and renamed between the two.
"""

from __future__ import annotations

import argparse
import compileall
import fnmatch
import io
import itertools
import json
import os
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import corpus
from terang import source_date

ROOT = Path(__file__).resolve().parents[2]
RECORD = ("content", "data", "mkdocs.yml")
"""Files that editors write; everything else in a checkout is software."""

COPIED = ("content", "data", "docs", "own", "theme_overrides")
"""Folders that are copied, because a build refuses links to them; the others are linked."""

TEST_SITE = Path("tests", "sites", "story")
SITES = ("real", "test", "made")
SERIES = 100

BILL = "bom.json"
MANIFEST = "manifest.json"
_MAKER_KEYS = ("built", "commit", "day", "format", "lock", "moment", "pages", "software")
# Variables that a parent make passes on; its ARGS would become those of the makes started here.
_FROM_MAKE = ("AGAINST", "ARGS", "BASE", "OUT", "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS")
_LONGEST = 120
"""The number of characters of a line that are shown."""


class ComparisonError(Exception):
    """Nothing can be compared; the message gives the reason."""


@dataclass(frozen=True, slots=True)
class Software:
    """The files of a checkout, and the name it is reported by."""

    name: str
    root: Path


@dataclass(frozen=True, slots=True)
class VersionBuild:
    """A built site, and the seconds it took."""

    site: Path
    wall: float
    processor: float


@dataclass(frozen=True, slots=True)
class Difference:
    """A file that differs between both sites, and the place of the first difference."""

    path: str
    place: str


@dataclass(frozen=True, slots=True)
class SiteComparison:
    """The files of two sites: the number of identical files, and the differences."""

    same: int
    allowed: tuple[Difference, ...]
    refused: tuple[Difference, ...]


def copy_working_tree(root: Path, folder: Path) -> Software:
    """Copy the files of a checkout as they stand, without what git ignores."""
    listed = _git(root, "ls-files", "-z", "--cached", "--others", "--exclude-standard")
    for name in filter(None, os.fsdecode(listed).split("\0")):
        if (root / name).is_file():  # neither a removed file nor a submodule
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(root / name, folder / name)
    return _compiled(Software("here", folder))


def copy_commit(root: Path, commit: str, folder: Path) -> Software:
    """Copy the files of a commit; nothing is checked out."""
    name = _git(root, "rev-parse", "--verify", "--short", f"{commit}^{{commit}}").decode().strip()
    with tarfile.open(fileobj=io.BytesIO(_git(root, "archive", name))) as archive:
        archive.extractall(folder, filter="data")
    return _compiled(Software(name, folder))


def _git(root: Path, *arguments: str) -> bytes:
    command = ["git", *arguments]
    done = subprocess.run(command, cwd=root, capture_output=True, check=False)
    if done.returncode:
        raise ComparisonError(f"{' '.join(command)}: {done.stderr.decode().strip()}")
    return done.stdout


def _compiled(software: Software) -> Software:
    """Compile the modules, to keep compilation out of the build times."""
    compileall.compile_dir(software.root / "hooks", quiet=2)
    return software


def build(
    software: Software, record: Path, folder: Path, moment: str, python: str = sys.executable
) -> VersionBuild:
    """Build the record below `record` in a new folder, by the software's own `make site`.

    `python`: that of an environment with the packages of the software.
    """
    folder.mkdir(parents=True)
    sources = [path for path in software.root.iterdir() if path.name not in RECORD]
    for path in (*sources, *(record / name for name in RECORD)):
        if path.name in COPIED:
            shutil.copytree(path, folder / path.name)
        else:
            (folder / path.name).symlink_to(path)
    # READY would fit the environment to the lock file of that side.
    command = ["make", "--silent", "site", "READY=", f"RUN={python}"]
    own = {name: text for name, text in os.environ.items() if name not in _FROM_MAKE}
    started = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            command, cwd=folder, env={**own, source_date.VARIABLE: moment}, stdout=said, stderr=said
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            raise ComparisonError(f"{software.name}: {said.read().decode().strip()}")
    wall = time.perf_counter() - started
    return VersionBuild(folder / "site", wall, used.ru_utime + used.ru_stime)


def compare(here: Path, there: Path, allowed: Sequence[str] = ()) -> SiteComparison:
    """Compare every file of two sites; `allowed` are patterns of paths that may differ."""
    ours, theirs = _contents(here, allowed), _contents(there, allowed)
    differing = [path for path in sorted(ours | theirs) if ours.get(path) != theirs.get(path)]
    differences = [Difference(path, _place(ours.get(path), theirs.get(path))) for path in differing]
    return SiteComparison(
        len(ours | theirs) - len(differing),
        tuple(found for found in differences if _is_named(found.path, allowed)),
        tuple(found for found in differences if not _is_named(found.path, allowed)),
    )


def _is_named(path: str, patterns: Sequence[str]) -> bool:
    return any(fnmatch.fnmatchcase(path, pattern) for pattern in patterns)


def _contents(site: Path, allowed: Sequence[str]) -> dict[str, bytes]:
    """Return the comparable files of a site by path, without those that identify the builder."""
    files = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    return {
        path: _comparable(path, file.read_bytes(), allowed)
        for path, file in files.items()
        if path != BILL
    }


def _comparable(path: str, content: bytes, allowed: Sequence[str]) -> bytes:
    """Return the comparable part of a file: all of it, unless it repeats files that may differ."""
    if path == MANIFEST:
        return _manifest(content, allowed)
    if allowed and path.endswith(".zip"):
        return b"".join(_members(content, allowed))
    return content


def _manifest(content: bytes, allowed: Sequence[str]) -> bytes:
    """Return a manifest without its maker, and without checksums of files that may differ."""
    found = json.loads(content)
    for key in _MAKER_KEYS:
        found.pop(key, None)
    # An archive's checksum says less than its members, and those are compared.
    left_out = (BILL, *allowed, *(["*.zip"] if allowed else []))
    sums = found.get("files", {}).items()
    found["files"] = {path: digest for path, digest in sums if not _is_named(path, left_out)}
    return json.dumps(found, ensure_ascii=False, indent=1).encode()


def _members(content: bytes, allowed: Sequence[str]) -> Iterator[bytes]:
    """Yield the names and contents of an archive's members, without members that may differ."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            inner = name.partition("/")[2]
            if not (_is_named(name, allowed) or _is_named(inner, allowed)):
                yield name.encode() + b"\n" + archive.read(name)


def _place(here: bytes | None, there: bytes | None) -> str:
    """Return the place of the first difference of two files: a line of a text, else a byte."""
    if here is None or there is None:
        return "is not here" if here is None else "is only here"
    try:
        texts = [content.decode("utf-8").splitlines() for content in (here, there)]
    except UnicodeDecodeError:
        texts = [[], []]
    lines = itertools.zip_longest(*texts)
    for number, (our_line, their_line) in enumerate(lines, 1):
        if our_line != their_line:
            shown = _around(our_line, their_line)
            return f"line {number}\n    here:  {shown[0]}\n    there: {shown[1]}"
    return f"byte {_common(here, there)} of {len(here)} here, {len(there)} there"


def _common(here: Sequence[object], there: Sequence[object]) -> int:
    """Return the length of the common beginning."""
    pairs = enumerate(zip(here, there, strict=False))
    shorter = min(len(here), len(there))
    return next((index for index, (ours, theirs) in pairs if ours != theirs), shorter)


def _around(here: str | None, there: str | None) -> list[str]:
    """Return both lines, cut to the characters around their first difference."""
    start = max(0, _common(here or "", there or "") - _LONGEST // 2)
    return [
        "(no such line)" if line is None else repr(line[start : start + _LONGEST])
        for line in (here, there)
    ]


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Build and compare the sites, and print the differences."""
    chosen = _parser().parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="same-site-") as folder:
            is_same = _compare_all(chosen, root, Path(folder))
    except ComparisonError as error:
        print(error, file=sys.stderr)
        return 2
    return 0 if is_same else 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make same-site", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("against", metavar="AGAINST", help="the commit to compare with")
    parser.add_argument(
        "--sites", type=_site_names, default=SITES, help=f"default: {','.join(SITES)}"
    )
    parser.add_argument(
        "--allow", action="append", default=[], metavar="GLOB", help="files that may differ"
    )
    parser.add_argument("--own-data", action="store_true", help="each side builds its own record")
    parser.add_argument("--runs", type=int, default=1, help="builds of each; medians are printed")
    parser.add_argument("--series", type=int, default=SERIES, help="series of the made-up site")
    return parser


def _site_names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := set(names) - set(SITES):
        raise argparse.ArgumentTypeError(f"no such site: {', '.join(sorted(unknown))}")
    return names


def _compare_all(chosen: argparse.Namespace, root: Path, folder: Path) -> bool:
    """Return whether all files of the chosen sites are the same; print the differences."""
    if not chosen.against:
        raise ComparisonError("name the commit: make same-site AGAINST=<commit>")
    here = copy_working_tree(root, folder / "here")
    there = copy_commit(root, chosen.against, folder / "there")
    moment = source_date.build_moment(os.environ)
    is_same = True
    for name in SITES:
        if name in chosen.sites:
            own = (here, there) if chosen.own_data else (here, here)
            records = _records(name, own, folder / f"{name}-record", chosen.series)
            builds: dict[str, list[VersionBuild]] = {here.name: [], there.name: []}
            for run in range(chosen.runs):  # in turns, because the machine may be busier later
                for software, record in zip((here, there), records, strict=True):
                    at = folder / f"{name}-{run}" / f"by-{software.name}"
                    builds[software.name].append(build(software, record, at, moment))
            ours, theirs = (builds[software.name][0].site for software in (here, there))
            found = compare(ours, theirs, chosen.allow)
            _report(name, found, builds)
            is_same = is_same and not found.refused
    return is_same


def _records(name: str, checkouts: Sequence[Software], folder: Path, series: int) -> Sequence[Path]:
    """Return the folder of a site's data, pages and mkdocs.yml for each side."""
    if name == "made":
        corpus.write(folder, series, ROOT)
        return [folder, folder]
    below = TEST_SITE if name == "test" else Path()
    return [checkout.root / below for checkout in checkouts]


def _report(name: str, found: SiteComparison, builds: Mapping[str, Sequence[VersionBuild]]) -> None:
    """Print the result of a comparison, and the time of each build."""
    for word, differences in (("differs", found.refused), ("allowed", found.allowed)):
        for difference in differences:
            print(f"{name}: {word}: {difference.path}: {difference.place}")
    counted = f"{found.same} files are the same, {len(found.refused)} differ"
    counted += f", {len(found.allowed)} may differ" if found.allowed else ""
    print(f"{name}: {counted}")
    for software, built in builds.items():
        wall = statistics.median(run.wall for run in built)
        processor = statistics.median(run.processor for run in built)
        print(f"{name}: built in {wall:.1f} s ({processor:.1f} s of processor) by {software}")
    ours, theirs = (statistics.median(run.processor for run in built) for built in builds.values())
    print(f"{name}: {ours / theirs - 1:+.1%} of processor time", flush=True)


if __name__ == "__main__":
    sys.exit(main())
