"""The macros that Markdown pages may call: a function each, with its signature and help.

The parser, the check, `pages.publication`, the snippets for editors and the tables in the documents
all read `MACROS`. A macro holds no HTML and does not know how its result is rendered.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from terang.derivation.quantity import Span
from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import Sentence, plain_text
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Fact, Programme, Source
from terang.model.entries import Entry, Event, Observation, Target
from terang.views import (
    chart,
    claim_sentences,
    contacts,
    derived_figures,
    entry_properties,
    headline,
    home_answers,
    notice_board,
    programme_facts,
    series,
    series_targets,
    timeline,
)
from terang.views.page_context import PageContext

SNIPPETS = ".vscode/pages.code-snippets"
"""The file of snippets for editors, from the repository's root."""

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class ArgumentKind:
    """A kind of id that a macro takes."""

    name: Mapping[str, str]
    """Language → the word for it in messages."""
    example: str
    records: Callable[[Catalog, Any], Mapping[str, Any]]
    """(catalog, record of the argument before) → the records that an id may name."""


SERIES = ArgumentKind(
    {"id": "seri data", "en": "series"}, "series-id", lambda catalog, _: catalog.series
)
ENTRY = ArgumentKind(
    {"id": "jangkar", "en": "anchor"},
    "result-2022",
    lambda _, series: {entry.anchor: entry for entry in series.entries},
)
VALUED_ENTRY = ArgumentKind(
    ENTRY.name,
    "result-2022",
    lambda _, series: {entry.anchor: entry for entry in (*series.observations, *series.targets)},
)
TARGET = ArgumentKind(
    {"id": "jangkar target", "en": "anchor of a target"},
    "target-2027",
    lambda _, series: {target.anchor: target for target in series.targets},
)
PROGRAMME = ArgumentKind(
    {"id": "program", "en": "programme"}, "programme-id", lambda catalog, _: catalog.programmes
)
FACT = ArgumentKind(
    {"id": "keterangan program", "en": "programme fact"},
    "fact-id",
    lambda _, programme: programme.facts,
)
SOURCE = ArgumentKind(
    {"id": "sumber", "en": "source"}, "source-id", lambda catalog, _: catalog.sources
)


@dataclass(frozen=True, slots=True)
class Signature:
    """The ids that a macro takes, in order; those after the first `needed` are optional.

    A block that needs none shows, without one, what the function chooses by itself.
    """

    kinds: tuple[ArgumentKind, ...]
    needed: int = 1


@dataclass(frozen=True, slots=True)
class MacroResult:
    """A view for a template, or a sentence where `template` is empty."""

    template: str
    content: Any
    text: str
    """The same in plain words; for a view, the title of its series or programme."""


@dataclass(frozen=True, slots=True)
class Macro:
    """A name that pages may call."""

    name: str
    signature: Signature
    help: Mapping[str, str]
    """Language → a sentence that says what the macro shows."""
    template: str
    """The component that shows the view of a block macro; empty for an inline macro."""
    function: Callable[..., Any]

    @property
    def is_block(self) -> bool:
        """Return whether the macro is a component, which stands in a paragraph of its own."""
        return bool(self.template)

    @property
    def forms(self) -> tuple[str, ...]:
        """The calls as an editor types them, the shortest first."""
        ids = [f'"{kind.example}"' for kind in self.signature.kinds]
        counts = range(self.signature.needed, len(ids) + 1)
        return tuple(f"{{{{ {self.name}({', '.join(ids[:count])}) }}}}" for count in counts)

    def result(self, arguments: Sequence[str], context: PageContext) -> MacroResult:
        """Return what a call with these ids shows on a page; each id must exist."""
        if not arguments:
            title = context.language.word("page.coverage_title")
            return MacroResult(self.template, self.function(context=context), title)
        records: list[Any] = []
        for kind, argument in zip(self.signature.kinds, arguments, strict=False):
            known = kind.records(context.catalog, records[-1] if records else None)
            records.append(known[argument])
        content = self.function(*records, context=context)
        if self.is_block:
            return MacroResult(self.template, content, _title_of(records[0], context))
        if is_withdrawn(records[-1]):
            # The mark is no link: the call may stand inside of one that leads to the entry.
            content = (*content, f" ({context.language.word('key.withdrawn')})")
        return MacroResult("", content, plain_text(content))


MACROS: dict[str, Macro] = {}
"""Every macro by its name, in the order in which messages and documents list them."""


