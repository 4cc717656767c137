"""States that would follow if claims counted that are disputed or set aside."""

from __future__ import annotations

from tests.derivation.made_claims import FLOW, derived, outlook, promised, said, series

from terang.derivation.claims import SeriesClaims
from terang.derivation.counting import counting_dates, with_date

GOAL = promised(100)
YES, NO = said("2025-12-31", 105, "yes"), said("2025-12-31", 95, "no")


def others(claims: SeriesClaims) -> list[tuple[str, str]]:
    """Return the other states of the first target, with the claims that would give them."""
    return [("+".join(other.anchors), other.state) for other in outlook(claims).other_states]


def test_a_claim_that_was_set_aside() -> None:
    """The state that a set-aside claim and the preferred one would give together is named."""
    held = said("2025-12-31", 95, "no", preferred=True)
    claims = series(YES, held, target=GOAL)
    assert outlook(claims).state == "missed"
    assert others(claims) == [("yes", "undecided")]
    assert others(series(YES, NO, target=GOAL)) == []


def test_a_disputed_claim() -> None:
    """A disputed claim that would give another state is named, also where it stands alone."""
    disputed = said("2025-12-31", 95, "no", status="disputed")
    assert others(series(YES, disputed, target=GOAL)) == [("no", "undecided")]
    assert others(series(disputed, target=GOAL)) == [("no", "missed")]
    earlier = said("2025-06-30", 95, "no", status="disputed")
    assert others(series(YES, earlier, target=GOAL)) == []


def test_a_disputed_claim_that_was_also_set_aside() -> None:
    """A disputed claim of a date with a preferred one would count beside that."""
    held = said("2025-12-31", 95, "no", preferred=True)
    disputed = said("2025-12-31", 105, "yes", status="disputed")
    assert others(series(held, disputed, target=GOAL)) == [("yes", "undecided")]


def test_all_of_them_where_none_alone_gives_that_state() -> None:
    """The state that all give together is named only where no claim gives it alone."""
    on_the_day = said("2025-12-31", 95, "no", status="disputed")
    late = said("2026-06-30", 105, "late", status="disputed")
    assert others(series(on_the_day, late, target=GOAL)) == [
        ("no", "missed"),
        ("late", "met-time-unknown"),
        ("no+late", "met-late"),
    ]
    rivals = [said("2025-12-31", value, f"{value}", status="disputed") for value in (94, 95)]
    assert others(series(*rivals, target=GOAL)) == [("94", "missed"), ("95", "missed")]
    # Together they give what one of them gives alone.
    undone = said("2026-01-31", 105, "again", status="disputed")
    claims = series(said("2025-12-31", 95, "d"), on_the_day, undone, target=GOAL)
    assert outlook(claims).state == "missed"
    assert others(claims) == [("again", "met-late")]


def test_a_flow() -> None:
    """Parts that do not count would complete a total, or contest it."""
    goal = promised(100, "2025")
    first = said("2025-S1", 60, "first")
    second = said("2025-S2", 30, "second", status="disputed")
    assert others(series(first, second, target=goal, traits=FLOW)) == [("second", "missed")]
    year = said("2025", 120, "year")
    parts = [said(f"2025-S{half}", 20, f"s{half}", status="disputed") for half in (1, 2)]
    contested = series(year, *parts, target=goal, traits=FLOW)
    assert outlook(contested).state == "met"
    assert others(contested) == [("s1+s2", "undecided")]
    above = said("2025-S1", 130, "above", status="disputed")
    assert others(series(year, above, target=goal, traits=FLOW)) == [("above", "undecided")]
    # A conflict elsewhere, and figures of other years, are none of the target's.
    elsewhere = said("2024-S1", 30, "part", status="disputed")
    older = said("2024", 20, "older")
    assert others(series(year, older, elsewhere, target=goal, traits=FLOW)) == []


