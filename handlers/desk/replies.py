"""Quick replies: read by whoever answers, written by those who may, and picked in a chat."""

from datetime import datetime
from typing import Any

from civic import quick_reply
from civic.access import Permission
from handlers.desk import text_words, words
from handlers.desk.errand import Conflict, Errand, Goto, LookFirst, NotHere, Page
from handlers.desk.typed import number_of
from handlers.staff.finding import NotPossible
from handlers.staff.quick_replies import Phrasebook, may_use, may_write
from storage import chats, matters, staff
from storage.chats import Chat
from storage.history import list_events
from storage.quick_replies import QuickReply, find_reply, list_replies, visible_replies

HERE = "/desk/respuestas"
PAGE = 50
_OFFERED = 200
"""In one chat."""


def show(errand: Errand) -> Page:
    """All that they may use."""
    within = visible_replies(errand.me.access, Permission.ANSWER_CHATS)
    asked = errand.query.get("desde", "")
    after = find_reply(errand.connection, number_of(asked), within)
    rows = list_replies(errand.connection, within, most=PAGE + 1, after=after)
    values = {
        "title": "Respuestas rápidas",
        "rows": [(row, _department(errand, row), may_write(errand.me.access, row.department)) for row in rows[:PAGE]],
        "more": f"{HERE}?desde={rows[PAGE - 1].id}" if len(rows) > PAGE else "",
        "departments": _departments(errand),
        "variables": quick_reply.VARIABLES,
        "reply": None,
        "seen": "",
    }
    return Page("replies.html", values)


def show_one(errand: Errand) -> Page:
    reply = _access_reply(errand)
    if not may_write(errand.me.access, reply.department):
        raise NotHere
    values = {
        "title": f"Respuesta «{reply.shortcut}»",
        "reply": reply,
        "departments": _departments(errand),
        "variables": quick_reply.VARIABLES,
        "at": words.moment(reply.at, errand.zone),
        "seen": reply.at.isoformat(),
        "draft": _draft(errand, reply) if "text" in errand.form else None,
        "versions": _versions(errand, reply),
    }
    return Page("reply.html", values)


def _draft(errand: Errand, reply: QuickReply) -> dict[str, Any]:
    """What would be different, whether it can be, and for whom."""
    shortcut, text, department = (errand.form.get(name, "").strip() for name in ("shortcut", "text", "department"))
    return {
        "wrong": _book(errand).why_not(reply, shortcut, text, department),
        "is_same": (shortcut, text, department) == (reply.shortcut, reply.text, reply.department),
        "differences": text_words.difference(reply.text, text) if text != reply.text else [],
        "example": quick_reply.filled_where_known(text, _example(errand, department)),
        "staff": sum(may_use(access, department) for _, _, access in staff.list_active(errand.connection)),
        "where": errand.world.department(department) if department else "",
    }


def _example(errand: Errand, department: str) -> dict[str, str]:
    return {
        "nombre": "Ana Soto",
        "folio": errand.world.folio_example(errand.now),
        "colonia": "Centro",
        "dependencia": errand.world.department(department) if department else "",
        "personal": errand.me.account.full_name,
    }


def _versions(errand: Errand, reply: QuickReply) -> list[tuple[str, str, str, list[tuple[str, str]]]]:
    """The newest first: when, by whom, the text, and what became different by it."""
    events = list_events(errand.connection, "reply", reply.id)
    texts = [one.note.partition(": ")[2] for one in events]
    told = [
        (words.moment(one.at, errand.zone), one.by.removeprefix("staff:"), text, _difference(before, text))
        for one, text, before in zip(events, texts, ["", *texts], strict=False)
    ]
    return told[::-1]


def _difference(before: str, after: str) -> list[tuple[str, str]]:
    """Empty where everything is new, or nothing."""
    return text_words.difference(before, after) if before and before != after else []


def add(errand: Errand) -> Goto:
    form = errand.form
    _book(errand).add(form.get("shortcut", ""), form.get("text", ""), form.get("department", ""))
    return Goto(HERE, "respuesta")


def look(errand: Errand) -> Goto:
    if not may_write(errand.me.access, _access_reply(errand).department):
        raise NotHere
    raise LookFirst


def change(errand: Errand) -> Goto:
    form, reply = errand.form, _access_reply(errand)
    try:
        seen = datetime.fromisoformat(form.get("seen", ""))
    except ValueError:
        raise Conflict("La página llevaba mucho tiempo abierta. Revise lo que escribió y mándelo otra vez.") from None
    _book(errand).change(
        reply.id, form.get("shortcut", ""), form.get("text", ""), form.get("department", ""), seen=seen
    )
    return Goto(HERE, "respuesta")


def delete(errand: Errand) -> Goto:
    _book(errand).delete(_access_reply(errand).id)
    return Goto(HERE, "respuesta_borrada")


def offered(errand: Errand, chat: Chat) -> list[QuickReply]:
    """Those that fit a chat: of its department, and everybody's."""
    within = visible_replies(errand.me.access, Permission.ANSWER_CHATS)
    return list_replies(errand.connection, within, most=_OFFERED, chat=chat.department)


def pick(errand: Errand, chat: Chat) -> None:
    """Put one under what is being written, as the draft of whoever writes: nothing is sent."""
    within = visible_replies(errand.me.access, Permission.ANSWER_CHATS)
    reply = find_reply(errand.connection, number_of(errand.form.get("respuesta", "")), within)
    if reply is None:
        raise NotPossible("Elija una respuesta de la lista.")
    text = quick_reply.filled_where_known(reply.text, _values(errand, chat, reply.text))
    draft = quick_reply.appended(errand.form.get("text", ""), text)
    chats.put_draft(errand.connection, chat.id, errand.me.account.id, draft, errand.now)


def ready(errand: Errand, chat: Chat, text: str) -> str:
    """As it is sent. Raises NotPossible."""
    try:
        return quick_reply.ready(text, _values(errand, chat, text))
    except quick_reply.ValueMissing as e:
        raise NotPossible(str(e)) from None


def _values(errand: Errand, chat: Chat, text: str) -> dict[str, str]:
    """What is known here of what a text names."""
    named = quick_reply.named_in(text)
    there = errand.world.neighbourhood(chat.neighbourhood_key)
    own = matters.list_own(errand.connection, chat.person_id, 1) if "folio" in named else []
    return {
        "nombre": chat.resident,
        "folio": own[0].folio if own else "",
        "colonia": there.name if there else "",
        "dependencia": errand.world.department(chat.department),
        "personal": errand.me.account.full_name,
    }


def _book(errand: Errand) -> Phrasebook:
    return Phrasebook(errand.connection, errand.world, errand.me.name, errand.me.access, errand.now)


def _access_reply(errand: Errand) -> QuickReply:
    """Raises NotHere."""
    within = visible_replies(errand.me.access, Permission.ANSWER_CHATS)
    found = find_reply(errand.connection, number_of(str(errand.path["reply"])), within)
    if found is None:
        raise NotHere
    return found


def _departments(errand: Errand) -> dict[str, str]:
    """Whose replies they may write."""
    every = {"": "De todas", **errand.world.routes.names}
    return {id: name for id, name in every.items() if may_write(errand.me.access, id)}


def _department(errand: Errand, reply: QuickReply) -> str:
    return errand.world.department(reply.department) or "De todas"
