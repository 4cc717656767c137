"""The rules for a site's own stylesheet: it changes looks, and hides, writes and loads nothing.

Only listed properties are allowed: a style has more ways to hide a text than a list of forbidden
ones would know. Whether a colour can be told from the paper behind it is for the comparison of
pages to say, which asks a browser.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

StyleFault = tuple[str, str, int]
"""A variant of the problem, what is quoted, and its position."""

_STRING = re.compile(r"\"[^\"\n]*\"|'[^'\n]*'")
_KNOWN_FAULTS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("loads", re.compile(r"@import|url\s*\(|image-set\s*\(|src\s*\(", re.IGNORECASE)),
    ("escape", re.compile(r"\\")),
    ("hides", re.compile(
        r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:|font-size\s*:\s*0"
        r"|text-indent\s*:|clip(?:-path)?\s*:|content-visibility\s*:|color\s*:\s*transparent",
        re.IGNORECASE,
    )),
    ("writes", re.compile(r"(?<![\w-])content\s*:", re.IGNORECASE)),
)  # fmt: skip
"""The faults that have a reason of their own, each with the variant of the problem that says it."""

_PART = re.compile(r"(?P<text>[^{};]*)(?P<end>[{};]|\Z)")
_MEDIA = re.compile(r"@media\b[^@]*", re.IGNORECASE)
_DECLARATION = re.compile(r"(?P<name>[\w-]+)\s*:(?P<value>.*)", re.DOTALL)
_MOST = 50
"""The faults of a kind that are told."""
_LONGEST = 300
"""The characters of a declaration: a longer one takes time to read, and is refused."""

_LENGTH_NAMES = r"(?:margin|padding)(?:-(?:block|inline|top|right|bottom|left)(?:-(?:start|end))?)?"
_ALLOWED = re.compile(
    rf"--[a-z0-9-]+|color|background(?:-color)?|accent-color|caret-color|{_LENGTH_NAMES}|border.*"
    r"|outline(?:-\w+)?|box-shadow|font-(?:family|size|weight|style)|line-height|letter-spacing"
    r"|word-spacing|text-align|text-decoration-thickness|text-underline-offset|hyphens|gap|row-gap"
    r"|column-gap|min-width|min-height"
)
_FUNCTION = re.compile(r"([\w-]+)\s*\(")
_FUNCTIONS = frozenset({"var", "rgb", "hsl", "oklch", "oklab", "lab", "lch"})
_NUMBER = re.compile(r"(?<![\w#.-])([+-]?[0-9]*\.?[0-9]+)(?:e[+-]?[0-9]+)?([a-z%]*)", re.IGNORECASE)
_CLEAR = re.compile(r"#(?:[0-9a-f]{4}|[0-9a-f]{8})\b|transparent|currentcolor", re.IGNORECASE)
_OF_PAPER = re.compile(r"var\s*\(\s*--[\w-]*(?:paper|background|ground)", re.IGNORECASE)
_OF_INK = re.compile(r"var\s*\(\s*--(?:ink|text)", re.IGNORECASE)
_SIZES = ("--small", "--measure", "--width")
"""Variables of our style that hold the size of letters or the width of texts."""
_LEAST_SIZES = {"px": 10.0, "pt": 8.0, "em": 0.7, "rem": 0.7, "%": 70.0, "": 1.0}
"""The smallest size of a letter, and height of a line without a unit."""
_WIDEST_SPACES = {"px": 4.0, "em": 0.25, "rem": 0.25, "": 0.0}
"""The widest space between letters and words: a text that is drawn apart is not read."""


def style_faults(text: str) -> Iterator[StyleFault]:
    """Yield the faults of a site's own stylesheet."""
    # Comments keep their length and lines, so that places stay.
    plain = _without_comments(text)
    known = [
        (variant, found[0], found.start())
        for variant, pattern in _KNOWN_FAULTS
        for found in itertools.islice(pattern.finditer(plain), _MOST)
    ]
    yield from known
    told = {text.count("\n", 0, at) for _, _, at in known}
    unlisted = _unlisted(_STRING.sub(lambda found: _blanks(found[0]), plain))
    for name, at in itertools.islice(unlisted, _MOST):
        if text.count("\n", 0, at) not in told:
            yield "property", name, at


def _without_comments(text: str) -> str:
    """Return a stylesheet with blanks for its comments; one that never ends goes to the end."""
    parts, at = [], 0
    while (start := text.find("/*", at)) >= 0:
        end = text.find("*/", start + 2)
        end = len(text) if end < 0 else end + 2
        parts += [text[at:start], _blanks(text[start:end])]
        at = end
    return "".join((*parts, text[at:]))


def _blanks(text: str) -> str:
    return re.sub(r"[^\n]", " ", text)


def _unlisted(plain: str) -> Iterator[tuple[str, int]]:
    """Yield each declaration or at-rule that is not allowed, with its position."""
    for part in _PART.finditer(plain):
        text, start = part["text"], part.start() + len(part["text"]) - len(part["text"].lstrip())
        if part["end"] == "{":
            if "@" in text and not _MEDIA.fullmatch(text.strip()):
                yield text.strip(), start
        elif text.strip():
            shown = " ".join(text.split())
            found = _DECLARATION.fullmatch(shown) if len(shown) <= _LONGEST else None
            if found is None or not _is_harmless(found["name"].lower(), found["value"]):
                yield shown[:_LONGEST], start


def _is_harmless(name: str, value: str) -> bool:
    """Return whether a declaration changes looks only."""
    numbers = [(float(number), unit.lower()) for number, unit in _NUMBER.findall(value)]
    if name.startswith("--"):
        is_seen = "(" not in value and not _CLEAR.search(value)
        return is_seen and (name not in _SIZES or all(map(_is_readable, numbers)))
    if _ALLOWED.fullmatch(name) is None or not _FUNCTIONS.issuperset(_functions(value)):
        return False
    is_faint = name == "color" and (_CLEAR.search(value) or _OF_PAPER.search(value) or "/" in value)
    if is_faint or (name.startswith("background") and _OF_INK.search(value)):
        return False
    if name in ("font-size", "line-height"):
        return all(map(_is_readable, numbers))
    if name in ("letter-spacing", "word-spacing"):
        return all(0 <= size <= _WIDEST_SPACES.get(unit, 0) for size, unit in numbers)
    return name == "box-shadow" or all(size >= 0 for size, _ in numbers)


def _is_readable(number: tuple[float, str]) -> bool:
    size, unit = number
    return unit in _LEAST_SIZES and size >= _LEAST_SIZES[unit]


def _functions(value: str) -> set[str]:
    return {name.lower() for name in _FUNCTION.findall(value)}
