"""The page of a national site that says which sites were read, and which are late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import Language
from terang_nation.gather import GatheredSite
from terang_nation.site_reader import RefusedSiteError

NAME = "sites.md"

_SAFE = ":/%?&=~"
"""The marks of an address that mean nothing in Markdown."""


def site_pages(
    gathered: Sequence[GatheredSite],
    left_out: Mapping[str, RefusedSiteError],
    sentences: Mapping[str, Any],
) -> dict[str, bytes]:
    """Return the page on which sites were read, in each language by its path: the oldest first."""
    ordered = sorted(
        gathered, key=lambda found: (found.package.day if found.package else "", found.site.id)
    )
    return {
        f"content/{code}/{NAME}": _page(ordered, left_out, sentences, Language(code)).encode()
        for code in LANGUAGES
    }


def _page(
    gathered: Sequence[GatheredSite],
    left_out: Mapping[str, RefusedSiteError],
    sentences: Mapping[str, Any],
    language: Language,
) -> str:
    words = {key: texts[language.code] for key, texts in sentences["page"].items()}
    problems = {key: texts[language.code] for key, texts in sentences["problems"].items()}
    rows = []
    for found in gathered:
        problem = left_out.get(found.site.id) or found.problem
        day = words["none"]
        if found.package:
            day = language.day(dt.date.fromisoformat(found.package.day)).text
        said = problems[problem.code] if problem else words["read"]
        rows.append(
            f"| [{found.site.id}]({quote(found.site.address, safe=_SAFE)}) | {day} | {said} |"
        )
    return "\n".join(
        [
            "---",
            f"title: {words['title']}",
            f"description: {words['description']}",
            "---",
            "",
            words["description"],
            "",
            f"| {words['site']} | {words['day']} | {words['status']} |",
            "| --- | --- | --- |",
            *rows,
            "",
        ]
    )
