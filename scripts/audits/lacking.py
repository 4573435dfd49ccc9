"""What employers of a state ask for that its list lacks, by Career Cluster."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from db.area import Area
from taxonomy.model import CROSS_CUTTING, Credential, Taxonomy
from taxonomy.resolver import Resolved
from taxonomy.statelist import Listed

MOST = 20
"""Credentials in each Career Cluster."""
LEAST_EMPLOYERS = 2
"""What one employer alone asks for, a list does not lack."""


def lacking(
    area: Area, taxonomy: Taxonomy, meant: Sequence[tuple[Listed, Resolved]]
) -> list[dict[str, Any]]:
    """The credentials that the most jobs of each cluster ask for and no row of the list means.

    A cluster is that of the jobs; a cross-cutting credential (CPR, a driver's license) stands once,
    under that word. One whose family or a member of it is on the list, or that a row may mean, is
    there with a word about it.
    """
    on_list = {r.credential.id for _, r in meant if r.credential}
    maybe: dict[str, list[int]] = {}
    for each, resolved in meant:
        if resolved.credential is None:
            for candidate in resolved.candidates:
                maybe.setdefault(candidate.id, []).append(each.row)
    found: dict[str, list[tuple[int, Credential]]] = {}
    for own in area.asked_for():
        credential = taxonomy.credentials.get(own)
        if credential is None or own in on_list:
            continue
        counts = area.by_cluster(own)
        if credential.cross_cutting:
            found.setdefault(CROSS_CUTTING, []).append((sum(counts.values()), credential))
            continue
        for cluster, n in counts.items():
            if cluster in taxonomy.career_clusters:
                found.setdefault(cluster, []).append((n, credential))
    rows = []
    for cluster in (*sorted(taxonomy.career_clusters), CROSS_CUTTING):
        rank = 0
        for n, credential in sorted(found.get(cluster, ()), key=lambda p: (-p[0], p[1].id)):
            figures = area.figures(credential)
            if figures["employers"] < LEAST_EMPLOYERS:
                continue
            rank += 1
            if rank > MOST:
                break
            rows.append(
                {
                    "career_cluster": cluster,
                    "rank": rank,
                    "credential_id": credential.id,
                    "credential_name": credential.name,
                    "type": credential.type,
                    "category": credential.category,
                    "entry_level": "yes" if credential.entry_level else None,
                    "jobs_in_cluster": n,
                    "jobs_state": figures["jobs"],
                    "employers_state": figures["employers"],
                    "required": figures["required"],
                    "share": figures["share"],
                    "verdict": figures["verdict"],
                    "on_list": _near(taxonomy, credential, on_list, maybe),
                }
            )
    return rows


def _near(
    taxonomy: Taxonomy, credential: Credential, on_list: set[str], maybe: dict[str, list[int]]
) -> str | None:
    family = set(taxonomy.family(credential.id)[1:])
    above = credential.parent
    while above:
        family.add(above)
        above = taxonomy.credentials[above].parent
    names = [taxonomy.credentials[own].name for own in sorted(family & on_list)]
    said = [f"has {', '.join(names[:3])}{', ...' if len(names) > 3 else ''}"] if names else []
    if rows := maybe.get(credential.id):
        said.append(f"may be meant by row {', '.join(map(str, rows[:5]))}")
    return "; ".join(said) or None
