"""One's own account at `/desk/cuenta`, one's own chat with the assistant, and the link it gives."""

import re
from datetime import timedelta

import pyotp
import pytest

from civic.access import Role
from storage.history import list_events
from storage.store import Store
from tests.corridor import Corridor, text
from tests.desk import PASSWORD, Browser, Office, words_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
NEW = "otra frase muy larga"


async def _changes_password(browser: Browser, **typed: str) -> tuple[int, str]:
    page = await browser.get("/desk/cuenta/clave")
    csrf = re.search(r'name="csrf" value="([^"]*)"', page.text)
    assert csrf
    told = {"csrf": csrf[1], "old": PASSWORD, "password": NEW, "again": NEW, **typed}
    answer = await browser.post("/desk/cuenta/clave", data=told)
    return answer.status_code, answer.headers.get("location", "") or words_of(answer)


async def _events(office: Office, name: str) -> list[str]:
    account = await office.read(name)
    events = await office.does(lambda c: list_events(c, "staff", account.id))
    return [one.event for one in events]


async def test_the_page_says_who_one_is_and_where_one_is_signed_in(store: Store) -> None:
    office = Office(store)
    account = await office.account("lupita", Role.OPERATOR)
    lupita = await office.inside(account)
    await office.inside(account, browser="Mozilla/5.0 (iPhone; CPU) Version/26 Safari/604.1")
    said = words_of(await lupita.get("/desk/cuenta"))
    assert "Atención: todo el municipio" in said
    assert "Safari en iPhone 24 nov 2026, 10:00" in said
    assert "Es esta" in said


async def test_a_password_is_changed_by_who_knows_the_old_one(store: Store) -> None:
    office = Office(store)
    account = await office.account("lupita", Role.OPERATOR)
    lupita, elsewhere = await office.inside(account), await office.inside(account)
    for typed, reason in (
        ({"old": "no es esta frase larga"}, "no es correcta"),
        ({"password": "corta", "again": "corta"}, "12 caracteres"),
        ({"again": "otra frase muy larga 2"}, "no son iguales"),
        ({"csrf": "x"}, "mucho tiempo abierta"),
    ):
        status, said = await _changes_password(lupita, **typed)
        assert (status, reason in said) == (409 if "csrf" in typed else 422, True)
    assert (await lupita.get("/desk/")).status_code == 200
    assert await _changes_password(lupita) == (303, "/desk/cuenta?hecho=clave")
    assert (await lupita.get("/desk/")).status_code == 200
    assert (await elsewhere.get("/desk/")).status_code == 303
    answer = await office.browser().post("/desk/entrar", data={"name": "lupita", "password": NEW})
    assert answer.status_code == 303
    assert await _events(office, "lupita") == ["password_changed", "entered"]


async def test_guessing_the_old_password_in_a_browser_left_open_waits(store: Store) -> None:
    office = Office(store)
    lupita = await office.signed_in("lupita", Role.OPERATOR)
    said = [await _changes_password(lupita, old=f"una frase larga {n}") for n in range(5)]
    assert "Demasiados intentos" in said[-1][1]
    assert (await office.browser().get("/desk/cuenta/clave")).headers["location"] == "/desk/entrar?a=/desk/cuenta/clave"


async def test_sessions_elsewhere_are_ended_one_or_all(store: Store) -> None:
    office = Office(store)
    account, stranger = await office.account("lupita", Role.OPERATOR), await office.signed_in("ana", Role.OPERATOR)
    here, office_pc, phone, tablet = [await office.inside(account) for _ in range(4)]
    ids = re.findall(r'name="session" value="(\d+)"', (await here.get("/desk/cuenta")).text)
    assert len(ids) == 3
    await stranger.does("/desk/cuenta", "end", session=ids[0])  # not theirs: nothing happens
    assert (await here.does("/desk/cuenta", "end", session=ids[-1])).status_code == 303
    assert [(await one.get("/desk/")).status_code for one in (office_pc, phone, tablet)] == [303, 200, 200]
    assert (await here.does("/desk/cuenta", "end_others")).status_code == 303
    assert [(await one.get("/desk/")).status_code for one in (here, phone, tablet)] == [200, 303, 303]
    assert (await stranger.get("/desk/")).status_code == 200


async def _puts_factor(office: Office, browser: Browser, **typed: str) -> tuple[int, str, str]:
    """Status, what is said, and the new secret."""
    page = await browser.get("/desk/cuenta/factor")
    found = re.search(r'name="secret" value="(\w+)"', page.text)
    assert found
    code = pyotp.TOTP(found[1]).at(int(office.clock.now.timestamp()))
    answer = await browser.does("/desk/cuenta/factor", "put", **{"secret": found[1], "code": code, **typed})
    return answer.status_code, words_of(answer), found[1]


