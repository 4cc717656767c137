"""Tables of offices and of people, with right answers by somebody who had not seen the importer.

Each is read as its answers say, or refused with a message that names the cell. What an answer means
is said in office_tables/README.md.
"""

from __future__ import annotations

import datetime as dt
import re
import resource
from collections.abc import Iterable, Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

from terang.diagnostics import Problem
from terang.editing.sheet_import import plan_import
from terang.editing.sheet_plan import ImportPlan, PlannedRecord
from terang.parsing.sheets import CellPlace
from terang.parsing.spreadsheet import SpreadsheetError, parse_sheets
from terang.parsing.yaml_blocks import plain_tree

TABLES = Path(__file__).with_name("office_tables")
ANSWERS = sorted(TABLES.glob("[a-e][0-9][0-9]-*.yml"))
NOW = dt.datetime(2026, 11, 30, 4, tzinfo=dt.UTC)
RECORD = {
    f"data/{path.relative_to(TABLES / 'record').as_posix()}": path.read_bytes()
    for path in sorted((TABLES / "record").rglob("*.yml"))
}
ARGUED = {
    # A range of two counts is one reading; the answers let row 8 be an entry.
    ("a04", "Sheet1!C8"), ("a04", "Sheet1!A8"),
    # The row is hidden, and that is said.
    ("a06", "Sheet1!A11"),
    # What a cell shows is right, say the answers, and so it is read.
    ("d04", "Sheet1!B2"),
    # Another figure for a date on record may be its correction: whoever adds one beside it says so.
    ("d04", "Sheet1!C4"),
    # Both may be entries, say the answers.
    ("e03", "Sheet1!C5"), ("e03", "Sheet1!E6"),
    # A character is taken out, and that is said.
    ("e08", "Sheet1!A3"),
}  # fmt: skip
"""Table and cell of answers that are not asked for, with the reason."""
NOT_COMPARED = {"cell", "series", "kind", "unit", "may", "source", "added", "anchor"}
Answer = dict[str, Any]


def read(answer: Answer) -> tuple[ImportPlan, list[Problem]]:
    """Return the plan of a table, and the problems of a file that is no table."""
    name = answer["table"]
    series = answer.get("given", {}).get("series", "")
    try:
        sheets = parse_sheets(name, (TABLES / name).read_bytes())
        plan = plan_import(name, sheets, RECORD, NOW, series)
    except SpreadsheetError as error:
        return ImportPlan(), [error.problem]
    return plan, plan.problems


# --- places --------------------------------------------------------------------------------------


def names_of(place: Any) -> set[str]:  # noqa: ANN401
    """Return the names of a place: its cell, its row, and its sheet or file."""
    if not isinstance(place, CellPlace):
        return {"file"}
    sheet, _, own = place.cell.rpartition("!")
    row = re.sub("[A-Z]", "", own)
    named = {own, place.cell, row, f"row {row}"}
    return named | ({f"{sheet}!{row}", sheet} if sheet else set())


def is_named(cell: str, places: Iterable[Any], headings: dict[str, str]) -> bool:
    """Return whether one of these places is a cell, a row, a sheet or the file of an answer."""
    if found := re.fullmatch(r"row (\d+): (.+)", cell):
        cell = f"{headings.get(found[2], found[2])}{found[1]}"
    bare = cell.rpartition("!")[2]
    for place in places:
        named = names_of(place)
        if cell in named or (bare in named and re.fullmatch(r"[A-Z]+\d+|\d+", bare)):
            return True
    return False


def row_of(cell: str) -> str:
    """Return the row of a cell, as an answer names it."""
    found = re.fullmatch(r"(?:(.+)!)?[A-Z]+(\d+)", cell)
    if found is None:
        return cell.partition(":")[0]
    return f"{found[1]}!{found[2]}" if found[1] else found[2]


def headings_of(answer: Answer) -> dict[str, str]:
    """Return the heading of each column of a CSV, with the letter of its column."""
    if not answer["table"].endswith(".csv"):
        return {}
    try:
        (sheet,) = parse_sheets(answer["table"], (TABLES / answer["table"]).read_bytes())
    except SpreadsheetError:
        return {}
    first = min((row for row, _ in sheet.cells), default=1)
    return {
        str(cell.value).strip(): sheet.cell_name(first, column).rstrip("0123456789")
        for (row, column), cell in sheet.cells.items()
        if row == first
    }


