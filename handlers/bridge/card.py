"""The pinned card of a topic, what a topic is called, and how a line of a chat reads there."""

from datetime import datetime
from typing import TYPE_CHECKING

from civic.message import Choice, Message
from handlers.desk import words
from handlers.staff.window import window_end_of
from handlers.world import World
from storage.chat_lines import Line
from storage.chats import Chat
from storage.store import Connection

if TYPE_CHECKING:
    from handlers.bridge.groups import Groups

TAKE, RELEASE, CLOSE = "group:take", "group:release", "group:close"
_NAME_SIGNS = 128
"""Of a topic (Bot API, createForumTopic)."""
_LINE_SIGNS = 3500
"""A message of Telegram holds 4096."""
_CAPTION_SIGNS = 900
_REASON_SIGNS = 300


def topic_name(chat: Chat) -> str:
    """`María Gómez · duda del predial`."""
    told = " · ".join(part for part in (chat.resident, " ".join(chat.reason.split())) if part)
    return shortened(told or "Conversación", _NAME_SIGNS)


def shortened(text: str, signs: int) -> str:
    return text if len(text) <= signs else f"{text[: signs - 1]}…"


def card(connection: Connection, groups: "Groups", world: World, chat: Chat, now: datetime) -> Message:
    there = world.neighbourhood(chat.neighbourhood_key)
    about = (chat.resident or "Vecino", words.channel(chat.account), there.name if there else "")
    lines = [
        " · ".join(part for part in about if part),
        f"Pide: {shortened(' '.join(chat.reason.split()), _REASON_SIGNS)}" if chat.reason else "",
        f"Dependencia: {world.routes.name(chat.department)}" if chat.department else "",
        f"Estado: {_state(chat, world)}",
        f"La atiende: {chat.staff or 'nadie todavía'}",
        _window(connection, groups, world, chat, now),
        f"En la mesa: {groups.link(chat.id)}",
        "" if chat.is_closed else _how(groups.prefix),
    ]
    text = "\n".join(line for line in lines if line)
    return Message(text=text, choices=() if chat.is_closed else _buttons(chat))


def _state(chat: Chat, world: World) -> str:
    if chat.is_closed:
        return "cerrada"
    if chat.waiting_since:
        return f"espera respuesta desde el {words.moment(chat.waiting_since, world.hours.zone)}"
    return "contestada"


def _window(connection: Connection, groups: "Groups", world: World, chat: Chat, now: datetime) -> str:
    """As a moment, so that the card need not change as time passes."""
    ends_at = window_end_of(connection, groups.windows, chat, now)
    if ends_at is None or chat.is_closed:
        return ""
    if ends_at <= now:
        return "WhatsApp: pasaron 24 horas; solo con plantilla, desde la mesa."
    return f"WhatsApp: se le puede escribir hasta el {words.moment(ends_at, world.hours.zone)}"


def _how(prefix: str) -> str:
    return (
        f"\nPara contestarle: responda a este mensaje o a uno suyo, o empiece con {prefix}. "
        "Lo demás queda como nota interna. /tomar /soltar /cerrar /nota /borrar"
    )


def _buttons(chat: Chat) -> tuple[Choice, ...]:
    hold = Choice(RELEASE, "Soltar") if chat.staff else Choice(TAKE, "Tomar")
    return hold, Choice(CLOSE, "Cerrar")


def line_text(chat: Chat, line: Line, *, with_file: bool = False) -> str:
    """Who said it comes first."""
    who = {
        "resident": chat.resident or "Vecino",
        "staff": f"{line.staff} (desde la mesa)",
        "note": f"Nota interna de {line.staff}",
    }[line.by]
    said = line.text or ("" if line.files else f"[{line.kind}]")
    if line.kind == "edit":
        said = f"(corrigió) {said}"
    most = _CAPTION_SIGNS if with_file else _LINE_SIGNS
    return shortened(f"{who}: {said}".rstrip(), most)
