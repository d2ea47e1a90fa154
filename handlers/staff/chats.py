"""What staff do with the chats that wait for a person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from civic.access import Access, Grant, Permission, Role
from civic.message import Choice, Document, Message, Priority
from handlers.solving import Columns, ends, rests, runs, sleeps, wakes
from handlers.staff.finding import NoSuch, NotPossible
from handlers.world import World
from storage import chats, outbox, staff
from storage.access import visible_chats
from storage.chats import NOBODY_WAITS, Chat
from storage.history import append
from storage.ledger import Ledger
from storage.store import Connection

_MOST_SIGNS = 4000
"""Of one answer; Telegram takes 4,096 in a message, WhatsApp is sent several."""
_MOST_LABELS, _LABEL_SIGNS = 8, 40
EVERYTHING = Access((Grant(Role.ADMINISTRATOR),))
"""Who sits at the server's own terminal."""


TEMPLATES = ("chat_answer", "chat_question")
"""Approved WhatsApp templates with which staff begin again, by our names; their words are phrases of the same name."""
_MATTER_SIGNS = 60


class NoSuchChat(NoSuch):
    """There is no such chat, or whoever asks may not see it: nobody is told which."""


class Outdated(Exception):
    """Something happened in the chat since the page was made; the text says what."""


@dataclass(frozen=True, slots=True)
class Attendant:
    """Somebody of staff at work on chats: one act, one commit. All raise NoSuchChat and NotPossible."""

    connection: Connection
    world: World
    name: str
    now: datetime
    access: Access = EVERYTHING
    channel: str = "desk"
    account_id: int = 0
    """Of the desk; 0: at the terminal."""

    def take(self, chat_id: int, *, over: bool = False) -> None:
        """Make it one's own. `over`: also when it is a colleague's, who finds that in its history. Raises Outdated."""
        chat = self._open(chat_id, Permission.ANSWER_CHATS)
        if chat.staff == self.name:
            return
        if chat.staff and not over:
            raise Outdated(f"La conversación ya la atiende {chat.staff}.")
        if chat.staff:
            self._demand(chat, Permission.ASSIGN_CHATS)
        ledger = Ledger(self.world.ids)
        self._give(ledger, chat, self.name, "taken", note=chat.staff)
        self._save(ledger, chat)

    def assign(self, chat_id: int, to: str) -> None:
        """To a colleague who may answer there."""
        chat = self._open(chat_id, Permission.ASSIGN_CHATS)
        account = staff.find_account(self.connection, to)
        if (
            account is None
            or not account.is_active
            or not self._may_answer(staff.access_of(self.connection, account.id), chat)
        ):
            raise NotPossible(f"{to} no puede atender esta conversación: su puesto no llega a esa dependencia o zona.")
        ledger = Ledger(self.world.ids)
        self._give(ledger, chat, account.name, "assigned", note=account.name)
        self._save(ledger, chat)

    def release(self, chat_id: int) -> None:
        """Back into the queue, for anybody."""
        chat = self._mine(chat_id)
        self._back_to_queue(chat, "released")

    def transfer(self, chat_id: int, department: str) -> None:
        """To another department, whose people find it in their queue."""
        chat = self._mine(chat_id)
        if department not in self.world.routes.names:
            raise NotPossible("Elija a qué dependencia pasa la conversación.")
        self._back_to_queue(chat, "transferred", note=department, department=department)

    def reply(
        self, chat_id: int, text: str, *, seen: int | None = None, photo: str = "", document: Document | None = None
    ) -> int:
        """Answer as a person. The first answer takes the chat; the bot cannot speak in between. `seen`: our last message as
        the writer knew it; a colleague's newer one is theirs to read first. The message's id. Raises Outdated."""
        chat = self._open(chat_id, Permission.ANSWER_CHATS)
        if not text.strip() and not photo and not document:
            raise NotPossible("Escriba la respuesta.")
        if len(text) > _MOST_SIGNS:
            raise NotPossible(
                f"La respuesta tiene {len(text)} caracteres y caben {_MOST_SIGNS}. Mándela en dos partes."
            )
        if chat.staff and chat.staff != self.name:
            raise Outdated(f"La conversación la atiende {chat.staff}. Tómela antes de contestar.")
        if seen is not None and chats.newest_said_by_staff(self.connection, chat.id) > seen:
            raise Outdated("Alguien más contestó mientras usted escribía. Lea su respuesta antes de mandar la suya.")
        ledger, epoch = Ledger(self.world.ids), chat.epoch
        if chat.state == "waiting":
            epoch = self._give(ledger, chat, self.name, "taken")
        message = Message(text=text.strip(), language=chat.language, photo=photo, document=document)
        kind = "answer" if chat.first_answer_at else "first"
        outbox_id = self._send(ledger, chat, message, kind, epoch=epoch)
        answered: Columns = {} if chat.first_answer_at else {"first_answer_at": self.now}
        answered |= {"last_at": self.now, "snoozed_until": None, **rests(self.world, chat, self.now)}
        ledger.change("chats", chat.id, **NOBODY_WAITS, **answered)
        append(ledger, "chat", chat.id, "answered", by=self._by, now=self.now, account=chat.account)
        self._save(ledger, chat)
        chats.forget_draft(self.connection, chat.id, self.account_id)
        return outbox_id

    def send_template(self, chat_id: int, name: str) -> int:
        """One of TEMPLATES: what WhatsApp lets through when a resident has not written for a day. It takes the chat."""
        chat = self._open(chat_id, Permission.ANSWER_CHATS)
        if chat.staff and chat.staff != self.name:
            raise Outdated(f"La conversación la atiende {chat.staff}. Tómela antes de contestar.")
        if name not in TEMPLATES:
            raise NotPossible("Elija una plantilla de la lista.")
        ledger, epoch = Ledger(self.world.ids), chat.epoch
        if chat.state == "waiting":
            epoch = self._give(ledger, chat, self.name, "taken")
        text = self.template_text(chat, name)
        message = Message(text=text, language=chat.language, template=name, values=(_matter(chat),))
        outbox_id = self._send(ledger, chat, message, "template", epoch=epoch)
        resting = rests(self.world, chat, self.now)
        ledger.change("chats", chat.id, **NOBODY_WAITS, last_at=self.now, snoozed_until=None, **resting)
        append(ledger, "chat", chat.id, "template_sent", by=self._by, now=self.now, account=chat.account, note=name)
        self._save(ledger, chat)
        return outbox_id

    def template_text(self, chat: Chat, name: str) -> str:
        """What a resident reads of it."""
        return self.world.phrase(name, chat.language, matter=_matter(chat))

    def send_again(self, chat_id: int, outbox_id: int) -> int:
        """A message that did not arrive, or of which nobody knows, once more: a new one, so that each try tells the truth."""
        chat = self._mine(chat_id)
        lost = outbox.find_lost(self.connection, outbox_id, chat.person_id)
        if lost is None:
            raise NotPossible("Ese mensaje ya salió, o todavía se está mandando.")
        ledger = Ledger(self.world.ids)
        made = self._send(ledger, chat, lost, "again", epoch=chat.epoch, again_of=outbox_id)
        outbox.mark_sent_again(self.connection, outbox_id)
        append(ledger, "chat", chat.id, "sent_again", by=self._by, now=self.now, account=chat.account)
        self._save(ledger, chat)
        return made

    def note(self, chat_id: int, text: str) -> int:
        """For colleagues only. Its id."""
        chat = self._any(chat_id, Permission.ANSWER_CHATS)
        if not text.strip():
            raise NotPossible("Escriba la nota.")
        if len(text) > _MOST_SIGNS:
            raise NotPossible(f"La nota tiene {len(text)} caracteres y caben {_MOST_SIGNS}.")
        ledger = Ledger(self.world.ids)
        note_id = ledger.add("notes", chat_id=chat.id, staff=self.name, text=text.strip(), at=self.now)
        self._save(ledger, chat)
        return note_id

    def set_priority(self, chat_id: int, priority: int) -> None:
        """0 urgent, 1 high, 2 normal."""
        chat = self._open(chat_id, Permission.ANSWER_CHATS)
        if priority not in (0, 1, 2):
            raise NotPossible("Elija una prioridad.")
        ledger = Ledger(self.world.ids)
        ledger.change("chats", chat.id, priority=priority)
        self._save(ledger, chat)

    def set_labels(self, chat_id: int, labels: Sequence[str]) -> None:
        chat = self._any(chat_id, Permission.ANSWER_CHATS)
        wanted = list(dict.fromkeys(label.strip().lower() for label in labels if label.strip()))
        if len(wanted) > _MOST_LABELS or any(len(label) > _LABEL_SIGNS for label in wanted):
            raise NotPossible(f"Caben {_MOST_LABELS} etiquetas de {_LABEL_SIGNS} caracteres.")
        chats.set_labels(self.connection, chat.id, wanted)
        ledger = Ledger(self.world.ids)
        append(ledger, "chat", chat.id, "labelled", by=self._by, now=self.now, note=", ".join(wanted))
        self._save(ledger, chat)

    def add_labels(self, chat_id: int, labels: Sequence[str]) -> None:
        """Beside those that it has."""
        self.set_labels(chat_id, [*chats.list_labels(self.connection, chat_id), *labels])

    def snooze(self, chat_id: int, until: datetime, *, asked: bool = False) -> None:
        """Out of the queue until then, or until the resident writes. `asked`: the resident did, so that the time until
        then is not ours."""
        chat = self._mine(chat_id)
        if not self.now < until <= self.now + timedelta(days=90):
            raise NotPossible("Elija un momento que no haya pasado, a 90 días a lo más.")
        ledger = Ledger(self.world.ids)
        clock = sleeps(self.world, chat, self.now, until) if asked else {}
        if asked and chat.waiting_since:
            clock |= {"answer_due_at": self._due(chat, chat.department, until), "answer_warned_at": None}
        ledger.change("chats", chat.id, snoozed_until=until, **clock)
        event = "snoozed_asked" if asked else "snoozed"
        append(ledger, "chat", chat.id, event, by=self._by, now=self.now, note=until.isoformat())
        self._save(ledger, chat)

    def close(self, chat_id: int) -> None:
        """Give the chat back to the bot, and tell the resident so."""
        chat = self._mine(chat_id)
        ledger = Ledger(self.world.ids)
        ledger.change(
            "chats", chat.id,
            state="closed", closed_at=self.now, **NOBODY_WAITS, snoozed_until=None, epoch=chat.epoch + 1,
            **ends(self.world, chat, self.now),
        )  # fmt: skip
        append(ledger, "chat", chat.id, "closed", by=self._by, now=self.now, account=chat.account)
        farewell = Message(text=self.world.phrase("person_left", chat.language), language=chat.language)
        if chat.first_answer_at:
            farewell = self._asking_how_it_was(chat)
        self._send(ledger, chat, farewell, "farewell", epoch=chat.epoch + 1)
        self._save(ledger, chat)

    def _asking_how_it_was(self, chat: Chat) -> Message:
        """One tap is an answer; nothing hangs on it."""
        question = self.world.book.flows["rate_chat"].question("score")
        assert question
        choices = tuple(
            Choice(f"go:rate_chat:score:{option.id}", self.world.book.translated(option.label, chat.language))
            for option in question.options
        )
        text = self.world.phrase("person_left_rate", chat.language)
        return Message(text=text, choices=choices, language=chat.language)

    @property
    def _by(self) -> str:
        return f"staff:{self.name}"

    def _any(self, chat_id: int, permission: Permission) -> Chat:
        """One that is theirs to see, open or closed, locked. Raises NoSuchChat, NotPossible."""
        chat = chats.lock_chat(self.connection, chat_id, visible_chats(self.access, self.name))
        if chat is None:
            raise NoSuchChat(f"chat {chat_id} is not open. `voz staff chats` lists those that are.")
        self._demand(chat, permission)
        return chat

    def _open(self, chat_id: int, permission: Permission) -> Chat:
        chat = self._any(chat_id, permission)
        if chat.is_closed:
            raise NotPossible("La conversación ya está cerrada.")
        return chat

    def _mine(self, chat_id: int) -> Chat:
        """One that waits, is their own, or that they may take from a colleague."""
        chat = self._open(chat_id, Permission.ANSWER_CHATS)
        if chat.staff not in ("", self.name):
            self._demand(chat, Permission.ASSIGN_CHATS)
        return chat

    def _demand(self, chat: Chat, permission: Permission) -> None:
        if not self._may(self.access, permission, chat):
            raise NotPossible("Su puesto no le permite hacer eso en esta conversación.")

    def _may_answer(self, access: Access, chat: Chat) -> bool:
        return self._may(access, Permission.ANSWER_CHATS, chat)

    def _may(self, access: Access, permission: Permission, chat: Chat) -> bool:
        there = self.world.neighbourhood(chat.neighbourhood_key)
        return access.may_in(permission, chat.department, there.quadrant if there else "")

    def _give(self, ledger: Ledger, chat: Chat, to: str, event: str, note: str = "") -> int:
        """Its new epoch: what the bot had ready to say before is said no more."""
        epoch = chat.epoch + 1
        values = {"state": "taken", "staff": to, "taken_at": self.now, "epoch": epoch, "snoozed_until": None}
        ledger.change("chats", chat.id, **values, **wakes(self.world, chat, self.now))
        append(ledger, "chat", chat.id, event, by=self._by, now=self.now, account=chat.account, note=note)
        return epoch

    def _back_to_queue(self, chat: Chat, event: str, note: str = "", **columns: str) -> None:
        ledger, department = Ledger(self.world.ids), columns.get("department", chat.department)
        clock = runs(self.world, chat, self.now, department)
        ledger.change(
            "chats", chat.id,
            state="waiting", staff="", epoch=chat.epoch + 1, snoozed_until=None,
            waiting_since=chat.waiting_since or self.now,
            answer_due_at=chat.answer_due_at or self._due(chat, department, self.now), **columns, **clock,
            is_solve_late=chat.is_solve_late and not _is_later(clock, self.now),
        )  # fmt: skip
        append(ledger, "chat", chat.id, event, by=self._by, now=self.now, account=chat.account, note=note)
        self._note_target(ledger, chat, department)
        self._save(ledger, chat)

    def _note_target(self, ledger: Ledger, chat: Chat, department: str) -> None:
        """Another department, another term: it stands in the history."""
        before, after = (self.world.solve_within(one) for one in (chat.department, department))
        if before != after and chat.solve_seconds is not None:
            note = " → ".join(f"{one // timedelta(minutes=1)} min" if one else "sin plazo" for one in (before, after))
            append(ledger, "chat", chat.id, "target_changed", by=self._by, now=self.now, note=note)

    def _due(self, chat: Chat, department: str, since: datetime) -> datetime | None:
        return self.world.answer_due(department, since, is_first=chat.first_answer_at is None)

    def _send(
        self, ledger: Ledger, chat: Chat, message: Message, kind: str, *, epoch: int, again_of: int | None = None
    ) -> int:
        """`kind`: first | answer | template | again | farewell."""
        outbox_id = outbox.queue(
            ledger, message, address_id=chat.address_id, account=chat.account, now=self.now,
            priority=Priority.STAFF, purpose="staff", chat_epoch=epoch,
        )  # fmt: skip
        answers = kind in ("first", "answer")
        ledger.add(
            "staff_messages", outbox_id=outbox_id, chat_id=chat.id, staff=self.name, again_of=again_of, kind=kind,
            department=chat.department, at=self.now, waiting_since=chat.waiting_since if answers else None,
            due_at=chat.answer_due_at if answers else None,
        )  # fmt: skip
        return outbox_id

    def _save(self, ledger: Ledger, chat: Chat) -> None:
        ledger.add("chat_events", chat_id=chat.id)
        ledger.save(self.connection)


def _is_later(clock: Columns, now: datetime) -> bool:
    due_at = clock.get("solve_due_at")
    return "solve_due_at" in clock and (due_at is None or due_at > now)


def _matter(chat: Chat) -> str:
    """What the chat is about, short enough for a template."""
    flat = " ".join(chat.reason.split())
    return (flat if len(flat) <= _MATTER_SIGNS else flat[: _MATTER_SIGNS - 1] + "…") or "su consulta"
