"""Format 1 becomes format 2: nothing that was published is lost, and the layout stays.

`format_1/before` is a small record with every key of format 1 in unusual notations,
`format_1/after` the same in format 2; `pytest --update-goldens` writes the latter.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from terang.diagnostics import InvalidDataError
from terang.loading.formats import format_1, former_subjects
from terang.loading.formats.format_1 import EarlierRecord, Migration, migrated_files
from terang.loading.formats.speaker_directory import speaker_directory
from terang.parsing import yaml_document
from terang.parsing.yaml_blocks import plain_tree

HERE = Path(__file__).parent / "format_1"
SERIES = "data/coverage/kota-peserta.yml"
DECISIONS = "data/decisions.yml"
TODAY = dt.date(2026, 7, 1)
FIRST_DAY = dt.date(2024, 9, 9)
DEFINITION = {"id": "Definisi lama.", "en": "The old definition."}
EARLIER = EarlierRecord(
    lambda path, key: None if key == "event-2024-08-17" else FIRST_DAY,  # noqa: ARG005
    lambda decision: {
        "data/indicators/peserta.yml#definition": [DEFINITION],
        "data/programmes.yml#jamsostek.facts.iuran.value": [None],
    }.get(decision["about"], []),
)


def files_of(folder: Path) -> dict[str, bytes]:
    """Return the files below a folder by their paths."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


BEFORE, AFTER = files_of(HERE / "before"), files_of(HERE / "after")


def tree_of(data: bytes) -> Any:  # noqa: ANN401
    """Return the content of a file, which has no problems."""
    document = yaml_document.parse_document("x.yml", data)
    assert document.problems == ()
    return plain_tree(document.root)


def migrated_series(text: str, earlier: EarlierRecord = EARLIER) -> Migration:
    """Return the migration of the record with another series."""
    return migrated_files({**BEFORE, SERIES: text.encode()}, TODAY, earlier)


