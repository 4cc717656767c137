"""docs/record/facts.yml against the data, and against the two lists of facts behind it.

Every fact of the first list is published, or left out for a written reason. Only the published
facts of the second list are mapped. The lists lie beside the checkout, if anywhere.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml

import facts_table
from terang.model import period
from terang.model.definitions import Fact, Source
from terang.model.entries import Event, Observation, Target
from terang.narrative import markdown_page

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT.parent / "shared" / "facts.yml"
LATER_FACTS = FACTS.with_name("facts-2.yml")
DOORS = FACTS.with_name("DOORS.md")
"""The places where people can ask, each with its page; it lies beside the lists of facts."""
MAIN_SCOPE = "kutim-pekerja-rentan"
FIRST_LIST = ("KTM-", "X")
"""Prefixes of names in the first list, for facts and for contradictions."""

_INFORMAL_2022 = (
    "Dari 72 ribu naker. Terdiri dari naker formal 67 ribu, informal sekitar 3 ribu dan naker "
    "konstruksi sekitar 3 ribu"
)
LENGTHENED: Mapping[str, str] = {f"{_INFORMAL_2022}, naker lainnya": _INFORMAL_2022}
"""Quotes read again on the page that continue the list's quote → the list's quote."""

UNTIED = ("X5", "X6", "N6")
"""Contradictions about percentages, words and facts of a programme, which are not entries."""

if not (ROOT / facts_table.MAPPING).is_file():
    if os.environ.get("TERANG_REQUIRE_FACTS"):
        pytest.fail(f"{facts_table.MAPPING}: missing, and TERANG_REQUIRE_FACTS is set")
    pytest.skip("another record, without a list of facts", allow_module_level=True)

RECORD = facts_table.load_record(ROOT)
ROWS = {row.id: row for row in facts_table.read_rows(ROOT)}
CONTRADICTIONS = {row.id: row for row in facts_table.read_rows(ROOT, "contradictions")}
SOURCES = RECORD.catalog.sources
PAGES = {
    path: markdown_page.read_page(path, data)
    for path, data in markdown_page.page_files(ROOT).items()
}

QuotedFact = Observation | Target | Event | Fact


# --- the mapping by itself -----------------------------------------------------------------------


@pytest.mark.parametrize("row", [*ROWS.values(), *CONTRADICTIONS.values()], ids=lambda row: row.id)
def test_every_reference_leads_to_an_entry_or_a_heading(row: facts_table.FactRow) -> None:
    """Every reference leads to an entry, or to a heading that a page has in both languages."""
    for reference in row.references:
        RECORD.find(reference)


@pytest.mark.parametrize(
    "reference",
    [
        "data/coverage/kutai-timur-vulnerable-workers.yml#result-1999",
        "data/coverage/nowhere.yml#result-2022",
        "data/programmes.yml#jamsostek.nothing",
        "data/programmes.yml#nothing.contribution",
        "content/programme.md#nowhere",
        "content/nowhere.md",
        "content/id/programme.md",
    ],
)
def test_a_reference_that_leads_nowhere_is_refused(reference: str) -> None:
    """A reference without a target is refused."""
    with pytest.raises(facts_table.NowhereError):
        RECORD.find(reference)


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.id)
def test_every_fact_has_an_entry_or_a_reason(row: facts_table.FactRow) -> None:
    """Every fact has either an entry or a reason, and the reason has both languages."""
    assert bool(row.entry) != bool(row.reason)
    assert set(row.reason) in ({"id", "en"}, set())
    assert set(row.differs) in ({"id", "en"}, set())
    assert all(text.strip() for text in (*row.reason.values(), *row.differs.values()))


def test_the_table_is_current() -> None:
    """docs/record/facts.md is the page that `make facts` writes."""
    written = (ROOT / facts_table.TABLE).read_text(encoding="utf-8")
    assert written == facts_table.facts_page(ROOT), "run: make facts"


# --- the mapping against the list of facts --------------------------------------------------------


@pytest.fixture(name="found", scope="module")
def _found() -> Mapping[str, Any]:
    """Return both lists of facts merged; skip if they are absent."""
    absent = [path for path in (FACTS, LATER_FACTS) if not path.is_file()]
    if absent:
        if os.environ.get("TERANG_REQUIRE_FACTS"):
            pytest.fail(f"{absent[0]}: missing, and TERANG_REQUIRE_FACTS is set")
        pytest.skip(f"no list of facts beside the checkout (../shared/{absent[0].name})")
    lists = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in (FACTS, LATER_FACTS)]
    return {part: [*lists[0][part], *lists[1][part]] for part in ("facts", "contradictions")}


@pytest.fixture(name="facts", scope="module")
def _facts(found: Mapping[str, Any]) -> Mapping[str, Mapping[str, Any]]:
    return {fact["id"]: fact for fact in found["facts"]}


def published(facts: Mapping[str, Any]) -> Iterator[tuple[Any, facts_table.FactRow, QuotedFact]]:
    """Yield each fact whose main place is an entry that can hold figure and quote."""
    for name, row in ROWS.items():
        entry = RECORD.find(row.entry) if row.entry else None
        if isinstance(entry, QuotedFact):
            yield facts[name], row, entry


def test_every_fact_and_contradiction_is_mapped(found: Mapping[str, Any]) -> None:
    """The mapping holds everything of the first list, and nothing that is in neither list."""
    for rows, part in ((ROWS, "facts"), (CONTRADICTIONS, "contradictions")):
        known = {fact["id"] for fact in found[part]}
        assert {name for name in known if name.startswith(FIRST_LIST)} <= set(rows) <= known


def test_every_figure_of_the_main_scope_is_an_entry(facts: Mapping[str, Any]) -> None:
    """A fact with a value is an entry or is left out with a reason; a page alone is not enough."""
    bare = [
        name
        for name, row in ROWS.items()
        if facts[name]["scope"] == MAIN_SCOPE
        and facts[name]["value"] is not None
        and not row.reason
        and not isinstance(RECORD.find(row.entry or ""), QuotedFact)
    ]
    assert bare == []


def test_every_value_and_date_agrees(facts: Mapping[str, Any]) -> None:
    """Value and date of an entry agree with its fact, or the mapping gives the reason."""
    wrong = []
    for fact, row, entry in published(facts):
        agreeing = [value_agrees(fact, entry), date_agrees(fact, entry)]
        if sorted(agreeing) != ([False, True] if row.differs else [True, True]):
            wrong.append((row.id, fact["value"], fact["date"]))
    assert wrong == []


def value_agrees(fact: Mapping[str, Any], entry: QuotedFact) -> bool:
    """Return whether fact and entry give one value; an event has it in its quote or its note."""
    value = fact["value"]
    if value is None:
        return True
    if isinstance(entry, Event):
        words = f"{entry.quote} {entry.note.id if entry.note else ''}"
        return re.search(rf"\b{value}\b", words) is not None
    return entry.value == Decimal(str(value))


def date_agrees(fact: Mapping[str, Any], entry: QuotedFact) -> bool:
    """Return whether a fact and an entry are about the same time.

    Either lies in the other; a claim about the time before a day ends on the day before. A target
    without a due date has the date of its announcement.
    """
    said = period.parse_period(str(fact["date"]))
    if isinstance(entry, Target) and entry.due is None:
        return entry.announced == said
    date = entry.due if isinstance(entry, Target) else entry.date
    if date is None:
        return False
    if fact["date_precision"] == "before-day":
        return (said.first - date.last).days == 1
    return said.is_within(date) or date.is_within(said)


def test_every_quote_is_the_facts(facts: Mapping[str, Any]) -> None:
    """An entry has the quote of its fact, word for word, as quote or in its note."""
    wrong = []
    for fact, row, entry in published(facts):
        quote = fact["source"]["quote"]
        notes = [entry.note.id, entry.note.en] if entry.note else []
        in_notes = bool(notes) and all(f'"{quote}"' in (note or "") for note in notes)
        said = LENGTHENED.get(entry.quote or "", entry.quote)
        if said != quote and not in_notes:
            wrong.append((row.id, quote, entry.quote))
    assert wrong == []


def test_no_quote_is_made_up(facts: Mapping[str, Any]) -> None:
    """Each quote in the data is a quote of a fact from the same page."""
    known = {
        (fact["source"]["quote"], fact["source"]["url"]): fact["id"] for fact in facts.values()
    }
    made_up = [
        (entry.quote, SOURCES[entry.sources[0]].url)
        for entry in quoted_entries()
        if entry.quote
        and (LENGTHENED.get(entry.quote, entry.quote), SOURCES[entry.sources[0]].url) not in known
    ]
    assert made_up == []


def quoted_entries() -> Iterator[QuotedFact]:
    """Yield every part of the data that may have a quote."""
    for series in RECORD.catalog.series.values():
        yield from series.entries
    for programme in RECORD.catalog.programmes.values():
        yield from programme.facts.values()


def test_every_address_is_the_facts(facts: Mapping[str, Any]) -> None:
    """Each source's address is in a list, and each published fact's page is a source."""
    own = {fact["source"]["url"] for fact in facts.values()}
    further = {url for fact in facts.values() for url in fact.get("also_in", ())}
    doors = set(re.findall(r"https?://[^ |;]+", DOORS.read_text("utf-8")))
    assert {source.url for source in SOURCES.values()} <= own | further | doors
    wrong = []
    for fact, row, entry in published(facts):
        urls = {SOURCES[name].url for name in entry.sources}
        if fact["source"]["url"] not in urls:
            wrong.append(row.id)
    assert wrong == []


def test_every_title_that_was_read_is_the_facts(facts: Mapping[str, Any]) -> None:
    """Titles that were read on the page are unchanged."""
    read = {
        fact["source"]["url"]: fact["source"]["title"]
        for fact in reversed(facts.values())
        if fact["source"]["title_basis"] in ("page", "slug")
    }
    wrong = [
        (source.id, source.title)
        for source in SOURCES.values()
        if source.url in read and source.title != read[source.url]
    ]
    assert wrong == []


def test_pages_cite_the_sources_of_their_facts(facts: Mapping[str, Any]) -> None:
    """A page that a fact is mapped to cites that fact's source in both languages."""
    wrong = []
    for name, row in ROWS.items():
        sources = {
            source.id for source in SOURCES.values() if source.url == facts[name]["source"]["url"]
        }
        for reference in row.references:
            if reference.startswith(f"{markdown_page.FOLDER}/"):
                file = reference.partition("#")[0].removeprefix(f"{markdown_page.FOLDER}/")
                wrong += [
                    (name, path)
                    for path, page in PAGES.items()
                    if page.name == file and not sources & cited_sources(page)
                ]
    assert wrong == []


