"""Check narrative pages: typed figures, and calls that stand in only one language.

Both languages of a page call the same figures and sources. `translation_stamp` tells which
translations are outdated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from terang.diagnostics import Problem
from terang.model.catalog import Catalog
from terang.narrative.known_texts import KnownTexts
from terang.narrative.markdown_page import NarrativeSource
from terang.narrative.translation_stamp import page_pairs, translation_notices
from terang.narrative.typed_figures import TypedFigure, typed_figure_problems


def prose_problems(
    pages: Mapping[str, NarrativeSource], typed: Iterable[TypedFigure], catalog: Catalog
) -> Iterator[Problem]:
    """Yield the problems and notices of pages: typed figures, and unequal or outdated translations.

    `typed` holds the figures typed on all of these pages.
    """
    yield from typed_figure_problems(typed, KnownTexts.of_catalog(catalog))
    for original, translation in page_pairs(pages):
        yield from call_differences(original, translation)
        yield from translation_notices(original, translation)


def call_differences(original: NarrativeSource, translation: NarrativeSource) -> Iterator[Problem]:
    """Yield a problem for each call that stands in only one language of a page."""
    for page, other in ((original, translation), (translation, original)):
        theirs = {(call.name, call.arguments) for call in other.calls}
        seen = set(theirs)
        for call in page.calls:
            key = (call.name, call.arguments)
            if key not in seen:
                seen.add(key)
                arguments = ", ".join(f'"{argument}"' for argument in call.arguments)
                values = {"call": f"{call.name}({arguments})", "other": other.path}
                yield Problem(call.place, "call-in-one-language", values)
