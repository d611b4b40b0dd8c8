"""Retention, holds, and the record of what was erased.

Revision ID: 0011
Revises: 0010
"""

from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
# From this upgrade until retention runs for the first time: time to look at what would go, and to change settings.
FIRST_RUN_AFTER = timedelta(days=7)


def upgrade() -> None:
    _create_hold()
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("adviser_id", sa.String(), nullable=True),
        sa.Column("council_slug", sa.String(), nullable=True),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("left", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_erasure"),
    )
    for column in ("at", "council_slug", "reference"):
        op.create_index(f"ix_erasure_{column}", "erasure", [column])
    _create_retention()
    # An approved correction outlives the message that it came from (retention), but not an erasure (ON DELETE CASCADE).
    with op.batch_alter_table("correction") as table:
        table.alter_column("message_id", existing_type=sa.String(), nullable=True)


def downgrade() -> None:
    op.execute("DELETE FROM correction WHERE message_id IS NULL")
    with op.batch_alter_table("correction") as table:
        table.alter_column("message_id", existing_type=sa.String(), nullable=False)
    for table in ("past_count", "retention_run", "retention_plan", "erasure", "conversation_hold"):
        op.drop_table(table)


def _create_hold() -> None:
    op.create_table(
        "conversation_hold",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("placed_by", sa.String(), nullable=False),
        sa.Column("placed_at", TIME, nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("released_by", sa.String(), nullable=True),
        sa.Column("released_at", TIME, nullable=True),
        sa.Column("wanted_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name="fk_conversation_hold_conversation_id_conversation",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_conversation_hold"),
    )
    for column in ("conversation_id", "council_slug"):
        op.create_index(f"ix_conversation_hold_{column}", "conversation_hold", [column])


def _create_retention() -> None:
    plan = op.create_table(
        "retention_plan",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("next_at", TIME, nullable=False),
        sa.Column("taken_until", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_retention_plan"),
    )
    op.bulk_insert(plan, [{"id": 1, "next_at": datetime.now(UTC) + FIRST_RUN_AFTER}])
    op.create_table(
        "retention_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("adviser_id", sa.String(), nullable=True),
        sa.Column("councils", sa.JSON(), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("held", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_retention_run"),
    )
    op.create_index("ix_retention_run_at", "retention_run", ["at"])
    op.create_table(
        "past_count",
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("week", "council_slug", "what", name="pk_past_count"),
    )
