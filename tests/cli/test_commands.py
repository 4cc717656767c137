"""`python -m terang …`: the answer of each command in every outcome."""

from __future__ import annotations

import io
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.cli.test_new_entry import BASE, ENTRY, NOW, folder

from terang import source_date
from terang.cli.__main__ import main
from terang.editing import editor_schemas
from terang.loading import data_folder

SOUND = (
    "data dan halaman lengkap dan konsisten · data and pages are sound\n"
    "perubahan diam-diam tidak dicari; untuk mencarinya, make check BASE=main · "
    "silent edits were not looked for; to look for them, make check BASE=main\n"
)
CommandOutput = pytest.CaptureFixture[str]


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a small sound folder, as the working directory."""
    shutil.copytree(BASE, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(source_date.VARIABLE, str(int(NOW.timestamp())))
    return tmp_path


FILE = "data/coverage/kota.yml"


def add(root: Path, text: str) -> None:
    """Append text to the series file."""
    file = root / FILE
    file.write_text(file.read_text() + text)


def test_sound_data_passes(root: Path, capsys: CommandOutput) -> None:
    """A check of sound data says so on standard output."""
    assert root.is_dir()
    assert main(["check"]) == 0
    assert tuple(capsys.readouterr()) == (SOUND, "")


def test_notices_fail_nothing(root: Path, capsys: CommandOutput) -> None:
    """A check with notices alone shows them and succeeds."""
    add(root, "    note:\n      id: Catatan.\n")
    assert main(["check"]) == 0
    said = capsys.readouterr()
    assert said.out == SOUND
    assert said.err.startswith(f"{FILE}:10:7: notice untranslated: ")


def test_mistakes_fail(root: Path, capsys: CommandOutput) -> None:
    """A check with a mistake shows it and does not call the data sound."""
    add(root, "baseline: result-1999\n")
    assert main(["check"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith(f"{FILE}:9:11: unknown-id: ")


def test_schemas_are_written(root: Path) -> None:
    """Each schema file is written for this data."""
    assert main(["schemas"]) == 0
    made = editor_schemas.schema_files(data_folder.load_catalog(root, NOW))
    assert made
    assert {path: (root / path).read_bytes() for path in made} == made


def test_schemas_are_made_of_sound_data(root: Path, capsys: CommandOutput) -> None:
    """A mistake in the data leaves the schemas unchanged; notices do not appear."""
    add(root, "    note:\n      id: Catatan.\nbaseline: result-1999\n")
    assert main(["schemas"]) == 1
    said = capsys.readouterr()
    assert "unknown-id" in said.err
    assert "notice" not in said.err
    assert not (root / "schemas").exists()


def test_a_translation_is_stamped(root: Path, capsys: CommandOutput) -> None:
    """A stamp adds the printed fingerprint, and a page that is no translation is named."""
    for language, text in (("id", "Teks."), ("en", "Text.")):
        page = root / "content" / language / "page.md"
        page.parent.mkdir(parents=True)
        page.write_text(f"---\ntitle: A\n---\n\n{text}\n")
    assert main(["stamp", "content/en/page.md"]) == 0
    path, fingerprint = capsys.readouterr().out.strip().split(": ")
    assert path == "content/en/page.md"
    assert fingerprint in (root / path).read_text()
    assert main(["stamp", "content/id/page.md"]) == 1
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("content/id/page.md:1:1: not-a-translation: ")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"LANG": "en_GB.UTF-8"}, "Written"),
        ({"LANG": "en_GB.UTF-8", "LC_ALL": "id_ID.UTF-8"}, "Ditulis"),
        ({"LANG": "id_ID.UTF-8", "LC_ALL": "", "LC_MESSAGES": "en_GB.UTF-8"}, "Written"),
    ],
)
def test_an_entry_is_added_in_the_terminals_language(
    root: Path,
    capsys: CommandOutput,
    monkeypatch: pytest.MonkeyPatch,
    variables: dict[str, str],
    said: str,
) -> None:
    """The terminal's first language variable decides, and nothing is asked without a terminal."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO()))
    assert main(["new", *ENTRY.split()]) == 0
    path = folder("result-2026-06")
    assert f"{said}: {path}." in capsys.readouterr().out
    assert "value: 99000" in (root / path).read_text()


@pytest.mark.parametrize("command", [["check"], ["schemas"], ["new"], ["init", "--force"]])
@pytest.mark.parametrize("epoch", ["yesterday", "1e9", str(10**20)])
def test_an_invalid_moment_is_named(
    root: Path,
    capsys: CommandOutput,
    monkeypatch: pytest.MonkeyPatch,
    command: list[str],
    epoch: str,
) -> None:
    """An invalid SOURCE_DATE_EPOCH is named and nothing is done."""
    before = sorted(root.rglob("*"))
    monkeypatch.setenv(source_date.VARIABLE, epoch)
    assert main(command) == 1
    assert f"SOURCE_DATE_EPOCH bukan jumlah detik · is not a number of seconds: {epoch}" in (
        capsys.readouterr().err
    )
    assert sorted(root.rglob("*")) == before


def test_an_unwritable_file_is_named(root: Path, capsys: CommandOutput) -> None:
    """A file that cannot be written is named in the system's words, without a traceback."""
    (root / "schemas").write_text("")
    assert main(["schemas"]) == 1
    assert "A file cannot be read or written: [Errno 17]" in capsys.readouterr().err


def test_a_new_site_over_uncommitted_work_is_refused(root: Path, capsys: CommandOutput) -> None:
    """A new site over uncommitted work is refused with the two ways to continue."""
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    before = sorted(root.rglob("*.yml"))
    assert main(["init"]) == 1
    assert "commit it, or ARGS=--force" in capsys.readouterr().err
    assert sorted(root.rglob("*.yml")) == before
