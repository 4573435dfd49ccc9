"""The sample boards' server: the shapes of the real sources, and misbehavior on demand."""

from __future__ import annotations

import gzip
import html
import http.client
import json
import os
import re
import subprocess
import sys
import threading
import time
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email.message import Message
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import extruct
import lxml.etree
import lxml.html
import pytest

from extraction.text import html_to_text
from scripts.sample_boards.careersite import VARIETIES, variety
from scripts.sample_boards.faults import Fault, FaultKind
from scripts.sample_boards.postings import Posting, served_html
from scripts.sample_boards.server import Robots, SampleBoards, main

BOARDS = Path(__file__).parent / "data" / "boards"
REPOSITORY = Path(__file__).parents[2]
SHARED = Path(os.environ.get("SOUGHT_SHARED", REPOSITORY.parent / "shared"))
TODAY = date(2026, 11, 23)
GREENHOUSE = "/greenhouse/v1/boards/alder/jobs?content=true"
HISTORIC = "/usajobs/api/historicjoa"
TEXTS = "/usajobs/api/historicjoa/announcementtext"


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Message[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


class Client:
    """One kept-alive connection to the boards."""

    def __init__(self, boards: SampleBoards) -> None:
        self.connection = http.client.HTTPConnection(boards.host, timeout=10)

    def get(self, path: str, **headers: str) -> Reply:
        return self.send("GET", path, None, headers)

    def send(
        self,
        method: str,
        path: str,
        body: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        named = {name.replace("_", "-"): value for name, value in (headers or {}).items()}
        self.connection.request(method, path, body, {"User-Agent": "tests", **named})
        answer = self.connection.getresponse()
        return Reply(answer.status, answer.headers, answer.read())


@pytest.fixture
def boards() -> Iterator[SampleBoards]:
    with SampleBoards(BOARDS, today=TODAY, usajobs_page_size=2, control=True) as served:
        yield served


@pytest.fixture
def client(boards: SampleBoards) -> Iterator[Client]:
    client = Client(boards)
    yield client
    client.connection.close()


def posting(boards: SampleBoards, key: str) -> Posting:
    return next(each for each in boards.postings if each.key == key)


def payload(path: str) -> Any:
    """A recorded payload of the real source; the test skips loudly where there is none."""
    file = SHARED / "payloads" / path
    if not file.is_file():
        pytest.skip(f"{file} is missing: set SOUGHT_SHARED to compare with the real shapes")
    return json.loads(file.read_text(encoding="utf-8"))


# --- greenhouse


def test_greenhouse_has_the_keys_of_the_real_payload(client: Client) -> None:
    real = payload("greenhouse/careerkit-greenhouse.json")
    ours = client.get(GREENHOUSE).json
    assert set(ours) == set(real)
    assert set(ours["meta"]) == set(real["meta"])
    for job in ours["jobs"]:
        assert set(job) == set(real["jobs"][0])
        for key in ("location", "departments", "offices", "data_compliance"):
            mine, theirs = job[key], real["jobs"][0][key]
            pairs = [(mine, theirs)] if isinstance(mine, dict) else [(mine[0], theirs[0])]
            assert all(set(left) == set(right) for left, right in pairs)
        for key, value in job.items():
            kinds = {type(each[key]) for each in real["jobs"]}
            # application_deadline is null in the recording, and a moment where there is one.
            assert type(value) in kinds or key == "application_deadline"


def test_greenhouse_metadata_has_the_real_keys(boards: SampleBoards, client: Client) -> None:
    real = payload("greenhouse/careerkit-greenhouse.json")["jobs"][0]["metadata"][0]
    metadata = [field for job in client.get(GREENHOUSE).json["jobs"] for field in job["metadata"]]
    assert all(set(field) == set(real) for field in metadata)


def test_greenhouse_content_is_escaped_once(boards: SampleBoards, client: Client) -> None:
    jobs = {job["id"]: job for job in client.get(GREENHOUSE).json["jobs"]}
    nurse = posting(boards, "alder:5001")
    assert "<" not in jobs[5001]["content"]
    assert html.unescape(jobs[5001]["content"]) == served_html(nurse)
    assert jobs[5001]["title"] == nurse.title
    assert jobs[5001]["company_name"] == 'Alder & Birch "Care" '
    assert jobs[5001]["internal_job_id"] == jobs[5002]["internal_job_id"]
    first = datetime.fromisoformat(jobs[5001]["first_published"])
    assert first.date() == date(2026, 11, 3)
    assert first.utcoffset() is not None
    for job in jobs.values():
        updated = datetime.fromisoformat(job["updated_at"])
        assert datetime.fromisoformat(job["first_published"]) <= updated


def test_greenhouse_without_content(client: Client) -> None:
    jobs = client.get("/greenhouse/v1/boards/alder/jobs").json["jobs"]
    assert not {"content", "departments", "offices"} & set(jobs[0])


def test_greenhouse_errors_and_other_routes(client: Client) -> None:
    gone = client.get("/greenhouse/v1/boards/none/jobs?content=true")
    assert (gone.status, gone.json) == (404, {"status": 404, "error": "Job not found"})
    assert gone.headers["Content-Type"].startswith("application/json")
    assert client.get("/greenhouse/v1/boards/alder").json["name"] == 'Alder & Birch "Care"'
    assert client.get("/greenhouse/v1/boards/alder/jobs/5003").json["title"] == "Nurse Educator"
    assert client.get("/greenhouse/v1/boards/alder/jobs/1").status == 404
    url = urlsplit(client.get(GREENHOUSE).json["jobs"][0]["absolute_url"])
    page = client.get(url.path)
    assert page.status == 200
    assert "RN &lt;/script&gt;&lt;b&gt;Nights" in page.text
    assert client.get("/greenhouse/alder/jobs/1").status == 404


def test_greenhouse_validators(boards: SampleBoards, client: Client) -> None:
    first = client.get(GREENHOUSE)
    tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert tag.startswith('W/"')
    again = client.get(GREENHOUSE, If_None_Match=tag)
    assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
    assert client.get(GREENHOUSE, If_None_Match=f'"x", {tag[2:]}').status == 304
    assert client.get(GREENHOUSE, If_Modified_Since=modified).status == 304
    assert client.get(GREENHOUSE, If_Modified_Since="Thu, 01 Jan 2015 00:00:00 GMT").status == 200
    assert client.get(GREENHOUSE, If_Modified_Since="nonsense").status == 200
    # If-None-Match wins over If-Modified-Since.
    assert client.get(GREENHOUSE, If_None_Match='"x"', If_Modified_Since=modified).status == 200
    boards.put(replace(posting(boards, "alder:5003"), title="Nurse Educator II"))
    changed = client.get(GREENHOUSE, If_None_Match=tag)
    assert changed.status == 200
    assert changed.headers["ETag"] != tag


# --- usajobs


def all_pages(client: Client, path: str, prefix: str = "") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    following: str | None = path
    while following:
        page = client.get(following).json
        rows += page["data"]
        following = prefix + page["paging"]["next"] if page["paging"]["next"] else None
    assert len(rows) == page["paging"]["metadata"]["totalCount"]
    return rows


@pytest.mark.parametrize(
    ("path", "file"),
    [(HISTORIC, "historicjoa-shape.json"), (TEXTS, "announcementtext-shape.json")],
)
def test_usajobs_has_the_keys_of_the_documented_shape(client: Client, path: str, file: str) -> None:
    real = payload(f"usajobs/{file}")
    ours = client.get(path).json
    assert set(ours) == set(real)
    assert set(ours["paging"]["metadata"]) == set(real["paging"]["metadata"])
    expected = {key.lower(): value for key, value in real["data"][0].items()}
    for row in all_pages(client, path):
        lowered = {key.lower(): value for key, value in row.items()}
        assert set(lowered) == set(expected)
        for name in ("hiringpaths", "jobcategories", "positionlocations"):
            if name in expected:
                assert set(lowered[name][0]) == set(expected[name][0])


def test_usajobs_pages_by_token(client: Client) -> None:
    first = client.get(HISTORIC).json
    metadata = first["paging"]["metadata"]
    assert (metadata["totalCount"], metadata["pageSize"], len(first["data"])) == (3, 2, 2)
    assert first["paging"]["next"].startswith("/api/historicjoa?continuationtoken=")
    # The relative address works at the host's root, and under the board's own base.
    at_root = client.get(first["paging"]["next"]).json
    assert at_root == client.get("/usajobs" + first["paging"]["next"]).json
    assert at_root["paging"]["next"] is None
    assert at_root["paging"]["metadata"]["continuationToken"] is None
    numbers = [row["usajobsControlNumber"] for row in first["data"] + at_root["data"]]
    assert sorted(numbers) == [800000001, 800000002, 800000003]
    assert len(client.get(HISTORIC + "?PageSize=3").json["data"]) == 3


def test_usajobs_tokens_hold_for_their_query_only(client: Client) -> None:
    token = client.get(HISTORIC).json["paging"]["metadata"]["continuationToken"]
    for path in (HISTORIC + "?PositionSeries=0610;5703&", TEXTS + "?"):
        assert client.get(path + urlencode({"continuationtoken": token})).status == 400
    assert client.get(HISTORIC + "?continuationtoken=nonsense").status == 400
    assert client.get(HISTORIC + "?pageSize=0").status == 400


def test_usajobs_rows_join(boards: SampleBoards, client: Client) -> None:
    rows = {row["usajobsControlNumber"]: row for row in all_pages(client, HISTORIC)}
    texts = {row["usajobsControlNumber"]: row for row in all_pages(client, TEXTS, "/usajobs")}
    assert set(rows) == set(texts)
    nurse, text = rows[800000001], texts[800000001]
    assert (nurse["salaryType"], nurse["minimumSalary"]) == ("Per Year", 80000.0)
    assert rows[800000002]["salaryType"] == "Per Hour"
    assert rows[800000003]["minimumSalary"] is None
    assert nurse["hiringAgencyCode"] == text["hiringAgencyCode"] == "VATA"
    assert nurse["announcementNumber"] == text["announcementNumber"]
    assert text["summary"] == "<p>Care for veterans &amp; families.</p>"
    assert text["duties"] is None
    assert "{{" not in json.dumps(texts)
    lowered = {number: {k.lower(): v for k, v in row.items()} for number, row in rows.items()}
    places = lowered[800000001]["positionlocations"]
    assert [place["positionLocationState"] for place in places] == ["Ohio", None]
    assert places[1]["positionLocationCity"] == "Anywhere in the U.S. (remote job)"
    assert lowered[800000003]["positionlocations"][0]["positionLocationCountry"] == "Canada"
    assert lowered[800000002]["jobcategories"] == [{"series": "5703"}]
    assert all({"hiringPath": "The public"} in row["hiringpaths"] for row in lowered.values())
    casings = {key for row in rows.values() for key in row if key.lower() == "hiringpaths"}
    assert casings == {"hiringPaths", "HiringPaths", "hiringpaths"}


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("HiringAgencyCodes=VATA", [1, 3]),
        ("hiringagencycodes=vata", [1, 3]),
        ("HiringDepartmentCodes=VA", [1, 3]),
        ("PositionSeries=0610;5703", [1, 2]),
        ("PositionSeries=0610,0343", [1, 3]),
        ("PositionSeries=0610&PositionSeries=0343", [1, 3]),
        ("USAJOBSControlNumbers=800000003", [3]),
        ("AnnouncementNumbers=VATA-26-800000001", [1]),
        ("StartPositionOpenDate=2026-11-14", [1, 2]),
        ("StartPositionOpenDate=2026-11-14&EndPositionOpenDate=2026-11-14", [1]),
        ("StartPositionCloseDate=2026-12-05", [1, 3]),
        ("EndPositionCloseDate=2026-12-05", [1, 2]),
    ],
)
def test_usajobs_filters(client: Client, query: str, numbers: list[int]) -> None:
    for path in (HISTORIC, TEXTS):
        rows = all_pages(client, f"{path}?{query}")
        assert sorted(row["usajobsControlNumber"] - 800000000 for row in rows) == numbers


