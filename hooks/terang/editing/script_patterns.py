"""Regular expressions as a script of an older browser can compile them.

Such a script knows no named groups, and no conditions on what stands before a match.
"""

from __future__ import annotations

import re
from typing import TypeAlias

ScriptPattern: TypeAlias = "tuple[str, str, dict[str, int], str]"
"""Source, flags, the number of each named group, and what may not stand before a match."""

_NAMED = re.compile(r"\(\?P<\w+>")
_REPEATED = re.compile(r"\(\?P=(\w+)\)")
_NOT_BEFORE = re.compile(r"\(\?<!((?:\[[^\]]*\]|[^()\[\]])*)\)")


def script_pattern(pattern: re.Pattern[str]) -> ScriptPattern:
    """Return a pattern for JavaScript; what may not stand before it comes last, or ""."""
    source, before = pattern.pattern, []
    while found := _NOT_BEFORE.match(source):
        before.append(found[1])
        source = source[found.end() :]
    groups = dict(pattern.groupindex)
    source = _REPEATED.sub(lambda name: f"\\{groups[name[1]]}", _NAMED.sub("(", source))
    if "(?<" in source or "(?P" in source:
        raise ValueError(pattern.pattern)
    flags = "i" if pattern.flags & re.IGNORECASE else ""
    return source, flags, groups, f"(?:{'|'.join(before)})$" if before else ""
