"""Narrative pages: what a page may call, where its mistakes are, and how calls are filled in."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from terang.diagnostics import Problem
from terang.loading import data_folder
from terang.narrative import markdown_page
from terang.narrative.macros import MACROS
from terang.narrative.markdown_page import CLOSE, OPEN, Call, CallResult, Narration, NarrativeSource

BASE = Path(__file__).parents[1] / "problems" / "_base"
NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
FRONT = "---\ntitle: Judul\ndescription: 'Isi: pendek'\n---\n"


def page(text: str | bytes, path: str = "content/id/contoh.md") -> NarrativeSource:
    """Return a page with this text."""
    return markdown_page.read_page(path, text if isinstance(text, bytes) else text.encode())


def places(problems: tuple[Problem, ...]) -> list[tuple[int, int, str]]:
    """Return line, column and code of each problem."""
    return [(problem.place.line, problem.place.column, problem.code) for problem in problems]


def found(text: str | bytes) -> list[tuple[int, int, str]]:
    """Return the problems of a page's form."""
    return places(page(text).problems)


def called(text: str) -> list[str]:
    """Return the calls of a sound page, as typed."""
    source = page(text)
    assert source.problems == ()
    return [f"{call.name}{call.arguments}".replace("'", '"') for call in source.calls]


def token(number: int) -> str:
    """Return the token of a call in the Markdown."""
    return f"{OPEN}{number}{CLOSE}"


# --- reading -----------------------------------------------------------------------------------


def test_front_matter_is_plain_text() -> None:
    """Quotes, numbers and dates in front matter are texts, as written."""
    source = page("---\ntitle: 2024\ndescription: 'a: b'\nsource_checked: 2026-07-01\n---\nIsi\n")
    assert source.meta == {"title": "2024", "description": "a: b", "source_checked": "2026-07-01"}
    assert source.first_line == 6
    assert source.pieces == ("Isi\n",)
    assert (source.head.count("\n"), source.body) == (5, "Isi\n")


@pytest.mark.parametrize(
    "text",
    [
        "Isi\n",
        "\n---\ntitle: bukan\n---\n",  # not on the first line
        "--- \n",  # a rule that is never closed
        "---\ntitle: bukan\n",
        "----\ntitle: bukan\n----\n",
        "",
    ],
)
def test_a_page_may_have_no_front_matter(text: str) -> None:
    """A page without front matter is text from line 1."""
    source = page(text)
    assert source.meta == {}
    assert source.first_line == 1
    assert "".join(map(str, source.pieces)) == text


def test_empty_front_matter() -> None:
    """Two adjacent rules are empty front matter, with only its own problem."""
    source = page("---\n---\nIsi\n")
    assert source.meta == {}
    assert "".join(map(str, source.pieces)).endswith("Isi\n")


@pytest.mark.parametrize(
    ("path", "language"),
    [("content/id/a/b.md", "id"), ("content/en/a/b.md", "en"), ("content/lain.md", "id")],
)
def test_language_and_name_come_from_the_path(path: str, language: str) -> None:
    """Language and name of a page come from its path, with the same names in both trees."""
    assert page("Isi", path).language == language
    if path != "content/lain.md":
        assert page("Isi", path).name == "a/b.md"


# --- where a mistake stands --------------------------------------------------------------------

WRONG = 'Satu\n\n  {{ vale("x") }} dan {{ value(3) }}\n'


@pytest.mark.parametrize(
    ("text", "line"),
    [
        pytest.param(WRONG, 3, id="without front matter"),
        pytest.param(FRONT + WRONG, 7, id="behind front matter"),
        pytest.param("\ufeff" + FRONT + WRONG, 7, id="with a byte order mark"),
        pytest.param((FRONT + WRONG).replace("\n", "\r\n"), 7, id="with line ends of Windows"),
        pytest.param(("\ufeff" + WRONG).replace("\n", "\r\n"), 3, id="with both, no front matter"),
    ],
)
def test_line_and_column_of_a_call(text: str, line: int) -> None:
    """Line and column of a call are those of the file, as editors count."""
    assert found(text) == [(line, 3, "unknown-call"), (line, 23, "call-arguments")]


def test_a_call_over_two_lines() -> None:
    """A call over two lines has the place of its beginning."""
    assert found(FRONT + "\n\na {{\n vale(\n 'x') }}")[0][::2] in {
        (7, "unknown-call"),
        (8, "unknown-call"),
    }


