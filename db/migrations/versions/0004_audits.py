"""audits: what the list was, what came of it, who decided; rows of several sheets

Revision ID: 0004_audits
Revises: 0003_demand
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0004_audits"
down_revision = "0003_demand"

KEPT = "audit_id, row, code, listed_name, status, credential_id, answer, decision, decision_reason"


def _rows(name: str, *more: "sa.Column[Any]", key: tuple[str, ...]) -> None:
    op.create_table(
        name,
        sa.Column("audit_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("code", sa.Text(), nullable=True),
        sa.Column("listed_name", sa.Text(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("credential_id", sa.String(length=100), nullable=True),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decision_reason", sa.Text(), nullable=True),
        *more,
        sa.ForeignKeyConstraint(
            ["audit_id"],
            ["audits.id"],
            name=op.f("fk_audit_rows_audit_id_audits"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint(*key, name=op.f("pk_audit_rows")),
    )


def upgrade() -> None:
    op.execute("ALTER TABLE audits ADD COLUMN list_digest VARCHAR(32) NOT NULL DEFAULT ''")
    op.execute("ALTER TABLE audits ADD COLUMN summary JSON NOT NULL DEFAULT '{}'")
    op.execute("ALTER TABLE audit_rows RENAME TO audit_rows_before")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE audit_rows_before DROP CONSTRAINT pk_audit_rows")
    _rows(
        "audit_rows",
        sa.Column("sheet", sa.String(length=100), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("decided_credential_id", sa.String(length=100), nullable=True),
        sa.Column("decided_by", sa.Text(), nullable=True),
        sa.Column("decided_on", sa.DateTime(), nullable=True),
        key=("audit_id", "sheet", "row"),
    )
    op.execute(
        f"INSERT INTO audit_rows ({KEPT}, sheet, n) SELECT {KEPT}, '', row FROM audit_rows_before"
    )
    op.drop_table("audit_rows_before")


def downgrade() -> None:
    op.execute("ALTER TABLE audit_rows RENAME TO audit_rows_after")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE audit_rows_after DROP CONSTRAINT pk_audit_rows")
    _rows("audit_rows", key=("audit_id", "row"))
    # Rows of several sheets go by their place in the list, since their numbers repeat.
    number = "CASE WHEN sheet = '' THEN row ELSE n END"
    op.execute(
        f"INSERT INTO audit_rows ({KEPT}) SELECT {KEPT.replace(' row,', f' {number},')}"
        " FROM audit_rows_after"
    )
    op.drop_table("audit_rows_after")
    op.execute("ALTER TABLE audits DROP COLUMN summary")
    op.execute("ALTER TABLE audits DROP COLUMN list_digest")
