"""Narrative pages in Markdown: find, read and parse them, and check their macro calls.

A call has Jinja's notation and literal ids: `{{ value("series-id", "result-2022") }}`. It is
parsed, never run: a page cannot loop, and reaches nothing but the macros of `narrative.macros`.
Each call leaves a token in the Markdown. Finished HTML replaces the token after the conversion,
because the Markdown converter would change it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import jinja2
from jinja2 import nodes

from terang.diagnostics import LANGUAGES, MessageValues, Place, Problem, nearest_word
from terang.model.catalog import Catalog
from terang.narrative import macros
from terang.narrative.macros import MACROS, Macro
from terang.parsing import decoding, folder_files, yaml_document
from terang.parsing.syntax_report import conflict_problems
from terang.parsing.yaml_document import Entries, Scalar

FOLDER = "content"

STAMP = "translated_from"
"""The front-matter key of a translation that holds the fingerprint of its original."""

KEYS = ("title", "description", "keywords", STAMP)
"""The keys that a page's front matter may have."""

OPEN, CLOSE = "\ue000", "\ue001"
"""Private-use characters around a token's number; `read_page` removes them from pages."""

_TOKEN = re.compile(f"{OPEN}(?P<token>[0-9]{{1,9}}){CLOSE}")
_TOKEN_MARK = re.compile(f"[{OPEN}{CLOSE}]")
_PLACE = re.compile(
    rf"<p>\s*{OPEN}(?P<lone>[0-9]{{1,9}}){CLOSE}\s*</p>|(?P<tag><[^<>]*>)|{_TOKEN.pattern}"
)
"""A token alone in its paragraph, a tag that may hold tokens, or a token in the text."""
_BRACKETS = re.compile(r"[()\[\]{}]")
_MAX_DEPTH = 20
_MOST_SUGGESTIONS = 20
"""The unknown ids of a page that get a suggestion: each is compared with all known ids."""
_DEEP = {"id": "terlalu banyak kurung atau angka", "en": "too many brackets or digits"}
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|$)", re.DOTALL)

# Jinja's default comment marks would remove the `{#id}` of Markdown headings.
_JINJA = jinja2.Environment(  # noqa: S701 - nothing is rendered, only parsed
    comment_start_string="{##", comment_end_string="##}", keep_trailing_newline=True
)


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a macro in a page."""

    name: str
    arguments: tuple[str, ...]
    place: Place

    @property
    def macro(self) -> Macro:
        """The macro of this name."""
        return MACROS[self.name]


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeSource:
    """A page as written: front matter, text, calls, and the problems of its form."""

    path: str
    language: str
    meta: Mapping[str, str]
    meta_places: Mapping[str, Place] = field(default_factory=dict)
    """The place of each value of the front matter."""
    head: str = ""
    """The front matter as written, with its lines of dashes; empty if there is none."""
    first_line: int
    """The line of the file on which the body begins."""
    body: str
    """The Markdown as written, without the front matter."""
    pieces: tuple[str | Call, ...]
    problems: tuple[Problem, ...]

    @property
    def text(self) -> str:
        """The whole file as written."""
        return self.head + self.body

    @property
    def calls(self) -> tuple[Call, ...]:
        """The calls in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Call))

    @property
    def name(self) -> str:
        """The path without the language: equal for a page and its translations."""
        return self.path.split("/", 2)[-1]


@dataclass(slots=True)
class Narration:
    """A page's Markdown with tokens, and the results that replace them."""

    markdown: str = ""
    parts: list[CallResult] = field(default_factory=list)

    def fill(self, html: str) -> str:
        """Return HTML with its tokens replaced: by HTML, and by plain text inside of tags."""
        # A single pass, because inserted text must never be searched for tokens.
        return _PLACE.sub(self._replacement, html)

    def _replacement(self, match: re.Match[str]) -> str:
        if match["tag"]:
            return _TOKEN.sub(lambda token: escape(self._result(token["token"]).text), match["tag"])
        return self._result(match["lone"] or match["token"]).html

    def plain(self, text: str) -> str:
        """Return a text with its tokens replaced by plain words."""
        return _TOKEN.sub(lambda token: self._result(token["token"]).text, text)

    def _result(self, number: str) -> CallResult:
        """Return the result of a call by its token's number, empty for an unknown number."""
        return self.parts[int(number)] if int(number) < len(self.parts) else _NOTHING


@dataclass(frozen=True, slots=True)
class CallResult:
    """The result of a call as HTML and as plain text."""

    html: str
    text: str


