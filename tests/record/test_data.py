"""Promises of this record about its own data and pages."""

from __future__ import annotations

import datetime as dt
import html
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from terang import diagnostics
from terang.derivation.derive import Derived
from terang.derivation.series_claims import derive_series
from terang.derivation.states import State
from terang.diagnostics import LANGUAGES
from terang.model import period
from terang.model.catalog import Series
from terang.model.definitions import Fact, Level, Source
from terang.model.entries import Event, Observation, Target
from terang.narrative import markdown_page
from terang.narrative.markdown_page import NarrativeSource
from terang.pages import load_record
from terang.pages.publication import Publication
from terang.parsing import yaml_document

ROOT = Path(__file__).resolve().parents[2]
MAIN = "kutai-timur-vulnerable-workers"

if not (ROOT / f"data/coverage/{MAIN}.yml").is_file():
    if os.environ.get("TERANG_REQUIRE_FACTS"):
        pytest.fail("the record of Kutai Timur is gone, and TERANG_REQUIRE_FACTS is set")
    pytest.skip("another record than that of Kutai Timur", allow_module_level=True)

NOW = dt.datetime.now(dt.UTC)
CHECKED = load_record.check_record(ROOT, NOW)
PAGES = CHECKED.sources


@pytest.fixture(name="site", scope="module")
def _site() -> Publication:
    return load_record.load_publication(ROOT, NOW)


@pytest.fixture(name="main", scope="module")
def _main(site: Publication) -> Series:
    return site.catalog.series[MAIN]


@pytest.fixture(name="derived", scope="module")
def _derived(site: Publication) -> Derived:
    return site.derived[MAIN]


# --- completeness --------------------------------------------------------------------------------


def test_the_record_has_no_problem() -> None:
    """Data and pages have no problem; notices are left to `make check`."""
    assert diagnostics.report_text(diagnostics.errors(CHECKED.problems)) == ""


def test_the_record_is_large_enough(site: Publication) -> None:
    """The record has enough entries, files and pages to make the tests below meaningful."""
    entries = [
        observation
        for series in site.catalog.series.values()
        for observation in series.observations
    ]
    assert len(entries) > 10
    assert len(site.pages) > 10
    assert len(PAGES) > 10
    latest = site.derived[MAIN]
    assert latest.latest
    assert [outlook for outlook in latest.outlooks if outlook.state == State.MISSED]


def test_every_source_is_used(site: Publication) -> None:
    """Every source is cited by a claim, a programme or a page."""
    catalog = site.catalog
    calls = [call for page in PAGES.values() for call in page.calls]
    used = {call.arguments[0] for call in calls if call.name == "cite"}
    for series in catalog.series.values():
        used |= {source for entry in series.entries for source in entry.sources}
        people = series.population.values if series.population else ()
        used |= {source for value in people for source in value.sources}
    for programme in catalog.programmes.values():
        used |= {*programme.legal_basis}
        used |= {source for fact in programme.facts.values() for source in fact.sources}
        used |= {source for contact in programme.contacts.values() for source in contact.sources}
    assert set(catalog.sources) - used == set()


@pytest.mark.parametrize("name", sorted({page.name for page in PAGES.values()}))
def test_both_languages_call_the_same(name: str) -> None:
    """Both languages of a page make the same calls, as often, and have the same headings."""
    pages = [PAGES[f"content/{code}/{name}"] for code in LANGUAGES]
    calls = [Counter((call.name, call.arguments) for call in page.calls) for page in pages]
    assert calls[0] == calls[1]
    headings = [re.findall(r"^#+ .*\{#([a-z0-9-]+)\}$", page.body, re.MULTILINE) for page in pages]
    assert headings[0] == headings[1]


def test_every_notice_that_is_owed_is_there(site: Publication) -> None:
    """The site says that it is unofficial, and each source says how it was read."""
    notice = site.catalog.site.notice
    assert notice is not None
    assert "Bukan situs resmi pemerintah" in notice.in_language("id")[0]
    assert "Not a government site" in notice.in_language("en")[0]
    assert all(len(notice.in_language(code)[0]) <= 60 for code in LANGUAGES)  # a line on a phone
    assert [source.id for source in site.catalog.sources.values() if not source.read] == []


