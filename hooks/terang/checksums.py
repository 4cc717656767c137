"""The checksum of a file's content, SHA-256."""

from __future__ import annotations

import hashlib


def sha256_of(content: bytes) -> str:
    """Return the SHA-256 checksum of a file's content, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
