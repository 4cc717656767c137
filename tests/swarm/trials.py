"""The checks that hold for any catalog: it is read, published whole, and nothing is wrong.

`check_sound_catalog` and `check_broken_catalog` raise AssertionError, or whatever else went wrong,
for a seed; both are silent otherwise.
"""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
import itertools
import json
import re
import sqlite3
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from html import unescape
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from tests.swarm import oracle
from tests.swarm.broken_catalogs import broken_files
from tests.swarm.catalog_maker import MadeCatalog, made_catalog
from tests.swarm.silent_edits import silently_edited

from terang import derivation
from terang.derivation.latest_history import latest_history
from terang.derivation.quantity import Span
from terang.diagnostics import LANGUAGES, Problem, errors
from terang.editing.sheet_import import plan_import
from terang.editing.sheet_layout import editor_sheet
from terang.guard import append_only, snapshot
from terang.i18n.formatter import Language
from terang.loading import data_folder
from terang.model.catalog import Catalog
from terang.narrative import markdown_page
from terang.pages.publication import Publication
from terang.pages.templates import COMPONENTS, Renderer
from terang.parsing.spreadsheet import parse_sheets

REPOSITORY = Path(__file__).parents[2]
ADDRESS = "https://example.org/sub/"

_SERIES_KEYS = {
    "$schema", "format", "id", "indicator", "area", "title", "definition", "unit", "url",
    "publisher", "licence", "notice", "sources", "observations", "targets", "events", "population",
    "breaks", "replies", "derived",
}  # fmt: skip
_DERIVED_KEYS = {
    "as_of", "latest", "alongside", "change", "unmatched", "coverage_rate", "conflicts", "targets",
    "paces", "by_year", "freshness",
}  # fmt: skip
_FIGURE = re.compile(r'<data value="([^"]*)">')
_NUMBERS = frozenset({"value", "low", "high", "precision", "was"})
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")


_SHEETS_OF = 10
"""The number of catalogs for each one whose spreadsheet is read back."""


@functools.cache
def _render() -> Renderer:
    return Renderer(REPOSITORY / COMPONENTS)


def check_sound_catalog(seed: int) -> None:
    """Check a valid catalog: it is read without a problem, derived by the rules and published."""
    made = made_catalog(seed)
    files = made.files
    reading = data_folder.read_data(files, made.now)
    assert not errors(reading.problems), str(errors(reading.problems)[0])
    check_problem_texts(reading.problems)
    catalog = reading.sound()
    check_publication(catalog, made)
    check_silent_edits(made, files, reading)
    if seed % _SHEETS_OF == 0:
        check_spreadsheet(catalog, made)


def check_spreadsheet(catalog: Catalog, made: MadeCatalog) -> None:
    """Check that the spreadsheet to fill in, read back as it is, changes nothing."""
    sheet = editor_sheet(catalog, made.series)
    plan = plan_import("x.xlsx", parse_sheets("x.xlsx", sheet.data), made.files, made.now)
    assert plan.problems == [], str(plan.problems[0])
    assert (plan.same, plan.planned) == (sheet.rows, [])


def check_broken_catalog(seed: int) -> None:
    """Check a catalog with a mistake: it is listed as a problem, or the catalog is published."""
    made = made_catalog(seed)
    files = broken_files(made)
    reading = data_folder.read_data(files, made.now)
    check_problem_texts(reading.problems)
    before = snapshot.snapshot_of(made.files, made.now)
    check_problem_texts(
        append_only.silent_edits(before, snapshot.Snapshot(files, reading), made.today)
    )
    if reading.catalog is not None and not errors(reading.problems):
        check_publication(reading.sound(), None)
    else:
        assert reading.problems


def check_problem_texts(problems: Iterable[Problem]) -> None:
    """Check that each problem has a text in plain characters that begins with its place.

    What is to be pasted, after a line that ends with a colon, stands as it is in the file.
    """
    for problem in problems:
        lines = str(problem).split("\n")
        # A place in a table names its column.
        assert re.match(r"[^:]+:\d+:.*?: (?:notice )?[a-z0-9-]+: ", lines[0]), lines[0]
        hints = itertools.takewhile(lambda line: not line.endswith(":"), lines[1:])
        assert all(line.startswith("    ") for line in hints)
        assert "{" not in problem.code


