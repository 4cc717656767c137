"""Decisions of format 1, which named a file and a key, as decisions about a record of format 2."""

from __future__ import annotations

import re

_ABOUT = re.compile(r"data/(?P<file>[a-z0-9/-]+)\.yml#(?P<steps>[a-z0-9_.-]+)")
_KINDS = {
    "sources": "source",
    "areas": "area",
    "programmes": "programme",
    "dimensions": "dimension",
    "glossary": "term",
}
"""File of several records → the kind of each."""
_FOLDERS = {"indicators": "indicator", "coverage": "series"}
"""Folder with a file for each record → the kind of each."""


def subject_of(about: str) -> str | None:
    """Return the subject in format 2, `⟨kind⟩:⟨id⟩.⟨key⟩`, of a decision of format 1, or None.

    The site has no id: `site:publisher`.
    """
    match = _ABOUT.fullmatch(about)
    if match is None:
        return None
    folder, _, stem = match["file"].rpartition("/")
    steps = match["steps"]
    if not folder:
        return _subject_in(stem, steps)
    if folder not in _FOLDERS:
        return None
    if folder == "coverage" and steps.startswith("sources."):
        return f"source:{steps.removeprefix('sources.')}"
    return f"{_FOLDERS[folder]}:{stem}.{steps}"


def _subject_in(stem: str, steps: str) -> str | None:
    """Return the subject for a file that holds several records, or the site."""
    if stem == "site":
        return f"site:{steps}"
    if stem not in _KINDS:
        return None
    fact = re.fullmatch(r"([^.]+)\.facts\.(.+)", steps) if stem == "programmes" else None
    return f"fact:{fact[1]}.{fact[2]}" if fact else f"{_KINDS[stem]}:{steps}"


def place_of(about: str) -> tuple[str, tuple[str, ...]] | None:
    """Return the file and the keys that a decision of format 1 names."""
    match = _ABOUT.fullmatch(about)
    if match is None:
        return None
    return f"data/{match['file']}.yml", tuple(match["steps"].split("."))
