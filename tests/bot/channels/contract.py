"""What every channel must do, whatever carries it. A channel's test class inherits `ChannelContract` and says how
it is set up; the twins (terminal, simulated phone) run the very same tests as the providers.
"""

import asyncio
import json
from collections.abc import Sequence

import pytest
from starlette.routing import Route

from bot.channels.port import (
    Channel,
    FetchError,
    Finding,
    Health,
    OutsideWindow,
    Part,
    SendError,
    Unreachable,
)
from civic.message import Choice, Document, Media, MediaKind, Message, Wish
from tests.fakes.intake import RememberingIntake

PHOTO = "Foto_de-ejemplo-" * 2
"""Name of the picture that the tests' folder holds."""
DOCUMENT = Document(f"{'Pdf_de-ejemplo__' * 2}.pdf", "Convocatoria.pdf")
"""One that the tests' folder of documents holds."""
CHOICES = (Choice("1:anon:si", "Sí"), Choice("1:anon:no", "No"), Choice("1:anon:quiza", "Con mi nombre"))
MESSAGES = [
    pytest.param(Message(text="Gracias, recibimos su queja."), id="words"),
    pytest.param(Message(text="¿Desea que sea anónima?", choices=CHOICES), id="choices"),
    pytest.param(
        Message(text="¿Cuál es?", choices=(Choice("a", "Benito Juárez", "Colonia, C.P. 34180"), Choice("b", "Otra"))),
        id="choices with a detail",
    ),
    pytest.param(
        Message(text="¿En qué colonia?", choices=tuple(Choice(f"c:{n}", f"Colonia {n}") for n in range(9))),
        id="many choices",
    ),
    pytest.param(Message(text="¿Dónde está?", wish=Wish.PLACE), id="a wish for a place"),
    pytest.param(Message(text="¿Su número?", wish=Wish.CONTACT), id="a wish for a number"),
    pytest.param(Message(text="¿Dónde está?", wish=Wish.PLACE, choices=CHOICES), id="a wish and choices"),
    pytest.param(Message(text="Listo.", closes_keyboard=True), id="closes the keyboard"),
    pytest.param(Message(text="¿Es anónima?", closes_keyboard=True, choices=CHOICES), id="closes it and asks"),
    pytest.param(Message(text="Párrafo largo. " * 900), id="more words than one message holds"),
    pytest.param(Message(text="Es el mismo bache.", photo=PHOTO), id="a photo"),
    pytest.param(Message(text="¿Es este bache?", photo=PHOTO, choices=CHOICES), id="a photo and choices"),
    pytest.param(Message(text="Párrafo largo. " * 200, photo=PHOTO, choices=CHOICES), id="a photo and many words"),
    pytest.param(Message(text="Esta es la convocatoria.", document=DOCUMENT), id="a document"),
    pytest.param(Message(text="¿Puede venir?", document=DOCUMENT, choices=CHOICES), id="a document and choices"),
    pytest.param(Message(text="Párrafo largo. " * 200, document=DOCUMENT), id="a document and many words"),
    pytest.param(Message(text="", photo=PHOTO), id="a photo without words"),
    pytest.param(Message(text="", document=DOCUMENT), id="a document without words"),
    pytest.param(Message(text="<b>_*no*_</b> [x](http://e.mx) & 🕳️"), id="marks that are only words"),
]


