"""The files of a series: their order, what they join to, and where each record stands."""

from __future__ import annotations

import datetime as dt

import pytest
from tests import everything
from tests.tables import as_table

from terang.diagnostics import Place, errors, report_text
from terang.loading import data_folder, decision_subjects
from terang.loading.data_folder import LoadedData, read_data, read_document
from terang.loading.series_files import SeriesFiles, is_entry_file, series_files
from terang.model.catalog import Series

NOON = dt.datetime.fromisoformat(f"{everything.TODAY}T04:00:00+00:00")
OWN = "data/coverage/covered-town.yml"
FOLDER = "data/coverage/covered-town"

OBSERVATION = """\
observations:
  - date: {date}
    anchor: r{date}
    value: 5
    added: 2026-03-02
    sources: [report]
"""


def folder(**entry_files: str) -> dict[str, bytes]:
    """Return the record of everything with these entry files instead of its own."""
    trees = everything.files()
    del trees[f"{FOLDER}/2026-03.yml"]
    files = everything.written(trees)
    return files | {
        f"{FOLDER}/{name.replace('_', '.')}": text.encode() for name, text in entry_files.items()
    }


def files_of(contents: dict[str, bytes]) -> SeriesFiles:
    """Return the files of the series in these contents."""
    documents = {path: read_document(path, data) for path, data in contents.items()}
    return series_files(documents)["covered-town"]


def read(contents: dict[str, bytes]) -> LoadedData:
    """Return the result of reading these contents."""
    return read_data(contents, NOON)


def series_of(contents: dict[str, bytes]) -> Series:
    """Return the series of sound contents."""
    return read(contents).sound().series["covered-town"]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("data/coverage/a/b.yml", True),
        ("data/coverage/a/b.csv", True),
        ("data/coverage/a.yml", False),
        ("data/coverage/a/b/c.yml", False),
        ("data/indicators/a/b.yml", False),
    ],
)
def test_entry_files_stand_in_the_folder_of_their_series(path: str, *, expected: bool) -> None:
    """An entry file is a file of data/coverage/⟨id⟩/."""
    assert is_entry_file(path) is expected


def test_files_stand_in_the_order_of_their_bytes() -> None:
    """The series' own file is first, then entry files by the bytes of their names."""
    names = ["b.yml", "a.yml", "a-1.yml", "a.csv", "10.yml", "9.yml", "ä.yml", "z.yml"]
    contents = folder()
    for name in names:
        contents[f"{FOLDER}/{name}"] = b"events: []\n"
    found = [document.path.rpartition("/")[2] for document in files_of(contents).documents]
    assert found == [
        "covered-town.yml",
        *("10.yml", "9.yml", "a-1.yml", "a.csv", "a.yml", "b.yml", "z.yml", "ä.yml"),
    ]
    assert files_of(dict(reversed(contents.items()))).documents == files_of(contents).documents


def test_entry_files_without_a_series_are_no_series() -> None:
    """An entry file beside no series is left out here, and told by the check."""
    contents = folder()
    contents["data/coverage/other/a.yml"] = OBSERVATION.format(date=2020).encode()
    documents = {path: read_document(path, data) for path, data in contents.items()}
    assert [*series_files(documents)] == ["covered-town"]
    assert [problem.code for problem in read(contents).problems if not problem.is_notice] == [
        "entry-file-alone"
    ]


def test_records_are_joined_in_the_order_of_the_files() -> None:
    """The lists of a series hold its own records first, then those of its entry files."""
    table = as_table(
        {
            "observations": [
                {
                    "date": "2021",
                    "anchor": "r2021",
                    "value": "5",
                    "added": "2026-03-02",
                    "sources": ["report"],
                }
            ]
        }
    )
    contents = folder(b_yml=OBSERVATION.format(date=2019), a_yml=OBSERVATION.format(date=2020))
    contents[f"{FOLDER}/aa.csv"] = table
    own = ["result-2022", "counted-2024", "other-2024"]
    found = [entry.anchor for entry in series_of(contents).observations]
    assert found == [*own, "r2020", "r2021", "r2019"]


