"""The real site behind nginx, with the configuration that `make nginx` writes."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.built import REAL_ADDRESS, BuiltSite, real
from tests.serve import free_port

from terang.publishing import artifacts, server_files

PATIENCE = 10

# The main file of a distribution, with ports and folders that need no rights.
MAIN = """
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log stderr warn;
{user}
events {{}}
http {{
    include mime.types;
    default_type application/octet-stream;
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include terang.conf;
}}
"""


@pytest.fixture(scope="session")
def program() -> str:
    """Return Debian's nginx; skip the test, or fail on request, where there is none."""
    return installed("nginx", "nginx-light")


def installed(name: str, package: str) -> str:
    """Return the path of a server's program; skip or fail where Debian's package is missing."""
    found = shutil.which(name, path=f"{os.environ['PATH']}:/usr/sbin")
    if found is None:
        reason = f"no {name} here: apt-get install {package}"
        if os.environ.get("TERANG_REQUIRE_SERVERS"):
            pytest.fail(reason)
        pytest.skip(reason)
    return found


@pytest.fixture(scope="session")
def site(run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltSite:
    """Return the real site as it is published, with compressed copies."""
    published = tmp_path_factory.mktemp("published") / "site"
    shutil.copytree(real(run_folder).root, published)
    artifacts.compress_files(published)
    return BuiltSite(published, REAL_ADDRESS)


@pytest.fixture(scope="session")
def address(
    program: str, site: BuiltSite, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Yield the address at which nginx serves the site, with its sub-path and a final slash."""
    folder = tmp_path_factory.mktemp("nginx")
    port = free_port()
    here = REAL_ADDRESS.replace("https://terang.test", f"http://127.0.0.1:{port}")
    conf = server_files.nginx_configuration(here, str(site.root), f"    listen 127.0.0.1:{port};")
    (folder / "terang.conf").write_text(conf, "utf-8")
    (folder / "mime.types").symlink_to("/etc/nginx/mime.types")
    user = "user root;" if os.geteuid() == 0 else ""
    (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user), "utf-8")
    command = [program, "-p", str(folder), "-c", "nginx.conf", "-e", "stderr"]
    with (folder / "said").open("wb") as said:
        server = subprocess.Popen(command, stderr=said)
    try:
        wait_for(port, server, folder / "said")
        yield here
        # nginx logs a missing file as an error; any other error would be ours.
        assert not re.search(r"\[(warn|crit|alert|emerg)\]", (folder / "said").read_text())
    finally:
        server.terminate()
        server.wait(PATIENCE)


def wait_for(port: int, server: subprocess.Popen[bytes], said: Path) -> None:
    """Wait until a server answers at a port; fail with what it has said if it ends."""
    until = time.monotonic() + PATIENCE
    while True:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        assert server.poll() is None, said.read_text()
        assert time.monotonic() < until, said.read_text()
        time.sleep(0.05)
