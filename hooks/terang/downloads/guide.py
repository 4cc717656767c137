"""What a person should know of each download: the page on data, from tables and dictionary.

The programs that it shows stand in `snippets.yml`; they run as printed, in the folder of the files.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import yaml

from terang.downloads import archive, dictionary, ms_ind, sqlite_file, sqlite_views
from terang.downloads.tables import Table
from terang.i18n.formatter import Sentence, TextLink
from terang.views.data_page import (
    ColumnView,
    DataView,
    DownloadTableView,
    FileView,
    SheetLine,
    Snippet,
    file_view,
)
from terang.views.metadata_sheet import sheet_path
from terang.views.page_context import PageContext

WHOLE_SITE = "data/terang-site.zip"
"""The finished site in one file; made when all else is."""

MOST_LISTED = 100
"""Series whose files the page names one by one: it must not grow with the record."""

_Size: TypeAlias = Callable[[str], int]

_SNIPPETS = Path(__file__).with_name("snippets.yml")

_WHOLE = {
    archive.NAME: "file_archive",
    sqlite_file.NAME: "file_database",
    "datapackage.json": "file_package",
    "catalog.jsonld": "file_catalogue",
    "series.schema.json": "file_schema",
}
"""What holds or describes the whole record, and the word that says so."""


def data_page_view(
    tables: Iterable[tuple[Table, int]], size: _Size, context: PageContext, *, whole_site: bool
) -> DataView:
    """The page on data: tables with their rows counted, `size` of each file by its path.

    `whole_site` if the site is one too.
    """
    language, site = context.language, context.catalog.site
    return DataView(
        licence=language.sentence(
            "downloads.licence", licence=TextLink(site.licence.id, site.licence.url)
        ),
        whole=tuple(
            _file(name, language.word(f"dataset.{key}"), size, context)
            for name, key in _WHOLE.items()
        ),
        site=file_view(WHOLE_SITE, language.word("dataset.file_site"), None, context)
        if whole_site
        else None,
        tables=tuple(_table(table, rows, size, context) for table, rows in tables),
        views=tuple((name, language.word(f"data.view_{name}")) for name in sqlite_views.NAMES),
        series=tuple(_series(size, context)),
        unlisted=_unlisted(context),
        sheets=tuple(_sheets(size, context)),
        snippets=tuple(_snippets(context)),
    )


def _series(size: _Size, context: PageContext) -> Iterator[FileView]:
    """A file a series, where they are few enough to be looked through."""
    if len(context.catalog.series) <= MOST_LISTED:
        for key, series in context.catalog.series.items():
            yield _file(f"{key}.json", context.title(series), size, context)


def _unlisted(context: PageContext) -> Sentence:
    """Where the files of many series are found instead."""
    language, count = context.language, len(context.catalog.series)
    if count <= MOST_LISTED:
        return ()
    return language.sentence(
        "data.series_unlisted",
        count=language.number(count),
        coverage=TextLink(language.word("page.coverage_title"), context.page_href("coverage/")),
        table=TextLink("series.csv", context.file_href("data/series.csv")),
    )


def _file(name: str, about: str, size: _Size, context: PageContext) -> FileView:
    return file_view(f"data/{name}", about, size(f"data/{name}"), context)


def _table(table: Table, count: int, size: _Size, context: PageContext) -> DownloadTableView:
    language, term = context.language, dictionary.table_term(table.name)
    code, name = language.code, f"{table.name}.csv"
    file = _file(name, term.title[code], size, context)
    rows = language.number(count)
    return DownloadTableView(
        name=table.name,
        file=file,
        summary=language.word(
            "data.table", title=term.title[code], file=name, rows=rows, size=file.size
        ),
        description=term.description[code],
        key=", ".join(table.primary_key),
        columns=tuple(_columns(table, context)),
    )


def _columns(table: Table, context: PageContext) -> Iterator[ColumnView]:
    code = context.language.code
    for column in table.columns:
        term = dictionary.column_term(table.name, column)
        kind = context.language.word(f"column.{column.type}")
        yield ColumnView(column.name, kind, term.title[code], _parted(term.description[code]))


def _parted(text: str) -> tuple[tuple[str, bool], ...]:
    """A text with its code, which stands between backticks."""
    pieces = enumerate(text.split("`"))
    return tuple((piece, number % 2 == 1) for number, piece in pieces if piece)


def _sheets(size: _Size, context: PageContext) -> Iterator[SheetLine]:
    for key, indicator in sorted(context.catalog.indicators.items()):
        title = context.language.name(indicator.title)
        page = TextLink(title, context.page_href(sheet_path(key)))
        yield SheetLine(page, _file(f"{ms_ind.FOLDER}/{key}.csv", title, size, context))


def _snippets(context: PageContext) -> Iterator[Snippet]:
    """The programs, each about the series that says most."""
    series = max(
        context.catalog.series.values(),
        key=lambda series_item: (len(series_item.entries), series_item.id),
        default=None,
    )
    if series is None:
        return
    for name, program in _programs().items():
        code = program["code"].replace("<series>", series.id)
        code = code.replace("<language>", context.language.code)
        introduction = context.language.word(f"data.snippet_{name}")
        yield Snippet(name, program["language"], introduction, code.rstrip("\n"))


@functools.cache
def _programs() -> Mapping[str, Mapping[str, str]]:
    with _SNIPPETS.open(encoding="utf-8") as file:
        found: Mapping[str, Mapping[str, str]] = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506
    return found
