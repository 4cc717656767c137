"""A second, independent reading of the rules for derived figures, in plain Python.

It is written from the text of the rules alone and shares no code with the core, so that a mistake
in one of the two shows as a difference. It prefers enumeration to speed. A comment above each
group of functions names the headings of docs/contract.md with its rules.

`read_series(record, today)` returns the `derived` object of a series' JSON, in exact Fractions.
A record holds what stands today: corrections are applied, withdrawn entries and events left out.

In two places it says less than the text of the rules, which would let a statement go too far:

- State of a target, rule 1: a date also speaks against another when a claim of it says no and the
  others are rough. By the text a rough rival beside a report that says no would make a target met.
- Unmatched claims: no claim is unmatched while a later claim beyond a break may be as good. "No
  later figure that we found reaches it" would be false.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from itertools import combinations
from typing import Any

Limit = Fraction | None
"""One end of a span; None is an open end."""

# ------------------------------------------------------------------------------------------ records


@dataclass(frozen=True, slots=True)
class Days:
    """An interval of days, both ends included."""

    first: dt.date
    last: dt.date

    @property
    def length(self) -> int:
        """The number of its days."""
        return (self.last - self.first).days + 1

    def is_before(self, other: Days) -> bool:
        """Return whether its last day is before the first day of the other."""
        return self.last < other.first

    def overlaps(self, other: Days) -> bool:
        """Return whether the two share a day."""
        return self.first <= other.last and other.first <= self.last

    def is_within(self, other: Days) -> bool:
        """Return whether each of its days is a day of the other."""
        return other.first <= self.first and self.last <= other.last

    def holds(self, day: dt.date) -> bool:
        """Return whether the day is one of its days."""
        return self.first <= day <= self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A value as it is written; `low` and `high` differ only where a range is written."""

    anchor: str
    low: Fraction
    high: Fraction
    qualifier: str | None = None
    precision: Fraction | None = None
    contradicts: tuple[str, ...] = ()

    @property
    def is_plain(self) -> bool:
        """Return whether it is a single value without a qualifier."""
        return self.low == self.high and self.qualifier is None


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation(Claim):
    """A claim about a past period.

    `by` is the office that it names, `source` its first source. `published` is the latest
    `published` of its sources where all have one, else None; only `is_refused` asks for it.
    """

    date: str
    status: str = "reported"
    by: str | None = None
    source: str = "source"
    is_preferred: bool = False
    published: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Target(Claim):
    """A value to be reached; `published` holds the dates of its sources that have a date."""

    due: str | None = None
    announced: str | None = None
    published: tuple[str, ...] = ()
    replaces: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PopulationValue:
    """A number of people on a date; a date may have several."""

    date: str
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A text with its publisher; `same_text_as` is the source of which it is a copy."""

    id: str
    publisher: str
    same_text_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """A series with the keys of its indicator that the rules ask for; entries in file order.

    `unit` is `count` (a bilingual unit), `currency` or `percent`; `has_per` says that `per` is
    set. `breaks` are those of the indicator and of the series. A source that `sources` does not
    have is its own publisher.
    """

    measure: str = "stock"
    direction: str = "increase"
    unit: str = "count"
    has_per: bool = False
    frequency: str = "irregular"
    breaks: tuple[dt.date, ...] = ()
    observations: tuple[Observation, ...] = ()
    targets: tuple[Target, ...] = ()
    population: tuple[PopulationValue, ...] = ()
    sources: tuple[Source, ...] = ()
    baseline: str | None = None

    @property
    def is_flow(self) -> bool:
        """True of a flow; a cumulative figure is a flow from 1 January on."""
        return self.measure != "stock"

    @property
    def can_be_negative(self) -> bool:
        """True of percentages and currencies: only they may be below zero."""
        return self.unit != "count"

    @property
    def is_added_up(self) -> bool:
        """False of percentages, and where `per` is set: they are not added up."""
        return self.is_flow and self.unit != "percent" and not self.has_per

    @property
    def sign(self) -> int:
        """+1 where more is better, −1 where less is, 0 where neither."""
        return {"increase": 1, "decrease": -1, "none": 0}[self.direction]


@dataclass(frozen=True, slots=True)
class DateGroup:
    """A date with all its observations, and those of them that count, in file order."""

    days: Days
    claims: tuple[Observation, ...]
    counting: tuple[Observation, ...]

    @property
    def written(self) -> str:
        """The date as its first counting claim writes it."""
        return self.counting[0].date


# --- dates and numbers (docs/contract.md#dates, #numbers) -----------------------------------------


@lru_cache(8192)
def parse_days(text: str) -> Days:
    """Return the days of a year, half, quarter, month, day, or interval with a slash."""
    start, _, end = text.partition("/")
    if end:
        return Days(dt.date.fromisoformat(start), dt.date.fromisoformat(end))
    year, _, rest = text.partition("-")
    if not rest:
        return _months(int(year), 1, 12)
    if rest[0] == "Q":
        return _months(int(year), 3 * int(rest[1]) - 2, 3)
    if rest[0] == "S":
        return _months(int(year), 6 * int(rest[1]) - 5, 6)
    if len(rest) == 2:
        return _months(int(year), int(rest), 1)
    day = dt.date.fromisoformat(text)
    return Days(day, day)


def _months(year: int, month: int, count: int) -> Days:
    end = month + count - 1
    return Days(dt.date(year, month, 1), dt.date(year, end, calendar.monthrange(year, end)[1]))


def observed_days(record: Record, observation: Observation) -> Days:
    """Return the days of a figure: from 1 January to its date's last day if it is cumulative."""
    days = parse_days(observation.date)
    if record.measure == "cumulative":
        return Days(dt.date(days.last.year, 1, 1), days.last)
    return days


def last_digit_place(value: Fraction) -> Fraction:
    """Return the place of the last digit that is not zero: 1,000 for 98,000; 0 for 0."""
    if value == 0:
        return Fraction(0)
    place = Fraction(1)
    while (value / place).denominator != 1:
        place /= 10
    while (value / (place * 10)).denominator == 1:
        place *= 10
    return place


def is_refused(record: Record, today: dt.date) -> bool:
    """Return whether an observation ends after today or after the day of its publication."""
    return any(
        parse_days(claim.date).last > today
        or (
            claim.published is not None
            and parse_days(claim.date).last > parse_days(claim.published).last
        )
        for claim in record.observations
    )


# --- meaning of a claim (docs/contract.md#meaning-of-a-claim) -------------------------------------


@dataclass(frozen=True, slots=True)
class Meaning:
    """The set of values that a claim may stand for.

    `has_low` and `has_high` say whether the ends themselves are among them; `hole` is a value
    within that is not.
    """

    low: Limit
    high: Limit
    has_low: bool = True
    has_high: bool = True
    hole: Fraction | None = None


def said_span(record: Record, claim: Claim) -> tuple[Limit, Limit]:
    """Return the value or range as said, open ends included, without tolerance."""
    if claim.qualifier in {"at-least", "more-than"}:
        return claim.low, None
    if claim.qualifier == "at-most":
        return (None if record.can_be_negative else Fraction(0)), claim.high
    return claim.low, claim.high


def tolerance(claim: Claim) -> Fraction:
    """Return half the precision, or half the last digit's place of `about` and `nearly`.

    The latter is never over 5 % of the value. Ranges, open ends and plain values have none.
    """
    is_open = claim.qualifier in {"at-least", "more-than", "at-most"}
    if claim.low != claim.high or is_open:
        return Fraction(0)
    if claim.precision is not None:
        return claim.precision / 2
    if claim.qualifier in {"about", "nearly"}:
        return min(last_digit_place(claim.low) / 2, abs(claim.low) / 20)
    return Fraction(0)


