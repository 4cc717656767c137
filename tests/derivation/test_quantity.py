"""A claim's value: what is stated, what it may mean, and what is judged by it."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest

from terang.derivation.quantity import (
    Answer,
    Meaning,
    Quantity,
    Span,
    goal_of,
    quantity_of,
    range_of,
    tolerance_of,
)
from terang.model.definitions import Direction
from terang.model.entries import Qualifier

INCREASE, DECREASE = Direction.INCREASE, Direction.DECREASE


def quantity(
    value: str,
    qualifier: str | None = None,
    precision: str | None = None,
    direction: Direction = INCREASE,
    *,
    is_signed: bool = False,
) -> Quantity:
    """Return a value as it is written."""
    return quantity_of(
        Decimal(value),
        Qualifier(qualifier) if qualifier else None,
        Decimal(precision) if precision else None,
        direction,
        is_signed=is_signed,
    )


def span(low: str | None, high: str | None) -> Span:
    """Return a span of written ends."""
    return Span(*(None if end is None else Fraction(end) for end in (low, high)))


def test_an_exact_value_means_itself() -> None:
    """Nothing is made twice of it: most claims of a record are exact."""
    exact = quantity("47298")
    assert exact.meaning.span is exact.stated
    assert exact.stated.low is exact.stated.high is exact.written is exact.plain
    assert not exact.is_about


@pytest.mark.parametrize(
    ("value", "precision", "around"),
    [
        # The place of the last digit that is not zero, but never over 5 % of the value.
        ("98000", None, "500"),
        ("100000", None, "5000"),
        ("14500", None, "50"),
        ("7", None, "7/20"),
        ("0.25", None, "1/200"),
        ("-98000", None, "500"),
        ("0", None, "0"),
        # A written precision holds, however large.
        ("98000", "5000", "2500"),
    ],
)
def test_a_tolerance_is_half_of_the_last_place(
    value: str, precision: str | None, around: str
) -> None:
    """A tolerance is half of the precision, else half of the last place, up to 5 %."""
    written = None if precision is None else Decimal(precision)
    assert tolerance_of(Decimal(value), written) == Fraction(around)


@pytest.mark.parametrize(
    ("claim", "meant", "excluded"),
    [
        (quantity("100"), span("100", "100"), None),
        (quantity("100", precision="10"), span("95", "105"), None),
        (quantity("110", "about"), span("105", "115"), None),
        (quantity("110", "nearly"), span("105", "110"), "110"),
        # Of a decrease, "nearly" may also be above: on the way down.
        (quantity("110", "nearly", direction=DECREASE), span("105", "115"), "110"),
        (quantity("100", "at-least"), span("100", None), None),
        (quantity("100", "more-than"), span("100", None), None),
        (quantity("100", "at-most"), span("0", "100"), None),
        (quantity("100", "at-most", is_signed=True), span(None, "100"), None),
        (range_of(Decimal(80), Decimal(90)), span("80", "90"), None),
    ],
)
def test_a_claim_means_all_within_its_tolerance(
    claim: Quantity, meant: Span, excluded: str | None
) -> None:
    """A qualifier or a precision widens what a claim may mean; "nearly" excludes the value."""
    assert claim.meaning == Meaning(meant, None if excluded is None else Fraction(excluded))


@pytest.mark.parametrize(
    ("claim", "target", "direction", "answer"),
    [
        (quantity("100"), quantity("100"), INCREASE, Answer.YES),
        (quantity("99"), quantity("100"), INCREASE, Answer.NO),
        # A plain value equal to the target reaches it, however it was rounded.
        (quantity("100", precision="10"), quantity("100"), INCREASE, Answer.YES),
        (quantity("99", precision="10"), quantity("100"), INCREASE, Answer.ROUGH),
        (quantity("100", "about"), quantity("100"), INCREASE, Answer.ROUGH),
        (quantity("100", "nearly"), quantity("100"), INCREASE, Answer.NO),
        (quantity("80", "at-least"), quantity("100"), INCREASE, Answer.ROUGH),
        (quantity("100", "more-than"), quantity("100"), INCREASE, Answer.YES),
        (quantity("100", "at-most"), quantity("100"), INCREASE, Answer.ROUGH),
        (quantity("99", "at-most"), quantity("100"), INCREASE, Answer.NO),
        # A rough target makes rough what is short of it but within its tolerance.
        (quantity("96"), quantity("100", "about"), INCREASE, Answer.ROUGH),
        (quantity("95"), quantity("100", "about"), INCREASE, Answer.ROUGH),
        (quantity("94"), quantity("100", "about"), INCREASE, Answer.NO),
        # A target that is a range is reached at its nearer end.
        (quantity("82"), range_of(Decimal(80), Decimal(90)), INCREASE, Answer.YES),
        (quantity("88"), range_of(Decimal(80), Decimal(90)), DECREASE, Answer.YES),
        (quantity("91"), range_of(Decimal(80), Decimal(90)), DECREASE, Answer.NO),
        (quantity("100", "nearly", direction=DECREASE), quantity("100"), DECREASE, Answer.ROUGH),
        (quantity("100", "at-most"), quantity("100"), DECREASE, Answer.YES),
        (quantity("101", "at-least"), quantity("100"), DECREASE, Answer.NO),
        # Of a decrease, "at most" names the value to come down to.
        (quantity("90"), quantity("100", "at-most"), DECREASE, Answer.YES),
        (quantity("90"), quantity("100", "at-most"), INCREASE, Answer.NO),
        # A rough ceiling is rough up to the end of its tolerance.
        (quantity("101"), quantity("100", "about"), DECREASE, Answer.ROUGH),
        (quantity("105"), quantity("100", "about"), DECREASE, Answer.ROUGH),
        (quantity("106"), quantity("100", "about"), DECREASE, Answer.NO),
        (quantity("100"), quantity("100", "about"), DECREASE, Answer.YES),
    ],
)
def test_a_claim_answers_only_where_it_is_sure(
    claim: Quantity, target: Quantity, direction: Direction, answer: Answer
) -> None:
    """A claim says yes or no only where that holds for everything that it may mean."""
    assert goal_of(target, direction).answer(claim) is answer


@pytest.mark.parametrize(
    ("claim", "is_about"),
    [
        (quantity("100"), False),
        (quantity("100", "about"), True),
        (quantity("100", "nearly"), True),
        (quantity("100", "at-least"), False),
        (quantity("100", "at-most"), False),
        (quantity("100", precision="10"), True),
        (quantity("100", "at-least", precision="10"), True),
        (quantity("100", "at-most", precision="10"), True),
        (range_of(Decimal(80), Decimal(90)), False),
        (range_of(Decimal(80), Decimal(90), is_rounded=True), True),
    ],
)
def test_a_rounded_value_is_called_about(claim: Quantity, is_about: bool) -> None:  # noqa: FBT001
    """A value is called "about" if its source rounds it, by a word or by a precision."""
    assert claim.is_about is is_about


def test_only_the_excluded_high_end_is_approached() -> None:
    """The value of "nearly" is its high end, unless it may be above too; an open end is none."""
    assert quantity("100", "nearly").meaning.excludes_top
    assert not quantity("100", "nearly", direction=DECREASE).meaning.excludes_top
    assert not quantity("100", "at-least").meaning.excludes_top
    assert not quantity("100").meaning.excludes_top


def test_sums_add_ends_and_tolerances() -> None:
    """A sum has the sum of its parts' ends and tolerances, and "nearly" stays below."""
    total = Quantity.sum_of([quantity("25", "about"), quantity("30", "nearly")])
    assert total.stated == span("55", "55")
    assert total.meaning.span == span("53", "55.5")
    assert total.meaning.excludes_top
    assert total.plain is None
    assert not total.is_about
    assert Quantity.sum_of([quantity("25"), quantity("75")]).plain == 100
    assert Quantity.sum_of([quantity("25"), quantity("5", "at-least")]).stated == span("30", None)


def test_nothing_in_common() -> None:
    """Claims have nothing in common where no value is meant by both."""

    def differ(claim: Quantity, other: Quantity) -> bool:
        assert claim.meaning.has_nothing_in_common(other.meaning) is (
            other.meaning.has_nothing_in_common(claim.meaning)
        )
        return claim.meaning.has_nothing_in_common(other.meaning)

    assert differ(quantity("80"), quantity("95"))
    assert not differ(quantity("80", "at-least"), quantity("95"))
    assert not differ(quantity("98000", "about"), quantity("98400"))
    assert differ(quantity("98000", "about"), quantity("98600"))
    # "Nearly 100" is not 100, from either side.
    assert differ(quantity("100", "nearly"), quantity("100"))
    assert differ(quantity("100", "nearly", direction=DECREASE), quantity("100"))
    assert not differ(range_of(Decimal(80), Decimal(90)), range_of(Decimal(90), Decimal(99)))
