"""The moment a build stands for: the one place that looks at clock and environment."""

from __future__ import annotations

import datetime as dt
import os


class BadEpochError(ValueError):
    """SOURCE_DATE_EPOCH is set to something that is no number of seconds."""


def now() -> dt.datetime:
    """The moment of SOURCE_DATE_EPOCH, or of the clock.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    if not epoch:
        return dt.datetime.now(dt.UTC)
    try:
        return dt.datetime.fromtimestamp(int(epoch), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise BadEpochError(epoch) from None
