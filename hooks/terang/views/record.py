"""The pages over all series: coverage, sources, revisions, data."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from terang.language import Figure, Link, Moment, Sentence, Wording
from terang.model import Entry, Fact, Programme, Series, Source
from terang.periods import Period
from terang.views.entries import (
    RevisionView,
    SourceLine,
    date_of,
    entry_link,
    figure,
    joined,
    kind_of,
    qualifier,
    revision_view,
    source_line,
)
from terang.views.headline import HeadlineView, headline_view
from terang.views.scene import Scene
from terang.views.series import comparison_link, named_entry


@dataclass(frozen=True, slots=True)
class CoverageView:
    """Every series by its headline, grouped by area."""

    groups: tuple[tuple[str, tuple[HeadlineView, ...]], ...]
    comparisons: tuple[Link, ...]


def coverage_view(scene: Scene) -> CoverageView:
    """All series, areas in the order of their names."""
    groups: dict[str, list[HeadlineView]] = {}
    for series in scene.catalog.series.values():
        name = scene.language.name(scene.catalog.area_of(series).name)
        groups.setdefault(name, []).append(headline_view(series, scene))
    links = (comparison_link(one, scene) for one in sorted(scene.catalog.indicators))
    return CoverageView(
        tuple((name, tuple(groups[name])) for name in sorted(groups)),
        tuple(one for one in links if one is not None),
    )


# --- sources -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ClaimLine:
    """A claim as it stands under its source."""

    figure: Figure | None
    qualifier: str
    unit: str
    moment: Moment | None
    link: Link
    series: Link
    withdrawn: str


@dataclass(frozen=True, slots=True)
class FactLine:
    """A programme fact as it stands under its source."""

    title: str
    figure: Figure
    unit: str


@dataclass(frozen=True, slots=True)
class SourceView:
    """One source with everything that rests on it."""

    id: str
    line: SourceLine
    note: Wording | None
    accessed: Sentence
    archived: str
    same_text: Sentence
    copies: Sentence
    claims: tuple[ClaimLine, ...]
    facts: tuple[FactLine, ...]
    uses: tuple[str, ...]
    """What else rests on it: legal bases, denominators."""


def source_pages(scene: Scene) -> tuple[SourceView, ...]:
    """Every source, by publisher, then date, then id."""
    uses = _Uses(scene)
    ordered = sorted(scene.catalog.sources.values(), key=_source_order)
    return tuple(_source_view(source, uses, scene) for source in ordered)


def _source_order(source: Source) -> tuple[str, str, str]:
    published = source.published.first.isoformat() if source.published else ""
    return source.publisher.casefold(), published, source.id


class _Uses:
    """What rests on each source, gathered in one pass over the record."""

    def __init__(self, scene: Scene) -> None:
        self.claims: dict[str, list[tuple[Series, Entry]]] = {}
        self.facts: dict[str, list[Fact]] = {}
        self.others: dict[str, list[str]] = {}
        self.copies: dict[str, list[Source]] = {}
        for series in scene.catalog.series.values():
            for entry in series.entries:
                for source in entry.sources:
                    self.claims.setdefault(source, []).append((series, entry))
            self._population(series, scene)
        for programme in scene.catalog.programmes.values():
            self._programme(programme, scene)
        for one in scene.catalog.sources.values():
            if one.same_text_as:
                self.copies.setdefault(one.same_text_as, []).append(one)

    def _population(self, series: Series, scene: Scene) -> None:
        if series.population is None:
            return
        label = scene.language.text(series.population.label).text
        use = scene.language.word("sources.population", label=label)
        for value in series.population.values:
            for source in value.sources:
                if use not in self.others.setdefault(source, []):
                    self.others[source].append(use)

    def _programme(self, programme: Programme, scene: Scene) -> None:
        title = scene.language.name(programme.title)
        for source in programme.legal_basis:
            use = scene.language.word("sources.legal", programme=title)
            self.others.setdefault(source, []).append(use)
        for fact in programme.facts.values():
            for source in fact.sources:
                self.facts.setdefault(source, []).append(fact)


def _source_view(source: Source, uses: _Uses, scene: Scene) -> SourceView:
    language = scene.language
    copies = tuple(scene.source_link(one) for one in uses.copies.get(source.id, ()))
    original = scene.catalog.sources.get(source.same_text_as or "")
    return SourceView(
        id=source.id,
        line=source_line(source, scene),
        note=language.text(source.note) if source.note else None,
        accessed=language.sentence("sources.accessed", date=language.date(source.accessed))
        if source.accessed
        else (),
        archived=source.archived or "",
        same_text=language.sentence("sources.same_text", link=scene.source_link(original))
        if original
        else (),
        copies=language.sentence("sources.copies", links=joined(copies, scene)) if copies else (),
        claims=tuple(
            _claim_line(entry, series, scene) for series, entry in uses.claims.get(source.id, ())
        ),
        facts=tuple(_fact_line(fact, scene) for fact in uses.facts.get(source.id, ())),
        uses=tuple(uses.others.get(source.id, ())),
    )


def _claim_line(entry: Entry, series: Series, scene: Scene) -> ClaimLine:
    language, period = scene.language, date_of(entry)
    value = figure(entry, series, scene)
    return ClaimLine(
        figure=value,
        qualifier=qualifier(entry, scene),
        unit=language.unit(scene.indicator(series)) if value else "",
        moment=language.date(period, entry.label) if period else None,
        link=Link(
            language.word(f"kind.{kind_of(entry)}")
            if value
            else entry_link(entry, series, scene).text,
            scene.entry_href(series, entry.anchor),
        ),
        series=Link(scene.title(series), scene.page(scene.series_path(series))),
        withdrawn=language.word("table.withdrawn") if entry.withdrawn else "",
    )


def _fact_line(fact: Fact, scene: Scene) -> FactLine:
    return FactLine(
        scene.language.name(fact.title), fact_figure(fact, scene), fact_unit(fact, scene)
    )


def fact_figure(fact: Fact, scene: Scene) -> Figure:
    """A programme fact's value; as many decimals as it was written with."""
    exponent = fact.value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return scene.language.figure(fact.value, fact.unit, decimals)


