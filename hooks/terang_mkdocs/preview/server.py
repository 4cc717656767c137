"""The preview: the site on this machine, renewed when something changes, never half renewed.

At a change, data and pages are read and checked, and no page is made: each is made from the newest
state when somebody asks for it (`proof`), so that a change shows as soon in a large record as in a
small one. An error is said, and the last good state stays. What takes all pages to say, and the
search index, come from a whole build that runs beside (`inspection`).
"""

from __future__ import annotations

import errno
import gc
import itertools
import os
import re
import shutil
import sys
import tempfile
import threading
import time
import traceback
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

from mkdocs.livereload import _SCRIPT_TEMPLATE, LiveReloadServer

from terang.i18n.sentences import site_message
from terang.pages.load_record import Memory
from terang.pages.templates import Compiled
from terang.publishing.search import index
from terang_mkdocs.preview import background_build
from terang_mkdocs.preview.background_build import BackgroundBuild
from terang_mkdocs.preview.lazy_site import LazySite
from terang_mkdocs.routing import CONFIGURATION
from terang_mkdocs.site_builder import (
    UnbuildableError,
    collect_seldom,
    configured_site,
    loaded_publication,
    print_notices,
)

HOST = "127.0.0.1"

_LOOKS_EVERY = 0.2
"""Seconds between two looks at the files' times: a thousand take some 20 ms."""

_SOFTWARE = "hooks"
_LOADED_ONCE = ("*.py", "*.yml")
"""What a running process never reads again."""


def serve_preview(root: Path, port: int) -> None:
    """Preview the site until stopped; starts anew when the software itself has changed."""
    try:
        with tempfile.TemporaryDirectory(prefix="terang-") as folder:
            collect_seldom()
            _serve(root, port, Path(folder))
    except _SoftwareChanged:
        sys.stderr.write(site_message("restarting", time=_now()) + "\n")
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606


def _serve(root: Path, port: int, folder: Path) -> None:
    config = configured_site(root)
    mount = urlsplit(config.site_url or "/").path
    preview = Preview(root, folder, f"http://{HOST}:{port}{mount}")
    server = _Server(preview, port, mount)
    try:
        server.server_bind()
        server.look_at(root / CONFIGURATION, config.docs_dir, *config.watch)
        preview.build()
        server.server_activate()
        sys.stderr.write(site_message("serving", url=preview.url) + "\n")
        server.run()
    finally:
        server.shutdown()
        preview.end()


class _SoftwareChanged(BaseException):
    """Code has changed that this process runs already."""


_RELOAD = re.compile(r"/livereload-([0-9]+)-([0-9]+)\.js")
_END = b"</body>"
_NEWS = "/livereload/"
_INDEX = "index.html"


class _Server(LiveReloadServer):
    """MkDocs' server, under the site's security policy.

    It binds once, as early as asked for: nobody waits for a build to hear that a port is in use.
    """

    def __init__(self, preview: Preview, port: int, mount: str) -> None:
        super().__init__(
            preview.rebuild,
            HOST,
            port,
            root=str(preview.folder),
            mount_path=mount,
            polling_interval=_LOOKS_EVERY,
        )
        self._preview = preview
        self.error_handler = preview.error_page

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
            taken = site_message("port-in-use", port=port, other=port + 1)
            why = site_message("cannot-serve", port=port, why=error.strerror)
            raise UnbuildableError(taken if error.errno == errno.EADDRINUSE else why) from None
        self._bound = True

    def look_at(self, *paths: str | Path) -> None:
        """Notice from now on what changes there: also while the first state is being read."""
        for path in paths:
            self.watch(str(path))
        self.observer.start()

    def run(self) -> None:
        """Answer, and renew at each change, until stopped."""
        self.serve_thread.start()
        self._build_loop()  # type: ignore[no-untyped-call]

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
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if not f"{path}/".startswith(self.mount_path) or path.startswith(_NEWS):
            served: Iterable[bytes] | None = super()._serve_request(environ, start_response)
            return served
        # A change that is being read comes first.
        with self._epoch_cond:
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
            epoch = self._visible_epoch
        return self._serve_file(path, epoch, start_response)

    def _serve_file(
        self, path: str, epoch: int, start_response: Callable[..., object]
    ) -> Iterable[bytes] | None:
        """A page or file of the site; None where there is none."""
        name = path[len(self.mount_path) :]
        if not path.endswith("/") and self._preview.holds(f"{name}/{_INDEX}".lstrip("/")):
            start_response("302 Found", [("Location", quote(path) + "/")])
            return []
        name = f"{name}{_INDEX}" if path.endswith("/") else name
        status = "200 OK"
        content_type: str = self._guess_type(name)  # type: ignore[no-untyped-call]
        try:
            content = self._preview.read(name)
        except Exception:  # noqa: BLE001 - a mistake in a template must not end the preview
            traceback.print_exc()
            status, content_type = "500 Internal Server Error", "text/html"
            content = self._inject_js_into_html(site_message("page-failed").encode(), epoch)
        else:
            if content is None:
                return None
            if name.endswith(".html"):
                content = self._inject_js_into_html(content, epoch)
        length = ("Content-Length", str(len(content)))
        start_response(status, [("Content-Type", content_type), length])
        return [content]