def test_areas_bear_both_codes(site: Publication) -> None:
    """Province, regency and the 18 districts each have a unique code of both schemes."""
    areas = site.catalog.areas
    districts = [area for area in areas.values() if area.level is Level.DISTRICT]
    assert len(districts) == 18
    assert {district.parent for district in districts} == {"kutai-timur"}
    assert areas["kutai-timur"].parent == "kalimantan-timur"
    assert areas["kutai-timur"].codes == {"kemendagri": "64.08", "bps": "6404"}
    for scheme, form in (("kemendagri", r"64\.08\.[0-9]{2}"), ("bps", "6404[0-9]{3}")):
        codes = [district.codes[scheme] for district in districts]
        assert len(set(codes)) == 18
        assert all(re.fullmatch(form, code) for code in codes)


# --- forbidden statements -----------------------------------------------------------------------

# Persons that the sources name. Our own text names offices; titles and quotes stay as published.
PERSONS = re.compile(
    r"\b(Ardiansyah|Sulaiman|Trisno|Roma|Malau|Sidhiq|Erfan|Kurniawan|Sayid|Anjas|Yan|Jokowi|Prabowo)\b"
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")


def own_texts(node: yaml_document.Node, others: frozenset[str]) -> Iterator[str]:
    """Yield our own texts below a node; the keys in `others` hold the words of sources."""
    if isinstance(node, yaml_document.Entries):
        for key, child in node.items():
            if key not in others:
                yield from own_texts(child, others)
    elif isinstance(node, yaml_document.Items):
        for child in node:
            yield from own_texts(child, others)
    elif node is not None:
        yield _QUOTED.sub("", node)


def data_texts(path: Path) -> Iterator[str]:
    """Yield our own text in a data file, with its comments."""
    data = path.read_bytes()
    others = {"quote", "title", "url"} if path.name == "sources.yml" else {"quote"}
    root = yaml_document.parse_document(path.name, data).root
    assert root is not None
    yield from own_texts(root, frozenset(others))
    yield from re.findall(r"(?m)^\s*#.*$", data.decode())


def page_texts(page: NarrativeSource) -> Iterator[str]:
    """Yield our own text in a page, without quotations."""
    yield from page.meta.values()
    yield _QUOTED.sub("", page.body)


def test_our_own_text_names_no_person() -> None:
    """Data, comments and pages name no person in our own text."""
    texts = {path.name: data_texts(path) for path in (ROOT / "data").rglob("*.yml")}
    texts |= {page.path: page_texts(page) for page in PAGES.values()}
    named = [
        (name, found[0])
        for name, own in texts.items()
        for text in own
        for found in PERSONS.finditer(text)
    ]
    assert named == []


SAME_GROUP = {
    "berau-vulnerable-workers-any-payer",
    "indonesia-regional-budgets",
    "kalimantan-timur-province-paid",
    "samarinda-active-members",
}
"""Series whose members are part of the very group that their population counts."""


def test_percentages_are_only_of_the_same_group(site: Publication) -> None:
    """A population is given only where the members are part of it; for Kutai Timur none is."""
    series = {series.id: series for series in site.catalog.series.values() if series.population}
    assert set(series) == SAME_GROUP
    assert [key for key, derived in site.derived.items() if derived.coverage_rate] == sorted(
        SAME_GROUP - {"kalimantan-timur-province-paid"}
    )
    assert "kutai-timur" not in {rated.area for rated in series.values()}
    shares = [call for page in PAGES.values() for call in page.calls if call.name == "share"]
    assert [call.place for call in shares if len(call.arguments) < len(("series", "target"))] == []


def test_a_rate_is_the_one_that_its_source_gives(site: Publication) -> None:
    """The rate computed for Samarinda is the percentage that its source gives."""
    rate = site.derived["samarinda-active-members"].coverage_rate
    assert rate is not None
    assert rate.low == rate.high
    assert round(float(rate.low or 0) * 100, 2) == float("40.39")


def test_percentages_of_one_comparison_have_one_kind_of_total(site: Publication) -> None:
    """No indicator has two series with a rate: their totals would not be of the same kind."""
    rated = [
        site.catalog.series[key].indicator
        for key, derived in site.derived.items()
        if derived.coverage_rate
    ]
    assert len(set(rated)) == len(rated)


# Reasons for a digit in a page without a call to the data.
_MONTHS = (
    "Januari|Februari|Maret|April|Mei|Juni|Juli|Agustus|September|Oktober|November|Desember|"
    "January|February|March|May|June|July|August|October|December"
)
DIGITS_ALLOWED: Mapping[str, str] = {
    "a date": rf"\b(?:[0-9]{{1,2}} )?(?:(?:{_MONTHS}) )?(?:20[0-9]{{2}})\b",
    "a law": r"\b(?:UU|PP|Perda|Perbup|Inpres|Permendagri|Permenaker|Law|Regulation|Instruction)"
    r" [0-9]+/20[0-9]{2}\b|\bNomor [0-9]+ Tahun 20[0-9]{2}\b",
    "a step of a list": r"(?m)^(?:> )?[0-9]\. ",
    "a standard": r"\bWCAG 2\.2\b",
    "a rule for target statuses": r"\b92 (?:hari|days)\b",
}
_NOT_TEXT = re.compile(r"\{\{.*?\}\}|\]\([^)]*\)|\{#[^}]*\}")


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.path)
def test_digits_are_called_or_have_a_reason(page: NarrativeSource) -> None:
    """Every digit in a page is called from the data, or is a date, law, step or standard."""
    text = _NOT_TEXT.sub("", "\n".join((*page.meta.values(), page.body)))
    text = text.replace(page.meta.get("translated_from", "\0"), "")
    for form in DIGITS_ALLOWED["a law"], *DIGITS_ALLOWED.values():
        text = re.sub(form, "", text)
    assert re.findall(r".{0,20}[0-9].{0,20}", text) == []


