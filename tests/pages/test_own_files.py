"""The folder own/: a site's looks, words and links stand on its pages, and claims stay ours."""

from __future__ import annotations

import json
from pathlib import Path

from tests.repositories import write_files
from tests.small_site import SERIES, a_project

from terang.i18n.formatter import all_words
from terang.pages.own_files import OwnFiles, load_own_files

OWN = {
    "style.css": ".header { border-bottom: 3px solid #123456; }\n",
    "logo.svg": '<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0h1v1z"/></svg>\n',
    "words.yml": "page.coverage_title:\n  id: Semua angka kami\n  en: All our figures\n"
    "shell.published_by:\n  id: Dikelola {publisher}\n  en: Run by {publisher}\n",
    "links.yml": "- title:\n    id: Pemerintah\n    en: Government\n  url: https://gov.example/\n",
    "licences.yml": "- part:\n    id: Lambang\n    en: The logo\n  name: CC0\n"
    "  url: https://creativecommons.org/publicdomain/zero/1.0/\n",
    "templates/id/above-page.html": "<p>Kabar di atas halaman.</p>\n",
    "templates/en/footer.html": '<p>Ask <a href="mailto:a@example.org">us</a>.</p>\n',
}


def test_what_a_site_sets_stands_on_its_pages(tmp_path: Path) -> None:
    """Style, logo, words, links, licences and pieces are published in their language."""
    project = a_project(tmp_path)
    assert project.build().code == 0
    before = project.published()
    write_files(tmp_path / "own", OWN)
    ran = project.build()
    assert (ran.code, "own/" in ran.errors) == (0, False)
    after = project.published()
    style = after["assets/terang.css"]
    assert style == before["assets/terang.css"] + b"\n" + OWN["style.css"].encode()
    assert after["assets/logo.svg"] == OWN["logo.svg"].encode()
    indonesian, english = project.page("coverage"), project.page("en/coverage")
    assert (indonesian.text("h1"), english.text("h1")) == ("Semua angka kami", "All our figures")
    for page, said, unsaid in (
        (indonesian, ("Dikelola Catatan Contoh", "Lambang: CC0", "Kabar di atas"), "Ask us"),
        (english, ("Run by Example Record", "The logo: CC0", "Ask us"), "Kabar di atas"),
    ):
        assert all(text in page.text("body") for text in said)
        assert unsaid not in page.text("body")
        assert page.faults == []
        assert any(source.endswith("assets/logo.svg") for source in page.all("img", "src"))
        assert "https://gov.example/" in page.all("footer//a", "href")
    assert b'src="/contoh/assets/logo.svg"' in after["404.html"]
    topics = [json.loads(after[f"assets/topics-{code}.json"]) for code in ("id", "en")]
    titles = {topic["title"] for listed in topics for topic in listed}
    assert {"Semua angka kami", "All our figures"} <= titles


def test_the_manifest_tells_of_own_files(tmp_path: Path) -> None:
    """A change in own/ changes the digest of pages, and not that of the software."""
    project = a_project(tmp_path)
    digests = []
    for text in ("shell.menu:\n  id: Isi\n  en: Contents", "shell.menu:\n  id: Daftar\n  en: List"):
        project.write("own/words.yml", text)
        assert project.build().code == 0
        digests.append(json.loads(project.published()["manifest.json"]))
    assert digests[0]["pages"] != digests[1]["pages"]
    assert digests[0]["software"] == digests[1]["software"]


def test_a_problem_in_own_files_ends_the_build(tmp_path: Path) -> None:
    """A site with a word of a state of its own is not built."""
    project = a_project(tmp_path)
    project.write("own/words.yml", "state.missed:\n  id: Hampir\n  en: Nearly")
    ran = project.build()
    assert ran.code == 1
    assert ran.codes == ["own/words.yml:1:1: own-word-refused"]
    assert not project.site.exists()
    assert load_own_files(tmp_path) == OwnFiles()


def test_no_word_of_a_claim_can_be_set(tmp_path: Path) -> None:
    """Only words of menus, titles and introductions can be set."""
    groups = set()
    for key, texts in all_words().items():
        lines = [f"{key}:", *(f"  {code}: {json.dumps(text)}" for code, text in texts.items())]
        (tmp_path / "own").mkdir(exist_ok=True)
        (tmp_path / "own" / "words.yml").write_text("\n".join(lines) + "\n", "utf-8")
        if load_own_files(tmp_path).words:
            groups.add(key.partition(".")[0])
            assert key not in (
                "shell.outdated",
                "shell.unbuilt",
                "shell.only_in",
                "page.withdrawal",
            )
    assert groups == {"shell", "page", "glossary", "reuse"}


def test_links_are_not_followed(tmp_path: Path) -> None:
    """A symbolic link in own/ publishes nothing of the machine, and is refused."""
    project = a_project(tmp_path / "site")
    (tmp_path / "secret.css").write_text(".secret {}\n", "utf-8")
    (project.root / "own").mkdir()
    (project.root / "own" / "style.css").symlink_to(tmp_path / "secret.css")
    ran = project.build()
    assert ran.codes == ["own/style.css:1:1: linked-file"]
    assert SERIES not in ran.out
