"""The queue: who waits, for how long, and whose each chat is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from urllib.parse import urlencode

from civic.access import Permission
from handlers.desk import words
from handlers.desk.errand import Elsewhere, Errand, Page
from handlers.desk.finding import Excerpt, excerpts, terms_wanted
from handlers.desk.masking import resident_name, told
from handlers.desk.typed import number_of
from storage.access import visible_chats
from storage.chat_lists import Row, View, Wanted, count_views, list_chats, next_waiting
from storage.ids import OVERLAP, Ids

VIEWS = {
    View.WAITING: "Esperan respuesta",
    View.LATE: "Por vencer",
    View.MINE: "Mías",
    View.UNASSIGNED: "Sin asignar",
    View.ALL: "Todas",
    View.SNOOZED: "Pospuestas",
    View.CLOSED: "Cerradas",
    View.EVERYTHING: "Abiertas y cerradas",
}
COUNTED = (View.WAITING, View.LATE, View.MINE, View.UNASSIGNED)
PAGE, MOST_CHOSEN = 50, 100
_WORDS = 140


@dataclass(frozen=True, slots=True)
class Tab:
    path: str
    label: str
    count: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class ListedChat:
    """As a line of the queue shows it."""

    id: int
    resident: str
    account: str
    neighbourhood: str
    department: str
    priority: int
    staff: str
    state: str
    last_words: str
    labels: tuple[str, ...]
    waits: str
    """How long they have been waiting; empty: for nothing."""
    waiting_since: datetime | None
    due: str
    """`vence en 10 min`, `venció hace 3 h`; empty: not soon."""
    solve_due: str
    """The same of the whole matter."""
    last: str
    excerpt: Excerpt | None = None
    """Where what is looked for stands."""


def wanted_of(query: Mapping[str, str]) -> Wanted:
    """What the address of the page asks for; what makes no sense is not asked for."""
    asked, after = query.get("ver", ""), query.get("desde", "")
    view = View(asked) if asked in set(View) else View.WAITING
    return Wanted(
        view=view,
        department=query.get("dependencia", "")[:40],
        label=query.get("etiqueta", "")[:40],
        staff=query.get("persona", "")[:40],
        after=number_of(after),
    )


def show(errand: Errand) -> Page:
    me, now = errand.me, errand.now
    wanted, within = _looked_for(errand, wanted_of(errand.query)), visible_chats(me.access, me.name)
    near = errand.world.near(now)
    is_search = bool(errand.query.get("q", "").strip())
    choosing = _choosing(errand, wanted)
    page = MOST_CHOSEN if choosing else PAGE
    rows = []
    if wanted.terms or not is_search:
        rows = list_chats(errand.connection, within, wanted, name=me.name, now=now, near=near, most=page + 1)
    counts = {} if is_search else count_views(errand.connection, within, COUNTED, name=me.name, now=now, near=near)
    kept = {"ver": wanted.view.value, **_filters(errand)}
    more = ""
    if len(rows) > page:
        going_on = {"elegir": "1"} if choosing else {}
        more = f"/desk/?{urlencode({**kept, **going_on, 'desde': rows[page - 1].chat.id})}"
    values = {
        "title": VIEWS[wanted.view],
        "tabs": tabs(errand, wanted, counts),
        "rows": _listed(errand, wanted, rows[:page]),
        "more": more,
        "wanted": wanted,
        "typed": errand.query.get("q", ""),
        "is_search": is_search,
        "all_found": f"/desk/?{urlencode({'q': errand.query.get('q', '')})}",
        "departments": errand.world.routes.names,
        "live": _live(errand, kept) if not is_search and not choosing else "",
        "choosing": choosing,
        "choose": f"/desk/?{urlencode({**kept, 'elegir': '1'})}" if me.may(Permission.ANSWER_CHATS) else "",
    }
    return Page("inbox.html", values)


def show_next(errand: Errand) -> Page:
    """Whoever waits longest after `de` in the queue, and is nobody's or one's own."""
    me, after = errand.me, number_of(errand.query.get("de", ""))
    within = visible_chats(me.access, me.name)
    found = next_waiting(errand.connection, within, name=me.name, now=errand.now, after=after)
    raise Elsewhere(f"/desk/chats/{found}" if found else "/desk/?hecho=nadie")


def _looked_for(errand: Errand, wanted: Wanted) -> Wanted:
    """Words are looked for everywhere, unless a view is asked for."""
    terms = terms_wanted(errand, errand.query.get("q", ""))
    view = wanted.view if errand.query.get("ver") or not terms else View.EVERYTHING
    return replace(wanted, view=view, terms=terms, with_names=errand.me.sees_names)


def _listed(errand: Errand, wanted: Wanted, rows: Sequence[Row]) -> list[ListedChat]:
    if not wanted.terms:
        return [listed(errand, row) for row in rows]
    found = excerpts(errand, [row.chat.id for row in rows], wanted.terms, partial(told, errand))
    return [replace(listed(errand, row), excerpt=found[row.chat.id]) for row in rows]


def _live(errand: Errand, kept: Mapping[str, str]) -> str:
    return f"/desk/vivo?{urlencode({**kept, 'desde_evento': mark(errand.world.ids)})}"


@dataclass(frozen=True, slots=True)
class Choosing:
    """Boxes to tick before the chats; such a page does not change while somebody ticks them."""

    all: str
    end: str
    is_all: bool


def _choosing(errand: Errand, wanted: Wanted) -> Choosing | None:
    asked = errand.query.get("elegir", "")
    if not asked or not errand.me.may(Permission.ANSWER_CHATS):
        return None
    kept = {"ver": wanted.view.value, **_filters(errand)}
    here = {**kept, "desde": str(wanted.after)} if wanted.after else kept
    return Choosing(
        f"/desk/?{urlencode({**here, 'elegir': 'todas'})}", f"/desk/?{urlencode(kept)}", is_all=asked == "todas"
    )


def _filters(errand: Errand) -> dict[str, str]:
    return {
        key: value
        for key, value in errand.query.items()
        if key in ("q", "dependencia", "etiqueta", "persona") and value
    }


def tabs(errand: Errand, wanted: Wanted, counts: Mapping[View, int]) -> list[Tab]:
    kept = _filters(errand)
    return [
        Tab(f"/desk/?{urlencode({'ver': view.value, **kept})}", label, _counted(counts.get(view)), view is wanted.view)
        for view, label in VIEWS.items()
        if view is not View.EVERYTHING or errand.query.get("q")
    ]


def _counted(count: int | None) -> str:
    return "" if count is None else "999+" if count > 999 else str(count)


def mark(ids: Ids) -> int:
    """From which event on a page that is made now must be told: what commits meanwhile has a number from before."""
    return ids.new() - OVERLAP


def listed(errand: Errand, row: Row) -> ListedChat:
    chat, world = row.chat, errand.world
    there = world.neighbourhood(chat.neighbourhood_key)
    return ListedChat(
        id=chat.id,
        resident=resident_name(errand, chat.resident),
        account=chat.account,
        neighbourhood=there.name if there else "",
        department=world.routes.name(chat.department) if chat.department else "",
        priority=chat.priority,
        staff=chat.staff,
        state=chat.state,
        last_words=_short(told(errand, row.last_words or chat.reason)),
        labels=row.labels,
        waits=words.how_long(errand.now - chat.waiting_since) if chat.waiting_since else "",
        waiting_since=chat.waiting_since,
        due=words.due(chat.answer_due_at, errand.now, world.near(errand.now)),
        solve_due=words.due(chat.solve_due_at, errand.now, world.near(errand.now)),
        last=words.clock(chat.last_at, errand.zone, errand.now),
    )


def _short(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _WORDS else flat[: _WORDS - 1] + "…"
