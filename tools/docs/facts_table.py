"""Write docs/record/facts.md: the place of publication of each fact, or the reason against it.

    .venv/bin/python tools/docs/facts_table.py

The places come from docs/record/facts.yml; a test keeps the table current. The mapping names places
only: values and dates are in the data alone, and may be corrected there.
"""

from __future__ import annotations

import datetime as dt
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from terang.diagnostics import LANGUAGES
from terang.loading import data_folder
from terang.loading.series_files import COVERAGE
from terang.model.catalog import Catalog
from terang.model.definitions import Area, Fact, Source
from terang.model.entries import Event, Observation, Target
from terang.narrative import markdown_page

ROOT = Path(__file__).resolve().parents[2]
RECORD = Path("docs/record")
MAPPING = RECORD / "facts.yml"
TABLE = RECORD / "facts.md"

_HEADING = re.compile(r"\{#([a-z0-9-]+)\}")
_ABSENT = "–"
_OPENING = {
    "id": "{all} fakta dalam tabel ini: {published} diterbitkan, {left} tidak, dengan alasannya.",
    "en": "{all} facts in this table: {published} are published, {left} are not, with the reason.",
}

FactEntry = Observation | Target | Event | Fact | Area | Source | None
"""The target of a reference; None for a page."""


class NowhereError(Exception):
    """A reference without a target."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact, or a contradiction, with its place of publication or the reason against it."""

    id: str
    entry: str | None
    also: tuple[str, ...] = ()
    reason: Mapping[str, str] = field(default_factory=dict)
    differs: Mapping[str, str] = field(default_factory=dict)

    @property
    def references(self) -> tuple[str, ...]:
        """Return every place it names, the main place first."""
        return (self.entry, *self.also) if self.entry else self.also


@dataclass(frozen=True, slots=True)
class FactRecord:
    """The targets of references: the data, and the headings of the pages."""

    catalog: Catalog
    headings: Mapping[str, frozenset[str]]
    """`content/<page>.md` → the headings that the page has in every language."""

    def find(self, reference: str) -> FactEntry:
        """Return the entry that a reference names, None for a page, or raise NowhereError."""
        file, _, key = reference.partition("#")
        found = self._find(file, key)
        if found is None and not self._is_place_on_page(file, key):
            raise NowhereError(reference)
        return found

    def _find(self, file: str, key: str) -> FactEntry:
        stem = Path(file).stem
        match file:
            case data_folder.SOURCES:
                return self.catalog.sources.get(key)
            case data_folder.AREAS:
                return self.catalog.areas.get(key)
            case data_folder.PROGRAMMES:
                name, _, fact = key.partition(".")
                programme = self.catalog.programmes.get(name)
                return programme.facts.get(fact) if programme else None
            case _ if file == f"{COVERAGE}/{stem}.yml":
                series = self.catalog.series.get(stem)
                return series.entry(key) if series else None
        return None

    def _is_place_on_page(self, file: str, key: str) -> bool:
        return file in self.headings and (not key or key in self.headings[file])


def load_record(root: Path) -> FactRecord:
    """Return the record of a repository."""
    found: dict[str, list[frozenset[str]]] = {}
    for path, data in markdown_page.page_files(root).items():
        page = markdown_page.read_page(path, data)
        headings = frozenset(_HEADING.findall(page.body))
        found.setdefault(f"{markdown_page.FOLDER}/{page.name}", []).append(headings)
    complete = {name: sets for name, sets in found.items() if len(sets) == len(LANGUAGES)}
    return FactRecord(
        catalog=data_folder.load_catalog(root, dt.datetime.now(dt.UTC)),
        headings={name: frozenset.intersection(*sets) for name, sets in complete.items()},
    )


def read_rows(root: Path, part: str = "facts") -> tuple[FactRow, ...]:
    """Return the rows of a part of the mapping: `facts` or `contradictions`."""
    mapping = yaml.safe_load((root / MAPPING).read_text(encoding="utf-8"))
    return tuple(_row(name, keys) for name, keys in mapping[part].items())


def _row(name: str, keys: Mapping[str, Any]) -> FactRow:
    return FactRow(
        id=name,
        entry=keys.get("entry"),
        also=tuple(keys.get("also", ())),
        reason=keys.get("reason", {}),
        differs=keys.get("differs", {}),
    )


def facts_page(root: Path) -> str:
    """Return the text of docs/record/facts.md."""
    record = load_record(root)
    facts, contradictions = read_rows(root), read_rows(root, "contradictions")
    published = sum(1 for row in facts if row.entry)
    counts = {"all": len(facts), "published": published, "left": len(facts) - published}
    return "\n".join(
        [
            "# Fakta dan tempatnya · Facts and where they stand",
            "",
            "<!-- Dibuat dari facts.yml dan data/. Jangan diubah di sini; jalankan: make facts",
            "     Made from facts.yml and data/. Do not edit it here; run: make facts -->",
            "",
            *(line for code in LANGUAGES for line in (_OPENING[code].format(**counts), "")),
            "| Fakta · Fact | Di mana · Where | Alasan · Reason |",
            "| --- | --- | --- |",
            *(line for row in facts for line in _lines(row, record)),
            "",
            "## Pertentangan · Contradictions",
            "",
            "| Pertentangan · Contradiction | Dijelaskan di · Explained at |",
            "| --- | --- |",
            *(
                f"| {row.id} | "
                f"{'<br>'.join(_link(reference, record) for reference in row.references)} |"
                for row in contradictions
            ),
            "",
        ]
    )


def _lines(row: FactRow, record: FactRecord) -> Iterator[str]:
    texts = row.reason or row.differs
    why = "<br>".join(texts[code].strip() for code in LANGUAGES) if texts else ""
    if not row.references:
        yield f"| {row.id} | {_ABSENT} | {why} |"
    for nth, reference in enumerate(row.references):
        name, text = (row.id, why) if nth == 0 else ("", "")
        yield f"| {name} | {_link(reference, record)} | {text} |"


def _link(reference: str, record: FactRecord) -> str:
    """Return a reference as a link to its file; for a page, to the Indonesian file."""
    record.find(reference)
    file, _, key = reference.partition("#")
    if file.startswith(f"{markdown_page.FOLDER}/"):
        file = file.replace(markdown_page.FOLDER, f"{markdown_page.FOLDER}/{LANGUAGES[0]}", 1)
    name = f"{Path(file).stem}: {key}" if key else Path(file).stem
    return f"[{name}](../../{file})"


def main() -> int:
    """Write the table."""
    try:
        text = facts_page(ROOT)
    except NowhereError as error:
        print(f"{MAPPING}: {error}: tidak ada · leads nowhere", file=sys.stderr)
        return 1
    (ROOT / TABLE).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
