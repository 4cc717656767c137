"""CONTRIBUTING and docs/data.md: what they give to copy is sound, what they say is answered is so.

In them a comment names the block below it: what stands below `<!-- contoh: … -->` is to copy,
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

from terang.diagnostics import LANGUAGES, Problem, errors, in_order, report_text
from terang.guard import append_only, snapshot
from terang.i18n.formatter import Language

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "CONTRIBUTING.md"
GUIDES = (GUIDE, ROOT / "docs" / "data.md")
HERE = Path(__file__).parents[1] / "guide"
BASE = {
    path.relative_to(HERE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(HERE.rglob("*.yml"))
}
NOW = dt.datetime(2026, 11, 30, 4, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 30)

SERIES = "data/coverage/contoh-vulnerable-workers.yml"
INDICATOR = "data/indicators/vulnerable-workers-covered.yml"
DECISIONS = "data/decisions.yml"

GuideFiles = Mapping[str, str]
GuideChange = Callable[[GuideFiles], dict[str, str]]
Paste = Callable[[GuideFiles, str], dict[str, str]]

_BLOCK = re.compile(
    r"<!-- (?P<kind>contoh|pesan): (?P<name>[a-z-]+) -->\n+```(?P<language>[a-z]+)\n"
    r"(?P<text>(?:(?!```).*\n)*)```\n"
)


def replaced(path: str, old: str, new: str) -> GuideChange:
    """A text that stands in a file once, replaced by another."""

    def made(files: GuideFiles) -> dict[str, str]:
        assert files[path].count(old) == 1, (old, files[path].count(old))
        return {**files, path: files[path].replace(old, new)}

    return made


def in_turn(*changes: GuideChange) -> GuideChange:
    """Several changes, one after the other."""

    def made(files: GuideFiles) -> dict[str, str]:
        done = dict(files)
        for change in changes:
            done = change(done)
        return done

    return made


def blocks(kind: str) -> dict[str, str]:
    """The guides' blocks of a kind: name → text; the languages' copies are the same."""
    found: dict[str, str] = {}
    for guide in GUIDES:
        for match in _BLOCK.finditer(guide.read_text(encoding="utf-8")):
            if match["kind"] == kind:
                text = found.setdefault(match["name"], match["text"])
                assert text == match["text"], match["name"]
    return found


def after_all(files: GuideFiles, *names: str) -> dict[str, str]:
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


def in_place_of_entry(date: str) -> Paste:
    """Making the entry of a date what the example shows."""

    def made(files: GuideFiles, text: str) -> dict[str, str]:
        entry = re.compile(rf"  - date: {date}\n(?:    .*\n)+")
        assert len(entry.findall(files[SERIES])) == 1
        return {**files, SERIES: entry.sub(lambda _: text, files[SERIES])}

    return made


PASTED = {
    "angka-baru": before_key("targets"),
    "sumber-baru": at_the_end(SERIES),
    "koreksi": in_place_of_entry("2025-12-31"),
    "penarikan": in_place_of_entry("2026-02"),
    "diragukan": in_place_of_entry("2026-02"),
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

MISTAKES: dict[str, tuple[tuple[str, ...], GuideChange]] = {
    # message: (examples that were pasted, the mistake that was made)
    "titik-ribuan": (NEW, replaced(SERIES, "value: 101000", "value: 101.000")),
    "tanggal-terbalik": (NEW, replaced(SERIES, "date: 2026-06-30", "date: 30-06-2026")),
    "sumber-salah-eja": (NEW, replaced(SERIES, "- media-contoh-2026-07", "- media-contoh-2026-7")),
    "tanpa-sumber": (NEW, replaced(SERIES, "    sources:\n      - media-contoh-2026-07\n", "")),
    "titik-dua": (
        NEW,
        in_turn(
            replaced(SERIES, "quote: 'Data dinas", "quote: Data dinas"),
            replaced(SERIES, "terlindungi'\n", "terlindungi\n"),
        ),
    ),
    "tanpa-catatan": ((), replaced(SERIES, "value: 12345", "value: 12354")),
    "catatan-salah": (("koreksi",), replaced(SERIES, "value: 12345", "value: 1234")),
    "dihapus": ((), lambda files: in_place_of_entry("2026-02")(files, "")),
    "definisi": (
        (),
        in_turn(
            replaced(INDICATOR, "Yang terdaftar.", "Yang aktif."),
            replaced(INDICATOR, "Those registered.", "Those active."),
        ),
    ),
}


def state(files: GuideFiles) -> snapshot.Snapshot:
    """The state that these files are."""
    return snapshot.snapshot_of({path: text.encode() for path, text in files.items()}, NOW)


def problems(files: GuideFiles) -> tuple[Problem, ...]:
    """What `make check` says of these files, compared with the folder as it was."""
    now = state(files)
    wrong = now.reading.problems
    return in_order([*wrong, *append_only.silent_edits(state(BASE), now, TODAY)])


def answer(name: str) -> str:
    """What a mistake is answered."""
    pasted, mistake = MISTAKES[name]
    return report_text(errors(problems(mistake(after_all(BASE, *pasted)))))


def test_the_folder_is_sound() -> None:
    """What the examples are tried on has no problem of its own."""
    assert report_text(problems(BASE)) == ""


@pytest.mark.parametrize("names", SOUND.values(), ids=SOUND)
def test_what_is_copied_passes(names: tuple[str, ...]) -> None:
    """Each example, pasted where the guide says, is published without so much as a notice."""
    assert report_text(problems(after_all(BASE, *names))) == ""


def test_a_decision_answers_a_changed_definition() -> None:
    """The guide's decision is about the change that the guide makes."""
    _, mistake = MISTAKES["definisi"]
    assert report_text(problems(mistake(after_all(BASE, "keputusan")))) == ""


def test_the_same_examples_are_tried_and_given() -> None:
    """No example of the guide goes untried."""
    assert set(blocks("contoh")) == set(PASTED)
    assert set(blocks("pesan")) == set(MISTAKES)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_answered_as_the_guide_says(name: str, pytestconfig: pytest.Config) -> None:
    """Each message of the guides is the very one that its mistake gives."""
    said = answer(name) + "\n"
    if pytestconfig.getoption("--update-goldens"):
        block = rf"(<!-- pesan: {name} -->\n+```text\n).*?(```\n)"
        for guide in GUIDES:
            text = guide.read_text(encoding="utf-8")
            text = re.sub(block, lambda match: match[1] + said + match[2], text, flags=re.DOTALL)
            guide.write_text(text, encoding="utf-8", newline="\n")
    else:
        assert blocks("pesan")[name] == said


def headings(path: Path) -> set[str]:
    """What links into a page of Markdown may end in, as forges make it from its headings."""
    lines = re.findall(r"(?m)^#+ (.*)$", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", line).lower().replace(" ", "-") for line in lines}


@pytest.mark.parametrize("guide", GUIDES, ids=lambda guide: guide.name)
def test_what_a_guide_leads_to_exists(guide: Path) -> None:
    """Every link within the repository leads somewhere, into a page to one of its headings."""
    text = guide.read_text(encoding="utf-8")
    for path, heading in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", text):
        file = (guide.parent / path).resolve() if path else guide
        assert file.exists(), path
        assert not heading or heading in headings(file), heading


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
