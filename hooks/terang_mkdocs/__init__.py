"""The adapter to MkDocs 1.x: the only package that imports mkdocs.

`build` holds the state of a build and answers the events of the hook in hooks/main.py;
`site_builder` runs MkDocs; `__main__` has the commands; `preview` serves the site to an editor.
The core, `terang`, is called from here and does not know this package.

MkDocs 1.x will not be maintained for ever; ProperDocs continues it. If MkDocs is not installed,
ProperDocs provides the module `mkdocs`, and `HOST` tells which of them is in use.
"""

from __future__ import annotations

import importlib.util
import logging

if importlib.util.find_spec("mkdocs") is None:
    importlib.import_module("properdocs.replacement")

HOST: str = importlib.import_module("mkdocs").__name__
"""The site generator's own name for itself and its log: `mkdocs` or `properdocs`."""

if HOST != "mkdocs":
    # Plugins may log under the old name: their warnings must end a strict build too.
    logging.getLogger("mkdocs").parent = logging.getLogger(HOST)
