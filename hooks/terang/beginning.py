"""A clean site for another area, made of a checkout: `make init`.

What is general stays: the software, its tests, and pages that explain how to read such a record.
What is somebody else's goes: data, pages about it, tests of it, and its names wherever they stand.
One worked series is left to write the first real one after.
"""

from __future__ import annotations

import argparse
import datetime as dt
import re
import shutil
import string
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import yaml

from terang import catalog, narrative, prose, schemas
from terang.problems import LANGUAGES

_TEMPLATES = Path(__file__).with_name("new_site")

# What is about the record of the area that the checkout is of.
_GONE = (
    *("data", "docs/record", "content"),
    *("tests/test_data.py", "tests/test_record.py", "tests/test_site.py"),
)
_KEPT_PAGES = ("accessibility.md", "ask.md", "contact.md", "privacy.md", "reading.md")
_INDICATOR = "vulnerable-workers-covered"
_SERIES = "vulnerable-workers"
"""What the guides show as an example; their links lead to the worked series too."""

_QUESTIONS: Mapping[str, tuple[str, str]] = {
    "area": (
        "Nama wilayah, misalnya Kabupaten Berau",
        "Name of the area in Indonesian, such as Kabupaten Berau",
    ),
    "area_en": ("Namanya dalam bahasa Inggris", "Its name in English, such as Berau Regency"),
    "publisher": ("Penerbit situs", "Publisher of the site, in Indonesian"),
    "publisher_en": ("Penerbit dalam bahasa Inggris", "Publisher, in English"),
    "contact": ("Alamat surel untuk koreksi", "E-mail address for corrections"),
    "url": ("Alamat situs", "Address of the site"),
    "repository": ("Alamat repositori", "Address of the repository"),
    "time_zone": ("Zona waktu", "Time zone"),
}

_LINK = re.compile(r"\[([^\]]*)\]\(([^)#]*)(#[^)]*)?\)")
_CALL = re.compile(r"\{\{\s*(\w+)\(([^)]*)\)\s*\}\}")
_LOCAL_LAW = re.compile(
    r"(Peraturan Bupati|Perbup|Peraturan Daerah|Regent.{0,4} Regulation).*[0-9]{4}"
)
_LEVELS = {"kota": "city", "provinsi": "province"}


class NotCleanError(Exception):
    """The checkout holds work that is not committed, and that this would overwrite."""


