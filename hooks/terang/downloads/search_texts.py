"""The texts of claims that the full-text search of the database finds.

A row has the number of its claim in the table `claims`, so that Datasette can search that table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from terang.diagnostics import LANGUAGES
from terang.downloads.claim_tables import ClaimTables, FlatClaim
from terang.model.catalog import Catalog
from terang.model.entries import Event
from terang.model.field_types import Text

SEARCH_TABLE = "claims_search"
SEARCH_COLUMNS = ("claim_id", "title", "speaker", "publisher", "source_title", "quote", "text")


def search_rows(catalog: Catalog, claims: ClaimTables) -> Iterator[Sequence[object]]:
    """Yield the texts of each claim that stands, in the order of the table `claims`."""
    for key in sorted(catalog.series):
        title = _in_all_languages(catalog.title_of(catalog.series[key]))
        for claim in claims.flat_claims(key):
            speaker = dict.fromkeys(claim.speaker(code) for code in LANGUAGES)
            yield (
                claim.name,
                title,
                " · ".join(speaker),
                claim.source.publisher,
                claim.source.title,
                claim.entry.quote,
                _remarks(claim),
            )


def _remarks(claim: FlatClaim) -> str:
    """Return the texts that editors wrote about a claim."""
    entry = claim.entry
    texts = [entry.label, entry.note]
    if isinstance(entry, Event):
        texts += [entry.title, entry.text]
    return " · ".join(_in_all_languages(text) for text in texts if text is not None)


def _in_all_languages(text: Text) -> str:
    return " · ".join(dict.fromkeys(text.in_language(code)[0] for code in LANGUAGES))
