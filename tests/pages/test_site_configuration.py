"""The configuration of the site generator: what may stand in mkdocs.yml, and what would run."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
import yaml
from tests.small_site import Project, a_project

from terang.diagnostics import errors
from terang.pages import site_configuration
from terang.pages.load_record import check_record

REPOSITORY = Path(__file__).parents[2]
CONFIGURATIONS = [
    REPOSITORY / "mkdocs.yml",
    *sorted((REPOSITORY / "tests" / "sites").glob("*/mkdocs.yml")),
]
SOUND = {
    "site_name": "x",
    "site_url": "https://a.example/",
    "plugins": [],
    "hooks": ["hooks/main.py"],
}


def codes_of(text: str) -> list[tuple[str, str]]:
    """Return code and variant of each problem of a configuration."""
    found = site_configuration.problems_of_configuration(text.encode())
    return [(problem.code, problem.variant) for problem in found]


def codes_with(**settings: object) -> list[tuple[str, str]]:
    """Return code and variant of each problem of a sound configuration with these settings."""
    return codes_of(yaml.safe_dump({**SOUND, **settings}, sort_keys=False, allow_unicode=True))


@pytest.mark.parametrize("file", CONFIGURATIONS, ids=lambda file: file.parent.name)
def test_our_own_configurations_are_sound(file: Path) -> None:
    """The configurations that come with the software have no problem."""
    assert site_configuration.problems_of_configuration(file.read_bytes()) == ()


@pytest.mark.parametrize(
    ("settings", "variant"),
    [
        ({"hooks": ["hooks/main.py", "hooks/other.py"]}, "hooks"),
        ({"hooks": ["hooks/other.py"]}, "hooks"),
        ({"hooks": []}, "hooks"),
        ({"hooks": "hooks/main.py"}, "hooks"),
        ({"hooks": {"hooks/main.py": {}}}, "hooks"),
        ({"plugins": ["search"]}, "plugins"),
        ({"plugins": {"search": {}}}, "plugins"),
        ({"plugins": None}, "plugins"),
        ({"INHERIT": "other.yml"}, "inherit"),
        ({"extra_javascript": ["https://cdn.example/x.js"]}, "files"),
        ({"extra_css": ["x.css"]}, "files"),
        ({"extra_templates": ["x.html"]}, "files"),
        ({"exclude_docs": "rules.md"}, "hidden"),
        ({"draft_docs": "rules.md"}, "hidden"),
        ({"not_in_nav": "rules.md"}, "hidden"),
        ({"markdown_extensions": [{"pymdownx.snippets": {"base_path": "/etc"}}]}, "extension"),
        ({"markdown_extensions": ["pymdownx.snippets"]}, "extension"),
        ({"markdown_extensions": ["md_in_html"]}, "extension"),
        ({"markdown_extensions": ["my_module:Extension"]}, "extension"),
        ({"markdown_extensions": [{"toc": {"slugify": "x"}}]}, "extension"),
        ({"markdown_extensions": {"toc": {}}}, "list"),
        ({"theme": {"name": "material", "custom_dir": "/etc"}}, "theme"),
        ({"theme": {"name": "material", "custom_dir": "theme_overrides/../.."}}, "theme"),
        ({"theme": {"name": "other"}}, "theme"),
        ({"theme": {"static_templates": ["x.html"]}}, "word"),
        ({"theme": {"font": "Roboto"}}, "word"),
        ({"theme": "other"}, "mapping"),
        ({"docs_dir": "."}, "word"),
        ({"docs_dir": "/etc"}, "word"),
        ({"site_dir": "../.."}, "name"),
        ({"site_dir": "/var/www"}, "name"),
        ({"watch": ["/"]}, "name"),
        ({"watch": ["../x"]}, "name"),
        ({"extra": {"footer": ["../../x.md"]}}, "name"),
        ({"extra": {"footer": ["https://a.example/"]}}, "name"),
        ({"use_directory_urls": False}, "word"),
    ],
    ids=str,
)
def test_a_setting_that_runs_or_reads_is_refused(settings: dict[str, object], variant: str) -> None:
    """Hooks, plugins, extensions, files and folders that nobody checks are refused, with why."""
    assert ("configuration-refused", variant) in codes_with(**settings)


@pytest.mark.parametrize(
    ("title", "codes"),
    [
        ("Sudah 97 persen", [("typed-figure", "label")]),
        ("Kini 98.000 orang", [("typed-figure", "label")]),
        ("Kini seratus ribu", [("typed-figure", "label")]),
        ("Target 2025", []),
        ("Kelurahan 5 Ilir", []),
    ],
)
def test_a_menu_calls_no_figure(title: str, codes: list[tuple[str, str]]) -> None:
    """A title of the menu or the name of a language holds no figure, at any level."""
    for nav in ([{title: "id/a.md"}], [{"Bagian": [{title: "id/a.md"}]}], [{title: []}]):
        assert codes_with(nav=[{"id": nav}]) == codes
    if not title.startswith("Kelurahan"):
        assert codes_with(extra={"languages": {"id": title}}) == codes


@pytest.mark.parametrize(
    "settings",
    [
        {"dev_addr": "0.0.0.0:80"},
        {"repo_url": "https://a.example/"},
        {"mdx_configs": {"toc": {}}},
        {"google_analytics": ["x"]},
        {"theme": {"name": "material", "features": ["x"]}},
        {"extra": {"analytics": {"property": "x"}}},
        {"validation": {"x": "warn"}},
    ],
    ids=str,
)
def test_an_unknown_key_is_refused(settings: dict[str, object]) -> None:
    """A key that the software does not use may not stand in its configuration."""
    assert [code for code, _ in codes_with(**settings)] == ["unknown-key"]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("extra: {repository_url: !ENV HOME}", "configuration-refused"),
        ("extra: {repository_url: !ENV [HOME, x]}", "configuration-refused"),
        ("site_description: !!python/name:os.system", "tag"),
        ("site_description: !relative $config_dir", "tag"),
        ("extra: &a {footer: []}\ntheme: *a", "alias"),
        ("plugins: [search]", "duplicate-key"),
        ("<<: {plugins: [search]}", "unknown-key"),
        ("---\nplugins: [search]", "second-document"),
        ("site_description: [", "syntax"),
    ],
)
def test_yaml_hides_no_setting(line: str, code: str) -> None:
    """Tags, aliases, merged and repeated keys and further documents are refused."""
    assert code in [found for found, _ in codes_of(yaml.safe_dump(SOUND) + line + "\n")]


@pytest.mark.parametrize(
    ("address", "variant"),
    [
        ("//a.example/", "form"),
        ("a.example/", "form"),
        ("ftp://a.example/", "form"),
        ("javascript:alert(1)", "form"),
        ("https://", "form"),
        ("https://a.example:x/", "form"),
        ("https://a;b/", "form"),
        ("https://a.example/;}x{", "form"),
        ("https://a.example/../x/", "form"),
        ("https://a.example/%2e%2e/", "form"),
        ("https://a.example/$x/", "form"),
        ("https://[::1", "form"),
        ("https://a.example/a b/", "space"),
        ("https://a.example/\n", "space"),
        ("https://a.example//x/", "slashes"),
        ("https://a.example/x//", "slashes"),
        ("https://a.example/index.html", "page"),
        ("https://a.example/x/index.htm", "page"),
        ("https://a.example/?a=b", "parameters"),
        ("https://a.example/#x", "parameters"),
        ("https://a.example/x?", "parameters"),
        ("https://user@a.example/", "parameters"),
    ],
)
def test_a_bad_address_of_the_site_is_refused(address: str, variant: str) -> None:
    """An address that no page would be found under is refused, with what is wrong with it."""
    assert codes_with(site_url=address) == [("bad-site-address", variant)]


@pytest.mark.parametrize(
    "address",
    ["https://a.example/", "https://a.example", "http://127.0.0.1:8000/", "https://a.example/x/y_2/",
     "https://organisation.github.io/Repository.name/"],
)  # fmt: skip
def test_a_folder_on_the_web_is_an_address(address: str) -> None:
    """An address of a folder stands, with or without a slash at its end."""
    assert codes_with(site_url=address) == []


def test_a_refused_hook_does_not_run(tmp_path: Path) -> None:
    """The configuration is checked before the site generator runs what it names."""
    project = a_project(tmp_path)
    project.write("other.py", "import pathlib\npathlib.Path('ran').touch()\n")
    project.configure(hooks=["hooks/main.py", "other.py"])
    ran = project.build()
    assert (ran.code, ran.codes) == (1, ["mkdocs.yml:12:3: configuration-refused"])
    assert "Traceback" not in ran.errors
    assert not (project.root / "ran").exists()


def test_an_included_file_is_not_read(tmp_path: Path) -> None:
    """No setting of another file takes part in a build."""
    project = a_project(tmp_path)
    project.write("other.yml", "hooks: [other.py]\n")
    project.configure(INHERIT="other.yml")
    assert [code.rpartition(" ")[2] for code in project.build().codes] == ["configuration-refused"]


def test_check_finds_the_same(tmp_path: Path) -> None:
    """`make check` reports the configuration too, without the site generator."""
    project: Project = a_project(tmp_path)
    project.configure(plugins=["search"], site_url="https://a.example/index.html")
    found = check_record(project.root, dt.datetime(2026, 7, 1, 4, tzinfo=dt.UTC)).problems
    codes = {problem.code for problem in errors(found)}
    assert codes == {"configuration-refused", "bad-site-address"}
