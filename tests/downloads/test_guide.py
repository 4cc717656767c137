"""The page on data: every file and column explained, and programs that run as they are printed."""

from __future__ import annotations

import contextlib
import gzip
import io
import re
import sqlite3
import subprocess
import sys
import zipfile
from pathlib import Path

import html5lib
import pytest
from tests.built import NOW, REPOSITORY, real_now
from tests.catalogs import ADDRESS, HOSTILE, a_hostile, an_example, nothing
from tests.views.test_components import RENDER

from terang import source_date
from terang.downloads.tables import record_tables
from terang.loading import data_folder
from terang.model.catalog import Catalog
from terang.pages import load_record
from terang.pages.publication import Publication

EXPLAINED = re.compile(r"^data/[^/]+$|^data/ms-ind/")


def of(catalog: Catalog) -> Publication:
    """A catalog, published."""
    return Publication(catalog, RENDER, address=ADDRESS)


def page_of(published: Publication, language: str) -> html5lib.treebuilders.etree.Element:
    """The page on data as a browser's parser reads it."""
    made = next(page for page in published.pages if page.path == "data/")
    html = published.body(made, language)
    return html5lib.parse(html, namespaceHTMLElements=False)


def program(published: Publication, language: str, name: str) -> str:
    """A program as the page prints it."""
    page = page_of(published, language)
    return "".join(page.find(f".//code[@id='_snippet-{name}']").itertext())


@pytest.fixture(scope="module")
def real() -> Publication:
    """This checkout's own record on a day."""
    return load_record.load_publication(
        REPOSITORY, source_date.current_time({"SOURCE_DATE_EPOCH": real_now()}), address=ADDRESS
    )


@pytest.fixture(scope="module")
def story() -> Publication:
    """A record that is known, on the same day."""
    folder = REPOSITORY / "tests" / "sites" / "story"
    return Publication(
        data_folder.load_catalog(folder, source_date.current_time({"SOURCE_DATE_EPOCH": NOW})),
        RENDER,
        address=ADDRESS,
    )


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_download_is_explained(language: str) -> None:
    """Each file under data/ is led to, with its size."""
    published = of(an_example())
    page = page_of(published, language)
    root = "../" if language == "id" else "../../"
    links = {item.get("href").removeprefix(root) for item in page.iter("a")}
    assert {file for file in published.published_files() if EXPLAINED.match(file)} <= links
    assert "https://example.org/licence" in links


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_column_is_explained(language: str) -> None:
    """A row each, in the table's own fold, with its meaning."""
    published = of(an_example())
    page = page_of(published, language)
    for table in record_tables(published.catalog):
        fold = page.find(f".//details[@id='_table-{table.name}']")
        assert [element.findtext("th/code") for element in fold.findall(".//tbody/tr")] == [
            column.name for column in table.columns
        ]
        for row in fold.findall(".//tbody/tr"):
            assert all("".join(cell.itertext()).strip() for cell in row.findall("td"))


def test_the_page_is_light(real: Publication) -> None:
    """However many columns there are."""
    made = next(page for page in real.pages if page.path == "data/")
    for language in ("id", "en"):
        assert len(gzip.compress(real.body(made, language).encode())) < 150_000


def test_the_site_as_one_file_is_named_only_where_there_is_one() -> None:
    """A preview makes none."""
    for whole in (True, False):
        published = Publication(an_example(), RENDER, address=ADDRESS, whole_site=whole)
        links = {item.get("href") for item in page_of(published, "en").iter("a")}
        assert ("../../data/terang-site.zip" in links) is whole
        assert ("data/terang-site.zip" in published.published_files()) is whole


@pytest.mark.parametrize("text", HOSTILE)
def test_texts_are_inert(text: str) -> None:
    """Titles of series and indicators stand on it as they were written."""
    page = page_of(of(a_hostile(text)), "id")
    assert not page.findall(".//script")
    titles = ["".join(element.itertext()) for element in page.findall(".//li/a")]
    assert " ".join(text.split()) in [" ".join(title.split()) for title in titles]


# --- programs ----------------------------------------------------------------------------------


def unpacked(published: Publication, folder: Path) -> None:
    """Unpack the one archive, and nothing else."""
    with zipfile.ZipFile(
        io.BytesIO(published.published_files()["data/terang-data.zip"])
    ) as archive:
        archive.extractall(folder)


def ran(code: str, folder: Path) -> str:
    """What a Python program prints there."""
    shown = "import pandas as pd\npd.set_option('display.width', 1000, 'display.max_columns', 99, "
    shown += "'display.max_colwidth', 999)\n"
    done = subprocess.run(
        [sys.executable, "-c", shown + code], cwd=folder, capture_output=True, text=True, check=True
    )
    assert done.stderr == ""
    return done.stdout


def asked(code: str, folder: Path) -> list[list[tuple[object, ...]]]:
    """What the database answers to each statement."""
    with contextlib.closing(sqlite3.connect(folder / "transparency.sqlite")) as database:
        return [database.execute(part).fetchall() for part in code.split(";") if part.strip()]


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_archive_answers_what_people_ask(
    real: Publication, story: Publication, language: str, tmp_path: Path
) -> None:
    """From it alone, as printed: the latest figure, who said it, which targets were missed.

    Of this checkout's own record, and of one that has missed a target.
    """
    assert answered(story, language, tmp_path / "story")
    answered(real, language, tmp_path / "real")


def answered(real: Publication, language: str, folder: Path) -> set[str]:
    """Hold the answers against the record; which targets were missed."""
    folder.mkdir()
    series = max(
        real.catalog.series.values(),
        key=lambda series_item: (len(series_item.entries), series_item.id),
    )
    derived = real.derived[series.id]
    latest = derived.latest.observations if derived.latest else ()
    missed = {
        outlook.target.anchor: outlook.target
        for outlook in derived.outlooks
        if outlook.state == "missed"
    }
    unpacked(real, folder)

    figures, targets = asked(program(real, language, "sql"), folder)
    publishers = {real.catalog.sources[item.sources[0]].publisher for item in latest}
    assert {row[2] for row in figures} == {item.value for item in latest}
    assert {row[5] for row in figures} == publishers
    assert {row[1] for row in targets} == {item.value for item in missed.values()}

    printed = ran(program(real, language, "python"), folder)
    for item in latest:
        assert item.anchor in printed
        assert str(item.value) in printed
    assert all(publisher in printed for publisher in publishers)
    for anchor, target in missed.items():
        assert anchor in printed
        assert str(target.value) in printed
    others = {outlook.target.anchor for outlook in derived.outlooks} - set(missed)
    assert not [other for other in others if other in printed]
    return set(missed)


@pytest.mark.parametrize("catalog", [an_example(), a_hostile(HOSTILE[10])])
def test_the_programs_run_on_any_record(catalog: Catalog, tmp_path: Path) -> None:
    """Where nothing counts and nothing is promised, they find nothing."""
    published = of(catalog)
    unpacked(published, tmp_path)
    assert len(asked(program(published, "en", "sql"), tmp_path)) == 2
    assert ran(program(published, "en", "python"), tmp_path)


def test_without_a_series_there_is_no_program() -> None:
    """The page on data stands all the same."""
    assert page_of(of(nothing()), "id").find(".//pre") is None
