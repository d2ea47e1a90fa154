"""Two contacts that are one person: found, shown side by side, and joined."""

from dataclasses import dataclass

from civic.wanted_words import terms_of
from handlers.desk import words
from handlers.desk.errand import Errand, Goto, NotHere, Page
from handlers.desk.masking import resident_name
from handlers.desk.typed import number_of
from handlers.staff.joining import Pair, Registrar
from storage.access import answerable_chats
from storage.chat_lists import View, Wanted, list_chats
from storage.joining import Side

_MOST = 20


@dataclass(frozen=True, slots=True)
class Candidate:
    path: str
    name: str
    detail: str


def show(errand: Errand) -> Page:
    kept = int(errand.path["person"])
    other = number_of(errand.form.get("con", "") or errand.query.get("con", ""))
    looked_at = _registrar(errand).look(kept, other or kept)
    pair, this = looked_at if other else None, looked_at.kept
    values = {
        "title": "Juntar dos contactos",
        "name": _name(errand, this),
        "contact": f"/desk/personas/{kept}",
        "typed": errand.query.get("q", ""),
        "found": _candidates(errand, kept),
        "pair": pair,
        "swapped": f"/desk/personas/{other}/juntar?con={kept}",
        "columns": [_name(errand, one) for one in (pair.kept, pair.joined)] if pair else [],
        "facts": _facts(errand, pair) if pair else [],
        "reason": errand.form.get("reason", ""),
    }
    return Page("joining.html", values, read=("person", other or kept))


def join(errand: Errand) -> Goto:
    kept = int(errand.path["person"])
    _registrar(errand).join(
        kept, number_of(errand.form.get("con", "")), errand.form.get("reason", ""), errand.form.get("code", "")
    )
    return Goto(f"/desk/personas/{kept}", "juntados")


def _registrar(errand: Errand) -> Registrar:
    """Raises NotHere."""
    if not errand.me.sees_names:
        raise NotHere
    return Registrar(errand.connection, errand.world, errand.me.name, errand.now, errand.me.access)


def _candidates(errand: Errand, kept: int) -> list[Candidate]:
    """Others with a chat that whoever asks may answer, by what was said or by who they are."""
    terms = terms_of(errand.query.get("q", ""))
    if not terms:
        return []
    me, wanted = errand.me, Wanted(View.EVERYTHING, terms=terms, with_names=True)
    within = answerable_chats(me.access, me.name)
    rows = list_chats(errand.connection, within, wanted, name=me.name, now=errand.now, most=5 * _MOST)
    found = {row.chat.person_id: row.chat for row in reversed(rows) if row.chat.person_id != kept}
    return [
        Candidate(
            f"{errand.where}?con={chat.person_id}",
            resident_name(errand, chat.resident),
            f"{words.channel(chat.account)} · {words.moment(chat.last_at, errand.zone)}",
        )
        for chat in list(found.values())[:_MOST]
    ]


def _facts(errand: Errand, pair: Pair) -> list[tuple[str, str, str, str]]:
    """What each has, and what the one person will have."""
    kept, joined = pair.kept, pair.joined

    def added(label: str, name: str) -> tuple[str, str, str, str]:
        one, other = getattr(kept, name), getattr(joined, name)
        return label, str(one), str(other), str(one + other)

    return [
        _kept("Nombre", *(one.name or "no lo ha dicho" for one in (kept, joined))),
        _kept("Colonia", *(_place(errand, one) for one in (kept, joined))),
        _kept("Idioma", *({"es": "español", "en": "inglés"}.get(one.language, "") for one in (kept, joined))),
        _kept("Aviso de privacidad", *(one.notice_version or "no lo ha aceptado" for one in (kept, joined))),
        ("Contactos", _reached(kept), _reached(joined), "todos"),
        added("Conversaciones a su alcance", "chats"),
        added("Quejas con su nombre", "complaints"),
        added("Propuestas", "proposals"),
        ("Consultas", str(kept.participations), str(joined.participations),
         str(kept.participations + joined.participations - pair.shared.consultations)),
        ("Comités", str(kept.seats), str(joined.seats), str(kept.seats + joined.seats - pair.shared.committees)),
    ]  # fmt: skip


def _kept(label: str, one: str, other: str) -> tuple[str, str, str, str]:
    return label, one, other, one


def _name(errand: Errand, side: Side) -> str:
    return resident_name(errand, side.name or next((one.name for one in side.addresses if one.name), ""))


def _place(errand: Errand, side: Side) -> str:
    there = errand.world.neighbourhood(side.neighbourhood_key)
    return there.name if there else "no la ha dicho"


def _reached(side: Side) -> str:
    return ", ".join(f"{words.channel(one.account)} {one.value}" for one in side.addresses)
