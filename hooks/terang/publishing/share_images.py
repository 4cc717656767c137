"""The images that go with links to series: drawn from SVG by resvg, each kept by its content.

Drawing takes software that the rest of the site does not need (requirements-share.in). An image
that was drawn once is taken again wherever its SVG, the font and the software are the same.
"""

from __future__ import annotations

import hashlib
import importlib.util
from collections.abc import Iterable, Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

# Neither is needed but for these images.
_AVAILABLE = all(map(importlib.util.find_spec, ("resvg_py", "font_source_sans_pro")))
resvg: Any = importlib.import_module("resvg_py") if _AVAILABLE else None
font: Any = importlib.import_module("font_source_sans_pro") if _AVAILABLE else None

FOLDER = Path(".cache", "share")
FAMILY = "Source Sans Pro"

_PACKAGES = ("resvg-py", "font-source-sans-pro")
_FACES = ("SourceSansPro", "SourceSansProBold")


class NoDrawingError(Exception):
    """The software that draws is not installed."""


def drawn_images(images: Iterable[tuple[str, str]], folder: Path) -> Mapping[str, Path]:
    """The images by the path of each, from their SVG; `folder` holds just these afterwards."""
    if not _AVAILABLE:
        raise NoDrawingError
    folder.mkdir(parents=True, exist_ok=True)
    software = "\0".join(version(name) for name in _PACKAGES)
    found = {}
    for path, svg in images:
        name = hashlib.sha256(f"{software}\0{svg}".encode()).hexdigest()
        found[path] = folder / f"{name}.png"
        if not found[path].is_file():
            _write(found[path], _png(svg))
    for old in set(folder.iterdir()) - set(found.values()):
        old.unlink()
    return found


def _png(svg: str) -> bytes:
    """One image; no font of the machine's takes part, so that it is the same on all."""
    files = [font.font_files_ttf[face] for face in _FACES]
    image: bytes = resvg.svg_to_bytes(
        svg_string=svg,
        skip_system_fonts=True,
        font_files=files,
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
    return image


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all."""
    beside = path.with_suffix(".part")
    beside.write_bytes(content)
    beside.replace(path)
