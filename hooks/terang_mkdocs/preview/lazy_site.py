"""A site of which each page and file is made when somebody first asks for it.

By the steps of MkDocs' own build and the same functions, so that a page is the same either way: all
files are laid out at the start, and one page is then read, rendered and written at a time.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from mkdocs.commands import build as mkdocs
from mkdocs.exceptions import BuildError, MkDocsException
from mkdocs.structure.files import InclusionLevel, get_files, set_exclusions
from mkdocs.structure.nav import get_navigation

from terang_mkdocs.build import Build, Share
from terang_mkdocs.site_builder import UnbuildableError, said_plainly

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import File

    from terang.pages.publication import Publication
    from terang.pages.templates import Compiled


class LazySite:
    """One state of the site, made piece by piece in a folder of its own.

    MkDocs knows of one page at a time: nothing of this may be asked from two threads at once.
    """

    def __init__(
        self, config: MkDocsConfig, publication: Publication, folder: Path, compiled: Compiled
    ) -> None:
        """Lay out the site; UnbuildableError where that cannot be."""
        self._folder = folder
        self._made: set[str] = set()
        config.site_dir = str(folder)
        with said_plainly():
            Build.prepare(config, publication, Share(whole=False))
            try:
                self._lay_out(config, compiled)
            except BuildError as error:
                raise UnbuildableError(str(error)) from None
            except MkDocsException:  # what it is about has been logged
                raise UnbuildableError from None

    def _lay_out(self, config: MkDocsConfig, compiled: Compiled) -> None:
        """Do what MkDocs' build does before it reads the first page."""
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

    def holds(self, path: str) -> bool:
        """Whether the site has this file, by its path from the site's root."""
        return path in self._published or path in self._config.theme.static_templates

    def read(self, path: str) -> bytes | None:
        """A file of the site, made now if it is not made yet; None where there is none.

        Raises whatever goes wrong while it is made.
        """
        if path not in self._made:
            if not self.holds(path):
                return None
            with said_plainly():
                self._make(path)
            self._made.add(path)
        file = self._folder / path
        return file.read_bytes() if file.is_file() else None

    def _make(self, path: str) -> None:
        config, files, nav, env = self._config, self._files, self._nav, self._env
        file = self._published.get(path)
        if file is None:
            mkdocs._build_theme_template(path, env, files, config, nav)  # noqa: SLF001
        elif file.is_documentation_page():
            self._make_page(file)
        else:
            file.copy_file()

    def _make_page(self, file: File) -> None:
        page = file.page
        assert page is not None  # noqa: S101 - each has got one when the files were laid out
        mkdocs._populate_page(page, self._config, self._files)  # noqa: SLF001
        mkdocs._build_page(page, self._config, self._documents, self._nav, self._env)  # noqa: SLF001
