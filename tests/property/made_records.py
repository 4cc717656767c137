"""Records made up for the second reading; the same seed gives the same record.

A record uses whatever the rules know: measures, units, dates of each form, ranges, qualifiers,
precisions, statuses, speakers and copied texts, preferred and contradicting claims, breaks, rival
populations, replaced targets.
Values lie close to each other and to the targets, since rules differ at borders.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction
from random import Random
from typing import Any, TypeVar

from tests.property import second_reading as reading
from tests.property.second_reading import (
    Claim,
    Days,
    Observation,
    PopulationValue,
    Record,
    Source,
    Target,
)

AnyClaim = TypeVar("AnyClaim", bound=Claim)
TODAY = dt.date(2026, 11, 30)
FIRST_YEAR, LAST_YEAR = 2023, 2026
LEVELS = (60, 80, 90, 95, 97, 98, 99, 100, 101, 102, 105, 110, 120, 150)
FLOWS = (0, 2, 5, 10, 20, 25, 30)
SOURCES = (
    Source(id="release", publisher="Office"),
    Source(id="paper", publisher="Paper", same_text_as="release"),
    Source(id="portal", publisher="Portal", same_text_as="paper"),
    Source(id="statistics", publisher="Statistics"),
)
ORIGINS = (
    ("office", "paper"),
    ("office", "statistics"),
    ("regent", "portal"),
    (None, "paper"),
    (None, "statistics"),
)
"""The office that a claim names, and its first source."""
ONE_ORIGIN = ((("office", "paper"),), ((None, "release"), (None, "paper"), (None, "portal")))
DEADLINES = ("2024-12-31", "2025-12-31", "2025", "2025-06-30", "2025-06", "2026-11-29")
AHEAD = ("2026-11-30", "2026", "2027", "2027-06-30")
FREQUENCIES = ("irregular", "irregular", "monthly", "quarterly", "half-yearly", "yearly")


@dataclass(frozen=True, slots=True)
class MadeRecord:
    """A record, and an amount for each half month in which its flow's true claims are true."""

    record: Record
    amounts: Mapping[Days, Fraction] = field(default_factory=dict)


def make_record(seed: int) -> MadeRecord:
    """Return the made-up record of a seed."""
    random = Random(seed)  # noqa: S311 (repeatable, and no secret)
    measure = random.choice(("stock", "stock", "stock", "flow", "flow", "cumulative"))
    direction = random.choice(("increase", "increase", "increase", "decrease", "decrease", "none"))
    unit = random.choice(("count", "count", "count", "currency", "percent"))
    record = Record(
        measure=measure,
        direction=direction,
        unit=unit,
        has_per=random.random() < 0.1,
        frequency=random.choice(FREQUENCIES),
        breaks=tuple(_breaks(random)),
        sources=SOURCES,
    )
    amounts = _amounts(random, record) if record.is_added_up else {}
    record = replace(record, observations=tuple(_observations(random, record, amounts)))
    if direction != "none":
        record = replace(record, targets=tuple(_targets(random, record, amounts)))
    record = _with_judgements(random, record)
    if record.measure == "stock" and unit == "count" and random.random() < 0.5:
        record = replace(record, population=tuple(_population(random)))
    return MadeRecord(record, amounts)


def _breaks(random: Random) -> Iterator[dt.date]:
    if random.random() < 0.2:
        yield dt.date(random.randint(2024, 2026), random.choice((1, 1, 7)), 1)
    if random.random() < 0.1:
        yield _some_day(random, random.randint(2024, 2026))


# -------------------------------------------------------------------------------------------- dates


def half_months() -> list[Days]:
    """Return the half months that a flow's periods are made of."""
    periods = []
    for year in range(FIRST_YEAR, LAST_YEAR + 1):
        for month in range(1, 13):
            days = reading.parse_days(f"{year}-{month:02}")
            middle = dt.date(year, month, 15)
            periods += [Days(days.first, middle), Days(middle + dt.timedelta(1), days.last)]
    return periods


