"""The comparison of published pages: edits of styles, templates, words and configuration are seen.

Each group of edits is made at once, and the site is built by the edited software; each edit has a
change of its own in what was found.
"""

from __future__ import annotations

import datetime as dt
import functools
import multiprocessing
import os
import shutil
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.built import NOW, REPOSITORY, once
from tests.repositories import new_repository, write_files

import browser_pages
import compare_pages
import page_differences
import read_pages
import same_site
import stylesheets
from page_differences import ReadSite, SiteChange, SiteDifferences, Weight
from read_pages import ItemKind
from report_size import ReportTooLongError
from same_site import ComparisonError
from terang.change_report.changed_files import ChangedFiles

WORDS = "hooks/terang/i18n/words.yml"
HEADLINE = "theme_overrides/components/headline/"
TIMELINE = "theme_overrides/components/timeline/"
EMBED = "theme_overrides/components/embed/style.css"
UNMATCHED = "Belum kami temukan laporan sesudahnya yang menyebut angka setinggi itu."


class Edit(NamedTuple):
    """An edit of a file, and the change that must be found."""

    path: str
    old: str
    """The text that is replaced; the end of the file if it is empty."""
    new: str
    weight: Weight
    kind: str
    before: str
    """A part of what is shown of the site before."""
    after: str


