"""`make new`: every answer is checked at once, and only entries that pass are written."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from terang.cli import new_entry
from terang.cli.prompts import AnswerRefusedError, Conversation, PromptTerms, Terminal
from terang.editing import draft_entry, entry_file
from terang.i18n import field_help
from terang.i18n.formatter import Language, all_words
from terang.loading import data_folder
from terang.model import definitions, entries

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests" / "problems" / "_base"
FILE = "data/coverage/kota.yml"
NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
ENTRY = "--series kota --kind observation --date 2026-06 --value 99000 --source berita"
SOURCE = [
    "--source-title",
    "Judul: baru",
    "--source-publisher",
    "Koran",
    "--source-type",
    "news",
    "--source-language",
    "id",
]


class Outcome(NamedTuple):
    """The result of a call."""

    code: int
    said: str
    complained: str
    text: str


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small sound folder."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    return tmp_path


def call(
    root: Path,
    arguments: list[str] | str = "",
    answers: list[str] | None = None,
    locale: str = "en_GB.UTF-8",
    before_answer: Callable[[], None] = lambda: None,
) -> Outcome:
    """Return the outcome of `make new` with arguments; answers imply a terminal."""
    given = iter(answers or [])
    said: list[str] = []
    complained: list[str] = []

    def ask(prompt: str) -> str:
        said.append(prompt)
        before_answer()
        try:
            return next(given)
        except StopIteration:
            raise EOFError from None

    parser = argparse.ArgumentParser()
    new_entry.add_entry_arguments(parser)
    words = arguments.split() if isinstance(arguments, str) else arguments
    terminal = Terminal(
        ask=ask,
        say=said.append,
        complain=complained.append,
        is_manned=answers is not None,
        locale=locale,
    )
    code = new_entry.write_new_entry(root, NOW, parser.parse_args(words), terminal)
    text = (root / FILE).read_text()
    return Outcome(code, "\n".join(said), "\n".join(complained), text)


OLD = (BASE / FILE).read_text()


def test_an_entry_from_arguments(root: Path) -> None:
    """With arguments nothing is asked; the text is printed and written, and the file mode stays."""
    (root / FILE).chmod(0o640)
    found = call(root, ENTRY)
    new = "  - date: 2026-06\n    value: 99000\n    sources:\n      - berita\n"
    assert found.text == OLD + new
    assert (found.code, found.complained) == (0, "")
    assert new in found.said
    assert f"Written: {FILE}:8." in found.said
    assert stat.S_IMODE((root / FILE).stat().st_mode) == 0o640
    assert sorted(path.name for path in (root / FILE).parent.iterdir()) == ["kota.yml"]
    data_folder.load_catalog(root, NOW)


def test_every_key_from_arguments(root: Path) -> None:
    """Keys from arguments are written in the order of entries."""
    more = [
        "--label",
        "awal",
        "--label-en",
        "early",
        "--by",
        "Dinas",
        "--by-en",
        "the office",
        "--quote",
        "Kini: 99 ribu",
        "--note",
        "Catatan",
        "--note-en",
        "A note",
        "--qualifier",
        "about",
        "--precision",
        "1000",
        "--status",
        "disputed",
        "--contradicts",
        "result-2022",
        "--preferred",
        "Sebab",
        "--preferred-en",
        "Because",
        "--anchor",
        "hasil",
    ]
    found = call(root, [*ENTRY.split(), *more])
    assert found.code == 0
    keys = [line.strip(" -").partition(":")[0] for line in found.text[len(OLD) :].splitlines()]
    assert [key for key in keys if key not in ("id", "en", "berita", "result-2022")] == [
        "anchor", "date", "label", "value", "qualifier", "precision", "status", "by", "sources",
        "quote", "contradicts", "preferred", "note",
    ]  # fmt: skip


def test_a_target_and_an_event(root: Path) -> None:
    """Targets and events begin a list that is missing."""
    target = call(root, "--series kota --kind target --value 5 --due 2027 --source berita")
    assert "targets:\n  - value: 5\n    due: 2027\n" in target.text
    event = [
        "--series",
        "kota",
        "--kind",
        "event",
        "--date",
        "2024",
        "--title",
        "Mulai",
        "--title-en",
        "Start",
        "--source",
        "berita",
    ]
    assert "events:\n  - date: 2024\n    title:\n      id: Mulai\n" in call(root, event).text
    second = "--series kota --kind target --value 6 --replaces target-2027 --source berita"
    assert "replaces: target-2027" in call(root, second).text


def test_a_new_source_stands_in_the_same_file(root: Path) -> None:
    """A new source is written to the same file as its entry."""
    given = [*ENTRY.replace("--source berita", "--new-source koran-2026").split(), *SOURCE]
    found = call(root, given)
    assert found.code == 0
    assert found.text.endswith(
        "    sources:\n      - koran-2026\n"
        'sources:\n  koran-2026:\n    title: "Judul: baru"\n    publisher: Koran\n'
        "    type: news\n    language: id\n"
    )
    assert "koran-2026" in data_folder.load_catalog(root, NOW).sources


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        # what the check says about a single answer, with the nearest match
        (("99000", "99.000"), '--value: "99.000" is not a plain number\n    did you mean 99000?'),
        (("2026-06", "17/06/2026"), "did you mean 2026-06-17?"),
        (("2026-06", "2027"), "--date: "),
        (("berita", "berit"), "did you mean berita?"),
        (("berita", "berita --status finl"), "did you mean final?"),
        (("berita", "berita --contradicts result-2023"), "did you mean result-2022?"),
        (("berita", "berita --quote \t\u202e"), "--quote: "),
        (("berita", "berita --title-en x"), "--title-en"),
        # the choices
        (("kota", "kita"), "did you mean kota?"),
        (("kota", "xyz"), '"xyz" is not one of: kota'),
        (("observation", "observasi"), "did you mean observation?"),
        # a missing or useless argument
        (("--value 99000", ""), "Arguments still missing: --value"),
        (("--series kota", ""), "Arguments still missing: --series"),
        (("--kind observation", ""), "Arguments still missing: --kind"),
        (("--value 99000 --source berita", "--new-source a"), "--value, --source-title, "),
        (("berita", "berita --due 2027"), "not for observation, or need --new-source: --due"),
        (("berita", "berita --source-url https://a.id"), "--source-url"),
        # found only in the whole
        (("2026-06", "2022"), "anchor-clash"),
        (("berita", "berita --status disputed"), "disputed-without-note"),
        (("berita", "berita --note-en x"), "missing-key"),
    ],
)  # fmt: skip
def test_a_wrong_argument_changes_nothing(
    root: Path, change: tuple[str, str], complaint: str
) -> None:
    """A wrong argument changes no file, exits with 1 and prints the words of the check."""
    found = call(root, [word for word in ENTRY.replace(*change).split(" ") if word])
    assert (found.code, found.text) == (1, OLD)
    assert complaint in found.complained
    assert found.complained.endswith("Nothing has been changed.")


def test_wrong_arguments_are_reported_together(root: Path) -> None:
    """All wrong arguments are reported together, as in the check."""
    found = call(
        root, ENTRY.replace("99000", "85 ribu".replace(" ", "")).replace("2026-06", "2026-13")
    )
    assert "--date: " in found.complained
    assert "--value: " in found.complained


def test_a_source_that_is_there_already_is_refused(root: Path) -> None:
    """An id that already names a source of the site is refused."""
    found = call(root, [*ENTRY.split(), "--new-source", "berita", *SOURCE])
    assert (found.code, found.text) == (1, OLD)
    assert (
        '--new-source: the source id "berita" is already in data/sources.yml:1' in found.complained
    )


DIALOGUE = ["1", "1", "17/06/2026", "2026-06", "99 ribu", "99000", "berit", "1, 9", "1"]


def test_a_dialogue(root: Path) -> None:
    """The prompts offer numbered choices, check each answer, and write after confirmation."""
    answers = [*DIALOGUE, "", "about", "", "", "", "Kutipan: #1", "", "Catatan", "", "y"]
    found = call(root, answers=answers)
    assert found.code == 0, found
    assert found.text == OLD + (
        "  - date: 2026-06\n    value: 99000\n    qualifier: about\n    sources:\n      - berita\n"
        '    quote: "Kutipan: #1"\n    note:\n      id: Catatan\n'
    )
    for said in ("did you mean 2026-06-17?", "did you mean 99000?", "did you mean berita?"):
        assert said in found.said
    assert '"9" is not one of' in found.said


def test_a_dialogue_with_a_new_source(root: Path) -> None:
    """A new source is asked for within the dialogue and gets its id from publisher and date."""
    source = ["", "Judul", "Koran X", "1", "id", "2026-06-30", "", "", "", ""]
    answers = ["kota", "observation", "2026-06", "99000", "0", *source, "", *[""] * 8, "ya"]
    found = call(root, answers=answers)
    assert found.code == 0, found
    assert "This is required." in found.said
    assert "      - koran-x-2026-06\nsources:\n  koran-x-2026-06:\n" in found.text


def test_a_disputed_figure_needs_a_note(root: Path) -> None:
    """The dialogue asks for the note of a disputed figure until it is given."""
    answers = [
        "1",
        "1",
        "2026-06",
        "9",
        "1",
        "",
        "",
        "",
        "disputed",
        "",
        "",
        "",
        "",
        "Sebab",
        "Why",
        "y",
    ]
    found = call(root, answers=answers)
    assert found.code == 0, found
    assert found.said.count("This is required.") == 1
    assert "      en: Why\n" in found.text


def test_an_anchor_is_asked_for_where_the_usual_one_is_taken(root: Path) -> None:
    """If the default anchor is taken, the prompt asks for another and proposes a free anchor."""
    answers = ["1", "1", "2022", "9", "1", *[""] * 8, "result-2022", "", "y"]
    found = call(root, answers=answers)
    assert found.code == 0, found
    assert "  - anchor: result-2022-2\n    date: 2022\n" in found.text
    assert "notice conflict-not-judged" in found.said


def test_other_entries_are_chosen_by_content(root: Path) -> None:
    """Targets, contradicted entries and events are offered by content, if there are any."""
    call(root, "--series kota --kind event --date 2024 --title Mulai --title-en X --source berita")
    first = ["kota", "target", "9", "1", "", "", "2027", *[""] * 6, "y"]
    found = call(root, answers=first)
    assert found.code == 0, found
    assert "replaces: " not in found.said
    found = call(root, answers=["kota", "target", "8", "1", "", "", "2028", "", "", "1", "", "",
                                "event-2024", "", "y"])  # fmt: skip
    assert found.code == 0, found
    assert "   1  target-2027  9\n" in found.said
    assert "event-2024  X\n" in found.said
    assert "    replaces: target-2027\n" in found.text
    assert "    contradicts:\n      - event-2024\n" in found.text


def test_an_office_that_has_spoken_is_chosen_by_number(root: Path) -> None:
    """An office from earlier entries is offered by number, in both languages."""
    given = [*ENTRY.split(), "--by", "Dinas", "--by-en", "the office"]
    assert call(root, given).code == 0
    found = call(root, answers=["1", "1", "2026-05", "9", "1", "", "", "", "", "1", *[""] * 3, "y"])
    assert found.text.count("    by:\n      id: Dinas\n      en: the office\n") == 2


def test_only_missing_keys_are_asked(root: Path) -> None:
    """With arguments only missing required keys are asked, and then the entry is confirmed."""
    found = call(root, "--series kota --kind observation --date 2026-06", ["5", "1", "y"])
    assert found.code == 0, found
    assert found.text == OLD + "  - date: 2026-06\n    value: 5\n    sources:\n      - berita\n"


@pytest.mark.parametrize("size", range(len(DIALOGUE)))
def test_leaving_early_changes_nothing(root: Path, size: int) -> None:
    """Input that ends early, at any question, changes nothing."""
    found = call(root, answers=DIALOGUE[:size])
    assert (found.code, found.text) == (1, OLD)
    assert found.complained == "The answers ended too early; nothing has been changed."


def test_interrupting_changes_nothing(root: Path) -> None:
    """Ctrl-C changes nothing."""

    def interrupt() -> None:
        raise KeyboardInterrupt

    found = call(root, answers=["1"], before_answer=interrupt)
    assert (found.code, found.text) == (1, OLD)
    assert found.complained.strip() == "Cancelled; nothing has been changed."
    assert call(root, answers=["1"], before_answer=interrupt, locale="C").code == 1


def test_not_agreeing_changes_nothing(root: Path) -> None:
    """Enter alone does not confirm."""
    found = call(root, "--series kota --kind observation --date 2026-06", ["5", "1", ""])
    assert (found.code, found.text) == (1, OLD)


def test_a_dry_run_changes_nothing(root: Path) -> None:
    """A dry run prints the text and writes nothing."""
    found = call(root, f"{ENTRY} --dry-run")
    assert (found.code, found.text) == (0, OLD)
    assert "value: 99000" in found.said


@pytest.mark.parametrize(
    ("locale", "answer", "said"),
    [
        ("id_ID.UTF-8", [], "Seri data mana?"),
        ("en_US.UTF-8", [], "Which series?"),
        ("C.UTF-8", [""], "Seri data mana?"),
        ("", ["2"], "Which series?"),
        ("de_DE", ["en"], "Which series?"),
    ],
)
def test_language_of_the_dialogue(root: Path, locale: str, answer: list[str], said: str) -> None:
    """The dialogue uses the locale's language, else asks; the default is Indonesian."""
    assert said in call(root, answers=answer, locale=locale).said


