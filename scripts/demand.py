"""``sought demand``: the demand table, recounted by any of its columns."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from rich.table import Table

from db.asof import as_of
from db.demand_by import BY, demand_by, withheld
from scripts import common
from scripts.check import area
from taxonomy.frameworks import former_cluster_of


def demand(
    by: Annotated[
        str, typer.Option("--by", help=f"Comma-separated: {', '.join(BY)}.")
    ] = "credential",
    state: Annotated[
        str, typer.Option("--state", help="A state's two letters, US, or remote.")
    ] = "US",
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="A Career Cluster's full name.")
    ] = None,
    since: Annotated[
        str | None,
        typer.Option("--since", help="Only jobs that were new on this date or later (YYYY-MM-DD)."),
    ] = None,
    as_of_day: common.AsOfOption = None,
    publish: Annotated[
        bool,
        typer.Option(
            "--publish", help="Withhold cells that one employer makes; for what you publish."
        ),
    ] = False,
    framework: common.FrameworkOption = common.Framework.OF_2024,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="Write to a .csv, .parquet or .json file.")
    ] = None,
    top: Annotated[int, typer.Option("--top", help="Rows shown in the terminal.")] = 40,
    json_out: Annotated[bool, typer.Option("--json", help="Print all rows as JSON.")] = False,
) -> None:
    """Shows how many jobs and employers ask for each credential.

    Jobs and employers are counted distinct in each row, so rows do not add up, and a job in several
    states counts in each. `flag` marks figures under 10 jobs and those that one employer makes.

    Example: `sought demand --by credential,state --since 2026-01-01 -o demand.csv`
    """
    columns = [part.strip() for part in by.split(",") if part.strip()]
    wrong = [c for c in columns if c not in BY]
    if wrong or not columns:
        raise common.fail(
            f"--by takes any of {', '.join(BY)}; {wrong[0] if wrong else 'nothing'!r} is none",
            common.WRONG_USAGE,
        )
    first, day = common.date_of("--since", since), common.date_of("--as-of", as_of_day)
    taxonomy = common.taxonomy(framework)
    if cluster and cluster not in taxonomy.career_clusters:
        raise common.fail(
            f"{cluster!r} is no Career Cluster; they are: {'; '.join(taxonomy.career_clusters)}",
            common.WRONG_USAGE,
        )
    engine = common.database()
    place = area(state)
    with common.database_errors(), as_of(engine, day) if day else nullcontext(engine) as where:
        rows = demand_by(
            where, columns, state=place, cluster=cluster, since=first,
            cluster_of=former_cluster_of(taxonomy),
        )  # fmt: skip
    if publish:
        rows = withheld(rows)
    if output:
        _write(rows, output)
        common.err.print(f"{len(rows):,} rows in {output}")
    elif json_out:
        common.print_json(rows.astype(object).where(rows.notna(), None).to_dict("records"))
    else:
        _show(rows, top)


def _write(rows: pd.DataFrame, output: Path) -> None:
    if output.suffix == ".csv":
        rows.to_csv(output, index=False, lineterminator="\n")
    elif output.suffix == ".parquet":
        rows.to_parquet(output, index=False)
    elif output.suffix == ".json":
        rows.to_json(output, orient="records", indent=1)
    else:
        raise common.fail(f"{output}: give a .csv, .parquet or .json file", common.WRONG_USAGE)


def _show(rows: pd.DataFrame, top: int) -> None:
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in rows.columns:
        table.add_column(
            str(column), justify="right" if pd.api.types.is_numeric_dtype(rows[column]) else "left"
        )
    for row in rows.head(top).itertuples(index=False):
        table.add_row(
            *("" if pd.isna(v) else f"{v:,}" if isinstance(v, int) else str(v) for v in row)
        )
    common.out.print(table)
    if len(rows) > top:
        common.out.print(f"... and {len(rows) - top:,} rows more (--top, or -o FILE for all)")
