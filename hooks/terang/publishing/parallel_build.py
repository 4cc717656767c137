"""Parallel build: a forked worker process beside the first, with messages through a pipe.

The worker builds the other languages' pages and the downloads; feeds in all languages stay with the
first process, to balance the work. Its files are written to a hidden folder in the site and moved
at the end. A single process writes the same bytes. Called by the adapter, which gives the work.

`concurrent.futures` does not fit: its process returns a single result at the end, but the first
process needs three, each as early as possible. Its work cannot be stopped, and a failed build would
wait for it. Its process goes on when the first is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import queue
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from terang.i18n.terminal_messages import site_message

MIN_SERIES = 10
"""The number of series from which two processes are faster: docs/bench.md."""

DOWNLOADS, LINKS, SUMS, _END = "downloads", "links", "sums", "end"
"""The kinds of messages that the worker sends, in this order."""

FOLDER = ".second"
"""The worker's folder, below the site's."""

SendMessage: TypeAlias = Callable[[str, Any], None]
"""Sends a message by its kind and content."""

_SET_PARENT_DEATH_SIGNAL = 1
"""A number of `<linux/prctl.h>`."""

_Result = TypeVar("_Result")


class WorkerError(Exception):
    """The worker process has failed; the text is empty if it has printed the reason itself."""


def is_parallel_faster(series_count: int) -> bool:
    """Return whether two processes build this many series faster than one (docs/bench.md)."""
    return (
        series_count >= MIN_SERIES and sys.platform == "linux" and len(os.sched_getaffinity(0)) > 1
    )


def start_in_background(
    work: Callable[[], _Result], *, is_divided: bool = False
) -> Callable[[], _Result]:
    """Start work in a process of its own, and return a function that waits for its result.

    If the process is killed or fails, that function does the work in this process. `is_divided`:
    the work starts processes itself, which `multiprocessing` does not allow to a daemon.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    parent = os.getpid()

    def run() -> None:
        try:
            _end_with_parent(parent)
            receiver.close()
            sender.send(work())
        finally:
            os._exit(0)

    process = context.Process(target=run, daemon=not is_divided)
    process.start()
    sender.close()

    def wait_for_result() -> _Result:
        results: list[_Result] = []
        try:
            with contextlib.suppress(Exception):  # after any error the work can be done here
                results.append(receiver.recv())
        finally:
            receiver.close()
            process.kill()  # it has sent its result, or nobody waits for it any more
            process.join()
        return results[0] if results else work()

    return wait_for_result


def _end_with_parent(parent: int) -> None:
    """Let the system kill this process when its parent ends, in whatever way."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it has ended already
            os._exit(1)


class WorkerProcess:
    """The worker process, from the side of the first."""

    def __init__(self, site: Path, work: Callable[[Path, SendMessage], None]) -> None:
        """Start `work` in the worker, with the folder to fill and the function to send messages."""
        self.folder = site / FOLDER
        context = multiprocessing.get_context("fork")
        self._receiver, sender = context.Pipe(duplex=False)
        first_alive, self._alive = context.Pipe(duplex=False)

        def run() -> None:
            self._receiver.close()
            self._alive.close()
            _end_with_first_process(first_alive)
            _run_worker(lambda: work(self.folder, send), send)

        def send(kind: str, content: Any) -> None:  # noqa: ANN401
            sender.send((kind, content))

        self._process = context.Process(target=run, daemon=True)
        self._received: dict[str, Any] = {}
        self._messages: queue.SimpleQueue[tuple[str, Any] | None] = queue.SimpleQueue()
        # A pipe's buffer is small: without the thread, the worker would wait for the first process.
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._process.start()
        sender.close()
        first_alive.close()
        self._listener.start()

    def receive(self, kind: str) -> Any:  # noqa: ANN401
        """Wait for a message and return its content; raises the worker's OSError or WorkerError."""
        while kind not in self._received:
            message = self._messages.get()
            if message is None:
                self._messages.put(None)  # for the next call
                raise WorkerError(site_message("half-gone"))
            name, content = message
            if isinstance(content, OSError | WorkerError):
                raise content
            self._received[name] = content
        return self._received[kind]

    def _listen(self) -> None:
        try:
            with contextlib.suppress(EOFError, OSError):
                while True:
                    self._messages.put(self._receiver.recv())
        finally:
            self._messages.put(None)

    def finished_folder(self) -> Path:
        """Wait for the worker's end and return its complete folder."""
        self.receive(_END)
        self._process.join()
        return self.folder

    def close(self) -> None:
        """Kill the worker and remove its folder."""
        self._process.kill()
        self._process.join()
        self._listener.join()
        self._receiver.close()
        self._alive.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def move_into_place(folder: Path, site: Path) -> None:
    """Move the worker's files to their places in the site, and merge folders that exist there."""
    places = {entry.name: entry.is_dir() for entry in os.scandir(site)}
    for entry in [*os.scandir(folder)]:
        if places.get(entry.name):
            move_into_place(folder / entry.name, site / entry.name)
        else:
            os.rename(entry.path, site / entry.name)  # noqa: PTH104 - faster than pathlib for thousands of files


def _end_with_first_process(alive: Any) -> None:  # noqa: ANN401
    """Start a thread that ends this process as soon as the first has ended."""

    def wait() -> None:
        with contextlib.suppress(EOFError, OSError):
            alive.recv()
        os._exit(1)

    threading.Thread(target=wait, daemon=True).start()


def _run_worker(work: Callable[[], None], send: SendMessage) -> None:
    """Do the work and end the process: the rest of the call stack belongs to the first process."""
    outcome: Exception | None = WorkerError()
    try:
        work()
        outcome = None
    except (OSError, WorkerError) as error:
        outcome = error
    except KeyboardInterrupt:  # the first process gets the signal too, and reports it
        pass
    except BaseException:  # noqa: BLE001 - the process ends here
        traceback.print_exc()
    finally:
        with contextlib.suppress(OSError):  # the first process has ended
            send(_END, outcome)
        sys.stderr.flush()
        os._exit(0)
