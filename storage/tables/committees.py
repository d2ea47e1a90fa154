"""Committees and what their members do."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Float,
    ForeignKey,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    text,
)

from storage.tables.parts import Id, Moment, Word, metadata, own_id, to

document_revisions = Table(
    "document_revisions",  # what the municipality publishes about itself, as published, never edited
    metadata,
    Column("kind", Word(12), nullable=False),  # storage.documents.Kind
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("document", Text, nullable=False),  # TOML or JSON, as staff wrote it
    Column("sha256", String(64), nullable=False),
    Column("by", String(80), nullable=False),
    Column("why", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    PrimaryKeyConstraint("kind", "number"),
)

letter_texts = Table(
    "letter_texts",  # each version of a letter of commitment as it is offered, never edited
    metadata,
    Column("letter", String(20), nullable=False),
    Column("version", String(20), nullable=False),
    Column("text", Text, nullable=False),  # with its placeholders
    Column("sha256", String(64), nullable=False),
    Column("since", Moment, nullable=False),
    PrimaryKeyConstraint("letter", "version"),
)

committees = Table(
    "committees",
    metadata,
    own_id(),
    Column("key", String(40), nullable=False, unique=True),
    Column("kind", String(20), nullable=False),  # of the scheme
    Column("name", Text, nullable=False),
    Column("neighbourhood_key", String(20), nullable=False, index=True),  # empty: of no one neighbourhood
    Column("public_work_key", String(40), nullable=False, index=True),  # empty: of no one work
    Column("group_id", Id),  # the person that is its group on Telegram
    Column("constituted_on", Date),  # null: it is being formed
    Column("closed_at", Moment),
    Column("closed_why", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

members = Table(
    "members",  # who sits on a committee: at once membership, access and audience
    metadata,
    own_id(),
    to("committee_id", "committees.id", nullable=False, index=True),
    to("person_id", "people.id", nullable=False, index=True),
    Column("role", String(20), nullable=False),  # of the scheme
    Column("name", Text, nullable=False),  # as it stands in the papers
    Column("came_by", Word(10), nullable=False),  # code | staff
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),  # null: they sit on it
    Column("ended_as", Word(12), nullable=False),  # civic.committee.Ending; empty: they sit on it
    Column("ended_why", Text, nullable=False),
    to("replaces", "members.id", index=True),
    Index(
        "ix_members_sitting",
        "committee_id",
        "person_id",
        unique=True,
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

invitations = Table(
    "invitations",
    metadata,
    Column("code", String(12), primary_key=True),
    to("committee_id", "committees.id", nullable=False, index=True),
    Column("role", String(20), nullable=False),
    to("member_id", "members.id", index=True),  # of one whom staff wrote down and who opens their own chat now
    Column("uses_left", Integer, nullable=False),
    Column("expires_at", Moment, nullable=False),
    Column("by", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
)

trainings = Table(
    "trainings",  # how somebody did in a unit
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("unit", String(20), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("passed_at", Moment),
    Column("sha256", String(64), nullable=False),  # of the unit as it was read last
    PrimaryKeyConstraint("person_id", "unit"),
)

letters = Table(
    "letters",  # of commitment, one for each member, as accepted or signed: never edited
    metadata,
    own_id(),
    Column("member_id", Id, ForeignKey("members.id"), nullable=False, unique=True),
    Column("letter", String(20), nullable=False),
    Column("version", String(20), nullable=False),
    Column("text", Text, nullable=False),  # as it was shown, with the member's name
    Column("sha256", String(64), nullable=False),  # of `text` in UTF-8
    Column("accepted_at", Moment, nullable=False),
    Column("account", String(80), nullable=False),  # the channel; `cli`: staff registered a paper
    Column("by", String(80), nullable=False),
    Column("paper", String(60), nullable=False),  # number of the paper that was signed; empty: accepted in the chat
)

accreditations = Table(
    "accreditations",
    metadata,
    own_id(),
    to("person_id", "people.id", nullable=False, index=True),
    to("committee_id", "committees.id", index=True),  # the observatory; null: of none
    Column("figure", String(20), nullable=False),  # of the scheme
    Column("code", String(12), nullable=False, unique=True),
    Column("name_shown", Text, nullable=False),  # that its holder agreed to show; empty: none
    Column("starts_at", Moment, nullable=False),
    Column("ends_at", Moment, nullable=False),
    Column("revoked_at", Moment),
    Column("revoked_why", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("made_at", Moment, nullable=False),
)

visits = Table(
    "visits",  # what a member saw at a public work
    metadata,
    own_id(),
    to("committee_id", "committees.id", nullable=False, index=True),
    to("member_id", "members.id", nullable=False, index=True),
    Column("public_work_key", String(40), nullable=False, index=True),
    Column("checklist", String(20), nullable=False),  # of the scheme
    Column("answers", Text, nullable=False),  # JSON: what was asked, and yes | no | unseen
    Column("observed", Integer),  # progress as seen, per cent; null: could not be told
    Column("reported", Float),  # as the register had it then, per cent
    Column("note", Text, nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("place", Text, nullable=False),
    Column("alerted", Boolean, nullable=False),  # what was seen and what was reported lie too far apart
    Column("account", String(80), nullable=False),
    Column("visited_at", Moment, nullable=False),
)

meetings = Table(
    "meetings",
    metadata,
    own_id(),
    to("committee_id", "committees.id", nullable=False, index=True),
    Column("starts_at", Moment, nullable=False),
    Column("place", Text, nullable=False),
    Column("agenda", Text, nullable=False),
    Column("called_off_at", Moment),
    Column("called_off_why", Text, nullable=False),
    Column("held_at", Moment),  # when its minutes were written down
    Column("minutes", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
)

attendances = Table(
    "attendances",  # of a meeting whose minutes were written down
    metadata,
    to("meeting_id", "meetings.id", nullable=False),
    to("member_id", "members.id", nullable=False, index=True),
    Column("attended", Boolean, nullable=False),
    PrimaryKeyConstraint("meeting_id", "member_id"),
)

agreements = Table(
    "agreements",
    metadata,
    own_id(),
    to("committee_id", "committees.id", nullable=False, index=True),
    to("meeting_id", "meetings.id", index=True),
    Column("text", Text, nullable=False),
    to("member_id", "members.id", index=True),  # who sees to it; null: a department, or all of them
    Column("department", String(40), nullable=False),
    Column("due_on", Date, nullable=False),
    Column(
        "reminded", Integer, nullable=False
    ),  # 0; 1: before it was due, 2: when it was, 3: staff were told that it is late
    Column("ended_at", Moment),
    Column("ended_as", Word(10), nullable=False),  # done | dropped; empty: open
    Column("ended_note", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
)

handovers = Table(
    "handovers",  # of a finished work to those who watched it
    metadata,
    own_id(),
    to("committee_id", "committees.id", nullable=False, index=True),
    Column("public_work_key", String(40), nullable=False),
    Column("accepted", Boolean, nullable=False),  # false: the committee refused to sign
    Column("reason", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
)
