"""Write docs/record/facts.md and readings.md: the place of each fact, the readers of each claim.

    .venv/bin/python tools/docs/facts_table.py

The places come from docs/record/facts.yml; tests keep both tables current. The mapping names places
only: values and dates are in the data alone, and may be corrected there. The readings come from the
sources in data/ and from the table of second readers in docs/record/readers.md.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from terang.diagnostics import LANGUAGES
from terang.loading import data_folder, data_paths
from terang.loading.series_files import COVERAGE
from terang.model.catalog import Catalog, PopulationValue, Series
from terang.model.definitions import Area, Fact, Source
from terang.model.entries import Event, Observation, Target
from terang.narrative import markdown_page

ROOT = Path(__file__).resolve().parents[2]
RECORD = Path("docs/record")
MAPPING = RECORD / "facts.yml"
TABLE = RECORD / "facts.md"
READERS = RECORD / "readers.md"
READINGS = RECORD / "readings.md"

POPULATION = "population-"
"""The prefix of a key that names a population value by its date."""

_HEADING = re.compile(r"\{#([a-z0-9-]+)\}")
_ABSENT = "–"
_OPENING = {
    "id": "{all} fakta dalam tabel ini: {published} diterbitkan, {left} tidak, dengan alasannya.",
    "en": "{all} facts in this table: {published} are published, {left} are not, with the reason.",
}

_READINGS_HEAD = """\
# Siapa membaca setiap pernyataan · Who read each claim

<!-- Dibuat dari data/ dan readers.md. Jangan diubah di sini; jalankan: make facts
     Made from data/ and readers.md. Do not edit it here; run: make facts -->

Pembaca pertama adalah penyusun catatan ini. Pembaca kedua menulis parafnya di
[readers.md](readers.md); tanda – berarti hanya satu orang yang membacanya.

The first reader is whoever compiled this record. Second readers sign in
[readers.md](readers.md); – means that only one person has read the claim.

- **Dibaca · Read**: `original` (laman aslinya · the original page), `stored-copy` (salinan
  tersimpan · a stored copy), `excerpt` (cuplikan · an excerpt).

| Entri · Entry | Sumber, hari, dibaca · Source, day, read | Pembaca kedua · Second reader |
| --- | --- | --- |"""

FactEntry = Observation | Target | Event | PopulationValue | Fact | Area | Source | None
"""The target of a reference; None for a page."""


class NowhereError(Exception):
    """A reference without a target."""


@dataclass(frozen=True, slots=True)
class FactRow:
    """A fact, or a contradiction, with its place of publication or the reason against it."""

    id: str
    entry: str | None
    also: tuple[str, ...] = ()
    why: str | None = None
    """The kind of reason, from the closed list of the mapping."""
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
            case data_paths.SOURCES:
                return self.catalog.sources.get(key)
            case data_paths.AREAS:
                return self.catalog.areas.get(key)
            case data_paths.PROGRAMMES:
                name, _, fact = key.partition(".")
                programme = self.catalog.programmes.get(name)
                return programme.facts.get(fact) if programme else None
            case _ if file == f"{COVERAGE}/{stem}.yml":
                series = self.catalog.series.get(stem)
                return _entry_or_population(series, key) if series else None
        return None

    def _is_place_on_page(self, file: str, key: str) -> bool:
        return file in self.headings and (not key or key in self.headings[file])


def _entry_or_population(series: Series, key: str) -> FactEntry:
    if not key.startswith(POPULATION) or series.population is None:
        return series.entry(key)
    written = key.removeprefix(POPULATION)
    return next(
        (value for value in series.population.values if value.date.written == written), None
    )


@functools.cache
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
        why=keys.get("why"),
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


def second_readers(root: Path) -> Mapping[str, tuple[str, ...]]:
    """Return the rows of the table of second readers: entry → initials, days and what was read."""
    found: dict[str, tuple[str, ...]] = {}
    for line in (root / READERS).read_text(encoding="utf-8").splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and "#" in cells[0]:
            entry = cells[0].strip("`")
            found[entry] = (*found.get(entry, ()), ", ".join(cells[1:]))
    return found


def readings_page(root: Path) -> str:
    """Return the text of docs/record/readings.md."""
    catalog = load_record(root).catalog
    again = second_readers(root)
    rows = [
        f"| {series.id}#{entry.anchor} | {_first_reading(entry.sources, catalog)} | "
        f"{'<br>'.join(again.get(f'{series.id}#{entry.anchor}', (_ABSENT,)))} |"
        for series in catalog.series.values()
        for entry in series.entries
    ]
    return "\n".join([_READINGS_HEAD, *rows, ""])


def _first_reading(sources: Iterable[str], catalog: Catalog) -> str:
    """Return each source with the day on which it was read, and what was read."""
    return "<br>".join(
        f"{key}, {source.accessed.written if source.accessed else _ABSENT}, "
        f"{source.read or _ABSENT}"
        for key in sources
        for source in (catalog.sources[key],)
    )


def main() -> int:
    """Write both tables."""
    try:
        pages = {TABLE: facts_page(ROOT), READINGS: readings_page(ROOT)}
    except NowhereError as error:
        print(f"{MAPPING}: {error}: tidak ada · leads nowhere", file=sys.stderr)
        return 1
    for path, text in pages.items():
        (ROOT / path).write_text(text, encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
