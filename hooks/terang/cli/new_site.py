"""The command `init`: turn a checkout into a clean site for another area.

Software, its tests and guides stay. Data, pages and tests of the old area are replaced by those of
`site_template`: an indicator without any figure, and pages that explain how to read a record.
Codes, time zone and addresses are proposed from `areas.csv` and the git remote. The answers are
checked with these files before any file changes.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import shutil
import string
import subprocess
import sys
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from terang import software_files
from terang.cli.area_table import OfficialArea, find_area
from terang.diagnostics import LANGUAGES, Problem, errors, report_text
from terang.editing import editor_schemas
from terang.loading import data_folder
from terang.model import field_types
from terang.narrative import markdown_page, translation_stamp
from terang.parsing import git_command

_TEMPLATES = Path(__file__).with_name("site_template")
_PAGES = "content"
_ORIGINAL, *_TRANSLATIONS = LANGUAGES

# Files about the record of the old area, and files that were built from it.
_REMOVED = (
    *("data", "content", "docs/record", "docs/picture.png", "site", ".cache"),
    *("tests/record", "tests/browser/test_record*", "tests/**/__pycache__", "own/[!R]*"),
)
# Documents for the editors of the new site: path → template.
_GUIDES = {
    "README.md": "README.md",
    "CHANGELOG.md": "CHANGELOG.md",
    "docs/record/readers.md": "readers.md",
}
_INDICATOR = "vulnerable-workers-covered"

_QUESTIONS: Mapping[str, tuple[str, str]] = {
    "area": (
        "Nama wilayah, misalnya Kabupaten Berau",
        "Name of the area in Indonesian, such as Kabupaten Berau",
    ),
    "area_en": ("Namanya dalam bahasa Inggris", "Its name in English, such as Berau Regency"),
    "publisher": ("Penerbit situs", "Publisher of the site, in Indonesian"),
    "publisher_en": ("Penerbit dalam bahasa Inggris", "Publisher, in English"),
    "languages": (
        "Bahasa halaman tulisan: id,en atau id saja",
        "Languages of the written pages: id,en, or id alone",
    ),
    "contact": ("Alamat surel untuk koreksi", "E-mail address for corrections"),
    "url": ("Alamat situs", "Address of the site"),
    "repository": ("Alamat repositori", "Address of the repository"),
    "time_zone": ("Zona waktu", "Time zone"),
}

_MOST_LETTERS = 100
_TIME_ZONES = {"WIB": "Asia/Jakarta", "WITA": "Asia/Makassar", "WIT": "Asia/Jayapura"}


@dataclass(frozen=True, slots=True)
class _AreaKind:
    """A kind of area: its level, its name and its leader, as sentences call them."""

    level: str
    names: tuple[str, str]
    heads: tuple[str, str]


_REGENCY = _AreaKind("regency", ("kabupaten", "regency"), ("Bupati", "the regent"))
_PROVINCE = _AreaKind("province", ("provinsi", "province"), ("Gubernur", "the governor"))
_COUNTRY = _AreaKind("country", ("negara", "country"), ("Presiden", "the president"))
_VILLAGE = _AreaKind("village", ("desa", "village"), ("Kepala desa", "the village head"))
_KINDS = {
    "kabupaten": _REGENCY,
    "kota": _AreaKind("city", ("kota", "city"), ("Wali kota", "the mayor")),
    "provinsi": _PROVINCE,
    "daerah istimewa": _PROVINCE,
    "dki": _PROVINCE,
    "kecamatan": _AreaKind("district", ("kecamatan", "district"), ("Camat", "the district head")),
    "desa": _VILLAGE,
    "kelurahan": _AreaKind("village", ("kelurahan", "village"), ("Lurah", "the village head")),
}
_FIRST = re.compile(rf"({'|'.join(_KINDS)})\s+", re.IGNORECASE)
_LAST = re.compile(r"\s+(Regency|City|Province|District|Village)$", re.IGNORECASE)

# Reasons to refuse an answer, in addition to those of the check.
_TOO_LONG = f"paling banyak {_MOST_LETTERS} huruf · at most {_MOST_LETTERS} letters"
_NOT_TEXT = "bukan teks UTF-8 · not UTF-8 text"
_NOT_LANGUAGES = (
    "tulis id,en atau id; bahasa Indonesia selalu ada · "
    "write id,en or id; Indonesian is always there"
)
_NOT_ADDRESS = (
    "tulis alamat lengkap tanpa spasi, misalnya https://contoh.id/situs · "
    "write a whole address without spaces, such as https://example.org/site"
)
_NOT_CONTACT = (
    "tulis alamat surel, misalnya koreksi@contoh.id · "
    "write an e-mail address, such as corrections@example.org"
)
_STOPPED = "berhenti di tengah pertanyaan · stopped among the questions"
_NO_NAME = "tidak ada huruf di dalamnya · there is no letter in it"


_FORGES = (
    (re.compile(r"github\.com"), "https://{owner}.github.io/{name}/", "edit/main"),
    (re.compile(r"gitlab\..+"), "https://{owner}.gitlab.io/{name}/", "-/edit/main"),
    (re.compile(r"codeberg\.org"), "https://{owner}.codeberg.page/{name}/", "_edit/main"),
)
"""Host of a forge, the address of its pages, and the path of its editor."""
_REMOTE = re.compile(
    r"(?:https?://(?:[^@/]+@)?|ssh://(?:[^@/]+@)?|git@)(?P<host>[\w.-]+)(?::\d+(?=/))?[:/]"
    r"(?P<owner>[\w.-]+)/(?P<name>[\w./-]+?)(?:\.git)?/?"
)


def _is_address(text: str) -> bool:
    """Return whether a text is an address of a site or repository that is safe in a link."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    host = r"(?!-)[a-z0-9-]+(\.[a-z0-9-]+)*"
    return (
        parts.scheme in {"http", "https"}
        and re.fullmatch(host, parts.hostname or "", re.IGNORECASE) is not None
        and re.fullmatch(r"[\w.~%/@+-]*", parts.path, re.ASCII) is not None
        and not (parts.query or parts.fragment or parts.username)
    )


