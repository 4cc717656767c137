"""Narrative pages: Markdown in which figures and blocks are called by name.

A page may call, in Jinja's notation, only the names listed in `CALLS`, with ids written out as
texts: `{{ value("series-id", "result-2022") }}`. Nothing else of Jinja is evaluated, so a page can
neither loop nor reach anything. Each call leaves a token in the Markdown; the finished HTML takes
the token's place once Markdown has run, and so is never chewed by it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from pathlib import Path

import jinja2
from jinja2 import nodes

from terang.diagnostics import LANGUAGES, MessageValues, Place, Problem, nearest_word
from terang.model.catalog import Catalog
from terang.model.entries import Event
from terang.parsing import yaml_document
from terang.parsing.yaml_document import Entries, Scalar

FOLDER = "content"

OPEN, CLOSE = "\ue000", "\ue001"
"""Private characters around a token's number: no page holds them, Markdown leaves them alone."""

_TOKEN = re.compile(f"{OPEN}(?P<token>[0-9]{{1,9}}){CLOSE}")
_TOKEN_MARK = re.compile(f"[{OPEN}{CLOSE}]")
_PLACE = re.compile(
    rf"<p>\s*{OPEN}(?P<lone>[0-9]{{1,9}}){CLOSE}\s*</p>|(?P<tag><[^<>]*>)|{_TOKEN.pattern}"
)
"""A token alone in its paragraph, a tag that may hold some, or a token in the text."""
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)(?:^|\n)---[ \t]*(?:\r?\n|$)", re.DOTALL)

# Jinja's own comment marks would swallow the `{#id}` of Markdown headings.
_JINJA = jinja2.Environment(  # noqa: S701 - nothing is rendered, only parsed
    comment_start_string="{##", comment_end_string="##}", keep_trailing_newline=True
)


@dataclass(frozen=True, slots=True)
class Signature:
    """What a name takes: ids of these kinds, of which so many are needed."""

    kinds: tuple[str, ...]
    needed: int
    is_block: bool = False


_SERIES_BLOCK = Signature(("series",), 1, is_block=True)

CALLS: Mapping[str, Signature] = {
    "headline": _SERIES_BLOCK,
    "timeline": _SERIES_BLOCK,
    "table": _SERIES_BLOCK,
    "chart": _SERIES_BLOCK,
    "targets": _SERIES_BLOCK,
    "sources": _SERIES_BLOCK,
    "value": Signature(("series", "anchor"), 1),
    "date": Signature(("series", "anchor"), 1),
    "change": Signature(("series",), 1),
    "share": Signature(("series", "target"), 1),
    "fact": Signature(("programme", "fact"), 2),
    "cite": Signature(("source",), 1),
}

KINDS: Mapping[str, Mapping[str, str]] = {
    "series": {"id": "seri data", "en": "series"},
    "anchor": {"id": "jangkar", "en": "anchor"},
    "target": {"id": "jangkar target", "en": "anchor of a target"},
    "programme": {"id": "program", "en": "programme"},
    "fact": {"id": "keterangan program", "en": "programme fact"},
    "source": {"id": "sumber", "en": "source"},
}


@dataclass(frozen=True, slots=True)
class Call:
    """One call in a page."""

    name: str
    arguments: tuple[str, ...]
    place: Place

    @property
    def is_block(self) -> bool:
        """Whether it stands for a whole component."""
        return CALLS[self.name].is_block


@dataclass(frozen=True, slots=True, kw_only=True)
class NarrativeSource:
    """One page as written: front matter, text, calls, and what is wrong with its form."""

    path: str
    language: str
    meta: Mapping[str, str]
    first_line: int
    """The line of the file that its text begins on."""
    body: str
    """Its Markdown as written, without the front matter."""
    pieces: tuple[str | Call, ...]
    problems: tuple[Problem, ...]

    @property
    def calls(self) -> tuple[Call, ...]:
        """Its calls in order."""
        return tuple(piece for piece in self.pieces if isinstance(piece, Call))

    @property
    def name(self) -> str:
        """Its path without its language: the same for both."""
        return self.path.split("/", 2)[-1]


