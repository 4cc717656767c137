"""datapackage.json conforms to its standard and describes the files correctly."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import pytest
from tests.catalogs import HOSTILE, a_hostile, an_example, downloads, nothing, standard

from terang.downloads import datapackage
from terang.downloads.columns import Column, ColumnType
from terang.downloads.tables import ForeignKey, Table, record_tables
from terang.model.catalog import Catalog


def package_of(catalog: Catalog) -> dict[str, Any]:
    """Return the descriptor of a catalog's tables."""
    found: dict[str, Any] = json.loads(downloads(catalog)["data/datapackage.json"])
    return found


def report_of(catalog: Catalog, folder: Path) -> frictionless.Report:
    """Return the report of frictionless on a catalog's files."""
    for name, content in downloads(catalog).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return frictionless.validate(folder / "data" / "datapackage.json")


CATALOGS = {"example": an_example(), "nothing": nothing(), "hostile": a_hostile(HOSTILE[1])}


@pytest.mark.parametrize("name", CATALOGS)
def test_it_conforms_to_the_profile(name: str) -> None:
    """The published JSON Schema of Data Package 2.0 finds nothing wrong."""
    profile = json.loads(standard("datapackage-2.0/datapackage.json").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(profile, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(package_of(CATALOGS[name]))] == []


@pytest.mark.parametrize("catalog", [an_example(), nothing(), *map(a_hostile, HOSTILE)])
def test_frictionless_finds_no_error(catalog: Catalog, tmp_path: Path) -> None:
    """Types, constraints, keys, bytes and checksums hold, whatever is written."""
    report = report_of(catalog, tmp_path)
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "message"]) == []
    assert len(report.tasks) == 12


def test_frictionless_would_find_a_broken_key(tmp_path: Path) -> None:
    """The check of foreign keys works: a reference to a missing row is reported."""
    report_of(an_example(), tmp_path)
    path = tmp_path / "data" / "observations.csv"
    path.write_bytes(
        path.read_bytes().replace(b"people-town,result-2022", b"people-town,gone-2022")
    )
    descriptor = json.loads((tmp_path / "data" / "datapackage.json").read_text("utf-8"))
    for resource in descriptor["resources"]:
        del resource["bytes"], resource["hash"]
    package = frictionless.Package.from_descriptor(descriptor, basepath=str(tmp_path / "data"))
    tasks = package.validate().tasks
    found = [(task.name, error.type) for task in tasks for error in task.errors]
    assert found == [("series", "foreign-key")]


def test_bytes_and_checksums_are_the_files() -> None:
    """A resource states the file name, size and SHA-256 of its file."""
    found = downloads(an_example())
    for resource in json.loads(found["data/datapackage.json"])["resources"]:
        content = found[f"data/{resource['path']}"]
        assert resource["bytes"] == len(content)
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"


def test_fields_are_the_columns() -> None:
    """Fields have the columns' names and order, with required columns and closed lists declared."""
    package = package_of(an_example())
    for table, resource in zip(record_tables(an_example()), package["resources"], strict=True):
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == [column.name for column in table.columns]
    by_name = {resource["name"]: resource["schema"]["fields"] for resource in package["resources"]}
    observations = {field["name"]: field for field in by_name["observations"]}
    assert observations["value"]["type"] == "number"
    assert observations["value"]["constraints"] == {"required": True}
    assert observations["status"]["constraints"]["enum"] == [
        *("final", "reported", "provisional", "estimated", "disputed")
    ]
    assert "constraints" not in observations["quote"]


def test_every_foreign_key() -> None:
    """Every foreign key of the data format is declared, except lists and anchors of any entry."""
    found = {}
    for resource in package_of(an_example())["resources"]:
        for key in resource["schema"].get("foreignKeys", []):
            reference = key["reference"]
            found[(resource["name"], *key["fields"])] = (
                reference.get("resource", ""),
                *reference["fields"],
            )
    assert found == {
        ("indicators", "programme"): ("programmes", "id"),
        ("series", "indicator"): ("indicators", "id"),
        ("series", "area"): ("areas", "id"),
        ("series", "baseline"): ("observations", "anchor"),
        ("observations", "series"): ("series", "id"),
        ("targets", "series"): ("series", "id"),
        ("targets", "replaces"): ("", "anchor"),
        ("events", "series"): ("series", "id"),
        ("sources", "same_text_as"): ("", "id"),
        ("revisions", "series"): ("series", "id"),
        ("population", "series"): ("series", "id"),
        ("breakdowns", "series", "anchor"): ("observations", "series", "anchor"),
        ("breakdowns", "series"): ("series", "id"),
        ("areas", "parent"): ("", "id"),
        ("facts", "programme"): ("programmes", "id"),
    }


def test_a_composite_key_without_optional_columns_stays_whole() -> None:
    """A foreign key keeps all of its columns if none of them may be empty."""
    column = Column("a", ColumnType.STRING, required=True)
    other = Column("b", ColumnType.STRING, required=True)
    key = ForeignKey(("a", "b"), "t", ("c", "d"))
    table = Table(name="s", columns=(column, other), make_rows=tuple, foreign_keys=(key,))
    assert datapackage._foreign_key(table, key) == {
        "fields": ["a", "b"],
        "reference": {"resource": "t", "fields": ["c", "d"]},
    }


def test_publisher_licence_and_sources() -> None:
    """The descriptor has the site's licence, publisher and sources."""
    package = package_of(an_example())
    assert package["licenses"] == [{"name": "CC-BY-4.0", "path": "https://example.org/licence"}]
    (publisher,) = package["contributors"]
    assert (publisher["title_en"], publisher["email"]) == ("Publisher", "someone@example.org")
    assert package["sources"] == [
        {"title": "Koran Lain: Kabar yang sama", "path": "https://example.org/a?b=1,2"},
        {"title": "Koran: Kabar"},
    ]
    assert package["created"] == "2025-06-30T00:00:00Z"
    assert package["homepage"] == "https://example.org/sub/"


def test_the_version_follows_the_record() -> None:
    """Equal records have the same version; different records have different versions."""
    version, same, other = (
        package_of(catalog)["version"] for catalog in (an_example(), an_example(), nothing())
    )
    assert version == same != other
    assert version.startswith("2025.06.30+")
