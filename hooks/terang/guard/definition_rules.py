"""Rules for definitions, which change only by a decision: indicators, areas and populations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import PurePosixPath
from typing import Any, NamedTuple

from terang.diagnostics import MessageValues as Shown
from terang.diagnostics import Place, Problem
from terang.guard import paste_hints
from terang.guard.pairing import Comparison, SeriesPair, items_of
from terang.guard.snapshot import DEFINING, StatedValue, stated_value, unmatched_items
from terang.loading import data_folder
from terang.model.catalog import Series
from terang.model.fields import Guard, guarded_fields
from terang.model.period import Period
from terang.parsing.yaml_document import Document, Entries, Items, Node, Scalar


def series_definition_problems(pair: SeriesPair, new: Entries) -> Iterator[Problem]:
    """A series keeps its indicator, its area and the values of its population."""
    renames = pair.comparison.renames
    renamed_ids = {"indicator": renames.indicators, "area": renames.areas}
    for field in guarded_fields(Series, Guard.DECISION):
        key, renamed = field.key, renamed_ids.get(field.type.reference, {})
        old, now = pair.old.get(key), new.get(key)
        if isinstance(old, Scalar) and isinstance(now, Scalar) and renamed.get(old, old) != now:
            place = pair.document.place(key)
            yield from _undecided(
                pair.comparison, place, pair.old_path, key=key, old=_shown(old), new=_shown(now)
            )
    yield from _population(pair, new)


def indicator_definition_problems(comparison: Comparison) -> Iterator[Problem]:
    """An indicator keeps its unit, direction, measure and definition."""
    for path in comparison.before.paths(data_folder.INDICATORS):
        stem = PurePosixPath(path).stem
        now = f"{data_folder.INDICATORS}/{comparison.renames.indicators.get(stem, stem)}.yml"
        old, new = comparison.before.mapping(path), comparison.after.mapping(now)
        if old is None or new is None:
            continue
        document = comparison.after.documents[now]
        for key in DEFINING:
            if key in old and key in new and stated_value(old[key]) != stated_value(new[key]):
                place = _place(document, new, key)
                yield from _undecided(
                    comparison, place, path, key=key, old=_shown(old[key]), new=_shown(new[key])
                )


def _place(document: Document, root: Entries, key: str) -> Place:
    return document.place(key) if isinstance(root[key], Scalar) else document.key_place(key)


# --- population --------------------------------------------------------------------------------


class _PopulationFigure(NamedTuple):
    """A value of a population with its date, sources and index in the list."""

    date: Period
    value: Decimal
    sources: frozenset[str]
    position: int


def _population(pair: SeriesPair, new: Entries) -> Iterator[Problem]:
    """Each value of the population stays; new ones may be added."""
    renamed = pair.comparison.renames.sources
    old_values = [*_values(pair.old, renamed)]
    new_values = [*_values(new, {})]
    if not old_values or _is_unsound(new, len(new_values)):
        return
    missing, fresh = unmatched_items(
        [value[:3] for value in old_values], [value[:3] for value in new_values]
    )
    first: Place | None = None
    for old in (old_values[index] for index in missing):
        now = _closest(old, [new_values[index] for index in fresh])
        place = _value_place(pair, new, now)
        problems = _undecided(
            pair.comparison,
            place,
            pair.old_path,
            key="population",
            old=f"{old.value} ({old.date.written})",
            new=_shown(None) if now is None or now.value == old.value else str(now.value),
        )
        for problem in problems:
            if first is None:
                first = place
                yield problem
            else:
                values = {**problem.values, "line": str(first.line)}
                yield Problem(place, problem.code, values, "also")


def _values(root: Entries, renamed: Mapping[str, str]) -> Iterator[_PopulationFigure]:
    population = root.get("population")
    values = items_of(population, "values") if isinstance(population, Entries) else ()
    for index, node in enumerate(values):
        item: StatedValue = stated_value(node, "", renamed)
        if isinstance(item, dict):
            date, value, sources = item.get("date"), item.get("value"), item.get("sources")
            if (
                isinstance(date, Period)
                and isinstance(value, Decimal)
                and isinstance(sources, frozenset)
            ):
                yield _PopulationFigure(date, value, sources, index)


def _is_unsound(root: Entries, readable: int) -> bool:
    """Return whether a written population is partly unreadable, which is reported elsewhere."""
    if "population" not in root.key_marks:
        return False
    population = root.get("population")
    if not isinstance(population, Entries):
        return True
    values = population.get("values")
    return not isinstance(values, Items) or not values.is_whole or len(values) != readable


def _closest(old: _PopulationFigure, fresh: list[_PopulationFigure]) -> _PopulationFigure | None:
    """Return the likely replacement of a value: same date, and if possible same sources."""
    same_date = [figure for figure in fresh if figure.date == old.date]
    same = [figure for figure in same_date if figure.sources == old.sources]
    return next(iter([*same, *same_date]), None)


def _value_place(pair: SeriesPair, new: Entries, now: _PopulationFigure | None) -> Place:
    if now is not None:
        return pair.document.place("population", "values", now.position, "value")
    return pair.document.key_place("population") if "population" in new else pair.document.place()


# --- decisions ---------------------------------------------------------------------------------


def _undecided(  # noqa: PLR0913 - the parts of a message
    comparison: Comparison, place: Place, old_path: str, *, key: str, old: Shown, new: Shown
) -> Iterator[Problem]:
    """Yield the problem of a change without a new decision about the file, old or new name."""
    about = f"{place.path}#{key}"
    if not {about, f"{old_path}#{key}"} & comparison.decided:
        problem = Problem(place, "changed-without-decision", {"key": key, "old": old, "new": new})
        yield _with_item(comparison, problem, paste_hints.decision_item(comparison.today, about))


def _shown(node: Node) -> Shown:
    """Return a value in words, in every language: a change may be in a single language."""
    if isinstance(node, Entries):
        return ", ".join(f"{key}: {text}" for key, text in node.items())
    return {"id": "tidak ada", "en": "nothing"} if node is None else str(node)


def decisions_gone(comparison: Comparison) -> Iterator[Problem]:
    """A decision that was published stays as it was."""
    path = data_folder.DECISIONS
    document = comparison.after.documents.get(path)
    if document is not None and document.root is None:
        return
    old, new = comparison.before.decisions, comparison.after.decisions
    missing, fresh = unmatched_items(
        [stated_value(item) for item in old], [stated_value(item) for item in new]
    )
    for index in missing:
        gone = old[index]
        values: dict[str, Shown] = {"about": str(gone.get("about")), "date": str(gone.get("date"))}
        copy = next((at for at in fresh if _is_copy(gone, new[at])), None)
        place = Place(path)
        if copy is not None:
            lines, mark = comparison.after.lines(path), new[copy].mark
            place = Place(path, *mark)
            values |= {"line": str(mark[0]), "last": str(paste_hints.end_of(lines, mark))}
        variant = "edited" if copy is not None else ""
        problem = Problem(place, "decision-gone", values, variant)
        yield _with_item(comparison, problem, gone, copy)


def _is_copy(old: Entries, new: Entries) -> bool:
    """Return whether the new decision is an edited copy of the old decision."""
    return sum(old.get(key) == new.get(key) for key in ("date", "about", "reason")) > 1


def _with_item(
    comparison: Comparison,
    problem: Problem,
    item: dict[str, Any] | Entries,
    in_place_of: int | None = None,
) -> Problem:
    """Return a problem with an item to paste into decisions.yml, or to replace a decision with."""
    path, after = data_folder.DECISIONS, comparison.after
    lines, document = after.lines(path), after.documents.get(path)
    root = document.root if document else None
    if isinstance(root, Items) and paste_hints.is_flow(lines, root):
        # Between brackets there is no line to paste after: the file is written anew.
        others = [
            decision
            for decision in root
            if in_place_of is None or decision is not after.decisions[in_place_of]
        ]
        whole = {"file": path, "line": "1", "last": str(len(lines))}
        values = {**problem.values, **whole, "example": paste_hints.yaml_block([*others, item])}
        return Problem(problem.place, problem.code, values, "rewritten")
    items = root if isinstance(root, Items) and root else None
    text = paste_hints.list_item(
        paste_hints.yaml_block(item), paste_hints.dash_of(lines, items) if items else 0
    )
    line = paste_hints.end_of_list(lines, items) if items else paste_hints.end_of_file(lines)
    values = {**problem.values, "file": path, "after": str(line), "example": text}
    variant = problem.variant or ("" if path in after.files else "first")
    return Problem(problem.place, problem.code, values, variant)
