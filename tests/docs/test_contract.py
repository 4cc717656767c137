"""docs/contract.md: every anchor that sources and documents cite is a heading of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from tests.built import REPOSITORY

CONTRACT = REPOSITORY / "docs" / "contract.md"
CITING = ("hooks", "tools", "tests", "docs", "README.md", "CONTRIBUTING.md", "Makefile")
SUFFIXES = frozenset((".py", ".md", ".yml", ".html", ".toml", ""))

_CITATION = re.compile(r"contract\.md#([a-z0-9-]+)")
_INNER_LINK = re.compile(r"\]\(#([a-z0-9-]+)\)")
_HEADING = re.compile(r"^#+ +(.+?) *$", re.MULTILINE)


def github_slugs(text: str) -> list[str]:
    """Return the anchors that GitHub gives to the headings of a Markdown text."""
    counts: Counter[str] = Counter()
    slugs = []
    for heading in _HEADING.findall(text):
        slug = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        slugs.append(f"{slug}-{counts[slug]}" if counts[slug] else slug)
        counts[slug] += 1
    return slugs


def citations() -> Iterator[tuple[str, str]]:
    """Yield each file with each anchor of the contract that it cites."""
    for name in CITING:
        root = REPOSITORY / name
        for path in sorted(root.rglob("*")) if root.is_dir() else [root]:
            if path.is_file() and path.suffix in SUFFIXES:
                place = path.relative_to(REPOSITORY).as_posix()
                for anchor in _CITATION.findall(path.read_text(encoding="utf-8")):
                    yield place, anchor


def test_cited_anchors_are_headings() -> None:
    """Each cited anchor is the anchor of a heading; many are cited."""
    slugs = set(github_slugs(CONTRACT.read_text(encoding="utf-8")))
    cited = set(citations())
    assert len(cited) > 20
    assert sorted((place, anchor) for place, anchor in cited if anchor not in slugs) == []


def test_every_rule_is_cited_where_it_is_held() -> None:
    """Each heading of the derived figures is cited by the software or by a test of it."""
    text = CONTRACT.read_text(encoding="utf-8")
    rules = github_slugs(text[text.index("## Derived figures") : text.index("## The site")])
    cited = {anchor for place, anchor in citations() if place.startswith(("hooks/", "tests/"))}
    assert len(rules) > 15
    assert [rule for rule in rules if rule not in cited] == []


def test_links_within_the_contract_lead_to_headings() -> None:
    """The contract's links to its own sections lead there."""
    text = CONTRACT.read_text(encoding="utf-8")
    links = _INNER_LINK.findall(text)
    assert links
    assert set(links) <= set(github_slugs(text))


def test_headings_differ() -> None:
    """No two headings are the same, so that an anchor means one section."""
    headings = _HEADING.findall(CONTRACT.read_text(encoding="utf-8"))
    assert sorted(headings) == sorted(set(headings))


@pytest.mark.parametrize(
    ("heading", "slug"),
    [
        ("## Share and gap, now and at the deadline", "share-and-gap-now-and-at-the-deadline"),
        ("### `reason` of 3 targets", "reason-of-3-targets"),
        ("# Half-year & more", "half-year--more"),
    ],
)
def test_slugs_follow_github(heading: str, slug: str) -> None:
    """Punctuation goes, spaces become hyphens, letters become small."""
    assert github_slugs(heading) == [slug]
