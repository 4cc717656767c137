"""The real site behind Apache and Caddy, with the configuration that we write for them."""

from __future__ import annotations

import contextlib
import gzip
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from tests.built import REAL_ADDRESS, BuiltSite
from tests.serve import free_port
from tests.serving.conftest import PATIENCE, installed, wait_for
from tests.serving.test_nginx import Server

from terang.pages import security_policy
from terang.publishing import server_files

MODULES = Path("/usr/lib/apache2/modules")

# The main file of a distribution, with ports and folders that need no rights.
APACHE = """
ServerRoot {folder}
ServerName localhost
Listen 127.0.0.1:{port}
PidFile {folder}/apache.pid
ErrorLog {folder}/errors
{modules}
TypesConfig /etc/mime.types
DocumentRoot {folder}/root
Alias {path} {site}/
<Directory {site}>
    Require all granted
    AllowOverride All
</Directory>
"""
LOADED = ("mpm_event", "authz_core", "alias", "dir", "mime", "headers", "rewrite")

KINDS = {
    "index.html": "text/html; charset=utf-8",
    "data/observations.csv": "text/csv; charset=utf-8",
    "assets/search.js": ("application/javascript", "text/javascript"),
    "assets/terang.css": "text/css; charset=utf-8",
    "data/catalog.jsonld": "application/ld+json",
    "data/datapackage.json": "application/json",
    "data/terang.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "data/terang-data.zip": "application/zip",
    "data/transparency.sqlite": "application/vnd.sqlite3",
    "feed.xml": ("text/xml", "application/xml"),
    "assets/favicon.svg": "image/svg+xml",
    "robots.txt": "text/plain; charset=utf-8",
    "data/made-up.parquet": "application/vnd.apache.parquet",
}


@contextlib.contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """Run a server until the end of a block."""
    environment = {**os.environ, "HOME": str(folder)}
    with (folder / "said").open("wb") as said:
        server = subprocess.Popen(command, stderr=said, stdout=said, env=environment)
    try:
        wait_for(port, server, folder / "said")
        yield
    finally:
        server.terminate()
        server.wait(PATIENCE)


@contextlib.contextmanager
def apache(site: Path, folder: Path, port: int) -> Iterator[None]:
    """Serve a folder with Apache, which reads its .htaccess."""
    program = installed("apache2", "apache2-bin")
    modules = "\n".join(f"LoadModule {name}_module {MODULES}/mod_{name}.so" for name in LOADED)
    (site / ".htaccess").write_text(server_files.apache_configuration(REAL_ADDRESS), "utf-8")
    path = urlsplit(REAL_ADDRESS).path
    text = APACHE.format(folder=folder, port=port, modules=modules, site=site, path=path)
    (folder / "apache.conf").write_text(text, "utf-8")
    command = [program, "-f", str(folder / "apache.conf"), "-D", "FOREGROUND"]
    with running(command, port, folder):
        yield
    (site / ".htaccess").unlink()


@contextlib.contextmanager
def caddy(site: Path, folder: Path, port: int) -> Iterator[None]:
    """Serve a folder with Caddy."""
    program = installed("caddy", "caddy")
    here = f"http://127.0.0.1:{port}"
    text = server_files.caddy_configuration(REAL_ADDRESS, str(site), here)
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{text}", "utf-8")
    with running([program, "run", "--config", str(folder / "Caddyfile")], port, folder):
        yield


@pytest.fixture(scope="module", name="site")
def _site(site: BuiltSite, tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Return a copy of the published site, to which files are added."""
    root = tmp_path_factory.mktemp("served") / "site"
    shutil.copytree(site.root, root, copy_function=os.link)
    return BuiltSite(root, REAL_ADDRESS)


@pytest.fixture(scope="module", params=[apache, caddy], ids=["apache", "caddy"])
def server(
    request: pytest.FixtureRequest, site: BuiltSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """Yield each server with the real site."""
    folder, port = tmp_path_factory.mktemp("server"), free_port()
    (folder / "root").mkdir()
    (site.root / "data" / "made-up.parquet").write_bytes(b"PAR1")
    address = REAL_ADDRESS.replace("https://terang.test", f"http://127.0.0.1:{port}")
    with request.param(site.root, folder, port), contextlib.closing(Server(address)) as found:
        yield found


def test_every_file_is_served_as_it_is(server: Server, site: BuiltSite) -> None:
    """Every file is served unchanged, with an ETag, and compressed where there is a copy."""
    asked = [path for path in sorted(site.files) if not path.endswith((".gz", ".htaccess"))]
    kinds = {Path(path).suffix: path for path in asked}
    # Each kind of file, and a tenth of all: nginx is asked for every one.
    for path in {*kinds.values(), *asked[::10]}:
        content = site.files[path]
        plain = server.get(quote(path))
        assert (plain.status, plain.content) == (200, content), path
        again = server.get(quote(path), If_None_Match=plain.headers["etag"])
        assert (again.status, again.content) == (304, b""), path
        if f"{path}.gz" in site.files:
            packed = server.get(quote(path), Accept_Encoding="gzip")
            assert packed.headers.get("content-encoding") == "gzip", path
            assert gzip.decompress(packed.content) == content
            assert packed.headers["content-type"] == plain.headers["content-type"], path
            assert packed.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("path", KINDS)
def test_files_say_what_they_are(server: Server, path: str) -> None:
    """Every kind of file has its content type, so a browser need not guess."""
    assert server.get(path).headers["content-type"].startswith(KINDS[path])


def test_every_answer_bears_the_headers(server: Server, site: BuiltSite) -> None:
    """Every answer has each header once; only pages for frames allow frames, only data others."""
    sent = {name.lower(): value for name, value in security_policy.EVERYWHERE.items()}
    others = ("no-such-page/", "data/observations.csv", "assets/terang.css", "data/", "en/")
    for url in ["", *site.embeds, *others]:
        headers = server.get(url).headers
        assert {name: headers.get(name) for name in sent} == sent, url
        framed = url.removeprefix("en/").startswith("embed/")
        policy = security_policy.EMBED if framed else security_policy.PAGE
        assert headers["content-security-policy"] == policy.header, url
        assert headers.get("x-frame-options") == (None if framed else "DENY"), url
        readable = "*" if url.startswith("data/") else None
        assert headers.get("access-control-allow-origin") == readable, url


@pytest.mark.parametrize(
    "url", ["no-such-page/", "assets/", "data/no.csv", ".git/config", ".htaccess", "mkdocs.yml"]
)
def test_what_was_not_published_is_not_there(server: Server, site: BuiltSite, url: str) -> None:
    """An address that was not published gives the 404 page."""
    answer = server.get(url)
    assert answer.status in (403, 404)
    assert answer.content == site.files["404.html"]


def test_a_name_that_a_configuration_cannot_hold() -> None:
    """A folder whose name would be read as more than a name is refused."""
    for name in ("/srv/{env.HOME}", '/srv/a"b', "/srv/a\nb"):
        with pytest.raises(server_files.UnwritableNameError):
            server_files.caddy_configuration(REAL_ADDRESS, name)
