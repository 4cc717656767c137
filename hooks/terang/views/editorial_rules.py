"""The editorial rules in short, with a link to the page that states them in full."""

from __future__ import annotations

from terang.i18n.formatter import Sentence, TextLink
from terang.views.page_context import PageContext

RULES_PAGE = "rules.md"
"""The file name of the narrative page of rules; a site may be without it."""


def rules_view(context: PageContext) -> tuple[Sentence, ...]:
    """Return the editorial rules on answers and mistakes; none on a site without their page.

    They are promises of the publisher, so only the publisher's own page of rules can make them.
    """
    if RULES_PAGE not in context.narrative_pages:
        return ()
    language = context.language
    page = TextLink(language.word("rules.link"), context.page_href("rules/"))
    return (
        language.sentence("rules.answer"),
        language.sentence("rules.mistakes"),
        language.sentence("rules.more", page=page),
    )
