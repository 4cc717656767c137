"""The plan of an import: records that a spreadsheet adds, and the files that it would write.

`sheet_import` fills the plan; the files are checked with the whole data folder, and each problem
that they would have is reported at the cell that it stems from.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from terang.diagnostics import Place, Problem
from terang.editing import editor_schemas
from terang.editing.sheet_columns import LISTS, key_titles
from terang.editing.sheet_trees import cell_at, scalar_at
from terang.loading import data_folder, file_names
from terang.loading.series_files import COVERAGE
from terang.model.field_types import slug
from terang.parsing.sheets import CellPlace
from terang.parsing.spreadsheet import unreadable
from terang.parsing.yaml_blocks import plain_tree, yaml_block
from terang.parsing.yaml_document import Document, Entries, Items, Node

_LONGEST_STEM = 60


@dataclass(frozen=True, slots=True)
class PlannedRecord:
    """A record that a row adds: an entry, a correction, a reply or a source."""

    kind: str
    series: str
    tree: Entries
    place: CellPlace
    name: str
    """Its anchor or id."""
    is_correction: bool = False
    """True if the row changes what is on record."""


@dataclass(frozen=True, slots=True)
class SheetUse:
    """A sheet of a spreadsheet, with the columns that were read."""

    name: str
    columns: tuple[str, ...] = ()
    """The names of its columns; none if it was not read."""
    hidden: tuple[str, ...] = ()
    """The columns among them that are hidden."""
    is_hidden: bool = False


@dataclass(slots=True)
class ImportPlan:
    """All that a spreadsheet would change, and nothing written."""

    sheets: list[SheetUse] = field(default_factory=list)
    planned: list[PlannedRecord] = field(default_factory=list)
    same: int = 0
    """The number of rows that say what is on record."""
    skipped: list[tuple[CellPlace, str]] = field(default_factory=list)
    """Rows without an entry; with the text of the cell that says so, or ""."""
    remarks: list[tuple[CellPlace, str]] = field(default_factory=list)
    """Places at which something was passed over or taken all the same; with the word for it."""
    problems: list[Problem] = field(default_factory=list)
    lacks_sources: bool = False
    """True if the row of a source was refused, so that who cites it is not refused as well."""
    files: dict[str, bytes] = field(default_factory=dict)


def add_files(
    plan: ImportPlan,
    path: str,
    contents: Mapping[str, bytes],
    now: dt.datetime,
    today: dt.date,
) -> None:
    """Add to the plan of an import the files that it would write, or the problems of these."""
    documents: dict[str, Document] = {}
    for series, root in _roots(plan).items():
        name = _new_path(contents, series, path, today)
        documents[name] = Document(name, root)
    files = {
        name: f"{editor_schemas.first_line(name)}\n{yaml_block(document.root)}\n".encode()
        for name, document in documents.items()
    }
    after = {**contents, **files}

    def document_of(name: str, data: bytes) -> Document:
        own = documents.get(name)
        return data_folder.read_document(name, data) if own is None else own

    before = {str(problem) for problem in data_folder.read_data(contents, now).problems}
    for problem in data_folder.read_data(after, now, document_of).problems:
        follows = problem.code == "unknown-id" and plan.lacks_sources
        if str(problem) not in before and not problem.is_notice and not follows:
            plan.problems.append(_at_cell(problem, documents, path))
    for name, data in files.items():
        # What is written is what was understood.
        written = data_folder.read_document(name, data)
        if plain_tree(written.root) != plain_tree(documents[name].root) and not plan.problems:
            raise unreadable(path, detail=name)
    refused = {_row(problem.place) for problem in plan.problems}
    plan.planned = [record for record in plan.planned if _row(record.place) not in refused]
    if not plan.problems:
        plan.files = files


def _row(place: Place) -> tuple[str, int]:
    """Return the sheet and the row of a cell."""
    sheet = place.cell.rpartition("!")[0] if isinstance(place, CellPlace) else ""
    return sheet, place.line


def _roots(plan: ImportPlan) -> dict[str, Entries]:
    """Return the root of the new file of each series, by its id."""
    roots: dict[str, Entries] = {}
    for record in plan.planned:
        if record.kind != "source":
            root = roots.setdefault(record.series, Entries((1, 1)))
            items = root.setdefault(LISTS[record.kind], Items((1, 1)))
            root.key_marks.setdefault(LISTS[record.kind], record.tree.mark)
            if isinstance(items, Items):
                items.append(record.tree)
                items.item_marks.append(record.tree.mark)
    for record in plan.planned:
        if record.kind == "source":
            _add_source(plan, roots, record)
    return dict(sorted(roots.items()))


def _add_source(plan: ImportPlan, roots: Mapping[str, Entries], record: PlannedRecord) -> None:
    """Add a new source to the file of the first series that cites it."""
    root = next((root for _, root in sorted(roots.items()) if _cites(root, record.name)), None)
    code = ""
    if root is None:
        code = "" if plan.problems else "sheet-source-uncited"
    else:
        sources = root.setdefault("sources", Entries((1, 1)))
        root.key_marks.setdefault("sources", record.tree.mark)
        if isinstance(sources, Entries) and record.name not in sources:
            sources[scalar_at(record.name, record.place)] = record.tree
            sources.key_marks[record.name] = record.tree.mark
        else:
            code = "sheet-source-twice"
    if code:
        plan.problems.append(Problem(record.place, code, {"id": record.name}))


def _cites(node: Node, source: str) -> bool:
    """Return whether a list of sources in a tree names a source."""
    if isinstance(node, Entries):
        own = node.get("sources")
        return (isinstance(own, Items) and source in own) or any(
            _cites(child, source) for child in node.values()
        )
    return isinstance(node, Items) and any(_cites(child, source) for child in node)


def _new_path(contents: Mapping[str, bytes], series: str, path: str, today: dt.date) -> str:
    """Return the path of a new entry file, named after the day and the spreadsheet."""
    stem = slug(path.replace("\\", "/").rpartition("/")[2].rpartition(".")[0])
    name = stem[:_LONGEST_STEM].strip("-") or "sheet"
    return file_names.free_path(f"{COVERAGE}/{series}/{today.isoformat()}-{name}", contents)


def _at_cell(problem: Problem, documents: Mapping[str, Document], path: str) -> Problem:
    """Return a problem of a new file at the cell that it stems from."""
    place = problem.place
    cell = cell_at(place.line, place.column, path) if place.path in documents else None
    if cell is None:
        return problem
    if problem.code == "missing-key":
        # Who fills in a sheet knows headings, and no keys.
        titles = key_titles(str(problem.values["key"]))
        return Problem(cell, "sheet-missing", {"title": titles})
    return replace(problem, place=cell)
