"""The pages of a small site, built as `make site` builds it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit
from xml.etree import ElementTree as ET

import pytest
from tests.small_site import SERIES, SITE_URL, Project, Ran, SmallPage, a_project

from terang.pages.security_policy import EMBEDS

TWINNED = ["", "about/", "contact/", "coverage/", f"coverage/{SERIES}/", "data/", "sources/"]
TWINNED += ["indicators/covered/", "propose/", "targets/"]
ALL = sorted([*TWINNED, "only/", "abroad/", "revisions/"])
XHTML = "{http://www.w3.org/1999/xhtml}link"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, Ran]:
    """Return the site, built once, under a sub-path."""
    project = a_project(tmp_path_factory.mktemp("site"))
    return project, project.build()


@pytest.fixture(scope="module")
def project(built: tuple[Project, Ran]) -> Project:
    """Return the repository with the built site."""
    return built[0]


@pytest.fixture(scope="module")
def pages(project: Project) -> dict[str, SmallPage]:
    """Return every published page by its address, but for those that stand in frames elsewhere."""
    found = project.site.rglob("index.html")
    urls = [path.parent.relative_to(project.site).as_posix() for path in found]
    own = [url for url in urls if EMBEDS not in url.split("/")]
    return {"" if url == "." else f"{url}/": project.page(url) for url in own}


def test_the_build_says_what_it_made(built: tuple[Project, Ran]) -> None:
    """A build ends with a line in both languages, and no problem."""
    ran = built[1]
    assert (ran.code, ran.codes) == (0, [])
    assert ran.out == "Situs selesai: site/ (28 halaman). · Site built: site/ (28 pages).\n"


def test_every_page_has_one_path_in_both_languages(pages: dict[str, SmallPage]) -> None:
    """Indonesian pages stand at the root, English pages under /en/."""
    assert sorted(pages) == sorted([*ALL, *(f"en/{url}" for url in ALL)])


def test_only_what_is_ours_is_published(project: Project) -> None:
    """Only our own assets are published, nothing of the theme, and no build date."""
    names = {name.split("/")[0] for name in project.published()}
    pages = {url.split("/")[0] for url in ALL if url}
    assert names == pages | {
        "404.html", "assets", "en", "feed.xml", "index.html", "llms.txt", "pagefind", "robots.txt",
        "sitemap.xml", "_headers", "bom.json", "manifest.json", EMBEDS,
    }  # fmt: skip
    assert {name for name in project.published() if name.startswith("assets/")} == {
        "assets/answers.css", "assets/embed.css", "assets/favicon.svg", "assets/filter.js",
        "assets/compare.css", "assets/form.css", "assets/lists.css", "assets/propose.js",
        "assets/rare.css", "assets/readings.js", "assets/results.css", "assets/results.js",
        "assets/search.js", "assets/sheet.js", "assets/states.css", "assets/terang.css",
        "assets/topics-en.json", "assets/topics-id.json",
    }  # fmt: skip


def test_pages_are_html_without_faults(pages: dict[str, SmallPage]) -> None:
    """A browser's parser finds nothing to mend."""
    assert {url: page.faults for url, page in pages.items() if page.faults} == {}


def test_pages_say_their_language(pages: dict[str, SmallPage]) -> None:
    """`<html lang>` and interface words follow the page's language."""
    for url, page in pages.items():
        english = url.startswith("en/")
        assert page.root.get("lang") == ("en" if english else "id")
        assert page.text("a[@class='skip']") == (
            "Skip to content" if english else "Langsung ke isi"
        )


def test_nothing_is_inline_and_nothing_is_asked_of_others(pages: dict[str, SmallPage]) -> None:
    """No page has an inline script, a style or handler attribute, or a file of another host."""
    for url, page in pages.items():
        assert [page.root.find(f".//{name}") for name in ("style", "iframe", "base")] == [None] * 3
        # The form for proposals has a script of its own.
        assert len(page.all("script[@src]", "src")) == (2 if "propose/" in url else 1)
        assert set(page.all("script", "type")) <= {"module", "application/ld+json"}
        for element in page.root.iter():
            assert not [name for name in element.keys() if name.startswith("on")]  # noqa: SIM118
            assert element.get("style") is None
        loaded = [*page.all("script", "src"), *page.all("img", "src")]
        loaded += page.all("link[@rel='stylesheet']", "href") + page.all(
            "link[@rel='icon']", "href"
        )
        assert not [address for address in loaded if urlsplit(address).netloc]


