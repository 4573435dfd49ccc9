"""What all spiders share: asking politely, telling answers apart, judging how the crawl went."""

from __future__ import annotations

import functools
import json
import re
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar, ParamSpec
from urllib.parse import quote, unquote

import scrapy
from scrapy import Request
from scrapy.exceptions import CloseSpider
from scrapy.http import Response
from twisted.python.failure import Failure

from db.records import Known, Outcome, Page, Posting, Validators
from spiders.account import Account, broken, header, sentence
from spiders.answers import Trouble, Unreadable, Wants, trouble_in, trouble_of
from spiders.config import Source, on_this_machine
from spiders.watching import stamp_of

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


class BoardSpider(Account, scrapy.Spider):
    """A crawl of one source; a platform's spider says what to ask first and how to read answers.

    A subclass sets ``name`` to its kind and ``base_url`` to the platform's own address, in which
    ``{board}`` stands for the board's name, and writes ``first_requests``. ``board_form`` is what a board's name must look like, ``addresses`` are the
    forms of the web addresses by which a board is recognized, the group ``board`` being its name;
    ``least_delay`` are the seconds between two requests that the platform wants. A ``gated`` kind
    is read only where its row names the day on which somebody read the terms.
    """

    base_url: ClassVar[str] = ""
    board_form: ClassVar[re.Pattern[str]] = re.compile(r"[^\s/]+")
    addresses: ClassVar[tuple[re.Pattern[str], ...]] = ()
    least_delay: ClassVar[float] = 0.0
    gated: ClassVar[bool] = False

    def __init__(self, source: Source, known: Known, now: datetime, **kwargs: Any) -> None:
        scrapy.Spider.__init__(self, **kwargs)
        Account.__init__(self, source, known, now)
        self.base = self.address_of(source)

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
            self.problem(broken(error))

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
        self.unanswered += 1
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
        lastmod = stamp_of(external_id, stamp, self.now)
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

    def page(
        self, response: Response, url: str, external_ids: Iterable[str], *, complete: bool
    ) -> Page:
        """The page to remember of an answer to a request for ``url``, with its validators.

        It is to be yielded after its postings. ``complete`` says that all of them could be read;
        else the validators are left out, so that the page is read again next time.
        """
        validators = Validators()
        if complete:
            validators = Validators(header(response, "ETag"), header(response, "Last-Modified"))
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
            self.first_bad = self.first_bad or sentence(error)
            self.keep_sample(args)
            self.logger.warning(
                "%s: posting %s left out: %s", self.source.key, external_id, sentence(error)
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

    def _answered(self, response: Response, *, ask: Ask) -> Output:
        self.unanswered -= 1
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
                self.keep_sample([response])
            yield from self._in_trouble(trouble, ask)
            return
        self.pages_read += 1
        try:
            yield from ask.then(response)
        except Unreadable as error:
            self.keep_sample([response])
            yield from self._in_trouble(error.trouble, ask)
        except CloseSpider:
            raise
        except Exception as error:  # noqa: BLE001
            self.keep_sample([response])
            self.errors["spider"] += 1
            self.problem(broken(error))

    def _failed(self, failure: Failure, *, ask: Ask) -> Output:
        self.unanswered -= 1
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
