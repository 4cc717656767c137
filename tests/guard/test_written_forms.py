"""Changes that are no silent edits: other forms, additions, and unreadable data."""

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
    edit_files,
    files_with_revision,
    follow_hints,
    own_problems,
    silent_edits,
    without,
)

from terang.diagnostics import errors, report_text
from terang.loading import data_folder

Mutations = list[tuple[str, int]]


def rename_file(old: str, new: str, files: CaseFiles = BASE) -> dict[str, str]:
    """Return the files with a file renamed."""
    return {new if path == old else path: text for path, text in files.items()}


def replace_word(old: str, new: str, files: CaseFiles = BASE) -> dict[str, str]:
    """Return the files with a word replaced everywhere."""
    return {path: text.replace(old, new) for path, text in files.items()}


REPORT = BASE[KOTA][BASE[KOTA].index("sources:\n  laporan:") :]

NO_EDITS: dict[str, dict[str, str]] = {
    "nothing": dict(BASE),
    "a series renamed": rename_file(KOTA, "data/coverage/kota-contoh.yml"),
    "an indicator renamed": replace_word(
        "indicator: peserta",
        "indicator: pekerja",
        rename_file(PESERTA, "data/indicators/pekerja.yml"),
    ),
    "a series and its indicator renamed": replace_word(
        "indicator: peserta",
        "indicator: pekerja",
        rename_file(
            KOTA, "data/coverage/x.yml", rename_file(PESERTA, "data/indicators/pekerja.yml")
        ),
    ),
    "an area renamed": replace_word(
        "area: kota", "area: bandar", replace_word("kota:\n", "bandar:\n")
    ),
    "a source renamed": replace_word(
        "laporan\n",
        "laporan-2024\n",
        replace_word("laporan:\n", "laporan-2024:\n", replace_word("[laporan]", "[laporan-2024]")),
    ),
    "a source of sources.yml renamed": replace_word(
        "- berita\n",
        "- koran\n",
        replace_word("berita:\n", "koran:\n", replace_word("[berita]", "[koran]")),
    ),
    "a source moved to sources.yml": {
        **BASE,
        KOTA: BASE[KOTA].replace(REPORT, ""),
        SOURCES: BASE[SOURCES] + REPORT.partition("\n")[2].replace("\n  ", "\n").removeprefix("  "),
    },
    "sources in another order": edit_files(
        (KOTA, "      - berita\n      - laporan\n", "      - laporan\n      - berita\n")
    ),
    "entries in another order": edit_files(
        (KOTA, "  - date: 2022\n" + FIRST, ""),
        (KOTA, "\ntargets:", "  - date: 2022\n" + FIRST + "\ntargets:"),
    ),
    "a flow list": edit_files((KOTA, "sources: [laporan]", "sources:\n      - laporan")),
    "quotes": edit_files(
        (KOTA, VALUE, "value: '14000'"),
        (KOTA, "date: 2022\n    value", '"date": "2022"\n    value'),
    ),
    "decimals of nothing": edit_files((KOTA, "value: 120000", "value: 120000.0")),
    "a default written out": edit_files((KOTA, VALUE, f"{VALUE}\n    status: reported")),
    "an anchor written out": edit_files((KOTA, VALUE, f"{VALUE}\n    anchor: result-2022")),
    "an interval behind an anchor": edit_files(
        (KOTA, "date: 2023-06", "date: 2023-06-01/2023-06-30")
    ),
    "lines folded": edit_files(
        (KOTA, "id: Hitungan terakhir.", "id: >-\n        Hitungan\n        terakhir.")
    ),
    "line ends of Windows": replace_word("\n", "\r\n"),
    "comments": edit_files((KOTA, "# Deret contoh.", "# Deret lain.")),
    "a translation of a revision": edit_files(
        (
            KOTA,
            "id: Salah salin.\n        was",
            "id: Salah salin.\n          en: Mistyped.\n        was",
        )
    ),
    "a translation of a decision": edit_files(
        (DECISIONS, "kurang jelas.", "kurang jelas.\n    en: The old wording was not clear.")
    ),
    "a new entry": edit_files(
        (KOTA, "targets:", "  - date: 2026\n    value: 9\n    sources:\n      - berita\ntargets:")
    ),
    "a new value of the population": edit_files(
        (
            KOTA,
            "    - date: 2024\n      value: 125000",
            (
                "    - date: 2023\n      value: 9\n      sources:\n        - laporan\n"
                "    - date: 2024\n      value: 125000"
            ),
        )
    ),
    "a note, a quote and a label": edit_files(
        (KOTA, "id: Belum jelas siapa yang dihitung.", "id: Belum jelas."),
        (KOTA, "75 ribu orang.", "75 ribu jiwa."),
        (KOTA, VALUE, f"{VALUE}\n    label:\n      id: tahun lalu\n      en: last year"),
    ),
    "a withdrawal": edit_files(
        (
            KOTA,
            VALUE,
            f"{VALUE}\n    withdrawn:\n      date: 2026\n      reason:\n        id: x",
        )
    ),
    "a revision without a change": files_with_revision("value: 13000", "14000"),
}


