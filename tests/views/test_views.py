"""The texts of pages: addresses, order, the choices of a headline, calls in a sentence.

Their HTML is tested in `test_components.py`.
"""

from __future__ import annotations

from typing import Any

import pytest
from tests.conftest import dump
from tests.views.test_components import publication
from tests.views.written_series import ADDED, change, series_tree, withdrawal

from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import FigureLink, FigureText, Sentence, TextLink, Wording, plain_text
from terang.narrative import markdown_page
from terang.pages.publication import Publication
from terang.views import (
    chart,
    coverage_rate,
    derived_figures,
    download_link,
    headline,
    list_pages,
    revision_list,
    series,
    series_list,
    source_list,
)
from terang.views.citation import PublicationDetails
from terang.views.entry_view import EntryView
from terang.views.page_context import PageContext
from terang.views.reliability import reliability_view
from terang.views.sentence_parts import joined_list

NOTE = {"id": "Catatan", "en": "Note"}
TITLE = {"id": "Judul", "en": "Title"}


def claim(date: str, value: object, **keys: object) -> dict[str, object]:
    """Return an observation as written in a data file."""
    return {"date": date, "value": value, "sources": ["office-2025"], **keys}


def target(value: object, due: str | None = None, **keys: object) -> dict[str, object]:
    """Return a target as written in a data file."""
    return {"value": value, "sources": ["office-2025"], **({"due": due} if due else {}), **keys}


def a_publication(
    *observations: dict[str, object],
    today: str = "2026-06-30",
    **keys: Any,  # noqa: ANN401
) -> Publication:
    """Return the publication of a single series of these claims."""
    lists = {name: keys.pop(name, ()) for name in ("targets", "events", "replies")}
    tree = series_tree({"observations": observations, **lists}, **keys)
    data = {"data/coverage/covered.yml": dump(tree)}
    return publication({"series": "ordinary", "data": data, "today": today})


def page_context(published: Publication, language: str = "en", url: str = "") -> PageContext:
    """Return the context of a page."""
    return published.context(language, url)


# --- addresses ---------------------------------------------------------------------------------

LINK_CASES = [
    # language, page; addresses of another page, the home page, a file, an entry
    ("id", "", ["sources/", "./", "data/x.csv", "coverage/covered/#x"]),
    ("en", "", ["sources/", "./", "../data/x.csv", "coverage/covered/#x"]),
    ("id", "sources/", ["../sources/", "../", "../data/x.csv", "../coverage/covered/#x"]),
    ("en", "about/", ["../sources/", "../", "../../data/x.csv", "../coverage/covered/#x"]),
    ("en", "coverage/", ["../sources/", "../", "../../data/x.csv", "../coverage/covered/#x"]),
    ("id", "coverage/covered/", ["../../sources/", "../../", "../../data/x.csv", "#x"]),
]


@pytest.mark.parametrize(("language", "url", "hrefs"), LINK_CASES)
def test_links_are_relative_to_their_page(language: str, url: str, hrefs: list[str]) -> None:
    """The site works at any path of a host; both languages share the files."""
    context = page_context(publication({"series": "ordinary"}), language, url)
    covered = context.catalog.series["covered"]
    assert [
        context.page_href("sources/"),
        context.page_href(""),
        context.file_href("data/x.csv"),
        context.entry_href(covered, "x"),
    ] == hrefs


def test_ids_bear_the_series_outside_its_page() -> None:
    """Two series on the same page never share an id."""
    published = publication({"series": "ordinary"})
    covered = published.catalog.series["covered"]
    assert page_context(published, url="coverage/covered/").dom_id(covered, "x") == "x"
    assert page_context(published, url="coverage/").dom_id(covered, "x") == "covered--x"


# --- headline ----------------------------------------------------------------------------------


def shown_targets(*targets: dict[str, object], today: str = "2026-06-30") -> list[tuple[str, str]]:
    """Return the values and states of the targets in a headline."""
    published = a_publication(claim("2024", 10), targets=list(targets), today=today)
    view = headline.headline_view(published.catalog.series["covered"], page_context(published))
    return [(line.figure.text, line.state) for line in view.targets]


def test_targets_of_the_last_due_date_that_is_over() -> None:
    """Older due dates and later ones are left out."""
    assert shown_targets(target(1, "2024"), target(20, "2025"), target(30, "2027")) == [
        ("20", "unreported")
    ]


