"""The extraction of a database: reads what waits, stores mentions, counts what they come to."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine

from db.catalog import note_run, save_taxonomy
from db.demand import count_demand
from db.jobs import merge_jobs
from db.readings import Read, count_waiting, save_readings, waiting
from extraction.pipeline import Extractor
from extraction.version import EXTRACTOR_VERSION
from scripts.common import progress
from taxonomy.model import Taxonomy


def read_database(engine: Engine, taxonomy: Taxonomy) -> int:
    """Reads every posting that is new, changed, or read with other versions; gives their number."""
    total = count_waiting(engine, EXTRACTOR_VERSION, taxonomy.version)
    # First, so that every mention's credential is there whenever the tables are looked at.
    save_taxonomy(engine, taxonomy)
    if not total:
        return 0
    extractor = Extractor(taxonomy)
    with progress() as bar:
        task = bar.add_task("Reading postings", total=total)
        for batch in waiting(engine, EXTRACTOR_VERSION, taxonomy.version):
            readings = []
            for posting in batch:
                reading = extractor.read(posting.text, posting.title)
                readings.append(
                    Read(
                        posting,
                        reading.soc,
                        reading.career_cluster,
                        reading.career_cluster_confidence,
                        [
                            {
                                "start_char": m.start,
                                "end_char": m.end,
                                "credential_id": m.credential_id,
                                "text": posting.text[m.start : m.end],
                                "requirement": m.requirement,
                                "confidence": m.confidence,
                                "alternatives": m.alternatives,
                                "sentence_start": m.sentence_start,
                                "sentence_end": m.sentence_end,
                            }
                            for m in reading.mentions
                        ],
                        [
                            {"start_char": a, "end_char": b, "text": posting.text[a:b]}
                            for a, b in reading.unlinked
                        ],
                    )
                )
            save_readings(engine, readings, EXTRACTOR_VERSION, taxonomy.version)
            bar.advance(task, len(batch))
    return total


def recount(engine: Engine, run: int, today: date) -> tuple[int, int]:
    """Makes jobs and demand anew as of a day; gives the number of jobs and of rows of demand.

    In one transaction with the note in the run's row, so that whoever looks at the tables, or copies
    them, finds demand that is of these jobs and knows of which day.
    """
    with engine.begin() as connection:
        jobs = merge_jobs(connection, today)
        rows = count_demand(connection, today)
        note_run(connection, run, {"jobs": jobs, "demand_rows": rows})
    return jobs, rows
