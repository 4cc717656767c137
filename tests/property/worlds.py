"""Worlds in which each counting date has a true claim, and statements that are false there.

A world of a stock has a level on some days; on all others it may be anything. A world of a flow has
an amount for each stretch of days between the ends of dates. Two kinds are drawn: *as said*, where
a value is exact (arithmetic is held against these), and *as meant*, with every tolerance (words
are: states, rises, falls, verdicts, conflicts, "unmatched").
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from random import Random
from typing import Any

from tests.property import second_reading as reading
from tests.property.second_reading import DateGroup, Days, Meaning, Observation, Record, Target

Derived = Mapping[str, Any]
SMALL, FAR = Fraction(1, 1000), Fraction(1000)


@dataclass(frozen=True, slots=True)
class World:
    """The day and the value of each counting date, and the amounts of a flow that is added up."""

    days: Mapping[Days, dt.date]
    values: Mapping[Days, Fraction]
    amounts: Mapping[Days, Fraction]

    def amount(self, period: Days) -> Fraction | None:
        """Return the amount of a flow in a period, if this world has one for it."""
        if not self.amounts:
            return self.values.get(period)
        return _amount(self.amounts, period)


def _amount(amounts: Mapping[Days, Fraction], period: Days) -> Fraction:
    inside = (amount for days, amount in amounts.items() if days.is_within(period))
    return sum(inside, Fraction(0))


# -------------------------------------------------------------------------------- drawing of worlds


def claim_meaning(record: Record, claim: Observation, *, as_said: bool) -> Meaning:
    """Return the values a claim may stand for in a world of a kind.

    By the rules a plain value reaches a target that it equals, however rough it is. So its
    precision is left out where it does. No level of people is below zero.
    """
    goals = {reading.value_to_reach(record, target) for target in record.targets}
    if as_said or (claim.is_plain and claim.low in goals and not record.is_flow):
        return Meaning(*reading.said_span(record, claim))
    found = reading.meaning(record, claim)
    if record.can_be_negative or found.low is None or found.low >= 0:
        return found
    return Meaning(Fraction(0), found.high, has_low=True, has_high=found.has_high, hole=found.hole)


def draw_value(random: Random, possible: Meaning) -> Fraction:
    """Return a value of a claim: at an end, beside it, in the middle, or far out where open."""
    low = possible.low if possible.low is not None else (possible.high or Fraction(0)) - FAR
    high = possible.high if possible.high is not None else low + FAR
    step = (high - low) * SMALL
    drawn = (low, low + step, (low + high) / 2 + step, high - step, high)
    return random.choice([value for value in drawn if reading.may_be(possible, value)])


def draw_worlds(
    random: Random, record: Record, amounts: Mapping[Days, Fraction], count: int, *, as_said: bool
) -> Iterator[World]:
    """Yield worlds of a record, as many as asked for unless there are none."""
    if record.is_added_up:
        yield from _flow_worlds(random, record, amounts, count, as_said=as_said)
        return
    for _ in range(count):
        world = _level_world(random, record, as_said=as_said)
        if world is not None:
            yield world


def _level_world(random: Random, record: Record, *, as_said: bool) -> World | None:
    """Return a level on some day of each date; None where the dates leave no room for each other.

    Of a flow that is not added up, each date has a value of its own.
    """
    days: dict[Days, dt.date] = {}
    values: dict[Days, Fraction] = {}
    levels: dict[dt.date, Fraction] = {}
    for date in sorted(reading.counting_dates(record), key=lambda date: date.days.length):
        for _ in range(30):
            offset = random.choice((0, date.days.length - 1, random.randrange(date.days.length)))
            day = date.days.first + dt.timedelta(offset)
            possible = claim_meaning(record, random.choice(date.counting), as_said=as_said)
            value = levels.get(day) if not record.is_flow else None
            if value is None:
                value = draw_value(random, possible)
            if reading.may_be(possible, value):
                days[date.days], values[date.days], levels[day] = day, value, value
                break
        else:
            return None
    return World(days, values, {})


def _flow_worlds(
    random: Random, record: Record, amounts: Mapping[Days, Fraction], count: int, *, as_said: bool
) -> Iterator[World]:
    """Yield worlds of a flow, walked to from the true amounts by steps of a stretch or two."""
    dates = reading.counting_dates(record)
    possible = {
        date.days: [claim_meaning(record, claim, as_said=as_said) for claim in date.counting]
        for date in dates
    }
    due = [reading.parse_days(target.due) for target in record.targets if target.due is not None]
    current = {
        stretch: _amount(amounts, stretch) for stretch in _stretches([*possible, *due], amounts)
    }
    floor = None if reading.has_negative_value(record) else Fraction(0)
    if not _is_world(current, possible, floor):
        return
    for _ in range(count):
        for _ in range(3):
            current = _step(random, current, possible, floor)
        values = {days: _amount(current, days) for days in possible}
        yield World({days: days.last for days in possible}, values, current)


def _stretches(periods: Iterable[Days], amounts: Mapping[Days, Fraction]) -> list[Days]:
    """Return the days of the amounts, cut at the first and after the last day of each period."""
    first, last = min(days.first for days in amounts), max(days.last for days in amounts)
    cuts = {first, last + dt.timedelta(1)}
    for days in periods:
        cuts |= {max(days.first, first), min(days.last, last) + dt.timedelta(1)}
    ordered = sorted(cuts)
    return [Days(start, end - dt.timedelta(1)) for start, end in pairwise(ordered)]


def _is_world(
    amounts: Mapping[Days, Fraction],
    possible: Mapping[Days, Sequence[Meaning]],
    floor: Fraction | None,
) -> bool:
    if floor is not None and any(amount < floor for amount in amounts.values()):
        return False
    return all(
        any(reading.may_be(meaning, _amount(amounts, days)) for meaning in meanings)
        for days, meanings in possible.items()
    )


def _step(
    random: Random,
    amounts: dict[Days, Fraction],
    possible: Mapping[Days, Sequence[Meaning]],
    floor: Fraction | None,
) -> dict[Days, Fraction]:
    """Return other amounts: one goes up or down, and another, perhaps, the other way."""
    up, down = random.choice(list(amounts)), random.choice([None, *amounts])
    limits = [amounts[up], *([] if down is None else [amounts[down]])]
    for days, meanings in possible.items():
        if up.is_within(days) or (down is not None and down.is_within(days)):
            ends = [end for meaning in meanings for end in (meaning.low, meaning.high)]
            now = _amount(amounts, days)
            limits += [abs(end - now) for end in ends if end is not None]
    sizes = [size + extra for size in limits for extra in (Fraction(0), SMALL, -SMALL)]
    sizes += [FAR, sum(limits, Fraction(0)) / 2]
    for size in random.sample(sizes, min(len(sizes), 8)):
        moved = dict(amounts)
        moved[up] += size
        if down is not None:
            moved[down] -= size
        if random.random() < 0.5:
            moved = {days: 2 * amounts[days] - amount for days, amount in moved.items()}
        if _is_world(moved, possible, floor):
            return moved
    return amounts


# ---------------------------------------------------------------------------- statements in a world


def false_as_said(record: Record, derived: Derived, world: World) -> Iterator[str]:
    """Yield the arithmetic that is wrong in a world of exact values."""
    yield from _wrong_changes(record, derived, world)
    for entry, target in zip(derived["targets"], record.targets, strict=True):
        yield from _wrong_sums(entry, target, world)
        yield from _wrong_shares(record, entry, target, world)
        yield from _wrong_needed(record, entry, target, world)
    for year, entry in derived["by_year"].items():
        amount = world.amount(reading.parse_days(year)) if record.is_flow else None
        if amount is not None:
            high = None if entry.get("part") else entry["high"]
            if not _is_between(amount, (entry["low"], high)):
                yield f"by_year {year}"


def false_as_meant(random: Random, record: Record, derived: Derived, world: World) -> Iterator[str]:
    """Yield the words that are false in a world with tolerances."""
    yield from _false_directions(record, derived, world)
    yield from _false_conflicts(record, derived, world)
    if _is_unmatched_false(random, record, derived):
        yield "unmatched"
    for entry, target in zip(derived["targets"], record.targets, strict=True):
        asserted = FLOW_ASSERTIONS if record.is_flow else STOCK_ASSERTIONS
        holds = asserted.get(entry["state"])
        if holds is not None and not holds(record, entry, target, world):
            yield f"{entry['anchor']} is {entry['state']}"
        yield from _false_verdicts(record, derived, entry, target, world)


def _is_between(value: Fraction, ends: Sequence[Fraction | None]) -> bool:
    low, high = ends
    return (low is None or low <= value) and (high is None or value <= high)


def _date_of(record: Record, anchors: Sequence[str]) -> DateGroup:
    return next(
        date
        for date in reading.counting_dates(record)
        if anchors[0] in {claim.anchor for claim in date.counting}
    )


def _latest(record: Record, derived: Derived) -> DateGroup:
    return _date_of(record, derived["latest"]["anchors"])


def _changes(record: Record, derived: Derived) -> Iterator[tuple[str, Derived, Days, Days]]:
    """Yield each change with its base's days and the latest's."""
    for name, change in derived["change"].items():
        if change is not None:
            base = _date_of(record, change["from"]["anchors"])
            yield name, change, base.days, _latest(record, derived).days


def _wrong_changes(record: Record, derived: Derived, world: World) -> Iterator[str]:
    for name, change, base, latest in _changes(record, derived):
        before, after = world.values[base], world.values[latest]
        if not _is_between(after - before, change["absolute"]):
            yield f"change from {name}"
        if change["relative"] and not _is_between(after / before - 1, change["relative"]):
            yield f"relative change from {name}"
        pace = derived["paces"]["recent" if name == "previous" else "baseline"]
        if pace is not None and not _is_between(_pace(record, world, base, latest), pace):
            yield f"pace from {name}"


def _pace(record: Record, world: World, base: Days, latest: Days) -> Fraction:
    """Return how much better the level became in 30 days."""
    elapsed = (world.days[latest] - world.days[base]).days
    return record.sign * (world.values[latest] - world.values[base]) * 30 / elapsed


def _needed(record: Record, derived: Derived, due: Days, goal: Fraction, world: World) -> Fraction:
    """Return how much better the level has to become in 30 days."""
    latest = _latest(record, derived).days
    left = (due.last - world.days[latest]).days
    return record.sign * (goal - world.values[latest]) * 30 / left


def _wrong_sums(entry: Derived, target: Target, world: World) -> Iterator[str]:
    amount = None if target.due is None else world.amount(reading.parse_days(target.due))
    if amount is None:
        return
    if entry["total"] is not None and not _is_between(amount, entry["total"]):
        yield f"total for {entry['anchor']}"
    if entry["part"] is not None and not _is_between(amount, (entry["part"][0], None)):
        yield f"part for {entry['anchor']}"


def _wrong_shares(record: Record, entry: Derived, target: Target, world: World) -> Iterator[str]:
    """Yield the wrong shares and gaps of a stock, whose figure is that of a single date."""
    goal = reading.value_to_reach(record, target)
    for name in ("now", "at_deadline"):
        measures = entry[name]
        if measures is None or record.is_flow:
            continue
        value = world.values[_date_of(record, measures["anchors"]).days]
        if not _is_between(goal - value, measures["gap"]):
            yield f"gap {name} of {entry['anchor']}"
        if measures["share"] and not _is_between(value / goal, measures["share"]):
            yield f"share {name} of {entry['anchor']}"


def _wrong_needed(record: Record, entry: Derived, target: Target, world: World) -> Iterator[str]:
    if entry["needed"] is None or target.due is None:
        return
    goal, due = reading.value_to_reach(record, target), reading.parse_days(target.due)
    derived = {"latest": {"anchors": entry["now"]["anchors"]}}
    if not _is_between(_needed(record, derived, due, goal, world), entry["needed"]):
        yield f"needed pace of {entry['anchor']}"


def _false_directions(record: Record, derived: Derived, world: World) -> Iterator[str]:
    for name, change, base, latest in _changes(record, derived):
        before, after = world.values[base], world.values[latest]
        if (change["direction"] == "rise" and after <= before) or (
            change["direction"] == "fall" and after >= before
        ):
            yield f"{change['direction']} from {name}"


def _false_conflicts(record: Record, derived: Derived, world: World) -> Iterator[str]:
    """Yield conflicts that are false: sums always agree, and claims in conflict never all hold."""
    claims = {claim.anchor: claim for claim in record.observations}
    for conflict in derived["conflicts"]:
        if conflict["kind"] == "sum":
            yield "conflict of sums"
        if conflict["kind"] == "date":
            group = [claims[anchor] for anchor in conflict["anchors"]]
            value = world.values.get(reading.observed_days(record, group[0]))
            if value is not None and all(
                reading.may_be(reading.meaning(record, claim), value) for claim in group
            ):
                yield "conflict on a date"


def _is_unmatched_false(random: Random, record: Record, derived: Derived) -> bool:
    """Return whether some later claim may reach the unmatched one."""
    claims = {claim.anchor: claim for claim in record.observations}
    if derived["unmatched"] is None:
        return False
    chosen = claims[derived["unmatched"]]
    value = draw_value(random, reading.meaning(record, chosen))
    days = reading.observed_days(record, chosen)
    return any(
        record.sign * draw_value(random, reading.meaning(record, later)) >= record.sign * value
        for later in record.observations
        if days.is_before(reading.observed_days(record, later))
    )


def _false_verdicts(
    record: Record, derived: Derived, entry: Derived, target: Target, world: World
) -> Iterator[str]:
    if entry["verdict"] not in {"falling", "on-track", "behind"} or target.due is None:
        return
    paces = {
        name: _pace(record, world, base, latest)
        for name, _, base, latest in _changes(record, derived)
        if derived["paces"]["recent" if name == "previous" else "baseline"] is not None
    }
    hard = reading.value_to_reach(record, target)
    easy = hard - record.sign * reading.tolerance(target)
    due = reading.parse_days(target.due)
    most, least = (_needed(record, derived, due, goal, world) for goal in (hard, easy))
    holds = {
        "falling": paces.get("previous", 0) < 0,
        "on-track": all(pace >= most for pace in paces.values()),
        "behind": all(pace < least for pace in paces.values()),
    }
    if not holds[entry["verdict"]]:
        yield f"{entry['anchor']} is {entry['verdict']}"


# ------------------------------------------------------------------------- assertions of each state

Assertion = Callable[[Record, Derived, Target, World], bool]


def _reaches(record: Record, target: Target, value: Fraction) -> bool:
    return record.sign * value >= record.sign * reading.value_to_reach(record, target)


def _is_below(record: Record, target: Target, value: Fraction) -> bool:
    """Return whether a value is short of everything that the target may mean."""
    goal = record.sign * reading.value_to_reach(record, target) - reading.tolerance(target)
    return record.sign * value < goal


def _reached_between(
    record: Record, target: Target, world: World, first: dt.date, last: dt.date
) -> bool:
    return any(
        first <= day <= last and _reaches(record, target, world.values[days])
        for days, day in world.days.items()
    )


def _was_reached_in_time(record: Record, _: Derived, target: Target, world: World) -> bool:
    """Return whether it was reached in time; a date that ends on the due day is for its end."""
    announced = reading.announcement_day(target)
    due = dt.date.max if target.due is None else reading.parse_days(target.due).last
    assert announced is not None
    return _reached_between(record, target, world, announced, due) or any(
        days.last == due and _reaches(record, target, value) for days, value in world.values.items()
    )


def _was_reached_and_fell(record: Record, entry: Derived, target: Target, world: World) -> bool:
    """Return whether it was reached in time and a later report of the same office is below."""
    decisive = [claim for claim in record.observations if claim.anchor in entry["decided_by"]]
    return _was_reached_in_time(record, entry, target, world) and any(
        reading.speaker(record, earlier) == reading.speaker(record, later)
        and reading.parse_days(earlier.date).last < reading.parse_days(later.date).last
        and _is_below(record, target, world.values[reading.observed_days(record, later)])
        for earlier in decisive
        for later in decisive
    )


def _dates_for_the_day(target: Target, world: World) -> list[Days]:
    assert target.due is not None
    due = reading.parse_days(target.due).last
    return [
        days
        for days in world.values
        if days.last == due or (days.first > due and days.last <= due + dt.timedelta(92))
    ]


def _was_reached_late(record: Record, entry: Derived, target: Target, world: World) -> bool:
    """Return whether a report for the day is below and a later report reaches it."""
    assert target.due is not None
    due = reading.parse_days(target.due).last
    below = [
        days
        for days in _dates_for_the_day(target, world)
        if _is_below(record, target, world.values[days])
    ]
    decisive = {
        reading.observed_days(record, claim)
        for claim in record.observations
        if claim.anchor in entry["decided_by"]
    }
    return any(
        late.first > due and early.is_before(late) and _reaches(record, target, world.values[late])
        for early in below
        for late in world.values
        if {early, late} == decisive
    )


def _was_reached_some_time(record: Record, _: Derived, target: Target, world: World) -> bool:
    """Return whether it was reached after the target was set."""
    announced = reading.announcement_day(target)
    assert announced is not None
    return _reached_between(record, target, world, announced, dt.date.max)


def _was_missed(record: Record, _: Derived, target: Target, world: World) -> bool:
    """Return whether there are reports for the day on its side of breaks, all below."""
    announced = reading.announcement_day(target)
    assert announced is not None
    asked = [
        days
        for days in _dates_for_the_day(target, world)
        if reading.are_on_one_side(record, days, Days(announced, announced))
    ]
    return bool(asked) and all(_is_below(record, target, world.values[days]) for days in asked)


def _rounding(record: Record, target: Target) -> Fraction:
    """Return what plain values that add up to the target exactly may be short of it."""
    assert target.due is not None
    period = reading.parse_days(target.due)
    return sum(
        (
            max(reading.tolerance(claim) for claim in date.counting)
            for date in reading.counting_dates(record)
            if date.days.is_within(period) and any(claim.is_plain for claim in date.counting)
        ),
        Fraction(0),
    )


def _amount_reaches(record: Record, _: Derived, target: Target, world: World) -> bool:
    assert target.due is not None
    amount = world.amount(reading.parse_days(target.due))
    assert amount is not None
    plain_sum = reading.sum_span(record, reading.covers(record, reading.parse_days(target.due)))
    goal = reading.value_to_reach(record, target)
    is_equal = plain_sum is not None and goal in plain_sum
    allowance = record.sign * _rounding(record, target) if is_equal else Fraction(0)
    return _reaches(record, target, amount + allowance)


def _amount_is_short(record: Record, _: Derived, target: Target, world: World) -> bool:
    assert target.due is not None
    amount = world.amount(reading.parse_days(target.due))
    return amount is not None and _is_below(record, target, amount)


STOCK_ASSERTIONS: Mapping[str, Assertion] = {
    "met": _was_reached_in_time,
    "met-then-fell": _was_reached_and_fell,
    "met-late": _was_reached_late,
    "met-time-unknown": _was_reached_some_time,
    "missed": _was_missed,
}
FLOW_ASSERTIONS: Mapping[str, Assertion] = {"met": _amount_reaches, "missed": _amount_is_short}
