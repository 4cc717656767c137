"""The registry of macros: each is documented, checked and rendered from its one definition."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from tests.views.test_components import publication

import macro_guide
from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import Sentence
from terang.model.catalog import Catalog, Series
from terang.model.definitions import Source
from terang.narrative import macros, markdown_page
from terang.narrative.macros import MACROS, SERIES, SOURCE, Macro, Signature, macro
from terang.pages.publication import Publication
from terang.views import headline
from terang.views.page_context import PageContext

ROOT = Path(__file__).parents[2]
PROGRAMMES = """
protection:
  title: {id: Jamsostek, en: Jamsostek}
  summary: {id: Iuran dibayar pemerintah., en: The government pays the contributions.}
  agency: {id: Dinas Tenaga Kerja, en: Manpower office}
  facts:
    contribution:
      title: {id: Iuran, en: Contribution}
      value: 16800
      unit: {currency: IDR}
      sources: [news-2025]
"""
HELP = {"id": "contoh saja", "en": "an example only"}


@pytest.fixture(scope="module")
def published() -> Publication:
    """Return a record in which every kind of id exists."""
    return publication({"series": "ordinary", "data": {"data/programmes.yml": PROGRAMMES}})


@pytest.fixture
def made_up() -> Iterator[tuple[Macro, Macro]]:
    """Yield a block macro and an inline macro that exist during a test."""
    before = dict(MACROS)

    @macro("glance", signature=Signature((SERIES,)), template="headline", help=HELP)
    def _glance(shown: Series, *, context: PageContext) -> headline.HeadlineView:
        return headline.headline_view(shown, context)

    @macro("both", signature=Signature((SERIES, SOURCE)), help=HELP)
    def _both(shown: Series, source: Source | None = None, *, context: PageContext) -> Sentence:
        return (context.title(shown), " + ", source.id if source else context.language.code)

    yield MACROS["glance"], MACROS["both"]
    MACROS.clear()
    MACROS.update(before)


def page(text: str, language: str = "id") -> markdown_page.NarrativeSource:
    """Return a page of this text."""
    return markdown_page.read_page(f"content/{language}/x.md", text.encode())


def calls(called: Macro, catalog: Catalog) -> Iterator[str]:
    """Yield each form of a macro with the first ids of the catalog that fit."""
    for count in range(called.signature.needed, len(called.signature.kinds) + 1):
        ids: list[str] = []
        record: Any = None
        for kind in called.signature.kinds[:count]:
            known: Mapping[str, Any] = kind.records(catalog, record)
            ids.append(next(iter(known)))
            record = known[ids[-1]]
        yield f"{{{{ {called.name}({', '.join(map(json.dumps, ids))}) }}}}"


def is_shown(called: Macro, published: Publication, language: str) -> bool:
    """Return whether every form of a macro is accepted, and gives HTML and words."""
    for call in calls(called, published.catalog):
        source = page(f"{call}\n", language)
        assert [*source.problems, *markdown_page.call_problems(source, published.catalog)] == []
        (result,) = published.narrate(source, language, "x/").parts
        if not result.html.strip() or not result.text.strip():
            return False
    return True


def is_listed(called: Macro) -> bool:
    """Return whether tables, snippets and hints list every form of a macro."""
    snippets = json.loads(macros.snippet_file())
    (problem, *_) = page("{{ nosuchmacro() }}").problems
    return all(
        form in snippets
        and all(f"`{form}`" in macro_guide.macro_table(language) for language in LANGUAGES)
        for form in called.forms
    ) and called.name in str(problem.values["known"]).split(", ")


@pytest.mark.parametrize("name", MACROS)
def test_every_macro_is_documented(name: str) -> None:
    """Every macro has help in both languages and a place in every list."""
    assert list(MACROS[name].help) == list(LANGUAGES)
    assert all(text.strip() for text in MACROS[name].help.values())
    assert is_listed(MACROS[name])


@pytest.mark.parametrize("name", MACROS)
def test_every_macro_is_checked(name: str, published: Publication) -> None:
    """The example of a macro passes, and an unknown id is refused in each position."""
    called = MACROS[name]
    for form in called.forms:
        assert page(f"{form}\n").problems == ()
    for call in calls(called, published.catalog):
        for argument in re.findall(r'"[^"]+"', call):
            source = page(call.replace(argument, '"no-such-id"'))
            found = list(markdown_page.call_problems(source, published.catalog))
            assert [problem.code for problem in found] == ["unknown-id-in-page"]
    counts = {len(called.signature.kinds) + 1, *range(called.signature.needed)}
    for count in counts:
        arguments = ", ".join(['"x"'] * count)
        source = page(f"{{{{ {name}({arguments}) }}}}")
        assert [problem.code for problem in source.problems] == ["call-arguments"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", MACROS)
def test_every_macro_is_rendered(name: str, language: str, published: Publication) -> None:
    """Every form of a macro is rendered in both languages."""
    assert is_shown(MACROS[name], published, language)


def test_a_new_macro_needs_nothing_but_its_definition(
    made_up: tuple[Macro, Macro], published: Publication
) -> None:
    """A new macro is parsed, checked, rendered and listed, and refused for ids of other kinds."""
    for called in made_up:
        assert is_listed(called)
        for language in LANGUAGES:
            assert is_shown(called, published, language)
    assert [problem.code for problem in page('a {{ glance("covered") }}').problems] == [
        "block-not-alone"
    ]
    source = page('{{ both("covered", "covered") }}')
    (problem,) = markdown_page.call_problems(source, published.catalog)
    assert problem.code == "unknown-id-in-page"
    assert HELP["id"] in macro_guide.macro_table("id")


def test_a_name_is_registered_once() -> None:
    """A name is registered once, because a second macro would hide the first."""
    with pytest.raises(ValueError, match="two macros are named value"):
        macro("value", signature=Signature((SERIES,)), help=HELP)(print)
    assert MACROS["value"].function is macros.value_sentence


@pytest.mark.parametrize("guide", macro_guide.GUIDES, ids=lambda path: path.name)
def test_tables_are_current(guide: Path) -> None:
    """The tables of macros are those that `make guide` writes."""
    text = guide.read_text(encoding="utf-8")
    assert "<!-- makro: en -->" in text
    assert macro_guide.with_macro_tables(text) == text


def test_snippets_are_current() -> None:
    """The snippets for editors are those of the registered macros."""
    assert (ROOT / macros.SNIPPETS).read_bytes() == macros.snippet_file()


def test_snippets_have_a_field_for_each_id() -> None:
    """A snippet has a field for each id, which the editor jumps between."""
    snippet = json.loads(macros.snippet_file())['{{ value("series-id", "result-2022") }}']
    assert snippet["body"] == '{{ value("${1:series-id}", "${2:result-2022}") }}'
    assert snippet["prefix"] == "value"
