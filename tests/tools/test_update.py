"""`make update`: a site takes a later version, keeps what is its own, and can go back.

The site is made from the record of format 1 in `tests/loading/format_1`, on a version 0.1.0 of a
few lines. The later version is this checkout, packed as a release.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from tests.built import NOW, REPOSITORY
from tests.repositories import commit_all, git, new_repository, write_files

import release_archive
import update
from release_archive import SoftwareVersion, StoredFile
from terang.software_files import RELEASE, Release, software_digests

FORMAT_1 = REPOSITORY / "tests" / "loading" / "format_1" / "before"
MINIMAL = REPOSITORY / "tests" / "sites" / "minimal"

OLD_SOFTWARE = {
    "Makefile": "site:\n\t@python3 tools/build.py\n",
    "tools/build.py": '''\
"""A builder of a few lines."""

import json, pathlib

for language in ("id", "en"):
    page = pathlib.Path("content", language, "index.md").read_text("utf-8")
    folder = pathlib.Path("site", "" if language == "id" else "en")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(f"<main><p>{page[-40:]}</p><p>Lama</p></main>", "utf-8")
pathlib.Path("site/data").mkdir()
derived = {"as_of": "x", "targets": [{"anchor": "target-2025", "state": "met"}]}
pathlib.Path("site/data/kota-peserta.json").write_text(json.dumps({"derived": derived}))
''',
    "hooks/old.py": "old = True\n",
    "theme_overrides/components/base/style.css": "body { color: black }\n",
    "docs/data.md": "# Data\n",
    "tests/test_old.py": "",
    ".gitignore": "/site/\n/.venv\n",
}

OWN = {
    "own/style.css": ".header { border-bottom: 3px solid #123456; }\n",
    "own/words.yml": "page.coverage_title:\n  id: Angka kami\n  en: Our figures\n",
    "content/id/tentang.md": "---\ntitle: Tentang kami\ndescription: Siapa kami.\n---\n\nKami.\n",
    "data/coverage/kota-kedua.yml": "indicator: peserta\narea: kota-kedua\nobservations:\n"
    "  - date: 2023\n    value: 700\n    sources: [berita]\n    revisions:\n"
    "      - revised: 2025-03-01\n        reason: {id: Salah salin., en: Copied wrongly.}\n"
    "        was: {value: 70}\n",
    "docs/record/readers.md": "# Pembaca\n",
    ".github/CODEOWNERS": "* @kami\n",
    "README.md": "# Situs kami\n",
}
"""Changes of a regency, all of them in the right place."""

SECOND_AREA = "\nkota-kedua:\n  name: {id: Kota Kedua, en: Second City}\n  level: city\n"


def checkout_files() -> dict[str, StoredFile]:
    """Return the files of this checkout as they are on disk."""
    listed = ("ls-files", "-z", "--cached", "--others", "--exclude-standard")
    names = release_archive.run_git(REPOSITORY, *listed).decode().split("\0")
    present = [name for name in names if name and (REPOSITORY / name).is_file()]
    return {
        name: StoredFile((REPOSITORY / name).read_bytes(), os.access(REPOSITORY / name, os.X_OK))
        for name in present
        if not (REPOSITORY / name).is_symlink()
    }


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return this checkout as the archive of a release, with its checksum beside it."""
    folder = tmp_path_factory.mktemp("release")
    version = release_archive.version_of_files(checkout_files(), "here")
    path = folder / f"terang-{version.release.version}.tar.gz"
    path.write_bytes(release_archive.archive_bytes(version, 1_000_000_000))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    (folder / release_archive.SUMS).write_text(f"{digest}  {path.name}\n", "utf-8")
    return path


@dataclass(frozen=True)
class UpdatedSite:
    """A site's repository."""

    root: Path

    @property
    def tree(self) -> str:
        """The tree in git's index, which the working tree agrees with."""
        assert git(self.root, "diff", "--name-only") == ""
        assert git(self.root, "ls-files", "--others", "--exclude-standard") == ""
        return git(self.root, "write-tree")

    def files(self) -> dict[str, bytes]:
        """Return the tracked files as they are on disk."""
        names = git(self.root, "ls-files").splitlines()
        return {name: (self.root / name).read_bytes() for name in names}


