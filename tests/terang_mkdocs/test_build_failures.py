"""A failed build leaves the published site as it was, byte for byte."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from tests.repositories import new_repository
from tests.small_site import DATA, PAGES, SERIES, Project, a_project, environment

# Every event of MkDocs that a build runs, in order.
EVENTS = [
    "startup",
    "config",
    "pre_build",
    "files",
    "nav",
    "pre_page",
    "page_read_source",
    "page_markdown",
    "page_content",
    "env",
    "pre_template",
    "template_context",
    "post_template",
    "page_context",
    "post_page",
    "post_build",
    "shutdown",
]

# Events that a page with a source of ours never reaches.
NEVER_RUN = {"page_read_source"}

FAULTY = """
'''Raises a fault in an event.'''

def on_{event}(*arguments, **keywords):
    raise RuntimeError("a fault in {event}")
"""


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Return a repository with a published site."""
    project = a_project(tmp_path_factory.mktemp("published"))
    assert project.build().code == 0
    return project


@pytest.fixture
def project(published: Project, tmp_path: Path) -> Project:
    """Return a copy of the repository with a published site, for this test alone."""
    shutil.copytree(published.root, tmp_path / "copy", symlinks=True)
    return Project(tmp_path / "copy")


def standing(project: Project) -> tuple[Mapping[str, bytes], list[str]]:
    """Return the published files and the files of the repository."""
    return project.published(), sorted(path.name for path in project.root.iterdir())


@pytest.mark.parametrize("event", [event for event in EVENTS if event not in NEVER_RUN])
def test_a_fault_in_any_event_leaves_the_site(project: Project, event: str) -> None:
    """A hook that fails, ours or another, ends the build and changes nothing else."""
    project.add_hook(FAULTY.format(event=event))
    # The new site would differ.
    project.write("content/id/about.md", PAGES["id/about.md"].replace("nelayan", "petani"))
    before = standing(project)
    with pytest.raises(RuntimeError, match=f"a fault in {event}"):
        project.build()
    assert standing(project) == before


def test_a_sound_build_takes_the_sites_place(project: Project) -> None:
    """A build without a fault publishes the change and leaves nothing lying about."""
    project.write("content/id/about.md", PAGES["id/about.md"].replace("nelayan", "petani"))
    _, names = standing(project)
    assert project.build().code == 0
    assert "petani" in project.page("about").text("main")
    assert standing(project)[1] == names


@pytest.mark.parametrize(
    ("path", "text", "problem"),
    [
        ("data/areas.yml", "here:\n  level: regency\n", "data/areas.yml:2:3: missing-key"),
        ("content/id/about.md", "{{ value(1) }}\n", "content/id/about.md:1:1: call-arguments"),
        ("content/id/about.md", "[x](nothing.md)\n", "content/id/about.md:1:5: broken-link"),
        ("content/id/about.md", "a\n[x](../x/)\n", "content/id/about.md:2:5: broken-link"),
        ("content/id/about.md", "[x](/en/)\n", "content/id/about.md:1:5: broken-link"),
        ("content/id/about.md", "[x](http://[)\n", "content/id/about.md:1:5: broken-link"),
        ("content/id/about.md", "[x](index.md#y)\n", "content/id/about.md:1:5: broken-anchor"),
        ("content/id/about.md", "[x](#y)\n", "content/id/about.md:1:5: broken-anchor"),
        ("content/id/about.md", "# A {#x}\n# B {#x}\n", "content/id/about.md:1:6: repeated-id"),
        ("content/id/en.md", "Inggris\n", "content/id/en.md:1:1: same-address"),
        ("content/id/coverage.md", "Cakupan\n", "content/id/coverage.md:1:1: same-address"),
        ("content/id/data/areas.csv", "a\n", "content/id/data/areas.csv:1:1: same-address"),
        ("content/id/robots.txt", "a\n", "content/id/robots.txt:1:1: same-address"),
        ("content/id/x.html", "<script>\n", "content/id/x.html:1:1: not-publishable"),
        ("content/id/x.svg", "<svg/>\n", "content/id/x.svg:1:1: not-publishable"),
        ("content/de/hallo.md", "Hallo\n", "content/de/hallo.md:1:1: outside-languages"),
        ("content/id/X.MD", "X\n", "content/id/X.MD:1:1: not-publishable"),
    ],
)
def test_a_mistake_of_an_editor_is_named_and_leaves_the_site(
    project: Project, path: str, text: str, problem: str
) -> None:
    """A mistake of an editor is reported with its place and a hint, without a traceback."""
    before = standing(project)
    project.write(path, text)
    ran = project.build()
    assert ran.code == 1
    assert problem in ran.codes
    assert "Traceback" not in ran.errors
    assert standing(project) == before


