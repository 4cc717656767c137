"""CONTRIBUTING: what it gives to copy is sound, and what it says a mistake answers is so.

In the guide a comment names the block below it: what stands below `<!-- contoh: … -->` is to copy,
below `<!-- pesan: … -->` what the check answers. Both are tried on the small sound folder `guide/`,
which is the state before, too. `pytest --update-goldens` writes the messages anew; review the
difference as text.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from terang import history
from terang.language import Language
from terang.problems import LANGUAGES, Problem, errors, in_order, report

ROOT = Path(__file__).resolve().parent.parent
GUIDE = ROOT / "CONTRIBUTING.md"
HERE = Path(__file__).parent / "guide"
BASE = {
    one.relative_to(HERE).as_posix(): one.read_text(encoding="utf-8")
    for one in sorted(HERE.rglob("*.yml"))
}
NOW = dt.datetime(2026, 11, 30, 4, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 30)

SERIES = "data/coverage/kutai-timur-vulnerable-workers.yml"
INDICATOR = "data/indicators/vulnerable-workers-covered.yml"
DECISIONS = "data/decisions.yml"

Files = Mapping[str, str]
Change = Callable[[Files], dict[str, str]]
Paste = Callable[[Files, str], dict[str, str]]

_BLOCK = re.compile(
    r"<!-- (?P<kind>contoh|pesan): (?P<name>[a-z-]+) -->\n+```(?P<language>[a-z]+)\n"
    r"(?P<text>(?:(?!```).*\n)*)```\n"
)


def replaced(path: str, old: str, new: str) -> Change:
    """A text that stands in a file once, replaced by another."""

    def made(files: Files) -> dict[str, str]:
        assert files[path].count(old) == 1, (old, files[path].count(old))
        return {**files, path: files[path].replace(old, new)}

    return made


def blocks(kind: str) -> dict[str, str]:
    """The guide's blocks of a kind: name → text; the languages' copies are the same."""
    found: dict[str, str] = {}
    for match in _BLOCK.finditer(GUIDE.read_text(encoding="utf-8")):
        if match["kind"] == kind:
            assert found.setdefault(match["name"], match["text"]) == match["text"], match["name"]
    return found


def after_all(files: Files, *names: str) -> dict[str, str]:
    """The files after these examples were pasted as the guide says."""
    done = dict(files)
    for name in names:
        done = PASTED[name](done, blocks("contoh")[name])
    return done


def before_key(key: str) -> Paste:
    """Pasting above a key of the series file, with a blank line between."""
    return lambda files, text: replaced(SERIES, f"\n{key}:", f"\n{text}\n{key}:")(files)


def at_the_end(path: str) -> Paste:
    """Pasting at the end of a file, which may not exist yet."""
    return lambda files, text: {**files, path: f"{files.get(path, '')}\n{text}"}


def in_place_of_entry(anchor: str) -> Paste:
    """Making an entry of the series what the example shows."""

    def made(files: Files, text: str) -> dict[str, str]:
        entry = re.compile(rf"  - anchor: {anchor}\n(?:    .*\n)+")
        assert len(entry.findall(files[SERIES])) == 1
        return {**files, SERIES: entry.sub(lambda _: text, files[SERIES])}

    return made


PASTED = {
    "angka-baru": before_key("targets"),
    "sumber-baru": at_the_end(SERIES),
    "koreksi": in_place_of_entry("result-2025-03-24"),
    "penarikan": in_place_of_entry("result-2025"),
    "diragukan": in_place_of_entry("result-2025"),
    "target-baru": before_key("events"),
    "sumber-umum": at_the_end("data/sources.yml"),
    "keputusan": at_the_end(DECISIONS),
}
"""Where the guide says that each example goes."""

SOUND = {
    "angka-baru": ("angka-baru", "sumber-baru"),
    "koreksi": ("koreksi",),
    "penarikan": ("penarikan",),
    "diragukan": ("diragukan",),
    "target-baru": ("angka-baru", "sumber-baru", "target-baru"),
    "sumber-umum": ("sumber-umum",),
}
"""What is copied together."""

NEW = ("angka-baru", "sumber-baru")

MISTAKES: dict[str, tuple[tuple[str, ...], Change]] = {
    # message: (examples that were pasted, the mistake that was made)
    "titik-ribuan": (NEW, replaced(SERIES, "value: 101000", "value: 101.000")),
    "tanggal-terbalik": (NEW, replaced(SERIES, "date: 2026-06-30", "date: 30-06-2026")),
    "sumber-salah-eja": (NEW, replaced(SERIES, "- media-contoh-2026-07", "- media-contoh-2026-7")),
    "tanpa-sumber": (NEW, replaced(SERIES, "    sources:\n      - media-contoh-2026-07\n", "")),
    "titik-dua": (NEW, replaced(SERIES, "quote: Sampai Juni", "quote: Kata dinas: sampai Juni")),
    "tanpa-catatan": ((), replaced(SERIES, "value: 75000", "value: 75500")),
    "catatan-salah": (("koreksi",), replaced(SERIES, "value: 75000", "value: 7500")),
    "dihapus": ((), lambda files: in_place_of_entry("result-2025")(files, "")),
    "definisi": ((), replaced(INDICATOR, "Yang terdaftar.", "Yang aktif.")),
}


def state(files: Files) -> history.State:
    """The state that these files are."""
    return history.state_of({path: text.encode() for path, text in files.items()}, NOW)


def problems(files: Files) -> tuple[Problem, ...]:
    """What `make check` says of these files, compared with the folder as it was."""
    now = state(files)
    wrong = now.reading.problems
    return in_order([*wrong, *history.silent_edits(state(BASE), now, TODAY)])


def answer(name: str) -> str:
    """What a mistake is answered."""
    pasted, mistake = MISTAKES[name]
    return report(errors(problems(mistake(after_all(BASE, *pasted)))))


def test_the_folder_is_sound() -> None:
    """What the examples are tried on has no problem of its own."""
    assert report(problems(BASE)) == ""


@pytest.mark.parametrize("names", SOUND.values(), ids=SOUND)
def test_what_is_copied_passes(names: tuple[str, ...]) -> None:
    """Each example, pasted where the guide says, is published without so much as a notice."""
    assert report(problems(after_all(BASE, *names))) == ""


def test_a_decision_answers_a_changed_definition() -> None:
    """The guide's decision is about the change that the guide makes."""
    _, mistake = MISTAKES["definisi"]
    assert report(problems(mistake(after_all(BASE, "keputusan")))) == ""


