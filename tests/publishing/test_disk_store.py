"""The store that keeps what a build has made on disk."""

from __future__ import annotations

import errno
import os
import tempfile

import pytest

from terang.publishing.disk_store import DiskStore


def test_what_is_kept_is_read_again() -> None:
    """Every file is read as it was written, as often as asked, in any order."""
    store = DiskStore()
    contents = [b"", b"one", b"\0" * 100_000, b"", b"two"]
    readers = [store.keep(content) for content in contents]
    for reader, content in [*zip(readers, contents, strict=True)][::-1] * 2:
        assert reader() == content


def test_a_file_outlives_its_store() -> None:
    """A reader needs no store."""
    reader = DiskStore().keep(b"kept")
    assert reader() == b"kept"


def test_the_file_is_closed_with_its_last_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that builds again and again, such as the preview, does not run out of files."""
    closed: list[int] = []
    close = os.close
    monkeypatch.setattr(os, "close", lambda number: (closed.append(number), close(number)))
    store = DiskStore()
    readers = [store.keep(b"1"), store.keep(b"2")]
    del store
    readers.pop()
    assert not closed
    readers.clear()
    assert len(closed) == 1


def test_a_forked_process_disturbs_nothing() -> None:
    """Both processes read what was kept before the fork, and each its own after it."""
    store = DiskStore()
    before = store.keep(b"before")
    child = os.fork()
    if child == 0:
        own = store.keep(b"child!")
        os._exit(0 if (before(), own()) == (b"before", b"child!") else 1)
    own = store.keep(b"parent")
    _, status = os.waitpid(child, 0)
    assert status == 0
    assert (before(), own()) == (b"before", b"parent")


def test_a_full_disk_gives_its_own_error_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """If no file can be made, the error of the system is raised, and nothing else is printed."""

    def fail() -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr(tempfile, "TemporaryFile", fail)
    with pytest.raises(OSError, match="full"):
        DiskStore().keep(b"kept")
