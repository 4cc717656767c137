"""docs/record/facts.yml against the data, and against the two lists of facts behind it.

Every fact of both lists is published, or left out for a written reason; those of the second list
for one of a closed list of reasons, and at most 15 % of them. The lists lie beside the checkout, if
anywhere.
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
from terang.model.catalog import PopulationValue
from terang.model.definitions import Fact, Source
from terang.model.entries import Event, Observation, Target
from terang.narrative import markdown_page

ROOT = Path(__file__).resolve().parents[2]
FACTS = ROOT.parent / "shared" / "facts.yml"
LATER_FACTS = FACTS.with_name("facts-2.yml")
DOORS = FACTS.with_name("DOORS.md")
"""The places where people can ask, each with its page; it lies beside the lists of facts."""
MAIN_SCOPE = "kutim-pekerja-rentan"
MAIN_SERIES = "kutai-timur-vulnerable-workers"
SECOND_LIST = "KTN-"
"""The prefix of facts in the second list."""
MOST_LEFT_OUT = 15
"""The greatest share of the second list that may be left out, in percent."""
REPORT_ONLY = ("url", "page", "dateline", "inferred")
"""Grounds of a source's date that give the day of the report, not that of a count."""

_INFORMAL_2022 = (
    "Dari 72 ribu naker. Terdiri dari naker formal 67 ribu, informal sekitar 3 ribu dan naker "
    "konstruksi sekitar 3 ribu"
)
LENGTHENED: Mapping[str, str] = {f"{_INFORMAL_2022}, naker lainnya": _INFORMAL_2022}
"""Quotes read again on the page that continue the list's quote → the list's quote."""

UNTIED: Mapping[str, str] = {
    "X5": "percentages",
    "X6": "words",
    "N6": "facts of a programme",
    "N7": "figures for different times, which may both be true",
    "N8": "different groups, in different series",
    "N10": "a total, and a number asked of companies",
    "N11": "percentages of totals that are not given",
    "N12": "figures for different times, in two series",
    "N13": "targets, of which the list has only the last",
    "N14": "one fact",
}
"""Contradictions without a tie between the entries of their facts → the reason."""

if not (ROOT / facts_table.MAPPING).is_file():
    if os.environ.get("TERANG_REQUIRE_FACTS"):
        pytest.fail(f"{facts_table.MAPPING}: missing, and TERANG_REQUIRE_FACTS is set")
    pytest.skip("another record, without a list of facts", allow_module_level=True)

RECORD = facts_table.load_record(ROOT)
ROWS = {row.id: row for row in facts_table.read_rows(ROOT)}
CONTRADICTIONS = {row.id: row for row in facts_table.read_rows(ROOT, "contradictions")}
SOURCES = RECORD.catalog.sources
REASONS = yaml.safe_load((ROOT / facts_table.MAPPING).read_text("utf-8"))["reasons"]
"""The closed list of reasons, by name."""
PAGES = {
    path: markdown_page.read_page(path, data)
    for path, data in markdown_page.page_files(ROOT).items()
}

PUBLISHED_EARLIER = frozenset(
    f"{SECOND_LIST}{number:03}" for number in (*range(1, 16), *range(22, 28))
)
"""Facts of the second list that were published before the rest of it."""
REPORT_DAY = {"id": r"Harinya hari|kami simpulkan", "en": r"The day is|was inferred"}
"""Words of a note that call a day the report's."""
ONE_READER = {"id": "oleh satu orang", "en": "by one person"}
"""Words of a source's note, in each language."""

QuotedFact = Observation | Target | Event | Fact | PopulationValue


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
    """docs/record/facts.md and readings.md are the pages that `make facts` writes."""
    for path, page in (
        (facts_table.TABLE, facts_table.facts_page(ROOT)),
        (facts_table.READINGS, facts_table.readings_page(ROOT)),
    ):
        assert (ROOT / path).read_text(encoding="utf-8") == page, "run: make facts"


def test_the_table_of_readings_holds_every_claim() -> None:
    """Each entry of each series has a row with its sources, the day and what was read."""
    rows = facts_table.readings_page(ROOT).splitlines()
    for series in RECORD.catalog.series.values():
        for entry in series.entries:
            (row,) = [line for line in rows if line.startswith(f"| {series.id}#{entry.anchor} |")]
            for key in entry.sources:
                source = SOURCES[key]
                assert source.accessed is not None
                assert f"{key}, {source.accessed.written}, {source.read}" in row


