"""The files beside the form for proposals: the table of its script, and the spreadsheet."""

from __future__ import annotations

import json

from tests.editing.sheets import catalog_of, plan_of, record

from terang.editing.proposal_tables import KINDS
from terang.pages.proposal_form import proposal_files


def test_the_table_names_the_whole_record() -> None:
    """Each language has a table with every series, source and speaker, in its own words."""
    catalog = catalog_of(record())
    files = proposal_files(catalog)
    for root, title in (("", "id"), ("en/", "en")):
        table = json.loads(files[f"{root}propose/tables.json"]())
        assert [series["id"] for series in table["series"]] == list(catalog.series)
        assert [source[0] for source in table["sources"]] == list(catalog.sources)
        assert set(table["speakers"]) == set(catalog.speakers)
        assert set(table["lists"]) == set(KINDS)
        for key, speaker in catalog.speakers.items():
            assert table["speakers"][key] == speaker.name.in_language(title)[0]


def test_the_spreadsheet_is_read_back_unchanged() -> None:
    """The spreadsheet of the site holds the record, and changes nothing where it is not filled."""
    plan = plan_of(proposal_files(catalog_of(record()))["propose/terang-isian.xlsx"]())
    assert plan.same > 10
    assert (plan.planned, plan.problems, plan.skipped) == ([], [], [])
