"""An index of the taxonomy's surface forms, so that a name is looked up in milliseconds."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from taxonomy.load import without_collector
from taxonomy.model import Credential, Taxonomy
from taxonomy.normalize import level, levels, normalize

GENERIC = frozenset(
    """certified certification certifications certificate certificates cert certs certifying license
    licenses licensed licensure registered registration credential credentials credentialed card
    permit endorsement in as an the of and for & or""".split()
)
"""Words that hundreds of names share and that tell none of them apart. *a* is none: Class A."""
LICENSE_WORDS = frozenset("license licenses licensed permit".split())
SHORTEST_TYPO = 4
"""Words shorter than this are never taken for a misspelling: one edit makes another word of them."""
_MOST_KEPT = 5000
MOST_NEAR = 40
"""Forms that are compared closely, at most."""


class Index:
    """The forms of one taxonomy: by their letters, by their own words, by their levels.

    Built once by :func:`index_of`. ``exact`` maps a normal form to its credentials, ``by_words`` the
    sorted own words of a form to its credentials, ``vocabulary`` holds the words of all forms that
    are no misspellings.
    """

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.exact: dict[str, dict[str, Credential]] = {}
        self.by_words: dict[str, dict[str, Credential]] = {}
        self.by_word: dict[str, list[str]] = {}
        self.vocabulary: set[str] = set()
        self._groups: dict[tuple[str, ...], _Group] = {}
        self._generic: dict[str, bool] = {}
        for form, credential in taxonomy.normal_forms:
            self.exact.setdefault(form, {})[credential.id] = credential
        for form, credentials in self.exact.items():
            words = form.split()
            named = levels(form)
            words = _own(words)
            plain, in_order = " ".join(words), " ".join(sorted(words))
            for word in words:
                self.by_word.setdefault(word, []).append(form)
            self.by_words.setdefault(in_order, {}).update(credentials)
            self._groups.setdefault(named, _Group()).add(form, plain, in_order)
        misspelled = {
            normalize(alias.form)
            for credential in taxonomy.credentials.values()
            for alias in credential.aliases
            if alias.kind == "misspelling"
        }
        for form in self.exact:
            if form not in misspelled:
                self.vocabulary.update(form.split())

    def near(self, wanted: str, least: float) -> Iterator[tuple[str, float]]:
        """The forms with the levels of a normal form whose own words are like its, with 0 to 100."""
        group = self._groups.get(levels(wanted))
        if group is not None:
            yield from group.near(self.own_words(wanted), least)

    def own_words(self, wanted: str) -> list[str]:
        """The words of a name that are no generic ones, misspelled generic ones neither."""
        found = [word for word in own_words(wanted) if not self._misspelled_generic(word)]
        return found or own_words(wanted)

    def same_words(self, left: list[str], right: list[str]) -> bool:
        """Whether two names have the same own words, misspellings allowed; ``left`` is the asked one.

        A word of the taxonomy is no misspelling of another one: *dental* is never *mental*.
        """
        if len(left) != len(right):
            return "".join(left) == "".join(right)
        rest = list(right)
        for word in sorted(left, key=lambda each: each not in rest):
            mate = next((each for each in rest if each == word), None) or next(
                (each for each in rest if self._is_typo(word, each)), None
            )
            if mate is None:
                return False
            rest.remove(mate)
        return True

    def _is_typo(self, word: str, meant: str) -> bool:
        if word == f"{meant}s" or meant == f"{word}s":
            return True
        if level(word) or level(meant) or min(len(word), len(meant)) < SHORTEST_TYPO:
            return False
        if word in self.vocabulary:
            return False
        most = 1 if len(meant) < 8 else 2
        return DamerauLevenshtein.distance(word, meant, score_cutoff=most) <= most

    def _misspelled_generic(self, word: str) -> bool:
        if len(word) <= SHORTEST_TYPO + 1 or word in self.vocabulary:
            return False
        if word not in self._generic:
            if len(self._generic) > _MOST_KEPT:
                self._generic.clear()
            near = process.extractOne(word, GENERIC, scorer=fuzz.ratio, score_cutoff=85)
            self._generic[word] = near is not None
        return self._generic[word]


class _Group:
    """The forms that name the same levels, as rapidfuzz compares them: in order, and sorted."""

    def __init__(self) -> None:
        self._plain: dict[str, list[str]] = {}
        self._sorted: dict[str, list[str]] = {}
        self._choices: tuple[list[str], list[str]] | None = None

    def add(self, form: str, plain: str, in_order: str) -> None:
        self._plain.setdefault(plain, []).append(form)
        self._sorted.setdefault(in_order, []).append(form)

    def near(self, words: list[str], least: float) -> Iterator[tuple[str, float]]:
        if self._choices is None:
            self._choices = list(self._plain), list(self._sorted)
        best: dict[str, float] = {}
        for text, forms, choices in (
            (" ".join(words), self._plain, self._choices[0]),
            (" ".join(sorted(words)), self._sorted, self._choices[1]),
        ):
            for key, score, _ in process.extract(
                text, choices, scorer=fuzz.ratio, limit=MOST_NEAR, score_cutoff=least
            ):
                for form in forms[key]:
                    best[form] = max(best.get(form, 0.0), score)
        yield from best.items()


def own_words(form: str) -> list[str]:
    """The words of a normal form without generic ones, levels in digits; all where none is left.

    >>> own_words("certified nursing assistant"), own_words("carpentry level two")
    (['nursing', 'assistant'], ['carpentry', 'level', '2'])
    """
    return _own(form.split())


def _own(words: list[str]) -> list[str]:
    return [level(word) or word for word in words if word not in GENERIC] or words


@lru_cache(maxsize=8)
@without_collector()
def index_of(taxonomy: Taxonomy) -> Index:
    """The index of a taxonomy, built when it is first asked for and kept."""
    return Index(taxonomy)