def _some_day(random: Random, year: int) -> dt.date:
    """Return a day of a year, often one of the last of February."""
    start = dt.date(year, 2, 27) if random.random() < 0.05 else dt.date(year, 1, 1)
    return start + dt.timedelta(random.randrange(2 if start.month == 2 else 365))


def calendar_date(random: Random, *, with_day: bool) -> str:
    """Return a year, half, quarter, month, day or interval that ends today at the latest."""
    year = random.randint(FIRST_YEAR, LAST_YEAR)
    forms = [
        f"{year}",
        f"{year}-S{random.randint(1, 2)}",
        f"{year}-Q{random.randint(1, 4)}",
        f"{year}-{random.randint(1, 12):02}",
        _half_month_interval(random, year),
    ]
    if with_day:
        forms += [f"{_some_day(random, year)}"] * 4
    text = random.choice(forms)
    return (
        text if reading.parse_days(text).last <= TODAY else calendar_date(random, with_day=with_day)
    )


def _half_month_interval(random: Random, year: int) -> str:
    periods = [days for days in half_months() if days.first.year == year]
    start = random.randrange(len(periods) - 1)
    end = random.randrange(start + 1, len(periods))
    return f"{periods[start].first}/{periods[end].last}"


def _near(random: Random, day: dt.date) -> str | None:
    """Return a date at or beside a day, as reports for a deadline are."""
    days_off = random.choice((-92, -31, -5, -1, 0, 0, 0, 1, 5, 31, 90, 92, 93, 120))
    start = day + dt.timedelta(days_off)
    end = start + dt.timedelta(random.choice((0, 0, 0, 1, 20)))
    if end > TODAY or start.year < FIRST_YEAR:
        return None
    return f"{start}" if start == end else f"{start}/{end}"


# ------------------------------------------------------------------------------------- observations


def _amounts(random: Random, record: Record) -> dict[Days, Fraction]:
    can_fall = record.unit == "currency" and random.random() < 0.3
    choices = (*FLOWS, -10) if can_fall else FLOWS
    return {days: Fraction(random.choice(choices)) for days in half_months()}


def amount_over(amounts: Mapping[Days, Fraction], period: Days) -> Fraction:
    """Return the sum of the amounts of the half months within a period."""
    inside = (amount for days, amount in amounts.items() if days.is_within(period))
    return sum(inside, Fraction(0))


def _observations(
    random: Random, record: Record, amounts: Mapping[Days, Fraction]
) -> Iterator[Observation]:
    dates = [
        calendar_date(random, with_day=not record.is_flow) for _ in range(random.randint(1, 6))
    ]
    if not record.is_flow:
        deadline = reading.parse_days(random.choice(DEADLINES)).last
        most = random.choice((1, 2, 4))
        dates = dates[:most]
        dates += [date for _ in range(random.randint(0, most)) if (date := _near(random, deadline))]
    elif record.measure == "flow" and random.random() < 0.8:
        dates = dates[:3] + _parts_of_a_year(random)
    if record.measure == "cumulative":
        dates = [date for date in dates if _lies_in_one_year(date)] or ["2025"]
    true_value = _true_values(random, record, amounts)
    all_true = random.random() < 0.75
    origins = random.choice((ORIGINS, ORIGINS, *ONE_ORIGIN))
    has_rivals, is_exact = random.random() < 0.6, random.random() < 0.3
    number = 0
    for date in dates:
        rivals = random.choice((1, 1, 1, 2, 3)) if has_rivals else 1
        for rival in range(rivals):
            is_true = rival == 0 and (all_true or random.random() < 0.7)
            worded = _in_other_words(random, record, date) if rival else date
            claim = _observation(random, record, worded, true_value, is_true=is_true)
            if is_exact:
                claim = replace(claim, high=claim.low, qualifier=None, precision=None)
            by, source = random.choice(origins)
            yield replace(claim, anchor=f"claim-{number}", by=by, source=source)
            number += 1