@pytest.mark.parametrize(
    ("place", "target"),
    [
        ("content/id/x.txt", "secret.txt"),
        ("content/id/more", "content/en"),
        ("theme_overrides/assets/x.txt", "secret.txt"),
        ("theme_overrides/assets/x.txt", "nothing"),
        ("theme_overrides/components/card/style.css", "secret.txt"),
        ("data/coverage/x.yml", "secret.txt"),
        ("data/coverage", "elsewhere"),
        ("own", "elsewhere"),
        ("docs/record/x.md", "secret.txt"),
    ],
)
def test_a_symbolic_link_is_not_followed(project: Project, place: str, target: str) -> None:
    """A symbolic link where readers read does not publish a file from elsewhere."""
    before = project.published()
    project.write("secret.txt", "a secret")
    project.write("elsewhere/x.yml", "a: 1")
    path = project.root / place
    if path.is_dir():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(project.root / target)
    ran = project.build()
    assert ran.code == 1
    assert f"{place}:1:1: linked-file" in ran.codes
    assert project.published() == before


def test_what_no_commit_holds_is_not_published(project: Project) -> None:
    """A file that git ignores, and a submodule, would be on the site but in no commit."""
    project.write(".gitignore", "/hooks\n/site/\n.cache/\nx.md\n")
    new_repository(project.root, {})
    assert project.build().codes == []
    project.write("content/id/x.md", "---\ntitle: X\n---\n\nX.\n")
    new_repository(project.root / "content" / "en" / "more", {"y.md": "Y.\n"})
    before = project.published()
    assert project.build().codes == [
        "content/en/more:1:1: nested-repository",
        "content/id/x.md:1:1: ignored-file",
    ]
    assert project.published() == before


def test_a_link_in_the_theme_is_not_followed(project: Project) -> None:
    """A symbolic link among the theme's files publishes nothing from elsewhere on the machine."""
    project.write("secret.txt", "a secret of the machine")
    theme = project.root / "theme_overrides"
    (theme / "assets" / "secret.css").symlink_to(project.root / "secret.txt")
    (theme / "assets" / "more").symlink_to(project.root / "content")
    (theme / "components" / "secret").mkdir()
    (theme / "components" / "secret" / "style.css").symlink_to(project.root / "secret.txt")
    (theme / "components" / "linked").symlink_to(theme / "components" / "secret")
    project.build()
    published = project.published()
    assert "assets/embed.css" in published
    assert not [path for path in published if "secret" in path or path.startswith("assets/more/")]
    assert not [path for path, content in published.items() if b"secret of the" in content]


def test_a_site_without_an_address_is_named(project: Project) -> None:
    """A missing site address is reported, because canonical addresses need it."""
    project.configure(site_url=None)
    assert project.build().codes == ["mkdocs.yml:1:1: no-site-address"]


@pytest.mark.parametrize(
    ("nav", "codes"),
    [
        ([{"id": [{"A": "id/index.md"}]}], ["bad-navigation"]),
        (["id/index.md"], ["bad-navigation"]),
        ([{"id": ["id/index.md"]}, {"en": ["en/index.md"]}], ["bad-navigation"]),
        ([{"id": [{"A": "id/index.md"}]}, {"en": [{"A": "en/about.md"}]}], ["uneven-navigation"]),
        (
            [{"id": [{"Kini 98.000": "id/index.md"}]}, {"en": [{"In 2025": "en/index.md"}]}],
            ["typed-figure"],
        ),
    ],
    ids=["one language", "no language", "no titles", "uneven", "a figure"],
)
def test_a_faulty_menu_is_named(project: Project, nav: object, codes: list[str]) -> None:
    """A faulty menu is reported at its line in mkdocs.yml."""
    project.configure(nav=nav)
    ran = project.build()
    assert [code.split(": ")[1] for code in ran.codes] == codes
    assert {code.split(":")[0] for code in ran.codes} == {"mkdocs.yml"}


