"""A folder that is whole or not there: built beside the old one, put in its place at one stroke.

The published folder is replaced by exchanging two names in one system call where Linux can
(`renameat2`), else by two renames; between those two, and whenever a build dies, what lies about is
put right by the next one. Leftovers are told from a build at work by a lock on the folder itself.
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

# Windows has none: builds there must not run side by side.
fcntl: Any = importlib.import_module("fcntl") if importlib.util.find_spec("fcntl") else None

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_CANNOT = frozenset({errno.ENOSYS, errno.EINVAL, errno.ENOTSUP})
"""What the kernel or the file system answers that cannot exchange."""


@contextlib.contextmanager
def staged_site(target: Path) -> Iterator[Path]:
    """A new, empty folder that becomes `target` when the block ends well, and vanishes otherwise.

    Raises OSError where the folders cannot be made, renamed or removed.
    """
    target = Path(os.path.realpath(target))  # of a link, what it leads to is replaced
    if target.exists() and not target.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(target))
    with _locked(target.parent):
        recover_site(target)
        folder = _beside(target, "new")
        folder.mkdir()
        claim = _claim(folder)
    try:
        yield folder
        with _locked(target.parent):
            replace_site(target, folder)
    finally:
        _remove(folder)
        if claim is not None:
            os.close(claim)


def remove_leftovers(target: Path) -> None:
    """Put right what an earlier build left, as far as that can be done here."""
    with contextlib.suppress(OSError), _locked(target.parent):
        recover_site(target)


def recover_site(target: Path) -> None:
    """Put right what an earlier build left: an old folder without a new one, and leftovers."""
    old = sorted(target.parent.glob(f".{target.name}-old-*"))
    if old and not target.exists():
        old[-1].rename(target)
    for leftover in target.parent.glob(f".{target.name}-*-*"):
        if leftover.is_dir() and not _is_claimed(leftover):
            _remove(leftover)


def replace_site(target: Path, folder: Path) -> None:
    """Give `folder` the name of `target`; the old one stands beside it and may be removed."""
    if not target.exists():
        folder.rename(target)
    elif not _exchanged(folder, target):
        old = _beside(target, "old")
        target.rename(old)
        try:
            folder.rename(target)
        except OSError:
            old.rename(target)
            raise
        _remove(old)


def _exchanged(path: Path, other: Path) -> bool:
    """Whether the kernel has exchanged the two names."""
    if not sys.platform.startswith("linux"):
        return False
    renameat2 = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if renameat2 is None:  # a C library older than 2018
        return False
    names = os.fsencode(path), os.fsencode(other)
    if renameat2(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE) == 0:
        return True
    code = ctypes.get_errno()
    if code in _CANNOT:
        return False
    raise OSError(code, os.strerror(code), str(other))


def _beside(target: Path, role: str) -> Path:
    """A free name on the same file system; hidden, so that nothing serves or watches it."""
    return target.with_name(f".{target.name}-{role}-{uuid.uuid4().hex[:12]}")


def _claim(folder: Path) -> int | None:
    """A lock that lasts as long as this process, however it ends."""
    if fcntl is None:
        return None
    descriptor = os.open(folder, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return descriptor


def _is_claimed(folder: Path) -> bool:
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
def _locked(parent: Path) -> Iterator[None]:
    """Hold other builds off for the moment in which names change."""
    if fcntl is None:
        yield
        return
    descriptor = os.open(parent, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _remove(folder: Path) -> None:
    """Remove a folder of ours, if it is there; what cannot be removed waits for the next build."""
    shutil.rmtree(folder, ignore_errors=True)
