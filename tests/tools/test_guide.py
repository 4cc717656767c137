"""docs/by-hand.md and docs/data.md: their examples pass the check, and their messages are real.

A comment above a block names it: `<!-- contoh: … -->` an example to copy, `<!-- pesan: … -->` a
message of the check. Both are tried on the small sound folder `guide/`, which is also the earlier
state. `pytest --update-goldens` writes the messages; review the difference as text.
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
from terang.loading.cures import with_cures

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "CONTRIBUTING.md"
BY_HAND = ROOT / "docs" / "by-hand.md"
GUIDES = (BY_HAND, ROOT / "docs" / "data.md")
HERE = Path(__file__).parents[1] / "guide"
BASE = {
    path.relative_to(HERE).as_posix(): path.read_text(encoding="utf-8")
    for path in sorted(HERE.rglob("*.yml"))
}
NOW = dt.datetime(2026, 11, 30, 4, tzinfo=dt.UTC)
TODAY = dt.date(2026, 11, 30)

SERIES = "data/coverage/contoh-vulnerable-workers.yml"
FOLDER = SERIES.removesuffix(".yml")
NEW_FILE = f"{FOLDER}/2026-11-20-dinas.yml"
CORRECTION = f"{FOLDER}/2026-11-20-result-2025-12-31.yml"
INDICATOR = "data/indicators/vulnerable-workers-covered.yml"

GuideFiles = Mapping[str, str]
GuideChange = Callable[[GuideFiles], dict[str, str]]
Paste = Callable[[GuideFiles, str], dict[str, str]]

_BLOCK = re.compile(
    r"<!-- (?P<kind>contoh|pesan): (?P<name>[a-z-]+) -->\n+```(?P<language>[a-z]+)\n"
    r"(?P<text>(?:(?!```).*\n)*)```\n"
)


def replace_text(path: str, old: str, new: str) -> GuideChange:
    """Return a change that replaces a text that occurs once in a file."""

    def made(files: GuideFiles) -> dict[str, str]:
        assert files[path].count(old) == 1, (old, files[path].count(old))
        return {**files, path: files[path].replace(old, new)}

    return made


def apply_in_order(*changes: GuideChange) -> GuideChange:
    """Return a change that makes several changes in order."""

    def made(files: GuideFiles) -> dict[str, str]:
        done = dict(files)
        for change in changes:
            done = change(done)
        return done

    return made


def blocks(kind: str) -> dict[str, str]:
    """Return the guides' blocks of a kind by name, after checking that both languages agree."""
    found: dict[str, str] = {}
    for guide in GUIDES:
        for match in _BLOCK.finditer(guide.read_text(encoding="utf-8")):
            if match["kind"] == kind:
                text = found.setdefault(match["name"], match["text"])
                assert text == match["text"], match["name"]
    return found


def files_with_examples(files: GuideFiles, *names: str) -> dict[str, str]:
    """Return the files after pasting these examples as the guide says."""
    done = dict(files)
    for name in names:
        done = PASTED[name](done, blocks("contoh")[name])
    return done


def create(path: str) -> Paste:
    """Return a change that creates a file, which may not exist yet."""

    def made(files: GuideFiles, text: str) -> dict[str, str]:
        assert path not in files
        return {**files, path: text}

    return made


def paste_at_end(path: str) -> Paste:
    """Return a change that pastes at the end of a file."""
    return lambda files, text: {**files, path: f"{files[path]}\n{text}"}


def without_entry(date: str) -> GuideChange:
    """Return a change that deletes the entry of a date."""

    def made(files: GuideFiles) -> dict[str, str]:
        entry = re.compile(rf"  - date: {date}\n(?:    .*\n)+")
        assert len(entry.findall(files[SERIES])) == 1
        return {**files, SERIES: entry.sub("", files[SERIES])}

    return made


PASTED = {
    "angka-baru": create(NEW_FILE),
    "sumber-baru": paste_at_end(NEW_FILE),
    "kantor-baru": paste_at_end("data/speakers.yml"),
    "target-baru": paste_at_end(NEW_FILE),
    "koreksi": create(CORRECTION),
    "penarikan": create(f"{FOLDER}/2026-11-20-result-2026-02.yml"),
    "pemulihan": create(f"{FOLDER}/2026-11-25-result-2026-02.yml"),
    "diragukan": create(f"{FOLDER}/2026-11-20-diragukan.yml"),
    "jawaban": create(f"{FOLDER}/2026-11-20-jawaban.yml"),
    "tabel": create(f"{FOLDER}/2026-11-20-rekap.csv"),
    "rentang": create(f"{FOLDER}/2026-11-20-rentang.yml"),
    "ubah-cara-ukur": create(f"{FOLDER}/2026-11-20-cara-ukur.yml"),
    "sumber-umum": paste_at_end("data/sources.yml"),
    "kontak": paste_at_end("data/programmes.yml"),
    "tema": create("data/themes.yml"),
    "keputusan": create("data/decisions/2026-11-30-definisi.yml"),
}
"""The place where the guide says to paste each example."""

NEW = ("kantor-baru", "angka-baru", "sumber-baru")
SOUND = {
    "angka-baru": NEW,
    "target-baru": (*NEW, "target-baru"),
    "koreksi": ("koreksi",),
    "penarikan": ("penarikan",),
    "pemulihan": ("penarikan", "pemulihan"),
    "diragukan": ("diragukan",),
    "jawaban": ("jawaban",),
    "tabel": ("tabel",),
    "rentang": ("rentang",),
    "ubah-cara-ukur": ("ubah-cara-ukur",),
    "sumber-umum": ("sumber-umum",),
    "kontak": ("kontak",),
    "tema": ("tema",),
}
"""Examples that belong together."""