# --- publication -------------------------------------------------------------------------------


def check_publication(catalog: Catalog, made: MadeCatalog | None) -> None:
    """Check every page, component and file of a catalog; with its sources also their words."""
    source = markdown_page.read_page("content/id/all.md", all_calls(catalog).encode())
    wrong = errors([*source.problems, *markdown_page.call_problems(source, catalog)])
    assert not wrong, str(wrong[0])
    publication = Publication(
        catalog=catalog, render=_render(), sources={source.path: source}, address=ADDRESS,
        correction_url="https://example.org/edit/{path}",
    )  # fmt: skip
    files = publication.published_files()
    for range_ in _ranges(publication.derived):
        assert range_.low is None or range_.high is None or range_.low <= range_.high
    html = [*_pages(publication), *_parts(publication, source)]
    documents = [files[name].decode() for name in files if name.endswith((".html", ".svg"))]
    images = [svg for _, svg in publication.share_images()]
    for name, content in files.items():
        if name.endswith((".xml", ".svg")):
            ET.fromstring(content)  # noqa: S314
    for svg in images:
        ET.fromstring(svg)  # noqa: S314
    check_table_formats(files)
    if made is not None:
        check_escaping([*html, *documents, *images], made.texts)
        check_figures([*html, *documents], publication, made)
        check_table_rows(files, made)
        check_derived_values(files, made)


def all_calls(catalog: Catalog) -> str:
    """Return a page that calls everything there is."""
    lines = ["---", "title: x", "description: y", "---", ""]
    for key, series in catalog.series.items():
        promised = [target.anchor for target in series.targets]
        blocks = ("headline", "timeline", "table", "chart", "targets", "sources")
        lines += [f'\n{{{{ {name}("{key}") }}}}\n' for name in (*blocks, "timeline", "chart")]
        lines += [f'{{{{ {name}("{key}") }}}}' for name in ("value", "date", "change", "share")]
        for entry in series.entries:
            name = "date" if entry in series.events else "value"
            lines += [f'{{{{ {macro}("{key}", "{entry.anchor}") }}}}' for macro in {name, "date"}]
        lines += [f'{{{{ share("{key}", "{anchor}") }}}}' for anchor in promised]
    lines += [f'{{{{ cite("{key}") }}}}' for key in catalog.sources]
    for key, programme in catalog.programmes.items():
        lines += [f'{{{{ fact("{key}", "{fact}") }}}}' for fact in programme.facts]
        lines += [f'\n{{{{ contacts("{key}") }}}}\n'] if programme.contacts else []
    return "\n".join(lines) + "\n"


def _pages(publication: Publication) -> Iterator[str]:
    for page in publication.pages:
        for language in LANGUAGES:
            yield publication.body(page, language)
            json.dumps(page.linked_data(Language(language)))
            assert page.title(Language(language)).strip()


def _parts(publication: Publication, source: markdown_page.NarrativeSource) -> Iterator[str]:
    for language in LANGUAGES:
        narration = publication.narrate(source, language, "all/")
        for part in narration.parts:
            yield part.html


def check_escaping(pages: Iterable[str], texts: Iterable[str]) -> None:
    """Check that no text of the data that holds a `<` stands in a page unescaped."""
    for html in pages:
        for text in texts:
            assert text == "<" or text not in html, text
        assert not re.search(r"<[^>a-zA-Z/!?]", html)


def check_figures(pages: Iterable[str], publication: Publication, made: MadeCatalog) -> None:
    """Check that each machine-readable figure is in the data or derived from them."""
    known = {float(number) for number in _written(made.trees)}
    for range_ in _ranges(publication.derived):
        ends = [float(end) for end in (range_.low, range_.high) if end is not None]
        # "Above the target" and "fall" take the sign's place.
        known |= {*ends, *(-end for end in ends)}
    known |= {*_distances(publication), *_past_ends(publication)}
    for html in pages:
        for value in _FIGURE.findall(html):
            assert float(unescape(value)) in known, value


