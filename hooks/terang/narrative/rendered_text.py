"""Extract the texts of a narrative page's HTML as a reader meets them, one for each block.

A table's row is one text, because its cells are read together. Alternative texts stand where their
image is; titles and labels are texts of their own. Results of macro calls are a single character.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from terang.narrative.folded_text import CALL
from terang.narrative.markdown_page import CLOSE, OPEN

_TOKEN = re.compile(f"{OPEN}[0-9]*{CLOSE}")
_MARKUP = re.compile(
    rf"<(?P<end>/?)(?P<tag>[a-z][a-z0-9]*)(?P<attributes>[^<>]*)>|{_TOKEN.pattern}"
)
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
_INLINE = frozenset(
    {"a", "abbr", "br", "code", "del", "em", "i", "img", "ins", "s", "small", "span", "strong"}
    | {"sub", "sup", "td", "th"}
)
"""Elements within a text; all others begin and end one."""
_CELLS = frozenset({"td", "th"})
_UNREAD = frozenset({"footnote-ref", "footnote-backref", "toc"})
"""Classes of the links of footnotes, and of a list that repeats the headings."""
_NUMBERING = re.compile(r"(?:no|nr|nomor|number|#)\.?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text of a page as read."""

    text: str
    is_quote: bool = False
    """True inside of a block quotation."""
    has_code: bool = False


@dataclass(slots=True)
class _TextReader:
    """Collects the texts of a page while its tags pass by."""

    parts: list[str] = field(default_factory=list)
    titles: list[str] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)
    """The index in `parts` at which each cell of the row begins."""
    row: int | None = None
    """In a table whose first column numbers the rows: the number of the last row."""
    quotes: int = 0
    code: int = 0
    has_code: bool = False
    skipped: str = ""
    """The element that is being left out."""

    def add(self, text: str) -> None:
        """Add a piece of text, unless its element is left out."""
        if not self.skipped:
            self.parts.append(text)
            self.has_code = self.has_code or (self.code > 0 and not text.isspace())

    def step(self, tag: str, attributes: Mapping[str, str], *, is_end: bool) -> Iterator[ReadText]:
        """Enter or leave an element; yield the texts that end here."""
        if self.skipped:
            self.skipped = "" if is_end and tag == self.skipped else self.skipped
            return
        if attributes.get("class") in _UNREAD:
            self.skipped = tag
        if tag not in _INLINE:
            if tag == "tr" and is_end:
                self._leave_out_row_number()
            yield from self.finish()
        self._count(tag, -1 if is_end else 1)
        if not is_end:
            self._add_element(tag, attributes)

    def _count(self, tag: str, change: int) -> None:
        """Count the open quotations and pieces of code; a table's rows begin anew."""
        if tag in ("code", "pre"):
            self.code += change
        elif tag == "blockquote":
            self.quotes += change
        elif tag == "table":
            self.row = None

    def _add_element(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Add what an element shows by itself: a space, an alternative text, a title."""
        if tag in _CELLS:
            self.cells.append(len(self.parts))
        if tag in _CELLS or tag == "br":
            self.add(" ")
        elif tag == "img":
            self.add(f" {attributes.get('alt', '')} ")
        if title := attributes.get("title", ""):
            self.titles.append(title)

    def finish(self) -> Iterator[ReadText]:
        """Yield the text of a block that ends, then its titles."""
        text = "".join(self.parts)
        if text.strip():
            yield ReadText(text, self.quotes > 0, self.has_code)
        yield from (ReadText(title, self.quotes > 0) for title in self.titles)
        self.parts, self.titles, self.cells, self.has_code = [], [], [], False

    def _leave_out_row_number(self) -> None:
        """Drop the first cell of a row if it holds the row's number, as the column's title says."""
        if len(self.cells) < 2:  # noqa: PLR2004
            return
        first = "".join(self.parts[self.cells[0] : self.cells[1]]).strip()
        if _NUMBERING.fullmatch(first):
            self.row = 0
        elif self.row is not None and first.rstrip(".)") == str(self.row + 1):
            self.row += 1
            del self.parts[self.cells[0] : self.cells[1]]


def read_texts(content: str) -> Iterator[ReadText]:
    """Yield the texts of a page's finished HTML, in order."""
    reader, at = _TextReader(), 0
    for match in _MARKUP.finditer(content):
        reader.add(html.unescape(content[at : match.start()]))
        at = match.end()
        if match["tag"] is None:
            reader.add(CALL)
        else:
            attributes = {
                name: _shown(value) for name, value in _ATTRIBUTE.findall(match["attributes"])
            }
            yield from reader.step(match["tag"], attributes, is_end=bool(match["end"]))
    reader.add(html.unescape(content[at:]))
    yield from reader.finish()


def _shown(value: str) -> str:
    """Return the value of an attribute as its reader sees it."""
    return html.unescape(_TOKEN.sub(CALL, value))
