"""A decision in words: the records that it is about, and what stood there before."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from terang.diagnostics import LANGUAGES
from terang.i18n.formatter import Sentence, SentencePart, TextLink, Wording
from terang.model.definitions import Decision
from terang.model.field_types import Text
from terang.model.period import NotAPeriodError, parse_period
from terang.views.page_context import PageContext

_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?")
_DATED = frozenset({"accessed", "checked", "date", "published"})
"""Keys whose values are dates, also where they look like a number: `2024`."""


def decision_subjects(decision: Decision, context: PageContext) -> Sentence:
    """Return for readers what a decision is about: each record by its name and its key."""
    each = (_subject(about, context) for about in decision.about)
    return tuple(itertools.chain.from_iterable(("; ", *subject) for subject in each))[1:]


def earlier_texts(decision: Decision, context: PageContext) -> tuple[Sentence, ...]:
    """Return in words what stood before a decision, for each of the records that it is about."""
    was, abouts = decision.was, decision.about
    is_listed = isinstance(was, list) and len(was) == len(abouts)
    pairs = zip(abouts, was, strict=True) if is_listed else [(abouts[0], was)]
    return tuple(
        context.language.sentence(
            "page.decision_was", key=about, was=_written(value, _key_of(about), context)
        )
        for about, value in pairs
    )


def _key_of(about: str) -> str:
    return about.rpartition(".")[2]


def _subject(about: str, context: PageContext) -> Sentence:
    """Return a subject as `Source Harian Contoh (source:harian.url)`, with a link if it has one."""
    kind, _, rest = about.partition(":")
    named = next(_names(kind, rest.split("."), context), None)
    if named is None:
        return (about,)
    return context.language.sentence(f"subject.{kind}", name=named, about=about)


def _names(kind: str, parts: list[str], context: PageContext) -> Iterator[SentencePart]:
    """Yield the name of the record that a subject names; nothing if it is not on record."""
    catalog, language = context.catalog, context.language
    key, part = parts[0], parts[1] if len(parts) > 1 else ""
    if kind == "source" and key in catalog.sources:
        yield context.source_link(catalog.sources[key])
    elif kind == "series" and key in catalog.series:
        series = catalog.series[key]
        yield TextLink(context.title(series), context.page_href(context.series_path(series)))
    elif kind in {"fact", "contact"} and key in catalog.programmes:
        programme = catalog.programmes[key]
        records: Mapping[str, Any] = programme.facts if kind == "fact" else programme.contacts
        if part in records:
            yield language.text(records[part].title)
    elif kind == "site":
        yield language.text(catalog.site.publisher)
    else:
        titled: Mapping[str, tuple[Mapping[str, Any], str]] = {
            "area": (catalog.areas, "name"),
            "dimension": (catalog.dimensions, "title"),
            "indicator": (catalog.indicators, "title"),
            "programme": (catalog.programmes, "title"),
            "speaker": (catalog.speakers, "name"),
            "term": (catalog.glossary, "term"),
            "theme": (catalog.themes, "title"),
        }
        found, name = titled.get(kind, ({}, ""))
        if key in found:
            yield language.text(getattr(found[key], name))


def _written(value: Any, key: str, context: PageContext) -> Sentence:  # noqa: ANN401
    """Return an earlier value as it was written: figures and dates in their elements."""
    language = context.language
    match value:
        case None:
            written: Sentence = (language.word("timeline.absent"),)
        case {"id": str(), **_rest} if set(value) <= set(LANGUAGES):
            written = (language.text(Text.model_construct(id=value["id"], en=value.get("en"))),)
        case Mapping():
            parts = ((f"{name}: ", *_written(part, name, context)) for name, part in value.items())
            written = _joined(parts, "; ")
        case list():
            written = _joined((_written(part, key, context) for part in value), ", ")
        case _:
            written = (
                _scalar_part(str(value), key, context, is_code=getattr(value, "quoted", False)),
            )
    return written


def _scalar_part(text: str, key: str, context: PageContext, *, is_code: bool) -> SentencePart:
    if key in _DATED:
        try:
            return context.language.date(parse_period(text))
        except NotAPeriodError:
            return text
    if not is_code and _NUMBER.fullmatch(text):
        return context.language.plain_figure(Decimal(text))
    return Wording(text)


def _joined(sentences: Iterator[Sentence], mark: str) -> Sentence:
    return tuple(itertools.chain.from_iterable((mark, *sentence) for sentence in sentences))[1:]