def _distances(publication: Publication) -> Iterator[float]:
    """Yield how far claims that disagree are from each other, where both name one value."""
    for key, derived in publication.derived.items():
        series = publication.catalog.series[key]
        for conflict in derived.conflicts:
            entries = [series.entry(anchor) for anchor in conflict.anchors]
            values = [getattr(entry, "value", None) for entry in entries]
            plain = [value for value in values if isinstance(value, Decimal)]
            for value, other in itertools.combinations(plain, 2):
                yield abs(float(Fraction(value) - Fraction(other)))


def _past_ends(publication: Publication) -> Iterator[float]:
    """Yield the ends of the latest figures that the record has had."""
    catalog = publication.catalog
    for key, derived in publication.derived.items():
        series = catalog.series[key]
        indicator = catalog.indicator_of(series)
        for past in latest_history(series, indicator, catalog.sources, derived):
            span = past.latest.span if past.latest else Span(None, None)
            yield from (float(end) for end in (span.low, span.high) if end is not None)


def _written(tree: Any, key: str = "") -> Iterator[str]:  # noqa: ANN401
    """Yield every number of the data."""
    if isinstance(tree, Mapping):
        for name, child in tree.items():
            yield from _parts_of(child) if name == "breakdown" and child else _written(child, name)
    elif isinstance(tree, list):
        for child in tree:
            yield from _written(child, key)
    elif key in _NUMBERS and tree is not None and _NUMBER.fullmatch(str(tree)):
        yield str(tree)


def _parts_of(breakdown: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    for parts in breakdown.values():
        yield from (
            str(part) for key, part in parts.items() if key != "partial" and part is not None
        )


def _ranges(found: object) -> Iterator[Span]:
    """Yield every derived range."""
    if isinstance(found, Span):
        yield found
    elif isinstance(found, Mapping):
        for member in found.values():
            yield from _ranges(member)
    elif isinstance(found, tuple):
        for member in found:
            yield from _ranges(member)
    elif dataclasses.is_dataclass(found) and type(found).__module__.startswith(derivation.__name__):
        for field in dataclasses.fields(found):
            yield from _ranges(getattr(found, field.name))


# --- files -------------------------------------------------------------------------------------


def _csv(files: Mapping[str, bytes]) -> dict[str, list[dict[str, str]]]:
    found = {}
    for name, content in files.items():
        if name.startswith("data/") and name.endswith(".csv") and name.count("/") == 1:
            rows = csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True)
            found[name[5:-4]] = [*rows]
    return found


def check_table_formats(files: Mapping[str, bytes]) -> None:
    """Check that CSV, descriptor, database and archive agree, and references lead to rows."""
    tables = _csv(files)
    for rows in tables.values():
        assert all(None not in row and None not in row.values() for row in rows)
    package = json.loads(files["data/datapackage.json"])
    described = {resource_item["name"] for resource_item in package["resources"]}
    of_series = {row["id"] for row in tables["series"]}
    assert described == tables.keys() - of_series
    flat = [row for key in sorted(of_series) for row in tables.pop(key)]
    assert flat == tables["claims"]
    for resource in package["resources"]:
        _descriptor_holds(resource, tables)
    database = sqlite3.connect(":memory:")
    try:
        database.deserialize(files["data/transparency.sqlite"])
        assert database.execute("PRAGMA foreign_key_check").fetchall() == []
        assert database.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        for name, rows in tables.items():
            (count,) = database.execute(f'SELECT count(*) FROM "{name}"').fetchone()  # noqa: S608
            assert count == len(rows), name
    finally:
        database.close()
    for name, content in files.items():
        if name.endswith((".json", ".jsonld")):
            json.loads(content, parse_constant=_no_number)
        elif name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                assert archive.testzip() is None


