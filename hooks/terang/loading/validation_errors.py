"""What the model has refused, as problems in the editor's words.

The model names what is wrong and where in its own tree; here that becomes the place in the file,
the key that was meant, and the very text to type, found by following the model's types.
"""

from __future__ import annotations

import re
import textwrap
import types
import typing
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from terang.diagnostics import Place, Problem, nearest_word, quoted_text
from terang.model import field_types
from terang.parsing.yaml_document import Document, Entries, Items, Node, Scalar

_EXAMPLES: Mapping[str, str] = {
    "about": "data/indicators/peserta.yml#definition",
    "accessed": "2025-01-31",
    "announced": "2024-08-17",
    "archived": "https://…",
    "area": "id-wilayah",
    "baseline": "result-2022",
    "composite": "false",
    "contact": "nama@contoh.go.id",
    "date": "2024-08-17",
    "decimals": "0",
    "direction": "increase",
    "due": "2025",
    "format": "1",
    "frequency": "yearly",
    "indicator": "id-indikator",
    "language": "id",
    "level": "regency",
    "measure": "stock",
    "parent": "id-wilayah",
    "partial": "true",
    "precision": "1000",
    "programme": "id-program",
    "public": "true",
    "published": "2024-08-17",
    "qualifier": "about",
    "read": "original",
    "replaces": "target-2025",
    "revised": "2025-01-31",
    "same_text_as": "id-sumber",
    "status": "reported",
    "tag_authority": "contoh.go.id,2026",
    "time_zone": "Asia/Makassar",
    "type": "news",
    "url": "https://…",
    "value": "100000",
}
"""What may stand behind a key; records, lists and bilingual texts follow from their types."""

_BLOCK_EXAMPLES: Mapping[str, str] = {
    "breakdown": "breakdown:\n  id-dimensi:\n    id-kategori: 60\n    id-kategori-lain: 40",
    "categories": "categories:\n  id-kategori:\n    title:\n      id: …\n      en: …",
    "codes": 'codes:\n  kemendagri: "64.08"',
    "contradicts": "contradicts:\n  - result-2022",
    "licence": "licence:\n  id: CC-BY-4.0\n  url: https://creativecommons.org/licenses/by/4.0/",
    "synonyms": "synonyms:\n  id:\n    - sebutan lain\n  en:\n    - another name",
    "legal_basis": "legal_basis:\n  - id-sumber",
    "sources": "sources:\n  - id-sumber",
    "unit": "unit:\n  id: orang\n  en: people",
    "was": "was:\n  value: 75000",
}

_INDONESIAN_KEYS: Mapping[str, str] = {
    "alamat": "url", "alasan": "reason", "angka": "value", "arah": "direction",
    "bahasa": "language", "capaian": "observations", "catatan": "note", "definisi": "definition",
    "diakses": "accessed", "dinas": "agency", "diumumkan": "announced", "frekuensi": "frequency",
    "indikator": "indicator", "induk": "parent", "instansi": "agency", "jangkar": "anchor",
    "jenis": "type", "judul": "title", "kegiatan": "events", "keterangan": "note",
    "kode": "codes", "kontak": "contact", "kutipan": "quote", "license": "licence",
    "lisensi": "licence", "nama": "name", "nilai": "value", "observasi": "observations",
    "oleh": "by", "penduduk": "population", "penerbit": "publisher", "peristiwa": "events",
    "perubahan": "revisions", "populasi": "population", "program": "programme",
    "revisi": "revisions", "rincian": "breakdown", "ringkasan": "summary", "satuan": "unit",
    "status": "status", "sumber": "sources", "tanggal": "date", "target": "targets",
    "tautan": "url", "tenggat": "due", "terbit": "published", "tingkat": "level",
    "wilayah": "area",
}  # fmt: skip
"""The words editors use → the keys they mean."""


