"""Fold text so that a number looks the same however it is typed.

A reader sees full-width digits, digits of another script, and digits with hidden characters between
them as the same number.
`typed_numbers` looks for numbers in folded text, `source_position` finds its words in a page.
"""

from __future__ import annotations

import functools
import re
import unicodedata

CALL = "\ue000"
"""Stands for the result of a macro call in a text as read."""

NUMERAL = "\ue001"
"""Stands for a numeral that is no decimal digit, for example 万 or 🔟."""

_SIGNS = {
    **dict.fromkeys("\u066c\u060c\u201a\uff64\u3001", ","),
    **dict.fromkeys("\u066b\u3002\u2024\ua4f8\u06d4\u0589\u2027", "."),
    **dict.fromkeys("\u2019\u02bc\u2032\u02b9\u00b4\u2018`", "'"),
    **dict.fromkeys("\u2022\u2219\u22c5\u02d9\u30fb\u0387\u16eb", "\u00b7"),
    **dict.fromkeys("\u2212\u2043\u02d7\u2796\u30fc", "-"),
    **dict.fromkeys("\u2044\u2215\u29f8", "/"),
    **dict.fromkeys("\u066a\ufe6a", "%"),
    **dict.fromkeys("\u2236\ua789\uff1a", ":"),
    **dict.fromkeys("\u223c\u301c", "~"),
    **dict.fromkeys("💯🔟", NUMERAL),
}

# Letters of other scripts that look like Latin ones, and the dotless i.
_LOOKALIKES = str.maketrans(
    "\u0430\u0435\u043e\u0440\u0441\u0443\u0445\u0456\u0458\u0455\u043a\u043c\u0442\u043d\u0432"
    "\u0410\u0412\u0415\u041a\u041c\u041d\u041e\u0420\u0421\u0422\u0423\u0425\u0406\u0408\u0405"
    "\u03bf\u03b1\u03b5\u03b9\u03ba\u03bd\u03c1\u03c4\u03c5\u03c7"
    "\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f\u03a1\u03a4\u03a5\u03a7\u0131",
    "aeopcyxijskmthbABEKMHOPCTYXIJSoaeiknptuxABEZHIKMNOPTYXi",
)

# Categories of Unicode: characters that are not seen or change another, spaces, and dashes.
_HIDDEN = frozenset({"Mn", "Me", "Cf"})
_PLAIN = {"Zs": " ", "Zl": " ", "Zp": " ", "Pd": "-"}

_SPACE = re.compile(r" [ \t\r\n]+|[\t\r\n][ \t\r\n]*")
"""Space that is not a single one already."""

# Letters that are typed for digits, in a number that has digits or groups of three.
_SWAPPED_DIGITS = re.compile(
    r"(?<![A-Za-z0-9])(?:(?=[OoIl]{0,3}[0-9])[0-9OoIl]{1,12}(?:[.,'][0-9OoIl]{1,6}){1,5}"
    r"|(?=[OoIl]{0,3}[0-9])[0-9OoIl]{3,15}|[OoIl]{1,3}(?:[.,'][0-9OoIl]{3}){1,5})(?![A-Za-z0-9])"
)
_MAY_BE_SWAPPED = re.compile(r"[0-9]|[.,'][0-9OoIl]{3}")
"""A quick question before the pattern above, which looks around each character."""
_SWAPPED = str.maketrans("OoIl", "0011")


def fold_text(text: str) -> str:
    """Fold a text: each character in its plainest form, hidden ones left out.

    Digits of every script become ASCII, dashes the plain one, accents are dropped; of several
    spaces and line breaks one space is left.
    """
    if not text.isascii():
        text = "".join(map(_folded, text))
    spaced = _SPACE.sub(" ", text)
    if _MAY_BE_SWAPPED.search(spaced) is None:
        return spaced
    return _SWAPPED_DIGITS.sub(lambda match: match[0].translate(_SWAPPED), spaced)


def plain_letters(folded: str) -> str:
    """Return the letters and digits of a folded text in small letters, without anything else."""
    return "".join(filter(str.isalnum, folded)).lower()


@functools.lru_cache(4096)
def _folded(character: str) -> str:
    """Return a character in its plainest form, which may be empty or several characters."""
    category = unicodedata.category(character)
    digit = unicodedata.decimal(character, None)
    plain = unicodedata.normalize("NFKD", character)
    if character.isascii() or character in (CALL, NUMERAL):
        folded = character
    elif character in _SIGNS:
        folded = _SIGNS[character]
    elif category in _HIDDEN:
        folded = ""
    elif category in _PLAIN:
        folded = _PLAIN[category]
    elif digit is not None:
        folded = str(digit)
    elif plain != character:
        folded = "".join(map(_folded, plain))
    elif unicodedata.numeric(character, None) is not None:
        folded = NUMERAL
    else:
        folded = character.translate(_LOOKALIKES)
    return folded
