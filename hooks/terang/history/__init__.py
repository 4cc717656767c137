"""A data folder against an earlier state of it: no published figure changes in silence.

`silent_edits` finds what CONTRACT section 6 refuses, with the YAML to paste that declares it.

What is compared is what the files say, as far as it can be read, not how they are written and not
whether the records are otherwise sound: an error elsewhere in a file must not hide an edit in it.
So these are no edits: files renamed, entries reordered, YAML written differently, a default written
out, `100000.0` for `100000`, a year as an interval of its days, sources in another order or moved
between files, an id of a source or an area renamed together with every mention, a translation added
to a text that had none. What cannot be read, then or now, is passed over; then or now it was
reported.

An entry is known by its series and its anchor, a series by its file's name, or else by its
indicator and area, an indicator that was renamed by what it defines.

Modules
    states        a data folder at one moment, and what a piece of it says
    comparison    two of them: what was renamed, which series and entries are the same
    paste         YAML to paste, and where
    revisions     what an entry says, and the revisions and withdrawals that tell of it
    entries       the entries of a series: which is which, and which is gone
    definitions   series, indicators, population: what changes only by a decision
    edits         all of it
"""

from terang.history.edits import silent_edits
from terang.history.states import State, state_of

__all__ = ["State", "silent_edits", "state_of"]
