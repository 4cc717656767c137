"""The whole data/ folder → one Catalog, or every problem in it.

Files are handed in as bytes by path, so an older state of the folder (from git) is read by the same
code. Every file is parsed before any is decoded: the ids that exist are known first, so a wrong
reference is found where it stands, together with all else that is wrong.
"""

from __future__ import annotations

import datetime
import types
import typing
import zoneinfo
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError

from terang import checks, model
from terang.documents import Document, Entries, Items, Node, Scalar, parse
from terang.problems import (
    InvalidDataError,
    Place,
    Problem,
    errors,
    in_order,
    nearest,
)

FOLDER = "data"

SITE = "data/site.yml"
SOURCES = "data/sources.yml"
AREAS = "data/areas.yml"
PROGRAMMES = "data/programmes.yml"
DIMENSIONS = "data/dimensions.yml"
DECISIONS = "data/decisions.yml"
INDICATORS = "data/indicators"
COVERAGE = "data/coverage"

_TYPES: Mapping[str, Any] = {
    SITE: model.Site,
    SOURCES: Mapping[model.Id, model.Source],
    AREAS: Mapping[model.Id, model.Area],
    PROGRAMMES: Mapping[model.Id, model.Programme],
    DIMENSIONS: Mapping[model.Id, model.Dimension],
    DECISIONS: tuple[model.Decision, ...],
    INDICATORS: model.Indicator,
    COVERAGE: model.Series,
}
_READERS = {name: TypeAdapter(kind) for name, kind in _TYPES.items()}

_TAKEN = frozenset(
    "datapackage indicators series observations targets events sources revisions population "
    "breakdowns areas programmes facts transparency catalog".split()
)
"""Names of the downloads: no file's stem may be one of them."""

_MAY_BE_NULL = ("breakdown", "was")

_EXAMPLES: Mapping[str, str] = {
    "date": "date: 2024-08-17",
    "value": "value: 100000",
    "sources": "sources:\n  - id-sumber",
    "title": "title:\n  id: …\n  en: …",
    "note": "note:\n  id: …\n  en: …",
    "reason": "reason:\n  id: …\n  en: …",
    "name": "name:\n  id: …\n  en: …",
    "definition": "definition:\n  id: …\n  en: …",
    "summary": "summary:\n  id: …\n  en: …",
    "agency": "agency:\n  id: …\n  en: …",
    "label": "label:\n  id: …\n  en: …",
    "unit": "unit:\n  id: orang\n  en: people",
    "direction": "direction: increase",
    "measure": "measure: stock",
    "level": "level: regency",
    "type": "type: news",
    "language": "language: id",
    "revised": "revised: 2025-01-31",
    "was": "was:\n  value: 75000",
    "id": "id: …",
    "en": "en: …",
}


def load(root: Path, now: datetime.datetime) -> Catalog:
    """Read data/ below a repository's root; InvalidDataError lists everything that is wrong.

    `now` is an instant with a time zone; today is its day in the site's own time zone.
    """
    return read(files(root), now).sound()


def files(root: Path) -> dict[str, bytes]:
    """The YAML files below data/, path from the root → bytes, in order."""
    found = sorted(
        path
        for path in (root / FOLDER).rglob("*")
        if path.suffix in (".yml", ".yaml") and path.is_file() and not path.name.startswith(".")
    )
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in found}


Catalog = model.Catalog


@dataclass(frozen=True, slots=True)
class Reading:
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


def read(contents: Mapping[str, bytes], now: datetime.datetime) -> Reading:
    """Read the files of a data folder, whatever they hold."""
    documents = {path: parse(path, data) for path, data in contents.items() if _is_known(path)}
    problems = [problem for document in documents.values() for problem in document.problems]
    problems += _file_problems(contents)
    for document in documents.values():
        problems += _remove_nulls(document, document.root, ())
    decoder = _Decoder(documents, _today(documents, now))
    catalog = decoder.catalog()
    problems += decoder.problems
    problems += checks.written(documents)
    if catalog is not None:
        problems += checks.run(catalog, documents)
        found = in_order(problems)
        catalog = replace(catalog, notices=tuple(one for one in found if one.is_notice))
    return Reading(catalog, documents, in_order(problems))


def _today(documents: Mapping[str, Document], now: datetime.datetime) -> datetime.date:
    """The day of `now` in the site's time zone, or in UTC where that is not sound."""
    root = documents[SITE].root if SITE in documents else None
    name = root.get("time_zone") if isinstance(root, Entries) else None
    try:
        zone: datetime.tzinfo = zoneinfo.ZoneInfo(str(name))
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        zone = datetime.UTC
    return now.astimezone(zone).date()


