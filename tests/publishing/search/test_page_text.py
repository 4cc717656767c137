"""The text that the search index takes from a rendered page."""

import pytest

from terang.publishing.search.page_text import PageText, without_marks


def search_text(text: str, title: str = "") -> PageText:
    """Return the search text of a page with this content."""
    return PageText.from_html(text, "id", title)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<h2>Judul</h2>\n<p>Satu  <b>dua</b>\ntiga</p>", "Judul. Satu dua tiga."),
        ("<p>Selesai.</p><p>Benar?</p><ul><li>a</li><li>b</li></ul>", "Selesai. Benar? a. b."),
        ('<p><data value="1000">1.000</data> <a href="#x">orang</a>.</p>', "1.000 orang."),
        ("<p>1<sup>2</sup>, <time>2024</time></p>", "12, 2024."),
        ("<p>&lt;b&gt; &amp;amp; &quot;x&quot;</p>", '<b> &amp; "x".'),
        ("<table><tr><td>a</td><td>b</td></tr></table>", "a. b."),
        ("<p></p><p> </p>", ""),
        ("<p>10</p><p>10</p>", "10. 10."),
        ("<p>a b c d e</p><p>x</p><p><b>a</b> b c d e</p>", "a b c d e. x."),
        ("<p>“b”</p><p>5 %</p><p>(c)</p><p>“Ya.”</p><p>)</p>", "“b”. 5 %. (c). “Ya.” )."),
        ('<p>a<img src="x.png" alt="foto &amp; nama"></p>', "a foto & nama."),
    ],
)
def test_the_words_of_each_block_end_in_a_full_stop(text: str, expected: str) -> None:
    """Blocks part words, inline elements do not; a long text that is repeated is taken once."""
    assert search_text(f"<h1>T</h1>{text}").text == f"T. {expected}".strip()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<p>a</p><p data-pagefind-ignore>b</p><p>c</p>", "a. c."),
        ('<p>a</p><ul class="x" data-pagefind-ignore><li>b<ul><li>c</li></ul></li></ul>d', "a. d."),
        ("<details data-pagefind-ignore><summary data-pagefind-ignore>b</summary>c</details>", ""),
        ('<div data-pagefind-ignore id="x"><p>b</p><div></div>c</div>d<div>e</div>', "d. e."),
        ("<p data-pagefind-ignore>a<p data-pagefind-ignore>b", ""),
        (
            "<p>a data-pagefind-ignore b</p> data-pagefind-ignore",
            "a data-pagefind-ignore b. data-pagefind-ignore.",
        ),
        ('<p title="x data-pagefind-ignore">a</p>', "a."),
    ],
)
def test_what_is_marked_is_passed_over_with_all_that_stands_in_it(text: str, expected: str) -> None:
    """A marked element is left out with its content; a text that reads like the mark is kept."""
    assert search_text(f"<h1>T</h1>{text}").text == f"T. {expected}".strip()


def test_the_title_is_the_first_heading() -> None:
    """The title is the text of the first heading without its tags; `<title>` is not needed."""
    found = search_text('<h1 id="a">Apa <em>itu</em> &amp; siapa?</h1><h1>lain</h1>', "Judul")
    assert found == PageText("id", "Apa itu & siapa?", "Apa itu & siapa? lain.")


def test_a_text_without_a_heading_is_heard_with_the_pages_title() -> None:
    """A page without a heading takes its title from `<title>`, with entities decoded."""
    assert search_text("<p>isi</p>", "Judul  dua\n") == PageText(
        "id", "Judul dua", "Judul dua. isi."
    )


def test_a_published_page_is_without_the_marks_of_the_index() -> None:
    """The attribute is left out of tags, and stays in texts and values, where it is somebody's."""
    page = '<p class="a" data-pagefind-ignore>x data-pagefind-ignore y</p>'
    page += '<a title="b data-pagefind-ignore " data-pagefind-ignore href="c">d</a>'
    shown = '<p class="a">x data-pagefind-ignore y</p>'
    shown += '<a title="b data-pagefind-ignore " href="c">d</a>'
    assert without_marks(page) == shown
