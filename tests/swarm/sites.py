"""A made catalog as a whole site: built as `make site` builds it, read as a browser reads it."""

from __future__ import annotations

import itertools
import tempfile
from pathlib import Path
from xml.etree import ElementTree as ET

import yaml
from tests.built import BuiltSite, add_software, build
from tests.swarm import trials
from tests.swarm.catalog_maker import MadeCatalog, made_catalog

from terang.loading import data_folder
from terang.narrative.safe_markdown import EXTENSIONS

_STEP = 1_000_000
_ADDRESS = "https://terang.test/sub/path/"


def check_whole_site(seed: int) -> None:
    """Check the site of a valid catalog: links lead somewhere, and pages have no faults."""
    made = next(
        filter(_is_buildable, (made_catalog(seed + step) for step in itertools.count(0, _STEP)))
    )
    catalog = data_folder.read_data(made.files, made.now).sound()
    with tempfile.TemporaryDirectory(prefix="terang-swarm-") as parent:
        folder = Path(parent)
        files = {
            **made.files,
            **_pages(trials.all_calls(catalog)),
            "mkdocs.yml": _settings(),
        }
        for path, content in files.items():
            file = folder / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(content)
        add_software(folder)
        code, said = build(folder, str(int(made.now.timestamp())))
        lines = [line for line in said.splitlines() if not line.startswith("    ")]
        assert code == 0, [line for line in lines if ": notice " not in line][:9]
        assert "Traceback" not in said
        _check_promises(BuiltSite(folder / "site", _ADDRESS), made.texts)


def _is_buildable(made: MadeCatalog) -> bool:
    """Return whether SOURCE_DATE_EPOCH can hold the catalog's day (1970 to 2106)."""
    return 0 <= made.now.timestamp() < 1 << 32


def _settings() -> bytes:
    return yaml.safe_dump({
        "site_name": "Situs",
        "site_url": _ADDRESS,
        "docs_dir": "content",
        "theme": {
            "name": "material", "custom_dir": "theme_overrides", "static_templates": ["robots.txt"],
        },
        "hooks": ["hooks/main.py"],
        "plugins": [],
        "extra": {
            "languages": {"id": "Bahasa Indonesia", "en": "English"},
            "repository_url": "https://example.org/repository",
            "edit_url": "https://example.org/repository/edit/main/{path}",
        },
        "markdown_extensions": [*EXTENSIONS],
    }).encode()  # fmt: skip


def _pages(calls: str) -> dict[str, bytes]:
    """Return a page of each language on which everything is called, and a home page."""
    home = "---\ntitle: Awal\ndescription: Awal.\n---\n\n[Semua](semua.md)\n"
    return {
        f"content/{language}/{name}": text.encode()
        for language in ("id", "en")
        for name, text in (("index.md", home), ("semua.md", calls))
    }


def _check_promises(site: BuiltSite, texts: frozenset[str]) -> None:
    """Check the promises made of any site."""
    wrong = [
        *site.broken_links(), *site.duplicate_ids(), *site.skipped_headings(),
        *site.asked_of_others(),
    ]  # fmt: skip
    assert not wrong, wrong[:9]
    for page in (*site.pages.values(), *site.embeds.values()):
        assert page.faults == [], (page.url, page.faults[:3])
    trials.check_escaping((page.html for page in site.pages.values()), texts)
    ET.fromstring(site.files["sitemap.xml"])  # noqa: S314