@pytest.fixture
def site(tmp_path: Path) -> UpdatedSite:
    """Return a site on version 0.1.0, with data of format 1, changed as a regency would."""
    root = tmp_path / "situs"
    settings = yaml.safe_load((MINIMAL / "mkdocs.yml").read_text("utf-8"))
    del settings["nav"]
    data = {
        path.relative_to(FORMAT_1).as_posix(): path.read_bytes()
        for path in sorted(FORMAT_1.rglob("*"))
        if path.is_file()
    }
    pages = {
        f"content/{code}/index.md": f"---\ntitle: {title}\ndescription: {title}.\n---\n\n{title}.\n"
        for code, title in (("id", "Beranda kami"), ("en", "Our home page"))
    }
    digests = software_digests({path: text.encode() for path, text in OLD_SOFTWARE.items()})
    release = Release("0.1.0", 1, (), digests).to_json()
    begun = {**data, **pages, "mkdocs.yml": yaml.safe_dump(settings), RELEASE: release}
    new_repository(root, {**OLD_SOFTWARE, **begun})
    areas = (FORMAT_1 / "data" / "areas.yml").read_text("utf-8")
    commit_all(root, {**OWN, "data/areas.yml": areas + SECOND_AREA})
    (root / ".venv").symlink_to(sys.prefix)
    write_files(root, {".git/info/exclude": "/.venv\n"})
    return UpdatedSite(root)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let nothing of a calling make reach the command; the day is that of other tests."""
    for name in (*update._FROM_MAKE, "PYTHONPATH"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)


def run(site: UpdatedSite, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the update as a site does that has no `make update` yet."""
    program = REPOSITORY / "tools" / "release" / "update.py"
    return subprocess.run(
        [sys.executable, str(program), *arguments],
        cwd=site.root, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True,
    )  # fmt: skip


def assert_unchanged(site: UpdatedSite, tree: str, files: Mapping[str, bytes]) -> None:
    """Assert that a site is as it was: its tree, its files, and no trace in git's folder."""
    assert site.tree == tree
    assert site.files() == files
    assert git(site.root, "worktree", "list").count("\n") == 0
    assert not (site.root / ".git" / update.STATE).exists()


def small_version(number: str, *, data_format: int = 1, **files: str) -> SoftwareVersion:
    """Return a version of the small software."""
    project = (
        f'[project]\nversion = "{number}"\n[tool.terang]\ndata_format = {data_format}\nreads = []\n'
    )
    all_files = {
        **OLD_SOFTWARE,
        "Makefile": "site:\n\t@python3 tools/build.py\nschemas check:\n\t@true\n",
        "pyproject.toml": project,
        "CHANGELOG.md": f"# Changelog\n\n## [{number}] - 2026-01-01\n\n- You see more.\n",
        **files,
    }
    stored = {path: StoredFile(text.encode()) for path, text in all_files.items()}
    return release_archive.version_of_files(stored, "here")


@pytest.fixture
def later(tmp_path: Path) -> Path:
    """Return version 0.2.0 of the small software as an archive."""
    path = tmp_path / "terang-0.2.0.tar.gz"
    path.write_bytes(release_archive.archive_bytes(small_version("0.2.0"), 0))
    return path


# --- a site as a regency has it ----------------------------------------------------------------


def test_a_site_takes_this_version_and_goes_back(site: UpdatedSite, archive: Path) -> None:
    """A site of format 1 becomes one of today: its own is in place, it builds, and can go back."""
    tree, files = site.tree, site.files()
    shown = run(site, "--file", str(archive))
    assert (shown.returncode, shown.stderr) == (0, "")
    assert "YES=1" in shown.stdout
    assert_unchanged(site, tree, files)

    taken = run(site, "--file", str(archive), "--yes")
    assert (taken.returncode, taken.stderr) == (0, "")
    for told in (
        "  ~ index.html", "-Lama", "  + coverage/index.html", "  M\tdata/site.yml",
        'targets[target-2025].state: "met" → ',
    ):  # fmt: skip
        assert told in taken.stdout
    now = site.files()
    assert site.tree != tree
    kept = {path for path in OWN if not path.startswith("data/")}
    assert {path: now[path] for path in kept} == {path: files[path] for path in kept}
    assert now["mkdocs.yml"] == files["mkdocs.yml"]
    assert {"hooks/old.py", "tests/test_old.py"}.isdisjoint(now)
    assert b"format: 2" in now["data/site.yml"].replace(b"'", b"").replace(b'"', b"")
    assert b"corrections:" in now["data/coverage/kota-kedua.yml"]
    version = release_archive.read_archive(archive)
    assert {path: now[path] for path in version.software} == {
        path: file.data for path, file in version.software.items()
    }

    built = subprocess.run(
        ["make", "--silent", "site"], cwd=site.root, capture_output=True, check=False, text=True
    )
    assert built.returncode == 0, built.stderr
    published = site.root / "site"
    assert OWN["own/style.css"] in (published / "assets" / "terang.css").read_text("utf-8")
    assert "Our figures" in (published / "en" / "coverage" / "index.html").read_text("utf-8")
    assert "Kami." in (published / "tentang" / "index.html").read_text("utf-8")
    assert "Salah salin." in (published / "revisions" / "index.html").read_text("utf-8")
    shutil.rmtree(published)
    shutil.rmtree(site.root / ".cache")

    undone = run(site, "--undo")
    assert (undone.returncode, undone.stderr) == (0, "")
    assert tree in undone.stdout
    assert_unchanged(site, tree, files)


