"""Editor schemas: built from the model alone, and never stricter than the check."""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from pathlib import Path, PurePosixPath
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from tests.built import real_now

from terang.editing import editor_schemas
from terang.i18n import field_help
from terang.loading import data_folder, data_paths
from terang.model import period
from terang.model.catalog import Catalog
from terang.model.quantity import _NUMBER

ROOT = Path(__file__).parents[2]
CASES = ROOT / "tests" / "problems"
NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)


class Yaml12(yaml.SafeLoader):
    """YAML as editors read it: the core schema of YAML 1.2 (https://yaml.org/spec/1.2.2/)."""

    yaml_implicit_resolvers: dict[str, Any] = {}  # noqa: RUF012


for tag, pattern in (
    ("null", r"~|null|Null|NULL|"),
    ("bool", r"true|True|TRUE|false|False|FALSE"),
    ("int", r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+"),
    ("float", r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.inf|\.nan"),
):
    Yaml12.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(rf"^(?:{pattern})$"), None)  # type: ignore[arg-type]
Yaml12.add_constructor(
    "tag:yaml.org,2002:int", lambda loader, node: int(loader.construct_scalar(node).lstrip("+"))
)


def read(text: str) -> Any:  # noqa: ANN401
    """Return a file as an editor reads it."""
    return yaml.load(text, Loader=Yaml12)  # noqa: S506


@functools.cache
def real_catalog() -> Catalog:
    """Return the catalog of this checkout's own data."""
    return data_folder.load_catalog(ROOT, dt.datetime.fromtimestamp(int(real_now()), dt.UTC))


@functools.cache
def base() -> Catalog:
    """Return the catalog of the small sound folder of the golden cases."""
    return data_folder.load_catalog(CASES / "_base", NOW)


def kind_of(path: str) -> str:
    """Return the kind of a data file."""
    return PurePosixPath(editor_schemas.first_line(path)).stem


def complaints(path: str, text: str, known: Catalog) -> list[str]:
    """Return the marked places of a file in an editor, for example `observations.0.value`."""
    schema = editor_schemas.schema_for_kind(kind_of(path), known)
    found = jsonschema.Draft7Validator(schema).iter_errors(read(text))
    return sorted(".".join(map(str, error.absolute_path)) for error in found)


def without_ids(schema: Any) -> Any:  # noqa: ANN401
    """Return a schema without its enumerations of sources and speakers."""
    definitions = schema.get("definitions", {})
    rest = {
        key: definition
        for key, definition in definitions.items()
        if not key.endswith(("source", "speaker"))
    }
    return {**schema, "definitions": rest}


@pytest.mark.parametrize("kind", editor_schemas.KINDS)
def test_committed_schemas_are_current(kind: str) -> None:
    """The committed schemas are those that `make schemas` writes.

    A source or speaker added by a series file may be missing, because it comes in the same file
    and commit.
    """
    catalog = real_catalog()
    written = json.loads((ROOT / editor_schemas.FOLDER / f"{kind}.json").read_text())
    made = editor_schemas.schema_for_kind(kind, catalog)
    assert without_ids(written) == json.loads(json.dumps(without_ids(made))), "run `make schemas`"
    series = catalog.series.values()
    for name, records, own in (
        ("source", catalog.sources, {key for held in series for key in held.sources}),
        ("speaker", catalog.speakers, {key for held in series for key in held.speakers}),
    ):
        known = enumerated(written, name)
        assert enumerated(made, name) - own <= known <= set(records)


def enumerated(schema: Any, name: str) -> set[str]:  # noqa: ANN401
    """Return the ids of sources or speakers that a schema enumerates."""
    definitions = schema.get("definitions", {})
    found = definitions.get(f"known_{name}", definitions.get(name, {"enum": []}))
    return {key for key in found["enum"] if isinstance(key, str)}


def test_no_other_schema_is_committed() -> None:
    """The folder of schemas holds no other file."""
    there = {path.relative_to(ROOT).as_posix() for path in (ROOT / editor_schemas.FOLDER).iterdir()}
    assert there == set(editor_schemas.schema_files(real_catalog()))


def test_every_kind_of_file_has_a_schema() -> None:
    """Every kind of file that the loader knows has a schema, and no other kind."""
    known = {repr(kind) for kind in data_paths.FILE_TYPES.values()}
    assert {repr(kind) for kind in editor_schemas.KINDS.values()} == known


@pytest.mark.parametrize("kind", editor_schemas.KINDS)
def test_schemas_are_draft_07(kind: str) -> None:
    """Each schema is valid against the draft-07 metaschema."""
    schema = editor_schemas.schema_for_kind(kind, real_catalog())
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(schema)


@pytest.mark.parametrize("path", sorted(data_folder.data_files(ROOT)))
def test_the_real_data_is_not_marked(path: str) -> None:
    """No file of the real data is marked in an editor."""
    assert complaints(path, (ROOT / path).read_text(), real_catalog()) == []


@pytest.mark.parametrize("path", sorted(data_folder.data_files(ROOT)))
def test_a_data_file_leads_to_its_schema(path: str) -> None:
    """The first line of a data file names its schema by a relative path."""
    first = (ROOT / path).read_text().splitlines()[0]
    assert first == editor_schemas.first_line(path)
    schema = (ROOT / path).parent / first.partition("$schema=")[2]
    assert schema.resolve() == ROOT / editor_schemas.FOLDER / f"{kind_of(path)}.json"


ACCEPTED = sorted(CASES.glob("accepted-*.yml"))


@pytest.mark.parametrize("case", ACCEPTED, ids=lambda case: case.stem)
def test_accepted_forms_are_not_marked(case: Path) -> None:
    """Every form that the check accepts is accepted by the schemas, however unusual."""
    files = data_folder.data_files(CASES / "_base")
    changed = yaml.safe_load(case.read_text())["files"]
    in_data = {path: text for path, text in changed.items() if path.startswith("data/")}
    for path, text in in_data.items():
        files.pop(path, None)
        if text is not None:
            files[path] = as_bytes(text)
    known = data_folder.read_data(files, NOW).sound()
    for path, data in files.items():
        if not path.endswith(".csv"):  # the schemas are for YAML
            assert complaints(path, data.decode("utf-8-sig"), known) == [], path


def as_bytes(text: Any) -> bytes:  # noqa: ANN401
    """Return the bytes of a golden case's file."""
    if isinstance(text, str):
        return text.encode()
    escaped: str = text["bytes"]
    return escaped.encode("ascii").decode("unicode_escape").encode("latin-1")


SERIES = """\
indicator: peserta
area: kota
observations:
  - date: 2022
    added: 2022-12-31
    value: 14000
    sources:
      - berita
"""
INDICATOR = (CASES / "_base/data/indicators/peserta.yml").read_text()
MISTAKES = {
    # words and ids
    "unknown-id": (SERIES.replace("berita", "berta"), "observations.0.sources.0"),
    "unknown-area": (SERIES.replace("kota", "kita"), "area"),
    "unknown-indicator": (SERIES.replace("peserta", "pesreta"), "indicator"),
    "unknown-word": (SERIES + "    status: repored\n", "observations.0.status"),
    "bad-anchor": (SERIES + "    anchor: Hasil 1\n", "observations.0.anchor"),
    # keys
    "unknown-key": (SERIES.replace("value:", "valeu: 1\n    value:"), "observations.0"),
    "missing-key": (SERIES.replace("    value: 14000\n", ""), "observations.0"),
    "missing-area": (SERIES.replace("area: kota\n", ""), ""),
    "end-missing": (
        SERIES.replace("value: 14000", "value:\n      low: 1"),
        "observations.0.value",
    ),
    "nothing-set": (
        SERIES + "corrections:\n  - anchor: result-2022\n    date: 2023-01-01\n"
        "    reason:\n      id: Alasan\n      en: Reason\n    set: {}\n",
        "corrections.0.set",
    ),
    "disputed": (SERIES + "    status: disputed\n", "observations.0"),
    "empty": (SERIES.replace("14000", ""), "observations.0.value"),
    # numbers and dates
    "words-as-number": (SERIES.replace("14000", "85 ribu"), "observations.0.value"),
    "comma": (SERIES.replace("14000", "14,000"), "observations.0.value"),
    "points": (SERIES.replace("14000", "14.000.000"), "observations.0.value"),
    "month-13": (SERIES.replace("date: 2022", "date: 2022-13"), "observations.0.date"),
    "turned": (SERIES.replace("date: 2022", "date: 17-08-2022"), "observations.0.date"),
    "without-day": (SERIES.replace("2022-12-31", "2022-12"), "observations.0.added"),
    "year": (SERIES.replace("date: 2022", "date: 20222"), "observations.0.date"),
    # texts and lists
    "one-language": (SERIES + "    note: kata\n", "observations.0.note"),
    "list-forgotten": (SERIES.replace("\n      - berita", " berita"), "observations.0.sources"),
    "twice": (SERIES + "      - berita\n", "observations.0.sources"),
    "category": (
        SERIES + "    breakdown:\n      sex:\n        fmale: 14000\n",
        "observations.0.breakdown.sex",
    ),
    "dimension": (
        SERIES + "    breakdown:\n      age:\n        a: 1\n",
        "observations.0.breakdown",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("text", "place"), MISTAKES.values(), ids=MISTAKES)
def test_known_mistakes_are_marked(text: str, place: str) -> None:
    """A mistake is marked at its place while an editor types."""
    assert complaints("data/coverage/kota.yml", SERIES, base()) == []
    assert complaints("data/coverage/kota.yml", text, base()) == [place]


def test_a_series_with_sources_of_its_own_may_cite_them() -> None:
    """A series may cite its own sources, which no schema can know yet."""
    own = "sources:\n  baru:\n    title: T\n    publisher: P\n    type: news\n    language: id\n"
    text = SERIES.replace("- berita", "- baru") + own
    assert complaints("data/coverage/kota.yml", text, base()) == []


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("direction: increase", "direction: up", "direction"),
        ("  en: people", "", "unit"),
        ("unit:\n  id: orang\n  en: people", "unit: persen", "unit"),
        ("  en: Members", "", "title"),
        ("programme: jamsostek", "programme: jamsostik", "programme"),
    ],
)
def test_mistakes_in_an_indicator_are_marked(old: str, new: str, place: str) -> None:
    """A mistake in an indicator is marked."""
    text = INDICATOR.replace(old, new)
    assert complaints("data/indicators/peserta.yml", text, base()) == [place]


