"""`make update`: a site takes a later version, keeps what is its own, and can go back.

Two sites. One is real: `site_0.1.0.tar.xz` holds version 0.1.0 of this software, as it was in the
last commit with data of format 1 (the parent of 44691cb), and the site that its `make init` made
for an area; left out are its tests, tools and most documents, and its Makefile installs nothing. It
is changed as a regency would, and takes this checkout, packed as a release. The other has a
software of a few lines, for what does not depend on it.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml
from tests.built import NOW, REPOSITORY
from tests.repositories import commit_all, git, new_repository, write_files

import release_archive
import update
from release_archive import SoftwareVersion, StoredFile
from terang.software_files import RELEASE, Release, is_software, software_digests

OLD_SITE = Path(__file__).with_name("site_0.1.0.tar.xz")
MOMENT = "1796097600"
"""1 December 2026: the pages of the old site cite sources that were read in November."""

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
    """Return a site on version 0.1.0 of the small software."""
    root = tmp_path / "situs"
    pages = {f"content/{code}/index.md": f"{code}\n" for code in ("id", "en")}
    digests = software_digests({path: text.encode() for path, text in OLD_SOFTWARE.items()})
    release = Release("0.1.0", 1, (), digests).to_json()
    own = {"data/site.yml": "format: 1\n", "README.md": "# Situs kami\n"}
    new_repository(root, {**OLD_SOFTWARE, **pages, **own, RELEASE: release})
    (root / ".venv").symlink_to(sys.prefix)
    write_files(root, {".git/info/exclude": "/.venv\n"})
    return UpdatedSite(root)


def clean_environment(patch: pytest.MonkeyPatch, moment: str) -> None:
    """Let nothing of a calling make reach the command, and set its day."""
    for name in (*update._FROM_MAKE, "PYTHONPATH"):
        patch.delenv(name, raising=False)
    patch.setenv("SOURCE_DATE_EPOCH", moment)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    clean_environment(monkeypatch, NOW)


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

BEGUN, CHANGED = "2025-02-01", "2025-03-05"
"""The days on which the site began, and on which its editors changed it."""

OWN = {
    "own/style.css": ".header { border-bottom: 3px solid #123456; }\n",
    "own/words.yml": "page.coverage_title:\n  id: Angka kami\n  en: Our figures\n",
    "content/id/tentang.md": "---\ntitle: Tentang kami\ndescription: Siapa kami.\n---\n\n"
    'Kami mencatat {{ value("kota-peserta", "result-2023") }} orang.\n',
    "data/coverage/kota-peserta.yml": """\
