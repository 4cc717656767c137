"""README.md of the record that the software is kept with; a site begun from it writes its own."""

from __future__ import annotations

import pytest
from tests.built import REPOSITORY

LINKED = ("docs/architecture.md", "docs/contract.md", "docs/decisions/README.md", "SECURITY.md")


@pytest.mark.parametrize("path", LINKED)
def test_it_links_to_the_documents(path: str) -> None:
    """README.md leads to the documents that explain how and why."""
    assert f"]({path})" in (REPOSITORY / "README.md").read_text(encoding="utf-8")
