"""Rules for any text: unseen or blank characters, mixed scripts, personal data, contact links.

Called by the reading of bytes and of YAML, and by whoever takes a text from elsewhere, such as a
cell of a sheet. Knows no record and no file; docs/contract.md#written-values.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

CONTACT_KEYS = frozenset({"contact", "contacts"})
"""The keys below which an address or a telephone number may stand, because they ask for one."""

UNSEARCHED_KEYS = frozenset(
    {
        *("value", "low", "high", "precision", "breakdown", "codes"),
        *("tag_authority", "translated_from", "was"),
    }
)
"""The keys whose values are numbers, codes or fingerprints, in which any digits may follow.

The `was` of a decision repeats what stood in the record: a number, or a way to reach an office.
"""

PLACEHOLDER = "…"
"""The sign that our own hints put in the place of a text."""

# Unicode's Default_Ignorable_Code_Point, and the marks of interlinear notes: nothing is drawn for
# them. The two joiners and the two selectors of emoji stand in patterns of their own, below.
_IGNORABLE = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U0001bca0-\U0001bca3"
    "\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_EMOJI = (
    "\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25a0-\u27bf"
    "\u2934\u2935\u2b00-\u2bff\u3030\u303d\u3297\u3299\U0001f000-\U0001faff"
)
# Scripts in which a joiner changes the form of a letter: Arabic to Syriac, N'Ko, those of India,
# Myanmar, Khmer, Mongolian, Balinese, Sundanese, Batak, Lepcha, Javanese.
_JOINING = (
    "\u0600-\u08ff\u0900-\u0dff\u1000-\u109f\u1780-\u18af\u1b00-\u1c4f\ua840-\ua87f\ua980-\ua9df"
)

# An emoji as an escape of YAML, as programs write it.
_ESCAPED = "\\\\U0001[0-9A-Fa-f]{4}"

UNSEEN = re.compile(
    f"[{_IGNORABLE}]"
    # The selectors of a sign's form: after an emoji, or between a digit and its key cap.
    f"|(?<![{_EMOJI}])(?<!{_ESCAPED})(?<![0-9#*](?=\ufe0f\u20e3))[\ufe0e\ufe0f]"
    # The joiners: between two emoji, or behind a letter of a script that needs them.
    f"|(?<![{_EMOJI}\ufe0f])(?<!{_ESCAPED})(?<![{_JOINING}])[\u200c\u200d]"
    f"|(?<=\\d)(?<!{_ESCAPED})[\u200c\u200d]"
    f"|(?<=[{_EMOJI}\ufe0f])\u200c|(?<=[{_EMOJI}\ufe0f])\u200d(?![{_EMOJI}]|{_ESCAPED})"
)
"""A format character that no reader sees: it is no part of an emoji or of a letter's form."""

MAY_BE_UNSEEN = f"{_IGNORABLE}\u200c\u200d\ufe0e\ufe0f"
"""The characters that `UNSEEN` may match, for a class of a pattern."""

_BLANK = "\u2800"
"""A pattern of braille without dots: a sign by its class, and empty to the eye."""

_FOREIGN = re.compile("[\u0250-\u1dff\u1f00-\u1fff\u2c00-\uffff\U00010000-\U0010ffff]")
"""A character outside the blocks of Latin letters and of signs: the text has to be looked at."""

_HAN = frozenset({"CJK", "HIRAGANA", "KATAKANA", "BOPOMOFO", "HANGUL"})
_HAN_AND_LATIN = _HAN | {"LATIN"}
"""Scripts that one word may hold together, as Unicode's "highly restrictive" level allows."""

_COMMON = frozenset({"MODIFIER", "MICRO", "IDEOGRAPHIC", "HALFWIDTH", "VERTICAL", "COMBINING"})
"""First words of the names of letters that belong to no script, and of marks."""
_LATIN = frozenset({"FULLWIDTH", "FEMININE", "MASCULINE"})
"""First words of the names of letters that are Latin, although their names begin otherwise."""

_WEB_ADDRESS = re.compile(r"https?://\S+")
# With limits, so that no text takes longer than its length.
_EMAIL = re.compile(r"[\w.+%-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,9}")
_PLAIN_EMAIL = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_AT = re.compile(r"\w@\w")
_NIK = re.compile(
    r"(?<![\w.,])(?<!Rp )(?<!IDR )(?:\d{16}|\d{4}([ .-])\d{4}\1\d{4}\1\d{4}"
    r"|\d{6}([ .-])\d{6}\2\d{4}|\d\d([ .-])\d\d\3\d\d\3\d{6}\3\d{4})(?!\w)"
)
_YEARS = re.compile(r"(?:(?:19|20)\d\d[ .-]?){4}")
_TELEPHONE = re.compile(
    r"(?<![\w.,/-])(?<!\d )(?!\d\d[./-]\d\d[./-]\d{4}\b)"
    r"(?:\+\d{1,3}[ .-]?\(?\d{2,4}\)?[ .-]?|(?:\(0\d{1,3}\)|0\d{1,3}|62(?=[ -]?8))[ .-]?)"
    r"\d{2,4}(?:[ .-]?\d{2,4}){1,2}(?![ .-]?\d)"
)
_GROUPED_NUMBER = re.compile(r"\+?\d{1,3}(?:[.,]\d{3})+")
_FEWEST_DIGITS, _FEWEST_WITH_AREA = 9, 7
_MOST_DIGITS = 15
"""Digits of a telephone number: E.164 has 15 at most."""

_WORTH_A_SEARCH = re.compile(r"[@\uff20]|(?:\d\D{0,2}){8}\d")


