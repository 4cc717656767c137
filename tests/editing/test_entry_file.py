"""Entries: what is new stands at its place, and no other byte of the file changes."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from terang.editing import entry_file
from terang.parsing import yaml_document

SMALL = """\
indicator: peserta
area: kota
observations:
  - date: 2022
    value: 14000
    sources:
      - berita
"""
AIRY = """\
# Salam.
indicator: peserta
area: kota

observations:
  # Yang pertama.
  - date: 2022
    value: 14000
    sources:
      - berita
    # masih tentang 2022

  # Yang kedua.
  - date: 2024
    value: 15000
    sources:
      - berita
    quote: >-
      kata
      kata

# Penutup.
summary:
  id: Ringkas.
"""
NEW = {"date": "2023", "value": "1", "sources": ["berita"]}
LINES = ("  - date: 2023", "    value: 1", "    sources:", "      - berita")


def added(text: str, entry: entry_file.EntryTree, name: str = "observations") -> str:
    """A file with an entry, as text."""
    assert isinstance(entry, dict)
    return entry_file.with_entry(text.encode(), name, entry).data.decode()


def dated(date: str) -> dict[str, entry_file.EntryTree]:
    """An observation of a date."""
    return {**NEW, "date": date}


def test_an_entry_stands_between_its_neighbours() -> None:
    """Before the next one's comments, behind the previous one's, with the file's blank lines."""
    made = entry_file.with_entry(AIRY.encode(), "observations", NEW)
    before, after = AIRY.split("\n  # Yang kedua.")
    text = "\n".join(LINES)
    assert made.data.decode() == f"{before}\n{text}\n\n  # Yang kedua.{after}"
    assert (made.lines, made.line, made.last_line) == (LINES, 13, 16)


def test_the_first_entry_stands_before_the_old_first_one_and_its_comment() -> None:
    """The comment stays with what it is about."""
    before, after = AIRY.split("  # Yang pertama.")
    text = "\n".join(LINES).replace("2023", "2021")
    assert added(AIRY, dated("2021")) == f"{before}{text}\n\n  # Yang pertama.{after}"


def test_the_last_entry_stands_behind_a_folded_text() -> None:
    """What follows the list stays behind it."""
    before, after = AIRY.split("\n# Penutup.")
    text = "\n".join(LINES).replace("2023", "2025")
    assert added(AIRY, dated("2025")) == f"{before}\n{text}\n\n# Penutup.{after}"


def test_without_blank_lines_none_is_made() -> None:
    """A file that has none between its entries gets none."""
    assert added(SMALL, NEW) == SMALL + "\n".join(LINES) + "\n"


def test_a_list_out_of_order_grows_at_its_end() -> None:
    """Where the order is not that of the dates, an editor has chosen it."""
    text = SMALL + "\n".join(LINES).replace("2023", "2020") + "\n"
    assert added(text, dated("2021")).startswith(text)


def test_a_target_without_due_comes_last() -> None:
    """As on the timeline."""
    text = SMALL + "targets:\n  - due: 2024\n    value: 2\n    sources:\n      - berita\n"
    made = added(text, {"value": "3", "sources": ["berita"]}, "targets")
    assert made.startswith(text)
    made = added(made, {"due": "2025", "value": "4", "sources": ["berita"]}, "targets")
    assert made.index("value: 4") < made.index("value: 3")


@pytest.mark.parametrize(("name", "key"), [("targets", "due"), ("events", "date")])
def test_a_missing_list_is_begun(name: str, key: str) -> None:
    """Behind the list before it."""
    made = added(AIRY, {key: "2025", "sources": ["berita"]}, name)
    before, after = AIRY.split("\n# Penutup.")
    text = f"\n{name}:\n  - {key}: 2025\n    sources:\n      - berita\n"
    assert made == f"{before}{text}\n# Penutup.{after}"


def test_a_source_is_begun_behind_the_lists_and_added_behind_the_others() -> None:
    """A source stands in the series file, so that one change is one file."""
    made = entry_file.with_source(SMALL.encode(), "baru", {"title": "A: b", "type": "news"}).data
    assert made.decode() == f'{SMALL}sources:\n  baru:\n    title: "A: b"\n    type: news\n'
    more = entry_file.with_source(made, "lagi", {"title": "T"}).data
    assert more.decode() == f"{made.decode()}  lagi:\n    title: T\n"


