"""The form for proposals: it reads as the check does, and its file passes the check."""

from __future__ import annotations

import datetime as dt
import json
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import openpyxl
import pytest
import yaml
from playwright.sync_api import Page, expect
from tests.browser.conftest import PREFIX, Open
from tests.browser.test_pages import accessibility, screenshot
from tests.browser.test_use import tab_to
from tests.browser.test_weight import asked_for, said, weights
from tests.built import REPOSITORY, BuiltSite, real_now
from tests.editing.test_reading_cases import CASES, FORMS
from tests.repositories import commit_all, git, new_repository

from terang import source_date
from terang.cli.__main__ import main
from terang.editing.proposal_tables import figure_form, reading_rules
from terang.editing.sheet_import import plan_import
from terang.loading import data_folder
from terang.parsing.spreadsheet import parse_sheets

pytestmark = pytest.mark.browser

FIRST_VIEW = 25_000
FORGE = "https://example.org/**"
NOW = dt.datetime.fromtimestamp(int(real_now()), dt.UTC)
YESTERDAY = (NOW - dt.timedelta(days=1)).date().isoformat()

READ = """
async ([address, asked, rules]) => {
  const cells = await import(address);
  const variant = (text) => {
    const found = cells.personalData(text, rules.texts);
    return found === null ? "" : found || "nik";
  };
  const numbers = (text, form) => {
    try {
      return cells.numberReadings(text, form, rules.numbers).map((one) =>
        cells.shownReading(one) + (one.precision ? ` \\u00b1${one.precision}` : ""));
    } catch (error) {
      if (error.code) return error.code;
      throw error;
    }
  };
  const sums = (given) => {
    const fault = cells.partsFault(...given);
    return fault ? [fault.code, fault.variant, fault.sum].join(" ") : "";
  };
  const readers = {
    numbers, texts: variant, ids: (text) => cells.isId(text, rules), parts: sums,
    dates: (text) => cells.dateReadings(text, rules.dates, rules.numbers),
    slugs: cells.slug, addresses: cells.isWebAddress,
  };
  return asked.map(([kind, text, form]) => readers[kind](text, form));
}
"""


@pytest.fixture(scope="module")
def series(site: BuiltSite) -> str:
    """Return the id of the series that the tests propose for."""
    return site.series.strip("/").rpartition("/")[2]


def test_it_reads_as_the_check_does(visit: Open) -> None:
    """Each case gives the same in the browser as in the reader of spreadsheets and the check."""
    page = visit("propose/")
    form = page.locator("[data-propose]")
    address = page.evaluate(
        "(path) => new URL(path, document.baseURI).href", form.get_attribute("data-readings")
    )
    # As the form gets them: as JSON.
    rules = json.loads(json.dumps(reading_rules()))
    cases = [(kind, *case) for kind in CASES for case in CASES[kind]]
    asked = [
        [kind, text, figure_form(FORMS[more[0]]) if more else None]
        for kind, text, *more, _ in cases
    ]
    found = page.evaluate(READ, [address, asked, rules])
    assert len(found) == len(cases) >= 200
    assert [(case, read) for case, read in zip(cases, found, strict=True) if read != case[-1]] == []


# --- proposals that pass the check ---------------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with this record as its commit of yesterday, as working directory."""
    for folder in ("data", "content", "docs/record", "theme_overrides"):
        shutil.copytree(REPOSITORY / folder, tmp_path / folder)
    shutil.copy(REPOSITORY / "mkdocs.yml", tmp_path)
    new_repository(tmp_path)
    commit_all(tmp_path, day=YESTERDAY)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(source_date, "clock_time", lambda: NOW)
    return tmp_path


Fill = Callable[..., Page]


@pytest.fixture
def fill(visit: Open) -> Fill:
    """Return a function that opens the form, fills in its fields and presses its button."""

    def filled(at: str, kind: str = "", /, **values: str) -> Page:
        page = visit(at)
        page.wait_for_selector("[data-propose]:not([hidden])")
        if kind:
            page.check(f"#_kind-{kind}")
            page.focus("#_series")
            # The entries of the series are listed once they have been loaded.
            page.wait_for_selector("#_known option:nth-child(2)", state="attached")
        for name, value in values.items():
            field = page.locator(f"#_{name}")
            if field.evaluate("(node) => node.type") == "radio":
                field.check()
            elif field.evaluate("(node) => node.tagName") == "SELECT":
                page.wait_for_selector(f"#_{name} option[value='{value}']", state="attached")
                field.select_option(value)
            else:
                field.fill(value)
        page.click("main button[type=submit]")
        return page

    return filled


