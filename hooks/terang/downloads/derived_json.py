"""The `derived` object of a series' JSON: docs/contract.md#series-as-json."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from terang.derivation.by_year import YearFigure
from terang.derivation.change import Change
from terang.derivation.claims import CountingDate
from terang.derivation.counting import Alongside
from terang.derivation.derive import Derived
from terang.derivation.quantity import Span
from terang.derivation.targets import Distance, Outlook
from terang.downloads.json_values import Json, json_number


class DerivedJson:
    """Write derived figures as JSON; `number` is how an exact number is written."""

    def __init__(self, number: Callable[[Fraction], Any] = json_number) -> None:
        self._number = number

    def derived(self, derived: Derived) -> dict[str, Json]:
        """Return the whole object."""
        return {
            "as_of": derived.as_of.isoformat(),
            "latest": self._latest(derived.latest),
            "alongside": self._alongside(derived.alongside),
            "change": {
                "previous": self._change(derived.previous),
                "baseline": self._change(derived.baseline),
            },
            "unmatched": None if derived.unmatched is None else derived.unmatched.anchor,
            "coverage_rate": self._span(derived.coverage_rate),
            "conflicts": [
                {
                    "kind": conflict.kind,
                    "anchors": conflict.anchors,
                    "preferred": conflict.preferred,
                }
                for conflict in derived.conflicts
            ],
            "targets": [self._target(outlook) for outlook in derived.outlooks],
            "paces": {
                "baseline": self._span(derived.baseline_pace),
                "recent": self._span(derived.recent_pace),
            },
            "by_year": {str(year): self._year(figure) for year, figure in derived.by_year.items()},
            "freshness": derived.freshness,
        }

    def _latest(self, latest: CountingDate | None) -> Json:
        if latest is None:
            return None
        return {
            "date": latest.period.written,
            "anchors": latest.anchors,
            **self._ends(latest.span),
            "about": any(claim.quantity.is_about for claim in latest.claims),
        }

    def _alongside(self, alongside: Alongside | None) -> Json:
        if alongside is None:
            return None
        return {"anchors": alongside.anchors, **self._ends(alongside.span)}

    def _change(self, change: Change | None) -> Json:
        if change is None:
            return None
        return {
            "from": {"date": change.base.period.written, "anchors": change.base.anchors},
            "absolute": self._span(change.absolute),
            "relative": self._span(change.relative),
            "same_speaker": change.has_one_speaker,
            "direction": change.movement,
        }

    def _target(self, outlook: Outlook) -> Json:
        judgement = outlook.judgement
        return {
            "anchor": outlook.anchor,
            "state": judgement.state,
            "reason": judgement.reason,
            "decided_by": judgement.decided_by,
            "replaced_by": outlook.replaced_by,
            "now": self._distance(outlook.now),
            "at_deadline": self._distance(outlook.at_deadline),
            "total": self._span(outlook.total),
            "part": self._span(outlook.part),
            "needed": self._span(outlook.needed),
            "verdict": outlook.verdict,
        }

    def _distance(self, distance: Distance | None) -> Json:
        if distance is None:
            return None
        return {
            "date": distance.date.written,
            "anchors": distance.anchors,
            "share": self._span(distance.share),
            "gap": self._span(distance.gap),
        }

    def _year(self, figure: YearFigure) -> Json:
        return {
            "date": figure.date.written,
            "anchors": figure.anchors,
            **self._ends(figure.span),
            "others": self._span(figure.others),
            **({"part": True} if figure.is_part else {}),
        }

    def _span(self, span: Span | None) -> Json:
        return None if span is None else [self._end(span.low), self._end(span.high)]

    def _ends(self, span: Span) -> dict[str, Json]:
        return {"low": self._end(span.low), "high": self._end(span.high)}

    def _end(self, end: Fraction | None) -> Any:  # noqa: ANN401
        return None if end is None else self._number(end)
