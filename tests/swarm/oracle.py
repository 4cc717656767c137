"""The derived values of a series, calculated a second time from the text of the rules.

It works on the data as written and shares no line with the core, so that a slip in either shows.
Its result has the form of `derived` in a series' JSON.
"""

from __future__ import annotations

import calendar
import datetime as dt
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

OracleTree = Mapping[str, Any]
Span = tuple[dt.date, dt.date]
"""First and last day."""
Ends = tuple[Fraction, Fraction] | None
"""Low and high."""

PREFIXES = ("result", "target", "event")
LISTS = ("observations", "targets", "events")

_EXPECTED = {"monthly": 30, "quarterly": 90, "half-yearly": 180, "yearly": 365}


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


def derived_values(series: OracleTree, indicator: OracleTree, today: dt.date) -> dict[str, Any]:
    """Return all derived values of a series."""
    observations = series["observations"]
    targets = not_withdrawn(series.get("targets", ()))
    dates = [*counting_dates(observations)]
    latest = dates[-1] if dates else None
    ended = [date for date in dates if latest and date.last < latest.first]
    previous = ended[-1] if ended else None
    baseline = _baseline(series, dates)
    worse = indicator["direction"] == "decrease"
    is_stock = indicator["measure"] == "stock"
    paces = [_pace(base, latest, worse) if is_stock else None for base in (baseline, previous)]
    return {
        "as_of": today.isoformat(),
        "latest": latest and {
            "date": latest.written, "anchors": [*latest.anchors],
            "low": latest.low, "high": latest.high,
        },
        "change": {"previous": _change(previous, latest), "baseline": _change(baseline, latest)},
        "unmatched": _unmatched(observations, dates, indicator["direction"]),
        "coverage_rate": _rate(latest, series.get("population")),
        "conflicts": _conflicts(series),
        "targets": [
            _target(target, targets, dates, indicator, today, paces, is_stock=is_stock)
            for target in targets
        ],
        "paces": {"baseline": _listed(paces[0]), "recent": _listed(paces[1])},
        "freshness": _freshness(latest, indicator.get("frequency", "irregular"), today),
    }  # fmt: skip


def _listed(ends: Ends) -> list[Fraction] | None:
    return None if ends is None else [*ends]


def _baseline(series: OracleTree, dates: Sequence[Counting]) -> Counting | None:
    if not dates:
        return None
    named = [date for date in dates if series.get("baseline") in date.anchors]
    found = named[0] if named else dates[0]
    return None if found is dates[-1] else found


def _change(base: Counting | None, latest: Counting | None) -> dict[str, Any] | None:
    if base is None or latest is None:
        return None
    low, high = latest.low - base.high, latest.high - base.low
    relative = None
    if base.low > 0:
        relative = sorted([low / base.high, high / base.low])
    return {"absolute": [low, high], "relative": relative}


def _unmatched(
    observations: Sequence[OracleTree], dates: Sequence[Counting], direction: str
) -> str | None:
    if direction == "none":
        return None
    sign = -1 if direction == "decrease" else 1
    best = None
    for place, observation in enumerate(observations):
        if "withdrawn" in observation:
            continue
        first, last = days_of_date(observation["date"])
        later = [date for date in dates if (date.last, date.first) > (last, first)]
        value = sign * number(observation["value"])
        after = [
            sign * number(other["value"])
            for other in observations
            if "withdrawn" not in other and days_of_date(other["date"])[::-1] > (last, first)
        ]
        if later and all(value > end for end in after):
            rank = (value, last, first, place)
            if best is None or rank > best[0]:
                best = (rank, anchor("result", observation))
    return best and best[1]


def _rate(latest: Counting | None, population: OracleTree | None) -> list[Fraction] | None:
    if latest is None or population is None:
        return None
    known = [
        group
        for (first, last), group in by_date(population["values"], "date")
        if (last, first) <= (latest.last, latest.first)
    ]
    people = [number(size["value"]) for size in known[-1]] if known else []
    if not people or min(people) <= 0:
        return None
    return [latest.low / max(people), latest.high / min(people)]


def _conflicts(series: OracleTree) -> set[frozenset[str]]:
    found = set()
    for _, group in by_date(not_withdrawn(series["observations"]), "date"):
        if len({number(member["value"]) for member in group}) > 1:
            found.add(frozenset(anchor("result", member) for member in group))
    targets = not_withdrawn(series.get("targets", ()))
    for _, group in by_date(targets, "due"):
        rivals = {
            anchor("target", side)
            for target, other in itertools.combinations(group, 2)
            if number(target["value"]) != number(other["value"])
            and not _replaces(target, other, targets)
            and not _replaces(other, target, targets)
            for side in (target, other)
        }
        if rivals:
            found.add(frozenset(rivals))
    entries = [
        (anchor(prefix, target), target)
        for prefix, name in zip(PREFIXES, LISTS, strict=True)
        for target in not_withdrawn(series.get(name, ()))
    ]
    known = {own for own, _ in entries}
    for own, entry in entries:
        found |= {
            frozenset([own, other]) for other in entry.get("contradicts", ()) if other in known
        }
    return found


