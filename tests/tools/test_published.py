"""The branch `published`: each publication is kept there, and the next is measured by it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.git_repository import STAND_IN, GitRepository, Tree, a_repository

import published

ROOT = Path(__file__).resolve().parents[2]
MAIN = "refs/heads/main"
ENTRY = {"data/coverage/b.yml": "value: 15000\n"}
EDIT = {"data/coverage/a.yml": "value: 26800\n"}
LAX = {"hooks/terang/__main__.py": "raise SystemExit(0)\n"}
COMMENTED = {"hooks/terang/__main__.py": STAND_IN["hooks/terang/__main__.py"] + "# again\n"}


class Publisher:
    """A clone that publishes, and the repository that it was cloned from."""

    def __init__(self, folder: Path) -> None:
        self.origin = a_repository(folder / "origin.git")
        self.folder = folder
        self.clone = a_repository(folder / "clone")
        self.clone.git("remote", "add", "origin", str(self.origin.folder))
        self.head = self.origin.commit(STAND_IN)

    def fetch(self, head: str) -> None:
        """Let main be this commit, at origin and in the clone."""
        self.head = head
        self.origin.point("main", head)
        self.clone.git("fetch", "--quiet", "origin", "+refs/heads/main:refs/remotes/origin/main")
        self.clone.git("update-ref", MAIN, head)

    def change(self, files: Tree, *others: str) -> str:
        """Add a commit to main and return it."""
        self.fetch(self.origin.commit(files, self.head, *others))
        return self.head

    def check(self, ref: str = MAIN) -> published.GuardVerdict:
        """Return the verdict on a publication of main."""
        return published.check_publishable(self.clone.folder, ref)

    def publish(self, day: str = "2026-07-01") -> str | None:
        """Keep a site of the present commit, push it, and return the commit of the branch."""
        site = self.folder / "site"
        (site / "data").mkdir(parents=True, exist_ok=True)
        manifest = {"address": "https://a.example/", "commit": self.head, "data": "d", "day": day,
                    "moment": 1782878400, "files": {"index.html": "x"}}  # fmt: skip
        (site / "manifest.json").write_text(json.dumps(manifest))
        (site / "data" / "observations.csv").write_text("series,value\n")
        (site / "data" / "datapackage.json").write_text("{}")
        made = published.keep_publication(self.clone.folder, site)
        if made:
            self.clone.git("push", "--quiet", "origin", "refs/heads/published")
        return made


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    """Return a publisher whose main has one commit, not yet published."""
    publisher = Publisher(tmp_path)
    publisher.fetch(publisher.head)
    return publisher


@pytest.fixture
def after_first(publisher: Publisher) -> Publisher:
    """Return a publisher that has published the first commit."""
    assert publisher.check().reasons == ("first",)
    assert publisher.publish()
    return publisher


def test_a_publication_is_kept_whole(after_first: Publisher) -> None:
    """The branch holds manifest, day, commit, tables and sources of each publication."""
    git = after_first.origin.git
    names = set(git("ls-tree", "-r", "--name-only", "published").splitlines())
    assert {"manifest.json", "publication.json", "README.md", "tables/observations.csv",
            "tables/datapackage.json", "sources/data/site.yml", "sources/content/id/index.md",
            "sources/mkdocs.yml"} <= names  # fmt: skip
    assert not any(name.startswith(".github") or "hooks" in name for name in names)
    said = json.loads(git("show", "published:publication.json"))
    assert (said["commit"], said["day"]) == (after_first.head, "2026-07-01")
    assert git("rev-parse", "published:sources/data") == git(
        "rev-parse", f"{after_first.head}:data"
    )


def test_each_publication_follows_the_last(after_first: Publisher) -> None:
    """A publication is a commit on top of the last; the same again is none."""
    first = after_first.origin.git("rev-parse", "published")
    assert after_first.check().reasons == ("same",)
    assert after_first.publish() is None
    assert after_first.publish("2026-07-02") is not None
    assert after_first.origin.git("rev-parse", "published^") == first


def test_a_sound_change_is_publishable(after_first: Publisher) -> None:
    """A new entry since the last publication may be published."""
    after_first.change(ENTRY)
    verdict = after_first.check()
    assert (verdict.is_passed, verdict.reasons) == (True, ("data",))


def test_a_silent_edit_is_stopped(after_first: Publisher) -> None:
    """An edit that came to main without a judge is stopped, however many commits it took."""
    after_first.change(ENTRY)
    after_first.change({"data/coverage/a.yml": None})
    after_first.change(EDIT)
    verdict = after_first.check()
    assert (verdict.is_passed, verdict.reasons) == (False, ("data_refused",))


def test_an_edit_taken_back_is_none(after_first: Publisher) -> None:
    """An edit counts only if it would be published."""
    after_first.change(EDIT)
    after_first.change({"data/coverage/a.yml": STAND_IN["data/coverage/a.yml"], **ENTRY})
    assert after_first.check().is_passed


def test_changes_that_pass_only_alone_are_stopped(publisher: Publisher) -> None:
    """Two changes that each pass, and whose merge takes something back, are stopped."""
    both = {"data/coverage/a.yml": "one: 1\ntwo: 2\n"}
    publisher.change(both)
    publisher.publish()
    left = publisher.head
    clash = publisher.origin.commit({"data/coverage/c.yml": "value: 3\n"}, left)
    publisher.change(ENTRY)
    # A merge that was resolved wrongly: a line of the published record is gone.
    publisher.change(
        {"data/coverage/c.yml": "value: 3\n", "data/coverage/a.yml": "one: 1\n"}, clash
    )
    assert publisher.check().reasons == ("data_refused",)


def test_data_and_software_are_judged_apart(after_first: Publisher) -> None:
    """Software that changed since is named; only data after it is judged by it."""
    after_first.change(ENTRY)
    after_first.change(COMMENTED)
    after_first.change({"data/coverage/c.yml": "value: 3\n"})
    verdict = after_first.check()
    assert verdict.is_passed
    assert set(verdict.reasons) == {"data", "software", "placeholders"}
    assert verdict.files == ("hooks/terang/__main__.py",)


def test_a_guard_taken_away_for_a_while_lets_nothing_pass(after_first: Publisher) -> None:
    """An edit while the guard was away is judged by the guard before."""
    after_first.change(LAX)
    after_first.change(EDIT)
    after_first.change({**COMMENTED, **STAND_IN, **EDIT})
    assert after_first.check().reasons == ("data_refused",)


def test_data_and_software_in_one_commit_are_stopped(after_first: Publisher) -> None:
    """A commit that changes both came past the judge, and is stopped."""
    after_first.change({**LAX, **EDIT})
    verdict = after_first.check()
    assert (verdict.is_passed, verdict.reasons) == (False, ("split",))


def test_a_migration_is_publishable_among_other_changes(after_first: Publisher) -> None:
    """A migration by `make migrate` is accepted between changes that the guard judges."""
    after_first.change(ENTRY)
    after_first.change({"data/site.yml": "format: 2\n"})
    after_first.change({"data/coverage/c.yml": "value: 3\n"})
    verdict = after_first.check()
    assert (verdict.is_passed, verdict.reasons) == (True, ("data", "migration"))


def test_a_rewritten_history_is_stopped(after_first: Publisher) -> None:
    """A main that does not descend from what was published is stopped, whatever it holds."""
    before = after_first.head
    after_first.fetch(after_first.origin.commit({**STAND_IN, **ENTRY}))
    assert after_first.check().reasons == ("rewritten",)
    # The same where the published commit is gone from the repository.
    fresh = Publisher(after_first.folder / "again")
    tip = after_first.origin.git("rev-parse", "published")
    fresh.origin.git("fetch", "--quiet", str(after_first.origin.folder), "published:published")
    fresh.fetch(fresh.origin.commit({**STAND_IN, "data/x.yml": "x\n"}))
    assert fresh.origin.git("rev-parse", "published") == tip
    assert fresh.check().reasons == ("rewritten",)
    assert before in str(fresh.check())


def test_an_old_run_started_again_is_stopped(after_first: Publisher) -> None:
    """A commit older than the one published is not published again over it."""
    old = after_first.head
    after_first.change(ENTRY)
    after_first.publish("2026-07-02")
    after_first.fetch(old)
    assert after_first.check().reasons == ("rewritten",)


@pytest.mark.parametrize(
    "ref", ["refs/heads/other", "refs/tags/main", "refs/pull/1/merge", "HEAD", ""]
)
def test_another_branch_is_not_published(after_first: Publisher, ref: str) -> None:
    """A publication started by hand from another branch or tag is stopped."""
    assert after_first.check(ref).reasons == ("branch",)


def test_the_ref_is_the_word_of_the_forge(publisher: Publisher) -> None:
    """In a forge its variables name the ref; elsewhere the branch that is checked out."""
    folder = publisher.clone.folder
    github = {"GITHUB_ACTIONS": "true", "GITHUB_REF": "refs/heads/x"}
    assert published.present_ref(folder, github) == "refs/heads/x"
    gitlab = {"GITLAB_CI": "true", "CI_COMMIT_BRANCH": "x"}
    assert published.present_ref(folder, gitlab) == "refs/heads/x"
    assert published.present_ref(folder, {}) == MAIN


HOSTILE = {
    "no JSON": b"{",
    "a number": b"5",
    "a commit that is a number": b'{"commit": 5, "day": "2026-07-01"}',
    "a commit with a line break": b'{"commit": "a\\n::error::", "day": "2026-07-01"}',
    "an option": b'{"commit": "--all", "day": "2026-07-01"}',
    "no day": b'{"commit": "' + b"0" * 40 + b'"}',
    "depth": b"[" * 100_000,
    "absent": None,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=list(HOSTILE))
def test_a_damaged_branch_is_stopped(publisher: Publisher, text: bytes | None) -> None:
    """A branch that publications did not make stops the next, without a traceback."""
    files: Tree = {"publication.json": text} if text is not None else {"a": "a"}
    publisher.origin.point("published", publisher.origin.commit(files))
    assert publisher.check().reasons == ("damaged",)


def test_a_branch_with_other_sources_is_stopped(after_first: Publisher) -> None:
    """A branch whose data is not that of the commit that it names is stopped."""
    tip = after_first.origin.git("rev-parse", "published")
    after_first.origin.point(
        "published", after_first.origin.commit({"sources/data/site.yml": "format: 9\n"}, tip)
    )
    assert after_first.check().reasons == ("damaged",)


def test_no_answer_is_not_the_first_publication(after_first: Publisher) -> None:
    """If origin does not answer, nothing is published."""
    after_first.clone.git("remote", "set-url", "origin", str(after_first.folder / "gone"))
    with pytest.raises(published.GitError):
        after_first.check()


def test_a_site_of_another_commit_is_not_kept(publisher: Publisher) -> None:
    """Only a site of the present commit is kept: no site of changed files, or of another day."""
    publisher.publish()
    publisher.change(ENTRY)
    with pytest.raises(published.GitError):
        published.keep_publication(publisher.clone.folder, publisher.folder / "site")


def run_command(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a folder, at a desk."""
    return subprocess.run(
        [sys.executable, ROOT / "tools" / "ci" / "published.py", *arguments],
        cwd=folder, capture_output=True, check=False, text=True, env={"PATH": "/usr/bin:/bin"},
    )  # fmt: skip


