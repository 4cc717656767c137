"""Title and text of a rendered page, for the search index.

Called for each page of a build. Elements with the attribute `data-pagefind-ignore` are left out.

Python's `html.parser` finds the same words on every page, but takes 12.5 seconds of processor time
instead of 0.6 for a site of 514 series: 57 % of a whole build.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

# Exact for the output of Markdown and of autoescaping templates: neither leaves a `<` or `>` in
# texts or values.
_IGNORE = " data-pagefind-ignore"
_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|data|em|i|q|small|span|strong|sub|sup|time)\b[^>]*>"
)
_ANY_TAG = re.compile(r"<[^>]*>")
_IMAGE = re.compile(r'<img\b[^>]*? alt="([^"]*)"[^>]*>')
_ENDS = tuple(".!?:;,…")
_CLOSING = ")”’\"'»"
_MIN_REPEATED = 4
"""Spaces from which a repeated block is left out; a shorter one is a figure or a date."""


@dataclass(frozen=True, slots=True)
class PageText:
    """The searchable title and text of a page, and its language."""

    language: str
    title: str
    text: str

    @classmethod
    def from_html(cls, content: str, language: str, title: str) -> Self:
        """Return the text of finished HTML; `title` is used if the HTML has no `<h1>`."""
        blocks = _text_blocks(_without_ignored(content))
        heading = _TITLE.search(content)
        if heading is None:
            plain_title = " ".join(title.split())
            return cls(language, plain_title, _joined_text([plain_title, *blocks]))
        return cls(language, " ".join(_text_blocks(heading[1])), _joined_text(blocks))


def without_marks(page: str) -> str:
    """Return a rendered page without the marks of its text that only the search index needs."""
    kept, position = [], 0
    marked = page.find(_IGNORE)
    while marked >= 0:
        end = marked + len(_IGNORE)
        if page[end : end + 1] in (" ", ">") and _is_in_tag(
            page, page.rfind("<", 0, marked), marked
        ):
            kept.append(page[position:marked])
            position = end
        marked = page.find(_IGNORE, end)
    return "".join([*kept, page[position:]])


def _without_ignored(content: str) -> str:
    """Return the HTML without elements that have the attribute `data-pagefind-ignore`."""
    kept, position = [], 0
    marked = content.find(_IGNORE)
    while marked >= 0:
        start = content.rfind("<", position, marked)
        if _is_in_tag(content, start, marked):
            kept.append(content[position:start])
            position = marked = _element_end(content, start)
        marked = content.find(_IGNORE, marked + 1)
    return "".join([*kept, content[position:]])


def _is_in_tag(content: str, start: int, position: int) -> bool:
    """Return whether a position is in the tag that begins at `start`, outside of its values."""
    is_open = start >= 0 and content.find(">", start, position) < 0
    return is_open and content.count('"', start, position) % 2 == 0


def _element_end(content: str, start: int) -> int:
    """Return the end of the element that begins at `start`; the text's end if it is not closed."""
    depth = 0
    for tag in _tags(content[start + 1 : content.index(" ", start)]).finditer(content, start):
        depth += -1 if tag[1] else 1
        if not depth:
            return tag.end()
    return len(content)


@functools.cache
def _tags(name: str) -> re.Pattern[str]:
    """Return a pattern of the start and end tags with this name."""
    return re.compile(rf"<(/?){name}\b[^>]*>")


def _text_blocks(content: str) -> list[str]:
    """Return the words of each block element that has any."""
    with_alts = _IMAGE.sub(r" \1 ", content) if "<img" in content else content
    parts = _ANY_TAG.split(_INLINE_TAG.sub("", with_alts))
    blocks = (html.unescape(part).split() for part in parts if part.strip())
    return [" ".join(words) for words in blocks if words]


def _joined_text(blocks: Iterable[str]) -> str:
    """Return the blocks as a text, with a full stop after each that ends without punctuation.

    Longer blocks that a page repeats, for example the publisher of a claim, are kept once.
    """
    sentences: list[str] = []
    long: set[str] = set()
    for block in blocks:
        if block in long:
            continue
        if block.count(" ") >= _MIN_REPEATED:
            long.add(block)
        has_end = block.rstrip(_CLOSING).endswith(_ENDS)
        sentences.append(block if has_end else f"{block}.")
    return " ".join(sentences)
