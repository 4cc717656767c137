"""The site behind a real server: every address, header and compressed copy."""

from __future__ import annotations

import contextlib
import gzip
import http.client
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, unquote, urldefrag, urljoin, urlsplit

import pytest
from tests.built import REAL_ADDRESS, BuiltPage, BuiltSite, real

from terang.pages import security_policy
from terang.publishing import server_files
from terang.publishing.verify import verify_site
from terang_mkdocs.__main__ import main


@dataclass(frozen=True)
class ServedAnswer:
    """An answer of the server."""

    status: int
    headers: Mapping[str, str]
    content: bytes


class Server:
    """The running server; every answer is asked for once."""

    def __init__(self, address: str) -> None:
        self.address = address
        parts = urlsplit(address)
        self._connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
        self._known: dict[str, ServedAnswer] = {}

    def get(self, url: str, **headers: str) -> ServedAnswer:
        """Return the answer for an address below the site's root."""
        if headers:
            return self._asked(url, {k.replace("_", "-"): v for k, v in headers.items()})
        if url not in self._known:
            self._known[url] = self._asked(url, {})
        return self._known[url]

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()

    def _asked(self, url: str, headers: Mapping[str, str]) -> ServedAnswer:
        path = urlsplit(urljoin(self.address, url)).path
        self._connection.request("GET", path, headers=dict(headers))
        answer = self._connection.getresponse()
        return ServedAnswer(
            answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
        )


@pytest.fixture(scope="module")
def server(address: str) -> Iterator[Server]:
    """Yield the server with the real site."""
    with contextlib.closing(Server(address)) as server:
        yield server


@pytest.fixture(scope="module")
def crawled(server: Server) -> dict[str, BuiltPage]:
    """Return every page that is reached from the two home pages, by its address from the root."""
    found: dict[str, BuiltPage] = {}
    waiting = ["", "en/"]
    while waiting:
        url = waiting.pop()
        if url in found:
            continue
        answer = server.get(quote(url))
        assert answer.status == 200, (url, answer.status, answer.headers.get("location"))
        found[url] = BuiltPage(url, answer.content.decode("utf-8"))
        waiting += [address for address in own(found[url]) if address.endswith("/") or not address]
    return found


def own(page: BuiltPage) -> set[str]:
    """Return the addresses below the site's root that a page links to or loads."""
    links = [*page.links, *page.loaded(), *page.all("link", "href")]
    whole = {urldefrag(urljoin(REAL_ADDRESS + page.url, link)).url for link in links}
    return {
        unquote(path.removeprefix(REAL_ADDRESS)) for path in whole if path.startswith(REAL_ADDRESS)
    }


def test_a_crawl_of_both_languages_finds_everything(
    server: Server, site: BuiltSite, crawled: dict[str, BuiltPage]
) -> None:
    """A crawl meets no broken link, no internal redirect, and reaches every page."""
    targets = {(page.url, address) for page in crawled.values() for address in own(page)}
    answers = {(url, target): server.get(quote(target, "/?=&")).status for url, target in targets}
    assert {where: status for where, status in answers.items() if status != 200} == {}
    framed = {url for url in site.pages if "embed/" in url}
    assert set(site.pages) - set(crawled) - framed == set()


def test_twins_name_each_other(crawled: dict[str, BuiltPage]) -> None:
    """A page that is named as a translation names the first page as its own translation."""
    claims = {
        url: dict(
            zip(page.all("head/link[@hreflang]", "hreflang"),
                page.all("head/link[@hreflang]", "href"), strict=True)
        )
        for url, page in crawled.items()
    }  # fmt: skip
    assert any(claims.values())
    for url, claimed in claims.items():
        if claimed:
            assert set(claimed) == {"id", "en", "x-default"}, url
            own_language = "en" if url.startswith("en/") else "id"
            assert claimed[own_language] == REAL_ADDRESS + url
        for address in claimed.values():
            assert claims[address.removeprefix(REAL_ADDRESS)] == claimed


def test_every_published_file_is_served_as_it_is(server: Server, site: BuiltSite) -> None:
    """Every published file is served unchanged, with an ETag, and compressed where that helps."""
    files = site.files
    for path, content in files.items():
        if path.endswith(".gz"):
            continue
        plain = server.get(quote(path))
        assert (plain.status, plain.content) == (200, content), path
        again = server.get(quote(path), If_None_Match=plain.headers["etag"])
        assert (again.status, again.content) == (304, b""), path
        packed = server.get(quote(path), Accept_Encoding="gzip")
        assert (packed.headers.get("content-encoding") == "gzip") is (f"{path}.gz" in files), path
        if f"{path}.gz" in files:
            assert packed.content == files[f"{path}.gz"]
            assert gzip.decompress(packed.content) == content
            assert packed.headers["vary"] == "Accept-Encoding"


