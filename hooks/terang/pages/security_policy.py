"""How the published files are to be served: what a page may load and run, and who may frame it.

One policy a kind of page. The `<meta>` of every page, the file `_headers` that Netlify and
Cloudflare Pages read, and nginx's configuration are all written from it, so that none can fall
behind another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

EMBEDS = "embed"
"""The folder, in each language, whose pages may stand in a frame of another site."""

DOWNLOADS = "data"
"""The folder whose files pages of other sites may read."""


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