def _is_text(text: str) -> bool:
    return not re.search("[\ud800-\udfff]", text)


def _is_language_list(text: str) -> bool:
    chosen = text.split(",")
    return _ORIGINAL in chosen and {*chosen} <= {*LANGUAGES}


_Form = tuple[Callable[[str], object], str]
_ADDRESS: _Form = (_is_address, _NOT_ADDRESS)
_NAME: _Form = (re.compile(r"[^\W_]").search, _NO_NAME)
_ALWAYS: tuple[_Form, ...] = (
    (_is_text, _NOT_TEXT),
    (lambda text: len(text) <= _MOST_LETTERS, _TOO_LONG),
)
_FORMS: Mapping[str, tuple[_Form, ...]] = {
    **dict.fromkeys(("area", "area_en", "publisher", "publisher_en"), (_NAME,)),
    **dict.fromkeys(("url", "repository"), (_ADDRESS,)),
    "languages": ((_is_language_list, _NOT_LANGUAGES),),
    "contact": ((re.compile(r"\S@\S+\.\S|://|\s").search, _NOT_CONTACT),),
}
"""Question → (test of an answer, reason to refuse it), tried before the check."""


class NotCleanError(Exception):
    """A checkout with uncommitted work, which would be overwritten."""


class AnswersRefusedError(Exception):
    """Answers that are refused; the argument has a line for each, with its reason."""


