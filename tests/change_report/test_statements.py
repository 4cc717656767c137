"""Replies, corrections and what a site sets for itself stand in the change report, whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.guard.test_append_only import BASE, NOW
from tests.repositories import commit_all, new_repository, write_files

from terang.change_report.base_commit import compare_with_base
from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import Language

SETTINGS = """\
site_name: Kota
site_url: https://example.org/
hooks: [hooks/main.py]
plugins: []
"""
REPLY = """\
replies:
  - to: result-second
    date: 2026-06-20
    added: 2026-06-25
    by: bupati
    text:
      id: Angka itu keliru menurut kami.
      en: We hold that figure to be wrong.
    sources:
      - berita
"""
TAKEN_BACK = """\
corrections:
  - anchor: result-second
    date: 2026-06-20
    reason:
      id: Kami tarik kembali.
      en: We take it back.
    withdraw: true
    by: bupati
    see: kota#result-2022
"""
OF_A_REPLY = """\
corrections:
  - anchor: reply-2026-06-20
    date: 2026-06-26
    reason:
      id: Salah dengar.
      en: Heard wrongly.
    withdraw: true
"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a repository with a sound record."""
    return new_repository(tmp_path / "own", {**BASE, "mkdocs.yml": SETTINGS})


def title_of(section: str, report: str) -> str:
    """Return the title of a section in the language of a report."""
    titles = [f"## {Language(code).word(f'report.{section}')}" for code in LANGUAGES]
    return next(title for title in titles if f"{title}\n" in report)


def reports(site: Path, files: dict[str, str]) -> list[str]:
    """Return the report on new files, by language."""
    write_files(site, files)
    return compare_with_base(site, "HEAD", NOW).markdown.split("\n---\n")


@pytest.mark.parametrize(
    ("written", "about", "parts"),
    [
        (REPLY, "kota#reply-2026-06-20", ["Angka itu keliru", "We hold that", "by: bupati"]),
        (TAKEN_BACK, "kota#result-second", ["by: bupati", "see: kota#result-2022", "withdraw"]),
    ],
    ids=["reply", "correction"],
)
def test_a_new_statement_is_told_whole(
    site: Path, written: str, about: str, parts: list[str]
) -> None:
    """A new reply or correction is told with every key, before figures and texts."""
    for report in reports(site, {"data/coverage/kota/new.yml": written}):
        told = report.partition(f"- `{about}`\n")[2].partition("\n- ")[0]
        assert all(part in told.replace("\\", "").replace("`", "") for part in parts)
        titles = [line for line in report.splitlines() if line.startswith("## ")]
        assert titles.index(title_of("statements", report)) < titles.index(
            title_of("files", report)
        )


def test_a_correction_of_a_reply_is_told(site: Path) -> None:
    """A reply that is withdrawn is named, though no figure changes with it."""
    commit_all(site, {"data/coverage/kota/reply.yml": REPLY})
    for report in reports(site, {"data/coverage/kota/new.yml": OF_A_REPLY}):
        assert "- `kota#reply-2026-06-20`\n  - `anchor`: reply-2026-06-20" in report
        assert "Heard wrongly." in report


def test_a_statement_that_stays_is_not_told(site: Path) -> None:
    """Moving a reply to another file is no new statement."""
    commit_all(site, {"data/coverage/kota/reply.yml": REPLY})
    (site / "data/coverage/kota/reply.yml").unlink()
    for report in reports(site, {"data/coverage/kota/moved.yml": REPLY}):
        assert "- `kota#reply-2026-06-20`" not in report


def test_what_a_site_sets_for_itself_is_told_line_by_line(site: Path) -> None:
    """Every changed line of own/ stands in the report, old and new."""
    commit_all(site, {"own/style.css": "h1 { color: red }\n"})
    for report in reports(site, {"own/style.css": "h1 { color: green }\n"}):
        assert "### `own/style.css`" in report
        assert "h1 { color: red }" in report
        assert "h1 { color: green }" in report


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_text_changed_in_one_language_is_not_told_as_if_it_stayed(site: Path, code: str) -> None:
    """No line gives one text as before and as now; both halves show the text that changed."""
    note = {
        "id": "Belum jelas siapa yang dihitung.",
        "en": "Who was counted is not clear.",
    } | {code: "Lain sama sekali."}
    correction = TAKEN_BACK.partition("    withdraw")[0] + "    set:\n      note:\n"
    correction += "".join(f"        {key}: {text}\n" for key, text in note.items())
    for report in reports(site, {"data/coverage/kota/new.yml": correction}):
        lines = [
            line for line in report.splitlines() if "counted is not" in line or "siapa yang" in line
        ]
        for language in map(Language, LANGUAGES):
            for text in note.values():
                same = language.word(
                    "report.before_after",
                    key=language.word("key.note"),
                    old=text.rstrip("."),
                    new=text.rstrip("."),
                )
                assert not any(line.endswith(same) for line in lines)
        assert "Lain sama sekali" in report
