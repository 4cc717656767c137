"""`make gather`: every sound site is in the outcome, every broken one is named with its reason."""

from __future__ import annotations

import gzip
import re
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import duckdb
import pytest
from tests.built import REPOSITORY
from tests.serve import serving
from tests.terang_nation.made_sites import NOON, made_site, manifest_of, write_site

from terang.publishing import published_site
from terang_nation.__main__ import main
from terang_nation.site_reader import Limits

LIMITS = Limits(file_bytes=200_000, site_bytes=400_000, seconds=4)
CLAIMS, PACKAGE = "data/claims.csv", "data/datapackage.json"
CODE = "6404"
SOUND = ("one", "two", "three")
FIRST = '- {id: one, area: "64", address: "https://a.example/"}\n'

Files = dict[str, bytes]
Answer = Callable[[BaseHTTPRequestHandler], None]


class Web(BaseHTTPRequestHandler):
    """A handler of made-up sites: each has its files, or answers of its own."""

    protocol_version = "HTTP/1.0"

    def __init__(
        self, sites: Mapping[str, Files | Answer], asked: list[str], *more: object
    ) -> None:
        self.sites, self.asked = sites, asked
        super().__init__(*more)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Answer with a file of the site that the address names."""
        _, name, path = self.path.split("/", 2)
        self.asked.append(f"{name}/{path}")
        site = self.sites.get(name, {})
        if callable(site):
            site(self)
        elif path in site:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(site[path])
        else:
            self.send_error(404)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


class Nation:
    """A web of sites, and the list that names them."""

    def __init__(self, root: Path, port: int, sites: dict[str, Files | Answer]) -> None:
        self.root, self.port, self.sites = root, port, sites
        self.asked: list[str] = []
        self.addresses: dict[str, str] = {}

    def address(self, name: str) -> str:
        """Return the address of a site."""
        return self.addresses.get(name, f"http://127.0.0.1:{self.port}/{name}/")

    def publish(self, name: str, code: str = CODE, **changed: object) -> Files:
        """Publish a sound site; `changed` are keys of its manifest."""
        files = made_site(self.address(name), code)
        self.seal(name, files, **changed)
        return files

    def seal(self, name: str, files: Files, **changed: object) -> None:
        """Publish files with their manifest."""
        manifest = manifest_of(files, self.address(name), **changed)
        self.sites[name] = {**files, "manifest.json": manifest}

    def gather(self, *names: str) -> int:
        """Run the command for these sites; the area of each is its place in the list."""
        lines = [
            f'- id: {name}\n  area: "{self.code(names, name)}"\n  address: {self.address(name)}\n'
            for name in names
        ]
        (self.root / "sites.yml").write_text("\n".join(lines), "utf-8")
        return main(["--sites=sites.yml", "--out=out"], LIMITS)

    def code(self, names: tuple[str, ...], name: str) -> str:
        """Return the code of a site's area."""
        return str(6401 + names.index(name))

    def ask(self, query: str) -> list[tuple[object, ...]]:
        """Return the answer of the database."""
        with duckdb.connect(str(self.root / "out/nation.duckdb"), read_only=True) as database:
            return database.execute(query).fetchall()


@pytest.fixture
def nation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Nation]:
    """Yield a web without sites, in an own folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOON)
    monkeypatch.setattr(published_site, "_TIMEOUT", 2)
    monkeypatch.setattr(ThreadingHTTPServer, "request_queue_size", 128)
    sites: dict[str, Files | Answer] = {}
    made = Nation(tmp_path, 0, sites)
    with serving(partial(Web, sites, made.asked)) as port:
        made.port = port
        yield made


def sends(content: bytes, code: int = 200, **headers: str) -> Answer:
    """Return the answer with this content to every question."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def drips(handler: BaseHTTPRequestHandler) -> None:
    """Answer with a byte now and then."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(80):
        try:
            handler.wfile.write(b" ")
            handler.wfile.flush()
        except OSError:
            return
        time.sleep(0.1)


def speaks_otherwise(handler: BaseHTTPRequestHandler) -> None:
    """Answer with something that is no HTTP."""
    handler.wfile.write(b"SSH-2.0\r\n")


def keeps_silent(handler: BaseHTTPRequestHandler) -> None:  # noqa: ARG001
    """Wait longer than anybody."""
    time.sleep(5)


def leads_to(address: str) -> Callable[[Nation, str], None]:
    """Return a breakage: every answer leads to another address."""

    def broken(nation: Nation, name: str) -> None:
        where = address.replace("{self}", nation.address(name) + "manifest.json")
        nation.sites[name] = sends(b"", 302, Location=where)

    return broken


def answers(answer: Answer) -> Callable[[Nation, str], None]:
    """Return a breakage: the site answers like this."""
    return lambda nation, name: nation.sites.update({name: answer})


def seals(change: Callable[[Files], None], **changed: object) -> Callable[[Nation, str], None]:
    """Return a breakage: changed files, or a changed manifest, that fit each other."""

    def broken(nation: Nation, name: str) -> None:
        files = made_site(nation.address(name), nation.code(BROKEN_LIST, name))
        change(files)
        nation.seal(name, files, **changed)

    return broken


def after_sealing(change: Callable[[Files], None]) -> Callable[[Nation, str], None]:
    """Return a breakage: files are changed behind the manifest's back."""

    def broken(nation: Nation, name: str) -> None:
        nation.publish(name, nation.code(BROKEN_LIST, name))
        files = nation.sites[name]
        assert isinstance(files, dict)
        change(files)

    return broken


