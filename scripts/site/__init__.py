"""The site: what its pages hold (``data``, ``pages``), how they look (``render``, ``charts``), the files."""

from scripts.site.builder import build, refuse_foreign, site

__all__ = ["build", "refuse_foreign", "site"]
