"""What lists of credentials write around a name: preparation, states, marks, things that are none."""

from __future__ import annotations

import re

import us

from taxonomy.normalize import normalize

PREPARATION = frozenset(
    """prep preparation preparatory prepare preparing exam exams examination examinations test tests
    assessment assessments pathway pathways course courses program programs training
    trainings licensure eligibility eligible completion module modules aligned""".split()
)
"""Words by which a list names the road to a credential, or a part of it, beside the credential."""
TEACHING = frozenset(
    """coursework curriculum objective objectives fundamentals fundamental foundational foundation
    foundations prerequisite prerequisites knowledge introduction introductory intro concepts skill
    skills alignment domain domains standard standards""".split()
)
"""Words by which a list names what is taught on the way; hardly the credential itself."""
AROUND = (
    PREPARATION
    | TEACHING
    | frozenset(
        """and or the of a an in for with to as by on is are from under through at per via either any all
    other various multiple related relevant applicable appropriate approved recognized industry based
    valued stackable state states national federal local us usa current valid student students
    secondary postsecondary high school entry level levels basic passing score minimum name title
    certified certificate certificates certification certifications certs cert license licenses
    licensed licensing credential credentials endorsement endorsements registration registered
    professional professionals international inc llc workforce career technical technician education
    advanced specific depending depends depend selection selected choice choose
    transfer community college cc university industry-recognized trade trades area areas subject
    subjects set specialty optional required and/or such including e.g etc new trainee
    generic general not only""".split()
    )
)
"""Words that tell no credential from another, where a list writes them beside a name."""
PLURAL = frozenset("credentials certifications certificates licenses certs endorsements".split())

_STATES = {
    normalize(str(state.name)): str(state.abbr)
    for state in [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]
}
_STATE_NAME = re.compile(
    r"\b(" + "|".join(sorted(map(re.escape, _STATES), key=len, reverse=True)) + r")\b"
)
_MARKS = re.compile(r"[®™©℠†‡]|\(\s*(?:r|tm|c|sm)\s*\)|\(see [^()]*\)|\*+\s*$", re.IGNORECASE)
# A code or a number before the name: "1D0-520: Name", "12. Name", "TN_Name", "(b) Name".
_BEFORE = re.compile(
    r"^\s*(?:[•▪◦●■·*–—-]\s+|\(?\d{1,3}[.)]\s+|\(?[a-z][.)]\s+|[\w.-]*\d[\w.-]*\s*:\s*|[A-Z]{2}_)", re.IGNORECASE
)  # fmt: skip
_DEGREE = re.compile(
    r"\b(?:associates?|bachelors?|masters?|doctor(?:ate|al)?)\b(?:'s|’s)?\s+(?:of|in)\s+(?:\w+\s+){0,3}(?:arts?|sciences?|education|nursing|business)\b"
    r"|\b(?:associate|bachelor|master|doctoral|college|graduate)(?:'?s|’s)?\s+(?:\w+\s+){0,3}degrees?\b|\bdegrees?\b"
    r"|\b(?:high school )?diplomas?\b|\bgraduate-level\b",
    re.IGNORECASE,
)
_TAUGHT = re.compile(
    r"\b(?:skills?|competenc(?:y|ies)|knowledge|hands-on|coursework|lab (?:safety|skills|methods)"
    r"|guidelines?|standards?|flight hours|hours of|accreditation|alignment|domains?|foundational|prerequisites?"
    r"|dual credit|college credits?|internships?|apprenticeship hours|work experience|portfolio)\b",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    r"\b(?:operations|planning|methods|concepts|theory|exploration|awareness)\b", re.IGNORECASE
)
_NOTE = re.compile(
    r"^(?:notes?|source|see|total|revised|updated|effective|last updated|\*+)\b[ :.]|\b(?:depends? on|contact the|must be approved|is approved|are approved|please)\b",
    re.IGNORECASE,
)
LONGEST = 160
"""Characters of a credential's name on a list at most; beyond, it is a sentence."""


def cleaned(listed: str) -> str:
    """A listed name without trademark signs, bullets, and codes before it."""
    text = _MARKS.sub("", listed)
    previous = None
    while text != previous:
        previous, text = text, _BEFORE.sub("", text, count=1)
    return " ".join(text.split()) or listed.strip()


def states_named(form: str) -> list[str]:
    """The codes of the states whose names stand in a normal form."""
    return [_STATES[found] for found in _STATE_NAME.findall(form)]


def without_states(form: str) -> str:
    """A normal form without names of states."""
    return " ".join(_STATE_NAME.sub(" ", form).split())


def no_credential(listed: str) -> str | None:
    """Why a listed name is none of a credential, judged by its words alone; None where it may be."""
    if not any(character.isalpha() for character in listed):
        return "no name stands in this row"
    if _DEGREE.search(listed):
        return "names a degree, not a credential"
    if _NOTE.search(listed) or len(listed) > LONGEST:
        return "a note, not a name"
    if _TAUGHT.search(listed):
        return "names what is taught (skills, standards, coursework), not a credential"
    if _SUBJECT.search(listed):
        return "names a subject, not a credential"
    if all(word in AROUND for word in normalize(listed).split()):
        return "names no particular credential"
    return None