def test_a_second_reader_appears_beside_the_claim(tmp_path: Path) -> None:
    """A row of the table of second readers appears in the table of readings."""
    table = tmp_path / facts_table.READERS
    table.parent.mkdir(parents=True)
    table.write_text(
        (ROOT / facts_table.READERS).read_text("utf-8")
        + f"| `{MAIN_SERIES}#result-2022` | AB | 2026-11-30 | original |\n",
        encoding="utf-8",
    )
    assert facts_table.second_readers(tmp_path) == {
        f"{MAIN_SERIES}#result-2022": ("AB, 2026-11-30, original",)
    }


@pytest.mark.parametrize("row", ROWS.values(), ids=lambda row: row.id)
def test_the_kind_of_a_reason_is_one_of_the_closed_list(row: facts_table.FactRow) -> None:
    """A fact of the second list that is left out names the kind of reason; the others name none."""
    if row.id.startswith(SECOND_LIST) and row.reason:
        assert row.why in REASONS
    else:
        assert row.why is None


def test_every_kind_of_reason_is_used_and_explained() -> None:
    """Each kind of reason has both languages, and a fact that is left out for it."""
    assert {row.why for row in ROWS.values() if row.why} == set(REASONS)
    assert all(set(texts) == {"id", "en"} for texts in REASONS.values())


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
    """The mapping holds everything of both lists, and nothing else."""
    for rows, part in ((ROWS, "facts"), (CONTRADICTIONS, "contradictions")):
        assert set(rows) == {fact["id"] for fact in found[part]}


def test_few_facts_are_left_out(facts: Mapping[str, Any]) -> None:
    """At most 15 % of the second list are left out."""
    second = [name for name in facts if name.startswith(SECOND_LIST)]
    left = [name for name in second if ROWS[name].reason]
    assert len(left) * 100 <= len(second) * MOST_LEFT_OUT, left


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
        plain = re.sub(r"(?<=\d)\.(?=\d{3}\b)", "", words)
        return re.search(rf"(?<!\d){value}(?!\d)", plain) is not None
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
        own = None if isinstance(entry, PopulationValue) else entry.quote
        in_notes = bool(notes) and all(f'"{quote}"' in (note or "") for note in notes)
        said = LENGTHENED.get(own or "", own)
        if said != quote and not in_notes:
            wrong.append((row.id, quote, own))
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


def quoted_entries() -> Iterator[Observation | Target | Event | Fact]:
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

    No two entries are tied by those in UNTIED.
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
        rows = [ROWS[name] for name in contradiction["fact_ids"]]
        anchors = {(row.entry or "").partition("#")[2] for row in rows}
        if contradiction["id"] not in UNTIED and len(anchors & tied) < len(("one", "other")):
            loose.append(contradiction["id"])
    assert loose == []


def test_a_day_that_is_only_the_reports_is_no_day_of_a_count(facts: Mapping[str, Any]) -> None:
    """A figure whose day is only its report's gets a period up to it, and the note says so."""
    wrong = []
    for fact, row, entry in published(facts):
        if (
            not row.id.startswith(SECOND_LIST)
            or row.id in PUBLISHED_EARLIER
            or not isinstance(entry, Observation)
            or fact["date_precision"] != "day"
            or fact["source"]["date_basis"] not in REPORT_ONLY
        ):
            continue
        assert entry.note is not None, row.id
        says = [
            re.search(form, entry.note.in_language(code)[0]) for code, form in REPORT_DAY.items()
        ]
        if entry.date.first == entry.date.last or not all(says):
            wrong.append((row.id, entry.date.written, entry.note))
    assert wrong == []


def test_a_source_that_only_one_person_has_read_says_so(facts: Mapping[str, Any]) -> None:
    """A source of the second list says that one person read it, until a second reader has."""
    new = [
        fact["source"]["url"]
        for name, fact in facts.items()
        if name.startswith(SECOND_LIST) and name not in PUBLISHED_EARLIER
    ]
    old = {
        fact["source"]["url"] for name, fact in facts.items() if not name.startswith(SECOND_LIST)
    }
    old |= {facts[name]["source"]["url"] for name in PUBLISHED_EARLIER}
    again = facts_table.second_readers(ROOT)
    read_twice = {
        key
        for series in RECORD.catalog.series.values()
        for entry in series.entries
        if f"{series.id}#{entry.anchor}" in again
        for key in entry.sources
    }
    silent = [
        source.id
        for source in SOURCES.values()
        if source.url in {*new} - old
        and source.id not in read_twice
        and not all(
            source.note and words in source.note.in_language(code)[0]
            for code, words in ONE_READER.items()
        )
    ]
    assert silent == []


def test_every_source_says_how_it_was_read() -> None:
    """A source read from a stored copy says so."""
    unsaid = [source.id for source in SOURCES.values() if not says_how_it_was_read(source)]
    assert unsaid == []


def says_how_it_was_read(source: Source) -> bool:
    """Return whether a source says how and when it was read."""
    return source.read is not None and source.accessed is not None
