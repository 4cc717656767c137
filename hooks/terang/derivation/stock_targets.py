"""The rules for the state of a target of a stock, and the dates that are evidence for it.

The rules stand in docs/contract.md#state-of-a-target.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from terang.derivation.claims import CountingDate
from terang.derivation.comparability import is_before, is_parted
from terang.derivation.counting import with_date
from terang.derivation.quantity import Answer, Goal
from terang.derivation.states import Judgement, Reason, State
from terang.model.period import Period

NO_DEADLINE = dt.date.max
"""The deadline of a target without a due date."""

DAYS_FOR_THE_DAY = 92
"""A date that ends within so many days after the deadline still speaks for it."""


@dataclass(frozen=True)
class Evidence:
    """The counting dates of a series, sorted by what they can say about one target."""

    goal: Goal
    deadline: dt.date
    """The last day of the due date; `NO_DEADLINE` without one, so that each date is before it."""
    announcement: dt.date | None
    breaks: tuple[dt.date, ...]
    counting: tuple[CountingDate, ...]

    @functools.cached_property
    def dates(self) -> tuple[CountingDate, ...]:
        """Return the dates that no break keeps away; none where the announcement is unknown."""
        announcement = self.announcement
        if announcement is None:
            return ()
        return tuple(
            date for date in self.counting if not is_parted(date.period, announcement, self.breaks)
        )

    @functools.cached_property
    def in_time(self) -> tuple[CountingDate, ...]:
        """Return the dates between announcement and deadline, or that end on its day."""
        return tuple(date for date in self.dates if self._is_in_time(date))

    @functools.cached_property
    def for_the_day(self) -> tuple[CountingDate, ...]:
        """Return the dates that end on the deadline's day, or lie within 92 days after it."""
        return tuple(date for date in self.dates if self._is_for_the_day(date))

    @functools.cached_property
    def perhaps(self) -> tuple[CountingDate, ...]:
        """Return the dates since the announcement that hold the deadline without ending on it."""
        return tuple(
            date
            for date in self.holding
            if self._begins_after_announcement(date) and date.period.last != self.deadline
        )

    @functools.cached_property
    def holding(self) -> tuple[CountingDate, ...]:
        """Return the dates that hold the deadline's day, whenever they began."""
        return tuple(
            date for date in self.dates if date.period.first <= self.deadline <= date.period.last
        )

    @functools.cached_property
    def late(self) -> tuple[CountingDate, ...]:
        """Return the dates that begin after the deadline."""
        return tuple(date for date in self.dates if date.period.first > self.deadline)

    @functools.cached_property
    def relevant(self) -> tuple[CountingDate, ...]:
        """Return the dates that a state can depend on: evidence, and what holds the deadline."""
        kinds = (self.in_time, self.for_the_day, self.late, self.holding)
        found = {date.period: date for kind in kinds for date in kind}
        return tuple(found[period] for period in sorted(found))

    @functools.cached_property
    def periods_of_evidence(self) -> frozenset[Period]:
        """Return the periods of the dates that are evidence.

        A date that only holds the deadline, and began before the announcement, is none.
        """
        kinds = (self.in_time, self.for_the_day, self.perhaps, self.late)
        return frozenset(date.period for kind in kinds for date in kind)

    @functools.cached_property
    def nearest(self) -> tuple[CountingDate, ...]:
        """Return the last counting date that ends by the deadline, and the first that ends later.

        Pages give them where no report says how it stood on the day, whatever keeps them away.
        """
        ended = [date for date in self.counting if date.period.last <= self.deadline]
        return (*ended[-1:], *self.counting[len(ended) : len(ended) + 1])

    def supposing(self, changed: Iterable[CountingDate]) -> Evidence:
        """Return the evidence if other claims counted for some dates.

        Figures that are no evidence are left out, since no state depends on them.
        """
        counting = functools.reduce(with_date, changed, self.relevant)
        return Evidence(self.goal, self.deadline, self.announcement, self.breaks, counting)

    def without_breaks(self) -> Evidence:
        """Return the same as if no figure had ever changed its meaning."""
        return Evidence(self.goal, self.deadline, self.announcement, (), self.counting)

    def answer(self, date: CountingDate) -> Answer:
        """Return what a date says: both where a claim surely reaches and one surely does not."""
        answers = {self.goal.answer(claim.quantity) for claim in date.claims}
        if len(answers) == 1:
            return answers.pop()
        return Answer.BOTH if {Answer.YES, Answer.NO} <= answers else Answer.ROUGH

    def saying(self, dates: Iterable[CountingDate], *answers: Answer) -> list[CountingDate]:
        """Return the dates whose answer is one of these."""
        return [date for date in dates if self.answer(date) in answers]

    @functools.cached_property
    def opposed(self) -> tuple[CountingDate, ...]:
        """Return the dates of which a claim surely does not reach the goal."""
        return tuple(
            date
            for date in self.dates
            if any(self.goal.is_surely_not_reached(claim.quantity) for claim in date.claims)
        )

    def against(self, date: CountingDate, others: Iterable[CountingDate]) -> Iterator[CountingDate]:
        """Yield those that speak against a date in time: later ones, and others of the day."""
        return (other for other in others if other is not date and self._is_against(other, date))

    def _is_against(self, other: CountingDate, date: CountingDate) -> bool:
        if self._is_in_time(other) and other.period.last > date.period.last:
            return True
        day = self.deadline
        if other.period.last == day == date.period.last:
            return True
        return self._is_for_the_day(other) and other.period.last - day < day - date.period.last

    def _begins_after_announcement(self, date: CountingDate) -> bool:
        return self.announcement is not None and date.period.first >= self.announcement

    def _is_in_time(self, date: CountingDate) -> bool:
        if date.period.last >= self.deadline:
            return date.period.last == self.deadline
        return self._begins_after_announcement(date)

    def _is_for_the_day(self, date: CountingDate) -> bool:
        if date.period.first <= self.deadline:
            return date.period.last == self.deadline
        return (date.period.last - self.deadline).days <= DAYS_FOR_THE_DAY


