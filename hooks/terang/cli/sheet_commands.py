"""The commands `sheet` and `import`: write a spreadsheet of entries, or read one into files.

What an import understood is shown first; nothing is written before it is confirmed.
"""

from __future__ import annotations

import argparse
import datetime as dt
from collections.abc import Iterator
from pathlib import Path

from terang.cli.atomic_write import write_atomically
from terang.cli.new_entry import terminal_language
from terang.cli.prompts import Terminal
from terang.diagnostics import Problem, errors, printable, report_text
from terang.editing.sheet_import import plan_import
from terang.editing.sheet_layout import editor_sheet
from terang.editing.sheet_plan import ImportPlan, PlannedRecord
from terang.i18n.sheet_words import sheet_text
from terang.loading import data_folder
from terang.parsing.spreadsheet import MOST_BYTES, SpreadsheetError, parse_sheets
from terang.parsing.yaml_blocks import plain_tree
from terang.parsing.yaml_document import Entries, Items, Node

_YES = frozenset({"y", "ya", "yes"})
_ENDING = ".xlsx"
_MOST_COLUMNS_SHOWN = 12


def add_sheet_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `sheet`."""
    parser.add_argument("--series", default="", help="a series' id; all series without it")
    parser.add_argument("--out", default="", help="the file to write")


def add_import_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `import`."""
    parser.add_argument("file", help="an .xlsx or .csv file")
    parser.add_argument("--series", default="", help="the series of rows that name none")
    parser.add_argument("--yes", action="store_true", help="write without a question")


def write_sheet(
    root: Path, now: dt.datetime, arguments: argparse.Namespace, terminal: Terminal
) -> int:
    """Run `sheet`: write a spreadsheet of the record and return the exit code."""
    language = terminal_language(terminal)
    catalog = data_folder.load_catalog(root, now)
    series: str = arguments.series.strip()
    if series and series not in catalog.series:
        known = ", ".join(catalog.series)
        terminal.complain(sheet_text("no_such_series", language, series=series, known=known))
        return 1
    path = Path(arguments.out.strip() or f"terang{'-' if series else ''}{series}{_ENDING}")
    if path.suffix.lower() != _ENDING:
        path = path.with_name(f"{path.name}{_ENDING}")
    if path.exists():
        terminal.complain(sheet_text("sheet_exists", language, path=str(path)))
        return 1
    sheet = editor_sheet(catalog, [series] if series else catalog.series)
    path.write_bytes(sheet.data)
    if sheet.left_out:
        terminal.complain(sheet_text("left_out", language, records=", ".join(sheet.left_out)))
    terminal.say(sheet_text("sheet_written", language, path=str(path), rows=str(sheet.rows)))
    return 0


def import_sheet(
    root: Path, now: dt.datetime, arguments: argparse.Namespace, terminal: Terminal
) -> int:
    """Run `import`: read a spreadsheet into new entry files; return the exit code, 1 if none."""
    language = terminal_language(terminal)
    contents = data_folder.data_files(root)
    reading = data_folder.read_data(contents, now)
    if reading.catalog is None or errors(reading.problems):
        terminal.complain(report_text(errors(reading.problems)))
        terminal.complain(sheet_text("unsound", language))
        return 1
    series: str = arguments.series.strip()
    if series and series not in reading.catalog.series:
        known = ", ".join(reading.catalog.series)
        terminal.complain(sheet_text("no_such_series", language, series=series, known=known))
        return 1
    try:
        with Path(arguments.file).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        sheets = parse_sheets(arguments.file, data)
        plan = plan_import(arguments.file, sheets, contents, now, series)
    except SpreadsheetError as error:
        terminal.complain(str(error.problem))
        return 1
    terminal.say("\n".join(plan_lines(plan, arguments.file, language)))
    if plan.problems:
        terminal.complain(report_text(_in_cell_order(plan.problems)))
        count = str(len(plan.problems))
        terminal.complain(sheet_text("refused", language, count=count))
        return 1
    if not plan.files:
        return 0
    return _write_files(root, contents, plan, terminal, asks=not arguments.yes)


def _write_files(
    root: Path,
    contents: dict[str, bytes],
    plan: ImportPlan,
    terminal: Terminal,
    *,
    asks: bool,
) -> int:
    """Write the files of a plan, once that is confirmed."""
    language = terminal_language(terminal)
    if asks and not (terminal.is_manned and _confirms(terminal, language)):
        terminal.complain(sheet_text("not_confirmed", language))
        return 1
    for path, data in plan.files.items():
        if not write_atomically(root / path, contents.get(path), data):
            terminal.complain(sheet_text("meanwhile", language, path=path))
            return 1
        terminal.say(sheet_text("written", language, path=path))
    return 0


def _confirms(terminal: Terminal, language: str) -> bool:
    try:
        return terminal.ask(sheet_text("confirm", language)).strip().lower() in _YES
    except (EOFError, KeyboardInterrupt):
        return False


def _in_cell_order(problems: list[Problem]) -> list[Problem]:
    """Return the problems without repetitions, as they stand in the sheets."""
    return list({str(problem): problem for problem in problems}.values())


# --- what was understood -----------------------------------------------------------------------


def plan_lines(plan: ImportPlan, path: str, language: str) -> Iterator[str]:
    """Yield lines for the terminal on what the command `import` understood of a file."""
    yield sheet_text("understood", language, file=printable(path))
    for sheet in plan.sheets:
        name = printable(sheet.name) or printable(path)
        if not sheet.columns:
            key = "hidden_sheet" if sheet.is_hidden else "unread_sheet"
            yield sheet_text(key, language, sheet=name)
            continue
        shown = sheet.columns[:_MOST_COLUMNS_SHOWN]
        more = ("…",) if len(sheet.columns) > len(shown) else ()
        yield sheet_text("sheet", language, sheet=name, columns=", ".join((*shown, *more)))
        if sheet.hidden:
            columns = ", ".join(sheet.hidden)
            yield sheet_text("hidden_columns", language, sheet=name, columns=columns)
    for record in plan.planned:
        key = "corrected" if record.is_correction else "added"
        yield sheet_text(key, language, cell=record.place.cell, record=_record_line(record))
    for place, text in plan.skipped:
        values = {"text": printable(text)} if text else {}
        reason = sheet_text("no_figure" if text else "remark", language, **values)
        yield sheet_text("skipped", language, cell=place.cell, reason=reason)
    for place, word in plan.remarks:
        reason = sheet_text(word, language)
        yield sheet_text("passed_over", language, cell=place.cell, reason=reason)
    if plan.same:
        yield sheet_text("same", language, count=str(plan.same))
    if plan.problems:
        return
    if not plan.files:
        yield sheet_text("nothing", language)
        return
    yield sheet_text("will_write", language)
    yield from (f"  {name}" for name in plan.files)


def _record_line(record: PlannedRecord) -> str:
    """Return a record on one line."""
    name = "#".join(filter(None, (record.series, record.name)))
    keys = (
        f"{key}: {printable(_node_line(node))}"
        for key, node in record.tree.items()
        if key not in ("anchor", "added")
    )
    return f"{printable(name)} · {' · '.join(keys)}"


def _node_line(node: Node) -> str:
    if isinstance(node, Entries):
        return ", ".join(f"{key} {_node_line(child)}" for key, child in node.items())
    if isinstance(node, Items):
        return ", ".join(map(_node_line, node))
    return str(plain_tree(node) if node is not None else "null")
