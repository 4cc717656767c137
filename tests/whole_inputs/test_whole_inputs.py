"""Whole inputs of kinds that go wrong elsewhere: each is refused in words, or shown as it is.

`inputs.yml` holds them in data format 1; they are migrated first, as a site's own data would be.
"""

from __future__ import annotations

import datetime as dt
import functools
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.built import REPOSITORY
from tests.catalogs import derived_of
from tests.repositories import write_files

from terang.diagnostics import LANGUAGES, InvalidDataError, Problem, errors
from terang.downloads.derived_json import DerivedJson
from terang.downloads.json_values import json_text
from terang.guard.append_only import silent_edits
from terang.guard.snapshot import snapshot_of
from terang.loading import data_folder
from terang.loading.formats.format_1 import EarlierRecord, migrated_files
from terang.narrative import markdown_page
from terang.pages.load_record import check_record
from terang.pages.publication import Publication
from terang.pages.templates import COMPONENTS, Renderer

WRITTEN = yaml.safe_load(Path(__file__).with_name("inputs.yml").read_text("utf-8"))
NOW = dt.datetime(2026, 11, 30, 4, tzinfo=dt.UTC)
SERIES = "data/coverage/peserta-sini.yml"
OWN = "coverage/peserta-sini/"
Files = Mapping[str, bytes]


def laid(files: Mapping[str, str]) -> Files:
    """Return files laid over the base, in format 2; all entries are on record since one day."""
    whole = {path: text.encode() for path, text in {**WRITTEN["base"], **files}.items()}
    since = dt.date(2026, 11, 1)
    return migrated_files(whole, NOW.date(), EarlierRecord(lambda *_: since)).files


def input_named(name: str, *changes: tuple[str, str]) -> Files:
    """Return an input, with texts of its series replaced."""
    files = dict(WRITTEN["inputs"][name])
    for old, new in changes:
        assert old in files[SERIES]
        files[SERIES] = files[SERIES].replace(old, new)
    return laid(files)


def problems_of(name: str, *changes: tuple[str, str]) -> Sequence[Problem]:
    """Return the problems of an input, also those for which it cannot be migrated."""
    try:
        return data_folder.read_data(input_named(name, *changes), NOW).problems
    except InvalidDataError as refused:
        return refused.problems


def told(problems: Sequence[Problem]) -> list[str]:
    """Return problems as they are printed, with their hints, one each."""
    return [str(problem) for problem in problems]


@functools.cache
def derived(name: str, series: str = "peserta-sini") -> Any:  # noqa: ANN401
    """Return what a series' JSON says follows from the claims of an input without errors."""
    catalog = data_folder.read_data(input_named(name), NOW).sound()
    return json.loads(json_text(DerivedJson().derived(derived_of(catalog)[series])))


def first_target(name: str, series: str = "peserta-sini") -> Any:  # noqa: ANN401
    """Return what is said of the first target of an input."""
    return derived(name, series)["targets"][0]


@functools.cache
def renderer() -> Renderer:
    """Return the templates."""
    return Renderer(REPOSITORY / COMPONENTS)


@functools.cache
def page(name: str, language: str) -> str:
    """Return the words on the page of the series of an input."""
    published = Publication(data_folder.read_data(input_named(name), NOW).sound(), renderer())
    own = next(made for made in published.pages if made.path == OWN)
    text = re.sub(r"<style.*?</style>|<[^>]+>", " ", published.body(own, language), flags=re.DOTALL)
    return " ".join(text.split())


# --- refused -----------------------------------------------------------------------------------


def test_an_interval_that_ends_in_days_to_come_is_refused() -> None:
    """Nothing can be reported of 2052; the hint gives the days until today."""
    (problem,) = told(errors(problems_of("days-to-come")))
    assert problem.startswith(f"{SERIES}:9:11: in-the-future:")
    assert "2025-01-01/2026-11-30" in problem


