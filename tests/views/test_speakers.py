"""The order of words around a figure or a target: the speaker comes first.

Checked on each page of two sites: this record's own, and a site of invented claims. Each element
that states a claim names it in `data-claim`.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import html5lib
import pytest
from tests.built import REPOSITORY, BuiltPage, BuiltSite, real, real_catalog, story
from tests.conftest import dump
from tests.views.test_components import publication

from terang.derivation.state_history import state_changes
from terang.diagnostics import LANGUAGES
from terang.downloads.news import NewsEntry, news_of_record
from terang.i18n.formatter import Language
from terang.loading import data_folder
from terang.model.catalog import Catalog, Series
from terang.model.entries import Entry, Event
from terang.narrative import markdown_page
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
"""The classes of components that show figures of the record."""

MADE = re.compile(r"(?:en/)?(?:coverage|compare|sources|revisions|embed)/")
"""The paths of pages that are generated from data alone."""

OTHER_FIGURES = {"sources__facts"}
"""The class of figures that are facts of a programme, not claims of a series."""


@pytest.fixture(scope="module", params=SITES)
def site_and_record(request: pytest.FixtureRequest, run_folder: Path) -> tuple[BuiltSite, Catalog]:
    """Return a built site and the record that it was built from."""
    root, build = SITES[request.param]
    built = build(run_folder)
    return built, data_folder.load_catalog(root, _LATER)


_LATER = dt.datetime(2199, 12, 30, tzinfo=dt.UTC)


def every_page(site: BuiltSite) -> list[BuiltPage]:
    """Return the pages and the embed pages."""
    return [*site.pages.values(), *site.embeds.values()]


def stating_elements(page: BuiltPage) -> list[ET.Element]:
    """Return the elements of a page that state a claim."""
    return [element for element in page.elements if element.get("data-claim")]


def entries_of(element: ET.Element, record: Catalog) -> list[tuple[Series, Entry]]:
    """Return the claims that an element states."""
    named = []
    for part in (element.get("data-claim") or "").split():
        key, _, anchor = part.partition("#")
        series = record.series[key]
        entry = series.entry(anchor)
        assert entry is not None, part
        named.append((series, entry))
    return named


def speaker_of(entry: Entry, record: Catalog, language: str) -> str:
    """Return the office that a claim names, or else its first source's publisher."""
    if entry.by is not None:
        return record.speakers[entry.by].name.in_language(language)[0]
    return record.sources[entry.sources[0]].publisher


def own_elements(element: ET.Element) -> Iterator[ET.Element]:
    """Yield an element and its descendants, except those that state another claim."""
    yield element
    for child in element:
        if not child.get("data-claim"):
            yield from own_elements(child)


def own_text(element: ET.Element) -> str:
    """Return the text of an element, except text that states another claim."""
    text = element.text or ""
    for child in element:
        if not child.get("data-claim"):
            text += own_text(child)
        text += child.tail or ""
    return " ".join(text.split())


def name_order(element: ET.Element) -> list[str]:
    """Return the speakers, publishers and figures of an element, in their order."""
    kinds = []
    for child in own_elements(element):
        if "speaker" in (child.get("class") or "").split():
            kinds.append("speaker")
        elif child.tag == "data":
            kinds.append("value")
        elif child.tag == "a" and re.search(r"sources/(?:page/\d+/)?#", child.get("href") or ""):
            kinds.append("publisher")
    return kinds


def values_of(entry: Entry, series: Series, record: Catalog, language: str) -> list[str]:
    """Return the texts of an entry's value; none for an event."""
    if isinstance(entry, Event):
        return []
    indicator = record.indicator_of(series)
    return [Language(language).figures_of(indicator, entry.value).text]


def first_position(text: str, pieces: list[str]) -> int:
    """Return the position of the first of these words as a whole word; a large number if absent."""
    places = [
        match.start()
        for piece in pieces
        for match in re.finditer(rf"(?<![\w.,]){re.escape(piece)}(?![\w])", text, re.IGNORECASE)
    ]
    return min(places, default=len(text))


def has_few_entries(record: Catalog) -> bool:
    """Return whether a record has just begun: it need not have charts, or anything at all."""
    return sum(len(series.entries) for series in record.series.values()) < 10


