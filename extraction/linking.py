"""Links names that are not listed letter by letter: misspelled words, other word order."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib.resources import files
from itertools import islice

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from extraction.candidates import Candidate
from extraction.dictionary import Dictionary, Entry
from taxonomy.normalize import levels, normalize

LEAST = 90.0
"""The least rapidfuzz ratio (0 to 100) of a link; digits and levels must be equal besides."""
SHORTEST_WORD = 5
"""Words shorter than this are never repaired: one edit makes another word of them."""

MEMORY = 100_000
"""Words of which it is remembered whether they are misspelled: postings use the same few thousand."""
BESIDE = 200
"""Characters before and after a sentence in which misspelled words are looked for, too."""
LONG_WORD = 9
"""A misspelled word links by itself only when it is so long; else another word must stand by it."""
# Plain words of postings that are one letter from a word of some name: they are no misspellings of it.
_WORDS_OF_THEIR_OWN = frozenset(
    files("extraction").joinpath("plain_words.txt").read_text("utf-8").split()
)
_BEFORE = 200
"""Characters before a misspelled word among which the rest of its name is looked for."""
_PARTED = re.compile(r"\n|[.;:!?]\s")
_WORD = re.compile(r"[A-Za-z][A-Za-z&'’+-]*|\d+")
GENERIC = frozenset(
    """certified certification certifications certificate certificates certifcate license licenses licensed
    licensure registered registration endorsement endorsements credential credentials card cards permit
    the a an of in or and with for to state valid current active national professional required
    preferred must be have any all other relevant applicable appropriate related technician specialist
    provider training course program exam board""".split()
)  # fmt: skip


class Linker:
    """Fuzzy linking over the forms of a dictionary; built once, then :meth:`link` a window."""

    def __init__(self, dictionary: Dictionary) -> None:
        self._dictionary = dictionary
        self._longest = 1 + max(map(len, dictionary.vocabulary), default=0)
        self._forms_by_word: dict[str, list[str]] | None = None
        self._slip = lru_cache(MEMORY)(self.repair)
        self._fine: set[str] = set()
        self._deletions: dict[str, list[str]] = {}
        # An acronym is exact or nothing: what is near one is a word of its own.
        for word in dictionary.vocabulary:
            word = word.rstrip("+")
            entries = dictionary.entries.get(word, ())
            acronym = entries and all(e.acronym for e in entries)
            if len(word) >= SHORTEST_WORD and word.isalpha() and not acronym:
                for short in _shorter(word):
                    if short in self._deletions:
                        self._deletions[short].append(word)
                    else:
                        self._deletions[short] = [word]

    @property
    def _by_word(self) -> dict[str, list[str]]:
        """The longer forms by each of their own words; built when a phrase is first to be linked."""
        if self._forms_by_word is None:
            self._forms_by_word = self._grouped()
        return self._forms_by_word

    def _grouped(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for form, entries in self._dictionary.entries.items():
            if len(form) < 8 or all(e.acronym or e.ambiguous for e in entries):
                continue
            for word in set(form.split()) - GENERIC:
                found.setdefault(word, []).append(form)
        return found

    def repair(self, word: str) -> str | None:
        """The one word of the taxonomy that is a single edit away, or None.

        A word of the taxonomy itself is never repaired.
        """
        word = word.lower()
        if word.endswith("+"):
            plain = self.repair(word[:-1])
            return f"{plain}+" if plain else None
        if not SHORTEST_WORD <= len(word) <= self._longest or not word.isalpha():
            return None
        if word in self._dictionary.vocabulary:
            return None
        if word in _WORDS_OF_THEIR_OWN:
            return None
        near = {
            known
            for short in _shorter(word)
            for known in self._deletions.get(short, ())
            if known not in (word[:-1], word + known[-1])  # another form of the word, not a slip
            and not (len(word) == len(known) and word[:-1] == known[:-1])
            and word[0] == known[0]
            and DamerauLevenshtein.distance(word, known, score_cutoff=1) <= 1
        }
        # Of several words one edit away, the one that most names hold; letters first in the alphabet.
        counts = self._dictionary.vocabulary  # without the bare stem of a name such as Security+
        return max(sorted(near), key=lambda known: counts.get(known, 0), default=None)

    def misspelled(self, text: str, windows: Iterable[tuple[int, int]]) -> Iterator[Candidate]:
        """The candidates that appear once the misspelled words in and around some sentences are repaired.

        ``windows`` are the sentences' bounds in their order. What stands beside one in its line is read, too;
        where two of them meet, what lies in both is read once.
        """
        done = 0
        for low, high in windows:
            low, high = _in_line(text, low, high)
            low = max(low, done)
            done = max(done, high)
            # Most lines hold none, and the same words over and over.
            words = text[low:high].split()
            if self._fine.issuperset(words):
                continue
            for start, end in sorted(_places(text, low, high, self._learn(words))):
                for word in _WORD.finditer(text, start, end):
                    if self._slip(word[0]) and (candidate := self._repaired(text, word.start())):
                        yield candidate

    def _learn(self, words: list[str]) -> set[str]:
        """Those of the words, as they stand between spaces, that hold a misspelled one; the others are kept."""
        if len(self._fine) > MEMORY:
            self._fine.clear()
        wrong = {word for word in words if any(map(self._slip, _WORD.findall(word)))}
        self._fine.update(word for word in words if word not in wrong)
        return wrong

    def _repaired(self, text: str, start: int) -> Candidate | None:
        """The longest name that a misspelled word at an offset makes up with the words around it."""
        before, after = _words_around(text, start)
        slip = after and self._slip(after[0][0])
        if not slip:
            return None
        around, index = before + after, len(before)
        beside = [around[i][0].lower() for i in (index - 1, index + 1) if 0 <= i < len(around)]
        vocabulary = self._dictionary.vocabulary
        if len(slip) < LONG_WORD and not any(word in vocabulary for word in beside):
            return None
        fixed = [normalize(self._slip(word[0]) or word[0]) for word in around]
        # Only words of the taxonomy that nothing parts can make up one of its forms.
        first, last = index, index + 1
        while first and self._goes_on(text, around[first - 1 : first + 1], fixed[first - 1]):
            first -= 1
        while last < len(around) and self._goes_on(text, around[last - 1 : last + 1], fixed[last]):
            last += 1
        best = None
        for low in range(first, index + 1):
            for high in range(index + 1, last + 1):
                form = " ".join(filter(None, fixed[low:high]))
                if high - low == 1 and len(form) < LONG_WORD:
                    continue
                entries = self._dictionary.sure(form)
                # Of two of as many words, the one that no comma cuts: `Tested Nurse, Certifed Nurse`.
                begin, end = around[low].start(), around[high - 1].end()
                weight = high - low, text.find(",", begin, end) < 0
                if entries and (best is None or weight > best[0]):
                    best = weight, Candidate(begin, end, entries, 0.9)
        return best[1] if best else None

    def _goes_on(self, text: str, pair: list[re.Match[str]], word: str) -> bool:
        """Whether a word may belong to a form with the one beside it: it stands in one, and nothing parts the pair."""
        if _PARTED.search(text, pair[0].end(), pair[1].start()):
            return False
        return all(part in self._dictionary.words for part in word.split())

    def link(self, phrase: str) -> tuple[list[Entry], float] | None:
        """The credentials whose form is nearest to a phrase, with the ratio; None where none is near."""
        wanted = normalize(phrase)
        words = set(wanted.split()) - GENERIC
        if not words:
            return None
        # In the order of the alphabet, so that one phrase always gives one answer.
        rare = sorted(sorted(words), key=lambda word: len(self._by_word.get(word, ())) or 10**6)
        best, score, own_levels = None, LEAST, levels(wanted)
        for form in sorted({form for word in rare[:2] for form in self._by_word.get(word, ())}):
            if abs(len(form) - len(wanted)) > 8 or levels(form) != own_levels:
                continue
            ratio = max(fuzz.ratio(wanted, form), fuzz.token_sort_ratio(wanted, form))
            if ratio >= score and words == (set(form.split()) - GENERIC) | (words & GENERIC):
                best, score = form, ratio
        if best is None:
            return None
        return [e for e in self._dictionary.entries[best] if not e.ambiguous], score


def _in_line(text: str, low: int, high: int) -> tuple[int, int]:
    """The bounds wider by what stands beside them in the same line, between whole words."""
    begin = text.rfind("\n", max(0, low - BESIDE), low) + 1
    if not begin and low > BESIDE:  # a longer line
        begin = text.find(" ", low - BESIDE, low) + 1 or low
    end = text.find("\n", high, high + BESIDE)
    if end < 0:
        end = (
            len(text)
            if high + BESIDE >= len(text)
            else max(high, text.rfind(" ", high, high + BESIDE))
        )
    return begin, end


def _places(text: str, low: int, high: int, words: set[str]) -> Iterator[tuple[int, int]]:
    """Where words stand between spaces, from one offset to another."""
    for word in words:
        at = text.find(word, low, high)
        while at >= 0:
            end = at + len(word)
            if (at == low or text[at - 1].isspace()) and (end == high or text[end].isspace()):
                yield at, end
            at = text.find(word, end, high)


def _words_around(text: str, start: int) -> tuple[list[re.Match[str]], list[re.Match[str]]]:
    """Up to four words before an offset; and the one there with up to five after it."""
    before = list(_WORD.finditer(text, max(0, start - _BEFORE), start))
    # The first may have lost its beginning.
    return before[1 if start > _BEFORE else 0 :][-4:], list(islice(_WORD.finditer(text, start), 6))


def _shorter(word: str) -> set[str]:
    return {word} | {word[:i] + word[i + 1 :] for i in range(len(word))}
