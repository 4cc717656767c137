"""The files for web servers: pages, `_headers` and nginx state the same security policy."""

from __future__ import annotations

import re

import pytest

from terang.pages import security_policy
from terang.publishing import server_files

PATHS = [
    "index.html", "404.html", "robots.txt", "coverage/index.html", "coverage/x/index.html",
    "data/index.html", "data/observations.csv", "embed/x/index.html", "en/index.html",
    "en/embed/x/index.html", "en/coverage/x/index.html", "en/feed.xml",
]  # fmt: skip


def rules(paths: list[str] = PATHS) -> dict[str, dict[str, str]]:
    """Return the rules of the file `_headers`, as hosts read it: address → header → value."""
    found: dict[str, dict[str, str]] = {}
    for block in server_files.header_file(paths).decode().split("\n\n"):
        address, *lines = block.strip().split("\n")
        found[address] = dict(line.strip().split(": ", 1) for line in lines)
    return found


def falls_under(address: str) -> dict[str, list[str]]:
    """Return the headers of each rule that matches an address."""
    sent: dict[str, list[str]] = {}
    for pattern, names in rules().items():
        if re.fullmatch(re.escape(pattern).replace(r"\*", ".*"), address):
            for name, value in names.items():
                sent.setdefault(name, []).append(value)
    return sent


@pytest.mark.parametrize(
    "policy", [security_policy.PAGE, security_policy.EMBED], ids=["page", "embed"]
)
def test_everything_is_refused_that_is_not_allowed(policy: security_policy.Policy) -> None:
    """The policy refuses everything by default: inline code, other hosts and schemes."""
    assert policy.directives["default-src"] == "'none'"
    assert policy.directives["base-uri"] == "'none'"
    assert policy.directives["form-action"] == "'none'"
    values = {part for value in policy.directives.values() for part in value.split()}
    assert values <= {"'none'", "'self'", "'wasm-unsafe-eval'"}


def test_a_page_for_a_frame_runs_nothing() -> None:
    """A page for frames has no script and no connection, and only it may be framed."""
    assert set(security_policy.EMBED.directives) == {
        "default-src", "style-src", "img-src", "base-uri", "form-action",
    }  # fmt: skip
    assert security_policy.EMBED.header.endswith("; frame-ancestors *")
    assert security_policy.PAGE.header.endswith("; frame-ancestors 'none'")


def test_a_page_leaves_out_what_it_cannot_say() -> None:
    """The policy in a `<meta>` leaves out `frame-ancestors`, which browsers reject there."""
    assert "frame-ancestors" not in security_policy.PAGE.meta + security_policy.EMBED.meta


@pytest.mark.parametrize(
    "address",
    ["/", "/coverage/", "/coverage/x/", "/data/", "/data/observations.csv", "/embed/x/", "/en/",
     "/en/embed/x/", "/en/coverage/x/"],
)  # fmt: skip
def test_no_header_is_sent_twice(address: str) -> None:
    """No address matches two rules for the same header: hosts treat such rules differently."""
    sent = falls_under(address)
    assert {name: values for name, values in sent.items() if len(values) > 1} == {}
    framed = "embed/" in address
    expected = (security_policy.EMBED if framed else security_policy.PAGE).header
    assert sent["Content-Security-Policy"] == [expected]
    assert ("X-Frame-Options" in sent) is not framed
    assert ("Access-Control-Allow-Origin" in sent) is address.startswith("/data/")
    assert set(sent) >= set(security_policy.EVERYWHERE)


def test_only_the_folder_for_frames_is_framed() -> None:
    """Only pages in the folder for frames may be framed, not pages with a similar name."""
    found = rules(["embedded/index.html", "x/embed/index.html", "en/x/embed/y/index.html"])
    assert all("frame-ancestors 'none'" in found[address]["Content-Security-Policy"]
               for address in ("/embedded/*", "/x/*", "/en/x/*"))  # fmt: skip


