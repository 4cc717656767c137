"""The questions of `make new` and their options: from answers to a draft without problems.

An answer comes from the arguments or else from the terminal, and is checked at once with the rules
of `make check`. `new_entry` calls it; nothing is written here.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from terang.cli.prompts import NEW, AnswerRefusedError, Prompts, StepBackError, indented
from terang.diagnostics import Problem, errors
from terang.editing.draft_entry import (
    DECISION,
    FIELDS,
    KINDS,
    Draft,
    DraftField,
    EntryTree,
    FieldShape,
    typed_tree,
)
from terang.i18n import field_help
from terang.loading import data_paths
from terang.loading.validation_errors import INDONESIAN_KEYS
from terang.model import field_types
from terang.model.catalog import Catalog, Series
from terang.model.entries import CHANGES, AnchoredRecord, Event, Reply, Target
from terang.model.fields import record_fields
from terang.parsing.yaml_blocks import yaml_block

_SEVERAL = frozenset({FieldShape.SOURCES, FieldShape.ANCHORS, FieldShape.CHANGES})
_OPTIONS = {"sources": "source"}
"""Keys whose option has another name: it is repeated, with an id each time."""
_HELP_RECORDS = {
    "correct": "Correction",
    "withdraw": "Correction",
    "restore": "Correction",
}
_NO, _YES = frozenset({"t", "n", "tidak", "no"}), frozenset({"y", "ya", "yes"})


def options(field_item: DraftField, prefix: str = "") -> list[tuple[str, bool]]:
    """Return the arguments that answer a question of `make new`, each with True if repeatable."""
    name = prefix + _OPTIONS.get(field_item.key, field_item.key).replace("_", "-")
    english = [(f"{name}-en", False)] if field_item.shape is FieldShape.BILINGUAL else []
    return [(name, field_item.shape in _SEVERAL), *english]


@dataclass
class Conversation:
    """The questions about a record, answered by arguments or else on the terminal."""

    prompts: Prompts
    catalog: Catalog
    given: Mapping[str, Any]
    old_value: Callable[[str], EntryTree]
    """Subject of a decision → its value as published; raises KeyError."""
    refused: list[str] = field(default_factory=list)
    """Messages about refused arguments."""
    speakers: dict[str, Mapping[str, EntryTree]] = field(default_factory=dict)
    """New speakers, by id."""

    def series(self) -> str:
        """Return the series for the record."""
        titles = {
            key: self.prompts.language.text(self.catalog.title_of(item)).text
            for key, item in self.catalog.series.items()
        }
        if not titles:
            raise AnswerRefusedError(self.prompts.word("no_series"))
        if len(titles) == 1 and "series" not in self.given:
            return next(iter(titles))
        return self._chosen("series", titles)

    def kind(self) -> str:
        """Return what is to be written."""
        return self._chosen("kind", {kind: self.prompts.word(f"kinds.{kind}") for kind in KINDS})

    def _chosen(self, what: str, choices: Mapping[str, str]) -> str:
        if what in self.given:
            text = str(self.given[what])
            if text not in choices:
                raise AnswerRefusedError(f"--{what}: {self.prompts.not_among(text, choices)}")
            return text
        if self.given and not self.prompts.terminal.is_manned:
            raise AnswerRefusedError(self.prompts.word("missing", options=f"--{what}"))
        return self.prompts.pick(self.prompts.word(what), choices)

    def with_answers(self, draft: Draft) -> Draft:
        """Return the draft with all answers; `<` goes back to the question before."""
        self._refuse_odd_options(draft.kind)
        if "new-source" in self.given:
            draft = self._with_given_source(draft)
        fields = [item for item in FIELDS[draft.kind] if self.given or not item.rare]
        answered = [draft]
        while len(answered) <= len(fields):
            item = fields[len(answered) - 1]
            try:
                answered.append(self._answered(answered[-1], item))
            except StepBackError:
                answered = answered[:-1] or [draft]
                if not answered:
                    answered = [draft]
        if self.refused:
            raise AnswerRefusedError("\n".join(self.refused))
        return self.anchored(answered[-1])

    def _refuse_odd_options(self, kind: str) -> None:
        """Refuse unknown options, and missing required options if nobody can be asked."""
        source = [name for item in FIELDS["source"] for name, _ in options(item, "source-")]
        own = [name for item in FIELDS[kind] for name, _ in options(item)]
        useful = {"series", "kind", "new-source", *own}
        useful |= {*source} if "new-source" in self.given else set()
        if odd := [f"--{key}" for key in self.given if key not in useful]:
            raise AnswerRefusedError(self.prompts.word("odd", options=", ".join(odd), kind=kind))
        if not self.given or self.prompts.terminal.is_manned:
            return
        missing = [options(item)[0][0] for item in FIELDS[kind] if item.required]
        if "new-source" in self.given:
            missing = [name for name in missing if name != "source"]
            missing += [
                options(item, "source-")[0][0]
                for item in FIELDS["source"]
                if item.required and item.key != "language"
            ]
        if lacking := [f"--{name}" for name in missing if name not in self.given]:
            raise AnswerRefusedError(self.prompts.word("missing", options=", ".join(lacking)))

    def _answered(self, draft: Draft, item: DraftField) -> Draft:
        if item.shape is FieldShape.SOURCES and (item.required or not self.given):
            return self._cited(draft)
        if item.shape is FieldShape.CHANGES:
            return self._changed(draft)
        answer = self._answer(
            item, draft.kind, lambda tree: self._checked(draft, item.key, tree), draft
        )
        if draft.kind == DECISION and item.key == "about":
            return self._decided(draft, answer)
        return draft if answer is None else draft.with_answer(item.key, answer)

    def _checked(self, draft: Draft, key: str, tree: EntryTree) -> Sequence[Problem]:
        """Return the problems of an answer, new speakers included."""
        contents = {**draft.contents, **self.speakers_file(draft)}
        return replace(draft, contents=contents).problems_of_answer(key, tree)

    def speakers_file(self, draft: Draft) -> dict[str, bytes]:
        """Return speakers.yml with the new speakers at its end; nothing where there are none."""
        if not self.speakers:
            return {}
        old = draft.contents.get(data_paths.SPEAKERS, b"").decode("utf-8-sig")
        blocks = [yaml_block({key: speaker}) for key, speaker in self.speakers.items()]
        text = "\n\n".join(filter(None, [old.rstrip("\n"), *blocks]))
        return {data_paths.SPEAKERS: f"{text}\n".encode()}

    def _decided(self, draft: Draft, about: EntryTree) -> Draft:
        """Return a decision with the published value of what it is about."""
        try:
            was = self.old_value(str(about))
        except KeyError:
            raise AnswerRefusedError(self.prompts.word("no_subject", text=str(about))) from None
        return draft.with_answer("about", about).with_answer("was", was)

    def anchored(self, draft: Draft) -> Draft:
        """Return the draft with an anchor of its own if the default anchor is taken."""
        clash = next(
            (problem for problem in draft.problems() if problem.code == "anchor-clash"), None
        )
        may_ask = not self.given or self.prompts.terminal.is_manned
        if clash is None or "anchor" in draft.entry or not may_ask:
            return draft
        self.prompts.complain(clash)
        taken = {record.anchor for record in self._records(draft)}
        base = str(clash.values["anchor"])
        free = next(f"{base}-{n}" for n in range(2, len(taken) + 3) if f"{base}-{n}" not in taken)
        while True:
            answer = self.prompts.ask(self._meaning(draft.kind, "anchor"), free)
            anchored = draft.with_answer("anchor", answer)
            problems = errors(draft.problems_of_answer("anchor", answer))
            problems += tuple(
                problem for problem in anchored.problems() if problem.code == "anchor-clash"
            )
            if not problems:
                return anchored
            self.prompts.complain(*problems)

    def with_more(self, draft: Draft) -> Draft | None:
        """Ask whether to write, or which further keys to add first; None to leave it."""
        rare = [item for item in FIELDS[draft.kind] if item.rare and item.key not in draft.entry]
        named = {item.key: self._title(draft.kind, item.key) for item in rare}
        keys = ", ".join(f"{key} ({title})" if title else key for key, title in named.items())
        while True:
            try:
                answer = self.prompts.ask(self.prompts.word("confirm", keys=keys)).lower()
                if answer in _YES:
                    return draft
                if answer in _NO:
                    return None
                key = INDONESIAN_KEYS.get(answer, answer)
                titled = [name for name, title in named.items() if title.lower() == answer]
                chosen = next((item for item in rare if item.key in (key, *titled)), None)
                if chosen is not None:
                    draft = self._answered(draft, chosen)
                    self.prompts.say(f"\n{draft.text}")
                elif answer:
                    self.prompts.say(self.prompts.not_among(answer, [item.key for item in rare]))
            except StepBackError:
                continue

    # --- a single answer ---

    def _answer(
        self,
        item: DraftField,
        record: str,
        check: Callable[[EntryTree], Sequence[Problem]],
        draft: Draft,
        prefix: str = "",
    ) -> EntryTree | None:
        """Return the answer about a key, or None; problems of arguments are collected."""
        (name, _), *_ = options(item, prefix)
        if self.given:
            tree = self._from_arguments(item, name)
            if tree is not None:
                self._remember(name, check(tree))
            if tree is not None or not item.required or not self.prompts.terminal.is_manned:
                return tree
        required = item.required or (item.key == "note" and draft.entry.get("status") == "disputed")
        meant = ""
        while True:
            tree = self._asked(replace(item, required=required), record, draft, meant)
            if tree is None:
                if not required:
                    return None
                self.prompts.say(self.prompts.word("required"))
            elif problems := check(tree):
                self.prompts.complain(*problems)
                meant = _meant(problems)
            else:
                return tree

    def _from_arguments(self, item: DraftField, name: str) -> EntryTree | None:
        if item.shape is FieldShape.BILINGUAL:
            texts = {"id": self.given.get(name), "en": self.given.get(f"{name}-en")}
            return {code: text for code, text in texts.items() if text is not None} or None
        value = self.given.get(name)
        return typed_tree(item.key, value) if isinstance(value, str) else value

    def _remember(self, option: str, problems: Sequence[Problem]) -> None:
        code = self.prompts.language.code
        for problem in problems:
            self.refused.append(
                f"--{option}: {problem.message(code)}\n{indented(problem.hint(code))}"
            )

    def _asked(
        self, item: DraftField, record: str, draft: Draft, meant: str = ""
    ) -> EntryTree | None:
        """Return the answer about a key; Enter takes what an earlier answer probably meant."""
        question = self._meaning(record, item.key)
        if not item.required:
            question += f" {self.prompts.word('optional')}"
        match item.shape:
            case FieldShape.WORD:
                words = self.prompts.language.word
                named = {word: words(f"{item.named}.{word}") for word in item.words}
                return self.prompts.pick(question, named, optional=not item.required) or None
            case FieldShape.BILINGUAL:
                return self._bilingual(question)
            case FieldShape.SPEAKER:
                return self._speaker(question, draft, optional=not item.required)
            case FieldShape.ANCHOR | FieldShape.ANCHORS:
                return self._anchors(item, question, draft)
            case _:
                text = self.prompts.ask(f"\n{question}", meant)
                return typed_tree(item.key, text) if text else None

    def _bilingual(self, question: str) -> EntryTree | None:
        self.prompts.say(f"\n{question}")
        answer = self.prompts.ask(self.prompts.word("in_id"))
        if not answer:
            return None
        english = self.prompts.ask(self.prompts.word("in_en"))
        return {"id": answer} | ({"en": english} if english else {})

    def _speaker(self, question: str, draft: Draft, *, optional: bool) -> EntryTree | None:
        """Return the id of a speaker: of the series' own first, or of a new one."""
        series = self.catalog.series.get(draft.series)
        used = [entry.by for entry in series.entries if entry.by] if series else []
        known = [*dict.fromkeys(used), *(key for key in self.catalog.speakers if key not in used)]
        choices = {NEW: self.prompts.word("new_speaker")}
        choices |= {
            key: self.prompts.language.name(self.catalog.speakers[key].name) for key in known
        }
        chosen = self.prompts.pick(question, choices, optional=optional)
        if chosen != NEW:
            return chosen or None
        name = self._bilingual(self._meaning("speaker", "name"))
        texts = dict(name) if isinstance(name, Mapping) else {}
        proposed = field_types.slug(str(texts.get("en") or texts.get("id") or ""))
        identifier = self.prompts.ask(self.prompts.word("speaker_id"), proposed)
        self.speakers = {identifier: {"name": texts}}
        return identifier

    def _anchors(self, item: DraftField, question: str, draft: Draft) -> EntryTree | None:
        among = self._records(draft)
        if item.key == "replaces":
            among = [record for record in among if isinstance(record, Target)]
        elif item.key in {"to", "contradicts"}:
            among = [record for record in among if not isinstance(record, Reply)]
        choices = {record.anchor: self._record_text(record) for record in among}
        if not choices:
            return None
        if item.shape is FieldShape.ANCHOR:
            return self.prompts.pick(question, choices, optional=not item.required) or None
        return self.prompts.pick_several(question, choices, optional=True) or None

    def _records(self, draft: Draft) -> list[AnchoredRecord]:
        """Return the records of the series that the draft may be about."""
        series: Series = self.catalog.series[draft.series]
        records: list[AnchoredRecord] = [*series.entries, *series.replies]
        match draft.kind:
            case "restore":
                return [record for record in records if record.withdrawn is not None]
            case "withdraw" | "correct":
                return [record for record in records if record.withdrawn is None]
            case _:
                return records

    def _record_text(self, record: AnchoredRecord) -> str:
        if isinstance(record, Event):
            return self.prompts.language.name(record.title)
        if isinstance(record, Reply):
            return self.prompts.language.text(record.text).text
        return str(record.value)

    # --- corrections ---

    def _changed(self, draft: Draft) -> Draft:
        """Return a correction with the keys that it sets."""
        if "set" in self.given:
            tree: dict[str, Any] = {}
            for pair in self.given["set"]:
                name, _, value = str(pair).partition("=")
                _set_at(tree, name.strip().split("."), value.strip())
            self._remember("set", draft.problems_of_answer("set", tree))
            return draft.with_answer("set", tree)
        record = next(
            record for record in self._records(draft) if record.anchor == draft.entry.get("anchor")
        )
        fields = {item.key: item for item in _change_fields(record)}
        kind = type(record).__name__
        shown = {
            key: ": ".join(filter(None, (self._title(kind, key), self._now(record, key))))
            for key in fields
        }
        key = self.prompts.pick(self.prompts.word("which_key"), shown)
        name = type(record).__name__
        meant = ""
        while True:
            if fields[key].shape is FieldShape.SOURCES:
                cited = self._cited(replace(draft, kind="observation"))
                answer = cited.entry["sources"]
                draft = replace(draft, sources=cited.sources)
            else:
                answer = self._asked(replace(fields[key], required=False), name, draft, meant)
            tree = {**_as_mapping(draft.entry.get("set")), key: answer}
            problems = draft.problems_of_answer("set", tree)
            if not problems:
                return draft.with_answer("set", tree)
            self.prompts.complain(*problems)
            meant = _meant(problems)

    def _now(self, record: AnchoredRecord, key: str) -> str:
        value = getattr(record, key)
        if isinstance(value, field_types.Text):
            return self.prompts.language.text(value).text
        written = getattr(value, "written", value)
        return ", ".join(written) if isinstance(written, tuple) else str(written or "—")

    # --- sources ---

    def _cited(self, draft: Draft) -> Draft:
        given = [*self.given.get("source", ())]
        given += [key for key in draft.sources if key not in given]
        if given:
            self._remember("source", draft.problems_of_answer("sources", given))
            return draft.with_answer("sources", given)
        if self.given and not self.prompts.terminal.is_manned:
            return draft
        series = self.catalog.series.get(draft.series)
        used = [key for entry in series.entries for key in entry.sources] if series else []
        ordered = [*dict.fromkeys(used), *(key for key in self.catalog.sources if key not in used)]
        choices = {}
        for key in ordered:
            source = self.catalog.sources[key]
            choices[key] = f"{source.publisher}: {source.title} {source.url or ''}".rstrip()
        choices = {NEW: self.prompts.word("new_source"), **choices}
        while True:
            chosen = self.prompts.pick_several(self._meaning(draft.kind, "sources"), choices)
            with_new = self._with_new_source(draft) if NEW in chosen else draft
            new_ones = [key for key in with_new.sources if key not in draft.sources]
            cited = [key for key in chosen if key != NEW] + new_ones
            problems = with_new.problems_of_answer("sources", cited)
            if not problems:
                return with_new.with_answer("sources", cited)
            self.prompts.complain(*problems)

    def _with_given_source(self, draft: Draft) -> Draft:
        identifier = self.given["new-source"]
        self._remember("new-source", draft.problems_of_source(identifier))
        return draft.with_source(identifier, self._source(draft, identifier))

    def _with_new_source(self, draft: Draft) -> Draft:
        source = self._source(draft, "sumber-baru-ini")
        day = str(source.get("published") or draft.today.isoformat())[:7]
        stem = field_types.slug(f"{source['publisher']} {day}") or "sumber"
        names = (f"{stem}{'' if n == 1 else f'-{n}'}" for n in range(1, 1_000))
        return draft.with_source(
            next(name for name in names if not draft.problems_of_source(name)), source
        )

    def _source(self, draft: Draft, identifier: str) -> dict[str, EntryTree]:
        """Return a new source: in Indonesian and opened today, where nothing else is given."""
        source: dict[str, EntryTree] = {"language": "id", "accessed": draft.today.isoformat()}
        for item in FIELDS["source"]:
            if item.rare and not self.given:
                continue
            check = functools.partial(draft.problems_of_source, identifier, item.key)
            optional = replace(item, required=item.required and item.key != "language")
            answer = self._answer(optional, "source", check, draft, "source-")
            if answer is not None:
                source[item.key] = answer
        return source

    def _title(self, record: str, key: str) -> str:
        """Return the words for a key in the language of the dialogue, or "" if it has none."""
        try:
            titles = field_help.column_meaning(_HELP_RECORDS.get(record, _class_name(record)), key)
        except KeyError:
            return ""
        return titles["title"][self.prompts.language.code]

    def _meaning(self, record: str, key: str) -> str:
        name = _HELP_RECORDS.get(record, _class_name(record))
        return f"{key}: {field_help.field_meaning(name, key)[self.prompts.language.code]}"


def _class_name(record: str) -> str:
    return record[:1].upper() + record[1:]


def _meant(problems: Sequence[Problem]) -> str:
    """Return what an answer probably meant, if it is known and says all of it; else ""."""
    if len(problems) != 1 or problems[0].variant in ("hedged", "either"):
        return ""
    values = problems[0].values
    return str(values.get("meant") or values.get("nearest") or "")


def _set_at(tree: dict[str, Any], keys: Sequence[str], value: str) -> None:
    """Set a value at nested keys; `null` takes a key away, commas divide a list of ids."""
    *outer, last = keys
    for key in outer:
        tree = tree.setdefault(key, {})
    if last in {"sources", "contradicts"}:
        tree[last] = [part.strip() for part in value.split(",")]
    else:
        tree[last] = None if value == "null" else typed_tree(last, value)


def _as_mapping(tree: EntryTree) -> dict[str, EntryTree]:
    return dict(tree) if isinstance(tree, Mapping) else {}


def _change_fields(record: AnchoredRecord) -> list[DraftField]:
    """Return the keys of a record that a correction may set."""
    keys = {item.key for item in record_fields(CHANGES[type(record)])}
    kind = type(record).__name__.lower()
    return [item for item in FIELDS[kind] if item.key in keys]
