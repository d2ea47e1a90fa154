"""What becomes of what staff said in a topic: the same acts, with the same rules, as at the desk."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from civic.access import Access, Permission
from civic.message import Document, Inbound, Kind
from handlers.bridge.card import CLOSE, RELEASE, TAKE
from handlers.bridge.groups import Groups
from handlers.bridge.hearing import Said, answers_resident
from handlers.bridge.orders import Clerk
from handlers.staff.chats import Attendant, NoSuchChat, Outdated
from handlers.staff.finding import NotPossible
from handlers.staff.window import window_end_of
from handlers.world import World
from storage import chat_topics, chats, staff, staff_groups
from storage.chat_topics import ChatTopic, Words
from storage.chats import Chat
from storage.history import append
from storage.ledger import Ledger
from storage.staff import Account
from storage.store import Connection

_STRANGER = (
    "No se tomó en cuenta: su cuenta de Telegram no está enlazada a una cuenta de la mesa que pueda contestar esta "
    "conversación. Enlácela en «Mi cuenta»: {link}"
)
_EDITED = (
    "Cambiar su mensaje aquí no cambia lo que la persona ya recibió. Para quitárselo: responda a su mensaje con /borrar"
)
_COMMANDS = "Se puede: /tomar, /soltar, /cerrar, /nota y su texto, y /borrar como respuesta a un mensaje suyo."
_NOTHING_TO_UNSAY = "Responda con /borrar al mensaje suyo que quiere quitar."
_NOT_ON_WHATSAPP = "WhatsApp no permite borrar lo que ya se mandó."
_COLLEAGUES = "la atiende otra persona. Pídale que la suelte, o tómela en la mesa si su puesto lo permite"


Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Somebody of staff in the topic of a chat."""

    account: Account
    access: Access
    topic: ChatTopic
    chat: Chat
    said: Said

    @property
    def inbound(self) -> Inbound:
        return self.said.inbound