@pytest.mark.parametrize("name", NO_EDITS)
def test_other_forms_and_additions_pass(name: str) -> None:
    """Other forms of the same values, and additions, pass."""
    assert report_text(silent_edits(NO_EDITS[name])) == ""
    if name != "decimals of nothing":
        assert report_text(own_problems(NO_EDITS[name])) == ""


def test_a_source_renamed_is_so_in_revisions_too() -> None:
    """A renamed source passes if revisions use its new id too."""
    told = "value: 8000\n          sources:\n            - laporan\n            - berita\n"
    before = edit_files((KOTA, "value: 8000\n", told))
    after = {path: text.replace("laporan", "laporan-2024") for path, text in before.items()}
    assert own_problems(before) == own_problems(after) == ()
    assert silent_edits(after, before) == ()


def test_what_the_sources_were_is_said_by_their_present_ids() -> None:
    """A hint that restores sources uses their present ids."""
    renamed_too = {path: text.replace("laporan", "laporan-2024") for path, text in BASE.items()}
    after = edit_files(
        (KOTA, "      - berita\n      - laporan-2024\n    quote", "      - berita\n    quote"),
        files=renamed_too,
    )
    problems = silent_edits(after)
    assert [problem.code for problem in problems] == ["changed-silently"]
    mended = follow_hints(after, problems)
    assert "        sources:\n            - berita\n            - laporan-2024\n" in mended[KOTA]
    assert silent_edits(mended) == own_problems(mended) == ()


def test_the_first_run() -> None:
    """Without a published state nothing counts as an edit."""
    assert silent_edits(BASE, {}) == ()


def test_rewritten_by_a_program_is_no_edit() -> None:
    """Files in another key order and YAML style, without comments, are no edit."""
    real = {path: data.decode() for path, data in data_folder.data_files(REAL).items()}
    for files in (BASE, real):
        after = {path: rewrite_file(text) for path, text in files.items()}
        assert report_text(errors(silent_edits(after, files))) == ""


def rewrite_file(text: str) -> str:
    """Return a file as a program writes it: sorted keys, and quotes around every text."""
    tree = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - every scalar stays a text
    text = yaml.safe_dump(tree, default_style='"', allow_unicode=True, width=60)
    return text.replace('"null"', "null")


lines_of_kota = st.lists(
    st.tuples(st.sampled_from(["cut", "double", "shift", "type", "flow"]), st.integers(0, 90)),
    max_size=6,
)


