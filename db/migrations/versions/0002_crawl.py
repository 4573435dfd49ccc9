"""what a crawl's postings were made of; what a posting said before

Revision ID: 0002_crawl
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002_crawl"
down_revision = "0001"


def upgrade() -> None:
    op.add_column("crawls", sa.Column("shape", sa.JSON(), nullable=True))
    op.create_table(
        "posting_texts",
        sa.Column("posting_id", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.String(length=32), nullable=False),
        sa.Column("until", sa.DateTime(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["posting_id"],
            ["postings.id"],
            name=op.f("fk_posting_texts_posting_id_postings"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("posting_id", "content_hash", name=op.f("pk_posting_texts")),
    )


def downgrade() -> None:
    op.drop_table("posting_texts")
    with op.batch_alter_table("crawls") as batch:
        batch.drop_column("shape")
