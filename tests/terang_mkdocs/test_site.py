"""The site of this checkout's own record holds together, whatever the record is about."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from decimal import Decimal

import extruct
import pytest
import yaml
from tests.built import REPOSITORY, BuiltPage, BuiltSite

from terang.i18n.formatter import all_words

# --- whole and sound ---------------------------------------------------------------------------


def test_both_languages_have_the_same_pages(pages: dict[str, BuiltPage]) -> None:
    """Each page has a twin, which is a stand-in only where there is no translation."""
    english = {url.removeprefix("en/") for url in pages if url.startswith("en/")}
    assert english == {url for url in pages if not url.startswith("en/")}
    written = [
        {path.relative_to(folder).as_posix() for path in folder.rglob("*.md")}
        for folder in (REPOSITORY / "content" / code for code in ("id", "en"))
    ]
    # The form has a notice of its own, for readers without scripts.
    own = ("propose/", "en/propose/")
    notices = [url for url, page in pages.items() if 'class="notice"' in page.html]
    stand_ins = [url for url in notices if url not in own]
    assert len(stand_ins) == len(written[0] ^ written[1])


def test_every_narrative_page_is_there(pages: dict[str, BuiltPage]) -> None:
    """Each narrative file has a page in each language."""
    for language, root in (("id", ""), ("en", "en/")):
        folder = REPOSITORY / "content" / language
        for path in folder.rglob("*.md"):
            name = path.relative_to(folder).with_suffix("").as_posix()
            assert root + ("" if name == "index" else f"{name}/") in pages


def test_every_link_and_anchor_leads_somewhere(site: BuiltSite) -> None:
    """Every link of text, menus, components, stylesheets and scripts leads somewhere."""
    assert site.broken_links() == []


def test_every_link_to_a_claim_leads_to_a_claim(pages: dict[str, BuiltPage]) -> None:
    """The contract's addresses lead to claims and sources: /coverage/<series>/#<anchor>."""
    sources = set(yaml.safe_load((REPOSITORY / "data/sources.yml").read_text("utf-8")))
    assert sources <= set(pages["sources/"].ids)
    assert sources <= set(pages["en/sources/"].ids)


def test_ids_stand_once(site: BuiltSite) -> None:
    """No page has an id twice."""
    assert site.duplicate_ids() == []


def test_headings_are_in_order(site: BuiltSite) -> None:
    """Each page has a single first-level heading and skips no level on the way down."""
    assert site.skipped_headings() == []


def test_html_has_no_faults(pages: dict[str, BuiltPage]) -> None:
    """A browser's parser has nothing to mend on any page."""
    assert {url: page.faults for url, page in pages.items() if page.faults} == {}


def test_nothing_is_left_unrendered(pages: dict[str, BuiltPage]) -> None:
    """No page shows a token, a marker or a trace of Python."""
    found = {url: page.unrendered() for url, page in pages.items()}
    assert {url: texts for url, texts in found.items() if texts} == {}


def test_nothing_is_asked_of_others(site: BuiltSite) -> None:
    """No page and no stylesheet loads anything from another host."""
    assert site.asked_of_others() == []


def test_titles_and_descriptions_are_all_different(pages: dict[str, BuiltPage]) -> None:
    """No two pages of a language share a title or a description."""
    for language in ("id", "en"):
        own = [page for page in pages.values() if page.language == language]
        titles = [page.text("title") for page in own]
        assert len(titles) == len(set(titles))
        assert all(page.all("meta[@name='description']", "content")[0].strip() for page in own)


INTERFACE = (
    "kind",
    "status",
    "state",
    "verdict",
    "series",
    "table",
    "timeline",
    "targets",
    "shell",
)


def test_each_language_keeps_to_its_interface_words(pages: dict[str, BuiltPage]) -> None:
    """No text of a page is an interface word of the other language."""
    entries = [texts for key, texts in all_words().items() if key.partition(".")[0] in INTERFACE]
    known = {code: {texts[code] for texts in entries} for code in ("id", "en")}
    found = []
    for url, page in pages.items():
        other = "id" if page.language == "en" else "en"
        foreign = known[other] - known[page.language]
        inside = {
            id(element_item)
            for part in page.elements
            if part.get("lang") == other
            for element_item in part.iter()
        }
        found += [
            (url, element.text.strip())
            for element in page.elements
            if element.tag != "code"
            and id(element) not in inside
            and (element.text or "").strip() in foreign
        ]
    assert found == []


def test_every_claim_of_the_record_stands_somewhere(pages: dict[str, BuiltPage]) -> None:
    """Every entry of the data is on its series' page, in both languages."""
    for path in sorted((REPOSITORY / "data/coverage").glob("*.yml")):
        tree = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
        for root in ("", "en/"):
            page = pages[f"{root}coverage/{path.stem}/"]
            for kind in ("observations", "targets", "events"):
                for entry in tree.get(kind, []):
                    if "anchor" in entry:
                        assert entry["anchor"] in page.ids
                    if "quote" in entry:
                        quote = " ".join(entry["quote"].split())
                        assert quote in page.text("main"), (path.stem, quote)


