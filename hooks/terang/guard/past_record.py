"""The written record taken back to a day: what came later is taken out of its trees.

Entries, replies, breaks and populations are dated by `added`, corrections and decisions by their
own day; a later decision is undone with the value that it gives. What has no day of its own stays,
but for sources that only later records cite (docs/contract.md#the-record-as-of-a-day).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from terang.guard.snapshot import Snapshot
from terang.guard.subjects import earlier_values, split_subject, subjects_of
from terang.guard.written_records import WrittenRecord, written_decisions, written_definitions
from terang.loading import data_paths
from terang.loading.data_paths import is_decision_file
from terang.loading.series_files import (
    COVERAGE,
    SeriesFiles,
    is_entry_file,
    items_of,
    series_files,
)
from terang.model.catalog import RECORD_LISTS
from terang.parsing.yaml_document import Document, Entries, Items, Node, Scalar

_CLAIMS = ("observations", "targets")
_CITING_KEYS = frozenset({"sources", "legal_basis"})


class PastRecord:
    """A record on its way back to a day; the trees of its snapshot are changed in place."""

    def __init__(self, snapshot: Snapshot, day: str) -> None:
        self._snapshot = snapshot
        self._documents = snapshot.documents
        self._series = series_files(snapshot.documents)
        self._day = day
        self._gone_series = frozenset[str]()
        self.homeless: dict[str, Entries] = {}
        """File of sources or speakers → those that are still cited, from files that are gone."""

    def go_back(self) -> None:
        """Take out whatever came after the day."""
        today = [*self._documents.values()]
        cited_today = {name: cited(today) for name, (_, cited) in _SHARED.items()}
        self._undo_later_decisions()
        for document in self._documents.values():
            self._remove_later(document.root)
        for files in self._series.values():
            self._go_back_in_series(files)
        self._gone_series = frozenset(
            key for key, files in self._series.items() if not _has_claims(files)
        )
        self._remove_mentions()
        for name in _SHARED:
            self._remove_later_shared(name, cited_today[name])

    def is_kept(self, path: str) -> bool:
        """Return whether a file was there, with something in it."""
        root, name = self._documents[path].root, PurePosixPath(path)
        if is_entry_file(path):
            return bool(root) and name.parent.name not in self._gone_series
        if str(name.parent) == COVERAGE:
            return name.stem not in self._gone_series
        return bool(root) or not is_decision_file(path)

    def _is_later(self, node: Node) -> bool:
        """Return whether a written day is after the day."""
        return isinstance(node, Scalar) and str(node) > self._day

    # --- decisions ---

    def _undo_later_decisions(self) -> None:
        """Put back the old values of later decisions, the last one first."""
        decisions = written_decisions(self._snapshot)
        later = [decision for decision in decisions if self._is_later(decision.node.get("date"))]
        # Of one day, the last in the files is the first to be undone.
        later.sort(key=lambda decision: str(decision.node.get("date")))
        for decision in reversed(later):
            for subject, was in earlier_values(decision.node):
                self._put_back(subject, was)
        undone = {id(decision.node) for decision in later}
        self._keep_decisions(lambda node: id(node) not in undone)

    def _put_back(self, subject: str, was: Node) -> None:
        """Give a key the value that it had; None takes the key away."""
        records = written_definitions(self._snapshot)
        name, key = split_subject(subject, records)
        if name not in records or not key:
            return
        node: Node = _own_node(records[name])
        *steps, last = key.split(".")
        for step in steps:
            node = _child(node, step)
        if isinstance(node, Entries):
            if was is None:
                node.pop(last, None)
            else:
                node[last] = was

    def _keep_decisions(self, is_kept: Callable[[Entries], bool]) -> None:
        for path, document in self._documents.items():
            if is_decision_file(path) and isinstance(document.root, Items):
                _keep_items(document.root, is_kept)

    # --- entries ---

    def _remove_later(self, root: Node) -> None:
        """Take out contacts that were checked later, and what was added or made later."""
        for programme in _entries(root).values():
            contacts = _entries(_child(programme, "contacts"))
            for key, contact in [*contacts.items()]:
                if self._is_later(_child(contact, "checked")):
                    del contacts[key]
            _remove_if_empty(programme, "contacts")
        _keep_in(root, "corrections", lambda made: not self._is_later(made.get("date")))
        _keep_in(root, "breaks", lambda change: not self._is_later(change.get("added")))

    def _go_back_in_series(self, files: SeriesFiles) -> None:
        anchors_today = files.anchors()
        for document in files.documents:
            for name in RECORD_LISTS:
                _keep_in(document.root, name, lambda entry: not self._is_later(entry.get("added")))
        gone = anchors_today - files.anchors()
        for document in files.documents:
            _keep_in(document.root, "replies", lambda reply: str(reply.get("to")) not in gone)
        gone = anchors_today - files.anchors()  # with the replies to entries that are gone
        for document in files.documents:
            _keep_in(document.root, "corrections", lambda made: str(made.get("anchor")) not in gone)
            for record in _records(document, *RECORD_LISTS):
                _remove_references(record, gone)
            for made in _records(document, "corrections"):
                _remove_references(made.get("set"), gone)
            _keep_in(document.root, "corrections", lambda made: made.get("set") != {})
        own = _entries(files.own.root)
        if str(own.get("baseline")) in gone:
            del own["baseline"]
        population = _entries(own.get("population"))
        _keep_in(population, "values", lambda value: not self._is_later(value.get("added")))
        if "values" not in population:
            own.pop("population", None)

    def _remove_mentions(self) -> None:
        """Take out mentions of what was not on record, in other series and in decisions."""
        there = {
            f"{key}#{anchor}"
            for key, files in self._series.items()
            if key not in self._gone_series
            for anchor in files.anchors()
        }
        for files in self._series.values():
            for document in files.documents:
                for made in _records(document, "corrections"):
                    if "see" in made and str(made["see"]) not in there:
                        del made["see"]
        gone = {f"series:{key}" for key in self._gone_series}
        self._keep_decisions(
            lambda node: not any(about.partition(".")[0] in gone for about in subjects_of(node))
        )

    # --- sources and speakers ---

    def _remove_later_shared(self, name: str, cited_today: frozenset[str]) -> None:
        """Take out what only later records cite; keep what nothing has ever cited."""
        home, find_cited = _SHARED[name]
        kept = {path for path in self._documents if self.is_kept(path)}
        cited = find_cited([self._documents[path] for path in kept])
        for path, document in self._documents.items():
            records = _shared_records(document, name)
            # A new office of a file of all stays: it was added there without a day.
            may_go = name == "sources" or path != home
            for key, record in [*records.items()]:
                if key not in cited and key in cited_today and may_go:
                    del records[key]
                    continue
                if self._is_later(_child(record, "accessed")):
                    del _entries(record)["accessed"]
                if key in cited and path not in kept:
                    self.homeless.setdefault(home, Entries((1, 1)))[key] = record
            if path != home:
                _remove_if_empty(document.root, name)


# --- trees -------------------------------------------------------------------------------------


def _own_node(record: WrittenRecord) -> Node:
    """Return the node that a record has in its file; that of a series is a copy with all breaks."""
    return record.document.root if record.kind == "series" else record.node


def _has_claims(files: SeriesFiles) -> bool:
    return any(_records(document, *_CLAIMS) for document in files.documents)


def _entries(node: Node) -> Entries:
    """Return a mapping as it stands, or an empty one."""
    return node if isinstance(node, Entries) else Entries((1, 1))


def _child(node: Node, key: str) -> Node:
    return _entries(node).get(key)


def _remove_if_empty(node: Node, key: str) -> None:
    if key in _entries(node) and not _child(node, key):
        del _entries(node)[key]


def _shared_records(document: Document, name: str) -> Entries:
    """Return the sources or speakers that a file holds, by their ids."""
    if document.path == _SHARED[name][0]:
        return _entries(document.root)
    return _entries(_child(document.root, name) if document.path.startswith(COVERAGE) else None)


def _records(document: Document, *lists: str) -> list[Entries]:
    """Return the records of some lists of a file."""
    items = (item for name in lists for item in items_of(document, name))
    return [item for item in items if isinstance(item, Entries)]


def _keep_in(node: Node, name: str, is_kept: Callable[[Entries], bool]) -> None:
    """Keep some items of a list of a mapping, and the list if there are any."""
    items = _child(node, name)
    if isinstance(items, Items):
        _keep_items(items, is_kept)
        _remove_if_empty(node, name)


def _keep_items(items: Items, is_kept: Callable[[Entries], bool]) -> None:
    items[:] = [item for item in items if not isinstance(item, Entries) or is_kept(item)]


def _remove_references(record: Node, gone: frozenset[str]) -> None:
    """Take references to anchors out of an entry, or out of what a correction sets."""
    contradicted = _child(record, "contradicts")
    if isinstance(contradicted, Items):
        contradicted[:] = [anchor for anchor in contradicted if str(anchor) not in gone]
        _remove_if_empty(record, "contradicts")
    if str(_child(record, "replaces")) in gone:
        del _entries(record)["replaces"]


def _cited_sources(documents: Iterable[Document]) -> frozenset[str]:
    """Return the ids of the sources that records cite, and of those that decisions are about.

    Where a source is another copy of a text, the first copy is cited with it.
    """
    documents = [*documents]
    cited = {key for document in documents for key in _citations(document.root)}
    first_copies = {}
    for document in documents:
        for key, record in _shared_records(document, "sources").items():
            first_copies[key] = str(_child(record, "same_text_as"))
        if is_decision_file(document.path) and isinstance(document.root, Items):
            for node in document.root:
                for about in subjects_of(node) if isinstance(node, Entries) else ():
                    kind, _, rest = about.partition(":")
                    cited |= {rest.partition(".")[0]} if kind == "source" else set()
    while new := {first_copies[key] for key in cited if key in first_copies} - cited:
        cited |= new
    return frozenset(cited)


def _citations(node: Node) -> Iterator[str]:
    """Yield the ids in each list of sources of a tree."""
    if isinstance(node, Entries):
        for key, child in node.items():
            if key in _CITING_KEYS and isinstance(child, Items):
                yield from (str(item) for item in child)
            else:
                yield from _citations(child)
    elif isinstance(node, Items):
        for child in node:
            yield from _citations(child)


def _cited_speakers(documents: Iterable[Document]) -> frozenset[str]:
    """Return the ids of the speakers that records name, and of those that decisions are about."""
    return frozenset(key for document in documents for key in _speakers_named(document.root))


def _speakers_named(node: Node) -> Iterator[str]:
    if isinstance(node, Entries):
        if isinstance(by := node.get("by"), Scalar):
            yield str(by)
        for about in subjects_of(node):
            kind, _, rest = about.partition(":")
            if kind == "speaker":
                yield rest.partition(".")[0]
        for child in node.values():
            yield from _speakers_named(child)
    elif isinstance(node, Items):
        for child in node:
            yield from _speakers_named(child)


_SHARED: Mapping[str, tuple[str, Callable[[Iterable[Document]], frozenset[str]]]] = {
    "sources": (data_paths.SOURCES, _cited_sources),
    "speakers": (data_paths.SPEAKERS, _cited_speakers),
}
"""Key of a file of a series → the file of all such records, and the ids that are cited."""
