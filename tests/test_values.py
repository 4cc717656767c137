"""Values that the type checker freezes: in all else they are the standard library's."""

import dataclasses

from terang.charts import Label
from terang.language import Figure, Link
from terang.values import dataclass


def test_they_are_equal_and_hashed_by_what_they_hold() -> None:
    """Each of its own kind: so they may be remembered, and looked up."""
    assert Figure("1", "satu") == Figure("1", "satu")
    assert hash(Figure("1", "satu")) == hash(Figure("1", "satu"))
    assert Figure("1", "satu") != Figure("2", "satu")
    assert Figure("1", "satu") != Link("1", "satu")
    assert len({Label("a", 0.0, 1.0, "end"), Label("a", 0.0, 1.0, "end")}) == 1


def test_a_hash_of_its_own_stays() -> None:
    """Where one part tells a value from others."""

    @dataclass(frozen=True, slots=True)
    class Large:
        name: str
        rest: list[int] = dataclasses.field(default_factory=list)

        def __hash__(self) -> int:
            return hash(self.name)

    assert hash(Large("a", [1])) == hash("a")
    assert Large("a", [1]) != Large("a", [2])
    assert not hasattr(Large("a"), "__dict__")
