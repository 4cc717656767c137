"""Check narrative pages against the data, and translations against their originals.

A figure typed by hand would become outdated when the data changes, so pages call figures. Both
languages of a page call the same figures and sources. A translation carries the fingerprint of its
original, which shows when the original has changed.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from terang.checksums import sha256_of
from terang.diagnostics import LANGUAGES, Place, Problem
from terang.model import quantity
from terang.model.catalog import Catalog
from terang.model.entries import Observation, Target
from terang.model.quantity import ends_of
from terang.narrative.markdown_page import FOLDER, NarrativeSource

STAMP = "translated_from"
"""The front-matter key of a translation that holds the fingerprint of its original."""

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

# Laws with number and year, and their articles.
_LAW = (
    r"\b(?:UU|PP|Perpres|Perpu|Permen\w*|Kepmen\w*|Permendagri|"
    # Regulations of an area are followed by its name.
    r"(?:Perda|Pergub|Perbup|Perwali)(?:\s+[A-Z][a-z]+){0,3}|"
    r"Inpres|Keppres|Law|Act|Regulation|Decree|Instruction|Pasal|Article|Nomor|No\.)"
    r"(?:\s+(?:Nomor|No\.?|Number|Tahun|of))*\s+[0-9][0-9./-]*"
    r"(?:\s+(?:Tahun|of)\s+[0-9]{4})?"
)

# Text that is not prose, or that quotes somebody, may hold any figure. A pattern is tried only if a
# text contains one of the characters before it: most pages contain few of them.
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
    """A figure typed in a sentence, in digits or with a word such as `juta`."""

    text: str
    value: Decimal
    place: Place


def prose_problems(
    pages: Mapping[str, NarrativeSource], typed: Iterable[TypedFigure], catalog: Catalog
) -> Iterator[Problem]:
    """Yield the problems and notices of pages: typed figures, and unequal or outdated translations.

    `typed` holds the figures typed on all of these pages.
    """
    yield from typed_figure_problems(typed, known_values(catalog))
    for original, translation in page_pairs(pages):
        yield from call_differences(original, translation)
        yield from translation_notices(original, translation)


def page_pairs(
    pages: Mapping[str, NarrativeSource],
) -> Iterator[tuple[NarrativeSource, NarrativeSource]]:
    """Yield each page of the default language with each of its translations."""
    for page in pages.values():
        for language in LANGUAGES[1:]:
            other = pages.get(f"{FOLDER}/{language}/{page.name}")
            if page.language == LANGUAGES[0] and other is not None:
                yield page, other


# --- figures -----------------------------------------------------------------------------------


def typed_figures(page: NarrativeSource) -> Iterator[TypedFigure]:
    """Yield the figures in a page's prose from a thousand up, and those with a word like `juta`."""
    for number, line in enumerate(prose_text(page.body).split("\n"), start=page.first_line):
        for match in _FIGURE.finditer(line) if _has_any(_DIGITS, line) else ():
            value = _value(match["digits"], match["word"])
            if value is None or (
                match["word"] is None and _is_small_or_year(match["digits"], value)
            ):
                continue
            yield TypedFigure(match[0].strip(), value, Place(page.path, number, match.start() + 1))


def typed_figure_problems(
    typed: Iterable[TypedFigure], values: Mapping[Decimal, str]
) -> Iterator[Problem]:
    """Yield a problem for each typed figure; `values` maps a value to the call that shows it."""
    for figure in typed:
        call = values.get(figure.value, "")
        text = {"text": figure.text, "call": call}
        yield Problem(figure.place, "typed-figure", text, "known" if call else "")


def prose_text(body: str) -> str:
    """Return Markdown with everything but its own sentences blanked; positions stay the same."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    for needs, pattern in _NOT_PROSE:
        if _has_any(needs, text):
            text = pattern.sub(lambda match: re.sub(r"[^\n]", " ", match[0]), text)
    return text


def _has_any(pieces: Iterable[str], text: str) -> bool:
    return any(piece in text for piece in pieces)


def known_values(catalog: Catalog) -> Mapping[Decimal, str]:
    """Return the call that shows each value of the record: the first of those with equal values."""
    calls: dict[Decimal, str] = {}
    for series in catalog.series.values():
        valued: tuple[Observation | Target, ...] = (*series.observations, *series.targets)
        for entry in valued:
            if entry.withdrawn is None:
                call = f'{{{{ value("{series.id}", "{entry.anchor}") }}}}'
                for end in ends_of(entry.value):
                    calls.setdefault(end, call)
    for programme in catalog.programmes.values():
        for fact in programme.facts.values():
            calls.setdefault(fact.value, f'{{{{ fact("{programme.id}", "{fact.id}") }}}}')
    return calls


def _value(digits: str, word: str | None) -> Decimal | None:
    """Return the number of digits as people write them in either language; None if unclear."""
    text = f"{digits} {word}" if word else digits
    meant = quantity.meant_number(text)
    return Decimal(meant) if meant else None


def _is_small_or_year(digits: str, value: Decimal) -> bool:
    is_year = digits.isdigit() and _FIRST_YEAR <= value <= _LAST_YEAR
    return value < _LEAST or is_year


# --- languages ---------------------------------------------------------------------------------


def call_differences(original: NarrativeSource, translation: NarrativeSource) -> Iterator[Problem]:
    """Yield a problem for each call that stands in only one language of a page."""
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


def translation_notices(
    original: NarrativeSource, translation: NarrativeSource
) -> Iterator[Problem]:
    """Yield a notice if a translation does not carry the fingerprint of its original."""
    if not is_current(original, translation):
        stamped = STAMP in translation.meta
        values = {"original": original.path, "page": translation.path}
        code = "outdated-translation" if stamped else "unstamped-translation"
        yield Problem(Place(translation.path), code, values)


def is_current(original: NarrativeSource, translation: NarrativeSource) -> bool:
    """Return whether a translation carries the fingerprint of the original as it is now."""
    return translation.meta.get(STAMP) == fingerprint(original)


def fingerprint(page: NarrativeSource) -> str:
    """Return a hash of a page's text in 12 hexadecimal digits, without white space and stamp."""
    front = [f"{key}: {value}" for key, value in sorted(page.meta.items()) if key != STAMP]
    text = " ".join("\n".join((*front, page.body)).split())
    return sha256_of(text.encode())[:_FINGERPRINT_LENGTH]


def stamped_text(data: bytes, value: str) -> bytes:
    """Return a page's bytes with its stamp renewed or added; no other byte changes."""
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
    """Return the paths of translations that are older than their originals."""
    return frozenset(
        translation.path
        for original, translation in page_pairs(pages)
        if STAMP in translation.meta and not is_current(original, translation)
    )
