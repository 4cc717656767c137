"""The edition of the record: the version, publisher and address that every description repeats."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from terang.downloads.dictionary import DictionaryWords
from terang.model.catalog import Catalog
from terang.model.definitions import Licence
from terang.model.field_types import Text
from terang.parsing.text_rules import contact_link

_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """A state of the record as published at an address."""

    version: str
    """The day and a checksum of every table: `2026.11.22+0f3a6c1d`."""
    created: str
    """The day in ISO 8601: `2026-11-22`."""
    publisher: DictionaryWords
    contact: str
    licence: Licence
    address: str
    """The address of the site, with a slash at its end."""

    @classmethod
    def of(cls, catalog: Catalog, csv: Mapping[str, bytes], address: str) -> Edition:
        """Return the edition of a catalog with these CSV files."""
        checksum = hashlib.sha256()
        for name, content in sorted(csv.items()):
            checksum.update(f"{name}\0{len(content)}\0".encode())
            checksum.update(content)
        return cls(
            version=f"{catalog.today:%Y.%m.%d}+{checksum.hexdigest()[:_DIGITS]}",
            created=catalog.today.isoformat(),
            publisher=words_by_language(catalog.site.publisher),
            contact=catalog.site.contact,
            licence=catalog.site.licence,
            address=address.rstrip("/") + "/",
        )

    @property
    def contact_url(self) -> str:
        """The contact as the target of a link."""
        return contact_link(self.contact)

    def full_address(self, path: str) -> str:
        """Return the full address of a page or file, from its path below the site's root."""
        return f"{self.address}{path}"


def words_by_language(text: Text) -> dict[str, str]:
    """Return a text by language, without a language that is not written."""
    return {"id": text.id} if text.en is None else {"id": text.id, "en": text.en}
