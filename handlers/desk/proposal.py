"""One proposal: what it asks for, who is behind it, what the municipality said, and what may be done with it now."""

from collections.abc import Callable
from typing import Any

from civic.access import Permission
from civic.proposal import ANSWERS, ProposalStatus, moves_of
from handlers.desk import proposal_words, words
from handlers.desk.complaint import ShownEvent, shown_event
from handlers.desk.complaints import short_day, today_of, words_of
from handlers.desk.errand import Errand, Goto, NotHere, Page
from handlers.desk.masking import resident_name, told
from handlers.desk.proposals import PATH, topic_label
from handlers.desk.refusing import NOT_YOURS, demand_seen, named_folio, refused
from handlers.desk.typed import typed_day
from handlers.staff.finding import NotPossible
from handlers.staff.proposals import Answer, Reviewer
from storage import initiatives, media, proposal_lists
from storage.history import Event, list_events
from storage.proposal_lists import visible_proposals
from storage.proposals import Listed, Proposal

_S = ProposalStatus
PLAIN_MOVES = (_S.RECEIVED, _S.UNDER_ANALYSIS, _S.HELD, _S.UNPUBLISHED, _S.DONE)


def access_proposal(
    errand: Errand,
    permission: Permission = Permission.READ_PROPOSALS,
    folio: str = "",
    *,
    to_change: bool = False,
) -> Listed:
    """`to_change`: it stays as it is found until the commit. Raises NotHere."""
    within, folio = visible_proposals(errand.me.access, permission), folio or str(errand.path["folio"]).upper()
    found = proposal_lists.find_visible(errand.connection, folio, within, to_change=to_change)
    if found is None:
        raise NotHere
    return found


def may_work(errand: Errand, proposal: Proposal) -> bool:
    """Proposals are no department's: a role in one department works on all of its part of town."""
    there = errand.world.neighbourhood(proposal.neighbourhood_key)
    quadrant = there.quadrant if there else ""
    granted = errand.me.access.granting(Permission.WORK_PROPOSALS)
    return any(grant.quadrant in ("", quadrant) for grant in granted)


def show(errand: Errand) -> Page:
    listed, world = access_proposal(errand), errand.world
    proposal, connection = listed.proposal, errand.connection
    held = world.consultation(proposal.consultation_id)
    there = world.neighbourhood(proposal.neighbourhood_key)
    work = next((one for one in world.works if one.key == proposal.public_work_key), None)
    followed = initiatives.get_initiative(connection, proposal.initiative_id) if proposal.initiative_id else None
    values: dict[str, Any] = {
        "title": proposal.folio,
        "path": f"{PATH}/{proposal.folio}",
        "proposal": proposal,
        "voices": listed.voices,
        "status": proposal_words.STATUSES[proposal.status],
        "since": words.moment(proposal.status_at, errand.zone),
        "made": words.moment(proposal.created_at, errand.zone),
        "channel": words.channel(proposal.account) if proposal.account else "",
        "author": resident_name(errand, proposal_lists.author_of(connection, proposal)),
        "neighbourhood": there.name if there else "",
        "topic": topic_label(world, proposal.consultation_id, proposal.topic),
        "topics": {one.id: one.label for one in held.consultation.topics} if held else {},
        "consultation": held.consultation.title if held else "",
        "scheduled": short_day(proposal.scheduled_on) if proposal.scheduled_on else "",
        "work_name": work.name if work else proposal.public_work_key,
        "initiative": followed.title if followed else "",
        "reported": told(errand, proposal.text),
        "exhibits": media.list_exhibits(connection, "proposal", proposal.id),
        "kin": [
            (one, words_of(errand, one.text, 80))
            for one in proposal_lists.list_kin(connection, proposal, visible_proposals(errand.me.access))
        ],
        "events": [_event(errand, one) for one in list_events(connection, "proposal", proposal.id)],
        **_ways(errand, proposal),
    }
    return Page("proposal.html", values, read=("proposal", proposal.id))


def _event(errand: Errand, one: Event) -> ShownEvent:
    return shown_event(errand, one, proposal_words.event)