def test_links_of_pages_are_relative_and_lead_somewhere(
    project: Project, pages: dict[str, SmallPage]
) -> None:
    """Every link of shell and text leads to a published file, and to an id there."""
    ids = {url: {element.get("id") for element in page.root.iter()} for url, page in pages.items()}
    for url, page in pages.items():
        links = [*page.all("a", "href"), *page.all("script", "src"), *page.all("link", "href")]
        for link in links:
            if urlsplit(link).scheme or not link:
                continue
            assert not link.startswith("/")
            target = urlsplit(urljoin(SITE_URL + url, link))
            path = target.path.removeprefix(urlsplit(SITE_URL).path)
            file = project.site / path
            assert (file / "index.html" if file.is_dir() else file).is_file(), (url, link)
            assert file.is_file() or not path or path.endswith("/"), (url, link)
            assert not target.fragment or target.fragment in ids[path], (url, link)


@pytest.mark.parametrize("url", TWINNED)
def test_translated_pages_name_each_other(pages: dict[str, SmallPage], url: str) -> None:
    """Canonical and hreflang addresses are absolute, reciprocal, and have a default."""
    claims = [("id", SITE_URL + url), ("en", f"{SITE_URL}en/{url}"), ("x-default", SITE_URL + url)]
    for own, address in ((url, SITE_URL + url), (f"en/{url}", f"{SITE_URL}en/{url}")):
        page = pages[own]
        assert page.all("link[@rel='canonical']", "href") == [address]
        alternates = [link for link in page.root.findall(".//link") if link.get("hreflang")]
        assert [(link.get("hreflang"), link.get("href")) for link in alternates] == claims


@pytest.mark.parametrize("url", ALL)
def test_the_switcher_leads_to_the_same_page(pages: dict[str, SmallPage], url: str) -> None:
    """The other language is a single step away on every page, and named in itself."""
    for own, other, code, name in (
        (url, f"en/{url}", "en", "English"),
        (f"en/{url}", url, "id", "Bahasa Indonesia"),
    ):
        (link,) = pages[own].root.findall(".//nav[@class='languages']//a")
        assert urljoin(SITE_URL + own, link.get("href")) == SITE_URL + other
        assert (link.get("lang"), link.text) == (code, name)


def test_a_page_of_one_language_stands_in_for_its_twin(pages: dict[str, SmallPage]) -> None:
    """A stand-in says so, marks the foreign text, and claims to be no translation."""
    page = pages["en/only/"]
    assert page.text("main/p[@class='notice']").startswith("For now this page is only available in")
    foreign = page.root.find(".//main/div[@lang='id']")
    assert foreign is not None
    assert "100.000" in "".join(foreign.itertext())
    assert page.all("link[@rel='canonical']", "href") == [f"{SITE_URL}only/"]
    for stood_in in (page, pages["only/"], pages["abroad/"], pages["en/abroad/"]):
        assert not any(stood_in.all("link", "hreflang"))
        assert stood_in.all("nav[@class='languages']//a", "hreflang") in ([""], ["id"], ["en"])
    assert pages["abroad/"].text("main/p[@class='notice']").endswith("bahasa Inggris.")


def test_a_stand_in_keeps_its_readers_in_their_language(pages: dict[str, SmallPage]) -> None:
    """A stand-in links to pages of the reader's language, but to ids where they stand."""
    links = pages["en/only/"].all("main//a", "href")
    addresses = [urljoin(f"{SITE_URL}en/only/", link) for link in links]
    assert addresses[:2] == [f"{SITE_URL}en/", f"{SITE_URL}about/#questions"]


def test_titles_and_descriptions_are_escaped(pages: dict[str, SmallPage]) -> None:
    """Front matter is text, wherever it is shown."""
    page = pages[""]
    assert page.text("title") == "Beranda & <contoh> – Catatan Contoh"
    assert page.text("h1") == "Beranda & <contoh>"
    assert page.all("meta[@name='description']", "content") == ['Jawaban "pertama" & <utama>.']


def test_each_page_has_one_heading_of_the_first_level(pages: dict[str, SmallPage]) -> None:
    """Each page has a single first-level heading, with or without a heading in its text."""
    assert {url: len(page.root.findall(".//h1")) for url, page in pages.items()} == dict.fromkeys(
        pages, 1
    )