def _replaces(oracle_tree: OracleTree, other: OracleTree, targets: Sequence[OracleTree]) -> bool:
    """Return whether a target replaces another, itself or through others."""
    by_anchor = {anchor("target", each): each for each in targets}
    wanted, current = anchor("target", other), oracle_tree.get("replaces")
    while current is not None:
        if current == wanted:
            return True
        current = by_anchor.get(current, {}).get("replaces")
    return False


def _target(  # noqa: PLR0913, PLR0917 - a target is seen from all around it
    target: OracleTree,
    targets: Sequence[OracleTree],
    dates: Sequence[Counting],
    indicator: OracleTree,
    today: dt.date,
    paces: Sequence[Ends],
    *,
    is_stock: bool,
) -> dict[str, Any]:
    latest = dates[-1] if dates else None
    value = number(target["value"])
    worse = indicator["direction"] == "decrease"
    state = _state(target, targets, dates, indicator, today)
    share = gap = needed = None
    is_over = "due" in target and today > days_of_date(target["due"])[1]
    if latest is not None and not is_over:
        gap = (value - latest.high, value - latest.low)
        if indicator["direction"] == "increase" and value > 0:
            share = [latest.low / value, latest.high / value]
        if state == "pending" and is_stock:
            distance = (days_of_date(target["due"])[1] - latest.last).days
            if distance > 0:
                turned = sorted(-end if worse else end for end in gap)
                needed = (turned[0] * 30 / distance, turned[1] * 30 / distance)
    return {
        "anchor": anchor("target", target), "state": state, "reached_share": share,
        "gap": _listed(gap), "needed": _listed(needed),
        "verdict": _verdict(needed, paces) if state == "pending" else None,
    }  # fmt: skip


def _state(
    target: OracleTree,
    targets: Sequence[OracleTree],
    dates: Sequence[Counting],
    indicator: OracleTree,
    today: dt.date,
) -> str:
    if "due" not in target:
        return "no-deadline"
    first, last = days_of_date(target["due"])
    own, value = anchor("target", target), number(target["value"])
    for other in targets:
        if other.get("replaces") == own and (
            "announced" not in other or days_of_date(other["announced"])[1] <= last
        ):
            return "replaced"
    if indicator["measure"] == "flow":
        dates = [date for date in dates if first <= date.first and date.last <= last]
    if indicator["direction"] == "decrease":
        reaching = [date for date in dates if date.low <= value and date.high <= value]
    else:
        reaching = [date for date in dates if date.low >= value and date.high >= value]
    if any(date.last <= last for date in reaching):
        return "met"
    if any(date.last > last for date in reaching):
        return "met-late"
    if today > last:
        return "missed" if any(date.last >= last for date in dates) else "unreported"
    return "pending"


def _pace(base: Counting | None, latest: Counting | None, worse: bool) -> Ends:  # noqa: FBT001
    if base is None or latest is None:
        return None
    fewest, most = (latest.first - base.last).days, (latest.last - base.first).days
    if fewest <= 0:
        return None
    steps = [latest.low - base.high, latest.high - base.low]
    all_ends = [
        (-step if worse else step) * 30 / elapsed for step in steps for elapsed in (fewest, most)
    ]
    return min(all_ends), max(all_ends)


def _verdict(needed: Ends, paces: Sequence[Ends]) -> str:
    known = [pace for pace in paces if pace is not None]
    recent = paces[1]
    if needed is None or not known:
        return "not-assessable"
    if recent is not None and recent[1] < 0:
        return "falling"
    if min(pace[0] for pace in known) >= needed[1]:
        return "on-track"
    if max(pace[1] for pace in known) < needed[0]:
        return "behind"
    return "depends"


def _freshness(latest: Counting | None, frequency: str, today: dt.date) -> str | None:
    if latest is None or frequency not in _EXPECTED:
        return None
    expected = _EXPECTED[frequency]
    age = (today - latest.last).days
    if age <= expected:
        return "fresh"
    if age <= expected + max(Fraction(14), Fraction(expected, 6)):
        return "due"
    if age <= expected + max(Fraction(30), Fraction(expected, 3)):
        return "overdue"
    return "very-late"
