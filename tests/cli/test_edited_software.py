"""Files of the software that a site edited in the wrong place are named, each with its cure."""

from __future__ import annotations

import hashlib
from pathlib import Path

import pytest
from tests.repositories import commit_all, new_repository

from terang.cli.edited_software import edited_software
from terang.software_files import RELEASE, BadReleaseError, Release, is_software, software_digests

FILES = {
    "hooks/terang/i18n/words.yml": "a: 1\n",
    "hooks/terang/a.py": "a = 1\n",
    "theme_overrides/components/base/style.css": "a {}\n",
    "theme_overrides/main.html": "<p>\n",
    "tools/ci/b.py": "b = 1\n",
    "data/site.yml": "format: 2\n",
    "mkdocs.yml": "site_name: a\n",
    "docs/record/readers.md": "x\n",
    ".github/CODEOWNERS": "* @a\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a site's repository as released."""
    digests = software_digests({path: text.encode() for path, text in FILES.items()})
    release = Release("0.1.0", 2, (1,), digests).to_json()
    return new_repository(tmp_path, {**FILES, RELEASE: release})


def named(root: Path) -> dict[str, tuple[str, str]]:
    """Return the path of each notice, with its variant and its hint in English."""
    found = [*edited_software(root)]
    assert all(problem.is_notice for problem in found)
    return {problem.place.path: (problem.variant, problem.hint("en")) for problem in found}


def test_software_as_released_is_not_named(root: Path) -> None:
    """Nothing is said of a site's own files, however they change."""
    for path in ("data/site.yml", "mkdocs.yml", "docs/record/readers.md", ".github/CODEOWNERS"):
        (root / path).write_text("other\n", "utf-8")
    (root / "own").mkdir()
    (root / "own" / "style.css").write_text("a {}\n", "utf-8")
    (root / "hooks" / "__pycache__").mkdir()
    (root / ".gitignore").write_text("__pycache__/\n", "utf-8")
    (root / "hooks" / "__pycache__" / "a.pyc").write_bytes(b"x")
    assert set(named(root)) == {".gitignore"}


def test_each_edit_is_told_its_right_place(root: Path) -> None:
    """Words, styles and templates are told their place in own/, what was added or lost is named."""
    for path in FILES:
        if is_software(path):
            (root / path).write_text("edited\n", "utf-8")
    (root / "tools/ci/b.py").unlink()
    commit_all(root, {"theme_overrides/assets/logo.png": "x"})
    (root / "hooks" / "new.py").write_text("x = 1\n", "utf-8")
    found = named(root)
    assert {path: variant for path, (variant, _) in found.items()} == {
        "hooks/terang/i18n/words.yml": "words",
        "hooks/terang/a.py": "",
        "theme_overrides/components/base/style.css": "style",
        "theme_overrides/main.html": "template",
        "tools/ci/b.py": "",
        "theme_overrides/assets/logo.png": "added",
        "hooks/new.py": "added",
    }
    assert "own/words.yml" in found["hooks/terang/i18n/words.yml"][1]
    assert "own/style.css" in found["theme_overrides/components/base/style.css"][1]
    assert "own/templates/" in found["theme_overrides/main.html"][1]


def test_without_a_release_nothing_is_said(root: Path) -> None:
    """The repository that the software comes from has no release.json."""
    (root / RELEASE).unlink()
    (root / "hooks/terang/a.py").write_text("edited\n", "utf-8")
    assert named(root) == {}


def test_a_damaged_release_is_named(root: Path) -> None:
    """A release.json that cannot be read is named itself."""
    (root / RELEASE).write_text("{", "utf-8")
    assert set(named(root)) == {RELEASE}


def test_a_release_is_read_as_it_was_written() -> None:
    """The same content gives the same bytes, and a digest is that of sha256sum."""
    digests = software_digests({"hooks/a.py": b"a", "data/site.yml": b"b"})
    assert digests == {"hooks/a.py": hashlib.sha256(b"a").hexdigest()}
    release = Release("1.2.3", 2, (1,), digests)
    assert Release.from_json(release.to_json()) == release


@pytest.mark.parametrize(
    "path", ["data/site.yml", "hooks/../data/site.yml", "/etc/passwd", "hooks//a", "own/style.css"]
)
def test_a_release_names_software_alone(path: str) -> None:
    """A release that would replace a site's own files, or files elsewhere, is refused."""
    with pytest.raises(BadReleaseError):
        Release.from_json(Release("1.0.0", 2, (), {path: "0" * 64}).to_json())
