"""SOURCE_DATE_EPOCH, or the clock: the moment that a command takes as now.

Only commands call it, once each; the core reads no clock.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

VARIABLE = "SOURCE_DATE_EPOCH"

_SECONDS = 1 << 32
"""The limit of the time in a gzip header, in seconds since 1970: the year 2106."""


class BadEpochError(ValueError):
    """SOURCE_DATE_EPOCH is not a number of seconds since 1970."""


def clock_time() -> dt.datetime:
    """Return the moment of the clock, which no variable moves."""
    return dt.datetime.now(dt.UTC)


def build_moment(environment: Mapping[str, str]) -> str:
    """Return SOURCE_DATE_EPOCH as it is set, or noon of today in UTC: builds of a day are alike."""
    noon = clock_time().replace(hour=12, minute=0, second=0, microsecond=0)
    return environment.get(VARIABLE) or str(int(noon.timestamp()))


def current_time(environment: Mapping[str, str]) -> dt.datetime:
    """Return the moment of SOURCE_DATE_EPOCH, or of the clock; raise BadEpochError.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = environment.get(VARIABLE)
    if not epoch:
        return clock_time()
    if re.fullmatch("[0-9]{1,10}", epoch) is None or int(epoch) >= _SECONDS:
        raise BadEpochError(epoch)
    return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
