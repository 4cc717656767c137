"""The editorial rules in short on each series' page, and the way to the page that holds them."""

from __future__ import annotations

import dataclasses
import html
import re

import pytest
from tests.views.test_components import publication

from terang.i18n.formatter import all_words
from terang.narrative import macros
from terang.pages.publication import Publication
from terang.views.editorial_rules import RULES_PAGE

SHORT = ("rules.answer", "rules.mistakes")


def with_rules(language: str) -> Publication:
    """A record of one series on a site whose page of rules is written in one language."""
    path = f"content/{language}/{RULES_PAGE}"
    return dataclasses.replace(
        publication({"series": "ordinary"}), sources={path: macros.read_page(path, b"Teks\n")}
    )


def series_page(published: Publication, language: str) -> str:
    """The page of the series, its marks of punctuation as they are read."""
    (page,) = [page_item for page_item in published.pages if page_item.path == "coverage/covered/"]
    return html.unescape(published.body(page, language))


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("written_in", ["id", "en"])
def test_a_series_says_the_rules_in_short(language: str, written_in: str) -> None:
    """Its page leads to the rules in its own language, whichever language they are written in."""
    shown = series_page(with_rules(written_in), language)
    for key in SHORT:
        assert all_words()[key][language] in shown
    assert f'<a href="../../rules/">{all_words()["rules.link"][language]}</a>' in shown


@pytest.mark.parametrize("language", ["id", "en"])
def test_nothing_is_promised_without_a_page_of_rules(language: str) -> None:
    """A site that has not written its rules neither links to them nor promises an answer."""
    shown = series_page(publication({"series": "ordinary"}), language)
    assert "rules/" not in shown
    for key in (*SHORT, "rules.title"):
        assert all_words()[key][language] not in shown


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_short_form_is_short(language: str) -> None:
    """Four sentences at most, the way to the page included."""
    text = " ".join(all_words()[key][language] for key in (*SHORT, "rules.more"))
    assert len(re.findall(r"\.(?= |$)", text)) <= 4
