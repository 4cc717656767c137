"""The feeds tell milestones, corrections, replies and changed states, from the record alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from lxml import etree
from tests.catalogs import (
    HOSTILE,
    TODAY,
    a_hostile,
    an_example,
    downloads,
    edited_example,
    nothing,
)

from terang.downloads import atom
from terang.model.catalog import Catalog

ATOM = "{http://www.w3.org/2005/Atom}"
FEEDS = ("feed.xml", "en/feed.xml")


def feed(catalog: Catalog, name: str = "feed.xml") -> ET.Element:
    """Return a parsed feed."""
    return ET.fromstring(downloads(catalog)[name])  # noqa: S314


def feed_entries(catalog: Catalog, name: str = "feed.xml") -> dict[str, str]:
    """Return the XML of each entry by its id."""
    found = {}
    for entry in feed(catalog, name).iter(f"{ATOM}entry"):
        found[entry.findtext(f"{ATOM}id", "")] = ET.tostring(entry, encoding="unicode")
    return found


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("catalog", [an_example(), nothing()])
def test_it_has_what_atom_requires(catalog: Catalog, name: str) -> None:
    """Feeds have an id, title, date, author and link to themselves (RFC 4287, 4.1.1 and 4.1.2)."""
    root = feed(catalog, name)
    for node in (root, *root.iter(f"{ATOM}entry")):
        assert all(node.findtext(f"{ATOM}{key}") for key in ("id", "title", "updated"))
        instant = dt.datetime.fromisoformat(node.findtext(f"{ATOM}updated", ""))
        assert instant.tzinfo is not None
    for node in root.iter(f"{ATOM}entry"):
        published, updated = (node.findtext(f"{ATOM}{key}", "") for key in ("published", "updated"))
        assert published <= updated
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = {element.get("rel"): element.get("href", "") for element in root.findall(f"{ATOM}link")}
    assert links["self"].endswith(f"/sub/{name}")
    ids = [node.text for node in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)


PREFIX = "tag:example.org,2025:"


def test_each_event_has_an_entry() -> None:
    """Milestones, corrections, replies and changed states are entries with permanent names."""
    found = [name.removeprefix(PREFIX) for name in feed_entries(an_example())]
    assert found == [
        "doubtful/result-2024",
        "people-town/reply-2024-10",
        "people-town/event-2023-q2/correction-2024-09-03",
        "people-town/event-2023-q2/correction-2024-09-02",
        "people-town/result-2024-wrong/correction-2024-09-02",
        "people-town/result-2024-08-17/correction-2024-09-01",
        "people-town/target-2024/state-2024-09-01-met",
        "people-town/event-2023-q2",
        "people-town/result-2022",
        "people-town/result-2023-01-01-to-2023-04-30",
        "people-town/result-2023-12-31",
        "people-town/result-2024-08-17",
        "people-town/result-2024-wrong",
        "people-town/target-2024",
        "people-town/target-2025",
    ]
    assert list(feed_entries(an_example())) == list(feed_entries(an_example(), "en/feed.xml"))


def days_of(catalog: Catalog, entry: str) -> tuple[str, str]:
    """Return the days on which an entry was published and updated."""
    text = ET.fromstring(feed_entries(catalog, "en/feed.xml")[f"{PREFIX}{entry}"])  # noqa: S314
    published, updated = (text.findtext(f"{ATOM}{key}", "") for key in ("published", "updated"))
    assert {published[10:], updated[10:]} == {"T00:00:00+08:00"}
    return published[:10], updated[:10]


@pytest.mark.parametrize(
    ("entry", "published", "updated"),
    [
        ("people-town/result-2022", "2024-08-20", "2024-08-20"),
        ("people-town/result-2024-08-17", "2024-08-20", "2024-09-01"),
        ("people-town/event-2023-q2", "2024-08-20", "2024-09-03"),
        ("people-town/reply-2024-10", "2024-11-01", "2024-11-01"),
        ("people-town/result-2024-08-17/correction-2024-09-01", "2024-09-01", "2024-09-01"),
        ("people-town/target-2024/state-2024-09-01-met", "2024-09-01", "2024-09-01"),
    ],
)
def test_days(entry: str, published: str, updated: str) -> None:
    """Published: on record since; updated: the last correction; a state: since when it holds."""
    assert days_of(an_example(), entry) == (published, updated)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ("doubtful/result-2024", (">Disputed result: ", "Disputed.")),
        ("people-town/result-2022", (">Result: ", "Final.")),
        ("people-town/event-2023-q2", (">Event: ", " says: Start.")),
    ],
)
def test_an_entry_is_told_whole(entry: str, said: tuple[str, str]) -> None:
    """A claim that is disputed, or sure, is said to be so; an event has its title in a sentence."""
    text = feed_entries(an_example(), "en/feed.xml")[f"{PREFIX}{entry}"]
    for words in said:
        assert words in text, text


@pytest.mark.parametrize("name", FEEDS)
def test_an_unchanged_record_is_an_unchanged_feed(name: str) -> None:
    """The same record gives the same feed on another day, if no deadline has passed."""
    later = dataclasses.replace(an_example(), today=TODAY + dt.timedelta(days=184))
    assert later.today == dt.date(2025, 12, 31)
    assert downloads(an_example())[name] == downloads(later)[name]


def test_a_deadline_that_passes_is_news_of_the_next_day() -> None:
    """A state that changes since its day is over is dated by the day after, on any later day."""
    entry = "people-town/target-2025/state-2026-01-01-unreported"
    for day in (dt.date(2026, 1, 1), dt.date(2026, 5, 1)):
        after = dataclasses.replace(an_example(), today=day)
        assert days_of(after, entry) == ("2026-01-01", "2026-01-01")
        text = feed_entries(after, "en/feed.xml")[f"{PREFIX}{entry}"]
        assert "No report found" in text
        assert "Before: Deadline ahead." in text
        assert set(feed_entries(after)) == {*feed_entries(an_example()), f"{PREFIX}{entry}"}


NEWS = {
    # kind → the old passage, the new passage, the id of the new entry, those of changed entries
    "observation": (
        "targets:\n",
        "  - {date: 2025-02, value: 99000, added: 2025-03-01, sources: [copy]}\ntargets:\n",
        "people-town/result-2025-02",
        set(),
    ),
    "correction": (
        "corrections:\n",
        (
            "corrections:\n  - {anchor: result-2022, date: 2025-03-01, reason: {id: Salah}, "
            "set: {value: 14500}}\n"
        ),
        "people-town/result-2022/correction-2025-03-01",
        {"people-town/result-2022"},
    ),
    "second correction": (
        "replies:\n",
        (
            "  - {anchor: event-2023-q2, date: 2024-09-03, reason: {id: Salah}, "
            "set: {title: {id: Awal, en: Beginning}}}\nreplies:\n"
        ),
        "people-town/event-2023-q2/correction-2024-09-03-2",
        {"people-town/event-2023-q2"},
    ),
    "withdrawal": (
        "replies:\n",
        (
            "  - {anchor: event-2023-q2, date: 2025-04-01, reason: {id: Keliru}, "
            "withdraw: true}\nreplies:\n"
        ),
        "people-town/event-2023-q2/correction-2025-04-01",
        {"people-town/event-2023-q2"},
    ),
    "reply": (
        "breaks:\n",
        (
            "  - {to: result-2022, date: 2025-02, added: 2025-03-01, by: mayor, text: {id: Ya}, "
            "sources: [paper]}\nbreaks:\n"
        ),
        "people-town/reply-2025-02",
        set(),
    ),
}


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("kind", NEWS)
def test_a_change_gives_exactly_one_new_entry(kind: str, name: str) -> None:
    """A change of the record adds an entry; only the entry of what was corrected changes."""
    old, new, entry, changed = NEWS[kind]
    before, after = feed_entries(an_example(), name), feed_entries(edited_example(old, new), name)
    assert {key for key, text in after.items() if before.get(key) != text} == {
        f"{PREFIX}{each}" for each in (entry, *changed)
    }
    assert set(after) - set(before) == {f"{PREFIX}{entry}"}
    assert set(before) <= set(after)


def test_a_replaced_target_is_news_of_both() -> None:
    """A target that replaces a pending one is an entry, and so is the state of the other."""
    line = "  - {due: 2026, value: 1, added: 2025-03-01, sources: [paper], replaces: target-2025}\n"
    after = edited_example("events:\n", f"{line}events:\n")
    assert set(feed_entries(after)) - set(feed_entries(an_example())) == {
        f"{PREFIX}people-town/target-2026",
        f"{PREFIX}people-town/target-2025/state-2025-03-01-replaced",
    }


def test_a_corrected_claim_is_told_as_it_is_known_now() -> None:
    """The claim's entry has the new value; that of the correction also has the old one."""
    found = feed_entries(an_example(), "en/feed.xml")
    claim = found[f"{PREFIX}people-town/result-2024-08-17"]
    correction = found[f"{PREFIX}people-town/result-2024-08-17/correction-2024-09-01"]
    assert "nearly 100,000" in claim
    assert "90,000" not in claim
    assert "nearly 100,000" in correction
    assert "Previously, value: 90,000" in correction


