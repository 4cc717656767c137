"""The kinds of pages made from the record; the paths of series, their charts, images for links.

`publication` renders the pages of all `PAGE_KINDS`, the host publishes them, and the change report
compares them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Self

from terang.downloads import archive, datapackage, dcat, guide, index_json, ms_ind, sqlite_file
from terang.downloads.schema_org import SchemaOrgNode, dataset_node, record_node
from terang.i18n.formatter import Language
from terang.loading import data_paths
from terang.model.catalog import Series
from terang.model.definitions import Indicator
from terang.pages.generated_page import GeneratedPage, ListPage, MainPage
from terang.pages.proposal_form import proposal_form
from terang.pages.published_record import PublishedRecord
from terang.views import chart, citation, comparison, metadata_sheet
from terang.views.download_link import file_size
from terang.views.list_pages import SERIES_A_PAGE, RecordChange, SourcePortion, packed_pages
from terang.views.page_context import PageContext
from terang.views.revision_list import revisions_view
from terang.views.series import series_view
from terang.views.series_list import coverage_view, state_group
from terang.views.source_list import source_views
from terang.views.target_list import (
    TARGETS_A_PAGE,
    ListedTarget,
    every_target,
    listed_targets,
    target_list_view,
)


class CoveragePage(ListPage[Series]):
    """A page of the list of all series."""

    template = "coverage"

    @classmethod
    def pages(cls, record: PublishedRecord) -> Iterable[Self]:
        """Yield all pages of the list, and those of each group if it takes several."""
        parts = record.contents.coverage
        yield from cls.numbered(record, parts)
        if len(parts) > 1:
            every = (series for part in parts for series in part)
            yield from cls.of_each_group(
                record, every, lambda series: state_group(record.derived[series.id]), SERIES_A_PAGE
            )

    def view(self, context: PageContext) -> object:
        """Return the headlines of the series."""
        return coverage_view(self.shown, context, self.group)


class TargetsPage(ListPage[ListedTarget]):
    """A page of the list of all targets."""

    template = "targets"

    @classmethod
    def pages(cls, record: PublishedRecord) -> Iterable[Self]:
        """Yield all pages of the list, and those of each group if it takes several."""
        targets = listed_targets(record.catalog, record.derived)
        parts = packed_pages(((target, 1) for target in targets), TARGETS_A_PAGE)
        yield from cls.numbered(record, parts)
        if len(parts) > 1:
            yield from cls.of_each_group(
                record, targets, lambda target: target.group, TARGETS_A_PAGE
            )

    def view(self, context: PageContext) -> object:
        """Return the targets by their states, and the counts of all."""
        return target_list_view(self.shown, every_target(context), context, self.group)


@dataclass(frozen=True)
class SeriesPage(GeneratedPage):
    """The page of a series."""

    template = "series"
    series: Series

    @classmethod
    def pages(cls, record: PublishedRecord) -> Iterable[Self]:
        """Return a page for each series."""
        return (cls(record, series) for series in record.catalog.series.values())

    @property
    def path(self) -> str:
        """The address from the root of every language."""
        return series_path(self.series.id)

    def title(self, language: Language) -> str:
        """Return the title of the series."""
        return language.name(self.record.catalog.title_of(self.series))

    def description(self, language: Language) -> str:
        """Return a sentence that tells search engines about the series."""
        return language.word("series.description", title=self.title(language))

    @property
    def edit_path(self) -> str:
        """The data file of the series."""
        return self.series.path

    def linked_data(self, language: Language) -> list[SchemaOrgNode]:
        """Return the series as a schema.org `Dataset`."""
        record = self.record
        node = dataset_node(record.catalog, record.derived, self.series, language, record.edition)
        return [node]

    @property
    def data_files(self) -> tuple[str, ...]:
        """The files of the series."""
        return tuple(f"data/{name}" for name in index_json.series_files(self.series.id))

    def share_image(self, language: Language) -> str:
        """Return the path of the image that shows the series."""
        return share_image_path(self.series, language)

    def documents(self, language: Language) -> Sequence[str]:
        """Return the page for frames of other sites, and the chart as a file if there is one."""
        frame, file = frame_path(self.series, language), chart_file_path(self.series, language)
        return (frame, file) if chart.is_drawable(self.series) else (frame,)

    def place(self, context: PageContext) -> tuple[str, int]:
        """Return the indicator, and the place of the series in its comparison."""
        return (self.series.indicator, comparison.place_among_areas(self.series, context))

    def view(self, context: PageContext) -> object:
        """Return everything about the series."""
        correct = self.record.correction_url.replace("{path}", self.series.path)
        size = file_size(self.record.download_size(f"data/{self.series.id}.json"), context)
        details = self.record.publication_details
        has_png = chart_image_path(self.series, context.language) in self.record.images
        return series_view(self.series, context, correct, size, details, has_png=has_png)

    def depends_on(self, context: PageContext) -> object:
        """Return the view without file size, address and version, which every edition changes."""
        return series_view(self.series, context, "", "", citation.PublicationDetails("", ""))


@dataclass(frozen=True)
class ComparisonPage(GeneratedPage):
    """A page on which the series of an indicator are compared."""

    template = "comparison"
    indicator: Indicator
    number: int
    count: int

    @classmethod
    def pages(cls, record: PublishedRecord) -> Iterable[Self]:
        """Yield the pages of each indicator that has several series."""
        for indicator, count in comparison.compared_series(record.catalog):
            for number in range(1, count + 1):
                yield cls(record, indicator, number, count)

    @property
    def path(self) -> str:
        """The address from the root of every language."""
        return comparison.comparison_path(self.indicator, self.number)

    def title(self, language: Language) -> str:
        """Return the heading of the page, with its number if there are several."""
        name = language.name(self.indicator.title)
        if self.count == 1:
            return language.word("compare.title", title=name)
        numbers = {"number": str(self.number), "count": str(self.count)}
        return language.word("compare.title_part", title=name, **numbers)

    def description(self, language: Language) -> str:
        """Return a sentence that tells search engines about the comparison."""
        return language.word("compare.description", title=language.name(self.indicator.title))

    @property
    def edit_path(self) -> str:
        """The data file of the indicator."""
        return _indicator_file(self.indicator)

    def place(self, context: PageContext) -> tuple[str, int]:
        """Return the place of the last series of the page, after which it comes."""
        last = comparison.areas_up_to_page(self.indicator, self.number, context) - 1
        return (self.indicator.id, last)

    def view(self, context: PageContext) -> object:
        """Return the charts and rows of the compared series."""
        return comparison.comparison_view(self.indicator, self.number, context)


class SourcesPage(ListPage[SourcePortion]):
    """A page of the list of all sources."""

    template = "sources"

    @classmethod
    def pages(cls, record: PublishedRecord) -> Iterable[Self]:
        """Return all pages of the list."""
        return cls.numbered(record, record.contents.sources)

    @property
    def edit_path(self) -> str:
        """The data file of the sources."""
        return data_paths.SOURCES

    def view(self, context: PageContext) -> object:
        """Return the sources, each with the claims taken from it."""
        return source_views(self.shown, self.record.contents.uses, context)


class RevisionsPage(ListPage[RecordChange]):
    """A page of the list of all revisions, withdrawals and decisions."""

    template = "revisions"

    @classmethod
    def pages(cls, record: PublishedRecord) -> Iterable[Self]:
        """Return all pages of the list."""
        return cls.numbered(record, record.contents.changes)

    def view(self, context: PageContext) -> object:
        """Return the changes, and on the first page the newest sources."""
        newest = self.record.contents.uses if self.number == 1 else None
        return revisions_view(self.shown, newest, context)


class DownloadsPage(MainPage):
    """The page of all downloads."""

    template = "data"

    def linked_data(self, language: Language) -> list[SchemaOrgNode]:
        """Return the whole record as a schema.org `Dataset`."""
        return [record_node(self.record.catalog, language, self.record.edition)]

    @property
    def data_files(self) -> tuple[str, ...]:
        """The files that describe or hold the whole record."""
        names = (index_json.NAME, datapackage.NAME, dcat.NAME, sqlite_file.NAME, archive.NAME)
        return tuple(f"data/{name}" for name in names)

    def view(self, context: PageContext) -> object:
        """Return the downloads with their sizes, tables and examples."""
        record = self.record
        return guide.data_page_view(
            record.counted_tables(),
            record.download_size,
            context,
            whole_site=record.whole_site,
            with_parquet=record.with_parquet,
        )

    def depends_on(self, context: PageContext) -> object:
        """Return the whole catalog: every change of data is a change of a download."""
        return context.catalog


@dataclass(frozen=True)
class IndicatorPage(GeneratedPage):
    """The page with the metadata of an indicator."""

    template = "sheet"
    indicator: Indicator

    @classmethod
    def pages(cls, record: PublishedRecord) -> Iterable[Self]:
        """Return a page for each indicator, in the order of their ids."""
        return (
            cls(record, indicator) for _, indicator in sorted(record.catalog.indicators.items())
        )

    @property
    def path(self) -> str:
        """The address from the root of every language."""
        return metadata_sheet.sheet_path(self.indicator.id)

    def title(self, language: Language) -> str:
        """Return the heading of the page."""
        return language.word("sheet.title", title=language.name(self.indicator.title))

    def description(self, language: Language) -> str:
        """Return a sentence that tells search engines about the metadata."""
        return language.word("sheet.description", title=language.name(self.indicator.title))

    @property
    def edit_path(self) -> str:
        """The data file of the indicator."""
        return _indicator_file(self.indicator)

    def view(self, context: PageContext) -> object:
        """Return the metadata as BPS asks for them."""
        items = ms_ind.ms_ind_items(self.indicator)
        file = f"data/{ms_ind.sheet_name(self.indicator.id)}"
        return metadata_sheet.sheet_view(self.indicator, items, file, context)


class ProposePage(MainPage):
    """The page of the form for proposals."""

    template = "propose"

    def view(self, context: PageContext) -> object:
        """Return the form with its lists."""
        return proposal_form(self.record.catalog, self.record.correction_url, context)

    def depends_on(self, context: PageContext) -> object:  # noqa: ARG002
        """Return nothing: what a form offers to choose from is no statement of the record."""
        return None


PAGE_KINDS: Sequence[type[GeneratedPage]] = (
    CoveragePage,
    TargetsPage,
    SeriesPage,
    ComparisonPage,
    SourcesPage,
    RevisionsPage,
    DownloadsPage,
    IndicatorPage,
    ProposePage,
)
"""The registry: every kind of page, in the order in which files and menus list them."""


def generated_pages(record: PublishedRecord) -> Iterator[GeneratedPage]:
    """Yield every page that is made from the record, of every kind."""
    for kind in PAGE_KINDS:
        yield from kind.pages(record)


def series_path(series: str) -> str:
    """Return the path of the page of a series, by its id."""
    return f"coverage/{series}/"


def frame_path(series: Series, language: Language) -> str:
    """Return the path of the page of a series for frames of other sites, from the site's root."""
    return f"{language.root}{citation.embed_path(series)}index.html"


def chart_file_path(series: Series, language: Language) -> str:
    """Return the path of the chart of a series as SVG, from the site's root."""
    return f"{language.root}{citation.embed_path(series)}chart.svg"


def share_image_path(series: Series, language: Language) -> str:
    """Return the path of the image for links to a series, from the site's root."""
    return f"{language.root}{citation.embed_path(series)}share.png"


def chart_image_path(series: Series, language: Language) -> str:
    """Return the path of the chart of a series as PNG, from the site's root."""
    return f"{language.root}{citation.embed_path(series)}chart.png"


def _indicator_file(indicator: Indicator) -> str:
    return f"{data_paths.INDICATORS}/{indicator.id}.yml"
