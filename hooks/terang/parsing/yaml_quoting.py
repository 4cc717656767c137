"""Put texts into quotes as YAML takes them, for hints and for new entries."""

from __future__ import annotations


def quoted_text(text: str) -> str:
    """Return a text in quotes, as YAML takes it."""
    if '"' in text or "\\" in text:
        return "'" + text.replace("'", "''") + "'"
    return f'"{text}"'
