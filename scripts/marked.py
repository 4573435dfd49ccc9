"""Labelled postings whose labels are marks in their text, as people write them; see :func:`read_marked`."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path

from extraction.evaluation import Label, LabelError, LabelledPosting, name_key
from extraction.text import html_to_text, is_html
from scripts.sample_boards.marks import MarkError, label_html, mark_problems
from taxonomy.model import Taxonomy

UNLISTED = "unlisted"
"""The mark of a credential that the taxonomy lacks: nothing can link it, so it counts as missed."""
OWN = Path(__file__).parents[1] / "tests" / "extraction" / "labelled"
"""Where our own labelled postings lie."""


def read_own(taxonomy: Taxonomy) -> list[LabelledPosting]:
    """Our own labelled postings, of all files."""
    return [
        posting for path in sorted(OWN.glob("*.toml")) for posting in read_marked(path, taxonomy)
    ]


def read_marked(path: Path, taxonomy: Taxonomy) -> list[LabelledPosting]:
    """The labelled postings of a TOML file of marked texts.

    Each is a ``[[posting]]`` with ``id``, ``title``, ``career_cluster`` (and
    ``career_cluster_also`` where two are right) and ``body``, HTML or plain text, in which
    ``{{credential-id requirement|surface}}`` marks a mention, and ``{{id requirement 1|surface}}``
    one of a group of alternatives. Raises :class:`LabelError` naming the file, the posting and the
    mend.
    """
    try:
        rows = tomllib.loads(path.read_text("utf-8")).get("posting", [])
    except OSError as error:
        raise LabelError(f"{path}: cannot be read: {error.strerror}") from None
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise LabelError(f"{path}: is no TOML in UTF-8: {error}") from None
    out: list[LabelledPosting] = []
    seen: set[str] = set()
    for number, row in enumerate(rows, 1):
        own = str(row.get("id", f"number {number}"))
        missing = {"id", "title", "career_cluster", "body"} - row.keys()
        if missing:
            raise LabelError(f"{path}, posting {own}: {min(missing)} is missing; add it")
        if own in seen:
            raise LabelError(f"{path}, posting {own}: the id stands twice; rename one")
        seen.add(own)
        problems = mark_problems(row["body"])
        if problems:
            raise LabelError(f"{path}, posting {own}: {problems[0]}")
        try:
            out.append(_posting(row, taxonomy))
        except (MarkError, KeyError) as error:
            what = (
                f"{error} is no credential of the taxonomy"
                if isinstance(error, KeyError)
                else error
            )
            raise LabelError(f"{path}, posting {own}: {what}; mend the mark") from None
    if not out:
        raise LabelError(f"{path}: there are no labelled postings in it")
    return out


def _posting(row: dict[str, str], taxonomy: Taxonomy) -> LabelledPosting:
    body = row["body"]

    def convert(clean: Callable[[str], str]) -> str:
        return html_to_text(clean(body)) if is_html(body) else clean(body)

    text, marks = label_html(body, convert)
    labels = []
    for mark in marks:
        name = (
            mark.text
            if mark.credential_id == UNLISTED
            else taxonomy.credentials[mark.credential_id].name
        )
        labels.append(
            Label(
                mark.start,
                mark.end,
                frozenset((name_key(name),)),
                frozenset(),
                mark.requirement,
                name,
            )
        )
    clusters = {row["career_cluster"], row.get("career_cluster_also") or row["career_cluster"]}
    return LabelledPosting(row["id"], row["title"], text, tuple(labels), frozenset(clusters))
