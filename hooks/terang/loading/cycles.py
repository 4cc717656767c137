"""Cycles: links between records that lead back to where they begin, for the rules against them."""

from __future__ import annotations

from collections.abc import Mapping


def keys_in_cycles(links: Mapping[str, str | None]) -> list[str]:
    """Return the keys of records whose links lead back to themselves."""
    found: list[str] = []
    done: set[str] = set()
    for start in links:
        trail: dict[str, int] = {}
        key: str | None = start
        while key is not None and key not in done and key not in trail:
            trail[key] = len(trail)
            key = links.get(key)
        if key in trail:
            found += list(trail)[trail[key] :]
        done.update(trail)
    return found
