"""Datasette shows the database with our description, and has nothing to complain of.

`make programs` runs it; Datasette has an environment of its own.
"""

from __future__ import annotations

import contextlib
import html
import json
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from tests.built import real_catalog
from tests.catalogs import an_example, download_context, downloads
from tests.serve import free_port

from terang.model.catalog import Catalog

PROGRAM = Path(__file__).resolve().parents[2] / ".venv-programs" / "bin" / "datasette"
RECORDS: dict[str, Callable[[], Catalog]] = {"example": an_example, "own": real_catalog}


@contextlib.contextmanager
def datasette(folder: Path) -> Iterator[str]:
    """Serve the database of a folder; yield its address. The log stays in the folder."""
    port = free_port()
    command = [str(PROGRAM), "serve", "transparency.sqlite", "--port", str(port)]
    command += ["--metadata", "transparency.metadata.json"]
    address = f"http://127.0.0.1:{port}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, cwd=folder, stdout=log, stderr=log)
        try:
            _await(process, address)
            yield address
        finally:
            process.terminate()
            process.wait(20)


def _await(process: subprocess.Popen[bytes], address: str) -> None:
    """Wait until the server answers."""
    for _ in range(600):
        with contextlib.suppress(URLError, ConnectionError), urlopen(address):  # noqa: S310
            return
        assert process.poll() is None
        time.sleep(0.1)
    pytest.fail("Datasette does not answer")


def asked(address: str) -> Any:  # noqa: ANN401
    """Return the JSON at an address."""
    with urlopen(address) as answer:  # noqa: S310
        return json.load(answer)


@pytest.mark.parametrize("record", RECORDS)
def test_datasette_shows_the_database(record: str, tmp_path: Path) -> None:
    """Every table opens with its title, facets and meanings; claims are found by their words."""
    catalog = RECORDS[record]()
    files = downloads(catalog)
    for name in ("transparency.sqlite", "transparency.metadata.json"):
        (tmp_path / name).write_bytes(files[f"data/{name}"])
    described = json.loads(files["data/transparency.metadata.json"])
    tables = described["databases"]["transparency"]["tables"]
    rows = {table.name: len(table.rows) for table in download_context(catalog).tables}
    with datasette(tmp_path) as address:
        with urlopen(address) as answer:  # noqa: S310
            assert html.escape(described["title"]) in answer.read().decode()
        for name, table in tables.items():
            with urlopen(f"{address}/transparency/{name}") as answer:  # noqa: S310
                page = answer.read().decode()
            assert html.escape(table["title"]) in page
            found = asked(f"{address}/transparency/{name}.json?_size=0")
            assert found["filtered_table_rows_count"] == rows[name]
            assert set(found["facet_results"]) == set(table.get("facets", []))
        searched = asked(f"{address}/transparency/claims.json?_search=bupati&_shape=array")
        if record == "example":
            (claim,) = searched
            assert claim["claim_id"] == "people-town#result-2023-01-01-to-2023-04-30"
    log = (tmp_path / "log").read_text("utf-8")
    assert "Uvicorn running" in log
    assert not [line for line in log.splitlines() if not line.startswith("INFO:")]
