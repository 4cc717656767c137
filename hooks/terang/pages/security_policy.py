"""How the published files are to be served: what a page may load and run, and who may frame it.

One policy a kind of page. The `<meta>` of every page, the file `_headers` that Netlify and
Cloudflare Pages read, and nginx's configuration are all written from it, so that none can fall
behind another.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from terang.diagnostics import LANGUAGES

EMBEDS = "embed"
"""The folder, in each language, whose pages may stand in a frame of another site."""

DOWNLOADS = "data"
"""The folder whose files pages of other sites may read."""

HEADERS = "_headers"

_NGINX = Path(__file__).with_suffix(".conf")


@dataclass(frozen=True, slots=True)
class Policy:
    """What a page may do; https://www.w3.org/TR/CSP3/."""

    directives: Mapping[str, str]
    frames: str
    """Who may frame it: a header can say so, a `<meta>` cannot."""

    @property
    def meta(self) -> str:
        """As it stands in a page."""
        return "; ".join(f"{name} {value}" for name, value in self.directives.items())

    @property
    def header(self) -> str:
        """As a server sends it."""
        return f"{self.meta}; frame-ancestors {self.frames}"


PAGE = Policy(
    {
        "default-src": "'none'",
        # The search alone runs, and is the one to need WebAssembly.
        "script-src": "'self' 'wasm-unsafe-eval'",
        "worker-src": "'self'",
        "connect-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    },
    frames="'none'",
)
"""Every page of the site but the embedded ones."""

EMBED = Policy(
    {
        "default-src": "'none'",
        "style-src": "'self'",
        "img-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
    },
    frames="*",
)
"""A page for a frame: nothing in it runs."""

EVERYWHERE = {
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": ", ".join(
        f"{feature}=()"
        for feature in (
            "accelerometer", "camera", "display-capture", "geolocation", "gyroscope",
            "magnetometer", "microphone", "midi", "payment", "usb",
        )
    ),
}  # fmt: skip
"""What is sent with every file."""


def headers(paths: Iterable[str]) -> bytes:
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


def nginx(address: str, folder: str, listen: str = SECURE) -> str:
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