def add_site_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `init`, one for each question."""
    for name, (_, question) in _QUESTIONS.items():
        parser.add_argument(f"--{name.replace('_', '-')}", help=question)
    parser.add_argument("--force", action="store_true", help="also over work not committed")


def begin_site(root: Path, now: dt.datetime, given: argparse.Namespace) -> int:
    """Run `init`: ask what no argument answers, then write the clean site; return the exit code."""
    if not given.force and _has_changes(root):
        raise NotCleanError
    try:
        answers = _answers(vars(given), now, _remote_address(root))
    except (KeyboardInterrupt, UnicodeDecodeError) as error:
        raise AnswersRefusedError(_STOPPED) from error
    files = _site(answers, now)
    _write_site(root, answers, files, now)
    sys.stdout.write(
        f"Situs untuk {answers['area']} siap. Lihat: make serve · "
        f"The site for {answers['area_en']} is ready. Look at it: make serve\n"
    )
    return 0


# --- answers -----------------------------------------------------------------------------------


def _answers(given: Mapping[str, object], now: dt.datetime, remote: str = "") -> dict[str, str]:
    """Return a valid answer to every question; `remote` is the address of the repository.

    Raises AnswersRefusedError with all refused arguments.
    """
    answers: dict[str, str] = {}
    refused = []
    for name in _QUESTIONS:
        default = _default(name, answers, remote)
        answer = given.get(name)
        if answer:
            text = _tidy(name, str(answer))
            if fault := _fault(name, text, answers, now):
                refused.append(f"--{name.replace('_', '-')}: {fault}")
                text = default
        else:
            text = _asked(name, default, answers, now)
        answers[name] = text
    if refused:
        raise AnswersRefusedError("\n".join(refused))
    return answers


def _default(name: str, answers: Mapping[str, str], remote: str = "") -> str:
    area, area_en = answers.get("area", ""), answers.get("area_en", "")
    official, forge = find_area(area), _REMOTE.fullmatch(remote)
    repository = "https://{host}/{owner}/{name}".format(**forge.groupdict()) if forge else ""
    return {
        "area": "Kabupaten Contoh",
        "area_en": official.english if official else area,
        "publisher": f"Catatan {_short(area)}",
        "publisher_en": f"{_short(area_en)} Record",
        "languages": ",".join(LANGUAGES),
        "contact": "koreksi@example.org",
        "url": _pages_address(forge) if forge else "https://example.org/",
        "repository": repository or "https://example.org/repository",
        "time_zone": official.time_zone if official else "Asia/Makassar",
    }[name]


def _remote_address(root: Path) -> str:
    """Return the address of the repository's remote `origin`; empty without one."""
    repository = git_command.find_repository(root)
    if repository is None:
        return ""
    done = repository.run("config", "--get", "remote.origin.url")
    return done.stdout.decode("utf-8", "replace").strip()


def _pages_address(forge: re.Match[str]) -> str:
    """Return the address at which a forge publishes pages of a repository, or an example."""
    for host, address, _ in _FORGES:
        if host.fullmatch(forge["host"]):
            owner, name = forge["owner"].lower(), forge["name"]
            return address.format(owner=owner, name=name)
    return "https://example.org/"


def _asked(name: str, default: str, earlier: Mapping[str, str], now: dt.datetime) -> str:
    """Return an answer from the terminal, or the default if nobody answers."""
    indonesian, english = _QUESTIONS[name]
    while True:
        sys.stdout.write(f"{indonesian} · {english} [{default}]: ")
        sys.stdout.flush()
        text = _tidy(name, sys.stdin.readline()) or default
        fault = "" if text == default else _fault(name, text, earlier, now)
        if not fault:
            return text
        sys.stdout.write(f"  {fault}\n")


def _tidy(name: str, text: str) -> str:
    """Return an answer in its usual form: white space, languages, time zones, final slash."""
    text = " ".join(text.split())
    if name == "languages":
        chosen = re.split(r"[\s,+;]+", text.strip(" ,+;").lower())
        return ",".join(dict.fromkeys(chosen))
    if name == "area":
        official = find_area(text)
        return official.name if official else text
    if name == "time_zone":
        return _TIME_ZONES.get(text.upper(), text)
    return f"{text.rstrip('/')}/" if name == "url" and text else text


def _fault(name: str, text: str, earlier: Mapping[str, str], now: dt.datetime) -> str:
    """Return the reason to refuse an answer, in both languages; empty if there is none."""
    for is_valid, fault in (*_ALWAYS, *_FORMS.get(name, ())):
        if not is_valid(text):
            return fault
    # All other reasons come from the check of a site with this answer.
    answers: dict[str, str] = {}
    for key in _QUESTIONS:
        answers[key] = text if key == name else earlier.get(key) or _default(key, answers)
    wrong = errors(_problems(_site(answers, now), now))
    return "; ".join(dict.fromkeys(_message(problem) for problem in wrong))


def _message(problem: Problem) -> str:
    return " · ".join(dict.fromkeys(problem.message(code) for code in LANGUAGES))


