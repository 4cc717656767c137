"""Rules for the entries of a series: no entry disappears, and no anchor changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from terang.diagnostics import MessageValues as Shown
from terang.diagnostics import Place, Problem
from terang.guard import paste_hints, revision_rules
from terang.guard.pairing import EntryPair, SeriesPair, is_whole, items_of
from terang.guard.snapshot import LISTS, StatedValue, stated_value, states_agree
from terang.model import catalog
from terang.parsing.yaml_document import Entries, Node

_MOVABLE = frozenset({"anchor", "date", "due", "label", "revisions"})
"""The keys that may differ in an entry that is recognized without its anchor."""


def entry_problems(series: SeriesPair, new: Entries) -> Iterator[Problem]:
    """Yield a problem for each silent edit of the entries of a readable series."""
    for name in LISTS:
        old_entries = dict(_by_anchor(series.old, name))
        new_entries = dict(_by_anchor(new, name))
        fresh = {item: found for item, found in new_entries.items() if item not in old_entries}
        for anchor, (_, old) in old_entries.items():
            if anchor in new_entries:
                index, entry = new_entries[anchor]
                yield from revision_rules.revision_problems(
                    EntryPair(series, name, index, old, entry)
                )
            elif twin := _twin(old, fresh):
                index, entry = fresh.pop(twin)
                pair = EntryPair(series, name, index, old, entry, anchor)
                yield _renamed(pair, anchor)
                yield from revision_rules.revision_problems(pair)
            elif is_whole(new, name):
                yield _gone(series, new, name, anchor, old)


def _by_anchor(root: Entries, name: str) -> Iterator[tuple[str, tuple[int, Entries]]]:
    """Yield the entries of a list by anchor; for entries with the same anchor, only the first."""
    seen = set()
    items = items_of(root, name)
    for index, anchor in catalog.written_entries(root, name):
        entry = items[index]
        if isinstance(entry, Entries) and anchor not in seen:
            seen.add(anchor)
            yield anchor, (index, entry)


# --- the anchor --------------------------------------------------------------------------------


def _twin(old: Entries, fresh: Mapping[str, tuple[int, Entries]]) -> str | None:
    """Return the new anchor of an entry that is equal except for its anchor and date."""
    rest = _rest(old)
    return next(
        (anchor for anchor, (_, item) in fresh.items() if states_agree(rest, _rest(item))), None
    )


def _rest(entry: Entries) -> StatedValue:
    return {key: value for key, value in stated_value(entry).items() if key not in _MOVABLE}


def _renamed(pair: EntryPair, anchor: str) -> Problem:
    """An anchor is permanent: an entry that has another date writes its old anchor out."""
    key = next((name for name in ("anchor", "date", "due") if name in pair.new), "")
    text, place = f"anchor: {anchor}", pair.place(key)
    if key == "anchor" or paste_hints.is_flow(pair.series.lines, pair.new):
        values = {"anchor": anchor, "line": str(place.line)}
        return Problem(place, "anchor-changed", values, "written")
    values = {
        "anchor": anchor,
        "after": str(pair.end),
        "example": paste_hints.indented_text(text, pair.column),
    }
    return Problem(place, "anchor-changed", values)


def _gone(series: SeriesPair, new: Entries, name: str, anchor: str, old: Entries) -> Problem:
    """An entry that was published stays, withdrawn."""
    lines, items = series.lines, items_of(new, name)
    text = paste_hints.as_written(series.comparison.before.lines(series.old_path), old)
    if "withdrawn" not in old:
        text += "\n" + paste_hints.yaml_block(paste_hints.withdrawal_block(series.comparison.today))
    if name in new:
        place = series.document.key_place(name)
        if paste_hints.is_flow(lines, items):
            return _gone_from_brackets(series, place, name, anchor, [*items, old])
        after = paste_hints.end_of_list(lines, items)
        text = paste_hints.list_item(text, paste_hints.dash_of(lines, items))
    else:
        place = series.document.place()
        after = paste_hints.end_of_file(lines)
        text = paste_hints.indented_text(
            f"{name}:\n{paste_hints.list_item(text, 2)}", new.mark[1] - 1
        )
    values: dict[str, Shown] = {"anchor": anchor, "after": str(after), "example": text}
    elsewhere = dict(_anchors_elsewhere(new, name))
    if anchor in elsewhere:
        other, index = elsewhere[anchor]
        values |= {"list": name, "other": other}
        place = series.document.place(other, index)
        values["line"] = str(place.line)
        return Problem(place, "entry-gone", values, "moved")
    return Problem(place, "entry-gone", values, "withdrawn" if "withdrawn" in old else "")


def _gone_from_brackets(
    series: SeriesPair, place: Place, name: str, anchor: str, entries: list[Node]
) -> Problem:
    """Return the problem of a missing last entry in a flow list, which is written out whole."""
    *others, gone = map(paste_hints.plain_tree, entries)
    withdrawal = paste_hints.withdrawal_block(series.comparison.today)
    text = paste_hints.yaml_block({name: [*others, gone | withdrawal | gone]})
    values = {
        "anchor": anchor,
        "list": name,
        "line": str(place.line),
        "example": paste_hints.indented_text(text, place.column - 1),
    }
    return Problem(place, "entry-gone", values, "rewritten")


def _anchors_elsewhere(root: Entries, name: str) -> Iterator[tuple[str, tuple[str, int]]]:
    for other in LISTS:
        if other != name:
            for index, anchor in catalog.written_entries(root, other):
                yield anchor, (other, index)
