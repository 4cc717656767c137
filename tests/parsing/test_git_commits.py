"""The commits of a comparison: there is something to compare with, or the reason is named."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from tests.repositories import commit_all, git, new_repository

from terang.diagnostics import InvalidDataError, Problem
from terang.parsing import git_command
from terang.parsing.git_commits import ComparedCommits, commits_to_compare


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository with one commit."""
    return new_repository(tmp_path / "own", {"data/a.yml": "a: 1\n"})


def compared(root: Path, name: str) -> ComparedCommits:
    """Return the commits of a comparison with a base."""
    return commits_to_compare(git_command.open_repository(root), name)


def refusal(root: Path, name: str) -> Problem:
    """Return the reason why there is no comparison with a base."""
    with pytest.raises(InvalidDataError) as caught:
        compared(root, name)
    (problem,) = caught.value.problems
    assert not problem.is_notice
    return problem


def test_the_shared_commit_is_compared(root: Path) -> None:
    """The base is the last commit that both share, not the tip that the name stands for."""
    first = git(root, "rev-parse", "HEAD")
    git(root, "branch", "work")
    tip = commit_all(root, {"data/b.yml": "b: 1\n"}, day="2026-07-02")
    git(root, "checkout", "-q", "work")
    head = commit_all(root, {"data/c.yml": "c: 1\n"}, day="2026-07-03")
    commits = compared(root, "main")
    assert (commits.base.id, commits.tip.id, commits.head.id) == (first, tip, head)
    days = [commit.day(dt.UTC) for commit in (commits.base, commits.tip, commits.head)]
    assert [day.isoformat() for day in days] == ["2026-06-30", "2026-07-02", "2026-07-03"]
    assert commits.head.short_id == head[:10]


def test_a_day_is_that_of_a_time_zone(root: Path) -> None:
    """A commit of late evening in UTC is of the next day in the east."""
    git(root, "-c", "core.hooksPath=", "commit", "-q", "--allow-empty", "-m", "x")
    moment = compared(root, "HEAD").head.moment
    east = dt.timezone(dt.timedelta(hours=20, minutes=30))
    assert compared(root, "HEAD").head.day(east) == moment.date() + dt.timedelta(days=1)


def test_a_moment_beyond_the_calendar_is_the_last(root: Path) -> None:
    """A commit that states a moment beyond the year 9999 can still be named."""
    tree = git(root, "rev-parse", "HEAD^{tree}")
    author = "A <a@b.id> 999999999999 +0000"
    text = f"tree {tree}\nauthor {author}\ncommitter {author}\n\nx\n"
    (root / "commit").write_text(text)
    late = git(root, "hash-object", "-t", "commit", "-w", "--literally", "commit")
    git(root, "reset", "-q", "--hard", late)
    assert compared(root, "HEAD").head.day(dt.UTC).year == 9999


@pytest.mark.parametrize("name", ["", " ", "\t\n", "\u3000"])
def test_a_blank_base_is_refused(name: str, root: Path) -> None:
    """A base without a letter is no base, and never the same as none."""
    assert refusal(root, name).code == "blank-base"


@pytest.mark.parametrize(
    "name",
    ["--all", "-p", "--help", "--output=x", "mian", "HEAD^{tree}", "HEAD:data", "a b", "0" * 40,
     "a\0b", "$(x)", "HEAD..HEAD", "^HEAD", "HEAD~5"],
)  # fmt: skip
def test_an_unknown_base_is_refused(name: str, root: Path) -> None:
    """A base is the name of one commit; git never reads it as an option."""
    git(root, "update-ref", "refs/heads/-p", "HEAD")
    assert refusal(root, name).code == "unknown-base"
    assert list(root.glob("x")) == []


@pytest.mark.parametrize("kind", ["refs/tags/main", "refs/tags/origin/main"])
def test_a_name_of_two_commits_is_refused(kind: str, root: Path) -> None:
    """A tag cannot take the place of a branch."""
    git(root, "update-ref", "refs/remotes/origin/main", "HEAD")
    other = commit_all(root)
    git(root, "update-ref", kind, other)
    name = kind.removeprefix("refs/tags/")
    assert refusal(root, name).code == "ambiguous-base"
    assert compared(root, kind).tip.id == other


def test_unrelated_work_is_refused(root: Path) -> None:
    """Work that shares no commit with the base is not compared."""
    git(root, "checkout", "-q", "--orphan", "new")
    commit_all(root, day="2026-07-02")
    problem = refusal(root, "main")
    assert (problem.code, problem.variant) == ("unrelated-base", "")


def test_a_history_that_is_cut_off_is_refused(root: Path, tmp_path: Path) -> None:
    """A shallow clone without the shared commit is told how to fetch it."""
    git(root, "branch", "work")
    commit_all(root, {"data/b.yml": ""}, day="2026-07-02")
    git(root, "checkout", "-q", "work")
    commit_all(root, {"data/c.yml": ""}, day="2026-07-03")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", "--depth=1", "--no-single-branch", f"file://{root}", str(clone))
    problem = refusal(clone, "origin/main")
    assert (problem.code, problem.variant) == ("unrelated-base", "shallow")
    git(clone, "fetch", "-q", "--unshallow")
    assert compared(clone, "origin/main").base.id == git(root, "merge-base", "main", "work")


def test_several_shared_commits_are_refused(root: Path) -> None:
    """Branches that were merged into each other crosswise have no single state to compare with."""
    git(root, "branch", "work")
    first = commit_all(root, {"data/b.yml": ""}, day="2026-07-02")
    git(root, "checkout", "-q", "work")
    second = commit_all(root, {"data/c.yml": ""}, day="2026-07-03")
    git(root, "merge", "-q", "-m", "x", first)
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "-m", "y", second)
    problem = refusal(root, "work")
    assert (problem.code, problem.variant) == ("unrelated-base", "several")
    git(root, "merge", "-q", "-m", "z", "work")
    assert compared(root, "work").base.id == git(root, "rev-parse", "work")


def test_a_repository_without_commits_is_refused(root: Path, tmp_path: Path) -> None:
    """A first commit that is not made yet cannot be compared with anything."""
    other = new_repository(tmp_path / "other")
    git(other, "fetch", "-q", str(root), "main:refs/remotes/origin/main")
    assert refusal(other, "origin/main").code == "no-commit"
    assert refusal(other, "HEAD").code == "unknown-base"


def test_a_damaged_history_is_named(root: Path) -> None:
    """A repository that has lost a commit is not called unrelated."""
    first = git(root, "rev-parse", "HEAD")
    git(root, "branch", "work")
    commit_all(root, day="2026-07-02")
    git(root, "checkout", "-q", "work")
    commit_all(root, day="2026-07-03")
    (root / ".git" / "objects" / first[:2] / first[2:]).unlink()
    assert refusal(root, "main").code == "no-repository"
