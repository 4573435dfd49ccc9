"""What all spiders share: asking politely, telling answers apart, judging how the crawl went."""

from __future__ import annotations

import functools
import hashlib
import json
import re
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, ClassVar, ParamSpec
from urllib.parse import quote, unquote

import scrapy
from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from db.records import CrawlResult, Known, Outcome, Page, Posting, Sample, Validators
from spiders.answers import Trouble, Unreadable, Wants, trouble_in, trouble_of
from spiders.config import Source, on_this_machine
from spiders.watching import Watch, believed_empty, sudden_drop

SAMPLE_BYTES = 1_000_000
"""Bytes kept of an answer that could not be read."""

REREAD_DAYS = 30
"""A posting's own page is read again after so many days although its row in the list is the same."""

Output = Iterator[Posting | Page | Request]
"""What a callback gives: postings and pages to keep, requests to make."""

P = ParamSpec("P")


@dataclass(frozen=True, slots=True)
class Ask:
    """A request and what is to be done with its answer.

    ``on_trouble`` takes an answer that cannot be used; without it the trouble is the crawl's.
    ``on_same`` takes the page as it was remembered where the server says that it is unchanged.
    """

    url: str
    then: Callable[[Response], Output]
    wants: Wants = "json"
    lastmod: str | None = None
    on_trouble: Callable[[Trouble], Output] | None = None
    on_same: Callable[[Page], Output] | None = None