def test_every_target_of_that_date() -> None:
    """Targets of the same due date are all shown, also if the date is written differently."""
    found = shown_targets(
        target(20, "2025", anchor="a"),
        target(30, "2025-01-01/2025-12-31", anchor="b"),
        target(40, "2025-12-31", anchor="c"),  # another date, and the newest
    )
    assert found == [("40", "unreported")]
    found = shown_targets(
        target(20, "2025", anchor="a"), target(30, "2025-01-01/2025-12-31", anchor="b")
    )
    assert found == [("20", "unreported"), ("30", "unreported")]


def test_the_next_due_date_if_none_is_over() -> None:
    """If no due date is over, the next is shown; a date is over on the day after it ends."""
    assert shown_targets(target(30, "2028"), target(20, "2027"), target(9)) == [("20", "pending")]
    assert shown_targets(target(50, "2026-06-30")) == [("50", "pending")]
    assert shown_targets(target(50, "2026-06-30"), today="2026-07-01") == [("50", "unreported")]


def test_targets_without_a_date_are_left_to_the_timeline() -> None:
    """They have no due date that could be over."""
    assert shown_targets(target(5)) == []


def stale(*observations: dict[str, object], today: str) -> bool:
    """Return whether the headline says that no newer figure was found."""
    published = a_publication(*observations, today=today)
    view = headline.headline_view(published.catalog.series["covered"], page_context(published))
    return bool(view.stale)


def test_no_newer_figure_found() -> None:
    """The headline says so from the 184th day after the latest figure's last day."""
    assert not stale(claim("2025", 1), today="2026-07-02")
    assert stale(claim("2025", 1), today="2026-07-03")


def test_nothing_is_said_to_be_stale_where_nothing_counts() -> None:
    """Without a figure that counts, there is no figure that could be old."""
    assert not stale(claim("2020", 1, status="disputed", note=NOTE), today="2026-07-03")


def test_each_publisher_is_named_once() -> None:
    """Two sources of the same publisher are named as a single speaker."""
    other = {"title": "T", "publisher": "Dinas Tenaga Kerja", "type": "news", "language": "id"}
    published = a_publication(
        {**claim("2025", 1), "sources": ["office-2025", "again"]}, sources={"again": other}
    )
    view = headline.headline_view(published.catalog.series["covered"], page_context(published))
    assert (
        plain_text(headline.headline_sentence(view))
        == "Dinas Tenaga Kerja says: 1 people, for 2025."
    )


# --- timeline, table, sources ------------------------------------------------------------------


def anchors(published: Publication) -> list[str]:
    """Return the anchors of the timeline's entries."""
    view = series.timeline_view(published.catalog.series["covered"], page_context(published))
    return [entry.anchor for entry in view.items if isinstance(entry, EntryView)]


def test_the_timeline_runs_from_the_oldest() -> None:
    """Entries are ordered by last day, first day and kind; entries without a date are last."""
    event = {"date": "2024", "title": NOTE, "sources": ["office-2025"]}
    published = a_publication(
        claim("2024", 3), claim("2024-12-31", 4), claim("2022", 1), claim("2024-06", 2),
        targets=[target(9), target(8, "2024", anchor="due-2024"), target(7, "2023")],
        events=[event],
    )  # fmt: skip
    assert anchors(published) == [
        "result-2022", "target-2023", "result-2024-06", "result-2024", "due-2024", "event-2024",
        "result-2024-12-31", "target",
    ]  # fmt: skip


def test_withdrawn_claims_stand_below_the_table_only() -> None:
    """They keep their anchor, so that links to them still work."""
    published = a_publication(claim("2024", 3), claim("2025", 4, corrected=[withdrawal()]))
    covered, context = published.catalog.series["covered"], page_context(published)
    assert anchors(published) == ["result-2024"]
    table = series.table_view(covered, context)
    assert [row.anchor for row in table.rows if isinstance(row, EntryView)] == ["result-2024"]
    (withdrawn,) = table.withdrawn
    assert plain_text(withdrawn.name) == "Dinas Tenaga Kerja: Result 4, 2025 (result-2025)"
    assert [plain_text(line.said) for line in withdrawn.history] == [
        "We withdrew this 5 January 2026: Note."
    ]
    assert withdrawn.dom_id == "covered--result-2025"
    assert [source.link.text for source in series.series_source_views(covered, context)] == [
        "Dinas Tenaga Kerja"
    ]