def test_usajobs_empty_bad_and_anonymous(boards: SampleBoards, client: Client) -> None:
    empty = client.get(HISTORIC + "?StartPositionOpenDate=2030-01-01")
    assert (empty.status, empty.body) == (200, b"204 No Content")
    assert client.get(HISTORIC + "?StartPositionOpenDate=tomorrow").status == 400
    assert client.get("/usajobs/api/other").status == 404
    connection = http.client.HTTPConnection(boards.host, timeout=10)
    connection.request("GET", HISTORIC)
    assert connection.getresponse().status == 403
    connection.close()
    assert boards.log[-1].user_agent is None


# --- career sites


def sitemap_urls(client: Client, path: str) -> dict[str, str | None]:
    """The pages of a sitemap, indexes and gzipped children followed, with their lastmod."""
    body = client.get(path).body
    if path.endswith(".gz"):
        body = gzip.decompress(body)
    root = lxml.etree.fromstring(body)
    found: dict[str, str | None] = {}
    for entry in root:
        values = {lxml.etree.QName(child).localname: child.text for child in entry}
        place = urlsplit(values["loc"]).path
        if lxml.etree.QName(root).localname == "sitemapindex":
            found |= sitemap_urls(client, place)
        else:
            found[place] = values.get("lastmod")
    return found


