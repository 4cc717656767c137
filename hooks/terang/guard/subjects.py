"""Subjects of a decision as written: record, key within it, and the old value it gives of each."""

from __future__ import annotations

from collections.abc import Container, Iterator

from terang.parsing.yaml_document import Entries, Items, Node


def split_subject(subject: str, records: Container[str]) -> tuple[str, str]:
    """Return a decision's subject in two: the name of the record, and the key within it."""
    if subject.startswith("site:"):
        return "site:", subject.removeprefix("site:")
    parts = subject.split(".")
    for length in (2, 1):
        name = ".".join(parts[:length])
        if name in records:
            return name, ".".join(parts[length:])
    return subject, ""


def subjects_of(decision: Entries) -> list[str]:
    """Return the subjects of a decision, as written."""
    about = decision.get("about")
    return [str(item) for item in (about if isinstance(about, Items) else [about])]


def earlier_values(decision: Entries) -> Iterator[tuple[str, Node]]:
    """Yield each subject of a decision with the old value that it gives."""
    about, was = decision.get("about"), decision.get("was")
    if not isinstance(about, Items):
        yield str(about), was
    elif isinstance(was, Items):
        yield from zip(map(str, about), was, strict=False)
