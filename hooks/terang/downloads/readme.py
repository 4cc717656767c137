"""README.md and LICENSE.txt of the archive: what it holds, by whom, under what licence.

Their words stand in `readme.yml`.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from terang.diagnostics import LANGUAGES
from terang.downloads import dictionary
from terang.downloads.edition import Edition
from terang.downloads.table import Table

NAME = "README.md"
LICENCE_NAME = "LICENSE.txt"

_FILE = Path(__file__).with_name("readme.yml")


def readme_files(tables: Sequence[Table], edition: Edition) -> dict[str, bytes]:
    """Return README.md and LICENSE.txt of the archive by name."""
    words = _words()
    readme = "\n".join(
        words["readme"][code].format(**_values(edition, code), tables=_table_list(tables, code))
        for code in LANGUAGES
    )
    licence = "\n".join(
        words["licence"][code].format(**_values(edition, code)) for code in LANGUAGES
    )
    return {NAME: readme.encode(), LICENCE_NAME: licence.encode()}


def _values(edition: Edition, code: str) -> dict[str, str]:
    notice = edition.notice or {}
    return {
        "publisher": edition.publisher[code],
        "notice": f"{notice[code]}\n\n" if code in notice else "",
        "contact": edition.contact,
        "licence": edition.licence.id,
        "licence_url": edition.licence.url,
        "format": str(edition.format),
        "version": edition.version,
        "as_of": edition.as_of,
        "url": edition.address,
    }


def _table_list(tables: Sequence[Table], code: str) -> str:
    terms = ((table, dictionary.table_term(table.name)) for table in tables)
    return "\n".join(
        f"- `{table.csv_name}`: {term.title[code]}. {term.description[code]}"
        for table, term in terms
    )


@functools.cache
def _words() -> Mapping[str, Mapping[str, str]]:
    with _FILE.open(encoding="utf-8") as file:
        words: Mapping[str, Mapping[str, str]] = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506
    return words