def test_arguments_alone_are_answered_in_indonesian(root: Path) -> None:
    """Without a terminal the answer is Indonesian, unless locale or argument say otherwise."""
    assert "Tidak ada yang diubah." in call(root, "--series x", locale="C").complained
    assert "Nothing" in call(root, "--series x --language en", locale="C").complained


def test_unsound_data_is_mended_first(root: Path) -> None:
    """Problems in the data are shown before anything is asked."""
    (root / "data/areas.yml").write_text("kota: x\n")
    found = call(root, ENTRY)
    assert found.code == 1
    assert "data/areas.yml:1:7: " in found.complained
    assert "fix it first" in found.complained


def test_a_list_in_brackets_is_to_be_written_out(root: Path) -> None:
    """A list in brackets is refused before anything is asked."""
    flow = "observations: [{date: 2022, value: 1, sources: [berita]}]\n"
    text = OLD.partition("observations:")[0] + flow
    (root / FILE).write_text(text)
    found = call(root, answers=["1", "1"])
    assert (found.code, found.text) == (1, text)
    assert "`observations` in data/coverage/kota.yml is written in one line" in found.complained


def test_sources_in_brackets_are_to_be_written_out(root: Path) -> None:
    """A new source cannot be added to a list in brackets."""
    flow = "sources: {lain: {title: a, publisher: b, type: news, language: id}}\n"
    (root / FILE).write_text(OLD + flow)
    given = [*ENTRY.replace("--source berita", "--new-source koran-2026").split(), *SOURCE]
    found = call(root, given)
    assert (found.code, found.text) == (1, OLD + flow)
    assert "`sources` in data/coverage/kota.yml is written in one line" in found.complained


