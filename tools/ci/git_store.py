"""Read commits of a repository as git objects, and make commits beside it.

The repository is only read: what is made goes to a scratch repository that borrows its objects. No
hook, filter, attribute or replacement object of either takes effect, and a file's bytes are always
those of its object.
"""

from __future__ import annotations

import base64
import os
import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

REGULAR = ("100644", "100755")
"""The modes of ordinary files; a link is 120000, a submodule 160000."""

_IDENTITY = re.compile("[0-9a-f]{40}|[0-9a-f]{64}")
_ENVIRONMENT = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_LITERAL_PATHSPECS": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C",
}
_PASSED = ("PATH", "HOME", "TMPDIR", "SSH_AUTH_SOCK", "GIT_SSL_CAINFO")
_SETTINGS = (
    *("-c", f"core.hooksPath={os.devnull}", "-c", "core.fsmonitor=false"),
    *("-c", "core.attributesFile=", "-c", "core.autocrlf=false", "-c", "safe.directory=*"),
    *("-c", "gc.auto=0", "-c", "commit.gpgSign=false"),
)
# The highest place for attributes: what a .gitattributes says of a path is overruled.
_ATTRIBUTES = "* -text -filter -ident -eol -working-tree-encoding -export-subst -export-ignore\n"


class GitError(Exception):
    """A git command failed; its last line says why."""


class UnknownCommitError(GitError):
    """A name is that of no commit in the repository."""


@dataclass(frozen=True, slots=True)
class TreeEntry:
    """A file of a commit: its mode and its object."""

    mode: str
    identity: str


@dataclass(frozen=True, slots=True)
class ChangedPath:
    """A path that differs between two commits; a side that lacks it has the mode 000000."""

    path: str
    old_mode: str
    new_mode: str


def run_git(
    folder: Path,
    *arguments: str,
    given: bytes | None = None,
    variables: Mapping[str, str] | None = None,
) -> bytes:
    """Run git in a folder and return its output; raises GitError."""
    git = shutil.which("git")
    if git is None:
        raise GitError("git")
    passed = {name: os.environ[name] for name in _PASSED if name in os.environ}
    done = subprocess.run(
        [git, *_SETTINGS, *arguments],
        cwd=folder,
        env={**passed, **_ENVIRONMENT, **(variables or {})},
        input=b"" if given is None else given,
        capture_output=True,
        check=False,
    )
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise GitError(lines[-1] if lines else f"git {arguments[0]}: {done.returncode}")
    return done.stdout


def commit_id(folder: Path, name: str) -> str:
    """Return the full identity of the commit that a name stands for; raises UnknownCommitError."""
    try:
        # Without `--end-of-options` a name such as `--all` would be taken for an option.
        found = run_git(
            folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}"
        )
    except GitError as error:
        raise UnknownCommitError(name) from error
    return found.decode("ascii").strip()


def merge_base(folder: Path, base: str, head: str) -> str | None:
    """Return the best common ancestor of two commits; None if their histories are unrelated."""
    try:
        return run_git(folder, "merge-base", base, head).decode("ascii").split()[0]
    except GitError:
        return None


def is_ancestor(folder: Path, earlier: str, later: str) -> bool:
    """Return whether a commit is another, or one of the commits that this descends from."""
    return merge_base(folder, earlier, later) == earlier


def tree_entries(folder: Path, tree: str, *paths: str) -> dict[str, TreeEntry]:
    """Return the files of a commit or tree below some paths, links and submodules included."""
    listing = run_git(folder, "ls-tree", "-r", "-z", "--full-tree", tree, "--", *paths)
    entries = {}
    for line in listing.decode("utf-8", "surrogateescape").split("\0"):
        if line:
            facts, path = line.split("\t", 1)
            mode, _, identity = facts.split(" ")
            entries[path] = TreeEntry(mode, identity)
    return entries


def changed_paths(folder: Path, before: str, after: str) -> list[ChangedPath]:
    """Return the paths that differ between two commits or trees; a renamed file is two paths."""
    listing = run_git(
        folder, "diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", before, after
    )
    fields = iter(listing.decode("utf-8", "surrogateescape").split("\0"))
    return [
        ChangedPath(path, *facts.removeprefix(":").split(" ")[:2])
        for facts, path in zip(fields, fields, strict=False)
    ]


def blob(folder: Path, tree: str, path: str) -> bytes | None:
    """Return the bytes of a regular file of a commit or tree; None if there is none."""
    entry = tree_entries(folder, tree, path).get(path)
    if entry is None or entry.mode not in REGULAR:
        return None
    return run_git(folder, "cat-file", "blob", entry.identity)


def fetch_commit(folder: Path, commit: str, remote: str = "origin") -> None:
    """Fetch a commit by its identity if it is not there; do nothing if it is no identity."""
    if _IDENTITY.fullmatch(commit) is None:
        return
    try:
        commit_id(folder, commit)
    except UnknownCommitError:
        options = ("--quiet", "--no-tags", "--no-recurse-submodules")
        run_remote(folder, "fetch", *options, remote, commit)