def test_a_code_without_quotes_is_marked() -> None:
    """A code without quotes is marked, because YAML reads it as a number."""
    text = (CASES / "_base/data/areas.yml").read_text()
    assert complaints("data/areas.yml", f'{text}  codes:\n    bps: "6404"\n', base()) == []
    found = complaints("data/areas.yml", f"{text}  codes:\n    bps: 6404\n", base())
    assert found == ["kota.codes.bps"]


_LIKE_DATES = r"[12][0-9]{3}(-[0-9QS]{2}){0,2}(/[12][0-9]{3}-[0-9]{2}-[0-9]{2})?"


@given(st.from_regex(_LIKE_DATES, fullmatch=True))
def test_every_date_is_a_date_here_too(text: str) -> None:
    """The pattern of the schemas accepts every date."""
    matches = re.fullmatch(editor_schemas._DATE["pattern"], text) is not None
    try:
        period.parse_period(text)
    except period.NotAPeriodError:
        return
    assert matches


@given(st.text("0123456789.-", max_size=8))
def test_every_number_is_a_number_here_too(text: str) -> None:
    """The pattern of the schemas accepts exactly plain digits."""
    assert bool(re.fullmatch(editor_schemas._NUMBER["pattern"], text)) == bool(
        _NUMBER.fullmatch(text)
    )


