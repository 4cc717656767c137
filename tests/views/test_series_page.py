"""The page of a series: each claim once, years folded, conflicts, texts to cite and to send on."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import html5lib
import pytest
from tests.conftest import dump
from tests.views.test_components import publication
from tests.views.test_views import claim, target
from tests.views.written_series import change, series_tree

from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import plain_text
from terang.pages.publication import Publication
from terang.views import chart, disagreements, headline, timeline

OWN = "coverage/covered/"
SVG = "{http://www.w3.org/2000/svg}"
INDICATOR = {
    "title": {"id": "Pekerja", "en": "Workers"},
    "definition": {"id": "Jumlahnya", "en": "Their number"},
    "programme": "protection",
    "unit": {"id": "orang", "en": "people"},
    "direction": "increase",
    "measure": "stock",
}


def a_publication(
    *observations: dict[str, object],
    today: str = "2026-06-30",
    indicator: dict[str, object] | None = None,
    **lists: Any,  # noqa: ANN401
) -> Publication:
    """Return the publication of a series of these claims."""
    sources = lists.pop("sources", {})
    tree = series_tree({"observations": observations, **lists})
    if sources:
        tree["sources"] = sources
    data = {
        "data/coverage/covered.yml": dump(tree),
        "data/indicators/covered.yml": dump({**INDICATOR, **(indicator or {})}),
    }
    return publication({"series": "ordinary", "data": data, "today": today})


def page_of(published: Publication, language: str = "en", path: str = OWN) -> Any:  # noqa: ANN401
    """Return a page, by default that of the series, as an element."""
    made = next(page for page in published.pages if page.path == path)
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    return parser.parse(published.body(made, language))


def text_of(element: Any) -> str:  # noqa: ANN401
    """Return the text of an element, with single blanks."""
    return " ".join("".join(element.itertext()).split())


def of_class(root: Any, name: str) -> list[Any]:  # noqa: ANN401
    """Return the elements that have a class."""
    return [found for found in root.iter() if name in (found.get("class") or "").split()]


# --- each claim once ---------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("count", [3, timeline.MOST_UNFOLDED + 1])
def test_the_words_of_a_claim_stand_once(count: int, language: str) -> None:
    """Quote, citation and address of a claim stand once on the page, with the claim itself."""
    claims = [
        claim(str(2000 + number), 10 + number, quote=f"kata-kata {number:03}", anchor=f"a-{number}")
        for number in range(count)
    ]
    published = a_publication(*claims, targets=[target(90, "2030", quote="kata-kata target")])
    page = page_of(published, language)
    text = text_of(page)
    root = "" if language == LANGUAGES[0] else f"{language}/"
    for entry in published.catalog.series["covered"].entries:
        (item,) = [found for found in page.iter("li") if found.get("id") == entry.anchor]
        assert entry.quote
        assert text.count(entry.quote) == text_of(item).count(entry.quote) == 1
        (citation,) = of_class(item, "timeline__citation")
        assert text.count(text_of(citation)) == 1
        (link,) = citation.iter("a")
        assert link.get("href") == f"#{entry.anchor}"
        assert text_of(link).endswith(f"/{root}{OWN}#{entry.anchor}")
        assert text_of(link).startswith("https://")


def test_a_quotation_leads_to_its_words() -> None:
    """The source of a claim leads to its place among all sources, and from there to its words."""
    source = {
        "title": "Rilis", "publisher": "Dinas", "type": "press-release", "language": "id",
        "url": "https://dinas.example/rilis#isi", "archived": "https://arsip.example/rilis",
    }  # fmt: skip
    quote = "kata-kata rilis, semuanya & utuh."
    published = a_publication(
        claim("2024", 7, quote=quote, sources=["rilis"]), claim("2023", 6, sources=["rilis"]),
        sources={"rilis": source},
    )  # fmt: skip
    for language in LANGUAGES:
        page = page_of(published, language)
        (item,) = [found for found in page.iter("li") if found.get("id") == "result-2024"]
        assert "../../sources/#rilis" in [link.get("href") for link in item.iter("a")]
        sources = page_of(published, language, "sources/")
        (place,) = [found for found in sources.iter("li") if found.get("id") == "rilis"]
        away = [link for link in place.iter("a") if link.get("href").startswith("https://")]
        assert [link.get("href") for link in away] == [
            "https://dinas.example/rilis#isi",
            "https://arsip.example/rilis",
            "https://dinas.example/rilis#isi:~:text=kata%2Dkata%20rilis%2C%20semuanya%20%26%20utuh",
        ]
        assert {link.get("rel") for link in away} == {"noopener nofollow"}
    # The plain address is the one to cite.
    (item,) = [found for found in page_of(published).iter("li") if found.get("id") == "result-2024"]
    assert ":~:" not in text_of(item)


def test_a_citation_names_speaker_value_date_and_record() -> None:
    """A citation can stand alone: who said what about when, where it is on record."""
    published = a_publication(claim("2024", 7, by="mayor"))
    (citation,) = of_class(page_of(published), "timeline__citation")
    assert re.search(r"[Mm]ayor.*7 people.*2024.*https://", text_of(citation))


def test_the_latest_figure_is_cited_without_a_script() -> None:
    """The page links to the citation of its latest figure, whose folds are open."""
    many = [claim(str(2000 + number), number + 1) for number in range(timeline.MOST_UNFOLDED + 1)]
    page = page_of(a_publication(*many))
    (cited,) = [found for found in page.iter() if found.get("id") == "_cite-latest"]
    assert "#_cite-latest" in [link.get("href") for link in page.iter("a")]
    parents = {child: parent for parent in page.iter() for child in parent}
    folds = []
    while cited in parents:
        cited = parents[cited]
        folds += [cited.get("open")] if cited.tag == "details" else []
    assert len(folds) == 2
    assert None not in folds


# --- sections ----------------------------------------------------------------------------------


def test_sections_that_are_empty_are_absent() -> None:
    """A series of one claim has neither targets nor conflicts, and no link to them."""
    page = page_of(a_publication(claim("2024", 7)))
    links = {link.get("href") for link in page.iter("a")}
    ids = {found.get("id") for found in page.iter()}
    assert {"_targets", "_disagree", "_change"}.isdisjoint(ids)
    assert {"#_targets", "#_disagree"}.isdisjoint(links)


@pytest.mark.parametrize("language", LANGUAGES)
def test_links_within_the_page_lead_to_its_sections(language: str) -> None:
    """Each link of the list on top leads to an element of the page."""
    conflict = [claim("2024", 7, anchor="a"), claim("2024", 9, anchor="b", by="mayor")]
    page = page_of(a_publication(*conflict, targets=[target(9, "2025")]), language)
    ids = {found.get("id") for found in page.iter()}
    (jump,) = of_class(page, "jump")
    links = [link.get("href") for link in jump.iter("a")]
    assert {"#_targets", "#_disagree", "#_downloads", "#_share"} < set(links)
    assert {link.removeprefix("#") for link in links} <= ids


@pytest.mark.parametrize(
    ("values", "unit", "said"),
    [
        ((7_000, 9_500), {"id": "orang", "en": "people"}, "(2,500 apart)"),
        ((7, 9), "percent", "(2 percentage points apart)"),
        (({"low": 7, "high": 8}, 9), {"id": "orang", "en": "people"}, ""),
    ],
)
def test_claims_that_disagree_say_by_how_much(
    values: tuple[object, object], unit: object, said: str
) -> None:
    """Beside a claim stands its distance from the other, if both name one value."""
    first, other = values
    conflict = [claim("2024", first, anchor="a"), claim("2024", other, anchor="b", by="mayor")]
    page = page_of(a_publication(*conflict, indicator={"unit": unit}), "en")
    shown = " ".join(text_of(found) for found in of_class(page, "disagreements"))
    assert "(2024)" in shown
    assert said in shown
    assert ("apart" in shown) is bool(said)


@pytest.mark.parametrize("qualifier", ["more-than", "at-least", "at-most"])
def test_an_open_end_is_at_no_known_distance(qualifier: str) -> None:
    """Nobody knows how far "at most 7" is from 9."""
    value = 7 if qualifier == "at-most" else 12
    conflict = [claim("2024", 9, anchor="a"), claim("2024", value, anchor="b", qualifier=qualifier)]
    page = page_of(a_publication(*conflict), "en")
    shown = " ".join(text_of(found) for found in of_class(page, "disagreements"))
    assert f"{value} (2024)" in shown
    assert "apart" not in shown


def test_years_are_folded_above_a_number() -> None:
    """Up to so many entries all are open; above, each year is a fold and the newest is open."""
    for count, folded in ((timeline.MOST_UNFOLDED, False), (timeline.MOST_UNFOLDED + 1, True)):
        months = [f"{2020 + number // 12}-{number % 12 + 1:02}" for number in range(count)]
        page = page_of(a_publication(*(claim(month, 5) for month in months)))
        folds = of_class(page, "timeline__year")
        assert bool(folds) is folded
        if folded:
            years = [text_of(fold.find("summary"))[:4] for fold in folds]
            assert years == sorted({month[:4] for month in months})
            assert [fold.get("open") is not None for fold in folds] == [False] * 2 + [True]


def test_targets_without_a_date_are_a_fold_of_their_own() -> None:
    """They stand behind the years, and are counted like them."""
    many = [claim(str(2000 + number), number + 1) for number in range(timeline.MOST_UNFOLDED)]
    page = page_of(a_publication(*many, targets=[target(90)]))
    last = of_class(page, "timeline__year")[-1]
    assert text_of(last.find("summary")) == "Without a deadline 1 target"
    assert last.get("open") is None


def test_a_target_is_told_at_its_deadline_and_now() -> None:
    """The two distances stand in two cells, and say so where they are of the same figure."""
    for years, cells in (
        (
            ["2024", "2025"],
            ["Dinas Tenaga Kerja (2024): 50.0%", "Dinas Tenaga Kerja (2025): 80.0%"],
        ),
        (["2024"], ["Dinas Tenaga Kerja (2024): 50.0%", "the same figure"]),
    ):
        claims = [claim(year, 5 + 3 * number) for number, year in enumerate(years)]
        page = page_of(a_publication(*claims, targets=[target(10, "2024", announced="2023")]))
        (row,) = of_class(page, "target")
        found = [text_of(cell).partition(": ")[2] for cell in row.findall("td")[1:3]]
        assert [text.startswith(cell) for text, cell in zip(found, cells, strict=True)] == [
            True
        ] * 2


# --- what disagrees ----------------------------------------------------------------------------


def told(published: Publication) -> list[tuple[str, str, list[str]]]:
    """Return each disagreement: its rule, its first claim, the others."""
    covered = published.catalog.series["covered"]
    views = disagreements.disagreement_views(covered, published.context("en", OWN))
    return [
        (
            view.why,
            plain_text(view.first.sentence),
            [plain_text(other.sentence) for other in view.others],
        )
        for view in views
    ]


def test_a_pair_is_told_once_beside_its_earlier_claim() -> None:
    """Claims that contradict an earlier one stand together beside it."""
    office = "Dinas Tenaga Kerja"
    assert told(
        a_publication(
            claim("2022", 1, anchor="a"),
            claim("2023", 2, anchor="b", contradicts=["a"]),
            claim("2024", 3, anchor="c", contradicts=["b", "a"]),
        )
    ) == [
        (
            "",
            f"{office}: 1 (2022)",
            [f"{office}: 2 (2023) (1 apart)", f"{office}: 3 (2024) (2 apart)"],
        ),
        ("", f"{office}: 2 (2023)", [f"{office}: 3 (2024) (1 apart)"]),
    ]


def test_claims_of_one_date_are_told_together() -> None:
    """Nine claims of one date are one disagreement, not thirty-six."""
    nine = [claim("2024", 10 * number, anchor=f"a{number}") for number in range(1, 10)]
    ((why, _, others),) = told(a_publication(*nine))
    assert why == "About the same time:"
    assert len(others) == 8


@pytest.mark.parametrize(
    ("url", "href"), [(OWN, "#_disagree"), ("", "coverage/covered/#_disagree")]
)
def test_a_claim_says_that_others_disagree(url: str, href: str) -> None:
    """The line counts the claims and leads to them, also from another page."""
    published = a_publication(
        claim("2024", 7, anchor="a"), claim("2024", 9, anchor="b"), claim("2024", 99, anchor="c")
    )
    covered, context = published.catalog.series["covered"], published.context("en", url)
    for entry in timeline.timeline_view(covered, context).items:
        assert not isinstance(entry, timeline.BreakView)
        (link,) = entry.disagrees
        assert getattr(link, "text", "") == "Does not agree with 2 other claims"
        assert getattr(link, "href", "") == href


# --- to send on --------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_text_to_send_on_has_it_all(language: str) -> None:
    """Speaker, figure, date and address are in one text, which WhatsApp gets whole."""
    page = page_of(a_publication(claim("2024", 12345)), language)
    (share,) = of_class(page, "share")
    (text,) = [text_of(found) for found in of_class(share, "share__text")]
    root = "" if language == LANGUAGES[0] else f"{language}/"
    number = {"id": "12.345", "en": "12,345"}[language]
    assert re.search(rf"Dinas Tenaga Kerja.*{number}.*2024.*https://\S+/{root}{OWN}$", text)
    links = [urlsplit(link.get("href")) for link in share.iter("a")]
    assert links[0].netloc == "wa.me"
    assert parse_qs(links[0].query)["text"] == [text]
    assert links[1].path.endswith("feed.xml")


@pytest.mark.parametrize(
    ("frequency", "today", "said"),
    [
        ("monthly", "2026-06-10", "We expect the next figure by 30 June 2026."),
        ("monthly", "2026-06-30", "We expect the next figure by 30 June 2026."),
        (
            "monthly",
            "2026-07-01",
            "We expected the next figure by 30 June 2026. That day is over.",
        ),
        ("half-yearly", "2026-06-10", "We expect the next figure by 27 November 2026."),
        ("irregular", "2026-06-10", ""),
    ],
)
def test_the_next_figure_is_expected_where_a_frequency_is_known(
    frequency: str, today: str, said: str
) -> None:
    """The day is the last on which the latest is fresh, and a day that is over is called so."""
    published = a_publication(
        claim("2026-05", 7, added="2026-06-05"), today=today, indicator={"frequency": frequency}
    )
    covered = published.catalog.series["covered"]
    view = headline.headline_view(covered, published.context("en", OWN))
    assert plain_text(view.expected) == said
    assert (said in text_of(page_of(published))) is True


# --- what the record said when, and what it does not say -----------------------------------------


def section(page: Any, name: str) -> str:  # noqa: ANN401
    """Return the text of a section."""
    (found,) = [element for element in page.iter() if element.get("id") == name]
    return text_of(found)


def test_the_page_says_what_the_record_said_when() -> None:
    """Each latest figure is told with the first day on which it was that, newest first."""
    wrong = claim("2024", 7, added="2025-02-01", corrected=[change("2025-03-01", value=8)])
    published = a_publication(
        wrong,
        claim("2023", 5, added="2025-01-01"),
        claim("2022", 4, added="2025-04-01"),
        claim("2025", 9, added="2026-01-31"),
    )
    said = section(page_of(published), "_past")
    days = ["31 January 2026", "1 March 2025", "1 February 2025", "1 January 2025"]
    assert re.findall(r"Since (.*?):", said) == days
    assert re.findall(r"(\d+) \((\d+)\)\.", said) == [
        *(("9", "2025"), ("8", "2024"), ("7", "2024"), ("5", "2023")),
    ]
    assert "vintages.csv" in said


def test_a_record_that_never_said_anything_else_says_so() -> None:
    """A latest figure that was the latest from the first day is not told again."""
    published = a_publication(claim("2024", 7, added="2025-02-01"))
    said = section(page_of(published), "_past")
    assert "Since 1 February 2025 the latest figure has been the same." in said
    assert "7" not in said


@pytest.mark.parametrize(
    ("claims", "nearest"),
    [
        # of the year, of the next one, of whichever may lie less far
        ([("2024-11-09", 85), ("2025-06", 75)], "85 (9 November 2024)"),
        ([("2024-02", 85), ("2025-01", 75)], "75 (January 2025)"),
        ([("2024-11-09", 85), ("2025", 98)], "85 (9 November 2024)"),
    ],
)
def test_a_year_without_a_figure_at_its_end_says_so(
    claims: list[tuple[str, int]], nearest: str
) -> None:
    """It says that no undisputed figure was found, and names the nearest one."""
    disputed = claim("2024-12-31", 99, status="disputed", note={"id": "Diragukan"})
    published = a_publication(disputed, *(claim(date, value) for date, value in claims))
    said = section(page_of(published), "_years")
    first = f"nearest: Dinas Tenaga Kerja, {nearest}."
    assert f"For the end of 2024 we have found no undisputed figure; the {first}" in said
    assert said.count("For the end of 2025") == (claims[-1][0] != "2025")


def test_a_year_with_a_figure_at_its_end_says_nothing_of_it() -> None:
    """Neither a figure of the whole year, nor the year that is not over, lacks an end."""
    published = a_publication(claim("2024", 7), claim("2025-12", 8), claim("2026-01-31", 9))
    assert "For the end of" not in section(page_of(published), "_years")


def test_the_other_figures_of_a_year_keep_their_about() -> None:
    """The span of a year's other figures is rough where one of them is."""
    rough = claim("2025-06", 85, qualifier="about")
    published = a_publication(rough, claim("2025-09", 75), claim("2025-12", 98))
    said = section(page_of(published), "_years")
    assert "Other figures of that year: about 75 to 85." in said


