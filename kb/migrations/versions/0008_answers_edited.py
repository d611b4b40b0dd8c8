"""Answers that a council's editors write: drafts, versions, topics switched off.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("answer", sa.Column("edited", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "shipped_answer",
        sa.Column("topic_name", sa.String(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("now", sa.JSON(), nullable=False),
        sa.Column("settled", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["topic_name"], ["topic.name"], name="fk_shipped_answer_topic_name_topic", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("topic_name", "council_slug", name="pk_shipped_answer"),
    )
    op.create_table(
        "switched_off",
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("topic_name", sa.String(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("switched_by", sa.String(), nullable=False),
        sa.Column("switched_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("council_slug", "topic_name", name="pk_switched_off"),
    )
    _create_drafts_and_versions()


def downgrade() -> None:
    for table in ("answer_version", "answer_draft", "switched_off", "shipped_answer"):
        op.drop_table(table)
    op.drop_column("answer", "edited")


def _create_drafts_and_versions() -> None:
    op.create_table(
        "answer_draft",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("topic_name", sa.String(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("open_for", sa.String(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("shipped", sa.JSON(), nullable=False),
        sa.Column("begun_by", sa.String(), nullable=False),
        sa.Column("begun_at", TIME, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_answer_draft"),
        sa.UniqueConstraint("open_for", name="uq_answer_draft_open_for"),
    )
    op.create_index("ix_answer_draft_council_slug", "answer_draft", ["council_slug"])
    op.create_table(
        "answer_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("topic_name", sa.String(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=True),
        sa.Column("draft_id", sa.String(), nullable=True),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("mode", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("more", sa.Text(), nullable=False),
        sa.Column("follow_ups", sa.JSON(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("saved_by", sa.String(), nullable=False),
        sa.Column("saved_at", TIME, nullable=False),
        sa.Column("published_by", sa.String(), nullable=True),
        sa.Column("published_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["draft_id"], ["answer_draft.id"], name="fk_answer_version_draft_id_answer_draft", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_answer_version"),
        sa.UniqueConstraint("council_slug", "topic_name", "number", name="uq_answer_version_council_slug"),
    )
    op.create_index("ix_answer_version_draft_id", "answer_version", ["draft_id"])
