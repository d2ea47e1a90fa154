"""A notice to some who sit on committees, by itself and not to many: they agreed to such notices when they took their seat."""

from collections.abc import Callable, Sequence

from civic.message import Message, Priority
from handlers.hand import Hand
from storage import people, telling
from storage.outbox import queue


def notify(hand: Hand, person_ids: Sequence[int], say: Callable[[str], Message]) -> dict[int, int]:
    """`say`: the message in a language. The id of each message, by person; who cannot be reached has none."""
    reached = telling.list_addresses(hand.connection, person_ids)
    languages = people.list_languages(hand.connection, list(reached))
    return {
        person_id: queue(
            hand.ledger,
            say(languages[person_id]),
            address_id=address_id,
            account=account,
            now=hand.now,
            priority=Priority.STATUS,
            purpose="committee",
            repeatable=True,
            not_before=hand.world.quiet.next_allowed(hand.now),
        )
        for person_id, (address_id, account) in reached.items()
    }
