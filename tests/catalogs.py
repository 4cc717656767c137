"""Two small catalogs for the tests of downloads: an example of everything, and a hostile one.

In the hostile one every text is the same, and bad for some format; `HOSTILE` lists such texts.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeVar

import pytest

from terang.derivation.derive import Derived
from terang.derivation.series_claims import derive_series
from terang.diagnostics import errors, report_text
from terang.downloads.registry import DownloadContext, download_files
from terang.downloads.table import Table
from terang.loading.corrections import CorrectedSeries, WrittenChanges
from terang.loading.series_files import SeriesFiles
from terang.model.catalog import Catalog, Series, with_ids
from terang.model.definitions import (
    Area,
    Decision,
    Dimension,
    Indicator,
    Programme,
    Site,
    Source,
    Speaker,
    Theme,
)
from terang.model.field_types import Context, Record
from terang.parsing import yaml_document
from terang.parsing.yaml_document import Document

RecordType = TypeVar("RecordType", bound=Record)

TODAY = dt.date(2025, 6, 30)
ADDRESS = "https://example.org/sub/"

HOSTILE = [
    "polos",
    # every beginning of a text that a spreadsheet would run
    '=HYPERLINK("http://example.org";"x")',
    "+62 orang",
    "-1",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    # characters that CSV quotes, or that split lines
    "kata \"bupati\", katanya; 'ya'",
    "satu\r\ndua\n\ntiga\rempat",
    "1\u20282\u20293\u00a04",
    # texts that break out of a page or a feed
    "</script><script>alert(1)</script><!-- ]]> &amp; {{ value('x') }} {% raw %}",
    # characters that programs misread
    "\u0645\u0631\u062d\u0628\u0627 kanan ke kiri",
    "\U0001f468\u200d\U0001f33e pekerja e\u0301 \u00e9",
    "\ufeffBOM",
    "\\n \\u0041 \\",
    "NULL",
]

# Every text field of the data holds the text named TEXT.
SITE = """
publisher: {id: TEXT, en: TEXT}
contact: TEXT
licence: {id: TEXT, url: "https://example.org/licence"}
notice: {id: TEXT, en: TEXT}
time_zone: Asia/Makassar
tag_authority: example.org,2025
format: 2
"""
SOURCE = """
title: TEXT
publisher: TEXT
type: news
language: id
note: {id: TEXT, en: TEXT}
"""
AREA = """
name: {id: TEXT, en: TEXT}
level: regency
codes: {scheme: TEXT}
"""
PROGRAMME = """
title: {id: TEXT, en: TEXT}
summary: {id: TEXT, en: TEXT}
agency: {id: TEXT, en: TEXT}
legal_basis: [paper]
facts:
  fee:
    title: {id: TEXT, en: TEXT}
    value: 0.5
    unit: {id: TEXT, en: TEXT}
    sources: [paper]
    per: {id: TEXT, en: TEXT}
    quote: TEXT
    note: {id: TEXT, en: TEXT}
contacts:
  desk:
    title: {id: TEXT, en: TEXT}
    purpose: {id: TEXT, en: TEXT}
    telephone: TEXT
    email: TEXT
    address: TEXT
    hours: {id: TEXT, en: TEXT}
    sources: [paper]
    checked: 2025-01-31
"""
THEME = """
title: {id: TEXT, en: TEXT}
"""
DIMENSION = """
title: {id: TEXT, en: TEXT}
categories:
  male: {title: {id: TEXT, en: TEXT}}
  female: {title: {id: TEXT, en: TEXT}}
"""
DECISION = """
date: 2025-01-31
about: speaker:mayor.name
was: TEXT
reason: {id: TEXT, en: TEXT}
"""
INDICATOR = """
title: {id: TEXT, en: TEXT}
definition: {id: TEXT, en: TEXT}
programme: cover
unit: {id: TEXT, en: TEXT}
direction: increase
measure: stock
summary: {id: TEXT, en: TEXT}
theme: cover
per: {id: TEXT, en: TEXT}
satu_data:
  concept: {id: TEXT, en: TEXT}
  interpretation: {id: TEXT, en: TEXT}
  method: {id: TEXT, en: TEXT}
  classification: {id: TEXT, en: TEXT}
  estimation_level: {id: TEXT, en: TEXT}
