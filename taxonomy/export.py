"""Writes the taxonomy for other programs."""

from __future__ import annotations

import json
from typing import TextIO

from taxonomy.model import Taxonomy


def write_jsonl(taxonomy: Taxonomy, out: TextIO) -> int:
    """Writes one JSON object a credential: id, name, aliases, type, issuer, clusters, socs.

    Returns the number of lines.
    """
    for credential in taxonomy.credentials.values():
        issuer = taxonomy.issuers.get(credential.issuer or "")
        out.write(
            json.dumps(
                {
                    "id": credential.id,
                    "name": credential.name,
                    "aliases": [a.form for a in credential.aliases if a.form != credential.name],
                    "type": credential.type,
                    "category": credential.category,
                    "issuer": issuer.name if issuer else None,
                    "clusters": list(credential.career_clusters),
                    "socs": list(credential.socs),
                },
                ensure_ascii=False,
            )
            + "\n"
        )
    return len(taxonomy.credentials)
