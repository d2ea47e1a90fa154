"""Who works at the desk: accounts, what each may do and where, the link that one begins with."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from civic.access import Access, Grant, Role
from handlers.desk import words
from handlers.desk.errand import Errand, Goto, NotHere, Page
from handlers.staff.accounts import INVITATION_LASTS, Office
from handlers.staff.finding import NotPossible
from handlers.staff.identities import note_email
from storage import identities, staff
from storage.staff import Account

PAGE = 50
_MOST_GRANTS = 12
_EMPTY = 2
"""Lines offered for further grants."""
_NOBODY = Access(())


@dataclass(frozen=True, slots=True)
class ListedAccount:
    account: Account
    grants: tuple[str, ...]


def show_all(errand: Errand) -> Page:
    state = "closed" if errand.query.get("ver") == "cerradas" else "active"
    found = staff.list_in_state(errand.connection, state, after=errand.query.get("desde", "")[:40], most=PAGE + 1)
    held = staff.list_access(errand.connection)
    more = ""
    if len(found) > PAGE:
        kept = {"ver": "cerradas"} if state == "closed" else {}
        more = f"/desk/personal?{urlencode({**kept, 'desde': found[PAGE - 1].name})}"
    rows = [ListedAccount(one, spoken_grants(errand, held.get(one.id, _NOBODY))) for one in found[:PAGE]]
    return Page("accounts.html", {"title": "Personal", "rows": rows, "more": more, "state": state})


def show_new(errand: Errand) -> Page:
    return Page("account_new.html", {"title": "Cuenta nueva", **_offered(errand, ())})


def show_one(errand: Errand) -> Page:
    account = _named(errand)
    access = staff.access_of(errand.connection, account.id)
    values = {
        "title": account.full_name,
        "account": account,
        "roles": spoken_grants(errand, access),
        "is_me": account.id == errand.me.account.id,
        "made": words.moment(account.made_at, errand.zone),
        "identity": errand.identity,
        "linked": identities.find_identity(errand.connection, account.id) if errand.identity else None,
        **_offered(errand, access.grants),
    }
    return Page("account.html", values)


def add(errand: Errand) -> Page:
    form = errand.form
    name, full_name = form.get("name", "").strip().lower(), form.get("full_name", "")
    token = _office(errand).add(name, full_name, read_grants(form))
    return _invitation(name, full_name, token)


def invite(errand: Errand) -> Page:
    account = _named(errand)
    return _invitation(account.name, account.full_name, _office(errand).invite_again(account.name))


def grant(errand: Errand) -> Goto:
    account = _named(errand)
    _office(errand).grant(account.name, read_grants(errand.form))
    return _back(account, "puestos")


def set_capacity(errand: Errand) -> Goto:
    account, capacity = _named(errand), errand.form.get("capacity", "").strip()
    if not capacity.isdecimal() or len(capacity) > 3:
        raise NotPossible("Escriba cuántas conversaciones, con número: de 0 a 50.")
    _office(errand).set_capacity(account.name, int(capacity))
    return _back(account, "cuenta")


def set_identity(errand: Errand) -> Goto:
    """The e-mail by which they come in with the municipality's own account."""
    account = _named(errand)
    if not account.is_active:
        raise NotHere
    note_email(errand.connection, errand.world.ids, account, errand.form.get("email", ""), errand.me.name, errand.now)
    return _back(account, "cuenta")


def forget_second_factor(errand: Errand) -> Goto:
    account = _named(errand)
    _demand_sure(errand)
    _office(errand).forget_second_factor(account.name)
    return _back(account, "olvidado")


def close(errand: Errand) -> Goto:
    account = _named(errand)
    _demand_sure(errand)
    _office(errand).close(account.name)
    return Goto("/desk/personal", "cerrada")


def read_grants(form: Mapping[str, str]) -> list[Grant]:
    """Lines `role_1`, `department_1`, `quadrant_1`, ...; one without a role counts for nothing. Raises NotPossible."""
    grants = []
    for number in range(1, _MOST_GRANTS + 1):
        if role := form.get(f"role_{number}", ""):
            if role not in set(Role):
                raise NotPossible("Elija un puesto de la lista.")
            grants.append(Grant(Role(role), form.get(f"department_{number}", ""), form.get(f"quadrant_{number}", "")))
    return grants


def _named(errand: Errand) -> Account:
    """Raises NotHere."""
    account = staff.find_account(errand.connection, str(errand.path["name"]))
    if account is None:
        raise NotHere
    return account


def _office(errand: Errand) -> Office:
    return Office(errand.connection, errand.world, errand.me.name, errand.now)


def _back(account: Account, done: str) -> Goto:
    return Goto(f"/desk/personal/{account.name}", done)


def _demand_sure(errand: Errand) -> None:
    """What cannot be taken back wants a tick. Raises NotPossible."""
    if errand.form.get("sure") != "1":
        raise NotPossible("Marque la casilla para confirmar.")


def _invitation(name: str, full_name: str, token: str) -> Page:
    hours = int(INVITATION_LASTS.total_seconds() // 3600)
    values = {"title": "Enlace de invitación", "name": name, "full_name": full_name, "token": token, "hours": hours}
    return Page("invitation.html", values)


def _offered(errand: Errand, grants: Sequence[Grant]) -> dict[str, Any]:
    """What the lines of grants are filled with: what was typed, else what is held; and some empty ones."""
    form = errand.form
    typed = [
        (form[f"role_{number}"], form.get(f"department_{number}", ""), form.get(f"quadrant_{number}", ""))
        for number in range(1, _MOST_GRANTS + 1)
        if form.get(f"role_{number}")
    ]
    lines = typed if "role_1" in form else [(one.role.value, one.department, one.quadrant) for one in grants]
    empty = min(_EMPTY if lines else 1, _MOST_GRANTS - len(lines))
    return {
        "lines": [*lines, *[("", "", "")] * empty],
        "role_names": {role.value: name for role, name in words.ROLES.items()},
        "departments": errand.world.routes.names,
        "quadrants": sorted({one.quadrant for one in errand.world.directory if one.quadrant}),
    }


def spoken_grants(errand: Errand, access: Access) -> tuple[str, ...]:
    """`Atención: Obras Públicas, zona Norte`."""
    spoken = []
    for one in access.grants:
        department = errand.world.routes.names.get(one.department, one.department)
        where = [*([department] if department else []), *([f"zona {one.quadrant}"] if one.quadrant else [])]
        spoken.append(f"{words.role(one.role)}: {', '.join(where) or 'todo el municipio'}")
    return tuple(spoken)