def handed_over(page: Page) -> tuple[str, str]:
    """Follow the link to the forge, and return the path and the content that it is handed."""
    page.context.route(FORGE, lambda route: route.fulfill(body="<title>forge</title>"))
    expect(page.locator("#_result")).to_be_focused()
    with page.context.expect_page() as opened:
        page.click("#_forge-link")
    address = urlsplit(opened.value.url)
    assert address.path == "/repository/new/main"
    asked = parse_qs(address.query, strict_parsing=True)
    assert set(asked) == {"filename", "value"}
    return asked["filename"][0], asked["value"][0]


def checked(
    repository: Path, page: Page, capsys: pytest.CaptureFixture[str]
) -> tuple[str, dict[str, Any]]:
    """Commit the file that a form made, check it against the base, and return report and file."""
    path, content = handed_over(page)
    assert page.locator("#_file").input_value() == content
    assert not (repository / path).exists()
    commit_all(repository, {path: content}, day=NOW.date().isoformat())
    code = main(["check", "--base", "HEAD~1"])
    said = capsys.readouterr()
    assert code == 0, said.err
    assert git(repository, "diff", "--name-only", "HEAD~1") == path
    return said.out, yaml.safe_load(content)


SOURCE = {
    "title": "Laporan: \"angka\" & 'kata' #1",
    "publisher": "Kantor Contoh",
    "type": "government",
    "url": "https://example.org/laporan?a=1&b=2",
}


