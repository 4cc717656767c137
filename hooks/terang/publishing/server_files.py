"""Server configuration for a site: the file `_headers`, and that of nginx, Apache and Caddy.

Called with the other artifacts of a build, and by the commands `nginx`, `apache` and `caddy`. The
policies themselves are in terang.pages.security_policy.
"""

from __future__ import annotations

import re
import string
from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote, urlsplit

from terang.diagnostics import LANGUAGES
from terang.pages.security_policy import DOWNLOADS, EMBED, EMBEDS, EVERYWHERE, PAGE

HEADERS = "_headers"
"""The file with HTTP headers that Netlify and Cloudflare Pages read."""

_NGINX, _APACHE, _CADDY = (
    Path(__file__).with_suffix(ending) for ending in (".conf", ".htaccess", ".caddyfile")
)


def header_file(paths: Iterable[str]) -> bytes:
    """Return the content of `_headers` for a site with these files.

    Each folder has a rule of its own, because an address must not match two rules with the same
    header: the hosts treat that differently, and two policies allow only the intersection.
    """
    blocks = [_header_block("/*", EVERYWHERE)]
    for address in sorted(set(map(_address_pattern, paths)) - {""}):
        folder = address.split("/")[-2]
        policy = EMBED if folder == EMBEDS else PAGE
        headers = {"Content-Security-Policy": policy.header}
        if policy is PAGE:
            headers["X-Frame-Options"] = "DENY"
        if folder == DOWNLOADS:
            headers["Access-Control-Allow-Origin"] = "*"
        blocks.append(_header_block(address, headers))
    return "\n".join(blocks).encode()


def _address_pattern(path: str) -> str:
    """Return the pattern of the rule for a file; empty for single files in a language's root.

    A folder's name is escaped: a line break, `*` or `:` in it would make rules of its own.
    """
    *folders, name = path.split("/")
    root = folders.pop(0) + "/" if folders and folders[0] in LANGUAGES else ""
    if folders:
        return f"/{root}{quote(folders[0], safe='')}/*"
    return f"/{root}" if name == "index.html" else ""


def _header_block(address: str, headers: Mapping[str, str]) -> str:
    """Return the rule for an address in the syntax of `_headers`."""
    return "".join((f"{address}\n", *(f"  {name}: {value}\n" for name, value in headers.items())))


class _ServerTemplate(string.Template):
    """A template with `@` for its names, because servers use `$`."""

    delimiter = "@"


LISTEN_TLS = """\
    listen 443 ssl http2;
    listen [::]:443 ssl http2;
    # PLACEHOLDER, both: the certificate of your host.
    ssl_certificate     /etc/letsencrypt/live/@host/fullchain.pem;
    ssl_certificate_key /etc/letsencrypt/live/@host/privkey.pem;"""


class UnwritableNameError(ValueError):
    """A folder's name that a configuration cannot hold: `$` begins a variable of nginx."""


def _nginx_word(text: str) -> str:
    """Return a text as one word of the configuration, in quotes if it needs them."""
    if "$" in text or not text.isprintable():
        raise UnwritableNameError(text)
    if re.fullmatch(r"[\w./~+@-]+", text):
        return text
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def nginx_configuration(address: str, folder: str, listen: str = LISTEN_TLS) -> str:
    """Return a file for nginx's `conf.d/`, for a site by its address and its folder.

    `listen` has the directives for port and certificate.
    """
    parts = urlsplit(address)
    host, path = quote(parts.hostname or "localhost"), _path_of(address)
    return _ServerTemplate(_NGINX.read_text(encoding="utf-8")).substitute(
        listen=_ServerTemplate(listen).substitute(host=host),
        host=host,
        folder=_nginx_word(f"{folder.rstrip('/')}/"),
        **_shared_values(path),
        everywhere="\n".join(
            f'    add_header {name} "{value}" always;' for name, value in EVERYWHERE.items()
        ),
    )


def _shared_values(path: str) -> dict[str, str]:
    """Return what nginx and Apache are told alike: places below a path, and policies."""
    pattern, others = re.escape(path), "|".join(LANGUAGES[1:])
    return {
        "path": path,
        "embedded": f"{pattern}(?:(?:{others})/)?{EMBEDS}/",
        "downloads": f"{pattern}{DOWNLOADS}/",
        "page": PAGE.header,
        "embed": EMBED.header,
    }


def apache_configuration(address: str) -> str:
    """Return the file `.htaccess` for the folder of a site, by its address."""
    path = _path_of(address)
    return _ServerTemplate(_APACHE.read_text(encoding="utf-8")).substitute(
        **_shared_values(path),
        everywhere="\n".join(
            f'Header always set {name} "{value}"' for name, value in EVERYWHERE.items()
        ),
    )


def caddy_configuration(address: str, folder: str, site: str = "") -> str:
    """Return a Caddyfile for a site, by its address and its folder.

    `site` is where Caddy listens, by default the host of the address, with a certificate.
    """
    if re.search(r'[{}"`\\]', folder) or not folder.isprintable():
        raise UnwritableNameError(folder)
    values = {
        "site": site or quote(urlsplit(address).hostname or "localhost"),
        "path": _path_of(address),
        "folder": f'"{folder.rstrip("/")}"',
        "others": "|".join(LANGUAGES[1:]),
        "embeds": EMBEDS,
        "downloads": DOWNLOADS,
        "page": PAGE.header,
        "embed": EMBED.header,
        "everywhere": "\n".join(f'\t\t{name} "{value}"' for name, value in EVERYWHERE.items()),
    }
    text = _CADDY.read_text(encoding="utf-8")
    return re.sub("⟨([a-z]+)⟩", lambda name: values[name[1]], text)


def _path_of(address: str) -> str:
    """Return the path of an address, as it is written in a configuration."""
    return quote(urlsplit(address).path.rstrip("/")) + "/"
