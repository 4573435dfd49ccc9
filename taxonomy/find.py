"""Finds a credential by a name as a person types it: exact, alias, or near."""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz, process

from taxonomy.model import Credential, Taxonomy
from taxonomy.normalize import normalize

NEAR = 70.0
"""The least rapidfuzz score (0 to 100) of a candidate that is worth offering."""
GENERIC = frozenset(
    """certified certification certificate license licensed licensure registered registration
    credential card permit endorsement in as a an the of and""".split()
)
OWN_WORDS = 80.0
"""The least likeness of what two names have of their own; below, a person has to choose."""
SURE = 90.0
"""The least score at which the nearest name is taken without asking, when it stands alone."""


@dataclass(frozen=True, slots=True)
class Found:
    """A credential that a name may mean, with how it was found and a score of 0 to 100."""

    credential: Credential
    status: str
    score: float


def find(taxonomy: Taxonomy, name: str, limit: int = 5) -> list[Found]:
    """The credentials that ``name`` may mean, the best first; empty where none is near.

    ``status`` is ``exact`` (its official name or id), ``alias`` or ``close``. Where several
    credentials share the alias, all of them are given.
    """
    wanted = normalize(name)
    by_id = taxonomy.credentials.get(name.strip().lower())
    if by_id:
        return [Found(by_id, "exact", 100.0)]
    forms = taxonomy.normal_forms
    named = {c.id: c for form, c in forms if form == wanted}
    exact = [c for c in named.values() if normalize(c.name) == wanted]
    if exact:
        return [Found(c, "exact", 100.0) for c in exact]
    if named:
        return [Found(c, "alias", 100.0) for c in named.values()][:limit]
    best: dict[str, Found] = {}
    for _, score, index in process.extract(
        wanted,
        [form for form, _ in forms],
        scorer=_likeness,  # type: ignore[arg-type]
        limit=40,
        score_cutoff=NEAR,
    ):
        form, credential = forms[index]
        if fuzz.ratio(_own_words(wanted), _own_words(form)) < OWN_WORDS:
            score = min(score, SURE - 1)
        if credential.id not in best or best[credential.id].score < score:
            best[credential.id] = Found(credential, "close", round(score, 1))
    return sorted(best.values(), key=lambda found: (-found.score, found.credential.id))[:limit]


def choose(found: list[Found]) -> Found | None:
    """The one credential that is surely meant, or None where a person has to choose."""
    if not found:
        return None
    if found[0].status != "close":
        return found[0] if len(found) == 1 else None
    if found[0].score >= SURE and (len(found) == 1 or found[0].score - found[1].score >= 2):
        return found[0]
    return None


def _likeness(left: str, right: str, *, score_cutoff: float = 0.0, **_: object) -> float:
    """Rapidfuzz's ratio, of the words as they stand or sorted; 0 where digits or levels differ."""
    if _levels(left) != _levels(right):
        return 0.0
    return max(fuzz.ratio(left, right), fuzz.token_sort_ratio(left, right))


def _own_words(name: str) -> str:
    """A name without the words that hundreds share: *certified*, *license*, *in*; misspelled too."""
    return " ".join(
        word
        for word in name.split()
        if word not in GENERIC
        and not (
            len(word) > 5 and process.extractOne(word, GENERIC, scorer=fuzz.ratio, score_cutoff=85)
        )
    )


def _levels(name: str) -> list[str]:
    """The words that tell levels apart and so are never fuzzy: digits, single letters, romans.

    A letter with its sign is one as well: A+, C#.
    """
    return sorted(
        w
        for w in name.split()
        if any(c.isdigit() for c in w) or len(w.rstrip("+#")) == 1 or set(w) <= set("iv")
    )
