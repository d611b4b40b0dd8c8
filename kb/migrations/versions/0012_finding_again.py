"""Saved filters, conversations given to an adviser, and a search whose pages cost the same however much there is.

Revision ID: 0012
Revises: 0011
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

TIME = sa.DateTime(timezone=True)
BY_PEOPLE = "sender IN ('parent', 'adviser')"
OLD_INDEX = f"CREATE INDEX ix_message_words ON message USING gin (to_tsvector('english', text)) WHERE {BY_PEOPLE}"

# PostgreSQL: the words of each message beside the moment in which its conversation began. Either way to find a page,
# walking down from the newest or collecting all that say it, then reads narrow rows only, and of a rare word only the
# conversations that are shown. No list of changes to be worked in later (fastupdate): a search is quick at once.
WORDS_ON_POSTGRESQL = (
    "CREATE TABLE message_words (message_id varchar PRIMARY KEY REFERENCES message (id) ON DELETE CASCADE, "
    "conversation_id varchar NOT NULL, began timestamptz NOT NULL, words tsvector NOT NULL)",
    "INSERT INTO message_words SELECT message.id, conversation_id, conversation.created_at, "
    "to_tsvector('english', text) FROM message JOIN conversation ON conversation.id = conversation_id "
    f"WHERE {BY_PEOPLE} ORDER BY message.at",
    "CREATE INDEX ix_message_words_words ON message_words USING gin (words) WITH (fastupdate = off)",
    "CREATE INDEX ix_message_words_began ON message_words (began, conversation_id)",
    "CREATE INDEX ix_message_words_conversation_id ON message_words (conversation_id)",
    """
    CREATE FUNCTION note_message_words() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        INSERT INTO message_words
        SELECT NEW.id, NEW.conversation_id, created_at, to_tsvector('english', NEW.text)
        FROM conversation WHERE id = NEW.conversation_id
        ON CONFLICT (message_id) DO UPDATE SET words = EXCLUDED.words;
        RETURN NULL;
    END $$
    """,
    "CREATE TRIGGER message_words_noted AFTER INSERT OR UPDATE OF text ON message "
    f"FOR EACH ROW WHEN (NEW.{BY_PEOPLE}) EXECUTE FUNCTION note_message_words()",
)
# What a conversation is found by (api/review/filters.py asks in the same words), in one list with one index: rare
# traits together are found by what they share, and the planner knows how common each of them is.
TRAITS = """
array_remove(string_to_array(
    regexp_replace(topics, '([^|]+)', 'topic:\\1', 'g') || '|'
    || regexp_replace(reasons, '([^|]+)', 'reason:\\1', 'g') || '|'
    || CASE WHEN least_confidence < 0 THEN '' WHEN least_confidence < 0.4 THEN 'band:low'
            WHEN least_confidence < 0.8 THEN 'band:middle' WHEN least_confidence < 1.01 THEN 'band:high' ELSE '' END
    || CASE WHEN crisis THEN '|crisis:yes' ELSE '|crisis:no' END
    || CASE WHEN handed_off THEN '|handed_off:yes' ELSE '|handed_off:no' END
    || CASE WHEN helped THEN '|feedback:helped' ELSE '' END
    || CASE WHEN unhelpful THEN '|feedback:unhelpful' ELSE '' END
    || CASE WHEN helped OR unhelpful THEN '' ELSE '|feedback:none' END
    || CASE WHEN reviewed_at IS NULL THEN '|reviewed:no' ELSE '|reviewed:yes' END
    || CASE WHEN line_open THEN '|line:open' WHEN NOT line_open THEN '|line:closed' ELSE '' END,
'|'), '')
"""


def upgrade() -> None:
    op.add_column("conversation", sa.Column("given_to", sa.String(), nullable=True))
    op.create_index("ix_conversation_given", "conversation", ["given_to", "created_at", "id"])
    op.create_index("ix_conversation_label_label", "conversation_label", ["label", "conversation_id"])
    op.create_table(
        "saved_filter",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("adviser_id", sa.String(), nullable=False),
        sa.Column("council_slug", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_saved_filter"),
    )
    op.create_index("ix_saved_filter_adviser_id", "saved_filter", ["adviser_id"])
    op.create_index("ix_saved_filter_council_slug", "saved_filter", ["council_slug"])
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_message_words")
        for statement in WORDS_ON_POSTGRESQL:
            op.execute(statement)
        op.execute(f"ALTER TABLE conversation ADD COLUMN traits text[] GENERATED ALWAYS AS ({TRAITS}) STORED")
        op.execute("CREATE INDEX ix_conversation_traits ON conversation USING gin (traits) WITH (fastupdate = off)")
        op.execute("ANALYZE conversation, message_words")


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP INDEX ix_conversation_traits")
        op.execute("ALTER TABLE conversation DROP COLUMN traits")
        op.execute("DROP TRIGGER message_words_noted ON message")
        op.execute("DROP FUNCTION note_message_words")
        op.execute("DROP TABLE message_words")
        op.execute(OLD_INDEX)
    for index in ("council_slug", "adviser_id"):
        op.drop_index(f"ix_saved_filter_{index}", table_name="saved_filter")
    op.drop_table("saved_filter")
    op.drop_index("ix_conversation_label_label", table_name="conversation_label")
    op.drop_index("ix_conversation_given", table_name="conversation")
    op.drop_column("conversation", "given_to")
