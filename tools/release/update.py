"""Take another version of the software into a site, or go back.

    make update VERSION=v0.9.0              from the repository named by the git remote `terang`
    make update FILE=terang-0.9.0.tar.gz    from an archive; SHA256SUMS beside it is compared
    make update … YES=1                     take it without a question
    make update ARGS=--undo                 the tree as it was before

A site that has no `make update` yet runs this file from an unpacked archive, in the site's folder:

    python3 <folder>/tools/release/update.py --file terang-0.9.0.tar.gz

Both versions build the site beside each other, on one day; what differs for readers is shown before
anything changes. Data of an older format is migrated on the way. The site's own folders are left
alone. The new tree comes into place in one step of git, and is left for you to commit. Whatever
fails leaves everything as it was.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from readers_report import differences
from release_archive import (
    CHANGELOG,
    PROVENANCE,
    ReleaseError,
    SoftwareVersion,
    StoredFile,
    changelog_sections,
    commit_files,
    expected_sum,
    read_archive,
    run_git,
    tagged_version,
)
from terang import source_date
from terang.software_files import (
    RELEASE,
    BadReleaseError,
    Release,
    SoftwareEdits,
    is_software,
    right_place,
    software_digests,
)

REMOTE = "terang"
STATE, REPORT = "terang-update.json", "terang-update.txt"
"""Files in git's own folder: how to go back, and the whole report."""

