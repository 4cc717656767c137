"""Checks of narrative pages: both languages call the same, and translation stamps."""

from __future__ import annotations

from pathlib import Path

import pytest

from terang.diagnostics import InvalidDataError
from terang.narrative import markdown_page, prose_check, translation_stamp
from terang.narrative.markdown_page import NarrativeSource


def page(text: str, path: str = "content/id/page.md") -> NarrativeSource:
    """Return a narrative page as read."""
    return markdown_page.read_page(path, text.encode())


def page_in_both_languages(
    indonesian: str, english: str
) -> tuple[NarrativeSource, NarrativeSource]:
    """Return a page in two languages."""
    return page(indonesian), page(english, "content/en/page.md")


def test_both_languages_call_the_same() -> None:
    """A call in a single language is reported there, once."""
    original, translation = page_in_both_languages(
        '{{ value("a") }} {{ cite("s") }} {{ cite("s") }}', '{{ value("a") }} {{ value("b") }}'
    )
    found = [
        (problem.place.path, problem.values["call"])
        for problem in prose_check.call_differences(original, translation)
    ]
    assert found == [
        ("content/id/page.md", 'cite("s")'),
        ("content/en/page.md", 'value("b")'),
    ]


def codes(original: NarrativeSource, translation: NarrativeSource) -> list[str]:
    """Return the codes about a translation's age."""
    return [
        problem.code for problem in translation_stamp.translation_notices(original, translation)
    ]


def test_a_translation_knows_its_original() -> None:
    """A translation with a missing or old stamp is reported, and passes with the right stamp."""
    original, translation = page_in_both_languages("Teks lama.", "Old text.")
    assert codes(original, translation) == ["unstamped-translation"]
    data = translation_stamp.stamped_text(b"Old text.", translation_stamp.fingerprint(original))
    stamped = markdown_page.read_page("content/en/page.md", data)
    assert codes(original, stamped) == []
    assert codes(page("Teks baru."), stamped) == ["outdated-translation"]


def test_white_space_is_no_change_of_the_original() -> None:
    """A reflowed original leaves its translation current; a changed title does not."""
    assert translation_stamp.fingerprint(page("Satu dua\ntiga")) == translation_stamp.fingerprint(
        page("Satu\n\ndua tiga")
    )
    titled = [f"---\ntitle: {title}\n---\nTeks" for title in ("A", "B")]
    assert translation_stamp.fingerprint(page(titled[0])) != translation_stamp.fingerprint(
        page(titled[1])
    )


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_stamp_touches_nothing_else(end: str) -> None:
    """A stamp is added below the other keys or renewed in place, and changes nothing else."""
    before = f"---{end}title: A{end}---{end}{end}Text --- and more{end}".encode()
    once = translation_stamp.stamped_text(before, "aaaaaaaaaaaa")
    added = f"title: A{end}translated_from: aaaaaaaaaaaa{end}---".encode()
    assert once == before.replace(f"title: A{end}---".encode(), added)
    assert translation_stamp.stamped_text(once, "bbbbbbbbbbbb") == once.replace(
        b"a" * 12, b"b" * 12
    )


def test_stamp_renews_a_file(tmp_path: Path) -> None:
    """`make stamp` writes the fingerprint of the original, and then nothing is outdated."""
    for language, text in (("id", "Teks."), ("en", "Text.")):
        file = tmp_path / "content" / language / "page.md"
        file.parent.mkdir(parents=True)
        file.write_text(f"---\ntitle: A\n---\n\n{text}\n", encoding="utf-8")
    translation_stamp.renew_stamp(tmp_path, "content/en/page.md")
    pages = {
        path: markdown_page.read_page(path, data)
        for path, data in markdown_page.page_files(tmp_path).items()
    }
    assert codes(pages["content/id/page.md"], pages["content/en/page.md"]) == []


def test_only_a_translation_is_stamped(tmp_path: Path) -> None:
    """A page that is no translation is refused, with the nearest translation."""
    with pytest.raises(InvalidDataError) as caught:
        translation_stamp.renew_stamp(tmp_path, "content/en/page.md")
    assert [problem.code for problem in caught.value.problems] == ["not-a-translation"]
