"""Who works at the desk, what they may see, and what they leave there."""

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
)

from storage.tables.parts import Id, Moment, Word, metadata, own_id, to

staff = Table(
    "staff",
    metadata,
    own_id(),
    Column("name", String(40), nullable=False, unique=True),  # by which they sign in, and which stands in every history
    Column("full_name", Text, nullable=False),
    Column("password", String(160), nullable=False),  # Argon2id, with its parameters; empty: none was set yet
    Column("totp_secret", String(64), nullable=False),  # base 32; empty: no second factor
    Column("totp_used", BigInteger, nullable=False),  # the last step of 30 seconds whose code was taken
    Column("person_id", Id, ForeignKey("people.id"), unique=True),  # their own chat with the bot
    Column("capacity", Integer, nullable=False),  # chats that are given to them at once; 0: none are
    Column("is_available", Boolean, nullable=False),
    Column("called_at", Moment),  # when they were last told in their own chat that somebody waits
    Column("state", Word(10), nullable=False),  # active | closed
    Column("made_at", Moment, nullable=False),
)

staff_grants = Table(
    "staff_grants",
    metadata,
    to("staff_id", "staff.id", nullable=False),
    Column("role", String(20), nullable=False),  # civic.access.Role
    Column("department", String(40), nullable=False),  # empty: all
    Column("quadrant", String(40), nullable=False),  # part of town, as the catalogue names it; empty: all
    PrimaryKeyConstraint("staff_id", "role", "department", "quadrant"),
)

desk_sessions = Table(
    "desk_sessions",
    metadata,
    own_id(),
    to("staff_id", "staff.id", nullable=False, index=True),
    Column("sha256", String(64), nullable=False, unique=True),  # of the cookie
    Column("is_whole", Boolean, nullable=False),  # false: the second factor is still to be shown
    Column("browser", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    Column("sha256", String(64), primary_key=True),
    to("staff_id", "staff.id", nullable=False, index=True),
    Column("purpose", Word(10), nullable=False),  # invite: to choose a password; enter: instead of one
    Column("ends_at", Moment, nullable=False),
)

recovery_codes = Table(
    "recovery_codes",
    metadata,
    to("staff_id", "staff.id", nullable=False),
    Column("sha256", String(64), nullable=False),
    PrimaryKeyConstraint("staff_id", "sha256"),
)

sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    Column("sha256", String(64), primary_key=True),  # of the name that was tried, or of where it came from
    Column("tries", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
)

forms_done = Table(
    "forms_done",  # a form that is sent twice acts once
    metadata,
    Column("form", String(40), primary_key=True),
    Column("at", Moment, nullable=False),
)

staff_messages = Table(
    "staff_messages",  # who wrote which message, and in which chat
    metadata,
    Column("outbox_id", Id, ForeignKey("outbox.id"), primary_key=True, autoincrement=False),
    to("chat_id", "chats.id", nullable=False, index=True),
    Column("staff", String(80), nullable=False),
    Column("again_of", Id),  # the message that did not arrive and was sent once more
    Column("kind", Word(10), nullable=False),  # first | answer | template | again | farewell
    Column("department", String(40), nullable=False),  # that had the chat
    Column("at", Moment, nullable=False),
    Column("waiting_since", Moment),  # since when the resident waited for it; null: they did not
    Column("due_at", Moment),  # by when it was due
    Index(None, "at"),
)

notes = Table(
    "notes",  # what staff write for one another: no resident is ever sent a row of this table
    metadata,
    own_id(),
    to("chat_id", "chats.id", nullable=False),
    Column("staff", String(80), nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "chat_id", "id"),
)

drafts = Table(
    "drafts",  # an answer that was being written when the session ended
    metadata,
    to("chat_id", "chats.id", nullable=False),
    to("staff_id", "staff.id", nullable=False),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("chat_id", "staff_id"),
)

chat_labels = Table(
    "chat_labels",
    metadata,
    to("chat_id", "chats.id", nullable=False),
    Column("label", String(40), nullable=False),
    PrimaryKeyConstraint("chat_id", "label"),
)

chat_words = Table(
    "chat_words",  # what a chat is found by: stems, never the words themselves; `chat_words_index` is made over it
    metadata,
    Column("chat_id", Id, ForeignKey("chats.id"), primary_key=True, autoincrement=False),
    Column("words", Text, nullable=False),  # of what was said in it and noted about it
    Column("names", Text, nullable=False),  # what tells who the resident is: for who may see names
)

chat_events = Table(
    "chat_events",  # something of a chat changed: what open pages are told, and forgotten after some days
    metadata,
    own_id(),
    to("chat_id", "chats.id", nullable=False),
)

chat_viewers = Table(
    "chat_viewers",  # who has a chat open
    metadata,
    to("chat_id", "chats.id", nullable=False),
    to("staff_id", "staff.id", nullable=False),
    Column("seen_at", Moment, nullable=False),
    Column("writing_at", Moment),
    PrimaryKeyConstraint("chat_id", "staff_id"),
)

quick_replies = Table(
    "quick_replies",
    metadata,
    own_id(),
    Column("department", String(40), nullable=False),  # empty: everybody's
    Column("shortcut", String(40), nullable=False),
    Column("text", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "shortcut", "department", unique=True),
)

overrides = Table(
    "overrides",  # what staff set at the desk over the settings and the flows that ship; the newest of each key holds
    metadata,
    own_id(),
    Column("kind", Word(10), nullable=False),  # text | hours | closed_day
    Column("key", String(200), nullable=False),  # the place of a text, the day that is closed
    Column("after", Id, nullable=False),  # the one before it; 0: there was none
    Column("value", Text, nullable=False),  # JSON; empty: as it ships
    Column("staff", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "kind", "key", "after", unique=True),
)

reads = Table(
    "reads",  # who looked at what is known of whom
    metadata,
    own_id(),
    Column("staff", String(80), nullable=False),
    Column("subject", String(12), nullable=False),
    Column("subject_id", Id, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "subject", "subject_id"),
    Index(None, "at", "id"),
    Index(None, "staff", "at", "id"),
)
