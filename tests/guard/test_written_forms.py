"""What is no silent edit: the same in another form, or something more; and what cannot be read."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.guard.test_append_only import (
    BASE,
    DECISIONS,
    FIRST,
    KOTA,
    PESERTA,
    REAL,
    SOURCES,
    VALUE,
    CaseFiles,
    edited,
    pasted,
    revised,
    silent_edits,
    unsound,
    without,
)

from terang.diagnostics import errors, report_text
from terang.loading import data_folder

Mutations = list[tuple[str, int]]


def renamed(old: str, new: str, files: CaseFiles = BASE) -> dict[str, str]:
    """The files, one under another name."""
    return {new if path == old else path: text for path, text in files.items()}


def respelt(old: str, new: str, files: CaseFiles = BASE) -> dict[str, str]:
    """The files with a word replaced wherever it stands."""
    return {path: text.replace(old, new) for path, text in files.items()}


REPORT = BASE[KOTA][BASE[KOTA].index("sources:\n  laporan:") :]

NO_EDITS: dict[str, dict[str, str]] = {
    "nothing": dict(BASE),
    "a series renamed": renamed(KOTA, "data/coverage/kota-contoh.yml"),
    "an indicator renamed": respelt(
        "indicator: peserta", "indicator: pekerja", renamed(PESERTA, "data/indicators/pekerja.yml")
    ),
    "a series and its indicator renamed": respelt(
        "indicator: peserta",
        "indicator: pekerja",
        renamed(KOTA, "data/coverage/x.yml", renamed(PESERTA, "data/indicators/pekerja.yml")),
    ),
    "an area renamed": respelt("area: kota", "area: bandar", respelt("kota:\n", "bandar:\n")),
    "a source renamed": respelt(
        "laporan\n",
        "laporan-2024\n",
        respelt("laporan:\n", "laporan-2024:\n", respelt("[laporan]", "[laporan-2024]")),
    ),
    "a source of sources.yml renamed": respelt(
        "- berita\n", "- koran\n", respelt("berita:\n", "koran:\n", respelt("[berita]", "[koran]"))
    ),
    "a source moved to sources.yml": {
        **BASE,
        KOTA: BASE[KOTA].replace(REPORT, ""),
        SOURCES: BASE[SOURCES] + REPORT.partition("\n")[2].replace("\n  ", "\n").removeprefix("  "),
    },
    "sources in another order": edited(
        (KOTA, "      - berita\n      - laporan\n", "      - laporan\n      - berita\n")
    ),
    "entries in another order": edited(
        (KOTA, "  - date: 2022\n" + FIRST, ""),
        (KOTA, "\ntargets:", "  - date: 2022\n" + FIRST + "\ntargets:"),
    ),
    "a flow list": edited((KOTA, "sources: [laporan]", "sources:\n      - laporan")),
    "quotes": edited(
        (KOTA, VALUE, "value: '14000'"),
        (KOTA, "date: 2022\n    value", '"date": "2022"\n    value'),
    ),
    "decimals of nothing": edited((KOTA, "value: 120000", "value: 120000.0")),
    "a default written out": edited((KOTA, VALUE, f"{VALUE}\n    status: reported")),
    "an anchor written out": edited((KOTA, VALUE, f"{VALUE}\n    anchor: result-2022")),
    "an interval behind an anchor": edited((KOTA, "date: 2023-06", "date: 2023-06-01/2023-06-30")),
    "lines folded": edited(
        (KOTA, "id: Hitungan terakhir.", "id: >-\n        Hitungan\n        terakhir.")
    ),
    "line ends of Windows": respelt("\n", "\r\n"),
    "comments": edited((KOTA, "# Deret contoh.", "# Deret lain.")),
    "a translation of a revision": edited(
        (
            KOTA,
            "id: Salah salin.\n        was",
            "id: Salah salin.\n          en: Mistyped.\n        was",
        )
    ),
    "a translation of a decision": edited(
        (DECISIONS, "kurang jelas.", "kurang jelas.\n    en: The old wording was not clear.")
    ),
    "a new entry": edited(
        (KOTA, "targets:", "  - date: 2026\n    value: 9\n    sources:\n      - berita\ntargets:")
    ),
    "a new value of the population": edited(
        (
            KOTA,
            "    - date: 2024\n      value: 125000",
            (
                "    - date: 2023\n      value: 9\n      sources:\n        - laporan\n"
                "    - date: 2024\n      value: 125000"
            ),
        )
    ),
    "a note, a quote and a label": edited(
        (KOTA, "id: Belum jelas siapa yang dihitung.", "id: Belum jelas."),
        (KOTA, "75 ribu orang.", "75 ribu jiwa."),
        (KOTA, VALUE, f"{VALUE}\n    label:\n      id: tahun lalu\n      en: last year"),
    ),
    "a withdrawal": edited(
        (
            KOTA,
            VALUE,
            f"{VALUE}\n    withdrawn:\n      date: 2026\n      reason:\n        id: x",
        )
    ),
    "a revision without a change": revised("value: 13000", "14000"),
}


@pytest.mark.parametrize("name", NO_EDITS)
def test_no_edit(name: str) -> None:
    """What says the same in another form, or something more, passes."""
    assert report_text(silent_edits(NO_EDITS[name])) == ""
    if name != "decimals of nothing":
        assert report_text(unsound(NO_EDITS[name])) == ""


def test_a_source_renamed_is_so_in_revisions_too() -> None:
    """Also where a revision says what the sources were."""
    told = "value: 8000\n          sources:\n            - laporan\n            - berita\n"
    before = edited((KOTA, "value: 8000\n", told))
    after = {path: text.replace("laporan", "laporan-2024") for path, text in before.items()}
    assert unsound(before) == unsound(after) == ()
    assert silent_edits(after, before) == ()


def test_what_the_sources_were_is_said_by_their_present_ids() -> None:
    """Where a source was renamed, what is to be pasted knows its new id."""
    renamed_too = {path: text.replace("laporan", "laporan-2024") for path, text in BASE.items()}
    after = edited(
        (KOTA, "      - berita\n      - laporan-2024\n    quote", "      - berita\n    quote"),
        files=renamed_too,
    )
    problems = silent_edits(after)
    assert [problem.code for problem in problems] == ["changed-silently"]
    mended = pasted(after, problems)
    assert "        sources:\n            - berita\n            - laporan-2024\n" in mended[KOTA]
    assert silent_edits(mended) == unsound(mended) == ()


def test_the_first_run() -> None:
    """Where nothing was published there is nothing to edit."""
    assert silent_edits(BASE, {}) == ()


def test_rewritten_by_a_program_is_no_edit() -> None:
    """Every file in another order of keys, in another form of YAML, without comments."""
    real = {path: data.decode() for path, data in data_folder.data_files(REAL).items()}
    for files in (BASE, real):
        after = {path: rewritten(text) for path, text in files.items()}
        assert report_text(errors(silent_edits(after, files))) == ""


def rewritten(text: str) -> str:
    """A file as a program writes it: sorted keys, quotes around every text."""
    tree = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - every scalar stays a text
    text = yaml.safe_dump(tree, default_style='"', allow_unicode=True, width=60)
    return text.replace('"null"', "null")


lines_of_kota = st.lists(
    st.tuples(st.sampled_from(["cut", "double", "shift", "type", "flow"]), st.integers(0, 90)),
    max_size=6,
)


@given(lines_of_kota, lines_of_kota)
@settings(max_examples=60)
def test_whatever_an_editor_does(mutations: Mutations, other: Mutations) -> None:
    """Cut, doubled, shifted and mistyped lines, then and now: an answer, and never an exception."""
    before, after = ({**BASE, KOTA: mutated(BASE[KOTA], some)} for some in (mutations, other))
    for problem in silent_edits(after, before):
        assert str(problem)


def mutated(text: str, mutations: Mutations) -> str:
    """A text with these things done to its lines."""
    lines = text.split("\n")
    for what, at in mutations:
        line = lines[at % len(lines)]
        changed = {
            "cut": [],
            "double": [line, line],
            "shift": [f"  {line}"],
            "type": [f"{line}x"],
            "flow": [f"{line.partition(':')[0]}: [a: b]"],
        }
        lines[at % len(lines) : at % len(lines) + 1] = changed[what]
        lines = lines or [""]
    return "\n".join(lines)


# --- what cannot be read -----------------------------------------------------------------------


def test_an_earlier_mistake_is_passed_over_and_said() -> None:
    """What could not be read before is not compared; the rest of its file is."""
    before = edited((KOTA, VALUE, "value: 14 ribu"))
    assert [(edit.code, edit.is_notice) for edit in silent_edits(BASE, before)] == [
        ("unsound-base", True)
    ]
    codes = [edit.code for edit in silent_edits(edited((KOTA, "75000", "75001")), before)]
    assert codes == ["unsound-base", "changed-silently"]


def test_an_unreadable_earlier_file_is_passed_over_and_said() -> None:
    """A file that could not be read at all is not compared."""
    before = {**BASE, KOTA: "a: [", DECISIONS: "b: ["}
    assert [edit.code for edit in silent_edits(BASE, before)] == ["unsound-base", "unsound-base"]


@pytest.mark.parametrize(
    "after",
    [
        {**BASE, KOTA: "a: ["},
        {**BASE, DECISIONS: "a: ["},
        {**without(KOTA), "data/coverage/bandar.yml": "a: ["},
        {**without(KOTA), "data/coverage/kota.yaml": BASE[KOTA]},
        edited((KOTA, VALUE, "value: 15 ribu")),
        edited((KOTA, VALUE, "value:")),
        edited((KOTA, "events:", "events: none\nperistiwa:")),
        edited((KOTA, "      - revised: 2025-01-31", "      - lalu\n      - revised: 2025-01-31")),
        edited((KOTA, "population:", "population: 9\npenduduk:")),
        edited((KOTA, "value: 120000", "value: banyak")),
        edited((KOTA, "  - date: 2022\n" + FIRST, "  - lima\n")),
        edited((KOTA, "    withdrawn:", "    withdrawn: ya\n    ditarik:")),
        edited((KOTA, "\ntargets:", f"  - date: 2022\n{FIRST.replace('14', '15')}\ntargets:")),
        {**BASE, PESERTA: "a: ["},
        edited((KOTA, "qualifier: about", "qualifier: *lama")),
        edited((KOTA, "sources: [laporan]", "sources: [{laporan: x}]")),
        edited((KOTA, "sources: [laporan]", "sources: [laporan, {berita: x}]")),
        edited((KOTA, "    value: 14000\n", "")),
        edited((KOTA, FIRST, FIRST.replace("14000", "15000") + "    revisions:\n      - lalu\n")),
    ],
)
def test_a_present_mistake_is_not_called_an_edit_too(after: dict[str, str]) -> None:
    """What cannot be read now is reported as that, and not compared."""
    assert unsound(after)
    assert silent_edits(after) == ()


@pytest.mark.parametrize(
    "after", [edited((KOTA, VALUE, "value: -6")), edited((KOTA, VALUE, "value: 5"))]
)
def test_a_value_below_nothing_is_guarded_too(after: dict[str, str]) -> None:
    """Whatever its indicator allows: in another form it is the same, another value is an edit."""
    before = edited((KOTA, VALUE, "value: -5"))
    assert errors(silent_edits(edited((KOTA, VALUE, "value: '-5.0'")), before)) == ()
    assert [edit.code for edit in errors(silent_edits(after, before))] == ["changed-silently"]


def test_an_edit_beside_a_mistake_is_found() -> None:
    """A mistake in a file hides no edit in it."""
    after = edited((KOTA, VALUE, "value: 15 ribu"), (KOTA, "value: 75000", "value: 1"))
    assert [edit.code for edit in silent_edits(after)] == ["changed-silently"]