def meaning(record: Record, claim: Claim) -> Meaning:
    """Return the span said, widened by the tolerance.

    `nearly` is widened downwards only (of a `decrease`: both ways), its value itself excluded.
    """
    low, high = said_span(record, claim)
    margin = tolerance(claim)
    if claim.qualifier == "nearly":
        if record.direction == "decrease":
            return Meaning(claim.low - margin, claim.low + margin, hole=claim.low)
        return Meaning(claim.low - margin, claim.low, has_high=False)
    return Meaning(_plus(low, -margin), _plus(high, margin))


def have_common_value(left: Meaning, right: Meaning) -> bool:
    """Return whether some value is within both."""
    lows = [limit for limit in (left.low, right.low) if limit is not None]
    highs = [limit for limit in (left.high, right.high) if limit is not None]
    if not lows or not highs or max(lows) < min(highs):
        return True  # with an open end or more than a point in common, a hole cannot empty it
    return max(lows) == min(highs) and all(
        may_be(possible, max(lows)) for possible in (left, right)
    )


def may_be(possible: Meaning, value: Fraction) -> bool:
    """Return whether a claim of this meaning may stand for the value."""
    above = possible.low is None or possible.low < value
    below = possible.high is None or possible.high > value
    at_low = possible.low == value and possible.has_low
    at_high = possible.high == value and possible.has_high
    return (above or at_low) and (below or at_high) and value != possible.hole


def is_surely_above(upper: Meaning, lower: Meaning) -> bool:
    """Return whether each value of the first is greater than each value of the second."""
    if upper.low is None or lower.high is None:
        return False
    if upper.low == lower.high:
        return not (upper.has_low and lower.has_high)
    return upper.low > lower.high


def is_surely_better(record: Record, claim: Claim, other: Claim) -> bool:
    """Return whether all that the first claim may mean is better than all of the second."""
    if record.direction == "decrease":
        return is_surely_above(meaning(record, other), meaning(record, claim))
    return is_surely_above(meaning(record, claim), meaning(record, other))


def _plus(left: Limit, right: Limit) -> Limit:
    return None if left is None or right is None else left + right


def _minus(left: Limit, right: Limit) -> Limit:
    return None if left is None or right is None else left - right


def _least(limits: Iterable[Limit]) -> Limit:
    """Return the lowest of some low ends; None, an open end, is below all."""
    values = list(limits)
    known = [value for value in values if value is not None]
    return min(known) if len(known) == len(values) else None


def _greatest(limits: Iterable[Limit]) -> Limit:
    """Return the highest of some high ends; None, an open end, is above all."""
    values = list(limits)
    known = [value for value in values if value is not None]
    return max(known) if len(known) == len(values) else None


def span(record: Record, claims: Iterable[Claim]) -> tuple[Limit, Limit]:
    """Return the span that a counting date says, from its lowest claim to its highest."""
    spans = [said_span(record, claim) for claim in claims]
    return _least(low for low, _ in spans), _greatest(high for _, high in spans)


def possible_span(record: Record, claims: Iterable[Claim]) -> Meaning:
    """Return everything between the least and the greatest that some claims may mean."""
    meanings = [meaning(record, claim) for claim in claims]
    low = _least(possible.low for possible in meanings)
    high = _greatest(possible.high for possible in meanings)
    return Meaning(
        low,
        high,
        has_low=any(possible.low == low and possible.has_low for possible in meanings),
        has_high=any(possible.high == high and possible.has_high for possible in meanings),
    )


# --- counting claims and their dates (docs/contract.md#which-claims-count, #comparable-dates) -----


def counts(record: Record, claim: Observation) -> bool:
    """Return whether a claim counts: not disputed, nor set aside for a preferred claim.

    A preferred claim sets aside the claims of its date that say otherwise.
    """
    if claim.status == "disputed":
        return False
    return claim.is_preferred or not any(
        other.is_preferred
        and observed_days(record, other) == observed_days(record, claim)
        and _said(other) != _said(claim)
        for other in record.observations
    )


def _said(claim: Claim) -> tuple[Fraction, Fraction, str | None]:
    """Return what makes another value or qualifier."""
    return claim.low, claim.high, claim.qualifier


@lru_cache(64)
def all_dates(record: Record) -> tuple[DateGroup, ...]:
    """Return the dates with their observations, in order of last days, then of first days."""
    groups: dict[Days, list[Observation]] = {}
    for observation in record.observations:
        groups.setdefault(observed_days(record, observation), []).append(observation)
    dates = [
        DateGroup(days, tuple(claims), tuple(claim for claim in claims if counts(record, claim)))
        for days, claims in groups.items()
    ]
    return tuple(sorted(dates, key=lambda date: (date.days.last, date.days.first)))


def counting_dates(record: Record) -> list[DateGroup]:
    """Return the dates with at least one counting observation, in order."""
    return [date for date in all_dates(record) if date.counting]


def has_break_within(record: Record, days: Days) -> bool:
    """Return whether days before a break, and days from it on, are both among them."""
    return any(days.first < day <= days.last for day in record.breaks)


def has_break_between(record: Record, left: Days, right: Days) -> bool:
    """Return whether one lies wholly before a break, and the other wholly from it on."""
    return any(
        left.last < day <= right.first or right.last < day <= left.first for day in record.breaks
    )


def are_on_one_side(record: Record, left: Days, right: Days) -> bool:
    """Return whether no break stands within either of two dates, or between them."""
    return not (
        has_break_within(record, left)
        or has_break_within(record, right)
        or has_break_between(record, left, right)
    )


def are_comparable(record: Record, left: Days, right: Days) -> bool:
    """Return whether no break parts two dates; those of a flow also lie whole years apart."""
    if not are_on_one_side(record, left, right):
        return False
    return (
        not record.is_flow
        or _moved_to(left, right.first.year) == right
        or _moved_to(right, left.first.year) == left
    )


def _moved_to(days: Days, year: int) -> Days:
    """Return the days moved to another year; 29 February may become the 28th."""
    years = year - days.first.year
    return Days(_years_on(days.first, years), _years_on(days.last, years))


def _years_on(day: dt.date, years: int) -> dt.date:
    year = day.year + years
    return dt.date(year, day.month, min(day.day, calendar.monthrange(year, day.month)[1]))


def latest_date(record: Record) -> DateGroup | None:
    """Return the last counting date: the shortest of a stock, the longest of a flow."""
    shorter_is_later = -1 if record.is_flow else 1
    return max(
        counting_dates(record),
        key=lambda date: (date.days.last, shorter_is_later * date.days.first.toordinal()),
        default=None,
    )


# --- change and unmatched (docs/contract.md#comparable-dates, #unmatched-claims) ------------------


def bases(record: Record, latest: DateGroup) -> list[DateGroup]:
    """Return the counting dates before the latest that are comparable with it."""
    return [
        date
        for date in counting_dates(record)
        if date.days.is_before(latest.days) and are_comparable(record, date.days, latest.days)
    ]


def previous_date(record: Record, latest: DateGroup) -> DateGroup | None:
    """Return the last of the dates that the latest can be compared with."""
    possible = bases(record, latest)
    return possible[-1] if possible else None