# --- the main series -----------------------------------------------------------------------------

# Results of the record as first published. A newer figure is no fault of the software.
_CATALOG = CHECKED.catalog
_LATEST = (
    derive_series(
        _CATALOG.series[MAIN],
        _CATALOG.indicator_of(_CATALOG.series[MAIN]),
        _CATALOG.sources,
        _CATALOG.today,
    ).latest
    if _CATALOG
    else None
)
as_first_published = pytest.mark.skipif(
    _LATEST is None or _LATEST.anchors != ("result-2025",),
    reason="the record has moved on: its latest figure is a newer one",
)


@as_first_published
def test_the_answer_of_the_main_series(derived: Derived) -> None:
    """The main series says about 98,000 in 2025, both targets missed and 100,000 never matched."""
    assert derived.latest is not None
    assert [observation.anchor for observation in derived.latest.observations] == ["result-2025"]
    assert derived.latest.span.low == derived.latest.span.high == 98000
    assert derived.unmatched is not None
    assert derived.unmatched.anchor == "result-2024-08-17"
    assert derived.is_stale
    assert derived.alongside is not None
    assert (derived.alongside.span.low, derived.alongside.span.high) == (75000, 95000)
    # 14,000 and 98,000 are two speakers': no rise, and no pace.
    assert derived.baseline is not None
    assert (derived.baseline.has_one_speaker, derived.baseline.movement) == (False, None)
    assert derived.baseline_pace is None
    states = {
        outlook.target.anchor: (outlook.target.value, outlook.state) for outlook in derived.outlooks
    }
    assert states["target-2025-115000"] == (115000, State.MISSED)
    assert states["target-2025-150000"] == (150000, State.MISSED)
    assert states["target-2024-85000"] == (85000, State.MET)
    assert states["target-2024-10"] == (100000, State.MISSED)
    assert states["target-85000-may-2024"] == (85000, State.MET)
    assert states["target-early-2023"] == (85000, State.MET)
    assert states["target-160000"] == (160000, State.NO_DEADLINE)