class BoardSpider(scrapy.Spider):
    """A crawl of one source; a platform's spider says what to ask first and how to read answers.

    A subclass sets ``name`` to its kind and ``base_url`` to the platform's own address, in which
    ``{board}`` stands for the board's name, and writes ``first_requests``. It adds what the list
    names to ``listed``. ``board_form`` is what a board's name must look like, ``addresses`` are the
    forms of the web addresses by which a board is recognized, the group ``board`` being its name;
    ``least_delay`` are the seconds between two requests that the platform wants. A ``gated`` kind
    is read only where its row names the day on which somebody read the terms.
    """

    base_url: ClassVar[str] = ""
    board_form: ClassVar[re.Pattern[str]] = re.compile(r"[^\s/]+")
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = ()
    least_delay: ClassVar[float] = 0.0
    gated: ClassVar[bool] = False
    closes_after_days: ClassVar[int | None] = None
    """For lists that never say what has closed: unseen for so many days is closed."""

    def __init__(self, source: Source, known: Known, now: datetime, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.source = source
        self.known = known
        self.now = now
        self.base = self.address_of(source)
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
        self._unanswered = 0
        self._first_bad = ""
        self._given: set[str] = set()
        self._began = time.monotonic()

    @classmethod
    def address_of(cls, source: Source) -> str:
        """The base address that a source is read from, without a slash at its end."""
        return source.url or cls.base_url.replace("{board}", quote(source.board, safe=""))

    @classmethod
    def recognize(cls, address: str) -> dict[str, str] | None:
        """What a row says of the board that a web address belongs to; None for no board of this kind."""
        for pattern in cls.addresses:
            if match := pattern.search(address):
                board = unquote(match["board"])
                return {"board": board} if cls.board_form.fullmatch(board) else None
        return None

    @classmethod
    def delay_of(cls, source: Source) -> float:
        """Seconds between two requests: the row's, and not less than the platform wants."""
        if on_this_machine(source):
            return source.delay_seconds
        return max(source.delay_seconds, cls.least_delay)

    @property
    def board(self) -> str:
        """The board's name as it stands in an address."""
        return quote(self.source.board, safe="")

    def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """The requests that the crawl begins with."""
        raise NotImplementedError

    async def start(self) -> AsyncIterator[Any]:
        """Scrapy's beginning: the first requests, an error in making them being the crawl's."""
        if self.gated and self.source.terms_checked is None:
            reason = (
                f"{self.name} is read only where its terms allow it: read them and write"
                " terms_checked = YYYY-MM-DD into the row"
            )
            self.problem(Trouble(Outcome.FORBIDDEN, reason, "terms"))
            return
        try:
            async for output in self.first_requests():
                yield output
        except Exception as error:  # noqa: BLE001
            self.problem(_broken(error))

    def ask(
        self,
        url: str,
        then: Callable[[Response], Output],
        *,
        wants: Wants = "json",
        validate: bool = True,
        lastmod: str | None = None,
        on_trouble: Callable[[Trouble], Output] | None = None,
        on_same: Callable[[Page], Output] | None = None,
        headers: dict[str, str] | None = None,
        post: Any = None,
    ) -> Request:
        """A request for an address, its answer given to ``then`` once it is known to be usable.

        With ``validate`` the validators that the server gave last time go along; where it answers
        that nothing has changed, all postings of the page stay listed, ``then`` is not called, and
        ``on_same`` gives what comes next. ``post`` is sent as JSON.
        """
        ask = Ask(url, then, wants, lastmod, on_trouble, on_same)
        headers = dict(headers or {})
        page = self.known.pages.get(url)
        if validate and page is not None:
            if page.validators.etag:
                headers["If-None-Match"] = page.validators.etag
            if page.validators.last_modified:
                headers["If-Modified-Since"] = page.validators.last_modified
        self._unanswered += 1
        # Each request must be answered for, so none may be dropped as a duplicate.
        body = b""
        if post is not None:
            headers |= {"Content-Type": "application/json", "Accept": "application/json"}
            body = json.dumps(post).encode()
        return Request(
            url,
            method="GET" if post is None else "POST",
            headers=headers,
            body=body,
            dont_filter=True,
            callback=functools.partial(self._answered, ask=ask),
            errback=functools.partial(self._failed, ask=ask),
        )

    def ask_posting(
        self,
        external_id: str | None,
        url: str,
        read: Callable[[Any, Response], Posting | None],
        row: Any,
        *,
        stamp: object,
        wants: Wants = "json",
    ) -> Output:
        """The request for a posting's own page, its answer read with the row of the list.

        None is made where the page was read before and ``stamp``, what the list says of the
        posting, is still the same; once in ``REREAD_DAYS`` it is made all the same. The posting is
        listed in any case. A page that is gone closes it, one that robots.txt forbids leaves it as it
        was; any other trouble is the crawl's.
        """
        if not external_id:
            yield from self.read_one(None, lambda: None)
            return
        self.listed.add(external_id)
        lastmod = self._stamp(external_id, stamp)
        known = self.known.pages.get(url)
        if known and known.lastmod == lastmod and external_id in known.external_ids:
            return

        def then(response: Response) -> Output:
            bad = self.bad_postings
            yield from self.read_one(external_id, read, row, response)
            complete = self.bad_postings == bad
            found = (external_id,) if external_id in self.listed else ()
            page = self.page(response, url, found, complete=complete)
            page.lastmod = lastmod if complete else None
            yield page

        def trouble(trouble: Trouble) -> Output:
            self.no_page((external_id,), trouble)
            return iter(())

        yield self.ask(url, then, wants=wants, lastmod=lastmod, on_trouble=trouble)

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

    def _stamp(self, external_id: str, stamp: object) -> str:
        """What the list says of a posting, and which month's reading this is, in one short word."""
        text = json.dumps(stamp, sort_keys=True, default=str)
        # Each posting has its own day of the month, or all were read again on the same night.
        day = int(hashlib.sha256(external_id.encode()).hexdigest()[:8], 16) % REREAD_DAYS
        month = (self.now.date().toordinal() + day) // REREAD_DAYS
        return f"{hashlib.sha256(text.encode()).hexdigest()[:16]}.{month}"

    def whole(self, total: int, got: int) -> bool:
        """Whether a list gave as many postings as it says it has; if not, that is the crawl's trouble."""
        if got >= total:
            return True
        reason = f"the list says {total} postings and gave {got}"
        self.problem(Trouble(Outcome.PARTIAL, reason, "total"))
        return False

    def page(
        self, response: Response, url: str, external_ids: Iterable[str], *, complete: bool
    ) -> Page:
        """The page to remember of an answer to a request for ``url``, with its validators.

        It is to be yielded after its postings. ``complete`` says that all of them could be read;
        else the validators are left out, so that the page is read again next time.
        """
        validators = Validators()
        if complete:
            validators = Validators(_header(response, "ETag"), _header(response, "Last-Modified"))
        return Page(url=url, validators=validators, external_ids=tuple(sorted(external_ids)))

    def read_one(
        self,
        external_id: str | None,
        read: Callable[P, Posting | None],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> Iterator[Posting]:
        """One posting of a list, read by ``read``; what cannot be read is counted and left out.

        The posting counts as listed in either case; ``read`` gives None for what is no posting.
        """
        if not external_id:
            self.errors["no_id"] += 1
            self.problem(Trouble(Outcome.PARTIAL, "a posting in the list has no id", "no_id"))
            return
        if external_id in self._given:
            # The first of several with one id stays, or they would overwrite each other every night.
            self.errors["duplicate_id"] += 1
            return
        self._given.add(external_id)
        self.listed.add(external_id)
        self.watch.saw_row(args)
        try:
            posting = read(*args, **kwargs)
        except Exception as error:  # noqa: BLE001
            self.bad_postings += 1
            self.errors["bad_posting"] += 1
            self._first_bad = self._first_bad or _sentence(error)
            self._keep_sample(args)
            self.logger.warning(
                "%s: posting %s left out: %s", self.source.key, external_id, _sentence(error)
            )
            return
        if posting is None:
            self.listed.discard(external_id)
            return
        self.postings_read += 1
        self.watch.saw(posting)
        yield posting

    def trouble_in(self, response: Response, wants: Wants) -> Trouble | None:
        """What is wrong with an answer; a platform may have statuses of its own meaning."""
        return trouble_in(response, wants)

    def problem(self, trouble: Trouble) -> None:
        """Notes what keeps the crawl from having seen the whole list."""
        self.problems.append(trouble)

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
        if self._unanswered:
            return Outcome.PARTIAL, f"{self._unanswered} requests were never answered"
        if self.bad_postings > self.postings_read:
            return Outcome.CHANGED, (
                f"{self.bad_postings} of {self.bad_postings + self.postings_read} postings could"
                f" not be read ({self._first_bad}); the source may have changed its shape"
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

    def _answered(self, response: Response, *, ask: Ask) -> Output:
        self._unanswered -= 1
        page = self.known.pages.get(ask.url)
        if response.status == 304 and page is not None:
            self.pages_read += 1
            self.listed.update(page.external_ids)
            yield replace(page, lastmod=ask.lastmod or page.lastmod)
            if ask.on_same is not None:
                yield from ask.on_same(page)
            return
        if trouble := self.trouble_in(response, ask.wants):
            if trouble.outcome is not Outcome.GONE:
                self._keep_sample([response])
            yield from self._in_trouble(trouble, ask)
            return
        self.pages_read += 1
        try:
            yield from ask.then(response)
        except Unreadable as error:
            self._keep_sample([response])
            yield from self._in_trouble(error.trouble, ask)
        except CloseSpider:
            raise
        except Exception as error:  # noqa: BLE001
            self._keep_sample([response])
            self.errors["spider"] += 1
            self.problem(_broken(error))

    def _failed(self, failure: Failure, *, ask: Ask) -> Output:
        self._unanswered -= 1
        assert failure.value is not None
        yield from self._in_trouble(trouble_of(failure.value), ask)

    def _in_trouble(self, trouble: Trouble, ask: Ask) -> Output:
        self.errors[trouble.kind] += 1
        if trouble.outcome is Outcome.BLOCKED or trouble.kind == "budget":
            # A host that turns the crawler away is not asked for the rest, nor one that cost enough.
            self.problem(trouble)
            raise CloseSpider(trouble.kind)
        if ask.on_trouble is None:
            self.problem(trouble)
            return
        yield from ask.on_trouble(trouble)

    def _keep_sample(self, values: Iterable[Any]) -> None:
        """Keeps the first answer, else the first posting, that could not be read."""
        if self.sample is not None:
            return
        values = list(values)
        for value in values:
            if isinstance(value, Response):
                kind = _header(value, "Content-Type") or ""
                self.sample = Sample(value.url, value.status, kind, value.body[:SAMPLE_BYTES])
                return
        for value in values:
            if isinstance(value, dict | list):
                body = json.dumps(value, indent=2, ensure_ascii=False, default=str)
                raw = body.encode("utf-8", "surrogatepass")[:SAMPLE_BYTES]
                self.sample = Sample(self.base, 200, "application/json", raw)
                return


def _broken(error: Exception) -> Trouble:
    return Trouble(Outcome.FAILED, f"the spider failed: {_sentence(error)}", "spider")


def _sentence(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]


def _header(response: Response, name: str) -> str | None:
    value = response.headers.get(name)
    return value.decode("latin-1") if value else None