@dataclass(slots=True)
class Narration:
    """A page's Markdown with tokens, and what takes their place."""

    markdown: str = ""
    parts: list[CallResult] = field(default_factory=list)

    def fill(self, html: str) -> str:
        """The finished HTML: components instead of their tokens, plain text inside of tags."""
        # In one pass: what has been put in is never searched for tokens again.
        return _PLACE.sub(self._filled, html)

    def _filled(self, found: re.Match[str]) -> str:
        if found["tag"]:
            return _TOKEN.sub(lambda token: escape(self._part(token["token"]).text), found["tag"])
        return self._part(found["lone"] or found["token"]).html

    def plain(self, text: str) -> str:
        """A text with its tokens replaced by plain words."""
        return _TOKEN.sub(lambda found: self._part(found["token"]).text, text)

    def _part(self, number: str) -> CallResult:
        """What a token stands for; one that is not ours stands for nothing."""
        return self.parts[int(number)] if int(number) < len(self.parts) else _NOTHING


@dataclass(frozen=True, slots=True)
class CallResult:
    """What one call gives: HTML, and the same as plain text."""

    html: str
    text: str


_NOTHING = CallResult("", "")


def page_files(root: Path) -> dict[str, bytes]:
    """The Markdown files below content/, path from the root → bytes, in order."""
    found = sorted(
        item for item in yaml_document.files_below(root / FOLDER) if item.name.endswith(".md")
    )
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


def read_page(path: str, data: bytes) -> NarrativeSource:
    """Read one page; whatever its bytes are, the answer is a source, never an exception."""
    parts = path.split("/")
    language = parts[1] if len(parts) > 1 and parts[1] in LANGUAGES else LANGUAGES[0]
    text, problems = _text(path, data)
    meta, body, first_line = {}, text, 1
    if found := _FRONT_MATTER.match(text):
        document = yaml_document.parse_document(path, found[1].encode(), first_line=2)
        problems += document.problems
        meta = _meta(document)
        body = text[found.end() :]
        first_line = found[0].count("\n") + 1
    pieces, wrong = _pieces(path, body, first_line)
    return NarrativeSource(
        path=path,
        language=language,
        meta=meta,
        first_line=first_line,
        body=body,
        pieces=pieces,
        problems=(*problems, *wrong),
    )


def call_problems(source: NarrativeSource, catalog: Catalog) -> Iterator[Problem]:
    """The calls that name something that does not exist."""
    for call in source.calls:
        yield from _check_call(call, catalog)


# --- reading -----------------------------------------------------------------------------------


def _text(path: str, data: bytes) -> tuple[str, list[Problem]]:
    """The text of a page, empty where it cannot be read; tokens' own characters are taken out."""
    text, problems = yaml_document.decode_text(path, data)
    return _TOKEN_MARK.sub("\ufffd", text or ""), list(problems)


def _meta(document: yaml_document.Document) -> dict[str, str]:
    """Front matter: plain texts by key."""
    root = document.root if isinstance(document.root, Entries) else {}
    return {key: str(value) for key, value in root.items() if isinstance(value, Scalar)}


def _pieces(
    path: str, body: str, first_line: int
) -> tuple[tuple[str | Call, ...], Sequence[Problem]]:
    """The body as texts and calls."""
    lines = yaml_document.lines_of(body)
    try:
        tree = _JINJA.parse(body)
    except jinja2.TemplateSyntaxError as error:
        place = Place(path, first_line + error.lineno - 1)
        detail = (error.message or "").strip()
        return (), [Problem(place, "call-syntax", {"detail": detail})]
    reader = _Reader(path, lines, first_line)
    for node in tree.body:
        reader.statement(node)
    return tuple(reader.pieces), reader.problems