def test_mistakes_in_front_matter_have_their_line() -> None:
    """A mistake in front matter has its line in the file."""
    assert (3, 1, "duplicate-key") in found("---\ntitle: a\ntitle: b\n---\nIsi\n")


def test_all_mistakes_are_found_together() -> None:
    """All mistakes of a page are found together."""
    text = FRONT + "{{ a() }}\n\n{{ value() }}\n\n{% if x %}{% endif %}\n\n{{ 1 }}\n"
    assert [code for _, _, code in found(text)] == [
        "unknown-call", "call-arguments", "call-not-allowed", "call-not-allowed",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "written",
    [
        "{% for a in b %}x{% endfor %}",
        "{% if a %}x{% endif %}",
        "{% set a = 1 %}",
        "{% include 'x' %}",
        "{% import 'x' as y %}",
        "{% extends 'x' %}",
        "{% block x %}{% endblock %}",
        "{% macro x() %}{% endmacro %}",
        "{% filter upper %}x{% endfilter %}",
        "{{ 1 + 1 }}",
        "{{ series }}",
        "{{ 'teks' }}",
        "{{ value('kota') | upper }}",
        "{{ value('kota') ~ 'x' }}",
        "{{ value('kota') if true }}",
        "{{ value.__class__ }}",
        "{{ ''.__class__.__mro__ }}",
        "{{ value('kota').html }}",
        "{{ self.value('kota') }}",
        "{{ (value)('kota')() }}",
    ],
)
def test_only_calls_are_allowed(written: str) -> None:
    """A page may only call names: no loops, filters or attributes."""
    codes = {code for _, _, code in found(FRONT + written)}
    assert codes == {"call-not-allowed"}


@pytest.mark.parametrize(
    "written",
    ['{{ value("kota }}', "{{ value( }}", "{{ }}", "{{", "{% x", "{% nosuch %}", "{{ value('a') }"],
)
def test_unreadable_calls(written: str) -> None:
    """An unreadable call is reported at its line."""
    ((line, _, code),) = found(FRONT + "\n" + written)
    assert (line, code) == (6, "call-syntax")


@pytest.mark.parametrize(
    "arguments",
    [
        "",
        "kota",  # a name, not a text
        "1",
        "['kota']",
        "none",
        "'kota', 'result-2022', 'x'",
        "series='kota'",
        "*x",
        "**x",
        "'ko' ~ 'ta'",
        "value('kota')",
        "'kota', 1",
    ],
)
def test_arguments_are_texts_written_out(arguments: str) -> None:
    """Arguments are quoted texts, as many as the name takes."""
    assert found(FRONT + f"{{{{ value({arguments}) }}}}") == [(5, 1, "call-arguments")]


BLOCKS = [name for name, called in MACROS.items() if called.is_block]


@pytest.mark.parametrize("name", BLOCKS)
def test_blocks_stand_alone(name: str) -> None:
    """A block call stands alone, not in a sentence, list or quotation."""
    call = f'{{{{ {name}("kota") }}}}'
    for text in (f"Lihat {call}", f"{call}.", f"- {call}", f"> {call}", f"| {call} |", call * 2):
        assert {code for _, _, code in found(text)} == {"block-not-alone"}
    for text in (call, f"  {call}  ", f"Satu\n{call}\ndua", f"{call}\r\n"):
        assert found(text) == []


# --- what is not a call ------------------------------------------------------------------------


def test_a_headings_id_is_left_to_markdown() -> None:
    """`{#id}` of a heading does not begin a comment of Jinja."""
    text = "## Judul {#judul}\n\nIsi {.kelas} { #x }\n"
    assert page(text).pieces == (text,)


def test_a_raw_block_is_shown_as_it_is() -> None:
    """A raw block is shown unchanged, for pages that explain calls."""
    source = page('{% raw %}{{ value("kota") }}{% endraw %}\n')
    assert source.problems == ()
    assert "".join(map(str, source.pieces)) == '{{ value("kota") }}\n'


def test_text_is_left_as_it_is() -> None:
    """Text between calls keeps its spaces, empty lines, quotes, HTML and backslashes."""
    text = "a  \n\n\n  <b>&amp;</b> \\{ } %} }} x\n\n"
    assert "".join(map(str, page(text).pieces)) == text


