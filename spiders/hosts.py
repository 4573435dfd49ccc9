"""Downloader middleware: which hosts may be asked at all.

Addresses in postings and redirects come from outside, so each request, redirected ones and those for
robots.txt included, is checked before it leaves: http or https only, no host inside this network, none
whose owner asked to be left alone or that we do not read,
and no public host before the operator has said whom its owner can write to.
"""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from scrapy.exceptions import IgnoreRequest
from scrapy.utils.defer import maybe_deferred_to_future

from spiders.refused import refused_host, under

if TYPE_CHECKING:
    from scrapy import Request
    from scrapy.crawler import Crawler
    from twisted.internet.defer import Deferred

NO_CONTACT = (
    "SOUGHT_CONTACT is not set; public hosts are only asked when their owners can see an e-mail"
    " address to write to"
)

_PORTS = {"http": 80, "https": 443}
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class RefusedHost(IgnoreRequest):
    """The address must not be asked; the text says why."""


class MissingContact(RefusedHost):
    """A public host would be asked, and SOUGHT_CONTACT is not set."""


def allowed_private_hosts(text: str | None) -> frozenset[str]:
    """The ``host:port`` entries of SOUGHT_ALLOW_PRIVATE_HOSTS, which is comma-separated."""
    return frozenset(entry.strip().lower() for entry in (text or "").split(",") if entry.strip())


def is_loopback_name(host: str) -> bool:
    """Whether a host as written is this machine: ``localhost`` or a loopback address."""
    if host.lower() == "localhost":
        return True
    address = as_address(host)
    return address is not None and address.is_loopback


def as_address(host: str) -> Address | None:
    """The IP address that a host is written as, or None where it is a name.

    An IPv6 address that only wraps an IPv4 one gives the inner one: that is where it leads.
    """
    try:
        address = ipaddress.ip_address(host.strip("[]").partition("%")[0])
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address in _NAT64:
            return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        return address.ipv4_mapped or address.sixtofour or address
    return address


class HostGuard:
    """Raises ``RefusedHost`` for a request that must not be made."""

    def __init__(
        self, allowed: frozenset[str], contact: str | None, opted_out: frozenset[str] = frozenset()
    ) -> None:
        self.allowed = allowed
        self.contact = contact
        self.opted_out = opted_out

    @classmethod
    def from_crawler(cls, crawler: Crawler) -> HostGuard:
        """Reads the two settings that the operator gives through the environment."""
        return cls(
            allowed_private_hosts(crawler.settings.get("SOUGHT_ALLOW_PRIVATE_HOSTS")),
            crawler.settings.get("SOUGHT_CONTACT"),
            frozenset(crawler.settings.getlist("SOUGHT_OPT_OUT_HOSTS")),
        )

    async def process_request(self, request: Request) -> None:
        """Lets a request pass, or raises."""
        try:
            parts = urlsplit(request.url)
            host, port = parts.hostname or "", parts.port or _PORTS.get(parts.scheme, 0)
        except ValueError:
            raise RefusedHost(f"{request.url} is not an address") from None
        if parts.scheme not in _PORTS:
            raise RefusedHost(f"{request.url} is neither http nor https")
        if not host:
            raise RefusedHost(f"{request.url} names no host")
        if under(host, self.opted_out):
            raise RefusedHost(f"{host} asked not to be read (opt_outs)")
        if refusal := refused_host(host):
            raise RefusedHost(f"{host} is not asked: {refusal.reason}")
        named = not is_loopback_name(host) and host.rpartition(".")[2].isalpha()
        if named and not self.contact and f"{host}:{port}" not in self.allowed:
            # Not even its name is looked up.
            raise MissingContact(NO_CONTACT)
        address = as_address(host) or await _resolve(host)
        if (not address.is_global or address.is_multicast) and f"{host}:{port}" not in self.allowed:
            raise RefusedHost(
                f"{host}:{port} is a private or reserved address ({address}); if it is meant, name"
                " it in SOUGHT_ALLOW_PRIVATE_HOSTS"
            )
        if not self.contact and not address.is_loopback:
            raise MissingContact(NO_CONTACT)


async def _resolve(host: str) -> Address:
    """Where a host's name leads.

    It asks the reactor's resolver, whose cached answer the download then uses too: a name cannot
    lead to a public address here and to a private one a moment later.
    """
    from twisted.internet import reactor

    # Twisted's interface wrongly gives the name's type as that of the timeouts.
    resolving: Deferred[str] = reactor.resolve(host)  # type: ignore[arg-type]
    found = await maybe_deferred_to_future(resolving)
    return ipaddress.ip_address(found)
