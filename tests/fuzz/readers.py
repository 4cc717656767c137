"""The readers of bytes that strangers write, and what must hold of whatever they read."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping

from tests.fuzz.mutations import REPOSITORY, TABLES

from terang.cli import sheet_commands
from terang.diagnostics import Problem, errors, report_text
from terang.editing.sheet_import import plan_import
from terang.loading import data_folder
from terang.narrative import markdown_page
from terang.pages import site_configuration
from terang.parsing import decoding, yaml_document
from terang.parsing.spreadsheet import SpreadsheetError, parse_sheets
from terang.publishing.manifest import BadManifestError, Manifest

_NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
_BOOK = (TABLES / "files" / "libreoffice-id-ID.xlsx").read_bytes()
_LONGEST_REPORT = 2_000_000
_BASE = {
    path.relative_to(REPOSITORY / "tests/problems/_base").as_posix(): path.read_bytes()
    for path in sorted((REPOSITORY / "tests" / "problems" / "_base").rglob("*.yml"))
}


def read_document(data: bytes) -> None:
    """Read bytes as a YAML document."""
    document = yaml_document.parse_document("data/x.yml", data)
    assert document.root is not None or document.problems
    _assert_printable(document.problems, data)


def read_page(data: bytes) -> None:
    """Read bytes as a narrative page."""
    page = markdown_page.read_page("content/id/x.md", data)
    _assert_printable(page.problems, data)


def read_configuration(data: bytes) -> None:
    """Read bytes as the configuration of the site generator."""
    _assert_printable(site_configuration.problems_of_configuration(data), data)


def read_record(data: bytes) -> None:
    """Read bytes as a file of data, beside sound ones."""
    names = ("data/sources.yml", "data/coverage/kota.yml", "data/areas.yml", "data/site.yml")
    path = names[len(data) % len(names)]
    found = data_folder.read_data({**_BASE, path: data}, _NOW)
    _assert_printable(found.problems, b"")


def read_manifest(data: bytes) -> None:
    """Read bytes as the manifest of a published site."""
    try:
        Manifest.from_json(data)
    except BadManifestError:
        return


def read_table(data: bytes) -> None:
    """Read bytes as an entry file that is a table, beside sound files."""
    found = data_folder.read_data({**_BASE, "data/coverage/kota/tabel.csv": data}, _NOW)
    _assert_printable(found.problems, b"")


def read_import(data: bytes) -> None:
    """Read bytes as a table to import: what it plans is sound, or nothing is planned."""
    _import(data)


def read_workbook(data: bytes) -> None:
    """Read bytes as a spreadsheet to import, or as the sheet or the texts of one."""
    if data.startswith(b"PK"):
        _import(data)
        return
    changed = "xl/sharedStrings.xml" if b"<sst" in data[:500] else "xl/worksheets/sheet1.xml"
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_BOOK)) as book, zipfile.ZipFile(packed, "w") as archive:
        for name in book.namelist():
            archive.writestr(name, data if name == changed else book.read(name))
    _import(packed.getvalue())


def _import(data: bytes) -> None:
    try:
        plan = plan_import("isian.xlsx", parse_sheets("isian.xlsx", data), _BASE, _NOW, "kota")
    except SpreadsheetError as error:
        _assert_printable([error.problem], b"")
        return
    _assert_printable(plan.problems, b"")
    assert all(line.isprintable() for line in sheet_commands.plan_lines(plan, "isian.xlsx", "id"))
    assert not (plan.files and plan.problems)
    if plan.files:
        after = data_folder.read_data({**_BASE, **plan.files}, _NOW)
        assert errors(after.problems) == (), report_text(after.problems)


READERS: Mapping[str, Callable[[bytes], None]] = {
    "yaml": read_document,
    "page": read_page,
    "configuration": read_configuration,
    "record": read_record,
    "manifest": read_manifest,
    "table": read_table,
    "import": read_import,
    "workbook": read_workbook,
}


def _assert_printable(problems: Iterable[Problem], data: bytes) -> None:
    """Assert that a report is short and harmless, and that each place is in the file."""
    listed = list(problems)
    report = report_text(listed)
    assert len(report) < _LONGEST_REPORT
    assert all(line.isprintable() for line in report.split("\n"))
    if data:
        lines = len(decoding.lines_of(data.decode("utf-8-sig", "replace")))
        for problem in listed:
            assert 1 <= problem.place.line <= lines + 1, problem
            assert problem.place.column >= 1, problem
