"""The page on data explains every file and column, and its programs run as printed."""

from __future__ import annotations

import contextlib
import csv
import gzip
import io
import json
import re
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import html5lib
import pytest
from tests.built import NOW, REPOSITORY, real_now
from tests.catalogs import (
    ADDRESS,
    HOSTILE,
    a_hostile,
    an_example,
    edited_example,
    nothing,
    tables_of,
)
from tests.views.test_components import RENDER

from terang import source_date
from terang.loading import data_folder
from terang.model.catalog import Catalog
from terang.pages import load_record
from terang.pages.publication import Publication

EXPLAINED_FILES = re.compile(r"^data/[^/]+$|^data/ms-ind/")


def publish(catalog: Catalog) -> Publication:
    """Return the publication of a catalog."""
    return Publication(catalog, RENDER, address=ADDRESS)


def page_of(published: Publication, language: str) -> html5lib.treebuilders.etree.Element:
    """Return the page on data, parsed as a browser does."""
    page = next(page for page in published.pages if page.path == "data/")
    html = published.body(page, language)
    return html5lib.parse(html, namespaceHTMLElements=False)


def program(published: Publication, language: str, name: str) -> str:
    """Return a program as the page prints it."""
    page = page_of(published, language)
    return "".join(page.find(f".//code[@id='_snippet-{name}']").itertext())


@pytest.fixture(scope="module")
def real() -> Publication:
    """Return the publication of this checkout's own record on a fixed day."""
    return load_record.load_publication(
        REPOSITORY, source_date.current_time({"SOURCE_DATE_EPOCH": real_now()}), address=ADDRESS
    )