def test_every_list_of_an_entry_file_is_joined() -> None:
    """An entry file adds observations, targets, events, corrections, replies, breaks, sources."""
    contents = everything.written(everything.files())
    trees = everything.files()
    beside = trees.pop(f"{FOLDER}/2026-03.yml")
    for name in ("targets", "events", "breaks"):
        beside[name] = trees[OWN].pop(name)
    moved = everything.written({**trees, f"{FOLDER}/2026-03.yml": beside})
    before, after = read(contents).sound(), read(moved).sound()
    names = ["targets", "events", "corrections", "replies", "breaks", "sources", "observations"]
    for name in names:
        old = getattr(before.series["covered-town"], name)
        assert old == getattr(after.series["covered-town"], name) != (), name
    assert before.sources == after.sources
    assert before.sources["local"].id == "local"
    assert before.series["covered-town"].sources["local"].id == "local"


def test_a_series_may_have_its_figures_in_entry_files_alone() -> None:
    """A series needs an observation or a target, in any of its files."""
    trees = everything.files()
    own = trees[OWN]
    beside = {name: own.pop(name) for name in ("observations", "targets", "events")}
    del own["baseline"]
    del trees[f"{FOLDER}/2026-03.yml"]
    with_entries = everything.written({**trees, f"{FOLDER}/a.yml": beside})
    assert len(series_of(with_entries).entries) == 7
    codes = [problem.code for problem in read(everything.written(trees)).problems]
    assert "series-without-figures" in codes


# --- places ----------------------------------------------------------------------------------

TWO = """\
observations:
  - date: 2020
    anchor: r2020
    value: 5
    added: 2026-03-02
    sources: [report]
  - anchor: r2021
    value: 6
    date: 2021
    added: 2026-03-02
    sources: [report]
events:
  - date: 2020
    title: {id: a, en: b}
    added: 2026-03-02
    sources: [report]
corrections:
  - anchor: r2021
    date: 2026-03-03
    reason: {id: a, en: b}
    set:
      value: 7
      quote: kata
  - anchor: r2021
    date: 2026-03-04
    reason: {id: a, en: b}
    set:
      quote: lain
sources:
  own: {title: T, publisher: P, type: news, language: id}
"""


def joined_files(contents: dict[str, bytes]) -> tuple[Series, SeriesFiles]:
    """Return the series of sound contents with its files, of which the places are asked."""
    documents = {path: read_document(path, data) for path, data in contents.items()}
    decoder = data_folder._Decoder(documents, NOON.date())
    site = decoder.site()
    assert site is not None
    series = decoder.catalog(site).series["covered-town"]
    assert errors(decoder.problems) == (), report_text(decoder.problems)
    return series, decoder.series_files["covered-town"]


@pytest.mark.parametrize(
    ("steps", "line", "column"),
    [
        (("observations", 3), 2, 5),
        (("observations", 4), 7, 5),
        (("observations", 4, "value"), 8, 12),
        (("events", 1, "title", "en"), 14, 24),
        (("corrections", 1, "set", "quote"), 28, 14),
        (("sources", "own", "title"), 30, 16),
    ],
)
def test_a_place_is_in_the_file_of_its_record(
    steps: tuple[str | int, ...], line: int, column: int
) -> None:
    """An index of the joined series leads to the file that holds the record."""
    _, files = joined_files(folder(a_yml=TWO))
    assert files.place(*steps) == Place(f"{FOLDER}/a.yml", line, column)


def test_places_of_the_series_are_in_its_own_file() -> None:
    """Keys of the series, and its first records, stand in its own file."""
    _, files = joined_files(folder(a_yml=TWO))
    assert files.place("baseline").path == OWN
    assert files.key_place("observations", 0, "value").path == OWN
    assert files.place("sources", "nobody").path == OWN
    assert files.key_place("observations", 4, "date") == Place(f"{FOLDER}/a.yml", 9, 5)


