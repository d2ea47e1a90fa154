import asyncio
import io
import os
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from bot.channels.console import ConsoleChannel, WrongCommand, understand
from bot.channels.port import FetchError, NotKept, NotSent, Receipt
from civic.message import Choice, Inbound, Kind, Media, MediaKind, Message, Place

BUTTONS = (("yes", "Sí"), ("no", "Corregir"))


class Counter:
    """An intake that answers each message with its number and two choices."""

    def __init__(self) -> None:
        self.channel: ConsoleChannel | None = None
        self.taken: list[Inbound] = []
        self.keeps = True

    async def take(self, inbounds: Sequence[Inbound]) -> None:
        if not self.keeps:
            raise NotKept
        self.taken.extend(inbounds)
        self._answering = asyncio.create_task(self._answer(inbounds[0]))

    async def _answer(self, inbound: Inbound) -> None:
        assert self.channel
        message = Message(text=f"Respuesta {len(self.taken)}", choices=(Choice("yes", "Sí"), Choice("no", "Corregir")))
        for part in self.channel.parts(message, window_open=False):
            await self.channel.send(inbound.sender, part, 1)

    async def report(self, receipts: Sequence[Receipt]) -> None:
        raise AssertionError(receipts)


def talk(*lines: str, interactive: bool = False) -> tuple[ConsoleChannel, io.StringIO]:
    paper = io.StringIO()
    read = [f"{line}\n" for line in lines]
    return ConsoleChannel(read, paper, interactive=interactive, patience=timedelta(seconds=2)), paper


async def play(*lines: str) -> tuple[list[Inbound], str]:
    channel, paper = talk(*lines)
    intake = Counter()
    intake.channel = channel
    await channel.run(intake)
    return intake.taken, paper.getvalue()


async def test_piped_lines_wait_for_their_answers_so_that_the_paper_reads_as_a_talk() -> None:
    taken, paper = await play("hola", "", "1")
    assert [one.text for one in taken] == ["hola", "1"], "an empty line says nothing"
    assert paper == (
        "> hola\n\n  │ Respuesta 1\n  │\n  │ 1 Sí\n  │ 2 Corregir\n\n"
        "> 1\n\n  │ Respuesta 2\n  │\n  │ 1 Sí\n  │ 2 Corregir\n\n"
    )


async def test_a_button_of_the_last_message_is_pressed_by_its_number() -> None:
    taken, _ = await play("hola", ":boton 2")
    assert (taken[1].kind, taken[1].choice, taken[1].text) == (Kind.CHOICE, "no", "Corregir")


def test_a_photo_is_a_line() -> None:
    channel, _ = talk()
    message = Message(text="¿Es este bache?", photo="x", choices=(Choice("yes", "Sí"),))
    (part,) = channel.parts(message, window_open=True)
    assert part.request["text"] == "[foto]\n¿Es este bache?\n\n1 Sí"


async def test_leaving_ends_the_talk() -> None:
    taken, _ = await play("hola", ":salir", "nunca")
    assert len(taken) == 1


async def test_what_is_for_somebody_else_waits_until_they_sit_down() -> None:
    channel, paper = talk()
    (part,) = channel.parts(Message(text="Su folio avanzó."), window_open=True)
    with pytest.raises(NotSent):
        await channel.send("ana", part, 1)
    assert paper.getvalue() == ""


async def test_help_is_shown_and_not_sent() -> None:
    taken, paper = await play(":ayuda")
    assert not taken
    assert ":lugar LAT,LON" in paper


async def test_a_wrong_command_is_explained_and_not_sent() -> None:
    taken, paper = await play(":volar", "hola")
    assert [one.text for one in taken] == ["hola"]
    assert "No existe «:volar»" in paper


async def test_nothing_is_pretended_when_it_could_not_be_kept() -> None:
    channel, paper = talk("hola")
    intake = Counter()
    intake.keeps = False
    await channel.run(intake)
    assert "No se pudo guardar su mensaje" in paper.getvalue()


