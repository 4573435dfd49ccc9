"""Which kinds of sources there are: one for each file in ``spiders/sources``."""

from __future__ import annotations

import importlib
import pkgutil
from typing import TYPE_CHECKING

import spiders.sources

if TYPE_CHECKING:
    from spiders.base import BoardSpider


def kinds() -> frozenset[str]:
    """The names a source may give as its ``kind``."""
    return frozenset(module.name for module in pkgutil.iter_modules(spiders.sources.__path__))


def spider_class(kind: str) -> type[BoardSpider]:
    """The spider class of a kind: the one in its file that has the kind as its name."""
    module = importlib.import_module(f"spiders.sources.{kind}")
    for value in vars(module).values():
        if isinstance(value, type) and getattr(value, "name", None) == kind:
            found: type[BoardSpider] = value
            return found
    raise LookupError(f"spiders/sources/{kind}.py has no spider whose name is {kind!r}")