def test_pages_and_texts_have_compressed_copies(site: BuiltSite) -> None:
    """Pages, scripts, styles and texts have compressed copies."""
    files = site.files
    for path in files:
        if path.endswith((".html", ".css", "search.js")):
            assert f"{path}.gz" in files, path


@pytest.mark.parametrize(
    "url",
    ["no-such-page/", "en/no-such-page/", "assets/", "pagefind/", "data/no.csv", "embed/",
     ".git/config", "..%2f..%2fetc/passwd", "%2e%2e/%2e%2e/etc/passwd", "mkdocs.yml",
     "index.html.bak", "content/id/index.md", "theme_overrides/main.html", "components/"],
)  # fmt: skip
def test_what_was_not_published_is_not_there(server: Server, site: BuiltSite, url: str) -> None:
    """An address that was not published gives the 404 page, with the usual headers."""
    answer = server.get(url)
    assert answer.status in (404, 400)
    if answer.status == 404:
        assert answer.content == site.files["404.html"]
        assert answer.headers["content-security-policy"] == security_policy.PAGE.header


def test_every_answer_bears_the_headers(
    site: BuiltSite, server: Server, crawled: dict[str, BuiltPage]
) -> None:
    """Every answer has each header once, and only pages for frames allow frames."""
    sent = {name.lower(): value for name, value in security_policy.EVERYWHERE.items()}
    others = ("no-such-page/", "data/observations.csv", "assets/terang.css")
    for url in [*crawled, *site.embeds, *others]:
        headers = server.get(url).headers
        assert {name: headers.get(name) for name in sent} == sent, url
        framed = url.removeprefix("en/").startswith("embed/")
        policy = security_policy.EMBED if framed else security_policy.PAGE
        assert headers["content-security-policy"] == policy.header, url
        assert headers.get("x-frame-options") == (None if framed else "DENY"), url
        readable = "*" if url.startswith("data/") else None
        assert headers.get("access-control-allow-origin") == readable, url


@pytest.mark.parametrize(
    ("path", "kind"),
    [("index.html", "text/html; charset=utf-8"), ("data/observations.csv", "text/csv"),
     ("assets/search.js", "application/javascript"), ("assets/terang.css", "text/css"),
     ("data/catalog.jsonld", "application/ld+json"), ("data/terang-data.zip", "application/zip"),
     ("data/transparency.sqlite", "application/vnd.sqlite3"), ("feed.xml", "text/xml"),
     ("assets/favicon.svg", "image/svg+xml"), ("robots.txt", "text/plain"),
     ("bom.json", "application/json"), ("manifest.json", "application/json")],
)  # fmt: skip
def test_files_say_what_they_are(server: Server, path: str, kind: str) -> None:
    """Every kind of file has its content type, so a browser need not guess."""
    assert server.get(path).headers["content-type"].startswith(kind)


def test_only_reading_is_answered(address: str) -> None:
    """The server answers only GET and HEAD requests."""
    parts = urlsplit(address)
    connection = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=10)
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        connection.request(method, parts.path, body=b"x")
        answer = connection.getresponse()
        answer.read()
        assert answer.status == 405, method
    connection.close()


def test_the_served_site_is_what_the_repository_says(
    address: str, run_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`make verify AT=<address>` verifies the served site."""
    repository = real(run_folder).root.parent
    assert verify_site(repository, address, "terang_mkdocs") == 0, capsys.readouterr().err


def test_the_command_writes_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`make nginx` writes the configuration for the address and folder of mkdocs.yml."""
    (tmp_path / "content").mkdir()
    (tmp_path / "mkdocs.yml").write_text(
        "site_name: x\nsite_url: https://data.test/a/\ndocs_dir: content\n"
        "hooks: [hooks/main.py]\nplugins: []\n",
        "utf-8",
    )
    (tmp_path / "hooks").mkdir()
    (tmp_path / "hooks" / "main.py").write_text("", "utf-8")
    monkeypatch.chdir(tmp_path)
    assert main(["nginx"]) == 0
    written = capsys.readouterr().out
    assert written == server_files.nginx_configuration(
        "https://data.test/a/", str(tmp_path / "site")
    )
    assert "server_name data.test;" in written
