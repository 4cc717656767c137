"""Validation errors of the model as problems for the editor of a file, and example keys.

An error of pydantic becomes a place in the file, the key that was probably meant, and a text to
type, found by following the model's types.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from terang.diagnostics import Place, Problem, nearest_word
from terang.i18n import field_help
from terang.loading.data_paths import TABLE
from terang.model import definitions, field_types
from terang.model.field_types import Text
from terang.model.fields import FieldType, parse_field_type, record_fields
from terang.parsing.yaml_document import Document, Entries, Items, Node, Scalar
from terang.parsing.yaml_quoting import quoted_text

INDONESIAN_KEYS: Mapping[str, str] = {
    "alamat": "url", "alasan": "reason", "angka": "value", "arah": "direction",
    "bahasa": "language", "capaian": "observations", "catatan": "note", "definisi": "definition",
    "diakses": "accessed", "dicatat": "added", "dinas": "agency", "ditambahkan": "added",
    "diumumkan": "announced", "frekuensi": "frequency",
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
"""Indonesian words that editors use → the keys that they mean."""


_FILES: Mapping[str, Any] = {
    "data/sources.yml": Mapping[str, definitions.Source],
    "data/areas.yml": Mapping[str, definitions.Area],
    "data/programmes.yml": Mapping[str, definitions.Programme],
    "data/dimensions.yml": Mapping[str, definitions.Dimension],
    "data/speakers.yml": Mapping[str, definitions.Speaker],
    "data/themes.yml": Mapping[str, definitions.Theme],
}
"""Files of records that others refer to by their ids → their types."""

_KEYS_OF_FORMAT_1 = frozenset({"revisions", "withdrawn"})


def validation_problems(
    document: Document,
    error: ValidationError,
    hint: Any,  # noqa: ANN401
) -> Iterator[Problem]:
    """Yield a file's validation errors as problems, without those that follow from another.

    A missing key is not reported beside its misspelling, or if the key is there with an unreadable
    value, which has been reported.
    """
    kind, details = parse_field_type(hint), error.errors(include_url=False)
    meant = {
        extra["loc"]: _nearest_key(str(extra["loc"][-1]), _keys_at(kind, extra["loc"][:-1]))
        for extra in details
        if extra["type"] == "extra_forbidden"
    }
    misspelt = {(*loc[:-1], key) for loc, key in meant.items()}
    for detail in details:
        name, loc = detail["type"], detail["loc"]
        lacks = _missing_place(detail)
        if lacks is not None and (lacks in misspelt or _is_written(document, lacks)):
            continue
        if name == "missing" and _may_have_other_name(document, loc):
            continue
        if name == "too_short" and not _is_empty(document, loc):
            continue  # Its content is wrong, and has been reported.
        if name == "extra_forbidden" and loc[-1] in _KEYS_OF_FORMAT_1:
            yield Problem(document.key_place(*loc), "key-of-format-1", {}, str(loc[-1]))
        elif name == "extra_forbidden":
            yield _unknown_key(document, loc, meant[loc], _keys_at(kind, loc[:-1]))
        elif name != "default_factory_not_called":
            yield _problem(document, detail, kind)


def _missing_place(error: Any) -> tuple[int | str, ...] | None:  # noqa: ANN401
    """Return the place of the key that this error lacks; None for other errors."""
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
    """Return the key that was probably meant, also from its Indonesian name."""
    meant = INDONESIAN_KEYS.get(key.lower())
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
    """Return whether the key is there, with an empty value."""
    node = _node_at(document, loc[:-1])
    return isinstance(node, Entries) and loc[-1] in node.key_marks


def _is_empty(document: Document, loc: tuple[int | str, ...]) -> bool:
    """Return whether a list or mapping is empty in the file."""
    node = _node_at(document, loc)
    if isinstance(node, Items):
        return not node and node.is_whole
    return isinstance(node, Entries) and not node.key_marks


def _unknown_key(
    document: Document, loc: tuple[int | str, ...], meant: str | None, known: Iterable[str]
) -> Problem:
    values = {"key": str(loc[-1]), "nearest": meant or "", "known": ", ".join(known)}
    return Problem(document.key_place(*loc), "unknown-key", values, "near" if meant else "")


def _problem(  # noqa: PLR0911
    document: Document,
    error: Any,  # noqa: ANN401
    kind: FieldType,
) -> Problem:
    """Return the problem of an error of pydantic."""
    loc, name, context = error["loc"], error["type"], error.get("ctx", {})
    if name == "wrong-type":
        if loc[-1:] == ("by",) and isinstance(error["input"], Entries):
            return Problem(document.place(*loc), "key-of-format-1", {}, "by")
        return _wrong_type(document, loc, kind, context["values"])
    if "code" in context:
        # The error of a key is reported at the key; a refusal may name a part of the value.
        is_key = loc[-1:] == ("[key]",)
        place = document.key_place(*loc[:-1]) if is_key else document.place(*loc, *context["at"])
        if name == "unknown-id" and context["variant"] == "":
            return _unknown_id(place, context["values"])
        return Problem(place, name, context["values"], context["variant"])
    if name == "missing":
        values = {"key": str(loc[-1]), "example": _example(str(loc[-1]), _type_at(kind, loc))}
        if _is_missing_column(document, loc):
            return Problem(Place(document.path), "missing-key", values, "column")
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


def _is_missing_column(document: Document, loc: tuple[int | str, ...]) -> bool:
    """Return whether no row of a table has a key: all of them have the same one problem."""
    if not document.path.endswith(TABLE) or len(loc) != 3:  # noqa: PLR2004 - list, row, key
        return False
    rows = _node_at(document, loc[:1])
    return isinstance(rows, Items) and not any(
        isinstance(row, Entries) and loc[-1] in row.key_marks for row in rows
    )


def _may_have_other_name(document: Document, loc: tuple[int | str, ...]) -> bool:
    """Return whether a missing column may be the one whose heading is not known."""
    unknown = any((found.code, found.variant) == _UNKNOWN_COLUMN for found in document.problems)
    return unknown and _is_missing_column(document, loc)


_UNKNOWN_COLUMN = ("unknown-key", "column")


def _unknown_id(place: Place, values: Mapping[str, Any]) -> Problem:
    """Return the problem of an id that nothing resembles, with the record to write."""
    path = str(values["where"]).partition(" ")[0]
    kind = _FILES.get(path)
    if kind is None:
        return Problem(place, "unknown-id", values)
    example = file_example(kind).replace("id-baru", str(values["text"]), 1)
    return Problem(place, "unknown-id", {**values, "file": path, "example": example}, "new")


def _not_bilingual(place: Place, written: Any) -> Problem:  # noqa: ANN401
    """Return the problem of a plain value in the place of a bilingual text."""
    if not isinstance(written, Scalar):
        return Problem(place, "not-bilingual", {"text": "…"})
    if re.match(r"(?:id|en):\S", written):
        return Problem(place, "not-bilingual", {"text": written}, "space")
    plain = not written.quoted and "\n" not in written
    return Problem(place, "not-bilingual", {"text": written if plain else quoted_text(written)})


def _wrong_type(
    document: Document,
    loc: tuple[int | str, ...],
    kind: FieldType,
    values: Mapping[str, Any],
) -> Problem:
    """Return the problem of a value of a wrong kind, with an example of the right kind."""
    place = document.place(*loc)
    key = next((index for index in reversed(range(len(loc))) if isinstance(loc[index], str)), None)
    if key is None:
        return Problem(place, "wrong-type", values, "file")
    example = _example(str(loc[key]), _type_at(kind, loc[: key + 1]))
    return Problem(place, "wrong-type", {**values, "example": example})


_NOTHING = FieldType(None)


# --- examples from the types --------------------------------------------------------------------


def _type_at(kind: FieldType, loc: Iterable[int | str]) -> FieldType:
    """Return the type at a place, found by following the types down to it."""
    for step in loc:
        if kind.is_a(BaseModel):
            fields = {field.key: field.type for field in record_fields(kind.plain)}
            kind = fields.get(str(step), _NOTHING)
        else:
            kind = kind.item or _NOTHING
    return kind


def _keys_at(kind: FieldType, loc: Iterable[int | str]) -> list[str]:
    """Return the keys that a mapping may have."""
    kind = _type_at(kind, loc)
    return [field.key for field in record_fields(kind.plain)] if kind.is_a(BaseModel) else []


def _example(key: str, kind: FieldType) -> str:
    """Return a key with a sound value behind it, ready to be typed."""
    text = field_help.typed_examples().get(key, "…")
    if text.startswith(f"{key}:"):
        return text
    if kind.is_a(Text):
        return f"{key}:\n  id: …\n  en: …"
    if kind.is_a(BaseModel):
        return f"{key}:\n{textwrap.indent(_record_example(kind), '  ')}"
    if kind.item is not None and kind.plain is tuple:
        item = textwrap.indent(_record_example(kind.item), "    ").lstrip()
        return f"{key}:\n  - {item}"
    return f"{key}: {text}"


def file_example(hint: Any) -> str:  # noqa: ANN401
    """Return the required keys of a file's record with an example of each."""
    kind = parse_field_type(hint)
    if kind.item is None:
        return _record_example(kind)
    inner = textwrap.indent(_record_example(kind.item), "  ")
    return f"- {inner[2:]}" if kind.plain is tuple else f"id-baru:\n{inner}"


def _record_example(kind: FieldType) -> str:
    """Return the required keys of a record with their examples."""
    if not kind.is_a(BaseModel):
        return "…"
    required = [field for field in record_fields(kind.plain) if field.is_required]
    required.sort(key=lambda field: field.key == "sources")  # editors write sources last
    return "\n".join(_example(field.key, field.type) for field in required)
