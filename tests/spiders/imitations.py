"""The platforms as they answer: shapes, pages, caps, validators and errors of each, on a test's server.

Each function puts one board on a ``Site``. It serves the jobs of a list that the test keeps, so that a
test may take one away between two crawls. All texts are invented.
"""

from __future__ import annotations

import hashlib
import html
import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from spiders.config import Source
from tests.spiders.conftest import Reply, Seen, Site, source_at

BODY = "<p>Care for our patients.</p><ul><li>BLS certification &amp; RN license</li></ul>"
NEEDS = "<ul><li>High school diploma or GED</li><li>2 years of experience</li></ul>"
ATOM_DAY = "2026-10-05"


@dataclass(frozen=True)
class Job:
    """One invented job."""

    number: int
    title: str = ""
    body: str = BODY
    needs: str = NEEDS

    @property
    def name(self) -> str:
        return self.title or f"Registered Nurse {self.number}"


def jobs(count: int) -> list[Job]:
    return [Job(number) for number in range(1, count + 1)]


def as_json(value: Any, status: int = 200, etag: bool = False, **headers: str) -> Reply:
    body = json.dumps(value).encode()
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    if etag:
        named["ETag"] = f'W/"{hashlib.sha256(body).hexdigest()[:16]}"'
    return Reply(body, status, {"Content-Type": "application/json"} | named)


def as_xml(text: str, etag: bool = False) -> Reply:
    body = text.encode()
    named = {"ETag": f'"{hashlib.sha256(body).hexdigest()[:16]}"'} if etag else {}
    return Reply(body, 200, {"Content-Type": "text/xml; charset=utf-8"} | named)


def greenhouse(site: Site, board: list[Job]) -> None:
    def answer(seen: Seen) -> Reply:
        rows = [
            {
                "id": job.number,
                "internal_job_id": job.number,
                "title": job.name,
                "content": html.escape(job.body + job.needs),
                "absolute_url": f"{site.url}/jobs/{job.number}",
                "location": {"name": "Columbus, OH"},
                "first_published": "2026-10-05T10:00:00-04:00",
                "company_name": "Acme Health",
            }
            for job in board
        ]
        return as_json({"jobs": rows, "meta": {"total": len(rows)}}, etag=True)

    site.answer("/v1/boards/acme/jobs", answer)


def lever(site: Site, board: list[Job]) -> None:
    def answer(seen: Seen) -> Reply:
        skip, limit = int(seen.query["skip"]), int(seen.query["limit"])
        rows = [
            {
                "id": f"00000000-0000-4000-8000-{job.number:012d}",
                "text": job.name,
                "categories": {
                    "commitment": "Full-time",
                    "location": "Columbus, OH",
                    "allLocations": ["Columbus, OH", "Dayton, OH"],
                    "team": "Nursing",
                },
                "country": "US",
                "workplaceType": "on-site",
                "createdAt": 1791201600000,
                "description": f"<div>{job.body}</div>",
                "lists": [{"text": "What you bring:", "content": job.needs[4:-5]}],
                "additional": "<div>We hire all year.</div>",
                "salaryRange": {
                    "min": 30,
                    "max": 40,
                    "interval": "per-hour-wage",
                    "currency": "USD",
                },
                "hostedUrl": f"https://jobs.lever.co/acme/{job.number}",
            }
            for job in board[skip : skip + limit]
        ]
        return as_json(rows, etag=True)

    site.answer("/v0/postings/acme", answer)
    site.put("/v0/postings/*", '{"ok":false,"error":"Document not found"}', status=404)


