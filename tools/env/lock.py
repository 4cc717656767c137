"""Write the lock files, each from its requirements*.in.

    .venv/bin/python tools/env/lock.py [--upgrade]

Locked versions stay unless the .in files forbid them; --upgrade takes the newest. A version of a
package serves every platform and every Python from 3.11 on, and the checksums of all its files hold
it, to make a lock file valid on every machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

_COMPILE = (
    *("pip", "compile", "--quiet", "--universal", "--python-version=3.11"),
    *("--fork-strategy=fewest", "--generate-hashes", "--no-emit-index-url"),
    # Replaces the command in the header, which would name a path of this machine.
    "--custom-compile-command=make lock",
)


def lock(uv: str, lock_file: str, *inputs: str) -> None:
    """Resolve the inputs into a lock file."""
    # Relative names, because they appear in the file.
    command = [uv, *_COMPILE, *inputs, f"--output-file={lock_file}"]
    subprocess.run(command, cwd=ROOT, env=_environment(), check=True, stdout=subprocess.DEVNULL)


def _environment() -> dict[str, str]:
    """Return the environment for uv, which does not read pip's settings by itself."""
    asked = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"],
        capture_output=True,
        check=False,
        text=True,
    )
    index = os.environ.get("PIP_INDEX_URL") or asked.stdout.strip()
    return {**os.environ, **({"UV_DEFAULT_INDEX": index} if index else {})}


def main(options: list[str]) -> None:
    """Lock the runtime first, then the others on top of the same versions."""
    with tempfile.TemporaryDirectory() as folder:
        # uv is as large as everything else together, and only this command needs it.
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        pip = [str(Path(folder, "bin", "python")), "-m", "pip"]
        subprocess.run([*pip, "install", "--quiet", "uv>=0.9"], check=True)
        uv = str(Path(folder, "bin", "uv"))
        lock(uv, "requirements.txt", "requirements.in", *options)
        share, dev = "requirements-share", "requirements-dev"
        lock(uv, f"{share}.txt", f"{share}.in", "-c", "requirements.txt", *options)
        lock(uv, f"{dev}.txt", f"{dev}.in", "-c", f"{share}.txt", *options)
        # In an environment of its own, with the same versions of the packages that both sites use.
        bench = "requirements-bench"
        lock(uv, f"{bench}.txt", f"{bench}.in", "-c", "requirements.txt", *options)
        # Reads the downloads as others do, and shares nothing with the site.
        lock(uv, "requirements-programs.txt", "requirements-programs.in", *options)
        # The same again without MkDocs: the theme still asks for it, and works without it.
        other, without = "requirements-properdocs", Path(folder, "without.txt")
        without.write_text("mkdocs ; python_version < '3'\n", encoding="utf-8")
        rules = ("-c", f"{share}.txt", "--override", str(without))
        lock(uv, f"{other}.txt", f"{other}.in", *rules, *options)


if __name__ == "__main__":
    main(sys.argv[1:])
