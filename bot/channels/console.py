"""A resident in the terminal: a line is a message, a line that begins with a colon does what a phone does by touch."""

import asyncio
import mimetypes
import os
import shlex
import shutil
import sys
import textwrap
import threading
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any, TextIO

from starlette.routing import Route

from bot.channels.numbered import numbered
from bot.channels.port import FetchError, Finding, Health, Intake, NotKept, NotSent, Pace, Part
from civic.message import Address, AddressKind, Inbound, Kind, Media, MediaKind, Message, Place

ACCOUNT = "console:local"
FILE_LIMIT = 20_000_000
"""Bytes."""
PIECE = 64 * 1024

HELP = """\
  :foto RUTA [TEXTO]    enviar una foto, un audio, un video o un documento
  :lugar LAT,LON        enviar una ubicación
  :contacto NÚMERO      compartir un número de teléfono
  :boton N              tocar el botón N del último mensaje
  :ayuda                esta lista
  :salir                terminar"""

_KINDS = {"image": MediaKind.PHOTO, "audio": MediaKind.VOICE, "video": MediaKind.VIDEO}
_SOMEBODY_ELSE = timedelta(minutes=1)
_NOT_KEPT = "  No se pudo guardar su mensaje. Envíelo otra vez."


class WrongCommand(Exception):
    """The message is what the person at the terminal reads."""


@dataclass(frozen=True, slots=True)
class Touch:
    """What one line at the terminal means."""

    kind: Kind
    text: str = ""
    choice: str = ""
    place: Place | None = None
    media: tuple[Media, ...] = ()


def understand(line: str, buttons: Sequence[tuple[str, str]]) -> Touch:
    """`buttons`: token and label of those under the last message. Raises WrongCommand."""
    if not line.startswith(":"):
        return Touch(Kind.TEXT, line)
    name, _, rest = line[1:].partition(" ")
    command = _COMMANDS.get(name.lower())
    if command is None:
        raise WrongCommand(f"No existe «:{name}». Escriba :ayuda para ver la lista.")
    return command(rest.strip(), buttons)


def _photo(rest: str, _: Sequence[tuple[str, str]]) -> Touch:
    path, text = _path_and_text(rest)
    if not path.is_file():
        raise WrongCommand(f"No hay ningún archivo en «{path}».")
    mime = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    kind = _KINDS.get(mime.partition("/")[0], MediaKind.DOCUMENT)
    return Touch(Kind.MEDIA, text, media=(Media(kind, str(path), mime, path.stat().st_size, path.name),))


def _path_and_text(rest: str) -> tuple[Path, str]:
    try:
        first, *words = shlex.split(rest)
    except ValueError as wrong:
        raise WrongCommand("Escriba :foto y la ruta; entre comillas si tiene espacios.") from wrong
    return Path(first).expanduser().absolute(), " ".join(words)


def _place(rest: str, _: Sequence[tuple[str, str]]) -> Touch:
    try:
        latitude, longitude = (float(number) for number in rest.replace(",", " ").split())
    except ValueError as wrong:
        raise WrongCommand("Escriba :lugar y dos números: :lugar 24.0277,-104.6532") from wrong
    if abs(latitude) > 90 or abs(longitude) > 180:
        raise WrongCommand("La latitud va de -90 a 90 y la longitud de -180 a 180.")
    return Touch(Kind.PLACE, place=Place(latitude, longitude))


def _contact(rest: str, _: Sequence[tuple[str, str]]) -> Touch:
    if not any(character.isdigit() for character in rest):
        raise WrongCommand("Escriba :contacto y el número: :contacto 618 555 0101")
    return Touch(Kind.CONTACT, rest)


def _button(rest: str, buttons: Sequence[tuple[str, str]]) -> Touch:
    if not rest.isdecimal() or not 1 <= int(rest) <= len(buttons):
        raise WrongCommand(f"El último mensaje tiene {len(buttons)} botones. Escriba :boton y su número.")
    token, label = buttons[int(rest) - 1]
    return Touch(Kind.CHOICE, label, choice=token)


_COMMANDS: dict[str, Callable[[str, Sequence[tuple[str, str]]], Touch]] = {
    "foto": _photo,
    "lugar": _place,
    "contacto": _contact,
    "boton": _button,
    "botón": _button,
}


