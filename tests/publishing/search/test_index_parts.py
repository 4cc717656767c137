"""The search index made in parts: the same as of one piece, in less memory."""

from __future__ import annotations

import contextlib
import dataclasses
import gzip
import itertools
import json
import random
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pytest

from terang.publishing.search import index, index_format, index_parts
from terang.publishing.search.index import SearchError, SearchIndex
from terang.publishing.search.page_text import PageText

PAGES = 45
LANGUAGES = ("id", "en")


def made_up_pages(language: str) -> list[PageText]:
    """Return pages with words that all, some or one of them have: long, repeated and accented."""
    chance = random.Random(language)  # noqa: S311 - the same pages each time
    syllables = [first + second for first in "bdgklmnprst" for second in "aiueo"]
    words = ["".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(600)]
    pages = []
    for number in range(PAGES):
        held = chance.choices(words, k=500)
        held += ["sering"] * (number % 50)
        held += [("kafe", "café", "Câfé", "cafe")[number % 4], f"satu{number}", "Ω", "9"]
        held += ["https://" + f"panjang{number}" * 40] * (number % 20 == 0)
        pages.append(PageText(language, f"Judul {number} {held[0]}", " ".join(held) + "."))
    return pages


def write_index(folder: Path, languages: Iterable[str], *, at_once: bool = False) -> None:
    """Write the index of the made-up pages into a folder, in turns of the languages."""
    with contextlib.closing(SearchIndex(folder, at_once=at_once)) as made:
        for pages in zip(*map(made_up_pages, languages), strict=True):
            for page in pages:
                made.add(f"{page.language}/{page.title.replace(' ', '/')}/index.html", page)
        made.complete()
        made.write()


def contents(folder: Path) -> Mapping[str, bytes]:
    """Return the files of an index by their paths, unpacked: programs pack them differently."""
    return {
        path.relative_to(folder).as_posix(): (
            gzip.decompress(path.read_bytes()) if ".pf_" in path.name else path.read_bytes()
        )
        for path in (folder / index.FOLDER).rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, bytes]:
    """Return the index that one process makes of all pages of a language."""
    folder = tmp_path_factory.mktemp("whole")
    write_index(folder, LANGUAGES)
    return contents(folder)


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[subprocess.Popen[bytes]]:
    """Every process that a test starts for the index."""
    processes: list[subprocess.Popen[bytes]] = []

    start = subprocess.Popen

    def counted(command: list[str], **settings: Any) -> subprocess.Popen[bytes]:  # noqa: ANN401
        processes.append(start(command, **settings))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", counted)
    return processes


@pytest.mark.parametrize("at_once", [False, True])
def test_parts_are_joined_to_the_whole(
    at_once: bool,  # noqa: FBT001
    tmp_path: Path,
    whole: Mapping[str, bytes],
    monkeypatch: pytest.MonkeyPatch,
    started: list[subprocess.Popen[bytes]],
) -> None:
    """Parts of the pages, each of a process that ends, give the index of all pages at once."""
    monkeypatch.setattr(index, "PART_PAGES", 20)
    write_index(tmp_path, LANGUAGES, at_once=at_once)
    joined = contents(tmp_path)
    assert sorted(joined) == sorted(whole)
    assert [name for name in whole if joined[name] != whole[name]] == []
    assert sum(name.startswith("pagefind/index/id_") for name in whole) > 2
    assert len(started) == 2 * 3
    assert all(process.returncode is not None for process in started)


def test_a_name_that_is_taken_is_given_once(tmp_path: Path) -> None:
    """Two pages of two parts whose texts have the same short name are both kept, and listed."""
    parts, names = [], []
    for text in ("satu", "dua"):
        made = SearchIndex(tmp_path / text)
        made.add(f"{text}/index.html", PageText("id", text, text))
        made.complete()
        made.write()
        parts.append(tmp_path / text / index.FOLDER)
        names += [path.name.removesuffix(".pf_fragment") for path in parts[-1].glob("fragment/*")]
    first, second = names
    (metadata,) = parts[1].glob("*.pf_meta")
    renamed = index_format.read_packed(metadata).replace(second.encode(), first.encode())
    index_format.write_packed(metadata, renamed)
    (parts[1] / f"fragment/{second}.pf_fragment").rename(parts[1] / f"fragment/{first}.pf_fragment")
    index_parts.join_parts(parts, tmp_path / "joined")
    (metadata,) = (tmp_path / "joined").glob("*.pf_meta")
    listed = [
        index_format.content(next(index_format.items(page))).decode()
        for page in index_format.Metadata.from_file(metadata).pages
    ]
    assert listed == names
    texts = [
        json.loads(index_format.read_packed(tmp_path / f"joined/fragment/{name}.pf_fragment"))
        for name in listed
    ]
    assert [text["url"] for text in texts] == ["/satu/", "/dua/"]
    taken = {"id_1234567", "id_12345678"}
    assert index_parts._free_name("id_1234567890", 2, taken.__contains__) == "id_123456789"


@pytest.mark.parametrize("field", ["filters", "fields"])
def test_parts_of_unknown_form_are_not_joined(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, field: str
) -> None:
    """Parts that a newer Pagefind makes in another form are an error, not a wrong index."""
    read = index_format.Metadata.from_file
    changed = itertools.count()
    monkeypatch.setattr(
        index_format.Metadata,
        "from_file",
        lambda path: dataclasses.replace(read(path), **{field: b"%d" % next(changed)}),
    )
    monkeypatch.setattr(index, "PART_PAGES", 40)
    with pytest.raises(SearchError):
        write_index(tmp_path, ["id"], at_once=True)


def test_a_site_without_texts_has_an_index(tmp_path: Path) -> None:
    """The index of no page at all is complete, and finds nothing."""
    write_index(tmp_path, [])
    assert json.loads(contents(tmp_path)["pagefind/pagefind-entry.json"])["languages"] == {}


def test_a_failing_program_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that ends early, or that does not start, is an error of the search."""
    monkeypatch.setattr(index, "get_executable", lambda: "/bin/false")
    with pytest.raises(SearchError):
        write_index(tmp_path, LANGUAGES)
    monkeypatch.setattr(index, "get_executable", lambda: tmp_path / "nothing")
    with pytest.raises(SearchError):
        SearchIndex(tmp_path).add("index.html", made_up_pages("id")[0])