def entries_of(tree: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """Return the entries of a series by anchors, which a reader of format 1 or 2 gives them."""
    found: dict[str, Mapping[str, Any]] = {}
    for name, prefix, key in (
        ("observations", "result", "date"),
        ("targets", "target", "due"),
        ("events", "event", "date"),
    ):
        for entry in tree.get(name, []):
            default = (
                f"{prefix}-{entry[key].lower().replace('/', '-to-')}" if key in entry else prefix
            )
            found[entry.get("anchor", default)] = entry
    return found


def state_on(tree: Mapping[str, Any], anchor: str, day: str) -> dict[str, Any]:
    """Return what an entry of format 2 says on a day, and its withdrawal: a reader of its own."""
    state = dict(entries_of(tree)[anchor])
    for correction in sorted(tree.get("corrections", []), key=lambda item: item["date"]):
        if correction["anchor"] != anchor or correction["date"] > day:
            continue
        if "withdraw" in correction:
            state["withdrawn"] = {"date": correction["date"], "reason": correction["reason"]}
        if "restore" in correction:
            del state["withdrawn"]
        for key, value in correction.get("set", {}).items():
            if value is None:
                del state[key]
            else:
                state[key] = value
    return {key: value for key, value in state.items() if key not in ("anchor", "added")}


def with_names(state: Mapping[str, Any], speakers: Mapping[str, Any]) -> dict[str, Any]:
    """Return a state of format 2 with the name of its speaker, as format 1 wrote it."""
    return {key: speakers[value]["name"] if key == "by" else value for key, value in state.items()}


# --- the whole record --------------------------------------------------------------------------


def test_the_record_in_format_2(pytestconfig: pytest.Config) -> None:
    """Each file is as expected, to the byte: comments and layout stay where nothing changes."""
    made = migrated_files(BEFORE, TODAY, EARLIER).files
    if pytestconfig.getoption("--update-goldens"):
        for path, data in made.items():
            (HERE / "after" / path).parent.mkdir(parents=True, exist_ok=True)
            (HERE / "after" / path).write_bytes(data)
    else:
        assert {path: data.decode() for path, data in made.items()} == {
            path: data.decode() for path, data in AFTER.items()
        }


def test_nothing_that_was_published_is_lost() -> None:
    """After all corrections each entry says what it said in format 1, under the same anchor."""
    old, new = tree_of(BEFORE[SERIES]), tree_of(AFTER[SERIES])
    speakers = tree_of(AFTER[format_1.SPEAKERS])
    assert list(entries_of(old)) == list(entries_of(new))
    for anchor, entry in entries_of(old).items():
        expected = {
            key: value for key, value in entry.items() if key not in ("anchor", "revisions")
        }
        if "withdrawn" in expected:
            expected["withdrawn"] = {**expected["withdrawn"], "date": "2025-03-31"}
        stated = with_names(state_on(new, anchor, "9999"), speakers)
        assert {**stated, "by": stated.get("by", {}).get("id")} == {
            **expected,
            "by": expected.get("by", {}).get("id"),
        }


def test_format_2_stays_as_it_is() -> None:
    """Data of format 2 is left alone, so that the command can be run again."""
    assert migrated_files(AFTER, TODAY, EARLIER) == Migration(AFTER)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_line_ends_of_windows_stay(mark: bytes) -> None:
    """A file with CRLF, or with a byte-order mark, keeps both."""
    files = {path: mark + data.replace(b"\n", b"\r\n") for path, data in BEFORE.items()}
    made = migrated_files(files, TODAY, EARLIER).files
    assert made[SERIES] == mark + AFTER[SERIES].replace(b"\n", b"\r\n")


def test_the_order_of_files_does_not_matter() -> None:
    """The same files in another order give the same bytes."""
    assert migrated_files(dict(reversed(BEFORE.items())), TODAY, EARLIER).files == {
        path: AFTER[path] for path in AFTER
    }


def test_the_migration_says_what_it_did() -> None:
    """Entries, corrections and speakers are counted; what is not known or left out is named."""
    made = migrated_files(BEFORE, TODAY, EARLIER)
    assert (made.entries, made.corrections, made.withdrawals, made.decisions) == (9, 4, 2, 3)
    assert made.speakers == ["example-office", "mayor-of-example-city"]
    assert made.undated == [f"{SERIES}#event-2024-08-17"]
    assert made.empty_revisions == [f"{SERIES}#event-2024-08-17 2025-05-02"]
    assert made.unknown_values == ["series:kota-peserta.population"]


# --- entries -----------------------------------------------------------------------------------

START = "indicator: peserta\narea: kota\nobservations:\n"


@pytest.mark.parametrize(
    ("first_day", "added"),
    [(FIRST_DAY, "2024-09-09"), (dt.date(2026, 1, 1), "2025-02-01"), (None, "2025-02-01")],
)
def test_an_entry_is_on_record_before_its_first_correction(
    first_day: dt.date | None, added: str
) -> None:
    """`added` is the first day on record; no later than the first correction, which proves it."""
    text = START + (
        "  - {date: 2024, value: 2, sources: [berita], revisions: "
        "[{revised: 2025-02-01, reason: {id: a}, was: {value: 1}}]}\n"
    )
    made = migrated_series(text, EarlierRecord(lambda path, key: first_day))  # noqa: ARG005
    assert tree_of(made.files[SERIES])["observations"][0]["added"] == added


def test_two_revisions_of_a_day_hold_in_their_order() -> None:
    """The second of two corrections of one day is the last word."""
    text = START + (
        "  - {date: 2024, value: 3, sources: [berita], revisions: ["
        "{revised: 2025-02-01, reason: {id: a}, was: {value: 1}}, "
        "{revised: 2025-02-01, reason: {id: b}, was: {value: 2}}]}\n"
    )
    tree = tree_of(migrated_series(text).files[SERIES])
    assert [item["set"] for item in tree["corrections"]] == [{"value": "2"}, {"value": "3"}]
    assert state_on(tree, "result-2024", "2025-02-01")["value"] == "3"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2025", "2025-12-31"),
        ("2025-Q1", "2025-03-31"),
        ("2026", "2026-07-01"),
        ("2199", "2026-07-01"),
    ],
)
def test_a_withdrawal_has_a_full_date(written: str, day: str) -> None:
    """The date of a withdrawal becomes its last day, but never a day to come."""
    text = START + (
        f"  - {{date: 2024, value: 2, sources: [berita], withdrawn: {{date: {written}}}}}\n"
    )
    assert tree_of(migrated_series(text).files[SERIES])["corrections"] == [
        {"anchor": "result-2024", "date": day, "withdraw": "true"}
    ]


