"""Broadcasts at the desk: written, looked at, approved by a second person, watched while they leave."""

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from civic.access import Permission
from civic.broadcast import MOST_REPLIES, UNPLANNED, Outcome, State
from civic.estimate import estimate
from civic.moves import MoveNotAllowed
from handlers.broadcast.message import preview
from handlers.broadcast.reach import Reached, needs_approval
from handlers.desk import broadcast_form, words
from handlers.desk import broadcast_words as said
from handlers.desk.errand import Conflict, Errand, Goto, Page
from handlers.desk.typed import number_of, typed_moment
from handlers.schemes import scheme_in_force
from handlers.staff.broadcasts import Broadcaster, get_broadcast
from handlers.staff.finding import NotPossible
from storage import audiences
from storage.broadcasts import Broadcast, list_broadcasts
from storage.figures import count_outcomes, count_replies, count_standings
from storage.history import list_events
from storage.reach import list_sample

HERE = "/desk/difusiones"
PAGE = 50
_SAMPLE = 3
_UNDER_WAY = (State.SCHEDULED, State.SENDING, State.PAUSED)
VIEWS = {
    "": ("Todas", ()),
    "aprobar": ("Esperan aprobación", (State.WAITING_APPROVAL,)),
    "borradores": ("Borradores", (State.DRAFT,)),
    "curso": ("En curso", _UNDER_WAY),
    "terminadas": ("Terminadas", (State.DONE, State.CANCELLED)),
}


@dataclass(frozen=True, slots=True)
class Listed:
    one: Broadcast
    state: str
    whom: str
    at: str
    people: int
    """0: nobody was picked yet."""
    left_out: int
    to_come: int


def show(errand: Errand) -> Page:
    view = errand.query.get("ver", "")
    view = view if view in VIEWS else ""
    found = list_broadcasts(
        errand.connection, PAGE + 1, states=VIEWS[view][1], before=number_of(errand.query.get("desde", ""))
    )
    rows = found[:PAGE]
    counted = count_standings(errand.connection, [one.id for one in rows])
    values = {
        "title": "Difusiones",
        "views": [(key, label, key == view) for key, (label, _) in VIEWS.items()],
        "rows": [_listed(errand, one, counted.get(one.id, {})) for one in rows],
        "more": f"{HERE}?ver={view}&desde={rows[-1].id}" if len(found) > PAGE else "",
        "may_write": errand.me.may(Permission.WRITE_BROADCASTS),
    }
    return Page("broadcasts.html", values)


def _listed(errand: Errand, one: Broadcast, standings: dict[str, int]) -> Listed:
    at = one.starts_at or one.created_at
    return Listed(
        one, said.STATES[one.state], said.told(errand.world, one.audience), words.moment(at, errand.zone),
        people=sum(standings.values()), left_out=standings.get("excluded", 0), to_come=standings.get("planned", 0),
    )  # fmt: skip


def show_one(errand: Errand) -> Page:
    one = _access(errand)
    writer = _broadcaster(errand)
    values: dict[str, Any] = {
        "title": one.title,
        "one": one,
        "state": said.STATES[one.state],
        "whom": said.told(errand.world, one.audience),
        "purpose": said.PURPOSES[one.purpose],
        "starts": words.moment(one.starts_at, errand.zone) if one.starts_at else "",
        "ends": words.moment(one.ends_by, errand.zone) if one.ends_by else "",
        "texts": {said.LANGUAGES[lang]: preview(errand.world, one, lang, "").text for lang in one.content.text},
        "events": [
            (said.EVENTS.get(event.event, event.event), _who(event.by), words.moment(event.at, errand.zone))
            for event in list_events(errand.connection, "broadcast", one.id)
        ],
        "seen": _code(one),
        "may_write": errand.me.may(Permission.WRITE_BROADCASTS),
        "may_approve": errand.me.may(Permission.APPROVE_BROADCASTS) and one.made_by != errand.me.name,
        "is_unplanned": one.state in UNPLANNED,
        "local_now": f"{errand.now.astimezone(errand.zone):%Y-%m-%dT%H:%M}",
        **(_before(errand, one, writer) if one.state in UNPLANNED else _after(errand, one)),
    }
    return Page("broadcast.html", values)


def _who(by: str) -> str:
    return by.removeprefix("staff:") if by.startswith("staff:") else "el sistema"


def _before(errand: Errand, one: Broadcast, writer: Broadcaster) -> dict[str, Any]:
    """Whom it would reach, as things stand."""
    reach = writer.reach(one)
    counted = estimate(reach.alike(), one.content.template, errand.world.broadcasts)
    some = list_sample(errand.connection, one.audience, one.purpose, errand.now, _SAMPLE)
    return {
        "reach": reach,
        "left_out": _left_out(reach),
        "estimates": [(words.channel(each.account), said.estimate_parts(errand.world, each)) for each in counted],
        "needs_second": needs_approval(errand.world, one, reach.written_to),
        "approve_above": errand.world.broadcasts.approve_above,
        "sample": [
            (words.channel(each.account), preview(errand.world, one, each.language, each.neighbourhood_key).text)
            for each in some
            if not each.reason
        ],
    }


def _left_out(reach: Reached) -> list[str]:
    return [f"{many} {said.why(reason)}" for reason, many in reach.left_out.items()]


