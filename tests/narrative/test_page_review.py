"""The review of a page: markup that is refused, and pages that would take too long to convert."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from terang.diagnostics import Problem
from terang.narrative import markdown_page, page_limits
from terang.narrative.page_review import PageReviewer

REVIEWER = PageReviewer()


def problems(text: str) -> list[Problem]:
    """Return all problems of a page: of its form, and of its review."""
    page = markdown_page.read_page("content/id/page.md", text.encode())
    return [*page.problems, *REVIEWER.review(page).problems]


def found(text: str) -> list[tuple[int, int, str, str]]:
    """Return line, column, code and variant of each problem."""
    return [
        (problem.place.line, problem.place.column, problem.code, problem.variant)
        for problem in problems(text)
    ]


# --- classes, attributes and ids ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "line", "column", "variant", "name"),
    [
        ("Teks.\n{: .visually-hidden }", 2, 4, "class", "visually-hidden"),
        ("Teks.\n{: .banner }", 2, 4, "class", "banner"),
        ("Teks.\n{: .notice }", 2, 4, "class", "notice"),
        ("Teks.\n{:.paper}", 2, 3, "class", "paper"),
        ("Teks.\n{ .soft }", 2, 3, "class", "soft"),
        ('Teks.\n{: class="visually-hidden" }', 2, 11, "class", "visually-hidden"),
        ("Teks.\n{: class=tag }", 2, 10, "class", "tag"),
        ("Teks **tebal**{.visually-hidden}.", 1, 16, "class", "visually-hidden"),
        ("# Judul {.lead}", 1, 10, "class", "lead"),
        ("- a\n- b\n  {: .paper }", 3, 6, "class", "paper"),
        ("a | b {.paper}\n--|--\nc | d", 1, 8, "class", "paper"),
        ("![x](a.png){: .paper }", 1, 15, "class", "paper"),
        ("!!! visually-hidden\n    Teks.", 1, 5, "admonition", "visually-hidden"),
        ('!!! note banner "Judul"\n    Teks.', 1, 10, "admonition", "banner"),
        ("!!! admonition-title\n    Teks.", 1, 5, "admonition", "admonition-title"),
        ("Teks.\n{: hidden }", 2, 4, "attribute", "hidden"),
        ("Teks.\n{: style='display:none' }", 2, 4, "attribute", "style"),
        ("Teks.\n{: data-claim=x }", 2, 4, "attribute", "data-claim"),
        ("Teks.\n{: role=presentation }", 2, 4, "attribute", "role"),
        ("Teks.\n{: aria-hidden=true }", 2, 4, "attribute", "aria-hidden"),
        ("[x](a.md){: href='b.md' }", 1, 13, "attribute", "href"),
    ],
)
def test_markup_that_hides_or_dresses_up_is_refused(
    text: str, line: int, column: int, variant: str, name: str
) -> None:
    """A class, an attribute or a kind of box that is not listed is refused, at its place."""
    (problem,) = problems(text)
    assert (problem.code, problem.variant) == ("markup-not-allowed", variant)
    assert (problem.place.line, problem.place.column) == (line, column)
    assert problem.values["name"] == name


@pytest.mark.parametrize(
    "text",
    [
        "# Judul {#dasar-hukum}",
        "a | b {.num}\n--|--:\nc | d",
        "*Nusantara*{: lang=id title='Nama' }",
        "![x](a.png){: width=40 height=30 }",
        '!!! note\n    Teks.\n\n!!! warning "Judul"\n    Teks.',
        "## 2022\n\n## 2022\n\n## Sama\n\n## Sama",
        "Kode `{: .visually-hidden }` dan `<!-- x -->` dan `[^1]`.",
        "Teks[^1] dan[^dua].\n\n[^1]: Satu.\n[^dua]: Dua.",
    ],
)
def test_useful_markup_is_sound(text: str) -> None:
    """Ids, alignment, languages, boxes, footnotes and examples in code are sound."""
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "line", "column", "variant"),
    [
        ("# Judul {#_search}", 1, 10, "shell"),
        ("Teks.\n{: id=_main }", 2, 4, "shell"),
        ("Teks.\n\n# _search", 3, 1, "shell"),
        ("# Judul {#covered--result-2022}", 1, 10, "shell"),
        ("# Judul {#_from-jkk}", 1, 10, "shell"),
        ("# 😀", 1, 1, "shell"),
        ("# Judul {#Besar}", 1, 10, ""),
        ("# Judul {#a.b}", 1, 10, ""),
        ("Teks[^a b].\n\n[^a b]: Isi.", 3, 1, "footnote"),
    ],
)
def test_ids_of_the_shell_are_refused(text: str, line: int, column: int, variant: str) -> None:
    """An id of the site's own, or of another form, is refused at its place."""
    assert found(text) == [(line, column, "page-id", variant)]


def test_a_repeated_id_is_refused() -> None:
    """An id that stands twice is refused where it stands first."""
    assert found("Teks.\n\n# Satu {#sama}\n\n# Dua {#sama}") == [(3, 9, "repeated-id", "")]


