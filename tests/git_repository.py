"""A git repository for the tests of what a forge runs: commits made from texts.

Its software is a stand-in of a few lines, quick enough to be run for every kind of change, or a
copy of this repository's own.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tests.built import REPOSITORY
from tests.small_site import a_project

STAND_IN = {
    "hooks/terang/__main__.py": '''\
"""A check of a few lines: a line of the base's data that is gone is refused."""

import pathlib, subprocess, sys

def lines(path):
    return set(path.read_text().splitlines())

def run(*arguments):
    return subprocess.run(["git", *arguments], capture_output=True, check=True, text=True).stdout

if sys.argv[1] == "schemas":
    names = sorted(str(path) for path in pathlib.Path("data").rglob("*.yml"))
    pathlib.Path("schemas").mkdir(exist_ok=True)
    pathlib.Path("schemas/names.txt").write_text("\\n".join(names))
    sys.exit()

base, failed = sys.argv[3], False
if "ascii" in pathlib.Path("mkdocs.yml").read_text():
    print("# Menu", end="")
for name in run("ls-tree", "-r", "--name-only", base, "data", "content").splitlines():
    there = lines(pathlib.Path(name)) if pathlib.Path(name).exists() else set()
    for line in sorted(set(run("show", f"{base}:{name}").splitlines()) - there):
        failed = True
        print(f"{name}:1:1: silent-edit: hilang · gone: {line}", file=sys.stderr)
print("# Perubahan · Change")
sys.exit(failed)
''',
    "hooks/terang/__init__.py": "",
    "Makefile": "migrate:\n\t@sed -i 's/format: 1/format: 2/' data/site.yml\n",
    "mkdocs.yml": "site_name: a\nnav:\n  - id:\n      - A: id/index.md\nhooks: [hooks/main.py]\n",
    "data/site.yml": "format: 1\n",
    "data/coverage/a.yml": "value: 14000\n",
    "content/id/index.md": "# A\n",
    "schemas/names.txt": "data/coverage/a.yml\ndata/site.yml",
    ".github/CODEOWNERS": "* @PLACEHOLDER/developers\n",
    ".github/workflows/judge.yml": "name: judge\n",
    "tools/ci/judge.py": "print('judge')\n",
}
"""The files of a repository whose software is the stand-in."""

Tree = Mapping[str, str | bytes | None]
"""Path → content; None takes a file away."""


@dataclass(frozen=True)
class GitRepository:
    """A repository that tests write commits into."""

    folder: Path

    def git(self, *arguments: str, given: bytes = b"") -> str:
        """Run git with the identity of a test and return its output."""
        who = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER")
               for key, value in (("NAME", "Nama"), ("EMAIL", "nama@contoh.id"))}  # fmt: skip
        done = subprocess.run(
            ["git", "-c", "commit.gpgsign=false", "-c", "core.autocrlf=false", *arguments],
            cwd=self.folder, env={**os.environ, **who}, input=given, check=True,
            capture_output=True,
        )  # fmt: skip
        return done.stdout.decode("utf-8", "surrogateescape").strip()

    def commit(
        self, files: Tree, parent: str | None = None, *others: str, modes: Mapping[str, str] = {}
    ) -> str:
        """Return a commit that changes these files of its parent."""
        self.git("read-tree", parent or "--empty")
        zero = "0" * 40
        for path, content in files.items():
            if content is None:
                line = f"0 {zero}\t{path}\0"
            elif modes.get(path) == "160000":
                line = f"160000 {content!s}\t{path}\0"
            else:
                data = content.encode() if isinstance(content, str) else content
                blob = self.git("hash-object", "-w", "--stdin", given=data)
                line = f"{modes.get(path, '100644')} {blob}\t{path}\0"
            self.git("update-index", "-z", "--index-info", given=line.encode())
        tree = self.git("write-tree")
        parents = [word for name in (parent, *others) if name for word in ("-p", name)]
        return self.git("commit-tree", tree, *parents, "-m", "Change")

    def point(self, branch: str, commit: str) -> None:
        """Let a branch point to a commit."""
        self.git("update-ref", f"refs/heads/{branch}", commit)


def a_repository(folder: Path) -> GitRepository:
    """Return an empty repository."""
    folder.mkdir(parents=True, exist_ok=True)
    repository = GitRepository(folder)
    repository.git("init", "--quiet", "--initial-branch=main")
    return repository


def own_software(folder: Path) -> dict[str, bytes]:
    """Return this repository's software with the data and pages of a small site."""
    project = a_project(folder)
    files = {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for name in ("data", "content")
        for path in (folder / name).rglob("*")
        if path.is_file()
    }
    files["mkdocs.yml"] = (project.root / "mkdocs.yml").read_bytes()
    for name in ("hooks", "tools", "theme_overrides"):
        for path in sorted((REPOSITORY / name).rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                files[path.relative_to(REPOSITORY).as_posix()] = path.read_bytes()
    for name in ("Makefile", "requirements.txt"):
        files[name] = (REPOSITORY / name).read_bytes()
    return files
