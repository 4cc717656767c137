"""The same synthetic record as MkDocs users build it today: with static-i18n and macros.

Python code behind macros reads the YAML and writes the timeline and table as Markdown and the chart
as SVG. Every page lists all others in its navigation: the default of the theme.
"""

from __future__ import annotations

import shutil
from pathlib import Path

_MKDOCS = """\
site_name: Situs Uji
site_url: https://example.org/
theme:
  name: material
  language: id
  font: false
plugins:
  - search
  - i18n:
      docs_structure: folder
      languages:
        - {locale: id, name: Bahasa Indonesia, default: true, build: true}
        - {locale: en, name: English, build: true}
  - macros
markdown_extensions: [toc, tables, admonition, attr_list, def_list, md_in_html]
"""

_MACROS = """\
import csv, json, pathlib, yaml

def define_env(env):
    root = pathlib.Path(env.project_dir)
    read = {}

    def series(name):
        if name not in read:
            read[name] = yaml.safe_load((root / "data" / "coverage" / f"{name}.yml").read_text())
        return read[name]

    @env.macro
    def timeline(name):
        return "\\n".join(
            f"- **{row['date']}**: {row['value']:,} ({row['by']['id']}, {row['sources'][0]}) "
            f"*{row['quote']}*" for row in series(name)["observations"])

    @env.macro
    def table(name):
        rows = [f"| {row['date']} | {row['value']:,} | {row['by']['id']} |"
                for row in series(name)["observations"]]
        return "\\n".join(["| Tanggal | Nilai | Kata |", "| --- | ---: | --- |", *rows])

    @env.macro
    def chart(name):
        values = [row["value"] for row in series(name)["observations"]]
        low, high = min(values), max(values)
        marks = "".join(
            f'<circle cx="{20 + 24 * at}" cy="{300 - 280 * (y - low) / (high - low):.1f}" r="4"/>'
            for at, y in enumerate(values))
        return f'<svg viewBox="0 0 620 320" role="img"><title>{name}</title>{marks}</svg>'

    @env.macro
    def value(name, *_):
        return f"{series(name)['observations'][-1]['value']:,}"

    env.macro(lambda name: str(series(name)["observations"][-1]["date"]), "date")
    env.macro(lambda name: value(name), "change")
    env.macro(lambda name: "98%", "share")

def on_post_build(env):
    root, site = pathlib.Path(env.project_dir), pathlib.Path(env.conf["site_dir"])
    folder = site / "data"
    folder.mkdir(exist_ok=True)
    with (folder / "observations.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        for path in sorted((root / "data" / "coverage").glob("*.yml")):
            record = yaml.safe_load(path.read_text())
            (folder / f"{path.stem}.json").write_text(json.dumps(record, default=str))
            writer.writerows([path.stem, o["date"], o["value"]] for o in record["observations"])
"""


def write_usual_site(root: Path, ours: Path) -> None:
    """Write the comparison site into an empty folder, from the corpus of the measured site."""
    shutil.copytree(ours / "data", root / "data")
    (root / "mkdocs.yml").write_text(_MKDOCS, encoding="utf-8")
    (root / "main.py").write_text(_MACROS, encoding="utf-8")
    for path in sorted((ours / "content").rglob("*.md")):
        target = root / "docs" / path.relative_to(ours / "content")
        target.parent.mkdir(parents=True, exist_ok=True)
        text = path.read_text(encoding="utf-8")
        if path.stem != "index":
            blocks = (f'{{{{ {name}("{path.stem}") }}}}' for name in ("timeline", "table", "chart"))
            link = f"(coverage/{path.stem}/index.md)"  # a page there, a section here
            text = text.replace(link, f"({path.name})") + "\n" + "\n\n".join(blocks) + "\n"
        target.write_text(text.replace("{#bagian}", "{ #bagian }"), encoding="utf-8")