def test_a_job_without_our_software_pushes_the_bundle(publisher: Publisher, tmp_path: Path) -> None:
    """The commit travels as a bundle that plain git pushes, and only forward."""
    folder, record = publisher.clone.folder, tmp_path / "record"
    for day in ("2026-07-01", "2026-07-02"):
        publisher.publish("2000-01-01")  # writes the site
        manifest = tmp_path / "site" / "manifest.json"
        manifest.write_text(manifest.read_text().replace("2000-01-01", day))
        arguments = ("keep", "--site", str(tmp_path / "site"), "--record", str(record))
        done = run_command(folder, *arguments)
        assert done.returncode == 0, done.stderr
        assert (record / "manifest.json").read_bytes() == manifest.read_bytes()
        other = GitRepository(tmp_path / f"job-{day}")
        subprocess.run(
            ["git", "clone", "--quiet", publisher.origin.folder, other.folder], check=True
        )
        other.git(
            "fetch",
            "--quiet",
            str(record / "published.bundle"),
            "refs/heads/published:refs/heads/published",
        )
        other.git("push", "--quiet", "origin", "refs/heads/published")
        said = json.loads(publisher.origin.git("show", "published:publication.json"))
        assert said["day"] == day
    assert run_command(folder, *arguments).stdout == "published: =\n"
    assert [path.name for path in record.iterdir()] == ["manifest.json"]


def test_the_command_checks(after_first: Publisher) -> None:
    """`make publishable` runs this command; its exit status is the verdict."""
    folder = after_first.clone.folder
    after_first.change(ENTRY)
    done = run_command(folder, "check")
    assert done.returncode == 0, done.stderr
    after_first.change(EDIT)
    done = run_command(folder, "check")
    assert done.returncode == 1
    assert "silent-edit" in done.stderr
    after_first.clone.git("symbolic-ref", "HEAD", "refs/heads/other")
    after_first.clone.git("update-ref", "HEAD", after_first.head)
    assert "refs/heads/other" in run_command(folder, "check").stderr
