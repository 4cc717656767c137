"""The lines that mend a problem, from its place, its values and the text of its file.

A cure is offered where the right text can be known: another spelling of the same value, a line too
many, a key in the wrong place. The check applies none; a report prints them
(docs/contract.md#cures). Called when all problems of a check are known.
"""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation

from terang.diagnostics import Problem, Step
from terang.loading.data_paths import TABLE
from terang.loading.likeness import latin_letters
from terang.model.field_types import KINDS
from terang.parsing.decoding import HIDDEN, UNREADABLE, lines_of
from terang.parsing.delimited import delimiter_of
from terang.parsing.text_rules import find_text_faults
from terang.parsing.yaml_quoting import quoted_text
from terang.parsing.yaml_repairs import indent_of, quoted_flow

_MOST = 200
"""The cures of a file that are worked out; more problems than that have a common cause."""

Cure = tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Spot:
    """A problem with the lines of its file."""

    problem: Problem
    lines: Sequence[str]
    today: dt.date

    @property
    def number(self) -> int:
        """The line, from 1."""
        return self.problem.place.line

    @property
    def line(self) -> str:
        """The text of the line."""
        return self.lines[self.number - 1] if self.number <= len(self.lines) else ""

    @property
    def at(self) -> int:
        """The column, from 0."""
        return self.problem.place.column - 1

    def value(self, name: str) -> str:
        """Return a value of the problem that is the same in all languages; else an empty text."""
        value = self.problem.values.get(name, "")
        return value if isinstance(value, str) else ""

    # --- steps ---

    def with_line(self, *texts: str) -> Cure:
        """Return the step that puts other lines in the place of this one."""
        return (Step("replace", self.number, self.number, texts),)

    def with_value(self, written: str, new: str) -> Cure:
        """Return the step that puts `new` in the place of what is written at the place."""
        if self.problem.place.path.endswith(TABLE):
            return self._with_cell(written, new)
        rest = self.line[self.at :]
        for form in (f'"{written}"', f"'{written}'", written):
            if written and rest.startswith(form):
                return self.with_line(self.line[: self.at] + new + rest[len(form) :])
        return ()

    def _with_cell(self, written: str, new: str) -> Cure:
        """Return the step for a row of a table, in which the value must stand only once."""
        for form in (f'"{written}"', written):
            found = re.findall(rf"(?<![\w.-]){re.escape(form)}(?![\w.-])", self.line)
            if written and len(found) == 1:
                before, _, after = self.line.partition(form)
                return self.with_line(before + new + after)
        return ()

    def with_whole_value(self, new: str) -> Cure:
        """Return the step that replaces all of a value, to the end of its line."""
        last = block_end(self.lines, self.number, indent_of(self.line, past_dashes=True))
        key = re.match(r"[a-z_]+: +", self.line[self.at :])
        texts = (self.line[: self.at] + (key[0] if key else "") + new,)
        return (Step("replace", self.number, last, texts),)

    def without_key(self) -> Cure:
        """Return the step that deletes the key at the place, with what stands below it."""
        column = indent_of(self.line, past_dashes=True)
        last = block_end(self.lines, self.number, column)
        dash = indent_of(self.line)
        if dash == column or self.line[column:].startswith("- "):
            return (Step("delete", self.number, last),)
        following = self.lines[last] if last < len(self.lines) else ""
        if following.strip() and indent_of(following) == column:
            first = self.line[:column] + following[column:]
            return (Step("replace", self.number, last + 1, (first,)),)
        return (Step("delete", self.number, last),)

    def without_item(self) -> Cure:
        """Return the step that deletes the list item that the place is in."""
        for number in range(self.number, 0, -1):
            line = self.lines[number - 1]
            dash = indent_of(line)
            if line[dash : dash + 2] == "- " and dash < max(self.at, 1):
                last = block_end(self.lines, number, dash, is_item=True)
                alone = self._only_item(number, last, dash)
                return (Step("delete", number - alone, last),)
        return ()

    def _only_item(self, number: int, last: int, dash: int) -> bool:
        """Return whether an item is the only one of the list whose key is just above."""
        after = self.lines[last] if last < len(self.lines) else ""
        above = self.lines[number - 2] if number > 1 else ""
        is_last = not after.strip() or indent_of(after) < dash or after[dash : dash + 2] != "- "
        return is_last and above.rstrip().endswith(":")

    def record_end(self) -> int:
        """Return the last line of the record whose first key is at the place."""
        return block_end(self.lines, self.number, self.at - 1 if self.at else -1)


