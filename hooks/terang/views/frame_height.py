"""The height of a frame that shows a series' embed page without a bar to scroll.

A page can tell its height to the site around it only by a script, and embed pages run none. The
height is worked out from the texts and the chart, for a frame of 600 pixels: wider ones have some
space left, narrower ones scroll.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from terang.i18n.formatter import plain_text
from terang.views.chart import ChartView
from terang.views.headline import HeadlineView, TargetLine

LEAST_WIDTH = 600
"""The width in pixels from which the height suffices."""

_EDGES = 56
"""Pixels of the padding, the rule above it, and some to spare."""
_SPACE = 12
"""Pixels below a paragraph."""
_LINE, _SMALL_LINE, _VALUE = 24, 21, 41
"""Pixels of a line of text, of small text, and of the latest value."""
_CHARACTERS, _SMALL_CHARACTERS = 58, 66
"""Characters of a line in the widest of the usual letters."""
_STEP = 20


def frame_height(headline: HeadlineView, chart: ChartView | None, feet: Sequence[str]) -> int:
    """Return the height of an embed page's frame in pixels; `feet`: lines below the chart."""
    height = _EDGES + sum(_headline_heights(headline))
    height += sum(_paragraph(text, small=True) for text in feet)
    if chart is None:
        height += _paragraph("")
    else:
        legend = " ".join(f"---- {word}" for _, word in (*chart.shapes, ("", chart.today)))
        height += chart.chart.height + _paragraph(legend, small=True)
        height += _paragraph(f"{plain_text(chart.caption)} {chart.note}", small=True)
    return -(-height // _STEP) * _STEP


def _headline_heights(headline: HeadlineView) -> Iterator[int]:
    """Yield the height of each line of a headline."""
    latest = headline.latest
    yield _paragraph(headline.title)
    if latest.figure:
        yield _VALUE
        yield _paragraph(f"{plain_text(latest.according)}:")
    yield _paragraph(plain_text(latest.said))
    for claim in latest.claims:
        yield _paragraph(f"{plain_text(claim.who)}: {plain_text(claim.figure)}")
    if headline.targets:
        yield _paragraph(plain_text(headline.targets_title))
        yield from (_paragraph(_target_text(target)) for target in headline.targets)
    for stated in (headline.alongside, headline.unmatched):
        if stated:
            yield _paragraph(plain_text(stated.sentence))
    yield from (_paragraph(reply.text) for reply in headline.replies)
    if headline.stale:
        yield _paragraph(plain_text(headline.stale), small=True)


def _target_text(target: TargetLine) -> str:
    measures = " ".join(plain_text(measure.sentence) for measure in target.measures)
    state = f"{target.state_word} {target.other_states} {measures}"
    return f"{plain_text(target.who)}: {target.qualifier} {target.figure.text} {state}"


def _paragraph(text: str, *, small: bool = False) -> int:
    """Return the height of a paragraph with the space below it."""
    line, characters = (_SMALL_LINE, _SMALL_CHARACTERS) if small else (_LINE, _CHARACTERS)
    return max(-(-len(text) // characters), 1) * line + _SPACE
