"""Accounts known by a council's single sign-on.

Revision ID: 0013
Revises: 0012
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("adviser_session", sa.Column("by_sign_on", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "adviser_identity",
        sa.Column("adviser_id", sa.String(), nullable=False),
        sa.Column("issuer", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=True),
        sa.Column("allowed_at", TIME, nullable=False),
        sa.Column("tied_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["adviser_id"], ["adviser.id"], name="fk_adviser_identity_adviser_id_adviser", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("adviser_id", name="pk_adviser_identity"),
        sa.UniqueConstraint("issuer", "subject", name="uq_adviser_identity_issuer"),
        sa.UniqueConstraint("issuer", "name", name="uq_identity_name"),
    )
    op.create_table(
        "sign_on_begun",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("nonce", sa.String(), nullable=False),
        sa.Column("verifier", sa.String(), nullable=False),
        sa.Column("expires_at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("key", name="pk_sign_on_begun"),
    )
    op.create_index("ix_sign_on_begun_expires_at", "sign_on_begun", ["expires_at"])


def downgrade() -> None:
    op.drop_table("sign_on_begun")
    op.drop_table("adviser_identity")
    op.drop_column("adviser_session", "by_sign_on")
