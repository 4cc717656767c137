"""Try the web addresses of the record, and write those that no longer open as a list.

    <python> tools/ci/addresses.py [--out <file.md>]

The addresses are those of sources, archived copies and contacts. A host is asked for one address at
a time, with a pause between two; first without the content (HEAD), and where that fails for it
(GET), of which a little is read. An address that fails is tried once more at the end. Nothing is
changed, and the exit status says only whether the list could be written.

A page that refuses programs (401, 403, 429) may still open for people: it is counted, not listed.
"""

from __future__ import annotations

import argparse
import datetime as dt
import http.client
import os
import socket
import ssl
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlsplit

from inert_text import code_span
from terang.loading.data_folder import data_files, read_data
from terang.model.catalog import Catalog
from terang.publishing.published_site import web_opener
from terang.source_date import current_time

_TIMEOUT = 20
"""Seconds that an answer may take."""
_PAUSE = 1.0
"""Seconds between two requests to a host."""
_HOSTS_AT_A_TIME = 8
_MOST_READ = 65_536
"""Bytes that are read of a page."""
_AGENT = "terang-addresses/1 (monthly check of cited pages; one request at a time)"
_REFUSED = frozenset({401, 403, 405, 406, 429, 451, 999})
"""Answers to programs that do not say whether the page is there."""
_GONE = frozenset({404, 410})


@dataclass(frozen=True, slots=True)
class OpeningResult:
    """The answer to a request for an address."""

    verdict: str
    """`opens`, `refuses` (programs), `front-page`, `gone` or `no-answer`."""
    detail: str = ""

    @property
    def is_listed(self) -> bool:
        """True if people should look at the address."""
        return self.verdict not in ("opens", "refuses")


_TITLES = {
    "gone": "Sudah tidak ada · Gone",
    "front-page": "Dialihkan ke beranda · Led to the front page",
    "no-answer": "Tidak menjawab · No answer",
}
"""Verdict → the heading of its list."""
_TOLD = {
    "id": "{listed} dari {all} alamat tidak terbuka pada {day}. Buka sendiri setiap alamat dulu. "
    "Kalau benar sudah tidak ada, cari salinan arsipnya dan tulis di `archived`; alamat lamanya "
    "tetap.",
    "en": "{listed} of {all} addresses did not open on {day}. Open each address yourself first. If "
    "it is gone, find an archived copy and write it in `archived`; the old address stays.",
}
_REFUSE = "Menolak program, jadi tidak diketahui · Refuse programs, so not known"


def addresses_of(catalog: Catalog) -> Mapping[str, Sequence[str]]:
    """Return each address of a record with the ids that name it."""
    found: dict[str, list[str]] = {}
    for source in catalog.sources.values():
        for key, url in (("url", source.url), ("archived", source.archived)):
            if url:
                found.setdefault(url, []).append(f"source:{source.id}.{key}")
    for programme in catalog.programmes.values():
        for name, contact in programme.contacts.items():
            if contact.url:
                found.setdefault(contact.url, []).append(f"contact:{programme.id}.{name}.url")
    return dict(sorted(found.items()))


def try_addresses(addresses: Iterable[str]) -> Mapping[str, OpeningResult]:
    """Return the answer for each address; those of a host are tried one after the other."""
    hosts: dict[str, list[str]] = {}
    for address in addresses:
        hosts.setdefault(urlsplit(address).netloc.lower(), []).append(address)

    def try_host(listed: Sequence[str]) -> Iterator[tuple[str, OpeningResult]]:
        found: dict[str, OpeningResult] = {}
        for again in (False, True):
            for address in listed:
                if again and not found[address].is_listed:
                    continue
                found[address] = try_address(address)
                time.sleep(_PAUSE)
        yield from found.items()

    with ThreadPoolExecutor(_HOSTS_AT_A_TIME) as pool:
        answers = pool.map(lambda listed: [*try_host(listed)], hosts.values())
        return {address: answer for group in answers for address, answer in group}


def try_address(address: str) -> OpeningResult:
    """Return the answer for an address, to HEAD or else to GET."""
    answer = _ask(address, "HEAD")
    return answer if answer.verdict == "opens" else _ask(address, "GET")


def _ask(address: str, method: str) -> OpeningResult:
    headers = {"User-Agent": _AGENT, "Accept": "*/*"}
    request = urllib.request.Request(_encoded(address), headers=headers, method=method)  # noqa: S310
    opener = web_opener(urllib.request.HTTPRedirectHandler())
    try:
        with opener.open(request, timeout=_TIMEOUT) as response:
            response.read(_MOST_READ)
            return _led_to(address, response.geturl())
    except urllib.error.HTTPError as error:
        error.close()
        if error.code in _REFUSED:
            return OpeningResult("refuses", str(error.code))
        return OpeningResult("gone" if error.code in _GONE else "no-answer", str(error.code))
    except (OSError, http.client.HTTPException, ValueError) as error:
        return OpeningResult("no-answer", _reason(error))


def _encoded(address: str) -> str:
    """Return an address in plain letters, as a request needs it."""
    return quote(address, safe=":/?#[]@!$&'()*+,;=%~")


def _led_to(address: str, final: str) -> OpeningResult:
    """Return whether the page itself was reached, and not the front page in its place."""
    old, new = urlsplit(address), urlsplit(final)
    is_page = bool(old.path.strip("/") or old.query)
    if is_page and not new.path.strip("/") and not new.query:
        return OpeningResult("front-page", final)
    return OpeningResult("opens")


def _reason(error: BaseException) -> str:
    """Return in a word or two why there was no answer."""
    cause = getattr(error, "reason", error)
    for kind, words in (
        (TimeoutError, "timeout"),
        (ssl.SSLError, "certificate"),
        (socket.gaierror, "unknown host"),
        (ConnectionRefusedError, "refused"),
    ):
        if isinstance(cause, kind):
            return words
    return type(cause).__name__


def report(
    addresses: Mapping[str, Sequence[str]], answers: Mapping[str, OpeningResult], day: dt.date
) -> str:
    """Return the list of addresses that do not open, in Markdown; "" if all of them do."""
    listed = {address: answer for address, answer in answers.items() if answer.is_listed}
    if not listed:
        return ""
    refused = sum(answer.verdict == "refuses" for answer in answers.values())
    values = {"listed": len(listed), "all": len(answers), "day": day.isoformat()}
    lines = [_TOLD["id"].format(**values), "", _TOLD["en"].format(**values)]
    if refused:
        lines += ["", f"{_REFUSE}: {refused}"]
    for verdict, title in _TITLES.items():
        found = [address for address, answer in listed.items() if answer.verdict == verdict]
        if found:
            lines += ["", f"## {title}", ""]
        for address in found:
            detail = listed[address].detail or verdict
            told = ", ".join(map(code_span, (*addresses[address], detail)))
            lines.append(f"- {code_span(address)} ({told})")
    return "\n".join(lines) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Try the addresses of the record in the current folder; return 1 if it cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, help="the file for the list; else standard output")
    out = parser.parse_args(arguments).out
    now = current_time(os.environ)
    catalog = read_data(data_files(Path.cwd()), now).catalog
    if catalog is None:
        print("data/site.yml: tidak terbaca · cannot be read", file=sys.stderr)
        return 1
    addresses = addresses_of(catalog)
    text = report(addresses, try_addresses(addresses), catalog.today)
    if out is None:
        sys.stdout.write(text or "Semua alamat terbuka · All addresses open\n")
    else:
        out.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
