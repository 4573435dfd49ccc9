"""A server as it runs, in a process of its own, and how tests ask it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from tests.scripts.test_commands import settings

WILD = '"><script>alert(1)</script>'


@dataclass
class Answer:
    """What the server said."""

    code: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Server:
    """A running server and how it is asked."""

    host: str
    port: int
    process: subprocess.Popen[str]

    def ask(self, path: str, method: str = "GET", body: bytes | None = None, **headers: str) -> Answer:  # fmt: skip
        connection = http.client.HTTPConnection(self.host, self.port, timeout=60)
        try:
            given = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, path, body, given)
            answer = connection.getresponse()
            return Answer(
                answer.status, {k.lower(): v for k, v in answer.getheaders()}, answer.read()
            )
        finally:
            connection.close()

    def api(self, path: str, **query: str) -> Answer:
        return self.ask(f"/api/v1/{path}?{urlencode(query)}")

    def send(self, path: str, name: str, content: bytes, fields: dict[str, str], **headers: str) -> Answer:  # fmt: skip
        border = uuid.uuid4().hex
        parts = [
            f'--{border}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in fields.items()
        ]
        head = (
            f'--{border}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'
        )
        body = b"".join([*parts, head.encode(), content, f"\r\n--{border}--\r\n".encode()])
        kind = {"Content-Type": f"multipart/form-data; boundary={border}"}
        return self.ask(path, "POST", body, **kind, **headers)


@contextmanager
def running(folder: Path, *arguments: str, **environment: str) -> Iterator[Server]:
    """A server in a folder; ended as by Ctrl-C, and nothing may have gone wrong in it."""
    wanted = settings(folder, environment)
    kept = {key: value for key, value in os.environ.items() if key not in wanted}
    process = subprocess.Popen(
        [sys.executable, "-m", "scripts.cli", "serve", "--port", "0", *arguments],
        cwd=folder, env=kept | {k: v for k, v in wanted.items() if v is not None},
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://(\S+):(\d+)/", line)
        assert found, process.stderr and process.stderr.read()
        yield Server(found[1].replace("0.0.0.0", "127.0.0.1"), int(found[2]), process)
    finally:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert "Traceback" not in said, said


def pages_of(server: Server, path: str = "/") -> Answer:
    """A page of the site, once the server has made it."""
    end = time.monotonic() + 60
    while (answer := server.ask(path)).code == 503 and time.monotonic() < end:
        time.sleep(0.2)
    return answer
