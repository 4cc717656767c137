"""`make gather RECORD=…`: the series of many sites in one record, each as its own site has it."""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from tests.built import REPOSITORY, build
from tests.catalogs import derived_of
from tests.terang_nation.made_sites import DAY, NOON, manifest_of, write_site

from terang.downloads.derived_json import DerivedJson
from terang.downloads.json_values import json_text
from terang.loading.data_folder import data_files, load_catalog
from terang.model.catalog import Catalog
from terang_nation.__main__ import main
from terang_nation.national_record import MARK

NOW = dt.datetime.fromtimestamp(int(NOON), dt.UTC)
SITES = {"one": "6401", "two": "6402"}


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder of a small site that gathers; beside it stand the sites that it reads."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOON)
    shutil.copytree(REPOSITORY / "tests/sites/minimal", tmp_path / "own")
    for name, code in SITES.items():
        write_site(tmp_path / name, address(name), code)
    return tmp_path / "own"


def address(name: str) -> str:
    """Return the address of a made-up site."""
    return f"https://{name}.example/"


def gather(*names: str) -> int:
    """Gather sites into the record."""
    lines = [
        f'- {{id: {name}, area: "{SITES[name]}", address: "{address(name)}", folder: {name}}}\n'
        for name in names
    ]
    Path("sites.yml").write_text("".join(lines), "utf-8")
    return main(["--sites=sites.yml", "--out=out", "--record=own"])


def seal(name: str) -> None:
    """Write the manifest of a site that was changed."""
    files = {
        found.relative_to(name).as_posix(): found.read_bytes()
        for found in Path(name).rglob("*")
        if found.is_file() and found.name != "manifest.json"
    }
    Path(name, "manifest.json").write_bytes(manifest_of(files, address(name)))


def catalog(root: Path) -> Catalog:
    """Return the record, which is sound."""
    return load_catalog(root, NOW)


def published(name: str, table: str) -> list[dict[str, str]]:
    """Return the rows of a table that a made-up site publishes."""
    return [*csv.DictReader(io.StringIO(Path(name, f"data/{table}.csv").read_text("utf-8")))]


def test_what_follows_is_what_the_sites_say(root: Path) -> None:
    """Each series has the states, changes and conflicts here that its own site gives it."""
    assert gather("one", "two") == 0
    record = catalog(root)
    for name, code in SITES.items():
        series = {row["series"] for row in published(name, "claims")}
        assert series
        for key in series:
            there = json.loads(Path(name, f"data/{key}.json").read_bytes())["derived"]
            that_day = replace(record, today=dt.date.fromisoformat(there["as_of"]))
            here = DerivedJson().derived(derived_of(that_day)[f"{code}-{key}"])
            assert json.loads(json_text(here)) == there, key


def test_each_figure_leads_to_its_own_site(root: Path) -> None:
    """The last source of each claim is the series on the site that it comes from."""
    gather("one", "two")
    record = catalog(root)
    names = {code: name for name, code in SITES.items()}
    gathered = [series for key, series in record.series.items() if key[:4] in names]
    assert gathered
    for series in gathered:
        name, own = names[series.id[:4]], series.id[5:]
        for entry in series.entries:
            source = record.sources[entry.sources[-1]]
            assert source.url == f"{address(name)}coverage/{own}/"
            assert source.publisher


def test_alike_indicators_are_one(root: Path) -> None:
    """Two sites with one definition share an indicator; another definition is another one."""
    gather("one", "two")
    shared = {series.indicator for key, series in catalog(root).series.items() if "-" in key}
    path = Path("two/data/indicators.csv")
    text = path.read_text("utf-8").replace(",orang,people,", ",jiwa,persons,")
    path.write_text(text, "utf-8", newline="")
    seal("two")
    gather("one", "two")
    apart = {series.indicator for key, series in catalog(root).series.items() if "-" in key}
    assert len(apart) > len(shared)


def test_gathering_again_changes_what_has_changed(root: Path) -> None:
    """The same sites give the same files; a site that is no longer listed goes; own files stay."""
    own = data_files(root)
    gather("one", "two")
    first = data_files(root)
    gather("one", "two")
    assert data_files(root) == first
    gather("two")
    assert not [path for path in data_files(root) if f"/{SITES['one']}-" in path]
    for path, content in own.items():
        assert first[path].partition(MARK.encode())[0] == content


def test_a_site_with_unsound_series_is_named_and_left_out(
    root: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A series that the checker refuses costs its site the place in the record, and only that."""
    path = Path("two/data/people-town.json")
    tree = json.loads(path.read_bytes())
    tree["observations"][0]["value"] = "85 ribu"
    path.write_text(json.dumps(tree), "utf-8")
    seal("two")
    assert gather("one", "two") == 1
    assert "two: bad-record: " in capsys.readouterr().err
    record = catalog(root)
    assert [key for key in record.series if key.startswith(SITES["one"])]
    assert not [key for key in record.series if key.startswith(SITES["two"])]


def test_the_site_is_built_of_the_record(root: Path) -> None:
    """The same software makes the site: figures, targets and places of all sites."""
    gather("one", "two")
    shutil.copytree(REPOSITORY / "hooks", root / "hooks", ignore=shutil.ignore_patterns("__py*"))
    shutil.copytree(REPOSITORY / "theme_overrides", root / "theme_overrides")
    code, problems = build(root, NOON)
    assert code == 0, problems
    assert "sites.md:1:1: notice unstamped" not in problems
    sites = (root / "site/sites/index.html").read_text("utf-8")
    assert all(address(name) in sites for name in SITES)
    assert "30 Juni 2026" in sites
    text = (root / "site/targets/index.html").read_text("utf-8")
    assert all(f"coverage/{code}-" in text for code in SITES.values())


def test_the_day_is_that_of_the_gathering() -> None:
    """The made-up sites were made on the day of the tests."""
    assert NOW.date().isoformat() == DAY
