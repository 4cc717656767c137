"""The published folder is the old site or the new site, whatever ends a build.

TERANG_KILLS is the number of random moments that are tried: a few by default, a hundred on request.
"""

from __future__ import annotations

import os
import random
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest
from tests.small_site import PAGES, Project, a_project, environment

KILLS = int(os.environ.get("TERANG_KILLS", "6"))
STEPS, MANY_STEPS = 4, 120
EPOCH = "1790000000"
ABOUT = "id/about.md"

COMMAND = [sys.executable, "-m", "terang_mkdocs", "site"]

PublishedFolder = Mapping[str, bytes]


def start(project: Project, before_it: Sequence[str] = ()) -> subprocess.Popen[bytes]:
    """Start `make site` as a program of its own."""
    return subprocess.Popen(
        [*before_it, *COMMAND],
        cwd=project.root,
        env={**environment(), "SOURCE_DATE_EPOCH": EPOCH, "PYTHONDONTWRITEBYTECODE": "1"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def ended(project: Project, before_it: Sequence[str] = ()) -> tuple[int, str]:
    """Return the exit code of a whole run, and its output without notices."""
    process = start(project, before_it)
    _, said = process.communicate(timeout=60)
    lines = [line for line in said.decode().splitlines() if not line.startswith("  ")]
    return process.returncode, "\n".join(line for line in lines if ": notice " not in line)


def leftovers(project: Project) -> list[str]:
    """Return the names that a build has left beside the published folder."""
    return sorted(path.name for path in project.root.glob(".site-*"))


def write(project: Project, version: int) -> None:
    """Write another state of the pages."""
    project.write(f"content/{ABOUT}", PAGES[ABOUT].replace("nelayan", f"nelayan versi-{version}"))


def test_killed_at_any_moment(tmp_path: Path) -> None:
    """A build killed without a warning, again and again, does no harm; the next is sound."""
    project = a_project(tmp_path)
    states: list[PublishedFolder] = []
    durations = []
    for version in range(2):
        write(project, version)
        begun = time.monotonic()
        assert ended(project) == (0, ""), leftovers(project)
        durations.append(time.monotonic() - begun)
        states.append(project.published())
    assert states[0] != states[1]
    drawn = random.Random(1)  # noqa: S311 - the same moments in every run
    outcomes = set()
    for nth in range(KILLS):
        write(project, nth % 2)
        process = start(project)
        time.sleep(drawn.uniform(0, 1.1) * max(durations))
        os.killpg(process.pid, signal.SIGKILL)  # with its child processes
        process.communicate()
        published = project.published()
        assert published in states, f"between, after kill {nth}"
        outcomes.add(states.index(published))
    write(project, 1)
    assert ended(project)[0] == 0
    assert project.published() == states[1]
    assert leftovers(project) == []
    assert outcomes


# The process kills itself a number of file operations after the first on the published folder,
# because random kills would hardly ever hit these few moments of a build.
KILLER = """
import os, signal, sys

left, begun = int(os.environ["TERANG_STEPS"]), False
site = os.path.join(os.getcwd(), "site")
changing = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.link", "os.symlink",
            "shutil.rmtree", "shutil.copytree", "shutil.copyfile", "shutil.move", "ctypes.dlsym"}

def concerns(event, arguments):
    if event == "ctypes.dlsym":
        return arguments[1] == "renameat2"
    paths = [os.fspath(path) for path in arguments if isinstance(path, (str, os.PathLike))]
    return any(path == site or path.startswith(site + os.sep) for path in paths)

def count(event, arguments):
    global left, begun
    if event == "open":
        if not isinstance(arguments[2], int) or not arguments[2] & (os.O_WRONLY | os.O_RDWR):
            return
    elif event not in changing:
        return
    begun = begun or concerns(event, arguments)
    if begun:
        left -= 1
        if left < 0:
            os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(count)
"""


def test_killed_while_the_new_site_takes_its_place(tmp_path: Path) -> None:
    """A build killed while folders are exchanged leaves a whole site, old or new."""
    project = a_project(tmp_path / "project")
    (tmp_path / "sitecustomize.py").write_text(KILLER)
    states: list[PublishedFolder] = []
    for version in range(2):
        write(project, version)
        assert ended(project) == (0, ""), leftovers(project)
        states.append(project.published())
    drawn = random.Random(1)  # noqa: S311 - the same moments in every run
    killed = 0
    for nth in range(KILLS):
        write(project, nth % 2)
        steps = nth if nth < STEPS else drawn.randrange(MANY_STEPS)
        done = subprocess.run(
            [*COMMAND, "--force"],
            cwd=project.root,
            env={
                **environment(),
                "PYTHONPATH": f"{tmp_path}{os.pathsep}{environment()['PYTHONPATH']}",
                "SOURCE_DATE_EPOCH": EPOCH,
                "TERANG_STEPS": str(steps),
            },
            check=False,
            capture_output=True,
        )
        assert done.returncode in {0, -signal.SIGKILL}, done.stderr
        killed += done.returncode != 0
        assert project.published() in states, f"between, after {steps} steps"
    assert killed >= STEPS
    write(project, 0)
    assert ended(project)[0] == 0
    assert project.published() == states[0]
    assert leftovers(project) == []


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Yield a file system of its own, which can be made smaller."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if os.geteuid() != 0 or not sys.platform.startswith("linux"):
        pytest.skip("only root can mount a disk")
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", folder],
        check=False,
        capture_output=True,
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


@pytest.mark.parametrize("spare", [4096, 400_000])
def test_a_full_disk(small_disk: Path, spare: int) -> None:
    """The old site stays if the disk is full at once or in the middle of a build."""
    project = a_project(small_disk / "project")
    assert ended(project) == (0, "")
    before = project.published()
    write(project, 1)
    used = sum(shutil.disk_usage(small_disk)[1:2])
    resize(small_disk, used + spare)
    code, said = ended(project)
    assert code == 1, said
    assert "Traceback" not in said, said
    assert len(said.splitlines()) == 1, said
    assert project.published() == before
    resize(small_disk, 64 << 20)
    assert ended(project) == (0, "")
    assert project.published() != before
    assert leftovers(project) == []


def resize(disk: Path, size: int) -> None:
    """Resize the disk."""
    subprocess.run(["mount", "-o", f"remount,size={size}", disk], check=True)


@pytest.fixture
def powerless(tmp_path: Path) -> Iterator[tuple[Project, Sequence[str]]]:
    """Yield a project, and a prefix for commands that makes permissions count, even for root."""
    project = a_project(tmp_path)
    before: Sequence[str] = ()
    if os.geteuid() == 0:
        if shutil.which("setpriv") is None:
            pytest.skip("permissions do not count for root, and there is no setpriv here")
        rights = "-dac_override,-dac_read_search"
        before = ("setpriv", f"--bounding-set={rights}", f"--inh-caps={rights}")
    yield project, before
    for path in (project.root, *project.root.rglob("*")):
        if not path.is_symlink():
            path.chmod(stat.S_IRWXU)


def test_what_cannot_be_read(powerless: tuple[Project, Sequence[str]]) -> None:
    """An unreadable file or folder is reported in a line, and the old site stays."""
    project, before_it = powerless
    assert ended(project, before_it) == (0, "")
    before = project.published()
    for path in ("content/id/about.md", "data/areas.yml", "data/coverage", "mkdocs.yml"):
        place = project.root / path
        mode = stat.S_IMODE(place.stat().st_mode)
        place.chmod(0)
        code, said = ended(project, before_it)
        place.chmod(mode)
        assert code == 1, said
        assert "Traceback" not in said, said
        assert path.split("/")[-1] in said
        assert len(said.splitlines()) == 1, said
        assert project.published() == before
        assert leftovers(project) == []


def test_where_nothing_can_be_written(powerless: tuple[Project, Sequence[str]]) -> None:
    """A read-only folder is reported in a line, and the old site stays."""
    project, before_it = powerless
    assert ended(project, before_it) == (0, "")
    before = project.published()
    write(project, 1)
    for folder in (site := project.root / "site", project.root):
        folder.chmod(0o555)
    code, said = ended(project, before_it)
    for folder in (project.root, site):
        folder.chmod(0o755)
    assert code == 1, said
    assert "Traceback" not in said, said
    assert len(said.splitlines()) == 1, said
    assert project.published() == before
    assert leftovers(project) == []
    assert ended(project, before_it)[0] == 0
    assert project.published() != before
