"""Groups of staff on a messenger in which waiting chats are answered, see handlers/bridge."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from storage.tables.parts import Id, Moment, Word, metadata, own_id, to

staff_groups = Table(
    "staff_groups",
    metadata,
    Column("address_id", Id, ForeignKey("addresses.id"), primary_key=True, autoincrement=False),
    Column("named", String(40), nullable=False, unique=True),  # as the settings name it, whatever its id is now
    Column("messages", BigInteger, nullable=False),  # said in it, by us or by staff, as far as we know
    Column("trouble", Word(20), nullable=False),  # why nothing can be opened in it; empty: nothing known
    Column("trouble_at", Moment),
    Column("is_told", Boolean, nullable=False),  # the operator knows that it fills up
)

chat_topics = Table(
    "chat_topics",
    metadata,
    own_id(),
    to("address_id", "staff_groups.address_id", nullable=False),
    to("chat_id", "chats.id", nullable=False, index=True),
    Column("thread", String(40), nullable=False),  # the provider's; empty until it is known
    Column("state", Word(10), nullable=False),  # open | ended | given_up
    Column("remade", Integer, nullable=False),  # how often somebody had deleted it
    Column("card", String(40), nullable=False),  # the provider's id of the pinned message; empty: none yet
    Column("card_sha256", String(64), nullable=False),  # of what it shows, or is about to
    Column("card_at", Moment),  # when it was last asked to change
    UniqueConstraint("address_id", "chat_id"),
    Index(None, "address_id", "thread"),
)

topic_orders = Table(
    "topic_orders",  # what was asked of the provider for a topic
    metadata,
    Column("outbox_id", Id, ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    to("topic_id", "chat_topics.id", nullable=False),
    Column("what", Word(10), nullable=False),  # open | card | edit | pin | line | echo | told | unsay | other
    Column("is_settled", Boolean, nullable=False),  # what became of it was taken in
    Index(None, "topic_id", "what"),
    Index(
        "ix_topic_orders_unsettled",
        "topic_id",
        sqlite_where=text("is_settled = 0"),
        postgresql_where=text("NOT is_settled"),
    ),
)

topic_lines = Table(
    "topic_lines",  # which lines of a chat its topic shows
    metadata,
    to("topic_id", "chat_topics.id", nullable=False),
    Column("line_id", Id, nullable=False),  # of what was heard, said or noted
    Column("outbox_id", Id, ForeignKey("outbox.id"), nullable=False, index=True),
    PrimaryKeyConstraint("topic_id", "line_id"),
)

topic_words = Table(
    "topic_words",  # what staff said in a topic, and what became of it
    metadata,
    Column("inbox_id", Id, ForeignKey("inbox.id"), primary_key=True, autoincrement=False),
    to("topic_id", "chat_topics.id", nullable=False),
    to("staff_id", "staff.id", nullable=False),
    Column("message", String(40), nullable=False),  # the provider's id of it
    Column("text", Text, nullable=False),  # what the resident is to read, while its file is being brought
    Column("media_id", Id, ForeignKey("media.id")),
    Column("outbox_id", Id, ForeignKey("outbox.id")),  # what the resident was sent
    Column("note_id", Id),  # what colleagues read; a note may be erased
    Column("state", Word(10), nullable=False),  # waiting | sent | noted | refused | lost | unsaid
    Column("is_edit_told", Boolean, nullable=False),  # who changed it knows that this changes nothing
    Index(None, "topic_id", "message"),
    Index(
        "ix_topic_words_waiting",
        "inbox_id",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

group_strangers = Table(
    "group_strangers",  # who speaks there and may not: told so once
    metadata,
    to("address_id", "staff_groups.address_id", nullable=False),
    Column("member", String(40), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("address_id", "member"),
)
