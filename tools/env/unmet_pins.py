"""Print the pins of a lock file that an environment does not meet; its own Python runs this.

Exit status 0: the environment fits. It may hold more than the lock file asks for: an environment
for development can also build the site.
"""

from __future__ import annotations

import re
import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

# MkDocs and ProperDocs need it, so every lock file has it: an environment without it fits
# nothing.
from packaging.markers import Marker
from packaging.version import Version

# A requirement of a lock file: `name==1.2.3 ; python_version < "3.12" \`.
_PIN = re.compile(
    r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:\[[^]]*\])?==(?P<version>[^\s;\\]+)"
    r"\s*(?:;\s*(?P<marker>[^\\]*))?\\?\s*"
)


def pins(lock: str) -> dict[str, str]:
    """Return the name and version of each pin that applies to this platform and Python."""
    wanted = {}
    for line in lock.splitlines():
        pin = _PIN.fullmatch(line)
        if pin and (pin["marker"] is None or Marker(pin["marker"].strip()).evaluate()):
            wanted[pin["name"]] = pin["version"]
    return wanted


def unmet_pins(wanted: dict[str, str]) -> list[str]:
    """Return a line for each distribution that is missing or has another version."""
    return [
        f"{name}: {found or 'missing'}, not {pinned}"
        for name, pinned in wanted.items()
        if (found := _installed(name)) is None or Version(found) != Version(pinned)
    ]


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    lacking = unmet_pins(pins(Path(sys.argv[1]).read_text(encoding="utf-8")))
    print("\n".join(lacking))
    sys.exit(bool(lacking))
