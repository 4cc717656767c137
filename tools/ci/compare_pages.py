"""Build a base and the working tree, and report which published pages differ, and how.

    make compare-pages BASE=main [SITE=<built site>] [OUT=<folder>]

Each side is built by its own software, in a temporary folder, for the same day. The pages are then
compared as they are read: texts, menus, links, labels, and what a stylesheet hides. Where Chromium
is found, it is asked too which texts are seen, and with OUT the changed pages are drawn before and
after.

With SITE the second side is a folder that somebody else has built. It is only read, and nothing of
it is run but what its pages run in a browser without rights. So a forge compares a proposal: the
proposal builds its pages in a job of its own, and this software, that of the base, reads and
compares them (.github/workflows/compare.yml). The verdict on a change never rests on it
(tools/ci/judge.py). The report judges nothing: the exit status is 0 if both sites were compared, 1
if the statements and figures that differ are too many for a report, and 2 if nothing could be
compared.
"""

from __future__ import annotations

import argparse
import datetime as dt
import functools
import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import yaml

import browser_pages
import same_site
from inert_text import inert_markdown, without_commands
from judge import python_for
from page_differences import (
    ReadSite,
    SiteChange,
    SiteDifferences,
    Weight,
    address_of,
    compare_sites,
    grouped_changes,
)
from report_size import ReportTooLongError
from same_site import ComparisonError, Software
from terang import source_date
from terang.change_report.changed_files import ChangedFiles
from terang.change_report.markdown_text import code_span, differing_texts, escaped_source
from terang.diagnostics import LANGUAGES, InvalidDataError
from terang.parsing import git_command, git_commits, git_files
from terang.parsing.git_commits import Commit
from terang.publishing.manifest import NAME as MANIFEST
from terang.publishing.manifest import BadManifestError, Manifest

ROOT = Path(__file__).resolve().parents[2]
REPORT = "report.md"
_SENTENCES = Path(__file__).with_name("page_sentences.yml")

LARGEST_HALF = 400_000
"""The bytes of the report in a language; two halves fit into a forge's summary."""
MOST_FILES, LARGEST_SITE = 20_000, 1 << 30
"""The files and bytes that a site built elsewhere may have."""
_DAY = 86_400
_MOST_SHOWN = 2_000
"""The characters of a text that the report shows."""
_MOST_PLACES = 6
_NEVER_CUT = (Weight.HIDDEN, Weight.STATEMENTS, Weight.PAGES, Weight.MENUS)


@dataclass(frozen=True, slots=True)
class PageComparison:
    """Two built sites: what was compared, how they differ, and the kinds of files changed."""

    base: str
    day: dt.date
    differences: SiteDifferences
    files: ChangedFiles | None
    """The files that differ; None if the second site was built elsewhere."""
    has_browser: bool


# --- building ------------------------------------------------------------------------------------


def compare_pages(
    root: Path, base: str, folder: Path, out: Path | None = None, site: Path | None = None
) -> PageComparison:
    """Build both sites below a folder and compare them; `out`: where changed pages are drawn.

    `site`: the second site, if it is built already. Raises ComparisonError if a site cannot be
    built or read, and InvalidDataError if there is no such base.
    """
    repository = git_command.open_repository(root)
    commits = git_commits.commits_to_compare(repository, base)
    moment = _moment_of(site) or source_date.build_moment(os.environ)
    before = same_site.copy_commit(root, commits.base.id, folder / "base")
    sites = {"before": _built(before, folder / "before", moment)}
    if site is None:
        after = same_site.copy_working_tree(root, folder / "head")
        sites["after"] = _built(after, folder / "after", moment)
    else:
        sites["after"] = foreign_site(site)
    differences = compare_sites(*map(ReadSite, sites.values()))
    program = browser_pages.find_chromium()
    if program is not None:
        differences = with_seen_changes(program, [*sites.values()], differences)
    if program is not None and out is not None:
        changed = (*differences.changed, *differences.gone, *differences.added)
        browser_pages.draw_pages(program, sites, changed, out)
    files = _changed_files(repository, commits.base) if site is None else None
    return PageComparison(
        f"{code_span(commits.name)} ({_short(commits.base)})",
        dt.datetime.fromtimestamp(int(moment), dt.UTC).date(),
        differences,
        files,
        program is not None,
    )


