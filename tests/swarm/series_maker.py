"""The records of a made-up series: what stands in the end, and how it came to be so.

What stands is drawn first, since the rules across records hold for it. Earlier states are drawn
backwards from it, a correction leads from each to the next, and the first of them was written.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.swarm import oracle
from tests.swarm.chances import FIRST, MadeTree, SeriesKind, rewritten, sayable
from tests.swarm.definition_maker import DefinitionMaker
from tests.swarm.written_files import BareText

from terang.model.entries import Qualifier, Status

_REQUIRED = frozenset({"sources", "value", "title", "to", "by", "text"})
"""Keys of some record that no correction takes away; events have an optional `text`."""


@dataclass
class SeriesDraft:
    """A record of a series on its way."""

    list_name: str
    state: MadeTree
    """The record as it is in the end, without `anchor` and `added`."""
    added: BareText
    is_withdrawn: bool = False
    anchor: str = ""
    has_own_anchor: bool = False
    first_date: BareText | None = None
    """The date as it was first written, of which the default anchor is made."""
    written: MadeTree = field(default_factory=dict)
    corrections: list[MadeTree] = field(default_factory=list)

    @property
    def prefix(self) -> str:
        """The prefix of its default anchor."""
        return oracle.PREFIXES[oracle.LISTS.index(self.list_name)]

    @property
    def date_key(self) -> str:
        """The key with the date of its default anchor."""
        return "due" if self.list_name == "targets" else "date"

    @property
    def standing(self) -> MadeTree:
        """The record as it is in the end, as the oracle reads it."""
        mark = {"withdrawn": {}} if self.is_withdrawn else {}
        return {"anchor": self.anchor, **self.state, **mark}


@dataclass
class MadeSeries:
    """The records of a series and the keys of its own file."""

    keys: MadeTree
    drafts: list[SeriesDraft]
    breaks: list[MadeTree]


class SeriesMaker(DefinitionMaker):
    """Chance that draws series."""

    orderly = False
    """True if a series is reported in steps of some weeks, so that it has paces."""

    def series(self, kind: SeriesKind, dimensions: MadeTree) -> MadeSeries:
        """Return a series of an indicator with values of this kind."""
        kind.pool = kind.pool[-2:]
        observations = self._observations(kind, dimensions)
        reported = [draft.state["date"] for draft in observations]
        targets = self._targets(kind, reported) if kind.directed else []
        events = [self._event() for _ in range(self.pick([0, 0, 1, 2]))]
        entries = [*observations, *targets, *events]
        replies = [self._reply() for _ in range(self.pick([0, 0, 1, 3]) if self.maybe() else 0)]
        drafts = [*entries, *replies]
        self._give_anchors(drafts)
        anchors = [draft.anchor for draft in entries]
        for reply in replies:
            reply.state["to"] = self.pick(anchors)
        for draft in entries:
            others = [other for other in anchors if other != draft.anchor]
            if others and self.maybe(0.3):
                draft.state["contradicts"] = self.some(others, 1, 2)
        self._replace(targets)
        self._prefer(observations, kind)
        for draft in drafts:
            self._tell_history(draft, kind, dimensions, anchors, targets)
        keys: MadeTree = {}
        self.may(keys, 0.5, {"title": self.named, "summary": self.remark})
        self._set_baseline(keys, observations, kind)
        if kind.counts and kind.measure == "stock" and self.maybe():
            keys["population"] = self._population()
        breaks = [self.measure_break() for _ in range(self.pick([1, 2]))] if self.maybe(0.3) else []
        return MadeSeries(keys, drafts, breaks)

    def _set_baseline(
        self, keys: MadeTree, observations: list[SeriesDraft], kind: SeriesKind
    ) -> None:
        standing = [draft.standing for draft in observations]
        counting = [*oracle.counting_dates(standing, kind.measure)]
        withdrawn = [draft.anchor for draft in observations if draft.is_withdrawn]
        if withdrawn and self.maybe(0.2):
            keys["baseline"] = self.pick(withdrawn)
        elif counting and self.maybe(0.5):
            keys["baseline"] = self.pick([anchor for date in counting for anchor in date.anchors])

    def _population(self) -> MadeTree:
        dates = [self.date() for _ in range(2)]
        values = []
        for _ in range(self.chance.randint(1, 4)):
            size: MadeTree = {
                "date": self.pick([*dates, self.date()]), "value": self.any_number(),
                "sources": self.cited(), "added": self.day(),
            }  # fmt: skip
            if self.maybe():
                size["note"] = self.remark()
            values.append(size)
        return {"label": self.named(), "values": values}

    # --- what stands in the end ---

    def _draft(self, name: str, found: MadeTree) -> SeriesDraft:
        """Return a draft of an entry with the keys that every entry may have."""
        note = found.get("note")
        self.may(found, 0.6, {
            "label": self.remark, "by": lambda: self.pick(self.speakers), "quote": self.text,
            "note": self.remark,
        })  # fmt: skip
        if note is not None:
            found["note"] = note
        return SeriesDraft(name, found, self.day(), is_withdrawn=self.maybe(0.25))

    def _sources_for(self, date: str) -> list[str]:
        """Return sources that may report a date: not all of them were published before its end."""
        found = self.cited()
        published = [self.sources[source].get("published") for source in found]
        ends = [oracle.days_of_date(text)[1] for text in published if text is not None]
        if len(ends) == len(found) and oracle.days_of_date(date)[1] > max(ends):
            found.append(next(iter(self.sources)))
        return found

    def _hedged(self, found: MadeTree) -> None:
        self.may(found, 0.5, {
            "qualifier": lambda: self.pick([*map(str, Qualifier)]),
            "precision": lambda: self.any_number(positive=True),
        })  # fmt: skip
        if not is_sound(found):
            del found["qualifier"]

    def _figure_date(self, kind: SeriesKind) -> BareText:
        """Return a date that a figure of this kind may have."""
        while True:
            found = self.ended_date()
            first, last = oracle.days_of_date(found)
            if kind.measure != "cumulative" or first.year == last.year:
                return found

    def _observations(self, kind: SeriesKind, dimensions: MadeTree) -> list[SeriesDraft]:
        self.orderly = self.chance.random() < 0.4
        if self.orderly:
            dates = self._steps()
        else:
            dates = [self._figure_date(kind) for _ in range(self.chance.randint(1, 4))]
        found = []
        for nth in range(self.pick([3, 4, 6] if self.orderly else [1, 1, 2, 3, 4, 6, 9])):
            date = dates[nth % len(dates)] if self.orderly else self.pick(dates)
            if self.chance.random() < 0.2:
                date = rewritten(date, self.chance)
            observation: MadeTree = {"date": date, "value": self.amount(kind)}
            observation["sources"] = self._sources_for(date)
            self._hedged(observation)
            if self.maybe(0.7):
                observation["status"] = self.pick([*map(str, Status)])
                if observation["status"] == "disputed":
                    observation["note"] = self.remark()
            if dimensions and self.maybe(0.6):
                observation["breakdown"] = self._breakdowns(observation["value"], kind, dimensions)
            found.append(self._draft("observations", observation))
        return found

    def _steps(self) -> list[BareText]:
        """Return successive days and months, up to some days or years ago."""
        day, found = self.today - dt.timedelta(self.chance.randrange(self.pick([40, 500]))), []
        for _ in range(self.chance.randint(2, 5)):
            if day >= FIRST:
                forms = [f"{day}", f"{day:%Y-%m}"]
                ended = [form for form in forms if oracle.days_of_date(form)[1] <= self.today]
                found.append(BareText(self.pick(ended)))
            day -= dt.timedelta(self.chance.randint(40, 200))
        return found or [BareText(str(self.today))]

    def _breakdowns(self, value: Any, kind: SeriesKind, dimensions: MadeTree) -> MadeTree:  # noqa: ANN401
        total = str(value["low"] if isinstance(value, dict) else value)
        found = {}
        for name in self.some(dimensions, 1, 2):
            categories = self.some(dimensions[name]["categories"], 1, 4)
            parts: list[str | None] = list(_parts(total, len(categories), self.chance))
            if not all(sayable(part, kind.decimals) for part in parts if part is not None):
                parts = [total, *["0"] * (len(categories) - 1)]
            partial = self.maybe(0.3)
            is_free = partial or dimensions[name].get("overlapping") == "true" or not kind.adds_up
            hidden = self.chance.sample(range(len(parts)), min(len(parts), self.pick([0, 0, 2, 3])))
            if is_free or _may_be_hidden(parts, hidden, value):
                parts = [None if nth in hidden else part for nth, part in enumerate(parts)]
            if is_free and self.maybe(0.5):
                parts = [
                    None if self.chance.random() < 0.3 else self.value(kind) for _ in categories
                ]
            breakdown: MadeTree = {
                key: part if part is None else BareText(part)
                for key, part in zip(categories, parts, strict=True)
            }
            if partial:
                breakdown["partial"] = BareText("true")
            elif self.maybe(0.1):
                breakdown["partial"] = BareText("false")
            found[name] = breakdown
        return found

    def _due_date(self, kind: SeriesKind, first: dt.date) -> BareText:
        """Return a due date of an indicator of this kind."""
        found = self.date(first)
        if kind.measure == "flow":
            while len(found) == len("2024-12-31"):
                found = self.date(first)
        elif kind.measure == "cumulative":
            _, last = oracle.days_of_date(found)
            year = f"{last:%Y}"
            forms = [year, f"{year}-S1", f"{year}-Q1", f"{year}-01", f"{year}-01-01"]
            if (last.month, last.day) != (1, 1):
                forms += 2 * [f"{year}-01-01/{last}"]
            found = BareText(self.pick(forms))
        return found

    def _targets(self, kind: SeriesKind, reported: list[BareText]) -> list[SeriesDraft]:
        """Return targets, some of them for a date that a figure is reported for."""
        first = self.today if self.orderly and self.maybe(0.5) else FIRST
        dues = [self._due_date(kind, first) for _ in range(2)]
        if kind.measure == "stock" and self.chance.random() < 0.6:
            dues = [self.pick(reported), *dues[1:]]
        before = oracle.days_of_date(min(reported, key=oracle.days_of_date))[0]
        found = []
        for _ in range(self.pick([0, 0, 1, 2, 3, 5])):
            target: MadeTree = {"value": self.amount(kind), "sources": self.cited()}
            last = None
            if self.chance.random() < 0.8:
                due = self.pick(dues)
                target["due"] = rewritten(due, self.chance) if self.chance.random() < 0.2 else due
                last = oracle.days_of_date(due)[1]
            if self.chance.random() < 0.3:
                last = min(before, last or before)
            if self.maybe() or last == before:
                target["announced"] = self.begun_date(last)
            self._hedged(target)
            found.append(self._draft("targets", target))
        return found

    def _event(self) -> SeriesDraft:
        date = self.ended_date()
        found: MadeTree = {
            "date": date, "title": self.named(), "sources": self._sources_for(date),
        }  # fmt: skip
        if self.maybe():
            found["text"] = self.remark()
        return self._draft("events", found)

    def _reply(self) -> SeriesDraft:
        found: MadeTree = {
            "to": "", "date": self.begun_date(), "by": self.pick(self.speakers),
            "text": self.remark(), "sources": self.cited(),
        }  # fmt: skip
        return SeriesDraft("replies", found, self.day(), is_withdrawn=self.maybe(0.2))

    # --- references ---

    def _give_anchors(self, drafts: list[SeriesDraft]) -> None:
        """Give records unique anchors: their own if the default is taken, and sometimes anyway."""
        taken: set[str] = set()
        for draft in drafts:
            draft.first_date = draft.state.get(draft.date_key)
            if self.maybe(0.2):
                is_target = draft.list_name == "targets"
                draft.first_date = self.date() if is_target else self.ended_date()
                if is_target and self.maybe(0.2):
                    draft.first_date = None
            default = oracle.anchor(draft.prefix, {draft.date_key: draft.first_date})
            draft.anchor = default
            draft.has_own_anchor = self.maybe(0.3) or default in taken
            if draft.has_own_anchor:
                draft.anchor = self.own_id(taken, "jangkar")
                while draft.anchor in taken:
                    draft.anchor += "-x"
            taken.add(draft.anchor)

    def _replace(self, targets: list[SeriesDraft]) -> None:
        """Chain targets: each is replaced by another at most; withdrawn targets replace nothing."""
        order = self.some(targets, len(targets), len(targets))
        replaced: set[str] = set()
        for index, target in enumerate(order):
            if not self.maybe(0.7):
                continue
            if target.is_withdrawn:
                target.state["replaces"] = self.pick(order).anchor
                continue
            free = [other.anchor for other in order[index + 1 :] if other.anchor not in replaced]
            if free:
                found = free[0] if self.chance.random() < 0.6 else self.pick(free)
                target.state["replaces"] = found
                replaced.add(found)

    def _prefer(self, observations: list[SeriesDraft], kind: SeriesKind) -> None:
        """Mark at most a single observation of a conflict as preferred, and none in dispute."""
        by_anchor = {draft.anchor: draft for draft in observations}
        standing = [draft.standing for draft in observations if not draft.is_withdrawn]
        for _, group in oracle.by_date(standing, "date", kind.measure):
            disagree = len({oracle.ends_of(member["value"]) for member in group}) > 1
            if self.maybe(0.6):
                for member in self.some(group, 1, 1 if disagree else 2):
                    if member.get("status") != "disputed":
                        by_anchor[member["anchor"]].state["preferred"] = self.remark()
        for draft in observations:
            if draft.is_withdrawn and draft.state.get("status") != "disputed" and self.maybe(0.3):
                draft.state["preferred"] = self.remark()

    # --- how it came to be so ---

    def _tell_history(
        self,
        draft: SeriesDraft,
        kind: SeriesKind,
        dimensions: MadeTree,
        anchors: list[str],
        targets: list[SeriesDraft],
    ) -> None:
        """Draw what was written first, and the corrections that led from there to what stands."""
        was_redated = draft.first_date != draft.state.get(draft.date_key)
        sets = self.pick([1, 1, 2, 3]) if was_redated or self.maybe(0.5) else 0
        lifted = ["withdraw", "restore"] if self.maybe(0.15) else []
        turns = [*lifted, *(["withdraw"] if draft.is_withdrawn else [])]
        done = self._merged(["set"] * sets, turns)
        redated = self.pick([nth for nth, what in enumerate(done) if what == "set"]) if sets else -1
        first = dt.date.fromisoformat(draft.added)
        days = sorted(self.day(first) for _ in done)
        values = self._values(draft.list_name, kind, dimensions, anchors, targets)
        state = draft.state
        for nth in reversed(range(len(done))):
            correction: MadeTree = {"anchor": draft.anchor, "date": days[nth]}
            correction["reason"] = self.remark()
            if done[nth] == "set":
                change = {draft.date_key: draft.first_date} if nth == redated else {}
                earlier = self._earlier(draft, state, values, change)
                correction["set"] = changes_between(earlier, state)
                state = earlier
                if not correction["set"]:
                    continue
            else:
                correction[done[nth]] = BareText("true")
            self.may(correction, 0.4, {
                "by": lambda: self.pick(self.speakers), "sources": self.cited,
            })  # fmt: skip
            draft.corrections.insert(0, correction)
        written = {**state, "added": draft.added}
        if draft.has_own_anchor:
            written["anchor"] = draft.anchor
        keys = list(written)
        self.chance.shuffle(keys)
        draft.written = {key: written[key] for key in keys}

    def _merged(self, left: list[str], right: list[str]) -> list[str]:
        """Return two lists as one, each in its own order."""
        places = {*self.chance.sample(range(len(left) + len(right)), len(left))}
        first, second = iter(left), iter(right)
        return [next(first if nth in places else second) for nth in range(len(left) + len(right))]

    def _values(
        self,
        name: str,
        kind: SeriesKind,
        dimensions: MadeTree,
        anchors: list[str],
        targets: list[SeriesDraft],
    ) -> dict[str, Callable[[], Any]]:
        """Return the keys that an earlier state may have otherwise, each with what draws it."""
        found: dict[str, Callable[[], Any]] = {"sources": self.cited}
        if name == "replies":
            return found | {
                "to": lambda: self.pick(anchors), "by": lambda: self.pick(self.speakers),
                "text": self.remark,
            }  # fmt: skip
        found |= {
            "label": self.remark, "by": lambda: self.pick(self.speakers), "quote": self.text,
            "note": self.remark, "contradicts": lambda: self.some(anchors, 1, 2),
        }  # fmt: skip
        if name == "events":
            return found | {"title": self.named, "text": self.remark}
        found |= {
            "value": lambda: self.amount(kind),
            "qualifier": lambda: self.pick([*map(str, Qualifier)]),
            "precision": lambda: self.any_number(positive=True),
        }
        if name == "targets":
            found |= {
                "announced": self.begun_date, "replaces": lambda: self.pick(targets).anchor,
            }  # fmt: skip
        else:
            found |= {
                "status": lambda: self.pick([*map(str, Status)]), "preferred": self.remark,
            }  # fmt: skip
            if dimensions:
                found["breakdown"] = lambda: self._breakdowns(self.value(kind), kind, dimensions)
        return found

    def _earlier(
        self,
        draft: SeriesDraft,
        state: MadeTree,
        values: dict[str, Callable[[], Any]],
        change: MadeTree,
    ) -> MadeTree:
        """Return a sound state in which some keys were otherwise, `change` in any case."""
        keys = self.some(values, 0 if change else 1, self.pick([1, 1, 2, 9]))
        required = _REQUIRED - ({"text", "by"} if draft.list_name != "replies" else set())
        drawn = {
            key: None if key not in required and self.chance.random() < 0.4 else values[key]()
            for key in keys
        }
        while True:
            earlier = {key: value for key, value in {**state, **drawn, **change}.items()
                       if value is not None}  # fmt: skip
            if is_sound(earlier):
                return earlier
            if drawn:
                drawn.popitem()
            else:  # the other date does not go together with what stands
                for key in ("announced",):
                    change = {**change, key: None}


def is_sound(state: MadeTree) -> bool:
    """Return whether the keys of an entry go together."""
    if state.get("status") == "disputed" and "note" not in state:
        return False
    if "qualifier" in state:
        value = state["value"]
        if isinstance(value, dict):
            return False
        if state["qualifier"] == "nearly" and Decimal(value) == 0:
            return False
    if "announced" in state and "due" in state:
        announced, due = (oracle.days_of_date(state[key]) for key in ("announced", "due"))
        return announced[0] <= due[1]
    return True


def changes_between(earlier: MadeTree, later: MadeTree) -> MadeTree:
    """Return what a correction sets: keys with another meaning, None for one that is gone."""
    keys = [*dict.fromkeys((*earlier, *later))]
    return {
        key: later.get(key)
        for key in keys
        if _meaning(key, earlier.get(key)) != _meaning(key, later.get(key))
    }


def _meaning(key: str, value: Any) -> Any:  # noqa: ANN401
    """Return the meaning of a value: numbers by their size, absent keys by their default."""
    if value is None:
        return "reported" if key == "status" else None
    if key in ("value", "precision"):
        return oracle.ends_of(value)
    if key == "breakdown":
        return {
            dimension: {
                category: part if part in (None, "true") else Decimal(part)
                for category, part in parts.items()
                if (category, part) != ("partial", "false")
            }
            for dimension, parts in value.items()
        }
    return value


def _parts(value: str, count: int, chance: random.Random) -> Iterator[str]:
    """Yield a number of parts that add up to a value, none of the other sign."""
    whole, _, fraction = value.removeprefix("-").partition(".")
    total = int(whole + fraction)
    cuts = sorted(chance.randint(0, total) for _ in range(count - 1))
    for before, after in zip([0, *cuts], [*cuts, total], strict=True):
        digits = str(after - before).zfill(len(fraction) + 1)
        part = (
            f"{digits[: -len(fraction)]}.{fraction and digits[-len(fraction) :]}"
            if fraction
            else digits
        )
        yield f"-{part}" if value.startswith("-") and after > before else part


def _may_be_hidden(parts: list[str | None], hidden: Iterable[int], value: Any) -> bool:  # noqa: ANN401
    """Return whether these parts may be suppressed: two or more that the others do not reveal."""
    hidden = {*hidden}
    known = [
        Decimal(part) for nth, part in enumerate(parts) if nth not in hidden and part is not None
    ]
    high = Decimal(str(value["high"] if isinstance(value, dict) else value))
    return len(hidden) > 1 and sum(known, Decimal()) < high
