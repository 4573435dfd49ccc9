"""Scrapy's settings: one request at a time to a host, robots.txt first, nothing hidden."""

from __future__ import annotations

from importlib import metadata

BOT_NAME = "sought"
PROJECT_PAGE = "https://github.com/sought/sought"

SPIDER_MODULES = ["spiders.sources"]
NEWSPIDER_MODULE = "spiders.sources"


def user_agent(contact: str | None) -> str:
    """How the crawler names itself: project, version, page and whom to write to."""
    try:
        version = metadata.version("sought")
    except metadata.PackageNotFoundError:
        version = "0"
    return f"sought/{version} (+{PROJECT_PAGE}{f'; {contact}' if contact else ''})"


USER_AGENT = user_agent(None)
DEFAULT_REQUEST_HEADERS = {
    "Accept": "application/json, text/html, application/xml;q=0.9, */*;q=0.8",
    "Accept-Language": "en-US,en;q=0.9",
}

# Our own robots, retry and host middlewares stand in place of Scrapy's. Scrapy's robots middleware
# lets requests through that robots.txt forbids (2.14.2 to 2.19.0, concurrent first requests) and
# takes an answer of 503 for leave to read everything.
ROBOTSTXT_OBEY = False
RETRY_ENABLED = False
DOWNLOADER_MIDDLEWARES = {
    "spiders.hosts.HostGuard": 50,
    "spiders.robots.RobotsMiddleware": 100,
    "spiders.backoff.BackoffMiddleware": 550,
    "spiders.budget.BudgetMiddleware": 595,
}
ITEM_PIPELINES = {"spiders.pipelines.StorePipeline": 100}

# A crawl has one host, and when that turns it away little more may be on its way there.
CONCURRENT_REQUESTS = 1
CONCURRENT_REQUESTS_PER_DOMAIN = 1
CONCURRENT_ITEMS = 1
DOWNLOAD_DELAY = 1.5
# 1.5 seconds, give or take 30 %, is never under one second.
DOWNLOAD_DELAY_JITTER = 0.3
AUTOTHROTTLE_ENABLED = True
AUTOTHROTTLE_START_DELAY = 2.0
AUTOTHROTTLE_MAX_DELAY = 60.0
AUTOTHROTTLE_TARGET_CONCURRENCY = 1.0

DOWNLOAD_TIMEOUT = 60
DOWNLOAD_MAXSIZE = 50 * 2**20
DOWNLOAD_WARNSIZE = 0
DOWNLOAD_FAIL_ON_DATALOSS = True
DOWNLOAD_VERIFY_CERTIFICATES = True
REDIRECT_MAX_TIMES = 5
# A page that sends its reader on by a meta tag is as a rule a check for robots, not a posting.
METAREFRESH_ENABLED = False
# The guard checks where a host's name leads; behind a proxy that is decided elsewhere.
HTTPPROXY_ENABLED = False
# Every answer comes to the spider, which tells 304, 403 and 404 apart.
HTTPERROR_ALLOW_ALL = True
COOKIES_ENABLED = False
# Scrapy would read and parse the source of each answer's callback, which costs as much as the answer.
WARN_ON_GENERATOR_RETURN_VALUE = False
TELNETCONSOLE_ENABLED = False
# A source that takes longer than this in one night is stopped, and its list counts as partial. The
# command ends a process that takes longer still.
CLOSESPIDER_TIMEOUT = 2.5 * 3600

LOG_LEVEL = "WARNING"
LOG_INSTALL_ROOT_HANDLER = False
LOGSTATS_INTERVAL = 0
STATS_DUMP = False

# What a source may cost in one night; a row may say max_requests and max_megabytes of its own.
SOUGHT_MAX_REQUESTS = 6_000
SOUGHT_MAX_MEGABYTES = 500.0
# Hosts whose owners asked not to be read.
SOUGHT_OPT_OUT_HOSTS: list[str] = []

# Seconds before the first repetition of a request that failed; doubled at the second.
SOUGHT_BACKOFF_SECONDS = 5.0
# How often a host that answers "too many requests" is asked again in the same crawl.
SOUGHT_BUSY_RETRIES = 2
