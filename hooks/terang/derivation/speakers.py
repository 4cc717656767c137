"""The speaker of a claim or of an entry, and the original of a copied source.

The rules stand in docs/contract.md#terms.
"""

from __future__ import annotations

from collections.abc import Mapping

from terang.model.definitions import Source
from terang.model.entries import Entry


def claim_speaker(by: str | None, first_source: str, sources: Mapping[str, Source]) -> str:
    """Return the office that a claim names, else the publisher of its first source.

    Of copies of one text it is the publisher of the text that they copy: a press release printed by
    three newspapers has one speaker.
    """
    return by or sources[original_text(first_source, sources)].publisher


def speaker_of(entry: Entry, sources: Mapping[str, Source]) -> str:
    """Return the speaker of an entry of the record: its `by`, else its first publisher."""
    return claim_speaker(entry.by, entry.sources[0], sources)


def original_text(source: str, sources: Mapping[str, Source]) -> str:
    """Return the source that a source is a copy of, through other copies; else the source itself.

    A copy of a text that is not on record is its own original. A cycle, which `make check` refuses,
    ends with its last source.
    """
    seen = [source]
    while (copied := sources[seen[-1]].same_text_as) is not None:
        if copied in seen or copied not in sources:
            break
        seen.append(copied)
    return seen[-1]
