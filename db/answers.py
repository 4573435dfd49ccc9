"""The answers of ``sought check`` for every credential at once, over the arrays of a market."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from typing import Any

import numpy as np

from db.asking import SHOWN
from db.check import WINDOW
from db.figures import pairs, totals
from db.interval import accuracy, interval_share
from db.market import (
    NATION,
    Asks,
    Ints,
    Market,
    union_of_jobs,
)
from db.panel import months_after
from db.pay import quartiles
from db.sentences import concentration, sentence
from db.shares import Share, share_of
from db.trend import trend_basis, trend_in_words
from db.verdict import thresholds, verdict
from taxonomy.model import Credential

BAND_DRAWS = 200
"""Draws for the interval of one month's share: a band on a chart needs no more."""


@dataclass
class Answers:
    """Answers over the last twelve months of a market.

    ``cluster_of`` gives the Career Cluster of each SOC code in place of the stored ones (2024).
    """

    market: Market
    missed_nights: Mapping[str, int] = field(default_factory=dict)
    cluster_of: Mapping[str, str] | None = None

    def nation(self, credential: Credential, family: Sequence[str] = ()) -> dict[str, Any]:
        """What :func:`db.check.check` answers for the nation, but for wages, evidence and coverage.

        ``family`` are the ids of the credential and all below it. The months of ``trend`` have
        ``share_low`` and ``share_high`` beside the share; None where the figures are too small.
        """
        m, asks = self.market, self.market.asks(credential.id)
        asked = asks.where(asks.asked)
        relevant = self._relevant(credential)
        inside = asked.job[self._is_for(credential, asked.job)]
        trend = self._trend(credential, asked, relevant)
        answer: dict[str, Any] = {
            "credential": {"id": credential.id, "name": credential.name},
            "state": NATION,
            "since": m.since.isoformat(),
            "until": m.today.isoformat(),
            **totals(
                asks.requirement,
                asks.job,
                asks.alone,
                asks.postings,
                m.employer,
                m.entry,
                m.censored,
            ),
            **interval_share(pairs(m.employer[relevant], m.employer[inside]), errors=accuracy()),
            "trend": trend,
            "trend_basis": trend_basis(m.constant),
            "trend_in_words": trend_in_words(trend, m.constant.since is not None),
            "who_asks": self._who(asked),
            "pay": quartiles(m.pay[asked.job].tolist()),
            "neighbors": self._neighbors(credential.id, asked),
            "family_jobs": union_of_jobs(m, family or (credential.id,)),
        }
        answer["verdict"] = verdict(answer)
        said = sentence(answer, by_occupation=bool(credential.socs)), concentration(answer)
        answer["answer"] = " ".join(filter(None, said))
        return answer

    def areas(self, credential: Credential) -> dict[str, Share]:
        """For every area with a job that the credential is for, the share of them that ask."""
        m = self.market
        asks = m.asks(credential.id)
        asked = asks.job[asks.asked]
        asked = asked[self._is_for(credential, asked)]
        totals, kinds = self._by_area(credential)
        rows, area = m.areas_of(asked)
        people = m.people
        own = area.astype(np.int64) * people + m.employer[asked][rows] + 1
        asking = np.bincount(np.searchsorted(kinds, own), minlength=len(kinds))
        areas = kinds // people
        starts = np.flatnonzero(np.diff(areas, prepend=-1))
        return {
            m.areas[areas[start]]: share_of(np.column_stack((totals[start:end], asking[start:end])))
            for start, end in pairwise([*starts, len(areas)])
        }

    def occupation_jobs(self, soc: str) -> int:
        """The jobs of the window in an occupation."""
        return len(self._by_soc.get(soc, ()))

    @cached_property
    def asking_any(self) -> dict[str, int]:
        """For each Career Cluster the jobs of the window that ask for any credential."""
        m = self.market
        asked = m.asks_.job[m.asks_.asked]
        jobs = np.unique(asked[m.age[asked] < WINDOW.days])
        code, names = m.clusters_by(self.cluster_of)
        return {
            names[n]: int(jobs)
            for n, jobs in enumerate(np.bincount(code[jobs], minlength=len(names)))
        }

    @cached_property
    def window(self) -> Ints:
        """The jobs of the window."""
        return np.flatnonzero(self.market.in_window()).astype(np.int32)

    @cached_property
    def _by_soc(self) -> dict[str, Ints]:
        socs = self.market.soc[self.window]
        order = np.argsort(socs, kind="stable")
        bounds = np.searchsorted(socs[order], np.arange(len(self.market.socs) + 1))
        jobs = self.window[order]
        return {soc: jobs[bounds[n] : bounds[n + 1]] for n, soc in enumerate(self.market.socs)}

    @cached_property
    def _everyone(self) -> tuple[Ints, Ints]:
        return self._group_areas(self.window)

    def _relevant(self, credential: Credential) -> Ints:
        """The jobs in the occupations that it is for; all jobs where it is for any."""
        if not credential.socs:
            return self.window
        parts = [self._by_soc[soc] for soc in credential.socs if soc in self._by_soc]
        return np.concatenate(parts) if parts else self.window[:0]

    def _is_for(self, credential: Credential, jobs: Ints) -> Any:
        if not credential.socs:
            return np.ones(len(jobs), dtype=bool)
        codes = [n for n, soc in enumerate(self.market.socs) if soc in credential.socs]
        return np.isin(self.market.soc[jobs], codes)

    def _by_area(self, credential: Credential) -> tuple[Ints, Ints]:
        if not credential.socs:
            return self._everyone
        return self._group_areas(self._relevant(credential))

    def _group_areas(self, jobs: Ints) -> tuple[Ints, Ints]:
        """Jobs of each area and employer, and the keys of these, sorted."""
        m = self.market
        rows, area = m.areas_of(jobs)
        key = area.astype(np.int64) * m.people + m.employer[jobs][rows] + 1
        kinds, totals = np.unique(key, return_counts=True)
        return totals, kinds

    def _who(self, asked: Asks) -> dict[str, Any]:
        m, jobs = self.market, asked.job
        named = jobs[m.employer[jobs] >= 0]
        keys, first, counts = np.unique(m.employer[named], return_index=True, return_counts=True)
        top = np.lexsort((keys, -counts))[:SHOWN]
        socs = Counter(m.soc[jobs[m.soc[jobs] >= 0]].tolist())
        code, names = m.clusters_by(self.cluster_of)
        clusters = Counter(names[n] for n in code[jobs].tolist())
        return {
            "employers": [
                {
                    "employer": m.names[m.written[named[first[n]]]],
                    "kind": "staffing" if m.staffing[named[first[n]]] else None,
                    "jobs": int(counts[n]),
                }
                for n in top
            ],
            "occupations": [
                {"soc": m.socs[n], "jobs": jobs}
                for n, jobs in sorted(socs.items(), key=lambda item: (-item[1], item[0]))[:SHOWN]
            ],
            "career_clusters": dict(sorted(clusters.items(), key=lambda item: (-item[1], item[0]))),
            "staffing_jobs": int(m.staffing[jobs].sum()),
        }

    @cached_property
    def _by_job(self) -> tuple[Ints, Ints]:
        """The credentials that each job requires or prefers, and where each job's begin."""
        a = self.market.asks_
        credential = np.repeat(
            np.arange(len(self.market.credentials), dtype=np.int32), np.diff(self.market.ask_starts)
        )
        keep = a.asked
        job, credential = a.job[keep], credential[keep]
        order = np.argsort(job, kind="stable")
        starts = np.searchsorted(job[order], np.arange(len(self.market.ids) + 1))
        return credential[order], starts

    def _neighbors(self, own: str, asked: Asks) -> list[dict[str, Any]]:
        """The credentials that the same jobs ask for, those of the most jobs first."""
        credential, starts = self._by_job
        first = starts[asked.job]
        counts = starts[asked.job + 1] - first
        offsets = np.arange(counts.sum()) - np.repeat(np.cumsum(counts) - counts, counts)
        sums = np.bincount(credential[np.repeat(first, counts) + offsets])
        order = np.lexsort((np.arange(len(sums)), -sums))[: SHOWN + 1]
        names = self.market.credentials
        return [
            {"id": names[n], "jobs": int(sums[n])} for n in order if sums[n] and names[n] != own
        ][:SHOWN]

    def _trend(self, credential: Credential, asked: Asks, relevant: Ints) -> list[dict[str, Any]]:
        m = self.market
        inside = asked.job[self._is_for(credential, asked.job)]
        has_panel = m.constant.since is not None
        rows = []
        for month in months_after(m.since, m.today):
            if has_panel and month < str(m.constant.since):
                continue
            code = int(month[:4]) * 12 + int(month[5:]) - 1
            own, asking, all_ = (
                jobs[m.month[jobs] == code] for jobs in (asked.job, inside, relevant)
            )
            if not has_panel and not len(own) and not len(all_):
                continue
            row: dict[str, Any] = {
                "month": month,
                "jobs": len(own),
                "share": round(len(asking) / len(all_), 4) if len(all_) else None,
            }
            row |= {
                "all_jobs": row["jobs"],
                "all_share": row["share"],
                "left_censored": int(m.censored[own].sum()),
                "missed_nights": self.missed_nights.get(month, 0),
                "partial": month == f"{m.today:%Y-%m}",
            }
            if has_panel:
                own, asking, all_ = (j[m.in_panel[j]] for j in (own, asking, all_))
                row["jobs"] = len(own)
                row["share"] = round(len(asking) / len(all_), 4) if len(all_) else None
            limits = thresholds()
            of_each = pairs(m.employer[all_], m.employer[asking]) if len(asked.job) else ()
            enough = len(all_) >= limits.least_relevant_jobs
            if enough and len(of_each) >= limits.least_relevant_employers:
                band = interval_share(of_each, draws=BAND_DRAWS, errors=accuracy())
                row |= {"share_low": band["share_low"], "share_high": band["share_high"]}
            else:
                row |= {"share_low": None, "share_high": None}
            rows.append(row)
        return rows
