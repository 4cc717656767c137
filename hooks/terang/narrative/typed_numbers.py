"""Find the numbers in a text as read that are figures: no date, law, time, label or call.

Called for each text of a page, folded. A number that nobody thought of counts as a figure: it is
reported rather than let through. Most expressions read the text in small letters (`small`), because
those that ignore case take three times as long.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from terang.model import quantity
from terang.narrative.folded_text import CALL, NUMERAL
from terang.narrative.harmless_numbers import DURATION, MONTH, Harmless, HarmlessSpans
from terang.narrative.number_words import WordNumber, word_numbers

_MULTIPLE = (
    r"(?:ribu|rebu|juta|miliar|milyar|triliun|trilyun|thousand|million|billion|trillion|rb|jt|mio"
    r"|mn|bn|lakh|crore)(?:an|s)?\b"
)
_PERCENT = (
    r"(?:[%‰‱]|(?:per|pro)[ -]?(?:sen|cent|mil(?:le)?)(?:an|tase|tages?)?\b|pct\b|persentase\b"
    r"|percentage\b|basis poin\b|basis points?\b)"
)
_CURRENCY = r"(?:\brp\.?|\bidr|\brupiah|\busd|\bus\$|[$€£¥])"
_PEOPLE = (
    r"(?:orang|jiwa|kk|keluarga|rumah tangga|rupiah|dolar|people|persons?|households?|families"
    r"|dollars?)\b"
)
_CLAIMED = (
    r"(?:peserta|pekerja|penerima|anggota|warga|penduduk|nelayan|petani|buruh|pedagang|karyawan"
    r"|pegawai|kasus|klaim|members?|workers?|participants?|recipients?|residents?|farmers|fishers"
    r"|beneficiaries|employees|claims?|cases)\b"
)

_NUMBER = re.compile(r"[0-9](?:[0-9]|[.,'·_](?=[0-9])|[ \n](?=[0-9]{3}(?![0-9])))*")
_MULTIPLE_AFTER = re.compile(rf"\s?-?(?P<word>{_MULTIPLE}|(?<=[0-9])[kmt]\b)")
_LETTER_AFTER = re.compile(r"\s(?P<word>[mt])\b")
_PERCENT_AFTER = re.compile(rf"\s?-?{_PERCENT}|-?an\b")
_CURRENCY_BEFORE = re.compile(rf"{_CURRENCY}\s?\Z")
_SIGN_BEFORE = re.compile(r"(?<![A-Za-z0-9.,)])[+±~≈<>≤≥-]\Z")
_PEOPLE_AFTER = re.compile(rf"[\s-]{{1,3}}(?:{_PEOPLE})")
_CLAIMED_AFTER = re.compile(rf"[\s-]{{1,3}}(?:{_CLAIMED})")
_DURATION_AFTER = re.compile(rf"[\s-]{{1,3}}(?:(?:an?|the)\s)?{DURATION}")

_YEAR = re.compile(r"(?:19|20|21)[0-9]{2}")
_LAST_YEAR = "2060"
"""A year of four digits after this one is no date that a page would name."""
_IN = re.compile(r"\b(?:pada|sejak|tahun|in|since|year)\s+\Z")
_WHEN = re.compile(
    r"\b(?:pada|sejak|tahun|hingga|sampai|selama|sepanjang|awal|akhir|pertengahan|menjelang|sebelum"
    r"|sesudah|setelah|untuk|antara|dari|dan|anggaran|target|capaian|in|since|until|till|by|for"
    r"|during|before|after|early|late|mid|between|from|to|and|of|the|through|year)[\s-]+\Z",
)
_AMOUNT = re.compile(
    r"\b(?:sebanyak|sejumlah|berjumlah|ada|hanya|mencapai|menjangkau|mencakup|melindungi"
    r"|mendaftarkan|as many as|a total of|totall?ing|there (?:is|are|were)|only|reach(?:es|ed)"
    r"|cover(?:s|ed)|protect(?:s|ed))\s+\Z"
    r"|\b(?:terdaftar|peserta|pekerja|jumlah(?:nya)?|total(?:nya)?|capaian|realisasi|members"
    r"|workers|registered|covered)\s?[:=]\s\Z",
)

_BESIDE_CALL = re.compile(
    rf"{CALL}\s?-?(?:{_MULTIPLE}|[kmt]\b|{_PERCENT}|an\b)|{CALL}[.,]?[0-9]+|[0-9]+[.,]?{CALL}"
    rf"|(?<![A-Za-z0-9{CALL}])[+±~≈<>≤≥-]{CALL}",
    re.IGNORECASE,
)
_SMALL_WORDS = "dua|tiga|empat|lima|enam|tujuh|delapan|sembilan|sepuluh"
_FRACTION = re.compile(
    rf"\b(?:(?:se|(?:{_SMALL_WORDS})[ -]?)per[ -]?(?:{_SMALL_WORDS})\b"
    r"|(?:separuh|setengah)(?:nya\b|\s+dari\b)"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|a)[ -]"
    r"(?:third|quarter|fifth|sixth|seventh|eighth|ninth|tenth)(?:s\b|\s+of\b)"
    r"|half\s+(?:of|the|its|their|all)\b|(?:two|three|four|five|ten)fold\b"
    rf"|(?:{_SMALL_WORDS}) kali lipat\b)",
)
# dua lusin · two dozen · satu dari tiga pekerja · separuh pekerja · XC persen · berjuta pekerja
_COUNTED = rf"[\s-]{{1,3}}(?:{_PEOPLE}|{_CLAIMED})"
_IN_WORDS = re.compile(
    r"\b(?:se|(?:" + _SMALL_WORDS + r")\s)?(?:lusin|kodi)(?:an)?\b|\bdozens?\b|\bscores?\s+of\b"
    r"|\b(?:satu|"
    + _SMALL_WORDS
    + r")\s+dari\s+(?:(?:se)?tiap\s+)?(?:"
    + _SMALL_WORDS
    + rf"){_COUNTED}"
    r"|\b(?:one|two|three|four|five|six|seven|eight|nine)\s+(?:in|out\s+of|of)\s+(?:every\s+)?"
    rf"(?:two|three|four|five|six|seven|eight|nine|ten){_COUNTED}"
    rf"|\b(?:separuh|setengah|half){_COUNTED}"
    # The look ahead spares nearly all words the search for a number in their middle.
    r"|\b(?=[a-z]{0,90}per(?:sen|cent)\b)"
    r"(?:[a-z]{0,40}(?:puluh|belas|satu|lima|tujuh|enam|nol)[a-z]{0,40})(?:persen|percent)\b"
    rf"|\bber(?:puluh|ratus|ribu|juta|miliar)(?:-\w+)?{_COUNTED}"
    r"|\b(?:doubled|tripled|trebled|quadrupled|halved|twice\s+as\s+(?:many|much))\b"
    r"|\b(?:dua|tiga|empat|lima)\s+kali\s+(?:lebih|jumlah|target)\w*",
)
_KEYS = (
    *("per", "separuh", "setengah", "half", "third", "quarter", "fifth", "sixth", "seventh"),
    *("eighth", "ninth", "tenth", "fold", "kali", "lusin", "kodi", "dozen", "dari"),
    *(" in ", " of ", "berpuluh", "berratus", "berribu", "berjuta", "bermiliar"),
    *("doubled", "tripled", "trebled", "quadrupled", "halved", "twice"),
)
"""Parts of a text one of which stands in whatever the two patterns above find."""
_ROMAN = re.compile(
    rf"\b(?=[IVXLCDM])M{{0,4}}(?:CM|CD|D?C{{0,3}})(?:XC|XL|L?X{{0,3}})(?:IX|IV|V?I{{0,3}})\b"
    rf"(?:\s?{_PERCENT}|{_COUNTED})"
)
_RANGE = re.compile(r"\s?(?:-|/|sampai|hingga|s\.?d\.?|to)\s?")

_NAME_AFTER = re.compile(r"\s+Kota\b")
_NAME_BEFORE = re.compile(
    r"\b(?:kepulauan|pulau|pasal|ayat|nomor|halaman|bab|langkah|page|article|chapter|step|ke)[\s-]\Z",
    re.IGNORECASE,
)
_MONTH_AFTER = re.compile(rf"\s+{MONTH}")
_SOME_BEFORE = re.compile(
    rf"(?:\b(?i:an?|per|few|several|many|beberapa|sekian|{_CURRENCY})|\b[IVXLCDM]+|{CALL})[\s-]?\Z"
)
_LEAST_BARE, _LEAST_COUNT, _HUNDREDS = 13, 10, 2
_LEAST_LARGE = 1000


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """A figure between two positions of a text."""

    start: int
    end: int
    value: Decimal | None = None
    """The number; None if it cannot be told, as for a range."""
    is_small: bool = False
    """True for a bare number below a thousand."""


def typed_numbers(folded: str) -> Sequence[TypedNumber]:
    """Return the figures in a folded text, in order; a range is a single figure."""
    small = folded.lower()
    found = [*_words(folded, small)]
    if any(map(small.__contains__, _KEYS)):
        found += _fractions(small)
        found += (TypedNumber(*match.span()) for match in _IN_WORDS.finditer(small))
    if CALL in folded:
        found += (TypedNumber(*match.span()) for match in _BESIDE_CALL.finditer(folded))
    if NUMERAL in folded:
        found += (TypedNumber(*match.span()) for match in re.finditer(f"{NUMERAL}+", folded))
    found += (TypedNumber(*match.span()) for match in _ROMAN.finditer(folded))
    found += _digits(folded, small)
    return _joined(small, found)


def _digits(folded: str, small: str) -> Iterator[TypedNumber]:
    """Yield the figures in digits."""
    harmless = HarmlessSpans(folded)
    for match in _NUMBER.finditer(folded):
        number = _figure_in_digits(small, match, harmless)
        if number is not None:
            yield number


def _figure_in_digits(
    small: str, match: re.Match[str], harmless: HarmlessSpans
) -> TypedNumber | None:
    """Return a number in digits as a figure, or None if what stands around it makes it harmless."""
    start, end = match.span()
    currency = _CURRENCY_BEFORE.search(small, max(0, start - 8), start)
    multiple = _MULTIPLE_AFTER.match(small, end) or (
        _LETTER_AFTER.match(small, end) if currency else None
    )
    percent = _PERCENT_AFTER.match(small, multiple.end() if multiple else end)
    sign = _SIGN_BEFORE.search(small, max(0, start - 2), start)
    if not (currency or multiple or percent):
        if sign:
            if _YEAR.fullmatch(match[0]):
                return None
        elif not _is_counted(small, match, harmless):
            return None
    if harmless.hold(Harmless.SURE, start, end):
        return None
    value = _value(match[0], multiple["word"] if multiple else "")
    return TypedNumber(
        min(found.start() for found in (match, currency, sign) if found),
        max(found.end() for found in (match, multiple, percent) if found),
        value,
        is_small=value is not None
        and value < _LEAST_LARGE
        and not (currency or multiple or percent),
    )


def _is_counted(small: str, match: re.Match[str], harmless: HarmlessSpans) -> bool:
    """Return whether a number without a sign, currency or multiple is a figure."""
    start, end = match.span()
    are_people = _PEOPLE_AFTER.match(small, end) is not None
    is_claimed = _CLAIMED_AFTER.match(small, end) is not None
    # Most numbers on a page are bare years: nothing else around them is looked for.
    if _is_bare_year(small, match, are_people=are_people, is_claimed=is_claimed):
        return False
    if are_people:
        return True
    if harmless.hold(Harmless.LAW, start, end):
        return False
    return is_claimed or not harmless.hold(Harmless.LABEL, start, end)


def _is_bare_year(small: str, match: re.Match[str], *, are_people: bool, is_claimed: bool) -> bool:
    """Return whether a number is a year, and counts nothing that stands around it."""
    start, end = match.span()
    if _YEAR.fullmatch(match[0]) is None or match[0] > _LAST_YEAR:
        return False
    if small[end : end + 1].isalpha() or small[start - 1 : start].isalpha():
        return False
    before = small[max(0, start - 24) : start]
    return not (
        (are_people and _IN.search(before) is None)
        or (is_claimed and _WHEN.search(before) is None)
        or _AMOUNT.search(before) is not None
    )


def _value(digits: str, multiple: str) -> Decimal | None:
    """Return the number of digits as people write them in either language; None if unclear."""
    if not multiple and digits.isdecimal() and len(digits) <= quantity.MAX_NUMBER_TEXT:
        return Decimal(digits)
    plain = re.sub(r"[ \n_'·]", " ", digits)
    word = multiple.removesuffix("an").removesuffix("s")
    meant = quantity.meant_number(f"{plain} {word}" if word else plain)
    return Decimal(meant) if meant else None


def _words(folded: str, small: str) -> Iterator[TypedNumber]:
    """Yield the figures in words: from 13, hundreds, percentages, and counts of people."""
    for number in word_numbers(small):
        if percent := _PERCENT_AFTER.match(small, number.end):
            yield TypedNumber(number.start, percent.end(), number.value)
        elif _is_figure_in_words(folded, small, number):
            yield TypedNumber(number.start, number.end, number.value)


def _is_figure_in_words(folded: str, small: str, number: WordNumber) -> bool:
    """Return whether a number in words without a percentage is a figure."""
    counts = _PEOPLE_AFTER.match(small, number.end) or _CLAIMED_AFTER.match(small, number.end)
    before = folded[max(0, number.start - 12) : number.start]
    if number.value is None:
        is_figure = number.power != 1 or counts is not None
    elif number.is_loose:  # `"ribu" tanpa rincian` counts nothing
        is_figure = counts is not None or _SOME_BEFORE.search(before) is not None
    elif number.value == 0:
        is_figure = counts is not None
    else:
        least = _LEAST_COUNT if counts else _LEAST_BARE
        is_figure = number.power >= _HUNDREDS or number.value >= least
    return is_figure and not (
        _DURATION_AFTER.match(small, number.end)
        or _MONTH_AFTER.match(folded, number.end)
        or _NAME_AFTER.match(folded, number.end)
        or _NAME_BEFORE.search(before)
    )


def _fractions(small: str) -> Iterator[TypedNumber]:
    """Yield the parts of a whole in words, except parts of a time."""
    for match in _FRACTION.finditer(small):
        if _DURATION_AFTER.match(small, match.end()) is None:
            yield TypedNumber(*match.span())


def _joined(small: str, found: Iterable[TypedNumber]) -> Sequence[TypedNumber]:
    """Return figures in order; overlapping ones and the ends of a range become one."""
    joined: list[TypedNumber] = []
    for number in sorted(found, key=lambda number: (number.start, -number.end)):
        last = joined[-1] if joined else None
        if last is not None and number.start < last.end:
            if number.end > last.end:
                joined[-1] = TypedNumber(last.start, number.end)
        elif last is not None and _RANGE.fullmatch(small, last.end, number.start):
            joined[-1] = TypedNumber(last.start, number.end)
        else:
            joined.append(number)
    return joined
