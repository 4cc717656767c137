"""The catalog: records, or every problem, from any data folder."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests import everything

from terang.diagnostics import InvalidDataError, errors, problem_catalogue, report_text
from terang.loading import data_folder, data_paths
from terang.loading.data_folder import LoadedData
from terang.parsing import yaml_document
from terang.parsing.yaml_document import Node, Scalar

BASE = Path(__file__).parents[1] / "problems" / "_base"
SOUND = data_folder.data_files(BASE)
SERIES = "data/coverage/kota.yml"
NOON = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)  # 12:00 in Makassar


def read(**changes: bytes | str | None) -> LoadedData:
    """Return the sound folder's data after changes: `coverage__kota` is data/coverage/kota.yml."""
    files: dict[str, bytes] = dict(SOUND)
    for name, content in changes.items():
        path = f"data/{name.replace('__', '/')}.yml"
        if content is None:
            del files[path]
        else:
            files[path] = content.encode() if isinstance(content, str) else content
    return data_folder.read_data(files, NOON)


def codes(reading: LoadedData) -> list[tuple[str, str, int]]:
    """Return file name, code and line of each problem."""
    return [
        (problem.place.path.split("/")[-1], problem.code, problem.place.line)
        for problem in reading.problems
    ]


def test_sound_folder_becomes_a_catalog() -> None:
    """Every record is stored under its id and knows it."""
    sound = read().sound()
    assert [*sound.series] == ["kota"]
    assert sound.series["kota"].id == "kota"
    assert sound.series["kota"].observations[0].value == Decimal(14000)
    assert sound.indicators["peserta"].id == "peserta"
    assert sound.dimensions["sex"].id == "sex"
    assert sound.today == dt.date(2026, 7, 1)


def test_load_reads_the_folder_and_raises_its_problems(tmp_path: Path) -> None:
    """`load_catalog` reads a folder and raises an error that lists every problem."""
    assert data_folder.load_catalog(BASE, NOON) == read().sound()
    with pytest.raises(InvalidDataError, match="missing-file"):
        data_folder.load_catalog(tmp_path, NOON)


@pytest.mark.parametrize(
    ("name", "is_read"),
    [
        ("data/a.yml", True),
        ("data/coverage/a.yaml", True),
        ("data/A.YML", True),
        ("data/a.yml.txt", True),  # Windows hides the last extension
        ("data/a.yml~", True),
        ("data/coverage/a/b.csv", True),
        ("data/a.csv", True),  # in the wrong place: reported
        ("data/a.csv.txt", True),
        ("data/.a.yml.swp", False),
        ("data/README.md", False),
        ("content/a.yml", False),
    ],
)
def test_files_that_are_looked_at(tmp_path: Path, name: str, is_read: bool) -> None:  # noqa: FBT001
    """Everything below data/ that looks like YAML, and every table, is read or reported."""
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_bytes(b"a: 1")
    assert (name in data_folder.data_files(tmp_path)) is is_read


@pytest.mark.parametrize(
    ("zone", "hour", "day"),
    [
        ("Asia/Makassar", 15, 1),
        ("Asia/Makassar", 16, 2),  # midnight in the zone
        ("Asia/Jayapura", 15, 2),
        ("WITA", 16, 1),  # invalid: UTC, and a problem
    ],
)
def test_today_is_a_day_of_the_site(zone: str, hour: int, day: int) -> None:
    """The date changes at midnight in the site's own time zone."""
    files = dict(SOUND)
    site = files["data/site.yml"].replace(b"Asia/Makassar", zone.encode())
    files["data/site.yml"] = site
    files[SERIES] = files[SERIES].replace(b"date: 2022\n", b"date: 2026-07-02\n")
    reading = data_folder.read_data(files, dt.datetime(2026, 7, 1, hour, tzinfo=dt.UTC))
    future = [problem.code for problem in reading.problems if problem.place.path == SERIES]
    assert future == ([] if day == 2 else ["in-the-future"])


