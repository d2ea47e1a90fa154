"""What the desk leaves behind, and which of it the night takes away."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import insert

from civic.access import Role
from handlers.clock.forget import forget
from storage import signing_in
from storage.ids import Ids, id_at
from storage.store import Connection, Store
from storage.tables import chat_events, chat_viewers
from tests.corridor import TUESDAY, Corridor
from tests.desk import Office

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)


async def _night(office: Office, now: datetime) -> int:
    counts = await office.does(lambda c: forget(c, now, raw_days=30, talk_days=30))
    return int(counts["desk"])


@pytest.mark.parametrize(
    ("what", "kept"),
    [
        ("chat_events", DAY),  # a page that was away for a day is told all that it missed
        ("chat_viewers", DAY),
        ("forms_done", 7 * DAY),
        ("desk_sessions", 60 * MINUTE),
        ("sign_in_links", 5 * MINUTE),
        ("sign_in_failures", DAY),
    ],
)
async def test_each_is_kept_as_long_as_it_serves(store: Store, what: str, kept: timedelta) -> None:
    office = Office(store)
    corridor = Corridor(store, office.world)
    account = await office.account("lupita", Role.OPERATOR)
    await corridor.agrees("ana")
    await corridor.says("ana", "quiero hablar con una persona")
    await corridor.says("ana", "mi recibo llegó muy alto")
    chat_id = (await corridor.rows("chats"))[0].id
    await office.does(lambda c: c.execute(chat_events.delete()))

    def leave(connection: Connection) -> None:
        if what == "chat_events":
            connection.execute(insert(chat_events), {"id": id_at(TUESDAY), "chat_id": chat_id})
        elif what == "chat_viewers":
            row = {"chat_id": chat_id, "staff_id": account.id, "seen_at": TUESDAY, "writing_at": None}
            connection.execute(insert(chat_viewers), row)
        elif what == "forms_done":
            signing_in.first_time(connection, "abc:reply", TUESDAY)
        elif what == "sign_in_links":
            signing_in.add_link(connection, account.id, "enter", TUESDAY + kept)
        elif what == "sign_in_failures":
            signing_in.note_failure(connection, "name:ana", 3, TUESDAY)

    await office.does(leave)
    if what == "desk_sessions":
        await office.inside(account)
    assert await _night(office, TUESDAY + kept - MINUTE) == 0
    assert len(await corridor.rows(what)) == 1
    assert await _night(office, TUESDAY + kept + MINUTE) == 1
    assert await corridor.rows(what) == []
    assert await _night(office, TUESDAY + kept + MINUTE) == 0  # once more does no harm


def test_an_id_tells_when_it_was_made() -> None:
    before = datetime.now(TUESDAY.tzinfo)
    made = Ids().new()
    assert id_at(before - MINUTE) < made < id_at(before + MINUTE)
