"""The work of a build, counted: nothing is done twice or grows faster than the record."""

from __future__ import annotations

import cProfile
import dataclasses
import datetime as dt
import gc
import pstats
import shutil
from collections import Counter
from pathlib import Path

import jinja2
import pytest
from mkdocs.config.defaults import MkDocsConfig

import corpus
from terang.derivation import series_claims
from terang.i18n.formatter import Language
from terang.pages import load_record, published_record
from terang.pages.load_record import Memory
from terang.pages.templates import COMPONENTS, Compiled, Renderer
from terang.publishing import parallel_build
from terang_mkdocs import site_builder
from terang_mkdocs.build import Build
from terang_mkdocs.pages import OnDemandFile

REPOSITORY = Path(__file__).parents[2]
NOW = dt.datetime(2026, 7, 1, tzinfo=dt.UTC)
SMALL, LARGE = 12, 24

_READS = ("read_bytes", "read_text")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Return a made-up site of each size."""
    found = {}
    for size in (SMALL, LARGE):
        found[size] = tmp_path_factory.mktemp("costs") / str(size)
        found[size].mkdir()
        corpus.write(found[size], size, REPOSITORY)
    return found


def everything(root: Path) -> None:
    """Publish all there is: files, and each generated page in each language."""
    published = load_record.load_publication(root, NOW)
    published.published_files()
    for page in published.pages:
        for language in ("id", "en"):
            published.body(page, language)


def calls(root: Path) -> int:
    """Return the number of function calls that it takes to publish a site."""
    profile = cProfile.Profile()
    profile.runcall(everything, root)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_nothing_is_quadratic(sites: dict[int, Path]) -> None:
    """Twice the record takes twice the calls, not four times."""
    everything(sites[SMALL])  # work done once a process
    small, large = (calls(sites[size]) for size in (SMALL, LARGE))
    assert large < small * LARGE / SMALL * 1.1


def left_lying(root: Path, folder: Path) -> int:
    """Return the number of discarded objects that only the garbage collector finds."""
    config = site_builder.load_site_config(root, strict=True)
    published = site_builder.loaded_publication(config)
    folder.mkdir()
    gc.collect()
    gc.disable()
    try:
        site_builder.assemble_site(config, published, folder)
        return gc.collect()
    finally:
        gc.enable()


def test_a_build_leaves_little_for_the_collector(sites: dict[int, Path], tmp_path: Path) -> None:
    """A build leaves little for the garbage collector, some eight kilobytes a series.

    A build turns the collector off. A Markdown converter for each page would leave four times
    that.
    """
    left_lying(sites[SMALL], tmp_path / "first")  # objects left once a process
    small, large = (left_lying(sites[size], tmp_path / str(size)) for size in (SMALL, LARGE))
    assert large - small < 100 * (LARGE - SMALL)


def test_each_file_is_read_once(sites: dict[int, Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Each file of data and pages is read once."""
    read: Counter[str] = Counter()
    for name in _READS:
        original = getattr(Path, name)

        def counted(path: Path, *rest: object, original=original, **more: object) -> object:  # type: ignore[no-untyped-def] # noqa: ANN001
            read[str(path)] += 1
            return original(path, *rest, **more)

        monkeypatch.setattr(Path, name, counted)
    everything(sites[SMALL])
    own = {path: times for path, times in read.items() if path.startswith(str(sites[SMALL]))}
    assert len(own) > 3 * SMALL
    assert {path: times for path, times in own.items() if times > 1} == {}


