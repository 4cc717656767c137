"""The printable page with an indicator's metadata, in the form that BPS asks for (MS-Ind)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import TextLink, Wording
from terang.model.definitions import Indicator
from terang.views.page_context import PageContext


@dataclass(frozen=True, slots=True)
class MetadataRow:
    """A numbered item of the sheet; its text is None if the data does not have it yet."""

    number: str
    item: str
    text: Wording | None


@dataclass(frozen=True, slots=True)
class SheetView:
    """The page of an indicator's metadata."""

    caption: str
    rows: tuple[MetadataRow, ...]
    missing: str
    """The number of items without a text, in words."""
    series: tuple[TextLink, ...]
    file: TextLink


def sheet_path(indicator: str) -> str:
    """Return the path of the printable page with an indicator's metadata."""
    return f"indicators/{indicator}/"


def sheet_view(
    indicator: Indicator,
    items: Iterable[tuple[Mapping[str, str], Mapping[str, str] | None]],
    file: str,
    context: PageContext,
) -> SheetView:
    """Return the printable page with an indicator's metadata, in BPS's form.

    `items` are pairs of an item and its text, each by language; `file` is the path of the CSV file.
    """
    language = context.language
    rows = tuple(
        MetadataRow(language.number(number), item[language.code], _wording(text, context))
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
            TextLink(context.title(series), context.page_href(context.series_path(series)))
            for series in context.catalog.series.values()
            if series.indicator == indicator.id
        ),
        file=TextLink(language.word("sheet.file"), context.file_href(file)),
    )


def _wording(text: Mapping[str, str] | None, context: PageContext) -> Wording | None:
    """Return a text in the page's language, or in the first language, marked as that."""
    if not text:
        return None
    code = context.language.code
    if code in text:
        return Wording(text[code])
    return Wording(text[LANGUAGES[0]], LANGUAGES[0])
