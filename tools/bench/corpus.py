"""A synthetic site with any number of regencies, each with a series and a page.

`make bench` measures it. The same size and seed give the same bytes.
"""

from __future__ import annotations

import itertools
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from terang.narrative import markdown_page, translation_stamp

OBSERVATIONS = 24
WORDS_A_PAGE = 400
WORDS = 12_000
"""The size of the vocabulary: about that of the pages of a few hundred regencies."""

_SYLLABLES = [
    "ka",
    "ta",
    "ma",
    "la",
    "ra",
    "sa",
    "na",
    "pa",
    "ba",
    "wa",
    "ku",
    "tu",
    "mu",
    "lu",
    "ru",
    "su",
    "ti",
    "mi",
    "li",
    "ri",
    "si",
    "ni",
    "pi",
    "bi",
]

_SITE = """\
publisher:
  id: Situs Uji
  en: Test Site
contact: uji@example.org
licence:
  id: CC-BY-4.0
  url: https://creativecommons.org/licenses/by/4.0/
time_zone: Asia/Makassar
tag_authority: example.org,2026
format: 2
"""

_INDICATOR = """\
title:
  id: Pekerja terdaftar
  en: Registered workers
definition:
  id: Orang yang disebut terdaftar pada suatu waktu.
  en: People said to be registered at a time.
programme: program
unit:
  id: orang
  en: people
direction: increase
measure: stock
frequency: quarterly
"""

_PROGRAMMES = """\
program:
  title:
    id: Program Uji
    en: Test Programme
  summary:
    id: Program untuk mengukur.
    en: A programme to measure with.
  agency:
    id: Dinas Uji
    en: Test Office
"""

_SPEAKERS = """\
office:
  name:
    id: Dinas Uji
    en: Test Office
"""

_HOME = """\
---
title: Situs Uji
description: Situs untuk mengukur.
---

[Mulai](region-0.md)
"""

_MKDOCS = """\
site_name: Situs Uji
site_url: https://example.org/
docs_dir: content
theme:
  name: material
  custom_dir: theme_overrides
  language: id
  font: false
  static_templates: [robots.txt]
hooks: [hooks/main.py]
plugins: []
watch: [data, hooks, theme_overrides]
nav:
  - id:
      - Beranda: id/index.md
      - Cakupan: id/coverage/index.md
  - en:
      - Home: en/index.md
      - Coverage: en/coverage/index.md
extra:
  languages: {id: Bahasa Indonesia, en: English}
  repository_url: https://example.org/repository
  edit_url: https://example.org/repository/edit/main/{path}
markdown_extensions: [toc, tables, admonition, attr_list, def_list]
"""


def write(root: Path, regions: int, software: Path, seed: int = 1) -> None:
    """Write a whole site into an empty folder, with the software of a checkout."""
    chance = random.Random(seed)  # noqa: S311 - made-up figures, no secret
    for name in ("data/indicators", "data/coverage", "content/id", "content/en"):
        (root / name).mkdir(parents=True)
    for name in ("hooks", "theme_overrides"):
        shutil.copytree(software / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    _write_file(root, "mkdocs.yml", _MKDOCS)
    _write_file(root, "data/site.yml", _SITE)
    _write_file(root, "data/programmes.yml", _PROGRAMMES)
    _write_file(root, "data/speakers.yml", _SPEAKERS)
    _write_file(root, "data/indicators/workers.yml", _INDICATOR)
    _write_file(root, "data/areas.yml", "".join(_area(number) for number in range(regions)))
    _write_file(root, "data/sources.yml", "".join(_source(number) for number in range(regions)))
    next_text = _text_generator(chance)
    for number in range(regions):
        _write_file(root, f"data/coverage/region-{number}.yml", _series(number, chance))
        page = f"region-{number}.md"
        original, translation = (
            _page(number, (number + 1) % regions, next_text()) for _ in range(2)
        )
        _write_pair(root, page, original, translation)
    _write_pair(root, "index.md", _HOME, _HOME)


def _write_pair(root: Path, name: str, original: str, translation: str) -> None:
    """Write a page in both languages, the translation with the stamp of its original."""
    path = f"content/id/{name}"
    _write_file(root, path, original)
    stamp = translation_stamp.fingerprint(markdown_page.read_page(path, original.encode()))
    stamped = translation_stamp.stamped_text(translation.encode(), stamp)
    _write_file(root, f"content/en/{name}", stamped.decode())


def _write_file(root: Path, name: str, text: str) -> None:
    (root / name).write_text(text, encoding="utf-8")


def _area(number: int) -> str:
    name = f"Wilayah {number}"
    return (
        f"region-{number}:\n  name:\n    id: {name}\n    en: {name}\n  level: regency\n"
        f'  codes:\n    bps: "{1000 + number}"\n'
    )


def _source(number: int) -> str:
    return (
        f"laporan-{number}:\n  title: Laporan wilayah {number}\n  publisher: Kantor {number}\n"
        f"  type: government\n  language: id\n  published: 2026-01-31\n"
        f"  url: https://example.org/laporan/{number}\n"
    )


def _series(number: int, chance: random.Random) -> str:
    value = chance.randrange(10_000, 90_000)
    lines = ["indicator: workers", f"area: region-{number}", "observations:"]
    for quarter in range(OBSERVATIONS):
        value += chance.randrange(-500, 2_500)
        lines += [
            f"  - date: {2020 + quarter // 4}-Q{quarter % 4 + 1}",
            f"    value: {value}",
            "    by: office",
            "    added: 2026-01-31",
            "    sources:",
            f"      - laporan-{number}",
            f"    quote: sampai triwulan ini {value} orang terdaftar",
        ]
    lines += ["targets:", "  - due: 2025", f"    value: {value + 5_000}"]
    lines += ["    added: 2026-01-31", "    sources:"]
    lines += [f"      - laporan-{number}", ""]
    return "\n".join(lines)


def _text_generator(chance: random.Random) -> Callable[[], list[str]]:
    """Return a generator of page texts whose words follow Zipf's law: the nth is 1/n as frequent.

    The index of words that hardly repeat would be several times as large as that of a real text.
    """
    known: dict[str, None] = {}
    while len(known) < WORDS:
        known["".join(chance.choice(_SYLLABLES) for _ in range(chance.randrange(2, 5)))] = None
    words, weights = [*known], [*itertools.accumulate(1 / rank for rank in range(1, WORDS + 1))]
    return lambda: chance.choices(words, cum_weights=weights, k=WORDS_A_PAGE)


def _page(number: int, following: int, text: list[str]) -> str:
    series = f"region-{number}"
    paragraphs = [" ".join(text[at : at + 50]).capitalize() + "." for at in range(0, len(text), 50)]
    calls = [f'{{{{ {name}("{series}") }}}}' for name in ("value", "date", "change", "share")]
    first = f"{paragraphs[0]} {calls[0]}, {calls[1]}."
    second = f"{paragraphs[1]} {calls[2]}, {calls[3]} ([data](coverage/{series}/index.md), "
    second += f"[lain](region-{following}.md))."
    body = "\n\n".join([first, second, "## Bagian {#bagian}", *paragraphs[2:]])
    front = f"title: Wilayah {number}\ndescription: Wilayah {number} dalam kata-kata."
    return f"---\n{front}\n---\n\n{body}\n"
