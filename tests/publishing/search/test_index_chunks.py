"""The search index cut into small parts: no word lost, none too far away to be found."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest
from tests.built import BuiltSite

from terang.publishing.search import index_chunks, index_format
from terang.publishing.search.index_format import Metadata


def parts(folder: Path, language: str) -> list[tuple[str, str, list[str]]]:
    """Return the listed chunks of an index: first and last word as listed, and the words held."""
    (contents,) = folder.glob(f"pagefind.{language}_*.pf_meta")
    found = []
    for entry in Metadata.from_file(contents).chunks:
        first, last, name = (
            index_format.content(item).decode() for item in index_format.items(entry)
        )
        data = index_format.read_packed(folder / "index" / f"{name}.pf_index")
        found.append((first, last, [word.text.decode() for word in index_format.words(data)]))
    return found


@pytest.mark.parametrize("language", ["id", "en"])
def test_parts_follow_each_other(site: BuiltSite, language: str) -> None:
    """Chunks are light, sorted and listed, and hold the words from their first to their last."""
    folder = site.root / "pagefind"
    found = parts(folder, language)
    assert found
    words = [word for _, _, held in found for word in held]
    assert words == sorted(set(words), key=str.encode)
    assert all((held[0], held[-1]) == (first, last) for first, last, held in found)
    files = [*(folder / "index").glob(f"{language}_*.pf_index")]
    assert len(files) == len(found)
    assert (
        max(len(gzip.decompress(file.read_bytes())) for file in files) < index_chunks.SIZE + 3_000
    )


def test_cutting_again_changes_nothing(site: BuiltSite, tmp_path: Path) -> None:
    """An index whose chunks are small enough stays the same, byte by byte."""
    folder = tmp_path / "pagefind"
    for path in (site.root / "pagefind").rglob("*"):
        if path.suffix in {".pf_meta", ".pf_index"}:
            target = folder / path.relative_to(site.root / "pagefind")
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(path.read_bytes())
    before = {path: path.read_bytes() for path in folder.rglob("*.pf_*")}
    index_chunks.cut_index(folder)
    assert {path: path.read_bytes() for path in folder.rglob("*.pf_*")} == before


def test_a_large_index_is_left_as_it_is(site: BuiltSite, tmp_path: Path) -> None:
    """A large index is not cut: its list of chunks would outgrow the savings of a search."""
    folder = tmp_path / "pagefind"
    shutil.copytree(site.root / "pagefind", folder)
    before = {path: path.read_bytes() for path in folder.rglob("*.pf_*")}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(index_chunks, "SIZE", 2_000)
        patch.setattr(index_chunks, "MAX_CHUNKS", 1)
        index_chunks.cut_index(folder)
        assert {path: path.read_bytes() for path in folder.rglob("*.pf_*")} == before
        patch.setattr(index_chunks, "MAX_CHUNKS", 100)
        index_chunks.cut_index(folder)
        assert len([*folder.rglob("*.pf_index")]) > len(
            [p for p in before if p.suffix == ".pf_index"]
        )


@pytest.mark.parametrize(
    "content", [b"other", b"pagefind_dcd\x81\x60", b"pagefind_dcd\x86\x01", b"pagefind_dcd\x99\xff"]
)
def test_an_unknown_form_is_left_alone(tmp_path: Path, content: bytes) -> None:
    """An index in a form that a newer Pagefind may write is left alone, so search still works."""
    contents = tmp_path / "pagefind.id_0123456.pf_meta"
    contents.write_bytes(gzip.compress(content))
    part = tmp_path / "index" / "id_0123456.pf_index"
    part.parent.mkdir()
    part.write_bytes(b"x")
    before = contents.read_bytes()
    index_chunks.cut_index(tmp_path)
    assert contents.read_bytes() == before
    assert part.read_bytes() == b"x"
