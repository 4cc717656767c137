"""The feeds have an entry for each claim, revision and withdrawal, from the record alone."""

from __future__ import annotations

import dataclasses
import datetime as dt
from xml.etree import ElementTree as ET

import pytest
from lxml import etree
from tests.catalogs import (
    EXAMPLE_SERIES,
    HOSTILE,
    TODAY,
    a_hostile,
    an_example,
    downloads,
    nothing,
    read,
)

from terang.downloads import atom
from terang.model.catalog import Catalog, Series, with_ids

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


def changed_example(old: str, new: str) -> Catalog:
    """Return the example with a passage of a series replaced."""
    text = EXAMPLE_SERIES["people-town"]
    assert text.count(old) == 1
    edited = read(Series, text.replace(old, new), "people-town")
    catalog = an_example()
    series = with_ids({**catalog.series, "people-town": edited})
    return dataclasses.replace(catalog, series=series)


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("catalog", [an_example(), nothing()])
def test_it_has_what_atom_requires(catalog: Catalog, name: str) -> None:
    """Feeds have an id, title, date, author and link to themselves (RFC 4287, 4.1.1 and 4.1.2)."""
    root = feed(catalog, name)
    for node in (root, *root.iter(f"{ATOM}entry")):
        assert all(node.findtext(f"{ATOM}{key}") for key in ("id", "title", "updated"))
        instant = dt.datetime.fromisoformat(node.findtext(f"{ATOM}updated", ""))
        assert instant.tzinfo is not None
    assert root.findtext(f"{ATOM}author/{ATOM}name")
    links = {element.get("rel"): element.get("href", "") for element in root.findall(f"{ATOM}link")}
    assert links["self"].endswith(f"/sub/{name}")
    ids = [node.text for node in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids)


def test_each_event_has_an_entry() -> None:
    """Claims, revisions and withdrawals are entries with permanent names."""
    assert set(feed_entries(an_example())) == {
        f"tag:example.org,2025:{name}"
        for name in (
            "doubtful/result-2024",
            "doubtful/target",
            "people-town/result-2022",
            "people-town/result-2023-01-01-to-2023-04-30",
            "people-town/result-2024-08-17",
            "people-town/result-2024-08-17/revision-1",
            "people-town/result-2024-wrong",
            "people-town/result-2024-wrong/withdrawn",
            "people-town/target-2024",
            "people-town/target-2025",
            "people-town/event-2023-q2",
        )
    }
    assert set(feed_entries(an_example())) == set(feed_entries(an_example(), "en/feed.xml"))


@pytest.mark.parametrize("name", FEEDS)
def test_an_unchanged_record_is_an_unchanged_feed(name: str) -> None:
    """The same record gives the same feed on another day."""
    later = dataclasses.replace(an_example(), today=TODAY + dt.timedelta(days=400))
    assert downloads(an_example())[name] == downloads(later)[name]


NEWS = {
    # kind → the old passage, the new passage, and the id of the new entry
    "observation": (
        "targets:\n",
        "  - {date: 2025-02, value: 99000, sources: [copy]}\ntargets:\n",
        "people-town/result-2025-02",
    ),
    "revision": (
        "value: 14000, sources: [paper], status: final}",
        (
            "value: 14500, sources: [paper], status: final, revisions: [{revised: 2025-03-01, "
            "reason: {id: Salah}, was: {value: 14000}}]}"
        ),
        "people-town/result-2022/revision-1",
    ),
    "target": (
        "{due: 2024, value: 85000, sources: [paper]}",
        (
            "{due: 2024, value: 86000, sources: [paper], revisions: [{revised: 2025-03-01, "
            "reason: {id: Salah}, was: {value: 85000}}]}"
        ),
        "people-town/target-2024/revision-1",
    ),
    "replaced target": (
        "events:\n",
        "  - {due: 2026, value: 1, sources: [paper], replaces: target-2025}\nevents:\n",
        "people-town/target-2026",
    ),
    "withdrawal": (
        "text: {id: Begitulah}, sources: [paper]}",
        (
            "text: {id: Begitulah}, sources: [paper], "
            "withdrawn: {date: 2025-04-01, reason: {id: Keliru}}}"
        ),
        "people-town/event-2023-q2/withdrawn",
    ),
}


@pytest.mark.parametrize("name", FEEDS)
@pytest.mark.parametrize("kind", NEWS)
def test_a_change_gives_exactly_one_new_entry(kind: str, name: str) -> None:
    """A change of the record adds an entry and leaves the bytes of all others unchanged."""
    old, new, entry = NEWS[kind]
    before, after = feed_entries(an_example(), name), feed_entries(changed_example(old, new), name)
    assert {key: text for key, text in after.items() if before.get(key) != text}.keys() == {
        f"tag:example.org,2025:{entry}"
    }
    assert before.keys() <= after.keys()


def test_a_claim_stands_as_it_was_first_written() -> None:
    """The entry of the revision, not the entry of the claim, reports the change."""
    found = feed_entries(an_example(), "en/feed.xml")
    claim = found["tag:example.org,2025:people-town/result-2024-08-17"]
    revision = found["tag:example.org,2025:people-town/result-2024-08-17/revision-1"]
    assert "90,000" in claim
    assert "100,000" not in claim
    assert "nearly 100,000" in revision
    assert "Previously, value: 90,000" in revision
    assert "2024-09-01T00:00:00+08:00" in revision


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
    assert len(whole) == 11
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
    assert sizes == [3, 4, 4]


def test_an_archive_is_written_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Later news leaves an archive's bytes unchanged; a full document begins no empty archive."""
    monkeypatch.setattr(atom, "MAX_ENTRIES", 11)
    assert not [name for name in downloads(an_example()) if name.startswith("feed-")]
    monkeypatch.setattr(atom, "MAX_ENTRIES", 4)
    before, after = downloads(an_example()), downloads(changed_example(*NEWS["withdrawal"][:2]))
    archives = {name for name in before if "feed-" in name}
    assert archives == {"feed-1.xml", "feed-2.xml", "en/feed-1.xml", "en/feed-2.xml"}
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
    assert len(contents) == 9
    assert all(text in content for content in contents)
    assert {node.get("type") for node in root.iter(f"{ATOM}content")} == {"text"}
    lxml_root = etree.fromstring(downloads(catalog)[name])
    assert [node.text for node in lxml_root.iter(f"{ATOM}content")] == contents
    tags = {node.tag.removeprefix(ATOM) for node in root.iter()}
    assert tags <= {
        *("feed", "id", "title", "updated", "link", "author", "name", "rights"),
        *("entry", "category", "content"),
    }
