"""A site that is up to date is not built again; after any change it is."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from terang.publishing.build_cache import BuildInputs
from terang.publishing.manifest import file_sums

NOW = dt.datetime(2026, 7, 1, 12, tzinfo=dt.UTC)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository with a page, and a site that was made from it."""
    for name, text in {"content/a.md": "a", "site/index.html": "a", "site/.x": "b"}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    site = tmp_path / "site"
    BuildInputs.from_repository(tmp_path, site, kind=1).save(
        tmp_path, file_sums(site), NOW.date(), "UTC"
    )
    return tmp_path


def is_published(root: Path, now: dt.datetime = NOW, kind: int = 1) -> bool:
    """Return whether the site is up to date, so that a build would do nothing."""
    return BuildInputs.from_repository(root, root / "site", kind=kind).are_published(
        root, root / "site", now
    )


def test_nothing_has_changed(root: Path) -> None:
    """Files that commands leave behind do not count as a change."""
    assert is_published(root)
    (root / "__pycache__").mkdir()
    (root / "__pycache__" / "x.pyc").write_bytes(b"x")
    (root / ".cache" / "y").write_text("y", "utf-8")
    assert is_published(root)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("content/a.md", "b"),
        ("content/b.md", ""),
        ("requirements.txt", "x"),
        ("site/index.html", "b"),
        ("site/more.html", "b"),
        (".cache/terang/site.json", "{}"),
        (".cache/terang/site.json", "[]"),
        (".cache/terang/site.json", ""),
    ],
    ids=["changed", "new", "lock file", "touched", "added", "empty", "no record", "broken"],
)
def test_a_change_is_seen(root: Path, name: str, text: str) -> None:
    """A changed file of the sources or of the site itself causes a build."""
    (root / name).write_text(text, "utf-8")
    assert not is_published(root)


@pytest.mark.parametrize("name", ["content/a.md", "site/index.html", "site/.x"])
def test_what_is_gone_is_missed(root: Path, name: str) -> None:
    """A removed file causes a build, also if it is a hidden file of the site."""
    (root / name).unlink()
    assert not is_published(root)


def test_another_day_and_another_kind_are_built(root: Path) -> None:
    """Another day or kind of build causes a build: states are shown as of the day."""
    assert is_published(root, NOW + dt.timedelta(hours=11))
    assert not is_published(root, NOW + dt.timedelta(hours=12))
    assert not is_published(root, kind=2)
