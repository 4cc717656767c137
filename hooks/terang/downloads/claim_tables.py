"""The flat tables of claims, of every kind, with their sources; the table of conflicts.

`claims` holds all of them; the file of each series holds its own, under the same columns.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from terang.derivation.conflicts import ConflictKind
from terang.derivation.derive import Derived
from terang.derivation.states import State
from terang.downloads.cells import Cell, day_cells, record_period, value_ends
from terang.downloads.columns import Column, ColumnType
from terang.downloads.lazy_files import KeepBytes, keep_in_memory
from terang.downloads.site_address import SiteAddress
from terang.downloads.table import ANCHOR, SERIES, ForeignKey, Table, TableRow, id_column, key_to
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Area, Indicator, ReadingDirection, Source, SourceType
from terang.model.entries import Entry, Event, Observation, Qualifier, Status, Target

CLAIMS = "claims"
"""The name of the table."""

BPS = "bps"
"""The scheme of the codes in `area_bps`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatClaim:
    """A claim that stands, with all that its row is read from."""

    catalog: Catalog
    series: Series
    indicator: Indicator
    """The indicator of its series."""
    area: Area
    """The area of its series."""
    entry: Entry
    source: Source
    """Its first source, which holds its quotation."""
    derived: Derived
    url: str

    @property
    def name(self) -> str:
        """Its name in the whole record."""
        return f"{self.series.id}#{self.entry.anchor}"

    def speaker(self, language: str) -> str:
        """Return who makes the claim: the office that it names, else its first publisher."""
        if self.entry.by is None:
            return self.source.publisher
        return self.catalog.speakers[self.entry.by].name.in_language(language)[0]

    @property
    def counts(self) -> bool:
        """True if figures or a state follow from it."""
        if isinstance(self.entry, Observation):
            return self.entry.anchor in self.derived.counting
        return isinstance(self.entry, Target)

    @property
    def is_latest(self) -> bool:
        """True if it is part of the latest figure of its series."""
        latest = self.derived.latest
        return latest is not None and self.entry.anchor in latest.anchors

    @property
    def is_in_conflict(self) -> bool:
        """True if it disagrees with another claim."""
        return any(self.entry.anchor in conflict.members for conflict in self.derived.conflicts)

    @property
    def state(self) -> State | None:
        """The state of a target."""
        is_target = isinstance(self.entry, Target)
        outlook = self.derived.outlook(self.entry.anchor) if is_target else None
        return outlook.state if outlook else None


def claim_kind(entry: Entry) -> str:
    """Return the kind of a claim for the flat tables: observation, target or event."""
    return type(entry).__name__.lower()


def unit_word(indicator: Indicator) -> str:
    """Return the unit of a claim for the flat tables: currency, `percent`, or Indonesian word."""
    unit = indicator.unit
    return "percent" if unit.percent else unit.currency or unit.id or ""


def _column(
    name: str,
    kind: ColumnType = ColumnType.STRING,
    words: Iterable[object] = (),
    *,
    required: bool = False,
    field: str = "",
) -> Column:
    listed = tuple(map(str, words))
    return Column(name, kind, words=listed, required=required, field=field, is_derived=True)


_FLAG, _NUMBER, _DATE = ColumnType.BOOLEAN, ColumnType.NUMBER, ColumnType.DATE
_KINDS = ("observation", "target", "event")

_CELLS: tuple[tuple[Column, Callable[[FlatClaim], Cell]], ...] = (
    (_column("claim_id", required=True), lambda claim: claim.name),
    (_column("url", required=True), lambda claim: claim.url),
    (_column("series", required=True), lambda claim: claim.series.id),
    (_column("anchor", required=True), lambda claim: claim.entry.anchor),
    (_column("area_bps"), lambda claim: claim.area.codes.get(BPS)),
    (
        _column("kind", words=_KINDS, required=True, field="claims.kind"),
        lambda claim: claim_kind(claim.entry),
    ),
    (_column("date", ColumnType.PERIOD), lambda claim: _written_date(claim.entry)),
    (_column("date_start", _DATE), lambda claim: _days(claim)[0]),
    (_column("date_end", _DATE), lambda claim: _days(claim)[1]),
    (_column("value", _NUMBER), lambda claim: _single_value(claim.entry)),
    (_column("value_low", _NUMBER), lambda claim: value_ends(claim.entry)[0]),
    (_column("value_high", _NUMBER), lambda claim: value_ends(claim.entry)[1]),
    (
        _column("unit"),
        lambda claim: None if isinstance(claim.entry, Event) else unit_word(claim.indicator),
    ),
    (_column("qualifier", words=Qualifier), lambda claim: _word(claim.entry, "qualifier")),
    (_column("status", words=Status), lambda claim: _word(claim.entry, "status")),
    (_column("counts", _FLAG, required=True), lambda claim: claim.counts),
    (_column("is_latest", _FLAG, required=True), lambda claim: claim.is_latest),
    (_column("in_conflict", _FLAG, required=True), lambda claim: claim.is_in_conflict),
    (_column("speaker_id", required=True), lambda claim: claim.speaker("id")),
    (_column("speaker_en", required=True), lambda claim: claim.speaker("en")),
    (_column("publisher", required=True), lambda claim: claim.source.publisher),
    (
        _column("source_type", words=SourceType, required=True, field="Source.type"),
        lambda claim: str(claim.source.type),
    ),
    (
        _column("source_read", words=ReadingDirection, field="Source.read"),
        lambda claim: str(claim.source.read) if claim.source.read else None,
    ),
    (_column("source_url"), lambda claim: claim.source.url),
    (_column("quote"), lambda claim: claim.entry.quote),
    (
        _column("state", words=State, field="targets.state"),
        lambda claim: str(claim.state) if claim.state else None,
    ),
)


