"""Situations of a repository in which `make check BASE=` is tried, by name.

Each takes a repository with one sound commit on `main`, and returns the base to compare with.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.guard.test_append_only import BASE, KOTA, VALUE, CaseFiles, edit_files
from tests.repositories import commit_all, git, new_repository, write_files

Situation = Callable[[Path, pytest.MonkeyPatch], str]

ALL: dict[str, Situation] = {}


def situation(function: Situation) -> Situation:
    """Register a situation by its name."""
    ALL[function.__name__.replace("_", " ")] = function
    return function


def write(folder: Path, files: CaseFiles) -> None:
    """Replace the data of a folder by these files."""
    for path in sorted(folder.rglob("*.yml")):
        path.unlink()
    write_files(folder, files)


def commit(folder: Path, files: CaseFiles) -> str:
    """Commit these files and return the commit's id."""
    write(folder, files)
    return commit_all(folder)


def begin_anew(folder: Path) -> None:
    """Begin a repository without any commit."""
    shutil.rmtree(folder / ".git")
    new_repository(folder)


def diverge(site: Path) -> None:
    """Add a commit to `main`, and another one to the branch `work`, which is checked out."""
    entry = "  - date: 2026-05\n    value: 9\n    added: 2026-06-30\n"
    new = f"{entry}    sources:\n      - berita\ntargets:"
    git(site, "branch", "work")
    commit(site, edit_files((KOTA, "targets:", new)))
    git(site, "checkout", "-q", "work")
    commit_all(site, {"lain.txt": "x\n"})


@situation
def unknown_base(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Name no commit."""
    return "mian"


@situation
def blank_base(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Name nothing."""
    return ""


@situation
def no_git(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Take git away from the machine."""
    monkeypatch.setenv("PATH", "")
    return "HEAD"


@situation
def no_repository(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Make the folder no repository."""
    shutil.rmtree(site / ".git")
    return "HEAD"


@situation
def ambiguous_base(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Give a tag the name of the branch."""
    git(site, "tag", "main")
    commit(site, edit_files((KOTA, "75000", "75001")))
    return "main"


@situation
def no_commit(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Begin a branch whose first commit is not made yet."""
    git(site, "update-ref", "refs/heads/lain", "HEAD")
    git(site, "symbolic-ref", "HEAD", "refs/heads/baru")
    return "lain"


@situation
def unrelated_base(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Begin a branch that shares no commit."""
    git(site, "checkout", "-q", "--orphan", "baru")
    commit_all(site, day="2026-07-01")
    return "main"


@situation
def shallow_clone(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """Clone a history that is cut off before the shared commit."""
    diverge(site)
    clone = ("--depth=1", "--no-single-branch", f"file://{site}", "salinan")
    git(site, "clone", "-q", *clone)
    monkeypatch.chdir(site / "salinan")
    return "origin/main"


@situation
def several_bases(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Merge two branches into each other crosswise."""
    diverge(site)
    main = git(site, "rev-parse", "main")
    git(site, "checkout", "-q", "main")
    git(site, "merge", "-q", "-s", "ours", "-m", "x", "work")
    git(site, "checkout", "-q", "work")
    git(site, "merge", "-q", "-s", "ours", "-m", "y", main)
    return "main"


@situation
def base_without_data(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Take all data from the base."""
    commit(site, {})
    write(site, BASE)
    git(site, "add", "-A")
    return "HEAD"


@situation
def unreadable_base(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Begin with data that cannot be read."""
    begin_anew(site)
    commit(site, dict.fromkeys(BASE, "a: ["))
    write(site, BASE)
    return "HEAD"


@situation
def base_has_more(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Add changes to the base that are not here."""
    diverge(site)
    return "main"


@situation
def unsound_base(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Begin with data that has a mistake."""
    begin_anew(site)
    commit(site, edit_files((KOTA, VALUE, "value: 14 ribu")))
    write(site, BASE)
    return "HEAD"


@situation
def base_with_a_mistake(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Hide an old value by a mistake at the base."""
    commit(site, edit_files((KOTA, VALUE, "value: 14 ribu")))
    write(site, edit_files((KOTA, VALUE, "value: 15000")))
    return "HEAD"


@situation
def links(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Put a link, another repository and a pipe where only files may be."""
    (site / "data" / "taut.yml").symlink_to("site.yml")
    new_repository(site / "content" / "id", {"index.md": "x"})
    os.mkfifo(site / "data" / "pipa.yml")
    return "HEAD"


@situation
def ignored_file(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Add a file that git ignores."""
    write_files(site, {".git/info/exclude": "desa.yml\n", "data/coverage/desa.yml": ""})
    return "HEAD"


@situation
def untracked_file(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Add a file that git does not hold yet."""
    write_files(site, {"docs/record/baru.md": "Baru.\n"})
    return "HEAD"


@situation
def stored_otherwise(site: Path, monkeypatch: pytest.MonkeyPatch) -> str:  # noqa: ARG001
    """Add a file whose bytes git changes on their way into a commit."""
    files = {".gitattributes": "*.md ident\n", "docs/record/a.md": "$Id: 85000 $\n"}
    commit_all(site, files)
    return "HEAD"
