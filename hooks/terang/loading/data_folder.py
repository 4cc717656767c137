"""The whole data/ folder → one Catalog, or every problem in it.

Files are handed in as bytes by path, so an older state of the folder (from git) is read by the same
code. Every file is parsed before any is decoded: the ids that exist are known first, so a wrong
reference is found where it stands, together with all else that is wrong.
"""

from __future__ import annotations

import datetime as dt
import re
import zoneinfo
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import TypeAdapter, ValidationError

from terang.diagnostics import InvalidDataError, Place, Problem, errors, in_order, nearest_word
from terang.loading import consistency_rules, validation_errors
from terang.model import catalog as model_catalog
from terang.model import field_types
from terang.model.catalog import Catalog
from terang.model.definitions import (
    Area,
    Decision,
    Dimension,
    Indicator,
    Programme,
    Site,
    Source,
    Term,
)
from terang.parsing.yaml_document import Document, Entries, Items, Node, files_below, parse_document

FOLDER = "data"

SITE = "data/site.yml"
SOURCES = "data/sources.yml"
AREAS = "data/areas.yml"
PROGRAMMES = "data/programmes.yml"
DIMENSIONS = "data/dimensions.yml"
DECISIONS = "data/decisions.yml"
GLOSSARY = "data/glossary.yml"
INDICATORS = "data/indicators"
COVERAGE = "data/coverage"

FILE_TYPES: Mapping[str, Any] = {
    SITE: Site,
    SOURCES: Mapping[field_types.Id, Source],
    AREAS: Mapping[field_types.Id, Area],
    PROGRAMMES: Mapping[field_types.Id, Programme],
    DIMENSIONS: Mapping[field_types.Id, Dimension],
    DECISIONS: tuple[Decision, ...],
    GLOSSARY: Mapping[field_types.Id, Term],
    INDICATORS: Indicator,
    COVERAGE: model_catalog.Series,
}
_READERS = {name: TypeAdapter(kind) for name, kind in FILE_TYPES.items()}

_TAKEN = frozenset(
    [
        "datapackage",
        "indicators",
        "series",
        "observations",
        "targets",
        "events",
        "sources",
        "revisions",
        "population",
        "breakdowns",
        "areas",
        "programmes",
        "facts",
        "transparency",
        "catalog",
        "feed",
    ]
)
"""Names of the downloads: no file's stem may be one of them."""


def load_catalog(root: Path, now: dt.datetime) -> Catalog:
    """Read data/ below a repository's root; InvalidDataError lists everything that is wrong.

    `now` is an instant with a time zone; today is its day in the site's own time zone.
    """
    return read_data(data_files(root), now).sound()


def data_files(root: Path) -> dict[str, bytes]:
    """The YAML files below data/, path from the root → bytes, in order.

    Also those whose name only begins to look like one, such as `kota.yml.txt`: they are refused.
    """
    found = sorted(
        path
        for path in files_below(root / FOLDER)
        if re.search(r"\.ya?ml", path.name, re.IGNORECASE)
        and path.is_file()
        and not path.name.startswith(".")
    )
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


_NO_SITE = Site.model_construct()  # type: ignore[call-arg]


@dataclass(frozen=True, slots=True)
class LoadedData:
    """What was read: the catalog as far as it could be made, the documents, and the problems."""

    catalog: Catalog | None
    """None where site.yml cannot be read. Holds only sound records."""
    documents: Mapping[str, Document]
    problems: tuple[Problem, ...]

    def sound(self) -> Catalog:
        """The catalog, if nothing is wrong with it."""
        if self.catalog is None or errors(self.problems):
            raise InvalidDataError(self.problems)
        return self.catalog


def read_document(path: str, data: bytes) -> Document:
    """One file as written, without what is empty where it may not be: that is a problem of it."""
    found = parse_document(path, data)
    if not found.has_nulls:
        return found
    nulls = tuple(_remove_nulls(found, found.root, ()))
    return replace(found, problems=(*found.problems, *nulls))


