"""The list of all targets (/targets/), in groups of states and in order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from terang.derivation.derive import Derived
from terang.derivation.states import State
from terang.derivation.targets import Outlook
from terang.i18n.formatter import Moment, Sentence, TextLink
from terang.model.catalog import Catalog, Series
from terang.views.attribution import attribution
from terang.views.claim_sentences import claim_id, hedged_text
from terang.views.list_filter import ListFilter, list_filter
from terang.views.page_context import PageContext
from terang.views.sentence_parts import capitalized
from terang.views.target_distances import DistanceLine, distance_lines, needed_pace
from terang.views.target_sentences import state_word

TARGETS = "targets/"
"""The address of the list from the root of every language."""

TARGETS_A_PAGE = 200

_GROUPS: Sequence[tuple[str, frozenset[State]]] = (
    ("open", frozenset({State.PENDING})),
    ("missed", frozenset({State.MISSED, State.MET_LATE})),
    (
        "unknown",
        frozenset({State.UNREPORTED, State.UNDECIDED, State.MET_TIME_UNKNOWN}),
    ),
    ("met", frozenset({State.MET, State.MET_THEN_FELL})),
    ("without", frozenset({State.NO_DEADLINE, State.REPLACED})),
)
"""Groups of states in the order of the list, each by the name of its word."""


@dataclass(frozen=True, slots=True)
class ListedTarget:
    """A target of the record with its series."""

    series: Series
    outlook: Outlook

    @property
    def group(self) -> str:
        """The name of its group of states."""
        return group_of(self.outlook)


def group_of(outlook: Outlook) -> str:
    """Return the name of the group of states of a target."""
    return next(name for name, states in _GROUPS if outlook.state in states)


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetRow:
    """A target as a row of the table."""

    id: str
    who: Sentence
    amount: Sentence
    href: str
    series: TextLink
    due: Moment | None
    days_left: str
    """Only of a target whose day is to come."""
    distances: tuple[DistanceLine, ...]
    pace: Sentence
    """The pace that is needed from now on; only of a target whose day is to come."""
    state: State
    state_word: str


@dataclass(frozen=True, slots=True)
class TargetGroup:
    """The targets of a group on a page, below the heading `id`."""

    id: str
    name: str
    title: str
    rows: tuple[TargetRow, ...]


@dataclass(frozen=True, slots=True)
class TargetListView:
    """A page of the list: the counts of all targets as a filter, and the groups on this page."""

    filter: ListFilter | None
    groups: tuple[TargetGroup, ...]


def listed_targets(catalog: Catalog, derived: Mapping[str, Derived]) -> tuple[ListedTarget, ...]:
    """Return every target in the list's order: by state; open ones by day, others newest first."""
    targets = [
        ListedTarget(series, outlook)
        for key, series in sorted(catalog.series.items())
        for outlook in derived[key].outlooks
    ]
    ranks = {name: rank for rank, (name, _) in enumerate(_GROUPS)}
    return tuple(sorted(targets, key=lambda target: (ranks[target.group], _nearness(target))))


def every_target(context: PageContext) -> tuple[ListedTarget, ...]:
    """Return every target that stands, in the order of the list."""
    return context.cached_for_language(
        "(targets)", lambda: listed_targets(context.catalog, context.derived)
    )


def _nearness(target: ListedTarget) -> tuple[bool, int]:
    due = target.outlook.target.due
    if due is None:
        return True, 0
    day = due.last.toordinal()
    return False, day if target.group == "open" else -day


def target_list_view(
    shown: Iterable[ListedTarget],
    every: Sequence[ListedTarget],
    context: PageContext,
    chosen: str = "",
) -> TargetListView:
    """Return a page of the list of all targets, by group, with the counts of all.

    `chosen` is the only group of this page and its next ones, if there is one.
    """
    language = context.language
    groups: dict[str, list[TargetRow]] = {}
    for target in shown:
        groups.setdefault(target.group, []).append(_target_row(target, context))
    return TargetListView(
        list_filter(
            [target.group for target in every],
            TARGETS,
            chosen,
            context,
            is_paged=len(every) > TARGETS_A_PAGE,
        ),
        tuple(
            TargetGroup(f"_{name}", name, language.word(f"targetlist.group_{name}"), tuple(rows))
            for name, rows in groups.items()
        ),
    )


def _target_row(target: ListedTarget, context: PageContext) -> TargetRow:
    series, outlook = target.series, target.outlook
    entry, language = outlook.target, context.language
    due = language.date(entry.due, entry.label) if entry.due is not None else None
    return TargetRow(
        id=claim_id(series, entry.anchor),
        who=capitalized(attribution(entry, context, brief=True)),
        amount=hedged_text(entry, series, context),
        href=context.entry_href(series, entry.anchor),
        series=TextLink(context.title(series), context.page_href(context.series_path(series))),
        due=due,
        days_left=_days_left(outlook, context),
        distances=distance_lines(outlook, series, context),
        pace=needed_pace(outlook, series, context),
        state=outlook.state,
        state_word=state_word(outlook, context),
    )


def _days_left(outlook: Outlook, context: PageContext) -> str:
    due, today = outlook.target.due, context.catalog.today
    if due is None or outlook.state is not State.PENDING or due.last < today:
        return ""
    days = _days_between(today, due.last)
    if not days:
        return context.language.word("targetlist.due_today")
    return context.language.plural("targetlist.days_left", days)


def _days_between(first: dt.date, last: dt.date) -> int:
    return (last - first).days
