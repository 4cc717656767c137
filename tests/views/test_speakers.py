"""Who says it first: in whatever states a figure or a target, the speaker stands before all else.

Held for each page of the site of this record, and of one whose claims are made up; each element
that states a claim says which one, in `data-claim`.
"""

from __future__ import annotations

import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from tests.built import REPOSITORY, BuiltPage, BuiltSite, real, story
from tests.views.test_components import publication

from terang.diagnostics import LANGUAGES
from terang.downloads import atom
from terang.i18n.formatter import Language
from terang.loading import data_folder
from terang.model.catalog import Catalog, Series
from terang.model.entries import Entry, Event
from terang.pages.publication import Publication
from terang.pages.templates import COMPONENTS, Renderer

SITES: dict[str, tuple[Path, Callable[[Path], BuiltSite]]] = {
    "real": (REPOSITORY, real),
    "story": (REPOSITORY / "tests" / "sites" / "story", story),
}

PARTS = {
    "headline", "chart", "panel", "targets", "timeline", "table-wrap", "withdrawn", "sources",
    "revisions", "rate", "changes",
}  # fmt: skip
"""The classes of whatever shows figures of the record by itself."""

MADE = re.compile(r"(?:en/)?(?:coverage|compare|sources|revisions|embed)/")
"""Pages that the software writes alone."""

OTHER_FIGURES = {"sources__facts"}
"""Figures that are no claims of a series: those of a programme."""