@pytest.mark.parametrize(
    "folder",
    ["a\n/*\n  X: y", "*", ":splat", "a#b", "a\\b", "a b", "a:b", "\u00e9", "\r\n\r\n/embed/*"],
)
def test_a_folders_name_makes_no_rule(folder: str) -> None:
    """The name of a folder is escaped: it can neither end its line nor match other addresses."""
    found = rules([f"{folder}/index.html", f"en/{folder}/x.txt"])
    assert [*found][:1] == ["/*"]
    assert len(found) == 3
    for address in [*found][1:]:
        assert re.fullmatch(r"/(?:en/)?[A-Za-z0-9%._~-]+/\*", address), address
        assert set(found[address]) == {"Content-Security-Policy", "X-Frame-Options"}


def test_nginx_takes_names_as_words() -> None:
    """A folder or an address of unusual signs stays one word of nginx's configuration."""
    folder = '/srv/a b;}"\\'
    written = server_files.nginx_configuration("https://data.test/a;b{c/d.e/", folder)
    assert '        alias "/srv/a b;}\\"\\\\/";\n' in written
    assert "location ^~ /a%3Bb%7Bc/d.e/ {" in written
    assert '"~^/a%3Bb%7Bc/d\\.e/data/"' in written
    for refused in ("/srv/$host", "/srv/a\nb"):
        with pytest.raises(server_files.UnwritableNameError):
            server_files.nginx_configuration("https://data.test/", refused)


def test_hosts_read_every_line() -> None:
    """No line is longer than the 2,000 characters that Cloudflare Pages reads."""
    lines = server_files.header_file([*PATHS, f"{'x' * 60}/index.html"]).decode().splitlines()
    assert max(map(len, lines)) < 2_000


def test_a_site_of_many_pages_needs_few_rules() -> None:
    """The number of rules does not grow with the series: hosts read a hundred rules."""
    paths = [f"{root}coverage/s{nth}/index.html" for root in ("", "en/") for nth in range(500)]
    assert list(rules(paths)) == ["/*", "/coverage/*", "/en/coverage/*"]


@pytest.mark.parametrize(
    ("address", "path"),
    [("https://data.test/", "/"), ("https://data.test/sub/path/", "/sub/path/"),
     ("https://data.test/sub", "/sub/")],
)  # fmt: skip
def test_nginx_serves_below_the_path_of_the_address(address: str, path: str) -> None:
    """The server nginx serves below the path of the site's address, and no placeholder is left."""
    written = server_files.nginx_configuration(address, "/srv/site/")
    assert f"location ^~ {path} {{\n        alias /srv/site/;" in written
    assert f"error_page 404 {path}404.html;" in written
    assert "server_name data.test;" in written
    assert "/live/data.test/fullchain.pem" in written
    assert "@" not in written


@pytest.mark.parametrize(
    ("uri", "framed"),
    [("/sub/embed/x/index.html", True), ("/sub/en/embed/x/index.html", True),
     ("/sub/index.html", False), ("/sub/x/embed/index.html", False), ("/embed/x/", False),
     ("/sub/embedded/index.html", False), ("/sub/id/embed/x", False)],
)  # fmt: skip
def test_nginx_lets_frames_have_their_folder_alone(uri: str, framed: bool) -> None:  # noqa: FBT001
    """The server nginx allows frames only for addresses in the folder for frames."""
    written = server_files.nginx_configuration("https://data.test/sub/", "/srv/site")
    (pattern,) = set(re.findall(r'"~([^"]+embed/)"', written))
    assert bool(re.match(pattern, uri)) is framed


def test_nginx_sends_every_header_at_one_level() -> None:
    """Every `add_header` stands at server level: a location with its own loses all others."""
    written = server_files.nginx_configuration("https://data.test/", "/srv/site")
    inside = written[written.index("location ^~") :]
    assert "add_header" not in inside
    for name, value in security_policy.EVERYWHERE.items():
        assert f'add_header {name} "{value}" always;' in written
