"""Preview server: serves the site on this machine and reloads it when a file changes.

At a change, data and pages are read and checked; each page is rendered on request (`lazy_site`): a
change shows as fast in a large record as in a small one. After an error, the last good state stays.
The checks over all pages and the search index come from a complete build (`background_build`).
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

from terang.i18n.terminal_messages import site_message
from terang.pages.load_record import Memory
from terang.pages.own_files import FOLDER
from terang.pages.site_configuration import CONFIGURATION
from terang.pages.templates import Compiled
from terang.publishing.search import index
from terang_mkdocs.preview import background_build
from terang_mkdocs.preview.background_build import BackgroundBuild
from terang_mkdocs.preview.lazy_site import LazySite
from terang_mkdocs.site_builder import (
    UnbuildableError,
    load_site_config,
    loaded_publication,
    relax_garbage_collection,
)

HOST = "127.0.0.1"

_POLLING_INTERVAL = 0.2
"""Seconds between two checks of the files' times; a check of a thousand files takes 20 ms."""

_SOFTWARE = "hooks"
_LOADED_ONCE = ("*.py", "*.yml")
"""Files that a running process does not read again."""


def serve_preview(root: Path, port: int) -> None:
    """Serve the preview until stopped; restart the process when the software has changed."""
    try:
        with tempfile.TemporaryDirectory(prefix="terang-") as folder:
            relax_garbage_collection()
            _serve(root, port, Path(folder))
    except _SoftwareChanged:
        sys.stderr.write(site_message("restarting", time=_clock_time()) + "\n")
        os.execv(sys.executable, sys.orig_argv)  # noqa: S606


def _serve(root: Path, port: int, folder: Path) -> None:
    config = load_site_config(root)
    mount = urlsplit(config.site_url or "/").path
    preview = Preview(root, folder, f"http://{HOST}:{port}{mount}")
    server = _PreviewServer(preview, port, mount)
    try:
        server.server_bind()
        own = [folder for folder in (root / FOLDER,) if folder.is_dir()]
        server.watch_paths(root / CONFIGURATION, config.docs_dir, *config.watch, *own)
        preview.build()
        server.server_activate()
        sys.stderr.write(site_message("serving", url=preview.url) + "\n")
        server.run()
    finally:
        server.shutdown()
        preview.end()


class _SoftwareChanged(BaseException):
    """The code of this process has changed on disk."""


_RELOAD_SCRIPT = re.compile(r"/livereload-([0-9]+)-([0-9]+)\.js")
_BODY_END = b"</body>"
_RELOAD_EVENTS = "/livereload/"
_INDEX = "index.html"