def macro(
    name: str,
    *,
    signature: Signature,
    help: Mapping[str, str],  # noqa: A002 - the word that editors look for
    template: str = "",
) -> Callable[[_Function], _Function]:
    """Register a function as one that Markdown pages may call.

    The function takes the records that the ids of a call name, and `context`. With a `template` it
    returns the view of that component, else a sentence.
    """

    def register(function: _Function) -> _Function:
        if name in MACROS:
            raise ValueError(f"two macros are named {name}")
        MACROS[name] = Macro(name, signature, help, template, function)
        return function

    return register


def is_withdrawn(record: object) -> bool:
    """Return whether a record that a macro names is a withdrawn entry."""
    return isinstance(record, Observation | Target | Event) and record.withdrawn is not None


def _title_of(record: Series | Programme, context: PageContext) -> str:
    """Return the title of the record that a component shows."""
    if isinstance(record, Series):
        return context.title(record)
    return context.language.name(record.title)


def snippet_file() -> bytes:
    """Return the snippets that VS Code offers in Markdown: a form of a macro each, as JSON."""
    snippets = {
        form: {
            "scope": "markdown",
            "prefix": called.name,
            "body": _fields(form),
            "description": "\n".join(called.help[code] for code in LANGUAGES),
        }
        for called in MACROS.values()
        for form in called.forms
    }
    return (json.dumps(snippets, ensure_ascii=False, indent=1) + "\n").encode()


def _fields(form: str) -> str:
    """Return a form with each id as a field that the editor jumps to."""
    numbers = itertools.count(1)
    return re.sub(r'"(.+?)"', lambda match: f'"${{{next(numbers)}:{match[1]}}}"', form)


# --- blocks ------------------------------------------------------------------------------------

# Their views exist for generated pages too, and are registered as they are.

macro(
    "headline",
    signature=Signature((SERIES,)),
    template="headline",
    help={
        "id": "angka terbaru sebuah seri data, dengan sumber dan targetnya",
        "en": "the latest figure of a series, with its source and target",
    },
)(headline.headline_view)

macro(
    "timeline",
    signature=Signature((SERIES,)),
    template="timeline",
    help={
        "id": "kronologi sebuah seri data: angka, target, dan peristiwanya",
        "en": "the timeline of a series: its figures, targets and events",
    },
)(timeline.timeline_view)

macro(
    "table",
    signature=Signature((SERIES,)),
    template="table",
    help={
        "id": "tabel angka dan target sebuah seri data",
        "en": "a table of a series' figures and targets",
    },
)(series.table_view)

macro(
    "chart",
    signature=Signature((SERIES,)),
    template="chart",
    help={
        "id": "grafik angka dan target sebuah seri data",
        "en": "a chart of a series' figures and targets",
    },
)(chart.chart_view)

macro(
    "targets",
    signature=Signature((SERIES,)),
    template="targets",
    help={
        "id": "target sebuah seri data, dan sejauh mana masing-masing tercapai",
        "en": "the targets of a series, and how much of each is reached",
    },
)(series_targets.series_targets)

macro(
    "sources",
    signature=Signature((SERIES,)),
    template="sources",
    help={
        "id": "sumber yang dipakai sebuah seri data",
        "en": "the sources that a series uses",
    },
)(series.series_source_views)


macro(
    "contacts",
    signature=Signature((PROGRAMME,)),
    template="contacts",
    help={
        "id": "ke mana bisa bertanya tentang sebuah program, dan kapan terakhir kami periksa",
        "en": "where to ask about a programme, and when we last checked it",
    },
)(contacts.contacts_view)

macro(
    "board",
    signature=Signature((PROGRAMME,)),
    template="board",
    help={
        "id": "halaman ini untuk papan pengumuman: teks untuk dikirim, dan kode QR di kertas",
        "en": "the page for a notice board: a text to send on, and a QR code on paper",
    },
)(notice_board.board_view)

macro(
    "latest",
    signature=Signature((SERIES,), needed=0),
    template="latest",
    help={
        "id": "angka terbaru sebuah seri data dan siapa yang menyatakannya, singkat, untuk "
        "beranda; tanpa id: seri data pertama di halaman semua angka",
        "en": "the latest figure of a series and who said so, in short, for the home page; "
        "without an id: of the first series on the page of all figures",
    },
)(home_answers.latest_answer)

macro(
    "reached",
    signature=Signature((SERIES,)),
    template="reached",
    help={
        "id": "target terbaru sebuah seri data, tercapai atau tidak, dengan grafik kecil",
        "en": "the newest targets of a series, reached or not, with a small chart",
    },
)(home_answers.target_answer)

