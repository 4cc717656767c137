"""Add an entry to a series file, from questions or arguments: `make new`.

Each answer is checked at once. The finished file is checked with the whole data folder before it
replaces the old file; a failure before that changes nothing.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from terang.cli.prompts import AnswerRefusedError, Conversation, PromptTerms, Terminal, options
from terang.diagnostics import LANGUAGES, errors, report_text
from terang.editing.draft_entry import FIELDS, Draft
from terang.editing.entry_file import Insertion, NoPlaceError
from terang.i18n.formatter import Language
from terang.loading import data_folder


def add_entry_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the command's options: each key, and `-en` for its English text."""
    parser.allow_abbrev = False
    parser.add_argument("--language", choices=LANGUAGES)
    parser.add_argument("--series")
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
    """Add an entry to a repository and return the exit code: 1 if nothing was written."""
    given = {key.replace("_", "-"): value for key, value in vars(arguments).items() if value}
    given = {key: value for key, value in given.items() if key not in ("command", "dry-run")}
    code = given.pop("language", None) or _language(terminal, asks=not given)
    try:
        language = Language(code or _asked_language(terminal))
    except (EOFError, KeyboardInterrupt):
        terminal.complain(Language(LANGUAGES[0]).word("new.left"))
        return 1
    try:
        return _add_entry(root, now, given, PromptTerms(terminal, language), dry=arguments.dry_run)
    except EOFError:
        terminal.complain(language.word("new.ended"))
    except KeyboardInterrupt:
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


def _asked_language(terminal: Terminal) -> str:
    answer = terminal.ask("Bahasa · Language\n   1  Indonesia\n   2  English\n[1] > ").strip()
    return LANGUAGES[1] if answer.lower() in ("2", "en", "english") else LANGUAGES[0]


def _add_entry(
    root: Path, now: dt.datetime, given: Mapping[str, Any], terms: PromptTerms, *, dry: bool
) -> int:
    contents = data_folder.data_files(root)
    reading = data_folder.read_data(contents, now)
    if reading.catalog is None or errors(reading.problems):
        raise AnswerRefusedError(report_text(errors(reading.problems)), terms.word("unsound"))
    conversation = Conversation(terms, reading.catalog, given)
    path = conversation.series().path
    draft = Draft(contents=contents, now=now, path=path, kind=conversation.kind())
    try:
        draft = conversation.with_answers(draft)
        entry, sources = draft.insertions()
        problems = draft.problems()
    except NoPlaceError as error:
        raise AnswerRefusedError(terms.word(error.reason, key=error.key, path=path)) from None
    is_sound = not errors(problems)
    if is_sound or conversation.has_asked:
        _show(terms, path, entry, sources)  # refused entries too, so that the work is not lost
    if not is_sound:
        raise AnswerRefusedError(report_text(errors(problems)), terms.word("options"))
    if problems:
        terms.terminal.say(report_text(problems))
    if dry:
        return 0
    if conversation.has_asked and not conversation.is_confirmed():
        terms.terminal.complain(terms.word("left"))
        return 1
    if not _replace(root / path, contents[path], entry.data):
        raise AnswerRefusedError(terms.word("meanwhile", path=path))
    terms.terminal.say(terms.word("written", place=f"{path}:{entry.line}"))
    return 0


def _show(terms: PromptTerms, path: str, entry: Insertion, sources: Iterable[Insertion]) -> None:
    """Show the text as it will be in the file."""
    lines = [terms.word("preview", place=f"{path}:{entry.line}"), "", *entry.lines]
    for source in sources:
        lines += ["", *source.lines]
    terms.terminal.say("\n".join(["", *lines, ""]))


def _replace(path: Path, old: bytes, new_data: bytes) -> bool:
    """Replace a file atomically; return whether the old content was still there to replace."""
    target = path.resolve()
    descriptor, name = tempfile.mkstemp(prefix=f".{target.name}.", dir=target.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(new_data)
            file.flush()
            os.fsync(file.fileno())
        shutil.copymode(target, name)
        if target.read_bytes() != old:
            return False
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
    return True
