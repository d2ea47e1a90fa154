"""Two at one chat, one who is impatient, and notices to whoever looks elsewhere."""

import asyncio
import re
from datetime import timedelta
from typing import Any

import pytest

from civic.access import Role
from tests.browser.house import IN_CHROMIUM, House, expect, hides, lines

pytestmark = IN_CHROMIUM
_NOTED = """
globalThis.noted = [];
const Real = globalThis.Notification;
globalThis.Notification = class extends Real {
  constructor(title, options) { super(title, options); noted.push(options.body); }
};
"""


async def test_two_on_one_chat_see_each_other_and_only_one_answers(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.SUPERVISOR, full_name="Rosa Díaz")
    luis = await house.town.hires("luis", Role.SUPERVISOR, full_name="Luis Mena")
    chat_id = await house.waits("ana")
    hers, his = [await house.opens(who, f"/desk/chats/{chat_id}") for who in (rosa, luis)]
    await expect(hers.locator("#viewers")).to_contain_text("Luis Mena también está aquí", timeout=2000)
    await expect(his.locator("#viewers")).to_contain_text("Rosa Díaz también está aquí", timeout=2000)
    await hers.fill("#text", "Le contesta Rosa.")
    await his.fill("#text", "Le contesta Luis.")
    await asyncio.gather(*(page.evaluate("document.getElementById('send').click()") for page in (hers, his)))
    for page in (hers, his):
        await expect(page.locator("p.done, #error:not([hidden])")).to_be_visible()
    sent = await house.town.corridor.rows("staff_messages")
    assert len(sent) == 1
    loser, words = (his, "Le contesta Luis.") if sent[0].staff == "rosa" else (hers, "Le contesta Rosa.")
    await expect(loser.locator("#error")).to_contain_text(f"la atiende {sent[0].staff}")
    assert await loser.input_value("#text") == words
    house.expected += ["409"]


async def test_colleagues_see_that_somebody_writes_and_that_they_stopped(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.SUPERVISOR)
    luis = await house.town.hires("luis", Role.SUPERVISOR, full_name="Luis Mena")
    chat_id = await house.waits("ana")
    hers, his = [await house.opens(who, f"/desk/chats/{chat_id}") for who in (rosa, luis)]
    asked: list[str] = []
    his.on("request", lambda request: asked.append(request.url) if request.url.endswith("/escribo") else None)
    await his.locator("#text").press_sequentially("Buenos días")
    await expect(hers.locator("#viewers")).to_contain_text("Luis Mena está escribiendo…")
    await expect(his.locator("#viewers")).not_to_contain_text("Luis Mena")
    assert len(asked) == 1, "not for every letter"
    house.town.corridor.now += timedelta(seconds=21)
    await house.says("ana", "¿sigue ahí?")
    await expect(hers.locator("#viewers")).to_contain_text("Luis Mena también está aquí")
    await his.context.close()
    await expect(hers.locator("#viewers")).to_have_text("")


