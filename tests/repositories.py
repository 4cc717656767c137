"""Repositories for tests: git with a test identity and a day of its own."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

DAY = "2026-06-30"
"""The day of commits, a day before the `NOW` of most tests."""


def git(folder: Path, *arguments: str, day: str = DAY) -> str:
    """Run git in a folder and return its answer; the day is that of a commit made by it."""
    who = ["-c", "user.name=Nama", "-c", "user.email=nama@contoh.id", "-c", "commit.gpgsign=false"]
    moment = f"{day}T04:00:00Z"
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_AUTHOR_DATE": moment,
        "GIT_COMMITTER_DATE": moment,
    }
    done = subprocess.run(
        ["git", *who, *arguments], cwd=folder, env=environment, check=True, capture_output=True
    )
    return done.stdout.decode().strip()


def write_files(folder: Path, files: Mapping[str, str | bytes]) -> None:
    """Write files below a folder."""
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())


def commit_all(folder: Path, files: Mapping[str, str | bytes] | None = None, day: str = DAY) -> str:
    """Write files, commit everything in the working tree, and return the commit's id."""
    write_files(folder, files or {})
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Data", day=day)
    return git(folder, "rev-parse", "HEAD")


def new_repository(folder: Path, files: Mapping[str, str | bytes] | None = None) -> Path:
    """Return a new repository, with a first commit of these files if there are any."""
    folder.mkdir(parents=True, exist_ok=True)
    git(folder, "init", "-q", "-b", "main")
    if files is not None:
        commit_all(folder, files)
    return folder
