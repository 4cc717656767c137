"""The base classes of page kinds, with everything that a page made from the record can be asked.

The kinds themselves are in `page_kinds`. A page knows neither the template engine nor the host.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar, Generic, Self, TypeVar

from terang.downloads.schema_org import SchemaOrgNode
from terang.i18n.formatter import Language
from terang.pages.published_record import PublishedRecord
from terang.views import list_pages
from terang.views.page_context import PageContext

_Listed = TypeVar("_Listed")


@dataclass(frozen=True)
class GeneratedPage(ABC):
    """A page made from the record; each subclass with a template is a kind of page."""

    record: PublishedRecord

    template: ClassVar[str]
    """The name of its template in theme_overrides/components/pages/."""

    @classmethod
    @abstractmethod
    def pages(cls, record: PublishedRecord) -> Iterable[Self]:
        """Return all pages of this kind."""

    @property
    @abstractmethod
    def path(self) -> str:
        """The address from the root of every language, with a slash at its end: "coverage/"."""

    @abstractmethod
    def title(self, language: Language) -> str:
        """Return the heading of the page."""

    @abstractmethod
    def description(self, language: Language) -> str:
        """Return a sentence that tells search engines about the page."""

    @abstractmethod
    def view(self, context: PageContext) -> object:
        """Return the finished texts that the template places."""

    @property
    def edit_path(self) -> str | None:
        """The data file to correct, from the repository's root; None if there is no single file."""
        return None

    @property
    def is_in_menu(self) -> bool:
        """True if a site that configures no menu has the page in its menu."""
        return False

    def pager(self, context: PageContext) -> list_pages.Pager | None:  # noqa: ARG002 - for lists
        """Return the links to the other pages of a list; None if the page is not in a list."""
        return None

    def linked_data(self, language: Language) -> list[SchemaOrgNode]:  # noqa: ARG002
        """Return the JSON-LD nodes for the head of the page."""
        return []

    @property
    def data_files(self) -> tuple[str, ...]:
        """The downloads that hold what the page says, by their paths from the site's root."""
        return ()

    def share_image(self, language: Language) -> str:  # noqa: ARG002
        """Return the path of the image for links to the page, or an empty text."""
        return ""

    def documents(self, language: Language) -> Sequence[str]:  # noqa: ARG002
        """Return the documents for other sites that show the same, by their paths from the root."""
        return ()

    def place(self, context: PageContext) -> tuple[str, int]:  # noqa: ARG002
        """Return a sort key by which pages with the same charts come one after another.

        They take the charts from the cache if the same process makes them: 4 % of a whole build at
        514 series.
        """
        return ("", 0)

    def depends_on(self, context: PageContext) -> object:
        """Return the content by which the change report compares two states of the page.

        The default is the view: a page has changed if any series, source, area or text that it
        shows has changed.
        """
        return self.view(context)


class MainPage(GeneratedPage):
    """A page over the whole record, at the address `<template>/`.

    Its title and description are the words `page.<template>_title` and `_description`.
    """

    @classmethod
    def pages(cls, record: PublishedRecord) -> Iterable[Self]:
        """Return the only page of this kind."""
        return (cls(record),)

    @property
    def path(self) -> str:
        """The address from the root of every language."""
        return f"{self.template}/"

    def title(self, language: Language) -> str:
        """Return the heading of the page."""
        return language.word(f"page.{self.template}_title")

    def description(self, language: Language) -> str:
        """Return a sentence that tells search engines about the page."""
        return language.word(f"page.{self.template}_description")

    @property
    def is_in_menu(self) -> bool:
        """True: the menu leads to every page over the whole record."""
        return True


@dataclass(frozen=True)
class ListPage(MainPage, Generic[_Listed]):
    """A page of a list that may take several; the first has the address of the list."""

    shown: Sequence[_Listed]
    number: int
    count: int
    group: str = ""
    """The group of states that the page and its next ones show; empty on those that show all."""

    @classmethod
    def numbered(
        cls, record: PublishedRecord, parts: Sequence[Sequence[_Listed]]
    ) -> Iterator[Self]:
        """Yield a page for each part of a list."""
        for number, shown in enumerate(parts, start=1):
            yield cls(record, shown, number, len(parts))

    @classmethod
    def of_each_group(
        cls,
        record: PublishedRecord,
        items: Iterable[_Listed],
        group_of: Callable[[_Listed], str],
        capacity: int,
    ) -> Iterator[Self]:
        """Yield the pages of each group of states of a list."""
        groups: dict[str, list[_Listed]] = {}
        for item in items:
            groups.setdefault(group_of(item), []).append(item)
        for group, members in groups.items():
            parts = list_pages.packed_pages(((item, 1) for item in members), capacity)
            for number, shown in enumerate(parts, start=1):
                yield cls(record, shown, number, len(parts), group)

    @property
    def folder(self) -> str:
        """The address of the first page of the list, or of the part that shows its group."""
        folder = super().path
        return list_pages.state_folder(folder, self.group) if self.group else folder

    @property
    def path(self) -> str:
        """The address from the root of every language."""
        return list_pages.list_path(self.folder, self.number)

    def title(self, language: Language) -> str:
        """Return the heading of the list, with a number on every page but the first."""
        title = super().title(language)
        if self.group:
            group = language.word(f"targetlist.group_{self.group}").lower()
            title = language.word("filter.title", title=title, group=group)
        if self.number == 1:
            return title
        numbers = {"number": str(self.number), "count": str(self.count)}
        return language.word("pager.title", title=title, **numbers)

    @property
    def is_in_menu(self) -> bool:
        """True for the first page of the list."""
        return self.number == 1 and not self.group

    def pager(self, context: PageContext) -> list_pages.Pager:
        """Return the links to the other pages of the list."""
        return list_pages.pager(self.folder, self.number, self.count, context)
