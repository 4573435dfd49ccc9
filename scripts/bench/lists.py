"""How the lists of three states resolve: rows by status, and the time they take.

`python -m scripts.bench.lists [--shared FOLDER] [--data FOLDER] [--rows]`. The lists lie beside the
checkout, in ``../shared/facts``; where they are not, that is said and nothing is measured.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path
from time import perf_counter
from typing import Annotated

import typer
from rich.table import Table

from scripts import common
from taxonomy.load import DATA, TaxonomyError, load
from taxonomy.resolve import resolve_rows
from taxonomy.resolver import STATUSES
from taxonomy.statelist import read_list

SHARED = Path(os.environ.get("SOUGHT_SHARED") or Path(__file__).parents[2].parent / "shared")
# Name shown, file, column of names, state. Tennessee's has two: what schools wrote, what it is.
LISTS = (
    ("NM approved list", "state_list_NM.csv", "credential_name", "NM"),
    ("MD free text", "state_strings_MD.csv", "credential", "MD"),
    ("TN as reported", "reported_variants_TN.csv", "reported_variant", "TN"),
    ("TN official", "reported_variants_TN.csv", "credential_name", "TN"),
)


def measure(
    shared: Annotated[Path, typer.Option(help="The folder that holds facts/.")] = SHARED,
    data: Annotated[Path, typer.Option(help="The taxonomy's folder.")] = DATA,
    rows: Annotated[bool, typer.Option(help="Print every row with what it was taken for.")] = False,
) -> None:
    """Prints how many rows of each list came out exact, alias, close and so on."""
    try:
        taxonomy = load(data.resolve())
    except TaxonomyError as error:
        raise common.fail(str(error)) from None
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("list", "rows", *STATUSES, "ms a row"):
        table.add_column(column, justify="left" if column == "list" else "right")
    for name, file, column, state in LISTS:
        path = shared / "facts" / file
        if not path.exists():
            common.err.print(f"SKIPPED {name}: {path} is not there", style="bold", markup=False)
            continue
        listed = read_list(path, column=column).rows
        start = perf_counter()
        found = list(resolve_rows(taxonomy, listed, state))
        took = 1000 * (perf_counter() - start) / len(found)
        counts = Counter(resolved.status for _, resolved in found)
        table.add_row(
            name, str(len(found)), *(str(counts[status]) for status in STATUSES), f"{took:.1f}"
        )
        for each, resolved in found if rows else ():
            meant = resolved.credential.id if resolved.credential else ""
            offered = ", ".join(c.id for c in resolved.candidates[:4]) if not meant else ""
            common.out.print(
                f"{resolved.status}\t{each.name}\t{meant or offered}\t{resolved.reason}",
                markup=False,
            )
    common.out.print(table)
    common.err.print(f"{len(taxonomy.credentials):,} credentials, taxonomy {taxonomy.version}")


if __name__ == "__main__":
    typer.run(measure)
