"""The knowledge base: councils, sources with their passages, topics, answers with their citations.

Revision ID: 0001
Revises:
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = ("citation", "service", "passage", "answer", "topic", "source", "council", "book_version")


def upgrade() -> None:
    _create_what_stands_alone()
    _create_what_points_at_it()


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)


def _create_what_stands_alone() -> None:
    op.create_table(
        "book_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_book_version"),
    )
    op.create_table(
        "council",
        sa.Column("slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.Column("places", sa.JSON(), nullable=False),
        sa.Column("local_offer", sa.JSON(), nullable=True),
        sa.Column("parent_forum", sa.JSON(), nullable=True),
        sa.Column("safeguarding", sa.JSON(), nullable=True),
        sa.Column("term_dates", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("slug", name="pk_council"),
    )
    op.create_table(
        "source",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("dated", sa.Date(), nullable=True),
        sa.Column("dated_text", sa.String(), nullable=False),
        sa.Column("as_of", sa.Date(), nullable=True),
        sa.Column("part_word", sa.String(), nullable=False),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_source"),
    )
    op.create_table(
        "topic",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("group", sa.String(), nullable=False),
        sa.Column("next", sa.JSON(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("leaflet", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_topic"),
    )


def _create_what_points_at_it() -> None:
    op.create_table(
        "answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_name", sa.String(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("more", sa.Text(), nullable=False),
        sa.Column("follow_ups", sa.JSON(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reviewed", sa.Date(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["topic_name"], ["topic.name"], name="fk_answer_topic_name_topic", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_answer"),
        sa.UniqueConstraint("topic_name", "council_slug", name="uq_answer_topic_name"),
    )
    op.create_index("ix_answer_topic_name", "answer", ["topic_name"])
    op.create_table(
        "passage",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("heading", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_passage_source_id_source", ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name="pk_passage"),
    )
    op.create_index("ix_passage_source_id", "passage", ["source_id"])
    op.create_table(
        "service",
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("line_name", sa.String(), nullable=False),
        sa.Column("phones", sa.JSON(), nullable=False),
        sa.Column("emails", sa.JSON(), nullable=False),
        sa.Column("hours", sa.JSON(), nullable=True),
        sa.Column("site", sa.JSON(), nullable=True),
        sa.Column("address", sa.JSON(), nullable=True),
        sa.Column("formats", sa.JSON(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["council_slug"], ["council.slug"], name="fk_service_council_slug_council", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("council_slug", name="pk_service"),
    )
    op.create_table(
        "citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name="fk_citation_answer_id_answer", ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_citation_source_id_source"),
        sa.PrimaryKeyConstraint("id", name="pk_citation"),
    )
    op.create_index("ix_citation_answer_id", "citation", ["answer_id"])
