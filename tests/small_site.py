"""A small site for the adapter's tests: two languages, a series, and unusual pages."""

from __future__ import annotations

import contextlib
import io
import os
import re
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import html5lib
import yaml
from tests.built import add_software

from terang_mkdocs.__main__ import main

REPOSITORY = Path(__file__).parents[1]
SITE_URL = "https://example.org/contoh/"
SERIES = "covered-here"
MENU = ["index.md", "coverage/index.md", "about.md", "sources/index.md", "data/index.md"]

DATA = {
    "site.yml": """
        publisher:
          id: Catatan Contoh
          en: Example Record
        contact: koreksi@example.org
        licence:
          id: CC-BY-4.0
          url: https://creativecommons.org/licenses/by/4.0/
        notice:
          id: Situs contoh.
          en: An example site.
        time_zone: Asia/Makassar
        tag_authority: example.org,2026
        format: 2
    """,
    "sources.yml": """
        berita-2024:
          title: Cakupan <b>bertambah</b>
          publisher: Berita Contoh
          type: news
          language: id
          url: https://example.org/berita
    """,
    "areas.yml": """
        here:
          name:
            id: Sini
            en: Here
          level: regency
    """,
    "programmes.yml": """
        protection:
          title:
            id: Perlindungan
            en: Protection
          summary:
            id: Melindungi pekerja.
            en: Protects workers.
          agency:
            id: Dinas
            en: Office
    """,
    "indicators/covered.yml": """
        title:
          id: Pekerja terlindungi
          en: Workers covered
        definition:
          id: Orang yang terdaftar.
          en: People who are registered.
        programme: protection
        unit:
          id: orang
          en: people
        direction: increase
        measure: stock
    """,
    f"coverage/{SERIES}.yml": """
        indicator: covered
        area: here
        observations:
          - date: 2022
            added: 2025-01-31
            value: 14000
            sources:
              - berita-2024
          - date: 2024-08-17
            added: 2025-01-31
            value: 100000
            sources:
              - berita-2024
        targets:
          - value: 150000
            added: 2025-01-31
            due: 2025
            sources:
              - berita-2024
    """,
}

PAGES = {
    "id/index.md": f"""
        ---
        title: Beranda & <contoh>
        description: Jawaban "pertama" & <utama>.
        ---

        {{{{ headline("{SERIES}") }}}}

        Angka: {{{{ value("{SERIES}") }}}}. [Tentang](about.md), [hanya di sini](only.md),
        [deret](coverage/{SERIES}.md#result-2022), [unduhan](../data/observations.csv),
        [bahasa Inggris](../en/about.md#facts).

        ## Urutan {{{{ value("{SERIES}") }}}} orang

        {{{{ timeline("{SERIES}") }}}}
    """,
    "en/index.md": f"""
        ---
        title: Home
        description: The first answer.
        ---

        {{{{ headline("{SERIES}") }}}}

        Figure: {{{{ value("{SERIES}") }}}}. [About](about.md), [in English only](abroad.md).

        ## Order of {{{{ value("{SERIES}") }}}} people

        {{{{ timeline("{SERIES}") }}}}
    """,
    "id/about.md": f"""
        ---
        title: Tentang
        description: Tentang situs ini.
        ---

        Dinas melindungi nelayan.

        ## Pertanyaan {{#questions}}

        ## Jawaban

        {"Halaman ini panjang. " * 300}

        ## Fakta {{#facts}}
    """,
    "en/about.md": """
        ---
        title: About
        description: About this site.
        ---

        The office covers fishers.

        ## Facts {#facts}
    """,
    "id/only.md": f"""
        ---
        title: Hanya di sini
        description: Belum diterjemahkan.
        ---

        Perlindungan nelayan, belum diterjemahkan: {{{{ value("{SERIES}") }}}}.
        [Beranda](index.md), [pertanyaan](about.md#questions).
    """,
    "en/abroad.md": """
        ---
        title: Abroad
        description: For readers abroad.
        ---

        For readers abroad.
    """,
    "id/contact.md": "---\ntitle: Kontak\ndescription: Hubungi kami.\n---\n\nSurat.\n",
    "en/contact.md": "---\ntitle: Contact\ndescription: Write to us.\n---\n\nMail.\n",
}


@dataclass(frozen=True)
class Ran:
    """The result of a command."""

    code: int
    out: str
    errors: str

    @property
    def codes(self) -> list[str]:
        """The codes of the reported problems, each with its place."""
        return re.findall(r"^(\S+:\d+:\d+: [a-z-]+):", self.errors, flags=re.MULTILINE)


