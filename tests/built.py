"""A finished site as its readers get it: pages by address, and the faults on them."""

from __future__ import annotations

import contextlib
import datetime as dt
import fcntl
import functools
import io
import itertools
import os
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit
from xml.etree import ElementTree as ET

import html5lib
import pytest
import yaml

from terang.loading import data_folder
from terang.model.catalog import Catalog
from terang.pages.security_policy import EMBEDS
from terang_mkdocs.__main__ import main

REPOSITORY = Path(__file__).parents[1]

NOW = "1782878400"
"""1 July 2026, as SOURCE_DATE_EPOCH."""

_LONG_AFTER = dt.datetime(2199, 12, 30, tzinfo=dt.UTC)

REAL_ADDRESS = "https://terang.test/sub/path/"
"""The address of the real site in the tests: not at the root of a host."""

_MANY_PAGES = 20
"""The pages of a kind above which a browser is not shown every one with every run."""

_LOADING = {
    "audio": "src", "embed": "src", "iframe": "src", "image": "href", "img": "src",
    "input": "src", "link": "href", "object": "data", "script": "src", "source": "src",
    "track": "src", "use": "href", "video": "src",
}  # fmt: skip
"""Elements that make a browser load a file, with the attribute that names it."""

_NOT_LOADED = {"canonical", "alternate", "license", "me", "author"}
_UNRENDERED = re.compile(r"[\ue000\ue001]|\{\{|\}\}|\{%|%\}|&lt;data|<(?:data|time)\b|klzzwxh")
_SHOWN_LITERALLY = ("code", "pre")


class BuiltPage:
    """A page as a browser's parser reads it."""

    def __init__(self, url: str, html: str) -> None:
        self.url = url
        self.html = html

    @functools.cached_property
    def _parsed(self) -> tuple[ET.Element, list[ET.Element], list[str]]:
        """The root, its elements, and the faults; a test that asks for neither waits for none."""
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False
        )
        root = parser.parse(self.html)
        # Comments are left out, and a drawing's elements get their plain names.
        elements = [
            element_item for element_item in root.iter() if isinstance(element_item.tag, str)
        ]
        for element in elements:
            element.tag = element.tag.rpartition("}")[2]
        return root, elements, [code for _, code, _ in parser.errors]

    @property
    def root(self) -> ET.Element:
        """The element `<html>`."""
        return self._parsed[0]

    @property
    def elements(self) -> list[ET.Element]:
        """Every element."""
        return self._parsed[1]

    @property
    def faults(self) -> list[str]:
        """The codes of what a browser's parser has to mend."""
        return self._parsed[2]

    @property
    def language(self) -> str:
        """The language that `<html lang>` names."""
        return str(self.root.get("lang"))

    @functools.cached_property
    def ids(self) -> list[str]:
        """Every id, as often as it stands."""
        return [element.get("id") for element in self.elements if element.get("id")]

    @property
    def links(self) -> list[str]:
        """The addresses that its `<a>` lead to."""
        return self.all("a[@href]", "href")

    @property
    def levels(self) -> list[int]:
        """The levels of its headings."""
        return [
            int(element.tag[1])
            for element in self.elements
            if re.fullmatch("h[1-6]", str(element.tag))
        ]

    def all(self, path: str, attribute: str) -> list[str]:
        """Return an attribute of each element of a path."""
        return [element.get(attribute, "") for element in self.root.findall(f".//{path}")]

    def text(self, path: str = "body") -> str:
        """Return the text of the first element of a path."""
        found = self.root.find(f".//{path}")
        return "" if found is None else " ".join("".join(found.itertext()).split())

    def loaded(self) -> Iterator[str]:
        """Return the addresses that a browser asks for when it opens the page."""
        for element in self.elements:
            attribute = _LOADING.get(str(element.tag))
            address = element.get(attribute) if attribute else None
            if address and not set((element.get("rel") or "").split()) & _NOT_LOADED:
                yield address
            if element.get("srcset"):
                yield element.get("srcset")
            yield from re.findall(r"url\(([^)]*)\)", element.get("style") or "")

    def unrendered(self) -> list[str]:
        """Return traces that templates, tokens or Python have left in place of words."""
        literal = {
            part
            for element in self.elements
            if element.tag in _SHOWN_LITERALLY
            for part in element.itertext()
        }
        main = self.root.find(".//main")
        assert main is not None
        return [
            text for text in main.itertext() if text not in literal and _UNRENDERED.search(text)
        ]