def ashby(site: Site, board: list[Job]) -> None:
    def answer(seen: Seen) -> Reply:
        rows = [
            {
                "id": f"ashby-{job.number}",
                "title": job.name,
                "department": "Nursing",
                "employmentType": "FullTime",
                "location": "Columbus Clinic",
                "secondaryLocations": [
                    {"location": "Dayton, OH", "address": {"postalAddress": {}}},
                ],
                "publishedAt": "2026-10-05T09:00:00.000+00:00",
                "isListed": True,
                "isRemote": False,
                "workplaceType": "OnSite",
                "address": {
                    "postalAddress": {
                        "addressLocality": "Columbus",
                        "addressRegion": "Ohio",
                        "addressCountry": "United States",
                    }
                },
                "jobUrl": f"https://jobs.ashbyhq.com/acme/{job.number}",
                "descriptionHtml": job.body + job.needs,
                "compensation": {
                    "compensationTiers": [
                        {
                            "components": [
                                {
                                    "compensationType": "HourlyRate",
                                    "interval": "1 HOUR",
                                    "currencyCode": "USD",
                                    "minValue": 30,
                                    "maxValue": 40,
                                },
                                {
                                    "compensationType": "Bonus",
                                    "interval": "1 YEAR",
                                    "currencyCode": "USD",
                                    "minValue": 5000,
                                    "maxValue": 9000,
                                },
                            ]
                        }
                    ]
                },
            }
            for job in board
        ]
        hidden = {
            "id": "ashby-hidden",
            "title": "Hidden",
            "isListed": False,
            "descriptionHtml": "x",
        }
        reply = as_json({"jobs": [*rows, hidden], "apiVersion": "1"})
        stamp = hashlib.sha256(reply.body).digest()[0] % 60
        reply.headers["Last-Modified"] = f"Sat, 13 Jun 2026 15:20:{stamp:02d} GMT"
        return reply

    site.answer("/posting-api/job-board/acme", answer)
    site.put("/posting-api/job-board/*", "Not Found", status=404, content_type="text/plain")


def workable(site: Site, board: list[Job]) -> None:
    def row(job: Job, city: str) -> dict[str, Any]:
        return {
            "title": job.name,
            "shortcode": f"AB{job.number:08d}",
            "employment_type": "Full-time",
            "telecommuting": False,
            "workplace_type": "on_site",
            "url": f"https://apply.workable.com/j/AB{job.number:08d}",
            "published_on": "2026-10-05",
            "created_at": "2026-09-30",
            "country": "United States",
            "state": "Ohio",
            "city": city,
            "education": "Bachelor's Degree",
            "locations": [
                {
                    "country": "United States",
                    "countryCode": "US",
                    "city": city,
                    "region": "Ohio",
                    "hidden": False,
                }
            ],
            "description": job.body + f"<h3>Requirements</h3>{job.needs}",
        }

    def answer(seen: Seen) -> Reply:
        rows = [row(job, city) for job in board for city in ("Columbus", "Dayton")]
        return as_json({"name": "Acme Health", "description": "<p>We.</p>", "jobs": rows})

    site.answer("/api/accounts/acme", answer)
    site.put("/api/accounts/*", '{"error":"Not found"}', status=404)


def recruitee(site: Site, board: list[Job]) -> None:
    def answer(seen: Seen) -> Reply:
        rows = [
            {
                "id": 1000 + job.number,
                "slug": f"nurse-{job.number}",
                "title": job.name,
                "status": "published",
                "description": job.body,
                "requirements": job.needs,
                "locations": [
                    {"city": "Columbus", "state": "Ohio", "country": "United States", "country_code": "US"},
                ],
                "location": "Columbus, Ohio, United States",
                "remote": False,
                "hybrid": False,
                "on_site": True,
                "employment_type_code": "fulltime_permanent",
                "education_code": "associate_degree",
                "salary": {"min": "30", "max": "40", "period": "hour", "currency": "USD"},
                "created_at": "2026-10-01 09:00:00 UTC",
                "published_at": "2026-10-05 09:00:00 UTC",
                "close_at": None,
                "company_name": "Acme Health",
                "careers_url": f"https://acme.recruitee.com/o/nurse-{job.number}",
                "mailbox_email": "job.x1@acme.recruitee.com",
            }
            for job in board
        ]  # fmt: skip
        draft = {"id": 9, "title": "Draft", "status": "draft", "description": "x"}
        return as_json({"offers": [*rows, draft]}, etag=True)

    site.answer("/api/offers/", answer)


