"""A published site in a folder or on the web, opened and read with limits of size and time.

Called by the verification, which must end in a sentence whatever a stranger's server sends: answers
without an end, bombs of compression, redirects, headers and errors of any form. Knows no manifest.
"""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import time
import urllib.error
import urllib.request
import zlib
from abc import ABC, abstractmethod
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

MAX_FILE = 512 * 1024 * 1024
"""Bytes of a file, expanded."""
MAX_SECONDS = 120
"""Seconds for a file, however slowly a server sends it."""

_TIMEOUT = 30
"""Seconds until a server that sends nothing is given up."""
_CHUNK = 64 * 1024
_INDEX = "index.html"
_GZIP = 16 + zlib.MAX_WBITS
_MOST_REDIRECTS = 5


class UnreadableSiteError(Exception):
    """A file of a site cannot be read; the text is the reason, of a stranger's choice."""


class TooMuchError(UnreadableSiteError):
    """A file is larger, or comes more slowly, than any file of a site."""


class VerifiableSite(ABC):
    """A published site in a folder or on the web.

    Every method raises UnreadableSiteError, and nothing else, if a file cannot be read.
    """

    @abstractmethod
    def chunks(self, path: str) -> Iterable[bytes] | None:
        """Return the content of a file in pieces; None if it does not exist."""

    @abstractmethod
    def copies(self, path: str) -> Iterator[Iterable[bytes]]:
        """Yield the expanded content, in pieces, of each compressed copy of a file."""

    def paths(self) -> frozenset[str] | None:
        """Return the paths of all files; None if they cannot be listed."""
        return None

    def read_file(self, path: str, most: int = MAX_FILE) -> bytes | None:
        """Return the content of a file; None if it does not exist."""
        chunks = self.chunks(path)
        return None if chunks is None else b"".join(_limited(chunks, most))


def digest_of_chunks(chunks: Iterable[bytes]) -> str:
    """Return the SHA-256 of a published file that comes in pieces."""
    digest = hashlib.sha256()
    for chunk in _limited(chunks, MAX_FILE):
        digest.update(chunk)
    return digest.hexdigest()


def _limited(chunks: Iterable[bytes], most: int) -> Iterator[bytes]:
    """Yield pieces until they are too many, or too slow."""
    size, until = 0, time.monotonic() + MAX_SECONDS
    with _closing(chunks):
        for chunk in chunks:
            size += len(chunk)
            if size > most:
                raise TooMuchError(f"> {most} B")
            if time.monotonic() > until:
                raise TooMuchError(f"> {MAX_SECONDS} s")
            yield chunk


@contextlib.contextmanager
def _closing(chunks: Iterable[bytes]) -> Iterator[None]:
    """Close a generator at the end, and with it the connection that it reads from."""
    try:
        yield
    finally:
        if isinstance(chunks, Generator):
            chunks.close()


