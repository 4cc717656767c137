"""The records that decisions may be about: `indicator:covered.unit`, `fact:jamsostek.fee.value`.

They are looked for as written, so that a mistake in a record is not told twice.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

from terang.model.definitions import SUBJECT, Site
from terang.parsing.yaml_document import Document, Entries, Node

_MAPPINGS = {
    "data/sources.yml": "source",
    "data/areas.yml": "area",
    "data/programmes.yml": "programme",
    "data/dimensions.yml": "dimension",
    "data/speakers.yml": "speaker",
    "data/themes.yml": "theme",
    "data/glossary.yml": "term",
}
_WITHIN_SERIES = {"sources": "source", "speakers": "speaker"}
"""Keys of the files of series that hold such records too, and their kinds."""
_PARTS = {"facts": "fact", "contacts": "contact"}
"""Keys of a programme that hold records of their own, and the kinds of these."""
_FOLDERS = {"data/indicators": "indicator", "data/coverage": "series"}


def written_subjects(documents: Mapping[str, Document]) -> frozenset[str]:
    """Return what decisions may be about: `⟨kind⟩:⟨id⟩` of every record as written."""
    return frozenset(_subjects(documents)) | {f"site:{key}" for key in Site.model_fields}


def _subjects(documents: Mapping[str, Document]) -> Iterator[str]:
    for path, document in documents.items():
        name, root = PurePosixPath(path), document.root
        if str(name.parent) in _FOLDERS:
            yield f"{_FOLDERS[str(name.parent)]}:{name.stem}"
        if not isinstance(root, Entries):
            continue
        if path in _MAPPINGS:
            yield from _mapped(_MAPPINGS[path], root)
        else:
            for key, kind in _WITHIN_SERIES.items():
                yield from _mapped(kind, root.get(key))


def _mapped(kind: str, records: Node) -> Iterator[str]:
    for key, record in records.items() if isinstance(records, Entries) else ():
        yield f"{kind}:{key}"
        for nested, name_of_part in _PARTS.items():
            parts = record.get(nested) if isinstance(record, Entries) else None
            for part in parts if isinstance(parts, Entries) else ():
                yield f"{name_of_part}:{key}.{part}"


def unreadable_kinds(documents: Mapping[str, Document]) -> frozenset[str]:
    """Return the kinds of records a decision may be about, of which a file cannot be read."""
    found = set[str]()
    for path, document in documents.items():
        if document.root is not None:
            continue
        kind = _MAPPINGS.get(path)
        if kind is not None:
            found |= {kind, *(_PARTS.values() if kind == "programme" else ())}
        elif path.startswith("data/coverage/"):
            found |= set(_WITHIN_SERIES.values())
    return frozenset(found)


def is_subject(about: str, known: frozenset[str], unreadable: frozenset[str]) -> bool:
    """Return whether a decision's subject begins with the kind and the id of a record.

    A text of another form is no subject, which the model reports. Nothing is known of the kinds in
    `unreadable`.
    """
    if SUBJECT.fullmatch(about) is None or about.partition(":")[0] in unreadable:
        return True
    parts = about.split(".")
    return any(".".join(parts[:length]) in known for length in (1, 2))