def _no_number(text: str) -> None:
    raise ValueError(text)


def _descriptor_holds(resource: Mapping[str, Any], tables: Mapping[str, Any]) -> None:
    schema, rows = resource["schema"], tables[resource["name"]]
    names = [field_item["name"] for field_item in schema["fields"]]
    assert not rows or [*rows[0]] == names
    for field in schema["fields"]:
        rules, cells = field.get("constraints", {}), [row[field["name"]] for row in rows]
        assert not rules.get("required") or all(cells), field
        filled = [cell for cell in cells if cell]
        assert "enum" not in rules or {*filled} <= {*rules["enum"]}
        assert all(re.fullmatch(rules["pattern"], value) for value in filled if "pattern" in rules)
    if key := schema.get("primaryKey"):
        assert len({tuple(row[column] for column in key) for row in rows}) == len(rows)
    for foreign in schema.get("foreignKeys", ()):
        other = tables[foreign["reference"].get("resource") or resource["name"]]
        known = {
            tuple(row[field_item] for field_item in foreign["reference"]["fields"]) for row in other
        }
        named = {tuple(row[field_item] for field_item in foreign["fields"]) for row in rows}
        assert {value for value in named if all(value)} <= known, foreign


def check_table_rows(files: Mapping[str, bytes], made: MadeCatalog) -> None:
    """Check that each thing that was written has a row with its own words and figures."""
    tables = _csv(files)
    trees, series = made.trees, made.series
    assert {row["id"] for row in tables["series"]} == series.keys()
    for name in ("areas", "speakers", "programmes", "themes", "dimensions"):
        assert {row["id"] for row in tables[name]} == trees.get(f"data/{name}.yml", {}).keys()
    assert {row["id"] for row in tables["sources"]} == made.sources.keys()
    for part in ("facts", "contacts"):
        parts = [
            (key, name)
            for key, programme in trees["data/programmes.yml"].items()
            for name in programme.get(part, ())
        ]
        assert sorted((row["programme"], row["id"]) for row in tables[part]) == sorted(parts)
    for name in oracle.LISTS:
        rows = {(row["series"], row["anchor"]): row for row in tables[name]}
        entries = {(key, entry["anchor"]): entry for key, tree in series.items()
                   for entry in tree[name]}  # fmt: skip
        assert rows.keys() == entries.keys()
        for key, entry in entries.items():
            _row_says(rows[key], entry)
    _check_row_counts(tables, made)


def _check_row_counts(tables: Mapping[str, list[dict[str, str]]], made: MadeCatalog) -> None:
    """Check that tables of parts and of changes have a row for each."""
    series = made.series.values()
    every = [entry for tree in series for name in oracle.LISTS for entry in tree[name]]
    changed = sum(
        len(correction.get("set", "1")) for tree in series for correction in tree["corrections"]
    )
    assert len(tables["revisions"]) == changed
    parts = [
        key
        for entry in every
        for parts in entry.get("breakdown", {}).values()
        for key in parts
        if key != "partial"
    ]
    assert len(tables["breakdowns"]) == len(parts)
    people = [value for tree in series for value in tree.get("population", {}).get("values", ())]
    assert len(tables["population"]) == len(people)
    indicators = [tree for path, tree in made.trees.items() if path.startswith("data/indicators/")]
    breaks = [change for tree in (*series, *indicators) for change in tree.get("breaks", ())]
    assert len(tables["breaks"]) == len(breaks)
    decisions = [
        decision
        for path, tree in made.trees.items()
        if path.startswith("data/decisions")
        for decision in tree
    ]
    assert len(tables["decisions"]) >= len(decisions)
    claims = [
        entry for tree in series for name in oracle.LISTS[:3]
        for entry in oracle.not_withdrawn(tree[name])
    ]  # fmt: skip
    assert len(tables["claims"]) == len(claims)


