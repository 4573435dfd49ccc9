"""Which words of a text say something to a stage, remembered: postings use the same few thousand."""

from __future__ import annotations

from typing import Protocol

MEMORY = 100_000
"""Words of which it is remembered whether they say anything."""


class Learner(Protocol):
    """A stage to which some words say something."""

    def learn(self, word: str) -> bool:
        """Whether a word says something to the stage, which remembers what."""

    def forget(self) -> None:
        """Forgets all words."""


class Words:
    """Tells the few words of a text that say something to any of the stages from the many that do not."""

    def __init__(self, *stages: Learner) -> None:
        self._stages = stages
        self._known: set[str] = set()
        self._telling: set[str] = set()

    def telling(self, words: list[str]) -> set[str]:
        """Those of the words in a normal form that say something to a stage."""
        if not self._known.issuperset(words):
            self._learn(words)
        return self._telling.intersection(words)

    def _learn(self, words: list[str]) -> None:
        if len(self._known) > MEMORY:
            self._known.clear()
            self._telling.clear()
            for stage in self._stages:
                stage.forget()
        new = set(words) - self._known
        for word in new:
            says = [stage.learn(word) for stage in self._stages]
            if any(says):
                self._telling.add(word)
        self._known |= new
