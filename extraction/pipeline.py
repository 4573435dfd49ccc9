"""The stages in their order, over plain text."""

from __future__ import annotations

import gc
import re
from bisect import insort
from collections.abc import Iterator

from mypy_extensions import mypyc_attr

from extraction import levels, lists, requirement, sense, status, unlinked
from extraction.candidates import Candidate, find, merge_expansions
from extraction.clusters import Clusters
from extraction.dictionary import Dictionary, Scan
from extraction.linking import Linker
from extraction.model import Mention, Reading
from extraction.occupation import EMPTY_WORDS, Occupations, clean
from extraction.sections import Sections
from extraction.sentences import LONGEST, Sentences
from extraction.spans import beginning, overlapping
from taxonomy.load import load, without_collector
from taxonomy.model import Taxonomy

LONGEST_TITLE = 300
"""Letters of a title that are looked at for what the posting is about."""
REACH = LONGEST + 200
"""Characters beyond a mention that may belong to its sentence or to a heading that begins in it."""
# What a list holds between two names: a joint, words of asking, times, another name in capitals.
_JOINT = re.compile(
    r"\)?(?:s|®|™)?[ ]*(?:[,/;&+]|\b(?:and/or|or|and|plus|with)\b|(?=\b(?:required|preferred)\b))"
    r"(?>[ ,/;&+()]|(?:and|or|certifi\w+|licen\w+|current|valid|required|preferred|within|of hire|\d{1,2}|months?|days|years?"
    r"|(?-i:[A-Z][\w®.-]*))\b)*+",
    re.IGNORECASE,
)
# `R.N`: capitals parted by stops.
_DOTTED = re.compile(r"(?<![A-Za-z])(?:[A-Z]\.)+[A-Z]$")
# What parts a credential from the body that gives it.
_GIVEN_BY = re.compile(
    r"[ ]?\([ ]?(?:(?-i:[A-Z]){2,}(?: ?[/,] ?(?:or )?| or ))*|[\w ,®)]{0,40}\b(?:by|through|via|from|per)(?: the)? "
    r"(?:(?:(?-i:[A-Z])[\w-]+ (?:(?:of|for|and|the|on|in) )*){1,6}\(|(?:(?-i:[A-Z]){2,}(?:,? (?:or )?|/)){1,8})?",
    re.IGNORECASE,
)
_BY = re.compile(r"[\w ®)]{0,16}\b(?:by|through|from) ")
# `CNA certification listed on the Nurse Aide Registry`: where the same stands written down.
_LISTED_ON = re.compile(
    r" (?:certification |license )?(?:listed|registered|current|active|in good standing) (?:on|in|with) (?:the )?(?:[A-Z]\w+ )?"
)
_GIVEN_BY_BODY = re.compile(
    r"\W{0,2}(?: ?(?:certification|certificate|licensure|license|designation|credential|registration)s?)? (?:issued |given |offered |awarded )?(?:by|through|via|from) (?:the )?"
)
_BODY = re.compile(
    r"\b(?:Association|Board|Council|Institute|Registry|Society|Academy|Commission)\b"
)
LONGEST_JOINT = 60
"""Characters between two names of a list, at most."""
MOST_BETWEEN = 4
"""So many names of a list are asked, at most, for one that is a credential's beyond doubt."""
LONGEST_GIVER = 110
"""Characters between a credential and the acronym of who gives it, at most."""


