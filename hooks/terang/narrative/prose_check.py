"""Narrative pages against the data and against each other.

A figure typed by hand would stay behind when the data moves on, so figures are called. Both
languages of a page call the same figures and sources. A translation knows the text it was made
from, and says so when that has changed.
"""

from __future__ import annotations

import hashlib
import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terang.diagnostics import LANGUAGES, Place, Problem
from terang.model import quantity
from terang.model.catalog import Catalog
from terang.model.entries import Observation, Target
from terang.narrative.macros import FOLDER, NarrativeSource

STAMP = "translated_from"
"""The front-matter key of a translation: the fingerprint of the text it was made from."""

_LEAST = 1000
_FIRST_YEAR, _LAST_YEAR = 1900, 2199
_FINGERPRINT_LENGTH = 12

_MULTIPLES = "ribu|juta|miliar|milyar|triliun|thousand|million|billion|trillion"
_DIGITS = tuple(string.digits)
_FIGURE = re.compile(
    r"(?<![\w.,/-])(?:Rp\s?)?(?P<digits>[0-9]+(?:[.,][0-9]+)*)"
    rf"(?:[ \u00a0](?P<word>{_MULTIPLES})\b)?"
    r"(?![\w/-])",
    re.IGNORECASE,
)

# Laws by number and year, articles and paragraphs.
_LAW = (
    r"\b(?:UU|PP|Perpres|Perpu|Permen\w*|Kepmen\w*|Permendagri|"
    # Those of an area bear its name.
    r"(?:Perda|Pergub|Perbup|Perwali)(?:\s+[A-Z][a-z]+){0,3}|"
    r"Inpres|Keppres|Law|Act|Regulation|Decree|Instruction|Pasal|Article|Nomor|No\.)"
    r"(?:\s+(?:Nomor|No\.?|Number|Tahun|of))*\s+[0-9][0-9./-]*"
    r"(?:\s+(?:Tahun|of)\s+[0-9]{4})?"
)

# What is no prose, or quotes somebody: it may hold any figure. Each is blanked, places kept, and
# looked for only where one of the texts before it stands, without which there is none.
_NOT_PROSE = (
    (("```", "~~~"), re.compile(r"^(?P<fence>```|~~~).*?^(?P=fence)", re.DOTALL | re.MULTILINE)),
    (("`",), re.compile(r"`[^`\n]*`")),
    (("{{",), re.compile(r"\{\{.*?\}\}", re.DOTALL)),
    ((">",), re.compile(r"^ *>.*$", re.MULTILINE)),
    (("“", '"', "«"), re.compile(r"“[^”]*”|\"[^\"\n]*\"|«[^»]*»")),
    (("](", "]:"), re.compile(r"\]\([^)\n]*\)|\[[^\]\n]*\]:.*$", re.MULTILINE)),
    (("<", "://", "@"), re.compile(r"<[^>\s]+>|https?://\S+|\S+@\S+")),
    (("{#",), re.compile(r"\{#[^}\n]*\}")),
    (_DIGITS, re.compile(_LAW)),
)


@dataclass(frozen=True, slots=True)
class TypedFigure:
    """A figure that somebody wrote into a sentence, with its thousands in words or digits."""

    text: str
    value: Decimal
    place: Place


def prose_problems(
    pages: Mapping[str, NarrativeSource], typed: Iterable[TypedFigure], catalog: Catalog
) -> Iterator[Problem]:
    """Everything wrong or worth knowing between pages and data, and between a page's languages.

    `typed` are the figures typed on all of these pages.
    """
    yield from figures_are_called(typed, known_values(catalog))
    for original, translation in page_pairs(pages):
        yield from languages_call_the_same(original, translation)
        yield from translation_is_current(original, translation)


def page_pairs(
    pages: Mapping[str, NarrativeSource],
) -> Iterator[tuple[NarrativeSource, NarrativeSource]]:
    """Each page of the default language with its translations."""
    for page in pages.values():
        for language in LANGUAGES[1:]:
            other = pages.get(f"{FOLDER}/{language}/{page.name}")
            if page.language == LANGUAGES[0] and other is not None:
                yield page, other


# --- figures -----------------------------------------------------------------------------------


def typed_figures(page: NarrativeSource) -> Iterator[TypedFigure]:
    """The figures of a thousand or more, or with their thousands in words, in a page's prose."""
    for number, line in enumerate(prose_of(page.body).split("\n"), start=page.first_line):
        for found in _FIGURE.finditer(line) if _has_any(_DIGITS, line) else ():
            value = _value(found["digits"], found["word"])
            if value is None or (
                found["word"] is None and _is_small_or_year(found["digits"], value)
            ):
                continue
            yield TypedFigure(found[0].strip(), value, Place(page.path, number, found.start() + 1))


