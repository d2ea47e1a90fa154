"""The keyboard alone: from the sign-in to the next resident; keys that can be turned off; the focus is always seen."""

from typing import Any

from civic.access import Role
from tests.browser.house import IN_CHROMIUM, House, expect, held, lines
from tests.desk import PASSWORD

pytestmark = IN_CHROMIUM
_SEEN = """() => {
  const style = getComputedStyle(document.activeElement), box = document.activeElement.getBoundingClientRect();
  const top = document.elementFromPoint(box.x + box.width / 2, box.y + Math.min(box.height / 2, 20));
  return {
    outline: parseFloat(style.outlineWidth) >= 2 && style.outlineStyle !== 'none',
    free: document.activeElement === top || document.activeElement.contains(top) || top?.contains(document.activeElement),
  };
}"""


async def walks_to(page: Any, wanted: str) -> None:
    """By the tab key; on the way the focus is seen at every step and never nowhere."""
    for _ in range(60):
        await page.keyboard.press("Tab")
        where = await held(page)
        assert where != "body", "the focus is lost"
        assert await page.evaluate(_SEEN) == {"outline": True, "free": True}, where
        if await page.evaluate("wanted => document.activeElement.matches(wanted)", wanted):
            return
    raise AssertionError(f"no tab leads to {wanted}")


async def test_from_the_sign_in_to_the_next_resident_without_a_mouse(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    boss = await house.town.hires("lupita", Role.ADMINISTRATOR)
    await boss.does("/desk/respuestas", "add", shortcut="saludo", text="Buenos días, {{nombre}}.", department="")
    await house.gives_password(rosa)
    first, second = await house.waits("ana", name="Ana Soto"), await house.waits("beto")
    page = await house.opens(None, "/desk/")
    await expect(page.locator("#name")).to_be_focused()
    await page.keyboard.type("rosa")
    await page.keyboard.press("Tab")
    await page.keyboard.type(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("#rows")).to_be_visible()
    await walks_to(page, f"#chat-{first} a")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/desk/chats/{first}")
    await walks_to(page, "#respuesta")
    await page.keyboard.type("saludo")
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_have_value("Buenos días, Ana Soto.")
    await expect(page.locator("#text")).to_be_focused()
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("p.done")).to_contain_text("en camino")
    await walks_to(page, "[data-key=c]")
    await page.keyboard.press("Enter")
    await expect(page.locator("p.done")).to_contain_text("se cerró")
    await walks_to(page, "p.done a")
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/desk/chats/{second}")
    assert [row.state for row in await house.town.corridor.rows("chats")] == ["closed", "waiting"]


async def test_single_keys_lead_where_they_say(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.SUPERVISOR)
    await rosa.does("/desk/respuestas", "add", shortcut="saludo", text="Buenos días.", department="")
    first, second = await house.waits("ana"), await house.waits("beto")
    page = await house.opens(rosa, "/desk/")
    for key, where in (("j", first), ("j", second), ("j", second), ("k", first)):
        await page.keyboard.press(key)
        assert await held(page) == f"#chat-{where} a"
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**/chats/{first}")
    for key, where in (("r", "text"), ("i", "note")):
        await page.keyboard.press(key)
        assert await held(page) == where
        await page.keyboard.type("jn?")
        assert await page.input_value(f"#{where}") == "jn?", "whoever types, types"
        await page.fill(f"#{where}", "")
        await page.keyboard.press("Escape")
        assert await held(page) == "main"
    for key, label in (("a", "Atenderla yo"), ("c", "Cerrar la conversación")):
        await page.keyboard.press(key)
        assert await page.evaluate("document.activeElement.textContent") == label
    await page.focus("#text")
    await page.keyboard.press("/")
    assert await held(page) == "respuesta"
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_have_value("Buenos días.")
    await page.keyboard.press("Escape")
    await page.keyboard.press("n")
    await page.wait_for_url(f"**/chats/{second}")
    await page.keyboard.press("g")
    await page.wait_for_url("**/desk/")


async def test_keys_are_listed_and_can_be_turned_off(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    page = await house.opens(rosa, "/desk/")
    await page.keyboard.press("?")
    await expect(page.locator("#keys")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator("#keys")).to_be_hidden()
    await page.goto(house.address + "/desk/cuenta")
    await page.get_by_role("button", name="Apagar los atajos").click()
    await page.goto(f"{house.address}/desk/chats/{chat_id}")
    assert await page.locator("[aria-keyshortcuts]").count() == 0
    for key in ("?", "r", "n", "g"):
        await page.keyboard.press(key)
    await expect(page.locator("#keys")).to_be_hidden()
    assert await held(page) == "body"
    await page.fill("#text", "Buenos días.")
    await page.keyboard.press("Control+Enter")
    await expect(page.locator("p.done")).to_be_visible()
    await expect(lines(page).last).to_contain_text("Buenos días.")


async def test_the_next_one_is_whoever_waits_longest_and_is_nobody_elses(house: House) -> None:
    """Without JavaScript."""
    rosa, luis = await house.town.hires("rosa", Role.SUPERVISOR), await house.town.hires("luis", Role.OPERATOR)
    first, taken, last = [await house.waits(who) for who in ("ana", "beto", "caro")]
    await luis.does(f"/desk/chats/{taken}", "take")
    page = await house.opens(rosa, f"/desk/chats/{first}", java_script_enabled=False)
    for where in (last, first):
        await page.get_by_role("link", name="Siguiente en espera").click()
        assert page.url.endswith(f"/desk/chats/{where}")
    await page.get_by_label("Respuesta", exact=True).fill("Buenos días.")
    await page.get_by_role("button", name="Mandar", exact=True).click()
    await page.locator("p.done a").click()
    assert page.url.endswith(f"/desk/chats/{last}")
    await page.get_by_role("link", name="Siguiente en espera").click()
    await expect(page.locator("p.done")).to_contain_text("Nadie más espera respuesta.")