def baseline_date(record: Record, latest: DateGroup) -> DateGroup | None:
    """Return the date of `baseline`, or None if it is no base; by default the earliest base.

    A `baseline` that names no observation here (it was withdrawn) counts for nothing.
    """
    possible = bases(record, latest)
    named = [claim for claim in record.observations if claim.anchor == record.baseline]
    if not named:
        return possible[0] if possible else None
    days = observed_days(record, named[0])
    return next((date for date in possible if date.days == days), None)


def speaker(record: Record, claim: Observation) -> str:
    """Return a claim's `by`, else the publisher of its first source.

    Copies of one text have one origin, so theirs is the publisher of the text that is no copy.
    """
    if claim.by is not None:
        return claim.by
    known = {source.id: source for source in record.sources}
    text = known.get(claim.source)
    while text is not None and text.same_text_as in known:
        text = known[text.same_text_as]
    return claim.source if text is None else text.publisher


def have_one_speaker(record: Record, left: DateGroup, right: DateGroup) -> bool:
    """Return whether all counting claims of both dates have the same speaker."""
    return len({speaker(record, claim) for claim in left.counting + right.counting}) == 1


def can_be_called_trend(record: Record, left: DateGroup, right: DateGroup) -> bool:
    """Return whether a change may be called a rise, a fall or a pace.

    The claims have the same speaker, or are `final`.
    """
    return have_one_speaker(record, left, right) or all(
        claim.status == "final" for claim in left.counting + right.counting
    )


def absolute_change(
    record: Record, base: DateGroup, latest: DateGroup
) -> tuple[Limit, Limit] | None:
    """Return latest minus base over all ends; None if open ends hide even the sign."""
    base_low, base_high = span(record, base.counting)
    low, high = span(record, latest.counting)
    least, most = _minus(low, base_high), _minus(high, base_low)
    is_open = least is None or most is None
    has_sign = (least is not None and least >= 0) or (most is not None and most <= 0)
    return None if is_open and not has_sign else (least, most)


def relative_change(
    record: Record, base: DateGroup, latest: DateGroup
) -> tuple[Limit, Limit] | None:
    """Return latest ÷ base − 1 over all ends; None for percentages or a base not above zero."""
    base_low, base_high = span(record, base.counting)
    low, high = span(record, latest.counting)
    if record.unit == "percent" or base_low is None or base_low <= 0:
        return None
    # The least quotient divides by the base's high end, unless it is negative.
    least_divisor = base_low if low is not None and low < 0 else base_high
    most_divisor = base_high if high is not None and high < 0 else base_low
    return _ratio_less_one(low, least_divisor), _ratio_less_one(high, most_divisor)


def _ratio_less_one(value: Limit, divisor: Limit) -> Limit:
    return None if value is None or divisor is None else value / divisor - 1


def change_json(record: Record, base: DateGroup | None, latest: DateGroup) -> dict[str, Any] | None:
    """Return the change from a base, called a rise or a fall only where that is sure."""
    absolute = None if base is None else absolute_change(record, base, latest)
    if base is None or absolute is None:
        return None
    relative = relative_change(record, base, latest)
    return {
        "from": {"date": base.written, "anchors": _anchors([base])},
        "absolute": list(absolute),
        "relative": None if relative is None else list(relative),
        "same_speaker": have_one_speaker(record, base, latest),
        "direction": change_direction(record, base, latest),
    }


def change_direction(record: Record, base: DateGroup, latest: DateGroup) -> str | None:
    """Return `rise` or `fall` if it holds for all that the claims may mean."""
    if not can_be_called_trend(record, base, latest):
        return None
    before, after = possible_span(record, base.counting), possible_span(record, latest.counting)
    if is_surely_above(after, before):
        return "rise"
    return "fall" if is_surely_above(before, after) else None


def unmatched_claim(record: Record) -> Observation | None:
    """Return the best claim of a stock that is surely better than all later comparable claims."""
    latest = latest_date(record)
    if record.is_flow or record.direction == "none" or latest is None:
        return None
    dates = all_dates(record)
    candidates = [
        (date.days.last, date.days.first, record.observations.index(claim), claim)
        for date in dates
        if are_on_one_side(record, date.days, latest.days)
        for claim in date.claims
        if _is_unmatched(record, dates, date, claim)
    ]
    if not candidates:
        return None
    return max(candidates, key=lambda found: (goodness(record, found[3]), *found[:3]))[3]


def _is_unmatched(
    record: Record, dates: Sequence[DateGroup], date: DateGroup, claim: Observation
) -> bool:
    later = [other for other in dates if date.days.is_before(other.days)]
    comparable = [other for other in later if are_comparable(record, date.days, other.days)]
    return any(other.counting for other in comparable) and all(
        is_surely_better(record, claim, rival) for other in later for rival in other.claims
    )


def goodness(record: Record, claim: Claim) -> Fraction:
    """Return the end of the claim that is sure, greater where better."""
    low, high = said_span(record, claim)
    end = high if record.direction == "decrease" else low
    return record.sign * (end if end is not None else claim.low)


# --- conflicts (docs/contract.md#disagreement-between-claims) -------------------------------------


def conflicts_json(record: Record) -> list[dict[str, Any]]:
    """Return every conflict with its kind, its claims and the preferred claim."""
    groups = [
        *(("date", group) for group in date_conflicts(record)),
        *(("due", group) for group in due_conflicts(record)),
        *(("contradicts", group) for group in contradictions(record)),
        *(("sum", group) for group in sum_conflicts(record)),
    ]
    preferred = {claim.anchor for claim in record.observations if claim.is_preferred}
    found: dict[frozenset[str], dict[str, Any]] = {}
    for kind, group in groups:
        held = next((anchor for anchor in group if anchor in preferred), None)
        conflict = {"kind": kind, "anchors": group, "preferred": held}
        if not any(known >= frozenset(group) for known in found):
            found[frozenset(group)] = conflict
    return list(found.values())


def _groups_of_pairs(order: Sequence[str], pairs: Iterable[tuple[str, str]]) -> list[list[str]]:
    """Return what is tied together by pairs, each group and all groups in the order given."""
    group_of = {anchor: {anchor} for anchor in order}
    for left, right in pairs:
        union = group_of[left] | group_of[right]
        for anchor in union:
            group_of[anchor] = union
    seen: list[set[str]] = []
    for anchor in order:
        if len(group_of[anchor]) > 1 and group_of[anchor] not in seen:
            seen.append(group_of[anchor])
    return [[anchor for anchor in order if anchor in group] for group in seen]


def date_conflicts(record: Record) -> list[list[str]]:
    """Return observations of the same days whose values have nothing in common."""
    found = []
    for date in all_dates(record):
        pairs = [
            (left.anchor, right.anchor)
            for left, right in combinations(date.claims, 2)
            if not have_common_value(meaning(record, left), meaning(record, right))
        ]
        found += _groups_of_pairs(_anchors_of(date.claims), pairs)
    return found


def due_conflicts(record: Record) -> list[list[str]]:
    """Return targets of a due date with nothing in common, where neither replaces the other."""
    pairs = [
        (left.anchor, right.anchor)
        for left, right in combinations(record.targets, 2)
        if left.due is not None
        and right.due is not None
        and parse_days(left.due) == parse_days(right.due)
        and not replaces(record, left, right)
        and not replaces(record, right, left)
        and not have_common_value(meaning(record, left), meaning(record, right))
    ]
    dues = {target.anchor: target.due for target in record.targets if target.due is not None}
    groups: dict[Days, list[str]] = {}
    for anchor, due in dues.items():
        if any(anchor in pair for pair in pairs):
            groups.setdefault(parse_days(due), []).append(anchor)
    return list(groups.values())


