"""What this record promises about its own data and pages, whoever edits them next."""

from __future__ import annotations

import datetime as dt
import html
import os
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from terang import derive, documents, narrative, problems, publication
from terang.model import Level, Series
from terang.problems import LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
MAIN = "kutai-timur-vulnerable-workers"

if not (ROOT / f"data/coverage/{MAIN}.yml").is_file():
    if os.environ.get("TERANG_REQUIRE_FACTS"):
        pytest.fail("the record of Kutai Timur is gone, and TERANG_REQUIRE_FACTS is set")
    pytest.skip("another record than that of Kutai Timur", allow_module_level=True)

NOW = dt.datetime.now(dt.UTC)
CHECKED = publication.check(ROOT, NOW)
PAGES = CHECKED.sources


@pytest.fixture(name="site", scope="module")
def _site() -> publication.Publication:
    return publication.load(ROOT, NOW)


@pytest.fixture(name="main", scope="module")
def _main(site: publication.Publication) -> Series:
    return site.catalog.series[MAIN]


@pytest.fixture(name="derived", scope="module")
def _derived(site: publication.Publication) -> derive.Derived:
    return site.derived[MAIN]


# --- completeness --------------------------------------------------------------------------------


def test_nothing_is_wrong() -> None:
    """No problem in data or pages; what is only worth knowing is left to `make check`."""
    assert problems.report(problems.errors(CHECKED.problems)) == ""


def test_there_is_much_to_hold(site: publication.Publication) -> None:
    """What is held of each entry, of each file and of each page is held of many."""
    entries = [one for series in site.catalog.series.values() for one in series.observations]
    assert len(entries) > 10
    assert len(site.pages) > 10
    assert len(PAGES) > 10
    latest = site.derived[MAIN]
    assert latest.latest
    assert [one for one in latest.outlooks if one.state == derive.State.MISSED]


def test_every_source_is_used(site: publication.Publication) -> None:
    """By a claim, a programme, or a page."""
    catalog = site.catalog
    calls = [call for page in PAGES.values() for call in page.calls]
    used = {call.arguments[0] for call in calls if call.name == "cite"}
    for series in catalog.series.values():
        used |= {source for entry in series.entries for source in entry.sources}
    for programme in catalog.programmes.values():
        used |= {*programme.legal_basis}
        used |= {source for fact in programme.facts.values() for source in fact.sources}
    assert set(catalog.sources) - used == set()


@pytest.mark.parametrize("name", sorted({page.name for page in PAGES.values()}))
def test_both_languages_call_the_same(name: str) -> None:
    """The same figures, dates and sources, as often; and the same headings."""
    pages = [PAGES[f"content/{code}/{name}"] for code in LANGUAGES]
    calls = [Counter((call.name, call.arguments) for call in page.calls) for page in pages]
    assert calls[0] == calls[1]
    headings = [re.findall(r"^#+ .*\{#([a-z0-9-]+)\}$", page.body, re.MULTILINE) for page in pages]
    assert headings[0] == headings[1]


def test_every_notice_that_is_owed_is_there(site: publication.Publication) -> None:
    """The site says that it is unofficial; each source, how it was read."""
    notice = site.catalog.site.notice
    assert notice is not None
    assert "Tidak resmi" in notice.in_language("id")[0]
    assert "Unofficial" in notice.in_language("en")[0]
    assert [one.id for one in site.catalog.sources.values() if not one.read] == []


def test_areas_bear_both_codes(site: publication.Publication) -> None:
    """Province, regency and its 18 districts, each with the code of either scheme, once."""
    areas = site.catalog.areas
    districts = [one for one in areas.values() if one.level is Level.DISTRICT]
    assert len(districts) == 18
    assert {one.parent for one in districts} == {"kutai-timur"}
    assert areas["kutai-timur"].parent == "kalimantan-timur"
    assert areas["kutai-timur"].codes == {"kemendagri": "64.08", "bps": "6404"}
    for scheme, form in (("kemendagri", r"64\.08\.[0-9]{2}"), ("bps", "6404[0-9]{3}")):
        codes = [one.codes[scheme] for one in districts]
        assert len(set(codes)) == 18
        assert all(re.fullmatch(form, code) for code in codes)


# --- what is never said --------------------------------------------------------------------------

