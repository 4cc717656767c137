"""The Markdown that authors may write: no HTML, no foreign schemes, nothing that runs or styles.

What is taken away stays visible as text, so an author sees at once what did not get through.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from xml.etree import ElementTree as ET

from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, STX

ATTRIBUTES = frozenset(
    {"alt", "class", "dir", "height", "href", "hreflang", "id", "lang", "src", "start", "title"}
    | {"colspan", "rowspan", "scope", "width"}
)
"""The attributes that may be written; above all, none that runs or styles."""

SCHEMES = frozenset({"http", "https", "mailto"})

# Browsers drop these wherever they stand in an address, so `java\nscript:` is one word to them.
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_ALIGNMENT = re.compile(r"text-align: (left|right|center);")
_ALIGNED = {"right": "num", "center": "centre"}

_FORGETTING = frozenset({"admonition", "attr_list", "def_list", "fenced_code", "tables", "toc"})
"""Extensions that keep nothing of a page for the next; others may: footnotes can be counted on."""

Resolve = Callable[[str], str | None]
"""A relative link as written → the address it leads to, or None where it leads nowhere."""


@dataclass(frozen=True, slots=True)
class Around:
    """What the Markdown of one page has to know of it."""

    resolve: Resolve
    titles: Mapping[str, str]
    """Of kinds of admonitions, and of a table's own room: `note`, `warning`, `table`."""
    slug: Callable[[str, str], str] = slugify
    """A heading's text and what stands between words → the heading's id."""


class Converter:
    """Turns the Markdown of one page after the other into HTML, each as if it were the only one.

    To set Python-Markdown up takes as long as to convert a short page: it is used again, unless an
    extension might remember, or a page has failed halfway.
    """

    def __init__(self, extensions: Sequence[str], settings: Mapping[str, Any]) -> None:
        self._plain = PlainMarkdown()
        self._extensions: list[str | Extension] = [*extensions, self._plain]
        toc = {**settings.get("toc", {}), "slugify": self._plain.slug}
        self._settings = {**settings, "toc": toc}
        self._forgets = _FORGETTING.issuperset(extensions)
        self._ready: Markdown | None = None

    def convert(self, text: str, around: Around) -> tuple[str, list[dict[str, Any]]]:
        """The HTML of a page's text, and its headings as `toc` lists them, names escaped."""
        self._plain.around = around
        converter, self._ready = self._ready or self._set_up(), None
        found = converter.reset().convert(text), getattr(converter, "toc_tokens", [])
        self._ready = converter if self._forgets else None
        return found

    def _set_up(self) -> Markdown:
        return Markdown(extensions=self._extensions, extension_configs=self._settings)


class PlainMarkdown(Extension):
    """Markdown without raw HTML, whose links are resolved or taken away."""

    around: Around
    """Of the page that is being converted."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Take out what lets HTML through, and look at the finished tree last."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        processor = _Restrictions(md, self)
        md.treeprocessors.register(processor, "terang_plain", -10)  # after `unescape`, the last one

    def slug(self, text: str, separator: str) -> str:
        """A heading's id, as its page makes it."""
        return self.around.slug(text, separator)


class _Restrictions(Treeprocessor):
    def __init__(self, md: Markdown, plain: PlainMarkdown) -> None:
        super().__init__(md)
        self._plain = plain

    def run(self, root: ET.Element) -> None:
        """Mend the whole tree, then give tables room of their own."""
        for element in root.iter():
            _align(element)
            for name in [name for name in element.keys() if name not in ATTRIBUTES]:  # noqa: SIM118
                del element.attrib[name]
            self._lead(element)
            self._name(element)
        _wrap_tables(root, self._plain.around.titles["table"])

    def _lead(self, element: ET.Element) -> None:
        """Resolve an element's address, or take it away; an image of elsewhere becomes its text."""
        for name in ("href", "src"):
            written = element.get(name)
            if written is None:
                continue
            found = self._address(written, schemes=SCHEMES if name == "href" else frozenset())
            if found is not None:
                element.set(name, found)
                continue
            del element.attrib[name]
            if element.tag == "img":
                element.tag, element.text = "span", element.attrib.pop("alt", "")

    def _address(self, written: str, schemes: frozenset[str]) -> str | None:
        # An entity or placeholder that is spelled out only later could hide a scheme.
        address = html.unescape(written.replace(AMP_SUBSTITUTE, "&"))
        if STX in address:
            return None
        bare = _IGNORED.sub("", address)
        if scheme := _SCHEME.match(bare):
            return address.strip() if scheme[1].lower() in schemes else None
        if bare.replace("\\", "/").startswith("//"):
            return None
        return self._plain.around.resolve(address) or address

    def _name(self, element: ET.Element) -> None:
        """Give an admonition without a title of its own its kind's name in the page's language."""
        if element.tag == "p" and element.get("class") == "admonition-title":
            kind = (element.text or "").lower()
            element.text = self._plain.around.titles.get(kind, element.text)


def _align(element: ET.Element) -> None:
    """A column's alignment as a class: a style attribute needs leave in a security policy."""
    if element.tag in ("td", "th") and (found := _ALIGNMENT.fullmatch(element.get("style", ""))):
        element.set("class", _ALIGNED.get(found[1], "left"))


def _wrap_tables(root: ET.Element, title: str) -> None:
    """A wide table scrolls inside its own container, by keyboard too."""
    for parent in list(root.iter()):
        for index, child in enumerate(parent):
            if child.tag == "table":
                attributes = {"class": "table-wrap", "role": "region", "tabindex": "0"}
                wrap = ET.Element("div", {**attributes, "aria-label": title})
                wrap.tail, child.tail = child.tail, None
                parent[index] = wrap
                wrap.append(child)