def test_sitemaps(client: Client) -> None:
    assert b"<sitemapindex" in client.get("/site/aspen/sitemap.xml").body
    aspen = sitemap_urls(client, "/site/aspen/sitemap.xml")
    assert aspen["/site/aspen/jobs/81"] == "2026-11-21"
    birch = sitemap_urls(client, "/site/birch/sitemap.xml")
    assert set(birch) == {
        "/site/birch/",
        "/site/birch/benefits",
        "/site/birch/jobs/71",
        "/site/birch/jobs/72",
    }
    for path in (*aspen, *birch):
        assert client.get(path).status == 200
    assert client.get("/site/birch/jobs/99").status == 404
    assert client.get("/site/nobody/sitemap.xml").status == 404


def test_job_pages_have_validators(client: Client) -> None:
    page = client.get("/site/birch/jobs/71")
    again = client.get("/site/birch/jobs/71", If_None_Match=page.headers["ETag"])
    assert (again.status, again.body) == (304, b"")


def in_turn(boards: SampleBoards) -> list[Posting]:
    """Two rounds of the varieties on one board, one posting of each."""
    driver = posting(boards, "birch:71")
    for number in range(100, 100 + 2 * len(VARIETIES) - 2):
        boards.put(replace(driver, id=str(number), posted_days_ago=20))
    return [each for each in boards.postings if each.board == "birch"]