def _changed_files(repository: git_command.Repository, base: Commit) -> ChangedFiles:
    """Return the files at which the working tree differs from a commit."""
    with git_files.working_tree(repository, ["data", "content"]) as working:
        base_tree = git_files.committed_tree(repository, base.id)
        paths = working.tree.changed_paths(base_tree) | working.untracked
    return ChangedFiles.of_paths(paths)


def foreign_site(site: Path) -> Path:
    """Return the folder of a site that somebody else has built, if it can be read as one.

    Raises ComparisonError for links and other special files, and for more than a site can hold.
    """
    paths = [path for path in site.rglob("*") if path.is_symlink() or not path.is_dir()]
    if special := [path for path in paths if path.is_symlink() or not path.is_file()]:
        raise ComparisonError(f"{code_span(str(special[0].relative_to(site)))}: no regular file")
    if len(paths) > MOST_FILES or sum(path.stat().st_size for path in paths) > LARGEST_SITE:
        raise ComparisonError(f"{site.name}: too large")
    if not any(path.suffix == ".html" for path in paths):
        raise ComparisonError(f"{site.name}: no pages")
    return site


def _moment_of(site: Path | None) -> str:
    """Return the moment that a built site says it was built for, if it is of today; else nothing.

    Of another day the states of targets may differ: that stands in the report as any difference.
    """
    if site is None:
        return ""
    try:
        moment = Manifest.from_json((site / MANIFEST).read_bytes()).moment
    except (OSError, BadManifestError):
        return ""
    distance = abs(moment - source_date.clock_time().timestamp())
    return str(moment) if distance < _DAY else ""


def _built(software: Software, folder: Path, moment: str) -> Path:
    """Return the site of a checkout, built by its own software and the packages that it names."""
    try:
        python = python_for(software.root)
    except (OSError, subprocess.CalledProcessError) as error:
        raise ComparisonError(f"{software.name}: {error}") from error
    return same_site.build(software, software.root, folder, moment, python).site


def _short(commit: Commit) -> str:
    return f"{commit.short_id}, {commit.day(dt.UTC)}"


def with_seen_changes(
    program: str, sites: Sequence[Path], found: SiteDifferences
) -> SiteDifferences:
    """Return the differences with those that only a browser sees."""
    pages = [
        {address_of(path.relative_to(site).as_posix()) for path in site.rglob("*.html")}
        for site in sites
    ]
    both = sorted(pages[0] & pages[1])
    assets = [ReadSite(site / "assets").files for site in sites]
    if assets[0] == assets[1]:
        both = sorted({*both} & {*found.changed})
    seen = browser_pages.seen_changes(program, sites, both, found.changes)
    added = [*grouped_changes(seen)]
    changed = {*found.changed, *(place for change in added for place in change.places)}
    ordered = sorted((*found.changes, *added), key=lambda change: change.weight)
    same = found.same + len(found.changed) - len(changed)
    return replace(found, changes=tuple(ordered), changed=tuple(sorted(changed)), same=same)


# --- the report ----------------------------------------------------------------------------------


@functools.cache
def sentences() -> Mapping[str, Any]:
    """Return the words of the report."""
    found: Mapping[str, Any] = yaml.safe_load(_SENTENCES.read_text("utf-8"))
    return found


def report(compared: PageComparison, largest: int | None = LARGEST_HALF) -> str:
    """Return the report in each language; `largest`: the bytes of each, or None for all of it.

    Raises ReportTooLongError if what must not be cut does not fit.
    """
    return "\n---\n\n".join(_Half(compared, code).markdown(largest) for code in LANGUAGES)


