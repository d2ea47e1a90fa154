"""Signing in at the desk: who is let in, what is asked of them, and what somebody learns who is not."""

import asyncio
import re
from datetime import timedelta

import pyotp
import pytest

from civic.access import Role
from handlers.staff import secrets as factors
from storage import signing_in, staff
from storage.store import Store
from tests.corridor import a_world
from tests.desk import HOME, PASSWORD, Browser, Office, words_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def _enters(browser: Browser, name: str, password: str = PASSWORD, **more: str) -> tuple[int, str]:
    """Status, and where it goes or what it says."""
    answer = await browser.post("/desk/entrar", data={"name": name, "password": password, **more})
    said = re.search(r'role="alert">([^<]*)', answer.text)
    return answer.status_code, answer.headers.get("location") or (said[1] if said else "")


async def _code(office: Office) -> str:
    return pyotp.TOTP(SECRET).at(int(office.clock.now.timestamp()))


async def test_name_and_password_open_the_desk_and_the_page_that_was_wanted(store: Store) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR)
    browser = office.browser()
    sent = await browser.get("/desk/?ver=mine")
    assert (sent.status_code, sent.headers["location"]) == (303, "/desk/entrar?a=/desk/%3Fver%3Dmine")
    assert await _enters(browser, " Lupita ", a="/desk/?ver=mine") == (303, "/desk/?ver=mine")
    assert (await browser.get("/desk/")).status_code == 200


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "/desk//evil.example", "/obras", ""])
async def test_a_sign_in_leads_nowhere_else(store: Store, elsewhere: str) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR)
    assert await _enters(office.browser(), "lupita", a=elsewhere) == (303, "/desk/")


@pytest.mark.parametrize("role", list(Role))
async def test_whoever_comes_in_finds_a_page(store: Store, role: Role) -> None:
    office = Office(store)
    browser = await office.signed_in("lupita", role)
    page = await browser.get("/desk/", follow_redirects=True)
    assert page.status_code == 200


async def test_the_cookie_is_for_this_site_over_tls_and_for_no_script(store: Store) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR)
    answer = await office.browser().post("/desk/entrar", data={"name": "lupita", "password": PASSWORD})
    cookie = answer.headers["set-cookie"]
    assert re.fullmatch(r"__Host-voz=[\w-]{43}; HttpOnly; Path=/; SameSite=lax; Secure", cookie)
    kept = await office.does(lambda c: c.exec_driver_sql("SELECT sha256 FROM desk_sessions").scalar())
    assert kept == signing_in.digest(cookie[11:54])  # what is stolen from the database opens nothing


async def test_unknown_closed_uninvited_and_wrong_password_are_one_answer(store: Store) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR)
    await office.account("cerrada", Role.OPERATOR, state="closed")
    await office.account("invitada", Role.OPERATOR, password="")
    tries = [("lupita", "otra frase larga distinta"), ("nadie", PASSWORD), ("cerrada", PASSWORD), ("invitada", "")]
    answers = {await _enters(office.browser(), name, password) for name, password in tries}
    assert answers == {(422, "El nombre o la contraseña no son correctos.")}


async def test_who_tries_in_vain_waits_longer_each_time_and_never_for_ever(store: Store) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR)
    waits = []
    browser = office.browser("192.0.2.1")
    for _ in range(16):
        while (answer := await _enters(browser, "lupita", "no es esta frase larga"))[0] == 429:
            seconds = int(re.findall(r"\d+", answer[1])[0])
            waits.append(seconds)
            office.clock.passes(timedelta(seconds=seconds))
        assert answer[0] == 422
    assert waits[:5] == [3, 5, 9, 17, 33]
    assert max(waits) == 901
    office.clock.passes(timedelta(minutes=15, seconds=1))
    assert await _enters(office.browser(), "lupita") == (303, "/desk/")
    assert await _enters(office.browser(), "lupita", "no es esta frase larga") == (422, answer[1])  # forgiven


async def test_a_stranger_who_knows_a_name_keeps_nobody_out(store: Store) -> None:
    """From somewhere else its owner comes in at once; from everywhere at once they wait a minute at most."""
    office = Office(store)
    await office.account("lupita", Role.OPERATOR)
    stranger = office.browser("198.51.100.1")
    while (await _enters(stranger, "lupita", "no es esta frase larga"))[0] != 429:
        pass
    assert await _enters(office.browser("192.0.2.1"), "lupita") == (303, "/desk/")
    for number in range(34):
        office.clock.passes(timedelta(seconds=61))
        await _enters(office.browser(f"203.0.113.{number}"), "lupita", "no es esta frase larga")
    status, told = await _enters(office.browser("192.0.2.1"), "lupita")
    assert status == 429
    assert int(re.findall(r"\d+", told)[0]) <= 61
    office.clock.passes(timedelta(seconds=61))
    assert await _enters(office.browser("192.0.2.1"), "lupita") == (303, "/desk/")