class ChannelContract:
    """Fixtures to give, in the class or its conftest: `channel`, open, with the folders `pictures` and `documents` and with nothing sent
    yet; `reachable`, an address that takes what is sent. `unreachable` and `missing_file` where there is something of the kind.
    """

    @pytest.fixture
    def unreachable(self) -> str:
        """An address that has blocked us for good."""
        pytest.skip("nobody can block this channel")

    @pytest.fixture
    def no_address(self) -> str:
        """What no resident of this channel is called."""
        return "no es una dirección"

    @pytest.fixture
    def missing_file(self) -> Media:
        """A file the provider does not have."""
        return Media(MediaKind.PHOTO, "no-such-file")

    def test_account_names_the_channel_and_our_side(self, channel: Channel) -> None:
        kind, colon, ours = channel.account.partition(":")
        assert kind.isalpha()
        assert colon
        assert ours

    def test_pace_lets_something_through(self, channel: Channel) -> None:
        assert channel.pace.per_second > 0
        assert channel.pace.in_flight > 0

    @pytest.mark.parametrize("message", MESSAGES)
    def test_parts_are_pure_and_never_none(self, channel: Channel, message: Message) -> None:
        first = channel.parts(message, window_open=True)
        assert first
        assert list(first) == list(channel.parts(message, window_open=True))
        assert all(isinstance(part, Part) for part in first)

    @pytest.mark.parametrize("message", MESSAGES)
    def test_parts_can_be_stored(self, channel: Channel, message: Message) -> None:
        requests = [dict(part.request) for part in channel.parts(message, window_open=True)]
        assert json.loads(json.dumps(requests)) == requests

    @pytest.mark.parametrize("message", MESSAGES)
    def test_every_word_and_every_label_is_said(self, channel: Channel, message: Message) -> None:
        said = all_text(channel.parts(message, window_open=True))
        for words in (*message.text.split(), *(choice.label for choice in message.choices)):
            assert words in said

    @pytest.mark.parametrize("message", MESSAGES)
    def test_a_closed_window_is_said_and_not_passed_over(self, channel: Channel, message: Message) -> None:
        if channel.window() is None:
            assert list(channel.parts(message, window_open=False)) == list(channel.parts(message, window_open=True))
        else:
            with pytest.raises(OutsideWindow):
                channel.parts(message, window_open=False)

    @pytest.mark.parametrize("message", MESSAGES)
    async def test_every_part_is_taken(self, channel: Channel, reachable: str, message: Message) -> None:
        parts = channel.parts(message, window_open=True)
        ids = [await channel.send(reachable, part, number) for number, part in enumerate(parts)]
        assert all(ids)
        assert len(set(ids)) == len(parts)

    async def test_a_photo_that_is_gone_keeps_no_word_back(self, channel: Channel, reachable: str) -> None:
        message = Message(text="¿Es este bache?", photo="0" * 32, choices=CHOICES)
        parts = channel.parts(message, window_open=True)
        *_, last = [await channel.send(reachable, part, 1) for part in parts]
        assert last, "the words, which come last, have arrived"

    async def test_a_document_that_is_gone_keeps_no_word_back(self, channel: Channel, reachable: str) -> None:
        message = Message(text="¿Puede venir?", document=Document("0" * 32, "Convocatoria.pdf"), choices=CHOICES)
        parts = channel.parts(message, window_open=True)
        ids = [await channel.send(reachable, part, 1) for part in parts]
        assert [bool(told) for told, part in zip(ids, parts, strict=True) if not part.aside][-1]

    async def test_the_same_words_twice_are_two_messages(self, channel: Channel, reachable: str) -> None:
        (part,) = channel.parts(Message(text="Hola."), window_open=True)
        assert await channel.send(reachable, part, 1) != await channel.send(reachable, part, 2)

    async def test_who_blocked_us_is_unreachable(self, channel: Channel, unreachable: str) -> None:
        (part,) = channel.parts(Message(text="Hola."), window_open=True)
        with pytest.raises(Unreachable):
            await channel.send(unreachable, part, 1)

    async def test_an_address_that_is_none_fails_by_name(self, channel: Channel, no_address: str) -> None:
        (part,) = channel.parts(Message(text="Hola."), window_open=True)
        with pytest.raises(SendError):
            await channel.send(no_address, part, 1)

    async def test_acknowledging_nonsense_harms_nobody(self, channel: Channel) -> None:
        await channel.acknowledge("no-such-press")

    async def test_a_file_that_is_not_there_fails_by_name(self, channel: Channel, missing_file: Media) -> None:
        with pytest.raises(FetchError):
            async for _ in channel.fetch(missing_file):
                pass

    def test_routes_are_web_hooks(self, channel: Channel) -> None:
        routes = channel.routes(RememberingIntake())
        assert all(isinstance(route, Route) and route.path.startswith("/") for route in routes)

    async def test_run_can_be_stopped(self, channel: Channel) -> None:
        running = asyncio.create_task(channel.run(RememberingIntake()))
        await asyncio.sleep(0)
        running.cancel()
        (outcome,) = await asyncio.gather(running, return_exceptions=True)
        assert outcome is None or isinstance(outcome, asyncio.CancelledError)

    async def test_check_tells_and_never_raises(self, channel: Channel) -> None:
        findings = await channel.check()
        assert all(isinstance(finding, Finding) and finding.what for finding in findings)
        assert all(finding.remedy for finding in findings if not finding.good)

    def test_health_says_why_when_it_is_bad(self, channel: Channel) -> None:
        health = channel.health()
        assert isinstance(health, Health)
        assert health.good or health.said

    async def test_closing_twice_harms_nobody(self, channel: Channel) -> None:
        await channel.close()
        await channel.close()


def all_text(parts: Sequence[Part]) -> str:
    """Every text in the requests, wherever it is."""
    return " ".join(text for part in parts for text in _texts(part.request))


def _texts(value: object) -> list[str]:
    match value:
        case str():
            return [value]
        case dict():
            return [text for inner in value.values() for text in _texts(inner)]
        case list() | tuple():
            return [text for inner in value for text in _texts(inner)]
        case _:
            return []
