"""The folder `own/`: looks, words and links that a site sets without touching the software.

A later version of the software leaves it alone. What it holds is added to the software's own: a
stylesheet behind ours, a logo, words of menus and titles, links and licences in the footer, and
pieces of HTML at a few places. Nothing here can change what the site says about a claim: words of
figures, states and problems stay the software's, a style hides nothing, a piece runs nothing.

Called by the check of the record, and by the build.
"""

from __future__ import annotations

import itertools
import re
import string
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from terang.diagnostics import LANGUAGES, Place, Problem, errors, nearest_word
from terang.i18n.formatter import all_words
from terang.narrative.folded_text import fold_text
from terang.narrative.rendered_text import read_texts
from terang.narrative.typed_figures import label_figures
from terang.narrative.typed_numbers import typed_numbers
from terang.pages.own_style import style_faults
from terang.parsing.folder_files import names_below
from terang.parsing.yaml_document import Document, Entries, Items, Node, parse_document

FOLDER = "own"
STYLE, WORDS, LINKS, LICENCES = "style.css", "words.yml", "links.yml", "licences.yml"
LOGOS = ("logo.svg", "logo.png", "logo.webp")
PLACES = ("above-page", "below-page", "footer")
"""The places of a piece of HTML: `templates/⟨language⟩/⟨place⟩.html`."""

_KNOWN = (
    "README.md", STYLE, WORDS, LINKS, LICENCES, *LOGOS,
    *(f"templates/{code}/{place}.html" for code in LANGUAGES for place in PLACES),
)  # fmt: skip
_SHOWN = ", ".join(
    (STYLE, WORDS, LINKS, LICENCES, *LOGOS, f"templates/{LANGUAGES[0]}/{PLACES[0]}.html")
)

_KEPT_EDITS = re.compile(r"edits/[A-Za-z0-9.-]+\.patch")
"""Edits of the software, as `make update` keeps them."""

_OWN_WORDS = re.compile(
    r"shell\.(?!unbuilt$|outdated$|only_in$|locale$|language_|licence_except$|not_found).*"
    r"|page\.\w+_(?:title|description|intro|empty)|page\.data_tables|page\.data_series"
    r"|glossary\.title|reuse\.summary"
)
"""The words that a site may set: those of menus, titles and introductions."""

_LARGEST = 512 * 1024
"""The bytes of a logo or a stylesheet."""
_LARGEST_PIECE = 20_000
"""The bytes of a piece of HTML."""

_DRAWING_FAULT = re.compile(
    rb"<!|<\?(?!xml\s)|<\s*(?:\w+:)?(?:script|foreignObject|style|image|use|a|animate|set)\b"
    rb"|\bon\w+\s*=|\bhref\s*=|url\s*\(|&",
    re.IGNORECASE,
)
"""Parts of a drawing that run, load or lead elsewhere."""

_TAG = re.compile(r"<(?!/?(?:p|br|ul|ol|li|strong|em|a|span|div|h2|h3|hr|address|small)[\s>/])")
_PLAIN_TAG = re.compile(
    r"<\w+(?:\s+(?:href=\"[^\"<>{}]*\"|class=\"own[a-z0-9-]*\"|lang=\"\w+\"))*\s*/?>"
)
_OPENING = re.compile(r"<\w[^>]*>")
_HREF = re.compile(r"href=\"([^\"]*)\"")
_FORMULA = re.compile(r"{[{%#]")

_Record = TypeVar("_Record")


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link in the footer: its title and its address."""

    title: Mapping[str, str]
    """Language → text."""
    url: str


@dataclass(frozen=True, slots=True)
class OwnLicence:
    """A licence that holds for a part of the site only."""

    part: Mapping[str, str]
    name: str
    url: str


@dataclass(frozen=True, slots=True)
class OwnFiles:
    """The looks, words and links that a site has set; by default, none."""

    words: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    links: tuple[OwnLink, ...] = ()
    licences: tuple[OwnLicence, ...] = ()
    logo: str = ""
    """The name of the logo's file."""
    pieces: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """Language and place → HTML."""


def own_problems(root: Path) -> Iterator[Problem]:
    """Yield the problems of every file below `own/`."""
    yield from _read(root)[1]


def load_own_files(root: Path) -> OwnFiles:
    """Return what a site has set in `own/`; what has problems is left out."""
    return _read(root)[0]


def own_style(root: Path) -> bytes:
    """Return the stylesheet that a site has set in `own/`; empty without one."""
    path = root / FOLDER / STYLE
    return path.read_bytes() if path.is_file() and not path.is_symlink() else b""


