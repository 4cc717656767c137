"""Each optional key of an entry, in turn: the site holds together whatever it says.

The keys are the model's own. A key that is added to the model is tried without a change here,
unless its type is not known yet; then the test says so.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.built import REPOSITORY, add_software, build
from tests.conftest import words
from tests.loading.test_alike_values import COMPILED, FOLDER, files, published

from terang.diagnostics import LANGUAGES, InvalidDataError
from terang.model.entries import Breakdown, Event, Observation, Qualifier, Status, Target
from terang.model.field_types import Record, Text
from terang.model.fields import FieldType, Guard, record_fields
from terang.model.period import Period
from terang.narrative import macros, markdown_page
from terang.pages.publication import Publication
from terang.pages.templates import Renderer
from terang.publishing import link_check

RENDERER = Renderer(FOLDER, COMPILED)
PATH = "data/coverage/people.yml"
KINDS: Mapping[str, type[Record]] = {
    "observations": Observation,
    "targets": Target,
    "events": Event,
}


def an_entry(anchor: str, **keys: object) -> dict[str, Any]:
    """Return an entry without any optional key."""
    return {"anchor": anchor, "added": "2025-06-10", "sources": ["a"], **keys}


SERIES: dict[str, Any] = {
    "indicator": "people",
    "area": "kota-a",
    "baseline": "first",
    "observations": [
        an_entry("first", date="2022", value="10"),
        an_entry("rival", date="2022", value="12"),
        an_entry("last", date="2024-11", value="20"),
    ],
    "targets": [
        an_entry("someday", value="30"),
        an_entry("over", value="25", due="2024", announced="2020"),
        an_entry("pending", value="28", due="2027"),
    ],
    "events": [
        an_entry("begun", date="2021", title=words()),
        an_entry("launched", date="2024-08-17", title=words(), text=words()),
    ],
    "population": {
        "label": words(),
        "values": [
            {"date": "2024", "value": "100", "added": "2025-06-10", "sources": ["a"]},
        ],
    },
}
SPEAKERS = ("office", "council")
DIMENSIONS = {
    "sex": {
        "title": words(),
        "categories": {"male": {"title": words()}, "female": {"title": words()}},
    }
}


# --- values of a key -----------------------------------------------------------------------------


def samples(kind: FieldType, entry: Mapping[str, Any]) -> list[Any]:
    """Return values of a key by its type in the model, for a given entry."""
    others = [
        next(series["anchor"] for series in SERIES[name] if series["anchor"] != entry["anchor"])
        for name in KINDS
    ]
    references = {"anchor": others, "target": others[1:2], "speaker": [*SPEAKERS]}
    if kind.plain is tuple and kind.reference == "source":
        found: list[Any] = [["b"], ["b", "a"]]
    elif kind.plain is tuple and kind.item:
        found = _lists(kind.item, entry)
    elif kind.item:
        assert kind.item.plain is Breakdown, kind
        found = _breakdowns(entry)
    elif kind.reference:
        found = references[kind.reference]
    elif kind.has_validator("_full_date"):
        found = ["2021-02-03"]
    elif kind.plain is Text:
        found = [words(), *([] if kind.has_validator("_complete") else [{"id": "Hanya ini"}])]
    elif kind.choices:
        found = [*kind.choices]
    elif kind.is_a(Record):
        found = [*_records(kind.plain, entry)]
    else:
        found = next(found for base, found in _SIMPLE.items() if kind.is_a(base))
    return found


_SIMPLE: Mapping[type, list[Any]] = {
    Period: ["2021-02-03", "2021", "2021-Q2", "2021-03-01/2021-04-10"],
    Decimal: ["5"],
    bool: ["true", "false"],
    str: ["kata-lain"],
}


def _lists(member: FieldType, entry: Mapping[str, Any]) -> list[Any]:
    """Return lists of a single value, and a list of all values."""
    found = samples(member, entry)
    return [*([sample] for sample in found), found]


def _records(kind: type[Record], entry: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield records with all of their keys, whose values cover each that a key may have."""
    columns = {field.key: samples(field.type, entry) for field in record_fields(kind)}
    for nth in range(max(map(len, columns.values()))):
        yield {key: found[nth % len(found)] for key, found in columns.items()}


