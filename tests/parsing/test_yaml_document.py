"""YAML documents: values, their places, and the problems of form."""

from __future__ import annotations

import time

import pytest

from terang.diagnostics import Place
from terang.parsing import yaml_document
from terang.parsing.yaml_document import Document, Entries, Items, Scalar


def parse_text(text: str | bytes) -> Document:
    """Return the document of this text."""
    return yaml_document.parse_document(
        "data/x.yml", text if isinstance(text, bytes) else text.encode()
    )


def problem_codes(text: str | bytes) -> list[tuple[str, int, int]]:
    """Return code, line and column of each problem of a text's form."""
    return [
        (problem.code, problem.place.line, problem.place.column)
        for problem in parse_text(text).problems
    ]


def value_of_a(text: str) -> object:
    """Return the value of key `a` in a text."""
    root = parse_text(text).root
    assert isinstance(root, Entries)
    return root["a"]


SOUND = """\
satu:
  dua: tiga
  empat:
    - lima
    - enam: tujuh
      delapan:
"""


def test_alike_files_share_their_places() -> None:
    """The same place in another file is the same object: places take much of a record's memory."""
    first, second = value_of_a("b: 1\na: 2\n"), value_of_a("b: 3\na: 4\n")
    assert isinstance(first, Scalar)
    assert isinstance(second, Scalar)
    assert first.mark == (2, 4)
    assert first.mark is second.mark


def test_alike_mappings_share_their_keys() -> None:
    """The same key in another mapping is the same object: most keys are those of a record."""
    roots = [parse_text(f"satu-kunci: {number}\n").root for number in range(2)]
    keys = [key for root in roots if isinstance(root, Entries) for key in (*root, *root.key_marks)]
    assert keys == 4 * ["satu-kunci"]
    assert len({id(key) for key in keys}) == 1


@pytest.mark.parametrize(
    ("steps", "line", "column"),
    [
        ((), 1, 1),
        (("satu",), 2, 3),  # a mapping has the place of its first key
        (("satu", "dua"), 2, 8),
        (("satu", "empat", 0), 4, 7),
        (("satu", "empat", 1, "enam"), 5, 13),
        (("satu", "empat", 1, "delapan"), 6, 7),  # nothing written: the place of its key
        (("satu", "empat", 1, "tidak ada"), 5, 7),  # the last step that exists
        (("satu", "values", "dua"), 2, 8),  # a step that only the model has
        (("satu", "empat", 9), 4, 5),
    ],
)
def test_place_of_a_value(steps: tuple[str | int, ...], line: int, column: int) -> None:
    """The place of a value is its own, or that of the nearest written ancestor."""
    assert parse_text(SOUND).place(*steps) == Place("data/x.yml", line, column)


@pytest.mark.parametrize(
    ("steps", "line", "column"),
    [
        (("satu",), 1, 1),
        (("satu", "dua"), 2, 3),
        (("satu", "empat", 1, "delapan"), 6, 7),
        (("satu", "empat", 1), 5, 7),
    ],
)
def test_place_of_a_key(steps: tuple[str | int, ...], line: int, column: int) -> None:
    """The place of a key is its own, and for a list item the place of the item."""
    assert parse_text(SOUND).key_place(*steps) == Place("data/x.yml", line, column)


def test_first_line_moves_every_place() -> None:
    """The first line of a document shifts every place, for texts that are part of a file."""
    document = yaml_document.parse_document("x.md", b"a: b\na: c\n\x07: d", first_line=11)
    assert document.place("a") == Place("x.md", 11, 4)
    assert [problem.place.line for problem in document.problems] == [13, 12]
    assert (
        yaml_document.parse_document("x.md", b"a\n\xff", first_line=11).problems[0].place.line == 12
    )
    assert (
        yaml_document.parse_document("x.md", b"a: 1\n@", first_line=11).problems[0].place.line == 12
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a: no", "no"),
        ("a: 017", "017"),
        ("a: 12:30", "12:30"),
        ("a: 2022-01-01", "2022-01-01"),
        ("a: .inf", ".inf"),
        ("a: 'it''s'", "it's"),
        ('a: "\\u00e9\\n"', "é\n"),
        ("a: satu\n  dua", "satu dua"),
        ("a: >-\n  satu\n  dua", "satu dua"),
        ("a: |\n  satu\n  dua\n", "satu\ndua\n"),
        ("a:", None),
        ("a: ~", None),
        ("a: NULL", None),
        ("a: 'null'", "null"),
        ("a: ''", ""),
        ("a: nUll", "nUll"),
    ],
)
def test_written_form_is_kept(text: str, expected: str | None) -> None:
    """A scalar keeps its written form; only a plain null is None."""
    assert value_of_a(text) == expected