def read_data(
    contents: Mapping[str, bytes],
    now: dt.datetime,
    as_document: Callable[[str, bytes], Document] = read_document,
) -> LoadedData:
    """Read the files of a data folder, whatever they hold, in the order of their names.

    So whoever hands them in, in whichever order, gets the same record.

    `as_document` may be a `document` that remembers what it has read.
    """
    contents = dict(sorted(contents.items()))
    documents = {
        path: as_document(path, data) for path, data in contents.items() if _is_known(path)
    }
    problems = [problem for document in documents.values() for problem in document.problems]
    problems += _file_problems(contents)
    documents |= {path: Document(path, None) for path in _misnamed(contents)}
    decoder = _Decoder(documents, _today(documents, now))
    site = decoder.site()
    # No rule looks at the site: where it is not sound, the rest is checked all the same.
    catalog = decoder.catalog(site or _NO_SITE)
    problems += decoder.problems
    problems += consistency_rules.problems_as_written(documents)
    problems += consistency_rules.consistency_problems(catalog, documents)
    found = in_order(problems)
    catalog = replace(catalog, notices=tuple(item for item in found if item.is_notice))
    return LoadedData(None if site is None else catalog, documents, found)


def _today(documents: Mapping[str, Document], now: dt.datetime) -> dt.date:
    """The day of `now` in the site's time zone, or in UTC where that is not sound."""
    root = documents[SITE].root if SITE in documents else None
    name = root.get("time_zone") if isinstance(root, Entries) else None
    try:
        zone: dt.tzinfo = zoneinfo.ZoneInfo(str(name))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        zone = dt.UTC
    return now.astimezone(zone).date()


# --- files -------------------------------------------------------------------------------------


def _kind(path: str) -> str:
    """The key of `FILE_TYPES` that a file is read by."""
    return path if path in FILE_TYPES else str(PurePosixPath(path).parent)


def _is_known(path: str) -> bool:
    return _kind(path) in FILE_TYPES and path.endswith(".yml")


def _file_problems(contents: Mapping[str, bytes]) -> Iterator[Problem]:
    """Files that are not where or what they must be."""
    if SITE not in {*contents, *_misnamed(contents)}:
        yield Problem(Place(SITE), "missing-file", {"file": SITE})
    for path in contents:
        stem = PurePosixPath(path).stem
        if not _is_known(path):
            yield Problem(Place(path), "unknown-file", {"nearest": _right_name(path)})
        elif path not in FILE_TYPES and field_types.ID.fullmatch(stem) is None:
            values = {"text": stem, "suggestion": field_types.slug(stem) or "nama-baru"}
            yield Problem(Place(path), "bad-id", values, "file")
        elif path not in FILE_TYPES and stem in _TAKEN:
            yield Problem(Place(path), "reserved-id", {"text": stem})


def _right_name(path: str) -> str:
    """The path that the writer of an unknown one most likely meant."""
    name = PurePosixPath(path).name
    stem = field_types.slug(re.split(r"\.ya?ml", name, flags=re.IGNORECASE)[0]) or "…"
    folders = [f"{folder}/{stem}.yml" for folder in (COVERAGE, INDICATORS)]
    known = [*(item for item in FILE_TYPES if item.endswith(".yml")), *folders]
    same_folder = [item for item in known if item == f"{PurePosixPath(path).parent}/{stem}.yml"]
    return next(iter(same_folder), nearest_word(path, known) or folders[0])


def _misnamed(contents: Mapping[str, bytes]) -> Iterator[str]:
    """The right names of files that stand there under a slightly wrong one, such as `.yaml`.

    They count as unreadable, so that what refers to them is not said to be missing as well.
    """
    for path in contents:
        right = path if _is_known(path) else _right_name(path)
        if right not in contents and _same_place(path, right):
            yield right


def _same_place(path: str, right: str) -> bool:
    return path.lower().startswith(right.removesuffix(".yml") + ".")


def _remove_nulls(
    document: Document, node: Node, steps: tuple[str | int, ...]
) -> Iterator[Problem]:
    """Report what is empty where it may not be, and take it out of the tree."""
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
        elif not _may_be_null(steps):
            place = document.key_place(*steps, step)
            variant = "key" if isinstance(step, str) else ""
            yield Problem(place, "empty-value", {"key": str(step)}, variant)
            if isinstance(node, Items):
                node.is_whole = False
                del node.item_marks[int(step)]
            del node[step]  # type: ignore[arg-type]


def _may_be_null(steps: tuple[str | int, ...]) -> bool:
    """Whether null says something here: a suppressed category, or a key that was absent."""
    match steps:
        case ("observations", int(), "breakdown", _):
            return True
        case ("observations" | "targets" | "events", int(), "revisions", int(), "was", *_):
            return True
        case _:
            return False


# --- decoding ----------------------------------------------------------------------------------


