"""The change report on pages: every changed line, calls that show another claim, and menus."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.catalogs import an_example

from terang.change_report.changed_files import ChangedFiles
from terang.change_report.markdown_text import escaped_source
from terang.change_report.menu_changes import menu_changes
from terang.change_report.page_changes import page_changes
from terang.change_report.page_report import SiteSettings
from terang.change_report.text import Differences, change_report
from terang.narrative.markdown_page import NarrativeSource, read_page
from terang.pages.published_record import PublishedRecord

ID, EN = "content/id/page.md", "content/en/page.md"
FRONT = "---\ntitle: Judul\ndescription: Isi.\n---\n\n"
EXAMPLE = an_example()
SERIES = next(iter(EXAMPLE.series.values()))
FIRST, SECOND = SERIES.observations[:2]


def read(pages: Mapping[str, str]) -> dict[str, NarrativeSource]:
    """Return pages as read, by path."""
    return {path: read_page(path, text.encode()) for path, text in pages.items()}


def report(
    before: Mapping[str, str], after: Mapping[str, str], settings: SiteSettings | None = None
) -> tuple[str, str]:
    """Return the Indonesian and the English half of the report on a change of pages."""
    whole = change_report(
        PublishedRecord(EXAMPLE, sources=read(before)),
        PublishedRecord(EXAMPLE, sources=read(after)),
        "main",
        Differences(ChangedFiles({}), settings=settings or SiteSettings()),
    )
    first, second = whole.split("\n---\n")
    return first, second


def value(anchor: str) -> str:
    """Return the call of an entry's value."""
    return f'{{{{ value("{SERIES.id}", "{anchor}") }}}}'


# --- lines -------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [ID, EN])
def test_a_changed_line_stands_in_both_reports(path: str) -> None:
    """The old and the new line of a page stand in both reports, whichever language it has."""
    reports = report({path: f"{FRONT}Kata lama.\n"}, {path: f"{FRONT}Kata baru.\n"})
    for text, before, now in zip(
        reports, ("sebelumnya", "before"), ("sekarang", "now"), strict=True
    ):
        assert f"### `{path}`" in text
        assert f"  - {before}: Kata lama." in text
        assert f"  - {now}: Kata baru." in text
        assert "6" in text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title: Judul", "title: Judul lain"),
        ("description: Isi.", "description: Isi lain."),
        ("title: Judul", "title: Judul # catatan"),
        ("description: Isi.", "description: Isi.\ntranslated_from: aaaaaaaaaaaa"),
    ],
)
def test_front_matter_is_reported(old: str, new: str) -> None:
    """Each line of the front matter is reported like any other."""
    for text in report({EN: f"{FRONT}Kata.\n"}, {EN: f"{FRONT}Kata.\n".replace(old, new)}):
        assert escaped_source(new.splitlines()[-1]) in text


def test_a_page_comes_or_goes_whole() -> None:
    """A page that is added or removed is reported with all of its lines."""
    text = f"{FRONT}Satu.\n\nDua.\n"
    for before, after, sentence in (
        ({}, {ID: text}, "Halaman baru."),
        ({ID: text}, {}, "dihapus."),
    ):
        first, second = report(before, after)
        assert sentence in first
        for text in (first, second):
            assert all(line in text for line in ("title: Judul", "Satu.", "Dua."))


def test_what_nobody_sees_is_named() -> None:
    """Characters that look alike, or are not seen, have a name in the report."""
    first, _ = report({ID: f"{FRONT}Satu dua.\n"}, {ID: f"{FRONT}Satu\u00a0du\u00ada.\n"})
    assert "sekarang: Satu⟨U+00A0⟩du⟨U+00AD⟩a." in first


def test_a_translation_that_is_called_current_is_named() -> None:
    """A renewed stamp says that somebody has compared the languages."""
    stamped = f"{FRONT}Text.\n".replace("---\n\n", "translated_from: aaaaaaaaaaaa\n---\n\n")
    first, second = report({EN: stamped}, {EN: stamped.replace("aaaaaaaaaaaa", "bbbbbbbbbbbb")})
    assert "Terjemahan ini dinyatakan cocok" in first
    assert "This translation is said to fit" in second


def test_only_empty_lines() -> None:
    """A page whose empty lines alone differ is named."""
    first, _ = report({ID: f"{FRONT}Kata.\n"}, {ID: f"{FRONT}Kata.\n\n\n"})
    assert "Hanya baris kosong" in first


@given(
    st.lists(st.sampled_from(["a", "b", "c", "", "  d"]), max_size=12),
    st.lists(st.sampled_from(["a", "b", "c", "", "  d"]), max_size=12),
)
def test_the_changed_lines_make_the_new_page(old: list[str], new: list[str]) -> None:
    """The reported lines are all that differ: without them both pages have the same lines."""
    before, after = ({ID: "\n".join(lines)} for lines in (old, new))
    changes = [change for page in page_changes(read(before), read(after)) for change in page.lines]
    left = [line for line in old if line.strip()]
    for change in changes:
        if (change.before or "").strip():
            left.remove(str(change.before))
    added = [change.after for change in changes if (change.after or "").strip()]
    assert sorted([*left, *map(str, added)]) == sorted(line for line in new if line.strip())


# --- calls -------------------------------------------------------------------------------------


