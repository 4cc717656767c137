"""`python -m terang migrate`: data of format 1 in a repository, with its days from git."""

from __future__ import annotations

import datetime as dt
import os
import re
import subprocess
from pathlib import Path

import pytest
from tests.loading.test_format_1 import AFTER, BEFORE, DECISIONS, SERIES, tree_of

from terang import source_date
from terang.cli.__main__ import main

NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
INDICATOR = "data/indicators/peserta.yml"
CommandOutput = pytest.CaptureFixture[str]


def git(root: Path, *arguments: str, on: str = "2026-01-01T04:00:00+00:00") -> None:
    """Run git with a test identity at a moment."""
    who = ["-c", "user.name=Nama", "-c", "user.email=nama@contoh.id", "-c", "commit.gpgsign=false"]
    subprocess.run(
        ["git", *who, *arguments],
        cwd=root,
        check=True,
        capture_output=True,
        env={**os.environ, "GIT_COMMITTER_DATE": on, "GIT_AUTHOR_DATE": "2020-01-01T00:00:00Z"},
    )


def write(root: Path, files: dict[str, bytes]) -> None:
    """Write files below a folder."""
    for path, data in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)


def commit(root: Path, files: dict[str, bytes], on: str) -> None:
    """Write files and commit them at a moment."""
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Data", on=on)


def data_of(root: Path) -> dict[str, bytes]:
    """Return the files below data/, by path."""
    paths = sorted(path for path in (root / "data").rglob("*") if path.is_file())
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


def added_days(root: Path) -> list[str]:
    """Return the days of the observations of the series, in their order."""
    return [entry["added"] for entry in tree_of((root / SERIES).read_bytes())["observations"]]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return an empty repository as the working directory."""
    git(tmp_path, "init", "-q", "-b", "main")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(source_date.VARIABLE, str(int(NOW.timestamp())))
    return tmp_path


def observations(*years: int) -> dict[str, bytes]:
    """Return the series with an observation for each year."""
    entries = "".join(f"  - {{date: {year}, value: 2, sources: [berita]}}\n" for year in years)
    return {SERIES: f"indicator: peserta\narea: kota\nobservations:\n{entries}".encode()}


def test_an_entry_is_on_record_since_the_commit_that_brought_it(root: Path) -> None:
    """The day is that of the earliest commit with the entry, in the site's time zone."""
    commit(root, {**BEFORE, **observations(2021)}, on="2025-03-01T15:59:00+00:00")
    commit(root, observations(2021, 2022), on="2025-03-01T16:01:00+00:00")  # after midnight there
    git(root, "checkout", "-q", "-b", "proposal")
    commit(root, observations(2021, 2022, 2023), on="2025-03-10T04:00:00+00:00")
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "Merge", "proposal", on="2025-03-20T04:00:00+00:00")
    assert main(["migrate"]) == 0
    assert added_days(root) == ["2025-03-01", "2025-03-02", "2025-03-10"]


def test_an_entry_keeps_its_day_when_its_file_is_moved(root: Path) -> None:
    """A series that was renamed has the days of its former file, but no other file's."""
    old = "data/coverage/kota-anggota.yml"
    files = {old if path == SERIES else path: data for path, data in BEFORE.items()}
    commit(root, files, on="2025-03-01T04:00:00+00:00")
    git(root, "mv", old, SERIES)
    commit(root, {}, on="2025-04-01T04:00:00+00:00")
    commit(root, {old: observations(1999)[SERIES]}, on="2025-05-01T04:00:00+00:00")
    assert main(["migrate"]) == 0
    assert added_days(root)[0] == "2025-03-01"
    assert b"added: 2025-05-01" in (root / old).read_bytes()


def test_an_entry_that_a_merge_brought_is_found(root: Path) -> None:
    """An entry that stands in neither parent of a merge has the day of the merge."""
    commit(root, {**BEFORE, **observations(2021)}, on="2025-03-01T04:00:00+00:00")
    git(root, "checkout", "-q", "-b", "proposal")
    commit(root, {"note.txt": b"a"}, on="2025-03-02T04:00:00+00:00")
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "--no-commit", "proposal")
    commit(root, observations(2021, 2022), on="2025-03-03T04:00:00+00:00")
    assert main(["migrate"]) == 0
    assert added_days(root) == ["2025-03-01", "2025-03-03"]