def _breakdowns(entry: Mapping[str, Any]) -> list[Any]:
    value = entry.get("value", "10")
    return [
        {"sex": {"male": value, "female": "0"}},
        {"sex": {"male": "1", "partial": "true"}},
        {"sex": {"male": None, "female": None}},
    ]


def tries() -> Iterator[tuple[str, int, str, Any]]:
    """Yield each entry with each of its optional keys and each of its values."""
    for name, kind in KINDS.items():
        for index, entry in enumerate(SERIES[name]):
            for field in record_fields(kind):
                if not field.is_required and field.facts.guard is Guard.ENTRY:
                    for sample in samples(field.type, entry):
                        yield name, index, field.key, sample


def corrections() -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield each entry with each correction that it can have, and with all of one kind."""
    for name, kind in KINDS.items():
        for index, entry in enumerate(SERIES[name]):
            for field in record_fields(kind):
                if field.facts.guard is Guard.ENTRY:
                    for sample in samples(field.type, entry):
                        yield name, index, {"set": {field.key: sample}}
            yield name, index, {"withdraw": "true"}
            yield name, index, {"withdraw": "true", "by": "office", "sources": ["b"]}


# --- the site holds together ---------------------------------------------------------------------


def site(series: dict[str, Any]) -> Publication:
    """Return the publication of a series."""
    return published(files(record(series)), RENDERER)


def record(series: dict[str, Any]) -> dict[str, Any]:
    """Return the files of a record of one series that differ from those of every record."""
    return {PATH: series, "data/dimensions.yml": DIMENSIONS}


def faults(found: Publication) -> list[str]:
    """Return duplicate ids and broken links of a page, as the site's own check finds them."""
    sources = {
        f"{name}/": markdown_page.read_page(f"content/id/{name}.md", call.encode())
        for name, call in _calls().items()
    }
    bodies = {}
    for code in LANGUAGES:
        root = "" if code == LANGUAGES[0] else f"{code}/"
        for url, source in sources.items():
            parts = found.narrate(source, code, url).parts
            bodies[root + url] = "".join(part.html for part in parts)
        for page in found.pages:
            if page.path.partition("/")[0] in {"coverage", "sources", "revisions"}:
                bodies[root + page.path] = found.body(page, code)
    stocks = {url: link_check.link_inventory(body) for url, body in bodies.items()}
    wrong = [
        f"{url}: {id_} twice"
        for url, stock in stocks.items()
        for id_ in {*stock.ids}
        if stock.ids.count(id_) > 1
    ]
    for url, stock in stocks.items():
        for link in stock.links:
            to = link_check.LinkTarget.from_link(url, link)
            other = stocks.get(to.address) if to else None
            if to and to.fragment and other and to.fragment not in other.ids:
                wrong.append(f"{url}: {link}")
    return wrong + [f"{url}: None" for url, body in bodies.items() if _NONE.search(body)]


_NONE = re.compile(r"\bNone\b")


def _calls() -> dict[str, str]:
    """Return pages that call each component alone, and every entry in a sentence."""
    blocks = [
        name for name, called in macros.MACROS.items() if called.signature.kinds == (macros.SERIES,)
    ]
    calls = {name: f'{{{{ {name}("people") }}}}' for name in blocks}
    for name in KINDS:
        called = ["date"] if name == "events" else ["date", "value"]
        for anchor in [entry["anchor"] for entry in SERIES[name]]:
            said = (f'{{{{ {macro}("people", "{anchor}") }}}}' for macro in called)
            calls["said"] = " ".join([calls.get("said", ""), *said])
    return calls


def test_the_plain_record_holds_together() -> None:
    """The plain record has sound pages, with a link to each entry on each kind of page."""
    assert faults(site(SERIES)) == []


