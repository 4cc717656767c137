"""The manifest lists the published files; `make verify` compares a site with it and its sources."""

from __future__ import annotations

import gzip
import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from tests.serve import Silent, serving
from tests.small_site import Project, a_project

from terang.publishing import manifest, sbom
from terang.publishing.manifest import BadManifestError, Manifest
from terang_mkdocs.__main__ import main

REPOSITORY = Path(__file__).parents[2]
GIT = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", "-c", "commit.gpgsign=false"]


def git(folder: Path, *arguments: str) -> str:
    """Return the output of a git command."""
    done = subprocess.run(
        [*GIT, *arguments], cwd=folder, check=True, capture_output=True, text=True
    )
    return done.stdout.strip()


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Project, str]:
    """Return a published repository with a single commit, and that commit."""
    project = a_project(tmp_path_factory.mktemp("published"))
    (project.root / "hooks").unlink()
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(REPOSITORY / "hooks", project.root / "hooks", ignore=ignored)
    shutil.copy(REPOSITORY / sbom.lock_file("mkdocs").name, project.root)
    (project.root / ".gitignore").write_text("__pycache__/\nsite/\n.site-*\n")
    git(project.root, "init", "--quiet", "--initial-branch=main")
    git(project.root, "add", "--all")
    git(project.root, "commit", "--quiet", "--message=x")
    commit = git(project.root, "rev-parse", "HEAD")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.root)
        patch.setenv("SOURCE_DATE_EPOCH", "1790000000")
        assert main(["site", "--compressed", "--commit", commit]) == 0
    return project, commit


@pytest.fixture
def copy(published: tuple[Project, str], tmp_path: Path) -> Path:
    """Return a copy of the published site, to be tampered with."""
    return Path(shutil.copytree(published[0].site, tmp_path / "site"))


Verify = Callable[[object], tuple[int, list[str]]]


