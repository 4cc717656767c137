"""A site whose files are arranged and whose pages are rendered singly, outside MkDocs' own build.

Follows the steps of MkDocs' own build with the same functions, therefore each page has the same
bytes as in a build by MkDocs. The preview and builds in several processes use it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from mkdocs.commands import build as mkdocs
from mkdocs.structure.files import InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation

from terang_mkdocs.build import Build

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File

    from terang.pages.publication import Publication


class ArrangedSite:
    """The files of a site, in MkDocs' terms, before the first page is read.

    MkDocs renders pages one at a time: calls from two threads at once are not allowed.
    """

    def __init__(
        self,
        config: MkDocsConfig,
        publication: Publication,
        bytecode: jinja2.BytecodeCache | None = None,
    ) -> None:
        """Follow MkDocs' build up to the first page; lets MkDocs' errors through.

        `bytecode` keeps the compiled templates for another site of the same process.
        """
        Build.prepare(config, publication, is_by_mkdocs=False)
        self.config = config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        files = get_files(config)
        env = config.theme.get_env()
        env.bytecode_cache = bytecode
        files.add_files_from_theme(env, config)
        self._files = files = config.plugins.on_files(files, config=config)
        set_exclusions(files, config)
        self._nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
        self._env = config.plugins.on_env(env, config=config, files=files)
        self.documents = files.documentation_pages(inclusion=InclusionLevel.is_included)
        draft = InclusionLevel.DRAFT.value
        included = (file for file in files if file.inclusion.value > draft)
        self.published = {file.dest_uri: file for file in included}
        """The pages and other files of the site, by their path from its root."""

    def has_file(self, path: str) -> bool:
        """Return whether the site has a file with this path from its root."""
        return path in self.published or path in self.config.theme.static_templates

    def create_file(self, path: str) -> None:
        """Write the page or file with this path, which exists; lets all errors through."""
        file = self.published.get(path)
        if file is None:
            mkdocs._build_theme_template(  # noqa: SLF001
                path, self._env, self._files, self.config, self._nav
            )
        elif file.is_documentation_page():
            self.read_page(file)
            self.write_page(file)
        else:
            file.copy_file()

    def read_page(self, file: File) -> None:
        """Read a page and render its text."""
        assert file.page is not None  # noqa: S101 - set when the files were arranged
        mkdocs._populate_page(file.page, self.config, self._files)  # noqa: SLF001

    def write_page(self, file: File) -> None:
        """Write a page that has been read, inside its shell."""
        assert file.page is not None  # noqa: S101
        mkdocs._build_page(  # noqa: SLF001
            file.page, self.config, self.documents, self._nav, self._env
        )
