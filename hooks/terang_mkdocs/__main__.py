"""Commands about the whole site: `python -m terang_mkdocs site`, `serve`, `verify`, `share`."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import os
import signal
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import FrameType

from terang import source_date
from terang.diagnostics import escape_unprintable_output, report_text
from terang.downloads import guide, parquet_files
from terang.i18n.terminal_messages import site_message
from terang.loading.series_files import COVERAGE
from terang.pages.load_record import Memory
from terang.pages.publication import Publication
from terang.publishing import (
    artifacts,
    manifest,
    offline_archive,
    parallel_build,
    server_files,
    share_images,
)
from terang.publishing.atomic_swap import remove_leftovers, staged_site
from terang.publishing.build_cache import BuildInputs
from terang.publishing.disk_store import DiskStore
from terang.publishing.verify import verify_site
from terang_mkdocs import HOST
from terang_mkdocs.preview import server
from terang_mkdocs.site_builder import (
    UnbuildableError,
    assemble_site,
    disable_garbage_collection,
    load_site_config,
    loaded_publication,
)

PORT = 8000
_SERVERS: Mapping[str, Callable[[str, str], str]] = {
    "nginx": server_files.nginx_configuration,
    "apache": lambda address, _: server_files.apache_configuration(address),
    "caddy": server_files.caddy_configuration,
}
"""The servers that configurations are written for, from a site's address and folder."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command about the whole site and return its exit code; 0 means success."""
    parser = argparse.ArgumentParser(prog="python -m terang_mkdocs", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("site", help="build the site into its folder, all or nothing")
    building.add_argument("--commit", help="the commit for the manifest")
    building.add_argument("--compressed", action="store_true", help="with compressed copies")
    building.add_argument("--force", action="store_true", help="build even if nothing has changed")
    building.add_argument(
        "--processes", type=int, choices=(1, 2), help="default: two if that is faster"
    )
    building.add_argument("--images", action="store_true", help="with the images for shared links")
    building.add_argument("--parquet", action="store_true", help="with the tables as Parquet")
    serving = commands.add_parser("serve", help="preview the site, rebuilt when something changes")
    serving.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}")
    verifying = commands.add_parser("verify", help="compare a published site with this repository")
    verifying.add_argument("at", help="its folder or address")
    commands.add_parser("share", help="draw the images for links to series and of charts")
    for name in _SERVERS:
        about = f"write the configuration for {name} on standard output"
        commands.add_parser(name, help=about)
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _raise_interrupt)
    escape_unprintable_output()
    try:
        match chosen.command:
            case "serve":
                server.serve_preview(Path.cwd(), chosen.port)
            case "verify":
                return verify_site(Path.cwd(), chosen.at, __package__)
            case server_name if server_name in _SERVERS:
                sys.stdout.write(_server_configuration(Path.cwd(), server_name))
            case "share":
                draw_share_images(Path.cwd())
            case _:
                options = BuildOptions(
                    chosen.commit,
                    with_images=chosen.images,
                    with_parquet=chosen.parquet,
                    compressed=chosen.compressed,
                )
                build_site(Path.cwd(), options, force=chosen.force, processes=chosen.processes)
    except UnbuildableError as error:
        _print_error(str(error))
        return 1
    except share_images.RendererMissingError:
        _print_error(site_message("no-drawing"))
        return 1
    except OSError as error:
        _print_error(site_message("cannot-write", why=error))
        return 1
    except KeyboardInterrupt:
        _print_error(site_message("stopped"))
        return 0 if chosen.command == "serve" else 130
    return 0


def _server_configuration(root: Path, server_name: str) -> str:
    config = load_site_config(root)
    try:
        return _SERVERS[server_name](str(config.site_url), config.site_dir)
    except server_files.UnwritableNameError as error:
        raise UnbuildableError(
            site_message("no-server-name", server=server_name, folder=error)
        ) from None


def draw_share_images(root: Path) -> None:
    """Run the command `share`: draw the images for links to series that do not exist yet."""
    images = _images(loaded_publication(load_site_config(root)), root)
    sys.stdout.write(
        site_message("drawn", folder=f"{share_images.FOLDER}/", images=len(images)) + "\n"
    )


def _images(publication: Publication, root: Path) -> Mapping[str, Path]:
    return share_images.drawn_images(publication.share_images(), root / share_images.FOLDER)


@dataclasses.dataclass(frozen=True, slots=True)
class BuildOptions:
    """Options of a build, beside the data and pages."""

    commit: str | None = None
    with_images: bool = False
    with_parquet: bool = False
    compressed: bool = False


def build_site(
    root: Path, options: BuildOptions, *, force: bool = False, processes: int | None = None
) -> None:
    """Run the command `site`: build beside the published folder, and replace it when complete.

    Do nothing if the published folder was built from the same files on the same day.
    """
    if options.with_parquet and not parquet_files.can_write_parquet():
        raise UnbuildableError(site_message("no-parquet"))
    config = load_site_config(root, strict=True)
    target = Path(config.site_dir)
    # Even if nothing has to be built: an earlier build may have been killed before it tidied up.
    remove_leftovers(target)
    inputs = BuildInputs.from_repository(root, target, **dataclasses.asdict(options))
    try:
        if not force and inputs.are_published(root, target, source_date.current_time(os.environ)):
            sys.stdout.write(site_message("unchanged", folder=f"{target.name}/") + "\n")
            return
    except source_date.BadEpochError:  # reported when the data is read
        pass
    series = sum(1 for _ in (root / COVERAGE).glob("*.yml"))
    parallel = processes == 2 if processes else parallel_build.is_parallel_faster(series)  # noqa: PLR2004
    publication = loaded_publication(
        config, Memory(beside=parallel_build.start_in_background) if parallel else Memory()
    )
    is_small = len(publication.catalog.series) <= offline_archive.MAX_SERIES
    publication = dataclasses.replace(
        publication,
        whole_site=is_small,
        with_parquet=options.with_parquet,
        keep=DiskStore().keep,
    )
    if options.with_images:
        publication = dataclasses.replace(publication, images=_images(publication, root))
    _print_error(report_text(publication.notices))
    with staged_site(target) as folder:
        known = assemble_site(config, publication, folder, parallel=parallel)
        if publication.whole_site:
            offline_archive.pack_site(folder, publication.address)
            known = {name: sha for name, sha in known.items() if name != guide.WHOLE_SITE}
        sums = artifacts.write_artifacts(
            folder, publication, artifacts.Provenance(root, options.commit, HOST), known
        )
        if options.compressed:
            artifacts.compress_files(folder)
            sums = manifest.file_sums(folder, sums)
    catalog = publication.catalog
    inputs.save(root, sums, catalog.today, catalog.site.time_zone)
    pages = sum(name.rpartition("/")[2] == "index.html" for name in sums)
    sys.stdout.write(site_message("built", folder=f"{target.name}/", pages=pages) + "\n")


def _print_error(text: str) -> None:
    if text:
        sys.stderr.write(text + "\n")


def _raise_interrupt(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    """End as Ctrl+C does: `finally` blocks then remove temporary files."""
    raise KeyboardInterrupt


def _exit_fast() -> None:
    """End the process without freeing its memory piece by piece, which takes time after a build.

    With a profiler or a tracer, or with a closed output, return and let Python end normally.
    """
    if sys.getprofile() is None and sys.gettrace() is None:
        with contextlib.suppress(OSError, AttributeError):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)


if __name__ == "__main__":
    disable_garbage_collection()
    status = main()
    if status == 0 and sys.argv[1] == "site":
        _exit_fast()
    sys.exit(status)
