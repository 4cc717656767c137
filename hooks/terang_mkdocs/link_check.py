"""Problems with links and anchors between the finished pages."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, TypeAlias

from terang.diagnostics import Place, Problem
from terang.i18n.sentences import SiteNotice, SiteProblem, suggested_value

if TYPE_CHECKING:
    from terang_mkdocs.pages import SitePage
from terang_mkdocs.link_targets import Directory, LinkTarget

Leads: TypeAlias = Mapping[str, Sequence[tuple[str, LinkTarget]]]
"""By a page's address: its links that stay within the site, each with what it leads to."""


def page_leads(pages: Mapping[str, SitePage]) -> Leads:
    """Where the links of these pages lead."""
    return {
        url: [
            (link, target)
            for link in page.stock.links
            if (target := LinkTarget.of(page.url, link)) is not None
        ]
        for url, page in pages.items()
    }


def link_problems(
    pages: Mapping[str, SitePage], found: Leads, directory: Directory
) -> Iterator[Problem]:
    """Every link of every page (by its address) leads to a page or file, and to an id there."""
    for url, page in pages.items():
        for anchor, times in Counter(page.stock.ids).items():
            if times > 1:
                yield SiteProblem(page.place_of(f"#{anchor}"), "repeated-id", {"anchor": anchor})
        for link, target in found[url]:
            yield from _problems_of(page, link, target, pages, directory)


def orphan_pages(
    pages: Mapping[str, SitePage], found: Leads, linked: Iterable[str]
) -> Iterator[Problem]:
    """Every narrative page is led to, in one of its languages, from another page.

    `linked` are the paths of the pages in menus and footer.
    """
    reached = set(linked)
    for url, page in pages.items():
        others = {target.address for _, target in found[url]} & pages.keys()
        reached |= {pages[other].address.path for other in others} - {page.address.path}
    for page in pages.values():
        if page.made_by_hand and page.address.path not in reached:
            yield SiteNotice(Place(str(page.edit)), "orphan-page")


def _problems_of(
    page: SitePage,
    link: str,
    target: LinkTarget,
    pages: Mapping[str, SitePage],
    directory: Directory,
) -> Iterator[Problem]:
    written = page.written_links.get(link, link)
    if target.address not in directory.published or link.startswith("/"):
        values = {"link": written, **suggested_value(written, _names_seen_from(page, directory))}
        yield SiteProblem(page.place_of(written), "broken-link", values)
        return
    other = pages.get(target.address)
    if (
        other is not None
        and target.fragment
        and target.fragment not in (other.present_anchor_ids or ())
    ):
        values = {
            "link": written,
            "anchor": target.fragment,
            **suggested_value(target.fragment, other.stock.ids),
        }
        yield SiteProblem(page.place_of(written), "broken-anchor", values)


def _names_seen_from(page: SitePage, directory: Directory) -> list[str]:
    """How a link on this page would name each page of its language."""
    folder = posixpath.dirname(page.file.src_uri)
    language = page.file.src_uri.split("/", 1)[0]
    return [
        posixpath.relpath(file.src_uri, folder)
        for file in directory.files.values()
        if file.page is not None and file.src_uri.startswith(f"{language}/")
    ]