def puts(path: str, old: bytes, new: bytes) -> Callable[[Files], None]:
    """Return a change of the files: a text in place of another."""

    def change(files: Files) -> None:
        assert old in files[path]
        files[path] = files[path].replace(old, new)

    return change


def repeats_a_row(files: Files) -> None:
    """Give a table a row twice."""
    files[CLAIMS] += files[CLAIMS].splitlines(keepends=True)[-1]


def is_dead(nation: Nation, name: str) -> None:
    """Put nothing at the address."""
    nation.addresses[name] = "http://127.0.0.1:9/"


BOMB = gzip.compress(bytes(50_000_000))

BROKEN: Mapping[str, tuple[str, Callable[[Nation, str], None]]] = {
    "dead": ("unreachable", is_dead),
    "empty": ("no-manifest", answers(sends(b"", 404))),
    "failing": ("unreachable", answers(sends(b"", 500))),
    "no-http": (
        "unreachable",
        answers(speaks_otherwise),
    ),
    "silent": ("unreachable", answers(keeps_silent)),
    "slow": ("too-much", answers(drips)),
    "endless": ("too-much", answers(sends(b" " * 5_000_000))),
    "bomb": ("too-much", answers(sends(BOMB, Content_Encoding="gzip"))),
    "cut-off": ("unreachable", answers(sends(b"{}", Content_Length="9000"))),
    "circle": ("unreachable", leads_to("{self}")),
    "away": ("unreachable", leads_to("http://elsewhere.example/")),
    "to-a-file": ("unreachable", leads_to("file:///etc/passwd")),
    "no-json": ("not-a-manifest", answers(sends(b"<!doctype html>"))),
    "later-manifest": ("not-a-manifest", seals(lambda _: None, format=3)),
    "disguised": ("other-address", seals(lambda _: None, address="https://other.example/")),
    "tomorrow": ("future", seals(lambda _: None, day="2027-01-01")),
    "lying": ("digest-differs", after_sealing(puts(CLAIMS, b"100000", b"999999"))),
    "half": ("missing-file", after_sealing(lambda files: files.pop(CLAIMS) and None)),
    "unlisted": ("missing-file", seals(lambda files: files.pop(CLAIMS) and None)),
    "other-format": ("other-format", seals(puts(PACKAGE, b'"format": 2', b'"format": 1'))),
    "no-package": ("bad-table", seals(lambda files: files.update({PACKAGE: b"[]"}))),
    "words-for-numbers": ("bad-table", seals(puts(CLAIMS, b",100000,", b",banyak,"))),
    "no-column": ("bad-table", seals(puts(CLAIMS, b"is_latest", b"is_first"))),
    "hostile": ("bad-table", seals(puts(CLAIMS, b"people-town,", "people\u202etown,".encode()))),
    "control": ("bad-table", seals(puts(CLAIMS, b",Koran,", b",\x1b[31mKoran,"))),
    "no-text": ("bad-table", seals(puts(CLAIMS, b",Koran,", b",\xff\xfe,"))),
    "twice": ("bad-table", seals(repeats_a_row)),
    "neighbour": ("other-area", seals(puts(CLAIMS, b",64", b",11"))),
    "no-code": ("other-area", seals(puts(CLAIMS, b",64", b","))),
    "linking": ("leads-elsewhere", seals(puts(CLAIMS, b",http://127", b",http://128"))),
}
BROKEN_LIST = (*SOUND, *BROKEN)