def validation_problems(document: Document, error: ValidationError, kind: Any) -> Iterator[Problem]:  # noqa: ANN401
    """Every error of one file, but not what only follows from another.

    A missing key is not reported beside its misspelling, nor where it stands with nothing behind it
    that could be read: that has been reported.
    """
    found = error.errors(include_url=False)
    meant = {
        element["loc"]: _nearest_key(str(element["loc"][-1]), _keys_at(kind, element["loc"][:-1]))
        for element in found
        if element["type"] == "extra_forbidden"
    }
    misspelt = {(*loc[:-1], key) for loc, key in meant.items()}
    for item in found:
        name, loc = item["type"], item["loc"]
        lacks = _what_it_lacks(item)
        if lacks is not None and (lacks in misspelt or _is_written(document, lacks)):
            continue
        if name == "too_short" and not _is_empty(document, loc):
            continue  # what stands there is wrong, and reported
        if name == "extra_forbidden":
            yield _unknown_key(document, loc, meant[loc], _keys_at(kind, loc[:-1]))
        elif name != "default_factory_not_called":
            yield _problem(document, item, kind)


def _what_it_lacks(error: Any) -> tuple[int | str, ...] | None:  # noqa: ANN401
    """Where a key would have to stand for this error not to be; None for other errors."""
    loc = error["loc"]
    match error["type"]:
        case "missing":
            return loc  # type: ignore[no-any-return]
        case "missing-language":
            return (*loc, error["ctx"]["values"]["language"])
        case "disputed-without-note":
            return (*loc, "note")
        case _:
            return None


def _nearest_key(key: str, known: Iterable[str]) -> str | None:
    """The key that was meant, also where its name was put into Indonesian."""
    meant = _INDONESIAN_KEYS.get(key.lower())
    return meant if meant in [*known] else nearest_word(key, known)


def _node_at(document: Document, loc: tuple[int | str, ...]) -> Node:
    node: Node = document.root
    for step in loc:
        if isinstance(node, Entries):
            node = node.get(str(step))
        elif isinstance(node, Items) and isinstance(step, int) and step < len(node):
            node = node[step]
    return node


def _is_written(document: Document, loc: tuple[int | str, ...]) -> bool:
    """Whether a key stands there after all, with nothing behind it."""
    node = _node_at(document, loc[:-1])
    return isinstance(node, Entries) and loc[-1] in node.key_marks


def _is_empty(document: Document, loc: tuple[int | str, ...]) -> bool:
    """Whether nothing was written in a list or mapping."""
    node = _node_at(document, loc)
    if isinstance(node, Items):
        return not node and node.is_whole
    return isinstance(node, Entries) and not node.key_marks


def _unknown_key(
    document: Document, loc: tuple[int | str, ...], meant: str | None, known: Iterable[str]
) -> Problem:
    values = {"key": str(loc[-1]), "nearest": meant or "", "known": ", ".join(known)}
    return Problem(document.key_place(*loc), "unknown-key", values, "near" if meant else "")


def _problem(document: Document, error: Any, kind: Any) -> Problem:  # noqa: ANN401
    """One pydantic error in the editor's words."""
    loc, name, context = error["loc"], error["type"], error.get("ctx", {})
    if name == "wrong-type":
        return _wrong_type(document, loc, kind, context["values"])
    if "code" in context:
        # A key's own error stands at the key; a refusal may point at a part of its value.
        is_key = loc[-1:] == ("[key]",)
        place = document.key_place(*loc[:-1]) if is_key else document.place(*loc, *context["at"])
        return Problem(place, name, context["values"], context["variant"])
    if name == "missing":
        values = {"key": str(loc[-1]), "example": _example(str(loc[-1]), _type_at(kind, loc))}
        return Problem(document.place(*loc[:-1]), "missing-key", values)
    if name == "too_short":
        key = str(next((step for step in reversed(loc) if isinstance(step, str)), ""))
        values = {"example": _example(key, _type_at(kind, loc))}
        return Problem(document.place(*loc), "empty-list", values)
    written = error["input"]
    if context.get("class_name") == "Text":
        return _not_bilingual(document.place(*loc), written)
    expected = field_types.KINDS["list" if name in ("tuple_type", "list_type") else "mapping"]
    kinds = {"expected": expected, "found": field_types.node_kind(written)}
    return _wrong_type(document, loc, kind, kinds)


