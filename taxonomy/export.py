"""Writes the taxonomy for other programs: JSON Lines, CSV, SKOS, CTDL."""

from __future__ import annotations

import csv
import json
from typing import Any, TextIO

from rdflib import Graph, Literal, Namespace, URIRef
from rdflib.namespace import DCTERMS, RDF, SKOS

from taxonomy.model import CROSS_CUTTING, Credential, Taxonomy

CREDENTIALS = Namespace("urn:sought:credential:")
ISSUERS = Namespace("urn:sought:issuer:")
CLUSTERS = Namespace("urn:sought:career-cluster:")
SOCS = Namespace("urn:sought:soc2018:")
_BY_LANGUAGE = (
    "name", "alternateName", "frameworkName", "targetNodeName", "addressRegion", "addressCountry"
)  # fmt: skip
CTDL: dict[str, Any] = {
    "ceterms": "https://purl.org/ctdl/terms/",
    **{f"ceterms:{name}": {"@container": "@language"} for name in _BY_LANGUAGE},
    **{f"ceterms:{name}": {"@type": "@id"} for name in ("ownedBy", "isPartOf", "subjectWebpage")},
}
# CTDL has no class of its own for an endorsement or a registration: both are leave given by an
# authority, which is what its License is.
CTDL_TYPES = {
    "license": "ceterms:License",
    "endorsement": "ceterms:License",
    "registration": "ceterms:License",
    "certification": "ceterms:Certification",
    "certificate": "ceterms:Certificate",
}
COLUMNS = (
    "id", "name", "aliases", "type", "category", "issuer", "parent", "level", "states", "socs",
    "career_clusters", "sub_clusters", "software", "ctid", "entry_level", "successor", "source",
    "notes",
)  # fmt: skip


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
                    "aliases": _others(credential),
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


def write_csv(taxonomy: Taxonomy, out: TextIO) -> int:
    """Writes one row a credential, several values in a cell joined with ``;``; returns the count."""
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for c in taxonomy.credentials.values():
        issuer = taxonomy.issuers.get(c.issuer or "")
        cells: dict[str, Any] = {name: getattr(c, name) for name in COLUMNS}
        cells["aliases"] = _others(c)
        cells["issuer"] = issuer.name if issuer else None
        cells["entry_level"] = "yes" if c.entry_level else "no"
        writer.writerow(
            ";".join(cell) if isinstance(cell, tuple | list) else cell or ""
            for cell in cells.values()
        )
    return len(taxonomy.credentials)


def write_skos(taxonomy: Taxonomy, out: TextIO) -> int:
    """Writes a SKOS concept scheme in Turtle; returns the number of credentials.

    Credentials, Career Clusters and occupations are concepts: a family is ``broader``, a cluster or
    an occupation ``related``, a successor ``dcterms:isReplacedBy``, misspellings hidden labels.
    """
    graph = Graph()
    graph.bind("skos", SKOS)
    graph.bind("dcterms", DCTERMS)
    scheme = URIRef("urn:sought:taxonomy")
    graph.add((scheme, RDF.type, SKOS.ConceptScheme))
    graph.add((scheme, DCTERMS.title, Literal("Sought taxonomy of US credentials", lang="en")))
    graph.add((scheme, DCTERMS.hasVersion, Literal(taxonomy.version)))

    def concept(uri: URIRef, name: str) -> None:
        graph.add((uri, RDF.type, SKOS.Concept))
        graph.add((uri, SKOS.inScheme, scheme))
        graph.add((uri, SKOS.prefLabel, Literal(name, lang="en")))

    for cluster in taxonomy.career_clusters:
        concept(_cluster(cluster), cluster)
    for soc in sorted({soc for c in taxonomy.credentials.values() for soc in c.socs}):
        if soc in taxonomy.occupations:
            concept(SOCS[soc], taxonomy.occupations[soc].title)
            graph.add((SOCS[soc], SKOS.notation, Literal(soc)))
    for c in taxonomy.credentials.values():
        uri = CREDENTIALS[c.id]
        concept(uri, c.name)
        graph.add((uri, SKOS.notation, Literal(c.id)))
        for alias in c.aliases:
            if alias.form != c.name:
                label = SKOS.hiddenLabel if alias.kind == "misspelling" else SKOS.altLabel
                graph.add((uri, label, Literal(alias.form, lang="en")))
        for soc in c.socs:
            graph.add((uri, SKOS.related, SOCS[soc]))
        for cluster in c.career_clusters:
            if cluster != CROSS_CUTTING:
                graph.add((uri, SKOS.related, _cluster(cluster)))
        for predicate, value in (
            (SKOS.broader, CREDENTIALS[c.parent] if c.parent else None),
            (DCTERMS.isReplacedBy, CREDENTIALS[c.successor] if c.successor else None),
            (SKOS.note, Literal(c.notes, lang="en") if c.notes else None),
            (DCTERMS.type, Literal(c.type)),
        ):
            if value is not None:
                graph.add((uri, predicate, value))
    out.write(graph.serialize(format="turtle"))
    return len(taxonomy.credentials)


