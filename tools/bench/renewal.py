"""Measure the delay between saving a data file under `make serve` and seeing it on the page.

Measured from outside: a new figure is saved, and the page is requested until it shows the figure.
The delay includes the polling interval of the preview and the full build that runs beside it.
"""

from __future__ import annotations

import http.client
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

_DATA = Path("data", "coverage", "region-0.yml")
_PAGE = "/coverage/region-0/"
_FIGURE = re.compile(r"(?s)(.*\n    value: )([0-9]+)(.*)")
"""The last figure of the file, the target: no other figure depends on its spelling."""
_PATIENCE = 120
_ASKED_EVERY = 0.02
_PAUSE = 1.03
"""Seconds between two changes; not a multiple of the preview's polling interval."""


def measure_delays(root: Path, runs: int) -> list[float]:
    """Return the delays of this many changes to a series in the site at `root`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(root / "hooks")}
    command = [sys.executable, "-m", "terang_mkdocs", "serve", "--port", str(port)]
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(command, cwd=root, env=environment, stderr=said)
        try:
            waits = [_measure_delay(root, port, first=number == 0) for number in range(runs + 1)]
        except TimeoutError:
            said.seek(0)
            raise SystemExit(said.read().decode()) from None
        finally:
            process.terminate()  # a parent shell may have set Ctrl+C to be ignored
            process.wait()
    return waits[1:]


def _measure_delay(root: Path, port: int, *, first: bool) -> float:
    """Save a new figure and return the seconds until the page shows it."""
    time.sleep(0 if first else _PAUSE)
    before, figure, after = _FIGURE.findall((root / _DATA).read_text("utf-8"))[0]
    shown = int(figure) + (0 if first else 1)
    started = time.perf_counter()
    if not first:
        (root / _DATA).write_text(f"{before}{shown}{after}", "utf-8")
    while f"{shown:,}".replace(",", ".") not in _served_page(port):
        if time.perf_counter() - started > _PATIENCE:
            raise TimeoutError
        time.sleep(_ASKED_EVERY)
    return time.perf_counter() - started


def _served_page(port: int) -> str:
    """Return the page as the preview serves it now, or nothing if no server answers yet."""
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=_PATIENCE)) as connection:
        try:
            connection.request("GET", _PAGE)
            return connection.getresponse().read().decode()
        except OSError:
            return ""


if __name__ == "__main__":
    sys.stdout.write(f"{measure_delays(Path(sys.argv[1]).resolve(), int(sys.argv[2]))}\n")
