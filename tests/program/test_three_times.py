"""Every event delivered three times, at once and again later: figures and replies are as if it had come once."""

import asyncio
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.fakes.telegram_server import TelegramServer
from tests.fakes.twilio_judge import Judge
from tests.fakes.twilio_script import Callbacks
from tests.fakes.twilio_server import TwilioServer
from tests.program import configs
from tests.program.books import Arrived, Books, arrived_by_telegram, arrived_by_twilio, told
from tests.program.conftest import Databases
from tests.program.residents import OnTelegram, OnWhatsApp, Phone, Resident, troubles
from tests.program.service import PATIENCE, Service, comes_true
from tests.program.stage import Stage

RESIDENTS = 4
"""On each channel."""
COUNTED = (
    "people", "addresses", "inbox", "outbox", "complaints", "complaint_reporters", "history", "media", "evidence",
    "incidents", "send_attempts", "receipts",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Account:
    """What came of a run: the same for once and for three times."""

    figures: Mapping[str, int]
    states: Mapping[str, int]
    replies: Sequence[Sequence[str]]
    """By resident, with the running numbers taken out."""


@dataclass(slots=True)
class Town:
    """Residents on both channels whose every event, and whose every receipt, comes `times` times."""

    telegram: TelegramServer
    twilio: TwilioServer
    times: int

    def phones(self) -> list[Phone]:
        on_telegram = [OnTelegram(self.telegram.person(f"T{n}")) for n in range(RESIDENTS)]
        on_whatsapp = [
            OnWhatsApp(self.twilio.person(f"+521618100{n:04}", name=f"W{n}"), self.times) for n in range(RESIDENTS)
        ]
        return [*on_telegram, *on_whatsapp]

    def faces(self, services: Sequence[Service]) -> None:
        """Both providers call the workers in turn."""
        repeated = self.times > 1
        self.telegram.courier.copies = self.times
        self.telegram.courier.calls_at = [service.url for service in services]
        self.twilio.connect(configs.PUBLIC_URL, target=tuple(service.url for service in services))
        self.twilio.callbacks = Callbacks(times=self.times, shuffled=repeated, early=repeated, at_once=repeated)

    async def comes_again(self) -> None:
        """Long after, as when a confirmation got lost: newest first."""
        for _ in range(self.times - 1):
            confirmed = [update["update_id"] for update in reversed(self.telegram.updates.confirmed)]
            self.telegram.redeliver(*confirmed)
            await comes_true("all is taken again", lambda: not self.telegram.updates.pending)


async def live_through(town: Town, stage: Stage, url: str, mode: str, workers: int) -> Account:
    settings = {
        "telegram": configs.telegram(town.telegram.base_url, mode),
        "whatsapp": configs.whatsapp(town.twilio.url),
    }
    services = list(await asyncio.gather(*(stage.started(url, **settings) for _ in range(workers))))
    town.faces(services)
    residents = [Resident(phone, troubles()[n], PATIENCE) for n, phone in enumerate(town.phones())]
    await asyncio.gather(*(resident.complains() for resident in residents))
    await town.comes_again()
    await town.twilio.settled()
    await comes_true("everything is sent", lambda: Books(url).waiting() == 0)
    assert [await service.stop() for service in services] == [0] * workers
    assert [fault for service in services for fault in service.faults()] == []
    return reckoned(town, url, residents)


def reckoned(town: Town, url: str, residents: Sequence[Resident]) -> Account:
    books = Books(url)
    arrived: list[Arrived] = arrived_by_telegram(town.telegram) + arrived_by_twilio(town.twilio)
    acknowledged = [str(update["update_id"]) for update in town.telegram.updates.confirmed]
    wrong = (*books.unbalanced(arrived, acknowledged), books.doubled({one.phone.address for one in residents}))
    assert not any(wrong), told(wrong)
    heard = [[one.text for one in arrived if one.address == resident.phone.address] for resident in residents]
    return Account(
        figures={table: len(books[table]) for table in COUNTED},
        states=Counter(row.state for row in books["outbox"]),
        replies=[[re.sub(r"DGO-\d{4}-\d{6}-\w", "FOLIO", text) for text in texts] for texts in heard],
    )


@pytest.mark.parametrize(
    ("kind", "mode", "workers"),
    [
        pytest.param("sqlite", "polling", 1, id="polling"),
        pytest.param("sqlite", "webhook", 1, id="webhook"),
        pytest.param("postgresql", "webhook", 3, id="webhook-of-three-workers", marks=pytest.mark.postgres),
    ],
)
async def test_three_times_is_as_once(
    stage: Stage, databases: Databases, judge: Judge | None, tmp_path: Path, kind: str, mode: str, workers: int
) -> None:
    async def run(times: int) -> Account:
        url = await databases.new(kind, tmp_path / f"times-{times}")
        async with TelegramServer() as telegram, TwilioServer(judge=judge) as twilio:
            account = await live_through(Town(telegram, twilio, times), stage, url, mode, workers)
        assert (telegram.violations, twilio.violations) == ([], [])
        return account

    once, thrice = await asyncio.gather(run(1), run(3))
    assert once.figures["complaints"] == 2 * RESIDENTS
    assert thrice.figures == once.figures
    assert thrice.states == once.states
    assert thrice.replies == once.replies
