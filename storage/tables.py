"""All tables. Times are aware UTC; ids are made by us (`storage.ids`), so that rows which point at each other are
written together in one statement per table."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Dialect,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    literal_column,
    text,
)
from sqlalchemy.sql.operators import OperatorType

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
)

Id = BigInteger().with_variant(Integer, "sqlite")
"""On SQLite an INTEGER primary key is the row's own place: one tree less to write."""


class Word(String):
    """One of a few words of ours, compared as written out: SQLite plans a statement anew at every run when a partial
    index hangs on a bound value, which made looking for something to send a hundred times slower."""

    class Comparator(String.Comparator[str]):
        def operate(self, op: OperatorType, *other: Any, **kwargs: Any) -> ColumnElement[Any]:
            return super().operate(op, *map(_written_out, other), **kwargs)

    comparator_factory = Comparator


def _written_out(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_written_out(one) for one in value]
    return written_out(value) if isinstance(value, str) else value


def written_out(word: str) -> ColumnElement[str]:
    """Raises ValueError for anything but lower-case letters and `_`: nothing from outside is ever written into SQL."""
    if word.strip("abcdefghijklmnopqrstuvwxyz_"):
        raise ValueError(f"{word!r} is no word of ours")
    return literal_column(f"'{word}'", String())


class Moment(TypeDecorator[datetime]):
    """An instant. Refuses a time without a zone; gives back UTC on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def bind_processor(self, dialect: Dialect) -> Callable[[datetime | None], object]:
        """Every message stores eight of them: made in one step, where the layers of a TypeDecorator take five."""
        return _to_text if dialect.name == "sqlite" else _to_utc

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], datetime | None]:
        return _from_text if dialect.name == "sqlite" else _to_utc


def _to_utc(value: datetime | None) -> datetime | None:
    if value is None:
        return None
    if value.tzinfo is None:
        raise ValueError("a time without a zone cannot be stored")
    return value if value.tzinfo is UTC else value.astimezone(UTC)


def _to_text(value: datetime | None) -> str | None:
    """As SQLAlchemy writes it: `2026-11-22 16:00:00.000000`, which sorts as it should."""
    moment = _to_utc(value)
    return None if moment is None else _text_of(moment)


@lru_cache(maxsize=64)
def _text_of(moment: datetime) -> str:
    """A batch stores one and the same moment in most of its rows."""
    return moment.isoformat(" ", "microseconds")[:26]


def _from_text(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


def _id() -> Column[int]:
    return Column("id", Id, primary_key=True, autoincrement=False)


def _to(name: str, target: str, **options: Any) -> Column[int]:
    return Column(name, Id, ForeignKey(target), **options)


people = Table(
    "people",
    metadata,
    _id(),
    Column("kind", String(10), nullable=False),  # resident | group
    Column("language", String(5), nullable=False),
    Column("name", Text, nullable=False),  # as the resident gave it to us; empty until then
    Column("neighbourhood_key", String(20), nullable=False),
    Column("notice_version", String(40), nullable=False),  # of the privacy notice accepted; empty: none
    Column("notice_at", Moment),
    # consent by purpose, as it stands; when, where and to which version it was given is in history
    Column("folio_notices", Boolean, nullable=False),
    Column("consultation_notices", Boolean, nullable=False),
    Column("committee_notices", Boolean, nullable=False),
    Column("programme_notices", Boolean, nullable=False),
    Column("paused_until", Moment),  # no notices until then; answers go on
    Column("checked_at", Moment),  # staff saw a document of theirs
    Column("created_at", Moment, nullable=False),
)

addresses = Table(
    "addresses",
    metadata,
    _id(),
    _to("person_id", "people.id", nullable=False, index=True),
    Column("account", String(80), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("value", String(160), nullable=False),  # canonical, for recognising
    Column("reply_to", String(200), nullable=False),  # exact, for sending
    Column("name", Text, nullable=False),  # display name the provider gave
    Column("state", String(10), nullable=False),  # active | blocked | invalid | left
    Column("created_at", Moment, nullable=False),
    UniqueConstraint("account", "value", "kind"),
)

sessions = Table(
    "sessions",
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("state", Text, nullable=False),  # flows.codec
    Column("album", String(80), nullable=False),  # the album whose first picture was just answered
    Column("updated_at", Moment, nullable=False),
)

inbox = Table(
    "inbox",
    metadata,
    _id(),
    Column("account", String(80), nullable=False),
    Column("provider_id", String(80), nullable=False),
    _to("address_id", "addresses.id", nullable=False),
    Column("kind", String(12), nullable=False),
    Column("text", Text, nullable=False),
    Column("message_id", String(80), nullable=False),
    Column("state", String(10), nullable=False),  # played | staff | flood | failed | noted
    Column("sent_at", Moment, nullable=False),
    Column("received_at", Moment, nullable=False),
    Column("raw", Text, nullable=False),
    UniqueConstraint("account", "provider_id"),
    Index(None, "address_id", "id"),
)

media = Table(
    "media",
    metadata,
    _id(),
    _to("inbox_id", "inbox.id", index=True),  # null: staff put it in
    Column("account", String(80), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("ref", Text, nullable=False),
    Column("mime", String(120), nullable=False),
    Column("name", Text, nullable=False),
    Column("state", Word(10), nullable=False),  # waiting | kept | failed | forgotten
    Column("attempts", Integer, nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("path", Text, nullable=False),  # below the media folder; empty until kept
    Column("sha256", String(64), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("error", Text, nullable=False),
    Index(
        "ix_media_waiting",
        "not_before",
        sqlite_where=text("state = 'waiting'"),
        postgresql_where=text("state = 'waiting'"),
    ),
)

evidence = Table(
    "evidence",
    metadata,
    Column("subject", String(12), nullable=False),  # complaint | proposal | visit | chat
    Column("subject_id", Id, nullable=False),
    _to("media_id", "media.id", nullable=False),
    Column("person_id", Id, ForeignKey("people.id")),  # null: staff
    Column(
        "shows", String(10), nullable=False
    ),  # problem | repair | earlier: before, after the work, of one that did not hold
    Column("picture", String(40), nullable=False),  # a cleaned copy that others may be shown; empty: none
    PrimaryKeyConstraint("subject", "subject_id", "media_id"),
)

outbox = Table(
    "outbox",
    metadata,
    _id(),
    _to("address_id", "addresses.id", nullable=False),  # the lane: one in flight at a time
    Column("account", String(80), nullable=False),
    Column("priority", Integer, nullable=False),
    Column("purpose", String(12), nullable=False),  # answer | staff | folio | consultation | committee
    Column("body", Text, nullable=False),  # civic.message.Message as JSON
    Column("inbox_id", Id),  # what it answers
    Column("chat_epoch", Integer, nullable=False),  # of the staff chat it was written under; 0: the bot's
    Column("repeatable", Boolean, nullable=False),  # a second copy harms nobody
    Column(
        "state", Word(10), nullable=False
    ),  # queued | claimed | sent | delivered | read | failed | unknown | cancelled
    Column("hold", Word(10), nullable=False),  # window: waits for the resident's next message; empty: none
    Column("not_before", Moment, nullable=False),
    Column("not_after", Moment),  # from then on it is of no use; null: always
    Column("attempts", Integer, nullable=False),
    Column("parts_sent", Integer, nullable=False),
    Column("worker", String(40), nullable=False),
    Column("lease_until", Moment),
    Column("provider_id", String(80), nullable=False),
    Column("error", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("sent_at", Moment),
    Index(
        "ix_outbox_due",
        "account",
        "priority",
        "not_before",
        "id",
        sqlite_where=text("state = 'queued' AND hold = ''"),
        postgresql_where=text("state = 'queued' AND hold = ''"),
    ),
    Index(
        "ix_outbox_lane",
        "address_id",
        "id",
        sqlite_where=text("state IN ('queued', 'claimed')"),
        postgresql_where=text("state IN ('queued', 'claimed')"),
    ),
    Index("ix_outbox_address", "address_id", "created_at"),
    Index(
        "ix_outbox_provider",
        "account",
        "provider_id",
        sqlite_where=text("provider_id <> ''"),
        postgresql_where=text("provider_id <> ''"),
    ),
)

send_attempts = Table(
    "send_attempts",  # every try that did not end well; the good one is the outbox row itself
    metadata,
    _id(),
    _to("outbox_id", "outbox.id", nullable=False, index=True),
    Column("outcome", String(12), nullable=False),  # not_sent | unknown | refused | interrupted
    Column("code", String(40), nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

receipts = Table(
    "receipts",
    metadata,
    _id(),
    Column("account", String(80), nullable=False),
    Column("provider_id", String(80), nullable=False),
    Column("status", String(20), nullable=False),
    Column("error", String(40), nullable=False),
    Column("failure", String(16), nullable=False),  # civic.message.Failure
    Column("outbox_id", Id, index=True),
    Column("at", Moment, nullable=False),
    Column("raw", Text, nullable=False),
    UniqueConstraint("provider_id", "account", "status"),  # in this order it also finds those of a message
)

chats = Table(
    "chats",
    metadata,
    _id(),
    _to("person_id", "people.id", nullable=False),
    _to("address_id", "addresses.id", nullable=False),
    Column("state", Word(10), nullable=False),  # waiting | taken | closed
    Column("epoch", Integer, nullable=False),  # grows with every change of owner
    Column("reason", Text, nullable=False),
    Column("staff", String(80), nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("taken_at", Moment),
    Column("closed_at", Moment),
    Index(
        "ix_chats_open",
        "person_id",
        unique=True,
        sqlite_where=text("state <> 'closed'"),
        postgresql_where=text("state <> 'closed'"),
    ),
)

incidents = Table(
    "incidents",  # what staff must look at
    metadata,
    _id(),
    Column("kind", String(20), nullable=False),  # failure | emergency | undeliverable | ...
    Column("inbox_id", Id),
    Column("outbox_id", Id),
    Column("detail", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("closed_at", Moment),
    Index(
        "ix_incidents_open",
        "opened_at",
        sqlite_where=text("closed_at IS NULL"),
        postgresql_where=text("closed_at IS NULL"),
    ),
)

privacy_requests = Table(
    "privacy_requests",  # what somebody asks about their own data; the law's clock runs from opened_at
    metadata,
    _id(),
    Column("folio", String(30), nullable=False, unique=True),
    _to("person_id", "people.id", nullable=False, index=True),
    Column("right", String(12), nullable=False),  # access | rectify | cancel | oppose | withdraw
    Column("detail", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("answer_by", Date, nullable=False),
    Column("answered_at", Moment),
)

complaints = Table(
    "complaints",
    metadata,
    _id(),
    Column("folio", String(30), nullable=False, unique=True),
    _to("person_id", "people.id", nullable=False, index=True),
    Column("anonymous", Boolean, nullable=False),
    Column("category", String(30), nullable=False),
    Column("text", Text, nullable=False),
    Column("neighbourhood_key", String(20), nullable=False),
    Column("latitude", Float),
    Column("longitude", Float),
    Column("place", Text, nullable=False),
    Column("cell", BigInteger),  # civic.distance.cell_of the pin
    Column("public_work_key", String(40), nullable=False, index=True),
    Column("status", Word(30), nullable=False),
    Column("status_at", Moment, nullable=False),
    Column("department", String(40), nullable=False),  # who holds it; empty: nobody yet
    Column("promised_on", Date),  # the day told to those it concerns
    Column("slip", Text, nullable=False),  # why that day is later than one told before
    Column("external_body", Text, nullable=False),  # who else it was passed to
    Column("external_folio", String(60), nullable=False),
    _to("duplicate_of", "complaints.id", index=True),
    Column("reopened", Integer, nullable=False),  # how often
    Column("done_at", Moment),  # when staff last said that it is done
    Column("ended_at", Moment),  # null: open
    Column("account", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "created_at"),
    Index(None, "status", "done_at"),
    Index(
        "ix_complaints_open_here",
        "neighbourhood_key",
        "category",
        "created_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
    Index(
        "ix_complaints_open_near",
        "cell",
        "category",
        "created_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

complaint_reporters = Table(
    "complaint_reporters",  # everyone it concerns, the first reporter included
    metadata,
    Column("complaint_id", Id, ForeignKey("complaints.id"), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("anonymous", Boolean, nullable=False),
    Column("text", Text, nullable=False),
    Column("joined_at", Moment, nullable=False),
    Column("came_with", Id, index=True),  # the complaint through which they came, when it was merged into this one
    PrimaryKeyConstraint("complaint_id", "person_id"),
)

complaint_tasks = Table(
    "complaint_tasks",  # what one complaint needs of several departments; not to be mixed up with duplicates
    metadata,
    _id(),
    _to("complaint_id", "complaints.id", nullable=False, index=True),
    Column("department", String(40), nullable=False),
    Column("what", Text, nullable=False),
    Column("opened_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_as", Word(10), nullable=False),  # done | dropped; empty: open
)

promises = Table(
    "promises",  # one step of the service charter for one complaint
    metadata,
    _id(),
    _to("complaint_id", "complaints.id", nullable=False, index=True),
    Column("step", Word(10), nullable=False),  # civic.charter.Step
    Column("made_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("level", Integer, nullable=False),  # per cent at which it was escalated last; 0: not yet
    Column("next_at", Moment),  # when it is escalated next; null: no more
    Column("ended_at", Moment),
    Column("ended_as", Word(10), nullable=False),  # kept | late | void; empty: it still runs
    Index(
        "ix_promises_next",
        "next_at",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

asks = Table(
    "asks",  # what somebody was asked about a complaint: is it fixed, or a question of staff
    metadata,
    _id(),
    _to("complaint_id", "complaints.id", nullable=False, index=True),
    _to("person_id", "people.id", nullable=False, index=True),
    Column("kind", Word(10), nullable=False),  # vote | question
    Column("round", Integer, nullable=False),  # 2: asked once more
    Column("text", Text, nullable=False),  # the question of staff
    Column("back_to", String(30), nullable=False),  # the status a question interrupted
    Column("asked_at", Moment, nullable=False),
    Column("answer_by", Moment, nullable=False),
    Column("outbox_id", Id),  # the message that carried it last
    Column("ended_at", Moment),
    Column("ended_as", Word(10), nullable=False),  # answered | expired | void; empty: open
    Column("answer", String(10), nullable=False),  # civic.repair.Answer
    Column("note", Text, nullable=False),  # the answer in words
    Index(
        "ix_asks_open",
        "answer_by",
        sqlite_where=text("ended_at IS NULL"),
        postgresql_where=text("ended_at IS NULL"),
    ),
)

updates = Table(
    "updates",  # when somebody is told next about what concerns them
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("frequency", Word(12), nullable=False),  # civic.updates.Frequency
    Column("due_at", Moment),  # null: nothing to tell
    Column("told_at", Moment, nullable=False),  # or when there first was something to tell
    Column("outbox_id", Id),  # the last message
    Index(
        "ix_updates_due",
        "due_at",
        "person_id",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)

news = Table(
    "news",  # what happened to something, and one of those it concerns has to hear
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("history_id", Id, ForeignKey("history.id"), nullable=False, index=True),
    Column("subject", Word(12), nullable=False),  # civic.updates.Subject
    Column("subject_id", Id, nullable=False, index=True),
    Column("outbox_id", Id),  # the message that says it
    PrimaryKeyConstraint("person_id", "history_id"),
)

consultations = Table(
    "consultations",
    metadata,
    _id(),
    Column("key", String(24), nullable=False, unique=True),
    Column("revision", Integer, nullable=False),  # the one in force
    Column("closed_at", Moment),  # by staff, before its time
    Column("created_at", Moment, nullable=False),
)

consultation_revisions = Table(
    "consultation_revisions",  # as published, never edited
    metadata,
    _to("consultation_id", "consultations.id", nullable=False),
    Column("number", Integer, nullable=False, autoincrement=False),
    Column("document", Text, nullable=False),  # TOML or JSON, as staff wrote it
    Column("sha256", String(64), nullable=False),
    Column("by", String(80), nullable=False),
    Column("why", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    PrimaryKeyConstraint("consultation_id", "number"),
)

participations = Table(
    "participations",  # one for each person and consultation
    metadata,
    _id(),
    _to("consultation_id", "consultations.id", nullable=False),
    _to("person_id", "people.id", index=True),  # null: on paper, without a number
    Column("source", Word(10), nullable=False),  # civic.consultation.Source
    Column("paper", String(40)),  # number of the sheet; null: in chat
    Column("account", String(80), nullable=False),
    Column("neighbourhood_key", String(20), nullable=False),
    Column("began_at", Moment, nullable=False),
    UniqueConstraint("consultation_id", "person_id"),
    UniqueConstraint("consultation_id", "paper"),
)

promoters = Table(
    "promoters",  # residents who write down in their chat what others say
    metadata,
    Column("person_id", Id, ForeignKey("people.id"), primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),  # as staff know them
    Column("until", Date, nullable=False),  # the last day
    Column("by", String(80), nullable=False),
    Column("since", Moment, nullable=False),
)

registrations = Table(
    "registrations",  # what was written down for somebody who gave a number, to be confirmed by them
    metadata,
    _to("participation_id", "participations.id", primary_key=True, autoincrement=False),
    _to("person_id", "people.id", nullable=False, index=True),
    Column("asked_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_as", Word(10), nullable=False),  # confirmed | denied; empty: not answered
)

proposals = Table(
    "proposals",
    metadata,
    _id(),
    Column("folio", String(30), nullable=False, unique=True),
    _to("person_id", "people.id", index=True),  # null: on paper, without a number
    _to("consultation_id", "consultations.id"),  # null: outside of any
    _to("participation_id", "participations.id", index=True),
    Column("topic", String(30), nullable=False),
    Column("text", Text, nullable=False),
    Column("neighbourhood_key", String(20), nullable=False, index=True),
    Column("status", Word(30), nullable=False),  # civic.proposal.ProposalStatus
    Column("status_at", Moment, nullable=False),
    _to("grouped_into", "proposals.id", index=True),  # the one that stands for it
    Column("answer", Text, nullable=False),  # of the municipality, as it stands
    Column("cost", BigInteger),  # whole pesos, as estimated with the answer
    Column("law", Text, nullable=False),  # what the answer rests on
    Column("scheduled_on", Date),
    Column("progress", Integer, nullable=False),  # per cent
    Column("public_work_key", String(40), nullable=False, index=True),
    Column("commitment", Text, nullable=False),  # of a plan of the government, that it became part of
    _to("initiative_id", "initiatives.id", index=True),
    Column("account", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "consultation_id", "neighbourhood_key", "topic"),
    Index(None, "consultation_id", "status"),
)

initiatives = Table(
    "initiatives",  # proposals that are followed together, stage by stage
    metadata,
    _id(),
    Column("key", String(24), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("stage", Word(20), nullable=False),  # civic.initiative.Stage
    Column("created_at", Moment, nullable=False),
)

initiative_evidence = Table(
    "initiative_evidence",  # appended, never edited: what shows that a stage took place
    metadata,
    _id(),
    _to("initiative_id", "initiatives.id", nullable=False, index=True),
    Column("stage", Word(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("link", Text, nullable=False),  # where it can be read; never fetched
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
)

proposal_vectors = Table(
    "proposal_vectors",  # what a proposal means to a model; made anew for another one
    metadata,
    _to("proposal_id", "proposals.id", nullable=False),
    Column("model", String(40), nullable=False),  # civic.meaning.Meaning.name
    Column("vector", LargeBinary, nullable=False),
    PrimaryKeyConstraint("proposal_id", "model"),
)

supports = Table(
    "supports",  # once by each person; an author whose proposal was grouped into another supports that one
    metadata,
    _to("proposal_id", "proposals.id", nullable=False),
    _to("participation_id", "participations.id", nullable=False, index=True),
    Column("account", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    Column(
        "came_with", Id, index=True
    ),  # the proposal that was grouped into this one and brought them; null: their own
    PrimaryKeyConstraint("proposal_id", "participation_id"),
)

survey_answers = Table(
    "survey_answers",  # of a consultation's questionnaire; the last one counts
    metadata,
    _to("participation_id", "participations.id", nullable=False),
    Column("question_id", String(20), nullable=False),
    Column("value", Text, nullable=False),  # JSON, as the question's reader gives it
    Column("revision", Integer, nullable=False),  # whose wording was read
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("participation_id", "question_id"),
)

stances = Table(
    "stances",  # on a consultation's statements; the last one counts
    metadata,
    _to("participation_id", "participations.id", nullable=False),
    Column("statement_id", String(20), nullable=False),
    Column("stance", Word(10), nullable=False),  # civic.consultation.Stance
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("participation_id", "statement_id"),
)

ballots = Table(
    "ballots",  # the last one counts
    metadata,
    Column("participation_id", Id, ForeignKey("participations.id"), primary_key=True, autoincrement=False),
    Column("choice", Text, nullable=False),  # JSON list of option ids
    Column("cast_at", Moment, nullable=False),
)

ballot_marks = Table(
    "ballot_marks",  # one for each ballot; nothing leads from it to a ballot or a person
    metadata,
    _to("consultation_id", "consultations.id", nullable=False),
    Column("mark", String(64), nullable=False),  # civic.receipt.mark_of
    PrimaryKeyConstraint("consultation_id", "mark"),
)

releases = Table(
    "releases",  # what is published of a consultation now
    metadata,
    Column("consultation_id", Id, ForeignKey("consultations.id"), primary_key=True, autoincrement=False),
    Column("revision", Integer, nullable=False),
    Column("document", Text, nullable=False),  # what was asked, as JSON
    Column("sha256", String(64), nullable=False),  # of the document and all tables
    Column("topics_picture", String(40), nullable=False),  # empty: there is none
    Column("places_picture", String(40), nullable=False),
    Column("made_at", Moment, nullable=False),
)

release_tables = Table(
    "release_tables",
    metadata,
    _to("consultation_id", "releases.consultation_id", nullable=False),
    Column("name", String(30), nullable=False),
    Column("position", Integer, nullable=False),
    Column("content", Text, nullable=False),  # JSON, a row an object
    PrimaryKeyConstraint("consultation_id", "name"),
)

history = Table(
    "history",  # appended, never edited
    metadata,
    _id(),
    Column(
        "subject", String(12), nullable=False
    ),  # complaint | proposal | consultation | initiative | chat | person | ...
    Column("subject_id", Id, nullable=False),
    Column("event", String(30), nullable=False),
    Column("by", String(80), nullable=False),  # resident | staff:<name> | clock | operator
    _to("person_id", "people.id", index=True),  # the resident who did it: never shown, so that it can be erased
    Column("account", String(80), nullable=False),
    Column("note", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "subject", "subject_id", "id"),
)

counters = Table(
    "counters",
    metadata,
    Column("name", String(40), primary_key=True),
    Column("value", BigInteger, nullable=False),
)

link_codes = Table(
    "link_codes",
    metadata,
    Column("code", String(10), primary_key=True),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False),
    Column("purpose", Word(10), nullable=False),  # link: joins two chats; desk: shows staff who is before them
    Column("expires_at", Moment, nullable=False),
)

neighbourhoods = Table(
    "neighbourhoods",
    metadata,
    Column("key", String(20), primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("postal_code", String(5), nullable=False),
    Column("zone", String(20), nullable=False),
    Column("city", Text, nullable=False),
    Column("quadrant", String(40), nullable=False),  # part of town; empty: the municipality named none
    Column("since", Integer, ForeignKey("catalogue_versions.number"), nullable=False),
    Column("retired", Integer, ForeignKey("catalogue_versions.number")),  # null: in use
)

catalogue_versions = Table(
    "catalogue_versions",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),
    Column("rows", Integer, nullable=False),
    Column("imported_at", Moment, nullable=False),
)

register_versions = Table(
    "register_versions",  # each file of the register of public works that was taken in
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("sha256", String(64), nullable=False),  # empty: works that were there before versions were kept
    Column("rows", Integer, nullable=False),
    Column("kept_out", Integer, nullable=False),  # rows with a fault
    Column("imported_at", Moment, nullable=False),
)


def _work_columns() -> list[Column[Any]]:
    """What the register tells of a work."""
    return [
        Column("name", Text, nullable=False),
        Column("status", String(30), nullable=False),
        Column("contractor", Text, nullable=False),
        Column("supervisor", Text, nullable=False),
        Column("centavos", BigInteger),
        Column("metres", Float),
        Column("starts_on", Date),
        Column("ends_on", Date),
        Column("progress", Float),  # per cent
    ]


public_works = Table(
    "public_works",  # as the register tells them now
    metadata,
    Column("key", String(40), primary_key=True),
    *_work_columns(),
    Column("since", Integer, ForeignKey("register_versions.number"), nullable=False),
    Column("retired", Integer, ForeignKey("register_versions.number")),  # null: in the register
)

work_neighbourhoods = Table(
    "work_neighbourhoods",
    metadata,
    Column("work_key", String(40), ForeignKey("public_works.key"), nullable=False),
    Column("neighbourhood_key", String(20), nullable=False, index=True),
    PrimaryKeyConstraint("work_key", "neighbourhood_key"),
)

work_versions = Table(
    "work_versions",  # appended, never edited: a work as each version that changed it told it
    metadata,
    Column("work_key", String(40), ForeignKey("public_works.key"), nullable=False),
    Column("version", Integer, ForeignKey("register_versions.number"), nullable=False),
    *_work_columns(),
    Column("neighbourhood_keys", Text, nullable=False),  # with `|` between them
    Column("retired", Boolean, nullable=False),
    PrimaryKeyConstraint("work_key", "version"),
)

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
    _id(),
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
    _id(),
    _to("committee_id", "committees.id", nullable=False, index=True),
    _to("person_id", "people.id", nullable=False, index=True),
    Column("role", String(20), nullable=False),  # of the scheme
    Column("name", Text, nullable=False),  # as it stands in the papers
    Column("came_by", Word(10), nullable=False),  # code | staff
    Column("started_at", Moment, nullable=False),
    Column("ended_at", Moment),  # null: they sit on it
    Column("ended_as", Word(12), nullable=False),  # civic.committee.Ending; empty: they sit on it
    Column("ended_why", Text, nullable=False),
    _to("replaces", "members.id", index=True),
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
    _to("committee_id", "committees.id", nullable=False, index=True),
    Column("role", String(20), nullable=False),
    _to("member_id", "members.id", index=True),  # of one whom staff wrote down and who opens their own chat now
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
    _id(),
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
    _id(),
    _to("person_id", "people.id", nullable=False, index=True),
    _to("committee_id", "committees.id", index=True),  # the observatory; null: of none
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
    _id(),
    _to("committee_id", "committees.id", nullable=False, index=True),
    _to("member_id", "members.id", nullable=False, index=True),
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
    _id(),
    _to("committee_id", "committees.id", nullable=False, index=True),
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
    _to("meeting_id", "meetings.id", nullable=False),
    _to("member_id", "members.id", nullable=False, index=True),
    Column("attended", Boolean, nullable=False),
    PrimaryKeyConstraint("meeting_id", "member_id"),
)

agreements = Table(
    "agreements",
    metadata,
    _id(),
    _to("committee_id", "committees.id", nullable=False, index=True),
    _to("meeting_id", "meetings.id", index=True),
    Column("text", Text, nullable=False),
    _to("member_id", "members.id", index=True),  # who sees to it; null: a department, or all of them
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
    _id(),
    _to("committee_id", "committees.id", nullable=False, index=True),
    Column("public_work_key", String(40), nullable=False),
    Column("accepted", Boolean, nullable=False),  # false: the committee refused to sign
    Column("reason", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
)

audiences = Table(
    "audiences",
    metadata,
    Column("key", String(40), primary_key=True),
    Column("filter", Text, nullable=False),  # civic.audience.Audience as JSON
    Column("by", String(80), nullable=False),
    Column("updated_at", Moment, nullable=False),
)

broadcasts = Table(
    "broadcasts",
    metadata,
    _id(),
    Column("key", String(40), nullable=False, unique=True),
    Column("title", Text, nullable=False),  # for staff
    Column("audience", String(40), nullable=False),  # its key
    Column("filter", Text, nullable=False),  # and what it was when this was written
    Column("purpose", String(12), nullable=False),  # civic.consent.Purpose
    Column("content", Text, nullable=False),  # civic.broadcast.Content as JSON
    Column("urgent", Boolean, nullable=False),
    Column("state", Word(20), nullable=False),  # civic.broadcast.State
    Column("starts_at", Moment),  # null: a draft
    Column("ends_by", Moment),  # who was not reached by then is not any more; null: all are
    Column("made_by", String(80), nullable=False),
    Column("approved_by", String(80), nullable=False),
    Column("approved_at", Moment),
    Column("planned_at", Moment),  # when its recipients were picked
    Column("cut_at", Moment),  # when `ends_by` was carried out
    Column("ended_at", Moment),
    Column("why", Text, nullable=False),  # it was cancelled
    Column("series_key", String(40), nullable=False),  # empty: it is sent once
    Column("occurrence", Moment),
    Column("created_at", Moment, nullable=False),
    Index(
        "ix_broadcasts_sending",
        "starts_at",
        sqlite_where=text("state = 'sending'"),
        postgresql_where=text("state = 'sending'"),
    ),
)

broadcast_recipients = Table(
    "broadcast_recipients",  # everybody whom the audience matched
    metadata,
    _to("broadcast_id", "broadcasts.id", nullable=False),
    _to("person_id", "people.id", nullable=False, index=True),
    Column("account", String(80), nullable=False),  # empty: there is no chat to write to
    _to("address_id", "addresses.id"),
    Column("state", Word(10), nullable=False),  # civic.broadcast.Standing
    Column("reason", String(20), nullable=False),  # civic.broadcast.Reason of those excluded
    Column("not_before", Moment, nullable=False),  # of those planned
    Column("outbox_id", Id, index=True),
    Column("reply", String(20)),  # null: none was asked for; empty: none came
    Column("replied_at", Moment),
    PrimaryKeyConstraint("broadcast_id", "person_id"),
    Index(
        "ix_broadcast_recipients_planned",
        "broadcast_id",
        "account",
        "not_before",
        "person_id",
        sqlite_where=text("state = 'planned'"),
        postgresql_where=text("state = 'planned'"),
    ),
    Index(
        "ix_broadcast_recipients_asked",
        "person_id",
        sqlite_where=text("reply IS NOT NULL"),
        postgresql_where=text("reply IS NOT NULL"),
    ),
)

business_started = Table(
    "business_started",  # what we sent outside of WhatsApp's 24 hours: Meta lets a sender begin so many a day
    metadata,
    Column("account", String(80), nullable=False),
    _to("address_id", "addresses.id", nullable=False, index=True),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("account", "at", "address_id"),
)

series = Table(
    "series",  # what is sent again and again
    metadata,
    Column("key", String(40), primary_key=True),
    Column("document", Text, nullable=False),  # TOML or JSON, as staff wrote it
    Column("is_on", Boolean, nullable=False),
    Column("since", Moment),  # when it was switched on last
    Column("by", String(80), nullable=False),  # who wrote it
    Column("approved_by", String(80), nullable=False),  # who switched it on
    Column("updated_at", Moment, nullable=False),
)

series_off = Table(
    "series_off",  # the committees that do not get a series
    metadata,
    Column("series_key", String(40), ForeignKey("series.key"), nullable=False),
    _to("committee_id", "committees.id", nullable=False),
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("series_key", "committee_id"),
)

occurrences = Table(
    "occurrences",  # one row a time of a series, or of a programme's reminder: two leaders never send it twice
    metadata,
    Column("series_key", String(80), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", Word(10), nullable=False),  # civic.series.Occurrence
    Column("why", Text, nullable=False),
    Column("by", String(80), nullable=False),
    Column("broadcasts", Integer, nullable=False),  # how many were made of it
    Column("made_at", Moment, nullable=False),
    PrimaryKeyConstraint("series_key", "due_at"),
)

programme_subscriptions = Table(
    "programme_subscriptions",  # who asked to be reminded of a programme's dates
    metadata,
    Column("programme", String(24), nullable=False),
    Column("person_id", Id, ForeignKey("people.id"), nullable=False, index=True),
    Column("since", Moment, nullable=False),
    PrimaryKeyConstraint("programme", "person_id"),
)

firings = Table(
    "firings",  # one row a due time of a schedule: two leaders, a restart or a catch-up never fire it twice
    metadata,
    Column("schedule", String(40), nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("worker", String(40), nullable=False),
    Column("started_at", Moment, nullable=False),
    Column("finished_at", Moment),
    Column("said", Text, nullable=False),
    PrimaryKeyConstraint("schedule", "due_at"),
)
