"""What a crawl must not do: robots.txt, private hosts, waits that a host asks for."""

from __future__ import annotations

import email.utils
import itertools
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from scrapy import Request

from db.records import Outcome, Page, Posting
from spiders.backoff import retry_after
from spiders.base import BoardSpider
from spiders.hosts import allowed_private_hosts, as_address, is_loopback_name
from spiders.robots import read_rules
from tests.spiders.conftest import Reply, Seen, Site, run_crawl, source_at
from tests.spiders.test_greenhouse import PATH, board, job


class FourAtOnce(BoardSpider):
    """Asks for four pages at once."""

    name = "greenhouse"

    async def first_requests(self) -> AsyncIterator[Posting | Page | Request]:
        """All four, before any is answered."""
        for number in range(4):
            yield self.ask(f"{self.base}/{number}", lambda response: iter(()))


def test_four_first_requests_to_a_forbidden_path_fetch_none(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /private/\n", content_type="text/plain")
    for number in range(4):
        site.put(f"/private/{number}", "{}")
    crawled = run_crawl(
        source_at("greenhouse", f"{site.url}/private"), spider=FourAtOnce, CONCURRENT_REQUESTS=8
    )
    assert site.paths() == ["/robots.txt"]
    assert crawled.result.outcome is Outcome.FORBIDDEN
    assert crawled.result.errors == {"robots": 4}
    assert "robots.txt forbids" in crawled.result.reason


@pytest.mark.parametrize("status", [500, 503, 429])
def test_an_error_for_robots_forbids_all(site: Site, status: int) -> None:
    site.put("/robots.txt", "", status=status)
    site.put(PATH, board(job(1)))
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert set(site.paths()) == {"/robots.txt"}
    assert crawled.result.outcome is Outcome.FORBIDDEN
    assert str(status) in crawled.result.reason or "failed" in crawled.result.reason
    assert crawled.result.listed_ids is None


def test_a_web_page_for_robots_forbids_all(site: Site) -> None:
    site.put("/robots.txt", "<!DOCTYPE html><html><body>Welcome</body></html>")
    site.put(PATH, board(job(1)))
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert site.paths() == ["/robots.txt"]
    assert crawled.result.outcome is Outcome.FORBIDDEN
    assert "web page" in crawled.result.reason


def test_a_host_that_answers_nothing_is_not_asked(site: Site) -> None:
    port = site.port
    site.server.shutdown()
    site.server.server_close()
    crawled = run_crawl(source_at("greenhouse", f"http://127.0.0.1:{port}"))
    assert crawled.result.outcome is Outcome.FORBIDDEN
    assert "robots.txt could not be read" in crawled.result.reason


def test_robots_is_read_through_redirects(site: Site) -> None:
    site.put("/robots.txt", status=302, Location="/rules.txt")
    site.put("/rules.txt", "User-agent: sought\nDisallow: /v1/\n", content_type="text/plain")
    site.put(PATH, board(job(1)))
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert site.paths() == ["/robots.txt", "/rules.txt"]
    assert crawled.result.outcome is Outcome.FORBIDDEN


def test_robots_that_redirects_without_end_forbids_all(site: Site) -> None:
    site.put("/robots.txt", status=302, Location="/robots.txt")
    assert run_crawl(source_at("greenhouse", site.url)).result.outcome is Outcome.FORBIDDEN
    assert site.paths() == ["/robots.txt"] * 6


def test_crawl_delay_is_kept(site: Site) -> None:
    site.put("/robots.txt", "User-agent: *\nCrawl-delay: 1\n", content_type="text/plain")
    site.put(PATH, status=301, Location="/a")
    site.put("/a", status=301, Location="/b")
    site.put("/b", board(job(1)))
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert crawled.result.outcome is Outcome.OK
    times = [seen.time for seen in site.log]
    gaps = [later - earlier for earlier, later in itertools.pairwise(times)]
    assert all(gap >= 0.95 for gap in gaps), gaps


def test_a_private_address_is_refused(site: Site) -> None:
    site.put(PATH, board(job(1)))
    crawled = run_crawl(
        source_at("greenhouse", site.url), environment={"SOUGHT_ALLOW_PRIVATE_HOSTS": ""}
    )
    assert site.log == []
    assert crawled.result.outcome is Outcome.FORBIDDEN
    assert "private or reserved" in crawled.result.reason


@pytest.mark.parametrize("host", ["localhost", "2130706433", "127.1", "[::ffff:127.0.0.1]"])
def test_a_redirect_to_a_private_address_is_refused(site: Site, host: str) -> None:
    # The same port under another name is not what was allowed.
    site.put(PATH, status=302, Location=f"http://{host}:{site.port}/inside")
    site.put("/inside", board(job(1)))
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert "/inside" not in site.paths()
    assert crawled.result.outcome is Outcome.FORBIDDEN
    assert crawled.result.errors == {"refused_host": 1}


def test_a_public_host_needs_a_contact() -> None:
    # No request may leave: the guard comes before the connection.
    began = time.monotonic()
    crawled = run_crawl(source_at("greenhouse", "http://8.8.8.8:9"))
    assert time.monotonic() - began < 10
    assert crawled.result.outcome is Outcome.FAILED
    assert "SOUGHT_CONTACT is not set" in crawled.result.reason


def test_the_contact_stands_in_the_user_agent(site: Site) -> None:
    site.put(PATH, board(job(1)))
    environment = {"SOUGHT_CONTACT": "jobs@example.org"}
    run_crawl(
        source_at("greenhouse", site.url),
        environment=environment | {"SOUGHT_ALLOW_PRIVATE_HOSTS": f"127.0.0.1:{site.port}"},
    )
    agents = {seen.headers["user-agent"] for seen in site.log}
    assert len(agents) == 1
    assert agents.pop().endswith("; jobs@example.org)")


@pytest.mark.parametrize("as_date", [False, True])
def test_retry_after_is_obeyed(site: Site, as_date: bool) -> None:
    def busy_at_first(seen: Seen) -> Reply:
        if site.paths().count(PATH) > 1:
            return Reply(board(job(1)).encode(), 200, {"Content-Type": "application/json"})
        # A date has whole seconds: between two and three from now on.
        value = email.utils.formatdate(time.time() + 3, usegmt=True) if as_date else "2"
        return Reply(b"", 429, {"Retry-After": value})

    site.answer(PATH, busy_at_first)
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert crawled.result.outcome is Outcome.OK
    first, second = (seen.time for seen in site.log if seen.path == PATH)
    assert second - first >= 1.9


def test_a_host_that_keeps_sending_away_is_left_alone(site: Site) -> None:
    site.put(PATH, status=429)
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert site.paths().count(PATH) == 3
    assert crawled.result.outcome is Outcome.BLOCKED
    assert crawled.result.listed_ids is None


def test_a_wait_too_long_for_tonight_is_not_cut_short(site: Site) -> None:
    site.put(PATH, status=503, Retry_After="3600")
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert site.paths().count(PATH) == 1
    assert crawled.result.outcome is Outcome.BLOCKED


def test_a_refusal_is_not_tried_again(site: Site) -> None:
    site.put(PATH, "no", status=403)
    crawled = run_crawl(source_at("greenhouse", site.url))
    assert site.paths().count(PATH) == 1
    assert crawled.result.outcome is Outcome.BLOCKED


def test_one_request_at_a_time(site: Site) -> None:
    running: list[int] = []
    most: list[int] = []

    def slow(seen: Seen) -> Reply:
        running.append(1)
        most.append(len(running))
        time.sleep(0.1)
        running.pop()
        return Reply(b"{}", 200, {"Content-Type": "application/json"})

    for number in range(4):
        site.answer(f"/{number}", slow)
    run_crawl(source_at("greenhouse", site.url), spider=FourAtOnce, CONCURRENT_REQUESTS=8)
    assert len(most) == 4
    assert max(most) == 1


def test_retry_after_header() -> None:
    assert retry_after("120", 0) == 120
    assert retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 0) == 60
    assert retry_after("Thu, 01 Jan 1970 00:01:00 GMT", 100) == 0
    assert retry_after("soon", 0) is None
    assert retry_after("", 0) is None
    assert retry_after(None, 0) is None


