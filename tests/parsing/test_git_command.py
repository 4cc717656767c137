"""Git is run so that nothing but the repository decides its answers."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.repositories import commit_all, git, new_repository, write_files

from terang.diagnostics import InvalidDataError
from terang.parsing import git_command, git_files

FILES = {"data/a.yml": "a: 1\n", "data/b.yml": "b: 1\n", ".gitignore": "ignored.yml\n"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a repository with changed, untracked and ignored files."""
    root = new_repository(tmp_path / "own", FILES)
    write_files(root, {"data/b.yml": "b: 2\n", "data/c.yml": "", "data/ignored.yml": ""})
    return root


def answers(root: Path) -> object:
    """Return everything that is read from a repository."""
    repository = git_command.open_repository(root)
    with git_files.working_tree(repository, ["data"]) as working:
        return (
            git_files.committed_tree(repository, "HEAD").contents(["data"]),
            working.tree.contents(["data"]),
            sorted(working.untracked),
            git_files.ignored_files(repository, ["data"]),
        )


EXPECTED = (
    {"data/a.yml": b"a: 1\n", "data/b.yml": b"b: 1\n"},
    {"data/a.yml": b"a: 1\n", "data/b.yml": b"b: 2\n", "data/c.yml": b""},
    ["data/c.yml"],
    ["data/ignored.yml"],
)


def test_both_sides_are_read(root: Path) -> None:
    """Commit, working tree, untracked and ignored files are what they are."""
    assert answers(root) == EXPECTED


@pytest.fixture
def other(tmp_path: Path) -> Path:
    """Return another repository and settings, which variables can name."""
    other = new_repository(tmp_path / "other", {"data/a.yml": "a: 9\n"})
    write_files(
        other,
        {
            "config": '[core]\n\texcludesFile = /x\n[alias]\n\tls-files = "!touch ran"\n',
            "git/ignore": "c.yml\n",
            "git/attributes": "* ident\n",
            ".gitconfig": f"[core]\n\texcludesFile = {other}/git/ignore\n",
            "graft": "",
        },
    )
    return other


VARIABLES = {
    "GIT_DIR": "{other}/.git",
    "GIT_WORK_TREE": "{other}",
    "GIT_INDEX_FILE": "{other}/.git/index",
    "GIT_OBJECT_DIRECTORY": "{other}/.git/objects",
    "GIT_COMMON_DIR": "{other}/.git",
    "GIT_NAMESPACE": "other",
    "GIT_CEILING_DIRECTORIES": "/",
    "GIT_CONFIG": "{other}/config",
    "GIT_CONFIG_GLOBAL": "{other}/config",
    "GIT_CONFIG_SYSTEM": "{other}/config",
    "GIT_CONFIG_PARAMETERS": "'core.bare=true'",
    "GIT_EXTERNAL_DIFF": "touch",
    "GIT_GLOB_PATHSPECS": "1",
    "GIT_ICASE_PATHSPECS": "1",
    "GIT_EXEC_PATH": "{other}",
    "GIT_ATTR_SOURCE": "HEAD",
    "GIT_SHALLOW_FILE": "{other}/config",
    "GIT_TRACE": "1",
    "GIT_DEFAULT_HASH": "sha256",
    "HOME": "{other}",
    "XDG_CONFIG_HOME": "{other}",
    "LC_ALL": "id_ID.UTF-8",
    "LANGUAGE": "id",
}


