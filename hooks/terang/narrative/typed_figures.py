"""Find figures that are typed on a page, and say which call shows each.

A figure typed by hand would become outdated when the data changes, so pages call figures. They are
looked for in the text as read: Markdown and HTML know many ways to write a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal

from terang.diagnostics import Place, Problem
from terang.narrative.folded_text import CALL, fold_text, plain_letters
from terang.narrative.known_texts import KnownTexts
from terang.narrative.markdown_page import KEYS, STAMP, NarrativeSource
from terang.narrative.rendered_text import ReadText
from terang.narrative.source_position import SourceText
from terang.narrative.typed_numbers import typed_numbers

_QUOTATION = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]")
_LEAST_QUOTED = 15
"""The letters that a quotation has at least: a number in quotation marks is no quotation."""
_CONTEXT = 120
"""The characters before and after a figure that are looked at."""
_MOST = 200
"""The figures of a page that are reported."""


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A figure typed on a page, in digits or in words."""

    text: str
    value: Decimal | None
    place: Place
    is_small: bool = False
    """True for a bare number below a thousand, which may count something else."""
    quotation: str = ""
    """The quotation that it stands in, reduced to letters and digits; else empty."""
    before: str = ""
    after: str = ""
    """The text before and after it, as far as a name may reach, reduced alike."""


def typed_figures(source: NarrativeSource, texts: Iterable[ReadText]) -> Iterator[TypedFigure]:
    """Yield the typed figures of a page's front matter and of its texts as read."""
    for key in (key for key in KEYS if key != STAMP and key in source.meta):
        read = ReadText(source.meta[key])
        yield from _figures(read, SourceText(source.path, source.head), source.meta_places[key])
    if "title" not in source.meta:  # then the name of the file may be the title
        name = ReadText(source.name.removesuffix(".md").replace("-", " "))
        yield from _figures(name, SourceText(source.path, ""), Place(source.path))
    body = SourceText(source.path, source.body, source.first_line)
    start = Place(source.path, source.first_line)
    count = 0
    for text in texts:
        for figure in _figures(text, body, start):
            yield figure
            count += 1
            if count == _MOST:
                return


def typed_figure_problems(typed: Iterable[TypedFigure], known: KnownTexts) -> Iterator[Problem]:
    """Yield a problem for each typed figure, unless the record has its quotation or its name."""
    for figure in typed:
        if (figure.quotation and known.is_quoted(figure.quotation)) or known.is_name(
            plain_letters(figure.text), figure.before, figure.after
        ):
            continue
        call = known.values.get(figure.value, "") if figure.value is not None else ""
        variant = "known" if call else "quoted" if figure.quotation else ""
        variant = variant or ("small" if figure.is_small else "")
        yield Problem(figure.place, "typed-figure", {"text": figure.text, "call": call}, variant)


def label_figures(text: str, place: Place, *, may_be_small: bool = False) -> Iterator[Problem]:
    """Yield a problem for each figure in a title, a label or another text that can call none.

    `may_be_small`: a bare number below a thousand may be part of a name.
    """
    folded = fold_text(text)
    for number in typed_numbers(folded):
        if not (number.is_small and may_be_small):
            quoted = " ".join(folded[number.start : number.end].split())
            yield Problem(place, "typed-figure", {"text": quoted, "call": ""}, "label")


def _figures(read: ReadText, searched: SourceText, otherwise: Place) -> Iterator[TypedFigure]:
    """Yield the figures of a text, with their places in the source."""
    folded = fold_text(read.text)
    numbers = typed_numbers(folded)
    spans = [match.span() for match in _QUOTATION.finditer(folded)] if numbers else []
    for number in numbers:
        before = folded[max(0, number.start - _CONTEXT) : number.start]
        after = folded[number.end : number.end + _CONTEXT]
        text = folded[number.start : number.end]
        inside = [span for span in spans if span[0] <= number.start and number.end <= span[1]]
        quoted = folded[slice(*inside[0])] if inside else folded if read.is_quote else ""
        letters = plain_letters(quoted)
        yield TypedFigure(
            " ".join(text.replace(CALL, "{{ … }}").split()),
            number.value,
            searched.place(before, text, after) or otherwise,
            number.is_small,
            letters if len(letters) >= _LEAST_QUOTED else "",
            plain_letters(before),
            plain_letters(after),
        )
