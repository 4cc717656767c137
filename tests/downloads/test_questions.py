"""Twelve questions of people who use the data, each answered in at most three lines.

pandas answers them from the CSV files, SQL from the database, and DuckDB from Parquet with the same
lines. All give the same answer, on the example and on this checkout's own record, before and after
a correction.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
from tests.built import real_catalog
from tests.catalogs import download_context, edited_example, read_record

from terang.downloads.registry import download_files
from terang.model.catalog import Catalog
from terang.model.entries import Correction, Revision

DAY, MONTH, CODE, PUBLISHER = "2024-08-25", "2024-08-01", "0102", "Koran"
VALUES = {"day": DAY, "month": MONTH, "code": CODE, "publisher": PUBLISHER}

SQL = {
    "latest with source and address": """
        SELECT claim_id, value_low, value_high, source_url, url FROM claims WHERE is_latest""",
    "rivals of a date": """
        SELECT series, conflict, anchor, value_low FROM conflicts JOIN claims USING (series, anchor)
        WHERE conflicts.kind IN ('date', 'contradicts')""",
    "missed targets": "SELECT claim_id, date_end, value_low FROM claims WHERE state = 'missed'",
    "as of a day": """
        SELECT series, anchor, value FROM vintages WHERE key = 'value' AND known_from <= :day
        AND coalesce(known_to, '9999-12-31') >= :day""",
    "a publisher's figures without copies": """
        SELECT DISTINCT series, anchor FROM claim_sources JOIN sources ON id = source
        WHERE publisher = :publisher AND same_text_as IS NULL""",
    "share at the deadline": """
        SELECT series, anchor, share_at_deadline_low, share_at_deadline_high FROM targets
        WHERE at_deadline_date IS NOT NULL""",
    "on record since a month": """
        SELECT series, anchor FROM observations WHERE added >= :month""",
    "archived sources": "SELECT id, archived FROM sources WHERE archived IS NOT NULL",
    "places by official code": "SELECT id FROM areas WHERE codes_bps = :code",
    "points of a chart": """
        SELECT series, speaker_id, date_end, value_low, value_high FROM claims
        WHERE kind = 'observation' AND counts ORDER BY series, date_end""",
    "one citation": """
        SELECT speaker_en, quote, publisher, source_url, url FROM claims
        WHERE quote IS NOT NULL ORDER BY claim_id LIMIT 1""",
    "targets without report": """
        SELECT series, anchor, reason FROM targets WHERE state = 'unreported'""",
}

Tables = Mapping[str, pd.DataFrame]

PANDAS: dict[str, Callable[[Tables], pd.DataFrame]] = {
    "latest with source and address": lambda t: t["claims"].loc[
        t["claims"]["is_latest"], ["claim_id", "value_low", "value_high", "source_url", "url"]
    ],
    "rivals of a date": lambda t: (
        t["conflicts"]
        .query("kind in ['date', 'contradicts']")
        .merge(t["claims"].drop(columns="kind"), on=["series", "anchor"])
    )[["series", "conflict", "anchor", "value_low"]],
    "missed targets": lambda t: t["claims"].query("state == 'missed'")[
        ["claim_id", "date_end", "value_low"]
    ],
    "as of a day": lambda t: t["vintages"].query(
        f"key == 'value' and known_from <= '{DAY}' and (known_to.isna() or known_to >= '{DAY}')"
    )[["series", "anchor", "value"]],
    "a publisher's figures without copies": lambda t: (
        t["claim_sources"]
        .merge(t["sources"], left_on="source", right_on="id")
        .query(f"publisher == '{PUBLISHER}' and same_text_as.isna()")
    )[["series", "anchor"]].drop_duplicates(),
    "share at the deadline": lambda t: t["targets"].query("at_deadline_date.notna()")[
        ["series", "anchor", "share_at_deadline_low", "share_at_deadline_high"]
    ],
    "on record since a month": lambda t: t["observations"].loc[
        t["observations"]["added"] >= MONTH, ["series", "anchor"]
    ],
    "archived sources": lambda t: t["sources"].query("archived.notna()")[["id", "archived"]],
    "places by official code": lambda t: t["areas"].query(f"codes_bps == '{CODE}'")[["id"]],
    "points of a chart": lambda t: t["claims"].loc[
        (t["claims"]["kind"] == "observation") & t["claims"]["counts"],
        ["series", "speaker_id", "date_end", "value_low", "value_high"],
    ],
    "one citation": lambda t: (t["claims"].query("quote.notna()").sort_values("claim_id").head(1))[
        ["speaker_en", "quote", "publisher", "source_url", "url"]
    ],
    "targets without report": lambda t: t["targets"].query("state == 'unreported'")[
        ["series", "anchor", "reason"]
    ],
}


def frames(files: Mapping[str, bytes], folder: Path) -> dict[str, pd.DataFrame]:
    """Return every table as pandas reads it, with the types that the descriptor gives."""
    types = {"string": "str", "date": "str", "number": "float64", "boolean": "bool"}
    package = json.loads(files["data/datapackage.json"])
    found = {}
    for resource in package["resources"]:
        path = folder / resource["path"]
        path.write_bytes(files[f"data/{resource['path']}"])
        fields = {
            field["name"]: types[field["type"]]
            for field in resource["schema"]["fields"]
            if field["type"] in types
            and (field["type"] != "boolean" or field.get("constraints", {}).get("required"))
        }
        # Texts such as `NA` stay texts; only an empty cell is a missing value.
        found[resource["name"]] = pd.read_csv(
            path, dtype=fields, keep_default_na=False, na_values=[""]
        )
    return found


def answers_of(catalog: Catalog, folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return the answer to each question; pandas, SQL and DuckDB agree on it."""
    context, found = dataclasses.replace(download_context(catalog), with_parquet=True), {}
    files = download_files(context)
    tables = frames(files, folder)
    with closing(sqlite3.connect(":memory:")) as database, duckdb.connect() as parquet:
        database.deserialize(files["data/transparency.sqlite"])
        for table in context.tables:
            path = folder / f"{table.name}.parquet"
            path.write_bytes(files[f"data/{path.name}"])
            parquet.execute(f"CREATE VIEW {table.name} AS SELECT * FROM '{path}'")  # noqa: S608
        for question, query in SQL.items():
            if question == "places by official code" and not _has_codes(catalog):
                continue
            rows = sorted(map(_plain, database.execute(query, VALUES).fetchall()), key=str)
            frame = PANDAS[question](tables)
            assert rows == sorted(map(_plain, frame.itertuples(index=False)), key=str), question
            # DuckDB marks parameters by a dollar, and refuses those that a query does not name.
            asked, used = query.replace(":", "$"), {key for key in VALUES if f":{key}" in query}
            given = {key: VALUES[key] for key in used}
            answer = parquet.execute(asked, given).fetchall()
            assert rows == sorted(map(_plain, answer), key=str), question
            found[question] = rows
    return found