# Compiled, it still is a class like any other: tests and users put methods of their own in its place.
@mypyc_attr(native_class=False)
class Extractor:
    """Reads postings: text to mentions, title to occupation and Career Cluster.

    Building one takes under a second; :meth:`read` may then be called for any number of texts.
    """

    def __init__(self, taxonomy: Taxonomy | None = None) -> None:
        with without_collector():
            self.taxonomy = taxonomy or load()
            self.clusters = Clusters(self.taxonomy, EMPTY_WORDS)
            self.dictionary = Dictionary(self.taxonomy, self.clusters.words)
            self.linker = Linker(self.dictionary)
            self.levels = levels.Levels(self.taxonomy)
            self.occupations = Occupations(self.taxonomy)
            gc.freeze()  # all this stays for good

    def read(self, text: str, title: str | None = None) -> Reading:
        """Reads one posting's plain text. Offsets of the reading count characters of ``text``."""
        reading = Reading(text)
        self.find_occupation(reading, title)
        if text.strip():
            self.find_mentions(reading)
        return reading

    def _scan(self, reading: Reading) -> Scan:
        """What the automaton finds in a reading's text, looked for once."""
        if reading.scan is None:
            normal = reading.normal
            reading.scan = self.dictionary.scan(normal.form, normal.inner())
        return reading.scan

    def find_occupation(self, reading: Reading, title: str | None) -> None:
        """Fills the occupation, from the title, and the Career Cluster, from that and the text."""
        reading.title = (title or "")[:LONGEST_TITLE].lower()
        cleaned = clean(title)
        reading.soc, confidence = self.occupations.soc(title, cleaned)
        reading.career_cluster, reading.career_cluster_confidence = self.clusters.choose(
            reading.soc, confidence, cleaned, self._scan(reading).words
        )

    def find_mentions(self, reading: Reading) -> None:
        """Stages candidates, linking, sense and requirement: fills mentions and unlinked spans."""
        text = reading.text
        found = find(self.dictionary, text, reading.normal, self._scan(reading).hits)
        if not found.candidates and not found.triggers:
            return
        candidates = merge_expansions(text, found.candidates, found.inner)
        candidates = levels.expand(self.dictionary, text, candidates)
        candidates = lists.share_tail(self.dictionary, text, candidates)
        candidates = lists.share_head(self.dictionary, text, candidates)
        candidates = lists.share_lead(self.dictionary, text, candidates, found.triggers)
        candidates = status.add(self.dictionary, text, candidates, found.triggers)
        sentences = Sentences(text)
        names = unlinked.Names(text)
        triggers = [(at, at + 1) for at in found.triggers]
        candidates = self._fuzzy(reading, candidates, triggers, sentences, names)
        last = candidates[-1].end if candidates else 0
        sections = Sections(text, found.headings, last + REACH)
        sure = frozenset(
            c.entries[0].credential_id
            for c in candidates
            if len(c.entries) == 1 and not c.entries[0].ambiguous and not c.entries[0].acronym
        )
        refused: tuple[int, set[str]] = (-1, set())
        jobs: list[tuple[int, int]] = []  # what names a job here, and no credential
        for n, candidate in enumerate(candidates):
            inside = beginning(found.inner, candidate.start, candidate.end)
            covered = [c for c in found.inner[inside] if c.end <= candidate.end]
            surface = text[candidate.start : candidate.end]
            if (
                any(e.occupation for e in candidate.entries)
                or sense.names_a_job(surface)
                or surface.startswith("Professional ")
            ):
                covered = []
            if reading.mentions and self._is_issuer(reading, candidate):
                continue
            entry = None
            ids = {e.credential_id for e in candidate.entries}
            # `a nurse we supervise (RN)`: the acronym shares the fate of what it stands for.
            if ids & refused[1] and text[refused[0] : candidate.start].strip() == "(":
                continue
            # `under a licensed electrician or plumber`: so does what shares the word that says the status.
            if candidate.shares_status and n and refused[0] == candidates[n - 1].end:
                refused = candidate.end, ids
                continue
            for each in [candidate, *sorted(covered, key=lambda c: c.start - c.end)]:
                bounds = sentences.around(each.start, each.end)
                listed = (
                    each is candidate
                    and any(e.ambiguous or e.occupation for e in each.entries)
                    and _listed(reading, candidates, n)
                )
                entry = sense.judge(
                    self.taxonomy, text, each, bounds, sections, sure, reading, listed
                )
                if entry is not None:
                    candidate = each
                    break
            if entry is None:
                refused = candidate.end, ids
                if any(e.occupation for e in candidate.entries):
                    jobs.append((candidate.start, candidate.end))
                continue
            start, end, credential = self.levels.refine(
                text, candidate.start, candidate.end, entry.credential_id
            )
            if reading.mentions and start < reading.mentions[-1].end:
                continue
            # `P.E. preferred`: its last stop ends no sentence.
            if text[end : end + 1] == "." and _DOTTED.search(text, max(start, end - 8), end):
                end += 1
            if text[end : end + 1] == ")" and text.count("(", start, end) > text.count(
                ")", start, end
            ):
                end += 1
            reading.mentions.append(
                Mention(
                    start, end, credential, round(candidate.confidence * (0.8 if entry.ambiguous else 1.0), 3),
                    sentence_start=min(bounds[0], start), sentence_end=max(bounds[1], end),
                    ambiguous=entry.ambiguous, occupation=entry.occupation,
                )
            )  # fmt: skip
        requirement.judge(text, reading.mentions, sections)
        taken = sorted([*((m.start, m.end) for m in reading.mentions), *jobs])
        for low, high in _around(sentences, triggers):
            new = names.apart(low, high, taken)
            reading.unlinked += new
            for span in new:
                insort(taken, span)
        reading.unlinked.sort()

    def _is_issuer(self, reading: Reading, candidate: Candidate) -> bool:
        """Whether a name is that of who gives the credential before it, or of its family: ``CCRC (ACRP)``, ``COA by JCAHPO``."""
        before = reading.mentions[-1]
        last = before.end
        same = any(e.credential_id == before.credential_id for e in candidate.entries)
        if same and _LISTED_ON.fullmatch(reading.text, last, candidate.start):
            return True
        if candidate.start - last > LONGEST_GIVER or not _GIVEN_BY.fullmatch(
            reading.text, last, candidate.start
        ):
            return False
        # `designation from the Association of ...`: who gives it, whether we know that or not.
        if _GIVEN_BY_BODY.fullmatch(reading.text, last, candidate.start) and _BODY.search(
            reading.text, candidate.start, candidate.end
        ):
            return True
        named = self.taxonomy.credentials[before.credential_id]
        within = reading.text.startswith(" (", last)
        # `... Infrastructure Library Foundations (ITIL)`: the family of what was just named.
        if (
            within
            and candidate.start == last + 2
            and any(e.credential_id == named.parent for e in candidate.entries)
        ):
            return True
        surface = reading.text[candidate.start : candidate.end]
        given = {self.taxonomy.credentials[e.credential_id].issuer for e in candidate.entries}
        # `personal training certification (NASM, ACE)`: of a name that nobody gives, they are the members;
        # `CCHT (BONENT, NNCC or NNCO)`, `CCMA certification by AMT or NHA`: others may give the same.
        others = within or _BY.match(reading.text, last, candidate.start)
        if named.issuer is None or (named.issuer not in given and not others):
            return False
        issuers = self.taxonomy.issuers
        return any(surface in issuers[issuer].names for issuer in given if issuer)

    def _fuzzy(
        self,
        reading: Reading,
        candidates: list[Candidate],
        triggers: list[tuple[int, int]],
        sentences: Sentences,
        names: unlinked.Names,
    ) -> list[Candidate]:
        """Adds what is misspelled, and what stands in another order around trigger words."""
        text = reading.text
        near = sorted([*triggers, *((c.start, c.end) for c in candidates)])
        added = list(self.linker.misspelled(text, _around(sentences, near)))
        taken = sorted((c.start, c.end) for c in [*candidates, *added])
        for low, high in _around(sentences, triggers):
            for start, end in names.apart(low, high, taken):
                linked = self.linker.link(text[start:end])
                if linked and linked[0]:
                    added.append(Candidate(start, end, linked[0], round(linked[1] / 100 * 0.9, 3)))
                    insort(taken, (start, end))
        out = list(candidates)
        for new in added:
            # A repaired name that holds an exact one is the longer reading of the same words.
            over = overlapping(out, new.start, new.end)
            if all(
                new.start <= c.start and c.end <= new.end and new.end - new.start > c.end - c.start
                for c in out[over]
            ):
                out[over] = [new]
        return out


def _listed(reading: Reading, candidates: list[Candidate], n: int) -> bool:
    """Whether a candidate stands in a list with a name that is a credential's beyond doubt."""
    here = candidates[n]
    if reading.mentions:
        end = reading.mentions[-1].end
        if here.start - end < LONGEST_JOINT and _JOINT.fullmatch(reading.text, end, here.start):
            return True
    # `PE, ASA, PMP`: the first that is one beyond doubt may stand behind others.
    for after in candidates[n + 1 : n + 1 + MOST_BETWEEN]:
        if after.start - here.end >= LONGEST_JOINT or not _JOINT.fullmatch(
            reading.text, here.end, after.start
        ):
            return False
        if not any(e.ambiguous or e.occupation for e in after.entries):
            return True
        here = after
    return False


def _around(sentences: Sentences, spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The sentences of spans, each once."""
    last: tuple[int, int] | None = None
    for start, end in spans:
        bounds = sentences.around(start, end)
        if bounds != last:
            yield bounds
        last = bounds