STYLES = {
    "display": Edit(
        f"{TIMELINE}style.css", "", ".timeline__item--target { display: none }",
        Weight.HIDDEN, "hidden", "160.000", "[display: none]",
    ),
    "colour of the paper": Edit(
        f"{HEADLINE}style.css", "", ".headline__unmatched { color: var(--paper) }",
        Weight.HIDDEN, "hidden", UNMATCHED, "[color: #ffffff]",
    ),
    "no size": Edit(
        f"{HEADLINE}style.css", "", ".headline .tag--state-missed { font-size: 0 }",
        Weight.HIDDEN, "hidden", "Tidak tercapai", "[font-size: 0]",
    ),
    "moved away": Edit(
        f"{HEADLINE}style.css", "", ".headline__value { position: absolute; left: -9999px }",
        Weight.HIDDEN, "hidden", "sekitar 98.000 orang", "left: -9999px",
    ),
    "narrow screens": Edit(
        f"{HEADLINE}style.css", "", "@media (max-width: 40em) { .headline__who { opacity: 0 } }",
        Weight.HIDDEN, "hidden", "Menurut", "@media (max-width: 40em) opacity: 0",
    ),
    "clipped": Edit(
        f"{TIMELINE}style.css", "",
        ".timeline__item--event { clip-path: inset(100%); position: absolute }",
        Weight.HIDDEN, "hidden", "Peluncuran", "clip-path: inset(100%)",
    ),
    "words of a style": Edit(
        f"{HEADLINE}style.css", "", '.tag--state-missed::after { content: "tercapai 2025" }',
        Weight.STATEMENTS, "written_by_style", "", '"tercapai 2025"',
    ),
    "frames": Edit(
        EMBED, "", ".headline__stale { visibility: hidden }",
        Weight.LOOKS, "style", "", ".headline__stale { visibility: hidden; }",
    ),
    "looks": Edit(
        f"{HEADLINE}style.css", "", ".headline__who { letter-spacing: 0.1px }",
        Weight.LOOKS, "style", "", "letter-spacing",
    ),
}  # fmt: skip
TEMPLATES = {
    "a line left out": Edit(
        f"{HEADLINE}template.html", "{% if view.unmatched %}", "{% if false %}",
        Weight.STATEMENTS, "text", UNMATCHED, "",
    ),
    "a figure of its own": Edit(
        f"{HEADLINE}template.html", "</section>", "<p>97.000 pekerja</p>\n</section>",
        Weight.STATEMENTS, "text", "", "97.000 pekerja",
    ),
    "a class that hides": Edit(
        f"{HEADLINE}template.html", 'class="headline__said"', 'class="visually-hidden"',
        Weight.HIDDEN, "hidden", "untuk 2025", "[clip: rect(0 0 0 0)",
    ),
    "the attribute hidden": Edit(
        f"{HEADLINE}template.html", '<p class="headline__targets-title">', "<p hidden>",
        Weight.HIDDEN, "hidden", "Target 2025:", "[hidden]",
    ),
    "another address": Edit(
        f"{HEADLINE}template.html", 'href="{{ target.href }}"',
        'href="https://example.com/{{ target.state }}"',
        Weight.STATEMENTS, "link", "target-2025", "https://example.com/missed",
    ),
    "another value for machines": Edit(
        f"{HEADLINE}template.html", 'data-state="{{ target.state }}"', 'data-state="met"',
        Weight.STATEMENTS, "value", "data-state → missed", "data-state → met",
    ),
    "folded": Edit(
        f"{HEADLINE}template.html",
        '<p class="headline__who">{{ sentence(view.latest.according) }}:</p>',
        "<details><p>{{ sentence(view.latest.according) }}:</p></details>",
        Weight.HIDDEN, "hidden", "Menurut", "[details]",
    ),
    "the title of every page": Edit(
        "theme_overrides/main.html", "{{ shell.title }} – ", "{{ shell.title }} 2025 – ",
        Weight.STATEMENTS, "title", "Catatan Cerita", "2025 – Catatan Cerita",
    ),
    "what a page may load": Edit(
        "theme_overrides/main.html", 'content="{{ policy | safe }}"', 'content="default-src *"',
        Weight.MACHINES, "machine", "default-src 'none'", "default-src *",
    ),
}  # fmt: skip
WORDINGS = {
    "missed as met": Edit(
        WORDS, "  missed:\n    id: Tidak tercapai\n", "  missed:\n    id: Tercapai\n",
        Weight.STATEMENTS, "text", "Tidak tercapai", "Tercapai",
    ),
    "about left out": Edit(
        WORDS, "  about:\n    id: sekitar\n", "  about:\n    id: persis\n",
        Weight.STATEMENTS, "text", "sekitar 98.000 orang", "persis 98.000 orang",
    ),
    "the notice of a page": Edit(
        WORDS, "  coverage_title:\n    id: ", "  coverage_title:\n    id: Semua ",
        Weight.TEXTS, "title", "", "Semua ",
    ),
}  # fmt: skip
SETTINGS = {
    "a page left out of the menu": Edit(
        "mkdocs.yml", "      - Cara membaca: id/reading.md\n", "",
        Weight.MENUS, "menu", "Cara membaca → /reading/", "",
    ),
    "an entry with another label": Edit(
        "mkdocs.yml", "- Programme: en/", "- Archive: en/",
        Weight.MENUS, "menu", "Programme → /en/programme/", "Archive → /en/programme/",
    ),
    "the name of the site": Edit(
        "data/site.yml", "id: Catatan Cerita", "id: Catatan Lain",
        Weight.TEXTS, "text", "Catatan Cerita", "Catatan Lain",
    ),
    "the same in the other language": Edit(
        "mkdocs.yml", "      - How to read: en/reading.md\n", "",
        Weight.MENUS, "menu", "How to read → /en/reading/", "",
    ),
    "a page in one language": Edit(
        "content/en/programme.md", "", "",
        Weight.TEXTS, "title", "Programme", "Program",
    ),
    "a page that is gone": Edit(
        "content/id/reading.md", "", "",
        Weight.PAGES, "page_gone", "Cara membaca", "",
    ),
    "its translation": Edit(
        "content/en/reading.md", "", "",
        Weight.PAGES, "page_gone", "How to read", "",
    ),
}  # fmt: skip
GROUPS = {"styles": STYLES, "templates": TEMPLATES, "words": WORDINGS, "settings": SETTINGS}
EDITS = [(group, name) for group, edits in GROUPS.items() for name in edits]