@dataclass(frozen=True, slots=True)
class Names:
    """What the checkout's own area is called, in every way that stands in files."""

    pairs: tuple[tuple[re.Pattern[str], str], ...]

    def renamed(self, text: str) -> str:
        """A text with the new area's names in place of the old one's."""
        for pattern, name in self.pairs:
            text = pattern.sub(name, text)
        return text

    def stand_in(self, text: str) -> bool:
        """Whether any of the old names stands in a text."""
        return any(pattern.search(text) for pattern, _ in self.pairs)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The answers that may be given beforehand."""
    for name, (_, question) in _QUESTIONS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", help=question)
    parser.add_argument("--force", action="store_true", help="also over work not committed")


def begin(root: Path, now: dt.datetime, given: argparse.Namespace) -> int:
    """Ask what is not given, and make the site."""
    if not given.force and _has_changes(root):
        raise NotCleanError
    values = _values(vars(given), _ask, now)
    _make(root, values, now)
    sys.stdout.write(
        f"Situs untuk {values['area']} siap. Lihat: make serve · "
        f"The site for {values['area_en']} is ready. Look at it: make serve\n"
    )
    return 0


# --- answers -----------------------------------------------------------------------------------


def _ask(name: str, default: str) -> str:
    indonesian, english = _QUESTIONS[name]
    sys.stdout.write(f"{indonesian} · {english} [{default}]: ")
    sys.stdout.flush()
    return sys.stdin.readline().strip() or default


def _values(
    given: Mapping[str, object], ask: Callable[[str, str], str], now: dt.datetime
) -> dict[str, str]:
    """Every placeholder of the templates with what takes its place."""
    found: dict[str, str] = {}
    for name in _QUESTIONS:
        area, area_en = found.get("area", ""), found.get("area_en", "")
        default = {
            "area": "Kabupaten Contoh",
            "area_en": area,
            "publisher": f"Catatan {_short(area)}",
            "publisher_en": f"{_short(area_en)} Record",
            "contact": "koreksi@example.org",
            "url": "https://example.org/",
            "repository": "https://example.org/repository",
            "time_zone": "Asia/Makassar",
        }[name]
        answer = given.get(name)
        text = " ".join(str(answer).split()) if answer else ask(name, default)
        found[name] = text.replace("\\", "").replace('"', "’")
    key = _slug(_short(found["area"]))
    url = found["url"].rstrip("/") + "/"
    last = now.year - 1
    return {
        **found,
        "url": url,
        "id": key,
        "series": f"{key}-{_SERIES}",
        "level": _LEVELS.get(found["area"].split(" ")[0].lower(), "regency"),
        "domain": (urlsplit(url).hostname or "example.org"),
        "today": now.date().isoformat(),
        "before": str(last - 1),
        "last": str(last),
        "next": str(now.year + 1),
    }


def _short(area: str) -> str:
    """An area without its kind: `Kabupaten Berau` → `Berau`."""
    return re.sub(r"^(Kabupaten|Kota|Provinsi)\s+|\s+(Regency|City)$", "", area).strip() or area


def _slug(text: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return "-".join(re.findall("[a-z0-9]+", ascii_.lower())) or "area"


# --- files -------------------------------------------------------------------------------------


def _make(root: Path, values: Mapping[str, str], now: dt.datetime) -> None:
    names = _names(root, values)
    pages = _kept_pages(root, names)
    sources = _kept_sources(root, pages, names)
    for name in _GONE:
        path = root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    _write_data(root, values, sources)
    _write_pages(root, values, pages)
    _configure(root, values)
    for tracked in _tracked(root):
        _rename(root, tracked, names)
    for name in ("README.md", "CHANGELOG.md"):
        _write(root / name, _filled(name, values))
    # Editors are told the ids that there are now.
    for name, content in schemas.files(catalog.load(root, now)).items():
        (root / name).write_bytes(content)


def _names(root: Path, values: Mapping[str, str]) -> Names:
    """The old area's names, read from its own data, each with the new one's."""
    areas = yaml.safe_load((root / "data" / "areas.yml").read_text("utf-8"))
    keys = [path.stem for path in sorted((root / "data" / "coverage").glob("*.yml"))]
    used = [key for key in areas if any(stem.startswith(f"{key}-") for stem in keys)]
    pairs: list[tuple[str, str]] = []
    for key in used:
        short, new = key.replace("-", " ").title(), _short(values["area"])
        first = short.split()[0]
        abbreviated = f"{first[:2]}{short.split()[-1][:3]}"  # as its people shorten it
        english = areas[key]["name"]["en"]
        if english not in (short, areas[key]["name"]["id"]):
            pairs.append((re.escape(english), values["area_en"]))
        pairs += [
            (re.escape(short), new),
            (re.escape(f"East {first}"), new),
            (re.escape(key), values["id"]),
            (re.escape(short.replace(" ", "_")), values["id"].replace("-", "_")),
            (re.escape(abbreviated), values["id"]),
            (f"{re.escape(first)}[a-z]*", new),
        ]
    return Names(tuple((re.compile(old, re.IGNORECASE), new) for old, new in pairs))


def _kept_pages(root: Path, names: Names) -> dict[str, str]:
    """The general pages without what they say of the old area: path → text."""
    data = yaml.safe_load((root / "data" / "sources.yml").read_text("utf-8"))
    known = {key for key, one in data.items() if not names.stand_in(f"{key} {one}")}
    found = {}
    for language in LANGUAGES:
        for name in _KEPT_PAGES:
            path = root / "content" / language / name
            if path.is_file():
                text = _general(path.read_text("utf-8"), known)
                found[f"content/{language}/{name}"] = names.renamed(text)
    return found


def _general(text: str, known: Iterable[str]) -> str:
    """A page without paragraphs that call the old record, and without links to pages that go."""
    kept = {name.removesuffix(".md") for name in _KEPT_PAGES}
    generated = {"index", "coverage", "sources", "revisions", "data", "coverage/index"}

    def linked(found: re.Match[str]) -> str:
        target = found[2].removesuffix(".md").removesuffix("/index")
        is_there = not found[2] or "://" in found[2] or target in kept | generated
        return found[0] if is_there and not found[2].startswith("coverage/k") else found[1]

    blocks = []
    for whole_block in text.split("\n\n"):
        lines = whole_block.split("\n")
        block = "\n".join(line for line in lines if not _LOCAL_LAW.search(line))
        calls = _CALL.findall(block)
        if all(name == "cite" and argument.strip("\" '") in known for name, argument in calls):
            blocks.append(_LINK.sub(linked, block))
    whole = [
        block
        for at, block in enumerate(blocks)
        if not (block.startswith("#") and "\n" not in block.strip() and _is_empty(blocks, at))
    ]
    return "\n\n".join(whole).rstrip("\n") + "\n"


def _is_empty(blocks: list[str], at: int) -> bool:
    """Whether nothing stands below a heading."""
    following = blocks[at + 1] if at + 1 < len(blocks) else "#"
    level = len(following) - len(following.lstrip("#"))
    return 0 < level <= len(blocks[at]) - len(blocks[at].lstrip("#"))


def _kept_sources(root: Path, pages: Mapping[str, str], names: Names) -> str:
    """The sources that the general pages rest on, as they are written."""
    cited = {
        argument.strip("\" '") for text in pages.values() for _, argument in _CALL.findall(text)
    }
    text = (root / "data" / "sources.yml").read_text("utf-8")
    blocks = re.split(r"(?m)^(?=[a-z0-9][a-z0-9-]*:)", text)
    kept = (block for block in blocks if block.split(":", 1)[0] in cited)
    # A comment before the next source belongs to that.
    return "\n".join(
        re.sub(r"(\n\s*(#.*)?)+\Z", "\n", block) for block in kept if not names.stand_in(block)
    )


def _write_data(root: Path, values: Mapping[str, str], sources: str) -> None:
    quoted = {key: _yaml(value) for key, value in values.items()}
    for name, path in {
        "site": "site.yml",
        "areas": "areas.yml",
        "programmes": "programmes.yml",
        "sources": "sources.yml",
        "indicator": f"indicators/{_INDICATOR}.yml",
        "series": f"coverage/{values['series']}.yml",
    }.items():
        up = "../" * (path.count("/") + 1)
        text = f"# yaml-language-server: $schema={up}schemas/{name}.json\n"
        text += _filled(f"{name}.yml", quoted)
        if name == "sources" and sources:
            text += f"\n{sources}"
        _write(root / "data" / path, text)


def _yaml(text: str) -> str:
    """A value as it may stand in YAML, quoted where it must be."""
    plain = re.fullmatch(r"[\w@][\w .,@/+-]*(://[\w./-]*)?", text)
    return text if plain and not text.endswith(" ") else f'"{text}"'


def _write_pages(root: Path, values: Mapping[str, str], pages: Mapping[str, str]) -> None:
    front = {**values, **{key: _yaml(values[key]) for key in ("publisher", "publisher_en")}}
    texts = {**pages}
    for language in LANGUAGES:
        texts[f"content/{language}/index.md"] = _filled(f"index.{language}.md", front)
    for page, text in texts.items():
        _write(root / page, text)
    original, *others = LANGUAGES
    for language in others:
        for path in sorted((root / "content" / language).rglob("*.md")):
            name = path.relative_to(root / "content" / language)
            source = root / "content" / original / name
            if source.is_file():
                read = narrative.read(f"content/{original}/{name}", source.read_bytes())
                path.write_bytes(prose.stamped(path.read_bytes(), prose.fingerprint(read)))


def _configure(root: Path, values: Mapping[str, str]) -> None:
    """The names and addresses of mkdocs.yml, and its menus without the pages that are gone."""
    path = root / "mkdocs.yml"
    lines = []
    for line in path.read_text("utf-8").splitlines():
        page = re.search(r"\b(id|en)/([a-z/-]+)\.md$", line)
        if page and not page[2].endswith("index") and f"{page[2]}.md" not in _KEPT_PAGES:
            continue
        lines.append(line)
    text = "\n".join(lines) + "\n"
    for key, value in {
        "site_name": values["publisher"],
        "site_url": values["url"],
        "  repository_url": values["repository"],
        "  edit_url": f"{values['repository'].rstrip('/')}/edit/main/{{path}}",
    }.items():
        written = _yaml(value) if "{" not in value else value
        line = f"{key}: {written}".replace("\\", "\\\\")
        text = re.sub(rf"(?m)^{key}:.*$", line, text)
    _write(path, text)


def _rename(root: Path, name: str, names: Names) -> None:
    """Give one file the new names, inside and in its own name."""
    path = root / name
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError):  # gone, or a picture
        return
    renamed = names.renamed(text)
    if renamed != text:
        path.write_text(renamed, "utf-8")
    if names.stand_in(name):
        target = root / names.renamed(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        path.rename(target)


def _filled(name: str, values: Mapping[str, str]) -> str:
    return string.Template((_TEMPLATES / name).read_text("utf-8")).substitute(values)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def _tracked(root: Path) -> list[str]:
    """The files of the checkout that git knows and that are still there."""
    listed = _git(root, "ls-files", "-z")
    return [name for name in listed.split("\0") if name and (root / name).is_file()]


def _has_changes(root: Path) -> bool:
    return bool(_git(root, "status", "--porcelain"))


def _git(root: Path, *arguments: str) -> str:
    done = subprocess.run(  # noqa: S603
        ["git", *arguments],  # noqa: S607 - git is found on the path
        cwd=root,
        capture_output=True,
        check=False,
        text=True,
    )
    return done.stdout
