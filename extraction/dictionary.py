"""Every surface form that is looked for, in one automaton: aliases, headings, trigger words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, MatchKind

from extraction.headings import headings
from taxonomy.model import Taxonomy
from taxonomy.normalize import is_acronym, normalize

TRIGGERS = (
    "certi", "certf", "cerif", "licen", "licsen", "liscen", "lisen", "lincen", "registered",
    "endorsement", "credential",
)  # fmt: skip
"""Stems around which a credential may be named that is not listed letter by letter."""

LONGEST_WORD = 40
"""Letters of a word that is found by its beginning, at most."""
_AFTER_NAME = b" s&#"
"""What may stand behind a name: it ends there, or is one of several, or is joined to the next."""
SHORT = 4
"""Letters of a name that begins so many other words that it is looked for with what stands behind it."""
_PLURAL_WORDS = (
    "license", "certification", "certificate", "card", "permit", "endorsement", "credential",
)  # fmt: skip
_PLURAL = re.compile(rf"\b({'|'.join(_PLURAL_WORDS)})\b")
_DIGIT = re.compile(r"\d")
_LETTERS_DIGITS = re.compile(r"\b([a-z]+) (\d+)")


_HEADS = (("certified ", "cert "), ("licensed ", "lic "), ("registered ", "reg "))
_TAILS = ((" assistant", " asst"), (" technician", " tech"))
# Of physicians who may have the certification still before them; commas, slashes and hyphens are no more in a form.
_BOARDED = (
    "certified eligible", "certified board eligible", "eligible certified", "eligible board certified",
    "certified or eligible", "certified or board eligible", "eligible or certified", "eligible or board certified",
)  # fmt: skip

_NONE: list[Entry] = []

Hit = tuple[int, int, int]
"""The number of a pattern, and where in a normal form it begins and ends."""


class Scan(NamedTuple):
    """What the automaton finds in a normal form: names, headings and triggers, and the words that it was told of.

    ``words`` are their numbers; the beginning of words stands there once for each word that begins so.
    """

    hits: list[Hit]
    words: list[int]


class Entry:
    """One surface form of one credential, as the matcher needs it; never changed once it is made."""

    # Written out, here and in the other small classes that every posting makes and asks: compiled, their
    # making and their fields are many times quicker than those of a data class or a named tuple.
    def __init__(
        self, credential_id: str, form: str, acronym: bool, ambiguous: bool, occupation: bool,
        context: tuple[str, ...], strict: bool,
    ) -> None:  # fmt: skip
        self.credential_id = credential_id
        self.form = form
        self.acronym = acronym
        self.ambiguous = ambiguous
        self.occupation = occupation
        self.context = context
        self.strict = strict

    def held_by_people(self) -> Entry:
        """The same as the name of an occupation."""
        return Entry(
            self.credential_id, self.form, self.acronym, self.ambiguous, True, self.context, self.strict
        )  # fmt: skip


class Dictionary:
    """The forms of a taxonomy and the automaton that finds them all in one pass.

    ``entries`` maps a normal form to what it may name; ``headings`` maps a heading to its kind;
    ``patterns`` tells of each hit's number whether it is a trigger, what it may name and which kind of
    heading it is. ``words`` are those of all forms, ``vocabulary`` counts those that are spelled right.
    """

    def __init__(self, taxonomy: Taxonomy, others: Iterable[str] = ()) -> None:
        """``others`` are words that are found as well; one that ends in ``*`` is the beginning of words."""
        self.taxonomy = taxonomy
        self.entries: dict[str, list[Entry]] = {}
        for credential in taxonomy.credentials.values():
            for alias in taxonomy.forms(credential):
                acronym = is_acronym(alias.form)
                entry = Entry(
                    credential.id,
                    alias.form,
                    acronym,
                    alias.ambiguous,
                    alias.occupation,
                    alias.context,
                    alias.strict,
                )
                for form in _variants(normalize(alias.form)):
                    held = self.entries.get(form)
                    if held is None:
                        self.entries[form] = [entry]
                        continue
                    for n, other in enumerate(held):
                        if other.credential_id == entry.credential_id and other.acronym == acronym:
                            held[n] = _united(other, entry)
                            break
                    else:
                        held.append(entry)
        # Who has a certification is certified: `TEAS certification`, `TEAS certified`.
        # A word that may mean something else does not (`Administrator Certified Associate`), an acronym does.
        for form in [f for f in self.entries if f.endswith(" certification") and f.count(" ") < 4]:
            meant = [
                e for e in self.entries[form] if not e.ambiguous or e.form.split()[0].isupper()
            ]
            if meant:
                self.entries.setdefault(f"{form.removesuffix('ication')}ied", meant)
        self.headings = headings()
        names = list(dict.fromkeys(chain(self.entries, self.headings)))
        short = [each for each in names if len(each) <= SHORT and " " not in each]
        self._short = {each: number for number, each in enumerate(short)}
        names = [*short, *(each for each in names if each not in self._short)]
        self._names = [*names, *TRIGGERS]
        self.patterns = [
            *((False, self.entries.get(each, _NONE), self.headings.get(each)) for each in names),
            *((True, _NONE, None) for _ in TRIGGERS),
        ]
        # With the beginning of a name the length of the longest that begins so.
        self._beginnings: dict[str, int] = {}
        for each in names:
            if len(each) > self._beginnings.get(each[:3], 2):
                self._beginnings[each[:3]] = len(each)
        self._shortest = frozenset(each for each in names if len(each) < 3)
        # A name begins after a space: most of what is spelled alike lies inside longer words. Stems
        # stand anywhere.
        self._stems_from = len(names)
        self._words_from = len(self._names)
        others = tuple(others)
        self._whole = [each[-1] != "*" for each in others]
        words = [f" {each[:-1]}" if each[-1] == "*" else f" {each} " for each in others]
        # The short ones stand first in the automaton, each with every sign that may stand behind it.
        self._spelled = len(short) * len(_AFTER_NAME)
        self._number_of = [
            *(number for number in range(len(short)) for _ in _AFTER_NAME),
            *range(len(short), self._words_from + len(words)),
        ]
        self._automaton = BytesAhoCorasick(
            [_one_byte_each(f" {each}{chr(sign)}") for each in short for sign in _AFTER_NAME]
            + [_one_byte_each(f" {each}") for each in names[len(short) :]]
            + [each.encode() for each in (*TRIGGERS, *words)],
            matchkind=MatchKind.Standard,
        )
        misspelled = {
            form
            for credential in taxonomy.credentials.values()
            for alias in credential.aliases
            if alias.kind == "misspelling"
            for form in _variants(normalize(alias.form))
        }
        self.vocabulary = _vocabulary(form for form in self.entries if form not in misspelled)
        self.words = frozenset(self.vocabulary).union(*map(str.split, misspelled))

    def sure(self, form: str) -> list[Entry]:
        """What a normal form names beyond doubt: neither an acronym nor a word of other meanings."""
        return [e for e in self.entries.get(form, ()) if not e.acronym and not e.ambiguous]

    def scan(self, form: str, inner: Sequence[int] = ()) -> Scan:
        """Everything in a normal form, overlapping hits too.

        Names and headings are found where a word begins: after a space, or at one of the offsets
        ``inner``. They end where a word does, or before one of ``inner``, ``s``, ``&`` or ``#``.
        """
        stems, first = self._stems_from, self._words_from
        begins = frozenset(inner)
        padded = _one_byte_each(f" {form} ")
        hits: list[Hit] = []
        words: set[int] = set()
        begun: set[tuple[int, bytes]] = set()
        spelled, number_of = self._spelled, self._number_of
        for pattern, low, high in self._matches(padded):
            number = number_of[pattern]
            if pattern < spelled:
                hits.append((number, low, high - 2))
            elif number < stems:
                # Some of what is spelled alike is the beginning of a longer word.
                if padded[high] in _AFTER_NAME or high - 1 in begins:
                    hits.append((number, low, high - 1))
            elif number < first:
                hits.append((number, low - 1, high - 1))
            elif self._whole[number - first]:
                words.add(number - first)
            else:
                # What is longer is no word, and is not to be kept whole.
                end = min(padded.find(b" ", high), low + LONGEST_WORD)
                begun.add((number - first, padded[high:end]))
        # `a CNAMust`: a short name that ends where a glued word begins.
        for at in inner:
            for begin in range(max(0, at - SHORT), at):
                short = self._short.get(form[begin:at])
                if short is not None and (begin in begins or padded.startswith(b" ", begin)):
                    hits.append((short, begin, at))
        inner = [
            at
            for at in inner
            if form[at : at + 3] in self._beginnings or form[at : at + 2] in self._shortest
        ]
        if inner:
            # Each place is put at the head of a piece of its own, as long as any name that begins there.
            longest = self._beginnings
            pieces = [form[at : at + longest.get(form[at : at + 3], 3)] for at in inner]
            place = 0
            starts = {}
            for at, piece in zip(inner, pieces, strict=True):
                starts[place] = at
                place += 1 + len(piece)
            for pattern, low, high in self._matches(_one_byte_each(f" {' '.join(pieces)} ")):
                number, at = number_of[pattern], starts.get(low, -1)
                end = at + high - low - (2 if pattern < spelled else 1)
                if at >= 0 and number < stems and end <= len(form):
                    hits.append((number, at, end))
        if not form.isascii():
            names = self._names
            hits = [hit for hit in hits if names[hit[0]] == form[hit[1] : hit[2]]]
        return Scan(hits, [*words, *(number for number, _ in begun)])

    def _matches(self, form: bytes) -> list[Hit]:
        return self._automaton.find_matches_as_indexes(form, overlapping=True)


def _one_byte_each(form: str) -> bytes:
    """The form with one byte for each letter, those outside ASCII too, so that offsets count characters."""
    return form.encode("ascii", "replace")


def _united(one: Entry, other: Entry) -> Entry:
    """Two spellings of one normal form, ``D-3`` and ``D3``: the surer of the two, the contexts of both."""
    if one is other or not one.ambiguous:
        return one
    if not other.ambiguous:
        return other
    context = tuple(dict.fromkeys((*one.context, *other.context)))
    strict = one.strict and other.strict
    if context == one.context and strict == one.strict:
        return one
    return Entry(one.credential_id, one.form, one.acronym, True, one.occupation, context, strict)


def _variants(form: str) -> Iterator[str]:
    """The form and those that differ only in what never tells credentials apart."""
    spellings = [form]
    if " & " in form or " and " in form:
        spellings += [form.replace(" & ", " and "), form.replace(" and ", " & ")]
    if form.startswith("board certified in "):
        subject = form.removeprefix("board certified in ")
        spellings += [f"board {each} in {subject}" for each in _BOARDED]
    if "driver" in form:
        spellings += [each.replace("drivers license", "driver license") for each in spellings]
        spellings += [each.replace("driver license", "drivers license") for each in spellings]
    # `journeyman's card`, `Educator's License`
    for owner in ("journeyman ", "educator "):
        if owner in form:
            spellings.append(form.replace(owner, f"{owner.rstrip()}s "))
    # `Lic. Practical Nurse`, `Certified Medical Asst.`, `Reg. Pharmacy Tech`
    for head, short in _HEADS:
        if form.startswith(head) and form.count(" ") < 4:
            spellings += [form.replace(*tail) for tail in _TAILS if form.endswith(tail[0])]
            spellings += [f"{short}{each.removeprefix(head)}" for each in spellings]
            break
    for each in spellings if len(spellings) == 1 else dict.fromkeys(spellings):
        yield each
        if "certification" in each:
            short = each.replace("certification", "cert")
            yield short
            if short.endswith("cert"):
                yield f"{short}s"
        if each.endswith(" license"):
            yield each.removesuffix("ense")
        # Most names hold none of the words: sooner seen than by the expression.
        if (
            "ertificat" in each
            or "icense" in each
            or "card" in each
            or "ermit" in each
            or "ndorsement" in each
            or "redential" in each
        ):
            plural = _PLURAL.sub(_plural, each)
            if plural != each:
                yield plural
        if _DIGIT.search(each) and _LETTERS_DIGITS.search(each):
            yield _LETTERS_DIGITS.sub(r"\1\2", each)


def _plural(word: re.Match[str]) -> str:
    return f"{word[0]}s"


def _vocabulary(forms: Iterable[str]) -> dict[str, int]:
    """The words of all forms, with how often each stands in them."""
    return Counter(chain.from_iterable(map(str.split, forms)))
