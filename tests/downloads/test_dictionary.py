"""The data dictionary names and explains every table and column in both languages."""

from __future__ import annotations

import json

import pytest
import yaml
from tests.catalogs import an_example, downloads, nothing, tables_of

from terang.diagnostics import LANGUAGES
from terang.downloads import dictionary
from terang.downloads.columns import Column, ColumnType
from terang.downloads.table import Table

TABLES = tables_of(an_example())


@pytest.mark.parametrize("table", TABLES, ids=[table.name for table in TABLES])
def test_every_table_and_column_is_explained(table: Table) -> None:
    """Every title and description exists in both languages and is not blank."""
    terms = [dictionary.table_term(table.name)]
    terms += [dictionary.column_term(table.name, column) for column in table.columns]
    for term in terms:
        assert set(term.title) == set(term.description) == set(LANGUAGES)
        assert all(text.strip() for text in (*term.title.values(), *term.description.values()))


def test_the_dictionary_explains_nothing_else() -> None:
    """The dictionary has no term for a column that does not exist."""
    tree = yaml.safe_load(dictionary._FILE.read_text("utf-8"))
    terms = {table.name: {column.term for column in table.columns} for table in TABLES}
    assert list(tree["tables"]) == list(terms)
    for name, entry in tree["tables"].items():
        assert set(entry.get("columns", {})) <= terms[name], name
    assert set(tree["common"]) <= set().union(*terms.values())


def test_titles_tell_languages_and_codes_apart() -> None:
    """The two columns of a text have titles that name their language."""
    text = dictionary.column_term(
        "areas", Column("name_en", ColumnType.STRING, "en", field="Area.name")
    )
    code = dictionary.column_term(
        "areas", Column("codes_bps", ColumnType.STRING, "bps", field="Area.codes")
    )
    assert text.title == {"id": "Nama (bahasa Inggris)", "en": "Name (English)"}
    assert code.title["id"] == "Kode wilayah: bps"


def test_a_missing_column_is_an_error() -> None:
    """A column without a term raises KeyError, so that no new key is published unexplained."""
    with pytest.raises(KeyError):
        dictionary.column_term("areas", Column("height", ColumnType.NUMBER))


def test_descriptions_reach_the_data_package() -> None:
    """The descriptor has texts in both languages, and the first language in `title`."""
    package = json.loads(downloads(nothing())["data/datapackage.json"])
    (field,) = [
        column for column in package["resources"][2]["schema"]["fields"] if column["name"] == "date"
    ]
    assert (field["title"], field["title_id"], field["title_en"]) == ("Tanggal", "Tanggal", "Date")
    assert field["description_en"] == "The day or period that the entry is about."
    for text in (package["description_id"], package["description_en"]):
        assert "=, +, -, @, tab" in text
