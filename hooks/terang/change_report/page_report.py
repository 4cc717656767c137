"""The part of the change report on narrative pages, menus and settings, as lines of Markdown.

Every changed line stands there as it is written, in both languages' pages; a line with calls also
as it will be read.
"""

from __future__ import annotations

import functools
import html
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from terang.change_report import page_changes
from terang.change_report.markdown_text import (
    differing_texts,
    escaped_markdown,
    escaped_source,
)
from terang.change_report.menu_changes import menu_changes
from terang.change_report.page_changes import CallChange, LineChange, PageChange
from terang.i18n.formatter import Language
from terang.model.catalog import Series
from terang.narrative import markdown_page, page_limits
from terang.narrative.markdown_page import Call, CallResult, Narration, tokenized_markdown
from terang.narrative.rendered_text import read_texts
from terang.narrative.safe_markdown import EXTENSIONS, MarkdownContext, MarkdownConverter
from terang.pages.published_record import PublishedRecord


@dataclass(frozen=True, slots=True)
class SiteSettings:
    """The bytes of mkdocs.yml and own/ before and after; empty if a file does not exist."""

    before: bytes = b""
    after: bytes = b""
    own: Mapping[str, tuple[bytes, bytes]] = field(default_factory=dict)
    """The changed files of own/ by path, before and after."""


