"""Rules across records: unique ids, anchors, names, series; cycles, days of sources, decisions.

Each rule is a generator of problems with its own code. `problems_as_written` checks the trees, also
of files with other mistakes; `consistency_problems` checks the sound records. The docstring of a
rule function is the rule.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from terang.diagnostics import LANGUAGES, Place, Problem
from terang.loading.cycles import keys_in_cycles
from terang.loading.decision_subjects import is_subject, unreadable_kinds, written_subjects
from terang.loading.series_files import ENTRY_LISTS, SeriesFiles, items_of
from terang.loading.series_rules import series_problems
from terang.model.catalog import RECORD_LISTS, Catalog
from terang.model.entries import ELSEWHERE
from terang.parsing.yaml_document import Document, Entries, Items, Scalar

Documents = Mapping[str, Document]

_COVERAGE = "data/coverage/"


def problems_as_written(
    documents: Documents, files: Mapping[str, SeriesFiles]
) -> Iterator[Problem]:
    """Yield problems across records that need no sound ones: unique ids and anchors, as written."""
    yield from anchors_are_unique(files)
    yield from shared_ids_are_unique(documents)
    yield from elsewhere_is_there(files)


def consistency_problems(
    catalog: Catalog, documents: Documents, files: Mapping[str, SeriesFiles]
) -> Iterator[Problem]:
    """Run the rules across the sound records of a catalog: yield their problems."""
    for whole in _OF_CATALOG:
        yield from whole(catalog, documents)
    for series in catalog.series.values():
        yield from series_problems(series, catalog, files[series.id])


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
                    if not variant and (same := _same_figure(document, name, first, index)):
                        values, variant = {**values, **same}, "same"
                    yield Problem(place, "anchor-clash", values, variant)
                seen.setdefault(anchor, place)


def _same_figure(document: Document, name: str, first: Place, index: int) -> dict[str, str]:
    """Return where a second report of a figure adds its sources; empty if it is another figure."""
    items = items_of(document, name)
    place = next((at for at in range(index) if document.place(name, at) == first), None)
    if place is None or not isinstance(items, Items):
        return {}
    entry, again = items[place], items[index]
    if not (isinstance(entry, Entries) and isinstance(again, Entries)) or "anchor" in again:
        return {}
    if any(entry.get(key) != again.get(key) for key in ("date", "due", "value", "qualifier")):
        return {}
    cited, more = entry.get("sources"), again.get("sources")
    if "value" not in entry or not (isinstance(cited, Items) and isinstance(more, Items)):
        return {}
    line, column = cited.item_marks[-1] if cited.item_marks else (0, 0)
    new = [str(source) for source in more if source not in cited]
    is_block = all(mark[1] == column for mark in cited.item_marks) and cited.mark[0] < line + 1
    if not new or not is_block or not line:
        return {}
    return {"after": str(line), "dash": f"{' ' * (column - 3)}- ", "sources": ", ".join(new)}


def shared_ids_are_unique(documents: Documents) -> Iterator[Problem]:
    """The id of a source, and that of a speaker, is unique in the whole site."""
    for name, code in (("sources", "source-clash"), ("speakers", "speaker-clash")):
        yield from _clashes(documents, name, code)


def _clashes(documents: Documents, name: str, code: str) -> Iterator[Problem]:
    seen: dict[str, Place] = {}
    for path, document in sorted(documents.items(), key=lambda item: item[0].count("/")):
        steps = (name,) if path.startswith(_COVERAGE) else ()
        if not steps and path != f"data/{name}.yml":
            continue
        root = document.root
        records = root.get(name) if steps and isinstance(root, Entries) else root
        for key in records if isinstance(records, Entries) else ():
            place = document.key_place(*steps, key)
            if key in seen:
                first = seen[key]
                values = {"text": key, "other": f"{first.path}:{first.line}"}
                yield Problem(place, code, values)
            seen.setdefault(key, place)


def elsewhere_is_there(all_files: Mapping[str, SeriesFiles]) -> Iterator[Problem]:
    """The claim of another series that a correction refers to is on record."""
    anchors: dict[str, frozenset[str]] = {}
    for files in all_files.values():
        for document in files.documents:
            for index, item in enumerate(items_of(document, "corrections")):
                see = item.get("see") if isinstance(item, Entries) else None
                if not isinstance(see, Scalar) or ELSEWHERE.fullmatch(see) is None:
                    continue  # The model reports a text of another form.
                key, _, anchor = see.partition("#")
                other = all_files.get(key)
                if other is not None and not other.is_readable:
                    continue
                if other is not None and key not in anchors:
                    anchors[key] = other.anchors(*ENTRY_LISTS)
                if anchor not in anchors.get(key, ()):
                    place = document.place("corrections", index, "see")
                    yield Problem(place, "nothing-to-see", {"text": see})


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
            for name in term.names_in(language):
                if name.casefold() in seen:
                    place = documents["data/glossary.yml"].key_place(key)
                    values = {"text": name, "other": seen[name.casefold()]}
                    yield Problem(place, "term-twice", values)
                seen.setdefault(name.casefold(), key)


def areas_have_no_cycles(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """An area does not lie in itself, not even through its parents."""
    parents = {key: area.parent for key, area in catalog.areas.items()}
    for key in keys_in_cycles(parents):
        yield Problem(documents["data/areas.yml"].place(key, "parent"), "cycle", {"text": key})


def same_texts_have_no_cycles(catalog: Catalog, documents: Documents) -> Iterator[Problem]:
    """A source is not a copy of itself, not even through other sources."""
    originals = {key: source.same_text_as for key, source in catalog.sources.items()}
    for key in keys_in_cycles(originals):
        yield Problem(_source_place(key, documents, "same_text_as"), "cycle", {"text": key})


def sources_are_opened_after_publication(
    catalog: Catalog, documents: Documents
) -> Iterator[Problem]:
    """A source is opened on the day of its publication or later: else a notice."""
    for key, source in catalog.sources.items():
        published, accessed = source.published, source.accessed
        if published and accessed and accessed.first < published.first:
            place = _source_place(key, documents, "accessed")
            yield Problem(place, "opened-before-published", {"date": published.written})


def decisions_are_about_something(_: Catalog, documents: Documents) -> Iterator[Problem]:
    """A decision is about records that exist, and has an old value for each of them."""
    known, unreadable = written_subjects(documents), unreadable_kinds(documents)
    for path, document in documents.items():
        if not path.startswith("data/decisions") or not isinstance(document.root, Items):
            continue
        for index, item in enumerate(document.root):
            about = item.get("about") if isinstance(item, Entries) else None
            subjects = about if isinstance(about, Items) else [about]
            for subject in subjects:
                if isinstance(subject, Scalar) and not is_subject(subject, known, unreadable):
                    place = document.place(index, "about")
                    yield Problem(place, "unknown-subject", {"text": subject})
            was = item.get("was") if isinstance(item, Entries) else None
            if isinstance(about, Items) and (not isinstance(was, Items) or len(was) != len(about)):
                yield Problem(document.key_place(index, "was"), "was-for-each")


def _source_place(key: str, documents: Documents, *steps: str) -> Place:
    for path, document in documents.items():
        before = ("sources",) if path.startswith(_COVERAGE) else ()
        root = document.root
        node = root.get("sources") if before and isinstance(root, Entries) else root
        if (before or path == "data/sources.yml") and isinstance(node, Entries) and key in node:
            return document.place(*before, key, *steps)
    return Place("data/sources.yml")


_OF_CATALOG: tuple[Callable[[Catalog, Documents], Iterable[Problem]], ...] = (
    one_series_for_indicator_and_area,
    terms_are_named_once,
    areas_have_no_cycles,
    same_texts_have_no_cycles,
    sources_are_opened_after_publication,
    decisions_are_about_something,
)