_NOTHING = CallResult("", "")


def page_files(root: Path) -> dict[str, bytes]:
    """Return the Markdown files below content/ in order: path from the root → bytes."""
    paths = sorted(
        path for path in folder_files.files_below(root / FOLDER) if path.name.endswith(".md")
    )
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def is_page_file(path: str) -> bool:
    """Return whether a file is a narrative page."""
    return path.startswith(f"{FOLDER}/") and path.endswith(".md")


def page_language(path: str) -> str:
    """Return the language of a narrative page by the folder of its file."""
    parts = path.split("/")
    return parts[1] if len(parts) > 1 and parts[1] in LANGUAGES else LANGUAGES[0]


def read_page(path: str, data: bytes) -> NarrativeSource:
    """Parse a narrative page of any bytes; mistakes become its problems, never an exception."""
    text, problems = _text(path, data)
    if conflicts := list(conflict_problems(path, text)):
        text, problems = "", [*problems, *conflicts]
    meta: Mapping[str, str] = {}
    places: Mapping[str, Place] = {}
    head, body, first_line = "", text, 1
    if match := _FRONT_MATTER.match(text):
        document = yaml_document.parse_document(path, match[1].encode(), first_line=2)
        problems += document.problems
        meta, places = _meta(document)
        problems += _front_matter_problems(document)
        head, body = match[0], text[match.end() :]
        first_line = match[0].count("\n") + 1
    pieces, wrong = _pieces(path, body, first_line)
    return NarrativeSource(
        path=path,
        language=page_language(path),
        meta=meta,
        meta_places=places,
        head=head,
        first_line=first_line,
        body=body,
        pieces=pieces,
        problems=(*problems, *wrong),
    )


def call_token(index: int) -> str:
    """Return the token that stands for the call of this index in a page's Markdown."""
    return f"{OPEN}{index}{CLOSE}"


def tokenized_markdown(pieces: Sequence[str | Call]) -> str:
    """Return a page's Markdown with a token for each call; blocks are paragraphs of their own."""
    texts: list[str] = []
    index = 0
    for piece in pieces:
        if isinstance(piece, str):
            texts.append(piece)
            continue
        texts.append(f"\n\n{call_token(index)}\n\n" if piece.macro.is_block else call_token(index))
        index += 1
    return "".join(texts)


def call_problems(source: NarrativeSource, catalog: Catalog) -> Iterator[Problem]:
    """Yield a problem for each macro call with an unknown id, a notice for a withdrawn entry."""
    unknown = 0
    for call in source.calls:
        for problem in _check_call(call, catalog, can_suggest=unknown < _MOST_SUGGESTIONS):
            unknown += not problem.is_notice
            yield problem


# --- reading -----------------------------------------------------------------------------------


def _text(path: str, data: bytes) -> tuple[str, list[Problem]]:
    """Return the text of a page without the characters of tokens; empty if it is no UTF-8."""
    text, problems = decoding.decode_text(path, data)
    return _TOKEN_MARK.sub("\ufffd", text or ""), list(problems)


def _meta(
    document: yaml_document.Document,
) -> tuple[Mapping[str, str], Mapping[str, Place]]:
    """Return the front matter's texts by key, and their places."""
    root = document.root if isinstance(document.root, Entries) else {}
    texts = {key: value for key, value in root.items() if isinstance(value, Scalar)}
    places = {key: Place(document.path, *value.mark) for key, value in texts.items()}
    return {key: str(value) for key, value in texts.items()}, places


def _front_matter_problems(document: yaml_document.Document) -> Iterator[Problem]:
    """Yield a notice for each key of the front matter that has no effect on a page."""
    root = document.root if isinstance(document.root, Entries) else {}
    for key in root:
        if key not in KEYS:
            match = nearest_word(key, KEYS)
            values: dict[str, MessageValues] = {
                "key": key,
                "nearest": match or "",
                "known": ", ".join(KEYS),
            }
            yield Problem(
                document.key_place(key), "unknown-page-key", values, "near" if match else ""
            )


