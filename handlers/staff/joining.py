"""Two contacts that are one person, joined by staff who speak with both: as when residents join them themselves by a code,
only that nobody has proved that both are theirs. So both are told, and some contacts only their owner may join."""

import hashlib
from dataclasses import astuple, dataclass
from datetime import datetime

from civic.access import Access
from civic.message import Message, Priority
from handlers.staff.chats import Outdated
from handlers.staff.finding import NoSuch, NotPossible
from handlers.world import World
from storage import outbox, people
from storage.access import answerable_chats
from storage.chats import note_change_of
from storage.complaint_lists import visible_complaints
from storage.exhibits import visible_proposals
from storage.history import append
from storage.joining import Reached, Shared, Side, find_shared, list_sides
from storage.ledger import Ledger
from storage.store import Connection

_LEAST_SIGNS, _MOST_SIGNS = 10, 500


@dataclass(frozen=True, slots=True)
class Pair:
    """`kept`: whose name, neighbourhood, notice and consents stay."""

    kept: Side
    joined: Side
    shared: Shared

    @property
    def code(self) -> str:
        """Of all that was shown: another one says that something has changed since."""
        return hashlib.sha256(
            repr((astuple(self.kept), astuple(self.joined), astuple(self.shared))).encode()
        ).hexdigest()

    @property
    def refusal(self) -> str:
        """Why they cannot be joined by staff; empty: they can."""
        both = (self.kept, self.joined)
        if self.kept.id == self.joined.id:
            return "Es el mismo contacto."
        if any(one.kind != "resident" for one in both):
            return "Uno de los dos es un grupo: solo se juntan contactos de una persona."
        if any(one.is_of_staff for one in both):
            return "Uno de los dos es el chat de alguien del personal: primero debe quitarlo de su cuenta."
        if not all(any(reached.state == "active" for reached in one.addresses) for one in both):
            return "A uno de los dos ya no le llegan mensajes: no se le podría avisar."
        if any(one.checked_at or one.is_promoter for one in both):
            return (
                "A uno de los dos se le revisó un documento o es promotor. Solo su dueño puede juntarlo, para que nadie "
                "reciba sus permisos: pídale que escriba enlazar en un chat y mande el código desde el otro."
            )
        return ""


@dataclass(frozen=True, slots=True)
class Registrar:
    """Somebody of staff at work on contacts: one act, one commit."""

    connection: Connection
    world: World
    name: str
    now: datetime
    access: Access

    def look(self, kept: int, joined: int) -> Pair:
        """Raises NoSuch: one of them is out of reach."""
        if not self.access.sees_names:
            raise NoSuch
        seen = answerable_chats(self.access, self.name)
        named, proposed = visible_complaints(self.access), visible_proposals(self.access)
        sides = list_sides(self.connection, [kept, joined], seen, named, proposed)
        if kept not in sides or joined not in sides:
            raise NoSuch
        return Pair(sides[kept], sides[joined], find_shared(self.connection, kept, joined))

    def join(self, kept: int, joined: int, reason: str, code: str) -> None:
        """`code`: of the pair as it was shown. Raises NoSuch, NotPossible, Outdated."""
        people.lock_people(self.connection, [kept, joined])
        pair = self.look(kept, joined)
        if pair.refusal:
            raise NotPossible(pair.refusal)
        if not _LEAST_SIGNS <= len(reason.strip()) <= _MOST_SIGNS:
            raise NotPossible(f"Escriba cómo supo que son la misma persona, en {_LEAST_SIGNS} a {_MOST_SIGNS} letras.")
        if code != pair.code:
            raise Outdated("Algo de los dos contactos cambió desde que se mostró. Revíselo otra vez.")
        people.link(self.connection, joined, kept, self.now)
        note_change_of(self.connection, self.world.ids, kept)
        self._tell(pair, reason.strip())

    def _tell(self, pair: Pair, reason: str) -> None:
        ledger = Ledger(self.world.ids)
        note = f"{joined_from(pair)}. {reason}"
        append(ledger, "person", pair.kept.id, "contacts_joined", by=f"staff:{self.name}", now=self.now, note=note)
        for side, others in ((pair.kept, pair.joined), (pair.joined, pair.kept)):
            for address in side.addresses:
                if address.state == "active":
                    self._write(ledger, address, side.language, _channels(others))
        ledger.save(self.connection)

    def _write(self, ledger: Ledger, address: Reached, language: str, channels: str) -> None:
        """Never the other number: it may be somebody else's. As said by staff: it goes also while a person has the chat."""
        text = self.world.phrase("contacts_joined", language, municipality=self.world.municipality, channel=channels)
        outbox.queue(
            ledger, Message(text=text, language=language), address_id=address.id, account=address.account, now=self.now,
            priority=Priority.STAFF, purpose="staff",
        )  # fmt: skip


def joined_from(pair: Pair) -> str:
    """What became part of what, without a name."""
    return f"{pair.joined.id} ({_channels(pair.joined)}) → {pair.kept.id} ({_channels(pair.kept)})"


def _channels(side: Side) -> str:
    kinds = dict.fromkeys(address.account.partition(":")[0] for address in side.addresses)
    return ", ".join(_CHANNELS.get(kind, kind) for kind in kinds)


_CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp"}
