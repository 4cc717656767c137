"""The introspection of the model: each field of a record, with its key, type, guard and reference.

Editor schemas, the guard, drafts, columns, JSON Schema, error messages and the tables of
docs/data.md are made from it. It knows none of them, and no single record.
"""

from __future__ import annotations

import functools
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Annotated, Any, TypeVar, Union, get_args, get_origin

from annotated_types import MinLen
from pydantic import BaseModel

from terang.model.field_types import Reference


class Guard(StrEnum):
    """Permission that a published value needs to change; see docs/contract.md#silent-edits."""

    ENTRY = "entry"
    """A correction of the entry sets the new value."""
    DECISION = "decision"
    """A decision names the key and its old value."""
    KEPT = "kept"
    """The value stays; a rule of its own says what may be added."""
    REPORTED = "reported"
    """None: the change report shows the change."""


@dataclass(frozen=True, slots=True)
class Key:
    """The facts about a key that its type cannot say; it stands in `Annotated[…]`."""

    guard: Guard = Guard.DECISION
    """A key that nobody thought of is guarded."""
    since: int = 1
    """The version of the data format that brought the key."""


@dataclass(frozen=True, slots=True)
class FieldType:
    """A type annotation, taken apart."""

    plain: Any
    """A class, or `tuple` or `Mapping` of `item`."""
    metadata: tuple[Any, ...] = ()
    """The arguments of `Annotated[…]`, innermost first."""
    item: FieldType | None = None
    """The type of the items of a list, or of the values of a mapping."""
    is_optional: bool = False

    @property
    def validators(self) -> tuple[Callable[..., Any], ...]:
        """The functions that check the value."""
        return tuple(mark.func for mark in self.metadata if hasattr(mark, "func"))

    @property
    def min_length(self) -> int:
        """The number of items that a list or mapping must have at least."""
        return next((mark.min_length for mark in self.metadata if isinstance(mark, MinLen)), 0)

    @property
    def choices(self) -> tuple[str, ...]:
        """The words of a closed list; none for any other type."""
        return tuple(map(str, self.plain)) if self.is_a(StrEnum) else ()

    @property
    def reference(self) -> str:
        """The kind of record or anchor that an id, or each id of a list, refers to; or ""."""
        own = (check.kind for check in self.validators if isinstance(check, Reference))
        return next(own, self.item.reference if self.item and self.plain is tuple else "")

    def is_a(self, base: type) -> bool:
        """Return whether the value is an instance of this class."""
        return isinstance(self.plain, type) and issubclass(self.plain, base)

    def has_validator(self, name: str) -> bool:
        """Return whether a function of this name checks the value."""
        return any(getattr(check, "__name__", "") == name for check in self.validators)


@dataclass(frozen=True, slots=True)
class RecordField:
    """A key that a record may hold in a file."""

    record: str
    """The name of the record, without the suffixes of its parts: `Observation`."""
    key: str
    type: FieldType
    hint: Any
    """The annotation as written."""
    is_required: bool
    default: Any

    @property
    def facts(self) -> Key:
        """The guard and the version of the key."""
        return next((mark for mark in self.type.metadata if isinstance(mark, Key)), Key())


def parse_field_type(hint: Any) -> FieldType:  # noqa: ANN401
    """Return the type of a field: its annotation taken apart."""
    origin, arguments = get_origin(hint), get_args(hint)
    if origin is Annotated:
        inner = parse_field_type(arguments[0])
        marks = (mark for given in arguments[1:] for mark in getattr(given, "metadata", [given]))
        return replace(inner, metadata=(*inner.metadata, *marks))
    if origin in (Union, types.UnionType):
        present = next(kind for kind in arguments if kind is not types.NoneType)
        return replace(parse_field_type(present), is_optional=True)
    if origin is None:
        return FieldType(hint.__bound__ if isinstance(hint, TypeVar) else hint)
    *_, item = (argument for argument in arguments if argument is not ...)
    return FieldType(tuple if origin is tuple else Mapping, item=parse_field_type(item))


@functools.cache
def record_fields(record: type[BaseModel]) -> tuple[RecordField, ...]:
    """Return the keys of a record in the model's order, without those that no file can hold."""
    name = record.__name__.partition("[")[0].removeprefix("Changed").removesuffix("State")
    fields = []
    for key, info in record.model_fields.items():
        if info.validation_alias is None:
            hint: Any = info.annotation
            if info.metadata:
                hint = Annotated[hint, *info.metadata]
            kind, required = parse_field_type(hint), info.is_required()
            fields.append(RecordField(name, key, kind, hint, required, info.get_default()))
    return tuple(fields)


def guarded_fields(record: type[BaseModel], guard: Guard) -> tuple[RecordField, ...]:
    """Return the keys of a record that need this permission to change."""
    return tuple(field for field in record_fields(record) if field.facts.guard is guard)


def nested_records(hint: Any) -> Iterator[type[BaseModel]]:  # noqa: ANN401
    """Yield every record that a type holds, itself first; not the changed keys of entries."""
    kind = parse_field_type(hint)
    while kind.item is not None:
        kind = kind.item
    if kind.is_a(BaseModel) and not kind.plain.__name__.startswith("Changed"):
        yield kind.plain
        for field in record_fields(kind.plain):
            yield from nested_records(field.hint)