def test_a_withdrawal_is_taken_back_after_it_was_made() -> None:
    """A withdrawal dated by its year does not come after the day on which it was taken back."""
    text = START + (
        "  - {date: 2024, value: 2, sources: [berita], revisions: [{revised: 2025-02-01, "
        "reason: {id: a}, was: {withdrawn: {date: 2025, reason: {id: b}}}}]}\n"
    )
    corrections = tree_of(migrated_series(text).files[SERIES])["corrections"]
    assert [(item["date"], [*item][-1]) for item in corrections] == [
        ("2025-02-01", "withdraw"),
        ("2025-02-01", "restore"),
    ]


def test_a_withdrawal_that_a_revision_mentions_stands_once() -> None:
    """A revision that names the later withdrawal adds no second one."""
    text = START + (
        "  - {date: 2024, value: 2, sources: [berita], withdrawn: {date: 2025-02-01}, revisions: "
        "[{revised: 2025-02-01, reason: {id: a}, was: {withdrawn: null, value: 1}}]}\n"
    )
    corrections = tree_of(migrated_series(text).files[SERIES])["corrections"]
    assert [[*item][-1] for item in corrections] == ["withdraw", "set"]


@pytest.mark.parametrize(
    "was",
    ['value: "2"', "value: 2.0", "status: reported", "note: null", "date: 2024-01-01/2024-12-31"],
)
def test_a_key_that_says_the_same_is_no_correction(was: str) -> None:
    """A revision of a key that means the same before and after corrects nothing, and is named."""
    text = START + (
        "  - {date: 2024, value: 2, sources: [berita], revisions: "
        f"[{{revised: 2025-02-01, reason: {{id: a}}, was: {{{was}}}}}]}}\n"
    )
    made = migrated_series(text)
    tree = tree_of(made.files[SERIES])
    assert "corrections" not in tree
    assert tree["observations"][0] == {
        "date": "2024",
        "value": "2",
        "sources": ["berita"],
        "added": "2024-09-09",
    }
    assert made.empty_revisions == [f"{SERIES}#result-2024 2025-02-01"]


# --- speakers ----------------------------------------------------------------------------------


def names_of(*texts: tuple[str, str, str | None]) -> dict[str, tuple[str, str | None]]:
    """Return the speakers of these series, Indonesian and English texts."""
    directory = speaker_directory((path, (name, english)) for path, name, english in texts)
    return dict(directory.names)


def test_an_office_with_and_without_english_is_one_speaker() -> None:
    """A missing translation makes no second office, in a series or in the site."""
    expected = {"mayor": ("Wali kota", "the mayor")}
    assert names_of(("a", "Wali kota", None), ("a", "Wali kota", "the mayor")) == expected
    assert names_of(("a", "Wali kota", None), ("b", "Wali kota", "the mayor")) == expected


def test_one_word_may_name_two_offices_of_two_areas() -> None:
    """The same Indonesian text with two English ones in two series names two offices."""
    assert names_of(("a", "Bupati", "the regent of A"), ("b", "Bupati", "the regent of B")) == {
        "regent-of-a": ("Bupati", "the regent of A"),
        "regent-of-b": ("Bupati", "the regent of B"),
    }


def test_a_series_has_one_speaker_for_one_indonesian_text() -> None:
    """In format 1 the Indonesian text alone told speakers of a series apart; the rest is named."""
    directory = speaker_directory(
        [
            ("a", ("Bupati", "the regent")),
            ("a", ("Bupati", "regent of A")),
            ("a", ("Bupati", "regent of A")),
        ]
    )
    assert directory.names == {"regent-of-a": ("Bupati", "regent of A")}
    assert directory.other_names == {"regent-of-a": ["the regent"]}