def _after(errand: Errand, one: Broadcast) -> dict[str, Any]:
    """What became of it."""
    figures = count_outcomes(errand.connection, one.id)
    people, reasons = Counter[Outcome](), dict[Outcome, Counter[str]]()
    for each in figures:
        people[each.outcome] += each.people
        if each.reason:
            reasons.setdefault(each.outcome, Counter())[each.reason] += each.people
    replies, labels = count_replies(errand.connection, one.id), {each.id: each.label for each in one.content.replies}
    return {
        "outcomes": [
            (
                said.OUTCOMES[each],
                people[each],
                [f"{many} {said.why(why)}" for why, many in reasons.get(each, {}).items()],
            )
            for each in Outcome
            if people[each]
        ],
        "people": people.total(),
        "replies": [(labels.get(reply, reply), many) for reply, many in replies.items()],
    }


def show_new(errand: Errand) -> Page:
    empty = {"a_quien": "vecinos", "proposito": "comite"}
    return Page(
        "broadcast_form.html", {"title": "Escribir una difusión", "one": None, "seen": "", **_form(errand, empty)}
    )


def show_change(errand: Errand) -> Page:
    one = _access(errand)
    written = broadcast_form.filled_of(errand.world, one, errand.zone)
    head = {"title": f"Cambiar «{one.title}»", "one": one, "seen": _code(one)}
    return Page("broadcast_form.html", {**head, **_form(errand, written)})


def _form(errand: Errand, written: dict[str, str]) -> dict[str, Any]:
    """`value`: what stands in the fields: what was sent and refused, else what is kept."""
    world = errand.world
    saved = [
        (named.key, said.told(world, named.audience))
        for named in audiences.list_audiences(errand.connection)
        if not named.key.startswith(broadcast_form.OWN_AUDIENCE)
    ]
    return {
        "value": errand.form or written,
        "saved": saved,
        "kinds": [(kind.id, kind.name) for kind in scheme_in_force(errand.connection, world).kinds],
        "zones": sorted({one.quadrant for one in world.directory if one.quadrant}),
        "consultations": [(one.consultation.key, one.consultation.title) for one in world.consultations],
        "channels": sorted({account.partition(":")[0] for account in world.broadcasts.senders}),
        "purposes": [(broadcast_form.WORD[purpose], label) for purpose, label in said.PURPOSES.items()],
        "languages": said.LANGUAGES,
        "templates": sorted(world.broadcasts.templates),
        "replies": range(1, MOST_REPLIES + 1),
        "may_urgent": _broadcaster(errand).may_be_urgent,
    }


def write(errand: Errand) -> Goto:
    one = broadcast_form.save(errand, _broadcaster(errand), None)
    return Goto(f"{HERE}/{one.key}", "difusion")


def rewrite(errand: Errand) -> Goto:
    one = broadcast_form.save(errand, _broadcaster(errand), _as_seen(errand))
    return Goto(f"{HERE}/{one.key}", "difusion")


def submit(errand: Errand) -> Goto:
    one = _as_seen(errand)
    at = typed_moment(errand, "at", "Cuándo sale") if errand.form.get("when") == "later" else None
    _allowed(one, lambda: _broadcaster(errand).schedule(one.key, at))
    return Goto(f"{HERE}/{one.key}", "hecho")


def approve(errand: Errand) -> Goto:
    one = _as_seen(errand)
    _allowed(one, lambda: _broadcaster(errand).approve(one.key))
    return Goto(f"{HERE}/{one.key}", "aprobada")


def pause(errand: Errand) -> Goto:
    one = _access(errand)
    _allowed(one, lambda: _broadcaster(errand).pause(one.key))
    return Goto(f"{HERE}/{one.key}", "hecho")


def resume(errand: Errand) -> Goto:
    one = _access(errand)
    _allowed(one, lambda: _broadcaster(errand).resume(one.key))
    return Goto(f"{HERE}/{one.key}", "hecho")


def cancel(errand: Errand) -> Goto:
    one, why = _access(errand), errand.form.get("why", "").strip()
    if not why:
        raise NotPossible("Escriba por qué se cancela.")
    _allowed(one, lambda: _broadcaster(errand).cancel(one.key, why))
    return Goto(f"{HERE}/{one.key}", "hecho")


def _allowed(one: Broadcast, act: Callable[[], object]) -> None:
    try:
        act()
    except MoveNotAllowed:
        raise Conflict(f"Ya no se puede. Estado de la difusión: {said.STATES[one.state].lower()}.") from None


def _as_seen(errand: Errand) -> Broadcast:
    """Raises Conflict when it is no more what whoever changes, sends or approves it has read."""
    one = _access(errand)
    if errand.form.get("seen", "") != _code(one):
        raise Conflict("Alguien cambió la difusión desde que usted abrió la página. Léala otra vez antes de seguir.")
    return one


def _code(one: Broadcast) -> str:
    """Of what it says, to whom and when."""
    said_to = (one.title, one.content, one.audience, one.purpose, one.urgent, one.starts_at, one.ends_by)
    return hashlib.sha256(repr(said_to).encode()).hexdigest()[:16]


def _access(errand: Errand) -> Broadcast:
    """Raises NoSuch."""
    return get_broadcast(errand.connection, str(errand.path["key"])[:40])


def _broadcaster(errand: Errand) -> Broadcaster:
    return Broadcaster(errand.connection, errand.world, errand.me.name, errand.now, errand.me.access)
