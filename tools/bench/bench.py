"""Measure full builds of synthetic sites of several sizes; write docs/bench.md and bench.json.

    make bench ARGS="--sizes 10 100 --runs 3"

Each build is cold: a new process, a new folder, software that is installed and knows nothing of
the site. The figures are medians. If .venv-bench/ exists (`make bench` sets it up), the same record
is also built, in turns, with static-i18n and macros, which MkDocs users choose today.

Nothing is removed before the last measurement: ext4 takes ten times as long for a new file after
many removals.
"""

from __future__ import annotations

import argparse
import compileall
import gzip
import json
import math
import os
import platform
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import corpus
import renewal
import usual_site
from terang.publishing import parallel_build

ROOT = Path(__file__).resolve().parents[2]
SIZES = (10, 20, 100, 514, 2000)
_USUAL = ROOT / ".venv-bench" / "bin" / "python"
_LARGEST_USUAL = 514
"""The largest number of series in the comparison: its pages each list all the others."""
_CHANGES = 5
"""The number of changes under `make serve`, independent of the number of builds."""
_LISTS = ("coverage/", "sources/", "revisions/", "compare/", "data/")
_FEEDS = ("feed.xml", "en/feed.xml")


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print the table and write both files."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, help="numbers of series")
    parser.add_argument("--runs", type=int, default=3, help="builds of each size (default: 3)")
    parser.add_argument("--folder", type=Path, help="where to build; default: a temporary one")
    parser.add_argument("--dry", action="store_true", help="print only, write no files")
    chosen = parser.parse_args(arguments)
    with tempfile.TemporaryDirectory(dir=chosen.folder, prefix="bench-") as folder:
        rows = [
            _measure_size(Path(folder), size, chosen.runs) for size in sorted(set(chosen.sizes))
        ]
        for row in rows:  # last, because a preview removes the site that it has built
            waits = renewal.measure_delays(_site_folder(Path(folder), row["series"]), _CHANGES)
            row["renewal"] = {"seconds": statistics.median(waits), "longest": max(waits)}
    result = {
        "machine": describe_machine(),
        "runs": chosen.runs,
        "exponent": growth_exponent(rows),
        "rows": rows,
    }
    text = report_page(result)
    sys.stdout.write(text)
    if not chosen.dry:
        (ROOT / "docs" / "bench.md").write_text(text, encoding="utf-8")
        written = json.dumps(result, indent=2, ensure_ascii=False) + "\n"
        (ROOT / "docs" / "bench.json").write_text(written, encoding="utf-8")
    return 0


def _measure_size(folder: Path, size: int, runs: int) -> dict[str, Any]:
    """Return the measurements of a size."""
    ours = _site_folder(folder, size)
    ours.mkdir()
    corpus.write(ours, size, ROOT)
    compileall.compile_dir(ours / "hooks", quiet=2)  # as pip does for plugins
    theirs = folder / f"usual-{size}"
    is_compared = _USUAL.exists() and size <= _LARGEST_USUAL
    if is_compared:
        theirs.mkdir()
        usual_site.write_usual_site(theirs, ours)
    built, compared = [], []
    for _ in range(runs):  # in turns, because a machine's speed varies over time
        built.append(_run_build([sys.executable, "-m", "terang_mkdocs", "site", "--force"], ours))
        if is_compared:
            compared.append(_run_build([str(_USUAL), "-m", "mkdocs", "build", "--quiet"], theirs))
    row: dict[str, Any] = {"series": size, **_medians(built), **_page_sizes(ours / "site")}
    if is_compared:
        row["usual"] = _medians(compared)
        row["share"] = row["seconds"] / row["usual"]["seconds"]
    measured = [sys.executable, str(ROOT / "tools" / "bench" / "phase_times.py"), str(ours)]
    alone = [_run_build(measured, ours) for _ in range(runs)]
    told = [json.loads(run["output"]) for run in alone]
    row["alone"] = _medians(alone) | {"own": statistics.median(run["megabytes"] for run in told)}
    row["phases"] = {
        name: statistics.median(run["phases"][name] for run in told) for name in told[0]["phases"]
    }
    sys.stderr.write(f"{size}: {row['seconds']:.2f} s\n")
    return row


def _site_folder(folder: Path, size: int) -> Path:
    return folder / f"ours-{size}"


