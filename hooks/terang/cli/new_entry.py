"""The command `new`: add, correct, withdraw, restore, answer, decide; the terminal's language.

Each answer is checked at once. What is written is a new file, checked with the whole data folder;
a failure before that changes nothing. Only a new speaker is added to the end of speakers.yml.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from terang.cli.atomic_write import write_atomically
from terang.cli.conversation import Conversation, options
from terang.cli.prompts import AnswerRefusedError, Prompts, StepBackError, Terminal
from terang.diagnostics import LANGUAGES, InvalidDataError, errors, report_text
from terang.editing import editor_schemas
from terang.editing.draft_entry import DECISION, FIELDS, Draft
from terang.guard import snapshot
from terang.guard.written_records import value_of_subject
from terang.i18n.formatter import Language
from terang.loading import data_folder, data_paths
from terang.loading.series_files import COVERAGE
from terang.model.catalog import Catalog
from terang.parsing import git_command, git_files
from terang.parsing.yaml_blocks import plain_tree


def add_entry_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `new`: each key, and `-en` for its English text."""
    parser.allow_abbrev = False
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--series")
    parser.add_argument("--new-series", metavar="INDICATOR", help="begin a series of an indicator")
    parser.add_argument("--area", metavar="ID", help="of the new series; else the first area")
    parser.add_argument("--kind")
    parser.add_argument("--new-source", metavar="ID")
    parser.add_argument("--dry-run", action="store_true")
    known: set[str] = set()
    for kind, fields in FIELDS.items():
        for field in fields:
            for option, several in options(field, "source-" if kind == "source" else ""):
                if option not in known:
                    known.add(option)
                    action = "append" if several else "store"
                    parser.add_argument(f"--{option}", action=action, metavar="…")


def write_new_entry(
    root: Path, now: dt.datetime, arguments: argparse.Namespace, terminal: Terminal
) -> int:
    """Run `new`: add a record to a repository; return the exit code, 1 if nothing was written."""
    given = {key.replace("_", "-"): value for key, value in vars(arguments).items() if value}
    given = {key: value for key, value in given.items() if key not in ("command", "dry-run")}
    code = given.pop("language", None) or _language(terminal, asks=not given)
    try:
        language = Language(code or _asked_language(terminal))
    except (EOFError, KeyboardInterrupt):
        terminal.complain(Language(LANGUAGES[0]).word("new.left"))
        return 1
    try:
        return _add_record(root, now, given, Prompts(terminal, language), dry=arguments.dry_run)
    except EOFError:
        terminal.complain(language.word("new.ended"))
    except (KeyboardInterrupt, StepBackError):
        terminal.complain("\n" + language.word("new.left"))
    except AnswerRefusedError as refused:
        terminal.complain("\n".join([*refused.args, language.word("new.unchanged")]))
    except OSError as error:
        terminal.complain(f"{error}\n{language.word('new.unchanged')}")
    return 1


def _language(terminal: Terminal, *, asks: bool) -> str | None:
    """Return the language of the terminal, if the site has it; None to ask for it."""
    code = re.split(r"[_.@]", terminal.locale)[0].lower()
    if code in LANGUAGES:
        return code
    return None if asks else LANGUAGES[0]


def terminal_language(terminal: Terminal) -> str:
    """Return the language in which a command talks on the terminal, or the site's first."""
    return _language(terminal, asks=False) or LANGUAGES[0]


def _asked_language(terminal: Terminal) -> str:
    answer = terminal.ask("Bahasa · Language\n   1  Indonesia\n   2  English\n[1] > ").strip()
    return LANGUAGES[1] if answer.lower() in ("2", "en", "english") else LANGUAGES[0]


