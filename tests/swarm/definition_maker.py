"""The definitions of a made-up catalog: site, sources, programmes, indicators and more."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.swarm.chances import (
    CURRENCIES,
    FIRST,
    LANGUAGES,
    LAST,
    WORDS,
    Chances,
    MadeTree,
    SeriesKind,
)
from tests.swarm.written_files import BareText, QuotedText

from terang.loading import file_names
from terang.model.definitions import Frequency, Level, ReadingDirection, SourceType


class DefinitionMaker(Chances):
    """Chance that draws the records around the series."""

    def stem(self, taken: Iterable[str], word: str) -> str:
        """Return a file's name."""
        return self.own_id([*file_names.RESERVED_NAMES, *taken], word)

    def may(self, found: MadeTree, weight: float, keys: dict[str, Callable[[], Any]]) -> None:
        """Give a record some of its optional keys."""
        for key, make in keys.items():
            if self.maybe(weight):
                found[key] = make()

    def site(self) -> MadeTree:
        """Return site.yml."""
        found: MadeTree = {
            "publisher": self.named(),
            "contact": self.pick(["a@example.org", "https://example.org/x", self.text()]),
            "licence": {"id": self.pick(["CC-BY-4.0", self.text()]), "url": self.address()},
            "time_zone": self.zone,
            "tag_authority": self.pick(
                ["example.org,2025", "a@example.org,2024-01-31", "x,2000-12"]
            ),
            "format": BareText("2"),
        }
        if self.maybe():
            found["notice"] = self.named()
        return found

    def add_source(self) -> str:
        """Add a source, and return its id."""
        found: MadeTree = {
            "title": self.text(),
            "publisher": self.text(3),
            "type": self.pick([*map(str, SourceType)]),
            "language": self.pick(LANGUAGES),
        }
        if self.sources:
            self.may(found, 0.7, {"published": self.begun_date})
        self.may(found, 0.7, {
            "url": self.address,
            "archived": self.address,
            "accessed": self.day,
            "read": lambda: self.pick([*map(str, ReadingDirection)]),
            "note": self.remark,
        })  # fmt: skip
        if self.sources and self.maybe(0.5):
            found["same_text_as"] = self.pick([*self.sources])
        name = self.own_id(self.sources, "sumber")
        self.sources[name] = found
        return name

    def cited(self) -> list[str]:
        """Return the sources of a record."""
        return self.some(self.sources)

    def by_id(self, word: str, most: int, make: Callable[[], MadeTree], least: int = 1) -> MadeTree:
        """Return a few records, each under an id of its own."""
        found: MadeTree = {}
        for _ in range(self.chance.randint(least, most)):
            found[self.own_id(found, word)] = make()
        return found

    def areas(self) -> MadeTree:
        """Return areas.yml."""
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

    def unit(self) -> tuple[Any, SeriesKind]:
        """Return a unit, and the kind of its values."""
        decimals = self.pick([0, 0, 0, 1, 2, 3, 9])
        match self.pick(["count", "count", "percent", "currency"]):
            case "count":
                return self.named(), SeriesKind(decimals, signed=False, counts=True)
            case "percent":
                kind = SeriesKind(decimals, signed=True, counts=False, adds_up=False)
                return "percent", kind
            case _:
                unit = {"currency": self.pick(CURRENCIES)}
                return unit, SeriesKind(decimals, signed=True, counts=False)

    def programme(self) -> MadeTree:
        """Return a programme."""
        found: MadeTree = {"title": self.named(), "summary": self.remark(), "agency": self.named()}
        self.may(found, 1, {
            "legal_basis": self.cited,
            "facts": lambda: self.by_id("fakta", 3, self._fact),
            "contacts": lambda: self.by_id("kontak", 2, self._contact),
        })  # fmt: skip
        return found

    def _fact(self) -> MadeTree:
        unit, kind = self.unit()
        found: MadeTree = {
            "title": self.named(), "value": self.any_number(signed=kind.signed),
            "unit": unit, "sources": self.cited(),
        }  # fmt: skip
        self.may(found, 0.7, {
            "date": self.date, "per": self.remark, "quote": self.text, "note": self.remark,
        })  # fmt: skip
        return found

    def _contact(self) -> MadeTree:
        ways: dict[str, Callable[[], Any]] = {
            "telephone": lambda: self.pick(["175", "+62 541 123", self.text(1)]),
            "email": lambda: self.pick(["a@example.org", self.text(1)]),
            "url": self.address,
            "address": self.text,
        }
        found: MadeTree = {
            "title": self.named(), "purpose": self.named(), "sources": self.cited(),
            "checked": self.day(),
        }  # fmt: skip
        for way in self.some(ways, 1, 4):
            found[way] = ways[way]()
        self.may(found, 1, {"hours": self.remark})
        return found

    def themes(self) -> MadeTree:
        """Return themes.yml."""
        return self.by_id("tema", 3, lambda: {"title": self.named()})

    def dimensions(self) -> MadeTree:
        """Return dimensions.yml; it may hold none."""
        return self.by_id("dimensi", 2, self._dimension, least=0)

    def _dimension(self) -> MadeTree:
        categories = self.by_id("bagian", 4, lambda: {"title": self.named()})
        found: MadeTree = {"title": self.named(), "categories": categories}
        words = ["true", "true", "false"]
        self.may(found, 0.5, {"overlapping": lambda: BareText(self.pick(words))})
        return found

    def indicator(self, programmes: list[str], themes: list[str]) -> tuple[MadeTree, SeriesKind]:
        """Return an indicator, and the kind of its values."""
        unit, kind = self.unit()
        direction = self.pick(["increase", "increase", "decrease", "none"])
        kind.directed = direction != "none"
        kind.measure = self.pick(["stock", "stock", "flow", "cumulative"])
        found: MadeTree = {
            "title": self.named(), "definition": self.named(), "programme": self.pick(programmes),
            "unit": unit, "direction": direction, "measure": kind.measure,
        }  # fmt: skip
        if kind.decimals or self.maybe():
            found["decimals"] = BareText(kind.decimals)
        if themes and self.maybe():
            found["theme"] = self.pick(themes)
        self.may(found, 0.8, {
            "summary": self.remark,
            "per": self.remark,
            "order": lambda: BareText(self.chance.randrange(20)),
            "satu_data": self._satu_data,
        })  # fmt: skip
        if self.maybe(0.3):
            found["breaks"] = [self.measure_break() for _ in range(self.pick([1, 1, 2]))]
        if self.chance.random() < 0.7:
            found["frequency"] = self.pick([*map(str, Frequency)])
        kind.adds_up = kind.adds_up and "per" not in found
        return found, kind

    def measure_break(self) -> MadeTree:
        """Return a break of an indicator or a series."""
        first, last = self._nearby(FIRST, LAST)
        return {
            "date": self.day(first, last), "reason": self.remark(), "sources": self.cited(),
            "added": self.day(),
        }  # fmt: skip

    def _satu_data(self) -> MadeTree:
        found: MadeTree = {}
        texts = ("concept", "interpretation", "method", "classification", "estimation_level")
        self.may(found, 1, dict.fromkeys(texts, self.remark))
        self.may(found, 1, dict.fromkeys(
            ("composite", "public"), lambda: BareText(self.pick(["true", "false"]))
        ))  # fmt: skip
        return found or {"public": "true"}

    def glossary(self) -> MadeTree:
        """Return glossary.yml."""
        found: MadeTree = {}
        names: dict[str, set[str]] = {"id": set(), "en": set()}

        def name(language: str) -> str:
            while True:
                term = self.pick([self.pick(WORDS), self.text(2)])
                if term.casefold() not in names[language]:
                    names[language].add(term.casefold())
                    return term

        for _ in range(self.chance.randint(1, 4)):
            term: MadeTree = {
                "term": {code: name(code) for code in ("id", "en")},
                "explanation": self.named(), "sources": self.cited(),
            }  # fmt: skip
            if self.maybe():
                term["synonyms"] = {
                    code: [name(code) for _ in range(self.chance.randint(1, 2))]
                    for code in self.some(["id", "en"], 1, 2)
                }
            found[self.own_id(found, "istilah")] = term
        return found

    def decision(self, subjects: list[str]) -> MadeTree:
        """Return a decision about one subject or several."""
        about: Any = self.some(subjects, 1, self.pick([1, 1, 3]))
        was: Any = [self._earlier_value() for _ in about]
        if len(about) == 1 and self.chance.random() < 0.7:
            about, was = about[0], was[0]
        found: MadeTree = {
            "date": self.day(), "about": about, "was": was, "reason": self.remark(),
        }  # fmt: skip
        if self.maybe(0.3):
            found["comparable"] = BareText("true")
        return found

    def _earlier_value(self) -> Any:  # noqa: ANN401
        """Return the value that a key may have had: of any form, or none."""
        return self.pick([
            None, self.text(), self.named(), [self.text()], self.any_number(signed=True),
            {"currency": "IDR"}, {"a": {"b": self.text()}},
        ])  # fmt: skip


def subjects_of(trees: dict[str, Any], sources: Iterable[str]) -> list[str]:
    """Return what decisions may be about: `indicator:covered.unit`, `site:publisher`."""
    found = [f"site:{key}" for key in ("publisher", "licence.url", "time_zone")]
    files = {"area": "areas", "dimension": "dimensions", "term": "glossary"}
    files |= {"speaker": "speakers", "theme": "themes", "programme": "programmes"}
    for kind, name in files.items():
        found += [f"{kind}:{key}" for key in trees.get(f"data/{name}.yml", {})]
    for key, programme in trees["data/programmes.yml"].items():
        found += [f"fact:{key}.{fact}.value" for fact in programme.get("facts", ())]
        found += [f"contact:{key}.{contact}.url" for contact in programme.get("contacts", ())]
    found += [f"source:{key}.same_text_as" for key in sources]
    for path in trees:
        folder, _, name = path.removesuffix(".yml").rpartition("/")
        if folder == "data/indicators":
            found += [f"indicator:{name}.{key}" for key in ("unit", "definition", "title.en")]
        elif folder == "data/coverage":
            found += [f"series:{name}.{key}" for key in ("baseline", "population.values")]
    return found
