"""What advisers find conversations by, full-text search, and what they write beside them: notes, labels, corrections.

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
FOUND_BY = ("topics", "reasons", "least_confidence", "handed_off", "helped", "unhelpful", "line_open")

# SQLite: an index without a copy of the texts. Its rows are numbered by a table of ours: the hidden row numbers of
# `message` change when the database is packed (VACUUM).
# What people wrote, and not our answers: each is there a thousand times over, and is found by its topic.
BY_PEOPLE = "sender IN ('parent', 'adviser')"
IN_THE_INDEX = "(SELECT number FROM message_number WHERE message_id = {0}.id)"
ADD = f"INSERT INTO message_words (rowid, text) VALUES ({IN_THE_INDEX.format('NEW')}, NEW.text);"
TAKE_OUT = (
    f"INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', {IN_THE_INDEX.format('OLD')}, OLD.text);"
)
SEARCH_ON_SQLITE = (
    "CREATE VIRTUAL TABLE message_words USING fts5(text, content='', tokenize='porter unicode61 remove_diacritics 2')",
    f"CREATE TRIGGER message_words_added AFTER INSERT ON message WHEN NEW.{BY_PEOPLE} BEGIN "
    "INSERT INTO message_number (message_id, conversation_id) VALUES (NEW.id, NEW.conversation_id); "
    f"{ADD} END",
    f"CREATE TRIGGER message_words_changed AFTER UPDATE OF text ON message WHEN OLD.{BY_PEOPLE} "
    f"BEGIN {TAKE_OUT} {ADD} END",
    f"CREATE TRIGGER message_words_gone AFTER DELETE ON message WHEN OLD.{BY_PEOPLE} BEGIN {TAKE_OUT} "
    "DELETE FROM message_number WHERE message_id = OLD.id; END",
    "INSERT INTO message_number (message_id, conversation_id) "
    f"SELECT id, conversation_id FROM message WHERE {BY_PEOPLE} ORDER BY at",
    "INSERT INTO message_words (rowid, text) "
    "SELECT number, text FROM message_number JOIN message ON message.id = message_id",
)


def upgrade() -> None:
    op.add_column("conversation", sa.Column("topics", sa.Text(), nullable=False, server_default=""))
    op.add_column("conversation", sa.Column("reasons", sa.Text(), nullable=False, server_default=""))
    op.add_column("conversation", sa.Column("least_confidence", sa.Double(), nullable=True))
    op.add_column("conversation", sa.Column("line_open", sa.Boolean(), nullable=True))
    for column in ("handed_off", "helped", "unhelpful"):
        op.add_column("conversation", sa.Column(column, sa.Boolean(), nullable=False, server_default=sa.false()))
    op.create_index("ix_conversation_newest", "conversation", ["created_at", "id"])
    op.create_index("ix_conversation_council_newest", "conversation", ["council_slug", "created_at", "id"])
    _fill_in()
    _create_what_advisers_write()
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            f"CREATE INDEX ix_message_words ON message USING gin (to_tsvector('english', text)) WHERE {BY_PEOPLE}"
        )
    else:
        _create_search_on_sqlite()


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_message_words")
    else:
        for trigger in ("added", "changed", "gone"):
            op.execute(f"DROP TRIGGER message_words_{trigger}")
        op.execute("DROP TABLE message_words")
        op.drop_table("message_number")
    for table in ("correction", "conversation_label", "conversation_note"):
        op.drop_table(table)
    op.drop_index("ix_conversation_council_newest", table_name="conversation")
    op.drop_index("ix_conversation_newest", table_name="conversation")
    for column in reversed(FOUND_BY):
        op.drop_column("conversation", column)


def _fill_in() -> None:
    """Conversations that are there already. Whether the line was open then is not known: it stays empty."""
    postgresql = op.get_bind().dialect.name == "postgresql"
    joined = "string_agg(DISTINCT {0}, '|')" if postgresql else "replace(group_concat(DISTINCT {0}), ',', '|')"
    sure = "(understood->>'confidence')::float" if postgresql else "json_extract(understood, '$.confidence')"
    of_it = "FROM message WHERE conversation_id = conversation.id AND"
    op.execute(
        f"UPDATE conversation SET "
        f"topics = coalesce((SELECT '|' || {joined.format('topic')} || '|' {of_it} sender = 'parent' "
        f"AND topic IS NOT NULL), ''), "
        f"reasons = coalesce((SELECT '|' || {joined.format('reason')} || '|' {of_it} sender = 'assistant' "
        f"AND reason IS NOT NULL), ''), "
        f"least_confidence = (SELECT min({sure}) {of_it} sender = 'parent' AND topic IS NOT NULL), "
        f"handed_off = EXISTS (SELECT 1 {of_it} sender = 'system' AND reason = 'asked') "
        f"OR EXISTS (SELECT 1 FROM callback WHERE conversation_id = conversation.id), "
        f"helped = EXISTS (SELECT 1 FROM feedback JOIN message ON message.id = message_id "
        f"WHERE conversation_id = conversation.id AND helpful), "
        f"unhelpful = EXISTS (SELECT 1 FROM feedback JOIN message ON message.id = message_id "
        f"WHERE conversation_id = conversation.id AND NOT helpful)"
    )


def _create_what_advisers_write() -> None:
    op.create_table(
        "conversation_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("adviser_id", sa.String(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        _of_conversation("conversation_note"),
        sa.PrimaryKeyConstraint("id", name="pk_conversation_note"),
    )
    op.create_index("ix_conversation_note_conversation_id", "conversation_note", ["conversation_id"])
    op.create_table(
        "conversation_label",
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.Column("label", sa.String(), nullable=False),
        _of_conversation("conversation_label"),
        sa.PrimaryKeyConstraint("conversation_id", "label", name="pk_conversation_label"),
    )
    op.create_table(
        "correction",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.Column("understood", sa.String(), nullable=True),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("proposed_by", sa.String(), nullable=False),
        sa.Column("proposed_at", TIME, nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", TIME, nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["message.id"], name="fk_correction_message_id_message", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_correction"),
        sa.UniqueConstraint("council_slug", "key", "verdict", "topic", name="uq_correction_council_slug"),
    )
    op.create_index("ix_correction_message_id", "correction", ["message_id"])
    op.create_index("ix_correction_state", "correction", ["council_slug", "state", "proposed_at"])


def _of_conversation(table: str) -> sa.ForeignKeyConstraint:
    name = f"fk_{table}_conversation_id_conversation"
    return sa.ForeignKeyConstraint(["conversation_id"], ["conversation.id"], name=name, ondelete="CASCADE")


def _create_search_on_sqlite() -> None:
    op.create_table(
        "message_number",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_message_number"),
        sa.UniqueConstraint("message_id", name="uq_message_number_message_id"),
    )
    for statement in SEARCH_ON_SQLITE:
        op.execute(statement)