def teamtailor(site: Site, board: list[Job]) -> None:
    def item(job: Job) -> str:
        return (
            f"<item><title>{escape(job.name)}</title><description>{escape(job.body + job.needs)}"
            "</description><pubDate>Mon, 05 Oct 2026 09:00:00 +0200</pubDate>"
            f"<link>{site.url}/jobs/{job.number}-nurse</link><remoteStatus>none</remoteStatus>"
            f"<guid>guid-{job.number}</guid><tt:locations><tt:location><tt:name>Main</tt:name>"
            "<tt:city>Columbus, OH</tt:city><tt:country>United States</tt:country></tt:location>"
            "</tt:locations><tt:department>Care</tt:department></item>"
        )

    def answer(seen: Seen) -> Reply:
        offset, size = int(seen.query["offset"]), int(seen.query["per_page"])
        items = "".join(item(job) for job in board[offset : offset + size])
        return as_xml(
            '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" xmlns:tt='
            f'"https://teamtailor.com/locations"><channel><title>Acme</title>{items}</channel></rss>',
            etag=True,
        )

    site.answer("/jobs.rss", answer)


def personio(site: Site, board: list[Job]) -> None:
    def position(job: Job) -> str:
        return (
            f"<position><id>{job.number}</id><subcompany>Acme Health</subcompany>"
            "<office>Columbus, OH</office><additionalOffices><office>Dayton, OH</office>"
            f"</additionalOffices><name>{escape(job.name)}</name><jobDescriptions>"
            f"<jobDescription><name>Your tasks</name><value><![CDATA[{job.body}]]></value>"
            "</jobDescription><jobDescription><name>Your profile</name>"
            f"<value><![CDATA[{job.needs}]]></value></jobDescription></jobDescriptions>"
            "<employmentType>permanent</employmentType><schedule>full-time</schedule>"
            "<yearsOfExperience>2-5</yearsOfExperience>"
            "<createdAt>2026-10-05T14:10:41+00:00</createdAt></position>"
        )

    def answer(seen: Seen) -> Reply:
        # Each position stands there twice.
        rows = "".join(position(job) for job in board for _ in range(2))
        return as_xml(f"<?xml version='1.0'?><workzag-jobs>{rows}</workzag-jobs>", etag=True)

    site.answer("/xml", answer)