@pytest.mark.parametrize("call", ["value('a')", 'value("a")', "-value('a')-", ' value ( "a" ) '])
def test_spaces_in_a_call(call: str) -> None:
    """Spaces in a call make no difference."""
    text = f"x {{{{{call}}}}} y" if not call.startswith("-") else f"x {{{{- {call[1:-1]} -}}}} y"
    assert called(text) == ['value("a",)']


# --- tokens ------------------------------------------------------------------------------------


def test_forged_tokens_are_taken_out() -> None:
    """Characters of a token are removed from a page's text."""
    source = page(f"{FRONT}Isi {token(0)} {{{{ value('kota') }}}}\n")
    text = "".join(piece for piece in source.pieces if isinstance(piece, str))
    assert OPEN not in text
    assert CLOSE not in text
    assert "\ufffd0\ufffd" in text


NARRATION = Narration(
    "", [CallResult('<data value="1">1</data>', "1"), CallResult("<ol>\n</ol>", 'deret "a" & <b>')]
)


@pytest.mark.parametrize(
    ("html", "filled"),
    [
        # in the text
        (f"<p>a {token(0)} b</p>", '<p>a <data value="1">1</data> b</p>'),
        (f"<li>{token(0)}</li>", '<li><data value="1">1</data></li>'),
        (
            f"<h2>{token(0)}{token(0)}</h2>",
            '<h2><data value="1">1</data><data value="1">1</data></h2>',
        ),
        # a block takes the place of its paragraph
        (f"<p>a</p>\n<p>{token(1)}</p>\n<p>b</p>", "<p>a</p>\n<ol>\n</ol>\n<p>b</p>"),
        (f"<p>\n{token(1)}\n</p>", "<ol>\n</ol>"),
        # inside of a tag only words, escaped
        (f'<img alt="{token(0)}">', '<img alt="1">'),
        (f'<a title="x {token(1)}">', '<a title="x deret &quot;a&quot; &amp; &lt;b&gt;">'),
        (f'<p title="{token(0)}">{token(0)}</p>', '<p title="1"><data value="1">1</data></p>'),
        # a token that is not ours
        (f"<p>{token(7)}</p>", ""),
        (f'<p title="{token(99999)}">x</p>', '<p title="">x</p>'),
        ("<p>nothing</p>", "<p>nothing</p>"),
    ],
)
def test_tokens_are_filled_in(html: str, filled: str) -> None:
    """Tokens become HTML in text and escaped words within tags."""
    assert NARRATION.fill(html) == filled


def test_what_is_filled_in_is_not_filled_in_again() -> None:
    """A token within a filled-in value is not filled in."""
    forged = Narration(
        "", [CallResult(f"<b>{token(1)}</b>", token(1)), CallResult("<i>no</i>", "no")]
    )
    assert forged.fill(f"<p>{token(0)}</p><p title='{token(0)}'>x {token(0)}</p>") == (
        f"<b>{token(1)}</b><p title='{token(1)}'>x <b>{token(1)}</b></p>"
    )


def test_plain_text() -> None:
    """Titles and tables of contents get plain text."""
    assert NARRATION.plain(f"Urutan {token(0)}: {token(1)}") == 'Urutan 1: deret "a" & <b>'


# --- ids ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "code"),
    [
        ('value("peserta-kota")', "unknown-id-in-page"),
        ('value("kota", "result-2023")', "unknown-id-in-page"),
        ('share("kota", "result-2022")', "unknown-id-in-page"),  # no target
        ('fact("jamsostek", "x")', "unknown-id-in-page"),
        ('fact("x", "y")', "unknown-id-in-page"),
        ('cite("kota")', "unknown-id-in-page"),
        ('timeline("berita")', "unknown-id-in-page"),
    ],
)
def test_unknown_ids(call: str, code: str) -> None:
    """An id of another kind is as unknown as a missing id."""
    source = page(f"{FRONT}\n\n{{{{ {call} }}}}\n")
    record = data_folder.load_catalog(BASE, NOW)
    problems = tuple(markdown_page.call_problems(source, record))
    assert places(problems) == [(7, 1, code)]


def test_known_ids() -> None:
    """Existing ids are accepted, with and without optional arguments."""
    calls = ['value("kota")', 'value("kota", "result-2022")', 'date("kota")', 'cite("berita")']
    source = page("\n".join(f"{{{{ {call} }}}}" for call in calls))
    assert [call.name for call in source.calls] == ["value", "value", "date", "cite"]
    assert isinstance(source.calls[0], Call)
    assert list(markdown_page.call_problems(source, data_folder.load_catalog(BASE, NOW))) == []