def fact_unit(fact: Fact, scene: Scene) -> str:
    """The words behind a fact's figure: its unit, and per what."""
    per = scene.language.text(fact.per).text if fact.per else ""
    return " ".join(filter(None, (scene.language.unit_word(fact.unit), per)))


# --- revisions ---------------------------------------------------------------------------------

_NEWEST = 10
"""How many of the newest sources are shown."""


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """Something that we had published and then changed, withdrew or decided."""

    kind: str
    kind_word: str
    revision: RevisionView
    subject: Sentence
    link: Link | None


@dataclass(frozen=True, slots=True)
class RevisionsView:
    """What changed lately: in what we published, and among the sources."""

    lines: tuple[RevisionLine, ...]
    newest: tuple[SourceLine, ...]
    """The last sources to be published; those without a date are left out."""


def revisions_view(scene: Scene) -> RevisionsView:
    """Every revision, withdrawal and decision, newest first; then the newest sources."""
    found = [*_revised(scene), *_withdrawn(scene), *_decided(scene)]
    found.sort(key=lambda pair: pair[0], reverse=True)
    return RevisionsView(tuple(line for _, line in found), _newest_sources(scene))


def _newest_sources(scene: Scene) -> tuple[SourceLine, ...]:
    """Sources that a claim or a programme fact rests on, the last to be published first."""
    uses = _Uses(scene)
    dated = [
        (source.published, source)
        for _, source in sorted(scene.catalog.sources.items())
        if source.published and (source.id in uses.claims or source.id in uses.facts)
    ]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(source_line(source, scene) for _, source in dated[:_NEWEST])


def _entries(scene: Scene) -> Iterable[tuple[Series, Entry]]:
    for series in scene.catalog.series.values():
        for entry in series.entries:
            yield series, entry


def _line(
    name: str, revision: RevisionView, series: Series, entry: Entry, scene: Scene
) -> RevisionLine:
    return RevisionLine(
        kind=name,
        kind_word=scene.language.word(f"page.{name}"),
        revision=revision,
        subject=named_entry(entry, series, scene),
        link=Link(scene.title(series), scene.entry_href(series, entry.anchor)),
    )


def _revised(scene: Scene) -> Iterable[tuple[Period, RevisionLine]]:
    for series, entry in _entries(scene):
        for revision in entry.revisions:
            view = revision_view(revision, series, scene)
            yield revision.revised, _line("revision", view, series, entry, scene)


def _withdrawn(scene: Scene) -> Iterable[tuple[Period, RevisionLine]]:
    for series, entry in _entries(scene):
        if entry.withdrawn is not None:
            date = entry.withdrawn.date
            reason = scene.language.text(entry.withdrawn.reason)
            view = RevisionView(scene.language.date(date), reason, (), ())
            yield date, _line("withdrawal", view, series, entry, scene)


def _decided(scene: Scene) -> Iterable[tuple[Period, RevisionLine]]:
    for decision in scene.catalog.decisions:
        view = RevisionView(
            scene.language.date(decision.date), scene.language.text(decision.reason), (), ()
        )
        word = scene.language.word("page.decision")
        yield decision.date, RevisionLine("decision", word, view, (decision.about,), None)


# --- data --------------------------------------------------------------------------------------


class ColumnLike(Protocol):
    """A column of a download, as the page on data needs it."""

    @property
    def name(self) -> str:
        """Its header."""


class TableLike(Protocol):
    """A downloadable table, as the page on data needs it."""

    @property
    def name(self) -> str:
        """Its file's name without `.csv`."""

    @property
    def columns(self) -> Sequence[ColumnLike]:
        """In order."""

    @property
    def rows(self) -> Sequence[object]:
        """One a record."""


@dataclass(frozen=True, slots=True)
class FileLine:
    """One file to download."""

    link: Link
    size: str
    rows: str
    columns: str


@dataclass(frozen=True, slots=True)
class DataView:
    """Everything there is to download."""

    tables: tuple[FileLine, ...]
    series: tuple[tuple[FileLine, str], ...]
    licence: Sentence


def data_view(tables: Iterable[TableLike], sizes: Mapping[str, int], scene: Scene) -> DataView:
    """The files, with their sizes in bytes by path."""
    language = scene.language

    def line(name: str, rows: str, columns: str) -> FileLine:
        path = f"data/{name}"
        return FileLine(Link(name, scene.file(path)), size_word(sizes[path], scene), rows, columns)

    licence = scene.catalog.site.licence
    return DataView(
        tables=tuple(
            line(
                f"{table.name}.csv",
                language.number(len(table.rows)),
                ", ".join(column.name for column in table.columns),
            )
            for table in tables
        ),
        series=tuple(
            (line(f"{series.id}.json", "", ""), scene.title(series))
            for series in scene.catalog.series.values()
        ),
        licence=language.sentence("downloads.licence", licence=Link(licence.id, licence.url)),
    )


def size_word(size: int, scene: Scene) -> str:
    """A file's size: 512 B, 14,2 kB."""
    kilobyte = 1000
    if size < kilobyte:
        return f"{size} B"
    return f"{scene.language.number(Fraction(size, kilobyte), 1)} kB"