def _has_codes(catalog: Catalog) -> bool:
    """Return whether an area has a code of the statistics office; else no table has the column."""
    return any("bps" in area.codes for area in catalog.areas.values())


def _plain(row: Any) -> tuple[Any, ...]:  # noqa: ANN401
    """Return a row with numbers as floats, days as texts and missing values as None."""
    return tuple(
        None if cell is None or cell != cell else float(cell) if _is_number(cell) else str(cell)  # noqa: PLR0124
        for cell in row
    )


def _is_number(cell: object) -> bool:
    return isinstance(cell, int | float)


def test_both_know_all_questions() -> None:
    """Each of the twelve questions has an answer in SQL and one in pandas, of three lines."""
    assert list(SQL) == list(PANDAS)
    assert len(SQL) == 12
    assert all(len(query.strip().splitlines()) <= 3 for query in SQL.values())


def test_questions_on_the_example(tmp_path: Path) -> None:
    """The answers are those of the example, which uses every key."""
    town = "people-town"
    found = answers_of(edited_example(), tmp_path)
    (latest,) = found["latest with source and address"]
    assert latest[:3] == (f"{town}#result-2024-08-17", 100000, 100000)
    assert [row[2] for row in found["rivals of a date"]] == [
        *("result-2023-01-01-to-2023-04-30", "target-2024"),
    ]
    assert (town, "result-2024-08-17", "90000.50") in found["as of a day"]
    assert (town, "result-2024-wrong") not in found["a publisher's figures without copies"]
    assert [row[:2] for row in found["share at the deadline"]] == [(town, "target-2024")]
    assert len(found["on record since a month"]) == 6
    assert found["archived sources"] == [("copy", "https://archive.example.org/a")]
    assert found["places by official code"] == [("town",)]
    assert [row[2] for row in found["points of a chart"]] == [
        *("2022-12-31", "2023-12-31", "2024-08-17"),
    ]
    assert found["one citation"][0][0] == "Mayor"
    assert found["missed targets"] == found["targets without report"] == []


def test_questions_after_a_correction(tmp_path: Path) -> None:
    """After the deadline and a first correction the same lines give the new answers."""
    line = "  - {anchor: result-2022, date: 2026-01-05, reason: {id: Salah}, set: {value: 15000}}\n"
    catalog = edited_example("replies:\n", f"{line}replies:\n", today=dt.date(2026, 2, 1))
    found = answers_of(catalog, tmp_path)
    (unreported,) = found["targets without report"]
    assert unreported == ("people-town", "target-2025", "not-for-the-day")
    assert 15000 in [row[3] for row in found["points of a chart"]]
    assert ("people-town", "result-2022", "14000") in found["as of a day"]


def corrected_catalog(catalog: Catalog) -> Catalog:
    """Return a catalog after one more correction: a figure of its longest series is one higher."""
    if not catalog.series:  # a new site
        return catalog
    longest = max(catalog.series.values(), key=lambda series: (len(series.entries), series.id))
    wrong = next(entry for entry in longest.observations if isinstance(entry.value, Decimal))
    text = f"{{anchor: {wrong.anchor}, date: 2025-06-30, reason: {{id: Salah}}, set: {{value: 1}}}}"
    made = read_record(Correction, text, "correction")
    revision = Revision(made, was={"value": wrong.value}, now={"value": wrong.value + 1})
    right = wrong.model_copy(
        update={"value": wrong.value + 1, "history": (*wrong.history, revision)}
    )
    observations = tuple(right if entry is wrong else entry for entry in longest.observations)
    corrections = (*longest.corrections, made)
    series = longest.model_copy(update={"observations": observations, "corrections": corrections})
    return dataclasses.replace(catalog, series={**catalog.series, longest.id: series})


def test_questions_on_this_record(tmp_path: Path) -> None:
    """All agree on this checkout's own record, before a correction and after it."""
    before = answers_of(real_catalog(), tmp_path)
    after = answers_of(corrected_catalog(real_catalog()), tmp_path)
    assert list(before) == list(after)
    assert (before != after) is bool(real_catalog().series)
