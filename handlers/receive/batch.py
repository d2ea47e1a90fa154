"""One batch, one transaction: load in bulk, play each message in memory, save with one statement per table."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from msgspec.structs import replace

from civic.message import RESIDENT_KINDS, Choice, Inbound, Message
from flows.codec import decode, encode
from flows.talk import Session
from handlers.broadcast.message import replies_by_message
from handlers.receive.arrivals import note_arrival
from handlers.receive.flood import Flood, Verdict
from handlers.receive.speak import speak
from handlers.scene import Scene
from handlers.world import World
from storage import asks, outbox
from storage.asks import OpenAsk
from storage.inbox import still_fresh, without_repeats
from storage.incidents import note_incident
from storage.ledger import Ledger
from storage.people import Person, Sender, key_of, load
from storage.signals import announce
from storage.store import Connection
from storage.text import storable


def receive(connection: Connection, inbounds: Sequence[Inbound], *, world: World, flood: Flood, now: datetime) -> int:
    """Take a batch in. Returns how many were new. A message whose playing fails is answered calmly, shown to staff and
    fails alone; an error of the database is the caller's."""
    fresh = without_repeats(connection, [storable(inbound) for inbound in inbounds])
    senders = load(connection, fresh, world.ids, now)
    fresh = still_fresh(connection, fresh)
    batch = _Batch(connection, world, flood, now)
    batch.look_up([senders[key_of(inbound)] for inbound in fresh])
    for inbound in fresh:
        batch.take(inbound, senders[key_of(inbound)])
    batch.save()
    return len(fresh)


def give_up(connection: Connection, inbound: Inbound, *, error: str, world: World, now: datetime) -> int:
    """Keep a message that cannot be played even alone: as it came, with an incident and a calm sentence."""
    inbound = storable(inbound)
    if not without_repeats(connection, [inbound]):
        return 0
    sender = load(connection, [inbound], world.ids, now)[key_of(inbound)]
    if not still_fresh(connection, [inbound]):
        return 0
    batch = _Batch(connection, world, Flood(1), now)
    batch.fail(Scene(connection, world, batch.ledger, now, inbound, sender, Session(), world.ids.new()), error)
    batch.save()
    return 1


class _Batch:
    def __init__(self, connection: Connection, world: World, flood: Flood, now: datetime) -> None:
        self.connection = connection
        self.world = world
        self.ledger = Ledger(world.ids)
        self._flood = flood
        self._now = now
        self._talks: dict[int, tuple[Person, Session]] = {}
        self._changed: set[int] = set()
        self._heard_from: set[int] = set()
        self._asked: dict[int, list[OpenAsk]] = {}
        self._last_said: dict[int, int] = {}
        self._replies: Mapping[int, tuple[Choice, ...]] = {}

    def look_up(self, senders: Sequence[Sender]) -> None:
        """What these people were asked and have not answered: for most nothing, which costs no statement."""
        people = list({sender.person.id for sender in senders if sender.person.is_asked})
        for ask in asks.list_open(self.connection, people) if people else ():
            self._asked.setdefault(ask.person_id, []).append(ask)
        offered = [sender.address_id for sender in senders if sender.person.is_offered]
        asked = [sender.address_id for sender in senders if sender.person.id in self._asked]
        if asked or offered:
            self._last_said = asks.last_said(self.connection, [*asked, *offered])
        last = [self._last_said[address_id] for address_id in offered if address_id in self._last_said]
        self._replies = replies_by_message(self.connection, last) if last else {}

    def take(self, inbound: Inbound, sender: Sender) -> None:
        person, session = sender.person, self._session(sender.person)
        before, mark = person.snapshot(), self.ledger.mark()
        scene = Scene(
            self.connection,
            self.world,
            self.ledger,
            self._now,
            inbound,
            sender,
            session,
            self.world.ids.new(),
            asked=self._asked.setdefault(person.id, []),
            last_said=self._last_said.get(sender.address_id, 0),
            replies=self._replies.get(self._last_said.get(sender.address_id, 0), ()),
            talks=self._talks,
        )
        try:
            self._play(scene)
        except Exception as error:  # the edge of one message: what it wrote is taken back, the others go on
            self.ledger.take_back(mark)
            person.restore(before)
            sender.person, scene.session = person, session
            self.fail(scene, f"{type(error).__name__} in {_where(error)}")
        self._keep(scene)

    def _session(self, person: Person) -> Session:
        if person.id not in self._talks:
            self._talks[person.id] = (person, decode(person.session) if person.session else Session())
        return self._talks[person.id][1]

    def _play(self, scene: Scene) -> None:
        groups = scene.world.staff_groups
        if groups and scene.inbound.group and groups.hears(scene):
            scene.write_inbox()
            return
        if scene.inbound.kind not in RESIDENT_KINDS:
            note_arrival(scene)
            return
        self._heard_from.add(scene.sender.address_id)
        match self._flood.judge(scene.sender.address_id, self._now):
            case Verdict.PLAY:
                speak(scene)
            case Verdict.TELL:
                scene.state = "flood"
                scene.say(scene.phrase("flood"))
            case Verdict.KEEP_SILENT:
                scene.state = "flood"
        self._write(scene)

    def fail(self, scene: Scene, error: str) -> None:
        scene.state, scene.says = "failed", []
        note_incident(self.ledger, "failure", self._now, error, scene.inbox_id)
        scene.say(scene.phrase("failure"))
        self._write(scene)
        self._keep(scene)

    def _write(self, scene: Scene) -> None:
        scene.write_inbox()
        if scene.says:
            outbox.queue(
                self.ledger,
                _joined(scene.says),
                address_id=scene.sender.address_id,
                account=scene.inbound.account,
                now=self._now,
                inbox_id=scene.inbox_id,
                chat_epoch=scene.person.chat_epoch,
            )

    def _keep(self, scene: Scene) -> None:
        self._talks[scene.person.id] = (scene.person, scene.session)
        self._changed.add(scene.person.id)

    def save(self) -> None:
        for person, session in (self._talks[person_id] for person_id in self._changed):
            self.ledger.put(
                "sessions", person_id=person.id, state=encode(session), album=person.album, updated_at=self._now
            )
        self.ledger.save(self.connection)
        if self._heard_from:
            outbox.release_window(self.connection, list(self._heard_from), self._now)
        if self.ledger.count("outbox"):
            announce(self.connection)


def _joined(says: list[Message]) -> Message:
    """A turn's sentences leave as one message; what the last one offers is what is offered."""
    if len(says) == 1:
        return says[0]
    text = "\n\n".join(message.text for message in says if message.text)
    return replace(says[-1], text=text, closes_keyboard=any(message.closes_keyboard for message in says))


def _where(error: BaseException) -> str:
    trace = error.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}" if trace else "?"