@pytest.fixture
def verify(
    published: tuple[Project, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Verify:
    """Return a function that runs `make verify` and returns its exit code and lines."""

    def verifying(place: object) -> tuple[int, list[str]]:
        monkeypatch.chdir(published[0].root)
        capsys.readouterr()
        code = main(["verify", str(place)])
        said = capsys.readouterr()
        return code, (said.out + said.err).splitlines()

    return verifying


def content(folder: Path) -> dict[str, Any]:
    """Return the manifest as JSON."""
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_bytes())
    return found


def forge(folder: Path, **changes: object) -> None:
    """Change a manifest, and list every file as it is now."""
    listed = {
        **content(folder),
        "files": manifest.file_digests(manifest.file_sums(folder)),
        **changes,
    }
    (folder / "manifest.json").write_text(json.dumps(listed))


def test_the_manifest_lists_every_file(published: tuple[Project, str]) -> None:
    """The manifest lists every file with its SHA-256, except itself and compressed copies."""
    project, commit = published
    found, files = content(project.site), project.published()
    assert found["files"] == {
        name: hashlib.sha256(data).hexdigest()
        for name, data in files.items()
        if name != "manifest.json" and not name.endswith(".gz")
    }
    assert list(found["files"]) == sorted(found["files"])
    assert found["commit"] == commit
    assert (found["day"], found["address"]) == ("2026-09-21", "https://example.org/contoh/")
    assert len([name for name in files if name.endswith(".gz")]) > 10


def test_the_digest_of_the_data_can_be_had_by_hand(published: tuple[Project, str]) -> None:
    """`sha256sum` over the files of data/, sorted by path, gives the digest of the data."""
    project, _ = published
    by_hand = "LC_ALL=C; export LC_ALL; find data -type f | sort | xargs sha256sum | sha256sum"
    done = subprocess.run(
        ["sh", "-c", by_hand], cwd=project.root, check=True, capture_output=True, text=True
    )
    assert done.stdout.split()[0] == content(project.site)["data"]


def test_copies_are_the_same_at_any_time(published: tuple[Project, str]) -> None:
    """Compressed copies carry no time of day and hold the content of the file beside them."""
    files = published[0].published()
    for name, data in files.items():
        if name.endswith(".gz"):
            assert data[4:8] == bytes(4), name
            assert gzip.decompress(data) == files[name.removesuffix(".gz")]
            assert len(data) < len(files[name.removesuffix(".gz")])


def test_a_true_site_is_verified(
    verify: Verify, copy: Path, published: tuple[Project, str]
) -> None:
    """An unchanged site is verified: commit and day, what that shows, and what it does not."""
    code, said = verify(copy)
    assert (code, len(said)) == (0, 4), said
    assert [line.split(" · ")[1].split()[0] for line in said] == [
        "Verified:", "Shown:", "The", "Not",
    ]  # fmt: skip
    assert published[1] in said[0]
    assert "2026-09-21" in said[0]


def change(path: str, old: bytes, new: bytes) -> Callable[[Path], None]:
    """Return a function that replaces a figure in a file."""

    def changing(folder: Path) -> None:
        data = (folder / path).read_bytes()
        assert old in data
        (folder / path).write_bytes(data.replace(old, new))

    return changing


def changed_copy(folder: Path) -> None:
    """Change only the compressed copy of a page, which is what browsers are sent."""
    path = folder / "index.html.gz"
    path.write_bytes(gzip.compress(gzip.decompress(path.read_bytes()).replace(b"100.000", b"1")))


PAGE = "coverage/covered-here/index.html"


def test_every_changed_file_is_named(verify: Verify, copy: Path) -> None:
    """Every changed file is named, whatever the change, and no other file is."""
    change(PAGE, b"100.000", b"100.001")(copy)
    change("data/observations.csv", b"100000", b"100001")(copy)
    changed_copy(copy)
    (copy / "sitemap.xml.gz").write_text("no gzip")
    (copy / "robots.txt").unlink()
    (copy / "extra.gz").write_text("x")
    (copy / "extra.html").write_text("x")
    code, said = verify(copy)
    assert code == 1
    assert [line.split(":")[0] for line in said[:-1]] == [
        PAGE, "data/observations.csv", "index.html", "robots.txt", "sitemap.xml", "extra.gz",
        "extra.html",
    ]  # fmt: skip


def test_a_manifest_changed_with_its_files_does_not_help(verify: Verify, copy: Path) -> None:
    """A manifest that was changed together with its files fails: the repository differs."""
    change(PAGE, b"100.000", b"100.001")(copy)
    (copy / f"{PAGE}.gz").unlink()
    forge(copy)
    code, said = verify(copy)
    assert code == 1
    assert [line.split(":")[0] for line in said[:-1]] == [PAGE]


def test_each_statement_is_held_against_the_repository(verify: Verify, copy: Path) -> None:
    """Each statement of the manifest on sources and address is checked in the repository."""
    forge(copy, data="0" * 64, lock="0" * 64, address="https://example.com/")
    code, said = verify(copy)
    assert code == 1
    assert [line.split("`")[1] for line in said[:-1]] == ["address", "data", "lock"]


def test_another_day_is_another_site(verify: Verify, copy: Path) -> None:
    """A manifest that claims another day is refused: states are shown as of a day."""
    forge(copy, moment=1760000000)
    code, said = verify(copy)
    assert code == 1
    assert [line.split("`")[1] for line in said if "`" in line] == ["day", "moment"]
    assert len(said) > 3


@pytest.mark.parametrize("commit", ["0" * 40, "--output=x", "HEAD", "main~1"])
def test_only_a_whole_commit_of_our_own_counts(verify: Verify, copy: Path, commit: str) -> None:
    """Only a full commit id is accepted: a branch name can move, and an option could run."""
    forge(copy, commit=commit)
    code, said = verify(copy)
    assert (code, len(said)) == (1, 2)
    assert commit in said[0]


@pytest.mark.parametrize("changes", [{"format": 9}, {"files": []}, {"moment": "now"}], ids=str)
def test_a_manifest_of_another_form_is_none(
    verify: Verify, copy: Path, changes: Mapping[str, object]
) -> None:
    """A manifest of another form is refused rather than half understood."""
    forge(copy, **changes)
    code, said = verify(copy)
    assert (code, len(said)) == (1, 2)
    assert "manifest.json" in said[0]


def test_changes_in_no_commit_are_said(verify: Verify, copy: Path) -> None:
    """A site with uncommitted changes is compared with the working tree and not verified."""
    commit = content(copy)["commit"]
    forge(copy, commit=f"{commit}-dirty")
    code, said = verify(copy)
    assert code == 1
    assert f"{commit}-dirty" in said[0]


def test_a_commit_of_another_history_is_refused(
    verify: Verify, copy: Path, published: tuple[Project, str]
) -> None:
    """A commit that exists in the repository but not in the published history is refused."""
    root = published[0].root
    tree = git(root, "rev-parse", "HEAD^{tree}")
    forge(copy, commit=git(root, "commit-tree", tree, "-m", "elsewhere"))
    code, said = verify(copy)
    assert code == 1
    assert len(said) == 2


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b"{", b'"x"', b"\xff"])
def test_what_is_no_manifest_is_said(verify: Verify, copy: Path, content: bytes) -> None:
    """A file that is not a manifest is reported in a line, without a traceback."""
    with pytest.raises(BadManifestError):
        Manifest.from_json(content)
    (copy / "manifest.json").write_bytes(content)
    assert verify(copy)[0] == 1
    (copy / "manifest.json").unlink()
    code, said = verify(copy)
    assert (code, len(said)) == (1, 2)


@pytest.fixture
def address(copy: Path) -> Iterator[str]:
    """Yield the address at which the copy is served."""
    with serving(partial(Silent, directory=str(copy))) as port:
        yield f"http://127.0.0.1:{port}"


def test_an_address_is_verified_like_a_folder(verify: Verify, copy: Path, address: str) -> None:
    """A served site is verified like a folder; a host need not serve `_headers`."""
    (copy / "_headers").unlink()
    code, said = verify(address)
    assert code == 0, said
    change(PAGE, b"100.000", b"100.001")(copy)
    (copy / "robots.txt").unlink()
    code, said = verify(address)
    assert code == 1
    assert sorted(line.split(":")[0] for line in said[:-1]) == [PAGE, "robots.txt"]
    code, said = verify("http://127.0.0.1:9/")
    assert (code, len(said)) == (1, 2)


def test_without_a_commit_the_working_tree_is_meant(
    verify: Verify, published: tuple[Project, str], tmp_path: Path
) -> None:
    """A site that names no commit, as `make site` builds it, is held to the working tree."""
    project, _ = published
    site = tmp_path / "site"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(project.root)
        patch.setenv("SOURCE_DATE_EPOCH", "1790000000")
        shutil.move(project.site, tmp_path / "kept")
        assert main(["site"]) == 0
        shutil.move(project.site, site)
        shutil.move(tmp_path / "kept", project.site)
    assert content(site)["commit"] is None
    assert verify(site)[0] == 0