def _not_bilingual(place: Place, written: Any) -> Problem:  # noqa: ANN401
    """One text where one for each language must stand."""
    if not isinstance(written, Scalar):
        return Problem(place, "not-bilingual", {"text": "…"})
    if re.match(r"(?:id|en):\S", written):
        return Problem(place, "not-bilingual", {"text": written}, "space")
    plain = not written.quoted and "\n" not in written
    return Problem(place, "not-bilingual", {"text": written if plain else quoted_text(written)})


def _wrong_type(
    document: Document,
    loc: tuple[int | str, ...],
    kind: Any,  # noqa: ANN401
    values: Mapping[str, Any],
) -> Problem:
    """Something of another kind than must stand here, with what could stand here instead."""
    place = document.place(*loc)
    key = next((index for index in reversed(range(len(loc))) if isinstance(loc[index], str)), None)
    if key is None:
        return Problem(place, "wrong-type", values, "file")
    example = _example(str(loc[key]), _type_at(kind, loc[: key + 1]))
    return Problem(place, "wrong-type", {**values, "example": example})


# --- what the types say ------------------------------------------------------------------------


def _type_at(kind: Any, loc: Iterable[int | str]) -> Any:  # noqa: ANN401
    """The type that stands at a place, found by following the types down to it; None for none."""
    for step in loc:
        kind = _bare(kind)
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            field = kind.model_fields.get(str(step))
            kind = field.annotation if field else None
        else:
            arguments = [argument for argument in typing.get_args(kind) if argument is not ...]
            kind = arguments[-1] if arguments else None
    return _bare(kind)


def _keys_at(kind: Any, loc: Iterable[int | str]) -> list[str]:  # noqa: ANN401
    """The keys that a mapping may have."""
    kind = _type_at(kind, loc)
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return [name for name, field in kind.model_fields.items() if not field.validation_alias]
    return []


def _example(key: str, kind: Any) -> str:  # noqa: ANN401
    """A key with something sound behind it, ready to be typed."""
    if key in _BLOCK_EXAMPLES:
        return _BLOCK_EXAMPLES[key]
    if isinstance(kind, type) and issubclass(kind, field_types.Text):
        return f"{key}:\n  id: …\n  en: …"
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return f"{key}:\n{textwrap.indent(_record_example(kind), '  ')}"
    if typing.get_origin(kind) is tuple:
        item = _record_example(_bare(typing.get_args(kind)[0]))
        return f"{key}:\n  - {textwrap.indent(item, '    ').lstrip()}"
    return f"{key}: {_EXAMPLES.get(key, '…')}"


def _record_example(record: Any) -> str:  # noqa: ANN401
    """The required keys of a record."""
    if not (isinstance(record, type) and issubclass(record, BaseModel)):
        return "…"
    required = [(name, field) for name, field in record.model_fields.items() if field.is_required()]
    required.sort(
        key=lambda pair: pair[0] == "sources"
    )  # as entries are written: sources come last
    return "\n".join(_example(name, _bare(item.annotation)) for name, item in required)


def _bare(kind: Any) -> Any:  # noqa: ANN401
    """A type without Annotated and without `| None`."""
    if typing.get_origin(kind) is typing.Annotated:
        return _bare(typing.get_args(kind)[0])
    if isinstance(kind, types.UnionType) or typing.get_origin(kind) is typing.Union:
        return _bare(
            next(argument for argument in typing.get_args(kind) if argument is not types.NoneType)
        )
    return kind