"""
REMARKS = """
    added: 2025-01-01
    label: {id: TEXT, en: TEXT}
    by: mayor
    quote: lama
    note: {id: TEXT, en: TEXT}
    sources: [paper]
"""
CORRECTION = """
  - anchor: {anchor}
    date: 2025-01-31
    reason: {{id: TEXT, en: TEXT}}
    set: {{quote: TEXT}}
"""
WITHDRAWAL = """
  - anchor: {anchor}
    date: 2025-02-01
    reason: {{id: TEXT, en: TEXT}}
    withdraw: true
"""
SERIES = f"""
indicator: people
area: town
title: {{id: TEXT, en: TEXT}}
summary: {{id: TEXT, en: TEXT}}
observations:
  - date: 2024
    value: 1
    preferred: {{id: TEXT, en: TEXT}}
    breakdown: {{sex: {{male: 1, female: 0}}}}
{REMARKS}
targets:
  - value: 2
{REMARKS}
events:
  - date: 2024
    title: {{id: TEXT, en: TEXT}}
    text: {{id: TEXT, en: TEXT}}
{REMARKS}
corrections:
{CORRECTION.format(anchor="result-2024")}
{CORRECTION.format(anchor="target")}
{CORRECTION.format(anchor="event-2024")}
WITHDRAWALS
replies:
  - to: result-2024
    date: 2025-02-01
    added: 2025-02-01
    by: mayor
    text: {{id: TEXT, en: TEXT}}
    sources: [paper]
breaks:
  - {{date: 2023-06-01, added: 2025-01-01, reason: {{id: TEXT, en: TEXT}}, sources: [paper]}}
population:
  label: {{id: TEXT, en: TEXT}}
  values:
    - date: 2023
      value: 3
      added: 2025-01-01
      sources: [paper]
      note: {{id: TEXT, en: TEXT}}
"""
SPEAKER = """
name: {id: TEXT, en: TEXT}
"""

EXAMPLE_SITE = """
publisher: {id: Penerbit, en: Publisher}
contact: someone@example.org
licence: {id: CC-BY-4.0, url: "https://example.org/licence"}
notice: {id: "Situs contoh, tidak resmi", en: "An example, not official"}
time_zone: Asia/Makassar
tag_authority: example.org,2025
format: 2
"""

EXAMPLE_SOURCES = """
paper:
  title: Kabar
  publisher: Koran
  type: news
  language: id
copy:
  title: Kabar yang sama
  publisher: Koran Lain
  type: press-release
  language: id
  published: 2024-08
  url: https://example.org/a?b=1,2
  archived: https://archive.example.org/a
  accessed: 2025-01-31
  read: stored-copy
  same_text_as: paper
  note: {id: Sama}
"""

EXAMPLE_AREAS = """
town:
  name: {id: Kota, en: Town}
  level: regency
  parent: land
  codes: {kemendagri: "01.02", bps: "0102"}
land:
  name: {id: Negeri, en: Land}
  level: country
"""

EXAMPLE_PROGRAMMES = """
cover:
  title: {id: Perlindungan, en: Cover}
  summary: {id: "Untuk semua, kata mereka"}
  agency: {id: Dinas, en: Office}
  legal_basis: [paper, copy]
  facts:
    fee:
      title: {id: Iuran, en: Fee}
      value: 16800
      unit: {currency: IDR}
      sources: [paper]
      date: 2024-Q1
      per: {id: per bulan, en: per month}
      quote: Rp16.800
    share:
      title: {id: Bagian, en: Share}
      value: 0.24
      unit: percent
      sources: [paper]
  contacts:
    desk:
      title: {id: Loket, en: Desk}
      purpose: {id: Cara mendaftar, en: How to join}
      telephone: "175"
      url: https://example.org/loket
      sources: [paper]
      checked: 2025-01-31
