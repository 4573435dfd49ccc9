"""The JSON API: what ``sought check``, ``demand`` and ``audit`` say, to programs."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, File, Form, HTTPException, Query, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel, Field

from db.check import check
from db.demand_by import BY, demand_by
from db.sentences import place_name
from scripts.audits.files import as_json
from scripts.serve import audits
from scripts.serve.state import State
from scripts.taxonomy_import import ALL_STATES
from taxonomy.find import choose, find
from taxonomy.frameworks import former_cluster_of, in_framework
from taxonomy.load import TaxonomyError

router = APIRouter(prefix="/api/v1")
AREAS = ("US", "remote", *(str(each.abbr) for each in ALL_STATES))
MOST_FOUND = 50
MOST_ROWS = 10_000

Framework = Literal["2024", "2002"]
FRAMEWORK_SAYS = "The edition of the Career Clusters."
AreaParameter = Annotated[
    str, Query(description="A state's two letters, US, or remote.", examples=["OH"])
]


class Match(BaseModel):
    """A credential that a search found."""

    id: str = Field(examples=["servsafe-manager"])
    name: str
    score: float = Field(description="Likeness, 0 to 100.")
    status: str = Field(description="exact, alias or close.")


class Described(BaseModel):
    """A credential of the taxonomy."""

    id: str
    name: str
    type: str = Field(
        description="license, certification, certificate, registration or endorsement"
    )
    category: str
    issuer: str | None
    aliases: list[str]
    career_clusters: list[str] = Field(description="Of 2024, the most typical first.")
    socs: list[str] = Field(description="SOC 2018 occupations that it is for; none: any.")
    parent: str | None
    states: list[str] = Field(description="The states whose own it is; none: all.")


class Place(BaseModel):
    """A state, the nation or remote work."""

    code: str
    name: str


def state_of(request: Request) -> State:
    """What the server holds."""
    held: State = request.app.state.held
    return held


def area_of(given: str) -> str:
    """An area's code; answers 422 where it is none."""
    code = "remote" if given.lower() == "remote" else given.strip().upper()
    if code not in AREAS:
        raise HTTPException(
            422, f"{given!r} is no state; give two letters such as OH, US or remote"
        )
    return code


@router.get("/credentials", summary="Search credentials by name, acronym or near spelling")
def credentials(
    request: Request,
    q: Annotated[str, Query(min_length=1, max_length=200, examples=["servsafe manger"])],
    limit: Annotated[int, Query(ge=1, le=MOST_FOUND)] = 10,
) -> list[Match]:
    """The credentials that a name may mean, the likeliest first."""
    state = state_of(request)
    found = state.remembered(("find", q), lambda: find(state.taxonomy, q))
    return [
        Match(id=f.credential.id, name=f.credential.name, score=round(f.score, 1), status=f.status)
        for f in found[:limit]
    ]


@router.get("/credentials/{credential_id}", summary="One credential of the taxonomy")
def credential(request: Request, credential_id: str) -> Described:
    """What the taxonomy says of it."""
    taxonomy = state_of(request).taxonomy
    found = taxonomy.credentials.get(credential_id)
    if found is None:
        raise HTTPException(404, f"the taxonomy has no credential {credential_id!r}")
    issuer = taxonomy.issuers.get(found.issuer or "")
    return Described(
        id=found.id, name=found.name, type=found.type, category=found.category,
        issuer=issuer.name if issuer else None, aliases=[a.form for a in found.aliases],
        career_clusters=list(found.career_clusters), socs=list(found.socs), parent=found.parent,
        states=list(found.states),
    )  # fmt: skip


@router.get("/check", summary="Is this credential asked for?")
def check_credential(
    request: Request,
    name: Annotated[
        str,
        Query(
            min_length=1,
            max_length=200,
            description="Its name, an acronym, a near spelling, or its id.",
            examples=["ServSafe Manager"],
        ),
    ],
    state: AreaParameter = "US",
    framework: Annotated[Framework, Query(description=FRAMEWORK_SAYS)] = "2024",
) -> dict[str, Any]:
    """The same as `sought check NAME --state XX --json`: verdict, numbers, trend, evidence, limits.

    Where the name may mean several, `credential` is null and `candidates` lists them.
    """  # fmt: skip
    held, area = state_of(request), area_of(state)
    found = held.remembered(("find", name), lambda: find(held.taxonomy, name))
    chosen = choose(found)
    candidates = [
        {"id": f.credential.id, "name": f.credential.name, "score": f.score}
        for f in found
        if chosen is None or f.credential.id != chosen.credential.id
    ]
    if chosen is None:
        return {"credential": None, "candidates": candidates}
    answer: dict[str, Any] = held.remembered(
        ("check", chosen.credential.id, area, framework),
        lambda: answer_for(held, chosen.credential.id, area, framework),
    )
    return answer | {"candidates": candidates}