def test_a_decimal_comma_is_refused_with_the_number_that_was_meant() -> None:
    """Three decimals of a percentage are no thousands."""
    found = told(errors(problems_of("decimal-comma")))
    assert [problem.partition(": ")[0] for problem in found] == [
        f"{SERIES}:{n}:12" for n in (5, 10)
    ]
    assert "did you mean 87.5?" in found[0]
    assert "did you mean 12.345?" in found[1]


def test_a_percentage_that_lost_its_decimal_comma_is_asked_about() -> None:
    """Plain digits are a number, so it is published, with a notice that gives what may be meant."""
    found = told(problems_of("decimal-comma-left-out"))
    assert errors(problems_of("decimal-comma-left-out")) == ()
    assert ["percent-above-100" in problem for problem in found] == [True, True]
    assert "did you mean 87.5?" in found[0]
    assert "did you mean 12.345?" in found[1]
    other = told(problems_of("decimal-comma-left-out", ("87500", "140"), ("12345", "12345678")))
    assert [word for word in ("did you mean", "mungkin maksudnya") if word in str(other)] == []


def test_texts_of_which_nothing_is_seen_are_refused_as_empty() -> None:
    """Each text is named on its line: title, source, speaker and quote."""
    found = told(errors(problems_of("unseen-texts")))
    empty = {int(problem.split(":")[1]) for problem in found if ": empty-value:" in problem}
    assert empty == {4, 5, 8, 9, 16, 17, 18}


def test_a_name_that_windows_reserves_is_refused() -> None:
    """No file of a site can be called `aux` there, so no series can."""
    (problem,) = told(errors(problems_of("a-name-of-a-device")))
    assert problem.startswith("data/coverage/aux.yml:1:1: reserved-id:")


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("parts-rounded-by-their-source", []),
        ("parts-of-ten-thousands", [("    precision: 10000\n", "")]),
    ],
)
def test_parts_that_miss_their_value_are_refused_with_precision_named(
    name: str, changes: list[tuple[str, str]]
) -> None:
    """Without a written precision nobody knows that the source rounded them."""
    (problem,) = told(errors(problems_of(name, *changes)))
    assert ": breakdown-sum:" in problem
    assert "`precision: " in problem


# --- what follows ------------------------------------------------------------------------------


def test_quarters_add_up_to_their_year() -> None:
    """A year's level is not compared with a quarter, and nothing of it is unmatched."""
    target = first_target("quarters-of-a-year", "klaim-sini")
    assert (target["state"], target["total"]) == ("met", [120_000_000_000] * 2)
    found = derived("quarters-of-a-year", "klaim-sini")
    assert found["change"] == {"previous": None, "baseline": None}
    assert found["unmatched"] is None


def test_a_figure_of_long_before_keeps_no_target() -> None:
    """120,000 in 2019 is no evidence for a target of 2024; the figure of the day is below it."""
    target = first_target("a-record-of-long-ago")
    assert (target["state"], target["decided_by"]) == ("missed", ["result-2026-06-30"])


def test_a_year_against_a_deadline_within_it() -> None:
    """It was reached, and no report says when."""
    assert first_target("a-year-and-a-deadline-in-june")["state"] == "met-time-unknown"


def test_the_population_of_the_year_divides() -> None:
    """The population of 2025 contains the figure's day; the one of 2015 would give 180 %."""
    assert derived("populations-of-two-years")["coverage_rate"] == [0.45, 0.45]


def test_nothing_is_compared_across_a_changed_definition() -> None:
    """A decision that does not say `comparable: true` is a break."""
    found = derived("a-changed-definition")
    assert found["change"] == {"previous": None, "baseline": None}
    assert found["unmatched"] is None


def test_targets_alone_are_a_series() -> None:
    """A promise is published before anybody has reported."""
    found = derived("targets-alone")
    assert (found["latest"], found["targets"][0]["state"]) == (None, "pending")
    assert "31 December 2027" in page("targets-alone", "en")


def test_a_withdrawn_entry_may_speak_of_days_after_its_source() -> None:
    """It was withdrawn for such mistakes, and what was published stays as it was."""
    assert problems_of("an-entry-withdrawn-before") == ()
    withdrawn = WRITTEN["inputs"]["an-entry-withdrawn-before"][SERIES].partition("    withdrawn:")
    standing = f"{withdrawn[0]}    sources:\n      - rilis\n"
    (problem,) = data_folder.read_data(laid({SERIES: standing}), NOW).problems
    assert problem.code == "reported-ahead"


