"""The views of the database: what people ask most, answered without knowing the rules.

What follows from the record (CONTRACT section 2) cannot be worked out in a line of SQL. So the
views hold it as constants, worked out for the day that `as_of` names, beside what the tables say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from terang.derivation.derive import Derived
from terang.derivation.states import Range
from terang.downloads.json_values import json_number

_SQL: Mapping[str, str] = {
    # Every claim on one timeline, whatever its kind.
    "claims": """
SELECT series, anchor, 'observation' AS kind, date, value, qualifier, NULL AS title_id,
       NULL AS title_en, by_id, by_en, quote, sources, withdrawn_date FROM observations
UNION ALL
SELECT series, anchor, 'target', due, value, qualifier, NULL, NULL, by_id, by_en, quote, sources,
       withdrawn_date FROM targets
UNION ALL
SELECT series, anchor, 'event', date, NULL, NULL, title_id, title_en, by_id, by_en, quote, sources,
       withdrawn_date FROM events""",
    # A row a claim and each source that it stands in; `position` 0 is the first.
    "claim_sources": """
SELECT claims.series, claims.anchor, claims.kind, part.key AS position, sources.id AS source,
       sources.publisher, sources.title, sources.type, sources.published, sources.url
FROM claims
JOIN json_each('["' || replace(claims.sources, ';', '","') || '"]') AS part
JOIN sources ON sources.id = part.value""",
    # The latest figure of each series and who said it; where claims of that date conflict, a row
    # each; where nothing counts, the series alone.
    "latest_figures": """
WITH derived (series, as_of, anchor, low, high) AS ({latest})
SELECT series.id AS series, series.title_id, series.title_en, derived.as_of, observations.anchor,
       observations.date, observations.qualifier, observations.value, indicators.unit_id,
       indicators.unit_en, indicators.currency, observations.by_id, observations.by_en,
       sources.publisher, sources.url, derived.low, derived.high
FROM series
JOIN indicators ON indicators.id = series.indicator
LEFT JOIN derived ON derived.series = series.id
LEFT JOIN observations
  ON observations.series = derived.series AND observations.anchor = derived.anchor
LEFT JOIN claim_sources
  ON claim_sources.series = observations.series AND claim_sources.anchor = observations.anchor
  AND claim_sources.kind = 'observation' AND claim_sources.position = 0
LEFT JOIN sources ON sources.id = claim_sources.source""",
    # What became of each target that stands.
    "target_states": """
WITH derived (series, as_of, anchor, state, verdict, replaced_by, reached_share_low,
              reached_share_high, gap_low, gap_high) AS ({targets})
SELECT targets.series, series.title_id, series.title_en, targets.anchor, targets.due,
       targets.qualifier, targets.value, indicators.unit_id, indicators.unit_en,
       indicators.currency, derived.state, derived.verdict, derived.replaced_by,
       derived.reached_share_low, derived.reached_share_high, derived.gap_low, derived.gap_high,
       targets.by_id, targets.by_en, targets.sources, derived.as_of
FROM derived
JOIN targets ON targets.series = derived.series AND targets.anchor = derived.anchor
JOIN series ON series.id = targets.series
JOIN indicators ON indicators.id = series.indicator""",
    # Claims that contradict each other: those of one series and `conflict` belong together.
    "contradictions": """
WITH derived (series, as_of, conflict, anchor) AS ({conflicts})
SELECT derived.series, derived.conflict, claims.anchor, claims.kind, claims.date, claims.qualifier,
       claims.value, claims.title_id, claims.title_en, claims.by_id, claims.by_en, claims.quote,
       claims.sources, derived.as_of
FROM derived
JOIN claims ON claims.series = derived.series AND claims.anchor = derived.anchor""",
}

NAMES = tuple(_SQL)


def view_statements(derived: Mapping[str, Derived]) -> Iterator[str]:
    """The statements that create them, in an order in which each finds the ones it names."""
    series = sorted(derived.items())
    constants = {
        "latest": _values(
            5, (row for key, series_item in series for row in _latest(key, series_item))
        ),
        "targets": _values(
            10, (row for key, series_item in series for row in _targets(key, series_item))
        ),
        "conflicts": _values(
            4, (row for key, series_item in series for row in _conflicts(key, series_item))
        ),
    }
    for name, select in _SQL.items():
        yield f"CREATE VIEW {name} AS{select.format(**constants)}"


def _latest(series: str, derived: Derived) -> Iterator[Sequence[object]]:
    if derived.latest is not None:
        for anchor in derived.latest.anchors:
            yield series, derived.as_of, anchor, *_ends(derived.latest.values)


def _targets(series: str, derived: Derived) -> Iterator[Sequence[object]]:
    for outlook in derived.outlooks:
        replaced_by = outlook.replacement.anchor if outlook.replacement else None
        ends = (*_ends(outlook.reached_share), *_ends(outlook.gap))
        yield (
            series,
            derived.as_of,
            outlook.target.anchor,
            outlook.state,
            outlook.verdict,
            replaced_by,
            *ends,
        )


def _conflicts(series: str, derived: Derived) -> Iterator[Sequence[object]]:
    for number, group in enumerate(derived.conflicts, start=1):
        for anchor in group:
            yield series, derived.as_of, number, anchor


def _ends(found: Range | None) -> tuple[Fraction | None, Fraction | None]:
    return (None, None) if found is None else (found.low, found.high)


def _values(width: int, rows: Iterable[Sequence[object]]) -> str:
    """Rows as SQL has constants; a table of this width without rows where there is none."""
    written = ["(" + ", ".join(map(_constant, row)) + ")" for row in rows]
    if not written:
        return f"SELECT {', '.join(['NULL'] * width)} WHERE 0"
    return "VALUES " + ", ".join(written)


def _constant(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, Fraction):
        return repr(json_number(value))
    return str(value) if isinstance(value, int) else f"""'{str(value).replace("'", "''")}'"""