def test_unsound_site_hides_nothing() -> None:
    """Without a valid site there is no catalog, but everything else is checked."""
    reading = read(site="@", areas=SOUND["data/areas.yml"].decode() + "  parent: kota\n")
    assert reading.catalog is None
    assert codes(reading) == [("areas.yml", "cycle", 6), ("site.yml", "syntax", 1)]


@pytest.mark.parametrize("content", ["@", "", "- a\n", "x: *y\n"], ids=repr)
@pytest.mark.parametrize("name", ["sources", "areas", "programmes", "indicators__peserta"])
def test_unreadable_file_is_one_problem(name: str, content: str) -> None:
    """An unreadable file causes a single problem, without problems for references into it.

    A readable mapping that holds no records still defines its ids.
    """
    found = {problem.place.path for problem in read(**{name: content}).problems}
    assert found <= {
        f"data/{name.replace('__', '/')}.yml",
        *([SERIES] if ":" in content else []),
    } | ({"data/indicators/peserta.yml"} if ":" in content else set())
    assert found


OWN, BESIDE = "data/coverage/covered-town.yml", "data/coverage/covered-town/2026-03.yml"


def connected() -> dict[str, Any]:
    """Return the record of everything with references from each file to each other."""
    trees = everything.files()
    trees[BESIDE]["observations"][0]["anchor"] = "beside"
    first, _, other = trees[OWN]["observations"]
    first["sources"] = ["local", "report"]
    other["contradicts"] = ["counted-2024", "beside"]
    trees[OWN]["baseline"] = "counted-2024"
    trees[BESIDE]["corrections"][0]["see"] = "other-town#beside"
    entry = {**trees[BESIDE]["observations"][0], "anchor": "first"}
    trees["data/areas.yml"]["village"] = {**trees["data/areas.yml"]["town"], "level": "village"}
    trees["data/coverage/other-town.yml"] = {
        "indicator": "covered",
        "area": "village",
        "observations": [entry],
        "corrections": [{**trees[BESIDE]["corrections"][0], "anchor": "first"}],
    }
    trees["data/coverage/other-town/a.yml"] = {"observations": [{**entry, "anchor": "beside"}]}
    subjects = (
        "area:town.name", "speaker:office.name", "fact:cover.fee.value", "contact:cover.desk.url",
        "source:report.url", "source:local.url", "series:covered-town.area", "theme:people",
        "dimension:sex.title", "term:registered", "programme:cover.title",
    )  # fmt: skip
    trees["data/decisions.yml"] += [
        {"date": "2026-03-07", "about": subject, "was": "x", "reason": {"id": "a", "en": "b"}}
        for subject in subjects
    ]
    return trees


def errors_of(files: dict[str, bytes]) -> list[tuple[str, str]]:
    """Return path and code of each error of these files."""
    noon = dt.datetime.fromisoformat(f"{everything.TODAY}T04:00:00+00:00")
    problems = errors(data_folder.read_data(files, noon).problems)
    return [(problem.place.path, problem.code) for problem in problems]


CONNECTED = connected()


@pytest.mark.parametrize("path", CONNECTED)
def test_what_follows_from_an_unreadable_file_is_not_told(path: str) -> None:
    """A file that cannot be read is one problem: nothing is said of what refers into it."""
    files = everything.written(CONNECTED)
    assert errors_of(files) == []
    assert errors_of({**files, path: b"@\n"}) == [(path, "syntax")]


@pytest.mark.parametrize("path", CONNECTED)
def test_what_follows_from_a_mistake_is_not_told(path: str) -> None:
    """A file with a mistake is one problem: the rules across records wait for it."""
    trees = connected()
    tree: Any = trees[path]
    is_mapping_of_records = path in data_paths.FILE_TYPES and path != "data/site.yml"
    records = tree if isinstance(tree, list) else [*tree.values()]
    holder = records[0] if is_mapping_of_records else tree
    holder["colour"] = "red"
    assert errors_of(everything.written(trees)) == [(path, "unknown-key")]