def test_an_office_that_may_be_either_of_two_is_a_third() -> None:
    """A text without English in a third series is not taken for one of two offices."""
    names = names_of(
        ("a", "Bupati", "the regent of A"),
        ("b", "Bupati", "the regent of B"),
        ("c", "Bupati", None),
    )
    assert names["bupati"] == ("Bupati", None)
    assert len(names) == 3


def test_ids_of_speakers_are_unique() -> None:
    """Two offices of one English name have two ids; a name without letters has one too."""
    assert [*names_of(("a", "Dinas A", "Office"), ("a", "Dinas B", "office"))] == [
        "office",
        "office-2",
    ]
    assert [*names_of(("a", "Kantor Café", None), ("a", "部", None))] == ["kantor-cafe", "speaker"]


def test_speakers_without_english_are_named() -> None:
    """Format 2 requires an English name, which nobody can make up here."""
    made = migrated_series(
        START + "  - {date: 2024, value: 2, by: {id: Camat}, sources: [berita]}\n"
    )
    assert made.untranslated == ["camat"]
    assert tree_of(made.files[format_1.SPEAKERS]) == {"camat": {"name": {"id": "Camat"}}}


# --- decisions ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("about", "subject"),
    [
        ("data/site.yml#publisher", "site:publisher"),
        ("data/sources.yml#berita.url", "source:berita.url"),
        ("data/areas.yml#kota.codes.bps", "area:kota.codes.bps"),
        ("data/programmes.yml#jamsostek.title", "programme:jamsostek.title"),
        ("data/programmes.yml#jamsostek.facts.iuran.value", "fact:jamsostek.iuran.value"),
        ("data/dimensions.yml#sex.categories", "dimension:sex.categories"),
        ("data/glossary.yml#iuran.term", "term:iuran.term"),
        ("data/indicators/peserta.yml#satu_data", "indicator:peserta.satu_data"),
        ("data/coverage/kota.yml#area", "series:kota.area"),
        ("data/coverage/kota.yml#sources.lokal.title", "source:lokal.title"),
        ("data/decisions.yml#date", None),
        ("data/other/kota.yml#area", None),
        ("indicator:peserta.title", None),
    ],
)
def test_what_a_decision_is_about(about: str, subject: str | None) -> None:
    """A file and its key become a kind, an id and a key."""
    assert former_subjects.subject_of(about) == subject


def test_a_decision_about_a_file_that_was_moved() -> None:
    """A decision that names the former path of a file is about the record as it is called now."""
    earlier = EarlierRecord(
        present_path=lambda path: path.replace("indicators/peserta", "indicators/anggota")
    )
    made = migrated_files(BEFORE, TODAY, earlier).files[DECISIONS]
    assert tree_of(made)[0]["about"] == "indicator:anggota.definition"


# --- refusals ----------------------------------------------------------------------------------