_BOTH = """
_added = {}

def _both(first, second):
    def event(*arguments, **keywords):
        result = first(*arguments, **keywords)
        if result is not None:
            arguments = (result, *arguments[1:])
        last = second(*arguments, **keywords)
        return result if last is None else last
    return event

def _join(added):
    for name, event in added.items():
        if name.startswith("on_"):
            ours = globals().get(name)
            globals()[name] = _both(ours, event) if ours else event
"""
"""The part of hooks/main.py that joins the events of another hook to ours."""


@dataclass(frozen=True)
class Project:
    """A repository with a small site in it."""

    root: Path

    @property
    def site(self) -> Path:
        """The published folder."""
        return self.root / "site"

    def write(self, path: str, text: str) -> None:
        """Write a file, without the indentation of its first line."""
        lines = text.lstrip("\n").split("\n")
        indent = len(lines[0]) - len(lines[0].lstrip())
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(line[indent:] for line in lines).rstrip() + "\n", "utf-8")

    def configure(self, **settings: Any) -> None:  # noqa: ANN401
        """Change settings of mkdocs.yml."""
        file = self.root / "mkdocs.yml"
        content = yaml.safe_load(file.read_text("utf-8"))
        file.write_text(yaml.safe_dump({**content, **settings}, sort_keys=False), "utf-8")

    def add_hook(self, text: str) -> None:
        """Put a hook's events behind ours in hooks/main.py; a second hook would be refused."""
        folder = self.root / "hooks"
        ours = (REPOSITORY / "hooks" / "main.py").read_text("utf-8")
        if folder.is_symlink():
            folder.unlink()
        self.write("hooks/main.py", f"{ours}\n\n{_BOTH}")
        with (folder / "main.py").open("a", encoding="utf-8") as file:
            file.write(f"exec({textwrap.dedent(text)!r}, _added)\n_join(_added)\n")

    def build(self) -> Ran:
        """Run `make site`."""
        out, errors = io.StringIO(), io.StringIO()
        with (
            contextlib.chdir(self.root),
            contextlib.redirect_stdout(out),
            contextlib.redirect_stderr(errors),
        ):
            code = main(["site"])
        return Ran(code, out.getvalue(), errors.getvalue())

    def published(self) -> Mapping[str, bytes]:
        """Return every published file."""
        return {
            path.relative_to(self.site).as_posix(): path.read_bytes()
            for path in sorted(self.site.rglob("*"))
            if path.is_file()
        }

    def page(self, url: str) -> SmallPage:
        """Return a published page."""
        return SmallPage((self.site / url / "index.html").read_text("utf-8"))


class SmallPage:
    """A page as a browser's parser reads it."""

    def __init__(self, html: str) -> None:
        self.html = html
        parser = html5lib.HTMLParser(
            tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False
        )
        self.root = parser.parse(html)
        self.faults = [code for _, code, _ in parser.errors]

    def all(self, path: str, attribute: str) -> list[str]:
        """Return an attribute of each element of a path."""
        return [element.get(attribute, "") for element in self.root.findall(f".//{path}")]

    def text(self, path: str) -> str:
        """Return the text of the first element of a path."""
        found = self.root.find(f".//{path}")
        return "" if found is None else " ".join("".join(found.itertext()).split())


def a_project(root: Path) -> Project:
    """Return a new repository: our hook, theme and settings, with data and pages of its own."""
    project = Project(root)
    settings = yaml.safe_load((REPOSITORY / "mkdocs.yml").read_text("utf-8"))
    nav = [{code: [{name: f"{code}/{name}"} for name in MENU]} for code in ("id", "en")]
    repository = "https://example.org/repository"
    own = {"repository_url": repository, "edit_url": f"{repository}/edit/main/{{path}}"}
    extra = {**settings["extra"], **own, "footer": ["contact.md"]}
    project.write("mkdocs.yml", yaml.safe_dump({**settings, "nav": nav, "extra": extra}))
    project.configure(site_url=SITE_URL)
    add_software(root)
    for path, text in DATA.items():
        project.write(f"data/{path}", text)
    for path, text in PAGES.items():
        project.write(f"content/{path}", text)
    return project


def environment() -> dict[str, str]:
    """Return the environment in which our commands run as programs of their own."""
    return {**os.environ, "PYTHONPATH": str(REPOSITORY / "hooks")}