# --- comments, HTML and footnotes --------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Kata. <!-- tanya dulu -->", [(1, 7, "html-comment", "")]),
        (
            "Kata.\n\n<!--\ntanya\n-->\n\n<!-- lagi -->",
            [(3, 1, "html-comment", ""), (7, 1, "html-comment", "")],
        ),
        ("Ini <b>tebal</b>.", [(1, 5, "html-in-page", "")]),
        ("Kata[^1].", [(1, 5, "footnote-unknown", "")]),
        ("Kata.\n\n[^1]: Isi.", [(3, 1, "footnote-unused", "")]),
        ("a < b dan c > d, &lt;b&gt;tebal&lt;/b&gt;", []),
    ],
)  # fmt: skip
def test_what_is_not_markdown_is_reported_on_its_line(
    text: str, expected: list[tuple[int, int, str, str]]
) -> None:
    """Comments, HTML and marks of missing footnotes are reported where they stand."""
    assert found(text) == expected


# --- pages that would take too long ------------------------------------------------------------

HOSTILE = [
    ("[" * 4000, "page-limit", "brackets"),
    ("![" * 4000, "page-limit", "brackets"),
    ("[x](" * 4000, "page-limit", "dense"),
    ("{{" * 3000, "call-syntax", ""),
    ("{{ (" * 3000, "call-syntax", ""),
    ("{{ " + "-" * 3000 + "1 }}", "call-syntax", ""),
    ("{{ " + "not " * 3000 + "1 }}", "call-syntax", ""),
    ("{{ " + "1" * 5000 + " }}", "call-syntax", ""),
    ("{% if a %}" * 3000, "call-syntax", ""),
    ("> " * 400 + "x", "page-limit", "nested"),
    ("- " * 400 + "x", "page-limit", "nested"),
    ("1. " * 1000 + "x", "page-limit", "nested"),
    ("> - 1. " * 100 + "x", "page-limit", "nested"),
    ("\n".join(f"{'    ' * level}- x" for level in range(400)), "page-limit", "nested"),
    ("\n".join(f"{'> ' * level}x" for level in range(400)), "page-limit", "nested"),
    ("[^1]" * 4000 + "\n\n[^1]: x", "page-limit", "footnotes"),
    ("``\\" * 6000, "page-limit", "dense"),
    ("*a **b " * 2000, "page-limit", "dense"),
    ("-\n" * 4000, "page-limit", "dense"),
    ("a\n\n" * 5000, "page-limit", "paragraphs"),
    ("kata " * 40_000, "page-limit", "long"),
]


@pytest.mark.parametrize(
    ("text", "code", "variant"), HOSTILE, ids=[repr(text[:8]) for text, _, _ in HOSTILE]
)
def test_a_hostile_page_ends_in_a_sentence(text: str, code: str, variant: str) -> None:
    """A page that would stop a build is refused with a place, and nothing is raised."""
    codes = [(problem.code, problem.variant) for problem in problems(f"Awal.\n\n{text}\n")]
    assert (code, variant) in codes


def test_a_limit_has_the_place_where_it_is_exceeded() -> None:
    """The line that a limit names is that of the mark too many."""
    assert found("Teks.\n\nTeks " + "[" * 30) == [(3, 1, "page-limit", "brackets")]
    assert found("---\ntitle: A\n---\n\n- a\n" + "> " * 30) == [(6, 1, "page-limit", "nested")]


PIECES = [
    *("[", "]", "(", ")", "![", "*", "**", "_", "`", "``", "<", ">", "&", "&#1;", "\\", "{", "}"),
    *("{: ", "{: .num }", "{#a}", "|", "|--|", "--|--\n", "-", "=", "#", "!", '"', "^", ":", "~"),
    *("[^1]", "[^1]: a", "[a]: b", "\n", "\n\n", "    ", "\t", "  \n", "> ", "- ", "1. ", "# "),
    *("!!! note\n", "!!! ", ":   ", "---", "===", "\n    ", "\n    - ", "\n> ", "\n- ", "\n\n    "),
    *("a", "a b", "é", "[a](b)", "![a](b)", "*a*", "`a`", "http://a", "<http://a>", "a@b", "[TOC]"),
    *("{{", "}}", "{%", '{{ value("a") }}', "97", "ratus ", "<!--", "<b>", "{{ targets('a') }}"),
]  # fmt: skip


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_no_page_raises(pieces: list[str]) -> None:
    """Whatever stands on a page, it is read and reviewed, or refused."""
    problems("".join(pieces))


@given(st.lists(st.sampled_from(PIECES), min_size=1, max_size=4), st.integers(1, 4000))
def test_no_repetition_raises(pieces: list[str], times: int) -> None:
    """A page that repeats a few marks is converted or refused, and never raises."""
    problems("".join(pieces) * times)


def test_the_work_of_a_page_is_counted_alike_anywhere() -> None:
    """A limit is counted, not timed: the same page is refused again, whatever came before."""
    pages = [text for text, _, _ in HOSTILE]
    first = [found(text) for text in pages]
    assert [found(text) for text in reversed(pages)] == first[::-1]


def test_a_long_ordinary_page_is_within_the_limits() -> None:
    """A list of five hundred regencies with links, and a table of them, are ordinary pages."""
    rows = "".join("| [Kabupaten](a.md#b) | {{ value('x', 'y') }} | Teks |\n" for _ in range(520))
    table = f"| a | b | c |\n|---|---|---|\n{rows}"
    items = "".join("- [Kabupaten](a.md#b): **teks** yang panjang\n" for _ in range(520))
    page = markdown_page.read_page("content/id/page.md", f"{table}\n{items}".encode())
    assert [*page_limits.limit_problems(page)] == []
