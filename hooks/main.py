"""THE hook that MkDocs loads: each event hands over to the adapter, `terang_mkdocs`.

MkDocs runs this file once per process with its folder first on the import path, and only then: what
is imported is imported here, at the top. State belongs to a build and travels on its configuration.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from terang_mkdocs.build import Build

if TYPE_CHECKING:
    import jinja2
    from mkdocs.config.defaults import MkDocsConfig
    from mkdocs.structure.files import Files
    from mkdocs.structure.nav import Navigation
    from mkdocs.utils.templates import TemplateContext

    from terang_mkdocs.pages import SitePage


def on_config(config: MkDocsConfig) -> None:
    """Load what is to be published: its problems end the build before anything is cleaned."""
    Build.begin(config)


def on_files(files: Files, *, config: MkDocsConfig) -> Files:
    """Lay out both languages, the pages made from data, and the downloads."""
    return Build.of(config).lay_out(files)


def on_nav(nav: Navigation, *, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Read the navigation of each language."""
    Build.of(config).read_navigation()


def on_page_content(html: str, *, page: SitePage, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Take in what the finished page holds."""
    Build.of(config).take_in(page, html)


def on_env(env: jinja2.Environment, *, config: MkDocsConfig, files: Files) -> None:  # noqa: ARG001
    """Check the pages, now that all are read; make templates escape by default."""
    Build.of(config).all_read()
    env.autoescape = True


def on_page_context(
    context: TemplateContext,
    *,
    page: SitePage,
    config: MkDocsConfig,
    nav: Navigation,  # noqa: ARG001
) -> TemplateContext:
    """Give the page its shell."""
    return Build.of(config).page_context(context, page)


def on_post_page(output: str, *, page: SitePage, config: MkDocsConfig) -> None:  # noqa: ARG001
    """Let go of a page's text: once it is written nobody asks for it again."""
    page.content = None


def on_template_context(
    context: TemplateContext,
    *,
    template_name: str,  # noqa: ARG001
    config: MkDocsConfig,
) -> TemplateContext:
    """Give the sitemap its pages, and the 404 page both languages."""
    return Build.of(config).template_context(context)


def on_post_build(*, config: MkDocsConfig) -> None:
    """Write the search index of the finished pages."""
    Build.of(config).finish()