def replaces(record: Record, newer: Target, older: Target) -> bool:
    """Return whether the newer target replaces the older, directly or through others."""
    by_anchor = {target.anchor: target for target in record.targets}
    step: Target | None = newer
    while step is not None:
        if step.replaces == older.anchor:
            return True
        step = by_anchor.get(step.replaces or "")
    return False


def contradictions(record: Record) -> list[list[str]]:
    """Return each pair of entries tied by `contradicts`; a withdrawn entry cannot contradict.

    Two entries that contradict a third need not contradict each other.
    """
    entries: list[Claim] = [*record.observations, *record.targets]
    order = _anchors_of(entries)
    return [
        [entry.anchor, anchor]
        for entry in entries
        for anchor in entry.contradicts
        if anchor in order
    ]


@lru_cache(64)
def sum_conflicts(record: Record) -> list[list[str]]:
    """Return the dates of a flow that differ from a sum of their parts beyond all tolerances.

    A sum of parts that cover the whole has to equal it. A sum of parts that leave days out must
    not be above it, where no value is negative.
    """
    if not record.is_added_up:
        return []
    dates = counting_dates(record)
    found = []
    for whole in dates:
        if has_break_within(record, whole.days):
            continue
        parts = [date for date in dates if date is not whole and date.days.is_within(whole.days)]
        disagreeing = [
            choice for choice in _full_choices(parts) if _differs_from_parts(record, whole, choice)
        ]
        members = {date.days for choice in disagreeing for date in choice}
        if members:
            found.append(_anchors([date for date in dates if date.days in members] + [whole]))
    return found


def _differs_from_parts(record: Record, whole: DateGroup, parts: Sequence[DateGroup]) -> bool:
    """Return whether whole and parts cannot both be true.

    A sum of parts that cover the whole has to equal it. One of parts that leave days out must
    not be above it, where no value is negative.
    """
    meant_of_whole = _without_hole(possible_span(record, whole.counting))
    added = sum_of_meanings(possible_span(record, part.counting) for part in parts)
    if sum(part.days.length for part in parts) == whole.days.length:
        return not have_common_value(meant_of_whole, added)
    return is_surely_above(added, meant_of_whole) and not has_negative_value(record)


def sum_of_meanings(parts: Iterable[Meaning]) -> Meaning:
    """Return all that a sum may be: an end is among it where it is among each part."""
    total = Meaning(Fraction(0), Fraction(0))
    for part in parts:
        total = Meaning(
            _plus(total.low, part.low),
            _plus(total.high, part.high),
            has_low=total.has_low and part.has_low,
            has_high=total.has_high and part.has_high,
        )
    return total


def _without_hole(possible: Meaning) -> Meaning:
    return replace(possible, hole=None)


def _span_with_tolerance(record: Record, date: DateGroup) -> tuple[Limit, Limit]:
    possible = possible_span(record, date.counting)
    return possible.low, possible.high


def _sum(limits: Iterable[Limit]) -> Limit:
    total: Limit = Fraction(0)
    for limit in limits:
        total = _plus(total, limit)
    return total


def has_negative_value(record: Record) -> bool:
    """Return whether a counting claim of the series is, or may be, below zero as said."""
    spans = [span(record, date.counting) for date in counting_dates(record)]
    return any(low is None or low < 0 for low, _ in spans)


def _anchors_of(claims: Iterable[Claim]) -> list[str]:
    return [claim.anchor for claim in claims]


def _anchors(dates: Iterable[DateGroup]) -> list[str]:
    return [claim.anchor for date in dates for claim in date.counting]


# --- sums of a flow (docs/contract.md#targets-of-a-flow, #by-year) --------------------------------

Choice = tuple[DateGroup, ...]
"""Dates in order that do not overlap."""


def _full_choices(dates: Sequence[DateGroup]) -> Iterator[Choice]:
    """Yield every choice of dates that do not overlap and leave no room for another of them."""

    def extend(chosen: Choice) -> Iterator[Choice]:
        later = [date for date in dates if not chosen or chosen[-1].days.is_before(date.days)]
        if chosen and not later:
            yield chosen
        for date in later:
            if not any(skipped.days.is_before(date.days) for skipped in later):
                yield from extend((*chosen, date))

    return extend(())


def covers(record: Record, period: Days) -> list[Choice]:
    """Return choices of counting dates that fill the period day by day without overlap.

    Where nothing is added up, only a date of the same days is a cover.
    """
    dates = [date for date in counting_dates(record) if date.days.is_within(period)]
    if not record.is_added_up:
        return [(date,) for date in dates if date.days == period]

    def fill(day: dt.date) -> Iterator[Choice]:
        if day > period.last:
            yield ()
        for date in dates:
            if date.days.first == day:
                for rest in fill(date.days.last + dt.timedelta(1)):
                    yield (date, *rest)

    return list(fill(period.first))


def fullest_choices(record: Record, period: Days) -> list[Choice]:
    """Return the choices of dates within the period without overlap that hold the most days.

    There are none where nothing is added up, or where a value is negative.
    """
    if not record.is_added_up or has_negative_value(record):
        return []
    dates = [date for date in counting_dates(record) if date.days.is_within(period)]
    dates.sort(key=lambda date: (date.days.first, date.days.last))

    @lru_cache(None)
    def most_days_from(day: dt.date) -> int:
        return max(
            (
                date.days.length + most_days_from(date.days.last + dt.timedelta(1))
                for date in dates
                if date.days.first >= day
            ),
            default=0,
        )

    def best(day: dt.date) -> Iterator[Choice]:
        if most_days_from(day) == 0:
            yield ()
        for date in dates:
            following = date.days.last + dt.timedelta(1)
            if date.days.first >= day and date.days.length + most_days_from(
                following
            ) == most_days_from(day):
                for rest in best(following):
                    yield (date, *rest)

    return [choice for choice in best(period.first) if choice]


def sum_span(record: Record, choices: Iterable[Choice]) -> tuple[Limit, Limit] | None:
    """Return the span from the least to the greatest sum; None if there is no choice."""
    sums = []
    for choice in choices:
        spans = [span(record, date.counting) for date in choice]
        sums.append((_sum(low for low, _ in spans), _sum(high for _, high in spans)))
    if not sums:
        return None
    return _least(low for low, _ in sums), _greatest(high for _, high in sums)


def total_and_part(
    record: Record, period: Days, announcement: dt.date | None
) -> tuple[list[Choice], list[Choice]]:
    """Return covers of the period, or else the fullest choices; neither across a break."""
    if has_break_within(record, period):
        return [], []
    if announcement is not None and has_break_between(
        record, period, Days(announcement, announcement)
    ):
        return [], []
    total = covers(record, period)
    return total, [] if total else fullest_choices(record, period)


# --- claims against a target (docs/contract.md#state-of-a-target) ---------------------------------


def value_to_reach(record: Record, target: Target) -> Fraction:
    """Return the value to reach: of a range its low (`decrease`: its high)."""
    return target.high if record.direction == "decrease" else target.low


@dataclass(frozen=True, slots=True)
class Figure:
    """A claim, or a sum of claims: its plain value, if it is plain, and all that it may mean."""

    plain: Fraction | None
    possible: Meaning


NOTHING = Figure(Fraction(0), Meaning(Fraction(0), Fraction(0)))


