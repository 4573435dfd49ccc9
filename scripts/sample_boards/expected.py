"""The demand that must come out of sample postings, counted from their marks alone.

This is the other side of every end-to-end test, so it uses nothing of the project but the postings.

The rule. Postings tied by ``same_job_as`` are one job; a posting that is tied to none is a job of
its own. A job's requirement for a credential is the strongest of the marks for it in all of the
job's postings: required over preferred over after_hire; mentioned and not_required never count. A
job asks for a credential when it is required or preferred there, so ``jobs`` is ``required`` plus
``preferred``, and ``after_hire`` stands beside them. ``alone`` counts the asking jobs with at least
one required or preferred mark in no group of alternatives; a group of one mark stands for
``X or experience``, where the alternative is no credential.
``employers`` are the distinct employers of the asking jobs, names compared without case and extra
space. Marks with the id ``unlisted`` count for nothing,
but they are alternatives to the others of their group.

The nation holds every job with at least one place that is not foreign (remote counts as such); a
job whose places are all foreign is a job and its postings are postings, but no demand. A state
holds each job with a place in it, so a job in two states counts in both and once in the nation.
``remote`` holds the jobs of the nation that are marked remote.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from scripts.sample_boards.postings import Posting, marks

NATION = "US"
REMOTE = "remote"
UNLISTED = "unlisted"

_STRENGTH = {"after_hire": 1, "preferred": 2, "required": 3}


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of one credential in one area."""

    jobs: int
    required: int
    preferred: int
    after_hire: int
    alone: int
    employers: int


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come out: postings, jobs, and demand by area (``US``, ``remote``, state codes)."""

    postings: int
    jobs: int
    jobs_in_nation: int
    by_area: dict[str, dict[str, Demand]]

    @property
    def demand(self) -> dict[str, Demand]:
        """The nation's demand by credential id."""
        return self.by_area.get(NATION, {})


@dataclass(frozen=True, slots=True)
class _Job:
    employer: str
    areas: frozenset[str]
    requirements: dict[str, str]
    alone: frozenset[str]


def expected(postings: Iterable[Posting]) -> Expected:
    """The demand of postings (of all boards together), by the rule above."""
    postings = list(postings)
    jobs = [_job(members) for members in _merged(postings)]
    areas: dict[str, list[_Job]] = {}
    for job in jobs:
        for area in job.areas:
            areas.setdefault(area, []).append(job)
    return Expected(
        postings=len(postings),
        jobs=len(jobs),
        jobs_in_nation=len(areas.get(NATION, [])),
        by_area={area: _count(areas[area]) for area in sorted(areas)},
    )


def _merged(postings: list[Posting]) -> list[list[Posting]]:
    """The postings of each job; a tie to a posting that is not given ties nothing."""
    job_of = {posting.key: {posting.key} for posting in postings}
    for posting in postings:
        other = posting.same_job_as
        if other in job_of and job_of[other] is not job_of[posting.key]:
            together = job_of[other] | job_of[posting.key]
            for key in together:
                job_of[key] = together
    by_key = {posting.key: posting for posting in postings}
    groups = {id(keys): keys for keys in job_of.values()}
    return [[by_key[key] for key in sorted(keys)] for keys in groups.values()]


def _job(members: list[Posting]) -> _Job:
    requirements: dict[str, str] = {}
    alone: set[str] = set()
    for posting in members:
        found = marks(posting)
        for mark in found:
            if mark.credential_id == UNLISTED:
                continue
            name, strength = mark.credential_id, _STRENGTH.get(mark.requirement, 0)
            if strength > _STRENGTH.get(requirements.get(name, ""), 0):
                requirements[name] = mark.requirement
            if strength > _STRENGTH["after_hire"] and mark.group is None:
                alone.add(name)
    places = [place for posting in members for place in posting.places if not place.foreign]
    areas = {place.state for place in places if place.state is not None}
    if places:
        areas.add(NATION)
        if any(posting.remote for posting in members):
            areas.add(REMOTE)
    employer = " ".join(members[0].employer.casefold().split())
    return _Job(employer, frozenset(areas), requirements, frozenset(alone))


def _count(jobs: list[_Job]) -> dict[str, Demand]:
    names = sorted({name for job in jobs for name in job.requirements})
    return {name: _demand(name, jobs) for name in names}


def _demand(name: str, jobs: list[_Job]) -> Demand:
    having = [job for job in jobs if name in job.requirements]
    asking = [job for job in having if job.requirements[name] != "after_hire"]
    required = sum(1 for job in asking if job.requirements[name] == "required")
    return Demand(
        jobs=len(asking),
        required=required,
        preferred=len(asking) - required,
        after_hire=len(having) - len(asking),
        alone=sum(1 for job in asking if name in job.alone),
        employers=len({job.employer for job in asking}),
    )
