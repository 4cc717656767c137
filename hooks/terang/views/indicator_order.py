"""The order in which indicators are listed: by theme, and by their place within it."""

from __future__ import annotations

import math

from terang.model.catalog import Catalog
from terang.model.definitions import Indicator


def indicator_place(indicator: Indicator, catalog: Catalog) -> tuple[int, float, str, str]:
    """Return the place of an indicator, the same in every language.

    Indicators without a theme are last, and those without a place are last within their theme.
    """
    themes = list(catalog.themes)
    theme = len(themes) if indicator.theme is None else themes.index(indicator.theme)
    order = math.inf if indicator.order is None else indicator.order
    return theme, order, indicator.title.id, indicator.id