def figure_of(record: Record, claim: Claim) -> Figure:
    """Return a claim as a figure."""
    return Figure(claim.low if claim.is_plain else None, meaning(record, claim))


def sum_of_figures(left: Figure, right: Figure) -> Figure:
    """Return the sum of two figures, plain if both are, with the sum of their tolerances."""
    possible = sum_of_meanings((left.possible, right.possible))
    return Figure(_plus(left.plain, right.plain), possible)


def judgement(record: Record, figure: Figure, target: Target) -> str:
    """Return `yes`, `no` or `rough` for a figure held against a target.

    A plain figure equal to the target reaches it, whatever its precision. The target's own
    tolerance makes rough what is short of it but within it.
    """
    goal = value_to_reach(record, target)
    if figure.plain == goal:
        return "yes"
    possible = figure.possible
    worst, best, is_best_possible = possible.low, possible.high, possible.has_high
    if record.direction == "decrease":  # the sign is turned, so that more is better
        worst, best, goal = _negated(possible.high), _negated(possible.low), -goal
        is_best_possible = possible.has_low
    border = goal - tolerance(target)
    if worst is not None and worst >= goal:
        return "yes"
    if best is not None and (best < border or (best == border and not is_best_possible)):
        return "no"
    return "rough"


def _negated(value: Limit) -> Limit:
    return None if value is None else -value


def claim_judgements(record: Record, date: DateGroup, target: Target) -> set[str]:
    """Return the judgements on the counting claims of a date."""
    return {judgement(record, figure_of(record, claim), target) for claim in date.counting}


def date_judgement(record: Record, date: DateGroup, target: Target) -> str:
    """Return `yes` or `no` if all claims say it, `both` if some say each, else `rough`."""
    found = claim_judgements(record, date, target)
    if len(found) == 1:
        return found.pop()
    return "both" if {"yes", "no"} <= found else "rough"


def announcement_day(target: Target) -> dt.date | None:
    """Return `announced`, else its sources' first `published` if not after D, else `due`."""
    if target.announced is not None:
        return parse_days(target.announced).first
    due = None if target.due is None else parse_days(target.due)
    published = min((parse_days(date).first for date in target.published), default=None)
    if published is not None and (due is None or published <= due.last):
        return published
    return None if due is None else due.first


def is_over(target: Target, today: dt.date) -> bool:
    """Return whether today is after the last day of `due`; False without `due`."""
    return target.due is not None and today > parse_days(target.due).last


def replacement(record: Record, target: Target) -> str | None:
    """Return the anchor of the target that replaces it."""
    return next((other.anchor for other in record.targets if other.replaces == target.anchor), None)


@dataclass(frozen=True, slots=True)
class Verdict:
    """A target's state with the reason for it and the claims that decide it."""

    state: str
    reason: str | None = None
    decided_by: tuple[str, ...] = ()


def _decided(state: str, dates: Iterable[DateGroup], reason: str | None = None) -> Verdict:
    return Verdict(state, reason, tuple(_anchors(dates)))


# --- state of a stock's target (docs/contract.md#state-of-a-target) -------------------------------


class Evidence:
    """The counting dates that can say something about a target of a stock, by their kind."""

    def __init__(self, record: Record, target: Target) -> None:
        self.record = record
        self.target = target
        self.due = None if target.due is None else parse_days(target.due).last
        self.announced = announcement_day(target)
        self.dates = [
            date
            for date in counting_dates(record)
            if self.announced is not None and not self.is_parted(date)
        ]

    def is_parted(self, date: DateGroup) -> bool:
        """Return whether a break stands within the date, or parts it from the announcement."""
        return has_break_within(self.record, date.days) or (
            self.announced is not None
            and has_break_between(self.record, date.days, Days(self.announced, self.announced))
        )

    def is_in_time(self, date: DateGroup) -> bool:
        """Return whether it begins on the announcement day or later and ends by D, or ends on D."""
        if self.announced is None:
            return False
        if self.due is None:
            return date.days.first >= self.announced
        begins_after = date.days.first >= self.announced
        return (begins_after and date.days.last <= self.due) or date.days.last == self.due

    def is_for_the_day(self, date: DateGroup) -> bool:
        """Return whether it ends on D, or begins after D and ends within 92 days of it."""
        if self.due is None:
            return False
        is_soon_after = self.is_late(date) and date.days.last <= self.due + dt.timedelta(92)
        return date.days.last == self.due or is_soon_after

    def holds_due_day(self, date: DateGroup) -> bool:
        """Return whether D is among its days."""
        return self.due is not None and date.days.holds(self.due)

    def is_perhaps(self, date: DateGroup) -> bool:
        """Return whether it begins by the announcement day or later and holds D but ends later."""
        return (
            self.announced is not None
            and date.days.first >= self.announced
            and self.holds_due_day(date)
            and date.days.last != self.due
        )

    def is_late(self, date: DateGroup) -> bool:
        """Return whether it begins after D."""
        return self.due is not None and date.days.first > self.due

    def is_any_evidence(self, date: DateGroup) -> bool:
        """Return whether the date is of one of the four kinds."""
        return (
            self.is_in_time(date)
            or self.is_for_the_day(date)
            or self.is_perhaps(date)
            or self.is_late(date)
        )

    def speaks_against(self, date: DateGroup, other: DateGroup) -> bool:
        """Return whether it is in time and ends later, both end on D, or it is nearer after D."""
        if date is other:
            return False
        if self.is_in_time(date) and date.days.last > other.days.last:
            return True
        if self.due is None:
            return False
        if date.days.last == other.days.last == self.due:
            return True
        return (
            self.is_late(date)
            and self.is_for_the_day(date)
            and date.days.last - self.due < self.due - other.days.last
        )

    def of_kind(self, is_kind: Callable[[DateGroup], bool]) -> list[DateGroup]:
        """Return the dates of a kind, in order."""
        return [date for date in self.dates if is_kind(date)]

    def opponents(self, date: DateGroup) -> list[DateGroup]:
        """Return the dates that speak against one in time."""
        return [other for other in self.dates if self.speaks_against(other, date)]

    def says(self, date: DateGroup) -> str:
        """Return the date's judgement."""
        return date_judgement(self.record, date, self.target)

    def has_claim(self, date: DateGroup, answer: str) -> bool:
        """Return whether a claim of the date says this."""
        return answer in claim_judgements(self.record, date, self.target)


def stock_verdict(record: Record, target: Target, today: dt.date) -> Verdict:
    """Return the verdict of the first of the eight rules that holds."""
    evidence = Evidence(record, target)
    if verdict := _met(evidence):
        return verdict
    if target.due is not None and not is_over(target, today):
        return Verdict("replaced" if replacement(record, target) else "pending")
    if verdict := _reached_but_contradicted(evidence):
        return verdict
    if target.due is None:
        return Verdict("replaced" if replacement(record, target) else "no-deadline")
    return (
        _met_late(evidence)
        or _met_time_unknown(evidence)
        or _missed(evidence)
        or _undecided(evidence)
        or Verdict("unreported", _unreported_reason(evidence))
    )


def _met(evidence: Evidence) -> Verdict | None:
    """Return rule 1's verdict: a date in time says yes, and no date against it says no."""
    saying_yes = [
        date for date in evidence.of_kind(evidence.is_in_time) if evidence.says(date) == "yes"
    ]
    for date in saying_yes:
        if not any(evidence.has_claim(other, "no") for other in evidence.opponents(date)):
            return _decided("met", saying_yes)
    return None


