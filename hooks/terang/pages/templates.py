"""The Jinja environment that renders views: in a sandbox, and with fast escaping.

Templates escape everything by default, an undefined name is an error, and each is compiled once.
They run in Jinja's sandbox: a template shows what it is given, and reaches nothing behind it.
A page holds thousands of figures, dates and links of a few forms. The HTML of each form is taken
from its macro in `_elements.html` once; later texts are inserted without calling the template.
"""

from __future__ import annotations

import contextlib
import functools
import operator
import re
from collections.abc import Callable, Iterable, Iterator, MutableMapping
from dataclasses import fields
from pathlib import Path
from typing import Any, Self, TypeAlias

import jinja2
import markupsafe
from jinja2 import nodes
from jinja2.bccache import Bucket
from jinja2.compiler import CodeGenerator, Frame
from jinja2.sandbox import ImmutableSandboxedEnvironment

from terang.i18n.formatter import (
    FigureLink,
    FigureText,
    Moment,
    NamedSpeaker,
    SentencePart,
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
    NamedSpeaker: "speaker",
}
"""Type of a part of a sentence → the macro that renders it."""

_WITH_ENDS = frozenset({FigureText, FigureLink})
"""The types whose last field holds the two ends of a range, each with its value and its text."""

_MARK = re.compile("\ue000([0-9])\ue001")

_REMEMBERED = {
    "source": "sources/line",
    "mark": "_mark",
    "sign": "_mark",
}
"""Macro → file, of the macros whose HTML is cached: all claims name the same few sources."""

_MOST_REMEMBERED = 1_024
"""The size of each cache."""

_Form: TypeAlias = tuple[str, tuple[tuple[int, str], ...]]
"""The HTML before the first text of a part; then the index of each text, and the HTML after it."""


class Elements:
    """The renderer of sentences: figures, dates, links and foreign words in their HTML elements."""

    def __init__(self, macros: Any) -> None:  # noqa: ANN401 - Jinja's modules have any attribute
        self._macros = macros
        self._forms: dict[tuple[type, tuple[bool, ...]], _Form] = {}
        self._texts: dict[type, Callable[[Any], tuple[Any, ...]]] = {
            kind: operator.attrgetter(*(field.name for field in fields(kind))) for kind in _ELEMENTS
        }

    def sentence(self, parts: Iterable[SentencePart]) -> markupsafe.Markup:
        """Return the HTML of a sentence."""
        texts = [_escaped(part) if isinstance(part, str) else self._html(part) for part in parts]
        return _finished("".join(texts))  # each part is escaped

    def sentence_part(self, part: SentencePart) -> markupsafe.Markup:
        """Return the HTML of a part of a sentence."""
        return _finished(self._html(part))  # its texts are escaped

    def _html(self, part: SentencePart) -> str:
        kind = type(part)
        texts = self._texts[kind](part)
        key = (kind, tuple(map(bool, texts)))
        if kind in _WITH_ENDS and texts[-1]:
            texts = (*texts[:-1], *_texts_of_ends(texts[-1]))
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = self._form(*key)
        html, rest = form
        for position, after in rest:
            html += _escaped(texts[position]) + after
        return html

    def _form(self, kind: type, present: tuple[bool, ...]) -> _Form:
        """Return the form of a type of part; `present` tells which of its texts are not empty."""
        marks: list[Any] = [
            _mark(position) if is_present else "" for position, is_present in enumerate(present)
        ]
        if kind in _WITH_ENDS:
            first = len(present) - 1
            pairs = ((_mark(first + 2 * end), _mark(first + 2 * end + 1)) for end in range(2))
            marks[-1] = tuple(FigureText(*pair) for pair in pairs) if present[-1] else ()
        drawn = str(getattr(self._macros, _ELEMENTS[kind])(kind(*marks)))
        before, *rest = _MARK.split(drawn)
        places = zip(rest[::2], rest[1::2], strict=True)
        return before, tuple((int(position), after) for position, after in places)


class Compiled(jinja2.BytecodeCache):
    """A cache of compiled templates in memory, by name and text."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    @classmethod
    def whole(cls, folder: Path) -> Self:
        """Return the compiled templates of a folder.

        A template with an error ends the compilation; rendering reports the error later.
        """
        compiled = cls()
        with contextlib.suppress(jinja2.TemplateError, ValueError, OSError):
            Renderer(folder, compiled).compile()
        return compiled

    def load_bytecode(self, bucket: Bucket) -> None:
        """Load the compiled template if its text has not changed."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep the compiled template."""
        self._code[bucket.key] = bucket.bytecode_to_string()


_UNSAFE = re.compile(
    "_.*|format|format_map|mro|(?:func|gi|cr|ag|tb|f|co)_.*"
    "|add|append|clear|discard|extend|insert|pop|popitem|remove|reverse|setdefault|sort|update"
)
"""Attributes that lead from a value to Python's own objects, or that would change it."""


