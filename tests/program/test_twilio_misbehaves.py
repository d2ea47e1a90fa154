"""The whole program against a Twilio that refuses, fails, loses answers and calls back in any order."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from time import monotonic
from urllib.parse import urlencode

import pytest

from tests.fakes.twilio_person import Person
from tests.fakes.twilio_records import SENDER
from tests.fakes.twilio_script import Callbacks, Fault, fails_after_accepting, loses_the_answer, too_many
from tests.fakes.twilio_server import TwilioServer
from tests.program import configs
from tests.program.books import Books, arrived_by_twilio
from tests.program.service import Service, comes_true
from tests.program.stage import Stage

HOOK, STATUS = "/webhooks/twilio", "/webhooks/twilio/status"


@pytest.fixture
async def service(stage: Stage, sqlite_url: str, twilio: TwilioServer) -> AsyncIterator[Service]:
    service = await stage.started(sqlite_url, whatsapp=configs.whatsapp(twilio.url))
    twilio.connect(configs.PUBLIC_URL, target=service.url)
    yield service
    await twilio.settled()
    assert await service.stop() == 0
    assert service.faults() == []


@pytest.fixture
def ana(twilio: TwilioServer) -> Person:
    return twilio.person("+5216181234567", name="Ana")


async def heard(person: Person, count: int = 1) -> None:
    await comes_true(f"{count} messages arrive", lambda: len(person.received) >= count)


async def settled(url: str, outbox: int, twilio: TwilioServer) -> Books:
    await comes_true(
        f"{outbox} rows are done",
        lambda: len(Books(url)["outbox"]) >= outbox and not Books(url).waiting(),
        seen=lambda: str([(row.state, row.error, row.not_before) for row in Books(url)["outbox"]]),
    )
    await twilio.settled()
    return Books(url)


async def test_receipts_in_any_order_and_before_our_own_answer(
    service: Service, sqlite_url: str, twilio: TwilioServer, ana: Person
) -> None:
    twilio.callbacks = Callbacks(times=3, shuffled=True, early=True, at_once=True)
    for count, text in enumerate(("hola", "sí", "menú"), start=1):
        await ana.says(text)
        await heard(ana, count)
    books = await settled(sqlite_url, 3, twilio)
    assert books.states() == {"read": 3}
    assert books.count("receipts") == 9, "sent, delivered and read of each, once"
    assert books.undelivered(arrived_by_twilio(twilio)) == []


async def test_asked_to_wait_it_waits_and_loses_nothing(
    service: Service, sqlite_url: str, twilio: TwilioServer, ana: Person
) -> None:
    twilio.faults.extend([too_many("2"), too_many("1")])
    began = monotonic()
    await ana.says("hola")
    await heard(ana)
    assert monotonic() - began >= 3
    books = await settled(sqlite_url, 1, twilio)
    assert (len(twilio.forms), len(ana.received), books.states()) == (3, 1, {"read": 1})


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(loses_the_answer(), id="the answer lost"),
        pytest.param(fails_after_accepting(503), id="503 after it was accepted"),
    ],
)
async def test_what_nobody_knows_is_never_sent_again_and_a_receipt_still_tells(
    service: Service, sqlite_url: str, twilio: TwilioServer, ana: Person, fault: Fault
) -> None:
    twilio.faults.append(fault)
    await ana.says("hola")
    books = await settled(sqlite_url, 1, twilio)
    assert (len(twilio.forms), len(ana.received)) == (1, 1)
    await comes_true("the receipt tells that it arrived", lambda: Books(sqlite_url).states() == {"read": 1})
    assert books.undelivered(arrived_by_twilio(twilio)) == []


async def test_without_a_receipt_it_stays_unknown(
    service: Service, sqlite_url: str, twilio: TwilioServer, ana: Person
) -> None:
    twilio.callbacks = Callbacks(statuses=())
    twilio.faults.append(loses_the_answer())
    await ana.says("hola")
    books = await settled(sqlite_url, 1, twilio)
    assert books.states() == {"unknown": 1}
    assert (len(twilio.forms), books.count("incidents", kind="undeliverable")) == (1, 1)


@pytest.mark.parametrize("late", [False, True], ids=["refused at once", "refused by a receipt"])
async def test_a_number_that_is_none_is_marked(
    service: Service, sqlite_url: str, twilio: TwilioServer, ana: Person, late: bool
) -> None:
    (twilio.fails_to if late else twilio.refuses_to)[ana.address] = 63024
    await ana.says("hola")
    books = await settled(sqlite_url, 1, twilio)
    assert books.states() == {"failed": 1}
    assert books["addresses"][0].state != "active"


async def test_our_own_credentials_refused_turn_readiness_red_and_lose_nothing(
    service: Service, sqlite_url: str, twilio: TwilioServer, ana: Person
) -> None:
    twilio.faults.append(Fault(status=401, code=20003))
    await ana.says("hola")
    assert set(await service.unready()) >= {f"delivery:{SENDER}"}
    assert Books(sqlite_url).states() == {"queued": 1}


async def test_a_file_that_is_not_there_yet(
    service: Service, sqlite_url: str, twilio: TwilioServer, ana: Person
) -> None:
    twilio.media_misses = 1
    await ana.sends_photo(b"\xff\xd8\xff a photo")
    await comes_true("it is kept", lambda: Books(sqlite_url).count("media", state="kept") == 1)
    assert Books(sqlite_url)["media"][0].attempts == 1


@pytest.mark.parametrize("path", [HOOK, STATUS])
async def test_a_forged_webhook_does_no_work(
    service: Service, sqlite_url: str, twilio: TwilioServer, path: str
) -> None:
    pairs = [("MessageSid", "SM" + "1" * 32), ("From", "whatsapp:+5216181234567"), ("To", SENDER), ("Body", "x")]
    twilio.auth_token = "another"
    headers = twilio.headers(path, pairs)
    named = {name.replace("-", "_"): value for name, value in headers.items()}
    assert await service.posted(path, urlencode(pairs).encode(), **named) == 403
    assert await service.posted(path, urlencode(pairs).encode()) == 403
    books = Books(sqlite_url)
    assert (books.count("inbox"), books.count("receipts")) == (0, 0)
    assert await service.metric(f'voz_channel{{account="{SENDER}",figure="forged"}}') == 2


async def test_odd_webhooks_are_answered_and_harm_nothing(
    service: Service, sqlite_url: str, twilio: TwilioServer, ana: Person
) -> None:
    assert await service.posted(HOOK, b"\xff\xfe%%%=&&&=") == 403
    assert await service.posted(HOOK, b"a=" + b"x" * 2_000_000) in (403, 413)
    await ana.says("hola" * 2000)
    await ana.says("\x00\ud83d".encode("utf-8", "replace").decode())
    await heard(ana, 2)


async def test_a_message_whose_webhook_never_came_is_found_in_the_list(
    stage: Stage, sqlite_url: str, twilio: TwilioServer, ana: Person
) -> None:
    """It happened while we were away; the first reading after the start brings it."""
    past = datetime.fromtimestamp(datetime.now(UTC).timestamp() - 600, UTC)
    twilio.now = lambda: past
    await ana.says("hola", lost=True)
    twilio.now = lambda: datetime.now(UTC)
    service = await stage.started(sqlite_url, whatsapp=configs.whatsapp(twilio.url))
    twilio.connect(configs.PUBLIC_URL, target=service.url)
    await heard(ana)
    assert Books(sqlite_url).count("inbox") == 1
    assert await service.stop() == 0


async def test_messages_go_on_when_the_list_cannot_be_read(
    stage: Stage, sqlite_url: str, twilio: TwilioServer, ana: Person
) -> None:
    twilio.list_faults.append(Fault(status=503))
    service = await stage.started(sqlite_url, whatsapp=configs.whatsapp(twilio.url))
    await service.tells("whatsapp_reconcile_failed")
    twilio.connect(configs.PUBLIC_URL, target=service.url)
    await ana.says("hola")
    await heard(ana)
