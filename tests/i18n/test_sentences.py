"""Sentences of the software, and the records in which they may be said.

`SENTENCES` names each word key that says something about a claim, target, series or change; its
condition; a record that meets it, and a record that nearly does. A key of these sections that is
neither there nor in `LABELS` is a sentence without a test.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeAlias

import pytest
from tests.conftest import dump
from tests.views.test_components import publication
from tests.views.written_series import ADDED, change, series_tree, withdrawal

from terang.derivation.states import State
from terang.downloads import atom, news
from terang.downloads.edition import Edition
from terang.i18n.formatter import Language, all_words
from terang.model.definitions import Licence
from terang.narrative import markdown_page
from terang.narrative.macros import MACROS, SERIES
from terang.pages.publication import Publication
from terang.pages.published_record import DownloadFacts
from terang.views import target_sentences

Keys: TypeAlias = dict[str, Any]

TODAY = "2026-06-30"
TEXT = {"id": "teks", "en": "text"}
MAYOR = "mayor"
REVISED = [change(value=120, quote="Q")]
WITHDRAWN = [withdrawal()]
TAKEN_BACK = [withdrawal(by=MAYOR)]
RESTORED = [*WITHDRAWN, {"date": "2026-02-01", "reason": TEXT, "restore": "true"}]
RESTORED_BY = [
    *TAKEN_BACK, {"date": "2026-02-01", "reason": TEXT, "restore": "true", "by": MAYOR}
]  # fmt: skip
BREAK = {"date": "2025-01-01", "reason": TEXT, "sources": ["undated"], "added": ADDED}
INDICATOR = {
    "title": TEXT,
    "definition": TEXT,
    "programme": "protection",
    "unit": {"id": "orang", "en": "people"},
    "direction": "increase",
    "measure": "stock",
}
CATEGORIES = {"male": {"title": TEXT}, "female": {"title": TEXT}}
DIMENSIONS = {
    "sex": {"title": TEXT, "categories": CATEGORIES},
    "job": {"title": TEXT, "categories": CATEGORIES, "overlapping": "true"},
}


DOWNLOADS = DownloadFacts(
    edition=Edition(
        version="2026.06.30+00000000",
        modified="2026-06-30",
        as_of="2026-06-30",
        publisher=TEXT,
        notice=None,
        contact="a@example.org",
        licence=Licence.model_construct(id="CC0-1.0", url="https://example.org/licence"),
        format=2,
        address="https://example.org/",
    ),
    sizes=defaultdict(int),
    rows=defaultdict(int),
)
"""The facts of downloads for pages, as no downloads are made in this test."""


@dataclass(frozen=True)
class SmallRecord:
    """A small record: its entries, its indicator, its day, and the calls of a page."""

    observations: tuple[Keys, ...]
    targets: tuple[Keys, ...] = ()
    events: tuple[Keys, ...] = ()
    replies: tuple[Keys, ...] = ()
    indicator: Mapping[str, object] = field(default_factory=dict)
    series: Mapping[str, object] = field(default_factory=dict)
    today: str = TODAY
    data: Mapping[str, object] = field(default_factory=dict)
    """Other files of the record: path → tree."""

    def publication(self) -> Publication:
        """Return the record as it is published."""
        names = ("observations", "targets", "events", "replies")
        tree = series_tree({name: getattr(self, name) for name in names}, **self.series)
        data = {
            "data/coverage/covered.yml": dump(tree),
            "data/indicators/covered.yml": dump({**INDICATOR, **self.indicator}),
            "data/dimensions.yml": dump(DIMENSIONS),
            **{path: dump(other) for path, other in self.data.items()},
        }
        published = publication({"series": "ordinary", "data": data, "today": self.today})
        return replace(published, remote_downloads=lambda: DOWNLOADS)


def claim(date: str, value: object = 100, **keys: object) -> Keys:
    """Return an observation whose anchor is its date and value."""
    anchor = f"r-{date}-{value}".lower().replace("/", "-to-").replace(".", "-").replace("--", "-")
    return {"date": date, "value": value, "sources": ["office-2025"], "anchor": anchor, **keys}


def doubted(date: str, value: object = 100, **keys: object) -> Keys:
    """Return a disputed observation."""
    return claim(date, value, status="disputed", note=TEXT, **keys)


def target(value: object = 200, due: str | None = None, **keys: object) -> Keys:
    """Return a target whose anchor is its value."""
    dated = {"due": due} if due else {}
    return {"value": value, "sources": ["office-2025"], "anchor": f"t{value}", **dated, **keys}


def record_of(*observations: Keys, **keys: object) -> SmallRecord:
    """Return a record of these observations."""
    return SmallRecord(observations, **keys)


def with_targets(*targets: Keys, **keys: object) -> SmallRecord:
    """Return a record of an early observation and these targets."""
    return SmallRecord((claim("2021", 1),), targets, **keys)


@dataclass(frozen=True)
class SentenceCase:
    """The condition of a sentence, a record that meets it, and a record that does not."""

    condition: str
    reach: SmallRecord
    avoid: SmallRecord


LESS = {"direction": "decrease"}
FLOW = {"measure": "flow"}
PLAIN = record_of(claim("2025"))
"""A figure of this year, whose publisher speaks for itself, and nothing else."""
TWO_QUARTERS = (claim("2025-Q1", 20), claim("2025-Q3", 30))
HALF_YEARS, HALF_YEARS_BEFORE = (
    [claim(f"{year}-S1"), claim(f"{year}-S2")] for year in ("2025", "2024")
)
CLASHING = (claim("2025", 90), claim("2025", 110, by=MAYOR))
CLASH = record_of(*CLASHING)
PEOPLE = {"date": "2020", "value": 80, "added": ADDED, "sources": ["undated"]}
POPULATION = {"label": TEXT, "values": [PEOPLE]}
ENOUGH = {"label": TEXT, "values": [{**PEOPLE, "value": 100}]}
CUMULATIVE = {"measure": "cumulative"}


def a_reply(to: str, **keys: object) -> Keys:
    """Return a reply of the mayor to an entry."""
    said = {"to": to, "date": "2026-01-10", "added": "2026-01-11", "by": MAYOR, "text": TEXT}
    return {**said, "sources": ["undated"], **keys}


PACED = (claim("2025-01-01", 0), claim("2025-12-31", 100))

SENTENCES: dict[str, SentenceCase] = {
    # --- who says so
    "claim.according_several": SentenceCase(
        "the latest claims differ and have several speakers",
        CLASH,
        record_of(claim("2025", 90), claim("2025", 110)),
    ),
    "claim.quoted": SentenceCase(
        "an office is named, and only news and paid pieces quote it",
        record_of(claim("2025", by=MAYOR, sources=["news-2025"])),
        record_of(claim("2025", by=MAYOR, sources=["news-2025", "office-2025"])),
    ),
    "claim.published": SentenceCase(
        "an office is named, and a source that is no news report published its words",
        record_of(claim("2025", by=MAYOR)),
        # The publisher is the office itself, by its name in one of the languages.
        record_of(claim("2025", by="labour-office")),
    ),
    "claim.also": SentenceCase(
        "no office is named, and several publishers say it",
        record_of(claim("2025", sources=["office-2025", "undated"])),
        PLAIN,
    ),
    "claim.for_date": SentenceCase(
        "a claim about a past period without words of its own for it",
        PLAIN,
        record_of(claim("2025", label=TEXT)),
    ),
    "claim.counted_since_january": SentenceCase(
        "an amount since 1 January is stated in a sentence",
        record_of(claim("2025-06"), indicator=CUMULATIVE),
        record_of(claim("2025-06"), indicator=FLOW),
    ),
    "claim.since_january": SentenceCase(
        "a claim is an amount since 1 January",
        record_of(claim("2025-06"), indicator=CUMULATIVE),
        with_targets(target(due="2025"), indicator=FLOW),
    ),
    "claim.for_label": SentenceCase(
        "the claim has its own words for its date", record_of(claim("2025", label=TEXT)), PLAIN
    ),
    "claim.for_due": SentenceCase(
        "a target with a deadline is stated in a sentence",
        with_targets(target(due="2027")),
        with_targets(target()),
    ),
    "claim.without_due": SentenceCase(
        "a target without a deadline is stated in a sentence",
        with_targets(target()),
        with_targets(target(due="2027")),
    ),
    # --- states
    "state_means.no-deadline": SentenceCase(
        "the target has no deadline, and no report since its announcement reaches it",
        with_targets(target()),
        record_of(claim("2025-06", 200), targets=(target(announced="2025"),)),
    ),
    "state_means.met_undated": SentenceCase(
        "the target has no deadline, and a report since its announcement reaches it",
        record_of(claim("2025-06", 200), targets=(target(announced="2025"),)),
        record_of(claim("2024-06", 200), targets=(target(announced="2025"),)),
    ),
    "state_means.replaced": SentenceCase(
        "another target replaces it before its deadline is over",
        with_targets(target(due="2026"), target(300, replaces="t200")),
        with_targets(target(due="2025"), target(300, replaces="t200", announced="2025-06")),
    ),
    "state_means.met": SentenceCase(
        "a report from its announcement to its deadline reaches it, and none speaks against it",
        # The report ends on the deadline, but begins before the announcement.
        record_of(claim("2024", 200), targets=(target(due="2024", announced="2024-06"),)),
        record_of(claim("2024-03", 200), targets=(target(due="2024", announced="2024-06"),)),
    ),
    "state_means.met_flow": SentenceCase(
        "of an amount over a period: the sum of its reports reaches it, also before it is over",
        record_of(
            claim("2026-Q1", 120),
            claim("2026-04", 80),
            targets=(target(due="2026"),),
            indicator=FLOW,
        ),
        # What is reported of a longer period is no part of it.
        record_of(
            claim("2024-01-01/2025-12-31", 200), targets=(target(due="2025"),), indicator=FLOW
        ),
    ),
    "state_means.met-then-fell": SentenceCase(
        "a report reaches it in time, and a later one of the same speaker does not",
        record_of(claim("2024-06", 200), claim("2024-12-31", 150), targets=(target(due="2024"),)),
        # Of two speakers, either may be right about both days.
        record_of(
            claim("2024-06", 200),
            claim("2024-12-31", 150, by=MAYOR),
            targets=(target(due="2024"),),
        ),
    ),
    "state_means.met-late": SentenceCase(
        "none for the deadline reaches it, a later one does",
        record_of(claim("2024", 100), claim("2025", 200), targets=(target(due="2024"),)),
        record_of(claim("2025", 200), targets=(target(due="2024"),)),
    ),
    "state_means.met-time-unknown": SentenceCase(
        "only reports that end after the deadline reach it, and none for the deadline says no",
        record_of(claim("2024", 200), targets=(target(due="2024-06", announced="2024"),)),
        record_of(
            claim("2024-06", 100),
            claim("2025", 200),
            targets=(target(due="2024-06", announced="2024"),),
        ),
    ),
    "state_means.missed": SentenceCase(
        "each report that ends on the deadline, or at most 92 days after it, is too low",
        record_of(claim("2025-02", 100), targets=(target(due="2024"),)),
        record_of(claim("2025-05", 100), targets=(target(due="2024"),)),
    ),
    "state_means.missed_flow": SentenceCase(
        "of an amount over a period: no sum over it reaches it, whatever later ones say",
        record_of(
            claim("2024", 100), claim("2025", 300), targets=(target(due="2024"),), indicator=FLOW
        ),
        record_of(claim("2024-S1", 100), targets=(target(due="2024"),), indicator=FLOW),
    ),
    "state_means.undecided_sources-disagree": SentenceCase(
        "some reports reach it and others do not",
        record_of(claim("2024", 100), claim("2024", 250), targets=(target(due="2024"),)),
        record_of(claim("2024", 100), claim("2024", 150), targets=(target(due="2024"),)),
    ),
    "state_means.undecided_rough-figure": SentenceCase(
        "a report means values of which some reach it and others do not",
        record_of(claim("2024", 200, qualifier="about"), targets=(target(due="2024"),)),
        # A written value that equals the target reaches it, however it was rounded.
        record_of(claim("2024", 200, precision=10), targets=(target(due="2024"),)),
    ),
    "state_means.unreported_break": SentenceCase(
        "figures would be evidence, and do not measure the same as when the target was set",
        record_of(
            claim("2025"),
            targets=(target(due="2025", announced="2024"),),
            series={"breaks": [BREAK]},
        ),
        record_of(claim("2025"), targets=(target(due="2025", announced="2024"),)),
    ),
    "state_means.unreported_long-after": SentenceCase(
        "the next report after the deadline ends more than 92 days after it",
        record_of(claim("2025-05", 100), targets=(target(due="2024"),)),
        record_of(claim("2025-03", 100), targets=(target(due="2024"),)),
    ),
    "state_means.unreported_not-for-the-day": SentenceCase(
        "the reports are for times before the deadline, or hold it, and do not reach it",
        record_of(claim("2024-06", 100), doubted("2024", 300), targets=(target(due="2024"),)),
        record_of(claim("2024-12-31", 100), targets=(target(due="2024"),)),
    ),
    "state_means.unreported_parts-only": SentenceCase(
        "of an amount over a period: only parts of it were found, and they are too low",
        record_of(claim("2024-S1", 100), targets=(target(due="2024"),), indicator=FLOW),
        record_of(
            claim("2024-S1", 100),
            claim("2024-S2", 50),
            targets=(target(due="2024"),),
            indicator=FLOW,
        ),
    ),
    "state_means.unreported_none": SentenceCase(
        "no report counts; of an amount over a period: none within the period",
        record_of(claim("2025"), targets=(target(due="2024"),), indicator=FLOW),
        record_of(claim("2024-05"), targets=(target(due="2024"),), indicator=FLOW),
    ),
    "state_means.pending": SentenceCase(
        "the deadline has not passed",
        with_targets(target(due="2026-06-30")),
        with_targets(target(due="2026-06-29")),
    ),
    # --- paces
    "verdict.not-assessable": SentenceCase(
        "there is no pace to go by",
        with_targets(target(due="2027")),
        record_of(*PACED, targets=(target(due="2027"),)),
    ),
    "verdict.falling": SentenceCase(
        "the latest figure is worse than the one before",
        record_of(claim("2024", 100), claim("2025-12", 90), targets=(target(due="2027"),)),
        record_of(claim("2024", 100), claim("2025-12", 100), targets=(target(due="2027"),)),
    ),
    "verdict.on-track": SentenceCase(
        "every pace is at least what is needed",
        record_of(*PACED, targets=(target(150, "2027"),)),
        record_of(*PACED, targets=(target(500, "2027"),)),
    ),
    "verdict.behind": SentenceCase(
        "every pace is less than what is needed",
        record_of(*PACED, targets=(target(500, "2027"),)),
        record_of(*PACED, targets=(target(150, "2027"),)),
    ),
    "verdict.depends": SentenceCase(
        "some figures or dates give enough and others do not",
        record_of(claim("2024", 0), claim("2025-12", 100), targets=(target(250, "2027"),)),
        record_of(*PACED, targets=(target(500, "2027"),)),
    ),
    # --- the headline
    "headline.disagree": SentenceCase("the latest claims differ", CLASH, PLAIN),
    "headline.nothing": SentenceCase("no observation counts", record_of(doubted("2025")), PLAIN),
    "headline.targets.one": SentenceCase(
        "one target of the deadline that is shown",
        with_targets(target(due="2025")),
        with_targets(target(due="2025"), target(300, "2025")),
    ),
    "headline.targets.other": SentenceCase(
        "several targets of the deadline that is shown",
        with_targets(target(due="2025"), target(300, "2025")),
        with_targets(target(due="2025")),
    ),
    "headline.others.one": SentenceCase(
        "one publisher more than the one that is named",
        with_targets(target(due="2025", by=MAYOR, sources=["news-2025", "undated"])),
        with_targets(target(due="2025", by=MAYOR, sources=["news-2025"])),
    ),
    "headline.others.other": SentenceCase(
        "several publishers more than the one that is named",
        with_targets(target(due="2025", by=MAYOR, sources=["news-2025", "undated", "office-2025"])),
        with_targets(target(due="2025", by=MAYOR, sources=["news-2025", "undated"])),
    ),
    "headline.alongside": SentenceCase(
        "another report overlaps the latest",
        record_of(claim("2025", 90), claim("2025-12-31", 110)),
        record_of(claim("2025-11", 90), claim("2025-12-31", 110)),
    ),
    "headline.other_states": SentenceCase(
        "a figure that does not count would give a target of the headline another state",
        record_of(claim("2024"), doubted("2024", 300), targets=(target(due="2024"),)),
        record_of(claim("2024"), doubted("2024", 150), targets=(target(due="2024"),)),
    ),
    "headline.unmatched_increase": SentenceCase(
        "no later claim, disputed ones included, gives as much",
        record_of(claim("2024", 100), claim("2025", 99)),
        record_of(claim("2024", 100), claim("2025", 99), doubted("2026-01", 100)),
    ),
    "headline.unmatched_decrease": SentenceCase(
        "where less is better: no later claim gives as little",
        record_of(claim("2024", 99), claim("2025", 100), indicator=LESS),
        record_of(claim("2024", 99), claim("2025", 100), doubted("2026-01", 99), indicator=LESS),
    ),
    "headline.expected": SentenceCase(
        "a frequency is known, and the latest figure is fresh",
        record_of(claim("2026-06"), indicator={"frequency": "monthly"}),
        record_of(claim("2026-05-30"), indicator={"frequency": "monthly"}),
    ),
    "headline.expected_over": SentenceCase(
        "a frequency is known, and the latest figure is older than that",
        record_of(claim("2026-05-30"), indicator={"frequency": "monthly"}),
        record_of(claim("2026-05-31"), indicator={"frequency": "monthly"}),
    ),
    "headline.stale": SentenceCase(
        "the latest figure is old, and there is no newer one of any kind",
        record_of(claim("2024")),
        record_of(claim("2024"), doubted("2026-01")),
    ),
    "headline.stale_uncounted": SentenceCase(
        "the latest figure that counts is old, and a newer one does not count",
        record_of(claim("2024"), doubted("2026-01")),
        record_of(claim("2024")),
    ),
    # --- change and rate
    "change.since": SentenceCase(
        "there is an earlier date to compare with, of another speaker",
        record_of(claim("2024", 90), claim("2025", by=MAYOR)),
        record_of(claim("2024", 90), claim("2025")),
    ),
    "change.rise": SentenceCase(
        "a speaker reported less for an earlier date",
        record_of(claim("2024", 90), claim("2025")),
        # "About 100" may mean 105.
        record_of(claim("2024", 100, qualifier="about"), claim("2025", 102)),
    ),
    "change.fall": SentenceCase(
        "a speaker reported more for an earlier date",
        record_of(claim("2024", 110), claim("2025")),
        # "Nearly 100" is below 100, but by no amount that is stated.
        record_of(claim("2024"), claim("2025", 100, qualifier="nearly")),
    ),
    "change.points": SentenceCase(
        "both are percentages",
        record_of(claim("2024", 8), claim("2025", 9), indicator={"unit": "percent"}),
        record_of(claim("2024", 8), claim("2025", 9)),
    ),
    "change.none": SentenceCase(
        "a page calls the change, and there are no two dates",
        PLAIN,
        record_of(claim("2024"), claim("2025")),
    ),
    "change.unused_baseline": SentenceCase(
        "the entry named as baseline counts, and is not comparable with the latest",
        record_of(
            claim("2023"), claim("2025"), series={"baseline": "r-2023-100", "breaks": [BREAK]}
        ),
        record_of(claim("2023"), claim("2025"), series={"baseline": "r-2023-100"}),
    ),
    "change.withdrawn_baseline": SentenceCase(
        "the entry named as baseline was withdrawn",
        record_of(
            claim("2023", corrected=WITHDRAWN), claim("2025"), series={"baseline": "r-2023-100"}
        ),
        record_of(claim("2023"), claim("2025"), series={"baseline": "r-2023-100"}),
    ),
    "rate.text": SentenceCase(
        "the number of all who may be covered is known",
        record_of(claim("2025"), series={"population": POPULATION}),
        PLAIN,
    ),
    "rate.population": SentenceCase(
        "the number of all who may be covered is known",
        record_of(claim("2025"), series={"population": POPULATION}),
        PLAIN,
    ),
    "rate.old": SentenceCase(
        "the number of all is more than five years older",
        record_of(
            claim("2025"),
            series={"population": {"label": TEXT, "values": [{**PEOPLE, "date": "2019"}]}},
        ),
        record_of(claim("2025"), series={"population": ENOUGH}),
    ),
    "rate.above": SentenceCase(
        "more are counted than there are",
        record_of(claim("2025"), series={"population": POPULATION}),
        record_of(claim("2025"), series={"population": ENOUGH}),
    ),
    # --- targets
    "targets.empty": SentenceCase("no target stands", PLAIN, with_targets(target())),
    "targets.announced": SentenceCase(
        "the day of its announcement is known",
        with_targets(target(announced="2025")),
        with_targets(target()),
    ),
    "targets.replaced_by": SentenceCase(
        "another replaces it, before its deadline or where it has none",
        with_targets(target(), target(300, replaces="t200", announced="2026-01")),
        with_targets(target(due="2024"), target(300, replaces="t200", announced="2025-01")),
    ),
    "targets.replaced_later": SentenceCase(
        "another replaces it, and its deadline is over or it was met",
        with_targets(target(due="2024-10"), target(300, replaces="t200", announced="2024-11")),
        with_targets(target(), target(300, replaces="t200", announced="2024-11")),
    ),
    "targets.decided_by": SentenceCase(
        "the claims that decide its state are not those at its deadline",
        record_of(claim("2024-06", 250), claim("2024-12-31"), targets=(target(due="2024"),)),
        record_of(claim("2024", 100), targets=(target(due="2024"),)),
    ),
    "targets.same": SentenceCase(
        "the latest figure is that for its deadline",
        record_of(claim("2024", 50), targets=(target(due="2024"),)),
        record_of(claim("2024", 50), claim("2025", 60), targets=(target(due="2024"),)),
    ),
    "targets.added_up": SentenceCase(
        "of an amount over a period: reports cover it or a part, and decide nothing yet",
        record_of(claim("2026-Q1", 50), targets=(target(due="2026"),), indicator=FLOW),
        record_of(claim("2026-Q1", 250), targets=(target(due="2026"),), indicator=FLOW),
    ),
    "targets.other_state": SentenceCase(
        "a figure that does not count would give it another state",
        record_of(claim("2024"), doubted("2024", 300), targets=(target(due="2024"),)),
        record_of(claim("2024"), doubted("2024", 150), targets=(target(due="2024"),)),
    ),
    "targets.nearest": SentenceCase(
        "there are figures, and none is for its deadline",
        record_of(claim("2025-05"), targets=(target(due="2024"),)),
        record_of(claim("2024"), targets=(target(due="2024"),)),
    ),
    "targets.distance": SentenceCase(
        "there is a figure to set against it",
        record_of(claim("2025", 50), targets=(target(due="2026"),)),
        record_of(doubted("2025", 50), targets=(target(due="2026"),)),
    ),
    "targets.figure_at_deadline": SentenceCase(
        "its day is over, and there is a figure for it or from before it",
        record_of(claim("2024-06", 50), targets=(target(due="2024"),)),
        record_of(claim("2025-06", 50), targets=(target(due="2024"),)),
    ),
    "targets.figure_now": SentenceCase(
        "the latest figure is another one than that for its deadline",
        record_of(claim("2024", 50), claim("2025", 60), targets=(target(due="2024"),)),
        record_of(claim("2024", 50), targets=(target(due="2024"),)),
    ),
    "targets.figure_total": SentenceCase(
        "of an amount over a period: a report is of that period",
        record_of(claim("2024", 110), targets=(target(due="2024"),), indicator=FLOW),
        record_of(
            claim("2024-S1", 50),
            claim("2024-S2", 60),
            targets=(target(due="2024"),),
            indicator=FLOW,
        ),
    ),
    "targets.figure_sum": SentenceCase(
        "of an amount over a period: only the reports of its parts cover the period",
        record_of(
            claim("2024-S1", 50),
            claim("2024-S2", 60),
            targets=(target(due="2024"),),
            indicator=FLOW,
        ),
        record_of(claim("2024-S1", 50), targets=(target(due="2024"),), indicator=FLOW),
    ),
    "targets.figure_part": SentenceCase(
        "of an amount over a period: reports cover a part of the period, over or not",
        record_of(claim("2026-Q1", 50), targets=(target(due="2026"),), indicator=FLOW),
        record_of(claim("2025-Q4", 50), targets=(target(due="2026"),), indicator=FLOW),
    ),
    "targets.figure_part_sum": SentenceCase(
        "of an amount over a period: we added up what reports say of a part of the period",
        record_of(*TWO_QUARTERS, targets=(target(due="2025"),), indicator=FLOW),
        record_of(claim("2025-S1", 50), targets=(target(due="2025"),), indicator=FLOW),
    ),
    "targets.reached": SentenceCase(
        "the figure is below it",
        record_of(claim("2025", 50), targets=(target(due="2026"),)),
        record_of(claim("2025", 200), targets=(target(due="2026"),)),
    ),
    "targets.reached_above": SentenceCase(
        "the figure is above it",
        record_of(claim("2025", 200, qualifier="more-than"), targets=(target(150, "2026"),)),
        record_of(claim("2025", 100, qualifier="more-than"), targets=(target(150, "2026"),)),
    ),
    "targets.reached_exactly": SentenceCase(
        "the figure is the same",
        record_of(claim("2025", 200), targets=(target(due="2026"),)),
        record_of(claim("2025", 200), claim("2025", 199), targets=(target(due="2026"),)),
    ),
    "targets.reached_exactly_about": SentenceCase(
        "the figure is the same, but not exact",
        record_of(claim("2025", 200, qualifier="about"), targets=(target(due="2026"),)),
        record_of(claim("2025", 200), targets=(target(due="2026"),)),
    ),
    "targets.reached_around": SentenceCase(
        "the figures may be below it or above it: they differ, or have an open end",
        record_of(claim("2025", 100, qualifier="more-than"), targets=(target(150, "2026"),)),
        record_of(claim("2025", 200), claim("2025", 199), targets=(target(due="2026"),)),
    ),
    "targets.gap": SentenceCase(
        "where a share says nothing: the figure is below it",
        record_of(claim("2025", 50), targets=(target(due="2026"),), indicator=LESS),
        record_of(claim("2025", 250), targets=(target(due="2026"),), indicator=LESS),
    ),
    "targets.gap_above": SentenceCase(
        "where a share says nothing: the figure is above it",
        record_of(claim("2025", 250), targets=(target(due="2026"),), indicator=LESS),
        record_of(claim("2025", 50), targets=(target(due="2026"),), indicator=LESS),
    ),
    "targets.gap_around": SentenceCase(
        "where a share says nothing: some are below it and some above",
        record_of(
            claim("2025", 201), claim("2025", 1), targets=(target(due="2026"),), indicator=LESS
        ),
        record_of(
            claim("2025", 200), claim("2025", 1), targets=(target(due="2026"),), indicator=LESS
        ),
    ),
    "targets.share_at_deadline": SentenceCase(
        "the headline shows a target that is over, with a figure for it or from before it",
        record_of(claim("2025-06", 50), targets=(target(due="2025"),)),
        record_of(claim("2026-05", 50), targets=(target(due="2025"),)),
    ),
    "targets.share_total": SentenceCase(
        "of an amount over a period: the headline shows a target of which reports cover the period",
        record_of(claim("2025", 50), targets=(target(due="2025"),), indicator=FLOW),
        record_of(claim("2025-S1", 50), targets=(target(due="2025"),), indicator=FLOW),
    ),
    "targets.share_sum": SentenceCase(
        "of an amount over a period: the headline shows a target that only parts together cover",
        record_of(*HALF_YEARS, targets=(target(due="2025"),), indicator=FLOW),
        record_of(*HALF_YEARS, claim("2025"), targets=(target(due="2025"),), indicator=FLOW),
    ),
    "targets.share_part_sum": SentenceCase(
        "of an amount over a period: the headline shows a target of which we added up a part",
        record_of(*TWO_QUARTERS, targets=(target(due="2025"),), indicator=FLOW),
        record_of(claim("2025-S1", 50), targets=(target(due="2025"),), indicator=FLOW),
    ),
    "targets.share_part": SentenceCase(
        "of an amount over a period: the headline shows a target of which a part is reported",
        record_of(claim("2025-S1", 50), targets=(target(due="2025"),), indicator=FLOW),
        record_of(claim("2025", 50), targets=(target(due="2025"),), indicator=FLOW),
    ),
    "targets.share_now": SentenceCase(
        "the headline shows a target, and the latest figure is another than that for its deadline",
        record_of(claim("2025-06", 50), targets=(target(due="2026"),)),
        record_of(claim("2025-06", 50), targets=(target(due="2025"),)),
    ),
    "targets.undated": SentenceCase(
        "there are targets without a deadline",
        with_targets(target(), target(300, "2025")),
        with_targets(target(300, "2025")),
    ),
    "targets.pace_summary": SentenceCase(
        "the deadline is ahead of a level at a time",
        record_of(*PACED, targets=(target(due="2027"),)),
        record_of(*PACED, targets=(target(due="2027"),), indicator=FLOW),
    ),
    "targets.pace_formula": SentenceCase(
        "the deadline is ahead of a level at a time",
        record_of(*PACED, targets=(target(due="2027"),)),
        record_of(*PACED, targets=(target(due="2025"),)),
    ),
    "targets.pace_needed.one": SentenceCase(
        "one day lies between the latest figure and the deadline",
        record_of(claim("2026-06-29", 5), targets=(target(due="2026-06-30"),)),
        record_of(claim("2026-06-28", 5), targets=(target(due="2026-06-30"),)),
    ),
    "targets.pace_needed.other": SentenceCase(
        "several days lie between the latest figure and the deadline",
        record_of(claim("2026-06-28", 5), targets=(target(due="2026-06-30"),)),
        record_of(claim("2026-06-29", 5), targets=(target(due="2026-06-30"),)),
    ),
    "targets.pace_baseline": SentenceCase(
        "there is an earlier figure to begin from",
        record_of(*PACED, targets=(target(due="2027"),)),
        with_targets(target(due="2027")),
    ),
    "targets.pace_recent": SentenceCase(
        "there is a figure before the latest",
        record_of(*PACED, targets=(target(due="2027"),)),
        with_targets(target(due="2027")),
    ),
    # --- timeline and table
    "timeline.without_due": SentenceCase(
        "a target has neither a deadline nor words for it",
        with_targets(target()),
        with_targets(target(label=TEXT)),
    ),
    "timeline.unmatched_increase": SentenceCase(
        "no later claim gives as much",
        record_of(claim("2024", 100), claim("2025", 99)),
        record_of(claim("2024", 100), claim("2025", 99), doubted("2026-01", 150)),
    ),
    "timeline.unmatched_decrease": SentenceCase(
        "where less is better: no later claim gives as little",
        record_of(claim("2024", 99), claim("2025", 100), indicator=LESS),
        record_of(claim("2024", 100), claim("2025", 99), indicator=LESS),
    ),
    "timeline.after": SentenceCase(
        "a claim that no later one reaches", record_of(claim("2024", 100), claim("2025", 99)), PLAIN
    ),
    "timeline.not_counted": SentenceCase(
        "another claim of its date is preferred",
        record_of(claim("2025", 90), claim("2025", 110, preferred=TEXT)),
        CLASH,
    ),
    "timeline.preferred": SentenceCase(
        "it is preferred", record_of(claim("2025", 90), claim("2025", 110, preferred=TEXT)), CLASH
    ),
    "timeline.disagrees.one": SentenceCase(
        "claims of one date differ", CLASH, record_of(claim("2024", 90), claim("2025", 110))
    ),
    "timeline.disagrees.other": SentenceCase(
        "several claims differ from one", record_of(*CLASHING, claim("2025", 130)), CLASH
    ),
    "timeline.break": SentenceCase(
        "figures do not measure the same from a day on",
        record_of(claim("2025"), series={"breaks": [BREAK]}),
        PLAIN,
    ),
    "timeline.disagrees_in_sum.other": SentenceCase(
        "of an amount over a period: parts do not add up to the whole",
        record_of(claim("2025-S1", 5), claim("2025-S2", 5), claim("2025", 90), indicator=FLOW),
        CLASH,
    ),
    "timeline.disagrees_in_sum.one": SentenceCase(
        "of an amount over a period: a part alone is above the whole",
        record_of(claim("2025-S1", 95), claim("2025", 90), indicator=FLOW),
        CLASH,
    ),
    "timeline.withdrawn_contradicts": SentenceCase(
        "it contradicts a claim that was withdrawn",
        record_of(claim("2024", 90, corrected=WITHDRAWN), claim("2025", contradicts=["r-2024-90"])),
        record_of(claim("2024", 90), claim("2025", contradicts=["r-2024-90"])),
    ),
    "timeline.withdrawn_replaces": SentenceCase(
        "it replaces a target that was withdrawn",
        with_targets(target(corrected=WITHDRAWN), target(300, replaces="t200")),
        with_targets(target(), target(300, replaces="t200")),
    ),
    "timeline.changed": SentenceCase(
        "it was corrected", record_of(claim("2025", corrected=REVISED)), PLAIN
    ),
    "timeline.revision": SentenceCase(
        "it was corrected", record_of(claim("2025", corrected=REVISED)), PLAIN
    ),
    "timeline.revision_by": SentenceCase(
        "an office corrected it",
        record_of(claim("2025", corrected=[{**change(value=120), "by": MAYOR}])),
        record_of(claim("2025", corrected=REVISED)),
    ),
    "timeline.withdrawal": SentenceCase(
        "it was withdrawn, and no office took it back",
        record_of(claim("2025", corrected=WITHDRAWN)),
        record_of(claim("2025", corrected=TAKEN_BACK)),
    ),
    "timeline.withdrawal_by": SentenceCase(
        "an office took it back",
        record_of(claim("2025", corrected=TAKEN_BACK)),
        record_of(claim("2025", corrected=WITHDRAWN)),
    ),
    "timeline.restoration": SentenceCase(
        "a withdrawal was a mistake",
        record_of(claim("2025", corrected=RESTORED)),
        record_of(claim("2025", corrected=WITHDRAWN)),
    ),
    "timeline.restoration_by": SentenceCase(
        "an office stands by it again",
        record_of(claim("2025", corrected=RESTORED_BY)),
        record_of(claim("2025", corrected=RESTORED)),
    ),
    "timeline.taken_back_by": SentenceCase(
        "an office took it back",
        record_of(claim("2025", corrected=TAKEN_BACK)),
        record_of(claim("2025", corrected=WITHDRAWN)),
    ),
    "timeline.see": SentenceCase(
        "a correction leads to another claim",
        record_of(claim("2024"), claim("2025", corrected=[withdrawal(see="covered#r-2024-100")])),
        record_of(claim("2024"), claim("2025", corrected=WITHDRAWN)),
    ),
    "timeline.correction_sources": SentenceCase(
        "a correction has a source",
        record_of(claim("2025", corrected=[withdrawal(sources=["undated"])])),
        record_of(claim("2025", corrected=WITHDRAWN)),
    ),
    "timeline.revised_was": SentenceCase(
        "it was corrected", record_of(claim("2025", corrected=REVISED)), PLAIN
    ),
    "timeline.absent": SentenceCase(
        "a correction added a key", record_of(claim("2025", corrected=REVISED)), PLAIN
    ),
    "timeline.precision": SentenceCase(
        "its precision is written", record_of(claim("2025", precision=10)), PLAIN
    ),
    "timeline.breakdown": SentenceCase(
        "it is broken down",
        record_of(claim("2025", 3, breakdown={"sex": {"male": 1, "female": 2}})),
        PLAIN,
    ),
    "timeline.suppressed": SentenceCase(
        "a part of it is suppressed",
        record_of(claim("2025", 3, breakdown={"sex": {"male": None, "female": None}})),
        record_of(claim("2025", 3, breakdown={"sex": {"male": 1, "female": 2}})),
    ),
    "timeline.partial": SentenceCase(
        "its breakdown is not complete",
        record_of(claim("2025", 3, breakdown={"sex": {"male": 1, "partial": "true"}})),
        record_of(claim("2025", 3, breakdown={"sex": {"male": 1, "female": 2}})),
    ),
    "timeline.rounded": SentenceCase(
        "its parts miss it by no more than their rounding",
        record_of(claim("2025", 4, precision=1, breakdown={"sex": {"male": 1, "female": 2}})),
        record_of(claim("2025", 3, precision=1, breakdown={"sex": {"male": 1, "female": 2}})),
    ),
    "timeline.overlapping": SentenceCase(
        "one person may be in several of its groups",
        record_of(claim("2025", 2, breakdown={"job": {"male": 1, "female": 2}})),
        record_of(claim("2025", 3, breakdown={"sex": {"male": 1, "female": 2}})),
    ),
    "timeline.link_no_date": SentenceCase(
        "a target without a deadline is named",
        with_targets(target(150), target(300, "2027", contradicts=["t150"])),
        with_targets(target(150, "2025"), target(300, "2027", contradicts=["t150"])),
    ),
    "timeline.empty": SentenceCase(
        "nothing stands, and nothing was taken back by its own speaker",
        record_of(claim("2025", by=MAYOR, corrected=WITHDRAWN)),
        record_of(claim("2025", by=MAYOR, corrected=TAKEN_BACK)),
    ),
    # --- replies, disagreements, years
    "reply.title": SentenceCase(
        "somebody concerned answers",
        record_of(claim("2025"), replies=(a_reply("r-2025-100"),)),
        PLAIN,
    ),
    "reply.link": SentenceCase(
        "somebody concerned answers a target",
        with_targets(target(), replies=(a_reply("t200"),)),
        with_targets(target(), replies=(a_reply("t200", corrected=WITHDRAWN),)),
    ),
    "reply.answered": SentenceCase(
        "somebody concerned answers, and the answer stands",
        record_of(claim("2025"), replies=(a_reply("r-2025-100"),)),
        record_of(claim("2025"), replies=(a_reply("r-2025-100", corrected=WITHDRAWN),)),
    ),
    "disagree.intro": SentenceCase("claims of one date differ", CLASH, PLAIN),
    "disagree.with": SentenceCase(
        "claims are marked as contradicting each other",
        record_of(claim("2024", 90), claim("2025", contradicts=["r-2024-90"])),
        CLASH,
    ),
    "disagree.date": SentenceCase("claims of one date differ", CLASH, PLAIN),
    "disagree.apart": SentenceCase(
        "each of two claims that differ names one value",
        CLASH,
        record_of(claim("2025", 90, qualifier="at-most"), claim("2025", 110, by=MAYOR)),
    ),
    "disagree.due": SentenceCase(
        "targets of one deadline differ, and neither replaces the other",
        with_targets(target(due="2027"), target(300, "2027")),
        with_targets(target(due="2027"), target(300, "2027", replaces="t200")),
    ),
    "disagree.sum": SentenceCase(
        "of an amount over a period: parts do not add up to the whole",
        record_of(claim("2025-S1", 5), claim("2025-S2", 5), claim("2025", 90), indicator=FLOW),
        record_of(claim("2025-S1", 5), claim("2025-S2", 5), claim("2025", 10), indicator=FLOW),
    ),
    "year.date": SentenceCase(
        "a level at a time was reported for a year", PLAIN, record_of(claim("2025"), indicator=FLOW)
    ),
    "year.total": SentenceCase(
        "of an amount over a period: reports cover a year",
        record_of(claim("2025"), indicator=FLOW),
        record_of(claim("2025-S1"), indicator=FLOW),
    ),
    "year.sum": SentenceCase(
        "of an amount over a period: only its parts give the total of a year",
        record_of(*HALF_YEARS, indicator=FLOW),
        record_of(*HALF_YEARS, claim("2025"), indicator=FLOW),
    ),
    "year.part": SentenceCase(
        "of an amount over a period: reports cover a part of a year",
        record_of(claim("2025-S1"), indicator=FLOW),
        record_of(claim("2025"), indicator=FLOW),
    ),
    "year.part_sum": SentenceCase(
        "of an amount over a period: we added up what reports say of a part of a year",
        record_of(*TWO_QUARTERS, indicator=FLOW),
        record_of(claim("2025-S1"), indicator=FLOW),
    ),
    "year.others": SentenceCase(
        "a level at a time was reported for several days of a year",
        record_of(claim("2025-03", 90), claim("2025-06")),
        PLAIN,
    ),
    "year.none": SentenceCase(
        "nothing was found for a year between others",
        record_of(claim("2023"), claim("2025")),
        record_of(claim("2024"), claim("2025")),
    ),
    "year.none_undisputed": SentenceCase(
        "every figure for a year between others is disputed",
        record_of(claim("2023"), doubted("2024"), claim("2025")),
        record_of(claim("2023"), claim("2025")),
    ),
    "year.no_end": SentenceCase(
        "of a level at a time: the last day of a year that is over is in no report that counts",
        record_of(claim("2024-11")),
        record_of(claim("2024-12")),
    ),
    # --- figures close to a border
    "rounded.less_than": SentenceCase(
        "a share is above 0, but by less than four decimals can say",
        record_of(claim("2025", 1), targets=(target(10**9, "2026"),)),
        record_of(claim("2025", 10**6), targets=(target(10**9, "2026"),)),
    ),
    "rounded.below_zero": SentenceCase(
        "a page calls a change whose share is below 0, but by less than four decimals can say",
        record_of(claim("2024", 10**9), claim("2025", 10**9 - 1)),
        record_of(claim("2024", 10**9), claim("2025", 10**9 - 10**6)),
    ),
    "rounded.nearly": SentenceCase(
        "a share is below 100 percent, but by less than four decimals can say",
        record_of(claim("2025", 10**9 - 1), targets=(target(10**9, "2026"),)),
        record_of(claim("2025", 10**9), targets=(target(10**9, "2026"),)),
    ),
    "rounded.over": SentenceCase(
        "a share is above 100 percent, but by less than four decimals can say",
        record_of(claim("2025", 10**9 + 1), targets=(target(10**9, "2026"),)),
        record_of(claim("2025", 10**9), targets=(target(10**9, "2026"),)),
    ),
    "rounded.under": SentenceCase(
        "a sum of money fell by more than all of it, and by less than four decimals can say",
        record_of(claim("2024", 10**9), claim("2025", -1), indicator={"unit": {"currency": "IDR"}}),
        record_of(claim("2024", 10**9), claim("2025", 0), indicator={"unit": {"currency": "IDR"}}),
    ),
    # --- chart
    "chart.span": SentenceCase(
        "a claim is about more days than its mark is wide",
        record_of(claim("2024"), claim("2025-06-30")),
        record_of(claim("2024-06-30"), claim("2025-06-30")),
    ),
    "chart.sum": SentenceCase(
        "a total is drawn that only its parts give",
        record_of(*HALF_YEARS, indicator=FLOW),
        record_of(*HALF_YEARS, claim("2025"), indicator=FLOW),
    ),
    "chart.sums.one": SentenceCase(
        "one total is drawn that only its parts give",
        record_of(*HALF_YEARS, indicator=FLOW),
        record_of(*HALF_YEARS, *HALF_YEARS_BEFORE, indicator=FLOW),
    ),
    "chart.sums.other": SentenceCase(
        "several totals are drawn that only their parts give",
        record_of(*HALF_YEARS, *HALF_YEARS_BEFORE, indicator=FLOW),
        record_of(*HALF_YEARS, indicator=FLOW),
    ),
    "chart.break": SentenceCase(
        "a break is among the days that are drawn",
        record_of(claim("2024"), claim("2025"), series={"breaks": [BREAK]}),
        record_of(claim("2025-06"), series={"breaks": [BREAK]}),
    ),
    "chart.break_on": SentenceCase(
        "figures do not measure the same from a day on",
        record_of(claim("2024"), claim("2025"), series={"breaks": [BREAK]}),
        PLAIN,
    ),
    "chart.empty": SentenceCase(
        "no standing claim has a date",
        record_of(claim("2025", corrected=WITHDRAWN), targets=(target(),)),
        PLAIN,
    ),
    "chart.description": SentenceCase(
        "claims of several years", record_of(claim("2024"), claim("2025")), PLAIN
    ),
    "chart.description_one": SentenceCase(
        "claims of one year", PLAIN, record_of(claim("2024"), claim("2025"))
    ),
    "chart.disputed_among": SentenceCase("some are disputed", record_of(doubted("2025")), PLAIN),
    "chart.latest": SentenceCase(
        "the latest figure of all counts", PLAIN, record_of(claim("2024"), doubted("2025"))
    ),
    "chart.latest_counted": SentenceCase(
        "a newer figure than the latest one does not count",
        record_of(claim("2024"), doubted("2025")),
        record_of(claim("2024"), claim("2025")),
    ),
    "chart.undated.one": SentenceCase(
        "one target has no deadline", with_targets(target()), with_targets(target(), target(300))
    ),
    "chart.undated.other": SentenceCase(
        "several targets have no deadline",
        with_targets(target(), target(300)),
        with_targets(target()),
    ),
    "chart.results.one": SentenceCase(
        "one result is drawn", PLAIN, record_of(claim("2024"), claim("2025"))
    ),
    "chart.results.other": SentenceCase(
        "several results are drawn", record_of(claim("2024"), claim("2025")), PLAIN
    ),
    "chart.target_count.one": SentenceCase(
        "one target is drawn",
        with_targets(target(due="2025")),
        with_targets(target(due="2025"), target(300, "2025")),
    ),
    "chart.target_count.other": SentenceCase(
        "several targets are drawn",
        with_targets(target(due="2025"), target(300, "2025")),
        with_targets(target(due="2025")),
    ),
    "chart.points": SentenceCase(
        "several results, none of which a line joins",
        record_of(claim("2024"), claim("2025")),
        record_of(claim("2024", status="final"), claim("2025", status="final")),
    ),
    # --- in the middle of a page's own sentence
    "inline.no_figure": SentenceCase("no observation counts", record_of(doubted("2025")), PLAIN),
    "inline.no_date": SentenceCase("no observation counts", record_of(doubted("2025")), PLAIN),
    "inline.no_share": SentenceCase(
        "the share of a target whose day is over, with no figure for it or from before it",
        record_of(
            claim("2025"),
            targets=(target(due="2024"),),
            series={"population": ENOUGH},
        ),
        record_of(
            claim("2025"),
            targets=(target(due="2025"),),
            series={"population": ENOUGH},
        ),
    ),
    # --- feeds
    "news.revision": SentenceCase(
        "it was corrected", record_of(claim("2025", corrected=REVISED)), PLAIN
    ),
    "news.withdrawal": SentenceCase(
        "it was withdrawn", record_of(claim("2025", corrected=WITHDRAWN)), PLAIN
    ),
    "news.restoration": SentenceCase(
        "a withdrawal was a mistake",
        record_of(claim("2025", corrected=RESTORED)),
        record_of(claim("2025", corrected=WITHDRAWN)),
    ),
    "news.reply": SentenceCase(
        "somebody concerned answers",
        record_of(claim("2025"), replies=(a_reply("r-2025-100"),)),
        PLAIN,
    ),
    "news.reply_of": SentenceCase(
        "somebody concerned answers",
        record_of(claim("2025"), replies=(a_reply("r-2025-100"),)),
        PLAIN,
    ),
    "news.state": SentenceCase(
        "a target's day is over since it came on record",
        record_of(claim("2025"), targets=(target(due="2026-05"),)),
        record_of(claim("2025"), targets=(target(due="2025"),)),
    ),
    "news.state_before": SentenceCase(
        "a target's day is over since it came on record",
        record_of(claim("2025"), targets=(target(due="2026-05"),)),
        record_of(claim("2025"), targets=(target(due="2025"),)),
    ),
    "news.announced": SentenceCase(
        "the day of its announcement is known",
        with_targets(target(announced="2025")),
        with_targets(target()),
    ),
    "news.quote": SentenceCase("its words are quoted", record_of(claim("2025", quote="Q")), PLAIN),
    "table.withdrawn": SentenceCase(
        "something was withdrawn", record_of(claim("2025", corrected=WITHDRAWN)), PLAIN
    ),
}

# A state's short word stands wherever one of its sentences does, and nowhere else.
RUNNING, OVER = with_targets(target(due="2028")), with_targets(target(due="2024"))
OWN_WORD = {
    "state.undecided_sources-disagree",
    "state.undecided_rough-figure",
    "state.unreported_parts-only",
}
"""The words for states that have a word of their own for the reason."""
SENTENCES |= {
    f"state.{state}": SentenceCase(
        SENTENCES[f"state_means.{example}"].condition,
        SENTENCES[f"state_means.{example}"].reach,
        OVER if state == State.PENDING else RUNNING,
    )
    for state, example in (
        *((state, state) for state in State if state not in {State.UNDECIDED, State.UNREPORTED}),
        (State.UNREPORTED, "unreported_none"),
        *((name.partition(".")[2],) * 2 for name in sorted(OWN_WORD)),
    )
}
SENTENCES["state.unreported_parts-only"] = SentenceCase(
    "of an amount over a period: only parts of it were found",
    SENTENCES["state_means.unreported_parts-only"].reach,
    SENTENCES["state_means.unreported_none"].reach,
)
SENTENCES["state.undecided"] = SentenceCase(
    "a target would be undecided if a figure counted that does not",
    SENTENCES["targets.other_state"].reach,
    SENTENCES["state_means.undecided_sources-disagree"].reach,
)

UNREACHABLE: dict[str, str] = {}
"""The sentences that no record can reach, each with the reason."""

LABELS = {
    "claim.according", "claim.line",
    "headline.more",
    "targets.range", "targets.of_target",
    "targets.who", "targets.at_deadline", "targets.now", "targets.figure_cell",
    "timeline.event_count.one", "timeline.event_count.other", "timeline.undated",
    "timeline.cite", "timeline.citation", "timeline.propose", "disagree.title",
    "timeline.added", "timeline.details", "timeline.permalink", "timeline.link_entry",
    "table.caption", "table.date", "table.kind", "table.value", "table.value_bare",
    "table.status", "table.who",
    "chart.title", "chart.result", "chart.disputed", "chart.target", "chart.today",
    "news.title", "news.claim", "news.source",
    "reply.source", "year.caption", "year.year", "year.figure",
}  # fmt: skip
"""Names of things, and frames that say no more than what is put in them."""

SECTIONS = (
    "claim", "state", "state_means", "verdict", "headline", "change", "rate", "targets", "timeline",
    "table", "chart", "inline", "news", "reply", "disagree", "year", "rounded",
)  # fmt: skip
"""The sections of words in which the software speaks of claims, targets, series and changes."""


_known: dict[str, frozenset[str]] = {}


def said_keys(record: SmallRecord, *, has_states: bool = False) -> frozenset[str]:
    """Return the keys of all sentences that are published about a record in English."""
    name = f"{record!r}{has_states}"
    if name not in _known:
        found: set[str] = set()
        with pytest.MonkeyPatch.context() as patch:
            for method in ("word", "sentence"):
                patch.setattr(Language, method, noting(getattr(Language, method), found))
            publish(record.publication(), has_states=has_states)
        _known[name] = frozenset(found)
    return _known[name]


def noting(original: Callable[..., object], found: set[str]) -> Callable[..., object]:
    """Return a wrapper of a formatter method that notes the keys it is called with."""

    def noted(self: Language, key: str, /, **values: object) -> object:
        if self.code == "en":
            found.add(key)
        return original(self, key, **values)

    return noted


def publish(published: Publication, *, has_states: bool) -> None:
    """Publish every text about the record: pages, calls, frame, images and feed.

    `has_states` adds the changes of states to the feed, which speak of earlier days.
    """
    for page in published.pages:
        if page.path != "data/":  # its dictionary explains every word, also of other records
            published.body(page, "en")
    for make in published.documents.values():
        make()
    assert list(published.share_images())
    targets = [target.anchor for target in published.catalog.series["covered"].targets]
    calls = [
        f'{name}("covered")'
        for name, called in MACROS.items()
        if called.signature.kinds[0] is SERIES
    ]
    for call in [*calls, *(f'share("covered", "{target_item}")' for target_item in targets)]:
        page = markdown_page.read_page("content/en/x.md", f"{{{{ {call} }}}}".encode())
        published.narrate(page, "en", "x/")
    changes = atom._state_changes(published.catalog) if has_states else {}
    for entry in news.news_of_record(published.catalog.series.values(), changes):
        entry.tell(published.context("en", ""))


@pytest.mark.parametrize("key", SENTENCES)
def test_a_sentence_is_said_where_it_is_true(key: str) -> None:
    """A sentence is said in the record that meets its condition, and not in the other."""
    sentence, has_states = SENTENCES[key], key.startswith("news.state")
    reached = said_keys(sentence.reach, has_states=has_states)
    avoided = said_keys(sentence.avoid, has_states=has_states)
    assert key in reached, f"not said where {sentence.condition}"
    assert key not in avoided, f"said not only where {sentence.condition}"


def test_every_sentence_has_its_condition() -> None:
    """Every key is tested against a record, or is listed as a label."""
    known = {key for key in all_words() if key.split(".")[0] in SECTIONS}
    told = SENTENCES.keys() | UNREACHABLE.keys()
    assert known - told - LABELS == set()
    assert (told | LABELS) - known == set()
    assert not told & LABELS
    assert not SENTENCES.keys() & UNREACHABLE.keys()


def test_an_unreachable_sentence_is_said_of_no_record() -> None:
    """A sentence that is listed as unreachable is said in none of the records of this table."""
    records = {
        repr(record): record for case in SENTENCES.values() for record in (case.reach, case.avoid)
    }
    said = {key for record in records.values() for key in said_keys(record)}
    assert said & UNREACHABLE.keys() == set()


@pytest.mark.parametrize("language", ["id", "en"])
def test_states_hold_for_both_directions(language: str) -> None:
    """No word for a state says "below" or "fell", because of some indicators less is better."""
    sided = re.compile(
        r"\b(below|above|fell|rose|less|more|turun|naik|rendah|tinggi|(di)?(bawah|atas))\b"
    )
    told = {
        key: text[language]
        for key, text in all_words().items()
        if key.split(".")[0] in {"state", "state_means"}
    }
    assert len(told) > 20
    assert {key: text for key, text in told.items() if sided.search(text.lower())} == {}


def state_text(record: SmallRecord) -> str:
    """Return the English sentence about the state of a record's first target."""
    published = record.publication()
    outlook = published.derived["covered"].outlooks[0]
    return target_sentences.state_sentence(outlook, published.context("en", ""))


