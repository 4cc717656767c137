"""Silent edits: each is refused in its words, and what a hint offers to paste is right as printed.

A golden case, `cases/*.yml`, applies edits to the sound folder `cases/_base`, which is also the
earlier state: `before` (also of the earlier state) and `after`, and the report as printed. A
`situation` is for test_check_base. `pytest --update-goldens` writes the reports.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
import yaml
from tests.loading.test_problems import with_report

from terang.diagnostics import Problem, errors, in_order, problem_catalogue, report_text
from terang.guard import append_only, snapshot

HERE = Path(__file__).parents[1] / "guard" / "cases"
BASE = {
    path.relative_to(HERE / "_base").as_posix(): path.read_text()
    for path in sorted((HERE / "_base").rglob("*.yml"))
}
NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
TODAY = dt.date(2026, 7, 1)
CASES = [
    case
    for case in sorted(HERE.glob("*.yml"))
    if "situation" not in yaml.safe_load(case.read_text())
]

CaseFiles = Mapping[str, str]

KOTA = "data/coverage/kota.yml"
VALUE = "value: 14000"
DECISIONS = "data/decisions.yml"
PESERTA = "data/indicators/peserta.yml"


def state_of(files: CaseFiles) -> snapshot.Snapshot:
    """Return the state of these files."""
    return snapshot.snapshot_of({path: text.encode() for path, text in files.items()}, NOW)


def silent_edits(after: CaseFiles, before: CaseFiles = BASE) -> tuple[Problem, ...]:
    """Return the silent edits of a change."""
    return in_order(append_only.silent_edits(state_of(before), state_of(after), TODAY, TODAY))


def edit_files(*changes: tuple[str, str, str], files: CaseFiles = BASE) -> dict[str, str]:
    """Return the files after changes, each replacing a text that occurs once in a file."""
    after = dict(files)
    for path, old, new in changes:
        assert after[path].count(old) == 1, (old, after[path].count(old))
        after[path] = after[path].replace(old, new)
    return after


def laid_over(edits: Iterable[Mapping[str, str]], files: CaseFiles) -> dict[str, str]:
    """Return the files after the edits of a golden case."""
    after = dict(files)
    for edit in edits:
        if "gone" in edit:
            del after[edit["gone"]]
        elif "text" in edit:
            after[edit["file"]] = edit["text"]
        else:
            after = edit_files((edit["file"], edit["old"], edit["new"]), files=after)
    return after


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, pytestconfig: pytest.Config) -> None:
    """Each silent edit is reported at its place, in its words, in both languages."""
    text = case.read_text()
    given = yaml.safe_load(text)
    before = laid_over(given.get("before", ()), BASE)
    printed = report_text(silent_edits(laid_over(given["after"], before), before))
    if pytestconfig.getoption("--update-goldens"):
        case.write_text(with_report(text, printed))
    else:
        assert printed.splitlines() == given["problems"].splitlines()


def test_the_base_is_sound() -> None:
    """The base folder of the cases has no problem and is no edit of itself."""
    assert errors(state_of(BASE).reading.problems) == ()
    assert silent_edits(BASE) == ()


def with_hints(files: CaseFiles, problems: Iterable[Problem]) -> dict[str, str]:
    """Return the files with each new file that a hint gives, reasons filled in."""
    after = dict(files)
    for problem in problems:
        name = str(problem.values["file"])
        assert name not in after
        after[name] = str(problem.values["example"]).replace("…", "Sebab") + "\n"
    return after


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("value: 14000", "value: 15000"),
        ("value: 14000", "value: 14000\n    qualifier: about"),
        ("    qualifier: about\n", ""),
        ("due: 2026", "due: 2027"),
        ("high: 2", "high: 3"),
        ("    by: bupati\n", ""),
        ("Sampai Juni tercatat", "Sampai Juli: tercatat #1 'dan' \"lain\""),
        ("sources: [laporan]", "sources: [laporan, berita]"),
        ("en: Launch", "en: Start"),
        ("      - berita\n      - laporan\n", "      - laporan\n      - berita\n"),
    ],
)
def test_a_change_may_become_the_correction_that_the_hint_gives(old: str, new: str) -> None:
    """With the old value put back and the given file created, the change is no silent edit."""
    problems = silent_edits(edit_files((KOTA, old, new)))
    assert [problem.code for problem in problems] == ["changed-in-place"]
    mended = with_hints(BASE, problems)
    assert silent_edits(mended) == ()
    assert errors(state_of(mended).reading.problems) == ()


def test_an_entry_that_is_gone_may_be_withdrawn_by_what_the_hint_gives() -> None:
    """The given file holds the entry as it was, and its withdrawal."""
    entry = BASE[KOTA][BASE[KOTA].index("  # Angka") : BASE[KOTA].index("  - date: 2024\n")]
    gone = edit_files((KOTA, entry, ""))
    problems = silent_edits(gone)
    assert [problem.code for problem in problems] == ["entry-gone"]
    mended = with_hints(gone, problems)
    assert silent_edits(mended) == ()
    assert errors(state_of(mended).reading.problems) == ()


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("data/indicators/peserta.yml", "en: Members", "en: Registered"),
        ("data/indicators/peserta.yml", "direction: increase", "direction: decrease"),
        ("data/areas.yml", 'bps: "0640"', 'bps: "6400"'),
        ("data/speakers.yml", "id: Bupati", "id: Bupati Kota"),
        ("data/sources.yml", "publisher: Harian Contoh", "publisher: Koran"),
        (KOTA, "value: 120000", "value: 12000"),
        (KOTA, "id: pekerja rentan", "id: pekerja"),
    ],
)
def test_a_change_may_have_the_decision_that_the_hint_gives(path: str, old: str, new: str) -> None:
    """With the given decision the change is no silent edit, but that the meaning may part."""
    changed = edit_files((path, old, new))
    problems = silent_edits(changed)
    assert [problem.code for problem in problems] == ["changed-without-decision"]
    mended = with_hints(changed, problems)
    left = [problem.code for problem in silent_edits(mended)]
    assert left == (["definition-without-break"] if "pekerja" in old else [])
    assert errors(state_of(mended).reading.problems) == ()


def test_a_record_that_is_gone_may_be_put_back_as_the_hint_gives_it() -> None:
    """Codes keep their quotes: what is offered is right as printed."""
    gone = edit_files(
        ("data/areas.yml", BASE["data/areas.yml"][BASE["data/areas.yml"].index("desa:") :], "")
    )
    (problem,) = silent_edits(gone)
    text = gone["data/areas.yml"] + str(problem.values["example"]) + "\n"
    mended = {**gone, "data/areas.yml": text}
    assert silent_edits(mended) == ()
    assert errors(state_of(mended).reading.problems) == ()


FREE = {
    "a comment": (KOTA, "# Deret contoh.", "# Contoh lain."),
    "quotes": (KOTA, "date: 2023-06", 'date: "2023-06"'),
    "another notation of a date": (
        KOTA,
        "- date: 2022\n    value",
        "- date: 2022-01-01/2022-12-31\n    anchor: result-2022\n    value",
    ),
    "another notation of a number": (KOTA, "value: 14000", "value: 14000.0"),
    "a default written out": (KOTA, "value: 14000", "value: 14000\n    status: reported"),
    "the default anchor written out": (
        KOTA, "value: 14000", "value: 14000\n    anchor: result-2022",
    ),
    "a missing translation": (
        KOTA, "      id: Salah salin.\n", "      id: Salah salin.\n      en: Copied wrongly.\n",
    ),
    "a translation of a decision": (
        "data/decisions.yml", "jelas.\n", "jelas.\n    en: The old wording was not clear.\n",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FREE)
def test_what_means_the_same_is_free(name: str) -> None:
    """Notation, comments and missing translations may change in place."""
    assert silent_edits(edit_files(FREE[name])) == ()


def test_every_wording_of_the_guard_has_a_golden_case() -> None:
    """If golden cases print a code, they print each of its wordings."""
    printed = "".join(case.read_text() for case in HERE.glob("*.yml"))
    for code, entry in problem_catalogue().items():
        if f" {code}: " in printed:
            for part, texts in entry.items():
                if part.startswith("message"):
                    fixed = max(texts["en"].replace("}", "{").split("{")[::2], key=len)
                    assert fixed in printed, (code, part)
