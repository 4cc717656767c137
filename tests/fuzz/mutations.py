"""Bytes to be read: files of this repository, changed at random, the same for the same seed."""

from __future__ import annotations

import io
import random
import zipfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

REPOSITORY = Path(__file__).parents[2]
MOST_REPEATS = 5_000
"""The most often that a token is repeated in a row."""
MOST_BYTES = 60_000

_TEXTS = (
    # YAML
    *("- ", ": ", "? ", "[", "]", "{", "}", ",", "&a", "*a", "!x", "|", ">", ">-", "'", '"', "#"),
    *("---\n", "...\n", "%YAML 1.1\n", "<<", "~", "null", "\n", "\r\n", "\r", "\t", "  ", "\n "),
    # Markdown and Jinja
    *("{{", "}}", "{%", "%}", "{#", "[x](", ")", "![", "`", "```", "~~~", "**", "__", "<", ">"),
    *("<!--", "-->", "!!! note", ":::", "|---|", "[^1]", "[^1]: ", "{: #x }", "&#x3c;", "\\"),
    *('{{ value("', '") }}', "{{ 1e", "9" * 40),
    # Unicode
    *("\ufeff", "\u200b", "\u202e", "\u00ad", "\u2028", "\ue000", "\ue001", "\ufe0f", "\u200d"),
    *("\u0430", "\ud800", "\U0001f468", "\u3164", "\0", "\x1b[31m", "\x85", "é", "e\u0301"),
    # Figures, dates, and what looks like people's data
    *("100.000", "1e5", ".inf", "2024-08-17", "6408011204900001", "a@b.example", "0812 345 6789"),
    *("97,5 ribu", "TW II 2024", "08/09/2024", "Rp20 miliar", "1.234", ";", " | ", '""', "sep=;"),
    *('<c r="A2" t="s"><v>1</v></c>', '<row r="9">', "</row>", "<f>1/0</f>", "&amp;", "<!DOCTYPE"),
    *("file:///etc/passwd", "::error::x", "##[add-mask]x", "=1+1", "…"),
)
TOKENS = (
    *(text.encode("utf-8", "surrogatepass") for text in _TEXTS),
    *(b"\xff", b"\xc3", b"\xf0\x9f", b"\xed\xa0\x80"),
)


TABLES = REPOSITORY / "tests" / "editing"


def originals(reader: str = "") -> Sequence[bytes]:
    """Return the files that are changed: data, pages, cases of problems, configurations.

    For the readers of tables and spreadsheets these are tables, and the parts of spreadsheets.
    """
    if reader in ("table", "import"):
        return [path.read_bytes()[:MOST_BYTES] for path in sorted(TABLES.glob("*/*.csv"))]
    if reader == "workbook":
        return [*_workbooks(), *(part for book in _workbooks() for part in _parts(book))]
    patterns = ("data/**/*.yml", "content/**/*.md", "tests/problems/*.yml", "**/mkdocs.yml")
    folders = (REPOSITORY, REPOSITORY / "tests" / "sites")
    found = {path for folder in folders for pattern in patterns for path in folder.glob(pattern)}
    own = (path for path in found if ".cache" not in path.parts and "site" not in path.parts)
    return [path.read_bytes()[:MOST_BYTES] for path in sorted(own)] or [b"a: b\n"]


def _workbooks() -> Sequence[bytes]:
    """Return spreadsheets as they are: of LibreOffice, Excel and Google, and hostile ones."""
    files = (path.read_bytes() for path in sorted(TABLES.glob("*/*.xlsx")))
    return [data for data in files if data.startswith(b"PK") and len(data) < MOST_BYTES]


def _parts(book: bytes) -> Iterator[bytes]:
    """Yield the XML of a spreadsheet that says what is in its cells."""
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        for member in archive.infolist():
            is_read = member.filename.startswith(("xl/worksheets/sheet", "xl/sharedStrings"))
            if is_read and member.file_size < MOST_BYTES:
                yield archive.read(member)


class Mutator:
    """A source of changed files: the same number gives the same bytes, on any machine."""

    def __init__(self, files: Sequence[bytes], seed: int, most_repeats: int = MOST_REPEATS) -> None:
        self._files = files
        self._seed = seed
        self._most_repeats = most_repeats

    def sample(self, number: int) -> bytes:
        """Return the file of this number."""
        chance = random.Random(f"{self._seed} {number}")  # noqa: S311 - no secret
        data = bytearray(chance.choice(self._files))
        for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 20))):
            chance.choice(self._changes())(chance, data)
        return bytes(data[: 2 * MOST_BYTES])

    def _changes(self) -> Sequence[Callable[[random.Random, bytearray], None]]:
        return (
            _flip, _insert, _insert, self._repeat, _delete, _copy, _cut, self._splice,
        )  # fmt: skip

    def _repeat(self, chance: random.Random, data: bytearray) -> None:
        """Insert a token, or two in turn, very often."""
        token = chance.choice(TOKENS) + (chance.choice(TOKENS) if chance.random() < 0.3 else b"")
        at = chance.randint(0, len(data))
        data[at:at] = token * chance.choice((2, 10, self._most_repeats // 8, self._most_repeats))

    def _splice(self, chance: random.Random, data: bytearray) -> None:
        """Go on with the end of another file."""
        other = chance.choice(self._files)
        data[chance.randint(0, len(data)) :] = other[chance.randint(0, len(other)) :]


def _flip(chance: random.Random, data: bytearray) -> None:
    if data:
        data[chance.randrange(len(data))] = chance.randrange(256)


def _insert(chance: random.Random, data: bytearray) -> None:
    at = chance.randint(0, len(data))
    data[at:at] = chance.choice(TOKENS)


def _delete(chance: random.Random, data: bytearray) -> None:
    at = chance.randint(0, len(data))
    del data[at : at + chance.choice((1, 3, 20, 300))]


def _copy(chance: random.Random, data: bytearray) -> None:
    at, to = chance.randint(0, len(data)), chance.randint(0, len(data))
    data[to:to] = data[at : at + chance.choice((1, 8, 60, 2_000))]


def _cut(chance: random.Random, data: bytearray) -> None:
    del data[chance.randint(0, len(data)) :]
