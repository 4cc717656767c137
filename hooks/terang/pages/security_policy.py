"""Content security policies and headers: what a page may load, and which sites may frame it.

The `<meta>` of every page, the file `_headers` for Netlify and Cloudflare Pages, and the
configuration of nginx are all written from here, so that they always agree.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

EMBEDS = "embed"
"""The folder, in each language, of pages that other sites may show in a frame."""

DOWNLOADS = "data"
"""The folder of files that scripts of other sites may read."""


@dataclass(frozen=True, slots=True)
class Policy:
    """A content security policy; https://www.w3.org/TR/CSP3/."""

    directives: Mapping[str, str]
    frames: str
    """The sites that may frame the page: only a header can restrict them, a `<meta>` cannot."""

    @property
    def meta(self) -> str:
        """The policy for the `<meta>` of a page."""
        return "; ".join(f"{name} {value}" for name, value in self.directives.items())

    @property
    def header(self) -> str:
        """The policy for the header that a server sends."""
        return f"{self.meta}; frame-ancestors {self.frames}"


PAGE = Policy(
    {
        "default-src": "'none'",
        # Only the search runs scripts; it needs WebAssembly.
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
"""The policy of every page except those for frames."""

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
"""The policy of a page for frames, which runs no script."""

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
"""The headers sent with every file."""