def test_an_update_that_was_committed_goes_back_too(site: UpdatedSite, later: Path) -> None:
    """After a commit the old tree comes back as a change to commit; after more work it does not."""
    tree = site.tree
    assert run(site, "--file", str(later), "--yes").returncode == 0
    commit_all(site.root)
    commit_all(site.root, {"content/id/kabar.md": "---\ntitle: A\ndescription: B.\n---\n\nC.\n"})
    refused = run(site, "--undo")
    assert refused.returncode == 1
    assert "git revert" in refused.stderr
    git(site.root, "reset", "-q", "--hard", "HEAD~1")
    assert run(site, "--undo").returncode == 0
    assert site.tree == tree
    assert run(site, "--undo").returncode == 1


# --- a site that edited the software -----------------------------------------------------------

EDITS = {
    "theme_overrides/components/base/style.css": "body { color: red }\n",
    "hooks/old.py": "old = False\n",
    "theme_overrides/assets/lambang.png": b"\x89PNG\r\n\x1a\n\x00",
}


def test_edits_of_the_software_are_told_and_kept(site: UpdatedSite, later: Path) -> None:
    """An update names each edit with its right place; taken all the same, it keeps them."""
    commit_all(site.root, EDITS)
    tree, files = site.tree, site.files()
    refused = run(site, "--file", str(later), "--yes")
    assert refused.returncode == 1
    assert "base/style.css → own/style.css" in refused.stdout
    assert "~ hooks/old.py → repositori perangkat lunak" in refused.stdout
    assert "+ theme_overrides/assets/lambang.png → own/" in refused.stdout
    assert_unchanged(site, tree, files)

    assert run(site, "--file", str(later), "--yes", "--replace-edits").returncode == 0
    now = site.files()
    assert (
        now["theme_overrides/components/base/style.css"]
        != files["theme_overrides/components/base/style.css"]
    )
    patch = site.root / "own" / "edits" / "0.1.0.patch"
    released = new_repository(site.root.parent / "released", OLD_SOFTWARE)
    git(released, "apply", str(patch))
    for path, content in EDITS.items():
        expected = content if isinstance(content, bytes) else content.encode()
        assert (released / path).read_bytes() == expected

    assert run(site, "--undo").returncode == 0
    assert_unchanged(site, tree, files)


# --- updates that fail -------------------------------------------------------------------------


def test_an_update_that_cannot_be_built_changes_nothing(site: UpdatedSite, archive: Path) -> None:
    """A page that the new version refuses ends the update; its problem is printed."""
    commit_all(site.root, {"content/id/salah.md": "---\ntitle: A\n---\n\n{{ valeu('x') }}\n"})
    tree, files = site.tree, site.files()
    failed = run(site, "--file", str(archive), "--yes")
    assert failed.returncode == 1
    assert "content/id/salah.md" in failed.stderr
    assert_unchanged(site, tree, files)


@pytest.mark.parametrize("unsaved", ["README.md", "hooks/new.py", "data/new.yml"])
def test_work_that_is_not_committed_stops_an_update(
    site: UpdatedSite, later: Path, unsaved: str
) -> None:
    """An update over work that git does not hold would lose it."""
    write_files(site.root, {unsaved: "x\n"})
    refused = run(site, "--file", str(later), "--yes")
    assert refused.returncode == 1
    assert unsaved in refused.stderr
    assert (site.root / unsaved).read_text("utf-8") == "x\n"


