"""Problems: every mistake that an editor can make, with its exact words.

A golden case is a file in `problems/`: `files` are laid over the small sound folder
`problems/_base` (a path → its text, null for a removed file, or `bytes` with escapes, repeated
`times`), and `problems` is the report as printed. `pytest --update-goldens` writes the reports;
review the difference as text.
"""

from __future__ import annotations

import ast
import datetime as dt
import re
import string
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import yaml
from hypothesis import strategies as st
from tests.loading import test_mistakes

from terang.diagnostics import (
    LANGUAGES,
    InvalidDataError,
    Place,
    Problem,
    Step,
    errors,
    in_order,
    nearest_word,
    problem_catalogue,
    report_text,
)
from terang.i18n.terminal_messages import SiteProblem
from terang.pages import load_record
from terang.parsing.yaml_quoting import quoted_text

CASES = sorted((Path(__file__).parents[1] / "problems").glob("*.yml"))
HISTORY_CASES = sorted((Path(__file__).parents[1] / "guard" / "cases").glob("*.yml"))
BASE = Path(__file__).parents[1] / "problems" / "_base"
CORE = Path(__file__).parents[2] / "hooks" / "terang"
NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PRINTED_CODE = re.compile(r":[0-9]+:[0-9]+: (?:notice )?([a-z0-9-]+): ")
_CODE_ARGUMENT = {
    "refusal": 0, "Problem": 1, "_report": 1, "_refuse": 1, "notice": 1, "TextPattern": 1,
}  # fmt: skip
"""Functions and classes that take a code, with the index of the argument."""


def written_bytes(given: Any) -> bytes:  # noqa: ANN401
    """Return the bytes of a golden file."""
    if isinstance(given, str):
        return given.encode()
    escaped = given["bytes"].encode("ascii")
    return escaped.decode("unicode_escape").encode("latin-1") * given.get("times", 1)


def problems_of(case: Path, root: Path) -> tuple[Problem, ...]:
    """Return the problems of a case's files over the sound folder."""
    files = {path.relative_to(BASE).as_posix(): path.read_text() for path in BASE.rglob("*.yml")}
    files |= yaml.safe_load(case.read_text())["files"]
    for path, given in files.items():
        if given is not None:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(written_bytes(given))
    return load_record.check_record(root, NOW).problems


def with_report(text: str, printed: str) -> str:
    """Return a golden file with another report."""
    before = text[: text.rindex("\nproblems:") + 1]
    if not printed:
        return f"{before}problems: ''\n"
    return f"{before}problems: |\n" + "".join(f"  {line}\n" for line in printed.splitlines())


def test_the_base_is_sound(tmp_path: Path) -> None:
    """The base folder of the cases has no problem of its own."""
    empty = tmp_path / "case.yml"
    empty.write_text("files: {}\n")
    assert problems_of(empty, tmp_path) == ()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, tmp_path: Path, pytestconfig: pytest.Config) -> None:
    """Each mistake is reported at its line and column, in its words, in both languages."""
    printed = report_text(problems_of(case, tmp_path))
    text = case.read_text()
    if pytestconfig.getoption("--update-goldens"):
        case.write_text(with_report(text, printed))
    else:
        assert printed.splitlines() == yaml.safe_load(text)["problems"].splitlines()
    if case.stem.startswith("accepted-"):
        assert printed == ""


OF_COMMANDS = {
    "not-a-translation", "not-format-1", "more-problems", "more-notices", "edited-software",
}  # fmt: skip
"""Codes that only a command or a long report has, with cases elsewhere or below."""
_OF_SHEETS = re.compile(r"cell-(?!without-heading)|sheet-|not-a-spreadsheet")
"""Codes of spreadsheets, with cases in editing/ and parsing/."""


def test_every_wording_has_a_golden_case(tmp_path: Path) -> None:
    """A golden case, or a mistake of the table, prints each wording of each code.

    Codes that compare with an earlier state have their cases in `guard/cases/`.
    """
    seen = {
        (problem.code, variant)
        for number, case in enumerate(CASES)
        for problem in problems_of(case, tmp_path / str(number))
        for variant in ("", problem.variant)
    }
    of_sheets = {code for code in problem_catalogue() if _OF_SHEETS.match(code)}
    elsewhere = (
        OF_COMMANDS
        | of_sheets
        | set(
            _PRINTED_CODE.findall(
                "".join(history_case.read_text() for history_case in HISTORY_CASES)
            )
        )
    )
    wordings = {
        (code, part.partition("_")[2])
        for code, entry in problem_catalogue().items()
        for part in entry
        if part not in ("level", "why") and code not in elsewhere
    }
    missing = wordings - seen
    for number, mistake in enumerate(test_mistakes.MISTAKES):
        if any(f" {code}" in str(mistake["found"]) for code, _ in missing):
            missing -= test_mistakes.wordings_of(mistake, tmp_path / f"mistake-{number}")
    assert sorted(missing) == []


