"""Consultations, what residents said in them, and what was published."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    PrimaryKeyConstraint,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from storage.tables.parts import Id, Moment, Word, metadata, own_id, to

consultations = Table(
    "consultations",
    metadata,
    own_id(),
    Column("key", String(24), nullable=False, unique=True),
    Column("revision", Integer, nullable=False),  # the one in force
    Column("closed_at", Moment),  # by staff, before its time
    Column("created_at", Moment, nullable=False),
)

consultation_revisions = Table(
    "consultation_revisions",  # as published, never edited
    metadata,
    to("consultation_id", "consultations.id", nullable=False),
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
    own_id(),
    to("consultation_id", "consultations.id", nullable=False),
    to("person_id", "people.id", index=True),  # null: on paper, without a number
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
    to("participation_id", "participations.id", primary_key=True, autoincrement=False),
    to("person_id", "people.id", nullable=False, index=True),
    Column("asked_at", Moment, nullable=False),
    Column("ended_at", Moment),
    Column("ended_as", Word(10), nullable=False),  # confirmed | denied; empty: not answered
)

proposals = Table(
    "proposals",
    metadata,
    own_id(),
    Column("folio", String(30), nullable=False, unique=True),
    to("person_id", "people.id", index=True),  # null: on paper, without a number
    to("consultation_id", "consultations.id"),  # null: outside of any
    to("participation_id", "participations.id", index=True),
    Column("topic", String(30), nullable=False),
    Column("text", Text, nullable=False),
    Column("neighbourhood_key", String(20), nullable=False, index=True),
    Column("status", Word(30), nullable=False),  # civic.proposal.ProposalStatus
    Column("status_at", Moment, nullable=False),
    to("grouped_into", "proposals.id", index=True),  # the one that stands for it
    Column("answer", Text, nullable=False),  # of the municipality, as it stands
    Column("cost", BigInteger),  # whole pesos, as estimated with the answer
    Column("law", Text, nullable=False),  # what the answer rests on
    Column("scheduled_on", Date),
    Column("progress", Integer, nullable=False),  # per cent
    Column("public_work_key", String(40), nullable=False, index=True),
    Column("commitment", Text, nullable=False),  # of a plan of the government, that it became part of
    to("initiative_id", "initiatives.id", index=True),
    Column("account", String(80), nullable=False),
    Column("created_at", Moment, nullable=False),
    Index(None, "consultation_id", "neighbourhood_key", "topic"),
    Index(None, "consultation_id", "status"),
    Index(None, "created_at"),
)

initiatives = Table(
    "initiatives",  # proposals that are followed together, stage by stage
    metadata,
    own_id(),
    Column("key", String(24), nullable=False, unique=True),
    Column("title", Text, nullable=False),
    Column("stage", Word(20), nullable=False),  # civic.initiative.Stage
    Column("created_at", Moment, nullable=False),
)

initiative_evidence = Table(
    "initiative_evidence",  # appended, never edited: what shows that a stage took place
    metadata,
    own_id(),
    to("initiative_id", "initiatives.id", nullable=False, index=True),
    Column("stage", Word(20), nullable=False),
    Column("text", Text, nullable=False),
    Column("link", Text, nullable=False),  # where it can be read; never fetched
    Column("by", String(80), nullable=False),
    Column("at", Moment, nullable=False),
)

proposal_vectors = Table(
    "proposal_vectors",  # what a proposal means to a model; made anew for another one
    metadata,
    to("proposal_id", "proposals.id", nullable=False),
    Column("model", String(40), nullable=False),  # civic.meaning.Meaning.name
    Column("vector", LargeBinary, nullable=False),
    PrimaryKeyConstraint("proposal_id", "model"),
)

supports = Table(
    "supports",  # once by each person; an author whose proposal was grouped into another supports that one
    metadata,
    to("proposal_id", "proposals.id", nullable=False),
    to("participation_id", "participations.id", nullable=False, index=True),
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
    to("participation_id", "participations.id", nullable=False),
    Column("question_id", String(20), nullable=False),
    Column("value", Text, nullable=False),  # JSON, as the question's reader gives it
    Column("revision", Integer, nullable=False),  # whose wording was read
    Column("at", Moment, nullable=False),
    PrimaryKeyConstraint("participation_id", "question_id"),
)

stances = Table(
    "stances",  # on a consultation's statements; the last one counts
    metadata,
    to("participation_id", "participations.id", nullable=False),
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
    to("consultation_id", "consultations.id", nullable=False),
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
    to("consultation_id", "releases.consultation_id", nullable=False),
    Column("name", String(30), nullable=False),
    Column("position", Integer, nullable=False),
    Column("content", Text, nullable=False),  # JSON, a row an object
    PrimaryKeyConstraint("consultation_id", "name"),
)
