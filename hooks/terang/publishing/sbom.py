"""`bom.json`: the bill of materials of a publication, in CycloneDX.

What took part is what the lock file names for it; licences are those that the packages state
themselves. https://cyclonedx.org/docs/1.6/json/

Written without cyclonedx-python-lib: it would spare ten lines, and add seven packages to the 36
that every build installs. The tests check the bill with it, against the published schema.
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


def _host() -> str:
    """Return the name of the site generator that is installed here."""
    try:
        distribution("mkdocs")
    except PackageNotFoundError:
        return "properdocs"
    return "mkdocs"


LOCK = Path(__file__).resolve().parents[3] / _LOCKS[_host()]
"""What publications are made with, every package by its checksums; images for links included."""

_BUILDING = frozenset({"-r requirements.in", "-r requirements-properdocs.in"})
_DRAWING = frozenset({"-r requirements-share.in"})

_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9][\w.-]*)(?:\[[^]]*\])?==(?P<version>[^\s;\\]+)(?P<rest>.*(?:\n[ ].*)*)",
    re.MULTILINE,
)
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_NEEDED_BY = re.compile(r"^ +#(?: via)? +(?!via$)(-r \S+|\S+)$", re.MULTILINE)
_LONGEST = 60
"""Some packages give the whole text of their licence as its name."""
_MIT = "Permission is hereby granted, free of charge, to any person obtaining a copy"


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the lock file."""

    name: str
    version: str
    hashes: tuple[str, ...]
    """The SHA-256 of each file that it may be installed from."""
    needed_by: tuple[str, ...]
    """Packages, or `-r requirements.in` where we ask for it ourselves."""

    @property
    def reference(self) -> str:
        """Its package URL."""
        return f"pkg:pypi/{self.name}@{self.version}"

    @property
    def licence(self) -> str:
        """What it says of its licence itself; nothing where it is not installed or says nothing."""
        try:
            found = distribution(self.name)
        except PackageNotFoundError:  # for another platform
            return ""
        said = found.metadata
        names = [*said.get_all("License-Expression", []), *said.get_all("License", [])]
        classes = [item for item in said.get_all("Classifier", []) if item.startswith("License ::")]
        names += [class_.rsplit(" :: ", 1)[-1] for class_ in classes]
        sound = [name.strip() for name in names if name != "UNKNOWN" and len(name) <= _LONGEST]
        return next(filter(None, sound), "") or _recognised(found)


def _recognised(found: Distribution) -> str:
    """The licence of a package that brings its text, and no name of it."""
    texts = (file.read_text("utf-8") for file in found.files or () if "LICENSE" in file.name)
    return "MIT" if any(_MIT in " ".join(text.split()) for text in texts) else ""


def locked_packages(lock: str) -> Iterator[Package]:
    """What a lock file names."""
    for pin in _PIN.finditer(lock):
        yield Package(
            pin["name"],
            pin["version"],
            tuple(_HASH.findall(pin["rest"])),
            tuple(_NEEDED_BY.findall(pin["rest"])),
        )


def taking_part(named: Iterable[Package], *, pictured: bool) -> list[Package]:
    """The packages of a lock file that make a publication, with or without images for links."""
    listed = list(named)
    asking = set(_BUILDING | _DRAWING if pictured else _BUILDING)
    while more := {item.name for item in listed if asking & set(item.needed_by)} - asking:
        asking |= more
    return [item for item in listed if item.name in asking]


def bill_of_materials(named: Iterable[Package], moment: str) -> bytes:
    """The bill of materials; `moment` as ISO 8601 has it."""
    listed = sorted(named, key=lambda item: item.name)
    references = {item.name: item.reference for item in listed}
    own = [item.reference for item in listed if any(by.startswith("-r") for by in item.needed_by)]
    content: dict[str, Any] = {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            "timestamp": moment,
            "component": {"type": "application", "bom-ref": "terang", "name": "terang"},
        },
        "components": [_component(item) for item in listed],
        "dependencies": [
            {"ref": "terang", "dependsOn": own},
            *(
                {
                    "ref": item.reference,
                    "dependsOn": [
                        references[other.name] for other in listed if item.name in other.needed_by
                    ],
                }
                for item in listed
            ),
        ],
    }
    serial = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(content, sort_keys=True))
    text = json.dumps({**content, "serialNumber": f"urn:uuid:{serial}"}, indent=1)
    return f"{text}\n".encode()


def _component(package: Package) -> dict[str, Any]:
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
