"""Atomic writing of a file of the repository, unless it has changed since it was read."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def write_atomically(path: Path, old: bytes | None, data: bytes) -> bool:
    """Write a file atomically; return whether it was still as it had been read."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        if (path.read_bytes() if path.exists() else None) != old:
            return False
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)
    return True
