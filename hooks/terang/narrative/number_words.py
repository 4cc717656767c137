"""Find numbers in words, of both languages: `seratus lima puluh ribu`, `half a million`.

Called by `typed_numbers` with folded text in small letters. Words may be glued, or joined by
hyphens.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

_UNITS = {
    "nol": 0, "kosong": 0, "satu": 1, "dua": 2, "tiga": 3, "empat": 4, "lima": 5, "enam": 6,
    "tujuh": 7, "delapan": 8, "sembilan": 9, "sebelas": 11,
    "cepek": 100, "gopek": 500, "seceng": 1000, "goceng": 5000, "ceban": 10_000, "goban": 50_000,
    "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7,
    "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14,
    "fifteen": 15, "sixteen": 16, "seventeen": 17, "eighteen": 18, "nineteen": 19,
    "twenty": 20, "thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60,
    "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_FRACTIONS = {
    "setengah": Decimal("0.5"), "separuh": Decimal("0.5"), "half": Decimal("0.5"),
    "seperempat": Decimal("0.25"), "quarter": Decimal("0.25"),
}  # fmt: skip
_POWERS = {
    "puluh": 1, "ratus": 2, "ribu": 3, "rebu": 3, "juta": 6, "miliar": 9, "milyar": 9,
    "triliun": 12, "trilyun": 12,
    "hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12,
}  # fmt: skip
_ENGLISH = frozenset({"hundred", "thousand", "million", "billion", "trillion"})
_TEEN = "belas"
_POINTS = frozenset({"koma", "point", "comma"})
_LINKS = frozenset({"a", "an", "and", "of", "dan", *_POINTS})
"""Words that may stand within a number."""

_ONE = {f"se{power}": power for power in _POWERS if power not in _ENGLISH}
_VAGUE = {
    **{f"{power}s": power for power in _ENGLISH},
    **{f"{power}an": power for power in (*_POWERS, _TEEN) if power not in _ENGLISH},
    **{f"{first}an": power for first, power in _ONE.items()},
}
_POWERFUL = frozenset({*_POWERS, *_ONE, *_VAGUE})
_ATOM = re.compile(
    "|".join(sorted((*_UNITS, *_FRACTIONS, *_POWERS, _TEEN, *_ONE, *_VAGUE), key=len, reverse=True))
)
_WORD = re.compile(r"[a-z]+")
_GAP = re.compile(r" ?-? ?")
_LONGEST = 100
"""The letters of the longest word that is tried."""


@dataclass(frozen=True, slots=True)
class WordNumber:
    """A number in words, between two positions of a text."""

    start: int
    end: int
    value: Decimal | None
    """The number; None if the words leave it open, as `ribuan` does."""
    power: int
    """The greatest power of ten with a word of its own: 3 for `lima ribu`, 0 for `lima`."""
    is_loose: bool
    """True for the word of a power alone, as in `ribu rupiah`, and for digits spelled in a row."""


def word_numbers(text: str) -> Iterator[WordNumber]:
    """Yield the numbers in words of a text, each as long as its words go on."""
    run: list[re.Match[str]] = []
    links: list[re.Match[str]] = []
    for match in _WORD.finditer(text):
        word = match[0]
        atoms = _atoms(word)
        if run:
            last = links[-1] if links else run[-1]
            is_near = (atoms or word in _LINKS) and _GAP.fullmatch(text, last.end(), match.start())
            if is_near and not atoms:
                links.append(match)
                continue
            if not (is_near and _is_joined(run[-1], links, atoms)):
                yield _word_number(run)
                run, links = [], []
        if atoms:
            run += [*links, match]
            links = []
    if run:
        yield _word_number(run)


def _is_joined(last: re.Match[str], links: Sequence[re.Match[str]], atoms: tuple[str, ...]) -> bool:
    """Return whether a number goes on with `atoms` after its last word and these links."""
    before = _atoms(last[0])
    match [link[0] for link in links]:
        case []:
            return True
        case ["and" | "dan"]:
            return before[-1] in _POWERFUL or atoms[0] in _FRACTIONS
        case ["and", "a"]:
            return atoms[0] in _FRACTIONS
        case ["a" | "an" | "of"] | ["of", "a"]:
            return before[-1] in _FRACTIONS or before[-1] in _VAGUE
        case [point]:
            return point in _POINTS
    return False


def _word_number(run: Sequence[re.Match[str]]) -> WordNumber:
    value, power, is_loose = _meaning(tuple(match[0] for match in run))
    return WordNumber(run[0].start(), run[-1].end(), value, power, is_loose)


@functools.lru_cache(1024)
def _meaning(words: Sequence[str]) -> tuple[Decimal | None, int, bool]:
    """Return the value, the power and the looseness of a number in words."""
    value, power = _value_of(words)
    digits = [_UNITS.get(word, 10) < 10 for word in words]  # noqa: PLR2004
    is_loose = (words[0] in _POWERS and not words[1:]) or (len(words) > 1 and all(digits))
    return value, power, is_loose


@functools.lru_cache(8192)
def _atoms(word: str) -> tuple[str, ...]:
    """Return the parts of a word that is a number throughout, as `limapuluh` is; else nothing."""
    parts, at = [], 0
    while at < len(word) <= _LONGEST:
        match = _ATOM.match(word, at)
        if match is None:
            return ()
        parts.append(match[0])
        at = match.end()
    return tuple(parts)


def _value_of(words: Sequence[str]) -> tuple[Decimal | None, int]:
    """Return the value of a run of words, or None, and its greatest power."""
    atoms = [atom for word in words for atom in (_atoms(word) or (word,))]
    total, group, power = Decimal(0), Decimal(0), 0
    for index, atom in enumerate(atoms):
        if atom in _UNITS:
            # Digits in a row, as in `satu lima nol`, are spelled one by one.
            is_digit = index > 0 and max(_UNITS.get(atoms[index - 1], 10), _UNITS[atom]) < 10  # noqa: PLR2004
            group = group * (10 if is_digit else 1) + _UNITS[atom]
        elif atom in _FRACTIONS:
            group += _FRACTIONS[atom]
        elif atom not in _LINKS:
            name = _ONE.get(atom) or _VAGUE.get(atom) or atom
            exponent = 1 if name == _TEEN else _POWERS[name]
            power = max(power, exponent)
            if name == _TEEN:
                group += 10
            elif exponent <= 2:  # noqa: PLR2004 - tens and hundreds stay within their group
                last = group % 10 if atom not in _ONE else Decimal(0)
                group += (last or 1) * 10**exponent - last
            else:
                total += (group if group and atom not in _ONE else 1) * Decimal(10) ** exponent
                group = Decimal(0)
    if len(atoms) == 2 and all(_UNITS.get(atom, 10) < 10 for atom in atoms):  # noqa: PLR2004
        group = Decimal(_UNITS[atoms[1]])  # `dua tiga hari` is no 23
    is_open = any(atom in _POINTS or atom in _VAGUE for atom in atoms)
    return (None if is_open else total + group), power
