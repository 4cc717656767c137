"""A site that renders each page and file on its first request, for the preview."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.exceptions import BuildError, MkDocsException

from terang_mkdocs.arranged_site import ArrangedSite
from terang_mkdocs.site_builder import UnbuildableError, plain_log_output

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from terang.pages.publication import Publication
    from terang.pages.templates import Compiled


class LazySite:
    """A state of the site, rendered on request into a folder of its own.

    Calls from two threads at once are not allowed.
    """

    def __init__(
        self, config: MkDocsConfig, publication: Publication, folder: Path, compiled: Compiled
    ) -> None:
        """Arrange the site's files; raises UnbuildableError if that fails."""
        self._folder = folder
        self._created: set[str] = set()
        config.site_dir = str(folder)
        with plain_log_output():
            try:
                config.plugins.on_startup(command="serve", dirty=False)
                self._site = ArrangedSite(config, publication, compiled)
            except BuildError as error:
                raise UnbuildableError(str(error)) from None
            except MkDocsException:  # MkDocs has logged it
                raise UnbuildableError from None

    def has_file(self, path: str) -> bool:
        """Return whether the site has a file with this path from its root."""
        return self._site.has_file(path)

    def read_file(self, path: str) -> bytes | None:
        """Return the content of a file, rendered now if necessary; None if it does not exist.

        Lets every error of rendering through.
        """
        if path not in self._created:
            if not self.has_file(path):
                return None
            with plain_log_output():
                self._site.create_file(path)
            self._created.add(path)
        file = self._folder / path
        return file.read_bytes() if file.is_file() else None