@pytest.mark.parametrize(
    ("text", "quoted", "comment"),
    [
        ("a: b", False, ""),
        ("a: 'b' # c", True, ""),
        ("a: b #c", False, "#c"),
        ("a: b # c ", False, "# c"),
        ("a: b\n  d #c", False, "#c"),
        ("a: b#c", False, ""),
        ("a: |\n  b #c", True, ""),
        ("[{a: b}] #c", False, ""),
    ],
)
def test_scalar_knows_quotes_and_comment(text: str, quoted: bool, comment: str) -> None:  # noqa: FBT001
    """A scalar knows its quotes, and the text that ` #` cut off its line."""
    root = parse_text(text).root
    scalar = root[0]["a"] if isinstance(root, Items) else root["a"]  # type: ignore[call-overload,index]
    assert isinstance(scalar, Scalar)
    assert (scalar.quoted, scalar.comment) == (quoted, comment)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        # an unreadable part leaves a key without a value, or a list incomplete
        ("a: *b", [("alias", 1, 4)]),
        ("a: &b", [("alias", 1, 4)]),
        ("a: !b", [("tag", 1, 4)]),
        ("a: &b !c d", [("alias", 1, 4), ("tag", 1, 4)]),
        ("*a : b", [("alias", 1, 1)]),
        ("a: [b: c, d]", [("split-by-colon", 1, 5)]),
        ("a: [{b: c}, d]", []),
        ("a: {b, c: d}", [("split-by-comma", 1, 5)]),
        ("a: {b: , c: d}", []),
        ("a: {b : c}", []),
        ("a: {b:c}", [("split-by-comma", 1, 5)]),
        ("{a: http://x.y/z}", []),
        # keys
        ("a: 1\na: 2\na: 3", [("duplicate-key", 2, 1), ("duplicate-key", 3, 1)]),
        ("a: *b\na: 2", [("alias", 1, 4), ("duplicate-key", 2, 1)]),
        ("'a': 1\n\"a\": 2", [("duplicate-key", 2, 1)]),
        ("[a]: b", [("key-not-text", 1, 1)]),
        ("{a: b}: c", [("key-not-text", 1, 1)]),
        ("~: b", [("key-not-text", 1, 1)]),
        # documents
        ("", [("empty-file", 1, 1)]),
        ("# x", [("empty-file", 1, 1)]),
        ("---\n...\n", [("empty-file", 1, 1)]),
        ("~", [("empty-file", 1, 1)]),
        ("x", [("text-only", 1, 1)]),
        ("a: 1\n...\n", []),
        ("%YAML 1.1\n---\na: 1\n", []),
        ("a: 1\n---\nb: 2\n---\nc: 3", [("second-document", 2, 1)]),
        # size and depth
        ("[" * 20 + "]" * 20, []),
        ("[" * 21 + "]" * 21, [("too-deep", 1, 21)]),
        ("a: " * 3, [("syntax", 1, 5)]),
        ("- " * 30 + "a", [("too-deep", 1, 41)]),
        ("#" + "a" * 1_000_000, [("too-large", 1, 1)]),
        ("- a\n" * 99_999, []),
        ("- a\n" * 100_000, [("too-many-values", 100_000, 3)]),
        ("- - - a\n" * 40_000, [("too-many-values", 33_334, 3)]),
        # bytes
        (b"a: 1\n\xc3(", [("not-utf-8", 2, 1)]),
        (b"a: \xc3\xa9\xff", [("not-utf-8", 1, 5)]),
        (b"\xff\xfea\0:\0", [("not-utf-8", 1, 1)]),
        (b"\xfe\xff\0a\0:", [("not-utf-8", 1, 1)]),
        (b"a\0:\0 \x001\0", [("not-utf-8", 1, 2)]),
        (b"a: \0", [("forbidden-character", 1, 4)]),
        (b"\xef\xbb\xbfa: 1", []),
        ("a: b\ufeff", [("forbidden-character", 1, 5)]),
        ("a: \x85", [("forbidden-character", 1, 4)]),
        ("a: \u2028", [("forbidden-character", 1, 4)]),
        ("a: \u2066b\u2069", [("forbidden-character", 1, 4), ("forbidden-character", 1, 6)]),
        ("a: b\u00a0c\u2003d", []),  # spaces of other widths are seen
        ("a: \u200bb\u00ad", [("forbidden-character", 1, 4), ("forbidden-character", 1, 6)]),
        ("# \u200bb\na: 1", [("forbidden-character", 1, 3)]),  # in a comment too
        ('a: "b\\u200b"', [("forbidden-character", 1, 4)]),  # and as an escape
        ('a: "\u200b\\u00ad"', [("forbidden-character", 1, 5), ("empty-value", 1, 4)]),
        ("a: \u2764\ufe0f b", []),  # the form of an emoji
        ('a: "\u2800"', [("empty-value", 1, 4)]),
        ("a:\n  - \u3164", [("forbidden-character", 2, 5), ("empty-value", 2, 5)]),
        # texts
        ("a: c\u0430kupan", [("mixed-scripts", 1, 4)]),
        ("a: 'Bupati Lama \u0422imur'", [("mixed-scripts", 1, 17)]),
        ("a: >-\n  satu\n  \u0422imur dua", [("mixed-scripts", 3, 3)]),
        ('a: "c\\u0430kupan"', [("mixed-scripts", 1, 4)]),
        ("a: …", [("placeholder", 1, 4)]),
        ('a: "…"', [("placeholder", 1, 5)]),
        ("a: |\n  …\n", [("placeholder", 2, 3)]),
        ("a: b …", []),
        ("a: 'NIK 6408011204900001'", [("personal-data", 1, 9)]),
        ("a: 6408011204900001", [("personal-data", 1, 4)]),
        ("value: 6408011204900001", []),
        ("breakdown: {a: {b: 6408011204900001}}", []),
        ("- hubungi 0812-3456-7890", [("personal-data", 1, 11)]),
        ("contacts: {a: {telephone: 0812-3456-7890}}", []),
        ("contacts: {a: {email: a@b.example}}\ntitle: a@b.example", [("personal-data", 2, 8)]),
        ("contact: a@b.example", []),
        ("contact: x@y.z?bcc=a@b.example", [("address-with-parameters", 1, 10)]),
        ("url: https://a.example/@b/081234567890", []),
        ("a:\tb\t#c", []),
        ("a: b\tc", [("forbidden-character", 1, 5)]),
        ('a: "\t"', [("forbidden-character", 1, 5)]),
        ("a: |\n  b\n  c\td\n", [("forbidden-character", 3, 4)]),
        ('a: "\\e"', [("forbidden-character", 1, 4)]),
        ('"\\a": b', [("forbidden-character", 1, 1)]),
        (
            "\x01\n" * 500,  # no more of them than anybody reads
            [*(("forbidden-character", line, 1) for line in range(1, 21)), ("text-only", 1, 1)],
        ),
    ],
    ids=lambda argument: repr(argument)[:40],
)
def test_form(text: str | bytes, found: list[tuple[str, int, int]]) -> None:
    """Each fault of form is reported at its place, and nothing else is."""
    assert problem_codes(text) == found


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end: str) -> None:
    """All line ends count as line ends, and in texts they become the same."""
    text = end.join(["# é", "a: |", "  b", "  c", "a: 1", ""])
    assert problem_codes(text) == [("duplicate-key", 5, 1)]
    assert value_of_a(text) == "b\nc\n"