def judge_stock_target(evidence: Evidence, today: dt.date, *, is_replaced: bool) -> Judgement:
    """Return the state of a target of a stock: the first rule that holds."""
    if judgement := _met(evidence):
        return judgement
    has_deadline = evidence.deadline != NO_DEADLINE
    if has_deadline and today <= evidence.deadline:
        return Judgement(State.REPLACED if is_replaced else State.PENDING)
    if judgement := _fell_or_undecided(evidence):
        return judgement
    if not has_deadline:
        return Judgement(State.REPLACED if is_replaced else State.NO_DEADLINE)
    return (
        _met_late(evidence)
        or _met_time_unknown(evidence)
        or _missed(evidence)
        or _undecided(evidence)
        or Judgement(State.UNREPORTED, _reason_unreported(evidence))
    )


def _anchors(dates: Iterable[CountingDate]) -> tuple[str, ...]:
    """Return the anchors of dates, in the order of the dates."""
    return tuple(anchor for date in dates for anchor in date.anchors)


def _met(evidence: Evidence) -> Judgement | None:
    """A date in time says yes, and no claim of a date that speaks against it says no."""
    reached = evidence.saying(evidence.in_time, Answer.YES)
    # What speaks against the last of them speaks against all that end before it.
    if not reached or any(evidence.against(reached[-1], evidence.opposed)):
        return None
    return Judgement(State.MET, decided_by=_anchors(reached))


def _fell_or_undecided(evidence: Evidence) -> Judgement | None:
    """A claim in time says yes, but a later date or another claim does not."""
    goal = evidence.goal
    reached = [
        date
        for date in evidence.in_time
        if any(goal.is_surely_reached(claim.quantity) for claim in date.claims)
    ]
    if not reached:
        return None
    if fall := next(_falls(evidence, reached), None):
        return Judgement(State.MET_THEN_FELL, decided_by=_anchors(fall))
    for date in reversed(reached):
        for other in evidence.against(date, evidence.opposed):
            decided = _anchors((date, other))
            return Judgement(State.UNDECIDED, Reason.SOURCES_DISAGREE, decided)
        if date in evidence.opposed:
            return Judgement(State.UNDECIDED, Reason.SOURCES_DISAGREE, date.anchors)
    return Judgement(State.UNDECIDED, Reason.ROUGH_FIGURE, _anchors(reached[-1:]))


def _falls(
    evidence: Evidence, reached: Sequence[CountingDate]
) -> Iterator[tuple[CountingDate, CountingDate]]:
    """Yield each date that says yes with a later report of one of its speakers that says no.

    No date in time that ends with or after the later one says anything but no.
    """
    others = evidence.saying(evidence.in_time, Answer.YES, Answer.BOTH, Answer.ROUGH)
    last_other = max(date.period.last for date in others)
    lower = [
        date
        for date in evidence.saying(evidence.opposed, Answer.NO)
        if date.period.last > last_other
    ]
    for date in reversed(evidence.saying(reached, Answer.YES)):
        for later in evidence.against(date, lower):
            if date.speakers & later.speakers:
                yield date, later


def _met_late(evidence: Evidence) -> Judgement | None:
    """A late date says yes; before it stand dates for the day, all of which say no.

    No date that holds the deadline says anything else.
    """
    if evidence.saying(evidence.holding, Answer.YES, Answer.BOTH, Answer.ROUGH):
        return None
    for date in evidence.saying(evidence.late, Answer.YES):
        before = [other for other in evidence.for_the_day if is_before(other.period, date.period)]
        if before and all(evidence.answer(other) is Answer.NO for other in before):
            return Judgement(State.MET_LATE, decided_by=_anchors((before[0], date)))
    return None


def _met_time_unknown(evidence: Evidence) -> Judgement | None:
    """A date that holds the deadline, or a late one, says yes."""
    dates = sorted((*evidence.perhaps, *evidence.late), key=lambda date: date.period)
    reached = evidence.saying(dates, Answer.YES)
    return Judgement(State.MET_TIME_UNKNOWN, decided_by=_anchors(reached)) if reached else None


def _missed(evidence: Evidence) -> Judgement | None:
    """There are dates for the day, all say no, and no date that holds it says anything else."""
    dates = evidence.for_the_day
    if not dates or any(
        evidence.answer(date) is not Answer.NO for date in (*dates, *evidence.holding)
    ):
        return None
    return Judgement(State.MISSED, decided_by=_anchors(dates))


def _undecided(evidence: Evidence) -> Judgement | None:
    """A date that is evidence says both, or else is rough."""
    if both := evidence.saying(evidence.relevant, Answer.BOTH):
        return Judgement(State.UNDECIDED, Reason.SOURCES_DISAGREE, _anchors(both))
    if rough := evidence.saying(evidence.relevant, Answer.ROUGH):
        return Judgement(State.UNDECIDED, Reason.ROUGH_FIGURE, _anchors(rough))
    return None


def _reason_unreported(evidence: Evidence) -> Reason:
    """Return the first reason that holds for there being no report."""
    if not evidence.without_breaks().periods_of_evidence <= evidence.periods_of_evidence:
        return Reason.BREAK
    if evidence.late:
        return Reason.LONG_AFTER
    return Reason.NOT_FOR_THE_DAY if evidence.counting else Reason.NONE