def scripts_of(page: str) -> list[str]:
    """The JSON-LD blocks of a page, as an HTML parser sees them."""
    tree = lxml.html.fromstring(page)
    return [str(each.text) for each in tree.xpath("//script[@type='application/ld+json']")]


def read_block(text: str) -> Any:
    text = text.strip().removeprefix("<!--").removesuffix("-->").strip().removesuffix(";")
    return json.loads(text, strict=False)


def own_posting(page: str, path: str) -> dict[str, Any]:
    for block in map(read_block, scripts_of(page)):
        items = block if isinstance(block, list) else block.get("@graph", [block])
        for item in items:
            if item["@type"] == "JobPosting" and urlsplit(item["url"]).path == path:
                return dict(item)
    raise AssertionError(f"no JobPosting on {path}")


def test_every_variety_gives_the_posting_back(boards: SampleBoards, client: Client) -> None:
    seen: set[str] = set()
    dates: set[str] = set()
    for each in in_turn(boards):
        path = f"/site/birch/jobs/{each.id}"
        page = client.get(path).text
        seen.add(variety(each))
        if variety(each) == "microdata":
            assert not scripts_of(page)
            continue
        data = own_posting(page, path)
        assert data["title"] == each.title
        assert data["hiringOrganization"]["name"] == each.employer
        dates.add(re.sub(r"\d", "9", str(data["datePosted"])))
        description = data["description"]
        body = served_html(each)
        if variety(each) == "entity_escaped":
            assert "<" not in description
            description = html.unescape(description)
        elif variety(each) == "plain_text":
            body = html_to_text(body)
        assert description == body
        if each.pay_field:
            value = data["baseSalary"]["value"]
            assert (value["minValue"], value["maxValue"], value["unitText"]) == (62e3, 8e4, "YEAR")
    assert seen == set(VARIETIES)
    assert len(dates) == 7


