"""What reading a posting gives: mentions, spans that stayed unlinked, occupation and cluster."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from extraction.dictionary import Scan
from extraction.normal import Normal

Requirement = Literal["required", "preferred", "after_hire", "mentioned", "not_required"]


@dataclass(slots=True)
class Mention:
    """A span of the text that names a credential. Offsets count characters, the end exclusive.

    ``alternatives`` is the number of the group of which the text asks for any one; None where it
    asks for this one. ``sentence_start`` and ``sentence_end`` bound the sentence or list item.
    ``sense_checked`` is False while the form may still mean something else.
    """

    start: int
    end: int
    credential_id: str
    confidence: float = 1.0
    requirement: Requirement = "required"
    alternatives: int | None = None
    sentence_start: int = 0
    sentence_end: int = 0
    ambiguous: bool = False
    occupation: bool = False
    context: tuple[str, ...] = ()


@dataclass(slots=True)
class Reading:
    """All that one posting gives. ``text`` is the plain text that the offsets count in.

    ``title`` is the posting's own, in small letters, empty where it has none. ``scan`` is what
    the dictionary's automaton finds in it, None until it is looked for.
    """

    text: str
    title: str = ""
    mentions: list[Mention] = field(default_factory=list)
    unlinked: list[tuple[int, int]] = field(default_factory=list)
    soc: str | None = None
    career_cluster: str | None = None
    career_cluster_confidence: float = 0.0
    scan: Scan | None = field(default=None, repr=False, compare=False)
    _normal: Normal | None = field(default=None, repr=False, compare=False)

    @property
    def normal(self) -> Normal:
        """The normal form of the text, made once for all stages."""
        if self._normal is None:
            self._normal = Normal(self.text)
        return self._normal