@pytest.mark.parametrize(
    ("record", "never"),
    [
        pytest.param(
            record_of(claim("2024", 200), targets=(target(due="2024", announced="2024-06"),)),
            "announce",
            id="a report that ends on the deadline may begin before the announcement",
        ),
        pytest.param(
            record_of(claim("2025-02", 100), targets=(target(due="2024"),)),
            "day of its deadline",
            id="a report soon after the deadline is not for its day",
        ),
        pytest.param(
            record_of(claim("2024", 100), targets=(target(due="2024"),)),
            "day of its deadline",
            id="a report for a year is not for its last day",
        ),
        pytest.param(
            with_targets(target(), target(300, replaces="t200")),
            "deadline",
            id="a target without a deadline may be replaced",
        ),
        pytest.param(
            record_of(claim("2024", 200), targets=(target(due="2025-06"),), indicator=FLOW),
            "We have found no report",
            id="reports for other periods of a flow count for those",
        ),
        pytest.param(
            record_of(
                *(claim(f"2024-Q{nth}", 2) for nth in range(1, 5)),
                targets=(target(due="2024"),),
                indicator={"measure": "flow", "unit": "percent"},
            ),
            "only a part",
            id="percentages of all parts of a period are no total",
        ),
        pytest.param(
            record_of(
                claim("2024-S1", 50),
                claim("2024-S2", 50),
                claim("2024", 150),
                targets=(target(due="2024"),),
                indicator=FLOW,
            ),
            "According to some",
            id="a whole may contradict its parts where neither reaches the target",
        ),
        pytest.param(
            record_of(
                claim("2024-06-30", 100),
                claim("2024", 250),
                targets=(target(due="2024-06", announced="2024-03"),),
            ),
            "no report for the day",
            id="a report of the deadline against a longer one that began before the announcement",
        ),
    ],
)
def test_the_sentence_on_a_state_is_not_false(record: SmallRecord, never: str) -> None:
    """The sentence on a state never says what is false of this record."""
    assert never not in state_text(record)


ABSOLUTE = ("nobody", "no one has", "tidak ada yang mengumumkan", "tidak ada yang melaporkan")


@pytest.mark.parametrize("language", ["id", "en"])
def test_the_site_speaks_of_what_it_found(language: str) -> None:
    """No sentence claims that nobody said or did something, because the site cannot know that."""
    words = {key: text[language].lower() for key, text in all_words().items()}
    assert [key for key, text in words.items() if any(claim in text for claim in ABSOLUTE)] == []