def _reached_but_contradicted(evidence: Evidence) -> Verdict | None:
    """Return rule 3's verdict: a claim in time says yes, and rule 1 does not hold."""
    claimed = [
        date for date in evidence.of_kind(evidence.is_in_time) if evidence.has_claim(date, "yes")
    ]
    if not claimed:
        return None
    for date in reversed(claimed):
        for other in evidence.opponents(date):
            if _fell(evidence, date, other):
                return _decided("met-then-fell", [date, other])
    for date in reversed(claimed):
        against = [other for other in evidence.opponents(date) if evidence.has_claim(other, "no")]
        if against:
            return _decided("undecided", [date, against[0]], "sources-disagree")
        if evidence.has_claim(date, "no"):
            return _decided("undecided", [date], "sources-disagree")
    return _decided("undecided", claimed[-1:], "rough-figure")


def _fell(evidence: Evidence, date: DateGroup, other: DateGroup) -> bool:
    """Return whether an office says yes, later no, and no later date in time differs (rule 3)."""
    speakers = {speaker(evidence.record, claim) for claim in date.counting}
    return (
        evidence.says(date) == "yes"
        and evidence.says(other) == "no"
        and other.days.last > date.days.last
        and any(speaker(evidence.record, claim) in speakers for claim in other.counting)
        and all(
            evidence.says(following) == "no"
            for following in evidence.of_kind(evidence.is_in_time)
            if following.days.last >= other.days.last
        )
    )


def _met_late(evidence: Evidence) -> Verdict | None:
    """Return rule 4's verdict: reports for the day say no, a late report after them says yes."""
    if any(evidence.says(date) != "no" for date in evidence.of_kind(evidence.holds_due_day)):
        return None
    for late in evidence.of_kind(evidence.is_late):
        before = [
            date
            for date in evidence.of_kind(evidence.is_for_the_day)
            if date.days.is_before(late.days)
        ]
        if (
            evidence.says(late) == "yes"
            and before
            and all(evidence.says(date) == "no" for date in before)
        ):
            return _decided("met-late", [before[0], late])
    return None


def _met_time_unknown(evidence: Evidence) -> Verdict | None:
    """Return rule 5's verdict: a date that is perhaps in time, or late, says yes."""
    saying_yes = [
        date
        for date in evidence.dates
        if (evidence.is_perhaps(date) or evidence.is_late(date)) and evidence.says(date) == "yes"
    ]
    return _decided("met-time-unknown", saying_yes) if saying_yes else None


def _missed(evidence: Evidence) -> Verdict | None:
    """Return rule 6's verdict: reports for the day exist, and they and all that hold D say no."""
    for_the_day = evidence.of_kind(evidence.is_for_the_day)
    asked = for_the_day + evidence.of_kind(evidence.holds_due_day)
    if for_the_day and all(evidence.says(date) == "no" for date in asked):
        return _decided("missed", for_the_day)
    return None


def _undecided(evidence: Evidence) -> Verdict | None:
    """Return rule 7's verdict: a date that bears on the target says both, or else is rough."""
    asked = [
        date
        for date in evidence.dates
        if evidence.is_any_evidence(date) or evidence.holds_due_day(date)
    ]
    for answer, reason in (("both", "sources-disagree"), ("rough", "rough-figure")):
        found = [date for date in asked if evidence.says(date) == answer]
        if found:
            return _decided("undecided", found, reason)
    return None


def _unreported_reason(evidence: Evidence) -> str:
    """Return rule 8's reason: the first that holds."""
    dates = counting_dates(evidence.record)
    if any(evidence.is_parted(date) and evidence.is_any_evidence(date) for date in dates):
        return "break"
    if evidence.of_kind(evidence.is_late):
        return "long-after"
    return "not-for-the-day" if dates else "none"


# --- state of a flow's target (docs/contract.md#targets-of-a-flow) --------------------------------


def flow_verdict(record: Record, target: Target, today: dt.date) -> Verdict:
    """Return the verdict on a flow's target; its due date is the period of the amount."""
    ahead = "pending" if target.due else "no-deadline"
    not_over = Verdict("replaced" if replacement(record, target) else ahead)
    if target.due is None:
        return not_over
    period = parse_days(target.due)
    total, part = total_and_part(record, period, announcement_day(target))
    added = _dates_of(record, total or part)
    over = is_over(target, today)
    if _is_in_sum_conflict(record, added):
        return _decided("undecided", added, "sources-disagree") if over else not_over
    of_total, of_part = (_sum_judgements(record, choices, target) for choices in (total, part))
    state = _state_of_sums(record, of_total, of_part, is_over=over)
    if state is not None:
        differs = state == "undecided" and {"yes", "no"} <= of_total
        rough = "rough-figure" if state == "undecided" else None
        return _decided(state, added, "sources-disagree" if differs else rough)
    if not over:
        return not_over
    return Verdict("unreported", _flow_unreported_reason(record, target, period))


def _state_of_sums(
    record: Record, of_total: set[str], of_part: set[str], *, is_over: bool
) -> str | None:
    """Return the state that sums decide: a part may have reached a target or exceeded a ceiling.

    For everything else the period has to be over, and its total known.
    """
    sure, state = ("no", "missed") if record.direction == "decrease" else ("yes", "met")
    if {sure} in (of_total, of_part):
        return state
    if not is_over or not of_total:
        return None
    if len(of_total) == 1 and "rough" not in of_total:
        return "met" if "yes" in of_total else "missed"
    return "undecided"


def _dates_of(record: Record, choices: Iterable[Choice]) -> list[DateGroup]:
    """Return all dates that were added up, in order."""
    chosen = {date.days for choice in choices for date in choice}
    return [date for date in counting_dates(record) if date.days in chosen]


def _sum_judgements(record: Record, choices: Iterable[Choice], target: Target) -> set[str]:
    """Return the judgements on each way of adding up, with each choice among rival claims."""
    found: set[str] = set()
    for choice in choices:
        sums = {NOTHING}
        for date in choice:
            figures = {figure_of(record, claim) for claim in date.counting}
            sums = {sum_of_figures(added, figure) for added in sums for figure in figures}
        found |= {judgement(record, added, target) for added in sums}
    return found


def _is_in_sum_conflict(record: Record, added: Sequence[DateGroup]) -> bool:
    """Return whether whole and parts are in conflict, and summed dates are among them."""
    anchors = set(_anchors(added))
    return any(anchors & set(group) for group in sum_conflicts(record))


def _flow_unreported_reason(record: Record, target: Target, period: Days) -> str:
    """Return the reason for a missing total: a break, parts only, or no figure."""
    total, part = total_and_part(record, period, announcement_day(target))
    if not total and not part and (covers(record, period) or fullest_choices(record, period)):
        return "break"
    has_parts = any(date.days.is_within(period) for date in counting_dates(record))
    return "parts-only" if has_parts else "none"


# --- shares, gaps, paces, verdict (docs/contract.md#share-and-gap-now-and-at-the-deadline, #paces)


def measures(
    record: Record, target: Target, written: str, anchors: list[str], figure: tuple[Limit, Limit]
) -> dict[str, Any]:
    """Return reached share (`increase` to a target above zero) and gap of a figure."""
    goal = value_to_reach(record, target)
    low, high = figure
    has_share = record.direction == "increase" and goal > 0
    return {
        "date": written,
        "anchors": anchors,
        "share": [None if end is None else end / goal for end in figure] if has_share else None,
        "gap": [_minus(goal, high), _minus(goal, low)],
    }


