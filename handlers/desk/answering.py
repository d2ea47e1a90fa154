"""Many proposals answered at once: first it is shown whom it reaches and with which words, then exactly that is done."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from civic.access import Permission
from civic.proposal import ANSWERS, ProposalStatus
from handlers.desk.errand import Conflict, Errand, Goto, LookFirst, Page
from handlers.desk.proposal import answer_of
from handlers.desk.proposal_words import STATUSES, VIEWS
from handlers.desk.proposals import PATH, kept_of, page_of, view_of
from handlers.desk.refusing import refused
from handlers.staff import answering
from handlers.staff.answering import Plan
from handlers.staff.finding import NotPossible
from handlers.staff.proposals import Reviewer
from handlers.world import World
from storage import proposal_lists, proposals
from storage.proposal_lists import visible_proposals

MOST = 300
"""Answered by one press of a button: a second or two in which nobody else writes."""
_SHOWN = 8
CHANNELS = {"telegram": "Telegram", "whatsapp": "WhatsApp", "phone": "el teléfono de prueba"}


def show(errand: Errand) -> Page:
    view, world = view_of(errand.query), errand.world
    plan = _looked_at(errand, world)
    reach = proposals.reach(errand.connection, [one.proposal.id for one in plan.planned]) if plan else None
    values: dict[str, Any] = {
        "title": "Contestar muchas propuestas",
        "view": VIEWS[view][0],
        "filters": kept_of(errand.query),
        "where": f"{PATH}/contestar?{urlencode({'ver': view, **kept_of(errand.query)})}",
        "list": f"{PATH}?{urlencode({'ver': view, **kept_of(errand.query)})}",
        "answers": [(one, STATUSES[one]) for one in ProposalStatus if one in ANSWERS],
        "placeholders": answering.PLACEHOLDERS,
        "plan": plan,
        "shown": plan.planned[:_SHOWN] if plan else [],
        "reach": reach,
        "channels": [(CHANNELS.get(name, name), many) for name, many in reach.channels.items()] if reach else [],
    }
    return Page("answer_many.html", values)


def _looked_at(errand: Errand, world: World) -> Plan | None:
    """What would be done; None: nothing was asked yet, or it cannot be done."""
    if errand.error or errand.form.get("act") != "look":
        return None
    return _plan(errand, world)


def _plan(errand: Errand, world: World) -> Plan:
    """Of what the list shows under the same filters. Raises NotPossible."""
    answer = answer_of(errand)
    page = replace(page_of(errand), after=0)
    within = visible_proposals(errand.me.access, Permission.WORK_PROPOSALS)
    found = proposal_lists.list_page(errand.connection, within, page, MOST + 1)
    if len(found) > MOST:
        raise NotPossible(f"Son más de {MOST}: use los filtros para contestar por tema o por colonia.")
    if not found:
        raise NotPossible("Con estos filtros no hay propuestas que usted pueda contestar.")
    wanted = replace(page.wanted, folios=tuple(one.proposal.folio for one in found))
    made = answering.plan(errand.connection, world, wanted, answer, within=within, most=MOST + 1)
    if not made.planned:
        raise NotPossible("Ninguna de estas propuestas se puede contestar así desde donde está.")
    return made


def look(errand: Errand) -> Goto:
    """Nothing is done: it is shown."""
    _plan(errand, errand.world)
    raise LookFirst


def answer(errand: Errand) -> Goto:
    """Exactly what was shown, or nothing."""
    world = errand.world
    made = _plan(errand, world)
    if errand.form.get("code") != made.code:
        raise Conflict("Lo que se contestaría ahora ya no es lo que usted vio: algo cambió. Vea otra vez cómo queda.")
    reviewer = Reviewer(errand.connection, world, errand.me.name, errand.now, "desk")
    with refused(lambda status: STATUSES[ProposalStatus(status)]):
        changed = answering.carry_out(reviewer, made.planned)
    if changed:
        raise Conflict(f"No se contestó ninguna: mientras tanto cambió {', '.join(changed)}. Vea otra vez cómo queda.")
    return Goto(f"{PATH}?{urlencode({'ver': view_of(errand.query), **kept_of(errand.query)})}", "contestadas")
