"""Small builders: every test writes down only what its rule is about, and gets a fresh record.

Records are made as they are in earnest, from written YAML through `documents` and `model`.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import pytest
import xdist
import yaml
from hypothesis import settings
from pydantic import BaseModel, ValidationError
from tests.built import BuiltPage, BuiltSite, real

from terang.derivation.derive import Derived
from terang.derivation.quantity import Span
from terang.derivation.series_claims import derive_series
from terang.derivation.targets import Outlook
from terang.diagnostics import errors, report_text
from terang.loading.corrections import CorrectedSeries, WrittenChanges
from terang.loading.series_files import SeriesFiles
from terang.model.catalog import Series
from terang.model.definitions import Indicator, Source
from terang.model.field_types import Context, Figures
from terang.parsing import yaml_document

RecordBuilder = TypeVar("RecordBuilder", bound=BaseModel)

# The same examples in every run, however slow the machine.
settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.load_profile("repeatable")

PATH = "data/coverage/covered.yml"

LONGEST = (
    "tests/browser/test_pages.py",
    "tests/browser/test_hostile.py",
    "tests/terang_mkdocs/test_all_or_nothing.py",
    "tests/terang_mkdocs/test_costs.py",
    "tests/terang_mkdocs/test_properdocs.py",
    "tests/loading/test_data_folder.py",
    "tests/terang_mkdocs/preview/test_server.py",
    "tests/browser/test_served.py",
    "tests/browser/test_use.py",
    "tests/publishing/test_parallel_build.py",
    "tests/browser/test_elsewhere.py",
    "tests/publishing/test_manifest.py",
    "tests/browser/test_story.py",
    "tests/publishing/test_offline_archive.py",
    "tests/serving/test_nginx.py",
    "tests/swarm/test_swarm.py",
    "tests/tools/test_judge.py",
    "tests/tools/test_published.py",
    "tests/tools/test_update.py",
)
"""Files whose tests take longest, as `pytest --durations` says; each is run by one process.

Tests of one record (`test_record*`) are not named: a site for another area is without them.
"""


@pytest.fixture(scope="session")
def run_folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a temporary folder that all processes of a test run share."""
    own = tmp_path_factory.getbasetemp()
    return own.parent if xdist.is_xdist_worker(request) else own


@pytest.fixture(scope="session")
def site(run_folder: Path) -> BuiltSite:
    """Return the site of this checkout's own record, built strictly; a module may override it."""
    return real(run_folder)


@pytest.fixture(scope="module")
def pages(site: BuiltSite) -> dict[str, BuiltPage]:
    """Return the pages of the site by address."""
    return site.pages


ADDED = "2020-01-01"
"""The day since when made-up records are on record."""


class WrittenData(NamedTuple):
    """An entry as an editor writes it: the list of the series that it stands in, and its keys."""

    list: str
    keys: dict[str, Any]
    corrections: tuple[dict[str, Any], ...] = ()
    """The corrections of the entry, without its anchor."""

    @property
    def anchor(self) -> str:
        """The anchor of the entry, given or by default."""
        prefix, dated = _DEFAULT_ANCHORS[self.list]
        date = str(self.keys.get(dated, "")).lower().replace("/", "-to-")
        return str(self.keys.get("anchor", f"{prefix}-{date}".removesuffix("-")))


_DEFAULT_ANCHORS = {
    "observations": ("result", "date"),
    "targets": ("target", "due"),
    "events": ("event", "date"),
    "replies": ("reply", "date"),
}


_COMMON: dict[str, Any] = {"sources": ["a"], "added": ADDED}


def day(text: str) -> dt.date:
    """Return a day: `day("2025-06-30")`."""
    return dt.date.fromisoformat(text)


def words(text: str = "teks") -> dict[str, str]:
    """Return a text in both languages."""
    return {"id": text, "en": text}


def span(low: object, high: object = None) -> Span:
    """Return a range: `span(10)`, `span("1/3", "1/2")`."""
    ends = (low, low if high is None else high)
    return Span(*(Fraction(str(end)) for end in ends))


def an_observation(date: str, value: object, **keys: object) -> WrittenData:
    """Return an observation with a date, a value and other keys."""
    return WrittenData("observations", {**_COMMON, "date": date, "value": value, **keys})