@given(lines_of_kota, lines_of_kota)
@settings(max_examples=60)
def test_mutated_lines_are_answered(mutations: Mutations, other: Mutations) -> None:
    """Any combination of mutated lines, before and now, gives an answer and no exception."""
    before, after = ({**BASE, KOTA: mutate_text(BASE[KOTA], some)} for some in (mutations, other))
    for problem in silent_edits(after, before):
        assert str(problem)


def mutate_text(text: str, mutations: Mutations) -> str:
    """Return a text with these mutations of its lines."""
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


# --- unreadable data ---------------------------------------------------------------------------


def test_an_earlier_mistake_is_passed_over() -> None:
    """An entry that was unreadable before is skipped; the rest of its file is compared."""
    before = edit_files((KOTA, VALUE, "value: 14 ribu"))
    assert silent_edits(BASE, before) == ()
    codes = [edit.code for edit in silent_edits(edit_files((KOTA, "75000", "75001")), before)]
    assert codes == ["changed-silently"]


def test_an_unreadable_earlier_file_is_passed_over() -> None:
    """A file that was unreadable before is skipped."""
    before = {**BASE, KOTA: "a: [", DECISIONS: "b: ["}
    assert silent_edits(BASE, before) == ()


@pytest.mark.parametrize(
    "after",
    [
        {**BASE, KOTA: "a: ["},
        {**BASE, DECISIONS: "a: ["},
        {**without(KOTA), "data/coverage/bandar.yml": "a: ["},
        {**without(KOTA), "data/coverage/kota.yaml": BASE[KOTA]},
        edit_files((KOTA, VALUE, "value: 15 ribu")),
        edit_files((KOTA, VALUE, "value:")),
        edit_files((KOTA, "events:", "events: none\nperistiwa:")),
        edit_files(
            (KOTA, "      - revised: 2025-01-31", "      - lalu\n      - revised: 2025-01-31")
        ),
        edit_files((KOTA, "population:", "population: 9\npenduduk:")),
        edit_files((KOTA, "value: 120000", "value: banyak")),
        edit_files((KOTA, "  - date: 2022\n" + FIRST, "  - lima\n")),
        edit_files((KOTA, "    withdrawn:", "    withdrawn: ya\n    ditarik:")),
        edit_files((KOTA, "\ntargets:", f"  - date: 2022\n{FIRST.replace('14', '15')}\ntargets:")),
        {**BASE, PESERTA: "a: ["},
        edit_files((KOTA, "qualifier: about", "qualifier: *lama")),
        edit_files((KOTA, "sources: [laporan]", "sources: [{laporan: x}]")),
        edit_files((KOTA, "sources: [laporan]", "sources: [laporan, {berita: x}]")),
        edit_files((KOTA, "    value: 14000\n", "")),
        edit_files(
            (KOTA, FIRST, FIRST.replace("14000", "15000") + "    revisions:\n      - lalu\n")
        ),
    ],
)
def test_a_present_mistake_is_not_called_an_edit_too(after: dict[str, str]) -> None:
    """An entry that is unreadable now is reported as a mistake, and not as an edit."""
    assert own_problems(after)
    assert silent_edits(after) == ()


@pytest.mark.parametrize(
    "after", [edit_files((KOTA, VALUE, "value: -6")), edit_files((KOTA, VALUE, "value: 5"))]
)
def test_a_value_below_nothing_is_guarded_too(after: dict[str, str]) -> None:
    """A negative value passes in another form, and a changed negative value is an edit."""
    before = edit_files((KOTA, VALUE, "value: -5"))
    assert errors(silent_edits(edit_files((KOTA, VALUE, "value: '-5.0'")), before)) == ()
    assert [edit.code for edit in errors(silent_edits(after, before))] == ["changed-silently"]


def test_an_edit_beside_a_mistake_is_found() -> None:
    """A mistake in a file does not hide an edit in the same file."""
    after = edit_files((KOTA, VALUE, "value: 15 ribu"), (KOTA, "value: 75000", "value: 1"))
    assert [edit.code for edit in silent_edits(after)] == ["changed-silently"]