def test_values_of_a_population_have_their_days(root: Path) -> None:
    """A value of the population is on record since the commit that brought it."""
    later = b"    - {date: 2024, value: 151000"
    before = BEFORE[SERIES].replace(later, later.replace(b"151000", b"152000"))
    commit(root, {**BEFORE, SERIES: before}, on="2025-03-01T04:00:00+00:00")
    commit(root, BEFORE, on="2025-04-01T04:00:00+00:00")
    assert main(["migrate"]) == 0
    population = tree_of((root / SERIES).read_bytes())["population"]["values"]
    assert [value["added"] for value in population] == ["2025-03-01", "2025-04-01"]


def test_decisions_hold_the_value_before_them(root: Path, capsys: CommandOutput) -> None:
    """`was` is the value before the change that was published with the decision."""

    def indicator(definition: str) -> dict[str, bytes]:
        return {INDICATOR: f"definition: {{id: {definition}, en: a}}\nunit: percent\n".encode()}

    def decisions(count: int) -> dict[str, bytes]:
        about = f"about: {INDICATOR}#definition"
        items = (
            f"- {{date: 2025-0{number + 3}-01, {about}, reason: {{id: a}}}}\n"
            for number in range(count)
        )
        return {DECISIONS: "".join(items).encode()}

    begun = {path: data for path, data in BEFORE.items() if path != DECISIONS}
    commit(root, {**begun, **indicator("lama")}, on="2025-01-01T04:00:00+00:00")
    commit(root, indicator("sedang"), on="2025-02-01T04:00:00+00:00")
    # The draft of a proposal was never published.
    git(root, "checkout", "-q", "-b", "proposal")
    commit(root, indicator("draf"), on="2025-02-10T04:00:00+00:00")
    commit(root, {**indicator("baru"), **decisions(1)}, on="2025-02-11T04:00:00+00:00")
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "Merge", "proposal", on="2025-03-01T04:00:00+00:00")
    # A translation that came later makes no other decision of it.
    items = decisions(2)[DECISIONS].replace(b"{id: a}", b"{id: a, en: b}", 1)
    commit(root, {**indicator("terbaru"), DECISIONS: items}, on="2025-04-01T04:00:00+00:00")
    commit(
        root,
        {DECISIONS: items + decisions(3)[DECISIONS].splitlines()[2] + b"\n"},
        on="2025-05-01T04:00:00+00:00",
    )
    assert main(["migrate"]) == 0
    assert [
        (decision["about"], decision["was"]["id"])
        for decision in tree_of((root / DECISIONS).read_bytes())
    ] == [
        ("indicator:peserta.definition", "sedang"),
        ("indicator:peserta.definition", "baru"),
        ("indicator:peserta.definition", "tidak tercatat dalam format 1"),
    ]
    assert "look at `was`: indicator:peserta.definition\n" in capsys.readouterr().out


def test_a_decision_about_an_indicator_that_was_renamed(root: Path) -> None:
    """A decision about a former path is about the record as it is called now."""
    commit(root, BEFORE, on="2025-01-01T04:00:00+00:00")
    changed = BEFORE[INDICATOR].replace(b"Jumlah peserta.", b"Banyaknya.")
    commit(root, {INDICATOR: changed}, on="2025-02-01T04:00:00+00:00")
    git(root, "mv", INDICATOR, "data/indicators/anggota.yml")
    commit(root, {}, on="2025-03-01T04:00:00+00:00")
    assert main(["migrate"]) == 0
    first = tree_of((root / DECISIONS).read_bytes())[0]
    assert (first["about"], first["was"]["id"]) == (
        "indicator:anggota.definition",
        "Jumlah peserta.",
    )


