"""The command `python -m terang_nation`, called by `make gather`."""

from __future__ import annotations

import argparse
import functools
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from terang import source_date
from terang.diagnostics import LANGUAGES, InvalidDataError, escape_unprintable_output, printable
from terang.loading.data_folder import data_files
from terang.narrative.translation_stamp import renew_stamp
from terang_nation.database import write_outcome
from terang_nation.gather import GatheredSite, gather_sites
from terang_nation.national_record import national_record, without_gathered
from terang_nation.site_list import SiteListError, read_site_list
from terang_nation.site_pages import NAME, site_pages
from terang_nation.site_reader import Limits, RefusedSiteError

_CACHE = Path(".cache", "terang", "gather")
_ZONE = ZoneInfo("Asia/Jakarta")


def main(arguments: Sequence[str] | None = None, limits: Limits | None = None) -> int:
    """Run `make gather`: gather the sites of a list; return the exit code, 1 if one was not read.

    The outcome is written all the same, unless the list itself has a mistake.
    """
    parser = argparse.ArgumentParser(prog="python -m terang_nation", description=__doc__)
    parser.add_argument("--sites", required=True, help="the list of sites, in YAML")
    parser.add_argument("--out", default="", help="the folder of the outcome; default: nation")
    parser.add_argument("--record", default="", help="the repository that takes over the series")
    chosen = parser.parse_args(arguments)
    escape_unprintable_output()
    folder = Path(chosen.out.strip() or "nation")
    today = source_date.current_time(os.environ).astimezone(_ZONE).date()
    try:
        sites = read_site_list(Path(chosen.sites))
        gathered = gather_sites(
            sites, _CACHE, today, limits or Limits(), with_series=bool(chosen.record.strip())
        )
        write_outcome(gathered, folder)
        refused = _take_over(gathered, Path(chosen.record.strip())) if chosen.record.strip() else {}
    except (SiteListError, InvalidDataError, OSError) as error:
        sys.stderr.write(f"{printable(str(error))}\n")
        return 1
    sys.stderr.writelines(f"{line}\n" for line in _problem_lines(gathered, refused))
    packages = [found.package for found in gathered if found.package]
    claims = sum(len(package.tables["claims"]) for package in packages)
    values = {"sites": len(packages), "listed": len(sites), "claims": claims, "folder": folder}
    sys.stdout.write(_in_both("done", **values) + "\n")
    return int(bool(refused) or any(found.status != "read" for found in gathered))


def _take_over(gathered: Sequence[GatheredSite], root: Path) -> Mapping[str, RefusedSiteError]:
    """Replace what was gathered before in a repository's record; return the sites left out.

    What its pages say of the sites is written too. The record's own data stays as it is.
    """
    now = source_date.current_time(os.environ)
    before = data_files(root)
    own = without_gathered(before)
    packages = [found.package for found in gathered if found.package]
    record = national_record(packages, own, now)
    data = {**own, **record.files}
    for path, content in {**data, **site_pages(gathered, record.refused, _sentences())}.items():
        if before.get(path) != content:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_bytes(content)
    for path in before.keys() - data.keys():
        (root / path).unlink()
    for code in LANGUAGES[1:]:
        renew_stamp(root, f"content/{code}/{NAME}")
    return record.refused


def _problem_lines(
    gathered: Sequence[GatheredSite], refused: Mapping[str, RefusedSiteError]
) -> Iterator[str]:
    """Yield a line for each site with a problem, and below it what became of the site."""
    for found in gathered:
        if error := refused.get(found.site.id):
            said = " · ".join(_sentences()["problems"][error.code].values())
            yield f"{found.site.id}: {error.code}: {said} ({printable(error.detail)})"
        if found.problem is None:
            continue
        code, detail = found.problem.code, printable(found.problem.detail)
        said = " · ".join(_sentences()["problems"][code][language] for language in LANGUAGES)
        yield f"{found.site.id}: {code}: {said}{f' ({detail})' if detail else ''}"
        if found.status == "kept" and found.package is not None:
            yield f"    {_in_both('kept', day=found.package.day)}"
        elif found.status == "missing":
            yield f"    {_in_both('lost')}"


def _in_both(key: str, **values: object) -> str:
    return " · ".join(_sentences()[key][language].format(**values) for language in LANGUAGES)


@functools.cache
def _sentences() -> Mapping[str, Any]:
    with Path(__file__).with_name("sentences.yml").open(encoding="utf-8") as file:
        sentences: Mapping[str, Any] = yaml.load(file, Loader=yaml.CBaseLoader)  # noqa: S506
    return sentences


if __name__ == "__main__":
    sys.exit(main())
