"""Many chats at once: chosen in the queue, shown, then given to somebody, labelled or closed, each by the rule for one."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from civic.access import Permission
from handlers.desk.errand import Errand, Page
from handlers.desk.inbox import MOST_CHOSEN, ListedChat, listed
from handlers.desk.typed import number_of
from handlers.staff.chats import Attendant, Outdated
from handlers.staff.finding import NoSuch, NotPossible
from storage import staff
from storage.access import visible_chats
from storage.chat_lists import Row, View, Wanted, list_these

HERE = "/desk/varias"
_CHOSEN = re.compile(r"c(\d{1,18})")


@dataclass(frozen=True, slots=True)
class Chosen:
    listed: ListedChat
    may_assign: bool
    may_label: bool
    may_close: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """One with which it was not done."""

    listed: ListedChat
    why: str


def show(errand: Errand) -> Page:
    chosen = [_chosen(errand, row) for row in _rows(errand)]
    values: dict[str, Any] = {
        "title": "Varias conversaciones",
        "chosen": chosen,
        "most": MOST_CHOSEN,
        "is_cut": len(_ids(errand)) > MOST_CHOSEN,
        "back": _safe(errand.form["back"]) if "back" in errand.form else _back(errand.query),
        "may_assign": sum(one.may_assign for one in chosen),
        "may_label": sum(one.may_label for one in chosen),
        "may_close": sum(one.may_close for one in chosen),
        "colleagues": _colleagues(errand) if any(one.may_assign for one in chosen) else [],
    }
    return Page("several.html", values)


def _back(query: Mapping[str, str]) -> str:
    view = query.get("ver", "")
    return f"/desk/?ver={view}" if view in set(View) else "/desk/"


def _ids(errand: Errand) -> list[int]:
    fields = errand.form or errand.query
    return [number_of(found[1]) for name in fields if (found := _CHOSEN.fullmatch(name))]


def _rows(errand: Errand) -> list[Row]:
    """In the order in which they were shown; what is out of reach is not there."""
    ids, me = _ids(errand)[:MOST_CHOSEN], errand.me
    if not ids:
        return []
    within, everything = visible_chats(me.access, me.name), Wanted(View.EVERYTHING)
    rows = list_these(errand.connection, within, everything, ids, name=me.name, now=errand.now)
    return sorted(rows, key=lambda row: ids.index(row.chat.id))


def _chosen(errand: Errand, row: Row) -> Chosen:
    chat, access = row.chat, errand.me.access
    there = errand.world.neighbourhood(chat.neighbourhood_key)
    quadrant = there.quadrant if there else ""
    assigns = access.may_in(Permission.ASSIGN_CHATS, chat.department, quadrant)
    answers = access.may_in(Permission.ANSWER_CHATS, chat.department, quadrant)
    free = assigns or chat.staff in ("", errand.me.name)
    return Chosen(listed(errand, row), assigns and not chat.is_closed, answers, answers and free and not chat.is_closed)


def _colleagues(errand: Errand) -> list[tuple[str, str]]:
    """Who answers chats somewhere; whether they may in each of these is seen when it is given to them."""
    active = staff.list_active(errand.connection)
    return [(name, full_name) for name, full_name, access in active if access.may(Permission.ANSWER_CHATS)]


def assign(errand: Errand) -> Page:
    to = errand.form.get("to", "")
    return _each(errand, "Pasar a una persona", lambda attendant, chat_id: attendant.assign(chat_id, to))


def label(errand: Errand) -> Page:
    labels = [one for one in re.split(r"[,\n]", errand.form.get("labels", "")) if one.strip()]
    if not labels:
        raise NotPossible("Escriba una etiqueta.")
    return _each(errand, "Poner etiquetas", lambda attendant, chat_id: attendant.add_labels(chat_id, labels))


def close(errand: Errand) -> Page:
    return _each(errand, "Cerrar", lambda attendant, chat_id: attendant.close(chat_id))


def _each(errand: Errand, what: str, act: Callable[[Attendant, int], None]) -> Page:
    """Each refusal comes before anything of that chat is written: the others are done all the same."""
    done: list[ListedChat] = []
    kept: list[Kept] = []
    rows = _rows(errand)
    if not rows:
        raise NotPossible("Elija al menos una conversación.")
    for row in rows:
        one = listed(errand, row)
        try:
            act(errand.attendant, row.chat.id)
        except (NotPossible, Outdated) as e:
            kept.append(Kept(one, str(e)))
        except NoSuch:
            continue  # it went out of reach a moment ago
        else:
            done.append(one)
    values = {"title": what, "finished": done, "kept": kept, "back": _safe(errand.form.get("back", ""))}
    return Page("several_done.html", values)


def _safe(back: str) -> str:
    return back if back.startswith("/desk/?ver=") else "/desk/"
