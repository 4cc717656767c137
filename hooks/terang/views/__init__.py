"""What a page shows: finished text in one language, from what is derived and how a language writes.

`scene` knows from where a page looks at the record; `entries` one claim; `headline`, `outlooks` and
`series` what a series says; `record` the pages over all series;
`downloads` and `sheets` the page on data and an indicator's metadata; `reuse`, `embed` and `images`
how a series is cited, framed and drawn elsewhere; `rules` the editorial rules in short.
"""