async def test_a_second_factor_is_set_up_by_choice_and_its_codes_are_shown_once(store: Store) -> None:
    office = Office(store)
    lupita = await office.signed_in("lupita", Role.OPERATOR)
    status, said, _ = await _puts_factor(office, lupita, code="000000")
    assert (status, "no corresponde" in said) == (422, True)
    status, said, secret = await _puts_factor(office, lupita)
    assert status == 200
    assert len(re.findall(r"\b\w{5}-\w{5}\b", said)) == 10
    assert (await office.read("lupita")).totp_secret == secret
    assert "Le quedan 10 códigos" in words_of(await lupita.get("/desk/cuenta"))


async def test_who_has_one_shows_it_before_it_is_changed_or_taken_away(store: Store) -> None:
    office = Office(store)
    lupita = await office.signed_in("lupita", Role.OPERATOR, totp_secret=SECRET)
    for act in ("put", "codes", "drop"):
        answer = await lupita.does("/desk/cuenta/factor", act, current="000000", secret="A" * 32, code="000000")
        assert (answer.status_code, "no es correcto" in words_of(answer)) == (422, True)
    answer = await lupita.does("/desk/cuenta/factor", "drop", current="000000")
    assert answer.status_code == 422
    answer = await lupita.does("/desk/cuenta/factor", "drop", current="000000")
    assert (answer.status_code, "Demasiados intentos" in words_of(answer)) == (422, True)  # each try was kept
    office.clock.passes(timedelta(seconds=10))
    current = pyotp.TOTP(SECRET).at(int(office.clock.now.timestamp()))
    status, _, secret = await _puts_factor(office, lupita, current=current)
    assert (status, (await office.read("lupita")).totp_secret) == (200, secret)
    office.clock.passes(timedelta(minutes=1))
    current = pyotp.TOTP(secret).at(int(office.clock.now.timestamp()))
    assert (await lupita.does("/desk/cuenta/factor", "drop", current=current)).status_code == 303
    assert (await office.read("lupita")).totp_secret == ""


async def test_a_role_that_needs_it_may_change_it_and_not_take_it_away(store: Store) -> None:
    office = Office(store)
    rosa = await office.signed_in("rosa", Role.SUPERVISOR, totp_secret=SECRET)
    current = pyotp.TOTP(SECRET).at(int(office.clock.now.timestamp()))
    assert "Quitarlo" not in words_of(await rosa.get("/desk/cuenta/factor"))
    answer = await rosa.does("/desk/cuenta/factor", "drop", current=current)
    assert (answer.status_code, "no quitarlo" in words_of(answer)) == (422, True)


async def test_being_given_chats_is_a_choice(store: Store) -> None:
    office = Office(store)
    lupita = await office.signed_in("lupita", Role.OPERATOR)
    await lupita.does("/desk/cuenta", "available", available="1")
    assert (await office.read("lupita")).is_available
    await lupita.does("/desk/cuenta", "available", available="0")
    assert not (await office.read("lupita")).is_available


async def _code_of(corridor: Corridor, who: str) -> str:
    await corridor.agrees(who)
    found = re.search(r"\b[2-9A-Z]{6}\b", text(await corridor.says(who, "mi código")))
    assert found
    return found[0]


async def test_the_own_chat_gives_a_link_that_opens_the_desk_once(store: Store) -> None:
    office = Office(store)
    corridor = Corridor(store, office.world)
    lupita = await office.signed_in("lupita", Role.OPERATOR)
    code = await _code_of(corridor, "52618001")
    assert (await lupita.does("/desk/cuenta", "link", code=f" {code.lower()} ")).status_code == 303
    said = text(await corridor.says("52618001", "/panel"))
    link = re.search(r"https://mesa\.example(/desk/enlace/[\w-]{43})\n", said)
    assert link
    phone = office.browser()
    assert "Entrar como Lupita" in words_of(await phone.get(link[1]))
    assert (await phone.post(link[1])).headers["location"] == "/desk/"
    assert (await phone.get("/desk/")).status_code == 200
    newer = text(await corridor.says("52618001", "Panel"))
    assert (await phone.get(link[1])).status_code == 404
    assert "/desk/enlace/" in newer
    assert "link_given" in await _events(office, "lupita")


