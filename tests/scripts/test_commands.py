"""The commands as people run them, judged by their exit code, what they print and what they leave.

The main paths run in processes of their own (``sought``). A start costs two seconds, so that the
others run in this one (``here``): the same command line, asked the same way.
"""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from contextlib import chdir
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from sqlalchemy import create_engine, text
from typer.testing import CliRunner

from scripts.cli import app
from taxonomy.load import load

NOW = "2026-03-31T06:00:00"

POSTINGS: list[str] = [
    json.dumps(
        {"id": "n1", "title": "Registered Nurse", "employer": "Acme Health", "location": "Columbus, OH",
         "date": "2026-03-01", "text": "RN license required. BLS certification preferred. Write hr@acme.org."}
    ),
    json.dumps({"id": "n2", "title": "Registered Nurse", "text": None}),
    "{not json",
    json.dumps(
        {"id": "d1", "title": "Truck Driver", "company": "Best Freight", "location": "Dayton", "state": "OH",
         "date": "2026-02-10", "text": "<h3>You need</h3><ul><li>CDL Class A</li><li>TWIC card</li></ul>"}
    ),
    json.dumps(
        {"id": "n3", "title": "RN - Nights", "employer": "Lone Star Clinic", "location": "Austin, TX",
         "date": "2026-03-10", "text": "Requirements\n* RN or LPN license\n* No CDL required"}
    ),
]  # fmt: skip

CHECK_KEYS = {
    "credential", "state", "since", "until", "verdict", "answer", "jobs", "employers", "required", "preferred",
    "after_hire", "alone", "postings", "relevant_jobs", "relevant_employers", "share", "share_low", "share_high",
    "largest_employer_share", "rank", "trend", "evidence", "candidates",
}  # fmt: skip
EVIDENCE_KEYS = {
    "sentence",
    "start",
    "end",
    "requirement",
    "employer",
    "title",
    "place",
    "date",
    "url",
}


@dataclass(frozen=True, slots=True)
class Done:
    """What a command printed."""

    stdout: str
    stderr: str


def settings(folder: Path, given: dict[str, str]) -> dict[str, str | None]:
    """The environment of a command: none of our settings but these."""
    ours: dict[str, str | None] = {key: None for key in os.environ if key.startswith("SOUGHT_")}
    return (
        ours
        | {"SOUGHT_DATABASE_URL": f"sqlite:///{folder / 'sought.db'}", "SOUGHT_NOW": NOW}
        | given
    )


def judged(done: Done, got: int, code: int, arguments: tuple[str, ...]) -> Done:
    """Asserts the exit code, that no traceback is shown, and that a failure says something."""
    assert "Traceback" not in done.stderr + done.stdout, done.stderr
    assert got == code, (arguments, got, done.stdout, done.stderr)
    assert code < 2 or done.stderr.strip(), "it ended without a word"
    return done


def sought(folder: Path, *arguments: str, code: int = 0, **environment: str) -> Done:
    """Runs a command in a folder, in a process of its own."""
    wanted = settings(folder, environment)
    kept = {key: value for key, value in os.environ.items() if key not in wanted}
    done = subprocess.run(
        [sys.executable, "-m", "scripts.cli", *arguments],
        cwd=folder, env=kept | {key: value for key, value in wanted.items() if value is not None},
        capture_output=True, text=True, encoding="utf-8", timeout=120, check=False,
    )  # fmt: skip
    return judged(Done(done.stdout, done.stderr), done.returncode, code, arguments)


def here(folder: Path, *arguments: str, code: int = 0, **environment: str) -> Done:
    """Runs a command in a folder, in this process."""
    with chdir(folder):
        done = CliRunner().invoke(app, arguments, env=settings(folder, environment))
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return judged(Done(done.stdout, done.stderr), done.exit_code, code, arguments)