@pytest.mark.parametrize("name", VARIABLES)
def test_a_variable_has_no_part(
    name: str, root: Path, other: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No variable of the environment changes what is read."""
    monkeypatch.setenv(name, VARIABLES[name].format(other=other))
    assert answers(root) == EXPECTED


def test_settings_given_by_variables_have_no_part(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Settings in numbered variables have no part either."""
    settings = {"core.excludesFile": "/dev/null", "core.worktree": "/", "core.bare": "true"}
    monkeypatch.setenv("GIT_CONFIG_COUNT", str(len(settings)))
    for number, (name, value) in enumerate(settings.items()):
        monkeypatch.setenv(f"GIT_CONFIG_KEY_{number}", name)
        monkeypatch.setenv(f"GIT_CONFIG_VALUE_{number}", value)
    assert answers(root) == EXPECTED


def test_settings_of_the_repository_hide_nothing(root: Path, other: Path) -> None:
    """Lists of ignored files and of attributes beside the repository have no part."""
    git(root, "config", "core.excludesFile", str(other / "git" / "ignore"))
    git(root, "config", "core.attributesFile", str(other / "git" / "attributes"))
    write_files(root, {"data/b.yml": "$Id: 2 $\n"})
    found = answers(root)
    assert isinstance(found, tuple)
    assert found[1:] == ({**EXPECTED[1], "data/b.yml": b"$Id: 2 $\n"}, *EXPECTED[2:])


def test_replaced_objects_are_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An object is read as it is, even if the repository has a replacement for it."""
    old = git(root, "rev-parse", "HEAD:data/a.yml")
    new = git(root, "hash-object", "-w", "data/b.yml")
    git(root, "replace", old, new)
    assert "b: 2" in git(root, "cat-file", "-p", old)
    monkeypatch.setenv("GIT_REPLACE_REF_BASE", "refs/replace")
    assert answers(root) == EXPECTED


def test_grafts_are_not_read(root: Path) -> None:
    """Parents are those that commits name, even if the repository states others."""
    second = commit_all(root)
    (root / ".git" / "info" / "grafts").write_text(f"{second}\n")
    repository = git_command.open_repository(root)
    assert len(repository.output("rev-list", "HEAD").split()) == 2


@pytest.mark.parametrize("program", ["hook", "monitor"])
def test_no_program_of_the_repository_runs(program: str, root: Path) -> None:
    """Neither a hook nor a file monitor of the repository is run."""
    script = root / ".git" / "script"
    script.write_text(f"#!/bin/sh\ntouch {root}/ran\n")
    script.chmod(0o755)
    if program == "hook":
        script.rename(root / ".git" / "hooks" / "post-index-change")
    else:
        git(root, "config", "core.fsmonitor", str(script))
    git(root, "add", "data/c.yml")
    assert (root / "ran").exists()
    (root / "ran").unlink()
    git_command.open_repository(root)
    answers(root)
    assert not (root / "ran").exists()


def test_a_folder_of_another_owner_is_read(root: Path) -> None:
    """A checkout of another user, as forges make them, is read."""
    if os.geteuid() != 0:
        pytest.skip("only root can give a folder away")
    for path in (root, root / ".git"):
        os.chown(path, 65534, 65534)
    assert answers(root) == EXPECTED


def test_missing_objects_are_not_fetched(root: Path, tmp_path: Path) -> None:
    """A clone without all objects is refused, instead of asking the network for them."""
    git(root, "config", "uploadpack.allowFilter", "true")
    clone = tmp_path / "clone"
    partial = ("--filter=blob:none", "--no-checkout", f"file://{root}")
    git(tmp_path, "clone", "-q", *partial, str(clone))
    repository = git_command.open_repository(clone)
    with pytest.raises(InvalidDataError, match="no-repository"):
        git_files.committed_tree(repository, "HEAD").contents(["data"])


def test_a_folder_that_its_repository_ignores_is_no_part_of_it(root: Path) -> None:
    """A site below an ignored folder of another repository has no repository."""
    write_files(root, {".gitignore": "made/\n", "made/site/data/a.yml": "", "kept/data/a.yml": ""})
    assert git_command.find_repository(root / "made" / "site") is None
    assert git_command.find_repository(root / "kept") is not None


def no_git(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository on a machine without git."""
    monkeypatch.setenv("PATH", "")
    return root


def no_repository(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001
    """Return a folder outside of any repository."""
    return root.parent


def within_git(root: Path, monkeypatch: pytest.MonkeyPatch) -> Path:  # noqa: ARG001
    """Return the folder in which git keeps its own files."""
    return root / ".git"


@pytest.mark.parametrize(
    ("situation", "code"),
    [(no_git, "no-git"), (no_repository, "no-repository"), (within_git, "no-repository")],
)
def test_a_folder_without_repository_is_named(
    situation: Callable[[Path, pytest.MonkeyPatch], Path],
    code: str,
    root: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Without git or a repository the reason is named, and nothing is found."""
    folder = situation(root, monkeypatch)
    with pytest.raises(InvalidDataError, match=code):
        git_command.open_repository(folder)
    assert git_command.find_repository(folder) is None


def test_special_names_are_no_patterns(root: Path) -> None:
    """A path is itself, even if git could read it as a pattern."""
    write_files(root, {":(glob)x": "", "data/*": "a", "data/[a].yml": "b"})
    commit_all(root)
    repository = git_command.open_repository(root)
    head = git_files.commits_by_id(repository, [git(root, "rev-parse", "HEAD")]).popitem()[1]
    commit_all(root, {"data/[a].yml": "c"})
    versions = git_files.earlier_versions(repository, head, "data/*", 5)
    assert [*versions] == []


def test_a_socket_is_not_taken_for_a_file(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A tracked file that has become a socket counts as gone, and is never opened."""
    (root / "data" / "a.yml").unlink()
    monkeypatch.chdir(root / "data")
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("a.yml")
        repository = git_command.open_repository(root)
        with git_files.working_tree(repository, ["data"]) as working:
            assert sorted(working.tree.files) == [".gitignore", "data/b.yml", "data/c.yml"]
