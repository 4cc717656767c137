"""The data/ folder as a Catalog, or every problem in it; its files, and all ids in them.

Files come in as bytes by path, so that the same code reads a state from git. All files are parsed
before records are made: the existing ids are known first, and all mistakes are reported at once.
"""

from __future__ import annotations

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from terang.diagnostics import InvalidDataError, Problem, errors, in_order
from terang.loading import (
    consistency_rules,
    misplaced_lines,
    table_headings,
    validation_errors,
)
from terang.loading.corrections import CorrectedSeries, WrittenChanges
from terang.loading.data_paths import (
    AREAS,
    DECISIONS,
    DIMENSIONS,
    ENTRIES,
    FILE_TYPES,
    FOLDER,
    GLOSSARY,
    INDICATORS,
    MORE_DECISIONS,
    PROGRAMMES,
    SITE,
    SOURCES,
    SPEAKERS,
    TABLE,
    THEMES,
    kind_of_file,
)
from terang.loading.file_names import (
    data_name_problems,
    is_data_file,
    is_known_file,
    misnamed_files,
)
from terang.loading.implied_breaks import with_implied_breaks
from terang.loading.series_files import (
    COVERAGE,
    ENTRY_LISTS,
    SeriesFiles,
    is_entry_file,
    series_files,
)
from terang.model import catalog as model_catalog
from terang.model import field_types
from terang.model.catalog import Catalog
from terang.model.definitions import Decision, Indicator, Site
from terang.parsing.delimited import TableShape, parse_table
from terang.parsing.folder_files import files_below
from terang.parsing.yaml_document import Document, Entries, Items, Node, parse_document

_READERS = {name: TypeAdapter(kind) for name, kind in FILE_TYPES.items()}


def load_catalog(root: Path, now: dt.datetime) -> Catalog:
    """Return the catalog of data/ below a repository's root; raise InvalidDataError.

    `now` has a time zone; today is its day in the site's own time zone.
    """
    return read_data(data_files(root), now).sound()


def data_files(root: Path) -> dict[str, bytes]:
    """Return the content of the data/ folder: the path of each file that is read → its bytes.

    Files with similar names, such as `kota.yml.txt`, are included and refused later.
    """
    paths = sorted(
        path
        for path in files_below(root / FOLDER)
        if path.is_file() and is_data_file(path.relative_to(root).as_posix())
    )
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in paths}


_NO_SITE = Site.model_construct()  # type: ignore[call-arg]


@dataclass(frozen=True, slots=True)
class LoadedData:
    """The result of reading a data folder: catalog, documents and problems."""

    catalog: Catalog | None
    """The sound records; None if site.yml cannot be read."""
    documents: Mapping[str, Document]
    problems: tuple[Problem, ...]

    def sound(self) -> Catalog:
        """Return the catalog; raise InvalidDataError if there is an error."""
        if self.catalog is None or errors(self.problems):
            raise InvalidDataError(self.problems)
        return self.catalog


_ROWS = TableShape(
    lists={
        "observation": "observations",
        "target": "targets",
        "event": "events",
        "correction": "corrections",
        "reply": "replies",
    },
    mappings={"source": "sources", "speaker": "speakers"},
    list_keys=frozenset({"sources", "contradicts"}),
    meant_column=table_headings.meant_column,
    known_columns=table_headings.known_columns,
    meant_kind=table_headings.meant_kind,
)
"""The rows of an entry file that is a table."""


def read_document(path: str, data: bytes) -> Document:
    """Return a file of the data/ folder as a document; a forbidden empty value is a problem."""
    is_table = path.endswith(TABLE)
    document = parse_table(path, data, _ROWS) if is_table else parse_document(path, data)
    if not document.has_nulls:
        return document
    nulls = tuple(_remove_nulls(document, document.root, ()))
    return replace(document, problems=(*document.problems, *nulls))


def read_data(
    contents: Mapping[str, bytes],
    now: dt.datetime,
    as_document: Callable[[str, bytes], Document] = read_document,
) -> LoadedData:
    """Read the files of the data/ folder, whatever they hold, as a catalog or problems.

    They are read in the order of their names: the result does not depend on the order of the
    arguments. `as_document` may be a `read_document` with a cache.
    """
    contents = dict(sorted(contents.items()))
    documents = {
        path: as_document(path, data) for path, data in contents.items() if is_known_file(path)
    }
    today = _today(documents, now)
    read = _read_documents(contents, documents, today)
    meant = misplaced_lines.repaired_documents(
        contents, read.problems, _OwnProblems(documents, today)
    )
    if meant:
        read = _read_documents(contents, {**documents, **meant}, today)
    return read


