"""The command line of `python -m terang`: `check`, `new`, `stamp`, `init`, `schemas` and others.

Also `sheet` and `import`, for spreadsheets, `migrate`, which reads data of an older format, and
`as-of`, which writes that of an earlier day.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from terang import source_date
from terang.cli import as_of, migrate, new_entry, new_site, sheet_commands
from terang.cli.check import check_repository
from terang.cli.prompts import Terminal
from terang.diagnostics import (
    InvalidDataError,
    errors,
    escape_unprintable_output,
    report_text,
)
from terang.editing import editor_schemas
from terang.loading import data_folder
from terang.loading.formats.earlier_record import HistoryCutOffError
from terang.narrative import translation_stamp

_NOT_CLEAN = (
    "ada pekerjaan yang belum disimpan dengan git; simpan dulu, atau ARGS=--force · "
    "there is work that git does not hold yet; commit it, or ARGS=--force"
)
_NOTHING_MADE = "Tidak ada yang diubah. · Nothing was changed."
_UNREADABLE = (
    "Berkas tidak dapat dibaca atau ditulis: {0}. · A file cannot be read or written: {0}."
)
_BAD_EPOCH = "SOURCE_DATE_EPOCH bukan jumlah detik · is not a number of seconds: {}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read a command line, run its command, which needs no MkDocs, and return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m terang", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    checking = commands.add_parser(
        "check", help="validate data and pages without building the site"
    )
    checking.add_argument(
        "--base",
        metavar="REF",
        help="also refuse silent edits against this commit, and print the change report; "
        "a blank one is refused",
    )
    new_entry.add_entry_arguments(commands.add_parser("new", help="add an entry to a series"))
    sheet_commands.add_sheet_arguments(
        commands.add_parser("sheet", help="write a spreadsheet of entries to fill in")
    )
    sheet_commands.add_import_arguments(
        commands.add_parser("import", help="read a spreadsheet into entry files")
    )
    stamping = commands.add_parser("stamp", help="say that a translation is current")
    stamping.add_argument("page", help="the translation's file, such as content/en/index.md")
    new_site.add_site_arguments(
        commands.add_parser("init", help="make a clean site for another area")
    )
    commands.add_parser("schemas", help="write the schemas that editors use")
    commands.add_parser("migrate", help="turn data of an older format into the present one")
    as_of.add_arguments(commands.add_parser("as-of", help="write the record as of an earlier day"))
    given = parser.parse_args(arguments)
    escape_unprintable_output()
    try:
        return _run(Path.cwd(), given)
    except InvalidDataError as error:
        message = report_text(errors(error.problems))
    except new_site.NotCleanError:
        message = _NOT_CLEAN
    except new_site.AnswersRefusedError as error:
        message = f"{error}\n{_NOTHING_MADE}"
    except HistoryCutOffError:
        message = migrate.SHALLOW
    except source_date.BadEpochError as error:
        message = _BAD_EPOCH.format(error)
    except OSError as error:
        message = _UNREADABLE.format(error)
    print(message, file=sys.stderr)
    return 1


def _run(root: Path, given: argparse.Namespace) -> int:
    if given.command == "check":
        return check_repository(root, given.base)
    if given.command == "stamp":
        print(f"{given.page}: {translation_stamp.renew_stamp(root, given.page)}")
        return 0
    now = source_date.current_time(os.environ)
    match given.command:
        case "schemas":
            _write_schemas(root, now)
        case "init":
            return new_site.begin_site(root, now, given)
        case "migrate":
            return migrate.migrate_data(root, now)
        case "sheet" | "import" | "new" | "as-of" as command:
            run = {
                "sheet": sheet_commands.write_sheet,
                "import": sheet_commands.import_sheet,
                "new": new_entry.write_new_entry,
                "as-of": as_of.write_record_as_of,
            }[command]
            return run(root, now, given, _terminal())
    return 0


def _write_schemas(root: Path, now: dt.datetime) -> None:
    """Write the schemas; raises InvalidDataError, before it writes, if the data is not sound."""
    catalog = data_folder.load_catalog(root, now)
    for path, data in editor_schemas.schema_files(catalog).items():
        (root / path).parent.mkdir(exist_ok=True)
        (root / path).write_bytes(data)


def _terminal() -> Terminal:
    """Return the calling terminal; input that is not UTF-8 is a refused answer, not a crash."""
    if isinstance(sys.stdin, io.TextIOWrapper):
        sys.stdin.reconfigure(errors="surrogateescape")
    variables = (os.environ.get(name) for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    return Terminal(
        ask=input,
        say=print,
        complain=functools.partial(print, file=sys.stderr),
        is_manned=sys.stdin.isatty(),
        locale=next((variable for variable in variables if variable), ""),
    )


if __name__ == "__main__":
    sys.exit(main())
