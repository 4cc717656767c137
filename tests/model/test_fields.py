"""Each key of the model has help, a guard, a schema entry and a column.

A key that is added to a record fails here until each of them is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any

import pytest
from tests import catalogs
from tests.catalogs import an_example

from terang.downloads import dictionary
from terang.editing import draft_entry, editor_schemas
from terang.i18n import field_help
from terang.loading.data_paths import FILE_TYPES
from terang.model.catalog import PopulationValue, Series
from terang.model.definitions import (
    FORMAT,
    Area,
    Category,
    Contact,
    Decision,
    Dimension,
    Fact,
    Indicator,
    Site,
    Source,
    Speaker,
)
from terang.model.entries import CHANGES, Correction, Event, Observation, Status, Target
from terang.model.field_types import Date, Day, Named, Plain, Record, SourceIds, TargetRef, Text
from terang.model.fields import (
    FieldType,
    Guard,
    Key,
    RecordField,
    guarded_fields,
    nested_records,
    parse_field_type,
    record_fields,
)
from terang.model.period import Period
from terang.model.quantity import ValueRange

NOT_EXPLAINED = frozenset({"Breakdown.values", "Unit.id", "Unit.en"})
"""Categories are written without this key; a unit's texts are explained as those of any text."""

RECORDS = {
    record_fields(record)[0].record: record
    for hint in FILE_TYPES.values()
    for record in nested_records(hint)
} | {"ValueRange": ValueRange}
FIELDS = {
    f"{name}.{field.key}": field
    for name, record in RECORDS.items()
    for field in record_fields(record)
    if f"{name}.{field.key}" not in NOT_EXPLAINED
}

TABLES = frozenset(
    {"Indicator", "Series", "Observation", "Target", "Event", "Reply", "Source", "Speaker"}
    | {"Area", "Programme", "Fact", "Contact", "Theme", "Dimension", "Category"}
    | {"PopulationValue", "MeasureBreak", "Decision"}
)
"""Records that a table holds as rows."""

NO_COLUMN: Mapping[str, str] = {
    "Observation.breakdown": "the table breakdowns",
    "Series.observations": "a table of that name",
    "Series.targets": "a table of that name",
    "Series.events": "a table of that name",
    "Series.corrections": "the table revisions",
    "Series.replies": "a table of that name",
    "Series.breaks": "a table of that name",
    "Series.sources": "the table sources",
    "Series.speakers": "the table speakers",
    "Series.population": "the table population, and the columns of its label",
    "Indicator.breaks": "a table of that name",
    "Indicator.satu_data": "columns of its keys",
    "Programme.facts": "a table of that name",
    "Programme.contacts": "a table of that name",
    "Dimension.categories": "a table of that name",
    "Decision.was": "a column of texts, for values of any form",
}
"""Keys without a column of their own, and the place where downloads hold them instead."""

NOT_ASKED: Mapping[str, str] = {
    "breakdown": "needs a table",
    "added": "is today",
}
"""Keys that `make new` does not ask for."""


@pytest.mark.parametrize("name", FIELDS)
def test_every_key_has_its_help(name: str) -> None:
    """Each key has help in both languages, for its record or shared by several records."""
    texts = field_help.field_meaning(*name.split("."))
    assert list(texts) == ["id", "en"]
    assert all(text.strip() for text in texts.values())


def users(record: str, key: str, facet: str) -> Iterator[str]:
    """Yield the keys that a text of field_help.yml is about."""
    tree = field_help.field_help_tree()
    for name, field in FIELDS.items():
        own = facet in tree.get(field.record, {}).get(field.key, {})
        if field.key == key and (field.record == record if own else record == "shared"):
            yield name


def test_no_help_without_a_key() -> None:
    """field_help.yml has no text for a key or column that does not exist."""
    tables = catalogs.tables_of(an_example())
    columns = {column.field for table in tables for column in table.columns}
    for record, keys in field_help.field_help_tree().items():
        for key, facets in keys.items() if record != "file" else ():
            for facet in facets:
                found = [*users(record, key, facet)]
                assert found, (record, key, facet)
                assert facet != "column" or columns & {*found}, (record, key)


@pytest.mark.parametrize("name", FIELDS)
def test_every_key_has_a_version(name: str) -> None:
    """Each key came with a version of the data format that there is."""
    assert 1 <= FIELDS[name].facts.since <= FORMAT


def keys_with(guard: Guard, *records: type[Record]) -> set[str]:
    """Return the keys of records that need this permission to change: `Indicator.unit`."""
    return {
        f"{field.record}.{field.key}"
        for record in records
        for field in guarded_fields(record, guard)
    }


@pytest.mark.parametrize("record", CHANGES)
def test_keys_of_entries_change_by_correction_alone(record: type[Record]) -> None:
    """A correction may set each key of an entry or a reply but `anchor` and `added`."""
    kept = keys_with(Guard.KEPT, record)
    assert {name.rpartition(".")[2] for name in kept} == {"anchor", "added"}
    every = {f"{field.record}.{field.key}" for field in record_fields(record)}
    assert keys_with(Guard.ENTRY, record) == every - kept


