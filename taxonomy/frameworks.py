"""The Career Clusters framework of 2002 in place of that of 2024, for states that have not changed over."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from taxonomy.model import CROSS_CUTTING, Credential, Occupation, Taxonomy

FRAMEWORKS = ("2024", "2002")


@cache
def in_framework(taxonomy: Taxonomy, framework: str) -> Taxonomy:
    """The taxonomy with all its clusters those of a framework of :data:`FRAMEWORKS`.

    In the framework of 2002 an occupation has the one cluster that ``soc.csv`` gives it (assigned
    by us along its pathways, occupation by occupation: Advance CTE's table of 2002 to 2024 goes by
    whole clusters, of which one, Science, Technology, Engineering & Mathematics, was dissolved),
    and a credential the clusters of its occupations in their order. Sub-Clusters exist in 2024's
    only. Raises :class:`ValueError` for another framework.
    """
    if framework not in FRAMEWORKS:
        raise ValueError(f"{framework!r} is no framework; they are: {', '.join(FRAMEWORKS)}")
    if framework == "2024":
        return taxonomy
    occupations = {soc: _occupation(each) for soc, each in taxonomy.occupations.items()}
    return replace(
        taxonomy,
        occupations=occupations,
        credentials={
            own: _credential(each, occupations) for own, each in taxonomy.credentials.items()
        },
        career_clusters=taxonomy.career_clusters_2002,
    )


def edition(taxonomy: Taxonomy) -> str:
    """The framework of a taxonomy's clusters: ``2024`` or ``2002``."""
    former = taxonomy.career_clusters_2002
    return "2002" if former and taxonomy.career_clusters is former else "2024"


def cluster_of(taxonomy: Taxonomy) -> dict[str, str]:
    """The primary Career Cluster of each SOC code that has one, in the taxonomy's framework."""
    return {
        soc: each.career_clusters[0]
        for soc, each in taxonomy.occupations.items()
        if each.career_clusters
    }


def former_cluster_of(taxonomy: Taxonomy) -> dict[str, str] | None:
    """:func:`cluster_of` in the framework of 2002; None in that of 2024, whose clusters jobs have stored."""
    return None if edition(taxonomy) == "2024" else cluster_of(taxonomy)


def _occupation(each: Occupation) -> Occupation:
    own = each.career_cluster_2002
    return replace(each, career_clusters=(own,) if own else (), sub_clusters=())


def _credential(each: Credential, occupations: dict[str, Occupation]) -> Credential:
    if each.career_clusters == (CROSS_CUTTING,):
        return each
    clusters = dict.fromkeys(
        cluster
        for soc in each.socs
        if soc in occupations
        for cluster in occupations[soc].career_clusters
    )
    return replace(each, career_clusters=tuple(clusters), sub_clusters=())
