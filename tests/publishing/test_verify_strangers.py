"""`make verify` and a stranger's server: whatever is sent, it ends in sentences that are harmless.

Nothing that is sent reaches the terminal raw: it is on one line, short, without signs of control,
and no line is a command for a forge.
"""

from __future__ import annotations

import gzip
import json
import re
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Mapping
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.serve import serving

from terang.i18n.terminal_messages import site_message
from terang.publishing import origin_checks, patient_map, published_site, verify
from terang.publishing.manifest import BadManifestError, Manifest
from terang.publishing.published_site import HostedSite, SiteFolder

SHA = "0" * 64
SOUND: Mapping[str, Any] = {
    "format": 2, "address": "https://a.example/", "commit": None, "day": "2026-09-21",
    "moment": 1790000000, "data": SHA, "pages": SHA, "software": SHA, "lock": SHA,
    "files": {"index.html": SHA},
}  # fmt: skip
HOSTILE = "\x1b[31m\r\n::error::x\n##[add-mask]85.000\u202e\x07\x9b1m" + "y" * 5_000

Answer = Callable[[BaseHTTPRequestHandler], None]


class Stranger(BaseHTTPRequestHandler):
    """A handler that answers as a test wants."""

    protocol_version = "HTTP/1.0"

    def __init__(self, answer: Answer, *arguments: Any, **keywords: Any) -> None:  # noqa: ANN401
        self.answer = answer
        super().__init__(*arguments, **keywords)

    def do_GET(self) -> None:
        """Answer any address alike."""
        self.answer(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing."""


def sends(
    content: bytes, code: int = 200, headers: Mapping[str, str] | None = None, reason: str = "OK"
) -> Answer:
    """Return the answer with this content."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code, reason)
        for name, value in (headers or {}).items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def sends_raw(content: bytes) -> Answer:
    """Return an answer that is no HTTP."""
    return lambda handler: handler.wfile.write(content) and None


def said_of(answer: Answer, capsys: pytest.CaptureFixture[str], root: Path) -> tuple[int, str]:
    """Return the exit code and the output of a verification of a stranger's server."""
    capsys.readouterr()
    with serving(partial(Stranger, answer)) as port:
        code = verify.verify_site(root, f"http://127.0.0.1:{port}/", "terang_mkdocs")
    said = capsys.readouterr()
    return code, said.out + said.err


def assert_harmless(said: str) -> None:
    """Assert that a terminal obeys nothing of an output, and that a forge obeys nothing either."""
    lines = said.split("\n")
    assert lines
    for line in lines:
        assert len(line) < 2_500
        assert line.isprintable()
        assert not line.lstrip().startswith("::")
        assert not re.search(r"##\w*\[", line)


MANIFESTS: Mapping[str, object] = {
    "a number as the commit": {**SOUND, "commit": 5},
    "a list as the commit": {**SOUND, "commit": ["x"]},
    "a number as the address": {**SOUND, "address": 5},
    "no day": {key: value for key, value in SOUND.items() if key != "day"},
    "another key": {**SOUND, "x": 1},
    "true as the moment": {**SOUND, "moment": True},
    "a fraction as the moment": {**SOUND, "moment": 1.5},
    "a moment before all days": {**SOUND, "moment": -1},
    "a moment after all days": {**SOUND, "moment": 10**30},
    "files as a list": {**SOUND, "files": ["index.html"]},
    "files as a text": {**SOUND, "files": "index.html"},
    "a number as a checksum": {**SOUND, "files": {"index.html": 5}},
    "no checksum": {**SOUND, "files": {"index.html": HOSTILE}},
    "a file elsewhere": {**SOUND, "files": {"../../etc/passwd": SHA}},
    "an absolute file": {**SOUND, "files": {"/etc/passwd": SHA}},
    "a folder": {**SOUND, "files": {"a//b": SHA}},
    "a backslash": {**SOUND, "files": {"a\\..\\b": SHA}},
    "a line break": {**SOUND, "files": {"a\n::error::b": SHA}},
    "no file": {**SOUND, "files": {"": SHA}},
    "null": None,
    "a number": 5,
    "a list": [SOUND],
    "a long text": "x" * 100_000,
}


@pytest.mark.parametrize("content", MANIFESTS.values(), ids=MANIFESTS)
def test_a_manifest_of_wrong_types_is_none(
    content: object, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A manifest with a value of a wrong type or form is said to be none, and nothing is built."""
    data = json.dumps(content).encode()
    with pytest.raises(BadManifestError):
        Manifest.from_json(data)
    code, said = said_of(sends(data), capsys, tmp_path)
    assert code == 1
    assert "manifest.json" in said.splitlines()[0]
    assert len(said.splitlines()) == 2
    assert_harmless(said)


@pytest.mark.parametrize(
    "content",
    [
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b"9" * 100_000,
        b'{"format": 1e999}',
        b'{"files": NaN}',
        b"\xff\xfe{}",
        b"\x1b]0;x\x07",
        b"",
        b"<html>" * 1000,
        json.dumps({**SOUND, "commit": HOSTILE}).encode(),
        json.dumps({**SOUND, "day": HOSTILE}).encode(),
        json.dumps({**SOUND, "files": {"\ud800": SHA}}).encode(),
    ],
    ids=lambda content: f"{len(content)}-{content[:24]!a}",
)
def test_json_of_any_form_is_none(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """JSON that nests without end, holds endless numbers or hostile texts ends in a sentence."""
    code, said = said_of(sends(content), capsys, tmp_path)
    assert code == 1
    assert_harmless(said)


SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)


@given(VALUES, st.sampled_from([*SOUND]))
def test_any_value_of_a_key_is_read_or_refused(value: object, key: str) -> None:
    """Whatever one key holds, the manifest is sound in all its types, or is none."""
    data = json.dumps({**SOUND, key: value}).encode()
    try:
        read = Manifest.from_json(data)
    except BadManifestError:
        return
    assert type(read.moment) is int
    assert read.commit is None or isinstance(read.commit, str)
    assert all(isinstance(text, str) for pair in read.files.items() for text in pair)


TEXTS = ["commit", "address", "day"]


@pytest.mark.parametrize("key", TEXTS)
def test_a_hostile_text_is_printed_harmlessly(
    key: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A text of a manifest is printed on one line, cut, without signs of control or commands."""
    text = HOSTILE[:1_000]
    code, said = said_of(sends(json.dumps({**SOUND, key: text}).encode()), capsys, tmp_path)
    assert code == 1
    assert_harmless(said)


ANSWERS: Mapping[str, Answer] = {
    "an error": sends(b"x", 500, reason="::error::x \x1b[31m##[add-mask]y"),
    "forbidden": sends(b"x", 403),
    "no HTTP": sends_raw(b"\x1b[31m::error::x\r\n\r\n"),
    "nothing": sends_raw(b""),
    "an endless line": sends_raw(b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000),
    "many headers": sends_raw(b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1_000 + b"\r\n"),
    "a bad length": sends_raw(b"HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n{}"),
    "too short": sends_raw(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{}"),
    "bad chunks": sends_raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}"),
    "a redirect to a file": sends(b"", 302, {"Location": "file:///etc/passwd"}),
    "a redirect elsewhere": sends(b"", 302, {"Location": "http://169.254.169.254/x"}),
    "a redirect to nothing": sends(b"", 302, {"Location": ""}),
    "a redirect to itself": sends(b"", 302, {"Location": "/manifest.json"}),
    "a redirect of odd signs": sends(b"", 302, {"Location": "http://[::1/\x7f"}),
    "no gzip": sends(b"x", 200, {"Content-Encoding": "gzip"}),
}


@pytest.mark.parametrize("answer", ANSWERS.values(), ids=ANSWERS)
def test_a_broken_server_ends_in_a_sentence(
    answer: Answer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Errors, redirects and answers that are no HTTP end in a sentence, without a traceback."""
    code, said = said_of(answer, capsys, tmp_path)
    assert code == 1
    assert "Traceback" not in said
    assert_harmless(said)


def test_a_redirect_leads_to_no_other_host() -> None:
    """A redirect to another host or scheme is not followed; one within the host is."""
    asked: list[str] = []

    def elsewhere(handler: BaseHTTPRequestHandler) -> None:
        asked.append(handler.path)
        sends(b"elsewhere")(handler)

    def here(handler: BaseHTTPRequestHandler) -> None:
        if handler.path == "/a.txt":
            sends(b"", 301, {"Location": "/b.txt"})(handler)
        elif handler.path == "/c.txt":
            sends(b"", 301, {"Location": f"http://localhost:{other}/"})(handler)
        else:
            sends(handler.path.encode())(handler)

    with serving(partial(Stranger, elsewhere)) as other, serving(partial(Stranger, here)) as port:
        site = HostedSite(f"http://127.0.0.1:{port}")
        assert site.read_file("a.txt") == b"/b.txt"
        with pytest.raises(published_site.UnreadableSiteError):
            site.read_file("c.txt")
    assert asked == []


def test_a_huge_answer_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer without an end is left when it is larger than any file of a site."""
    sent = 0

    def endless(handler: BaseHTTPRequestHandler) -> None:
        nonlocal sent
        handler.send_response(200)
        handler.end_headers()
        try:
            while sent < 200_000_000:
                handler.wfile.write(b"x" * 65_536)
                sent += 65_536
        except OSError:
            pass

    with serving(partial(Stranger, endless)) as port:
        site = HostedSite(f"http://127.0.0.1:{port}")
        with pytest.raises(published_site.TooMuchError):
            site.read_file("manifest.json", 1_000_000)
        monkeypatch.setattr(published_site, "MAX_FILE", 1_000_000)
        with pytest.raises(published_site.TooMuchError):
            published_site.digest_of_chunks(site.chunks("x") or ())
    assert sent < 200_000_000
    (tmp_path / "x").write_bytes(b"x" * 2_000_000)
    with pytest.raises(published_site.TooMuchError):
        SiteFolder(tmp_path).read_file("x", 1_000_000)


def test_a_bomb_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    """A small answer that expands to gigabytes is left at the same limit, piece by piece."""
    monkeypatch.setattr(published_site, "MAX_FILE", 1_000_000)
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    zeros = bytes(1_000_000)
    bomb = b"".join(packer.compress(zeros) for _ in range(200)) + packer.flush()
    assert len(bomb) < 1_000_000
    with serving(partial(Stranger, sends(bomb, 200, {"Content-Encoding": "gzip"}))) as port:
        (copy,) = HostedSite(f"http://127.0.0.1:{port}").copies("x")
        pieces = iter(copy)
        assert len(next(pieces)) <= 65_536
        with pytest.raises(published_site.TooMuchError):
            published_site.digest_of_chunks(pieces)


@pytest.mark.parametrize(
    ("data", "is_sound"),
    [
        (gzip.compress(b"abc", mtime=0), True),
        (gzip.compress(b"", mtime=0), True),
        (gzip.compress(b"abc", mtime=0)[:-3], False),
        (gzip.compress(b"abc", mtime=0) + b"x", False),
        (gzip.compress(b"abc", mtime=0) + gzip.compress(b"d", mtime=0), False),
        (b"abc", False),
        (b"", False),
    ],
)
def test_damaged_copies_differ(data: bytes, is_sound: bool) -> None:  # noqa: FBT001
    """A compressed copy that is cut off, damaged, or holds more than one file is another file."""
    expanded = b"".join(published_site.expanded_chunks([data[:5], data[5:]]))
    assert (expanded in (b"abc", b"")) is is_sound


def test_a_slow_server_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    """A server that sends a byte now and then is left after a while."""
    now = iter(range(0, 10_000, 30))
    monkeypatch.setattr(time, "monotonic", lambda: next(now))
    with pytest.raises(published_site.TooMuchError):
        published_site.digest_of_chunks([b"x"] * 100)


def test_a_server_that_never_answers_is_left() -> None:
    """Calls that never end are given up, and do not hold up the end of the process."""
    code = (
        "import threading\n"
        "from terang.publishing.patient_map import map_patiently, TooPatientError\n"
        "try:\n"
        "    print(next(map_patiently(lambda n: threading.Event().wait(), [1, 2], 0.2)))\n"
        "except TooPatientError as error:\n"
        "    print('left', error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=30, check=True,
        env={"PYTHONPATH": str(Path(verify.__file__).parents[2])},
    )  # fmt: skip
    assert done.stdout == "left > 0.2 s\n"


def test_results_come_in_order_and_errors_are_raised() -> None:
    """Many calls at once give their results in the order of the items."""
    assert [*patient_map.map_patiently(lambda n: n * n, range(100))] == [n * n for n in range(100)]
    assert [*patient_map.map_patiently(str, [])] == []
    with pytest.raises(ZeroDivisionError):
        next(patient_map.map_patiently(lambda n: 1 // n, [0]))


# --- what is printed -----------------------------------------------------------------------------


@given(st.text(st.sampled_from("\x1b\r\n\x07\x9b\u202e\u200b#:[]a e\\"), max_size=40))
def test_no_value_of_a_sentence_is_a_command(text: str) -> None:
    """A sentence of the terminal with any value is one line that nothing obeys."""
    for code, name in (("verify-missing", "path"), ("verify-unbuildable", "why")):
        assert_harmless(site_message(code, **{name: text}))


# --- what was published last, and by whom --------------------------------------------------------


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Return an empty git repository."""
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path)], check=True)
    return tmp_path


def keep(root: Path, files: Mapping[str, bytes]) -> None:
    """Put files into the branch `published` of a repository."""
    git = ["git", "-C", str(root), "-c", "user.name=x", "-c", "user.email=x@example.org"]
    lines = []
    for name, content in files.items():
        made = subprocess.run(
            [*git, "hash-object", "-w", "--stdin"], input=content, capture_output=True, check=True
        )
        lines.append(f"100644 blob {made.stdout.decode().strip()}\t{name}\n")
    tree = (
        subprocess.run(
            [*git, "mktree"], input="".join(lines).encode(), capture_output=True, check=True
        )
        .stdout.decode()
        .strip()
    )
    commit = (
        subprocess.run([*git, "commit-tree", tree, "-m", "x"], capture_output=True, check=True)
        .stdout.decode()
        .strip()
    )
    subprocess.run([*git, "update-ref", "refs/heads/published", commit], check=True)


def origin(root: Path, **fields: object) -> tuple[list[str], list[str]]:
    """Return the codes of findings and remarks on a manifest with these fields."""
    content = json.dumps({**SOUND, **fields}).encode()
    found = origin_checks.check_origin(root, content, Manifest.from_json(content), is_address=False)
    return [*found.findings], [*found.remarks]


def test_without_the_branch_it_is_said(repository: Path) -> None:
    """The verification says that nothing was compared if nothing is on record."""
    findings, remarks = origin(repository)
    assert (findings, remarks) == ([], [site_message("verify-no-record")])


def test_the_last_publication_is_the_measure(repository: Path) -> None:
    """The recorded manifest is compared, an older site is a finding, a newer one a remark."""
    content = json.dumps(SOUND).encode()
    facts = json.dumps({"day": "2026-09-21", "commit": "a" * 40}).encode()
    keep(repository, {"manifest.json": content, "publication.json": facts})
    assert origin(repository, day="2026-09-20")[0] == [
        site_message("verify-older", day="2026-09-20", last="2026-09-21")
    ]
    newer = site_message("verify-newer", last="2026-09-21")
    assert origin(repository, day="2026-09-22") == ([], [newer])
    assert origin(repository, commit="a" * 40)[0] == [
        site_message("verify-other-record", day="2026-09-21")
    ]
    same = json.dumps({**SOUND, "commit": "a" * 40}).encode()
    keep(repository, {"manifest.json": same, "publication.json": facts})
    recorded = site_message("verify-recorded", day="2026-09-21")
    assert origin(repository, commit="a" * 40) == ([], [recorded])


@pytest.mark.parametrize(
    "facts", [b"", b"[]", b"{", b'{"day": 5, "commit": "x"}', b'{"day": "x", "commit": "x"}',
              b"[" * 100_000],
    ids=lambda facts: ascii(facts[:12]),
)  # fmt: skip
def test_a_record_of_another_form_is_a_finding(repository: Path, facts: bytes) -> None:
    """A branch `published` that holds something else is a finding, and no traceback."""
    keep(repository, {"publication.json": facts})
    (finding,) = origin(repository)[0]
    assert finding == site_message("verify-bad-record", ref="refs/heads/published")


@pytest.mark.parametrize(
    ("exit_code", "code"),
    [(0, "verify-attested"), (1, "verify-unattested"), (4, "verify-not-attested")],
)
def test_the_forge_is_asked_who_built_it(
    repository: Path, monkeypatch: pytest.MonkeyPatch, exit_code: int, code: str
) -> None:
    """At an address, the forge's program is asked for the attestation, and the answer is said."""
    git = ["git", "-C", str(repository)]
    url = "git@github.com:organisation/record.git"
    subprocess.run([*git, "remote", "add", "origin", url], check=True)
    programs = repository / "bin"
    programs.mkdir()
    script = programs / "gh"
    script.write_text(f'#!/bin/sh\necho "$@" > "{repository}/asked"\nexit {exit_code}\n')
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{programs}:/usr/bin:/bin")
    content = json.dumps(SOUND).encode()
    found = origin_checks.check_origin(
        repository, content, Manifest.from_json(content), is_address=True
    )
    assert found.findings == ()
    assert found.remarks[-1] == site_message(code, repository="organisation/record")
    asked = (repository / "asked").read_text()
    assert asked.startswith("attestation verify ")
    assert asked.endswith(" --repo organisation/record\n")
