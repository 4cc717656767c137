"""`dataclass` for what pages are made of, finished texts, views, marks: a site has a million.

A frozen one of the standard library sets each of its fields by a call, which was a twentieth of a
build. Here the type checker keeps fields from being changed, and Python trusts it: in code that the
checker sees, and in templates, which cannot set one. The model and what is derived from it stay
frozen for both.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from collections.abc import Callable
    from dataclasses import dataclass
else:

    def dataclass(*, frozen: bool, **settings: Any) -> Callable[[type], type]:  # noqa: ANN401
        """Make a class as the standard library would, but not frozen at run time."""
        assert frozen  # noqa: S101 - whoever wants to change a value takes the standard library's

        def made(cls: type) -> type:
            own_hash = "__hash__" in vars(cls)
            return dataclasses.dataclass(cls, unsafe_hash=not own_hash, **settings)

        return made
