"""Variables of the Makefile that hold text: neither make nor a shell runs anything in them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

import with_arguments

ROOT = Path(__file__).resolve().parents[2]
MAKEFILE = ROOT / "Makefile"
TEXTS = re.search(r"^TEXTS := (.*)$", MAKEFILE.read_text(), re.MULTILINE)[1].split()  # type: ignore[index]

STAND_IN = """\
#!{python}
import json, os, sys
with open("calls", "a", encoding="utf-8") as file:
    texts = {{name: os.environ[name] for name in {texts} if name in os.environ}}
    print(json.dumps([sys.argv[1:], texts]), file=file)
"""
"""A Python that writes down how it was called."""

HOSTILE = {
    "make's function": "$(shell touch${IFS}ran)",
    "make's function in braces": "${shell touch ran}",
    "a variable": "$(MAKE)$(RUN)",
    "an assignment": "x$(eval RUN := touch ran)",
    "a dollar": "$$(touch ran)$",
    "a command": "; touch ran #",
    "a double quote": '"; touch ran; "',
    "a single quote": "'; touch ran; '",
    "a backquote": "`touch ran`",
    "a line break": "a\ntouch ran",
    "a line break and a tab": "a\n\ttouch ran\n",
    "a backslash": 'a\\"; touch ran; \\',
    "a redirection": "a > ran | b & c",
    "a comment": "a # b",
    "blanks": "a  b  ",
    "nothing": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with our Makefile and with programs that only write down their calls."""
    (tmp_path / "Makefile").write_bytes(MAKEFILE.read_bytes())
    program = tmp_path / ".venv" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(STAND_IN.format(python=sys.executable, texts=TEXTS))
    program.chmod(0o755)
    return tmp_path


def make(
    folder: Path, *arguments: str, **environment: str
) -> list[tuple[list[str], dict[str, str]]]:
    """Run make and return the calls of its programs: their arguments, and their texts."""
    clean = {name: value for name, value in os.environ.items() if name not in (*TEXTS, "MAKEFLAGS")}
    subprocess.run(
        ["make", *arguments, "PYTHON=true"],
        cwd=folder, env={**clean, **environment}, check=False, capture_output=True,
    )  # fmt: skip
    calls = folder / "calls"
    lines = calls.read_text("utf-8").splitlines() if calls.exists() else []
    calls.unlink(missing_ok=True)
    return [(arguments, texts) for arguments, texts in map(json.loads, lines)]


@pytest.mark.parametrize("kind", HOSTILE)
@pytest.mark.parametrize("place", ["argument", "environment"])
def test_a_text_is_never_run(place: str, kind: str, folder: Path) -> None:
    """A text arrives as it was written, wherever it comes from."""
    text = HOSTILE[kind]
    texts, targets = dict.fromkeys(TEXTS, text), ("check", "stamp", "verify", "new")
    if place == "argument":
        calls = make(folder, *targets, *(f"{name}={text}" for name in TEXTS))
    else:
        calls = make(folder, *targets, **texts)
    assert [found for _, found in calls] == [texts] * len(targets)
    assert sorted(path.name for path in folder.iterdir()) == [".venv", "Makefile"]
    checked, stamped, verified, added = (arguments for arguments, _ in calls)
    assert checked[-1] == f"--base={text}"
    assert stamped[-2:] == ["--", text]
    assert verified[-2:] == ["--", text or "site"]
    assert added[-3:] == ["-m", "terang", "new"]  # the launcher reads ARGS


def test_every_recipe_takes_texts_from_the_environment() -> None:
    """No recipe holds a text itself: make would have to place it into a shell."""
    recipes = "".join(
        line for line in MAKEFILE.read_text().splitlines(keepends=True) if line.startswith("\t")
    )
    used = set(re.findall(r"\$[({](\w+)[)}]", recipes))
    assert "RUN" in used
    assert not used & set(TEXTS)


@pytest.mark.parametrize("target", ["check", "annotate"])
def test_a_base_that_is_not_given_is_not_handed_on(target: str, folder: Path) -> None:
    """Without BASE there is no base; a blank one is handed on, to be refused."""
    ((arguments, _),) = make(folder, target)
    assert not any("--base" in argument for argument in arguments)
    for given in ({"BASE": ""}, {"BASE": " "}):
        ((arguments, _),) = make(folder, target, **given)
        assert arguments[-1] == f"--base={given['BASE']}"
    ((arguments, _),) = make(folder, target, "BASE=")
    assert arguments[-1] == "--base="


def test_a_text_that_is_not_given_is_not_set(folder: Path) -> None:
    """A program finds only the texts that somebody wrote."""
    ((_, texts),) = make(folder, "check", "PAGE=a")
    assert texts == {"PAGE": "a"}


# --- ARGS ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("-k periods", ["-k", "periods"]),
        ("-k 'a or b' \"c d\" e\\ f", ["-k", "a or b", "c d", "e f"]),
        ("* ~ $HOME `x` $(y) ; z", ["*", "~", "$HOME", "`x`", "$(y)", ";", "z"]),
    ],
)
def test_args_are_split_as_a_shell_would(text: str, words: list[str]) -> None:
    """ARGS is split at blanks outside of quotes, and nothing in it is expanded."""
    assert with_arguments.complete_arguments(["-m", "x"], {"ARGS": text}) == ["-m", "x", *words]


def test_without_args_nothing_is_added() -> None:
    """Without ARGS the arguments are those of the Makefile."""
    assert with_arguments.complete_arguments(["-m", "x"], {}) == ["-m", "x"]


def test_the_program_is_run_with_args() -> None:
    """The launcher becomes the program, with its exit code."""
    command = [sys.executable, "-I", str(ROOT / "tools" / "env" / "with_arguments.py")]
    program = "import sys; print(sys.argv[1:]); sys.exit(3)"

    def run(text: str) -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "ARGS": text}
        return subprocess.run(
            [*command, "-c", program, "first"],
            env=environment, check=False, capture_output=True, text=True,
        )  # fmt: skip

    done = run("'a b' c")
    assert (done.returncode, done.stdout) == (3, "['first', 'a b', 'c']\n")
    done = run("'a")
    assert (done.returncode, done.stdout) == (1, "")
    assert "ARGS tidak dapat dibagi" in done.stderr