class _CodeGenerator(CodeGenerator):
    """A code generator without the features of Jinja that no template of ours uses.

    A name behind a dot is an attribute, never a key. Calls do not pass the template's context. The
    sandbox would ask at each attribute whether it is safe; here that is settled while compiling.
    Output is escaped by `_output`, which is faster. A template yields its text whole: each piece
    of an entry would otherwise pass through the loops of all templates that include it.
    """

    def _output_child_pre(self, node: nodes.Expr, frame: Frame, finalize: Any) -> None:  # noqa: ANN401
        if frame.eval_ctx.autoescape and not frame.eval_ctx.volatile:
            self.write(f"environment.{_OUTPUT}(")
        else:
            super()._output_child_pre(node, frame, finalize)

    def blockvisit(self, nodes: Iterable[nodes.Node], frame: Frame) -> None:
        if not frame.rootlevel:
            super().blockvisit(nodes, frame)
            return
        self.buffer(frame)
        super().blockvisit(nodes, frame)
        self.writeline(f"yield concat({frame.buffer})")

    def visit_Getattr(self, node: nodes.Getattr, frame: Frame) -> None:  # noqa: N802
        if _UNSAFE.fullmatch(node.attr):
            self.fail(f"a template may not use the attribute {node.attr!r}", node.lineno)
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


def _output(value: Any) -> Any:  # noqa: ANN401
    """Return a value as HTML: escaped, unless it is finished HTML or a number."""
    kind = type(value)
    if kind is markupsafe.Markup:
        return value
    if kind is str:
        return _escaped(value)
    return str(value) if kind is float or kind is int else markupsafe.escape(value)


_OUTPUT = "terang_output"


def escape_quickly(environment: jinja2.Environment) -> None:
    """Make an environment with autoescape faster; its templates render the same HTML."""
    environment.code_generator_class = _CodeGenerator
    setattr(environment, _OUTPUT, _output)


def restrict_templates(environment: jinja2.Environment) -> None:
    """Make an environment that was made elsewhere a sandbox; before it loads any template."""
    sandbox = ImmutableSandboxedEnvironment()
    environment.__class__ = ImmutableSandboxedEnvironment
    environment.globals["range"] = sandbox.globals["range"]
    vars(environment).update(binop_table=sandbox.binop_table, unop_table=sandbox.unop_table)


class _Environment(ImmutableSandboxedEnvironment):
    elements: Elements

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return the shared names without a copy: no template of ours has globals of its own."""
        return super().make_globals(d) if d else self.globals


class Renderer:
    """The templates of a folder."""

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
            cache_size=-1,  # all: they are few, and each page looks up dozens
            bytecode_cache=self._compiled,
        )
        escape_quickly(environment)
        elements = Elements(environment.get_template("_elements.html").module)
        environment.elements = elements
        environment.globals |= dict.fromkeys(_ELEMENTS.values(), elements.sentence_part)
        environment.globals |= {"part": elements.sentence_part, "sentence": elements.sentence}
        for name, file in _REMEMBERED.items():
            macro = getattr(environment.get_template(f"{file}.html").module, name)
            environment.globals[name] = functools.lru_cache(_MOST_REMEMBERED)(macro)
        # Not cached: the chart on a page has links to its claims, in a frame it has none.
        charts: Any = environment.get_template("chart/macro.html").module
        environment.globals["chart"] = charts.chart
        return environment

    def compile(self) -> None:
        """Compile every template now, so that other renderers can share the result."""
        for name in self._environment.list_templates(extensions=["html"]):
            self._environment.get_template(name)

    def __call__(self, template: str, **values: object) -> str:
        """Return the HTML of a template with these values.

        A name with a slash is a path without its ending; any other is the name of a component.
        """
        name = template if "/" in template else f"{template}/template"
        return self._environment.get_template(f"{name}.html").render(values)

    def sentence(self, parts: Iterable[SentencePart]) -> str:
        """Return the HTML of a sentence for the text of a narrative page."""
        return self._environment.elements.sentence(parts)


def _mark(position: int) -> str:
    """Return the mark of a text in a form, by the position of the text."""
    return f"\ue000{position}\ue001"


def _texts_of_ends(ends: Iterable[FigureText]) -> Iterator[str]:
    for end in ends:
        yield end.value
        yield end.text


def _finished(html: str) -> markupsafe.Markup:
    """Return finished HTML as Markup, without the type checks of its constructor."""
    return str.__new__(markupsafe.Markup, html)


def _escaped(text: str) -> str:
    if "&" in text or "<" in text or ">" in text or '"' in text or "'" in text:
        return str(markupsafe.escape(text))
    return text
