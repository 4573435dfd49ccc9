"""Every surface form that is looked for, in one automaton: aliases, headings, trigger words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ahocorasick_rs import AhoCorasick, MatchKind

from extraction.headings import headings
from taxonomy.model import Taxonomy
from taxonomy.normalize import is_acronym, normalize

TRIGGERS = (
    "certi", "certf", "cerif", "licen", "licsen", "liscen", "lisen", "lincen", "registered",
    "endorsement", "credential",
)  # fmt: skip
"""Stems around which a credential may be named that is not listed letter by letter."""

_PLURAL = re.compile(r"\b(license|certification|certificate|card|permit|endorsement|credential)\b")
_LETTERS_DIGITS = re.compile(r"\b([a-z]+) (\d+)")


@dataclass(frozen=True, slots=True)
class Entry:
    """One surface form of one credential, as the matcher needs it."""

    credential_id: str
    form: str
    acronym: bool
    ambiguous: bool
    occupation: bool
    context: tuple[str, ...]


class Dictionary:
    """The forms of a taxonomy and the automaton that finds them all in one pass.

    ``entries`` maps a normal form to what it may name; ``headings`` maps a heading to its kind;
    ``patterns`` tells of each number that :meth:`find` gives whether it is a trigger, what it may
    name and which kind of heading it is.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
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
                )
                for form in _variants(normalize(alias.form)):
                    held = self.entries.setdefault(form, [])
                    if not any(
                        e.credential_id == entry.credential_id and e.acronym == acronym
                        for e in held
                    ):
                        held.append(entry)
        self.headings = headings()
        patterns = sorted({*self.entries, *self.headings, *TRIGGERS})
        self.patterns = [
            (each in TRIGGERS, self.entries.get(each, []), self.headings.get(each))
            for each in patterns
        ]
        self._automaton = AhoCorasick(patterns, matchkind=MatchKind.Standard)
        misspelled = {
            normalize(alias.form)
            for credential in taxonomy.credentials.values()
            for alias in credential.aliases
            if alias.kind == "misspelling"
        }
        self.vocabulary = _vocabulary(form for form in self.entries if form not in misspelled)

    def find(self, form: str) -> list[tuple[int, int, int]]:
        """Every pattern in a normal form as (number, start, end), overlapping ones too."""
        return self._automaton.find_matches_as_indexes(form, overlapping=True)


def _variants(form: str) -> Iterator[str]:
    """The form and those that differ only in what never tells credentials apart."""
    spellings = {form, form.replace(" & ", " and "), form.replace(" and ", " & ")}
    spellings |= {each.replace("drivers license", "driver license") for each in spellings}
    spellings |= {each.replace("driver license", "drivers license") for each in spellings}
    for each in sorted(spellings):
        yield each
        yield _PLURAL.sub(r"\1s", each)
        if _LETTERS_DIGITS.search(each):
            yield _LETTERS_DIGITS.sub(r"\1\2", each)


def _vocabulary(forms: Iterable[str]) -> dict[str, int]:
    """The words of all forms, with the number of forms that hold each."""
    counts: dict[str, int] = {}
    for form in forms:
        for word in set(form.split()):
            counts[word] = counts.get(word, 0) + 1
    return counts
