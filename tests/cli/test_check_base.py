"""`python -m terang check --base` against a commit of a repository, end to end.

Golden cases with a `situation` need git, or the lack of it; `report.md` is the change report of a
change of every kind.
"""

from __future__ import annotations

import datetime as dt
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tests.cli import situations
from tests.cli.situations import commit, write
from tests.guard.test_append_only import (
    BASE,
    DECISIONS,
    HERE,
    KOTA,
    NOW,
    PESERTA,
    VALUE,
    edit_files,
    silent_edits,
    with_hints,
)
from tests.loading import test_mistakes
from tests.loading.test_problems import with_report
from tests.repositories import commit_all, git, new_repository, write_files

from terang import source_date
from terang.cli.__main__ import main

HOOKS = Path(__file__).parents[2] / "hooks"
SITUATIONS = [
    case for case in sorted(HERE.glob("*.yml")) if "situation" in yaml.safe_load(case.read_text())
]
SOUND = "data dan halaman lengkap dan konsisten · data and pages are sound"
PAGE = '---\ntitle: Kota\n---\n\n{{ headline("kota") }}\n'


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository whose only commit is the sound folder, as the working directory."""
    new_repository(tmp_path, BASE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(source_date, "clock_time", lambda: NOW)
    monkeypatch.setenv("LC_ALL", "C")
    return tmp_path


Check = Callable[[str], tuple[int, str, str]]


@pytest.fixture
def check(capsys: pytest.CaptureFixture[str]) -> Check:
    """Return the exit code, standard output and standard error of a check against a base."""

    def run(base: str) -> tuple[int, str, str]:
        code = main(["check", "--base", base])
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_report_without_changes(site: Path, check: Check) -> None:
    """Without a change the report says only that nothing changed."""
    base = git(site, "rev-parse", "--short=10", "HEAD")
    git(site, "commit", "-q", "--allow-empty", "-m", "Kosong", day="2026-07-01")
    code, out, err = check("HEAD~1")
    assert code == 0
    assert err.splitlines()[-2] == SOUND
    assert out.splitlines() == [
        "# Perubahan data, 1 Juli 2026",
        "",
        f"Tidak ada yang berubah dibandingkan dengan `HEAD~1` ({base}, 2026-06-30).",
        "",
        "---",
        "",
        "# Changes in the data, 1 July 2026",
        "",
        f"Nothing changed since `HEAD~1` ({base}, 2026-06-30).",
    ]


def test_refused_then_declared(site: Path, check: Check) -> None:
    """A changed value is refused with exit code 1 and passes with the correction of the hint."""
    after = edit_files((KOTA, VALUE, "value: 15000"))
    write(site, after)
    code, out, err = check("HEAD")
    assert code == 1
    assert err.startswith("data/coverage/kota.yml:6:5: changed-in-place: ")
    assert "  - nilai: sebelumnya 14.000; sekarang 15.000" in out
    write(site, with_hints(BASE, silent_edits(after)))
    code, out, _ = check("HEAD")
    assert code == 0
    assert "  - alasan (1 Juli 2026): Sebab" in out


@pytest.mark.parametrize(
    "edit",
    [
        (KOTA, VALUE, "value: 15000"),
        (KOTA, "    by: bupati\n", ""),
        ("data/areas.yml", "id: Kota Contoh", "id: Kota Lain"),
    ],
)
def test_a_silent_edit_is_mended_by_the_printed_lines(
    site: Path, check: Check, edit: tuple[str, str, str]
) -> None:
    """The lines that the report prints, with a reason, make a correction or a decision of it."""
    write(site, edit_files(edit))
    code, _, err = check("HEAD")
    assert code == 1
    files = {
        path.relative_to(site).as_posix(): path.read_bytes()
        for path in site.rglob("*")
        if path.is_file() and ".git/" not in path.as_posix()
    }
    for path, data in test_mistakes.mended(files, err).items():
        (site / path).parent.mkdir(parents=True, exist_ok=True)
        (site / path).write_bytes(data.replace("…".encode(), b"Sebab"))
    code, _, err = check("HEAD")
    assert code == 0, err


def test_an_entry_that_is_gone_is_the_only_problem(site: Path, check: Check) -> None:
    """A reference to the entry is not reported too, and no other claim is proposed."""
    text = (site / KOTA).read_text()
    entry = text[text.index("  # Angka") : text.index("  - date: 2024\n")]
    (site / KOTA).write_text(text.replace(entry, ""))
    code, _, err = check("HEAD")
    assert code == 1
    assert "entry-gone" in err
    assert "unknown-id" not in err


def test_as_a_command(site: Path) -> None:
    """In a process of its own, the command writes report and problems to separate streams."""
    write(site, edit_files((KOTA, VALUE, "value: 15000")))
    command = [sys.executable, "-m", "terang", "check", "--base", "HEAD"]
    environment = {**os.environ, "PYTHONPATH": str(HOOKS)}
    done = subprocess.run(
        command, cwd=site, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout.startswith("# Perubahan data, ")
    assert done.stderr.count("changed-in-place") == 1


def test_mistakes_and_silent_edits_are_listed_together(site: Path, check: Check) -> None:
    """Mistakes and silent edits are listed together by place, without a change report."""
    write(
        site,
        edit_files(
            (KOTA, VALUE, "value: 15 ribu"),
            (KOTA, "value: 75000", "value: 76000"),
            (DECISIONS, "date: 2026-05-02", "date: kemarin"),
        ),
    )
    code, out, err = check("HEAD")
    places = [line.split(": ")[:2] for line in unnoticed(err) if line.startswith("data/")]
    assert code == 1
    assert places == [
        ["data/coverage/kota.yml:6:5", "changed-in-place"],
        ["data/coverage/kota.yml:6:12", "not-a-number"],
        ["data/coverage/kota.yml:13:5", "changed-in-place"],
        ["data/decisions.yml:8:3", "decision-gone"],
        ["data/decisions.yml:8:9", "not-a-date"],
    ]
    assert out.startswith("Laporan perubahan menyusul")


def test_an_unsound_base(site: Path, check: Check) -> None:
    """If the data never was without mistakes there is no report, and the reason is given."""
    shutil.rmtree(site / ".git")
    new_repository(site)
    commit(site, edit_files((KOTA, VALUE, "value: 14 ribu")))
    write(site, BASE)
    code, out, err = check("HEAD")
    assert code == 0
    assert "notice unsound-base" in err
    assert out.startswith("Versi sebelumnya memuat kesalahan")


def test_the_first_publication(site: Path, check: Check) -> None:
    """Against a commit before all data everything is new, and the last line says so."""
    shutil.rmtree(site / ".git")
    new_repository(site)
    write(site, {})
    commit_all(site, {"data/README.md": "Nanti.\n"})
    write(site, BASE)
    code, out, err = check("HEAD")
    assert code == 0
    assert "Ini penerbitan pertama." in out
    assert "This is the first publication." in out
    assert "nothing was compared: before " in err.splitlines()[-1]


def test_a_site_in_a_folder_of_its_repository(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are relative to the working directory, not to git's root."""
    new_repository(tmp_path)
    folder = tmp_path / "situs"
    folder.mkdir()
    commit(folder, BASE)
    monkeypatch.chdir(folder)
    assert check("main")[0] == 0
    write(folder, edit_files((KOTA, VALUE, "value: 15000")))
    assert check("main")[0] == 1


