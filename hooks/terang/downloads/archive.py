"""All downloads in one ZIP file, whose bytes depend on its members alone.

The registry calls `archive_pieces`; `publishing.offline_archive` packs the finished site with
`write_archive`.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Mapping
from typing import IO

from terang.downloads.lazy_files import Content, LazyFiles, written_pieces

NAME = "terang-data.zip"

LEVEL = 5
"""The zlib level: a file one percent larger than at level 9, in two fifths of the time."""
_UNIX = 3
_PLAIN_FILE = 0o100644 << 16


def archive_pieces(files: LazyFiles, texts: Mapping[str, bytes]) -> Iterator[bytes]:
    """Yield a ZIP file of files and texts, sorted by name; each is read in its turn."""
    members = (
        (name, texts[name] if name in texts else files.makers[name].pieces())
        for name in sorted({*files, *texts})
    )
    return written_pieces(lambda stream: write_archive(stream, members))


def write_archive(stream: IO[bytes], members: Iterable[tuple[str, Content]]) -> None:
    """Write a ZIP file whose bytes depend on its members alone, which stand in their order."""
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, content in members:
            with archive.open(name, "w") as file:  # with the earliest time that a file can have
                file.writelines((content,) if isinstance(content, bytes) else content)
            member = archive.getinfo(name)
            member.create_system = _UNIX  # else it depends on the platform
            member.external_attr = _PLAIN_FILE
