"""The contrast of what a chart draws against the page: 3 to 1 for every mark (WCAG 1.4.11)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from terang.pages import component_files
from terang.pages.templates import COMPONENTS

FOLDER = Path(__file__).parents[2] / COMPONENTS
LEAST = 3
"""The least contrast of a mark that has a meaning."""

TEXTS = {"axis", "label", "key"}
DECORATION = {"grid"}
"""Classes of a chart that say nothing by themselves: the values stand at their lines."""

LIGHT, DARK = "", "(prefers-color-scheme: dark)"
PRINT = "print"
_BLOCK = re.compile(r"@media ?([^{]*)\{((?:[^{}]*\{[^}]*\})*)\}")
_RULE = re.compile(r"([^{}]+)\{([^}]*)\}")
_SIGNS = FOLDER / "_mark.html"
_DRAWING = FOLDER / "chart" / "drawing.html"


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour such as `#0b5563` or `#fff`, as WCAG defines it."""
    digits = colour.removeprefix("#")
    full = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = (int(full[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """Return the contrast of two colours, from 1 to 21."""
    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


def declared(block: str) -> dict[str, str]:
    """Return the properties of a rule with their values."""
    pairs = (line.partition(":") for line in re.split(r"[;\n]", block) if ":" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def rules(text: str) -> list[tuple[str, str]]:
    """Return the selectors of each rule with its declarations."""
    return [(found[1], found[2]) for found in _RULE.finditer(text)]


def stylesheet(name: str) -> tuple[dict[str, dict[str, str]], dict[str, dict[str, str]]]:
    """Return the named values of a stylesheet by medium, and the paint of each class of a chart."""
    text = component_files.joined_files(FOLDER)[f"assets/{name}"]().decode()
    media = {LIGHT: _BLOCK.sub("", text)}
    for found in _BLOCK.finditer(text):
        media[found[1].strip()] = media.get(found[1].strip(), "") + found[2]
    values: dict[str, dict[str, str]] = {}
    for medium, inner in media.items():
        roots = (block for selector, block in rules(inner) if selector.strip() == ":root")
        values[medium] = {name: value for block in roots for name, value in declared(block).items()}
    paint: dict[str, dict[str, str]] = {}
    for selector, block in rules(media[LIGHT]):
        for mark in re.findall(r"\.chart__(\w+)(?![\w-])(?=,|$)", selector.strip()):
            paint.setdefault(mark, {}).update(declared(block))
    return values, paint


def drawn_marks() -> set[str]:
    """Return the classes of a chart's marks that have a meaning."""
    texts = (path.read_text("utf-8") for path in (_SIGNS, _DRAWING))
    classes = {found for text in texts for found in re.findall(r'"chart__(\w+)[" ]', text)}
    return classes - TEXTS - DECORATION


def colour_of(value: str, values: Mapping[str, str]) -> str | None:
    """Return the colour of a paint; None for none."""
    named = re.fullmatch(r"var\((--[\w-]+)\)", value)
    found = values[named[1]] if named else value
    return found if found.startswith("#") else None


@pytest.mark.parametrize("sheet", ["terang.css", "embed.css"])
@pytest.mark.parametrize("medium", [LIGHT, DARK, PRINT])
def test_every_mark_of_a_chart_is_seen(sheet: str, medium: str) -> None:
    """Bars, discs, target lines and signs have 3 to 1 on paper, in light and dark and in print."""
    by_medium, paint = stylesheet(sheet)
    values = {**by_medium[LIGHT], **by_medium.get(medium, {})}
    marks = drawn_marks()
    assert {"result", "disputed", "target", "sum", "cap", "life", "bar", "break"} <= marks
    faint = {}
    for mark in marks:
        shown = (colour_of(paint[mark].get(name, ""), values) for name in ("fill", "stroke"))
        best = max(contrast(colour, values["--paper"]) for colour in shown if colour)
        if best < LEAST or "opacity" in paint[mark]:
            faint[mark] = best
    assert faint == {}


def test_every_mark_of_a_file_is_seen() -> None:
    """Charts as files have their colours written into them, on white."""
    text = (FOLDER / "documents" / "_paint.html").read_text("utf-8")
    paint = dict(re.findall(r'"(\w+)": (\{.*\}) \| xmlattr', text))
    assert {"result", "disputed", "target", "sum", "life", "line"} <= set(paint)
    for mark, attributes in paint.items():
        colours = re.findall(r'"#(?:\w{6}|\w{3})"', attributes)
        ratios = [contrast(colour.strip('"'), "#ffffff") for colour in colours]
        assert mark in DECORATION | TEXTS or max(ratios) >= LEAST, mark


def test_a_faint_mark_is_found() -> None:
    """The contrast of known colours is as WCAG computes it."""
    assert contrast("#000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
    assert contrast("#cdd6da", "#ffffff") < LEAST
