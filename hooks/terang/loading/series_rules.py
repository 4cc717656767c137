"""Rules within a series: its targets, baseline, population, breakdowns, dates, sums, conflicts.

Each rule yields problems of one code. Corrections have been applied. The docstring of a rule
function is the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

from terang.derivation.claims import SeriesClaims
from terang.derivation.comparability import are_comparable, is_before
from terang.derivation.conflicts import ConflictKind, find_conflicts
from terang.derivation.counting import counting_dates, group_by_date
from terang.derivation.derive import Derived, derive
from terang.derivation.series_claims import claims_of_series, counted_period
from terang.diagnostics import Problem, nearest_word
from terang.loading.cycles import keys_in_cycles
from terang.loading.series_files import SeriesFiles
from terang.model.breakdown import breakdown_fault
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Direction, Measure
from terang.model.entries import Event, Observation, Status, Target
from terang.model.period import Period, Precision
from terang.model.quantity import Amount, ValueRange, ends_of

MOST_YEARS = 5
"""The years by which a population may be older than the figure that it divides."""


def series_problems(series: Series, catalog: Catalog, files: SeriesFiles) -> Iterator[Problem]:
    """Run the rules within a sound series: yield their problems."""
    for rule in _RULES:
        yield from rule(series, catalog, files)


def targets_need_a_direction(
    series: Series, catalog: Catalog, file: SeriesFiles
) -> Iterator[Problem]:
    """A series has no targets if its indicator has no desired direction."""
    indicator = catalog.indicators.get(series.indicator)
    if indicator and indicator.direction is Direction.NONE and series.targets:
        values = {"indicator": indicator.id}
        yield Problem(file.list_place("targets"), "target-without-direction", values)


def population_needs_a_count(
    series: Series, catalog: Catalog, file: SeriesFiles
) -> Iterator[Problem]:
    """Only a level of things that are counted has a population."""
    indicator = catalog.indicators.get(series.indicator)
    if indicator is None or series.population is None:
        return
    if not indicator.unit.is_countable or indicator.measure is not Measure.STOCK:
        yield Problem(file.key_place("population"), "population-without-count")


def a_target_is_replaced_once(series: Series, _: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """A target has at most a single replacement (withdrawn targets replace nothing)."""
    seen: dict[str, str] = {}
    for target in series.targets:
        if target.replaces is None or target.withdrawn is not None:
            continue
        if target.replaces in seen:
            values = {"text": target.replaces, "other": seen[target.replaces]}
            yield Problem(file.record_place(series, target, "replaces"), "replaced-twice", values)
        seen.setdefault(target.replaces, target.anchor)


def replacing_has_no_cycles(series: Series, _: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """No target replaces itself, not even through others (withdrawn ones replace nothing)."""
    standing = (target for target in series.targets if target.withdrawn is None)
    links = {target.anchor: target.replaces for target in standing}
    cycles = keys_in_cycles(links)
    for target in series.targets:
        if target.anchor in cycles:
            place = file.record_place(series, target, "replaces")
            yield Problem(place, "cycle", {"text": target.anchor})


def nothing_contradicts_itself(series: Series, _: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """An entry does not contradict itself."""
    for entry in series.entries:
        if entry.anchor in entry.contradicts:
            at = entry.contradicts.index(entry.anchor)
            place = file.record_place(series, entry, "contradicts", at)
            yield Problem(place, "contradicts-itself", {"text": entry.anchor})


def a_single_observation_is_preferred(
    series: Series, catalog: Catalog, file: SeriesFiles
) -> Iterator[Problem]:
    """A conflict has at most a single preferred observation."""
    for group in _of_one_date(series, catalog):
        preferred = [member for member in group if member.preferred is not None]
        if len({member.value for member in group}) > 1:
            for extra in preferred[1:]:
                place = file.record_place(series, extra, "preferred")
                yield Problem(place, "preferred-twice", {"other": preferred[0].anchor})


def _of_one_date(series: Series, catalog: Catalog) -> Iterator[Sequence[Observation]]:
    """Standing observations that stand for the same days as another, dates in order."""
    indicator = catalog.indicators.get(series.indicator)
    standing = (entry for entry in series.observations if entry.withdrawn is None)
    groups = group_by_date(
        standing,
        lambda entry: entry.date if indicator is None else counted_period(entry.date, indicator),
    )
    return (group for _, group in groups if len(group) > 1)


def _claims(series: Series, catalog: Catalog) -> SeriesClaims | None:
    """Return the claims of a series; None where its indicator or a source is not sound."""
    indicator = catalog.indicators.get(series.indicator)
    cited = {source for entry in series.entries for source in entry.sources}
    if indicator is None or not cited <= catalog.sources.keys():
        return None
    return claims_of_series(series, indicator, catalog.sources)


def _derived(series: Series, catalog: Catalog) -> Derived | None:
    """Return what follows from a series; None where its indicator or a source is not sound."""
    claims = _claims(series, catalog)
    return derive(claims, catalog.today) if claims else None


def baseline_counts(series: Series, catalog: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """The baseline is the anchor of a counting observation; a notice where that is withdrawn."""
    derived = _derived(series, catalog) if series.baseline is not None else None
    if series.baseline is None or derived is None:
        return
    if series.baseline not in derived.counting:
        known = ", ".join(sorted(derived.counting)) or "–"
        values = {"text": series.baseline, "known": known}
        entry = series.entry(series.baseline)
        is_withdrawn = entry is not None and entry.withdrawn is not None
        code = "withdrawn-baseline" if is_withdrawn else "baseline-does-not-count"
        yield Problem(file.place("baseline"), code, values)


def breakdowns_add_up(series: Series, catalog: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """A breakdown adds up to its value, or as nearly as its rounding allows, and hides no part."""
    indicator = catalog.indicators.get(series.indicator)
    if indicator is None or indicator.unit.percent or indicator.per is not None:
        return
    for observation in series.observations:
        for name, breakdown in observation.breakdown.items():
            dimension = catalog.dimensions.get(name)
            if dimension is None or dimension.overlapping or breakdown.partial:
                continue
            fault = breakdown_fault(observation.value, observation.precision, breakdown)
            if fault is not None:
                place = file.record_place(series, observation, "breakdown", name)
                values = {"dimension": name, "value": str(observation.value), **fault.values}
                yield Problem(place, fault.code, values, fault.variant)


def categories_exist(series: Series, catalog: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """A breakdown has only categories of its dimension."""
    for observation in series.observations:
        for name, breakdown in observation.breakdown.items():
            dimension = catalog.dimensions.get(name)
            for category in breakdown.values if dimension else ():
                if dimension and category not in dimension.categories:
                    match = nearest_word(category, dimension.categories)
                    values = {
                        "text": category,
                        "nearest": match or "",
                        "known": ", ".join(dimension.categories),
                    }
                    place = file.record_place(series, observation, "breakdown", name, category)
                    yield Problem(place, "unknown-category", values, "near" if match else "")


def rates_are_plausible(series: Series, catalog: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """Above 100 %, the population of a series does not count the same people: a notice.

    It holds for the latest figure and for that of each year, and names the highest rate.
    """
    derived = _derived(series, catalog) if series.population is not None else None
    if derived is None:
        return
    rates = [(str(year), rate.share) for year, rate in derived.rates_by_year.items()]
    if derived.latest is not None and derived.coverage_rate is not None:
        rates.insert(0, (derived.latest.period.written, derived.coverage_rate))
    above = [(rate.high, date) for date, rate in rates if rate.high is not None and rate.high > 1]
    if above:
        rate, date = max(above, key=lambda found: found[0])
        values = {"rate": f"{float(rate * 100):.1f}", "date": date}
        yield Problem(file.key_place("population"), "rate-above-100", values)


def conflicts_are_judged(series: Series, catalog: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """Observations of one date that count and cannot both be true await a judgement: a notice."""
    claims = _claims(series, catalog)
    if claims is None:
        return
    for conflict in find_conflicts(claims, ()):
        if conflict.kind is not ConflictKind.DATE or conflict.preferred is not None:
            continue
        counting = {name for date in counting_dates(claims.observations) for name in date.anchors}
        named = counting.intersection(conflict.members)
        rivals = [entry for entry in series.observations if entry.anchor in named]
        if len(rivals) > 1:
            place = file.record_place(series, rivals[0])
            anchors = ", ".join(rival.anchor for rival in rivals)
            yield Problem(place, "conflict-not-judged", {"anchors": anchors})


def a_series_holds_figures(series: Series, _: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """A series has an observation or a target, in its own file or in an entry file."""
    if not series.observations and not series.targets:
        yield Problem(file.own.place(), "series-without-figures")


def nothing_is_reported_ahead(
    series: Series, catalog: Catalog, file: SeriesFiles
) -> Iterator[Problem]:
    """An observation or event ends by the last day on which one of its sources was published.

    One that was withdrawn may not: what was published stays, and its withdrawal is the cure.
    """
    reported: tuple[Observation | Event, ...] = (*series.observations, *series.events)
    for entry in reported:
        if entry.withdrawn is not None:
            continue
        sources = [catalog.sources.get(key) for key in entry.sources]
        published = [source.published if source else None for source in sources]
        days = [date.last for date in published if date is not None]
        if len(days) == len(published) and entry.date.last > max(days):
            place = file.record_place(series, entry, "date")
            values = {"text": entry.date.written, "day": max(days).isoformat()}
            yield Problem(place, "reported-ahead", values)


def flows_have_periods(series: Series, catalog: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """A flow's target names the period of the amount, not a day; an observation: a notice."""
    indicator = catalog.indicators.get(series.indicator)
    if indicator is None or indicator.measure is not Measure.FLOW:
        return
    for target in series.targets:
        if target.due is not None and target.due.precision is Precision.DAY:
            place = file.record_place(series, target, "due")
            yield Problem(place, "flow-due-on-a-day", {"year": str(target.due.last.year)})
    for observation in series.observations:
        if observation.date.precision is Precision.DAY:
            place = file.record_place(series, observation, "date")
            yield Problem(place, "flow-on-a-day", {"meant": _month_of(observation.date)})