def _in_other_words(random: Random, record: Record, date: str) -> str:
    """Return the same days as a date, now and then written as an interval."""
    days = reading.parse_days(date)
    if record.measure == "cumulative":
        days = Days(dt.date(days.last.year, 1, 1), days.last)
    if random.random() < 0.7 or days.length == 1:
        return date
    return f"{days.first}/{days.last}"


def _parts_of_a_year(random: Random) -> list[str]:
    """Return some of the parts that a year is cut into, most often all of them."""
    year = random.choice((2024, 2025, 2025))
    cuts = (
        ["S1", "S2"],
        ["Q1", "Q2", "Q3", "Q4"],
        ["S1", "Q3", "Q4"],
        ["Q1", "Q2", "S1", "S2"],
        ["01", "02", "03", "Q2", "S2"],
    )
    parts = [f"{year}-{part}" for part in random.choice(cuts)]
    if random.random() < 0.3:
        parts.append(f"{year}")
    return parts if random.random() < 0.7 else random.sample(parts, len(parts) - 1)


def _lies_in_one_year(date: str) -> bool:
    days = reading.parse_days(date)
    return days.first.year == days.last.year


def _true_values(
    random: Random, record: Record, amounts: Mapping[Days, Fraction]
) -> Callable[[Days], Fraction]:
    """Return what gives a true value for days: sums of the amounts, or any level near the goals."""
    if amounts:
        return lambda days: amount_over(amounts, days)
    levels = random.choice((LEVELS, LEVELS, LEVELS[:9], LEVELS[6:]))
    if record.unit == "currency":
        levels = (*levels, -10)
    return lambda _: Fraction(random.choice(levels))


def _observation(
    random: Random,
    record: Record,
    date: str,
    true_value: Callable[[Days], Fraction],
    *,
    is_true: bool,
) -> Observation:
    draft = Observation(anchor="draft", date=date, low=Fraction(0), high=Fraction(0))
    value = true_value(reading.observed_days(record, draft))
    if not is_true:
        value = max(Fraction(0), value + random.choice((-20, -5, -1, 1, 5, 30)))
    statuses = ("reported", "reported", "final", "provisional", "estimated")
    is_disputed = not is_true and random.random() < 0.2
    forms = _forms(record, value, Fraction(random.choice((1, 2, 5, 10))))
    if not is_true and value != 0:
        forms.append(_exactly(value, qualifier="nearly"))
    return replace(
        draft,
        status="disputed" if is_disputed else random.choice(statuses),
        **random.choice(forms),
    )


def _forms(record: Record, value: Fraction, some: Fraction) -> list[dict[str, Any]]:
    """Return forms of words in which a value is said truly, by some more or less."""
    plain = _exactly(value)
    low = value - some if value >= some or record.can_be_negative else value
    forms = [
        plain,
        plain,
        plain,
        _exactly(value, precision=some * 2),
        {"low": low, "high": value + some},
        {"low": low, "high": value + some, "precision": some},
        _exactly(value, qualifier="about"),
        _exactly(value, qualifier="about", precision=some),
        _exactly(value + some, qualifier="at-most"),
    ]
    if value + some / 4 != 0:
        forms.append(_exactly(value + some / 4, qualifier="nearly", precision=some))
    if value >= some:
        forms.append(_exactly(value - some, qualifier="at-least", precision=some))
        forms.append(_exactly(value - some, qualifier="at-least"))
        forms.append(_exactly(value - some, qualifier="more-than"))
    return forms


def _exactly(value: Fraction, **words: object) -> dict[str, Any]:
    return {"low": value, "high": value, **words}


# ------------------------------------------------------------------------------------------ targets