def test_the_speaker_stands_first(site_and_record: tuple[BuiltSite, Catalog]) -> None:
    """In every element that states a claim, the speaker is before publisher and value."""
    site, record = site_and_record
    wrong = []
    count = 0
    for page in every_page(site):
        for element in stating_elements(page):
            count += 1
            claims = entries_of(element, record)
            named = [speaker_of(entry, record, page.language) for _, entry in claims]
            values = [
                text
                for series, entry in claims
                for text in values_of(entry, series, record, page.language)
            ]
            # In a row or on a timeline the day comes first, and may have the same digits.
            text = own_text(element)
            at = first_position(text, named)
            told = name_order(element)
            if told[:1] != ["speaker"] or at == len(text) or first_position(text, values) < at:
                wrong.append((page.url, element.get("data-claim"), text[:160], told[:4]))
    assert wrong == []
    entries = [entry for series in record.series.values() for entry in series.entries]
    languages = {page.language for page in every_page(site)}
    assert has_few_entries(record) or count > 6 * len(entries) * len(languages)


def test_publishers_follow_their_speaker(site_and_record: tuple[BuiltSite, Catalog]) -> None:
    """A publisher's name is never before the name of the office that it quotes."""
    site, record = site_and_record
    wrong = []
    for page in every_page(site):
        for element in stating_elements(page):
            claims = entries_of(element, record)
            named = [speaker_of(entry, record, page.language) for _, entry in claims]
            publishers = [
                publisher
                for _, entry in claims
                for source in entry.sources
                if (publisher := record.sources[source].publisher) not in named
            ]
            text = own_text(element)
            if first_position(text, publishers) < first_position(text, named):
                wrong.append((page.url, text[:160]))
    assert wrong == []


def ancestors(page: BuiltPage) -> dict[ET.Element, ET.Element]:
    """Return the parent of each element."""
    return {child: parent for parent in page.elements for child in parent}


def test_every_figure_names_its_claim(site_and_record: tuple[BuiltSite, Catalog]) -> None:
    """No figure that the software writes is without a speaker."""
    site, _ = site_and_record
    lost = []
    for page in every_page(site):
        parents = ancestors(page)
        for element in page.root.iter("data"):
            above = []
            parent = element
            while parent in parents:
                parent = parents[parent]
                above.append(parent)
            classes = {name for node in above for name in (node.get("class") or "").split()}
            if OTHER_FIGURES & classes or any(candidate.get("data-claim") for candidate in above):
                continue
            if PARTS & classes or MADE.match(page.url):
                lost.append((page.url, own_text(above[0])[:120]))
    assert lost == []


def test_every_claim_is_stated_on_its_page(site_and_record: tuple[BuiltSite, Catalog]) -> None:
    """Timeline and table name each entry of the series; withdrawn entries are below the table."""
    site, record = site_and_record
    for root in ("", "en/"):
        for key, series in record.series.items():
            page = site.pages[f"{root}coverage/{key}/"]
            named = {
                part
                for element in stating_elements(page)
                for part in element.get("data-claim", "").split()
            }
            wanted = {
                f"{key}#{entry.anchor}"
                for entry in series.entries
                if not (isinstance(entry, Event) and entry.withdrawn)
            }
            assert wanted - named == set()


def test_marks_of_charts_name_the_speaker(site_and_record: tuple[BuiltSite, Catalog]) -> None:
    """The title of a mark begins with the speaker."""
    site, record = site_and_record
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
    assert titles or has_few_entries(record)
    assert [
        text
        for page, text in titles
        if not any(text.casefold().startswith(f"{name}: ") for name in known[page.language])
    ] == []


def feed_news(published: Publication) -> list[NewsEntry]:
    """Return the news of the record."""
    record = published.catalog
    changes = {
        key: state_changes(series, record.indicator_of(series), record.sources, record.today)
        for key, series in record.series.items()
    }
    return news_of_record(record.series.values(), changes)


@pytest.mark.parametrize("name", ["ordinary", "conflict", "history"])
def test_a_publisher_keeps_its_spelling(name: str) -> None:
    """A speaker who begins a sentence gets a capital, but the name of a publisher does not."""
    path = "data/sources.yml"
    sources = (REPOSITORY / "tests/components/_base" / path).read_text("utf-8")
    sources = re.sub("Dinas Tenaga Kerja|The Example Times", "iKabar", sources)
    published = publication({"series": name, "data": {path: sources}})
    for language in LANGUAGES:
        context = published.context(language, "")
        told = [entry.tell(context) for entry in feed_news(published)]
        texts = [*(line for entry in told for line in (entry.title, *entry.text))]
        texts += [published.body(page, language) for page in published.pages]
        assert any("iKabar" in text for text in texts)
        assert [text for text in texts if "IKabar" in text] == []


# --- feeds, images, metadata -------------------------------------------------------------------


@functools.cache
def a_publication(name: str) -> Publication:
    """Return the publication of this record, or of a golden case."""
    if name == "real":
        return Publication(real_catalog(), Renderer(REPOSITORY / COMPONENTS))
    return publication({"series": name, "today": "2026-06-30"})


