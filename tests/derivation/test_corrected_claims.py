"""States of targets after corrections, withdrawals and replies, and between copies of a text."""

from __future__ import annotations

import pytest
from tests.conftest import (
    WrittenData,
    a_reply,
    a_series,
    a_target,
    an_indicator,
    an_observation,
    corrected,
    day,
    withdrawn,
    words,
)

from terang.derivation.derive import Derived
from terang.derivation.series_claims import derive_series
from terang.model.definitions import Source

DEADLINE = "2025-12-31"


def a_goal(value: object = 100, due: str = DEADLINE, **keys: object) -> WrittenData:
    """Return a target announced in January 2025."""
    return a_target(value, due, announced="2025-01-10", **keys)


def derived_of(*entries: WrittenData, copies: dict[str, str] | None = None) -> Derived:
    """Return what follows from entries; `copies`: a source and the source whose text it copies."""
    series = a_series(*entries, today="2026-11-30")
    names = {name for entry in series.entries for name in entry.sources}
    sources = {
        name: Source.model_construct(
            id=name, publisher=name, published=None, same_text_as=(copies or {}).get(name)
        )
        for name in names
    }
    return derive_series(series, an_indicator(), sources, day("2026-11-30"))


def states(*entries: WrittenData, copies: dict[str, str] | None = None) -> list[str]:
    """Return the states of the targets of these entries, with their reasons."""
    outlooks = derived_of(*entries, copies=copies).outlooks
    return [
        " ".join(filter(None, (outlook.judgement.state, outlook.judgement.reason)))
        for outlook in outlooks
    ]


@pytest.mark.parametrize(
    ("value", "changes", "state"),
    [
        (120, {"value": 90}, "missed"),
        (90, {"qualifier": "at-least"}, "undecided rough-figure"),
        (90, {"value": {"low": 90, "high": 110}}, "undecided rough-figure"),
        (120, {"status": "disputed", "note": words()}, "unreported none"),
        (120, {"date": "2024-12-31"}, "unreported not-for-the-day"),
    ],
)
def test_a_corrected_figure_decides_as_it_stands(
    value: int, changes: dict[str, object], state: str
) -> None:
    """A figure counts as its last correction leaves it, under its old anchor."""
    figure = corrected(an_observation(DEADLINE, value), "2026-02-01", set=changes)
    assert states(figure, a_goal()) == [state]


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"value": 90}, "met"),
        ({"due": "2026-06-30"}, "met"),
        ({"announced": None}, "missed"),
        ({"qualifier": "about"}, "undecided rough-figure"),
    ],
)
def test_a_corrected_target_is_judged_as_it_stands(changes: dict[str, object], state: str) -> None:
    """A target is held against the figures with its corrected value and day."""
    figures = (an_observation(DEADLINE, 97), an_observation("2026-06-30", 110))
    first = figures[:1] if "due" not in changes else figures
    assert states(*first, a_goal()) == ["missed" if first == figures[:1] else "met-late"]
    assert states(*first, corrected(a_goal(), "2026-01-10", set=changes)) == [state]


def test_corrections_hold_in_the_order_of_their_days() -> None:
    """The last day's correction holds, of one day's the last in the file."""
    figure = an_observation(DEADLINE, 90)
    later = corrected(figure, "2026-03-01", set={"value": 95})
    assert states(corrected(later, "2026-02-01", set={"value": 105}), a_goal()) == ["missed"]
    assert states(corrected(later, "2026-03-01", set={"value": 105}), a_goal()) == ["met"]


def test_a_withdrawn_replacement_replaces_nothing() -> None:
    """A target is replaced only by a target that stands, and again once that is restored."""
    first = a_goal(due="2027", anchor="first")
    second = a_goal(120, due="2027", anchor="second", replaces="first")
    gone = withdrawn(second)
    assert states(first, second) == ["replaced", "pending"]
    assert states(first, gone) == ["pending"]
    assert states(first, corrected(gone, "2026-02-01", restore="true")) == ["replaced", "pending"]


def test_a_withdrawn_figure_is_no_report() -> None:
    """A withdrawn figure decides nothing; a reply to a figure that stands changes no state."""
    figure = an_observation(DEADLINE, 90)
    assert states(withdrawn(figure), a_goal()) == ["unreported none"]
    answer = a_reply("result-2025-12-31", "2026-02-01")
    assert states(figure, a_goal(), answer) == states(figure, a_goal()) == ["missed"]


def test_a_copy_speaks_with_the_voice_of_its_original() -> None:
    """A fall needs one speaker on both sides; two copies of one press release have one."""
    figures = (
        an_observation("2025-06-30", 120, sources=["a"]),
        an_observation(DEADLINE, 90, sources=["b"]),
    )
    assert states(*figures, a_goal()) == ["undecided sources-disagree"]
    assert states(*figures, a_goal(), copies={"b": "a"}) == ["met-then-fell"]