def test_what_is_not_committed_was_added_today(root: Path, capsys: CommandOutput) -> None:
    """An entry that git does not hold yet has today's date, and is named."""
    commit(root, {**BEFORE, **observations(2021)}, on="2025-03-01T04:00:00+00:00")
    write(root, observations(2021, 2022))
    assert main(["migrate"]) == 0
    assert added_days(root) == ["2025-03-01", "2026-07-01"]
    assert f"`added` is today: {SERIES}#result-2022\n" in capsys.readouterr().out


def test_without_a_history_everything_was_added_today(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: CommandOutput
) -> None:
    """Without git the day is today's, or that of an earlier correction, and a sentence says so."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    monkeypatch.setenv(source_date.VARIABLE, str(int(NOW.timestamp())))
    write(tmp_path, BEFORE)
    assert main(["migrate"]) == 0
    assert added_days(tmp_path)[:3] == ["2026-07-01", "2026-07-01", "2024-09-01"]
    said = capsys.readouterr().out
    assert (
        "There is no history in git, so today, 2026-07-01, is the `added` of all entries." in said
    )
    assert "Not in git's history yet" not in said


def test_a_history_that_was_cut_off_is_refused(
    root: Path, tmp_path: Path, capsys: CommandOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a shallow clone every entry would seem young: nothing is changed."""
    for day in (1, 2):
        commit(root, {**BEFORE, "note.txt": bytes(day)}, on=f"2025-03-0{day}T04:00:00+00:00")
    clone = tmp_path / "clone"
    git(root, "clone", "-q", "--depth=1", f"file://{root}", str(clone))
    monkeypatch.chdir(clone)
    assert main(["migrate"]) == 1
    assert "Run `git fetch --unshallow`" in capsys.readouterr().err
    assert data_of(clone) == BEFORE


def test_what_is_written(root: Path, capsys: CommandOutput) -> None:
    """All files are written, a sentence says what was done, and a second run changes nothing."""
    commit(root, BEFORE, on="2024-09-09T04:00:00+00:00")
    (root / SERIES).chmod(0o600)
    assert main(["migrate"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"format 2 now: 9 entries, 4 corrections, 2 withdrawals, 2 speakers, 3", said)
    assert f"{SERIES}, data/decisions.yml, data/site.yml, data/speakers.yml\n" in said
    assert (
        "changed nothing and are left out: data/coverage/kota-peserta.yml#event-2024-08-17" in said
    )
    assert data_of(root)[SERIES] == AFTER[SERIES].replace(b"2026-07-01", b"2024-09-09")
    assert (root / SERIES).stat().st_mode & 0o777 == 0o600
    assert sorted(path.name for path in root.iterdir()) == [".git", "data"]
    written = data_of(root)
    assert main(["migrate"]) == 0
    assert (
        capsys.readouterr().out
        == "Data sudah memakai format 2. · The data is in format 2 already.\n"
    )
    assert data_of(root) == written


def test_mistakes_change_nothing(root: Path, capsys: CommandOutput) -> None:
    """Data that cannot be read is refused as by every command, and all of it stays."""
    files = {**BEFORE, SERIES: BEFORE[SERIES].replace(b"quote: >-", b"quote: [")}
    commit(root, files, on="2025-03-01T04:00:00+00:00")
    assert main(["migrate"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"{SERIES}:14:12: syntax: ")
    assert data_of(root) == files


def test_a_failed_write_changes_nothing(
    root: Path, capsys: CommandOutput, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If the disk refuses a file, those already replaced are put back, and new ones removed."""
    commit(root, BEFORE, on="2025-03-01T04:00:00+00:00")
    replace = Path.replace

    def refuse_site(self: Path, target: Path) -> Path:
        if target.name == "speakers.yml":
            raise OSError(28, "No space left on device")
        return replace(self, target)

    monkeypatch.setattr(Path, "replace", refuse_site)
    assert main(["migrate"]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert data_of(root) == BEFORE
    assert sorted(path.name for path in root.iterdir()) == [".git", "data"]
