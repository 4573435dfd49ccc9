"""Sample postings: read from TOML, checked, and given out with and without their marks.

One file is one board. What a file must hold is said by ``load_board``; whatever is wrong with it is
reported at once, each problem with the file's name and the posting's id.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

from scripts.sample_boards.marks import (
    Label,
    Mark,
    MarkError,
    iter_marks,
    label_html,
    mark_problems,
    strip_marks,
)
from scripts.sample_boards.places import STATE_NAMES, Place, parse_place
from scripts.sample_boards.reader import TableReader

__all__ = [
    "KINDS",
    "SECTIONS",
    "STATE_NAMES",
    "Board",
    "Label",
    "Mark",
    "Pay",
    "Place",
    "Posting",
    "PostingError",
    "labels",
    "load_board",
    "load_boards",
    "marks",
    "parse_place",
    "served_html",
    "served_sections",
    "strip_marks",
]

KINDS = ("greenhouse", "usajobs", "careersite")
EMPLOYMENT_TYPES = ("full-time", "part-time", "contract", "temporary", "per-diem", "intern")
PERIODS = ("hour", "day", "week", "month", "year")
EDUCATION = ("none", "high school", "associate", "bachelor", "master", "doctor")
CAREER_CLUSTERS = (
    "Advanced Manufacturing",
    "Agriculture",
    "Arts, Entertainment, & Design",
    "Construction",
    "Digital Technology",
    "Education",
    "Energy & Natural Resources",
    "Financial Services",
    "Healthcare & Human Services",
    "Hospitality, Events, & Tourism",
    "Management & Entrepreneurship",
    "Marketing & Sales",
    "Public Service & Safety",
    "Supply Chain & Transportation",
)
SECTIONS: dict[str, str] = {
    "summary": "summary",
    "duties": "duties",
    "conditions": "requirementsConditionsOfEmployment",
    "qualifications": "requirementsQualifications",
    "education_text": "requirementsEducation",
    "other": "otherInformation",
    "documents": "requiredDocuments",
}
"""The sections of a federal announcement: their name in TOML, their field in AnnouncementText."""

_SLUG = re.compile(r"[a-z0-9][a-z0-9-]*")
_ACTIVE_TAG = re.compile(
    r"<\s*/?\s*(?:script|style|iframe|object|embed|svg|link|meta|base)\b", re.IGNORECASE
)
_MAX_AGE_DAYS = 360
_MAX_OPEN_DAYS = 400


class PostingError(ValueError):
    """Sample postings that cannot be used; the message names file and posting for each problem."""


@dataclass(frozen=True, slots=True)
class Pay:
    """Advertised pay in US dollars per ``period``."""

    low: float
    high: float
    period: str


@dataclass(frozen=True, slots=True)
class Posting:
    """One advertisement as its author wrote it; ``body`` and ``sections`` hold the marks.

    ``sections`` is filled for usajobs, ``body`` for the other kinds. ``index`` is the posting's
    place in its file: servers vary the shape of their answers by it.
    """

    kind: str
    board: str
    id: str
    title: str
    employer: str
    places: tuple[Place, ...]
    posted_days_ago: int
    employment_type: str
    soc: str
    career_cluster: str
    body: str = ""
    sections: Mapping[str, str] = field(default_factory=dict)
    closes_in_days: int | None = None
    pay: Pay | None = None
    pay_where: str = "text"
    education: str | None = None
    experience_years: float | None = None
    remote: bool = False
    same_job_as: str | None = None
    series: str | None = None
    index: int = 0

    @property
    def key(self) -> str:
        """``board:id``, unique over all boards; ``same_job_as`` is written so too."""
        return f"{self.board}:{self.id}"

    @property
    def pay_field(self) -> Pay | None:
        """Pay that the board gives as structured data, not in the text."""
        return self.pay if self.pay_where == "field" else None

    def posted_on(self, today: date) -> date:
        """The day of first publication, seen from ``today``."""
        return today - timedelta(days=self.posted_days_ago)

    def closes_on(self, today: date) -> date | None:
        """The last day to apply, if the posting has one."""
        if self.closes_in_days is None:
            return None
        return today + timedelta(days=self.closes_in_days)

    def updated_on(self, today: date) -> date:
        """The day of the last edit: some time between publication and ``today``."""
        return self.posted_on(today) + timedelta(days=min(self.posted_days_ago, self.index % 9))


@dataclass(frozen=True, slots=True)
class Board:
    """One file of postings: a board of a kind and its employer."""

    kind: str
    board: str
    employer: str
    postings: tuple[Posting, ...]


def marks(posting: Posting) -> list[Mark]:
    """The marks of a posting, in order of its text."""
    return [mark for html in _marked_parts(posting).values() for mark in iter_marks(html)]


def served_html(posting: Posting) -> str:
    """The body as a board serves it, marks stripped; for greenhouse and careersite."""
    if posting.kind == "usajobs":
        raise PostingError(f"{posting.key}: a federal announcement has sections, not one body")
    return strip_marks(posting.body)


def served_sections(posting: Posting) -> dict[str, str]:
    """The sections that a federal announcement has, by AnnouncementText field, marks stripped."""
    if posting.kind != "usajobs":
        raise PostingError(f"{posting.key}: only usajobs postings have sections")
    return {name: strip_marks(html) for name, html in _marked_parts(posting).items()}


def labels(
    posting: Posting,
    to_text: Callable[[str], str],
    assemble: Callable[[Mapping[str, str]], str] | None = None,
) -> tuple[str, list[Label]]:
    """A posting's plain text and the exact place of each of its marks there.

    ``to_text`` turns HTML into plain text. For a federal announcement ``assemble`` makes one HTML
    text of its sections (keyed by AnnouncementText field), each used once; without it they are
    joined under headings of their TOML names. An ``assemble`` that makes plain text itself goes
    with ``to_text=str``. Raises PostingError if a marked surface is not where it must be.
    """
    parts = _marked_parts(posting)
    join = assemble or _under_headings

    def convert(clean: Callable[[str], str]) -> str:
        if posting.kind != "usajobs":
            return to_text(clean(posting.body))
        return to_text(join({name: clean(html) for name, html in parts.items()}))

    try:
        return label_html("".join(parts.values()), convert)
    except MarkError as error:
        raise PostingError(f"{posting.key}: {error}") from error


def _marked_parts(posting: Posting) -> dict[str, str]:
    if posting.kind != "usajobs":
        return {"body": posting.body}
    return {
        field_name: posting.sections[name]
        for name, field_name in SECTIONS.items()
        if name in posting.sections
    }


def _under_headings(sections: Mapping[str, str]) -> str:
    names = {field_name: name for name, field_name in SECTIONS.items()}
    return "\n".join(
        f"<h2>{names[field_name].removesuffix('_text').capitalize()}</h2>\n{html}"
        for field_name, html in sections.items()
    )


def load_boards(directory: Path) -> list[Board]:
    """The boards of all ``*.toml`` files of a directory, in order of their names.

    Raises PostingError, with every problem found, if a file cannot be used, if a board's name
    stands twice, if two federal announcements share a number, or if ``same_job_as`` points nowhere
    or to a posting that differs in employer, title, places or text.
    """
    paths = sorted(directory.glob("*.toml"))
    if not paths:
        raise PostingError(f"{directory}: no *.toml file with postings")
    boards: list[tuple[Path, Board]] = []
    problems: list[str] = []
    for path in paths:
        try:
            boards.append((path, load_board(path)))
        except PostingError as error:
            problems.append(str(error))
    problems += _problems_between(boards, complete=not problems)
    if problems:
        raise PostingError("\n".join(problems))
    return [board for _, board in boards]


def _problems_between(boards: Iterable[tuple[Path, Board]], *, complete: bool) -> list[str]:
    """Problems that only show over several files; pointers are judged if all files could be read."""
    boards = list(boards)
    problems: list[str] = []
    slugs: dict[str, Path] = {}
    federal: dict[str, str] = {}
    by_key: dict[str, Posting] = {}
    for path, board in boards:
        if board.board in slugs:
            problems.append(
                f"{path.name}: board {board.board!r} stands in {slugs[board.board].name} too"
            )
        slugs[board.board] = path
        for posting in board.postings:
            by_key[posting.key] = posting
            if board.kind == "usajobs":
                if posting.id in federal:
                    problems.append(
                        f"{path.name}: posting {posting.id}: {federal[posting.id]} has the number too"
                    )
                federal[posting.id] = path.name
    if not complete:
        return problems
    for path, board in boards:
        for posting in board.postings:
            if posting.same_job_as is not None:
                problem = _pointer_problem(posting, by_key.get(posting.same_job_as))
                if problem:
                    problems.append(f"{path.name}: posting {posting.id}: {problem}")
    return problems


def _pointer_problem(posting: Posting, other: Posting | None) -> str | None:
    if other is None:
        return f"same_job_as names {posting.same_job_as}, which does not exist"
    if other.key == posting.key:
        return "same_job_as names the posting itself"
    pairs = {
        "employer": (posting.employer, other.employer),
        "title": (posting.title, other.title),
        "places": (set(posting.places), set(other.places)),
        "text": ((posting.body, posting.sections), (other.body, other.sections)),
    }
    differing = [name for name, (mine, theirs) in pairs.items() if mine != theirs]
    if differing:
        return f"same_job_as names {other.key}, but these differ: {', '.join(differing)}"
    return None


def load_board(path: Path) -> Board:
    """The board of one TOML file.

    Raises PostingError, with every problem found, on unreadable TOML, missing, unknown or wrongly
    typed keys, values outside their lists, or marks that cannot be read.
    """
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise PostingError(f"{path.name}: not readable as TOML: {error}") from error
    head = TableReader(data, path.name)
    kind = head.choice("kind", KINDS)
    board = head.text("board")
    employer = head.text("employer")
    rows = head.tables("posting")
    head.no_more()
    if board and not _SLUG.fullmatch(board):
        head.problem(f"board {board!r} must be made of a-z, 0-9 and -")
    problems = head.problems
    postings: list[Posting] = []
    seen: set[str] = set()
    for index, row in enumerate(rows):
        reader = TableReader(row, f"{path.name}: posting {row.get('id', f'number {index + 1}')}")
        posting = _read_posting(reader, kind, board, employer, index)
        if posting.id in seen:
            reader.problem("the id stands twice in the file")
        seen.add(posting.id)
        problems += reader.problems
        postings.append(posting)
    if problems:
        raise PostingError("\n".join(problems))
    return Board(kind, board, employer, tuple(postings))


def _read_posting(reader: TableReader, kind: str, board: str, employer: str, index: int) -> Posting:
    posting = Posting(
        kind=kind,
        board=board,
        id=reader.text("id"),
        title=reader.text("title"),
        employer=reader.text("employer", default=employer),
        places=_places(reader),
        posted_days_ago=reader.whole("posted_days_ago", _MAX_AGE_DAYS) or 0,
        employment_type=reader.choice("employment_type", EMPLOYMENT_TYPES),
        soc=reader.text("soc"),
        career_cluster=reader.choice("career_cluster", CAREER_CLUSTERS),
        closes_in_days=reader.whole("closes_in_days", _MAX_OPEN_DAYS, optional=kind != "usajobs"),
        pay=_pay(reader),
        pay_where=reader.choice("pay_where", ("text", "field"), default="text"),
        education=reader.choice("education", EDUCATION, default="") or None,
        experience_years=reader.number("experience_years"),
        remote=reader.flag("remote"),
        same_job_as=reader.text("same_job_as", default="") or None,
        series=reader.text("series", default="") or None,
        body=reader.text("body", default="") if kind != "usajobs" else "",
        sections=_sections(reader) if kind == "usajobs" else {},
        index=index,
    )
    reader.no_more()
    for problem in _posting_problems(posting):
        reader.problem(problem)
    pointer = posting.same_job_as
    if pointer is not None and ":" not in pointer:
        pointer = f"{board}:{pointer}"
    remote = posting.remote or any(place.remote for place in posting.places)
    return replace(posting, same_job_as=pointer, remote=remote)


def _posting_problems(posting: Posting) -> list[str]:
    """What is wrong with a posting whose keys are of the right types."""
    problems: list[str] = []
    federal = posting.kind == "usajobs"
    if not re.fullmatch(r"\d{9}" if federal else r"\d{1,15}", posting.id):
        problems.append("the id must be 9 digits" if federal else "the id must be digits")
    if posting.soc and not re.fullmatch(r"\d{2}-\d{4}", posting.soc):
        problems.append(f"soc {posting.soc!r} is not of the form 12-3456")
    if federal and not re.fullmatch(r"\d{4}", posting.series or ""):
        problems.append("a usajobs posting needs series, 4 digits")
    if not federal and posting.series:
        problems.append("series belongs to usajobs postings only")
    if posting.pay_field and posting.kind == "greenhouse":
        problems.append("pay_where = 'field': a greenhouse board gives no pay as a field")
    if posting.pay_field and federal and posting.pay_field.period == "week":
        problems.append("a federal announcement gives no weekly pay as a field")
    if "{{" in posting.title:
        problems.append("a mark stands in the title")
    if not any(_marked_parts(posting).values()):
        problems.append("a text is missing: " + ("[posting.sections]" if federal else "body"))
    for name, html in _marked_parts(posting).items():
        problems += [f"{name}: {problem}" for problem in mark_problems(html)]
        if _ACTIVE_TAG.search(html):
            problems.append(f"{name}: script, style and other active tags are not allowed")
    return problems


def _places(reader: TableReader) -> tuple[Place, ...]:
    value = reader.take("places")
    if not isinstance(value, list) or not value:
        reader.problem("places must be a list of at least one place")
        return ()
    places = []
    for text in value:
        try:
            places.append(parse_place(str(text)))
        except ValueError as error:
            reader.problem(str(error))
    return tuple(places)


def _pay(reader: TableReader) -> Pay | None:
    value = reader.take("pay")
    if value is None:
        return None
    if isinstance(value, dict) and set(value) == {"low", "high", "period"}:
        low, high, period = value["low"], value["high"], value["period"]
        numbers = all(type(figure) in (int, float) for figure in (low, high))
        if numbers and 0 < low <= high and period in PERIODS:
            return Pay(float(low), float(high), period)
    reader.problem(f"pay must be {{ low, high, period }}, low <= high, period of {PERIODS}")
    return None


def _sections(reader: TableReader) -> dict[str, str]:
    value = reader.take("sections")
    if not isinstance(value, dict) or not value:
        reader.problem("[posting.sections] is missing")
        return {}
    sections: dict[str, str] = {}
    for name, html in value.items():
        if name in SECTIONS and isinstance(html, str):
            sections[name] = html
        else:
            reader.problem(f"[posting.sections] {name!r} is no text of a known section")
    return sections