def write_software(root: Path) -> None:
    """Write this software into a folder."""
    for name in ("hooks", "theme_overrides", "tools"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(REPOSITORY / name, root / name, ignore=ignored)
    for name in ("Makefile", "requirements.txt"):
        shutil.copyfile(REPOSITORY / name, root / name)
    (root / ".gitignore").write_text("__pycache__\n/site/\n")


def apply(root: Path, edits: Mapping[str, Edit]) -> None:
    """Make edits; an edit of a page without any text takes the page away."""
    for edit in edits.values():
        path = root / edit.path
        text = path.read_text("utf-8")
        assert edit.old in text
        if edit.old or edit.new:
            changed = text.replace(edit.old, edit.new) if edit.old else f"{text}\n{edit.new}\n"
            path.write_text(changed, "utf-8")
        else:
            path.unlink()


@functools.cache
def built(run_folder: Path, group: str) -> Path:
    """Return the site that the software with a group's edits builds; built once a run."""

    def make(folder: Path) -> None:
        story = REPOSITORY / "tests" / "sites" / "story"
        shutil.copytree(story, folder / "checkout")
        write_software(folder / "checkout")
        apply(folder / "checkout", GROUPS.get(group, {}))
        software = same_site.Software(group, folder / "checkout")
        same_site.build(software, software.root, folder / "work", NOW)

    return once(run_folder / f"compared-{group or 'nothing'}", make) / "work" / "site"


@functools.cache
def found_in(run_folder: Path, group: str) -> SiteDifferences:
    """Return the differences that a group of edits makes."""
    return page_differences.compare_sites(
        ReadSite(built(run_folder, "")), ReadSite(built(run_folder, group))
    )


def is_change_of(change: SiteChange, edit: Edit) -> bool:
    """Return whether a change is the one that an edit must make."""
    return (
        (change.weight, change.kind) == (edit.weight, edit.kind)
        and edit.before in change.before
        and edit.after in change.after
        and bool(change.before) >= bool(edit.before)
        and bool(change.after) >= bool(edit.after)
    )


@pytest.mark.parametrize(("group", "name"), EDITS, ids=[": ".join(edit) for edit in EDITS])
def test_an_edit_is_seen(run_folder: Path, group: str, name: str) -> None:
    """An edit of a style, a template, a word or the configuration is found with both sides."""
    edit = GROUPS[group][name]
    found = found_in(run_folder, group).changes
    assert any(is_change_of(change, edit) for change in found), "\n".join(map(str, found))


def test_changes_go_by_weight(run_folder: Path) -> None:
    """Hidden texts come first, then statements and figures, and looks and files come last."""
    for group in GROUPS:
        weights = [change.weight for change in found_in(run_folder, group).changes]
        assert weights == sorted(weights)


def test_the_same_site_has_no_changes(run_folder: Path) -> None:
    """A site that is compared with itself has no changes, and all of its pages are counted."""
    site = ReadSite(built(run_folder, ""))
    found = page_differences.compare_sites(site, site)
    assert found == SiteDifferences((), len(site.pages), (), (), ())


def test_a_change_on_every_page_is_told_once(run_folder: Path) -> None:
    """An entry of the menu changes on every page: each of both menus is one change."""
    found = found_in(run_folder, "settings").changes
    menus = [change for change in found if change.before.startswith("Programme → /en/programme/")]
    assert len(menus) == 2
    assert all(len(change.places) > 5 for change in menus)


# --- what is read ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("style", "reason"),
    [
        ("p { display: none }", "display: none"),
        ("p { DISPLAY : NONE !important }", "display: none"),
        ("div { p { visibility: hidden } }", "visibility: hidden"),
        ("div { & > p { opacity: 0.0 } }", "opacity: 0.0"),
        ("@media screen { p { font-size: 0px } }", "@media screen font-size: 0px"),
        ("@supports (a: b) { p { zoom: 0 } }", "@supports (a: b) zoom: 0"),
        (":root { --a: #fff } p { color: var(--a) }", "color: #fff"),
        (":root { --a: #FFF } p { color: #ffffff }", "color: #ffffff"),
        ("p { color: red; background: red }", "color: red"),
        ("p { color: rgba(0, 0, 0, 0) }", "color: rgba(0, 0, 0, 0)"),
        ("p { text-indent: -999em }", "text-indent: -999em"),
        ("p { max-height: 0; overflow: hidden }", "max-height: 0; overflow: hidden"),
        ("p { clip: rect(0, 0, 0, 0) }", "clip: rect(0, 0, 0, 0)"),
        ("p { clip-path: inset(50%) }", "clip-path: inset(50%)"),
        ("p { transform: scale(0) }", "transform: scale(0)"),
        ("p { content: '}'; display: none }", "display: none"),
        ("/* } */ p { display: none }", "display: none"),
        ("@media print { p { display: none } }", ""),
        ("p:hover { display: none }", ""),
        ("p { color: #14212a; font-size: 0.9em }", ""),
        ("p { height: 1px }", ""),
    ],
)
def test_a_rule_that_hides_is_known(style: str, reason: str) -> None:
    """A text is hidden by each way in which a rule of a stylesheet can do so on a screen."""
    hiding = [*stylesheets.hiding_rules([*stylesheets.style_rules(style)])]
    items = read_pages.read_page(b"<body><div><p>85.000</p></div>", hiding)
    assert [(item.text, ", ".join(item.hidden)) for item in items] == [("85.000", reason)]


