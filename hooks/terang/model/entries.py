"""Entries of a series: observations, targets and events, with corrections and replies."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any, Self, TypeAlias

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    InstanceOf,
    ValidationInfo,
    create_model,
    model_validator,
)

from terang.model.field_types import (
    ID,
    KINDS,
    AnchorRef,
    BegunDate,
    BegunDay,
    Date,
    DimensionId,
    EndedDate,
    Flag,
    Id,
    Named,
    Plain,
    Record,
    RecordRef,
    Remark,
    SourceIds,
    SpeakerId,
    TargetRef,
    Text,
    TextPattern,
    _distinct,
    _true,
    node_kind,
    parse_choice,
    refusal,
)
from terang.model.fields import Guard, Key, record_fields
from terang.model.period import Period
from terang.model.quantity import Figure, Positive, ValueRange, _figure
from terang.parsing.yaml_document import Entries, Node


class Status(StrEnum):
    """The firmness of an observation."""

    FINAL = "final"
    REPORTED = "reported"
    PROVISIONAL = "provisional"
    ESTIMATED = "estimated"
    DISPUTED = "disputed"


class Qualifier(StrEnum):
    """The source's own word beside a value (docs/contract.md#meaning-of-a-claim).

    It says what else the value may mean: it withholds judgements, and opens an end.
    """

    ABOUT = "about"
    NEARLY = "nearly"
    MORE_THAN = "more-than"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"


ELSEWHERE = re.compile(rf"{ID.pattern}#{ID.pattern}")
"""The address of a claim: `⟨series⟩#⟨anchor⟩`."""


def _some_keys(value: Node) -> Entries:
    """Return the written keys of a correction; refuse none."""
    if not isinstance(value, Entries):
        raise refusal("wrong-type", expected=KINDS["mapping"], found=node_kind(value))
    if not value.key_marks:
        raise refusal("empty-set")
    return value


def _optional(check: Callable[[str], str]) -> Callable[[str | None], str | None]:
    """Return a check of a text that may be absent."""
    return lambda text: None if text is None else check(text)


_ENTRY, _KEPT = Key(Guard.ENTRY), Key(Guard.KEPT)


# --- entries -----------------------------------------------------------------------------------


def _figure_or_null(value: Node, info: ValidationInfo) -> Decimal | None:
    return None if value is None else _figure(value, info)


class Breakdown(Record):
    """A value by the categories of a dimension (docs/contract.md#breakdowns)."""

    values: Mapping[Id, Annotated[Decimal | None, BeforeValidator(_figure_or_null)]]
    """Category → value; None if suppressed."""
    partial: Flag = False
    """True if the values are known not to add up."""

    @model_validator(mode="before")
    @classmethod
    def _read(cls, value: Any) -> Any:  # noqa: ANN401
        """Separate `partial` from the categories, which the catalog's rules check."""
        if not isinstance(value, Mapping):
            return value
        values = {key: item for key, item in value.items() if key != "partial"}
        partial = {"partial": value["partial"]} if "partial" in value else {}
        return {"values": values, **partial}


_Hedge: TypeAlias = Annotated[Qualifier, BeforeValidator(parse_choice(Qualifier))]
Breakdowns: TypeAlias = Mapping[DimensionId, Breakdown]
_NO_BREAKDOWN: Breakdowns = {}
"""The breakdowns of all entries without any: a mapping for each would take more memory."""


class EntryState(Record):
    """The keys of an entry that a correction may set."""

    label: Annotated[Remark | None, _ENTRY] = None
    by: Annotated[SpeakerId | None, _ENTRY] = None
    quote: Annotated[Plain | None, _ENTRY] = None
    note: Annotated[Remark | None, _ENTRY] = None
    sources: Annotated[SourceIds, _ENTRY]
    contradicts: Annotated[tuple[AnchorRef, ...], AfterValidator(_distinct), _ENTRY] = ()


class ObservationState(EntryState):
    """The keys of an observation that a correction may set."""

    date: Annotated[EndedDate, _ENTRY]
    value: Annotated[Figure, _ENTRY]
    status: Annotated[Status, BeforeValidator(parse_choice(Status)), _ENTRY] = Status.REPORTED
    qualifier: Annotated[_Hedge | None, _ENTRY] = None
    precision: Annotated[Positive | None, _ENTRY] = None
    preferred: Annotated[Remark | None, _ENTRY] = None
    breakdown: Annotated[Breakdowns, _ENTRY] = Field(default_factory=lambda: _NO_BREAKDOWN)


class TargetState(EntryState):
    """The keys of a target that a correction may set."""

    value: Annotated[Figure, _ENTRY]
    due: Annotated[Date | None, _ENTRY] = None
    announced: Annotated[BegunDate | None, _ENTRY] = None
    replaces: Annotated[TargetRef | None, _ENTRY] = None
    qualifier: Annotated[_Hedge | None, _ENTRY] = None
    precision: Annotated[Positive | None, _ENTRY] = None


class EventState(EntryState):
    """The keys of an event that a correction may set."""

    date: Annotated[EndedDate, _ENTRY]
    title: Annotated[Named, _ENTRY]
    text: Annotated[Remark | None, _ENTRY] = None


class ReplyState(Record):
    """The keys of a reply that a correction may set."""

    to: Annotated[AnchorRef, _ENTRY]
    date: Annotated[BegunDate, _ENTRY]
    """The date of the answer."""
    by: Annotated[SpeakerId, _ENTRY]
    text: Annotated[Remark, _ENTRY]
    sources: Annotated[SourceIds, _ENTRY]


def _changed(state: type[Record]) -> type[Record]:
    """Return a record of some keys of a state; None for a key that is absent.

    A required key is never absent.
    """
    keys: dict[str, Any] = {
        field.key: (field.hint if field.is_required else field.hint | None, None)
        for field in record_fields(state)
    }
    return create_model(f"Changed{state.__name__}", __base__=Record, **keys)


# --- corrections -------------------------------------------------------------------------------


class Correction(Record):
    """A record that changes, withdraws or restores a published entry or reply."""

    anchor: Annotated[RecordRef, _KEPT]
    date: Annotated[BegunDay, _KEPT]
    reason: Annotated[Remark, _KEPT]
    set: Annotated[InstanceOf[Entries] | None, BeforeValidator(_some_keys), _KEPT] = None
    """Changed keys with their new values, as written; `loading.corrections` reads them."""
    withdraw: Annotated[bool | None, BeforeValidator(_true), _KEPT] = None
    restore: Annotated[bool | None, BeforeValidator(_true), _KEPT] = None
    by: Annotated[SpeakerId | None, _KEPT] = None
    """The speaker that takes it back; None: this record mends its own mistake."""
    see: Annotated[
        Plain | None, AfterValidator(_optional(TextPattern(ELSEWHERE, "bad-see"))), _KEPT
    ] = None
    """`⟨series⟩#⟨anchor⟩`: where the claim stands now."""
    sources: Annotated[SourceIds | None, _KEPT] = None

    @model_validator(mode="after")
    def _does_one_thing(self) -> Self:
        done = [key for key in ("set", "withdraw", "restore") if getattr(self, key) is not None]
        if len(done) != 1:
            at = (done[1],) if done else ()
            raise refusal("correction-does-one-thing", at=at, found=", ".join(done) or "—")
        return self


@dataclass(frozen=True, slots=True)
class Revision:
    """A correction as it was applied."""

    correction: Correction
    was: Mapping[str, Any] = field(default_factory=dict)
    """The keys that it changed, with their earlier values; None for a key that was absent."""
    now: Mapping[str, Any] = field(default_factory=dict)
    """The same keys with their new values; None for a key that was taken away."""

    @property
    def date(self) -> Period:
        """The day of the correction."""
        return self.correction.date

    @property
    def reason(self) -> Text:
        """The reason of the correction."""
        return self.correction.reason


class RecordHistory(Record):
    """The history of an entry or a reply; no file holds it."""

    history: Annotated[tuple[InstanceOf[Revision], ...], Field(validation_alias="\0history")] = ()
    """Corrections in the order in which they hold, withdrawals and restorations too."""

    @property
    def revisions(self) -> tuple[Revision, ...]:
        """The corrections that changed a key."""
        return tuple(revision for revision in self.history if revision.was)

    @property
    def withdrawn(self) -> Correction | None:
        """The withdrawal that holds, or None if the record stands."""
        last = None
        for revision in self.history:
            if revision.correction.withdraw:
                last = last or revision.correction
            elif revision.correction.restore:
                last = None
        return last


def with_lifted(
    history: tuple[Revision, ...],
) -> Iterator[tuple[Revision, Correction | None]]:
    """Yield the corrections in an entry's history, a restoration with the withdrawal it lifts."""
    standing = None
    for revision in history:
        if revision.correction.withdraw:
            standing = revision.correction
        yield revision, standing if revision.correction.restore else None


# --- records -----------------------------------------------------------------------------------


def _default_anchor(prefix: str, key: str) -> Callable[[dict[str, Any]], str]:
    def anchor(data: dict[str, Any]) -> str:
        period = data.get(key)
        return sys.intern(f"{prefix}-{period.slug}") if period is not None else prefix

    return anchor


class Observation(ObservationState, RecordHistory):
    """An observation: a claim about a past period."""

    added: Annotated[BegunDay, _KEPT]
    anchor: Annotated[Id, _KEPT] = Field(default_factory=_default_anchor("result", "date"))

    @model_validator(mode="after")
    def _says_why(self) -> Self:
        check_state(self)
        return self


class Target(TargetState, RecordHistory):
    """A target: a value to be reached."""

    added: Annotated[BegunDay, _KEPT]
    anchor: Annotated[Id, _KEPT] = Field(default_factory=_default_anchor("target", "due"))

    @model_validator(mode="after")
    def _is_announced_in_time(self) -> Self:
        check_state(self)
        return self


class Event(EventState, RecordHistory):
    """A dated event without a number."""

    added: Annotated[BegunDay, _KEPT]
    anchor: Annotated[Id, _KEPT] = Field(default_factory=_default_anchor("event", "date"))


class Reply(ReplyState, RecordHistory):
    """An answer of somebody concerned to an entry."""

    added: Annotated[BegunDay, _KEPT]
    anchor: Annotated[Id, _KEPT] = Field(default_factory=_default_anchor("reply", "date"))


Entry: TypeAlias = Observation | Target | Event
AnchoredRecord: TypeAlias = Entry | Reply
"""A record that has an anchor and may be corrected."""
CHANGES: Mapping[type[AnchoredRecord], type[Record]] = {
    Observation: _changed(ObservationState),
    Target: _changed(TargetState),
    Event: _changed(EventState),
    Reply: _changed(ReplyState),
}
"""Kind of record → the keys that a correction of it may set."""


def check_state(record: RecordHistory) -> None:
    """Refuse keys of an entry that do not go together, as written or after a correction."""
    match record:
        case Observation(status=Status.DISPUTED, note=None):
            raise refusal("disputed-without-note", at=("status",))
        case Target(announced=Period() as announced, due=Period() as due) if (
            announced.first > due.last
        ):
            raise refusal("announced-after-due", at=("announced",), due=due.written)
    if isinstance(record, Observation | Target):
        if record.qualifier is not None and isinstance(record.value, ValueRange):
            raise refusal("range-with-qualifier", at=("qualifier",), text=str(record.qualifier))
        if record.qualifier is Qualifier.NEARLY and record.value == 0:
            raise refusal("nearly-nothing", at=("qualifier",))
