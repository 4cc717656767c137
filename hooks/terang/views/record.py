"""The pages over all series: coverage, sources, revisions, data."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from terang.i18n.formatter import FigureText, Moment, Sentence, TextLink, Wording
from terang.model.catalog import Series
from terang.model.definitions import Fact, Source
from terang.model.entries import Entry
from terang.views.attribution import claim_id, joined_list, opened, speaker
from terang.views.claims import date_of, entry_link, figure_text, kind_of, qualifier, quantity_text
from terang.views.contents import Portion, RecordChange, Uses
from terang.views.entries import RevisionView, SourceLine, revision_view, source_line
from terang.views.headline import HeadlineView, headline_view
from terang.views.page_context import PageContext
from terang.views.series import comparison_link, named_entry


@dataclass(frozen=True, slots=True)
class CoverageView:
    """Every series by its headline, grouped by area."""

    groups: tuple[tuple[str, tuple[HeadlineView, ...]], ...]
    comparisons: tuple[TextLink, ...]


def coverage_view(shown: Iterable[Series], context: PageContext) -> CoverageView:
    """These series, areas in the order of their names."""
    groups: dict[str, list[HeadlineView]] = {}
    for series in shown:
        name = context.language.name(context.catalog.area_of(series).name)
        groups.setdefault(name, []).append(headline_view(series, context))
    links = (
        comparison_link(indicator, context) for indicator in sorted(context.catalog.indicators)
    )
    return CoverageView(
        tuple((name, tuple(groups[name])) for name in sorted(groups)),
        tuple(link for link in links if link is not None),
    )


# --- sources -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SourceClaim:
    """A claim as it stands under its source: the speaker first."""

    id: str
    who: Sentence
    amount: Sentence
    moment: Moment | None
    link: TextLink
    series: TextLink
    withdrawn: str


@dataclass(frozen=True, slots=True)
class FactLine:
    """A programme fact as it stands under its source."""

    title: str
    figure: FigureText
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceView:
    """One source with everything that rests on it, or with more of it than fits on one page."""

    id: str
    line: SourceLine
    note: Wording | None = None
    accessed: Sentence = ()
    archived: str = ""
    same_text: Sentence = ()
    copies: Sentence = ()
    claims: tuple[SourceClaim, ...]
    facts: tuple[FactLine, ...] = ()
    uses: tuple[str, ...] = ()
    """What else rests on it: legal bases, denominators."""
    continues: Sentence = ()
    """Said where this is not its first portion."""


def source_views(
    portions: Iterable[Portion], uses: Uses, context: PageContext
) -> tuple[SourceView, ...]:
    """These sources, each with what rests on it."""
    return tuple(_source_view(portion, uses, context) for portion in portions)


def _source_view(portion: Portion, uses: Uses, context: PageContext) -> SourceView:
    language, source = context.language, portion.source
    claims = tuple(_claim_line(entry, series, context) for series, entry in portion.claims)
    if portion.number > 1:
        return SourceView(
            id=f"{source.id}--{portion.number}",
            line=source_line(source, context),
            claims=claims,
            continues=language.sentence("sources.continues", link=context.source_link(source)),
        )
    copies = tuple(context.source_link(copy) for copy in uses.copies.get(source.id, ()))
    original = context.catalog.sources.get(source.same_text_as or "")
    return SourceView(
        id=source.id,
        line=source_line(source, context),
        note=language.text(source.note) if source.note else None,
        accessed=language.sentence("sources.accessed", date=language.date(source.accessed))
        if source.accessed
        else (),
        archived=source.archived or "",
        same_text=language.sentence("sources.same_text", link=context.source_link(original))
        if original
        else (),
        copies=language.sentence("sources.copies", links=joined_list(copies, context))
        if copies
        else (),
        claims=claims,
        facts=tuple(_fact_line(fact, context) for fact in uses.facts.get(source.id, ())),
        uses=tuple(_other_uses(source, uses, context)),
    )


def _other_uses(source: Source, uses: Uses, context: PageContext) -> Iterable[str]:
    """Denominators and legal bases, each once."""
    language = context.language
    labels = (language.text(label).text for label in uses.populations.get(source.id, ()))
    for label in dict.fromkeys(labels):
        yield language.word("sources.population", label=label)
    for programme in uses.legal.get(source.id, ()):
        yield language.word("sources.legal", programme=language.name(programme.title))


def _claim_line(entry: Entry, series: Series, context: PageContext) -> SourceClaim:
    language, period = context.language, date_of(entry)
    value = figure_text(entry, series, context)
    return SourceClaim(
        id=claim_id(series, entry.anchor),
        who=opened((speaker(entry, context, linked=False),)),
        amount=quantity_text(
            qualifier(entry, context), value, language.unit(context.indicator(series))
        ),
        moment=language.date(period, entry.label) if period else None,
        link=TextLink(
            language.word(f"kind.{kind_of(entry)}")
            if value
            else entry_link(entry, series, context).text,
            context.entry_href(series, entry.anchor),
        ),
        series=TextLink(context.title(series), context.page(context.series_path(series))),
        withdrawn=language.word("table.withdrawn") if entry.withdrawn else "",
    )


def _fact_line(fact: Fact, context: PageContext) -> FactLine:
    return FactLine(
        context.language.name(fact.title), fact_figure(fact, context), fact_unit(fact, context)
    )


def fact_figure(fact: Fact, context: PageContext) -> FigureText:
    """A programme fact's value; as many decimals as it was written with."""
    exponent = fact.value.as_tuple().exponent
    decimals = -exponent if isinstance(exponent, int) and exponent < 0 else 0
    return context.language.figure(fact.value, fact.unit, decimals)


