"""Who asked not to be read: hosts and employers, out of the crawl, the database and all that is made of it.

The file ``opt_outs.txt`` has a host or an employer in each line; the table of the same name holds what it
said last, for machines and commands that do not see the file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from urllib.parse import urlsplit

from sqlalchemy import Connection, Engine, delete, insert, select

from db import schema as t
from db.names import employer_key

CHUNK = 400

_HOST = re.compile(
    r"(?:https?://)?((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,})/?", re.IGNORECASE
)


class OptOutError(ValueError):
    """The file of opt-outs cannot be used; the message says why."""


@dataclass(frozen=True, slots=True)
class OptOuts:
    """Hosts, and the keys of employers (``db.names.employer_key``), that are left alone."""

    hosts: frozenset[str] = frozenset()
    employers: frozenset[str] = frozenset()

    def covers(self, *, employer: str | None = None, url: str | None = None) -> bool:
        """Whether an employer is one of these, or an address lies at or below one of these hosts."""
        if employer and self.employers and employer_key(employer) in self.employers:
            return True
        return bool(url and self.hosts and self._covers_host(url))

    def _covers_host(self, url: str) -> bool:
        try:
            host = (urlsplit(url).hostname or "").lower().rstrip(".")
        except ValueError:
            return False
        parts = host.split(".")
        return any(".".join(parts[start:]) in self.hosts for start in range(len(parts)))


def read_opt_outs(path: Path) -> OptOuts | None:
    """What a file says, a host or an employer a line, ``#`` before remarks; None without a file.

    A line such as ``example.org`` is a host, with all hosts below it, and an employer of that name. Raises
    :class:`OptOutError` where the file cannot be read: then nobody may be crawled.
    """
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise OptOutError(f"{path} cannot be read ({error})") from None
    entries = [entry for line in lines if (entry := line.partition("#")[0].strip())]
    hosts = {match[1].lower() for entry in entries if (match := _HOST.fullmatch(entry))}
    keys = {key for entry in entries if (key := employer_key(entry))}
    return OptOuts(frozenset(hosts), frozenset(keys))


def opt_outs(engine: Engine) -> OptOuts:
    """The opt-outs that hold for a database."""
    with engine.connect() as connection:
        return load(connection)


def load(connection: Connection) -> OptOuts:
    """As :func:`opt_outs`, inside a transaction."""
    rows = connection.execute(select(t.opt_outs.c.host_or_employer, t.opt_outs.c.kind)).all()
    return OptOuts(
        frozenset(row.host_or_employer for row in rows if row.kind == "host"),
        frozenset(row.host_or_employer for row in rows if row.kind == "employer"),
    )


def apply_opt_outs(engine: Engine, wanted: OptOuts | None, now: datetime) -> int:
    """Brings the table to what the file says (None: it stays) and removes what it covers.

    Gives the number of postings removed; their mentions, places and jobs go with them. The counts that
    were made of them go at the next counting.
    """
    with engine.begin() as connection:
        if wanted is not None:
            _write(connection, wanted, now.date())
        held = load(connection)
        if not held.hosts and not held.employers:
            return 0
        ids = _covered(connection, held)
        for start in range(0, len(ids), CHUNK):
            part = ids[start : start + CHUNK]
            connection.execute(delete(t.postings).where(t.postings.c.id.in_(part)))
        for key in _sources(connection, held):
            # What was read of it is forgotten, so that it would be read anew if it ever came back.
            connection.execute(delete(t.pages).where(t.pages.c.source == key))
        gone = [
            job
            for job, key in connection.execute(select(t.jobs.c.id, t.jobs.c.employer_key))
            if key in held.employers
        ]
        for start in range(0, len(gone), CHUNK):
            part = gone[start : start + CHUNK]
            connection.execute(delete(t.jobs).where(t.jobs.c.id.in_(part)))
        return len(ids)


def _write(connection: Connection, wanted: OptOuts, today: date) -> None:
    held = load(connection)
    rows = {(name, "employer") for name in wanted.employers} | {(n, "host") for n in wanted.hosts}
    before = {(name, "employer") for name in held.employers} | {(n, "host") for n in held.hosts}
    for name, _ in before - rows:
        connection.execute(delete(t.opt_outs).where(t.opt_outs.c.host_or_employer == name))
    for name, kind in sorted(rows - before):
        connection.execute(
            insert(t.opt_outs).values(host_or_employer=name, kind=kind, asked_on=today)
        )


def _sources(connection: Connection, held: OptOuts) -> set[str]:
    """The sources whose employer or own address is covered."""
    columns = select(t.sources.c.key, t.sources.c.employer, t.sources.c.url)
    return {
        row.key
        for row in connection.execute(columns)
        if held.covers(employer=row.employer, url=row.url)
    }


def _covered(connection: Connection, held: OptOuts) -> list[int]:
    """The postings that an opt-out covers: by employer, by address, by their source."""
    sources = _sources(connection, held)
    columns = select(t.postings.c.id, t.postings.c.source, t.postings.c.employer, t.postings.c.url)
    return [
        row.id
        for row in connection.execute(columns)
        if row.source in sources or held.covers(employer=row.employer, url=row.url)
    ]