async def test_every_message_has_an_id_of_its_own_and_one_sender() -> None:
    taken, _ = await play("hola", "hola")
    assert len({one.provider_id for one in taken}) == 2
    assert {(one.account, one.sender, one.addresses[0].value) for one in taken} == {("console:local", "local", "local")}


@pytest.mark.parametrize(
    ("line", "kind", "place", "text"),
    [
        ("un bache: enorme", Kind.TEXT, None, "un bache: enorme"),
        (":lugar 24.0277,-104.6532", Kind.PLACE, Place(24.0277, -104.6532), ""),
        (":LUGAR 24.0277 -104.6532", Kind.PLACE, Place(24.0277, -104.6532), ""),
        (":contacto 618 555 0101", Kind.CONTACT, None, "618 555 0101"),
    ],
)
def test_understand(line: str, kind: Kind, place: Place | None, text: str) -> None:
    touch = understand(line, BUTTONS)
    assert (touch.kind, touch.place, touch.text) == (kind, place, text)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (":lugar en la esquina", "dos números"),
        (":lugar 124,-104", "latitud"),
        (":contacto mi casa", "número"),
        (":boton 3", "tiene 2 botones"),
        (":boton dos", "tiene 2 botones"),
        (":foto", "la ruta"),
        (':foto "sin cerrar', "comillas"),
        (":foto /no/existe.jpg", "No hay ningún archivo"),
    ],
)
def test_a_wrong_command_says_how_it_is_written(line: str, said: str) -> None:
    with pytest.raises(WrongCommand, match=said):
        understand(line, BUTTONS)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("b.jpg", MediaKind.PHOTO),
        ("b.ogg", MediaKind.VOICE),
        ("b.mp4", MediaKind.VIDEO),
        ("b.pdf", MediaKind.DOCUMENT),
        ("b", MediaKind.DOCUMENT),
    ],
)
async def test_a_file_is_sent_with_its_kind_and_caption_and_can_be_fetched(
    tmp_path: Path, name: str, kind: MediaKind
) -> None:
    path = tmp_path / f"una foto {name}"
    path.write_bytes(b"x" * 70_000)
    touch = understand(f':foto "{path}" frente a la primaria', BUTTONS)
    assert (touch.kind, touch.text, touch.media[0].kind, touch.media[0].size) == (
        Kind.MEDIA,
        "frente a la primaria",
        kind,
        70_000,
    )
    channel, _ = talk()
    assert b"".join([piece async for piece in channel.fetch(touch.media[0])]) == path.read_bytes()


async def test_a_file_that_is_gone_or_too_large_is_not_fetched(tmp_path: Path) -> None:
    channel, _ = talk()
    large = tmp_path / "large"
    with large.open("wb") as file:
        file.truncate(20_000_001)
    for path in (tmp_path / "gone", large):
        with pytest.raises(FetchError) as raised:
            [piece async for piece in channel.fetch(Media(MediaKind.PHOTO, str(path)))]
        assert not raised.value.again, "trying later brings nothing"


SCRIPT = """
import asyncio
from bot.channels.console import on_this_terminal
class Deaf:
    async def take(self, inbounds): raise SystemExit(7)
async def main():
    channel = on_this_terminal()
    running = asyncio.create_task(channel.run(Deaf()))
    await asyncio.sleep(0.2)
    running.cancel()
asyncio.run(main())
print("ended")
"""


def test_the_program_ends_at_once_although_nobody_pressed_enter() -> None:
    reading, writing = os.pipe()
    done = subprocess.run([sys.executable, "-c", SCRIPT], stdin=reading, capture_output=True, text=True, timeout=20)  # noqa: PLW1510
    os.close(writing)
    os.close(reading)
    assert (done.returncode, done.stdout, done.stderr) == (0, "ended\n", "")