@pytest.mark.parametrize("case", SITUATIONS, ids=lambda case: case.stem)
def test_situation(
    case: Path,
    site: Path,
    check: Check,
    monkeypatch: pytest.MonkeyPatch,
    pytestconfig: pytest.Config,
) -> None:
    """A base that is unreadable or wrong is named with its reason, and so are unusual files."""
    text = case.read_text()
    given = yaml.safe_load(text)
    base = situations.ALL[given["situation"]](site, monkeypatch)
    code, _, err = check(base)
    printed = HASH.sub("0123456789", "\n".join(unnoticed(err)))
    assert code == given.get("exit", 1)
    if pytestconfig.getoption("--update-goldens"):
        case.write_text(with_report(text, printed))
    else:
        assert printed.splitlines() == given["problems"].splitlines()


HASH = re.compile(r"\b[0-9a-f]{10}\b")
"""A commit as it is shown; its id depends on all that the test's folder holds."""


def unnoticed(printed: str) -> list[str]:
    """Return the lines of a report without the notices on the sound folder itself."""
    lines, keep = [], True
    for line in printed.splitlines():
        keep = "untranslated" not in line if not line.startswith(" ") else keep
        lines += [line] * keep
    return lines


# --- both commits are named ----------------------------------------------------------------------


def last_line(err: str) -> str:
    """Return the English half of the last line of a check."""
    return err.splitlines()[-1].partition(" · ")[2]


def named(folder: Path, *names: str) -> list[str]:
    """Return commits as the last line shows them."""
    return [git(folder, "rev-parse", "--short=10", name) for name in names]


