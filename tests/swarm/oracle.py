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
from pathlib import PurePosixPath
from typing import Any

from tests.property import second_reading

OracleTree = Mapping[str, Any]
Span = tuple[dt.date, dt.date]
"""First and last day."""

PREFIXES = ("result", "target", "event", "reply")
LISTS = ("observations", "targets", "events", "replies")


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


def by_date(
    entries: Iterable[OracleTree], key: str, measure: str = "stock"
) -> list[tuple[Span, list[OracleTree]]]:
    """Return entries grouped by date; dates are in order of last days, then of first days.

    Figures of a cumulative measure stand for the days since 1 January.
    """
    found: dict[Span, list[OracleTree]] = {}
    for entry in entries:
        if key in entry:
            first, last = days_of_date(entry[key])
            if measure == "cumulative":
                first = dt.date(last.year, 1, 1)
            found.setdefault((first, last), []).append(entry)
    return sorted(found.items(), key=lambda pair: (pair[0][1], pair[0][0]))


def number(text: object) -> Fraction:
    """Return a written number."""
    return Fraction(str(text))


def ends_of(value: Any) -> tuple[Fraction, Fraction]:  # noqa: ANN401
    """Return the low and the high end of a written value."""
    low, high = (value["low"], value["high"]) if isinstance(value, Mapping) else (value, value)
    return number(low), number(high)


# --- the files of a series ---------------------------------------------------------------------


def joined_series(trees: OracleTree) -> dict[str, dict[str, Any]]:
    """Return each series with the records of all its files, corrections applied.

    A withdrawn record has a key `withdrawn`, a corrected one `revisions`.
    """
    return {
        PurePosixPath(path).stem: _joined(path, tree, trees)
        for path, tree in sorted(trees.items())
        if PurePosixPath(path).parent.as_posix() == "data/coverage"
    }


def _joined(path: str, own: OracleTree, trees: OracleTree) -> dict[str, Any]:
    folder = path.removesuffix(".yml") + "/"
    beside = sorted((other for other in trees if other.startswith(folder)), key=str.encode)
    parts = [own, *(trees[other] for other in beside)]
    found: dict[str, Any] = {**own, "sources": {}}
    for name in ("corrections", "breaks"):
        found[name] = [item for part in parts for item in part.get(name, ())]
    for part in parts:
        found["sources"] |= part.get("sources", {})
    records: dict[str, dict[str, Any]] = {}
    for prefix, name in zip(PREFIXES, LISTS, strict=True):
        written = [entry for part in parts for entry in part.get(name, ())]
        found[name] = [{**entry, "anchor": anchor(prefix, entry)} for entry in written]
        records |= {entry["anchor"]: entry for entry in found[name]}
    for correction in sorted(found["corrections"], key=lambda item: str(item["date"])):
        _correct(records[correction["anchor"]], correction)
    return found


def _correct(record: dict[str, Any], correction: OracleTree) -> None:
    if "withdraw" in correction:
        record["withdrawn"] = correction
    elif "restore" in correction:
        del record["withdrawn"]
    else:
        was = {key: record.get(key) for key in correction["set"]}
        record.setdefault("revisions", []).append({**correction, "was": was})
        for key, value in correction["set"].items():
            if value is None:
                del record[key]
            else:
                record[key] = value


# --- counting dates ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Counting:
    """A date with its counting observations."""

    first: dt.date
    last: dt.date
    written: str
    anchors: tuple[str, ...]


def counting_dates(observations: Iterable[OracleTree], measure: str) -> Iterator[Counting]:
    """Yield every counting date, in order."""
    for (first, last), group in by_date(not_withdrawn(observations), "date", measure):
        kept = []
        for member in group:
            beaten = "preferred" not in member and any(
                "preferred" in other and _wording(other) != _wording(member) for other in group
            )
            if member.get("status") != "disputed" and not beaten:
                kept.append(member)
        if kept:
            anchors = tuple(anchor("result", claim) for claim in kept)
            yield Counting(first, last, str(kept[0]["date"]), anchors)