EVERYWHERE = ["favicon.svg", "search.js", "terang.css"]
"""The names of the files that every page loads."""


def has_series(site: BuiltSite) -> bool:
    """Return whether the record has a series; a new site has none."""
    return any(url.startswith("coverage/") and url != "coverage/" for url in site.pages)


def test_the_home_page_is_light(site: BuiltSite, pages: dict[str, BuiltPage]) -> None:
    """A page loads a stylesheet, a script and a picture until somebody searches."""
    loaded = sorted(pages[site.series].loaded()) if has_series(site) else EVERYWHERE
    assert [address.rpartition("/")[2] for address in loaded] == EVERYWHERE
    assert not any("pagefind/" in address for address in loaded)
    assert len(site.files["index.html"]) < 200_000


# --- downloads and frames ----------------------------------------------------------------------


def numbers(value: object) -> Iterator[Decimal]:
    """Yield every number in a JSON value."""
    if isinstance(value, dict):
        for member in value.values():
            yield from numbers(member)
    elif isinstance(value, list):
        for member in value:
            yield from numbers(member)
    elif isinstance(value, Decimal):
        yield value


def downloaded(site: BuiltSite) -> set[Decimal]:
    """Return every number in the tables and in the files of series."""
    found: set[Decimal] = set()
    for name, content in site.files.items():
        if name.startswith("data/") and name.endswith(".csv"):
            for row in csv.reader(io.StringIO(content.decode(), newline="")):
                found |= {Decimal(cell) for cell in row if re.fullmatch(r"-?\d+(\.\d+)?", cell)}
        elif name.startswith("data/") and name.endswith(".json"):
            tree = json.loads(content, parse_float=Decimal, parse_int=Decimal)
            found |= set(numbers(tree))
    return found


def test_every_figure_is_in_the_downloads(site: BuiltSite) -> None:
    """Each `<data value>` is in the downloads; fractions as JSON has them, to 12 digits."""
    known = {f"{number:.12g}" for number in downloaded(site)}
    shown = {
        (value, page.url)
        for page in [*site.pages.values(), *site.embeds.values()]
        for value in page.all("data", "value")
    }
    assert shown or not has_series(site)
    missing = [(value, url) for value, url in shown if f"{Decimal(value):.12g}" not in known]
    assert sorted(missing) == []


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_data_sets_are_read_back_from_the_pages(site: BuiltSite) -> None:
    """Each series page describes its data set in its language; no other page does."""
    for url, page in site.pages.items():
        found = extruct.extract(page.html, syntaxes=["json-ld"])["json-ld"]
        if not re.fullmatch(r"(en/)?coverage/[^/]+/", url):
            is_catalog = url.removeprefix("en/") == "data/"
            assert [dataset["@id"] for dataset in found] == (
                [f"{site.address}data/#dataset"] if is_catalog else []
            )
            continue
        (dataset,) = found
        assert dataset["@type"] == "Dataset"
        assert dataset["url"] == site.address + url
        assert [dataset["url"]] == page.all("link[@rel='canonical']", "href")
        assert dataset["inLanguage"] == ["id", "en"]  # it holds both
        assert dataset["name"] == page.text("h1")
        for download in dataset["distribution"]:
            assert download["contentUrl"].removeprefix(site.address) in site.files


def test_each_series_can_be_shown_elsewhere(site: BuiltSite) -> None:
    """Each series has a page for frames, and its chart if it has one; neither is in the sitemap."""
    series = [url for url in site.pages if re.fullmatch(r"(en/)?coverage/[^/]+/", url)]
    assert set(site.embeds) == {url.replace("coverage/", "embed/") for url in series}
    style = len(site.files["assets/embed.css"])
    for url, page in site.embeds.items():
        assert len(page.html.encode()) + style < 30_000
        assert page.faults == []
        assert len(page.ids) == len(set(page.ids))
        own = site.pages[url.replace("embed/", "coverage/")]
        assert f"../../embed/{url.split('/')[-2]}/" in own.links
        is_linked = f"../../embed/{url.split('/')[-2]}/chart.svg" in own.links
        assert (site.root / url / "chart.svg").is_file() == is_linked
        assert site.address + url in own.text()  # in the line to copy
    drawn = [url for url in site.embeds if (site.root / url / "chart.svg").is_file()]
    assert bool(drawn) == bool(series)
    assert b"/embed/" not in site.files["sitemap.xml"]


def test_pages_name_an_image_only_where_there_is_one(site: BuiltSite) -> None:
    """No page names a share image, because `make site` draws none."""
    for page in site.pages.values():
        assert page.all("meta[@property='og:image']", "content") == []