def _targets(random: Random, record: Record, amounts: Mapping[Days, Fraction]) -> Iterator[Target]:
    older: str | None = None
    for number in range(random.randint(1, 4)):
        due = _due(random, record)
        announced = str(random.choice((2022, 2023, 2024, "2024-07-15", "2025-03", "2025-06-30")))
        if due is not None and reading.parse_days(announced).first > reading.parse_days(due).last:
            announced = "2022"
        how = random.choice(("announced", "announced", "published", "unsaid"))
        yield Target(
            anchor=f"target-{number}",
            due=due,
            announced=announced if how == "announced" else None,
            published=(announced,) if how == "published" else (),
            replaces=older if random.random() < 0.4 else None,
            **_goal(random, amounts, due),
        )
        older = f"target-{number}"


def _due(random: Random, record: Record) -> str | None:
    if random.random() < 0.1:
        return None
    reported = random.choice(record.observations).date
    is_whole = "/" not in reported and len(reported) < 8
    if record.measure == "flow" and is_whole and random.random() < 0.3:
        return reported
    year = random.choice((2024, 2025, 2025, 2026))
    if record.measure != "stock" and random.random() < 0.7:
        year = reading.parse_days(reported).first.year
    if record.measure == "cumulative":
        return random.choice((f"{year}", f"{year}-S1", f"{year}-Q1", f"{year}-01-01/{year}-09-30"))
    if record.is_flow:
        dues = (f"{year}-S1", f"{year}-Q2", f"{year}-03", f"{year}-04-01/{year}-09-30")
        return random.choice((f"{year}", f"{year}", *dues))
    return random.choice((*DEADLINES, *DEADLINES, f"{year}-12-31", *AHEAD, *AHEAD))


def _goal(random: Random, amounts: Mapping[Days, Fraction], due: str | None) -> dict[str, Any]:
    value = Fraction(100)
    if amounts and due is not None:
        value = amount_over(amounts, reading.parse_days(due)) + random.choice(
            (-20, -2, 0, 0, 2, 20)
        )
        value = max(value, Fraction(1))
    if random.random() < 0.1:
        return {"low": value, "high": value + 5}
    qualifiers = (*[None] * 6, "about", "nearly", "at-least", "more-than", "at-most")
    precision = Fraction(random.choice((2, 10))) if random.random() < 0.2 else None
    return _exactly(value, qualifier=random.choice(qualifiers), precision=precision)


# ------------------------------------------------------------- judgements on claims, and population


def _with_judgements(random: Random, record: Record) -> Record:
    """Return the record with a preferred claim, a contradiction, a baseline, where drawn."""
    observations = list(record.observations)
    crowded = [
        claim
        for claim in observations
        if claim.status != "disputed"
        and sum(other.date == claim.date for other in observations) > 1
    ]
    if crowded and random.random() < 0.3:
        chosen = random.choice(crowded)
        observations[observations.index(chosen)] = replace(chosen, is_preferred=True)
    record = replace(record, observations=tuple(observations))
    entries: list[Claim] = [*observations, *record.targets]
    if len(entries) > 1 and random.random() < 0.15:
        record = _with_tie(record, *random.sample(entries, 2))
    counting = [claim for claim in observations if reading.counts(record, claim)]
    if counting and random.random() < 0.2:
        record = replace(record, baseline=random.choice(counting).anchor)
    return record


def _with_tie(record: Record, entry: Claim, other: Claim) -> Record:
    """Return the record in which an entry contradicts another."""

    def tied(claims: Iterable[AnyClaim]) -> tuple[AnyClaim, ...]:
        return tuple(
            replace(claim, contradicts=(other.anchor,)) if claim is entry else claim
            for claim in claims
        )

    return replace(record, observations=tied(record.observations), targets=tied(record.targets))


def _population(random: Random) -> Iterator[PopulationValue]:
    dates = ("2022", "2023", "2024-06-30", "2025", "2025-S1", "2026-06", "2025-01-01/2025-12-31")
    for _ in range(random.randint(1, 4)):
        date = random.choice(dates if random.random() < 0.5 else dates[3:4])
        yield PopulationValue(date=date, value=Fraction(random.choice((150, 180, 200))))