@pytest.mark.parametrize(
    ("name", "entry", "said"),
    [
        (
            "events",
            {"date": "2024-08-17", "title": NOTE, "sources": ["office-2025"]},
            "Event Note, 17 August 2024 (event-2024-08-17)",
        ),
        ("targets", target(9), "Target 9, no deadline (target)"),
    ],
)
def test_withdrawn_events_and_targets_are_named(
    name: str, entry: dict[str, object], said: str
) -> None:
    """An event is named by its title, a target without a date as "no deadline"."""
    gone = {**entry, "corrected": [withdrawal()]}
    published = a_publication(claim("2024", 3), **{name: [gone]})
    covered, context = published.catalog.series["covered"], page_context(published)
    (withdrawn,) = series.table_view(covered, context).withdrawn
    assert plain_text(withdrawn.name) == f"Dinas Tenaga Kerja: {said}"


def test_withdrawn_claims_say_so_among_sources() -> None:
    """Every claim that cites a source is listed, withdrawn claims with a mark."""
    published = a_publication(claim("2024", 3), claim("2025", 4, corrected=[withdrawal()]))
    (portions,), uses = published.contents.sources, published.contents.uses
    views = source_list.source_views(portions, uses, page_context(published))
    (office,) = [view for view in views if view.claims]
    assert [line.withdrawn for line in office.claims] == ["", "Withdrawn"]


# --- breaks ------------------------------------------------------------------------------------


def a_break(date: str) -> dict[str, object]:
    """Return a break on a day."""
    return {"date": date, "reason": NOTE, "sources": ["undated"], "added": ADDED}


def rows(published: Publication) -> list[str]:
    """Return the anchors of the timeline, and `|` for each break."""
    view = series.timeline_view(published.catalog.series["covered"], page_context(published))
    return [entry.anchor if isinstance(entry, EntryView) else "|" for entry in view.items]


@pytest.mark.parametrize(
    ("dates", "expected"),
    [
        # figures from that day on are behind it, also those of the day itself
        (["2024-01-01"], ["result-2022", "|", "result-2024-01-01", "target"]),
        (["2023-12-31"], ["result-2022", "|", "result-2024-01-01", "target"]),
        # targets without a day are last
        (["2024-01-02"], ["result-2022", "result-2024-01-01", "|", "target"]),
        (["2024-02-01", "2020-01-01"], ["|", "result-2022", "result-2024-01-01", "|", "target"]),
    ],
)
def test_breaks_stand_between_the_entries(dates: list[str], expected: list[str]) -> None:
    """The order is that of the days, in timeline and table."""
    published = a_publication(
        claim("2022", 1),
        claim("2024-01-01", 2),
        targets=[target(9)],
        breaks=[a_break(date) for date in dates],
    )
    assert rows(published) == expected
    table = series.table_view(published.catalog.series["covered"], page_context(published))
    assert [
        entry.anchor if isinstance(entry, EntryView) else "|" for entry in table.rows
    ] == expected


def test_breaks_of_the_indicator_are_shown_too() -> None:
    """A break of the indicator holds for each of its series."""
    people = {
        "title": NOTE, "definition": NOTE, "programme": "protection",
        "breaks": [a_break("2023-06-01")],
        "unit": {"id": "orang", "en": "people"}, "direction": "increase", "measure": "stock",
    }  # fmt: skip
    tree = series_tree({"observations": [claim("2022", 1), claim("2024", 2)]})
    data = {"data/indicators/covered.yml": dump(people), "data/coverage/covered.yml": dump(tree)}
    published = publication({"series": "ordinary", "data": data})
    assert rows(published) == ["result-2022", "|", "result-2024"]
    view = chart.chart_view(published.catalog.series["covered"], page_context(published))
    assert view is not None
    assert [line.title for line in view.chart.breaks] == ["1 June 2023: Note"]
    assert ("break", "Change in what is measured") in view.shapes


# --- what its own speaker took back ------------------------------------------------------------


