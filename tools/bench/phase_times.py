"""Build a site in this process alone and print the time of each phase as JSON; `bench` runs it.

python tools/bench/phase_times.py <root of a site>
"""

from __future__ import annotations

import functools
import json
import os
import resource
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any


class Phases:
    """Seconds by phase. In nested calls, each second counts once, for the innermost call."""

    def __init__(self) -> None:
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self._inner = [0.0]

    def watch(self, owner: Any, name: str, phase: str) -> None:  # noqa: ANN401
        """Count the time of a function or method for a phase."""
        setattr(owner, name, self._counted(getattr(owner, name), phase))

    def _counted(self, call: Callable[..., Any], phase: str) -> Callable[..., Any]:
        @functools.wraps(call)
        def counted(*arguments: Any, **keywords: Any) -> Any:  # noqa: ANN401
            start = time.perf_counter()
            self._inner.append(0.0)
            try:
                return call(*arguments, **keywords)
            finally:
                spent = time.perf_counter() - start
                self.seconds[phase] += spent - self._inner.pop()
                self._inner[-1] += spent

        return counted


def watched_calls() -> list[tuple[Any, str, str]]:
    """Return each function or method whose time is counted: its owner, its name and its phase."""
    import mkdocs.commands.build as mkdocs_build  # noqa: PLC0415 - its time is counted

    from terang.downloads.lazy_files import KeptFile  # noqa: PLC0415
    from terang.loading import data_folder  # noqa: PLC0415
    from terang.pages import load_record, page_kinds, publication, published_record  # noqa: PLC0415
    from terang.publishing import artifacts  # noqa: PLC0415
    from terang.publishing.search.index import SearchIndex  # noqa: PLC0415
    from terang.publishing.search.page_text import PageText  # noqa: PLC0415
    from terang_mkdocs import __main__ as command  # noqa: PLC0415
    from terang_mkdocs import build, pages  # noqa: PLC0415

    return [
        (data_folder, "read_data", "read data"),
        (load_record, "check_record", "read pages"),
        (published_record, "derive_series", "derive"),
        (KeptFile, "reader", "downloads and feeds"),
        *((kind, "view", "views") for kind in page_kinds.PAGE_KINDS),
        (publication.Publication, "_rendered", "templates"),
        (pages.NarrativePage, "render", "Markdown"),
        (build.Build, "check_pages", "links"),
        (pages.SitePage, "record_links", "links"),
        (mkdocs_build, "_build_page", "page shell, writing"),
        (SearchIndex, "add", "search"),
        (PageText, "from_html", "search"),
        (SearchIndex, "write", "search"),
        (artifacts, "write_artifacts", "manifest"),
        (command, "build_site", "MkDocs and the rest"),
    ]


def main(root: Path) -> int:
    """Build the site; print the seconds of each phase and the memory of this process in MB."""
    started = time.perf_counter()
    sys.path.insert(0, str(root / "hooks"))
    os.chdir(root)
    phases = Phases()

    watched = watched_calls()
    from terang_mkdocs import __main__ as command  # noqa: PLC0415 - its time is counted
    from terang_mkdocs import site_builder  # noqa: PLC0415

    site_builder.disable_garbage_collection()
    phases.seconds["start"] = time.perf_counter() - started
    for owner, name, phase in watched:
        phases.watch(owner, name, phase)
    with redirect_stdout(sys.stderr):
        code = command.main(["site", "--force", "--processes", "1"])
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    megabytes = own / (1 << 10 if sys.platform == "linux" else 1 << 20)
    sys.stdout.write(json.dumps({"phases": phases.seconds, "megabytes": megabytes}) + "\n")
    return code


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
