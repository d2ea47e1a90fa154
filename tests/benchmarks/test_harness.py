"""The harness must count right, or every figure is worthless."""

import asyncio
import json
import math
import time
from collections import Counter
from dataclasses import dataclass, field

import pytest

from benchmarks.drive import Sent, as_answered, at_rate
from benchmarks.fake_api_server import CHAT
from benchmarks.kill import balance
from benchmarks.ledger import Ledger, busiest_second
from benchmarks.measure import percentile, watched
from benchmarks.tables import ours_to, ratio, share_of, spread, table
from benchmarks.talk import LENGTH, TALK, Phone, Step, accepts, answers_until, words_of


def test_every_update_is_new_and_carries_the_words_of_its_step() -> None:
    phone = Phone()
    updates = [json.loads(phone.write(resident, step)) for resident in (7, 8) for step in range(LENGTH)]
    assert len({update["update_id"] for update in updates}) == 2 * LENGTH
    assert [update["message"]["text"] for update in updates] == [
        words_of(resident, step) for resident in (7, 8) for step in TALK
    ]
    assert {(update["message"]["chat"]["id"], update["message"]["from"]["id"]) for update in updates} == {
        (7, 7),
        (8, 8),
    }


@pytest.mark.parametrize("step", TALK, ids=[step.field for step in TALK])
def test_each_step_takes_its_own_words_and_answers_shortly(step: Step) -> None:
    assert accepts(step, words_of(7, step))
    assert len(step.reply) <= 300


def test_a_choice_refuses_other_words() -> None:
    assert not accepts(TALK[1], "no sé")


def test_a_parked_resident_has_answered_what_was_asked() -> None:
    assert answers_until(4) == {step.field: step.words for step in TALK[1:4]}


@pytest.mark.parametrize(
    ("moments", "most", "why"),
    [
        ([], 0, "nothing was sent"),
        ([0.0, 0.5, 0.999], 3, "all within a second"),
        ([0.0, 1.0], 1, "exactly a second apart is not the same second"),
        ([0.9, 1.1, 1.2, 5.0], 3, "the second may begin anywhere, not only at a whole one"),
        ([1.2, 0.9, 1.1], 3, "order of arrival does not matter"),
    ],
)
def test_busiest_second(moments: list[float], most: int, why: str) -> None:
    assert busiest_second(moments) == most, why


@pytest.mark.parametrize(
    ("times", "said", "why"),
    [
        (1.39, "equal", "under 1.4"),
        (0.72, "equal", "under 1.4 the other way"),
        (1.4, "1.4x", "from 1.4 on it counts"),
        (12.34, "12.3x", "faster"),
        (0.5, "0.50x", "slower is said too"),
    ],
)
def test_ratio(times: float, said: str, why: str) -> None:
    assert ratio(times) == said, why


def _rounds(contestant: str, *rates: float) -> list[dict[str, object]]:
    return [{"contestant": contestant, "round": at, "per_second": rate} for at, rate in enumerate(rates)]


def test_ratios_are_taken_round_by_round() -> None:
    ours, theirs = _rounds("voz", 100, 1_000, 300), _rounds("peer", 50, 500, 100)
    assert ours_to(ours + theirs, "per_second")(theirs) == "2.0x"
    assert ours_to(ours + theirs, "per_second")(ours) == ""
    assert share_of(ours, "per_second")(theirs) == "50%"


def test_a_failed_run_is_shown_with_its_reason_and_left_out_of_the_medians() -> None:
    records = [*_rounds("peer", 10, 30), {"contestant": "peer", "round": 2, "failed": "Unbalanced: one reply missing"}]
    text = table(records, {"messages/s": spread("per_second")})
    assert "20 (10 to 30)" in text
    assert "peer failed: Unbalanced: one reply missing" in text


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [([3.0, 1.0, 2.0], 0.5, 2.0), ([1.0], 0.99, 1.0), ([*map(float, range(1, 101))], 0.99, 99.0)],
)
def test_percentile_is_the_nearest_rank(values: list[float], share: float, expected: float) -> None:
    assert percentile(values, share) == expected


