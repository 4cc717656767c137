"""Chances: what is drawn for any record, from texts and ids to dates and numbers.

Hypothesis is not used: it takes forty times as long a catalog, gives up every third because it asks
for too many choices, and repeats a case by a database or a printed blob rather than by a seed. The
lines here, which say what is valid, would stay.
"""

from __future__ import annotations

import datetime as dt
import random
import re
import zoneinfo
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeVar

from tests.catalogs import HOSTILE
from tests.hostile import ADDRESS, CORPUS
from tests.swarm import oracle
from tests.swarm.written_files import BareText

MadeTree = dict[str, Any]
Item = TypeVar("Item")

FILE_STEMS = frozenset({"indikator", "deret", "berkas", "keputusan"})
"""Words for the names of files, which Windows may reserve."""
FIRST, LAST = dt.date(1900, 1, 1), dt.date(2199, 12, 31)

WORDS = [
    "nelayan", "petani", "buruh", "pekerja", "rentan", "perlindungan", "iuran", "kabupaten",
    "cakupan", "target", "terdaftar", "laporan", "anggaran", "fishers", "workers", "coverage",
    "2024", "85", "ribu", "kata", "bupati",
]  # fmt: skip
# Texts that YAML or a table may take for something else.
_ODD = [
    "null", "~", "no", "on", "12:30", "017", "1e5", ".inf", "2022", "true", "- x", "a: b", "[a, b]",
    "{a: b}", "# x", "a # b", "'", '"', "&a", "*a", "!x", "%x", "@x", "`x`", "x\ny\n\nz", " x ",
    "=1+1", "\\", "\\n", "{0}", "{x}", "}", "%", "é\u0301 \U0001f468\u200d\U0001f33e", "\u00a0x",
    "\u2009x", "0", "-", "...", "---", "<", "a < b > c & d",
]  # fmt: skip
_REFUSED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ue000\ue001]")
_HARD = [text for text in (*CORPUS.values(), *HOSTILE, *_ODD) if not _REFUSED.search(text)]

_IDS = [
    "a", "0", "2024", "null", "true", "no", "main", "chart", "timeline", "table", "targets", "top",
    "changes", "newest", "result", "target", "event", "target-2024", "result-2024", "en", "id", "x",
    "constructor", "index", "search", "a-b", "a-b-c", "1-2", "con", "x" * 60, "page", "2",
]  # fmt: skip
ZONES = (
    "Asia/Makassar", "Asia/Jakarta", "Asia/Jayapura", "UTC", "Pacific/Kiritimati",
    "America/Los_Angeles",
)  # fmt: skip
CURRENCIES = ["IDR", "USD", "JPY", "KWD", "XAU", "EUR"]
LANGUAGES = ["id", "en", "jv", "zh-Hant", "ar", "de-CH-1996"]


@dataclass
class SeriesKind:
    """The kind of values that an indicator has."""

    decimals: int
    signed: bool
    counts: bool
    directed: bool = True
    measure: str = "stock"
    adds_up: bool = True
    """True if the parts of a breakdown have to add up."""
    pool: list[str] = field(default_factory=list)