def said_places(plan: ImportPlan, problems: Iterable[Problem]) -> list[Any]:
    """Return the places that messages name: of problems, and of what is left out by itself."""
    passed_over = (place for place, _ in (*plan.skipped, *plan.remarks))
    return [*(problem.place for problem in problems), *passed_over]


# --- entries -------------------------------------------------------------------------------------


def plain(value: Any) -> Any:  # noqa: ANN401
    """Return a value as it is compared: numbers as numbers, days as texts."""
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [plain(item) for item in value]
    text = str(value)
    return Decimal(text).normalize() if re.fullmatch(r"-?\d+(\.\d+)?", text) else text


def is_right(record: PlannedRecord, entry: Answer, answer: Answer) -> bool:
    """Return whether a planned record says what an entry of the answer says, and no more."""
    if (record.series, record.kind) != (entry["series"], entry["kind"]):
        return False
    made, wanted = plain(plain_tree(record.tree)), plain(entry)
    may = {**plain(entry.get("may", {})), "status": made.get("status")}
    if entry["kind"] == "observation" and made.get("status") not in (
        None, "reported", wanted.get("status"), plain(entry.get("may", {})).get("status"),
    ):  # fmt: skip
        return False
    given = answer.get("given", {})
    for key, value in wanted.items():
        if key in NOT_COMPARED:
            continue
        if value == ["<given>"]:
            if set(made.get(key, [])) - set(given.get("sources", [])):
                return False
        elif value not in (["<new>"], "<given>") and made.get(key) != value:
            return False
    more = set(made) - set(wanted) - set(may) - {"anchor", "added"}
    if entry["kind"] == "correction":
        return made.get("anchor") == wanted["anchor"]
    return not more and ("anchor" not in wanted or made.get("anchor") in (None, wanted["anchor"]))


def faults_of(answer: Answer) -> Iterator[str]:
    """Yield what is wrong with the reading of a table."""
    plan, problems = read(answer)
    yield from entry_faults(answer, plan, said_places(plan, problems))
    if answer["outcome"] == "message" and not problems:
        yield "no problem"
    if plan.same < len(answer.get("same", [])) and not problems:
        yield "what is on record is not said"
    if answer["outcome"] != "either":
        shown = "\n".join(str(problem) for problem in problems)
        for item in answer.get("messages", []):
            for text in item.get("readings", []):
                if str(text) not in shown:
                    yield f"the reading {text} is not in the message"


def entry_faults(answer: Answer, plan: ImportPlan, said: list[Any]) -> Iterator[str]:
    """Yield what is wrong with the entries of a plan, and the messages that are missing."""
    table, headings = answer["table"].partition("-")[0], headings_of(answer)
    wanted = [*answer.get("entries", []), *answer.get("may_add", [])]
    planned = [record for record in plan.planned if record.kind != "source"]
    for record in planned:
        is_argued = (table, record.place.cell) in ARGUED
        if not is_argued and not any(is_right(record, entry, answer) for entry in wanted):
            yield f"{record.place.cell}: invented {plain_tree(record.tree)}"
    left_out = [
        entry["cell"]
        for entry in answer.get("entries", [])
        if not any(is_right(record, entry, answer) for record in planned)
    ]
    messages = answer.get("messages", [])
    unsaid = [
        item["cells"][0]
        for item in messages
        if not any(is_named(cell, said, headings) for cell in item["cells"])
    ]
    if answer["outcome"] == "either" and (len(unsaid) < len(messages) or not left_out):
        return
    may_refuse = answer.get("may_refuse", [])
    for cell in left_out:
        is_said = is_named(cell, said, headings) or is_named(row_of(cell), said, headings)
        if (table, cell) not in ARGUED and not (cell in may_refuse and is_said):
            yield f"{cell}: not read"
    yield from (f"{cell}: not named" for cell in unsaid if (table, cell) not in ARGUED)


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.name.partition("-")[0])
def test_a_table(path: Path) -> None:
    """A table is read as its answers say, or a message names the cell."""
    answer = yaml.safe_load(path.read_text("utf-8"))
    limits = answer.get("limits", {})
    before = resource.getrusage(resource.RUSAGE_SELF)
    assert list(faults_of(answer)) == []
    after = resource.getrusage(resource.RUSAGE_SELF)
    assert after.ru_utime - before.ru_utime <= limits.get("seconds", 5)
    assert (after.ru_maxrss - before.ru_maxrss) / 1024 <= limits.get("megabytes", 100)