"""
EXAMPLE_THEMES = """
workers:
  title: {id: Pekerja, en: Workers}
others:
  title: {id: Lainnya, en: Others}
"""
EXAMPLE_DECISIONS = (
    """
date: 2025-02-01
about: source:copy.url
was: https://example.org/old
reason: {id: Alamatnya pindah, en: The address moved}
""",
    """
date: 2025-02-02
about: ["indicator:people.definition", "indicator:people.per"]
was:
  - {id: "Siapa, dulu", en: "Who, before"}
  - null
reason: {id: Diperjelas}
comparable: true
""",
)

EXAMPLE_INDICATORS = {
    "people": """
title: {id: Orang, en: People}
definition: {id: Siapa, en: Who}
programme: cover
unit: {id: orang, en: people}
direction: increase
measure: stock
theme: workers
order: 1
satu_data: {concept: {id: Konsep}, composite: false}
""",
    "rate": """
title: {id: Angka, en: Rate}
definition: {id: Berapa, en: How many}
programme: cover
unit: percent
direction: none
measure: flow
decimals: 2
per: {id: per tahun}
frequency: yearly
breaks:
  - date: 2024-01-01
    reason: {id: Rumusnya berubah}
    sources: [copy]
    added: 2025-01-05
""",
}

EXAMPLE_SERIES = {
    "people-town": """
indicator: people
area: town
summary: {id: Ringkas}
baseline: result-2022
observations:
  - {date: 2022, value: 14000, added: 2024-08-20, sources: [paper], status: final}
  - date: 2023-01-01/2023-04-30
    value: 85000
    added: 2024-08-20
    status: disputed
    sources: [paper, copy]
    label: {id: awal 2023, en: early 2023}
    by: mayor
    quote: "\\"85 ribu\\""
    note: {id: Diragukan, en: Disputed}
    contradicts: [target-2024]
  - date: 2024-08-17
    value: 90000.50
    added: 2024-08-20
    qualifier: nearly
    precision: 1000
    status: provisional
    note: {id: "Lama, sekali", en: Old}
    sources: [paper, copy]
    breakdown: {sex: {male: 1, female: null}, age: {young: null, old: 10, partial: true}}
  - anchor: result-2024-wrong
    date: 2024-08-17
    value: 7
    added: 2024-08-20
    sources: [copy]
  - date: 2023-12-31
    value: {low: 80000, high: 90000}
    added: 2024-08-20
    sources: [paper]
targets:
  - {due: 2024, value: 85000, added: 2024-08-20, sources: [paper]}
  - due: 2025
    value: 150000
    added: 2024-08-20
    announced: 2024-05-22
    by: office
    sources: [paper]
    replaces: target-2024
events:
  - date: 2023-Q2
    title: {id: Mulai, en: Start}
    text: {id: Begitulah}
    added: 2024-08-20
    sources: [paper]
corrections:
  - anchor: result-2024-08-17
    date: 2024-09-01
    reason: {id: Salah salin, en: A slip}
    set:
      value: 100000
      status: null
      note: null
      sources: [paper]
      breakdown: {sex: {male: 60000, female: 40000}, age: {young: null, old: 10, partial: true}}
      preferred: {id: Terbaru}
  - anchor: result-2024-wrong
    date: 2024-09-02
    reason: {id: Bukan di sini}
    withdraw: true
  - {anchor: event-2023-q2, date: 2024-09-02, reason: {id: Keliru}, withdraw: true}
  - {anchor: event-2023-q2, date: 2024-09-03, reason: {id: Ternyata benar}, restore: true}
replies:
  - to: result-2023-01-01-to-2023-04-30
    date: 2024-10
    added: 2024-11-01
    by: office
    text: {id: Angka itu memang target, en: That figure was a target indeed}
    sources: [paper]
breaks:
  - date: 2022-06-01
    reason: {id: Cara menghitung berubah, en: Counted in another way}
    sources: [paper]
    added: 2024-08-20