def answer_for(state: State, chosen: str, area: str, framework: Framework) -> dict[str, Any]:
    """What ``sought check`` answers for a credential's id, occupations with their titles."""
    taxonomy = in_framework(state.taxonomy, framework)
    known = taxonomy.occupations
    groups = {soc: o.oews_group for soc, o in known.items() if o.oews_group}
    answer = check(
        state.engine,
        taxonomy.credentials[chosen],
        area,
        state.now().date(),
        former_cluster_of(taxonomy),
        groups,
        state.columns(),
    )
    for row in (*answer["who_asks"]["occupations"], *answer["wages"]):
        row["title"] = known[row["soc"]].title if row["soc"] in known else row["soc"]
    return answer


@router.get("/demand", summary="The demand table")
def demand(
    request: Request,
    by: Annotated[
        str,
        Query(
            max_length=100,
            description=f"Comma-separated, of: {', '.join(BY)}.",
            examples=["credential,state"],
        ),
    ] = "credential",
    state: AreaParameter = "US",
    cluster: Annotated[
        str | None, Query(max_length=100, description="A Career Cluster's full name.")
    ] = None,
    since: Annotated[date | None, Query(description="Only jobs new on this date or later.")] = None,
    framework: Annotated[Framework, Query(description=FRAMEWORK_SAYS)] = "2024",
    limit: Annotated[int, Query(ge=1, le=MOST_ROWS)] = 1_000,
) -> list[dict[str, Any]]:
    """The same as `sought demand`. Jobs and employers are distinct in each row, so rows do not add up."""  # fmt: skip
    held, area = state_of(request), area_of(state)
    columns = tuple(part.strip() for part in by.split(",") if part.strip())
    wrong = [column for column in columns if column not in BY]
    if wrong or not columns:
        raise HTTPException(422, f"by takes any of {', '.join(BY)}; {by!r} is not")
    taxonomy = in_framework(held.taxonomy, framework)
    if cluster is not None and cluster not in taxonomy.career_clusters:
        raise HTTPException(
            422, f"{cluster!r} is no Career Cluster; they are at /api/v1/career-clusters"
        )

    def rows() -> list[dict[str, Any]]:
        found = demand_by(
            held.engine, list(columns), state=area, cluster=cluster, since=since,
            cluster_of=former_cluster_of(taxonomy),
        )  # fmt: skip
        top = found.head(MOST_ROWS).astype(object)
        return [{str(k): v for k, v in row.items()} for row in top.where(top.notna(), None).to_dict("records")]  # fmt: skip

    table: list[dict[str, Any]] = held.remembered(
        ("demand", columns, area, cluster, since, framework), rows
    )
    return table[:limit]


@router.get("/states", summary="The areas that may be asked for")
def states() -> list[Place]:
    """States, DC, territories, the nation, remote work."""
    return [Place(code=code, name=place_name(code)) for code in AREAS]


@router.get("/career-clusters", summary="The Career Clusters")
def career_clusters(
    request: Request,
    framework: Annotated[Framework, Query(description=FRAMEWORK_SAYS)] = "2024",
) -> list[str]:
    """Their full names."""
    return list(in_framework(state_of(request).taxonomy, framework).career_clusters)


@router.post(
    "/audit",
    summary="A state's list against demand",
    response_model=None,
    responses={
        200: {
            "description": "The report",
            "content": {"application/json": {}, audits.XLSX: {}, "text/csv": {}},
        }
    },
)
async def audit(
    request: Request,
    file: Annotated[
        UploadFile, File(description="The list as .csv or .xlsx; it is read and not kept.")
    ],
    state: Annotated[str, Form(description="Whose list it is: two letters, or US.")],
    column: Annotated[str | None, Form(description="The heading of the column of names.")] = None,
    framework: Annotated[Framework, Form(description=FRAMEWORK_SAYS)] = "2024",
    format: Annotated[Literal["json", "xlsx", "csv"], Form()] = "json",
) -> Any:
    """The same as `sought audit LIST --state XX`, but nothing is kept: rows, candidates, what lacks."""  # fmt: skip
    area = area_of(state)
    if area == "remote":
        raise HTTPException(422, "an audit is for a state, or US")
    content, name = await file.read(), file.filename or "list.csv"
    try:
        report = await run_in_threadpool(
            audits.audit, state_of(request), name, content, area, column, framework
        )
    except TaxonomyError as error:
        raise HTTPException(422, str(error)) from None
    except audits.BusyError as error:
        raise HTTPException(503, str(error), {"Retry-After": "60"}) from None
    if format == "json":
        return as_json(report)
    made, kind = (audits.as_xlsx, audits.XLSX) if format == "xlsx" else (audits.as_csv, "text/csv")
    saved = {
        "Content-Disposition": f'attachment; filename="audit.{format}"',
        "Cache-Control": "no-store",
    }
    return Response(await run_in_threadpool(made, report), media_type=kind, headers=saved)
