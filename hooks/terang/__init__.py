"""Terang's core: claims about public programmes, from YAML files to finished pages and downloads.

A published number is a claim: a source states it, on a day, about a period. The core reads claims,
reports problems, derives figures from them, and renders pages in each language. It knows neither
the site generator nor its theme. docs/architecture.md says where everything is.

Pipeline of a build, each package a step
    parsing       a file's bytes → values with their places
    model         frozen records; each checks its own values
    loading       the data folder → a Catalog, or all problems in it
    derivation    a series → latest figure, change, conflicts, target states, paces
    i18n          words, numbers and dates in each language
    views         a page's content as finished texts
    narrative     Markdown pages with macro calls; figures in prose
    downloads     catalog and derived figures → bytes of each file
    pages         everything above as pages and files: `Publication`
    publishing    a finished folder: link check, search index, manifest, replacement
Beside it
    editing       new entries and editor schemas
    guard         silent edits: the data against an earlier commit
    change_report a change's meaning for the public
    cli           the commands that need no site generator

Rules
    The layers, and the packages that a package may import, are in pyproject.toml (import-linter).
    The core reads no clock, environment, network or locale: `now`, paths and addresses are
    arguments. The same input gives the same bytes. (Commands and `publishing` may.)
    Templates place finished texts and compute nothing. Python holds no HTML.

Words
    indicator     the measured quantity; a series is an indicator for an area
    observation   a claim about a past period
    target        a promised value
    event         a dated happening without a number
    source        the document in which a claim stands
    revision      the record of a changed entry
    download      a file with the data; DCAT calls it a distribution
"""