class Chances:
    """Chance with the habits of one catalog, and the day on which it is looked at."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.chance = random.Random(seed)  # noqa: S311 - made-up figures, no secret
        # Chances differ from catalog to catalog, so that rare things also occur together.
        self.rich = self.chance.choice([0.05, 0.3, 0.6, 0.95])
        self.hard = self.chance.choice([0.0, 0.1, 0.6, 1.0])
        self.one_sided = self.chance.choice([0.0, 0.3, 0.9])
        self.ranges = self.chance.choice([0.0, 0.2, 0.2, 0.7])
        self.texts: set[str] = set()
        self.zone = self.chance.choice(ZONES)
        self.now = self._moment()
        self.today = self.now.astimezone(zoneinfo.ZoneInfo(self.zone)).date()
        self.near = self.chance.random() < 0.8
        self.sources: dict[str, MadeTree] = {}
        """All sources; the first has no `published`, and so is never too old for a claim."""
        self.speakers: list[str] = []

    def _moment(self) -> dt.datetime:
        year = self.chance.choice([1900, 2000, 2024, 2024, 2025, 2025, 2026, 2199])
        day = dt.datetime(year, 1, 3, tzinfo=dt.UTC) + dt.timedelta(self.chance.randrange(362))
        return day + dt.timedelta(seconds=self.chance.randrange(86400))

    # --- chances ---

    def maybe(self, weight: float = 1.0) -> bool:
        """Return whether something that may be absent is there."""
        return self.chance.random() < self.rich * weight

    def pick(self, items: Sequence[Item]) -> Item:
        """Return a drawn item."""
        return self.chance.choice(items)

    def some(self, items: Iterable[Item], least: int = 1, most: int = 3) -> list[Item]:
        """Return a few items, each once, in any order."""
        found = list(items)
        self.chance.shuffle(found)
        return found[: self.chance.randint(min(least, len(found)), min(most, len(found)))]

    def own_id(self, taken: Iterable[str], stem: str) -> str:
        """Return an id that is not taken."""
        known = {*taken}
        for _ in range(9):
            name = self.pick(_IDS) if self.chance.random() < 0.4 else f"{stem}-{len(known)}"
            if name not in known and not (name == "con" and stem in FILE_STEMS):
                return name
        return f"{stem}-{len(known)}-{self.chance.randrange(10**9)}"

    # --- texts ---

    def text(self, longest: int = 12) -> str:
        """Return a text, plain or hostile, short or long."""
        if self.chance.random() < self.hard:
            found = self.pick(_HARD)
            if not found.strip() or self.chance.random() < 0.2:
                found = f"{self.pick(WORDS)} {found} {self.pick(_HARD)}"
        else:
            count = self.chance.randint(1, longest)
            found = " ".join(self.pick(WORDS) for _ in range(count))
        if self.chance.random() < 0.01:
            found = f"{found} " * self.chance.choice([9, 60])
        if self.chance.random() < 0.005:
            found = "x" * 3000
        if "<" in found:
            self.texts.add(found)
        return found

    def named(self) -> MadeTree:
        """Return a text in both languages."""
        same = self.text()
        return {"id": same, "en": same if self.chance.random() < 0.3 else self.text()}

    def remark(self) -> MadeTree:
        """Return a text that may lack English."""
        return {"id": self.text()} if self.chance.random() < self.one_sided else self.named()

    def address(self) -> str:
        """Return a web address."""
        return self.pick([
            ADDRESS, "https://example.org/", "http://example.org:8080/a?b=c&d=%20#e",
            "https://[::1]/x", "https://user:pw@example.org/'x'", "https://xn--e1afmkfd.example/\u00e9",
        ])  # fmt: skip

    # --- dates ---

    def date(self, first: dt.date = FIRST, last: dt.date = LAST) -> BareText:
        """Return a date in any form that begins within these days."""
        first, last = self._nearby(first, last)
        return BareText(self.pick([
            form
            for form in forms_of(self._any_day(first, last), self.chance)
            if first <= oracle.days_of_date(form)[0] <= last
        ]))  # fmt: skip

    def ended_date(self, last: dt.date | None = None) -> BareText:
        """Return a date in any form that ends by a day, today if none is given."""
        last = min(last or self.today, self.today)
        first, last = self._nearby(FIRST, last)
        return BareText(self.pick([
            form
            for form in forms_of(self._any_day(first, last), self.chance)
            if oracle.days_of_date(form)[1] <= last
        ]))  # fmt: skip

    def begun_date(self, last: dt.date | None = None) -> BareText:
        """Return a date in any form that begins by a day, today if none is given."""
        return self.date(last=min(last or self.today, self.today))

    def day(self, first: dt.date = FIRST, last: dt.date | None = None) -> BareText:
        """Return a day between two, by default one that has come."""
        last = last or self.today
        if self.chance.random() < 0.7:
            first = max(first, min(last, self.today - dt.timedelta(900)))
        return BareText(self._any_day(first, last).isoformat())

    def _nearby(self, first: dt.date, last: dt.date) -> tuple[dt.date, dt.date]:
        if not self.near:
            return first, last
        near = [self.today + dt.timedelta(days) for days in (-900, 500)]
        return min(max(first, near[0]), last), max(min(last, near[1]), first)

    def _any_day(self, first: dt.date, last: dt.date) -> dt.date:
        day = first + dt.timedelta(self.chance.randint(0, (last - first).days))
        return self.chance.choice([day, day, day, first, last])

    # --- numbers ---

    def number(self, decimals: int, *, signed: bool) -> str:
        """Return a number with limited decimals and at most 18 digits, sometimes the largest."""
        draw = self.chance.random()
        places = self.chance.randint(0, decimals)
        if draw < 0.1:
            whole = "0"
        elif draw < 0.2:
            whole = str(self.chance.randrange(10 ** (18 - places - 1), 10 ** (18 - places)))
        elif draw < 0.3:
            whole = "9" * (18 - places)
        else:
            whole = str(self.chance.randrange(self.pick([2, 12, 130, 2000, 10**6, 10**9])))
        places = min(places, 18 - len(whole))
        fraction = "".join(self.pick("0059") for _ in range(places))
        found = f"{whole}.{fraction}" if fraction else whole
        return f"-{found}" if signed and self.chance.random() < 0.4 else found

    def amount(self, kind: SeriesKind) -> BareText | MadeTree:
        """Return a value of a series, or a range of two."""
        value = self.value(kind)
        if self.chance.random() < self.ranges:
            low, high = sorted((value, self.value(kind)), key=Decimal)
            if Decimal(low) < Decimal(high):
                return {"low": low, "high": high}
        return value

    def value(self, kind: SeriesKind) -> BareText:
        """Return a number of a series; often one that stands in it already."""
        if kind.pool and self.chance.random() < 0.5:
            return BareText(self.pick(kind.pool))
        found = self.number(kind.decimals, signed=kind.signed)
        while not sayable(found, kind.decimals):
            found = self.number(kind.decimals, signed=kind.signed)
        kind.pool.append(found)
        return BareText(found)

    def any_number(self, *, signed: bool = False, positive: bool = False) -> BareText:
        """Return a number that no indicator knows: a fact, a population, a precision."""
        while True:
            found = self.number(self.pick([0, 0, 1, 2, 6]), signed=signed)
            if sayable(found, None) and not (positive and Decimal(found) <= 0):
                return BareText(found)


# --- forms of the same ---------------------------------------------------------------------


def forms_of(day: dt.date, chance: random.Random) -> list[str]:
    """Return every form of a date that holds this day."""
    year, month = f"{day:%Y}", day.month
    later = min(day + dt.timedelta(chance.choice([1, 30, 119, 364])), LAST)
    found = [
        year, f"{year}-S{(month + 5) // 6}", f"{year}-Q{(month + 2) // 3}", f"{year}-{month:02}",
        day.isoformat(),
    ]  # fmt: skip
    return [*found, f"{day}/{later}"] if later > day else found


def rewritten(date: str, chance: random.Random) -> BareText:
    """Return the same days in another form, where there is another."""
    first, last = oracle.days_of_date(date)
    same = [form for form in forms_of(first, chance) if oracle.days_of_date(form) == (first, last)]
    found = [date, *([f"{first}/{last}"] if last > first else []), *same]
    return BareText(chance.choice(found))


def sayable(text: str, decimals: int | None) -> bool:
    """Return whether a number does not look like thousands: `1.000` does."""
    like_thousands = re.fullmatch(r"-?[1-9][0-9]{0,2}\.[0-9]{3}", text) is not None
    if not like_thousands:
        return True
    return decimals is not None and decimals >= 3 and not text.endswith("000")