def write_ctdl(taxonomy: Taxonomy, out: TextIO) -> int:
    """Writes CTDL in JSON-LD, with a context of its own; returns the number of credentials.

    ``ceterms:ctid`` stands only where the taxonomy knows it, so this is for exchange and for
    comparing, not for publishing to the Credential Registry, which gives each its CTID.
    """
    issuers = sorted({c.issuer for c in taxonomy.credentials.values() if c.issuer})
    graph = [_organization(taxonomy, each) for each in issuers if each in taxonomy.issuers]
    graph += [_ctdl(taxonomy, each) for each in taxonomy.credentials.values()]
    json.dump({"@context": CTDL, "@graph": graph}, out, ensure_ascii=False, indent=1)
    out.write("\n")
    return len(taxonomy.credentials)


def _organization(taxonomy: Taxonomy, own: str) -> dict[str, Any]:
    issuer = taxonomy.issuers[own]
    found: dict[str, Any] = {
        "@id": str(ISSUERS[own]),
        "@type": "ceterms:CredentialOrganization",
        "ceterms:name": {"en-US": issuer.name},
    }
    if issuer.aliases:
        found["ceterms:alternateName"] = {"en-US": list(issuer.aliases)}
    if issuer.url:
        found["ceterms:subjectWebpage"] = f"https://{issuer.url}"
    return found


def _ctdl(taxonomy: Taxonomy, c: Credential) -> dict[str, Any]:
    found: dict[str, Any] = {
        "@id": str(CREDENTIALS[c.id]),
        "@type": CTDL_TYPES[c.type],
        "ceterms:name": {"en-US": c.name},
    }
    if c.ctid:
        found["ceterms:ctid"] = c.ctid
    if _others(c):
        found["ceterms:alternateName"] = {"en-US": _others(c)}
    if c.issuer:
        found["ceterms:ownedBy"] = [str(ISSUERS[c.issuer])]
    if c.parent:
        found["ceterms:isPartOf"] = [str(CREDENTIALS[c.parent])]
    if c.socs:
        found["ceterms:occupationType"] = [
            {
                "@type": "ceterms:CredentialAlignmentObject",
                "ceterms:frameworkName": {"en-US": "Standard Occupational Classification 2018"},
                "ceterms:codedNotation": soc,
                "ceterms:targetNodeName": {"en-US": taxonomy.occupations[soc].title},
            }
            for soc in c.socs
            if soc in taxonomy.occupations
        ]
    if c.states:
        found["ceterms:jurisdiction"] = [
            {
                "@type": "ceterms:JurisdictionProfile",
                "ceterms:mainJurisdiction": [
                    {
                        "@type": "ceterms:Place",
                        "ceterms:addressRegion": {"en-US": state},
                        "ceterms:addressCountry": {"en-US": "US"},
                    }
                ],
            }
            for state in c.states
        ]
    return found


def _others(c: Credential) -> list[str]:
    return [alias.form for alias in c.aliases if alias.form != c.name]


def _cluster(name: str) -> URIRef:
    return CLUSTERS["-".join("".join(x if x.isalnum() else " " for x in name).lower().split())]
