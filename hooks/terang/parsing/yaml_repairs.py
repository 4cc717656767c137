"""Small repairs of a YAML file: each changes a few lines as an editor would who sees the mistake.

A repair is only proposed. The reading of a document takes the first with which libyaml reads the
file; the reading of the data folder, the first with which the file's own problems are gone.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from terang.diagnostics import Place, Problem, Step
from terang.parsing.yaml_quoting import quoted_text

NO_SPACE = re.compile(r"\s*(?:- +)*(?=[a-z_]+:(?!//)\S)")
"""A key and its value without a space between, which YAML reads as a single text."""

_BLANKS = "\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000"
ODD_BLANK = re.compile(f"[{_BLANKS}]")
"""A blank that YAML takes for a letter."""

_KEY = re.compile(r"(?P<head>\s*(?:- +)*)(?P<key>[a-z][a-z0-9_-]*):(?P<gap> +|$)(?P<value>.*)")
_DASH = re.compile(r"(\s*)([\u2010-\u2015\u2212\u2022*\u00b7])[ \u00a0]+(?=\S)")
_TIGHT_DASH = re.compile(r"(\s*)-(?=[A-Za-z0-9\"'])")
_BLOCK_TEXT = re.compile(r":\s*[|>][0-9+-]*\s*(?:#.*)?$")
_TYPOGRAPHIC = re.compile(
    r"[\u201c\u201d\u201e\u00ab\u00bb](.*)[\u201c\u201d\u00ab\u00bb]|[\u2018\u2019](.*)[\u2018\u2019]"
)
_TWO_KEYS = re.compile(r"(?P<first>[a-z0-9][^\s\"']*),?\s+(?P<second>[a-z_]{2,}: +\S+)")
_NO_COLON = re.compile(r"(\s*(?:- +)*)([a-z][a-z_]+)[ =;]+(\S.*)")
_SIGNS = tuple("@`%&*|>,]}{[!?\"'#")
_MOST_LINES_BACK = 400
_NEAR = 12
"""The lines around an error in which its cause is looked for."""


@dataclass(frozen=True, slots=True)
class Repair:
    """A change of the lines `first` to `last` (from 0, last excluded), and the cause it mends."""

    variant: str
    """The wording of the problem: indent, open, colon …"""
    column: int
    """The column of the cause, from 0, in the line `first`."""
    first: int
    last: int
    lines: tuple[str, ...]
    values: dict[str, str] = field(default_factory=dict)
    fills_parent: bool = False
    """True if the line comes to stand below a key that holds nothing yet."""
    lacks_child: bool = False
    """True if what follows does not stand two spaces further in than a key without a value."""

    def applied(self, lines: Sequence[str]) -> list[str]:
        """Return the lines of the file with this repair."""
        return [*lines[: self.first], *self.lines, *lines[self.last :]]

    def problem(self, path: str, first_line: int = 1) -> Problem:
        """Return the cause as a problem, with the repair as its cure."""
        place = Place(path, self.first + first_line, self.column + 1)
        is_moved = self.variant == "indent"
        code, variant = ("indentation", "") if is_moved else ("syntax", self.variant)
        return Problem(place, code, self.values, variant, self.cure(first_line))

    def cure(self, first_line: int) -> tuple[Step, ...]:
        """Return the repair as a step; none if it cannot be printed as it is."""
        step = Step("replace", self.first + first_line, self.last - 1 + first_line, self.lines)
        return (step,) if step.is_printable else ()


def syntax_repairs(lines: Sequence[str], places: Iterable[int]) -> Iterator[Iterator[Repair]]:
    """Yield groups of repairs of a file that libyaml cannot read, the most certain group first.

    `places`: the lines (from 0) that libyaml has named.
    """
    named = [place for place in dict.fromkeys(places) if 0 <= place < len(lines)]
    last = max(named, default=0)
    back = list(range(last, max(-1, last - _MOST_LINES_BACK), -1))
    near = list(dict.fromkeys([*named, *_around(named, len(lines))]))
    yield _each(lines, near, _straight_blanks, _without_tabs, _dashed)
    yield _each(lines, near, _straight_quotes)
    yield _each(lines, back, _closed)
    yield _each(lines, near, spaced, _block_text, _on_own_line, _two_lines)
    yield _each(lines, near, _quoted, _closed_bracket)
    yield _each(lines, near, _begun)
    yield smallest_first(moved_lines(lines, near))
    yield _each(lines, near, _with_colon)


def structure_repairs(lines: Sequence[str], places: Iterable[int]) -> Iterator[Repair]:
    """Yield repairs of a file that is read, but not as it was meant."""
    named = [place for place in dict.fromkeys(places) if 0 <= place < len(lines)]
    near = list(dict.fromkeys([*named, *_around(named, len(lines), 3)]))
    yield from _each(lines, near, _straight_blanks, _dashed, spaced)
    yield from smallest_first(moved_lines(lines, near))


def smallest_first(repairs: Iterable[Repair]) -> Iterator[Repair]:
    """Yield repairs of indentation, those first that move the fewest lines the least."""
    yield from sorted(
        repairs,
        key=lambda repair: (
            repair.last - repair.first,
            abs(int(repair.values["found"]) - int(repair.values["needed"])),
            not repair.fills_parent,
            repair.lacks_child,
            int(repair.values["needed"]),
        ),
    )


def _around(named: Sequence[int], size: int, most: int = _NEAR) -> Iterator[int]:
    for distance in range(1, most):
        for place in named:
            yield from (n for n in (place - distance, place + distance) if 0 <= n < size)


_Rule = Callable[[Sequence[str], int], Iterator[Repair]]


def _each(lines: Sequence[str], numbers: Iterable[int], *rules: _Rule) -> Iterator[Repair]:
    listed = list(numbers)
    for rule in rules:
        for number in listed:
            if lines[number].strip():
                yield from rule(lines, number)


def _one(
    variant: str, number: int, column: int, text: str | tuple[str, ...], **values: str
) -> Repair:
    lines = (text,) if isinstance(text, str) else text
    return Repair(variant, column, number, number + 1, lines, values)


# --- signs ---------------------------------------------------------------------------------------


def _straight_blanks(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Replace blanks that YAML takes for letters."""
    line = lines[number]
    if found := ODD_BLANK.search(line):
        character = f"U+{ord(found[0]):04X}"
        text = ODD_BLANK.sub(" ", line)
        yield _one("blank", number, found.start(), text, character=character)
        yield _one(
            "blank", number, found.start(), _normal(lines, number, text), character=character
        )


