"""The forms in which names on lists are looked up: all of the taxonomy's, and those for lists only."""

from __future__ import annotations

from functools import lru_cache
from math import log

from taxonomy.index import index_of, own_words
from taxonomy.load import without_collector
from taxonomy.model import Credential, Taxonomy
from taxonomy.normalize import is_acronym, level, normalize

FEW = 4
"""A word in the names of no more credentials than this tells by itself which is meant."""


class ListForms:
    """What lists are looked up in: the index of the taxonomy and the forms that only lists have."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.index = index_of(taxonomy)
        self.listed: dict[str, dict[str, Credential]] = {}
        self.by_words: dict[str, dict[str, Credential]] = {}
        for credential in taxonomy.credentials.values():
            for listed in credential.list_forms:
                form = in_digits(normalize(listed))
                self.listed.setdefault(form, {})[credential.id] = credential
                self.by_words.setdefault(_in_order(form), {})[credential.id] = credential
        # Words that name an issuer, with the issuers; only those that are no plain words.
        self.issuers: dict[str, set[str]] = {}
        for issuer in taxonomy.issuers.values():
            for name in issuer.names:
                self.issuers.setdefault(normalize(name), set()).add(issuer.id)
        self.acronyms: set[str] = set()
        others: set[str] = set()
        written = [c.name for c in taxonomy.credentials.values()]
        written += [a.form for c in taxonomy.credentials.values() for a in c.aliases]
        for own, (form, _) in zip(written, taxonomy.normal_forms, strict=True):
            (self.acronyms if is_acronym(own) else others).add(form)
        self.only_acronyms = self.acronyms - others
        # Phrases that mean something else too, with the words of which one must stand beside them.
        self.doubtful: dict[tuple[str, str], tuple[str, ...]] = {}
        for credential in taxonomy.credentials.values():
            forms = taxonomy.forms(credential)
            if not any(each.ambiguous for each in forms):
                continue
            sure = {_in_order(normalize(each.form)) for each in forms if not each.ambiguous}
            for each in forms:
                words = _in_order(normalize(each.form))
                if (
                    each.ambiguous
                    and words not in sure
                    and not is_acronym(each.form.replace(".", ""))
                ):
                    self.doubtful[words, credential.id] = each.context
        self._most = log(len(self.index.exact) + 1)

    def rare(self, word: str) -> bool:
        """Whether a word stands in the names of a few credentials only."""
        forms = self.index.by_word.get(word, ())
        return len({own for form in forms for own in self.index.exact[form]}) <= FEW

    def named(self, form: str) -> dict[str, Credential]:
        """The credentials that a normal form names letter by letter."""
        return self.index.exact.get(form, {}) | self.listed.get(in_digits(form), {})

    def doubted(self, form: str, own: str, beside: str) -> bool:
        """Whether a form that names a credential may as well mean something else.

        An ambiguous phrase does without a word of its context in ``beside`` (a normal form), unless
        it is an acronym, holds a word that few credentials have, or is a form for lists too.
        """
        words = _in_order(form)
        context = self.doubtful.get((words, own))
        if context is None or own in self.by_words.get(words, {}):
            return False
        if words in self.acronyms or any(self.rare(word) for word in own_words(form)):
            return False
        padded = f" {beside} "
        return not any(f" {normalize(word)} " in padded for word in context)

    def worded(self, form: str) -> dict[str, Credential]:
        """The credentials with a form of the same own words, in whatever order."""
        words = _in_order(form)
        return self.index.by_words.get(words, {}) | self.by_words.get(words, {})

    def weight(self, word: str) -> float:
        """How much a word tells: little where many forms have it."""
        return max(0.5, self._most - log(len(self.index.by_word.get(word, ())) + 1))


@lru_cache(maxsize=8)
@without_collector()
def list_forms_of(taxonomy: Taxonomy) -> ListForms:
    """The forms of a taxonomy, put together when first asked for and kept."""
    return ListForms(taxonomy)


def in_digits(form: str) -> str:
    """A normal form with its levels as digits, however they are written."""
    return " ".join(level(word) or word for word in form.split())


def _in_order(form: str) -> str:
    return " ".join(sorted(own_words(form)))