def test_a_year_whose_figures_are_all_disputed_says_so() -> None:
    """It does not say that no figure was found."""
    disputed = claim("2024-06", 99, status="disputed", note={"id": "Diragukan"})
    published = a_publication(claim("2023", 7), disputed, claim("2025-12", 8))
    said = section(page_of(published), "_years")
    assert "Every figure for this year is disputed." in said
    assert "nearest: Dinas Tenaga Kerja, 7 (2023)." not in said
    assert "nearest: Dinas Tenaga Kerja, 8 (December 2025)" in said


# --- the chart ---------------------------------------------------------------------------------


def test_a_named_mark_leads_to_its_claim() -> None:
    """The chart keeps its title and description; a mark's link has the claim as its name."""
    root = page_of(
        a_publication(
            claim("2024", 85_000), claim("2025-03-01", 90_000), targets=[target(100_000, "2025")]
        )
    )
    (drawing,) = [element for element in root.iter(f"{SVG}svg") if element.get("role") == "img"]
    names = (drawing.get("aria-labelledby") or "").split()
    assert [element.get("id") for element in drawing[:2]] == names
    assert all(text_of(element) for element in drawing[:2])
    ids = {element.get("id") for element in root.iter() if SVG not in str(element.tag)}
    (layer,) = of_class(root, "chart__links")
    links = {link.get("href"): text_of(link[0]) for link in layer.iter(f"{SVG}a")}
    assert set(links) == {"#result-2024", "#result-2025-03-01", "#target-2025"}
    assert all(href.removeprefix("#") in ids for href in links)
    assert all("000" in title for title in links.values())