def test_a_page_is_read_in_its_order() -> None:
    """Texts, links, menus, labels and values stand in the order of the page."""
    page = b"""<html><head><title>Judul</title><meta name="description" content="Isi">
    </head><body><nav><a href="../b/">Menu</a></nav><p>Kini <data value="98000">98.000</data>
    <b>orang</b> <a href="#x">lihat</a></p><img alt="Gambar" src="a.png"><p hidden>Lama</p>"""
    items = read_pages.read_page(page, address="/a/")
    assert [(item.kind, item.text, item.target) for item in items] == [
        (ItemKind.TITLE, "Judul", ""),
        (ItemKind.DESCRIPTION, "Isi", ""),
        (ItemKind.MENU, "Menu", "/b/"),
        (ItemKind.VALUE, "98.000", "98000"),
        (ItemKind.LINK, "lihat", "/a/#x"),
        (ItemKind.TEXT, "Kini 98.000 orang lihat", ""),
        (ItemKind.LABEL, "Gambar", ""),
        (ItemKind.LINK, "img", "/a/a.png"),
        (ItemKind.TEXT, "Lama", ""),
    ]
    assert items[-1].hidden == {"hidden"}
    assert items[5].is_statement


def test_a_part_that_is_hidden_is_named() -> None:
    """A figure that is hidden within a sentence is told as hidden, though the sentence changes."""
    before, after = (
        read_pages.read_page(f"<body><p>Kini <b{word}>98.000</b> orang</p>".encode())
        for word in ("", " hidden")
    )
    found = [*page_differences.item_changes(before, after)]
    assert SiteChange(Weight.HIDDEN, "hidden", "98.000", "98.000 [hidden]") in found


def test_a_figure_is_told_once() -> None:
    """A value for machines is a statement only where readers see the same text."""
    pages = [
        read_pages.read_page(f'<body><p><data value="{value}">{text}</data> orang</p>'.encode())
        for text, value in (("98.000", 98000), ("99.000", 99000), ("99.000", 1))
    ]
    found = [*page_differences.item_changes(pages[0], pages[1])]
    assert [(change.weight, change.kind) for change in found] == [
        (Weight.STATEMENTS, "text"),
        (Weight.MACHINES, "value"),
    ]
    found = [*page_differences.item_changes(pages[1], pages[2])]
    assert found == [SiteChange(Weight.STATEMENTS, "value", "99.000 → 99000", "99.000 → 1")]


def test_the_version_of_the_data_is_no_change(tmp_path: Path) -> None:
    """A page that only names another version of the data is read the same."""
    for side, version in (("a", "2026.11.30+975179f9"), ("b", "2026.12.01+e9e4f4a1")):
        page = f'<script type="application/ld+json">{{"version": "{version}"}}</script><p>A</p>'
        write_files(tmp_path / side, {"index.html": page})
    found = page_differences.compare_sites(ReadSite(tmp_path / "a"), ReadSite(tmp_path / "b"))
    assert (found.changes, found.same) == ((), 1)


# --- the report ----------------------------------------------------------------------------------


def compared_pages(*changes: SiteChange) -> compare_pages.PageComparison:
    """Return a comparison with these changes."""
    return compare_pages.PageComparison(
        "`main`", dt.date(2026, 7, 1), SiteDifferences(changes, 5, ("/a/",), (), ()),
        ChangedFiles.of_paths(["hooks/a.py", "mkdocs.yml", "theme_overrides/main.html"]),
        has_browser=False,
    )  # fmt: skip


STATEMENT = SiteChange(Weight.STATEMENTS, "text", "Tidak tercapai", "Tercapai", ("/a/",))
TEXT = SiteChange(Weight.TEXTS, "text", "x" * 1500, "y" * 1500, ("/a/",))


