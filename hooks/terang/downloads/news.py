"""The news of the record in a language: milestones, corrections, replies, changed target states.

A milestone is told as it is known now, from the day on which it was added. A correction and a
changed state are told as they were on their own day. All days come from the record alone, so that
an unchanged record gives the same news on any day.
"""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from terang.derivation.past_series import record_with_history
from terang.derivation.state_history import StateChange
from terang.i18n.formatter import Wording, plain_text
from terang.model.catalog import Series
from terang.model.entries import Entry, Event, Observation, Reply, Revision, Status, Target
from terang.views.attribution import according_to
from terang.views.claim_sentences import claim_sentence, kind_word, speaker_and_link
from terang.views.entry_properties import entry_kind
from terang.views.page_context import PageContext
from terang.views.revision_text import correction_kind, revision_view
from terang.views.sentence_parts import capitalized
from terang.views.target_evidence import decided_by
from terang.views.target_sentences import state_sentence, state_word

StateChanges: TypeAlias = Mapping[str, Sequence[StateChange]]
"""Series id → the changes of its targets' states."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsTexts:
    """The texts and addresses of an entry of a feed."""

    title: str
    text: Sequence[str]
    """Paragraphs."""
    href: str
    """The address below the language's root."""
    sources: Sequence[str]
    """The addresses of the sources."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsEntry:
    """An entry of a feed."""

    id: str
    """The permanent name within the site: `<series>/<anchor>`, then the event if there is one."""
    kind: str
    published: dt.date
    """The day on which it came on record."""
    updated: dt.date
    """The day of the last correction."""
    tell: Callable[[PageContext], NewsTexts]
    """Makes its texts in a language: no more of them are in memory than one document has."""

    @property
    def is_of_record(self) -> bool:
        """True if an editor wrote what it tells; a state follows from that."""
        return self.kind != "state"


def record_news_count(series: Iterable[Series]) -> int:
    """Return the number of news that editors wrote: records and their corrections."""
    return sum(
        1 + len(record.history) for each in series for record in (*each.entries, *each.replies)
    )


def news_of_record(record: Iterable[Series], changes: StateChanges) -> list[NewsEntry]:
    """Return the news of the whole record, newest on record first."""
    found = [news for series in record for news in _series_news(series, changes.get(series.id, ()))]
    return sorted(found, key=lambda news: (-news.published.toordinal(), news.id))


def _series_news(series: Series, changes: Iterable[StateChange]) -> Iterator[NewsEntry]:
    for record in (*series.entries, *series.replies):
        yield _record_news(record, series)
        yield from _correction_news(record, series)
    for change in changes:
        yield _state_news(change)


def _record_news(record: Entry | Reply, series: Series) -> NewsEntry:
    """Return the news of an entry or a reply, as it is known now."""
    added = record.added.first
    return NewsEntry(
        id=f"{series.id}/{record.anchor}",
        kind="reply" if isinstance(record, Reply) else entry_kind(record),
        published=added,
        updated=max([added, *(revision.date.first for revision in record.history)]),
        tell=functools.partial(_record_texts, record, series),
    )


def _record_texts(record: Entry | Reply, series: Series, context: PageContext) -> NewsTexts:
    language, claim = context.language, _record_title(record, series, context)
    if isinstance(record, Reply):
        title = language.word("news.reply_of", reply=claim, series=context.title(series))
        text = [language.text(record.text).text, *_source_lines(record, context)]
    else:
        name = kind_word(record, context)
        title = language.word("news.claim", kind=name, claim=claim, series=context.title(series))
        text = _claim_text(record, series, context)
    if record.withdrawn is not None:
        (*_, withdrawal) = (each for each in record.history if each.correction.withdraw)
        text = [*_correction_text(withdrawal, series, context), *text]
    return NewsTexts(
        title=title,
        text=text,
        href=_href(record.anchor, series, context),
        sources=_source_urls(record.sources, context),
    )


def _correction_news(record: Entry | Reply, series: Series) -> Iterator[NewsEntry]:
    """Yield the corrections of a record, each with the record as it was afterwards.

    They are numbered within their day, so that a later correction leaves their names unchanged.
    """
    numbers: dict[dt.date, int] = {}
    for index, revision in enumerate(record.history, start=1):
        day = revision.date.first
        numbers[day] = numbers.get(day, 0) + 1
        number = f"-{numbers[day]}" if numbers[day] > 1 else ""
        yield NewsEntry(
            id=f"{series.id}/{record.anchor}/correction-{day.isoformat()}{number}",
            kind=correction_kind(revision.correction),
            published=day,
            updated=day,
            tell=functools.partial(_correction_texts, record, index, series),
        )


def _correction_texts(
    record: Entry | Reply, index: int, series: Series, context: PageContext
) -> NewsTexts:
    """Return the texts of a record's correction; `index` counts from 1."""
    revision, after = record.history[index - 1], record_with_history(record, index)
    kind = correction_kind(revision.correction)
    claim = _record_title(after, series, context)
    return NewsTexts(
        title=context.language.word(f"news.{kind}", claim=claim, series=context.title(series)),
        text=_correction_text(revision, series, context),
        href=_href(record.anchor, series, context),
        sources=_source_urls(revision.correction.sources or after.sources, context),
    )


