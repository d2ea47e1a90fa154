"""Proposals: the list of what waits for an answer, with its filters in the address."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from civic.folio import read_folio
from civic.proposal import ProposalStatus
from civic.table import Table
from handlers.desk.complaints import short_day, words_of
from handlers.desk.errand import Errand
from handlers.desk.errand import Page as Shown
from handlers.desk.inbox import Tab
from handlers.desk.proposal_words import STATUSES, VIEWS
from handlers.desk.typed import number_of
from handlers.world import World
from storage.proposal_lists import Page, count_statuses, list_page, visible_proposals
from storage.proposals import Listed, Wanted
from storage.text import clean

PATH = "/desk/propuestas"
PAGE = 50
MOST_EXPORTED = 20_000
_FIRST = "pendientes"
_FILTERS = ("consulta", "tema", "colonia", "estado", "buscar", "orden")


@dataclass(frozen=True, slots=True)
class ListedProposal:
    folio: str
    status: str
    words: str
    voices: int
    topic: str
    neighbourhood: str
    made: str


def view_of(query: Mapping[str, str]) -> str:
    return query["ver"] if query.get("ver") in VIEWS else _FIRST


def page_of(errand: Errand) -> Page:
    """What the address of the page asks for; what makes no sense is not asked for. A whole folio
    is found wherever it stands."""
    query = errand.query
    words = clean(query.get("buscar", "")).strip()[:80]
    if folio := read_folio(words, errand.world.folio_prefix):
        return Page(wanted=Wanted(), folio=str(folio), words=words)
    status, after = query.get("estado", ""), query.get("desde", "")
    statuses = frozenset({status}) if status in set(ProposalStatus) else VIEWS[view_of(query)][1]
    return Page(
        wanted=Wanted(
            consultation=clean(query.get("consulta", ""))[:40],
            topic=clean(query.get("tema", ""))[:30],
            statuses=tuple(sorted(statuses)),
        ),
        neighbourhood=clean(query.get("colonia", "")).strip()[:80],
        words=words,
        with_personal_data=errand.me.sees_names,
        newest=query.get("orden") == "nuevas",
        after=number_of(after),
    )


def show(errand: Errand) -> Shown:
    page, view, world = page_of(errand), view_of(errand.query), errand.world
    within = visible_proposals(errand.me.access)
    found = list_page(errand.connection, within, page, PAGE + 1)
    kept = kept_of(errand.query)
    here = {"ver": view, **kept}
    values = {
        "title": f"Propuestas: {VIEWS[view][0].lower()}",
        "tabs": _tabs(errand, view, kept),
        "rows": [listed(errand, world, one) for one in found[:PAGE]],
        "more": f"{PATH}?{urlencode({**here, 'desde': found[PAGE - 1].proposal.id})}" if len(found) > PAGE else "",
        "export": f"/desk/propuestas.csv?{urlencode(here)}",
        "many": f"{PATH}/contestar?{urlencode(here)}",
        "clear": f"{PATH}?{urlencode({'ver': view})}" if kept else "",
        **choices(errand, world),
    }
    return Shown("proposals.html", values)


def kept_of(query: Mapping[str, str]) -> dict[str, str]:
    """The filters of the address."""
    return {key: value for key, value in query.items() if key in _FILTERS and value}


def choices(errand: Errand, world: World) -> dict[str, Any]:
    """What the form of filters needs."""
    return {
        "view": view_of(errand.query),
        "query": {key: errand.query.get(key, "") for key in _FILTERS},
        "consultations": {one.consultation.key: one.consultation.title for one in world.consultations},
        "topics": {topic.id: topic.label for one in world.consultations for topic in one.consultation.topics},
        "statuses": STATUSES,
    }


def _tabs(errand: Errand, view: str, kept: Mapping[str, str]) -> list[Tab]:
    counts = count_statuses(errand.connection, visible_proposals(errand.me.access))
    return [
        Tab(
            f"{PATH}?{urlencode({'ver': word, **kept})}",
            label,
            f"{sum(counts.get(status, 0) for status in statuses):,}" if statuses else "",
            word == view,
        )
        for word, (label, statuses) in VIEWS.items()
    ]


def listed(errand: Errand, world: World, one: Listed) -> ListedProposal:
    proposal = one.proposal
    there = world.neighbourhood(proposal.neighbourhood_key)
    at = f" ({proposal.progress} %)" if proposal.status is ProposalStatus.IN_PROGRESS else ""
    return ListedProposal(
        folio=proposal.folio,
        status=STATUSES[proposal.status] + at,
        words=words_of(errand, proposal.text) or "Es un audio.",
        voices=one.voices,
        topic=topic_label(world, proposal.consultation_id, proposal.topic),
        neighbourhood=there.name if there else "",
        made=short_day(proposal.created_at.astimezone(errand.zone).date()),
    )


def topic_label(world: World, consultation_id: int | None, topic: str) -> str:
    held = world.consultation(consultation_id)
    return next((one.label for one in held.consultation.topics if one.id == topic), topic) if held else topic


_COLUMNS = ("folio", "estado", "personas", "tema", "colonia", "presentada", "respuesta", "texto")


def sheet(errand: Errand) -> Table:
    world = errand.world
    found = list_page(
        errand.connection, visible_proposals(errand.me.access), replace(page_of(errand), after=0), MOST_EXPORTED
    )
    rows = []
    for each in found:
        one, proposal = listed(errand, world, each), each.proposal
        made = proposal.created_at.astimezone(errand.zone).date().isoformat()
        text = words_of(errand, proposal.text, 5000)
        rows.append((one.folio, one.status, one.voices, one.topic, one.neighbourhood, made, proposal.answer, text))
    return Table("propuestas", _COLUMNS, rows)