def figures_are_called(
    typed: Iterable[TypedFigure], values: Mapping[Decimal, str]
) -> Iterator[Problem]:
    """No figure is typed by hand: `values` has the call that shows it instead, if there is one."""
    for item in typed:
        call = values.get(item.value, "")
        text = {"text": item.text, "call": call}
        yield Problem(item.place, "typed-figure", text, "known" if call else "")


def prose_of(body: str) -> str:
    """A page's own sentences; everything else is blanked, so that places stay."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    for needs, pattern in _NOT_PROSE:
        if _has_any(needs, text):
            text = pattern.sub(lambda found: re.sub(r"[^\n]", " ", found[0]), text)
    return text


def _has_any(pieces: Iterable[str], text: str) -> bool:
    return any(piece in text for piece in pieces)


def known_values(catalog: Catalog) -> Mapping[Decimal, str]:
    """Each value of the record with the call that shows it; the first that stands wins."""
    found: dict[Decimal, str] = {}
    for series in catalog.series.values():
        valued: tuple[Observation | Target, ...] = (*series.observations, *series.targets)
        for entry in valued:
            if entry.withdrawn is None:
                found.setdefault(entry.value, f'{{{{ value("{series.id}", "{entry.anchor}") }}}}')
    for programme in catalog.programmes.values():
        for fact in programme.facts.values():
            found.setdefault(fact.value, f'{{{{ fact("{programme.id}", "{fact.id}") }}}}')
    return found


def _value(digits: str, word: str | None) -> Decimal | None:
    """The number behind digits as people write them, in either language."""
    text = f"{digits} {word}" if word else digits
    meant = quantity.meant_number(text)
    return Decimal(meant) if meant else None


def _is_small_or_year(digits: str, value: Decimal) -> bool:
    is_year = digits.isdigit() and _FIRST_YEAR <= value <= _LAST_YEAR
    return value < _LEAST or is_year


# --- languages ---------------------------------------------------------------------------------


def languages_call_the_same(
    original: NarrativeSource, translation: NarrativeSource
) -> Iterator[Problem]:
    """Both languages of a page call the same figures and sources."""
    for page, other in ((original, translation), (translation, original)):
        theirs = {(call.name, call.arguments) for call in other.calls}
        seen = set(theirs)
        for call in page.calls:
            key = (call.name, call.arguments)
            if key not in seen:
                seen.add(key)
                arguments = ", ".join(f'"{argument}"' for argument in call.arguments)
                values = {"call": f"{call.name}({arguments})", "other": other.path}
                yield Problem(call.place, "call-in-one-language", values)


def translation_is_current(
    original: NarrativeSource, translation: NarrativeSource
) -> Iterator[Problem]:
    """A translation bears the fingerprint of the text it was made from: a notice if not."""
    if not is_current(original, translation):
        stamped = STAMP in translation.meta
        values = {"original": original.path, "page": translation.path}
        code = "outdated-translation" if stamped else "unstamped-translation"
        yield Problem(Place(translation.path), code, values)


def is_current(original: NarrativeSource, translation: NarrativeSource) -> bool:
    """Whether a translation was made from the text as it is now."""
    return translation.meta.get(STAMP) == fingerprint(original)


def fingerprint(page: NarrativeSource) -> str:
    """What a page says, in twelve hexadecimal digits; white space and its stamp do not count."""
    front = [f"{key}: {value}" for key, value in sorted(page.meta.items()) if key != STAMP]
    text = " ".join("\n".join((*front, page.body)).split())
    return hashlib.sha256(text.encode()).hexdigest()[:_FINGERPRINT_LENGTH]


def stamped_text(data: bytes, value: str) -> bytes:
    """A page's bytes with its stamp renewed or added; no other byte changes."""
    line = f"{STAMP}: {value}".encode()
    old = re.compile(rb"(?m)^" + STAMP.encode() + rb":[^\r\n]*")
    head = re.match(rb"(?:\xef\xbb\xbf)?---[ \t]*(\r?\n)(.*?)^---", data, re.DOTALL | re.MULTILINE)
    if head is None:
        return b"---\n" + line + b"\n---\n\n" + data
    if old.search(head[0]):
        return data[: head.start()] + old.sub(line, head[0], count=1) + data[head.end() :]
    place = head.end() - 3
    return data[:place] + line + head[1] + data[place:]


def outdated_pages(pages: Mapping[str, NarrativeSource]) -> frozenset[str]:
    """The paths of translations that are older than their originals."""
    return frozenset(
        translation.path
        for original, translation in page_pairs(pages)
        if STAMP in translation.meta and not is_current(original, translation)
    )
