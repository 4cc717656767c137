"""A valid catalog drawn by a seed: every kind of entry, date, number, text and conflict.

The same seed gives the same bytes. Nothing is drawn that a rule forbids, so that each catalog is
read without a problem; `tests.swarm.broken_catalogs` makes unsound catalogs of them.

Hypothesis is not used: it takes forty times as long a catalog, gives up every third because it asks
for too many choices, and repeats a case by a database or a printed blob rather than by a seed. The
lines here, which say what is valid, would stay.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import zoneinfo
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

import yaml
from tests.catalogs import HOSTILE
from tests.hostile import ADDRESS, CORPUS
from tests.swarm import oracle

from terang.loading import data_folder
from terang.model.definitions import Frequency, Level, ReadingDirection, SourceType
from terang.model.entries import Qualifier, Status

MadeTree = dict[str, Any]
Item = TypeVar("Item")

_FIRST, _LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)

_WORDS = [
    "nelayan", "petani", "buruh", "pekerja", "rentan", "perlindungan", "iuran", "kabupaten",
    "cakupan", "target", "terdaftar", "laporan", "anggaran", "fishers", "workers", "coverage",
    "2024", "85", "ribu", "kata", "bupati",
]  # fmt: skip
# Texts that YAML or a table may take for something else.
_ODD = [
    "null", "~", "no", "on", "12:30", "017", "1e5", ".inf", "2022", "true", "- x", "a: b", "[a, b]",
    "{a: b}", "# x", "a # b", "'", '"', "&a", "*a", "!x", "%x", "@x", "`x`", "x\ny\n\nz", " x ",
    "=1+1", "\\", "\\n", "{0}", "{x}", "}", "%", "é\u0301 \U0001f468\u200d\U0001f33e", "\u00a0x",
    "\u2009x", "0", "-", "...", "---", "<", "a < b > c & d",
]  # fmt: skip
_REFUSED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ue000\ue001]")
_HARD = [text for text in (*CORPUS.values(), *HOSTILE, *_ODD) if not _REFUSED.search(text)]

_IDS = [
    "a", "0", "2024", "null", "true", "no", "main", "chart", "timeline", "table", "targets", "top",
    "changes", "newest", "result", "target", "event", "target-2024", "result-2024", "en", "id", "x",
    "constructor", "index", "search", "a-b", "a-b-c", "1-2", "con", "x" * 60, "page", "2",
]  # fmt: skip
_ZONES = (
    "Asia/Makassar", "Asia/Jakarta", "Asia/Jayapura", "UTC", "Pacific/Kiritimati",
    "America/Los_Angeles",
)  # fmt: skip
_CURRENCIES = ["IDR", "USD", "JPY", "KWD", "XAU", "EUR"]
_LANGUAGES = ["id", "en", "jv", "zh-Hant", "ar", "de-CH-1996"]


class WrittenFolder(str):
    """A scalar that stands without quotes."""

    __slots__ = ()


class QuotedText(str):
    """A scalar that has to stand in quotes."""

    __slots__ = ()


@dataclass(frozen=True)
class MadeCatalog:
    """The files of a catalog, the trees they were written from, and the moment it is looked at."""

    seed: int
    trees: dict[str, Any]
    now: dt.datetime
    style: Style
    texts: frozenset[str]
    """Every text in it that holds a `<`."""

    @property
    def today(self) -> dt.date:
        """The day of `now` in the site's own time zone."""
        return self.now.astimezone(
            zoneinfo.ZoneInfo(self.trees["data/site.yml"]["time_zone"])
        ).date()

    @property
    def files(self) -> dict[str, bytes]:
        """Path → bytes, as an editor may have written them."""
        return {path: self.style.bytes(tree) for path, tree in sorted(self.trees.items())}

    @property
    def sources(self) -> dict[str, MadeTree]:
        """Source id → source, of sources.yml and of every series."""
        found = dict(self.trees.get("data/sources.yml") or {})
        for tree in self.series.values():
            found |= tree.get("sources", {})
        return found

    @property
    def series(self) -> dict[str, MadeTree]:
        """Series id → its tree."""
        return {
            path.rpartition("/")[2].removesuffix(".yml"): tree
            for path, tree in self.trees.items()
            if path.startswith("data/coverage/")
        }


