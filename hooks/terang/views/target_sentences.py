"""Sentences about a target's state and its replacement.

None claims more than a state asserts (docs/contract.md#state-of-a-target).
"""

from __future__ import annotations

from terang.derivation.states import State
from terang.derivation.targets import Outlook
from terang.i18n.formatter import all_words
from terang.model.catalog import Series
from terang.model.entries import Target
from terang.views.claim_sentences import StatedClaim, claim_sentence, stated_claim
from terang.views.page_context import PageContext


def state_sentence(outlook: Outlook, context: PageContext) -> str:
    """Return a target's state as a sentence, and why it is undecided or unreported."""
    return context.language.word(f"state_means.{_state_key(outlook)}")


def state_word(outlook: Outlook, context: PageContext) -> str:
    """Return the word for a target's state, as it stands alone on a mark."""
    by_reason = f"state.{outlook.state}_{outlook.judgement.reason}"
    key = by_reason if by_reason in all_words() else f"state.{outlook.state}"
    return context.language.word(key)


def _state_key(outlook: Outlook) -> str:
    state, reason = outlook.state, outlook.judgement.reason
    if reason is not None:
        return f"{state}_{reason}"
    if outlook.is_flow and state in {State.MET, State.MISSED}:
        return f"{state}_flow"
    if state is State.MET and outlook.target.due is None:
        return f"{state}_undated"
    return str(state)


def replaced_sentence(
    outlook: Outlook | None, series: Series, context: PageContext
) -> StatedClaim | None:
    """Return a sentence on the target that replaced another, and the effect on its state."""
    replacement = series.entry(outlook.replaced_by) if outlook and outlook.replaced_by else None
    if outlook is None or not isinstance(replacement, Target):
        return None
    claim = claim_sentence(replacement, series, context, is_linked=True)
    key = "replaced_by" if outlook.state is State.REPLACED else "replaced_later"
    sentence = context.language.sentence(f"targets.{key}", claim=claim)
    return stated_claim(replacement, series, sentence)
