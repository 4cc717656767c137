"""Read stylesheets as rules, and find the rules that hide a text or write one.

`read_pages` asks which texts of a page are hidden. The cascade is not computed: both sides of a
comparison are read alike, so that a difference between them is one of the rules or of the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\'', re.DOTALL)
_GROUPS = ("@media", "@supports", "@layer", "@container", "@scope", "@starting-style")
"""At-rules that hold rules; the texts of the others are compared whole."""
_PRINT = re.compile(r"@media\s+print\b")
_VARIABLE = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,([^()]*))?\)")
_SMALL = re.compile(
    r"[-+]?(?:0*\.)?0+(?:[a-z]+|%)?|(?:0*\.\d+|[01](?:\.\d+)?)px|0?\.0\d*(?:r?em|%)?|[0-4](?:\.\d+)?%"
)
_FAR = re.compile(r"^-(?:\d{3,}(?:\.\d+)?(?:px|%|vw|vh)?|\d{2,}(?:\.\d+)?r?em)$")
_WORD = re.compile(r"[^\W_]")
_SMALL_ALONE = re.compile(f"^(?:{_SMALL.pattern})$")
_NO_COLOUR = re.compile(r"^transparent$|[,/]\s*0(?:\.0+)?%?\s*\)$")
_CLIPPED = re.compile(
    r"rect\(\s*[01](?:px)?(?:[\s,]+[01](?:px)?){3}\s*\)"
    r"|inset\(\s*(?:[5-9]\d|100)%|circle\(\s*0|polygon\(\s*\)"
)
_MOVED = re.compile(r"scale[xy]?\(\s*0|opacity\(\s*0|translate\w*\(\s*-\d{3,}")
_HIDING_VALUES = {
    "display": re.compile("^none$"),
    "visibility": re.compile("^(?:hidden|collapse)$"),
    "content-visibility": re.compile("^hidden$"),
    "font": re.compile(r"(?:^|\s)0(?:px|r?em)?(?:/|\s)"),
    **dict.fromkeys(("opacity", "font-size", "zoom", "scale"), _SMALL_ALONE),
    **dict.fromkeys(("color", "-webkit-text-fill-color"), _NO_COLOUR),
    **dict.fromkeys(("clip", "clip-path"), _CLIPPED),
    **dict.fromkeys(("left", "right", "top", "bottom", "text-indent"), _FAR),
    **dict.fromkeys(("margin-left", "margin-top"), _FAR),
    **dict.fromkeys(("transform", "filter"), _MOVED),
}
"""Property → the values of it that hide a text."""
_BOX_MODEL = frozenset({"height", "width", "max-height", "max-width"})


@dataclass(frozen=True, slots=True)
class StyleRule:
    """A rule of a stylesheet: its selector, its declarations, and the conditions around it."""

    selector: str
    declarations: tuple[tuple[str, str], ...]
    """Properties in lower case with their values."""
    condition: str = ""

    def __str__(self) -> str:
        """Return the rule on a line."""
        body = " ".join(f"{name}: {value};" for name, value in self.declarations)
        rule = f"{self.selector} {{ {body} }}"
        return f"{self.condition} {{ {rule} }}" if self.condition else rule

    @property
    def is_for_print(self) -> bool:
        """True if only paper shows it."""
        return bool(_PRINT.search(self.condition))


@dataclass(frozen=True, slots=True)
class HidingRule:
    """A selector whose elements nobody sees, and the declaration that hides them."""

    selector: str
    reason: str


def style_rules(text: str, condition: str = "", parent: str = "") -> Iterator[StyleRule]:
    """Yield the rules of a stylesheet in their order; nested ones with their whole selector."""
    plain = _COMMENT.sub(" ", text)
    declarations, position = [], 0
    while position < len(plain):
        end, mark = _next_mark(plain, position)
        head = " ".join(plain[position:end].split())
        if mark != "{":
            declarations += [head] if head else []
            position = end + 1
            continue
        close = _closing_brace(plain, end)
        body = plain[end + 1 : close]
        position = close + 1
        if head.startswith(_GROUPS):
            around = f"{condition} {head}".strip()
            yield from style_rules(body, around, parent)
        elif head.startswith("@"):
            yield StyleRule(head, (("", " ".join(body.split())),), condition)
        else:
            yield from style_rules(body, condition, _nested(head, parent))
    if parent and declarations:
        yield StyleRule(parent, tuple(map(_declaration, declarations)), condition)
    elif declarations:
        yield from (StyleRule(head, (), condition) for head in declarations)


def _next_mark(text: str, position: int) -> tuple[int, str]:
    """Return the next `{` or `;` outside of strings, else the end."""
    while position < len(text):
        if text[position] in "\"'" and (match := _STRING.match(text, position)):
            position = match.end()
            continue
        if text[position] in "{;}":
            return position, text[position]
        position += 1
    return len(text), ""


def _closing_brace(text: str, start: int) -> int:
    depth, position = 0, start
    while position < len(text):
        if text[position] in "\"'" and (match := _STRING.match(text, position)):
            position = match.end()
            continue
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if not depth:
            return position
        position += 1
    return len(text)


def _nested(selector: str, parent: str) -> str:
    if not parent:
        return selector
    if "&" in selector:
        return selector.replace("&", f":is({parent})")
    return f":is({parent}) {selector}"


def _declaration(text: str) -> tuple[str, str]:
    name, _, value = text.partition(":")
    name = name.strip()
    return name if name.startswith("--") else name.lower(), " ".join(value.split())


def hiding_rules(rules: Sequence[StyleRule]) -> Iterator[HidingRule]:
    """Yield the rules of a stylesheet that hide what they are about on a screen."""
    variables = _variables(rules)
    paper = _paper(rules, variables)
    for rule in rules:
        if rule.is_for_print or rule.selector.startswith("@"):
            continue
        values = {name: _value(text, variables) for name, text in rule.declarations}
        for reason in _reasons(values, paper):
            yield HidingRule(rule.selector, f"{rule.condition} {reason}".strip())


def _variables(rules: Sequence[StyleRule]) -> Mapping[str, str]:
    """Return the custom properties of the whole page, as they are without a condition."""
    return {
        name: value
        for rule in rules
        if not rule.condition and rule.selector in (":root", "html", "body")
        for name, value in rule.declarations
        if name.startswith("--")
    }


def _paper(rules: Sequence[StyleRule], variables: Mapping[str, str]) -> str:
    """Return the colour behind all texts; white if no rule says it."""
    for rule in rules:
        if rule.selector in ("html", "body") and not rule.condition:
            for name, value in rule.declarations:
                if name in ("background", "background-color"):
                    return _value(value, variables)
    return "#ffffff"


def _value(text: str, variables: Mapping[str, str]) -> str:
    """Return a value in lower case with its variables filled in."""
    value = text.lower().replace("!important", "").strip()
    for _ in range(5):
        filled = _VARIABLE.sub(lambda match: variables.get(match[1], match[2] or "").lower(), value)
        if filled == value:
            break
        value = filled
    return value


def _reasons(values: Mapping[str, str], paper: str) -> Iterator[str]:
    """Yield the declarations, of those of one rule, that hide a text."""
    for name, value in values.items():
        if _hides(name, value):
            yield f"{name}: {value}"
    if "hidden" in values.get("overflow", "") or "clip" in values.get("overflow", ""):
        yield from (
            f"{name}: {values[name]}; overflow: hidden"
            for name in sorted(_BOX_MODEL & values.keys())
            if _SMALL_ALONE.search(values[name])
        )
    colour = values.get("color", "")
    behind = values.get("background-color") or values.get("background") or paper
    if colour and _colour(colour) == _colour(behind):
        yield f"color: {colour}"


def _hides(name: str, value: str) -> bool:
    """Return whether a declaration alone hides a text."""
    pattern = _HIDING_VALUES.get(name)
    return pattern is not None and bool(pattern.search(value))


def _colour(text: str) -> str:
    """Return a colour in one spelling, as far as spellings of hexadecimal digits go."""
    names = {"white": "#ffffff", "black": "#000000"}
    plain = names.get(text, text)
    short = re.fullmatch(r"#([0-9a-f])([0-9a-f])([0-9a-f])", plain)
    return "#" + "".join(digit * 2 for digit in short.groups()) if short else plain


def written_texts(rules: Sequence[StyleRule]) -> Iterator[str]:
    """Yield the rules that write a text on a page: `content` with a letter or a digit."""
    for rule in rules:
        for name, value in rule.declarations:
            strings = "".join(match[0] for match in _STRING.finditer(value))
            if name == "content" and _WORD.search(strings):
                yield f"{rule.selector}: {value}"
