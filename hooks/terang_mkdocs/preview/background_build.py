"""Complete build beside the preview, for the checks that need all pages and for the search index.

Reports broken links and orphan pages. Runs in a process of its own with the lowest priority, which
ends with the preview, however the preview ends. A change ends it too; the next build then starts.

    python -m terang_mkdocs.preview.background_build <address> <folder of the preview>
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from pathlib import Path

from terang.publishing.atomic_swap import staged_site
from terang_mkdocs.site_builder import (
    UnbuildableError,
    assemble_site,
    disable_garbage_collection,
    load_site_config,
    loaded_publication,
)

FOLDER = "whole"
"""The newest complete site, below the preview's folder."""

_LOWEST_PRIORITY = 19
_REMOVAL_ATTEMPTS = 20
_HAS_PROCESS_GROUPS = hasattr(os, "killpg")


class BackgroundBuild:
    """A complete build in a process of its own."""

    def __init__(self, root: Path, url: str, folder: Path) -> None:
        """Start to build the site at `root` into the preview's folder."""
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            # `-B`: the preview watches the folder of the software too.
            [sys.executable, "-B", "-m", __name__, url, str(folder)],
            cwd=root,
            stdin=subprocess.PIPE,  # never written to: its end tells that this process has ended
            stderr=subprocess.PIPE,
            start_new_session=_HAS_PROCESS_GROUPS,  # Ctrl+C reaches the preview only
        )
        self._output_lock = threading.Lock()
        self._is_closed = False
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        """Print the build's messages, unless files have changed since it started."""
        assert self._process.stderr is not None  # noqa: S101
        messages = self._process.stderr.read().decode(errors="replace")
        with self._output_lock:
            if not self._is_closed:
                sys.stderr.write(messages)
                sys.stderr.flush()

    def close(self) -> None:
        """Kill the build, and the program that makes its search index."""
        with self._output_lock:
            self._is_closed = True
        self._kill()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _kill(self) -> None:
        if self._process.poll() is not None:  # its id may belong to another process by now
            return
        if _HAS_PROCESS_GROUPS:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()


def main(url: str, folder: Path) -> int:
    """Build the site into the preview's folder, print its problems, return the exit code."""
    threading.Thread(target=_end_with_preview, args=(folder,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_LOWEST_PRIORITY)
    try:
        config = load_site_config(Path.cwd())
        config.site_url = url
        publication = loaded_publication(config)
        with staged_site(folder / FOLDER) as place:
            assemble_site(config, publication, place)
    except (UnbuildableError, OSError) as error:
        sys.stderr.write(f"{error}\n" if str(error) else "")
        return 1
    return 0


def _end_with_preview(folder: Path) -> None:
    """Wait until the preview has ended, then remove its folder and end this process group."""
    os.read(sys.stdin.fileno(), 1)
    for _ in range(_REMOVAL_ATTEMPTS):  # the build may write files meanwhile
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
    if _HAS_PROCESS_GROUPS:
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    disable_garbage_collection()
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