class _Half:
    """The report in a language."""

    def __init__(self, compared: PageComparison, language: str) -> None:
        self.compared, self.language = compared, language
        self.found = compared.differences

    def word(self, *keys: str, **values: object) -> str:
        """Return a sentence with its values."""
        found = sentences()
        for key in keys:
            found = found[key]
        return str(found[self.language]).format(**values)

    def markdown(self, largest: int | None) -> str:
        """Return the report, cut at texts where it would be longer than `largest` bytes."""
        lines = [*self._head()]
        for weight in Weight:
            changes = [change for change in self.found.changes if change.weight is weight]
            if changes:
                left = None if largest is None else largest - _size(lines)
                section = [*self._changes(changes, left, is_cut=weight not in _NEVER_CUT)]
                lines += [f"## {self.word('section', weight.name.lower())}", "", *section, ""]
        return "\n".join(lines).rstrip("\n") + "\n"

    def _changes(
        self, changes: Sequence[SiteChange], left: int | None, *, is_cut: bool
    ) -> Iterator[str]:
        """Yield changes for which so many bytes are left, and how many are left out."""
        for number, change in enumerate(changes):
            told = [*self._change(change)]
            left = None if left is None else left - _size(told)
            if left is not None and left < 0:
                if not is_cut:
                    raise ReportTooLongError
                yield f"- {self.word('cut', count=len(changes) - number, file=REPORT)}"
                return
            yield from told

    def _head(self) -> Iterator[str]:
        found, compared = self.found, self.compared
        yield from (f"# {self.word('title')}", "")
        head = self.word("head" if compared.files is not None else "site")
        yield from (self.word("compared", base=compared.base, head=head, day=compared.day), "")
        counts = {"changed": found.changed, "added": found.added, "gone": found.gone}
        numbers = {name: len(pages) for name, pages in counts.items()}
        yield from (self.word("counts", same=found.same, **numbers), "")
        if not found.changes:
            yield from (self.word("nothing"), "")
        yield from (self._touched(), "")
        widths = ", ".join(map(str, browser_pages.WIDTHS))
        kind = "browser" if compared.has_browser else "no_browser"
        yield from (self.word(kind, widths=widths), "")

    def _touched(self) -> str:
        """Return the sentence that names software and configuration as such."""
        if self.compared.files is None:
            return self.word("built_elsewhere")
        kinds = self.compared.files.by_kind
        named = [f"{self.word('file_kind', kind)} ({len(paths)})" for kind, paths in kinds.items()]
        if set(kinds) <= {"data", "pages", "documents"}:
            return self.word("data_only")
        return self.word("touched", kinds=", ".join(named))

    def _change(self, change: SiteChange) -> Iterator[str]:
        """Yield a change: its kind, both sides, and where it is."""
        places = ", ".join(code_span(place) for place in change.places[:_MOST_PLACES])
        more = len(change.places) - _MOST_PLACES
        if more > 0:
            places = self.word("more_places", places=places, more=more)
        yield f"- {self.word('kind', change.kind)}, {self.word('places', places=places)}"
        if change.before or change.after:
            texts = differing_texts(change.before, change.after)
            for name, text in zip(("before", "now"), texts, strict=True):
                shown = self._text(text) if text else self.word("absent")
                yield f"  - {self.word(name)}: {shown}"

    def _text(self, text: str) -> str:
        cut = text if len(text) <= _MOST_SHOWN else f"{text[:_MOST_SHOWN]} … ({len(text)})"
        return escaped_source(cut)


def _size(lines: Sequence[str]) -> int:
    """Return the bytes of lines."""
    return len("\n".join(lines).encode()) + 1


# --- the command ---------------------------------------------------------------------------------


def publish(compared: PageComparison, out: Path | None, environment: Mapping[str, str]) -> None:
    """Print the report, add it to a forge's summary, and write it whole below `out`."""
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
        (out / REPORT).write_text(report(compared, None), encoding="utf-8")
    text = report(compared)
    if environment.get("GITHUB_ACTIONS") == "true":
        print(without_commands(text, secrets.token_hex(16)), flush=True)
        with Path(environment["GITHUB_STEP_SUMMARY"]).open("a", encoding="utf-8") as file:
            file.write(inert_markdown(text) + "\n")
        return
    print(text, end="", flush=True)


def main(arguments: Sequence[str] | None = None, root: Path = ROOT) -> int:
    """Compare, show the report, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", required=True, help="the git ref that pages are compared with")
    parser.add_argument("--site", default="", help="a built site, instead of what is here")
    parser.add_argument("--out", default="", help="the folder for the whole report and the images")
    chosen = parser.parse_args(arguments)
    out = Path(chosen.out) if chosen.out else None
    try:
        with tempfile.TemporaryDirectory(prefix="compare-pages-") as folder:
            site = Path(chosen.site) if chosen.site else None
            compared = compare_pages(root, chosen.base, Path(folder), out, site)
        publish(compared, out, os.environ)
    except ReportTooLongError:
        for code in LANGUAGES:
            print(sentences()["too_long"][code], file=sys.stderr)
        return 1
    except (ComparisonError, InvalidDataError, RecursionError) as error:
        for code in LANGUAGES:
            print(sentences()["not_compared"][code], file=sys.stderr)
        print(error, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
