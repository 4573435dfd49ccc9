"""The sentences that stand on a page as evidence, by area, without what asked to be left out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection

from db.evidence import EVIDENCE, LOOKED_AT, chosen, sentences
from db.market import NATION
from db.witnesses import EVIDENCE_PER_AREA, evidence_jobs
from scripts.site.data import SiteData
from scripts.site.words import around, clean, web_address

REQUIREMENTS = {"required": "Required", "preferred": "Preferred", "after_hire": "After hire"}


def evidence_of(
    connection: Connection, data: SiteData, credential: str
) -> dict[str, list[dict[str, Any]]]:
    """For the nation and each area some of the sentences that were counted, cleaned for a page.

    The nation's are those that ``sought check`` shows. Each has ``before``, ``name`` (the credential
    as written) and ``after``, ``href`` (None where the address is none that may be followed),
    ``employer, title, place, date, requirement``, and ``posting`` and ``at``, which name the place.
    """
    wanted = evidence_jobs(data.market, credential, LOOKED_AT)
    jobs = sorted({job for ids in wanted.values() for job in ids})
    if not jobs:
        return {}
    rows = [
        row
        for row in sentences(connection, credential, jobs)
        if not data.opt_outs.covers(employer=row.employer, url=row.url)
    ]
    out = {}
    for area, ids in wanted.items():
        own = set(ids)
        most = EVIDENCE if area == NATION else EVIDENCE_PER_AREA
        kept = chosen([row for row in rows if row.job in own], most)
        if kept:
            out[area] = [_shown(each) for each in kept]
    return out


def _shown(each: dict[str, Any]) -> dict[str, Any]:
    before, name, after = around(each["sentence"], each["start"], each["end"])
    return {
        "before": before,
        "name": name,
        "after": after,
        "href": web_address(each["url"]),
        "employer": clean(each["employer"], 120) or "Employer not named",
        "title": clean(each["title"], 160) or "Untitled posting",
        "place": clean(each["place"], 120) or "place not given",
        "date": each["date"],
        "requirement": REQUIREMENTS[each["requirement"]],
        "posting": each["posting"],
        "at": each["at"],
    }
