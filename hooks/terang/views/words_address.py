"""The address of quoted words on a web page, which a browser that can opens and marks.

https://wicg.github.io/scroll-to-text-fragment/
"""

from __future__ import annotations

import functools
import re
from urllib.parse import quote, urldefrag, urlsplit

_WHOLE = 6
"""A quotation of so many words is looked for whole; of a longer one, the beginning and the end."""
_END = 3
"""The words of a beginning or an end; each costs the page's reader its bytes."""
_SHORTEST = 4
"""The characters of words that are not found everywhere."""
_LEFT_OUT = re.compile(r"[\[\]…\"'\u2018\u2019\u201c\u201d]|\.\.\.")
"""Signs of words that the page has otherwise: left out, added, or quoted in marks of its own."""
_EDGE = re.compile(r"^\W+|\W+$")
_FILE = re.compile(
    r"\.(?:pdf|docx?|xlsx?|pptx?|odt|ods|csv|zip|jpe?g|png|gif|webp|mp[34])$", re.IGNORECASE
)


# The page of a source in one language follows that in the other.
@functools.lru_cache(maxsize=1_024)
def words_address(url: str, quoted: str) -> str:
    """Return the address of a quotation on a page; "" if it cannot be looked for there."""
    if _FILE.search(urlsplit(url).path) or ":~:" in url:
        return ""
    words = quoted.split()
    odd = [number for number, word in enumerate(words) if _LEFT_OUT.search(word)]
    if len(words) <= _WHOLE and not odd:
        parts = [_text(words)]
    else:
        first = words[: min(odd[0] if odd else _END, _END)]
        last = words[max(odd[-1] + 1 if odd else -_END, len(words) - _END) :]
        parts = [_text(first), _text(last)]
    if not all(parts) or (len(parts) == 1 and len(parts[0]) < _SHORTEST):
        return ""
    fragment = urldefrag(url).fragment
    return f"{urldefrag(url).url}#{fragment}:~:text={','.join(parts)}"


def _text(words: list[str]) -> str:
    """Return words as a part of a text directive: signs of its own are written as numbers."""
    text = _EDGE.sub("", " ".join(words))
    return quote(text, safe="").replace("-", "%2D")
