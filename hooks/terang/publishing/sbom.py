"""Software bill of materials (SBOM) of a site, `bom.json`, from the packages of a lock file.

Lists the packages in the lock file with the licences that they state themselves. Called with the
other artifacts of a build. https://cyclonedx.org/docs/1.6/json/

Written without cyclonedx-python-lib: it would save ten lines, and add seven packages to the 36 that
every build installs. The tests validate the file with it, against the published schema.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

NAME = "bom.json"

_LOCKS = {"mkdocs": "requirements-share.txt", "properdocs": "requirements-properdocs.txt"}
"""The name of the site generator's package → its lock file, with the packages for publishing."""

_BUILDING = frozenset({"-r requirements.in", "-r requirements-properdocs.in"})
_PUBLISHING = frozenset({"-r requirements-share.in"})

_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==(?P<version>[^\s;\\]+)(?P<rest>.*(?:\n[ ].*)*)",
    re.MULTILINE,
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NEEDED_BY = re.compile(r"^ +#(?: via)? +(?!via$)(-r \S+|\S+)$", re.MULTILINE)
_MAX_LICENCE_NAME = 60
"""Characters of a licence's name: some packages give the whole text instead."""
_MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy"


@dataclass(frozen=True, slots=True)
class Package:
    """A package in the lock file."""

    name: str
    version: str
    hashes: tuple[str, ...]
    """The SHA-256 of each file that the package may be installed from."""
    needed_by: tuple[str, ...]
    """The packages that require it; `-r requirements.in` if we require it ourselves."""

    @property
    def reference(self) -> str:
        """The package URL (purl)."""
        return f"pkg:pypi/{self.name}@{self.version}"

    @property
    def licence(self) -> str:
        """The licence that the package states; empty if it is not installed or states none."""
        try:
            installed = distribution(self.name)
        except PackageNotFoundError:  # for another platform
            return ""
        metadata = installed.metadata
        names = [*metadata.get_all("License-Expression", []), *metadata.get_all("License", [])]
        classifiers = metadata.get_all("Classifier", [])
        names += [
            text.rsplit(" :: ", 1)[-1] for text in classifiers if text.startswith("License ::")
        ]
        usable = [
            name.strip() for name in names if name != "UNKNOWN" and len(name) <= _MAX_LICENCE_NAME
        ]
        return next(filter(None, usable), "") or _licence_from_text(installed)


def _licence_from_text(installed: Distribution) -> str:
    """Return the licence of a package that contains its text without a name."""
    texts = (file.read_text("utf-8") for file in installed.files or () if "LICENSE" in file.name)
    return "MIT" if any(_MIT in " ".join(text.split()) for text in texts) else ""


def lock_file(host: str) -> Path:
    """Return the lock file for a site generator, `mkdocs` or `properdocs`."""
    return Path(__file__).resolve().parents[3] / _LOCKS[host]


def locked_packages(lock: str) -> Iterator[Package]:
    """Yield the packages in the text of a lock file."""
    for pin in _PIN.finditer(lock):
        yield Package(
            pin["name"],
            pin["version"],
            tuple(_HASH.findall(pin["rest"])),
            tuple(_NEEDED_BY.findall(pin["rest"])),
        )


def used_packages(packages: Iterable[Package], *, with_extras: bool) -> list[Package]:
    """Return the locked packages that a build uses; extras: images for shared links, Parquet."""
    listed = list(packages)
    users = set(_BUILDING | _PUBLISHING if with_extras else _BUILDING)
    while more := {package.name for package in listed if users & set(package.needed_by)} - users:
        users |= more
    return [package for package in listed if package.name in users]


def bill_of_materials(packages: Iterable[Package], moment: str) -> bytes:
    """Return the content of `bom.json`; `moment` in ISO 8601."""
    listed = sorted(packages, key=lambda package: package.name)
    references = {package.name: package.reference for package in listed}
    own = [
        package.reference
        for package in listed
        if any(user.startswith("-r") for user in package.needed_by)
    ]
    content: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": moment,
            "component": {"type": "application", "bom-ref": "terang", "name": "terang"},
        },
        "components": [_component(package) for package in listed],
        "dependencies": [
            {"ref": "terang", "dependsOn": own},
            *(
                {
                    "ref": package.reference,
                    "dependsOn": [
                        references[other.name]
                        for other in listed
                        if package.name in other.needed_by
                    ],
                }
                for package in listed
            ),
        ],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(content, sort_keys=True))
    text = json.dumps({**content, "serialNumber": f"urn:uuid:{serial}"}, indent=1)
    return f"{text}\n".encode()


def _component(package: Package) -> dict[str, Any]:
    """Return a package as a CycloneDX component."""
    licence = {"licenses": [{"license": {"name": package.licence}}]} if package.licence else {}
    return {
        "type": "library",
        "bom-ref": package.reference,
        "name": package.name,
        "version": package.version,
        "purl": package.reference,
        **licence,
        "hashes": [{"alg": "SHA-256", "content": content} for content in package.hashes],
    }
