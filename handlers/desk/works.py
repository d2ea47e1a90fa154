"""Public works: what is built, where and by whom, and what residents say of it."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from civic.access import Permission
from civic.works import PublicWork
from handlers import amounts
from handlers.desk.complaint_words import STATUSES
from handlers.desk.complaints import departments_of, listed, short_day, today_of
from handlers.desk.errand import Errand, NotHere, Page
from storage import complaint_lists, register_lists
from storage.access import visible_committees
from storage.complaint_lists import View, visible_complaints
from storage.register_lists import Counts, Row, Wanted
from storage.text import clean
from storage.works import find_work, list_versions

PATH = "/desk/obras"
PAGE = 50
_SHOWN = 20
"""Complaints on the card of a work."""


@dataclass(frozen=True, slots=True)
class ListedWork:
    work: PublicWork
    retired: bool
    places: str
    progress: str
    ends: str
    is_overdue: bool
    """Its last day is over, and it is not at 100 per cent."""
    counts: Counts


def wanted_of(errand: Errand) -> Wanted:
    query = errand.query
    return Wanted(
        words=clean(query.get("buscar", "")).strip()[:80],
        status=clean(query.get("estado", ""))[:30],
        retired=query.get("retiradas") == "1",
        after=clean(query.get("desde", ""))[:40],
    )


def show(errand: Errand) -> Page:
    wanted = wanted_of(errand)
    found = register_lists.list_page(errand.connection, wanted, PAGE + 1)
    shown = found[:PAGE]
    counts = register_lists.count_complaints(
        errand.connection, [row.work.key for row in shown], visible_complaints(errand.me.access), today_of(errand)
    )
    kept = {key: value for key, value in errand.query.items() if key in ("buscar", "estado", "retiradas") and value}
    values = {
        "title": "Obras",
        "rows": [_listed(errand, row, counts.get(row.work.key, Counts())) for row in shown],
        "more": f"{PATH}?{urlencode({**kept, 'desde': shown[-1].work.key})}" if len(found) > PAGE else "",
        "wanted": wanted,
        "statuses": register_lists.list_statuses(errand.connection),
        "clear": bool(kept),
    }
    return Page("works.html", values)


def _listed(errand: Errand, row: Row, counts: Counts) -> ListedWork:
    work = row.work
    there = [errand.world.neighbourhood(key) for key in work.neighbourhood_keys]
    return ListedWork(
        work=work,
        retired=row.retired,
        places=", ".join(one.name for one in there if one),
        progress=amounts.per_cent(work.progress) if work.progress is not None else "",
        ends=short_day(work.ends_on) if work.ends_on else "",
        is_overdue=_is_overdue(work, today_of(errand)),
        counts=counts,
    )


def _is_overdue(work: PublicWork, today: date) -> bool:
    return work.ends_on is not None and work.ends_on < today and (work.progress or 0) < 100


def show_work(errand: Errand) -> Page:
    key, connection = clean(str(errand.path["key"])), errand.connection
    found = find_work(connection, key)
    if found is None:
        raise NotHere
    within, today = visible_complaints(errand.me.access), today_of(errand)
    counts = register_lists.count_complaints(connection, [key], within, today).get(key, Counts())
    rows = complaint_lists.list_page(
        connection,
        within,
        complaint_lists.Wanted(view=View.ALL, work=key),
        departments=departments_of(errand),
        today=today,
        most=_SHOWN,
    )
    one, work = _listed(errand, Row(found.work, found.retired), counts), found.work
    values: dict[str, Any] = {
        "title": work.name,
        "one": one,
        "facts": _facts(work, one),
        "rows": [listed(errand, row) for row in rows],
        "statuses": STATUSES,
        "all": f"/desk/quejas?{urlencode({'ver': 'all', 'obra': key})}",
        "committees": _committees(errand, key),
        "may_read_committees": errand.me.may(Permission.READ_COMMITTEES),
        "versions": [
            (short_day(version.at.astimezone(errand.zone).date()), version.work, version.retired)
            for version in reversed(list_versions(connection, key))
        ],
    }
    return Page("work.html", values)


def _committees(errand: Errand, key: str) -> list[register_lists.WatchedBy]:
    within = visible_committees(errand.me.access, Permission.READ_COMMITTEES)
    return register_lists.list_watching(errand.connection, key, within)


def _facts(work: PublicWork, one: ListedWork) -> list[tuple[str, str]]:
    told = (
        ("Estado", work.status),
        ("Dónde", one.places or "Sin colonia en el registro"),
        ("Avance", one.progress or amounts.UNKNOWN),
        ("Empieza", short_day(work.starts_on) if work.starts_on else amounts.UNKNOWN),
        ("Termina", one.ends or amounts.UNKNOWN),
        ("Monto", amounts.pesos(work.centavos) if work.centavos is not None else amounts.UNKNOWN),
        ("Contratista", work.contractor or amounts.UNKNOWN),
        ("Supervisión", work.supervisor or amounts.UNKNOWN),
    )
    return list(told)
