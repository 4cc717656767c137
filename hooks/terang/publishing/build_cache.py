"""Build cache: skips a build if inputs, code and day are the same and the site is unchanged.

A digest covers every file of the repository, with the lock file and the code, except hidden files,
caches and the site. Another digest covers the site. Both are kept below `.cache/`; without them the
site is always built. Called by the command `site`.
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
_IGNORED_FOLDERS = frozenset({"__pycache__", "node_modules"})
_CODE = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class BuildInputs:
    """The inputs of a build, except the day."""

    digest: str
    options: Mapping[str, object]

    @classmethod
    def from_repository(cls, root: Path, site: Path, **options: object) -> BuildInputs:
        """Return the present inputs; `options` are those of the command."""
        digest = hashlib.blake2b()
        digest.update(repr((platform.python_version(), platform.platform())).encode())
        for folder in (root, _CODE):
            digest.update(_folder_digest(folder, site).encode())
        return cls(digest.hexdigest(), options)

    def save(self, root: Path, sums: Sums, today: dt.date, time_zone: str) -> None:
        """Record that a site with these checksums was built from these inputs on a day."""
        path = root / _RECORD
        path.parent.mkdir(parents=True, exist_ok=True)
        record = {"day": today.isoformat(), "time_zone": time_zone, "site": _site_digest(sums)}
        path.write_text(json.dumps({**asdict(self), **record}), encoding="utf-8")

    def are_published(self, root: Path, site: Path, now: dt.datetime) -> bool:
        """Return whether the site was built from these inputs on today's date in its time zone."""
        try:
            record = json.loads((root / _RECORD).read_bytes())
            today = now.astimezone(zoneinfo.ZoneInfo(record["time_zone"])).date().isoformat()
            recorded = {name: record[name] for name in asdict(self)}
            return (
                recorded == json.loads(json.dumps(asdict(self)))
                and record["day"] == today
                and site.is_dir()
                and record["site"] == _site_digest(file_sums(site))
            )
        except (OSError, ValueError, LookupError, TypeError):  # no record, or an unreadable one
            return False


def _site_digest(sums: Sums) -> str:
    """Return a digest over all files of a site."""
    return hashlib.blake2b(repr(sorted(sums.items())).encode()).hexdigest()


def _folder_digest(folder: Path, site: Path) -> str:
    """Return a digest over the names and bytes of a folder's files, without the site's."""
    digest = hashlib.blake2b()
    for path in _input_files(folder, site):
        name = os.fsencode(os.path.relpath(path, folder))
        content = hashlib.blake2b(Path(path).read_bytes()).digest()
        digest.update(b"%d:%s%s" % (len(name), name, content))
    return digest.hexdigest()


def _input_files(folder: Path, excluded: Path) -> Iterator[str]:
    """Yield the files below a folder in order, without hidden ones and those of `excluded`."""
    excluded_path = os.path.realpath(excluded)
    for parent, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(
            name
            for name in folders
            if not (
                name in _IGNORED_FOLDERS
                or name.startswith(".")
                or os.path.realpath(os.path.join(parent, name)) == excluded_path  # noqa: PTH118
            )
        )
        for name in sorted(names):
            if not name.startswith("."):
                path = os.path.join(parent, name)  # noqa: PTH118
                if os.path.isfile(path):  # noqa: PTH113 - skips dangling links
                    yield path