def test_a_call_that_names_another_claim_is_shown() -> None:
    """A call whose anchor changes stands with both claims and what each shows."""
    before, after = (
        {ID: f"{FRONT}Kini {value(entry.anchor)} orang.\n"} for entry in (FIRST, SECOND)
    )
    first, second = report(before, after)
    assert "tetapi ada halaman yang menampilkan angka atau sumber lain" in first
    assert "but pages show other figures or sources" in second
    old, new = (f"{entry.value:,}".replace(",", ".") for entry in (FIRST, SECOND))
    line = next(line for line in first.splitlines() if "diganti" in line)
    assert f"`{ID}:6`" in line
    assert f"Sebelumnya terbaca: {old}" in line
    assert line.endswith(f"Sekarang terbaca: {new}")
    assert f"terbaca: Kini {new} orang." in first


def test_a_call_that_comes_or_goes_is_shown() -> None:
    """A call that is added or removed is named with what it shows."""
    plain, called = f"{FRONT}Kini orang.\n", f"{FRONT}Kini {value(FIRST.anchor)} orang.\n"
    assert "ditambahkan. Terbaca:" in report({ID: plain}, {ID: called})[0]
    assert "dihapus. Sebelumnya terbaca:" in report({ID: called}, {ID: plain})[0]


def test_a_call_that_shows_another_value_is_shown() -> None:
    """A call that stands as before is named if the data makes it show something else."""
    pages = read({ID: f"{FRONT}Kini {value(FIRST.anchor)} orang.\n"})
    entries = (FIRST.model_copy(update={"value": Decimal(4321)}), *SERIES.observations[1:])
    series = SERIES.model_copy(update={"observations": entries})
    changed = dataclasses.replace(EXAMPLE, series={**EXAMPLE.series, SERIES.id: series})
    whole = change_report(
        PublishedRecord(EXAMPLE, sources=pages),
        PublishedRecord(changed, sources=pages),
        "main",
        Differences(ChangedFiles({})),
    )
    assert f"sekarang 4.321 (`{ID}:6`)" in whole


def test_a_call_of_an_unknown_claim_is_named() -> None:
    """A call that named nothing on one side is shown without a value there."""
    before = {ID: f'{FRONT}Kini {{{{ value("{SERIES.id}", "x") }}}} orang.\n'}
    first, _ = report(before, {ID: f"{FRONT}Kini {value(FIRST.anchor)} orang.\n"})
    assert "Sebelumnya terbaca: ." in first


def test_no_change_is_no_report() -> None:
    """Pages that are the same, byte by byte, are not mentioned."""
    pages = {ID: f"{FRONT}Kini {value(FIRST.anchor)} orang.\n"}
    for text in report(pages, pages):
        assert text.count("##") == 0


# --- menus and settings ------------------------------------------------------------------------

NAV = """nav:
  - id:
      - Beranda: id/index.md
      - Cerita: id/cerita.md
      - Data: id/data/index.md
  - en:
      - Home: en/index.md
      - Story: en/cerita.md
      - Data: en/data/index.md
exclude_docs: |
  draf.md
"""


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("      - Cerita: id/cerita.md\n", "", [("dropped", "id/cerita.md", "Cerita", "")]),
        ("Cerita: id", "Arsip: id", [("relabelled", "id/cerita.md", "Cerita", "Arsip")]),
        (
            "      - Data: en",
            "      - New: en/new.md\n      - Data: en",
            [("added", "en/new.md", "", "New")],
        ),
        (
            "      - Home: en/index.md\n      - Story: en/cerita.md\n",
            "      - Story: en/cerita.md\n      - Home: en/index.md\n",
            [("moved", "en/cerita.md", "", "Story")],
        ),
        ("draf.md", "cerita.md", []),
    ],
)
def test_menus_are_compared(old: str, new: str, found: list[tuple[str, ...]]) -> None:
    """An entry that is dropped, added, relabelled or moved is found in its language."""
    assert old in NAV
    changes = menu_changes(NAV.encode(), NAV.replace(old, new).encode())
    assert [
        (change.kind, change.source, change.before, change.after) for change in changes
    ] == found


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        ("      - Cerita: id/cerita.md\n", "", ["hilang dari menu", "leaves the menu"]),
        ("Cerita: id", "Arsip: id", ["sekarang Arsip", "now, Arsip"]),
        ("  draf.md", "  cerita.md", ["sekarang: cerita.md", "now: cerita.md"]),
        ("exclude_docs: |", "not_in_nav: |", ["not\\_in\\_nav", "not\\_in\\_nav"]),
    ],
)
def test_settings_are_reported(old: str, new: str, sentences: list[str]) -> None:
    """A change of the menus and of any other line of the settings stands in both reports."""
    settings = SiteSettings(NAV.encode(), NAV.replace(old, new).encode())
    for text, sentence in zip(report({}, {}, settings), sentences, strict=True):
        assert sentence in text


def test_the_list_of_pages_is_last_and_folded() -> None:
    """The bare list of pages stands at the end of a half, folded."""
    before, after = (dict.fromkeys((ID, EN), f"{FRONT}{text}\n") for text in "AB")
    for text in report(before, after):
        assert text.rstrip().endswith("</details>")
        assert text.index("<details>") > text.index("###")
