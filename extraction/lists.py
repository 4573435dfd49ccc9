"""Names that share words with others of their list: ``aerial lift and forklift certification``, ``Epic Willow or Beaker``."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extraction.candidates import Candidate, with_new
from extraction.dictionary import Dictionary, Entry
from extraction.items import ANY
from extraction.spans import overlapping
from taxonomy.normalize import normalize

_WORD = re.compile(r"[\w+&'’-]+")
_CLOSING = re.compile(
    r"\b(certifications?|certificates?|certified|certs?|cards?|licen[sc]es?|endorsements?|licensure|permits?|credentials?|life support|belts?)\W*$",
    re.IGNORECASE,
)
_CLOSING_AFTER = re.compile(
    r"\s*(?:operator |safety |training |technician )?(certifications?|certificates?|certs?|cards?|licen[sc]es?|endorsements?|tickets?|credentials?)\b",
    re.IGNORECASE,
)
_JOINT_BEFORE = re.compile(
    r"\s*(?:,\s*(?:and|or|&)?|\band/or\b|\band\b|\bor\b|&|/|(?<=\s)\+(?=\s))\s*(?:(?<=or )an?\s|valid\s|current\s)?$"
)
_QUOTES = frozenset("\"'“”‘’®™")
_DEGREE = re.compile(
    r"\b(?:degrees?|bachelors?|bachelor['’]s|masters?|master['’]s|BSc?|BA|MSc?|MA|major|diploma|schools?|colleges?|university|programs?)\b[^.;\n]{0,20}$",
    re.IGNORECASE,
)
_JOINT_AFTER = re.compile(r"\s*(?:,|and|or|&|/|and/or)\s+")
_HEAD = re.compile(r"((?:certification|certified|license|licensed)\s+(?:in|as))\s", re.IGNORECASE)
_NEXT = re.compile(
    r"\s?(?:,\s?(?:and/or |and |or |& )?|/\s?|;\s?(?:or |and )?|(?:and/or|or|and|&)\s)"
)
_ITEM = re.compile(r"[A-Z][\w+.’'-]*(?: (?:[A-Z][\w+.’'-]*|of|and|\d))*")
_OR = re.compile(r"(?: or (?:an? )?|\s?/\s?)")
MOST_WORDS = 6
# `the following endorsements is preferred: Reading, ESL, or Math`
_LEAD = re.compile(
    r"(endorsements?|certifications?|certificates?|licen[sc]es?)\b(?:\s+(?:is|are|required|preferred|desired|areas?|in|of|the|following|such|as|include|includes|including|may)\b){0,5}(?:\s?\((?:e\.g\.,? ?|i\.e\.,? ?|such as |including |like )?|\s*:?\s+(?:e\.g\.,? )?)",
    re.IGNORECASE,
)
_HEADS_IN = re.compile(r"\b([A-Z][\w.+-]*) $")
_PARTS = re.compile(
    r"\s*(?:,\s*(?:and/or|and|or|&)?|;|\band/or\b|\band\b|\bor\b|\bAND\b|\bOR\b|&)\s*"
)
_BULLET = re.compile(rf"[ \t]*{ANY}[ \t]*([^\n]{{1,80}})(?:\n[ \t]*|$)")
# `ESL preferred`: what is said of the list ends its last part.
_TRAILS = re.compile(
    r"\s+(?:is|are|strongly|highly|preferred|required|desired|helpful|welcome|an? (?:big |strong )?plus|within|endors\w+|certif\w+|licen\w+|accepted|acceptable|ok)\b.*$",
    re.IGNORECASE,
)
# `administers licenses (liquor, dogs)`
_ADMINISTERS = re.compile(
    r"\b(?:administers?|issues?|issuing|process(?:es|ing)?|sells?)\s(?:\w+\s)?$", re.IGNORECASE
)
MOST_PARTS = 12
LONGEST_LIST = 400
"""Characters of a list that a word leads, at most."""
_LIST_END = re.compile(r"[.\n:()]|$")


def share_tail(dictionary: Dictionary, text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Adds names that share the closing word of the next: ``aerial lift and forklift certification``.

    The words before the joint are tried with the generic word that closes the candidate or follows
    it; and those after ``certification in X or`` with that head.
    """
    extra: list[Candidate] = []
    for candidate in candidates:
        closing = _CLOSING.search(text[candidate.start : candidate.end]) or _CLOSING_AFTER.match(
            text[candidate.end : candidate.end + 40]
        )
        slash = closing is None and text[candidate.start - 1 : candidate.start] == "/"
        if closing or slash:
            # `Physical or Occupational Therapist license` shares two words.
            shared = text[candidate.start : candidate.end].split()
            tails = [
                *([closing.group(1)] if closing else []),
                *(" ".join(shared[n:]) for n in range(1, len(shared) - (closing is not None))),
                # `Certified General or Certified Residential Appraiser credential`
                *(" ".join(shared[n:-1]) for n in range(1, len(shared) - 1) if closing),
            ]
            at = _before_quote(text, candidate.start)
            while _ends_in_joint(text, at) and (
                joint := _JOINT_BEFORE.search(text[max(0, at - 60) : at])
            ):
                end = max(0, at - 60) + joint.start()
                found = next(
                    filter(None, (_words_before(dictionary, text, end, t) for t in tails)), None
                )
                # `BS in Civil Engineering and Professional Engineering license`: a degree's subject.
                if found is None or _DEGREE.search(text, max(0, found.start - 40), found.start):
                    break
                # `Certificated/Certificated - Teacher`: the same word again names nothing more.
                if text[found.start : found.end].lower() == shared[0].lower():
                    break
                extra.append(found)
                at = _before_quote(text, found.start)
        head = _HEAD.match(text[candidate.start : candidate.end])
        follow = _JOINT_AFTER.match(text[candidate.end : candidate.end + 10]) if head else None
        if head and follow:
            start = candidate.end + follow.end()
            words = list(_WORD.finditer(text, start, start + 50))[:4]
            for count in range(len(words), 0, -1):
                end = words[count - 1].end()
                entries = _sure(dictionary, f"{head.group(1)} {text[start:end]}")
                if entries and "\n" not in text[start:end]:
                    extra.append(Candidate(start, end, entries, 0.9))
                    break
    return with_new(candidates, extra)