def test_an_interrupted_replacement_can_be_taken_back(site: UpdatedSite, later: Path) -> None:
    """An update that was killed among its files is undone like one that was finished."""
    tree, files = site.tree, site.files()
    assert run(site, "--file", str(later), "--yes").returncode == 0
    state = site.root / ".git" / update.STATE
    state.write_text(state.read_text("utf-8").replace("true", "false"), "utf-8")
    (site.root / "Makefile").unlink()
    assert run(site, "--undo").returncode == 0
    assert site.files() == files
    assert git(site.root, "write-tree") == tree


def test_a_tag_is_fetched_from_the_softwares_repository(site: UpdatedSite, tmp_path: Path) -> None:
    """A version is taken by its tag; its changelog is shown, and nothing else is fetched."""
    version = small_version("0.2.0")
    software = {path: file.data for path, file in version.files.items()}
    upstream = new_repository(tmp_path / "upstream", {**software, "data/site.yml": "format: 9\n"})
    git(upstream, "tag", "v0.2.0")
    asked = run(site, "--version", "v0.2.0", "--yes")
    assert "git remote add terang" in asked.stderr
    git(site.root, "remote", "add", "terang", str(upstream))
    assert "9.9.9" in run(site, "--version", "9.9.9", "--yes").stderr
    own = {path: text for path, text in site.files().items() if path.startswith("data/")}
    taken = run(site, "--version", "v0.2.0", "--yes")
    assert (taken.returncode, taken.stderr) == (0, "")
    assert "- You see more." in taken.stdout
    assert "Halaman: 0 berubah teksnya" in taken.stdout
    now = site.files()
    assert own.items() <= now.items()
    assert "CHANGELOG.md" not in now
    assert Release.from_json(now[RELEASE]).version == "0.2.0"
    assert git(site.root, "tag") == ""
    assert not (site.root / ".git" / "shallow").exists()
    again = run(site, "--version", "v0.2.0", "--yes")
    assert "commit it first" in again.stderr  # the first update
    commit_all(site.root)
    assert "Already this version" in run(site, "--version", "v0.2.0", "--yes").stdout


def test_a_format_that_a_version_does_not_read_is_refused(
    site: UpdatedSite, tmp_path: Path
) -> None:
    """A version that reads only later data is not taken, nor one that is too old for the data."""
    path = tmp_path / "a.tar.gz"
    path.write_bytes(release_archive.archive_bytes(small_version("3.0.0", data_format=3), 0))
    tree, files = site.tree, site.files()
    refused = run(site, "--file", str(path), "--yes")
    assert "the data has format 1; version 3.0.0 reads 3" in refused.stderr
    assert_unchanged(site, tree, files)


def test_an_archive_that_is_not_as_released_is_refused(site: UpdatedSite, tmp_path: Path) -> None:
    """A changed file, a changed archive, a file elsewhere and a cut one are all refused."""
    tree, files = site.tree, site.files()
    version = small_version("0.2.0")
    good = release_archive.archive_bytes(version, 0)
    changed = SoftwareVersion(
        version.release, {**version.files, "hooks/old.py": StoredFile(b"evil\n")}, "here"
    )
    more = SoftwareVersion(
        version.release, {**version.files, "hooks/evil.py": StoredFile(b"evil\n")}, "here"
    )
    outside = SoftwareVersion(
        version.release, {**version.files, "../evil.py": StoredFile(b"evil\n")}, "here"
    )
    for number, (data, told) in enumerate(
        (
            (release_archive.archive_bytes(changed, 0), "hooks/old.py"),
            (release_archive.archive_bytes(more, 0), "hooks/evil.py"),
            (release_archive.archive_bytes(outside, 0), "../evil.py"),
            (good[:-200], "a.tar.gz"),
            (b"not an archive", "a.tar.gz"),
        )
    ):
        path = tmp_path / str(number) / "a.tar.gz"
        write_files(path.parent, {path.name: data})
        refused = run(site, "--file", str(path), "--yes")
        assert (refused.returncode, told in refused.stderr) == (1, True), refused.stderr
    path = tmp_path / "sum" / "a.tar.gz"
    write_files(path.parent, {path.name: good, release_archive.SUMS: f"{'0' * 64}  a.tar.gz\n"})
    assert "SHA-256" in run(site, "--file", str(path), "--yes").stderr
    assert_unchanged(site, tree, files)
