"""Read a built page as its readers meet it: texts in their order, menus, links, labels, values.

Texts that a stylesheet or an attribute hides are read too, with the reason: a figure that is still
in a file, and that nobody sees, is not published.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from urllib.parse import urljoin

import soupsieve
from bs4 import BeautifulSoup, Tag
from bs4.element import CData, NavigableString

from stylesheets import HidingRule


class ItemKind(enum.StrEnum):
    """The kinds of what is read on a page."""

    TITLE = enum.auto()
    DESCRIPTION = enum.auto()
    TEXT = enum.auto()
    MENU = enum.auto()
    LINK = enum.auto()
    LABEL = enum.auto()
    VALUE = enum.auto()
    MACHINE = enum.auto()


@dataclass(frozen=True, slots=True)
class ReadItem:
    """A text of a page, with the address or the value that stands behind it."""

    kind: ItemKind
    text: str
    target: str = ""
    """The address that a link leads to, or the value that machines read."""
    hidden: frozenset[str] = frozenset()
    """The reasons why nobody sees it."""
    is_statement: bool = field(default=False, compare=False)
    """True if it says something about somebody, or holds a figure."""


_STATEMENTS = frozenset(
    {"headline", "timeline", "target", "targets", "tag", "chart", "rivals", "reply", "revision"}
    | {"quote", "sources", "card", "years", "unmatched", "contacts"}
)
"""Classes, or their first word, of components that say something about somebody."""

_UNREAD = frozenset({"script", "style", "template", "head"})
_BLOCKS = frozenset(
    {"address", "article", "aside", "blockquote", "body", "button", "caption", "dd", "details"}
    | {"desc", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "g"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "label", "legend", "li", "main", "nav"}
    | {"ol", "option", "p", "pre", "section", "select", "summary", "svg", "table", "tbody", "td"}
    | {"text", "tfoot", "th", "thead", "title", "tr", "ul"}
)
"""Elements that begin and end a text."""
_LABELS = ("alt", "title", "aria-label", "placeholder", "label")
_FOR_SEARCH = re.compile(r"data-(?:loading|none|one|many|unavailable|copied|label|text)")
"""Attributes with texts that a script shows later."""
_STATES = ("data-state", "data-claim", "data-as-of")
"""Attributes that scripts and stylesheets read."""
_CHANGING = re.compile(r":(?:hover|focus(?:-\w+)?|active|visited|target|checked)\b")
"""States of an element that a page does not have when it is opened."""
_DIGIT = re.compile(r"\d")


def read_page(
    html: bytes, hiding: Sequence[HidingRule] = (), address: str = "/"
) -> Sequence[ReadItem]:
    """Return what is read on a page, in the order of the page.

    `address` is that of the page within its site: links are given from the site's root, so that the
    same link on two pages is the same.
    """
    soup = BeautifulSoup(html, "lxml")
    return [*_head_items(soup, address), *_PageReader(soup, hiding, address).items()]


def _head_items(soup: BeautifulSoup, address: str) -> Iterator[ReadItem]:
    """Yield the title, the description, and what the head tells to machines."""
    head = soup.head
    if head is None:
        return
    if head.title is not None:
        yield _item(ItemKind.TITLE, head.title.get_text())
    for meta in head.find_all("meta"):
        name = str(meta.get("name") or meta.get("property") or meta.get("http-equiv") or "")
        kind = ItemKind.DESCRIPTION if name == "description" else ItemKind.MACHINE
        text = str(meta.get("content", ""))
        yield _item(kind, text if kind is ItemKind.DESCRIPTION else f"{name}: {text}")
    for link in head.find_all("link"):
        relation = " ".join(link.get_attribute_list("rel"))
        yield _item(ItemKind.MACHINE, f"{relation}: {_from_root(address, link.get('href'))}")
    for script in head.find_all("script"):
        source = f"script: {_from_root(address, script.get('src'))}"
        yield _item(ItemKind.MACHINE, script.get_text() or source)


def _from_root(address: str, link: object) -> str:
    return urljoin(address, str(link or ""))


def _item(kind: ItemKind, text: str) -> ReadItem:
    return ReadItem(kind, " ".join(text.split()), is_statement=bool(_DIGIT.search(text)))


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """The properties of an element that its texts have with it."""

    hidden: frozenset[str] = frozenset()
    is_statement: bool = False
    is_menu: bool = False


class _PageReader:
    """Walks through the body of a page."""

    def __init__(self, soup: BeautifulSoup, hiding: Sequence[HidingRule], address: str) -> None:
        self._root, self._address = soup.body, address
        self._hidden: dict[int, set[str]] = {}
        for rule in hiding:
            for element in _selected(soup, rule.selector):
                self._hidden.setdefault(id(element), set()).add(rule.reason)
        self._parts: list[str] = []
        self._state: frozenset[str] = frozenset()
        """The reasons why nobody sees the text that is being read."""
        self._is_statement = False

    def items(self) -> Iterator[ReadItem]:
        """Yield everything that is read."""
        if self._root is not None:
            yield from self._read(self._root, _Surroundings())
            yield from self._finish()

    def _read(self, element: Tag, around: _Surroundings) -> Iterator[ReadItem]:
        """Yield what is read of an element; its hidden parts are texts of their own."""
        inside = _Surroundings(
            around.hidden | self._reasons(element),
            around.is_statement or _says_something(element),
            around.is_menu or element.name == "nav",
        )
        is_entry = inside.is_menu and element.name == "a"
        if is_entry or element.name in _BLOCKS or inside.hidden != self._state:
            yield from self._finish()
        if element.name == "br":
            self._parts.append(" ")
        for child in element.children:
            if isinstance(child, Tag):
                if child.name not in _UNREAD:
                    yield from self._read(child, inside)
                elif child.name == "style":
                    yield _item(ItemKind.MACHINE, f"style: {child.get_text()}")
            elif type(child) in (NavigableString, CData):
                yield from self._add(str(child), inside)
        if is_entry:
            self._parts, self._is_statement = [], False  # The entry of the menu is the text.
        elif element.name in _BLOCKS:
            yield from self._finish()
        yield from self._own_items(element, inside)

    def _add(self, text: str, inside: _Surroundings) -> Iterator[ReadItem]:
        """Add a piece of text; yield the text before it if that is hidden otherwise."""
        if self._state != inside.hidden and text.strip():
            yield from self._finish()
            self._state = inside.hidden
        self._parts.append(text)
        self._is_statement |= inside.is_statement and bool(text.strip())

    def _finish(self) -> Iterator[ReadItem]:
        """Yield the text that ends here."""
        text = " ".join("".join(self._parts).split())
        is_statement = self._is_statement or bool(_DIGIT.search(text))
        self._parts, self._is_statement = [], False
        if text:
            yield ReadItem(ItemKind.TEXT, text, "", self._state, is_statement)

    def _reasons(self, element: Tag) -> frozenset[str]:
        found = set(self._hidden.get(id(element), ()))
        found |= {name for name in ("hidden", "inert") if element.has_attr(name)}
        if element.get("aria-hidden") == "true":
            found.add("aria-hidden")
        around = element.parent
        is_folded = around is not None and around.name == "details" and not around.has_attr("open")
        if is_folded and element.name != "summary":
            found.add("details")
        if style := element.get("style"):
            found.add(f"style: {style}")
        return frozenset(found)

    def _own_items(self, element: Tag, inside: _Surroundings) -> Iterator[ReadItem]:
        """Yield an element's address, value and labels."""
        hidden = inside.hidden
        for name in element.attrs:
            if name in _LABELS or _FOR_SEARCH.fullmatch(name):
                label = " ".join(str(element[name]).split())
                is_figure = inside.is_statement or bool(_DIGIT.search(label))
                yield ReadItem(ItemKind.LABEL, label, "", hidden, is_figure)
        address = element.get("href") or element.get("src") or element.get("action")
        values = [name for name in ("value", "datetime", *_STATES) if element.has_attr(name)]
        if address is None and not values:
            return
        text = " ".join(element.get_text().split())
        if address is not None:
            kind = ItemKind.MENU if inside.is_menu else ItemKind.LINK
            target = _from_root(self._address, address)
            yield ReadItem(kind, text or element.name, target, hidden, inside.is_statement)
        for name in values:
            shown = text if name not in _STATES else name
            yield ReadItem(ItemKind.VALUE, shown, str(element[name]), hidden, is_statement=True)


def _selected(soup: BeautifulSoup, selector: str) -> Sequence[Tag]:
    """Return the elements of a selector; of what only a browser knows, the elements around it."""
    static = _CHANGING.sub(":not(*)", selector)
    try:
        return soupsieve.select(static, soup)
    except (soupsieve.SelectorSyntaxError, NotImplementedError):
        return ()


def _says_something(element: Tag) -> bool:
    """Return whether an element is about somebody: a component of figures or of states."""
    if element.has_attr("data-state") or element.has_attr("data-claim"):
        return True
    if element.name in ("data", "q", "blockquote"):
        return True
    return any(
        name in _STATEMENTS or re.split("__|--", name)[0] in _STATEMENTS
        for name in element.get_attribute_list("class")
        if name
    )
