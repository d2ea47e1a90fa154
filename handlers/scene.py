"""One message being played: what is known of it, and what it leads to."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from msgspec.structs import replace

from civic.complaint import Actor
from civic.message import Choice, Inbound, Kind, Message
from flows.codec import decode
from flows.talk import Asked, Facts, Session
from handlers.hand import Hand
from handlers.spoken import spoken_day, spoken_moment
from handlers.world import World
from storage.asks import OpenAsk
from storage.history import append
from storage.ledger import Ledger
from storage.media import await_file
from storage.people import Person, Sender, get_person, link
from storage.store import Connection


@dataclass(slots=True)
class Scene:
    """Handed to whoever speaks and to every act. Writes go through `ledger`; the session goes back with the scene."""

    connection: Connection
    world: World
    ledger: Ledger
    now: datetime
    inbound: Inbound
    sender: Sender
    session: Session
    inbox_id: int
    media_ids: tuple[int, ...] = field(init=False)
    """Of the files that came with it, in their order."""
    state: str = "played"
    """Of the inbox row: played | staff | flood | failed | noted."""
    says: list[Message] = field(default_factory=list)

    asked: list[OpenAsk] = field(default_factory=list)
    """What the sender was asked about complaints and has not answered."""
    last_said: int = 0
    """The message that their address was sent last."""
    replies: tuple[Choice, ...] = ()
    """What that can be answered with, when many were sent it."""
    talks: dict[int, tuple[Person, Session]] = field(default_factory=dict)
    """Everybody met in this batch and where their talk stands, by person."""

    def __post_init__(self) -> None:
        self.media_ids = tuple(self.world.ids.new() for _ in self.inbound.media)
        if self.inbound.kind is Kind.EDIT:  # the file came with the first version
            self.leave_files()

    def leave_files(self) -> None:
        """What came with the message is not fetched."""
        self.inbound, self.media_ids = replace(self.inbound, media=()), ()

    def become(self, person_id: int) -> None:
        """The sender turned out to be a resident we know already."""
        if person_id not in self.talks:
            person = get_person(self.connection, person_id)
            self.talks[person_id] = (person, decode(person.session) if person.session else Session())
        self.sender.person, self.session = self.talks[person_id]

    @property
    def person(self) -> Person:
        return self.sender.person

    def facts(self, **found: Any) -> Facts:
        person, world = self.person, self.world
        return Facts(
            now=self.now,
            municipality=world.municipality,
            language=person.language,
            translate=world.book.translator(person.language),
            directory=world.directory,
            works=world.works,
            consultations=world.consultations,
            consented=person.notice_version == world.notice_version,
            notice_version=world.notice_version,
            notice_url=world.notice_url,
            folio_example=world.folio_example(self.now),
            name=person.name,
            neighbourhood=world.neighbourhood(person.neighbourhood_key),
            notices={str(purpose): granted for purpose, granted in person.notices.items()},
            writes_to_phones=bool(world.whatsapp_account),
            office_open=world.office_open(self.now),
            office_hours=world.hours.spoken(),
            asked=[self._asked(ask) for ask in self.asked if ask.was_sent],
            replies=self.replies,
            found=found,
        )

    def _asked(self, ask: OpenAsk) -> Asked:
        quoted = bool(ask.provider_id) and ask.provider_id == self.inbound.replies_to
        return Asked(folio=ask.folio, kind=ask.kind, last=ask.outbox_id == self.last_said, quoted=quoted)

    def answered(self, ask_id: int) -> None:
        """It is no longer open for what else they wrote at the same time."""
        self.asked[:] = [ask for ask in self.asked if ask.id != ask_id]

    def join(self, from_person: int, to_person: int) -> None:
        """One resident on two channels. An account of staff that knows one of them is unlinked: its holder leaves the
        groups of staff."""
        groups, ids, now = self.world.staff_groups, self.world.ids, self.now

        def act(connection: Connection) -> None:
            for person_id in (from_person, to_person):
                if groups:
                    groups.lets_go(connection, ids, person_id, now)
            link(connection, from_person, to_person, now)

        self.ledger.later(act)

    def phrase(self, name: str, **values: str) -> Message:
        language = self.person.language
        return Message(text=self.world.phrase(name, language, **values), language=language)

    def spoken_day(self, day: date) -> str:
        return spoken_day(day, self.person.language)

    def spoken_date(self, moment: datetime) -> str:
        return spoken_moment(moment, self.world.hours.zone, self.person.language)

    def hand(self) -> Hand:
        """This resident's, for what changes a complaint."""
        return Hand(
            self.connection,
            self.world,
            self.ledger,
            self.now,
            Actor.RESIDENT,
            "resident",
            self.inbound.account,
            self.person.id,
        )

    def say(self, *messages: Message) -> None:
        self.says.extend(messages)

    def record(self, subject: str, subject_id: int, event: str, note: str = "", by: str = "resident") -> None:
        """Append to the history of something."""
        append(
            self.ledger, subject, subject_id, event,
            by=by, now=self.now, person_id=self.person.id, account=self.inbound.account, note=note,
        )  # fmt: skip

    def write_inbox(self) -> None:
        inbound = self.inbound
        self.ledger.add(
            "inbox",
            id=self.inbox_id,
            account=inbound.account,
            provider_id=inbound.provider_id,
            address_id=self.sender.address_id,
            kind=inbound.kind.value,
            text=inbound.text,
            message_id=inbound.message_id,
            state=self.state,
            sent_at=inbound.sent_at,
            received_at=self.now,
            raw=inbound.raw,
        )
        for media_id, media in zip(self.media_ids, inbound.media, strict=True):
            await_file(self.ledger, media, self.now, media_id=media_id, inbox_id=self.inbox_id, account=inbound.account)
