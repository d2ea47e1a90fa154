"""Residents who file a complaint each, and do not mind what happens to the program meanwhile.

They look at what the bot asked last and answer that; when nothing comes for a while they greet again, as people do.
"""

import asyncio
import csv
import random
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from tests.fakes.telegram_chats import Person as TelegramPerson

PATIENCE = 12.0
"""Seconds without an answer until a resident greets again."""
ROUNDS = 40
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


class Resident:
    def __init__(self, phone: Phone, trouble: Trouble) -> None:
        self.phone = phone
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
            try:
                text = await self.phone.hear(PATIENCE)
            except TimeoutError:
                self.greeted_again += 1
                await self._does(SAY, "folio" if self.confirmed else "hola")
                continue
            self.talk.append(f"bot< {text}")
            if self._is_done(text):
                return
            await self._does(*self._answer(text))
        raise AssertionError(f"no folio after {ROUNDS} turns for {self.phone.address}:\n" + "\n".join(self.talk))

    async def _does(self, how: str, what: str) -> None:
        self.said += 1
        self.talk.append(f"{self.phone.address}> {what}")
        await (self.phone.press(what) if how == PRESS else self.phone.say(what))

    def _is_done(self, text: str) -> bool:
        found = re.search(r"\bDGO-\d{4}-\d{6}-\w\b", text)
        self.folio = found.group() if found else ""
        return bool(found)

    def _answer(self, text: str) -> tuple[str, str]:
        for sign, how, what in _SCRIPT:
            if sign in text:
                self.asked[sign] += 1
                if self.asked[sign] > 3 and sign in _MAY_BE_LEFT_OUT:
                    return SAY, "saltar"
                if what == "Sí, registrar":
                    self.confirmed = True
                return how, what.format(what=self.trouble.what, where=self.trouble.where)
        return SAY, "folio" if self.confirmed else "menú"


_SCRIPT: Sequence[tuple[str, str, str]] = (
    ("¿Está de acuerdo?", PRESS, "Sí, acepto"),
    ("¿En qué le ayudo?", PRESS, "Queja o reporte"),
    ("¿Qué pasa y en qué lugar?", SAY, "{what}"),
    ("¿De qué se trata?", SAY, "otro asunto"),
    ("¿En qué colonia", SAY, "colonia {where}"),
    ("¿Cuál es?", SAY, "1"),
    ("¿Es el mismo problema?", SAY, "no"),
    ("¿Tiene alguna?", SAY, "no tengo"),
    ("¿Es correcto?", PRESS, "Sí, registrar"),
    ("¿Cuál es su folio?", SAY, "1"),
)


_MAY_BE_LEFT_OUT = {"¿En qué colonia", "¿Cuál es?", "¿Tiene alguna?"}


class Crowd:
    """So many residents at once; whoever has a folio leaves and a newcomer takes the place."""

    def __init__(self, newcomer: Callable[[int], Phone], size: int) -> None:
        self._newcomer = newcomer
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
            resident = Resident(self._newcomer(number), troubles()[number % len(troubles())])
            self.residents.append(resident)
            await resident.complains()
            if self._leaving:
                return
