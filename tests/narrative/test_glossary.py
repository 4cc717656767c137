"""Glossary terms: their first place on a page, and the explanation without a script."""

from __future__ import annotations

import html5lib
import pytest
from tests.conftest import dump
from tests.views.test_components import publication

from terang.pages.publication import Publication

GLOSSARY = {
    "bpu": {
        "term": {"id": "BPU", "en": "BPU"},
        "explanation": {"id": "Bekerja <sendiri>.", "en": "Works alone."},
        "synonyms": {"id": ["pekerja mandiri", "mandiri"], "en": ["self-employed"]},
        "sources": ["office-2025"],
    },
    "jkk": {
        "term": {"id": "JKK", "en": "JKK"},
        "explanation": {"id": "Kecelakaan.", "en": "Accidents."},
        "sources": ["office-2025", "news-2025"],
    },
}


@pytest.fixture(scope="module")
def published() -> Publication:
    """Return a record with two terms."""
    return publication({"series": "ordinary", "data": {"data/glossary.yml": dump(GLOSSARY)}})


def marked(published: Publication, html: str, language: str = "id") -> list[str]:
    """Return the words of a page that link to an explanation."""
    root = html5lib.parseFragment(
        published.with_glossary(html, language, ""), namespaceHTMLElements=False
    )
    return ["".join(link.itertext()) for link in root.iter("a") if link.get("class") == "term"]


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Peserta BPU dan BPU lain.</p><p>JKK</p>", ["BPU", "JKK"]),
        ("<p>Seorang Pekerja Mandiri, atau BPU.</p>", ["Pekerja Mandiri"]),
        ("<p>PBPU, BPU-nya, KEMANDIRIAN</p>", []),
        ("<h2>BPU</h2><p><a href='x'>BPU</a> <code>BPU</code> lalu <b>BPU</b></p>", ["BPU"]),
        ('<blockquote><p>BPU</p></blockquote><p>bukan <span lang="en">BPU</span></p>', []),
        ('<p title="BPU">x<br>y <img alt="BPU"></p>', []),
        ("<h2><em>BPU</h2><p>BPU</p></div><p>JKK</p>", ["BPU", "JKK"]),
        # A link in a choice is dropped by browsers, and the explanation would lead nowhere.
        ("<select><option>BPU</option></select><p>BPU</p>", ["BPU"]),
        ("<legend>BPU</legend><textarea>BPU</textarea><select><option>JKK</option></select>", []),
        ('<svg><path d="M0 0"/><text>BPU</text></svg><ul><li>BPU</li></ul>', ["BPU"]),
    ],
)  # fmt: skip
def test_a_term_is_explained_where_it_first_stands(
    published: Publication, html: str, found: list[str]
) -> None:
    """A term is linked once a page by any name, outside headings, links, quotes and code."""
    assert marked(published, html) == found


def test_names_belong_to_a_language(published: Publication) -> None:
    """An English page uses the English names of a term."""
    assert marked(published, "<p>Self-employed, mandiri</p>", "en") == ["Self-employed"]


def test_the_explanation(published: Publication) -> None:
    """The explanation below the text has meaning, other names, source and a link back."""
    html = published.with_glossary("<p>JKK dan BPU</p>", "id", "coverage/")
    root = html5lib.parseFragment(html, namespaceHTMLElements=False)
    ids = {element.get("id") for element in root.iter() if element.get("id")}
    links = {link.get("href")[1:] for link in root.iter("a") if link.get("href").startswith("#")}
    assert links | {"_terms"} == ids
    said = [" ".join("".join(meaning.itertext()).split()) for meaning in root.iter("dd")]
    assert said == [
        "Kecelakaan. Menurut Dinas Tenaga Kerja dan The Example Times.",
        "Bekerja <sendiri>. Disebut juga pekerja mandiri dan mandiri. Menurut Dinas Tenaga Kerja.",
    ]
    assert 'href="../sources/#news-2025"' in html
    assert "<script" not in html


def test_a_page_without_terms_stays_as_it_is(published: Publication) -> None:
    """A page without terms stays unchanged, and so does a record without a glossary."""
    assert published.with_glossary("<p>x</p>", "id", "") == "<p>x</p>"
    assert publication({"series": "ordinary"}).with_glossary("<p>BPU</p>", "id", "") == "<p>BPU</p>"
