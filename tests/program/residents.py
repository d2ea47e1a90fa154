"""Residents who file a complaint each, and do not mind what happens to the program meanwhile.

They look at what the bot asked last and answer that. When an answer is lost (and only then, or they would talk past the
bot ever after) they greet again, as people do.
"""

import asyncio
import csv
import random
import re
import tomllib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from tests.fakes.telegram_chats import Person as TelegramPerson
from tests.fakes.twilio_person import Person as WhatsAppPerson

PATIENCE = 8.0
"""Seconds without an answer until a resident wonders whether it was lost."""
ROUNDS = 30
"""More turns than any talk needs, however often it is broken off."""

PRESS, SAY = "press", "say"
_TROUBLES = (
    "hay un bache muy grande en la esquina",
    "la lámpara de la cuadra está apagada",
    "hay una fuga de agua en la banqueta",
    "la coladera está tapada",
    "no ha pasado el camión de la basura",
    "se cayó un árbol del parque",
    "el semáforo no sirve",
    "hay muchos perros sueltos",
)


@dataclass(frozen=True, slots=True)
class Trouble:
    what: str
    where: str


@lru_cache
def troubles() -> Sequence[Trouble]:
    """Each of another kind or in another place, so that none is similar to an earlier one."""
    path = Path(__file__).resolve().parents[2] / "storage" / "catalogues" / "asentamientos_durango.csv"
    with path.open(encoding="utf-8", newline="") as file:
        names = sorted({row["nombre"] for row in csv.DictReader(file)})
    plain = [name for name in names if re.fullmatch(r"[A-Za-zÁÉÍÓÚÑáéíóúñ ]{6,30}", name)]
    mixed = [Trouble(what, where) for what in _TROUBLES for where in plain]
    random.Random(2).shuffle(mixed)
    return mixed


class Phone(Protocol):
    """How a resident writes, on whichever channel."""

    @property
    def address(self) -> str: ...

    async def say(self, text: str) -> None: ...

    async def press(self, label: str) -> None: ...

    async def hear(self, patience: float) -> str:
        """The newest text that was not read yet. Raises TimeoutError."""
        ...

    def has_news(self) -> bool: ...


@dataclass(slots=True)
class OnTelegram:
    person: TelegramPerson

    @property
    def address(self) -> str:
        return str(self.person.id)

    async def say(self, text: str) -> None:
        self.person.says(text)

    async def press(self, label: str) -> None:
        self.person.presses(label)

    async def hear(self, patience: float) -> str:
        text = (await self.person.hears(patience)).text
        while self.person.has_news():
            text = (await self.person.hears()).text
        return text

    def has_news(self) -> bool:
        return self.person.has_news()


@dataclass(slots=True)
class OnWhatsApp:
    person: WhatsAppPerson
    times: int = 1
    """So many webhooks for each message, all at once."""
    _heard: int = 0

    @property
    def address(self) -> str:
        return self.person.address

    async def say(self, text: str) -> None:
        await self.person.says(text, times=self.times)

    async def press(self, label: str) -> None:
        if any(label in dict(one.buttons) for one in self.person.received):
            await self.person.taps(label, times=self.times)
        else:  # said as a numbered list
            await self.say(label)

    async def hear(self, patience: float) -> str:
        async with asyncio.timeout(patience):
            while not self.has_news():
                await asyncio.sleep(0.02)
        self._heard = len(self.person.received)
        return self.person.received[-1].body

    def has_news(self) -> bool:
        return len(self.person.received) > self._heard


class Resident:
    """`is_lost`: whether nothing is on its way any more, neither to the bot nor from it."""

    def __init__(self, phone: Phone, trouble: Trouble, is_lost: Callable[[Phone], bool] = lambda _: False) -> None:
        self.phone = phone
        self._is_lost = is_lost
        self.trouble = trouble
        self.confirmed = False
        self.folio = ""
        self.talk: list[str] = []
        """What was said and heard, as a transcript."""
        self.asked: Counter[str] = Counter()
        self.said = 0
        self.greeted_again = 0

    async def complains(self) -> None:
        """From the first greeting to the folio."""
        await self._does(SAY, "hola")
        for _ in range(ROUNDS):
            text = await self._hears()
            if self._is_done(text):
                return
            await self._does(*self._answer(text))
        raise AssertionError(f"no folio after {ROUNDS} turns for {self.phone.address}:\n" + "\n".join(self.talk))

    async def _hears(self) -> str:
        while True:
            try:
                text = await self.phone.hear(PATIENCE)
            except TimeoutError:
                if self._is_lost(self.phone) and not self.phone.has_news():  # in this order: it may come meanwhile
                    self.greeted_again += 1
                    await self._does(SAY, "folio" if self.confirmed else "hola")
                continue
            self.talk.append(f"bot< {text}")
            return text

    async def _does(self, how: str, what: str) -> None:
        self.said += 1
        self.talk.append(f"{self.phone.address}> {what}")
        await (self.phone.press(what) if how == PRESS else self.phone.say(what))

    def _is_done(self, text: str) -> bool:
        """A folio is said; those in a question are examples, or offered."""
        found = None if "?" in text else re.search(r"\bDGO-\d{4}-\d{6}-\w\b", text)
        self.folio = found.group() if found else ""
        return bool(found)

    def _answer(self, text: str) -> tuple[str, str]:
        for name, sign, how, what in script():
            if sign in text:
                self.asked[name] += 1
                if self.asked[name] > _TIRED and name in _MAY_BE_LEFT_OUT:
                    return SAY, "saltar"
                if name == "folio" and self.asked[name] % 2 == 0:
                    # Either there is none yet, and the report was put aside to look for it, or what "1" led to was lost.
                    return SAY, "continuar"
                self.confirmed |= name == CONFIRM
                return how, what.format(what=self.trouble.what, where=self.trouble.where)
        return SAY, "folio" if self.confirmed else "menú"


