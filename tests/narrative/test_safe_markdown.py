"""The Markdown of authors: nothing in it runs, styles or leads to a foreign scheme."""

from __future__ import annotations

import re

import pytest

from terang.narrative.safe_markdown import EXTENSIONS, MarkdownContext, MarkdownConverter
from terang.publishing.link_check import link_inventory

TITLES = {
    "note": "Catatan",
    "warning": "Perhatian",
    "table": "Tabel",
    "back": "Kembali ke teks",
}
KNOWN = {"programme.md": "../programme/", "gambar.png": "../gambar.png"}
CONVERTER = MarkdownConverter(EXTENSIONS, {})

HARMFUL = [
    # as written
    "javascript:alert(1)",
    "JavaScript:alert(1)",
    "vbscript:msgbox(1)",
    "data:text/html;base64,PHNjcmlwdD4=",
    "file:///etc/passwd",
    "blob:https://example.org/x",
    # hidden by characters that browsers drop or decode
    "java&#115;cript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6a;avascript&colon;alert(1)",
    "javascript&#58;alert(1)",
    "java&Tab;script:alert(1)",
    "java&NewLine;script:alert(1)",
    "&#1;javascript:alert(1)",
    # other spellings of another host
    "//example.com/x",
    r"\\\\example.com/x",
    "/\\example.com/x",
]


def converted(text: str) -> str:
    """Return a text as a narrative page would show it."""
    return CONVERTER.convert(text, MarkdownContext(KNOWN.get, TITLES))[0]


@pytest.mark.parametrize("address", HARMFUL)
@pytest.mark.parametrize(
    "written",
    [
        "[x]({})",
        "[x](<{}>)",
        "[x][1]\n\n[1]: {}\n",
        "![x]({})",
        "<{}>",
        '[x](programme.md){{ href="{}" }}',
        '*x*{{ href="{}" }}',
    ],
)
def test_a_foreign_scheme_is_taken_away(written: str, address: str) -> None:
    """No way of writing a link leads to anything but pages, the web and mail."""
    assert not [
        link
        for link in link_inventory(converted(written.format(address))).links
        if link not in KNOWN.values()
    ]


@pytest.mark.parametrize(
    "address", ["https://example.org/a?b=1&c=2", "http://example.org/", "mailto:a@example.org"]
)
def test_links_to_the_web_and_by_mail_stay(address: str) -> None:
    """A link to the web or by mail leads where its author wrote."""
    assert link_inventory(converted(f"[x]({address})")).links == (address,)


@pytest.mark.parametrize(
    "address",
    ["mailto:a@b.example?bcc=c@d.example", "mailto:a@b.example,c@d.example", "mailto:?to=a@b.c",
     "MAILTO:a@b.example%3Fcc=c", "mailto:a@b.example&#63;bcc=c@d.example"],
)  # fmt: skip
def test_a_link_by_mail_has_no_parameters(address: str) -> None:
    """A link by mail that could bring the letter to others becomes plain text."""
    assert link_inventory(converted(f"[x]({address})")).links == ()


def test_an_address_in_angle_brackets_becomes_a_link() -> None:
    """An address in angle brackets becomes a link, for the web and for mail."""
    links = link_inventory(converted("<https://example.org/> <a@example.org>")).links
    assert links == ("https://example.org/", "mailto:a@example.org")


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "a <b onclick='x()'>b</b>",
        "<div markdown='1'>\n\nx\n\n</div>",
        "<!-- hidden -->",
        "<?php echo 1 ?>",
        "<![CDATA[x]]>",
        "</title><script>alert(1)</script>",
        "<svg/onload=alert(1)>",
        "<img src=x onerror=alert(1)>",
        "`<b>`",
        "    <b>code</b>",
    ],
)
def test_html_is_shown_as_text(text: str) -> None:
    """Whoever writes HTML sees it on the page."""
    html = converted(text)
    for name in ("script", "b", "div", "svg", "img", "!--", "?php", "/title", "![CDATA"):
        assert f"<{name}" not in html
    assert "&lt;" in html


@pytest.mark.parametrize(
    "attribute", ['onclick="alert(1)"', 'style="color:red"', 'srcset="x"', 'data-x="y"', "hidden"]
)
def test_attributes_that_run_or_style_are_taken_away(attribute: str) -> None:
    """An attribute list may name and describe, nothing else."""
    html = converted(f"# Judul {{ #nama .num {attribute} }}\n\n*x*{{ {attribute} }}")
    assert html == '<h1 class="num" id="nama">Judul</h1>\n<p><em>x</em></p>'


