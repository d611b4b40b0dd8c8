"""What a council's advisers change of its line; what parents ask, counted by week; how long handed-off parents waited.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)

# What is counted of a conversation: a change of one of these, and its coming and going, has its week counted again.
COUNTED = (
    "council_slug",
    "topics",
    "reasons",
    "crisis",
    "handed_off",
    "helped",
    "unhelpful",
    "line_open",
    "waited_seconds",
    "ring_seconds",
)
MARK = "INSERT INTO week_changed (council_slug, at) VALUES ({0}.council_slug, {0}.created_at);"
ON_SQLITE = {
    "added": f"AFTER INSERT ON conversation WHEN NEW.council_slug IS NOT NULL BEGIN {MARK.format('NEW')} END",
    "changed": f"AFTER UPDATE OF {', '.join(COUNTED)} ON conversation WHEN NEW.council_slug IS NOT NULL "
    f"AND ({' OR '.join(f'OLD.{name} IS NOT NEW.{name}' for name in COUNTED)}) BEGIN {MARK.format('NEW')} END",
    "moved": "AFTER UPDATE OF council_slug ON conversation WHEN OLD.council_slug IS NOT NULL "
    f"AND OLD.council_slug IS NOT NEW.council_slug BEGIN {MARK.format('OLD')} END",
    "gone": f"AFTER DELETE ON conversation WHEN OLD.council_slug IS NOT NULL BEGIN {MARK.format('OLD')} END",
}
ON_POSTGRESQL = {
    "added": "AFTER INSERT ON conversation FOR EACH ROW WHEN (NEW.council_slug IS NOT NULL) "
    "EXECUTE FUNCTION week_changed_by_new()",
    "changed": f"AFTER UPDATE OF {', '.join(COUNTED)} ON conversation FOR EACH ROW "
    "WHEN (NEW.council_slug IS NOT NULL AND "
    f"({' OR '.join(f'OLD.{name} IS DISTINCT FROM NEW.{name}' for name in COUNTED)})) "
    "EXECUTE FUNCTION week_changed_by_new()",
    "moved": "AFTER UPDATE OF council_slug ON conversation FOR EACH ROW "
    "WHEN (OLD.council_slug IS NOT NULL AND OLD.council_slug IS DISTINCT FROM NEW.council_slug) "
    "EXECUTE FUNCTION week_changed_by_old()",
    "gone": "AFTER DELETE ON conversation FOR EACH ROW WHEN (OLD.council_slug IS NOT NULL) "
    "EXECUTE FUNCTION week_changed_by_old()",
}


def upgrade() -> None:
    op.create_table(
        "line_edit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("own", sa.Boolean(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=True),
        sa.Column("changed_by", sa.String(), nullable=False),
        sa.Column("changed_at", TIME, nullable=False),
        sa.ForeignKeyConstraint(
            ["council_slug"], ["council.slug"], name="fk_line_edit_council_slug_council", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_line_edit"),
    )
    op.create_index("ix_line_edit_part", "line_edit", ["council_slug", "part", "id"])
    op.add_column("conversation", sa.Column("waited_seconds", sa.Integer(), nullable=True))
    op.add_column("conversation", sa.Column("ring_seconds", sa.Integer(), nullable=True))
    _create_counts()
    # Everything that is there already is counted the first time that somebody looks.
    op.execute(
        "INSERT INTO week_changed (council_slug, at) "
        "SELECT council_slug, created_at FROM conversation WHERE council_slug IS NOT NULL"
    )
    if op.get_bind().dialect.name == "postgresql":
        _watch_on_postgresql()
    else:
        for name, trigger in ON_SQLITE.items():
            op.execute(f"CREATE TRIGGER conversation_counted_{name} {trigger}")


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    for name in ON_SQLITE:
        op.execute(f"DROP TRIGGER conversation_counted_{name}" + (" ON conversation" if postgresql else ""))
    if postgresql:
        for which in ("new", "old"):
            op.execute(f"DROP FUNCTION week_changed_by_{which}()")
    for table in ("week_changed", "week_count", "week_counting"):
        op.drop_table(table)
    for column in ("ring_seconds", "waited_seconds"):
        op.drop_column("conversation", column)
    op.drop_index("ix_line_edit_part", table_name="line_edit")
    op.drop_table("line_edit")


def _create_counts() -> None:
    op.create_table(
        "week_changed",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_week_changed"),
    )
    op.create_table(
        "week_count",
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("monday", sa.Date(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("council_slug", "monday", name="pk_week_count"),
    )
    op.create_table(
        "week_counting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("counted_at", TIME, nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_week_counting"),
    )
    op.execute("INSERT INTO week_counting (id) VALUES (1)")


def _watch_on_postgresql() -> None:
    for which in ("new", "old"):
        op.execute(
            f"CREATE FUNCTION week_changed_by_{which}() RETURNS trigger LANGUAGE plpgsql AS "
            f"$$ BEGIN {MARK.format(which.upper())} RETURN NULL; END $$"
        )
    for name, trigger in ON_POSTGRESQL.items():
        op.execute(f"CREATE TRIGGER conversation_counted_{name} {trigger}")