def _short(area: str) -> str:
    """Return the name of an area without its kind: `Kabupaten Berau` → `Berau`."""
    return _LAST.sub("", _FIRST.sub("", area, count=1) if _FIRST.match(area) else area) or area


def _kind(area: str) -> _AreaKind:
    if area == "Indonesia":
        return _COUNTRY
    match = _FIRST.match(area)
    return _KINDS[match[1].lower()] if match else _REGENCY


def _slug(text: str) -> str:
    ascii_ = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return field_types.slug(ascii_.replace("'", "")) or "area"


# --- the new site ------------------------------------------------------------------------------


def _site(answers: Mapping[str, str], now: dt.datetime) -> dict[str, bytes]:
    """Return the data and pages of the new site: path → content."""
    key, kind = _slug(_short(answers["area"])), _kind(answers["area"])
    values = {
        **{name: text for name, text in answers.items() if name != "languages"},
        "id": key,
        "level": kind.level,
        "kind": kind.names[0],
        "kind_en": kind.names[1],
        "head": kind.heads[0],
        "head_en": kind.heads[1],
        "domain": urlsplit(answers["url"]).hostname or "example.org",
        "today": now.date().isoformat(),
    }
    texts = {**dict(_data(values)), **_pages(values, answers["languages"].split(","))}
    return {path: text.encode() for path, text in sorted(texts.items())}


