"""The forge: workflows run only commands of the Makefile, with the least rights.

The files are validated against the forge's published schemas, as check-jsonschema carries them.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

import annotations
import data_guide

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


def commands() -> Iterator[str]:
    """Yield every command that a forge runs."""
    for path in WORKFLOWS:
        yield from (step["run"] for step in steps(path) if "run" in step)
    for job in loaded(GITLAB).values():
        yield from job.get("script", ()) if isinstance(job, dict) else ()


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
    target = re.fullmatch(r"make ([a-z]+)", command)
    assert target, command
    # `-n` resolves the target and what it needs, and runs none of it.
    done = subprocess.run(
        ["make", "-n", target[1]], cwd=ROOT, capture_output=True, check=False, text=True
    )
    assert done.returncode == 0, done.stderr
    assert re.search(rf"^\.PHONY:.* {target[1]}\b", (ROOT / "Makefile").read_text(), re.MULTILINE)


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_actions_are_named_by_their_full_version(path: Path) -> None:
    """Actions come from the forge itself and are pinned to a full version."""
    used = [step["uses"] for step in steps(path) if "uses" in step]
    assert used
    assert all(re.fullmatch(r"actions/[a-z-]+@v\d+\.\d+\.\d+", action) for action in used), used


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_workflows_have_the_least_rights(path: Path) -> None:
    """No rights are inherited; only the publishing job may write, and it runs no project code."""
    workflow = loaded(path)
    assert workflow["permissions"] in ({"contents": "read"}, "", {})
    for job in jobs(path):
        rights = job.get("permissions", workflow["permissions"]) or {}
        writes = {name for name, right in rights.items() if right == "write"}
        assert writes in (set(), {"pages", "id-token"})
        assert not writes or not any("run" in step for step in job["steps"])
        assert all(
            step["with"]["persist-credentials"] == "false"
            for step in job["steps"]
            if step.get("uses", "").startswith("actions/checkout@")
        )


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_job_has_a_timeout(path: Path) -> None:
    """Each job has a timeout, and each workflow a group in which a single run is active."""
    assert loaded(path)["concurrency"]["group"]
    assert all(0 < int(job["timeout-minutes"]) <= 30 for job in jobs(path))


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_nothing_from_outside_stands_in_a_command(path: Path) -> None:
    """Values that others choose, such as branch names, reach commands through the environment."""
    assert not any("${{" in step.get("run", "") for step in steps(path))


def test_pull_requests_are_checked_without_secrets() -> None:
    """The trigger of pull requests gives strangers no rights and no secrets of the base."""
    for name in ("check", "software"):
        assert list(loaded(FORGE / "workflows" / f"{name}.yml")["on"]) == ["pull_request"]


def test_every_pull_request_has_its_figures_checked() -> None:
    """Every pull request is checked; the software is tested if more than data and pages changed."""
    assert not loaded(FORGE / "workflows" / "check.yml")["on"]["pull_request"]
    software = loaded(FORGE / "workflows" / "software.yml")["on"]["pull_request"]
    assert software == {"paths-ignore": ["data/**", "content/**"]}


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
    assert folders - {"data", "content"} <= listed


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
    absent = {path for path in paths if not (ROOT / path.strip("/")).exists()}
    assert paths
    assert absent <= {"/data/decisions.yml"}


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
    assert (number.path, number.line, number.column) == ("data/coverage/kota.yml", 5, 12)
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
    assert text.endswith("\n````\n\n## Berubah\n")
    assert "outdated-translation" not in text
    assert annotations.job_summary([], "") == (
        "Tidak ada laporan perubahan. · There is no change report.\n"
    )


def test_problems_become_a_code_quality_report() -> None:
    """A Code Quality report identifies problems by their text, not their line."""
    number, translation = json.loads(annotations.code_quality(annotations.read_findings(REPORT)))
    assert number["location"] == {"path": "data/coverage/kota.yml", "lines": {"begin": 5}}
    assert (number["severity"], translation["severity"]) == ("major", "info")
    moved = REPORT.replace(":5:12:", ":9:12:")
    again = json.loads(annotations.code_quality(annotations.read_findings(moved)))[0]
    assert again["fingerprint"] == number["fingerprint"] != translation["fingerprint"]


def test_github_is_shown_annotations_and_a_summary(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """GitHub receives annotations, a summary and the plain report."""
    file = tmp_path / "summary.md"
    annotations.publish_report(
        REPORT, "berubah\n", {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(file)}
    )
    printed = capsys.readouterr().out
    assert printed.startswith("::error ")
    assert REPORT in printed
    assert file.read_text().endswith("berubah\n")


def test_gitlab_is_left_two_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """GitLab finds the two files under the names that .gitlab-ci.yml collects."""
    monkeypatch.chdir(tmp_path)
    annotations.publish_report(REPORT, "berubah\n", {"GITLAB_CI": "true"})
    artifacts = loaded(GITLAB)["figures"]["artifacts"]
    assert [artifacts["reports"]["codequality"]] == [str(annotations.CODE_QUALITY)]
    assert artifacts["paths"] == [str(annotations.CHANGES)]
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
