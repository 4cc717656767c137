"""The stylesheets: joined from components, without a dead rule."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from terang.derivation.states import State
from terang.model.entries import Status
from terang.narrative import safe_markdown
from terang.pages import component_files
from terang.views.chart_labels import GUTTERS
from terang.views.list_filter import ALL, ORDER

REPOSITORY = Path(__file__).parents[2]
THEME = REPOSITORY / "theme_overrides"
SHEETS = ["terang.css", *component_files.APART, "embed.css"]

STATES = {f"state-{state}" for state in State}
FINISHED = {
    "tag--{{ tag.code }}": STATES | {f"status-{status}" for status in Status}
    | {"not-counted", "unmatched", "withdrawn"},
    "chart--{{ c.gutter }}": {f"{width}" for width in GUTTERS},
    "filter__choice--{{ one.name }}": {ALL, *ORDER},
    "compared__choice--{{ name }}": {"count", "rate", "own", "shared"},
    "filter__part--{{ state }}": {*ORDER},
    "filter__part--{{ group.name }}": {*ORDER},
    "filter__row--{{ row.group }}": {*ORDER},
    "tag--state-{{ row.state }}": {*State},
    "tag--state-{{ line.state }}": {*State},
    "tag--state-{{ one.state }}": {*State},
    "tag--state-{{ target.state }}": {*State},
    "timeline__item--{{ entry.kind }}": {"result", "target", "event"},
    "revision--{{ revision.kind }}": {"revision", "withdrawal", "restoration"},
    "revisions__item--{{ line.kind }}": {
        "revision", "withdrawal", "restoration", "reply", "decision",
    },
}  # fmt: skip
"""Classes that a template finishes with a word of its view, and the words that may stand there."""

FROM_MARKDOWN = {
    *("admonition", "admonition-title", "table-wrap"),
    *("footnote", "footnote-ref", "footnote-backref"),
    *safe_markdown._ALIGNMENT_CLASSES.values(),
}
"""Classes that Markdown gives to a page's text."""


def text_of(sheet: str) -> str:
    """Return a stylesheet without its comments."""
    joined = component_files.joined_files(THEME / "components").get(f"assets/{sheet}")
    text = joined().decode() if joined else (THEME / "assets" / sheet).read_text("utf-8")
    return re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)


def selectors(sheet: str) -> str:
    """Return all texts that stand before a `{`."""
    return " ".join(re.findall(r"([^{};]+)\{", text_of(sheet)))


def templates() -> str:
    """Return the text of all templates, without comments."""
    texts = (path.read_text("utf-8") for path in sorted(THEME.rglob("*.html")))
    return re.sub(r"\{#.*?#\}", "", "\n".join(texts), flags=re.DOTALL)


def written_classes() -> Iterator[str]:
    """Yield every class that a page may have."""
    for value in re.findall(r'\bclass="([^"]*)"', templates()):
        for name in re.findall(r"(?:\{\{[^}]*\}\}|\S)+", re.sub(r"\{%.*?%\}", " ", value)):
            ends = FINISHED.get(name)
            yield from [name] if ends is None else (name.split("{{")[0] + end for end in ends)
    for name in re.findall(
        r'(?:paragraph\([^()]*, |sign\([^()]*, |class=)"([a-z_-]+)"\)', templates()
    ):
        yield name
    for path in sorted(THEME.rglob("*.js")):
        yield from re.findall(r'classList\.\w+\("([^"]+)"', path.read_text("utf-8"))
    yield from FROM_MARKDOWN


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_class_of_a_stylesheet_is_written_by_a_page(sheet: str) -> None:
    """A rule for a class that no template, script or text can have is dead."""
    styled = set(re.findall(r"\.([A-Za-z][\w-]*)", selectors(sheet)))
    assert sorted(styled - set(written_classes())) == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_id_of_a_stylesheet_is_written_by_a_page(sheet: str) -> None:
    """A rule for an id that no template writes is dead."""
    styled = set(re.findall(r"#([A-Za-z_][\w-]*)", selectors(sheet)))
    assert sorted(styled - set(re.findall(r'\bid="([^"]+)"', templates()))) == []


