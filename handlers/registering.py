"""What somebody writes down for others: who said it is asked whether they did, where they gave a number."""

from collections.abc import Sequence

from civic.message import Choice, Message
from civic.personal import without_personal_data
from civic.updates import TEMPLATES
from flows.speech import shortened
from handlers.hand import Hand
from handlers.world import World
from storage import registrations
from storage.ledger import Ledger
from storage.outbox import queue
from storage.store import Connection

_WORDS = 300


def ask_to_confirm(hand: Hand, participation_id: int, phone: str, title: str, said: Sequence[str]) -> None:
    """When the rows are written. Who never wrote to us is asked by a template; with none configured the question waits until
    they write. `title`: of the consultation; `said`: what was written down. No number, or no WhatsApp: nobody is asked."""
    account = hand.world.whatsapp_account
    if not (phone and account):
        return

    def ask(connection: Connection) -> None:
        person_id, address_id = person_at(hand, connection, phone, account)
        registrations.add_registration(connection, participation_id, person_id, hand.now)
        out = Ledger(hand.world.ids)
        queue(
            out,
            _question(hand.world, title, said),
            address_id=address_id,
            account=account,
            now=hand.now,
            not_before=hand.world.quiet.next_allowed(hand.now),
        )
        out.save(connection)

    hand.ledger.later(ask)


def person_at(hand: Hand, connection: Connection, phone: str, account: str) -> tuple[int, int]:
    """The person and the address behind a number, made now when nobody wrote from it yet."""
    found = registrations.at_phone(connection, phone, account)
    if found:
        return found
    person_id, address_id = hand.world.ids.new(), hand.world.ids.new()
    registrations.add_at_phone(connection, phone, account, hand.now, person_id=person_id, address_id=address_id)
    return person_id, address_id


def _question(world: World, title: str, said: Sequence[str]) -> Message:
    words = shortened("; ".join(" ".join(without_personal_data(one).split()) for one in said), _WORDS)
    return Message(
        text=world.phrase("registration_ask", "es", title=title, said=words),
        choices=tuple(
            Choice(f"go:confirm_registration:mine:{answer}", world.phrase(f"registration_{answer}", "es"))
            for answer in ("yes", "no")
        ),
        template=TEMPLATES["registration"],
        values=(title, words),
    )