def test_a_heading_gets_its_id_from_what_is_shown(pages: dict[str, SmallPage]) -> None:
    """A figure in a heading counts as it reads, not as its token."""
    assert "urutan-100000-orang" in pages[""].all("h2", "id")


def test_a_long_page_lists_its_contents(pages: dict[str, SmallPage]) -> None:
    """A long page with three headings or more lists them before the first; no other does."""
    page = pages["about/"]
    assert page.all("nav[@class='contents']//a", "href") == ["#questions", "#jawaban", "#facts"]
    assert page.html.index("nelayan") < page.html.index('class="contents"')
    assert page.html.index('class="contents"') < page.html.index('id="questions"')
    assert not pages["en/about/"].all("nav[@class='contents']//a", "href")


def test_the_menu_says_where_the_reader_is(pages: dict[str, SmallPage]) -> None:
    """The menu marks the page itself, or the part of the site it belongs to."""
    current = {
        url: [
            (link.text, link.get("aria-current"))
            for link in pages[url].root.findall(".//details//nav//a")
            if link.get("aria-current")
        ]
        for url in ("", "coverage/", f"coverage/{SERIES}/", "contact/")
    }
    assert current == {
        "": [("index.md", "page")],
        "coverage/": [("coverage/index.md", "page")],
        f"coverage/{SERIES}/": [("coverage/index.md", "true")],
        "contact/": [],
    }


def test_a_deep_page_shows_the_way_back(pages: dict[str, SmallPage]) -> None:
    """A deep page lists the pages above it from home on; a page below home does not."""
    assert pages[f"en/coverage/{SERIES}/"].all("nav[@class='trail']//a", "href") == [
        "../../",
        "../",
    ]
    assert not pages["about/"].all("nav[@class='trail']//a", "href")


def test_every_page_offers_a_correction(pages: dict[str, SmallPage]) -> None:
    """Each page links to the file that a correction would change, also as a stand-in."""
    edit = "https://example.org/repository/edit/main"
    for url, path in (
        ("about/", "content/id/about.md"),
        ("en/about/", "content/en/about.md"),
        ("en/only/", "content/id/only.md"),
        (f"coverage/{SERIES}/", f"data/coverage/{SERIES}.yml"),
    ):
        assert pages[url].all("main//a", "href").count(f"{edit}/{path}") == 1


def test_notice_licence_and_publisher_stand_on_every_page(pages: dict[str, SmallPage]) -> None:
    """Notice, licence and publisher stand on every page in its language."""
    for url, page in pages.items():
        english = url.startswith("en/")
        assert page.text("p[@class='site-notice']") == (
            "An example site." if english else "Situs contoh."
        )
        assert page.all("a[@rel='license']", "href") == [
            "https://creativecommons.org/licenses/by/4.0/"
        ]
        assert ("Example Record" if english else "Catatan Contoh") in page.text("footer")


def test_one_404_page_speaks_both_languages(project: Project) -> None:
    """The 404 page works at any depth, is not indexed, and marks each part's language."""
    page = SmallPage((project.site / "404.html").read_text("utf-8"))
    assert page.faults == []
    assert page.all("section", "lang") == ["id", "en"]
    assert page.text("section[@lang='en']/h2") == "Page not found"
    assert page.all("section//a", "href") == ["/contoh/", "/contoh/en/"]
    assert page.all("link[@rel='stylesheet']", "href") == [
        "/contoh/assets/rare.css",
        "/contoh/assets/terang.css",
    ]
    assert page.all("meta[@name='robots']", "content") == ["noindex"]


def test_the_sitemap_lists_pages_with_their_alternates(project: Project) -> None:
    """The sitemap lists each page that is no stand-in, sorted, without a build date."""
    published = project.published()
    root = ET.fromstring(published["sitemap.xml"])  # noqa: S314
    found = {
        entry.findtext(f"{SITEMAP}loc", ""): [
            (link.get("hreflang"), link.get("href")) for link in entry.findall(XHTML)
        ]
        for entry in root
    }
    assert list(found) == sorted(found)
    claims = {
        SITE_URL + url: [
            ("id", SITE_URL + url),
            ("en", f"{SITE_URL}en/{url}"),
            ("x-default", SITE_URL + url),
        ]
        for url in [*TWINNED, "revisions/"]
    }
    claims |= {f"{SITE_URL}en/{url}": claims[SITE_URL + url] for url in [*TWINNED, "revisions/"]}
    assert found == {**claims, f"{SITE_URL}only/": [], f"{SITE_URL}en/abroad/": []}
    assert b"lastmod" not in published["sitemap.xml"]
    assert "sitemap.xml.gz" not in published


