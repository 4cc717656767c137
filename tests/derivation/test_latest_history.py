"""The latest figures that the record has had, from the newest to the first."""

from __future__ import annotations

from tests.conftest import (
    WrittenData,
    a_disputed,
    a_series,
    an_indicator,
    an_observation,
    corrected,
    day,
    words,
)

from terang.derivation.latest_history import latest_history
from terang.derivation.series_claims import derive_series
from terang.model.definitions import Source

SOURCES = {"a": Source.model_construct(id="a", publisher="a", published=None, same_text_as=None)}


def history(
    *entries: WrittenData, as_of: str = "2026-06-30", measure: str = "stock"
) -> list[tuple[str, tuple[str, ...] | None]]:
    """Return the first day of each latest figure, with its claims or None."""
    series, indicator = a_series(*entries), an_indicator(measure=measure)
    derived = derive_series(series, indicator, SOURCES, day(as_of))
    return [
        (past.day.isoformat(), past.latest.anchors if past.latest else None)
        for past in latest_history(series, indicator, SOURCES, derived)
    ]


FIRST = an_observation("2024", 5, added="2025-01-10")
SECOND = an_observation("2025", 6, added="2026-01-10")


def test_each_latest_figure_has_its_first_day() -> None:
    """A figure is the latest from the day on which it came on record, the newest first."""
    second, first = ("2026-01-10", ("result-2025",)), ("2025-01-10", ("result-2024",))
    assert history(FIRST, SECOND) == [second, first]
    assert history(FIRST) == [first]
    assert history() == []


def test_an_older_figure_that_comes_later_is_not_the_latest() -> None:
    """A figure of an earlier date, added later, changes no latest figure."""
    late = an_observation("2023", 4, added="2026-02-10")
    assert history(FIRST, late) == [("2025-01-10", ("result-2024",))]


def test_a_corrected_value_is_another_latest_figure() -> None:
    """A correction of the value begins a latest figure, one of a note does not."""
    value = corrected(FIRST, "2025-03-01", set={"value": 7})
    both = corrected(value, "2025-04-01", set={"note": words()})
    latest = ("result-2024",)
    assert history(both) == [("2025-03-01", latest), ("2025-01-10", latest)]


def test_the_days_end_with_the_day_that_is_asked_for() -> None:
    """A record of that very day is there, one of the day after is not."""
    for as_of, days in (
        ("2026-01-10", ["2026-01-10", "2025-01-10"]),
        ("2026-01-09", ["2025-01-10"]),
    ):
        assert [found for found, _ in history(FIRST, SECOND, as_of=as_of)] == days


def test_a_figure_that_does_not_count_is_no_latest_figure() -> None:
    """Before a figure counts there is none; afterwards it stays."""
    disputed = a_disputed("2024", 9, added="2024-06-01", anchor="disputed")
    assert history(disputed, FIRST) == [
        ("2025-01-10", ("result-2024",)),
        ("2024-06-01", None),
    ]


def test_of_a_flow_the_longest_is_the_latest() -> None:
    """The longest of a flow's dates that end on one day is the latest, also of past days."""
    quarter = an_observation("2024-Q4", 1, added="2025-01-10")
    entries = (quarter, FIRST, an_observation("2025", 3, added="2026-01-10"))
    year, last = ("result-2024",), ("result-2025",)
    assert history(*entries, measure="flow") == [("2026-01-10", last), ("2025-01-10", year)]
    assert history(*entries)[1:] == [("2025-01-10", ("result-2024-q4",))]
