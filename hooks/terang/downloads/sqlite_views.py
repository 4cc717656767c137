"""The views of the database, which answer common questions without knowledge of the rules.

SQL cannot compute the derived figures (docs/contract.md#derived-figures). The views therefore hold
them as constants for the day in `as_of`, beside columns of the tables. `sqlite_file` creates them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from terang.derivation.derive import Derived
from terang.derivation.quantity import Span
from terang.downloads.json_values import json_number

_SQL: Mapping[str, str] = {
    # Every claim of every kind, for a timeline.
    "claims": """
SELECT series, anchor, 'observation' AS kind, date, value, qualifier, NULL AS title_id,
       NULL AS title_en, by_id, by_en, quote, sources, withdrawn_date FROM observations
UNION ALL
SELECT series, anchor, 'target', due, value, qualifier, NULL, NULL, by_id, by_en, quote, sources,
       withdrawn_date FROM targets
UNION ALL
SELECT series, anchor, 'event', date, NULL, NULL, title_id, title_en, by_id, by_en, quote, sources,
       withdrawn_date FROM events""",
    # A row for each source of each claim; `position` 0 is the first source.
    "claim_sources": """
SELECT claims.series, claims.anchor, claims.kind, part.key AS position, sources.id AS source,
       sources.publisher, sources.title, sources.type, sources.published, sources.url
FROM claims
JOIN json_each('["' || replace(claims.sources, ';', '","') || '"]') AS part
JOIN sources ON sources.id = part.value""",
    # The latest figure of each series and its speaker. If claims of that date conflict, each has a
    # row. If no claim counts, the row holds only the series.
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
    # The state of each target that is not withdrawn. Share and gap are those at the deadline once
    # that is over, otherwise the present ones.
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
    # Claims that contradict each other: rows with the same series and `conflict` belong together.
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
    """Yield the statements that create the views, each after the views that it reads."""
    series = sorted(derived.items())
    constants = {
        name: _constant_rows(
            width, (row for key, figures in series for row in rows_of_series(key, figures))
        )
        for name, width, rows_of_series in (
            ("latest", 5, _latest_rows),
            ("targets", 10, _target_rows),
            ("conflicts", 4, _conflict_rows),
        )
    }
    for name, select in _SQL.items():
        yield f"CREATE VIEW {name} AS{select.format(**constants)}"


def _latest_rows(series: str, derived: Derived) -> Iterator[Sequence[object]]:
    if derived.latest is not None:
        for anchor in derived.latest.anchors:
            yield series, derived.as_of, anchor, *_low_and_high(derived.latest.span)


def _target_rows(series: str, derived: Derived) -> Iterator[Sequence[object]]:
    for outlook in derived.outlooks:
        distance = outlook.measured
        yield (
            series,
            derived.as_of,
            outlook.anchor,
            outlook.state,
            outlook.verdict,
            outlook.replaced_by,
            *_low_and_high(distance.share if distance else None),
            *_low_and_high(distance.gap if distance else None),
        )


def _conflict_rows(series: str, derived: Derived) -> Iterator[Sequence[object]]:
    for number, conflict in enumerate(derived.conflicts, start=1):
        for anchor in conflict.anchors:
            yield series, derived.as_of, number, anchor


def _low_and_high(values: Span | None) -> tuple[Fraction | None, Fraction | None]:
    return (None, None) if values is None else (values.low, values.high)


def _constant_rows(width: int, rows: Iterable[Sequence[object]]) -> str:
    """Return rows as SQL constants; without rows, an empty table of `width` columns."""
    constants = ["(" + ", ".join(map(_constant, row)) + ")" for row in rows]
    if not constants:
        return f"SELECT {', '.join(['NULL'] * width)} WHERE 0"
    return "VALUES " + ", ".join(constants)


def _constant(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, Fraction):
        return repr(json_number(value))
    return str(value) if isinstance(value, int) else f"""'{str(value).replace("'", "''")}'"""
