"""Speakers of format 2 from the bilingual `by` texts of format 1.

In format 1 two entries of a series had one speaker when the Indonesian texts were the same. That
stays so. Across series, texts that also agree in English are one speaker: "Bupati" is another
office in another area.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

SpeakerText = tuple[str, str | None]
"""The Indonesian and the English name of an office; the latter may be missing."""


@dataclass(frozen=True, slots=True)
class SpeakerDirectory:
    """All speakers by their ids, sorted, and the id of each text in each series."""

    names: Mapping[str, SpeakerText]
    ids: Mapping[tuple[str, str], str]
    """Path of a series and Indonesian text → id."""
    other_names: Mapping[str, Sequence[str]]
    """Id → English texts that were found of the same office, but less often."""


@dataclass(slots=True)
class _Office:
    """Texts that name one office, the English ones as often as they were found."""

    name: str
    paths: set[str]
    english: Counter[str] = field(default_factory=Counter)

    @property
    def text(self) -> SpeakerText:
        """The name, with the English text that is found most often, of equals the first."""
        return self.name, next((text for text, _ in self.english.most_common(1)), None)

    def absorb(self, other: _Office) -> None:
        """Add the texts of another name of the same office."""
        self.paths |= other.paths
        self.english.update(other.english)


def speaker_directory(texts: Iterable[tuple[str, SpeakerText]]) -> SpeakerDirectory:
    """Return speakers of format 2 for these `by` texts, each with the path of its series."""
    in_series: dict[tuple[str, str], _Office] = {}
    for path, (name, english) in texts:
        office = in_series.setdefault((path, name), _Office(name, {path}))
        if english is not None:
            office.english[english] += 1
    by_name: dict[str, list[_Office]] = {}
    for (_, name), office in in_series.items():
        by_name.setdefault(name, []).append(office)
    offices = [office for named in by_name.values() for office in _united(named)]
    names: dict[str, SpeakerText] = {}
    others: dict[str, list[str]] = {}
    ids: dict[tuple[str, str], str] = {}
    for office in sorted(offices, key=lambda office: (office.text[0], office.text[1] or "")):
        key = _free_id(office.text, names)
        names[key] = office.text
        ids |= {(path, office.name): key for path in office.paths}
        if len(office.english) > 1:
            others[key] = [text for text in office.english if text != office.text[1]]
    return SpeakerDirectory(dict(sorted(names.items())), ids, others)


def _united(named: Iterable[_Office]) -> list[_Office]:
    """Return the offices of one Indonesian name, those with an English text in common as one.

    A name without English belongs to the only office of that name, where there is only one.
    """
    offices: list[_Office] = []
    nameless: list[_Office] = []
    for office in named:
        if not office.english:
            nameless.append(office)
            continue
        for other in [*offices]:
            if _forms(other) & _forms(office):
                office.absorb(other)
                offices.remove(other)
        offices.append(office)
    if nameless and len(offices) != 1:
        offices.append(nameless.pop(0))
    for office in nameless:
        offices[-1].absorb(office)
    return offices


def _forms(office: _Office) -> set[str]:
    return {_slug_of(text) for text in office.english}


def _slug_of(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", letters))


def _free_id(text: SpeakerText, taken: Mapping[str, SpeakerText]) -> str:
    """Return an id after the English name, without its article, or after the Indonesian one."""
    name, english = text
    wanted = _slug_of(english or name).removeprefix("the-") or "speaker"
    number = 1
    key = wanted
    while key in taken:
        number += 1
        key = f"{wanted}-{number}"
    return key
