"""The full addresses that downloads state: of pages, files and claims."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """The address of the site; languages are left out, so that a thing has one address."""

    root: str
    """With a slash at its end."""

    @classmethod
    def parse(cls, address: str) -> SiteAddress:
        """Return the address of a site, with or without a slash at its end."""
        return cls(address.rstrip("/") + "/")

    def full_address(self, path: str) -> str:
        """Return the address of a page or file, from its path below the site's root."""
        return f"{self.root}{path}"

    def file(self, name: str) -> str:
        """Return the address of a download."""
        return self.full_address(f"data/{name}")

    def series(self, series_id: str) -> str:
        """Return the address of the page of a series."""
        return self.full_address(f"coverage/{series_id}/")

    def claim(self, series_id: str, anchor: str) -> str:
        """Return the address of an entry or a reply on the page of its series."""
        return f"{self.series(series_id)}#{anchor}"
