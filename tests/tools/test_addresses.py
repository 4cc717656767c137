"""The monthly test of addresses, against a server of this machine."""

from __future__ import annotations

import datetime as dt
import http.server
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

import addresses
from terang.loading.data_folder import data_files, read_data

ROOT = Path(__file__).resolve().parents[2]
DAY = dt.date(2026, 12, 2)
BIG = 5_000_000


class _Pages(http.server.BaseHTTPRequestHandler):
    """Pages by their paths: `/404`, `/head-404`, `/moved`, `/home`, `/big`, `/slow`, others."""

    asked: list[tuple[str, str]]
    sent: list[int]
    at_work = 0
    most_at_work = 0

    def do_HEAD(self) -> None:
        """Answer without the content."""
        self._answer()

    def do_GET(self) -> None:
        """Answer with the content."""
        self._answer()

    def _answer(self) -> None:
        kind = type(self)
        kind.at_work += 1
        kind.most_at_work = max(kind.most_at_work, kind.at_work)
        kind.asked.append((self.command, self.path))
        name = self.path.strip("/")
        time.sleep(0.5 if name == "slow" else 0)
        if name.startswith("head-") and self.command == "GET":
            name = "page"
        target = {"moved": "/page", "home": "/", "file": "file:///etc/passwd"}.get(name)
        code = int(name.removeprefix("head-")) if name[-3:].isdigit() else 200
        self.send_response(302 if target else code)
        if target:
            self.send_header("Location", target)
        kind.at_work -= 1  # The next request may come as soon as this answer is there.
        self.end_headers()
        if name == "big" and self.command == "GET":
            self._send_much()

    def _send_much(self) -> None:
        try:
            for _ in range(BIG // 1000):
                self.wfile.write(b"x" * 1000)
                type(self).sent.append(1000)
        except OSError:
            pass

    def log_message(self, *_: Any) -> None:  # noqa: ANN401
        """Say nothing."""


class _Server(http.server.ThreadingHTTPServer):
    """A server that waits at its end for answers that nobody waits for any more."""

    daemon_threads = False


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Serve the pages, and return their address."""
    _Pages.asked, _Pages.sent, _Pages.most_at_work = [], [], 0
    monkeypatch.setattr(addresses, "_TIMEOUT", 20)
    monkeypatch.setattr(addresses, "_PAUSE", 0)
    with _Server(("127.0.0.1", 0), _Pages) as serving:
        thread = threading.Thread(target=serving.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{serving.server_port}"
        serving.shutdown()
        thread.join()


@pytest.mark.parametrize(
    ("path", "verdict"),
    [
        ("page", "opens"),
        ("moved", "opens"),
        ("big", "opens"),
        ("head-405", "opens"),
        ("head-404", "opens"),
        ("404", "gone"),
        ("410", "gone"),
        ("403", "refuses"),
        ("429", "refuses"),
        ("500", "no-answer"),
        ("slow", "no-answer"),
        ("home", "front-page"),
        ("file", "no-answer"),
    ],
)
def test_an_address_has_a_verdict(
    server: str, path: str, verdict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An address opens if HEAD or GET finds its page; other answers are told apart."""
    monkeypatch.setattr(addresses, "_TIMEOUT", 0.1 if path == "slow" else 20)
    assert addresses.try_address(f"{server}/{path}").verdict == verdict
    assert _Pages.asked[0] == ("HEAD", f"/{path}")
    assert sum(_Pages.sent) < BIG


def test_no_host_is_no_answer() -> None:
    """A port where nobody answers is told in a word."""
    assert addresses.try_address("http://127.0.0.1:9/a") == addresses.OpeningResult(
        "no-answer", "refused"
    )


def test_a_host_is_asked_for_one_address_at_a_time(server: str) -> None:
    """Addresses of a host follow each other; those that fail are tried once more at the end."""
    listed = [f"{server}/{name}" for name in ("a", "404", "b", "c")]
    answers = addresses.try_addresses(listed)
    assert [answer.verdict for answer in answers.values()] == ["opens", "gone", "opens", "opens"]
    assert _Pages.most_at_work == 1
    assert [path for method, path in _Pages.asked if method == "HEAD"] == [
        "/a", "/404", "/b", "/c", "/404",
    ]  # fmt: skip


def test_the_list_names_address_and_records() -> None:
    """The list names each address that does not open, why, and what cites it, without markup."""
    named = {"https://a.id/`x`<b>@you": ["source:a.url"], "https://b.id/": ["contact:p.c.url"]}
    answers = {
        "https://a.id/`x`<b>@you": addresses.OpeningResult("gone", "404"),
        "https://b.id/": addresses.OpeningResult("refuses", "403"),
    }
    text = addresses.report(named, answers, DAY)
    assert "1 dari 2 alamat tidak terbuka pada 2026-12-02" in text
    assert "- `` https://a.id/`x`<b>@you `` (`source:a.url`, `404`)" in text
    assert "b.id" not in text
    assert (
        addresses.report(named, dict.fromkeys(named, addresses.OpeningResult("opens")), DAY) == ""
    )


def test_every_address_of_the_data_is_tried() -> None:
    """Sources, archived copies and contacts of a record are tried, each address once."""
    catalog = read_data(data_files(ROOT), dt.datetime(2026, 11, 30, 4, tzinfo=dt.UTC)).sound()
    named = addresses.addresses_of(catalog)
    urls = {source.url for source in catalog.sources.values() if source.url}
    assert urls <= set(named)
    ids = [name for names in named.values() for name in names]
    assert len(ids) == len(set(ids)) >= len(urls)


def test_the_tool_changes_nothing_and_fails_nothing(
    server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The list is written beside the data, and the exit status is 0 though an address is gone."""
    small = ROOT / "tests" / "problems" / "_base"
    for path in small.rglob("*.yml"):
        copy = tmp_path / path.relative_to(small)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text().replace("https://contoh.id", server))
    sources = tmp_path / "data" / "sources.yml"
    sources.write_text(f"{sources.read_text().rstrip()}\n  url: {server}/404\n")
    monkeypatch.chdir(tmp_path)
    assert addresses.main(["--out", "list.md"]) == 0
    assert f"- `{server}/404` (`source:" in Path("list.md").read_text()


MONTHLY = ROOT / ".github" / "workflows" / "monthly.yml"
FORGE = """#!/bin/sh
case "$1 $2" in
"issue list") printf '%s' "$KNOWN" ;;
*) printf '%s\\n' "$*" >> "$CALLS" ;;
esac
"""
"""A stand-in for the forge's program, which writes down what it is asked to change."""


