"""index.json, llms.txt and the citations lead programs, assistants and authors to the claims."""

from __future__ import annotations

import dataclasses
import hashlib
import json
import re
from typing import Any

import jsonschema
import pytest
from tests.catalogs import ADDRESS, HOSTILE, a_hostile, an_example, downloads, nothing, tables_of

from terang.downloads import file_types
from terang.loading import file_names
from terang.model.catalog import Catalog


def index_of(catalog: Catalog) -> dict[str, Any]:
    """Return the list of series and files."""
    found: dict[str, Any] = json.loads(downloads(catalog)["data/index.json"])
    return found


# --- index.json --------------------------------------------------------------------------------


@pytest.mark.parametrize("catalog", [an_example(), nothing()])
def test_the_index_lists_every_file(catalog: Catalog) -> None:
    """Each download has its name, address and type; a size, unless it holds the list itself."""
    found, listed = downloads(catalog), index_of(catalog)["files"]
    assert [file["name"] for file in listed] == sorted(
        name.removeprefix("data/") for name in found if name.startswith("data/")
    )
    unread = {"index.json", "catalog.jsonld", "terang-data.zip"}
    for file in listed:
        content = found[f"data/{file['name']}"]
        assert file["url"] == f"{ADDRESS}data/{file['name']}"
        assert "/" in file["media_type"]
        if file["name"] not in unread:
            assert file["bytes"] == len(content)
            assert file["sha256"] == hashlib.sha256(content).hexdigest()
        assert ("bytes" in file) is (file["name"] not in unread)


def test_the_index_lists_every_series() -> None:
    """Each series has its title, page and files, which are there."""
    found = index_of(an_example())
    assert [series["id"] for series in found["series"]] == ["doubtful", "people-town"]
    series = found["series"][1]
    assert series["title"] == {"id": "Orang — Kota", "en": "People — Town"}
    assert (series["indicator"], series["area"]) == ("people", "town")
    assert series["url"] == f"{ADDRESS}coverage/people-town/"
    assert series["files"] == [
        "people-town.json",
        "people-town.csv",
        "people-town.csl.json",
        "people-town.xlsx",
    ]
    assert set(series["files"]) <= {file["name"] for file in found["files"]}


def test_the_index_says_what_must_travel() -> None:
    """It has publisher, licence, notice, format, version and the day of the states."""
    found = index_of(an_example())
    assert found["publisher"]["en"] == "Publisher"
    assert found["licence"]["id"] == "CC-BY-4.0"
    assert found["notice"]["id"] == "Situs contoh, tidak resmi"
    assert (found["format"], found["as_of"], found["modified"]) == (2, "2025-06-30", "2025-02-02")
    assert found["version"].startswith("2025.02.02+")
    assert found["feeds"] == [f"{ADDRESS}feed.xml", f"{ADDRESS}en/feed.xml"]


def test_no_series_takes_the_name_of_a_file() -> None:
    """Ids that would give a series the name of another download are taken."""
    names = {name.removeprefix("data/") for name in downloads(nothing())}
    clashes = {
        name.removesuffix(f".{ending}")
        for name in names
        for ending in file_types.OF_A_SERIES
        if name.endswith(f".{ending}")
    }
    is_id = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
    assert {name for name in clashes if is_id.fullmatch(name)} <= file_names.RESERVED_NAMES
    assert {table.name for table in tables_of(nothing()) if "_" not in table.name} <= (
        file_names.RESERVED_NAMES
    )


# --- llms.txt ----------------------------------------------------------------------------------

LONG = ["x" * 5000, "\U0001f33e" * 5000, "satu dua " * 900]


@pytest.mark.parametrize("text", [*HOSTILE, *LONG])
def test_llms_txt_is_short(text: str) -> None:
    """An assistant reads all of it: 4 kB at most, whatever publisher and notice are called."""
    content = downloads(a_hostile(text))["llms.txt"]
    assert len(content) <= 4096
    assert content.decode().startswith("# ")
    assert content.count(b"\n# ") == 0


