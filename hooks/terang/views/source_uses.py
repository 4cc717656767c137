"""TODO source_uses."""

from __future__ import annotations

from dataclasses import dataclass

from terang.model.catalog import Catalog, Series
from terang.model.definitions import Fact, Programme, Source
from terang.model.entries import Entry
from terang.model.field_types import Text


@dataclass(frozen=True, slots=True)
class SourceUses:
    """What rests on each source, by its id."""

    claims: dict[str, list[tuple[Series, Entry]]]
    facts: dict[str, list[Fact]]
    populations: dict[str, list[Text]]
    legal: dict[str, list[Programme]]
    copies: dict[str, list[Source]]

    @classmethod
    def of(cls, catalog: Catalog) -> SourceUses:
        """Everything gathered in one pass over the record."""
        uses = cls({}, {}, {}, {}, {})
        for series in catalog.series.values():
            for entry in series.entries:
                for source in entry.sources:
                    uses.claims.setdefault(source, []).append((series, entry))
            uses.add_population(series)
        for programme in catalog.programmes.values():
            uses.add_programme(programme)
        for source_item in catalog.sources.values():
            if source_item.same_text_as:
                uses.copies.setdefault(source_item.same_text_as, []).append(source_item)
        return uses

    def add_population(self, series: Series) -> None:
        """The denominators of a series, each once a source."""
        population = series.population
        for value in population.values if population else ():
            for source in value.sources:
                labels = self.populations.setdefault(source, [])
                if population and population.label not in labels:
                    labels.append(population.label)

    def add_programme(self, programme: Programme) -> None:
        """What a programme rests on, and its facts."""
        for source in programme.legal_basis:
            self.legal.setdefault(source, []).append(programme)
        for fact in programme.facts.values():
            for source in fact.sources:
                self.facts.setdefault(source, []).append(fact)
