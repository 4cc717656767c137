"""The change report: what a change of the data means to the public, as Markdown.

Modules
    changes     what is new, revised, withdrawn or decided between two catalogs
    pages       the pages on which that can be seen
    text        all of it in words, Indonesian first, then English
    against     the repository against an earlier commit: silent edits, and the report
"""

from terang.report.against import Against, against

__all__ = ["Against", "against"]
