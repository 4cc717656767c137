"""The site, built by MkDocs into a folder; what went wrong is said once, in plain lines."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from terang.diagnostics import InvalidDataError, Place, report_text
from terang.i18n.sentences import SiteProblem, site_message
from terang.source_date import BadEpochError
from terang_mkdocs import HOST
from terang_mkdocs.build import Build, Share, published_site
from terang_mkdocs.parallel_build import MADE, Half, HalfError, Send
from terang_mkdocs.routing import CONFIGURATION

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from terang.pages.load_record import Memory
    from terang.pages.publication import Publication
    from terang.publishing.manifest import Sums


_OBJECTS_BETWEEN_COLLECTIONS = 100_000


class UnbuildableError(Exception):
    """The site cannot be built; its text is what an editor is to read, perhaps said already."""


def collect_nothing() -> None:
    """Have Python look for no waste: for a process that ends with its build.

    Of what a build throws away hardly anything is left lying: tests/terang_mkdocs/test_costs.py.
    """
    gc.disable()


def collect_seldom() -> None:
    """Have Python look for waste, less often than it does: for a process that lasts."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    gc.enable()


def loaded_publication(config: MkDocsConfig, memory: Memory | None = None) -> Publication:
    """What is to be published, read and checked."""
    try:
        return published_site(config, memory)
    except InvalidDataError as error:
        raise UnbuildableError(str(error)) from None
    except BadEpochError as error:
        raise UnbuildableError(site_message("bad-epoch", text=error)) from None


def print_notices(publication: Publication) -> str:
    """What an editor should know although nothing fails."""
    return report_text(publication.notices)


def configured_site(root: Path, **settings: Any) -> MkDocsConfig:  # noqa: ANN401
    """The configuration of the site, with these settings in place of its own."""
    path = root / CONFIGURATION
    if not path.is_file():
        raise UnbuildableError(site_message("no-configuration"))
    with said_plainly():
        try:
            return load_config(str(path), **settings)
        except MkDocsException as error:
            raise UnbuildableError(_bad_configuration(error)) from None


def assemble_site(
    config: MkDocsConfig, publication: Publication, folder: Path, *, halved: bool = False
) -> Sums:
    """Build the site into a folder; `halved`, in two processes.

    Returns the checksums of its files, as far as there was time to take them.
    """
    with said_plainly():
        other = _second(config, publication, folder) if halved else None
        if other is not None:
            publication = dataclasses.replace(
                publication, remote_downloads=lambda: other.received(MADE)
            )
        config.site_dir = str(folder)
        Build.prepare(config, publication, Share(other=other))
        try:
            config.plugins.on_startup(command="build", dirty=False)
            build(config)
            return Build.of(config).sums
        except MkDocsException:  # what it is about has been logged
            raise UnbuildableError from None
        except HalfError as error:
            raise UnbuildableError(str(error)) from None
        finally:
            config.plugins.on_shutdown()
            Build.of(config).close()


def _second(config: MkDocsConfig, publication: Publication, folder: Path) -> Half:
    """The process that builds the other languages' pages, and the downloads."""

    def work(own: Path, send: Send) -> None:
        send(MADE, publication.make_downloads())
        config.site_dir = str(own)
        config.theme.static_templates = set()
        Build.prepare(config, publication, Share(send=send))
        try:
            build(config)
        except MkDocsException:  # what it is about has been logged
            raise HalfError from None

    return Half(folder, work)


def _bad_configuration(error: MkDocsException) -> str:
    """A mistake in mkdocs.yml, at its place where the YAML itself cannot be read."""
    cause = error.__cause__ or error.__context__
    if not isinstance(cause, yaml.MarkedYAMLError) or cause.problem_mark is None:
        return ""  # a wrong setting: it has been logged
    mark = cause.problem_mark
    place = Place(CONFIGURATION, mark.line + 1, mark.column + 1)
    return str(SiteProblem(place, "bad-configuration", {"why": cause.problem or ""}))


@contextlib.contextmanager
def said_plainly() -> Iterator[None]:
    """Let warnings and errors of MkDocs through to standard error, without its prefixes.

    Its logger must stay at INFO: above, strict builds count no warnings; below, no anchors.
    """
    logger = logging.getLogger(HOST)
    level, propagate = logger.level, logger.propagate
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.setFormatter(logging.Formatter("%(message)s"))
    logger.setLevel(logging.INFO)
    logger.propagate = False
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
        logger.setLevel(level)
        logger.propagate = propagate
