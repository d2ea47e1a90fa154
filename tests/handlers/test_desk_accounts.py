"""Who looks after accounts at `/desk/personal`, and what they are refused."""

import re

import pytest

from civic.access import Grant, Role
from storage import signing_in, staff
from storage.history import list_events
from storage.store import Store
from tests.desk import PASSWORD, Office, words_of


async def test_an_account_from_the_form_to_the_first_sign_in(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    answer = await rosa.does(
        "/desk/personal/nueva", "add", name=" Lupita ", full_name="Guadalupe Ríos", role_1="operator",
        department_1="obras", role_2="supervisor",
    )  # fmt: skip
    assert answer.status_code == 200
    assert "no se vuelve a mostrar" in words_of(answer)
    link = re.search(r"https://mesa\.example(/desk/invitacion/[\w-]+)", answer.text)
    assert link
    assert answer.headers["cache-control"] == "no-store"
    page = await rosa.get("/desk/personal/lupita")
    assert "Atención: Obras Públicas" in words_of(page)
    assert "Supervisión: todo el municipio" in words_of(page)
    assert link[1] not in page.text  # it was shown once

    lupita = office.browser()
    assert "Guadalupe Ríos" in words_of(await lupita.get(link[1]))
    assert (await lupita.post(link[1], data={"password": PASSWORD, "again": PASSWORD})).status_code == 303
    assert (await lupita.get(link[1])).status_code == 404
    answer = await lupita.post("/desk/entrar", data={"name": "lupita", "password": PASSWORD})
    assert answer.headers["location"] == "/desk/factor?a=/desk/"  # a supervisor may not go without


async def test_the_same_form_twice_makes_one_account_and_shows_no_second_link(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    page = await rosa.get("/desk/personal/nueva")
    hidden = dict(re.findall(r'name="(csrf|form)" value="([^"]*)"', page.text))
    told = {"name": "lupita", "full_name": "Guadalupe Ríos", "role_1": "operator"}
    assert (await rosa.sends("/desk/personal/nueva", "add", **hidden, **told)).status_code == 200
    again = await rosa.sends("/desk/personal/nueva", "add", **hidden, **told)
    assert (again.status_code, again.headers["location"]) == (303, "/desk/personal/nueva?hecho=repetido")


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ({"name": "Lupita Ríos"}, "letras minúsculas"),
        ({"name": "rosa"}, "Ya hay una cuenta rosa"),
        ({"name": "nueva"}, "no se puede usar"),
        ({"full_name": " "}, "nombre completo"),
        ({"role_1": ""}, "por lo menos un puesto"),
        ({"role_1": "king"}, "de la lista"),
        ({"role_1": "administrator", "department_1": "obras"}, "todo el municipio"),
        ({"department_1": "magia"}, "No hay una dependencia magia"),
        ({"quadrant_1": "Luna"}, "no tiene la zona Luna"),
    ],
)
async def test_what_cannot_be_is_said_and_what_was_typed_stays(
    store: Store, typed: dict[str, str], reason: str
) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    told = {"name": "lupita", "full_name": "Guadalupe Ríos", "role_1": "operator", **typed}
    answer = await rosa.does("/desk/personal/nueva", "add", **told)
    assert answer.status_code == 422
    assert reason in words_of(answer)
    assert f'value="{told["name"]}"' in answer.text


