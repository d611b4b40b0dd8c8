"""Live chat: advisers with their councils and log-ins, and a conversation's place in the queue.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    # No foreign key from conversation to adviser: SQLite would have to copy the table to add one, and dropping the old
    # table deletes every message with it. Accounts are disabled and never deleted, so none is missed.
    op.add_column("conversation", sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("conversation", sa.Column("asked_at", TIME, nullable=True))
    op.add_column("conversation", sa.Column("taken_at", TIME, nullable=True))
    op.add_column("conversation", sa.Column("adviser_id", sa.String(), nullable=True))
    op.create_index("ix_conversation_state", "conversation", ["state"])
    op.create_table(
        "adviser",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("display_name", sa.String(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("disabled", sa.Boolean(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("seen_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_adviser"),
        sa.UniqueConstraint("name", name="uq_adviser_name"),
    )
    _create_parts_of_advisers()
    op.create_table(
        "login_wait",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("until", TIME, nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_login_wait"),
    )
    op.create_index("ix_login_wait_changed_at", "login_wait", ["changed_at"])


def _create_parts_of_advisers() -> None:
    op.create_table(
        "adviser_council",
        sa.Column("adviser_id", sa.String(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("on_duty_since", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["adviser_id"], ["adviser.id"], name="fk_adviser_council_adviser_id_adviser", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("adviser_id", "council_slug", name="pk_adviser_council"),
    )
    op.create_index("ix_adviser_council_council_slug", "adviser_council", ["council_slug"])
    op.create_table(
        "adviser_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("adviser_id", sa.String(), nullable=False),
        sa.Column("created_at", TIME, nullable=False),
        sa.Column("used_at", TIME, nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["adviser_id"], ["adviser.id"], name="fk_adviser_session_adviser_id_adviser", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("token_hash", name="pk_adviser_session"),
    )
    op.create_index("ix_adviser_session_adviser_id", "adviser_session", ["adviser_id"])
    op.create_index("ix_adviser_session_expires_at", "adviser_session", ["expires_at"])


def downgrade() -> None:
    for table in ("login_wait", "adviser_session", "adviser_council", "adviser"):
        op.drop_table(table)
    op.drop_index("ix_conversation_state", table_name="conversation")
    for column in ("adviser_id", "taken_at", "asked_at", "revision"):
        op.drop_column("conversation", column)
