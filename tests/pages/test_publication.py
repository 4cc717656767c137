"""Tests of the pages and files that a catalog is published as."""

from __future__ import annotations

import datetime as dt
import itertools
import re
from pathlib import Path
from urllib.parse import unquote, urljoin

import html5lib
import pytest
from tests.conftest import dump
from tests.views.test_components import publication

from terang.diagnostics import LANGUAGES, InvalidDataError
from terang.i18n.formatter import Language
from terang.narrative import markdown_page
from terang.narrative.markdown_page import CLOSE, OPEN
from terang.pages.load_record import check_record, load_publication
from terang.pages.publication import Publication

BASE = Path(__file__).parents[1] / "problems" / "_base"
NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
PATHS = [
    "coverage/", "targets/", "coverage/covered/", "sources/", "revisions/", "data/",
    "indicators/covered/", "propose/",
]  # fmt: skip


@pytest.fixture(scope="module", params=["ordinary", "hostile", "nothing", "longest", "history"])
def published(request: pytest.FixtureRequest) -> Publication:
    """Return the publication of each kind of test data."""
    return publication({"series": request.param})


def ids_and_links(html: str) -> tuple[list[str], list[str]]:
    """Return the ids and the link addresses in a page's body."""
    root = html5lib.parseFragment(html, treebuilder="etree", namespaceHTMLElements=False)
    elements = list(root.iter())
    ids = [element.get("id") for element in elements if element.get("id")]
    return ids, [element.get("href") for element in elements if element.get("href")]


def test_pages_and_their_texts(published: Publication) -> None:
    """Every page from data has a title and a description in each language."""
    assert [page.path for page in published.pages] == PATHS
    for page in published.pages:
        for language in map(Language, LANGUAGES):
            assert page.title(language)
            assert page.description(language)


def test_each_page_knows_the_file_it_comes_from(published: Publication) -> None:
    """A page names the data file in which a correction is proposed."""
    edits = {page.path: page.edit_path for page in published.pages}
    assert edits["coverage/covered/"] == "data/coverage/covered.yml"
    assert edits["sources/"] == "data/sources.yml"


