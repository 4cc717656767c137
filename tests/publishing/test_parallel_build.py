"""A site built by two processes: the same bytes, the same messages, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from tests.small_site import PAGES, Project, a_project, environment

from terang.publishing.parallel_build import start_in_background

COMMAND = [sys.executable, "-m", "terang_mkdocs", "site", "--force", "--processes"]
EPOCH = "1790000000"

NESTED_WORK = """
import os, time
from terang.publishing.parallel_build import start_in_background

def inner():
    print("started", flush=True)
    time.sleep(60)
    yield

start_in_background(lambda: iter(start_in_background(inner)()), is_divided=True)()
"""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="processes are split on Linux only")


def start(project: Project, processes: int) -> subprocess.Popen[str]:
    """Start `make site` with a number of processes."""
    return subprocess.Popen(
        [*COMMAND, str(processes)],
        cwd=project.root,
        env={**environment(), "SOURCE_DATE_EPOCH": EPOCH},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def ended(project: Project, processes: int) -> tuple[int, str]:
    """Return the exit code of a whole run, and its output."""
    process = start(project, processes)
    _, said = process.communicate(timeout=60)
    return process.returncode, said


def published(project: Project) -> Mapping[str, bytes]:
    """Return every file of the site."""
    site = project.root / "site"
    files = (path for path in site.rglob("*") if path.is_file())
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in files}


def logged(project: Project, *, waiting: bool = False) -> None:
    """Make each process write down its pages; with `waiting` the second stops at its first."""
    project.add_hook(
        f"""
        import os, pathlib, time

        def on_page_context(context, page, config, nav):
            with pathlib.Path("pages.txt").open("a") as file:
                file.write(f"{{os.getpid()}} {{page.url}}\\n")
            if page.url.startswith("en/"):
                time.sleep({60 if waiting else 0})
        """,
    )


def pages_of(project: Project) -> Mapping[int, list[str]]:
    """Return the pages that each process has made so far."""
    found: dict[int, list[str]] = {}
    log = project.root / "pages.txt"
    for line in log.read_text(encoding="utf-8").splitlines() if log.exists() else ():
        number, _, url = line.partition(" ")
        found.setdefault(int(number), []).append(url)
    return found


def halved(project: Project) -> tuple[subprocess.Popen[str], int]:
    """Yield a build by two processes, and the second of them, which waits at a page."""
    logged(project, waiting=True)
    process = start(project, 2)
    until = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < until:
        if others := pages_of(project).keys() - {process.pid}:
            return process, others.pop()
        time.sleep(0.02)
    raise AssertionError(process.communicate()[1])


def _command(number: int) -> bytes:
    try:
        return Path(f"/proc/{number}/cmdline").read_bytes()
    except OSError:
        return b""


def is_gone(number: int) -> bool:
    """Return whether a process has ended within ten seconds; left alone it would take sixty."""
    until = time.monotonic() + 10
    while time.monotonic() < until:
        if b"terang_mkdocs" not in _command(number):
            return True
        time.sleep(0.01)
    return False


def test_two_processes_write_what_one_does(tmp_path: Path) -> None:
    """Two processes write the same bytes as a single process, search index included."""
    project = a_project(tmp_path)
    code, said = ended(project, 1)
    alone = published(project)
    assert (ended(project, 2), code) == ((0, said), 0)
    together = published(project)
    assert {name for name in alone if alone[name] != together.get(name)} == set()
    assert set(together) == set(alone)
    assert any(name.startswith("en/") for name in alone)
    assert any(name.startswith("pagefind/index/en_") for name in alone)


def test_no_page_is_made_twice(tmp_path: Path) -> None:
    """The first process makes one page, others all the rest, and each page is made once."""
    project = a_project(tmp_path)
    logged(project)
    process = start(project, 2)
    process.communicate(timeout=60)
    assert process.returncode == 0
    found = pages_of(project)
    assert len(found[process.pid]) == 1
    assert len(found) > 1
    pages = [url for urls in found.values() for url in urls]
    assert len(pages) == len({*pages})
    assert {url.startswith("en/") for url in pages} == {True, False}


@pytest.mark.parametrize("language", ["id", "en"])
def test_problems_of_both_halves_are_said_together(tmp_path: Path, language: str) -> None:
    """A broken link on a page of either process ends the build, and both are reported."""
    project = a_project(tmp_path)
    name = f"{language}/about.md"
    project.write(f"content/{name}", PAGES[name] + f"\n{' ' * 8}[x](nowhere.md)\n")
    code, said = ended(project, 2)
    assert code == 1
    assert (code, said) == ended(project, 1)
    assert f"content/{name}" in said
    assert "broken-link" in said
    assert not (project.root / "site").exists()


@pytest.mark.parametrize("stop", [signal.SIGKILL, signal.SIGTERM])
def test_the_second_ends_with_the_first(tmp_path: Path, stop: int) -> None:
    """The second process ends with the first, however that ends; the next build cleans up."""
    project = a_project(tmp_path)
    process, second = halved(project)
    process.send_signal(stop)
    process.communicate(timeout=30)
    assert is_gone(second)
    logged(project)
    assert ended(project, 2)[0] == 0
    assert [path.name for path in project.root.glob(".site-*")] == []


def test_a_lost_half_ends_the_build(tmp_path: Path) -> None:
    """A second process that dies silently ends the build in a line, and the site stays."""
    project = a_project(tmp_path)
    process, second = halved(project)
    os.kill(second, signal.SIGKILL)
    _, said = process.communicate(timeout=30)
    assert process.returncode == 1
    lines = [line for line in said.splitlines() if not line.startswith("  ")]
    assert [" notice " in line for line in lines] == [True] * (len(lines) - 1) + [False], said
    assert "--processes 1" in lines[-1]
    assert not (project.root / "site").exists()
    assert [path.name for path in project.root.glob(".site-*")] == []


def test_work_beside_is_done_by_another_process() -> None:
    """Background work runs in another process, and its results arrive in order, however large."""
    here = os.getpid()
    number, content = start_in_background(lambda: iter((os.getpid(), bytes(1 << 20))))()
    assert number != here
    assert isinstance(content, bytes)
    assert len(content) == 1 << 20


@pytest.mark.parametrize("before", [0, 1])
def test_work_that_is_lost_is_done_here(before: int) -> None:
    """Background work is done here if the other process is killed, even between two results."""
    here = os.getpid()

    def work() -> Iterator[int]:
        for number in range(2):
            if os.getpid() != here and number == before:
                os.kill(os.getpid(), signal.SIGKILL)
            yield os.getpid()

    assert start_in_background(work)() == [here, here]


def test_work_that_fails_fails_here(capfd: pytest.CaptureFixture[str]) -> None:
    """Background work that fails raises its own error here, and reports it once."""

    def work() -> Iterator[int]:
        yield 1
        raise IsADirectoryError(21, "x")

    found = start_in_background(work)
    with pytest.raises(IsADirectoryError):
        found()
    assert capfd.readouterr() == ("", "")


def test_work_ends_with_the_process_that_waits_for_it() -> None:
    """If the first process is killed, its background work ends, and the work that this started."""
    first = subprocess.Popen(
        [sys.executable, "-c", NESTED_WORK], env=environment(), stdout=subprocess.PIPE, text=True
    )
    assert first.stdout is not None
    assert first.stdout.readline() == "started\n"
    first.kill()
    first.communicate(timeout=10)  # all of them hold the other end of this pipe