def _pieces(
    path: str, body: str, first_line: int
) -> tuple[tuple[str | Call, ...], Sequence[Problem]]:
    """Return the body as texts and calls, and the problems of its calls."""
    lines = decoding.lines_of(body)
    deep = next((index for index, line in enumerate(lines) if _is_deep(line)), None)
    if deep is not None:
        return (), [Problem(Place(path, first_line + deep), "call-syntax", {"detail": _DEEP})]
    try:
        tree = _JINJA.parse(body)
    except jinja2.TemplateSyntaxError as error:
        place = Place(path, first_line + error.lineno - 1)
        detail = (error.message or "").strip()
        return (), [Problem(place, "call-syntax", {"detail": detail})]
    except (RecursionError, ValueError):  # ValueError: a number of more than 4300 digits
        line = next((index for index, line in enumerate(lines) if "{{" in line or "{%" in line), 0)
        return (), [Problem(Place(path, first_line + line), "call-syntax", {"detail": _DEEP})]
    reader = _Reader(path, lines, first_line)
    for node in tree.body:
        reader.statement(node)
    return tuple(reader.pieces), reader.problems


def _is_deep(line: str) -> bool:
    """Return whether the calls of a line nest more brackets than a call ever needs."""
    depth = 0
    for bracket in _BRACKETS.findall(line, max(0, line.find("{{"))) if "{{" in line else ():
        depth = depth + 1 if bracket in "([{" else max(0, depth - 1)
        if depth > _MAX_DEPTH:
            return True
    return False


@dataclass
class _Reader:
    """Converts Jinja's tree of a page to texts and calls, and refuses everything else."""

    path: str
    lines: Sequence[str]
    first_line: int
    pieces: list[str | Call] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    _columns: dict[int, int] = field(default_factory=dict)

    def statement(self, node: nodes.Node) -> None:
        if not isinstance(node, nodes.Output):
            self._refuse(self._place(node.lineno, r"\{%"), "call-not-allowed")
            return
        for part in node.nodes:
            if isinstance(part, nodes.TemplateData):
                self.pieces.append(part.data)
            else:
                self._expression(part)

    def _expression(self, node: nodes.Expr) -> None:
        place = self._place(node.lineno, r"\{\{")
        if not isinstance(node, nodes.Call) or not isinstance(node.node, nodes.Name):
            self._refuse(place, "call-not-allowed")
            return
        name = node.node.name
        if name not in MACROS:
            match = nearest_word(name, MACROS)
            values: dict[str, MessageValues] = {
                "name": name,
                "nearest": match or "",
                "known": ", ".join(MACROS),
            }
            self.problems.append(Problem(place, "unknown-call", values, "near" if match else ""))
            return
        arguments = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
        called = MACROS[name]
        signature = called.signature
        sound = (
            len(arguments) == len(node.args)
            and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
            and signature.needed <= len(arguments) <= len(signature.kinds)
            and all(isinstance(argument, str) for argument in arguments)
        )
        if not sound:
            self.problems.append(Problem(place, "call-arguments", {"example": called.forms[0]}))
        elif called.is_block and not self._stands_alone(place.line):
            self.problems.append(Problem(place, "block-not-alone", {"name": name}))
        else:
            self.pieces.append(Call(name, tuple(arguments), place))

    def _stands_alone(self, line: int) -> bool:
        text = self.lines[line - self.first_line].strip()
        return text.startswith("{{") and text.endswith("}}") and text.count("{{") == 1

    def _place(self, lineno: int, pattern: str) -> Place:
        """Return the place of the next `{{` or `{%` of a line; Jinja keeps no columns."""
        line = self.lines[lineno - 1] if lineno <= len(self.lines) else ""
        match = re.compile(pattern).search(line, self._columns.get(lineno, 0))
        column = match.start() if match else 0
        self._columns[lineno] = column + 1
        return Place(self.path, self.first_line + lineno - 1, column + 1)

    def _refuse(self, place: Place, code: str) -> None:
        self.problems.append(Problem(place, code, {"known": ", ".join(MACROS)}))


# --- checking ----------------------------------------------------------------------------------


def _check_call(call: Call, catalog: Catalog, *, can_suggest: bool) -> Iterator[Problem]:
    record: object = None
    for kind, argument in zip(call.macro.signature.kinds, call.arguments, strict=False):
        known = kind.records(catalog, record)
        if argument not in known:
            match = nearest_word(argument, known) if can_suggest else None
            values: dict[str, MessageValues] = {
                "text": argument,
                "kind": kind.name,
                "nearest": match or "",
                "where": ", ".join(sorted(known)[:12]) or "–",
            }
            yield Problem(call.place, "unknown-id-in-page", values, "near" if match else "")
            return
        record = known[argument]
    if macros.is_withdrawn(record):
        yield Problem(call.place, "withdrawn-in-page", {"text": call.arguments[-1]})