HEADLINES = {
    "id": [
        "Menurut Dinas Tenaga Kerja Kutai Timur (dikutip Teraskata Kaltim):",
        "sekitar 98.000 orang",
        "untuk 2025",
        (
            "BPJS Ketenagakerjaan Bontang-Kutai Timur, Bupati Kutai Timur, dan News Borneo "
            "(untuk waktu yang sebagian sama): sekitar 75.000 sampai 95.000."
        ),
        "Target 2025:",
        (
            "Pemerintah Kabupaten Kutai Timur (dikutip FORMASI indonesia): "
            "115.000 Tidak tercapai Dinas Tenaga Kerja Kutai Timur (2025): "
            "sekitar 85,2% dari target"
        ),
        (
            "Bupati Kutai Timur (dimuat Ritmee Kaltim dan 4 lainnya): "
            "150.000 Tidak tercapai Dinas Tenaga Kerja Kutai Timur (2025): "
            "sekitar 65,3% dari target"
        ),
        (
            "Menurut Bupati Kutai Timur (dikutip FORMASI indonesia dan 1 lainnya): 100.000, untuk "
            "17 Agustus 2024. Belum kami temukan laporan sesudahnya yang menyebut angka setinggi "
            "itu."
        ),
        "Sampai (hari ini) kami belum menemukan angka yang lebih baru.",
        (
            "Halaman ini seharusnya diperbarui tiap hari, tetapi terakhir diperbarui (hari ini). "
            "Status target mungkin sudah berubah."
        ),
    ],
    "en": [
        "The Kutai Timur labour office (quoted by Teraskata Kaltim) says:",
        "about 98,000 people",
        "for 2025",
        (
            "The Bontang-Kutai Timur office of BPJS Ketenagakerjaan, the regent of Kutai Timur and "
            "News Borneo (for partly the same time): about 75,000 to 95,000."
        ),
        "Targets for 2025:",
        (
            "The Kutai Timur regency government (quoted by FORMASI indonesia): "
            "115,000 Not reached The Kutai Timur labour office (2025): about 85.2% of the target"
        ),
        (
            "The regent of Kutai Timur (published by Ritmee Kaltim and 4 others): "
            "150,000 Not reached The Kutai Timur labour office (2025): about 65.3% of the target"
        ),
        (
            "The regent of Kutai Timur (quoted by FORMASI indonesia and 1 other) says: 100,000, "
            "for 17 August 2024. We have found no later report that gives a figure as high."
        ),
        "As of (today) we have found no newer figure.",
        (
            "This page should be updated every day, but was last updated on (today). The status of "
            "a target may have changed since."
        ),
    ],
}


@as_first_published
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_first_screen_answers(site: Publication, code: str) -> None:
    """A headline has speaker, figure, date, target state and certainty, in that order."""
    call = f'{{{{ headline("{MAIN}") }}}}'
    page = markdown_page.read_page(f"content/{code}/x.md", call.encode())
    narration = site.narrate(page, code, "x/")
    today = site.words(code).language.day(site.catalog.today).text
    shown = narration.parts[0].html.replace(today, {"id": "(hari ini)", "en": "(today)"}[code])
    texts = (html.unescape(re.sub(r"<[^>]*>", "", line)) for line in shown.split("\n"))
    lines = [" ".join(text.split()) for text in texts if text.strip()]
    assert lines[1:-1] == HEADLINES[code]


