"""The change report as Markdown, Indonesian first, then English; or why there is none."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from terang.change_report.changed_files import ChangedFiles
from terang.change_report.changed_pages import changed_pages
from terang.change_report.changes import EntryChange, SeriesChange, changes_between
from terang.change_report.data_report import (
    DataChanges,
    data_lines,
    decision_lines,
    entry_details,
    statement_lines,
)
from terang.change_report.markdown_text import escaped_markdown
from terang.change_report.page_report import PageReport, SiteSettings
from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import Language, plain_text
from terang.model.catalog import PopulationValue, Series
from terang.model.definitions import Indicator, Unit
from terang.model.entries import Entry, Event
from terang.model.field_types import Text
from terang.model.period import Period
from terang.pages.published_record import PublishedRecord
from terang.views.attribution import attribution
from terang.views.claim_sentences import entry_link, figure_text, qualifier_word
from terang.views.entry_properties import entry_date, entry_kind
from terang.views.headline import (
    HeadlineView,
    TargetLine,
    headline_sentence,
    headline_view,
    today_moment,
)
from terang.views.page_context import PageContext
from terang.views.revision_text import old_value

_Choice: TypeAlias = Callable[[EntryChange], bool]
_RULE = "\n---\n\n"


@dataclass(frozen=True, slots=True)
class Differences:
    """The differences that two published records do not show by themselves."""

    files: ChangedFiles
    """All files that differ."""
    data: DataChanges = field(default_factory=DataChanges)
    """The changes of records that are no entries."""
    settings: SiteSettings = field(default_factory=SiteSettings)


def change_report(
    before: PublishedRecord,
    after: PublishedRecord,
    base: str,
    differences: Differences,
) -> str:
    """Return the change report since `base`, in each language.

    `base`: the name of the earlier state in Markdown. `differences`: those outside the two records.
    """
    reports = (_Report(before, after, differences, Language(code)) for code in LANGUAGES)
    return _RULE.join(report.markdown(base) for report in reports)


def no_report(reason: str) -> str:
    """Return why there is no change report, in each language; `reason`: a word of `report`."""
    return "\n\n".join(Language(code).word(f"report.{reason}") for code in LANGUAGES) + "\n"


class _Report:
    """The report in a language."""

    def __init__(
        self,
        before: PublishedRecord,
        after: PublishedRecord,
        differences: Differences,
        language: Language,
    ) -> None:
        self.changes, self.language = changes_between(before, after), language
        self.files, self.data = differences.files, differences.data
        self.pages = changed_pages(before, after, language)
        self.page_report = PageReport(before, after, differences.settings, language)
        self.old, self.new = before.context(language.code, ""), after.context(language.code, "")

    def word(self, key: str, /, **values: str) -> str:
        """Return a word of the report."""
        return self.language.word(f"report.{key}", **values)

    def markdown(self, base: str) -> str:
        """Return the whole report."""
        today = today_moment(self.new).text
        body = list(self._sections())
        lines = [f"# {self.word('title', today=today)}", ""]
        if self.changes.is_first:
            lines += [self.word("first"), ""]
        elif not any(self.changes.entries):
            key = self._no_entry_changed(body)
            if self.page_report.figures:
                key = "page_figures_only"
            lines += [self.word(key, base=base), ""]
        else:
            lines += [self.word("summary", base=base, **self._counts()), ""]
        lines += body
        lines += self._titled("files", self.files.lines(self.language))
        if self.pages:
            # Last and folded: which pages differ says less than how they do.
            pages = "\n".join(f"- {self._page(page)}" for page in self.pages)
            count = self.language.number(len(self.pages))
            lines += [self.word("folded_pages", count=count, pages=pages), ""]
        return "\n".join(lines).rstrip("\n") + "\n"

    def _no_entry_changed(self, body: Sequence[str]) -> str:
        """Return the sentence on a change of no entry: nothing changed only if no byte did."""
        kinds = self.files.by_kind
        if not kinds and not body:
            return "nothing"
        return "no_entry" if "data" in kinds else "no_figure"

    def _page(self, page: str) -> str:
        return self.word("every_page") if page.endswith("…") else f"`{page}`"

    def _counts(self) -> dict[str, str]:
        entries = list(self.changes.entries)
        counts = {
            "added": sum(entry.is_new for entry in entries),
            "revised": sum(bool(entry.keys) and not entry.is_withdrawn for entry in entries),
            "withdrawn": sum(entry.is_withdrawn for entry in entries),
        }
        return {name: self.language.number(count) for name, count in counts.items()}

    def _sections(self) -> Iterator[str]:
        """Yield the sections: consequences first, then changes by type and series."""
        yield from self._titled("headlines", self._headlines())
        yield from self._titled("states", self._states())
        yield from self._titled("statements", statement_lines(self.data))
        yield from self._titled("page_figures", self.page_report.figures)
        if not self.changes.is_first:
            yield from self._section("added", lambda change: change.is_new)
            yield from self._section(
                "revised", lambda change: bool(change.keys) and not change.is_withdrawn
            )
            yield from self._section("withdrawn", lambda change: change.is_withdrawn)
            yield from self._section("gone", lambda change: change.is_gone)
            yield from self._titled("meaning", self._meanings())
        yield from self._titled("decisions", decision_lines(self.data))
        if not self.changes.is_first:
            yield from self._titled("data_texts", data_lines(self.data, self.language))
        if not self.changes.is_first:
            yield from self._titled("page_texts", [*self.page_report.texts()][1:])
        yield from self._titled("menu", self.page_report.menus())
        yield from self._titled("own", [*self.page_report.own_lines()][1:])
        yield from self._titled("settings", self.page_report.setting_lines())

    def _titled(self, name: str, lines: Iterable[str]) -> Iterator[str]:
        """Yield lines below their title; nothing if there are no lines."""
        if body := list(lines):
            yield from (f"## {self.word(name)}", "", *body, "")

    def _section(self, name: str, is_listed: _Choice) -> Iterator[str]:
        """Yield the section of the entries that `is_listed` chooses, by series."""
        lines: list[str] = []
        for series in self.changes.series:
            if entries := [entry for entry in series.entries if is_listed(entry)]:
                lines += ["", f"### {self._title(series)}", ""]
                for entry in entries:
                    lines += self._entry(entry, series)
        yield from self._titled(name, lines[1:])

    def _title(self, change: SeriesChange) -> str:
        """Return the title of a series, or its last title if the series is gone."""
        context, series = (self.new, change.after) if change.after else (self.old, change.before)
        assert series is not None  # noqa: S101 - a change has at least one side
        return escaped_markdown(context.title(series))

    # --- entries ---

    def _entry(self, change: EntryChange, series: SeriesChange) -> Iterator[str]:
        """Yield an entry by speaker and value, then its keys before and after, then reasons."""
        entry = change.after or change.before
        context, owner = (self.new, series.after) if change.after else (self.old, series.before)
        if entry is None or owner is None:
            return
        kind = self.language.word(f"kind.{entry_kind(entry)}")
        yield f"- {kind}: {self._who(entry, context)}: **{self._name(entry, owner, context)}**"
        if change.is_new:
            written = self.data.entries.get((owner.id, entry.anchor))
            details = entry_details(entry, written, context.catalog, self.language)
            yield from (f"  - {detail}" for detail in details)
        if change.before is not None and series.before is not None:
            for key in change.keys:
                was, now = getattr(change.before, key), getattr(entry, key)
                name = self.language.word(f"key.{key}")
                old = self._value(was, series.before, self.old)
                new = self._value(now, owner, context)
                if old == new and isinstance(was, Text) and isinstance(now, Text):
                    # Only the other language's text changed; another section tells it.
                    continue
                yield "  - " + self._before_after(name, old, new)
        yield from self._reasons(change)

    def _before_after(self, key: str, old: str, new: str) -> str:
        return self.word("before_after", key=key, old=old.rstrip("."), new=new.rstrip("."))

    def _reasons(self, change: EntryChange) -> Iterator[str]:
        """Yield the written reasons for the revision or withdrawal of an entry."""
        if change.after is None or change.before is None:
            return
        known = change.before.revisions
        new = [revision for revision in change.after.revisions if revision not in known]
        for revision in new:
            yield "  - " + self._reason("reason", revision.reason, revision.date)
        withdrawn = change.after.withdrawn
        if change.is_withdrawn and withdrawn is not None:
            yield "  - " + self._reason("reason", withdrawn.reason, withdrawn.date)

    def _reason(self, word: str, reason: Text, date: Period) -> str:
        text = escaped_markdown(self.language.text(reason).text)
        return self.word(word, reason=text, date=self.language.date(date).text)

    def _who(self, entry: Entry, context: PageContext) -> str:
        return escaped_markdown(plain_text(attribution(entry, context)))

    def _name(self, entry: Entry, series: Series, context: PageContext) -> str:
        """Return an entry by its value and date: `sekitar 98.000 orang (2025)`."""
        if isinstance(entry, Event):
            return escaped_markdown(entry_link(entry, series, context).text)
        value = figure_text(entry, series, context)
        words = [
            qualifier_word(entry, context),
            value.text if value else "",
            context.language.unit(context.indicator(series)),
        ]
        name, period = " ".join(filter(None, words)), entry_date(entry)
        if period is None:
            return escaped_markdown(context.language.word("timeline.link_no_date", value=name))
        date = context.language.date(period, entry.label).text
        return escaped_markdown(context.language.word("timeline.link_entry", value=name, date=date))

    def _value(self, value: object, series: Series, context: PageContext) -> str:
        """Return the value of a key as text; sources by publisher and id."""
        sources = context.catalog.sources
        if value and isinstance(value, tuple) and all(key in sources for key in value):
            names = (f"{sources[key].publisher} ({key})" for key in value)
            return escaped_markdown(", ".join(names))
        shown = None if value in ((), {}) else value
        return escaped_markdown(plain_text([old_value(shown, series, context)]))

    # --- meaning ---

    def _meanings(self) -> Iterator[str]:
        """Yield changed definitions, areas and populations, before and after."""
        for before, after in self.changes.indicators:
            for name, old, new in self._definitions(before, after):
                title = escaped_markdown(self.language.name(after.title))
                yield f"- {title}: " + self._before_after(name, old, new)
        for change in self.changes.series:
            if change.before is not None and change.after is not None:
                for name, old, new in self._subjects(change.before, change.after):
                    values = self._before_after(name, old, new)
                    yield f"- {self._title(change)}: {values}"

    def _definitions(self, before: Indicator, after: Indicator) -> Iterator[tuple[str, str, str]]:
        """Yield the name, old value and new value of each changed key of an indicator."""
        words = self.language.word
        if before.unit != after.unit:
            yield words("series.unit"), self._unit(before.unit), self._unit(after.unit)
        for key in ("direction", "measure"):
            old, new = getattr(before, key), getattr(after, key)
            if old != new:
                name = words(f"series.{key}")
                yield name, words(f"series.{key}_{old}"), words(f"series.{key}_{new}")
        if before.definition != after.definition:
            texts = [
                escaped_markdown(self.language.name(indicator.definition))
                for indicator in (before, after)
            ]
            yield words("series.definition"), texts[0], texts[1]

    def _unit(self, unit: Unit) -> str:
        return escaped_markdown(self.language.unit_word(unit) or unit.currency or "%")

    def _subjects(self, before: Series, after: Series) -> Iterator[tuple[str, str, str]]:
        """Yield the name, old value and new value of each changed subject of a series."""
        pairs = ((self.old, before), (self.new, after))
        indicators = [
            escaped_markdown(self.language.name(context.indicator(series).title))
            for context, series in pairs
        ]
        if before.indicator != after.indicator and indicators[0] != indicators[1]:
            yield self.word("indicator"), indicators[0], indicators[1]
        areas = [
            escaped_markdown(self.language.name(context.catalog.area_of(series).name))
            for context, series in pairs
        ]
        if before.area != after.area and areas[0] != areas[1]:
            yield self.language.word("series.area"), areas[0], areas[1]
        populations = [self._population(series) for _, series in pairs]
        if populations[0] != populations[1]:
            yield self.word("population"), populations[0], populations[1]

    def _population(self, series: Series) -> str:
        if series.population is None:
            return self.language.word("timeline.absent")
        values: list[PopulationValue] = sorted(
            series.population.values, key=lambda value: value.date
        )
        return ", ".join(
            f"{self.language.number(value.value)} ({self.language.date(value.date).text})"
            for value in values
        )

    # --- consequences ---

    def _headlines(self) -> Iterator[str]:
        for change in self.changes.series:
            views = [
                _sentence(headline_view(series, context)) if series else ""
                for series, context in ((change.before, self.old), (change.after, self.new))
            ]
            if views[0] == views[1] or change.after is None:
                continue
            yield f"- **{self._title(change)}**"
            if views[0]:
                yield "  - " + self.word("headline_before", text=escaped_markdown(views[0]))
            yield "  - " + self.word("headline_now", text=escaped_markdown(views[1]))

    def _states(self) -> Iterator[str]:
        for change in self.changes.series:
            for anchor, old, new in change.states:
                entry = change.after.entry(anchor) if change.after else None
                if entry is not None and change.after is not None:
                    yield f"- {self._title(change)}: " + self.word(
                        "state",
                        who=self._who(entry, self.new),
                        target=self._name(entry, change.after, self.new),
                        old=self.language.word(f"state.{old}"),
                        new=self.language.word(f"state.{new}"),
                    )


def _target_words(target: TargetLine) -> str:
    """Return a target of a headline: the speaker, the value and the state."""
    amount = f"{target.qualifier} {target.figure.text}".lstrip()
    return f"{plain_text(target.who)}: {amount} ({target.state_word})"


def _sentence(view: HeadlineView) -> str:
    """Return a headline as running text."""
    targets = [_target_words(target) for target in view.targets]
    parts = [
        plain_text(headline_sentence(view)),
        f"{plain_text(view.targets_title)}: {'; '.join(targets)}." if targets else "",
        plain_text(view.unmatched.sentence) if view.unmatched else "",
        plain_text(view.stale),
    ]
    return " ".join(filter(None, parts))
