"""A consultation at its peak, over HTTP: `voz run` on the embedded store, residents on both channels through providers that
are simulated, and then the books. `python -m tests.peak --minutes 10 --rate 24` (ten times what 2014 would have been)."""

import argparse
import asyncio
import json
import re
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles
from time import monotonic

from tests.fakes.telegram_server import TelegramServer
from tests.fakes.twilio_script import Callbacks
from tests.fakes.twilio_server import TwilioServer
from tests.program import configs
from tests.program.books import Arrived, Books, arrived_by_telegram, arrived_by_twilio, told
from tests.program.conftest import furnish
from tests.program.residents import PRESS, ROUNDS, SAY, OnTelegram, OnWhatsApp, Phone, Resident, troubles
from tests.program.service import comes_true, voz
from tests.program.stage import Stage

KEY = "plan"
EACH = 3
"""Proposals of each resident, one after another."""
_SCRIPT = (
    ("¿Está de acuerdo?", PRESS, "Sí, acepto"),
    ("¿Es la misma?", SAY, "es otra"),
    ("¿Es correcto?", PRESS, "Sí, registrar"),
    ("¿De qué tema es?", SAY, "otro tema"),
    ("¿Para qué colonia", SAY, "{where}"),
    ("¿Cuál", SAY, "1"),
    ("¿Es esta", SAY, "1"),
)
"""What is asked, and what a resident does; to anything else they make their proposal."""


_WISHES = (
    "que pongan juegos en el parque",
    "una cancha techada para los jóvenes",
    "talleres de oficios por las tardes",
    "más árboles en la avenida",
    "una biblioteca con internet",
    "rampas en las banquetas",
    "un mercado los domingos",
    "botes de basura en las paradas",
)


def document(now: datetime) -> str:
    opens, closes = now - timedelta(days=1), now + timedelta(days=30)
    return (
        f'formato = 1\nclave = "{KEY}"\ntitulo = "Plan de la ciudad"\nboton = "Plan"\nresumen = "Qué hace falta."\n'
        f'[limites]\npropuestas = 5\n[[fase]]\ntipo = "proponer"\ndesde = {opens:%Y-%m-%d}\nhasta = {closes:%Y-%m-%d}\n'
        '[[tema]]\nid = "otro"\nnombre = "Otro tema"\n'
    )


@dataclass(slots=True)
class Pace:
    """So many messages a second of all residents together, however long an answer takes."""

    per_second: float
    began: float = 0.0
    sent: int = 0

    async def turn(self) -> None:
        self.began = self.began or monotonic()
        due = self.began + self.sent / self.per_second
        self.sent += 1
        await asyncio.sleep(max(due - monotonic(), 0))


class Participant(Resident):
    """Proposes some things one after another."""

    def __init__(self, phone: Phone, number: int, pace: Pace) -> None:
        super().__init__(phone, troubles()[number % len(troubles())])
        self._number, self._where = number, self.trouble.where
        self._pace = pace
        self.folios: list[str] = []
        self.waits: list[float] = []
        """Seconds until each answer."""

    async def proposes(self, most: int) -> None:
        await self._does(SAY, "hola")
        for _ in range(most * ROUNDS):
            if len(self.folios) == most:
                return
            asked = monotonic()
            text = await self._hears()
            self.waits.append(monotonic() - asked)
            if found := re.search(r"Su folio es:\s*(DGO-\d{4}-\d{6}-\w)", text):
                self.folios.append(found[1])
                if len(self.folios) < most:
                    await self._does(SAY, self._proposal())
            else:
                await self._does(*self._answer(text))
        raise AssertionError(f"{self.phone.address} has {self.folios}:\n" + "\n".join(self.talk[-20:]))

    def _proposal(self) -> str:
        wish = _WISHES[(self._number + len(self.folios)) % len(_WISHES)]
        return f"propuesta: {wish} de la colonia {self._where}"

    def _answer(self, text: str) -> tuple[str, str]:
        for sign, how, what in _SCRIPT:
            if sign in text:
                return how, what.format(where=self._where)
        return SAY, self._proposal()

    async def _does(self, how: str, what: str) -> None:
        await self._pace.turn()
        await super()._does(how, what)


