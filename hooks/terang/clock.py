"""The moment that a command stands for.

The core reads no clock by itself: commands ask here once and hand the answer on.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping

VARIABLE = "SOURCE_DATE_EPOCH"


class BadEpochError(ValueError):
    """SOURCE_DATE_EPOCH is set to something that is no number of seconds."""


def now(environment: Mapping[str, str]) -> datetime.datetime:
    """The moment of SOURCE_DATE_EPOCH, or of the clock.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = environment.get(VARIABLE)
    if not epoch:
        return datetime.datetime.now(datetime.UTC)
    try:
        return datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
    except (ValueError, OverflowError, OSError):
        raise BadEpochError(epoch) from None
