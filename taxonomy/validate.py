"""Checks what the taxonomy's files say, and names file, line and mend of each thing that is wrong."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import us

from taxonomy.load import DATA, FILES, TaxonomyError, many, rows
from taxonomy.model import ALIAS_KINDS, AMBIGUOUS, CATEGORIES, CROSS_CUTTING, LIST_FORM, TYPES
from taxonomy.normalize import is_acronym, normalize

STATES = {state.abbr for state in [*us.states.STATES, us.states.DC, *us.states.TERRITORIES]}

# Words that stand in every posting: an alias of such words alone would count them all.
COMMON_WORDS = frozenset(
    """a able ace act admin aid all american an and any app art as assistant at base basic be best
    board body built can cap card care case cash certificate certification certified chef child class
    clean clear client coach code com company computer cook core course current data day degree
    design diploma driver driving education engineer engineering english equipment excel exam
    experience field first fitness food for full good guard health help high home hotel in insurance
    it job key know lead lean learning license licensed life lift line linux management manager
    manual master medical microsoft name network new no nurse office on one open operator or oracle
    other our out own paid part pass pay permit plus plumbing point pool power professional program
    project quality read red register registered registration report required restaurant right room
    sales school science security see senior server service set skill skills smart social software
    special state store student support system tax teacher team tech technical technician test the
    time tips to training travel truck unity up us valid vehicle video view water web welder welding
    will with work worker""".split()
)


CREDENTIAL_WORDS = frozenset(
    """card certificate certification certified exam license licensed permit registered registration
    valid current professional state""".split()
)


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong: where, what, and how to mend it."""

    file: str
    line: int
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}, line {self.line}: {self.what}; {self.mend}"


def validate(directory: Path = DATA) -> list[Problem]:
    """Every problem of a taxonomy directory, in the order of files and lines; empty when sound."""
    try:
        credentials = list(rows(directory / "credentials.csv"))
        aliases = list(rows(directory / "aliases.csv"))
        issuers = list(rows(directory / "issuers.csv"))
        occupations = list(rows(directory / "soc.csv"))
        clusters = list(rows(directory / "career_clusters.csv"))
        clusters_2002 = list(rows(directory / "career_clusters_2002.csv"))
        titles = list(rows(directory / "titles.csv"))
    except TaxonomyError as error:
        return [Problem(str(directory), 0, str(error), "mend the file")]
    subs = {row["career_cluster"]: set(many(row["sub_clusters"])) for _, row in clusters}
    soc_clusters = {row["soc"]: set(many(row["career_clusters"])) for _, row in occupations}
    groups = {row["soc"] for _, row in occupations if row["is_oews_group"] == "yes"}
    issuer_ids = {row["id"] for _, row in issuers}
    found: list[Problem] = []
    found += _credentials(credentials, subs, soc_clusters, groups, issuer_ids)
    found += _aliases(aliases, credentials)
    found += _clusters_2002(clusters_2002, subs)
    found += _occupations(occupations, subs, {row["career_cluster"] for _, row in clusters_2002})
    found += _titles(titles, soc_clusters, groups)
    for name, table in (("credentials.csv", credentials), ("issuers.csv", issuers)):
        found += _sorted_and_unique(name, [(line, row["id"]) for line, row in table])
    found += _sorted(
        "aliases.csv",
        [(line, f"{row['credential']}\0{row['alias'].lower()}") for line, row in aliases],
    )
    return sorted(found, key=lambda problem: (FILES.index(problem.file), problem.line))