MISTAKES: dict[str, tuple[tuple[str, ...], GuideChange]] = {
    # message: (pasted examples, the mistake)
    "titik-ribuan": (NEW, replace_text(NEW_FILE, "value: 101000", "value: 101.000")),
    "tanggal-terbalik": (NEW, replace_text(NEW_FILE, "date: 2026-06-30", "date: 30-06-2026")),
    "sumber-salah-eja": (
        NEW,
        replace_text(NEW_FILE, "- media-contoh-2026-07", "- media-contoh-2026-7"),
    ),
    "kantor-salah-eja": (
        NEW,
        replace_text(NEW_FILE, "by: contoh-labour-office", "by: contoh-labor-office"),
    ),
    "tanpa-sumber": (
        NEW,
        replace_text(NEW_FILE, "    sources:\n      - media-contoh-2026-07\n", ""),
    ),
    "titik-dua": (
        NEW,
        apply_in_order(
            replace_text(NEW_FILE, "quote: 'Data dinas", "quote: Data dinas"),
            replace_text(NEW_FILE, "terlindungi'\n", "terlindungi\n"),
        ),
    ),
    "diubah-di-tempat": ((), replace_text(SERIES, "value: 12345", "value: 12354")),
    "tidak-mengubah": (
        ("koreksi",),
        replace_text(CORRECTION, "      value: 12354", "      value: 12345"),
    ),
    "dihapus": ((), without_entry("2026-02")),
    "definisi": (
        (),
        apply_in_order(
            replace_text(INDICATOR, "Yang terdaftar.", "Yang didaftarkan."),
            replace_text(INDICATOR, "Those registered.", "Those who were registered."),
        ),
    ),
}


def state(files: GuideFiles) -> snapshot.Snapshot:
    """Return the earlier state of these files."""
    return snapshot.snapshot_of({path: text.encode() for path, text in files.items()}, NOW)


def problems_against_original(files: GuideFiles) -> tuple[Problem, ...]:
    """Return the problems that `make check` reports for these files against the original folder."""
    now = state(files)
    wrong = now.reading.problems
    return in_order([*wrong, *append_only.silent_edits(state(BASE), now, TODAY)])


def answer(name: str) -> str:
    """Return the answer of the check to a mistake."""
    pasted, mistake = MISTAKES[name]
    files = mistake(files_with_examples(BASE, *pasted))
    written = {path: text.encode() for path, text in files.items()}
    return report_text(errors(with_cures(problems_against_original(files), written, TODAY)))


def test_the_folder_is_sound() -> None:
    """The folder for the examples has no problem itself."""
    assert report_text(problems_against_original(BASE)) == ""


@pytest.mark.parametrize("names", SOUND.values(), ids=SOUND)
def test_examples_pass_the_check(names: tuple[str, ...]) -> None:
    """Each example, pasted where the guide says, passes without a notice."""
    assert report_text(problems_against_original(files_with_examples(BASE, *names))) == ""


def test_a_decision_answers_a_changed_definition() -> None:
    """The guide's decision covers the change that the guide makes."""
    _, mistake = MISTAKES["definisi"]
    assert (
        report_text(problems_against_original(mistake(files_with_examples(BASE, "keputusan"))))
        == ""
    )


def test_every_example_is_tried() -> None:
    """The tests try exactly the examples of the guide."""
    assert set(blocks("contoh")) == set(PASTED)
    assert set(blocks("pesan")) == set(MISTAKES)


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_is_answered_as_the_guide_says(name: str, pytestconfig: pytest.Config) -> None:
    """Each message in the guides is the answer to its mistake."""
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
    """Return the anchors of a Markdown page, built from its headings as forges do."""
    lines = re.findall(r"(?m)^#+ (.*)$", path.read_text(encoding="utf-8"))
    return {re.sub(r"[^\w -]", "", line).lower().replace(" ", "-") for line in lines}


@pytest.mark.parametrize("guide", [GUIDE, *GUIDES], ids=lambda guide: guide.name)
def test_links_of_guides_lead_somewhere(guide: Path) -> None:
    """Every link within the repository leads to an existing file and heading."""
    text = guide.read_text(encoding="utf-8")
    for path, heading in re.findall(r"\]\((?!https?:)([^)#]*)#?([^)]*)\)", text):
        file = (guide.parent / path).resolve() if path else guide
        assert file.exists(), path
        assert not heading or heading in headings(file), heading


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_quotes_the_link_of_series_pages(language: str) -> None:
    """The guides use the wording of the links on a series page, and of an entry's."""
    word = Language(language).word
    assert f'"{word("series.correct_link")}"' in BY_HAND.read_text(encoding="utf-8")
    for key in ("series.propose", "timeline.propose"):
        assert f"*{word(key)}*" in GUIDE.read_text(encoding="utf-8")
    sheet = word("series.propose_sheet").partition(" (")[0]
    assert f"*{sheet}*" in GUIDE.read_text(encoding="utf-8")


def test_contributing_begins_with_the_easy_ways() -> None:
    """In each language form and spreadsheet come first, and YAML is a page of its own."""
    text = GUIDE.read_text(encoding="utf-8")
    assert "```yaml" not in text
    for heading in ("Cara mengusulkan", "Ways to propose"):
        rows = text.partition(f"## {heading}\n")[2].splitlines()[3:8]
        assert ["form" in rows[0], "Excel" in rows[1], "by-hand" in rows[-1]] == [True] * 3


def test_every_command_that_the_guide_names_exists() -> None:
    """Each `make …` in the guides is a target of the Makefile."""
    texts = [guide.read_text(encoding="utf-8") for guide in (GUIDE, BY_HAND)]
    named = set(re.findall(r"`make ([a-z-]+)", "\n".join(texts)))
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert named <= targets
