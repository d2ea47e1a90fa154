"""A small honest bot behind the simulated phone: it keeps what arrives and answers through the channel's own doors."""

import asyncio
from collections.abc import Callable, Mapping, Sequence

from bot.channels.phone import PhoneChannel
from bot.channels.port import NotKept, Receipt, Unreachable
from civic.message import Choice, Inbound, Kind, Message, Wish
from tests.bot.channels.contract import PHOTO

YES_NO = (Choice("yes", "Sí"), Choice("no", "Corregir"))
MENU = (
    Choice("propose", "Hacer una propuesta", "Una idea para su colonia o para el municipio"),
    Choice("complain", "Queja de una obra", "Calles, alumbrado, agua, una obra mal hecha"),
    Choice("folio", "Ver mi folio"),
    Choice("committee", "Comité de obra"),
    Choice("person", "Hablar con alguien"),
)
LONG = "Esta es una frase larga sobre el reglamento de obras. " * 90
ANSWERS: Mapping[str, Message] = {
    "/start": Message(text="Hola, soy el asistente del municipio. ¿Qué desea hacer?", choices=MENU),
    "menú": Message(text="¿Qué desea hacer?", choices=MENU),
    "bache": Message(text="Voy a registrar: bache, col. Benito Juárez (CP 34120). ¿Es correcto?", choices=YES_NO),
    "dónde": Message(text="¿Dónde está el problema? Puede enviar su ubicación o escribir la calle.", wish=Wish.PLACE),
    "número": Message(
        text="¿Quiere compartir su número para avisarle?", wish=Wish.CONTACT, choices=(Choice("no", "No"),)
    ),
    "largo": Message(text=LONG.strip()),
    "liga": Message(text="Consulte su folio en https://durango.example/folio/DGO-1 cuando guste."),
    "foto": Message(text="Ya hay un reporte parecido. ¿Es este bache?", photo=PHOTO, choices=YES_NO),
    "otra": Message(text="Ya no está la foto. ¿Es este bache?", photo="0" * 32, choices=YES_NO),
    "<b>": Message(text="<b>no</b> <script>alert(1)</script>"),
}


class EchoBot:
    def __init__(self, channels: Sequence[PhoneChannel]) -> None:
        self.taken: list[Inbound] = []
        self.keeps = True
        """False: nothing can be stored for now."""
        self.speaks = True
        self._channels = {channel.account: channel for channel in channels}
        self._sends: set[asyncio.Task[None]] = set()

    async def take(self, inbounds: Sequence[Inbound]) -> None:
        if not self.keeps:
            raise NotKept
        for inbound in inbounds:
            if inbound.provider_id not in {one.provider_id for one in self.taken}:
                self.taken.append(inbound)
                self._later(inbound)

    async def report(self, receipts: Sequence[Receipt]) -> None:
        raise AssertionError(f"the simulated phone sends no receipts, got {receipts}")

    def _later(self, inbound: Inbound) -> None:
        """After the commit, as delivery does."""
        send = asyncio.get_running_loop().create_task(self._answer(inbound))
        self._sends.add(send)
        send.add_done_callback(self._sends.discard)

    async def _answer(self, inbound: Inbound) -> None:
        channel = self._channels[inbound.account]
        if inbound.press:
            await channel.acknowledge(inbound.press)
        if self.speaks and inbound.kind not in (Kind.BLOCKED, Kind.UNBLOCKED):
            await self.say(inbound, _reply(inbound))

    async def say(self, inbound: Inbound, message: Message) -> None:
        channel = self._channels[inbound.account]
        for part in channel.parts(message, window_open=True):
            try:
                await channel.send(inbound.sender, part, 1)
            except Unreachable:
                return


_BY_KIND: Mapping[Kind, Callable[[Inbound], str]] = {
    Kind.CHOICE: lambda it: f"Usted eligió: {it.text}",
    Kind.PLACE: lambda it: f"Gracias. Recibí su ubicación: {it.place.label or 'sin nombre'}" if it.place else "",
    Kind.CONTACT: lambda it: f"Gracias. Le avisaré al {it.text}",
    Kind.MEDIA: lambda it: f"Recibí: {it.media[0].kind} de {it.media[0].size} bytes",
    Kind.EDIT: lambda it: f"Usted corrigió: {it.text}",
    Kind.UNSUPPORTED: lambda _: "No puedo leer calcomanías. ¿Me lo escribe?",
}


def _reply(inbound: Inbound) -> Message:
    if inbound.kind in _BY_KIND:
        return Message(text=_BY_KIND[inbound.kind](inbound), closes_keyboard=True)
    return ANSWERS.get(inbound.text.lower(), Message(text=f"Usted escribió: {inbound.text}"))