@dataclass
class _Reader:
    """Jinja's tree of one page → texts and calls; all else is refused at its line."""

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
        if name not in CALLS:
            match = nearest_word(name, CALLS)
            values: dict[str, MessageValues] = {
                "name": name,
                "nearest": match or "",
                "known": ", ".join(CALLS),
            }
            self.problems.append(Problem(place, "unknown-call", values, "near" if match else ""))
            return
        arguments = [arg.value for arg in node.args if isinstance(arg, nodes.Const)]
        signature = CALLS[name]
        sound = (
            len(arguments) == len(node.args)
            and not (node.kwargs or node.dyn_args or node.dyn_kwargs)
            and signature.needed <= len(arguments) <= len(signature.kinds)
            and all(isinstance(argument, str) for argument in arguments)
        )
        if not sound:
            self.problems.append(Problem(place, "call-arguments", {"example": call_example(name)}))
        elif signature.is_block and not self._stands_alone(place.line):
            self.problems.append(Problem(place, "block-not-alone", {"name": name}))
        else:
            self.pieces.append(Call(name, tuple(arguments), place))

    def _stands_alone(self, line: int) -> bool:
        text = self.lines[line - self.first_line].strip()
        return text.startswith("{{") and text.endswith("}}") and text.count("{{") == 1

    def _place(self, lineno: int, pattern: str) -> Place:
        """The place of the next `{{` or `{%` of a line: Jinja itself keeps no columns."""
        line = self.lines[lineno - 1] if lineno <= len(self.lines) else ""
        found = re.compile(pattern).search(line, self._columns.get(lineno, 0))
        column = found.start() if found else 0
        self._columns[lineno] = column + 1
        return Place(self.path, self.first_line + lineno - 1, column + 1)

    def _refuse(self, place: Place, code: str) -> None:
        self.problems.append(Problem(place, code, {"known": ", ".join(CALLS)}))


def call_example(name: str) -> str:
    """How a name is called."""
    needed = ", ".join(f'"{kind}-id"' for kind in CALLS[name].kinds[: CALLS[name].needed])
    return f"{{{{ {name}({needed}) }}}}"


# --- checking ----------------------------------------------------------------------------------


def _check_call(call: Call, catalog: Catalog) -> Iterator[Problem]:
    known = _known(call, catalog)
    for kind, argument in zip(CALLS[call.name].kinds, call.arguments, strict=False):
        ids = known.get(kind)
        if ids is None:
            return
        if argument not in ids:
            match = nearest_word(argument, ids)
            values: dict[str, MessageValues] = {
                "text": argument,
                "kind": KINDS[kind],
                "nearest": match or "",
                "where": ", ".join(sorted(ids)[:12]) or "–",
            }
            variant = "near" if match else ""
            yield Problem(call.place, "unknown-id-in-page", values, variant)
            return
    yield from _withdrawn(call, catalog)


def _withdrawn(call: Call, catalog: Catalog) -> Iterator[Problem]:
    """A withdrawn entry that a page still calls: a notice."""
    series = catalog.series.get(call.arguments[0])
    entry = series.entry(call.arguments[1]) if series and len(call.arguments) > 1 else None
    if entry is not None and entry.withdrawn is not None:
        yield Problem(call.place, "withdrawn-in-page", {"text": entry.anchor})


def _known(call: Call, catalog: Catalog) -> Mapping[str, Collection[str]]:
    """The ids that each argument of a call may be: looked up, and listed only where one is not."""
    first = call.arguments[0]
    series, programme = catalog.series.get(first), catalog.programmes.get(first)
    entries = series.entries if series else ()
    if call.name == "value":
        entries = tuple(entry for entry in entries if not isinstance(entry, Event))
    targets = series.targets if series else ()
    return {
        "series": catalog.series,
        "anchor": frozenset(entry.anchor for entry in entries),
        "target": frozenset(target.anchor for target in targets),
        "programme": catalog.programmes,
        "fact": frozenset(programme.facts if programme else ()),
        "source": catalog.sources,
    }