def test_percentile_of_nothing_is_not_a_number() -> None:
    assert math.isnan(percentile([], 0.5))


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"chat_id=-42&text=hola", "url-encoded, a group"),
        (b'{"text": "hola", "chat_id": -42}', "JSON, a number"),
        (b'{"chat_id":"-42"}', "JSON, a string"),
        (b'Content-Disposition: form-data; name="chat_id"\r\n\r\n-42\r\n--', "multipart"),
    ],
)
def test_the_fake_api_finds_the_recipient(body: bytes, why: str) -> None:
    found = CHAT.search(body)
    assert found, why
    assert int(found[1]) == -42


async def test_a_blocked_event_loop_is_seen_as_a_stall() -> None:
    async with watched() as usage:
        await asyncio.sleep(0.01)
        time.sleep(0.05)  # noqa: ASYNC251 (the fault under test)
    assert usage.worst_stall >= 0.03, "less than a heartbeat of it may have passed unseen"


@dataclass
class Listener:
    """Takes messages as a contestant does; remembers the order in which each resident's came."""

    one_by_one: str = ""
    steps: dict[int, list[str]] = field(default_factory=dict)
    under_way: int = 0
    most_under_way: int = 0

    async def feed(self, raw: bytes) -> None:
        self.under_way += 1
        self.most_under_way = max(self.most_under_way, self.under_way)
        await asyncio.sleep(0.001)
        message = json.loads(raw)["message"]
        self.steps.setdefault(message["chat"]["id"], []).append(message["text"])
        self.under_way -= 1


async def test_closed_loop_plays_whole_talks_in_order_with_so_many_in_flight() -> None:
    listener = Listener()
    sent = await as_answered(listener, range(16), in_flight=8, seconds=0.05)
    assert listener.most_under_way == 8
    assert len(sent.latencies) == sum(map(len, listener.steps.values())) >= 100
    for resident, steps in listener.steps.items():
        assert steps == [words_of(resident, step) for step in TALK] * (len(steps) // LENGTH)


async def test_open_loop_offers_the_rate_and_feeds_one_by_one_where_it_must() -> None:
    listener = Listener(one_by_one="asked for")
    sent = await at_rate(listener, range(10), rate=200, seconds=0.2)
    assert (len(sent.latencies), sent.left_waiting, listener.most_under_way) == (40, 0, 1)


def test_reply_times_pair_each_message_with_its_reply() -> None:
    ledger, sent = Ledger(), Sent()
    ledger.times.update({1: [1.5, 2.75], 2: [3.0]})
    sent.started.update({1: [1.0, 2.0], 2: [2.0, 9.0]})
    assert sent.reply_latencies(ledger) == [0.5, 0.75, 1.0]


LEFT = {"positions": {}, "complaints": {}, "refused": "", "restart_seconds": 0.1}


@pytest.mark.parametrize(
    ("left", "expected", "why"),
    [
        ({"positions": {"1": 3}, "complaints": {"2": 1}}, {}, "all is there"),
        ({"positions": {"1": 4}, "complaints": {"2": 1}}, {}, "the message in flight was taken as well"),
        ({"positions": {"1": 2}, "complaints": {"2": 1}}, {"positions_lost": 1}, "one message behind"),
        ({"positions": {}, "complaints": {"2": 1}}, {"positions_lost": 1}, "forgotten"),
        ({"positions": {"1": 3}, "complaints": {}}, {"complaints_lost": 1}, "acknowledged but not stored"),
        ({"positions": {"1": 3}, "complaints": {"2": 2}}, {"complaints_doubled": 1}, "stored twice"),
    ],
)
def test_the_books_after_a_kill(left: dict[str, object], expected: dict[str, int], why: str) -> None:
    ledger = Ledger()
    ledger.times.update({1: [0.0] * 3, 2: [0.0] * LENGTH})
    found = balance(Counter({1: 3, 2: LENGTH}), LEFT | left, ledger)
    lost = ("positions_lost", "complaints_lost", "complaints_doubled", "replies_lost", "stored_without_reply")
    assert {key: found[key] for key in lost if found[key]} == expected, why


def test_a_reply_that_never_left_is_counted() -> None:
    ledger = Ledger()
    ledger.times.update({1: [0.0] * 2})
    found = balance(Counter({1: 3}), LEFT | {"positions": {"1": 3}}, ledger)
    assert found["replies_lost"] == 1
