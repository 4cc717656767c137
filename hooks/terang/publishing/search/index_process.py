"""A search index that a process of its own makes, for a build in which other processes make pages.

Feeding Pagefind and joining its answers takes memory that a build's first process would keep, and
that each process would inherit which it starts. This one knows of the record only texts of pages:

    python -m terang.publishing.search.index_process <folder of the site>
"""

from __future__ import annotations

import contextlib
import os
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

from terang.publishing.search.index import SearchError, SearchIndex
from terang.publishing.search.page_text import PageText

_CODE = Path(__file__).resolve().parents[3]


class IndexProcess:
    """A search index with the methods of `SearchIndex`, made by another process."""

    def __init__(self, site: Path) -> None:
        """Start the process; its index will be written into the site's folder."""
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            [sys.executable, "-m", __name__, str(site)],
            env={**os.environ, "PYTHONPATH": str(_CODE)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._calls: Any = self._process.stdin
        self._errors: Any = self._process.stdout

    def add(self, path: str, page: PageText) -> None:
        """Add a page, by the path of its file from the site's root."""
        self._call("add", path, page)

    def complete(self) -> None:
        """Request the index after the last page, while the build goes on."""
        self._call("complete")
        self._call_all()

    def write(self) -> None:
        """Wait until the complete index is in the site; raises SearchError."""
        self._call("write")
        self._call_all()
        self._calls.close()
        if error := self._errors.read().decode():
            raise SearchError(error)
        if status := self._process.wait():
            raise SearchError(str(status))

    def close(self) -> None:
        """End the process, with or without an index; Pagefind ends with its input."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._calls, self._errors):
            with contextlib.suppress(OSError):  # the process may not have read all
                pipe.close()

    def _call(self, method: str, *arguments: object) -> None:
        """Have a method called; calls are collected until there are some, or `_call_all`."""
        with self._failing():
            pickle.dump((method, arguments), self._calls)

    def _call_all(self) -> None:
        with self._failing():
            self._calls.flush()

    @contextlib.contextmanager
    def _failing(self) -> Any:  # noqa: ANN401
        """Raise the error of the process if it has ended, instead of that of its pipe."""
        try:
            yield
        except OSError as error:
            raise SearchError(self._errors.read().decode() or str(error)) from None


def main(site: Path) -> int:
    """Make the index that the calls on standard input ask for; print an error, if any."""
    with contextlib.closing(SearchIndex(site, at_once=True)) as index:
        try:
            while True:
                method, arguments = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own process
                getattr(index, method)(*arguments)
        except EOFError:
            return 0
        except (SearchError, OSError) as error:
            sys.stdout.write(str(error) or type(error).__name__)
            return 1


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
