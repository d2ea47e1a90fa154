"""What is to be said: lanes, leases, receipts in any order."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest

from civic.message import Failure, Message, Priority, Receipt
from handlers.delivery import Ended, settle, take_receipts
from storage import outbox
from storage.ids import Ids
from storage.ledger import Ledger
from storage.outbox import Claimed, Outcome, Sending, claim, interrupted
from storage.store import Connection, Store
from tests.corridor import TUESDAY, Corridor

IDS = Ids()
LEASE = timedelta(minutes=1)
ACCOUNT = "telegram:1"


@pytest.fixture
async def corridor(store: Store) -> Corridor:
    """Ana and Beto have addresses; nothing waits for them."""
    corridor = Corridor(store)
    await corridor.says("ana", "hola")
    await corridor.says("beto", "hola")
    await corridor.does(lambda c: c.exec_driver_sql("DELETE FROM outbox"))
    return corridor


class _Desk:
    """Queues and claims, with the clock standing still unless it is moved."""

    def __init__(self, corridor: Corridor) -> None:
        self.corridor = corridor
        self.now = TUESDAY

    async def lanes(self) -> dict[str, int]:
        return {row.value: row.id for row in await self.corridor.rows("addresses")}

    async def queue(self, who: str, text: str, **more: Any) -> int:
        address_id = (await self.lanes())[who]

        def act(connection: Connection) -> int:
            ledger = Ledger(IDS)
            row = outbox.queue(ledger, Message(text=text), address_id=address_id, account=ACCOUNT, now=self.now, **more)
            ledger.save(connection)
            return row

        return int(await self.corridor.does(act))

    async def claim(self, room: int = 10, worker: str = "w", resting: tuple[int, ...] = ()) -> list[str]:
        return [one.message.text for one in await self.claimed(room, worker, resting)]

    async def claimed(self, room: int = 10, worker: str = "w", resting: tuple[int, ...] = ()) -> list[Claimed]:
        claimed: list[Claimed] = await self.corridor.does(
            lambda c: claim(c, account=ACCOUNT, room=room, resting=resting, worker=worker, now=self.now, lease=LEASE)
        )
        return claimed

    async def settle(self, one: Claimed, state: Sending = Sending.SENT, **more: Any) -> None:
        outcome = Outcome(id=one.id, state=state, **more)
        await self.corridor.does(lambda c: settle(c, [Ended(outcome, one)], worker="w", now=self.now, ids=IDS))

    async def hears(self, *receipts: Receipt) -> None:
        for receipt in receipts:
            await self.corridor.does(lambda c, r=receipt: take_receipts(c, [r], ids=IDS, now=self.now))

    async def mends(self, worker: str = "w", *, new_leader: bool = False) -> tuple[int, int]:
        mended: tuple[int, int] = await self.corridor.does(
            lambda c: interrupted(c, worker=worker, new_leader=new_leader, now=self.now, ids=IDS)
        )
        return mended

    async def states(self) -> list[str]:
        return [row.state for row in await self.corridor.rows("outbox")]


@pytest.fixture
def desk(corridor: Corridor) -> _Desk:
    return _Desk(corridor)


def receipt(status: str, **more: Any) -> Receipt:
    return Receipt(**{"account": ACCOUNT, "provider_id": "SM1", "status": status, "at": TUESDAY, **more})


async def test_one_in_flight_a_lane_in_the_order_it_was_said(desk: _Desk) -> None:
    for words in ("uno", "dos"):
        await desk.queue("ana", words)
    await desk.queue("beto", "tres")
    first = await desk.claimed()
    assert [one.message.text for one in first] == ["uno", "tres"]
    assert await desk.claim() == []
    await desk.settle(first[0])
    assert await desk.claim() == ["dos"]


async def test_an_answer_overtakes_a_broadcast_also_within_a_lane(desk: _Desk) -> None:
    await desk.queue("ana", "difusión", priority=Priority.BROADCAST)
    await desk.queue("ana", "respuesta")
    assert await desk.claim() == ["respuesta"]


async def test_the_most_urgent_go_first_when_there_is_little_room(desk: _Desk) -> None:
    await desk.queue("ana", "difusión", priority=Priority.BROADCAST)
    await desk.queue("beto", "respuesta")
    assert await desk.claim(room=1) == ["respuesta"]


async def test_the_window_of_each_is_counted_from_their_own_last_message(desk: _Desk) -> None:
    ana_wrote = (await desk.corridor.rows("inbox"))[0].received_at
    desk.corridor.now += timedelta(hours=30)
    await desk.corridor.says("beto", "aquí sigo")
    await desk.queue("ana", "aviso")
    desk.now = desk.corridor.now
    claimed = {one.to: one.last_heard_at for one in await desk.claimed()}
    assert claimed["chat-ana"] == ana_wrote
    assert claimed["chat-beto"] == TUESDAY + timedelta(hours=30, seconds=2)


async def test_what_is_put_off_lets_others_pass_but_what_is_tried_again_does_not(desk: _Desk) -> None:
    await desk.queue("ana", "mañana", not_before=TUESDAY + timedelta(hours=12))
    await desk.queue("ana", "ahora")
    [now] = await desk.claimed()
    assert now.message.text == "ahora"
    await desk.settle(now, Sending.QUEUED, not_before=TUESDAY + timedelta(seconds=9), kind="not_sent")
    await desk.queue("ana", "después")
    assert await desk.claim() == [], "order is kept: what follows waits for the second try"
    desk.now += timedelta(seconds=10)
    assert await desk.claim() == ["ahora"]


async def test_a_lane_that_rests_is_passed_over(desk: _Desk) -> None:
    await desk.queue("ana", "uno")
    await desk.queue("beto", "dos")
    lanes = await desk.lanes()
    assert await desk.claim(resting=(lanes["ana"],)) == ["dos"]


async def test_two_workers_never_take_the_same(desk: _Desk) -> None:
    import asyncio

    for n in range(10):
        await desk.queue("ana" if n % 2 else "beto", str(n))
    taken = await asyncio.gather(*(desk.claim(worker=f"w{n}") for n in range(4)))
    assert sorted(word for one in taken for word in one) == ["0", "1"]


async def test_a_dead_senders_claims_end_as_unknown_and_never_leave_again(desk: _Desk) -> None:
    await desk.queue("ana", "respuesta")
    await desk.queue("beto", "aviso", repeatable=True)
    await desk.claim(worker="dead")
    assert await desk.mends() == (0, 0), "its lease runs: it may live"
    desk.now += 2 * LEASE
    assert await desk.mends() == (1, 1)
    assert await desk.claim() == ["aviso"], "only where a second copy harms nobody"
    assert sorted(await desk.states()) == ["claimed", "unknown"]
    assert [row.outcome for row in await desk.corridor.rows("send_attempts")] == ["interrupted", "interrupted"]


async def test_a_new_leader_waits_for_no_lease_and_touches_nothing_of_its_own(desk: _Desk) -> None:
    await desk.queue("ana", "respuesta")
    await desk.queue("beto", "otra")
    await desk.claim(worker="dead", room=1)
    await desk.claim(worker="w", room=1)
    assert await desk.mends(new_leader=True) == (1, 0)
    assert await desk.states() == ["unknown", "claimed"]


@pytest.mark.parametrize("end", [Sending.SENT, Sending.FAILED], ids=str)
async def test_a_sender_thought_dead_that_lives_knows_better(desk: _Desk, end: Sending) -> None:
    await desk.queue("ana", "respuesta")
    [one] = await desk.claimed(worker="w")
    assert await desk.mends(worker="other", new_leader=True) == (1, 0)
    await desk.settle(one, end, provider_id="7")
    assert await desk.states() == [str(end)]


async def test_blocked_ends_the_lane_and_says_why(desk: _Desk) -> None:
    for words in ("uno", "dos"):
        await desk.queue("ana", words)
    [one] = await desk.claimed()
    outcome = Outcome(id=one.id, state=Sending.FAILED, code="403", kind="refused")
    await desk.corridor.does(
        lambda c: settle(c, [Ended(outcome, one, unreachable=True)], worker="w", now=desk.now, ids=IDS)
    )
    assert await desk.states() == ["failed", "cancelled"]
    assert {row.value: row.state for row in await desk.corridor.rows("addresses")}["ana"] == "blocked"


@pytest.mark.parametrize("order", list(permutations(["sent", "delivered", "read"])), ids="-".join)
@pytest.mark.parametrize("answered", [0, 1, 2, 3], ids=lambda n: f"our request answered after {n}")
async def test_receipts_in_any_order_end_the_same(desk: _Desk, order: tuple[str, ...], answered: int) -> None:
    row = await desk.queue("ana", "uno")
    [one] = await desk.claimed()
    statuses = [receipt(status, outbox_id=row) for status in order]
    await desk.hears(*statuses[:answered])
    await desk.settle(one, provider_id="SM1")
    await desk.hears(*statuses[answered:], *statuses)
    assert await desk.states() == ["read"]
    assert len(await desk.corridor.rows("receipts")) == 3


async def test_an_unknown_send_is_settled_by_its_late_receipt(desk: _Desk) -> None:
    row = await desk.queue("ana", "uno")
    [one] = await desk.claimed()
    await desk.settle(one, Sending.UNKNOWN, kind="unknown")
    await desk.hears(receipt("delivered", outbox_id=row))
    [settled] = await desk.corridor.rows("outbox")
    assert (settled.state, settled.provider_id) == ("delivered", "SM1")


@pytest.mark.parametrize("early", [True, False], ids=["before our request is answered", "after"])
async def test_a_closed_window_told_late_holds_the_message_for_the_residents_next_word(
    desk: _Desk, early: bool
) -> None:
    row = await desk.queue("ana", "uno")
    [one] = await desk.claimed()
    refused = receipt("failed", error="63016", failure=Failure.OUTSIDE_WINDOW, outbox_id=row)
    if early:
        await desk.hears(refused)
    await desk.settle(one, provider_id="SM1")
    await desk.hears(refused)
    [held] = await desk.corridor.rows("outbox")
    assert (held.state, held.hold) == ("queued", "window")
    assert await desk.claim() == []
    await desk.corridor.says("ana", "hola")
    desk.now = desk.corridor.now
    assert "uno" in await desk.claim()


async def test_a_receipt_of_an_earlier_try_does_not_touch_the_later_one(desk: _Desk) -> None:
    row = await desk.queue("ana", "uno")
    [one] = await desk.claimed()
    await desk.settle(one, provider_id="SM1")
    again = receipt("failed", error="63018", failure=Failure.AGAIN, outbox_id=row)
    await desk.hears(again)
    desk.now += timedelta(minutes=10)
    [one] = await desk.claimed()
    await desk.settle(one, provider_id="SM2")
    await desk.hears(again)
    [sent] = await desk.corridor.rows("outbox")
    assert (sent.state, sent.provider_id) == ("sent", "SM2")


async def test_a_lost_message_found_in_the_providers_list_is_sent_and_another_rows_is_not(desk: _Desk) -> None:
    first, second = await desk.queue("ana", "uno"), await desk.queue("beto", "uno")
    for one in await desk.claimed():
        await desk.settle(one, Sending.UNKNOWN, kind="unknown")
    since, until = desk.now - timedelta(hours=1), desk.now + timedelta(hours=1)
    lost = await desk.corridor.does(lambda c: outbox.list_unknown(c, ACCOUNT, since, until, 5))
    assert [one.id for one in lost] == [first, second]
    settle_one = outbox.settle_unknown
    assert await desk.corridor.does(lambda c: settle_one(c, first, "SM7", desk.now)) is True
    assert await desk.corridor.does(lambda c: settle_one(c, second, "SM7", desk.now)) is False
    assert await desk.states() == ["sent", "unknown"]
    assert await desk.corridor.does(lambda c: outbox.list_unknown(c, ACCOUNT, since, until, 5)) == []