def test_each_template_is_compiled_once(
    sites: dict[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each template is compiled once, however many pages it draws."""
    compiled: Counter[str | None] = Counter()
    original = jinja2.Environment.compile

    def counted(
        environment: jinja2.Environment, source: str, name: str | None = None, *rest: object
    ) -> object:
        compiled[name] += 1
        return original(environment, source, name, *rest)  # type: ignore[call-overload]

    monkeypatch.setattr(jinja2.Environment, "compile", counted)
    everything(sites[SMALL])
    assert compiled
    assert max(compiled.values()) == 1


def test_templates_are_compiled_beside(
    sites: dict[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process compiles the templates while this process reads the data."""
    compiled: list[object] = []
    original = jinja2.Environment.compile

    def noted(environment: jinja2.Environment, *given: object) -> object:
        compiled.append(given)
        return original(environment, *given)  # type: ignore[call-overload]

    monkeypatch.setattr(jinja2.Environment, "compile", noted)

    def texts(memory: Memory) -> list[str]:
        published = load_record.load_publication(sites[SMALL], NOW, memory=memory)
        return [published.body(page, "id") for page in published.pages]

    alone = texts(Memory())
    assert compiled != []
    compiled.clear()
    assert texts(Memory(beside=parallel_build.start_in_background)) == alone
    assert compiled == []


def test_a_template_that_cannot_be_compiled_is_left_to_its_use(tmp_path: Path) -> None:
    """A template that cannot be compiled fails only in use, and editors' backups are ignored."""
    shutil.copytree(REPOSITORY / COMPONENTS, tmp_path / "c")
    (tmp_path / "c" / "pages" / ".series.html.swp").write_bytes(b"\xff\xfe")
    (tmp_path / "c" / "targets" / "template.html~").write_text("{% if x %}")
    whole = Compiled.whole(tmp_path / "c")
    assert len(vars(whole)["_code"]) == len([*(tmp_path / "c").rglob("*.html")])
    (tmp_path / "c" / "headline" / "template.html").write_text("{% if x %}")
    broken = Compiled.whole(tmp_path / "c")
    with pytest.raises(jinja2.TemplateSyntaxError):
        Renderer(tmp_path / "c", broken)("headline")


def test_what_another_process_makes_is_not_made_here(sites: dict[int, Path]) -> None:
    """Pages and feeds describe the downloads without building a row of their tables."""
    whole = load_record.load_publication(sites[SMALL], NOW)
    made = whole.make_downloads()
    half = dataclasses.replace(
        load_record.load_publication(sites[SMALL], NOW), remote_downloads=lambda: made
    )
    language = Language("id")
    for page, same in zip(half.pages, whole.pages, strict=True):
        assert half.body(page, "id") == whole.body(same, "id")
        assert page.linked_data(language) == same.linked_data(language)
    assert half.downloads["feed.xml"] == whole.downloads["feed.xml"]
    tabled = half._tabled
    assert [name for name, make in tabled.csv.makers.items() if make.is_made] == []
    assert [table.name for table in tabled.tables if "rows" in vars(table)] == []


def test_only_our_own_files_are_looked_at(sites: dict[int, Path]) -> None:
    """None of the twelve thousand files that the theme brings is looked at."""
    config = site_builder.load_site_config(sites[SMALL], strict=True)
    Build.begin(config)
    Build.begin(config)  # as when a configuration is built again
    listed = config.theme.get_env().list_templates()
    assert "assets/favicon.svg" in listed
    assert [
        name for name in listed if not (sites[SMALL] / "theme_overrides" / name).is_file()
    ] == []


def test_each_series_is_derived_once(
    sites: dict[int, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each series is derived once for both languages and every format."""
    derived: Counter[str] = Counter()

    def counted(series, *rest):  # type: ignore[no-untyped-def] # noqa: ANN001, ANN002, ANN202
        derived[series.id] += 1
        return series_claims.derive_series(series, *rest)

    monkeypatch.setattr(published_record, "derive_series", counted)
    everything(sites[SMALL])
    assert set(derived.values()) == {1}
    assert len(derived) == SMALL


def test_lists_are_divided(monkeypatch: pytest.MonkeyPatch, sites: dict[int, Path]) -> None:
    """Each source stands once, on the page that its links lead to; every claim is somewhere."""
    from terang.views import list_pages  # noqa: PLC0415

    monkeypatch.setattr(list_pages, "LINES_A_PAGE", 20)
    monkeypatch.setattr(list_pages, "SERIES_A_PAGE", 7)
    published = load_record.load_publication(sites[SMALL], NOW)
    paths = [page.path for page in published.pages]
    assert "coverage/page/2/" in paths
    assert "coverage/page/3/" not in paths
    bodies = {page.path: published.body(page, "en") for page in published.pages}
    places = published.contents.source_pages
    assert len(set(places.values())) > 1
    for source, path in places.items():
        assert f'id="{source}"' in bodies[path]
        holding = [url for url, html in bodies.items() if f'<li id="{source}"' in html]
        assert holding == [path]
    series = bodies["coverage/region-3/"]
    assert f'href="../../{places["laporan-3"]}#laporan-3"' in series
    claims = sum(
        html.count("/#result-") for url, html in bodies.items() if url.startswith("sources/")
    )
    assert claims == SMALL * corpus.OBSERVATIONS


def test_a_file_holds_only_what_is_its_own() -> None:
    """A large site has tens of thousands of files that are no pages: none of them grows."""
    config = MkDocsConfig()
    config.site_dir = "site"
    file = OnDemandFile(config, "en/embed/a b/index.html", bytes)
    assert (file.url, file.dest_uri) == ("en/embed/a%20b/", file.src_uri)
    assert not file.is_documentation_page()
    assert vars(file).keys() == {"src_uri", "dest_uri", "dest_dir", "create_content"}