def test_llms_txt_says_where_the_figures_are() -> None:
    """Each address in it is that of a download or a page, and the rules are in both languages."""
    text = downloads(an_example())["llms.txt"].decode()
    files = set(re.findall(rf"{re.escape(ADDRESS)}(data/[^)\s]+)", text)) - {"data/<series"}
    assert files
    assert files <= set(downloads(an_example()))
    assert "`in_conflict`" in text
    assert "Sebutkan selalu siapa yang menyatakan" in text
    assert "An example, not official" in text
    assert "Situs contoh, tidak resmi" in text
    assert "2025-06-30" in text


def test_llms_txt_without_a_notice() -> None:
    """A site without a notice has no empty line in its place."""
    site = an_example().site.model_copy(update={"notice": None})
    text = downloads(dataclasses.replace(an_example(), site=site))["llms.txt"].decode()
    assert "\n- \n" not in text
    assert "None" not in text


# --- citations ---------------------------------------------------------------------------------

DATE = {
    "type": "object",
    "properties": {
        "date-parts": {
            "type": "array",
            "minItems": 1,
            "maxItems": 2,
            "items": {
                "type": "array",
                "minItems": 1,
                "maxItems": 3,
                "items": {"type": "integer"},
            },
        }
    },
    "required": ["date-parts"],
    "additionalProperties": False,
}
TEXTS = [
    *("id", "type", "title", "container-title", "publisher", "URL", "language"),
    *("original-title", "original-publisher", "references", "archive_location", "note"),
]
CSL = {
    "type": "array",
    "items": {
        "type": "object",
        "properties": {
            **{name: {"type": "string"} for name in TEXTS},
            "issued": DATE,
            "original-date": DATE,
            "author": {
                "type": "array",
                "items": {"type": "object", "required": ["literal"]},
            },
        },
        "required": ["id", "type"],
        "additionalProperties": False,
    },
}
"""The part of CSL-JSON that the citations use (docs.citationstyles.org, csl-data.json)."""


def citations(catalog: Catalog, series: str) -> list[dict[str, Any]]:
    """Return the citations of a series."""
    found: list[dict[str, Any]] = json.loads(downloads(catalog)[f"data/{series}.csl.json"])
    return found


def test_each_claim_that_stands_is_a_citation() -> None:
    """A citation has the claim in words, its speaker, its address and its first source."""
    found = citations(an_example(), "people-town")
    assert [item["id"] for item in found] == [
        *("people-town#result-2022", "people-town#result-2023-01-01-to-2023-04-30"),
        *("people-town#result-2024-08-17", "people-town#result-2023-12-31"),
        *("people-town#target-2024", "people-town#target-2025", "people-town#event-2023-q2"),
    ]
    assert found[1] == {
        "id": "people-town#result-2023-01-01-to-2023-04-30",
        "type": "webpage",
        "title": "Capaian yang diragukan: 85.000 (awal 2023)",
        "container-title": "Orang — Kota",
        "author": [{"literal": "Bupati"}],
        "publisher": "Penerbit",
        "issued": {"date-parts": [[2024, 8, 20]]},
        "URL": f"{ADDRESS}coverage/people-town/#result-2023-01-01-to-2023-04-30",
        "language": "id",
        "original-title": "Kabar",
        "original-publisher": "Koran",
        "note": '"85 ribu"',
    }
    assert found[2]["title"] == "Capaian: hampir 100.000 (17 Agustus 2024)"


def test_a_citation_has_the_date_of_its_source() -> None:
    """The date of the original is as precise as its source's."""
    catalog = an_example()
    town = catalog.series["people-town"]
    (first, *_) = town.observations
    copied = first.model_copy(update={"sources": ("copy",)})
    series = {"people-town": town.model_copy(update={"observations": (copied,), "replies": ()})}
    (item, *_) = citations(dataclasses.replace(catalog, series=series), "people-town")
    assert item["original-date"] == {"date-parts": [[2024, 8]]}
    assert item["references"] == "https://example.org/a?b=1,2"
    assert item["archive_location"] == "https://archive.example.org/a"


@pytest.mark.parametrize("text", HOSTILE)
def test_citations_are_csl(text: str) -> None:
    """The citations have the keys and types of CSL-JSON, whatever their texts are."""
    jsonschema.validate(citations(a_hostile(text, is_withdrawn=False), "people-town"), CSL)
    jsonschema.validate(citations(an_example(), "people-town"), CSL)
