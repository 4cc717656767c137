"""`make new`: every answer is checked at once; what passes is written into a new file."""

from __future__ import annotations

import argparse
import datetime as dt
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from terang.cli import new_entry
from terang.cli.prompts import Terminal
from terang.editing import draft_entry
from terang.i18n import field_help
from terang.loading import data_folder
from terang.model.fields import record_fields
from terang.parsing import yaml_document

ROOT = Path(__file__).parents[2]
BASE = ROOT / "tests" / "problems" / "_base"
NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
SPEAKERS = "data/speakers.yml"
OFFICE = "dinas:\n  name:\n    id: Dinas\n    en: Office\n"
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
    new: dict[str, str]
    """The files that are new or changed."""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a small sound folder with a speaker."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    (tmp_path / SPEAKERS).write_text(OFFICE)
    return tmp_path


def call(
    root: Path,
    arguments: list[str] | str = "",
    answers: list[str] | None = None,
    locale: str = "en_GB.UTF-8",
    before_answer: Callable[[], None] = lambda: None,
) -> Outcome:
    """Return the outcome of `make new` with arguments; answers imply a terminal."""
    before = files_of(root)
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
    new = {path: text for path, text in files_of(root).items() if before.get(path) != text}
    return Outcome(code, "\n".join(said), "\n".join(complained), new)


def files_of(root: Path) -> dict[str, str]:
    """Return the files of the data folder."""
    return {
        path.relative_to(root).as_posix(): path.read_text()
        for path in (root / "data").rglob("*")
        if path.is_file()
    }


def folder(name: str) -> str:
    """Return the path of a new entry file of the day."""
    return f"data/coverage/kota/2026-07-01-{name}.yml"


FIRST_LINE = "# yaml-language-server: $schema=../../../schemas/entries.json\n"


def test_an_entry_from_arguments(root: Path) -> None:
    """With arguments nothing is asked; the new file is printed and written."""
    found = call(root, ENTRY)
    text = (
        "observations:\n  - date: 2026-06\n    value: 99000\n    sources:\n      - berita\n"
        "    added: 2026-07-01\n"
    )
    assert found.new == {folder("result-2026-06"): FIRST_LINE + text}
    assert (found.code, found.complained) == (0, "")
    assert text in found.said
    assert f"Written: {folder('result-2026-06')}." in found.said
    data_folder.load_catalog(root, NOW)


def test_a_second_file_of_a_day_has_another_name(root: Path) -> None:
    """No file is written over."""
    call(root, ENTRY)
    found = call(root, f"{ENTRY} --anchor result-2026-06-b")
    assert list(found.new) == [folder("result-2026-06-b")]
    again = call(root, f"{ENTRY.replace('99000', '98000')} --anchor result-2026-06-c --dry-run")
    assert again.new == {}


def test_a_new_source_is_in_the_same_file_and_last(root: Path) -> None:
    """A new source stands below the entry, in Indonesian and opened today by default."""
    arguments = ENTRY.replace("--source berita", "--new-source koran-2026").split()
    found = call(root, [*arguments, *SOURCE[:6]])
    assert found.complained == ""
    (text,) = found.new.values()
    assert text.endswith(
        "sources:\n  koran-2026:\n    title: 'Judul: baru'\n    publisher: Koran\n    type: news\n"
        "    language: id\n    accessed: 2026-07-01\n"
    )


@pytest.mark.parametrize(
    ("arguments", "lines"),
    [
        (
            ["--kind", "target", "--value", "120000", "--due", "2027", "--announced", "2026-06"],
            ["targets:", "    due: 2027", "    added: 2026-07-01"],
        ),
        (["--kind", "event", "--date", "2026-05", "--title", "Mulai", "--title-en", "Start"],
         ["events:", "      en: Start"]),
        (["--kind", "observation", "--date", "2026-05", "--value", "80000-90000"],
         ["      low: 80000", "      high: 90000"]),
        (["--kind", "observation", "--date", "2026-05", "--value", "10", "--breakdown",
          "sex.female=6, sex.male=4"], ["        female: 6"]),
        (["--kind", "observation", "--date", "2026-05", "--value", "10", "--quote", '"sepuluh"'],
         ["    quote: sepuluh"]),
        (["--kind", "reply", "--to", "result-2022", "--date", "2026-05", "--by", "dinas",
          "--text", "Bukan"], ["replies:", "  - to: result-2022"]),
    ],
)  # fmt: skip
def test_what_arguments_write(root: Path, arguments: list[str], lines: list[str]) -> None:
    """Each kind of record stands in the list of its kind, as the check reads it."""
    found = call(root, ["--series", "kota", *arguments, "--source", "berita"])
    assert (found.code, found.complained) == (0, "")
    (text,) = found.new.values()
    assert set(lines) <= set(text.splitlines())
    data_folder.load_catalog(root, NOW)


