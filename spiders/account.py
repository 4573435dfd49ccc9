"""The account of a crawl: what it saw and what went wrong, and the result that is drawn from it."""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, ClassVar

from scrapy.http import Response

from db.records import CrawlResult, Known, Outcome, Sample
from spiders.answers import Trouble
from spiders.config import Source
from spiders.watching import Watch, believed_empty, sudden_drop

SAMPLE_BYTES = 1_000_000
"""Bytes kept of an answer that could not be read."""


class Account:
    """What a crawl of one source has seen so far.

    ``listed`` are the ids that the list names, ``gone`` those whose own page said so, ``forbidden``
    what robots.txt kept from being read again, ``problems`` what kept the whole list from being seen.
    """

    closes_after_days: ClassVar[int | None] = None
    """For lists that never say what has closed: unseen for so many days is closed."""

    base: str
    """The base address that the source is read from."""

    def __init__(self, source: Source, known: Known, now: datetime) -> None:
        self.source = source
        self.known = known
        self.now = now
        self.listed: set[str] = set()
        self.gone: set[str] = set()
        self.forbidden: list[Trouble] = []
        self.errors: Counter[str] = Counter()
        self.pages_read = 0
        self.postings_read = 0
        self.bad_postings = 0
        self.watch = Watch()
        self.sample: Sample | None = None
        self.problems: list[Trouble] = []
        self.unanswered = 0
        self.first_bad = ""
        self._given: set[str] = set()
        self._began = time.monotonic()

    def problem(self, trouble: Trouble) -> None:
        """Notes what keeps the crawl from having seen the whole list."""
        self.problems.append(trouble)

    def no_page(self, external_ids: Iterable[str], trouble: Trouble) -> None:
        """A posting's page that cannot be read: gone, forbidden, or an error that leaves all open."""
        if trouble.outcome is Outcome.GONE:
            self.gone.update(external_ids)
        elif trouble.outcome is Outcome.FORBIDDEN:
            # What was read before it was forbidden is neither read again nor taken for closed.
            self.listed.update(external_ids)
            self.forbidden.append(trouble)
        else:
            self.problem(trouble)

    def whole(self, total: int, got: int) -> bool:
        """Whether a list gave as many postings as it says it has; if not, that is the crawl's trouble."""
        if got >= total:
            return True
        reason = f"the list says {total} postings and gave {got}"
        self.problem(Trouble(Outcome.PARTIAL, reason, "total"))
        return False

    def outcome(self, stopped: str | None = None) -> CrawlResult:
        """The crawl's result; ``stopped`` says what ended it, where it did not end by itself."""
        outcome, reason = self._judge(stopped)
        whole = outcome in {Outcome.OK, Outcome.EMPTY}
        return CrawlResult(
            outcome=outcome,
            reason=reason,
            listed_ids=frozenset(self.listed) if whole else None,
            seen_ids=frozenset(self.listed),
            gone_ids=frozenset(self.gone),
            closes_after_days=self.closes_after_days,
            believed_empty=outcome is Outcome.EMPTY and believed_empty(self.known),
            pages=self.pages_read,
            errors=dict(self.errors),
            finished=self.now + timedelta(seconds=time.monotonic() - self._began),
            shape=self.watch.shape(),
            sample=None if whole and not self.bad_postings else self.sample,
        )

    def _judge(self, stopped: str | None) -> tuple[Outcome, str]:
        if self.problems:
            first = self.problems[0]
            some = self.postings_read or self.listed
            return (Outcome.PARTIAL if some else first.outcome), first.reason
        if stopped:
            return Outcome.PARTIAL, f"the crawl was stopped ({stopped})"
        if self.unanswered:
            return Outcome.PARTIAL, f"{self.unanswered} requests were never answered"
        if self.bad_postings > self.postings_read:
            return Outcome.CHANGED, (
                f"{self.bad_postings} of {self.bad_postings + self.postings_read} postings could"
                f" not be read ({self.first_bad}); the source may have changed its shape"
            )
        if lost := self.watch.drift(self.known):
            return Outcome.CHANGED, "the source changed its shape: " + "; ".join(lost[:5])
        count = len(self.listed)
        usual = sudden_drop(count, self.known)
        if usual is not None and not (count == 0 and believed_empty(self.known)):
            self.errors["sudden_drop"] += 1
            if not count:
                return Outcome.EMPTY, (
                    f"the source lists no postings where {usual:g} are usual; nothing is closed"
                )
            return Outcome.PARTIAL, (
                f"only {count} postings where {usual:g} are usual; nothing is closed"
            )
        if not count and not self.gone and self.forbidden:
            return Outcome.FORBIDDEN, self.forbidden[0].reason
        if not count:
            return Outcome.EMPTY, "the source lists no postings"
        reason = f"{count} postings listed, {self.postings_read} read"
        if self.bad_postings:
            reason += f", {self.bad_postings} could not be read"
        return Outcome.OK, reason

    def keep_sample(self, values: Iterable[Any]) -> None:
        """Keeps the first answer, else the first posting, that could not be read."""
        if self.sample is not None:
            return
        values = list(values)
        for value in values:
            if isinstance(value, Response):
                kind = header(value, "Content-Type") or ""
                self.sample = Sample(value.url, value.status, kind, value.body[:SAMPLE_BYTES])
                return
        for value in values:
            if isinstance(value, dict | list):
                body = json.dumps(value, indent=2, ensure_ascii=False, default=str)
                raw = body.encode("utf-8", "surrogatepass")[:SAMPLE_BYTES]
                self.sample = Sample(self.base, 200, "application/json", raw)
                return


def broken(error: Exception) -> Trouble:
    """The trouble that an error in the spider's own code is."""
    return Trouble(Outcome.FAILED, f"the spider failed: {sentence(error)}", "spider")


def sentence(error: Exception) -> str:
    """An error in one short sentence."""
    return f"{type(error).__name__}: {error}"[:300]


def header(response: Response, name: str) -> str | None:
    """A header of an answer as text, None where it is missing or empty."""
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
