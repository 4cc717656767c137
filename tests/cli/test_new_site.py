"""`make init`: a clean site for another area, without traces of the old area, and sound."""

from __future__ import annotations

import argparse
import datetime as dt
import io
import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from tests.built import REPOSITORY, BuiltSite, build
from tests.repositories import commit_all, git, new_repository

from terang.cli import __main__, new_site
from terang.cli.area_table import find_area, official_areas
from terang.diagnostics import report_text
from terang.editing import editor_schemas
from terang.loading import data_folder
from terang.pages.load_record import check_record

NOW = dt.datetime(2026, 12, 1, 4, tzinfo=dt.UTC)
"""A day on which everything has happened that the general pages cite."""
MOMENT = str(int(NOW.timestamp()))
ANSWERS = {
    "area": "Kota Paser Ujian",
    "area_en": "Paser Ujian City",
    "publisher": "Catatan: Paser",
    "publisher_en": "Paser Record",
    "languages": "id,en",
    "contact": "a@example.org",
    "url": "https://paser.example/situs",
    "repository": "https://example.org/paser",
    "time_zone": "WIB",
}


def begin_test_site(root: Path, **answers: str) -> int:
    """Create the site with these answers in place of the defaults."""
    given = argparse.Namespace(**{**ANSWERS, **answers}, force=True)
    return new_site.begin_site(root, NOW, given)


def checkout(root: Path) -> Path:
    """Return a copy of the files that git tracks in this checkout."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=REPOSITORY, capture_output=True, check=False, text=True
    )
    names = [name for name in listed.stdout.split("\0") if (REPOSITORY / name).is_file()]
    if not any(name.startswith("data/") for name in names):
        pytest.skip("not a checkout of git")
    for name in names:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(REPOSITORY / name, root / name)
    return root


@pytest.fixture(scope="module", params=["id,en", "id"])
def new_site_checkout(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Path:
    """Return a checkout for another area, in both orders of languages."""
    root = checkout(tmp_path_factory.mktemp("begun") / "copy")
    assert begin_test_site(root, languages=request.param) == 0
    return root


# --- removed and kept --------------------------------------------------------------------------


TABLE = "hooks/terang/cli/areas.csv"
"""The table of all areas, which names the old area like every other."""

IS_FIRST = (REPOSITORY / "tests" / "record" / "test_data.py").exists()
"""True in the checkout that defines `make init`, false in a site made by it."""


def old_names() -> Iterator[str]:
    """Yield the names of the area that this record is about, of what lies in it, and of its series.

    It is about the area of most series; before the first, about the one in which no other lies.
    """
    areas = yaml.safe_load((REPOSITORY / "data" / "areas.yml").read_text("utf-8"))
    series = {
        path.stem: yaml.safe_load(path.read_text("utf-8"))["area"]
        for path in (REPOSITORY / "data" / "coverage").glob("*.yml")
    }
    above = {area.get("parent") for area in areas.values()}
    counted = Counter(series.values()) or Counter(areas.keys() - above)
    main = max(sorted(counted), key=counted.__getitem__)
    yield from (key for key, area in series.items() if area == main)
    yield from areas[main]["name"].values()
    if IS_FIRST:
        yield from (main, main.split("-")[0])
        # A district's name of one word may be a word.
        inside = (area["name"]["id"] for area in areas.values() if area.get("parent") == main)
        yield from (name for name in inside if " " in name)


def test_nothing_of_the_old_area_is_left(new_site_checkout: Path) -> None:
    """No file content and no file name mentions the old area."""
    old = "|".join(re.escape(name) for name in sorted({*old_names()}))
    if re.search(old, " ".join(ANSWERS.values()), re.IGNORECASE):
        pytest.skip("the old area is the new one")
    # A word that is also an area's name may occur in software and guides.
    kept = (
        TABLE if IS_FIRST else "hooks/ tests/ tools/ docs/ theme_overrides/ schemas/ . CONTRIBUTING"
    )
    found = [
        name
        for path in new_site_checkout.rglob("*")
        if path.is_file()
        for name in [path.relative_to(new_site_checkout).as_posix()]
        if not (kept and name.startswith(tuple(kept.split())))
        if re.search(old.encode(), path.read_bytes() + name.encode(), re.IGNORECASE)
    ]
    assert found == []


def test_the_software_is_as_it_was(new_site_checkout: Path) -> None:
    """The software is unchanged except for the record's own files, which keeps it upgradable."""
    own = re.compile(
        r"data/|content/|own/|schemas/|docs/record/|mkdocs\.yml|README\.md|CHANGELOG\.md|release"
    )
    changed = {
        name
        for path in new_site_checkout.rglob("*")
        if path.is_file()
        for name in [path.relative_to(new_site_checkout).as_posix()]
        if not own.match(name)
        if path.read_bytes() != (REPOSITORY / name).read_bytes()
    }
    assert changed == set()