def _ways(errand: Errand, proposal: Proposal) -> dict[str, Any]:
    """What may be done now: nothing else is offered."""
    works = may_work(errand, proposal)
    moves = moves_of(proposal.status) if works else []
    is_grouped = proposal.status is _S.GROUPED
    return {
        "may_work": works,
        "moves": {to.value for to in moves},
        "plain_moves": [(to, _named(proposal, to)) for to in moves if to in PLAIN_MOVES and not is_grouped],
        "answers": [(to, proposal_words.STATUSES[to]) for to in _S if to in ANSWERS and to in moves],
        "seen": proposal.status_at.isoformat(),
        "today": today_of(errand).isoformat(),
        "failed": errand.form.get("act", "") if errand.error else "",
    }


def _named(proposal: Proposal, to: ProposalStatus) -> str:
    is_unseen = proposal.status in (_S.HELD, _S.UNPUBLISHED)
    return "Publicarla" if is_unseen and to is _S.RECEIVED else proposal_words.STATUSES[to]


def _act(errand: Errand, do: Callable[[Reviewer, str], object], done: str = "hecho") -> Goto:
    proposal = access_proposal(errand, to_change=True).proposal
    if not may_work(errand, proposal):
        raise NotPossible(NOT_YOURS)
    demand_seen(errand.form.get("seen", ""), proposal.status_at.isoformat())
    reviewer = Reviewer(errand.connection, errand.world, errand.me.name, errand.now, "desk")
    with refused(lambda status: proposal_words.STATUSES[_S(status)]):
        do(reviewer, proposal.folio)
    return Goto(f"{PATH}/{proposal.folio}", done)


def _said(errand: Errand, name: str = "note") -> str:
    return errand.form.get(name, "").strip()


def move(errand: Errand) -> Goto:
    to = _said(errand, "to")
    if to not in set(_S):
        raise NotPossible("Elija a qué estado pasa.")
    return _act(errand, lambda reviewer, folio: reviewer.move(folio, _S(to), _said(errand)))


def answer(errand: Errand) -> Goto:
    given = answer_of(errand)
    return _act(errand, lambda reviewer, folio: reviewer.answer(folio, given), "contestada")


def answer_of(errand: Errand) -> Answer:
    """As the form has it. Raises NotPossible."""
    to, cost = _said(errand, "to"), _said(errand, "cost").replace(",", "").removeprefix("$").strip()
    if to not in ANSWERS:
        raise NotPossible("Elija qué se contesta.")
    if cost and not (cost.isdecimal() and len(cost) < 16):
        raise NotPossible("El costo se escribe en pesos enteros, como 250,000.")
    return Answer(to=_S(to), text=_said(errand, "text"), cost=int(cost) if cost else None, law=_said(errand, "law"))


def schedule(errand: Errand) -> Goto:
    day = typed_day(errand, "day", "Día")
    return _act(errand, lambda reviewer, folio: reviewer.schedule(folio, day, _said(errand)))


def progress(errand: Errand) -> Goto:
    typed = _said(errand, "per_cent")
    per_cent = int(typed) if typed.isdecimal() and len(typed) < 4 else -1
    return _act(errand, lambda reviewer, folio: reviewer.progress(folio, per_cent, _said(errand)))


def group(errand: Errand) -> Goto:
    return _act(errand, lambda reviewer, folio: reviewer.group(folio, _into(errand), _said(errand)))


def _into(errand: Errand) -> str:
    return named_folio(
        errand,
        lambda folio: access_proposal(errand, Permission.WORK_PROPOSALS, folio, to_change=True).proposal.folio,
        "propuesta",
    )


def split(errand: Errand) -> Goto:
    return _act(errand, lambda reviewer, folio: reviewer.split(folio, _said(errand)))


def set_topic(errand: Errand) -> Goto:
    return _act(errand, lambda reviewer, folio: reviewer.set_topic(folio, _said(errand, "topic")))


def link(errand: Errand) -> Goto:
    work, commitment, initiative = (_said(errand, name) for name in ("work", "commitment", "initiative"))
    return _act(
        errand, lambda reviewer, folio: reviewer.link(folio, work=work, commitment=commitment, initiative=initiative)
    )
