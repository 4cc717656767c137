"""An indicator's metadata as BPS asks for it, on a page that can be printed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import TextLink, Wording
from terang.model.definitions import Indicator
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One item of the sheet; without a text where nobody has written it down yet."""

    number: str
    item: str
    text: Wording | None


@dataclass(frozen=True, slots=True)
class SheetView:
    """Everything on the page of an indicator."""

    caption: str
    rows: tuple[SheetRow, ...]
    missing: str
    """How many items nobody has written down."""
    series: tuple[TextLink, ...]
    file: TextLink


def sheet_path(indicator: str) -> str:
    """The page of an indicator, by its id."""
    return f"indicators/{indicator}/"


def sheet_view(
    indicator: Indicator,
    items: Iterable[tuple[Mapping[str, str], Mapping[str, str] | None]],
    file: str,
    context: PageContext,
) -> SheetView:
    """The page of an indicator: items with their texts, by language; `file` is the sheet's path."""
    language = context.language
    rows = tuple(
        SheetRow(language.number(number), item[language.code], _wording(text, context))
        for number, (item, text) in enumerate(items, start=1)
    )
    missing = sum(row.text is None for row in rows)
    return SheetView(
        caption=language.name(indicator.title),
        rows=rows,
        missing=language.word(
            "sheet.missing_count", missing=language.number(missing), all=language.number(len(rows))
        ),
        series=tuple(
            TextLink(context.title(series), context.page(context.series_path(series)))
            for series in context.catalog.series.values()
            if series.indicator == indicator.id
        ),
        file=TextLink(language.word("sheet.file"), context.file(file)),
    )


def _wording(text: Mapping[str, str] | None, context: PageContext) -> Wording | None:
    """A text in the page's language, else in the first one, which is marked."""
    if not text:
        return None
    code = context.language.code
    if code in text:
        return Wording(text[code])
    return Wording(text[LANGUAGES[0]], LANGUAGES[0])