def _read_documents(
    contents: Mapping[str, bytes], documents: Mapping[str, Document], today: dt.date
) -> LoadedData:
    """Return the records of documents, and the problems of both."""
    documents = dict(documents)
    problems = [problem for document in documents.values() for problem in document.problems]
    problems += data_name_problems(contents)
    documents |= {path: Document(path, None) for path in misnamed_files(contents)}
    decoder = _Decoder(documents, today)
    site = decoder.site()
    other_format = [problem for problem in decoder.problems if problem.code == "unknown-format"]
    if other_format:
        return LoadedData(None, documents, tuple(other_format))  # The rest only follows from it.
    # No rule needs the site: the rest is checked even if site.yml has mistakes.
    catalog = decoder.catalog(site or _NO_SITE)
    problems += decoder.problems
    problems += consistency_rules.problems_as_written(documents, decoder.series_files)
    problems += consistency_rules.consistency_problems(catalog, documents, decoder.series_files)
    ordered = in_order(problems)
    notices = tuple(problem for problem in ordered if problem.is_notice)
    catalog = replace(catalog, notices=notices)
    return LoadedData(None if site is None else catalog, documents, ordered)


@dataclass(frozen=True, slots=True)
class _OwnProblems:
    """The problems that a file has by itself, beside the documents of the others."""

    documents: Mapping[str, Document]
    today: dt.date

    def __call__(self, path: str, data: bytes) -> tuple[Document, list[Problem]]:
        """Return a file as a document, and its problems in the place of the one at its path."""
        document = read_document(path, data)
        decoder = _Decoder({**self.documents, path: document}, self.today)
        decoder.read_alone(path)
        return document, [*document.problems, *decoder.problems]


def _today(documents: Mapping[str, Document], now: dt.datetime) -> dt.date:
    """Return the day of `now` in the site's time zone, or in UTC if that is invalid."""
    root = documents[SITE].root if SITE in documents else None
    name = root.get("time_zone") if isinstance(root, Entries) else None
    try:
        zone: dt.tzinfo = zoneinfo.ZoneInfo(str(name))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        zone = dt.UTC
    return now.astimezone(zone).date()


def _remove_nulls(
    document: Document, node: Node, steps: tuple[str | int, ...]
) -> Iterator[Problem]:
    """Yield a problem for each forbidden empty value, and remove it from the tree."""
    children: Iterable[tuple[str | int, Node]]
    if isinstance(node, Entries):
        children = list(node.items())
    elif isinstance(node, Items):
        children = reversed(list(enumerate(node)))
    else:
        return
    for step, child in children:
        if child is not None:
            yield from _remove_nulls(document, child, (*steps, step))
        elif not _may_be_null(steps) and not _is_earlier_value(document.path, steps, step):
            place = document.key_place(*steps, step)
            variant = "key" if isinstance(step, str) else ""
            yield Problem(place, "empty-value", {"key": str(step)}, variant)
            if isinstance(node, Items):
                node.is_whole = False
                del node.item_marks[int(step)]
            del node[step]  # type: ignore[arg-type]


def _may_be_null(steps: tuple[str | int, ...]) -> bool:
    """Return whether null has a meaning here: a suppressed category, or a key that was absent."""
    match steps:
        case ("observations", int(), "breakdown", _):
            return True
        case ("corrections", int(), "set", *_):
            return True
        case _:
            return False


def _is_earlier_value(path: str, steps: tuple[str | int, ...], step: str | int) -> bool:
    """Return whether null says that a key was absent before a decision."""
    is_decision = kind_of_file(path) in (DECISIONS, MORE_DECISIONS)
    return is_decision and (step == "was" or "was" in steps)


# --- decoding ----------------------------------------------------------------------------------


