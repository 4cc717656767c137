"""The endings of downloads, with their media types."""

from __future__ import annotations

from collections.abc import Mapping

OF_A_SERIES = ("json", "csv", "csl.json", "xlsx")
"""The endings of the files that each series has."""

_MEDIA_TYPES: Mapping[str, str] = {
    "csl.json": "application/vnd.citationstyles.csl+json",
    "csv": "text/csv",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "jsonld": "application/ld+json",
    "schema.json": "application/schema+json",
    "sqlite": "application/vnd.sqlite3",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def media_type(name: str) -> str:
    """Return the media type of a download."""
    endings = (ending for ending in _MEDIA_TYPES if name.endswith(f".{ending}"))
    return _MEDIA_TYPES[max(endings, key=len)]