_COLUMNS = tuple(column for column, _ in _CELLS)


def _written_date(entry: Entry) -> Cell:
    period = entry.due if isinstance(entry, Target) else entry.date
    return None if period is None else period.written


def _days(claim: FlatClaim) -> tuple[Cell, Cell]:
    return day_cells(record_period(claim.entry, claim.indicator))


def _single_value(entry: Entry) -> Cell:
    low, high = value_ends(entry)
    return low if low == high else None


def _word(entry: Entry, key: str) -> Cell:
    word = getattr(entry, key, None)
    return None if word is None else str(word)


# --- tables ------------------------------------------------------------------------------------


class ClaimTables:
    """The tables of claims; the rows of a series are computed once for all of them."""

    def __init__(
        self,
        catalog: Catalog,
        derived: Mapping[str, Derived],
        address: SiteAddress,
        keep: KeepBytes = keep_in_memory,
    ) -> None:
        self._catalog = catalog
        self._derived = derived
        self._address = address
        self._keep = keep
        self.claims_of = functools.cache(self._claims_of)

    def claims(self) -> Table:
        """Return the table of all claims that stand."""
        return self._table(
            lambda: (
                row for key in sorted(self._catalog.series) for row in self.claims_of(key).rows
            )
        )

    def no_claims(self) -> Table:
        """Return the table without a row."""
        return self._table(tuple)

    def _claims_of(self, series_id: str) -> Table:
        """Return the table of the claims of a series that stand."""
        return self._table(functools.partial(self._computed_rows, series_id))

    def _table(self, make_rows: Callable[[], Iterable[TableRow]]) -> Table:
        return Table(
            name=CLAIMS,
            columns=_COLUMNS,
            make_rows=make_rows,
            primary_key=("claim_id",),
            foreign_keys=(key_to("series", "series"),),
            keep=self._keep,
        )

    def _computed_rows(self, series_id: str) -> Iterator[TableRow]:
        for claim in self.flat_claims(series_id):
            yield tuple(cell(claim) for _, cell in _CELLS)

    def flat_claims(self, series_id: str) -> Iterator[FlatClaim]:
        """Yield the claims of a series that stand, in the order of the files."""
        catalog, series = self._catalog, self._catalog.series[series_id]
        indicator, area = catalog.indicator_of(series), catalog.area_of(series)
        for entry in series.entries:
            if entry.withdrawn is None:
                yield FlatClaim(
                    catalog=catalog,
                    series=series,
                    indicator=indicator,
                    area=area,
                    entry=entry,
                    source=catalog.sources[entry.sources[0]],
                    derived=self._derived[series_id],
                    url=self._address.claim(series_id, entry.anchor),
                )


def claim_source_table(catalog: Catalog) -> Table:
    """Return the table of claims' sources: a row for each of each entry, withdrawn or not."""
    return Table(
        name="claim_sources",
        columns=(
            SERIES,
            ANCHOR,
            Column("position", ColumnType.INTEGER, required=True),
            id_column("source"),
        ),
        make_rows=lambda: (
            (key, entry.anchor, position, source)
            for key, series in sorted(catalog.series.items())
            for entry in series.entries
            for position, source in enumerate(entry.sources, start=1)
        ),
        primary_key=("series", "anchor", "position"),
        foreign_keys=(key_to("series", "series"), key_to("source", "sources")),
    )


def conflict_table(derived: Mapping[str, Derived]) -> Table:
    """Return the table of conflicts: a row for each claim; they are counted within a series."""
    return Table(
        name="conflicts",
        columns=(
            _column("series", required=True),
            _column("conflict", ColumnType.INTEGER, required=True),
            _column("kind", words=ConflictKind, required=True, field="conflicts.kind"),
            _column("anchor", required=True),
            _column("preferred"),
        ),
        make_rows=lambda: (
            (key, number, str(conflict.kind), anchor, conflict.preferred)
            for key, figures in sorted(derived.items())
            for number, conflict in enumerate(figures.conflicts, start=1)
            for anchor in conflict.anchors
        ),
        primary_key=("series", "conflict", "anchor"),
        foreign_keys=(
            key_to("series", "series"),
            ForeignKey(("series", "preferred"), "observations", ("series", "anchor")),
        ),
    )
