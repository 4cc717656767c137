"""Write the key tables of docs/data.md anew, from the model and the meaning of each key.

    .venv/bin/python tools/docs/data_guide.py

A comment `<!-- kunci: Observation id -->` stands above each table: a record of the model, and the
language that the table is in. A test keeps the tables current.
"""

from __future__ import annotations

import re
import sys
import types
import typing
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from terang.i18n import field_help
from terang.model import definitions
from terang.model.field_types import Text
from terang.model.period import Period

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
}


def records() -> dict[str, type[BaseModel]]:
    """Every record that a table can be about, by name."""
    return {
        name: value
        for name, value in vars(definitions).items()
        if isinstance(value, type) and issubclass(value, BaseModel) and not name.startswith("_")
    }


def table(record: type[BaseModel], language: str) -> str:
    """A record's keys, those that are required first and in bold."""
    lines = [f"| {' | '.join(_HEAD[language])} |", "|---|---|---|"]
    rows = sorted(_rows(record, language), key=lambda row: not row.startswith("| **"))
    return "\n".join([*lines, *rows]) + "\n"


def _rows(record: type[BaseModel], language: str) -> Iterator[str]:
    hints = typing.get_type_hints(record)
    for name, field in record.model_fields.items():
        # What stands outside the record, as its key or its file's name, has an alias none can type.
        if isinstance(field.validation_alias, str):
            continue
        key = f"**`{name}`**" if field.is_required() else f"`{name}`"
        meaning = field_help.field_meaning(record.__name__, name)[language].replace("|", "\\|")
        yield f"| {key} | {_form(hints[name], language)} | {meaning} |"


def _form(hint: Any, language: str) -> str:  # noqa: ANN401
    """How a value is written, in a word or two."""
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        return _form(typing.get_args(hint)[0], language)
    kind = origin or hint
    if kind in _FORMS:
        return _FORMS[kind][language]
    if isinstance(kind, TypeVar):
        return _form(kind.__bound__, language)
    if issubclass(kind, Enum):
        return ", ".join(f"`{item.value}`" for item in kind)
    return next(words[language] for known, words in _FORMS.items() if issubclass(kind, known))


def written(text: str) -> str:
    """The guide with its tables as they are to be."""
    known = records()

    def made(match: re.Match[str]) -> str:
        return f"{match['mark']}\n{table(known[match['record']], match['language'])}"

    return _TABLE.sub(made, text)


def main() -> int:
    """Write the tables."""
    text = GUIDE.read_text(encoding="utf-8")
    GUIDE.write_text(written(text), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