def test_every_key_is_tried() -> None:
    """Every key of each kind of entry is tried, and every word of a closed list."""
    tried = {(name, key) for name, _, key, _ in tries()}
    for name, kind in KINDS.items():
        optional = {field.key for field in record_fields(kind) if not field.is_required}
        assert {key for list_, key in tried if list_ == name} == optional - {"anchor"}
    said = {sample for _, _, key, sample in tries() if key in {"status", "qualifier"}}
    assert said == {*map(str, Status), *map(str, Qualifier)}


@pytest.mark.parametrize("name", KINDS)
def test_a_site_holds_together_with_each_key(name: str) -> None:
    """A site holds together with each value of each key: pages are made, links lead somewhere."""
    for list_, index, key, sample in tries():
        if list_ != name:
            continue
        series = copy.deepcopy(SERIES)
        entry = series[name][index]
        entry[key] = sample
        if sample == Status.DISPUTED:
            entry["note"] = words()
        if key in {"status", "preferred"}:
            del series["baseline"]  # its observation has to count
        about = f"{entry['anchor']}: {key}: {json.dumps(sample)}"
        try:
            found = site(series)
        except InvalidDataError as error:
            pytest.fail(f"{about}\n{error}")
        assert faults(found) == [], about


@pytest.mark.parametrize("name", KINDS)
def test_a_site_holds_together_with_each_correction(name: str) -> None:
    """A site holds together with each correction of each key, and with each withdrawal."""
    for list_, index, change in corrections():
        if list_ != name:
            continue
        series = copy.deepcopy(SERIES)
        anchor, set_keys = series[name][index]["anchor"], change.get("set", {})
        if {"status", "preferred"} & set_keys.keys() or "withdraw" in change:
            del series["baseline"]  # its observation has to count
        if set_keys.get("status") == Status.DISPUTED:
            set_keys["note"] = words()
        told = {"anchor": anchor, "date": "2026-01-05", "reason": words(), **change}
        series["corrections"] = [told]
        about = f"{anchor}: {json.dumps(change)}"
        try:
            found = site(series)
        except InvalidDataError as error:
            if any(problem.code == "sets-what-stands" for problem in error.problems):
                continue
            pytest.fail(f"{about}\n{error}")
        assert faults(found) == [], about


@pytest.mark.parametrize("name", KINDS)
def test_a_site_holds_together_without_any_optional_key(name: str) -> None:
    """A site holds together if an entry loses all of its optional keys."""
    required = {field.key for field in record_fields(KINDS[name]) if field.is_required}
    for index, entry in enumerate(SERIES[name]):
        for key in entry.keys() - required - {"anchor", "added"}:
            series = copy.deepcopy(SERIES)
            del series[name][index][key]
            assert faults(site(series)) == []


# --- whole sites ---------------------------------------------------------------------------------


@pytest.fixture(name="root", scope="module")
def _root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a site of the record, on whose home page a timeline stands without the table."""
    root = tmp_path_factory.mktemp("keys")
    add_software(root)
    minimal = (REPOSITORY / "tests/sites/minimal/mkdocs.yml").read_text("utf-8")
    settings = {key: value for key, value in yaml.safe_load(minimal).items() if key != "nav"}
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
    calls = _calls()
    pages = {"index": calls["timeline"], "table": calls["table"], "said": calls["said"]}
    for code in LANGUAGES:
        (root / "content" / code).mkdir(parents=True)
        for name, call in pages.items():
            text = f"---\ntitle: {name}\ndescription: {name}.\n---\n\n{call}\n"
            (root / "content" / code / f"{name}.md").write_text(text, "utf-8")
    return root


@pytest.mark.parametrize("key", sorted({key for _, _, key, _ in tries()}))
def test_a_site_is_built_with_each_key(key: str, root: Path) -> None:
    """A site is built without problems with each key set on each kind of entry."""
    series = copy.deepcopy(SERIES)
    if key in {"status", "preferred"}:
        del series["baseline"]  # its observation has to count
    for name, index, tried, sample in tries():
        if tried == key and index != 1:  # at most one of two claims that disagree is preferred
            series[name][index] |= {"note": words(), key: sample}
    for path, content in files(record(series)).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(content)
    code, said = build(root)
    assert code == 0, said