def block_end(lines: Sequence[str], number: int, column: int, *, is_item: bool = False) -> int:
    """Return the last line of a key or an item to cure, in a column of line `number` (from 1).

    A list may stand in the column of its key.
    """
    begun = lines[number - 1]
    may_be_list = not is_item and begun.rstrip().endswith(":") and indent_of(begun) == column
    last = number
    for other in range(number + 1, len(lines) + 1):
        line = lines[other - 1]
        if not line.strip():
            continue
        indent = indent_of(line)
        is_list = indent == column and line[indent : indent + 2] == "- "
        if indent > column or (is_list and may_be_list):
            last = other
        else:
            break
    return last


# --- kinds of cures ------------------------------------------------------------------------------


def _with(name: str, written: str = "text") -> Callable[[Spot], Cure]:
    """Return the cure that writes one value of the problem in the place of another."""

    def cure(spot: Spot) -> Cure:
        new = spot.value(name)
        return spot.with_value(spot.value(written), new) if new else ()

    return cure


def _bad_id(spot: Spot) -> Cure:
    if spot.problem.variant == "file":
        return _renamed(spot, f"{spot.value('suggestion')}{_ending(spot)}")
    if spot.problem.variant == "known":
        return ()
    return spot.with_value(spot.value("text"), spot.value("suggestion"))


def _ending(spot: Spot) -> str:
    name = spot.problem.place.path.rpartition("/")[2]
    return "." + name.rpartition(".")[2] if "." in name else ""


def _renamed(spot: Spot, name: str) -> Cure:
    path = spot.problem.place.path
    return (Step("rename", path=path, to=f"{path.rpartition('/')[0]}/{name}"),)


def _unknown_file(spot: Spot) -> Cure:
    path, nearest = spot.problem.place.path, spot.value("nearest")
    is_named = nearest and "…" not in nearest and not nearest.endswith(f"/{path}")
    return (Step("rename", path=path, to=nearest),) if is_named else ()


def _reserved(spot: Spot) -> Cure:
    path = spot.problem.place.path
    if path.rpartition("/")[2].startswith(f"{spot.value('text')}."):
        return _renamed(spot, f"{spot.value('text')}-2{_ending(spot)}")
    return spot.with_value(spot.value("text"), f"{spot.value('text')}-2")


def _file_name(spot: Spot) -> Cure:
    suggestion = spot.value("suggestion")
    return _renamed(spot, suggestion) if spot.problem.variant != "readme" else ()


def _number(spot: Spot) -> Cure:
    if spot.problem.variant == "range":
        return _two_ends(spot)
    meant, qualifier = spot.value("meant"), spot.value("qualifier")
    if not meant or spot.problem.variant == "either":
        return ()
    found = spot.with_value(spot.value("text"), meant)
    key = re.match(r"(\s*(?:- +)*)value: ", spot.line)
    if found and qualifier and key and len(key[0]) == spot.at:
        return spot.with_line(*found[0].text, f"{' ' * len(key[1])}qualifier: {qualifier}")
    return found if spot.problem.variant != "hedged" else ()


def _two_ends(spot: Spot) -> Cure:
    key = re.match(r"(\s*(?:- +)*)value: ", spot.line)
    if not key:
        return ()
    blanks = " " * (len(key[1]) + 2)
    ends = (f"{blanks}low: {spot.value('low')}", f"{blanks}high: {spot.value('high')}")
    return spot.with_line(f"{key[1]}value:", *ends)


def _rounded(spot: Spot) -> Cure:
    text, decimals = spot.value("text"), int(spot.value("decimals") or 0)
    try:
        value = Decimal(text)
    except InvalidOperation:
        return ()
    return spot.with_value(text, f"{value:.{decimals}f}")


def _whole(spot: Spot) -> Cure:
    text = spot.value("text")
    found = re.fullmatch(r"-?([0-9]+)(?:\.0+)?", text)
    return spot.with_value(text, found[1]) if found else ()