def _run_build(command: Sequence[str], folder: Path) -> dict[str, Any]:
    """Run a build; return its seconds, and the peak memory of its largest process."""
    if (folder / "site").exists():
        (folder / "site").rename(Path(tempfile.mkdtemp(dir=folder.parent)) / "site")
    environment = {
        **os.environ,
        "NO_MKDOCS_2_WARNING": "1",
        "PYTHONPATH": str(folder / "hooks"),
    }
    started = time.perf_counter()
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        process = subprocess.Popen(
            command, cwd=folder, env=environment, stdout=output, stderr=errors
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.perf_counter() - started
        output.seek(0)
        errors.seek(0)
        if process.returncode:
            raise SystemExit(errors.read().decode())
        return {
            "seconds": seconds,
            "processor": used.ru_utime + used.ru_stime,
            "megabytes": used.ru_maxrss / (1 << 10 if sys.platform == "linux" else 1 << 20),
            "output": output.read().decode(),
        }


def _medians(built: Sequence[Mapping[str, Any]]) -> dict[str, float]:
    names = ("seconds", "processor", "megabytes")
    return {name: statistics.median(run[name] for run in built) for name in names}


def _page_sizes(site: Path) -> dict[str, Any]:
    """Return the number of pages, their bytes, and the largest list and feed as sent."""
    pages = {path.relative_to(site).as_posix(): path for path in site.rglob("index.html")}
    lists = [path for name, path in pages.items() if name.removeprefix("en/").startswith(_LISTS)]
    lists = [path for path in lists if path.parent.parent.name != "coverage"]
    feeds = [site / name for name in _FEEDS if (site / name).is_file()]
    series = pages["coverage/region-0/index.html"]
    return {
        "pages": len(pages),
        "bytes_a_page": sum(path.stat().st_size for path in pages.values()) / len(pages),
        "series_page_sent": _compressed_size(series),
        "largest_list_sent": max(map(_compressed_size, lists)),
        "largest_feed_sent": max(map(_compressed_size, feeds), default=0),
    }


def _compressed_size(path: Path) -> int:
    return len(gzip.compress(path.read_bytes(), 6))


def growth_exponent(rows: Sequence[Mapping[str, Any]]) -> float | None:
    """Return the exponent of build time over series (least squares of logarithms; 1 is linear)."""
    if len(rows) < 2:  # noqa: PLR2004 - a line takes two points
        return None
    xs = [math.log(row["series"]) for row in rows]
    ys = [math.log(row["seconds"]) for row in rows]
    return statistics.linear_regression(xs, ys).slope


def describe_machine() -> dict[str, Any]:
    """Return a description of this machine without its host name."""
    model = platform.processor() or platform.machine()
    cpus = Path("/proc/cpuinfo")
    if cpus.is_file():
        lines = [line for line in cpus.read_text("utf-8").splitlines() if "model name" in line]
        model = lines[0].partition(":")[2].strip() if lines else model
    return {
        "processor": model,
        "processors": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "busy": os.getloadavg()[0],
    }


def report_page(result: Mapping[str, Any]) -> str:
    """Return the text of docs/bench.md."""
    found, rows = result["machine"], result["rows"]
    growth, sizes = result["exponent"], " ".join(str(row["series"]) for row in rows)
    lines = [
        "# How long a build takes",
        "",
        "<!-- Made by `make bench`. Do not edit it here. -->",
        "",
        (
            f'Measured with `make bench ARGS="--sizes {sizes} '
            f'--runs {result["runs"]}"` on {found["processors"]} processors '
            f"({found['processor']}), {found['system']}, Python {found['python']}; medians of "
            f"{result['runs']}. When it began, the load average was {found['busy']:.1f}: "
            "on a machine that is busy, processor seconds say more than seconds."
        ),
        "",
        (
            f"Each series is one regency: {corpus.OBSERVATIONS} observations, a page of "
            f"{corpus.WORDS_A_PAGE} words in each language, as frequent as in a real text, and all "
            "that is made of the data: the page with timeline, table and chart, the frame for "
            "other sites, the comparison, downloads, feeds and the search index. Every build is "
            "cold and whole, by software that has been set up."
        ),
        "",
        (
            "| series | pages | seconds | processor seconds | MB | by one process | MB "
            "| of which Python | static-i18n + macros | share |"
        ),
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
        *(_size_row(row) for row in rows),
        "",
        (
            f"From {parallel_build.MIN_SERIES} series on, the site is made in pieces, each by a "
            f"process of its own, {parallel_build.PROCESSES} at a time; the first process feeds "
            "the search program. MB is the peak of the largest of all."
        ),
    ]
    if growth is not None:
        lines += ["", f"Seconds grow with series to the power of {growth:.2f}."]
    lines += [
        "",
        "## How soon a change shows",
        "",
        "| series | seconds | longest |",
        "| ---: | ---: | ---: |",
        *(
            f"| {row['series']} | {row['renewal']['seconds']:.2f} "
            f"| {row['renewal']['longest']:.2f} |"
            for row in rows
        ),
        "",
        (
            f"From saving a data file under `make serve` until its page shows the new figure: the "
            f"median and the longest of {_CHANGES} changes, with the preview's own wait for a "
            "change in it, and the whole build that runs beside."
        ),
        "",
        "## What a page weighs",
        "",
        "| series | bytes a page | a series' page, sent | the largest list, sent | a feed, sent |",
        "| ---: | ---: | ---: | ---: | ---: |",
        *(
            f"| {row['series']} | {row['bytes_a_page']:,.0f} | {row['series_page_sent']:,} "
            f"| {row['largest_list_sent']:,} | {row['largest_feed_sent']:,} |"
            for row in rows
        ),
        "",
        "Sent is compressed by gzip, in bytes.",
        "",
        "## Where the time goes",
        "",
        "Seconds by phase, in one process.",
        "",
        f"| phase | {' | '.join(str(row['series']) for row in rows)} |",
        f"| --- |{' ---: |' * len(rows)}",
        *(_phase_row(name, rows) for name in rows[-1]["phases"]),
        "",
    ]
    return "\n".join(lines)


def _phase_row(name: str, rows: Sequence[Mapping[str, Any]]) -> str:
    seconds = (f"{row['phases'].get(name, 0):.2f}" for row in rows)
    return f"| {name} | {' | '.join(seconds)} |"


def _size_row(row: Mapping[str, Any]) -> str:
    theirs = row.get("usual")
    other = f"{theirs['seconds']:.1f} | {row['share']:.2f}" if theirs else "– | –"
    return (
        f"| {row['series']} | {row['pages']:,} | {row['seconds']:.2f} | {row['processor']:.2f} "
        f"| {row['megabytes']:.0f} | {row['alone']['seconds']:.2f} "
        f"| {row['alone']['megabytes']:.0f} | {row['alone']['own']:.0f} | {other} |"
    )


if __name__ == "__main__":
    sys.exit(main())
