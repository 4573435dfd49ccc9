"""The server as it runs: a process of its own, asked over HTTP."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import socket
import zipfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

import lxml.html
import pytest
from openpyxl import Workbook, load_workbook

from scripts.serve.guard import HEADERS, MOST_BYTES
from tests.scripts.serve.serving import WILD, Server, pages_of, running
from tests.scripts.test_audit import LIST, postings
from tests.scripts.test_commands import here

TOKEN = "a token that nobody guesses"


@pytest.fixture(scope="module")
def guarded(folder: Path) -> Iterator[Server]:
    """A server that anybody can reach who knows the token."""
    (folder / "token").write_text(TOKEN + "\n", "utf-8")
    with running(folder, "--site", "public", "--host", "0.0.0.0", "--token-file", "token") as made:
        yield made


def test_the_pages_are_those_of_the_site(server: Server, folder: Path) -> None:
    for path in ("index.html", "method.html", "site.css", "states/OH.html", "credentials/rn.html"):
        answer = server.ask(f"/{path}")
        assert (answer.code, answer.body) == (200, (folder / "public" / path).read_bytes())
    assert server.ask("/").body == server.ask("/index.html").body
    again = server.ask("/site.css", If_None_Match=server.ask("/site.css").headers["etag"])
    assert again.code == 304


def test_what_is_long_comes_compressed_to_those_who_can_read_that(server: Server) -> None:
    page = server.ask("/credentials/rn.html")
    packed = server.ask("/credentials/rn.html", Accept_Encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert len(packed.body) < len(page.body) / 2
    assert gzip.decompress(packed.body) == page.body
    assert packed.headers["content-security-policy"] == page.headers["content-security-policy"]


def test_without_a_folder_it_makes_the_pages_itself_and_again_after_a_count(folder: Path) -> None:
    with running(folder) as server:
        assert server.ask("/audit.html").code == 200  # does not wait for the pages
        home = pages_of(server)
        assert home.code == 200
        assert "Registered Nurse" in home.text
        assert server.ask("/credentials/rn.html").code == 200


@pytest.mark.parametrize(
    "path",
    ["/nothing.html", "/../sought.db", "/..%2fsought.db", "/%2e%2e/sought.db", "/states/../../sought.db",
     "/.sought-site", "/credentials/%00.html", "//etc/passwd", "/" + "a" * 5000],
)  # fmt: skip
def test_nothing_but_the_pages_is_served(server: Server, path: str) -> None:
    answer = server.ask(path)
    assert answer.code in (400, 404, 414)
    assert b"SQLite" not in answer.body


def test_every_answer_says_what_a_browser_may_do_with_it(server: Server) -> None:
    for path in (
        "/",
        "/audit.html",
        "/nothing",
        "/api/v1/states",
        "/api/openapi.json",
        "/site.css",
    ):
        headers = server.ask(path, Accept="text/html").headers
        for name, value in HEADERS.items():
            assert headers[name.lower()] == value, path
        assert "server" not in headers
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    for path in ("/audit.html", "/api.html", "/nothing"):
        tree = lxml.html.document_fromstring(server.ask(path, Accept="text/html").body)
        assert not tree.xpath("//script[not(@src)] | //style | //@style | //@*[starts-with(name(), 'on')]")  # fmt: skip


def test_check_says_what_the_command_says(server: Server, folder: Path) -> None:
    said = json.loads(here(folder, "check", "Registered Nurse", "--state", "OH", "--json").stdout)
    assert server.api("check", name="registered nurse", state="oh").json == said
    assert server.api("check", name="rn", state="OH").json["jobs"] == said["jobs"] == 21
    unknown = server.api("check", name="Zzyzx Moonlighting").json
    assert unknown["credential"] is None
    assert server.api("check", name="rn", state="Mars").code == 422
    assert server.api("check").code == 422


def test_demand_says_what_the_command_says(server: Server, folder: Path) -> None:
    said = json.loads(here(folder, "demand", "--by", "credential,state", "--json").stdout)
    assert server.api("demand", by="credential,state").json == said
    assert len(server.api("demand", limit="2").json) == 2
    for wrong in ({"by": "shoe size"}, {"by": ""}, {"cluster": "Magic"}, {"since": "soon"}, {"limit": "0"}):  # fmt: skip
        assert server.api("demand", **wrong).code == 422


def test_clusters_of_2002_are_given_where_they_are_asked_for(server: Server) -> None:
    clusters = server.api("career-clusters", framework="2002").json
    assert "Health Science" in clusters
    check = server.api("check", name="rn", state="OH", framework="2002").json
    assert list(check["who_asks"]["career_clusters"]) == ["Health Science"]
    rows = server.api("demand", by="career_cluster", framework="2002").json
    assert {row["career_cluster"] for row in rows} <= {*clusters, "unknown"}
    sent = {"state": "OH", "framework": "2002"}
    audit = server.send("/api/v1/audit", "list.csv", LIST.encode(), sent).json
    assert {row["career_cluster"] for row in audit["lacking"]} <= {*clusters, "Cross-cutting"}
    assert server.api("check", name="rn", framework="1066").code == 422


def test_search_forgives_typos(server: Server) -> None:
    found = server.api("credentials", q="registerd nurse").json
    assert found[0]["id"] == "rn"
    assert server.api(f"credentials/{found[0]['id']}").json["name"] == "Registered Nurse"
    assert server.api("credentials/no-such").code == 404
    assert "Healthcare & Human Services" in server.api("career-clusters").json
    assert {"code": "OH", "name": "Ohio"} in server.api("states").json


def test_the_description_of_the_api_names_every_way_to_ask(server: Server) -> None:
    described = server.ask("/api/openapi.json").json
    assert described["openapi"].startswith("3.")
    assert set(described["paths"]) == {
        f"/api/v1/{name}"
        for name in ("audit", "career-clusters", "check", "credentials", "credentials/{credential_id}", "demand", "states")
    }  # fmt: skip
    for methods in described["paths"].values():
        for about in methods.values():
            assert about["summary"]
            assert about["description"]
    assert "/api/v1/check" in server.ask("/api.html").text


def test_a_list_is_audited_as_the_command_does_and_not_kept(server: Server, folder: Path) -> None:
    (folder / "list.csv").write_text(LIST, "utf-8")
    said = json.loads(here(folder, "audit", "list.csv", "--state", "OH", "--no-keep", "--json").stdout)  # fmt: skip
    before = sorted(p.name for p in folder.rglob("*"))
    answer = server.send("/api/v1/audit", "list.csv", LIST.encode(), {"state": "OH"})
    assert answer.json == said
    table = server.send(
        "/api/v1/audit", "list.csv", LIST.encode(), {"state": "OH", "format": "csv"}
    )
    assert len(list(csv.DictReader(io.StringIO(table.text)))) == len(said["rows"])
    book = server.send(
        "/api/v1/audit", "list.csv", LIST.encode(), {"state": "OH", "format": "xlsx"}
    )
    assert load_workbook(io.BytesIO(book.body)).sheetnames[1] == "Rows"
    assert 'filename="audit.xlsx"' in book.headers["content-disposition"]
    assert sorted(p.name for p in folder.rglob("*")) == before
    assert json.loads(here(folder, "audit", "list", "--json").stdout) == []


def test_a_list_is_shown_as_a_page_with_files_to_save(server: Server) -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (["Approved list 2026"], [], ["Code", "Credential"], [1, "Registered Nurse"],
                 [2, f"CPR {WILD}"], [3, "First Aid/CPR"], [4, "=1+1"]):  # fmt: skip
        sheet.append(line)
    sheet["B7"].data_type = "s"
    file = io.BytesIO()
    book.save(file)
    answer = server.send("/audit.html", "approved.xlsx", file.getvalue(), {"state": "OH"})
    assert answer.code == 200
    assert answer.headers["cache-control"] == "no-store"
    tree = lxml.html.document_fromstring(answer.body)
    rows = tree.xpath("//h2[@id='rows']/following::table[1]/tbody/tr")
    assert [row.xpath("string(th)") for row in rows] == ["Registered Nurse", f"CPR {WILD}", "First Aid/CPR", "=1+1"]  # fmt: skip
    assert rows[0].xpath(".//a/@href") == ["/credentials/rn.html"]
    assert not tree.xpath("//main//script")
    saved = tree.xpath("//a[@download='audit.xlsx']/@href")[0]
    rows_sheet = load_workbook(io.BytesIO(base64.b64decode(saved.partition(",")[2])))["Rows"]
    assert rows_sheet.max_row == 5
    assert "/index.html" in tree.xpath("//header//a/@href")  # in the frame of the site


def bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"0" * 60_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("list.pdf", b"%PDF-1.7", "no CSV or XLSX file"),
        ("list.xlsx", b"PK\x03\x04 nothing", "no workbook that can be read"),
        ("list.csv", b"\x00\x01\x02", "no CSV file"),
        ("list.csv", b"", "no column"),
        ("list.csv", b"a,b\n1,2\n", "no column"),
        ("bomb.xlsx", None, "unpacks to more than 40 MB"),
        ("list.csv", b"Credential\n" + b"RN\n" * 3001, "at most 3,000"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(
    server: Server, name: str, content: bytes | None, said: str
) -> None:
    sent = bomb() if content is None else content
    answer = server.send("/api/v1/audit", name, sent, {"state": "OH"})
    assert answer.code == 422
    assert said in answer.json["detail"]
    page = server.send("/audit.html", name, sent, {"state": "OH"}, Accept="text/html")
    assert page.code == 422
    assert "The list could not be checked." in page.text


def test_more_than_may_be_sent_is_not_read(server: Server) -> None:
    large = b"x" * (MOST_BYTES + 1)
    answer = server.send("/api/v1/audit", "list.csv", large, {"state": "OH"})
    assert answer.code == 413
    # Without a length, as it comes.
    with socket.create_connection((server.host, server.port), timeout=30) as raw:
        raw.sendall(
            b"POST /api/v1/audit HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
            b"Content-Type: multipart/form-data; boundary=b\r\n\r\n"
        )
        head = b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.csv"\r\n\r\n'
        raw.sendall(f"{len(head):x}\r\n".encode() + head + b"\r\n")
        part = b"10000\r\n" + b"y" * 65536 + b"\r\n"
        received = b""
        try:
            for _ in range(MOST_BYTES // 65536 + 20):
                raw.sendall(part)
            received = raw.recv(100)
        except OSError:
            received = received or b"closed"
    assert b"413" in received or received == b"closed"
    assert server.api("states").code == 200


def test_a_page_of_another_site_can_neither_send_nor_read(server: Server) -> None:
    fields = {"state": "OH"}
    for headers in ({"Origin": "https://evil.example"}, {"Sec_Fetch_Site": "cross-site"}, {"Origin": "null"}):  # fmt: skip
        assert server.send("/api/v1/audit", "list.csv", b"Credential\nRN\n", fields, **headers).code == 403  # fmt: skip
    own = f"http://{server.host}:{server.port}"
    assert server.send("/api/v1/audit", "list.csv", b"Credential\nRN\n", fields, Origin=own).code == 200  # fmt: skip
    # A name that somebody points at this machine.
    assert server.ask("/api/v1/states", Host="evil.example").code == 421
    assert server.ask("/api/v1/states", Host=f"localhost:{server.port}").code == 200


def test_elsewhere_than_here_a_token_is_needed(folder: Path, tmp_path: Path) -> None:
    assert "a token is needed" in here(folder, "serve", "--host", "0.0.0.0", code=2).stderr
    short = here(folder, "serve", "--host", "0.0.0.0", code=2, SOUGHT_SERVE_TOKEN="short")
    assert "shorter than 16" in short.stderr
    assert "cannot be read" in here(folder, "serve", "--token-file", "none", code=2).stderr
    assert "is no folder" in here(folder, "serve", "--site", "nowhere", code=2).stderr
    assert TOKEN not in short.stderr


def test_with_a_token_nothing_is_said_without_it(guarded: Server) -> None:
    for path in ("/", "/api/v1/states", "/api/openapi.json", "/site.css", "/audit.html"):
        assert guarded.ask(path).code == 401
    assert guarded.ask("/", Accept="text/html").headers["location"] == "/sign-in"
    assert guarded.ask("/api/v1/states", Authorization=f"Bearer {TOKEN}").code == 200
    assert guarded.ask("/api/v1/states", Authorization="Bearer wrong").code == 401
    assert guarded.ask("/api/v1/states", Cookie="sought=wrong").code == 401
    assert guarded.send("/audit.html", "list.csv", b"Credential\nRN\n", {"state": "OH"}).code == 401


def test_a_browser_signs_in(guarded: Server) -> None:
    form = {"Content_Type": "application/x-www-form-urlencoded"}
    wrong = guarded.ask("/sign-in", "POST", b"token=wrong", **form)
    assert wrong.code == 401
    assert "That is not the token." in wrong.text
    done = guarded.ask("/sign-in", "POST", f"token={quote(TOKEN)}".encode(), **form)
    assert (done.code, done.headers["location"]) == (303, "/")
    cookie = done.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=strict" in cookie.lower()
    assert TOKEN not in cookie
    kept = cookie.partition(";")[0]
    assert guarded.ask("/", Cookie=kept).code == 200
    # Under whatever name it is reached: who knows the token is let in.
    assert guarded.ask("/", Cookie=kept, Host="sought.example.org").code == 200


def test_many_readers_at_once_get_what_each_asked_for(server: Server) -> None:
    def ask(n: int) -> tuple[int, str]:
        own = ("rn", "cdl-class-a", "bls", "twic")[n % 4]
        return n, server.api("check", name=own, state="OH").json["credential"]["id"]

    with ThreadPoolExecutor(20) as pool:
        for n, own in pool.map(ask, range(80)):
            assert own == ("rn", "cdl-class-a", "bls", "twic")[n % 4]


def test_a_new_count_is_answered_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(postings(10), "utf-8")
    here(tmp_path, "import", "a.jsonl")
    here(tmp_path, "extract")
    with running(tmp_path) as server:
        before = server.api("check", name="rn", state="OH").json["jobs"]
        (tmp_path / "b.jsonl").write_text(postings(10, start=50), "utf-8")
        here(tmp_path, "import", "b.jsonl")
        here(tmp_path, "extract")
        assert server.api("check", name="rn", state="OH").json["jobs"] == before + 5
