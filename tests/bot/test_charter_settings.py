"""The section `[charter]`: what is wrong names the key and the remedy, what is right becomes rules."""

from datetime import date, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.build import charter_of, quiet_hours, routes_of
from bot.charter_settings import categories_in_use
from bot.settings import Settings, SettingsError, load_settings
from civic.charter import Step
from civic.routing import Rule, route


def loaded(folder: Path, text: str, **environment: str) -> Settings:
    path = folder / "config.toml"
    path.write_text(text, encoding="utf-8")
    return load_settings(path, environment)


def a_route(**changes: str) -> str:
    keys = {"name": '"Fugas"', "department": '"aguas"', "categories": '["water"]', **changes}
    return "[[charter.routes]]\n" + "\n".join(f"{key} = {value}" for key, value in keys.items()) + "\n"


WRONG = [
    ("[charter]\nsolve_days = -1", "[charter] solve_days: write working days from 0"),
    ("[charter]\nreopen_days = 251", "[charter] reopen_days: write working days from 0 to 250"),
    ('[charter]\nanswer_days = "soon"', "[charter] answer_days"),
    ("[charter]\nwarn_days = 1", "[charter]: Object contains unknown field `warn_days`"),
    (
        '[charter]\nclosed_days = ["24 de diciembre"]',
        "[charter] closed_days, number 1: no such day; write days such as 2026-12-24",
    ),
    ('[charter]\nclosed_days = ["2026-12-24", "2026-02-30"]', "[charter] closed_days, number 2: no such day"),
    ('[charter]\nsubdivision = "DUR"', "[charter] closed_days"),
    ("[charter]\nconfirmations = 0", "[charter] confirmations: write a number"),
    ("[charter]\nremind_weeks = 0", "[charter] remind_weeks: write a number"),
    ("[charter]\nsimilar_metres = 201", "[charter] similar_metres: write metres from 1 to 200"),
    (
        '[charter]\ndefault_department = "agua"',
        "[charter] default_department: 'agua' is no department. Write one of: a",
    ),
    ('[charter.departments]\nAtencion = "x"', "[charter.departments] Atencion: write the id in small letters"),
    ('[charter.departments]\natencion = " "', "[charter.departments] atencion: write the name"),
    ('[charter.departments]\natencion = "A"', "[charter] routes, number 1, department: 'obras' is no department"),
    ('[charter.roles]\n80 = "a"\n100 = "b"', "[charter.roles] 300: write who is told"),
    (
        '[charter.roles]\n80 = "a"\n90 = "x"\n100 = "b"\n300 = "c"',
        "[charter.roles] 90: '90' is no level. Write one of: 80",
    ),
    ('[charter.roles]\n80 = ""\n100 = "b"\n300 = "c"', "[charter.roles] 80: write who is told"),
    ('[charter.department_roles]\nagua = { 80 = "x" }', "[charter.department_roles] agua: 'agua' is no department"),
    ('[charter.department_roles]\naguas = { 8 = "x" }', "[charter.department_roles] aguas 8: '8' is no level"),
    ("[[charter.targets]]\nsolve_days = 3", "[charter] targets, number 1, category: name a category, a department"),
    ('[[charter.targets]]\ncategory = "agua"\nsolve_days = 3', "targets, number 1, category: 'agua' is no category"),
    ('[[charter.targets]]\ndepartment = "x"\nsolve_days = 3', "targets, number 1, department: 'x' is no department"),
    ('[[charter.targets]]\ncategory = "water"', "targets, number 1, solve_days: write one at least"),
    ('[[charter.targets]]\ncategory = "water"\nsolve_days = -3', "targets, number 1, solve_days: write working days"),
    ('[[charter.targets]]\ncategory = "water"\nsolve_days = "x"', "[charter] targets, number 1, solve_days: Expected"),
    (
        '[[charter.targets]]\ncategory = "water"\nsolve_days = 3\n' * 2,
        "[charter] targets: ('water', '') is there twice",
    ),
    (a_route(department='"agua"'), "[charter] routes, number 1, department: 'agua' is no department. Write one of: a"),
    (
        a_route(categories='["fugas"]'),
        "[charter] routes, number 1, categories: 'fugas' is no category. Write one of: s",
    ),
    (a_route(neighbourhoods='["Centro"]'), "[charter] routes, number 1, neighbourhoods: 'Centro' is no key"),
    (a_route(words='["fuga", "¿?"]'), "[charter] routes, number 1, words: '¿?' has no letter"),
    (a_route(categories="[]"), "[charter] routes, number 1, categories: a rule without conditions takes everything"),
    (a_route(name='" "'), "[charter] routes, number 1, name: write a name"),
    (a_route(colonia='"x"'), "[charter] routes, number 1: Object contains unknown field `colonia`"),
    (a_route() * 2, "[charter] routes: 'Fugas' is there twice"),
    ('[[charter.routes]]\nname = "x"', "[charter] routes, number 1: Object missing required field `department`"),
]