def measures_now(record: Record, target: Target) -> dict[str, Any] | None:
    """Return the measures of a stock's latest, unless a break parts it from the target.

    Without an announcement day nobody can say on which side of a break the target stands.
    """
    latest = latest_date(record)
    evidence = Evidence(record, target)
    if latest is None or evidence.is_parted(latest):
        return None
    if evidence.announced is None and record.breaks:
        return None
    figure = span(record, latest.counting)
    return measures(record, target, latest.written, _anchors([latest]), figure)


def measures_at_deadline(record: Record, target: Target, today: dt.date) -> dict[str, Any] | None:
    """Return the measures of the shortest date that ends on D, once the target is over.

    Without this date they are those of the first date for the day, else of the last in time.
    """
    if not is_over(target, today):
        return None
    evidence = Evidence(record, target)
    on_the_day = evidence.of_kind(lambda date: date.days.last == evidence.due)
    for_the_day = evidence.of_kind(evidence.is_for_the_day)
    in_time = evidence.of_kind(evidence.is_in_time)
    chosen = [*on_the_day[-1:], *for_the_day[:1], *in_time[-1:]]
    if not chosen:
        return None
    date = chosen[0]
    return measures(record, target, date.written, _anchors([date]), span(record, date.counting))


def pace(
    record: Record, base: DateGroup | None, latest: DateGroup, spans: SpanReader
) -> tuple[Limit, Limit] | None:
    """Return the change in 30 days, improvement positive, over all ends of dates and spans."""
    if base is None or record.is_flow or record.direction == "none":
        return None
    if (
        not can_be_called_trend(record, base, latest)
        or absolute_change(record, base, latest) is None
    ):
        return None
    base_low, base_high = spans(record, base)
    low, high = spans(record, latest)
    change = (_minus(low, base_high), _minus(high, base_low))
    if record.direction == "decrease":
        change = (_negated(change[1]), _negated(change[0]))
    fewest = (latest.days.first - base.days.last).days
    most = (latest.days.last - base.days.first).days
    return _in_30_days(change, fewest, most)


SpanReader = Callable[[Record, DateGroup], tuple[Limit, Limit]]


def as_said(record: Record, date: DateGroup) -> tuple[Limit, Limit]:
    """Return a date's span as its claims say it."""
    return span(record, date.counting)


def as_may_be_meant(record: Record, date: DateGroup) -> tuple[Limit, Limit]:
    """Return a date's span with all tolerances."""
    return _span_with_tolerance(record, date)


def _in_30_days(amount: tuple[Limit, Limit], fewest: int, most: int) -> tuple[Limit, Limit] | None:
    """Return the amount in 30 days, low and high over both numbers of days."""
    if fewest <= 0:
        return None
    low, high = amount
    return (
        None if low is None else min(low * 30 / fewest, low * 30 / most),
        None if high is None else max(high * 30 / fewest, high * 30 / most),
    )


def needed_pace(
    record: Record, target: Target, spans: SpanReader, goals: tuple[Fraction, Fraction]
) -> tuple[Limit, Limit] | None:
    """Return the gap ÷ the days from the latest to D, low and high over both of its ends."""
    latest = latest_date(record)
    if latest is None or target.due is None or measures_now(record, target) is None:
        return None
    low, high = spans(record, latest)
    gap = (_minus(goals[0], high), _minus(goals[1], low))
    if record.direction == "decrease":
        gap = (_negated(gap[1]), _negated(gap[0]))
    due = parse_days(target.due).last
    return _in_30_days(gap, (due - latest.days.last).days, (due - latest.days.first).days)


def pending_verdict(record: Record, target: Target, today: dt.date) -> str:
    """Return the first verdict that holds for all that the claims may mean."""
    latest = latest_date(record)
    goal, margin = value_to_reach(record, target), tolerance(target)
    # A figure short of a rough target may count as reached: see `judgement`.
    goals = (goal, goal + margin) if record.direction == "decrease" else (goal - margin, goal)
    needed = needed_pace(record, target, as_may_be_meant, goals)
    if latest is None or needed is None or is_too_old(record, latest, today):
        return "not-assessable"
    previous, baseline = previous_date(record, latest), baseline_date(record, latest)
    recent = pace(record, previous, latest, as_may_be_meant)
    found = [recent, pace(record, baseline, latest, as_may_be_meant)]
    paces = [found_pace for found_pace in found if found_pace is not None]
    if not paces:
        return "not-assessable"
    if recent is not None and recent[1] is not None and recent[1] < 0:
        return "falling"
    low, high = needed
    if high is not None and all(least is not None and least >= high for least, _ in paces):
        return "on-track"
    if low is not None and all(most is not None and most < low for _, most in paces):
        return "behind"
    return "depends"


def is_too_old(record: Record, latest: DateGroup, today: dt.date) -> bool:
    """Return whether the latest is `very-late` or, where irregular, over 365 days old."""
    age = (today - latest.days.last).days
    return freshness(record, today) == "very-late" or (
        record.frequency == "irregular" and age > 365
    )


def verdict_of(record: Record, target: Target, today: dt.date) -> Verdict:
    """Return the verdict on a target by the rules of its measure."""
    judge = flow_verdict if record.is_flow else stock_verdict
    return judge(record, target, today)


def counting_too(record: Record, also: Sequence[Observation]) -> Record:
    """Return the record in which some claims count that are disputed or set aside.

    They are not disputed, and where a claim of their date is preferred, so are they and all that
    counted beside it.
    """
    preferred_days = {
        observed_days(record, claim) for claim in record.observations if claim.is_preferred
    }

    def changed(claim: Observation) -> Observation:
        if claim not in also and not counts(record, claim):
            return claim
        return replace(
            claim,
            status="reported" if claim in also else claim.status,
            is_preferred=observed_days(record, claim) in preferred_days,
        )

    return replace(record, observations=tuple(changed(claim) for claim in record.observations))


def other_states(record: Record, target: Target, today: dt.date) -> list[dict[str, Any]]:
    """Return the states that claims which do not count would give, where another than its own.

    Each claim is asked alone; all of them together where no claim gives that state alone.
    """
    own = verdict_of(record, target, today).state
    uncounted = [claim for claim in record.observations if not counts(record, claim)]

    def state_with(also: Sequence[Observation]) -> str:
        return verdict_of(counting_too(record, also), target, today).state

    alone = {claim.anchor: state_with([claim]) for claim in uncounted}
    found = [{"anchors": [anchor], "state": state} for anchor, state in alone.items()]
    together = state_with(uncounted)
    if together not in alone.values():
        found.append({"anchors": _anchors_of(uncounted), "state": together})
    return [entry for entry in found if entry["state"] != own]


def nearest_dates(record: Record, target: Target, state: str) -> list[list[str]]:
    """Return the claims of the dates nearest to D, where no report says how it stood on D.

    These are the last counting date that ends by D, and the first that ends after it.
    """
    if record.is_flow or target.due is None or state not in {"unreported", "met-time-unknown"}:
        return []
    due = parse_days(target.due).last
    by_then = [date for date in counting_dates(record) if date.days.last <= due]
    after = [date for date in counting_dates(record) if date.days.last > due]
    return [_anchors([date]) for date in (*by_then[-1:], *after[:1])]


