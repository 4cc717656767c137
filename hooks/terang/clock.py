"""The moment that a command stands for.

The core reads no clock by itself: commands ask here once and hand the answer on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

VARIABLE = "SOURCE_DATE_EPOCH"


class BadEpochError(ValueError):
    """SOURCE_DATE_EPOCH is set to something that is no number of seconds."""


def now(environment: Mapping[str, str]) -> dt.datetime:
    """The moment of SOURCE_DATE_EPOCH, or of the clock.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = environment.get(VARIABLE)
    if not epoch:
        return dt.datetime.now(dt.UTC)
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise BadEpochError(epoch) from None
