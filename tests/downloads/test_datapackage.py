"""datapackage.json conforms to its standard and describes the files correctly."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from pathlib import Path
from typing import Any

import frictionless
import jsonschema
import pytest
from tests.catalogs import (
    HOSTILE,
    a_hostile,
    an_example,
    downloads,
    nothing,
    standard,
    tables_of,
)

from terang.downloads import datapackage
from terang.downloads.columns import Column, ColumnType
from terang.downloads.table import ForeignKey, Table
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


CATALOGS = {
    "example": an_example(),
    "nothing": nothing(),
    "hostile": a_hostile(HOSTILE[1]),
    "standing": a_hostile(HOSTILE[1], is_withdrawn=False),
}
EACH_TEXT = [a_hostile(text, is_withdrawn=index % 2 == 0) for index, text in enumerate(HOSTILE)]


@pytest.mark.parametrize("name", CATALOGS)
def test_it_conforms_to_the_profile(name: str) -> None:
    """The published JSON Schema of Data Package 2.0 finds nothing wrong."""
    profile = json.loads(standard("datapackage-2.0/datapackage.json").read_text("utf-8"))
    validator = jsonschema.Draft7Validator(profile, format_checker=jsonschema.FormatChecker())
    assert [error.message for error in validator.iter_errors(package_of(CATALOGS[name]))] == []


@pytest.mark.parametrize("catalog", [an_example(), nothing(), *EACH_TEXT])
def test_frictionless_finds_no_error(catalog: Catalog, tmp_path: Path) -> None:
    """Types, constraints, keys, bytes and checksums hold, whatever is written."""
    report = report_of(catalog, tmp_path)
    assert report.flatten(["name", "rowNumber", "fieldName", "type", "message"]) == []
    assert len(report.tasks) == len(tables_of(catalog))


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
    found = {(task.name, error.type) for task in tasks for error in task.errors}
    assert found == {("series", "foreign-key")}


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
    for table, resource in zip(tables_of(an_example()), package["resources"], strict=True):
        fields = resource["schema"]["fields"]
        assert [field["name"] for field in fields] == [column.name for column in table.columns]
    by_name = {resource["name"]: resource["schema"]["fields"] for resource in package["resources"]}
    observations = {field["name"]: field for field in by_name["observations"]}
    assert observations["value"]["type"] == "number"
    assert "constraints" not in observations["value"]  # empty of a range
    assert observations["value_low"]["constraints"] == {"required": True}
    assert observations["date_end"]["type"] == observations["added"]["type"] == "date"
    areas = {field["name"]: field for field in by_name["areas"]}
    claims = {field["name"]: field for field in by_name["claims"]}
    assert areas["codes_bps"]["type"] == claims["area_bps"]["type"] == "string"
    assert claims["is_latest"]["type"] == "boolean"
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
        ("indicators", "theme"): ("themes", "id"),
        ("series", "indicator"): ("indicators", "id"),
        ("series", "area"): ("areas", "id"),
        ("series", "baseline"): ("observations", "anchor"),
        ("observations", "series"): ("series", "id"),
        ("observations", "by"): ("speakers", "id"),
        ("targets", "series"): ("series", "id"),
        ("targets", "by"): ("speakers", "id"),
        ("targets", "replaces"): ("", "anchor"),
        ("targets", "replaced_by"): ("", "anchor"),
        ("events", "series"): ("series", "id"),
        ("events", "by"): ("speakers", "id"),
        ("replies", "series"): ("series", "id"),
        ("replies", "by"): ("speakers", "id"),
        ("sources", "same_text_as"): ("", "id"),
        ("revisions", "series"): ("series", "id"),
        ("population", "series"): ("series", "id"),
        ("breakdowns", "series", "anchor"): ("observations", "series", "anchor"),
        ("breakdowns", "series"): ("series", "id"),
        ("breakdowns", "dimension", "category"): ("categories", "dimension", "id"),
        ("breaks", "series"): ("series", "id"),
        ("breaks", "indicator"): ("indicators", "id"),
        ("areas", "parent"): ("", "id"),
        ("facts", "programme"): ("programmes", "id"),
        ("contacts", "programme"): ("programmes", "id"),
        ("categories", "dimension"): ("dimensions", "id"),
        ("claims", "series"): ("series", "id"),
        ("claim_sources", "series"): ("series", "id"),
        ("claim_sources", "source"): ("sources", "id"),
        ("conflicts", "series"): ("series", "id"),
        ("conflicts", "preferred"): ("observations", "anchor"),
        ("vintages", "series"): ("series", "id"),
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
    assert package["homepage"] == "https://example.org/sub/"


def test_what_must_travel_does() -> None:
    """The descriptor has the notice, the data format, and the day that states are seen from."""
    package = package_of(an_example())
    assert package["notice"] == package["notice_id"] == "Situs contoh, tidak resmi"
    assert package["notice_en"] == "An example, not official"
    assert (package["format"], package["as_of"]) == (2, "2025-06-30")
    site = an_example().site.model_copy(update={"notice": None})
    assert "notice" not in package_of(dataclasses.replace(an_example(), site=site))


def test_every_listed_word_has_its_meaning() -> None:
    """Each closed list gives each of its words with a meaning in both languages."""
    count = 0
    for resource in package_of(nothing())["resources"]:
        for field in resource["schema"]["fields"]:
            words = field.get("constraints", {}).get("enum", [])
            categories = field.get("categories", [])
            assert [category["value"] for category in categories] == words
            for category in categories:
                assert category["label"] == category["label_id"].strip() != ""
                assert category["label_en"].strip()
            count += len(words)
    assert count > 80


def test_types_do_not_depend_on_rows() -> None:
    """A table without rows has the columns and types of one with rows; codes of areas apart."""
    full, empty = package_of(an_example())["resources"], package_of(nothing())["resources"]
    for with_rows, without in zip(full, empty, strict=True):
        fields = [
            field
            for field in with_rows["schema"]["fields"]
            if not field["name"].startswith("codes_")
        ]
        assert without["schema"]["fields"] == fields


def test_the_version_follows_the_record() -> None:
    """Equal records have the same version; different records have different versions."""
    version, same, other = (
        package_of(catalog)["version"] for catalog in (an_example(), an_example(), nothing())
    )
    assert version == same != other
    assert version.startswith("2025.02.02+")  # the last decision
    assert other.startswith("2025.01.01+")  # the day of the site's tags