def _month_of(day: Period) -> str:
    return f"{day.last.year}-{day.last.month:02}"


def sums_begin_in_january(series: Series, catalog: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """A cumulative figure stands for days of one year; a target's period begins on 1 January."""
    indicator = catalog.indicators.get(series.indicator)
    if indicator is None or indicator.measure is not Measure.CUMULATIVE:
        return
    for observation in series.observations:
        if observation.date.first.year != observation.date.last.year:
            place = file.record_place(series, observation, "date")
            yield Problem(place, "cumulative-over-years", {"text": observation.date.written})
    for target in series.targets:
        due = target.due
        if due is not None and (due.first.month, due.first.day) != (1, 1):
            place = file.record_place(series, target, "due")
            year, last = str(due.first.year), due.last.isoformat()
            yield Problem(place, "cumulative-due", {"year": year, "last": last})


def disputed_are_not_preferred(series: Series, _: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """A disputed observation is not preferred to others."""
    for observation in series.observations:
        if observation.status is Status.DISPUTED and observation.preferred is not None:
            place = file.record_place(series, observation, "preferred")
            yield Problem(place, "disputed-preferred")


def baseline_is_comparable(
    series: Series, catalog: Catalog, file: SeriesFiles
) -> Iterator[Problem]:
    """The baseline's date is before the latest and comparable with it: else a notice."""
    indicator = catalog.indicators.get(series.indicator)
    derived = _derived(series, catalog) if series.baseline is not None else None
    entry = series.entry(series.baseline or "")
    if derived is None or indicator is None or derived.latest is None:
        return
    if isinstance(entry, Observation) and entry.anchor in derived.counting:
        date, latest = counted_period(entry.date, indicator), derived.latest.period
        is_stock = indicator.measure is Measure.STOCK
        breaks = catalog.break_days_of(series)
        if not is_before(date, latest) or not are_comparable(
            date, latest, breaks, is_stock=is_stock
        ):
            values = {"text": entry.anchor, "latest": latest.written}
            yield Problem(file.place("baseline"), "baseline-not-comparable", values)


def populations_are_recent(
    series: Series, catalog: Catalog, file: SeriesFiles
) -> Iterator[Problem]:
    """A population is at most five years older than the figure that it divides: else a notice."""
    derived = _derived(series, catalog) if series.population is not None else None
    if derived is None or derived.latest is None or derived.population_date is None:
        return
    date, latest = derived.population_date, derived.latest.period
    if latest.last.year - date.last.year > MOST_YEARS:
        values = {"year": str(date.last.year), "latest": latest.written}
        yield Problem(file.key_place("population"), "population-is-old", values)


def targets_are_announced(series: Series, catalog: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """It is known since when a target stands, or since when it was on record: else a notice."""
    indicator = catalog.indicators.get(series.indicator)
    if indicator is None or indicator.measure is not Measure.STOCK:
        return
    for target in series.targets:
        if target.announced is not None or target.withdrawn is not None:
            continue
        if not catalog.sources.keys() >= set(target.sources):
            continue
        known = [catalog.sources[key].published for key in target.sources]
        days = [date.first for date in known if date is not None]
        if not days or (target.due is not None and min(days) > target.due.last):
            place = file.record_place(series, target)
            yield Problem(place, "announcement-unknown", {"anchor": target.anchor})


def percentages_are_below_100(
    series: Series, catalog: Catalog, file: SeriesFiles
) -> Iterator[Problem]:
    """A percentage above 100 may be a slip: a notice."""
    indicator = catalog.indicators.get(series.indicator)
    if indicator is None or not indicator.unit.percent:
        return
    valued: tuple[Observation | Target, ...] = (*series.observations, *series.targets)
    for entry in valued:
        if ends_of(entry.value)[1] > 100:  # noqa: PLR2004
            place = file.record_place(series, entry, "value")
            meant = _with_a_point(entry.value, indicator.decimals)
            values = {"text": str(entry.value), "meant": meant}
            yield Problem(place, "percent-above-100", values, "meant" if meant else "")


def _with_a_point(value: Amount, decimals: int) -> str:
    """Return a percentage whose three decimals may have lost their comma: 87500 is 87.5."""
    if isinstance(value, ValueRange) or value % 1:
        return ""
    meant = value / 1000
    text = f"{meant:f}".rstrip("0").rstrip(".")
    has_room = len(text.partition(".")[2]) <= decimals
    return text if 1 <= meant <= 100 and has_room else ""  # noqa: PLR2004


_RULES: tuple[Callable[[Series, Catalog, SeriesFiles], Iterable[Problem]], ...] = (
    a_series_holds_figures,
    nothing_is_reported_ahead,
    flows_have_periods,
    sums_begin_in_january,
    disputed_are_not_preferred,
    baseline_is_comparable,
    populations_are_recent,
    targets_are_announced,
    percentages_are_below_100,
    targets_need_a_direction,
    population_needs_a_count,
    a_target_is_replaced_once,
    replacing_has_no_cycles,
    nothing_contradicts_itself,
    a_single_observation_is_preferred,
    baseline_counts,
    breakdowns_add_up,
    categories_exist,
    rates_are_plausible,
    conflicts_are_judged,
)