def test_a_misnamed_entry_file_is_one_problem() -> None:
    """An entry file whose ending is slightly wrong is told with its right name, and that alone."""
    for name, right in (("2026-03.yaml", "2026-03.yml"), ("2026-03.CSV", "2026-03.csv")):
        files = everything.written(CONNECTED)
        path = f"data/coverage/covered-town/{name}"
        files[path] = files.pop(BESIDE)
        noon = dt.datetime.fromisoformat(f"{everything.TODAY}T04:00:00+00:00")
        (problem,) = errors(data_folder.read_data(files, noon).problems)
        assert (problem.place.path, problem.code) == (path, "unknown-file")
        assert problem.values["nearest"] == f"data/coverage/covered-town/{right}"


def test_values_follow_their_indicator() -> None:
    """Decimals and signs follow the indicator, and are not checked without it."""
    series = SOUND[SERIES].decode()
    percent = (
        SOUND["data/indicators/peserta.yml"]
        .decode()
        .replace("unit:\n  id: orang\n  en: people", "unit: percent\ndecimals: 1")
    )
    assert (
        codes(read(coverage__kota=series.replace("14000", "-1.5"), indicators__peserta=percent))
        == []
    )
    assert codes(read(coverage__kota=series.replace("14000", "-1.5"))) == [
        ("kota.yml", "too-many-decimals", 6)
    ]
    assert codes(read(coverage__kota=series.replace("14000", "-1.5").replace("peserta", "x"))) == [
        ("kota.yml", "unknown-id", 1)
    ]


def test_ids_are_known_from_unsound_records() -> None:
    """A reference to an invalid record causes no further problem."""
    assert codes(
        read(sources="berita:\n  title: x\n  publisher: y\n  type: koran\n  language: id\n")
    ) == [("sources.yml", "unknown-word", 4)]


def test_own_aliases_cannot_be_written() -> None:
    """The internal names of ids and of percent are not valid keys of a file."""
    unit = 'unit:\n  "\\0percent": true'
    text = SOUND["data/indicators/peserta.yml"].decode()
    text = text.replace("unit:\n  id: orang\n  en: people", unit)
    assert ("peserta.yml", "forbidden-character", 9) in codes(read(indicators__peserta=text))


def test_notices_stay_with_the_catalog() -> None:
    """Notices do not fail the load, and stay with the catalog."""
    series = SOUND[SERIES].decode() + "    note:\n      id: Satu bahasa.\n"
    assert [notice.code for notice in read(coverage__kota=series).sound().notices] == [
        "untranslated"
    ]


def test_many_wrong_ids_cost_little() -> None:
    """Only the first invalid ids of a file are compared with all existing ids."""
    known = "".join(f"sumber-{number}: {{}}\n" for number in range(2_000))
    wrong = "".join(f"      - salah-{number}\n" for number in range(1_000))
    series = SOUND[SERIES].decode().replace("      - berita\n", wrong)
    reading = read(sources=known, coverage__kota=series)
    meant = [problem for problem in reading.problems if problem.code == "unknown-id"]
    assert len(meant) == 1_000
    assert sum(problem.variant == "near" for problem in meant) <= 50


# --- arbitrary input -----------------------------------------------------------------------------


def plain(node: Node) -> Any:  # noqa: ANN401
    """Return a document's tree without places, as PyYAML takes it."""
    if isinstance(node, dict):
        return {str(key): plain(value) for key, value in node.items()}
    if isinstance(node, list):
        return [plain(value) for value in node]
    return str(node) if isinstance(node, Scalar) else None


def written_back(data: bytes) -> bytes:
    """Return the same values in flow style with every text in double quotes."""
    root = plain(yaml_document.parse_document("data/x.yml", data).root)
    text = yaml.safe_dump(root, default_style='"', default_flow_style=True, sort_keys=False)
    return text.replace('!!null "null"', "null").encode()


