"""Links to the form for proposals, with what is known filled in."""

from __future__ import annotations

from terang.i18n.formatter import TextLink
from terang.model.catalog import Series
from terang.views.page_context import PageContext

PATH = "propose/"
"""The address of the form, from the root of every language."""
SHEET = "terang-isian.xlsx"
"""The spreadsheet to fill in, beside the form."""


SHEET_PLACE = "_sheet"
"""The place on the form's page at which the spreadsheet of a series is made."""


def form_href(series: Series, context: PageContext, anchor: str = "") -> str:
    """Return the relative address of the form for proposals about a series or its entry."""
    entry = f"&anchor={anchor}" if anchor else ""
    return f"{context.page_href(PATH)}?series={series.id}{entry}"


def ways_to_propose(series: Series, context: PageContext) -> tuple[TextLink, ...]:
    """Return the ways to propose something for a series: the form, and the spreadsheet."""
    word = context.language.word
    return (
        TextLink(word("series.propose"), form_href(series, context)),
        TextLink(word("series.propose_sheet"), f"{form_href(series, context)}#{SHEET_PLACE}"),
    )