@pytest.mark.parametrize(("text", "says"), WRONG, ids=[says.partition(": ")[0] for _, says in WRONG])
def test_what_is_wrong_names_the_key_and_the_remedy(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as wrong:
        loaded(tmp_path, text)
    assert says in str(wrong.value)


def test_the_usual_terms_are_those_of_the_charter() -> None:
    charter = charter_of(Settings())
    assert charter.days == {Step.ASSIGN: 1, Step.ANSWER: 5, Step.SOLVE: 15, Step.CONFIRM: 5, Step.REOPEN: 10}
    assert charter.opens == time(9)
    assert charter.calendar.zone == ZoneInfo("America/Monterrey")


def test_a_file_alone_sets_up_the_charter(tmp_path: Path) -> None:
    charter = charter_of(
        loaded(
            tmp_path,
            """
            [municipality]
            timezone = "America/Tijuana"

            [desk]
            office_opens = "08:30"

            [charter]
            solve_days = 20
            closed_days = ["2026-12-24", 2026-12-31]

            [[charter.targets]]
            category = "water"
            solve_days = 5

            [charter.department_roles]
            aguas = { 100 = "Dirección de Aguas" }
            """,
        )
    )
    assert (charter.days_for(Step.SOLVE), charter.days_for(Step.SOLVE, "water")) == (20, 5)
    assert charter.opens == time(8, 30)
    assert charter.calendar.closed == {date(2026, 12, 24), date(2026, 12, 31)}
    assert charter.calendar.zone == ZoneInfo("America/Tijuana")
    assert (charter.role(100, "aguas"), charter.role(100)) == ("Dirección de Aguas", "Dirección de la dependencia")


def test_a_file_alone_sets_up_the_routes(tmp_path: Path) -> None:
    routes = routes_of(
        loaded(
            tmp_path,
            """
            [charter]
            default_department = "uno"
            routes = [
                { name = "Fugas", department = "dos", categories = ["water"], neighbourhoods = ["10005-0428"], words = ["fuga"] },
            ]

            [charter.departments]
            uno = "Dependencia Uno"
            dos = "Dependencia Dos"
            """,
        )
    )
    assert routes.rules == (
        Rule(
            name="Fugas",
            department="dos",
            categories=frozenset({"water"}),
            neighbourhoods=frozenset({"10005-0428"}),
            words=("fuga",),
        ),
    )
    assert (routes.default, routes.name("dos"), routes.name("tres")) == ("uno", "Dependencia Dos", "tres")


def test_single_values_can_come_from_the_environment(tmp_path: Path) -> None:
    settings = loaded(tmp_path, "", VOZ__CHARTER__SOLVE_DAYS="12", VOZ__CLOCK__QUIET_FROM="20:00")
    assert charter_of(settings).days_for(Step.SOLVE) == 12
    assert quiet_hours(settings).start == time(20)


@pytest.mark.parametrize("key", ["ROUTES", "TARGETS", "ROLES", "DEPARTMENTS", "CLOSED_DAYS"])
def test_lists_and_tables_come_from_the_file_alone(tmp_path: Path, key: str) -> None:
    with pytest.raises(SettingsError, match=rf"\[charter\] {key.lower()}"):
        loaded(tmp_path, "", **{f"VOZ__CHARTER__{key}": "x"})


DEFAULT = {
    "street": "Obras Públicas",
    "public_work": "Obras Públicas",
    "lighting": "Alumbrado Público",
    "water": "Aguas del Municipio",
    "drainage": "Aguas del Municipio",
    "waste": "Servicios Públicos",
    "animals": "Servicios Públicos",
    "parks": "Parques y Jardines",
    "signals": "Vialidad",
    "other": "Atención Ciudadana",
}


def test_every_category_has_a_department_from_the_start() -> None:
    routes = routes_of(Settings())
    found = {
        category: routes.name(
            route(routes.rules, routes.default, category=category, neighbourhood_key="", text="").department
        )
        for category in categories_in_use()
    }
    assert found == DEFAULT
