"""Atomic replacement of the published folder: a site is published completely or not at all.

A build fills a staging folder beside the published one. On Linux a single system call
(`renameat2`) exchanges the two names; elsewhere two renames do. After a killed build, the next one
recovers the site and removes leftovers. A lock on a staging folder tells that its build still runs.

A mount point, and a folder in a folder that may not be written, cannot be renamed. There the build
fills a folder inside the published one, and its content takes the place of the old, name by name.
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
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import Any

# Windows has no fcntl: two builds must not run there at the same time.
fcntl: Any = importlib.import_module("fcntl") if importlib.util.find_spec("fcntl") else None

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_UNSUPPORTED = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})
"""The error codes of a kernel or file system that cannot exchange names."""
_FIXED = frozenset({errno.EBUSY, errno.EXDEV})
"""The error codes of a folder that is mounted from elsewhere on the same file system."""


@contextlib.contextmanager
def staged_site(target: Path) -> Iterator[Path]:
    """Yield an empty folder that replaces the published one, `target`, if the block succeeds.

    Raises OSError if the folders cannot be created, renamed or removed.
    """
    target = Path(os.path.realpath(target))  # replaces the target of a symbolic link, not the link
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))
    home = target if _is_fixed(target) else target.parent
    with _folder_lock(home):
        recover_site(target)
        folder = _free_name(home, target.name, "new")
        folder.mkdir()
        lock = _lock_staging(folder)
    try:
        yield folder
        with _folder_lock(home):
            if home == target:
                _replace_content(target, folder)
            else:
                _replace_or_fill(target, folder)
    finally:
        _remove_folder(folder)
        if lock is not None:
            os.close(lock)


def remove_leftovers(target: Path) -> None:
    """Put the published folder right after a killed build, and remove leftovers; ignore errors."""
    home = target if _is_fixed(target) else target.parent
    with contextlib.suppress(OSError), _folder_lock(home):
        recover_site(target)


def recover_site(target: Path) -> None:
    """Restore a site whose replacement was interrupted, and remove leftover folders."""
    if target.is_dir():
        _recover_content(target)
    if _is_fixed(target):
        return
    old = sorted(target.parent.glob(f".{target.name}-old-*"))
    if old and not target.exists():
        old[-1].rename(target)
    for leftover in target.parent.glob(f".{target.name}-*-*"):
        if leftover.is_dir() and not _is_in_use(leftover):
            _remove_folder(leftover)


def replace_site(target: Path, folder: Path) -> None:
    """Replace the published folder `target` by `folder`; the old one is removed or left renamed."""
    if not target.exists():
        folder.rename(target)
    elif not _exchange_names(folder, target):
        old = _free_name(target.parent, target.name, "old")
        target.rename(old)
        try:
            folder.rename(target)
        except OSError:
            old.rename(target)
            raise
        _remove_folder(old)


def _replace_or_fill(target: Path, folder: Path) -> None:
    """Rename `folder` to `target`; copy its content where only the renaming shows a mount point."""
    try:
        replace_site(target, folder)
    except OSError as error:
        if error.errno not in _FIXED or not target.is_dir():
            raise
        inner = _free_name(target, target.name, "new")
        shutil.copytree(folder, inner, symlinks=True)
        _replace_content(target, inner)


def _is_fixed(target: Path) -> bool:
    """Return whether a folder can be filled, but neither renamed nor removed."""
    is_fixed = target.is_mount() or not os.access(target.parent, os.W_OK)
    return target.is_dir() and is_fixed


def _replace_content(target: Path, folder: Path) -> None:
    """Put the content of `folder`, which is in `target`, in the place of all else in `target`.

    An interruption is recovered by the name of the folder: while it is `new`, the old content is
    put back; once it is `ready`, the old content has gone and the new one follows.
    """
    old = _free_name(target, target.name, "old")
    old.mkdir()
    ready = _free_name(target, target.name, "ready")
    try:
        _move_content(target, old, besides=_staging_folders(target))
        folder.rename(ready)
    except OSError:
        _move_content(old, target)
        _remove_folder(old)
        _remove_folder(folder)
        raise
    _move_content(ready, target)
    _remove_folder(ready)
    _remove_folder(old)


def _recover_content(target: Path) -> None:
    """Restore or complete what an interrupted build left in `target`, and remove its folders."""
    folders = _staging_folders(target)
    ready = [folder for folder in folders if f".{target.name}-ready-" in folder.name]
    for folder in ready:
        _move_content(folder, target)
    for folder in folders - {*ready}:
        if f".{target.name}-old-" in folder.name and not ready:
            _move_content(folder, target)
    for folder in folders:
        if not _is_in_use(folder):
            _remove_folder(folder)


def _staging_folders(target: Path) -> frozenset[Path]:
    """Return the folders that builds have made in `target`."""
    return frozenset(path for path in target.glob(f".{target.name}-*-*") if path.is_dir())


def _move_content(source: Path, target: Path, besides: AbstractSet[Path] = frozenset()) -> None:
    """Rename everything in `source` into `target`; what has the same name there is removed."""
    for path in sorted(source.iterdir()):
        if path in besides:
            continue
        there = target / path.name
        if there.is_dir() and not there.is_symlink():
            shutil.rmtree(there)
        path.replace(there)


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


def _free_name(home: Path, name: str, role: str) -> Path:
    """Return a free, hidden name on the same file system: servers and watchers skip it."""
    return home / f".{name}-{role}-{uuid.uuid4().hex[:12]}"


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
def _folder_lock(home: Path) -> Iterator[None]:
    """Block other builds while folders are renamed."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(home, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _remove_folder(folder: Path) -> None:
    """Remove a folder if it exists; the next build retries a failed removal."""
    shutil.rmtree(folder, ignore_errors=True)
