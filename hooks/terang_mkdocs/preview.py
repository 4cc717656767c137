"""The preview: the site on this machine, rebuilt when something changes, never half built.

MkDocs' own `serve` empties its folder before each build and stands still after an error. Here each
build goes into a folder of its own; an error is said, and the last good pages stay.
"""

from __future__ import annotations

import errno
import itertools
import os
import re
import sys
import tempfile
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from mkdocs.livereload import _SCRIPT_TEMPLATE, LiveReloadServer

from terang_mkdocs.assembly import UnbuildableError, assemble, configured, loaded, notices
from terang_mkdocs.bilingual import CONFIGURATION
from terang_mkdocs.sentences import said
from terang_mkdocs.swap import staged

HOST = "127.0.0.1"

_SOFTWARE = "hooks"
_LOADED_ONCE = ("*.py", "*.yml")
"""What a running process never reads again."""


def serve(root: Path, port: int) -> None:
    """Preview the site until stopped; starts anew when the software itself has changed."""
    try:
        with tempfile.TemporaryDirectory(prefix="terang-") as folder:
            _serve(root, port, Path(folder, "site"))
    except _SoftwareChanged:
        sys.stderr.write(said("restarting", time=_now()) + "\n")
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606


def _serve(root: Path, port: int, folder: Path) -> None:
    config = configured(root)
    mount = urlsplit(config.site_url or "/").path
    preview = Preview(root, folder, f"http://{HOST}:{port}{mount}")
    server = _Server(preview.rebuild, HOST, port, root=str(folder), mount_path=mount)
    server.error_handler = preview.error_page
    try:
        server.server_bind()
        preview.build()
        for path in (root / CONFIGURATION, config.docs_dir, *config.watch):
            server.watch(str(path))
        sys.stderr.write(said("serving", url=preview.url) + "\n")
        server.serve()  # type: ignore[no-untyped-call]
    finally:
        server.shutdown()


class _SoftwareChanged(BaseException):
    """Code has changed that this process runs already."""


_RELOAD = re.compile(r"/livereload-([0-9]+)-([0-9]+)\.js")
_END = b"</body>"


class _Server(LiveReloadServer):
    """MkDocs' server, under the site's security policy.

    It binds once, as early as asked for: nobody waits for a build to hear that a port is in use.
    """

    _bound = False
    _pages = itertools.count(1)
    """Each page that is served has a number of its own, to ask for news by."""

    def server_bind(self) -> None:
        """Take the port, or say who has it."""
        if self._bound:
            return
        port = self.server_address[1]
        try:
            super().server_bind()
        except OSError as error:
            taken = said("port-in-use", port=port, other=port + 1)
            why = said("cannot-serve", port=port, why=error.strerror)
            raise UnbuildableError(taken if error.errno == errno.EADDRINUSE else why) from None
        self._bound = True

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        """Have a page reload itself by a script of its own address: none may stand in it."""
        script = f'<script src="/livereload-{epoch}-{next(self._pages)}.js"></script>'
        before, end, after = content.rpartition(_END)
        return before + script.encode() + end + after

    def _serve_request(
        self, environ: Mapping[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes] | None:
        if wanted := _RELOAD.fullmatch(environ["PATH_INFO"]):
            start_response("200 OK", [("Content-Type", "application/javascript")])
            return [_SCRIPT_TEMPLATE.substitute(epoch=wanted[1], request_id=wanted[2]).encode()]
        served: Iterable[bytes] | None = super()._serve_request(environ, start_response)
        return served


class Preview:
    """The last good site, in a folder, and how it is made again."""

    def __init__(self, root: Path, folder: Path, url: str) -> None:
        self.root = root
        self.folder = folder
        self.url = url
        self._software = _versions(root)

    def build(self) -> bool:
        """Build the site anew; on any fault say it, keep the last good pages, and return False."""
        try:
            config = configured(self.root)
            config.site_url = self.url
            publication = loaded(config)
            sys.stderr.write("".join(f"{line}\n" for line in notices(publication).splitlines()))
            with staged(self.folder) as folder:
                assemble(config, publication, folder)
        except (UnbuildableError, OSError) as error:
            sys.stderr.write(f"{error}\n" if str(error) else "")
        except Exception:  # noqa: BLE001  # a mistake in the software must not end the preview
            traceback.print_exc()
        else:
            return True
        return False

    def rebuild(self) -> None:
        """Build after a change."""
        if _versions(self.root) != self._software:
            raise _SoftwareChanged
        sys.stderr.write(said("rebuilt" if self.build() else "held-back", time=_now()) + "\n")

    def error_page(self, code: int) -> bytes | None:
        """The site's own page for an error; a sentence where there is no site yet."""
        page = self.folder / f"{code}.html"
        if page.is_file():
            return page.read_bytes()
        return None if self.folder.exists() else said("nothing-yet").encode()


def _versions(root: Path) -> Mapping[Path, int]:
    """The files that a running process never reads again, each with when it was changed."""
    found = [path for kind in _LOADED_ONCE for path in (root / _SOFTWARE).rglob(kind)]
    return {path: path.stat().st_mtime_ns for path in found}


def _now() -> str:
    return time.strftime("%H:%M:%S")
