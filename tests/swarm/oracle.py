"""The derived values of made-up data, by the second reading of the rules.

It works on the data as written and shares no line with the core, so that a slip in either shows.
Its result has the form of `derived` in a series' JSON.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from tests.property import second_reading

OracleTree = Mapping[str, Any]
Span = tuple[dt.date, dt.date]
"""First and last day."""

PREFIXES = ("result", "target", "event")
LISTS = ("observations", "targets", "events")


def days_of_date(text: str) -> Span:
    """Return the first and the last day of a date."""
    if "/" in text:
        start, end = text.split("/")
        return dt.date.fromisoformat(start), dt.date.fromisoformat(end)
    year, _, part = text.partition("-")
    match [*part.replace("S", "S-").replace("Q", "Q-").split("-")]:
        case [""]:
            return _months(int(year), 1, 12)
        case ["S", half]:
            return _months(int(year), 6 * int(half) - 5, 6 * int(half))
        case ["Q", quarter]:
            return _months(int(year), 3 * int(quarter) - 2, 3 * int(quarter))
        case [month]:
            return _months(int(year), int(month), int(month))
    return dt.date.fromisoformat(text), dt.date.fromisoformat(text)


def _months(year: int, first: int, last: int) -> Span:
    return dt.date(year, first, 1), dt.date(year, last, calendar.monthrange(year, last)[1])


def anchor(prefix: str, entry: OracleTree) -> str:
    """Return the anchor of an entry, its own or the default anchor."""
    if "anchor" in entry:
        return str(entry["anchor"])
    date = entry.get("due" if prefix == "target" else "date")
    return prefix if date is None else f"{prefix}-{str(date).lower().replace('/', '-to-')}"


def not_withdrawn(entries: Iterable[OracleTree]) -> list[OracleTree]:
    """Return the entries that are not withdrawn."""
    return [entry for entry in entries if "withdrawn" not in entry]


def by_date(entries: Iterable[OracleTree], key: str) -> list[tuple[Span, list[OracleTree]]]:
    """Return entries grouped by date; dates are in order of last days, then of first days."""
    found: dict[Span, list[OracleTree]] = {}
    for entry in entries:
        if key in entry:
            found.setdefault(days_of_date(entry[key]), []).append(entry)
    return sorted(found.items(), key=lambda pair: (pair[0][1], pair[0][0]))


def number(text: object) -> Fraction:
    """Return a written number."""
    return Fraction(str(text))


@dataclass(frozen=True)
class Counting:
    """A date with its counting observations."""

    first: dt.date
    last: dt.date
    written: str
    anchors: tuple[str, ...]
    low: Fraction
    high: Fraction


def counting_dates(observations: Iterable[OracleTree]) -> Iterator[Counting]:
    """Yield every counting date, in order."""
    for (first, last), group in by_date(not_withdrawn(observations), "date"):
        kept = []
        for member in group:
            beaten = "preferred" not in member and any(
                "preferred" in other and number(other["value"]) != number(member["value"])
                for other in group
            )
            if member.get("status") != "disputed" and not beaten:
                kept.append(member)
        if kept:
            values = [number(claim["value"]) for claim in kept]
            anchors = tuple(anchor("result", claim) for claim in kept)
            yield Counting(first, last, str(kept[0]["date"]), anchors, min(values), max(values))


def derived_values(
    series: OracleTree, indicator: OracleTree, sources: OracleTree, today: dt.date
) -> dict[str, Any]:
    """Return all derived values of a series; `sources`: source id → source, as written."""
    return second_reading.read_series(_record(series, indicator, sources), today)


def _record(
    series: OracleTree, indicator: OracleTree, sources: OracleTree
) -> second_reading.Record:
    unit = indicator["unit"]
    kind = "percent" if unit == "percent" else "currency" if "currency" in unit else "count"
    entries = [
        (prefix, entry)
        for prefix, name in zip(PREFIXES, LISTS, strict=True)
        for entry in not_withdrawn(series.get(name, ()))
    ]
    population = series.get("population") or {"values": ()}
    return second_reading.Record(
        measure=indicator["measure"],
        direction=indicator["direction"],
        unit=kind,
        has_per="per" in indicator,
        frequency=indicator.get("frequency", "irregular"),
        observations=tuple(
            _observation(entry, sources) for prefix, entry in entries if prefix == "result"
        ),
        targets=tuple(_target(entry, sources) for prefix, entry in entries if prefix == "target"),
        population=tuple(
            second_reading.PopulationValue(date=str(value["date"]), value=number(value["value"]))
            for value in population["values"]
        ),
        baseline=series.get("baseline"),
    )


def _claim_keys(entry: OracleTree) -> dict[str, Any]:
    value = number(entry["value"])
    precision = entry.get("precision")
    return {
        "low": value,
        "high": value,
        "qualifier": entry.get("qualifier"),
        "precision": None if precision is None else number(precision),
        "contradicts": tuple(entry.get("contradicts", ())),
    }


def _observation(entry: OracleTree, sources: OracleTree) -> second_reading.Observation:
    by = entry.get("by")
    return second_reading.Observation(
        anchor=anchor("result", entry),
        date=str(entry["date"]),
        status=entry.get("status", "reported"),
        speaker=by["id"] if by else sources[entry["sources"][0]]["publisher"],
        is_preferred="preferred" in entry,
        **_claim_keys(entry),
    )


def _target(entry: OracleTree, sources: OracleTree) -> second_reading.Target:
    published = (sources[source].get("published") for source in entry["sources"])
    return second_reading.Target(
        anchor=anchor("target", entry),
        due=str(entry["due"]) if "due" in entry else None,
        announced=str(entry["announced"]) if "announced" in entry else None,
        published=tuple(str(date) for date in published if date is not None),
        replaces=entry.get("replaces"),
        **_claim_keys(entry),
    )
