"""`python -m terang check --base` against a commit of a repository, end to end.

Golden cases with a `situation` need git, or the lack of it; `report.md` is the change report of a
change of every kind.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tests.guard.test_append_only import (
    BASE,
    DECISIONS,
    HERE,
    KOTA,
    NOW,
    PESERTA,
    VALUE,
    CaseFiles,
    edit_files,
    files_with_revision,
    follow_hints,
    silent_edits,
    without,
)
from tests.loading.test_problems import with_report

from terang.cli.__main__ import main
from terang.diagnostics import InvalidDataError
from terang.parsing import git_files

HOOKS = Path(__file__).parents[2] / "hooks"
SITUATIONS = [
    case for case in sorted(HERE.glob("*.yml")) if "situation" in yaml.safe_load(case.read_text())
]
PAGE = '---\ntitle: Kota\n---\n\n{{ headline("kota") }}\n'


def git(folder: Path, *arguments: str) -> None:
    """Run git with a test identity."""
    who = ["-c", "user.name=Nama", "-c", "user.email=nama@contoh.id", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def write(folder: Path, files: CaseFiles) -> None:
    """Replace the data of a folder by these files."""
    for path in sorted(folder.rglob("*.yml")):
        path.unlink()
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def commit(folder: Path, files: CaseFiles) -> None:
    """Commit these files."""
    write(folder, files)
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", "Data")


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository whose only commit is the sound folder, as the working directory."""
    git(tmp_path, "init", "-q", "-b", "main")
    commit(tmp_path, BASE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(NOW.timestamp())))
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
    code, out, err = check("HEAD")
    assert code == 0
    assert err.endswith("data and pages are sound\n")
    assert out.splitlines() == [
        "# Perubahan data, 1 Juli 2026",
        "",
        "Tidak ada yang berubah dibandingkan dengan `HEAD`.",
        "",
        "---",
        "",
        "# Changes in the data, 1 July 2026",
        "",
        "Nothing changed since `HEAD`.",
    ]
    assert site.is_dir()


def test_refused_then_declared(site: Path, check: Check) -> None:
    """A changed value is refused with exit code 1 and passes with the revision of the hint."""
    after = edit_files((KOTA, VALUE, "value: 15000"))
    write(site, after)
    code, out, err = check("HEAD")
    assert code == 1
    assert err.startswith("data/coverage/kota.yml:6:12: changed-silently: ")
    assert "  - nilai: sebelumnya 14.000; sekarang 15.000" in out
    assert "  - alasan: belum ditulis" in out
    write(site, follow_hints(after, silent_edits(after)))
    code, out, _ = check("HEAD")
    assert code == 0
    assert "  - alasan (1 Juli 2026): Sebab" in out