async def test_new_roles_hold_at_the_next_request(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    lupita = await office.signed_in("lupita", Role.PLANNER)
    assert (await lupita.get("/desk/")).status_code == 303
    answer = await rosa.does("/desk/personal/lupita", "grant", role_1="operator", quadrant_1="")
    assert answer.headers["location"] == "/desk/personal/lupita?hecho=puestos"
    assert (await lupita.get("/desk/")).status_code == 200
    events = await office.does(lambda c: list_events(c, "staff", _id(c, "lupita")))
    assert [(one.event, one.by, one.note) for one in events] == [("granted", "staff:rosa", "operator")]


async def test_who_is_given_more_rights_than_one_factor_is_enough_for_comes_in_anew(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    lupita = await office.signed_in("lupita", Role.OPERATOR)
    memo = await office.signed_in("memo", Role.OPERATOR, totp_secret="A" * 32)
    for name in ("lupita", "memo"):
        await rosa.does(f"/desk/personal/{name}", "grant", role_1="supervisor")
    assert (await lupita.get("/desk/")).headers["location"] == "/desk/entrar?a=/desk/"
    assert (await memo.get("/desk/")).status_code == 200


def _id(connection: object, name: str) -> int:
    account = staff.find_account(connection, name)  # type: ignore[arg-type]
    assert account
    return account.id


async def test_a_closed_account_is_out_at_its_next_request(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    lupita = await office.signed_in("lupita", Role.OPERATOR)
    assert (await lupita.get("/desk/")).status_code == 200
    unsure = await rosa.does("/desk/personal/lupita", "close")
    assert (unsure.status_code, "Marque la casilla" in words_of(unsure)) == (422, True)
    assert (await rosa.does("/desk/personal/lupita", "close", sure="1")).status_code == 303
    out = await lupita.get("/desk/")
    assert (out.status_code, out.headers["location"]) == (303, "/desk/entrar?a=/desk/")
    assert (await lupita.post("/desk/entrar", data={"name": "lupita", "password": PASSWORD})).status_code == 422
    assert "Cerrada" in words_of(await rosa.get("/desk/personal?ver=cerradas"))
    assert "Lupita" not in words_of(await rosa.get("/desk/personal"))
    assert "No hay una cuenta activa" in words_of(await rosa.does("/desk/personal/lupita", "invite"))


async def test_a_lost_telephone_is_forgotten_and_its_sessions_end(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    account = await office.account("lupita", Role.OPERATOR, totp_secret="A" * 32)
    lupita = await office.inside(account)
    await office.does(lambda c: signing_in.put_recovery_codes(c, account.id, ["abcdefghjk"]))
    answer = await rosa.does("/desk/personal/lupita", "forget", sure="1")
    assert answer.headers["location"] == "/desk/personal/lupita?hecho=olvidado"
    assert (await lupita.get("/desk/")).status_code == 303
    assert (await office.read("lupita")).totp_secret == ""
    assert not await office.does(lambda c: signing_in.use_recovery_code(c, account.id, "abcdefghjk"))


async def test_capacity_is_a_number_within_reason(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    await office.account("lupita", Role.OPERATOR)
    for typed in ("51", "-1", "muchas", ""):
        assert (await rosa.does("/desk/personal/lupita", "capacity", capacity=typed)).status_code == 422
    assert (await rosa.does("/desk/personal/lupita", "capacity", capacity="6")).status_code == 303
    assert (await office.read("lupita")).capacity == 6


async def test_nobody_locks_themselves_out(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    answer = await rosa.does("/desk/personal/rosa", "grant", role_1="operator")
    assert (answer.status_code, "quitarse a sí mismo" in words_of(answer)) == (422, True)
    answer = await rosa.does("/desk/personal/rosa", "close", sure="1")
    assert (answer.status_code, "su propia cuenta" in words_of(answer)) == (422, True)


async def test_the_list_pages_by_name(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    for number in range(60):
        await office.account(f"ana{number:02}", Role.OPERATOR)
    first = await rosa.get("/desk/personal")
    assert "ana49" in first.text
    assert "ana50" not in first.text
    rest = await rosa.get("/desk/personal?desde=ana49")
    assert "ana50" in rest.text
    assert "rosa" in rest.text
    assert "ana49" not in rest.text


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("path", ["/desk/personal", "/desk/personal/nueva", "/desk/personal/rosa"])
async def test_only_who_manages_staff_comes_in(store: Store, role: Role, path: str) -> None:
    office = Office(store)
    await office.account("rosa", Role.ADMINISTRATOR)
    lupita = await office.signed_in("lupita", Grant(role))
    let_in = role is Role.ADMINISTRATOR
    assert (await lupita.get(path)).status_code == (200 if let_in else 404)
    for act in ("add", "grant", "capacity", "invite", "forget", "close"):
        answer = await lupita.sends(path, act, csrf="", form="1")
        assert answer.status_code in ((409, 404) if let_in else (404,)), act
    assert (await office.browser().get(path)).status_code == 303