_TEXTS = (
    "AGAINST", "ARGS", "AT", "BASE", "DATE", "FILE", "HEAD", "OUT", "PAGE", "SERIES", "SITE",
    "SITES", "UPGRADE", "VERSION", "YES",
)  # fmt: skip
"""The variables that the Makefile hands on (TEXTS): none may reach another version's commands."""
_FROM_MAKE = (*_TEXTS, "MAKEFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "MFLAGS")
_MOST_NAMED = 40
_ENVIRONMENT = ".venv"

_PLACES = {
    "style": "own/style.css",
    "words": "own/words.yml",
    "template": "own/templates/, own/logo.svg",
    "": "repositori perangkat lunak · the software's repository",
}


@dataclass(frozen=True, slots=True)
class UpdateState:
    """The trees before and after an update: enough to go back."""

    before: str
    """The tree that was there, as git names it."""
    after: str
    version: str
    is_complete: bool = False


def take_version(root: Path, chosen: argparse.Namespace) -> int:
    """Show what a version changes, and take it if that is wanted."""
    _refuse_unsaved_work(root)
    incoming = _incoming(root, chosen)
    files = commit_files(root, "HEAD")
    present = _present_release(files)
    before = run_git(root, "rev-parse", "HEAD^{tree}").decode().strip()
    _say(f"Versi · Version {incoming.release.version}: {incoming.origin}")
    data_format = _data_format(files)
    _refuse_format(data_format, incoming.release)
    edits = _edits(files, present, incoming, replace=chosen.replace_edits)
    kept = _kept_edits(root, edits, present) if edits and present else {}
    with _scratch_tree(root) as old, _scratch_tree(root) as new:
        _put_software(new, files, incoming, kept)
        is_migrated = data_format != incoming.release.format
        moment = source_date.build_moment(os.environ)
        for target in (*(["migrate"] if is_migrated else []), "schemas", "check", "site"):
            _make(root, new, target, moment)
        after = _tree_of(new, incoming.software)
        if after == before:
            _say(
                "Sudah versi ini; tidak ada yang berubah. · Already this version; nothing changes."
            )
            return 0
        report = [*_file_lines(root, before, after), *_reader_lines(root, old, new, moment)]
    report += _changelog(incoming, present)
    _git_path(root, REPORT).write_text("\n".join(report) + "\n", encoding="utf-8")
    _say(*report)
    if not _is_wanted(chosen):
        _say("Tidak ada yang diubah. · Nothing was changed.")
        return 0
    _replace_tree(root, UpdateState(before, after, incoming.release.version))
    _say(
        f"Diambil; pohon · taken; tree {after}",
        'Lihat: git diff --cached --stat; simpan: git commit -m "Perangkat lunak '
        f'{incoming.release.version}"; kembali: make update ARGS=--undo · '
        "Look at it, commit it, or go back with --undo.",
    )
    if is_migrated:
        _say(
            "Format data berubah: usulkan perangkat lunak dulu, lalu datanya. · "
            "The data format changed: propose the software first, then the data."
        )
    return 0


def go_back(root: Path) -> int:
    """Bring back the tree from before the last update."""
    path = _git_path(root, STATE)
    try:
        state = UpdateState(**json.loads(path.read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        raise ReleaseError("belum ada pembaruan · there is no update to undo") from None
    if state.is_complete:
        present = run_git(root, "write-tree").decode().strip()
        is_touched = run_git(root, "diff-files", "--name-only").strip()
        if present != state.after or is_touched:
            raise ReleaseError(
                "ada yang berubah sesudah pembaruan; simpan, lalu `git revert` pembaruannya · "
                "something changed since the update; commit it, then `git revert` the update"
            )
        run_git(root, "read-tree", "-m", "-u", state.after, state.before)
    else:  # an update that was interrupted: nothing but its own files was in the way
        run_git(root, "read-tree", "--reset", "-u", state.before)
    found = run_git(root, "write-tree").decode().strip()
    if found != state.before:
        raise ReleaseError(f"pohon · tree {found}, bukan · not {state.before}")
    path.unlink()
    _say(f"Kembali; pohon · back; tree {found}")
    return 0


# --- the version, and the site before it --------------------------------------------------------


def _refuse_unsaved_work(root: Path) -> None:
    top = run_git(root, "rev-parse", "--show-toplevel").decode().strip()
    if Path(top).resolve() != root.resolve():
        raise ReleaseError(f"jalankan di · run this in {top}")
    run_git(root, "rev-parse", "--verify", "--quiet", "HEAD")
    if unsaved := run_git(root, "status", "--porcelain").decode("utf-8", "replace").splitlines():
        raise ReleaseError(
            "ada pekerjaan yang belum disimpan dengan git; simpan dulu · "
            f"there is work that git does not hold yet; commit it first: {', '.join(unsaved[:5])}"
        )


def _incoming(root: Path, chosen: argparse.Namespace) -> SoftwareVersion:
    """Return the version that is asked for, with its checksums compared."""
    if chosen.file:
        path = Path(chosen.file)
        version = read_archive(path)
        _compare_sum(path, version, chosen.sha256)
        _compare_provenance(root, path, required=chosen.require_provenance)
        return version
    if not chosen.version:
        raise ReleaseError("tulis VERSION=<tag> atau FILE=<arsip> · write VERSION= or FILE=")
    if not re.fullmatch(r"v?[0-9][0-9A-Za-z.-]*", chosen.version):
        raise ReleaseError(f"{chosen.version}: bukan versi · not a version")
    address = chosen.address or _remote_address(root)
    version = tagged_version(address, f"v{chosen.version.removeprefix('v')}")
    _accept_provenance(is_proved=version.is_signed, required=chosen.require_provenance)
    return version


def _remote_address(root: Path) -> str:
    try:
        return run_git(root, "remote", "get-url", REMOTE).decode().strip()
    except ReleaseError:
        raise ReleaseError(
            "sekali saja · once: git remote add terang <alamat repositori perangkat lunak · "
            "address of the software's repository>"
        ) from None


def _compare_sum(path: Path, version: SoftwareVersion, given: str | None) -> None:
    actual = version.origin.rpartition(":")[2]
    expected = given or expected_sum(path)
    if expected is None:
        _say(
            "SHA256SUMS tidak ada di samping arsip: cocokkan sendiri angka di bawah ini. · "
            "There is no SHA256SUMS beside the archive: compare the sum below yourself."
        )
    elif expected.lower() != actual:
        raise ReleaseError(f"{path.name}: SHA-256 {actual}, seharusnya · should be {expected}")


def _compare_provenance(root: Path, path: Path, *, required: bool) -> None:
    """Ask the forge who built an archive, where its program is there and its remote is known."""
    try:
        address = run_git(root, "remote", "get-url", REMOTE).decode().strip()
    except ReleaseError:
        address = ""
    named = re.search(r"github\.com[/:]([\w.-]+/[\w.-]+?)(?:\.git)?/?$", address)
    program = shutil.which("gh")
    is_proved = False
    if program and named:
        command = [program, "attestation", "verify", str(path), "--repo", named[1]]
        if (bundle := path.with_name(PROVENANCE)).is_file():
            command += ["--bundle", str(bundle)]
        is_proved = subprocess.run(command, capture_output=True, check=False).returncode == 0
    _accept_provenance(is_proved=is_proved, required=required)


def _accept_provenance(*, is_proved: bool, required: bool) -> None:
    """Say that a version's provenance is proved; refuse it if it is not, and has to be."""
    if is_proved:
        _say("Asal-usulnya terbukti. · Its provenance is proved.")
    elif required:
        raise ReleaseError("asal-usulnya tidak terbukti · its provenance is not proved")


def _present_release(files: Mapping[str, StoredFile]) -> Release | None:
    try:
        return Release.from_json(files[RELEASE].data) if RELEASE in files else None
    except BadReleaseError as error:
        raise ReleaseError(str(error)) from None


def _data_format(files: Mapping[str, StoredFile]) -> int:
    text = (
        files["data/site.yml"].data.decode("utf-8", "replace") if "data/site.yml" in files else ""
    )
    found = re.search(r"^[\"']?format[\"']?\s*:\s*[\"']?(\d+)", text, re.MULTILINE)
    if found is None:
        raise ReleaseError("data/site.yml: format?")
    return int(found[1])


def _refuse_format(data_format: int, release: Release) -> None:
    if data_format not in (release.format, *release.reads):
        read = ", ".join(map(str, (*release.reads, release.format)))
        raise ReleaseError(
            f"data berformat {data_format}; versi {release.version} membaca {read}; "
            f"ambil dulu versi di antaranya · the data has format {data_format}; "
            f"version {release.version} reads {read}; take a version between them first"
        )


# --- edits of the software ----------------------------------------------------------------------


def _edits(
    files: Mapping[str, StoredFile],
    present: Release | None,
    incoming: SoftwareVersion,
    *,
    replace: bool,
) -> SoftwareEdits:
    """Return the files of the software that the site edited; refuse them unless told otherwise."""
    digests = software_digests({path: file.data for path, file in files.items()})
    if present is None:
        # Who has no release.json yet has never said what was released there.
        edits = SoftwareEdits((), (), ())
        _say(
            f"{RELEASE} belum ada: suntingan atas perangkat lunak tidak dapat dikenali; "
            "semuanya tetap ada di riwayat git. · There is none yet: edits of the software cannot "
            "be told; all of them stay in git's history."
        )
        return edits
    found = present.differences(digests)
    # An edit that the new version has as well is none any more.
    edits = SoftwareEdits(
        tuple(path for path in found.changed if incoming.release.files.get(path) != digests[path]),
        found.gone,
        tuple(path for path in found.added if incoming.release.files.get(path) != digests[path]),
    )
    lines = [
        *(f"  ~ {path} → {_PLACES[right_place(path)]}" for path in edits.changed),
        *(f"  + {path} → own/, data/, content/" for path in edits.added),
        *(f"  - {path}" for path in edits.gone),
    ]
    if lines:
        _say(
            "Perangkat lunak disunting di situs ini; tempat yang benar di kanan: · "
            "The software was edited in this site; the right place is on the right:",
            *lines[:_MOST_NAMED],
        )
    if (edits.changed or edits.added) and not replace:
        raise ReleaseError(
            "pindahkan suntingan itu, atau ARGS=--replace-edits: ia disimpan di own/edits/ · "
            "move these edits, or ARGS=--replace-edits: they are kept in own/edits/"
        )
    return edits


def _kept_edits(root: Path, edits: SoftwareEdits, present: Release) -> dict[str, StoredFile]:
    """Return the patch that holds the edits: `git apply` brings them back."""
    pieces = []
    for path in (*edits.changed, *edits.added):
        base = _released_commit(root, path, present.files.get(path))
        pieces.append(
            run_git(
                *(root, "diff", "--binary", "--full-index", "--no-color", "--no-ext-diff"),
                *(base, "HEAD", "--", f":(literal){path}"),
            )
        )
    if not pieces:
        return {}
    name = re.sub(r"[^0-9A-Za-z.-]", "-", present.version)
    return {f"own/edits/{name}.patch": StoredFile(b"".join(pieces))}


def _released_commit(root: Path, path: str, digest: str | None) -> str:
    """Return the last commit in which a file was as released; an empty tree if there is none."""
    empty = run_git(root, "hash-object", "-t", "tree", "-w", "--stdin", given=b"").decode().strip()
    if digest is None:
        return empty
    listed = run_git(root, "rev-list", "HEAD", "--", f":(literal){path}").decode().split()
    for commit in listed:
        with contextlib.suppress(ReleaseError):
            data = run_git(root, "cat-file", "blob", f"{commit}:{path}")
            if software_digests({path: data}).get(path) == digest:
                return commit
    return empty


# --- two trees beside each other ----------------------------------------------------------------


@contextlib.contextmanager
def _scratch_tree(root: Path) -> Iterator[Path]:
    """Check the last commit out in a folder of its own, with the history of the repository."""
    with tempfile.TemporaryDirectory(prefix="terang-update-") as folder:
        tree = Path(folder) / "tree"
        run_git(root, "worktree", "add", "--quiet", "--detach", str(tree), "HEAD")
        try:
            yield tree
        finally:
            run_git(root, "worktree", "remove", "--force", str(tree))


def _put_software(
    tree: Path,
    files: Mapping[str, StoredFile],
    incoming: SoftwareVersion,
    kept: Mapping[str, StoredFile],
) -> None:
    """Replace the software below a folder; the site's own files stay as they are."""
    for path in filter(is_software, files):
        (tree / path).unlink()
    for path, file in {**incoming.software, **kept}.items():
        target = tree / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(file.data)
        target.chmod(0o755 if file.is_executable else 0o644)
    for folder, _, _ in sorted(os.walk(tree), reverse=True):
        if ".git" not in Path(folder).parts:
            with contextlib.suppress(OSError):  # not empty
                Path(folder).rmdir()


def _make(root: Path, tree: Path, target: str, moment: str) -> None:
    """Run a command of the Makefile in a folder; raises ReleaseError with what it says."""
    _lend_environment(root, tree)
    variables = {name: text for name, text in os.environ.items() if name not in _FROM_MAKE}
    variables = {name: text for name, text in variables.items() if not name.startswith("GIT_")}
    done = subprocess.run(
        [shutil.which("make") or "make", "--silent", target],
        cwd=tree,
        env={**variables, source_date.VARIABLE: moment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        said = (done.stdout + done.stderr).decode("utf-8", "replace").strip()
        raise ReleaseError(f"make {target}:\n{said[-4_000:]}")


def _lend_environment(root: Path, tree: Path) -> None:
    """Let a tree use the site's environment if it has what that version needs; change nothing."""
    ours, theirs = root / _ENVIRONMENT, tree / _ENVIRONMENT
    pins, lock = tree / "tools" / "env" / "unmet_pins.py", tree / "requirements.txt"
    if theirs.is_symlink() or theirs.exists() or not (ours / "bin" / "python").exists():
        return
    if pins.is_file() and lock.is_file():
        command = [str(ours / "bin" / "python"), "-I", str(pins), str(lock)]
        if subprocess.run(command, capture_output=True, check=False).returncode:
            return
    theirs.symlink_to(ours.resolve())


def _tree_of(folder: Path, forced: Iterable[str]) -> str:
    """Return the tree that a folder would be committed as."""
    if (folder / _ENVIRONMENT).is_symlink():
        (folder / _ENVIRONMENT).unlink()
    run_git(folder, "add", "--all")
    # Also what this machine's git ignores, such as the settings of an editor.
    given = "".join(f"{path}\0" for path in forced).encode()
    stdin = ("--pathspec-from-file=-", "--pathspec-file-nul")
    run_git(folder, "--literal-pathspecs", "add", "--force", *stdin, given=given)
    return run_git(folder, "write-tree").decode().strip()


# --- what changes, and whether it is wanted -----------------------------------------------------


def _file_lines(root: Path, before: str, after: str) -> Iterator[str]:
    """Yield how many files of the software change, and each of the site's own."""
    listed = run_git(root, "diff-tree", "-r", "--name-status", "--no-renames", before, after)
    own = [line for line in listed.decode().splitlines() if not is_software(line.split("\t", 1)[1])]
    count = len(listed.splitlines()) - len(own)
    yield f"Perangkat lunak: {count} berkas · Software: {count} files"
    if own:
        yield f"Milik situs: {len(own)} berkas berubah · The site's own: {len(own)} files change"
        yield from (f"  {line}" for line in own[:_MOST_NAMED])


def _reader_lines(root: Path, old: Path, new: Path, moment: str) -> Iterator[str]:
    """Yield what changes for readers, if the present version can build the site."""
    try:
        _make(root, old, "site", moment)
    except ReleaseError as error:
        last = str(error).splitlines()[-1]
        yield (
            "Versi yang sekarang tidak dapat membangun situs, jadi tidak ada yang dibandingkan · "
            f"The present version cannot build the site, so nothing was compared: {last}"
        )
        return
    yield from differences(old / "site", new / "site")


def _changelog(incoming: SoftwareVersion, present: Release | None) -> Iterator[str]:
    """Yield the sections of the changelog since the present version, newest first."""
    text = incoming.files.get(CHANGELOG, StoredFile(b"")).data.decode("utf-8", "replace")
    for version, section in changelog_sections(text).items():
        if present and version == present.version:
            return
        if version[:1].isdigit():
            yield from ("", f"{version} {section}")


def _is_wanted(chosen: argparse.Namespace) -> bool:
    if chosen.yes:
        return True
    if not sys.stdin.isatty():
        _say("Ambil dengan YES=1. · Take it with YES=1.")
        return False
    return input("Ambil versi ini? · Take this version? [y/t] ").strip().lower() in (
        "y",
        "ya",
        "yes",
    )


def _replace_tree(root: Path, state: UpdateState) -> None:
    """Bring the new tree into place; whatever fails brings the old one back."""
    path = _git_path(root, STATE)
    _refuse_unsaved_work(root)
    if run_git(root, "rev-parse", "HEAD^{tree}").decode().strip() != state.before:
        raise ReleaseError("ada commit baru sementara itu · there is a new commit meanwhile")
    path.write_text(json.dumps(asdict(state)), encoding="utf-8")
    try:
        run_git(root, "read-tree", "-m", "-u", state.before, state.after)
    except ReleaseError:
        if run_git(root, "write-tree").decode().strip() != state.before:
            run_git(root, "read-tree", "--reset", "-u", state.before)
        path.unlink()
        raise
    path.write_text(json.dumps({**asdict(state), "is_complete": True}), encoding="utf-8")


def _git_path(root: Path, name: str) -> Path:
    return root / run_git(root, "rev-parse", "--git-path", name).decode().strip()


def _say(*lines: str) -> None:
    print(*lines, sep="\n", flush=True)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="make update", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    given = os.environ
    parser.add_argument("--version", default=given.get("VERSION", ""), help="the tag of a release")
    parser.add_argument("--file", default=given.get("FILE", ""), help="an archive of a release")
    parser.add_argument("--sha256", help="the checksum that the archive must have")
    parser.add_argument("--address", help="of the software's repository, in place of the remote")
    parser.add_argument("--require-provenance", action="store_true", help="refuse what has none")
    parser.add_argument("--replace-edits", action="store_true", help="keep edits in own/edits/")
    parser.add_argument("--undo", action="store_true", help="go back to the tree before")
    parser.add_argument("--yes", action="store_true", default=bool(given.get("YES")))
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command in the present folder and return the exit code."""
    words = shlex.split(os.environ.get("ARGS", "")) if arguments is None else arguments
    chosen = _parser().parse_args([*words, *(sys.argv[1:] if arguments is None else [])])
    root = Path.cwd()
    try:
        return go_back(root) if chosen.undo else take_version(root, chosen)
    except (ReleaseError, BadReleaseError, OSError, UnicodeError) as error:
        print(f"{error}\nTidak ada yang diubah. · Nothing was changed.", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
