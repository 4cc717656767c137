"""Ask the questions of `make new` and turn the answers into a draft without problems.

An answer comes from the arguments or else from the terminal, and is checked at once with the rules
of `make check`. `new_entry` calls it; nothing is written here.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from terang.diagnostics import Problem, errors, nearest_word
from terang.editing.draft_entry import FIELDS, LISTS, Draft, DraftField, FieldShape
from terang.editing.entry_file import EntryTree
from terang.i18n import field_help
from terang.i18n.formatter import Language
from terang.model import field_types
from terang.model.catalog import Catalog, Series
from terang.model.entries import Entry, Event

_NEW_SOURCE = "0"
_YES = frozenset({"y", "ya", "yes"})
_SEVERAL = frozenset({FieldShape.SOURCES, FieldShape.ANCHORS})
_OPTIONS = {"sources": "source"}
"""Keys whose option has another name: it is repeated, with an id each time."""
_MOST_DIGITS = 6


@dataclass(frozen=True, slots=True, kw_only=True)
class Terminal:
    """The place to ask questions; `ask` raises EOFError if nobody answers."""

    ask: Callable[[str], str]
    say: Callable[[str], None]
    complain: Callable[[str], None]
    is_manned: bool
    """True if a person answers, False if a file is read."""
    locale: str = ""
    """In the form of LANG: `en_GB.UTF-8`."""


class AnswerRefusedError(Exception):
    """An answer that cannot be written; the argument gives the reason."""


@dataclass(frozen=True, slots=True)
class PromptTerms:
    """A terminal and its language."""

    terminal: Terminal
    language: Language

    def word(self, key: str, /, **values: str) -> str:
        """Return a word or sentence of this command."""
        return self.language.word(f"new.{key}", **values)


def options(field_item: DraftField, prefix: str = "") -> list[tuple[str, bool]]:
    """Return the options of a key, each with True if it may be repeated."""
    name = prefix + _OPTIONS.get(field_item.key, field_item.key).replace("_", "-")
    english = [(f"{name}-en", False)] if field_item.shape is FieldShape.BILINGUAL else []
    return [(name, field_item.shape in _SEVERAL), *english]


@dataclass
class Conversation:
    """The questions about an entry, answered by arguments or else on the terminal."""

    terms: PromptTerms
    catalog: Catalog
    given: Mapping[str, Any]
    has_asked: bool = False
    refused: list[str] = field(default_factory=list)
    """Messages about refused arguments."""
    _earlier: list[field_types.Text] = field(default_factory=list)
    """The speakers that the series has named."""

    def series(self) -> Series:
        """Return the series for the entry."""
        titles = {
            key: self.terms.language.text(self.catalog.title_of(series_item)).text
            for key, series_item in self.catalog.series.items()
        }
        if not titles:
            raise AnswerRefusedError(self.terms.word("no_series"))
        chosen = self.catalog.series[self._chosen("series", titles)]
        named = dict.fromkeys(entry.by for entry in chosen.entries if entry.by is not None)
        self._earlier = [self.catalog.speakers[speaker].name for speaker in named]
        return chosen

    def kind(self) -> str:
        """Return the kind of the entry."""
        return self._chosen("kind", {kind: self.terms.word(f"kinds.{kind}") for kind in LISTS})

    def _chosen(self, what: str, options: Mapping[str, str]) -> str:
        if what in self.given:
            text = self.given[what]
            if text not in options:
                raise AnswerRefusedError(f"--{what}: {self._not_among(text, options)}")
            return str(text)
        if self.given and not self.terms.terminal.is_manned:
            raise AnswerRefusedError(self.terms.word("missing", options=f"--{what}"))
        return self._pick(self.terms.word(what), options)

    def with_answers(self, draft: Draft) -> Draft:
        """Return the draft with all answers; required keys are asked first."""
        self._refuse_odd_options(draft.kind)
        fields = FIELDS[draft.kind]
        if "new-source" in self.given:
            draft = self._with_given_source(draft)
        draft.with_answer("sources", ["?"]).insertions()  # refuse a file without a place at once
        for field_item in sorted(fields, key=lambda field_item: not field_item.required):
            draft = self._answered(draft, field_item)
        if self.refused:
            raise AnswerRefusedError("\n".join(self.refused))
        return self._anchored(draft)

    def _refuse_odd_options(self, kind: str) -> None:
        """Refuse unknown options, and missing required options if nobody can be asked."""
        source = [
            name for field_item in FIELDS["source"] for name, _ in options(field_item, "source-")
        ]
        own = [name for field_item in FIELDS[kind] for name, _ in options(field_item)]
        useful = {"series", "kind", "new-source", *own}
        useful |= {*source} if "new-source" in self.given else set()
        if odd := [f"--{key}" for key in self.given if key not in useful]:
            raise AnswerRefusedError(self.terms.word("odd", options=", ".join(odd), kind=kind))
        if not self.given or self.terms.terminal.is_manned:
            return
        missing = [
            name
            for field_item in FIELDS[kind]
            if field_item.required
            for name, _ in options(field_item)
        ]
        if "new-source" in self.given:
            missing.remove("source")
            missing += [
                options(field_item, "source-")[0][0]
                for field_item in FIELDS["source"]
                if field_item.required
            ]
        if lacking := [f"--{name}" for name in missing if name not in self.given]:
            raise AnswerRefusedError(self.terms.word("missing", options=", ".join(lacking)))

    def _answered(self, draft: Draft, field_item: DraftField) -> Draft:
        if field_item.shape is FieldShape.SOURCES:
            return self._cited(draft)
        check = draft.problems_of_answer
        answer = self._answer(
            field_item, draft.kind, lambda tree: check(field_item.key, tree), draft
        )
        return draft if answer is None else draft.with_answer(field_item.key, answer)

    def _anchored(self, draft: Draft) -> Draft:
        """Return the draft with an anchor of its own if the default anchor is taken."""
        clash = next(
            (problem for problem in draft.problems() if problem.code == "anchor-clash"), None
        )
        may_ask = not self.given or self.terms.terminal.is_manned
        if clash is None or "anchor" in draft.entry or not may_ask:
            return draft
        self._complain(clash)
        taken = {entry.anchor for entry in self.catalog.series[Path(draft.path).stem].entries}
        base = str(clash.values["anchor"])
        free = next(
            f"{base}-{nth}" for nth in range(2, len(taken) + 3) if f"{base}-{nth}" not in taken
        )
        while True:
            answer = self._ask(f"{self._meaning(draft.kind, 'anchor')}\n[{free}] > ") or free
            anchored = draft.with_answer("anchor", answer)
            problems = errors(draft.problems_of_answer("anchor", answer))
            problems += tuple(
                problem for problem in anchored.problems() if problem.code == "anchor-clash"
            )
            if not problems:
                return anchored
            self._complain(*problems)

    # --- a single answer ---

    def _answer(
        self,
        field_item: DraftField,
        record: str,
        check: Callable[[EntryTree], Sequence[Problem]],
        draft: Draft,
        prefix: str = "",
    ) -> EntryTree | None:
        """Return the answer about a key, or None; problems of arguments are collected."""
        (name, _), *_ = options(field_item, prefix)
        if self.given:
            tree = self._from_arguments(field_item, name)
            if tree is not None:
                self._remember(name, check(tree))
            if tree is not None or not field_item.required:
                return tree
        if field_item.rare:
            return None
        required = field_item.required or (
            field_item.key == "note" and draft.entry.get("status") == "disputed"
        )
        while True:
            tree = self._asked(replace(field_item, required=required), record, draft)
            if tree is None:
                if not required:
                    return None
                self.terms.terminal.say(self.terms.word("required"))
            elif problems := check(tree):
                self._complain(*problems)
            else:
                return tree

    def _from_arguments(self, field_item: DraftField, name: str) -> EntryTree | None:
        if field_item.shape is not FieldShape.BILINGUAL:
            return self.given.get(name)
        texts = {"id": self.given.get(name), "en": self.given.get(f"{name}-en")}
        return {code: text for code, text in texts.items() if text is not None} or None

    def _remember(self, option: str, problems: Iterable[Problem]) -> None:
        code = self.terms.language.code
        for problem in problems:
            self.refused.append(
                f"--{option}: {problem.message(code)}\n{_indented(problem.hint(code))}"
            )

    def _asked(self, field_item: DraftField, record: str, draft: Draft) -> EntryTree | None:
        question = self._meaning(record, field_item.key)
        if not field_item.required:
            question += f" {self.terms.word('optional')}"
        match field_item.shape:
            case FieldShape.WORD:
                named = {
                    word: self.terms.language.word(f"{field_item.named}.{word}")
                    for word in field_item.words
                }
                return self._pick(question, named, optional=not field_item.required) or None
            case FieldShape.BILINGUAL:
                return self._bilingual(field_item, question)
            case FieldShape.ANCHOR | FieldShape.ANCHORS:
                return self._anchors(field_item, question, draft)
            case _:
                return self._ask(f"\n{question}\n> ") or None

    def _bilingual(self, field_item: DraftField, question: str) -> EntryTree | None:
        if field_item.key == "by" and self._earlier:
            options = {str(nth): text.id for nth, text in enumerate(self._earlier, start=1)}
            self.terms.terminal.say(f"\n{question}\n{_listed(options)}")
            answer = self._ask(f"{self.terms.word('in_id')} > ")
            if answer in options:
                text = self._earlier[int(answer) - 1]
                return {"id": text.id} | ({"en": text.en} if text.en else {})
        else:
            self.terms.terminal.say(f"\n{question}")
            answer = self._ask(f"{self.terms.word('in_id')} > ")
        if not answer:
            return None
        english = self._ask(f"{self.terms.word('in_en')} > ")
        return {"id": answer} | ({"en": english} if english else {})

    def _anchors(self, field_item: DraftField, question: str, draft: Draft) -> EntryTree | None:
        series = self.catalog.series[Path(draft.path).stem]
        among = series.targets if field_item.shape is FieldShape.ANCHOR else series.entries
        options = {entry.anchor: self._entry_text(entry) for entry in among}
        if not options:
            return None
        if field_item.shape is FieldShape.ANCHOR:
            return self._pick(question, options, optional=True) or None
        return self._pick_several(question, options, optional=True) or None

    def _entry_text(self, entry: Entry) -> str:
        if isinstance(entry, Event):
            return self.terms.language.name(entry.title)
        return str(entry.value)

    # --- sources ---

    def _cited(self, draft: Draft) -> Draft:
        given = [*self.given.get("source", ())]
        given += [key for key in draft.sources if key not in given]
        if given:
            self._remember("source", draft.problems_of_answer("sources", given))
            return draft.with_answer("sources", given)
        used = [
            key
            for entry in self.catalog.series[Path(draft.path).stem].entries
            for key in entry.sources
        ]
        ordered = [*dict.fromkeys(used), *(key for key in self.catalog.sources if key not in used)]
        options = {_NEW_SOURCE: self.terms.word("new_source")}
        for key in ordered:
            source = self.catalog.sources[key]
            options[key] = f"{source.publisher}: {source.title}"
        while True:
            chosen = self._pick_several(self._meaning(draft.kind, "sources"), options)
            with_new = self._with_new_source(draft) if _NEW_SOURCE in chosen else draft
            new_ones = [key for key in with_new.sources if key not in draft.sources]
            cited = [key for key in chosen if key != _NEW_SOURCE] + new_ones
            problems = with_new.problems_of_answer("sources", cited)
            if not problems:
                return with_new.with_answer("sources", cited)
            self._complain(*problems)

    def _with_given_source(self, draft: Draft) -> Draft:
        identifier = self.given["new-source"]
        self._remember("new-source", draft.problems_of_source(identifier))
        return draft.with_source(identifier, self._source(draft, identifier))

    def _with_new_source(self, draft: Draft) -> Draft:
        source = self._source(draft, "sumber-baru-ini")
        published = str(source.get("published", ""))[:7]
        proposed = field_types.slug(f"{source['publisher']} {published}")
        while True:
            default = f"[{proposed}] " if proposed else ""
            answer = self._ask(f"{self.terms.word('source_id')}\n{default}> ") or proposed
            problems = draft.problems_of_source(answer)
            if not problems:
                return draft.with_source(answer, source)
            self._complain(*problems)

    def _source(self, draft: Draft, identifier: str) -> dict[str, EntryTree]:
        source: dict[str, EntryTree] = {}
        for field_item in sorted(FIELDS["source"], key=lambda field_item: not field_item.required):
            check = functools.partial(draft.problems_of_source, identifier, field_item.key)
            answer = self._answer(field_item, "source", check, draft, "source-")
            if answer is not None:
                source[field_item.key] = answer
        return source

    # --- choices ---

    def _pick(self, question: str, options: Mapping[str, str], *, optional: bool = False) -> str:
        """Return the id of the chosen option; empty if it is optional and nothing is chosen."""
        self.terms.terminal.say(f"\n{question}\n{_listed(_numbered(options))}")
        while True:
            text = self._ask(f"{self.terms.word('choose')} > ")
            if not text and optional:
                return ""
            if (chosen := _option(text, options)) is not None:
                return chosen
            self.terms.terminal.say(self._not_among(text, options))

    def _pick_several(
        self, question: str, options: Mapping[str, str], *, optional: bool = False
    ) -> list[str]:
        self.terms.terminal.say(f"\n{question}\n{_listed(_numbered(options))}")
        while True:
            texts = re.findall(r"[^,\s]+", self._ask(f"{self.terms.word('choose_several')} > "))
            if not texts and optional:
                return []
            chosen = [_option(text, options) for text in texts]
            if texts and None not in chosen:
                return list(dict.fromkeys(key for key in chosen if key is not None))
            wrong = next((text for text, key in zip(texts, chosen, strict=True) if key is None), "")
            self.terms.terminal.say(self._not_among(wrong, options))

    def is_confirmed(self) -> bool:
        """Return whether the shown text may be written."""
        return self._ask(f"{self.terms.word('confirm')} > ").lower() in _YES

    def _not_among(self, text: str, options: Iterable[str]) -> str:
        match = nearest_word(text, options)
        shown = "".join(part if part.isprintable() else "\ufffd" for part in text)
        if match is not None:
            return self.terms.word("near", text=shown, nearest=match)
        return self.terms.word("unknown", text=shown, known=", ".join(options))

    def _meaning(self, record: str, key: str) -> str:
        return (
            f"{key}: {field_help.field_meaning(record.capitalize(), key)[self.terms.language.code]}"
        )

    def _ask(self, prompt: str) -> str:
        self.has_asked = True
        return self.terms.terminal.ask(prompt).strip()

    def _complain(self, *problems: Problem) -> None:
        code = self.terms.language.code
        for problem in problems:
            self.terms.terminal.say(f"  ✗ {problem.message(code)}\n{_indented(problem.hint(code))}")


def _numbered(options: Mapping[str, str]) -> dict[str, str]:
    """Return the options by number."""
    own = [key for key in options if key != _NEW_SOURCE]
    numbers = {key: str(nth) for nth, key in enumerate(own, start=1)}
    return {
        numbers.get(key, key): text if key == _NEW_SOURCE else f"{key}  {text}"
        for key, text in options.items()
    }


def _option(text: str, options: Mapping[str, str]) -> str | None:
    """Return the id of the option that a text names by id or number."""
    if text in options:
        return text
    own = [key for key in options if key != _NEW_SOURCE]
    return (
        own[int(text) - 1]
        if text.isdecimal() and len(text) < _MOST_DIGITS and 0 < int(text) <= len(own)
        else None
    )


def _listed(options: Mapping[str, str]) -> str:
    return "\n".join(f"{number:>4}  {text}" for number, text in options.items())


def _indented(text: str) -> str:
    return "\n".join(f"    {line}" for line in text.splitlines())
