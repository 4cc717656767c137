"""The record of Kutai Timur in a browser: tests of `sites/story` hold for it too."""

from __future__ import annotations

import pytest
from tests.browser.test_story import (
    test_a_term_is_explained_without_a_script,
    test_an_anchor_leads_to_its_claim,
    test_search_by_keyboard,
    test_search_finds_by_stem,
    test_search_knows_other_names,
    test_search_on_a_phone,
    test_the_words_of_a_claim_by_keyboard,
)

__all__ = [
    "test_a_term_is_explained_without_a_script",
    "test_an_anchor_leads_to_its_claim",
    "test_search_by_keyboard",
    "test_search_finds_by_stem",
    "test_search_knows_other_names",
    "test_search_on_a_phone",
    "test_the_words_of_a_claim_by_keyboard",
]

pytestmark = pytest.mark.browser