def share_head(dictionary: Dictionary, text: str, candidates: list[Candidate]) -> list[Candidate]:
    """Adds what shares the first words of the name before: ``Epic Ambulatory, Willow or Beaker``.

    The words of a name, the last left out, then the last two and so on, are tried with what follows
    a joint; what is a sure name of its own is that.
    """
    extra: list[Candidate] = []
    for candidate in candidates:
        words = text[candidate.start : candidate.end].split()[:MOST_WORDS]
        if len(words) < 2:
            continue
        if words[0].lower() in ("licensed", "certified", "registered"):
            if other := _other_status(dictionary, words[0], text, candidate.end):
                extra.append(other)
            continue
        at = candidate.end
        for _ in range(MOST_PARTS):
            joint = _NEXT.match(text, at)
            item = _ITEM.match(text, joint.end()) if joint else None
            if item is None:
                break
            found = _headed(dictionary, words, text, item)
            if found is None:
                break
            extra.append(found)
            at = found.end
    return with_new(candidates, sorted(extra, key=lambda new: new.start), surer=True)


def _other_status(dictionary: Dictionary, status: str, text: str, at: int) -> Candidate | None:
    """``Licensed esthetician or cosmetologist``; a comma parts two jobs: ``Licensed Practical Nurse, Nursing Assistant``."""
    joint = _OR.match(text, at)
    if joint is None:
        return None
    for word in reversed(list(_WORD.finditer(text, joint.end(), joint.end() + 50))[:4]):
        if entries := dictionary.sure(normalize(f"{status} {text[joint.end() : word.end()]}")):
            # It is a job's name as the first is.
            people = [entry.held_by_people() for entry in entries]
            return Candidate(joint.end(), word.end(), people, 0.9, shares_status=True)
    return None


def _headed(
    dictionary: Dictionary, words: list[str], text: str, item: re.Match[str]
) -> Candidate | None:
    ends = [word.end() for word in _WORD.finditer(text, item.start(), item.end())][:4]
    for end in reversed(ends):
        part = text[item.start() : end]
        if not all(entry.ambiguous for entry in dictionary.entries.get(normalize(part), ())):
            return None
        for count in range(len(words) - 1, 0, -1):
            if entries := dictionary.sure(normalize(" ".join([*words[:count], part]))):
                # `Professional Engineer or Engineer Intern`
                again = normalize(part) == normalize(" ".join(words[count:]))
                return None if again else Candidate(item.start(), end, entries, 0.9)
    return None