def test_marks_that_recede_are_no_links() -> None:
    """Only those figures lead to their claims that have a value or a rival."""
    months = [f"{2022 + number // 12}-{number % 12 + 1:02}" for number in range(30)]
    claims = [claim(month, 100 + number) for number, month in enumerate(months)]
    (figure,) = of_class(page_of(a_publication(*claims)), "chart--72")
    links = [link.get("href") for link in figure.iter(f"{SVG}a")]
    assert links == [f"#result-{months[-1]}"]


def test_the_line_of_a_target_goes_from_its_announcement_to_its_deadline() -> None:
    """Or to the announcement of the target that replaces it, where it steps to that one's level."""
    first = target(100, "2025", announced="2023-07-01")
    second = target(150, "2025", announced="2024-07-01", replaces="target-2025")
    second["anchor"] = "target-2025-150"
    published = a_publication(claim("2022", 10), targets=[first, second])
    view = chart.chart_view(published.catalog.series["covered"], published.context("en", OWN))
    assert view is not None
    replaced, standing = (mark for mark in view.chart.marks if mark.life)
    assert replaced.life is not None
    assert standing.life is not None
    assert replaced.life[1] == pytest.approx(standing.life[0], abs=0.2)
    assert standing.life[1] == standing.x
    assert replaced.life[0] < standing.life[0]
    assert (replaced.step, standing.step) == (standing.y, None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_total_of_parts_is_drawn_as_a_sum(language: str) -> None:
    """Its mark, its words and its key say that it was added up; a total that is stated has none."""
    quarters = [claim(f"2024-Q{nth}", 10 * nth) for nth in (1, 2, 3, 4)]
    half_years = [claim("2025-S1", 50), claim("2025-S2", 60), claim("2025", 110)]
    published = a_publication(*quarters, *half_years, indicator={"measure": "flow"})
    view = chart.chart_view(published.catalog.series["covered"], published.context(language, OWN))
    assert view is not None
    (mark,) = [mark for mark in view.chart.marks if mark.shape == "sum"]
    said = {
        "id": "Kami jumlahkan dari angka Dinas Tenaga Kerja: 100 (2024).",
        "en": "Added up by us from figures of Dinas Tenaga Kerja: 100 (2024).",
    }[language]
    assert (mark.title, mark.is_span, mark.is_small) == (said, True, False)
    assert mark.label is None or mark.label.text == "100"
    assert said in view.description
    assert dict(view.shapes)["sum"]
    page = page_of(published, language)
    (drawing,) = [element for element in page.iter(f"{SVG}svg") if element.get("role") == "img"]
    (box,) = of_class(drawing, "chart__sum")
    assert (box.get("width"), box.get("height")) == ("100%", "10")
    (layer,) = of_class(page, "chart__links")
    assert [text_of(link[0]) for link in layer if link.get("href") == "#_years"] == [said]
    rows = [text_of(row) for row in of_class(page, "years")[0].iter("tr")][1:]
    assert rows[0] == f"2024 {said}"
    assert said not in rows[1]
    (caption,) = page.iter("figcaption")
    counted = {"id": "Digambar juga 1 jumlah", "en": "1 total is drawn too that we added up"}
    assert counted[language] in text_of(caption)
