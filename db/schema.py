"""The tables. Names are fixed by the design; all times are UTC, all dates are calendar dates."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def _ref(target: str) -> ForeignKey:
    return ForeignKey(target, ondelete="CASCADE")


sources = Table(
    "sources",
    metadata,
    Column("key", String(300), primary_key=True),  # kind/board
    Column("kind", String(50), nullable=False),
    Column("board", String(250), nullable=False),
    Column("employer", Text),
    Column("url", Text),
    Column("state", String(2)),
    Column("cadence_hours", Float, nullable=False),
    Column("first_whole_crawl", DateTime),
    Column("last_crawl", DateTime),
    Column("last_status", String(20)),
    Column("last_reason", Text),
)

crawls = Table(
    "crawls",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", _ref("sources.key"), nullable=False),
    Column("started", DateTime, nullable=False),
    Column("finished", DateTime),
    Column("status", String(20), nullable=False),
    Column("reason", Text),
    Column("whole", Boolean, nullable=False, default=False),
    Column("pages", Integer, nullable=False, default=0),
    Column("postings_seen", Integer, nullable=False, default=0),
    Column("postings_new", Integer, nullable=False, default=0),
    Column("postings_changed", Integer, nullable=False, default=0),
    Column("postings_closed", Integer, nullable=False, default=0),
    Column("errors", JSON, nullable=False, default=dict),
    # The share of postings that filled each field, to tell when a source changes its shape.
    Column("shape", JSON),
    Index(None, "source", "whole", "started"),
)

pages = Table(
    "pages",
    metadata,
    Column("source", _ref("sources.key"), primary_key=True),
    Column("url", Text, primary_key=True),
    Column("etag", Text),
    Column("last_modified", Text),
    Column("lastmod", Text),
    Column("external_ids", JSON, nullable=False),
)

postings = Table(
    "postings",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("source", _ref("sources.key"), nullable=False),
    Column("external_id", Text, nullable=False),
    Column("url", Text),
    Column("title", Text, nullable=False),
    Column("employer", Text),
    Column("location", Text),
    Column("state", String(2)),
    Column("county", Text),
    Column("metro", Text),
    Column("country", String(2)),
    Column("remote", Boolean),
    Column("posted_on", Date),
    Column("posted_is_first", Boolean, nullable=False, default=False),
    Column("valid_through", Date),
    Column("first_seen", DateTime, nullable=False),
    Column("last_seen", DateTime, nullable=False),
    Column("closed_on", Date),
    Column("closed_reason", Text),
    Column("missed_lists", Integer, nullable=False, default=0),
    Column("employment_type", Text),
    Column("pay_low", Float),
    Column("pay_high", Float),
    Column("pay_period", String(10)),
    Column("education", String(20)),
    Column("experience_years", Float),
    Column("openings", Integer),
    Column("text", Text, nullable=False),
    Column("content_hash", String(32), nullable=False),
    # The key of the text as it is compared, empty until it is made (db.jobs.key_texts).
    Column("text_key", String(32), nullable=False, default=""),
    Column("job_id", BigInteger, index=True),
    Column("soc", String(7)),
    Column("career_cluster", Text),
    Column("career_cluster_confidence", Float),
    # What the mentions were read from and with: a posting is read anew when one of them moves.
    Column("read_hash", String(32)),
    Column("extractor_version", String(40)),
    Column("taxonomy_version", String(40)),
    # The text and the list of software that it was last searched with (db.software).
    Column("software_key", String(40)),
    UniqueConstraint("source", "external_id"),
)

# What a posting said before it was changed.
posting_texts = Table(
    "posting_texts",
    metadata,
    Column("posting_id", _ref("postings.id"), primary_key=True),
    Column("content_hash", String(32), primary_key=True),
    Column("until", DateTime, nullable=False),
    Column("title", Text, nullable=False),
    Column("text", Text, nullable=False),
)

posting_places = Table(
    "posting_places",
    metadata,
    Column("posting_id", _ref("postings.id"), primary_key=True),
    Column("n", Integer, primary_key=True),
    Column("city", Text),
    Column("county", Text),
    Column("metro", Text),
    Column("state", String(2), index=True),
    Column("country", String(2)),
)

# Products that a posting's text names, of those that a credential of the taxonomy certifies.
posting_software = Table(
    "posting_software",
    metadata,
    Column("posting_id", _ref("postings.id"), primary_key=True),
    Column("software", String(60), primary_key=True),
)

jobs = Table(
    "jobs",
    metadata,
    Column("id", BigInteger, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("employer", Text),
    Column("employer_key", Text, index=True),
    Column("employer_kind", String(10)),
    Column("location", Text),
    Column("source", String(300), nullable=False),
    Column("new_on", Date, nullable=False),
    Column("first_seen", DateTime, nullable=False),
    Column("last_seen", DateTime, nullable=False),
    Column("closed_on", Date),
    # It was there when its source was first read whole: nobody knows how many like it had gone.
    Column("left_censored", Boolean, nullable=False),
    Column("soc", String(7), index=True),
    Column("career_cluster", Text),
    Column("entry_level", Boolean),  # NULL: not stated
    Column("annual_pay", Float),
    Column("postings", Integer, nullable=False),
)

# The places that a job counts in: its states, `US` for the nation, `remote`.
job_areas = Table(
    "job_areas",
    metadata,
    Column("job_id", _ref("jobs.id"), primary_key=True),
    Column("state", String(6), primary_key=True),
    Index(None, "state", "job_id"),
)

job_credentials = Table(
    "job_credentials",
    metadata,
    Column("job_id", _ref("jobs.id"), primary_key=True),
    Column("credential_id", String(100), primary_key=True),
    Column("requirement", String(12), nullable=False),
    Column("alone", Boolean, nullable=False),
    Column("postings", Integer, nullable=False),
    Index(None, "credential_id", "job_id"),
)

credentials = Table(
    "credentials",
    metadata,
    Column("id", String(100), primary_key=True),
    Column("name", Text, nullable=False),
    Column("type", String(20), nullable=False),
    Column("category", String(30), nullable=False),
    Column("issuer", Text),
    Column("parent", String(100)),
    Column("level", Text),
    Column("states", Text),
    Column("socs", Text),
    Column("software", Text),
    Column("entry_level", Boolean, nullable=False),
    Column("taxonomy_version", String(40), nullable=False),
)

aliases = Table(
    "aliases",
    metadata,
    Column("credential_id", _ref("credentials.id"), primary_key=True),
    Column("alias", Text, primary_key=True),
    Column("kind", String(20), nullable=False),
    Column("ambiguous", Boolean, nullable=False),
    Column("occupation", Boolean, nullable=False),
)

credential_clusters = Table(
    "credential_clusters",
    metadata,
    Column("credential_id", _ref("credentials.id"), primary_key=True),
    Column("career_cluster", Text, primary_key=True),
    Column("is_primary", Boolean, nullable=False),
)

mentions = Table(
    "mentions",
    metadata,
    Column("posting_id", _ref("postings.id"), primary_key=True),
    Column("start_char", Integer, primary_key=True),
    Column("credential_id", String(100), primary_key=True),
    Column("end_char", Integer, nullable=False),
    Column("text", Text, nullable=False),
    Column("requirement", String(12), nullable=False),
    Column("confidence", Float, nullable=False),
    Column("alternatives", Integer),
    Column("sentence_start", Integer, nullable=False),
    Column("sentence_end", Integer, nullable=False),
    Column("extractor_version", String(40), nullable=False),
    Column("taxonomy_version", String(40), nullable=False),
    Index(None, "credential_id", "posting_id"),
)

unlinked = Table(
    "unlinked",
    metadata,
    Column("posting_id", _ref("postings.id"), primary_key=True),
    Column("start_char", Integer, primary_key=True),
    Column("end_char", Integer, nullable=False),
    Column("text", Text, nullable=False),
)

demand = Table(
    "demand",
    metadata,
    Column("credential_id", String(100), primary_key=True),
    Column("career_cluster", String(60), primary_key=True),
    Column("state", String(6), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("jobs", Integer, nullable=False),
    Column("active_jobs", Integer, nullable=False),
    Column("employers", Integer, nullable=False),
    Column("required", Integer, nullable=False),
    Column("preferred", Integer, nullable=False),
    Column("after_hire", Integer, nullable=False),
    Column("alone", Integer, nullable=False),
    Column("postings", Integer, nullable=False),
    Column("largest_employer_share", Float),
    # Jobs that ask for it or for a credential of its family (CDL A for CDL).
    Column("family_jobs", Integer, nullable=False),
    # Of `jobs`: those that are entry level, and those that do not say.
    Column("entry_jobs", Integer, nullable=False),
    Column("entry_unstated", Integer, nullable=False),
    # Of `jobs`: survivors from before their source was first read whole, and those of the
    # constant panel of sources (left-censored ones never are).
    Column("left_censored", Integer, nullable=False),
    Column("panel_jobs", Integer, nullable=False),
    # Imputed, never added to `jobs`; NULL where nothing is known to impute from.
    Column("licensed_jobs", Integer),
    Column("software_jobs", Integer),
)

# The denominators of demand: all jobs and employers of an occupation in a place and month.
slices = Table(
    "slices",
    metadata,
    Column("soc", String(7), primary_key=True),
    Column("state", String(6), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("jobs", Integer, nullable=False),
    Column("active_jobs", Integer, nullable=False),
    Column("employers", Integer, nullable=False),
    Column("left_censored", Integer, nullable=False),
    Column("panel_jobs", Integer, nullable=False),
)

# The same of all occupations together, known and not known.
totals = Table(
    "totals",
    metadata,
    Column("state", String(6), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("jobs", Integer, nullable=False),
    Column("active_jobs", Integer, nullable=False),
    Column("employers", Integer, nullable=False),
    Column("left_censored", Integer, nullable=False),
    Column("panel_jobs", Integer, nullable=False),
)

# How well each month was watched: sources, the constant panel among them, nights without a look.
months = Table(
    "months",
    metadata,
    Column("month", String(7), primary_key=True),
    Column("sources", Integer, nullable=False),
    Column("panel_sources", Integer, nullable=False),
    Column("missed_nights", Integer, nullable=False),
    Column("source_nights_missed", Integer, nullable=False),
)

# The jobs of the last count as arrays (db.columns); empty between a merge and the count after it.
counted_columns = Table(
    "counted_columns",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("data", LargeBinary, nullable=False),
)

# The nights on which no source was read whole, between the first such night and the last count.
missed_nights = Table("missed_nights", metadata, Column("night", Date, primary_key=True))

# The constant panel of the last count: sources read whole since before the month `since`, and what
# each holds of the jobs that were open then.
panel_sources = Table(
    "panel_sources",
    metadata,
    Column("source", _ref("sources.key"), primary_key=True),
    Column("since", String(7), nullable=False),
    Column("share_of_open_jobs", Float, nullable=False),
)

# In which state the law asks a license of whom (db/data/licensing.csv); no row: not known.
licensing = Table(
    "licensing",
    metadata,
    Column("state", String(2), primary_key=True),
    Column("soc", String(7), primary_key=True),
    Column("credential_id", String(100), primary_key=True),
    Column("source", Text, nullable=False),
)

# Employment and wages of the OEWS survey as imported; `US` for the nation, 29-0000 for a group.
occupation_wages = Table(
    "occupation_wages",
    metadata,
    Column("state", String(2), primary_key=True),
    Column("soc", String(7), primary_key=True),
    Column("employment", Integer),
    Column("annual_q1", Float),
    Column("annual_median", Float),
    Column("annual_q3", Float),
    Column("annual_mean", Float),
    Column("edition", String(40), nullable=False),
)

# A state's list as it was audited; the same list on the same day is the same audit.
audits = Table(
    "audits",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("state", String(2), nullable=False),
    Column("list_name", Text, nullable=False),
    Column("list_version", Text),
    Column("list_digest", String(32), nullable=False, server_default=""),
    Column("as_of", DateTime, nullable=False),
    Column("taxonomy_version", String(40), nullable=False),
    # What was said beside the rows: counts, versions, what the list lacks.
    Column("summary", JSON, nullable=False, server_default="{}"),
)

audit_rows = Table(
    "audit_rows",
    metadata,
    Column("audit_id", _ref("audits.id"), primary_key=True),
    Column("sheet", String(100), primary_key=True),  # empty: the list has one table
    Column("row", Integer, primary_key=True, autoincrement=False),
    Column("n", Integer, nullable=False),  # its place in the list, from 1
    Column("code", Text),
    Column("listed_name", Text, nullable=False),
    Column("status", String(20), nullable=False),
    Column("credential_id", String(100)),
    Column("answer", JSON, nullable=False),
    Column("decision", Text),
    Column("decision_reason", Text),
    # The credential that a person says is meant.
    Column("decided_credential_id", String(100)),
    Column("decided_by", Text),
    Column("decided_on", DateTime),
)

opt_outs = Table(
    "opt_outs",
    metadata,
    Column("host_or_employer", Text, primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("asked_on", Date),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("command", Text, nullable=False),
    Column("started", DateTime, nullable=False),
    Column("finished", DateTime),
    Column("code_version", String(40), nullable=False),
    Column("extractor_version", String(40), nullable=False),
    Column("taxonomy_version", String(40), nullable=False),
    Column("crosswalk_version", String(40), nullable=False),
    Column("summary", JSON),
)