population:
  label: {id: Pekerja, en: Workers}
  values:
    - date: 2023
      value: 160000
      added: 2024-08-20
      sources: [paper, copy]
      note: {id: Taksiran}
""",
    "doubtful": """
indicator: rate
area: town
title: {id: Diragukan, en: In doubt}
observations:
  - date: 2024
    value: -1.50
    added: 2025-01-05
    status: disputed
    note: {id: Kenapa}
    sources: [paper]
""",
}


def a_record(kind: type[RecordType], template: str, text: str) -> RecordType:
    """Return a record of the model, from YAML in which every text is the given text."""
    root = yaml_document.parse_document("file", template.encode()).root
    return kind.model_validate(
        _with_text(root, text), context=Context("file", TODAY, ids={"source": None})
    )


def _with_text(node: yaml_document.Node, text: str) -> yaml_document.Node:
    """Return the tree with TEXT replaced, after parsing: no escape of YAML is in the way."""
    if isinstance(node, yaml_document.Entries):
        for key, value in node.items():
            node[key] = _with_text(value, text)
    elif isinstance(node, yaml_document.Items):
        node[:] = [_with_text(child, text) for child in node]
    elif node == "TEXT":
        scalar = yaml_document.Scalar(text)
        scalar.mark, scalar.quoted, scalar.comment = (1, 1), True, ""
        return scalar
    return node


def a_hostile(text: str, *, is_withdrawn: bool = True) -> Catalog:
    """Return a catalog with an example of everything, in which every text is the given text.

    Its entries are withdrawn, or they stand and contradict each other.
    """
    return Catalog(
        site=a_record(Site, SITE, text),
        today=TODAY,
        sources=with_ids({"paper": a_record(Source, SOURCE, text)}),
        areas=with_ids({"town": a_record(Area, AREA, text)}),
        programmes=with_ids({"cover": a_record(Programme, PROGRAMME, text)}),
        indicators=with_ids({"people": a_record(Indicator, INDICATOR, text)}),
        speakers=with_ids({"mayor": a_record(Speaker, SPEAKER, text)}),
        themes=with_ids({"cover": a_record(Theme, THEME, text)}),
        dimensions=with_ids({"sex": a_record(Dimension, DIMENSION, text)}),
        decisions=(a_record(Decision, DECISION, text),),
        series=with_ids({"people-town": hostile_series(text, is_withdrawn=is_withdrawn)}),
    )


def hostile_series(text: str, template: str = SERIES, *, is_withdrawn: bool = True) -> Series:
    """Return the hostile series with its corrections applied."""
    anchors = ("result-2024", "target", "event-2024") if is_withdrawn else ()
    withdrawals = "".join(WITHDRAWAL.format(anchor=anchor) for anchor in anchors)
    template = template.replace("WITHDRAWALS", withdrawals)
    if not is_withdrawn:
        template = template.replace("    value: 1\n", "    value: 1\n    contradicts: [target]\n")
    root = yaml_document.parse_document("file", template.encode()).root
    return _corrected_series(Document("file", _with_text(root, text)))  # type: ignore[arg-type]


def _corrected_series(document: Document, today: dt.date = TODAY) -> Series:
    """Return the series of a document with its corrections applied."""
    context, files = Context(document.path, today), SeriesFiles(document)
    series = Series.model_validate(document.root, context=context)
    changes = WrittenChanges(files, context)
    with_corrections = CorrectedSeries(files.joined(series, {}), files, changes)
    corrected = with_corrections.series()
    assert errors([*changes.problems, *with_corrections.problems]) == (), report_text(
        with_corrections.problems
    )
    return corrected


EXAMPLE_SPEAKERS = """
mayor:
  name: {id: Bupati, en: Mayor}
office:
  name: {id: Kantor, en: Office}
"""
EXAMPLE_DIMENSIONS = """
sex:
  title: {id: Jenis kelamin, en: Sex}
  categories:
    male: {title: {id: Laki-laki, en: Male}}
    female: {title: {id: Perempuan, en: Female}}