@pytest.mark.parametrize("code", [0, 1])
def test_the_last_line_names_both_commits(code: int, site: Path, check: Check) -> None:
    """With silent edits or without, the last line names commits, days, and open work."""
    git(site, "checkout", "-q", "-b", "work")
    commit_all(site, {"lain.txt": "x\n"}, day="2026-07-01")
    write_files(site, {"lain.txt": "y\n", "baru.txt": ""})
    if code:
        write(site, edit_files((KOTA, VALUE, "value: 15000")))
    assert check("main")[0] == code
    head, base = named(site, "HEAD", "main")
    files = 3 if code else 2
    assert last_line(check("main")[2]) == (
        f"compared: {head} (2026-07-01), uncommitted files: {files}, with {base} (2026-06-30)"
    )


def test_a_day_is_that_of_the_site(site: Path, check: Check) -> None:
    """Days are those of the site's time zone: late in the evening of UTC, the next one."""
    late = {"GIT_COMMITTER_DATE": "2026-06-30T23:00:00Z"}
    subprocess.run(
        ["git", "-c", "user.name=N", "-c", "user.email=n@b.id", "commit", "-q", "--allow-empty",
         "-m", "x"],
        cwd=site, env={**os.environ, **late}, check=True,
    )  # fmt: skip
    assert f"compared: {named(site, 'HEAD')[0]} (2026-07-01)" in check("HEAD~1")[2]


def test_a_base_that_is_the_head_compares_open_work_only(site: Path, check: Check) -> None:
    """If the base is the last commit itself, the last line says how little was compared."""
    (head,) = named(site, "HEAD")
    pair = f"BASE is this very commit, {head} (2026-06-30) with {head} (2026-06-30)"
    for name in ("HEAD", "main", head):
        code, _, err = check(name)
        assert (code, last_line(err)) == (0, f"nothing was compared: {pair}")
    write(site, edit_files((KOTA, VALUE, "value: 15000")))
    code, _, err = check("HEAD")
    assert code == 1
    assert last_line(err) == f"compared: only work that is not committed (files: 1); {pair}"


def test_a_base_that_holds_the_head_is_said(site: Path, check: Check) -> None:
    """If the base has this commit and more, nothing but open work is compared."""
    git(site, "branch", "work")
    commit_all(site, {"lain.txt": "x\n"}, day="2026-07-01")
    git(site, "checkout", "-q", "work")
    code, _, err = check("main")
    assert code == 0
    assert "notice base-has-more" in err
    assert last_line(err).startswith("nothing was compared: BASE is this very commit")


