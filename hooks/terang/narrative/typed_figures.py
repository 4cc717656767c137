"""Find figures that are typed on a page, and say which call shows each.

A figure typed by hand would become outdated when the data changes, so pages call figures. They are
looked for in the text as read: Markdown and HTML know many ways to write a number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from decimal import Decimal

from terang.diagnostics import Place, Problem
from terang.model.catalog import Catalog
from terang.model.definitions import Fact
from terang.model.entries import Entry, Observation, Target
from terang.model.quantity import ends_of
from terang.narrative.folded_text import CALL, fold_text
from terang.narrative.markdown_page import KEYS, STAMP, NarrativeSource
from terang.narrative.rendered_text import ReadText
from terang.narrative.source_position import SourceText
from terang.narrative.typed_numbers import typed_numbers

_QUOTATION = re.compile(r"“[^“”]*”|\"[^\"]*\"|«[^«»]*»|„[^„“”]*[“”]")
_LEAST_QUOTED = 15
"""The letters that a quotation has at least: a number in quotation marks is no quotation."""
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


def typed_figures(source: NarrativeSource, texts: Iterable[ReadText]) -> Iterator[TypedFigure]:
    """Yield the figures of a page's front matter and of its texts as read."""
    head = source.text[: len(source.text) - len(source.body)]
    for key in (key for key in KEYS if key != STAMP and key in source.meta):
        read = ReadText(source.meta[key])
        yield from _figures(read, SourceText(source.path, head), source.meta_places[key])
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


def typed_figure_problems(
    typed: Iterable[TypedFigure],
    values: Mapping[Decimal, str],
    quotations: AbstractSet[str] = frozenset(),
) -> Iterator[Problem]:
    """Yield a problem for each typed figure, unless it stands in a quotation of the record.

    `values` maps a value to the call that shows it; `quotations` are those of `known_quotations`.
    """
    for figure in typed:
        if figure.quotation and any(figure.quotation in known for known in quotations):
            continue
        call = values.get(figure.value, "") if figure.value is not None else ""
        variant = "known" if call else "quoted" if figure.quotation else ""
        variant = variant or ("small" if figure.is_small else "")
        yield Problem(figure.place, "typed-figure", {"text": figure.text, "call": call}, variant)


def known_values(catalog: Catalog) -> Mapping[Decimal, str]:
    """Return the call that shows each value of the record: the first of those with equal values."""
    calls: dict[Decimal, str] = {}
    for series in catalog.series.values():
        valued: tuple[Observation | Target, ...] = (*series.observations, *series.targets)
        for entry in valued:
            if entry.withdrawn is None:
                call = f'{{{{ value("{series.id}", "{entry.anchor}") }}}}'
                for end in ends_of(entry.value):
                    calls.setdefault(end, call)
    for programme in catalog.programmes.values():
        for fact in programme.facts.values():
            calls.setdefault(fact.value, f'{{{{ fact("{programme.id}", "{fact.id}") }}}}')
    return calls


def known_quotations(catalog: Catalog) -> AbstractSet[str]:
    """Return the quotes, notes and titles of sources of the record, as letters and digits."""
    texts: list[str | None] = [source.title for source in catalog.sources.values()]
    for series in catalog.series.values():
        for entry in series.entries:
            texts += [entry.quote, *_notes(entry)]
    for programme in catalog.programmes.values():
        for fact in programme.facts.values():
            texts += [fact.quote, *_notes(fact)]
    return {_letters(fold_text(text)) for text in texts if text}


def _notes(record: Entry | Fact) -> Iterator[str]:
    """Yield the note of a record in each language: sources are quoted there, too."""
    if record.note is not None:
        yield from (text for text in (record.note.id, record.note.en) if text)


def _figures(read: ReadText, searched: SourceText, otherwise: Place) -> Iterator[TypedFigure]:
    """Yield the figures of a text, with their places in the source."""
    folded = fold_text(read.text)
    quotations = _QUOTATION.finditer(folded)
    spans = [match.span() for match in quotations]
    for number in typed_numbers(folded):
        text = folded[number.start : number.end]
        place = searched.place(folded[: number.start], text, folded[number.end :]) or otherwise
        inside = [span for span in spans if span[0] <= number.start and number.end <= span[1]]
        quoted = folded[slice(*inside[0])] if inside else folded if read.is_quote else ""
        letters = _letters(quoted)
        yield TypedFigure(
            " ".join(text.replace(CALL, "{{ … }}").split()),
            number.value,
            place,
            number.is_small,
            letters if len(letters) >= _LEAST_QUOTED else "",
        )


def _letters(folded: str) -> str:
    return "".join(filter(str.isalnum, folded)).lower()
