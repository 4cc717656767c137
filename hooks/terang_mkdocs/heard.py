"""What a search may find of a page: its title and its words, read off its finished text.

Pagefind's own marks are heeded, as far as they stand in a text: what is marked
`data-pagefind-ignore` is passed over with all that it holds.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

# Exact for what Markdown and autoescaping templates write: neither leaves a `<` or `>` in texts or
# values.
_MARK = " data-pagefind-ignore"
_OPENED = re.compile(r'<(\w+)(?:\s[\w-]+(?:="[^"]*")?)*')
_TITLE = re.compile(r"<h1\b[^>]*>(.*?)</h1>", re.DOTALL)
_WITHIN = re.compile(
    r"</?(?:a|abbr|b|bdi|cite|code|data|em|i|q|small|span|strong|sub|sup|time)\b[^>]*>"
)
_BETWEEN = re.compile(r"<[^>]*>")
_IMAGE = re.compile(r'<img\b[^>]*? alt="([^"]*)"[^>]*>')
_ENDS = tuple(".!?:;,…")
_CLOSING = ")”’\"'»"
_FEW = 4
"""So few words may well be said twice: a figure, a date."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What a search may find of a page."""

    language: str
    title: str
    text: str

    @classmethod
    def of(cls, content: str, language: str, title: str) -> Self:
        """That of a page's finished text; `title` is the page's where the text begins without."""
        blocks = _blocks(_without_passed_over(content))
        own = _TITLE.search(content)
        if own is None:
            return cls(language, title, _text([title, *blocks]))
        return cls(language, " ".join(_blocks(own[1])), _text(blocks))


def _without_passed_over(content: str) -> str:
    """What is left without the elements that are marked."""
    left, at = [], 0
    while True:
        begin, end = _marked(content, at)
        left.append(content[at:begin])
        if begin == end:
            return "".join(left)
        at = end


def _marked(content: str, at: int) -> tuple[int, int]:
    """Where the next marked element begins and ends; twice the text's end where there is none."""
    opened = _opened(content, at)
    if opened is None:
        return len(content), len(content)
    closed = content.find(f"</{opened[1]}>", opened.end())
    if closed >= 0 and content.find(f"<{opened[1]}", opened.end(), closed) < 0:
        return opened.start(), closed + len(opened[1]) + 3  # none like it within, as nearly always
    depth = 0
    for tag in _tags(opened[1]).finditer(content, opened.start()):
        depth += -1 if tag[1] else 1
        if not depth:
            return opened.start(), tag.end()
    return opened.start(), len(content)


def _opened(content: str, at: int) -> re.Match[str] | None:
    """The next tag with the mark: texts and values that read like it are none."""
    while (at := content.find(_MARK, at)) >= 0:
        tag = _OPENED.match(content, content.rfind("<", 0, at))
        if tag is not None and at < tag.end() and content.count('"', tag.start(), at) % 2 == 0:
            return tag
        at += len(_MARK)
    return None


@functools.cache
def _tags(name: str) -> re.Pattern[str]:
    """Where an element of this name begins or ends."""
    return re.compile(rf"<(/?){name}\b[^>]*>")


def _blocks(content: str) -> list[str]:
    """The words of each block, of those that have any."""
    said = _IMAGE.sub(r" \1 ", content) if "<img" in content else content
    told = _WITHIN.sub("", said)
    blocks = (html.unescape(one).split() for one in _BETWEEN.split(told))
    return [" ".join(words) for words in blocks if words]


def _text(blocks: Iterable[str]) -> str:
    """Blocks one after the other, with a full stop behind each that has no end of its own.

    What a page says again and again at some length, such as who says so, is heard once.
    """
    said: list[str] = []
    long: set[str] = set()
    for block in blocks:
        if block in long:
            continue
        if block.count(" ") >= _FEW:
            long.add(block)
        has_end = block.rstrip(_CLOSING).endswith(_ENDS)
        said.append(block if has_end else f"{block}.")
    return " ".join(said)
