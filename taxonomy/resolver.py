"""The steps by which a name on a list is resolved, the surest first; :mod:`taxonomy.resolve` takes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from taxonomy.find import SURE, find
from taxonomy.index import GENERIC, LICENSE_WORDS, own_words
from taxonomy.listforms import in_digits, list_forms_of
from taxonomy.listwords import (
    AROUND,
    PLURAL,
    PREPARATION,
    TEACHING,
    cleaned,
    no_credential,
    states_named,
    without_states,
)
from taxonomy.model import Credential, Taxonomy
from taxonomy.normalize import is_acronym, level, levels, normalize

STATUSES = ("exact", "alias", "close", "ambiguous", "none", "not_a_credential")
MOST_CANDIDATES = 8
COVERED, HALF = 0.7, 0.5
"""The part of a listed name's own words, by their rarity, that a credential must account for: to be
meant by it, and to be offered at all."""
_APART = re.compile(
    r"\s+\+\s+|\s*(?:,|;|/|\||→|&(?=\s)|\band/or\b|\band\b|\bor\b)\s*", re.IGNORECASE
)
_BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]")
_CODES = re.compile(r"\(\s*[\d-]{3,}(?:(?:[\s,;&/]|\band\b|\bor\b)+[\d-]{3,})*\s*\)", re.IGNORECASE)
"""Brackets that hold nothing but codes of exams."""
_YEAR = re.compile(r"\b(?:19[89]\d|20[0-3]\d)\b")
_FAMILY = re.compile(r"^(?:family|generic ask|for asks)\b", re.IGNORECASE)
_GOVERNMENT = frozenset({"license", "registration", "endorsement"})


@dataclass(frozen=True, slots=True)
class Resolved:
    """What a listed name means: a status of :data:`STATUSES`, its score (0 to 100), and why.

    ``credential`` is given for exact, alias and close, and never else; ``candidates`` are what a
    person may choose from, the best first.
    """

    status: str
    score: float
    credential: Credential | None
    candidates: tuple[Credential, ...] = ()
    reason: str = ""


def is_family(taxonomy: Taxonomy, credential: Credential) -> bool:
    """Whether a credential only stands for its members: nobody holds a *CompTIA Certification*."""
    children = taxonomy.children.get(credential.id, ())
    if not children:
        return False
    if _FAMILY.match(credential.notes):
        return True
    issuer = taxonomy.issuers.get(credential.issuer or "")
    named = {_core(name) for name in issuer.names} if issuer else set()
    return len(children) > 1 and _core(credential.name) in named


class Resolver:
    """One listed name on its way through the steps."""

    def __init__(self, taxonomy: Taxonomy, listed: str, state: str | None) -> None:
        self.taxonomy = taxonomy
        self.forms = list_forms_of(taxonomy)
        self.text = cleaned(listed)
        self.form = normalize(self.text)
        named = states_named(self.form)
        self.states = frozenset(named or ([state] if state else []))
        self.words = self.form.split()
        self.in_parts: dict[str, Credential] = {}
        self.capitals = {
            normalize(w) for w in re.findall(r"[^\s,;/()]+", self.text) if is_acronym(w)
        }

    def resolved(self) -> Resolved:
        """What the name means, by the first step that can say."""
        for step in (
            self._as_written,
            self._heading,
            self._less,
            self._misspelled,
            self._parts,
            self._less_than_brackets,
            self._none_by_its_words,
            self._within,
        ):
            found = step()
            if found is not None:
                return found
        return self._nothing()

    # The steps, the surest first.

    def _as_written(self) -> Resolved | None:
        named = self._named(self.form)
        official = {own: c for own, c in named.items() if normalize(c.name) == self.form}
        if official:
            return self._pick(official, "exact", 100.0, "the official name")
        if not named:
            return None
        picked = self._pick(named, "alias", 100.0, "another form of its name")
        only = picked.credential
        plain = self.form.isalpha() and not is_acronym(self.text)
        if only and plain and self.form in map(normalize, only.list_forms):
            return Resolved(
                "close",
                91.0,
                only,
                (only,),
                "lists have called it so, by a word that says much else",
            )
        return self._undoubted(picked, self.form)

    def _heading(self) -> Resolved | None:
        clusters = {*self.taxonomy.career_clusters, *self.taxonomy.career_clusters_2002}
        subs = {sub for each in self.taxonomy.career_clusters.values() for sub in each.sub_clusters}
        if self.form in {normalize(each) for each in clusters | subs}:
            return Resolved("not_a_credential", 0.0, None, (), "the name of a Career Cluster")
        reason = no_credential(self.text)
        if reason and ("degree" in reason or "note" in reason or "row" in reason):
            return Resolved("not_a_credential", 0.0, None, (), reason)
        return None

    def _less(self) -> Resolved | None:
        """The name without states and what lists put around a name, nothing of weight left out."""
        return self._shortened(leave_out=False)

    def _less_than_brackets(self) -> Resolved | None:
        """The name before brackets that say something of their own."""
        return self._shortened(leave_out=True)

    def _shortened(self, leave_out: bool) -> Resolved | None:
        outside = normalize(_BRACKETS.sub(" ", self.text))
        for form in dict.fromkeys(_shorter(self.form, outside)):
            found, sure = self._look_up(form)
            if not found:
                continue
            left_out: list[str] = []
            said = _CODES.sub(" ", self.text)
            for each in (normalize(a or b) for a, b in _BRACKETS.findall(said)):
                here = self.forms.named(each)
                same = {own: c for own, c in found.items() if own in here}
                if same:
                    found = same
                elif not self._initials(each, form) and form != self.form:
                    left_out += self._unsaid(each.split(), found.values())
            if left_out and not leave_out:
                return None
            if len(left_out) > 1 and len(left_out) >= len(self._telling(form.split())):
                return None  # the brackets say more than the name
            return self._beside(found, form, sure, left_out)
        return None

    def _beside(
        self, found: dict[str, Credential], form: str, sure: bool, left_out: list[str]
    ) -> Resolved:
        """What a name means of which only a part, ``form``, was looked up."""
        apart = [w for w in self.words if w in PREPARATION | TEACHING and w not in form.split()]
        said = f"beside the name it says: {', '.join([*apart, *left_out])}"
        picked = self._pick(found, "alias", 98.0, f"known as {form!r}")
        if picked.credential is None:
            return picked
        only = picked.credential
        others = self._of_other_issuers(only)
        if others:
            return Resolved("ambiguous", 92.0, None, (only, *others), "two issuers are named")
        if left_out and self.taxonomy.children.get(only.id):
            return self._family(only, said)
        if any(w in TEACHING for w in apart):
            return Resolved("ambiguous", 85.0, None, (only,), f"{said}; is the credential meant?")
        if any(w in PLURAL for w in self.words) and self._extra(form, only):
            return Resolved(
                "ambiguous", 85.0, None, (only,), "the list speaks of several, this is one"
            )
        if apart or left_out:
            return Resolved("close", 92.0, only, (only,), said)
        if sure:
            return self._undoubted(picked, form)
        if not self._distinct(form, only):
            return Resolved(
                "ambiguous",
                85.0,
                None,
                (only,),
                "names a subject or a trade; is this credential meant?",
            )
        return Resolved(
            "close", 91.0, only, (only,), "the same words but for those that tell none apart"
        )

    def _undoubted(self, picked: Resolved, form: str) -> Resolved:
        """What was picked, unless its form often means something else."""
        only = picked.credential
        if only is None or not self.forms.doubted(form, only.id, self.form):
            return picked
        return Resolved(
            "ambiguous", 85.0, None, (only,), "called so, but it often means something else"
        )

    def _extra(self, form: str, only: Credential) -> bool:
        """Whether a plural of the list stands in no form of the credential itself."""
        return not any(
            w in PLURAL
            for each in self.taxonomy.forms(only)
            if sorted(own_words(normalize(each.form))) == sorted(own_words(form))
            for w in normalize(each.form).split()
        )

    def _distinct(self, form: str, only: Credential) -> bool:
        """Whether words without *license* or *certified* still say surely which is meant."""
        if only.type == "license" and _core(only.name) == _core(form):
            return True  # the occupation that is licensed
        if only.software and any(
            c.software == only.software and c.id != only.id and c.parent != only.id
            for c in self.taxonomy.credentials.values()
        ):
            return False  # the name of a product that several credentials certify
        issuer = self.taxonomy.issuers.get(only.issuer or "")
        of_issuer = {normalize(name) for name in (issuer.names if issuer else ())}
        return any(
            self.forms.rare(w) or w in of_issuer or w in self.capitals for w in own_words(form)
        )

    def _misspelled(self) -> Resolved | None:
        if len(self.words) == 1 and self.form not in self.forms.acronyms:
            same = self.forms.worded(self.form)
            if len(same) == 1 and is_family(self.taxonomy, *same.values()):
                return self._pick(same, "close", SURE, "")
            if same:
                return Resolved(
                    "ambiguous", 85.0, None, self._first(same.values()),
                    "names a subject or a product; is one of these meant?",
                )  # fmt: skip
        found = [each for each in find(self.taxonomy, self.text) if SURE <= each.score < 100]
        if not found:
            return None
        best = found[0].score
        near = {f.credential.id: f.credential for f in found if best - f.score < 2}
        picked = self._pick(near, "close", best, "spelled nearly so")
        if picked.credential and not (
            self._distinct(self.form, picked.credential) or self._says_credential()
        ):
            return Resolved("ambiguous", best, None, picked.candidates, "near to its name")
        return picked

    def _parts(self) -> Resolved | None:
        """A listing of several names, with or without the words that they share."""
        said = _CODES.sub(" ", self.text)
        plain = _BRACKETS.sub(lambda found: f" ; {found.group(1) or found.group(2) or ''} ; ", said)
        parts = [p for p in (normalize(each) for each in _APART.split(plain)) if p]
        if len(parts) < 2:
            return None
        found: dict[str, Credential] = {}
        heads: list[list[str]] = []
        meant: list[set[str]] = []
        unresolved: list[str] = []
        for part in parts:
            here = self._part(part, heads)
            heads.append(part.split())
            if not here:
                unresolved += self._telling(part.split())
                continue
            again = {own: c for own, c in here.items() if own in found}
            meant.append({*(again or here)})
            found |= again or here
        self.in_parts = found
        if len(meant) < 2:
            return None
        in_brackets = bool(_BRACKETS.search(self.text))
        members = {
            own: c for own, c in found.items() if not (in_brackets and self._above(c, found))
        }
        # Family (Member) is the member; of Family (Member, what we lack) nothing is sure.
        same = all(each == meant[0] for each in meant) or (in_brackets and len(meant) == 2)
        if len(members) == 1 and unresolved:
            return None
        if len(members) == 1 and same and not any(map(self.taxonomy.children.get, members)):
            return self._pick(members, "close", 93.0, "each of its parts names it")
        told = found if len(members) == 1 else members
        names = "; ".join(c.name for c in told.values())
        return Resolved(
            "ambiguous", 0.0, None, self._first(told.values()), f"its parts name: {names}"
        )

    def _none_by_its_words(self) -> Resolved | None:
        reason = no_credential(self.text)
        if reason is None or ("taught" in reason and self._says_credential()):
            return None
        if "subject" in reason and self.capitals:
            return None  # somebody's name stands in it
        return Resolved("not_a_credential", 0.0, None, (), reason)

    def _within(self) -> Resolved | None:
        """Names that stand in a longer one."""
        found, covered = self._windows()
        if not found:
            return None
        kept = self._fitting(self._named_issuer(found))
        kept = {own: c for own, c in kept.items() if not self._above(c, kept)}
        rest = [w for n, w in enumerate(self.words) if n not in covered]
        unsaid = self._unsaid(rest, kept.values())
        told = sum(map(self.forms.weight, self._telling(self.words)))
        part = 1 - sum(map(self.forms.weight, unsaid)) / told if told else 1.0
        if part < HALF:
            return None
        why = f"says more than the name: {', '.join(unsaid)}" if unsaid else "the name stands in it"
        if len(kept) > 1:
            names = "; ".join(c.name for c in kept.values())
            return Resolved(
                "ambiguous", 0.0, None, self._first(kept.values()), f"may be one of: {names}"
            )
        (only,) = kept.values()
        if (
            part < COVERED
            or any(level(w) for w in unsaid)
            or any(w in TEACHING or w in PLURAL for w in rest)
        ):
            return Resolved("ambiguous", round(100 * part, 1), None, (only,), why)
        return self._pick(kept, "close", round(70 + 25 * part, 1), why)

    def _nothing(self) -> Resolved:
        if len(self.in_parts) == 1 and any(map(self.taxonomy.children.get, self.in_parts)):
            (only,) = self.in_parts.values()
            return self._family(only, "names a family and more; say which")
        if self.in_parts:
            names = "; ".join(c.name for c in self.in_parts.values())
            return Resolved(
                "ambiguous", 0.0, None, self._first(self.in_parts.values()),
                f"one of its parts may name: {names}",
            )  # fmt: skip
        telling = set(self._telling(self.words))
        # What is like it in common words only would mislead.
        near = {
            each.credential.id: each
            for each in find(self.taxonomy, self.text, limit=20)
            if each.status == "close" and telling & self._known_words(each.credential)
        }
        score = max((each.score for each in near.values()), default=0.0)
        return Resolved(
            "none", score, None, tuple(each.credential for each in near.values())[:MOST_CANDIDATES],
            "nothing in the taxonomy is near enough to be sure",
        )  # fmt: skip

    # What the steps share.

    def _look_up(self, form: str) -> tuple[dict[str, Credential], bool]:
        """The credentials of a form, and whether letter by letter (or with the same own words)."""
        if not form:
            return {}, False
        named = self._named(form)
        if named:
            return named, True
        words = own_words(form)
        if len(form.split()) == 1 and (form not in self.forms.acronyms or self._miscased(form)):
            return {}, False  # one bare word names a subject or a product
        found = self.forms.worded(form)
        return found, len(words) < len(form.split()) or self._same_but_for_order(form, found)

    def _same_but_for_order(self, form: str, found: dict[str, Credential]) -> bool:
        """Whether only the order of words, or how a level is written, is not the same."""
        wanted = sorted(in_digits(form).split())
        return any(
            sorted(in_digits(normalize(each.form)).split()) == wanted
            for c in found.values()
            for each in self.taxonomy.forms(c)
        )

    def _named(self, form: str) -> dict[str, Credential]:
        """The credentials that a normal form names letter by letter."""
        return self.forms.listed.get(form, {}) if self._miscased(form) else self.forms.named(form)

    def _miscased(self, form: str) -> bool:
        """Whether the name is an acronym in letters that make it another word: cGMP is no CGMP."""
        letters = "".join(x for x in self.text if x.isalpha())
        return (
            form == self.form
            and form in self.forms.only_acronyms
            and letters not in (letters.upper(), letters.lower(), letters.capitalize())
        )

    def _part(self, part: str, heads: list[list[str]]) -> dict[str, Credential]:
        """What one of several names means, by itself or behind the words that an earlier one had."""
        core = " ".join(_trimmed(without_states(part).split()))
        if (len(core) < 2 and not heads) or not self._telling(core.split()):
            return {}
        tries = [part, without_states(part), core]
        for head in reversed(heads):
            for each in (part, core):
                tries += [" ".join([*head[:n], each]) for n in range(len(head), 0, -1)]
        alone = self._says_credential()
        for each in dict.fromkeys(tries):
            named = self.forms.index.exact.get(each, {})
            if named and len(each) < 3 and not is_acronym(each.upper()):
                continue
            if not named and (len(own_words(each)) > 1 or (alone and each == core)):
                named = self.forms.worded(each)
            if named:
                return self._fitting(named)
        return {}

    def _says_credential(self) -> bool:
        return any(w in GENERIC and len(w) > 3 for w in self.words)

    def _first(self, credentials: Iterable[Credential]) -> tuple[Credential, ...]:
        """The candidates, those of the list's state or of none, the likest names first."""
        wanted = set(own_words(self.form))

        def likeness(credential: Credential) -> int:
            return -len(wanted & self._known_words(credential))

        fit = [
            c for c in credentials if not self.states or not c.states or self.states & {*c.states}
        ]
        return tuple(sorted(fit or credentials, key=likeness)[:MOST_CANDIDATES])

    def _known_words(self, credential: Credential) -> set[str]:
        """The own words of all its forms."""
        return {
            w
            for each in (credential.name, *(a.form for a in credential.aliases))
            for w in own_words(normalize(each))
        }

    def _family(self, only: Credential, why: str) -> Resolved:
        children = [self.taxonomy.credentials[i] for i in self.taxonomy.children[only.id]]
        fit = [c for c in children if not self.states or not c.states or self.states & {*c.states}]
        return Resolved("ambiguous", 0.0, None, (only, *self._first(fit)), why)

    def _pick(self, found: dict[str, Credential], status: str, score: float, why: str) -> Resolved:
        """The one credential that is meant, or an ambiguity between them."""
        kept = self._fitting(found)
        if len(kept) > 1:
            kept = self._named_issuer(kept)
        if len(kept) > 1 and not LICENSE_WORDS.isdisjoint(self.words):
            kept = {own: c for own, c in kept.items() if c.type in _GOVERNMENT} or kept
        if len(kept) > 1:
            names = "; ".join(c.name for c in kept.values())
            return Resolved(
                "ambiguous",
                0.0,
                None,
                self._first(kept.values()),
                f"several are called so: {names}",
            )
        (only,) = kept.values()
        if is_family(self.taxonomy, only):
            count = len(self.taxonomy.children[only.id])
            return self._family(only, f"names a family of {count} credentials; say which")
        if self.states and only.states and self.states.isdisjoint(only.states):
            return Resolved(
                "ambiguous", score, None, (only,),
                f"the one of this name is issued in {', '.join(only.states)} only",
            )  # fmt: skip
        if (
            only.id not in self.forms.named(self.form)
            and not LICENSE_WORDS.isdisjoint(self.words)
            and only.type not in _GOVERNMENT
        ):
            return Resolved(
                "ambiguous", score, None, (only,), f"the list says license, this is a {only.type}"
            )
        return Resolved(status, score, only, (only,), why)

    def _fitting(self, found: dict[str, Credential]) -> dict[str, Credential]:
        """Those that may be meant: of the list's state or of none, not retired, of the level named."""
        if len(found) < 2:
            return found
        kept = {own: c for own, c in found.items() if not _retired(c)} or found
        if self.states:
            kept = {
                own: c for own, c in kept.items() if not c.states or self.states & {*c.states}
            } or kept
            kept = {own: c for own, c in kept.items() if self.states & {*c.states}} or kept
        wanted = levels(self.form)
        at_level = {own: c for own, c in kept.items() if levels(normalize(c.name)) == wanted}
        return at_level if wanted and at_level else kept

    def _named_issuer(self, found: dict[str, Credential]) -> dict[str, Credential]:
        """Of several, those whose issuer the listed name gives, where it gives one."""
        named = self._issuers_named()
        return {own: c for own, c in found.items() if c.issuer in named} or found

    def _issuers_named(self) -> set[str]:
        return {
            issuer
            for low in range(len(self.words))
            for high in range(low + 1, len(self.words) + 1)
            for issuer in self.forms.issuers.get(" ".join(self.words[low:high]), ())
        }

    def _of_other_issuers(self, only: Credential) -> list[Credential]:
        """The next of kin of a credential that are another issuer's, where the list names that one."""
        kin = {*self.taxonomy.children.get(only.id, ())}
        kin |= {*self.taxonomy.children.get(only.parent or "", ())} - {only.id}
        named = self._issuers_named() - {only.issuer}
        return [
            c for c in map(self.taxonomy.credentials.__getitem__, sorted(kin)) if c.issuer in named
        ]

    def _above(self, credential: Credential, found: dict[str, Credential]) -> bool:
        return any(own in found for own in self.taxonomy.family(credential.id)[1:])

    def _initials(self, inside: str, outside: str) -> bool:
        """Whether brackets hold the initials of the name before them: Name of a Credential (NC)."""
        letters = inside.replace(" ", "")
        words = [w for w in outside.split() if w]
        return len(letters) > 1 and set(letters) <= {w[0] for w in words} | set("c")

    def _windows(self) -> tuple[dict[str, Credential], set[int]]:
        """The credentials whose forms stand in the name, the longest first, and the words they take."""
        found: dict[str, Credential] = {}
        covered: set[int] = set()
        low = 0
        while low < len(self.words):
            for high in range(len(self.words), low, -1):
                form = " ".join(self.words[low:high])
                here = self.forms.index.exact.get(form, {})
                if not here or not self._tells(form):
                    continue
                found |= here
                covered |= set(range(low, high))
                low = high
                break
            else:
                low += 1
        return found, covered

    def _tells(self, form: str) -> bool:
        """Whether a form is telling enough to be taken out of a longer name."""
        if form in self.forms.acronyms:
            return form in self.capitals
        words = [w for w in own_words(form) if w not in AROUND]
        return len(words) > 1 or (
            len(words) == 1
            and len(self.forms.index.by_word.get(words[0], ())) < 60
            and len(words[0]) > 3
        )

    def _telling(self, words: Iterable[str]) -> list[str]:
        return [
            level(w) or w
            for w in without_states(" ".join(words)).split()
            if w not in GENERIC and (w not in AROUND or level(w))
        ]

    def _unsaid(self, words: list[str], credentials: Iterable[Credential]) -> list[str]:
        """The telling words that no form and no issuer of the credentials accounts for."""
        known: set[str] = set()
        for c in credentials:
            for each in (c.name, *(a.form for a in c.aliases), *c.list_forms):
                known |= {level(w) or w for w in normalize(each).split()}
            issuer = self.taxonomy.issuers.get(c.issuer or "")
            for each in (issuer.name, *issuer.aliases) if issuer else ():
                known |= set(normalize(each).split())
        return [
            w
            for w in self._telling(words)
            if w not in known and w.removesuffix("s") not in known and f"{w}s" not in known
        ]


def _core(name: str) -> str:
    return " ".join(own_words(normalize(name)))


def _retired(credential: Credential) -> bool:
    return bool(credential.successor) or credential.notes.lower().startswith("retired")


def _shorter(form: str, outside: str) -> Iterator[str]:
    """A normal form, and it without brackets, states and the words around it, the mildest first."""
    for each in (form, outside):
        yield each
        yield " ".join(_YEAR.sub(" ", each).split())  # the edition of a product
        yield without_states(each)
        yield " ".join(_trimmed(each.split()))
        yield " ".join(_trimmed(without_states(each).split()))


def _trimmed(words: list[str]) -> list[str]:
    """Words without those that lists put before and after a name; levels stay."""
    low, high = 0, len(words)
    while low < high and words[low] in AROUND - GENERIC and not level(words[low]):
        low += 1
    while high > low and words[high - 1] in AROUND - GENERIC and not level(words[high - 1]):
        high -= 1
    return words[low:high]
