"""The list of sites to gather: a YAML list with id, area and address of each.

    - id: bontang
      area: "6474"
      address: https://example.go.id/jamsostek/
      folder: ../bontang/site

`area` is the code of the statistics office: the site speaks for it and for what lies in it. With a
`folder`, from the list's own, the site is read from there and not from its address.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from terang.parsing.yaml_document import Entries, Items, Scalar, parse_document

_KEYS = frozenset({"id", "area", "address", "folder"})
_ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_AREA = re.compile(r"[0-9]{2,10}")


class SiteListError(ValueError):
    """The list cannot be used; the text says where and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSite:
    """A site as the list names it."""

    id: str
    area: str
    address: str
    """With a slash at its end."""
    folder: Path | None = None


def read_site_list(path: Path) -> tuple[ListedSite, ...]:
    """Return the sites of a list, in its order; raises SiteListError or OSError."""
    document = parse_document(str(path), path.read_bytes())
    if document.problems:
        raise SiteListError(str(document.problems[0]))
    root = document.root
    if not isinstance(root, Items) or not root:
        raise SiteListError(f"{path}:1: bukan daftar situs · no list of sites")
    sites = tuple(_sites(path, root))
    for key in ("id", "area", "address"):
        values = [getattr(site, key) for site in sites]
        twice = next((value for value in values if values.count(value) > 1), None)
        if twice is not None:
            raise SiteListError(f"{path}: {key} {twice}: dua kali · twice")
    return sites


def _sites(path: Path, items: Items) -> Iterator[ListedSite]:
    for item, mark in zip(items, items.item_marks, strict=True):
        where = f"{path}:{mark[0]}"
        texts = item if isinstance(item, Entries) else {}
        if not {"id", "area", "address"} <= texts.keys() <= _KEYS:
            raise SiteListError(f"{where}: id, area, address[, folder]")
        if not all(isinstance(text, Scalar) for text in texts.values()):
            raise SiteListError(f"{where}: hanya teks · only texts")
        given = {key: str(text) for key, text in texts.items()}
        if not _ID.fullmatch(given["id"]) or not _AREA.fullmatch(given["area"]):
            raise SiteListError(f'{where}: id: bontang, area: "6474"')
        if urlsplit(given["address"]).scheme not in ("http", "https"):
            raise SiteListError(f"{where}: address: https://…/")
        folder = given.get("folder")
        yield ListedSite(
            id=given["id"],
            area=given["area"],
            address=given["address"].rstrip("/") + "/",
            folder=path.parent / folder if folder else None,
        )
