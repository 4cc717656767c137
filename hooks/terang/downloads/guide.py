"""The page on data: make its view, which explains each download, table and column.

`pages` renders it. The programs that it shows are in `snippets.yml`; they run as printed, in the
folder of the files.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TypeAlias

import yaml

from terang.downloads import (
    archive,
    datasette,
    dictionary,
    index_json,
    ms_ind,
    parquet_files,
    sqlite_file,
    xlsx_files,
)
from terang.downloads.columns import Column
from terang.downloads.table import Table
from terang.i18n.formatter import Sentence, TextLink
from terang.views.data_page import (
    ColumnView,
    DataView,
    DownloadTableView,
    SheetLine,
    Snippet,
)
from terang.views.download_link import FileView, file_view
from terang.views.metadata_sheet import sheet_path
from terang.views.page_context import PageContext

WHOLE_SITE = "data/terang-site.zip"
"""The finished site in one file, packed after everything else is written."""

MOST_LISTED = 100
"""The number of series whose files are listed; with more, the page would grow with the record."""

_Size: TypeAlias = Callable[[str], int]
"""A function that returns the size of a file in bytes, from its path below the site's root."""

_SNIPPETS = Path(__file__).with_name("snippets.yml")

_WHOLE_RECORD = {
    archive.NAME: "file_archive",
    xlsx_files.NAME: "file_workbook",
    sqlite_file.NAME: "file_database",
    datasette.NAME: "file_datasette",
    index_json.NAME: "file_index",
    "datapackage.json": "file_package",
    "catalog.jsonld": "file_catalogue",
    "series.schema.json": "file_schema",
}
"""Files that hold or describe the whole record → the key of their title in words.yml."""

_PROMISES = ("names", "additions", "removal", "addresses", "version")
"""The rules by which names and addresses stay, as keys of words.yml."""

_SERIES_FILES = {
    "csv": "file_claims",
    "xlsx": "file_spreadsheet",
    "csl.json": "file_citations",
}
"""The endings of a series' further files → the key of their title in words.yml."""


def data_page_view(
    tables: Iterable[tuple[Table, int]],
    size: _Size,
    context: PageContext,
    *,
    whole_site: bool,
    with_parquet: bool = False,
) -> DataView:
    """Return the page on data, which explains each download, table and column; rows are counted.

    `whole_site`: whether the site itself can be downloaded as a file. `with_parquet`: whether the
    tables are there as Parquet too.
    """
    language, site = context.language, context.catalog.site
    return DataView(
        licence=language.sentence(
            "downloads.licence", licence=TextLink(site.licence.id, site.licence.url)
        ),
        whole=tuple(
            _file(name, language.word(f"dataset.{key}"), size, context)
            for name, key in _WHOLE_RECORD.items()
        ),
        site=file_view(WHOLE_SITE, language.word("dataset.file_site"), None, context)
        if whole_site
        else None,
        tables=tuple(
            _table(table, rows, size, context, with_parquet=with_parquet) for table, rows in tables
        ),
        promises=tuple(language.word(f"data.promise_{name}") for name in _PROMISES),
        series=tuple(_series_files(size, context)),
        unlisted=_unlisted_series(context),
        sheets=tuple(_sheets(size, context)),
        snippets=tuple(_snippets(context)),
    )


def _series_files(size: _Size, context: PageContext) -> Iterator[FileView]:
    """Yield the files of each series, if there are at most MOST_LISTED series."""
    if len(context.catalog.series) <= MOST_LISTED:
        for key, series in context.catalog.series.items():
            yield _file(f"{key}.json", context.title(series), size, context)
            for ending, word in _SERIES_FILES.items():
                about = context.language.word(f"dataset.{word}")
                yield _file(f"{key}.{ending}", about, size, context)


def _unlisted_series(context: PageContext) -> Sentence:
    """Return a sentence that leads to the files of more than MOST_LISTED series."""
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


def _table(
    table: Table, count: int, size: _Size, context: PageContext, *, with_parquet: bool
) -> DownloadTableView:
    language, term = context.language, dictionary.table_term(table.name)
    code = language.code
    file = _file(table.csv_name, term.title[code], size, context)
    rows = language.number(count)
    return DownloadTableView(
        name=table.name,
        file=file,
        parquet=_file(parquet_files.parquet_name(table.name), term.title[code], size, context)
        if with_parquet
        else None,
        summary=language.word(
            "data.table", title=term.title[code], file=table.csv_name, rows=rows, size=file.size
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
        description = _split_code(term.description[code] + _listed_words(table, column, code))
        yield ColumnView(column.name, kind, term.title[code], description)


def _listed_words(table: Table, column: Column, code: str) -> str:
    """Return the meaning of each word of a closed list; empty for any other column."""
    words = dictionary.column_words(table.name, column)
    listed = "; ".join(f"`{word}` {meaning[code]}" for word, meaning in words.items())
    return f" {listed}." if listed else ""


def _split_code(text: str) -> tuple[tuple[str, bool], ...]:
    """Return the pieces of a text; True marks code, which is written between backticks."""
    pieces = enumerate(text.split("`"))
    return tuple((piece, number % 2 == 1) for number, piece in pieces if piece)


def _sheets(size: _Size, context: PageContext) -> Iterator[SheetLine]:
    for key, indicator in sorted(context.catalog.indicators.items()):
        title = context.language.name(indicator.title)
        page = TextLink(title, context.page_href(sheet_path(key)))
        yield SheetLine(page, _file(ms_ind.sheet_name(key), title, size, context))


def _snippets(context: PageContext) -> Iterator[Snippet]:
    """Yield the programs, each about the series with the most entries."""
    series = max(
        context.catalog.series.values(),
        key=lambda candidate: (len(candidate.entries), candidate.id),
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
        programs: Mapping[str, Mapping[str, str]] = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506
    return programs
