"""All downloads in one ZIP file, whose bytes depend on its members alone.

The registry calls `archive_pieces`; `publishing.offline_archive` packs the finished site with
`write_archive`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from terang.downloads.lazy_files import written_pieces

NAME = "terang-data.zip"

_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a ZIP file can hold."""
LEVEL = 5
"""The zlib level: a file one percent larger than at level 9, in two fifths of the time."""
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def archive_pieces(*groups: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield a ZIP file of the files of all groups, sorted by name; each is read in its turn."""
    group_of = {name: group for group in groups for name in group}
    members = ((name, group_of[name][name]) for name in sorted(group_of))
    return written_pieces(lambda stream: write_archive(stream, members))


def write_archive(stream: IO[bytes], members: Iterable[tuple[str, bytes]]) -> None:
    """Write a ZIP file whose bytes depend on its members alone, which stand in their order."""
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in members:
            member = zipfile.ZipInfo(name, _EPOCH)
            member.create_system = _UNIX  # else it depends on the platform
            member.external_attr = _PLAIN_FILE
            archive.writestr(member, content, zipfile.ZIP_DEFLATED, LEVEL)