FLOWS = Path(__file__).resolve().parents[2] / "flows"
CONFIRM = "review"


@lru_cache
def script() -> Sequence[tuple[str, str, str, str]]:
    """What a resident does when asked: the question's name, its last line as the flows word it, how, and what."""
    complain, folio = _questions("complain"), _questions("follow_folio")
    labels = {
        "accept": _label(_questions("welcome")["consent"], "accept"),
        "complain": _flow("complain")["label"],
        "file": _label(complain[CONFIRM], "file"),
    }
    return (
        ("consent", _last(_questions("welcome")["consent"]["ask"]), PRESS, labels["accept"]),
        ("menu", _last(_flow("menu")["say"]), PRESS, labels["complain"]),
        ("what", _last(complain["what"]["ask"]), SAY, "{what}"),
        ("category", _last(complain["category"]["ask"]), SAY, "otro asunto"),
        ("neighbourhood", _last(complain["neighbourhood"]["ask"]), SAY, "colonia {where}"),
        ("which", _last(_flow("phrases")["which_neighbourhood"]), SAY, "1"),
        ("is_it", _last(_flow("phrases")["is_it_this_neighbourhood"]), SAY, "1"),
        ("similar", _last(complain["similar"]["ask"]), SAY, "no"),
        ("evidence", _last(complain["evidence"]["ask"]), SAY, "no tengo"),
        (CONFIRM, _last(complain[CONFIRM]["ask"]), PRESS, labels["file"]),
        ("folio", _last(folio["folio"]["ask"]), SAY, "1"),
    )


_MAY_BE_LEFT_OUT = {"neighbourhood", "which", "is_it", "evidence"}
_TIRED = 3
"""Times a resident answers one question before leaving it out."""


def _flow(name: str) -> dict[str, Any]:
    return tomllib.loads((FLOWS / f"{name}.toml").read_text(encoding="utf-8"))


def _questions(name: str) -> dict[str, Any]:
    return {question["id"]: question for question in _flow(name)["question"]}


def _label(question: dict[str, Any], option: str) -> str:
    return next(str(one["label"]) for one in question["options"] if one["id"] == option)


def _last(text: str) -> str:
    """The beginning of its last line: a channel may say more in the middle of it."""
    return text.strip().splitlines()[-1][:24]


class Crowd:
    """So many residents at once; whoever has a folio leaves and a newcomer takes the place."""

    def __init__(
        self, newcomer: Callable[[int], Phone], size: int, is_lost: Callable[[Phone], bool] = lambda _: False
    ) -> None:
        self._newcomer = newcomer
        self._is_lost = is_lost
        self._size = size
        self._leaving = False
        self._tasks: list[asyncio.Task[None]] = []
        self.residents: list[Resident] = []

    def come(self) -> None:
        self._tasks = [asyncio.create_task(self._one_after_another()) for _ in range(self._size)]

    async def leave(self) -> None:
        """No newcomers any more; returns when everybody has a folio."""
        self._leaving = True
        await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def broken(self) -> list[BaseException]:
        """What ended a resident who should go on."""
        done = [task for task in self._tasks if task.done() and not task.cancelled()]
        return [error for task in done if (error := task.exception())]

    @property
    def said(self) -> int:
        return sum(resident.said for resident in self.residents)

    async def _one_after_another(self) -> None:
        while True:
            number = len(self.residents)
            resident = Resident(self._newcomer(number), troubles()[number % len(troubles())], self._is_lost)
            self.residents.append(resident)
            await resident.complains()
            if self._leaving:
                return
