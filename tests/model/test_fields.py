"""Each key of the model has help, a guard, a schema entry and a column.

A key that is added to a record fails here until each of them is there.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Annotated, Any

import pytest
from tests.catalogs import an_example

from terang.downloads import dictionary
from terang.downloads.tables import record_tables
from terang.editing import draft_entry, editor_schemas
from terang.guard import revision_rules, snapshot
from terang.i18n import field_help
from terang.loading.data_folder import FILE_TYPES
from terang.model.catalog import PopulationValue, Series
from terang.model.definitions import FORMAT, Decision, Indicator, Source
from terang.model.entries import Event, Observation, Revision, Status, Target, Withdrawal
from terang.model.field_types import Date, Day, Named, Plain, SourceIds, TargetRef, Text
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

NOT_EXPLAINED = frozenset({"Breakdown.values", "Unit.id", "Unit.en"})
"""Categories are written without this key; a unit's texts are explained as those of any text."""

RECORDS = {
    record_fields(record)[0].record: record
    for hint in FILE_TYPES.values()
    for record in nested_records(hint)
}
FIELDS = {
    f"{name}.{field.key}": field
    for name, record in RECORDS.items()
    for field in record_fields(record)
    if f"{name}.{field.key}" not in NOT_EXPLAINED
}

TABLES = frozenset(
    {"Indicator", "Series", "Observation", "Target", "Event", "Source", "PopulationValue"}
    | {"Area", "Programme", "Fact"}
)
"""Records that a table holds as rows."""

NO_COLUMN: Mapping[str, str] = {
    "Observation.breakdown": "the table breakdowns",
    "Observation.revisions": "the table revisions",
    "Target.revisions": "the table revisions",
    "Event.revisions": "the table revisions",
    "Series.observations": "a table of that name",
    "Series.targets": "a table of that name",
    "Series.events": "a table of that name",
    "Series.sources": "the table sources",
    "Series.population": "the table population, and the columns of its label",
    "Programme.facts": "the table facts",
    "Indicator.satu_data": "columns of its keys",
    "Observation.withdrawn": "columns of its keys",
    "Target.withdrawn": "columns of its keys",
    "Event.withdrawn": "columns of its keys",
}
"""Keys without a column of their own, and the place where downloads hold them instead."""

NOT_ASKED: Mapping[str, str] = {
    "withdrawn": "comes later than the entry",
    "revisions": "come later than the entry",
    "breakdown": "needs a table",
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
    columns = {column.field for table in record_tables(an_example()) for column in table.columns}
    for record, keys in field_help.field_help_tree().items():
        for key, facets in keys.items() if record != "file" else ():
            for facet in facets:
                found = [*users(record, key, facet)]
                assert found, (record, key, facet)
                assert facet != "column" or columns & {*found}, (record, key)


@pytest.mark.parametrize("name", FIELDS)
def test_every_guard_is_kept_by_a_rule(name: str) -> None:
    """Each key is checked by the rule of the guard that the model gives it."""
    field, rules = FIELDS[name], set[str]()
    match field.facts.guard:
        case Guard.ENTRY:
            rules = {f"{kind}.{key}" for kind in _ENTRIES for key in revision_rules.GUARDED}
        case Guard.DECISION:
            rules = {f"Indicator.{key}" for key in snapshot.DEFINING} | _POPULATION
            rules |= {f"Series.{f.key}" for f in record_fields(Series) if f.type.reference}
        case Guard.KEPT:
            rules = {f"{kind}.{key}" for kind in _ENTRIES for key in _HISTORY} | _LISTS
        case Guard.REPORTED:
            rules = {name}
    assert name in rules
    assert 1 <= field.facts.since <= FORMAT


_ENTRIES = ("Observation", "Target", "Event")
_HISTORY = ("anchor", "revisions", "withdrawn")
_LISTS = {
    *(f"Series.{name}" for name in snapshot.LISTS),
    *(f"Decision.{field.key}" for field in record_fields(Decision)),
    *(f"Revision.{field.key}" for field in record_fields(Revision)),
    *(f"Withdrawal.{field.key}" for field in record_fields(Withdrawal)),
}
_POPULATION = {
    "Series.population",
    *(f"PopulationValue.{key}" for key in ("date", "value", "sources")),
}


def test_guards_are_those_of_the_contract() -> None:
    """The guarded keys are those of the contract (docs/contract.md)."""
    by_revision = {
        record: [field.key for field in guarded_fields(record, Guard.ENTRY)]
        for record in (Observation, Target, Event)
    }
    assert by_revision == {
        Observation: ["sources", "date", "value", "status", "qualifier", "preferred"],
        Target: ["sources", "value", "due", "replaces", "qualifier"],
        Event: ["sources", "date"],
    }
    for record, keys in by_revision.items():  # the guard compares a key in all kinds of entries
        assert {*keys} == {*revision_rules.GUARDED} & {*record.model_fields}
    by_decision = [
        field.key
        for record in (Indicator, Series, PopulationValue)
        for field in guarded_fields(record, Guard.DECISION)
    ]
    assert by_decision == [
        *("definition", "unit", "direction", "measure"),
        *("indicator", "area", "population"),
        *("date", "value", "sources"),
    ]


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
    tables = record_tables(an_example())
    columns = {column.field: (table, column) for table in tables for column in table.columns}
    nested = {
        f"{inner.record}.{inner.key}"
        for name, field in FIELDS.items()
        if field.record in TABLES and "columns of" in NO_COLUMN.get(name, "")
        for record in nested_records(field.type.plain)
        for inner in record_fields(record)
        if inner.record in ("SatuData", "Withdrawal")
    }
    for name, field in FIELDS.items():
        if (field.record in TABLES and name not in NO_COLUMN) or name in nested:
            assert name in columns, name
            table, column = columns[name]
            assert dictionary.column_term(table.name, column).title["id"]
        else:
            assert name not in columns or field.record in ("Revision", "Unit", "Population"), name
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
