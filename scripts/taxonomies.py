"""``sought taxonomy``: the list of credentials, shown, checked, given out."""

from __future__ import annotations

import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from scripts import common
from scripts.taxonomy_import import import_list
from scripts.taxonomy_propose import propose
from taxonomy.diff import Difference, version_directory
from taxonomy.diff import diff as difference
from taxonomy.export import write_csv, write_ctdl, write_jsonl, write_skos
from taxonomy.find import choose, find
from taxonomy.load import DATA, ONET_TITLES, TaxonomyError, load
from taxonomy.onet import read_onet, write_onet
from taxonomy.sort import sort_files
from taxonomy.validate import validate as problems_of

app = typer.Typer(no_args_is_help=True, help="The credentials that Sought knows.")


class Format(StrEnum):
    """What the taxonomy is exported as."""

    JSONL = "jsonl"
    CSV = "csv"
    SKOS = "skos"
    CTDL = "ctdl"


WRITERS = {
    Format.JSONL: write_jsonl,
    Format.CSV: write_csv,
    Format.SKOS: write_skos,
    Format.CTDL: write_ctdl,
}


@app.command("list")
def list_credentials(
    cluster: Annotated[
        str | None,
        typer.Option(
            "--cluster", help="Only this Career Cluster, by its full name, or Cross-cutting."
        ),
    ] = None,
    framework: common.FrameworkOption = common.Framework.OF_2024,
    json_out: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Lists the credentials.

    Example: `sought taxonomy list --cluster Construction`
    """
    taxonomy = common.taxonomy(framework)
    chosen = [
        c for c in taxonomy.credentials.values() if cluster is None or cluster in c.career_clusters
    ]
    if cluster and not chosen:
        raise common.fail(
            f"no credential lies in {cluster!r}; clusters are: {'; '.join(taxonomy.career_clusters)}",
            common.WRONG_USAGE,
        )
    if json_out:
        common.print_json(
            [
                {"id": c.id, "name": c.name, "type": c.type, "career_clusters": c.career_clusters}
                for c in chosen
            ]
        )
        return
    table = Table(box=None, pad_edge=False, header_style="bold")
    for column in ("id", "name", "type", "Career Cluster"):
        table.add_column(column)
    for c in chosen:
        table.add_row(c.id, c.name, c.type, c.career_clusters[0])
    common.out.print(table)
    common.err.print(f"{len(chosen):,} credentials, taxonomy {taxonomy.version}")


@app.command()
def show(
    name: Annotated[
        str, typer.Argument(help="A credential's name, alias or id; it may be misspelled.")
    ],
    framework: common.FrameworkOption = common.Framework.OF_2024,
    json_out: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Shows all that is known of a credential.

    Example: `sought taxonomy show "CDL A"`
    """
    taxonomy = common.taxonomy(framework)
    found = find(taxonomy, name)
    chosen = choose(found)
    if chosen is None:
        nearest = (
            "; ".join(f"{f.credential.name} ({f.credential.id})" for f in found) or "nothing near"
        )
        raise common.fail(
            f"{name!r} names no one credential; nearest: {nearest}", common.SOME_FAILED
        )
    c = chosen.credential
    issuer = taxonomy.issuers.get(c.issuer or "")
    if json_out:
        common.print_json({**asdict(c), "issuer": issuer.name if issuer else None})
        return
    parent = taxonomy.credentials.get(c.parent or "")
    common.out.print(c.name, style="bold", markup=False)
    table = Table(box=None, show_header=False, pad_edge=False)
    for label, value in (
        ("id", c.id),
        ("type", c.type),
        ("category", c.category.replace("_", " ")),
        ("issued by", issuer.name if issuer else "several bodies, or each state"),
        ("family", parent.name if parent else ""),
        (
            "members",
            "; ".join(taxonomy.credentials[i].name for i in taxonomy.children.get(c.id, ())),
        ),
        ("states", ", ".join(c.states)),
        (
            "occupations",
            "; ".join(
                f"{soc} {taxonomy.occupations[soc].title}"
                for soc in c.socs
                if soc in taxonomy.occupations
            ),
        ),
        ("Career Clusters", "; ".join(c.career_clusters)),
        ("entry level", "yes" if c.entry_level else "no"),
        ("where to check", c.source),
        ("notes", c.notes),
        (
            "also written",
            "; ".join(a.form + (" (ambiguous)" if a.ambiguous else "") for a in c.aliases),
        ),
        ("on lists also", "; ".join(c.list_forms)),
    ):
        if value:
            table.add_row(label, value)
    common.out.print(table)


@app.command()
def validate(
    directory: Annotated[Path, typer.Argument(help="The folder with the CSV files.")] = DATA,
) -> None:
    """Checks the taxonomy's files; says file, line and mend of each problem. Exit code 1: some.

    Example: `sought taxonomy validate`
    """
    problems = problems_of(directory)
    for problem in problems:
        common.out.print(str(problem), markup=False)
    if problems:
        common.err.print(f"{len(problems):,} problems")
        raise typer.Exit(common.SOME_FAILED)
    common.out.print("The taxonomy is sound.")


@app.command()
def sort(
    directory: Annotated[Path, typer.Argument(help="The folder with the CSV files.")] = DATA,
) -> None:
    """Puts the rows of the CSV files into their order.

    Example: `sought taxonomy sort`
    """
    changed = sort_files(directory)
    common.out.print(f"Sorted: {', '.join(changed)}" if changed else "All files were in order.")


@app.command()
def diff(
    before: Annotated[
        str, typer.Argument(help="A version such as 0.1.0, a git revision, a folder, or now.")
    ],
    after: Annotated[str, typer.Argument(help="As before.")] = "now",
    json_out: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False,
) -> None:
    """Says what changed between two versions of the taxonomy.

    Exit code 1: an id is gone, which must not be, since ids are never used again.

    Example: `sought taxonomy diff 0.1.0 now`
    """
    try:
        with version_directory(before) as old, version_directory(after) as new:
            found = difference(old, new)
    except TaxonomyError as error:
        raise common.fail(str(error), common.WRONG_USAGE) from None
    if json_out:
        common.print_json(asdict(found))
    else:
        _say_difference(found)
    if found.removed:
        raise common.fail(
            f"gone: {', '.join(found.removed)}; put the rows back and name their successors",
            common.SOME_FAILED,
        )


def _say_difference(found: Difference) -> None:
    def say(line: str) -> None:
        common.out.print(line, markup=False)

    say(
        f"{len(found.added):,} added, {len(found.retired):,} retired, {len(found.removed):,} gone, "
        f"{len(found.changed):,} changed"
    )
    for own, name in found.added.items():
        say(f"+ {own}  {name}")
    for own, name in found.removed.items():
        say(f"- {own}  {name}")
    for each in found.changed:
        say(f"~ {each.id}  {each.name}")
        for column, (cell, now) in each.fields.items():
            say(f"    {column}: {cell or 'nothing'} -> {now or 'nothing'}")
        for sign, forms in (("+", each.aliases_added), ("-", each.aliases_removed)):
            for form in forms:
                say(f"    {sign} also written {form}")


@app.command()
def export(
    form: Annotated[
        Format, typer.Option("--format", help="skos is Turtle, ctdl JSON-LD.")
    ] = Format.JSONL,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="A file; the terminal by default.")
    ] = None,
) -> None:
    """Writes the taxonomy for other programs.

    Example: `sought taxonomy export --format jsonl -o taxonomy.jsonl`
    """
    taxonomy = common.taxonomy()
    if output is None:
        WRITERS[form](taxonomy, sys.stdout)
        return
    with common.whole_file(output) as file:
        count = WRITERS[form](taxonomy, file)
    common.err.print(f"{count:,} credentials in {output}")


update = typer.Typer(no_args_is_help=True, help="Adds what others publish, from their own files.")
app.add_typer(update, name="update")


@update.command("onet")
def update_onet(
    directory: Annotated[
        Path, typer.Argument(metavar="DIR", help="The folder of the unpacked O*NET download.")
    ],
    data: Annotated[Path, typer.Option("--data", help="The taxonomy's folder.")] = DATA,
) -> None:
    """Adds O*NET's own job titles to ours, which stay the first to be believed.

    Reads Occupation Data, Alternate Titles and Sample of Reported Titles (.txt or .xlsx).

    Example: `sought taxonomy update onet db_30_0_text/`
    """
    try:
        taxonomy = load(data.resolve())
        titles = read_onet(directory)
        with common.err.status("Writing titles"):
            count = write_onet(taxonomy, titles, data)
    except TaxonomyError as error:
        raise common.fail(str(error)) from None
    except OSError as error:
        raise common.fail(f"{data} cannot be written: {error.strerror}") from None
    common.out.print(
        f"{count:,} of {len(titles):,} titles are in {ONET_TITLES}; `sought extract` reads all "
        "postings again, since the taxonomy's version has changed."
    )


app.command("import")(import_list)
app.command("propose")(propose)
