"""Time that runs out while somebody writes: WhatsApp's day, the session. What was written stays."""

from datetime import timedelta

from civic.access import Role
from tests.browser.house import IN_CHROMIUM, House, expect
from tests.desk import PASSWORD
from tests.desking import WHATSAPP

pytestmark = IN_CHROMIUM


async def test_after_whatsapps_day_there_are_templates_and_the_words_stay(house: House) -> None:
    """The page knows by its own clock, and when the resident writes again."""
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("+5216180000001", account=WHATSAPP)
    path = f"/desk/chats/{chat_id}"
    page = await house.opens(rosa, path, at=house.town.corridor.now)
    await expect(page.locator("#head .window")).to_contain_text("quedan")
    await expect(page.locator("#window")).to_be_hidden()
    await page.fill("#text", "Le explico despacio.")
    await page.focus("#send")
    house.town.corridor.now += timedelta(hours=24)
    await page.clock.fast_forward("24:00:00")
    await expect(page.locator("#window")).to_be_visible()
    await expect(page.locator("#send")).to_be_disabled()
    await expect(page.locator("#text")).to_be_focused()
    assert await page.input_value("#text") == "Le explico despacio."
    await house.town.signs_in(rosa)
    page = await house.opens(rosa, path, at=house.town.corridor.now)
    await expect(page.locator("#send")).to_be_disabled()
    await house.says("+5216180000001", "ya volví", account=WHATSAPP)
    await expect(page.locator("#window")).to_be_hidden()
    await expect(page.locator("#send")).to_be_enabled()
    house.expected += ["404"]  # the session of the first page ended in that day too, as it may find out


async def test_who_sends_all_the_same_is_refused(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("+5216180000001", account=WHATSAPP)
    path = f"/desk/chats/{chat_id}"
    house.town.corridor.now += timedelta(hours=24)
    await house.town.signs_in(rosa)
    refused = await rosa.does(path, "reply", text="Le explico despacio.")
    assert refused.status_code == 422
    assert "Le explico despacio.</textarea>" in refused.text
    assert await house.town.corridor.rows("staff_messages") == []


async def test_what_was_refused_is_still_there_after_the_next_act(house: House) -> None:
    boss = await house.town.hires("lupita", Role.SUPERVISOR)
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    page = await house.opens(boss, f"/desk/chats/{chat_id}")
    await rosa.does(f"/desk/chats/{chat_id}", "take")
    await page.fill("#text", "Le explico despacio.")
    await page.click("#send")
    await expect(page.locator("#error")).to_contain_text("la atiende rosa")
    await page.click("button[data-key=a]")
    await expect(page.locator("p.done")).to_be_visible()
    assert await page.input_value("#text") == "Le explico despacio."
    house.expected += ["409"]


async def test_the_session_ends_while_they_write_and_the_words_stay(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    await house.gives_password(rosa)
    chat_id = await house.waits("ana")
    page = await house.opens(rosa, f"/desk/chats/{chat_id}")
    await page.fill("#text", "Le explico despacio.")
    house.town.corridor.now += timedelta(hours=2)
    await page.click("#send")
    await expect(page.get_by_role("alert")).to_contain_text("lo que escribió no se pierde")
    await page.fill("#name", "rosa")
    await page.fill("#password", PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.locator("#text")).to_have_value("Le explico despacio.")
    assert page.url.partition("?")[0].endswith(f"/desk/chats/{chat_id}")
    await page.click("#send")
    await expect(page.locator("p.done")).to_be_visible()
    house.expected += ["401", "404"]


async def test_what_was_being_written_is_there_after_a_reload(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    page = await house.opens(rosa, f"/desk/chats/{chat_id}")
    await page.locator("#text").press_sequentially("Le explico")
    await page.reload()
    await expect(page.locator("#text")).to_have_value("Le explico")