def test_columns_count_characters() -> None:
    """A wide character counts as a column, as in editors."""
    assert problem_codes("{é😀: 1, é😀: 2}") == [("duplicate-key", 1, 9)]


HOSTILE = {
    "brackets": b"[" * 999_999,
    "braces": b"{a: " * 249_999,
    "dashes": b"- " * 499_999,
    "question marks": b"? " * 499_999,
    "one scalar": b"a: " + b"x" * 999_000,
    "one key": b"x" * 999_000 + b": a",
    "spaces": b"a: 1" + b" " * 999_000 + b"2",
    "aliases": b"a: [" + b"*a," * 50_000 + b"]",
    "anchors": b"a: [" + b"&a a," * 30_000 + b"]",
    "keys": b"".join(b"k%d:\n" % number for number in range(100_000)),
    "duplicates": b"a:\n" * 50_000,
    "colons": b"a: [" + b"a: b," * 50_000 + b"]",
    "comments": b"a: b #c\n#" * 100_000,
    "quotes": b"a: '" + b"''" * 490_000 + b"'",
    "escapes": b'a: "' + b"\\e" * 490_000 + b'"',
    "hidden": b"\x01" * 999_999,
    "line ends": b"\n" * 999_999,
    "too large": b"a: " + b"x" * 10_000_000,
    "digits": b"a: " + b"6408011204900001x" * 58_000,
    "one word with an address": b"a: " + b"x" * 900_000 + b"@",
    "addresses": b"a: [" + b"'a@b.c', " * 90_000 + b"]",
    "escaped look-alikes": b"a: [" + rb'"\u0430a",' * 90_000 + b"]",
    "joiners": b"a: " + "\u200d\u2764".encode() * 160_000,
    "scripts": b"a: " + "\u0430b".encode() * 300_000,
    "telephones": b"a: " + b"0812 345 " * 100_000,
    "web addresses": b"a: " + b"https://" * 120_000,
}


@pytest.mark.parametrize("data", HOSTILE.values(), ids=HOSTILE)
def test_hostile_files_cost_little(data: bytes) -> None:
    """A megabyte of hostile input is read within seconds of processor time."""
    before = time.process_time()
    assert isinstance(parse_text(data), Document)
    assert time.process_time() - before < 10