@pytest.mark.parametrize("root", ["", "en/"])
def test_a_figure_with_a_new_source(
    fill: Fill, repository: Path, series: str, root: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A figure as an office writes it becomes an entry that passes the check, at the forge."""
    page = fill(
        f"{root}propose/?series={series}", date="Semester I 2019", value="sekitar 97,5 ribu",
        quote="Sekitar 97,5 ribu: begitulah.", **SOURCE,
    )  # fmt: skip
    figure = "97.500" if root == "" else "97,500"
    expect(page.locator("#_preview")).to_contain_text(figure)
    report, made = checked(repository, page, capsys)
    assert "Semester I 2019" in report or "semester I 2019" in report
    (entry,) = made["observations"]
    ((source, publication),) = made["sources"].items()
    assert entry == {
        "date": "2019-S1", "value": 97500, "qualifier": "about", "precision": 100,
        "quote": "Sekitar 97,5 ribu: begitulah.", "sources": [source], "added": NOW.date(),
    }  # fmt: skip
    assert publication == {**SOURCE, "language": "id"}
    expect(page.locator("#_download")).to_have_attribute(
        "download", f"{NOW:%F}-result-2019-s1-{page.locator('#_path').inner_text()[-8:]}"
    )
    assert unquote(page.locator("#_mail-link").get_attribute("href") or "").startswith("mailto:")


def test_a_range_for_a_day_that_is_on_record(
    fill: Fill, repository: Path, series: str, site: BuiltSite, capsys: pytest.CaptureFixture[str]
) -> None:
    """A second claim for a date gets an anchor of its own, beside the first."""
    downloaded = json.loads(site.files[f"data/{series}.json"])
    known = downloaded["observations"][0]
    page = fill(
        f"propose/?series={series}", "observation", date=known["date"], value="80–90 ribu",
        **{"way-known": "", "known": known["sources"][0]},
    )  # fmt: skip
    _, made = checked(repository, page, capsys)
    (entry,) = made["observations"]
    assert entry["value"] == {"low": 80000, "high": 90000}
    assert entry["anchor"].startswith("result-")
    anchors = {known["anchor"] for known in downloaded["observations"]}
    assert entry["anchor"] not in anchors
    assert "sources" not in made


SEX = {
    "title": {"id": "Jenis kelamin", "en": "Sex"},
    "categories": {
        "female": {"title": {"id": "Perempuan", "en": "Women"}},
        "male": {"title": {"id": "Laki-laki", "en": "Men"}},
        "unknown": {"title": {"id": "Tidak diketahui", "en": "Unknown"}},
    },
}


def test_a_breakdown_by_an_office_that_is_new(
    visit: Open, repository: Path, series: str, site: BuiltSite, capsys: pytest.CaptureFixture[str]
) -> None:
    """Categories are those of the record; a new office comes in the same file as its figure."""
    commit_all(repository, {"data/dimensions.yml": yaml.safe_dump({"sex": SEX})}, day=YESTERDAY)
    table = json.loads(site.files["propose/tables.json"])
    table["dimensions"] = {
        "sex": {
            "title": "Jenis kelamin",
            "overlapping": False,
            "categories": {key: part["title"]["id"] for key, part in SEX["categories"].items()},
        }
    }
    table["series"] = [{**known, "dimensions": ["sex"]} for known in table["series"]]
    page = visit("propose/")
    page.context.route("**/propose/tables.json", lambda route: route.fulfill(json=table))
    page.goto(f"{page.url}?series={series}")
    page.focus("#_series")
    page.wait_for_selector("#_part-sex-female")
    values = {"date": "Juni 2019", "value": "1.000", "other": "Dinas Contoh Baru", **SOURCE}
    for name, text in values.items():
        if name == "type":
            page.select_option("#_type", text)
        else:
            page.fill(f"#_{name}", text)
    page.fill("#_part-sex-female", "400")
    page.fill("#_part-sex-male", "5 ratus")
    submit = page.locator("main button[type=submit]")
    submit.click()
    faults = page.locator("#_faults a").evaluate_all("(links) => links.map((link) => link.hash)")
    assert set(faults) == {"#_other_en", "#_part-sex-male"}
    page.fill("#_other_en", "New Example Office")
    page.fill("#_part-sex-male", "500")
    submit.click()
    expect(page.locator("#_faults")).to_contain_text("berjumlah 900, bukan 1.000")
    assert accessibility(page) == []
    page.check("#_partial-sex")
    submit.click()
    expect(page.locator("#_preview")).to_contain_text("Menurut Dinas Contoh Baru")
    expect(page.locator("#_preview")).to_contain_text("Perempuan 400; Laki-laki 500")
    page.uncheck("#_partial-sex")
    page.fill("#_part-sex-unknown", "100")
    submit.click()
    _, made = checked(repository, page, capsys)
    (entry,) = made["observations"]
    assert entry["breakdown"] == {"sex": {"female": 400, "male": 500, "unknown": 100}}
    assert entry["by"] == "new-example-office"
    assert made["speakers"] == {
        "new-example-office": {"name": {"id": "Dinas Contoh Baru", "en": "New Example Office"}}
    }


def test_a_correction_from_a_link(
    fill: Fill, repository: Path, series: str, site: BuiltSite, capsys: pytest.CaptureFixture[str]
) -> None:
    """A link names series and anchor; the correction holds what is changed, and its reason."""
    known = json.loads(site.files[f"data/{series}.json"])["observations"][0]
    page = fill(
        f"propose/?series={series}&anchor={known['anchor']}", value="123.456",
        reason="Salah salin: halaman 3 memuat angka ini.",
    )  # fmt: skip
    expect(page.locator("#_entry-said")).not_to_be_empty()
    _, made = checked(repository, page, capsys)
    (correction,) = made["corrections"]
    assert correction["anchor"] == known["anchor"]
    assert correction["set"]["value"] == 123456
    assert correction["reason"] == {"id": "Salah salin: halaman 3 memuat angka ini."}
    assert "sources" not in made


def test_other_kinds(
    fill: Fill, repository: Path, series: str, site: BuiltSite, capsys: pytest.CaptureFixture[str]
) -> None:
    """A target, an event, a withdrawal and a reply pass the check as well."""
    downloaded = json.loads(site.files[f"data/{series}.json"])
    anchor = downloaded["observations"][0]["anchor"]
    speaker = next(
        key for key in yaml.safe_load((repository / "data/speakers.yml").read_text("utf-8"))
    )
    url = f"propose/?series={series}"
    proposals: dict[str, dict[str, str]] = {
        "targets": {"date": "2031", "value": "250.000", "announced": "2019", **SOURCE},
        "events": {
            "date": "17 Agustus 2019", "title_id": "Program dimulai: tahap 1",
            "title_en": "The programme begins: stage 1", **SOURCE,
        },
        "replies": {
            "entry": anchor, "date": "1 Juni 2026", "by": speaker,
            "reply": "Angka itu sementara.", **SOURCE,
        },
        "corrections": {"entry": anchor, "reason": "Bukan angka seri ini."},
    }  # fmt: skip
    kinds = ("target", "event", "reply", "withdraw")
    files = {}
    for kind, values in zip(kinds, proposals.values(), strict=True):
        if "title" in values:
            values |= {"title": f"Laporan {kind}"}
        path, files[kind] = handed_over(fill(url, kind, **values))
        (repository / path).parent.mkdir(parents=True, exist_ok=True)
        (repository / path).write_text(files[kind], encoding="utf-8")
    commit_all(repository, day=NOW.date().isoformat())
    assert main(["check", "--base", "HEAD~1"]) == 0, capsys.readouterr().err
    for listed, content in zip(proposals, files.values(), strict=True):
        assert len(yaml.safe_load(content)[listed]) == 1


# --- what it says --------------------------------------------------------------------------------


def test_it_says_what_it_understands(visit: Open, series: str) -> None:
    """Under a field stands what was read; of several meanings the reader chooses one.

    A figure with a new source needs at most 8 required fields.
    """
    page = visit(f"propose/?series={series}")
    page.wait_for_selector("[data-propose]:not([hidden])")
    assert 0 < page.locator(".propose__needed:visible").count() <= 8
    page.fill("#_value", "101.000")
    expect(page.locator("#_value-said")).to_have_text("Kami baca: 101.000 orang")
    page.fill("#_date", "08/09/2024")
    ways = page.locator("#_date-ways")
    expect(ways.locator("label")).to_have_count(2)
    ways.get_by_label("8 September 2024").check()
    page.fill("#_date", "TW II 2024")
    expect(page.locator("#_date-said")).to_have_text("Kami baca: triwulan II 2024 (2024-Q2)")
    expect(ways).to_be_hidden()


def test_faults_are_named_by_their_fields(visit: Open, series: str) -> None:
    """Nothing is made of a faulty form; each fault is named, with a link to its field."""
    page = visit(f"propose/?series={series}")
    page.fill("#_value", "Rp20 miliar")
    page.fill("#_date", f"{NOW.year + 1}")
    page.fill("#_published", f"{NOW.year + 1}")
    page.fill("#_quote", "Hubungi 0812-3456-7890")
    page.fill("#_url", "www.example.org")
    page.click("main button[type=submit]")
    faults = page.locator("#_faults")
    expect(faults).to_be_focused()
    expect(page.locator("#_result")).to_be_hidden()
    links = faults.locator("a").evaluate_all("(links) => links.map((link) => link.hash)")
    named = "date value quote title publisher type published url"
    assert set(links) == {f"#_{name}" for name in named.split()}
    expect(faults).to_contain_text("bukan satuan seri datanya")
    expect(faults).to_contain_text("nomor telepon")
    assert page.locator("#_value").get_attribute("aria-invalid") == "true"
    assert accessibility(page) == []


def test_it_says_what_becomes_public_before_the_button(fill: Fill, series: str) -> None:
    """Name and address become public: said above the button, with the way without."""
    page = fill(f"propose/?series={series}", date="2019", value="1.000", **SOURCE)
    expect(page.locator("#_result .admonition")).to_contain_text("UU 27/2022")
    order = page.evaluate(
        """document.querySelector("#_result .admonition").compareDocumentPosition(
        document.getElementById("_forge-link")) & Node.DOCUMENT_POSITION_FOLLOWING"""
    )
    assert order
    for button in ("#_copy", "#_download", "#_mail-link"):
        expect(page.locator(button)).to_be_visible()
    page.click("#_copy")
    expect(page.locator("#_copied")).to_have_text("Tersalin.")
    with page.expect_download() as download:
        page.click("#_download")
    content = Path(download.value.path()).read_text("utf-8")
    assert content == page.locator("#_file").input_value()


def test_a_forge_that_is_not_handed_the_content(fill: Fill, series: str) -> None:
    """Everything the forge cannot take is pasted; without a forge the other ways remain."""
    page = fill(f"propose/?series={series}", date="2019", value="1.000", **SOURCE)
    link = page.locator("#_forge-link")
    gitlab = "https://example.org/-/new/main?file_name={path}"
    github = "https://example.org/new/main?filename={path}&value={content}"
    # The last quotation is longer than a forge takes in an address.
    for template, quote in ((gitlab, "Pendek."), (github, "Panjang. " * 900), ("", "Pendek.")):
        page.fill("#_quote", quote)
        page.locator("#_form").evaluate("(form, at) => { form.dataset.newFile = at; }", template)
        page.click("main button[type=submit]")
        expect(page.locator("#_result")).to_be_focused()
        expect(page.locator("#_download")).to_be_visible()
        if template:
            href = link.get_attribute("href") or ""
            assert "name=data/coverage/" in href
            assert "value" not in href
            expect(page.locator("#_paste")).to_be_visible()
        else:
            expect(link).to_be_hidden()


# --- the spreadsheet of a series ----------------------------------------------------------------


def test_a_spreadsheet_for_each_series(visit: Open, series: str, tmp_path: Path) -> None:
    """A series' page leads to its own spreadsheet, which changes nothing where it is not filled."""
    page = visit(f"coverage/{series}/")
    page.click(f"a[href$='propose/?series={series}#_sheet']")
    button = page.locator("#_sheet-button")
    expect(button).to_be_in_viewport()
    with page.expect_download() as download:
        button.click()
    assert download.value.suggested_filename == f"terang-{series}.xlsx"
    path = tmp_path / "sheet.xlsx"
    download.value.save_as(path)
    assert zipfile.ZipFile(path).testzip() is None
    contents = data_folder.data_files(REPOSITORY)
    known = data_folder.read_data(contents, NOW).sound().series[series]
    sheets = parse_sheets(path.name, path.read_bytes())
    entries = {sheet.name: sheet for sheet in sheets[:4]}
    said = {cell.value for (row, column), cell in entries["Angka"].cells.items()
            if column == 1 and row > 1}  # fmt: skip
    assert said == {series}
    plan = plan_import(path.name, sheets, contents, NOW)
    assert (plan.planned, plan.problems, plan.skipped) == ([], [], [])
    standing = [entry for entry in known.entries if entry.withdrawn is None]
    assert plan.same >= len(standing)
    # A row that is filled in below, as a spreadsheet program saves it.
    book = openpyxl.load_workbook(path)
    sheet = book["Angka"]
    headings = {str(cell.value).partition(" ")[0]: cell.column for cell in reversed(sheet[1])}
    row = len([standing for standing in known.observations if standing.withdrawn is None]) + 2
    for name, value in (("Seri", series), ("Tanggal", "1999"), ("Nilai", 1)):
        sheet.cell(row, headings[name], value)
    sheet.cell(row, headings["Sumber"], known.observations[0].sources[0])
    book.save(path)
    plan = plan_import(path.name, parse_sheets(path.name, path.read_bytes()), contents, NOW)
    assert plan.problems == []
    assert [record.name for record in plan.planned] == ["result-1999"]


# --- for everybody -------------------------------------------------------------------------------


@pytest.mark.parametrize("root", ["", "en/"])
def test_everybody_can_use_it(fill: Fill, series: str, root: str) -> None:
    """Form and result break no rule of axe, and do not scroll sideways on a phone."""
    page = fill(f"{root}propose/?series={series}", date="2019", value="0,5 ribu", **SOURCE)
    expect(page.locator("#_result")).to_be_visible()
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width in (320, 1280):
        page.set_viewport_size({"width": width, "height": 800})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            screenshot(page, f"propose-{root[:2] or 'id'}-{width}-{scheme}")
            assert accessibility(page) == []
        assert page.evaluate(wide) == 0


def test_by_keyboard(visit: Open, series: str) -> None:
    """Every step is done with the keyboard alone."""
    page = visit(f"propose/?series={series}")
    for name, text in (("date", "Juni 2019"), ("value", "1.234"), ("title", "Judul"),
                       ("publisher", "Kantor")):  # fmt: skip
        tab_to(page, f"#_{name}")
        page.keyboard.type(text)
    tab_to(page, "#_type")
    page.keyboard.press("ArrowDown")
    tab_to(page, "main button[type=submit]")
    page.keyboard.press("Enter")
    expect(page.locator("#_result")).to_be_focused()
    tab_to(page, "#_forge-link")


@pytest.mark.parametrize("root", ["", "en/"])
def test_without_scripts(visit: Open, root: str) -> None:
    """Without a script the page says so, and how to propose all the same."""
    page = visit(f"{root}propose/", width=320, java_script_enabled=False)
    expect(page.locator("[data-propose]")).to_be_hidden()
    expect(page.locator("noscript p")).to_be_visible()
    ways = page.locator("#_ways + ul a")
    assert ways.count() >= 2
    expect(ways.first).to_be_visible()


@pytest.mark.parametrize("root", ["", "en/"])
def test_a_first_view_is_light(visit: Open, site: BuiltSite, root: str) -> None:
    """The page loads its script, and neither table nor readers before it is used."""
    page = visit("revisions/")
    asked = asked_for(page)
    page.goto(page.url.removesuffix("revisions/") + f"{root}propose/")
    page.wait_for_selector("[data-propose]:not([hidden])")
    shared = ["assets/terang.css", "assets/search.js", "assets/favicon.svg"]
    found = weights(site, [*asked, *(PREFIX + name for name in shared)])
    assert sum(found.values()) <= FIRST_VIEW, said(found)
    assert not any(name.endswith((".json", "readings.js")) for name in found)
