"""The claims of a series as citations in CSL-JSON, which Zotero, Mendeley and pandoc read.

https://docs.citationstyles.org — the item is the claim at its permanent address in this record; its
first source is the original. Texts are in the site's first language.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from terang.derivation.derive import Derived
from terang.diagnostics import LANGUAGES
from terang.downloads.claim_tables import ClaimTables, FlatClaim
from terang.downloads.json_values import json_text
from terang.i18n.formatter import Language
from terang.model.catalog import Catalog, Series
from terang.model.period import Period, Precision
from terang.views.claim_sentences import entry_link, kind_word
from terang.views.page_context import PageContext

CslItem: TypeAlias = dict[str, Any]
"""A citation; the names of its keys are the standard's."""


def file_name(series_id: str) -> str:
    """Return the name of a series' file in CSL-JSON."""
    return f"{series_id}.csl.json"


def csl_bytes(
    catalog: Catalog, series: Series, derived: Mapping[str, Derived], claims: ClaimTables
) -> bytes:
    """Return the claims of a series that stand as citations in CSL-JSON."""
    context = PageContext(catalog, derived, Language(LANGUAGES[0]), "")
    items = [_item(claim, context) for claim in claims.flat_claims(series.id)]
    return json_text(items, levels=2).encode()


def _item(claim: FlatClaim, context: PageContext) -> CslItem:
    entry, source, language = claim.entry, claim.source, context.language
    item: CslItem = {
        "id": claim.name,
        "type": "webpage",
        "title": f"{kind_word(entry, context)}: {entry_link(entry, claim.series, context).text}",
        "container-title": context.title(claim.series),
        "author": [{"literal": claim.speaker(language.code)}],
        "publisher": language.name(claim.catalog.site.publisher),
        "issued": _date(entry.added),
        "URL": claim.url,
        "language": language.code,
        "original-title": source.title,
        "original-publisher": source.publisher,
    }
    if source.published is not None:
        item["original-date"] = _date(source.published)
    if source.url is not None:
        item["references"] = source.url
    if source.archived is not None:
        item["archive_location"] = source.archived
    if entry.quote is not None:
        item["note"] = entry.quote
    return item


def _date(period: Period) -> CslItem:
    """Return a date: a year, month or day, or the range from the first to the last."""
    match period.precision:
        case Precision.YEAR:
            parts = [[period.first.year]]
        case Precision.MONTH:
            parts = [[period.first.year, period.first.month]]
        case Precision.DAY:
            parts = [[period.first.year, period.first.month, period.first.day]]
        case _:
            days = (period.first, period.last)
            parts = [[day.year, day.month, day.day] for day in days]
    return {"date-parts": parts}
