"""Ensure that .venv/ exists and fits a lock file; every command of the Makefile starts here.

    python3 tools/env/environment.py requirements.txt
    python3 tools/env/environment.py requirements-bench.txt .venv-bench

An environment that fits is used as it is, whoever created it. A stamp inside it records the fit, to
make the next check free. Otherwise pip installs every package by its checksum. An interrupted
set-up starts again from nothing.

The system's Python runs this: the standard library only, and a syntax that even a Python too old
for the site can read, to print a clear message.
"""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LOCKS = ("requirements.txt", "requirements-share.txt", "requirements-dev.txt")
OLDEST = (3, 11)

_HERE = Path(__file__).resolve().parent
_NEWER_PYTHONS = ("python3.11", "python3.12", "python3.13", "python3.14", "python3")
_ASK_PYTHON = f"import sys; sys.exit(2 * (sys.version_info < {OLDEST})); "
# Debian's Python has venv without ensurepip, and creates environments without pip.
_ASK_VENV = "import ensurepip, venv"

_NO_PYTHON = (
    "Python {oldest} or newer is needed (found: {found}). Install it, or name it: make PYTHON=…",
    "Diperlukan Python {oldest} atau lebih baru (adanya {found}). Pasang, atau: make PYTHON=…",
)
_NO_VENV = (
    "{found} lacks its venv module. Debian, Ubuntu: sudo apt install python3-venv",
    "{found} tidak punya modul venv. Debian, Ubuntu: sudo apt install python3-venv",
)
_SETTING_UP = (
    "Setting up the environment from {lock}; once, needs the network, about a minute.",
    "Menyiapkan lingkungan dari {lock}; sekali saja, perlu jaringan, kira-kira satu menit.",
)
_FAILED = (
    "The environment could not be set up; the lines above say why. Mend it, and run again.",
    "Lingkungan kerja gagal disiapkan; sebabnya tertulis di atas. Perbaiki, lalu jalankan lagi.",
)


class SetupError(Exception):
    """The environment cannot be set up; holds a sentence for each language."""


class Environment:
    """The virtual environment in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.stamp = folder / ".fits"
        self.unfinished = folder / ".unfinished"

    def fitted(self, lock: Path) -> bool:
        """Return whether the stamp names this lock file; read two files, run nothing."""
        with contextlib.suppress(OSError):
            return self.python.exists() and self._mark(lock) in self.stamp.read_text("utf-8")
        return False

    def fits(self, lock: Path) -> bool:
        """Return whether all installed versions are those of the lock file; use no network."""
        if self.unfinished.exists() or not self._python_is_fit():
            return False
        return self._runs(str(_HERE / "unmet_pins.py"), str(lock))

    def set_up(self, lock: Path, python: str) -> None:
        """Install the versions of the lock file; replace an environment that is unusable."""
        if self.unfinished.exists() or not self._python_is_fit() or not self._runs("-m", "pip"):
            _empty(self.folder)
            self.unfinished.touch()
            _run(python, "-I", "-m", "venv", str(self.folder))
        self.unfinished.touch()
        # A person who waits wants to see progress; a log wants errors only.
        quiet = () if sys.stderr.isatty() else ("--quiet", "--quiet")
        _run(
            *(str(self.python), "-I", "-m", "pip", "install", *quiet),
            *("--disable-pip-version-check", "--no-input", "--no-user"),
            *("--no-deps", "--require-hashes", "--requirement", str(lock)),
        )
        self._compile()
        self.unfinished.unlink()

    def _compile(self) -> None:
        """Compile the site's own modules, as pip does for packages.

        Without it the first run compiles them. Python's own variables can forbid it.
        """
        said = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"} & os.environ.keys()
        if self.folder == ROOT / ".venv" and not said:
            self._runs("-m", "compileall", "-qq", str(ROOT / "hooks"))

    def note(self, locks: tuple[Path, ...]) -> None:
        """Stamp the environment with the lock files that it fits; skip a read-only environment."""
        with contextlib.suppress(OSError):
            marks = [self._mark(lock) for lock in locks if self.fits(lock)]
            self.stamp.write_text("".join(f"{mark}\n" for mark in marks), encoding="utf-8")

    def _mark(self, lock: Path) -> str:
        # The interpreter is part of it: after an upgrade of the machine .venv/bin/python may lead
        # to another interpreter, and that finds none of the packages.
        return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {self.python.resolve()}"

    def _python_is_fit(self) -> bool:
        return self.python.exists() and self._runs("-c", _ASK_PYTHON)

    def _runs(self, *arguments: str) -> bool:
        return _status(str(self.python), "-I", *arguments) == 0


def suitable_python() -> str:
    """Return a Python that can create the environment; prefer the Python that runs this."""
    tried = [name for name in (_this_python(), *map(shutil.which, _NEWER_PYTHONS)) if name]
    answers = {name: _status(name, "-I", "-c", _ASK_PYTHON + _ASK_VENV) for name in tried}
    for name, status in answers.items():
        if status == 0:
            return name
    for name, status in answers.items():
        if status == 1:  # new enough, but the import failed
            raise SetupError(*(text.format(found=name) for text in _NO_VENV))
    oldest, found = (".".join(map(str, numbers[:3])) for numbers in (OLDEST, sys.version_info))
    raise SetupError(*(text.format(oldest=oldest, found=found) for text in _NO_PYTHON))


def ensure(environment: Environment, lock: Path, locks: tuple[Path, ...]) -> None:
    """Set up the environment if it does not fit the lock file, or raise SetupError."""
    if environment.fitted(lock):
        return
    with _alone(lock.parent):
        if not environment.fits(lock):
            python = suitable_python()
            _say(*(text.format(lock=lock.name) for text in _SETTING_UP))
            try:
                environment.set_up(lock, python)
            except (OSError, subprocess.CalledProcessError) as error:
                if isinstance(error, OSError):
                    _say(str(error))
                raise SetupError(*_FAILED) from error
        environment.note(locks)


def _this_python() -> str:
    # Inside an active .venv, `python3` is its own Python, and that may be about to be replaced.
    if sys.prefix == sys.base_prefix:
        return sys.executable
    return str(Path(sys.base_prefix, "bin", "python{}.{}".format(*sys.version_info)))


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for another `make` that sets up the same folder."""
    descriptor = os.open(str(folder), os.O_RDONLY)
    try:
        # `_run` passes it on: a pip that outlives its killed parent still holds the lock.
        os.set_inheritable(descriptor, True)  # noqa: FBT003 - the standard library's signature
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _empty(folder: Path) -> None:
    if folder.is_symlink() or not folder.is_dir():
        with contextlib.suppress(FileNotFoundError):
            folder.unlink()
    else:
        shutil.rmtree(str(folder))
    folder.mkdir()


def _status(*command: str) -> int:
    try:
        return subprocess.run(command, capture_output=True, check=False).returncode
    except OSError:
        return 127


def _run(*command: str) -> None:
    subprocess.run(command, stdout=sys.stderr, close_fds=False, check=True)


def _say(*lines: str) -> None:
    print(*lines, sep="\n", file=sys.stderr)


def main(arguments: list[str]) -> int:
    """Run the command; the arguments are a lock file and, optionally, an environment."""
    lock, *own = (ROOT / name for name in arguments)
    locks = (lock,) if own else tuple(ROOT / name for name in LOCKS)
    try:
        ensure(Environment(*own or [ROOT / ".venv"]), lock, locks)
    except SetupError as error:
        _say(*map(str, error.args))
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