def test_the_report_stands_in_both_languages() -> None:
    """Both halves tell every change, and name software and configuration as such."""
    first, second = compare_pages.report(compared_pages(STATEMENT, TEXT)).split("\n---\n")
    for half, words in (
        (first, ["sebelumnya: Tidak tercapai", "sekarang: Tercapai", "5 terbaca sama",
                 "tampilan (1), perangkat lunak (1), konfigurasi (1)"]),
        (second, ["before: Tidak tercapai", "now: Tercapai", "5 read the same",
                  "appearance (1), software (1), configuration (1)"]),
    ):  # fmt: skip
        assert all(word in half for word in words), half
        assert half.index("Tercapai") < half.index("xxx")


def test_a_long_report_is_cut_at_texts() -> None:
    """Texts are left out and counted where they do not fit; figures are never left out."""
    compared = compared_pages(STATEMENT, TEXT, TEXT)
    half = compare_pages.report(compared, 1_000).split("\n---\n")[0]
    assert "sekarang: Tercapai" in half
    assert "2 perubahan lain tidak muat di sini" in half
    assert "xxx" not in half
    many = [replace(STATEMENT, before=f"{number}") for number in range(100)]
    with pytest.raises(ReportTooLongError):
        compare_pages.report(compared_pages(*many), 1_000)


def test_what_a_page_says_is_no_markup() -> None:
    """Texts of pages are escaped, on one line, and what nobody sees in them has a name."""
    change = replace(STATEMENT, after="*a* <b> # x\u00ad")
    text = compare_pages.report(compared_pages(change))
    assert "sekarang: \\*a\\* \\<b\\> # x⟨U+00AD⟩" in text


# --- the command ---------------------------------------------------------------------------------


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a repository with this software and the smallest site, all of it committed."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", NOW)
    monkeypatch.setattr(compare_pages.browser_pages, "find_chromium", lambda: None)
    root = tmp_path / "checkout"
    shutil.copytree(REPOSITORY / "tests" / "sites" / "minimal", root)
    write_software(root)
    return new_repository(root, {})


