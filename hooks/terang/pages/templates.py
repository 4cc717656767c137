"""A view into its template.

Templates escape everything by default, an undefined name is an error, and each is compiled once.

A page holds thousands of figures, dates and links, all of a few forms. Each form is read off its
macro in `_elements.html` once; from then on texts are set into it without asking the template.
"""

from __future__ import annotations

import contextlib
import functools
import operator
import re
from collections.abc import Callable, Iterable, MutableMapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Self, TypeAlias

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame

from terang.i18n.formatter import (
    FigureLink,
    FigureText,
    Moment,
    SentencePart,
    Speaker,
    TextLink,
    Wording,
)

COMPONENTS = Path("theme_overrides", "components")

_ELEMENTS = {
    FigureText: "figure",
    Moment: "moment",
    Wording: "wording",
    TextLink: "link",
    FigureLink: "figure_link",
    Speaker: "speaker",
}
"""Each kind of part with the macro that draws it."""

_MARK = re.compile("\ue000([0-9])\ue001")

_REMEMBERED = {
    "source": "sources/line",
    "mark": "_mark",
    "sign": "_mark",
    "chart": "chart/macro",
}
"""What is drawn again and again alike, by its macro and its file: the same few sources are named by
every claim, and a series' chart stands on its page and in its frame."""

_MOST_REMEMBERED = 8_192
"""The charts of four thousand series in two languages, some 60 MB."""

_Form: TypeAlias = tuple[str, tuple[tuple[int, str], ...]]
"""A part's HTML up to its first text; then each text's position, and the HTML after it."""


class Elements:
    """Finished text with its figures, dates, links and foreign words in their elements."""

    def __init__(self, macros: Any) -> None:  # noqa: ANN401 - Jinja's modules have any attribute
        self._macros = macros
        self._forms: dict[tuple[type, tuple[bool, ...]], _Form] = {}
        self._texts: dict[type, Callable[[Any], tuple[str, ...]]] = {
            kind: operator.attrgetter(*(field.name for field in fields(kind))) for kind in _ELEMENTS
        }

    def sentence(self, parts: Iterable[SentencePart]) -> markupsafe.Markup:
        """The parts of a sentence, one after the other."""
        texts = [_escaped(part) if isinstance(part, str) else self._html(part) for part in parts]
        return _finished("".join(texts))  # each part is escaped

    def one(self, part: SentencePart) -> markupsafe.Markup:
        """One part."""
        return _finished(self._html(part))  # its texts are escaped

    def _html(self, part: SentencePart) -> str:
        kind = type(part)
        texts = self._texts[kind](part)
        key = (kind, tuple(map(bool, texts)))
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = self._form(*key)
        html, rest = form
        for position, after in rest:
            html += _escaped(texts[position]) + after
        return html

    def _form(self, kind: type, present: tuple[bool, ...]) -> _Form:
        """What the macro of a kind of part writes, where these of its texts are there."""
        marks = [
            f"\ue000{position}\ue001" if is_there else ""
            for position, is_there in enumerate(present)
        ]
        drawn = str(getattr(self._macros, _ELEMENTS[kind])(kind(*marks)))
        first, *rest = _MARK.split(drawn)
        pairs = zip(rest[::2], rest[1::2], strict=True)
        return first, tuple((int(position), after) for position, after in pairs)


class Compiled(jinja2.BytecodeCache):
    """Compiled templates, kept while this object is: Jinja knows each by its name and its text."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    @classmethod
    def whole(cls, folder: Path) -> Self:
        """The templates of a folder, up to one that cannot be compiled: its user says so."""
        compiled = cls()
        with contextlib.suppress(jinja2.TemplateError, ValueError, OSError):
            Renderer(folder, compiled).compile()
        return compiled

    def load_bytecode(self, bucket: Bucket) -> None:
        """Take what was compiled, if the text is the same."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what was compiled."""
        self._code[bucket.key] = bucket.bytecode_to_string()


class _QuickEscape(CodeGenerator):
    """Has output escaped by `_output`, since most of it needs no escaping."""

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write(f"environment.{_OUTPUT}(")
        else:
            super()._output_child_pre(node, frame, finalize)


class _CodeGenerator(_QuickEscape):
    """Writes the Python of a template as one would by hand, without what no component needs.

    A name behind a dot is an attribute and never a key. Calls are calls: nothing wants the
    template's context.
    """

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        self.visit(node.node, frame)
        self.write(f".{node.attr}")

    def visit_Call(  # noqa: N802
        self,
        node: nodes.Call,
        frame: Frame,
        forward_caller: bool = False,  # noqa: FBT001, FBT002 - Jinja's
    ) -> None:
        if node.dyn_args or node.dyn_kwargs or forward_caller:
            self.fail("calls have plain arguments here", node.lineno)
        self.visit(node.node, frame)
        self.write("(")
        for argument in (*node.args, *node.kwargs):
            self.visit(argument, frame)
            self.write(", ")
        self.write(")")


def _output(found: Any) -> Any:  # noqa: ANN401
    """Escaped, unless it is finished HTML, a number, or a text with nothing to escape."""
    kind = type(found)
    if kind is markupsafe.Markup:
        return found
    if kind is str:
        return _escaped(found)
    return str(found) if kind is float or kind is int else markupsafe.escape(found)


_OUTPUT = "terang_output"


def escape_quickly(
    environment: jinja2.Environment, generator: type[_QuickEscape] = _QuickEscape
) -> None:
    """Have an environment that escapes do so in less time; what its templates write stays."""
    environment.code_generator_class = generator
    setattr(environment, _OUTPUT, _output)


class _Environment(jinja2.Environment):
    elements: Elements

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What every template knows; none has names of its own to chain before it."""
        return super().make_globals(d) if d else self.globals


class Renderer:
    """The templates of one folder."""

    def __init__(self, folder: Path, compiled: Compiled | None = None) -> None:
        self._folder = folder
        self._compiled = compiled

    @functools.cached_property
    def _environment(self) -> _Environment:
        environment = _Environment(
            loader=jinja2.FileSystemLoader(self._folder),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            bytecode_cache=self._compiled,
        )
        escape_quickly(environment, _CodeGenerator)
        elements = Elements(environment.get_template("_elements.html").module)
        environment.elements = elements
        environment.globals |= dict.fromkeys(_ELEMENTS.values(), elements.one)
        environment.globals |= {"part": elements.one, "sentence": elements.sentence}
        for name, file in _REMEMBERED.items():
            macro = getattr(environment.get_template(f"{file}.html").module, name)
            environment.globals[name] = functools.lru_cache(_MOST_REMEMBERED)(macro)
        return environment

    def compile(self) -> None:
        """Compile every template now, for others that take the compiled ones."""
        for name in self._environment.list_templates(extensions=["html"]):
            self._environment.get_template(name)

    def __call__(self, template: str, **values: object) -> str:
        """Return the HTML of a template, from the finished texts of a view.

        A name with a folder is a file's; any other is a component's, whose folder holds it.
        """
        name = template if "/" in template else f"{template}/template"
        return self._environment.get_template(f"{name}.html").render(values)

    def sentence(self, parts: Iterable[SentencePart]) -> str:
        """The HTML of a sentence that stands in somebody's text."""
        return self._environment.elements.sentence(parts)


def _finished(html: str) -> markupsafe.Markup:
    """Finished HTML as templates take it, without the questions that `Markup` asks of any value."""
    return str.__new__(markupsafe.Markup, html)


def _escaped(text: str) -> str:
    if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
        return str(markupsafe.escape(text))
    return text