def test_a_correction_a_withdrawal_and_a_restoration(root: Path) -> None:
    """A published entry is corrected, withdrawn and restored by records of their own."""
    why = ["--series", "kota", "--anchor", "result-2022", "--reason", "Salah", "--reason-en", "A"]
    sets = ["--set", "value=13000", "--set", "note.id=Baru", "--set", "note.en=New"]
    found = call(root, ["--kind", "correct", *why, *sets])
    assert list(found.new) == [folder("result-2022")]
    assert call(root, ["--kind", "withdraw", *why, "--by", "dinas"]).code == 0
    series = data_folder.load_catalog(root, NOW).series["kota"]
    assert (str(series.observations[0].value), series.observations[0].withdrawn is None) == (
        "13000",
        False,
    )
    assert call(root, ["--kind", "restore", *why]).code == 0
    series = data_folder.load_catalog(root, NOW).series["kota"]
    assert series.observations[0].withdrawn is None
    refused = call(root, ["--kind", "restore", *why])
    assert (refused.code, refused.new) == (1, {})
    assert "is not withdrawn" in refused.complained


def test_a_decision_has_the_published_value(root: Path) -> None:
    """The old value is read from the last commit, also where the file has changed since."""
    git(root, "init", "-q")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "x")
    areas = root / "data/areas.yml"
    areas.write_text(areas.read_text().replace("Kota Contoh", "Kota Lain"))
    about = ["--kind", "decision", "--about", "area:kota.name", "--reason", "a", "--reason-en", "b"]
    found = call(root, about)
    (text,) = found.new.values()
    assert list(found.new) == ["data/decisions/2026-07-01-area-kota-name.yml"]
    assert "  was:\n    id: Kota Contoh\n    en: Example City\n" in text
    assert call(root, [*about[:3], "area:desa.name", *about[4:]]).code == 1


def git(root: Path, *arguments: str) -> None:
    """Run git in a folder."""
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org"]
    subprocess.run(["git", "-C", str(root), *who, *arguments], check=True)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("99000", "99.000"), "--value"),
        (("2026-06", "Juni"), "--date"),
        (("2026-06", "2027"), "--date"),
        (("berita", "brita"), "--source"),
        (("observation", "observasi"), "--kind"),
        (("kota", "kotta"), "--series"),
        (("--date 2026-06 ", ""), "--date"),
        (("--value", "--due 2027 --value"), "--due"),
    ],
)
def test_a_wrong_argument_changes_nothing(root: Path, change: tuple[str, str], said: str) -> None:
    """A wrong argument is named, and nothing is written."""
    found = call(root, ENTRY.replace(*change))
    assert (found.code, found.new) == (1, {})
    assert said in found.complained
    assert "Nothing has been changed." in found.complained


def test_wrong_arguments_are_reported_together(root: Path) -> None:
    """All refused arguments are named at once."""
    found = call(root, ENTRY.replace("99000", "99.000").replace("2026-06", "Juni"))
    assert "--value" in found.complained
    assert "--date" in found.complained


NEW_SOURCE = ["0", "Judul: baru", "Koran", "news", "https://example.org/a"]


