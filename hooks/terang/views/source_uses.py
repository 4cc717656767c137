"""The index of all that cites a source: claims, replies, corrections, facts, copies and others."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from terang.model.catalog import Catalog, Series
from terang.model.definitions import Contact, Fact, MeasureBreak, Programme, Source, Term
from terang.model.entries import Correction, Entry, Reply
from terang.model.field_types import Text


@dataclass(frozen=True, slots=True)
class SourceUses:
    """The citations of every source in the record, by the source's id."""

    claims: dict[str, list[tuple[Series, Entry]]] = field(default_factory=dict)
    replies: dict[str, list[tuple[Series, Reply]]] = field(default_factory=dict)
    corrections: dict[str, list[tuple[Series, Correction]]] = field(default_factory=dict)
    breaks: dict[str, list[tuple[Text, MeasureBreak]]] = field(default_factory=dict)
    """With the title of the series or of the indicator."""
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    populations: dict[str, list[Text]] = field(default_factory=dict)
    legal: dict[str, list[Programme]] = field(default_factory=dict)
    contacts: dict[str, list[tuple[Programme, Contact]]] = field(default_factory=dict)
    terms: dict[str, list[Term]] = field(default_factory=dict)
    copies: dict[str, list[Source]] = field(default_factory=dict)

    @classmethod
    def from_catalog(cls, catalog: Catalog) -> SourceUses:
        """Return the citations of a record, collected in a single pass."""
        uses = cls()
        for series in catalog.series.values():
            uses.add_series(series)
            uses.add_population(series)
            uses.add_breaks(catalog.title_of(series), series.breaks)
        for indicator in catalog.indicators.values():
            uses.add_breaks(indicator.title, indicator.breaks)
        for programme in catalog.programmes.values():
            uses.add_programme(programme)
        for term in catalog.glossary.values():
            for source in term.sources:
                uses.terms.setdefault(source, []).append(term)
        for copy in catalog.sources.values():
            if copy.same_text_as:
                uses.copies.setdefault(copy.same_text_as, []).append(copy)
        return uses

    def add_series(self, series: Series) -> None:
        """Add the entries of a series, the replies to them and their corrections."""
        for entry in series.entries:
            for source in entry.sources:
                self.claims.setdefault(source, []).append((series, entry))
        for reply in series.replies:
            for source in reply.sources:
                self.replies.setdefault(source, []).append((series, reply))
        for correction in series.corrections:
            for source in correction.sources or ():
                self.corrections.setdefault(source, []).append((series, correction))

    def add_breaks(self, title: Text, breaks: Iterable[MeasureBreak]) -> None:
        """Add the breaks of a series or of an indicator."""
        for change in breaks:
            for source in change.sources:
                self.breaks.setdefault(source, []).append((title, change))

    def add_population(self, series: Series) -> None:
        """Add the population of a series, once for each source."""
        population = series.population
        for value in population.values if population else ():
            for source in value.sources:
                labels = self.populations.setdefault(source, [])
                if population and population.label not in labels:
                    labels.append(population.label)

    def add_programme(self, programme: Programme) -> None:
        """Add the legal bases, the facts and the contacts of a programme."""
        for source in programme.legal_basis:
            self.legal.setdefault(source, []).append(programme)
        for fact in programme.facts.values():
            for source in fact.sources:
                self.facts.setdefault(source, []).append(fact)
        for contact in programme.contacts.values():
            for source in contact.sources:
                self.contacts.setdefault(source, []).append((programme, contact))