# Persons whom the sources name. Our own text names offices; titles and quotes stay as published.
PERSONS = re.compile(
    r"\b(Ardiansyah|Sulaiman|Trisno|Roma|Malau|Sidhiq|Erfan|Kurniawan|Sayid|Anjas|Yan|Jokowi|Prabowo)\b"
)
_QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”")


def own_texts(node: documents.Node, others: frozenset[str]) -> Iterator[str]:
    """Every text below a node that is ours: what stands under the keys of `others` is not."""
    if isinstance(node, documents.Entries):
        for key, child in node.items():
            if key not in others:
                yield from own_texts(child, others)
    elif isinstance(node, documents.Items):
        for child in node:
            yield from own_texts(child, others)
    else:
        yield _QUOTED.sub("", node)


def data_texts(path: Path) -> Iterator[str]:
    """Our own text in a data file, its comments included."""
    data = path.read_bytes()
    others = {"quote", "title", "url"} if path.name == "sources.yml" else {"quote"}
    root = documents.parse(path.name, data).root
    assert root is not None
    yield from own_texts(root, frozenset(others))
    yield from re.findall(r"(?m)^\s*#.*$", data.decode())


def page_texts(page: narrative.NarrativeSource) -> Iterator[str]:
    """Our own text in a page: all but what it quotes."""
    yield from page.meta.values()
    yield _QUOTED.sub("", page.body)


def test_our_own_text_names_no_person() -> None:
    """Neither in the data, nor in its comments, nor in the pages."""
    texts = {path.name: data_texts(path) for path in (ROOT / "data").rglob("*.yml")}
    texts |= {page.path: page_texts(page) for page in PAGES.values()}
    named = [
        (name, found[0])
        for name, own in texts.items()
        for one in own
        for found in PERSONS.finditer(one)
    ]
    assert named == []


def test_no_coverage_percentage_is_published(site: publication.Publication) -> None:
    """While the denominators contradict each other: no population, no rate, no such share."""
    assert [one.id for one in site.catalog.series.values() if one.population] == []
    assert [key for key, one in site.derived.items() if one.coverage_rate] == []
    shares = [call for page in PAGES.values() for call in page.calls if call.name == "share"]
    assert [call.place for call in shares if len(call.arguments) < len(("series", "target"))] == []


# Why a digit may stand in a page without being called from the data.
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
}
_NOT_TEXT = re.compile(r"\{\{.*?\}\}|\]\([^)]*\)|\{#[^}]*\}")


@pytest.mark.parametrize("page", PAGES.values(), ids=lambda page: page.path)
def test_digits_are_called_or_have_a_reason(page: narrative.NarrativeSource) -> None:
    """Every figure comes from the data; what is left are dates, laws, steps and a standard."""
    text = _NOT_TEXT.sub("", "\n".join((*page.meta.values(), page.body)))
    text = text.replace(page.meta.get("translated_from", "\0"), "")
    for form in DIGITS_ALLOWED["a law"], *DIGITS_ALLOWED.values():
        text = re.sub(form, "", text)
    assert re.findall(r".{0,20}[0-9].{0,20}", text) == []


# --- the main series -----------------------------------------------------------------------------

# What follows from the record as first published. A newer figure is no fault of the software.
_LATEST = CHECKED.catalog and derive.counting_dates(
    derive.standing(CHECKED.catalog.series[MAIN].observations)
)
as_first_published = pytest.mark.skipif(
    not _LATEST or _LATEST[-1].anchors != ("result-2025",),
    reason="the record has moved on: its latest figure is a newer one",
)


@as_first_published
def test_the_answer_of_the_main_series(derived: derive.Derived) -> None:
    """About 98,000 in 2025; both targets missed; 100,000 never matched; nothing newer."""
    assert derived.latest is not None
    assert [one.anchor for one in derived.latest.observations] == ["result-2025"]
    assert derived.latest.values.low == derived.latest.values.high == 98000
    assert derived.unmatched is not None
    assert derived.unmatched.anchor == "result-2024-08-17"
    assert derived.is_stale
    states = {one.target.anchor: (one.target.value, one.state) for one in derived.outlooks}
    assert states["target-2025-115000"] == (115000, derive.State.MISSED)
    assert states["target-2025-150000"] == (150000, derive.State.MISSED)
    assert states["target-85000-may-2024"] == (85000, derive.State.NO_DEADLINE)
    assert states["target-160000"] == (160000, derive.State.NO_DEADLINE)