@pytest.mark.parametrize("record", [Correction, Decision])
def test_corrections_and_decisions_never_change(record: type[Record]) -> None:
    """Whatever a correction or a decision says stays."""
    every = {f"{field.record}.{field.key}" for field in record_fields(record)}
    assert keys_with(Guard.KEPT, record) == every


def test_decisions_are_needed_where_the_contract_says() -> None:
    """The keys that change by decision are those of the contract (docs/contract.md)."""
    expected = {
        Series: "indicator area baseline population breaks",
        PopulationValue: "date value sources note",
        Indicator: "title definition unit per decimals direction measure programme frequency"
        " breaks",
        Source: "title publisher type url published same_text_as",
        Area: "name level parent codes",
        Speaker: "name",
        Dimension: "title overlapping categories",
        Category: "title",
        Fact: "value unit per date sources",
        Contact: "title purpose telephone email url address hours sources checked",
        Site: "publisher licence tag_authority time_zone",
    }
    for record, keys in expected.items():
        found = {name.rpartition(".")[2] for name in keys_with(Guard.DECISION, record)}
        assert found == {*keys.split()}, record


def test_a_key_that_nobody_thought_of_is_guarded() -> None:
    """A key without facts of its own changes by decision."""
    assert Key().guard is Guard.DECISION


def property_names(schema: object) -> Iterator[str]:
    """Yield the name of every property that a JSON Schema describes."""
    if isinstance(schema, dict):
        properties = schema.get("properties", {})
        yield from (name for name, kind in properties.items() if "description" in str(kind))
        for part in schema.values():
            yield from property_names(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from property_names(part)


@pytest.mark.parametrize("kind", editor_schemas.KINDS)
def test_every_key_is_in_the_schema(kind: str) -> None:
    """Each key is described in the schema of every file that may hold it."""
    files = editor_schemas.schema_files(an_example())
    schema: Any = json.loads(files[f"{editor_schemas.FOLDER}/{kind}.json"])
    described = {*property_names(schema)}
    for record in nested_records(editor_schemas.KINDS[kind]):
        for field in record_fields(record):
            assert f"{field.record}.{field.key}" in NOT_EXPLAINED or field.key in described, field


def test_every_key_has_a_column() -> None:
    """Each key has a column with a title, or the downloads hold it elsewhere."""
    tables = catalogs.tables_of(an_example())
    columns = {column.field: (table, column) for table in tables for column in table.columns}
    nested = {
        f"{inner.record}.{inner.key}"
        for name, field in FIELDS.items()
        if field.record in TABLES and "columns of" in NO_COLUMN.get(name, "")
        for record in nested_records(field.type.plain)
        for inner in record_fields(record)
        if inner.record == "SatuData"
    }
    for name, field in FIELDS.items():
        if (field.record in TABLES and name not in NO_COLUMN) or name in nested:
            assert name in columns, name
            table, column = columns[name]
            assert dictionary.column_term(table.name, column).title["id"]
        else:
            assert name not in columns or field.record in ("Correction", "Unit", "Population"), name
    assert set(NO_COLUMN) <= set(FIELDS)


@pytest.mark.parametrize(
    ("kind", "record"),
    [("observation", Observation), ("target", Target), ("event", Event), ("source", Source)],
)
def test_every_key_can_be_asked_for(kind: str, record: type[Observation]) -> None:
    """The wizard asks for each key, or `NOT_ASKED` names it."""
    asked = {field.key for field in draft_entry.FIELDS[kind]}
    written = {field.key for field in record_fields(record)}
    assert written - asked <= set(NOT_ASKED)
    assert asked <= written


@pytest.mark.parametrize(
    ("hint", "expected"),
    [
        (Plain, FieldType(str)),
        (Plain | None, FieldType(str, is_optional=True)),
        (Date, FieldType(Period)),
        (tuple[int, ...], FieldType(tuple, item=FieldType(int))),
        (Mapping[str, Decimal | None], None),
    ],
)
def test_a_type_is_taken_apart(hint: object, expected: FieldType | None) -> None:
    """A parsed type has its class, its items, and a mark if the key may be absent."""
    found = parse_field_type(hint)
    if expected is None:
        assert found.plain is Mapping
        assert found.item == FieldType(Decimal, is_optional=True)
    else:
        seen = (found.plain, found.item, found.is_optional)
        assert seen == (expected.plain, expected.item, expected.is_optional)


def test_a_field_says_what_it_may_hold() -> None:
    """Closed lists, references, lengths and languages follow from the type."""
    assert parse_field_type(Status).choices == ("final", *[str(word) for word in [*Status][1:]])
    assert parse_field_type(SourceIds).reference == "source"
    assert parse_field_type(SourceIds).min_length == 1
    assert parse_field_type(TargetRef | None).reference == "target"
    assert parse_field_type(Named).has_validator("_complete")
    assert parse_field_type(Day).has_validator("_full_date")
    assert not parse_field_type(Text).choices


def test_a_key_keeps_its_facts_beside_a_default() -> None:
    """`Key` may stand in any place of an annotation, also around `None`."""
    kind = parse_field_type(Annotated[Plain | None, Key(Guard.ENTRY)])
    field = RecordField("R", "k", kind, None, is_required=False, default=None)
    assert field.facts == Key(Guard.ENTRY)
    assert field.type.is_optional
