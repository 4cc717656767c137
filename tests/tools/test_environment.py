"""The environment: portable lock files, and the conditions for leaving .venv/ alone."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import environment
import unmet_pins
from environment import Environment, SetupError

LOCKS = [environment.ROOT / name for name in environment.LOCKS]
EVERY_LOCK = sorted(environment.ROOT.glob("requirements*.txt"))
_REQUIREMENT = re.compile(r"[a-z0-9][a-z0-9.-]*==[^ ;]+(?: ; [^\\]+)? \\")
_CHECKSUM = re.compile(r" {4}--hash=sha256:[0-9a-f]{64}(?: \\)?")


@pytest.fixture
def prepared(tmp_path: Path) -> Environment:
    """Return a separate environment whose Python is the running interpreter with its packages."""
    made = Environment(tmp_path / ".venv")
    made.python.parent.mkdir(parents=True)
    made.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    made.python.chmod(0o755)
    return made


def lock_file_with(folder: Path, *pins: str) -> Path:
    """Return a lock file with these pins."""
    lock = folder / "requirements.txt"
    lock.write_text("".join(f"{pin} \\\n    --hash=sha256:{'0' * 64}\n" for pin in pins))
    return lock


@pytest.mark.parametrize("lock", EVERY_LOCK, ids=lambda lock: lock.name)
def test_lock_file_holds_nothing_but_versions_and_checksums(lock: Path) -> None:
    """Lock files hold pins, checksums and comments only: no address and no option of a machine."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    kinds = (_REQUIREMENT, _CHECKSUM)
    assert [
        line
        for line in lines
        if not (line.lstrip().startswith("#") or any(kind.fullmatch(line) for kind in kinds))
    ] == []
    assert [line for line in lines if "/" in line or "index" in line] == []


@pytest.mark.parametrize("lock", EVERY_LOCK, ids=lambda lock: lock.name)
def test_every_requirement_has_a_checksum(lock: Path) -> None:
    """A checksum follows every pin directly."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    followed = [after for line, after in pairwise(lines) if "==" in line]
    assert followed
    assert all(_CHECKSUM.fullmatch(line) for line in followed)


def test_development_holds_all_of_the_runtime() -> None:
    """An environment for development has the very same versions of the runtime packages."""
    runtime, share, development = (unmet_pins.pins(lock.read_text("utf-8")) for lock in LOCKS)
    assert runtime.items() <= share.items() <= development.items()


def test_this_environment_fits() -> None:
    """The tests run on the locked versions."""
    assert unmet_pins.unmet_pins(unmet_pins.pins(LOCKS[-1].read_text(encoding="utf-8"))) == []


def test_pins_honour_markers() -> None:
    """A requirement for another platform is ignored."""
    lock = (
        "a==1.0 \\\n    --hash=sha256:0\n    # via b==9\n"
        "c[extra]==2 ; python_version < '3' \\\n    --hash=sha256:0\n"
        "d==3 ; python_version >= '3'\n"
    )
    assert unmet_pins.pins(lock) == {"a": "1.0", "d": "3"}


def test_unmet_pins_are_named() -> None:
    """Missing packages and other versions are named; names and versions compare in normal form."""
    pytest_version = pytest.__version__
    assert unmet_pins.unmet_pins({"PyTest": f"{pytest_version}.0"}) == []
    assert unmet_pins.unmet_pins({"pytest": "1.0", "no-such-thing": "1.0"}) == [
        f"pytest: {pytest_version}, not 1.0",
        "no-such-thing: missing, not 1.0",
    ]


def test_stamp_holds_for_one_lock_file_and_one_python(
    prepared: Environment, tmp_path: Path
) -> None:
    """A stamp is valid until the lock file or the interpreter changes."""
    lock = lock_file_with(tmp_path)
    assert not prepared.fitted(lock)
    prepared.note((lock,))
    assert prepared.fitted(lock)
    lock_file_with(tmp_path, "new==1.0")
    assert not prepared.fitted(lock)
    lock_file_with(tmp_path)
    prepared.python.unlink()
    assert not prepared.fitted(lock)
    prepared.python.symlink_to("/bin/sh")
    assert not prepared.fitted(lock)


@pytest.mark.parametrize("pin", ["no-such-thing==1.0", "packaging==0.1"])
def test_environment_with_other_versions_does_not_fit(
    prepared: Environment, tmp_path: Path, pin: str
) -> None:
    """An environment with a missing package or another version does not fit and gets no stamp."""
    lock = lock_file_with(tmp_path, pin)
    prepared.note((lock,))
    assert not prepared.fits(lock)
    assert not prepared.fitted(lock)


def test_environment_without_python_does_not_fit(tmp_path: Path) -> None:
    """A missing or broken folder does not fit, and raises no error."""
    assert not Environment(tmp_path / ".venv").fits(lock_file_with(tmp_path))


def test_fitting_environment_is_left_alone(prepared: Environment, tmp_path: Path) -> None:
    """A fitting environment gets only the stamp, and is used even if it is read-only."""
    lock = lock_file_with(tmp_path)
    prepared.stamp.mkdir()  # to make it unwritable
    before = sorted(tmp_path.rglob("*"))
    environment.ensure(prepared, lock, (lock,))
    assert sorted(tmp_path.rglob("*")) == before


def test_interrupted_environment_is_made_anew(
    prepared: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The leftovers of an interrupted set-up are removed, and pip runs in a new environment."""
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(environment, "_run", lambda *command: commands.append(command))
    prepared.unfinished.touch()
    left = prepared.folder / "half-installed"
    left.touch()
    prepared.set_up(lock_file_with(tmp_path), "python3")
    assert not left.exists()
    assert not prepared.unfinished.exists()
    assert [command[2:4] for command in commands] == [("-m", "venv"), ("-m", "pip")]
    assert "--require-hashes" in commands[1]


def test_failed_set_up_stays_marked(
    prepared: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed set-up prints no traceback, and the next run starts from nothing."""

    def fail(*command: str) -> None:
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(environment, "_run", fail)
    monkeypatch.setattr(environment, "suitable_python", lambda: sys.executable)
    lock = lock_file_with(tmp_path, "no-such-thing==1.0")
    with pytest.raises(SetupError, match="could not be set up"):
        environment.ensure(prepared, lock, (lock,))
    assert prepared.unfinished.exists()


@pytest.mark.parametrize(
    ("status", "words"),
    [(2, "or newer is needed"), (127, "or newer is needed"), (1, "lacks its venv module")],
    ids=["too-old", "absent", "without-venv"],
)
def test_unsuitable_python_is_named(
    monkeypatch: pytest.MonkeyPatch, status: int, words: str
) -> None:
    """A sentence in each language names the module or version that the machine's Python lacks."""
    monkeypatch.setattr(environment, "_status", lambda *_command: status)
    with pytest.raises(SetupError, match=words) as raised:
        environment.suitable_python()
    assert len(raised.value.args) == len(("en", "id"))
    assert not any("{" in sentence for sentence in raised.value.args)


def test_suitable_python_is_found() -> None:
    """The base interpreter is chosen, never the Python of an environment that may be replaced."""
    python = environment.suitable_python()
    assert os.access(python, os.X_OK)
    assert Path(python).parent != Path(sys.executable).parent


def test_sources_hold_no_address_of_an_index() -> None:
    """The sources name no package index: each machine uses its own."""
    root = environment.ROOT
    sources = sorted(root.glob("requirements*.in"))
    assert len(sources) == len(EVERY_LOCK)
    for path in (root / "Makefile", root / "pyproject.toml", *sources):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"index-url|find-links|file:/|pypi", text), path.name
