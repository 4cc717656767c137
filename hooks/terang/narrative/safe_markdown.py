"""Markdown without raw HTML, unsafe address schemes, scripts and inline styles.

Called for each narrative page. Removed markup stays visible as text: an author sees at once that it
is not allowed. Knows no site generator and no macros.
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
from markdown.extensions.attr_list import AttrListTreeprocessor, get_attrs_and_remainder
from markdown.extensions.toc import slugify
from markdown.treeprocessors import Treeprocessor
from markdown.util import AMP_SUBSTITUTE, STX, AtomicString

from terang.parsing.text_rules import is_plain_email

EXTENSIONS = ("toc", "tables", "admonition", "attr_list", "def_list", "footnotes")
"""The extensions of Markdown that a site's pages are checked with, and may be built with."""

ATTRIBUTES = frozenset(
    {"alt", "class", "dir", "height", "href", "hreflang", "id", "lang", "src", "start", "title"}
    | {"colspan", "rowspan", "scope", "width"}
)
"""The allowed attributes; none of them runs scripts or sets styles."""

AUTHOR_ATTRIBUTES = frozenset(
    {"id", "class", "dir", "hreflang", "lang", "title"}
    | {"colspan", "height", "rowspan", "scope", "width"}
)
"""The attributes that an author may write: they name and describe, and lead nowhere."""

AUTHOR_CLASSES = frozenset({"num", "centre"})
"""The classes that an author may write: others would hide a text or make it look official."""

ADMONITIONS = ("note", "warning")
"""The kinds of boxes that `!!!` opens."""

SCHEMES = frozenset({"http", "https", "mailto"})

# Browsers drop these anywhere in an address and read `java\nscript:` as a scheme.
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u2028\u2029]")
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_ALIGNMENT = re.compile(r"text-align: (left|right|center);")
_ALIGNMENT_CLASSES = {"right": "num", "center": "centre"}

_INLINE_MARK = re.compile(rf"[`\\\[!<&*_{STX}]|  \n")
"""The beginnings of all patterns within a text; most paragraphs hold none."""

_STATELESS = frozenset({"fenced_code", *EXTENSIONS})
"""Extensions that keep no state from page to page, unless footnotes are numbered through."""

ResolveLink = Callable[[str], str | None]
"""A relative link as written → its address; None if its file does not exist."""

ReportMarkup = Callable[[str, str], None]
"""Takes an attribute, `class` or another, and the name that its author may not write."""


def _ignore_markup(_kind: str, _name: str) -> None:
    """Ignore refused markup, which the check of pages has reported before."""


@dataclass(frozen=True, slots=True)
class MarkdownContext:
    """The properties of a page that converting its Markdown needs."""

    resolve: ResolveLink
    titles: Mapping[str, str]
    """Default titles of admonitions, and the name of a table's scroll region: `note`, `table`."""
    slug: Callable[[str, str], str] = slugify
    """A heading's text and the separator of words → the heading's id."""
    report: ReportMarkup = _ignore_markup


class MarkdownConverter:
    """A converter from Markdown to HTML, without state from page to page.

    Creating a Markdown instance takes as long as converting a short page: it is reused, unless an
    extension may keep state, or a page has raised an error.
    """

    def __init__(self, extensions: Sequence[str], settings: Mapping[str, Any]) -> None:
        self._safe = SafeMarkdown()
        self._extensions: list[str | Extension] = [*extensions, self._safe]
        toc = {**settings.get("toc", {}), "slugify": self._safe.slug}
        # With a colon, the default, ids of footnotes would not be ids of this site.
        footnotes = {"SEPARATOR": "-", **settings.get("footnotes", {})}
        self._settings = {**settings, "toc": toc, "footnotes": footnotes}
        self._is_reusable = _STATELESS.issuperset(extensions) and "UNIQUE_IDS" not in footnotes
        self._instance: Markdown | None = None

    def convert(self, text: str, context: MarkdownContext) -> tuple[str, list[dict[str, Any]]]:
        """Return the HTML of a page, and its headings as `toc` lists them, with escaped names."""
        self._safe.context = context
        converter, self._instance = self._instance or self._create_instance(), None
        converted = converter.reset().convert(text), getattr(converter, "toc_tokens", [])
        self._instance = converter if self._is_reusable else None
        return converted

    def _create_instance(self) -> Markdown:
        return Markdown(extensions=self._extensions, extension_configs=self._settings)