def _credentials(
    table: list[tuple[int, dict[str, str]]],
    subs: dict[str, set[str]],
    socs: dict[str, set[str]],
    groups: set[str],
    issuers: set[str],
) -> Iterator[Problem]:
    file = "credentials.csv"
    ids = {row["id"]: row for _, row in table}
    names: dict[str, str] = {}
    for line, row in table:
        own = row["id"]
        if (
            not own
            or own != own.lower()
            or any(c not in "abcdefghijklmnopqrstuvwxyz0123456789-" for c in own)
        ):
            yield Problem(
                file,
                line,
                f"the id {own!r} is not lower-case letters, digits and hyphens",
                "mend the id",
            )
        if not row["name"]:
            yield Problem(file, line, "there is no name", "give the official name")
        key = normalize(row["name"])
        if key in names:
            yield Problem(
                file,
                line,
                f"the name {row['name']!r} is that of {names[key]} too",
                "make one of them",
            )
        names[key] = own
        for column, allowed in (
            ("type", TYPES),
            ("category", CATEGORIES),
            ("entry_level", ("yes", "no")),
        ):
            if row[column] not in allowed:
                yield Problem(
                    file,
                    line,
                    f"{column} is {row[column]!r}",
                    f"write one of: {', '.join(allowed)}",
                )
        if row["issuer"] and row["issuer"] not in issuers:
            yield Problem(
                file, line, f"the issuer {row['issuer']!r} is not in issuers.csv", "add it there"
            )
        for column in ("parent", "successor"):
            if row[column] and row[column] not in ids:
                yield Problem(
                    file,
                    line,
                    f"the {column} {row[column]!r} is no credential",
                    "write an id of this file",
                )
            elif column == "parent" and row[column] and ids[row[column]]["successor"]:
                yield Problem(
                    file, line, f"the parent {row[column]!r} is retired", "write its successor"
                )
        seen, above = {own}, row["parent"]
        while above in ids:
            if above in seen:
                yield Problem(
                    file, line, f"the parents of {own} lead in a circle", "empty one parent"
                )
                break
            seen.add(above)
            above = ids[above]["parent"]
        for state in many(row["states"]):
            if state not in STATES:
                yield Problem(
                    file, line, f"{state!r} is no state", "write two-letter codes joined by ;"
                )
        for soc in many(row["socs"]):
            if soc not in socs:
                yield Problem(file, line, f"{soc!r} is no SOC 2018 code", "look it up in soc.csv")
            elif soc in groups:
                yield Problem(
                    file, line, f"{soc} is a group of the wage survey", "write its detailed codes"
                )
        clusters = many(row["career_clusters"])
        if not clusters:
            yield Problem(
                file, line, "there is no Career Cluster", f"write one, or {CROSS_CUTTING}"
            )
        if CROSS_CUTTING in clusters and (len(clusters) > 1 or row["sub_clusters"]):
            yield Problem(
                file, line, f"{CROSS_CUTTING} stands beside a cluster", "write one or the other"
            )
        for cluster in clusters:
            if cluster != CROSS_CUTTING and cluster not in subs:
                yield Problem(
                    file,
                    line,
                    f"{cluster!r} is no Career Cluster",
                    "copy it from career_clusters.csv",
                )
        for sub in many(row["sub_clusters"]):
            if not any(sub in subs.get(cluster, ()) for cluster in clusters):
                yield Problem(
                    file, line, f"{sub!r} is no Sub-Cluster of {'; '.join(clusters)}", "mend either"
                )


def _aliases(
    table: list[tuple[int, dict[str, str]]], credentials: list[tuple[int, dict[str, str]]]
) -> Iterator[Problem]:
    file = "aliases.csv"
    names = {row["id"]: row["name"] for _, row in credentials}
    owners: dict[str, list[tuple[int, dict[str, str]]]] = defaultdict(list)
    list_forms: list[tuple[int, str, dict[str, str]]] = []
    for line, row in table:
        if row["credential"] not in names:
            yield Problem(
                file,
                line,
                f"{row['credential']!r} is no credential",
                "write an id of credentials.csv",
            )
            continue
        if row["kind"] not in ALIAS_KINDS:
            yield Problem(
                file, line, f"kind is {row['kind']!r}", f"write one of: {', '.join(ALIAS_KINDS)}"
            )
        if row["occupation"] not in ("", "yes"):
            yield Problem(
                file, line, f"occupation is {row['occupation']!r}", "write yes or nothing"
            )
        if row["ambiguous"] not in ("", *AMBIGUOUS):
            yield Problem(
                file, line, f"ambiguous is {row['ambiguous']!r}", "write yes, always or nothing"
            )
        if row["ambiguous"] == "always" and not row["context"]:
            yield Problem(
                file, line, "only its context would tell this form and it has none", "give it one"
            )
        form = normalize(row["alias"])
        if len(form) < 2:
            yield Problem(
                file, line, f"the alias {row['alias']!r} is too short to be told", "remove it"
            )
        if row["kind"] == LIST_FORM:
            list_forms.append((line, form, row))
            continue
        if row["context"] and row["ambiguous"] not in AMBIGUOUS:
            yield Problem(
                file,
                line,
                "context is given for a form that is not ambiguous",
                "write yes or remove it",
            )
        words = form.split()
        if (
            row["ambiguous"] not in AMBIGUOUS
            and not is_acronym(row["alias"])
            and _says_nothing(words)
        ):
            yield Problem(
                file,
                line,
                f"the alias {row['alias']!r} is made of common words",
                "flag it ambiguous, give its context",
            )
        owners[f"{form}\0{is_acronym(row['alias'])}"].append((line, row))
    for _, name in sorted(names.items()):
        owners.setdefault(f"{normalize(name)}\0{is_acronym(name)}", [])
    by_name = {normalize(name): own for own, name in names.items()}
    for key, holders in owners.items():
        ids = {row["credential"] for _, row in holders}
        form = key.split("\0")[0]
        if len(ids) < len(holders):
            line, row = holders[-1]
            yield Problem(
                file,
                line,
                f"the alias {row['alias']!r} stands twice at {row['credential']}",
                "remove one",
            )
        if len(ids) > 1 and not all(
            row["ambiguous"] in AMBIGUOUS and row["context"] for _, row in holders
        ):
            line, row = holders[-1]
            yield Problem(
                file,
                line,
                f"the alias {row['alias']!r} is shared by {', '.join(sorted(ids))}",
                "keep it at one, or flag all ambiguous and give each its context",
            )
        owner = by_name.get(form)
        if owner and holders and ids != {owner}:
            line, row = holders[0]
            if not all(row["ambiguous"] in AMBIGUOUS for _, row in holders):
                yield Problem(
                    file,
                    line,
                    f"the alias {row['alias']!r} is the name of {owner}",
                    "remove it here",
                )
    written = {
        (row["credential"], key.split("\0")[0])
        for key, held in owners.items()
        for _, row in held
        if row["ambiguous"] not in AMBIGUOUS  # on a list it may be sure
    }
    yield from _list_forms(list_forms, written, by_name)


