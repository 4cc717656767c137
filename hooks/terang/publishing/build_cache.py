"""Whether a site stands finished already: the same inputs, code and day, and nobody touched it.

One digest covers every file of the repository but what is hidden, what commands leave behind, and
the site itself; the lock file and the code are among them. Another covers the site. Both are kept
below `.cache/`, so that a site without its record is always built.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
import platform
import zoneinfo
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from terang.publishing.manifest import Sums, file_sums

_RECORD = Path(".cache", "terang", "site.json")
_LEFT_BEHIND = frozenset({"__pycache__", "node_modules"})
_CODE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class BuildInputs:
    """What a site is made from, but for the day."""

    digest: str
    options: Mapping[str, object]

    @classmethod
    def of(cls, root: Path, site: Path, **options: object) -> BuildInputs:
        """The inputs as they are now; `options` are those of the command."""
        digest = hashlib.blake2b()
        platform_ = (platform.python_version(), platform.platform())
        digest.update(repr(platform_).encode())
        for folder in (root, _CODE):
            digest.update(_digest(folder, site).encode())
        return cls(digest.hexdigest(), options)

    def note(self, root: Path, found: Sums, today: dt.date, time_zone: str) -> None:
        """Keep that a site with these files was made from them on a day."""
        path = root / _RECORD
        path.parent.mkdir(parents=True, exist_ok=True)
        record = {"day": today.isoformat(), "time_zone": time_zone, "site": _mark(found)}
        path.write_text(json.dumps({**asdict(self), **record}), encoding="utf-8")

    def are_published(self, root: Path, site: Path, now: dt.datetime) -> bool:
        """Whether the site as it stands was made from them, on the day that it is there now."""
        try:
            record = json.loads((root / _RECORD).read_bytes())
            today = now.astimezone(zoneinfo.ZoneInfo(record["time_zone"])).date().isoformat()
            noted = {name: record[name] for name in asdict(self)}
            return (
                noted == json.loads(json.dumps(asdict(self)))
                and record["day"] == today
                and site.is_dir()
                and record["site"] == _mark(file_sums(site))
            )
        except (OSError, ValueError, LookupError, TypeError):  # no record, or not one of ours
            return False


def _mark(found: Sums) -> str:
    """One checksum for all files of a site."""
    return hashlib.blake2b(repr(sorted(found.items())).encode()).hexdigest()


def _digest(folder: Path, site: Path) -> str:
    """One checksum over the names and bytes of a folder's files, but for the site's."""
    digest = hashlib.blake2b()
    for path in _files(folder, site):
        name = os.fsencode(os.path.relpath(path, folder))
        content = hashlib.blake2b(Path(path).read_bytes()).digest()
        digest.update(b"%d:%s%s" % (len(name), name, content))
    return digest.hexdigest()


def _files(folder: Path, but: Path) -> Iterator[str]:
    """The files below a folder, in order, but for those below another, and for what is hidden."""
    left_out = os.path.realpath(but)
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(
            name
            for name in folders
            if not (
                name in _LEFT_BEHIND
                or name.startswith(".")
                or os.path.realpath(os.path.join(parent, name)) == left_out  # noqa: PTH118
            )
        )
        for name in sorted(names):
            if not name.startswith("."):
                path = os.path.join(parent, name)  # noqa: PTH118
                if os.path.isfile(path):  # noqa: PTH113 - a dangling link is read by nobody
                    yield path