@pytest.mark.parametrize(
    ("known", "text", "calls"),
    [
        ("", "- a\n", ["issue create --title T --body-file {list}"]),
        ("7", "- a\n", ["issue edit 7 --body-file {list}"]),
        ("7", "", ["issue close 7 --comment Semua alamat terbuka · All addresses open"]),
        ("", "", []),
    ],
)
def test_one_issue_is_kept_up_to_date(
    tmp_path: Path, known: str, text: str, calls: list[str]
) -> None:
    """The job opens one issue, writes it anew every month, and closes it when all is well."""
    job = yaml.safe_load(MONTHLY.read_text(encoding="utf-8"))["jobs"]["issue"]
    (script,) = [step["run"] for step in job["steps"] if "run" in step]
    found = tmp_path / "addresses" / "addresses.md"
    found.parent.mkdir()
    found.write_text(text)
    program = tmp_path / "bin" / "gh"
    program.parent.mkdir()
    program.write_text(FORGE)
    program.chmod(0o755)
    environment = {
        "PATH": f"{program.parent}:{os.environ['PATH']}", "RUNNER_TEMP": str(tmp_path),
        "TITLE": "T", "KNOWN": known, "CALLS": str(tmp_path / "calls"),
    }  # fmt: skip
    subprocess.run(["bash", "-e", "-c", script], env=environment, check=True)
    written = tmp_path / "calls"
    told = written.read_text().splitlines() if written.exists() else []
    assert told == [line.format(list=found) for line in calls]