@dataclass(frozen=True)
class BuiltSite:
    """A published folder, and the address it is published under."""

    root: Path
    address: str

    @functools.cached_property
    def pages(self) -> dict[str, BuiltPage]:
        """Every page by its address from the root: `""`, `coverage/`, `en/coverage/`."""
        found = {}
        for path in sorted(self.root.rglob("index.html")):
            url = path.parent.relative_to(self.root).as_posix()
            url = "" if url == "." else f"{url}/"
            if EMBEDS not in url.split("/"):
                found[url] = BuiltPage(url, path.read_text("utf-8"))
        return found

    @functools.cached_property
    def embeds(self) -> dict[str, BuiltPage]:
        """The pages for frames of other sites, which have no shell."""
        return {
            f"{path.parent.relative_to(self.root).as_posix()}/": BuiltPage(
                f"{path.parent.relative_to(self.root).as_posix()}/", path.read_text("utf-8")
            )
            for path in sorted(self.root.rglob(f"{EMBEDS}/*/index.html"))
        }

    @functools.cached_property
    def series(self) -> str:
        """The series page that the home page leads to first, else the first series page."""
        found = [
            urljoin("/", element.get("href", "").partition("#")[0])[1:]
            for element in self.pages[""].root.findall(".//main//a")
        ]
        own = [url for url in [*found, *self.pages] if re.fullmatch("coverage/[^/]+/", url)]
        return own[0]

    @functools.cached_property
    def told(self) -> str:
        """The longest of the narrative pages; the home page counts only alone."""
        made = ("coverage/", "data/", "indicators/", "revisions/", "sources/", "en/")
        own = [url for url in self.pages if url and not url.startswith(made)]
        return max(own, key=lambda url: len(self.pages[url].html), default="")

    @functools.cached_property
    def tried(self) -> list[str]:
        """The pages that a browser is shown: of many pages of a kind, a fifth with the main ones.

        Every week all pages are shown.
        """
        if os.environ.get("TERANG_EVERY_PAGE"):
            return list(self.pages)
        kinds: dict[str, list[str]] = {}
        for url in self.pages:
            kinds.setdefault(re.sub(r"[^/]+/$", "", url), []).append(url)
        main = {self.series, f"en/{self.series}"}
        return [
            url
            for urls in kinds.values()
            for number, url in enumerate(urls)
            if len(urls) <= _MANY_PAGES or number % 5 == 0 or url in main
        ]

    @functools.cached_property
    def files(self) -> dict[str, bytes]:
        """Every published file."""
        return {
            path.relative_to(self.root).as_posix(): path.read_bytes()
            for path in sorted(self.root.rglob("*"))
            if path.is_file()
        }

    def broken_links(self) -> list[tuple[str, str]]:
        """Return the links of pages to missing targets: page, link."""
        return [
            (page.url, link)
            for page in [*self.pages.values(), *self.embeds.values()]
            for link in [*page.links, *page.loaded(), *page.all("link", "href")]
            if not self._leads_somewhere(page, link)
        ]

    def _leads_somewhere(self, page: BuiltPage, link: str) -> bool:
        whole = urlsplit(urljoin(self.address + page.url, link))
        base = urlsplit(self.address)
        if whole.netloc != base.netloc or whole.scheme != base.scheme:
            return True
        if not whole.path.startswith(base.path):
            return False
        path = unquote(whole.path.removeprefix(base.path))
        if path in self.pages:
            return not whole.fragment or unquote(whole.fragment) in self.pages[path].ids
        return (self.root / path).is_file() or path in self.embeds

    def duplicate_ids(self) -> list[tuple[str, str]]:
        """Return the ids that stand twice on a page."""
        return [
            (page.url, id_)
            for page in self.pages.values()
            for id_ in set(page.ids)
            if page.ids.count(id_) > 1
        ]

    def skipped_headings(self) -> list[tuple[str, list[int]]]:
        """Return pages that do not begin with a single `<h1>`, or skip a heading level."""
        return [
            (page.url, page.levels)
            for page in self.pages.values()
            if page.levels.count(1) != 1
            or any(after - before > 1 for before, after in itertools.pairwise(page.levels))
        ]

    def asked_of_others(self) -> list[tuple[str, str]]:
        """Return the addresses that pages and stylesheets load from another host."""
        found = [
            (page.url, address)
            for page in [*self.pages.values(), *self.embeds.values()]
            for address in page.loaded()
            if urlsplit(address).netloc
        ]
        for path in self.root.rglob("*.css"):
            text = path.read_text("utf-8")
            found += [
                (path.name, address)
                for address in re.findall(r"(?:url\(|@import)\s*[\"']?(\S+)", text)
            ]
        return found