def _wording(entry: OracleTree) -> tuple[object, ...]:
    return (*ends_of(entry["value"]), entry.get("qualifier"))


# --- the second reading ------------------------------------------------------------------------


def indicator_of(series: OracleTree, every_series: OracleTree, trees: OracleTree) -> OracleTree:
    """Return the indicator of a series, with the breaks that decisions imply (Breaks)."""
    key = series["indicator"]
    indicator: OracleTree = trees[f"data/indicators/{key}.yml"]
    if indicator.get("breaks") or any(
        other["breaks"] for other in every_series.values() if other["indicator"] == key
    ):
        return indicator
    parting = {f"indicator:{key}.{name}" for name in ("definition", "unit", "per", "measure")}
    days = {
        str(decision["date"])
        for path, tree in trees.items()
        if path.startswith("data/decisions")
        for decision in tree
        if "comparable" not in decision and parting & {*_several(decision["about"])}
    }
    return {**indicator, "breaks": [{"date": day} for day in sorted(days)]}


def _several(about: Any) -> list[str]:  # noqa: ANN401
    return [str(item) for item in about] if isinstance(about, list) else [str(about)]


def derived_values(
    series: OracleTree, indicator: OracleTree, sources: OracleTree, today: dt.date
) -> dict[str, Any]:
    """Return all derived values of a joined series; `sources`: source id → source, as written."""
    return second_reading.read_series(_record(series, indicator, sources), today)


def _record(
    series: OracleTree, indicator: OracleTree, sources: OracleTree
) -> second_reading.Record:
    unit = indicator["unit"]
    kind = "percent" if unit == "percent" else "currency" if "currency" in unit else "count"
    population = series.get("population") or {"values": ()}
    breaks = (*indicator.get("breaks", ()), *series["breaks"])
    return second_reading.Record(
        measure=indicator["measure"],
        direction=indicator["direction"],
        unit=kind,
        has_per="per" in indicator,
        frequency=indicator.get("frequency", "irregular"),
        breaks=tuple(dt.date.fromisoformat(change["date"]) for change in breaks),
        sources=tuple(
            second_reading.Source(
                id=key, publisher=source["publisher"], same_text_as=source.get("same_text_as")
            )
            for key, source in sources.items()
        ),
        observations=tuple(map(_observation, not_withdrawn(series["observations"]))),
        targets=tuple(_target(entry, sources) for entry in not_withdrawn(series["targets"])),
        population=tuple(
            second_reading.PopulationValue(date=str(value["date"]), value=number(value["value"]))
            for value in population["values"]
        ),
        baseline=series.get("baseline"),
    )


def _claim_keys(entry: OracleTree) -> dict[str, Any]:
    low, high = ends_of(entry["value"])
    precision = entry.get("precision")
    return {
        "anchor": entry["anchor"],
        "low": low,
        "high": high,
        "qualifier": entry.get("qualifier"),
        "precision": None if precision is None else number(precision),
        "contradicts": tuple(entry.get("contradicts", ())),
    }


def _observation(entry: OracleTree) -> second_reading.Observation:
    return second_reading.Observation(
        date=str(entry["date"]),
        status=entry.get("status", "reported"),
        by=entry.get("by"),
        source=entry["sources"][0],
        is_preferred="preferred" in entry,
        **_claim_keys(entry),
    )


def _target(entry: OracleTree, sources: OracleTree) -> second_reading.Target:
    published = (sources[source].get("published") for source in entry["sources"])
    return second_reading.Target(
        due=str(entry["due"]) if "due" in entry else None,
        announced=str(entry["announced"]) if "announced" in entry else None,
        published=tuple(str(date) for date in published if date is not None),
        replaces=entry.get("replaces"),
        **_claim_keys(entry),
    )
