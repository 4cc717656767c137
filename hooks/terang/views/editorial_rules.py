"""The editorial rules in short, with the way to the page that holds them whole."""

from __future__ import annotations

from terang.i18n.formatter import Sentence, TextLink
from terang.views.page_context import PageContext

RULES_PAGE = "rules.md"
"""The narrative page of the rules, by its file name; a site need not have one."""


def rules_view(context: PageContext) -> tuple[Sentence, ...]:
    """Return the sentences about answers and mistakes, or none on a site without the page.

    The sentences are promises of whoever runs a site: only its own page of rules makes them.
    """
    if RULES_PAGE not in context.written:
        return ()
    language = context.language
    page = TextLink(language.word("rules.link"), context.page("rules/"))
    return (
        language.sentence("rules.answer"),
        language.sentence("rules.mistakes"),
        language.sentence("rules.more", page=page),
    )
