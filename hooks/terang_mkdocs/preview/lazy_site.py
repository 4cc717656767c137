"""A site that renders each page and file on its first request, for the preview.

Follows the steps of MkDocs' own build with the same functions, therefore each page has the same
bytes as in a complete build. All files are arranged at the start, and pages rendered singly.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands import build as mkdocs
from mkdocs.exceptions import BuildError, MkDocsException
from mkdocs.structure.files import InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation

from terang_mkdocs.build import Build, BuildScope
from terang_mkdocs.site_builder import UnbuildableError, plain_log_output

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File

    from terang.pages.publication import Publication
    from terang.pages.templates import Compiled


class LazySite:
    """A state of the site, rendered on request into a folder of its own.

    MkDocs renders pages one at a time: calls from two threads at once are not allowed.
    """

    def __init__(
        self, config: MkDocsConfig, publication: Publication, folder: Path, compiled: Compiled
    ) -> None:
        """Arrange the site's files; raises UnbuildableError if that fails."""
        self._folder = folder
        self._created: set[str] = set()
        config.site_dir = str(folder)
        with plain_log_output():
            Build.prepare(config, publication, BuildScope(is_whole=False))
            try:
                self._arrange_files(config, compiled)
            except BuildError as error:
                raise UnbuildableError(str(error)) from None
            except MkDocsException:  # MkDocs has logged it
                raise UnbuildableError from None

    def _arrange_files(self, config: MkDocsConfig, compiled: Compiled) -> None:
        """Follow MkDocs' build up to the first page."""
        config.plugins.on_startup(command="serve", dirty=False)
        self._config = config = config.plugins.on_config(config)
        config.plugins.on_pre_build(config=config)
        files = get_files(config)
        env = config.theme.get_env()
        env.bytecode_cache = compiled
        files.add_files_from_theme(env, config)
        self._files = files = config.plugins.on_files(files, config=config)
        set_exclusions(files, config)
        self._nav = config.plugins.on_nav(get_navigation(files, config), config=config, files=files)
        self._env = config.plugins.on_env(env, config=config, files=files)
        self._documents = files.documentation_pages(inclusion=InclusionLevel.is_included)
        draft = InclusionLevel.DRAFT.value
        included = (file for file in files if file.inclusion.value > draft)
        self._published = {file.dest_uri: file for file in included}

    def has_file(self, path: str) -> bool:
        """Return whether the site has a file with this path from its root."""
        return path in self._published or path in self._config.theme.static_templates

    def read_file(self, path: str) -> bytes | None:
        """Return the content of a file, rendered now if necessary; None if it does not exist.

        Lets every error of rendering through.
        """
        if path not in self._created:
            if not self.has_file(path):
                return None
            with plain_log_output():
                self._create_file(path)
            self._created.add(path)
        file = self._folder / path
        return file.read_bytes() if file.is_file() else None

    def _create_file(self, path: str) -> None:
        config, files, nav, env = self._config, self._files, self._nav, self._env
        file = self._published.get(path)
        if file is None:
            mkdocs._build_theme_template(path, env, files, config, nav)  # noqa: SLF001
        elif file.is_documentation_page():
            self._render_page(file)
        else:
            file.copy_file()

    def _render_page(self, file: File) -> None:
        page = file.page
        assert page is not None  # noqa: S101 - set when the files were arranged
        mkdocs._populate_page(page, self._config, self._files)  # noqa: SLF001
        mkdocs._build_page(page, self._config, self._documents, self._nav, self._env)  # noqa: SLF001
