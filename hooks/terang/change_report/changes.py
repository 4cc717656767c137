"""What is new, revised, withdrawn or decided between two catalogs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from terang.derivation.derive import Derived, derive
from terang.derivation.states import State
from terang.guard.snapshot import DEFINING
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Decision, Indicator
from terang.model.entries import Entry
from terang.views.entry_properties import entry_kind

_HISTORY = frozenset({"anchor", "revisions", "withdrawn"})
"""What is said about an entry, not by it."""


@dataclass(frozen=True, slots=True)
class EntryChange:
    """One entry before and now; None where there was or is none."""

    before: Entry | None
    after: Entry | None

    @property
    def keys(self) -> tuple[str, ...]:
        """What it says otherwise now."""
        if self.before is None or self.after is None:
            return ()
        names = (field for field in type(self.after).model_fields if field not in _HISTORY)
        return tuple(name for name in names if _differs(name, self.before, self.after))

    @property
    def is_new(self) -> bool:
        """Whether it was not there before."""
        return self.before is None

    @property
    def is_gone(self) -> bool:
        """Whether it is not there any more, which is never right."""
        return self.after is None

    @property
    def is_withdrawn(self) -> bool:
        """Whether it stands withdrawn only now."""
        return (
            self.before is not None
            and self.before.withdrawn is None
            and self.after is not None
            and self.after.withdrawn is not None
        )


@dataclass(frozen=True, slots=True)
class SeriesChange:
    """One series before and now."""

    before: Series | None
    after: Series | None
    entries: tuple[EntryChange, ...]
    states: tuple[tuple[str, State, State], ...]
    """Anchor, state before, state now: of targets that were there before."""

    @property
    def is_renamed(self) -> bool:
        """Whether its page has another address now."""
        return bool(self.before and self.after and self.before.id != self.after.id)


@dataclass(frozen=True, slots=True)
class Changes:
    """Everything that a reader should know of a change."""

    before: Catalog
    after: Catalog
    series: tuple[SeriesChange, ...]
    indicators: tuple[tuple[Indicator, Indicator], ...]
    """Indicators that mean something else now."""
    decisions: tuple[Decision, ...]

    @property
    def entries(self) -> Iterator[EntryChange]:
        """Every changed entry."""
        for series in self.series:
            yield from series.entries

    @property
    def is_first(self) -> bool:
        """Whether nothing was published before."""
        return not self.before.series


def changes_between(before: Catalog, after: Catalog, paths: Mapping[str, str | None]) -> Changes:
    """What has changed; `paths` are the files of earlier series, and where each stands now."""
    old_ids = {_stem(now): _stem(old) for old, now in paths.items() if now is not None}
    kept = {_stem(old) for old, now in paths.items() if now is not None}
    pairs = [
        (before.series.get(old_ids.get(key, "")), series_item)
        for key, series_item in after.series.items()
    ]
    gone = [(series_item, None) for key, series_item in before.series.items() if key not in kept]
    series = [_series_change(old, now, before, after) for old, now in (*pairs, *gone)]
    return Changes(
        before=before,
        after=after,
        series=tuple(series),
        indicators=tuple(_redefined(before, after)),
        decisions=tuple(
            decision for decision in after.decisions if decision not in before.decisions
        ),
    )


def derive_series(catalog: Catalog, series: Series) -> Derived:
    """What follows from a series on the catalog's day."""
    return derive(series, catalog.indicator_of(series), catalog.today)


def _stem(path: str) -> str:
    return path.rpartition("/")[2].removesuffix(".yml")


def _series_change(
    old: Series | None, new: Series | None, before: Catalog, after: Catalog
) -> SeriesChange:
    states = []
    if old is not None and new is not None:
        was, now = derive_series(before, old), derive_series(after, new)
        for outlook in now.outlooks:
            earlier = was.outlook(outlook.target.anchor)
            if earlier is not None and earlier.state is not outlook.state:
                states.append((outlook.target.anchor, earlier.state, outlook.state))
    return SeriesChange(old, new, tuple(_entry_changes(old, new)), tuple(states))


def _entry_changes(old: Series | None, new: Series | None) -> Iterator[EntryChange]:
    """Entries that are not what they were, in the file's order, those that are gone last."""
    before = _known(old)
    after = _known(new)
    for key in dict.fromkeys((*after, *before)):
        change = EntryChange(before.get(key), after.get(key))
        if change.keys or change.is_new or change.is_gone or change.is_withdrawn:
            yield change


def _known(series: Series | None) -> dict[tuple[str, str], Entry]:
    """The entries of a series by kind and anchor."""
    return {
        (entry_kind(entry), entry.anchor): entry for entry in (series.entries if series else ())
    }


def _differs(key: str, before: Entry, after: Entry) -> bool:
    """Whether a key says something else; lists of ids are the same in any order."""
    old, new = getattr(before, key, None), getattr(after, key, None)
    if isinstance(old, tuple) and isinstance(new, tuple):
        return frozenset(old) != frozenset(new)
    return bool(old != new)


def _redefined(before: Catalog, after: Catalog) -> Iterator[tuple[Indicator, Indicator]]:
    for key, now in after.indicators.items():
        old = before.indicators.get(key)
        if old is not None and any(getattr(old, item) != getattr(now, item) for item in DEFINING):
            yield old, now