async def test_an_unknown_name_waits_as_a_known_one_does(store: Store) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR)
    told = []
    for name in ("lupita", "nadie"):
        browser = office.browser(f"198.51.100.{len(name)}")
        told.append([await _enters(browser, name, "no es esta frase larga") for _ in range(5)])
    assert told[0] == told[1]
    assert told[0][-1][0] == 429


async def test_a_dozen_at_once_are_a_dozen_tries(store: Store) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR)
    answers = await asyncio.gather(*(_enters(office.browser(), "lupita", f"frase larga {n:03}") for n in range(12)))
    assert sorted(status for status, _ in answers) == [422] * 4 + [429] * 8


async def test_one_address_may_be_a_whole_town_hall(store: Store) -> None:
    office = Office(store)
    names = [f"ana{number}" for number in range(8)]
    for name in names:
        await office.account(name, Role.OPERATOR)
    for name in names:
        assert (await _enters(office.browser("203.0.113.9"), name, "me equivoqué de frase"))[0] == 422
        assert await _enters(office.browser("203.0.113.9"), name) == (303, "/desk/")


async def test_one_address_that_tries_many_names_waits_as_well(store: Store) -> None:
    office = Office(store)
    statuses = [(await _enters(office.browser("203.0.113.9"), f"ana{n}", "una frase larga"))[0] for n in range(22)]
    assert statuses == [422] * 21 + [429]


async def test_with_a_second_factor_the_password_alone_opens_nothing(store: Store) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR, totp_secret=SECRET)
    browser = office.browser()
    assert await _enters(browser, "lupita") == (303, "/desk/codigo?a=/desk/")
    half = browser.cookies["__Host-voz"]
    assert (await browser.get("/desk/")).headers["location"] == "/desk/codigo?a=/desk/"
    assert (await browser.post("/desk/codigo", data={"code": "000000"})).status_code == 422
    answer = await browser.post("/desk/codigo", data={"code": await _code(office)})
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")
    assert browser.cookies["__Host-voz"] != half
    assert (await browser.get("/desk/")).status_code == 200
    stolen = office.browser()
    stolen.cookies.set("__Host-voz", half, domain="mesa.example")
    assert (await stolen.get("/desk/")).headers["location"] == "/desk/entrar?a=/desk/"


async def test_a_code_seen_over_a_shoulder_opens_nothing(store: Store) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR, totp_secret=SECRET)
    code = await _code(office)
    hers, theirs = office.browser(), office.browser()
    for browser in (hers, theirs):
        await _enters(browser, "lupita")
    assert (await hers.post("/desk/codigo", data={"code": code})).status_code == 303
    assert (await theirs.post("/desk/codigo", data={"code": code})).status_code == 422


async def test_guessing_codes_waits_too(store: Store) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR, totp_secret=SECRET)
    browser = office.browser()
    await _enters(browser, "lupita")
    statuses = [(await browser.post("/desk/codigo", data={"code": f"00000{n}"})).status_code for n in range(5)]
    assert statuses == [422, 422, 422, 422, 429]
    assert (await browser.post("/desk/codigo", data={"code": await _code(office)})).status_code == 429
    office.clock.passes(timedelta(seconds=3))
    assert (await browser.post("/desk/codigo", data={"code": await _code(office)})).status_code == 303


async def test_the_half_session_does_not_last(store: Store) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR, totp_secret=SECRET)
    browser = office.browser()
    await _enters(browser, "lupita")
    office.clock.passes(timedelta(minutes=11))
    answer = await browser.post("/desk/codigo", data={"code": await _code(office)})
    assert answer.headers["location"] == "/desk/entrar?a=/desk/"


async def test_a_recovery_code_serves_once(store: Store) -> None:
    office = Office(store)
    account = await office.account("lupita", Role.OPERATOR, totp_secret=SECRET)
    await office.does(lambda c: signing_in.put_recovery_codes(c, account.id, ["abcdefghjk", "mnpqrstuvw"]))
    for typed, status in (("ABCDE-fghjk", 303), ("abcde-fghjk", 422), ("mnpqrstuvw", 303)):
        browser = office.browser()
        await _enters(browser, "lupita")
        assert (await browser.post("/desk/codigo", data={"code": typed})).status_code == status


async def test_a_role_that_needs_a_second_factor_sets_it_up_first(store: Store) -> None:
    office = Office(store)
    await office.account("rosa", Role.ADMINISTRATOR)
    browser = office.browser()
    assert await _enters(browser, "rosa") == (303, "/desk/factor?a=/desk/")
    assert (await browser.get("/desk/personal")).status_code == 303
    assert (await browser.post("/desk/codigo", data={"code": "000000"})).status_code == 422
    page = await browser.get("/desk/factor")
    found = re.search(r'name="secret" value="(\w{32})"', page.text)
    assert found
    wrong = await browser.post("/desk/factor", data={"secret": found[1], "code": "000000"})
    assert (wrong.status_code, found[1] in wrong.text) == (422, True)
    code = pyotp.TOTP(found[1]).at(int(office.clock.now.timestamp()))
    codes = await browser.post("/desk/factor", data={"secret": found[1], "code": code})
    assert len(re.findall(r"<code>\w{5}-\w{5}</code>", codes.text)) == 10
    assert (await browser.get("/desk/personal")).status_code == 200
    again = await browser.post("/desk/factor", data={"secret": "A" * 32, "code": "123456"})
    assert again.headers["location"] == "/desk/entrar?a=/desk/"  # a whole session does not put another one in its place