def test_a_figure_with_a_new_source_takes_twelve_answers(root: Path) -> None:
    """Kind, date, value, office, quotation, source with four keys, and the word to write it."""
    answers = ["observation", "2026-06", "99000", "dinas", "99 ribu", *NEW_SOURCE, "y"]
    found = call(root, answers=answers)
    assert (found.code, found.complained) == (0, "")
    assert len(answers) + 1 <= 12  # more than one series would be asked for
    (text,) = found.new.values()
    assert "      - koran-2026-07\n" in text
    data_folder.load_catalog(root, NOW)


def test_a_step_back(root: Path) -> None:
    """`<` goes back to the question before."""
    answers = ["observation", "2026-05", "<", "2026-06", "99000", "", "<", "", "", "1", "y"]
    found = call(root, answers=answers)
    assert found.code == 0
    assert list(found.new) == [folder("result-2026-06")]


def test_a_stray_enter_loses_nothing(root: Path) -> None:
    """Enter at the end asks again; a further key is added by its name."""
    answers = ["observation", "2026-06", "99000", "", "", "1", "", "", "qualifier", "about", "y"]
    found = call(root, answers=answers)
    (text,) = found.new.values()
    assert "    qualifier: about\n" in text


def test_a_source_is_found_by_a_word_of_its_address(root: Path) -> None:
    """A word that is no number and no id shows what it is found in."""
    answers = ["observation", "2026-06", "99000", "", "", "harian con", "berita", "y"]
    found = call(root, answers=answers)
    assert found.code == 0
    assert "   1  berita  Harian Contoh" in found.said.split("Pekerja rentan")[-2]


def test_a_wrong_answer_is_asked_again(root: Path) -> None:
    """Each answer is checked at once, and asked again with the cure."""
    answers = ["observation", "2026-06", "99.000", "99000", "", "", "1", "y"]
    found = call(root, answers=answers)
    assert found.code == 0
    assert '✗ "99.000" is not a plain number' in found.said


def test_a_taken_anchor_is_asked_for(root: Path) -> None:
    """A free anchor is proposed if the usual one is taken."""
    found = call(root, answers=["observation", "2022", "14500", "", "", "1", "", "y"])
    (text,) = found.new.values()
    assert "  - anchor: result-2022-2\n" in text


def test_a_new_office_is_added_to_the_speakers(root: Path) -> None:
    """A new speaker stands at the end of speakers.yml; the rest of the file stays."""
    answers = ["observation", "2026-06", "99000", "0", "Dewan", "Council", "", "", "1", "y"]
    found = call(root, answers=answers)
    assert found.code == 0
    assert found.new[SPEAKERS] == f"{OFFICE}\ncouncil:\n  name:\n    id: Dewan\n    en: Council\n"
    data_folder.load_catalog(root, NOW)


def test_a_correction_by_questions(root: Path) -> None:
    """The entry, the key with its present value, the new value and the reason."""
    answers = ["correct", "result-2022", "value", "13000", "Salah", "Slip", "y"]
    found = call(root, answers=answers)
    assert (found.code, found.complained) == (0, "")
    assert "  value  Value: 14000" in found.said
    assert list(found.new) == [folder("result-2022")]


ANSWERS = ["observation", "2026-06", "99000", "dinas", "99 ribu", "1", "y"]


@pytest.mark.parametrize("size", range(len(ANSWERS)))
def test_leaving_early_changes_nothing(root: Path, size: int) -> None:
    """Wherever the answers end, nothing is written."""
    found = call(root, answers=ANSWERS[:size])
    assert (found.code, found.new) == (1, {})
    assert found.complained


def test_not_agreeing_changes_nothing(root: Path) -> None:
    """`n` at the end leaves everything as it was."""
    found = call(root, answers=[*ANSWERS[:-1], "n"])
    assert (found.code, found.new) == (1, {})


@pytest.mark.parametrize(
    "answer", ["", " ", "0", "-1", "999999", "\x00", "a" * 5000, "…", "{", "- x", "😀", "\n"]
)
def test_no_answer_ends_in_a_traceback(root: Path, answer: str) -> None:
    """Whatever is answered everywhere, it ends with a sentence and no change."""
    found = call(root, answers=["observation", *[answer] * 30])
    assert (found.code, found.new) == (1, {})


