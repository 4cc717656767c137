"""The environment: lock files that are good everywhere, and when .venv/ is left alone."""

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
    """Return an environment of its own whose Python is this very one, packages and all."""
    made = Environment(tmp_path / ".venv")
    made.python.parent.mkdir(parents=True)
    made.python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', encoding="utf-8")
    made.python.chmod(0o755)
    return made


def a_lock(folder: Path, *pins: str) -> Path:
    """Write a lock file of these pins."""
    lock = folder / "requirements.txt"
    lock.write_text("".join(f"{pin} \\\n    --hash=sha256:{'0' * 64}\n" for pin in pins))
    return lock


@pytest.mark.parametrize("lock", EVERY_LOCK, ids=lambda lock: lock.name)
def test_lock_file_holds_nothing_but_versions_and_checksums(lock: Path) -> None:
    """No address and no option of one machine: each line is a pin, a checksum or a comment."""
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
    """Every pin is followed by a checksum at once."""
    lines = lock.read_text(encoding="utf-8").splitlines()
    followed = [after for line, after in pairwise(lines) if "==" in line]
    assert followed
    assert all(_CHECKSUM.fullmatch(line) for line in followed)


def test_development_holds_all_of_the_runtime() -> None:
    """An environment for development builds the site with the very same versions."""
    runtime, share, development = (unmet_pins.pins(lock.read_text("utf-8")) for lock in LOCKS)
    assert runtime.items() <= share.items() <= development.items()


def test_this_environment_fits() -> None:
    """The tests run on the versions that are locked."""
    assert unmet_pins.unmet_pins(unmet_pins.pins(LOCKS[-1].read_text(encoding="utf-8"))) == []


def test_pins_honour_markers() -> None:
    """A requirement of another platform is none."""
    lock = (
        "a==1.0 \\\n    --hash=sha256:0\n    # via b==9\n"
        "c[extra]==2 ; python_version < '3' \\\n    --hash=sha256:0\n"
        "d==3 ; python_version >= '3'\n"
    )
    assert unmet_pins.pins(lock) == {"a": "1.0", "d": "3"}


def test_misfits_are_named() -> None:
    """What is missing and what has another version is told; equal spellings are equal."""
    pytest_version = pytest.__version__
    assert unmet_pins.unmet_pins({"PyTest": f"{pytest_version}.0"}) == []
    assert unmet_pins.unmet_pins({"pytest": "1.0", "no-such-thing": "1.0"}) == [
        f"pytest: {pytest_version}, not 1.0",
        "no-such-thing: missing, not 1.0",
    ]


def test_stamp_holds_for_one_lock_file_and_one_python(
    prepared: Environment, tmp_path: Path
) -> None:
    """A stamp is good until the lock file or the interpreter is another."""
    lock = a_lock(tmp_path)
    assert not prepared.fitted(lock)
    prepared.note((lock,))
    assert prepared.fitted(lock)
    a_lock(tmp_path, "new==1.0")
    assert not prepared.fitted(lock)
    a_lock(tmp_path)
    prepared.python.unlink()
    assert not prepared.fitted(lock)
    prepared.python.symlink_to("/bin/sh")
    assert not prepared.fitted(lock)


@pytest.mark.parametrize("pin", ["no-such-thing==1.0", "packaging==0.1"])
def test_environment_with_other_versions_does_not_fit(
    prepared: Environment, tmp_path: Path, pin: str
) -> None:
    """A missing distribution and another version are both misfits, and get no stamp."""
    lock = a_lock(tmp_path, pin)
    prepared.note((lock,))
    assert not prepared.fits(lock)
    assert not prepared.fitted(lock)


def test_environment_without_python_does_not_fit(tmp_path: Path) -> None:
    """A folder that is missing or broken does not fit, and is no error."""
    assert not Environment(tmp_path / ".venv").fits(a_lock(tmp_path))


def test_fitting_environment_is_left_alone(prepared: Environment, tmp_path: Path) -> None:
    """Nothing but the stamp is written where everything fits; a read-only one is used too."""
    lock = a_lock(tmp_path)
    prepared.stamp.mkdir()  # so that it cannot be written
    before = sorted(tmp_path.rglob("*"))
    environment.ensure(prepared, lock, (lock,))
    assert sorted(tmp_path.rglob("*")) == before


def test_interrupted_environment_is_made_anew(
    prepared: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What an interrupted set-up left is removed, and pip runs in a new environment."""
    commands: list[tuple[str, ...]] = []
    monkeypatch.setattr(environment, "_run", lambda *command: commands.append(command))
    prepared.unfinished.touch()
    left = prepared.folder / "half-installed"
    left.touch()
    prepared.set_up(a_lock(tmp_path), "python3")
    assert not left.exists()
    assert not prepared.unfinished.exists()
    assert [command[2:4] for command in commands] == [("-m", "venv"), ("-m", "pip")]
    assert "--require-hashes" in commands[1]


def test_failed_set_up_stays_marked(
    prepared: Environment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A set-up that fails says so without a traceback, and starts from nothing the next time."""

    def fail(*command: str) -> None:
        raise subprocess.CalledProcessError(1, command)

    monkeypatch.setattr(environment, "_run", fail)
    monkeypatch.setattr(environment, "suitable_python", lambda: sys.executable)
    lock = a_lock(tmp_path, "no-such-thing==1.0")
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
    """A sentence in each language says what the machine lacks."""
    monkeypatch.setattr(environment, "_status", lambda *_command: status)
    with pytest.raises(SetupError, match=words) as raised:
        environment.suitable_python()
    assert len(raised.value.args) == len(("en", "id"))
    assert not any("{" in sentence for sentence in raised.value.args)


def test_suitable_python_is_found() -> None:
    """The base interpreter is taken, never that of an environment which may be replaced."""
    python = environment.suitable_python()
    assert os.access(python, os.X_OK)
    assert Path(python).parent != Path(sys.executable).parent


def test_sources_hold_no_address_of_an_index() -> None:
    """Whoever sets up the project uses the package index of their own machine."""
    root = environment.ROOT
    sources = sorted(root.glob("requirements*.in"))
    assert len(sources) == len(EVERY_LOCK)
    for path in (root / "Makefile", root / "pyproject.toml", *sources):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"index-url|find-links|file:/|pypi", text), path.name