def test_the_main_series_says_why_it_is_expected_half_yearly(
    site: Publication, main: Series
) -> None:
    """The indicator gives the reason for its half-yearly frequency in both languages."""
    indicator = site.catalog.indicator_of(main)
    assert indicator.frequency == "half-yearly"
    assert indicator.summary is not None
    for code, reason in (("id", "UU 14/2008 mewajibkan"), ("en", "Law 14/2008 obliges")):
        assert reason in indicator.summary.in_language(code)[0]


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("result-early-2023", "target-early-2023"),
        ("result-early-2023", "target-85000-may-2024"),
        ("result-early-2023", "result-before-2024-08-17"),
        ("result-2024-05", "result-2022"),
        ("event-2023", "result-2022"),
        ("result-2024-05-22", "result-before-2024-08-17"),
        ("result-2023", "result-2022"),
        ("result-2023", "result-early-2023"),
        ("result-2023-14500", "result-2022"),
        ("result-2023-14500", "result-2024-05"),
        ("result-2024-08-17", "target-2024-10"),
        ("result-2024-08-17-labour-office", "target-2024-10"),
        ("result-2024-08-17-labour-office", "result-2024-11-09"),
        ("result-2024-08-17", "result-2024-11-09"),
        ("target-160000", "target-2025-150000"),
    ],
)
def test_contradicting_entries_are_tied(derived: Derived, text: str, other: str) -> None:
    """Contradicting entries name each other."""
    assert other in derived.disagreeing(text)
    assert text in derived.disagreeing(other)


def test_money_and_claims_are_flows(site: Publication) -> None:
    """Money and insurance claims of a year are flows; everything else is a level at a time."""
    flows = {key for key, kind in site.catalog.indicators.items() if kind.measure == "flow"}
    assert flows == {
        "budget-planned",
        "budget-planned-mixed",
        "budget-spent",
        "claims-cases",
        "claims-value",
    }


# --- corrected claims -----------------------------------------------------------------------------

REGENT = "Bupati Kutai Timur"
LABOUR_OFFICE = "Dinas Tenaga Kerja Kutai Timur"


def entry_of(site: Publication, anchor: str, series: str = MAIN) -> Observation:
    """Return an observation of the record by its anchor."""
    entry = site.catalog.series[series].entry(anchor)
    assert isinstance(entry, Observation), anchor
    return entry


def target_of(site: Publication, anchor: str) -> Target:
    """Return a target of the main series by its anchor."""
    entry = site.catalog.series[MAIN].entry(anchor)
    assert isinstance(entry, Target), anchor
    return entry


def speaker(entry: Observation | Target | Event) -> str | None:
    """Return the office that an entry names as its speaker, in Indonesian."""
    assert _CATALOG is not None
    return _CATALOG.speakers[entry.by].name.in_language("id")[0] if entry.by else None


def notes(entry: Observation | Target | Event | Fact | Source) -> list[str]:
    """Return an entry's note in Indonesian and in English."""
    assert entry.note is not None
    return [entry.note.in_language(code)[0] for code in LANGUAGES]


def before(entry: Observation | Target | Event, key: str) -> list[object]:
    """Return the values that a key had before each revision that changed it, oldest first."""
    return [revision.was[key] for revision in entry.revisions if key in revision.was]


def page_of(name: str, code: str) -> str:
    """Return the body of a page in one language."""
    return PAGES[f"content/{code}/{name}.md"].body


def calls_of(name: str, code: str) -> set[tuple[str, ...]]:
    """Return the calls of a page: each with its name and arguments."""
    return {(call.name, *call.arguments) for call in PAGES[f"content/{code}/{name}.md"].calls}


def test_today_was_said_by_the_labour_office_and_the_peak_by_the_regent(
    site: Publication,
) -> None:
    """ANTARA's 100 thousand is the office's own claim; the regent's rests on other sources."""
    office = entry_of(site, "result-2024-08-17-labour-office")
    assert (office.date.written, office.value, office.precision) == ("2024-08-17", 100000, 1000)
    assert (speaker(office), office.sources) == (LABOUR_OFFICE, ("antara-2024-08",))
    assert office.quote == "Hari ini kami tambah menjadi 100 ribu orang penerima"
    assert office.status == "disputed"
    assert "target-2024-10" in office.contradicts
    regent = entry_of(site, "result-2024-08-17")
    assert (speaker(regent), regent.sources) == (REGENT, ("formasi-2024-08", "radar24-2024-08"))
    assert before(regent, "sources") == [("formasi-2024-08", "radar24-2024-08", "antara-2024-08")]


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("page", ["evolution", "disagreements"])
def test_pages_tell_both_versions_of_the_labour_office(page: str, code: str) -> None:
    """A page that cites ANTARA's or Ritmee's version also cites the other, with a link."""
    assert {("cite", "antara-2024-08"), ("cite", "ritmee-2024-08")} <= calls_of(page, code)
    for anchor in ("result-2024-08-17-labour-office", "target-2024-10"):
        assert f"{MAIN}.md#{anchor})" in page_of(page, code)


