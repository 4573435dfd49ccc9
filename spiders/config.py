"""Reads ``sources.toml``: the boards to crawl, checked row by row before anything is fetched."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from spiders.cleaning.countries import COUNTRY_CODES
from spiders.cleaning.states import STATE_CODES
from spiders.hosts import is_loopback_name
from spiders.kinds import kinds, spider_class
from spiders.refused import refused_host, refused_kind

SHORTEST_DELAY = 1.0
"""Seconds between two requests to a public host that no configuration may go below."""


class ConfigError(Exception):
    """``sources.toml`` cannot be used; the message names the file, the row and the mend."""


@dataclass(frozen=True, slots=True)
class Source:
    """One board to crawl, as ``sources.toml`` names it.

    ``url`` is a base address in place of the kind's own, without a slash at its end; ``state`` the
    two-letter code that holds where a posting names no place itself, ``country`` the two-letter code
    of the country where its places lie that name none.
    """

    kind: str
    board: str
    employer: str
    url: str | None = None
    state: str | None = None
    country: str | None = None
    career_clusters: tuple[str, ...] = ()
    cadence_hours: float = 24
    enabled: bool = True
    terms_checked: date | None = None
    delay_seconds: float = 1.5
    max_requests: int = 6_000
    max_megabytes: float = 500.0

    @property
    def key(self) -> str:
        """``kind/board``, the source's name everywhere else."""
        return f"{self.kind}/{self.board}"


def on_this_machine(source: Source) -> bool:
    """Whether a source's own address is this machine, where nobody has to be spared."""
    return source.url is not None and is_loopback_name(urlsplit(source.url).hostname or "")


class _RowError(ValueError):
    """One value of a row is wrong; the text says what it must be."""


def load_sources(path: str | Path) -> list[Source]:
    """The sources that a TOML file lists, in its order, the switched-off ones among them.

    Raises ``ConfigError`` at the first thing that is wrong.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            document = tomllib.load(file)
    except FileNotFoundError:
        raise ConfigError(
            f"{path}: there is no such file; create it with [[source]] rows"
        ) from None
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({error.strerror})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigError(f"{path}: is not valid TOML: {error}") from error
    for key in document:
        if key != "source":
            raise ConfigError(f"{path}: unknown key {key!r}; each board is one [[source]] row")
    rows = document.get("source", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ConfigError(
            f"{path}: 'source' must be a list of rows; write [[source]], not [source]"
        )
    sources: list[Source] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows, start=1):
        where = f"{path}: source {number}"
        if isinstance(row.get("kind"), str) and isinstance(row.get("board"), str):
            where += f" ({row['kind']}/{row['board']})"
        try:
            source = _source(row)
        except _RowError as error:
            raise ConfigError(f"{where}: {error}") from None
        if source.key in seen:
            raise ConfigError(
                f"{where}: the same kind and board stand in source {seen[source.key]}; remove one"
            )
        seen[source.key] = number
        sources.append(source)
    return sources


def _source(row: dict[str, Any]) -> Source:
    """A row as a ``Source``; raises ``_RowError`` where it cannot be one."""
    for key in row:
        if key not in _READERS:
            raise _RowError(f"unknown key {key!r}; known are {', '.join(_READERS)}")
    for key in ("kind", "board", "employer"):
        if key not in row:
            raise _RowError(f'{key!r} is missing; add {key} = "..."')
    values = {key: _READERS[key](key, value) for key, value in row.items()}
    source = Source(**values)
    if source.url is None and not spider_class(source.kind).base_url:
        raise _RowError(
            f'the kind {source.kind!r} has no address of its own; add url = "https://..."'
        )
    if source.state and source.country not in {None, "US"}:
        raise _RowError(
            f"state {source.state!r} does not lie in the country {source.country!r}; remove one"
        )
    form = spider_class(source.kind).board_form
    if not form.fullmatch(source.board):
        raise _RowError(
            f"board must be a name as {source.kind} gives it, with no space and no slash"
            f" (its form is {form.pattern}); it is {source.board!r}"
        )
    if source.delay_seconds < SHORTEST_DELAY and not on_this_machine(source):
        raise _RowError(
            f"delay_seconds must be {SHORTEST_DELAY:g} or more for a host that is not this"
            f" machine; it is {source.delay_seconds:g}"
        )
    return source


def _text(key: str, value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _RowError(f"{key} must be a text in quotes that is not empty; it is {value!r}")
    return value.strip()


def _kind(key: str, value: Any) -> str:
    text = _text(key, value)
    if text not in kinds() and (refusal := refused_kind(text)):
        raise _RowError(f"{text} is not read: {refusal.reason}")
    if text not in kinds():
        raise _RowError(f"unknown kind {text!r}; known are {', '.join(sorted(kinds()))}")
    return text


def _url(key: str, value: Any) -> str:
    text = _text(key, value)
    try:
        parts = urlsplit(text)
        fine = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        fine = False
    if not fine:
        raise _RowError(
            f"url must be an address that begins with http:// or https://; it is {text!r}"
        )
    if refusal := refused_host(urlsplit(text).hostname or ""):
        raise _RowError(f"{refusal.name} is not read: {refusal.reason}")
    return text.rstrip("/")


def _state(key: str, value: Any) -> str:
    text = _text(key, value)
    if text not in STATE_CODES:
        raise _RowError(f'state must be a two-letter code such as "OH"; it is {text!r}')
    return text


def _country(key: str, value: Any) -> str:
    text = _text(key, value)
    if text not in COUNTRY_CODES:
        raise _RowError(f'country must be a two-letter code such as "DE"; it is {text!r}')
    return text


def _texts(key: str, value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise _RowError(f'{key} must be a list of texts, ["..."]; it is {value!r}')
    return tuple(_text(key, item) for item in value)


def _number(key: str, value: Any) -> float:
    # bool is a kind of int to Python, and "true" is no number of hours.
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 1e6:
        raise _RowError(f"{key} must be a number, 0 or more; it is {value!r}")
    return value


def _whole_number(key: str, value: Any) -> int:
    number = _number(key, value)
    if number < 1 or int(number) != number:
        raise _RowError(f"{key} must be a whole number, 1 or more; it is {value!r}")
    return int(number)


def _truth(key: str, value: Any) -> bool:
    if not isinstance(value, bool):
        raise _RowError(f"{key} must be true or false, without quotes; it is {value!r}")
    return value


def _day(key: str, value: Any) -> date:
    if not isinstance(value, date) or isinstance(value, datetime):
        raise _RowError(f"{key} must be a date without quotes, such as 2026-11-23; it is {value!r}")
    return value


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "kind": _kind,
    "board": _text,
    "employer": _text,
    "url": _url,
    "state": _state,
    "country": _country,
    "career_clusters": _texts,
    "cadence_hours": _number,
    "enabled": _truth,
    "terms_checked": _day,
    "delay_seconds": _number,
    "max_requests": _whole_number,
    "max_megabytes": _number,
}