class _Decoder:
    """A decoder of documents into records, with the problems of both."""

    def __init__(self, documents: Mapping[str, Document], today: dt.date) -> None:
        self.documents = documents
        self.today = today
        self.problems: list[Problem] = []
        self._ids = known_ids(documents)
        self.series_files = series_files(documents)

    def read_alone(self, path: str) -> None:
        """Add the problems of one file."""
        stem = PurePosixPath(path).parent.name if is_entry_file(path) else PurePosixPath(path).stem
        is_series = kind_of_file(path) in (COVERAGE, ENTRIES)
        files = self.series_files.get(stem) if is_series else None
        self._read(path, None, _local_ids(files) if files else None)

    def site(self) -> Site | None:
        """Return the site, or None if it has mistakes."""
        return self._read(SITE)  # type: ignore[no-any-return]

    def catalog(self, site: Site) -> Catalog:
        """Return the catalog of all sound records."""
        indicators = self._stems(INDICATORS)
        series = self._series(indicators)
        sources = dict(model_catalog.with_ids(self._read(SOURCES) or {}))
        speakers = dict(model_catalog.with_ids(self._read(SPEAKERS) or {}))
        for one_series in series.values():
            sources |= model_catalog.with_ids(one_series.sources)
            speakers |= model_catalog.with_ids(one_series.speakers)
        decisions = self._decisions()
        return Catalog(
            site=site,
            today=self.today,
            sources=dict(sorted(sources.items())),
            areas=model_catalog.with_ids(self._read(AREAS) or {}),
            programmes={
                key: programme.model_copy(
                    update={
                        "facts": model_catalog.with_ids(programme.facts),
                        "contacts": model_catalog.with_ids(programme.contacts),
                    }
                )
                for key, programme in model_catalog.with_ids(self._read(PROGRAMMES) or {}).items()
            },
            dimensions=model_catalog.with_ids(self._read(DIMENSIONS) or {}),
            speakers=speakers,
            themes=model_catalog.with_ids(self._read(THEMES) or {}),
            decisions=decisions,
            glossary=model_catalog.with_ids(self._read(GLOSSARY) or {}),
            indicators=with_implied_breaks(indicators, series.values(), decisions),
            series=series,
        )

    def _stems(self, folder: str) -> dict[str, Any]:
        """Return the records of a folder by the stem of their files."""
        records = {
            PurePosixPath(path).stem: self._read(path)
            for path in self.documents
            if kind_of_file(path) == folder
        }
        return model_catalog.with_ids(
            {stem: record for stem, record in records.items() if record is not None}
        )

    def _decisions(self) -> tuple[Decision, ...]:
        """Return the decisions of decisions.yml, then those of the folder by its files' names."""
        beside = (path for path in self.documents if kind_of_file(path) == MORE_DECISIONS)
        return tuple(
            decision for path in (DECISIONS, *beside) for decision in self._read(path) or ()
        )

    def _series(self, indicators: Mapping[str, Indicator]) -> dict[str, model_catalog.Series]:
        """Return each series with its entry files, corrections applied."""
        all_series = {}
        for key, files in self.series_files.items():
            root = files.own.root if isinstance(files.own.root, Entries) else Entries((1, 1))
            indicator = indicators.get(str(root.get("indicator")))
            figures = indicator.figures if indicator else None
            local = _local_ids(files)
            series = self._read(files.own.path, figures, local)
            beside = {file.path: self._read(file.path, figures, local) for file in files.beside}
            context = field_types.Context(
                files.own.path, self.today, {**self._ids, **local}, figures
            )
            changes = WrittenChanges(files, context)
            self.problems += changes.problems
            if series is None or None in beside.values():
                continue  # What the rules would miss may stand in an unsound file.
            corrected = CorrectedSeries(files.joined(series, beside), files, changes)
            all_series[key] = corrected.series()
            self.problems += corrected.problems
        return model_catalog.with_ids(all_series)

    def _read(
        self,
        path: str,
        figures: field_types.Figures | None = None,
        local_ids: Mapping[str, frozenset[str] | None] | None = None,
    ) -> Any:  # noqa: ANN401
        """Return the record or records of a file; or None, and add the problems."""
        document = self.documents.get(path)
        if document is None or document.root is None:
            return None
        ids = {**self._ids, **(local_ids or {})}
        context = field_types.Context(path, self.today, ids, figures)
        record = None
        try:
            record = _READERS[kind_of_file(path)].validate_python(document.root, context=context)
        except ValidationError as error:
            self.problems += validation_errors.validation_problems(
                document, error, FILE_TYPES[kind_of_file(path)]
            )
        self.problems += context.notices
        return record


def _local_ids(files: SeriesFiles) -> dict[str, frozenset[str] | None]:
    """Return kind → the anchors of a series, also of invalid records.

    None if one of its files cannot be read.
    """
    lists = {
        "record": (),
        "anchor": ENTRY_LISTS,
        "target": ("targets",),
        "observation": ("observations",),
    }
    return {
        kind: files.anchors(*names) if files.is_readable else None for kind, names in lists.items()
    }


def known_ids(documents: Mapping[str, Document]) -> dict[str, frozenset[str] | None]:
    """Return the ids in the files of the data/ folder by kind, also those of invalid records.

    None if a file that may hold more of them cannot be read.
    """
    coverage = [
        document
        for path, document in documents.items()
        if kind_of_file(path) in (COVERAGE, ENTRIES)
    ]

    def everywhere(path: str, name: str) -> frozenset[str] | None:
        """Return the ids in a file of all, and in the files of series."""
        found = _keys(documents.get(path))
        for document in coverage:
            if found is None or document.root is None:
                return None
            found |= _keys_of(document.root, name)
        return found

    stems = frozenset(
        PurePosixPath(path).stem for path in documents if kind_of_file(path) == INDICATORS
    )
    return {
        "source": everywhere(SOURCES, "sources"),
        "area": _keys(documents.get(AREAS)),
        "programme": _keys(documents.get(PROGRAMMES)),
        "dimension": _keys(documents.get(DIMENSIONS)),
        "speaker": everywhere(SPEAKERS, "speakers"),
        "theme": _keys(documents.get(THEMES)),
        "indicator": stems,
    }


def _keys(document: Document | None) -> frozenset[str] | None:
    if document is None:
        return frozenset()
    return _as_ids(document.root) if isinstance(document.root, Entries) else None


def _keys_of(root: Entries | Items, key: str) -> frozenset[str]:
    node = root.get(key) if isinstance(root, Entries) else None
    return _as_ids(node) if isinstance(node, Entries) else frozenset()


def _as_ids(keys: Iterable[str]) -> frozenset[str]:
    """Return keys as ids; one of another form counts as the id that it means, which is reported."""
    return frozenset(
        key if field_types.ID.fullmatch(key) else field_types.slug(key) or key for key in keys
    )
