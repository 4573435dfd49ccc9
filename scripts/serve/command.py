"""``sought serve``: the pages, the audit and the API in a browser, over the live database."""

from __future__ import annotations

import os
import socket
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated

import typer
import uvicorn

from scripts import common
from scripts.serve.app import application
from scripts.serve.guard import LOOPBACK, Access
from scripts.serve.publish import Pages
from scripts.serve.state import State

SHORTEST_TOKEN = 16
MOST_AT_ONCE = 200


def serve(
    host: Annotated[str, typer.Option("--host", help="Where to listen.")] = "127.0.0.1",
    port: Annotated[
        int, typer.Option("--port", min=0, max=65535, help="0: any that is free.")
    ] = 8321,
    token_file: Annotated[
        Path | None,
        typer.Option("--token-file", help="A file with the token, or SOUGHT_SERVE_TOKEN."),
    ] = None,
    site: Annotated[
        Path | None,
        typer.Option("--site", help="Pages that a nightly run publishes, in place of own ones."),
    ] = None,
) -> None:
    """Serves the pages, the audit of lists and a JSON API.

    Only this machine can reach it, unless --host says otherwise; then readers must know a token.
    Nothing that is sent is kept.

    Example: `sought serve --site public/`
    """
    token = _token(token_file)
    if token is None and not _is_loopback(host):
        raise common.fail(
            f"to listen at {host} a token is needed: put one of {SHORTEST_TOKEN} letters or more into a file and "
            "name it with --token-file, or set SOUGHT_SERVE_TOKEN",
            common.WRONG_USAGE,
        )
    if site is not None and not site.is_dir():
        raise common.fail(
            f"{site} is no folder; make it with: sought site {site}", common.WRONG_USAGE
        )
    state = State(common.database(), common.taxonomy(), common.now)
    try:
        listening = _listen(host, port)
    except OSError as error:
        raise common.fail(f"cannot listen at {host}, port {port}: {error.strerror}") from None
    access = Access(token, frozenset({*LOOPBACK, host.lower()}))
    server = uvicorn.Server(
        uvicorn.Config(
            application(state, access, Pages(state, site)), log_level="warning", access_log=False,
            server_header=False, limit_concurrency=MOST_AT_ONCE, timeout_keep_alive=10,
            timeout_graceful_shutdown=5, proxy_headers=False,
        )
    )  # fmt: skip
    shown = f"[{host}]" if ":" in host else host
    common.out.print(
        f"Sought is served at http://{shown}:{listening.getsockname()[1]}/ (Ctrl-C ends it)",
        markup=False,
    )
    server.run(sockets=[listening])


def _token(file: Path | None) -> str | None:
    given = os.environ.get("SOUGHT_SERVE_TOKEN")
    if file is not None:
        try:
            given = file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise common.fail(f"{file} cannot be read: {error}", common.WRONG_USAGE) from None
    token = (given or "").strip() or None
    if (file is not None or token) and len(token or "") < SHORTEST_TOKEN:
        raise common.fail(f"the token is shorter than {SHORTEST_TOKEN} letters", common.WRONG_USAGE)
    return token


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((host, port))
        made.listen(MOST_AT_ONCE)
    except OSError:
        made.close()
        raise
    return made
