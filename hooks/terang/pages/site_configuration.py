"""Check the configuration of the site generator, mkdocs.yml, before it is loaded.

The site generator runs what its configuration names: hooks, plugins, extensions that read files,
variables of the machine. Only the keys below are allowed, with values that run nothing of the kind.
Called by the check of the record, and by the build before the site generator reads the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import TypeAlias
from urllib.parse import urlsplit

from terang.diagnostics import LANGUAGES, Place, Problem, nearest_word
from terang.narrative.safe_markdown import EXTENSIONS
from terang.narrative.typed_figures import label_figures
from terang.parsing.yaml_document import Document, Entries, Items, Node, Scalar, parse_document

CONFIGURATION = "mkdocs.yml"

_FOLDER = re.compile(r"[A-Za-z0-9_-]+(?:/[A-Za-z0-9_-]+)*")
_HOST = re.compile(r"[a-z0-9]+(?:[.-][a-z0-9]+)*", re.IGNORECASE)
_SEGMENT = re.compile(r"(?!\.+\Z)[A-Za-z0-9._~-]+")
_NOT_IN_ADDRESS = re.compile(r"[\s<>\"\\^`{|}]")

_Steps: TypeAlias = tuple[str | int, ...]
_Rule: TypeAlias = Callable[[Document, Node, _Steps], Iterator[Problem]]
"""A check of the value at a place of the file."""


def problems_of_configuration(content: bytes) -> tuple[Problem, ...]:
    """Return the problems of mkdocs.yml: its form, its keys and their values."""
    document = parse_document(CONFIGURATION, content)
    form = tuple(map(_with_reason, document.problems))
    if not isinstance(document.root, Entries):
        return form
    problems = [*_mapping(_KEYS)(document, document.root, ())]
    misspelt = {problem.values.get("nearest") for problem in problems}
    missing = [
        problem for problem in _missing(document.root) if problem.values.get("key") not in misspelt
    ]
    return (*form, *problems, *missing)


def _with_reason(problem: Problem) -> Problem:
    """Return the problem of a tag with its reason, if it would read a variable of the machine."""
    if problem.code == "tag" and str(problem.values["tag"]).startswith("!ENV"):
        return Problem(problem.place, "configuration-refused", {"text": "!ENV"}, "env")
    return problem


def _missing(root: Entries) -> Iterator[Problem]:
    """Yield the problems of keys that must be there: without them, others would be assumed."""
    if not root.get("site_url"):
        yield Problem(Place(CONFIGURATION), "no-site-address")
    for key, example in (("plugins", "plugins: []"), ("hooks", f"hooks:\n  - {_HOOK}")):
        if key not in root.key_marks:
            yield Problem(Place(CONFIGURATION), "missing-key", {"key": key, "example": example})


# --- kinds of values -----------------------------------------------------------------------------


def _mapping(keys: Mapping[str, _Rule]) -> _Rule:
    """Return the rule for a mapping that may have these keys, each with a rule for its value."""

    def check(document: Document, node: Node, steps: _Steps) -> Iterator[Problem]:
        if not isinstance(node, Entries):
            yield _refused(document, steps, "mapping", text=_written(node), known=", ".join(keys))
            return
        for key in node.key_marks:
            here = (*steps, key)
            if key in _REASONS and not steps:
                yield _refused(document, here, _REASONS[key], text=key)
            elif key not in keys:
                match = nearest_word(key, keys)
                values = {"key": key, "nearest": match or "", "known": ", ".join(keys)}
                variant = "near" if match else ""
                yield Problem(document.key_place(*here), "unknown-key", values, variant)
            elif key in node:
                yield from keys[key](document, node[key], here)

    return check


def _words(*words: str, variant: str = "word") -> _Rule:
    """Return the rule for one of a few words; an empty word stands for no value."""

    def check(document: Document, node: Node, steps: _Steps) -> Iterator[Problem]:
        if not (isinstance(node, Scalar) or node is None) or (node or "") not in words:
            known = ", ".join(word or "null" for word in words)
            yield _refused(document, steps, variant, text=_written(node), known=known)

    return check


def _list_of(rule: _Rule) -> _Rule:
    """Return the rule for a list whose items keep a rule."""

    def check(document: Document, node: Node, steps: _Steps) -> Iterator[Problem]:
        if not isinstance(node, Items):
            yield _refused(document, steps, "list", text=str(steps[-1]))
            return
        for index, item in enumerate(node):
            yield from rule(document, item, (*steps, index))

    return check


def _pattern(pattern: re.Pattern[str]) -> _Rule:
    """Return the rule for a text of a form."""

    def check(document: Document, node: Node, steps: _Steps) -> Iterator[Problem]:
        if not isinstance(node, Scalar) or pattern.fullmatch(node) is None:
            yield _refused(document, steps, "name", text=_written(node))

    return check


def _text(document: Document, node: Node, steps: _Steps) -> Iterator[Problem]:
    """Yield a problem unless the value is a text."""
    if not isinstance(node, Scalar):
        yield _refused(document, steps, "text", text=str(steps[-1]))


def _label(document: Document, node: Node, steps: _Steps) -> Iterator[Problem]:
    """Yield a problem unless the value is a text without a figure."""
    yield from _text(document, node, steps)
    if isinstance(node, Scalar):
        yield from label_figures(node, document.place(*steps))


def _menus(document: Document, node: Node, steps: _Steps) -> Iterator[Problem]:
    """Yield a problem for each title with a figure; pages are checked where they are known."""
    if isinstance(node, Items):
        for index, item in enumerate(node):
            yield from _menus(document, item, (*steps, index))
    elif isinstance(node, Entries):
        for key, child in node.items():
            yield from label_figures(key, document.key_place(*steps, key), may_be_small=True)
            yield from _menus(document, child, (*steps, key))


def _only(*items: str, variant: str) -> _Rule:
    """Return the rule for a list of exactly these items."""

    def check(document: Document, node: Node, steps: _Steps) -> Iterator[Problem]:
        if not isinstance(node, Items):
            yield _refused(document, steps, variant, text=_written(node))
            return
        for index, item in enumerate(node):
            if item not in items:
                yield _refused(document, (*steps, index), variant, text=_written(item))
        if items and not set(items) <= set(map(_written, node)):
            yield _refused(document, steps, variant, text="[]")

    return check


def _extensions(document: Document, node: Node, steps: _Steps) -> Iterator[Problem]:
    """Yield the problems of a list of extensions: each is allowed, and has no settings."""
    if not isinstance(node, Items):
        yield _refused(document, steps, "list", text=str(steps[-1]))
        return
    for index, item in enumerate(node):
        if not isinstance(item, Scalar) or item not in EXTENSIONS:
            here = (*steps, index)
            text, known = _written(item), ", ".join(EXTENSIONS)
            yield _refused(document, here, "extension", text=text, known=known)


def _site_address(document: Document, node: Node, steps: _Steps) -> Iterator[Problem]:
    """Yield the problem of a site's address that no page could be found under."""
    if node is None or node == "":
        return
    if fault := _address_fault(_written(node)):
        place = document.place(*steps)
        yield Problem(place, "bad-site-address", {"text": _written(node)}, fault)