# --- files -------------------------------------------------------------------------------------


def _kind(path: str) -> str:
    """The key of `_TYPES` that a file is read by."""
    return path if path in _TYPES else str(PurePosixPath(path).parent)


def _is_known(path: str) -> bool:
    return _kind(path) in _TYPES and path.endswith(".yml")


def _file_problems(contents: Mapping[str, bytes]) -> Iterator[Problem]:
    """Files that are not where or what they must be."""
    if SITE not in contents:
        yield Problem(Place(SITE), "missing-file", {"file": SITE})
    for path in contents:
        stem = PurePosixPath(path).stem
        if not _is_known(path):
            known = [*(one for one in _TYPES if one.endswith(".yml")), f"{COVERAGE}/{stem}.yml"]
            yield Problem(Place(path), "unknown-file", {"nearest": nearest(path, known) or SITE})
        elif path not in _TYPES and model.ID.fullmatch(stem) is None:
            values = {"text": stem, "suggestion": model.slug(stem) or "…"}
            yield Problem(Place(path), "bad-id", values, "file")
        elif path not in _TYPES and stem in _TAKEN:
            yield Problem(Place(path), "reserved-id", {"text": stem})


def _remove_nulls(
    document: Document, node: Node, steps: tuple[str | int, ...]
) -> Iterator[Problem]:
    """Report what is empty (outside `breakdown` and `was`), and take it out of the tree."""
    children: Iterable[tuple[str | int, Node]]
    if isinstance(node, Entries):
        children = list(node.items())
    elif isinstance(node, Items):
        children = reversed(list(enumerate(node)))
    else:
        return
    for step, child in children:
        if child is None and not any(name in steps for name in _MAY_BE_NULL):
            place = document.key_place(*steps, step)
            yield Problem(place, "empty-value", {"key": str(step)}, "key" if isinstance(step, str) else "")
            if isinstance(node, Items):
                del node.item_marks[int(step)]
            del node[step]  # type: ignore[arg-type]
        else:
            yield from _remove_nulls(document, child, (*steps, step))


# --- decoding ----------------------------------------------------------------------------------


class _Decoder:
    """Documents → records, with the problems met on the way."""

    def __init__(self, documents: Mapping[str, Document], today: datetime.date) -> None:
        self.documents = documents
        self.today = today
        self.problems: list[Problem] = []
        self._ids = known_ids(documents)
        self._roots: dict[str, tuple[str, ...]] = {}

    def catalog(self) -> Catalog | None:
        """All sound records; None without a sound site.yml."""
        site = self._read(SITE)
        indicators = self._stems(INDICATORS)
        series = self._series(indicators)
        sources = dict(model.with_ids(self._read(SOURCES) or {}))
        for one in series.values():
            sources |= model.with_ids(one.sources)
        rest = {
            "areas": model.with_ids(self._read(AREAS) or {}),
            "dimensions": model.with_ids(self._read(DIMENSIONS) or {}),
            "programmes": {
                key: one.model_copy(update={"facts": model.with_ids(one.facts)})
                for key, one in model.with_ids(self._read(PROGRAMMES) or {}).items()
            },
        }
        decisions = self._read(DECISIONS) or ()
        if site is None:
            return None
        return Catalog(
            site=site,
            today=self.today,
            sources=dict(sorted(sources.items())),
            indicators=indicators,
            series=series,
            decisions=decisions,
            **rest,
        )

    def _stems(self, folder: str) -> dict[str, Any]:
        """The records of a folder, a file each, by stem."""
        found = {
            PurePosixPath(path).stem: self._read(path)
            for path in self.documents
            if _kind(path) == folder
        }
        return model.with_ids({stem: record for stem, record in found.items() if record is not None})

    def _series(self, indicators: Mapping[str, model.Indicator]) -> dict[str, model.Series]:
        found = {}
        for path, document in self.documents.items():
            if _kind(path) != COVERAGE:
                continue
            root = document.root if isinstance(document.root, Entries) else Entries((1, 1))
            indicator = indicators.get(str(root.get("indicator")))
            local = {
                "anchor": frozenset(model.written_anchors(root)),
                "target": frozenset(model.written_anchors(root, "targets")),
                "observation": frozenset(model.written_anchors(root, "observations")),
            }
            series = self._read(path, indicator.figures if indicator else None, local)
            if series is not None:
                found[PurePosixPath(path).stem] = series
        return model.with_ids(found)

    def _read(
        self,
        path: str,
        figures: model.Figures | None = None,
        local_ids: Mapping[str, frozenset[str]] | None = None,
    ) -> Any:  # noqa: ANN401
        """One file's record or records, or None with the reasons among the problems."""
        document = self.documents.get(path)
        if document is None or document.root is None:
            return None
        ids = {**self._ids, **(local_ids or {})}
        context = model.Context(path, self.today, ids, figures)
        record = None
        try:
            record = _READERS[_kind(path)].validate_python(document.root, context=context)
        except ValidationError as error:
            self.problems += _problems(document, error, _TYPES[_kind(path)])
        self.problems += context.notices
        return record