ENTRY = START + "  - date: 2024\n    value: 2\n    sources: [berita]\n"
REVISED = ENTRY + "    revisions:\n      - revised: 2025-01-01\n        reason: {id: a}\n"


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("- a\n", f"{SERIES}:1:1: not-format-1"),
        ("observations: 3\n", f"{SERIES}:1:1: not-format-1"),
        (START + "  - 3\n", f"{SERIES}:4:5: not-format-1"),
        (ENTRY + "    by: Bupati\n", f"{SERIES}:7:5: not-format-1"),
        (ENTRY + "    by: {id: a, nl: b}\n", f"{SERIES}:7:5: not-format-1"),
        (ENTRY + "    by:\n", f"{SERIES}:7:5: not-format-1"),
        (ENTRY + "    anchor: [a]\n", f"{SERIES}:7:5: not-format-1"),
        (ENTRY + "    added: 2024-01-01\n", f"{SERIES}:7:5: not-format-1"),
        (ENTRY + "    withdrawn: 2024\n", f"{SERIES}:7:5: not-format-1"),
        (ENTRY + "    withdrawn: {date: kemarin}\n", f"{SERIES}:7:5: not-format-1"),
        (ENTRY + "    withdrawn: {date: 2024, by: a}\n", f"{SERIES}:7:5: not-format-1"),
        (ENTRY + "    revisions: 3\n", f"{SERIES}:7:5: not-format-1"),
        (REVISED, f"{SERIES}:8:9: not-format-1"),
        (REVISED + "        was: {}\n", f"{SERIES}:10:9: not-format-1"),
        (REVISED + "        was: {anchor: a}\n", f"{SERIES}:10:9: not-format-1"),
        (REVISED + "        was: {by: a}\n", f"{SERIES}:10:15: not-format-1"),
        (REVISED + "        was: {value: 1}\n        to: 3\n", f"{SERIES}:11:9: not-format-1"),
        (ENTRY + "corrections: []\n", f"{SERIES}:7:1: not-format-1"),
        (ENTRY + "population: 3\n", f"{SERIES}:7:13: not-format-1"),
        (ENTRY + "    note: {id: a, id: b}\n", f"{SERIES}:7:19: duplicate-key"),
        (ENTRY + "    note: *a\n", f"{SERIES}:7:11: alias"),
        ("", f"{SERIES}:1:1: empty-file"),
    ],
)
def test_other_forms_are_refused(text: str, problem: str) -> None:
    """Each value that format 1 does not know is named with its place; nothing is guessed."""
    with pytest.raises(InvalidDataError) as refused:
        migrated_series(text)
    assert str(refused.value).startswith(f"{problem}: ")


def test_revisions_out_of_order_are_refused() -> None:
    """Revisions that are not in the order of their days would be rolled back wrongly."""
    first = REVISED + "        was: {value: 1}\n"
    later = "      - revised: 2024-01-01\n        reason: {id: a}\n        was: {value: 3}\n"
    with pytest.raises(InvalidDataError, match=f"{SERIES}:11:9: not-format-1"):
        migrated_series(first + later)


@pytest.mark.parametrize(
    ("path", "data", "problem"),
    [
        ("data/site.yml", None, "missing-file"),
        ("data/site.yml", b"a: 1\n", "missing-key"),
        ("data/site.yml", b"format: 3\n", "unknown-format"),
        ("data/decisions.yml", b"a: 1\n", "not-format-1"),
        ("data/decisions.yml", b"- about: data/kota.yml#unit\n", "not-format-1"),
        ("data/decisions.yml", b"- {about: data/areas.yml#kota, was: 3}\n", "not-format-1"),
        ("data/speakers.yml", b"a: 1\n", "not-format-1"),
        ("data/areas.yml", b"- a\n", "not-format-1"),
        ("data/areas.yml", b"a: [\n", "syntax"),
    ],
)
def test_other_files_are_refused(path: str, data: bytes | None, problem: str) -> None:
    """A site of another format, and files that the migration cannot take apart, are refused."""
    files = {name: content for name, content in BEFORE.items() if name != path}
    with pytest.raises(InvalidDataError) as refused:
        migrated_files(files if data is None else {**files, path: data}, TODAY, EARLIER)
    assert f": {problem}: " in str(refused.value)


# --- layouts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "entries",
    [
        "  -\n    date: 2024\n    value: 2\n    sources: [berita]\n",
        "  - sources: [berita]\n    value: 2\n    date: 2024\n",
        "- sources:\n  - berita\n  value: 2\n  date: 2024",
        "   [{sources: [berita],\n  value: '2', date: 2024}]\n",
        "  - date: 2024\n    value: 2\n    sources: [berita]\n...\n",
    ],
)
def test_rare_layouts_are_read(entries: str) -> None:
    """A layout that cannot be kept is written anew; the content is the same in every case."""
    text = f"# Kepala.\narea: kota\nindicator: peserta\nobservations:\n{entries}"
    made = migrated_series(text).files[SERIES]
    assert made.startswith(b"# Kepala.\n")
    assert tree_of(made)["observations"] == [
        {"date": "2024", "value": "2", "sources": ["berita"], "added": "2024-09-09"}
    ]


