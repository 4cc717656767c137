"""What became of each target, and with what figures that was found."""

from __future__ import annotations

from dataclasses import dataclass

from terang.derive import Change, Outlook, Range, State, by_date
from terang.language import Figure, Part, Sentence
from terang.model import Series
from terang.views.entries import EntryView, entry_view
from terang.views.scene import Scene


@dataclass(frozen=True, slots=True, kw_only=True)
class OutlookView:
    """A target as a card: the claim, its state, its distance, and the pace where it is pending."""

    entry: EntryView
    reached: Sentence
    verdict: str
    pace: tuple[Sentence, ...]
    """Inputs and formula of the verdict."""


def outlook_views(series: Series, scene: Scene) -> tuple[OutlookView, ...]:
    """The standing targets of a series: newest due date first, those without one last."""
    outlooks = scene.derived[series.id].outlooks
    dated = by_date((one.target for one in outlooks), lambda target: target.due)
    ordered = [target.anchor for _, group in reversed(dated) for target in group]
    ordered += [one.target.anchor for one in outlooks if one.target.due is None]
    found = {one.target.anchor: one for one in outlooks}
    return tuple(_outlook_view(found[anchor], series, scene) for anchor in ordered)


def _outlook_view(outlook: Outlook, series: Series, scene: Scene) -> OutlookView:
    pending = outlook.verdict is not None
    return OutlookView(
        entry=entry_view(outlook.target, series, scene),
        reached=_reached(outlook, series, scene),
        verdict=scene.language.word(f"verdict.{outlook.verdict}") if pending else "",
        pace=_pace_lines(outlook, series, scene) if outlook.needed is not None else (),
    )


def _reached(outlook: Outlook, series: Series, scene: Scene) -> Sentence:
    """How far the latest figure is from the target."""
    if outlook.gap is None or outlook.state is State.REPLACED:
        return ()
    gap = values(outlook.gap, series, scene)
    if outlook.reached_share is None:
        return scene.language.sentence("targets.gap", gap=gap)
    share = shares(outlook.reached_share, scene)
    if outlook.gap.low == outlook.gap.high == 0:
        return scene.language.sentence("targets.reached_exactly", share=share)
    if outlook.gap.high <= 0:
        above = tuple(_unsigned(part) for part in gap)
        return scene.language.sentence("targets.reached_above", share=share, gap=above)
    return scene.language.sentence("targets.reached", share=share, gap=gap)


def _unsigned(part: Part) -> Part:
    """A negative gap in words that say "above": its machine form keeps the sign."""
    return Figure(part.value, part.text.lstrip("-")) if isinstance(part, Figure) else part


def _pace_lines(outlook: Outlook, series: Series, scene: Scene) -> tuple[Sentence, ...]:
    """Needed, baseline and recent pace, each with what went into it."""
    language, derived = scene.language, scene.derived[series.id]
    latest, due = derived.latest, outlook.target.due
    if latest is None or due is None or outlook.needed is None or outlook.gap is None:
        return ()
    days = (due.last - latest.period.last).days
    lines = [
        language.sentence(
            "targets.pace_needed",
            pace=values(outlook.needed, series, scene),
            gap=values(outlook.gap, series, scene),
            days=language.number(days),
        )
    ]
    steps: tuple[tuple[str, Range | None, Change | None], ...] = (
        ("baseline", derived.baseline_pace, derived.baseline),
        ("recent", derived.recent_pace, derived.previous),
    )
    for name, pace, step in steps:
        if pace is not None and step is not None:
            shown = values(pace, series, scene)
            date = language.date(step.base.period, step.base.observations[0].label)
            lines.append(language.sentence(f"targets.pace_{name}", pace=shown, date=date))
    return (*lines, language.sentence("targets.pace_formula"))


def values(span: Range, series: Series, scene: Scene) -> Sentence:
    """A range of values of the series, rounded as they are shown: one figure, or `low to high`."""
    indicator = scene.indicator(series)
    low, high = (scene.language.figures_of(indicator, end) for end in (span.low, span.high))
    return either(low, high, scene)


def shares(span: Range, scene: Scene) -> Sentence:
    """A range of shares, in percent."""
    return either(scene.language.share(span.low), scene.language.share(span.high), scene)


def either(low: Part, high: Part, scene: Scene) -> Sentence:
    """One figure where both ends are the same, else `low to high`."""
    if low == high:
        return (low,)
    return scene.language.sentence("targets.range", low=low, high=high)


def change_sentence(step: Change | None, series: Series, scene: Scene) -> Sentence:
    """`Since 2022: 84,000 (600.0%)`; nothing where there is no base."""
    if step is None:
        return ()
    date = scene.language.date(step.base.period, step.base.observations[0].label)
    return scene.language.sentence("change.since", date=date, amount=amount(step, series, scene))


def amount(step: Change, series: Series, scene: Scene) -> Sentence:
    """A change with its share in brackets."""
    absolute = _signed(values(step.absolute, series, scene))
    if step.relative is None:
        return absolute
    return (*absolute, " (", *_signed(shares(step.relative, scene)), ")")


def _signed(sentence: Sentence) -> Sentence:
    """Figures of a change with their plus written out."""
    return tuple(
        Figure(part.value, f"+{part.text}")
        if isinstance(part, Figure) and not part.value.startswith("-") and part.value != "0"
        else part
        for part in sentence
    )
