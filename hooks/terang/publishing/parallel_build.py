"""Parallel work: pieces of a build in forked processes of their own, with messages through pipes.

What a piece of work has put into memory goes with its process, so that the memory of a build grows
with the largest piece and not with their number. Called by the adapter, which gives the work.

`concurrent.futures` does not fit: its processes return a single result at the end of each task, but
a build needs some early. Its work cannot be stopped, and a failed build would wait for it. Its
processes go on when the first is killed.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import traceback
from collections.abc import Callable, Iterator
from multiprocessing import connection
from multiprocessing.context import ForkProcess
from types import TracebackType
from typing import Any, Self, TypeAlias, TypeVar

from terang.i18n.terminal_messages import site_message

MIN_SERIES = 10
"""The number of series from which two processes are faster: docs/bench.md."""

PROCESSES = 2
"""The number of processes that share the work of a build."""

_END = "end"
"""The kind of a worker's last message; its content is the error that ended it, or None."""

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
    work: Callable[[], Iterator[_Result]], *, is_divided: bool = False
) -> Callable[[], list[_Result]]:
    """Start work in a process of its own, and return a function that waits for its results.

    Each result is sent alone: packing all of them at once would take as much memory again. If the
    process is killed or fails, that function does the work in this process. `is_divided`: the work
    starts processes itself, which `multiprocessing` does not allow to a daemon.
    """
    context = multiprocessing.get_context("fork")
    receiver, sender = context.Pipe(duplex=False)
    parent = os.getpid()

    def run() -> None:
        try:
            _end_with_parent(parent)
            receiver.close()
            for result in work():
                sender.send((result, False))
            sender.send((None, True))
        finally:
            os._exit(0)

    process = context.Process(target=run, daemon=not is_divided)
    process.start()
    sender.close()

    def wait_for_results() -> list[_Result]:
        results: list[_Result] = []
        is_complete = False
        try:
            with contextlib.suppress(Exception):  # after any error the work can be done here
                while not is_complete:
                    result, is_complete = receiver.recv()
                    results.append(result)
        finally:
            receiver.close()
            process.kill()  # it has sent its results, or nobody waits for them any more
            process.join()
        return results[:-1] if is_complete else [*work()]

    return wait_for_results


def _end_with_parent(parent: int) -> None:
    """Let the system kill this process when its parent ends, in whatever way."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGKILL)
        if os.getppid() != parent:  # it has ended already
            os._exit(1)


ReceiveMessage: TypeAlias = Callable[[str, Any], None]
"""Takes a message of a worker by its kind and content."""


class WorkerPool:
    """Workers that do pieces of work, a few at once: a forked process for each piece.

    The first process waits for them in `start`, `wait_for` and `finish`. It takes their messages
    only there, so that all of its own code runs in one thread.
    """

    def __init__(self, receive: ReceiveMessage, at_once: int = PROCESSES) -> None:
        """Make a pool that gives every message to `receive`."""
        self._receive, self._at_once = receive, at_once
        self._workers: dict[connection.Connection, ForkProcess] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        for receiver, process in self._workers.items():
            process.kill()
            process.join()
            receiver.close()
        self._workers.clear()

    def start(self, work: Callable[[SendMessage], None]) -> None:
        """Start a piece of work, as soon as fewer workers are busy than may be at once.

        This method, `wait_for` and `finish` raise the OSError or WorkerError of a worker.
        """
        self.wait_for(lambda: len(self._workers) < self._at_once)
        context = multiprocessing.get_context("fork")
        receiver, sender = context.Pipe(duplex=False)
        parent = os.getpid()

        def run() -> None:
            _end_with_parent(parent)
            receiver.close()
            _run_worker(work, lambda kind, content: sender.send((kind, content)))

        process = context.Process(target=run, daemon=True)
        process.start()
        sender.close()
        self._workers[receiver] = process

    def wait_for(self, condition: Callable[[], bool]) -> None:
        """Take messages until a condition is true, or no worker is left."""
        while self._workers and not condition():
            for receiver in connection.wait([*self._workers]):
                assert isinstance(receiver, connection.Connection)  # noqa: S101 - only those are given
                self._take_message(receiver)

    def finish(self) -> None:
        """Take messages until every worker has ended."""
        self.wait_for(lambda: False)

    def _take_message(self, receiver: connection.Connection) -> None:
        try:
            kind, content = receiver.recv()
        except (EOFError, OSError):  # the process has ended without a last message
            raise WorkerError(site_message("worker-gone")) from None
        if kind != _END:
            self._receive(kind, content)
            return
        self._workers.pop(receiver).join()
        receiver.close()
        if content is not None:
            raise content


def _run_worker(work: Callable[[SendMessage], None], send: SendMessage) -> None:
    """Do the work and end the process: the rest of the call stack belongs to the first process."""
    outcome: Exception | None = WorkerError()
    try:
        work(send)
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
