"""From a template and what goes into it to the text of a page; writes nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import jinja2

from db.check import SMALL
from scripts.site import charts
from scripts.site.words import (
    REMOTE,
    area_name,
    clean,
    day,
    month,
    number,
    page_of,
    percent,
    slug,
    web_address,
)

FOLDER = Path(__file__).parent
STATIC = FOLDER / "static"


@cache
def environment() -> jinja2.Environment:
    """The templates with the words and numbers that they may use; everything is escaped."""
    out = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER / "templates"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    filters: dict[str, Callable[..., Any]] = {
        "clean": clean, "day": day, "month": month, "number": number, "percent": percent,
        "slug": slug, "place": area_name, "page": page_of, "web": web_address,
    }  # fmt: skip
    out.filters.update(filters)
    out.globals.update(small=SMALL, remote=REMOTE, charts=charts)
    return out


def render(template: str, path: str, **values: Any) -> str:
    """The page of a template (``index``, ``credential``, ...) as HTML.

    ``path`` is the page's own address below the site's root, such as ``states/OH.html``: links lead
    from there. ``values`` are what the functions of :mod:`scripts.site.pages` give.
    """
    root = "../" * path.count("/")
    return environment().get_template(f"{template}.html").render(root=root, path=path, **values)