@pytest.mark.parametrize(
    ("speaker", "taken_back_by", "is_on_timeline"),
    [
        ("mayor", "mayor", True),
        ("mayor", "labour-office", False),
        ("mayor", None, False),
        (None, "mayor", False),
    ],
)
def test_a_claim_taken_back_by_its_own_speaker_stays_on_the_timeline(
    speaker: str | None, taken_back_by: str | None, *, is_on_timeline: bool
) -> None:
    """It is marked, counts nowhere, and its place is the timeline; others are below the table."""
    by = {"by": speaker} if speaker else {}
    taken_back = withdrawal(**({"by": taken_back_by} if taken_back_by else {}))
    published = a_publication(
        claim("2024", 3),
        claim("2025", 4, corrected=[taken_back], **by),
        targets=[target(5, "2025", corrected=[taken_back], **by)],
    )
    covered, context = published.catalog.series["covered"], page_context(published)
    html = component(published, "timeline")
    for anchor, kind in (("result-2025", "result"), ("target-2025", "target")):
        opening = f'<li id="{anchor}" class="timeline__item timeline__item--{kind} timeline__item--withdrawn" data-claim="covered#{anchor}">'  # noqa: E501
        assert (opening in html) is is_on_timeline
    assert "data-state" not in html
    for entry in series.table_view(covered, context).withdrawn:
        assert (entry.dom_id == "") is is_on_timeline
    marks = chart.chart_view(covered, context)
    assert marks is not None
    assert len(marks.chart.marks) == 1
    assert published.derived["covered"].counting == {"result-2024"}


def test_who_took_it_back_and_where_it_is_recorded_now() -> None:
    """A withdrawal names the office, the claim that takes its place, and its sources."""
    taken_back = withdrawal(by="mayor", see="covered#result-2024", sources=["news-2025"])
    published = a_publication(
        claim("2024", 3), claim("2025", 4, by="mayor", corrected=[taken_back])
    )
    covered, context = published.catalog.series["covered"], page_context(published)
    ((line,),) = (entry.history for entry in series.table_view(covered, context).withdrawn)
    assert plain_text(line.said) == "Withdrawn by the mayor, 5 January 2026: Note."
    assert [plain_text(part) for part in line.more] == [
        "It is now recorded as Dinas Tenaga Kerja: 3 (2024), Workers covered — Example City.",
        "Source: The Example Times.",
    ]
    assert FigureLink("3", "3", "coverage/covered/#result-2024") in line.more[0]


def test_a_restored_claim_counts_again() -> None:
    """The withdrawal and the restoration are both told, and the claim stands."""
    restored = {**withdrawal("2026-02-01"), "restore": "true"}
    del restored["withdraw"]
    published = a_publication(claim("2025", 4, corrected=[withdrawal(), restored]))
    assert anchors(published) == ["result-2025"]
    html = component(published, "timeline")
    assert "We withdrew this" in html
    assert "We restored this" in html
    assert "timeline__item--withdrawn" not in html
    (changes,), context = published.contents.changes, page_context(published)
    lines = revision_list.revisions_view(changes, None, context).lines
    assert [line.kind for line in lines] == ["restoration", "withdrawal"]


def test_references_to_withdrawn_entries_say_so() -> None:
    """They count for nothing; baseline, `replaces` and `contradicts` say so."""
    published = a_publication(
        claim("2022", 1, corrected=[withdrawal()]),
        claim("2023", 2),
        claim("2024", 3, contradicts=["result-2022"]),
        targets=[
            target(8, "2027", corrected=[withdrawal()]),
            target(9, "2028", replaces="target-2027"),
        ],
        baseline="result-2022",
    )
    html = component(published, "timeline")
    assert "Contradicts a claim that has been withdrawn" in html
    assert "Replaces a target that has been withdrawn" in html
    assert "Replaces a target that has been withdrawn" in component(published, "targets")
    covered, context = published.catalog.series["covered"], page_context(published)
    page = series.series_view(covered, context, "", "", PublicationDetails("", ""))
    assert page.baseline is not None
    assert plain_text(page.baseline.sentence).startswith(
        "The figure chosen as baseline has been withdrawn"
    )
    assert published.derived["covered"].conflicts == ()


def component(published: Publication, name: str, url: str = "coverage/covered/") -> str:
    """Return the English HTML of a component of the series."""
    page = markdown_page.read_page("content/en/x.md", f'{{{{ {name}("covered") }}}}'.encode())
    return published.narrate(page, "en", url).parts[0].html


# --- corrections -------------------------------------------------------------------------------


def first_change(published: Publication, language: str = "en") -> revision_list.RevisionLine:
    """Return the newest change of a record."""
    (changes,), context = published.contents.changes, page_context(published, language)
    return revision_list.revisions_view(changes, None, context).lines[0]


