"""Breaks that a decision implies because it changes what is counted (docs/contract.md#breaks).

A decision that changes what is counted comes with a break, or says that figures stay comparable.
An old record may hold one that does neither: then nobody knows, and nothing is compared across it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from terang.model.catalog import Series
from terang.model.definitions import Decision, Indicator, MeasureBreak

MEANING = frozenset({"definition", "unit", "per", "measure"})
"""The keys of an indicator whose change parts the figures before from those after."""


def with_implied_breaks(
    indicators: Mapping[str, Indicator], series: Iterable[Series], decisions: Iterable[Decision]
) -> dict[str, Indicator]:
    """Return the indicators; one without any break has one on the day of each such decision."""
    broken = {each.indicator for each in series if each.breaks}
    implied: dict[str, dict[object, MeasureBreak]] = {}
    for decision in decisions:
        for subject in () if decision.comparable else decision.about:
            name, _, key = subject.partition(".")
            indicator_id = name.removeprefix("indicator:")
            indicator = indicators.get(indicator_id) if name != indicator_id else None
            if indicator is None or indicator.breaks or indicator_id in broken:
                continue
            if key.partition(".")[0] in MEANING:
                day = decision.date
                implied.setdefault(indicator_id, {})[day] = MeasureBreak.model_construct(
                    date=day, reason=decision.reason, sources=(), added=day
                )
    return {
        key: indicator.model_copy(update={"breaks": tuple(implied[key].values())})
        if key in implied
        else indicator
        for key, indicator in indicators.items()
    }
