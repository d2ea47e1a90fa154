"""What staff do with the sentences that they use often. All raise NotPossible."""

from dataclasses import dataclass, replace
from datetime import datetime

from civic import quick_reply
from civic.access import Access, Permission
from handlers.staff.chats import Outdated
from handlers.staff.finding import NoSuch, NotPossible
from handlers.world import World
from storage import quick_replies
from storage.history import append
from storage.ledger import Ledger
from storage.quick_replies import QuickReply, visible_replies
from storage.store import Connection


@dataclass(frozen=True, slots=True)
class Phrasebook:
    """Whoever writes them: one act, one commit."""

    connection: Connection
    world: World
    name: str
    access: Access
    now: datetime

    def add(self, shortcut: str, text: str, department: str) -> int:
        """Its id."""
        written = QuickReply(
            id=self.world.ids.new(), department=department, shortcut=shortcut.strip(), text=text.strip(),
            by=self.name, at=self.now,
        )  # fmt: skip
        self._demand_good(written)
        quick_replies.add_reply(self.connection, written)
        self._record(written, "added")
        return written.id

    def why_not(self, reply: QuickReply, shortcut: str, text: str, department: str) -> list[str]:
        """Why it cannot be changed to that; empty: it can."""
        try:
            self._demand_good(replace(reply, shortcut=shortcut, text=text, department=department))
        except NotPossible as e:
            return [str(e)]
        return []

    def change(self, reply_id: int, shortcut: str, text: str, department: str, *, seen: datetime) -> None:
        """`seen`: from when the one is that they changed. Raises NoSuch, Outdated."""
        before = self._theirs(reply_id)
        if before.at != seen:
            raise Outdated(f"{before.by} cambió esta respuesta mientras usted escribía. Revise su texto abajo.")
        written = replace(
            before, department=department, shortcut=shortcut.strip(), text=text.strip(), by=self.name, at=self.now
        )
        self._demand_good(written)
        quick_replies.change_reply(self.connection, written)
        self._record(written, "changed")

    def delete(self, reply_id: int) -> None:
        """Raises NoSuch."""
        reply = self._theirs(reply_id)
        quick_replies.delete_reply(self.connection, reply.id)
        self._record(reply, "deleted")

    def _theirs(self, reply_id: int) -> QuickReply:
        found = quick_replies.find_reply(
            self.connection, reply_id, visible_replies(self.access, Permission.ANSWER_CHATS)
        )
        if found is None:
            raise NoSuch(f"quick reply {reply_id}")
        self._demand_reach(found.department)
        return found

    def _demand_good(self, reply: QuickReply) -> None:
        if reply.department and reply.department not in self.world.routes.names:
            raise NotPossible("Elija de qué dependencia es la respuesta.")
        self._demand_reach(reply.department)
        try:
            quick_reply.demand_good(reply.shortcut, reply.text)
        except quick_reply.BadReply as e:
            raise NotPossible(str(e)) from None
        if quick_replies.is_taken(self.connection, reply.shortcut, reply.department, but=reply.id):
            raise NotPossible(f"Ya hay una respuesta que se llama «{reply.shortcut}». Elija otro nombre corto.")

    def _demand_reach(self, department: str) -> None:
        if not may_write(self.access, department):
            raise NotPossible("Su puesto solo le permite cambiar las respuestas de su dependencia.")

    def _record(self, reply: QuickReply, event: str) -> None:
        ledger = Ledger(self.world.ids)
        note = f"{reply.shortcut}: {reply.text}"
        append(ledger, "reply", reply.id, event, by=f"staff:{self.name}", now=self.now, account="desk", note=note)
        ledger.save(self.connection)


def may_write(access: Access, department: str) -> bool:
    """Everybody's (empty) are for those only whose role is not of one department."""
    return any(one.department in ("", department) for one in access.granting(Permission.WRITE_REPLIES))


def may_use(access: Access, department: str) -> bool:
    """Everybody's (empty) are for all who answer."""
    answers = access.granting(Permission.ANSWER_CHATS)
    return any(not department or one.department in ("", department) for one in answers)