CHANGES: dict[str, Callable[[str], str]] = {
    "windows": lambda text: text.replace("\n", "\r\n"),
    "old-mac": lambda text: text.replace("\n", "\r"),
    "mark": lambda text: "\ufeff" + text,
    "no-end": lambda text: text.removesuffix("\n"),
    "windows-no-end": lambda text: text.replace("\n", "\r\n").removesuffix("\r\n"),
    "document": lambda text: f"---\n{text}...\n",
    "blank-end": lambda text: f"{text}  \n\n# Akhir.",
    "comment-end": lambda text: f"{text}# Akhir.",
    "flat": lambda text: text.replace("  - ", "- ").replace("    ", "  "),
    "wide": lambda text: text.replace("- date", "-   date").replace("\n    ", "\n      "),
    "dash-alone": lambda text: text.replace("- date", "- # kata\n    date"),
    "indented": lambda text: " " + text.rstrip("\n").replace("\n", "\n ") + "\n",
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_the_rest_of_a_file_stays(change: Callable[[str], str]) -> None:
    """Line ends, byte order marks, indentation, ends without a line end."""
    text = change(SMALL)
    made = entry_file.with_entry(text.encode(), "observations", NEW)
    assert is_one_piece(text.encode(), made)
    read = yaml_document.parse_document("x", made.data)
    assert read.problems == ()
    assert read.root["observations"][1] == NEW  # type: ignore[index, call-overload]
    end = "\r\n" if "\r\n" in text else "\r" if "\r" in text else "\n"
    assert set(made.data.decode()) & {"\r", "\n"} == set(end)
    assert made.data.endswith(b"\n") == text.endswith("\n") or end == "\r"


def is_one_piece(data: bytes, made: entry_file.Insertion) -> bool:
    """Whether what is new is one piece set into the old bytes."""
    size = len(made.data) - len(data)
    return any(
        made.data[:start] + made.data[start + size :] == data for start in range(len(data) + 1)
    )


@pytest.mark.parametrize(
    "text",
    [
        "indicator: a\narea: b\nobservations: [{date: 2022, value: 1, sources: [berita]}]\n",
        "{indicator: a, area: b, observations: [{date: 2022}]}\n",
        SMALL + "targets: []\n",
    ],
)  # fmt: skip
def test_lists_in_brackets_are_refused(text: str) -> None:
    """Nothing is set into a list in one line: its editor is told to write it out."""
    name = "targets" if "targets" in text else "observations"
    with pytest.raises(entry_file.NoPlaceError) as caught:
        added(text, NEW, name)
    assert caught.value.reason == "flow"


def test_what_would_change_a_text_is_refused() -> None:
    """A literal text that ends with the file would end otherwise, were a line put behind it."""
    with pytest.raises(entry_file.NoPlaceError) as caught:
        added(SMALL + "    quote: |\n      kata", NEW)
    assert caught.value.reason == "shape"


def test_blank_lines_that_belong_to_a_text_stay_its_own() -> None:
    """`|+` keeps the blank lines behind it."""
    text = AIRY.replace("quote: >-", "quote: |+")
    made = yaml_document.parse_document("x", added(text, dated("2025")).encode()).root
    assert made["observations"][1]["quote"] == "kata\nkata\n\n"  # type: ignore[index, call-overload]


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("kata biasa", "kata biasa"),
        ("Rp23 miliar: naik", '"Rp23 miliar: naik"'),
        ("berakhir:", '"berakhir:"'),
        ("Target #1", '"Target #1"'),
        ("C#", "C#"),
        ('kata "itu"', 'kata "itu"'),
        ('"itu" kata', "'\"itu\" kata'"),
        ("- butir", '"- butir"'),
        ("@akun", '"@akun"'),
        ("% dari", '"% dari"'),
        ("2022", '"2022"'),
        ("1e5", '"1e5"'),
        ("no", '"no"'),
        ("Null", '"Null"'),
        ("12:30", '"12:30"'),
        (" spasi ", '" spasi "'),
        ("dua\nbaris", '"dua\\nbaris"'),
        ("“kutip”", '"“kutip”"'),
        ("Élan – 85 ribu", "Élan – 85 ribu"),
    ],
)  # fmt: skip
def test_texts_are_quoted_where_they_must(text: str, written: str) -> None:
    """Plain where every reader takes it for the text it is."""
    assert f"    quote: {written}\n" in added(SMALL, {**NEW, "quote": text})


def test_long_texts_are_folded() -> None:
    """Words in lines of at most 100 characters."""
    text = " ".join(["kata: #1"] * 40)
    made = added(SMALL, {**NEW, "quote": text})
    assert "    quote: >-\n      kata: #1 kata" in made
    assert max(map(len, made.splitlines())) <= 100
    assert yaml_document.parse_document("x", made.encode()).root["observations"][1]["quote"] == text  # type: ignore[index, call-overload]
