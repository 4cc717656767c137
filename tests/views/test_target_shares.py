"""The share that an amount is of its target: who stated the amount, or that it was added up."""

from __future__ import annotations

import pytest
from tests.views.test_series_page import OWN, a_publication, page_of, section
from tests.views.test_views import claim, target

from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import plain_text
from terang.views.target_distances import brief_measures, distance_lines, target_measures


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("dates", "is_added_up"),
    [
        (["2025"], False),
        (["2025-S1", "2025-S2"], True),
        (["2025-S1", "2025-S2", "2025"], False),
        (["2025-S1"], False),
        (["2025-Q1", "2025-Q3"], True),
    ],
    ids=["stated", "sum", "stated-beside-parts", "part", "sum-of-some-parts"],
)
def test_no_sum_reads_as_if_somebody_had_stated_it(
    dates: list[str], *, is_added_up: bool, language: str
) -> None:
    """Headline, short answer and line say that we added it up; a stated one has its speaker."""
    values = [100 if date == "2025" else 50 for date in dates]
    claims = [claim(date, value) for date, value in zip(dates, values, strict=True)]
    published = a_publication(*claims, targets=[target(200, "2025")], indicator={"measure": "flow"})
    context, series = published.context(language, OWN), published.catalog.series["covered"]
    (outlook,) = context.derived["covered"].outlooks
    said = [
        plain_text(found.sentence)
        for texts in (target_measures, brief_measures, distance_lines)
        for found in texts(outlook, series, context)
    ]
    added_up = {"id": "kami jumlahkan dari angka", "en": "added up by us from figures of"}
    assert len(said) == 3
    for text in said:
        assert "Dinas Tenaga Kerja" in text
        assert text.lower().startswith(added_up[language]) is is_added_up, text


@pytest.mark.parametrize(
    ("measure", "date"),
    [("flow", "2026-01-01/2026-06-30"), ("cumulative", "2026-06"), ("cumulative", "2026-06-30")],
)
def test_one_period_written_in_two_ways_is_no_sum(measure: str, date: str) -> None:
    """Two figures of the same days are two claims, not parts that we added up."""
    claims = [claim("2026-S1", 50), claim(date, 40, anchor="other")]
    goal = target(200, "2026", announced="2026-01")
    published = a_publication(
        *claims, targets=[goal], indicator={"measure": measure}, today="2026-09-30"
    )
    context, series = published.context("en", OWN), published.catalog.series["covered"]
    (outlook,) = context.derived["covered"].outlooks
    (line,) = distance_lines(outlook, series, context)
    year = section(page_of(published), "_years")
    for said in (plain_text(line.sentence), year):
        assert "40 to 50" in said
        assert "dded up by us" not in said


@pytest.mark.parametrize(("qualifier", "is_about"), [({}, False), ({"qualifier": "nearly"}, True)])
def test_nearly_the_target_is_not_the_same_figure(
    qualifier: dict[str, object], *, is_about: bool
) -> None:
    """A figure that is not exact is only about the same as a target of that number."""
    made = claim("2025-12-31", 200, **qualifier)
    published = a_publication(made, targets=[target(200, "2025")])
    series = published.catalog.series["covered"]
    for language, words in (("id", "sekitar angka target"), ("en", "about the same figure")):
        context = published.context(language, OWN)
        (outlook,) = context.derived["covered"].outlooks
        (line,) = distance_lines(outlook, series, context)
        assert (words in plain_text(line.sentence)) is is_about
