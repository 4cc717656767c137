"""New entries: inserted at their place, with every other byte of the file unchanged."""

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


def add_to_file(text: str, entry: entry_file.EntryTree, name: str = "observations") -> str:
    """Return a file with an entry added, as text."""
    assert isinstance(entry, dict)
    return entry_file.with_entry(text.encode(), name, entry).data.decode()


def observation_of(date: str) -> dict[str, entry_file.EntryTree]:
    """Return an observation of a date."""
    return {**NEW, "date": date}


def test_an_entry_stands_between_its_neighbours() -> None:
    """An entry is inserted between its neighbours, their comments and blank lines."""
    made = entry_file.with_entry(AIRY.encode(), "observations", NEW)
    before, after = AIRY.split("\n  # Yang kedua.")
    text = "\n".join(LINES)
    assert made.data.decode() == f"{before}\n{text}\n\n  # Yang kedua.{after}"
    assert (made.lines, made.line, made.last_line) == (LINES, 13, 16)


def test_the_first_entry_stands_before_the_old_first_one_and_its_comment() -> None:
    """A new first entry stands before the old first entry and its comment."""
    before, after = AIRY.split("  # Yang pertama.")
    text = "\n".join(LINES).replace("2023", "2021")
    assert (
        add_to_file(AIRY, observation_of("2021")) == f"{before}{text}\n\n  # Yang pertama.{after}"
    )


def test_the_last_entry_stands_behind_a_folded_text() -> None:
    """A new last entry stands after a folded text and before the rest of the file."""
    before, after = AIRY.split("\n# Penutup.")
    text = "\n".join(LINES).replace("2023", "2025")
    assert add_to_file(AIRY, observation_of("2025")) == f"{before}\n{text}\n\n# Penutup.{after}"


def test_without_blank_lines_none_is_made() -> None:
    """A file without blank lines between entries gets none."""
    assert add_to_file(SMALL, NEW) == SMALL + "\n".join(LINES) + "\n"


def test_a_list_out_of_order_grows_at_its_end() -> None:
    """A list that is not sorted by date grows at its end, because an editor chose the order."""
    text = SMALL + "\n".join(LINES).replace("2023", "2020") + "\n"
    assert add_to_file(text, observation_of("2021")).startswith(text)


def test_a_target_without_due_comes_last() -> None:
    """A target without a due date comes last, as on the timeline."""
    text = SMALL + "targets:\n  - due: 2024\n    value: 2\n    sources:\n      - berita\n"
    made = add_to_file(text, {"value": "3", "sources": ["berita"]}, "targets")
    assert made.startswith(text)
    made = add_to_file(made, {"due": "2025", "value": "4", "sources": ["berita"]}, "targets")
    assert made.index("value: 4") < made.index("value: 3")


@pytest.mark.parametrize(("name", "key"), [("targets", "due"), ("events", "date")])
def test_a_missing_list_is_begun(name: str, key: str) -> None:
    """A missing list begins after the list before it."""
    made = add_to_file(AIRY, {key: "2025", "sources": ["berita"]}, name)
    before, after = AIRY.split("\n# Penutup.")
    text = f"\n{name}:\n  - {key}: 2025\n    sources:\n      - berita\n"
    assert made == f"{before}{text}\n# Penutup.{after}"


def test_a_source_is_begun_behind_the_lists_and_added_behind_the_others() -> None:
    """A new source is added after the other sources of the series file."""
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
    """Line ends, byte order mark, indentation and a missing last line end are kept."""
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
    """Return whether the change is a single insertion into the old bytes."""
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
    """A list in brackets is refused, with the advice to write it out."""
    name = "targets" if "targets" in text else "observations"
    with pytest.raises(entry_file.NoPlaceError) as caught:
        add_to_file(text, NEW, name)
    assert caught.value.reason == "flow"


def test_an_insertion_that_changes_a_text_is_refused() -> None:
    """A literal text at the end of the file is refused if an insertion would change it."""
    with pytest.raises(entry_file.NoPlaceError) as caught:
        add_to_file(SMALL + "    quote: |\n      kata", NEW)
    assert caught.value.reason == "shape"


def test_blank_lines_that_belong_to_a_text_stay_its_own() -> None:
    """Blank lines kept by `|+` stay part of their text."""
    text = AIRY.replace("quote: >-", "quote: |+")
    made = yaml_document.parse_document(
        "x", add_to_file(text, observation_of("2025")).encode()
    ).root
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
    """A text is quoted only if some reader would not take it as the text."""
    assert f"    quote: {written}\n" in add_to_file(SMALL, {**NEW, "quote": text})


def test_long_texts_are_folded() -> None:
    """A long text is folded into lines of at most 100 characters."""
    text = " ".join(["kata: #1"] * 40)
    made = add_to_file(SMALL, {**NEW, "quote": text})
    assert "    quote: >-\n      kata: #1 kata" in made
    assert max(map(len, made.splitlines())) <= 100
    assert yaml_document.parse_document("x", made.encode()).root["observations"][1]["quote"] == text  # type: ignore[index, call-overload]