def test_varieties_are_what_they_say(boards: SampleBoards, client: Client) -> None:
    blocks: dict[str, list[str]] = {}
    for each in in_turn(boards):
        page = client.get(f"/site/birch/jobs/{each.id}").text
        blocks[variety(each)] = scripts_of(page)
    assert "@graph" in read_block(blocks["graph"][0])
    assert isinstance(read_block(blocks["list"][0]), list)
    assert blocks["trailing_semicolon"][0].endswith(";")
    assert blocks["html_comment"][0].startswith("<!--")
    assert len(blocks["similar_jobs"]) == 3
    with pytest.raises(json.JSONDecodeError, match="Invalid control character"):
        json.loads(blocks["raw_newlines"][0])


def test_microdata_is_readable(boards: SampleBoards, client: Client) -> None:
    each = next(each for each in in_turn(boards) if variety(each) == "microdata")
    page = client.get(f"/site/birch/jobs/{each.id}").text
    [item] = extruct.extract(page, syntaxes=["microdata"])["microdata"]
    data = item["properties"]
    assert item["type"] == "http://schema.org/JobPosting"
    assert (data["title"], data["identifier"]) == (each.title, each.id)
    assert data["datePosted"] == "Tue Nov 03 07:00:00 UTC 2026"
    assert data["hiringOrganization"]["properties"]["name"] == "Birch Freight"
    address = data["jobLocation"]["properties"]["address"]["properties"]
    assert (address["addressLocality"], address["addressRegion"]) == ("Reno", "NV")
    assert "CDL Class A required." in data["description"]
    assert data["baseSalary"]["properties"]["value"]["properties"]["maxValue"] == "80000.0"


def test_remote_and_several_places(client: Client) -> None:
    remote = own_posting(client.get("/site/birch/jobs/72").text, "/site/birch/jobs/72")
    assert remote["jobLocationType"] == "TELECOMMUTE"
    assert "jobLocation" not in remote
    two = own_posting(client.get("/site/aspen/jobs/81").text, "/site/aspen/jobs/81")
    assert [place["address"]["addressRegion"] for place in two["jobLocation"]] == ["IN", "OH"]


def test_titles_are_escaped(boards: SampleBoards, client: Client) -> None:
    hostile = '</script><script>alert(1)</script> & "<!--'
    boards.put(replace(posting(boards, "birch:71"), title=hostile))
    page = client.get("/site/birch/jobs/71").text
    assert own_posting(page, "/site/birch/jobs/71")["title"] == hostile
    assert len(lxml.html.fromstring(page).xpath("//script")) == 1
    assert "<script>alert" not in page


# --- robots.txt


def test_robots(boards: SampleBoards, client: Client) -> None:
    rules = client.get("/robots.txt")
    assert rules.headers["Content-Type"].startswith("text/plain")
    assert rules.text == "User-agent: *\nDisallow: /private/\n"
    assert client.get("/private/anything").status == 200
    boards.robots = Robots.MISSING
    assert client.get("/robots.txt").status == 404
    boards.robots = Robots.UNAVAILABLE
    assert client.get("/robots.txt").status == 503
    boards.robots = Robots.HTML
    assert client.get("/robots.txt").headers["Content-Type"].startswith("text/html")
    boards.robots = "User-agent: *\nCrawl-delay: 2\n"
    assert "Crawl-delay" in client.get("/robots.txt").text
    boards.behave()
    assert client.get("/robots.txt").text == rules.text


# --- misbehavior


def test_status_faults(boards: SampleBoards, client: Client) -> None:
    boards.misbehave("/greenhouse/", Fault(FaultKind.STATUS, 1, status=429, retry_after=3))
    moment = datetime(2026, 11, 23, 12, tzinfo=UTC)
    late = Fault(FaultKind.STATUS, 1, skip=1, status=503, retry_after=moment)
    boards.misbehave("/greenhouse/", late)
    refused = client.get(GREENHOUSE)
    assert (refused.status, refused.headers["Retry-After"]) == (429, "3")
    refused = client.get(GREENHOUSE)
    assert (refused.status, refused.headers["Retry-After"]) == (
        503,
        "Mon, 23 Nov 2026 12:00:00 GMT",
    )
    assert client.get(GREENHOUSE).status == 200
    boards.misbehave("/", Fault(FaultKind.STATUS, status=500))
    assert [client.get(path).status for path in ("/", GREENHOUSE, "/")] == [500] * 3
    boards.behave("/")
    assert client.get(GREENHOUSE).status == 200