class Preview:
    """The last good state of the site, and how the next one comes about."""

    def __init__(self, root: Path, folder: Path, url: str) -> None:
        self.root = root
        self.folder = folder
        self.url = url
        self._software = _versions(root)
        self._memory = Memory.kept()
        self._compiled = Compiled()
        self._proof: LazySite | None = None
        self._inspection: BackgroundBuild | None = None
        self._numbers = itertools.count(1)
        self._at_work = threading.Lock()
        """Held by whoever reads a change or makes a page: MkDocs does one thing at a time."""

    def build(self) -> bool:
        """Read the site anew; on any fault say it, keep the last good state, and return False."""
        self._stop_inspection()
        try:
            with self._at_work:
                gc.collect()  # the state before the last: pages and files know each other
                self._proof = self._newest()
            self._inspection = BackgroundBuild(self.root, self.url, self.folder)
        except (UnbuildableError, OSError) as error:
            sys.stderr.write(f"{error}\n" if str(error) else "")
        except Exception:  # noqa: BLE001  # a mistake in the software must not end the preview
            traceback.print_exc()
        else:
            return True
        return False

    def _newest(self) -> LazySite:
        config = configured_site(self.root)
        config.site_url = self.url
        publication = loaded_publication(config, self._memory)
        sys.stderr.write("".join(f"{line}\n" for line in print_notices(publication).splitlines()))
        folder = self.folder / str(next(self._numbers))
        proof = LazySite(config, publication, folder, self._compiled)
        for old in self.folder.glob("[0-9]*"):
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)
        return proof

    def rebuild(self) -> None:
        """Build after a change."""
        if _versions(self.root) != self._software:
            raise _SoftwareChanged
        sys.stderr.write(
            site_message("rebuilt" if self.build() else "held-back", time=_now()) + "\n"
        )

    def end(self) -> None:
        """Make no more pages, and end what runs beside."""
        self._stop_inspection()
        with self._at_work:
            self._proof = None

    def _stop_inspection(self) -> None:
        if self._inspection is not None:
            self._inspection.close()
            self._inspection = None

    def holds(self, path: str) -> bool:
        """Whether the site has this file, by its path from the site's root."""
        with self._at_work:
            return self._proof is not None and self._proof.holds(path)

    def read(self, path: str) -> bytes | None:
        """A file of the site; None where there is none."""
        if path.startswith(f"{index.FOLDER}/"):
            return self._of_search(path)
        with self._at_work:
            return self._proof.read(path) if self._proof is not None else None

    def _of_search(self, path: str) -> bytes | None:
        """A file of the search index, of the last whole build."""
        place = self.folder / background_build.FOLDER / index.FOLDER
        file = (place.parent / path).resolve()
        if not file.is_relative_to(place.resolve()) or not file.is_file():
            return None
        return file.read_bytes()

    def error_page(self, code: int) -> bytes | None:
        """The site's own page for an error; a sentence where there is no site yet."""
        if self._proof is None:
            return site_message("nothing-yet").encode()
        return self.read(f"{code}.html")


def _versions(root: Path) -> Mapping[Path, int]:
    """The files that a running process never reads again, each with when it was changed."""
    found = [path for kind in _LOADED_ONCE for path in (root / _SOFTWARE).rglob(kind)]
    return {path: path.stat().st_mtime_ns for path in found}


def _now() -> str:
    return time.strftime("%H:%M:%S")