async def test_a_secret_that_is_none_of_ours_is_not_taken(store: Store) -> None:
    office = Office(store)
    await office.account("rosa", Role.ADMINISTRATOR)
    browser = office.browser()
    await _enters(browser, "rosa")
    for secret in ("A", "0" * 32, "A" * 65, "' OR 1=1"):
        assert (await browser.post("/desk/factor", data={"secret": secret, "code": "123456"})).status_code == 422


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 303),
        ({"origin": HOME, "sec-fetch-site": "same-origin"}, 303),
        ({"origin": "https://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
async def test_a_form_of_another_site_is_refused(store: Store, headers: dict[str, str], status: int) -> None:
    office = Office(store)
    await office.account("lupita", Role.OPERATOR)
    told = {"name": "lupita", "password": PASSWORD}
    assert (await office.browser().post("/desk/entrar", data=told, headers=headers)).status_code == status


async def test_an_act_needs_the_word_of_this_very_session(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.ADMINISTRATOR)
    lena = await office.signed_in("lena", Role.ADMINISTRATOR)
    page = await lena.get("/desk/personal/nueva")
    hers = dict(re.findall(r'name="(csrf|form)" value="([^"]*)"', page.text))
    told = {"name": "lupita", "full_name": "Lupita", "role_1": "operator"}
    for hidden in (hers, {"form": "x"}, {"csrf": "", "form": "x"}):
        answer = await rosa.sends("/desk/personal/nueva", "add", **hidden, **told)
        assert (answer.status_code, "mucho tiempo abierta" in words_of(answer)) == (409, True)
    origin = {"origin": "https://evil.example"}
    answer = await lena.post("/desk/personal/nueva", data={"act": "add", **hers, **told}, headers=origin)
    assert answer.status_code == 403
    assert await office.does(lambda c: staff.find_account(c, "lupita")) is None


async def test_leaving_ends_the_session_and_needs_the_word_as_well(store: Store) -> None:
    office = Office(store)
    lupita = await office.signed_in("lupita", Role.OPERATOR)
    token = lupita.cookies["__Host-voz"]
    assert (await lupita.post("/desk/salir", data={"csrf": "no"})).headers["location"] == "/desk/"
    page = await lupita.get("/desk/")
    csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)
    assert csrf
    answer = await lupita.post("/desk/salir", data={"csrf": csrf[1]})
    assert answer.headers["location"] == "/desk/entrar"
    lupita.cookies.set("__Host-voz", token, domain="mesa.example")
    assert (await lupita.get("/desk/")).status_code == 303


async def test_a_session_ends_that_is_not_used_and_one_that_is_lasts_twelve_hours_at_most(store: Store) -> None:
    office = Office(store)
    account = await office.account("lupita", Role.OPERATOR)
    idle, busy = await office.inside(account), await office.inside(account)
    for _ in range(14):
        office.clock.passes(timedelta(minutes=50))
        assert (await busy.get("/desk/")).status_code == 200
    assert (await idle.get("/desk/")).status_code == 303
    office.clock.passes(timedelta(minutes=30))
    assert (await busy.get("/desk/")).status_code == 303


async def test_a_password_kept_with_weaker_parameters_is_kept_anew(store: Store) -> None:
    office = Office(store)
    weak = factors.PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    await office.account("lupita", Role.OPERATOR, password=weak)
    assert await _enters(office.browser(), "lupita") == (303, "/desk/")
    kept = (await office.read("lupita")).password
    assert kept != weak
    assert not factors.is_outdated(kept)


async def test_without_tls_the_cookie_is_for_this_machine(store: Store) -> None:
    office = Office(store, world=a_world(public_url=""))
    await office.account("lupita", Role.OPERATOR)
    answer = await office.browser("127.0.0.1").post("/desk/entrar", data={"name": "lupita", "password": PASSWORD})
    assert answer.headers["set-cookie"].startswith("voz=")


@pytest.mark.parametrize(
    ("address", "headers", "status"),
    [
        ("127.0.0.1", {}, 200),
        ("::1", {}, 200),
        ("192.0.2.1", {}, 403),
        ("127.0.0.1", {"x-forwarded-for": "203.0.113.9"}, 403),
    ],
)
async def test_without_tls_only_the_machine_itself_signs_in(
    store: Store, address: str, headers: dict[str, str], status: int
) -> None:
    """As the demonstration does; a password over the open network would be everybody's."""
    office = Office(store, world=a_world(public_url=""))
    async with office.browser(address) as browser:
        answer = await browser.get("/desk/entrar", headers=headers)
        assert answer.status_code == status
        assert ("https" in answer.text) is (status == 403)
