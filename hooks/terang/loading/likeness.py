"""Letters of other scripts that look like Latin ones, as Latin letters."""

from __future__ import annotations

_LIKENESS = str.maketrans(
    "АВЕЅІЈКМНОРСТХУаеорсхуіјѕԁһԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοικνυ",
    "ABESIJKMHOPCTXYaeopcxyijsdhqwABEZHIKMNOPTYXoiknu",
)
"""Cyrillic and Greek letters → the Latin ones that they look like."""


def latin_letters(word: str) -> str:
    """Return a word in Latin letters alone; empty if a letter of it looks like none."""
    text = word.translate(_LIKENESS)
    return text if all(letter < "\u0250" for letter in text) else ""
