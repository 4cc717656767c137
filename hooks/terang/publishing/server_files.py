"""The headers and the configuration that a server needs for a site."""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from terang.diagnostics import LANGUAGES
from terang.pages.security_policy import DOWNLOADS, EMBED, EMBEDS, EVERYWHERE, PAGE

HEADERS = "_headers"

_NGINX = Path(__file__).with_suffix(".conf")


def header_file(paths: Iterable[str]) -> bytes:
    """The file `_headers` for a site that holds these files.

    No address falls under two rules that name one header: where that happens the two hosts differ,
    and two policies together allow what both allow. So there is a rule a folder.
    """
    blocks = [_block("/*", EVERYWHERE)]
    for address in sorted(set(map(_section, paths)) - {""}):
        folder = address.split("/")[-2]
        policy = EMBED if folder == EMBEDS else PAGE
        sent = {"Content-Security-Policy": policy.header}
        if policy is PAGE:
            sent["X-Frame-Options"] = "DENY"
        if folder == DOWNLOADS:
            sent["Access-Control-Allow-Origin"] = "*"
        blocks.append(_block(address, sent))
    return "\n".join(blocks).encode()


def _section(path: str) -> str:
    """The addresses that a published file is spoken of with; none for a lone file."""
    *folders, name = path.split("/")
    root = folders.pop(0) + "/" if folders and folders[0] in LANGUAGES else ""
    if folders:
        return f"/{root}{folders[0]}/*"
    return f"/{root}" if name == "index.html" else ""


def _block(address: str, sent: Mapping[str, str]) -> str:
    return "".join((f"{address}\n", *(f"  {name}: {value}\n" for name, value in sent.items())))


class _Template(string.Template):
    """A template in which `$` is nginx's own."""

    delimiter = "@"


SECURE = """\
    listen 443 ssl http2;
    listen [::]:443 ssl http2;
    # PLACEHOLDER, both: the certificate of your host.
    ssl_certificate     /etc/letsencrypt/live/@host/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/@host/privkey.pem;"""


def nginx_configuration(address: str, folder: str, listen: str = SECURE) -> str:
    """The configuration of nginx for a site: its address, and the folder that holds it.

    A file for `conf.d/`. `listen` stands for the port and what the port needs.
    """
    parts = urlsplit(address)
    host, path = parts.hostname or "localhost", parts.path.rstrip("/") + "/"
    others = "|".join(LANGUAGES[1:])
    return _Template(_NGINX.read_text(encoding="utf-8")).substitute(
        listen=_Template(listen).substitute(host=host),
        host=host,
        folder=folder.rstrip("/"),
        path=path,
        embedded=f"{path}(?:(?:{others})/)?{EMBEDS}/",
        downloads=f"{path}{DOWNLOADS}/",
        page=PAGE.header,
        embed=EMBED.header,
        everywhere="\n".join(
            f'    add_header {name} "{value}" always;' for name, value in EVERYWHERE.items()
        ),
    )
