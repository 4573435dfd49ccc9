"""What stands before every request: who may ask, how much may be sent, what a browser may do with the answer."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
from contextlib import suppress
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MOST_BYTES = 10 * 1024 * 1024
"""The most that a request may send."""
MOST_SECONDS = 60.0
"""The longest that a request may take to arrive."""
MOST_DRAINED = 5 * MOST_BYTES
"""So much of what is too large is read and thrown away: a browser that is cut off shows no answer."""
WRONG_TOKEN_SECONDS = 1.0
COOKIE = "sought"
SIGN_IN = "/sign-in"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # With no-referrer a browser would send its own forms with the origin `null`.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


@dataclass(frozen=True, slots=True)
class Access:
    """Who may ask: with a token, whoever knows it; without, whoever asks under a host's own name.

    The names keep a page of another site, whose name somebody points at this machine, from reading
    what a server on the loopback says.
    """

    token: str | None
    hosts: frozenset[str] = frozenset(LOOPBACK)

    def knows(self, given: str) -> bool:
        """Whether this is the token."""
        return self.token is not None and hmac.compare_digest(given.encode(), self.token.encode())

    @property
    def ticket(self) -> str:
        """What a browser keeps in place of the token."""
        assert self.token is not None
        return hmac.new(self.token.encode(), b"sought serve", hashlib.sha256).hexdigest()

    def lets_in(self, headers: Headers) -> bool:
        """Whether a request shows the token, or the ticket made of it."""
        if self.token is None:
            return True
        scheme, _, given = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self.knows(given.strip())
        try:
            cookie = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
        except CookieError:
            return False
        return cookie is not None and hmac.compare_digest(cookie.value.encode(), self.ticket.encode())  # fmt: skip


class Guard:
    """An ASGI application around another."""

    def __init__(self, app: ASGIApp, access: Access) -> None:
        self.app = app
        self.access = access

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refused = await self._refused(scope)
        app = refused or self.app
        if refused and refused.status_code == 413:
            await _drain(receive)

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-cache")
            await send(message)

        await app(scope, _bounded(receive), answer)

    async def _refused(self, scope: Scope) -> Response | None:
        headers = Headers(scope=scope)
        if self.access.token is None and _name(headers.get("host", "")) not in self.access.hosts:
            return PlainTextResponse("This server is not known under that name.\n", 421)
        if int(headers.get("content-length", "0") or 0) > MOST_BYTES:
            return PlainTextResponse(TOO_LARGE + "\n", 413, {"Connection": "close"})
        if scope["method"] not in ("GET", "HEAD") and _is_foreign(headers):
            return PlainTextResponse("This was sent by a page of another site.\n", 403)
        if scope["path"] == SIGN_IN or self.access.lets_in(headers):
            return None
        if "authorization" in headers:
            await asyncio.sleep(WRONG_TOKEN_SECONDS)
        if "text/html" in headers.get("accept", "") and scope["method"] == "GET":
            return RedirectResponse(SIGN_IN, 303)
        return PlainTextResponse(
            "This server asks for its token: Authorization: Bearer TOKEN\n", 401,
            {"WWW-Authenticate": "Bearer"},
        )  # fmt: skip


TOO_LARGE = f"More than {MOST_BYTES // 1024 // 1024} MB may not be sent; save only the list."


async def _drain(receive: Receive) -> None:
    seen, more = 0, True
    with suppress(TimeoutError):
        async with asyncio.timeout(MOST_SECONDS):
            while more and seen <= MOST_DRAINED:
                message = await receive()
                seen += len(message.get("body", b""))
                more = message["type"] == "http.request" and message.get("more_body", False)


def _bounded(receive: Receive) -> Receive:
    """A receiver that gives up on what is too large or too slow; the application answers why."""
    seen = 0
    end = asyncio.get_running_loop().time() + MOST_SECONDS
    whole = False

    async def bounded() -> Message:
        nonlocal seen, whole
        if whole:
            return await receive()  # waits for the browser to leave
        try:
            async with asyncio.timeout_at(end):
                message = await receive()
        except TimeoutError:
            raise HTTPException(408, "That took too long to arrive.") from None
        if message["type"] == "http.request":
            seen += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if seen > MOST_BYTES:
                raise HTTPException(413, TOO_LARGE)
        return message

    return bounded


def _name(host: str) -> str:
    """The name in a Host header, without port and brackets."""
    if host.startswith("["):
        return host[1:].partition("]")[0].lower()
    return host.partition(":")[0].lower()


def _is_foreign(headers: Headers) -> bool:
    """Whether a browser says that a page of another site sends this."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and origin.partition("://")[2].lower() != headers.get("host", "").lower()  # fmt: skip
