"""A view into its template.

Templates escape everything by default, an undefined name is an error, and each is compiled once.
"""

from __future__ import annotations

from pathlib import Path

import jinja2

COMPONENTS = Path("theme_overrides", "components")


class Renderer:
    """The templates of one folder."""

    def __init__(self, folder: Path) -> None:
        self._environment = jinja2.Environment(
            loader=jinja2.FileSystemLoader(folder),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
        )

    def __call__(self, template: str, **values: object) -> str:
        """The HTML of a template, from the finished texts of a view."""
        return self._environment.get_template(f"{template}.html").render(values)
