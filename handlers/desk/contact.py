"""One resident: what whoever answers them should know, and may."""

from dataclasses import dataclass

from civic.access import Permission
from civic.complaint import Status
from civic.proposal import ProposalStatus
from handlers.desk import complaint_words, proposal_words, words
from handlers.desk.errand import Errand, NotHere, Page
from handlers.desk.masking import resident_name, told
from storage import contacts
from storage.access import visible_chats, visible_committees
from storage.complaint_lists import visible_complaints
from storage.exhibits import visible_proposals

_SCORES = {5: "bien", 3: "regular", 1: "mal"}
_WORDS = 90


@dataclass(frozen=True, slots=True)
class Listed:
    path: str
    label: str
    detail: str


def show(errand: Errand) -> Page:
    connection, access, person_id = errand.connection, errand.me.access, int(errand.path["person"])
    chats = visible_chats(access, errand.me.name)
    contact = contacts.find_contact(connection, person_id, chats)
    if contact is None:
        raise NotHere
    there = errand.world.neighbourhood(contact.neighbourhood_key)
    addresses = contacts.list_contact_addresses(connection, person_id)
    name = resident_name(errand, contact.name or next((one.name for one in addresses if one.name), ""))
    values = {
        "title": name,
        "join": f"{errand.where}/juntar" if may_join(errand) else "",
        "neighbourhood": there.name if there else "",
        "since": words.moment(contact.created_at, errand.zone),
        "language": {"es": "español", "en": "inglés"}.get(contact.language, contact.language),
        "has_agreed": bool(contact.notice_version),
        "is_checked": contact.checked_at is not None,
        "addresses": [(one.account, _number(errand, one.value), one.state) for one in addresses],
        "chats": [_chat(errand, one) for one in contacts.list_past_chats(connection, person_id, chats)],
        "complaints": [
            _filed(errand, "/desk/quejas/", one, complaint_words.STATUSES[Status(one.status)])
            for one in contacts.list_their_complaints(connection, person_id, visible_complaints(access))
        ],
        "proposals": [
            _filed(errand, "/desk/propuestas/", one, proposal_words.STATUSES[ProposalStatus(one.status)])
            for one in contacts.list_their_proposals(connection, person_id, visible_proposals(access))
        ],
        "seats": contacts.list_their_seats(
            connection, person_id, visible_committees(access, Permission.READ_COMMITTEES)
        ),
    }
    return Page("contact.html", values, read=("person", person_id))


def may_join(errand: Errand) -> bool:
    return errand.me.may(Permission.ANSWER_CHATS) and errand.me.sees_names


def _number(errand: Errand, value: str) -> str:
    """As far as it is theirs to know; the end of it tells two numbers apart."""
    return value if errand.me.sees_names else f"…{value[-2:]}"


def _chat(errand: Errand, one: contacts.PastChat) -> Listed:
    how = f" · la atendieron {_SCORES[one.satisfaction]}" if one.satisfaction in _SCORES else ""
    by = f" · {one.staff}" if one.staff else ""
    state = "cerrada" if one.state == "closed" else "abierta"
    label = told(errand, one.reason)[:_WORDS] or "Sin motivo"
    return Listed(f"/desk/chats/{one.id}", label, f"{words.moment(one.opened_at, errand.zone)} · {state}{by}{how}")


def _filed(errand: Errand, where: str, one: contacts.Filed, status: str) -> Listed:
    said = " ".join(told(errand, one.text).split())[:_WORDS]
    return Listed(where + one.folio, one.folio, f"{status} · {words.moment(one.created_at, errand.zone)} · {said}")
