"""The folder own/: a site's looks, words and links stand on its pages, and claims stay ours."""

from __future__ import annotations

import json
import time
from pathlib import Path

import pytest
from tests.repositories import write_files
from tests.small_site import SERIES, a_project

from terang.i18n.formatter import all_words
from terang.pages.own_files import OwnFiles, load_own_files
from terang.pages.own_style import style_faults

OWN = {
    "style.css": ".header { border-bottom: 3px solid #123456; }\n",
    "logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1v1z"/></svg>\n',
    "words.yml": "page.coverage_title:\n  id: Semua angka kami\n  en: All our figures\n"
    "shell.published_by:\n  id: Dikelola {publisher}\n  en: Run by {publisher}\n",
    "links.yml": "- title:\n    id: Pemerintah\n    en: Government\n  url: https://gov.example/\n",
    "licences.yml": "- part:\n    id: Lambang\n    en: The logo\n  name: CC0\n"
    "  url: https://creativecommons.org/publicdomain/zero/1.0/\n",
    "templates/id/above-page.html": "<p>Kabar di atas halaman.</p>\n",
    "templates/en/footer.html": '<p>Ask <a href="mailto:a@example.org">us</a>.</p>\n',
}


def test_what_a_site_sets_stands_on_its_pages(tmp_path: Path) -> None:
    """Style, logo, words, links, licences and pieces are published in their language."""
    project = a_project(tmp_path)
    assert project.build().code == 0
    before = project.published()
    write_files(tmp_path / "own", OWN)
    ran = project.build()
    assert (ran.code, "own/" in ran.errors) == (0, False)
    after = project.published()
    style = after["assets/terang.css"]
    assert style == before["assets/terang.css"] + b"\n" + OWN["style.css"].encode()
    assert after["assets/logo.svg"] == OWN["logo.svg"].encode()
    indonesian, english = project.page("coverage"), project.page("en/coverage")
    assert (indonesian.text("h1"), english.text("h1")) == ("Semua angka kami", "All our figures")
    for page, said, unsaid in (
        (indonesian, ("Dikelola Catatan Contoh", "Lambang: CC0", "Kabar di atas"), "Ask us"),
        (english, ("Run by Example Record", "The logo: CC0", "Ask us"), "Kabar di atas"),
    ):
        assert all(text in page.text("body") for text in said)
        assert unsaid not in page.text("body")
        assert page.faults == []
        assert any(source.endswith("assets/logo.svg") for source in page.all("img", "src"))
        assert "https://gov.example/" in page.all("footer//a", "href")
    assert b'src="/contoh/assets/logo.svg"' in after["404.html"]
    topics = [json.loads(after[f"assets/topics-{code}.json"]) for code in ("id", "en")]
    titles = {topic["title"] for listed in topics for topic in listed}
    assert {"Semua angka kami", "All our figures"} <= titles


def test_the_manifest_tells_of_own_files(tmp_path: Path) -> None:
    """A change in own/ changes the digest of pages, and not that of the software."""
    project = a_project(tmp_path)
    digests = []
    for text in ("shell.menu:\n  id: Isi\n  en: Contents", "shell.menu:\n  id: Daftar\n  en: List"):
        project.write("own/words.yml", text)
        assert project.build().code == 0
        digests.append(json.loads(project.published()["manifest.json"]))
    assert digests[0]["pages"] != digests[1]["pages"]
    assert digests[0]["software"] == digests[1]["software"]


def test_a_problem_in_own_files_ends_the_build(tmp_path: Path) -> None:
    """A site with a word of a state of its own is not built."""
    project = a_project(tmp_path)
    project.write("own/words.yml", "state.missed:\n  id: Hampir\n  en: Nearly")
    ran = project.build()
    assert ran.code == 1
    assert ran.codes == ["own/words.yml:1:1: own-word-refused"]
    assert not project.site.exists()
    assert load_own_files(tmp_path) == OwnFiles()


def test_no_word_of_a_claim_can_be_set(tmp_path: Path) -> None:
    """Only words of menus, titles and introductions can be set."""
    groups = set()
    for key, texts in all_words().items():
        lines = [f"{key}:", *(f"  {code}: {json.dumps(text)}" for code, text in texts.items())]
        (tmp_path / "own").mkdir(exist_ok=True)
        (tmp_path / "own" / "words.yml").write_text("\n".join(lines) + "\n", "utf-8")
        if load_own_files(tmp_path).words:
            groups.add(key.partition(".")[0])
            assert key not in (
                "shell.outdated",
                "shell.unbuilt",
                "shell.only_in",
                "page.withdrawal",
            )
    assert groups == {"shell", "page", "glossary", "reuse"}