def before(published: Publication, language: str = "en") -> str:
    """Return the earlier values of the newest change as plain text."""
    line = first_change(published, language)
    return plain_text([part for sentence in line.before for part in sentence])


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_old_text_is_the_one_that_changed(language: str) -> None:
    """Pages of both languages show what stood in the one language that was corrected."""
    note = {"id": "Catatan lama", "en": "Old note"}
    for code in LANGUAGES:
        now = change(note={**note, code: "New"})
        told = before(a_publication(claim("2025", 5, note=note, corrected=[now])), language)
        assert note[code] in told


@pytest.mark.parametrize(("language", "shown"), [("id", "hampir"), ("en", "nearly")])
def test_an_old_qualifier_is_said_in_words(language: str, shown: str) -> None:
    """A correction gives the earlier value in the page's language, not as a code of the data."""
    published = a_publication(
        claim("2025", 5, qualifier="nearly", corrected=[change(qualifier=None, value=6)])
    )
    parts = [part for sentence in first_change(published, language).before for part in sentence]
    assert shown in parts
    assert FigureText("5", "5") in parts


@pytest.mark.parametrize(("language", "shown"), [("id", "Juni 2024"), ("en", "June 2024")])
def test_an_old_date_is_said_in_words(language: str, shown: str) -> None:
    """A correction gives an earlier date in the usual form of dates."""
    published = a_publication(claim("2024-06", 6, corrected=[change(date="2025")]))
    assert shown in before(published, language)


@pytest.mark.parametrize(
    ("entry", "new", "shown"),
    [
        ({"precision": 1000}, {"precision": None}, "Previously, precision: 1,000."),
        ({"by": "mayor"}, {"by": "labour-office"}, "Previously, said by: the mayor."),
        ({}, {"by": "labour-office"}, "Previously, said by: none."),
        ({"sources": ["news-2025"]}, {"sources": ["undated"]}, "sources: The Example Times."),
        ({"value": {"low": 5, "high": 7}}, {"value": 6}, "Previously, value: 5–7."),
        (
            {"breakdown": {"sex": {"female": 4, "male": 2}}},
            {"breakdown": {"sex": {"female": 3, "male": 3}}},
            "Previously, breakdown: sex: Female 4, Male 2.",
        ),
        ({"contradicts": ["result-2024"]}, {"contradicts": None}, "contradicts: result-2024."),
    ],
)
def test_old_values_are_said_in_words(
    entry: dict[str, object], new: dict[str, object], shown: str
) -> None:
    """Offices, sources, breakdowns and ranges are given by name and value."""
    published = a_publication(
        claim("2024", 1), {**claim("2025", 6, anchor="x", corrected=[change(**new)]), **entry}
    )
    assert shown in before(published)


def test_an_old_quotation_is_marked_with_its_language() -> None:
    """It is in the language of the source that was cited then."""
    cited = {"sources": ["news-2025"], "quote": "One hundred."}
    published = a_publication(
        {**claim("2025", 5), **cited, "corrected": [change(quote="Seratus.", sources=["undated"])]}
    )
    before_parts = [part for line in first_change(published, "id").before for part in line]
    assert Wording("One hundred.", "en") in before_parts


def test_a_correction_names_the_claim_that_it_changes() -> None:
    """The list links to the entry, and names the corrected value with its speaker."""
    published = a_publication(claim("2025", 5, corrected=[change(value=6)]))
    line = first_change(published)
    assert plain_text(line.subject) == "Dinas Tenaga Kerja: Result 6, 2025 (result-2025)"
    assert line.link is not None
    assert line.link.href == "coverage/covered/#result-2025"
    assert plain_text(line.reason) == "Note."


# --- themes ------------------------------------------------------------------------------------


def test_series_are_listed_by_theme(monkeypatch: pytest.MonkeyPatch) -> None:
    """Themes keep the order of their file, indicators that of `order`, also over several pages."""
    keys: dict[str, dict[str, object]] = {
        "a": {"theme": "second", "order": 1},
        "b": {"theme": "first", "order": 2},
        "c": {"theme": "first", "order": 1},
        "d": {"theme": "first"},
        "e": {},
    }
    data: dict[str, object] = {
        "data/themes.yml": {"first": {"title": NOTE}, "second": {"title": TITLE}},
    }
    for key, more in keys.items():
        data[f"data/indicators/{key}.yml"] = {
            "title": {"id": key, "en": key}, "definition": NOTE, "programme": "protection",
            "unit": "percent", "direction": "increase", "measure": "stock", **more,
        }  # fmt: skip
        tree = {**series_tree({"observations": [claim("2024", 1)]}), "indicator": key}
        data[f"data/coverage/{'covered' if key == 'e' else key}.yml"] = tree
    written = {path: dump(tree) for path, tree in data.items()}
    published = publication({"series": "ordinary", "data": written})
    (shown,) = published.contents.coverage
    assert [listed.indicator for listed in shown] == ["c", "b", "d", "a", "e"]
    view = series_list.coverage_view(shown, page_context(published))
    assert [group.title for group in view.groups] == ["Note", "Title", "Other themes"]
    monkeypatch.setattr(list_pages, "SERIES_A_PAGE", 2)
    pages = list_pages.ListPages(published.catalog).coverage
    assert [[listed.indicator for listed in part] for part in pages] == [["c", "b"], ["d", "a"], ["e"]]  # fmt: skip  # noqa: E501


