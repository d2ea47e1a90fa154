"""What a chat is found by: one table, and over it the index that each database has for words"""


import sqlalchemy as sa
from alembic import op

from storage.sqlite_library import version_in_use
from storage.tables import Id

revision = "0013"
down_revision = "0012"

_FORGETS = (3, 42)
"""From this version on SQLite's index of words can take out what is deleted at once, and not when it is next merged."""


def upgrade() -> None:
    op.create_table(
        "chat_words",
        sa.Column("chat_id", Id, autoincrement=False, nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("names", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["chat_id"], ["chats.id"], name=op.f("fk_chat_words_chat_id")),
        sa.PrimaryKeyConstraint("chat_id", name=op.f("pk_chat_words")),
    )
    for statement in _on_sqlite() if op.get_bind().dialect.name == "sqlite" else _ON_POSTGRESQL:
        op.execute(statement)


_ON_POSTGRESQL = tuple(
    statement
    for column in ("words", "names")
    for statement in (
        f"ALTER TABLE chat_words ADD COLUMN chat_words_index_of_{column} tsvector"
        f" GENERATED ALWAYS AS (to_tsvector('simple', {column})) STORED",
        f"CREATE INDEX chat_words_index_{column} ON chat_words"
        f" USING gin (chat_words_index_of_{column}) WITH (fastupdate = off)",
    )
)
"""The vectors are stored: of a word that is everywhere PostgreSQL reads all rows, and would make each vector anew."""

_INTO = "INSERT INTO chat_words_index (rowid, words, names) VALUES (new.chat_id, new.words, new.names);"
_OUT_OF = (
    "INSERT INTO chat_words_index (chat_words_index, rowid, words, names)"
    " VALUES ('delete', old.chat_id, old.words, old.names);"
)


def _on_sqlite() -> list[str]:
    statements = [
        "CREATE VIRTUAL TABLE chat_words_index USING"
        " fts5(words, names, content='chat_words', content_rowid='chat_id', tokenize='ascii')",
        f"CREATE TRIGGER chat_words_added AFTER INSERT ON chat_words BEGIN {_INTO} END",
        f"CREATE TRIGGER chat_words_deleted AFTER DELETE ON chat_words BEGIN {_OUT_OF} END",
        f"CREATE TRIGGER chat_words_changed AFTER UPDATE ON chat_words BEGIN {_OUT_OF} {_INTO} END",
    ]
    if version_in_use() >= _FORGETS:
        statements.append("INSERT INTO chat_words_index (chat_words_index, rank) VALUES ('secure-delete', 1)")
    return statements