async def test_a_double_click_sends_one_answer(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    page = await house.opens(rosa, f"/desk/chats/{chat_id}")
    await page.fill("#text", "Buenos días.")
    await page.dblclick("#send")
    await expect(page.locator("p.done")).to_be_visible()
    assert len(await house.town.corridor.rows("staff_messages")) == 1
    assert await page.input_value("#text") == "", "what was sent is a draft no more"
    await page.fill("#text", "¿En qué le ayudo?")
    await page.evaluate("document.querySelector('p.done').remove()")
    await page.focus("#text")
    await asyncio.gather(*(page.keyboard.press("Control+Enter") for _ in range(2)))
    await expect(page.locator("p.done")).to_be_visible()
    assert len(await house.town.corridor.rows("staff_messages")) == 2


async def test_the_same_form_sent_twice_is_done_once(house: House) -> None:
    """Also where no script holds back the second."""
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    page = await house.opens(rosa, f"/desk/chats/{chat_id}")
    answers = await page.evaluate(
        """async () => {
          const form = new FormData(document.getElementById('composer'));
          form.set('text', 'Buenos días.');
          form.delete('file');
          const send = () => fetch(location.pathname, {method: 'POST', body: form}).then(answer => answer.url);
          return Promise.all([send(), send()]);
        }"""
    )
    assert sorted(one.rpartition("=")[2] for one in answers) == ["mandado", "repetido"]
    assert len(await house.town.corridor.rows("staff_messages")) == 1


async def test_on_a_slow_line_the_button_says_that_it_is_under_way(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    page = await house.opens(rosa, f"/desk/chats/{chat_id}")
    said, was = asyncio.Event(), []

    def tells(state: str) -> None:
        was.append(state)
        said.set()

    async def slowly(route: Any) -> None:
        await said.wait()
        await route.continue_()

    await page.expose_function("tells", tells)
    await page.evaluate(
        """() => {
          const send = document.getElementById('send');
          const look = () => send.matches('.pending') && tells(`disabled: ${send.ariaDisabled}`);
          new MutationObserver(look).observe(send, {attributes: true});
        }"""
    )
    await page.route(f"**/desk/chats/{chat_id}", slowly)
    await page.fill("#text", "Buenos días.")
    await page.click("#send")
    await expect(page.locator("p.done")).to_be_visible()
    await expect(lines(page).last).to_contain_text("Buenos días.")
    assert was == ["disabled: true"]


async def test_a_notice_tells_how_many_wait_and_nothing_else(house: House) -> None:
    """Only when asked for, only while no page of the desk is in sight, from one page of the browser."""
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    page = await house.opens(rosa, "/desk/cuenta", permissions=["notifications"])
    await page.context.add_init_script(_NOTED)
    await page.reload()
    chat = await page.context.new_page()
    await chat.goto(house.address + "/desk/")
    for one in (page, chat):
        await hides(one)
    await house.waits("ana", name="Ana Soto")
    await hides(page, hidden=False)
    assert await page.evaluate("noted") == [], "nobody asked for it"
    await page.get_by_role("button", name="Encender los avisos").click()
    await expect(page.locator("#notices [role=status]")).to_have_text("Ahora están encendidos.")
    await hides(page)
    await hides(chat)
    await expect(page).to_have_title(re.compile(r"^\(1\) Mi cuenta"))
    await house.waits("beto", "mi recibo del agua", name="Beto Ruiz")
    await expect(page).to_have_title(re.compile(r"^\(2\) "))
    assert await page.evaluate("noted") == ["2 personas esperan respuesta."]
    await hides(chat, hidden=False)
    await house.waits("caro")
    await expect(page).to_have_title(re.compile(r"^\(3\) "))
    assert [len(await one.evaluate("noted")) for one in (page, chat)] == [1, 0], "they look at the desk"
    await hides(page, hidden=False)
    await page.get_by_role("button", name="Apagar los avisos").click()
    await hides(page)
    await hides(chat)
    await house.waits("dora")
    await expect(page).to_have_title(re.compile("^Mi cuenta"))


async def test_who_is_there_is_seen_also_while_much_happens_elsewhere(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("handlers.desk.live._SEEN_AGAIN", 0.05)
    rosa, luis = await house.town.hires("rosa", Role.SUPERVISOR), await house.town.hires("luis", Role.SUPERVISOR)
    chat_id = await house.waits("ana")
    await house.waits("beto")
    hers, _ = [await house.opens(who, f"/desk/chats/{chat_id}") for who in (rosa, luis)]
    await expect(hers.locator("#viewers")).to_contain_text("Luis")
    for number in range(15):
        house.town.corridor.now += timedelta(seconds=10)
        await house.says("beto", f"mensaje {number}")
    await house.says("ana", "¿sigue ahí?")
    await expect(lines(hers).filter(has_text="¿sigue ahí?")).to_be_visible()
    await expect(hers.locator("#viewers")).to_contain_text("Luis")
