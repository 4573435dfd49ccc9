"""Misbehavior on demand: what goes wrong, for which addresses, for how many requests."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from scripts.sample_boards.answers import HTML, JSON, Answer, html_answer, http_date

CHALLENGE_PAGE = (
    "<!DOCTYPE html>\n<html lang='en'><head><title>Just a moment...</title>"
    "<meta name='robots' content='noindex,nofollow'></head><body>"
    "<h1>Verify you are human</h1><p>Checking your browser before you go on. "
    "Enable JavaScript and cookies to continue.</p></body></html>\n"
)


class FaultKind(StrEnum):
    """The ways in which a board can misbehave."""

    STATUS = "status"
    """``status`` in place of the answer (429, 503, 500, 410 ...), with ``retry_after`` if given."""
    DELAY = "delay"
    """The answer comes ``seconds`` later; other faults still take effect."""
    TRUNCATED = "truncated"
    """Half of the body, then the connection is closed: shorter than Content-Length says."""
    MALFORMED = "malformed"
    """The body ends in the middle, and Content-Length says so: broken JSON or HTML."""
    CHALLENGE = "challenge"
    """A page that wants to see a human, with status 200."""
    WRONG_TYPE = "wrong_type"
    """The right body under ``content_type``."""
    REDIRECT = "redirect"
    """A redirect with ``status`` (302 unless told) to ``location``."""
    VANISH = "vanish"
    """Postings with these ``ids`` (all, if none are named) leave lists, their pages answer 404."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One misbehavior: the next ``times`` requests after the first ``skip``, or all (None)."""

    kind: FaultKind
    times: int | None = None
    skip: int = 0
    status: int | None = None
    retry_after: int | datetime | None = None
    seconds: float = 0.0
    content_type: str = "application/octet-stream"
    location: str = ""
    ids: frozenset[str] | None = None

    def __post_init__(self) -> None:
        if self.kind is FaultKind.STATUS and self.status is None:
            raise ValueError("a status fault needs its status")
        if self.kind is FaultKind.REDIRECT and not self.location:
            raise ValueError("a redirect needs its location")
        if self.kind is FaultKind.DELAY and self.seconds <= 0:
            raise ValueError("a delay needs its seconds")

    @classmethod
    def from_json(cls, data: dict[str, object]) -> Fault:
        """A fault of a JSON object; ``retry_after`` may be seconds or an ISO moment.

        Raises ValueError or TypeError where the object is no fault.
        """
        values = dict(data)
        values["kind"] = FaultKind(str(values.get("kind")))
        if isinstance(values.get("retry_after"), str):
            values["retry_after"] = datetime.fromisoformat(str(values["retry_after"]))
        ids = values.get("ids")
        if isinstance(ids, list):
            values["ids"] = frozenset(str(each) for each in ids)
        return cls(**values)  # type: ignore[arg-type]


@dataclass(slots=True)
class _Set:
    """A fault as set for a prefix, with the requests that it has seen."""

    prefix: str
    fault: Fault
    seen: int = 0

    def strikes(self) -> bool:
        """Counts a request, and says whether the fault takes effect for it."""
        self.seen += 1
        past = self.seen - self.fault.skip
        return past > 0 and (self.fault.times is None or past <= self.fault.times)


class Faults:
    """The faults that are set. All methods may be called from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._set: list[_Set] = []

    def add(self, prefix: str, fault: Fault) -> None:
        """Sets a fault for every address (path, ``?``, query) that begins with ``prefix``."""
        with self._lock:
            self._set.append(_Set(prefix, fault))

    def clear(self, prefix: str | None = None) -> None:
        """Takes back the faults of a prefix, or all."""
        with self._lock:
            self._set = [each for each in self._set if prefix not in (None, each.prefix)]

    def strike(self, address: str) -> list[Fault]:
        """The faults that take effect for a request, in the order in which they were set."""
        with self._lock:
            return [
                each.fault
                for each in self._set
                if address.startswith(each.prefix) and each.strikes()
            ]


def hidden_ids(faults: Iterable[Fault]) -> frozenset[str] | None:
    """The ids that vanish faults leave out; None for all of them."""
    ids: frozenset[str] = frozenset()
    for fault in faults:
        if fault.kind is FaultKind.VANISH:
            if fault.ids is None:
                return None
            ids |= fault.ids
    return ids


def replaced(faults: Iterable[Fault]) -> Answer | None:
    """What is answered in place of the true answer, by the first fault that replaces it."""
    for fault in faults:
        match fault.kind:
            case FaultKind.STATUS:
                return _refusal(fault)
            case FaultKind.CHALLENGE:
                return html_answer(CHALLENGE_PAGE)
            case FaultKind.REDIRECT:
                headers = {"Location": fault.location}
                return Answer(b"", HTML, fault.status or 302, headers=headers)
            case _:
                pass
    return None


def _refusal(fault: Fault) -> Answer:
    headers: dict[str, str] = {}
    if isinstance(fault.retry_after, datetime):
        headers["Retry-After"] = http_date(fault.retry_after)
    elif fault.retry_after is not None:
        headers["Retry-After"] = str(fault.retry_after)
    status = fault.status or 500
    return Answer(b'{"error":"temporarily refused"}', JSON, status, headers=headers)