# --- as YAML -----------------------------------------------------------------------------------


class _CatalogDumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002
        return True


def _plain(dumper: Any, value: str) -> yaml.Node:  # noqa: ANN401
    tag = dumper.resolve(yaml.ScalarNode, str(value), (True, False))
    node: yaml.Node = dumper.represent_scalar(tag, str(value), style="")
    return node


_CatalogDumper.add_representer(WrittenFolder, _plain)
_CatalogDumper.add_representer(type(None), lambda dumper, _: _plain(dumper, "null"))
_CatalogDumper.add_representer(
    QuotedText,
    lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style='"'),
)


@dataclass(frozen=True)
class Style:
    """A style of writing YAML: block or flow, quotes, width, line ends."""

    quotes: str | None
    flow: bool | None
    width: int
    indent: int
    crlf: bool

    def bytes(self, tree: object) -> bytes:
        """Return a tree as YAML."""
        text = yaml.dump(
            tree, Dumper=_CatalogDumper, default_style=self.quotes, default_flow_style=self.flow,
            width=self.width, indent=self.indent, allow_unicode=True, sort_keys=False,
        )  # fmt: skip
        return (text.replace("\n", "\r\n") if self.crlf else text).encode()


# --- drawing -----------------------------------------------------------------------------------


def made_catalog(seed: int) -> MadeCatalog:
    """Return the catalog of a seed."""
    return _CatalogMaker(seed).made()


@dataclass
class _SeriesKind:
    """The kind of values that an indicator has."""

    decimals: int
    signed: bool
    counts: bool
    directed: bool
    pool: list[str] = field(default_factory=list)


