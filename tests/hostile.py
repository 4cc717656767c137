"""A list of texts that attack a site, and a site in which every field holds them.

The data is made from the model: a text field that is added tomorrow is attacked tomorrow, and any
other new field has to be given a value here. Behind each text stands the field it was written in,
so that a page which shows the text without the field has changed it.
"""

# ruff: noqa: E501 - an attack stands on one line
from __future__ import annotations

import re
import shutil
import types
import typing
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import AfterValidator, BeforeValidator

from terang.model import field_types
from terang.model.catalog import Series
from terang.model.definitions import (
    Area,
    Decision,
    Dimension,
    Indicator,
    Programme,
    Site,
    Source,
    Speaker,
    Term,
)
from terang.model.field_types import Record, Text
from terang.narrative.safe_markdown import EXTENSIONS

CORPUS = {
    "script": "<script>alert(self)</script><SCRIPT SRC=//evil.test/x.js></SCRIPT>",
    "handler": "<img src=x onerror=alert(self)> \"><svg onload=alert(self)> ' onfocus='alert(self)' x='",
    "address": "javascript:alert(self) [x](javascript:alert(self)) <a href=data:text/html,<b>>y</a>",
    "title": "</title></textarea></style></noscript></script><script>alert(self)</script>",
    "drawing": '</svg></desc></text><foreignObject><iframe srcdoc="<script>alert(self)</script>">',
    "template": "{{ value('x') }} {% raw %} {# x #} {{ 7*7 }} ${7*7} <%= 7 %> {0} {x} %s %(x)s",
    "markdown": "**a** _b_ `c` ![i](https://evil.test/i.png) [r]: //evil.test # h --- | a | { .x }",
    "ends": "<!-- x --!> ]]> <![CDATA[ </p></li></ol></main></body></html><plaintext>",
    "entities": "&lt;b&gt; &amp;lt; &#60;script&#62;alert(self)&#x3c;/script&#62; &quot;&apos;&nbsp",
    "direction": "\u0645\u0631\u062d\u0628\u0627 kiri \u05d0 kanan \u0660 x",
    "tokens": "\ue0000\ue001 \ue0001\ue001 klzzwxh:0000 wzxhzdk:0",
    "elsewhere": (
        "<base href=//evil.test/><meta http-equiv=refresh content=0;url=//evil.test/>"
        "<link rel=stylesheet href=//evil.test/x.css><style>@import'//evil.test/y.css'</style>"
    ),
    "search": "<mark>x</mark> <p data-pagefind-meta=title:y data-pagefind-ignore> \\n \\u003c",
}
"""Texts by what they attack."""

ADDRESS = "https://evil.test/?q='onclick=alert(self)&lt;script&gt;=%22%3E%3Cscript%3E&javascript:x"
"""An address that the data takes, and that is worse than it looks."""

MARKDOWN = """\
<script>alert(self)</script>

<img src=x onerror=alert(self)> <svg onload=alert(self)> <style>@import "//evil.test/";</style>

[a](javascript:alert(self)) [b](JaVaScRiPt&#58;alert(self)) [c](java&#10;script:alert(self))
[d](data:text/html,<script>alert(self)</script>) [e][r] [f](vbscript:x) [g](<java script:alert(self)>)
<javascript:alert(self)> [h](//evil.test/ "x\\" onmouseover=alert(self) ") [i](&#x1;javascript:alert(self))

[r]: javascript:alert(self) "x"

![p](https://evil.test/p.png) ![q](data:image/svg+xml,<svg/onload=alert(self)>) ![s](//evil.test/s.png)

Text

!!! note "<script>alert(self)</script>"
    <iframe srcdoc="<script>alert(self)</script>"></iframe>

| <script>alert(self)</script> | b |
|---|--:|
| <img src=x onerror=alert(self)> | `</code><script>alert(self)</script>` |

```
</code></pre><script>alert(self)</script>
```

&lt;script&gt;alert(self)&lt;/script&gt; &#60;img src=x onerror=alert(self)&#62;
"""

