"""Mistakes of editors: each is found at its place, once, and mended by what the report prints.

`tests/mistakes/*.yml` is the table. A mistake is an edit of the sound folder `_base` beside it:
`file` with `old` and `new` text, or `write`, `rename`, `remove`. `found` lists the problems of the
report, each as `path:line:column: code`; `says` is a part of the report in each language. The cure
is applied as it is printed, and the folder must then have no problem more than the sound one. Where
`cured` is false the report says why it cannot say more, in the words of `says` or of cures.yml.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.repositories import write_files

from terang import diagnostics
from terang.diagnostics import Problem, report_text
from terang.pages import load_record

FOLDER = Path(__file__).parents[1] / "mistakes"
BASE = FOLDER / "_base"
NOW = dt.datetime(2026, 11, 30, 4, tzinfo=dt.UTC)
WORDS = yaml.safe_load((Path(diagnostics.__file__).parent / "cures.yml").read_text("utf-8"))
FEWEST, FEWEST_OF_120 = 120, 100

Files = dict[str, bytes]


def read_mistakes() -> Iterator[dict[str, Any]]:
    """Yield the mistakes of the table."""
    for path in sorted(FOLDER.glob("*.yml")):
        for mistake in yaml.safe_load(path.read_text(encoding="utf-8")):
            yield {"group": path.stem, "cured": True, **mistake}


MISTAKES = list(read_mistakes())


def base_files() -> Files:
    """Return the sound folder."""
    return {
        path.relative_to(BASE).as_posix(): path.read_bytes()
        for path in sorted(BASE.rglob("*"))
        if path.is_file()
    }


SOUND = base_files()


def with_mistake(mistake: Mapping[str, Any]) -> Files:
    """Return the sound folder with a mistake."""
    files = dict(SOUND)
    for edit in [mistake, *mistake.get("edits", ())]:
        if "old" in edit:
            text = files[edit["file"]].decode()
            assert text.count(edit["old"]) == 1, f"{text.count(edit['old'])} x {edit['old']!r}"
            files[edit["file"]] = text.replace(edit["old"], edit["new"]).encode()
    files |= {path: text.encode() for path, text in mistake.get("write", {}).items()}
    for old, new in mistake.get("rename", {}).items():
        files[new] = files.pop(old)
    for path in mistake.get("remove", ()):
        del files[path]
    return files


def report_of(files: Files, root: Path) -> str:
    """Return the report of a folder, as `make check` prints it."""
    return report_text(problems_of(files, root))


def problems_of(files: Files, root: Path) -> tuple[Problem, ...]:
    """Return the problems of a folder."""
    write_files(root, files)
    return load_record.check_record(root, NOW).problems


def wordings_of(mistake: Mapping[str, Any], root: Path) -> set[tuple[str, str]]:
    """Return the codes and variants of a mistake's problems."""
    problems = problems_of(with_mistake(mistake), root)
    return {(found.code, variant) for found in problems for variant in ("", found.variant)}


_FIRST_LINE = re.compile(r"(?P<place>\S.*?:\d+:[^:]+): (?P<code>(?:notice )?[a-z0-9-]+): .+")


def found_in(report: str) -> list[str]:
    """Return the places and codes of a report."""
    matches = map(_FIRST_LINE.fullmatch, report.splitlines())
    return [f"{match['place']}: {match['code']}" for match in matches if match]


# --- the cure as printed -------------------------------------------------------------------------


def _patterns(language: str) -> list[tuple[str, re.Pattern[str]]]:
    """Return the sentences of the steps of a cure as patterns."""
    these = re.escape(WORDS["these"][language]).replace(r"\{count\}", r"(?P<count>\d+)")
    names = {"first": r"(?P<first>\d+)", "last": r"(?P<last>\d+)", "these": f"(?:{these})?",
             "path": r"(?P<path>.+?)", "to": r"(?P<to>.+?)"}  # fmt: skip
    found = []
    for action, texts in WORDS["steps"].items():
        pattern = re.escape(texts[language])
        for name, form in names.items():
            pattern = pattern.replace(re.escape(f"{{{name}}}"), form)
        found.append((action.removesuffix("_several"), re.compile(pattern)))
    return found


PATTERNS = {language: _patterns(language) for language in ("id", "en")}


def step_of(sentence: str, language: str) -> tuple[str, dict[str, str]] | None:
    """Return the action and the numbers of a step, read from its sentence in a language."""
    for action, pattern in PATTERNS[language]:
        if match := pattern.fullmatch(sentence):
            return action, {key: text for key, text in match.groupdict().items() if text}
    return None


