"""The data of format 1 as data of format 2: `make migrate`.

A pure function of the files, and of what an earlier record says: the day on which each entry was
first published, and the value that each decision changed. It works on trees and texts, since the
model knows only the present format. The rest of the data is left for the check of format 2.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from terang.diagnostics import InvalidDataError, Place, Problem
from terang.loading.formats import format_1_shape
from terang.loading.formats.corrected_entries import (
    ENTRY_LISTS,
    corrected_entry,
    dated_entry,
    default_anchor,
    population_key,
)
from terang.loading.formats.former_subjects import subject_of
from terang.loading.formats.speaker_directory import (
    SpeakerDirectory,
    SpeakerText,
    speaker_directory,
)
from terang.loading.formats.text_edits import folded_block, rewritten_file
from terang.parsing.yaml_blocks import plain_tree
from terang.parsing.yaml_document import Document, Entries, parse_document

SITE = "data/site.yml"
SPEAKERS = "data/speakers.yml"
DECISIONS = "data/decisions.yml"
SERIES_FOLDER = "data/coverage"
OLD, NEW = "1", "2"

NOT_RECORDED = {"id": "tidak tercatat dalam format 1", "en": "not recorded in format 1"}
"""The old value of a decision where no earlier commit holds it: `null` would say it was absent."""

# The keys of all records, in the order in which a new one finds its place.
_ORDER = (
    *("indicator", "area", "anchor", "about", "date", "title", "summary", "label", "was", "value"),
    *("status", "qualifier", "precision", "due", "announced", "replaces", "by", "text"),
    *("preferred", "breakdown", "observations", "targets", "events", "corrections"),
    *("sources", "added", "quote", "contradicts", "note"),
)
_SPEAKERS_HEAD = """\
# yaml-language-server: $schema=../schemas/speakers.json
# Kantor: siapa yang menyatakan sebuah angka. Kantor, bukan nama orang.
#
# Siapa saja boleh mengusulkan; pengelola data yang menyetujui. Caranya: CONTRIBUTING.md.
# In English: CONTRIBUTING.md#contributing
# Satu kantor ditulis seperti ini. Nama di baris pertama dipakai di berkas lain (`by`) dan tidak
# boleh diganti. Kantor yang lain adalah kantor baru, bukan nama baru untuk kantor lama:
#
#   dinas-contoh:
#     name:
#       id: Dinas Contoh
#       en: the example office

