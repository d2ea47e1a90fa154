"""Complaints: the list of what is open, late, waiting or over, with its filters in the address."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from babel.dates import format_date

from civic.access import Permission
from civic.complaint import Status
from civic.folio import read_folio
from civic.table import Table
from handlers.desk.complaint_words import STATUSES, VIEWS
from handlers.desk.errand import Errand, Page
from handlers.desk.inbox import Tab
from handlers.desk.masking import told
from handlers.desk.typed import number_of
from storage.complaint_lists import Row, View, Wanted, count_views, list_page, visible_complaints
from storage.text import clean

PATH = "/desk/quejas"
PAGE = 50
MOST_EXPORTED = 50_000
_COUNTED = (View.OPEN, View.LATE, View.MINE, View.WAITING, View.DONE)
_WORDS = 160
_FILTERS = ("dependencia", "categoria", "colonia", "estado", "atrasadas", "obra", "zona", "buscar")
_DEGREES = re.compile(r"-?[0-9]{1,3}(\.[0-9]{1,12})?")


@dataclass(frozen=True, slots=True)
class ListedComplaint:
    """As a line of the list shows it."""

    row: Row
    status: str
    words: str
    category: str
    neighbourhood: str
    department: str
    filed: str
    promised: str
    """Empty: no day was promised."""
    days_late: int


def wanted_of(errand: Errand) -> Wanted:
    """What the address of the page asks for; what makes no sense is not asked for. A whole folio
    is found wherever it stands."""
    query = errand.query
    words = clean(query.get("buscar", "")).strip()[:80]
    if folio := read_folio(words, errand.world.folio_prefix):
        return Wanted(view=View.ALL, folio=str(folio), words=words)
    view, after, status = query.get("ver", ""), query.get("desde", ""), query.get("estado", "")
    return Wanted(
        view=View(view) if view in set(View) else View.OPEN,
        department=query.get("dependencia", "")[:40],
        category=query.get("categoria", "")[:30],
        neighbourhood=clean(query.get("colonia", "")).strip()[:80],
        status=status if status in set(Status) else "",
        late=query.get("atrasadas") == "1",
        words=words,
        with_personal_data=errand.me.sees_names,
        work=clean(query.get("obra", ""))[:40],
        area=_area(query.get("zona", "")),
        after=number_of(after),
    )


def _area(typed: str) -> tuple[float, float, float, float] | None:
    """A square of the map."""
    parts = typed.split(",")
    if len(parts) != 4 or not all(_DEGREES.fullmatch(part) for part in parts):
        return None
    south, west, north, east = map(float, parts)
    return south, west, north, east


def departments_of(errand: Errand) -> list[str]:
    """Those that somebody works in; none: all of them alike."""
    grants = errand.me.access.granting(Permission.READ_COMPLAINTS)
    return sorted({grant.department for grant in grants if grant.department})


def rows_of(errand: Errand, wanted: Wanted, most: int) -> list[Row]:
    return list_page(
        errand.connection,
        visible_complaints(errand.me.access),
        wanted,
        departments=departments_of(errand),
        today=today_of(errand),
        most=most,
    )


def today_of(errand: Errand) -> date:
    return errand.now.astimezone(errand.zone).date()


def show(errand: Errand) -> Page:
    wanted = wanted_of(errand)
    rows = rows_of(errand, wanted, PAGE + 1)
    kept = kept_of(errand)
    here = {"ver": wanted.view.value, **kept}
    values = {
        "title": f"Quejas: {VIEWS[wanted.view].lower()}",
        "tabs": tabs(errand, wanted, PATH, kept),
        "rows": [listed(errand, row) for row in rows[:PAGE]],
        "more": f"{PATH}?{urlencode({**here, 'desde': rows[PAGE - 1].id})}" if len(rows) > PAGE else "",
        "is_first": not wanted.after,
        "export": f"/desk/quejas.csv?{urlencode(here)}",
        "map": f"{PATH}/mapa?{urlencode(here)}",
        "clear": f"{PATH}?{urlencode({'ver': wanted.view.value})}" if kept else "",
        **choices(errand, wanted),
    }
    return Page("complaints.html", values)


def choices(errand: Errand, wanted: Wanted) -> dict[str, object]:
    """What the form of filters needs."""
    return {
        "wanted": wanted,
        "departments": errand.world.routes.names,
        "categories": categories_of(errand),
        "statuses": STATUSES,
    }


def categories_of(errand: Errand) -> dict[str, str]:
    question = errand.world.book.flows["complain"].question("category")
    return {option.id: option.label for option in question.options} if question else {}


def kept_of(errand: Errand) -> dict[str, str]:
    """The filters of the address."""
    return {key: value for key, value in errand.query.items() if key in _FILTERS and value}


def tabs(errand: Errand, wanted: Wanted, path: str, kept: Mapping[str, str]) -> list[Tab]:
    own = departments_of(errand)
    counts = count_views(
        errand.connection,
        visible_complaints(errand.me.access),
        _COUNTED,
        departments=own,
        today=today_of(errand),
    )
    return [
        Tab(
            f"{path}?{urlencode({'ver': view.value, **kept})}",
            label,
            f"{counts[view]:,}" if view in counts else "",
            view is wanted.view,
        )
        for view, label in VIEWS.items()
        if own or view is not View.MINE
    ]


def listed(errand: Errand, row: Row) -> ListedComplaint:
    world, today = errand.world, today_of(errand)
    there = world.neighbourhood(row.neighbourhood_key)
    return ListedComplaint(
        row=row,
        status=STATUSES[row.status],
        words=words_of(errand, row.text),
        category=world.category(row.category, "es"),
        neighbourhood=there.name if there else told(errand, row.place),
        department=world.routes.name(row.department) if row.department else "",
        filed=short_day(row.created_at.astimezone(errand.zone).date()),
        promised=short_day(row.promised_on) if row.promised_on else "",
        days_late=(today - row.promised_on).days if row.late and row.promised_on else 0,
    )


def words_of(errand: Errand, text: str, most: int = _WORDS) -> str:
    """What a resident wrote, in one line; without what names people for who may not know names."""
    flat = told(errand, " ".join(text.split()))
    return flat if len(flat) <= most else flat[: most - 1] + "…"


def short_day(day: date) -> str:
    """`24 nov 2026`."""
    return format_date(day, "d MMM y", locale="es_MX")


_COLUMNS = (
    "folio", "estado", "presentada", "categoria", "colonia", "dependencia", "prometida", "dias_de_atraso", "personas",
    "reabierta", "descripcion",
)  # fmt: skip


def sheet(errand: Errand) -> Table:
    """What the list shows, all of it, for a spreadsheet."""
    wanted = replace(wanted_of(errand), after=0)
    return Table("quejas", _COLUMNS, list(_lines(errand, rows_of(errand, wanted, MOST_EXPORTED))))


def _lines(errand: Errand, rows: Iterable[Row]) -> Iterable[tuple[str | int, ...]]:
    for row in rows:
        one = listed(errand, row)
        promised = row.promised_on.isoformat() if row.promised_on else ""
        yield (
            row.folio, one.status, row.created_at.astimezone(errand.zone).date().isoformat(), one.category,
            one.neighbourhood, one.department, promised, one.days_late, row.people, row.reopened,
            words_of(errand, row.text, 5000),
        )  # fmt: skip
