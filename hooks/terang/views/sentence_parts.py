"""Lists, capitals and full stops in a sentence whose parts may be links or figures."""

from __future__ import annotations

import dataclasses

from terang.i18n.formatter import (
    NamedSpeaker,
    Sentence,
    SentencePart,
    TextLink,
    Wording,
    plain_text,
)
from terang.views.page_context import PageContext


def joined_list(parts: tuple[SentencePart, ...], context: PageContext) -> Sentence:
    """Return parts joined as the language joins a list: `a, b, dan c`."""
    if len(parts) == 1:
        return parts
    marks = [f"\0{index}\0" for index in range(len(parts))]
    sentence: list[SentencePart] = []
    for piece in context.language.listing(marks).split("\0"):
        if piece.isdigit():
            sentence.append(parts[int(piece)])
        elif piece:
            sentence.append(piece)
    return tuple(sentence)


def capitalized(sentence: Sentence) -> Sentence:
    """Return a sentence that begins with a capital, unless a publisher's name begins it."""
    if not sentence:
        return sentence
    first, *rest = sentence
    if isinstance(first, str):
        first = first[:1].upper() + first[1:]
    elif isinstance(first, NamedSpeaker) and not first.is_publisher:
        first = NamedSpeaker(first.text[:1].upper() + first.text[1:], first.href, first.lang)
    return (first, *rest)


def unlinked(sentence: Sentence) -> Sentence:
    """Return a sentence whose links are plain text, parts of it; a speaker stays marked as one."""
    return tuple(_unlinked(part) for part in sentence)


def _unlinked(part: SentencePart) -> SentencePart:
    match part:
        case TextLink():
            return Wording(part.text, part.lang)
        case NamedSpeaker():
            return dataclasses.replace(part, href="")
        case _:
            return part


def closed(sentence: Sentence) -> Sentence:
    """Return a sentence with a full stop, unless it ends with a mark of its own."""
    return sentence if plain_text(sentence).rstrip("”\"')")[-1:] in ".!?…" else (*sentence, ".")
