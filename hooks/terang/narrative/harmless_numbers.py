"""Recognise numbers that are no figures: dates, times, laws, labels, list numbers, telephones.

Called by `typed_numbers` with folded text. Each pattern is as narrow as what people write, because
a number in it is not looked at again.
"""

from __future__ import annotations

import bisect
import enum
import re
import sys
from collections.abc import Iterator, Sequence

DURATION = (
    r"(?:detik|menit|jam|hari|malam|minggu|pekan|bulan|triwulan|semester|tahun|abad"
    r"|seconds?|minutes?|hours?|days?|nights?|weeks?|months?|quarters?|years?|decades?)\b"
)
"""A unit of time."""

YEAR = r"(?:19|20|21)[0-9]{2}(?![0-9]|[.,'][0-9])"


class Harmless(enum.Enum):
    """The certainty that a number is no figure."""

    SURE = enum.auto()
    LAW = enum.auto()
    """A figure after all, if a percentage or people follow."""
    LABEL = enum.auto()
    """A figure after all, if anything follows that is counted."""


MONTH = (
    r"(?:(?i:Januari|Februari|Pebruari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November"
    r"|Nopember|Desember|January|February|June|July|August|October|December"
    r"|Jan|Feb|Apr|Jun|Jul|Agt|Ags|Agu|Aug|Sept?|Okt|Oct|Nov|Nop|Des|Dec)\b\.?"
    # In small letters these are other words.
    r"|(?:May|MAY|March|MARCH|Mar)\b\.?)"
)
"""The name of a month."""

_DAY = r"(?<![0-9.,])(?:0?[1-9]|[12][0-9]|3[01])(?:st|nd|rd|th)?"
_AND = r"(?:\s*(?:-|/|&|,|dan|and|sampai(?: dengan)?|hingga|s\.?d\.?|to|or|atau)\s*)"
_SMALL = r"(?<![0-9.,])[0-9]{1,3}(?![0-9]|[.,][0-9])"
_END = r"(?![0-9]|[.,][0-9])"
_SURE_YEAR = r"(?<![0-9])(?:19|20|21)[0-9]{2}"

_LINK = r"(?:https?://|www\.)\S+|\S{1,64}@\S{1,99}\.\S{1,24}"
# 17 Agustus 2024 · 1–3 May · August 17, 2024 · Juli–September 2024
_MONTHS = (
    rf"\b{MONTH}(?:{_AND}(?:{_DAY}\s+)?{MONTH}){{0,3}}"
    rf"(?:\s+{_DAY}(?![0-9.]),?(?=\s+{YEAR}))?"
    rf"(?:,?\s+{YEAR}(?:{_AND}{YEAR}){{0,3}})?"
)
_DATE = rf"{_DAY}(?:{_AND}{_DAY}){{0,3}}\s+(?:of\s+)?{_MONTHS}"
# 17-08-2024 · 2024-08-17 · 2023/24 · 2023-Q1 · triwulan 3 · tanggal 17
_SHORT_DATE = (
    r"(?<![0-9])[0-9]{1,2}([-/.])[0-9]{1,2}\1(?:19|20|21)[0-9]{2}(?![0-9])"
    rf"|{_SURE_YEAR}-[0-9]{{2}}(?:-[0-9]{{2}})?(?![0-9])|{_SURE_YEAR}/[0-9]{{2}}(?![0-9])"
    rf"|{_SURE_YEAR}-[QqSs][1-4](?![0-9])"
)
_PART_OF_DATE = (
    r"\b[QS][1-4](?![0-9])"
    r"|\b(?i:semester|triwulan|kuartal|caturwulan|tw|quarter)\s+(?:ke-?)?[1-4](?![0-9%]|[.,][0-9])"
    rf"|\b(?i:tanggal|tgl)\.?\s+(?:0?[1-9]|[12][0-9]|3[01]){_END}"
)
# 1990-an · the 1990s · tahun 90-an
_DECADE = r"(?<![0-9])(?:19|20)[0-9]0(?:-an|an|'?s)\b"
_NAMED_DECADE = r"\b(?i:tahun|era|dekade)\s+[0-9]0-?an\b"
# 08.00–16.00 Wita · 9 a.m. · 24/7
_CLOCK = (
    r"(?<![0-9.,])[0-2]?[0-9][.:][0-5][0-9](?:\s*-\s*[0-2]?[0-9][.:][0-5][0-9])?"
    r"\s*(?i:wita|wib|wit|am|pm)\b"
    r"|(?<![0-9.,:])[0-2]?[0-9]:[0-5][0-9](?![0-9:])"
    r"|(?<![0-9.,])[0-9]{1,2}\s?(?i:am|pm|a\.m\.|p\.m\.)(?![a-z])"
    r"|(?<![0-9.,])24/7(?![0-9])"
)
# pukul 8
_NAMED_CLOCK = (
    rf"\b(?i:pukul|jam|pkl)\.?\s+[0-2]?[0-9](?:[.:][0-5][0-9])?{_END}"
    rf"(?:{_AND}(?:(?i:pukul|jam)\s+)?[0-2]?[0-9][.:][0-5][0-9](?![0-9]))?"
)
# 24 jam · 3 sampai 6 bulan · a 3-month period
_LENGTH = rf"{_SMALL}(?:{_AND}{_SMALL})?\s*-?\s*(?:\([a-z ]{{1,30}}\)\s*)?(?i:{DURATION})"
# km2 · +62 812-3456-789
_CODE = (
    r"(?<![A-Za-z])(?:c|k)?m[23](?![0-9A-Za-z])"
    r"|\+62[ -]?\(?[0-9]{2,4}\)?(?:[ -]?[0-9]{2,5}){1,3}(?![0-9])"
)

