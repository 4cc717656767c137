"""The hook that MkDocs loads: passes each event to the adapter, `terang_mkdocs`.

MkDocs runs this file once per process, with its folder first on the import path only meanwhile: all
imports stand here, at the top. The state of a build is kept in its configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from terang.publishing.search.page_text import without_marks
from terang_mkdocs.build import Build

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.utils.templates import TemplateContext

    from terang_mkdocs.pages import SitePage


def on_config(config: MkDocsConfig) -> None:
    """Let the adapter load data and pages; problems end the build before anything is removed."""
    Build.begin(config)


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Let the adapter arrange the files of both languages, the data pages and the downloads."""
    return Build.from_config(config).arrange_files(files)


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Let the adapter load the menu of each language."""
    Build.from_config(config).load_menus()


def on_page_content(html: str, *, page: SitePage, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Let the adapter record the links and the text of a finished page."""
    Build.from_config(config).register_content(page, html)


def on_env(env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Let the adapter check the pages, all read by now; make templates escape by default."""
    Build.from_config(config).complete_reading()
    env.autoescape = True


def on_page_context(
    context: TemplateContext,
    *,
    page: SitePage,
    config: MkDocsConfig,
    nav: Navigation,  # noqa: ARG001
) -> TemplateContext:
    """Let the adapter add the page's shell to its render context."""
    return Build.from_config(config).page_context(context, page)


def on_post_page(output: str, *, page: SitePage, config: MkDocsConfig) -> str:  # noqa: ARG001
    """Return to MkDocs the page as it is published, and free its HTML, to keep memory flat."""
    page.content = None
    return without_marks(output)


def on_template_context(
    context: TemplateContext,
    *,
    template_name: str,  # noqa: ARG001
    config: MkDocsConfig,
) -> TemplateContext:
    """Let the adapter add pages to the sitemap's context, and both languages to the 404 page's."""
    return Build.from_config(config).template_context(context)


def on_post_build(*, config: MkDocsConfig) -> None:
    """Let the adapter write the search index."""
    Build.from_config(config).finish_site()
