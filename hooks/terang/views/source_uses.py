"""The index of all that cites a source: claims, facts, populations, legal bases, copies."""

from __future__ import annotations

from dataclasses import dataclass

from terang.model.catalog import Catalog, Series
from terang.model.definitions import Fact, Programme, Source
from terang.model.entries import Entry
from terang.model.field_types import Text


@dataclass(frozen=True, slots=True)
class SourceUses:
    """The citations of every source in the record, by the source's id."""

    claims: dict[str, list[tuple[Series, Entry]]]
    facts: dict[str, list[Fact]]
    populations: dict[str, list[Text]]
    legal: dict[str, list[Programme]]
    copies: dict[str, list[Source]]

    @classmethod
    def from_catalog(cls, catalog: Catalog) -> SourceUses:
        """Return the citations of a record, collected in a single pass."""
        uses = cls({}, {}, {}, {}, {})
        for series in catalog.series.values():
            for entry in series.entries:
                for source in entry.sources:
                    uses.claims.setdefault(source, []).append((series, entry))
            uses.add_population(series)
        for programme in catalog.programmes.values():
            uses.add_programme(programme)
        for copy in catalog.sources.values():
            if copy.same_text_as:
                uses.copies.setdefault(copy.same_text_as, []).append(copy)
        return uses

    def add_population(self, series: Series) -> None:
        """Add the population of a series, once for each source."""
        population = series.population
        for value in population.values if population else ():
            for source in value.sources:
                labels = self.populations.setdefault(source, [])
                if population and population.label not in labels:
                    labels.append(population.label)

    def add_programme(self, programme: Programme) -> None:
        """Add the legal bases and the facts of a programme."""
        for source in programme.legal_basis:
            self.legal.setdefault(source, []).append(programme)
        for fact in programme.facts.values():
            for source in fact.sources:
                self.facts.setdefault(source, []).append(fact)
