"""The HTML of components, for ordinary, empty, longest and hostile data.

A golden case is a file `components/<component>-<case>.yml`. Its key `series` names a file in
`components/_series`, which becomes `data/coverage/covered.yml` in a copy of `components/_base`.
`data` adds further files (path → text). `today`, `call` (the call of a macro, that of the series by
default) and `url` (the page's address, from its language's root) are optional. `html` is the
expected HTML by language. `pytest --update-goldens` writes it again; review the difference as text.
"""

from __future__ import annotations

import datetime as dt
import re
from pathlib import Path
from typing import Any

import html5lib
import pytest
import yaml

from terang.loading import data_folder
from terang.narrative import markdown_page
from terang.pages.publication import Publication
from terang.pages.templates import COMPONENTS, Renderer

REPOSITORY = Path(__file__).parents[2]
FOLDER = Path(__file__).parents[1] / "components"
CASES = sorted(FOLDER.glob("*.yml"))
RENDER = Renderer(REPOSITORY / COMPONENTS)

SERIES = "data/coverage/covered.yml"
OWN_PAGE = "coverage/covered/"
TODAY = "2026-06-30"

KINDS = [
    "headline", "timeline", "table", "chart", "targets", "sources", "latest", "reached", "trust",
]  # fmt: skip
_RAW = re.compile(r"\bNone\b|[A-Z][a-z]+\(|\{[a-z]+\}|[\ue000\ue001]")
"""Remains of Python or of a sentence template in a text."""

EVERY = ["ordinary", "hostile", "nothing", "longest"]


def load_case(path: Path) -> dict[str, Any]:
    """Return a golden case, with all scalars as texts."""
    case: dict[str, Any] = yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)  # noqa: S506
    return case


def publication(given: dict[str, Any]) -> Publication:
    """Return the publication of a case's data."""
    base = FOLDER / "_base"
    files = {path.relative_to(base).as_posix(): path.read_bytes() for path in base.rglob("*.yml")}
    files[SERIES] = (FOLDER / "_series" / f"{given['series']}.yml").read_bytes()
    files |= {path: text.encode() for path, text in given.get("data", {}).items()}
    now = dt.datetime.fromisoformat(given.get("today", TODAY)).replace(hour=4, tzinfo=dt.UTC)
    return Publication(data_folder.read_data(files, now).sound(), RENDER)


def shown(case: Path, language: str) -> str:
    """Return the HTML of a case's component in a language, without empty lines."""
    given = load_case(case)
    published, (name, _, _) = publication(given), case.stem.partition("-")
    if name == "page":
        path = given["url"]
        made = next(page for page in published.pages if page.path == path)
        html = published.body(made, language)
    else:
        call = given.get("call", f'{name}("covered")')
        source = markdown_page.read_page(f"content/{language}/x.md", f"{{{{ {call} }}}}".encode())
        html = published.narrate(source, language, given.get("url", OWN_PAGE)).parts[0].html
    return re.sub(r"\n\s*\n", "\n", html.strip()) + "\n"


def with_html(golden: str, html: dict[str, str]) -> str:
    """Return the text of a golden file with other HTML."""
    before = golden[: golden.rindex("\nhtml:") + 1]
    blocks = (
        f"  {language}: |\n" + "".join(f"    {line}\n" for line in text.splitlines())
        for language, text in html.items()
    )
    return f"{before}html:\n{''.join(blocks)}"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_golden(case: Path, pytestconfig: pytest.Config) -> None:
    """The HTML of a component is as recorded."""
    expected = load_case(case)["html"]
    html = {language: shown(case, language) for language in expected}
    if pytestconfig.getoption("--update-goldens"):
        case.write_text(with_html(case.read_text("utf-8"), html), "utf-8")
    else:
        assert html == expected


@pytest.mark.parametrize("kind", KINDS)
def test_every_component_meets_every_kind_of_data(kind: str) -> None:
    """Each component has a golden case for ordinary, hostile, empty and longest data."""
    names = {case.stem for case in CASES}
    assert {f"{kind}-{component}" for component in EVERY} - names == set()


@pytest.mark.parametrize("language", ["id", "en"])
@pytest.mark.parametrize("case", CASES, ids=lambda case: case.stem)
def test_component_is_sound_html(case: Path, language: str) -> None:
    """The HTML is well-formed, with unique ids, no scripts and no raw values, in both languages."""
    html = shown(case, language)
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
    root = parser.parseFragment(html)
    for element in root.iter():
        element.tag = element.tag.rpartition("}")[2]
    assert parser.errors == []
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter():
        is_own_script = element.tag == "script" and str(element.get("src")).endswith(
            "../assets/filter.js"
        )
        assert is_own_script or element.tag not in ("script", "img", "iframe", "style")
        assert not [name for name in element.attrib if str(name).startswith("on")]
        assert element.get("class") != ""
        if element.tag == "data":
            float(element.get("value"))
        if element.tag == "time":
            assert re.fullmatch(r"\d{4}(-\d\d){0,2}", element.get("datetime"))
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((element.get(name) or "").split()) <= set(ids)
    text = "".join(root.itertext())
    assert not re.search(
        r"\bNone\b|Decimal\(|Period\(|Text\(|\{[a-z]+\}|\ue000", text.replace("{x}", "")
    )


@pytest.mark.parametrize("kind", KINDS)
def test_a_second_copy_bears_no_ids(kind: str) -> None:
    """If a component appears twice on a page, only the first copy has ids."""
    published = publication({"series": "history"})
    call = f'{{{{ {kind}("covered") }}}}\n'.encode()
    parts = published.narrate(markdown_page.read_page("content/id/x.md", call * 2), "id", "").parts
    assert 'id="' not in parts[1].html.replace('series_id="', "")


@pytest.mark.parametrize("kind", ["timeline", "table", "chart"])
def test_ids_bear_the_series_elsewhere(kind: str) -> None:
    """On other pages than its own, an entry's id includes the id of its series."""
    published = publication({"series": "history"})
    source = markdown_page.read_page("content/id/x.md", f'{{{{ {kind}("covered") }}}}'.encode())
    for url, prefix in (("", "covered--"), (OWN_PAGE, "")):
        ids = re.findall(r' id="([^"]+)"', published.narrate(source, "id", url).parts[0].html)
        assert ids
        if kind != "chart":
            assert {id_.startswith(prefix) for id_ in ids} == {True}
            assert {id_.removeprefix(prefix) for id_ in ids} <= {
                entry.anchor for entry in published.catalog.series["covered"].entries
            }
