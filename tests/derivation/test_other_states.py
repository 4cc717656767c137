"""States that would follow if claims counted that are disputed or set aside."""

from __future__ import annotations

from tests.derivation.made_claims import FLOW, derived, outlook, promised, said, series

from terang.derivation.claims import SeriesClaims

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