def _not_negative(spot: Spot) -> Cure:
    text = spot.value("text")
    return spot.with_value(text, text.lstrip("-")) if text.startswith("-") else ()


def _today_for(*keys: str) -> Callable[[Spot], Cure]:
    """Return a cure that puts today in the place of a day on which we recorded or read something.

    Days of other keys are a source's.
    """
    ours = re.compile(rf"\s*(?:- +)*(?:{'|'.join(keys)}): ")

    def cure(spot: Spot) -> Cure:
        today = spot.today.isoformat()
        return spot.with_value(spot.value("text"), today) if ours.match(spot.line) else ()

    return cure


def _swapped_ends(spot: Spot) -> Cure:
    low, high = spot.value("low"), spot.value("high")
    block = range(max(1, spot.number - 2), min(len(spot.lines), spot.number + 2) + 1)
    ends = {
        key: number
        for number in block
        for key in ("low", "high")
        if re.match(rf"\s*{key}: ", spot.lines[number - 1])
    }
    if len(ends) < 2 or abs(ends["low"] - ends["high"]) != 1:  # noqa: PLR2004 - two ends
        return ()
    blanks = " " * indent_of(spot.lines[ends["low"] - 1])
    if low == high:
        return ()
    first = min(ends.values())
    return (Step("replace", first, first + 1, (f"{blanks}low: {high}", f"{blanks}high: {low}")),)


_ENDS = {"min": "low", "minimum": "low", "dari": "low", "from": "low", "bawah": "low",
         "terendah": "low", "max": "high", "maks": "high", "maksimum": "high", "maximum": "high",
         "sampai": "high", "to": "high", "atas": "high", "tertinggi": "high"}  # fmt: skip


def _range_keys(spot: Spot) -> Cure:
    """Other names of the two ends, in two lines one after the other."""
    first = spot.number
    renamed = []
    for number in (first, first + 1):
        line = spot.lines[number - 1] if number <= len(spot.lines) else ""
        found = re.match(r"(\s*)([a-z]+)(: .*)", line)
        key = _ENDS.get(found[2], found[2]) if found else ""
        if found is None or key not in ("low", "high"):
            return ()
        renamed.append(f"{found[1]}{key}{found[3]}")
    return (Step("replace", first, first + 1, tuple(renamed)),)


def _anchor(spot: Spot) -> Cure:
    """Give an entry an anchor of its own, or its source to the entry that is there."""
    indent = " " * spot.at
    own = re.match(r"\s*(?:- +)*anchor: ", spot.line)
    anchor = f"{spot.value('anchor')}-2"
    if spot.problem.variant == "same":
        return _joined_sources(spot)
    if own:
        return spot.with_line(f"{own[0]}{anchor}")
    for number in range(spot.number + 1, spot.record_end() + 1):
        if re.match(rf" {{{spot.at}}}anchor: ", spot.lines[number - 1]):
            return (Step("replace", number, number, (f"{indent}anchor: {anchor}",)),)
    return (Step("insert", spot.number, text=(f"{indent}anchor: {anchor}",)),)


def _joined_sources(spot: Spot) -> Cure:
    after, sources = int(spot.value("after")), spot.value("sources").split(", ")
    dash = spot.value("dash")
    first, last = spot.number, spot.record_end()
    texts = tuple(f"{dash}{source}" for source in sources)
    return (Step("insert", after, text=texts), Step("delete", first, last))


def _list_needed(spot: Spot) -> Cure:
    """Make a list of the ids in a single text."""
    found = re.match(r"(\s*(?:- +)*)([a-z_]+): (?P<ids>[\"']?[a-z0-9, -]+[\"']?)\s*$", spot.line)
    if found is None or spot.problem.values.get("expected") != KINDS["list"]:
        return ()
    ids = [part.strip() for part in re.split(r"[,;]", found["ids"].strip("\"'")) if part.strip()]
    blanks = " " * len(found[1])
    return spot.with_line(f"{found[1]}{found[2]}:", *(f"{blanks}  - {name}" for name in ids))