def each(date: str, values: Iterable[object]) -> list[WrittenData]:
    """Return an observation of the same date for each value."""
    stem = f"r{date[:10].lower()}"
    return [an_observation(date, value, anchor=f"{stem}-{nth}") for nth, value in enumerate(values)]


def a_disputed(date: str, value: object, **keys: object) -> WrittenData:
    """Return a disputed observation, with the note that it needs."""
    return an_observation(date, value, status="disputed", note=words(), **keys)


def a_preferred(date: str, value: object, **keys: object) -> WrittenData:
    """Return an observation that is preferred to others of its date."""
    return an_observation(date, value, preferred=words(), **keys)


def a_target(value: object, due: str | None = None, **keys: object) -> WrittenData:
    """Return a target with a value, a due date and other keys."""
    dated = {"due": due} if due else {}
    return WrittenData("targets", {**_COMMON, "value": value, **dated, **keys})


def an_event(date: str, **keys: object) -> WrittenData:
    """Return an event on a day."""
    return WrittenData("events", {**_COMMON, "date": date, "title": words(), **keys})


def withdrawn(entry: WrittenData) -> WrittenData:
    """Return the same entry, withdrawn."""
    return corrected(entry, "2025-12-31", withdraw="true")


def corrected(entry: WrittenData, date: str, **does: object) -> WrittenData:
    """Return the same entry with one more correction: `set={…}`, `withdraw="true"`."""
    correction = {"date": date, "reason": words(), **does}
    return entry._replace(corrections=(*entry.corrections, correction))


def a_reply(to: str, date: str, by: str = "o", **keys: object) -> WrittenData:
    """Return a reply to an entry."""
    return WrittenData(
        "replies", {**_COMMON, "to": to, "date": date, "by": by, "text": words(), **keys}
    )


def a_population(*dated: tuple[str, object]) -> dict[str, Any]:
    """Return a population from (date, value) pairs."""
    values = [{**_COMMON, "date": date, "value": value} for date, value in dated]
    return {"label": words(), "values": values}


def an_indicator(**changes: object) -> Indicator:
    """Return an indicator: people, more is better, a level, no fixed frequency."""
    keys = {
        "title": words(),
        "definition": words(),
        "programme": "p",
        "unit": {"id": "orang", "en": "people"},
        "direction": "increase",
        "measure": "stock",
    }
    indicator = read(Indicator, dump({**keys, **changes}))
    return indicator.model_copy(update={"id": "covered"})


def a_series(*entries: WrittenData, today: str = "2026-06-30", **changes: object) -> Series:
    """Return a series of these entries, in this order."""
    tree: dict[str, Any] = {"indicator": "covered", "area": "here", **changes}
    for entry in entries:
        tree.setdefault(entry.list, []).append(entry.keys)
        for correction in entry.corrections:
            tree.setdefault("corrections", []).append({"anchor": entry.anchor, **correction})
    series = read_series(dump(tree), figures=Figures(decimals=3, signed=True), today=today)
    return series.model_copy(update={"id": "covered"})


def read_series(
    text: str, *, figures: Figures | None = None, today: str = "2026-06-30", path: str = PATH
) -> Series:
    """Return a series of one file with its corrections applied; fail if one has a mistake."""
    document = yaml_document.parse_document(path, text.encode())
    document = replace(document, problems=())
    context = Context(path, day(today), {}, figures)
    files = SeriesFiles(document)
    series = files.joined(Series.model_validate(document.root, context=context), {})
    changes = WrittenChanges(files, context)
    series_with = CorrectedSeries(series, files, changes)
    corrected_series = series_with.series()
    assert errors([*changes.problems, *series_with.problems]) == (), report_text(
        series_with.problems
    )
    return corrected_series


def derived(
    *entries: WrittenData,
    today: str = "2026-06-30",
    indicator: dict[str, Any] | None = None,
    **changes: object,
) -> Derived:
    """Return the derived values of entries on a day; `indicator` overrides `an_indicator`."""
    series = a_series(*entries, today=today, **changes)
    sources = {
        key: Source.model_construct(id=key, publisher=key, published=None)
        for entry in series.entries
        for key in entry.sources
    }
    return derive_series(series, an_indicator(**(indicator or {})), sources, day(today))