def share_lead(
    dictionary: Dictionary, text: str, candidates: list[Candidate], triggers: list[int]
) -> list[Candidate]:
    """Adds what a list names by the word that leads it: ``endorsements: Reading, ESL or Math``.

    ``triggers`` are the places of words such as *endorsements*.
    """
    extra: list[Candidate] = []
    for at in triggers:
        lead = _LEAD.match(text, at)
        # What an office gives to others is asked of nobody.
        if lead is None or _ADMINISTERS.search(text, max(0, at - 30), at):
            continue
        # `Epic certification in Cadence, Prelude or Resolute`: the word before it heads each name;
        # so may an issuer's acronym, `ICC certifications (plans examiner, mechanical)`, and who gives
        # some, `Epic certification such as Orders or Bridges`.
        head = _HEADS_IN.search(text, max(0, at - 30), at)
        some = any(sign in lead[0] for sign in ("such as", "includ", "e.g."))
        if head and not (some or " in " in lead[0] or ("(" in lead[0] and head[1].isupper())):
            head = None
        if "\n" in lead[0] and _BULLET.match(text, lead.end()):
            extra += _bulleted(dictionary, text, lead.end())
            continue
        lists = some or ":" in lead[0] or "(" in lead[0]
        if not (head or lists or "following" in text[max(0, at - 40) : at]):
            continue
        named = candidates[overlapping(candidates, at, at + 1)] if "(" in lead[0] else []
        again = {entry.credential_id for each in named for entry in each.entries}
        noun = lead[1].lower().rstrip("s")
        forms = ["{} " + noun] if head is None else [head[1] + " {} " + noun, head[1] + " {}"]
        if head and some:
            forms.append("{} " + noun)
        start = lead.end()
        end = _LIST_END.search(text, start, start + LONGEST_LIST)
        for rest in _PARTS.split(text[start : end.start() if end else start])[:MOST_PARTS]:
            start = text.index(rest, start)
            whole = _TRAILS.sub("", rest)
            # `Cisco/Tandberg`: two, where it is no name of one.
            pieces = [whole] if _in_forms(dictionary, forms, whole) else whole.split("/")
            for part in pieces:
                entries = _in_forms(dictionary, forms, part)
                # `RN license in the state` lists nothing; `All-Lines license (6-20)` says it again.
                if (
                    entries
                    and not again.issuperset(e.credential_id for e in entries)
                    and 2 < len(part) < 50
                    and (head is None or part[0].isupper())
                ):
                    at = text.index(part, start)
                    extra.append(Candidate(at, at + len(part), entries, 0.9))
            start += len(rest)
    return with_new(candidates, sorted(extra, key=lambda new: new.start))


def _bulleted(dictionary: Dictionary, text: str, at: int) -> Iterator[Candidate]:
    """What the items under a heading such as *Preferred Certifications* name: ``* Lead Inspector``."""
    for _ in range(MOST_PARTS):
        item = _BULLET.match(text, at)
        if item is None:
            return
        part = _TRAILS.sub("", item[1].rstrip(" .;,"))
        entries = _in_forms(dictionary, ["{} certification", "{} license"], part)
        if entries and 2 < len(part) < 50:
            yield Candidate(item.start(1), item.start(1) + len(part), entries, 0.9)
        at = item.end()


def _in_forms(dictionary: Dictionary, forms: list[str], part: str) -> list[Entry]:
    """What a part of a list names in the first of the forms in which it names something.

    Beyond doubt; of an acronym the context has to say what it means.
    """
    names = [normalize(form.format(part)) for form in forms]
    found = next(filter(None, map(dictionary.sure, names)), [])
    if not found and part.isupper() and len(part) > 2:
        found = next(filter(None, (dictionary.entries.get(each, []) for each in names)), [])
    return found


def _ends_in_joint(text: str, at: int) -> bool:
    """Whether a joint may stand before an offset: a quick look."""
    before = text[max(0, at - 12) : at].rstrip()
    return before.endswith((",", "/", "&", " +", "or", "and", "a", "an", "valid", "current"))


def _before_quote(text: str, at: int) -> int:
    """Where the quotation mark stands that opens right before an offset; the offset where none does."""
    return at - 1 if text[at - 1 : at] in _QUOTES else at


def _words_before(dictionary: Dictionary, text: str, end: int, tail: str) -> Candidate | None:
    if text[end - 1 : end] in _QUOTES:
        end -= 1
    line = text.rfind("\n", 0, end) + 1
    words = list(_WORD.finditer(text, max(line, end - 50), end))[-4:]
    if not words or words[-1].end() != end:
        return None
    for word in words:
        # What signs an item may be glued to its first word: `-Baton`.
        start = word.end() - len(word[0].lstrip("-&'’"))
        phrase = f"{text[start:end]} {tail}"
        if "," in phrase:  # `Agile, Scrum, CSSA certification`
            continue
        entries = _sure(dictionary, phrase)
        # `AWS, Azure or GCP certifications`: what an acronym may mean is the context's to say.
        if not entries and word is words[-1] and (word[0].isupper() or tail.lower() == "belt"):
            entries = dictionary.entries.get(normalize(phrase), [])
        if entries:
            return Candidate(start, end, entries, 0.9)
    return None


def _sure(dictionary: Dictionary, phrase: str) -> list[Entry]:
    """The unambiguous entries of a phrase; ``ticket`` and ``operator card`` count as certification."""
    form = normalize(phrase)
    for each in (
        form,
        re.sub(r"\b(?:tickets?|cards?|certificates?|credentials?)$", "certification", form),
    ):
        if entries := dictionary.sure(each):
            return entries
    return []