def test_a_whole_around_the_due_date() -> None:
    """A disputed figure of the year would contest the first quarter, as a counting one does."""
    goal = promised(25, "2025-Q1")
    quarters = [said(f"2025-Q{number}", 30, f"q{number}") for number in range(1, 5)]
    year = said("2025", 90, "year", status="disputed")
    assert others(series(*quarters, year, target=goal, traits=FLOW)) == [("year", "undecided")]
    unrelated = said("2023", 1, "old", status="disputed")
    contested = series(*quarters, said("2025", 90, "y"), unrelated, target=goal, traits=FLOW)
    assert outlook(contested).state == "undecided"
    assert others(contested) == []


def test_only_some_of_all_that_would_count_are_of_the_period() -> None:
    """The state of all together counts, also where figures of other years are among them."""
    first = said("2025-S1", 60, "s1")
    disputed = [
        said(date, 10, date.lower(), status="disputed") for date in ("2023", "2025-Q3", "2025-Q4")
    ]
    claims = series(first, *disputed, target=promised(100, "2025"), traits=FLOW)
    assert others(claims) == [("2023+2025-q3+2025-q4", "missed")]


def test_a_series_with_losses_has_no_parts_above_a_whole() -> None:
    """A part above its whole would be no conflict, since another part may be below zero."""
    claims = [said("2023", -5, "loss"), said("2025", 40, "year")]
    part = said("2025-S1", 50, "part", status="disputed")
    goal = promised(30, "2025")
    assert others(series(*claims[1:], part, target=goal, traits=FLOW)) == [("part", "undecided")]
    assert others(series(*claims, part, target=goal, traits=FLOW)) == []


def test_a_value_below_zero_leaves_no_part() -> None:
    """A disputed loss of another year would leave the days that are missing open."""
    quarter = said("2025-Q1", 110, "quarter")
    loss = said("2024", -1, "loss", status="disputed")
    claims = series(quarter, loss, target=promised(100, "2025"), traits=FLOW)
    assert outlook(claims).state == "met"
    assert others(claims) == [("loss", "unreported")]


def test_a_loss_ends_a_conflict() -> None:
    """Parts above the whole are in conflict with it only where no value is below zero."""
    claims = [said("2025", 90, "year"), said("2025-Q1", 120, "quarter")]
    loss = said("2024", -1, "loss", status="disputed")
    goal = promised(80, "2025")
    assert outlook(series(*claims, loss, target=goal, traits=FLOW)).state == "undecided"
    assert others(series(*claims, loss, target=goal, traits=FLOW)) == [("loss", "met")]


def test_a_date_takes_its_place_among_others() -> None:
    """A changed date stands in the place of the date of the same days, or between others."""
    dates = counting_dates([said(date, 1, date) for date in ("2023", "2024", "2025")])
    for written, expected in (
        ("2022", ["new", "2023", "2024", "2025"]),
        ("2023", ["new", "2024", "2025"]),
        ("2024", ["2023", "new", "2025"]),
        ("2024-06", ["2023", "new", "2024", "2025"]),
        ("2025", ["2023", "2024", "new"]),
        ("2026", ["2023", "2024", "2025", "new"]),
    ):
        (changed,) = counting_dates([said(written, 2, "new")])
        found = with_date(dates, changed)
        assert [anchor for date in found for anchor in date.anchors] == expected


def test_a_flow_without_a_due_date() -> None:
    """No claim changes the state of a flow's target that has no due date."""
    disputed = said("2025", 120, "a", status="disputed")
    target = promised(100, None)
    assert others(series(disputed, target=target, traits=FLOW)) == []


def test_every_target_has_its_own() -> None:
    """Each target is looked at by itself."""
    disputed = said("2025-12-31", 95, "no", status="disputed")
    easy = promised(90, anchor="easy")
    found = derived(series(disputed, targets=[GOAL, easy])).outlooks
    assert [[other.state for other in one_target.other_states] for one_target in found] == [
        ["missed"],
        ["met"],
    ]
