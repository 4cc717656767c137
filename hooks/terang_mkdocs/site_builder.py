"""Builds of the site by MkDocs: settings, loading, process, garbage collection, printed errors.

Called by the commands, the preview and tools. Knows nothing of the published folder.
"""

from __future__ import annotations

import contextlib
import gc
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from mkdocs.commands.build import build
from mkdocs.config import load_config
from mkdocs.exceptions import MkDocsException

from terang.diagnostics import Place, errors, in_order, report_text
from terang.i18n.terminal_messages import SiteProblem, site_message
from terang.pages.site_configuration import CONFIGURATION, problems_of_configuration
from terang.publishing.parallel_build import WorkerError
from terang_mkdocs import HOST
from terang_mkdocs.build import Build, PublicationError, site_publication
from terang_mkdocs.divided_build import build_divided

if TYPE_CHECKING:
    from mkdocs.config.defaults import MkDocsConfig

    from terang.pages.load_record import Memory
    from terang.pages.publication import Publication
    from terang.publishing.manifest import Sums


_OBJECTS_BETWEEN_COLLECTIONS = 100_000


class UnbuildableError(Exception):
    """The site cannot be built; its text is the message, empty if it has been logged."""


def disable_garbage_collection() -> None:
    """Turn the garbage collector off, for a process that ends with its build.

    A build leaves hardly any reference cycles: tests/terang_mkdocs/test_costs.py.
    """
    gc.disable()


def relax_garbage_collection() -> None:
    """Run the garbage collector less often, for a process that goes on after a build."""
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    gc.enable()


def loaded_publication(config: MkDocsConfig, memory: Memory | None = None) -> Publication:
    """Load the publication for a build by MkDocs; raise UnbuildableError with all problems."""
    try:
        return site_publication(config, memory)
    except PublicationError as error:
        raise UnbuildableError(str(error)) from None


def load_site_config(root: Path, **settings: Any) -> MkDocsConfig:  # noqa: ANN401
    """Return MkDocs' configuration of the site, with these settings in place of its own.

    It is checked first: MkDocs runs what it names while it reads it.
    """
    path = root / CONFIGURATION
    if not path.is_file():
        raise UnbuildableError(site_message("no-configuration"))
    _check_configuration(path.read_bytes())
    with plain_log_output():
        try:
            return load_config(str(path), **settings)
        except MkDocsException:  # a wrong setting: MkDocs has logged it
            raise UnbuildableError from None


def assemble_site(
    config: MkDocsConfig, publication: Publication, folder: Path, *, parallel: bool = False
) -> Sums:
    """Build the site into a folder: by MkDocs, or if `parallel` divided between processes.

    Returns the checksums of the files that the build has read again.
    """
    config.site_dir = str(folder)
    with plain_log_output():
        try:
            config.plugins.on_startup(command="build", dirty=False)
            if parallel:
                return build_divided(config, publication)
            Build.prepare(config, publication)
            build(config)
        except MkDocsException:  # it has been logged
            raise UnbuildableError from None
        except WorkerError as error:
            raise UnbuildableError(str(error)) from None
        finally:
            config.plugins.on_shutdown()
            Build.close_prepared(config)
    return {}


def _check_configuration(content: bytes) -> None:
    """Raise UnbuildableError if something in the configuration is not allowed."""
    problems = errors(problems_of_configuration(content))
    if any(problem.code == "syntax" for problem in problems):
        try:
            yaml.compose(content, Loader=yaml.SafeLoader)
        except yaml.MarkedYAMLError as error:
            raise UnbuildableError(_bad_configuration(error)) from None
    if problems:
        raise UnbuildableError(report_text(in_order(problems)))


def _bad_configuration(error: yaml.MarkedYAMLError) -> str:
    """Return a YAML error as the site generator's parser words it, with its place."""
    mark = error.problem_mark
    place = (
        Place(CONFIGURATION)
        if mark is None
        else Place(CONFIGURATION, mark.line + 1, mark.column + 1)
    )
    return str(SiteProblem(place, "bad-configuration", {"why": error.problem or ""}))


@contextlib.contextmanager
def plain_log_output() -> Iterator[None]:
    """Print warnings and errors of MkDocs on standard error, without its prefixes.

    Its logger must stay at INFO: above it, strict builds count no warnings; below it, no anchors.
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