def _read(root: Path) -> tuple[OwnFiles, list[Problem]]:
    folder, problems = root / FOLDER, list[Problem]()
    # A link is refused where the folders are listed, and never followed here.
    names = sorted(
        name
        for name in names_below(folder)
        if not (folder / name).is_symlink() and not name.rpartition("/")[2].startswith(".")
    )
    content = {name: (folder / name).read_bytes() for name in names if name in _KNOWN}
    for name in names:
        if name not in _KNOWN and not _KEPT_EDITS.fullmatch(name):
            values = {"nearest": nearest_word(name, _KNOWN) or STYLE, "known": _SHOWN}
            problems.append(Problem(Place(f"{FOLDER}/{name}"), "unknown-own-file", values))
    if STYLE in content:
        problems += _style_problems(content[STYLE])
    faults = {name: [*_logo_problems(name, content[name])] for name in LOGOS if name in content}
    problems += itertools.chain.from_iterable(faults.values())
    pieces = {}
    for code, place in itertools.product(LANGUAGES, PLACES):
        if (name := f"templates/{code}/{place}.html") in content:
            found = [*_piece_problems(name, content[name])]
            problems += found
            if not found:
                pieces[code, place] = content[name].decode()
    words, of_words = _words(content.get(WORDS))
    links, of_links = _list(LINKS, content.get(LINKS), ("title",), ("url",), _link)
    licences, of_licences = _list(
        LICENCES, content.get(LICENCES), ("part",), ("name", "url"), _licence
    )
    problems += [*of_words, *of_links, *of_licences]
    logo = next((name for name, found in faults.items() if not errors(found)), "")
    return OwnFiles(words, links, licences, logo, pieces), problems


# --- style, logo, pieces of HTML ---------------------------------------------------------------


def _style_problems(data: bytes) -> Iterator[Problem]:
    text = _decoded(data)
    if text is None or len(data) > _LARGEST:
        yield _refused(STYLE, "large" if text is not None else "utf-8")
        return
    for variant, quoted, at in style_faults(text):
        yield _refused(STYLE, variant, quoted, text, at)


def _logo_problems(name: str, data: bytes) -> list[Problem]:
    if len(data) > _LARGEST:
        return [_refused(name, "large")]
    starts = {"logo.png": b"\x89PNG\r\n\x1a\n", "logo.webp": b"RIFF"}
    if name in starts:
        return [] if data.startswith(starts[name]) else [_refused(name, "picture")]
    if _decoded(data) is None or b"<svg" not in data:
        return [_refused(name, "picture")]
    found = _DRAWING_FAULT.search(data)
    return [_refused(name, "drawing", found[0].decode("ascii", "replace"))] if found else []


def _piece_problems(name: str, data: bytes) -> Iterator[Problem]:
    text = _decoded(data)
    if text is None or len(data) > _LARGEST_PIECE:
        yield _refused(name, "long" if text is not None else "utf-8")
        return
    for found in [*_TAG.finditer(text), *_FORMULA.finditer(text)]:
        yield _refused(name, "html", text[found.start() : found.start() + 20], text, found.start())
    for tag in _OPENING.finditer(text):
        if not _PLAIN_TAG.fullmatch(tag[0]):
            yield _refused(name, "html", tag[0], text, tag.start())
        for address in _HREF.findall(tag[0]):
            if not (_is_web_address(address) or re.fullmatch(r"mailto:[^?&]+", address)):
                yield _refused(name, "html", address, text, tag.start())
    yield from _unbalanced(name, text)
    for read in read_texts(text):
        yield from label_figures(read.text, Place(f"{FOLDER}/{name}"))


def _unbalanced(name: str, text: str) -> Iterator[Problem]:
    """Yield the problem of the first tag that has no counterpart."""
    open_tags: list[str] = []
    for tag in re.finditer(r"<(/?)(\w+)[^>]*>", text):
        is_end, name_of_tag = bool(tag[1]), tag[2]
        if name_of_tag in ("br", "hr"):
            continue
        if not is_end:
            open_tags.append(name_of_tag)
        elif not open_tags or open_tags.pop() != name_of_tag:
            yield _refused(name, "html", tag[0], text, tag.start())
            return
    if open_tags:
        yield _refused(name, "html", f"<{open_tags[-1]}>", text, len(text))


def _decoded(data: bytes) -> str | None:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _refused(name: str, variant: str, quoted: str = "", text: str = "", at: int = 0) -> Problem:
    line = text.count("\n", 0, at) + 1
    column = at - (text.rfind("\n", 0, at) + 1) + 1
    place = Place(f"{FOLDER}/{name}", line, column)
    return Problem(place, "own-file-refused", {"text": quoted}, variant)


# --- words, links, licences --------------------------------------------------------------------


