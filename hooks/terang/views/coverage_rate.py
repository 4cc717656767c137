"""The coverage rate of a series; warnings of a rate above 100 percent, or an old population."""

from __future__ import annotations

from fractions import Fraction

from terang.derivation.quantity import Span
from terang.i18n.formatter import Sentence
from terang.model.catalog import Series
from terang.views.claim_sentences import StatedClaim, claim_ids, claim_list
from terang.views.derived_figures import share_range, value_range, with_about
from terang.views.page_context import PageContext
from terang.views.sentence_parts import closed, joined_list


def rate_view(series: Series, context: PageContext) -> StatedClaim | None:
    """Return the coverage rate, with the speakers of the latest figure and of the population.

    The rule is in docs/contract.md#coverage-rate.
    """
    rate, population = context.derived[series.id].coverage_rate, series.population
    latest = context.derived[series.id].latest
    if rate is None or population is None or latest is None:
        return None
    language, date = context.language, context.derived[series.id].population_date
    known = [count for count in population.values if count.date == date]
    sources = (context.catalog.sources[source] for count in known for source in count.sources)
    links = {source.publisher: context.source_link(source) for source in sources}
    counts = [count.value for count in known]
    people_counted = Span(Fraction(min(counts)), Fraction(max(counts)))
    people = language.sentence(
        "rate.population",
        publishers=joined_list(tuple(links.values()), context),
        population=value_range(people_counted, series, context),
        date=language.date(known[-1].date),
    )
    sentence = language.sentence(
        "rate.text",
        claims=claim_list(latest.observations, series, context),
        rate=with_about(share_range(rate, context), latest.observations, context),
        label=language.text(population.label),
        population=people,
    )
    return StatedClaim(claim_ids(series, latest.observations), sentence)


def rate_warning(rate: Span | None, context: PageContext) -> str:
    """Return the warning about a rate above 100 percent; else an empty text."""
    high = rate.high if rate else None
    return context.language.word("rate.above") if high is not None and high > 1 else ""


def with_rate_warning(sentence: Sentence, rate: Span, context: PageContext) -> Sentence:
    """Return a sentence that states a rate, and the warning if the rate is above 100 percent."""
    warning = rate_warning(rate, context)
    return (*closed(sentence), " ", warning) if warning else sentence


def rate_age(series: Series, context: PageContext) -> Sentence:
    """Return the note on a population that is much older than the figure; else nothing."""
    derived = context.derived[series.id]
    if derived.coverage_rate is None or derived.population_date is None:
        return ()
    if not derived.is_population_old:
        return ()
    date = context.language.date(derived.population_date)
    return context.language.sentence("rate.old", date=date)