def test_the_first_year_is_given_as_it_was_said(site: Publication) -> None:
    """The first year was given as 2023 (July 2024), 2022 (August 2024), and 2023 (October 2025)."""
    first = entry_of(site, "result-2023")
    assert (first.date.written, first.value, first.precision) == ("2023", 14000, 1000)
    assert (speaker(first), first.sources) == (REGENT, ("tribunkaltim-2024-07",))
    assert first.quote is not None
    assert first.quote.startswith("Tahun 2023 lalu, data menununjukkan ada 14 ribu penerima")
    second = entry_of(site, "result-2023-14500")
    assert (second.date.written, second.value) == ("2023", 14500)
    assert (speaker(second), second.sources) == (None, ("tribunkaltim-2024-08",))
    for note in notes(entry_of(site, "result-2022")):
        assert re.search(r"28\s+(Juli|July)\s+2024", note)
        assert "2023" in note


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_page_gives_the_years_in_the_order_in_which_they_were_said(code: str) -> None:
    """The page links the regent's claims about the beginning from the oldest to the newest."""
    part = page_of("disagreements", code).split("{#start}")[1].split("\n## ")[0]
    links = re.findall(rf"\]\(coverage/{MAIN}\.md#([a-z0-9-]+)\)", part)
    assert links[:3] == ["result-2023", "result-2022", "event-2023"]


def test_the_time_before_the_launch_begins_in_2023(site: Publication) -> None:
    """The interval before the launch begins in 2023, the year that Tribun Kaltim names."""
    entry = entry_of(site, "result-before-2024-08-17")
    assert entry.date.written == "2023-01-01/2024-08-16"
    assert [date.written for date in before(entry, "date")] == ["2024-01-01/2024-08-16"]  # type: ignore[attr-defined]
    assert all("Tribun Kaltim, 19" in note for note in notes(entry))


def test_a_death_at_work_is_given_in_rupiah_by_both_reports(site: Publication) -> None:
    """Both reports on a death at work give rupiah: 48 million, 70 million in total; 170 million."""
    facts = site.catalog.programmes["jamsostek"].facts
    values = {
        "jkk-death-lowest": (48_000_000, ("selasar-2023-04",)),
        "jkk-death-total": (70_000_000, ("selasar-2023-04", "radarsumbar-2025")),
        "jkk-death-antara": (170_000_000, ("antara-ppu",)),
    }
    assert {name: (facts[name].value, facts[name].sources) for name in values} == values
    for code in LANGUAGES:
        assert {("fact", "jamsostek", name) for name in values} <= calls_of("programme", code)


def test_about_93_thousand_comes_from_the_official_source(site: Publication) -> None:
    """The 93 thousand comes from the regency's website, with "sekitar" in its quote."""
    entry = entry_of(site, "result-2025-10-20")
    assert entry.qualifier == "about"
    assert entry.sources == ("pro-kutaitimurkab-2025-10", "indeksmedia-2025-10")
    assert entry.quote is not None
    assert "sekitar 93 ribu" in entry.quote
    assert site.catalog.sources["pro-kutaitimurkab-2025-10"].type == "government"
    assert before(entry, "qualifier") == [None]
    assert before(entry, "sources") == [("indeksmedia-2025-10",)]


def test_the_45_thousand_names_other_groups(site: Publication) -> None:
    """The quote on the 45 thousand names the other groups, and the note no longer says "may"."""
    for note in notes(entry_of(site, "result-2024-05-22")):
        assert "TK2D" in note
        assert "ustaz, pendeta" in note
        assert not re.search(r"mungkin termasuk|may be included", note)


