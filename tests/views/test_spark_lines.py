"""The bars of the last years beside a series, and ordinal numbers."""

from __future__ import annotations

import itertools
import re
from typing import Any

import pytest
from tests.views.test_series_page import a_publication
from tests.views.test_views import claim

from terang.i18n.formatter import Language
from terang.views.spark_lines import Spark, spark_of


def spark(*observations: dict[str, object], **keys: Any) -> Spark | None:  # noqa: ANN401
    """Return the spark line of a series of these claims."""
    published = a_publication(*observations, **keys)
    [series] = published.catalog.series.values()
    return spark_of(published.derived[series.id], published.catalog.break_days_of(series))


def test_each_year_with_a_figure_has_a_bar() -> None:
    """Bars begin at zero, are as high as their figures, and leave a gap where none was found."""
    drawn = spark(claim("2020", 50), claim("2023", 100), claim("2024", 0), claim("2026-05", 25))
    assert drawn is not None
    bars = [tuple(map(int, bar)) for bar in re.findall(r"M(\d+) 16v-(\d+)", drawn.path)]
    assert [height for _, height in bars] == [8, 16, 0, 4]
    assert [right - left for (left, _), (right, _) in itertools.pairwise(bars)] == [
        24,
        8,
        16,
    ]
    assert bars[-1][0] < drawn.width


def test_a_small_figure_is_not_nothing() -> None:
    """A figure above zero has a bar."""
    drawn = spark(claim("2023", 100_000), claim("2024", 1))
    assert drawn is not None
    assert drawn.path.endswith("v-1")


def test_a_part_of_a_year_has_no_bar() -> None:
    """Beside whole years it would look like a fall."""
    amounts = [claim("2023", 100), claim("2024", 120), claim("2025-01", 10)]
    flow = spark(*amounts, indicator={"measure": "flow"})
    assert flow == spark(*amounts[:2], indicator={"measure": "flow"})
    assert flow is not None


def test_years_before_a_break_have_no_bar() -> None:
    """They do not measure the same; a break of the future changes nothing yet."""
    claims = [claim("2022", 80), claim("2023", 90), claim("2024", 50), claim("2025", 60)]
    said = {"id": "Cara hitung baru.", "en": "A new way of counting."}
    reason = {"reason": said, "sources": ["office-2025"], "added": "2026-01-02"}
    parted = spark(*claims, indicator={"breaks": [{"date": "2024-01-01", **reason}]})
    assert parted == spark(*claims[2:])
    assert parted is not None
    ahead = spark(*claims, indicator={"breaks": [{"date": "2026-07-01", **reason}]})
    assert ahead == spark(*claims)


@pytest.mark.parametrize(
    "claims",
    [
        [claim("2024", 1)],
        [claim("2010", 1), claim("2024", 1)],
        [claim("2023", 0), claim("2024", 0)],
    ],
)
def test_a_single_year_has_no_line(claims: list[dict[str, object]]) -> None:
    """Neither have figures of long ago, or nothing but zeros."""
    assert spark(*claims) is None


def test_places_are_ordinal_numbers() -> None:
    """In English with their endings, in Indonesian with `ke-`."""
    english = [Language("en").ordinal(number) for number in (1, 2, 3, 4, 11, 12, 13, 21, 102, 111)]
    assert english == ["1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "102nd", "111th"]
    assert Language("id").ordinal(11) == "ke-11"
