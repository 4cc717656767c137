"""Properties of insertion for any file and entry: a single insertion, and no other change."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from terang.editing import entry_file
from terang.editing.draft_entry import LISTS, Draft
from terang.loading import data_folder
from terang.model.entries import Qualifier
from terang.model.field_types import Text
from terang.parsing import decoding, text_rules, yaml_document

BASE = Path(__file__).parents[1] / "problems" / "_base"
NOW = dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)
PATH = "data/coverage/kota.yml"

# --- texts and entries ---


def is_accepted(text: str) -> bool:
    """Return whether the data takes a text."""
    is_refused = text_rules.is_blank(text) or [*text_rules.find_text_faults(text)]
    return not is_refused and not yaml_document._HIDDEN_OR_TAB.search(text)


plain_texts = st.one_of(
    st.sampled_from([
        "kata", "kata: kata", "kata #1", "# kata", "- kata", "'kata'", '"kata"', "a\\b", "@kata",
        "2022", "no", "null", "~", "1e5", "0x1f", "kata:", "{a: b}", "[a, b]", "kata  kata",
        " kata", "kata ", "dua\nbaris", "\n", "---", "...", "*a", "&a", "!a", "%a", "|", ">", "? a",
        ": a", "a, b", "“kutip” – kata", "🙂", "85 ribu", "kata: #1 'a' \"b\" \\ " * 20,
        "kata " * 60 + "a", "k" * 200, "a\u00a0b " * 40 + "c",
    ]),
    st.text(st.characters(max_codepoint=0x24F, exclude_categories=["Cc"]), min_size=1),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cf", "L", "M", "N"]), min_size=1),
    st.text(st.characters(categories=["L", "Zs"], min_codepoint=0x400, max_codepoint=0x4FF)),
    st.lists(st.text("ab:#-'\"\\é", min_size=1, max_size=12), min_size=12).map(" ".join),
).filter(is_accepted)  # fmt: skip
texts = st.fixed_dictionaries({"id": plain_texts, "en": plain_texts})
days = st.dates(dt.date(1990, 1, 1), dt.date(2026, 6, 1))
dates = st.one_of(
    days.map(lambda day: f"{day:%Y-%m-%d}"),
    days.map(lambda day: f"{day:%Y-%m}"),
    days.map(lambda day: f"{day:%Y}"),
    days.map(lambda day: f"{day:%Y}-Q{(day.month + 2) // 3}"),
    days.map(lambda day: f"{day:%Y-%m-%d}/2026-06-30"),
)
values = st.integers(0, 10**12).map(str)
common: dict[str, Any] = {
    "label": texts,
    "by": texts,
    "quote": plain_texts,
    "note": texts,
}
sources = st.just(["berita"])
observations = st.fixed_dictionaries(
    {"date": dates, "value": values, "sources": sources},
    optional={**common, "qualifier": st.sampled_from(list(map(str, Qualifier)))},
)
targets = st.fixed_dictionaries(
    {"value": values, "sources": sources}, optional={**common, "due": dates, "announced": dates}
)
events = st.fixed_dictionaries(
    {"date": dates, "title": texts, "sources": sources}, optional={**common, "text": texts}
)
kinds = {"observation": observations, "target": targets, "event": events}
new_entries = st.sampled_from(sorted(kinds)).flatmap(
    lambda kind: st.tuples(st.just(kind), kinds[kind])
)

# --- files, written in many ways ---

folded = plain_texts.filter(lambda text: "\n" not in text and text == text.strip())


@st.composite
def scalars(draw: st.DrawFn, column: int) -> str:  # noqa: PLR0911
    """Draw a text after `key:` in any YAML style, with its trailing characters."""
    pad = " " * column
    match draw(st.integers(0, 6)):
        case 0:
            return f" {draw(st.sampled_from(['kata', 'kata kata', '2022', 'no']))}\n"
        case 1:
            return f" '{draw(folded).replace(chr(39), chr(39) * 2)}'\n"
        case 2:
            return f' "kata\\n{draw(st.sampled_from(["", "# kata", ": kata"]))}"   # komentar\n'
        case 3:
            return f" kata\n{pad}lagi kata\n"
        case 4:
            head = draw(st.sampled_from([">", "|", ">-", "|-", "|+", ">+"]))
            body = draw(st.lists(st.sampled_from(["kata", "# kata", "- a: b", ""]), max_size=4))
            lines = ["kata", *body]
            return f" {head}\n" + "".join(f"{pad}{line}\n" if line else "\n" for line in lines)
        case 5:
            return f" '{pad}kata\n\n{pad}  lagi'\n"
        case _:
            return f"\n{pad}kata # komentar\n"


@st.composite
def blanks(draw: st.DrawFn, column: int) -> str:
    """Draw the lines between two entries."""
    between = st.sampled_from(["", "\n", "  \n", " " * column + "# kata\n", "# kata\n", "\n\n"])
    return "".join(draw(st.lists(between, max_size=3)))


@st.composite
def series_files(draw: st.DrawFn) -> bytes:
    """Draw a sound series file in some style."""
    offset, gap, step = (draw(st.integers(*ends)) for ends in ((0, 3), (1, 3), (1, 4)))
    dash, column = " " * offset, offset + 1 + gap
    pad = " " * column
    item = dash + "-" + " " * gap

    def entry(first: str, anchor: str) -> str:
        text = f"{item}{first}\n{pad}anchor: {anchor}\n"
        if draw(st.booleans()):
            text += f"{pad}note:\n{pad}{' ' * step}id:{draw(scalars(column + step + 1))}"
        inner = draw(st.sampled_from(["block", "flow"]))
        if inner == "flow":
            text += f"{pad}sources: [berita]\n"
        else:
            text += f"{pad}sources:\n{pad}{' ' * draw(st.integers(0, 2))}- berita\n"
        if draw(st.booleans()):
            text += f"{pad}quote:{draw(scalars(column + 1))}"
        return text + draw(blanks(offset))

    text = draw(st.sampled_from(["", "# Salam.\n", "---\n"]))
    text += "indicator: peserta\narea: kota\n" + draw(blanks(0)) + "observations:\n"
    text += draw(blanks(offset))
    for nth in range(draw(st.integers(1, 3))):
        text += entry(f"date: {draw(dates)}\n{pad}value: {nth}", f"lama-{nth}")
    if draw(st.booleans()):
        text += "targets:\n" + entry("value: 5", "lama-target")
    if draw(st.booleans()):
        text += f"sources:\n{' ' * step}lama:\n"
        text += "".join(
            f"{' ' * step * 2}{line}\n"
            for line in ("title: T", "publisher: P", "type: news", "language: id")
        )
        text += draw(blanks(0))
    if draw(st.booleans()):
        text += f"summary:\n{' ' * step}id:{draw(scalars(step + 1))}"
    if draw(st.booleans()):
        text = text.rstrip("\n")
    text = text.replace("\n", draw(st.sampled_from(["\n", "\r\n", "\r"])))
    return (draw(st.sampled_from(["", "\ufeff"])) + text).encode()


def reading(data: bytes) -> data_folder.LoadedData:
    """Return the small sound folder with this series file, as loaded."""
    return data_folder.read_data({**data_folder.data_files(BASE), PATH: data}, NOW)


def is_one_piece(old: bytes, new: bytes) -> bool:
    """Return whether the new bytes are the old bytes with a single insertion."""
    size = len(new) - len(old)
    return any(new[:start] + new[start + size :] == old for start in range(len(old) + 1))


@given(series_files(), new_entries)
def test_the_old_bytes_stay_and_the_entry_is_added(
    data: bytes, new: tuple[str, dict[str, Any]]
) -> None:
    """Outside the insertion every byte stays, and the catalog gains exactly the entry.

    The only refusal is of a file that ends, without a line end, in a text that counts line ends.
    """
    before = reading(data)
    assert not [problem for problem in before.problems if not problem.is_notice], (
        data,
        before.problems,
    )
    kind, entry = new
    draft = Draft(
        contents={**data_folder.data_files(BASE), PATH: data},
        now=NOW,
        path=PATH,
        kind=kind,
        entry={**entry, "anchor": "baru"},
    )
    if (made := insert_or_refuse(data, lambda: draft.insertions()[0])) is None:
        return
    assert is_one_piece(data, made.data)
    after = reading(made.data)
    assert not [problem for problem in after.problems if not problem.is_notice], after.problems
    old, found = before.sound(), after.sound()
    series = found.series["kota"]
    added = series.entry("baru")
    assert added is not None
    rest = {
        name: tuple(known for known in getattr(series, name) if known != added)
        for name in LISTS.values()
    }
    assert series.model_copy(update=rest) == old.series["kota"]
    assert {key: other for key, other in found.series.items() if key != "kota"} == {}
    assert found.sources == old.sources
    for key, said in entry.items():
        assert written(getattr(added, key)) == said, key
    assert decoding.lines_of(made.data.decode())[made.line - 1].strip()


def insert_or_refuse(
    data: bytes, make: Callable[[], entry_file.Insertion]
) -> entry_file.Insertion | None:
    """Return the new file, or None if the file ends in a text that counts line ends."""
    if data.endswith((b"\n", b"\r")):
        return make()
    try:
        return make()
    except entry_file.NoPlaceError:
        return None


def written(value: Any) -> object:  # noqa: ANN401
    """Return the values of an entry as given."""
    if isinstance(value, Text):
        return {"id": value.id, "en": value.en}
    if isinstance(value, tuple):
        return list(value)
    return getattr(value, "written", None) or str(value)


@given(series_files(), texts)
def test_a_new_source_is_added_and_nothing_else(data: bytes, note: dict[str, str]) -> None:
    """A new source is added to the series file, and nothing else changes."""
    before = reading(data).sound()
    source = {"title": note["id"], "publisher": note["en"], "type": "news", "language": "id"}
    said = {**source, "note": note}
    made = insert_or_refuse(data, lambda: entry_file.with_source(data, "baru", said))
    if made is None:
        return
    assert is_one_piece(data, made.data)
    after = reading(made.data).sound()
    added = after.sources["baru"]
    assert (added.title, added.publisher, written(added.note)) == (*[*source.values()][:2], note)
    kept = {key: source_kept for key, source_kept in after.sources.items() if key != "baru"}
    assert kept == before.sources
    own = {
        key: source_kept
        for key, source_kept in after.series["kota"].sources.items()
        if key != "baru"
    }
    assert after.series["kota"].model_copy(update={"sources": own}) == before.series["kota"]