age:
  title: {id: Umur, en: Age}
  categories:
    young: {title: {id: Muda, en: Young}}
    old: {title: {id: Tua, en: Old}}
"""


def an_example() -> Catalog:
    """Return the catalog of all example texts above."""
    return Catalog(
        site=read_record(Site, EXAMPLE_SITE, "site"),
        today=TODAY,
        sources=_all(Source, EXAMPLE_SOURCES),
        areas=_all(Area, EXAMPLE_AREAS),
        programmes=_all(Programme, EXAMPLE_PROGRAMMES),
        indicators=_each(Indicator, EXAMPLE_INDICATORS),
        speakers=_all(Speaker, EXAMPLE_SPEAKERS),
        themes=_all(Theme, EXAMPLE_THEMES),
        decisions=tuple(read_record(Decision, text, "decisions") for text in EXAMPLE_DECISIONS),
        series=with_ids(
            {
                key: _corrected_series(yaml_document.parse_document(key, text.encode()))
                for key, text in EXAMPLE_SERIES.items()
            }
        ),
        dimensions=_all(Dimension, EXAMPLE_DIMENSIONS),
    )


def edited_example(old: str = "", new: str = "", *, today: dt.date = TODAY) -> Catalog:
    """Return the example on a day, with a passage of the series `people-town` replaced."""
    catalog, text = dataclasses.replace(an_example(), today=today), EXAMPLE_SERIES["people-town"]
    if not old:
        return catalog
    assert text.count(old) == 1, old
    document = yaml_document.parse_document("people-town", text.replace(old, new).encode())
    edited = with_ids({"people-town": _corrected_series(document, today)})
    return dataclasses.replace(catalog, series={**catalog.series, **edited})


def nothing() -> Catalog:
    """Return a site without any data."""
    return Catalog(site=read_record(Site, EXAMPLE_SITE, "site"), today=TODAY)


def read_record(kind: type[RecordType], text: str, name: str) -> RecordType:
    """Return a record of the model from YAML, as the catalog would read it."""
    root = yaml_document.parse_document(name, text.encode()).root
    return kind.model_validate(root, context=Context(name, TODAY))


def _each(kind: type[RecordType], texts: Mapping[str, str]) -> dict[str, RecordType]:
    """Return the records of files, each by its name."""
    return with_ids({key: read_record(kind, text, key) for key, text in texts.items()})


def _all(kind: type[RecordType], text: str) -> dict[str, RecordType]:
    """Return the records of a mapping file, by id."""
    root = yaml_document.parse_document("data", text.encode()).root
    assert isinstance(root, yaml_document.Entries)
    context = Context("data", TODAY)
    return with_ids(
        {key: kind.model_validate(values, context=context) for key, values in root.items()}
    )


def derived_of(catalog: Catalog) -> dict[str, Derived]:
    """Return the derived values of each series."""
    return {
        key: derive_series(series, catalog.indicator_of(series), catalog.sources, catalog.today)
        for key, series in catalog.series.items()
    }


def downloads(catalog: Catalog) -> dict[str, bytes]:
    """Return the download files of a catalog."""
    return dict(download_files(download_context(catalog)))


def download_context(catalog: Catalog) -> DownloadContext:
    """Return a catalog with its derived figures, as the downloads read it."""
    return DownloadContext(catalog, derived_of(catalog), ADDRESS)


def tables_of(catalog: Catalog) -> tuple[Table, ...]:
    """Return the tables of a catalog."""
    return download_context(catalog).tables


def standard(name: str) -> Path:
    """Return a file of the published standards; the test is skipped if they are missing."""
    root = Path(__file__).parent.parent
    found = root.parent / "shared" / "standards" / name
    if found.is_file():
        return found
    message = f"no ../shared/standards/{name}: conformance is not checked"
    if os.environ.get("TERANG_REQUIRE_STANDARDS"):
        pytest.fail(message)
    pytest.skip(message)