def test_each_broken_site_is_named_and_nothing_else_is_lost(
    nation: Nation, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sites that are broken in thirty ways: each has its reason, and the others are there."""
    for name in SOUND:
        nation.publish(name, nation.code(BROKEN_LIST, name))
    for name, (_, breaks) in BROKEN.items():
        breaks(nation, name)
    started = time.monotonic()
    assert nation.gather(*BROKEN_LIST) == 1
    assert time.monotonic() - started < 30
    said = capsys.readouterr().err
    reasons = dict(re.findall(r"^([a-z-]+): ([a-z-]+): ", said, re.MULTILINE))
    assert reasons == {name: reason for name, (reason, _) in BROKEN.items()}
    assert all(line.isprintable() and len(line) < 500 for line in said.splitlines())
    assert said.count("nothing of this site is used") == len(BROKEN)
    found = nation.ask("SELECT site, status, problem, claims > 0 FROM sites")
    assert {row[0]: row[1:] for row in found} == {
        **dict.fromkeys(SOUND, ("read", None, True)),
        **{name: ("missing", reason, False) for name, (reason, _) in BROKEN.items()},
    }
    for table in ("claims", "targets", "series", "indicators", "areas"):
        assert nation.ask(f"SELECT DISTINCT site FROM {table} ORDER BY 1") == [  # noqa: S608
            *(("one",), ("three",), ("two",))
        ]


def test_the_outcome_is_typed_and_leads_home(nation: Nation) -> None:
    """Values are numbers, days are dates, each claim has its site and its own address."""
    nation.publish("one", "6401")
    assert nation.gather("one") == 0
    query = "SELECT site, url, value, date_end, is_latest FROM claims WHERE is_latest"
    ((site, url, value, last, is_latest),) = nation.ask(query)
    assert (site, value, str(last), is_latest) == ("one", 100000.0, "2024-08-17", True)
    assert url == f"{nation.address('one')}coverage/people-town/#result-2024-08-17"
    with duckdb.connect() as database:
        path = nation.root / "out/claims.parquet"
        assert database.execute(query.replace("claims", f"'{path}'", 1)).fetchall() == [
            (site, url, value, last, is_latest)
        ]


def test_what_has_not_changed_is_not_read_again(nation: Nation) -> None:
    """The second time each site is asked for its manifest, and a changed one for what changed."""
    for name, code in (("one", "6401"), ("two", "6402")):
        nation.publish(name, code)
    assert nation.gather("one", "two") == 0
    first = {path.name: path.read_bytes() for path in nation.root.glob("out/*.parquet")}
    nation.asked.clear()
    assert nation.gather("one", "two") == 0
    assert sorted(nation.asked) == ["one/manifest.json", "two/manifest.json"]
    again = {path.name: path.read_bytes() for path in nation.root.glob("out/*.parquet")}
    assert again == first
    files = made_site(nation.address("two"), "6402")
    files[CLAIMS] = files[CLAIMS].replace(b"100000", b"100001")
    nation.seal("two", files)
    nation.asked.clear()
    assert nation.gather("one", "two") == 0
    assert sorted(nation.asked) == ["one/manifest.json", "two/data/claims.csv", "two/manifest.json"]
    assert nation.ask("SELECT site, value FROM claims WHERE is_latest ORDER BY site") == [
        *(("one", 100000.0), ("two", 100001.0))
    ]


def test_a_site_that_fails_is_kept_as_it_was(
    nation: Nation, capsys: pytest.CaptureFixture[str]
) -> None:
    """The files of the last reading stay in use, and are said to; half of a new one never is."""
    nation.publish("one", "6401", day="2026-06-29")
    assert nation.gather("one") == 0
    before = nation.ask("SELECT * FROM claims ORDER BY claim_id")
    files = nation.publish("one", "6401")
    changed = {**files, CLAIMS: files[CLAIMS].replace(b"100000", b"5")}
    nation.sites["one"] = {**changed, "manifest.json": manifest_of(files, nation.address("one"))}
    nation.root.joinpath(".cache/terang/gather/one").joinpath("x").write_bytes(b"")
    capsys.readouterr()
    assert nation.gather("one") == 0  # the digest is that of the kept file
    nation.seal("one", changed | {"data/areas.csv": b"no table"})
    assert nation.gather("one") == 1
    assert "what was read last, of 2026-06-30, is used on" in capsys.readouterr().err
    assert nation.ask("SELECT status, problem FROM sites") == [("kept", "bad-table")]
    assert nation.ask("SELECT * FROM claims ORDER BY claim_id") == before


def test_a_site_that_is_no_longer_built(nation: Nation, capsys: pytest.CaptureFixture[str]) -> None:
    """It is read, and said to be old."""
    nation.publish("one", "6401", day="2026-06-01")
    assert nation.gather("one") == 0
    assert "one: stale:" in capsys.readouterr().err
    assert nation.ask("SELECT status, problem FROM sites") == [("read", "stale")]


def test_sites_in_folders(nation: Nation) -> None:
    """A site may be read from a folder, and its claims lead to its address."""
    write_site(nation.root / "here", "https://one.example/", "640408")
    (nation.root / "sites.yml").write_text(
        '- {id: one, area: "6404", address: "https://one.example/", folder: here}\n'
        '- {id: two, area: "6405", address: "https://two.example/", folder: nowhere}\n'
    )
    assert main(["--sites=sites.yml", "--out=out"]) == 1
    assert nation.ask("SELECT site, status, problem FROM sites ORDER BY site") == [
        *(("one", "read", None), ("two", "missing", "unreachable"))
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "a: b",
        "- {id: one}",
        '- {id: One, area: "64", address: "https://a.example/"}',
        '- {id: one, area: here, address: "https://a.example/"}',
        '- {id: one, area: "64", address: "file:///etc/"}',
        '- {id: one, area: "64", address: "https://a.example/", x: y}',
        '- {id: one, area: "64", address: ["https://a.example/"]}',
        FIRST + '- {id: two, area: "64", address: "https://b.example/"}',
        FIRST + '- {id: two, area: "65", address: "https://a.example"}',
        "- {id: one, area: [",
    ],
)
def test_a_list_with_a_mistake(
    text: str, nation: Nation, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing is gathered from a list with a mistake, and the mistake is named."""
    (nation.root / "sites.yml").write_text(text, "utf-8")
    assert main(["--sites=sites.yml", "--out=out"]) == 1
    assert capsys.readouterr().err.startswith("sites.yml:")
    assert not (nation.root / "out").exists()


def test_without_a_list(nation: Nation, capsys: pytest.CaptureFixture[str]) -> None:
    """A list that is not there is a sentence, not a traceback."""
    assert main([f"--sites={nation.root / 'none.yml'}"]) == 1
    assert "none.yml" in capsys.readouterr().err


def test_the_printed_queries_answer(nation: Nation) -> None:
    """The outcome answers the questions of docs/nation.md, each figure with an address."""
    for name, code in (("one", "6401"), ("two", "6402")):
        nation.publish(name, code)
    assert nation.gather("one", "two", "three") == 1
    text = (REPOSITORY / "docs/nation.md").read_text("utf-8")
    queries = re.findall(r"```sql\n(.*?)```", text, re.DOTALL)
    reporting, targets, years = map(nation.ask, queries[:3])
    assert [(row[0], row[1]) for row in reporting] == [
        *(("three", "missing"), ("one", "read"), ("two", "read"))
    ]
    assert ("two", "pending", 1) in targets
    found = [row for row in years if row[2] == "6402"]
    assert [(row[3], row[4], row[5]) for row in found] == [
        *((2022, 14000.0, 14000.0), (2023, 80000.0, 90000.0), (2024, 100000.0, 100000.0))
    ]
    assert all(str(row[6]).startswith(nation.address("two")) for row in found)
    nation.ask(queries[3].replace("'nasional/", f"'{nation.root}/out/"))
    held = duckdb.read_parquet(f"{nation.root}/out/by-province/province=64/*.parquet")
    assert len(held) == len(nation.ask("FROM claims")) > 0


def test_a_site_speaks_for_its_own_area_only(nation: Nation) -> None:
    """Series about other areas are left out of every table, and the site is named."""
    files = made_site(nation.address("one"), "6401")
    lines = files[CLAIMS].decode().splitlines(keepends=True)
    first = lines[1].split(",")[2]
    others = [line.replace(",6401,", ",6402,") if f",{first}," in line else line for line in lines]
    assert others != lines
    nation.seal("one", {**files, CLAIMS: "".join(others).encode()})
    assert nation.gather("one") == 0
    assert nation.ask("SELECT problem, status FROM sites") == [("other-areas", "read")]
    for table, column in (("claims", "series"), ("targets", "series"), ("series", "id")):
        (found,) = nation.ask(f"SELECT count(*) FROM {table} WHERE {column} = '{first}'")  # noqa: S608
        assert found == (0,)
    assert nation.ask("SELECT count(*) > 0 FROM claims") == [(True,)]