def _address_fault(text: str) -> str:
    """Return what is wrong with a site's address; empty if it is a folder's on the web."""
    try:
        parts = urlsplit(text)
        is_host = _HOST.fullmatch(parts.hostname or "") is not None and parts.port != 0
    except ValueError:
        return "form"
    segments = parts.path.removesuffix("/").removeprefix("/").split("/")
    faults = {
        "space": re.search(r"\s", text) is not None,
        "parameters": "?" in text or "#" in text or "@" in parts.netloc,
        "slashes": is_host and "//" in parts.path,
        "page": segments[-1].endswith((".html", ".htm", ".php")),
        "form": parts.scheme not in ("http", "https")
        or not is_host
        or (segments != [""] and not all(map(_SEGMENT.fullmatch, segments))),
    }
    return next((fault for fault, is_found in faults.items() if is_found), "")


def _web_address(document: Document, node: Node, steps: _Steps) -> Iterator[Problem]:
    """Yield the problem of what is no address on the web; `{path}` stands for a file."""
    written = _written(node)
    try:
        parts = urlsplit(written)
        is_whole = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        is_whole = False
    if not is_whole or _NOT_IN_ADDRESS.search(written.replace("{path}", "")):
        yield Problem(document.place(*steps), "not-a-web-address", {"text": written})


def _written(node: Node) -> str:
    """Return a value as a message quotes it; of a mapping, its first key."""
    if isinstance(node, Entries):
        return next(iter(node.key_marks), "{}")
    if isinstance(node, Items):
        return ", ".join(map(_written, node)) or "[]"
    return "null" if node is None else str(node)


def _refused(document: Document, steps: _Steps, variant: str, **values: str) -> Problem:
    """Return the problem of a value that is not allowed, with the reason that `variant` names."""
    is_key = variant in _REASONS.values()
    place = document.key_place(*steps) if is_key else document.place(*steps)
    return Problem(place, "configuration-refused", {"text": "", "known": "", **values}, variant)


# --- the keys ------------------------------------------------------------------------------------

_HOOK = "hooks/main.py"

_REASONS: Mapping[str, str] = {
    "INHERIT": "inherit",
    "extra_css": "files",
    "extra_javascript": "files",
    "extra_templates": "files",
    "exclude_docs": "hidden",
    "draft_docs": "hidden",
    "not_in_nav": "hidden",
}
"""Keys of the site generator that are refused with a reason of their own."""

_LEVELS = ("ignore", "info", "warn")
_LINKS: _Rule = _words("relative_to_docs", *_LEVELS)

_KEYS: Mapping[str, _Rule] = {
    "site_name": _text,
    "site_url": _site_address,
    "site_description": _text,
    "docs_dir": _words("content"),
    "site_dir": _pattern(re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")),
    "theme": _mapping(
        {
            "name": _words("material", "", variant="theme"),
            "custom_dir": _words("theme_overrides", variant="theme"),
            "language": _words(*LANGUAGES),
            "font": _words("false"),
            "static_templates": _list_of(_words("robots.txt", "404.html")),
        }
    ),
    "hooks": _only(_HOOK, variant="hooks"),
    "plugins": _only(variant="plugins"),
    "watch": _list_of(_pattern(_FOLDER)),
    "nav": _menus,
    "extra": _mapping(
        {
            "languages": _mapping(dict.fromkeys(LANGUAGES, _label)),
            "footer": _list_of(_pattern(re.compile(r"[a-z0-9-]+(?:/[a-z0-9-]+)*\.md"))),
            "repository_url": _web_address,
            "edit_url": _web_address,
        }
    ),
    "markdown_extensions": _extensions,
    "strict": _words("true", "false"),
    "use_directory_urls": _words("true"),
    "validation": _mapping(
        {
            "nav": _mapping(
                dict.fromkeys(("omitted_files", "not_found", "absolute_links"), _LINKS)
            ),
            "links": _mapping(
                dict.fromkeys(
                    ("not_found", "anchors", "absolute_links", "unrecognized_links"), _LINKS
                )
            ),
        }
    ),
}
"""Every key that the configuration may have, and the rule for its value."""
