"""TODO programme_facts."""

from __future__ import annotations

from terang.i18n.formatter import FigureText
from terang.model.definitions import Fact
from terang.views.page_context import PageContext


def fact_figure(fact: Fact, context: PageContext) -> FigureText:
    """A programme fact's value; as many decimals as it was written with."""
    exponent = fact.value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return context.language.figure(fact.value, fact.unit, decimals)


def fact_unit(fact: Fact, context: PageContext) -> str:
    """The words behind a fact's figure: its unit, and per what."""
    per = context.language.text(fact.per).text if fact.per else ""
    return " ".join(filter(None, (context.language.unit_word(fact.unit), per)))