def target_json(record: Record, target: Target, today: dt.date) -> dict[str, Any]:
    """Return a target with its state and the values beside it.

    `other_states` and `nearest` are not in the JSON of a series; pages give them.
    """
    verdict = verdict_of(record, target, today)
    result: dict[str, Any] = {
        "anchor": target.anchor,
        "state": verdict.state,
        "reason": verdict.reason,
        "decided_by": list(verdict.decided_by),
        "replaced_by": replacement(record, target),
        "now": None,
        "at_deadline": None,
        "total": None,
        "part": None,
        "needed": None,
        "verdict": None,
        "other_states": other_states(record, target, today),
        "nearest": nearest_dates(record, target, verdict.state),
    }
    return result | (
        _flow_measures(record, target)
        if record.is_flow
        else _stock_measures(record, target, today, verdict.state)
    )


def _flow_measures(record: Record, target: Target) -> dict[str, Any]:
    """Return the measures of a flow, which has only those of the due date's sum."""
    if target.due is None:
        return {}
    period = parse_days(target.due)
    total, part = total_and_part(record, period, announcement_day(target))
    figure = sum_span(record, total or part)
    if figure is None:
        return {}
    anchors = _anchors(_dates_of(record, total or part))
    return {
        "now": measures(record, target, target.due, anchors, figure),
        "total": list(figure) if total else None,
        "part": None if total else list(figure),
    }


def _stock_measures(record: Record, target: Target, today: dt.date, state: str) -> dict[str, Any]:
    result: dict[str, Any] = {
        "now": measures_now(record, target),
        "at_deadline": measures_at_deadline(record, target, today),
    }
    if state == "pending":
        goal = value_to_reach(record, target)
        needed = needed_pace(record, target, as_said, (goal, goal))
        result["needed"] = None if needed is None else list(needed)
        result["verdict"] = pending_verdict(record, target, today)
    return result


# --- rate, freshness, years (docs/contract.md#population-of-the-latest, #freshness, #by-year) -----


def coverage_rate(record: Record) -> tuple[Limit, Limit] | None:
    """Return latest ÷ population: of the shortest date around it, else of the last by then."""
    latest = latest_date(record)
    if latest is None:
        return None
    dates = {
        parse_days(entry.date)
        for entry in record.population
        if are_on_one_side(record, parse_days(entry.date), latest.days)
    }
    around = sorted(
        (days for days in dates if latest.days.is_within(days)), key=lambda days: days.length
    )
    by_then = sorted(
        (days for days in dates if days.last <= latest.days.last),
        key=lambda days: (days.last, days.first),
    )
    chosen = [*around[:1], *by_then[-1:]]
    if not chosen:
        return None
    people = [entry.value for entry in record.population if parse_days(entry.date) == chosen[0]]
    if min(people) <= 0:
        return None
    low, high = span(record, latest.counting)
    return (
        None if low is None else low / max(people),
        None if high is None else high / min(people),
    )


def freshness(record: Record, today: dt.date) -> str | None:
    """Return the freshness by the days since the latest's last day."""
    borders = {
        "monthly": (30, 44, 60),
        "quarterly": (90, 105, 120),
        "half-yearly": (180, 210, 240),
        "yearly": (365, 425, 486),
    }.get(record.frequency)
    latest = latest_date(record)
    if borders is None or latest is None:
        return None
    age = (today - latest.days.last).days
    words = zip(borders, ("fresh", "due", "overdue"), strict=True)
    return next((word for border, word in words if age <= border), "very-late")


def has_no_newer_figure(record: Record, today: dt.date) -> bool:
    """Return whether the latest is overdue or worse or, where irregular, over 183 days old."""
    latest = latest_date(record)
    if latest is None:
        return False
    if record.frequency == "irregular":
        return (today - latest.days.last).days > 183
    return freshness(record, today) in {"overdue", "very-late"}


def by_year(record: Record) -> dict[str, dict[str, Any]]:
    """Return a figure for each year that has a figure."""
    dates = counting_dates(record)
    years = sorted(
        {year for date in dates for year in range(date.days.first.year, date.days.last.year + 1)}
    )
    figure = _flow_year if record.is_flow else _stock_year
    found = {str(year): figure(record, year) for year in years}
    return {year: entry for year, entry in found.items() if entry is not None}


def _stock_year(record: Record, year: int) -> dict[str, Any] | None:
    """Return the last counting date that lies in the year, and the span of the others there."""
    whole = parse_days(str(year))
    inside = [date for date in counting_dates(record) if date.days.is_within(whole)]
    if not inside:
        return None
    *others, last = inside
    low, high = span(record, last.counting)
    rest = [claim for date in others for claim in date.counting]
    return {
        "date": last.written,
        "anchors": _anchors([last]),
        "low": low,
        "high": high,
        "others": list(span(record, rest)) if rest else None,
    }


def _flow_year(record: Record, year: int) -> dict[str, Any] | None:
    """Return the year's total, or else its part, which is called so."""
    total, part = total_and_part(record, parse_days(str(year)), None)
    figure = sum_span(record, total or part)
    if figure is None:
        return None
    entry = {
        "date": str(year),
        "anchors": _anchors(_dates_of(record, total or part)),
        "low": figure[0],
        "high": figure[1],
        "others": None,
    }
    return entry if total else entry | {"part": True}


# --- the whole series (docs/contract.md#series-as-json) -------------------------------------------


def latest_json(record: Record, latest: DateGroup) -> dict[str, Any]:
    """Return the latest date, called "about" if it is computed from rough claims."""
    low, high = span(record, latest.counting)
    is_about = any(
        claim.qualifier in {"about", "nearly"} or claim.precision is not None
        for claim in latest.counting
    )
    return {
        "date": latest.written,
        "anchors": _anchors([latest]),
        "low": low,
        "high": high,
        "about": is_about,
    }


def alongside_json(record: Record, latest: DateGroup) -> dict[str, Any] | None:
    """Return a stock's span of the other counting dates that overlap the latest."""
    others = [
        date
        for date in counting_dates(record)
        if date.days != latest.days and date.days.overlaps(latest.days)
    ]
    if record.is_flow or not others:
        return None
    low, high = span(record, [claim for date in others for claim in date.counting])
    return {"anchors": _anchors(others), "low": low, "high": high}


def read_series(record: Record, today: dt.date) -> dict[str, Any]:
    """Return the `derived` object of a series' JSON as of a day."""
    latest = latest_date(record)
    unmatched = unmatched_claim(record)
    result: dict[str, Any] = {
        "as_of": today.isoformat(),
        "latest": None,
        "alongside": None,
        "change": {"previous": None, "baseline": None},
        "unmatched": None if unmatched is None else unmatched.anchor,
        "coverage_rate": None,
        "conflicts": conflicts_json(record),
        "targets": [target_json(record, target, today) for target in record.targets],
        "paces": {"baseline": None, "recent": None},
        "by_year": by_year(record),
        "freshness": freshness(record, today),
    }
    if latest is None:
        return result
    previous, baseline = previous_date(record, latest), baseline_date(record, latest)
    rate = coverage_rate(record)
    paces = {
        "baseline": pace(record, baseline, latest, as_said),
        "recent": pace(record, previous, latest, as_said),
    }
    return result | {
        "latest": latest_json(record, latest),
        "alongside": alongside_json(record, latest),
        "change": {
            "previous": change_json(record, previous, latest),
            "baseline": change_json(record, baseline, latest),
        },
        "coverage_rate": None if rate is None else list(rate),
        "paces": {name: None if found is None else list(found) for name, found in paces.items()},
    }