def outlook(*entries: WrittenData, **context: Any) -> Outlook:  # noqa: ANN401
    """Return the outlook of the first target of these entries."""
    return derived(*entries, **context).outlooks[0]


def sound_observation(**keys: object) -> str:
    """Return a sound observation with some keys changed."""
    return dump({**_COMMON, "date": "2024", "value": 10, **keys})


def sound_target(**keys: object) -> str:
    """Return a sound target with some keys changed."""
    return dump({**_COMMON, "value": 10, **keys})


def sound_event(**keys: object) -> str:
    """Return a sound event with some keys changed."""
    return dump({**_COMMON, "date": "2024", "title": words(), **keys})


def sound_indicator(**keys: object) -> str:
    """Return a sound indicator with some keys changed."""
    sound = {
        "title": words(),
        "definition": words(),
        "programme": "p",
        "unit": "percent",
        "direction": "increase",
        "measure": "stock",
    }
    return dump({**sound, **keys})


def sound_source(**keys: object) -> str:
    """Return a sound source with some keys changed."""
    sound = {"title": "T", "publisher": "P", "type": "news", "language": "id"}
    return dump({**sound, **keys})


def sound_site(**keys: object) -> str:
    """Return a sound site.yml with some keys changed."""
    sound = {
        "publisher": words(),
        "contact": "a@b.id",
        "licence": {"id": "CC-BY-4.0", "url": "https://a.id"},
        "time_zone": "Asia/Makassar",
        "tag_authority": "a.id,2024",
        "format": "2",
    }
    return dump({**sound, **keys})


def sound_correction(date: str = "2025-01-31", **keys: object) -> str:
    """Return a sound correction of a day with some keys changed; None takes a key away."""
    sound = {"anchor": "result-2024", "date": date, "reason": words(), "set": {"value": 5}}
    return dump({key: value for key, value in {**sound, **keys}.items() if value is not None})


def sound_reply(**keys: object) -> str:
    """Return a sound reply with some keys changed."""
    sound = {"to": "result-2024", "date": "2025", "by": "office", "text": words()}
    return dump({**_COMMON, **sound, **keys})


def dump(tree: object) -> str:
    """Return a tree as YAML in block style, without aliases."""
    return yaml.dump(tree, Dumper=_NoAliases, allow_unicode=True, sort_keys=False)


def read(
    record: type[RecordBuilder],
    text: str,
    *,
    figures: Figures | None = None,
    today: str = "2026-06-30",
    ids: Mapping[str, frozenset[str]] | None = None,
) -> RecordBuilder:
    """Return a record from YAML in sound form; raise ValidationError for an invalid record."""
    document = yaml_document.parse_document(PATH, text.encode())
    assert document.problems == (), document.problems
    context = Context(PATH, day(today), ids or {}, figures)
    return record.model_validate(document.root, context=context)


def refusals(record: type[BaseModel], text: str, **context: Any) -> list[tuple[str, str]]:  # noqa: ANN401
    """Return why a record is refused, as (place, code) pairs: (`sources.0`, …)."""
    try:
        read(record, text, **context)
    except ValidationError as error:
        return [
            (
                ".".join(map(str, error_item["loc"])),
                error_item.get("ctx", {}).get("code", error_item["type"]),
            )
            for error_item in error.errors()
            if error_item["type"] != "default_factory_not_called"
        ]
    return []


class _NoAliases(yaml.SafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002
        return True


def pytest_xdist_auto_num_workers(config: pytest.Config) -> int | None:
    """Return 0 for a selection of tests: it ends before further processes have started.

    None leaves the number to pytest-xdist, which takes as many as there are processors.
    """
    is_whole = config.args_source is pytest.Config.ArgsSource.TESTPATHS
    selecting = ("keyword", "markexpr", "deselect", "lf", "collectonly")
    is_selection = any(config.getoption(name, default=None) for name in selecting)
    return None if is_whole and not is_selection else 0


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Run the longest files first where tests run side by side, so that all processes end alike."""
    if hasattr(config, "workerinput"):
        ranks = {name: rank for rank, name in enumerate(LONGEST)}
        items.sort(key=lambda item: ranks.get(item.nodeid.partition("::")[0], len(ranks)))


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that writes the golden files anew."""
    parser.addoption("--update-goldens", action="store_true", help="write the golden cases anew")
