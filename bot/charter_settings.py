"""The section `[charter]`: terms, who is told when they pass, departments and the rules that choose one."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from msgspec import field

from bot.section import Section, SettingsError, demand
from civic.calendar import public_holidays
from civic.charter import LEVELS
from civic.spanish import fold
from flows.book import FOLDER
from flows.form import read_toml


class Target(Section, frozen=True):
    category: str = ""
    department: str = ""
    assign_days: int | None = None
    answer_days: int | None = None
    solve_days: int | None = None
    confirm_days: int | None = None
    reopen_days: int | None = None


class Route(Section, frozen=True, omit_defaults=True):
    name: str
    department: str
    categories: tuple[str, ...] = ()
    neighbourhoods: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


_DEPARTMENTS = {
    "atencion": "Atención Ciudadana",
    "obras": "Obras Públicas",
    "alumbrado": "Alumbrado Público",
    "aguas": "Aguas del Municipio",
    "servicios": "Servicios Públicos",
    "parques": "Parques y Jardines",
    "vialidad": "Vialidad",
}
_ROLES = {"80": "Jefatura del área", "100": "Dirección de la dependencia", "300": "Contraloría Municipal"}


class Charter(Section, frozen=True):
    assign_days: int = 1
    answer_days: int = 5
    solve_days: int = 15
    confirm_days: int = 5
    reopen_days: int = 10
    closed_days: tuple[date, ...] = ()
    subdivision: str = ""
    confirmations: int = 2
    remind_weeks: int = 4
    similar_metres: int = 150
    default_department: str = "atencion"
    targets: tuple[Target, ...] = ()
    routes: tuple[Route, ...] = (
        Route(name="Calles y obras", department="obras", categories=("street", "public_work")),
        Route(name="Alumbrado", department="alumbrado", categories=("lighting",)),
        Route(name="Agua y drenaje", department="aguas", categories=("water", "drainage")),
        Route(name="Limpia y animales", department="servicios", categories=("waste", "animals")),
        Route(name="Parques y jardines", department="parques", categories=("parks",)),
        Route(name="Semáforos y señales", department="vialidad", categories=("signals",)),
    )
    departments: dict[str, str] = field(default_factory=_DEPARTMENTS.copy)
    roles: dict[str, str] = field(default_factory=_ROLES.copy)
    department_roles: dict[str, dict[str, str]] = {}


STEPS = ("assign_days", "answer_days", "solve_days", "confirm_days", "reopen_days")
_LONGEST_TERM = 250
"""Working days: about a year."""
_WIDEST = 200
"""Metres: what the grid of `civic.distance` finds for certain."""


def categories_in_use() -> dict[str, str]:
    """Label by id, of what a resident can choose when complaining."""
    questions = read_toml(FOLDER / "complain.toml")["question"]
    options = next(question["options"] for question in questions if question["id"] == "category")
    return {option["id"]: option["label"] for option in options}


def check_charter(charter: Charter) -> None:
    """Raises SettingsError."""
    _check_numbers(charter)
    _check_subdivision(charter.subdivision)
    _check_departments(charter)
    _check_roles(charter)
    _check_targets(charter)
    _check_routes(charter)


def _check_numbers(charter: Charter) -> None:
    _check_terms(charter, "[charter]")
    for key in ("confirmations", "remind_weeks"):
        demand(getattr(charter, key) > 0, f"[charter] {key}", "write a number above 0.")
    demand(1 <= charter.similar_metres <= _WIDEST, "[charter] similar_metres", f"write metres from 1 to {_WIDEST}.")


def _check_terms(holder: Charter | Target, where: str) -> None:
    for key, days in terms(holder):
        demand(0 <= days <= _LONGEST_TERM, f"{where} {key}", f"write working days from 0 to {_LONGEST_TERM}.")


def terms(holder: Charter | Target) -> Iterator[tuple[str, int]]:
    """The terms that are stated, by key."""
    for key in STEPS:
        days = getattr(holder, key)
        if days is not None:
            yield key, days


def _check_subdivision(subdivision: str) -> None:
    if not subdivision:
        return
    try:
        public_holidays(2026, subdivision=subdivision)
    except NotImplementedError:
        raise SettingsError(
            f"[charter] subdivision: the holiday library has no {subdivision!r} for Mexico. Leave it empty, and write "
            "the days that only your state or municipality keeps into [charter] closed_days."
        ) from None


def _check_departments(charter: Charter) -> None:
    for department, name in charter.departments.items():
        key = f"[charter.departments] {department}"
        demand(re.fullmatch(r"[a-z][a-z0-9_]*", department), key, "write the id in small letters without accents.")
        demand(name.strip(), key, "write the name that residents read.")
    _known(charter.departments, charter.default_department, "[charter] default_department", "department")


def _known(known: Iterable[str], found: str, key: str, what: str) -> None:
    demand(found in known, key, f"{found!r} is no {what}. Write one of: {', '.join(known)}.")


def _check_roles(charter: Charter) -> None:
    levels = [str(level) for level in LEVELS]
    _check_levels(charter.roles, "[charter.roles]")
    for level in levels:
        demand(charter.roles.get(level, "").strip(), f"[charter.roles] {level}", "write who is told then.")
    for department, roles in charter.department_roles.items():
        where = "[charter.department_roles]"
        _known(charter.departments, department, f"{where} {department}", "department")
        _check_levels(roles, f"{where} {department}")


def _check_levels(roles: dict[str, str], where: str) -> None:
    for level, role in roles.items():
        _known([str(known) for known in LEVELS], level, f"{where} {level}", "level")
        demand(role.strip(), f"{where} {level}", "write who is told then.")


def _check_targets(charter: Charter) -> None:
    for number, target in enumerate(charter.targets, 1):
        where = f"[charter] targets, number {number},"
        demand(target.category or target.department, f"{where} category", "name a category, a department or both.")
        if target.category:
            _known(categories_in_use(), target.category, f"{where} category", "category")
        if target.department:
            _known(charter.departments, target.department, f"{where} department", "department")
        demand(any(True for _ in terms(target)), f"{where} solve_days", f"write one at least of: {', '.join(STEPS)}.")
        _check_terms(target, where)
    _once(((t.category, t.department) for t in charter.targets), "[charter] targets", "join the two into one.")


def _check_routes(charter: Charter) -> None:
    categories = categories_in_use()
    for number, route in enumerate(charter.routes, 1):
        where = f"[charter] routes, number {number},"
        demand(route.name.strip(), f"{where} name", "write a name that staff will recognise.")
        _known(charter.departments, route.department, f"{where} department", "department")
        for category in route.categories:
            _known(categories, category, f"{where} categories", "category")
        for key in route.neighbourhoods:
            demand(
                re.fullmatch(r"\d{5}-\d{4}", key),
                f"{where} neighbourhoods",
                f"{key!r} is no key. Write keys of the catalogue, such as 10005-0428.",
            )
        for word in route.words:
            demand(fold(word), f"{where} words", f"{word!r} has no letter. Take it out: it would never match.")
        demand(
            route.categories or route.neighbourhoods or route.words,
            f"{where} categories",
            "a rule without conditions takes everything. State one, or use [charter] default_department.",
        )
    _once((route.name for route in charter.routes), "[charter] routes", "give each rule a name of its own.")


def _once(keys: Iterable[Any], where: str, remedy: str) -> None:
    twice = next((key for key, count in Counter(keys).items() if count > 1), None)
    demand(twice is None, where, f"{twice!r} is there twice: {remedy}")
