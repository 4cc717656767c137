"""The records that decisions are about: `indicator:covered.unit`, `fact:jamsostek.fee.value`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from terang.model.catalog import Catalog
from terang.model.definitions import SUBJECT

_IDS: Mapping[str, Callable[[Catalog], Iterable[str]]] = {
    "area": lambda catalog: catalog.areas,
    "dimension": lambda catalog: catalog.dimensions,
    "indicator": lambda catalog: catalog.indicators,
    "programme": lambda catalog: catalog.programmes,
    "series": lambda catalog: catalog.series,
    "source": lambda catalog: catalog.sources,
    "speaker": lambda catalog: catalog.speakers,
    "term": lambda catalog: catalog.glossary,
    "theme": lambda catalog: catalog.themes,
    "fact": lambda catalog: (
        f"{key}.{fact}" for key, programme in catalog.programmes.items() for fact in programme.facts
    ),
    "contact": lambda catalog: (
        f"{key}.{contact}"
        for key, programme in catalog.programmes.items()
        for contact in programme.contacts
    ),
    "site": lambda catalog: type(catalog.site).model_fields,
}
"""Kind → the ids of its records; the site has keys instead."""


def is_subject(about: str, catalog: Catalog) -> bool:
    """Return whether a decision's subject begins with the kind and the id of a record.

    A text of another form is no subject, which the model reports.
    """
    if SUBJECT.fullmatch(about) is None:
        return True
    kind, _, rest = about.partition(":")
    parts = rest.split(".")
    heads = {".".join(parts[:length]) for length in (1, 2)}
    return kind in _IDS and not heads.isdisjoint(_IDS[kind](catalog))
