"""Series at the desk: what is sent again and again, when it comes next, and one time that is left out."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from civic.access import Permission
from civic.document import Unreadable
from civic.document_table import Refused
from civic.series import Occurrence, SeriesKind
from handlers.desk import broadcast_words as said
from handlers.desk import words
from handlers.desk.errand import Errand, Goto, NotHere, Page
from handlers.desk.typed import typed_day
from handlers.series.run import Seen, seen_lately, series_from, times_ahead
from handlers.staff.committees import NoSuchCommittee
from handlers.staff.finding import NotPossible
from handlers.staff.series import Scheduler
from storage import series as stored
from storage.series import Came, Kept

HERE = "/desk/series"
_NEXT, _LAST, _SHOWN = 8, 20, 10
KINDS = {
    SeriesKind.NOTICE: "Aviso",
    SeriesKind.SHEET: "Hoja semanal de cada colonia",
    SeriesKind.PROGRESS: "Avance de cada obra",
}
CAME = {
    Occurrence.SENT: "Salió",
    Occurrence.SKIPPED: "Se omitió",
    Occurrence.LATE: "No salió: el servicio no estaba en marcha a tiempo",
    Occurrence.EMPTY: "No había a quién mandarla",
}


@dataclass(frozen=True, slots=True)
class Row:
    kept: Kept
    title: str
    kind: str
    next: str


def show(errand: Errand) -> Page:
    seen = seen_lately(errand.connection, errand.now)
    rows = [_row(errand, kept, seen) for kept in stored.list_series(errand.connection)]
    return Page("series.html", {"title": "Series", "rows": rows})


def _row(errand: Errand, kept: Kept, seen: Seen) -> Row:
    planned = _scheduler(errand).planned(kept, seen)
    if planned.series is None:
        return Row(kept, kept.key, "Ya no se puede leer: escríbala otra vez", "")
    at = words.moment(planned.next_at, errand.zone) if planned.next_at else ""
    return Row(kept, planned.series.title, KINDS[planned.series.kind], at)


def show_one(errand: Errand) -> Page:
    kept = _access(errand)
    try:
        series = series_from(kept.document, errand.world)
    except (Unreadable, Refused) as e:
        return Page("one_series.html", {**_known(errand, kept), "title": kept.key, "fault": str(e)})
    seen = seen_lately(errand.connection, errand.now)
    times = islice(times_ahead(errand.world, series, errand.now, seen), _NEXT)
    values = {
        **_known(errand, kept),
        "title": series.title,
        "kind": KINDS[series.kind],
        "for_kinds": series.committee_kinds,
        "audience": series.audience,
        "next": [
            (f"{one.due.astimezone(errand.zone):%Y-%m-%d}", words.moment(one.due, errand.zone), is_skipped)
            for one, is_skipped in times
        ],
        "by_committees": series.kind is not SeriesKind.NOTICE,
        "previews": _previews(errand, kept.key, errand.query),
        "day": errand.query.get("dia", ""),
    }  # fmt: skip
    return Page("one_series.html", values)


def _known(errand: Errand, kept: Kept) -> dict[str, Any]:
    """What is told of it without reading its document."""
    return {
        "kept": kept,
        "fault": "",
        "written_by": kept.by.removeprefix("staff:"),
        "switched_by": kept.approved_by.removeprefix("staff:"),
        "since": words.moment(kept.since, errand.zone) if kept.since else "",
        "came": [_came(errand, one) for one in stored.list_occurrences(errand.connection, kept.key, _LAST)],
        "off": stored.list_off(errand.connection, kept.key),
        "may_write": errand.me.may(Permission.WRITE_BROADCASTS),
        "may_approve": errand.me.may(Permission.APPROVE_BROADCASTS) and kept.by != f"staff:{errand.me.name}"[:80],
    }


def _came(errand: Errand, one: Came) -> tuple[str, str, str]:
    why = one.why if one.state is Occurrence.SKIPPED else ""
    if (
        one.state is Occurrence.SENT
        and one.made_at.astimezone(errand.zone).date() != one.due_at.astimezone(errand.zone).date()
    ):
        why = words.moment(one.made_at, errand.zone)
    return words.moment(one.due_at, errand.zone), CAME[one.state], why


def _previews(errand: Errand, key: str, query: Mapping[str, str]) -> list[tuple[str, list[tuple[str, str]]]] | None:
    """For whom, and what they would read in each language; None: no day was asked for, or it has none on that day."""
    if not query.get("dia"):
        return None
    try:
        found = _scheduler(errand).preview(key, typed_day(errand, "dia", "Día", query))
    except NotPossible:
        return None
    return [
        (
            said.told(errand.world, one.audience),
            [(said.LANGUAGES.get(language, language), text) for language, text in one.content.text.items()],
        )
        for one in found[:_SHOWN]
    ]


def switch_on(errand: Errand) -> Goto:
    kept = _access(errand)
    demand_everywhere(errand, Permission.APPROVE_BROADCASTS)
    _demand_readable(errand, kept)
    _scheduler(errand).switch_on(kept.key)
    return Goto(f"{HERE}/{kept.key}", "hecho")


def switch_off(errand: Errand) -> Goto:
    kept = _access(errand)
    demand_everywhere(errand, Permission.WRITE_BROADCASTS)
    _scheduler(errand).switch_off(kept.key)
    return Goto(f"{HERE}/{kept.key}", "hecho")


def skip(errand: Errand) -> Goto:
    kept = _access(errand)
    demand_everywhere(errand, Permission.WRITE_BROADCASTS)
    _demand_readable(errand, kept)
    _scheduler(errand).skip(kept.key, typed_day(errand, "dia", "Día"), errand.form.get("why", ""))
    return Goto(f"{HERE}/{kept.key}", "hecho")


def switch_committee(errand: Errand) -> Goto:
    """Whether one committee gets it."""
    kept = _access(errand)
    demand_everywhere(errand, Permission.WRITE_BROADCASTS)
    try:
        committee, on = errand.form.get("comite", "").strip(), errand.form.get("como") == "on"
        _scheduler(errand).switch_committee(kept.key, committee, on=on)
    except NoSuchCommittee:
        raise NotPossible("No hay un comité con esa clave.") from None
    return Goto(f"{HERE}/{kept.key}", "hecho")


def demand_everywhere(errand: Errand, permission: Permission) -> None:
    """What goes to the whole municipality is not for a role of one part of town. Raises NotPossible."""
    if not any(not one.quadrant for one in errand.me.access.granting(permission)):
        raise NotPossible("Esto llega a todo el municipio, y su puesto solo alcanza a su zona.")


def _access(errand: Errand) -> Kept:
    """Raises NotHere."""
    kept = stored.find_series(errand.connection, str(errand.path["key"])[:40])
    if kept is None:
        raise NotHere
    return kept


def _demand_readable(errand: Errand, kept: Kept) -> None:
    """Raises NotPossible."""
    try:
        series_from(kept.document, errand.world)
    except (Unreadable, Refused):
        raise NotPossible(
            "La serie ya no se puede leer. Si está activa, apáguela; después escríbala otra vez."
        ) from None


def _scheduler(errand: Errand) -> Scheduler:
    return Scheduler(errand.connection, errand.world, errand.me.name, errand.now)
