"""What the taxonomy holds: credentials and their names, occupations, Career Clusters."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from taxonomy.normalize import normalize

TYPES = ("license", "certification", "certificate", "registration", "endorsement")
CATEGORIES = ("license", "certification", "software", "general_readiness", "cte_assessment")
ALIAS_KINDS = (
    "acronym",
    "former_name",
    "short_form",
    "variant",
    "spoken_form",
    "misspelling",
    "list_form",
)
LIST_FORM = "list_form"
"""The kind of a form that names a credential on a state's list only: *Welding Level 1*, *608*."""
CROSS_CUTTING = "Cross-cutting"


AMBIGUOUS = ("yes", "always")
"""What the column *ambiguous* of an alias may say; *always* is a strict form."""


class Alias(NamedTuple):
    """One surface form of a credential.

    ``ambiguous`` forms often mean something else and count only where the context says so;
    ``context`` are words of which one stands near when the credential is meant. ``occupation``
    forms are a job's name too (RN), so they count only when asked of the applicant. Of a ``strict``
    form nothing but its context tells: what stands beside it (``certified``, ``required``) does not.
    """

    form: str
    kind: str
    ambiguous: bool = False
    occupation: bool = False
    context: tuple[str, ...] = ()
    strict: bool = False


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential as the taxonomy lists it. ``socs`` and clusters have the most typical first.

    ``list_forms`` stand apart from ``aliases``: on a list of approved credentials they say which is
    meant, in a posting they are common words, so extraction and search never see them.
    """

    id: str
    name: str
    type: str
    category: str
    issuer: str | None
    parent: str | None
    level: str | None
    states: tuple[str, ...]
    socs: tuple[str, ...]
    career_clusters: tuple[str, ...]
    sub_clusters: tuple[str, ...]
    software: str | None
    ctid: str | None
    entry_level: bool
    successor: str | None
    source: str
    notes: str
    aliases: tuple[Alias, ...] = ()
    list_forms: tuple[str, ...] = ()

    @property
    def cross_cutting(self) -> bool:
        """Whether it belongs to no one Career Cluster (CPR, OSHA 10, driver's license)."""
        return self.career_clusters == (CROSS_CUTTING,)


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who awards or registers a credential."""

    id: str
    name: str
    aliases: tuple[str, ...]
    url: str | None

    @property
    def names(self) -> tuple[str, ...]:
        """Its name and what else it is called."""
        return self.name, *self.aliases


@dataclass(frozen=True, slots=True)
class Occupation:
    """A SOC 2018 occupation, its Career Clusters with the primary one first.

    ``oews_group`` is the code under which the wage survey publishes it where that differs (the
    survey's hybrid codes, such as 31-1120 for 31-1121 and 31-1122); ``is_oews_group`` marks those
    hybrid rows themselves. ``employment`` is national, 2024, 0 where not published.
    """

    soc: str
    title: str
    oews_group: str | None
    is_oews_group: bool
    job_zone: int | None
    employment: int
    career_clusters: tuple[str, ...]
    sub_clusters: tuple[str, ...]
    career_cluster_2002: str | None = None


@dataclass(frozen=True, slots=True)
class CareerCluster:
    """A Career Cluster: of 2024 with its Sub-Clusters, or of 2002 with its pathways.

    ``now`` are, for one of 2002, the clusters of 2024 that took up its occupations (Advance CTE).
    """

    name: str
    grouping: str
    sub_clusters: tuple[str, ...]
    now: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class Taxonomy:
    """All of it, loaded; ``version`` is the released number and a digest of the data.

    ``titles`` is our own table of job titles; ``onet_titles`` are O*NET's, where they were read, of two words and more.
    """

    version: str
    credentials: dict[str, Credential]
    issuers: dict[str, Issuer]
    occupations: dict[str, Occupation]
    career_clusters: dict[str, CareerCluster]
    titles: dict[str, str]
    career_clusters_2002: dict[str, CareerCluster] = field(default_factory=dict)
    onet_titles: dict[str, str] = field(default_factory=dict)

    @cached_property
    def children(self) -> dict[str, tuple[str, ...]]:
        """For each family, the ids of the credentials under it."""
        out: dict[str, list[str]] = {}
        for credential in self.credentials.values():
            if credential.parent:
                out.setdefault(credential.parent, []).append(credential.id)
        return {parent: tuple(sorted(ids)) for parent, ids in out.items()}

    @cached_property
    def normal_forms(self) -> tuple[tuple[str, Credential], ...]:
        """Every surface form in normal form, with its credential; the official names first."""
        names = [(normalize(c.name), c) for c in self.credentials.values()]
        aliases = [(normalize(a.form), c) for c in self.credentials.values() for a in c.aliases]
        return (*names, *aliases)

    def family(self, credential_id: str) -> tuple[str, ...]:
        """The id and those of all its descendants, itself first."""
        out = [credential_id]
        for each in out:
            out.extend(child for child in self.children.get(each, ()) if child not in out)
        return tuple(out)

    def forms(self, credential: Credential) -> list[Alias]:
        """Every surface form of a credential, its official name first unless an alias flags it."""
        if any(alias.form == credential.name for alias in credential.aliases):
            return list(credential.aliases)
        return [Alias(credential.name, "variant"), *credential.aliases]
