"""The filter above a list of targets or series: how many there are of each state, over all rows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from terang.views.list_pages import state_folder
from terang.views.page_context import PageContext

ALL = "all"
"""The name of the choice that shows every row."""

NO_TARGET = "none"
"""The group of series without a dated target."""

ORDER = ("open", "missed", "unknown", "met", "without", NO_TARGET)
"""The groups in the order of their choices."""

SCRIPT = "assets/filter.js"
"""The script that sorts rows, and takes the choice from the page's address."""


@dataclass(frozen=True, slots=True)
class FilterChoice:
    """A choice of a filter: the rows of a group, or all."""

    name: str
    text: str
    href: str
    """The page that shows this group alone; empty where a page holds all rows."""
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class ListFilter:
    """The choices of a filter."""

    choices: tuple[FilterChoice, ...]
    is_paged: bool
    """True if each choice is a page; else they are radio buttons on the one page."""
    script: str


def list_filter(
    groups: Sequence[str],
    folder: str,
    chosen: str,
    context: PageContext,
    *,
    is_paged: bool,
) -> ListFilter | None:
    """Return the filter of a list; None where all rows are of one group.

    `groups` are the groups of all its rows; `chosen` is empty on a page that shows every row.
    """
    counts, language = Counter(groups), context.language
    if len(counts) < 2:  # noqa: PLR2004
        return None
    texts = {ALL: language.word("filter.all", count=language.number(counts.total()))}
    for name in ORDER:
        if counts[name]:
            texts[name] = language.word(
                "targetlist.count",
                count=language.number(counts[name]),
                group=language.word(f"targetlist.group_{name}").lower(),
            )
    return ListFilter(
        tuple(
            FilterChoice(
                name,
                text,
                context.page_href(folder if name == ALL else state_folder(folder, name))
                if is_paged
                else "",
                name == (chosen or ALL),
            )
            for name, text in texts.items()
        ),
        is_paged,
        context.file_href(SCRIPT),
    )