def cited_sources(page: markdown_page.NarrativeSource) -> set[str]:
    """Return the sources that a page cites."""
    return {call.arguments[0] for call in page.calls if call.name == "cite"}


def test_a_contradiction_ties_entries(found: Mapping[str, Any]) -> None:
    """In each contradiction between figures, an entry is tied to another or shares its due date.

    No two entries can be tied by those in UNTIED; some of the second list are not mapped.
    """
    tied = {
        anchor
        for series in RECORD.catalog.series.values()
        for entry in series.entries
        for anchor in (entry.anchor, *entry.contradicts)
        if entry.contradicts
    }
    loose = []
    for contradiction in found["contradictions"]:
        if contradiction["id"] not in CONTRADICTIONS:
            continue
        rows = [ROWS[name] for name in contradiction["fact_ids"] if name in ROWS]
        anchors = {(row.entry or "").partition("#")[2] for row in rows}
        if contradiction["id"] not in UNTIED and len(anchors & tied) < len(("one", "other")):
            loose.append(contradiction["id"])
    assert loose == []


def test_every_source_says_how_it_was_read() -> None:
    """A source read from a stored copy says so."""
    unsaid = [source.id for source in SOURCES.values() if not says_how_it_was_read(source)]
    assert unsaid == []


def says_how_it_was_read(source: Source) -> bool:
    """Return whether a source says how and when it was read."""
    return source.read is not None and source.accessed is not None