def test_the_new_site_passes_the_check(new_site_checkout: Path) -> None:
    """The new site has no figure, and its pages pass the check without a notice."""
    checked = check_record(new_site_checkout, NOW)
    assert report_text(checked.problems) == ""
    assert checked.catalog is not None
    assert [*checked.catalog.series] == []
    assert len(checked.catalog.indicators) == 1
    assert checked.catalog.site.publisher.id == "Catatan: Paser"
    assert checked.catalog.site.time_zone == "Asia/Jakarta"
    assert checked.catalog.areas["paser-ujian"].level == "city"


def test_second_readers_start_empty(new_site_checkout: Path) -> None:
    """The table of second readers starts empty."""
    readers = new_site_checkout.joinpath("docs/record/readers.md").read_text("utf-8")
    assert readers.splitlines()[-1] == "| --- | --- | --- | --- |"


def test_links_of_the_guides_lead_somewhere(new_site_checkout: Path) -> None:
    """Links in the guides for newcomers lead to existing files."""
    for page in [*new_site_checkout.glob("*.md"), *new_site_checkout.joinpath("docs").glob("*.md")]:
        for target in re.findall(r"\]\((?!https?:|mailto:|#)([^)#\s]+)", page.read_text("utf-8")):
            assert (page.parent / target).exists(), (page.name, target)


def test_the_new_site_builds(new_site_checkout: Path) -> None:
    """The new site builds without a warning, with sound links and every page in both languages."""
    code, errors = build(new_site_checkout, MOMENT)
    assert (code, errors) == (0, "")
    site = BuiltSite(new_site_checkout / "site", "https://paser.example/situs/")
    assert site.broken_links() == []
    assert {f"en/{url}" for url in site.pages if not url.startswith("en/")} <= set(site.pages)
    notices = [url for url, page in site.pages.items() if 'class="notice"' in page.html]
    # The form has a notice of its own, for readers without scripts.
    stand_ins = [url for url in notices if not url.endswith("propose/")]
    translated = (new_site_checkout / "content" / "en").exists()
    assert len(stand_ins) == (
        0 if translated else len([*new_site_checkout.glob("content/id/*.md")])
    )
    assert all(url.startswith("en/") for url in stand_ins)
    for root in ("", "en/"):
        assert "reply" in site.pages[f"{root}rules/"].ids
    assert "../rules/#reply" in site.pages["contact/"].links
    assert "Belum ada seri data." in site.pages[""].html
    shutil.rmtree(new_site_checkout / "site")


def test_another_area_can_follow(new_site_checkout: Path, tmp_path: Path) -> None:
    """`make init` can be repeated for another area."""
    root = shutil.copytree(new_site_checkout, tmp_path / "copy")
    assert begin_test_site(root, area="Provinsi Contoh", area_en="Contoh Province") == 0
    checked = check_record(root, NOW)
    assert report_text(checked.problems) == ""
    assert checked.catalog is not None
    assert [*checked.catalog.areas] == ["contoh"]


# --- answers -----------------------------------------------------------------------------------

ODD = [
    "Kabupaten \"Laut\" 'Biru': #1 & <b>Barat</b>",
    "Kabupaten Nusa*Tenggara*_Baru_ [x](y) `z` {{ value('x') }} {% raw %} $area \\ | ~",
    "Kota 🏝️ Pulau Ma’rang",
    "Provinsi " + "Panjang Sekali " * 6,
    "Sa'dan",
    "Kota 07",
    "- true",
    "Kabupaten null",
]


@pytest.mark.parametrize("name", ODD)
def test_odd_names(name: str) -> None:
    """Names with special characters are written and shown unchanged."""
    answers = {key: new_site._tidy(key, text) for key, text in ANSWERS.items()}
    answers |= dict.fromkeys(
        ("area", "area_en", "publisher", "publisher_en"), " ".join(name.split())
    )
    files = new_site._site(answers, NOW)
    data = {path: content for path, content in files.items() if path.startswith("data/")}
    sound = data_folder.read_data(data, NOW).sound()
    area, *_ = sound.areas.values()
    assert area.name.id == area.name.en == sound.site.publisher.id == " ".join(name.split())
    assert set(editor_schemas.schema_files(sound))


