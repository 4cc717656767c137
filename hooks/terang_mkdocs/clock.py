"""The day a build stands for: the one place that looks at clock and environment."""

from __future__ import annotations

import datetime
import os
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml

_SITE = Path("data", "site.yml")


class BadEpochError(ValueError):
    """SOURCE_DATE_EPOCH is set to something that is no number of seconds."""


def today(root: Path) -> datetime.date:
    """The day of SOURCE_DATE_EPOCH, or of the clock, in the site's time zone.

    https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        moment = (
            datetime.datetime.fromtimestamp(int(epoch), datetime.UTC)
            if epoch
            else datetime.datetime.now(datetime.UTC)
        )
    except (ValueError, OverflowError, OSError):
        raise BadEpochError(epoch) from None
    return moment.astimezone(_time_zone(root)).date()


def _time_zone(root: Path) -> datetime.tzinfo:
    """The zone of data/site.yml; where it cannot be read, loading the data will say so."""
    try:
        site = yaml.safe_load((root / _SITE).read_bytes())
        return ZoneInfo(site["time_zone"])
    except (OSError, yaml.YAMLError, KeyError, TypeError, ValueError, ZoneInfoNotFoundError):
        return datetime.UTC