@pytest.fixture(scope="module", params=SITES)
def found(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[BuiltSite, Catalog]:
    """A built site, and the record that it was built from."""
    root, build = SITES[request.param]
    built = build(tmp_path_factory.getbasetemp())
    return built, data_folder.load_catalog(root, _LATER)


_LATER = dt.datetime(2199, 12, 30, tzinfo=dt.UTC)


def every_page(site: BuiltSite) -> list[BuiltPage]:
    """Pages and frames."""
    return [*site.pages.values(), *site.embeds.values()]


def stating(page: BuiltPage) -> list[ET.Element]:
    """The elements of a page that state a claim."""
    return [element for element in page.elements if element.get("data-claim")]


def entries_of(element: ET.Element, record: Catalog) -> list[tuple[Series, Entry]]:
    """The claims that an element states."""
    named = []
    for part in (element.get("data-claim") or "").split():
        key, _, anchor = part.partition("#")
        series = record.series[key]
        entry = series.entry(anchor)
        assert entry is not None, part
        named.append((series, entry))
    return named


def speaker_of(entry: Entry, record: Catalog, language: str) -> str:
    """Who says a claim: the office that it names, else its first source's publisher."""
    if entry.by is not None:
        return entry.by.in_language(language)[0]
    return record.sources[entry.sources[0]].publisher


def own(element: ET.Element) -> Iterator[ET.Element]:
    """An element and what is in it, without what states another claim."""
    yield element
    for child in element:
        if not child.get("data-claim"):
            yield from own(child)


def own_text(element: ET.Element) -> str:
    """The text of an element, without what states another claim."""
    text = element.text or ""
    for child in element:
        if not child.get("data-claim"):
            text += own_text(child)
        text += child.tail or ""
    return " ".join(text.split())


def order(element: ET.Element) -> list[str]:
    """In which order an element names speakers, publishers and figures."""
    kinds = []
    for item in own(element):
        if "speaker" in (item.get("class") or "").split():
            kinds.append("speaker")
        elif item.tag == "data":
            kinds.append("value")
        elif item.tag == "a" and re.search(r"sources/(?:page/\d+/)?#", item.get("href") or ""):
            kinds.append("publisher")
    return kinds


def values_of(entry: Entry, series: Series, record: Catalog, language: str) -> list[str]:
    """How an entry's value is written; nothing for an event."""
    if isinstance(entry, Event):
        return []
    indicator = record.indicator_of(series)
    return [Language(language).figures_of(indicator, entry.value).text]


def first(text: str, pieces: list[str]) -> int:
    """Where the first of these words stands in a text, as whole words; far behind where none."""
    places = [
        match.start()
        for piece in pieces
        for match in re.finditer(rf"(?<![\w.,]){re.escape(piece)}(?![\w])", text, re.IGNORECASE)
    ]
    return min(places, default=len(text))


def test_the_speaker_stands_first(found: tuple[BuiltSite, Catalog]) -> None:
    """Before publisher and value, in every element of every page that states a claim."""
    site, record = found
    wrong = []
    count = 0
    for page in every_page(site):
        for element in stating(page):
            count += 1
            claims = entries_of(element, record)
            named = [speaker_of(entry, record, page.language) for _, entry in claims]
            values = [
                text
                for series, entry in claims
                for text in values_of(entry, series, record, page.language)
            ]
            # The day stands before it in a row or on a timeline, and may hold the same digits.
            text = own_text(element)
            at = first(text, named)
            told = order(element)
            if told[:1] != ["speaker"] or at == len(text) or first(text, values) < at:
                wrong.append((page.url, element.get("data-claim"), text[:160], told[:4]))
    assert wrong == []
    assert count > 100


def test_publishers_follow_their_speaker(found: tuple[BuiltSite, Catalog]) -> None:
    """The name of a publisher never stands before that of the office that it quotes."""
    site, record = found
    wrong = []
    for page in every_page(site):
        for element in stating(page):
            claims = entries_of(element, record)
            named = [speaker_of(entry, record, page.language) for _, entry in claims]
            publishers = [
                publisher
                for _, entry in claims
                for source in entry.sources
                if (publisher := record.sources[source].publisher) not in named
            ]
            text = own_text(element)
            if first(text, publishers) < first(text, named):
                wrong.append((page.url, text[:160]))
    assert wrong == []


def ancestors(page: BuiltPage) -> dict[ET.Element, ET.Element]:
    """Each element's parent."""
    return {child: parent for parent in page.elements for child in parent}


def test_every_figure_says_which_claim_it_is_of(found: tuple[BuiltSite, Catalog]) -> None:
    """Nothing that the software writes states a figure without a speaker."""
    site, _ = found
    lost = []
    for page in every_page(site):
        parents = ancestors(page)
        for element in page.root.iter("data"):
            above = []
            item = element
            while item in parents:
                item = parents[item]
                above.append(item)
            classes = {name for item in above for name in (item.get("class") or "").split()}
            if OTHER_FIGURES & classes or any(candidate.get("data-claim") for candidate in above):
                continue
            if PARTS & classes or MADE.match(page.url):
                lost.append((page.url, own_text(above[0])[:120]))
    assert lost == []


def test_every_claim_is_stated_on_its_page(found: tuple[BuiltSite, Catalog]) -> None:
    """Timeline and table name each entry of the series; what was withdrawn is below the table."""
    site, record = found
    for root in ("", "en/"):
        for key, series in record.series.items():
            page = site.pages[f"{root}coverage/{key}/"]
            named = {
                part for element in stating(page) for part in element.get("data-claim", "").split()
            }
            wanted = {
                f"{key}#{entry.anchor}"
                for entry in series.entries
                if not (isinstance(entry, Event) and entry.withdrawn)
            }
            assert wanted - named == set()


def test_marks_of_charts_name_the_speaker(found: tuple[BuiltSite, Catalog]) -> None:
    """A mark's words begin with who says it."""
    site, record = found
    known = {
        language: {
            speaker_of(entry, record, language).casefold()
            for series in record.series.values()
            for entry in series.entries
        }
        for language in LANGUAGES
    }
    titles = [
        (page, title.text or "")
        for page in every_page(site)
        for mark in page.root.iter("g")
        for title in mark.findall("title")
    ]
    assert titles
    assert [
        text
        for page, text in titles
        if not any(text.casefold().startswith(f"{item}: ") for item in known[page.language])
    ] == []


# --- what is no page ---------------------------------------------------------------------------


def a_publication(name: str) -> Publication:
    """The publication of this record, or of a golden one."""
    if name == "real":
        return Publication(
            data_folder.load_catalog(REPOSITORY, _LATER), Renderer(REPOSITORY / COMPONENTS)
        )
    return publication({"series": name, "today": "2026-06-30"})


RECORDS = ["real", "ordinary", "conflict", "history", "falling"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RECORDS)
def test_feeds_name_the_speaker_first(name: str, language: str) -> None:
    """In the title of each entry, and in the first words of a claim's text."""
    published = a_publication(name)
    record = published.catalog
    for item in atom.feed_news(published.context(language, "")):
        key, anchor, *_ = item.id.split("/")
        series = record.series[key]
        entry = series.entry(anchor)
        assert entry is not None
        # An entry of the feed keeps what stood at its time: of a revised one, another value.
        values = [] if entry.revisions else values_of(entry, series, record, language)
        who = [speaker_of(entry, record, language)]
        if entry.revisions:
            who += [source.publisher for source in record.sources.values()]
        assert first(item.title, who) < first(item.title, values) or not values
        assert first(item.title, who) < len(item.title)
        if item.kind in ("result", "target"):
            assert first(item.text[0], who) < len(item.text[0])
            assert first(item.text[0], who) < first(item.text[0], values) or not values


@pytest.mark.parametrize("name", RECORDS)
def test_images_name_the_speaker_first(name: str) -> None:
    """The image that goes with a link, and the chart as a file: before the latest figure."""
    published = a_publication(name)
    record = published.catalog
    drawn = dict(published.share_images())
    drawn |= {
        path: make().decode() for path, make in published.documents.items() if path.endswith("svg")
    }
    for path, svg in drawn.items():
        language = "en" if path.startswith("en/") else "id"
        key = path.split("/")[-2]
        latest = published.derived[key].latest
        if latest is None:
            continue
        root = ET.fromstring(svg)  # noqa: S314 - our own
        lines = [item.text or "" for item in root if item.tag.endswith("}text")]
        text = " ".join(lines)
        indicator = record.indicator_of(record.series[key])
        low = Language(language).figures_of(indicator, latest.values.low).text
        who = speaker_of(latest.observations[0], record, language)
        # A long line is broken and may be cut; its first words are enough.
        assert first(text, [" ".join(who.split()[:2])]) < first(text, [low]) < len(text), path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RECORDS)
def test_what_machines_are_told_names_the_speaker(name: str, language: str) -> None:
    """A description holds who says the latest figure, before the figure stands as a number."""
    published = a_publication(name)
    for page in published.pages:
        for node in page.linked_data(Language(language)):
            variable = node["variableMeasured"]
            text = json.dumps(variable, ensure_ascii=False)
            if "minValue" not in variable:
                continue
            latest = published.derived[page.path.split("/")[1]].latest
            assert latest is not None
            who = speaker_of(latest.observations[0], published.catalog, language)
            assert 0 <= text.casefold().find(who.casefold()) < text.find('"minValue"')


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_description_of_a_page_states_a_figure_of_the_record(language: str) -> None:
    """What a search engine shows has no room for a speaker, so it has no figure either."""
    published = a_publication("real")
    for page in published.pages:
        assert not re.search(r"\d{2}[.,]\d{3}", page.description(Language(language)))