# Fields that hold no text, by record and key.
_GIVEN: Mapping[str, Any] = {
    "Licence.url": ADDRESS, "Site.format": 2, "Site.tag_authority": "example.org,2025",
    "Site.time_zone": "Asia/Makassar",
    "Source.accessed": "2025-01-31", "Source.archived": ADDRESS, "Source.language": "id",
    "Source.published": "2025-01", "Source.read": "excerpt", "Source.same_text_as": None,
    "Source.type": "news", "Source.url": ADDRESS,
    "Area.codes": None, "Area.level": "regency", "Area.parent": None,
    "Fact.date": "2024", "Fact.sources": ["paper"], "Fact.value": 5,
    "Unit.currency": None,
    "Programme.legal_basis": ["paper"],
    "Decision.about": "site:contact", "Decision.date": "2025-01-31",
    "Decision.was": "a@b.id", "Decision.comparable": None,
    "Contact.telephone": "175", "Contact.email": "a@b.id", "Contact.url": ADDRESS,
    "Contact.sources": ["paper"], "Contact.checked": "2025-01-31",
    "Indicator.theme": None, "Indicator.order": None, "Indicator.breaks": None,
    "Series.breaks": None, "Series.corrections": None, "Series.replies": None,
    "Dimension.overlapping": None,
    "Observation.added": "2025-02-01", "Target.added": "2025-02-01",
    "Event.added": "2025-02-01", "PopulationValue.added": "2025-02-01",
    "Observation.by": "script", "Target.by": "script", "Event.by": "script",
    "Term.sources": ["paper"],
    "Indicator.decimals": None, "Indicator.direction": "increase",
    "Indicator.frequency": "yearly", "Indicator.measure": "stock",
    "SatuData.composite": "true", "SatuData.public": "true",
    "Withdrawal.date": "2025-01-31",
    "Observation.breakdown": {"x": {"x": 1}}, "Observation.contradicts": None,
    "Observation.date": "2024", "Observation.precision": 1, "Observation.qualifier": "about",
    "Observation.sources": ["paper"], "Observation.status": "disputed", "Observation.value": 1,
    "Observation.anchor": "one",
    "Target.announced": "2023", "Target.anchor": "two", "Target.contradicts": None,
    "Target.due": "2025", "Target.precision": 1, "Target.qualifier": "about",
    "Target.replaces": None, "Target.sources": ["paper"], "Target.value": 2,
    "Event.anchor": "three", "Event.contradicts": None, "Event.date": "2024",
    "Event.sources": ["paper"],
    "PopulationValue.date": "2023", "PopulationValue.sources": ["paper"],
    "PopulationValue.value": 3,
    "Series.baseline": None, "Series.sources": None, "Series.speakers": None,
}  # fmt: skip


