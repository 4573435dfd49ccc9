"""demand: keys of texts, what a job says of itself, panel, licensing, wages

What is counted (jobs, demand, slices) is emptied: the next count makes it anew from the postings.

Revision ID: 0003_demand
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0003_demand"
down_revision = "0002_crawl"

COUNTED = ("job_credentials", "job_areas", "jobs", "demand", "slices")


def upgrade() -> None:
    for table in COUNTED:
        op.execute(f"DELETE FROM {table}")
    op.execute("UPDATE postings SET job_id = NULL")
    # Not a batch operation: that would drop `postings`, and with it all that hangs from it.
    op.execute("ALTER TABLE postings RENAME COLUMN job_key TO text_key")
    op.execute("UPDATE postings SET text_key = ''")
    op.execute("ALTER TABLE postings ADD COLUMN software_key VARCHAR(40)")
    op.create_table(
        "posting_software",
        sa.Column("posting_id", sa.BigInteger(), nullable=False),
        sa.Column("software", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(
            ["posting_id"],
            ["postings.id"],
            name=op.f("fk_posting_software_posting_id_postings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("posting_id", "software", name=op.f("pk_posting_software")),
    )
    op.create_table(
        "totals",
        sa.Column("state", sa.String(length=6), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("jobs", sa.Integer(), nullable=False),
        sa.Column("active_jobs", sa.Integer(), nullable=False),
        sa.Column("employers", sa.Integer(), nullable=False),
        sa.Column("left_censored", sa.Integer(), nullable=False),
        sa.Column("panel_jobs", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("state", "month", name=op.f("pk_totals")),
    )
    op.create_table(
        "months",
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("sources", sa.Integer(), nullable=False),
        sa.Column("panel_sources", sa.Integer(), nullable=False),
        sa.Column("missed_nights", sa.Integer(), nullable=False),
        sa.Column("source_nights_missed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("month", name=op.f("pk_months")),
    )
    op.create_table(
        "counted_columns",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counted_columns")),
    )
    op.create_table(
        "missed_nights",
        sa.Column("night", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("night", name=op.f("pk_missed_nights")),
    )
    op.create_table(
        "panel_sources",
        sa.Column("source", sa.String(length=300), nullable=False),
        sa.Column("since", sa.String(length=7), nullable=False),
        sa.Column("share_of_open_jobs", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source"],
            ["sources.key"],
            name=op.f("fk_panel_sources_source_sources"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("source", name=op.f("pk_panel_sources")),
    )
    op.create_table(
        "licensing",
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("soc", sa.String(length=7), nullable=False),
        sa.Column("credential_id", sa.String(length=100), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("state", "soc", "credential_id", name=op.f("pk_licensing")),
    )
    op.create_table(
        "occupation_wages",
        sa.Column("state", sa.String(length=2), nullable=False),
        sa.Column("soc", sa.String(length=7), nullable=False),
        sa.Column("employment", sa.Integer(), nullable=True),
        sa.Column("annual_q1", sa.Float(), nullable=True),
        sa.Column("annual_median", sa.Float(), nullable=True),
        sa.Column("annual_q3", sa.Float(), nullable=True),
        sa.Column("annual_mean", sa.Float(), nullable=True),
        sa.Column("edition", sa.String(length=40), nullable=False),
        sa.PrimaryKeyConstraint("state", "soc", name=op.f("pk_occupation_wages")),
    )
    # These tables are empty now, so a default is only there to satisfy the statement.
    for table, column in (
        ("credentials", "software TEXT"),
        ("jobs", "employer_kind VARCHAR(10)"),
        ("jobs", "source VARCHAR(300) NOT NULL DEFAULT ''"),
        ("jobs", "left_censored BOOLEAN NOT NULL DEFAULT false"),
        ("jobs", "entry_level BOOLEAN"),
        ("jobs", "annual_pay FLOAT"),
        ("demand", "family_jobs INTEGER NOT NULL DEFAULT 0"),
        ("demand", "entry_jobs INTEGER NOT NULL DEFAULT 0"),
        ("demand", "entry_unstated INTEGER NOT NULL DEFAULT 0"),
        ("demand", "left_censored INTEGER NOT NULL DEFAULT 0"),
        ("demand", "panel_jobs INTEGER NOT NULL DEFAULT 0"),
        ("demand", "licensed_jobs INTEGER"),
        ("demand", "software_jobs INTEGER"),
        ("slices", "left_censored INTEGER NOT NULL DEFAULT 0"),
        ("slices", "panel_jobs INTEGER NOT NULL DEFAULT 0"),
    ):
        op.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    op.drop_index(op.f("ix_crawls_source"), table_name="crawls")
    op.create_index(
        op.f("ix_crawls_source_whole_started"), "crawls", ["source", "whole", "started"]
    )
    op.create_index(op.f("ix_job_areas_state_job_id"), "job_areas", ["state", "job_id"])
    op.drop_index(op.f("ix_job_credentials_credential_id"), table_name="job_credentials")
    op.create_index(
        op.f("ix_job_credentials_credential_id_job_id"),
        "job_credentials",
        ["credential_id", "job_id"],
    )


def downgrade() -> None:
    for table in COUNTED:
        op.execute(f"DELETE FROM {table}")
    op.execute("UPDATE postings SET job_id = NULL")
    op.drop_index(op.f("ix_job_credentials_credential_id_job_id"), table_name="job_credentials")
    op.create_index(
        op.f("ix_job_credentials_credential_id"), "job_credentials", ["credential_id"]
    )
    op.drop_index(op.f("ix_job_areas_state_job_id"), table_name="job_areas")
    op.drop_index(op.f("ix_crawls_source_whole_started"), table_name="crawls")
    op.create_index(op.f("ix_crawls_source"), "crawls", ["source"])
    for table, column in (
        ("slices", "panel_jobs"),
        ("slices", "left_censored"),
        ("demand", "software_jobs"),
        ("demand", "licensed_jobs"),
        ("demand", "panel_jobs"),
        ("demand", "left_censored"),
        ("demand", "entry_unstated"),
        ("demand", "entry_jobs"),
        ("demand", "family_jobs"),
        ("jobs", "annual_pay"),
        ("jobs", "entry_level"),
        ("jobs", "left_censored"),
        ("jobs", "source"),
        ("jobs", "employer_kind"),
        ("credentials", "software"),
        ("postings", "software_key"),
    ):
        op.execute(f"ALTER TABLE {table} DROP COLUMN {column}")
    op.execute("ALTER TABLE postings RENAME COLUMN text_key TO job_key")
    for table in ("occupation_wages", "licensing", "panel_sources", "missed_nights", "counted_columns", "months", "totals", "posting_software"):
        op.drop_table(table)