def _normal(lines: Sequence[str], number: int, text: str) -> str:
    """Return a line with the indentation of the one above."""
    above = _above(lines, number)
    return " " * indent_of(lines[above]) + text.lstrip() if above is not None else text.lstrip()


def _without_tabs(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Replace tabs at the beginning of a line."""
    line = lines[number]
    body = line.lstrip()
    if "\t" in line[: len(line) - len(body)]:
        above = _above(lines, number)
        wanted = [_wanted(lines, above)] if above is not None else []
        for indent in (*wanted, *_indents(lines, number, len(line) - len(body))):
            yield _one("tab", number, line.index("\t"), " " * indent + body)


def _wanted(lines: Sequence[str], above: int) -> int:
    """Return where the line after this one begins most likely: below its key, or below its dash."""
    line = lines[above]
    inner = indent_of(line, past_dashes=True)
    return inner + 2 if line.rstrip().endswith(":") else inner


def _dashed(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Replace a dash of typography, or a bullet, and those of the lines around it."""
    if not _DASH.match(lines[number]):
        return
    first = last = number
    while first > 0 and _DASH.match(lines[first - 1]):
        first -= 1
    while last + 1 < len(lines) and _DASH.match(lines[last + 1]):
        last += 1
    texts = tuple(_DASH.sub(r"\1- ", line, count=1) for line in lines[first : last + 1])
    sign = _DASH.match(lines[first])
    column = len(sign[1]) if sign else 0
    values = {"text": sign[2] if sign else ""}
    yield Repair("bullet", column, first, last + 1, texts, values)


def _straight_quotes(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Put straight quotes in the place of typographic ones around a value."""
    key = _KEY.fullmatch(lines[number])
    value = key["value"].strip() if key else ""
    found = _TYPOGRAPHIC.fullmatch(value)
    if key and found:
        text = f"{key['head']}{key['key']}: {quoted_text(found[1] or found[2] or '')}"
        yield _one("typographic", number, key.start("value"), text)


def _closed(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Close a quote that is not closed on its line, while the next line has a key."""
    line = lines[number]
    found = re.match(r"\s*(?:- +)*(?:[A-Za-z0-9_-]+: +)?(?=[\"'])", line)
    if found is None or not found[0].strip():
        return
    at = found.end()
    quote, rest = line[at], line[at + 1 :].rstrip()
    if quote in rest and not (quote == "'" and re.fullmatch(r"(?:[^']|\w'\w)*", rest)):
        return
    following = lines[number + 1] if number + 1 < len(lines) else ""
    if following.strip() and not re.match(r"\s*(?:- |[a-z0-9_-]+:(?: |$)|#)", following):
        return
    yield _one("open", number, at, line[:at] + quoted_text(rest))


def spaced(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Repair a line: add the space after a colon or a dash."""
    line = lines[number]
    if found := NO_SPACE.match(line):
        key, _, value = line[found.end() :].partition(":")
        yield _one("space", number, found.end(), f"{line[: found.end()]}{key}: {value}")
    if found := _TIGHT_DASH.match(line):
        text = f"{found[1]}- {line[found.end() :]}"
        yield _one("dash_space", number, len(found[1]), text)


def _block_text(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Move lines of a text that do not stand further in than their key."""
    if number == 0 or not _BLOCK_TEXT.search(lines[number - 1]):
        return
    wanted = indent_of(lines[number - 1], past_dashes=True) + 2
    last = number
    while last < len(lines) and lines[last].strip() and not _KEY.fullmatch(lines[last]):
        last += 1
    for end in dict.fromkeys((max(last, number + 1), number + 1)):
        texts = tuple(" " * wanted + line.lstrip() for line in lines[number:end])
        found = indent_of(lines[number])
        values = {"found": str(found), "needed": str(wanted)}
        yield Repair("indent", found, number, end, texts, values)


def _on_own_line(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Give a list that begins on the line of its key a line of its own."""
    key = _KEY.fullmatch(lines[number])
    if key and key["value"].startswith("- "):
        indent = len(key["head"])
        texts = (f"{key['head']}{key['key']}:", f"{' ' * (indent + 2)}{key['value']}")
        yield _one("dash", number, key.start("value"), texts)


def _two_lines(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Give each of two keys on a line its own."""
    key = _KEY.fullmatch(lines[number])
    found = _TWO_KEYS.fullmatch(key["value"]) if key else None
    if key and found and len(found["first"]) <= 20:  # noqa: PLR2004 - a number, a date or an id
        if " " in found["first"]:
            return
        first = f"{key['head']}{key['key']}: {found['first'].rstrip(',')}"
        second = f"{' ' * len(key['head'])}{found['second']}"
        yield _one("two_keys", number, key.start("value") + found.start("second"), (first, second))


def _quoted(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Put a value in quotes, or in other quotes than it has."""
    line = lines[number]
    key = _KEY.fullmatch(line)
    item = None if key else re.fullmatch(r"(?P<head>\s*(?:- +)+)(?P<value>.*)", line)
    found = key or item
    if found is None:
        return
    value = found["value"].strip()
    head, at = line[: found.start("value")], found.start("value")
    if not value or (value[0] in "|>" and _BLOCK_TEXT.search(f": {value}")):
        return
    if value[0] in "\"'":
        inner = value[1:-1] if value[-1:] == value[0] and len(value) > 1 else value[1:]
        inner = inner.replace('\\"', '"') if value[0] == '"' else inner.replace("''", "'")
        variant = "escape" if value[0] == '"' and "\\" in inner else "quote"
        inside = head.rstrip() and value.find(value[0], 1)
        column = at + inside if variant == "quote" and isinstance(inside, int) else at
        yield _one(variant, number, max(column, at), head + quoted_text(inner))
        rest = re.fullmatch(r"(([\"']).*?\2)\s*(\S.*)", value)
        if rest:
            yield _one("quote", number, at, head + quoted_text(value.replace(rest[2], "")))
    elif value[0] in "{[":
        if mended := quoted_flow(value):
            yield _one("flow", number, at, head + mended)
        elif value[0] == "[":
            yield _one("start", number, at, head + quoted_text(value))
    elif ": " in value or value.endswith(":"):
        colon = at + (value.index(": ") if ": " in value else len(value) - 1)
        yield _one("colon", number, colon, head + quoted_text(value))
    elif value.startswith(_SIGNS):
        yield _one("start", number, at, head + quoted_text(value))


def quoted_flow(value: str) -> str:
    """Repair a mapping or list between brackets: its texts in quotes; empty if it has none."""
    if value[0] == "{":
        pairs = _pairs(value[1:].rstrip("}").strip())
        return "{" + ", ".join(pairs) + "}" if pairs else ""
    inner = value[1:].rstrip("]").strip()
    items = [part.strip() for part in inner.split(",") if part.strip()]
    return "[" + ", ".join(_in_quotes(item) for item in items) + "]" if items else ""


def _pairs(inner: str) -> list[str]:
    """Return `key: "text"` for each language, or for each key that follows a comma."""
    keys = list(re.finditer(r"(?:^|,\s*)(?P<key>[a-z][a-z_]*): ", inner))
    pairs: list[str] = []
    if not keys or keys[0].start():
        return pairs
    for place, key in enumerate(keys):
        end = keys[place + 1].start() if place + 1 < len(keys) else len(inner)
        pairs.append(f"{key['key']}: {_in_quotes(inner[key.end() : end].strip())}")
    return pairs


def _in_quotes(text: str) -> str:
    if len(text) > 1 and text[0] in "\"'" and text[-1] == text[0]:
        return text
    return text if re.fullmatch(r"[A-Za-z0-9._-]+", text) else quoted_text(text)


def _closed_bracket(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Close a bracket that is not closed on its line; remove a brace around no pairs."""
    line = lines[number].rstrip()
    for opening, closing in ("[]", "{}"):
        if line.count(opening) <= line.count(closing):
            continue
        before, _, inner = line.partition(opening)
        if opening == "{" and ":" not in inner:
            yield _one("flow", number, len(before), before + inner.lstrip())
        else:
            yield _one("flow", number, line.index(opening), line + closing)


def _with_colon(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Add the colon of a key."""
    line = lines[number]
    if found := _NO_COLON.fullmatch(line):
        yield _one("key", number, len(found[1]), f"{found[1]}{found[2]}: {found[3]}")


def _begun(lines: Sequence[str], number: int) -> Iterator[Repair]:
    """Add the colon of a key with others below it, or the dash of a list's first item."""
    line = lines[number].rstrip()
    below = lines[number + 1] if number + 1 < len(lines) else ""
    if indent_of(below) != indent_of(line, past_dashes=True) + 2 or not _KEY.fullmatch(below):
        return
    if re.fullmatch(r"\s*(?:- +)*[a-z][a-z0-9_-]*", line):
        yield _one("key", number, indent_of(line, past_dashes=True), f"{line}:")
    elif (
        _above(lines, number) is None  # Further down the lines below stand too far in.
        and (key := _KEY.fullmatch(line))
        and key["value"]
        and "- " not in key["head"]
    ):
        indent = indent_of(line)
        yield _one("item", number, indent, f"{line[:indent]}- {line[indent:]}")


# --- indentation ---------------------------------------------------------------------------------


def indent_of(line: str, *, past_dashes: bool = False) -> int:
    """Return the indentation of a line to repair, or the blanks before its first key."""
    found = re.match(r" *(?:- +)*" if past_dashes else r" *", line)
    return found.end() if found else 0


def _above(lines: Sequence[str], number: int) -> int | None:
    """Return the next line above that holds something."""
    for other in range(number - 1, -1, -1):
        if lines[other].strip() and not lines[other].lstrip().startswith("#"):
            return other
    return None


def _indents(lines: Sequence[str], number: int, written: int) -> list[int]:
    """Return the indentations that a line may have: those above it, the nearest first."""
    found: set[int] = {0}
    smallest = 1_000
    for other in range(number - 1, max(-1, number - _MOST_LINES_BACK), -1):
        line = lines[other]
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        indent, inner = indent_of(line), indent_of(line, past_dashes=True)
        if indent < smallest:
            found |= {indent, inner}
            if smallest == 1_000:  # noqa: PLR2004 - the line just above, which may have children
                found.add(inner + 2)
            smallest = indent
        if smallest == 0:
            break
    return sorted(found - {written}, key=lambda indent: (abs(indent - written), -indent))


def moved_lines(lines: Sequence[str], numbers: Iterable[int]) -> Iterator[Repair]:
    """Yield repairs of indentation: a line, with or without what stands below it, is moved."""
    for number in numbers:
        line = lines[number]
        if not _KEY.fullmatch(line) and not line.lstrip().startswith("- "):
            continue  # A line of a text could be moved to anywhere below its key.
        written, above = indent_of(line), _above(lines, number)
        is_open = above is not None and lines[above].rstrip().endswith(":")
        wanted = _wanted(lines, above) if is_open and above is not None else None
        ends = _ends(lines, number)
        for indent in _indents(lines, number, written):
            for end in ends:
                texts = tuple(
                    " " * max(0, indent_of(text) + indent - written) + text.lstrip(" ")
                    if text.strip()
                    else text
                    for text in lines[number:end]
                )
                values = {"found": str(written), "needed": str(indent)}
                child = lines[end] if end < len(lines) else ""
                inner = indent_of(texts[-1], past_dashes=True) + 2
                lacks = texts[-1].endswith(":") and indent_of(child) != inner
                fills = indent == wanted
                yield Repair("indent", written, number, end, texts, values, fills, lacks)


def _ends(lines: Sequence[str], number: int) -> list[int]:
    """Return where lines that are moved together may end: a block, a line, all of a depth."""
    written = indent_of(lines[number])
    block = number + 1
    while block < len(lines) and (not lines[block].strip() or indent_of(lines[block]) > written):
        block += 1
    alike = block
    while alike < len(lines) and lines[alike].strip() and indent_of(lines[alike]) >= written:
        alike += 1
    ends = [block, number + 1]
    second = block
    if alike > block:
        second = block + 1
        while second < alike and indent_of(lines[second]) > written:
            second += 1
        ends += [second, alike]
    trimmed = []
    for end in ends:
        last = end
        while last > number + 1 and not lines[last - 1].strip():
            last -= 1
        trimmed.append(last)
    return list(dict.fromkeys(trimmed))
