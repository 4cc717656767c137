"""Write docs/problems.md: every code that can be reported, and its cure, in both languages.

    .venv/bin/python tools/docs/problem_guide.py

The sentences are those that the commands print. The examples are printed reports from the golden
cases of the tests. A test keeps the page current.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "problems.md"
CATALOGUE = ROOT / "hooks" / "terang" / "problems.yml"
BUILDING = ROOT / "hooks" / "terang" / "i18n" / "terminal_messages.yml"
CASES = ("tests/problems", "tests/guard/cases")

_REPORT = re.compile(
    r"^\S+:[0-9]+:[0-9]+: (?:notice )?(?P<code>[a-z0-9-]+): .*"
    # Its hints and its cure, until the next problem.
    r"(?:\n(?!\S+:[0-9]+:\S+: (?:notice )?[a-z0-9-]+: ).*)*",
    re.MULTILINE,
)

_HEAD = """\
# Semua masalah dan cara membetulkannya · Every problem and its cure

Halaman ini dibuat dari kalimat yang dicetak perintahnya sendiri; jangan diubah di sini. Setiap
masalah punya kode yang tetap. *Pemberitahuan* hanya untuk diketahui dan tidak menggagalkan apa pun.
`…` diisi dengan yang tertulis di berkas Anda.

This page is made from the sentences that the commands print; do not edit it here. Every problem has
a code that stays. A *notice* is only worth knowing and fails nothing. `…` stands for what is
written in your file.
"""


def problem_page() -> str:
    """Return the text of docs/problems.md."""
    examples = printed_examples()
    texts = [_HEAD]
    for title, codes in read_sections():
        texts.append(f"## {title}\n")
        texts += [_entry(code, entry, examples.get(code)) for code, entry in codes]
    return "\n".join(texts)


def read_sections() -> Iterator[tuple[str, list[tuple[str, Mapping[str, Any]]]]]:
    """Yield the codes under the headings, which are comments in the catalogue.

    A code that both the check and the build report has one entry, in the words of the check.
    """
    text, told = CATALOGUE.read_text(encoding="utf-8"), set[str]()
    for part in re.split(r"^# --- ", text, flags=re.MULTILINE)[1:]:
        title, _, body = part.partition(" ---\n")
        entries = yaml.load(body, Loader=yaml.CBaseLoader)  # noqa: S506 - every scalar stays a text
        yield title.strip().capitalize(), list((entries or {}).items())
        told |= {*(entries or {})}
    building = yaml.load(BUILDING.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
    later = [(code, entry) for code, entry in building["problems"].items() if code not in told]
    yield "While the site is built", later


def printed_examples() -> dict[str, str]:
    """Return a printed report for each code: the shortest of the golden cases."""
    found: dict[str, str] = {}
    for folder in CASES:
        for case in sorted((ROOT / folder).glob("*.yml")):
            tree = yaml.load(case.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)  # noqa: S506
            for report in _REPORT.finditer(tree.get("problems") or ""):
                code, text = report["code"], report[0].rstrip()
                if code not in found or len(text) < len(found[code]):
                    found[code] = text
    return found


def _entry(code: str, entry: Mapping[str, Any], example: str | None) -> str:
    """Return the section of a code: the problem and the cure in both languages, and an example."""
    notice = " (pemberitahuan · notice)" if entry.get("level") == "notice" else ""
    lines = [f"### `{code}`{notice}", ""]
    for language in ("id", "en"):
        hints = [entry[part][language] for part in entry if part.startswith("hint")]
        lines.append(f"- {_plain(entry['message'][language])}")
        lines += [f"  - {_plain(hint)}" for hint in dict.fromkeys(hints)]
    if example:
        lines += ["", "```text", example, "```"]
    return "\n".join([*lines, ""])


def _plain(template: str) -> str:
    """Return a template on one line, with … for its {names}, escaped for Markdown."""
    text = re.sub(r"(?<!\{)\{[a-z_]+\}(?!\})", "…", template)
    text = text.replace("{{", "{").replace("}}", "}")
    return " ".join(text.split()).replace("<", "&lt;").replace("*", r"\*")


def main() -> int:
    """Write the page."""
    PAGE.write_text(problem_page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