@dataclass(slots=True)
class Peak:
    telegram: TelegramServer
    twilio: TwilioServer
    pace: Pace
    residents: list[Participant] = field(default_factory=list)

    async def lasts(self, seconds: float, at_once: int) -> None:
        """So many residents at once; who is done leaves and a newcomer takes the place, until time is over."""
        until = monotonic() + seconds

        async def one_after_another() -> None:
            while monotonic() < until:
                await self._newcomer().proposes(EACH)

        await asyncio.gather(*(one_after_another() for _ in range(at_once)))

    def _newcomer(self) -> Participant:
        number = len(self.residents)
        on_telegram = number % 2 == 0
        phone: Phone = (
            OnTelegram(self.telegram.person(f"T{number}"))
            if on_telegram
            else OnWhatsApp(self.twilio.person(f"+521618{number:07}", name=f"W{number}"))
        )
        participant = Participant(phone, number, self.pace)
        self.residents.append(participant)
        return participant


async def run(seconds: float, rate: float, folder: Path, *, at_once: int = 96) -> dict[str, object]:
    """The figures, when nothing was lost; AssertionError with what was."""
    url = f"sqlite:///{folder / 'voz.db'}"
    await furnish(url, folder)
    async with TelegramServer() as telegram, TwilioServer() as twilio:
        stage = Stage(folder)
        try:
            return await _run(Peak(telegram, twilio, Pace(rate)), stage, url, seconds, at_once)
        finally:
            await stage.close()


async def _run(peak: Peak, stage: Stage, url: str, seconds: float, at_once: int) -> dict[str, object]:
    service = await stage.started(
        url, telegram=configs.telegram(peak.telegram.base_url), whatsapp=configs.whatsapp(peak.twilio.url)
    )
    peak.twilio.connect(configs.PUBLIC_URL, target=(service.url,))
    peak.twilio.callbacks = Callbacks()
    (stage.folder / "plan.toml").write_text(document(datetime.now(UTC)), encoding="utf-8")
    code, out, err = await voz("consultation", "publish", str(stage.folder / "plan.toml"), config=service.config)
    assert code == 0, out + err
    began = monotonic()
    await peak.lasts(seconds, at_once)
    lasted = monotonic() - began
    await peak.twilio.settled()
    await comes_true("everything is sent", lambda: Books(url).waiting() == 0)
    assert await service.stop() == 0
    assert service.faults() == []
    wrong = _wrong(peak, Books(url))
    assert not any(wrong), told(wrong)
    waits = quantiles([wait for one in peak.residents for wait in one.waits], n=100)
    return {
        "seconds": round(lasted), "messages": peak.pace.sent, "per_second": round(peak.pace.sent / lasted, 1),
        "residents": len(peak.residents), "proposals": sum(len(one.folios) for one in peak.residents),
        "answer_p50_ms": round(waits[49] * 1000), "answer_p99_ms": round(waits[98] * 1000),
    }  # fmt: skip


def _wrong(peak: Peak, books: Books) -> Sequence[list[str]]:
    """What is missing, twice, or other than was acknowledged or said."""
    arrived: list[Arrived] = arrived_by_telegram(peak.telegram) + arrived_by_twilio(peak.twilio)
    acknowledged = [str(update["update_id"]) for update in peak.telegram.updates.confirmed]
    heard = [folio for one in peak.residents for folio in one.folios]
    kept = {row.folio for row in books["proposals"]}
    return (
        *books.unbalanced(arrived, acknowledged),
        []
        if len(books["inbox"]) == peak.pace.sent
        else [f"{peak.pace.sent} were sent, {len(books['inbox'])} are kept"],
        [f"{folio} was acknowledged and is not kept" for folio in heard if folio not in kept],
        [f"{folio} is kept and nobody heard it" for folio in kept - set(heard)],
        [] if len(set(heard)) == len(heard) else ["a folio was given twice"],
        [] if len(books["participations"]) == len(peak.residents) else ["not one participation a resident"],
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--rate", type=float, default=24, help="messages a second of all residents")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(asyncio.run(run(options.minutes * 60, options.rate, Path(folder)))))


if __name__ == "__main__":
    main()
