"""The list of every series and every file, for programs that find their own way."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from terang.downloads import file_types
from terang.downloads.edition import Edition
from terang.downloads.json_values import Json, json_pieces, json_value
from terang.downloads.lazy_files import KeptFile, LazyFiles
from terang.model.catalog import Catalog, Series

NAME = "index.json"

_FEEDS = ("feed.xml", "en/feed.xml")


def index_pieces(
    catalog: Catalog, downloads: LazyFiles, unread: Collection[str], edition: Edition
) -> Iterator[bytes]:
    """Yield the list of series and files; those in `unread` hold it, so that they have no size."""
    tree: dict[str, Json | Iterator[Json]] = {
        "publisher": edition.publisher,
        "licence": {"id": edition.licence.id, "url": edition.licence.url},
        "notice": edition.notice,
        "format": edition.format,
        "version": edition.version,
        "modified": edition.modified,
        "as_of": edition.as_of,
        "url": edition.address,
        "feeds": [edition.full_address(name) for name in _FEEDS],
        "series": (
            _series(catalog, series, downloads, edition)
            for _, series in sorted(catalog.series.items())
        ),
        "files": (
            _file(name, None if name in unread else downloads.makers[name], edition)
            for name in sorted(downloads)
        ),
    }
    return json_pieces(tree)


def _series(catalog: Catalog, series: Series, downloads: LazyFiles, edition: Edition) -> Json:
    return {
        "id": series.id,
        "title": json_value(catalog.title_of(series)),
        "indicator": series.indicator,
        "area": series.area,
        "url": edition.full_address(f"coverage/{series.id}/"),
        "files": [name for name in series_files(series.id) if name in downloads],
    }


def series_files(series_id: str) -> tuple[str, ...]:
    """Return the names of the downloads of a series, as the list of every file gives them."""
    return tuple(f"{series_id}.{ending}" for ending in file_types.OF_A_SERIES)


def _file(name: str, file: KeptFile | None, edition: Edition) -> Json:
    described: dict[str, Json] = {
        "name": name,
        "url": edition.full_address(f"data/{name}"),
        "media_type": file_types.media_type(name),
    }
    if file is not None:
        described |= {"bytes": file.size, "sha256": file.sha256}
    return described
