"""Reads credentials from CTDL in JSON-LD, as the Credential Registry gives them out.

Read as plain JSON: an RDF parser would fetch the context that a file names from the network.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from taxonomy.load import TaxonomyError
from taxonomy.model import Credential, Taxonomy
from taxonomy.normalize import normalize
from taxonomy.resolve import resolve
from taxonomy.resolver import Resolved

MOST_BYTES = 100 * 1024 * 1024
_CTID = re.compile(r"ce-[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_CREDENTIAL = re.compile(r"(?:Certificat(?:e|ion)|License|Badge|Credential|CertificateOf\w+)$")
_DEGREE = re.compile(
    r"(?:Degree|Diploma|Doctorate|GeneralEducationDevelopment)$|^Associate|^Bachelor"
)
_ORGANIZATION = re.compile(r"Organization$")


@dataclass(frozen=True, slots=True)
class Registered:
    """A credential of a graph: its CTID ("" where it has none that is sound), name, class, owners.

    ``row`` is its place in the file, from 1.
    """

    row: int
    ctid: str
    name: str
    kind: str
    issuers: tuple[str, ...] = ()

    @property
    def degree(self) -> bool:
        """Whether it is a degree or diploma, which the taxonomy does not list."""
        return bool(_DEGREE.search(self.kind)) and not _CREDENTIAL.search(self.kind)


def is_ctdl(path: Path) -> bool:
    """Whether a file is to be read as CTDL, by its name."""
    return path.suffix.lower() in (".json", ".jsonld")


def read_graph(path: Path) -> list[Registered]:
    """The credentials of a CTDL file, in its order.

    Takes a ``@graph``, a list of resources, one resource, or the Registry's envelopes
    (``decoded_resource``). Raises :class:`TaxonomyError` naming file and mend where it is none.
    """
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TaxonomyError(f"{path.name} is larger than 100 MB; split it")
        document = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise TaxonomyError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise TaxonomyError(f"{path.name} is not UTF-8; save it as UTF-8") from None
    except json.JSONDecodeError as error:
        raise TaxonomyError(
            f"{path.name}, line {error.lineno}: no JSON ({error.msg}); download it anew"
        ) from None
    except RecursionError:
        raise TaxonomyError(f"{path.name} is nested too deep to be CTDL") from None
    nodes = list(_nodes(document))
    owners = {
        str(node["@id"]): _names(node)
        for node in nodes
        if "@id" in node and _ORGANIZATION.search(_kind(node))
    }
    found: list[Registered] = []
    for node in nodes:
        kind = _kind(node)
        if not (_CREDENTIAL.search(kind) or _DEGREE.search(kind)):
            continue
        ctid = str(_get(node, "ctid") or "").strip().lower()
        names = _names(node)
        if not names:
            continue
        issuers = [
            name
            for term in ("ownedBy", "offeredBy")
            for owner in _list(_get(node, term))
            for name in _owner(owner, owners)
        ]
        found.append(
            Registered(
                len(found) + 1,
                ctid if _CTID.fullmatch(ctid) else "",
                names[0],
                kind,
                tuple(dict.fromkeys(issuers)),
            )
        )
    if not found:
        raise TaxonomyError(
            f"{path.name} holds no credential in CTDL (a resource with a ceterms type and a name)"
        )
    return found


def match(taxonomy: Taxonomy, each: Registered) -> Resolved:
    """Which credential of the taxonomy a registered one is, by its name and its owner.

    A name alone is not enough where both sides name an owner and they differ: then ambiguous.
    """
    if each.degree:
        return Resolved("not_a_credential", 0.0, None, (), "a degree or diploma")
    found = resolve(taxonomy, each.name)
    if (
        found.credential is None
        or same_issuer(taxonomy, found.credential, each.issuers) is not False
    ):
        return found
    issuer = taxonomy.issuers[found.credential.issuer or ""]
    return Resolved(
        "ambiguous", found.score, None, (found.credential,),
        f"the registry's is of {'; '.join(each.issuers)}, ours of {issuer.name}",
    )  # fmt: skip


def same_issuer(taxonomy: Taxonomy, credential: Credential, names: Iterable[str]) -> bool | None:
    """Whether one of the names is the credential's issuer; None where either side gives none."""
    issuer = taxonomy.issuers.get(credential.issuer or "")
    given = {_plain(name) for name in names}
    if issuer is None or not given:
        return None
    return bool(given & {_plain(name) for name in issuer.names})


def _plain(name: str) -> str:
    """An organization's name without what it is written with or without."""
    outside = re.sub(r"\([^()]*\)", " ", name)
    words = normalize(outside).split()
    return " ".join(
        w for w in words if w not in ("the", "inc", "llc", "incorporated", "ltd", "corporation")
    )


def _nodes(document: Any) -> Iterator[dict[str, Any]]:
    if isinstance(document, list):
        for each in document:
            yield from _nodes(each)
    elif isinstance(document, dict):
        inner = document.get("@graph", document.get("decoded_resource"))
        if inner is not None:
            yield from _nodes(inner)
        else:
            yield document


def _get(node: dict[str, Any], term: str) -> Any:
    for key in (f"ceterms:{term}", term, f"https://purl.org/ctdl/terms/{term}"):
        if key in node:
            return node[key]
    return None


def _kind(node: dict[str, Any]) -> str:
    """The first CTDL class of a resource without its prefix, "" where it has none."""
    kinds = [str(each) for each in _list(node.get("@type", node.get("type")))]
    return next((re.split(r"[:/#]", kind)[-1] for kind in kinds), "")


def _list(value: Any) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _names(node: dict[str, Any]) -> list[str]:
    """The name, the English one first, and the other names."""
    return [
        name
        for term in ("name", "alternateName")
        for value in _list(_get(node, term))
        for name in _texts(value)
    ]


def _texts(value: Any) -> list[str]:
    """The texts of a value that may be a language map: in English, else in whatever it has."""
    if isinstance(value, str):
        return [" ".join(value.split())] if value.strip() else []
    if not isinstance(value, dict):
        return []
    if "@value" in value:
        return _texts(value["@value"])
    english = [key for key in sorted(value) if key.lower().startswith("en")]
    ordered = sorted(english, key=lambda key: key.lower() != "en-us") or sorted(value)[:1]
    return [text for key in ordered for each in _list(value[key]) for text in _texts(each)]


def _owner(owner: Any, owners: dict[str, list[str]]) -> list[str]:
    if isinstance(owner, str):
        return owners.get(owner, [])
    if isinstance(owner, dict):
        return _names(owner) or owners.get(str(owner.get("@id")), [])
    return []
