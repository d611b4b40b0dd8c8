"""The tables of conversations and messages."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "conversation",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("misses", sa.Integer(), nullable=False),
        sa.Column("crisis", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
    )
    op.create_index(op.f("ix_conversation_crisis"), "conversation", ["crisis"], unique=False)
    op.create_index(op.f("ix_conversation_updated_at"), "conversation", ["updated_at"], unique=False)
    op.create_table(
        "message",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("client_id", sa.String(), nullable=True),
        sa.Column("reply_to", sa.String(), nullable=True),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("council_slug", sa.String(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("understood", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("answer_version", sa.String(), nullable=True),
        sa.Column("timings", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_message_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("conversation_id", "client_id", name=op.f("uq_message_conversation_id")),
    )
    op.create_index("ix_message_conversation_position", "message", ["conversation_id", "position"], unique=True)
    op.create_index(op.f("ix_message_reason"), "message", ["reason"], unique=False)
    op.create_index(op.f("ix_message_topic"), "message", ["topic"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_message_topic"), table_name="message")
    op.drop_index(op.f("ix_message_reason"), table_name="message")
    op.drop_index("ix_message_conversation_position", table_name="message")
    op.drop_table("message")
    op.drop_index(op.f("ix_conversation_updated_at"), table_name="conversation")
    op.drop_index(op.f("ix_conversation_crisis"), table_name="conversation")
    op.drop_table("conversation")
