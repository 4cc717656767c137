"""All downloads in one ZIP file, which is the same whenever and wherever it was made."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping
from typing import IO

NAME = "terang-data.zip"

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment that ZIP knows."""
_LEVEL = 7
"""Of zlib: a hundredth larger than at its best, in two fifths of the time."""
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def archive_files(downloads: Mapping[str, bytes]) -> dict[str, bytes]:
    """The one archive."""
    stored = io.BytesIO()
    write_archive(stored, sorted(downloads.items()))
    return {NAME: stored.getvalue()}


def write_archive(stream: IO[bytes], members: Iterable[tuple[str, bytes]]) -> None:
    """Write an archive of these files, in this order."""
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = _UNIX  # else it is the platform's
            member.external_attr = _PLAIN_FILE
            archive.writestr(member, content, zipfile.ZIP_DEFLATED, _LEVEL)
