"""The forge's pages for new files, by the address at which it edits one."""

from __future__ import annotations

import pytest

from terang.pages.forge_address import ForgePages, forge_pages

FORGES = {
    "https://github.com/o/r/edit/main/{path}": ForgePages(
        "https://github.com/o/r/new/main?filename={path}&value={content}",
        "https://github.com/o/r/upload/main/{folder}",
    ),
    "https://gitlab.com/a/b/r/-/edit/main/{path}": ForgePages(
        "https://gitlab.com/a/b/r/-/new/main?file_name={path}"
    ),
    "https://codeberg.org/o/r/_edit/main/{path}": ForgePages(
        "https://codeberg.org/o/r/_new/main/?filename={path}&value={content}",
        "https://codeberg.org/o/r/_upload/main/{folder}",
    ),
    "https://example.org/wiki?page={path}": ForgePages(),
    "": ForgePages(),
}


@pytest.mark.parametrize("edit_url", FORGES)
def test_pages_of_a_forge(edit_url: str) -> None:
    """GitHub, Gitea and Forgejo take name and content, GitLab the name, others nothing."""
    assert forge_pages(edit_url) == FORGES[edit_url]
