"""Atomic replacement of the published folder: a site is published completely or not at all.

A build fills a staging folder beside the published one. On Linux a single system call
(`renameat2`) exchanges the two names; elsewhere two renames do. After a killed build, the next one
recovers the site and removes leftovers. A lock on a staging folder tells that its build still runs.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import importlib.util
import os
import shutil
import sys
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

# Windows has no fcntl: two builds must not run there at the same time.
fcntl: Any = importlib.import_module("fcntl") if importlib.util.find_spec("fcntl") else None

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})
"""The error codes of a kernel or file system that cannot exchange names."""


@contextlib.contextmanager
def staged_site(target: Path) -> Iterator[Path]:
    """Yield a new, empty folder that replaces `target` if the block succeeds; else it is removed.

    Raises OSError if the folders cannot be created, renamed or removed.
    """
    target = Path(os.path.realpath(target))  # replaces the target of a symbolic link, not the link
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))
    with _parent_lock(target.parent):
        recover_site(target)
        folder = _sibling_name(target, "new")
        folder.mkdir()
        lock = _lock_staging(folder)
    try:
        yield folder
        with _parent_lock(target.parent):
            replace_site(target, folder)
    finally:
        _remove_folder(folder)
        if lock is not None:
            os.close(lock)


def remove_leftovers(target: Path) -> None:
    """Recover the site and remove leftovers of a killed build; ignore errors."""
    with contextlib.suppress(OSError), _parent_lock(target.parent):
        recover_site(target)


def recover_site(target: Path) -> None:
    """Restore a site whose replacement was interrupted, and remove leftover folders."""
    old = sorted(target.parent.glob(f".{target.name}-old-*"))
    if old and not target.exists():
        old[-1].rename(target)
    for leftover in target.parent.glob(f".{target.name}-*-*"):
        if leftover.is_dir() and not _is_in_use(leftover):
            _remove_folder(leftover)


def replace_site(target: Path, folder: Path) -> None:
    """Rename `folder` to `target`; an old folder is removed, or is left under the other name."""
    if not target.exists():
        folder.rename(target)
    elif not _exchange_names(folder, target):
        old = _sibling_name(target, "old")
        target.rename(old)
        try:
            folder.rename(target)
        except OSError:
            old.rename(target)
            raise
        _remove_folder(old)


def _exchange_names(path: Path, other: Path) -> bool:
    """Exchange two names by a system call, and return whether it is supported."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:  # a C library older than 2018
        return False
    names = os.fsencode(path), os.fsencode(other)
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _UNSUPPORTED:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _sibling_name(target: Path, role: str) -> Path:
    """Return a free, hidden name on the same file system: servers and watchers skip it."""
    return target.with_name(f".{target.name}-{role}-{uuid.uuid4().hex[:12]}")


def _lock_staging(folder: Path) -> int | None:
    """Lock a staging folder until this process ends, and return the descriptor."""
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def _is_in_use(folder: Path) -> bool:
    """Return whether a running build has locked the staging folder."""
    if fcntl is None:
        return False
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


@contextlib.contextmanager
def _parent_lock(parent: Path) -> Iterator[None]:
    """Block other builds while folders are renamed."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _remove_folder(folder: Path) -> None:
    """Remove a folder if it exists; the next build retries a failed removal."""
    shutil.rmtree(folder, ignore_errors=True)