def test_unsound_data_is_mended_first(root: Path) -> None:
    """Nothing is added to data that does not pass the check."""
    (root / "data/areas.yml").write_text("kota: 1\n")
    found = call(root, ENTRY)
    assert (found.code, found.new) == (1, {})
    assert "fix it first" in found.complained


def test_new_entry_as_a_command(root: Path) -> None:
    """`python -m terang new` works with arguments alone."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "hooks"), "LANG": "en_GB.UTF-8"}
    command = [sys.executable, "-m", "terang", "new", *ENTRY.replace("2026-06", "2024").split()]
    done = subprocess.run(
        command, check=False, cwd=root, env=environment, capture_output=True, text=True
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert list((root / "data/coverage/kota").glob("*-result-2024.yml"))


@pytest.mark.parametrize("kind", draft_entry.FIELDS)
def test_every_key_of_the_model_can_be_written(kind: str) -> None:
    """Each key of a record is asked for, filled in, or written on request."""
    keys = {field.key for field in record_fields(draft_entry._RECORDS[kind])}
    others = {"set", "withdraw", "restore"} if kind in {"correct", "withdraw", "restore"} else set()
    assert keys - set(draft_entry.WRITTEN_KEYS[kind].split()) <= others | {"see"}
    for field in draft_entry.FIELDS[kind]:
        record = {"correct": "Correction", "withdraw": "Correction", "restore": "Correction"}
        assert field_help.field_meaning(record.get(kind, kind.capitalize()), field.key)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("80000", "80000"),
        ("-5", "-5"),
        ("80000..90000", {"low": "80000", "high": "90000"}),
        ("80000 sampai 90000", {"low": "80000", "high": "90000"}),
        ("2024-08-17", "2024-08-17"),
    ],
)
def test_a_typed_value(text: str, tree: object) -> None:
    """Two numbers are a range; what is no number is refused by the check as it stands."""
    assert draft_entry.typed_tree("value", text) == tree


def test_what_is_written_is_what_was_answered(root: Path) -> None:
    """Texts that YAML would read otherwise are quoted."""
    for nth, text in enumerate(["no: yes", "# x", "'a'", "- b", "17", "a: b # c", "null"]):
        arguments = ENTRY.replace("2026-06", f"2026-0{nth % 6 + 1}").split()
        anchor = ["--anchor", f"x-{nth}", "--note", text, "--note-en", text, "--dry-run"]
        found = call(root, [*arguments, *anchor])
        shown = found.said[found.said.index("observations:") : found.said.rindex("added:")]
        root_node = yaml_document.parse_document("", shown.encode()).root
        assert isinstance(root_node, yaml_document.Entries), text


# --- the first record of a series --------------------------------------------------------------

FIRST = "--kind observation --date 2026-06 --value 99000 --new-source koran-2026"


def without_series(root: Path) -> None:
    """Take the one series away, as in a new site."""
    (root / "data" / "coverage" / "kota.yml").unlink()


def test_a_series_begins_with_its_first_record(root: Path) -> None:
    """The first record begins a series of the one indicator if there is no series yet."""
    without_series(root)
    found = call(root, [*FIRST.split(), *SOURCE[:6]])
    assert (found.code, found.complained) == (0, "")
    entry = "data/coverage/kota-peserta/2026-07-01-result-2026-06.yml"
    assert set(found.new) == {"data/coverage/kota-peserta.yml", entry}
    assert found.new["data/coverage/kota-peserta.yml"].splitlines()[1:] == [
        "indicator: peserta",
        "area: kota",
    ]
    catalog = data_folder.load_catalog(root, NOW)
    assert [*catalog.series] == ["kota-peserta"]
    again = call(
        root, ENTRY.replace("--series kota", "").replace("berita", "koran-2026") + " --date 2026-05"
    )
    assert set(again.new) == {"data/coverage/kota-peserta/2026-07-01-result-2026-05.yml"}


def test_a_second_series_begins_where_it_is_asked_for(root: Path) -> None:
    """`--new-series` names the indicator, and `--series` the id where the usual one will not do."""
    indicator = (root / "data" / "indicators" / "peserta.yml").read_text("utf-8")
    (root / "data" / "indicators" / "lain.yml").write_text(indicator, "utf-8")
    found = call(root, ENTRY.replace("kota", "kedua") + " --new-series lain --area kota")
    assert (found.code, found.complained) == (0, "")
    assert "data/coverage/kedua.yml" in found.new
    without = call(
        root, "--kind event --new-series lain --date 2026-05 --title A --source berita --series c"
    )
    assert (without.code, without.new) == (1, {})


@pytest.mark.parametrize(
    ("option", "told"),
    [
        ("--new-series pesreta", "--new-series: "),
        ("--new-series peserta --area koto", "--area: "),
        ("--new-series peserta", "series-twice"),
    ],
)
def test_a_series_that_cannot_begin_is_refused(root: Path, option: str, told: str) -> None:
    """An unknown indicator or area, and a second series of the same, write nothing."""
    found = call(root, f"{ENTRY.replace('--series kota', '')} {option}")
    assert (found.code, found.new) == (1, {})
    assert told in found.complained


def test_without_series_and_with_two_indicators_one_is_named(root: Path) -> None:
    """Nothing is guessed if the indicator is not clear."""
    without_series(root)
    indicator = (root / "data" / "indicators" / "peserta.yml").read_text("utf-8")
    (root / "data" / "indicators" / "lain.yml").write_text(indicator, "utf-8")
    found = call(root, [*FIRST.split(), *SOURCE[:6]])
    assert (found.code, found.new) == (1, {})


# --- the known answer ------------------------------------------------------------------------


def test_what_was_probably_meant_is_taken_with_enter(root: Path) -> None:
    """A date, a number or a word with one meaning is offered, and Enter takes it."""
    answers = ["observation", "30-06-26", "", "99.000", "", "", "", "brita", "", "y"]
    found = call(root, answers=answers)
    assert (found.code, found.complained) == (0, "")
    assert "[2026-06-30] >" in found.said
    assert "[99000] >" in found.said
    assert "[berita] >" in found.said
    (text,) = found.new.values()
    assert "date: 2026-06-30\n    value: 99000\n" in text


def test_an_answer_that_says_more_is_not_taken_with_enter(root: Path) -> None:
    """A number with a word before it, or with two readings, is asked for again."""
    answers = ["observation", "2026-06", "sekitar 99.000", "0,125", "99000", "", "", "berita", "n"]
    found = call(root, answers=answers)
    assert "[99000] >" not in found.said
    assert "[0.125] >" not in found.said


@pytest.mark.parametrize("word", ["keterangan", "Catatan", "note"])
def test_a_further_key_is_known_by_its_words(root: Path, word: str) -> None:
    """A key that is asked for on request is known by its name, its title and other words."""
    answers = ["observation", "2026-06", "99000", "", "", "berita", word, "Uji.", "", "y"]
    found = call(root, answers=answers, locale="id_ID.UTF-8")
    assert (found.code, found.complained) == (0, "")
    assert "note (Catatan)" in found.said
    (text,) = found.new.values()
    assert "note:\n      id: Uji.\n" in text


def test_an_option_is_known_by_its_words(root: Path) -> None:
    """A word of a closed list is taken by its title in the dialogue's language."""
    answers = ["observation", "2026-06", "99000", "", "", "0", "Judul", "Koran", "Berita", "", "y"]
    found = call(root, answers=answers, locale="id_ID.UTF-8")
    assert (found.code, found.complained) == (0, "")
    (text,) = found.new.values()
    assert "    type: news\n" in text


# --- the same day --------------------------------------------------------------------------------


def test_a_withdrawal_is_taken_back_on_its_day(root: Path) -> None:
    """Later files of a day are read later: withdraw, restore, correct, correct again."""
    argument = "--series kota --anchor result-2022 --reason A --kind"
    for act in ("withdraw", "restore", "correct --set value=1", "correct --set value=2"):
        found = call(root, f"{argument} {act}")
        assert (found.code, found.complained) == (0, ""), act
    entry = data_folder.load_catalog(root, NOW).series["kota"].entry("result-2022")
    assert (entry.withdrawn, str(entry.value)) == (None, "2")
