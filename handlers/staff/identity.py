"""What staff do with somebody who is before them and shows the code of their chat: no number or name is typed."""

from dataclasses import dataclass
from datetime import date, datetime

from handlers.hand import staff_hand
from handlers.staff.finding import NotPossible
from handlers.world import World
from storage import links, registrations
from storage.history import append
from storage.registrations import Promoter
from storage.store import Connection


@dataclass(frozen=True, slots=True)
class FrontDesk:
    """Staff at the front desk: one act, one commit. All raise NotPossible."""

    connection: Connection
    world: World
    staff: str
    now: datetime
    channel: str = "cli"

    def check(self, code: str, document: str) -> None:
        """Staff saw a document: they may do what only those may whose document was seen. What it was is kept, no number."""
        if not document.strip():
            raise NotPossible("say which document was seen, as INE; never its number")
        if any(sign.isdigit() for sign in document):
            raise NotPossible("write only the kind of document, as INE: its number is not kept")
        person_id = self._owner(code)
        registrations.set_checked(self.connection, person_id, self.now)
        self._record(person_id, "document_seen", document.strip())

    def uncheck(self, code: str, why: str) -> None:
        """What was seen was wrong."""
        if not why.strip():
            raise NotPossible("say why with --why")
        person_id = self._owner(code)
        registrations.set_checked(self.connection, person_id, None)
        self._record(person_id, "document_refused", why.strip())

    def add_promoter(self, code: str, name: str, until: date) -> None:
        """From now on they write down what neighbours say, until that day."""
        if not name.strip():
            raise NotPossible("a promoter needs a name by which staff know them")
        if until < self.world.calendar.local_day(self.now):
            raise NotPossible(f"{until} is over. Give today's date or a later one.")
        person_id = self._owner(code)
        made = Promoter(person_id, name.strip(), until, f"staff:{self.staff}"[:80], self.now)
        registrations.put_promoter(self.connection, made)
        self._record(person_id, "promoter_until", until.isoformat())

    def end_promoter(self, name: str) -> None:
        """They write down nothing more, from now on."""
        found = [one for one in registrations.list_promoters(self.connection) if one.name == name]
        if not found:
            raise NotPossible(f"no promoter is called {name!r}. `voz promoter list` shows all.")
        for one in found:
            registrations.end_promoter(self.connection, one.person_id)
            self._record(one.person_id, "promoter_ended", "")

    def _owner(self, code: str) -> int:
        typed = "".join(sign for sign in code.upper() if sign.isalnum())
        person_id = links.owner_of(self.connection, typed, "desk", self.now)
        if person_id is None:
            raise NotPossible("nobody has this code, or it is too old. They get one by writing: mi código")
        links.use_up(self.connection, typed)
        return person_id

    def _record(self, person_id: int, event: str, note: str) -> None:
        hand = staff_hand(self.connection, self.world, self.staff, self.now, self.channel)
        append(hand.ledger, "person", person_id, event, by=hand.by, now=self.now, account=self.channel, note=note)
        hand.ledger.save(self.connection)
