"""Links of finished pages: where they lead, and what is said of those that lead nowhere."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

from terang.diagnostics import Place
from terang.pages.page_address import PageAddress, address_of
from terang.publishing.link_check import LinkInventory, LinkTarget, page_problems

LEADS = {
    "#a": ("data/x/", "a"),
    "": ("data/x/", ""),
    "../y/#b": ("data/y/", "b"),
    "../../sources/?q=1": ("sources/", ""),
    "a/b.csv": ("data/x/a/b.csv", ""),
    "./b.csv": ("data/x/b.csv", ""),
    "a%20b": ("data/x/a b", ""),
    "/x": ("/x", ""),
    "http://[": ("http://[", ""),
    "https://example.org/[": None,
    "https://example.org": None,
    "//example.org/x": None,
    "mailto:a@example.org": None,
}


@pytest.mark.parametrize("link", LEADS)
def test_a_link_leads_to_a_page_and_a_place_or_outside(link: str) -> None:
    """Plain links take a short way, and all others the rules of addresses."""
    target = LinkTarget.from_link("data/x/", link)
    assert (target and tuple(target)) == LEADS[link]


def test_a_long_name_before_an_unusual_sign_takes_no_time() -> None:
    """A link to a file with a space in its name is resolved at once, however long the name is."""
    started = time.process_time()
    target = LinkTarget.from_link("", f"{'berkas' * 4}%20a.pdf")
    assert target == (f"{'berkas' * 4} a.pdf", "")
    assert time.process_time() - started < 1


@dataclass
class Linked:
    """A page as the link check knows it."""

    source: str
    inventory: LinkInventory
    is_narrative: bool = True
    written_links: dict[str, str] = field(default_factory=dict)

    @property
    def address(self) -> PageAddress:
        """The page's address."""
        return address_of(self.source)

    @property
    def url(self) -> str:
        """The page's address, from the site's root."""
        return self.address.url

    @property
    def edit(self) -> str:
        """The file of the page."""
        return f"content/{self.source}"

    def place_of(self, text: str) -> Place:
        """Return the file with the text in it."""
        return Place(f"{self.edit} {text}")


def problems_of(pages: Mapping[str, LinkInventory]) -> list[tuple[str, str]]:
    """Return the place and the code of each problem; the home page is in the menu."""
    linked = {page.url: page for page in (Linked(*item) for item in pages.items())}
    found = page_problems(linked, {*linked, "a.csv"}, [""])
    return sorted((problem.place.path, problem.code) for problem in found)


def test_each_problem_is_found() -> None:
    """Repeated ids, broken links and ids, and pages that no other page links to are reported."""
    home = LinkInventory(("a", "b", "a"), ("a.csv", "b.csv", "reading/#c", "reading/#d", "#e"))
    assert problems_of(
        {
            "id/index.md": home,
            "id/reading.md": LinkInventory(("c",), ("../",)),
            "id/alone.md": LinkInventory((), ("../alone/", "https://example.org/")),
        }
    ) == [
        ("content/id/alone.md", "orphan-page"),
        ("content/id/index.md #a", "repeated-id"),
        ("content/id/index.md #e", "broken-anchor"),
        ("content/id/index.md b.csv", "broken-link"),
        ("content/id/index.md reading/#d", "broken-anchor"),
    ]