def test_a_fault_in_mid_paging(boards: SampleBoards, client: Client) -> None:
    boards.misbehave(f"{HISTORIC}?", Fault(FaultKind.STATUS, 1, skip=1, status=503))
    first = client.get(HISTORIC)
    assert client.get(TEXTS).status == 200
    assert client.get(first.json["paging"]["next"]).status == 503
    assert client.get(first.json["paging"]["next"]).status == 200


def test_broken_bodies(boards: SampleBoards, client: Client) -> None:
    boards.misbehave("/greenhouse/", Fault(FaultKind.MALFORMED, 1))
    with pytest.raises(json.JSONDecodeError):
        _ = client.get(GREENHOUSE).json
    boards.misbehave("/greenhouse/", Fault(FaultKind.TRUNCATED, 1))
    with pytest.raises(http.client.IncompleteRead):
        client.get(GREENHOUSE)
    assert client.get(GREENHOUSE).json["meta"]["total"] == 4


def test_challenge_wrong_type_and_redirect(boards: SampleBoards, client: Client) -> None:
    boards.misbehave("/greenhouse/", Fault(FaultKind.CHALLENGE, 1))
    challenge = client.get(GREENHOUSE)
    assert challenge.status == 200
    assert "Verify you are human" in challenge.text
    boards.misbehave("/greenhouse/", Fault(FaultKind.WRONG_TYPE, 1, content_type="image/png"))
    assert client.get(GREENHOUSE).headers["Content-Type"] == "image/png"
    away = Fault(FaultKind.REDIRECT, 1, location="http://10.0.0.1/", status=301)
    boards.misbehave("/greenhouse/", away)
    moved = client.get(GREENHOUSE)
    assert (moved.status, moved.headers["Location"]) == (301, "http://10.0.0.1/")


def test_delay(boards: SampleBoards, client: Client) -> None:
    boards.misbehave("/robots.txt", Fault(FaultKind.DELAY, 1, seconds=0.2))
    assert client.get("/robots.txt").status == 200
    assert boards.log[-1].seconds >= 0.2


def test_stopping_ends_a_delay() -> None:
    boards = SampleBoards(BOARDS, today=TODAY).start()
    boards.misbehave("/", Fault(FaultKind.DELAY, seconds=60))
    replies: list[object] = []

    def ask() -> None:
        try:
            replies.append(Client(boards).get("/"))
        except (OSError, http.client.HTTPException) as error:
            replies.append(error)

    waiting = threading.Thread(target=ask)
    waiting.start()
    time.sleep(0.2)
    boards.stop()
    waiting.join(5)
    assert len(replies) == 1


def test_vanished_postings(boards: SampleBoards, client: Client) -> None:
    boards.misbehave("/greenhouse/", Fault(FaultKind.VANISH, ids=frozenset({"5001"})))
    boards.misbehave("/site/birch/", Fault(FaultKind.VANISH, ids=frozenset({"71"})))
    boards.misbehave("/usajobs/", Fault(FaultKind.VANISH))
    listed = client.get(GREENHOUSE).json
    assert [job["id"] for job in listed["jobs"]] == [5002, 5003, 5004]
    assert listed["meta"]["total"] == 3
    assert "/site/birch/jobs/71" not in sitemap_urls(client, "/site/birch/sitemap.xml")
    assert client.get("/site/birch/jobs/71").status == 404
    assert client.get(HISTORIC).body == b"204 No Content"
    boards.behave()
    boards.misbehave("/greenhouse/", Fault(FaultKind.VANISH))
    assert client.get(GREENHOUSE).json == {"jobs": [], "meta": {"total": 0}}


@pytest.mark.parametrize("kind", [FaultKind.STATUS, FaultKind.REDIRECT, FaultKind.DELAY])
def test_a_fault_needs_what_it_is_made_of(kind: FaultKind) -> None:
    with pytest.raises(ValueError, match="needs its"):
        Fault(kind)


# --- control, log, life