def steps_in(report: str) -> Iterator[tuple[str, str, dict[str, str], list[bytes]]]:
    """Yield file, action, numbers and new lines of each step that a report prints."""
    lines = iter(report.splitlines())
    path = ""
    for line in lines:
        if match := _FIRST_LINE.fullmatch(line):
            path = match["place"].rsplit(":", 2)[0]
        indonesian, _, english = line.strip().partition(" · ")
        step = step_of(english, "en")
        if step is None:
            continue
        assert step_of(indonesian, "id") == step  # both languages say the same
        count = int(step[1].get("count", 1)) if line.endswith(":") else 0
        yield path, *step, [next(lines).encode() for _ in range(count)]


def mended(files: Files, report: str) -> Files:
    """Return a folder after the steps of a report, those further down in a file first."""
    steps = sorted(steps_in(report), key=lambda step: int(step[2].get("first", 0)), reverse=True)
    assert steps, "the report holds no cure"
    after = dict(files)
    for path, action, numbers, texts in steps:
        if action == "rename":
            after[numbers["to"]] = after.pop(numbers["path"])
        elif action == "remove":
            del after[numbers["path"]]
        elif action == "create":
            after[numbers["path"]] = b"\n".join(texts) + b"\n"
        else:
            lines = after[path].split(b"\n")
            first = int(numbers["first"])
            last = int(numbers.get("last", first))
            start = first if action == "insert" else first - 1
            end = first if action == "insert" else last
            after[path] = b"\n".join([*lines[:start], *texts, *lines[end:]])
    return after


# --- the tests -----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sound_report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Return the report of the sound folder."""
    return report_of(SOUND, tmp_path_factory.mktemp("sound"))


def test_the_base_is_sound(sound_report: str) -> None:
    """The sound folder has no problem, and one notice."""
    assert found_in(sound_report) == ["content/en/index.md:1:1: notice unstamped-translation"]


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["name"])
def test_mistake(mistake: Mapping[str, Any], tmp_path: Path, sound_report: str) -> None:
    """A mistake is reported at its place and nothing that follows from it; its cure mends it."""
    files = with_mistake(mistake)
    report = report_of(files, tmp_path / "wrong")
    known = set(found_in(sound_report))
    new = [found for found in found_in(report) if found not in known]
    wanted = mistake["found"]
    assert new == ([wanted] if isinstance(wanted, str) else wanted), report
    for part in mistake["says"]:
        assert part in report
    if mistake["cured"]:
        left = report_of(mended(files, report), tmp_path / "mended")
        assert found_in(left) == found_in(sound_report), f"{report}\n\n{left}"
    else:
        reasons = WORDS["why"].values()
        told = [all(reason[language] in report for language in ("id", "en")) for reason in reasons]
        assert any(told) or mistake.get("because"), report
        assert not list(steps_in(report))


SERIES = "data/coverage/kota.yml"
UNREADABLE = (
    "a key one space too far in",
    "a tab before a key",
    "no space after a colon",
    "a quotation that does not stand further in than its key",
    "long dashes before entries",
)
"""Mistakes after which YAML cannot read the file."""


@pytest.mark.parametrize("name", UNREADABLE)
def test_a_file_that_yaml_cannot_read_hides_nothing(name: str, tmp_path: Path) -> None:
    """Beside a mistake of syntax, the other mistakes of the file are told at their lines."""
    (mistake,) = [found for found in MISTAKES if found["name"] == name]
    files = with_mistake(mistake)
    assert files[SERIES].count(b"to: result-2025") == 1
    both = {**files, SERIES: files[SERIES].replace(b"to: result-2025", b"to: result-2052")}
    report = report_of(both, tmp_path / "both")
    line = both[SERIES].split(b"\n").index(b"  - to: result-2052") + 1
    wanted = [mistake["found"], f"{SERIES}:{line}:9: unknown-id"]
    assert [found for found in found_in(report) if " notice " not in found] == wanted
    left = report_of(mended(both, report), tmp_path / "mended")
    assert found_in(left) == found_in(report_of(SOUND, tmp_path / "sound"))


def test_the_table_is_large_enough() -> None:
    """At least 120 kinds of mistakes, of which at least 100 in 120 are mended by their cure."""
    names = [mistake["name"] for mistake in MISTAKES]
    assert len(set(names)) == len(names)
    assert len(names) >= FEWEST
    cured = sum(bool(mistake["cured"]) for mistake in MISTAKES)
    assert cured * FEWEST >= FEWEST_OF_120 * len(names)


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake["name"])
def test_mistakes_say_their_cure_in_both_languages(mistake: Mapping[str, Any]) -> None:
    """Each mistake of the table has a part of its report in Indonesian and one in English."""
    assert len(mistake["says"]) == 2