def test_a_key_stands_in_the_correction_that_set_it_last() -> None:
    """The place of a record's key is its last correction; else the entry itself."""
    contents = folder(a_yml=TWO)
    joined, files = joined_files(contents)
    entry = next(entry for entry in joined.observations if entry.anchor == "r2021")
    path = f"{FOLDER}/a.yml"
    assert files.record_place(joined, entry, "value") == Place(path, 22, 7)
    assert files.record_place(joined, entry, "quote") == Place(path, 28, 7)
    assert files.record_place(joined, entry, "date") == Place(path, 9, 5)
    assert files.record_place(joined, entry) == Place(path, 7, 5)


def test_the_place_of_a_list_is_where_it_first_stands() -> None:
    """A list that the series' own file lacks stands in the first entry file that has it."""
    contents = folder(a_yml="replies: []\n", b_yml=TWO)
    contents[OWN] = contents[OWN].replace(b"\nevents:", b"\nx-events:")
    files = files_of(contents)
    assert files.list_place("events") == Place(f"{FOLDER}/b.yml", 12, 1)
    assert files.list_place("observations").path == OWN
    assert files.list_place("replies") == Place(f"{FOLDER}/a.yml", 1, 1)


def test_anchors_are_known_from_unsound_records() -> None:
    """Anchors of invalid records, and of files with other mistakes, are known too."""
    broken = OBSERVATION.format(date=2020).replace("value: 5", "value: 5.000")
    contents = folder(a_yml=broken, b_yml="observations: [a\n", c_yml="- a\n")
    files = files_of(contents)
    assert "r2020" in files.anchors("observations")
    assert "target-2024" in files.anchors()
    assert "target-2024" not in files.anchors("observations")
    assert [
        (document.path.rpartition("/")[2], index)
        for document, index, anchor in files.written("observations")
        if anchor == "r2020"
    ] == [("a.yml", 0)]


@pytest.mark.parametrize("name", ["observations", "targets", "events", "replies"])
def test_anchors_clash_on_the_second(name: str) -> None:
    """An anchor of two files is refused in the later one, with the place of the first."""
    trees = everything.files()
    beside = trees[f"{FOLDER}/2026-03.yml"]
    record = beside["replies"][0] if name == "replies" else trees[OWN][name][0]
    anchor = {"observations": "result-2022", "targets": "target-2024"}.get(name, "")
    first = record if record.get("anchor") else {**record, "anchor": anchor}
    clash = everything.written({**trees, f"{FOLDER}/zz.yml": {name: [first]}})
    (problem,) = [p for p in read(clash).problems if p.code == "anchor-clash"]
    assert problem.place.path == f"{FOLDER}/zz.yml"
    assert problem.values["other"] == (f"{FOLDER}/2026-03.yml" if name == "replies" else OWN)


def test_sources_clash_on_the_second() -> None:
    """A source id of two files is refused in the later one."""
    own = "sources:\n  report: {title: T, publisher: P, type: news, language: id}\n"
    (problem,) = [p for p in read(folder(a_yml=own)).problems if p.code == "source-clash"]
    assert problem.place == Place(f"{FOLDER}/a.yml", 2, 3)


@pytest.mark.parametrize("is_table", [False, True])
def test_an_entry_file_brings_its_speaker(*, is_table: bool) -> None:
    """An office of an entry file is one of the whole record; decisions may be about it."""
    entry = OBSERVATION.format(date="2026-01") + "    by: branch\n"
    names = "speakers:\n  branch:\n    name: {id: Cabang, en: Branch}\n"
    table = (
        "kind,id,date,anchor,value,added,sources,by,name.id,name.en\n"
        "speaker,branch,,,,,,,Cabang,Branch\n"
        "observation,,2026-01,r2026-01,5,2026-03-02,report,branch,,\n"
    )
    contents = folder(a_csv=table) if is_table else folder(a_yml=entry + names)
    catalog = read(contents).sound()
    assert catalog.speakers["branch"].name.en == "Branch"
    entry_of_branch = catalog.series["covered-town"].entry("r2026-01")
    assert entry_of_branch is not None
    assert entry_of_branch.by == "branch"
    known = decision_subjects.written_subjects(read(contents).documents)
    assert "speaker:branch" in known
    (problem,) = errors(read(folder(a_yml=entry)).problems)
    assert problem.code == "unknown-id"
