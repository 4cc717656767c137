"""A valid catalog drawn by a seed: every kind of entry, date, number, text and conflict.

The same seed gives the same bytes. Nothing is drawn that a rule forbids, so that each catalog is
read without a problem; `tests.swarm.broken_catalogs` makes unsound catalogs of them.
"""

from __future__ import annotations

import datetime as dt
import functools
import zoneinfo
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tests.swarm import oracle
from tests.swarm.chances import MadeTree, SeriesKind
from tests.swarm.definition_maker import subjects_of
from tests.swarm.series_maker import MadeSeries, SeriesDraft, SeriesMaker
from tests.swarm.written_files import Style, fits_a_table


@dataclass(frozen=True)
class MadeCatalog:
    """The files of a catalog, the trees they were written from, and the moment it is looked at."""

    seed: int
    trees: dict[str, Any]
    now: dt.datetime
    style: Style
    texts: frozenset[str]
    """Every text in it that holds a `<`."""

    @property
    def today(self) -> dt.date:
        """The day of `now` in the site's own time zone."""
        return self.now.astimezone(
            zoneinfo.ZoneInfo(self.trees["data/site.yml"]["time_zone"])
        ).date()

    @property
    def files(self) -> dict[str, bytes]:
        """Path → bytes, as an editor may have written them."""
        return files_of(self.trees, self.style)

    @property
    def sources(self) -> dict[str, MadeTree]:
        """Source id → source, of sources.yml and of every series."""
        found = dict(self.trees.get("data/sources.yml") or {})
        for tree in self.series.values():
            found |= tree["sources"]
        return found

    @functools.cached_property
    def series(self) -> dict[str, MadeTree]:
        """Series id → all its records as they stand, of every file, corrections applied."""
        return oracle.joined_series(self.trees)


def files_of(trees: dict[str, Any], style: Style) -> dict[str, bytes]:
    """Return trees as files."""
    return {path: style.file(path, tree) for path, tree in sorted(trees.items())}


def made_catalog(seed: int) -> MadeCatalog:
    """Return the catalog of a seed."""
    return _CatalogMaker(seed).made()


class _CatalogMaker(SeriesMaker):
    def made(self) -> MadeCatalog:
        """Return the catalog with every file."""
        trees: dict[str, Any] = {"data/site.yml": self.site()}
        for _ in range(self.chance.randint(1, 5)):
            self.add_source()
        shared = [*self.sources]
        series_count = self.pick([1, 1, 1, 2, 2, 3])
        local = [
            [self.add_source() for _ in range(self.chance.randint(1, 2))] if self.maybe(0.3) else []
            for _ in range(series_count)
        ]
        trees["data/speakers.yml"] = self.by_id("kantor", 4, lambda: {"name": self.named()})
        self.speakers = [*trees["data/speakers.yml"]]
        trees["data/areas.yml"] = self.areas()
        trees["data/programmes.yml"] = self.by_id("program", 2, self.programme)
        themes = self.themes() if self.maybe() else {}
        dimensions = self.dimensions()
        trees |= {"data/themes.yml": themes} if themes else {}
        trees |= {"data/dimensions.yml": dimensions} if dimensions else {}
        indicators: dict[str, SeriesKind] = {}
        for _ in range(self.chance.randint(1, 2)):
            name = self.stem(indicators, "indikator")
            tree, kind = self.indicator([*trees["data/programmes.yml"]], [*themes])
            indicators[name], trees[f"data/indicators/{name}.yml"] = kind, tree
        pairs = self.some(
            [(indicator, area) for indicator in indicators for area in trees["data/areas.yml"]],
            series_count,
            series_count,
        )
        all_series: dict[str, MadeSeries] = {}
        for indicator, area in pairs:
            name = self.stem(all_series, "deret")
            made = self.series(indicators[indicator], dimensions)
            made.keys = {"indicator": indicator, "area": area, **made.keys}
            all_series[name] = made
        self._refer_elsewhere(all_series)
        for (name, made), sources in zip(all_series.items(), local, strict=False):
            trees |= self._files(name, made, {key: self.sources[key] for key in sources})
        for sources in local[len(all_series) :]:
            shared += sources
        self.chance.shuffle(shared)
        trees["data/sources.yml"] = {key: self.sources[key] for key in shared}
        if self.maybe(0.7):
            trees["data/glossary.yml"] = self.glossary()
        trees |= self._decisions(trees)
        return MadeCatalog(self.seed, trees, self.now, self._style(), frozenset(self.texts))

    def _style(self) -> Style:
        return Style(
            quotes=self.pick([None, None, '"', "'"]),
            flow=self.pick([False, False, False, None]),
            width=self.pick([40, 100, 9999]),
            indent=self.pick([2, 2, 4]),
            crlf=self.chance.random() < 0.1,
            delimiter=self.pick([",", ",", ";", "\t"]),
            has_mark=self.chance.random() < 0.3,
        )

    def _decisions(self, trees: dict[str, Any]) -> dict[str, Any]:
        """Return the files of decisions; often there are none."""
        subjects = subjects_of(trees, self.sources)
        found: dict[str, Any] = {}
        if self.maybe(0.7):
            found["data/decisions.yml"] = [self.decision(subjects) for _ in range(2)]
        for _ in range(self.pick([0, 1, 2]) if self.maybe(0.5) else 0):
            path = f"data/decisions/{self.own_id((), 'keputusan')}.yml"
            found[path] = [self.decision(subjects) for _ in range(self.pick([1, 2]))]
        return found

    def _refer_elsewhere(self, all_series: dict[str, MadeSeries]) -> None:
        """Let some corrections say where a claim stands now."""
        elsewhere = [
            f"{name}#{draft.anchor}"
            for name, made in all_series.items()
            for draft in made.drafts
            if draft.list_name != "replies"
        ]
        for made in all_series.values():
            for draft in made.drafts:
                for correction in draft.corrections:
                    if self.maybe(0.3):
                        correction["see"] = self.pick(elsewhere)

    # --- a series in several files ---

    def _files(self, name: str, made: MadeSeries, sources: MadeTree) -> dict[str, Any]:
        """Return the files of a series: its own, and entry files that hold a part of it."""
        names: list[str] = []
        for _ in range(self.pick([0, 0, 1, 2, 3])):
            names.append(self.own_id(names, "berkas"))
        parts: list[MadeTree] = [{} for _ in range(1 + len(names))]
        for draft in made.drafts:
            self.pick(parts).setdefault(draft.list_name, []).append(draft.written)
        for key, source in sources.items():
            self.pick(parts).setdefault("sources", {})[key] = source
        for change in made.breaks:
            self.pick(parts).setdefault("breaks", []).append(change)
        blocks = [block for draft in made.drafts for block in self._blocks(draft)]
        self.chance.shuffle(blocks)
        for block in blocks:
            self.pick(parts).setdefault("corrections", []).extend(block)
        files = {f"data/coverage/{name}.yml": {**made.keys, **parts[0]}}
        for file, part in zip(names, parts[1:], strict=True):
            ending = "csv" if fits_a_table(part) and self.chance.random() < 0.7 else "yml"
            if part:
                files[f"data/coverage/{name}/{file}.{ending}"] = part
        return files

    def _blocks(self, draft: SeriesDraft) -> Iterator[list[MadeTree]]:
        """Yield the corrections of a record; those of one day stay together, in their order."""
        days = dict.fromkeys(correction["date"] for correction in draft.corrections)
        for day in days:
            yield [found for found in draft.corrections if found["date"] == day]
