"""The transcripts that civil servants read, through the whole corridor on both databases: the real acts, the real rows,
a restart where one is written, and the second channel as a second address."""

import re

import pytest

from civic.access import Role
from civic.message import Kind, Media, MediaKind, Message, Place
from civic.places import Directory
from flows.book import FOLDER
from flows.transcript import Step, Transcript, load_transcripts
from handlers.receive import Flood
from storage.store import Store
from tests.corridor import Corridor, a_world
from tests.desk import HOME, Office

_TRANSCRIPTS = [
    talk
    for talk in load_transcripts(FOLDER / "transcripts")
    if not (talk.consultations or any(step.found or step.asked or step.replies for step in talk.steps))
]
"""Those that write down what a look-up finds, what was asked about a report or a consultation need rows of their own."""
_FOLIO = re.compile(r"DGO-\d{4}-\d{6}-[0-9A-Z]")
_CODE = re.compile(r"\benlazar ([0-9A-Z]{6})\b")


@pytest.mark.parametrize("transcript", _TRANSCRIPTS, ids=lambda t: t.name.removesuffix(".txt"))
async def test_the_corridor_says_what_is_written(store: Store, transcript: Transcript) -> None:
    resident = _Resident(store, transcript)
    await resident.begins()
    for step in transcript.steps:
        said = await resident.does(step)
        expected = [_norm(one.text) for one in step.says]
        got = [_norm(message.text) for message in said]
        assert len(got) == len(expected), f"{transcript.name}:{step.line}: {step.words!r} -> {got}"
        for one, message in zip(step.says, said, strict=True):
            pattern = ".*".join(re.escape(piece.strip()) for piece in _norm(one.text).split("…"))
            assert re.fullmatch(pattern, _norm(message.text), re.DOTALL), (
                f"{transcript.name}:{one.line}\n{message.text}"
            )
            if one.labels:
                assert [_norm(c.label) for c in message.choices] == [_norm(label) for label in one.labels]


class _Resident:
    def __init__(self, store: Store, transcript: Transcript) -> None:
        self.transcript = transcript
        self.store = store
        self.corridor = self._corridor()
        self.shown: dict[str, str] = {}
        self.code = ""

    def _corridor(self) -> Corridor:
        directory = Directory(self.transcript.neighbourhoods) if self.transcript.neighbourhoods else None
        return Corridor(self.store, a_world(directory, self.transcript.works, public_url=HOME))

    async def begins(self) -> None:
        if self.transcript.consented:
            await self.corridor.agrees("ana")
        if self.transcript.is_staff:
            person_id = (await self.corridor.rows("people"))[0].id
            await Office(self.store).account("ana", Role.OPERATOR, person_id=person_id)

    async def does(self, step: Step) -> list[Message]:
        if step.restarted:
            now = self.corridor.now
            self.corridor = self._corridor()
            self.corridor.now, self.corridor.flood = now, Flood(1000)
        said = await self._act(step)
        for message in said:
            self.shown.update({choice.label: choice.token for choice in message.choices})
            if code := _CODE.search(message.text):
                self.code = code[1]
        return said

    async def _act(self, step: Step) -> list[Message]:
        account = {"whatsapp": "whatsapp:+526180000000"}.get(step.channel, "telegram:1")
        words = step.words.replace("ABC234", self.code) if self.code else step.words
        if pressed := re.fullmatch(r"\[([^\]]+)\]", words):
            return await self.corridor.says(
                "ana",
                pressed[1],
                kind=Kind.CHOICE,
                choice=self.shown.get(pressed[1], f"0:{pressed[1]}"),
                account=account,
            )
        if sent := re.fullmatch(r"\((foto|voz|ubicación|sticker)\) ?(.*)", words):
            return await self._send(sent[1], sent[2], account)
        return await self.corridor.says("ana", words, account=account)

    async def _send(self, kind: str, words: str, account: str) -> list[Message]:
        if kind == "ubicación":
            return await self.corridor.shares("ana", Place(24.0277, -104.6532), account=account)
        if kind == "sticker":
            return await self.corridor.says("ana", "", kind=Kind.UNSUPPORTED, account=account)
        media = Media({"foto": MediaKind.PHOTO, "voz": MediaKind.VOICE}[kind], "ref")
        return await self.corridor.sends("ana", media, words, account=account)


def _norm(text: str) -> str:
    """Folios and codes are drawn anew each time; line ends do not matter."""
    text = _CODE.sub("enlazar ******", _FOLIO.sub("FOLIO", text))
    return " ".join(text.split())