class PageReport:
    """The lines of the report on pages, in a language."""

    def __init__(
        self,
        before: PublishedRecord,
        after: PublishedRecord,
        settings: SiteSettings,
        language: Language,
    ) -> None:
        self.before, self.after, self.settings = before, after, settings
        self.language = language
        self._converter = MarkdownConverter(EXTENSIONS, {})

    @functools.cached_property
    def changes(self) -> tuple[PageChange, ...]:
        """The pages that differ."""
        return tuple(page_changes.page_changes(self.before.sources, self.after.sources))

    def word(self, key: str, /, **values: str) -> str:
        """Return a word of the report."""
        return self.language.word(f"report.{key}", **values)

    # --- figures ---

    @functools.cached_property
    def figures(self) -> tuple[str, ...]:
        """The calls that pages replaced, added or removed, then those that show something else."""
        changed = (change for page in self.changes for change in page.calls)
        lines = [f"- {self._call_change(change)}" for change in changed]
        return (*lines, *self._shown_differently())

    def _call_change(self, change: CallChange) -> str:
        """Return a call before and after, with what each shows."""
        call = change.after or change.before
        assert call is not None  # noqa: S101 - a change has at least one side
        values = {
            "place": _place(call),
            "old": _typed(change.before),
            "new": _typed(change.after),
            "was": self._result(change.before, self.before),
            "now": self._result(change.after, self.after),
        }
        kind = "replaced" if change.before and change.after else "added" if change.after else ""
        return self.word(f"call_{kind or 'removed'}", **values)

    def _shown_differently(self) -> Iterator[str]:
        """Yield each call that stands as before, and shows something else because of the data."""
        places: dict[tuple[str, str], list[Call]] = {}
        for page in self.after.sources.values():
            for call in page.calls:
                places.setdefault((page.language, _typed(call)), []).append(call)
        for calls in places.values():
            call = calls[0]
            if call.macro.is_block or self._has_same_records(call):
                continue
            was, now = self._result(call, self.before), self._result(call, self.after)
            if was and was != now:
                where = ", ".join(dict.fromkeys(map(_place, calls)))
                yield "- " + self.word(
                    "call_shows", call=_typed(call), was=was, now=now, places=where
                )

    def _has_same_records(self, call: Call) -> bool:
        """Return whether the records that a call names are the same on both sides."""
        return _records(call, self.before) == _records(call, self.after)

    def _result(self, call: Call | None, record: PublishedRecord) -> str:
        """Return what a call shows in the language of its page; empty if it names nothing."""
        if call is None or _records(call, record) is None:
            return ""
        return escaped_markdown(_result_text(call, record))

    # --- sentences ---

    def texts(self) -> Iterator[str]:
        """Yield every changed line of every page, by page."""
        for page in self.changes:
            yield from ("", f"### `{page.path}`", "")
            if page.before is None or page.after is None:
                yield f"- {self.word('page_added' if page.before is None else 'page_removed')}"
            if page.before is not None and page.is_called_current:
                yield f"- {self.word('called_current')}"
            if not page.lines:
                yield f"- {self.word('only_blank')}"
            for change in page.lines:
                yield from self._line_change(page, change)

    def _line_change(self, page: PageChange, change: LineChange) -> Iterator[str]:
        yield f"- {self.word('line', number=self.language.number(change.number))}"
        shown = differing_texts(change.before or "", change.after or "")
        for line, text, word, record in (
            (change.before, shown[0], "headline_before", self.before),
            (change.after, shown[1], "headline_now", self.after),
        ):
            if line is None or not line.strip():
                continue
            yield f"  - {self.word(word, text=escaped_source(text))}"
            if read := self._as_read(page.path, line, record):
                yield f"    - {self.word('as_read', text=escaped_markdown(read))}"

    def _as_read(self, path: str, line: str, record: PublishedRecord) -> str:
        """Return a line as its readers meet it; empty without calls, or if it cannot be shown."""
        source = markdown_page.read_page(path, line.encode())
        known = all(_records(call, record) is not None for call in source.calls)
        if not source.calls or not known or any(page_limits.limit_problems(source)):
            return ""
        texts = [_result_text(call, record) for call in source.calls]
        narration = Narration(parts=[CallResult(html.escape(text), text) for text in texts])
        context = MarkdownContext(lambda _: None, {"table": ""})
        content, _ = self._converter.convert(tokenized_markdown(source.pieces), context)
        return " · ".join(read.text for read in read_texts(narration.fill(content)))

    # --- menus and settings ---

    def menus(self) -> Iterator[str]:
        """Yield what changes in the menus."""
        for change in menu_changes(self.settings.before, self.settings.after):
            old, new = map(escaped_source, (change.before, change.after))
            values = {"page": f"`content/{change.source}`", "old": old, "new": new}
            yield f"- {self.word(f'menu_{change.kind}', **values)}"

    def setting_lines(self) -> Iterator[str]:
        """Yield every changed line of the site's configuration."""
        yield from self._file_lines(self.settings.before, self.settings.after)

    def own_lines(self) -> Iterator[str]:
        """Yield every changed line of the looks and words that a site has set for itself."""
        for path, sides in self.settings.own.items():
            yield from ("", f"### `{path}`", "", *self._file_lines(*sides))

    def _file_lines(self, old: bytes, new: bytes) -> Iterator[str]:
        """Yield every changed line of a text file."""
        before, after = (content.decode("utf-8", "replace") for content in (old, new))
        for change in page_changes.line_changes(before, after):
            yield f"- {self.word('line', number=self.language.number(change.number))}"
            shown = differing_texts(change.before or "", change.after or "")
            for line, word in zip(shown, ("headline_before", "headline_now"), strict=True):
                if line.strip():
                    yield f"  - {self.word(word, text=escaped_source(line))}"


def _typed(call: Call | None) -> str:
    """Return a call as typed, as code."""
    if call is None:
        return ""
    arguments = ", ".join(f'"{argument}"' for argument in call.arguments)
    return f"`{{{{ {call.name}({arguments}) }}}}`"


def _place(call: Call) -> str:
    return f"`{call.place.path}:{call.place.line}`"


def _records(call: Call, record: PublishedRecord) -> list[object] | None:
    """Return the records that a call names, a series with its indicator; None if one is unknown."""
    found: list[object] = []
    last: object = None
    for kind, argument in zip(call.macro.signature.kinds, call.arguments, strict=False):
        last = kind.records(record.catalog, last).get(argument)
        if last is None:
            return None
        found.append(last)
        if isinstance(last, Series):
            found.append(record.catalog.indicators.get(last.indicator))
    return found


def _result_text(call: Call, record: PublishedRecord) -> str:
    """Return what a call shows on its page, in plain words; of a block, its title."""
    context = record.context(markdown_page.page_language(call.place.path), "")
    return call.macro.result(call.arguments, context).text
