"""Puts postings with mentions into a database, as the site's tests need them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from db import schema as t
from db.demand import count_demand
from db.jobs import merge_jobs

NOW = datetime(2026, 11, 23, 2, 0)


class Filling:
    """Puts postings with mentions into a database."""

    def __init__(self, engine: Engine) -> None:
        self.engine, self.n = engine, 0

    def source(self, key: str = "greenhouse/acme", employer: str = "Acme Health") -> None:
        kind, board = key.split("/")
        row = {
            "key": key,
            "kind": kind,
            "board": board,
            "employer": employer,
            "cadence_hours": 24.0,
            "first_whole_crawl": NOW - timedelta(days=90),
            "last_crawl": NOW,
            "last_status": "ok",
        }
        with self.engine.begin() as connection:
            connection.execute(insert(t.sources).values(row))

    def posting(
        self, named: dict[str, str], *, states: tuple[str, ...] = ("OH",), **given: Any
    ) -> int:
        """A posting whose text holds a sentence for each credential id, with its requirement."""
        self.n += 1
        text, mentions = "About us. SECRET-WHOLE-TEXT\n", []
        for credential, requirement in named.items():
            said = given.get("said", "We want {} of you.").format(credential)
            name = "BLS" if "BLS" in said else credential
            start = len(text) + said.index(name)
            mentions.append(
                {
                    "posting_id": self.n,
                    "start_char": start,
                    "credential_id": credential,
                    "text": name,
                    "end_char": start + len(name),
                    "requirement": requirement,
                    "confidence": 0.9,
                    "alternatives": None,
                    "sentence_start": len(text),
                    "sentence_end": len(text) + len(said),
                    "extractor_version": "1",
                    "taxonomy_version": "1",
                }
            )
            text += said + "\n"
        row = {
            "id": self.n,
            "source": "greenhouse/acme",
            "external_id": str(self.n),
            "url": f"https://jobs.example/{self.n}",
            "title": f"Nurse {self.n}",
            "employer": "Acme Health",
            "location": "Columbus, OH",
            "country": "US",
            "first_seen": NOW - timedelta(days=40),
            "last_seen": NOW,
            "text": text,
            "content_hash": str(self.n),
            "text_key": str(self.n),
            "soc": "29-1141",
            "career_cluster": "Healthcare & Human Services",
        }
        row |= {key: value for key, value in given.items() if key != "said"}
        with self.engine.begin() as connection:
            connection.execute(insert(t.postings).values(row))
            for n, state in enumerate(states):
                connection.execute(
                    insert(t.posting_places).values(
                        posting_id=self.n, n=n, state=state, country="US"
                    )
                )
            if mentions:
                connection.execute(insert(t.mentions), mentions)
        return self.n

    def count(self) -> None:
        merge_jobs(self.engine)
        count_demand(self.engine, NOW.date())
