"""Call a function for many items at once, and give up if nothing answers.

A server may hold a connection for ever. The threads that wait for it are left behind: they do not
hold up the end of the process. Called by the verification of a published site.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

_CONNECTIONS = 8
PATIENCE = 240
"""Seconds without a single result after which the rest is given up."""

_Item = TypeVar("_Item")
_Result = TypeVar("_Result")


class TooPatientError(Exception):
    """No call has ended for long."""


def map_patiently(
    function: Callable[[_Item], _Result], items: Sequence[_Item], patience: float = PATIENCE
) -> Iterator[_Result]:
    """Yield the result of a function for each item in order, several of them made at once.

    Raises the error of the first call that fails, or TooPatientError.
    """
    waiting: queue.SimpleQueue[tuple[int, _Item]] = queue.SimpleQueue()
    results: queue.SimpleQueue[tuple[int, _Result | Exception]] = queue.SimpleQueue()
    for pair in enumerate(items):
        waiting.put(pair)
    for _ in range(min(_CONNECTIONS, len(items))):
        threading.Thread(target=_work, args=(function, waiting, results), daemon=True).start()
    done: dict[int, _Result | Exception] = {}
    for index in range(len(items)):
        while index not in done:
            try:
                number, made = results.get(timeout=patience)
            except queue.Empty:
                raise TooPatientError(f"> {patience} s") from None
            done[number] = made
        result = done.pop(index)
        if isinstance(result, Exception):
            raise result
        yield result


def _work(
    function: Callable[[_Item], _Result],
    waiting: queue.SimpleQueue[tuple[int, _Item]],
    results: queue.SimpleQueue[tuple[int, _Result | Exception]],
) -> None:
    """Call the function for items until none is waiting."""
    while True:
        try:
            index, item = waiting.get_nowait()
        except queue.Empty:
            return
        try:
            results.put((index, function(item)))
        except Exception as error:  # noqa: BLE001 - raised again where it is waited for
            results.put((index, error))