@dataclass(frozen=True, slots=True)
class TextFault:
    """A reason to refuse a text: the code of its problem, its wording, and the part of the text."""

    code: str
    part: str
    """The part of the text that is meant, as written; empty where it is all of it."""
    variant: str = ""
    character: str = ""
    """The one character that is meant, as `U+200B`."""


def code_point(character: str) -> str:
    """Return the number by which a rule names a character that it refuses: `U+200B`."""
    return f"U+{ord(character):04X}"


def is_blank(text: str) -> bool:
    """Return whether no character of a text is seen; then the text counts as empty."""
    return not any(map(_is_seen, text))


def _is_seen(character: str) -> bool:
    if character.isspace() or character == _BLANK or UNSEEN.match(character):
        return False
    # Marks are drawn over a letter; alone they are no text.
    return unicodedata.category(character) not in ("Cc", "Cf", "Mn", "Me", "Zs", "Zl", "Zp")


def find_text_faults(
    text: str, *, may_hold_contact: bool = False, is_searched: bool = True
) -> Iterator[TextFault]:
    """Yield the reasons to refuse a text, apart from unseen characters.

    `may_hold_contact` is True below one of `CONTACT_KEYS`: an address may stand there, but without
    parameters. `is_searched` is False below one of `UNSEARCHED_KEYS`.
    """
    if _FOREIGN.search(text):
        yield from _mixed_scripts(text)
    if text.strip() == PLACEHOLDER:
        yield TextFault("placeholder", PLACEHOLDER)
    elif may_hold_contact:
        yield from _address_with_parameters(text)
    elif is_searched and _WORTH_A_SEARCH.search(text):
        yield from _personal_data(text)


def is_plain_email(text: str) -> bool:
    """Return whether a contact is an e-mail address and nothing else, fit for a `mailto:` link.

    A question mark, a comma, an ampersand or a percent sign could add readers of the letter.
    """
    return _PLAIN_EMAIL.fullmatch(text) is not None


def contact_link(contact: str) -> str:
    """Return the target of a link for a contact: a web address unchanged, else a `mailto:` link.

    What could add parameters is escaped, although the data refuses it.
    """
    is_web = contact.startswith(("http://", "https://"))
    return contact if is_web else f"mailto:{quote(contact, safe='@+')}"


def personal_data_rules() -> Mapping[str, object]:
    """Return the patterns and limits of personal data, for a check in a browser."""
    return {
        "address": _WEB_ADDRESS,
        "email": _EMAIL,
        "nik": _NIK,
        "years": _YEARS,
        "telephone": _TELEPHONE,
        "grouped": _GROUPED_NUMBER,
        "fewest": (_FEWEST_DIGITS, _FEWEST_WITH_AREA),
        "most": _MOST_DIGITS,
    }


def _address_with_parameters(text: str) -> Iterator[TextFault]:
    for word in _WEB_ADDRESS.sub(" ", text).split():
        if _AT.search(unicodedata.normalize("NFKC", word)) and not is_plain_email(word):
            yield TextFault("address-with-parameters", word)
            return


def _personal_data(text: str) -> Iterator[TextFault]:
    """Yield the first e-mail address, the first NIK or the first telephone number of a text."""
    plain = _WEB_ADDRESS.sub(lambda address: " " * len(address[0]), text)
    # Full-width digits and signs are folded; others stay, so that places do not move.
    folded = "".join(unicodedata.normalize("NFKC", sign)[:1] or sign for sign in plain)
    if found := _EMAIL.search(folded):
        yield TextFault("personal-data", text[slice(*found.span())], "email")
    elif (found := _NIK.search(folded)) and not _YEARS.fullmatch(found[0]):
        yield TextFault("personal-data", text[slice(*found.span())])
    else:
        for found in _TELEPHONE.finditer(folded):
            digits = sum(map(str.isdigit, found[0]))
            fewest = _FEWEST_WITH_AREA if "(" in found[0] else _FEWEST_DIGITS
            if fewest <= digits <= _MOST_DIGITS and not _GROUPED_NUMBER.fullmatch(found[0]):
                yield TextFault("personal-data", text[slice(*found.span())], "telephone")
                return


# --- scripts -------------------------------------------------------------------------------------


def _mixed_scripts(text: str) -> Iterator[TextFault]:
    """Yield the first word whose letters belong to two scripts, with the letter that is alone."""
    for word in _words(text):
        scripts = {letter: script for letter in word if (script := script_of(letter))}
        found = set(scripts.values())
        if len(found) > 1 and not found <= _HAN_AND_LATIN:
            counts = {name: sum(scripts.get(letter) == name for letter in word) for name in found}
            rarest = min(counts, key=lambda name: (counts[name], name == "LATIN", name))
            odd = next(letter for letter in word if scripts.get(letter) == rarest)
            yield TextFault("mixed-scripts", word, character=code_point(odd))
            return


def _words(text: str) -> Iterator[str]:
    """Yield each run of letters, digits and marks."""
    word = ""
    for character in text:
        if unicodedata.category(character)[0] in "LMN":
            word += character
        elif word:
            yield word
            word = ""
    if word:
        yield word


def script_of(letter: str) -> str:
    """Return the script of a letter, to find mixed ones: as its name in Unicode begins, or "".

    The standard library has no property of scripts. Names begin with it: `CYRILLIC SMALL LETTER A`.
    Signs for units that equal a letter, such as the kelvin's, count as that letter.
    """
    if unicodedata.category(letter)[0] != "L":
        return ""
    name = unicodedata.name(unicodedata.normalize("NFC", letter)[:1], "").split("-")[0].split(" ")
    if name[0] in _COMMON:
        return ""
    return "LATIN" if name[0] in _LATIN else name[0]