@pytest.mark.parametrize("sheet", SHEETS)
def test_every_value_with_a_name_is_used(sheet: str) -> None:
    """Every custom property is used, and every custom property in use is defined."""
    text = text_of(sheet)
    named = set(re.findall(r"(?<!\w)(--[\w-]+):", text))
    used = set(re.findall(r"var\((--[\w-]+)\)", text))
    if sheet == "terang.css":
        used |= {
            name
            for apart in component_files.APART
            for name in re.findall(r"var\((--[\w-]+)\)", text_of(apart))
        }
    elif sheet in component_files.APART:
        named = set(re.findall(r"(?<!\w)(--[\w-]+):", text_of("terang.css"))) & used
    assert named == used


def test_every_finished_class_is_known() -> None:
    """The words that a template may put into a class name are listed in this file.

    Without the list, the rules for these classes could not be told from dead rules.
    """
    found = re.findall(r'(?<=[" ])[\w-]+\{\{[^}]*\}\}', templates())
    classes = {name for name in found if "--{{" in name or name.startswith("tag--")}
    assert classes == set(FINISHED)


def test_every_style_has_its_place_in_the_order() -> None:
    """Every style has its place in the written order, since the later of two rules holds."""
    places = (*component_files.ORDER, component_files.LAST, component_files.FRAMED)
    styled = {path.parent.name for path in (THEME / "components").glob("*/style.css")}
    assert styled == set(places)
    assert len(places) == len(styled)


def test_parts_are_joined_in_order(tmp_path: Path) -> None:
    """Styles are joined in the listed order, then by name, print last."""
    for name in ("zebra", "print", "header", "ant", "base"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "style.css").write_text(f".{name} {{}}\n")
    joined = component_files.join_parts(tmp_path, "style.css").decode()
    names = ("base", "header", "ant", "zebra", "print")
    assert joined == "".join(f".{name}{{}}" for name in names)


def test_a_page_loads_the_styles_that_it_needs(tmp_path: Path) -> None:
    """A stylesheet apart is loaded for a class that only it has, and is not in the shared one."""
    for name, style in {"base": ".card .tag", "contacts": ".contact .tag", "print": ".tag"}.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "style.css").write_text(f"{style} {{}}\n")
    assert b"contact" not in component_files.join_parts(tmp_path, "style.css")
    joined = component_files.joined_files(tmp_path)
    assert joined["assets/answers.css"]() == b".contact .tag{}"
    assert component_files.classes_apart(tmp_path)["answers.css"] == {"contact"}


def test_components_without_a_part_are_passed_over(tmp_path: Path) -> None:
    """A component with a template alone adds nothing."""
    (tmp_path / "chart").mkdir()
    assert component_files.join_parts(tmp_path, "script.js") == b""


def test_readers_do_not_pay_for_comments_and_indentation(tmp_path: Path) -> None:
    """Comments, indentation and signs without a meaning are left out; what is text stays."""
    (tmp_path / "base").mkdir()
    (tmp_path / "base" / "style.css").write_text("/* why\n * more */\n.a {\n  top: 0.5em;\n}\n\n")
    script = "// why\nif (a) {\n  // more\n  b('https://x');\n}\n"
    (tmp_path / "base" / "script.js").write_text(script)
    joined = [
        component_files.join_parts(tmp_path, f"{name}") for name in ("style.css", "script.js")
    ]
    assert joined == [b".a{top:.5em}", b"if (a) {\nb('https://x');\n}\n"]


def test_no_script_has_a_text_of_several_lines() -> None:
    """Indentation is left out of scripts, so no text of theirs may contain a line break."""
    for path in sorted(THEME.rglob("*.js")):
        assert all(line.count("`") % 2 == 0 for line in path.read_text("utf-8").splitlines()), path
