"""The second language's pages and the downloads, made by a second process beside this one.

Feeds are the first's, in every language: so both have about as much to do. The second is a fork: it
begins with everything that is known by then, and hands over what the first cannot know, what pages
say of the downloads and the stock of its own pages, through a pipe. Its files come about in a
hidden folder of their own within the site's, and are moved to their place at the end. One process
alone writes the same bytes.

`concurrent.futures` would lose three things. Its process hands over one result, at the end; the
first process needs three, as soon as each is known. It cannot be stopped while it works, so that a
build that fails would wait for the other half. And it stays behind when the first one is killed.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import queue
import shutil
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from terang.i18n.sentences import site_message

MANY = 10
"""Series from which on two processes build sooner than one: docs/bench.md."""

MADE, STOCK, SUMS, _END = "made", "stock", "sums", "end"
"""What the second process sends, in this order."""

FOLDER = ".second"

Send: TypeAlias = Callable[[str, Any], None]

_Found = TypeVar("_Found")


class HalfError(Exception):
    """The other process has failed; the text is empty where it has said why itself."""


def is_parallel_faster(series: int) -> bool:
    """Whether so many series are built sooner by two processes on this machine."""
    return series >= MANY and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1


def start_in_background(work: Callable[[], _Found]) -> Callable[[], _Found]:
    """Begin work in a process of its own; what is returned waits for what it finds.

    That is all it leaves behind. Where it is lost, or fails, the work is done here after all.
    """
    context = multiprocessing.get_context("fork")
    source, to = context.Pipe(duplex=False)

    def run() -> None:
        try:
            source.close()
            to.send(work())
        finally:
            os._exit(0)

    process = context.Process(target=run, daemon=True)
    process.start()
    to.close()

    def found() -> _Found:
        answers: list[_Found] = []
        try:
            with contextlib.suppress(Exception):  # whatever it is, the work can be done here
                answers.append(source.recv())
        finally:
            source.close()
            process.join()
        return answers[0] if answers else work()

    return found


class Half:
    """The other process, as the first one sees it."""

    def __init__(self, site: Path, work: Callable[[Path, Send], None]) -> None:
        """Begin `work` in the second process, with the folder to fill and the way to send."""
        self.folder = site / FOLDER
        context = multiprocessing.get_context("fork")
        self._from, to = context.Pipe(duplex=False)
        alive, self._alive = context.Pipe(duplex=False)

        def run() -> None:
            self._from.close()
            self._alive.close()
            _end_with(alive)
            _work(lambda: work(self.folder, send), send)

        def send(what: str, found: Any) -> None:  # noqa: ANN401
            to.send((what, found))

        self._process = context.Process(target=run, daemon=True)
        self._found: dict[str, Any] = {}
        self._arrived: queue.SimpleQueue[tuple[str, Any] | None] = queue.SimpleQueue()
        # A pipe holds little: who sends would wait until the first process has time to read.
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._process.start()
        to.close()
        alive.close()
        self._listener.start()

    def received(self, what: str) -> Any:  # noqa: ANN401
        """What the second process sends; waits for it. Raises OSError as it did there."""
        while what not in self._found:
            message = self._arrived.get()
            if message is None:
                self._arrived.put(None)  # who asks again is told again
                raise HalfError(site_message("half-gone"))
            name, found = message
            if isinstance(found, OSError | HalfError):
                raise found
            self._found[name] = found
        return self._found[what]

    def _listen(self) -> None:
        try:
            with contextlib.suppress(EOFError, OSError):
                while True:
                    self._arrived.put(self._from.recv())
        finally:
            self._arrived.put(None)

    def joined(self) -> Path:
        """Its folder, when it is whole."""
        self.received(_END)
        self._process.join()
        return self.folder

    def close(self) -> None:
        """End it, however far it is, and take its folder away."""
        self._process.kill()
        self._process.join()
        self._listener.join()
        self._from.close()
        self._alive.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def move_into_place(folder: Path, site: Path) -> None:
    """Put all that the second process made to its place in the site, which may hold its folders."""
    places = {entry.name: entry.is_dir() for entry in os.scandir(site)}
    for entry in [*os.scandir(folder)]:
        if places.get(entry.name):
            move_into_place(folder / entry.name, site / entry.name)
        else:
            os.rename(entry.path, site / entry.name)  # noqa: PTH104 - thousands, and all wait


def _end_with(alive: Any) -> None:  # noqa: ANN401
    """End this process when the other is gone, however it ended: nobody waits for the rest."""

    def wait() -> None:
        with contextlib.suppress(EOFError, OSError):
            alive.recv()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _work(work: Callable[[], None], send: Send) -> None:
    """Do the work and end the process: what stands around it belongs to the first one."""
    outcome: Exception | None = HalfError()
    try:
        work()
        outcome = None
    except (OSError, HalfError) as error:
        outcome = error
    except KeyboardInterrupt:  # the first process is told too, and says so
        pass
    except BaseException:  # noqa: BLE001 - the process ends here
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):  # nobody listens any more
            send(_END, outcome)
        sys.stderr.flush()
        os._exit(0)