def _list_forms(
    table: list[tuple[int, str, dict[str, str]]],
    written: set[tuple[str, str]],
    by_name: dict[str, str],
) -> Iterator[Problem]:
    """Forms for lists may be common words and may be shared, but must say something new.

    What is ambiguous in a posting may be sure on a list.
    """
    file = "aliases.csv"
    for line, form, row in table:
        own = row["credential"], form
        if any(row[column] for column in ("ambiguous", "occupation", "context")):
            yield Problem(
                file,
                line,
                f"the list_form {row['alias']!r} has flags, and no posting is searched for it",
                "empty ambiguous, occupation and context",
            )
        if form in by_name:
            yield Problem(
                file,
                line,
                f"the list_form {row['alias']!r} is the name of {by_name[form]}",
                "remove it",
            )
        elif own in written:
            yield Problem(
                file,
                line,
                f"the list_form {row['alias']!r} stands at {own[0]} already",
                "keep it once",
            )
        written.add(own)


def _says_nothing(words: list[str]) -> bool:
    """Whether a form is made of words that stand in every posting and names no credential."""
    if not all(word in COMMON_WORDS for word in words):
        return False
    return (
        len(words) == 1
        or all(word in CREDENTIAL_WORDS for word in words)
        or (len(words) == 2 and not any(word in CREDENTIAL_WORDS for word in words))
    )


def _clusters_2002(
    table: list[tuple[int, dict[str, str]]], subs: dict[str, set[str]]
) -> Iterator[Problem]:
    for line, row in table:
        for cluster in many(row["career_clusters_2024"]):
            if cluster not in subs:
                yield Problem(
                    "career_clusters_2002.csv",
                    line,
                    f"{cluster!r} is no Career Cluster of 2024",
                    "copy it from career_clusters.csv",
                )


def _occupations(
    table: list[tuple[int, dict[str, str]]], subs: dict[str, set[str]], of_2002: set[str]
) -> Iterator[Problem]:
    codes = {row["soc"] for _, row in table}
    for line, row in table:
        if row["oews_group"] and row["oews_group"] not in codes:
            yield Problem(
                "soc.csv", line, f"{row['oews_group']!r} is no code of this file", "mend it"
            )
        for column in ("job_zone", "employment_2024"):
            if row[column] and not (row[column].isascii() and row[column].isdigit()):
                yield Problem(
                    "soc.csv",
                    line,
                    f"{column} is {row[column]!r}",
                    "write a whole number or nothing",
                )
        for cluster in many(row["career_clusters"]):
            if cluster not in subs:
                yield Problem(
                    "soc.csv",
                    line,
                    f"{cluster!r} is no Career Cluster",
                    "copy it from career_clusters.csv",
                )
        former = row["career_cluster_2002"]
        if bool(former) != bool(row["career_clusters"]) or (former and former not in of_2002):
            yield Problem(
                "soc.csv",
                line,
                f"{former!r} is no Career Cluster of 2002"
                if former
                else "the Career Cluster of 2002 is missing",
                "copy one from career_clusters_2002.csv",
            )


def _titles(
    table: list[tuple[int, dict[str, str]]], socs: dict[str, set[str]], groups: set[str]
) -> Iterator[Problem]:
    for line, row in table:
        if row["soc"] not in socs or row["soc"] in groups:
            yield Problem(
                "titles.csv",
                line,
                f"{row['soc']!r} is no detailed SOC 2018 code",
                "look it up in soc.csv",
            )
        if row["title"] != normalize(row["title"]):
            yield Problem(
                "titles.csv",
                line,
                f"the title {row['title']!r} is not in plain lower case",
                f"write {normalize(row['title'])!r}",
            )
    yield from _sorted_and_unique("titles.csv", [(line, row["title"]) for line, row in table])


def _sorted(file: str, keys: list[tuple[int, str]]) -> Iterator[Problem]:
    for (_, before), (line, key) in pairwise(keys):
        if key < before:
            yield Problem(
                file,
                line,
                f"the row of {key.split(chr(0))[0]!r} is out of order",
                "sort the file: sought taxonomy sort",
            )
            return


def _sorted_and_unique(file: str, keys: list[tuple[int, str]]) -> Iterator[Problem]:
    yield from _sorted(file, keys)
    seen: set[str] = set()
    for line, key in keys:
        if key in seen:
            yield Problem(file, line, f"{key!r} stands twice", "remove one")
        seen.add(key)
