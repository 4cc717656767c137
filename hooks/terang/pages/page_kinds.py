"""The kinds of pages that are made from data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

MAIN = ("coverage/", "sources/", "revisions/", "data/")
"""The pages over the whole record, as a menu names them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GeneratedPage:
    """A page made from data; its path is the same in every language."""

    path: str
    """From the language's root, with a slash at its end: "coverage/", "coverage/<series id>/"."""
    title: Mapping[str, str]
    description: Mapping[str, str]
    edit: str | None = None
    """The data file it comes from, from the repository's root."""
    part: ListPage | None = None
    """Of a list that may take several pages: which of them it is."""


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of a list: the list's own address, its number, and how many there are."""

    folder: str
    number: int
    count: int
