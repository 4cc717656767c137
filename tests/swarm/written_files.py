"""Trees as files: YAML in the style of some editor, entry files also as tables."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml
from tests.tables import as_table


class BareText(str):
    """A scalar that stands without quotes."""

    __slots__ = ()


class QuotedText(str):
    """A scalar that has to stand in quotes."""

    __slots__ = ()


class _CatalogDumper(yaml.CSafeDumper):
    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002
        return True


def _plain(dumper: Any, value: str) -> yaml.Node:  # noqa: ANN401
    tag = dumper.resolve(yaml.ScalarNode, str(value), (True, False))
    node: yaml.Node = dumper.represent_scalar(tag, str(value), style="")
    return node


_CatalogDumper.add_representer(BareText, _plain)
_CatalogDumper.add_representer(type(None), lambda dumper, _: _plain(dumper, "null"))
_CatalogDumper.add_representer(
    QuotedText,
    lambda dumper, value: dumper.represent_scalar("tag:yaml.org,2002:str", str(value), style='"'),
)


@dataclass(frozen=True)
class Style:
    """A style of writing: block or flow, quotes, width, line ends; and that of tables."""

    quotes: str | None
    flow: bool | None
    width: int
    indent: int
    crlf: bool
    delimiter: str
    has_mark: bool

    def file(self, path: str, tree: object) -> bytes:
        """Return a tree as a file; a tree that no table can hold stands in one as YAML."""
        if path.endswith(".csv") and isinstance(tree, dict):
            try:
                return self._table(tree)
            except (AttributeError, TypeError):
                pass
        text = yaml.dump(
            tree, Dumper=_CatalogDumper, default_style=self.quotes, default_flow_style=self.flow,
            width=self.width, indent=self.indent, allow_unicode=True, sort_keys=False,
        )  # fmt: skip
        return (text.replace("\n", "\r\n") if self.crlf else text).encode()

    def _table(self, tree: dict[str, Any]) -> bytes:
        line_end = "\r\n" if self.crlf else "\n"
        return as_table(tree, delimiter=self.delimiter, line_end=line_end, has_mark=self.has_mark)


def fits_a_table(tree: Any) -> bool:  # noqa: ANN401
    """Return whether a table can hold an entry file: no breaks, and texts as they stand."""
    texts = [*_texts(tree), *tree.get("sources", ())]
    return "breaks" not in tree and all(
        text == text.strip() and text != "null" and "\t" not in text for text in texts
    )


def _texts(tree: Any) -> Iterator[str]:  # noqa: ANN401
    if isinstance(tree, dict):
        for child in tree.values():
            yield from _texts(child)
    elif isinstance(tree, list):
        for child in tree:
            yield from _texts(child)
    elif tree is not None:
        yield str(tree)