def run_remote(folder: Path, *arguments: str) -> bytes:
    """Run a git command that speaks with a remote, with the token of the forge if there is one."""
    token, server = os.environ.get("GITHUB_TOKEN"), os.environ.get("GITHUB_SERVER_URL", "")
    variables = {}
    if token and server.startswith("https://"):
        # Through the environment: every process of the machine can read a command line.
        login = base64.b64encode(f"x-access-token:{token}".encode()).decode()
        variables = {
            "GIT_CONFIG_COUNT": "1",
            "GIT_CONFIG_KEY_0": f"http.{server}/.extraheader",
            "GIT_CONFIG_VALUE_0": f"AUTHORIZATION: basic {login}",
        }
    return run_git(folder, *arguments, variables=variables)


def sizes(folder: Path, identities: Sequence[str]) -> list[int]:
    """Return the size of each object in bytes."""
    asked = "".join(f"{identity}\n" for identity in identities).encode("ascii")
    said = run_git(folder, "cat-file", "--batch-check=%(objectsize)", given=asked)
    return [int(line) for line in said.decode("ascii").split()]


class ScratchRepository:
    """A repository in a temporary folder that borrows the objects of another."""

    def __init__(self, folder: Path, lender: Path) -> None:
        self.folder = folder
        self._commits = 0
        kind = run_git(lender, "rev-parse", "--show-object-format").decode("ascii").strip()
        objects, shallow = (
            run_git(lender, "rev-parse", "--path-format=absolute", "--git-path", name)
            for name in ("objects", "shallow")
        )
        run_git(
            folder, "init", "--quiet", "--template=", "--initial-branch=main",
            f"--object-format={kind}",
        )  # fmt: skip
        own = folder / ".git"
        (own / "objects" / "info").mkdir(parents=True, exist_ok=True)
        (own / "objects" / "info" / "alternates").write_bytes(objects)
        beginning = Path(os.fsdecode(shallow.rstrip(b"\n")))
        if beginning.exists():
            # A clone without its earliest commits says here where it begins.
            shutil.copyfile(beginning, own / "shallow")
        (own / "info").mkdir(exist_ok=True)
        (own / "info" / "attributes").write_text(_ATTRIBUTES, encoding="ascii")
        (own / "info" / "exclude").write_text("/.venv\n/.cache/\n", encoding="ascii")

    def write_blob(self, content: bytes) -> str:
        """Store bytes as an object and return its identity."""
        return self._git("hash-object", "-w", "--stdin", given=content)

    def write_tree(self, start: str, dropped: Iterable[str], added: Mapping[str, TreeEntry]) -> str:
        """Return the tree of a commit without some of its paths, and with others added.

        The added files are regular files, whatever their mode said. An empty `start` is a tree
        without files.
        """
        variables = {"GIT_INDEX_FILE": str(self.folder / ".git" / "scratch-index")}
        self._git("read-tree", start or "--empty", variables=variables)
        zero = "0" * len(start)
        lines = [f"0 {zero}\t{path}\0" for path in dropped]
        lines += [f"{REGULAR[0]} {entry.identity}\t{path}\0" for path, entry in added.items()]
        self._git(
            "update-index", "-z", "--index-info",
            given="".join(lines).encode("utf-8", "surrogateescape"),
            variables=variables,
        )  # fmt: skip
        return self._git("write-tree", variables=variables)

    def commit(self, tree: str, parents: Sequence[str], moment: str, message: str = "-") -> str:
        """Return a commit of a tree; `moment` is its date as git reads it: `1767225600 +0000`."""
        who = {
            f"GIT_{role}_{key}": value
            for role in ("AUTHOR", "COMMITTER")
            for key, value in (("NAME", "Terang"), ("EMAIL", "terang@invalid"), ("DATE", moment))
        }
        arguments = [argument for parent in parents for argument in ("-p", parent)]
        return self._git("commit-tree", tree, *arguments, given=message.encode(), variables=who)

    def name_commit(self, name: str, commit: str) -> str:
        """Let a branch point to a commit, and return the branch's name."""
        self._git("update-ref", f"refs/heads/{name}", commit)
        return name

    def check_out(self, commit: str) -> None:
        """Make a commit the present state of the folder, each file with its object's bytes."""
        self._git("update-ref", "HEAD", commit)
        self._git("read-tree", "--reset", "-u", commit)

    def tree_of_folder(self) -> str:
        """Return the tree of the files that stand in the folder, without what git ignores."""
        self._git("add", "--all")
        return self._git("write-tree")

    def _git(
        self,
        *arguments: str,
        given: bytes | None = None,
        variables: Mapping[str, str] | None = None,
    ) -> str:
        return run_git(self.folder, *arguments, given=given, variables=variables).decode().strip()


def commit_moment(folder: Path, commit: str) -> str:
    """Return the date of a commit as git reads it: `1767225600 +0000`."""
    shown = run_git(folder, "show", "--no-patch", "--format=%ct", commit)
    return f"{shown.decode('ascii').split()[0]} +0000"


def first_parents(folder: Path, earlier: str, later: str) -> Iterator[str]:
    """Yield the commits from an earlier one, itself included, to a later one, oldest first.

    Of what a merge brought in only the merge itself is named.
    """
    yield earlier
    listing = run_git(folder, "rev-list", "--first-parent", "--reverse", f"{earlier}..{later}")
    yield from listing.decode("ascii").split()