def _words(data: bytes | None) -> tuple[Mapping[str, Mapping[str, str]], list[Problem]]:
    """Return the site's words by key and language, and the problems of the file."""
    if data is None:
        return {}, []
    document = parse_document(f"{FOLDER}/{WORDS}", data)
    problems, words = list(document.problems), dict[str, Mapping[str, str]]()
    root = document.root
    for key in root.key_marks if isinstance(root, Entries) else ():
        texts = _entries(root).get(key)
        found = [*_word_problems(document, key, texts)]
        problems += found
        if not found:
            words[key] = _text(texts)
    if root is not None and not isinstance(root, Entries):
        problems.append(Problem(document.place(), "own-word-refused", {"key": WORDS}, "form"))
    return words, problems


def _word_problems(document: Document, key: str, node: Node) -> Iterator[Problem]:
    place = document.key_place(key)
    if key not in all_words():
        near = nearest_word(key, filter(_OWN_WORDS.fullmatch, all_words())) or "shell.menu"
        yield Problem(place, "own-word-refused", {"key": key, "nearest": near}, "unknown")
    elif not _OWN_WORDS.fullmatch(key):
        yield Problem(place, "own-word-refused", {"key": key})
    elif set(_entries(node)) != set(LANGUAGES) or not all(_entries(node).values()):
        yield Problem(place, "own-word-refused", {"key": key}, "form")
    else:
        for code, text in _entries(node).items():
            ours = all_words()[key][code]
            names = " ".join(f"{{{name}}}" for name in sorted(_names(ours) or ())) or "–"
            if _names(str(text)) != _names(ours):
                values = {"key": key, "names": names}
                yield Problem(document.place(key, code), "own-word-refused", values, "names")
            elif _has_figure(str(text)) and not re.search(r"\d", ours):
                yield Problem(document.place(key, code), "own-word-refused", {"key": key}, "figure")


def _has_figure(text: str) -> bool:
    return re.search(r"\d", text) is not None or bool(typed_numbers(fold_text(text)))


def _names(text: str) -> set[str] | None:
    """Return the {names} of a sentence; None if it cannot be read."""
    try:
        pieces = [*string.Formatter().parse(text)]
    except ValueError:
        return None
    names = {name for _, name, _, _ in pieces if name is not None}
    return names if all(not (form or turn) for _, _, form, turn in pieces) else None


def _entries(node: object) -> Mapping[str, Node]:
    return node if isinstance(node, Entries) else {}


def _list(
    name: str,
    data: bytes | None,
    texts: Sequence[str],
    plain: Sequence[str],
    make: Callable[[Mapping[str, Node]], _Record],
) -> tuple[tuple[_Record, ...], list[Problem]]:
    """Return the records of a list, and the problems of its file."""
    if data is None:
        return (), []
    document = parse_document(f"{FOLDER}/{name}", data)
    problems, made = list(document.problems), list[_Record]()
    keys = ", ".join((*texts, *plain))
    items = document.root
    if items is not None and not isinstance(items, Items):
        problems.append(Problem(document.place(), "own-list", {"keys": keys}))
    for index, item in enumerate(items if isinstance(items, Items) else ()):
        record = _entries(item)
        is_whole = (
            set(record) == {*texts, *plain}
            and all(set(_entries(record[key])) == set(LANGUAGES) for key in texts)
            and all(all(map(_is_text, _entries(record[key]).values())) for key in texts)
            and all(_is_text(record[key]) for key in plain)
        )
        if not is_whole:
            problems.append(Problem(document.place(index), "own-list", {"keys": keys}))
        elif not _is_web_address(str(record["url"])):
            values = {"text": str(record["url"])}
            problems.append(Problem(document.place(index, "url"), "not-a-web-address", values))
        elif found := [*_list_figures(document, index, record, texts)]:
            problems += found
        else:
            made.append(make(record))
    return tuple(made), problems


def _list_figures(
    document: Document, index: int, record: Mapping[str, Node], texts: Sequence[str]
) -> Iterator[Problem]:
    """Yield a problem for each figure in the texts of an item."""
    for key in texts:
        for code, text in _entries(record[key]).items():
            yield from label_figures(str(text), document.place(index, key, code))


def _is_text(node: object) -> bool:
    return isinstance(node, str)


def _link(record: Mapping[str, Node]) -> OwnLink:
    return OwnLink(_text(record["title"]), str(record["url"]))


def _licence(record: Mapping[str, Node]) -> OwnLicence:
    return OwnLicence(_text(record["part"]), str(record["name"]), str(record["url"]))


def _text(node: Node) -> Mapping[str, str]:
    return {code: str(text) for code, text in _entries(node).items()}


def _is_web_address(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    is_whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    return is_whole and not re.search(r"[\s<>\"]", text)