def test_rewrites_of_one_release_are_not_called_the_same_text(
    site: Publication,
) -> None:
    """Insight Kaltim and hrnews are not called the same text; Disway has the 160,000 too."""
    sources = site.catalog.sources
    for name in ("insightkaltim-2025-11", "hrnews-2025-11"):
        assert sources[name].same_text_as is None
        assert re.search("rilis yang sama", notes(sources[name])[0])
    entry = entry_of(site, "result-2025-11-14")
    assert entry.sources[-1] == "disway-2025-11"
    assert entry.qualifier == "nearly"
    for note in notes(entry):
        assert "sebanyak 95.000 di antaranya telah resmi tercover" in note
        assert "sekitar 95.000 pekerja rentan telah terdaftar" in note
    target = target_of(site, "target-160000")
    assert target.sources[-1] == "disway-2025-11"
    for changed in (entry, target):
        assert before(changed, "sources") == [
            ("upnusakita-2025-11", "insightkaltim-2025-11", "hrnews-2025-11")
        ]


@pytest.mark.parametrize("series", ["kutai-timur-informal-workers", "kutai-timur-formal-workers"])
def test_the_parts_of_2022_are_quoted_to_the_end(site: Publication, series: str) -> None:
    """The quote of 2022 ends with "naker lainnya", and the note does not call the total wrong."""
    entry = entry_of(site, "result-2022-09", series)
    assert entry.quote is not None
    assert entry.quote.endswith("naker konstruksi sekitar 3 ribu, naker lainnya")
    for note in notes(entry):
        assert "naker lainnya" in note
        assert not re.search("bukan 72|not 72", note)


def test_the_province_took_more_than_10_thousand(site: Publication) -> None:
    """The note on the 25 thousand proposed says "lebih", as the regent's quote does."""
    entry = entry_of(site, "result-2023-07-05", "kutai-timur-provincial-scheme")
    assert (entry.value, entry.qualifier) == (10000, "more-than")
    assert entry.sources == ("portalkaltim-2023-07", "gsmart-2023-07")
    assert entry.quote == "Dari 25 itu kemudian diakomodir oleh provinsi menjadi 10 ribu lebih"
    assert before(entry, "qualifier") == [None]
    proposed = site.catalog.programmes["kaltim-vulnerable-workers"].facts["kutim-proposed"]
    assert all("25 ribu orang lebih" in note for note in notes(proposed))


@pytest.mark.parametrize("name", ["other-election-officers", "other-village-officials"])
def test_a_group_without_a_year_bears_no_date(site: Publication, name: str) -> None:
    """A group without a year has no date, and the note says that the source names none."""
    fact = site.catalog.programmes["kutim-vulnerable-workers"].facts[name]
    assert fact.date is None
    assert [
        bool(re.search("tidak menyebut tahun|names no year", note)) for note in notes(fact)
    ] == [
        True,
        True,
    ]


def test_a_death_benefit_needs_three_months(site: Publication) -> None:
    """The condition of three months stands beside the death benefit, in both languages."""
    fact = site.catalog.programmes["jamsostek"].facts["jkm-months"]
    assert (fact.value, fact.sources) == (3, ("kaltimtoday-2025-12", "radarsumbar-2025"))
    assert fact.quote == "santunan kematian Rp 42 juta bagi peserta aktif minimal tiga bulan"
    for code in LANGUAGES:
        part = page_of("programme", code).split("(JKM).**")[1].split("\n\n")[0]
        assert '"jkm-total"' in part
        assert '"jkm-months"' in part