# --- made-up records ---------------------------------------------------------------------------

WORDS = st.text("ab :#'\"-\n>|&*!%@[]{},?é", min_size=1, max_size=60).filter(
    lambda text: text.strip() == text and text != "~"
)
SPEAKERS = st.sampled_from([{"id": "Dinas", "en": "the office"}, {"id": "Bupati", "en": "regent"}])
VALUES: Mapping[str, st.SearchStrategy[Any]] = {
    "value": st.integers(1, 9).map(str),
    "precision": st.integers(1, 3).map(str),
    "qualifier": st.sampled_from(["about", "nearly"]),
    "status": st.sampled_from(["final", "disputed"]),
    "label": st.fixed_dictionaries({"id": WORDS}, optional={"en": WORDS}),
    "note": st.fixed_dictionaries({"id": WORDS, "en": WORDS}),
    "quote": WORDS,
    "by": SPEAKERS,
    "sources": st.lists(st.sampled_from(["berita", "kantor"]), min_size=1, max_size=2, unique=True),
    "breakdown": st.just({"sex": {"female": None, "male": None}}),
    "date": st.integers(2000, 2010).map(str),
}
REQUIRED = ("date", "value", "sources")


@st.composite
def states(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Return what an entry says at first, and after each of its revisions."""
    optional = {key: value for key, value in VALUES.items() if key not in REQUIRED}
    required = {key: VALUES[key] for key in REQUIRED}
    following = st.fixed_dictionaries(required, optional=optional)
    return draw(st.lists(following, min_size=1, max_size=4))


def entry_in_format_1(number: int, said: list[dict[str, Any]]) -> dict[str, Any]:
    """Return an entry with a revision for each later state, on the first days of 2025."""
    revisions = []
    for day, (before, after) in enumerate(pairwise(said), start=1):
        keys = [key for key in VALUES if before.get(key) != after.get(key)]
        was = {key: before.get(key) for key in keys or ["value"]}
        revisions.append({"revised": f"2025-01-0{day}", "reason": {"id": "Salah."}, "was": was})
    entry = {"anchor": f"entry-{number}", **said[-1]}
    return {**entry, "revisions": revisions} if revisions else entry


class _OldFormatDumper(yaml.SafeDumper):
    """A dumper that writes null without quotes, and equal values twice, in every layout."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002
        """Return True: the data has no YAML aliases."""
        return True


_OldFormatDumper.add_representer(
    type(None),
    lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", "null", style=""),
)

LAYOUTS = st.fixed_dictionaries(
    {
        "default_flow_style": st.sampled_from([True, False, None]),
        "default_style": st.sampled_from([None, None, '"', "'"]),
        # Narrower than the deepest indent, PyYAML writes texts wrongly.
        "width": st.sampled_from([60, 80, 10000]),
        "indent": st.sampled_from([2, 3, 4]),
    }
)


@given(st.lists(states(), min_size=1, max_size=3), LAYOUTS)
def test_each_entry_says_on_each_day_what_it_said(
    histories: list[list[dict[str, Any]]], layout: dict[str, Any]
) -> None:
    """Before the first correction, between two, and after the last an entry says what it said."""
    tree = {
        "indicator": "peserta",
        "area": "kota",
        "observations": [entry_in_format_1(number, said) for number, said in enumerate(histories)],
    }
    text = yaml.dump(tree, Dumper=_OldFormatDumper, allow_unicode=True, sort_keys=False, **layout)
    made = migrated_series(text).files
    new, speakers = tree_of(made[SERIES]), tree_of(made.get(format_1.SPEAKERS, b"a: b"))
    assert tree_of(made["data/site.yml"])["format"] == "2"
    for number, said in enumerate(histories):
        for day, state in enumerate(said):
            stated = state_on(new, f"entry-{number}", f"2025-01-0{day}" if day else "2024-12-31")
            assert with_names(stated, speakers) == state
    assert migrated_files(made, TODAY, EARLIER).files == made