def test_a_file_that_changes_meanwhile_is_left_alone(root: Path) -> None:
    """A file that changes during the dialogue is left unchanged."""
    changed = OLD + "# kata\n"
    found = call(
        root,
        "--series kota --kind observation --date 2026-06",
        ["5", "1", "y"],
        before_answer=lambda: (root / FILE).write_text(changed) and None,
    )
    assert (found.code, found.text) == (1, changed)
    assert "has changed in the meantime" in found.complained
    assert sorted(path.name for path in (root / FILE).parent.iterdir()) == ["kota.yml"]


@pytest.mark.parametrize(
    "answer", ["\udcff", "\0", "\x1b[31m", "9" * 5000, "\ufeff", "a" * 2_000_000, "²"],
    ids=["not-utf-8", "nul", "escape", "digits", "mark", "long", "power"],
)  # fmt: skip
def test_no_answer_ends_in_a_traceback(root: Path, answer: str) -> None:
    """No answer ends in a traceback: each is refused at its question with a printable message."""
    for before in ([], ["1"], ["1", "1"], ["1", "1", "2026"], ["1", "1", "2026", "9"]):
        found = call(root, answers=[*before, answer])
        assert (found.code, found.text) == (1, OLD)
        f"{found.said}{found.complained}".replace(answer, "").encode()
        assert "ended too early" in found.complained
    given = [*ENTRY.split(), "--quote", answer]
    if answer not in ("9" * 5000, "²"):
        assert call(root, given).code == 1


