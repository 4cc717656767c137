"""Paste hints: the last lines of list items and blocks in every layout."""

from __future__ import annotations

import pytest

from terang.guard import paste_hints
from terang.parsing import yaml_document
from terang.parsing.yaml_document import Entries, Items

LAID_OUT = {
    # name: (file, last line of the first item of `a`, last line of the whole of `a`)
    "plain": ("a:\n  - b: 1\n    c: 2\n  - b: 3\nd: 4\n", 3, 4),
    "a blank line within": ("a:\n  - b: 1\n\n    c: 2\n  - b: 3\nd: 4\n", 4, 5),
    "blank lines behind": ("a:\n  - b: 1\n\n  - b: 3\n\n\nd: 4\n", 2, 4),
    "a comment within, to the left": ("a:\n  - b: 1\n# x\n    c: 2\n  - b: 3\nd: 4\n", 4, 5),
    "a comment behind, to the left": ("a:\n  - b: 1\n# x\n  - b: 3\n# x\nd: 4\n", 2, 4),
    "a comment behind, inside": ("a:\n  - b: 1\n    # x\n  - b: 3\n    # x\nd: 4\n", 3, 5),
    "a comment between items": ("a:\n  - b: 1\n  # x\n  - b: 3\n  # x\nd: 4\n", 2, 4),
    "a text over lines": ("a:\n  - b: >-\n      x\n\n      y\n  - b: 3\nd: 4\n", 5, 6),
    "nothing behind": ("a:\n  - b: 1\n  - b: 3", 2, 3),
    "dashes below the key": ("a:\n- b: 1\n  c: 2\n- b: 3\nd: 4\n", 3, 4),
    "one space": ("a:\n - b: 1\n   c: 2\n - b: 3\nd: 4\n", 3, 4),
}


@pytest.mark.parametrize("name", LAID_OUT)
def test_last_lines_of_blocks(name: str) -> None:
    """Comments and blank lines belong to the block around them and do not end it."""
    text, item, whole = LAID_OUT[name]
    root = yaml_document.parse_document("", text.encode()).root
    lines = yaml_document.lines_of(text)
    assert isinstance(root, Entries)
    items = root["a"]
    assert isinstance(items, Items)
    assert paste_hints.end_of(lines, items.item_marks[0]) == item
    assert paste_hints.end_of_list(lines, items) == whole


def test_a_mapping_one_space_deeper_than_its_key() -> None:
    """The next key of the surrounding mapping is not part of a mapping indented by a space."""
    text = "a:\n b: 1\nc: 2\n"
    root = yaml_document.parse_document("", text.encode()).root
    assert isinstance(root, Entries)
    inner = root["a"]
    assert isinstance(inner, Entries)
    assert paste_hints.end_of(yaml_document.lines_of(text), inner.mark) == 2


@pytest.mark.parametrize(
    ("text", "last"), [("", 0), ("\n\n", 0), ("a", 1), ("a\n", 1), ("a\n\nb\n\n", 3)]
)
def test_last_line_of_a_file(text: str, last: int) -> None:
    """A block at the end of a file ends with the last line that is not empty."""
    assert paste_hints.end_of_file(yaml_document.lines_of(text)) == last
