"""The page with the form for proposals: its choices, and the files that the page loads."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from terang.diagnostics import LANGUAGES
from terang.editing import proposal_tables
from terang.editing.sheet_layout import editor_sheet
from terang.i18n.formatter import Language, Sentence, TextLink
from terang.loading.series_files import COVERAGE
from terang.model.catalog import Catalog
from terang.model.definitions import SourceType
from terang.pages.forge_address import FOLDER, ForgePages, forge_pages
from terang.parsing.text_rules import contact_link
from terang.views import proposal_links
from terang.views.page_context import PageContext

PATH = proposal_links.PATH
TABLE = "tables.json"
"""The name of the script's table, beside the page."""
SHEET = proposal_links.SHEET
SCRIPT, READINGS = "assets/propose.js", "assets/readings.js"
SHEET_SCRIPT = "assets/sheet.js"


@dataclass(frozen=True, slots=True)
class Choice:
    """A choice of a list: its id, and its text."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class FieldTexts:
    """The texts of a field."""

    label: str
    help: str
    others: Mapping[str, str]
    """The kinds of proposals for which the label is another, with that label."""


_FIELDS = (
    "date", "value", "announced", "title_id", "title_en", "reason", "reply", "other", "other_en",
    "quote", "find", "title", "publisher", "published", "url",
)  # fmt: skip
"""The fields for texts, each with a help."""
_CHOICES = ("series", "entry", "by", "known", "type", "language")
_OTHER_LABELS = {
    "date": ("target", "event", "reply", "correct"),
    "value": ("correct",),
    "by": ("reply", "withdraw"),
}


@dataclass(frozen=True, slots=True)
class ProposalForm:
    """The form with its lists, and the ways that need no script."""

    script: str
    readings: str
    """The module that reads figures and dates, loaded when the form is first used."""
    sheet: str
    """The spreadsheet of all series."""
    sheet_script: str
    """The module that cuts the spreadsheet of a series out of it."""
    table: str
    data: str
    """The folder of the downloads, in which the script finds the entries of a series."""
    new_file: str
    contact: TextLink
    mail: str
    """The site's e-mail address; empty if its contact is a page."""
    fields: Mapping[str, FieldTexts]
    kinds: tuple[Choice, ...]
    series: tuple[Choice, ...]
    speakers: tuple[Choice, ...]
    types: tuple[Choice, ...]
    languages: tuple[Choice, ...]
    other_ways: tuple[Sentence, ...]


def proposal_form(catalog: Catalog, edit_url: str, context: PageContext) -> ProposalForm:
    """Return the page with the form for proposals; `edit_url` edits a file, or is empty."""
    language, forge = context.language, forge_pages(edit_url)
    contact = catalog.site.contact
    href = contact_link(contact)
    return ProposalForm(
        script=context.file_href(SCRIPT),
        readings=context.file_href(READINGS),
        sheet=context.file_href(f"{PATH}{SHEET}"),
        sheet_script=context.file_href(SHEET_SCRIPT),
        table=TABLE,
        data=context.file_href("data/"),
        new_file=forge.new_file,
        contact=TextLink(contact, href),
        mail=contact if href.startswith("mailto:") else "",
        fields={name: _field_texts(name, language) for name in (*_FIELDS, *_CHOICES)},
        kinds=tuple(
            Choice(kind, language.word(f"propose.kind_{kind}")) for kind in proposal_tables.KINDS
        ),
        series=tuple(
            Choice(series.id, context.title(series)) for series in catalog.series.values()
        ),
        speakers=tuple(
            Choice(key, language.name(speaker.name)) for key, speaker in catalog.speakers.items()
        ),
        types=tuple(Choice(str(kind), language.word(f"source_type.{kind}")) for kind in SourceType),
        languages=tuple(
            Choice(code, language.word(f"shell.language_{code}")) for code in LANGUAGES
        ),
        other_ways=tuple(_other_ways(forge, context, TextLink(contact, href))),
    )


def _field_texts(name: str, language: Language) -> FieldTexts:
    kinds = _OTHER_LABELS.get(name, ())
    return FieldTexts(
        label=language.word(f"propose.{name}"),
        help=language.word(f"propose.{name}_help") if name in _FIELDS else "",
        others={kind: language.word(f"propose.{name}_{kind}") for kind in kinds},
    )


def _other_ways(forge: ForgePages, context: PageContext, contact: TextLink) -> tuple[Sentence, ...]:
    """Return the ways to propose without the form."""
    language = context.language
    sheet = TextLink(language.word("propose.way_sheet_link"), context.file_href(f"{PATH}{SHEET}"))
    ways = [
        language.sentence("propose.way_contact", contact=contact),
        language.sentence("propose.way_sheet", link=sheet, contact=contact),
    ]
    if forge.upload:
        link = TextLink(
            language.word("propose.way_upload_link"), forge.upload.replace(FOLDER, COVERAGE)
        )
        ways.append(language.sentence("propose.way_upload", link=link))
    return tuple(ways)


def proposal_files(catalog: Catalog) -> Mapping[str, Callable[[], bytes]]:
    """Return the files that the page with the form loads: a table a language, a spreadsheet.

    Path from the site's root → function that makes the file.
    """

    def maker(language: Language) -> Callable[[], bytes]:
        return lambda: table_bytes(catalog, language)

    languages = map(Language, LANGUAGES)
    tables = {f"{language.root}{PATH}{TABLE}": maker(language) for language in languages}
    # One for all: a sheet for each of 500 series would take longer than the rest of the build.
    return {**tables, f"{PATH}{SHEET}": lambda: editor_sheet(catalog, catalog.series).data}


def table_bytes(catalog: Catalog, language: Language) -> bytes:
    """Return the bytes of the file with tables that the page with the form loads, in JSON."""
    tree = proposal_tables.proposal_tables(catalog, language)
    return json.dumps(tree, ensure_ascii=False, separators=(",", ":")).encode()
