"""The speaker of a claim: an office, or the publisher of the text that names none."""

from __future__ import annotations

import pytest

from terang.derivation.speakers import claim_speaker, original_text
from terang.model.definitions import Source, SourceType


def a_source(publisher: str, same_text_as: str | None = None) -> Source:
    """Return a source with a publisher, perhaps a copy of another text."""
    return Source.model_construct(
        title="Title",
        publisher=publisher,
        type=SourceType.NEWS,
        language="id",
        same_text_as=same_text_as,
    )


SOURCES = {
    "release": a_source("Office"),
    "paper": a_source("Paper", "release"),
    "portal": a_source("Portal", "paper"),
    "other": a_source("Other"),
    "lost": a_source("Lost", "gone"),
    "left": a_source("Left", "right"),
    "right": a_source("Right", "left"),
}


@pytest.mark.parametrize(
    ("source", "original"),
    [
        ("release", "release"),
        ("paper", "release"),
        ("portal", "release"),
        ("other", "other"),
        ("lost", "lost"),
        ("left", "right"),
    ],
)
def test_a_copy_leads_to_its_original(source: str, original: str) -> None:
    """A copy of a copy is a copy of the first text; a text that is not on record is none."""
    assert original_text(source, SOURCES) == original


def test_the_office_speaks_before_the_publisher() -> None:
    """The speaker is the office, else the publisher of the text that a source copies."""
    assert claim_speaker("dinas", "paper", SOURCES) == "dinas"
    assert claim_speaker(None, "portal", SOURCES) == claim_speaker(None, "release", SOURCES)
    assert claim_speaker(None, "other", SOURCES) == "Other"
