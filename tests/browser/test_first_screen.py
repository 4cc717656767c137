"""What a citizen sees first on a small phone: the whole answer."""

from __future__ import annotations

import pytest
from tests.browser.conftest import Open

pytestmark = pytest.mark.browser

WIDTH, HEIGHT = 360, 640
LINES = """
() => Array.from(document.querySelectorAll(".headline > *"))
    .filter(one => one.className !== "headline__more")
    .map(one => one.getBoundingClientRect().bottom)
"""


@pytest.mark.parametrize("home", ["", "en/"])
def test_the_answer_fits_the_first_screen_of_a_phone(visit: Open, home: str) -> None:
    """Every line of the headline stands within 360 × 640, and nothing sideways."""
    page = visit(home, width=WIDTH)
    ends = page.evaluate(LINES)
    assert len(ends) >= 6
    assert max(ends) <= HEIGHT
    assert page.evaluate("document.documentElement.scrollWidth") <= WIDTH