def _data(values: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    quoted = {key: _yaml(value) for key, value in values.items()} | {"today": values["today"]}
    quoted["tag_authority"] = _yaml(f"{values['domain']},{values['today']}")
    for name, path in {
        "site": "site.yml",
        "areas": "areas.yml",
        "programmes": "programmes.yml",
        "sources": "sources.yml",
        "speakers": "speakers.yml",
        "indicator": f"indicators/{_INDICATOR}.yml",
    }.items():
        file = f"data/{path}"
        text = _filled(f"{name}.yml", quoted)
        text += _official_lines(values["area"], values["id"]) if name == "areas" else ""
        yield file, f"{editor_schemas.first_line(file)}\n{text}"


def _official_lines(area: str, key: str) -> str:
    """Return the rest of an area's record: its province and its codes, as far as they are known."""
    official = find_area(area)
    if official is None:
        return ""
    province = official.province
    if province is None:
        return "".join(f"{line}\n" for line in _code_lines(official))
    parent = _slug(_short(province.name))
    parent = f"provinsi-{parent}" if parent == key else parent
    lines = [
        *(f"  parent: {parent}", *_code_lines(official), "", f"{parent}:", "  name:"),
        *(f"    id: {_short(province.name)}", f"    en: {_LAST.sub('', province.english)}"),
        *("  level: province", *_code_lines(province)),
    ]
    return "".join(f"{line}\n" for line in lines)


def _code_lines(area: OfficialArea) -> list[str]:
    codes = {"kemendagri": area.kemendagri, "bps": area.bps}
    return ["  codes:", *(f'    {name}: "{code}"' for name, code in codes.items() if code)]


def _pages(values: Mapping[str, str], languages: list[str]) -> dict[str, str]:
    """Return the pages of the chosen languages, each translation with its stamp."""
    escaped = {key: _markdown(value) for key, value in values.items()}
    quoted = {
        "title": values["publisher"],
        "title_en": values["publisher_en"],
        "description": f"Berapa pekerja yang terdaftar Jamsostek di {values['area']}, menurut"
        " siapa, kapan, dan apa sumbernya.",
        "description_en": f"How many workers are registered with Jamsostek in"
        f" {values['area_en']}, according to whom, when, and from which source.",
    }
    escaped |= {key: _yaml(value) for key, value in quoted.items()}
    pages: dict[str, str] = {}
    for path in _TEMPLATES.joinpath(_PAGES).rglob("*.md"):
        name = path.relative_to(_TEMPLATES).as_posix()
        language = name.split("/")[1]
        if language in languages:
            pages[name] = _filled(name, escaped)
    for language in _TRANSLATIONS:
        for name in [name for name in pages if name.startswith(f"{_PAGES}/{language}/")]:
            translated = name.replace(f"/{language}/", f"/{_ORIGINAL}/")
            original = markdown_page.read_page(translated, pages[translated].encode())
            pages[name] = translation_stamp.stamped_text(
                pages[name].encode(), translation_stamp.fingerprint(original)
            ).decode()
    return pages


def _yaml(text: str) -> str:
    """Return a value for YAML, quoted if it must be."""
    plain = re.fullmatch(r"[A-Za-z@][\w .,@/+-]*(://[\w./-]*)?", text)
    if plain and not text.endswith(" ") and text.lower() != "null":
        return text
    return json.dumps(text, ensure_ascii=False)


def _markdown(text: str) -> str:
    """Return a text escaped for Markdown; braces are escaped because macros use them."""
    text = re.sub(r"[&<>{}]", lambda match: f"&#{ord(match[0])};", text)
    return re.sub(r"[\\`*_\[\]!]|(?<!&)#", lambda match: f"\\{match[0]}", text)


def _filled(name: str, values: Mapping[str, str]) -> str:
    return string.Template((_TEMPLATES / name).read_text("utf-8")).substitute(values)


def _problems(files: Mapping[str, bytes], now: dt.datetime) -> tuple[Problem, ...]:
    data = {path: content for path, content in files.items() if path.startswith("data/")}
    return data_folder.read_data(data, now).problems


# --- files -------------------------------------------------------------------------------------


def _write_site(
    root: Path, answers: Mapping[str, str], files: Mapping[str, bytes], now: dt.datetime
) -> None:
    if wrong := errors(_problems(files, now)):
        raise AnswersRefusedError(report_text(wrong))
    for pattern in _REMOVED:
        for path in [*root.glob(pattern)]:
            shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    escaped = {key: _markdown(value) for key, value in answers.items()}
    guides = {path: _filled(name, escaped).encode() for path, name in _GUIDES.items()}
    mkdocs = _configured((root / "mkdocs.yml").read_text("utf-8"), answers, files).encode()
    for name, content in {**files, **guides, "mkdocs.yml": mkdocs}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    # The folder of figures, which guides lead to, is there before its first file.
    (root / "data" / "coverage").mkdir(exist_ok=True)
    (root / "data" / "coverage" / ".keep").touch()
    _write_release(root)
    # The schemas for editors list the ids of the data, which are new.
    for name, content in editor_schemas.schema_files(data_folder.load_catalog(root, now)).items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_bytes(content)


def _write_release(root: Path) -> None:
    """Write which version of the software the site has, so that edits of it can be named."""
    path = root / software_files.RELEASE
    repository = git_command.find_repository(root)
    if path.exists() or repository is None:
        return
    listed = repository.paths("ls-files", "-z", "--cached")
    names = (name for name in listed if (root / name).is_file())
    contents = {name: (root / name).read_bytes() for name in names}
    path.write_bytes(software_files.Release.of_files(contents).to_json())


def _configured(text: str, answers: Mapping[str, str], files: Mapping[str, bytes]) -> str:
    """Return mkdocs.yml with the new names and addresses, its menus without removed pages."""
    lines = []
    for line in text.splitlines():
        page = re.search(rf"(?:\b(?:{'|'.join(LANGUAGES)})/|^    - )([a-z/-]+)\.md$", line)
        # The menus of both languages show a page that only Indonesian has.
        if page is None or page[1].endswith("index") or f"content/id/{page[1]}.md" in files:
            lines.append(line)
    text = "\n".join(lines) + "\n"
    repository = answers["repository"].rstrip("/")
    for key, value in {
        "site_name": _yaml(answers["publisher"]),
        "site_url": answers["url"],
        "  repository_url": repository,
        "  edit_url": f"{repository}/{_editor_path(repository)}/{{path}}",
    }.items():
        before, _, after = text.partition(f"\n{key}:")
        text = before + f"\n{key}: {value}\n" + after.partition("\n")[2]
    return text


def _editor_path(repository: str) -> str:
    host = urlsplit(repository).hostname or ""
    return next((path for name, _, path in _FORGES if name.fullmatch(host)), "edit/main")


def _has_changes(root: Path) -> bool:
    done = subprocess.run(
        ["git", "status", "--porcelain"],  # noqa: S607 - git is found on the path
        cwd=root,
        capture_output=True,
        check=False,
        text=True,
    )
    return bool(done.stdout)