@dataclass(frozen=True, slots=True)
class Hearer:
    """Inside the transaction that stores what was said."""

    connection: Connection
    groups: Groups
    world: World
    now: datetime

    def take(self, said: Said) -> None:
        if said.inbound.thread:
            self._take_in_topic(said)
        staff_groups.count_messages(self.connection, said.address_id, 1)  # last: the group's row is everybody's

    def _take_in_topic(self, said: Said) -> None:
        topic = chat_topics.find_by_thread(self.connection, said.address_id, said.inbound.thread)
        if topic is None:
            self._drop_orphan(said)
            return
        speaker = self._speaker(said, topic)
        if speaker is None:
            self._warn_once(said, topic)
        else:
            self._hear(speaker)

    def _drop_orphan(self, said: Said) -> None:
        """A topic that we made and know nothing of: its making was cut off, and another one took its place. Where no making
        was, it is of another database (a backup was put back): that is nothing to delete."""
        ours = said.inbound.quoted == said.inbound.thread == said.inbound.replies_to
        if ours and chat_topics.was_cut_off(self.connection, said.address_id):
            self._clerk.discard(said.address_id, said.inbound.thread)

    def _speaker(self, said: Said, topic: ChatTopic) -> Speaker | None:
        """None: nobody who may answer in this chat."""
        name = staff_groups.holder_of(self.connection, self.groups.account, said.inbound.member)
        account = staff.find_account(self.connection, name) if name else None
        chat = chats.lock_chat(self.connection, topic.chat_id)
        if account is None or chat is None:
            return None
        access = staff.access_of(self.connection, account.id)
        there = self.world.neighbourhood(chat.neighbourhood_key)
        if not access.may_in(Permission.ANSWER_CHATS, chat.department, there.quadrant if there else ""):
            return None
        return Speaker(account, access, topic, chat, said)

    def _warn_once(self, said: Said, topic: ChatTopic) -> None:
        if staff_groups.is_stranger(self.connection, said.address_id, said.inbound.member, self.now):
            link = f"{self.groups.public_url}/desk/cuenta"
            self._clerk.say(topic, _STRANGER.format(link=link), to=said.inbound.message_id)

    def _hear(self, speaker: Speaker) -> None:
        inbound = speaker.inbound
        if inbound.kind is Kind.EDIT:
            self._edited(speaker)
            return
        command, _, rest = inbound.text.partition(" ")
        act = self._acts().get(inbound.choice or command.strip().lower())
        if act:
            act(speaker, rest.strip())
        elif inbound.text.startswith("/"):
            self._tell(speaker, _COMMANDS)
        elif inbound.text.startswith(self.groups.prefix):
            self._answer(speaker, inbound.text.removeprefix(self.groups.prefix).strip())
        elif answers_resident(self.connection, speaker.topic.id, inbound):
            self._answer(speaker, inbound.text)
        elif inbound.kind is not Kind.CHOICE:
            self._note(speaker, inbound.text)

    def _acts(self) -> dict[str, Callable[[Speaker, str], None]]:
        return {
            "/tomar": self._take, TAKE: self._take, "/soltar": self._release, RELEASE: self._release,
            "/cerrar": self._close, CLOSE: self._close, "/nota": self._note, "/borrar": self._unsay,
        }  # fmt: skip

    def _take(self, speaker: Speaker, _: str) -> None:
        self._try(speaker, lambda by: by.take(speaker.chat.id), "No se tomó porque")

    def _release(self, speaker: Speaker, _: str) -> None:
        self._try(speaker, lambda by: by.release(speaker.chat.id), "No se soltó porque")

    def _close(self, speaker: Speaker, _: str) -> None:
        self._try(speaker, lambda by: by.close(speaker.chat.id), "No se cerró porque")

    def _note(self, speaker: Speaker, text: str) -> None:
        if not text.strip() and speaker.inbound.kind is Kind.UNSUPPORTED:
            return
        written = text.strip() or "(mandó un archivo al grupo del personal)"
        note_id = self._try(speaker, lambda by: by.note(speaker.chat.id, written), "No se anotó porque")
        if note_id is not None:
            self._keep(speaker, "noted", note_id=note_id)

    def _answer(self, speaker: Speaker, text: str) -> None:
        if speaker.said.media_id is not None:
            self._keep(speaker, "waiting", text=text, media_id=speaker.said.media_id)
            return
        self.send(speaker, text)

    def send(self, speaker: Speaker, text: str, photo: str = "", document: Document | None = None) -> bool:
        """To the resident; False: why not is said in the topic."""
        seen = chat_topics.newest_seen(self.connection, speaker.topic.id, speaker.inbound.message_id)

        def reply(by: Attendant) -> int:
            self._demand_window(speaker.chat)
            return by.reply(speaker.chat.id, text, seen=seen, photo=photo, document=document)

        outbox_id = self._try(speaker, reply, "No se envió porque")
        self._keep(speaker, "refused" if outbox_id is None else "sent", outbox_id=outbox_id)
        return outbox_id is not None

    def _demand_window(self, chat: Chat) -> None:
        ends_at = window_end_of(self.connection, self.groups.windows, chat, self.now)
        if not chat.is_closed and ends_at is not None and ends_at <= self.now:
            raise NotPossible(
                "Pasaron 24 horas desde el último mensaje de la persona y WhatsApp ya no deja escribirle libremente. "
                f"Elija una plantilla en la mesa: {self.groups.link(chat.id)}"
            )

    def _try(self, speaker: Speaker, act: Callable[[Attendant], Done], refusal: str) -> Done | None:
        """What came of it; None when it could not be done, which the topic is told."""
        by = Attendant(
            self.connection, self.world, speaker.account.name, self.now, speaker.access, "telegram", speaker.account.id
        )
        try:
            with self.connection.begin_nested():
                return act(by)
        except NoSuchChat:
            self._tell(speaker, f"{refusal} {_COLLEAGUES}.")
        except (NotPossible, Outdated) as error:
            reason = str(error)
            self._tell(speaker, f"{refusal} {reason[:1].lower()}{reason[1:]}")
        return None

    def refuse(self, speaker: Speaker, reason: str) -> None:
        self._tell(speaker, f"No se envió porque {reason[:1].lower()}{reason[1:]}")
        chat_topics.change_words(self.connection, speaker.said.inbox_id, state="refused")

    def _edited(self, speaker: Speaker) -> None:
        """Said once, and only of what went out."""
        words = chat_topics.find_words(self.connection, speaker.topic.id, speaker.inbound.message_id)
        if words and words.state == "sent" and not words.is_edit_told:
            chat_topics.change_words(self.connection, words.inbox_id, is_edit_told=True)
            self._tell(speaker, _EDITED)

    def _unsay(self, speaker: Speaker, _: str) -> None:
        words = chat_topics.find_words(self.connection, speaker.topic.id, speaker.inbound.quoted)
        if words is None or words.outbox_id is None or words.state != "sent" or not self._may_unsay(speaker, words):
            self._tell(speaker, _NOTHING_TO_UNSAY)
            return
        sent = chat_topics.sent_message(self.connection, words.outbox_id)
        if chat_topics.cancel_message(self.connection, words.outbox_id):
            self._tell(speaker, "No había salido: ya no se manda.")
        elif sent.account != self.groups.account or not sent.provider_id:
            self._tell(
                speaker, _NOT_ON_WHATSAPP if sent.account != self.groups.account else "Todavía se está mandando."
            )
            return
        else:
            self._clerk.unsay(speaker.topic, sent.address_id, sent.provider_id)
        note_id = self._record_unsaid(speaker)
        chat_topics.change_words(self.connection, words.inbox_id, state="unsaid", note_id=note_id)

    def _may_unsay(self, speaker: Speaker, words: Words) -> bool:
        return words.staff_id == speaker.account.id or speaker.access.may(Permission.ASSIGN_CHATS)

    def _record_unsaid(self, speaker: Speaker) -> int:
        """The desk reads of it in a note."""
        ledger, by = Ledger(self.world.ids), f"staff:{speaker.account.name}"
        append(ledger, "chat", speaker.chat.id, "unsaid", by=by, now=self.now, account=speaker.chat.account)
        note_id = ledger.add(
            "notes", chat_id=speaker.chat.id, staff=speaker.account.name, at=self.now,
            text="Pidió borrar del chat de la persona un mensaje que le había mandado.",
        )  # fmt: skip
        ledger.add("chat_events", chat_id=speaker.chat.id)
        ledger.save(self.connection)
        return note_id

    def _keep(self, speaker: Speaker, state: str, *, text: str = "", **what: int | None) -> None:
        """What became of it: later the topic is told when it does not arrive."""
        known = chat_topics.find_words(self.connection, speaker.topic.id, speaker.inbound.message_id)
        if known:
            chat_topics.change_words(self.connection, known.inbox_id, state=state, text="", **what)
            return
        ids: dict[str, int | None] = {"media_id": None, "outbox_id": None, "note_id": None, **what}
        words = Words(
            inbox_id=speaker.said.inbox_id, topic_id=speaker.topic.id, staff_id=speaker.account.id,
            message=speaker.inbound.message_id, text=text, state=state, is_edit_told=False, **ids,
        )  # fmt: skip
        chat_topics.add_words(self.connection, words)

    def _tell(self, speaker: Speaker, text: str) -> None:
        to = "" if speaker.inbound.kind is Kind.CHOICE else speaker.inbound.message_id
        self._clerk.say(speaker.topic, text, to=to)

    @property
    def _clerk(self) -> Clerk:
        return Clerk(self.connection, self.world.ids, self.groups.account, self.now)
