"""Silent edits: each is refused at its line, and passes once what the hint holds is pasted.

Every case lays edits over the sound folder `history/_base`, which is the earlier state too: texts
of one file replaced by others. What a hint says to paste is pasted as it says: after its line, or in
place of the lines that it names.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest

from terang import history
from terang.problems import Problem, errors, in_order, report

HERE = Path(__file__).parent / "history"
BASE = {
    one.relative_to(HERE / "_base").as_posix(): one.read_text()
    for one in sorted((HERE / "_base").rglob("*.yml"))
}
NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
TODAY = dt.date(2026, 7, 1)

KOTA = "data/coverage/kota.yml"
PESERTA = "data/indicators/peserta.yml"
DECISIONS = "data/decisions.yml"
SOURCES = "data/sources.yml"

Files = Mapping[str, str]


def state(files: Files) -> history.State:
    """The state that these files are."""
    return history.state_of({path: text.encode() for path, text in files.items()}, NOW)


def silent_edits(after: Files, before: Files = BASE) -> tuple[Problem, ...]:
    """What is refused of a change."""
    return in_order(history.silent_edits(state(before), state(after), TODAY))


def unsound(files: Files) -> tuple[Problem, ...]:
    """What is wrong with the files themselves."""
    return errors(state(files).reading.problems)


def edited(*changes: tuple[str, str, str], files: Files = BASE) -> dict[str, str]:
    """The files, with a text of one that stands there once replaced by another, for each change."""
    after = dict(files)
    for path, old, new in changes:
        assert after[path].count(old) == 1, (old, after[path].count(old))
        after[path] = after[path].replace(old, new)
    return after


def without(path: str, files: Files = BASE) -> dict[str, str]:
    """The files but one."""
    return {key: text for key, text in files.items() if key != path}


def cut(path: str, first: int, last: int, files: Files = BASE) -> dict[str, str]:
    """The files, one without these lines."""
    lines = files[path].splitlines(keepends=True)
    return {**files, path: "".join(lines[: first - 1] + lines[last:])}


def line_of(text: str, files: Files = BASE, path: str = KOTA) -> int:
    """The line on which a text that stands there once begins."""
    assert files[path].count(text) == 1, text
    return files[path][: files[path].index(text)].count("\n") + 1


def pasted(files: Files, problems: Iterable[Problem]) -> dict[str, str]:
    """The files after everything was done that the hints say, with reasons for the blanks."""
    after = dict(files)
    for problem in sorted(problems, key=_position, reverse=True):
        example = problem.values.get("example")
        if example is None:
            continue
        path = str(problem.values.get("file", problem.place.path))
        lines = after.get(path, "").splitlines()
        text = str(example).replace("…", "Sebab")
        first, last = _position(problem), _position(problem)
        if "last" in problem.values:
            last = int(str(problem.values["last"]))
            first -= 1
        elif problem.code == "was-differs":
            first -= 1
        elif problem.variant == "rewritten":
            first -= 1
        lines[first:last] = text.splitlines()
        after[path] = "\n".join(lines) + "\n"
    return after


def _position(problem: Problem) -> int:
    if problem.variant == "edited" or "after" not in problem.values:
        return int(str(problem.values.get("line", 0)))
    return int(str(problem.values["after"]))


def places(problems: Iterable[Problem]) -> list[tuple[str, int, str]]:
    """Where and what, as pairs of line and code."""
    return [(one.place.path, one.place.line, one.code) for one in problems]


VALUE = "value: 14000"

EDITS: dict[str, tuple[tuple[str, str, str], str, str]] = {
    # name: (change, text of the line at which it is refused, code)
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
        (KOTA, "value: 90000\n", "value: 90000\n    replaces: target-new\n"),
        "replaces: target-new", "changed-silently",
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
    """An edit is refused at its line, alone; with what the hint holds pasted, it passes."""
    change, line, code = EDITS[name]
    after = edited(change)
    problems = silent_edits(after)
    assert places(problems) == [(KOTA, line_of(line, after), code)]
    if code == "anchor-changed" and problems[0].variant == "written":
        mended = edited((KOTA, f"anchor: {'result-2023'}", "anchor: result-second"), files=after)
    else:
        mended = pasted(after, problems)
    assert report(silent_edits(mended)) == ""
    assert report(unsound(mended)) == ""


def test_the_base_is_sound() -> None:
    """The folder that the cases are laid over has nothing wrong, and is no edit of itself."""
    assert report(unsound(BASE)) == ""
    assert silent_edits(BASE) == ()
