"""The editorial rules in short on each series' page, with a link to the page of rules."""

from __future__ import annotations

import dataclasses
import html
import re

import pytest
from tests.views.test_components import publication

from terang.i18n.formatter import all_words
from terang.narrative import markdown_page
from terang.pages.publication import Publication
from terang.views.editorial_rules import RULES_PAGE

SHORT = ("rules.answer", "rules.mistakes")


def with_rules(language: str) -> Publication:
    """Return a record with a single series, on a site with the rules in a single language."""
    path = f"content/{language}/{RULES_PAGE}"
    return dataclasses.replace(
        publication({"series": "ordinary"}),
        sources={path: markdown_page.read_page(path, b"Teks\n")},
    )


def series_page(published: Publication, language: str) -> str:
    """Return the page of the series, with HTML entities replaced by their characters."""
    (page,) = [generated for generated in published.pages if generated.path == "coverage/covered/"]
    return html.unescape(published.body(page, language))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("written_in", ["id", "en"])
def test_a_series_says_the_rules_in_short(language: str, written_in: str) -> None:
    """The page links to the rules in its own language, in whichever language they are written."""
    shown = series_page(with_rules(written_in), language)
    for key in SHORT:
        assert all_words()[key][language] in shown
    assert f'<a href="../../rules/">{all_words()["rules.link"][language]}</a>' in shown


@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_is_promised_without_a_page_of_rules(language: str) -> None:
    """A site without a page of rules neither links to it nor promises an answer."""
    shown = series_page(publication({"series": "ordinary"}), language)
    assert "rules/" not in shown
    for key in (*SHORT, "rules.title"):
        assert all_words()[key][language] not in shown


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_short_form_is_short(language: str) -> None:
    """The short form has at most four sentences, including the link."""
    text = " ".join(all_words()[key][language] for key in (*SHORT, "rules.more"))
    assert len(re.findall(r"\.(?= |$)", text)) <= 4