def test_rules_of_answers() -> None:
    rules = read_rules(200, "text/plain", b"\xef\xbb\xbfUser-agent: *\nDisallow: /x\nSitemap: /s")
    assert not rules.allows("http://h/x")
    assert rules.allows("http://h/y")
    assert rules.sitemaps == ("/s",)
    assert read_rules(404, "text/html", b"<html>").allows("http://h/x")
    assert not read_rules(200, "text/plain", b"Content-Signal: ai-input=no\n").allows("http://h/")
    assert read_rules(200, "text/plain", b"Content-Signal: ai-train=no\n").allows("http://h/")
    assert not read_rules(200, "text/plain", b"User-agent: *\nCrawl-delay: 900").allows("http://h/")
    assert read_rules(200, "", b"").allows("http://h/")


def test_addresses() -> None:
    assert str(as_address("::ffff:10.0.0.1")) == "10.0.0.1"
    assert str(as_address("[64:ff9b::a00:1]")) == "10.0.0.1"
    assert as_address("example.org") is None
    assert is_loopback_name("localhost")
    assert is_loopback_name("127.0.0.5")
    assert not is_loopback_name("example.org")
    assert allowed_private_hosts(" 127.0.0.1:1 , ,x:2") == {"127.0.0.1:1", "x:2"}


def test_the_crawls_of_one_run_read_robots_txt_once(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /v1/boards/b/\n", content_type="text/plain")
    held = {"SOUGHT_ROBOTS_FOLDER": str(tmp_path)}
    for name in ("a", "b"):
        site.put(f"/v1/boards/{name}/jobs", board(job(1)))
    first = run_crawl(source_at("greenhouse", site.url, board="a"), **held)
    second = run_crawl(source_at("greenhouse", site.url, board="b"), **held)
    assert first.result.outcome is Outcome.OK
    assert second.result.outcome is Outcome.FORBIDDEN, "what was kept holds as what was read"
    assert site.paths() == ["/robots.txt", "/v1/boards/a/jobs"]


def test_a_robots_txt_that_could_not_be_read_is_asked_for_again(site: Site, tmp_path: Path) -> None:
    site.put("/robots.txt", "later", status=500)
    site.put(PATH, board(job(1)))
    held = {"SOUGHT_ROBOTS_FOLDER": str(tmp_path)}
    crawled = run_crawl(source_at("greenhouse", site.url), **held)
    assert crawled.result.outcome is Outcome.FORBIDDEN
    site.replies.pop("/robots.txt")
    assert run_crawl(source_at("greenhouse", site.url), **held).result.outcome is Outcome.OK
