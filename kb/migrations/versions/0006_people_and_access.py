"""People and access: roles, second factors, the audit log; who rings which parent back, and how that went.

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
REFUSED = "the audit log can only grow"


def upgrade() -> None:
    # As in 0004, no foreign key to adviser from tables that were there before: accounts are never deleted.
    op.add_column("adviser", sa.Column("role", sa.String(), nullable=False, server_default="adviser"))
    op.add_column("adviser", sa.Column("must_change", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.add_column("adviser", sa.Column("factor_secret", sa.String(), nullable=True))
    op.add_column("adviser", sa.Column("factor_since", TIME, nullable=True))
    op.add_column("adviser", sa.Column("factor_step", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("adviser_session", sa.Column("awaits_code", sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_table(
        "recovery_code",
        sa.Column("adviser_id", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["adviser_id"], ["adviser.id"], name="fk_recovery_code_adviser_id_adviser", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("adviser_id", "code_hash", name="pk_recovery_code"),
    )
    op.add_column("conversation", sa.Column("reviewed_at", TIME, nullable=True))
    op.add_column("conversation", sa.Column("reviewed_by", sa.String(), nullable=True))
    _create_steps_of_callbacks()
    _create_audit()


def _create_steps_of_callbacks() -> None:
    op.add_column("callback", sa.Column("state", sa.String(), nullable=False, server_default="open"))
    op.add_column("callback", sa.Column("claimed_by", sa.String(), nullable=True))
    op.add_column("callback", sa.Column("claimed_at", TIME, nullable=True))
    op.create_table(
        "callback_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("callback_reference", sa.String(), nullable=False),
        sa.Column("adviser_id", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["callback_reference"],
            ["callback.reference"],
            name="fk_callback_step_callback_reference_callback",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_callback_step"),
    )
    op.create_index("ix_callback_step_callback_reference", "callback_step", ["callback_reference"])


def _create_audit() -> None:
    op.create_table(
        "audit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("adviser_id", sa.String(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=True),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_audit"),
    )
    op.create_index("ix_audit_at", "audit", ["at"])
    op.create_index("ix_audit_adviser_id", "audit", ["adviser_id"])
    op.create_index("ix_audit_subject", "audit", ["subject"])
    op.create_index("ix_audit_council_slug", "audit", ["council_slug"])
    if op.get_bind().dialect.name == "postgresql":
        _guard_on_postgresql()
    else:
        _guard_on_sqlite()


def _guard_on_postgresql() -> None:
    op.execute(
        f"CREATE FUNCTION audit_only_grows() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{REFUSED}'; END $$"
    )
    op.execute(
        "CREATE TRIGGER audit_only_grows BEFORE UPDATE OR DELETE OR TRUNCATE ON audit "
        "FOR EACH STATEMENT EXECUTE FUNCTION audit_only_grows()"
    )


def _guard_on_sqlite() -> None:
    refuse = f"BEGIN SELECT RAISE(ABORT, '{REFUSED}'); END"
    op.execute(f"CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit {refuse}")
    op.execute(f"CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit {refuse}")
    # INSERT OR REPLACE deletes the old row without asking the trigger above.
    there = "WHEN EXISTS (SELECT 1 FROM audit WHERE id = NEW.id)"
    op.execute(f"CREATE TRIGGER audit_no_replace BEFORE INSERT ON audit {there} {refuse}")


def downgrade() -> None:
    op.drop_table("audit")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION audit_only_grows()")
    op.drop_table("callback_step")
    op.drop_table("recovery_code")
    for table, columns in (
        ("callback", ("claimed_at", "claimed_by", "state")),
        ("conversation", ("reviewed_by", "reviewed_at")),
        ("adviser_session", ("awaits_code",)),
        ("adviser", ("factor_step", "factor_since", "factor_secret", "must_change", "role")),
    ):
        for column in columns:
            op.drop_column(table, column)
