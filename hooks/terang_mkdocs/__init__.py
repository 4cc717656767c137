"""The adapter: what it takes to publish with MkDocs 1.x, and nothing that another host would need.

`build` holds one build and answers the hook's events, with the help of

- `bilingual`: one build, two languages: addresses, stand-ins, twins, navigation, sitemap;
- `pages`: pages of narrative and of data as MkDocs pages;
- `markdown`: the Markdown that authors may write;
- `links`: what a finished page holds and leads to, checked over the whole site;
- `shell`: what the page shell's templates place around a page;
- `component_files`: the stylesheet and the script, joined from those of components;
- `search`: the index of the finished site; `heard`, what of a page it may find; `chunks`, its parts
  cut smaller;
- `halves`: the other language's pages and the downloads, made by a second process where that is
  sooner;
- `images`: the images that go with links to series;
- `offline`: the finished site in one file.

`__main__` builds the site into a folder of its own, which takes the old one's place when whole
(`swap`), or previews it (`preview`): there each page is made when somebody asks for it (`proof`),
while a whole build beside it finds what takes all pages to say (`inspection`). `sentences.yml`
holds what is said to editors, both languages side by side.

MkDocs 1.x has an end; ProperDocs continues it. Where MkDocs is not installed, ProperDocs answers to
its names, and everything here says `mkdocs` and means either (`HOST`).
"""

from __future__ import annotations

import importlib.util
import logging

if importlib.util.find_spec("mkdocs") is None:
    importlib.import_module("properdocs.replacement")

HOST: str = importlib.import_module("mkdocs").__name__
"""What builds the site, as it calls itself and its log: `mkdocs` or `properdocs`."""

if HOST != "mkdocs":
    # What speaks by the old name is heard too, so that its warnings end a strict build.
    logging.getLogger("mkdocs").parent = logging.getLogger(HOST)