def _row_says(row: Mapping[str, str], entry: Mapping[str, Any]) -> None:
    for key in ("date", "due", "announced", "status", "qualifier", "replaces", "by", "to", "added"):
        if key in entry:
            assert row[key] == entry[key], key
    if "value" in entry:
        ends = Decimal(row["value_low"]), Decimal(row["value_high"])
        assert ends == oracle.ends_of(entry["value"])
        assert bool(row["value"]) == (ends[0] == ends[1])
    if "precision" in entry:
        assert Decimal(row["precision"]) == Decimal(entry["precision"])
    assert row["sources"] == ";".join(entry["sources"])
    if "quote" in row:
        assert _unquoted(row["quote"]) == entry.get("quote", "")
    for key in ("label", "note", "title", "text", "preferred"):
        for code in LANGUAGES if f"{key}_id" in row else ():
            assert _unquoted(row[f"{key}_{code}"]) == entry.get(key, {}).get(code, "")
    assert row["withdrawn_date"] == entry.get("withdrawn", {}).get("date", "")


def _unquoted(cell: str) -> str:
    """Return a text without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if re.match("'[=+@\t\r-]", cell) else cell


def check_derived_values(files: Mapping[str, bytes], made: MadeCatalog) -> None:
    """Check that the derived values in a series' JSON equal those of the oracle."""
    for key, tree in made.series.items():
        found = json.loads(files[f"data/{key}.json"])
        assert found.keys() == _SERIES_KEYS
        assert found["derived"].keys() == _DERIVED_KEYS
        indicator = oracle.indicator_of(tree, made.series, made.trees)
        for name in oracle.LISTS:
            assert len(found[name]) == len(tree[name])
            for entry, said in zip(tree[name], found[name], strict=True):
                if "value" in entry:
                    ends = [said["value_low"], said["value_high"]]
                    assert ends == _json(oracle.ends_of(entry["value"]))
                told = [c for c in tree["corrections"] if c["anchor"] == entry["anchor"]]
                assert len(said["revisions"]) == len(told)
                assert ("withdrawn" in said) == ("withdrawn" in entry)
        expected = _json(oracle.derived_values(tree, indicator, made.sources, made.today))
        for target in expected["targets"]:  # of these, pages speak and the JSON does not
            del target["other_states"], target["nearest"]
        derived = found["derived"]
        for target in (*expected["targets"], *derived["targets"]):
            target["decided_by"].sort()
        for part, value in expected.items():
            if part != "conflicts":
                assert derived[part] == value, (key, part, derived[part], value)
        # Events contradict too; the second reading knows only what has a value.
        groups = {frozenset(group["anchors"]) for group in derived["conflicts"]}
        assert len(groups) == len(derived["conflicts"])
        events = {oracle.anchor("event", event) for event in tree.get("events", ())}
        valued = {group for group in groups if events.isdisjoint(group)}
        sums = {
            frozenset(group["anchors"])
            for group in (*derived["conflicts"], *expected["conflicts"])
            if group["kind"] == "sum"
        }
        told = {frozenset(group["anchors"]) for group in expected["conflicts"]}
        assert valued - sums == told - sums, (key, valued - sums, told - sums)


def _json(value: Any) -> Any:  # noqa: ANN401
    if isinstance(value, Fraction):
        return int(value) if value.denominator == 1 else float(value)
    if isinstance(value, dict):
        return {key: _json(member) for key, member in value.items()}
    return [_json(member) for member in value] if isinstance(value, list | tuple) else value


# --- history -----------------------------------------------------------------------------------


def check_silent_edits(
    made: MadeCatalog, files: Mapping[str, bytes], reading: data_folder.LoadedData
) -> None:
    """Check that a catalog is no edit of itself, and that a changed guarded key is refused."""
    before = snapshot.Snapshot(files, reading)
    assert not errors(append_only.silent_edits(before, before, made.today))
    edit, edited = silently_edited(made)
    after = snapshot.snapshot_of(edited, made.now)
    found = [*append_only.silent_edits(before, after, made.today)]
    check_problem_texts(found)
    assert errors(found), f"not refused: {edit}"