def test_a_check_without_a_base_says_so(site: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a base, sound or not, the last line says that silent edits were not looked for."""
    sentence = "silent edits were not looked for; to look for them, make check BASE=main"
    assert main(["check"]) == 0
    said = capsys.readouterr()
    assert said.out.splitlines()[0] == SOUND
    assert last_line(said.out) == sentence
    write(site, edit_files((KOTA, VALUE, "value: 15 ribu")))
    assert main(["check"]) == 1
    said = capsys.readouterr()
    assert (said.out, last_line(said.err)) == ("", sentence)


# --- one reader for both sides -------------------------------------------------------------------


@pytest.mark.parametrize("base", ["HEAD", None])
def test_links_are_refused_with_and_without_a_base(
    base: str | None, site: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A series behind a link is refused, whatever the file behind it says now."""
    outside = site.parent / "outside.yml"
    (site / KOTA).rename(outside)
    (site / KOTA).symlink_to(outside)
    arguments = ["check"] if base is None else ["check", "--base", base]
    for text in (BASE[KOTA], BASE[KOTA].replace(VALUE, "value: 15000")):
        outside.write_text(text)
        assert main(arguments) == 1
        assert f"{KOTA}:1:1: linked-file: " in capsys.readouterr().err


def test_a_link_at_the_base_is_passed_over(site: Path, check: Check) -> None:
    """If the base has a link in place of a file, the file before it is compared."""
    outside = site.parent / "outside.yml"
    (site / KOTA).rename(outside)
    (site / KOTA).symlink_to(outside)
    commit_all(site, day="2026-07-01")
    (site / KOTA).unlink()
    write(site, edit_files((KOTA, VALUE, "value: 15000")))
    code, _, err = check("HEAD")
    assert code == 1
    assert f"{KOTA}:1:1: notice unsound-base: " in err
    assert f"{KOTA}:6:5: changed-in-place: " in err


def test_flags_of_the_index_hide_nothing(site: Path, check: Check) -> None:
    """A file that git was told to assume unchanged is compared as it is on disk."""
    git(site, "update-index", "--assume-unchanged", KOTA)
    write(site, edit_files((KOTA, VALUE, "value: 15000")))
    code, _, err = check("HEAD")
    assert code == 1
    assert "changed-in-place" in err


@pytest.mark.parametrize("name", ["GIT_DIR", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"])
def test_variables_hide_nothing(
    name: str,
    site: Path,
    check: Check,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """A variable cannot make git look at another repository, in which the edit was committed."""
    other = new_repository(tmp_path_factory.mktemp("other"))
    edited = edit_files((KOTA, VALUE, "value: 15000"))
    commit(other, edited)
    write(site, edited)
    value = {"GIT_DIR": ".git", "GIT_INDEX_FILE": ".git/index"}.get(name, ".git/objects")
    monkeypatch.setenv(name, str(other / value))
    code, _, err = check("HEAD")
    assert code == 1
    assert "changed-in-place" in err


def test_a_mistake_at_the_base_opens_no_door(site: Path, check: Check) -> None:
    """A value that was broken and then mended must be the one that was published before."""
    commit(site, edit_files((KOTA, VALUE, "value: 14 ribu")))
    write(site, BASE)
    assert check("HEAD")[0] == 0
    commit(site, {**BASE, KOTA: "a: ["})
    write(site, {path: text for path, text in BASE.items() if path != KOTA})
    code, _, err = check("HEAD")
    assert code == 1
    assert f"{KOTA}:1:1: record-gone: " in err


def test_a_base_before_its_data_is_refused(site: Path, check: Check) -> None:
    """Work that began before the base had any data is not called a first publication."""
    shutil.rmtree(site / ".git")
    new_repository(site)
    write(site, {})
    commit_all(site, {"lain.txt": ""})
    git(site, "branch", "work")
    commit(site, BASE)
    git(site, "checkout", "-q", "work")
    commit(site, edit_files((KOTA, VALUE, "value: 15000")))
    code, out, err = check("main")
    assert (code, out) == (1, "")
    assert "base-without-data" in err
    assert last_line(err).startswith("nothing was compared: ")


# --- the day -------------------------------------------------------------------------------------


@pytest.mark.parametrize("epoch", ["4102444800", "0", "kemarin"])
def test_no_variable_moves_the_day(
    epoch: str, site: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Under a base today is the clock's: a figure of days to come stays refused."""
    monkeypatch.setenv(source_date.VARIABLE, epoch)
    assert check("HEAD")[0] == 0
    entry = "  - date: 2027\n    value: 9\n    added: 2026-07-01\n"
    new = f"{entry}    sources:\n      - berita\ntargets:"
    write(site, edit_files((KOTA, "targets:", new)))
    code, _, err = check("HEAD")
    assert code == 1
    assert f"{KOTA}:" in err


def test_the_clock_is_the_machines(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock's moment is that of the machine, whatever the variable says."""
    monkeypatch.setenv(source_date.VARIABLE, "0")
    assert abs(source_date.clock_time() - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=1)


# --- the report --------------------------------------------------------------------------------

NEW = """\
observations:
  - date: 2025-12-31
    value: 105000
    qualifier: more-than
    by: bupati
    sources:
      - majalah
    added: 2026-07-01
corrections:
  - anchor: result-2022
    date: 2026-07-01
    reason:
      id: Salah salin.
      en: Copied wrongly.
    set:
      value: 15000
  - anchor: result-second
    date: 2026-07-01
    reason:
      id: Bukan untuk kota ini.
      en: Not about this city.
    withdraw: true
"""
DECISION = """\
- date: 2026-07-01
  about: indicator:peserta.definition
  was:
    id: Pekerja rentan yang terdaftar.
    en: Vulnerable workers who are registered.
  reason:
    id: Lebih tepat.
    en: More exact.
  comparable: true
"""
EVERYTHING = {
    **edit_files(
        (PESERTA, "who are registered", "who are paid for"),
        (PESERTA, "yang terdaftar", "yang dibayar"),
    ),
    "data/coverage/kota/2026-07.yml": NEW,  # meets a target
    "data/decisions/2026-07.yml": DECISION,
}


def test_the_report_reads_like_a_press_notice(
    site: Path, check: Check, pytestconfig: pytest.Config
) -> None:
    """The report lists new, revised, withdrawn and decided entries with effects and pages."""
    for language in ("id", "en"):
        (site / "content" / language).mkdir(parents=True)
        (site / "content" / language / "index.md").write_text(PAGE)
        (site / "content" / language / "lain.md").write_text("---\ntitle: Lain\n---\n\nLain.\n")
    commit_all(site)
    write(site, EVERYTHING)
    code, out, err = check("HEAD")
    assert code == 0, err
    golden = HERE / "report.md"
    printed = HASH.sub("0123456789", out)
    if pytestconfig.getoption("--update-goldens"):
        golden.write_text(printed)
    assert printed == golden.read_text()
    assert check("HEAD")[1] == out


def test_a_renamed_series_is_refused(site: Path, check: Check) -> None:
    """An id is for good: what is renamed is the title."""
    files = {path: text for path, text in BASE.items() if path != KOTA}
    write(site, {**files, "data/coverage/kota-contoh.yml": BASE[KOTA]})
    code, _, err = check("HEAD")
    assert code == 1
    assert f"{KOTA}:1:1: record-gone: " in err


MEANINGS: dict[str, tuple[tuple[str, str, str], list[str]]] = {
    # name: (change, lines of the report)
    "unit": (
        (PESERTA, "unit:\n  id: orang\n  en: people", "unit:\n  currency: IDR"),
        ["- Peserta: Satuan: sebelumnya orang; sekarang IDR", "- Members: Unit: before, people;"],
    ),
    "direction": (
        (PESERTA, "direction: increase", "direction: decrease"),
        ["- Peserta: Arah yang diharapkan: sebelumnya makin tinggi makin baik; sekarang makin"],
    ),
    "indicator": (
        (KOTA, "indicator: peserta", "indicator: anggota"),
        ["- Anggota — Kota Contoh: Indikator: sebelumnya Peserta; sekarang Anggota"],
    ),
    "area": (
        (KOTA, "area: kota", "area: desa"),
        ["- Members — Example Village: Area: before, Example City; now, Example Village"],
    ),
    "population": (
        (KOTA, "value: 120000", "value: 121000"),
        ["Penyebut: sebelumnya 120.000 (2022), 125.000 (2024); sekarang 121.000 (2022), 125.000"],
    ),
    "sources": (
        (KOTA, "sources: [laporan]", "sources: [majalah]"),
        ["  - sumber: sebelumnya Dinas Contoh (laporan); sekarang Majalah Contoh (majalah)"],
    ),
    "an event gone": (
        (KOTA, BASE[KOTA][BASE[KOTA].index("events:") : BASE[KOTA].index("population:")], ""),
        ["## Hilang tanpa dicabut", "- Peristiwa: Harian Contoh: **Peluncuran (17 Agustus 2024)**"],
    ),
    "everything on the site": (
        ("data/site.yml", "id: Penerbit", "id: Penerbit Lain"),
        ["- semua halaman", "- every page"],
    ),
}


@pytest.mark.parametrize("name", MEANINGS)
def test_report_lines(name: str, site: Path, check: Check) -> None:
    """The report shows definitions, populations and speakers before and after, declared or not."""
    change, lines = MEANINGS[name]
    files = edit_files(change)
    if name == "unit":  # people are counted of a population, money is not
        text = files[KOTA]
        part = text[text.index("population:") : text.index("sources:\n  laporan:")]
        files[KOTA] = text.replace(part, "")
        commit(site, {**BASE, KOTA: files[KOTA]})
    write(site, files)
    _, out, _ = check("HEAD")
    assert [line for line in lines if line not in out] == []


def test_pages_with_changed_sources_are_listed(site: Path, check: Check) -> None:
    """Pages that cite a changed source or fact are listed, and other pages are not."""
    pages = {
        "kutip": '{{ cite("laporan") }}',
        "iuran": '{{ fact("jamsostek", "iuran") }}',
        "lain": "Lain.",
    }
    fact = (
        "  facts:\n    iuran:\n      title:\n        id: Iuran\n        en: Contribution\n"
        "      value: 16800\n      unit:\n        currency: IDR\n      sources:\n        - berita\n"
    )
    before = {**BASE, "data/programmes.yml": BASE["data/programmes.yml"] + fact}
    for language in ("id", "en"):
        (site / "content" / language).mkdir(parents=True)
        for name, text in pages.items():
            page = f"---\ntitle: {name}\n---\n\n{text}\n"
            (site / "content" / language / f"{name}.md").write_text(page)
    commit(site, before)
    changes = (
        (KOTA, "title: Laporan tahunan", "title: Laporan 2024"),
        ("data/programmes.yml", "value: 16800", "value: 16900"),
    )
    write(site, edit_files(*changes, files=before))
    code, out, _ = check("HEAD")
    assert code == 1
    assert [page in out for page in ("- `/kutip/`", "- `/iuran/`", "- `/lain/`")] == [
        True,
        True,
        False,
    ]
