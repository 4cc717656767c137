"""Rules across records; each is a generator of problems with its own code.

`problems_as_written` checks the trees, also of files with other mistakes; `consistency_problems`
checks the sound records. The docstring of a rule function is the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from terang.derivation.conflicts import ConflictKind
from terang.derivation.counting import group_by_date
from terang.derivation.derive import Derived
from terang.derivation.series_claims import derive_series
from terang.diagnostics import LANGUAGES, Place, Problem, nearest_word
from terang.loading.series_files import SeriesFiles
from terang.model.breakdown import breakdown_fault
from terang.model.catalog import RECORD_LISTS, Catalog, Series
from terang.model.definitions import Direction
from terang.model.entries import Observation
from terang.parsing.yaml_document import Document, Entries

Documents = Mapping[str, Document]

_COVERAGE = "data/coverage/"


def problems_as_written(
    documents: Documents, files: Mapping[str, SeriesFiles]
) -> Iterator[Problem]:
    """Yield problems between parts of files that need no sound records."""
    yield from anchors_are_unique(files)
    yield from source_ids_are_unique(documents)


def consistency_problems(
    catalog: Catalog, documents: Documents, files: Mapping[str, SeriesFiles]
) -> Iterator[Problem]:
    """Yield problems between the sound records of a catalog."""
    for whole in _OF_CATALOG:
        yield from whole(catalog, documents)
    for series in catalog.series.values():
        for rule in _OF_SERIES:
            yield from rule(series, catalog, files[series.id])


# --- rules of the catalog --------------------------------------------------------------------


def anchors_are_unique(all_files: Mapping[str, SeriesFiles]) -> Iterator[Problem]:
    """An anchor is unique in its series, also across kinds of records and files."""
    for files in all_files.values():
        seen: dict[str, Place] = {}
        for name in RECORD_LISTS:
            for document, index, anchor in files.written(name):
                place = document.place(name, index)
                if anchor in seen:
                    first = seen[anchor]
                    values = {"anchor": anchor, "line": str(first.line), "other": first.path}
                    variant = "" if first.path == place.path else "elsewhere"
                    yield Problem(place, "anchor-clash", values, variant)
                seen.setdefault(anchor, place)


def source_ids_are_unique(documents: Documents) -> Iterator[Problem]:
    """A source id is unique in the whole site."""
    seen: dict[str, Place] = {}
    for path, document in sorted(documents.items(), key=lambda item: item[0].count("/")):
        steps = ("sources",) if path.startswith(_COVERAGE) else ()
        if not steps and path != "data/sources.yml":
            continue
        root = document.root
        sources = root.get("sources") if steps and isinstance(root, Entries) else root
        for key in sources if isinstance(sources, Entries) else ():
            place = document.key_place(*steps, key)
            if key in seen:
                first = seen[key]
                values = {"text": key, "other": f"{first.path}:{first.line}"}
                yield Problem(place, "source-clash", values)
            seen.setdefault(key, place)


def one_series_for_indicator_and_area(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """An indicator and an area have a single series."""
    seen: dict[tuple[str, str], str] = {}
    for series in catalog.series.values():
        key = (series.indicator, series.area)
        if key in seen:
            values = {"other": seen[key], "indicator": key[0], "area": key[1]}
            yield Problem(documents[series.path].key_place("area"), "series-twice", values)
        seen.setdefault(key, series.path)


def terms_are_named_once(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """A name stands for a single term of the glossary, and only once, in each language."""
    for language in LANGUAGES:
        seen: dict[str, str] = {}
        for key, term in catalog.glossary.items():
            for name in term.names(language):
                if name.casefold() in seen:
                    place = documents["data/glossary.yml"].key_place(key)
                    values = {"text": name, "other": seen[name.casefold()]}
                    yield Problem(place, "term-twice", values)
                seen.setdefault(name.casefold(), key)


def areas_have_no_cycles(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """An area does not lie in itself, not even through its parents."""
    parents = {key: area.parent for key, area in catalog.areas.items()}
    for key in _in_cycles(parents):
        yield Problem(documents["data/areas.yml"].place(key, "parent"), "cycle", {"text": key})


def same_texts_have_no_cycles(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """A source is not a copy of itself, not even through other sources."""
    originals = {key: source.same_text_as for key, source in catalog.sources.items()}
    for key in _in_cycles(originals):
        yield Problem(_source_place(key, documents, "same_text_as"), "cycle", {"text": key})


def _source_place(key: str, documents: Documents, *steps: str) -> Place:
    for path, document in documents.items():
        before = ("sources",) if path.startswith(_COVERAGE) else ()
        root = document.root
        node = root.get("sources") if before and isinstance(root, Entries) else root
        if (before or path == "data/sources.yml") and isinstance(node, Entries) and key in node:
            return document.place(*before, key, *steps)
    return Place("data/sources.yml")


def _in_cycles(links: Mapping[str, str | None]) -> list[str]:
    """Return the keys whose links lead back to themselves."""
    found: list[str] = []
    done: set[str] = set()
    for start in links:
        trail: dict[str, int] = {}
        key: str | None = start
        while key is not None and key not in done and key not in trail:
            trail[key] = len(trail)
            key = links.get(key)
        if key in trail:
            found += list(trail)[trail[key] :]
        done.update(trail)
    return found


# --- rules of a series ---------------------------------------------------------------------------


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
    """A series has a population only if its unit is a word for things that are counted."""
    indicator = catalog.indicators.get(series.indicator)
    if indicator and series.population is not None and not indicator.unit.is_countable:
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
    cycles = _in_cycles(links)
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
    series: Series, _: Catalog, file: SeriesFiles
) -> Iterator[Problem]:
    """A conflict has at most a single preferred observation."""
    for group in _of_one_date(series):
        preferred = [member for member in group if member.preferred is not None]
        if len({member.value for member in group}) > 1:
            for extra in preferred[1:]:
                place = file.record_place(series, extra, "preferred")
                yield Problem(place, "preferred-twice", {"other": preferred[0].anchor})


def _of_one_date(series: Series) -> Iterator[Sequence[Observation]]:
    """Standing observations that share their date with another, dates in order."""
    standing = (entry for entry in series.observations if entry.withdrawn is None)
    groups = group_by_date(standing, lambda observation: observation.date)
    return (group for _, group in groups if len(group) > 1)


def _derived(series: Series, catalog: Catalog) -> Derived | None:
    """Return what follows from a series; None where its indicator or a source is not sound."""
    indicator = catalog.indicators.get(series.indicator)
    cited = {source for entry in series.entries for source in entry.sources}
    if indicator is None or not cited <= catalog.sources.keys():
        return None
    return derive_series(series, indicator, catalog.sources, catalog.today)


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
    """Above 100 % the population does not count the same people: a notice."""
    derived = _derived(series, catalog) if series.population is not None else None
    rate = derived.coverage_rate if derived else None
    if rate is not None and rate.high is not None and rate.high > 1:
        percent = f"{float(rate.high * 100):.1f}"
        yield Problem(file.key_place("population"), "rate-above-100", {"rate": percent})


def conflicts_are_judged(series: Series, catalog: Catalog, file: SeriesFiles) -> Iterator[Problem]:
    """Observations of one date that count and cannot both be true await a judgement: a notice."""
    derived = _derived(series, catalog)
    for conflict in derived.conflicts if derived else ():
        if conflict.kind is not ConflictKind.DATE or conflict.preferred is not None:
            continue
        rivals = [
            entry
            for entry in series.observations
            if entry.anchor in conflict.anchors and derived and entry.anchor in derived.counting
        ]
        if len(rivals) > 1:
            place = file.record_place(series, rivals[0])
            anchors = ", ".join(rival.anchor for rival in rivals)
            yield Problem(place, "conflict-not-judged", {"anchors": anchors})


_OF_CATALOG: tuple[Callable[[Catalog, Documents], Iterable[Problem]], ...] = (
    one_series_for_indicator_and_area,
    terms_are_named_once,
    areas_have_no_cycles,
    same_texts_have_no_cycles,
)
_OF_SERIES: tuple[Callable[[Series, Catalog, SeriesFiles], Iterable[Problem]], ...] = (
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
