"""Write the lists of macros anew: the tables in the guides, and the snippets for editors.

    .venv/bin/python tools/docs/macro_guide.py

A comment `<!-- makro: en -->` stands above each table and gives its language. A test keeps tables
and snippets current.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

from terang.narrative import macros

ROOT = Path(__file__).resolve().parents[2]
GUIDES = (ROOT / "CONTRIBUTING.md", ROOT / "docs" / "contract.md")

_TABLE = re.compile(r"(?P<mark><!-- makro: (?P<language>[a-z]+) -->\n)(?:\n?(?:\|.*\n)+)?")
_HEAD = {"id": ("Tulis", "Letak", "Yang tampil"), "en": ("Write", "Place", "Shown")}
_PLACES = {
    "id": {True: "di baris sendiri", False: "di dalam kalimat"},
    "en": {True: "on a line of its own", False: "inside of a sentence"},
}


def macro_table(language: str) -> str:
    """Return every macro with its forms, its place in a page and its help."""
    lines = [f"| {' | '.join(_HEAD[language])} |", "|---|---|---|"]
    for macro in macros.MACROS.values():
        forms = "<br>".join(f"`{form}`" for form in macro.forms)
        lines.append(f"| {forms} | {_PLACES[language][macro.is_block]} | {macro.help[language]} |")
    return "\n".join(lines) + "\n"


def with_macro_tables(text: str) -> str:
    """Return a guide with its tables renewed."""
    return _TABLE.sub(lambda match: f"{match['mark']}\n{macro_table(match['language'])}", text)


def main() -> int:
    """Write the tables and the snippets."""
    for guide in GUIDES:
        text = with_macro_tables(guide.read_text(encoding="utf-8"))
        guide.write_text(text, encoding="utf-8", newline="\n")
    snippets = ROOT / macros.SNIPPETS
    snippets.parent.mkdir(exist_ok=True)
    snippets.write_bytes(macros.snippet_file())
    return 0


if __name__ == "__main__":
    sys.exit(main())