def test_copies_of_copies_are_one_source() -> None:
    """Three copies of one text, each copied from the one before, are no second voice."""
    text = {"title": "Kabar", "publisher": "Koran", "type": "news", "language": "id"}
    copies = {"a": text, "b": {**text, "same_text_as": "a"}, "c": {**text, "same_text_as": "b"}}
    claims = [claim("2024", 7, sources=["c", "b"]), claim("2023", 6, sources=["a"])]
    published = a_publication(*claims, sources=copies)
    view = reliability_view(published.catalog.series["covered"], page_context(published))
    assert (view.sources, view.brief) == ("1 source", "none to compare")


# --- chart -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "decimals", "ticks"),
    [
        (100, 0, ["0", "20", "40", "60", "80", "100"]),
        ("1.2", 1, ["0", "0.25", "0.5", "0.75", "1", "1.25"]),
        ("0.04", 2, ["0", "0.01", "0.02", "0.03", "0.04"]),
    ],
)
def test_the_axis_says_exactly_where_its_lines_are(
    value: object, decimals: int, ticks: list[str]
) -> None:
    """A step of a quarter is not rounded to a single decimal."""
    people = {
        "title": NOTE, "definition": NOTE, "programme": "protection", "decimals": decimals,
        "unit": {"id": "orang", "en": "people"}, "direction": "increase", "measure": "stock",
    }  # fmt: skip
    tree = series_tree({"observations": [claim("2024", value)]})
    published = publication(
        {
            "series": "ordinary",
            "data": {
                "data/indicators/covered.yml": dump(people),
                "data/coverage/covered.yml": dump(tree),
            },
        }
    )
    view = chart.chart_view(published.catalog.series["covered"], page_context(published))
    assert view is not None
    found = [tick.text for tick in view.chart.values]
    assert found[-1] == f"{ticks[-1]} people"
    found[-1] = ticks[-1]
    assert [float(text) for text in found] == [float(text) for text in ticks]


def test_points_are_explained_where_there_is_no_line() -> None:
    """Only a chart without lines says that it has none."""
    for status, explained in (("reported", True), ("final", False)):
        published = a_publication(claim("2023", 1, status=status), claim("2024", 2, status=status))
        view = chart.chart_view(published.catalog.series["covered"], page_context(published))
        assert view is not None
        assert bool(view.chart.lines) is not explained
        assert bool(view.note) is explained


def test_no_chart_without_a_dated_claim() -> None:
    """A series of withdrawn claims has no chart."""
    published = a_publication(claim("2024", 1, corrected=[withdrawal()]))
    assert chart.chart_view(published.catalog.series["covered"], page_context(published)) is None


# --- figures in words --------------------------------------------------------------------------


def told_change(base: dict[str, object], latest: dict[str, object], **keys: object) -> str:
    """Return the sentence on the change from a base to the latest."""
    published = a_publication(base, latest, **keys)
    step = published.derived["covered"].baseline
    covered, context = published.catalog.series["covered"], page_context(published)
    view = derived_figures.change_view(step, covered, context)
    assert view is not None
    return plain_text(view.sentence)


def test_a_change_has_its_sign() -> None:
    """A rise or a fall has no sign, because the word gives the direction."""
    for values, said in (
        ((10, 15), "A rise: 5 (50.0%)"),
        ((15, 12), "A fall: 3 (20.0%)"),
        ((0, 12), "A rise: 12"),  # nothing is no base of a share
        ((15, 15), "The difference: 0 (0.0%)"),
    ):
        assert told_change(claim("2022", values[0]), claim("2024", values[1])) == (
            f"Dinas Tenaga Kerja says: {values[0]}, for 2022. "
            f"Dinas Tenaga Kerja says: {values[1]}, for 2024. {said}."
        )


