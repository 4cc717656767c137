"""Tests of the registry of page kinds: a new kind is a class and a template."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Self

import pytest
from tests.small_site import REPOSITORY, SITE_URL, a_project

from terang.change_report.changed_pages import changed_pages
from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import Language
from terang.loading import data_folder
from terang.narrative.markdown_page import read_page
from terang.pages import page_kinds
from terang.pages.generated_page import GeneratedPage
from terang.pages.published_record import PublishedRecord
from terang.views.page_context import PageContext

SITE = REPOSITORY / "tests" / "sites" / "comparison"
"""Three areas that share an indicator, and an indicator with a single series."""

NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)

TEMPLATE = "<h1>{{ title }}</h1>\n<p>{{ page }}</p>\n"


class TallyPage(GeneratedPage):
    """A made-up kind with a single page: the number of claims."""

    template = "tally"

    @classmethod
    def pages(cls, record: PublishedRecord) -> Iterable[Self]:
        """Return the only page."""
        return (cls(record),)

    @property
    def path(self) -> str:
        """The address from the root of every language."""
        return "tally/"

    def title(self, language: Language) -> str:
        """Return the heading of the page."""
        return {"id": "Hitungan", "en": "Tally"}[language.code]

    def description(self, language: Language) -> str:
        """Return a sentence on the page."""
        return {"id": "Jumlah pernyataan.", "en": "The number of claims."}[language.code]

    @property
    def is_in_menu(self) -> bool:
        """True."""
        return True

    def view(self, context: PageContext) -> str:
        """Return the number of claims."""
        return f"<{sum(len(series.entries) for series in context.catalog.series.values())} claims>"


@pytest.fixture
def _tally(monkeypatch: pytest.MonkeyPatch) -> None:
    """Add the made-up kind to the registry."""
    monkeypatch.setattr(page_kinds, "PAGE_KINDS", (*page_kinds.PAGE_KINDS, TallyPage))


def a_record(*edits: tuple[str, str, str], page: str = "") -> PublishedRecord:
    """Return the record of three areas with these edits (file, old text, new text)."""
    files = data_folder.data_files(SITE)
    for path, old, new in edits:
        text = files[f"data/{path}"].decode()
        assert old in text
        files[f"data/{path}"] = text.replace(old, new, 1).encode()
    source = read_page("content/id/x.md", f"---\ntitle: X\n---\n{page}\n".encode())
    return PublishedRecord(data_folder.read_data(files, NOW).sound(), sources={source.path: source})


def changed(after: PublishedRecord, before: PublishedRecord | None = None) -> set[str]:
    """Return the Indonesian pages that the change report names."""
    return set(changed_pages(before or a_record(), after, Language("id")))


@pytest.mark.usefixtures("_tally")
def test_a_new_kind_is_published(tmp_path: Path) -> None:
    """A new kind is built and titled in each language, and is in the sitemap and the menu."""
    project = a_project(tmp_path)
    project.configure(nav=None)
    project.write("theme_overrides/components/pages/tally.html", TEMPLATE)
    ran = project.build()
    assert ran.code == 0, ran.errors
    sitemap = (project.site / "sitemap.xml").read_text("utf-8")
    for code in LANGUAGES:
        language, url = Language(code), f"{Language(code).root}tally/"
        page, (made,) = project.page(url), TallyPage.pages(a_record())
        assert page.text("h1") == made.title(language)
        assert page.text("title").startswith(made.title(language))
        assert made.description(language) in page.all("meta[@name='description']", "content")
        assert re.search("<p>&lt;[1-9] claims&gt;</p>", page.html)
        assert f"<loc>{SITE_URL}{url}</loc>" in sitemap
        menu = project.page(language.root).all("nav[@class='menu']//a", "href")
        assert menu[-1] == "tally/"


@pytest.mark.usefixtures("_tally")
def test_a_new_kind_is_compared() -> None:
    """The change report names a page of a new kind if and only if its view differs."""
    assert "/tally/" not in changed(a_record(("areas.yml", "id: Utara", "id: Lor")))
    added = ("coverage/budget-north.yml", "observations:", "observations:\n  - date: 2023\n    value: 1\n    added: 2024-01-01\n    sources:\n      - office")  # fmt: skip  # noqa: E501
    assert "/tally/" in changed(a_record(added))


ALL_SERIES = {f"/coverage/{name}/" for name in ("budget-north", "covered-island", "covered-north", "covered-south")}  # fmt: skip  # noqa: E501

CHANGES: dict[str, tuple[tuple[str, str, str], set[str]]] = {
    # name: (edit, pages that show it)
    "a figure": (
        ("coverage/budget-north.yml", "value: 20000000000", "value: 20000000001"),
        {"/coverage/", "/coverage/budget-north/", "/data/", "/sources/"},
    ),
    "a disputed figure": (
        ("coverage/covered-island.yml", "value: 5000", "value: 5001"),
        {"/compare/covered/", "/coverage/covered-island/", "/data/", "/sources/"},
    ),
    "the title of a source": (
        ("sources.yml", "title: Laporan tahunan", "title: Laporan"),
        {*ALL_SERIES, "/data/", "/revisions/", "/sources/"},
    ),
    "the definition of an indicator": (
        ("indicators/budget.yml", "id: Uang yang disiapkan.", "id: Uang."),
        {"/coverage/budget-north/", "/data/", "/indicators/budget/"},
    ),
    "the level of an area": (
        ("areas.yml", "level: city", "level: village"),
        {"/data/", "/compare/covered/"},
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_pages_that_show_a_change(name: str) -> None:
    """The change report names exactly the pages that an edit changes."""
    edit, pages = CHANGES[name]
    assert changed(a_record(edit)) == pages


def test_nothing_changes_without_an_edit() -> None:
    """A record has the same pages when it is read again or has another address."""
    assert changed(a_record()) == set()
    assert changed(replace(a_record(), address="https://example.org/elsewhere/")) == set()


def test_a_narrative_page_changes_with_its_series() -> None:
    """A macro shows the series that it names, and no other."""
    page = '{{ headline("budget-north") }}'
    edits = {name: CHANGES[name][0] for name in ("a figure", "a disputed figure")}
    assert "/x/" in changed(a_record(edits["a figure"], page=page), a_record(page=page))
    other = edits["a disputed figure"]
    assert "/x/" not in changed(a_record(other, page=page), a_record(page=page))


@pytest.mark.parametrize("kind", page_kinds.PAGE_KINDS)
def test_every_kind_has_its_template(kind: type[GeneratedPage]) -> None:
    """The template stands among the others of pages."""
    assert (REPOSITORY / "theme_overrides/components/pages" / f"{kind.template}.html").is_file()


@pytest.mark.parametrize("code", LANGUAGES)
def test_pages_with_the_same_charts_come_together(code: str) -> None:
    """By their places, areas come in the order of names, and their comparison follows the last."""
    record = a_record()
    pages = [
        page
        for page in page_kinds.generated_pages(record)
        if isinstance(page, page_kinds.SeriesPage | page_kinds.ComparisonPage)
    ]
    pages.sort(key=lambda page: page.place(record.context(code, page.path)))
    areas = {"id": ("island", "south", "north"), "en": ("island", "north", "south")}[code]
    assert [page.path for page in pages] == [
        "coverage/budget-north/",
        *(f"coverage/covered-{area}/" for area in areas),
        "compare/covered/",
    ]
