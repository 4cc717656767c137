"""The series of many sites as one record, from which the software makes a site of a nation.

A site's claims are taken over as they stand there, so that the same rules give the same states;
each claim also names the site that it comes from as a source. Two sites share an indicator only if
everything that says what is measured is the same in both: like stands with like. Breakdowns,
withdrawn claims and earlier wordings stay with their own site.
"""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import yaml

from terang.diagnostics import errors
from terang.downloads.columns import entry_keys
from terang.loading.data_folder import read_data
from terang.model.catalog import Catalog
from terang.model.entries import Entry, Event, Observation, Reply, Target
from terang_nation.gathered_tables import table_columns, tables_of
from terang_nation.site_list import ListedSite
from terang_nation.site_reader import RefusedSiteError, SitePackage, series_file

MARK = "# --- Dari situs lain · From other sites: make gather ---\n"
"""The line that begins every gathered file, and the gathered part of a file of the record's own."""

_SHARED = ("areas", "speakers", "programmes")
"""The files that the record has too; what is gathered stands below the mark."""
_LISTS: Mapping[str, type[Entry | Reply]] = {
    "observations": Observation,
    "targets": Target,
    "events": Event,
    "replies": Reply,
}
_LEFT_OUT = frozenset({"breakdown"})
_MEANING = (
    "definition_id", "unit_id", "unit_en", "currency", "direction", "measure", "decimals",
    "per_id", "frequency",
)  # fmt: skip
"""The columns of an indicator that say what is measured, and how it is judged and shown."""

Tree: TypeAlias = dict[str, Any]
Meaning: TypeAlias = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class NationalRecord:
    """A record with the series of many sites, and why a site is not in it."""

    files: Mapping[str, bytes]
    """Each file that is made, by its path from the repository's root."""
    refused: Mapping[str, RefusedSiteError]
    """The problem of each site that is left out, by the site's id."""


def national_record(
    packages: Sequence[SitePackage], own_files: Mapping[str, bytes], now: dt.datetime
) -> NationalRecord:
    """Return the record of all sites; raises InvalidDataError if the own files are not sound.

    `own_files` are the files below data/ without what was gathered: the national site's own.
    """
    names = _KnownNames.of_record(read_data(own_files, now).sound())
    sites = [package.site for package in packages]
    added: list[_SiteRecord] = []
    refused = {}
    for package in packages:
        try:
            record = _SiteRecord.of_package(package, names, sites)
            _check(record, own_files, now)
        except RefusedSiteError as error:
            refused[package.site.id] = error
            continue
        added.append(record)
    return NationalRecord(_files(added, own_files), refused)


