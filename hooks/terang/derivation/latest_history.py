"""The latest figure of a series as this record had it, from the first day to the last.

docs/contract.md#the-record-as-of-a-day
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from terang.derivation.claims import CountingDate
from terang.derivation.counting import latest_date
from terang.derivation.derive import Derived
from terang.derivation.other_states import counted_claims
from terang.derivation.past_series import indicator_as_of, record_days, series_as_of
from terang.derivation.series_claims import claims_of_series
from terang.model.catalog import Series
from terang.model.definitions import Indicator, Source


@dataclass(frozen=True, slots=True)
class PastLatest:
    """A latest figure with the first day on which it was that."""

    day: dt.date
    latest: CountingDate | None


def latest_history(
    series: Series, indicator: Indicator, sources: Mapping[str, Source], derived: Derived
) -> tuple[PastLatest, ...]:
    """Return each latest figure that this record had until today, the newest first.

    `derived` is what follows from the series today.
    """
    days = sorted({day for day in record_days(series) if day <= derived.as_of})
    found: list[PastLatest] = []
    for day in days:
        latest = derived.latest
        if day != days[-1]:  # on the last day it became what it is
            then = series_as_of(series, day)
            claims = claims_of_series(then, indicator_as_of(indicator, day), sources)
            latest = latest_date(counted_claims(claims).dates, is_stock=claims.traits.is_stock)
        if not found or _stated(latest) != _stated(found[-1].latest):
            found.append(PastLatest(day, latest))
    return tuple(reversed(found))


def _stated(latest: CountingDate | None) -> object:
    """Return what a latest figure states: its date, its claims and their wordings."""
    if latest is None:
        return None
    return latest.period, [(claim.anchor, claim.wording) for claim in latest.claims]
