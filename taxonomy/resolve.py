"""Resolves names as lists of credentials write them: what each means, how surely, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from taxonomy.model import Taxonomy
from taxonomy.resolver import Resolved, Resolver
from taxonomy.statelist import Listed

MOSTLY = 0.6
"""The least part of rows with several cells in a table where a cell alone is a heading."""


def resolve(taxonomy: Taxonomy, listed: str, state: str | None = None) -> Resolved:
    """What a name on a list means; ``state`` (two letters) prefers that state's own credentials.

    exact: an official name. alias: another form of one credential, or one that differs in words
    that tell none apart. close: one credential, spelled nearly so or with more said around it.
    ambiguous: several, a family, or parts of one; a person has to say which. none: a credential
    that the taxonomy lacks, as far as can be told. not_a_credential: a degree, skills, a heading.
    """
    return Resolver(taxonomy, listed, state).resolved()


def resolve_rows(
    taxonomy: Taxonomy, rows: Sequence[Listed], state: str | None = None
) -> Iterator[tuple[Listed, Resolved]]:
    """Every row of a list with what it means, in its order; rows that name nothing included."""
    # Where rows have several cells, a name that stands alone is a heading or a note.
    widths = [sum(map(bool, each.cells.values())) for each in rows]
    wide = sum(width > 1 for width in widths) >= MOSTLY * max(len(widths), 1)
    known: dict[str, Resolved] = {}
    for each, width in zip(rows, widths, strict=True):
        if each.repeated or not each.name:
            why = "the headings again" if each.repeated else "no name stands in this row"
            yield each, Resolved("not_a_credential", 0.0, None, (), why)
            continue
        found = known.get(each.name) or resolve(taxonomy, each.name, state)
        known[each.name] = found
        if wide and width == 1 and found.status == "none":
            why = "stands alone in its row: a heading or a note"
            found = Resolved("not_a_credential", 0.0, None, (), why)
        yield each, found