def test_what_no_reader_meets_is_a_notice(project: Project) -> None:
    """A page that nothing leads to is a notice, as is a menu entry without a page."""
    entries = [{"A": "index.md"}, {"B": "indeks.md"}]
    project.configure(
        nav=[
            {
                code: [
                    {title: f"{code}/{name}"} for entry in entries for title, name in entry.items()
                ]
            }
            for code in ("id", "en")
        ]
    )
    project.write("content/en/alone.md", "---\ntitle: Alone\ndescription: Alone\n---\n\nAlone\n")
    ran = project.build()
    assert ran.code == 0
    assert ran.errors.count("notice missing-page") == len(("id", "en"))
    assert "content/en/alone.md:1:1: notice orphan-page" in ran.errors
    assert "indeks" not in project.page("").html


def test_a_site_without_menus_has_one(project: Project) -> None:
    """The default menu is home, coverage, narrative pages by title, sources, changes, data."""
    project.configure(nav=None)
    assert project.build().code == 0
    links = project.page("").all("nav[@class='menu menu--row']//a", "href")
    assert links[:2] == [".", "coverage/"]
    assert links[-4:] == ["sources/", "revisions/", "data/", "propose/"]
    assert "about/" in links


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("site_name: [\n", "mkdocs.yml:2:1: bad-configuration"),
        ("site_name: x\ndocs_dir: content\nhooks: [nothing.py]\n", "nothing.py"),
        ("site_name: x\ndocs_dir: content\ntheme: nothing\n", "nothing"),
    ],
)
def test_a_faulty_configuration_is_named(project: Project, text: str, message: str) -> None:
    """A faulty configuration is reported in lines, without a traceback."""
    before = project.published()
    project.write("mkdocs.yml", text)
    ran = project.build()
    assert ran.code == 1
    assert message in ran.errors
    assert project.published() == before


def test_all_problems_of_a_run_are_named_together(project: Project) -> None:
    """Broken links of every page are reported together, sorted by place."""
    for path in ("content/en/about.md", "content/id/contact.md"):
        project.write(path, "---\ntitle: x\ndescription: x\n---\n\n[b](b.md) [a](a.md)\n")
    codes = [code for code in project.build().codes if code.endswith("broken-link")]
    assert codes == [
        "content/en/about.md:6:5: broken-link",
        "content/en/about.md:6:15: broken-link",
        "content/id/contact.md:6:5: broken-link",
        "content/id/contact.md:6:15: broken-link",
    ]


def test_every_warning_of_mkdocs_is_an_error(project: Project) -> None:
    """Every warning ends the build, also a warning that only another hook gives."""
    project.add_hook(
        """
        import logging

        def on_post_build(config):
            logging.getLogger("mkdocs.plugins.other").warning("something is odd")
        """,
    )
    before = project.published()
    ran = project.build()
    assert ran.code == 1
    assert "something is odd\n" in ran.errors
    assert project.published() == before


@pytest.mark.parametrize("epoch", ["yesterday", "-1", "4294967296", "9" * 30, "1.5"])
def test_a_bad_epoch_is_named(
    project: Project, monkeypatch: pytest.MonkeyPatch, epoch: str
) -> None:
    """A SOURCE_DATE_EPOCH that is not a valid time is reported in a line, without a traceback.

    A time before 1970 or after 2106 is refused too: the head of a compressed file cannot hold
    it.
    """
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    ran = project.build()
    assert ran.code == 1
    assert "SOURCE_DATE_EPOCH" in ran.errors
    assert "Traceback" not in ran.errors


def test_a_folder_that_cannot_be_replaced_is_named(project: Project) -> None:
    """A file in the place of the site folder is reported in a line and not overwritten."""
    shutil.rmtree(project.site)
    project.site.write_text("a file")
    ran = project.build()
    assert ran.code == 1
    assert str(project.site) in ran.errors.splitlines()[-1]
    assert "Traceback" not in ran.errors
    assert project.site.read_text() == "a file"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_stopped_build_cleans_up(project: Project, number: int) -> None:
    """Ctrl+C and SIGTERM end a build with a single line, and no files are left behind."""
    project.add_hook(
        """
        import pathlib, time

        def on_page_context(context, page, config, nav):
            pathlib.Path("begun").touch()
            time.sleep(60)
        """,
    )
    before = project.published()
    process = start(project)
    process.send_signal(number)
    _, errors = process.communicate(timeout=20)
    assert process.returncode == 130
    assert errors.decode().splitlines()[-1] == "Dihentikan. · Stopped."
    assert b"Traceback" not in errors
    assert project.published() == before
    assert not [*project.root.glob(".site-*")]