def test_a_difference_between_two_speakers_has_its_sign() -> None:
    """It is called neither a rise nor a fall, and has no share."""
    for values, said in (((10, 15), "+5"), ((15, 12), "-3")):
        told_by_two = told_change(claim("2022", values[0]), claim("2024", values[1], by="mayor"))
        assert told_by_two.endswith(f", for 2024. The difference: {said}.")


@pytest.mark.parametrize(
    ("base", "latest", "said"),
    [
        ((20, "at-least"), (10, None), "A fall: at least 10 (at least 50.0%)"),
        ((10, None), (15, "at-least"), "A rise: at least 5 (at least 50.0%)"),
        ((20, None), (15, "at-most"), "A fall: 5 to 20 (25.0% to 100.0%)"),
        ((80, "about"), (15, None), "A fall: about 65 (81.2%)"),
        ((100, None), (100, "nearly"), "The difference: about 0 (0.0%)"),
    ],
)
def test_a_change_of_rough_figures(
    base: tuple[int, str | None], latest: tuple[int, str | None], said: str
) -> None:
    """An open end is said in words, and "about" only where a source rounds."""
    ends = [
        claim(date, value, **({"qualifier": qualifier} if qualifier else {}))
        for date, (value, qualifier) in (("2022", base), ("2024", latest))
    ]
    assert told_change(ends[0], ends[1]).endswith(f", for 2024. {said}.")


def test_a_rate_above_100_percent_warns() -> None:
    """It names both figures with their speakers, and says that not both can be right."""
    value = {"date": "2020", "value": 4, "added": ADDED, "sources": ["undated"]}
    people = {"label": NOTE, "values": [value]}
    for covered_people, rate in ((2, "50.0%"), (8, "200.0%")):
        published = a_publication(claim("2024", covered_people), population=people)
        covered, context = published.catalog.series["covered"], page_context(published)
        view = coverage_rate.rate_view(covered, context)
        assert view is not None
        assert plain_text(view.sentence) == (
            f"Dinas Tenaga Kerja says: {covered_people}, for 2024. "
            f"That is {rate} of Note (Harian Contoh: 4, 2020)."
        )
        share = published.derived["covered"].coverage_rate
        assert bool(coverage_rate.rate_warning(share, context)) == (covered_people > 4)


@pytest.mark.parametrize(
    ("size", "written"), [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (1234567, "1,234.6 kB")]
)
def test_sizes(size: int, written: str) -> None:
    """Sizes are given in bytes or kilobytes."""
    assert (
        download_link.file_size(size, page_context(publication({"series": "ordinary"}))) == written
    )


# --- calls in a sentence -----------------------------------------------------------------------

CALLS = [
    # what is called, in Indonesian, in English
    ('value("covered")', "110.000", "110,000"),
    ('value("covered", "result-2022")', "14.000", "14,000"),
    ('value("covered", "target-2027")', "150.000", "150,000"),
    ('date("covered")', "2025", "2025"),
    ('date("covered", "result-2024-08-17")', "17 Agustus 2024", "17 August 2024"),
    ('date("covered", "event-2024-01")', "Januari 2024", "January 2024"),
    ('change("covered")', "sekitar +96.000 (+685,7%)", "about +96,000 (+685.7%)"),
    ('share("covered", "target-2027")', "73,3%", "73.3%"),
    ('share("covered")', "(tidak dapat dihitung)", "(cannot be calculated)"),
    ('cite("news-2025")', "The Example Times", "The Example Times"),
]


def told(published: Publication, call: str, language: str) -> str:
    """Return the text of a call on a page in a language."""
    page = markdown_page.read_page(f"content/{language}/x.md", f"a {{{{ {call} }}}} b".encode())
    assert page.problems == ()
    return published.narrate(page, language, "x/").parts[0].text


@pytest.mark.parametrize(("call", "indonesian", "english"), CALLS)
def test_calls_in_a_sentence(call: str, indonesian: str, english: str) -> None:
    """A call without an anchor gives the latest figure, in the format of the page's language."""
    published = publication({"series": "ordinary"})
    assert told(published, call, "id") == indonesian
    assert told(published, call, "en") == english


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('value("covered")', "(belum kami temukan angka yang dapat diandalkan)"),
        ('date("covered")', "(belum kami temukan tanggalnya)"),
        ('change("covered")', "Belum kami temukan dua angka yang dapat dibandingkan."),
        ('value("covered", "result-2024")', "85.000"),
    ],
)
def test_calls_where_nothing_counts(call: str, said: str) -> None:
    """A call that has no value says so inside the sentence."""
    assert told(publication({"series": "nothing"}), call, "id") == said


