"""Checks of a published site's origin: what was published last, and who says to have built it.

The branch `published` of this repository holds the manifest of each publication; a forge may attest
that its own workflow made a manifest. Both are looked at if they can be, and it is said if not.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from terang.checksums import sha256_of
from terang.i18n.terminal_messages import site_message
from terang.publishing import manifest
from terang.publishing.manifest import Manifest

_REFS = ("refs/remotes/origin/published", "refs/heads/published")
_PUBLICATION = "publication.json"
_GITHUB = re.compile(
    r"(?:https://github\.com/|(?:ssh://)?git@github\.com[:/])([\w.-]+/[\w.-]+?)(?:\.git)?/?"
)
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOST_BYTES = 1_000_000
_TIMEOUT = 120
_NO_LOGIN = 4
"""The exit code of `gh` where nobody has logged in."""


@dataclass(frozen=True, slots=True)
class OriginChecks:
    """Findings, which fail the verification, and remarks on what was seen or could not be."""

    findings: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()

    def __add__(self, other: OriginChecks) -> OriginChecks:
        return OriginChecks(self.findings + other.findings, self.remarks + other.remarks)


def check_origin(
    root: Path, content: bytes, published: Manifest, *, is_address: bool
) -> OriginChecks:
    """Compare a site's manifest with the branch `published`; for an address, ask who attests it."""
    recorded = _check_last_publication(root, content, published)
    return recorded + _check_attestation(root, content) if is_address else recorded


def _check_last_publication(root: Path, content: bytes, published: Manifest) -> OriginChecks:
    ref = next((ref for ref in _REFS if _git(root, "rev-parse", "--verify", "-q", ref)), None)
    if ref is None:
        return OriginChecks(remarks=(site_message("verify-no-record"),))
    last = _publication(root, ref)
    if last is None:
        return OriginChecks(findings=(site_message("verify-bad-record", ref=ref),))
    if published.day < last["day"]:
        message = site_message("verify-older", day=published.day, last=last["day"])
        return OriginChecks(findings=(message,))
    if (published.day, published.commit) != (last["day"], last["commit"]):
        return OriginChecks(remarks=(site_message("verify-newer", last=last["day"]),))
    kept = _git(root, "show", f"{ref}:{manifest.NAME}")
    if kept is None or sha256_of(kept) != sha256_of(content):
        return OriginChecks(findings=(site_message("verify-other-record", day=last["day"]),))
    return OriginChecks(remarks=(site_message("verify-recorded", day=last["day"]),))


def _publication(root: Path, ref: str) -> Mapping[str, str] | None:
    """Return day and commit of the publication on record; None if it cannot be read."""
    kept = _git(root, "show", f"{ref}:{_PUBLICATION}")
    if kept is None or len(kept) > _MOST_BYTES:
        return None
    try:
        facts: Any = json.loads(kept)
        found = {key: facts[key] for key in ("day", "commit")}
    except (ValueError, TypeError, LookupError, RecursionError):
        return None
    is_sound = all(isinstance(value, str) for value in found.values())
    return found if is_sound and _DAY.fullmatch(found["day"]) else None


def _check_attestation(root: Path, content: bytes) -> OriginChecks:
    """Ask the forge's own program whether its workflow made this manifest, if that can be asked."""
    repository = _github_repository(root)
    program = shutil.which("gh")
    if repository is None or program is None:
        return OriginChecks(remarks=(site_message("verify-not-attested"),))
    with tempfile.TemporaryDirectory(prefix="terang-") as folder:
        file = Path(folder, manifest.NAME)
        file.write_bytes(content)
        command = [program, "attestation", "verify", str(file), "--repo", repository]
        try:
            done = subprocess.run(  # noqa: S603 - the forge's own program
                command, cwd=root, capture_output=True, check=False, timeout=_TIMEOUT
            )
        except (OSError, subprocess.TimeoutExpired):
            return OriginChecks(remarks=(site_message("verify-not-attested"),))
    if done.returncode == _NO_LOGIN:
        return OriginChecks(remarks=(site_message("verify-not-attested"),))
    # Its bytes are those of the repository; without an attestation it is only not said by whom.
    code = "verify-unattested" if done.returncode else "verify-attested"
    return OriginChecks(remarks=(site_message(code, repository=repository),))


def _github_repository(root: Path) -> str | None:
    """Return owner and name of the repository on GitHub, from its remote; None for other forges."""
    url = _git(root, "remote", "get-url", "origin")
    match = _GITHUB.fullmatch(url.decode("utf-8", "replace").strip()) if url else None
    return match[1] if match else None


def _git(root: Path, *arguments: str) -> bytes | None:
    """Return what git prints; None if it fails, or is not there."""
    git = shutil.which("git")
    if git is None:
        return None
    done = subprocess.run(  # noqa: S603 - arguments of our own
        [git, "--no-replace-objects", *arguments], cwd=root, capture_output=True, check=False
    )
    return None if done.returncode else done.stdout
