"""The values, quotations and names of the record, for judging the figures typed on pages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal

from terang.model.catalog import Catalog
from terang.model.definitions import Fact
from terang.model.entries import Entry, Observation, Target
from terang.model.field_types import Text
from terang.model.quantity import ends_of
from terang.narrative.folded_text import fold_text, plain_letters
from terang.narrative.typed_numbers import typed_numbers

_LEAST_NAME = 3
"""The letters that a name has at least beside its number."""


@dataclass(frozen=True, slots=True)
class NumberedName:
    """A name with a number in it, such as `Kelurahan 5 Ilir`, as letters and digits."""

    before: str
    after: str


@dataclass(frozen=True, slots=True)
class KnownTexts:
    """The texts of a record that a figure on a page can come from."""

    values: Mapping[Decimal, str]
    """Value → the call that shows it: the first of those with equal values."""
    quotations: AbstractSet[str] = frozenset()
    """Quotes, notes and titles of sources, as letters and digits."""
    names: Mapping[str, Sequence[NumberedName]] = field(default_factory=dict)
    """Number, as letters and digits → the names that hold it."""

    @classmethod
    def of_catalog(cls, catalog: Catalog) -> KnownTexts:
        """Return the known texts of a catalog."""
        return cls(_values(catalog), {*map(_folded, _quotations(catalog))}, _names(catalog))

    def is_quoted(self, quotation: str) -> bool:
        """Return whether a quotation, as letters and digits, stands in the record."""
        return any(quotation in known for known in self.quotations)

    def is_name(self, number: str, before: str, after: str) -> bool:
        """Return whether a number is a part of a name, given what is read before and after it."""
        return any(
            before.endswith(name.before) and after.startswith(name.after)
            for name in self.names.get(number, ())
        )


def _values(catalog: Catalog) -> Mapping[Decimal, str]:
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


def _quotations(catalog: Catalog) -> Iterator[str]:
    """Yield quotes, notes and titles of sources; notes quote sources, too."""
    yield from (source.title for source in catalog.sources.values())
    quoting: list[Entry | Fact] = [
        *(entry for series in catalog.series.values() for entry in series.entries),
        *(fact for programme in catalog.programmes.values() for fact in programme.facts.values()),
    ]
    for record in quoting:
        yield from filter(None, (record.quote, *_languages(record.note)))


def _names(catalog: Catalog) -> Mapping[str, Sequence[NumberedName]]:
    """Return the names with a number in them, by the number."""
    names: dict[str, list[NumberedName]] = {}
    for text in filter(None, _all_names(catalog)):
        folded = fold_text(text)
        for number in typed_numbers(folded):
            before, after = map(plain_letters, (folded[: number.start], folded[number.end :]))
            if len(before) + len(after) >= _LEAST_NAME:
                key = plain_letters(folded[number.start : number.end])
                names.setdefault(key, []).append(NumberedName(before, after))
    return names


def _all_names(catalog: Catalog) -> Iterator[str]:
    """Yield the names of areas, programmes, offices, publishers, indicators and terms."""
    for area in catalog.areas.values():
        yield from _languages(area.name)
    for programme in catalog.programmes.values():
        yield from (*_languages(programme.title), *_languages(programme.agency))
    for indicator in catalog.indicators.values():
        yield from _languages(indicator.title)
    for term in catalog.glossary.values():
        yield from _languages(term.term)
    yield from (source.publisher for source in catalog.sources.values())


def _languages(text: Text | None) -> Iterator[str]:
    if text is not None:
        yield from filter(None, (text.id, text.en))


def _folded(text: str) -> str:
    return plain_letters(fold_text(text))
