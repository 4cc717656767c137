"""Written values in the sentences of the guard."""

from __future__ import annotations

from terang.diagnostics import MessageValues
from terang.parsing.yaml_document import Entries, Items, Node


def shown_value(node: Node) -> MessageValues:
    """Return a written value as words within a sentence of the guard."""
    if node is None:
        return {"id": "tidak ada", "en": "nothing"}
    return _flat(node)


def _flat(node: Node) -> str:
    if isinstance(node, Entries):
        return ", ".join(f"{key}: {_flat(child)}" for key, child in node.items())
    if isinstance(node, Items):
        return ", ".join(map(_flat, node))
    return "null" if node is None else str(node)