def test_a_conflict_is_a_range_in_a_sentence() -> None:
    """A call never gives only a single value of a conflict."""
    published = publication({"series": "conflict"})
    assert told(published, 'value("covered")', "en") == "80,000 to 95,000"
    assert told(published, 'share("covered", "target-2026")', "id") == "82,5% sampai 97,9%"


@pytest.mark.parametrize(("language", "said"), [("id", "tanpa tenggat"), ("en", "no deadline")])
def test_the_date_of_a_target_without_one(language: str, said: str) -> None:
    """The call says inside the sentence that there is no date."""
    published = a_publication(claim("2024", 3), targets=[target(9)])
    assert told(published, 'date("covered", "target")', language) == said


@pytest.mark.parametrize(
    ("call", "said"),
    [
        ('value("covered", "result-2025")', "4"),
        ('date("covered", "result-2025")', "2025"),
        ('value("covered", "target-2027")', "9"),
        ('share("covered", "target-2027")', "(cannot be calculated)"),
        ('date("covered", "event-2023")', "2023"),
    ],
)
def test_a_call_of_a_withdrawn_entry_says_so(call: str, said: str) -> None:
    """The page shows the withdrawn value with a mark, and the editor gets a notice."""
    gone: dict[str, object] = {"corrected": [withdrawal()]}
    event = {"date": "2023", "title": NOTE, "sources": ["office-2025"]}
    published = a_publication(
        claim("2024", 3),
        claim("2025", 4, **gone),
        targets=[target(9, "2027", **gone)],
        events=[{**event, **gone}],
    )
    mark = published.words("en")["key.withdrawn"]
    assert told(published, call, "en") == f"{said} ({mark})"
    page = markdown_page.read_page("content/en/x.md", f"{{{{ {call} }}}}".encode())
    (problem,) = markdown_page.call_problems(page, published.catalog)
    assert (problem.code, problem.is_notice) == ("withdrawn-in-page", True)


def test_a_timeline_of_nothing_but_withdrawals_says_so() -> None:
    """No entry is left to show; the series' page names them below the table."""
    published = a_publication(claim("2024", 3, corrected=[withdrawal()]))
    html = component(published, "timeline", "x/")
    assert html.strip() == "<p>Everything that was recorded here has been withdrawn.</p>"


@pytest.mark.parametrize("due", ["2026-05", "2026-06-29", "2026"])
def test_the_share_of_a_target_in_a_sentence(due: str) -> None:
    """It is the share at the deadline once that is over, and before that the share now."""
    published = a_publication(
        claim("2024-12", 50), claim("2026-05", 98), targets=[target(100, due, anchor="a")]
    )
    assert told(published, 'share("covered", "a")', "id") == "98,0%"


def test_the_share_at_the_deadline_is_not_of_the_latest() -> None:
    """A later figure does not change the share that a target had at its deadline."""
    published = a_publication(
        claim("2024-12", 50),
        claim("2026-05", 98),
        targets=[target(100, "2024", anchor="a"), target(100, "2023-01", anchor="b")],
    )
    assert told(published, 'share("covered", "a")', "id") == "50,0%"
    assert told(published, 'share("covered", "b")', "id") == "(tidak dapat dihitung)"


def test_figures_and_dates_keep_their_machine_form() -> None:
    """Inside a sentence they are `data` and `time` elements too."""
    published = publication({"series": "ordinary"})
    page = markdown_page.read_page(
        "content/id/x.md", b'{{ value("covered") }} {{ date("covered") }}'
    )
    parts = published.narrate(page, "id", "").parts
    assert [part.html for part in parts] == [
        '<data value="110000">110.000</data>', '<time datetime="2025">2025</time>',
    ]  # fmt: skip


def test_links_are_joined_as_a_list() -> None:
    """Commas and the last word between are those of the language."""
    published = publication({"series": "ordinary"})
    found: Sentence = (TextLink("a", "#a"), TextLink("b", "#b"), TextLink("c", "#c"))
    assert plain_text(joined_list(found, page_context(published, "id"))) == "a, b, dan c"
    assert plain_text(joined_list(found, page_context(published, "en"))) == "a, b and c"
    assert joined_list((), page_context(published)) == ()
