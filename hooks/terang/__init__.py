"""Terang's core: claims about public programmes, from YAML to finished pages and files.

A published number is a claim: somebody said it, somewhere, on some day, about some period. The core
reads the claims, says what is wrong with them, derives what follows, and writes it out in each
language. It knows neither the site generator nor the theme; the adapter in `terang_mkdocs` does.

Data flow of one build
    data/     → documents (YAML as written, every place known) → model (frozen, typed records)
              → checks (rules across records) → one Catalog, or every problem in it
    Catalog   → derive (counting dates, conflicts, target states, paces), once a series
              → distributions (files) and views (finished text) → render (HTML)
    content/  → narrative (Markdown with tokens for calls) → the host's Markdown → HTML filled in
    publication holds it all together; a host asks it for pages and files.

Layers, each importing only what stands below it (checked by import-linter, see pyproject.toml)
    __main__      the commands that need no host
    report        what a change means to the public, against an earlier commit
    publication   one catalog as pages and files
    narrative     the calls that Markdown pages may make
    glossary      where terms first stand in finished HTML
    render        a view into its template: with narrative the only one to know Jinja
    distributions downloads: each (catalog, derived) → bytes
    views         what a page shows, as finished text
    charts        geometry
    writing       `make new`: asks (dialogue), tries each answer in place (drafts), writes the file
    schemas       what editors know about the data files, from the model
    entries       a new entry as text, set in at its place
    history       silent edits: the data against an earlier state of it
    language      figures, dates and words in a language; keys: what each key means
    catalog       the data folder → one Catalog
    checks        rules across records; beside it `refusals`: what the model refused, in words
    derive        what follows from the claims
    model         the records, and the rules that one value or entry can break
    documents     a YAML file → values as written
    repository    files at an earlier commit, from git's objects
    hosting       what a page may load and run, as pages and servers say it
    problems      what is wrong, said in two languages
    periods, clock

What holds everywhere
    The core reads no clock, environment, network or locale: `now`, paths and addresses are
    arguments. The same input gives the same bytes. State lives on objects that are handed around.
    Templates place finished text; they neither compute nor format. Python holds no HTML.
    A new kind of output is a new file in `distributions`, or a view with its template, and the line
    that registers it.

The page shell stands on a stylesheet of its own; of Material it takes the icons. What Material
brings beyond that would be most of a page's weight, and ends in May 2027.

Words (the field's terms)
    indicator (what is measured), series (one indicator for one area), observation (a claim about a
    past period), target (a promised value), event (a dated happening without a number), milestone
    (any of the three on a timeline), source (where a claim stands), revision (an entry that was
    published and later changed), distribution (a downloadable form).
"""