def test_control_sets_faults(boards: SampleBoards, client: Client) -> None:
    fault = {"prefix": "/greenhouse/", "kind": "status", "status": 410, "times": 1}
    assert client.send("POST", "/control/faults", json.dumps(fault)).json == {"done": True}
    assert client.get(GREENHOUSE).status == 410
    client.send("POST", "/control/faults", '{"prefix": "/", "kind": "vanish", "ids": ["5001"]}')
    assert client.get(GREENHOUSE).json["meta"]["total"] == 3
    client.send("POST", "/control/robots", '{"answer": "unavailable"}')
    assert client.get("/robots.txt").status == 503
    client.send("DELETE", "/control/faults")
    assert client.get("/robots.txt").status == 200
    for body in ("", "[]", '{"prefix": "/"}', '{"prefix": "/", "kind": "vanish", "x": 1}'):
        assert client.send("POST", "/control/faults", body).status == 400
    assert client.send("POST", "/control/other", "{}").status == 404
    assert len(client.get("/control/log").json) == 4


def test_control_is_closed_unless_opened() -> None:
    with SampleBoards(BOARDS, today=TODAY) as boards:
        client = Client(boards)
        assert client.send("POST", "/control/faults", "{}").status == 405
        assert client.get("/control/log").status == 404


def test_log(tmp_path: Path) -> None:
    file = tmp_path / "requests.jsonl"
    with SampleBoards(BOARDS, today=TODAY, log_path=file) as boards:
        client = Client(boards)
        before = time.time()
        client.get(GREENHOUSE, If_None_Match='"x"', If_Modified_Since="yesterday")
        client.send("HEAD", "/none?a=%20b")
        records = boards.log
        boards.clear_log()
        assert boards.log == []
    first, second = records
    assert (first.method, first.path, first.query) == (
        "GET",
        "/greenhouse/v1/boards/alder/jobs",
        "content=true",
    )
    assert (first.host, first.user_agent, first.status) == (boards.host, "tests", 200)
    assert (first.if_none_match, first.if_modified_since) == ('"x"', "yesterday")
    assert before <= first.time <= second.time
    assert (second.method, second.path, second.query, second.status) == (
        "HEAD",
        "/none",
        "a=%20b",
        404,
    )
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert [line["status"] for line in lines] == [200, 404]


def test_sources_toml(boards: SampleBoards, client: Client, tmp_path: Path) -> None:
    boards.write_sources_toml(tmp_path / "sources.toml")
    sources = tomllib.loads((tmp_path / "sources.toml").read_text(encoding="utf-8"))["source"]
    assert [(source["kind"], source["board"]) for source in sources] == [
        ("greenhouse", "alder"),
        ("careersite", "aspen"),
        ("careersite", "birch"),
        ("usajobs", "all"),
    ]
    assert sources[0]["employer"] == 'Alder & Birch "Care"'
    assert all(source["cadence_hours"] == source["delay_seconds"] == 0 for source in sources)
    routes = {
        "greenhouse": "/v1/boards/alder/jobs",
        "careersite": "/sitemap.xml",
        "usajobs": "/api/historicjoa",
    }
    for source in sources:
        assert source["url"].startswith(boards.url)
        path = urlsplit(source["url"]).path + routes[source["kind"]]
        assert client.get(path).status == 200


def test_a_stopped_server_is_gone_and_comes_back(boards: SampleBoards, client: Client) -> None:
    host = boards.host
    assert client.get("/").status == 200
    boards.stop()
    boards.stop()
    with pytest.raises((OSError, http.client.HTTPException)):
        client.get("/")
    client.connection.close()
    boards.start()
    assert boards.host == host
    assert client.get("/").status == 200
    with pytest.raises(RuntimeError, match="already"):
        boards.start()


def test_many_at_once(boards: SampleBoards) -> None:
    statuses: list[int] = []

    def ask() -> None:
        client = Client(boards)
        statuses.extend(client.get(GREENHOUSE).status for _ in range(10))

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 80
    assert len(boards.log) == 80


def test_by_hand(tmp_path: Path) -> None:
    sources = tmp_path / "sources.toml"
    command = [sys.executable, "-m", "scripts.sample_boards.server", "--port", "0"]
    command += ["--postings", str(BOARDS), "--today", "2026-11-23", "--sources", str(sources)]
    with subprocess.Popen(command, cwd=REPOSITORY, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("Serving 10 postings of 4 boards at http://127.0.0.1:")
        process.terminate()
        assert process.wait(10) == 0
    assert sources.is_file()


def test_by_hand_without_postings(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--port", "0", "--postings", str(tmp_path)]) == 3
    assert "cannot be served" in capsys.readouterr().err
