"""The preview follows an editor's changes, and never shows a half-built site."""

from __future__ import annotations

import contextlib
import http.client
import json
import re
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.serve import free_port
from tests.small_site import PAGES, Project, a_project, environment

PATIENCE = 30
ABOUT = "/contoh/about/"


class PreviewProcess:
    """A running `make serve`."""

    def __init__(self, project: Project, port: int, python: str = sys.executable) -> None:
        self.project = project
        self.port = port
        self.said = ""
        self.process = subprocess.Popen(
            [python, "-m", "terang_mkdocs", "serve", "--port", str(port)],
            cwd=project.root,
            env=environment(),
            stderr=subprocess.PIPE,
            text=True,
        )
        self._listener = threading.Thread(target=self._listen)
        self._listener.start()

    def _listen(self) -> None:
        assert self.process.stderr is not None
        with self.process.stderr:
            for line in self.process.stderr:
                self.said += line

    def hears(self, text: str, times: int = 1) -> None:
        """Wait until a text has been printed this many times."""
        wait_for(lambda: self.said.count(text) >= times, lambda: self.said)

    def page(self, path: str) -> str:
        """Return a page as served."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request("GET", path)
            return connection.getresponse().read().decode()

    def stop(self) -> int:
        """Press Ctrl+C, and return the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        self._listener.join()
        return code


def wait_for(happened: Callable[[], bool], state: Callable[[], str]) -> None:
    """Wait until something has happened, or fail with the state of things."""
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until, state()
        time.sleep(0.05)


@pytest.fixture
def port() -> int:
    """Return a port that nobody uses."""
    return free_port()


@pytest.fixture
def previewing() -> Iterator[Callable[[Project, int], PreviewProcess]]:
    """Yield a function that starts previews, which end with the test."""
    started: list[PreviewProcess] = []

    def start(project: Project, port: int) -> PreviewProcess:
        started.append(PreviewProcess(project, port))
        return started[-1]

    yield start
    for preview in started:
        if preview.process.poll() is None:
            preview.stop()


Previewing = Callable[[Project, int], PreviewProcess]


def test_a_change_is_shown_and_a_mistake_keeps_the_last_good_pages(
    previewing: Previewing, port: int, tmp_path: Path
) -> None:
    """An edit shows at once; after a mistake the last good pages stay until it is corrected."""
    project = a_project(tmp_path)
    preview = previewing(project, port)
    preview.hears(f"http://127.0.0.1:{port}/contoh/")
    assert "nelayan" in preview.page(ABOUT)
    assert f'"canonical" href="http://127.0.0.1:{port}/contoh/about/"' in preview.page(ABOUT)
    assert reloads_by_an_address(preview)

    project.write("content/id/about.md", PAGES["id/about.md"].replace("nelayan", "petani"))
    preview.hears("Diperbarui")
    assert "petani" in preview.page(ABOUT)

    project.write("data/areas.yml", "here:\n  level: regency\n")
    preview.hears("Belum diperbarui")
    assert "data/areas.yml:2:3: missing-key:" in preview.said
    assert "petani" in preview.page(ABOUT)
    assert "Halaman tidak ditemukan" in preview.page("/contoh/nothing/")

    project.write(
        "data/areas.yml", "here:\n  name:\n    id: Sini\n    en: Here\n  level: regency\n"
    )
    preview.hears("Diperbarui", times=2)
    assert "Traceback" not in preview.said
    assert not project.site.exists()
    assert preview.stop() == 0


def reloads_by_an_address(preview: PreviewProcess) -> bool:
    """Return whether a page loads its reload script from an address, as the policy allows."""
    page = preview.page(ABOUT)
    (script,) = re.findall(r'<script src="(/livereload-\d+-\d+\.js)"></script>', page)
    epoch, number = re.findall(r"\d+", script)
    assert not re.search(r"<script>|<script [^>]*>[^<]", page)
    assert script != re.findall(r"/livereload-\S+\.js", preview.page(ABOUT))[0]
    return preview.page(script).rstrip().endswith(f"livereload({epoch}, {number});")


def test_a_preview_that_begins_with_a_mistake_waits_for_its_correction(
    previewing: Previewing, port: int, tmp_path: Path
) -> None:
    """A preview that starts with a mistake need not be started again after the correction."""
    project = a_project(tmp_path)
    project.write("content/id/about.md", '{{ value("nothing") }}')
    preview = previewing(project, port)
    preview.hears(f"http://127.0.0.1:{port}/contoh/")
    assert "content/id/about.md:1:1: unknown-" in preview.said
    assert "terminal" in preview.page(ABOUT)
    project.write("content/id/about.md", PAGES["id/about.md"])
    preview.hears("Diperbarui")
    assert "nelayan" in preview.page(ABOUT)


def test_what_takes_all_pages_to_say_is_said_beside(
    previewing: Previewing, port: int, tmp_path: Path
) -> None:
    """A page with a broken link is shown; the link is reported, and the search index comes."""
    project = a_project(tmp_path)
    preview = previewing(project, port)
    preview.hears("Pratinjau:")
    entry = "/contoh/pagefind/pagefind-entry.json"
    wait_for(lambda: preview.page(entry).startswith("{"), lambda: preview.said)
    assert "id" in json.loads(preview.page(entry))["languages"]
    assert "Halaman tidak ditemukan" in preview.page("/contoh/pagefind/../../mkdocs.yml")

    project.write("content/id/about.md", "[x](nothing.md) petani")
    preview.hears("content/id/about.md:1:5: broken-link")
    assert "petani" in preview.page(ABOUT)
    assert preview.page(entry).startswith("{")
    assert preview.said.count("broken-link") == 1
    assert "Traceback" not in preview.said