class SafeMarkdown(Extension):
    """An extension that removes raw HTML, and resolves or removes links."""

    context: MarkdownContext
    """The context of the page that is being converted."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802
        """Remove the processors of raw HTML, and sanitize the finished tree last."""
        md.preprocessors.deregister("html_block")
        md.inlinePatterns.deregister("html")
        if "attr_list" in md.treeprocessors:
            md.treeprocessors.register(_AuthorAttributes(md, self), "attr_list", 8)
        md.treeprocessors.register(_PlainTexts(md), "terang_texts", 30)  # before `inline`
        processor = _TreeSanitizer(md, self)
        md.treeprocessors.register(processor, "terang_plain", -10)  # after `unescape`, the last one

    def slug(self, text: str, separator: str) -> str:
        """Return a heading's id from the page's own function."""
        return self.context.slug(text, separator)


class _PlainTexts(Treeprocessor):
    """Spares texts without any mark the search for each pattern."""

    def run(self, root: ET.Element) -> None:
        """Mark them as finished."""
        for element in root.iter():
            if element.text and _INLINE_MARK.search(element.text) is None:
                element.text = AtomicString(element.text)


class _AuthorAttributes(AttrListTreeprocessor):
    """Sets the attributes that authors may write, and reports the others."""

    def __init__(self, md: Markdown, extension: SafeMarkdown) -> None:
        super().__init__(md)
        self._safe = extension

    def assign_attrs(self, elem: ET.Element, attrs_string: str, *, strict: bool = False) -> str:
        """Assign the allowed attributes of a list; return the text after its end."""
        attributes, remainder = get_attrs_and_remainder(attrs_string)
        if strict and remainder:
            return remainder
        for key, value in attributes:
            name = "class" if key == "." else key
            if name == "class":
                self._add_classes(elem, (value or "").split())
            elif name in AUTHOR_ATTRIBUTES and value is not None:
                elem.set(name, value)
            else:
                self._safe.context.report("attribute", name)
        return remainder

    def _add_classes(self, element: ET.Element, names: Sequence[str]) -> None:
        allowed = [element.get("class", ""), *(name for name in names if name in AUTHOR_CLASSES)]
        if classes := " ".join(filter(None, allowed)):
            element.set("class", classes)
        for name in names:
            if name not in AUTHOR_CLASSES:
                self._safe.context.report("class", name)


class _TreeSanitizer(Treeprocessor):
    def __init__(self, md: Markdown, extension: SafeMarkdown) -> None:
        super().__init__(md)
        self._safe = extension

    def run(self, root: ET.Element) -> None:
        """Sanitize the whole tree, then wrap tables."""
        for element in root.iter():
            _replace_alignment(element)
            for name in [name for name in element.keys() if name not in ATTRIBUTES]:  # noqa: SIM118
                del element.attrib[name]
            self._resolve_addresses(element)
            self._set_admonition_title(element)
            self._check_admonition(element)
            self._name_backlink(element)
        _wrap_tables(root, self._safe.context.titles["table"])

    def _resolve_addresses(self, element: ET.Element) -> None:
        """Resolve or remove an element's addresses; an image from another site becomes its text."""
        for name in ("href", "src"):
            written = element.get(name)
            if written is None:
                continue
            address = self._safe_address(
                written, schemes=SCHEMES if name == "href" else frozenset()
            )
            if address is not None:
                element.set(name, address)
                continue
            del element.attrib[name]
            if element.tag == "img":
                element.tag, element.text = "span", element.attrib.pop("alt", "")

    def _safe_address(self, written: str, schemes: frozenset[str]) -> str | None:
        """Return the address of a written link; None if it is not allowed."""
        # An entity or placeholder that is replaced only later could hide a scheme.
        address = html.unescape(written.replace(AMP_SUBSTITUTE, "&"))
        if STX in address:
            return None
        bare = _IGNORED.sub("", address)
        if scheme := _SCHEME.match(bare):
            return address.strip() if _is_allowed(scheme[1].lower(), bare, schemes) else None
        if bare.replace("\\", "/").startswith("//"):
            return None
        return self._safe.context.resolve(address) or address

    def _set_admonition_title(self, element: ET.Element) -> None:
        """Title an untitled admonition by its kind, in the page's language."""
        if element.tag == "p" and element.get("class") == "admonition-title":
            kind = (element.text or "").lower()
            element.text = self._safe.context.titles.get(kind, element.text)

    def _check_admonition(self, element: ET.Element) -> None:
        """Report and drop the classes that `!!!` gives to a box beyond its kind."""
        first, *kinds = element.get("class", "").split() or [""]
        if first == "admonition":
            element.set("class", " ".join(["admonition", *(k for k in kinds if k in ADMONITIONS)]))
            for kind in kinds:
                if kind not in ADMONITIONS:
                    self._safe.context.report("admonition", kind)

    def _name_backlink(self, element: ET.Element) -> None:
        """Name the link from a footnote back to the text, in the page's language."""
        if element.get("class") == "footnote-backref":
            element.attrib.pop("title", None)
            element.set("aria-label", self._safe.context.titles.get("back", ""))


def _is_allowed(scheme: str, address: str, schemes: frozenset[str]) -> bool:
    """Return whether a link may have this scheme; one by mail has no parameters."""
    is_plain = scheme != "mailto" or is_plain_email(address.partition(":")[2])
    return scheme in schemes and is_plain


def _replace_alignment(element: ET.Element) -> None:
    """Replace a column's alignment by a class: the security policy forbids inline styles."""
    if element.tag in ("td", "th") and (style := _ALIGNMENT.fullmatch(element.get("style", ""))):
        element.set("class", _ALIGNMENT_CLASSES.get(style[1], "left"))


def _wrap_tables(root: ET.Element, title: str) -> None:
    """Wrap each table in a container that scrolls, by keyboard too."""
    for parent in list(root.iter()):
        for index, child in enumerate(parent):
            if child.tag == "table":
                attributes = {"class": "table-wrap", "role": "region", "tabindex": "0"}
                wrap = ET.Element("div", {**attributes, "aria-label": title})
                wrap.tail, child.tail = child.tail, None
                parent[index] = wrap
                wrap.append(child)
