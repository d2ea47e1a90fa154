"""Links that open something at the desk once: an invitation, and the link that the assistant gives."""

from datetime import timedelta

from civic.access import Role
from storage import signing_in
from storage.store import Store
from tests.desk import PASSWORD, Browser, Office, words_of

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


async def _enters(browser: Browser, password: str = PASSWORD) -> tuple[int, str]:
    answer = await browser.post("/desk/entrar", data={"name": "lupita", "password": password})
    return answer.status_code, answer.headers.get("location", "")


async def test_an_invitation_asks_for_a_good_password_and_is_not_used_up_by_looking(store: Store) -> None:
    office = Office(store)
    account = await office.account("lupita", Role.OPERATOR)
    old = await office.inside(account)
    ends_at = office.clock.now + timedelta(hours=72)
    token = await office.does(lambda c: signing_in.add_link(c, account.id, "invite", ends_at))
    link, browser = f"/desk/invitacion/{token}", office.browser()
    for _ in range(3):
        assert (await browser.get(link)).status_code == 200
    for password, again, reason in (
        ("corta", "corta", "12 caracteres"),
        ("aaaaaaaaaaaaaaaa", "aaaaaaaaaaaaaaaa", "se adivina"),
        ("soy lupita de verdad", "soy lupita de verdad", "se adivina"),
        ("otra frase muy larga", "otra frase muy larga 2", "no son iguales"),
    ):
        answer = await browser.post(link, data={"password": password, "again": again})
        assert (answer.status_code, reason in words_of(answer)) == (422, True)
    good = {"password": "otra frase muy larga", "again": "otra frase muy larga"}
    assert (await browser.post(link, data=good)).headers["location"] == "/desk/entrar?listo=1"
    assert (await old.get("/desk/")).status_code == 303  # whoever sat there is out
    assert (await browser.post(link, data=good)).status_code == 404
    assert (await _enters(browser))[0] == 422
    assert await _enters(browser, "otra frase muy larga") == (303, "/desk/")


async def test_a_link_of_one_kind_does_not_do_the_others_work(store: Store) -> None:
    office = Office(store)
    account = await office.account("lupita", Role.OPERATOR)
    ends_at = office.clock.now + timedelta(minutes=5)
    enter = await office.does(lambda c: signing_in.add_link(c, account.id, "enter", ends_at))
    invite = await office.does(lambda c: signing_in.add_link(c, account.id, "invite", ends_at))
    browser = office.browser()
    assert (await browser.get(f"/desk/invitacion/{enter}")).status_code == 404
    assert (await browser.post(f"/desk/enlace/{invite}")).status_code == 404
    office.clock.passes(timedelta(minutes=5))
    assert (await browser.post(f"/desk/enlace/{enter}")).status_code == 404


async def test_the_link_of_the_assistant_is_used_by_the_button_alone(store: Store) -> None:
    office = Office(store)
    account = await office.account("lupita", Role.OPERATOR)
    ends_at = office.clock.now + timedelta(minutes=5)
    link = "/desk/enlace/" + await office.does(lambda c: signing_in.add_link(c, account.id, "enter", ends_at))
    preview, browser = office.browser(), office.browser()
    for _ in range(3):
        page = await preview.get(link)
        assert (page.status_code, "set-cookie" in page.headers) == (200, False)
    assert "Entrar como Lupita" in words_of(page)
    answer = await browser.post(link)
    assert (answer.status_code, answer.headers["location"]) == (303, "/desk/")
    assert (await browser.get("/desk/")).status_code == 200
    assert (await office.browser().post(link)).status_code == 404
    assert (await office.browser().get(link)).status_code == 404


async def test_the_link_counts_as_one_factor(store: Store) -> None:
    office = Office(store)
    account = await office.account("lupita", Role.OPERATOR, totp_secret=SECRET)
    ends_at = office.clock.now + timedelta(minutes=5)
    link = "/desk/enlace/" + await office.does(lambda c: signing_in.add_link(c, account.id, "enter", ends_at))
    browser = office.browser()
    assert (await browser.post(link)).headers["location"] == "/desk/codigo?a=/desk/"
    assert (await browser.get("/desk/")).headers["location"] == "/desk/codigo?a=/desk/"