RECORDS = ["real", "ordinary", "conflict", "history", "falling"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RECORDS)
def test_feeds_name_the_speaker_first(name: str, language: str) -> None:
    """The title of each entry and the first words of a claim's text name the speaker."""
    published = a_publication(name)
    record = published.catalog
    context = published.context(language, "")
    for news in feed_news(published):
        key, anchor, *_ = news.id.split("/")
        series = record.series[key]
        entry = series.entry(anchor)
        assert entry is not None
        # A feed entry keeps the value of its own time, so a revised claim has another value.
        values = [] if entry.revisions else values_of(entry, series, record, language)
        who, told = [speaker_of(entry, record, language)], news.tell(context)
        if entry.revisions:
            who += [source.publisher for source in record.sources.values()]
        assert first_position(told.title, who) < first_position(told.title, values) or not values
        assert first_position(told.title, who) < len(told.title)
        if news.kind in ("result", "target"):
            # The first line of a withdrawn claim says that it is.
            text = told.text[1 if entry.withdrawn else 0]
            assert first_position(text, who) < len(text)
            assert first_position(text, who) < first_position(text, values) or not values


@pytest.mark.parametrize("name", RECORDS)
def test_images_name_the_speaker_first(name: str) -> None:
    """The share image and the chart file name the speaker before the latest figure."""
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
        lines = [node.text or "" for node in root if node.tag.endswith("}text")]
        text = " ".join(lines)
        indicator = record.indicator_of(record.series[key])
        low = Language(language).figures_of(indicator, latest.span.low).text
        who = speaker_of(latest.observations[0], record, language)
        # A long line may be broken or cut, so only its first words are compared.
        assert (
            first_position(text, [" ".join(who.split()[:2])])
            < first_position(text, [low])
            < len(text)
        ), path


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", RECORDS)
def test_json_ld_names_the_speaker(name: str, language: str) -> None:
    """A JSON-LD description names the speaker of the latest figure before the figure."""
    published = a_publication(name)
    for page in published.pages:
        for node in page.linked_data(Language(language)):
            variable = node.get("variableMeasured", {})
            text = json.dumps(variable, ensure_ascii=False)
            if "minValue" not in variable:
                continue
            latest = published.derived[page.path.split("/")[1]].latest
            assert latest is not None
            who = speaker_of(latest.observations[0], published.catalog, language)
            assert 0 <= text.casefold().find(who.casefold()) < text.find('"minValue"')


RECORDED = {"sources": ["office-2025"], "added": "2026-01-02"}
OBSERVED = [
    {"date": "2024-03", "value": 200, "anchor": "a"},
    {"date": "2024", "value": 100, "anchor": "b"},
    {"date": "2024-12-31", "value": 90, "by": "mayor", "anchor": "c"},
]
TARGETS = [
    {"value": 150, "due": "2024", "anchor": "t"},
    {"value": 80, "due": "2024", "anchor": "u"},
    {"value": 300, "due": "2030", "anchor": "v", "replaces": "t"},
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("measure", ["stock", "flow"])
def test_derived_figures_name_their_speaker_first(measure: str, language: str) -> None:
    """The elements on a share, a distance, what decides and other reports name speakers first."""
    tree = {
        "indicator": "covered",
        "area": "here",
        "observations": [{**entry, **RECORDED} for entry in OBSERVED],
        "targets": [{**entry, **RECORDED} for entry in TARGETS],
    }
    path = "data/indicators/covered.yml"
    indicator = (REPOSITORY / "tests/components/_base" / path).read_text("utf-8")
    data = {
        "data/coverage/covered.yml": dump(tree),
        path: re.sub("(?m)^measure: .*$", f"measure: {measure}", indicator),
    }
    published = publication({"series": "ordinary", "data": data})
    calls = b'{{ headline("covered") }}\n\n{{ targets("covered") }}'
    source = markdown_page.read_page(f"content/{language}/x.md", calls)
    html = "".join(part.html for part in published.narrate(source, language, "").parts)
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    new_classes = ("headline__alongside", "headline__share", "target__decided")
    stated = [
        element
        for element in parser.parseFragment(html).iter()
        if element.get("class") in new_classes
        or (
            element.tag in {"p", "span"}
            and element.get("class") is None
            and element.get("data-claim")
        )
    ]
    classes = {element.get("class") for element in stated}
    assert classes == {"headline__share", "target__decided", None} | (
        {"headline__alongside"} if measure == "stock" else set()
    )
    assert len(stated) > 6
    for element in stated:
        assert element.get("data-claim")
        assert name_order(element)[0] == "speaker", own_text(element)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_description_of_a_page_states_a_figure_of_the_record(language: str) -> None:
    """A page's description for search engines has no room for a speaker, so it has no figure."""
    published = a_publication("real")
    for page in published.pages:
        assert not re.search(r"\d{2}[.,]\d{3}", page.description(Language(language)))