# --- words on the page -------------------------------------------------------------------------


def test_nearly_all_is_never_all() -> None:
    """99,960 of 100,000, people or target, is not 100 %, nor is its growth 0 %."""
    assert first_target("nearly-all")["state"] == "missed"
    for language in LANGUAGES:
        words = page("nearly-all", language).replace("width=&#34;100%&#34;", "")
        assert not re.search(r"\b(100|0)([.,]0+)? ?%", words)
    assert "99.96%" in page("nearly-all", "en")


def test_percentages_differ_in_points() -> None:
    """Neither change nor gap of a percentage is called a percentage; its parts are not a sum."""
    found = derived("percentages")
    assert found["change"]["previous"]["relative"] is None
    assert found["change"]["previous"]["absolute"] == [10, 10]
    words = page("percentages", "en")
    assert "percentage points" in words
    assert "25%" not in words
    assert "incomplete" not in words
    assert "poin persen" in page("percentages", "id")


@pytest.mark.parametrize(
    ("name", "said", "unsaid"),
    [
        # The source calls the parts incomplete, but more than all is no part of them: they overlap.
        ("one-person-in-several-programmes", ["in several groups"], []),
        ("rates-in-three-ways", ["7.36", "5.94"], ["incomplete", "rounded", "in several groups"]),
        ("rounded-parts", ["figures are rounded"], ["incomplete", "in several groups"]),
        ("parts-of-ten-thousands", ["figures are rounded"], ["incomplete", "in several groups"]),
    ],
)
def test_why_parts_do_not_add_up(name: str, said: list[str], unsaid: list[str]) -> None:
    """Parts that overlap, that are rates or that were rounded are shown as what they are."""
    words = page(name, "en")
    assert [text for text in said if text not in words] == []
    assert [text for text in unsaid if text in words] == []


@pytest.mark.parametrize("written", ["at-least", "more-than", "about"])
def test_parts_above_an_open_or_rough_value_may_be_its_parts(written: str) -> None:
    """More than "at least 41 million" says nothing about persons in several groups."""
    files = input_named(
        "one-person-in-several-programmes",
        ("value: 41000000\n", f"value: 41000000\n    qualifier: {written}\n"),
    )
    published = Publication(data_folder.read_data(files, NOW).sound(), renderer())
    own = next(made for made in published.pages if made.path == OWN)
    assert "in several groups" not in published.body(own, "en")


# --- pages -------------------------------------------------------------------------------------

HEAD = "---\ntitle: Lama\ndescription: Belum diterjemahkan.\n---\n\n"


def checked(root: Path, files: Mapping[str, str | bytes]) -> list[str]:
    """Return what `make check` finds in the base with these files beside it."""
    write_files(root, {**laid({}), "content/id/index.md": HEAD, **files})
    return told(errors(check_record(root, NOW).problems))


def test_a_readme_beside_the_index_is_a_problem_of_ours(tmp_path: Path) -> None:
    """Both would be the page of the folder, and the check says so before any build."""
    (problem,) = checked(tmp_path, {"content/id/README.md": f"{HEAD}Berkas di folder ini.\n"})
    assert problem.startswith("content/id/README.md:1:1: ")
    assert "index.md" in problem


def test_a_file_without_an_ending_is_named(tmp_path: Path) -> None:
    """Nobody knows as what it would be served."""
    (problem,) = checked(tmp_path, {"content/id/CNAME": "contoh.go.id\n"})
    assert problem.startswith("content/id/CNAME:1:1: ")


def test_a_comment_is_reported_on_its_line_and_footnotes_work(tmp_path: Path) -> None:
    """A comment would be published; a footnote is a link and a note."""
    text = f"{HEAD}Kata[^1]. <!-- tanya dulu -->\n\n[^1]: Catatan kaki.\n"
    found = checked(tmp_path, {"content/id/lama.md": text})
    assert [problem.partition(": ")[0] for problem in found] == ["content/id/lama.md:6:11"]
    plain = text.replace(" <!-- tanya dulu -->", "")
    source = markdown_page.read_page("content/id/lama.md", plain.encode())
    assert source.problems == ()


