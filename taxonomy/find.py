"""Finds a credential by a name as a person types it: exact, alias, or near."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz

from taxonomy.index import LICENSE_WORDS, Index, index_of, own_words
from taxonomy.model import Credential, Taxonomy
from taxonomy.normalize import normalize

NEAR = 70.0
"""The least score (0 to 100) of a candidate that is worth offering."""
SURE = 90.0
"""The least score at which the nearest name is taken without asking, when it stands alone."""
_OWN, _WHOLE = 0.75, 0.25
"""What the likeness of two names' own words weighs, and that of the names as they stand."""
_ONE_STATE = 2.5
"""How much less near one state's own credential is."""
_GOVERNMENT = frozenset({"license", "registration", "endorsement"})


@dataclass(frozen=True, slots=True)
class Found:
    """A credential that a name may mean, with how it was found and a score of 0 to 100."""

    credential: Credential
    status: str
    score: float


def find(taxonomy: Taxonomy, name: str, limit: int = 5) -> list[Found]:
    """The credentials that ``name`` may mean, the best first; empty where none is near.

    ``status`` is ``exact`` (its official name or id), ``alias`` or ``close``. Where several
    credentials share the alias, all of them are given. A score of ``SURE`` or more needs the same
    own words, misspelled at most: a name with another word in it is offered, not taken.
    """
    by_id = taxonomy.credentials.get(name.strip().lower())
    if by_id:
        return [Found(by_id, "exact", 100.0)]
    index = index_of(taxonomy)
    wanted = normalize(name)
    named = index.exact.get(wanted, {})
    exact = [c for c in named.values() if normalize(c.name) == wanted]
    if exact:
        return [Found(c, "exact", 100.0) for c in exact]
    if named:
        return [Found(c, "alias", 100.0) for c in named.values()]
    return _near(index, wanted)[:limit]


def choose(found: list[Found]) -> Found | None:
    """The one credential that is surely meant, or None where a person has to choose."""
    if not found:
        return None
    if found[0].status != "close":
        return found[0] if len(found) == 1 else None
    if found[0].score >= SURE and (len(found) == 1 or found[0].score - found[1].score >= 2):
        return found[0]
    return None


def _near(index: Index, wanted: str) -> list[Found]:
    best: dict[str, Found] = {}
    words = index.own_words(wanted)
    in_order = " ".join(sorted(wanted.split()))
    license_asked = not LICENSE_WORDS.isdisjoint(wanted.split())
    for form, likeness in index.near(wanted, NEAR):
        whole = max(fuzz.ratio(wanted, form), fuzz.ratio(in_order, " ".join(sorted(form.split()))))
        score = min(99.9, _OWN * likeness + _WHOLE * whole)
        same = index.same_words(words, own_words(form))
        for credential in index.exact[form].values():
            # Who asks for a license does not surely mean what an association certifies.
            sure = same and (not license_asked or credential.type in _GOVERNMENT)
            held = best.get(credential.id)
            found = round(score if sure else min(score, SURE - 1), 1)
            # A name that says no state means the credential of all states before that of one.
            found -= _ONE_STATE * (len(credential.states) == 1)
            if found >= NEAR and (held is None or held.score < found):
                best[credential.id] = Found(credential, "close", found)
    return sorted(best.values(), key=lambda each: (-each.score, each.credential.id))
