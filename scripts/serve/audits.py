"""The audit of an uploaded list: read in memory, answered, and kept nowhere."""

from __future__ import annotations

import base64
import csv
import io
from pathlib import PurePath
from threading import BoundedSemaphore

from scripts.audits.files import as_json
from scripts.audits.report import Report, build
from scripts.audits.workbook import workbook
from scripts.serve.state import State
from scripts.tables import written
from scripts.taxonomy_import import names_one
from taxonomy.load import TaxonomyError
from taxonomy.statelist import list_of

MOST_ROWS = 3_000
"""A state's list has hundreds; the command line takes longer ones."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MEANS = {
    "exact": "the same name",
    "alias": "another name for it",
    "close": "nearly that name: please look",
    "ambiguous": "may mean several",
    "none": "not in our list of credentials",
    "not_a_credential": "not a credential",
}
"""What the report's page says for each status."""
_PLACES = BoundedSemaphore(4)
"""Audits at work and waiting; who comes when all are taken is asked to come again."""
_AT_WORK = BoundedSemaphore(1)


class BusyError(RuntimeError):
    """Too many audits are waiting."""


def audit(
    state: State, name: str, content: bytes, area: str, column: str | None, framework: str = "2024"
) -> Report:
    """The report on a list, as :mod:`scripts.audits.report` makes it; it has no number.

    Raises :class:`TaxonomyError` for a list that cannot be read, :class:`BusyError`.
    """
    if not _PLACES.acquire(blocking=False):
        raise BusyError("Other lists are being audited; send yours again in a minute.")
    try:
        with _AT_WORK:
            shown = PurePath(name.replace("\\", "/")).name or "list.csv"
            listed = list_of(shown, content, column or None, known=names_one(state.taxonomy))
            if len(listed.rows) > MOST_ROWS:
                raise TaxonomyError(
                    f"{shown} has {len(listed.rows):,} rows; at most {MOST_ROWS:,} are audited here, "
                    "sought audit on the command line takes more"
                )
            with state.engine.connect() as connection:
                return build(
                    connection, state.taxonomy, listed, area, state.now(), PurePath(shown).stem,
                    framework=framework,
                )  # fmt: skip
    finally:
        _PLACES.release()


def as_xlsx(report: Report) -> bytes:
    """The report's workbook."""
    file = io.BytesIO()
    workbook(report).save(file)
    return file.getvalue()


def as_csv(report: Report) -> bytes:
    """The report's rows as CSV."""
    file = io.StringIO(newline="")
    csv.writer(file, lineterminator="\n").writerows(written(report.columns, report.rows))
    return file.getvalue().encode()


def data_url(kind: str, content: bytes) -> str:
    """A file inside a link, so that it can be saved without being kept here."""
    return f"data:{kind};base64,{base64.b64encode(content).decode()}"


__all__ = ["MEANS", "XLSX", "BusyError", "as_csv", "as_json", "as_xlsx", "audit", "data_url"]
