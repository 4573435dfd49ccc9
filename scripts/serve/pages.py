"""The server's own pages, in the frame of the site's: its header, footer and looks."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import jinja2
import lxml.html
from fastapi.responses import HTMLResponse

from scripts.site.words import clean, web_address

FOLDER = Path(__file__).parent / "templates"
FRAMES = ("audit.html", "index.html")
"""The site's pages whose frame is taken, the first that is there."""
BARE = (
    '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title></title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
    '<body><main id="main"></main></body></html>'
)


@cache
def _templates() -> jinja2.Environment:
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, auto_reload=False,
    )  # fmt: skip
    made.filters.update(clean=clean, web=web_address, number=lambda n: f"{n:,}")
    return made


def page(folder: Path | None, template: str, code: int = 200, **values: Any) -> HTMLResponse:
    """A page of ours: a template's ``title`` and ``main`` inside the frame of the site in a folder."""
    found = _templates().get_template(f"{template}.html")
    context = found.new_context(values)
    title, main = ("".join(found.blocks[name](context)) for name in ("title", "main"))
    tree = lxml.html.document_fromstring(_frame(folder))
    head, place = tree.find("head"), tree.get_element_by_id("main")
    for each in head.xpath(".//script[contains(@src, 'audit') or contains(@src, 'filter')]"):
        head.remove(each)
    head.find("title").text = f"{title} – Sought"
    tree.rewrite_links(_from_the_root)
    for child in list(place):
        place.remove(child)
    place.text = None
    for part in lxml.html.fragments_fromstring(main):
        if not isinstance(part, str):
            place.append(part)
    text = lxml.html.tostring(tree, encoding="unicode", doctype="<!DOCTYPE html>")
    return HTMLResponse(text, code)


def _from_the_root(link: str) -> str:
    """A link of the frame, which leads from the first page, as one that leads from any page."""
    return (
        link if link.startswith(("/", "#", "http:", "https:", "data:", "mailto:")) else f"/{link}"
    )


def _frame(folder: Path | None) -> str:
    for name in FRAMES:
        try:
            if folder is not None:
                return (folder / name).read_text("utf-8")
        except OSError:
            continue
    return BARE
