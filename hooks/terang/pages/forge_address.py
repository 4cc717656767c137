"""Addresses of a forge's pages for new files, by the address at which it edits one.

The address of the page for editing is part of the configuration; the forges differ in its form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

PATH = "{path}"
CONTENT = "{content}"
FOLDER = "{folder}"

_GITHUB = re.compile(r"(https?://.+)/edit/([^/]+)/\{path\}")
_GITLAB = re.compile(r"(https?://.+)/-/edit/([^/]+)/\{path\}")
_GITEA = re.compile(r"(https?://.+)/_edit/([^/]+)/\{path\}")


@dataclass(frozen=True, slots=True)
class ForgePages:
    """Addresses of a forge's pages, with `{path}`, `{content}` and `{folder}` to be filled in."""

    new_file: str = ""
    """The page for a new file; empty if the forge is not known. Without `{content}` the forge
    cannot be handed one."""
    upload: str = ""
    """The page for uploading files into a folder; empty if there is none."""


def forge_pages(edit_url: str) -> ForgePages:
    """Return the pages of the forge that edits a file at `edit_url`, with `{path}` in it."""
    if found := _GITLAB.fullmatch(edit_url):
        return ForgePages(f"{found[1]}/-/new/{found[2]}?file_name={PATH}")
    if found := _GITEA.fullmatch(edit_url):
        return ForgePages(
            f"{found[1]}/_new/{found[2]}/?filename={PATH}&value={CONTENT}",
            f"{found[1]}/_upload/{found[2]}/{FOLDER}",
        )
    if found := _GITHUB.fullmatch(edit_url):
        return ForgePages(
            f"{found[1]}/new/{found[2]}?filename={PATH}&value={CONTENT}",
            f"{found[1]}/upload/{found[2]}/{FOLDER}",
        )
    return ForgePages()