def rippling(site: Site, board: list[Job], size: int = 50) -> None:
    path = "/platform/api/ats/v2/board/acme/jobs"

    def listing(seen: Seen) -> Reply:
        # The server gives fewer a page than it is asked for.
        page = int(seen.query["page"])
        rows = [
            {
                "id": f"r-{job.number}",
                "name": job.name,
                "url": f"https://ats.rippling.com/acme/jobs/r-{job.number}",
                "department": {"name": "Care"},
                "locations": [
                    {
                        "name": "Columbus, OH",
                        "country": "United States",
                        "countryCode": "US",
                        "state": "Ohio",
                        "stateCode": "OH",
                        "city": "Columbus",
                        "workplaceType": "ON_SITE",
                    }
                ],
            }
            for job in board[page * size : (page + 1) * size]
        ]
        pages = -(-len(board) // size)
        return as_json(
            {
                "items": rows,
                "page": page,
                "pageSize": size,
                "totalItems": len(board),
                "totalPages": pages,
            }
        )

    def detail(seen: Seen) -> Reply:
        found = [job for job in board if seen.path.endswith(f"/r-{job.number}")]
        if not found:
            return as_json({"error": "not found"}, 404)
        (job,) = found
        return as_json(
            {
                "uuid": f"r-{job.number}",
                "name": job.name,
                "createdOn": "2026-10-05T09:00:00Z",
                "employmentType": {"id": "HOURLY_FT", "label": "Full time"},
                "workLocations": ["Columbus, OH", "Remote (Ohio, US)"],
                "payRangeDetails": [
                    {"rangeStart": 30, "rangeEnd": 40, "currency": "USD", "frequency": "HOUR"},
                    {"rangeStart": 28, "rangeEnd": 38, "currency": "USD", "frequency": "HOUR"},
                ],
                "description": {"company": "<p>Of Acme.</p>", "role": job.body + job.needs},
            }
        )

    site.answer(path, listing)
    site.answer(f"{path}/*", detail)


def jazzhr(site: Site, board: list[Job]) -> None:
    def answer(seen: Seen) -> Reply:
        rows = "".join(
            f"<job><id>job_{job.number}</id><status>Open</status><title>{escape(job.name)}</title>"
            f"<url>https://acme.applytojob.com/apply/{job.number}</url><city>Columbus</city>"
            "<state>OH</state><country>United States</country><postalcode>43215</postalcode>"
            f"<description><![CDATA[{job.body}{job.needs}]]></description><type>Full Time</type></job>"
            for job in board
        )
        shut = "<job><id>job_x</id><status>Closed</status><title>Old</title></job>"
        return as_xml(f"<jobs><company>Acme Health</company>{rows}{shut}</jobs>", etag=True)

    site.answer("/feeds/export/jobs/acme", answer)


def xmlfeed(site: Site, board: list[Job]) -> None:
    def answer(seen: Seen) -> Reply:
        rows = "".join(
            f"<job><title><![CDATA[{job.name}]]></title><date>Mon, 05 Oct 2026 09:00:00 GMT</date>"
            f"<referencenumber>F-{job.number}</referencenumber><url>{site.url}/job/{job.number}</url>"
            "<company>Acme Health</company><city>Columbus</city><state>OH</state><country>US</country>"
            f"<description><![CDATA[{job.body}{job.needs}]]></description>"
            "<salary>$30 - $40 per hour</salary><education>High School</education>"
            "<jobtype>fulltime</jobtype><expirationdate>2026-12-31</expirationdate></job>"
            for job in board
        )
        return as_xml(f"<source><publisher>Acme</publisher>{rows}</source>", etag=True)

    site.answer("/feed.xml", answer)


def rss(site: Site, board: list[Job]) -> None:
    def answer(seen: Seen) -> Reply:
        rows = "".join(
            f"<item><title>{escape(job.name)} (Columbus, OH, US)</title><description><![CDATA["
            f"{html.escape(job.body + job.needs)}]]></description><link>{site.url}/job/{job.number}/"
            f'</link><guid isPermaLink="false">{job.number}</guid><g:id>{job.number}</g:id>'
            "<g:expiration_date>2026-12-31</g:expiration_date><g:employer>Acme Health</g:employer>"
            "<g:location>Columbus, OH, US</g:location></item>"
            for job in board
        )
        return as_xml(
            '<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Careers'
            f"</title>{rows}</channel></rss>",
            etag=True,
        )

    site.answer("/feed.xml", answer)


def neogov(site: Site, board: list[Job]) -> None:
    def answer(seen: Seen) -> Reply:
        if seen.query.get("agency") != "acme":
            return Reply(
                b"<html><body>Job search</body></html>", 200, {"Content-Type": "text/html"}
            )
        rows = "".join(
            f"<item><guid>{site.url}/careers/acme/jobs/{job.number}</guid>"
            f"<link>{site.url}/careers/acme/jobs/{job.number}</link><title>{escape(job.name)}</title>"
            f"<description>{escape(job.body)}</description><pubDate>Fri, 20 Nov 2026 10:00:00 GMT"
            f"</pubDate><j:jobId>{job.number}</j:jobId>"
            "<j:advertiseFromDateUTC>Mon, 05 Oct 2026 05:00:00:0</j:advertiseFromDateUTC>"
            "<j:advertiseToDateTimeUTC>Thu, 31 Dec 2026 04:59:00:0</j:advertiseToDateTimeUTC>"
            "<j:minimumSalary>30.00</j:minimumSalary><j:maximumSalary>40.00</j:maximumSalary>"
            "<j:salaryCurrency>USD</j:salaryCurrency><j:salaryInterval>Hour</j:salaryInterval>"
            "<j:jobType>Full-Time</j:jobType><j:location>Columbus</j:location><j:state>Ohio</j:state>"
            f"<j:qualifications>{escape(job.needs)}</j:qualifications>"
            "<j:categories><j:category>Nursing</j:category></j:categories></item>"
            for job in board
        )
        # Schools have a namespace of their own; the feed begins with a byte order mark.
        text = (
            '\ufeff<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:j='
            f'"https://www.schooljobs.com/namespaces/JobListing"><channel><title>City of Acme</title>'
            f"{rows}</channel></rss>"
        )
        return as_xml(text, etag=True)

    site.answer("/SearchEngine/JobsFeed", answer)


def usajobs_search(site: Site, board: list[Job], cap: int = 10_000) -> None:
    series = ("0610", "2210")

    def answer(seen: Seen) -> Reply:
        if seen.headers.get("authorization-key") != "key" or "@" not in seen.headers["user-agent"]:
            return as_json({"message": "Unauthorized"}, 401)
        page, size = int(seen.query["Page"]), min(int(seen.query["ResultsPerPage"]), 500)
        code = seen.query.get("JobCategoryCode")
        found = [job for job in board if code is None or series[job.number % 2] == code][:cap]
        rows = [
            {
                "MatchedObjectId": str(job.number),
                "MatchedObjectDescriptor": {
                    "PositionTitle": job.name,
                    "PositionURI": f"https://www.usajobs.gov:443/job/{job.number}",
                    "PositionLocation": [
                        {
                            "CountryCode": "United States",
                            "CountrySubDivisionCode": "Ohio",
                            "CityName": "Columbus, Ohio",
                        }
                    ],
                    "OrganizationName": "Veterans Health Administration",
                    "JobCategory": [{"Name": "Nurse", "Code": series[job.number % 2]}],
                    "PositionSchedule": [{"Name": "Full-time", "Code": "1"}],
                    "QualificationSummary": job.needs,
                    "PositionRemuneration": [
                        {
                            "MinimumRange": "30.0",
                            "MaximumRange": "40.0",
                            "RateIntervalCode": "PH",
                            "Description": "Per Hour",
                        }
                    ],
                    "PublicationStartDate": "2026-10-05T00:00:00.0000",
                    "ApplicationCloseDate": "2026-12-31T23:59:59.9970",
                    "UserArea": {
                        "Details": {
                            "HiringPath": ["public"],
                            "TotalOpenings": "3",
                            "MajorDuties": [job.body] if job.number % 2 else job.body,
                            "KeyRequirements": ["U.S. citizen"],
                            "AgencyContactEmail": "someone@agency.gov",
                            "RemoteIndicator": False,
                        }
                    },
                },
            }
            for job in found[(page - 1) * size : page * size]
        ]
        return as_json(
            {
                "SearchResult": {
                    "SearchResultCount": len(rows),
                    "SearchResultCountAll": len(found),
                    "SearchResultItems": rows,
                }
            }
        )

    def codes(seen: Seen) -> Reply:
        values = [{"Code": code, "Value": "x", "IsDisabled": "No"} for code in series]
        values.append({"Code": "9999", "Value": "old", "IsDisabled": "Yes"})
        return as_json({"CodeList": [{"ValidValue": values}]})

    site.answer("/api/Search", answer)
    site.answer("/api/codelist/occupationalseries", codes)


def workday(site: Site, board: list[Job], most: int = 2_000) -> None:
    families = ("fam1", "fam2", "fam3")

    def path(job: Job) -> str:
        return f"/job/Columbus-OH/Registered-Nurse_R{job.number:05d}"

    def listing(seen: Seen) -> Reply:
        asked = json.loads(seen.body)
        if set(asked) != {"appliedFacets", "limit", "offset", "searchText"}:
            return as_json({"errorCode": "HTTP_422"}, 422)
        if asked["limit"] > 20:
            return as_json({"errorCode": "HTTP_400"}, 400)
        wanted = asked["appliedFacets"].get("jobFamilyGroup")
        if wanted and not set(wanted) <= set(families):
            return as_json({"errorCode": "HTTP_400"}, 400)
        found = [job for job in board if not wanted or families[job.number % 3] in wanted]
        offset = asked["offset"]
        # Behind the cap the list begins again.
        at = offset % most if offset >= most else offset
        rows = [
            {
                "title": job.name,
                "externalPath": path(job),
                "locationsText": "2 Locations",
                "postedOn": f"Posted {job.number % 30} Days Ago",
                "bulletFields": [f"R{job.number:05d}"],
            }
            for job in found[at : min(at + 20, most)]
        ]
        answer: dict[str, Any] = {"total": 0, "jobPostings": rows, "facets": []}
        if offset == 0:
            count = {name: sum(families[j.number % 3] == name for j in found) for name in families}
            answer["total"] = min(len(found), most)
            answer["facets"] = [
                {
                    "facetParameter": "jobFamilyGroup",
                    "values": [{"id": n, "descriptor": n, "count": c} for n, c in count.items()],
                },
                {"facetParameter": "timeType", "values": [{"id": "ft", "count": len(found)}]},
                {
                    "facetParameter": "locationMainGroup",
                    "values": [
                        {"facetParameter": "locations", "values": [{"id": "x", "count": 3}]},
                    ],
                },
            ]
        return as_json(answer)

    def detail(seen: Seen) -> Reply:
        found = [job for job in board if seen.path.endswith(path(job))]
        if not found:
            return as_json({"errorCode": "S22", "message": "permission denied"}, 403)
        (job,) = found
        return as_json(
            {
                "jobPostingInfo": {
                    "title": job.name,
                    "jobDescription": job.body + job.needs,
                    "location": "Acme Medical Center (1 Main St)",
                    "additionalLocations": ["Dayton, OH"],
                    "startDate": "2026-10-05",
                    "endDate": "2026-12-31",
                    "timeType": "Full time",
                    "jobReqId": f"R{job.number:05d}",
                    "country": {"descriptor": "United States of America"},
                    "externalUrl": f"https://acme.wd1.myworkdayjobs.com/Site{path(job)}",
                },
                "hiringOrganization": {"name": f"{2100 + job.number} AH Ohio LLC"},
            },
            Cache_Control="no-store",
        )

    site.answer("/wday/cxs/acme/Site/jobs", listing)
    site.answer("/wday/cxs/acme/Site/job/Columbus-OH/*", detail)
    site.answer(
        "/wday/cxs/*", lambda seen: as_json({"errorCode": "S21", "error": "not found"}, 404)
    )


def icims(site: Site, board: list[Job], size: int = 20) -> None:
    def listing(seen: Seen) -> Reply:
        page = int(seen.query["pr"])
        cards = "".join(
            '<li class="iCIMS_JobCardItem"><div class="col-xs-6 header left"><span class="sr-only">'
            "Location</span><span>US-OH-Columbus | US-OH-Dayton</span></div>"
            f'<a class="iCIMS_Anchor" href="{site.url}/jobs/{job.number}/nurse/job?in_iframe=1">'
            f"<span class='sr-only'>Title</span><h3>{html.escape(job.name)}</h3></a></li>"
            for job in board[page * size : (page + 1) * size]
        )
        pages = max(1, -(-len(board) // size))
        none = "" if board else "<p>Sorry, no jobs were found.</p>"
        text = f"<html><body>{none}<ul>{cards}</ul><p>Page {page + 1} of {pages}</p></body></html>"
        return Reply(text.encode(), 200, {"Content-Type": "text/html"})

    def detail(seen: Seen) -> Reply:
        found = [job for job in board if seen.path.startswith(f"/jobs/{job.number}/")]
        if not found:
            text = "<html><p>Error: The requested job could not be found.</p></html>"
            return Reply(text.encode(), 200, {"Content-Type": "text/html"})
        (job,) = found
        posting = {
            "@type": "JobPosting",
            "title": job.name,
            "description": job.body + job.needs,
            "datePosted": "2026-10-05T04:00:00.000Z",
            "validThrough": "2026-12-31T04:00:00.000Z",
            "employmentType": "FULL_TIME",
            "hiringOrganization": {"name": "Acme Health"},
            "jobLocation": [],
        }
        text = f'<html><script type="application/ld+json">{json.dumps(posting)}</script></html>'
        return Reply(text.encode(), 200, {"Content-Type": "text/html"})

    site.answer("/jobs/search", listing)
    site.answer("*", lambda seen: Reply(b"", 404) if seen.path == "/robots.txt" else detail(seen))


def jibe(site: Site, board: list[Job]) -> None:
    def answer(seen: Seen) -> Reply:
        page, limit = int(seen.query["page"]), int(seen.query["limit"])
        if limit > 100:
            return as_json({"error": "limit"}, 422)
        rows = [
            {
                "data": {
                    "slug": str(job.number),
                    "req_id": str(job.number),
                    "title": job.name,
                    "description": job.body,
                    "responsibilities": "",
                    "qualifications": job.needs,
                    "location_name": "Acme Main",
                    "city": "Columbus",
                    "state": "Ohio",
                    "country_code": "US",
                    "location_type": "LAT_LNG",
                    "salary_value": 0,
                    "salary_min_value": 30,
                    "salary_max_value": 40,
                    "employment_type": "FULL_TIME",
                    "hiring_organization": "Acme Health",
                    "posted_date": "2026-10-05T12:00:00+0000",
                    "internal": False,
                    "external": True,
                }
            }
            for job in board[(page - 1) * limit : page * limit]
        ]
        return as_json({"jobs": rows, "totalCount": len(board), "count": len(rows)}, etag=True)

    site.answer("/api/jobs", answer)


@dataclass(frozen=True)
class Kind:
    """How a kind is put on a site and named in a row; ``many`` jobs fill more than one page."""

    serve: Callable[[Site, list[Job]], None]
    list_path: str
    many: int = 3
    board: str = "acme"
    end: str = ""
    validators: bool = True
    details: bool = False

    def source(self, site: Site, **more: Any) -> Source:
        from datetime import date

        values = {"board": self.board, "terms_checked": date(2026, 11, 1)} | more
        return source_at(self.serve.__name__, site.url + self.end, **values)


KINDS = {
    "greenhouse": Kind(greenhouse, "/v1/boards/acme/jobs"),
    "lever": Kind(lever, "/v0/postings/acme", 230),
    "ashby": Kind(ashby, "/posting-api/job-board/acme"),
    "workable": Kind(workable, "/api/accounts/acme", validators=False),
    "recruitee": Kind(recruitee, "/api/offers/"),
    "teamtailor": Kind(teamtailor, "/jobs.rss", 230),
    "personio": Kind(personio, "/xml"),
    "rippling": Kind(rippling, "/platform/api/ats/v2/board/acme/jobs", 60, details=True),
    "jazzhr": Kind(jazzhr, "/feeds/export/jobs/acme"),
    "xmlfeed": Kind(xmlfeed, "/feed.xml", end="/feed.xml"),
    "rss": Kind(rss, "/feed.xml", end="/feed.xml"),
    "usajobs_search": Kind(usajobs_search, "/api/Search", 600, board="all", validators=False),
    "neogov": Kind(neogov, "/SearchEngine/JobsFeed"),
    "workday": Kind(workday, "/wday/cxs/acme/Site/jobs", 45, board="acme.wd1.Site", details=True),
    "icims": Kind(icims, "/jobs/search", 45, board="careers-acme", details=True),
    "jibe": Kind(jibe, "/api/jobs", 230, validators=False),
}
