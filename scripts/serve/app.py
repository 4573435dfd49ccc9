"""The web application: pages, the upload of a list, the API, behind the guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Annotated, Any, Literal

from fastapi import FastAPI, File, Form, Request, UploadFile
from fastapi.concurrency import run_in_threadpool
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from sqlalchemy.exc import DBAPIError
from starlette.exceptions import HTTPException as StarletteHTTPException
from starlette.formparsers import MultiPartParser
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from db.sentences import place_name
from scripts.serve import api, audits
from scripts.serve.guard import COOKIE, MOST_BYTES, SIGN_IN, Access, Guard
from scripts.serve.pages import page
from scripts.serve.publish import Pages
from scripts.serve.state import State
from taxonomy.load import TaxonomyError

# An upload stays in memory: what is larger than this would be put into a file.
MultiPartParser.spool_max_size = MOST_BYTES + 1

ABOUT = (
    "Which certifications and licenses US employers ask for in job postings: advertised demand, as "
    "counted last. It is what our sources show, not a sample of the economy; the answers say so."
)


def application(state: State, access: Access, pages: Pages) -> ASGIApp:
    """The application over a database; ``pages`` are begun with it and ended with it."""

    @asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        pages.start()
        yield
        await run_in_threadpool(pages.stop)

    app = FastAPI(
        title="Sought", version=version("sought"), description=ABOUT, lifespan=life,
        docs_url=None, redoc_url=None, openapi_url="/api/openapi.json",
    )  # fmt: skip
    app.state.held = state
    app.add_middleware(GZipMiddleware)
    app.include_router(api.router)
    _pages(app, state, access, pages)
    for kind in (StarletteHTTPException, RequestValidationError, DBAPIError):
        app.add_exception_handler(kind, _failed(pages))
    return Guard(app, access)


def _pages(app: FastAPI, state: State, access: Access, pages: Pages) -> None:
    areas = [(code, place_name(code)) for code in api.AREAS if code != "remote"]

    @app.get("/audit.html", include_in_schema=False)
    def audit_form() -> Response:
        return page(pages.folder, "audit_form", areas=areas, most=MOST_BYTES // 1024 // 1024)

    @app.post("/audit.html", include_in_schema=False)
    async def audit_report(
        file: Annotated[UploadFile, File()],
        area: Annotated[str, Form(alias="state", max_length=10)],
        column: Annotated[str, Form(max_length=200)] = "",
        framework: Annotated[Literal["2024", "2002"], Form()] = "2024",
    ) -> Response:
        content, name = await file.read(), file.filename or "list.csv"
        given: dict[str, Any] = {"areas": areas, "most": MOST_BYTES // 1024 // 1024, "chosen": area}
        try:
            report = await run_in_threadpool(
                audits.audit,
                state,
                name,
                content,
                api.area_of(area),
                column.strip() or None,
                framework,
            )
        except (TaxonomyError, audits.BusyError) as error:
            code = 503 if isinstance(error, audits.BusyError) else 422
            return page(pages.folder, "audit_form", code, problem=str(error), **given)
        return await run_in_threadpool(_shown, report, pages.folder)

    @app.get("/api.html", include_in_schema=False)
    def api_page() -> Response:
        return page(pages.folder, "api", paths=app.openapi()["paths"], secret=access.token is not None)  # fmt: skip

    @app.get(SIGN_IN, include_in_schema=False)
    def sign_in() -> Response:
        return page(None, "sign_in")

    @app.post(SIGN_IN, include_in_schema=False)
    def signed_in(request: Request, token: Annotated[str, Form(max_length=500)]) -> Response:
        if not access.knows(token.strip()):
            return page(None, "sign_in", 401, wrong=True)
        answer = RedirectResponse("/", 303)
        answer.set_cookie(
            COOKIE, access.ticket, httponly=True, samesite="strict", secure=request.url.scheme == "https"
        )  # fmt: skip
        return answer

    app.mount("/", _Site(pages))


def _shown(report: Any, folder: Path) -> Response:
    xlsx = audits.data_url(audits.XLSX, audits.as_xlsx(report))
    text = audits.data_url("text/csv;charset=utf-8", audits.as_csv(report))
    answer = page(
        folder,
        "audit_report",
        report=report,
        s=report.summary,
        means=audits.MEANS,
        xlsx=xlsx,
        csv=text,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


class _Site(StaticFiles):
    """The files of the site's folder, whichever it is just now."""

    def __init__(self, pages: Pages) -> None:
        super().__init__(html=True, check_dir=False)
        self.pages = pages

    def lookup_path(self, path: str) -> Any:
        self.all_directories = [self.pages.folder]
        if Path(path).name.startswith("."):
            return "", None  # the folder's mark is no page
        return super().lookup_path(path)

    async def check_config(self) -> None:
        """The folder may come later."""


def _failed(pages: Pages) -> Any:
    """Answers what went wrong: to programs as JSON, to people as a page."""

    async def answer(request: Request, error: Exception) -> Response:
        headers: dict[str, str] = {}
        if isinstance(error, RequestValidationError):
            code, said = 422, "; ".join(f"{'.'.join(map(str, e['loc'][1:]))}: {e['msg']}" for e in error.errors())  # fmt: skip
        elif isinstance(error, StarletteHTTPException):
            code, said, headers = error.status_code, str(error.detail), dict(error.headers or {})
        else:
            code, said = 503, "the database does not answer; try again in a minute"
        if code == 404 and not pages.ready and not request.url.path.startswith("/api"):
            code, said = 503, "The pages are being made; this takes a few minutes after the start."
            headers["Retry-After"] = "20"
        if request.url.path.startswith("/api") or "text/html" not in request.headers.get(
            "accept", ""
        ):
            return JSONResponse({"detail": said}, code, headers)
        shown: HTMLResponse = page(pages.folder, "problem", code, said=said)
        shown.headers.update(headers)
        return shown

    return answer