HEADLINES = {
    "id": [
        "Menurut Dinas Tenaga Kerja Kutai Timur (dikutip Teraskata Kaltim):",
        "sekitar 98.000 orang",
        "untuk 2025",
        "Target 2025:",
        "Pemerintah Kabupaten Kutai Timur (dikutip FORMASI indonesia): 115.000 tidak tercapai",
        "Bupati Kutai Timur (dimuat Ritmee Kaltim dan 4 lainnya): 150.000 tidak tercapai",
        (
            "Menurut Bupati Kutai Timur (dikutip FORMASI indonesia dan 2 lainnya): 100.000, untuk "
            "17 Agustus 2024. Belum kami temukan laporan sesudahnya yang menyebut angka setinggi "
            "itu."
        ),
        "Sampai (hari ini) kami belum menemukan angka yang lebih baru.",
    ],
    "en": [
        "The Kutai Timur manpower office (quoted by Teraskata Kaltim) says:",
        "about 98,000 people",
        "for 2025",
        "Targets for 2025:",
        "The Kutai Timur regency government (quoted by FORMASI indonesia): 115,000 missed",
        "The regent of Kutai Timur (published by Ritmee Kaltim and 4 others): 150,000 missed",
        (
            "The regent of Kutai Timur (quoted by FORMASI indonesia and 2 others) says: 100,000, "
            "for 17 August 2024. We have found no later report that gives a figure as high."
        ),
        "As of (today) we have found no newer figure.",
    ],
}


@as_first_published
@pytest.mark.parametrize("code", LANGUAGES)
def test_the_first_screen_answers(site: publication.Publication, code: str) -> None:
    """Who says how many, when, was the target met, how certain: made by the rule, in words."""
    page = PAGES[f"content/{code}/index.md"]
    narration = site.narrate(page, code, "")
    today = site.words(code).language.day(site.catalog.today).text
    shown = narration.parts[0].html.replace(today, {"id": "(hari ini)", "en": "(today)"}[code])
    texts = (html.unescape(re.sub(r"<[^>]*>", "", line)) for line in shown.split("\n"))
    lines = [" ".join(text.split()) for text in texts if text.strip()]
    assert lines[1:-1] == HEADLINES[code]
    assert page.body.lstrip().startswith('{{ headline("kutai-timur-vulnerable-workers") }}')


def test_the_main_series_says_why_it_is_expected_half_yearly(
    site: publication.Publication, main: Series
) -> None:
    """The reason of the frequency stands with the indicator, in both languages."""
    indicator = site.catalog.indicator_of(main)
    assert indicator.frequency == "half-yearly"
    assert indicator.summary is not None
    for code, reason in (("id", "UU 14/2008 mewajibkan"), ("en", "Law 14/2008 obliges")):
        assert reason in indicator.summary.in_language(code)[0]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("result-early-2023", "target-early-2023"),
        ("result-early-2023", "target-85000-may-2024"),
        ("result-early-2023", "result-before-2024-08-17"),
        ("result-2024-05", "result-2022"),
        ("event-2023", "result-2022"),
        ("result-2024-05-22", "result-before-2024-08-17"),
        ("result-2024-08-17", "target-2024-10"),
        ("result-2024-08-17", "result-2024-11-09"),
        ("target-160000", "target-2025-150000"),
    ],
)
def test_what_cannot_both_be_true_is_tied(derived: derive.Derived, one: str, other: str) -> None:
    """Each names the other as disagreeing with it."""
    assert other in derived.disagreeing(one)
    assert one in derived.disagreeing(other)


def test_series_are_not_mixed(site: publication.Publication) -> None:
    """Each series has an indicator of its own; money and claims are flows in rupiah or cases."""
    catalog = site.catalog
    indicators = [one.indicator for one in catalog.series.values()]
    assert len(set(indicators)) == len(indicators)
    flows = {key for key, one in catalog.indicators.items() if one.measure == "flow"}
    assert flows == {"budget-planned", "budget-spent", "claims-cases", "claims-value"}