@pytest.mark.parametrize("name", ODD[:2])
def test_an_odd_name_on_the_site(name: str, tmp_path: Path) -> None:
    """A name with HTML neither breaks a page nor becomes part of its markup."""
    root = checkout(tmp_path / "copy")
    assert (
        begin_test_site(
            root, **dict.fromkeys(("area", "area_en", "publisher", "publisher_en"), name)
        )
        == 0
    )
    code, errors = build(root, MOMENT)
    # Signs that would be markup elsewhere are remarked on, and published as they are.
    codes = {line.split(": ")[1] for line in errors.splitlines() if line.startswith("data/")}
    assert (code, codes - {"notice markup-in-text"}) == (0, set())
    site = BuiltSite(root / "site", "https://paser.example/situs/")
    for url in ("", "en/", "ask/", "en/ask/"):
        assert name in site.pages[url].text("main")
        assert site.pages[url].faults == []


@pytest.mark.parametrize(
    ("name", "answer"),
    [
        ("area", "x" * 101),
        ("area", "🏝️"),
        ("publisher", "a\u202eb"),
        ("publisher_en", "\udcff"),
        ("languages", "en"),
        ("languages", "id,fr"),
        ("contact", "nobody"),
        ("url", "example.org"),
        ("url", "https://ex ample.org"),
        ("url", "https://user@example.org/"),
        ("url", "https://example.org/?a=b"),
        ("url", "ftp://example.org"),
        ("url", "https://example.org:port/"),
        ("repository", "git@example.org:a/b.git"),
        ("time_zone", "Asia/Samarinda"),
    ],
)
def test_useless_answers_are_refused(
    name: str, answer: str, tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """A useless answer is refused by argument name in both languages, and no file changes."""
    (tmp_path / "data").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", MOMENT)
    given = {**ANSWERS, name: answer}
    arguments = [f"--{key.replace('_', '-')}={text}" for key, text in given.items()]
    assert __main__.main(["init", "--force", *arguments]) == 1
    said = capsys.readouterr().err
    first, last = said.splitlines()
    assert first.startswith(f"--{name.replace('_', '-')}: ")
    assert " · " in first
    assert "Nothing was changed" in last
    assert [*tmp_path.iterdir()] == [tmp_path / "data"]


def test_questions_are_asked_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """A question is repeated until its answer is usable; an empty answer takes the default."""
    lines = ["Kota Ujian", "", "", "", "fr", "id", "nobody", "a@b.id", "", "", "Nowhere", "wita"]
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines) + "\n"))
    said = io.StringIO()
    monkeypatch.setattr("sys.stdout", said)
    found = new_site._answers({}, NOW)
    assert (found["area"], found["area_en"]) == ("Kota Ujian", "Kota Ujian")
    assert (found["publisher"], found["publisher_en"]) == ("Catatan Ujian", "Ujian Record")
    assert (found["languages"], found["contact"]) == ("id", "a@b.id")
    assert found["time_zone"] == "Asia/Makassar"
    assert said.getvalue().count("]:   ") == 3


def test_work_is_not_overwritten(tmp_path: Path) -> None:
    """Uncommitted work is not overwritten."""
    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "x").write_text("x", "utf-8")
    with pytest.raises(new_site.NotCleanError):
        new_site.begin_site(tmp_path, NOW, argparse.Namespace(**ANSWERS, force=False))


# --- official names, codes and addresses -------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "name", "english", "zone", "codes"),
    [
        ("berau", "Kabupaten Berau", "Berau Regency", "Asia/Makassar", ("64.03", "6405")),
        ("Kab. Berau", "Kabupaten Berau", "Berau Regency", "Asia/Makassar", ("64.03", "6405")),
        ("Kota Bontang", "Kota Bontang", "Bontang City", "Asia/Makassar", ("64.74", "6474")),
        ("Jawa Timur", "Provinsi Jawa Timur", "East Java Province", "Asia/Jakarta", ("35", "35")),
        ("Kota Gorontalo", "Kota Gorontalo", "Gorontalo City", "Asia/Makassar", ("75.71", "7571")),
        ("Kabupaten Asmat", "Kabupaten Asmat", "Asmat Regency", "Asia/Jayapura", ("93.04", None)),
    ],
)
def test_an_official_name_brings_codes_and_time_zone(
    typed: str, name: str, english: str, zone: str, codes: tuple[str, str | None]
) -> None:
    """Name, English name, time zone, province and codes come from the table of areas."""
    given = {
        key: new_site._default(key, {"area": new_site._tidy("area", typed)}) for key in ANSWERS
    }
    answers = new_site._answers({**given, "area": typed}, NOW)
    assert (answers["area"], answers["area_en"], answers["time_zone"]) == (name, english, zone)
    files = new_site._site(answers, NOW)
    data = {path: content for path, content in files.items() if path.startswith("data/")}
    area, *provinces = data_folder.read_data(data, NOW).sound().areas.values()
    given = {key: code for key, code in zip(("kemendagri", "bps"), codes, strict=True) if code}
    assert dict(area.codes) == given
    assert [province.level for province in provinces] == (
        [] if area.level == "province" else ["province"]
    )
    assert area.parent == (provinces[0].id if provinces else None)