macro(
    "trust",
    signature=Signature((SERIES,)),
    template="trust",
    help={
        "id": "sumber sebuah seri data, cocok atau tidaknya, umur angkanya, dan hari pembaruan",
        "en": "the sources of a series, whether they agree, its age, and the day of the build",
    },
)(home_answers.trust_answer)


# --- inside of sentences -----------------------------------------------------------------------


@macro(
    "value",
    signature=Signature((SERIES, VALUED_ENTRY)),
    help={
        "id": "angka terbaru sebuah seri data; dengan jangkar, angka dari entri itu",
        "en": "the latest figure of a series; with an anchor, the figure of that entry",
    },
)
def value_sentence(shown: Series, entry: Entry | None = None, *, context: PageContext) -> Sentence:
    """Return the text of a macro: the value of an entry, or the latest of the series."""
    if entry is not None:
        value = claim_sentences.figure_text(entry, shown, context)
        return (value,) if value else ()
    latest = context.derived[shown.id].latest
    if latest is None:
        return (context.language.word("inline.no_figure"),)
    return derived_figures.value_range(latest.span, shown, context)


@macro(
    "date",
    signature=Signature((SERIES, ENTRY)),
    help={
        "id": "tanggal angka terbaru sebuah seri data; "
        "dengan jangkar, tanggal atau tenggat entri itu",
        "en": "the date of a series' latest figure; "
        "with an anchor, the date or deadline of that entry",
    },
)
def date_sentence(shown: Series, entry: Entry | None = None, *, context: PageContext) -> Sentence:
    """Return the text of a macro: the date of an entry, or of the latest figure."""
    latest = context.derived[shown.id].latest
    if entry is None:
        if latest is None:
            return (context.language.word("inline.no_date"),)
        return (context.language.date(latest.period, latest.observations[0].label),)
    period = entry_properties.entry_date(entry)
    if period is None:
        return (context.language.word("timeline.without_due"),)
    return (context.language.date(period, entry.label),)


@macro(
    "change",
    signature=Signature((SERIES,)),
    help={
        "id": "perubahan angka sebuah seri data sejak angka awal",
        "en": "the change of a series since its baseline",
    },
)
def change_sentence(shown: Series, *, context: PageContext) -> Sentence:
    """Return the text of a macro: the change of a series since its baseline."""
    step = context.derived[shown.id].baseline
    if step is None:
        return (context.language.word("change.none"),)
    return derived_figures.change_amount(step, shown, context)


@macro(
    "share",
    signature=Signature((SERIES, TARGET)),
    help={
        "id": "bagian penduduk yang tercakup angka terbaru; "
        "dengan jangkar target, bagian target itu yang tercapai pada tenggatnya, "
        "atau sekarang kalau belum lewat",
        "en": "the share of the population that the latest figure covers; "
        "with a target's anchor, the share of that target that is reached at its deadline, "
        "or now while that is ahead",
    },
)
def share_sentence(
    shown: Series, target: Target | None = None, *, context: PageContext
) -> Sentence:
    """Return the text of a macro: the share of the population, or of a target reached."""
    derived = context.derived[shown.id]
    outlook = derived.outlook(target.anchor) if target else None
    share: Span | None = None
    if outlook is not None and outlook.measured is not None:
        share = outlook.measured.share
    if target is None:
        share = derived.coverage_rate
    if share is None:
        return (context.language.word("inline.no_share"),)
    return derived_figures.share_range(share, context)


@macro(
    "fact",
    signature=Signature((PROGRAMME, FACT), needed=2),
    help={
        "id": "angka sebuah program, misalnya besar iurannya",
        "en": "a figure of a programme, such as its contribution",
    },
)
def fact_sentence(_programme: Programme, fact: Fact, *, context: PageContext) -> Sentence:
    """Return the text of a macro: the value and unit of a programme's fact."""
    unit = programme_facts.fact_unit(fact, context)
    return (programme_facts.fact_figure(fact, context), f" {unit}" if unit else "")


@macro(
    "cite",
    signature=Signature((SOURCE,)),
    help={
        "id": "nama penerbit sebuah sumber, dengan tautan ke daftar sumber",
        "en": "the publisher of a source, with a link to the list of sources",
    },
)
def source_citation(source: Source, *, context: PageContext) -> Sentence:
    """Return the text of a macro: the link to a source."""
    return (context.source_link(source),)