def _add_record(
    root: Path, now: dt.datetime, given: Mapping[str, Any], prompts: Prompts, *, dry: bool
) -> int:
    present = data_folder.data_files(root)
    catalog = _sound_catalog(present, {}, now, prompts)
    given, begun = _begun_series(catalog, given, prompts)
    contents = {**present, **begun}
    if begun:
        catalog = _sound_catalog(contents, begun, now, prompts)
    published = snapshot.snapshot_of(_published(root) or contents, now)
    conversation = Conversation(
        prompts,
        catalog,
        given,
        lambda about: plain_tree(value_of_subject(published, about)),
    )
    kind = conversation.kind()
    series = "" if kind == DECISION else conversation.series()
    today = catalog.today
    draft = Draft(contents=contents, now=now, today=today, kind=kind, series=series)
    draft = conversation.with_answers(draft)
    if prompts.has_asked:
        _show(prompts, draft)
        changed = conversation.with_more(draft)
        if changed is None:
            prompts.terminal.complain(prompts.word("left"))
            return 1
        draft = changed
    files = conversation.speakers_file(draft)
    problems = replace(draft, contents={**contents, **files}).problems()
    if errors(problems):
        _show(prompts, draft)  # refused records too, so that the work is not lost
        raise AnswerRefusedError(report_text(errors(problems)), prompts.word("options"))
    if problems:
        prompts.say(report_text(problems))
    if not prompts.has_asked:
        _show(prompts, draft)
    if dry:
        return 0
    for path, data in {**begun, **files, draft.path: draft.text.encode()}.items():
        if not write_atomically(root / path, present.get(path), data):
            raise AnswerRefusedError(prompts.word("meanwhile", path=path))
    prompts.say(prompts.word("written", place=draft.path))
    return 0


def _sound_catalog(
    contents: Mapping[str, bytes], begun: Collection[str], now: dt.datetime, prompts: Prompts
) -> Catalog:
    """Return the catalog of a data folder; refuse one with problems.

    A series that has just begun has no figures yet: the draft brings its first.
    """
    reading = data_folder.read_data(contents, now)
    wrong = [
        problem
        for problem in errors(reading.problems)
        if not (problem.code == "series-without-figures" and problem.place.path in begun)
    ]
    if reading.catalog is None or wrong:
        raise AnswerRefusedError(report_text(wrong), prompts.word("unsound"))
    return reading.catalog


def _begun_series(
    catalog: Catalog, given: Mapping[str, Any], prompts: Prompts
) -> tuple[dict[str, Any], dict[str, bytes]]:
    """Return the other answers, and the file of a series that begins with this record.

    A series begins where it is asked for, or where there is none yet and one indicator.
    """
    rest = {key: value for key, value in given.items() if key not in ("new-series", "area")}
    indicator = given.get("new-series")
    if indicator is None and not catalog.series and len(catalog.indicators) == 1:
        indicator = next(iter(catalog.indicators))
    if indicator is None or (rest.get("kind") == DECISION and "new-series" not in given):
        return rest, {}
    area = given.get("area") or next(iter(catalog.areas), "")
    for option, text, known in (
        ("new-series", indicator, catalog.indicators),
        ("area", area, catalog.areas),
    ):
        if text not in known:
            message = prompts.not_among(text, dict.fromkeys(known, ""))
            raise AnswerRefusedError(f"--{option}: {message}")
    series = rest.setdefault("series", f"{area}-{indicator}") if rest else f"{area}-{indicator}"
    path = f"{COVERAGE}/{series}.yml"
    text = f"{editor_schemas.first_line(path)}\nindicator: {indicator}\narea: {area}\n"
    return rest, {path: text.encode()}


def _published(root: Path) -> dict[str, bytes]:
    """Return the data folder of the last commit; empty where there is none."""
    try:
        repository = git_command.open_repository(root)
        return git_files.committed_tree(repository, "HEAD").contents([data_paths.FOLDER])
    except InvalidDataError:
        return {}


def _show(prompts: Prompts, draft: Draft) -> None:
    """Show the new file as it will be."""
    prompts.say(f"\n{prompts.word('preview', place=draft.path)}\n\n{draft.text}")
