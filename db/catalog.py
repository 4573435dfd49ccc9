"""The taxonomy as tables, so that the database explains itself; and the record of each run."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from db import schema as t
from taxonomy.model import CROSS_CUTTING, Taxonomy


def save_taxonomy(engine: Engine, taxonomy: Taxonomy) -> None:
    """Replaces ``credentials``, ``aliases`` and ``credential_clusters``, in one transaction."""
    credentials, aliases, clusters = [], [], []
    for c in taxonomy.credentials.values():
        issuer = taxonomy.issuers.get(c.issuer or "")
        credentials.append(
            {
                "id": c.id, "name": c.name, "type": c.type, "category": c.category,
                "issuer": issuer.name if issuer else None, "parent": c.parent, "level": c.level,
                "states": ";".join(c.states) or None, "socs": ";".join(c.socs) or None, "software": c.software,
                "entry_level": c.entry_level, "taxonomy_version": taxonomy.version,
            }
        )  # fmt: skip
        seen = set()
        for alias in c.aliases:
            if alias.form not in seen:
                seen.add(alias.form)
                aliases.append(
                    {
                        "credential_id": c.id, "alias": alias.form, "kind": alias.kind,
                        "ambiguous": alias.ambiguous, "occupation": alias.occupation,
                    }
                )  # fmt: skip
        clusters += [
            {"credential_id": c.id, "career_cluster": cluster, "is_primary": n == 0}
            for n, cluster in enumerate(c.career_clusters)
            if cluster != CROSS_CUTTING
        ]
    with engine.begin() as connection:
        for table in (t.aliases, t.credential_clusters, t.credentials):
            connection.execute(delete(table))
        for table, rows in (
            (t.credentials, credentials),
            (t.aliases, aliases),
            (t.credential_clusters, clusters),
        ):
            if rows:
                connection.execute(insert(table), rows)


def start_run(engine: Engine, command: str, now: datetime, versions: dict[str, str]) -> int:
    """Opens the row of a run with the versions that make its numbers; gives its id."""
    with engine.begin() as connection:
        result = connection.execute(insert(t.runs).values(command=command, started=now, **versions))
        (run_id,) = result.inserted_primary_key or (0,)
        return int(run_id)


def last_count(engine: Engine) -> date | None:
    """The date as of which demand was last counted; None where it never was."""
    with engine.connect() as connection:
        rows = connection.execute(
            select(t.runs.c.started, t.runs.c.summary).order_by(t.runs.c.id.desc())
        )
        return next(
            (row.started.date() for row in rows if "demand_rows" in (row.summary or {})), None
        )


def note_run(connection: Connection, run_id: int, summary: dict[str, Any]) -> None:
    """Writes what a run has come to so far, in the transaction that brought it there."""
    connection.execute(update(t.runs).where(t.runs.c.id == run_id).values(summary=summary))


def finish_run(engine: Engine, run_id: int, now: datetime, summary: dict[str, Any]) -> None:
    """Ends the row of a run with what it came to."""
    with engine.begin() as connection:
        connection.execute(
            update(t.runs).where(t.runs.c.id == run_id).values(finished=now, summary=summary)
        )