def test_a_mistake_in_a_template_is_said_and_answered(
    previewing: Previewing, port: int, tmp_path: Path
) -> None:
    """A faulty template breaks only its own page, which is shown again after the correction."""
    project = a_project(tmp_path)
    preview = previewing(project, port)
    preview.hears("Pratinjau:")
    template = project.root / "theme_overrides" / "components" / "pages" / "coverage.html"
    whole = template.read_text()
    template.write_text("{{ nothing }}")
    preview.hears("Diperbarui")
    assert "tidak dapat dibuat" in preview.page("/contoh/coverage/")
    assert "/livereload-" in preview.page("/contoh/coverage/")
    preview.hears("UndefinedError")
    assert "nelayan" in preview.page(ABOUT)
    template.write_text(whole)
    preview.hears("Diperbarui", times=2)
    assert "Semua angka" in preview.page("/contoh/coverage/")


def test_a_changed_style_of_a_component_shows(
    previewing: Previewing, port: int, tmp_path: Path
) -> None:
    """A changed style or script of a component is joined anew and served."""
    project = a_project(tmp_path)
    preview = previewing(project, port)
    preview.hears("Pratinjau:")
    assert ".headline__unit{" in preview.page("/contoh/assets/terang.css")
    style = project.root / "theme_overrides" / "components" / "headline" / "style.css"
    style.write_text(".changed-now {\n  color: red;\n}\n")
    preview.hears("Diperbarui")
    joined = preview.page("/contoh/assets/terang.css")
    assert ".changed-now{" in joined
    assert ".headline__unit{" not in joined
    script = project.root / "theme_overrides" / "components" / "search" / "script.js"
    script.write_text("changed();\n")
    preview.hears("Diperbarui", times=2)
    assert preview.page("/contoh/assets/search.js").startswith("changed();\n")


def test_changed_software_starts_the_preview_anew(
    previewing: Previewing, port: int, tmp_path: Path
) -> None:
    """A change of code or words restarts the preview, because a process reads them once."""
    project = a_project(tmp_path)
    (project.root / "hooks").unlink()
    project.write("hooks/main.py", Path(__file__).parents[3].joinpath("hooks/main.py").read_text())
    preview = previewing(project, port)
    preview.hears("Pratinjau:")
    # The preview answers only when it watches: an earlier change would not be seen.
    assert "nelayan" in preview.page(ABOUT)
    project.write("hooks/words.yml", "x: y\n")
    preview.hears("memulai ulang")
    preview.hears("Pratinjau:", times=2)
    assert "nelayan" in preview.page(ABOUT)
    assert preview.stop() == 0


def test_a_port_in_use_is_named_at_once(previewing: Previewing, port: int, tmp_path: Path) -> None:
    """A port in use is reported in a line, with another to choose, before any build."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", port))
        taken.listen()
        preview = previewing(a_project(tmp_path), port)
        assert preview.process.wait(PATIENCE) == 1
    assert preview.said.count("\n") == 1
    assert f"--port {port + 1}" in preview.said


def test_nothing_is_left_behind(
    previewing: Previewing, port: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of the preview is removed when the preview ends."""
    (tmp_path / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "temporary"))
    monkeypatch.setattr(tempfile, "tempdir", None)
    preview = previewing(a_project(tmp_path / "project"), port)
    preview.hears(f"http://127.0.0.1:{port}/contoh/")
    others = descendants(preview.process.pid)
    preview.process.send_signal(signal.SIGTERM)
    assert preview.process.wait(PATIENCE) == 0
    assert [*(tmp_path / "temporary").iterdir()] == []
    assert not any(map(is_alive, others))


def test_the_build_beside_ends_when_nobody_waits_for_it(tmp_path: Path) -> None:
    """The background build ends with its preview, however that ended, and leaves no folder."""
    project, folder = a_project(tmp_path / "project"), tmp_path / "preview"
    folder.mkdir()
    process = subprocess.Popen(
        [
            sys.executable,
            "-m",
            "terang_mkdocs.preview.background_build",
            "http://127.0.0.1:1/",
            str(folder),
        ],
        cwd=project.root,
        env=environment(),
        stdin=subprocess.PIPE,
        start_new_session=True,
    )
    process.communicate()
    assert process.returncode != 0
    assert not folder.exists()


def descendants(process: int) -> list[int]:
    """Return the processes that a process has begun, and those that they have begun."""
    own = Path(f"/proc/{process}/task/{process}/children")
    found = [int(part) for part in own.read_text().split()] if own.exists() else []
    return [*found, *(descendant for child in found for descendant in descendants(child))]


def is_alive(process: int) -> bool:
    """Return whether a process still runs."""
    status = Path(f"/proc/{process}/status")
    with contextlib.suppress(OSError):
        return "State:\tZ" not in status.read_text()
    return False
