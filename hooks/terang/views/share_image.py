"""A series as an image file: texts and chart at their places, for an SVG of a fixed size.

SVG breaks no lines. Texts are broken here, by how wide letters are on average, so that a line may
come out a little short or long; what is too long for its lines ends in an ellipsis.
"""

from __future__ import annotations

import textwrap
from dataclasses import dataclass

from terang.i18n.formatter import plain_text
from terang.views.chart import ChartView
from terang.views.citation import PublicationDetails
from terang.views.embed import EmbedView
from terang.views.headline import headline_sentence

_LETTER = 0.54
"""Of the letter size: how wide a letter is on average, and a little more."""
_ELLIPSIS = "…"

_WIDTH, _MARGIN = 760, 24
_KEY_LINE, _NOTE_LINE = 22, 18

SHARE_WIDTH, SHARE_HEIGHT = 1200, 630
"""Pixels that the services which show links ask for; https://ogp.me/."""
_SHARE_MARGIN, _COLUMN = 64, 500
_LEADING, _FOOT = 1.22, 68
"""Line to line, in letter sizes; pixels that the two lines at the foot keep free."""
_CHART_WIDTH = 392
"""Of the chart in it before it is enlarged, so that its letters can be read in a small preview."""
_CHART_SHOWN = 540


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text: where its letters stand, and how large they are."""

    text: str
    x: int
    y: int
    size: int
    weight: int = 400


@dataclass(frozen=True, slots=True)
class ImageFrame:
    """Where a drawing stands, and the size in which it was laid out."""

    x: int
    y: int
    width: int
    height: int
    inner_width: int
    inner_height: int


@dataclass(frozen=True, slots=True)
class LegendKey:
    """What a form of marks stands for, at its place."""

    shape: str
    x: int
    y: int
    line: TextLine


@dataclass(frozen=True, slots=True)
class ChartImage:
    """A chart as a file of its own."""

    view: ChartView
    width: int
    height: int
    frame: ImageFrame
    lines: tuple[TextLine, ...]
    keys: tuple[LegendKey, ...]
    source: str
    """The site's address, for whoever finds the file alone."""


@dataclass(frozen=True, slots=True)
class ShareImage:
    """The image that goes with a link: a figure, its day, a chart."""

    title: str
    width: int
    height: int
    lines: tuple[TextLine, ...]
    view: ChartView | None
    frame: ImageFrame | None


def chart_image(view: EmbedView, published: PublicationDetails) -> ChartImage | None:
    """Return the chart under its title, with its key and notes below; None without a chart."""
    drawn = view.chart
    if drawn is None:
        return None
    inner = _WIDTH - 2 * _MARGIN
    lines = [
        TextLine(text, _MARGIN, 38 + 26 * number, 20, 700)
        for number, text in enumerate(broken_lines(view.title, inner, 20, 3))
    ]
    frame = ImageFrame(
        _MARGIN, lines[-1].y + 20, inner, drawn.chart.height, inner, drawn.chart.height
    )
    y = frame.y + frame.height + 12
    keys = []
    for shape, text in drawn.shapes:
        y += _KEY_LINE
        keys.append(LegendKey(shape, _MARGIN + 9, y - 5, TextLine(text, _MARGIN + 26, y, 14)))
    y += 6
    sentences = (headline_sentence(view.headline), view.as_of)
    for note in (*map(plain_text, sentences), f"{view.publisher} · {view.canonical}"):
        for text in broken_lines(note, inner, 13, 3):
            y += _NOTE_LINE
            lines.append(TextLine(text, _MARGIN, y, 13))
    return ChartImage(drawn, _WIDTH, y + 18, frame, tuple(lines), tuple(keys), published.address)


def share_image(view: EmbedView) -> ShareImage:
    """Return the words on the left and the chart on the right; without a chart, words alone."""
    latest, figure = view.headline.latest, plain_text(view.headline.latest.figure)
    width = _COLUMN if view.chart else SHARE_WIDTH - 2 * _SHARE_MARGIN
    lines: list[TextLine] = []
    y, foot = _SHARE_MARGIN + 10, SHARE_HEIGHT - _SHARE_MARGIN

    def add(text: str, size: int, most: int, weight: int = 400, before: int = 0) -> None:
        nonlocal y
        step = round(size * _LEADING)
        fitting = min(most, (foot - _FOOT - y - before) // step)
        for line in broken_lines(text, width, size, fitting) if text and fitting > 0 else ():
            y += step + before
            before = 0
            lines.append(TextLine(line, _SHARE_MARGIN, y, size, weight))

    add(view.title, 34, 3, 700)
    if figure:
        add(f"{plain_text(latest.according)}:", 26, 4, 400, 20)
        size = min(96, int(width / (len(figure) * _LETTER)))
        add(figure, max(size, 44), 2, 700, 10)
        add(view.headline.unit, 30, 1)
    add(plain_text(latest.said), 26, 2, 400, 14)
    as_of = broken_lines(plain_text(view.as_of), width, 22, 1)[0]
    lines += [
        TextLine(as_of, _SHARE_MARGIN, foot - 32, 22),
        TextLine(broken_lines(view.publisher, width, 24, 1)[0], _SHARE_MARGIN, foot, 24, 700),
    ]
    frame = _share_frame(view.chart)
    return ShareImage(view.title, SHARE_WIDTH, SHARE_HEIGHT, tuple(lines), view.chart, frame)


def _share_frame(view: ChartView | None) -> ImageFrame | None:
    if view is None:
        return None
    height = round(view.chart.height * _CHART_SHOWN / _CHART_WIDTH)
    return ImageFrame(
        SHARE_WIDTH - _SHARE_MARGIN + 20 - _CHART_SHOWN,
        (SHARE_HEIGHT - height) // 2,
        _CHART_SHOWN,
        height,
        _CHART_WIDTH,
        view.chart.height,
    )


def broken_lines(text: str, width: int, size: int, most: int) -> list[str]:
    """A text in lines of a width in pixels, at most so many; one empty line where there is none."""
    letters = max(int(width / (size * _LETTER)), 1)
    lines = textwrap.wrap(text, letters, max_lines=most, placeholder=f" {_ELLIPSIS}")
    return lines or [""]
