"""The extraction of a database: reads what waits, stores mentions."""

from __future__ import annotations

from sqlalchemy import Engine

from db.readings import Read, count_waiting, save_readings, waiting
from extraction.pipeline import Extractor
from extraction.version import EXTRACTOR_VERSION
from scripts.common import progress
from taxonomy.model import Taxonomy


def read_database(engine: Engine, taxonomy: Taxonomy) -> int:
    """Reads every posting that is new, changed, or read with other versions; gives their number."""
    total = count_waiting(engine, EXTRACTOR_VERSION, taxonomy.version)
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