REAL = Path(__file__).parents[2]


@pytest.mark.parametrize("root", [BASE, REAL], ids=["base", "real"])
def test_spelling_does_not_change_the_catalog(root: Path) -> None:
    """The catalog depends on values alone, not on their spelling."""
    now = dt.datetime(2099, 1, 1, tzinfo=dt.UTC)
    files = data_folder.data_files(root)
    again = {path: written_back(data) for path, data in files.items()}
    before, after = (data_folder.read_data(data, now).sound() for data in (files, again))
    assert replace(before, notices=()) == replace(after, notices=())
    # A notice also tells its line and column, and those depend on the layout.
    before_notices, after_notices = (
        [(notice.code, notice.place.path, notice.values) for notice in catalog.notices]
        for catalog in (before, after)
    )
    assert before_notices == after_notices


def assert_answered(files: dict[str, bytes]) -> None:
    """Assert that the files get an answer that can be printed."""
    reading = data_folder.read_data(files, NOON)
    printed = report_text(reading.problems)
    assert all(problem.code in problem_catalogue() for problem in reading.problems)
    assert printed.isprintable() or all(line.isprintable() for line in printed.split("\n"))
    if not reading.problems:
        again = {path: written_back(data) for path, data in files.items()}
        assert data_folder.read_data(again, NOON).sound() == reading.sound()