class _PreviewServer(LiveReloadServer):
    """MkDocs' server, adapted to the site's security policy.

    It binds before the first build: an editor learns at once that a port is in use.
    """

    def __init__(self, preview: Preview, port: int, mount: str) -> None:
        super().__init__(
            preview.rebuild,
            HOST,
            port,
            root=str(preview.folder),
            mount_path=mount,
            polling_interval=_POLLING_INTERVAL,
        )
        self._preview = preview
        self.error_handler = preview.error_page

    _bound = False
    _pages = itertools.count(1)
    """The number of the next served page; its script asks for changes with it."""

    def server_bind(self) -> None:
        """Bind the port; raises UnbuildableError with a hint if that fails."""
        if self._bound:
            return
        port = self.server_address[1]
        try:
            super().server_bind()
        except OSError as error:
            in_use = site_message("port-in-use", port=port, other=port + 1)
            why = site_message("cannot-serve", port=port, why=error.strerror)
            raise UnbuildableError(in_use if error.errno == errno.EADDRINUSE else why) from None
        self._bound = True

    def watch_paths(self, *paths: str | Path) -> None:
        """Watch these files and folders from now on, even while the first state is being read."""
        for path in paths:
            self.watch(str(path))
        self.observer.start()

    def run(self) -> None:
        """Answer requests, and rebuild at each change, until stopped."""
        self.serve_thread.start()
        self._build_loop()  # type: ignore[no-untyped-call]

    def _inject_js_into_html(self, content: bytes, epoch: int) -> bytes:
        """Add a reloading script by its address: the security policy forbids inline scripts."""
        script = f'<script src="/livereload-{epoch}-{next(self._pages)}.js"></script>'
        before, end, after = content.rpartition(_BODY_END)
        return before + script.encode() + end + after

    def _serve_request(
        self, environ: Mapping[str, Any], start_response: Callable[..., object]
    ) -> Iterable[bytes] | None:
        if script := _RELOAD_SCRIPT.fullmatch(environ["PATH_INFO"]):
            start_response("200 OK", [("Content-Type", "application/javascript")])
            return [_SCRIPT_TEMPLATE.substitute(epoch=script[1], request_id=script[2]).encode()]
        path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "ignore")
        if not f"{path}/".startswith(self.mount_path) or path.startswith(_RELOAD_EVENTS):
            served: Iterable[bytes] | None = super()._serve_request(environ, start_response)
            return served
        # Wait for a change that is being read.
        with self._epoch_cond:
            self._epoch_cond.wait_for(lambda: self._visible_epoch == self._wanted_epoch)
            epoch = self._visible_epoch
        return self._serve_file(path, epoch, start_response)

    def _serve_file(
        self, path: str, epoch: int, start_response: Callable[..., object]
    ) -> Iterable[bytes] | None:
        """Answer with a page or file of the site; return None if it does not exist."""
        name = path[len(self.mount_path) :]
        if not path.endswith("/") and self._preview.has_file(f"{name}/{_INDEX}".lstrip("/")):
            start_response("302 Found", [("Location", quote(path) + "/")])
            return []
        name = f"{name}{_INDEX}" if path.endswith("/") else name
        status = "200 OK"
        content_type: str = self._guess_type(name)  # type: ignore[no-untyped-call]
        try:
            content = self._preview.read_file(name)
        except Exception:  # noqa: BLE001 - an error in a template must not end the preview
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
    """The last good state of the site, and the builds of the next."""

    def __init__(self, root: Path, folder: Path, url: str) -> None:
        self.root = root
        self.folder = folder
        self.url = url
        self._software = _software_times(root)
        self._memory = Memory.kept()
        self._compiled = Compiled()
        self._site: LazySite | None = None
        self._background_build: BackgroundBuild | None = None
        self._numbers = itertools.count(1)
        self._build_lock = threading.Lock()
        """Held while a change is read or a page rendered: MkDocs is not thread-safe."""

    def build(self) -> bool:
        """Read the site again; after an error, print it, keep the last good state, return False."""
        self._stop_background_build()
        try:
            with self._build_lock:
                gc.collect()  # frees an earlier state: its pages and files refer to each other
                self._site = self._read_site()
            self._background_build = BackgroundBuild(self.root, self.url, self.folder)
        except (UnbuildableError, OSError) as error:
            sys.stderr.write(f"{error}\n" if str(error) else "")
        except Exception:  # noqa: BLE001 - an error in the software must not end the preview
            traceback.print_exc()
        else:
            return True
        return False

    def _read_site(self) -> LazySite:
        config = load_site_config(self.root)
        config.site_url = self.url
        publication = loaded_publication(config, self._memory)
        sys.stderr.write("".join(f"{notice}\n" for notice in publication.notices))
        folder = self.folder / str(next(self._numbers))
        site = LazySite(config, publication, folder, self._compiled)
        for old in self.folder.glob("[0-9]*"):
            if old != folder:
                shutil.rmtree(old, ignore_errors=True)
        return site

    def rebuild(self) -> None:
        """Build after a change, and print the outcome."""
        if _software_times(self.root) != self._software:
            raise _SoftwareChanged
        sys.stderr.write(
            site_message("rebuilt" if self.build() else "held-back", time=_clock_time()) + "\n"
        )

    def end(self) -> None:
        """Drop the site and end the background build."""
        self._stop_background_build()
        with self._build_lock:
            self._site = None

    def _stop_background_build(self) -> None:
        if self._background_build is not None:
            self._background_build.close()
            self._background_build = None

    def has_file(self, path: str) -> bool:
        """Return whether the site has a file with this path from its root."""
        with self._build_lock:
            return self._site is not None and self._site.has_file(path)

    def read_file(self, path: str) -> bytes | None:
        """Return the content of a file of the site; None if it does not exist."""
        if path.startswith(f"{index.FOLDER}/"):
            return self._read_search_file(path)
        with self._build_lock:
            return self._site.read_file(path) if self._site is not None else None

    def _read_search_file(self, path: str) -> bytes | None:
        """Return a file of the search index from the last complete build."""
        place = self.folder / background_build.FOLDER / index.FOLDER
        file = (place.parent / path).resolve()
        if not file.is_relative_to(place.resolve()) or not file.is_file():
            return None
        return file.read_bytes()

    def error_page(self, code: int) -> bytes | None:
        """Return the site's page for an HTTP error; a sentence if there is no site yet."""
        if self._site is None:
            return site_message("nothing-yet").encode()
        return self.read_file(f"{code}.html")


def _software_times(root: Path) -> Mapping[Path, int]:
    """Return the files that a running process does not read again, with their times of change."""
    paths = [path for kind in _LOADED_ONCE for path in (root / _SOFTWARE).rglob(kind)]
    return {path: path.stat().st_mtime_ns for path in paths}


def _clock_time() -> str:
    return time.strftime("%H:%M:%S")
