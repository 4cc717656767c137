"""The browser floor of docs/browsers.md: stylesheet and script need no newer features."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from terang.pages import component_files

REPOSITORY = Path(__file__).parents[2]
JOINED = component_files.joined_files(REPOSITORY / "theme_overrides" / "components")
CSS = re.sub(r"/\*.*?\*/", "", JOINED["assets/terang.css"]().decode(), flags=re.DOTALL)

_KNOWN = """
    -webkit-appearance -webkit-text-size-adjust align-items align-self appearance background
    background-color border border-bottom border-bottom-color border-bottom-width border-collapse
    border-color border-left border-left-color border-left-width border-radius border-right
    border-style border-top border-top-width border-width bottom box-shadow box-sizing break-after
    break-before break-inside caption-side clear clip color column-gap column-span columns content
    cursor display fill flex flex-wrap float font font-family font-size font-style
    font-variant-numeric
    font-weight grid-area grid-column grid-column-gap grid-gap grid-row grid-row-gap
    grid-template-areas grid-template-columns grid-template-rows height hyphens justify-content
    justify-self left letter-spacing line-height list-style margin margin-bottom margin-left
    margin-right margin-top max-height max-width min-height min-width opacity orphans outline
    outline-offset overflow overflow-wrap overflow-x overflow-y padding padding-bottom padding-left
    padding-right padding-top page-break-inside paint-order pointer-events position quotes resize
    right size stroke stroke-dasharray stroke-linecap stroke-linejoin stroke-opacity stroke-width
    text-align text-decoration text-indent text-overflow text-transform top transform vertical-align
    visibility white-space widows width word-break word-wrap z-index zoom
"""
KNOWN = set(_KNOWN.split())
"""Properties that Chrome 60 supports."""

EMBELLISHING = {
    "color-scheme", "content-visibility", "print-color-adjust", "scroll-margin-top",
    "text-decoration-thickness", "text-size-adjust", "text-underline-offset", "text-wrap",
}  # fmt: skip
"""Newer properties that only embellish."""

OLDER_BEFORE = {"overflow-wrap: anywhere": ("word-break", "overflow-wrap"), "min(": ("@supports",)}
"""Newer values, and their fallback in the same rule or sheet."""

ALONE = (":focus-visible", "::details-content", ":is(", ":where(", ":has(", "::marker")
"""Selectors that make an older browser drop the whole rule."""

NEWER_SCRIPT = {
    "?.": r"\?\.(?!\d)", "??": r"\?\?", "private fields": r"\bthis\.#", "flat()": r"\.flat\(",
    "replaceAll": r"replaceAll", "replaceChildren": r"replaceChildren", "at()": r"\.at\(",
    "Object.fromEntries": r"fromEntries", "matchAll": r"matchAll", "allSettled": r"allSettled",
    "top-level await": r"^await\b", "numeric separators": r"\d_\d", "catch without a name":
    r"catch\s*\{", "structuredClone": r"structuredClone", "spread of objects": r"\{\s*\.\.\.",
    "append": r"\.(?:append|prepend)\(",
    "named groups": r"\(\?<[a-z]", "lookbehind": r"\(\?<[=!]", "finally": r"\.finally\(",
    "class fields": r"^\s+\w+ = .*;\s*$(?=[^}]*constructor)",
}  # fmt: skip
"""JavaScript features that Chrome 63 lacks."""


def rules() -> Iterator[tuple[str, str]]:
    """Yield each innermost rule: its selectors and its declarations."""
    for found in re.finditer(r"([^{}]+)\{([^{}]*)\}", CSS):
        yield " ".join(found[1].split()), found[2]


def declarations(body: str) -> Iterator[tuple[str, str]]:
    """Yield property and value of each declaration."""
    for line in body.split(";"):
        name, colon, value = line.partition(":")
        if colon:
            yield name.strip(), " ".join(value.split())


def test_every_property_is_old_or_only_embellishes() -> None:
    """Every property is supported by the floor or only embellishes."""
    found = {
        name for _, body in rules() for name, _ in declarations(body) if not name.startswith("--")
    }
    assert sorted(found - KNOWN - EMBELLISHING) == []


@pytest.mark.parametrize(
    "value",
    ["clamp(", "max(", "color-mix(", "oklch(", "light-dark(", "dvh", "fit-content", "revert",
     "inset(", "subgrid", "repeat(auto-fit, minmax(min("],
)  # fmt: skip
def test_no_newer_values(value: str) -> None:
    """Values without an older form are not used."""
    used = [body for _, body in rules() if re.search(rf"(?<![\w-]){re.escape(value)}", body)]
    assert used == []


def test_newer_values_have_something_before_them() -> None:
    """Newer values follow an older value in the same rule, or stand behind a feature query."""
    for selector, body in rules():
        names = dict(declarations(body))
        if names.get("overflow-wrap") == "anywhere":
            assert "word-break" in names, selector
    if "min(" in CSS:
        assert "@supports not (width: min(1px, 1px))" in CSS


def test_selectors_that_drop_a_rule_stand_alone() -> None:
    """A selector that older browsers drop stands in a rule of its own."""
    for selectors, _ in rules():
        if "@" in selectors:
            continue
        newer = [part for part in selectors.split(",") if any(new in part for new in ALONE)]
        assert len(newer) in {0, len(selectors.split(","))}, selectors
        assert not any(selector in selectors for selector in (":has(", ":is(", ":where(")), (
            selectors
        )


def test_no_gap_in_flex_boxes() -> None:
    """Flex boxes use no gap: Chrome 60 knows it in grids only, by its older name."""
    for selector, body in rules():
        names = dict(declarations(body))
        assert "gap" not in names, selector
        assert "row-gap" not in names, selector


def test_media_queries_are_old() -> None:
    """Media queries use no ranges, containers or layers; colour schemes only embellish."""
    for found in re.findall(r"@[a-z-]+[^{;]*", CSS):
        assert re.match(r"@(media|supports|page)\b", found), found
        assert not re.search(r"[<>]|not all|\binverted\b", found), found


def test_the_script_uses_an_older_language() -> None:
    """The script uses no feature that Chrome 63 lacks; older browsers ignore modules."""
    parts = sorted((REPOSITORY / "theme_overrides" / "components").glob("*/*.js"))
    written = "\n".join(path.read_text("utf-8") for path in parts)
    text = re.sub(r"^\s*//.*$", "", written, flags=re.MULTILINE)
    used = [
        name for name, form in NEWER_SCRIPT.items() if re.search(form, text, flags=re.MULTILINE)
    ]
    assert used == []
    shell = (REPOSITORY / "theme_overrides" / "main.html").read_text("utf-8")
    assert '<script type="module" src="{{ shell.assets }}search.js"' in shell
    form = (REPOSITORY / "theme_overrides/components/pages/propose.html").read_text("utf-8")
    assert '<script type="module" src="{{ page.script }}"' in form