def test_the_same_examples_are_tried_and_given() -> None:
    """No example of the guide goes untried."""
    assert set(blocks("contoh")) == set(PASTED)
    assert set(blocks("pesan")) == set(MISTAKES)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_answered_as_the_guide_says(name: str, pytestconfig: pytest.Config) -> None:
    """Each message of the guide is the very one that its mistake gives."""
    said = answer(name) + "\n"
    if pytestconfig.getoption("--update-goldens"):
        text = GUIDE.read_text(encoding="utf-8")
        block = rf"(<!-- pesan: {name} -->\n+```text\n).*?(```\n)"
        text = re.sub(block, lambda match: match[1] + said + match[2], text, flags=re.DOTALL)
        GUIDE.write_text(text, encoding="utf-8", newline="\n")
    else:
        assert blocks("pesan")[name] == said


def test_files_that_the_guide_leads_to_exist() -> None:
    """Every link within the repository leads somewhere."""
    text = GUIDE.read_text(encoding="utf-8")
    for link in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (ROOT / link).exists(), link


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_link_is_called_as_on_the_page(language: str) -> None:
    """The guide quotes the words of a series' page."""
    link = Language(language).word("series.correct_link")
    assert f'"{link}"' in GUIDE.read_text(encoding="utf-8")


def test_every_command_that_the_guide_names_exists() -> None:
    """Each `make …` is a target of the Makefile."""
    named = set(re.findall(r"`make ([a-z]+)", GUIDE.read_text(encoding="utf-8")))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named <= targets