RICH = {
    **SOUND,
    "data/decisions/satuan.yml": b"- date: 2024-01-01\n  about: [indicator:peserta.unit]\n"
    b"  was: [{id: jiwa, en: souls}]\n  reason: {id: a, en: b}\n",
    "data/speakers.yml": b"bupati: {name: {id: Bupati, en: Regent}}\n"
    b"dinas: {name: {id: Dinas, en: Office}}\n",
    "data/themes.yml": b"orang: {title: {id: Orang, en: People}}\n",
    SERIES: (BASE.parent / "_rich.txt").read_bytes(),
    "data/coverage/kota/lama.yml": b"observations:\n  - {date: 2020, added: 2024-01-01, value: 1,"
    b" sources: [lama]}\nsources:\n  lama: {title: T, publisher: P, type: news, language: id}\n",
    "data/coverage/kota/rekap.csv": b"kind,date,value.low,value.high,added,sources,anchor,"
    b"set.label.id,reason.id,reason.en\r\n,2019,5,9,2024-01-01,berita | rilis,,,,\r\n"
    b'correction,2024-02-01,,,,,result-early-2023,tanam,"a, b",c\r\n',
}
PIECES = [
    b"\t", b"\r", b"\0", b"\xff", b"\xef\xbb\xbf", b"\xe2\x80\xae", b"\n", b"\n\n", b"  ", b": ",
    b":", b"- ", b"#", b" #", b"&a ", b"*a", b"!!str ", b"---\n", b"...\n", b"{", b"}", b"[", b"]",
    b",", b"'", b'"', b"|", b">", b"?", b"~", b"null", b"100.000", b"017", b"\\", b"%", b"@",
    b"<<: ", b"2024-02-30", b"kota", b"berita", b"result-2022", b"id", b"en", b"value", b"0", b"-1",
    b"1e999",
]  # fmt: skip
PATHS = st.sampled_from(sorted(RICH))
FEW = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def mutated(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw the rich folder with a few bytes removed, moved or inserted."""
    files = dict(RICH)
    for _ in range(draw(st.integers(1, 4))):
        path = draw(PATHS)
        data = files[path]
        start = draw(st.integers(0, len(data)))
        end = draw(st.integers(start, min(len(data), start + 40)))
        piece = draw(
            st.one_of(st.sampled_from(PIECES), st.binary(max_size=8), st.just(data[start:end]))
        )
        files[path] = data[:start] + piece * draw(st.sampled_from([1, 1, 1, 2, 30])) + data[end:]
    return files


def test_the_rich_folder_is_sound() -> None:
    """The folder that is changed below has no mistake before, and its entry files are read."""
    sound = data_folder.read_data(RICH, NOON).sound()
    kota = sound.series["kota"]
    assert [entry.date.written for entry in kota.observations[-2:]] == ["2020", "2019"]
    assert len(kota.corrections) == 5
    assert {"lama", "rilis"} <= {*sound.sources}
    assert len(sound.decisions) == 1


@FEW
@given(mutated())
def test_mutated_bytes_are_answered(files: dict[str, bytes]) -> None:
    """Mutated files are answered with printable problems."""
    assert_answered(files)


def keys_of(text: bytes) -> list[str]:
    """Return the keys of a file."""
    return sorted(
        {line.strip(" -").split(":")[0] for line in text.decode().splitlines() if ":" in line}
    )


KEYS = st.sampled_from(sorted({key for data in RICH.values() for key in keys_of(data)}))
WORDS = [
    "2022", "2024-08-17", "100000", "1.5", "-1", "berita", "kota", "peserta", "result-2022",
    "percent", "IDR", "true", "news", "disputed",
]  # fmt: skip
SCALARS = st.one_of(st.none(), st.just(""), st.sampled_from(WORDS), st.text(max_size=12))
TREES: st.SearchStrategy[Any] = st.deferred(
    lambda: st.one_of(
        SCALARS,
        st.lists(TREES, max_size=4),
        st.dictionaries(st.one_of(KEYS, st.text(max_size=6)), TREES, max_size=6),
    )
)


@st.composite
def regrown(draw: st.DrawFn) -> dict[str, bytes]:
    """Draw the rich folder with a branch of a file's tree replaced by another tree."""
    files = dict(RICH)
    for _ in range(draw(st.integers(1, 3))):
        path = draw(PATHS)
        tree = plain(yaml_document.parse_document(path, files[path]).root)
        branch = tree
        for _ in range(draw(st.integers(0, 5))):
            steps = list(branch) if isinstance(branch, dict) else [*range(len(branch or ()))]
            step = draw(st.sampled_from(steps)) if steps else None
            if step is None or not isinstance(branch[step], dict | list):
                break
            branch = branch[step]
        if isinstance(branch, dict):
            branch[draw(KEYS)] = draw(TREES)
        elif branch:
            branch[draw(st.integers(0, len(branch) - 1))] = draw(TREES)
        else:
            tree = draw(TREES)
        files[path] = yaml.safe_dump(
            tree, allow_unicode=True, default_flow_style=draw(st.booleans())
        ).encode("utf-8", "replace")
    return files


@FEW
@given(regrown())
def test_other_trees_are_answered(files: dict[str, bytes]) -> None:
    """Arbitrary trees are answered with printable problems."""
    assert_answered(files)


@FEW
@given(st.binary(max_size=200), PATHS)
def test_any_bytes_are_answered(data: bytes, path: str) -> None:
    """Arbitrary bytes are answered with printable problems."""
    assert_answered({**RICH, path: data})


HUGE = {
    "digits": "value: " + "9" * 900_000,
    "spaces in a number": "value: 1" + " " * 900_000 + "2",
    "date": "date: " + "2024-" * 180_000,
    "id": "anchor: " + "a-" * 450_000,
    "word": "status: " + "x" * 900_000,
    "text": "quote: " + "x" * 900_000,
    "key": "x" * 900_000 + ": 1",
    "keys": "\n    ".join(f"k{number}: 1" for number in range(5_000)),
    "contradicts": "contradicts: [" + ", ".join(f"a{number}" for number in range(10_000)) + "]",
}


@pytest.mark.parametrize("entry", HUGE.values(), ids=HUGE)
def test_huge_values_cost_little(entry: str) -> None:
    """Huge values cost no quadratic time, and messages stay short."""
    series = SOUND[SERIES].decode() + f"    {entry}\n"
    for problem in read(coverage__kota=series).problems:
        assert len(str(problem)) < 2_000