def test_a_withdrawn_claim_says_so() -> None:
    """The entry of a withdrawn claim begins with that; the entry of a restored one does not."""
    found = feed_entries(an_example(), "en/feed.xml")
    assert "We withdrew this 2 September 2024: " in found[f"{PREFIX}people-town/result-2024-wrong"]
    assert "Withdrawn" not in found[f"{PREFIX}people-town/event-2023-q2"]


def test_who_took_a_claim_back_is_named_in_the_feed() -> None:
    """A withdrawal by the claim's own speaker names it, as the page of the series does."""
    catalog = an_example()
    town = catalog.series["people-town"]
    wrong = next(entry for entry in town.observations if entry.withdrawn)
    (revision,) = wrong.history
    taken = revision.correction.model_copy(update={"by": "mayor"})
    told = wrong.model_copy(update={"history": (dataclasses.replace(revision, correction=taken),)})
    kept = tuple(told if entry is wrong else entry for entry in town.observations)
    series = {**catalog.series, town.id: town.model_copy(update={"observations": kept})}
    found = feed_entries(dataclasses.replace(catalog, series=series))
    for name in ("", "/correction-2024-09-02"):
        assert "Dicabut Bupati, 2 Sep" in found[f"{PREFIX}people-town/{wrong.anchor}{name}"]