class _CatalogMaker:
    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311 - made-up figures, no secret
        # Chances differ from catalog to catalog, so that rare things also occur together.
        self.rich = self.chance.choice([0.05, 0.3, 0.6, 0.95])
        self.hard = self.chance.choice([0.0, 0.1, 0.6, 1.0])
        self.one_sided = self.chance.choice([0.0, 0.3, 0.9])
        self.texts: set[str] = set()
        self.zone = self.chance.choice(_ZONES)
        self.now = self._moment()
        self.today = self.now.astimezone(zoneinfo.ZoneInfo(self.zone)).date()
        self.near = self.chance.random() < 0.8
        self.sources: list[str] = []
        self.orderly = False

    def _moment(self) -> dt.datetime:
        year = self.chance.choice([1900, 2000, 2024, 2024, 2025, 2025, 2026, 2199])
        day = dt.datetime(year, 1, 3, tzinfo=dt.UTC) + dt.timedelta(self.chance.randrange(362))
        return day + dt.timedelta(seconds=self.chance.randrange(86400))

    # --- chances ---

    def maybe(self, weight: float = 1.0) -> bool:
        """Return whether something that may be absent is there."""
        return self.chance.random() < self.rich * weight

    def pick(self, items: Sequence[Item]) -> Item:
        """Return a drawn item."""
        return self.chance.choice(items)

    def some(self, items: Iterable[Item], least: int = 1, most: int = 3) -> list[Item]:
        """Return a few items, each once, in any order."""
        found = list(items)
        self.chance.shuffle(found)
        return found[: self.chance.randint(min(least, len(found)), min(most, len(found)))]

    def own_id(self, taken: Iterable[str], stem: str) -> str:
        """Return an id that is not taken."""
        known = {*taken}
        for _ in range(9):
            name = self.pick(_IDS) if self.chance.random() < 0.4 else f"{stem}-{len(known)}"
            if name not in known:
                return name
        return f"{stem}-{len(known)}-{self.chance.randrange(10**9)}"

    # --- texts ---

    def text(self, longest: int = 12) -> str:
        """Return a text, plain or hostile, short or long."""
        if self.chance.random() < self.hard:
            found = self.pick(_HARD)
            if not found.strip() or self.chance.random() < 0.2:
                found = f"{self.pick(_WORDS)} {found} {self.pick(_HARD)}"
        else:
            count = self.chance.randint(1, longest)
            found = " ".join(self.pick(_WORDS) for _ in range(count))
        if self.chance.random() < 0.01:
            found = f"{found} " * self.chance.choice([9, 60])
        if self.chance.random() < 0.005:
            found = "x" * 3000
        if "<" in found:
            self.texts.add(found)
        return found

    def named(self) -> MadeTree:
        """Return a text in both languages."""
        same = self.text()
        return {"id": same, "en": same if self.chance.random() < 0.3 else self.text()}

    def remark(self) -> MadeTree:
        """Return a text that may lack English."""
        return {"id": self.text()} if self.chance.random() < self.one_sided else self.named()

    def address(self) -> str:
        """Return a web address."""
        return self.pick([
            ADDRESS, "https://example.org/", "http://example.org:8080/a?b=c&d=%20#e",
            "https://[::1]/x", "https://user:pw@example.org/'x'", "https://xn--e1afmkfd.example/\u00e9",
        ])  # fmt: skip

    # --- dates ---

    def date(self, first: dt.date = _FIRST, last: dt.date = _LAST) -> WrittenFolder:
        """Return a date in any form that begins within these days."""
        if self.near:
            near = [self.today + dt.timedelta(days) for days in (-900, 500)]
            first, last = min(max(first, near[0]), last), max(min(last, near[1]), first)
        day = first + dt.timedelta(self.chance.randint(0, (last - first).days))
        day = self.chance.choice([day, day, day, first, last])
        forms = [
            form
            for form in _forms(day, self.chance)
            if first <= oracle.days_of_date(form)[0] <= last
        ]
        return WrittenFolder(self.pick(forms))

    def day(self) -> WrittenFolder:
        """Return a day as a date."""
        return WrittenFolder((_FIRST + dt.timedelta(self.chance.randrange(109_000))).isoformat())

    # --- numbers ---

    def number(self, decimals: int, *, signed: bool) -> str:
        """Return a number with limited decimals and at most 18 digits, sometimes the largest."""
        draw = self.chance.random()
        places = self.chance.randint(0, decimals)
        if draw < 0.1:
            whole = "0"
        elif draw < 0.2:
            whole = str(self.chance.randrange(10 ** (18 - places - 1), 10 ** (18 - places)))
        elif draw < 0.3:
            whole = "9" * (18 - places)
        else:
            whole = str(self.chance.randrange(self.pick([2, 12, 130, 2000, 10**6, 10**9])))
        places = min(places, 18 - len(whole))
        fraction = "".join(self.pick("0059") for _ in range(places))
        found = f"{whole}.{fraction}" if fraction else whole
        return f"-{found}" if signed and self.chance.random() < 0.4 else found

    def value(self, kind: _SeriesKind) -> WrittenFolder:
        """Return a value of a series; often a value that stands in it already."""
        if kind.pool and self.chance.random() < 0.5:
            return WrittenFolder(self.pick(kind.pool))
        found = self.number(kind.decimals, signed=kind.signed)
        while not sayable(found, kind.decimals):
            found = self.number(kind.decimals, signed=kind.signed)
        kind.pool.append(found)
        return WrittenFolder(found)

    def any_number(self, *, signed: bool = False, positive: bool = False) -> WrittenFolder:
        """Return a number that no indicator knows: a fact, a population, a precision."""
        while True:
            found = self.number(self.pick([0, 0, 1, 2, 6]), signed=signed)
            if sayable(found, None) and not (positive and Decimal(found) <= 0):
                return WrittenFolder(found)

    # --- the whole ---

    def made(self) -> MadeCatalog:  # noqa: C901 - each file in turn
        """Return the catalog with every file."""
        trees: dict[str, Any] = {"data/site.yml": self._site()}
        count = self.chance.randint(1, 5)
        for _ in range(count):
            self.sources.append(self.own_id(self.sources, "sumber"))
        series_count = self.pick([1, 1, 1, 2, 2, 3])
        local = {number: self._more_sources() for number in range(series_count) if self.maybe(0.3)}
        whole: dict[str, MadeTree] = {}
        for source in self.sources:
            whole[source] = self._source(whole)
        own = {number: {id_: whole.pop(id_) for id_ in ids} for number, ids in local.items()}
        self._shuffled_into(trees, "data/sources.yml", whole)
        areas = self._areas()
        trees["data/areas.yml"] = areas
        programmes = {}
        for _ in range(self.chance.randint(1, 2)):
            programmes[self.own_id(programmes, "program")] = self._programme()
        trees["data/programmes.yml"] = programmes
        dimensions = self._dimensions()
        if dimensions:
            trees["data/dimensions.yml"] = dimensions
        indicators: dict[str, tuple[MadeTree, _SeriesKind]] = {}
        for _ in range(self.chance.randint(1, 2)):
            indicators[self.stem(indicators, "indikator")] = self._indicator(list(programmes))
        for source, (tree, _) in indicators.items():
            trees[f"data/indicators/{source}.yml"] = tree
        pairs = self.some(
            [(indicator_item, area) for indicator_item in indicators for area in areas],
            series_count,
            series_count,
        )
        stems: list[str] = []
        for number, (indicator, area) in enumerate(pairs):
            stems.append(self.stem(stems, "deret"))
            tree = self._series(indicators[indicator][1], dimensions)
            tree = {"indicator": indicator, "area": area, **tree}
            if own.get(number):
                tree["sources"] = own[number]
            trees[f"data/coverage/{stems[-1]}.yml"] = tree
        for number in range(len(pairs), series_count):
            trees["data/sources.yml"] |= own.get(number, {})
        if self.maybe(0.7):
            trees["data/glossary.yml"] = self._glossary()
        if self.maybe(0.7):
            trees["data/decisions.yml"] = [self._decision(list(trees)) for _ in range(3)]
        return MadeCatalog(self.seed, trees, self.now, self._style(), frozenset(self.texts))

    def stem(self, taken: Iterable[str], word: str) -> str:
        """Return a file's name."""
        return self.own_id([*data_folder._TAKEN, *taken], word)

    def _shuffled_into(self, trees: dict[str, Any], path: str, tree: MadeTree) -> None:
        keys = list(tree)
        self.chance.shuffle(keys)
        trees[path] = {key: tree[key] for key in keys}

    def _more_sources(self) -> list[str]:
        found = []
        for _ in range(self.chance.randint(1, 2)):
            source = self.own_id(self.sources, "sumber")
            self.sources.append(source)
            found.append(source)
        return found

    def _style(self) -> Style:
        return Style(
            quotes=self.pick([None, None, '"', "'"]),
            flow=self.pick([False, False, False, None]),
            width=self.pick([40, 100, 9999]),
            indent=self.pick([2, 2, 4]),
            crlf=self.chance.random() < 0.1,
        )

    def _site(self) -> MadeTree:
        found: MadeTree = {
            "publisher": self.named(),
            "contact": self.pick(["a@example.org", "https://example.org/x", self.text()]),
            "licence": {"id": self.pick(["CC-BY-4.0", self.text()]), "url": self.address()},
            "time_zone": self.zone,
            "tag_authority": self.pick(
                ["example.org,2025", "a@example.org,2024-01-31", "x,2000-12"]
            ),
            "format": WrittenFolder("1"),
        }
        if self.maybe():
            found["notice"] = self.named()
        return found

    def _source(self, earlier: Iterable[str]) -> MadeTree:
        found: MadeTree = {
            "title": self.text(),
            "publisher": self.text(3),
            "type": self.pick([*map(str, SourceType)]),
            "language": self.pick(_LANGUAGES),
        }
        others = list(earlier)
        self._may(found, 0.7, {
            "published": self.date,
            "url": self.address,
            "archived": self.address,
            "accessed": self.day,
            "read": lambda: self.pick([*map(str, ReadingDirection)]),
            "note": self.remark,
        })  # fmt: skip
        if others and self.maybe(0.5):
            found["same_text_as"] = self.pick(others)
        return found

    def _may(self, found: MadeTree, weight: float, keys: dict[str, Callable[[], Any]]) -> None:
        for key, make in keys.items():
            if self.maybe(weight):
                found[key] = make()

    def _areas(self) -> MadeTree:
        found: MadeTree = {}
        for _ in range(self.chance.randint(1, 4)):
            area: MadeTree = {"name": self.named(), "level": self.pick([*map(str, Level)])}
            if found and self.maybe():
                area["parent"] = self.pick(list(found))
            if self.maybe():
                schemes = self.some(["bps", "kemendagri", "id", "a-b", "name-id"], 1, 3)
                area["codes"] = {
                    key: QuotedText(self.pick(["64.08", "017", self.text(1)])) for key in schemes
                }
            found[self.own_id(found, "wilayah")] = area
        return found

    def _unit(self) -> tuple[Any, _SeriesKind]:
        decimals = self.pick([0, 0, 0, 1, 2, 3, 9])
        match self.pick(["count", "count", "percent", "currency"]):
            case "count":
                return self.named(), _SeriesKind(decimals, False, True, True)  # noqa: FBT003
            case "percent":
                return "percent", _SeriesKind(decimals, True, False, True)  # noqa: FBT003
            case _:
                unit = {"currency": self.pick(_CURRENCIES)}
                return unit, _SeriesKind(decimals, True, False, True)  # noqa: FBT003

    def _programme(self) -> MadeTree:
        found: MadeTree = {"title": self.named(), "summary": self.remark(), "agency": self.named()}
        if self.maybe():
            found["legal_basis"] = self.some(self.sources)
        if self.maybe():
            facts: MadeTree = {}
            for _ in range(self.chance.randint(1, 3)):
                unit, kind = self._unit()
                fact = {
                    "title": self.named(), "value": self.any_number(signed=kind.signed),
                    "unit": unit, "sources": self.some(self.sources),
                }  # fmt: skip
                self._may(fact, 0.7, {
                    "date": self.date, "per": self.remark, "quote": self.text, "note": self.remark,
                })  # fmt: skip
                facts[self.own_id(facts, "fakta")] = fact
            found["facts"] = facts
        return found

    def _dimensions(self) -> MadeTree:
        found: MadeTree = {}
        for _ in range(self.chance.randint(0, 2)):
            categories: MadeTree = {}
            for _ in range(self.chance.randint(1, 4)):
                categories[self.own_id(categories, "bagian")] = {"title": self.named()}
            found[self.own_id(found, "dimensi")] = {"title": self.named(), "categories": categories}
        return found

    def _indicator(self, programmes: list[str]) -> tuple[MadeTree, _SeriesKind]:
        unit, kind = self._unit()
        direction = self.pick(["increase", "increase", "decrease", "none"])
        kind.directed = direction != "none"
        found: MadeTree = {
            "title": self.named(), "definition": self.named(), "programme": self.pick(programmes),
            "unit": unit, "direction": direction, "measure": self.pick(["stock", "flow"]),
        }  # fmt: skip
        if kind.decimals or self.maybe():
            found["decimals"] = WrittenFolder(kind.decimals)
        self._may(found, 0.8, {
            "summary": self.remark,
            "per": self.remark,
            "satu_data": self._satu_data,
        })  # fmt: skip
        if self.chance.random() < 0.7:
            found["frequency"] = self.pick([*map(str, Frequency)])
        return found, kind

    def _satu_data(self) -> MadeTree:
        found: MadeTree = {}
        texts = ("concept", "interpretation", "method", "classification", "estimation_level")
        self._may(found, 1, dict.fromkeys(texts, self.remark))
        self._may(found, 1, dict.fromkeys(
            ("composite", "public"), lambda: WrittenFolder(self.pick(["true", "false"]))
        ))  # fmt: skip
        return found or {"public": "true"}

    def _glossary(self) -> MadeTree:
        found: MadeTree = {}
        names: dict[str, set[str]] = {"id": set(), "en": set()}

        def name(language: str) -> str:
            while True:
                term = self.pick([self.pick(_WORDS), self.text(2)])
                if term.casefold() not in names[language]:
                    names[language].add(term.casefold())
                    return term

        for _ in range(self.chance.randint(1, 4)):
            term: MadeTree = {
                "term": {code: name(code) for code in ("id", "en")},
                "explanation": self.named(), "sources": self.some(self.sources),
            }  # fmt: skip
            if self.maybe():
                term["synonyms"] = {
                    code: [name(code) for _ in range(self.chance.randint(1, 2))]
                    for code in self.some(["id", "en"], 1, 2)
                }
            found[self.own_id(found, "istilah")] = term
        return found

    def _decision(self, paths: list[str]) -> MadeTree:
        about = f"{self.pick(paths)}#{self.pick(['unit', 'definition', 'a.b_c-0'])}"
        return {"date": self.date(), "about": about, "reason": self.remark()}

    # --- a series ---

    def _series(self, kind: _SeriesKind, dimensions: MadeTree) -> MadeTree:
        kind.pool = kind.pool[-2:]
        observations = self._observations(kind, dimensions)
        targets = self._targets(kind) if kind.directed else []
        events = [self._event() for _ in range(self.pick([0, 0, 1, 2]))]
        self._anchored([("result", observations), ("target", targets), ("event", events)])
        entries = [*observations, *targets, *events]
        anchors = [
            oracle.anchor(name, entry)
            for name, entry in self._by_list(observations, targets, events)
        ]
        for own, entry in zip(anchors, entries, strict=True):
            others = [other for other in anchors if other != own]
            if others and self.maybe(0.3):
                entry["contradicts"] = self.some(others, 1, 2)
        self._replace(targets)
        self._prefer(observations)
        for name, entry in self._by_list(observations, targets, events):
            if self.maybe(0.5):
                entry["revisions"] = self._revisions(name, kind, dimensions, anchors, targets)
        found: MadeTree = {"observations": observations}
        if targets:
            found["targets"] = targets
        if events:
            found["events"] = events
        self._may(found, 0.5, {"title": self.named, "summary": self.remark})
        counting = [*oracle.counting_dates(observations)]
        if counting and self.maybe(0.5):
            found["baseline"] = self.pick([anchor for date in counting for anchor in date.anchors])
        if kind.counts and self.maybe():
            found["population"] = self._population()
        return found

    def _by_list(self, *lists: list[MadeTree]) -> list[tuple[str, MadeTree]]:
        return [
            (name, entry)
            for name, entries in zip(oracle.PREFIXES, lists, strict=True)
            for entry in entries
        ]

    def _population(self) -> MadeTree:
        dates = [self.date() for _ in range(2)]
        values = []
        for _ in range(self.chance.randint(1, 4)):
            size: MadeTree = {
                "date": self.pick([*dates, self.date()]), "value": self.any_number(),
                "sources": self.some(self.sources),
            }  # fmt: skip
            if self.maybe():
                size["note"] = self.remark()
            values.append(size)
        return {"label": self.remark(), "values": values}

    def _entry(self, found: MadeTree) -> MadeTree:
        """Return the keys that every entry may have."""
        found["sources"] = self.some(self.sources)
        self._may(found, 0.6, {
            "label": self.remark, "by": self.remark, "quote": self.text, "note": self.remark,
        })  # fmt: skip
        if self.maybe(0.25):
            found["withdrawn"] = {"date": self.date(), "reason": self.remark()}
        keys = list(found)
        self.chance.shuffle(keys)
        return {key: found[key] for key in keys}

    def _hedged(self, found: MadeTree) -> None:
        self._may(found, 0.5, {
            "qualifier": lambda: self.pick([*map(str, Qualifier)]),
            "precision": lambda: self.any_number(positive=True),
        })  # fmt: skip
        if found.get("qualifier") == "nearly" and float(found["value"]) == 0:
            del found["qualifier"]  # "nearly 0" says nothing

    def _observations(self, kind: _SeriesKind, dimensions: MadeTree) -> list[MadeTree]:
        self.orderly = self.chance.random() < 0.4
        if self.orderly:
            dates = self._steps()
        else:
            dates = [self.date(last=self.today) for _ in range(self.chance.randint(1, 4))]
        found = []
        for nth in range(self.pick([3, 4, 6] if self.orderly else [1, 1, 2, 3, 4, 6, 9])):
            date = dates[nth % len(dates)] if self.orderly else self.pick(dates)
            if self.chance.random() < 0.2:
                date = _rewritten(date, self.chance)
            observation: MadeTree = {"date": date, "value": self.value(kind)}
            self._hedged(observation)
            if self.maybe(0.7):
                observation["status"] = self.pick([*map(str, Status)])
                if observation["status"] == "disputed":
                    observation["note"] = self.remark()
            if dimensions and self.maybe(0.6):
                observation["breakdown"] = self._breakdowns(observation["value"], kind, dimensions)
            note = observation.get("note")
            observation = self._entry(observation)
            if note is not None:
                observation.setdefault("note", note)
            found.append(observation)
        return found

    def _steps(self) -> list[WrittenFolder]:
        """Yield successive days and months, up to some days or years ago."""
        day, found = self.today - dt.timedelta(self.chance.randrange(self.pick([40, 500]))), []
        for _ in range(self.chance.randint(2, 5)):
            if day >= _FIRST:
                found.append(WrittenFolder(self.pick([f"{day}", f"{day:%Y-%m}"])))
            day -= dt.timedelta(self.chance.randint(40, 200))
        return found or [WrittenFolder(str(self.today))]

    def _breakdowns(self, value: str, kind: _SeriesKind, dimensions: MadeTree) -> MadeTree:
        found = {}
        for name in self.some(dimensions, 1, 2):
            categories = self.some(dimensions[name]["categories"], 1, 4)
            parts: list[str | None] = list(_parts(value, len(categories), self.chance))
            if not all(
                sayable(part_item, kind.decimals) for part_item in parts if part_item is not None
            ):
                parts = [value, *["0"] * (len(categories) - 1)]
            hidden = self.pick([0, 0, 0, 2, 3])
            partial = self.maybe(0.3)
            if hidden <= len(parts):
                for index in self.chance.sample(range(len(parts)), hidden):
                    parts[index] = None
            if partial:
                parts = [None if self.chance.random() < 0.3 else part for part in parts]
            breakdown: MadeTree = dict(zip(categories, parts, strict=True))
            breakdown = {
                key: part if part is None else WrittenFolder(part)
                for key, part in breakdown.items()
            }
            if partial:
                breakdown["partial"] = WrittenFolder("true")
            elif self.maybe(0.1):
                breakdown["partial"] = WrittenFolder("false")
            found[name] = breakdown
        return found

    def _targets(self, kind: _SeriesKind) -> list[MadeTree]:
        first = self.today if self.orderly else _FIRST
        dues = [self.date(first) for _ in range(2)]
        found = []
        for _ in range(self.pick([0, 0, 1, 2, 3, 5])):
            target: MadeTree = {"value": self.value(kind)}
            if self.chance.random() < 0.8:
                due = self.pick(dues)
                target["due"] = _rewritten(due, self.chance) if self.chance.random() < 0.2 else due
            if self.maybe():
                target["announced"] = self.pick([*dues, self.date()])
            self._hedged(target)
            found.append(self._entry(target))
        return found

    def _event(self) -> MadeTree:
        found: MadeTree = {"date": self.date(), "title": self.named()}
        if self.maybe():
            found["text"] = self.remark()
        return self._entry(found)

    def _anchored(self, lists: list[tuple[str, list[MadeTree]]]) -> None:
        """Give entries unique anchors: their own if the default is taken, and sometimes anyway."""
        taken: set[str] = set()
        for prefix, entries in lists:
            for entry in entries:
                if self.maybe(0.3) or oracle.anchor(prefix, entry) in taken:
                    entry["anchor"] = self.own_id(taken, "jangkar")
                    while entry["anchor"] in taken:
                        entry["anchor"] += "-x"
                taken.add(oracle.anchor(prefix, entry))

    def _replace(self, targets: list[MadeTree]) -> None:
        """Chain targets: each is replaced by another at most; withdrawn targets replace nothing."""
        order = self.some(targets, len(targets), len(targets))
        replaced: set[str] = set()
        for index, target in enumerate(order):
            if not self.maybe(0.7):
                continue
            if "withdrawn" in target:
                target["replaces"] = oracle.anchor("target", self.pick(order))
                continue
            free = [
                anchor
                for other in order[index + 1 :]
                if (anchor := oracle.anchor("target", other)) not in replaced
            ]
            if free:
                target["replaces"] = free[0] if self.chance.random() < 0.6 else self.pick(free)
                replaced.add(target["replaces"])

    def _prefer(self, observations: list[MadeTree]) -> None:
        """Mark at most a single observation of a conflict as preferred."""
        for _, group in oracle.by_date(oracle.not_withdrawn(observations), "date"):
            disagree = len({Decimal(member_item["value"]) for member_item in group}) > 1
            if self.maybe(0.6):
                for member in self.some(group, 1, 1 if disagree else 2):
                    member["preferred"] = self.remark()
        for member in observations:
            if "withdrawn" in member and self.maybe(0.3):
                member["preferred"] = self.remark()

    def _revisions(
        self,
        name: str,
        kind: _SeriesKind,
        dimensions: MadeTree,
        anchors: list[str],
        targets: list[MadeTree],
    ) -> list[MadeTree]:
        days = sorted(self.day() for _ in range(self.pick([1, 1, 2, 3])))
        states: dict[str, Callable[[], Any]] = {
            "label": self.remark, "by": self.remark, "quote": self.text, "note": self.remark,
            "contradicts": lambda: self.some(anchors, 1, 2),
            "withdrawn": lambda: {"date": self.date(), "reason": self.remark()},
        }  # fmt: skip
        needed: dict[str, Callable[[], Any]] = {"sources": lambda: self.some(self.sources)}
        if name != "event":
            needed["value"] = lambda: self.value(kind)
            states["qualifier"] = lambda: self.pick([*map(str, Qualifier)])
            states["precision"] = lambda: self.any_number(positive=True)
        if name == "result":
            needed["date"] = lambda: self.date(last=self.today)
            states["status"] = lambda: self.pick([*map(str, Status)])
            states["preferred"] = self.remark
            if dimensions:
                states["breakdown"] = lambda: self._breakdowns(self.value(kind), kind, dimensions)
        elif name == "target":
            states |= {"due": self.date, "announced": self.date}
            states["replaces"] = lambda: oracle.anchor("target", self.pick(targets))
        else:
            needed |= {"date": self.date, "title": self.named}
            states["text"] = self.remark
        found = []
        for day in days:
            keys = self.some([*states, *needed], 1, self.pick([1, 1, 2, 9]))
            was = {
                key: needed[key]() if key in needed
                else None if self.chance.random() < 0.4 else states[key]()
                for key in keys
            }  # fmt: skip
            found.append({"revised": day, "reason": self.remark(), "was": was})
        return found