class ConsoleChannel:
    """One resident, one terminal. Piped lines wait for their answer, as a person would."""

    def __init__(
        self,
        read: Iterable[str],
        write: TextIO,
        *,
        person: str = "local",
        interactive: bool = False,
        patience: timedelta = timedelta(seconds=5),
    ) -> None:
        """`patience`: how long a piped line waits for its answer before the next one is read."""
        self.account = ACCOUNT
        self.pace = Pace(per_second=1000, per_recipient=timedelta(0))
        self._read = read
        self._write = write
        self._person = person
        self._interactive = interactive
        self._patience = patience
        self._buttons: Sequence[tuple[str, str]] = ()
        self._answered = asyncio.Event()
        self._asking = False

    def parts(self, message: Message, *, window_open: bool) -> Sequence[Part]:
        file = "[foto]\n" if message.photo else f"[{message.document.name}]\n" if message.document else ""
        text = f"{file}{numbered(message)}"
        return (Part({"text": text, "buttons": [[choice.token, choice.label] for choice in message.choices]}),)

    def window(self) -> timedelta | None:
        return None

    async def send(self, to: str, part: Part, outbox_id: int) -> str:
        """Raises NotSent while somebody else sits at the terminal."""
        if to != self._person:
            raise NotSent("somebody else is at this terminal", after=_SOMEBODY_ELSE)
        self._buttons = [(token, label) for token, label in part.request["buttons"]]
        self._print(_bubble(part.request["text"]))
        if self._asking:
            self._prompt()
        self._answered.set()
        return f"{ACCOUNT}:{token_hex(8)}"

    async def fetch(self, media: Media) -> AsyncIterator[bytes]:
        try:
            content = await asyncio.to_thread(_read_at_most, Path(media.ref), FILE_LIMIT)
        except OSError as wrong:
            raise FetchError("the file is gone from this machine", again=False) from wrong
        for start in range(0, len(content), PIECE):
            yield content[start : start + PIECE]

    async def acknowledge(self, press: str) -> None:
        """A terminal's buttons have no spinner."""

    def routes(self, intake: Intake) -> Sequence[Route]:
        return ()

    async def run(self, intake: Intake) -> None:
        """Until the lines end or the person says `:salir`."""
        lines = _Lines(self._read)
        while True:
            line = await self._ask(lines)
            if line is None or line.strip() == ":salir":
                return
            await self._play(line.strip(), intake)

    async def _ask(self, lines: "_Lines") -> str | None:
        """What comes while the person writes is printed above a new prompt."""
        self._prompt()
        self._asking = True
        try:
            return await lines.next()
        finally:
            self._asking = False

    async def check(self) -> Sequence[Finding]:
        return (Finding(True, "Terminal: lista"),)

    def health(self) -> Health:
        return Health(good=True)

    async def close(self) -> None:
        self._write.flush()

    async def _play(self, line: str, intake: Intake) -> None:
        if line == ":ayuda":
            self._print(HELP)
        elif line:
            await self._say(line, intake)

    async def _say(self, line: str, intake: Intake) -> None:
        try:
            touch = understand(line, self._buttons)
        except WrongCommand as wrong:
            self._print(f"  {wrong}")
            return
        await self._hand_over(touch, line, intake)

    async def _hand_over(self, touch: Touch, line: str, intake: Intake) -> None:
        self._answered.clear()
        if not self._interactive:
            self._print(f"> {line}")
        try:
            await intake.take([self._inbound(touch)])
        except NotKept:
            self._print(_NOT_KEPT)
            return
        await self._wait_for_answer()

    async def _wait_for_answer(self) -> None:
        """Silence is no fault: not everything that a resident says is answered."""
        try:
            async with asyncio.timeout(self._patience.total_seconds()):
                await self._answered.wait()
        except TimeoutError:
            return

    def _inbound(self, touch: Touch) -> Inbound:
        return Inbound(
            account=ACCOUNT,
            provider_id=token_hex(16),
            sender=self._person,
            addresses=(Address(AddressKind.LOCAL, self._person),),
            kind=touch.kind,
            text=touch.text,
            choice=touch.choice,
            place=touch.place,
            media=touch.media,
            sent_at=datetime.now(UTC),
        )

    def _prompt(self) -> None:
        if self._interactive:
            self._write.write("> ")
            self._write.flush()

    def _print(self, text: str) -> None:
        self._write.write(f"{text}\n")
        self._write.flush()


def on_this_terminal(**options: Any) -> ConsoleChannel:
    """The console channel of this process; its own stream over standard input, see `_Lines`."""
    read = os.fdopen(os.dup(sys.stdin.fileno()), encoding="utf-8", errors="replace")
    return ConsoleChannel(read, sys.stdout, interactive=sys.stdin.isatty(), **options)


class _Lines:
    """Lines of a blocking stream without blocking the loop.

    A daemon thread, so that stopping never waits for someone to press Enter; it must not read `sys.stdin` itself,
    whose lock the interpreter needs at its end.
    """

    def __init__(self, read: Iterable[str]) -> None:
        self._read = read
        self._lines: asyncio.Queue[str | None] = asyncio.Queue()
        self._loop = asyncio.get_running_loop()
        threading.Thread(target=self._pump, name="console", daemon=True).start()

    async def next(self) -> str | None:
        """None at the end."""
        return await self._lines.get()

    def _pump(self) -> None:
        with suppress(RuntimeError):  # the loop is closed: the program has ended, nobody listens any more
            for line in self._read:
                self._loop.call_soon_threadsafe(self._lines.put_nowait, line)
            self._loop.call_soon_threadsafe(self._lines.put_nowait, None)


def _bubble(text: str) -> str:
    width = min(shutil.get_terminal_size().columns, 80) - 4
    lines = [wrapped for line in text.splitlines() for wrapped in textwrap.wrap(line, width) or [""]]
    return "\n".join(["", *(f"  │ {line}".rstrip() for line in lines), ""])


def _read_at_most(path: Path, limit: int) -> bytes:
    """Raises FetchError when the file is larger than `limit` bytes."""
    with path.open("rb") as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise FetchError("the file is larger than the limit", again=False)
    return content