def _correction_text(revision: Revision, series: Series, context: PageContext) -> list[str]:
    """Return the paragraphs of a correction, in the words of the series' page."""
    view = revision_view(revision, series, context)
    return list(map(plain_text, (view.said, *view.before, *view.more)))


def _state_news(change: StateChange) -> NewsEntry:
    """Return the news of a changed state."""
    outlook, day = change.outlook, change.day
    return NewsEntry(
        id=f"{change.series.id}/{outlook.anchor}/state-{day.isoformat()}-{outlook.state}",
        kind="state",
        published=day,
        updated=day,
        tell=functools.partial(_state_texts, change),
    )


def _state_texts(change: StateChange, context: PageContext) -> NewsTexts:
    """Return the texts of a changed state, with the claims that decided it on that day."""
    outlook, series, language = change.outlook, change.series, context.language
    decided = decided_by(outlook, series, context)
    text = [
        state_sentence(outlook, context),
        language.word("news.state_before", state=language.word(f"state.{change.before}")),
    ]
    if decided is not None:
        text.insert(1, plain_text(decided.sentence))
    claims = [series.entry(anchor) for anchor in outlook.judgement.decided_by]
    named = [outlook.target.sources, *(claim.sources for claim in claims if claim is not None)]
    return NewsTexts(
        title=language.word(
            "news.state",
            state=state_word(outlook, context),
            claim=_record_title(outlook.target, series, context),
            series=context.title(series),
        ),
        text=text,
        href=_href(outlook.anchor, series, context),
        sources=_source_urls((source for sources in named for source in sources), context),
    )


# --- words -------------------------------------------------------------------------------------


def _record_title(record: Entry | Reply, series: Series, context: PageContext) -> str:
    """Return a record after its speaker: `The mayor: 98,000 (2025)`."""
    if isinstance(record, Reply):
        name = context.language.name(context.catalog.speakers[record.by].name)
        date = context.language.date(record.date).text
        answered = series.entry(record.to)
        claim = _record_title(answered, series, context) if answered is not None else record.to
        return context.language.word("news.reply", speaker=name, date=date, claim=claim)
    return plain_text(capitalized(speaker_and_link(record, series, context)))


def _claim_text(entry: Entry, series: Series, context: PageContext) -> list[str]:
    """Return the paragraphs of a claim: what it says, how sure, its quote, notes and sources."""
    language = context.language
    claim = (
        (*according_to(entry, context), ": ", language.text(entry.title))
        if isinstance(entry, Event)
        else claim_sentence(entry, series, context)
    )
    lines = [f"{plain_text(claim)}."]
    if isinstance(entry, Observation) and entry.status is not Status.REPORTED:
        lines.append(f"{language.word(f'status.{entry.status}')}.")
    if isinstance(entry, Event) and entry.text:
        lines.append(language.text(entry.text).text)
    if isinstance(entry, Target) and entry.announced:
        moment = language.date(entry.announced)
        lines.append(plain_text(language.sentence("news.announced", date=moment)))
    if entry.quote:
        lines.append(plain_text(language.sentence("news.quote", quote=Wording(entry.quote))))
    if isinstance(entry, Observation) and entry.preferred:
        reason = language.text(entry.preferred)
        lines.append(plain_text(language.sentence("timeline.preferred", reason=reason)))
    if entry.note:
        lines.append(language.text(entry.note).text)
    return [*lines, *_source_lines(entry, context)]


def _source_lines(record: Entry | Reply, context: PageContext) -> list[str]:
    sources = (context.catalog.sources[source_id] for source_id in record.sources)
    return [
        context.language.word("news.source", publisher=source.publisher, title=source.title)
        for source in sources
    ]


def _href(anchor: str, series: Series, context: PageContext) -> str:
    return f"{context.series_path(series)}#{anchor}"


def _source_urls(source_ids: Iterable[str], context: PageContext) -> tuple[str, ...]:
    """Return the addresses of sources, each once."""
    urls = (context.catalog.sources[source].url for source in source_ids)
    return tuple(dict.fromkeys(url for url in urls if url))
