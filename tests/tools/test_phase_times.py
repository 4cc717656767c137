"""The phases of a build are measured at calls that exist."""

from __future__ import annotations

import phase_times


def test_every_watched_call_is_there() -> None:
    """Each function whose time is counted is where `make bench` looks for it, and has a phase."""
    for owner, name, phase in phase_times.watched_calls():
        assert callable(getattr(owner, name, None)), (owner, name)
        assert phase
