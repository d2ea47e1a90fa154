"""What is done with a committee at the desk: the acts of `voz committee` and `voz accreditation`, by who may reach it."""

from civic.access import Permission
from handlers.desk.broadcast_form import place_key
from handlers.desk.committees import HERE, access, convener
from handlers.desk.errand import Errand, Goto, NotHere
from handlers.desk.typed import typed_day, typed_number
from handlers.staff.accrediting import Accreditor
from handlers.staff.finding import NotPossible
from storage.access import visible_committees
from storage.committee_lists import find_visible
from storage.committees import Committee, find_accreditation


def form_committee(errand: Errand) -> Goto:
    form = errand.form
    where = place_key(errand.world, form["colonia"], "Colonia") if form.get("colonia", "").strip() else ""
    key = form.get("clave", "").strip()
    made = {"neighbourhood": where, "work": form.get("obra", "").strip()}
    convener(errand).add(key, form.get("tipo", ""), form.get("nombre", ""), **made)
    within = visible_committees(errand.me.access, Permission.WORK_COMMITTEES)
    if find_visible(errand.connection, key, within) is None:
        raise NotPossible("Su puesto solo alcanza a su zona. Elija una colonia de su zona.")
    return Goto(f"{HERE}/{key}", "hecho")


def invite(errand: Errand) -> Goto:
    committee, form = _mine(errand), errand.form
    uses, days = typed_number(errand, "personas"), typed_number(errand, "dias")
    if form.get("cargo") == "grupo:":
        convener(errand).invite_group(committee.key, days=days)
    else:
        convener(errand).invite(committee.key, form.get("cargo", ""), uses=uses, days=days)
    return Goto(f"{HERE}/{committee.key}/invitaciones", "invitacion")


def open_chat(errand: Errand) -> Goto:
    committee = _mine(errand)
    convener(errand).open_chat(committee.key, errand.form.get("member", ""), days=14)
    return Goto(f"{HERE}/{committee.key}/invitaciones", "invitacion")


def add_member(errand: Errand) -> Goto:
    committee, form = _mine(errand), errand.form
    convener(errand).add_member(
        committee.key, form.get("cargo", ""), form.get("nombre", ""), phone=form.get("telefono", "").strip()
    )
    return _back(committee)


def replace(errand: Errand) -> Goto:
    committee, form = _mine(errand), errand.form
    convener(errand).replace(
        committee.key, form.get("member", ""), form.get("nombre", ""), phone=form.get("telefono", "").strip(),
        why=form.get("why", ""),
    )  # fmt: skip
    return _back(committee)


def remove(errand: Errand) -> Goto:
    committee = _mine(errand)
    convener(errand).remove(committee.key, errand.form.get("member", ""), errand.form.get("why", ""))
    return _back(committee)


def take_letter(errand: Errand) -> Goto:
    """One that was signed on paper."""
    committee = _mine(errand)
    convener(errand).take_paper_letter(committee.key, errand.form.get("member", ""), errand.form.get("papel", ""))
    return _back(committee)


def constitute(errand: Errand) -> Goto:
    committee = _mine(errand)
    convener(errand).constitute(committee.key, typed_day(errand, "dia", "Día"))
    return _back(committee)


def close(errand: Errand) -> Goto:
    committee = _mine(errand)
    convener(errand).close(committee.key, errand.form.get("why", ""))
    return _back(committee)


def hand_over(errand: Errand) -> Goto:
    committee, form = _mine(errand), errand.form
    convener(errand).hand_over(committee.key, accepted=form.get("recibe") == "si", reason=form.get("why", ""))
    return _back(committee)


def accredit(errand: Errand) -> Goto:
    committee, form = _mine(errand), errand.form
    last = typed_day(errand, "hasta", "Último día") if form.get("hasta") else None
    Accreditor(convener(errand)).accredit(
        committee.key, form.get("member", ""), first=typed_day(errand, "desde", "Primer día"), last=last,
        show_name=form.get("muestra") == "1",
    )  # fmt: skip
    return _back(committee, "/acreditaciones")


def revoke(errand: Errand) -> Goto:
    committee, code = _mine(errand), errand.form.get("code", "")[:12]
    found = find_accreditation(errand.connection, code)
    if found is None or found.committee_id != committee.id:
        raise NotHere
    Accreditor(convener(errand)).revoke(code, errand.form.get("why", ""))
    return _back(committee, "/acreditaciones")


def _mine(errand: Errand) -> Committee:
    """One that they may work on. Raises NotHere."""
    return access(errand, Permission.WORK_COMMITTEES)


def _back(committee: Committee, below: str = "") -> Goto:
    return Goto(f"{HERE}/{committee.key}{below}", "hecho")