async def test_of_two_links_the_older_one_stops_working(store: Store) -> None:
    office = Office(store)
    corridor = Corridor(store, office.world)
    lupita = await office.signed_in("lupita", Role.OPERATOR)
    await lupita.does("/desk/cuenta", "link", code=await _code_of(corridor, "52618001"))
    said = [text(await corridor.says("52618001", "panel")) for _ in range(2)]
    links = [re.findall(r"(/desk/enlace/[\w-]{43})", one)[0] for one in said]
    assert [(await office.browser().get(link)).status_code for link in links] == [404, 200]


async def test_nobody_else_learns_that_there_is_such_a_word(store: Store) -> None:
    office = Office(store)
    corridor = Corridor(store, office.world)
    await corridor.agrees("52618002")
    assert text(await corridor.says("52618002", "/panel")) == text(await corridor.says("52618002", "/pastel"))
    await corridor.says("52618002", "hay un bache")  # also in the middle of a talk it is a word like any other
    assert "No encontré «panel»" in text(await corridor.says("52618002", "panel"))
    assert await corridor.rows("sign_in_links") == []


@pytest.mark.parametrize("why", ["unlinked", "closed"])
async def test_who_is_out_is_given_no_link(store: Store, why: str) -> None:
    office = Office(store)
    corridor = Corridor(store, office.world)
    lupita, rosa = await office.signed_in("lupita", Role.OPERATOR), await office.signed_in("rosa", Role.ADMINISTRATOR)
    await lupita.does("/desk/cuenta", "link", code=await _code_of(corridor, "52618001"))
    link = re.findall(r"/desk/enlace/[\w-]{43}", text(await corridor.says("52618001", "panel")))[0]
    if why == "closed":
        await rosa.does("/desk/personal/lupita", "close", sure="1")
    else:
        await lupita.does("/desk/cuenta", "unlink")
    assert "/desk/enlace/" not in text(await corridor.says("52618001", "panel"))
    assert (await office.browser().post(link)).status_code == 404


async def test_a_code_that_is_wrong_old_or_of_a_colleagues_chat_is_refused(store: Store) -> None:
    office = Office(store)
    corridor = Corridor(store, office.world)
    lupita, ana = await office.signed_in("lupita", Role.OPERATOR), await office.signed_in("ana", Role.OPERATOR)
    code = await _code_of(corridor, "52618001")
    answer = await lupita.does("/desk/cuenta", "link", code="ABC234")
    assert (answer.status_code, "Nadie tiene ese código" in words_of(answer)) == (422, True)
    assert (await lupita.does("/desk/cuenta", "link", code=code)).status_code == 303
    assert (await lupita.does("/desk/cuenta", "link", code=code)).status_code == 422  # one use
    again = re.findall(r"\b[2-9A-Z]{6}\b", text(await corridor.says("52618001", "mi código")))[0]
    answer = await ana.does("/desk/cuenta", "link", code=again)
    assert (answer.status_code, "otra cuenta" in words_of(answer)) == (422, True)


async def test_a_chat_that_another_joins_is_linked_anew(store: Store) -> None:
    """Else whoever talks somebody of staff into joining chats would be given links into the desk."""
    office = Office(store)
    corridor = Corridor(store, office.world)
    lupita = await office.signed_in("lupita", Role.OPERATOR)
    await lupita.does("/desk/cuenta", "link", code=await _code_of(corridor, "52618001"))
    await corridor.agrees("52618009")
    said = text(await corridor.says("52618009", "enlazar"))
    code = re.findall(r"\b[2-9A-Z]{6}\b", said)[0]
    await corridor.says("52618001", f"enlazar {code}")
    assert (await office.read("lupita")).person_id is None
    assert "/desk/enlace/" not in text(await corridor.says("52618009", "panel"))


@pytest.mark.parametrize("role", list(Role))
async def test_everybody_has_an_account_of_their_own(store: Store, role: Role) -> None:
    office = Office(store)
    browser = await office.signed_in("lupita", role)
    for path in ("/desk/cuenta", "/desk/cuenta/factor", "/desk/cuenta/clave"):
        assert (await browser.get(path)).status_code == 200
        assert (await office.browser().get(path)).headers["location"] == f"/desk/entrar?a={path}"
        half = await office.inside(await office.read("lupita"), is_whole=False)
        assert (await half.get(path)).headers["location"] == f"/desk/codigo?a={path}"


async def test_a_number_that_no_row_can_have_is_nothing(store: Store) -> None:
    office = Office(store)
    browser = await office.signed_in("rosa", Role.ADMINISTRATOR)
    assert (await browser.get(f"/desk/chats/{2**63}")).status_code == 404
    answer = await browser.does("/desk/cuenta", "end", session=str(2**64))
    assert answer.status_code == 303
