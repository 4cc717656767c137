"""The whole site beside the preview: what takes all pages to say, and the search index.

Broken links and anchors, pages that nothing leads to: built by a process of its own, which gives
way to everything else on the machine. It ends when the preview ends, however that comes about, and
when something has changed: another one begins then.

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
    collect_nothing,
    configured_site,
    loaded_publication,
)

FOLDER = "whole"
"""In the preview's folder: the newest whole site."""

_NICEST = 19
_MOST_TIMES = 20
_HAS_GROUPS = hasattr(os, "killpg")


class BackgroundBuild:
    """One whole build, as the preview sees it."""

    def __init__(self, root: Path, url: str, folder: Path) -> None:
        """Begin to build the site at `root` into the preview's folder."""
        self._process = subprocess.Popen(  # noqa: S603 - this very program
            # `-B`: the preview looks at the folder of the software too.
            [sys.executable, "-B", "-m", __name__, url, str(folder)],
            cwd=root,
            stdin=subprocess.PIPE,  # never written to: it ends when this process does
            stderr=subprocess.PIPE,
            start_new_session=_HAS_GROUPS,  # Ctrl+C is for the preview, which ends it
        )
        self._saying = threading.Lock()
        self._is_over = False
        self._listener = threading.Thread(target=self._listen, daemon=True)
        self._listener.start()

    def _listen(self) -> None:
        """Say what it has found, unless it is about what has changed since."""
        assert self._process.stderr is not None  # noqa: S101
        found = self._process.stderr.read().decode(errors="replace")
        with self._saying:
            if not self._is_over:
                sys.stderr.write(found)
                sys.stderr.flush()

    def close(self) -> None:
        """End it, however far it is, with the program that makes its search index."""
        with self._saying:
            self._is_over = True
        self._end()
        self._process.wait()
        self._listener.join()
        for pipe in (self._process.stdin, self._process.stderr):
            if pipe is not None:
                pipe.close()

    def _end(self) -> None:
        if self._process.poll() is not None:  # its number may be another's by now
            return
        if _HAS_GROUPS:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            self._process.kill()


def main(url: str, folder: Path) -> int:
    """Build the whole site into the preview's folder; say what is wrong with it."""
    threading.Thread(target=_end_with_the_preview, args=(folder,), daemon=True).start()
    if hasattr(os, "nice"):
        os.nice(_NICEST)
    try:
        config = configured_site(Path.cwd())
        config.site_url = url
        publication = loaded_publication(config)
        with staged_site(folder / FOLDER) as place:
            assemble_site(config, publication, place)
    except (UnbuildableError, OSError) as error:
        sys.stderr.write(f"{error}\n" if str(error) else "")
        return 1
    return 0


def _end_with_the_preview(folder: Path) -> None:
    """Wait until nobody holds the other end; then nobody else clears up either."""
    os.read(sys.stdin.fileno(), 1)
    for _ in range(_MOST_TIMES):  # what is being written meanwhile may come back
        if folder.exists():
            shutil.rmtree(folder, ignore_errors=True)
    if _HAS_GROUPS:
        os.killpg(os.getpgrp(), signal.SIGKILL)
    os._exit(1)


if __name__ == "__main__":
    collect_nothing()
    sys.exit(main(sys.argv[1], Path(sys.argv[2])))