@pytest.fixture(scope="module")
def story() -> Publication:
    """Return the publication of the test site, whose record is known."""
    folder = REPOSITORY / "tests" / "sites" / "story"
    return Publication(
        data_folder.load_catalog(folder, source_date.current_time({"SOURCE_DATE_EPOCH": NOW})),
        RENDER,
        address=ADDRESS,
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_download_is_explained(language: str) -> None:
    """The page links to every file below data/."""
    published = publish(an_example())
    page = page_of(published, language)
    root = "../" if language == "id" else "../../"
    links = {link.get("href").removeprefix(root) for link in page.iter("a")}
    assert {file for file in published.published_files() if EXPLAINED_FILES.match(file)} <= links
    assert "https://example.org/licence" in links


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_column_is_explained(language: str) -> None:
    """Each column has a row with its meaning, below its table."""
    published = publish(an_example())
    page = page_of(published, language)
    for table in tables_of(published.catalog):
        fold = page.find(f".//details[@id='_table-{table.name}']")
        assert [row.findtext("th/code") for row in fold.findall(".//tbody/tr")] == [
            column.name for column in table.columns
        ]
        for row in fold.findall(".//tbody/tr"):
            assert all("".join(cell.itertext()).strip() for cell in row.findall("td"))


def test_the_page_is_light(real: Publication) -> None:
    """The compressed page of the real record is smaller than 150 kB."""
    page = next(page for page in real.pages if page.path == "data/")
    for language in ("id", "en"):
        assert len(gzip.compress(real.body(page, language).encode())) < 150_000


def test_the_site_as_one_file_is_named_only_where_there_is_one() -> None:
    """The page links to the whole site as a file only if that file is built."""
    for whole in (True, False):
        published = Publication(an_example(), RENDER, address=ADDRESS, whole_site=whole)
        links = {link.get("href") for link in page_of(published, "en").iter("a")}
        assert ("../../data/terang-site.zip" in links) is whole
        assert ("data/terang-site.zip" in published.published_files()) is whole


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_inert(text: str) -> None:
    """Hostile titles of series and indicators are shown as written and run nothing."""
    page = page_of(publish(a_hostile(text)), "id")
    assert not page.findall(".//script")
    titles = ["".join(element.itertext()) for element in page.findall(".//li/a")]
    assert " ".join(text.split()) in [" ".join(title.split()) for title in titles]


# --- programs ----------------------------------------------------------------------------------


def unpack_archive(published: Publication, folder: Path) -> None:
    """Unpack the archive of all downloads into a folder."""
    with zipfile.ZipFile(io.BytesIO(published.downloads["data/terang-data.zip"])) as archive:
        archive.extractall(folder)


def run_python(code: str, folder: Path) -> str:
    """Return the output of a Python program that runs in the folder."""
    shown = "import pandas as pd\npd.set_option('display.width', 1000, 'display.max_columns', 99, "
    shown += "'display.max_colwidth', 999)\n"
    done = subprocess.run(
        [sys.executable, "-c", shown + code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout


def run_sql(code: str, folder: Path) -> list[list[tuple[object, ...]]]:
    """Return the rows of each statement, from the database in the folder."""
    with contextlib.closing(sqlite3.connect(folder / "transparency.sqlite")) as database:
        return [database.execute(part).fetchall() for part in code.split(";") if part.strip()]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_archive_answers_what_people_ask(
    real: Publication, story: Publication, language: str, tmp_path: Path
) -> None:
    """The printed programs find the latest figure, its source and the missed targets.

    They run on this checkout's own record, and on a record with a missed target.
    """
    assert checked_answers(story, language, tmp_path / "story")
    if real.catalog.series:  # a new site has nothing to ask about
        checked_answers(real, language, tmp_path / "real")


def checked_answers(published: Publication, language: str, folder: Path) -> set[str]:
    """Compare the programs' answers with the record; return the anchors of missed targets."""
    folder.mkdir()
    series = max(
        published.catalog.series.values(),
        key=lambda candidate: (len(candidate.entries), candidate.id),
    )
    derived = published.derived[series.id]
    latest = derived.latest.observations if derived.latest else ()
    missed = {
        outlook.target.anchor: outlook.target
        for outlook in derived.outlooks
        if outlook.state == "missed"
    }
    unpack_archive(published, folder)

    figures, targets = run_sql(program(published, language, "sql"), folder)
    publishers = {published.catalog.sources[claim.sources[0]].publisher for claim in latest}
    assert {row[2] for row in figures} == {claim.value for claim in latest}
    assert {str(row[6]).partition("#")[2] for row in figures} == {claim.anchor for claim in latest}
    assert {row[5] for row in figures} == publishers
    assert {row[1] for row in targets} == {target.value for target in missed.values()}

    printed = run_python(program(published, language, "python"), folder)
    for claim in latest:
        assert claim.anchor in printed
        assert str(claim.value) in printed
    assert all(publisher in printed for publisher in publishers)
    for anchor, target in missed.items():
        assert anchor in printed
        assert str(target.value) in printed
    others = {outlook.target.anchor for outlook in derived.outlooks} - set(missed)
    assert not [other for other in others if other in printed]
    return set(missed)


@pytest.mark.parametrize("catalog", [an_example(), a_hostile(HOSTILE[10])])
def test_the_programs_run_on_any_record(catalog: Catalog, tmp_path: Path) -> None:
    """The programs run without an error, even if no claim counts and no target exists."""
    published = publish(catalog)
    unpack_archive(published, tmp_path)
    assert len(run_sql(program(published, "en", "sql"), tmp_path)) == 2
    assert len(run_sql(program(published, "en", "as_of"), tmp_path)) == 2
    assert run_python(program(published, "en", "python"), tmp_path)


def test_any_past_day_is_asked_in_sql(tmp_path: Path) -> None:
    """The printed statements find the latest of a day as on record then, and as known now."""
    line = "  - {date: 2024-12, value: 95000, added: 2025-03-01, sources: [copy]}\n"
    published = publish(edited_example("targets:\n", f"{line}targets:\n"))
    unpack_archive(published, tmp_path)
    then, now = run_sql(program(published, "en", "as_of"), tmp_path)
    assert then == [("2024-08-17", "100000")]
    assert now == [("2024-12", 95000)]
    earlier = program(published, "en", "as_of").replace("2025-01-01", "2024-08-31")
    assert run_sql(earlier, tmp_path)[0] == [("2024-08-17", "90000.50")]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_chart_draws_no_fall_that_nobody_reported(language: str, tmp_path: Path) -> None:
    """Each line has the claims of one speaker that count, in the order of their last days.

    Sorted by the written date, the year would stand before its month, and the line would fall.
    """
    lines = "".join(
        f"  - {{date: {date}, value: {value}, by: mayor, added: 2025-03-01, sources: [copy]}}\n"
        for date, value in (("2024-11", 95000), ("2024", 98000))
    )
    published = publish(edited_example("targets:\n", f"{lines}targets:\n"))
    unpack_archive(published, tmp_path)
    chart = json.loads(program(published, language, "chart"))
    fields = {name: axis["field"] for name, axis in chart["encoding"].items()}
    with (tmp_path / chart["data"]["url"]).open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    parsed = chart["data"]["format"]["parse"]
    assert set(fields.values()) | set(parsed) <= set(rows[0])
    assert parsed[fields["x"]] == "date"
    assert chart["transform"] == [{"filter": "datum.kind === 'observation' && datum.counts"}]
    drawn = [row for row in rows if row["kind"] == "observation" and row["counts"] == "true"]
    speakers = {row[fields["color"]] for row in drawn}
    assert len(speakers) > 1
    mayor = next(row[fields["color"]] for row in drawn if row["date"] == "2024-11")
    line = sorted(
        (row for row in drawn if row[fields["color"]] == mayor), key=lambda row: row["date_end"]
    )
    values = [float(row[fields["y"]]) for row in line if row["date"].startswith("2024")]
    assert values[-2:] == sorted(values[-2:])


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_promises_are_there(language: str) -> None:
    """The page says which names stay, what may be added, how a column is taken away, and when."""
    promises = page_of(publish(an_example()), language).find(".//h2[@id='_promises']")
    assert promises is not None
    text = "".join(page_of(publish(an_example()), language).itertext())
    for word in {"id": ("setahun sebelumnya", "as_of"), "en": ("one year before", "as_of")}[
        language
    ]:
        assert word in text


def test_without_a_series_there_is_no_program() -> None:
    """The page on data of a record without series shows no program."""
    assert page_of(publish(nothing()), "id").find(".//pre") is None