HIDING = [
    "color: var(--paper)", "color: #0000", "color: rgb(0 0 0 / 0)", "color: currentcolor",
    "position: absolute", "left: -9999px", "transform: scale(0)", "scale: 0", "translate: 9em",
    "rotate: 180deg", "max-height: 0", "height: 0", "width: 0", "max-width: 0", "overflow: hidden",
    "filter: opacity(0)", "backdrop-filter: blur(9px)", "mask: linear-gradient(#000, #000)",
    "text-decoration: line-through", "text-shadow: 0 0 9px", "direction: rtl",
    "unicode-bidi: bidi-override", "list-style-type: '97 persen'", "quotes: '97' '%'",
    "letter-spacing: -1em", "letter-spacing: 9em", "word-spacing: 99px", "line-height: 0",
    "line-height: 0.1", "font-size: 1px", "font-size: 0.1em", "font-size: 1%", "font: 0/0 a",
    "font-size: calc(1px - 1px)", "font-size: clamp(0px, 1px, 2px)", "zoom: 0", "z-index: -1",
    "margin-left: -9999px", "margin: calc(0px - 99em)", "float: right", "order: 9",
    "background: linear-gradient(#000, #000)", "display: contents", "columns: 99", "all: unset",
    "inline-size: 0", "writing-mode: vertical-rl", "-webkit-text-fill-color: #fff",
    "-webkit-text-security: disc", "fill: none", "stroke-width: 99px", "animation: a 9s",
    "text-emphasis: 'x'", "hyphenate-character: '9'", "text-transform: uppercase", "--ink: #0000",
    "--ink: url(x)", "--small: 0", "--measure: 0.1rem",
    "background: var(--ink)", "white-space: collapse", "text-overflow: '97'",
    "pointer-events: none",
]  # fmt: skip
LOOKS = [
    "color: #123456", "color: var(--accent)", "color: rgb(1, 2, 3)", "background: #fff",
    "background-color: var(--paper)", "--accent: #123456", "--space: 1.5rem", "padding: 0 1rem",
    "border-bottom: 3px solid #123456", "border: 0", "border-radius: 4px", "gap: 1em",
    "font-family: 'Segoe UI', sans-serif", "font-size: 1.125rem", "font-weight: 700",
    "line-height: 1.5", "margin-block-start: 2em", "letter-spacing: 0.02em", "text-align: center",
    "outline: 2px solid", "box-shadow: 0 -1px 4px #ccc",
]  # fmt: skip


@pytest.mark.parametrize("declaration", HIDING)
def test_a_style_hides_and_writes_nothing(declaration: str) -> None:
    """A property that could hide, move, turn or write a text is refused, also within a query."""
    for style in (
        f"p {{ {declaration} }}", f"a:hover {{ {declaration.upper()}; }}",
        f"@media (min-width: 1px) {{ p {{ color: red; {declaration} }} }}",
        f"p {{ a {{ color: red }} {declaration} }}",
        f"p {{ {declaration.replace(':', '/* x */:')} !important }}",
    ):  # fmt: skip
        assert [*style_faults(style)], style


@pytest.mark.parametrize("declaration", LOOKS)
def test_a_style_changes_looks(declaration: str) -> None:
    """Colours, letters, distances and lines can be set, for screens of a width too."""
    style = f"a:hover, li:nth-child(2) > p {{ {declaration}; }}"
    assert [*style_faults(f"/* display: none; */ {style} @media print {{ {style} }}")] == []


@pytest.mark.parametrize(
    "rule", ["@supports (a: b) { p { color: red } }", "@layer a { }", "@font-face { x: y }",
             "@keyframes a { from { color: red } }", "@namespace x;", "@property --a { x: y }"],
)  # fmt: skip
def test_an_at_rule_is_a_query_of_the_medium(rule: str) -> None:
    """No other at-rule is allowed than @media."""
    assert [*style_faults(rule)]


STYLES = [
    "/* ", "/*", "p{a:" + " " * 9_999, "p{" + "a" * 9_999, "\"'", "{", "@", ":", "p{top:1}",
    "p{margin:" + "1." * 9_999, "p{x:y}\n", "opacity:1;", "@media a{", "a(",
]  # fmt: skip


@pytest.mark.parametrize("part", STYLES, ids=lambda part: part[:12])
def test_any_style_is_read_soon(part: str) -> None:
    """A large stylesheet of any form costs little, and its faults are told up to a limit."""
    started = time.process_time()
    assert len([*style_faults(part * (500_000 // len(part)))]) <= 250
    assert time.process_time() - started < 3


def test_what_calls_no_figure_holds_none(tmp_path: Path) -> None:
    """Pieces, links and words of a site hold no figure, in digits or in words."""
    project = a_project(tmp_path)
    write_files(
        tmp_path / "own",
        {
            "templates/id/footer.html": "<p>Sudah <strong>98</strong>.000 orang</p>\n",
            "templates/en/footer.html": "<p>Ninety-seven percent of workers</p>\n",
            "links.yml": "- title: {id: Awal, en: Now 150 thousand}\n  url: https://a.b/\n",
            "words.yml": "shell.menu:\n  id: Tiga puluh persen\n  en: Menu\n",
        },
    )
    assert project.build().codes == [
        "own/links.yml:1:25: typed-figure",
        "own/templates/en/footer.html:1:1: typed-figure",
        "own/templates/id/footer.html:1:1: typed-figure",
        "own/words.yml:2:7: own-word-refused",
    ]


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A symbolic link in own/ publishes nothing of the machine, and is refused."""
    project = a_project(tmp_path / "site")
    (tmp_path / "secret.css").write_text(".secret {}\n", "utf-8")
    (project.root / "own").mkdir()
    (project.root / "own" / "style.css").symlink_to(tmp_path / "secret.css")
    ran = project.build()
    assert ran.codes == ["own/style.css:1:1: linked-file"]
    assert SERIES not in ran.out