def test_as_a_command(site: Path) -> None:
    """In a process of its own, the command writes report and problems to separate streams."""
    write(site, edit_files((KOTA, VALUE, "value: 15000")))
    command = [sys.executable, "-m", "terang", "check", "--base", "HEAD"]
    environment = {**os.environ, "PYTHONPATH": str(HOOKS)}
    done = subprocess.run(
        command, cwd=site, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stdout.startswith("# Perubahan data, 1 Juli 2026\n")
    assert done.stderr.count("changed-silently") == 1


def test_mistakes_and_silent_edits_are_listed_together(site: Path, check: Check) -> None:
    """Mistakes and silent edits are listed together by place, without a change report."""
    write(
        site,
        edit_files(
            (KOTA, VALUE, "value: 15 ribu"),
            (KOTA, "value: 75000", "value: 76000"),
            (DECISIONS, "date: 2025-04-01", "date: kemarin"),
        ),
    )
    code, out, err = check("HEAD")
    places = [line.split(": ")[:2] for line in unnoticed(err) if line.startswith("data/")]
    assert code == 1
    assert places == [
        ["data/coverage/kota.yml:6:12", "not-a-number"],
        ["data/coverage/kota.yml:12:12", "changed-silently"],
        ["data/decisions.yml:6:3", "decision-gone"],
        ["data/decisions.yml:6:9", "not-a-date"],
    ]
    assert out.startswith("Laporan perubahan menyusul")


def test_an_unsound_base(site: Path, check: Check) -> None:
    """If the earlier data had mistakes there is no report, and the check gives the reason."""
    commit(site, edit_files((KOTA, VALUE, "value: 14 ribu")))
    write(site, BASE)
    code, out, err = check("HEAD")
    assert code == 0
    assert "notice unsound-base" in err
    assert out.startswith("Versi sebelumnya memuat kesalahan")


def test_the_first_publication(tmp_path: Path, site: Path, check: Check) -> None:
    """Against a commit without data everything is new, and nothing counts as an edit."""
    commit(site, {})
    write(site, BASE)
    code, out, _ = check("HEAD")
    assert code == 0
    assert "Ini penerbitan pertama." in out
    assert "This is the first publication." in out
    assert tmp_path == site


def test_a_site_in_a_folder_of_its_repository(
    tmp_path: Path, check: Check, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Paths are relative to the working directory, not to git's root."""
    git(tmp_path, "init", "-q", "-b", "main")
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
    """A base that is unreadable or wrong is named with its reason."""
    text = case.read_text()
    given, base = yaml.safe_load(text), "HEAD"
    match given["situation"]:
        case "unknown base":
            base = "mian"
        case "no git":
            monkeypatch.setenv("PATH", "")
        case "no repository":
            subprocess.run(["rm", "-r", ".git"], cwd=site, check=True)
        case "base has more":
            new = "  - date: 2026\n    value: 9\n    sources:\n      - berita\ntargets:"
            git(site, "branch", "older")
            commit(site, edit_files((KOTA, "targets:", new)))
            git(site, "checkout", "-q", "older")
            base = "main"
    code, _, err = check(base)
    printed = "\n".join(unnoticed(err))
    assert code == 1
    if pytestconfig.getoption("--update-goldens"):
        case.write_text(with_report(text, printed))
    else:
        assert printed.splitlines() == given["problems"].splitlines()


def unnoticed(printed: str) -> list[str]:
    """Return the lines of a report without the notices on the sound folder itself."""
    lines, keep = [], True
    for line in printed.splitlines():
        keep = "untranslated" not in line if not line.startswith(" ") else keep
        lines += [line] * keep
    return lines


@pytest.mark.parametrize("base", ["--all", "-p", "", "HEAD^{tree}", "HEAD:data", "a b", "0" * 40])
def test_a_base_is_a_commit(site: Path, base: str) -> None:
    """A base is the name of a commit or is refused; git never reads it as an option."""
    with pytest.raises(InvalidDataError, match="unknown-base"):
        git_files.files_at(site, base, "data")


def test_files_are_read_from_objects(site: Path) -> None:
    """The base is read from the commit's objects: no working files, no links, nothing outside."""
    (site / "data" / "tautan.yml").symlink_to("site.yml")
    (site / "lain.yml").write_text("a: b\n")
    (site / "data" / "nama aneh ü.yml").write_text("")
    commit_as_is(site)
    (site / KOTA).unlink()
    found = git_files.files_at(site, "HEAD", "data", "content")
    assert sorted(found) == sorted([*BASE, "data/nama aneh ü.yml"])
    assert {path: found[path].decode() for path in BASE} == BASE
    assert found["data/nama aneh ü.yml"] == b""


@pytest.mark.parametrize("name", ["HEAD:data", f"HEAD:{KOTA}"])
def test_lost_objects_of_the_base_are_named(site: Path, name: str) -> None:
    """A repository that has lost objects of the base is refused with the missing part named."""
    asked = subprocess.run(
        ["git", "rev-parse", name], cwd=site, check=True, capture_output=True, text=True
    )
    lost = asked.stdout.strip()
    (site / ".git" / "objects" / lost[:2] / lost[2:]).unlink()
    with pytest.raises(InvalidDataError, match="no-repository") as caught:
        git_files.files_at(site, "HEAD", "data")
    assert lost in str(caught.value)


def commit_as_is(folder: Path) -> None:
    """Commit the working tree."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "Data")


# --- the report --------------------------------------------------------------------------------

NEW = """\
  - date: 2025-12-31
    value: 105000
    qualifier: more-than
    by:
      id: Dinas *Contoh*
      en: the <example> office
    sources:
      - majalah
targets:
"""
WITHDRAWN = """\
    status: disputed
    withdrawn:
      date: 2026-07-01
      reason:
        id: Bukan untuk kota ini.
        en: Not about this city.
"""
DECISION = f"""\
# Keputusan.
- date: 2026-07-01
  about: {PESERTA}#definition
  reason:
    id: Lebih tepat.
    en: More exact.
"""
EVERYTHING = edit_files(
    (KOTA, "targets:\n", NEW),  # meets a target
    (KOTA, "    status: disputed\n", WITHDRAWN),
    (PESERTA, "who are registered", "who are paid for"),
    (PESERTA, "yang terdaftar", "yang dibayar"),
    (DECISIONS, "# Keputusan.\n", DECISION),
    files=files_with_revision("value: 14000"),
)


def test_the_report_reads_like_a_press_notice(
    site: Path, check: Check, pytestconfig: pytest.Config
) -> None:
    """The report lists new, revised, withdrawn and decided entries with effects and pages."""
    for language in ("id", "en"):
        (site / "content" / language).mkdir(parents=True)
        (site / "content" / language / "index.md").write_text(PAGE)
        (site / "content" / language / "lain.md").write_text("---\ntitle: Lain\n---\n\nLain.\n")
    commit_as_is(site)
    write(site, EVERYTHING)
    code, out, err = check("HEAD")
    assert code == 0, err
    golden = HERE / "report.md"
    if pytestconfig.getoption("--update-goldens"):
        golden.write_text(out)
    assert out == golden.read_text()
    assert check("HEAD")[1] == out


def test_a_renamed_series_has_a_new_address(site: Path, check: Check) -> None:
    """A renamed file is no edit, and the report gives the old and the new address."""
    files = without(KOTA)
    write(site, {**files, "data/coverage/kota-contoh.yml": BASE[KOTA]})
    code, out, _ = check("HEAD")
    assert code == 0
    assert "- `/coverage/kota/` menjadi `/coverage/kota-contoh/`" in out
    assert "- `/en/coverage/kota/` becomes `/en/coverage/kota-contoh/`" in out
    assert "sebelumnya" not in out


def test_a_changed_note_is_no_changed_figure(site: Path, check: Check) -> None:
    """A changed note is reported as a changed text, without asking for a reason."""
    write(site, edit_files((KOTA, "id: Belum jelas siapa yang dihitung.", "id: Belum jelas.")))
    code, out, _ = check("HEAD")
    assert code == 0
    assert "  - catatan: sebelumnya Belum jelas siapa yang dihitung; sekarang Belum jelas" in out
    assert "belum ditulis" not in out


def test_a_changed_source_is_no_changed_figure(site: Path, check: Check) -> None:
    """A change to a source's details is reported as no change of figures, with the pages."""
    write(site, edit_files((KOTA, "title: Laporan tahunan", "title: Laporan 2024")))
    code, out, _ = check("HEAD")
    assert code == 0
    assert "Tidak ada angka, target, atau peristiwa yang berubah" in out
    assert "- `/sources/`" in out


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
    assert code == 0
    assert [page in out for page in ("- `/kutip/`", "- `/iuran/`", "- `/lain/`")] == [
        True,
        True,
        False,
    ]
