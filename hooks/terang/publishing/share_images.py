"""Images for shared links to series, and of charts: PNG files, rendered by resvg and cached.

Called by the commands `share` and `site --images`. Rendering needs packages that the rest of the
site does not need (requirements-share.in). An image is reused if its SVG and the packages have not
changed.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from terang.checksums import sha256_of

# Optional packages.
_AVAILABLE = all(map(importlib.util.find_spec, ("resvg_py", "font_source_sans_pro")))
resvg: Any = importlib.import_module("resvg_py") if _AVAILABLE else None
font: Any = importlib.import_module("font_source_sans_pro") if _AVAILABLE else None

FOLDER = Path(".cache", "share")
"""The cache of images, below the repository's root."""
FAMILY = "Source Sans Pro"
WIDTH = 1200
"""The width of every image in pixels."""

_PACKAGES = ("resvg-py", "font-source-sans-pro")
_FACES = ("SourceSansPro", "SourceSansProBold")


class RendererMissingError(Exception):
    """The packages that render images are not installed."""


def drawn_images(images: Iterable[tuple[str, str]], folder: Path) -> Mapping[str, Path]:
    """Return the images by path, rendered from (path, SVG); unused ones in `folder` are deleted."""
    if not _AVAILABLE:
        raise RendererMissingError
    folder.mkdir(parents=True, exist_ok=True)
    software = "\0".join((f"{WIDTH}", *map(version, _PACKAGES)))
    drawn = {}
    for path, svg in images:
        name = sha256_of(f"{software}\0{svg}".encode())
        drawn[path] = folder / f"{name}.png"
        if not drawn[path].is_file():
            _write_atomically(drawn[path], _png(svg))
    for old in set(folder.iterdir()) - set(drawn.values()):
        old.unlink()
    return drawn


def _png(svg: str) -> bytes:
    """Return an image; without fonts of the machine, to get the same bytes everywhere."""
    files = [font.font_files_ttf[face] for face in _FACES]
    image: bytes = resvg.svg_to_bytes(
        svg_string=svg,
        width=WIDTH,
        skip_system_fonts=True,
        font_files=files,
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
    return image


def _write_atomically(path: Path, content: bytes) -> None:
    """Write a file completely or not at all."""
    temporary = path.with_suffix(".part")
    temporary.write_bytes(content)
    temporary.replace(path)