@functools.cache
def real_catalog() -> Catalog:
    """Return this checkout's record, whatever its days."""
    return data_folder.load_catalog(REPOSITORY, _LONG_AFTER)


@functools.cache
def real_now() -> str:
    """Return the day that this checkout's record is built on: NOW, or a later day in the record.

    A test that holds today holds tomorrow; a record whose figures are newer is built all the
    same.
    """
    begun = [*_begun(real_catalog())]
    last = max([dt.date.min, *begun])
    noon = dt.datetime.combine(last, dt.time(12), dt.UTC)
    return str(max(int(NOW), int(noon.timestamp()))) if begun else NOW


def _begun(catalog: Catalog) -> Iterator[dt.date]:
    """Yield days that a record says have come: of figures, records, corrections and sources."""
    for series in catalog.series.values():
        yield from (observation.date.last for observation in series.observations)
        yield from (event.date.last for event in series.events)
        yield from (record.added.first for record in (*series.entries, *series.replies))
        yield from (correction.date.first for correction in series.corrections)
        yield from (change.added.first for change in catalog.breaks_of(series))
    yield from (decision.date.first for decision in catalog.decisions)
    for source in catalog.sources.values():
        yield from (day.first for day in (source.accessed, source.published) if day)
    for programme in catalog.programmes.values():
        yield from (contact.checked.first for contact in programme.contacts.values())


def build(root: Path, now: str = NOW) -> tuple[int, str]:
    """Run `make site` in a folder on a day; return the exit code and the reported problems."""
    out, errors = io.StringIO(), io.StringIO()
    with (
        contextlib.chdir(root),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(errors),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setenv("SOURCE_DATE_EPOCH", now)
        code = main(["site"])
    return code, errors.getvalue()


def once(folder: Path, make: Callable[[Path], object]) -> Path:
    """Make a folder once for all processes of a test run; later callers wait for it.

    Tests only read it. The leftovers of a process that failed are replaced.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    done = folder.with_name(f"{folder.name}.done")
    with folder.with_name(f"{folder.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not done.exists():
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir()
            make(folder)
            done.touch()
    return folder


@functools.cache
def story(run_folder: Path) -> BuiltSite:
    """Return the site `sites/story`, whose terms, words and claims are known; built once a run."""
    return BuiltSite(once(run_folder / "story", _build_story) / "site", REAL_ADDRESS)


def add_software(folder: Path) -> None:
    """Put our hook and theme into a folder; the theme is copied, since links are refused."""
    (folder / "hooks").symlink_to(REPOSITORY / "hooks")
    shutil.copytree(REPOSITORY / "theme_overrides", folder / "theme_overrides")


def _build_story(folder: Path) -> None:
    shutil.copytree(REPOSITORY / "tests" / "sites" / "story", folder, dirs_exist_ok=True)
    add_software(folder)
    _build_at_real_address(folder)


@functools.cache
def real(run_folder: Path) -> BuiltSite:
    """Return the site of this checkout's own record, whatever that is; built once a run.

    The checkout's `site/` is not touched.
    """
    return BuiltSite(once(run_folder / "real", _build_real) / "site", REAL_ADDRESS)


def _build_real(folder: Path) -> None:
    add_software(folder)
    for name in ("content", "data"):
        shutil.copytree(REPOSITORY / name, folder / name)
    shutil.copyfile(REPOSITORY / "mkdocs.yml", folder / "mkdocs.yml")
    _build_at_real_address(folder, real_now())


def _build_at_real_address(folder: Path, now: str = NOW) -> None:
    settings = yaml.safe_load((folder / "mkdocs.yml").read_text("utf-8"))
    settings["site_url"] = REAL_ADDRESS
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")
    code, errors = build(folder, now)
    assert code == 0, errors