# Catatan kami sendiri.
indicator: vulnerable-workers-covered
area: kota
observations:
  - date: 2023
    value: 700
    by: {id: Dinas Kota, en: the city office}
    sources: [laporan-kota]
    quote: baru 700 orang
    revisions:
      - revised: 2025-03-05
        reason: {id: Salah salin., en: Copied wrongly.}
        was: {value: 70}
  - date: 2024
    value: 9000
    sources: [laporan-kota]
    withdrawn: {date: 2025-03-05, reason: {id: Bukan angka kota., en: Not the city's figure.}}
targets:
  - due: 2025
    value: 650
    announced: 2024-05
    sources: [laporan-kota]
sources:
  laporan-kota: {title: Laporan kota, publisher: Dinas Kota, type: government, language: id}
""",
    "docs/record/readers.md": "# Pembaca\n",
    ".github/CODEOWNERS": "* @kami\n",
    "README.md": "# Situs kami\n",
}
"""Changes of a regency, all of them in the right place: style, words, page, series, correction."""

SECOND_AREA = "\nkota:\n  name: {id: Kota Kedua, en: Second City}\n  level: city\n"

EDITS: Mapping[str, str | bytes] = {
    "theme_overrides/components/base/style.css": "body { color: red }\n",
    "hooks/terang/__init__.py": '"""Suntingan kami."""\n',
    "theme_overrides/assets/lambang.png": b"\x89PNG\r\n\x1a\n\x00",
}
"""Changes of a regency in the wrong place."""

REFUSED = {"content/id/reading.md": 45, "content/en/reading.md": 46}
"""Pages that 0.1.0 came with → the line with figures that this version refuses."""


@dataclass(frozen=True)
class FinishedUpdate:
    """An update that was run in this process."""

    code: int
    said: str
    errors: str


def run_here(site: UpdatedSite, *arguments: str) -> FinishedUpdate:
    """Run the update in this process, so that a test can look at what it has built."""
    said, errors = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(site.root),
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(errors),
    ):
        code = update.main(arguments)
    return FinishedUpdate(code, said.getvalue(), errors.getvalue())


@dataclass(frozen=True)
class Regency:
    """The old site before and after an update to this version."""

    before: UpdatedSite
    """It is never changed; updates take copies."""
    tree: str
    files: Mapping[str, bytes]
    taken: UpdatedSite
    ran: FinishedUpdate
    sites: Mapping[str, Path]
    """The built sites: `old` and `new`."""


def copied(site: UpdatedSite, folder: Path) -> UpdatedSite:
    """Return a copy of a site with its whole history."""
    return UpdatedSite(shutil.copytree(site.root, folder / "situs", symlinks=True))


@pytest.fixture(scope="module")
def old_site(tmp_path_factory: pytest.TempPathFactory) -> UpdatedSite:
    """Return the real site of version 0.1.0, changed as a regency would."""
    root = tmp_path_factory.mktemp("lama") / "situs"
    with tarfile.open(OLD_SITE) as packed:
        packed.extractall(root, filter="data")
    new_repository(root)
    begun = {path.relative_to(root).as_posix(): path.read_bytes() for path in all_files(root)}
    release = Release("0.1.0", 1, (), software_digests(begun)).to_json()
    commit_all(root, {RELEASE: release}, day=BEGUN)
    areas = begun["data/areas.yml"].decode()
    settings = begun["mkdocs.yml"].decode()
    menu = settings
    for language, title in (("id", "Tentang kami"), ("en", "About us")):
        last = f"{language}/ask.md\n"
        menu = menu.replace(last, f"{last}      - {title}: {language}/tentang.md\n")
    own = {**OWN, "data/areas.yml": areas + SECOND_AREA, "mkdocs.yml": menu}
    (root / ".venv").symlink_to(sys.prefix)
    write_files(root, {".git/info/exclude": "/.venv\n"})
    commit_all(root, own, day=CHANGED)
    return UpdatedSite(root)


def all_files(root: Path) -> Iterator[Path]:
    """Yield the files below a folder, without git's own."""
    return (path for path in sorted(root.rglob("*")) if path.is_file() and ".git" not in path.parts)


@pytest.fixture(scope="module")
def regency(
    old_site: UpdatedSite, archive: Path, tmp_path_factory: pytest.TempPathFactory
) -> Regency:
    """Return the site with the refused lines taken out, and its update, run once for all tests."""
    folder = tmp_path_factory.mktemp("baru")
    before = copied(old_site, folder / "before")
    mended = {}
    for path, number in REFUSED.items():
        lines = (before.root / path).read_text("utf-8").splitlines(keepends=True)
        mended[path] = "".join(lines[: number - 1] + lines[number:])
    commit_all(before.root, mended)
    taken = copied(before, folder / "after")
    sites = {name: folder / name for name in ("old", "new")}
    compare = update.differences

    def kept(old: Path, new: Path) -> Iterator[str]:
        for name, built in (("old", old), ("new", new)):
            shutil.copytree(built, sites[name])
        yield from compare(old, new)

    with pytest.MonkeyPatch.context() as patch:
        clean_environment(patch, MOMENT)
        patch.setattr(update, "differences", kept)
        ran = run_here(taken, "--file", str(archive), "--yes")
    return Regency(before, before.tree, before.files(), taken, ran, sites)


def test_a_page_that_this_version_refuses_is_named(
    old_site: UpdatedSite, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages that the old version came with hold figures in words: their lines are named."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", MOMENT)
    site = copied(old_site, tmp_path)
    tree, files = site.tree, site.files()
    failed = run(site, "--file", str(archive), "--yes")
    assert failed.returncode == 1
    found = re.findall(r"^(content/\S+?):(\d+):\d+: typed-figure", failed.stderr, re.MULTILINE)
    assert {(path, int(number)) for path, number in found} == {*REFUSED.items()}
    assert_unchanged(site, tree, files)


def test_what_changes_for_readers_is_told(regency: Regency) -> None:
    """The update names pages, conclusions and migrated files, and leaves out hidden lines."""
    assert regency.ran.errors == ""
    assert regency.ran.code == 0
    said = regency.ran.said
    for told in (
        "  ~ index.html", "      -Cakupan", "  + targets/index.html", "  M\tdata/site.yml",
        "  A\tdata/speakers.yml", " 0 hilang", "Kesimpulan yang berubah: 0 ", "0.9.0 2026-11-30",
    ):  # fmt: skip
        assert told in said
    assert "seharusnya diperbarui tiap hari" not in said


def test_conclusions_and_texts_that_differ_are_told(tmp_path: Path) -> None:
    """A state that differs is named with both, a text with its line; hidden ones are not."""
    for name, state, hidden in (("old", "met", "Lama"), ("new", "missed", "Baru")):
        derived = {"as_of": name, "targets": [{"anchor": "target-2025", "state": state}]}
        page = (
            f"<main><p>{state}</p><p hidden>{hidden}<br><span>x</span></p><p>Sama</p></main>{name}"
        )
        write_files(
            tmp_path / name,
            {"data/a.json": json.dumps({"derived": derived}), "a/index.html": page},
        )
    lines = [*update.differences(tmp_path / "old", tmp_path / "new")]
    assert lines[1:4] == ["  ~ a/index.html", "      -met", "      +missed"]
    assert '  data/a.json targets[target-2025].state: "met" → "missed"' in lines
    assert not any(text in "".join(lines) for text in ("Lama", "Baru", "as_of"))


def test_a_site_keeps_all_of_its_own(regency: Regency, archive: Path) -> None:
    """The software is that of the release; the site's own is in place, its data migrated."""
    now, files = regency.taken.files(), regency.files
    kept = {path for path in files if path.startswith(("content/", "own/", "docs/record/"))}
    kept |= {"README.md", "mkdocs.yml", ".github/CODEOWNERS", "data/areas.yml", "CHANGELOG.md"}
    assert {*OWN} - kept == {"data/coverage/kota-peserta.yml"}
    assert {path: now[path] for path in kept} == {path: files[path] for path in kept}
    software = release_archive.read_archive(archive).software
    assert {path: now[path] for path in now if is_software(path)} == {
        path: file.data for path, file in software.items()
    }
    data = {path: yaml.safe_load(now[path]) for path in now if path.startswith("data/")}
    assert data["data/site.yml"]["format"] == 2
    assert data["data/speakers.yml"]["city-office"]["name"]["id"] == "Dinas Kota"
    series = data["data/coverage/kota-peserta.yml"]
    assert {str(entry["added"]) for entry in series["observations"]} == {CHANGED}
    mended, withdrawn = series["corrections"]
    assert (mended["reason"]["id"], mended["set"]) == ("Salah salin.", {"value": 700})
    assert withdrawn["withdraw"] is True
    begun = data["data/coverage/contoh-vulnerable-workers.yml"]["observations"]
    assert {str(entry["added"]) for entry in begun} == {BEGUN}


def test_an_updated_site_is_built_with_all_of_its_own(regency: Regency) -> None:
    """Style, words, page, series and correction are on the pages of the new version."""
    old, new = regency.sites["old"], regency.sites["new"]
    assert {path.relative_to(old) for path in old.rglob("*.html")} <= {
        path.relative_to(new) for path in new.rglob("*.html")
    }
    for path, told in {
        "assets/terang.css": OWN["own/style.css"],
        "en/coverage/index.html": "Our figures",
        "tentang/index.html": ">700<",
        "index.html": "Tentang kami",
        "revisions/index.html": "Salah salin.",
        "coverage/kota-peserta/index.html": "Bukan angka kota.",
    }.items():
        assert told in (new / path).read_text("utf-8"), path


def test_an_updated_site_goes_back(regency: Regency, tmp_path: Path) -> None:
    """The old tree's hash comes back, with every file as it was."""
    site = copied(regency.taken, tmp_path)
    assert site.tree != regency.tree
    undone = run(site, "--undo")
    assert (undone.returncode, undone.stderr) == (0, "")
    assert regency.tree in undone.stdout
    assert_unchanged(site, regency.tree, regency.files)


def test_a_site_that_edited_the_software_loses_nothing(
    regency: Regency, archive: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told where, and becomes what it would be without the edits, which are kept beside."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", MOMENT)
    site = copied(regency.before, tmp_path)
    commit_all(site.root, EDITS)
    tree, files = site.tree, site.files()
    refused = run_here(site, "--file", str(archive), "--yes")
    assert refused.code == 1
    assert "base/style.css → own/style.css" in refused.said
    assert "~ hooks/terang/__init__.py → repositori perangkat lunak" in refused.said
    assert "+ theme_overrides/assets/lambang.png → own/" in refused.said
    assert_unchanged(site, tree, files)

    # Its pages are those of the site without edits, since its tree is: they are not built again.
    make, built = update._make, iter((regency.sites["new"], regency.sites["old"]))

    def make_all_but_the_site(root: Path, tree: Path, target: str, moment: str) -> None:
        if target == "site":
            shutil.copytree(next(built), tree / "site")
        else:
            make(root, tree, target, moment)

    monkeypatch.setattr(update, "_make", make_all_but_the_site)
    taken = run_here(site, "--file", str(archive), "--yes", "--replace-edits")
    assert (taken.code, taken.errors) == (0, "")
    patch = "own/edits/0.1.0.patch"
    assert site.files() == {**regency.taken.files(), patch: site.files()[patch]}
    released = new_repository(tmp_path / "released", regency.files)
    git(released, "apply", str(site.root / patch))
    for path, content in EDITS.items():
        assert (released / path).read_bytes() == files[path]
        assert files[path] == (content if isinstance(content, bytes) else content.encode())

    assert run(site, "--undo").returncode == 0
    assert_unchanged(site, tree, files)


# --- going back, and edits, with the small software --------------------------------------------


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


# --- updates that fail -------------------------------------------------------------------------


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
    unsigned = run(site, "--version", "v0.2.0", "--address", str(upstream), "--require-provenance")
    assert "its provenance is not proved" in unsigned.stderr
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


def test_provenance_that_is_asked_for_is_proved(
    site: UpdatedSite, later: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The forge's program proves who built an archive, by the statement beside it if there is one.

    Where it does not, a site that asks for proof takes nothing.
    """
    git(site.root, "remote", "add", "terang", "https://github.com/contoh/terang.git")
    programs, asked = tmp_path / "bin", tmp_path / "asked"
    write_files(programs, {"gh": f'#!/bin/sh\necho "$@" >> "{asked}"\nexit $PROVED\n'})
    (programs / "gh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:{os.environ['PATH']}")
    monkeypatch.setenv("PROVED", "1")
    wanted = ("--file", str(later), "--require-provenance")
    assert "its provenance is not proved" in run(site, *wanted, "--yes").stderr
    monkeypatch.setenv("PROVED", "0")
    write_files(tmp_path, {release_archive.PROVENANCE: "{}"})
    assert "Its provenance is proved." in run(site, *wanted).stdout
    verify = f"attestation verify {later} --repo contoh/terang"
    bundle = f"--bundle {tmp_path / release_archive.PROVENANCE}"
    assert asked.read_text("utf-8") == f"{verify}\n{verify} {bundle}\n"


GPG = """\
#!/bin/sh
cat > /dev/null
case "$*" in
*--verify*) echo "[GNUPG:] NEWSIG"; echo "[GNUPG:] GOODSIG 1 Nama"; exit $REFUSED ;;
*) printf '\\n[GNUPG:] SIG_CREATED \\n' >&2
   printf -- '-----BEGIN PGP SIGNATURE-----\\nx\\n-----END PGP SIGNATURE-----\\n' ;;
esac
"""


def test_a_signed_tag_proves_who_released(
    site: UpdatedSite, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A signature that git accepts on this machine is proof enough; another one is not."""
    software = {path: file.data for path, file in small_version("0.2.0").files.items()}
    upstream = new_repository(tmp_path / "upstream", software)
    write_files(tmp_path, {"gpg": GPG})
    (tmp_path / "gpg").chmod(0o755)
    monkeypatch.setenv("REFUSED", "0")
    program = str(tmp_path / "gpg")
    sign = ("tag", "-s", "-u", "x", "-m", "0.2.0", "v0.2.0")
    git(upstream, "-c", f"gpg.program={program}", *sign)
    for name, value in {"COUNT": "1", "KEY_0": "gpg.program", "VALUE_0": program}.items():
        monkeypatch.setenv(f"GIT_CONFIG_{name}", value)
    wanted = ("--version", "0.2.0", "--address", str(upstream), "--require-provenance")
    assert "Its provenance is proved." in run(site, *wanted).stdout
    monkeypatch.setenv("REFUSED", "1")
    assert run(site, *wanted).returncode == 1


def test_nothing_of_a_calling_make_reaches_another_version() -> None:
    """The variables that the Makefile hands on are those that the update takes away."""
    makefile = (REPOSITORY / "Makefile").read_text("utf-8")
    (texts,) = re.findall(r"^TEXTS := (.+)$", makefile, re.MULTILINE)
    assert texts.split() == [*update._TEXTS]


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