class _Block(yaml.SafeDumper):
    """A YAML dumper in block style with quotes and without aliases, which are refused."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
        return True


_Block.add_representer(int, lambda dumper, value: dumper.represent_str(str(value)))


def written(content: object) -> str:
    """Return data as an editor may write it."""
    return yaml.dump(
        content, Dumper=_Block, default_style='"', allow_unicode=True, width=9999, sort_keys=False
    )


def text_of(name: str, field: str) -> str:
    """Return a text of the corpus, with the field that it is written in."""
    return f"{CORPUS[name]} [{name} {field}]"


def specimen(kind: type[Record], name: str, **references: object) -> dict[str, Any]:
    """Return a record with every key it may have: each text is from the corpus."""
    own = kind.__name__.partition("[")[0]
    found = {}
    for key, field in kind.model_fields.items():
        if isinstance(field.validation_alias, str):  # editors do not write it
            continue
        place = f"{own}.{key}"
        if key in references:
            value = references[key]
        elif place in _GIVEN:
            value = _GIVEN[place]
        else:
            value = _filled(field.annotation, field.metadata, name, place)
        if value is not None:
            found[key] = value
    return found


def _filled(annotation: Any, metadata: list[Any], name: str, place: str) -> Any:  # noqa: ANN401, PLR0911
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return _filled(arguments[0], [*arguments[1:], *metadata], name, place)
    if origin in (typing.Union, types.UnionType):
        return _filled(arguments[0], metadata, name, place)
    if origin is tuple:
        return [_filled(arguments[0], [], name, place)]
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return {"x": _filled(arguments[1], [], name, place)}
    if isinstance(annotation, type) and issubclass(annotation, Text):
        return {code: text_of(name, f"{place}.{code}") for code in ("id", "en")}
    if isinstance(annotation, type) and issubclass(annotation, Record):
        if "Was" in annotation.__name__ or place == "Revision.was":
            return {"quote": text_of(name, place)}
        return specimen(annotation, name)
    if _is_text(metadata):
        return text_of(name, place)
    if place.startswith(("_", "Earlier")):
        return None
    message = f"say in tests/hostile.py what {place} holds"
    raise LookupError(message)


def _is_text(metadata: list[Any]) -> bool:
    """Return whether a value may be any text, without a pattern or a list of words."""
    befores = [marker.func for marker in metadata if isinstance(marker, BeforeValidator)]
    return befores == [field_types.parse_plain_text] and not any(
        isinstance(marker, AfterValidator) for marker in metadata
    )


def site_files() -> dict[str, str]:
    """Return the data and pages of the site, by path from its root."""
    plain = {"title": "Koran", "publisher": "Koran", "type": "news", "language": "id"}
    site = specimen(Site, "script")
    for key in ("publisher", "notice"):
        site[key] = {code: " ".join(CORPUS.values()) for code in ("id", "en")}
    found: dict[str, object] = {
        "data/site.yml": site,
        "data/sources.yml": {"paper": plain, **_each(Source)},
        "data/areas.yml": _each(Area),
        "data/programmes.yml": _each(Programme),
        "data/speakers.yml": _each(Speaker),
        "data/dimensions.yml": {
            "x": specimen(Dimension, "script"),
            **_each(Dimension),
        },
        "data/decisions.yml": [specimen(Decision, name) for name in CORPUS],
    }
    # Terms are explained where they are written, so a plain word explains each attack too.
    found["data/glossary.yml"] = _each(Term) | {
        f"word-{name}": specimen(
            Term, name, term=dict.fromkeys(("id", "en"), f"kata{name}"), synonyms=None
        )
        for name in CORPUS
    }
    for name in CORPUS:
        found[f"data/indicators/{name}.yml"] = specimen(Indicator, name, programme=name)
        found[f"data/coverage/{name}.yml"] = _series(name)
    texts = {path: written(content) for path, content in found.items()}
    for name in CORPUS:
        for language in ("id", "en"):
            front = {
                key: _without_digits(text_of(name, key))
                for key in ("title", "description", "author", "x")
            }
            page = f"---\n{written(front)}---\n\n{MARKDOWN}\n" + _calls(name)
            texts[f"content/{language}/{name}.md"] = page
    for language in ("id", "en"):
        lines = "".join(f"- [{name}]({name}.md)\n" for name in CORPUS)
        texts[f"content/{language}/index.md"] = f"# Awal\n\n{lines}"
    texts["mkdocs.yml"] = written(_configuration())
    return texts


def _without_digits(text: str) -> str:
    """Return a text for a page, on which no figure is typed by hand."""
    return re.sub(r"[\d\ue000-\uf8ff]", "n", text)


def _each(kind: type[Record]) -> dict[str, Any]:
    return {name: specimen(kind, name) for name in CORPUS}


def _series(name: str) -> dict[str, Any]:
    """Return a series with a disputed, a counting, a rival and a withdrawn claim."""
    made = specimen(Series, name, indicator=name, area=name)
    (claim,) = made["observations"]
    disputed = {key: value for key, value in claim.items() if key not in ("withdrawn", "preferred")}
    counting = {**disputed, "anchor": "counting", "date": "2025-01", "value": 3}
    counting |= {"status": "reported", "preferred": claim["preferred"]}
    counting |= {"breakdown": {"x": {"x": 3}}}
    rival = {"anchor": "rival", "date": "2025-01", "value": 4, "sources": [name]}
    withdrawn = {**claim, "anchor": "gone", "date": "2023", "preferred": None}
    rival["added"] = "2025-02-01"
    del withdrawn["preferred"]
    made["observations"] = [disputed, counting, rival, withdrawn]
    (target,) = made["targets"]
    (event,) = made["events"]
    live = [{k: v for k, v in entry.items() if k != "withdrawn"} for entry in (target, event)]
    made["targets"] = [live[0], {**target, "anchor": "gone-too", "due": "2024"}]
    made["events"] = [live[1], {**event, "anchor": "gone-three", "date": "2023"}]
    reason = {code: text_of(name, f"Correction.reason.{code}") for code in ("id", "en")}
    made["corrections"] = [
        {"anchor": anchor, "date": "2025-03-01", "reason": reason, "withdraw": "true"}
        for anchor in ("gone", "gone-too", "gone-three")
    ]
    for observation in (*made["observations"], *made["targets"], *made["events"]):
        observation["sources"] = [name]
    return made


def _calls(name: str) -> str:
    blocks = ("headline", "timeline", "table", "chart", "targets", "sources")
    lines = [f'{{{{ {block}("{name}") }}}}\n' for block in blocks]
    lines.append(f'{{{{ contacts("{name}") }}}}\n')
    inline = f'{{{{ value("{name}") }}}} {{{{ cite("{name}") }}}} {{{{ fact("{name}", "x") }}}}'
    return "\n".join([*lines, f"## Judul {inline}", "", f"{inline} kata{name}", ""])


def _configuration() -> dict[str, Any]:
    pages = ["index.md", "coverage/index.md", *(f"{name}.md" for name in CORPUS)]
    attack = " ".join(CORPUS.values())
    return {
        "site_name": attack,
        "site_url": "http://127.0.0.1/",
        "docs_dir": "content",
        "theme": {"name": "material", "custom_dir": "theme_overrides",
                  "static_templates": ["robots.txt"]},
        "hooks": ["hooks/main.py"],
        "plugins": [],
        "nav": [
            {code: [{_without_digits(CORPUS.get(page.removesuffix(".md"), page)): f"{code}/{page}"}
                    for page in pages]}
            for code in ("id", "en")
        ],
        "extra": {
            "languages": dict.fromkeys(("id", "en"), _without_digits(attack)),
            "footer": [f"{next(iter(CORPUS))}.md"],
            "repository_url": ADDRESS,
            "edit_url": ADDRESS + "/{path}",
        },
        "markdown_extensions": [*EXTENSIONS],
    }  # fmt: skip


def lay_out(folder: Path, repository: Path) -> None:
    """Write the site into a folder, with our hook and theme beside it."""
    for path, text in site_files().items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "hooks").symlink_to(repository / "hooks")
    shutil.copytree(repository / "theme_overrides", folder / "theme_overrides")


# Pages are refused the characters that stand for their calls, and show this in place of them.
_REPLACED = str.maketrans(dict.fromkeys("\ue000\ue001", "\ufffd"))
_MARK = re.compile(r"\[(?P<name>[a-z]+) (?P<field>[A-Za-z_.]+)\]")


def altered(shown: str) -> Iterator[tuple[str, str]]:
    """Yield each field that a page shows with an altered text, and the text shown."""
    flat = _flat(shown)
    for mark in _MARK.finditer(flat):
        if mark["name"] in CORPUS:
            whole = _flat(text_of(mark["name"], mark["field"]))
            # A page of words holds no digits.
            narrated = _flat(_without_digits(text_of(mark["name"], mark["field"])))
            if not flat[: mark.end()].endswith((whole, narrated)):
                yield mark[0], flat[max(0, mark.end() - len(whole)) : mark.end()]


def shown_fields(shown: str) -> frozenset[str]:
    """Return the fields that a page shows."""
    return frozenset(mark["field"] for mark in _MARK.finditer(shown))


def _flat(text: str) -> str:
    """Return a text as a browser lays it out."""
    return " ".join(text.translate(_REPLACED).split())