# --- helpers -----------------------------------------------------------------------------------


def _forms(day: dt.date, chance: random.Random) -> list[str]:
    """Return every form of a date that holds this day."""
    year, month = f"{day:%Y}", day.month
    later = min(day + dt.timedelta(chance.choice([1, 30, 119, 364])), _LAST)
    found = [
        year, f"{year}-S{(month + 5) // 6}", f"{year}-Q{(month + 2) // 3}", f"{year}-{month:02}",
        day.isoformat(),
    ]  # fmt: skip
    return [*found, f"{day}/{later}"] if later > day else found


def _rewritten(date: str, chance: random.Random) -> WrittenFolder:
    """Return the same days in another form, where there is another."""
    first, last = oracle.days_of_date(date)
    same = [form for form in _forms(first, chance) if oracle.days_of_date(form) == (first, last)]
    found = [date, *([f"{first}/{last}"] if last > first else []), *same]
    return WrittenFolder(chance.choice(found))


def sayable(text: str, decimals: int | None) -> bool:
    """Return whether a number does not look like thousands: `1.000` does."""
    like_thousands = re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", text) is not None
    if not like_thousands:
        return True
    return decimals is not None and decimals >= 3 and not text.endswith("000")


def _parts(value: str, count: int, chance: random.Random) -> Iterable[str]:
    """Yield a number of parts that add up to a value, none of the other sign."""
    whole, _, fraction = value.removeprefix("-").partition(".")
    total = int(whole + fraction)
    cuts = sorted(chance.randint(0, total) for _ in range(count - 1))
    for before, after in zip([0, *cuts], [*cuts, total], strict=True):
        digits = str(after - before).zfill(len(fraction) + 1)
        part = (
            f"{digits[: -len(fraction)]}.{fraction and digits[-len(fraction) :]}"
            if fraction
            else digits
        )
        yield f"-{part}" if value.startswith("-") and after > before else part