def test_the_85_thousand_for_2024_is_met(site: Publication, derived: Derived) -> None:
    """The 85,000 for 2024 is met by the office's claim of November 2024."""
    target = target_of(site, "target-2024-85000")
    assert (target.value, target.due, target.announced) == (
        85000,
        period.parse_period("2024"),
        period.parse_period("2024-07-28"),
    )
    assert (speaker(target), target.sources) == (REGENT, ("tribunkaltim-2024-07",))
    assert target.quote == "tahun 2024 ini kami menargetkan 85 ribu penerima"
    outlook = derived.outlook("target-2024-85000")
    assert outlook is not None
    assert (outlook.state, outlook.replaced_by) == (State.MET, None)
    for note, inclusion in zip(
        notes(target), ("termasuk peserta sebelumnya", "includes earlier members"), strict=True
    ):
        assert inclusion in note


@pytest.mark.parametrize("code", LANGUAGES)
@pytest.mark.parametrize("page", ["evolution", "disagreements"])
def test_pages_tell_of_the_target_that_was_met(page: str, code: str) -> None:
    """A page tells of a target that was met, with its value and a link."""
    assert ("value", MAIN, "target-2024-85000") in calls_of(page, code)
    assert f"{MAIN}.md#target-2024-85000)" in page_of(page, code)


def test_full_membership_is_claimed_on_the_insurers_own_site(
    site: Publication,
) -> None:
    """The claim of full membership, of May 2025, is recorded and tied to the formal workers."""
    series = site.catalog.series["kutai-timur-formal-workers"]
    event = series.entry("event-2025-05-14")
    assert isinstance(event, Event)
    assert event.date.written == "2025-05-14"
    assert speaker(event) == "BPJS Ketenagakerjaan Samarinda"
    assert event.sources == ("bpjsketenagakerjaan-2025-05", "onews-2025-05")
    assert event.contradicts == ("result-2024",)
    assert all("100 Persen" in note for note in notes(event))
    for code in LANGUAGES:
        part = page_of("disagreements", code).split("{#percentage}")[1].split("\n## ")[0]
        assert 'cite("bpjsketenagakerjaan-2025-05")' in part


# --- one term for one thing -----------------------------------------------------------------------

WORDS_NOT_USED: Mapping[str, str] = {
    "manpower office": "labour office",
    "due date": "deadline",
    "narrator": "the reporter's own text",
    "participants": "members",
    "nobody has reported": "we have found no report",
    "belum ada yang melaporkan": "laporannya belum kami temukan",
    "berkata": "menyatakan, menurut",
    "kata dinas": "menurut dinas",
    "kata bupati": "menurut bupati",
    "kata narasi": "penulis artikel",
    "pembagi": "penyebut, jumlah seluruhnya",
    "keadaan": "status",
    "deret": "seri data",
    "janji": "target",
}
"""Words of our own text that were replaced → their replacements."""

OWN_PAGES = ("evolution", "disagreements", "programme")


def own_words() -> Iterator[tuple[str, str]]:
    """Yield the name and the text of the data files and of the three pages about the record."""
    for path in sorted((ROOT / "data").rglob("*.yml")):
        for text in data_texts(path):
            yield path.name, text
    for name in OWN_PAGES:
        for code in LANGUAGES:
            for text in page_texts(PAGES[f"content/{code}/{name}.md"]):
                yield f"{code}/{name}.md", text


@pytest.mark.parametrize("word", WORDS_NOT_USED)
def test_a_thing_has_one_term(word: str) -> None:
    """Data, comments and pages use the agreed term; quotes of sources keep their own."""
    form = re.compile(rf"\b{word}\b", re.IGNORECASE)
    used = [(name, found[0]) for name, text in own_words() for found in form.finditer(text)]
    assert used == [], f"say: {WORDS_NOT_USED[word]}"


def test_klaim_is_the_benefit_only() -> None:
    """In Indonesian "klaim" is an insurance claim, and a statement is a "pernyataan"."""
    kept = re.compile(
        r"klaim (\(santunan\) )?(BPJS|khusus pekerja rentan|yang dibayar|\{#)|mengajukan klaim|"
        r"claims-|`contradicts`",
        re.IGNORECASE,
    )
    loose = [
        (name, text)
        for name, text in own_words()
        if re.search(r"\bklaim\b", text, re.IGNORECASE)
        and not name.startswith(("en/", "id/programme"))
        and not kept.search(text)
    ]
    assert loose == []
