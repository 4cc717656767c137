"""A clean site for another area: nothing of the old one is left, and what is left is sound."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from terang import beginning, clock
from terang.__main__ import main
from terang.problems import errors
from terang.publication import check

REPOSITORY = Path(__file__).parents[1]
NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
ANSWERS = {
    "area": "Kabupaten Berau",
    "area_en": "Berau Regency",
    "publisher": "Catatan: Berau",
    "publisher_en": "Berau Record",
    "contact": "a@example.org",
    "url": "https://berau.example",
    "repository": "https://example.org/berau",
    "time_zone": "Asia/Makassar",
}


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkout for another area: what no argument says is asked, empty lines are the usual."""
    root = tmp_path_factory.mktemp("begun") / "copy"
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=False, text=True
    )
    names = [name for name in listed.stdout.split("\0") if (REPOSITORY / name).is_file()]
    if not any(name.startswith("data/") for name in names):
        pytest.skip("not a checkout of git")
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, root / name)
    subprocess.run(["git", "init", "-q"], cwd=root, check=True)
    subprocess.run(["git", "add", "-A"], cwd=root, check=True)
    given = {key: text for key, text in ANSWERS.items() if key not in ("area_en", "time_zone")}
    arguments = [f"--{key.replace('_', '-')}={text}" for key, text in given.items()]
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(root)
        patch.setenv(clock.VARIABLE, str(int(NOW.timestamp())))
        patch.setattr(sys, "stdin", io.StringIO(f"{ANSWERS['area_en']}\n\n"))
        assert main(["init", "--force", *arguments]) == 0
    return root


def test_nothing_of_the_old_area_is_left(begun: Path) -> None:
    """Neither in files nor in their names."""
    old = [path.stem for path in (REPOSITORY / "data" / "coverage").glob("*.yml")]
    first = min(old).split("-")[0]
    if first == "berau":
        pytest.skip("the old area is the new one")
    found = [
        path
        for path in begun.rglob("*")
        if path.is_file() and ".git" not in path.parts
        if re.search(first.encode(), path.read_bytes() + path.name.encode(), re.IGNORECASE)
    ]
    assert found == []


def test_what_is_left_is_sound(begun: Path) -> None:
    """The worked series and the general pages, without a word from the check."""
    checked = check(begun, NOW)
    assert errors(checked.problems) == ()
    assert checked.catalog is not None
    assert [*checked.catalog.series] == ["berau-vulnerable-workers"]
    assert checked.catalog.site.publisher.id == "Catatan: Berau"


def test_work_is_not_overwritten(tmp_path: Path) -> None:
    """What git does not hold yet would be lost."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "x").write_text("x", "utf-8")
    with pytest.raises(beginning.NotCleanError):
        beginning.begin(tmp_path, NOW, argparse.Namespace(**ANSWERS, force=False))
