"""Provinces, regencies and cities of Indonesia by name, with their official codes: `areas.csv`.

`make init` fills in what the table knows. Where the table has no code, none is made up.
"""

from __future__ import annotations

import csv
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TABLE = Path(__file__).with_name("areas.csv")
_KIND = re.compile(r"(kabupaten|kota|provinsi)\s+(?:administrasi\s+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class OfficialArea:
    """A province, regency or city, with its codes and its province."""

    name: str
    """With its kind: `Kabupaten Berau`, `Provinsi Kalimantan Timur`."""
    level: str
    kemendagri: str
    bps: str
    """Empty if the table does not know it."""
    english: str
    time_zone: str
    """The time zone of its province."""
    province: OfficialArea | None = None

    @property
    def short_name(self) -> str:
        """The name without its kind."""
        return _KIND.sub("", self.name, count=1) if _KIND.match(self.name) else self.name


@functools.cache
def find_area(text: str) -> OfficialArea | None:
    """Return the area of a name, with or without its kind; None if none or several have it."""
    wanted = _folded(text)
    whole = [area for area in official_areas() if _folded(area.name) == wanted]
    short = [area for area in official_areas() if _folded(area.short_name) == wanted]
    found = whole or short
    return found[0] if len(found) == 1 else None


@functools.cache
def official_areas() -> tuple[OfficialArea, ...]:
    """Return every area of Indonesia in the table: provinces, regencies and cities."""
    return tuple(_areas())


def _areas() -> Iterator[OfficialArea]:
    with _TABLE.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(line for line in file if not line.startswith("#"))]
    provinces: dict[str, OfficialArea] = {}
    for row in rows:
        code, name = row["kemendagri"], row["name"]
        if "." not in code:
            is_special = name.startswith(("DKI", "Daerah Istimewa"))
            shown = name if is_special else f"Provinsi {name}"
            english = row["english"] if is_special else f"{row['english']} Province"
            area = OfficialArea(shown, "province", code, row["bps"], english, row["time_zone"])
            provinces[code] = area
        else:
            province = provinces[code.partition(".")[0]]
            level = "city" if name.startswith("Kota ") else "regency"
            kind = "Administrative " if " Administrasi " in name else ""
            english = f"{_KIND.sub('', name, count=1)} {kind}{level.capitalize()}"
            zone = province.time_zone
            area = OfficialArea(name, level, code, row["bps"], english, zone, province)
        yield area


def _folded(text: str) -> str:
    return re.sub(r"[^a-z]", "", text.lower().replace("kab. ", "kabupaten "))