def described(schema: Any) -> Any:  # noqa: ANN401
    """Yield every property of a schema with its description."""
    if isinstance(schema, dict):
        for key, described_key in schema.get("properties", {}).items():
            if isinstance(described_key, dict) and "then" not in schema.get(key, {}):
                yield key, described_key
        for branch in schema.values():
            yield from described(branch)
    elif isinstance(schema, list):
        for branch in schema:
            yield from described(branch)


def test_every_key_is_explained_in_both_languages() -> None:
    """Every key is explained in both languages, Indonesian first."""
    for path, data in editor_schemas.schema_files(real_catalog()).items():
        schema = json.loads(data)
        schema.pop("allOf", None)
        for key, described_key in described(schema):
            if key != "status" or "const" not in described_key:
                assert described_key["description"].count("\n\n") == 1, (path, key)


def test_no_explanation_is_idle() -> None:
    """Every help text of field_help.yml is shown somewhere, and stands in both languages."""
    shown = "".join(data.decode() for data in editor_schemas.schema_files(base()).values())
    for record, keys in field_help.field_help_tree().items():
        for key, facets in keys.items():
            texts = facets if record == "file" else facets.get("help")
            if texts is None:
                continue  # the help is shared, the rest is not
            assert list(texts) == ["id", "en"], (record, key)
            assert json.dumps(texts["id"], ensure_ascii=False)[1:-1] in shown, (record, key)