def test_without_series_nothing_can_be_added(root: Path) -> None:
    """Without a series there is nothing to add to, and the command says so."""
    contents = data_folder.data_files(root)
    del contents[FILE]
    reading = data_folder.read_data(contents, NOW)
    assert reading.catalog is not None
    terminal = Terminal(ask=lambda _: "", say=print, complain=print, is_manned=True)
    terms = PromptTerms(terminal, Language("en"))
    with pytest.raises(AnswerRefusedError, match="no series"):
        Conversation(terms, reading.catalog, {}).series()


def test_a_file_that_cannot_be_written_is_named(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that cannot be written is named in the system's words, without a traceback."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", FILE)

    monkeypatch.setattr(os, "fsync", full)
    found = call(root, ENTRY)
    assert (found.code, found.text) == (1, OLD)
    assert "No space left on device" in found.complained
    assert sorted(path.name for path in (root / FILE).parent.iterdir()) == ["kota.yml"]


def test_new_entry_as_a_command(root: Path) -> None:
    """`python -m terang new` runs the dialogue, as the Makefile calls it."""
    environment = {
        "PYTHONPATH": str(ROOT / "hooks"),
        "LANG": "id_ID.UTF-8",
        "SOURCE_DATE_EPOCH": "1782878400",
    }

    def run(arguments: list[str], answers: bytes = b"") -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "terang", "new", *arguments]
        return subprocess.run(
            command, cwd=root, env=environment, capture_output=True, input=answers, check=False
        )

    done = run(ENTRY.split())
    assert (done.returncode, done.stderr) == (0, b"")
    assert f"Ditulis: {FILE}:8." in done.stdout.decode()
    for refused in (run(ENTRY.split()), run(ENTRY.split()[:-2]), run([], b"1\n\xff\xfe\n")):
        assert refused.returncode == 1
        assert refused.stderr
        assert b"Traceback" not in refused.stderr


@pytest.mark.parametrize("kind", draft_entry.FIELDS)
def test_every_key_of_the_model_can_be_given(kind: str) -> None:
    """Every key of the model has an argument, except keys that come later or need a table."""
    record = {
        "observation": "ObservationState",
        "target": "TargetState",
        "event": "EventState",
        "source": "Source",
    }[kind]
    fields = set((vars(definitions) | vars(entries))[record].model_fields) - {
        "id",
        "withdrawn",
        "breakdown",
    }
    assert {field.key for field in draft_entry.FIELDS[kind]} - {"anchor"} == fields
    for field in draft_entry.FIELDS[kind]:
        assert field_help.field_meaning(kind.capitalize(), field.key)
        assert all(f"{field.named}.{word}" in all_words() for word in field.words)


def test_lists_are_those_of_the_files() -> None:
    """The kinds of entry are the lists of the files."""
    assert tuple(draft_entry.LISTS.values()) == entry_file.LISTS