def without_gathered(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of a national record without what was gathered before."""
    mark = MARK.encode()
    return {
        path: data.partition(mark)[0] for path, data in files.items() if not data.startswith(mark)
    }


@dataclass(slots=True)
class _KnownNames:
    """The ids of areas by their code, and of indicators by their meaning.

    Those of the record itself are only named; a site brings every other one that it uses along, and
    the first site's is kept.
    """

    areas: dict[str, str]
    indicators: dict[Meaning, str]
    own: frozenset[str]
    """The ids of the record itself."""

    @classmethod
    def of_record(cls, own: Catalog) -> _KnownNames:
        indicators = tables_of(own)["indicators"]
        columns = [column.name for column in indicators.columns]
        rows = [dict(zip(columns, row, strict=True)) for row in indicators.rows]
        areas = {area.codes["bps"]: key for key, area in own.areas.items() if "bps" in area.codes}
        return cls(
            areas,
            {_meaning(row): str(row["id"]) for row in rows},
            frozenset((*own.areas, *own.indicators)),
        )


@dataclass(slots=True)
class _SiteRecord:
    """The additions of a site to the record: trees by file, without the extension.

    Its ids get the code of its area before them, which no other listed site has.
    """

    site: ListedSite
    trees: dict[str, Tree] = field(default_factory=dict)

    @classmethod
    def of_package(
        cls, package: SitePackage, names: _KnownNames, sites: Sequence[ListedSite]
    ) -> _SiteRecord:
        """Return the series of a site that no site of a smaller area speaks for."""
        record = cls(package.site)
        rows = {name: _rows_by_id(package, name) for name in ("areas", "indicators", "programmes")}
        codes = {str(row["series"]): str(row["area_bps"]) for row in _rows(package, "claims")}
        cited: set[str] = set()
        for row in _rows(package, "series"):
            code = codes.get(str(row["id"]))
            if code is None or _spokesman(code, sites) is not package.site:
                continue
            tree = _series_tree(package, str(row["id"]))
            try:
                area = record._area_id(code, rows["areas"][str(row["area"])], names)
                indicator = record._indicator_id(tree, rows, str(row["indicator"]), names)
                series = _written_series(package.site, tree, row, cited)
            except (KeyError, TypeError, AttributeError) as error:
                raise RefusedSiteError("bad-record", f"{row['id']}: {error}") from None
            path = f"data/coverage/{package.site.area}-{row['id']}"
            record.trees[path] = {"indicator": indicator, "area": area, **series}
        speakers = _rows_by_id(package, "speakers")
        record._add("speakers", {key: _texts(row, "name") for key, row in speakers.items()})
        return record

    def _add(self, name: str, trees: Mapping[str, Tree]) -> None:
        own = {f"{self.site.area}-{key}": tree for key, tree in trees.items()}
        self.trees.setdefault(f"data/{name}", {}).update(own)

    def _area_id(self, code: str, row: Mapping[str, object], names: _KnownNames) -> str:
        area_id = names.areas.get(code, f"bps-{code}")
        if area_id in names.own:
            return area_id
        tree = {**_texts(row, "name"), "level": str(row["level"]), "codes": {"bps": code}}
        self.trees.setdefault("data/areas", {})[area_id] = tree
        return area_id

    def _indicator_id(
        self,
        tree: Tree,
        rows: Mapping[str, Mapping[str, Mapping[str, object]]],
        key: str,
        names: _KnownNames,
    ) -> str:
        row = rows["indicators"][key]
        indicator_id = names.indicators.setdefault(_meaning(row), f"{self.site.area}-{key}")
        if indicator_id in names.own:
            return indicator_id
        programme = str(row["programme"])
        texts = _texts(rows["programmes"][programme], "title", "summary", "agency")
        self._add("programmes", {programme: texts})
        plain = ("direction", "measure", "decimals", "frequency")
        self.trees[f"data/indicators/{indicator_id}"] = {
            **_texts(row, "title", "definition", "per"),
            "programme": f"{self.site.area}-{programme}",
            "unit": tree["unit"],
            **{name: str(row[name]) for name in plain if row[name] is not None},
        }
        return indicator_id


def _meaning(row: Mapping[str, object]) -> Meaning:
    return tuple(str(row[name]) if row[name] is not None else "" for name in _MEANING)


def _spokesman(code: str, sites: Sequence[ListedSite]) -> ListedSite:
    """Return the site of the smallest area in which an area lies."""
    return max(
        (site for site in sites if code.startswith(site.area)), key=lambda site: len(site.area)
    )


# --- a series ----------------------------------------------------------------------------------


def _series_tree(package: SitePackage, series_id: str) -> Tree:
    path = series_file(series_id)
    try:
        # Numbers stay as they are written.
        tree = json.loads(package.files[path], parse_float=str, parse_int=str)
    except (KeyError, ValueError, RecursionError):
        raise RefusedSiteError("bad-record", path) from None
    if not isinstance(tree, dict):
        raise RefusedSiteError("bad-record", path)
    return tree


def _written_series(
    site: ListedSite, tree: Tree, row: Mapping[str, object], cited: set[str]
) -> Tree:
    """Return the keys of a series file; `cited` are the sources that other files give."""
    address = str(tree["url"])
    if not address.startswith(site.address):
        raise RefusedSiteError("leads-elsewhere", address)
    own = f"{site.area}-site-{row['id']}"
    lists = {name: _standing(tree[name]) for name in _LISTS}
    anchors = {entry["anchor"] for entries in lists.values() for entry in entries}
    written: Tree = {
        name: [_written_entry(entry, _LISTS[name], site, anchors, own) for entry in entries]
        for name, entries in lists.items()
    }
    population, baseline = tree["population"], row["baseline"]
    if population:
        values = [_cited(value, site) for value in population["values"]]
        written["population"] = {**population, "values": values}
    if baseline in anchors:
        written["baseline"] = baseline
    written["breaks"] = [_cited(change, site) for change in tree["breaks"]]
    written["sources"] = {
        own: {
            "title": tree["title"]["id"],
            "publisher": tree["publisher"]["id"],
            "type": "dataset",
            "language": "id",
            "url": address,
        },
        **{
            f"{site.area}-{key}": _written_source(source, site)
            for key, source in tree["sources"].items()
            if key not in cited
        },
    }
    cited.update(tree["sources"])
    return {
        **_texts(row, "title", "summary"),
        **{key: part for key, part in written.items() if part},
    }


def _standing(entries: list[Tree]) -> list[Tree]:
    return [entry for entry in entries if "withdrawn" not in entry]


def _written_entry(
    entry: Tree, model: type[Entry | Reply], site: ListedSite, anchors: set[str], own: str
) -> Tree:
    """Return an entry as a data file has it, with the site itself as its last source."""
    keys = [key for key in entry_keys(model) if key not in _LEFT_OUT]
    written = {key: entry[key] for key in keys if entry.get(key) not in (None, [], {})}
    if "value" in entry and entry["value"] is None:
        written["value"] = {"low": entry["value_low"], "high": entry["value_high"]}
    written = _cited(written, site)
    written["sources"].append(own)
    if "by" in written:
        written["by"] = f"{site.area}-{written['by']}"
    if written.get("replaces") not in anchors:
        written.pop("replaces", None)
    if refuted := [anchor for anchor in written.pop("contradicts", ()) if anchor in anchors]:
        written["contradicts"] = refuted
    return written


def _cited(tree: Tree, site: ListedSite) -> Tree:
    return {**tree, "sources": [f"{site.area}-{key}" for key in tree["sources"]]}


def _written_source(source: Tree, site: ListedSite) -> Tree:
    if "same_text_as" in source:
        return {**source, "same_text_as": f"{site.area}-{source['same_text_as']}"}
    return source


# --- rows and files ----------------------------------------------------------------------------


def _rows(package: SitePackage, name: str) -> Iterator[Mapping[str, object]]:
    columns = [column.name for column in table_columns()[name]]
    for row in package.tables[name]:
        yield dict(zip(columns, row, strict=True))


def _rows_by_id(package: SitePackage, name: str) -> dict[str, Mapping[str, object]]:
    return {str(row["id"]): row for row in _rows(package, name)}


def _texts(row: Mapping[str, object], *names: str) -> Tree:
    """Return bilingual texts of a row, those that are there."""
    texts = {
        name: {code: row[f"{name}_{code}"] for code in ("id", "en") if row[f"{name}_{code}"]}
        for name in names
    }
    return {name: text for name, text in texts.items() if text}


def _check(record: _SiteRecord, own_files: Mapping[str, bytes], now: dt.datetime) -> None:
    """Refuse a site whose series are no sound record beside the own files."""
    made = _files([record], own_files)
    if twice := sorted(made.keys() & own_files.keys() - {f"data/{name}.yml" for name in _SHARED}):
        raise RefusedSiteError("bad-record", twice[0])
    files = {**own_files, **made}
    if problems := errors(read_data(files, now).problems):
        raise RefusedSiteError("bad-record", str(problems[0]).splitlines()[0])


def _files(records: Sequence[_SiteRecord], own_files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of several sites; shared ones begin with the own part."""
    trees: dict[str, Tree] = {}
    for record in records:
        for path, tree in record.trees.items():
            trees[path] = {**tree, **trees.get(path, {})}
    shared = {f"data/{name}" for name in _SHARED}
    return {
        f"{path}.yml": (own_files.get(f"{path}.yml", b"") if path in shared else b"")
        + MARK.encode()
        + _yaml_bytes(tree)
        for path, tree in trees.items()
        if tree
    }


class _PlainDumper(yaml.SafeDumper):
    """Writes no aliases: the data format has none."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


def _yaml_bytes(tree: Tree) -> bytes:
    text: str = yaml.dump(
        tree, Dumper=_PlainDumper, allow_unicode=True, sort_keys=False, width=10_000
    )
    return text.encode()