class _Decoder:
    """Documents → records, with the problems met on the way."""

    def __init__(self, documents: Mapping[str, Document], today: dt.date) -> None:
        self.documents = documents
        self.today = today
        self.problems: list[Problem] = []
        self._ids = known_ids(documents)

    def site(self) -> Site | None:
        """The site, if it is sound."""
        return self._read(SITE)  # type: ignore[no-any-return]

    def catalog(self, site: Site) -> Catalog:
        """All sound records."""
        indicators = self._stems(INDICATORS)
        series = self._series(indicators)
        sources = dict(model_catalog.with_ids(self._read(SOURCES) or {}))
        for series_item in series.values():
            sources |= model_catalog.with_ids(series_item.sources)
        return Catalog(
            site=site,
            today=self.today,
            sources=dict(sorted(sources.items())),
            areas=model_catalog.with_ids(self._read(AREAS) or {}),
            programmes={
                key: item.model_copy(update={"facts": model_catalog.with_ids(item.facts)})
                for key, item in model_catalog.with_ids(self._read(PROGRAMMES) or {}).items()
            },
            dimensions=model_catalog.with_ids(self._read(DIMENSIONS) or {}),
            decisions=self._read(DECISIONS) or (),
            glossary=model_catalog.with_ids(self._read(GLOSSARY) or {}),
            indicators=indicators,
            series=series,
        )

    def _stems(self, folder: str) -> dict[str, Any]:
        """The records of a folder, a file each, by stem."""
        found = {
            PurePosixPath(path).stem: self._read(path)
            for path in self.documents
            if _kind(path) == folder
        }
        return model_catalog.with_ids(
            {stem: record for stem, record in found.items() if record is not None}
        )

    def _series(self, indicators: Mapping[str, Indicator]) -> dict[str, model_catalog.Series]:
        found = {}
        for path, document in self.documents.items():
            if _kind(path) != COVERAGE:
                continue
            root = document.root if isinstance(document.root, Entries) else Entries((1, 1))
            indicator = indicators.get(str(root.get("indicator")))
            local = {
                "anchor": frozenset(model_catalog.written_anchors(root)),
                "target": frozenset(model_catalog.written_anchors(root, "targets")),
                "observation": frozenset(model_catalog.written_anchors(root, "observations")),
            }
            series = self._read(path, indicator.figures if indicator else None, local)
            if series is not None:
                found[PurePosixPath(path).stem] = series
        return model_catalog.with_ids(found)

    def _read(
        self,
        path: str,
        figures: field_types.Figures | None = None,
        local_ids: Mapping[str, frozenset[str]] | None = None,
    ) -> Any:  # noqa: ANN401
        """One file's record or records, or None with the reasons among the problems."""
        document = self.documents.get(path)
        if document is None or document.root is None:
            return None
        ids = {**self._ids, **(local_ids or {})}
        context = field_types.Context(path, self.today, ids, figures)
        record = None
        try:
            record = _READERS[_kind(path)].validate_python(document.root, context=context)
        except ValidationError as error:
            self.problems += validation_errors.validation_problems(
                document, error, FILE_TYPES[_kind(path)]
            )
        self.problems += context.notices
        return record


def known_ids(documents: Mapping[str, Document]) -> dict[str, frozenset[str] | None]:
    """Kind → the ids that are written somewhere, also in records that are not sound otherwise.

    None where a file that may hold more of them cannot be read.
    """
    coverage = [document for path, document in documents.items() if _kind(path) == COVERAGE]
    sources: list[Iterable[str] | None] = [_keys(documents.get(SOURCES))]
    sources += [
        None if document.root is None else _keys_of(document.root, "sources")
        for document in coverage
    ]
    stems = frozenset(PurePosixPath(path).stem for path in documents if _kind(path) == INDICATORS)
    return {
        "source": None
        if None in sources
        else frozenset(key for keys in sources for key in keys or ()),
        "area": _keys(documents.get(AREAS)),
        "programme": _keys(documents.get(PROGRAMMES)),
        "dimension": _keys(documents.get(DIMENSIONS)),
        "indicator": stems,
    }


def _keys(document: Document | None) -> frozenset[str] | None:
    if document is None:
        return frozenset()
    return frozenset(document.root) if isinstance(document.root, Entries) else None


def _keys_of(root: Entries | Items, key: str) -> frozenset[str]:
    node = root.get(key) if isinstance(root, Entries) else None
    return frozenset(node) if isinstance(node, Entries) else frozenset()