def expanded_chunks(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Yield a published file in gzip expanded; end early, and so differently, if it is damaged."""
    expander, waiting = zlib.decompressobj(_GZIP), b""
    with _closing(chunks), contextlib.suppress(zlib.error):
        for chunk in chunks:
            waiting = chunk
            while waiting and not expander.eof:
                yield expander.decompress(waiting, _CHUNK)
                waiting = expander.unconsumed_tail
            if waiting or expander.unused_data:
                break  # More than one file: no copy that we wrote.
    if waiting or expander.unused_data or not expander.eof:
        yield b"\0"


class SiteFolder(VerifiableSite):
    """A site in a folder of this machine."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def chunks(self, path: str) -> Iterable[bytes] | None:
        """Return the content of a file in pieces; None if it does not exist."""
        file = self._folder / path
        return _file_chunks(file) if file.is_file() else None

    def copies(self, path: str) -> Iterator[Iterable[bytes]]:
        """Yield the expanded content of the compressed file beside it."""
        content = self.chunks(f"{path}.gz")
        if content is not None:
            yield expanded_chunks(content)

    def paths(self) -> frozenset[str]:
        """Return the paths of all files."""
        files = [path for path in self._folder.rglob("*") if path.is_file()]
        return frozenset(path.relative_to(self._folder).as_posix() for path in files)


def _file_chunks(file: Path) -> Iterator[bytes]:
    try:
        with file.open("rb") as opened:
            while chunk := opened.read(_CHUNK):
                yield chunk
    except OSError as error:
        raise UnreadableSiteError(str(error)) from None


class _OwnHostRedirects(urllib.request.HTTPRedirectHandler):
    """Follows redirects within the host alone: what stands elsewhere is another site."""

    max_redirections = _MOST_REDIRECTS

    def redirect_request(self, req: urllib.request.Request, *others: Any) -> Any:  # noqa: ANN401
        """Return the request for the new address; None if it leads away, which is an error."""
        old, new = urlsplit(req.full_url), urlsplit(others[-1])
        is_same = old.hostname == new.hostname and new.scheme in (old.scheme, "https")
        return super().redirect_request(req, *others) if is_same else None

    def http_error_302(self, req: urllib.request.Request, fp: Any, *others: Any) -> Any:  # noqa: ANN401
        """Follow a redirect; close its answer if its address is none."""
        try:
            return super().http_error_302(req, fp, *others)
        except ValueError as error:
            fp.close()
            raise UnreadableSiteError(str(error)) from None

    http_error_301 = http_error_302  # type: ignore[assignment]
    http_error_303 = http_error_302  # type: ignore[assignment]
    http_error_307 = http_error_302  # type: ignore[assignment]
    http_error_308 = http_error_302  # type: ignore[assignment]


def web_opener(redirects: urllib.request.HTTPRedirectHandler) -> urllib.request.OpenerDirector:
    """Return an opener of sites on the web by http and https alone, never of a machine's files."""
    opener = urllib.request.OpenerDirector()
    for handler in (
        urllib.request.ProxyHandler(),
        urllib.request.HTTPHandler(),
        urllib.request.HTTPSHandler(),
        urllib.request.HTTPDefaultErrorHandler(),
        urllib.request.HTTPErrorProcessor(),
        redirects,
    ):
        opener.add_handler(handler)
    return opener


class HostedSite(VerifiableSite):
    """A site on the web."""

    def __init__(self, address: str) -> None:
        self._address = address.rstrip("/") + "/"
        self._opener = web_opener(_OwnHostRedirects())

    def chunks(self, path: str) -> Iterable[bytes] | None:
        """Return a file without compression, a page by its public address; None if missing."""
        return self._fetch(path, "identity")

    def copies(self, path: str) -> Iterator[Iterable[bytes]]:
        """Yield the file as the server sends it to browsers, expanded."""
        content = self._fetch(path, "gzip")
        if content is not None:
            yield content

    def _fetch(self, path: str, encoding: str) -> Iterable[bytes] | None:
        page = path.removesuffix(_INDEX) if f"/{path}".endswith(f"/{_INDEX}") else path
        try:
            request = urllib.request.Request(  # noqa: S310 - the opener knows http and https alone
                urljoin(self._address, quote(page)), headers={"Accept-Encoding": encoding}
            )
            response = self._opener.open(request, timeout=_TIMEOUT)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code in (http.client.NOT_FOUND, http.client.GONE):
                return None
            raise UnreadableSiteError(str(error)) from None
        except (OSError, http.client.HTTPException, ValueError, AttributeError) as error:
            raise UnreadableSiteError(str(error)) from None
        sent = _response_chunks(response)
        is_gzip = response.headers.get("Content-Encoding") == "gzip"
        return expanded_chunks(sent) if is_gzip else sent


def _response_chunks(response: http.client.HTTPResponse) -> Iterator[bytes]:
    """Yield what a server sends as it comes, so that a slow one can be left."""
    try:
        with response:
            while chunk := response.read1(_CHUNK):
                yield chunk
            if response.length:  # It promised more.
                raise UnreadableSiteError(f"- {response.length} B")
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise UnreadableSiteError(str(error)) from None
