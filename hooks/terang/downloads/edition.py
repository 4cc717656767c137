"""Which state of the record was published, and by whom: what every description of it says alike."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from terang.downloads.dictionary import DictionaryWords
from terang.model.catalog import Catalog
from terang.model.definitions import Licence
from terang.model.field_types import Text

_DIGITS = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """One state of the record, at one address."""

    version: str
    """The day, and a checksum of every table: `2026.11.22+0f3a6c1d`."""
    created: str
    """The day as data formats have it: `2026-11-22`."""
    publisher: DictionaryWords
    contact: str
    licence: Licence
    address: str
    """The site's, with a slash at its end."""

    @classmethod
    def of(cls, catalog: Catalog, tables: Mapping[str, bytes], address: str) -> Edition:
        """The edition of a catalog whose tables have these bytes."""
        checksum = hashlib.sha256()
        for name, content in sorted(tables.items()):
            checksum.update(f"{name}\0{len(content)}\0".encode())
            checksum.update(content)
        return cls(
            version=f"{catalog.today:%Y.%m.%d}+{checksum.hexdigest()[:_DIGITS]}",
            created=catalog.today.isoformat(),
            publisher=both_languages(catalog.site.publisher),
            contact=catalog.site.contact,
            licence=catalog.site.licence,
            address=address.rstrip("/") + "/",
        )

    @property
    def contact_url(self) -> str:
        """The contact as a link leads there."""
        is_web = self.contact.startswith(("http://", "https://"))
        return self.contact if is_web else f"mailto:{self.contact}"

    def at(self, path: str) -> str:
        """The full address of a page or file, from its path below the site's root."""
        return f"{self.address}{path}"


def both_languages(text: Text) -> dict[str, str]:
    """A text by language, without the language that it lacks."""
    return {"id": text.id} if text.en is None else {"id": text.id, "en": text.en}


def sha256(content: bytes) -> str:
    """The checksum of a file, in hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()
