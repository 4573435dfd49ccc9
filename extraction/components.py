"""The stages as components of a spaCy pipeline; apart, since to load spaCy takes longer than to read."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extraction.model import Reading
from extraction.pipeline import Extractor


class _Component:
    """What the spaCy components share: one reading a document, kept in ``doc._.sought``."""

    def __init__(self, nlp: Language) -> None:
        if not Doc.has_extension("sought"):
            Doc.set_extension("sought", default=None)
            Doc.set_extension("title", default=None)
        self.extractor = Extractor()

    def reading(self, doc: Doc) -> Reading:
        if doc._.sought is None:
            doc._.sought = Reading(doc.text)
        reading: Reading = doc._.sought
        return reading


class CredentialComponent(_Component):
    """Finds credentials: ``doc.spans["credentials"]``, each span's label the credential's id."""

    def __call__(self, doc: Doc) -> Doc:
        reading = self.reading(doc)
        self.extractor.find_mentions(reading)
        spans = [
            doc.char_span(m.start, m.end, label=m.credential_id, alignment_mode="expand")
            for m in reading.mentions
        ]
        doc.spans["credentials"] = [span for span in spans if span is not None]
        return doc


class OccupationComponent(_Component):
    """Finds the occupation of ``doc._.title`` and its Career Cluster, into ``doc._.sought``."""

    def __call__(self, doc: Doc) -> Doc:
        self.extractor.find_occupation(self.reading(doc), doc._.title)
        return doc


@Language.factory("sought_credentials")
def make_credentials(nlp: Language, name: str) -> CredentialComponent:
    """The factory of the component that finds credentials."""
    return CredentialComponent(nlp)


@Language.factory("sought_occupation")
def make_occupation(nlp: Language, name: str) -> OccupationComponent:
    """The factory of the component that finds the occupation; put it first, it helps the sense."""
    return OccupationComponent(nlp)
