"""Nothing has changed only where no byte has; what has changed is named by kind."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.guard.test_append_only import BASE, KOTA, NOW
from tests.repositories import commit_all, new_repository, write_files

from terang.change_report.base_commit import compare_with_base
from terang.change_report.changed_files import ChangedFiles, file_kind
from terang.change_report.markdown_text import code_span
from terang.i18n.formatter import Language

KINDS = {
    "data/coverage/kota.yml": "data",
    "data/README.md": "data",
    "docs/record/facts.yml": "data",
    "content/id/index.md": "pages",
    "content/en/photo.webp": "pages",
    "own/style.css": "pages",
    "theme_overrides/components/base/style.css": "appearance",
    "theme_overrides/assets/icon.png": "appearance",
    "hooks/terang/i18n/words.yml": "appearance",
    "hooks/terang/i18n/formatter.py": "software",
    "hooks/main.py": "software",
    "tools/ci/annotations.py": "software",
    "tests/conftest.py": "software",
    "docs/contract.md": "documents",
    "README.md": "documents",
    "LICENSE": "documents",
    "mkdocs.yml": "configuration",
    "Makefile": "configuration",
    "requirements.txt": "configuration",
    "pyproject.toml": "configuration",
    ".github/workflows/check.yml": "configuration",
    ".gitattributes": "configuration",
    "schemas/series.json": "configuration",
    "sitecustomize.py": "configuration",
    "database/x.yml": "configuration",
}
WORDS = {
    "data": ("data", "data"),
    "pages": ("halaman", "pages"),
    "appearance": ("kata-kata, templat, dan gaya", "words, templates and styles"),
    "software": ("perangkat lunak", "software"),
    "documents": ("dokumen", "documents"),
    "configuration": ("konfigurasi", "configuration"),
}

TEXT = """\
site_name: Kota
site_url: https://example.org/
hooks: [hooks/main.py]
plugins: []
"""
"""The content of each file: sound settings, and text that says no figure."""
STYLE = "h1 { color: red }\n"


@pytest.mark.parametrize("path", KINDS)
def test_each_file_has_a_kind(path: str) -> None:
    """The path of a file decides its kind."""
    assert file_kind(path) == KINDS[path]


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Return a repository with a file of each kind."""
    return new_repository(
        tmp_path / "own", {**dict.fromkeys(KINDS, TEXT), "own/style.css": STYLE, **BASE}
    )


def report(site: Path) -> str:
    """Return the change report of a repository against its last commit."""
    return compare_with_base(site, "HEAD", NOW).markdown


NOTHING = ("Tidak ada yang berubah", "Nothing changed")


def test_nothing_has_changed_if_no_byte_has(site: Path) -> None:
    """The same bytes, and they alone, are no change."""
    assert all(sentence in report(site) for sentence in NOTHING)


SOME = ("data/README.md", "docs/record/facts.yml", "content/en/photo.webp", "own/style.css",
        "theme_overrides/components/base/style.css", "hooks/terang/i18n/words.yml",
        "hooks/main.py", "docs/contract.md", "mkdocs.yml")  # fmt: skip


ADDED = {
    "own/style.css": "own/templates/id/above-page.html",
    "data/README.md": "data/coverage/README.md",
}
"""Files whose names are not free, with another of their kind."""


@pytest.mark.parametrize("path", SOME)
@pytest.mark.parametrize("step", ["changed", "added", "removed", "committed"])
def test_any_byte_is_a_change(path: str, step: str, site: Path) -> None:
    """A file that changes, comes or goes is named with its kind, whatever is in it."""
    base = "HEAD"
    if step == "added":
        path = ADDED.get(path, path.replace(".", "-new."))
        write_files(site, {path: ""})
    elif step == "removed":
        (site / path).unlink()
    else:
        write_files(site, {path: f"/* Kota. */\n{STYLE}" if "own" in path else f"# Kota.\n{TEXT}"})
    if step == "committed":
        commit_all(site)
        base = "HEAD~1"
    markdown = compare_with_base(site, base, NOW).markdown
    assert not any(sentence in markdown for sentence in NOTHING)
    for word in WORDS[file_kind(path)]:
        assert f"\n- {word} (1): `{path}`\n" in markdown


def test_a_comment_in_the_data_is_a_change_of_no_entry(site: Path) -> None:
    """A file of the data whose meaning stays is named, beside that no entry changed."""
    write_files(site, {KOTA: f"# Catatan.\n{BASE[KOTA]}"})
    markdown = report(site)
    assert "No entry of a series changed since `HEAD`" in markdown
    assert f"\n- data (1): `{KOTA}`\n" in markdown


def test_no_data_changed_is_said_only_without_a_change_of_data(site: Path) -> None:
    """A changed page is no change of the data, and is not called nothing."""
    write_files(site, {"content/id/index.md": "---\ntitle: A\n---\n\nAngka.\n"})
    assert "No data changed since `HEAD`" in report(site)


def test_a_name_cannot_leave_its_place() -> None:
    """A file name stands on one line, as code, whatever is in it."""
    assert code_span("data/a`b\n# c\x1b[2J\u202e.yml") == "`data/ab # c\ufffd[2J\ufffd.yml`"


def test_many_files_are_counted() -> None:
    """Every file of a kind is counted, and the first ones are named."""
    changed = ChangedFiles.of_paths(f"hooks/{number:04}.py" for number in range(1302))
    (line,) = changed.lines(Language("en"))
    assert line.startswith("- software (1,302): `hooks/0000.py`, ")
    assert line.endswith("`hooks/0299.py`, and 1,002 more")
