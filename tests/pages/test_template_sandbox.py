"""Templates run in a sandbox: they show what they are given, and reach nothing behind it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import jinja2
import pytest
from jinja2.sandbox import SecurityError
from tests.small_site import REPOSITORY, a_project

from terang.pages.templates import Renderer, escape_quickly, restrict_templates


@dataclass(frozen=True)
class Shown:
    """A view as its template is given it."""

    title: str = "Judul"
    items: tuple[str, ...] = ("a", "b")
    words: dict[str, str] | None = None


@pytest.fixture(scope="module")
def components(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of the components, to which templates can be added."""
    folder = tmp_path_factory.mktemp("theme") / "components"
    shutil.copytree(REPOSITORY / "theme_overrides" / "components", folder)
    return folder


ESCAPES = [
    "{{ view.__class__ }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ view.title.format(view) }}",
    "{{ '{0.__class__}'.format(view) }}",
    "{{ '{x.__class__}'.format_map({'x': view}) }}",
    "{{ view|attr('__class__') }}",
    "{{ view['__class__'] }}",
    "{{ [view]|map(attribute='__class__')|list }}",
    "{{ view.words.update({'a': 'b'}) }}",
    "{{ view.words['update']({'a': 'b'}) }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ lipsum.__globals__['os'] }}",
    "{{ self._TemplateReference__context }}",
    "{{ range(1000000)|list|length }}",
    "{% for c in view.__class__.__mro__ %}{{ c }}{% endfor %}",
    "{% set x = view.title.__class__ %}{{ x }}",
    "{% macro m() %}{% endmacro %}{{ m.__call__ }}",
]
REFUSED = (SecurityError, jinja2.TemplateError, OverflowError, AttributeError)


def leaked(render: Callable[[], str]) -> str:
    """Return the output of a template; empty if it was refused, or showed nothing of Python's."""
    try:
        output = render()
    except REFUSED:
        return ""
    return output if re.search("class|function|1000000|os", output) else ""


@pytest.mark.parametrize("text", ESCAPES)
def test_a_component_cannot_leave_its_values(components: Path, text: str) -> None:
    """A component shows none of Python's own objects, and changes no value."""
    (components / "escape").mkdir(exist_ok=True)
    (components / "escape" / "template.html").write_text(text, encoding="utf-8")
    words = {"x": "y"}
    assert not leaked(lambda: Renderer(components)("escape", view=Shown(words=words)))
    assert words == {"x": "y"}


@pytest.mark.parametrize("text", ESCAPES)
def test_a_page_shell_cannot_leave_its_values(text: str) -> None:
    """The environment of the page shells, which the site generator makes, is a sandbox too."""
    environment = jinja2.Environment(autoescape=True, undefined=jinja2.StrictUndefined)
    escape_quickly(environment)
    restrict_templates(environment)
    words = {"x": "y"}
    assert not leaked(lambda: environment.from_string(text).render(view=Shown(words=words)))
    assert words == {"x": "y"}


@pytest.mark.parametrize("kind", ["component", "shell"])
def test_values_are_shown_as_before(components: Path, kind: str) -> None:
    """Attributes, keys, loops, filters, macros and escaping work in the sandbox."""
    text = (
        "{% macro m(x) %}<{{ x }}>{% endmacro %}"
        "{{ view.title }} {{ view.words['x'] }} {{ view.words.get('x') }}"
        "{% for item in view.items %} {{ loop.index }}{{ item|upper }}{% endfor %} {{ m('<') }}"
        "{% for n in range(3) %}{{ n }}{% endfor %}"
    )
    shown = Shown(words={"x": "&"})
    expected = "Judul &amp; &amp; 1A 2B <&lt;>012"
    if kind == "component":
        (components / "sound").mkdir()
        (components / "sound" / "template.html").write_text(text, encoding="utf-8")
        assert Renderer(components)("sound", view=shown) == expected
    else:
        environment = jinja2.Environment(autoescape=True)
        escape_quickly(environment)
        restrict_templates(environment)
        assert environment.from_string(text).render(view=shown) == expected


def test_a_build_uses_the_sandbox(tmp_path: Path) -> None:
    """A shell that reaches behind its values ends the build, and nothing is published."""
    project = a_project(tmp_path)
    theme = project.root / "theme_overrides"
    if theme.is_symlink():
        theme.unlink()
        shutil.copytree(REPOSITORY / "theme_overrides", theme)
    main = theme / "main.html"
    main.write_text(main.read_text("utf-8") + "{{ config.__class__.__mro__ }}", "utf-8")
    with pytest.raises(jinja2.TemplateError, match="__mro__"):
        project.build()
    assert not project.site.exists()