def _missing(spot: Spot) -> Cure:
    """Add a key whose value is known: today, our language, the version of the format."""
    known = {"added": spot.today.isoformat(), "language": "id", "format": "2", "plugins": "[]"}
    key = spot.value("key")
    if key == "hooks":
        return (Step("insert", len(_trimmed(spot.lines)), text=("hooks:", "  - hooks/main.py")),)
    if key not in known:
        return ()
    if spot.problem.variant == "column":
        return _with_column(spot, key, known[key])
    indent = " " * spot.at
    return (Step("insert", spot.record_end(), text=(f"{indent}{key}: {known[key]}",)),)


def _with_column(spot: Spot, name: str, value: str) -> Cure:
    """Add a column with the same value in each row; only where a row of a table is a line."""
    lines = _trimmed(spot.lines)
    delimiter = delimiter_of(lines[0]) if lines else ","
    rows = list(csv.reader(lines, delimiter=delimiter))
    headings = rows[0] if rows else []
    is_plain = len(rows) == len(lines) <= _MOST and all(len(row) == len(headings) for row in rows)
    if not is_plain or name in headings or "kind" in headings:
        return ()
    texts = [f"{line}{delimiter}{value}" for line in lines]
    texts[0] = f"{lines[0]}{delimiter}{name}"
    return (Step("replace", 1, len(lines), tuple(texts)),)


def _trimmed(lines: Sequence[str]) -> Sequence[str]:
    last = len(lines)
    while last and not lines[last - 1].strip():
        last -= 1
    return lines[:last]


def _unknown_key(spot: Spot) -> Cure:
    if spot.problem.variant == "columns":
        return spot.with_line(spot.value("row"))
    nearest = spot.value("nearest")
    if not nearest or not spot.line[spot.at :].startswith(spot.value("key")):
        return ()
    column = indent_of(spot.line, past_dashes=True)
    first, last = spot.number, spot.number
    taken = rf" {{{column}}}{re.escape(nearest)}:"
    while first > 1 and indent_of(spot.lines[first - 2], past_dashes=True) >= column:
        first -= 1
        if indent_of(spot.lines[first - 1]) < column:
            break
    while last < len(spot.lines) and indent_of(spot.lines[last]) >= column:
        last += 1
    if any(re.match(taken, spot.lines[number - 1]) for number in range(first, last + 1)):
        return ()
    return spot.with_value(spot.value("key"), nearest)


def _second_key(spot: Spot) -> Cure:
    """Delete a line that is there twice, or join a second block with the first."""
    column = indent_of(spot.line, past_dashes=True)
    last = block_end(spot.lines, spot.number, column)
    first = int(spot.value("line"))
    above, here = spot.lines[first - 1], spot.line
    if first >= spot.number:
        return ()
    end = block_end(spot.lines, first, indent_of(above, past_dashes=True))
    if spot.lines[first - 1 : end] == spot.lines[spot.number - 1 : last]:
        return spot.without_key()
    is_block = above.rstrip().endswith(":") and here.rstrip().endswith(":")
    if not is_block or indent_of(here) != column:
        return ()
    if end + 1 == spot.number:
        return (Step("delete", spot.number, spot.number),)
    moved = tuple(line for line in spot.lines[spot.number : last] if line.strip())
    return (Step("insert", end, text=moved), Step("delete", spot.number, last))


def _without_characters(spot: Spot) -> Cure:
    if spot.problem.variant == "tab":
        text = re.sub(r"\t|\\t", " ", spot.line)
    else:
        text = UNREADABLE.sub("", HIDDEN.sub("", spot.line))
        text = re.sub(
            r"\\(?:x[0-9A-Fa-f]{2}|u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8})", _unless_hidden, text
        )
    is_empty = re.search(r"(?:^|[:,{-] *)(?:\"\"|\'\')?\s*(?:[,}].*)?$", text) is not None
    return spot.with_line(text) if text != spot.line and not is_empty else ()


def _unless_hidden(escape: re.Match[str]) -> str:
    digits = escape[0][2:]
    number = int(digits, 16)
    return "" if number > _MOST_UNICODE or HIDDEN.match(chr(number)) else escape[0]


_MOST_UNICODE = 0x10FFFF


def _one_script(spot: Spot) -> Cure:
    word = spot.value("text")
    latin = latin_letters(word)
    return spot.with_value(word, latin) if latin else ()


