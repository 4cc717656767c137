"""The share images of links: drawn once, kept by content, named on their pages."""

from __future__ import annotations

import contextlib
import shutil
import struct
from pathlib import Path

import pytest
from tests.built import NOW, REPOSITORY, BuiltSite, add_software, real_now

from terang.publishing import share_images
from terang_mkdocs.__main__ import main

ADDRESS = "https://example.org/sub/path/"
OWN = "coverage/covered-here/"


def svg(text: str) -> str:
    """Return a drawing with a text."""
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" width="1200" height="630">'
        f'<text x="9" y="99" font-family="{share_images.FAMILY}" font-size="60">{text}</text></svg>'
    )


def published(folder: Path) -> BuiltSite:
    """Return the small site, built with its images."""
    if not folder.exists():
        shutil.copytree(REPOSITORY / "tests" / "sites" / "minimal", folder)
        add_software(folder)
    with contextlib.chdir(folder), pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", NOW)
        assert main(["share"]) == 0
        assert main(["site", "--images"]) == 0
    return BuiltSite(folder / "site", ADDRESS)


def size(content: bytes) -> tuple[int, int]:
    """Return the width and height of a PNG."""
    assert content.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def test_each_is_drawn_once(tmp_path: Path) -> None:
    """An image that exists is kept, and an image that is no longer needed is removed."""
    found = share_images.drawn_images(
        [("a.png", svg("a")), ("b.png", svg("b")), ("c.png", svg("a"))], tmp_path
    )
    assert set(found) == {"a.png", "b.png", "c.png"}
    assert found["a.png"] == found["c.png"] != found["b.png"]
    assert size(found["a.png"].read_bytes()) == (1200, 630)
    found["a.png"].write_bytes(b"as it was")
    again = share_images.drawn_images([("a.png", svg("a"))], tmp_path)
    assert again["a.png"].read_bytes() == b"as it was"
    assert [*tmp_path.iterdir()] == [again["a.png"]]


def test_the_same_drawing_is_the_same_bytes(tmp_path: Path) -> None:
    """The same drawing gives the same image bytes in any folder."""
    first, other = (
        share_images.drawn_images([("a.png", svg("98.000"))], tmp_path / name)["a.png"].read_bytes()
        for name in ("one", "two")
    )
    assert first == other
    assert (
        first
        != share_images.drawn_images([("a.png", svg(""))], tmp_path / "one")["a.png"].read_bytes()
    )


def test_without_the_software_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command names the missing software in a sentence."""
    monkeypatch.setattr(share_images, "_AVAILABLE", False)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", real_now())
    monkeypatch.chdir(REPOSITORY)
    assert main(["share"]) == 1
    assert "make share" in capsys.readouterr().err


def test_a_series_page_names_its_image(tmp_path: Path) -> None:
    """A series page names its image by full address in its language; other pages name none."""
    site = published(tmp_path / "site")
    named = {}
    for url, page in site.pages.items():
        tags = dict(
            zip(page.all("meta[@property]", "property"), page.all("meta[@property]", "content"),
                strict=True)
        )  # fmt: skip
        if not tags:
            continue
        named[url] = tags["og:image"].removeprefix(ADDRESS)
        assert tags["og:url"] == ADDRESS + url
        assert tags["og:title"] == page.text("h1")
        assert tags["og:locale"] == ("en_GB" if page.language == "en" else "id_ID")
        assert page.all("meta[@name='twitter:card']", "content") == ["summary_large_image"]
    assert named == {
        OWN: "embed/covered-here/share.png",
        f"en/{OWN}": "en/embed/covered-here/share.png",
    }
    assert {size(site.files[path]) for path in named.values()} == {(1200, 630)}
    for url, path in named.items():
        (chart,) = (link for link in site.pages[url].links if link.endswith("chart.png"))
        width, height = size(site.files[path.replace("share", "chart")])
        assert (width, height > 400, chart[:6]) == (1200, True, "../../")
    assert site.broken_links() == []


def test_another_build_is_the_same_bytes(tmp_path: Path) -> None:
    """Drawn and cached images give the same site, byte by byte."""
    drawn, other = (published(tmp_path / name).files for name in ("one", "other"))
    assert drawn == other
    assert published(tmp_path / "one").files == drawn