def test_a_state_names_the_claims_that_decided_it() -> None:
    """A changed state comes with what it asserts, its claims and their sources of that day."""
    entry = feed_entries(an_example(), "en/feed.xml")[
        f"{PREFIX}people-town/target-2024/state-2024-09-01-met"
    ]
    assert "this target was reached" in entry
    assert "nearly 100,000 (17 August 2024)" in entry
    assert "Before: Replaced." in entry


ARCHIVE = "{http://purl.org/syndication/history/1.0}archive"


def linked_files(root: ET.Element) -> dict[str, str]:
    """Return the files that a feed links to, by relation."""
    links = {
        element.get("rel", ""): element.get("href", "") for element in root.findall(f"{ATOM}link")
    }
    return {rel: href.rpartition("/")[2] for rel, href in links.items()}


@pytest.mark.parametrize("folder", ["", "en/"])
def test_a_long_feed_goes_on_in_archives(folder: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The chain of documents has every entry exactly once, newest first (RFC 5005, 4)."""
    whole = list(feed_entries(an_example(), f"{folder}feed.xml"))
    assert len(whole) == 15
    monkeypatch.setattr(atom, "MAX_ENTRIES", 4)
    name, found, sizes = "feed.xml", [], []
    while name:
        root = feed(an_example(), f"{folder}{name}")
        is_archive = name != "feed.xml"
        assert (root.find(ARCHIVE) is not None) == is_archive
        assert linked_files(root)["self"] == name
        assert linked_files(root).get("current") == ("feed.xml" if is_archive else None)
        ids = [entry.findtext(f"{ATOM}id", "") for entry in root.iter(f"{ATOM}entry")]
        found, sizes = [*found, *ids], [*sizes, len(ids)]
        name = linked_files(root).get("prev-archive", "")
    assert found == whole
    assert sizes == [2, 4, 5, 4]  # the state that changed comes on top


def test_an_archive_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Later news leaves an archive's bytes unchanged; a full document begins no empty archive."""
    monkeypatch.setattr(atom, "MAX_ENTRIES", 14)
    assert not [name for name in downloads(an_example()) if name.startswith("feed-")]
    monkeypatch.setattr(atom, "MAX_ENTRIES", 4)
    before, after = downloads(an_example()), downloads(edited_example(*NEWS["reply"][:2]))
    archives = {name for name in before if "feed-" in name}
    assert archives == {
        f"{folder}feed-{number}.xml" for folder in ("", "en/") for number in (1, 2, 3)
    }
    assert all(before[name] == after[name] for name in archives)
    assert before["feed.xml"] != after["feed.xml"]


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("text", HOSTILE)
def test_texts_come_back_whole(text: str, name: str) -> None:
    """Two parsers read back every text, and no text becomes markup."""
    catalog = a_hostile(text)
    root = feed(catalog, name)
    assert root.findtext(f"{ATOM}author/{ATOM}name") == text
    contents = [node.text or "" for node in root.iter(f"{ATOM}content")]
    assert len(contents) == 10
    assert all(text in content for content in contents)
    assert {node.get("type") for node in root.iter(f"{ATOM}content")} == {"text"}
    lxml_root = etree.fromstring(downloads(catalog)[name])
    assert [node.text for node in lxml_root.iter(f"{ATOM}content")] == contents
    tags = {node.tag.removeprefix(ATOM) for node in root.iter()}
    assert tags <= {
        *("feed", "id", "title", "published", "updated", "link", "author", "name", "rights"),
        *("entry", "category", "content"),
    }