def known_ids(documents: Mapping[str, Document]) -> dict[str, frozenset[str] | None]:
    """Kind → the ids that are written somewhere, also in records that are not sound otherwise.

    None where a file that may hold more of them cannot be read.
    """
    coverage = [document for path, document in documents.items() if _kind(path) == COVERAGE]
    sources: list[Iterable[str] | None] = [_keys(documents.get(SOURCES))]
    for document in coverage:
        sources.append(None if document.root is None else _keys_of(document.root, "sources"))
    stems = frozenset(
        PurePosixPath(path).stem for path in documents if _kind(path) == INDICATORS
    )
    return {
        "source": None if None in sources else frozenset(one for keys in sources for one in keys or ()),
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


# --- what pydantic found, as problems ----------------------------------------------------------


def _problems(document: Document, error: ValidationError, kind: Any) -> Iterator[Problem]:  # noqa: ANN401
    """Every error of one file; a missing key is not reported beside its misspelling."""
    found = error.errors(include_url=False)
    misspelt = {
        (*one["loc"][:-1], nearest(str(one["loc"][-1]), _keys_at(kind, one["loc"][:-1])))
        for one in found
        if one["type"] == "extra_forbidden"
    }
    for one in found:
        missing = one["type"] == "missing"
        written = missing and _is_written(document, one["loc"])
        if written or (missing and one["loc"] in misspelt):
            continue
        if one["type"] != "default_factory_not_called":
            yield _problem(document, one, kind)


def _is_written(document: Document, loc: tuple[int | str, ...]) -> bool:
    """Whether a key stands there after all, with nothing behind it: that is reported already."""
    node: Node = document.root
    for step in loc[:-1]:
        if isinstance(node, Entries):
            node = node.get(str(step))
        elif isinstance(node, Items) and isinstance(step, int):
            node = node[step]
    return isinstance(node, Entries) and loc[-1] in node.key_marks


def _problem(document: Document, error: Any, kind: Any) -> Problem:  # noqa: ANN401
    """One pydantic error in the editor's words."""
    loc, name, context = error["loc"], error["type"], error.get("ctx", {})
    place = document.place(*loc)
    if "code" in context:
        if loc and loc[-1] == "[key]":
            place = document.key_place(*loc[:-1])
        return Problem(place, context["code"], context["values"], context["variant"])
    if name == "missing":
        key = str(loc[-1])
        example = _EXAMPLES.get(key, f"{key}: …")
        return Problem(document.place(*loc[:-1]), "missing-key", {"key": key, "example": example})
    if name == "extra_forbidden":
        known = _keys_at(kind, loc[:-1])
        match = nearest(str(loc[-1]), known)
        values = {"key": str(loc[-1]), "nearest": match or "", "known": ", ".join(known)}
        return Problem(document.key_place(*loc), "unknown-key", values, "near" if match else "")
    if name == "too_short":
        return Problem(place, "empty-list")
    found = model.kind(error["input"])
    if context.get("class_name") == "Text":
        text = error["input"] if isinstance(error["input"], Scalar) else "…"
        return Problem(place, "not-bilingual", {"text": text, "found": found})
    expected = model.KINDS["list" if name in ("tuple_type", "list_type") else "mapping"]
    return Problem(place, "wrong-type", {"expected": expected, "found": found})


def _keys_at(kind: Any, loc: Iterable[int | str]) -> list[str]:  # noqa: ANN401
    """The keys that a mapping may have, found by following the types down to it."""
    for step in loc:
        kind = _bare(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = kind.model_fields.get(str(step))
            kind = field.annotation if field else None
        else:
            arguments = typing.get_args(kind)
            kind = arguments[-1] if arguments and arguments[-1] is not ... else next(iter(arguments), None)
    kind = _bare(kind)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [name for name, field in kind.model_fields.items() if not field.validation_alias]
    return []


def _bare(kind: Any) -> Any:  # noqa: ANN401
    """A type without Annotated and without `| None`."""
    if typing.get_origin(kind) is typing.Annotated:
        return _bare(typing.get_args(kind)[0])
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return _bare(next(one for one in typing.get_args(kind) if one is not types.NoneType))
    return kind
