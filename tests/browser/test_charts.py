"""Made-up charts of up to 150 claims, as a browser draws them: no two texts meet.

A tenth of the charts with every run, all of them every week.
"""

from __future__ import annotations

import os

import pytest
from tests.browser.conftest import Open
from tests.built import REPOSITORY, BuiltSite
from tests.views.made_charts import CHARTS, made_chart

from terang.pages.templates import COMPONENTS, Renderer

pytestmark = pytest.mark.browser

_EVERY = range(CHARTS)
NUMBERS = _EVERY if os.environ.get("TERANG_EVERY_CHART") else _EVERY[::10]

_MEETING = """
() => [...document.querySelectorAll(".chart > svg")].flatMap((chart, number) => {
  const texts = [...chart.querySelectorAll("text")].map((text) => {
    const box = text.getBBox(), from = text.getScreenCTM();
    return { said: text.textContent, left: box.x + from.e, right: box.x + box.width + from.e,
      top: box.y + from.f, bottom: box.y + box.height + from.f };
  });
  return texts.flatMap((one, index) => texts.slice(index + 1)
    .filter((other) => one.left < other.right && other.left < one.right
      && one.top < other.bottom && other.top < one.bottom)
    .map((other) => `${number}: ${one.said} / ${other.said}`));
})
"""
_TEXTS = "document.querySelectorAll('.chart text').length"
_WIDEST = "document.scrollingElement.scrollWidth"


def test_no_two_texts_meet(visit: Open, site: BuiltSite) -> None:
    """On a phone, on a tablet and on a wide screen; and no text leaves the screen."""
    render = Renderer(REPOSITORY / COMPONENTS)
    charts = (render("chart", view=made_chart(number).view, ids=False) for number in NUMBERS)
    style = (site.root / "assets" / "terang.css").read_text("utf-8")
    page = visit(width=320, bypass_csp=True)
    head = f'<link rel="icon" href="data:,"><style>{style} main {{ padding: 0 16px }}</style>'
    page.set_content(f"{head}<main>{''.join(charts)}")
    assert page.evaluate(_TEXTS) > 10 * len(NUMBERS)
    for width in (320, 768, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate(_MEETING) == [], width
        assert page.evaluate(_WIDEST) <= width
