"""Silent edits: each is refused at its line, and passes after pasting what its hint shows.

Every case applies edits to the sound folder `cases/_base`, which is also the earlier state. An edit
replaces a text of a file. Hints are followed literally: pasted after their line, or in place of the
lines that they name.

The exact words are in the golden cases, `cases/*.yml`: edits `before` (also of the earlier state)
and `after`, and the report as printed; a `situation` is for test_check_base. `pytest
--update-goldens` writes the reports.
"""

from __future__ import annotations

import datetime as dt
import re
import textwrap
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
import yaml
from tests.loading.test_problems import with_report

from terang.diagnostics import Problem, errors, in_order, problem_catalogue, report_text
from terang.guard import append_only, snapshot
from terang.loading import data_folder

HERE = Path(__file__).parents[1] / "guard" / "cases"
BASE = {
    path.relative_to(HERE / "_base").as_posix(): path.read_text()
    for path in sorted((HERE / "_base").rglob("*.yml"))
}
NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
TODAY = dt.date(2026, 7, 1)

KOTA = "data/coverage/kota.yml"
PESERTA = "data/indicators/peserta.yml"
DECISIONS = "data/decisions.yml"
SOURCES = "data/sources.yml"

CaseFiles = Mapping[str, str]


def state_of(files: CaseFiles) -> snapshot.Snapshot:
    """Return the state of these files."""
    return snapshot.snapshot_of({path: text.encode() for path, text in files.items()}, NOW)


def silent_edits(after: CaseFiles, before: CaseFiles = BASE) -> tuple[Problem, ...]:
    """Return the silent edits of a change."""
    return in_order(append_only.silent_edits(state_of(before), state_of(after), TODAY))


def own_problems(files: CaseFiles) -> tuple[Problem, ...]:
    """Return the problems of the files themselves."""
    return errors(state_of(files).reading.problems)


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
            after = without(edit["gone"], after)
        else:
            after = edit_files((edit["file"], edit["old"], edit["new"]), files=after)
    return after


def without(path: str, files: CaseFiles = BASE) -> dict[str, str]:
    """Return the files without the named file."""
    return {key: text for key, text in files.items() if key != path}


def cut(path: str, first: int, last: int, files: CaseFiles = BASE) -> dict[str, str]:
    """Return the files with lines removed from the named file."""
    lines = files[path].splitlines(keepends=True)
    return {**files, path: "".join(lines[: first - 1] + lines[last:])}


def line_of(text: str, files: CaseFiles = BASE, path: str = KOTA) -> int:
    """Return the line of a text that occurs once."""
    assert files[path].count(text) == 1, text
    return files[path][: files[path].index(text)].count("\n") + 1


def follow_hints(files: CaseFiles, problems: Iterable[Problem]) -> dict[str, str]:
    """Return the files after following every hint, with reasons filled in."""
    after = dict(files)
    for problem in sorted(problems, key=_position, reverse=True):
        example = problem.values.get("example")
        if example is None:
            continue
        path = str(problem.values.get("file", problem.place.path))
        lines = after.get(path, "").splitlines()
        text = str(example).replace("…", "Sebab")
        first, last = _position(problem), _position(problem)
        if "after" not in problem.values:  # in place of the present lines
            last, first = int(str(problem.values.get("last", first))), first - 1
        lines[first:last] = text.splitlines()
        after[path] = "\n".join(lines) + "\n"
    return after


def _position(problem: Problem) -> int:
    return int(str(problem.values.get("after", problem.values.get("line", 0))))


def places(problems: Iterable[Problem]) -> list[tuple[str, int, str]]:
    """Return line and code of each problem."""
    return [(problem.place.path, problem.place.line, problem.code) for problem in problems]


VALUE = "value: 14000"