_LAWS = (
    r"(?:UU|UUD|PP|Perpres|Perpu|Perppu|Permen\w*|Kepmen\w*|Kepres|Keppres|Inpres|PMK|PMDN|SE|SK"
    r"|Surat Edaran|Undang-Undang|Peraturan(?:\s+[A-Z]\w+){1,4}|Keputusan(?:\s+[A-Z]\w+){1,4}"
    r"|Instruksi(?:\s+[A-Z]\w+){1,4}"
    r"|(?:Perda|Pergub|Perbup|Perwali|Perdes|Kepgub|Kepbup)(?:\s+[A-Z][a-z]+){0,3}"
    r"|Law|Act|Regulation|Decree|Instruction|Circular|Ordinance|Constitution)"
)
_LAW_NUMBER = (
    rf"(?:[0-9]{{1,4}}(?:/[0-9A-Z.]{{1,12}}){{0,4}}/[0-9]{{4}}|[0-9]{{1,4}}[A-Z]?){_END}"
    rf"(?:\s+(?:Tahun|tahun|of)\s+{YEAR})?"
)
_LAW = rf"\b{_LAWS}(?:\s+(?:[Nn]omor|[Nn]o\.?|Number|number|Tahun|of|RI)){{0,3}}\s+{_LAW_NUMBER}"
_ARTICLE = (
    r"\b(?i:pasal|ayat|article|section|paragraph|clause)s?\s+\(?[0-9]{1,4}[a-zA-Z]?\)?"
    rf"{_END}(?:{_AND}\(?{_SMALL}\)?){{0,6}}"
)

