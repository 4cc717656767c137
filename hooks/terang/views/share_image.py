"""The layout of a series' images: chart as a file, image for shared links, texts in lines.

SVG does not break lines, so this module does, by the average width of a letter: a line may be a
little shorter or longer than intended. A text that is too long ends in an ellipsis.
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
"""The average width of a letter, as a share of the letter size, rounded up."""
_ELLIPSIS = "…"

_WIDTH, _MARGIN = 760, 24
_KEY_LINE, _NOTE_LINE = 22, 18

SHARE_WIDTH, SHARE_HEIGHT = 1200, 630
"""Pixels that services ask for in link previews; https://ogp.me/."""
_SHARE_MARGIN, _COLUMN = 64, 500
_LEADING, _FOOT = 1.22, 68
"""The line height, in letter sizes, and the pixels reserved for the two lines at the foot."""
_CHART_WIDTH = 392
"""The chart's width before it is enlarged to `_CHART_SHOWN`, which keeps its letters legible."""
_CHART_SHOWN = 540


@dataclass(frozen=True, slots=True)
class TextLine:
    """A line of text: its position, letter size and weight."""

    text: str
    x: int
    y: int
    size: int
    weight: int = 400


@dataclass(frozen=True, slots=True)
class ImageFrame:
    """The position and size of a chart in an image, and the size in which it was laid out.

    Its gutter is not part of it: that stands at the right of the frame.
    """

    x: int
    y: int
    width: int
    height: int
    inner_width: int
    inner_height: int


@dataclass(frozen=True, slots=True)
class LegendKey:
    """A line of the legend: a mark and its meaning, with their positions."""

    shape: str
    x: int
    y: int
    line: TextLine


@dataclass(frozen=True, slots=True)
class ChartImage:
    """A chart as a file."""

    view: ChartView
    width: int
    height: int
    frame: ImageFrame
    lines: tuple[TextLine, ...]
    keys: tuple[LegendKey, ...]
    source: str
    """The address of the site, for readers who get the file without the page."""


@dataclass(frozen=True, slots=True)
class ShareImage:
    """The image for link previews: a figure, its day and a chart."""

    title: str
    width: int
    height: int
    lines: tuple[TextLine, ...]
    view: ChartView | None
    frame: ImageFrame | None


def chart_image(view: EmbedView, published: PublicationDetails) -> ChartImage | None:
    """Return the layout of a chart's file: title, chart, key and notes; None without a chart."""
    drawn = view.chart
    if drawn is None:
        return None
    inner = _WIDTH - 2 * _MARGIN
    lines = [
        TextLine(text, _MARGIN, 38 + 26 * number, 20, 700)
        for number, text in enumerate(broken_lines(view.title, inner, 20, 3))
    ]
    width, height = inner - drawn.chart.gutter, drawn.chart.height
    frame = ImageFrame(_MARGIN, lines[-1].y + 20, width, height, width, height)
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
    """Return the layout of the image for links: words on the left, a chart, if any, at right."""
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
    width = _CHART_WIDTH - view.chart.gutter
    return ImageFrame(
        SHARE_WIDTH - _SHARE_MARGIN + 20 - _CHART_SHOWN,
        (SHARE_HEIGHT - height) // 2,
        round(width * _CHART_SHOWN / _CHART_WIDTH),
        height,
        width,
        view.chart.height,
    )


def broken_lines(text: str, width: int, size: int, most: int) -> list[str]:
    """Return a text of an image in at most `most` lines; a single empty line for an empty text.

    `width` and `size` (of the letters) are in pixels.
    """
    letters = max(int(width / (size * _LETTER)), 1)
    lines = textwrap.wrap(text, letters, max_lines=most, placeholder=f" {_ELLIPSIS}")
    return lines or [""]
