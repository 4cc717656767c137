"""The states of a target and their reasons (docs/contract.md#state-of-a-target)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """The state of a target on a day."""

    MET = "met"
    MET_THEN_FELL = "met-then-fell"
    MET_LATE = "met-late"
    MET_TIME_UNKNOWN = "met-time-unknown"
    MISSED = "missed"
    UNDECIDED = "undecided"
    UNREPORTED = "unreported"
    PENDING = "pending"
    REPLACED = "replaced"
    NO_DEADLINE = "no-deadline"


class Reason(StrEnum):
    """The reason why a target's state is undecided or unreported."""

    SOURCES_DISAGREE = "sources-disagree"
    ROUGH_FIGURE = "rough-figure"
    BREAK = "break"
    LONG_AFTER = "long-after"
    NOT_FOR_THE_DAY = "not-for-the-day"
    PARTS_ONLY = "parts-only"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A state, its reason, and the anchors of the claims that decided it."""

    state: State
    reason: Reason | None = None
    decided_by: tuple[str, ...] = ()