# --- edits in place ----------------------------------------------------------------------------


def edited(name: str, path: str, *changes: tuple[str, str]) -> list[str]:
    """Return the codes and the first lines of what the guard says of an edit."""
    before = WRITTEN["edits"][name]
    files = {**WRITTEN["base"], **before}
    text = files[path]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    was, now = (snapshot_of(laid({**before, path: made}), NOW) for made in (files[path], text))
    assert errors((*was.reading.problems, *now.reading.problems)) == ()
    return told(errors([*silent_edits(was, now, NOW.date())]))


def assert_names(found: list[str], *texts: Sequence[str]) -> None:
    """Require one problem for each list of texts, which stand in it in both languages."""
    assert len(found) == len(texts), found
    for problem, wanted in zip(found, texts, strict=True):
        assert [text for text in wanted if text not in problem] == []


def test_the_numbers_of_a_breakdown_are_not_changed_in_place() -> None:
    """The total is the same, and still both are shown."""
    found = edited(
        "numbers-of-a-breakdown",
        SERIES,
        ("perempuan: 60000", "perempuan: 20000"),
        ("lelaki: 41000", "lelaki: 81000"),
    )
    assert_names(found, ["changed-in-place", "60000", "41000", "20000", "81000"])


def test_a_fact_is_not_changed_without_a_decision() -> None:
    """Nor is the amount of a contribution."""
    found = edited("a-fact", "data/programmes.yml", ("value: 16800", "value: 26800"))
    assert_names(found, ["changed-without-decision", "fact:jaminan.iuran.value", "16800", "26800"])


def test_the_day_of_an_announcement_is_not_moved() -> None:
    """It decides which figures are evidence."""
    found = edited("a-target", SERIES, ("announced: 2026-03", "announced: 2025-03"))
    assert_names(found, ["changed-in-place", "`announced`", "2026-03", "2025-03"])


def test_ties_precision_base_and_the_title_of_an_event_are_not_changed() -> None:
    """Each of them is named."""
    found = edited(
        "ties-and-base",
        SERIES,
        ("baseline: result-2022", "baseline: result-2023"),
        ("    precision: 10000\n", ""),
        ("    contradicts:\n      - result-2022\n", ""),
        ("id: Peluncuran", "id: Penutupan"),
    )
    assert sorted(re.findall(r"`([a-z:.-]+)` (?:diubah|berubah)", "".join(found))) == [
        "contradicts",
        "precision",
        "series:peserta-sini.baseline",
        "title",
    ]


def test_what_a_number_is_per_is_not_changed_without_a_decision() -> None:
    """Nor its title, its decimals, and the name of an area."""
    indicator = "data/indicators/peserta.yml"
    found = edited("an-average", indicator, ("per orang per bulan", "per orang per tahun"))
    assert_names(found, ["changed-without-decision", "indicator:peserta.per", "per bulan"])
    found = edited(
        "an-average", indicator, ("Iuran rata-rata", "Iuran"), ("measure:", "decimals: 2\nmeasure:")
    )
    assert "indicator:peserta.title" in "".join(found)
    found = edited("an-average", "data/areas.yml", ("id: Sini", "id: Situ"))
    assert_names(found, ["changed-without-decision", "area:sini.name", "Sini", "Situ"])


def test_a_cited_source_is_not_renamed_without_a_decision() -> None:
    """Its title and its publisher say who spoke; the entries that cite it are named."""
    found = edited(
        "numbers-of-a-breakdown",
        "data/sources.yml",
        ("title: Laporan", "title: Lain sama sekali"),
        ("publisher: Berita Contoh", "publisher: Koran X"),
    )
    assert_names(
        found,
        ["source:berita.title", "Laporan", "peserta-sini#result-2025"],
        ["source:berita.publisher", "Berita Contoh", "peserta-sini#result-2025"],
    )
