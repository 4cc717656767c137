"""The moment that a command stands for.

The core reads no clock by itself: commands ask here once and hand the answer on.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

VARIABLE = "SOURCE_DATE_EPOCH"

_SECONDS = 1 << 32
"""As many as the head of a compressed file can count: into the year 2106."""


class BadEpochError(ValueError):
    """SOURCE_DATE_EPOCH is set to something that is no number of seconds since 1970."""


def current_time(environment: Mapping[str, str]) -> dt.datetime:
    """The moment of SOURCE_DATE_EPOCH, or of the clock.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = environment.get(VARIABLE)
    if not epoch:
        return dt.datetime.now(dt.UTC)
    if re.fullmatch("[0-9]{1,10}", epoch) is None or int(epoch) >= _SECONDS:
        raise BadEpochError(epoch)
    return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
