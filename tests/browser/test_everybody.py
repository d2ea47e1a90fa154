"""Every screen can be read by everybody: WCAG 2.2 A and AA by axe-core, nothing wider than a small telephone, no id twice.

In light and dark, wide and 320 pixels: that is also a window of 1280 pixels at 400 per cent.
"""

from dataclasses import replace
from typing import Any

from sqlalchemy import update
from starlette.applications import Starlette

from bot.desk_settings import Oidc
from bot.oidc import OidcProvider
from civic.access import Role
from handlers.desk import SCREENS, desk_routes
from storage.tables import series
from tests.browser.house import IN_CHROMIUM, LOOKS, House, expect, faults, faults_in_every_look, lines
from tests.browser.lively import every_page, other_states, something_of_everything
from tests.browser.way_in import way_in
from tests.fakes.oidc_provider import CLIENT, SECRET, OidcServer

pytestmark = IN_CHROMIUM
_REFUSED = """([act]) => {
  const form = document.createElement('form');
  form.method = 'post';
  for (const [name, value] of Object.entries({act, csrf: 'old', form: 'none'})) {
    const field = document.createElement('input');
    Object.assign(field, {type: 'hidden', name, value});
    form.append(field);
  }
  document.body.append(form);
  form.submit();
}"""


async def test_every_screen_with_something_on_it_and_with_an_error(house: House) -> None:
    boss = await something_of_everything(house.town)
    pages = await every_page(house.town, boss)
    assert {one.path for one in SCREENS if "{" in one.path} <= set(pages), "every screen is found by its links"
    page = await house.opens(boss, "/desk/")
    broken: dict[str, list[str]] = {}
    for screen in SCREENS:
        if screen.path not in pages:
            continue  # it leads on, or there is nothing to go back to
        answer = await page.goto(house.address + pages[screen.path])
        assert answer.status == 200, screen.path
        assert await page.evaluate("scrollY") == 0, f"{screen.path} is read from its beginning"
        broken[screen.path] = await faults_in_every_look(page)
        if screen.acts:
            async with page.expect_navigation():
                await page.evaluate(_REFUSED, [next(iter(screen.acts))])
            await expect(page.locator("#error")).to_contain_text("llevaba mucho tiempo abierta")
            broken[f"{screen.path} with an error"] = await faults(page)
    for path in await other_states(house.town):
        assert (await page.goto(house.address + path)).status == 200, path
        broken[path] = await faults_in_every_look(page, LOOKS[:2])
    house.expected += ["409"]
    assert {path: found for path, found in broken.items() if found} == {}


async def test_every_screen_of_a_new_house(house: House) -> None:
    """With nothing on it."""
    boss = await house.town.hires("lupita", Role.ADMINISTRATOR)
    page = await house.opens(boss, "/desk/")
    broken: dict[str, list[str]] = {}
    for path in (await every_page(house.town, boss)).values():
        await page.goto(house.address + path)
        broken[path] = await faults_in_every_look(page, LOOKS[:2])
    assert {path: found for path, found in broken.items() if found} == {}


async def test_the_queue_and_a_chat_after_news(house: House) -> None:
    boss = await house.town.hires("lupita", Role.ADMINISTRATOR)
    queue = await house.opens(boss, "/desk/")
    chat_id = await house.waits("ana", "palabra" * 40, name="مريم " + "Ñ" * 30)
    await expect(queue.locator(f"#chat-{chat_id}")).to_be_visible()
    page = await house.opens(boss, f"/desk/chats/{chat_id}")
    for words in ("¿sigue ahí? 😟👩‍👩‍👧‍👦", "https://example.org/" + "a" * 300, "שלום, ¿me ayudan?"):
        await house.says("ana", words)
    await expect(lines(page).filter(has_text="¿me ayudan?")).to_be_visible()
    await page.keyboard.press("?")
    assert await faults_in_every_look(queue) == []
    assert await faults_in_every_look(page) == [], "with the list of keys"
    await page.keyboard.press("Escape")
    assert await faults_in_every_look(page) == []


async def test_the_way_into_the_desk(house: House) -> None:
    page: Any = await house.opens(None, "/desk/entrar")
    broken: dict[str, list[str]] = {}
    async for _, name in way_in(house, page):
        broken[name] = await faults_in_every_look(page)
    assert (await page.goto(f"{house.address}/desk/invitacion/none")).status == 404
    broken["a link that is over"] = await faults_in_every_look(page)
    house.expected += ["404"]
    assert {name: found for name, found in broken.items() if found} == {}


async def test_pages_that_an_act_or_a_fault_leads_to(house: House) -> None:
    boss = await something_of_everything(house.town)
    page: Any = await house.opens(boss, "/desk/respuestas")
    await page.locator("main a[href^='/desk/respuestas/']").first.click()
    await page.fill("#text", "Buenas tardes, {{nombre}}. ¿En qué le ayudo?")
    await page.get_by_role("button", name="Ver cómo quedaría").click()
    await expect(page.locator("#h-draft")).to_be_visible()
    broken = {"a reply, looked at": await faults_in_every_look(page)}
    await house.town.corridor.does(lambda c: c.execute(update(series).values(document="clave = 'hoja-semanal'")))
    await page.goto(f"{house.address}/desk/series/hoja-semanal")
    await expect(page.get_by_text("Su documento ya no se puede leer")).to_be_visible()
    broken["a series that cannot be read"] = await faults_in_every_look(page)
    assert {name: found for name, found in broken.items() if found} == {}


async def test_an_identity_of_the_municipality_is_linked(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    async with OidcServer() as provider:
        asked = Oidc(issuer=provider.issuer, client_id=CLIENT, client_secret=SECRET)
        told = OidcProvider(asked, lambda: house.town.corridor.now)
        await house.closes_doors()
        house.town.door = replace(house.town.door, identity=told.name)
        routes = desk_routes(house.town.door, house.town.hub, house.town.media, provider=told)
        house.town.app = Starlette(routes=routes)
        await house.opens_doors()
        page: Any = await house.opens(rosa, "/desk/cuenta")
        broken = {"one's account": await faults_in_every_look(page)}
        await page.get_by_role("button", name=f"Enlazar {told.name}").click()
        await expect(page.get_by_role("link", name=f"Seguir en {told.name}")).to_be_visible()
        broken["on the way there"] = await faults_in_every_look(page)
    assert {name: found for name, found in broken.items() if found} == {}
