"""One chat: what was said, what may be done, and an answer that is never lost."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from civic.access import Permission
from handlers.desk import replies, words
from handlers.desk.errand import Errand, Goto, Kept, NotHere, Page
from handlers.desk.inbox import mark
from handlers.desk.masking import resident_name, told
from handlers.desk.typed import number_of
from handlers.staff.chats import TEMPLATES
from handlers.staff.finding import NotPossible
from handlers.staff.window import window_end_of
from storage import chats, staff
from storage.access import Within, visible_chats
from storage.chat_events import list_viewers
from storage.chat_lines import Line, list_lines
from storage.chats import Chat

LINES = 50
_BY = {"resident": "Vecino", "staff": "Personal", "note": "Nota interna"}


@dataclass(frozen=True, slots=True)
class ShownLine:
    """As the page shows it."""

    line: Line
    by: str
    at: str
    text: str
    state: str
    """What became of what staff sent; empty: nothing to say."""
    is_lost: bool
    """It may be sent again."""
    is_new: bool = False


def show(errand: Errand) -> Page:
    chat = access_chat(errand)
    before = errand.query.get("antes", "")
    found = list_lines(errand.connection, chat.person_id, within(errand), most=LINES + 1, before=number_of(before))
    lines = found[-LINES:]
    beside = chats.look_beside(errand.connection, chat.id, errand.me.account.id)
    values: dict[str, Any] = {
        **head(errand, chat),
        "title": resident_name(errand, chat.resident),
        "lines": [shown(errand, line) for line in lines],
        "older": lines[0].id if len(found) > LINES else 0,
        "is_old_page": bool(before),
        "seen": beside.newest,
        "draft": errand.form.get("text", "") or beside.draft,
        "labels": beside.labels,
        "replies": replies.offered(errand, chat),
        "live": f"/desk/chats/{chat.id}/vivo?desde_evento={mark(errand.world.ids)}",
    }
    return Page("chat.html", values, read=("chat", chat.id))


def within(errand: Errand) -> Within:
    """The chats that they may see."""
    return visible_chats(errand.me.access, errand.me.name)


def access_chat(errand: Errand) -> Chat:
    """Raises NotHere."""
    chat = chats.find_chat(errand.connection, int(errand.path["chat"]), within(errand))
    if chat is None:
        raise NotHere
    return chat


def head(errand: Errand, chat: Chat) -> dict[str, Any]:
    """All of the page that changes while it is open, but the lines."""
    world = errand.world
    there = world.neighbourhood(chat.neighbourhood_key)
    quadrant = there.quadrant if there else ""

    def may(permission: Permission) -> bool:
        return errand.me.access.may_in(permission, chat.department, quadrant)

    ends_at = window_end(errand, chat)
    viewers = list_viewers(errand.connection, chat.id, errand.now)
    return {
        "chat": chat,
        "reason": told(errand, chat.reason),
        "resident": resident_name(errand, chat.resident),
        "neighbourhood": there.name if there else "",
        "department": world.routes.name(chat.department) if chat.department else "",
        "departments": world.routes.names,
        "waits": words.how_long(errand.now - chat.waiting_since) if chat.waiting_since else "",
        "due": words.due(chat.answer_due_at, errand.now, world.near(errand.now)),
        "solve_due": words.due(chat.solve_due_at, errand.now, world.near(errand.now)),
        "is_mine": chat.staff == errand.me.name,
        "may_answer": may(Permission.ANSWER_CHATS) and not chat.is_closed,
        "may_note": may(Permission.ANSWER_CHATS),
        "may_assign": may(Permission.ASSIGN_CHATS) and not chat.is_closed,
        "colleagues": _colleagues(errand, chat, quadrant) if may(Permission.ASSIGN_CHATS) else [],
        "viewers": [one for one in viewers if one.name != errand.me.name],
        "window_ends_at": ends_at,
        "window_left": words.how_long(ends_at - errand.now) if ends_at and ends_at > errand.now else "",
        "is_window_open": ends_at is None or ends_at > errand.now,
        "templates": [
            (name, errand.attendant.template_text(chat, name)) for name in TEMPLATES if name in errand.templates
        ],
    }


def _colleagues(errand: Errand, chat: Chat, quadrant: str) -> list[tuple[str, str]]:
    """Who may answer here, by the names they sign in with and are called."""
    return [
        (name, full_name)
        for name, full_name, access in staff.list_active(errand.connection)
        if access.may_in(Permission.ANSWER_CHATS, chat.department, quadrant)
    ]


def window_end(errand: Errand, chat: Chat) -> datetime | None:
    """Until when they may be written to freely; None: always."""
    return window_end_of(errand.connection, errand.windows, chat, errand.now)


def shown(errand: Errand, line: Line, *, dated: bool = False) -> ShownLine:
    text = line.text or ("" if line.files else f"[{line.kind}]")
    by = line.staff if line.by in ("staff", "note") and line.staff else _BY[line.by]
    return ShownLine(
        line=line,
        by=by,
        at=words.moment(line.at, errand.zone) if dated else words.clock(line.at, errand.zone, errand.now),
        text=told(errand, text),
        state=words.SENT.get(line.state, "") if line.by == "staff" else "",
        is_lost=line.by == "staff" and line.state in ("failed", "unknown", "cancelled") and line.error != "sent again",
    )


def _here(errand: Errand, done: str) -> Goto:
    return Goto(f"/desk/chats/{errand.path['chat']}", done)


def reply(errand: Errand) -> Goto:
    chat_id, text = int(errand.path["chat"]), errand.form.get("text", "")
    seen = errand.form.get("seen", "")
    chat = access_chat(errand)
    ends_at = window_end(errand, chat)
    if ends_at is not None and ends_at <= errand.now:
        raise NotPossible(
            "Pasaron 24 horas desde el último mensaje de la persona: WhatsApp ya no deja escribirle libremente. "
            "Elija una plantilla; su texto sigue aquí para cuando la persona conteste."
        )
    if len(errand.kept) > 1:
        raise NotPossible("Mande un archivo a la vez.")
    kept = errand.kept[0] if errand.kept else Kept()
    errand.attendant.reply(
        chat_id, replies.ready(errand, chat, text),
        seen=number_of(seen) if seen else None, photo=kept.photo, document=kept.document,
    )  # fmt: skip
    return _here(errand, "mandado")


def send_template(errand: Errand) -> Goto:
    name = errand.form.get("template", "")
    if name not in errand.templates:
        raise NotPossible("Elija una plantilla de la lista.")
    errand.attendant.send_template(int(errand.path["chat"]), name)
    return _here(errand, "mandado")


def pick(errand: Errand) -> Goto:
    """A quick reply into the answer that is being written."""
    replies.pick(errand, access_chat(errand))
    return Goto(f"/desk/chats/{errand.path['chat']}#text")


def take(errand: Errand) -> Goto:
    errand.attendant.take(int(errand.path["chat"]), over=errand.form.get("over") == "1")
    return _here(errand, "hecho")


def assign(errand: Errand) -> Goto:
    errand.attendant.assign(int(errand.path["chat"]), errand.form.get("to", ""))
    return _here(errand, "hecho")


def release(errand: Errand) -> Goto:
    errand.attendant.release(int(errand.path["chat"]))
    return _here(errand, "hecho")


def transfer(errand: Errand) -> Goto:
    errand.attendant.transfer(int(errand.path["chat"]), errand.form.get("department", ""))
    return Goto("/desk/", "hecho")


def note(errand: Errand) -> Goto:
    errand.attendant.note(int(errand.path["chat"]), errand.form.get("note", ""))
    return _here(errand, "nota")


def set_priority(errand: Errand) -> Goto:
    priority = errand.form.get("priority", "")
    errand.attendant.set_priority(int(errand.path["chat"]), number_of(priority, -1))
    return _here(errand, "hecho")


def set_labels(errand: Errand) -> Goto:
    errand.attendant.set_labels(int(errand.path["chat"]), re.split(r"[,\n]", errand.form.get("labels", "")))
    return _here(errand, "hecho")


def snooze(errand: Errand) -> Goto:
    """`hours`: from now; the page offers some. `asked`: the resident wanted it so."""
    hours, asked = errand.form.get("hours", ""), errand.form.get("asked", "") == "1"
    if not hours.isdecimal() or len(hours) > 4:
        raise NotPossible("Elija hasta cuándo se pospone.")
    errand.attendant.snooze(int(errand.path["chat"]), errand.now + timedelta(hours=int(hours)), asked=asked)
    return Goto("/desk/", "hecho")


def close(errand: Errand) -> Goto:
    errand.attendant.close(int(errand.path["chat"]))
    return Goto("/desk/", "cerrado")


def send_again(errand: Errand) -> Goto:
    message = errand.form.get("message", "")
    errand.attendant.send_again(int(errand.path["chat"]), number_of(message))
    return _here(errand, "mandado")