def codes_raised() -> Iterator[str]:
    """Yield every code written as such in the core's Python."""
    for path in sorted(CORE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                code = _CODE_ARGUMENT.get(name)
                if code is not None and len(node.args) > code:
                    yield from texts_in(node.args[code])


def texts_in(node: ast.AST) -> Iterator[str]:
    """Yield the texts in an expression."""
    for part in ast.walk(node):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield part.value


def test_every_code_raised_has_its_sentences() -> None:
    """Every code that is raised has an entry in problems.yml."""
    assert sorted(set(codes_raised()) - set(problem_catalogue())) == []


def test_every_code_is_raised() -> None:
    """Every entry of problems.yml is raised."""
    written = {
        text
        for path in CORE.rglob("*.py")
        for text in texts_in(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert sorted(set(problem_catalogue()) - written) == []


@pytest.mark.parametrize("code", problem_catalogue())
def test_entry_is_complete(code: str) -> None:
    """A code is kebab-case, has message and hint in each language, and no unused wording."""
    entry = problem_catalogue()[code]
    assert _CODE.fullmatch(code)
    assert {"message", "hint"} <= set(entry)
    assert entry.get("level", "notice") == "notice"
    assert entry.get("why", "choice") in {"source", "text", "choice"}
    for part, texts in entry.items():
        if part not in ("level", "why"):
            assert part.partition("_")[0] in ("message", "hint")
            assert list(texts) == list(LANGUAGES)
            assert all(text.strip() for text in texts.values())


@pytest.mark.parametrize("code", problem_catalogue())
def test_languages_name_the_same_values(code: str) -> None:
    """Both languages quote the same values; only YAML's own words stay English."""
    for part, texts in problem_catalogue()[code].items():
        if part not in ("level", "why"):
            named = [
                {field for _, field, _, _ in string.Formatter().parse(texts[language]) if field}
                - {"detail"}
                for language in LANGUAGES
            ]
            assert named[0] == named[1], part


def test_a_long_report_is_counted() -> None:
    """The first problems of a code in a file are printed, and the rest counted, also twice."""
    alike = [Problem(Place("data/a.yml", line), "empty-file") for line in range(6_000, 0, -1)]
    notice = Problem(Place("data/a.yml", 9), "untranslated", {"language": "en"})
    other = Problem(Place("data/b.yml", 1), "empty-file")
    kept = in_order([*alike, notice, other])
    assert len(kept) == 5_000 + 3
    assert kept[-2].values == {"count": "1000", "of": "empty-file"}
    printed = [line for line in report_text(kept).splitlines() if not line.startswith("    ")]
    assert len(printed) == 50 + 3
    (count,) = [line for line in printed if "more-problems" in line]
    assert count.startswith("data/a.yml:50:1: more-problems: masih ada 5950 kesalahan empty-file")
    notices = [Problem(notice.place, "untranslated", notice.values) for _ in range(60)]
    assert "notice more-notices: masih ada 10 catatan untranslated" in report_text(notices)


SIGNS = "\x1b\x9b\r\n\x07\u202e\u200b\u2028#:[]%a e"


@hypothesis.given(
    st.text(st.sampled_from(SIGNS), max_size=30), st.text(st.sampled_from(SIGNS), max_size=30)
)
def test_no_text_is_a_command(path: str, text: str) -> None:
    """No quotation colours a terminal, turns its direction, or is a command of a forge."""
    found = [
        Problem(Place(f"data/{path}"), "cut-by-hash", {"rest": text, "text": f"::error::{text}"}),
        Problem(Place("a"), "missing-key", {"key": text, "example": f"a: |\n  {text}\n  ::x::"}),
        SiteProblem(Place("a"), "broken-link", {"link": text, "nearest_id": "", "nearest_en": ""}),
    ]
    for line in report_text(found).split("\n"):
        assert line.isprintable()
        assert not line.lstrip().startswith("::")
        assert not re.search(r"##\w*\[", line)


A_PROBLEM = Problem(Place("data/a.yml", 3, 7), "empty-file")
A_NOTICE = Problem(Place("data/a.yml", 2), "untranslated", {"language": "en"})


def test_printed_form() -> None:
    """A problem prints as `path:line:column: code: message`, with an indented hint per language."""
    assert str(A_PROBLEM).splitlines() == [
        "data/a.yml:3:7: empty-file: berkas ini kosong · the file is empty",
        "    isi berkas ini, atau hapus",
        "    fill it in, or delete it",
        "    ada lebih dari satu cara yang benar, dan hanya Anda yang tahu yang dimaksud",
        "    more than one way would be right, and only you know which is meant",
    ]


def test_a_cure_is_printed_exactly() -> None:
    """The lines of a cure stand as they are to stand in the file, and tell how many they are."""
    steps = (
        Step("replace", 3, 3, ("    value: 81000",)),
        Step("insert", 9, text=("sources:", "  - berita")),
        Step("delete", 4, 7),
    )
    printed = str(Problem(Place("data/a.yml", 3, 7), "empty-file", cure=steps)).splitlines()
    assert printed[3:] == [
        "    baris 3 menjadi: · line 3 becomes:",
        "    value: 81000",
        "    tambahkan 2 baris ini sesudah baris 9: · add these 2 lines after line 9:",
        "sources:",
        "  - berita",
        "    hapus baris 4 sampai 7 · delete lines 4 to 7",
    ]


@pytest.mark.parametrize(
    "line",
    ["a\x1b[31m", "::error::x", "##[add-mask]x", "data/a.yml:1:1: empty-file: x", "a" * 3000],
)
def test_a_line_that_cannot_be_printed_is_in_no_cure(line: str) -> None:
    """A line that colours a terminal, is a command, or seems a problem is not printed as a cure."""
    assert not Step("replace", 1, 1, (line,)).is_printable
    assert str(A_NOTICE).startswith("data/a.yml:2:1: notice untranslated: ")


def test_equal_lines_are_printed_once() -> None:
    """Lines that are the same in both languages are printed once."""
    values = {"key": "unit", "example": "unit:\n  id: orang\n  en: people"}
    printed = str(Problem(Place("data/a.yml"), "missing-key", values)).splitlines()
    assert printed[1:6] == [
        "    tambahkan di sini:",
        "    add here:",
        "    unit:",
        "      id: orang",
        "      en: people",
    ]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("dua\nbaris", '"dua baris"'),
        ("\x1b[31mmerah\u202e", '"\ufffd[31mmerah\ufffd"'),  # would colour and turn a terminal
        ("{kurung}", '"{kurung}"'),
        ("a" * 300, f'"{"a" * 200}…"'),
    ],
)
def test_quoted_values_do_no_harm(written: str, shown: str) -> None:
    """A quoted value is printed on a single line, without hidden characters, and shortened."""
    values = {"key": written, "known": "a"}
    message = Problem(Place("data/a.yml"), "unknown-key", values).message("en")
    assert message == f"the key {shown} is not known here"


def test_problems_are_sorted_and_stand_once() -> None:
    """Problems are sorted by path, line and column as numbers, each once."""
    places = [Place("b.yml"), Place("a.yml", 10), Place("a.yml", 9, 2), Place("a.yml", 9, 1)]
    problems = [Problem(place, "empty-file") for place in places]
    found = in_order([*problems, *problems])
    assert [problem.place for problem in found] == sorted(places)
    assert InvalidDataError(problems).problems == found


def test_notices_fail_nothing() -> None:
    """Errors are the problems without notices."""
    assert errors([A_NOTICE, A_PROBLEM]) == (A_PROBLEM,)


@pytest.mark.parametrize(
    ("word", "meant"),
    [("valeu", "value"), ("VALUE", "value"), ("zzz", None), ("v" * 1000, None), ("", None)],
)
def test_the_nearest_word_is_suggested(word: str, meant: str | None) -> None:
    """The nearest known word is suggested only if it is near."""
    assert nearest_word(word, {"value", "date"}) == meant


@pytest.mark.parametrize("text", ["a: b", "kata 'itu'", 'kata "itu"', "a\\b", "#1 'a' \"b\""])
def test_quoted_text_is_read_back(text: str) -> None:
    """A text in the proposed quotes is read back as the same text."""
    assert yaml.safe_load(quoted_text(text)) == text