_LABELS = (
    r"butir|poin|bab|bagian|paragraf|lampiran|tabel|gambar|grafik|bagan|halaman|hlm|hal"
    r"|langkah|tahap|tahapan|versi|edisi|jilid|volume|vol|level|tingkat|kelas|golongan|lantai|blok"
    r"|kamar|ruang|gedung|rt|rw|km|dapil|kelompok|catatan|pertanyaan|contoh|opsi|pilihan|zona|seri"
    r"|chapter|part|annex|appendix|table|chart|pages?|pp?|steps?|stage|phase|version|edition"
    r"|class|floor|room|building|items?|points?|question|note|footnote|option|example|rule|group"
    r"|zone|wcag|iso|rfc|cc by(?:-[a-z]{2}){0,2}|sdgs?|tpb|covid|http|html|css|utf|sha|python"
    r"|windows|android|chrome|firefox|safari|edge"
)
_LABEL = (
    rf"\b(?:(?:(?i:{_LABELS})\.?(?:\s+ke)?\s*[-#:]?\s*|Figure\s+)[0-9]{{1,3}}"
    r"|(?i:nomor|nomer|number|no)\.?\s*[#:]?\s*[0-9]{1,4})"
    r"(?:\.[0-9]{1,2}(?![0-9])){0,3}[a-z]?(?![0-9a-zA-Z]|[.,/][0-9])"
    rf"(?:{_AND}{_SMALL}(?!\s*[A-Za-z%])){{0,6}}"
)
_STREET = rf"\b(?:Jl|Jalan)\.?\s+(?:[A-Z][\w.]{{0,30}}\s){{1,4}}(?:[Nn]o\.?\s*)?[0-9]{{1,3}}{_END}"
_ORDINAL = r"(?<![0-9.,])[0-9]{1,2}(?:st|nd|rd|th)\b"
_ITEM = rf"#[0-9]{{1,3}}{_END}"
_NAMED_ORDINAL = rf"\b(?i:ke|yang ke)-\s?[0-9]{{1,3}}{_END}"
_NAME = r"(?<![A-Za-z0-9])(?:[A-Z]{1,3}-?[0-9]{1,2}|[2-5][DG])(?![0-9A-Za-z]|[.,][0-9])"
_POSTCODE = r"\b(?i:kode pos|postcode|postal code|zip)\s+[0-9]{5}(?![0-9])"
# (0549) 21010 · 0812-3456-7890
_TELEPHONE = r"(?<![0-9A-Za-z])\(?0[0-9]{2,4}\)?[ -]?[0-9]{3,4}(?:[ -]?[0-9]{2,5}){1,2}(?![0-9])"
# call centre 175
_NAMED_TELEPHONE = (
    r"\b(?i:telepon|telp|tel|phone|call|hotline|fax|faks|hubungi|whatsapp|wa|sms|cent(?:er|re)"
    rf"|nomor)\b[.:]?\s+(?:1[0-9]{{2}}|1500[0-9]{{3}}|1[45][0-9]{{3}}){_END}"
)
_FIRST = r"\A\s*\(?(?:1?[0-9]|20)[.)](?=\s*[A-Za-z])"


def _from_digit(*patterns: str) -> str:
    """Return patterns that begin with a digit, behind the quick question whether there is one."""
    return rf"(?=[0-9])(?:{'|'.join(patterns)})"


def _from_word(*patterns: str) -> str:
    """Return patterns that begin with a word, behind the question whether a digit is near it."""
    return rf"\b(?=[A-Za-z][^0-9]{{0,40}}[0-9])(?:{'|'.join(patterns)})"


_PATTERNS = {
    Harmless.SURE: (
        _LINK,
        _from_digit(_DATE, _SHORT_DATE, _DECADE, _CLOCK, _LENGTH),
        _from_word(_MONTHS, _PART_OF_DATE, _NAMED_DECADE, _NAMED_CLOCK),
        _CODE,
    ),
    Harmless.LAW: (_LAW, _ARTICLE),
    Harmless.LABEL: (
        _from_word(_LABEL, _POSTCODE, _NAMED_ORDINAL),
        _STREET,
        _from_digit(_ORDINAL),
        _ITEM,
        _NAME,
        _from_word(_NAMED_TELEPHONE),
        _TELEPHONE,
        _FIRST,
    ),
}
_COMPILED = {kind: re.compile("|".join(patterns)) for kind, patterns in _PATTERNS.items()}
_LIST_NUMBER = re.compile(r"(?<![0-9A-Za-z])\(?([1-9][0-9]?)\)(?=\s*[A-Za-z])")


class HarmlessSpans:
    """The parts of a folded text in which numbers are no figures; a kind is looked for when asked.

    Few texts are asked about all kinds.
    """

    def __init__(self, folded: str) -> None:
        self._folded = folded
        self._spans: dict[Harmless, Sequence[Sequence[tuple[int, int]]]] = {}

    def hold(self, kind: Harmless, start: int, end: int) -> bool:
        """Return whether the text between two positions lies in a part of this kind."""
        if kind not in self._spans:
            self._spans[kind] = [*self._found(kind)]
        for spans in self._spans[kind]:
            index = bisect.bisect_right(spans, (start, sys.maxsize)) - 1
            if index >= 0 and end <= spans[index][1]:
                return True
        return False

    def _found(self, kind: Harmless) -> Iterator[Sequence[tuple[int, int]]]:
        yield [match.span() for match in _COMPILED[kind].finditer(self._folded)]
        if kind is Harmless.LABEL:
            yield [*_list_numbers(self._folded)]


def _list_numbers(folded: str) -> Iterator[tuple[int, int]]:
    """Yield the numbers of `(1) …; (2) …`; a lone `(97)` is none."""
    listed = 0
    for match in _LIST_NUMBER.finditer(folded):
        if int(match[1]) == listed + 1:
            listed += 1
            yield match.span()
