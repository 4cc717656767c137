"""Make sure that .venv/ exists and fits a lock file; every command of the Makefile starts here.

    python3 tools/env/environment.py requirements.txt
    python3 tools/env/environment.py requirements-bench.txt .venv-bench

An environment that fits is used as it is, whoever made it. Whether it fits is noted in a stamp
inside it, so that the answer costs nothing the next time. Anything else is set up with pip, every
package by its checksum. A set-up that was interrupted starts again from nothing.

Run by the Python the machine has: the standard library only, and a syntax that a Python too old
for the site still reads, to be told so in a sentence.
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
# Debian's Python has venv without ensurepip, and then makes environments without pip.
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
    """The environment cannot be had; carries a sentence a language."""


class Environment:
    """The virtual environment in one folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.python = folder / "bin" / "python"
        self.stamp = folder / ".fits"
        self.unfinished = folder / ".unfinished"

    def fitted(self, lock: Path) -> bool:
        """Return whether the stamp says so; reads two files, runs nothing."""
        with contextlib.suppress(OSError):
            return self.python.exists() and self._mark(lock) in self.stamp.read_text("utf-8")
        return False

    def fits(self, lock: Path) -> bool:
        """Return whether every version is the one the lock file names; asks no network."""
        if self.unfinished.exists() or not self._python_is_fit():
            return False
        return self._runs(str(_HERE / "unmet_pins.py"), str(lock))

    def set_up(self, lock: Path, python: str) -> None:
        """Bring the environment to what the lock file names, from nothing where it must be."""
        if self.unfinished.exists() or not self._python_is_fit() or not self._runs("-m", "pip"):
            _empty(self.folder)
            self.unfinished.touch()
            _run(python, "-I", "-m", "venv", str(self.folder))
        self.unfinished.touch()
        # Somebody who waits wants to see that it moves; a log wants errors only.
        quiet = () if sys.stderr.isatty() else ("--quiet", "--quiet")
        _run(
            *(str(self.python), "-I", "-m", "pip", "install", *quiet),
            *("--disable-pip-version-check", "--no-input", "--no-user"),
            *("--no-deps", "--require-hashes", "--requirement", str(lock)),
        )
        self._compile()
        self.unfinished.unlink()

    def _compile(self) -> None:
        """Do for the site's own software, used where it stands, what pip does for packages.

        It works without, only later; and somebody may have said that none shall be written.
        """
        said = {"PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"} & os.environ.keys()
        if self.folder == ROOT / ".venv" and not said:
            self._runs("-m", "compileall", "-qq", str(ROOT / "hooks"))

    def note(self, locks: tuple[Path, ...]) -> None:
        """Stamp the environment with the lock files it fits; where it is read-only, leave it."""
        with contextlib.suppress(OSError):
            marks = [self._mark(lock) for lock in locks if self.fits(lock)]
            self.stamp.write_text("".join(f"{mark}\n" for mark in marks), encoding="utf-8")

    def _mark(self, lock: Path) -> str:
        # The interpreter stands in it because .venv/bin/python may lead to another one after an
        # upgrade of the machine, and then finds none of the packages.
        return f"{hashlib.sha256(lock.read_bytes()).hexdigest()} {self.python.resolve()}"

    def _python_is_fit(self) -> bool:
        return self.python.exists() and self._runs("-c", _ASK_PYTHON)

    def _runs(self, *arguments: str) -> bool:
        return _status(str(self.python), "-I", *arguments) == 0


def suitable_python() -> str:
    """Return a Python that can make the environment; prefers the one that runs this."""
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
    """Leave behind an environment that fits the lock file, or raise SetupError."""
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
    # Inside an active .venv, `python3` is its own Python, which may be about to be replaced.
    if sys.prefix == sys.base_prefix:
        return sys.executable
    return str(Path(sys.base_prefix, "bin", "python{}.{}".format(*sys.version_info)))


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Wait for another `make` that is setting up the same folder."""
    descriptor = os.open(str(folder), os.O_RDONLY)
    try:
        # Handed on to what `_run` starts: a pip that outlives its killed parent still holds it.
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
    """Run the command; the arguments are a lock file, and a folder of its own if it has one."""
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
