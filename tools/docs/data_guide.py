"""Write the key tables of docs/data.md from the model and the help of each key.

    .venv/bin/python tools/docs/data_guide.py

A comment `<!-- kunci: Observation id -->` stands above each table: a record of the model, and the
language that the table is in. A test keeps the tables current.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from terang.i18n import field_help
from terang.loading.data_paths import FILE_TYPES
from terang.model import definitions
from terang.model.field_types import Text
from terang.model.fields import FieldType, nested_records, record_fields
from terang.model.period import Period
from terang.parsing.yaml_document import Entries

ROOT = Path(__file__).resolve().parents[2]
GUIDE = ROOT / "docs" / "data.md"

_TABLE = re.compile(
    r"(?P<mark><!-- kunci: (?P<record>[A-Za-z]+) (?P<language>[a-z]+) -->\n)(?:\n?(?:\|.*\n)+)?"
)
_HEAD = {"id": ("Kunci", "Bentuk", "Arti"), "en": ("Key", "Form", "Meaning")}
_FORMS: Mapping[Any, Mapping[str, str]] = {
    Text: {"id": "teks dua bahasa", "en": "text in both languages"},
    definitions.Unit: {"id": "satuan", "en": "a unit"},
    Period: {"id": "tanggal", "en": "date"},
    Decimal: {"id": "angka", "en": "number"},
    int: {"id": "angka", "en": "number"},
    str: {"id": "teks", "en": "text"},
    bool: {"id": "`true` atau `false`", "en": "`true` or `false`"},
    tuple: {"id": "daftar", "en": "list"},
    Mapping: {"id": "nama → isi", "en": "name → what it is"},
    BaseModel: {"id": "kunci di bawahnya", "en": "keys below it"},
    Entries: {"id": "kunci di bawahnya", "en": "keys below it"},
    Any: {"id": "isi lama", "en": "the old value"},
}
_READ_FORMS: Mapping[str, Mapping[str, str]] = {
    "_amount": {"id": "angka atau rentang", "en": "number or range"},
    "_one_or_more": {"id": "teks atau daftar", "en": "text or list"},
}
"""Validators that read more forms than the type says."""


def records() -> dict[str, type[BaseModel]]:
    """Return every record that a file can hold, by name."""
    return {
        record_fields(record)[0].record: record
        for kind in FILE_TYPES.values()
        for record in nested_records(kind)
    }


def key_table(record: type[BaseModel], language: str) -> str:
    """Return the table of a record's keys, the required keys first and in bold."""
    lines = [f"| {' | '.join(_HEAD[language])} |", "|---|---|---|"]
    rows = sorted(_rows(record, language), key=lambda row: not row.startswith("| **"))
    return "\n".join([*lines, *rows]) + "\n"


def _rows(record: type[BaseModel], language: str) -> Iterator[str]:
    for field in record_fields(record):
        key = f"**`{field.key}`**" if field.is_required else f"`{field.key}`"
        meaning = field_help.field_meaning(field.record, field.key)[language].replace("|", "\\|")
        yield f"| {key} | {_form(field.type, language)} | {meaning} |"


def _form(kind: FieldType, language: str) -> str:
    """Return the form of a value in a word or two."""
    if kind.choices:
        return ", ".join(f"`{word}`" for word in kind.choices)
    read = [words for name, words in _READ_FORMS.items() if kind.has_validator(name)]
    words = next(iter(read), _FORMS.get(kind.plain)) or next(
        words for known, words in _FORMS.items() if kind.is_a(known)
    )
    return words[language]


def with_tables(text: str) -> str:
    """Return the guide with new tables."""
    known = records()

    def replacement(match: re.Match[str]) -> str:
        return f"{match['mark']}\n{key_table(known[match['record']], match['language'])}"

    return _TABLE.sub(replacement, text)


def main() -> int:
    """Write the tables."""
    text = GUIDE.read_text(encoding="utf-8")
    GUIDE.write_text(with_tables(text), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