@pytest.mark.parametrize(
    "written",
    [
        *("teks\n{: .visually-hidden }", "teks\n{: .banner .notice }", "*teks*{.paper}"),
        *('teks\n{: class="visually-hidden" }', "# teks {.soft}", "![teks](gambar.png){.lead}"),
        *("!!! visually-hidden\n    teks", '!!! note banner "Judul"\n    teks'),
    ],
)
def test_a_class_that_hides_or_dresses_up_is_taken_away(written: str) -> None:
    """Only a few classes can be written; no text hides or looks like a part of the site."""
    for name in ("visually-hidden", "banner", "notice", "paper", "soft", "lead"):
        assert re.search(rf'class="[^"]*{name}', converted(written)) is None


def test_a_footnote_leads_there_and_back() -> None:
    """A footnote has ids of our form, and the link back is named in the page's language."""
    html = converted("teks[^a]\n\n[^a]: catatan")
    assert '<sup id="fnref-a"><a class="footnote-ref" href="#fn-a">1</a></sup>' in html
    assert '<li id="fn-a">' in html
    assert '<a aria-label="Kembali ke teks" class="footnote-backref" href="#fnref-a">' in html
    assert "Jump back" not in html


def test_relative_links_lead_to_addresses() -> None:
    """A link that names a file leads to its page."""
    assert link_inventory(converted("[x](programme.md)")).links == ("../programme/",)


def test_a_link_to_nothing_stays_as_written() -> None:
    """A link to nothing stays as written; the check of the whole site then reports it."""
    assert link_inventory(converted("[x](nothing.md)")).links == ("nothing.md",)


def test_an_image_of_another_site_becomes_its_text() -> None:
    """An image of another site is replaced by its text, because no third party is asked."""
    assert converted("![Bagan](https://example.com/x.png)") == "<p><span>Bagan</span></p>"


def test_an_image_of_our_own_is_shown() -> None:
    """An image beside the page keeps its text."""
    assert converted("![Bagan](gambar.png)") == '<p><img alt="Bagan" src="../gambar.png" /></p>'


def test_a_table_scrolls_in_a_container_with_a_name() -> None:
    """A wide table does not widen the page, and the keyboard reaches it."""
    html = converted("a | b\n--|--:\n1 | 2\n\nsesudah")
    assert html.startswith('<div aria-label="Tabel" class="table-wrap" role="region" tabindex="0">')
    assert '<td class="num">2</td>' in html
    assert "style" not in html
    assert html.endswith("<p>sesudah</p>")


def test_an_untitled_admonition_is_named_in_the_language_of_the_page() -> None:
    """An untitled admonition is named in the page's language, not in English."""
    assert '<p class="admonition-title">Catatan</p>' in converted("!!! note\n    Isi.")
    assert '<p class="admonition-title">Judul</p>' in converted('!!! note "Judul"\n    Isi.')


def test_a_page_that_fails_leaves_nothing_for_the_next() -> None:
    """A page that fails leaves no state behind, so that a preview can go on."""
    converter, context = (
        MarkdownConverter(["toc", "tables"], {}),
        MarkdownContext(KNOWN.get, TITLES),
    )
    plain = "- satu\n\n    - dua\n\nteks"
    expected = converter.convert(plain, context)
    deep = "\n".join(f"{'    ' * level}- x" for level in range(400))
    with pytest.raises(RecursionError):
        converter.convert(deep, context)
    assert converter.convert(plain, context) == expected


def test_what_an_extension_counts_begins_anew_on_each_page() -> None:
    """A counter of an extension restarts on each page, so pages do not depend on their order."""
    converter = MarkdownConverter(["footnotes"], {"footnotes": {"UNIQUE_IDS": True}})
    context = MarkdownContext(KNOWN.get, TITLES)
    first, again = (converter.convert("teks[^1]\n\n[^1]: catatan", context) for _ in range(2))
    assert "catatan" in first[0]
    assert first == again


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("satu `dua`", "satu <code>dua</code>"),
        (r"satu \# dua", "satu # dua"),
        ("satu &copy; dua", "satu &copy; dua"),
        ("satu _dua_", "satu <em>dua</em>"),
        ("satu  \ndua", "satu<br />\ndua"),
    ],
)
def test_a_text_with_a_single_mark_is_converted(text: str, html: str) -> None:
    """Texts without any mark are passed over, and no others."""
    assert converted(text) == f"<p>{html}</p>"