@pytest.mark.parametrize("language", LANGUAGES)
def test_bodies_are_whole(published: Publication, language: str) -> None:
    """A body has a single first-level heading at its start, unique ids and no open placeholder."""
    for page in published.pages:
        body = re.sub(r"<pre\b.*?</pre>", "", published.body(page, language), flags=re.DOTALL)
        assert body.lstrip().startswith("<h1>")
        assert body.count("<h1>") == 1
        ids, _ = ids_and_links(body)
        assert len(ids) == len(set(ids)), page.path
        assert not re.search(
            r"\{\{|\}\}|\{%|[\ue000\ue001]",
            body.replace("{{ value(", "").replace(") }} {% if 1 %}", ""),
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_between_pages_lead_somewhere(published: Publication, language: str) -> None:
    """Links between pages lead to a page and an existing id on it, or to a file."""
    root = f"https://x/{'' if language == 'id' else 'en/'}"
    bodies = {page.path: published.body(page, language) for page in published.pages}
    ids = {path: set(ids_and_links(body)[0]) for path, body in bodies.items()}
    files = set(published.published_files())
    for path, body in bodies.items():
        for link in ids_and_links(body)[1]:
            address, _, fragment = urljoin(root + path, link).partition("#")
            address = address.partition("?")[0]
            if address.startswith(root) and address[len(root) :] in ids:
                assert not fragment or unquote(fragment) in ids[address[len(root) :]], link
            elif address.startswith("https://x/"):
                file = address.removeprefix("https://x/")
                assert {file, f"{file}index.html"} & files, link


def test_headings_are_in_order(published: Publication) -> None:
    """No level of headings is left out on the way down."""
    for page in published.pages:
        levels = [
            int(element) for element in re.findall(r"<h([1-6])\b", published.body(page, "id"))
        ]
        assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_a_correction_is_proposed_where_the_host_says() -> None:
    """A correction is proposed in the series' own file, if the address of the forge is known."""
    bare = publication({"series": "ordinary"})
    linked = Publication(bare.catalog, bare.render, correction_url="https://e.org/edit?file={path}")
    (number,) = (nth for nth, path in enumerate(PATHS) if path == "coverage/covered/")
    assert 'href="https://e.org/edit?file=data/coverage/covered.yml"' in linked.body(
        linked.pages[number], "id"
    )
    assert "/edit?file=" not in bare.body(bare.pages[number], "id")


# --- narrative ---------------------------------------------------------------------------------


def a_claim(**keys: str) -> dict[str, object]:
    """Return an observation as written in a data file."""
    return {"date": "2024", "value": 1, "added": "2026-01-02", "sources": ["office-2025"], **keys}


def test_calls_become_tokens_and_tokens_html() -> None:
    """A block gets empty lines around its token, and Markdown never sees the HTML put in later."""
    published = publication({"series": "ordinary"})
    text = b'Kini {{ value("covered") }} orang.\n{{ table("covered") }}\nHabis.\n'
    narration = published.narrate(markdown_page.read_page("content/id/x.md", text), "id", "x/")
    block = f"\n\n{OPEN}1{CLOSE}\n\n"
    assert narration.markdown == f"Kini {OPEN}0{CLOSE} orang.\n{block}\nHabis.\n"
    html = narration.fill(
        f"<p>Kini {OPEN}0{CLOSE} orang.</p>\n<p>{OPEN}1{CLOSE}</p>\n<p>Habis.</p>"
    )
    assert '<data value="110000">110.000</data> orang.</p>' in html
    assert re.search(r'</p>\s*<div class="table-wrap"', html)


def test_a_token_in_data_is_not_filled_in() -> None:
    """A token in a title is not replaced by the HTML of another call."""
    tree = {
        "indicator": "covered", "area": "here", "title": {"id": f"A {OPEN}7{CLOSE}", "en": "B"},
        "observations": [a_claim()],
    }  # fmt: skip
    data = {"data/coverage/covered.yml": dump(tree)}
    published = publication({"series": "ordinary", "data": data})
    text = b'{{ headline("covered") }}\n\n{{ value("covered") }}\n'
    narration = published.narrate(markdown_page.read_page("content/id/x.md", text), "id", "x/")
    html = narration.fill(f'<p>{OPEN}0{CLOSE}</p><p title="{OPEN}0{CLOSE}">{OPEN}1{CLOSE}</p>')
    assert html.count("headline__title") == 1


def test_a_repeated_component_has_its_ids_once() -> None:
    """A call that is repeated on a page has ids only the first time."""
    published = publication({"series": "history"})
    text = b'{{ timeline("covered") }}\n\n{{ chart("covered") }}\n\n' * 2
    narration = published.narrate(markdown_page.read_page("content/id/x.md", text), "id", "x/")
    ids = re.findall(r' id="([^"]+)"', "".join(part.html for part in narration.parts))
    assert ids
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize("anchor", ["chart", "chart-title", "chart-desc"])
def test_no_anchor_takes_a_charts_id(anchor: str) -> None:
    """An anchor that equals an id of a chart does not make an id appear twice."""
    tree = {
        "indicator": "covered", "area": "here",
        "observations": [a_claim(anchor=anchor)],
    }  # fmt: skip
    data = {"data/coverage/covered.yml": dump(tree)}
    published = publication({"series": "ordinary", "data": data})
    text = b'{{ timeline("covered") }}\n\n{{ chart("covered") }}\n'
    narration = published.narrate(markdown_page.read_page("content/id/x.md", text), "id", "x/")
    ids = re.findall(r' id="([^"]+)"', "".join(part.html for part in narration.parts))
    assert len(ids) == len(set(ids))


# --- reading a repository ----------------------------------------------------------------------


def a_repository(root: Path, **files: str) -> Path:
    """Return a valid repository in which the given files are replaced or added."""
    for source in BASE.rglob("*.yml"):
        target = root / source.relative_to(BASE)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(source.read_bytes())
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text)
    return root


def test_every_problem_of_data_and_pages_at_once(tmp_path: Path) -> None:
    """A single error lists the problems of data and pages in order."""
    root = a_repository(
        tmp_path,
        **{
            "data/areas.yml": "kota:\n  level: city\n",
            "content/id/x.md": "---\ntitle: X\ndescription: X.\n---\n{{ nosuch() }}\n",
        },
    )
    with pytest.raises(InvalidDataError) as raised:
        load_publication(root, NOW)
    found = [(problem.place.path, problem.code) for problem in raised.value.problems]
    assert ("content/id/x.md", "unknown-call") in found
    assert ("data/areas.yml", "missing-key") in found
    assert found == sorted(found)


def test_what_unsound_data_leaves_out_is_not_unknown(tmp_path: Path) -> None:
    """A series that cannot be read is reported once, in its own file, and not on every page."""
    call = '---\ntitle: X\ndescription: X.\n---\n{{ headline("kota") }}\n'
    root = a_repository(
        tmp_path, **{"data/coverage/kota.yml": "indicator: peserta\n", "content/id/x.md": call}
    )
    paths = {
        problem.place.path for problem in check_record(root, NOW).problems if not problem.is_notice
    }
    assert paths == {"data/coverage/kota.yml"}


def test_a_sound_repository(tmp_path: Path) -> None:
    """Narrative pages are read by path, and notices are kept."""
    text = '---\ntitle: X\ndescription: X.\n---\nIsi {{ value("kota") }}\n'
    root = a_repository(tmp_path, **{"content/id/x.md": text, "content/en/x.md": text})
    read = load_publication(root, NOW)
    assert sorted(read.sources) == ["content/en/x.md", "content/id/x.md"]


def test_each_frame_and_chart_belongs_to_a_page(published: Publication) -> None:
    """The documents of pages are those that are published, each once."""
    of_pages = [
        path
        for code in LANGUAGES
        for page in published.pages
        for path in page.documents(Language(code))
    ]
    assert sorted(of_pages) == sorted(path for path in published.documents if "embed/" in path)