def start(project: Project) -> subprocess.Popen[bytes]:
    """Start `make site`, and wait until it has begun to write pages."""
    process = subprocess.Popen(
        [sys.executable, "-m", "terang_mkdocs", "site"],
        cwd=project.root,
        env=environment(),
        stderr=subprocess.PIPE,
    )
    for _ in range(400):
        if (project.root / "begun").exists():
            return process
        time.sleep(0.05)
    raise TimeoutError


@pytest.mark.parametrize("command", [["terang", "check"], ["terang_mkdocs", "site"]])
def test_a_terminal_that_lacks_a_character(project: Project, command: list[str]) -> None:
    """A locale without UTF-8 does not end a finished command in a traceback."""
    done = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=project.root,
        env={**environment(), "LC_ALL": "C", "PYTHONUTF8": "0"},
        check=False,
        capture_output=True,
    )
    assert done.returncode == 0, done.stderr
    assert rb"\xb7" in done.stdout
    assert b"Traceback" not in done.stderr


# Every function of the standard library that lists a folder gives the reverse order.
BACKWARDS = """
import os

listdir, scandir = os.listdir, os.scandir

class Scanned(list):
    def __enter__(self):
        return iter(self)
    def __exit__(self, *fault):
        pass
    def __next__(self):
        if not self:
            raise StopIteration
        return self.pop(0)
    def close(self):
        pass

os.listdir = lambda path=".": sorted(listdir(path), reverse=True)
os.scandir = lambda path=".": Scanned(
    sorted(scandir(path), key=lambda entry: entry.name, reverse=True))
"""


def several(project: Project) -> None:
    """Add several files of each kind and own menus, so that their order can matter."""
    for name in ("zebra", "apel", "manggis"):
        project.write(f"data/indicators/{name}.yml", DATA["indicators/covered.yml"])
        series = DATA[f"coverage/{SERIES}.yml"].replace("covered", name)
        project.write(f"data/coverage/{name}-here.yml", series)
        for language in ("id", "en"):
            front = f"title: Buah\ndescription: {name}"
            project.write(f"content/{language}/{name}.md", f"---\n{front}\n---\n\n{name}")
    file = project.root / "mkdocs.yml"
    settings = yaml.safe_load(file.read_text("utf-8"))
    del settings["nav"]
    file.write_text(yaml.safe_dump(settings, sort_keys=False), "utf-8")


def test_two_builds_are_the_same_bytes(project: Project, tmp_path: Path) -> None:
    """Folder, time zone, locale, hash seed and order of files do not change the built bytes."""
    other = a_project(tmp_path / "another" / "folder")
    for copy in (project, other):
        several(copy)
    for index, path in enumerate(sorted((other.root / "content").rglob("*.md"), reverse=True)):
        os.utime(path, (index * 86400, index * 86400))
    backwards = tmp_path / "backwards"
    backwards.mkdir()
    (backwards / "sitecustomize.py").write_text(BACKWARDS)
    hooks = environment()["PYTHONPATH"]
    environments = [
        # ASCII stands for the old Latin locales, which are installed nowhere any more.
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONHASHSEED": "1"},
        {
            "TZ": "America/Los_Angeles",
            "LC_ALL": "C.UTF-8",
            "PYTHONHASHSEED": "2",
            "PYTHONPATH": f"{backwards}{os.pathsep}{hooks}",
        },
    ]
    for copy, settings in zip((project, other), environments, strict=True):
        subprocess.run(
            [sys.executable, "-m", "terang_mkdocs", "site"],
            cwd=copy.root,
            env={**environment(), **settings, "SOURCE_DATE_EPOCH": "1790000000"},
            check=True,
            capture_output=True,
        )
    first, second = project.published(), other.published()
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