def tables(folder: Path) -> dict[str, list[tuple[Any, ...]]]:
    """What an import and an extraction make, without ids and times of recording."""
    engine = create_engine(f"sqlite:///{folder / 'sought.db'}")
    queries = {
        "postings": "select source, external_id, title, employer, state, posted_on, text from postings order by 1, 2",
        "mentions": "select p.external_id, m.credential_id, m.start_char, m.end_char, m.requirement "
        "from mentions m join postings p on p.id = m.posting_id order by 1, 3",
        "jobs": "select count(*) from jobs",
        "demand": "select credential_id, career_cluster, state, month, jobs, required, preferred, postings "
        "from demand order by 1, 2, 3, 4",
    }
    with engine.connect() as connection:
        found = {
            name: [tuple(row) for row in connection.execute(text(sql))]
            for name, sql in queries.items()
        }
    engine.dispose()
    return found


@pytest.fixture(scope="module")
def market(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a database that holds the postings, read and counted."""
    folder = tmp_path_factory.mktemp("market")
    (folder / "archive.jsonl").write_text("\n".join(POSTINGS) + "\n", "utf-8")
    sought(folder, "import", "archive.jsonl", code=1)
    sought(folder, "extract")
    return folder


def test_import_takes_what_it_can_and_says_what_it_rejects(market: Path) -> None:
    rejected = [
        json.loads(line)
        for line in (market / "archive.rejects.jsonl").read_text("utf-8").splitlines()
    ]
    assert [row["row"] for row in rejected] == [2, 3]
    assert rejected[0]["id"] == "n2"
    assert "text" in rejected[0]["reason"]
    assert "JSON" in rejected[1]["reason"]
    postings = tables(market)["postings"]
    assert [row[1] for row in postings] == ["d1", "n1", "n3"]
    driver, nurse, nights = postings
    assert {row[0] for row in postings} == {"archive/archive"}
    assert driver[3] == "Best Freight"
    assert [row[4] for row in postings] == ["OH", "OH", "TX"]
    assert str(nurse[5]) == "2026-03-01"
    assert "<" not in driver[6]
    assert "hr@acme.org" not in nurse[6]
    assert nights[6] == "Requirements\n* RN or LPN license\n* No CDL required"


def test_the_same_again_changes_nothing(market: Path) -> None:
    before = tables(market)
    again = here(market, "import", "archive.jsonl", code=1)
    assert "3 known" in again.stdout
    assert "0 postings new" in again.stdout
    assert "2 rejected" in again.stdout
    read = here(market, "extract")
    assert "0 postings read" in read.stdout
    assert tables(market) == before


def test_extract_finds_and_counts(market: Path) -> None:
    found = tables(market)
    assert [(row[0], row[1], row[4]) for row in found["mentions"]] == [
        ("d1", "cdl-class-a", "required"),
        ("d1", "twic", "required"),
        ("n1", "rn", "required"),
        ("n1", "bls", "preferred"),
        ("n3", "rn", "required"),
        ("n3", "lpn", "required"),
        ("n3", "cdl", "not_required"),
    ]
    assert found["jobs"] == [(3,)]
    nation = {row[0]: row[4] for row in found["demand"] if row[2] == "US"}
    assert nation["bls"] == 1
    assert not nation.get("cdl")


def test_import_of_a_whole_file_and_of_none(tmp_path: Path) -> None:
    (tmp_path / "good.csv").write_text(
        'id,title,text\n1,Cook,"ServSafe Manager certification required."\n'
    )
    done = here(tmp_path, "import", "good.csv", "--name", "State Archive 2026")
    assert "1 postings new" in done.stdout
    assert not list(tmp_path.glob("*rejects*"))
    assert tables(tmp_path)["postings"][0][0] == "archive/state-archive-2026"
    missing = here(tmp_path, "import", "missing.jsonl", code=3)
    assert "missing.jsonl" in missing.stderr
    unknown = here(tmp_path, "import", "sought.db", code=3)
    assert "sought.db" in unknown.stderr


def test_extract_of_files_needs_no_database(tmp_path: Path) -> None:
    (tmp_path / "good.jsonl").write_text(f"{POSTINGS[0]}\n{POSTINGS[3]}\n", "utf-8")
    (tmp_path / "bad.jsonl").write_text("\n".join(POSTINGS), "utf-8")
    no_database = {"SOUGHT_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}
    here(tmp_path, "extract", "good.jsonl", "-o", "good.out.jsonl", **no_database)
    lines = [
        json.loads(line) for line in (tmp_path / "good.out.jsonl").read_text("utf-8").splitlines()
    ]
    assert [[m["credential"]["id"] for m in line["mentions"]] for line in lines] == [
        ["rn", "bls"],
        ["cdl-class-a", "twic"],
    ]
    partly = sought(
        tmp_path, "extract", "good.jsonl", "bad.jsonl", "-o", "both.jsonl", code=1, **no_database
    )
    assert "2 could not be" in partly.stderr
    lines = [json.loads(line) for line in (tmp_path / "both.jsonl").read_text("utf-8").splitlines()]
    assert ["error" in line for line in lines] == [False, False, False, True, True, False, False]
    assert not (tmp_path / "sought.db").exists()


def test_extract_that_cannot_run_says_why(tmp_path: Path) -> None:
    missing = here(tmp_path, "extract", "missing.jsonl", "-o", "out.jsonl", code=3)
    assert "missing.jsonl" in missing.stderr
    (tmp_path / "good.jsonl").write_text(POSTINGS[0], "utf-8")
    assert "-o" in here(tmp_path, "extract", "good.jsonl", code=2).stderr
    assert "out.xlsx" in here(tmp_path, "extract", "good.jsonl", "-o", "out.xlsx", code=3).stderr
    assert [path.name for path in tmp_path.iterdir()] == ["good.jsonl"]


def test_demand(market: Path) -> None:
    rows = json.loads(here(market, "demand", "--by", "credential,state", "--json").stdout)
    by = {(row["credential"], row["state"]): row for row in rows}
    assert set(by) == {
        ("rn", "OH"), ("rn", "TX"), ("lpn", "TX"), ("bls", "OH"), ("cdl-class-a", "OH"), ("twic", "OH")
    }  # fmt: skip
    assert (by["rn", "TX"]["jobs"], by["rn", "TX"]["required"], by["rn", "TX"]["alone"]) == (
        1,
        1,
        0,
    )
    assert (by["bls", "OH"]["required"], by["bls", "OH"]["preferred"]) == (0, 1)
    then = here(market, "demand", "--by", "career_cluster", "--framework", "2002", "--json")
    assert {row["career_cluster"] for row in json.loads(then.stdout)} == {
        "Health Science",
        "Transportation, Distribution & Logistics",
    }
    shown = here(market, "demand")
    assert "Registered Nurse" in shown.stdout
    here(market, "demand", "--by", "credential", "--since", "2026-03-05", "-o", "recent.csv")
    with (market / "recent.csv").open(encoding="utf-8", newline="") as file:
        assert {row["credential"]: row["jobs"] for row in csv.DictReader(file)} == {
            "rn": "1",
            "lpn": "1",
        }


def test_demand_refuses_what_it_does_not_know(market: Path) -> None:
    wrong = here(market, "demand", "--by", "credential,planet", code=2)
    assert "planet" in wrong.stderr
    assert "career_cluster" in wrong.stderr
    assert "Nursing Arts" in here(market, "demand", "--cluster", "Nursing Arts", code=2).stderr
    assert "yesterday" in here(market, "demand", "--since", "yesterday", code=2).stderr
    assert "out.docx" in here(market, "demand", "-o", "out.docx", code=2).stderr


def test_check_answers_in_the_designs_form(market: Path) -> None:
    answer = json.loads(sought(market, "check", "rn", "--state", "OH", "--json").stdout)
    assert set(answer) >= CHECK_KEYS
    assert answer["credential"] == {"id": "rn", "name": "Registered Nurse"}
    assert (answer["state"], answer["until"]) == ("OH", "2026-03-31")
    assert (answer["jobs"], answer["employers"], answer["required"], answer["alone"]) == (
        1,
        1,
        1,
        1,
    )
    assert answer["relevant_jobs"] == 1
    assert answer["verdict"] == "not enough data"
    assert all(set(month) >= {"month", "jobs", "share"} for month in answer["trend"])
    (evidence,) = answer["evidence"]
    assert set(evidence) >= EVIDENCE_KEYS
    assert "RN" in evidence["sentence"][evidence["start"] : evidence["end"]]
    assert (evidence["employer"], evidence["requirement"]) == ("Acme Health", "required")


def test_check_of_a_misspelled_name_says_what_it_took(market: Path) -> None:
    done = here(market, "check", "Registred Nursse", "--state", "oh")
    assert "Registered Nurse" in done.stdout
    assert "Registred Nursse" in done.stdout
    assert "not enough data" in done.stdout.lower()
    assert "RN license required." in done.stdout


def test_check_of_an_unclear_name_offers_candidates(market: Path) -> None:
    done = here(market, "check", "certified manager", "--json", code=1)
    answer = json.loads(done.stdout)
    assert answer["credential"] is None
    assert answer["candidates"]
    ids = set(load().credentials)
    assert all(candidate["id"] in ids and candidate["name"] for candidate in answer["candidates"])
    nothing = here(market, "check", "zzqq xx", "--state", "OH", code=1)
    assert "zzqq xx" in nothing.stderr
    assert not nothing.stdout.strip()


def test_check_never_takes_a_name_that_shares_only_its_generic_word(market: Path) -> None:
    answer = json.loads(here(market, "check", "certified thing", "--json", code=1).stdout)
    assert answer["credential"] is None


def test_wrong_usage_has_its_exit_code(market: Path) -> None:
    assert "ZZ" in here(market, "check", "rn", "--state", "ZZ", code=2).stderr
    assert "noon" in here(market, "check", "rn", code=2, SOUGHT_NOW="noon").stderr
    here(market, "chekc", "rn", code=2)
    here(market, "check", "rn", "--wrong", code=2)


def test_taxonomy_shows_itself(tmp_path: Path) -> None:
    listed = json.loads(
        here(tmp_path, "taxonomy", "list", "--cluster", "Construction", "--json").stdout
    )
    assert len(listed) > 10
    assert all({"id", "name", "type"} <= set(row) for row in listed)
    shown = here(tmp_path, "taxonomy", "show", "CDL A")
    assert "cdl-class-a" in shown.stdout
    nothing = here(tmp_path, "taxonomy", "show", "zzqq xx", code=1)
    assert "zzqq xx" in nothing.stderr
    assert (
        "Gardening" in here(tmp_path, "taxonomy", "list", "--cluster", "Gardening", code=2).stderr
    )


def test_taxonomy_is_sound_and_gives_itself_out(tmp_path: Path) -> None:
    here(tmp_path, "taxonomy", "validate")
    printed = here(tmp_path, "taxonomy", "export", "--format", "jsonl").stdout
    here(tmp_path, "taxonomy", "export", "-o", "out.jsonl")
    assert (tmp_path / "out.jsonl").read_text("utf-8") == printed
    rows = [json.loads(line) for line in io.StringIO(printed)]
    assert {row["id"] for row in rows} == set(load().credentials)
    for row in rows:
        assert {"id", "name", "aliases", "type", "issuer", "clusters", "socs"} <= set(row)
        assert all(isinstance(alias, str) for alias in row["aliases"])
    assert not (tmp_path / "sought.db").exists()


def test_taxonomy_validate_names_what_is_wrong(tmp_path: Path) -> None:
    from taxonomy.load import DATA

    data = tmp_path / "data"
    data.mkdir()
    for file in DATA.iterdir():
        (data / file.name).write_bytes(file.read_bytes())
    aliases = data / "aliases.csv"
    count = len(aliases.read_text("utf-8").splitlines())
    with aliases.open("a", encoding="utf-8", newline="") as file:
        file.write("no-such-credential,No Such Thing,variant" + "," * 3 + "\n")
    done = here(tmp_path, "taxonomy", "validate", str(data), code=1)
    assert "aliases.csv" in done.stdout
    assert str(count + 1) in done.stdout
    assert "no-such-credential" in done.stdout


def test_sources_list(tmp_path: Path) -> None:
    (tmp_path / "good.toml").write_text(
        '[[source]]\nkind = "greenhouse"\nboard = "acme"\nemployer = "Acme"\n'
    )
    (row,) = json.loads(
        here(tmp_path, "sources", "list", "--sources", "good.toml", "--json").stdout
    )
    assert row["source"] == "greenhouse/acme"
    assert row["enabled"] is True
    assert row["last_crawl"] is None
    assert row["open_postings"] == 0
    (tmp_path / "bad.toml").write_text(
        '[[source]]\nkind = "greenhouse"\nboard = "acme"\nemployer = "Acme"\n'
        '[[source]]\nkind = "grenhouse"\nboard = "best-freight"\nemployer = "Best Freight"\n'
    )
    wrong = here(tmp_path, "sources", "list", "--sources", "bad.toml", code=2)
    assert "bad.toml" in wrong.stderr
    assert "grenhouse" in wrong.stderr
    assert "2" in wrong.stderr
    assert "none.toml" in here(tmp_path, "sources", "list", "--sources", "none.toml", code=2).stderr
    unknown = here(tmp_path, "crawl", "greenhouse/other", "--sources", "good.toml", code=2)
    assert "greenhouse/other" in unknown.stderr


def test_db_upgrade_then_check_of_an_empty_database(tmp_path: Path) -> None:
    first = here(tmp_path, "db", "upgrade")
    again = here(tmp_path, "db", "upgrade")
    assert first.stdout != again.stdout
    results = json.loads(here(tmp_path, "db", "check", "--json").stdout)
    assert results
    assert all(result["what"] and result["broken"] == [] for result in results)


def test_db_check_finds_what_does_not_hold(market: Path, tmp_path: Path) -> None:
    assert "holds" in here(market, "db", "check").stdout
    (tmp_path / "sought.db").write_bytes((market / "sought.db").read_bytes())
    engine = create_engine(f"sqlite:///{tmp_path / 'sought.db'}")
    with engine.begin() as connection:
        connection.execute(text("update mentions set text = 'forged' where credential_id = 'bls'"))
    engine.dispose()
    broken = here(tmp_path, "db", "check", code=1)
    assert "BROKEN" in broken.stdout


def test_a_copy_of_the_database_comes_back(market: Path, tmp_path: Path) -> None:
    copy = str(tmp_path / "copy.db")
    assert "3 postings" in here(market, "db", "backup", copy).stdout
    assert "3 postings" in here(tmp_path, "db", "restore", copy).stdout
    assert tables(tmp_path) == tables(market)
    here(tmp_path, "db", "check")
    assert "not empty" in here(tmp_path, "db", "restore", copy, code=3).stderr
    assert "none.db" in here(tmp_path, "db", "restore", "none.db", code=3).stderr
    assert "none" in here(market, "db", "backup", str(tmp_path / "none" / "a.db"), code=3).stderr


def test_the_second_of_two_runs_leaves(market: Path) -> None:
    before = tables(market)
    with FileLock(f"{market / 'sought.db'}.lock"):
        first = sought(market, "extract", code=3)
        second = here(market, "import", "archive.jsonl", code=3)
        third = here(market, "db", "upgrade", code=3)
    assert all("another" in done.stderr.lower() for done in (first, second, third))
    assert tables(market) == before


def test_a_database_that_cannot_be_opened_is_said(tmp_path: Path) -> None:
    (tmp_path / "sought.db").write_bytes(b"this is a letter, not a database " * 100)
    assert sought(tmp_path, "demand", code=3).stderr
    nowhere = f"sqlite:///{tmp_path / 'none' / 'sought.db'}"
    assert here(tmp_path, "db", "check", code=3, SOUGHT_DATABASE_URL=nowhere).stderr
    assert here(tmp_path, "demand", code=3, SOUGHT_DATABASE_URL="oracle-of-delphi").stderr
