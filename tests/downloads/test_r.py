"""The twelve questions answered in R from the CSV files, and the printed R program."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.built import real_catalog
from tests.catalogs import an_example, edited_example
from tests.downloads.test_guide import program, publish, unpack_archive
from tests.downloads.test_questions import (
    CODE,
    DAY,
    MONTH,
    PUBLISHER,
    SQL,
    answers_of,
    corrected_catalog,
)

from terang.model.catalog import Catalog

R = {
    "latest with source and address": """
        claims[claims$is_latest == "true",
               c("claim_id", "value_low", "value_high", "source_url", "url")]""",
    "rivals of a date": """
        tied <- conflicts[conflicts$kind %in% c("date", "contradicts"), ]
        merge(tied, claims, by = c("series", "anchor"))[
              c("series", "conflict", "anchor", "value_low")]""",
    "missed targets": """
        claims[claims$state %in% "missed", c("claim_id", "date_end", "value_low")]""",
    "as of a day": """
        stood <- vintages$known_from <= day & (is.na(vintages$known_to) | vintages$known_to >= day)
        vintages[vintages$key == "value" & stood, c("series", "anchor", "value")]""",
    "a publisher's figures without copies": """
        cited <- merge(claim_sources, sources, by.x = "source", by.y = "id")
        own <- cited$publisher == publisher & is.na(cited$same_text_as)
        unique(cited[own, c("series", "anchor")])""",
    "share at the deadline": """
        targets[!is.na(targets$at_deadline_date),
                c("series", "anchor", "share_at_deadline_low", "share_at_deadline_high")]""",
    "on record since a month": """
        observations[observations$added >= month, c("series", "anchor")]""",
    "archived sources": """
        sources[!is.na(sources$archived), c("id", "archived")]""",
    "places by official code": """
        areas[areas$codes_bps %in% code, "id", drop = FALSE]""",
    "points of a chart": """
        counted <- claims$kind == "observation" & claims$counts == "true"
        claims[counted, c("series", "speaker_id", "date_end", "value_low", "value_high")]""",
    "one citation": """
        quoted <- claims[!is.na(claims$quote), ]
        head(quoted[order(quoted$claim_id, method = "radix"),
                    c("speaker_en", "quote", "publisher", "source_url", "url")], 1)""",
    "targets without report": """
        targets[targets$state == "unreported", c("series", "anchor", "reason")]""",
}

READ = """
for (file in list.files(pattern = "[.]csv$")) assign(
    sub("[.]csv$", "", file),
    read.csv(file, colClasses = "character", na.strings = "", encoding = "UTF-8"))
"""


@pytest.fixture(scope="module")
def rscript() -> str:
    """Return R's interpreter; skip the test, or fail on request, where there is none."""
    found = shutil.which("Rscript")
    if found is None:
        reason = "no R here: apt-get install r-base-core"
        if os.environ.get("TERANG_REQUIRE_R"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


def run(rscript: str, code: str, folder: Path) -> str:
    """Return what a program prints in a folder."""
    (folder / "program.R").write_text(code, encoding="utf-8")
    command = [rscript, "--vanilla", "program.R"]
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout.decode()


def plain(row: object) -> tuple[str, ...]:
    """Return a row as texts, with numbers written in one way and nothing for what is missing."""
    texts = ["" if cell is None else str(cell) for cell in row]  # type: ignore[attr-defined]
    return tuple(
        f"{float(text):g}" if text.replace(".", "", 1).isdigit() else text for text in texts
    )


RECORDS: dict[str, Callable[[], Catalog]] = {
    "example": edited_example,
    "example-corrected": lambda: corrected_catalog(edited_example()),
    "own": real_catalog,
    "own-corrected": lambda: corrected_catalog(real_catalog()),
}


def test_r_answers_the_questions(rscript: str, tmp_path: Path) -> None:
    """R gives the answers that SQL and pandas give, on both records, corrected and not."""
    given = {"day": DAY, "month": MONTH, "code": CODE, "publisher": PUBLISHER}
    code = "".join(f'{name} <- "{value}"\n' for name, value in given.items())
    expected = {}
    for name, make in RECORDS.items():  # in one program, because R takes long to begin
        folder = tmp_path / name
        folder.mkdir()
        expected[name] = answers_of(make(), folder)
        code += f'setwd("{folder.as_posix()}")\n{READ}'
        for number, question in enumerate(expected[name]):
            code += f"answer <- {{{R[question]}\n}}\n"
            code += f'write.table(answer, "answer-{number}.txt", sep = ",", na = "",'
            code += ' qmethod = "double", row.names = FALSE, col.names = FALSE)\n'
    run(rscript, code, tmp_path)
    for name, answers in expected.items():
        for number, (question, rows) in enumerate(answers.items()):
            text = (tmp_path / name / f"answer-{number}.txt").read_text("utf-8")
            answer = sorted(map(plain, csv.reader(text.splitlines())))
            assert answer == sorted(map(plain, rows)), (name, question)


def test_r_knows_all_questions() -> None:
    """Each of the twelve questions is answered in three statements at most."""
    assert list(R) == list(SQL)
    assert all(answer.count("\n") <= 4 for answer in R.values())


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_printed_program_runs(rscript: str, language: str, tmp_path: Path) -> None:
    """The program of the page on data prints the latest figure with its speaker."""
    published = publish(an_example())
    unpack_archive(published, tmp_path)
    printed = run(rscript, program(published, language, "r"), tmp_path)
    assert printed.split("\n")[1].split()[1:4] == ["2024-08-17", "nearly", "1e+05"]
    assert "<0 rows>" in printed  # of missed targets