EDITS: dict[str, tuple[tuple[str, str, str], str, str]] = {
    # name: (change, text of the refused line, code)
    "value": ((KOTA, VALUE, "value: 15000"), "value: 15000", "changed-silently"),
    "value of a target": ((KOTA, "value: 90000", "value: 95000"), "95000", "changed-silently"),
    "date behind an anchor": (
        (KOTA, "date: 2023-06", "date: 2023-07"), "2023-07", "changed-silently",
    ),
    "date of an event": (
        (KOTA, "- date: 2024-08-17", "- anchor: event-2024-08-17\n    date: 2024-08-18"),
        "date: 2024-08-18", "changed-silently",
    ),
    "due": ((KOTA, "due: 2026", "due: 2027"), "due: 2027", "changed-silently"),
    "due gone": ((KOTA, "    due: 2026\n", ""), "anchor: target-new", "changed-silently"),
    "status": ((KOTA, "status: disputed", "status: final"), "status: final", "changed-silently"),
    "status set": (
        (KOTA, VALUE, f"{VALUE}\n    status: final"), "status: final", "changed-silently",
    ),
    "status gone": (
        (KOTA, "    status: disputed\n", ""), "anchor: result-second", "changed-silently",
    ),
    "qualifier": (
        (KOTA, "qualifier: about", "qualifier: nearly"), "qualifier:", "changed-silently",
    ),
    "qualifier gone": (
        (KOTA, "    qualifier: about\n", ""), "anchor: result-second", "changed-silently",
    ),
    "qualifier new": (
        (KOTA, "value: 90000", "value: 90000\n    qualifier: at-least"),
        "at-least", "changed-silently",
    ),
    "sources": (
        (KOTA, "      - berita\n      - laporan", "      - majalah"), "sources:\n      - majalah",
        "changed-silently",
    ),
    "a source more": (
        (KOTA, "sources: [laporan]", "sources: [laporan, berita]"),
        "sources: [laporan, berita]", "changed-silently",
    ),
    "replaces gone": (
        (KOTA, "    replaces: target-2025\n", ""), "anchor: target-new", "changed-silently",
    ),
    "replaces new": (
        (KOTA, "value: 90000\n", "value: 90000\n    replaces: target-2024\n"),
        "replaces: target-2024", "changed-silently",
    ),
    "preferred": (
        (KOTA, "id: Hitungan terakhir.", "id: Hitungan terbaik."), "preferred:",
        "changed-silently",
    ),
    "preferred gone": (
        (KOTA, "    preferred:\n      id: Hitungan terakhir.\n      en: The last count.\n", ""),
        "anchor: result-second", "changed-silently",
    ),
    "anchor": (
        (KOTA, "anchor: result-second", "anchor: result-2023"), "anchor: result-2023",
        "anchor-changed",
    ),
    "anchor dropped": (
        (KOTA, "- anchor: result-second\n    date: 2023-06", "- date: 2023-06"),
        "date: 2023-06", "anchor-changed",
    ),
    "date written as an interval": (
        (KOTA, "- date: 2022\n    value: 14000", "- date: 2022-01-01/2022-12-31\n    value: 14000"),
        "date: 2022-01-01/2022-12-31", "anchor-changed",
    ),
    "revision gone": (
        (KOTA, """    revisions:
      - revised: 2025-01-31
        reason:
          id: Salah salin.
        was:
          value: 8000
""", ""), "date: 2024\n    value: 80000", "revision-gone",
    ),
    "revision edited": (
        (KOTA, "value: 8000\n", "value: 80\n"), "- revised: 2025-01-31", "revision-gone",
    ),
    "revision's reason edited": (
        (KOTA, "id: Salah salin.\n        was", "id: Salah ketik.\n        was"),
        "- revised: 2025-01-31", "revision-gone",
    ),
    "revision's day edited": (
        (KOTA, "revised: 2025-01-31", "revised: 2025-01-30"), "- revised: 2025-01-30",
        "revision-gone",
    ),
    "withdrawal gone": (
        (KOTA, """    withdrawn:
      date: 2026-01-31
      reason:
        id: Bukan untuk kota ini.
        en: Not about this city.
""", ""), "date: 2025-S1", "withdrawal-gone",
    ),
    "withdrawal edited": (
        (KOTA, "id: Bukan untuk kota ini.", "id: Keliru."), "withdrawn:", "withdrawal-gone",
    ),
    "entry gone": (
        (KOTA, "  - date: 2022\n    value: 14000\n    sources:\n      - berita\n", ""),
        "observations:", "entry-gone",
    ),
    "indicator": ((KOTA, "indicator: peserta", "indicator: anggota"), "indicator:",
                  "changed-without-decision"),
    "area": ((KOTA, "area: kota", "area: desa"), "area:", "changed-without-decision"),
    "population": ((KOTA, "value: 120000", "value: 1200"), "value: 1200\n",
                   "changed-without-decision"),
    "population value gone": (
        (KOTA, "    - date: 2024\n      value: 125000\n      sources:\n        - laporan\n", ""),
        "population:", "changed-without-decision",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_refused_at_its_line_and_passes_once_pasted(name: str) -> None:
    """An edit is refused only at its line, and passes with the text of its hint pasted."""
    change, line, code = EDITS[name]
    after = edit_files(change)
    problems = silent_edits(after)
    assert places(problems) == [(KOTA, line_of(line, after), code)]
    if code == "anchor-changed" and problems[0].variant == "written":
        mended = edit_files((KOTA, "anchor: result-2023", "anchor: result-second"), files=after)
    else:
        mended = follow_hints(after, problems)
    assert report_text(silent_edits(mended)) == ""
    assert report_text(own_problems(mended)) == ""


CASES = [
    case
    for case in sorted(HERE.glob("*.yml"))
    if "situation" not in yaml.safe_load(case.read_text())
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, pytestconfig: pytest.Config) -> None:
    """Each silent edit is reported at its line, in its words, with the text to paste."""
    text = case.read_text()
    given = yaml.safe_load(text)
    before = laid_over(given.get("before", ()), BASE)
    problems = silent_edits(laid_over(given["after"], before), before)
    printed = report_text(problems)
    if pytestconfig.getoption("--update-goldens"):
        case.write_text(with_report(text, printed))
    else:
        assert printed.splitlines() == given["problems"].splitlines()
    code = problems[0].code
    assert case.stem.startswith(code)


def test_every_wording_has_a_golden_case() -> None:
    """If golden cases print a code, they print each of its wordings."""
    seen = set()
    for case in CASES:
        given = yaml.safe_load(case.read_text())
        before = laid_over(given.get("before", ()), BASE)
        for edit in silent_edits(laid_over(given["after"], before), before):
            seen |= {(edit.code, ""), (edit.code, edit.variant)}
    codes = {code for code, _ in seen}
    wordings = {
        (code, part.partition("_")[2])
        for code in codes
        for part in problem_catalogue()[code]
        if part != "level"
    }
    assert wordings - seen == set()


def test_the_base_is_sound() -> None:
    """The base folder of the cases has no problem and is no edit of itself."""
    assert report_text(own_problems(BASE)) == ""
    assert silent_edits(BASE) == ()


REAL = Path(__file__).parents[2]


@pytest.mark.parametrize("root", [REAL, REAL / "tests/sites/comparison"], ids=["own", "comparison"])
def test_every_real_figure_is_guarded(root: Path) -> None:
    """In the real record, each changed value is refused at its line and passes once declared."""
    found = data_folder.data_files(root)
    before = {path: data.decode() for path, data in found.items() if path.endswith(".yml")}
    after, lines = dict(before), []
    for path, text in before.items():
        if path.startswith("data/coverage/"):
            after[path] = re.sub(r"(?m)^(    value: [0-9]+)$", r"\g<1>1", text)
            pairs = zip(text.split("\n"), after[path].split("\n"), strict=True)
            lines += [
                (path, line, "changed-silently")
                for line, (old, new) in enumerate(pairs, start=1)
                if old != new
            ]
    problems = [edit for edit in silent_edits(after, before) if not edit.is_notice]
    written = [
        line for text in before.values() for line in re.findall(r"(?m)^    value: \d+$", text)
    ]
    assert len(lines) == len(written) > 0
    assert places(problems) == lines
    assert errors(silent_edits(follow_hints(after, problems), before)) == ()


ELSEWHERE: dict[str, tuple[dict[str, str], tuple[str, int, str]]] = {
    # name: (the files after the change, the expected refusals)
    "unit": (
        edit_files((PESERTA, "en: people", "en: families")),
        (PESERTA, line_of("unit:", path=PESERTA), "changed-without-decision"),
    ),
    "unit of another kind": (
        edit_files((PESERTA, "unit:\n  id: orang\n  en: people", "unit: percent")),
        (PESERTA, line_of("unit:", path=PESERTA), "changed-without-decision"),
    ),
    "direction": (
        edit_files((PESERTA, "direction: increase", "direction: decrease")),
        (PESERTA, line_of("direction:", path=PESERTA), "changed-without-decision"),
    ),
    "measure": (
        edit_files((PESERTA, "measure: stock", "measure: flow")),
        (PESERTA, line_of("measure:", path=PESERTA), "changed-without-decision"),
    ),
    "definition": (
        edit_files((PESERTA, "who are registered", "who are paid for")),
        (PESERTA, line_of("definition:", path=PESERTA), "changed-without-decision"),
    ),
    "definition, and no decisions yet": (
        edit_files((PESERTA, "who are registered", "who are paid for"), files=without(DECISIONS)),
        (PESERTA, line_of("definition:", path=PESERTA), "changed-without-decision"),
    ),
    "decision gone": (cut(DECISIONS, 6, 10), (DECISIONS, 1, "decision-gone")),
    "decisions gone": (without(DECISIONS), (DECISIONS, 1, "decision-gone")),
    "decision edited": (
        edit_files((DECISIONS, "angka baru", "angka lain")),
        (DECISIONS, 6, "decision-gone"),
    ),
    "decision about something else": (
        edit_files((DECISIONS, "kota.yml#population", "kota.yml#area")),
        (DECISIONS, 6, "decision-gone"),
    ),
    "series gone": (without(KOTA), (KOTA, 1, "series-gone")),
}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_refused_in_other_files_and_passes_once_pasted(name: str) -> None:
    """Edits of indicators, decisions and whole series are refused at their line and mended."""
    after, place = ELSEWHERE[name]
    before = without(DECISIONS) if name == "definition, and no decisions yet" else BASE
    problems = silent_edits(after, before)
    assert place in places(problems)
    assert {problem.code for problem in problems} == {place[2]}
    mended = follow_hints(after, problems)
    assert report_text(silent_edits(mended, before)) == ""


RENAMED = "data/coverage/bandar.yml"


@pytest.mark.parametrize("name", sorted(EDITS.keys() - {"indicator", "area"}))
def test_a_new_name_of_the_file_hides_no_edit(name: str) -> None:
    """A renamed and edited file is refused at its new place, and the hint applies there."""
    change, line, code = EDITS[name]
    after = edit_files(change)
    after[RENAMED] = after.pop(KOTA)
    problems = silent_edits(after)
    assert places(problems) == [(RENAMED, line_of(line, after, RENAMED), code)]
    if problems[0].variant != "written":
        assert report_text(silent_edits(follow_hints(after, problems))) == ""


def test_a_series_that_is_gone_is_no_other_that_came() -> None:
    """A removed series is not matched with a new series of something else."""
    other = BASE[KOTA].replace("area: kota", "area: desa")
    problems = silent_edits({**without(KOTA), RENAMED: other})
    assert places(problems) == [(KOTA, 1, "series-gone")]


def test_another_indicator_is_no_renamed_one() -> None:
    """An indicator counts as renamed only if the new file has the same definition."""
    other = BASE[PESERTA].replace("measure: stock", "measure: flow")
    moved = {**without(PESERTA), "data/indicators/lain.yml": other}
    after = edit_files((KOTA, "indicator: peserta", "indicator: lain"), files=moved)
    problems = silent_edits(after)
    assert places(problems) == [(KOTA, line_of("indicator:", after), "changed-without-decision")]


def test_a_unit_and_a_measure_want_a_decision_each() -> None:
    """Each changed key of an indicator needs its own decision, pasted in any order."""
    after = edit_files(
        (PESERTA, "measure: stock", "measure: flow"), (PESERTA, "id: orang", "id: jiwa")
    )
    problems = silent_edits(after)
    assert [problem.code for problem in problems] == ["changed-without-decision"] * 2
    assert silent_edits(follow_hints(after, problems)) == ()


def test_a_decision_is_pasted_as_the_others_are_written() -> None:
    """A pasted decision has the indentation of the existing decisions."""
    before = {**BASE, DECISIONS: textwrap.indent(BASE[DECISIONS], "  ")}
    after = edit_files((PESERTA, "measure: stock", "measure: flow"), files=before)
    mended = follow_hints(after, silent_edits(after, before))
    assert silent_edits(mended, before) == own_problems(mended) == ()


def test_decisions_that_cannot_be_read_decide_nothing() -> None:
    """A change is refused even if the decisions file holds no list."""
    after = edit_files(
        (PESERTA, "measure: stock", "measure: flow"), files={**BASE, DECISIONS: "a: b"}
    )
    assert "changed-without-decision" in {edit.code for edit in silent_edits(after)}


def test_another_decision_of_the_same_day_is_no_edited_one() -> None:
    """A decision that shares only its day with a removed decision is new, not edited."""
    other = "about: data/areas.yml#kota\n  reason:\n    id: Sebab lain.\n    en: Another reason.\n"
    after = {
        **BASE,
        DECISIONS: BASE[DECISIONS][: BASE[DECISIONS].rindex("about: ")] + other,
    }
    problems = silent_edits(after)
    assert [(problem.code, problem.variant) for problem in problems] == [("decision-gone", "")]
    assert silent_edits(follow_hints(after, problems)) == ()


def test_a_population_that_is_gone() -> None:
    """Each value of a removed population is reported at the head of the file."""
    start, end = BASE[KOTA].index("population:"), BASE[KOTA].index("sources:\n  laporan:")
    after = {**BASE, KOTA: BASE[KOTA][:start] + BASE[KOTA][end:]}
    problems = silent_edits(after)
    assert places(problems) == [(KOTA, 2, "changed-without-decision")] * 2
    assert silent_edits(follow_hints(after, problems)) == ()


def test_the_value_that_took_anothers_place() -> None:
    """Among several values of a date, the value of the same source is refused."""
    of_2022 = "    - date: 2022\n      value: 120000\n      sources:\n        - laporan\n"
    press = of_2022.replace("120000", "110000").replace("laporan", "berita")
    after = edit_files((KOTA, of_2022, press + of_2022.replace("120000", "130000")))
    problems = silent_edits(after)
    line = line_of("value: 130000", after)
    assert places(problems) == [(KOTA, line, "changed-without-decision")]
    assert problems[0].values["new"] == "130000"


def test_one_decision_for_a_population() -> None:
    """Several changed values of a population need a single decision, shown once."""
    after = edit_files(
        (KOTA, "value: 120000", "value: 1200"), (KOTA, "value: 125000", "value: 1250")
    )
    problems = silent_edits(after)
    assert [problem.variant for problem in problems] == ["", "also"]
    assert silent_edits(follow_hints(after, problems[:1])) == ()


def test_a_whole_list_that_is_gone() -> None:
    """Entries of a removed list come back under its key, in the style of the other entries."""
    start, end = BASE[KOTA].index("events:"), BASE[KOTA].index("population:")
    after = {**BASE, KOTA: BASE[KOTA][:start] + BASE[KOTA][end:]}
    problems = silent_edits(after)
    assert places(problems) == [(KOTA, 2, "entry-gone")]
    assert problems[0].values["after"] == str(after[KOTA].count("\n"))
    mended = follow_hints(after, problems)
    assert BASE[KOTA][start:end] in mended[KOTA]
    assert silent_edits(mended) == own_problems(mended) == ()


@pytest.mark.parametrize(
    "written",
    [
        "  - {date: 2022, value: 14000, sources: [berita]}\n",
        "  - date: 2022\n    value: 14000\n    sources: [\n  berita]\n",
    ],
)
def test_what_was_written_between_brackets_comes_back_in_block_style(written: str) -> None:
    """An entry removed from brackets comes back in block style, with room for the withdrawal."""
    before = edit_files((KOTA, "  - date: 2022\n" + FIRST, written))
    assert own_problems(before) == ()
    after = edit_files((KOTA, written, ""), files=before)
    problems = silent_edits(after, before)
    assert [problem.code for problem in problems] == ["entry-gone"]
    mended = follow_hints(after, problems)
    assert "  - date: 2022\n" + FIRST + "    withdrawn:\n" in mended[KOTA]
    assert silent_edits(mended, before) == own_problems(mended) == ()


EVENTS = BASE[KOTA][BASE[KOTA].index("events:") : BASE[KOTA].index("population:")]
LAUNCH = "{date: 2024-08-17, title: {id: a, en: b}, sources: [berita]}"
OPENING = "{date: 2025, title: {id: a, en: b}, sources: [berita]}"
WITHDRAWN_OPENING = OPENING[:-1] + ", withdrawn: {date: 2026, reason: {id: a}}}"
REVISIONS = """    revisions:
      - revised: 2025-01-31
        reason:
          id: Salah salin.
        was:
          value: 8000
"""
FIRST_REVISION = "{revised: 2025-01-31, reason: {id: x}, was: {value: 8000}}"
SECOND_REVISION = "{revised: 2025-03-31, reason: {id: y}, was: {value: 8001}}"
WITHDRAWN_IN_BRACKETS = (
    "{date: 2025-S1, value: 1, sources: [berita], withdrawn: {date: 2026, reason: {id: a}}}"
)
DECIDED = (
    "{date: 2025-03-01, about: data/indicators/peserta.yml#definition, reason: {id: a, en: b}}"
)
DECIDED_LATER = "{date: 2025-04-01, about: data/coverage/kota.yml#area, reason: {id: c, en: d}}"
WITHDRAWN = BASE[KOTA][BASE[KOTA].index("  - date: 2025-S1") : BASE[KOTA].index("\ntargets:")]

TOLD_BY_HALF = """75001
    qualifier: nearly
    revisions:
      - revised: 2026-01-31
        reason: {id: x}
        was: {value: 75000}"""

BRACKETS: dict[str, tuple[dict[str, str], dict[str, str]]] = {
    # name: (the files before, the files after)
    "every entry gone": (BASE, edit_files((KOTA, EVENTS, "events: []\n"))),
    "an entry gone": (
        edit_files((KOTA, EVENTS, f"events: [{LAUNCH}, {OPENING}]\n")),
        edit_files((KOTA, EVENTS, f"events: [{LAUNCH}]\n")),
    ),
    "a withdrawn entry gone": (
        edit_files(
            (
                KOTA,
                EVENTS,
                f"events: [{LAUNCH}, {WITHDRAWN_OPENING}]\n",
            )
        ),
        edit_files((KOTA, EVENTS, f"events: [{LAUNCH}]\n")),
    ),
    "every revision gone": (BASE, edit_files((KOTA, REVISIONS, "    revisions: []\n"))),
    "every revision gone, and a change": (
        BASE,
        edit_files(
            (KOTA, REVISIONS, "    revisions: []\n"), (KOTA, "value: 80000", "value: 80001")
        ),
    ),
    "the first revision gone": (
        edit_files((KOTA, REVISIONS, f"    revisions: [{FIRST_REVISION}, {SECOND_REVISION}]\n")),
        edit_files((KOTA, REVISIONS, f"    revisions: [{SECOND_REVISION}]\n")),
    ),
    "the last revision gone": (
        edit_files((KOTA, REVISIONS, f"    revisions: [{FIRST_REVISION}, {SECOND_REVISION}]\n")),
        edit_files((KOTA, REVISIONS, f"    revisions: [{FIRST_REVISION}]\n")),
    ),
    "a revision edited": (
        edit_files((KOTA, REVISIONS, f"    revisions: [{FIRST_REVISION}, {SECOND_REVISION}]\n")),
        edit_files(
            (
                KOTA,
                REVISIONS,
                f"    revisions: [{FIRST_REVISION}, {SECOND_REVISION.replace('y', 'z')}]\n",
            )
        ),
    ),
    "a revision that does not tell it all": (
        BASE,
        edit_files(
            (KOTA, "75000   # tujuh puluh lima ribu\n    qualifier: about", TOLD_BY_HALF),
        ),
    ),
    "a withdrawal gone": (
        edit_files((KOTA, WITHDRAWN, f"  - {WITHDRAWN_IN_BRACKETS}\n")),
        edit_files((KOTA, WITHDRAWN, "  - {date: 2025-S1, value: 1, sources: [berita]}\n")),
    ),
    "a withdrawal edited": (
        edit_files((KOTA, WITHDRAWN, f"  - {WITHDRAWN_IN_BRACKETS}\n")),
        edit_files((KOTA, WITHDRAWN, f"  - {WITHDRAWN_IN_BRACKETS.replace('2026', '2025')}\n")),
    ),
    "no decision": (
        {**BASE, DECISIONS: f"[{DECIDED}]\n"},
        edit_files(
            (PESERTA, "measure: stock", "measure: flow"),
            files={**BASE, DECISIONS: f"[{DECIDED}]\n"},
        ),
    ),
    "no decision in an empty list": (
        {**BASE, DECISIONS: "[]\n"},
        edit_files((PESERTA, "measure: stock", "measure: flow"), files={**BASE, DECISIONS: "[]\n"}),
    ),
    "a decision gone": (
        {**BASE, DECISIONS: f"[{DECIDED}, {DECIDED_LATER}]\n"},
        {**BASE, DECISIONS: f"[{DECIDED}]\n"},
    ),
    "every decision gone": (
        {**BASE, DECISIONS: f"[{DECIDED}]\n"},
        {**BASE, DECISIONS: "# nothing\n[]\n"},
    ),
    "a decision edited": (
        {**BASE, DECISIONS: f"[{DECIDED}, {DECIDED_LATER}]\n"},
        {**BASE, DECISIONS: f"[{DECIDED.replace('a, en', 'z, en')}, {DECIDED_LATER}]\n"},
    ),
}


@pytest.mark.parametrize("name", BRACKETS)
def test_what_stands_between_brackets_passes_once_pasted(name: str) -> None:
    """A change between brackets is pasted as the whole, written out in lines."""
    before, after = BRACKETS[name]
    assert report_text(own_problems(before)) == report_text(own_problems(after)) == ""
    problems = silent_edits(after, before)
    assert problems
    mended = follow_hints(after, problems)
    assert report_text(own_problems(mended)) == ""
    assert report_text(silent_edits(mended, before)) == ""


def test_an_old_decision_does_not_cover_a_new_change() -> None:
    """An existing decision does not cover a new change."""
    about = "data/coverage/kota.yml#population"
    assert about in BASE[DECISIONS]
    assert silent_edits(edit_files((KOTA, "value: 120000", "value: 1200")))


def test_two_keys_at_their_lines_with_one_revision() -> None:
    """Each changed key is refused at its line, and the first carries the revision of all."""
    after = edit_files(
        (KOTA, "value: 75000", "value: 76000"), (KOTA, "qualifier: about", "qualifier: nearly")
    )
    problems = silent_edits(after)
    assert places(problems) == [
        (KOTA, line_of("value: 76000", after), "changed-silently"),
        (KOTA, line_of("qualifier: nearly", after), "changed-silently"),
    ]
    assert [problem.variant for problem in problems] == ["", "also"]
    assert silent_edits(follow_hints(after, problems)) == ()


def test_the_topmost_of_several_keys_bears_the_revision() -> None:
    """The topmost changed key carries the revision, in the order of the file."""
    after = edit_files(
        (KOTA, "status: disputed", "status: final"), (KOTA, "qualifier: about", "qualifier: nearly")
    )
    problems = silent_edits(after)
    assert [(problem.place.line, problem.variant) for problem in problems] == [
        (line_of("qualifier: nearly", after), ""),
        (line_of("status: final", after), "also"),
    ]
    assert problems[1].values["line"] == str(problems[0].place.line)
    assert silent_edits(follow_hints(after, problems[:1])) == ()


def test_another_revision_for_the_same_reason_is_no_edited_one() -> None:
    """A revision that shares only its reason with a removed revision is new, not edited."""
    other = REVISIONS.replace("2025-01-31", "2026-01-31").replace("8000", "70000")
    after = edit_files((KOTA, REVISIONS, other))
    problems = silent_edits(after)
    assert [(problem.code, problem.variant) for problem in problems] == [("revision-gone", "")]
    mended = follow_hints(after, problems)
    assert mended[KOTA].index("revised: 2025-01-31") < mended[KOTA].index("revised: 2026-01-31")
    assert silent_edits(mended) == own_problems(mended) == ()


def test_a_revision_that_is_gone_comes_back_in_its_place() -> None:
    """A removed revision comes back in its place, after all earlier days."""
    more = "".join(
        REVISIONS.partition("\n")[2].replace("2025-01-31", day).replace("8000", value)
        for day, value in (("2025-01-31", "8001"), ("2025-03-31", "8002"), ("2025-04-30", "8003"))
    )
    before = edit_files((KOTA, REVISIONS, REVISIONS + more))
    for value in ("8001", "8002", "8003"):
        start = before[KOTA].rindex("      - revised", 0, before[KOTA].index(f"value: {value}\n"))
        end = before[KOTA].index(f"value: {value}\n") + len(f"value: {value}\n")
        after = {**before, KOTA: before[KOTA][:start] + before[KOTA][end:]}
        problems = silent_edits(after, before)
        assert [(problem.code, problem.variant) for problem in problems] == [("revision-gone", "")]
        assert follow_hints(after, problems) == before


def test_a_new_revision_is_the_last() -> None:
    """A revision inserted before published revisions declares no change."""
    later = REVISIONS.partition("\n")[2].replace("2025-01-31", "2025-03-31")
    between = later.replace("2025-03-31", "2025-02-28").replace("8000", "80000")
    before = edit_files((KOTA, REVISIONS, REVISIONS + later))
    after = edit_files((KOTA, "value: 80000", "value: 81000"), files=before)
    assert silent_edits(edit_files((KOTA, later, later + between), files=after), before) == ()
    refused = silent_edits(edit_files((KOTA, later, between + later), files=after), before)
    assert [edit.code for edit in refused] == ["changed-silently"]


def test_edited_revisions_between_brackets_are_what_they_were() -> None:
    """Edited revisions between brackets are restored, with new revisions after them."""
    flow = f"    revisions: [{FIRST_REVISION}, {SECOND_REVISION}]\n"
    third = "{revised: 2025-04-30, reason: {id: w}, was: {value: 8002}}"
    edits = [revision.replace("{id: ", "{id: z") for revision in (FIRST_REVISION, SECOND_REVISION)]
    before = edit_files((KOTA, REVISIONS, flow))
    after = edit_files((KOTA, REVISIONS, f"    revisions: [{', '.join([*edits, third])}]\n"))
    (problem,) = silent_edits(after, before)
    assert problem.values["revised"] == "2025-01-31, 2025-03-31"
    mended = follow_hints(after, [problem])
    found = yaml.load(mended[KOTA], Loader=yaml.BaseLoader)  # noqa: S506 - all stays text
    revisions = found["observations"][2]["revisions"]
    assert [revision["reason"]["id"] for revision in revisions] == ["x", "y", "w"]
    assert silent_edits(mended, before) == own_problems(mended) == ()


@pytest.mark.parametrize("left", ["", "  events: []\n"])
def test_a_file_that_is_indented_as_a_whole(left: str) -> None:
    """A pasted text has the indentation of a file that is indented as a whole."""
    before = {**BASE, KOTA: textwrap.indent(BASE[KOTA], "  ")}
    assert own_problems(before) == ()
    after = edit_files((KOTA, textwrap.indent(EVENTS, "  "), left), files=before)
    problems = silent_edits(after, before)
    assert [problem.code for problem in problems] == ["entry-gone"]
    mended = follow_hints(after, problems)
    assert silent_edits(mended, before) == own_problems(mended) == ()


def test_brackets_where_dashes_stand_below_their_key() -> None:
    """An entry written out of brackets follows the file's indentation of dashes."""
    first = "  - date: 2022\n" + FIRST
    rest = BASE[KOTA][BASE[KOTA].index(first) + len(first) : BASE[KOTA].index("\ntargets:")]
    flow = "- {date: 2022, value: 14000, sources: [berita]}\n"
    before = edit_files((KOTA, first + rest, flow + textwrap.dedent(rest)))
    assert own_problems(before) == ()
    after = edit_files((KOTA, "value: 14000", "value: 15000"), files=before)
    mended = follow_hints(after, silent_edits(after, before))
    assert silent_edits(mended, before) == own_problems(mended) == ()


def test_a_date_without_a_written_anchor() -> None:
    """A changed date needs the old anchor written out and a revision with the old date."""
    after = edit_files((KOTA, "date: 2022\n    value: 14000", "date: 2021\n    value: 14000"))
    problems = silent_edits(after)
    line = line_of("date: 2021", after)
    assert places(problems) == [
        (KOTA, line, "anchor-changed"),
        (KOTA, line, "changed-silently"),
    ]
    mended = follow_hints(after, problems)
    assert "anchor: result-2022" in mended[KOTA]
    assert silent_edits(mended) == own_problems(mended) == ()


A_REVISION = """    revisions:
      - revised: 2026-07-01
        reason:
          id: Sebab.
        was:
          {was}
"""
FIRST = "    value: 14000\n    sources:\n      - berita\n"


def files_with_revision(was: str, value: str = "15000") -> dict[str, str]:
    """Return the files with another value and a revision in the first entry."""
    text = FIRST.replace("14000", value) + A_REVISION.format(was=was)
    return edit_files((KOTA, FIRST, text))


def test_a_revision_that_tells_another_story() -> None:
    """A revision whose `was` differs from the published value is refused with the right line."""
    after = files_with_revision("value: 13000")
    problems = silent_edits(after)
    assert places(problems) == [(KOTA, line_of("value: 13000", after), "was-differs")]
    assert silent_edits(follow_hints(after, problems)) == ()


def test_a_revision_that_tells_half() -> None:
    """A new revision that leaves out a changed key is refused at the key."""
    after = files_with_revision("qualifier: null")
    problems = silent_edits(after)
    assert places(problems) == [(KOTA, line_of("value: 15000", after), "changed-silently")]
    assert problems[0].variant == "was"
    assert silent_edits(follow_hints(after, problems)) == ()


def test_several_revisions_at_once() -> None:
    """Several new revisions, undone from the newest, lead back to the published entry."""
    second = A_REVISION.format(was="value: 14500").partition("\n")[2]
    chain = files_with_revision("value: 14000")
    whole = edit_files((KOTA, "value: 14000\n", "value: 14000\n" + second), files=chain)
    assert silent_edits(whole) == ()
    broken = edit_files((KOTA, "value: 14000\n", "value: 13000\n" + second), files=chain)
    assert places(silent_edits(broken)) == [(KOTA, line_of("value: 13000", broken), "was-differs")]


def test_a_new_revision_stands_last() -> None:
    """A revision inserted before an old revision does not explain the latest change."""
    new = A_REVISION.format(was="value: 80000").replace("2026-07-01", "2025-01-01")
    after = edit_files(
        (KOTA, "value: 80000", "value: 81000"),
        (KOTA, "    revisions:\n      - revised: 2025-01-31",
         f"{new}      - revised: 2025-01-31"),
    )  # fmt: skip
    problems = silent_edits(after)
    assert places(problems) == [(KOTA, line_of("value: 81000", after), "changed-silently")]
    mended = follow_hints(after, problems)
    assert silent_edits(mended) == ()


def test_revisions_lost_together_with_a_change() -> None:
    """The text to paste holds the lost revisions and the new revision."""
    gone, _, code = EDITS["revision gone"]
    after = edit_files(gone, (KOTA, "value: 80000", "value: 81000"))
    problems = silent_edits(after)
    assert sorted(problem.code for problem in problems) == ["changed-silently", code]
    assert (
        silent_edits(
            follow_hints(after, [problem for problem in problems if problem.variant != "also"])
        )
        == ()
    )


def test_one_of_several_revisions_lost() -> None:
    """A lost revision goes back to its place among the others, by its day."""
    before = {**BASE, KOTA: file_with_second_revision()}
    block = before[KOTA][before[KOTA].index("      - revised: 2025-01-31") :]
    after = {
        **before,
        KOTA: before[KOTA].replace(block[: block.index("      - revised: 2026")], ""),
    }
    problems = silent_edits(after, before)
    assert places(problems) == [
        (KOTA, line_of("revisions:\n      - revised: 2026", after), "revision-gone")
    ]
    mended = follow_hints(after, problems)
    assert silent_edits(mended, before) == own_problems(mended) == ()


def file_with_second_revision() -> str:
    """Return the file with a second revision in its third entry."""
    after = edit_files((KOTA, "value: 80000", "value: 81000"))
    return follow_hints(after, silent_edits(after))[KOTA]


def test_an_entry_gone_is_withdrawn_as_it_stood() -> None:
    """A removed entry comes back as its editor wrote it, with a withdrawal."""
    first, last = line_of("anchor: result-second"), line_of("en: Who was counted")
    problems = silent_edits(cut(KOTA, first, last))
    example = str(problems[0].values["example"])
    assert "    value: 75000   # tujuh puluh lima ribu\n" in example
    assert "    quote: >-\n      Sampai Juni tercatat\n" in example
    assert "    withdrawn:\n      date: 2026-07-01\n" in example


def test_a_list_gone() -> None:
    """Every entry of a removed list is refused, and can be pasted together with its list."""
    first, last = line_of("events:"), line_of("population:") - 1
    after = cut(KOTA, first, last)
    problems = silent_edits(after)
    assert places(problems) == [(KOTA, 2, "entry-gone")]
    assert silent_edits(follow_hints(after, problems)) == ()


def test_an_entry_moved_between_kinds() -> None:
    """A result cannot become a target: the result stays, withdrawn, and the target is new."""
    target = "targets:\n  - anchor: result-2022\n    value: 14000\n    sources:\n      - berita\n"
    change, _, _ = EDITS["entry gone"]
    after = edit_files(change, (KOTA, "targets:\n", target))
    problems = silent_edits(after)
    assert places(problems) == [(KOTA, line_of("anchor: result-2022", after), "entry-gone")]
    assert problems[0].variant == "moved"
    mended = edit_files(
        (KOTA, "anchor: result-2022", "anchor: target-2022"), files=follow_hints(after, problems)
    )
    assert silent_edits(mended) == own_problems(mended) == ()


def test_an_entry_between_brackets() -> None:
    """An entry between brackets has no line to paste after, so the whole entry is replaced."""
    flow = "  - {date: 2022, value: 14000, sources: [berita]}\n"
    first = "  - date: 2022\n" + FIRST
    before = edit_files((KOTA, first, flow))
    assert silent_edits(before) == ()
    after = edit_files((KOTA, "value: 14000", "value: 15000"), files=before)
    problems = silent_edits(after, before)
    assert places(problems) == [(KOTA, line_of("{date: 2022", after), "changed-silently")]
    mended = follow_hints(after, problems)
    assert silent_edits(mended, before) == own_problems(mended) == ()
    gone = silent_edits(edit_files((KOTA, flow, ""), files=before), before)
    assert (
        silent_edits(follow_hints(edit_files((KOTA, flow, ""), files=before), gone), before) == ()
    )