def test_the_table_of_areas_is_whole() -> None:
    """There are 38 provinces, 416 regencies and 98 cities, each code once; none is made up."""
    areas = official_areas()
    levels = Counter(area.level for area in areas)
    assert levels == {"province": 38, "regency": 416, "city": 98}
    for codes in ([area.kemendagri for area in areas], [area.bps for area in areas if area.bps]):
        assert len(codes) == len(set(codes))
    assert all(re.fullmatch(r"\d\d(\.\d\d)?", area.kemendagri) for area in areas)
    assert all(re.fullmatch(r"(\d\d){0,2}", area.bps) for area in areas)
    assert {area.time_zone for area in areas} == set(new_site._TIME_ZONES.values())
    assert find_area("Bandung") is None  # a regency and a city
    assert find_area("Kabupaten Contoh") is None


@pytest.mark.parametrize(
    ("remote", "repository", "url", "edit"),
    [
        ("git@github.com:Berau/catatan.git", "https://github.com/Berau/catatan",
         "https://berau.github.io/catatan/", "/edit/main/"),
        ("https://user:key@gitlab.com/berau/catatan.git", "https://gitlab.com/berau/catatan",
         "https://berau.gitlab.io/catatan/", "/-/edit/main/"),
        ("https://codeberg.org/berau/catatan", "https://codeberg.org/berau/catatan",
         "https://berau.codeberg.page/catatan/", "/_edit/main/"),
        ("ssh://git@git.berau.example:2222/data/catatan.git", "https://git.berau.example/data/catatan",
         "https://example.org/", "/edit/main/"),
        ("/srv/git/catatan.git", "https://example.org/repository", "https://example.org/",
         "/edit/main/"),
    ],
)  # fmt: skip
def test_addresses_come_from_the_remote(
    remote: str, repository: str, url: str, edit: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Repository, site and editor are proposed from the git remote, without anybody's key."""
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    answers = new_site._answers({}, NOW, remote)
    assert (answers["repository"], answers["url"]) == (repository, url)
    configured = new_site._configured("\n  edit_url: x\n", answers, {})
    assert f"edit_url: {repository}{edit}{{path}}" in configured


# --- docs/own-regency.md, as written -----------------------------------------------------------


def guide_commands() -> list[str]:
    """Return the commands of the section about the first figure, continued lines joined."""
    text = (REPOSITORY / "docs" / "own-regency.md").read_text("utf-8")
    section = text.split("## 2. ")[1].split("\n## ")[0]
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block
    return block[1].replace("\\\n", " ").strip().splitlines()


def test_the_guide_leads_to_the_first_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four commands at most lead from `make init` to a figure on the site; no file is edited."""
    root = checkout(tmp_path / "copy")
    (root / ".venv").symlink_to(sys.prefix)
    new_repository(root)
    (root / ".git" / "info" / "exclude").write_text("/.venv\n", "utf-8")
    commit_all(root)
    for name in ("ARGS", "MAKEFLAGS", "MAKELEVEL", "MFLAGS", "SOURCE_DATE_EPOCH", "PYTHONPATH"):
        monkeypatch.delenv(name, raising=False)

    def run(command: str) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            ["sh", "-c", command],
            cwd=root, stdin=subprocess.DEVNULL, capture_output=True, check=False, text=True,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done

    commands = guide_commands()
    assert len(commands) <= 4
    assert commands[0].startswith("make init ")
    assert commands[-1] == "make site"
    assert not any("test" in command for command in commands)
    run(commands[0])
    assert (root / "release.json").is_file()
    begun = commit_all(root)
    for command in commands[1:]:
        run(command)
    for page in ("index.html", "en/index.html", "coverage/*/index.html"):
        (shown,) = (root / "site").glob(page)
        assert re.search(r'<data value="1250">1[.,]250</data>', shown.read_text("utf-8"))
    # The first proposal is green: only what was added differs, and nothing was edited by hand.
    run("make schemas")
    commit_all(root)
    changed = git(root, "diff", "--name-status", f"{begun}..HEAD").splitlines()
    assert all(line.startswith("A\tdata/coverage/") for line in changed if "schemas/" not in line)
    judged = run(f"make check BASE={begun} && make judge HEAD=HEAD BASE={begun}")
    assert "notice" not in judged.stderr
    assert "- `/en/`\n" in judged.stdout


def test_a_nation_is_a_country() -> None:
    """A site for Indonesia, which gathers others, is about a country and no regency."""
    files = new_site._site(new_site._answers({**ANSWERS, "area": "Indonesia"}, NOW), NOW)
    data = {path: content for path, content in files.items() if path.startswith("data/")}
    (area,) = data_folder.read_data(data, NOW).sound().areas.values()
    assert str(area.level) == "country"