def fact_unit(fact: Fact, context: PageContext) -> str:
    """The words behind a fact's figure: its unit, and per what."""
    per = context.language.text(fact.per).text if fact.per else ""
    return " ".join(filter(None, (context.language.unit_word(fact.unit), per)))


# --- revisions ---------------------------------------------------------------------------------

_NEWEST = 10
"""How many of the newest sources are shown."""


@dataclass(frozen=True, slots=True)
class RevisionLine:
    """Something that we had published and then changed, withdrew or decided."""

    kind: str
    kind_word: str
    revision: RevisionView
    subject: Sentence
    link: TextLink | None
    claim: str
    """The name of the claim that it is about; empty for a decision."""


@dataclass(frozen=True, slots=True)
class RevisionsView:
    """What changed lately: in what we published, and among the sources."""

    lines: tuple[RevisionLine, ...]
    newest: tuple[SourceLine, ...]
    """The last sources to be published; those without a date are left out."""


def revisions_view(
    changes: Iterable[RecordChange], uses: Uses | None, context: PageContext
) -> RevisionsView:
    """These revisions, withdrawals and decisions; where uses are given, also the newest sources."""
    lines = tuple(_change_line(change, context) for change in changes)
    return RevisionsView(lines, _newest_sources(uses, context) if uses else ())


def _newest_sources(uses: Uses, context: PageContext) -> tuple[SourceLine, ...]:
    """Sources that a claim or a programme fact rests on, the last to be published first."""
    dated = [
        (source.published, source)
        for _, source in sorted(context.catalog.sources.items())
        if source.published and (source.id in uses.claims or source.id in uses.facts)
    ]
    dated.sort(key=lambda pair: pair[0], reverse=True)
    return tuple(source_line(source, context) for _, source in dated[:_NEWEST])


def _change_line(change: RecordChange, context: PageContext) -> RevisionLine:
    language = context.language
    if change.decision is not None:
        reason = language.text(change.decision.reason)
        subject: Sentence = (change.decision.about,)
    elif change.entry is not None and change.entry.withdrawn is not None:
        reason, subject = language.text(change.entry.withdrawn.reason), ()
    else:
        reason, subject = Wording(""), ()
    view, link, claim = RevisionView(language.date(change.date), reason, (), ()), None, ""
    if change.series is not None and change.entry is not None:
        if change.revision is not None:
            view = revision_view(change.revision, change.series, context)
        subject = named_entry(change.entry, change.series, context)
        claim = claim_id(change.series, change.entry.anchor)
        href = context.entry_href(change.series, change.entry.anchor)
        link = TextLink(context.title(change.series), href)
    kind_word = language.word(f"page.{change.kind}")
    return RevisionLine(change.kind, kind_word, view, subject, link, claim)


# --- files -------------------------------------------------------------------------------------


def size_word(size: int, context: PageContext) -> str:
    """A file's size: 512 B, 14,2 kB."""
    kilobyte = 1000
    if size < kilobyte:
        return f"{size} B"
    return f"{context.language.number(Fraction(size, kilobyte), 1)} kB"