def _plain_address(spot: Spot) -> Cure:
    found = re.search(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", spot.value("text"))
    return spot.with_value(spot.value("text"), found[0]) if found else ()


def _quoted_rest(spot: Spot) -> Cure:
    """All of a text, with what YAML takes for a comment, in quotes."""
    return spot.with_line(spot.line[: spot.at] + spot.value("text"))


def _own_comment(spot: Spot) -> Cure:
    rest = spot.value("rest")
    if not rest or not spot.line.endswith(rest):
        return ()
    blanks = " " * indent_of(spot.line)
    return spot.with_line(f"{blanks}{rest}", spot.line.removesuffix(rest).rstrip())


def _quoted_sign(spot: Spot) -> Cure:
    """Put a text that begins with a sign of YAML's own in quotes."""
    key = re.match(r"\s*(?:- +)*(?:[a-z0-9_-]+: +)?", spot.line)
    value = spot.line[key.end() :].rstrip() if key else ""
    is_block = block_end(spot.lines, spot.number, indent_of(spot.line)) > spot.number
    if is_block or not value.startswith(("&", "*", "!")):
        return ()
    return spot.with_line(spot.line[: key.end()] + quoted_text(value)) if key and value else ()


def _flow_texts(spot: Spot) -> Cure:
    start = max(spot.line.rfind("{", 0, spot.at + 1), spot.line.rfind("[", 0, spot.at + 1))
    value = spot.line[start:].rstrip() if start >= 0 else ""
    if not value or value[-1] not in "}]":
        return ()
    if spot.problem.variant == "space":
        mended = re.sub(r"(?<![\w-])(id|en):(?=[^\s/])", r"\1: ", value)
    else:
        mended = quoted_flow(value)
    return spot.with_line(spot.line[:start] + mended) if mended and mended != value else ()


def _percent(spot: Spot) -> Cure:
    found = re.match(r"(\s*(?:- +)*unit: )", spot.line)
    if not found:
        return ()
    text = spot.value("text").lower()
    if spot.problem.variant == "percent":
        return spot.with_line(f"{found[1]}percent")
    blanks = " " * len(found[1].removesuffix("unit: "))
    if text in ("rupiah", "rp", "idr"):
        return spot.with_line(found[1].rstrip(), f"{blanks}  currency: IDR")
    if text in _UNITS:
        return spot.with_line(
            found[1].rstrip(), f"{blanks}  id: {text}", f"{blanks}  en: {_UNITS[text]}"
        )
    return ()


_UNITS = {"orang": "people", "jiwa": "people", "peserta": "members", "pekerja": "workers",
          "desa": "villages", "keluarga": "families"}  # fmt: skip


def _see(spot: Spot) -> Cure:
    found = re.fullmatch(r"#?([a-z0-9-]+)[/.: #]+([a-z0-9-]+)", spot.value("text"))
    return spot.with_value(spot.value("text"), f"{found[1]}#{found[2]}") if found else ()


def _about(spot: Spot) -> Cure:
    text = spot.value("text").removeprefix("data/").removesuffix(".yml")
    found = re.fullmatch(r"([a-z]+?)s?[/ #=:.]+([a-z0-9-]+)[/ #:.]*([a-z_.]*)", text)
    if not found or found[1] not in _SUBJECTS:
        return ()
    key = f".{found[3]}" if found[3] else ""
    return spot.with_value(spot.value("text"), f"{found[1]}:{found[2]}{key}")


_SUBJECTS = frozenset(
    {
        "indicator",
        "series",
        "source",
        "area",
        "speaker",
        "dimension",
        "programme",
        "fact",
        "contact",
    }
)


def _tag(spot: Spot) -> Cure:
    text = spot.value("text")
    if re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", text):
        return spot.with_value(text, f"{text},{spot.today.year}")
    return ()


def _flow_due(spot: Spot) -> Cure:
    return spot.with_whole_value(spot.value("year"))


def _dated(spot: Spot) -> Cure:
    return spot.with_whole_value(spot.value("meant"))


def _listed_twice(spot: Spot) -> Cure:
    if re.match(r"\s*- ", spot.line):
        return (Step("delete", spot.number, spot.number),)
    return ()


def _about_for_nearly(spot: Spot) -> Cure:
    return spot.with_whole_value("about")


def _call(spot: Spot) -> Cure:
    """Put a call in the place of a figure that is typed."""
    call = spot.value("call")
    if not call or spot.line[: spot.at].rstrip().endswith(("Rp", "Rp.", "IDR")):
        return ()  # The call gives the currency too.
    return spot.with_value(spot.value("text"), call)


def _alone(spot: Spot) -> Cure:
    found = re.search(r"\{\{.*?\}\}", spot.line[spot.at :])
    if found is None:
        return ()
    start, end = spot.at + found.start(), spot.at + found.end()
    parts = [spot.line[:start].rstrip(), found[0], spot.line[end:].strip()]
    texts: list[str] = []
    for part in filter(None, parts):
        texts += ["", part] if texts else [part]
    return spot.with_line(*texts)


def _markdown(spot: Spot) -> Cure:
    """Bold and italic as Markdown writes them."""
    text = spot.line
    for tags, sign in ((("b", "strong"), "**"), (("i", "em"), "*")):
        for tag in tags:
            text = re.sub(rf"<{tag}>(.*?)</{tag}>", rf"{sign}\1{sign}", text)
    text = re.sub(r"<br */?>$", "", text).rstrip()
    return spot.with_line(text) if text != spot.line and "<" not in text else ()


def _plain_words(spot: Spot) -> Cure:
    """Remove tags from a text, and keep the words of a link."""
    if spot.problem.variant == "address":
        return ()
    text = re.sub(r"</?[a-zA-Z][a-zA-Z0-9]*(?: [^<>]*)?/?>", "", spot.line)
    text = re.sub(r"\[([^\]\n]+)\]\([^)\s]+\)", r"\1", text).rstrip()
    return spot.with_line(text) if text != spot.line.rstrip() else ()


def _without_attribute(spot: Spot) -> Cure:
    name = re.escape(spot.value("name"))
    text = re.sub(rf"\s*\{{:?\s*(?:[.#]?{name}|[a-z-]+=[\"']?{name}[\"']?)\s*\}}", "", spot.line)
    if text == spot.line:
        return ()
    return spot.with_line(text) if text.strip() else (Step("delete", spot.number, spot.number),)


def _no_plugins(spot: Spot) -> Cure:
    is_list = spot.problem.variant == "plugins" and re.match(r"plugins: *\[", spot.line)
    return spot.with_line("plugins: []") if is_list else ()


def _in_series(spot: Spot) -> Cure:
    """Rename an entry file whose folder is named almost like a series."""
    path, nearest = spot.problem.place.path, spot.value("nearest")
    name = path.rpartition("/")[2]
    return (Step("rename", path=path, to=f"data/coverage/{nearest}/{name}"),) if nearest else ()


def _no_file(spot: Spot) -> Cure:
    path = spot.problem.place.path
    is_needed = path.count("/") == 1 and path not in _WITHOUT_REFERENCES
    return () if is_needed else (Step("remove", path=path),)


_WITHOUT_REFERENCES = frozenset({"data/themes.yml", "data/glossary.yml", "data/decisions.yml"})
"""Files that no other file refers to, or that may be empty."""


def _no_comment(spot: Spot) -> Cure:
    for last in range(spot.number, len(spot.lines) + 1):
        if "-->" in spot.lines[last - 1]:
            before = spot.line[: spot.at].rstrip()
            after = spot.lines[last - 1].partition("-->")[2].strip()
            rest = " ".join(filter(None, (before, after)))
            if rest:
                return (Step("replace", spot.number, last, (rest,)),)
            return (Step("delete", spot.number, last),)
    return ()


def _site_address(spot: Spot) -> Cure:
    text = spot.value("text")
    bare = re.sub(r"[?#].*", "", text.strip().replace(" ", "-"))
    bare = re.sub(r"(?<!:)/{2,}", "/", bare)
    bare = re.sub(r"/[^/]*\.(?:html?|php)$", "/", bare)
    bare = re.sub(
        r"^(?:https?:/*)?", "https://" if not bare.startswith("http:") else "http://", bare
    )
    bare = re.sub(r"(?<=//)[^/@]*@", "", bare)
    bare = bare if bare.endswith("/") else f"{bare}/"
    host = re.fullmatch(
        r"https?://[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]+)?/(?:[A-Za-z0-9._~-]+/)*", bare
    )
    return spot.with_value(text, bare) if host and " " not in text.strip() else ()


def _page_key(spot: Spot) -> Cure:
    nearest = spot.value("nearest")
    if nearest:
        return spot.with_value(spot.value("key"), nearest)
    return spot.without_key()


def _nearest_for(value: str) -> Callable[[Spot], Cure]:
    """Return a cure that puts the nearest word in the place of a value of the problem."""

    def cure(spot: Spot) -> Cure:
        nearest, text = spot.value("nearest"), spot.value(value)
        found = spot.line.find(text, spot.at)
        if not nearest or found < 0:
            return ()
        return spot.with_line(spot.line[:found] + nearest + spot.line[found + len(text) :])

    return cure


def _call_quotes(spot: Spot) -> Cure:
    """Write a call with straight quotes and all its brackets."""
    found = re.search(
        r"\{\{\s*([a-z_]+)\s*\(?\s*[\"'\u2018\u2019\u201c\u201d]?([a-z0-9-]+)"
        r"[\"'\u2018\u2019\u201c\u201d]?\s*\)?\s*\}\}",
        spot.line[spot.at :],
    )
    if found is None:
        return ()
    start = spot.at + found.start()
    new = f'{{{{ {found[1]}("{found[2]}") }}}}'
    text = spot.line[:start] + new + spot.line[spot.at + found.end() :]
    return spot.with_line(text) if text != spot.line else ()


# --- silent edits --------------------------------------------------------------------------------


def _put_back(spot: Spot) -> Cure:
    """Put an old value back in its place, and offer the file of a correction."""
    back, path = spot.value("back"), spot.value("file")
    column = indent_of(spot.line, past_dashes=True)
    if column != spot.at:
        return ()  # Between brackets, a value has no lines of its own.
    last = block_end(spot.lines, spot.number, column)
    first, *rest = back.split("\n")
    below = [" " * column + line for line in rest]
    steps: Cure
    if back and spot.line[column:].startswith(f"{spot.value('key')}:"):
        texts = (spot.line[:column] + first, *below)
        steps = (Step("replace", spot.number, last, texts),)
    elif back:  # The key is gone: the place is that of the entry.
        steps = (Step("insert", last, text=(" " * column + first, *below)),)
    else:
        steps = spot.without_key()
    return (*steps, *_new_file(spot)) if path else steps


def _new_file(spot: Spot) -> Cure:
    """Offer the file of a correction or of a decision, whole."""
    texts = tuple(spot.value("example").split("\n"))
    return (Step("create", path=spot.value("file"), text=texts),)


def _record_back(spot: Spot) -> Cure:
    """Put a record back at the end of its file, or its file back as it was."""
    texts = tuple(spot.value("example").split("\n"))
    if spot.problem.variant == "file":
        return (Step("create", path=spot.value("file"), text=texts),)
    path, kind = spot.problem.place.path, spot.value("text").partition(":")[0]
    if kind in ("fact", "contact") or path.count("/") != 1:
        return ()
    if not any(line.strip() for line in spot.lines):
        return (Step("create", path=path, text=texts),)
    return (Step("insert", len(_trimmed(spot.lines)), text=texts),)


_CURES: Mapping[str, Callable[[Spot], Cure]] = {
    # files
    "bad-id": _bad_id,
    "unknown-file": _unknown_file,
    "reserved-id": _reserved,
    "bad-file-name": _file_name,
    "empty-file": _no_file,
    "entry-file-alone": _in_series,
    "second-document": lambda spot: (Step("delete", spot.number, spot.number),),
    "forbidden-character": _without_characters,
    "mixed-scripts": _one_script,
    "address-with-parameters": _plain_address,
    # keys and types
    "duplicate-key": _second_key,
    "unknown-key": _unknown_key,
    "missing-key": _missing,
    "wrong-type": _list_needed,
    "unknown-word": _with("nearest"),
    "unknown-kind": _with("nearest"),
    "unknown-id": _with("nearest"),
    "unknown-category": _with("nearest"),
    "listed-twice": _listed_twice,
    "cut-by-hash": _quoted_rest,
    "comment-after-text": _own_comment,
    "alias": _quoted_sign,
    "tag": _quoted_sign,
    "split-by-comma": _flow_texts,
    "split-by-colon": _flow_texts,
    "anchor-clash": _anchor,
    "markup-in-text": _plain_words,
    # values
    "not-a-number": _number,
    "too-many-decimals": _rounded,
    "not-whole": _whole,
    "negative": _not_negative,
    "not-a-date": _with("meant"),
    "not-a-full-date": _today_for("added"),
    "in-the-future": _today_for("added", "accessed", "checked"),
    "range-order": _swapped_ends,
    "range-keys": _range_keys,
    "range-with-qualifier": Spot.without_key,
    "only-true": Spot.without_key,
    "code-not-quoted": lambda spot: spot.with_whole_value(f'"{spot.value("text")}"'),
    "not-a-web-address": _with("meant"),
    "bad-language": _with("meant"),
    "unknown-time-zone": _with("meant"),
    "unknown-currency": _with("meant"),
    "bad-unit": _percent,
    "bad-see": _see,
    "bad-about": _about,
    "bad-tag-authority": _tag,
    # entries and series
    "nearly-nothing": _about_for_nearly,
    "flow-due-on-a-day": _flow_due,
    "flow-on-a-day": _dated,
    "corrected-before-added": lambda spot: spot.with_whole_value(spot.today.isoformat()),
    "sets-what-stands": Spot.without_key,
    "withdraw-twice": Spot.without_item,
    "restore-twice": Spot.without_item,
    "replaced-twice": lambda spot: spot.with_whole_value(spot.value("other")),
    "contradicts-itself": Spot.without_item,
    # silent edits
    "changed-in-place": _put_back,
    "added-changed": _put_back,
    "entry-gone": _new_file,
    "changed-without-decision": _new_file,
    "record-gone": _record_back,
    # pages and settings
    "unknown-call": _nearest_for("name"),
    "unknown-id-in-page": _nearest_for("text"),
    "call-syntax": _call_quotes,
    "call-not-allowed": _call_quotes,
    "call-arguments": _call_quotes,
    "markup-not-allowed": _without_attribute,
    "configuration-refused": _no_plugins,
    "block-not-alone": _alone,
    "typed-figure": _call,
    "unknown-page-key": _page_key,
    "html-in-page": _markdown,
    "html-comment": _no_comment,
    "bad-site-address": _site_address,
}


def with_cures(
    problems: Iterable[Problem], files: Mapping[str, bytes], today: dt.date
) -> list[Problem]:
    """Return the problems, each with its cure if one can be known.

    A cure is left out if it would show a personal datum, or cannot be printed exactly.
    """
    texts: dict[str, list[str]] = {}
    counts: dict[str, int] = {}
    found = []
    for problem in problems:
        path = problem.place.path
        make = _CURES.get(problem.code)
        counts[path] = counts.get(path, 0) + 1
        if problem.cure or make is None or counts[path] > _MOST:
            found.append(problem)
            continue
        if path not in texts:
            texts[path] = lines_of(files.get(path, b"").decode("utf-8-sig", "replace"))
        cure = make(Spot(problem, texts[path], today))
        if path.endswith(TABLE) and not all(map(_is_of_rows, cure)):
            cure = ()
        if any(step.action == "rename" and step.to in files for step in cure):
            cure = ()  # The other file would be lost.
        may_hold_contact = problem.code == "address-with-parameters"
        is_shown = _may_be_shown(cure, may_hold_contact=may_hold_contact)
        found.append(replace(problem, cure=cure) if is_shown else problem)
    return found


def _is_of_rows(step: Step) -> bool:
    """Return whether a step leaves a table as many lines: a row has no other form."""
    lines = step.last - step.first + 1
    return step.action == "rename" or (step.action == "replace" and len(step.text) == lines)


def _may_be_shown(cure: Cure, *, may_hold_contact: bool) -> bool:
    """Return whether each step can be printed, and shows no personal datum."""
    lines = [line for step in cure for line in step.text]
    return (
        bool(cure)
        and all(step.is_printable for step in cure)
        and not any(
            fault.code == "personal-data"
            for line in lines
            for fault in find_text_faults(line, may_hold_contact=may_hold_contact)
        )
    )