"""

DayOf = Callable[[str, str], dt.date | None]
"""Path of a series and anchor → the day on which the entry was first on record, if known."""
ValueBefore = Callable[[Mapping[str, Any]], list[Any]]
"""A decision → the value before it in a list of one item; an empty list if it is not known."""
PresentPath = Callable[[str], str]
"""Former path of a file → its present path."""


@dataclass(frozen=True, slots=True)
class EarlierRecord:
    """The record before today, as far as it is known; nothing by default."""

    day_of: DayOf = lambda path, key: None  # noqa: ARG005
    value_before: ValueBefore = lambda decision: []  # noqa: ARG005
    present_path: PresentPath = lambda path: path


@dataclass(slots=True)
class Migration:
    """The files of format 2, and what an editor should know about the change."""

    files: dict[str, bytes]
    entries: int = 0
    undated: list[str] = field(default_factory=list)
    """`⟨series path⟩#⟨anchor⟩` of each entry whose first day is not known: it was added today."""
    corrections: int = 0
    withdrawals: int = 0
    empty_revisions: list[str] = field(default_factory=list)
    """`⟨series path⟩#⟨anchor⟩` and the day of each revision that changed nothing."""
    speakers: list[str] = field(default_factory=list)
    untranslated: list[str] = field(default_factory=list)
    """Ids of speakers without an English name, which format 2 requires."""
    other_names: list[str] = field(default_factory=list)
    """`⟨id⟩: ⟨English text⟩` of names of a speaker that are not its name in format 2."""
    decisions: int = 0
    unknown_values: list[str] = field(default_factory=list)
    """Subjects of decisions whose old value is not known."""


def is_former(files: Mapping[str, bytes]) -> bool:
    """Return whether the data says that it is of format 1."""
    root = parse_document(SITE, files.get(SITE, b"")).root
    return isinstance(root, Entries) and root.get("format") == OLD


def migrated_files(files: Mapping[str, bytes], today: dt.date, earlier: EarlierRecord) -> Migration:
    """Return the data in format 2; of data that is in format 2, the same files.

    Raises InvalidDataError if a file cannot be read, or holds what format 1 does not know.
    """
    documents = {
        path: parse_document(path, data)
        for path, data in sorted(files.items())
        if path.endswith(".yml")
    }
    problems = [problem for document in documents.values() for problem in document.problems]
    if problems:
        raise InvalidDataError(problems)
    if _format_of(documents) == NEW:
        return Migration(dict(files))
    problems = [*format_1_shape.shape_problems(documents)]
    if problems:
        raise InvalidDataError(problems)
    return _Migrator(files, documents, today, earlier).migration()


def _format_of(documents: Mapping[str, Document]) -> str:
    """Return the format that site.yml names; raise InvalidDataError if it is none of ours."""
    document = documents.get(SITE)
    if document is None:
        values = {"file": SITE, "example": f"format: {OLD}"}
        raise InvalidDataError([Problem(Place(SITE), "missing-file", values)])
    root = document.root
    written = root.get("format") if isinstance(root, Entries) else None
    if written is None:
        values = {"key": "format", "example": f"format: {OLD}"}
        raise InvalidDataError([Problem(document.place(), "missing-key", values)])
    if written not in (OLD, NEW):
        values = {"text": str(written), "known": NEW}
        raise InvalidDataError([Problem(document.place("format"), "unknown-format", values)])
    return str(written)


@dataclass(slots=True)
class _Migrator:
    """The files of format 1 on their way to format 2."""

    files: Mapping[str, bytes]
    documents: Mapping[str, Document]
    today: dt.date
    earlier: EarlierRecord
    _speakers: SpeakerDirectory = field(init=False)
    _result: Migration = field(init=False)

    def migration(self) -> Migration:
        """Return the migrated files."""
        self._result = Migration(dict(self.files))
        self._speakers = speaker_directory(self._speaker_texts())
        for path, document in self.documents.items():
            tree = plain_tree(document.root)
            if path == SITE:
                self._write(document, {**tree, "format": NEW})
            elif path == DECISIONS:
                self._write(document, self._decisions(tree))
            elif format_1_shape.is_series(path) and isinstance(document.root, Entries):
                self._write(document, self._series(path, tree))
        self._write_speakers()
        return self._result

    def _write(self, document: Document, tree: Any) -> None:  # noqa: ANN401
        data = self.files[document.path]
        self._result.files[document.path] = rewritten_file(document, data, tree, _ORDER)

    # --- speakers --------------------------------------------------------------------------

    def _speaker_texts(self) -> Iterator[tuple[str, SpeakerText]]:
        """Yield the `by` texts of all entries, also those that a revision changed."""
        for path, document in self.documents.items():
            if format_1_shape.is_series(path):
                for text in _by_texts(plain_tree(document.root)):
                    yield path, (text["id"], text.get("en"))

    def _write_speakers(self) -> None:
        tree: dict[str, Any] = {}
        for key, (name, english) in self._speakers.names.items():
            tree[key] = {"name": {"id": name} if english is None else {"id": name, "en": english}}
            if english is None:
                self._result.untranslated.append(key)
        self._result.speakers = [*tree]
        self._result.other_names = [
            f"{key}: {text}" for key, texts in self._speakers.other_names.items() for text in texts
        ]
        if tree:
            blocks = "\n\n".join(folded_block({key: speaker}) for key, speaker in tree.items())
            self._result.files[SPEAKERS] = f"{_SPEAKERS_HEAD}{blocks}\n".encode()

    # --- series ----------------------------------------------------------------------------

    def _series(self, path: str, tree: dict[str, Any]) -> dict[str, Any]:
        corrections: list[Mapping[str, Any]] = []
        for name in ENTRY_LISTS:
            if name in tree:
                tree[name] = [self._entry(path, name, entry, corrections) for entry in tree[name]]
        population = tree.get("population")
        if population is not None:
            population["values"] = [
                dated_entry(value, self._added(path, population_key(value)))
                for value in population["values"]
            ]
        if corrections:
            # In the order in which they hold; entries of one day in the order of the file.
            tree["corrections"] = sorted(corrections, key=lambda item: str(item["date"]))
        return tree

    def _entry(
        self, path: str, name: str, entry: Mapping[str, Any], corrections: list[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """Return an entry of format 2; its corrections are added to the list."""
        corrected = corrected_entry(name, self._with_speakers(path, entry), self.today.isoformat())
        anchor = default_anchor(name, entry)
        corrections += corrected.corrections
        self._result.entries += 1
        self._result.corrections += sum("set" in item for item in corrected.corrections)
        self._result.withdrawals += sum("withdraw" in item for item in corrected.corrections)
        self._result.empty_revisions += [
            f"{path}#{anchor} {revision['revised']}" for revision in corrected.empty
        ]
        days = [str(correction["date"]) for correction in corrected.corrections]
        return dated_entry(corrected.entry, self._added(path, anchor, *days))

    def _with_speakers(self, path: str, entry: Mapping[str, Any]) -> dict[str, Any]:
        """Return an entry with the ids of its speakers, also in its revisions."""
        changed = {key: self._speaker(path, key, value) for key, value in entry.items()}
        if "revisions" in changed:
            changed["revisions"] = [
                {
                    **revision,
                    "was": {
                        key: self._speaker(path, key, value)
                        for key, value in revision["was"].items()
                    },
                }
                for revision in changed["revisions"]
            ]
        return changed

    def _speaker(self, path: str, key: str, value: Any) -> Any:  # noqa: ANN401
        is_speaker = key == "by" and value is not None
        return self._speakers.ids[path, value["id"]] if is_speaker else value

    def _added(self, path: str, key: str, *corrected: str) -> str:
        """Return the first day of an entry, which is not after its first correction."""
        day = self.earlier.day_of(path, key)
        if day is None:
            self._result.undated.append(f"{path}#{key}")
        return min([(day or self.today).isoformat(), *corrected])

    # --- decisions -------------------------------------------------------------------------

    def _decisions(self, tree: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [self._decision(decision) for decision in tree]

    def _decision(self, decision: Mapping[str, Any]) -> dict[str, Any]:
        path, _, key = decision["about"].partition("#")
        subject = subject_of(f"{self.earlier.present_path(path)}#{key}")
        known = self.earlier.value_before(decision)
        self._result.decisions += 1
        if not known:
            self._result.unknown_values.append(str(subject))
        migrated: dict[str, Any] = {}
        for name, value in decision.items():
            migrated[name] = subject if name == "about" else value
            if name == "about":
                migrated["was"] = known[0] if known else NOT_RECORDED
        return migrated


def _by_texts(root: Any) -> Iterator[Mapping[str, str]]:  # noqa: ANN401
    for name in ENTRY_LISTS:
        for entry in root.get(name) or ():
            states = [entry, *(revision["was"] for revision in entry.get("revisions") or ())]
            yield from (state["by"] for state in states if state.get("by") is not None)
