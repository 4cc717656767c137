"""`python -m terang_mkdocs <command>`: the commands about the whole site."""

from __future__ import annotations

import argparse
import contextlib
import dataclasses
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import FrameType

from terang import source_date
from terang.diagnostics import escape_unprintable_output
from terang.downloads import guide
from terang.i18n.sentences import site_message
from terang.loading.data_folder import COVERAGE
from terang.pages.load_record import Memory
from terang.pages.publication import Publication
from terang.publishing import artifacts, manifest, offline_archive, server_files, share_images
from terang.publishing.atomic_swap import remove_leftovers, staged_site
from terang.publishing.build_cache import BuildInputs
from terang.publishing.verify import verify_site
from terang_mkdocs import parallel_build
from terang_mkdocs.preview import server
from terang_mkdocs.site_builder import (
    UnbuildableError,
    assemble_site,
    collect_nothing,
    configured_site,
    loaded_publication,
    print_notices,
)

PORT = 8000


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command in the repository's root; the exit code is 0 when it did what it is for."""
    parser = argparse.ArgumentParser(prog="python -m terang_mkdocs", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    building = commands.add_parser("site", help="build the site into its folder, all or nothing")
    building.add_argument("--commit", help="what it is built from, for its manifest")
    building.add_argument("--compressed", action="store_true", help="with compressed copies")
    building.add_argument("--force", action="store_true", help="also where nothing has changed")
    building.add_argument(
        "--processes", type=int, choices=(1, 2), help="default: two where that is sooner"
    )
    building.add_argument("--images", action="store_true", help="with the images for links")
    serving = commands.add_parser("serve", help="preview the site, rebuilt when something changes")
    serving.add_argument("--port", type=int, default=PORT, help=f"default: {PORT}")
    verifying = commands.add_parser("verify", help="is a published site what is said here?")
    verifying.add_argument("at", help="its folder or address")
    commands.add_parser("share", help="draw the images that go with links to series")
    commands.add_parser("nginx", help="write the configuration for nginx on standard output")
    chosen = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, _stop)
    escape_unprintable_output()
    try:
        match chosen.command:
            case "serve":
                server.serve_preview(Path.cwd(), chosen.port)
            case "verify":
                return verify_site(Path.cwd(), chosen.at)
            case "nginx":
                config = configured_site(Path.cwd())
                sys.stdout.write(
                    server_files.nginx_configuration(str(config.site_url), config.site_dir)
                )
            case "share":
                draw_share_images(Path.cwd())
            case _:
                kind = ImageKind(
                    chosen.commit, pictured=chosen.images, compressed=chosen.compressed
                )
                build_site(Path.cwd(), kind, force=chosen.force, processes=chosen.processes)
    except UnbuildableError as error:
        _say(str(error))
        return 1
    except share_images.NoDrawingError:
        _say(site_message("no-drawing"))
        return 1
    except OSError as error:
        _say(site_message("cannot-write", why=error))
        return 1
    except KeyboardInterrupt:
        _say(site_message("stopped"))
        return 0 if chosen.command == "serve" else 130
    return 0


def draw_share_images(root: Path) -> None:
    """Draw the images that go with links to series, as far as they are not drawn already."""
    found = _images(loaded_publication(configured_site(root)), root)
    sys.stdout.write(
        site_message("drawn", folder=f"{share_images.FOLDER}/", images=len(found)) + "\n"
    )


def _images(publication: Publication, root: Path) -> Mapping[str, Path]:
    return share_images.drawn_images(publication.share_images(), root / share_images.FOLDER)


@dataclasses.dataclass(frozen=True, slots=True)
class ImageKind:
    """What a site is to hold beside its pages."""

    commit: str | None = None
    pictured: bool = False
    compressed: bool = False


def build_site(
    root: Path, kind: ImageKind, *, force: bool = False, processes: int | None = None
) -> None:
    """Build the site beside the published folder, which it replaces when whole.

    Where it stands there already, made from the same files on the same day, nothing is done.
    """
    config = configured_site(root, strict=True)
    target = Path(config.site_dir)
    remove_leftovers(
        target
    )  # also where nothing is to be built: a build may have ended just before it tidied
    inputs = BuildInputs.of(root, target, **dataclasses.asdict(kind))
    try:
        if not force and inputs.are_published(root, target, source_date.current_time(os.environ)):
            sys.stdout.write(site_message("unchanged", folder=f"{target.name}/") + "\n")
            return
    except source_date.BadEpochError:  # said when the data is read
        pass
    series = sum(1 for _ in (root / COVERAGE).glob("*.yml"))
    halved = processes == 2 if processes else parallel_build.is_parallel_faster(series)  # noqa: PLR2004
    publication = loaded_publication(
        config, Memory(beside=parallel_build.start_in_background) if halved else Memory()
    )
    is_small = len(publication.catalog.series) <= offline_archive.MOST_SERIES
    publication = dataclasses.replace(publication, whole_site=is_small)
    if kind.pictured:
        publication = dataclasses.replace(publication, images=_images(publication, root))
    _say(print_notices(publication))
    with staged_site(target) as folder:
        known = assemble_site(config, publication, folder, halved=halved)
        if publication.whole_site:
            offline_archive.pack_site(folder, publication.address)
            known = {name: item for name, item in known.items() if name != guide.WHOLE_SITE}
        found = artifacts.write_artifacts(folder, root, publication, kind.commit, known)
        if kind.compressed:
            artifacts.compress_files(folder)
            found = manifest.file_sums(folder, found)
    catalog = publication.catalog
    inputs.note(root, found, catalog.today, catalog.site.time_zone)
    pages = sum(name.rpartition("/")[2] == "index.html" for name in found)
    sys.stdout.write(site_message("built", folder=f"{target.name}/", pages=pages) + "\n")


def _say(text: str) -> None:
    if text:
        sys.stderr.write(text + "\n")


def _stop(number: int, frame: FrameType | None) -> None:  # noqa: ARG001
    """End as Ctrl+C does, so that nothing is left lying about."""
    raise KeyboardInterrupt


def _end() -> None:
    """End a process that has done all: to give back piece by piece what a site took takes time.

    Not where somebody watches it, or does not take what it says: Python knows how to end then.
    """
    if sys.getprofile() is None and sys.gettrace() is None:
        with contextlib.suppress(OSError, AttributeError):
            sys.stdout.flush()
            sys.stderr.flush()
            os._exit(0)


if __name__ == "__main__":
    collect_nothing()
    status = main()
    if status == 0 and sys.argv[1] == "site":
        _end()
    sys.exit(status)