def test_robots_are_shown_the_sitemap(project: Project) -> None:
    """robots.txt names the sitemap by its absolute address."""
    robots = project.published()["robots.txt"].decode()
    assert robots == f"User-agent: *\nAllow: /\n\nSitemap: {SITE_URL}sitemap.xml\n"


def test_the_search_index_knows_both_languages(project: Project) -> None:
    """The index leaves out stand-ins and the 404 page; no interface of Pagefind is published."""
    published = project.published()
    entry = json.loads(published["pagefind/pagefind-entry.json"])
    counts = {code: found["page_count"] for code, found in entry["languages"].items()}
    assert counts == {"en": len(ALL) - 1, "id": len(ALL) - 1}
    assert list(entry["languages"]) == ["en", "id"]
    assert not [name for name in published if re.search(r"-ui|highlight|playground", name)]


def test_templates_of_components_are_not_published(project: Project) -> None:
    """Templates that the core renders with are not published."""
    names = " ".join(project.published())
    assert "components" not in names
    assert "partials" not in names


def test_downloads_are_published_as_they_are(project: Project) -> None:
    """Downloads are published unchanged, in a single copy for both languages."""
    published = project.published()
    assert b"100000" in published["data/observations.csv"]
    assert "en/data/observations.csv" not in published


def test_the_root_of_a_host_works_too(tmp_path: Path) -> None:
    """A site at the root of a host works without the sub-path of the other tests."""
    project = a_project(tmp_path)
    project.configure(site_url="https://example.org/")
    assert project.build().code == 0
    page = SmallPage((project.site / "404.html").read_text("utf-8"))
    assert page.all("section//a", "href") == ["/", "/en/"]
    assert project.page("en/").all("link[@rel='canonical']", "href") == ["https://example.org/en/"]


def test_footnotes_lead_there_and_back(tmp_path: Path) -> None:
    """A footnote stands below the text, with links in both directions and a name in the language.

    A stand-in in the other language keeps its footnotes.
    """
    project = a_project(tmp_path / "site")
    front = "---\ntitle: Catatan\ndescription: Catatan.\n---\n"
    project.write("content/id/catatan.md", f"{front}\nKata[^1], lagi[^1].\n\n[^1]: Isi *miring*.\n")
    ran = project.build()
    assert ran.code == 0, ran.errors
    for url in ("catatan/", "en/catatan/"):
        html = project.page(url).html
        assert html.count('href="#fn-1"') == 2
        assert 'id="fn-1"' in html
        assert html.count('aria-label="Kembali ke teks"') == 2
        assert {'id="fnref-1"', 'id="fnref2-1"'} <= set(re.findall(r'id="fnref[^"]*"', html))


def test_pages_name_the_files_with_their_data(project: Project) -> None:
    """A series page and the page on data lead programs to their files; no other page does."""
    files = {
        f"coverage/{SERIES}/": {f"{SERIES}.{end}" for end in ("json", "csv", "csl.json", "xlsx")},
        "data/": {
            *("index.json", "datapackage.json", "catalog.jsonld"),
            *("transparency.sqlite", "terang-data.zip"),
        },
        "coverage/": set(),
    }
    for url, names in files.items():
        for prefix in ("", "en/"):
            page = f"{prefix}{url}"
            found = {
                urljoin(SITE_URL + page, link.get("href"))
                for link in project.page(page).root.findall(".//link")
                if link.get("rel") == "alternate" and "atom" not in link.get("type", "atom")
            }
            assert found == {f"{SITE_URL}data/{name}" for name in names}, page


def test_a_series_page_leads_to_the_record_of_earlier_days(project: Project) -> None:
    """It names the table of earlier values, and the example that asks it."""
    for prefix in ("", "en/"):
        page = project.page(f"{prefix}coverage/{SERIES}/")
        links = {urljoin(SITE_URL + prefix, href.lstrip("./")) for href in page.all("a", "href")}
        assert {f"{SITE_URL}{prefix}data/#_snippet-as_of"} <= links
        assert [href for href in page.all("a", "href") if href.endswith("data/vintages.csv")]
