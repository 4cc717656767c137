"""The value and unit of a programme fact, for the source list and for calls in narrative text."""

from __future__ import annotations

from terang.i18n.formatter import FigureText
from terang.model.definitions import Fact
from terang.views.page_context import PageContext


def fact_figure(fact: Fact, context: PageContext) -> FigureText:
    """Return a programme fact's value, with as many decimals as the data has."""
    exponent = fact.value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return context.language.figure(fact.value, fact.unit, decimals)


def fact_unit(fact: Fact, context: PageContext) -> str:
    """Return the words after a programme fact's figure: its unit and what it is counted per."""
    per = context.language.text(fact.per).text if fact.per else ""
    return " ".join(filter(None, (context.language.unit_word(fact.unit), per)))
