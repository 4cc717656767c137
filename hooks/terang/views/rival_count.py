"""The number of claims that an entry disagrees with, as a link to them."""

from __future__ import annotations

from collections.abc import Sequence

from terang.derivation.conflicts import ConflictKind
from terang.i18n.formatter import Sentence, TextLink
from terang.model.catalog import Series
from terang.model.entries import Entry
from terang.views.page_context import PageContext

_LIST = "_disagree"
"""The id of the list of what disagrees, on the page of a series."""


def disagreement_line(
    entry: Entry, rivals: Sequence[Entry], series: Series, context: PageContext
) -> Sentence:
    """Return the number of claims that an entry disagrees with as a link to them, in a sentence.

    Parts of a period disagree with its whole only together, and the line says so.
    """
    if not rivals:
        return ()
    key = "disagrees_in_sum" if _is_in_sum_only(entry, series, context) else "disagrees"
    text = context.language.plural(f"timeline.{key}", len(rivals))
    return (TextLink(text, context.page_href(context.series_path(series), _LIST)),)


def _is_in_sum_only(entry: Entry, series: Series, context: PageContext) -> bool:
    """Return whether an entry disagrees with others only as a part or as a sum of parts."""
    kinds = {
        conflict.kind
        for conflict in context.derived[series.id].conflicts
        if entry.anchor in conflict.members
    }
    return kinds == {ConflictKind.SUM}