def test_both_sides_are_built_and_compared(
    checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The working tree is compared with a commit, each built by its own software."""
    template = checkout / HEADLINE / "template.html"
    text = template.read_text("utf-8")
    template.write_text(text.replace("</section>", "<p>97.000 pekerja</p>\n</section>"), "utf-8")
    out = tmp_path / "out"
    assert compare_pages.main(["--base", "HEAD", "--out", str(out)], checkout) == 0
    printed = capsys.readouterr().out
    assert "sekarang: 97.000 pekerja" in printed
    assert "now: 97.000 pekerja" in printed
    assert "Yang diubah: tampilan (1)." in printed
    assert (out / "report.md").read_text("utf-8") == printed


def test_a_site_built_elsewhere_is_only_read(
    run_folder: Path, checkout: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder with a built site is compared with the base; what is here is not run."""
    (checkout / "hooks" / "main.py").write_text("raise SystemExit(1)\n")
    site = tmp_path / "site"
    shutil.copytree(built(run_folder, "templates"), site)
    given = ["--base", "HEAD", "--site", str(site)]
    assert compare_pages.main(given, checkout) == 0
    printed = capsys.readouterr().out
    assert "97.000 pekerja" in printed
    assert "are only read here" in printed
    (site / "link.html").symlink_to("/etc/passwd")
    assert compare_pages.main(given, checkout) == 2
    assert "`link.html`: no regular file" in capsys.readouterr().err


@pytest.mark.parametrize("content", [{}, {"a.txt": "b"}])
def test_a_folder_without_pages_is_no_site(content: dict[str, str], tmp_path: Path) -> None:
    """A folder without any page never looks like a site without changes."""
    write_files(tmp_path, content)
    with pytest.raises(ComparisonError):
        compare_pages.foreign_site(tmp_path)


def test_a_large_site_is_not_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """More files or bytes than a site can hold are refused before they are read."""
    write_files(tmp_path, {"index.html": "x" * 100, "b.html": ""})
    assert compare_pages.foreign_site(tmp_path) == tmp_path
    for name, most in (("MOST_FILES", 1), ("LARGEST_SITE", 99)):
        with monkeypatch.context() as patched:
            patched.setattr(compare_pages, name, most)
            with pytest.raises(ComparisonError):
                compare_pages.foreign_site(tmp_path)


@pytest.mark.parametrize("base", ["", " ", "nowhere", "--all"])
def test_a_base_that_is_none_is_an_error(
    base: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A blank or unknown base is said, and never looks like a comparison without changes."""
    root = new_repository(tmp_path, {"a": "b"})
    assert compare_pages.main([f"--base={base}"], root) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "The pages could not be compared:" in printed.err


def test_a_site_that_cannot_be_built_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A build that fails is named by its side, with what it said."""
    makefile = "site:\n\t@echo nothing works; false\n"
    lock = (REPOSITORY / "requirements.txt").read_text("utf-8")
    root = new_repository(
        tmp_path,
        {"Makefile": makefile, "hooks/a.py": "", "requirements.txt": lock, "mkdocs.yml": "",
         "data/a.yml": "", "content/a.md": ""},
    )  # fmt: skip
    assert compare_pages.main(["--base", "HEAD"], root) == 2
    assert "nothing works" in capsys.readouterr().err


def test_a_forge_obeys_nothing_of_a_page(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In a log commands are off, and in a summary a quotation is code."""
    summary = tmp_path / "summary"
    environment = {"GITHUB_ACTIONS": "true", "GITHUB_STEP_SUMMARY": str(summary)}
    change = replace(STATEMENT, after="##[add-mask]98.000 @siapa #1")
    compare_pages.publish(compared_pages(change), None, environment)
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("::stop-commands::")
    assert lines[-1] == f"::{lines[0].removeprefix('::stop-commands::')}::"
    assert "`sekarang: ##[add-mask]98.000 @siapa #1`" in summary.read_text("utf-8")


# --- a browser -----------------------------------------------------------------------------------

SEEN = """<!doctype html><meta charset="utf-8"><link rel="stylesheet" href="assets/a.css">
<script src="assets/a.js" defer></script><p class="a">Menurut kantor</p>
<p class="b">98.000 orang</p><p class="c">Tidak tercapai</p>"""


@pytest.mark.browser
def test_a_browser_sees_what_rules_do_not_tell(tmp_path: Path) -> None:
    """A text that is moved away in steps, or changed by a script, is found by the browser."""
    program = browser_pages.find_chromium()
    if program is None:
        if "TERANG_REQUIRE_BROWSER" in os.environ:
            pytest.fail("no Chromium here: apt-get install chromium")
        pytest.skip("no Chromium here")
    write_files(tmp_path / "before", {"index.html": SEEN, "assets/a.css": "", "assets/a.js": ""})
    style = ".b { margin-left: calc(-40 * 100px) }"
    script = "document.querySelector('.c').textContent = 'Tercapai'"
    write_files(
        tmp_path / "after", {"index.html": SEEN, "assets/a.css": style, "assets/a.js": script}
    )
    sites = [tmp_path / "before", tmp_path / "after"]
    found = page_differences.compare_sites(*map(ReadSite, sites))
    assert not [change for change in found.changes if "98.000" in change.before]
    # In a process of its own: this one may have a browser of other tests open.
    with ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn")) as pool:
        seen = pool.submit(compare_pages.with_seen_changes, program, sites, found).result()
        sides = dict(zip(("before", "after"), sites, strict=True))
        pool.submit(browser_pages.draw_pages, program, sides, ["/"], tmp_path / "out").result()
    told = {(change.weight, change.kind, change.before, change.after) for change in seen.changes}
    wide, narrow = browser_pages.WIDTHS
    assert {
        (Weight.HIDDEN, "hidden", "98.000 orang", f"98.000 orang [{wide} px]"),
        (Weight.HIDDEN, "hidden", "98.000 orang", f"98.000 orang [{narrow} px]"),
        (Weight.STATEMENTS, "written_by_script", "Tidak tercapai", ""),
        (Weight.STATEMENTS, "written_by_script", "", "Tercapai"),
    } <= told
    assert seen.changed == ("/",)
    assert (tmp_path / "out" / "after" / "01.png").stat().st_size > 1_000
    assert 'src="before/01.png"' in (tmp_path / "out" / "index.html").read_text("utf-8")
