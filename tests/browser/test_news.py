"""What changes while a page is open: it appears, in order and once, and disturbs nobody. Breaks of the line, of the
program and of rights."""

import asyncio
import re
from typing import Any

from civic.access import Grant, Role
from storage.staff import put_grants
from tests.browser.house import IN_CHROMIUM, House, expect, held, lines, secret
from tests.corridor import inbound

pytestmark = IN_CHROMIUM


async def numbered(page: Any, word: str) -> list[str]:
    """All lines that begin with a word, in the order of the page."""
    said = await lines(page).locator(".text").all_inner_texts()
    return [line for line in said if line.startswith(word)]


async def test_words_of_a_resident_appear_and_disturb_nothing(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    page = await house.opens(rosa, f"/desk/chats/{chat_id}")
    await page.fill("#text", "Estoy escribiendo esto")
    await page.evaluate("document.getElementById('text').setSelectionRange(3, 8)")
    await house.says("ana", "¿sigue ahí?")
    await expect(lines(page).filter(has_text="¿sigue ahí?")).to_be_visible()
    assert await page.input_value("#text") == "Estoy escribiendo esto"
    assert await held(page) == "text"
    assert await page.evaluate("document.getElementById('text').selectionEnd") == 8
    await expect(page.locator("#announce")).to_have_text(re.compile("nuevo"))


async def test_who_reads_further_up_is_not_moved(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    for number in range(30):
        await house.town.corridor.says("ana", f"línea {number}")
    page = await house.opens(rosa, f"/desk/chats/{chat_id}")
    await page.evaluate("document.getElementById('thread').scrollTop = 40")
    for words in ("una más", "y otra"):
        await house.says("ana", words)
    await expect(page.locator("#newer button")).to_have_text("2 mensajes nuevos ↓")
    assert await page.evaluate("document.getElementById('thread').scrollTop") == 40
    await page.click("#newer button")
    await expect(page.locator("#newer")).to_be_hidden()
    await expect(lines(page).last).to_be_in_viewport()


async def test_twenty_messages_at_once_are_announced_once(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    page = await house.opens(rosa, f"/desk/chats/{chat_id}")
    await house.says("ana", "antes")
    await expect(page.locator("#announce")).to_have_text("Un mensaje nuevo")
    await page.evaluate(
        """() => {
          globalThis.spoken = [];
          const place = document.getElementById('announce');
          new MutationObserver(() => spoken.push(place.textContent)).observe(place, {childList: true});
        }"""
    )
    await house.town.corridor.takes(*[inbound("ana", f"aviso {number}") for number in range(20)])
    house.town.hub.poke()
    await expect(page.locator("#announce")).to_have_text("20 mensajes nuevos")
    assert await page.evaluate("spoken") == ["20 mensajes nuevos"]
    assert await page.locator("[aria-live=polite]").count() == 1, "one region that speaks"


async def test_the_queue_moves_by_itself_and_the_focus_is_never_lost(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    page = await house.opens(rosa, "/desk/")
    await expect(page.locator("#empty")).to_be_visible()
    first = await house.waits("ana")
    row = page.locator(f"#chat-{first}")
    await expect(row).to_contain_text("sin asignar")
    await expect(page.locator("#tabs .count").first).to_have_text("1")
    await expect(page).to_have_title(re.compile(r"^\(1\) "))
    second = await house.waits("beto")
    await expect(page.locator(f"#chat-{second}")).to_be_visible()
    await row.locator("a").focus()
    await rosa.does(f"/desk/chats/{first}", "take")
    await expect(row).to_contain_text("la atiende rosa")
    assert await held(page) == f"#chat-{first} a"
    await rosa.does(f"/desk/chats/{first}", "close")
    await expect(row).to_have_count(0)
    assert await held(page) == f"#chat-{second} a", "what comes next"
    await rosa.does(f"/desk/chats/{second}", "close")
    await expect(page.locator("#empty")).to_be_visible()
    assert await held(page) == "main", "nothing comes next"
    await expect(page).to_have_title(re.compile("^Esperan"))


async def test_a_minute_without_a_line_loses_and_doubles_nothing(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    page = await house.opens(rosa, f"/desk/chats/{chat_id}")
    await house.says("ana", "antes")
    await expect(lines(page).filter(has_text="antes")).to_be_visible()
    await page.fill("#text", "a medias")
    await page.context.set_offline(True)
    await page.evaluate("window.dispatchEvent(new Event('offline'))")
    for number in range(60):
        await house.says("ana", f"mientras {number}")
    await page.context.set_offline(False)
    await page.evaluate("window.dispatchEvent(new Event('online'))")
    await expect(lines(page).last).to_contain_text("mientras 59", timeout=20_000)
    assert await numbered(page, "mientras") == [f"mientras {number}" for number in range(60)]
    assert await page.input_value("#text") == "a medias"


async def test_a_restart_of_the_program_loses_and_doubles_nothing(house: House) -> None:
    """Under open pages, at the same address."""
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id = await house.waits("ana")
    page, queue = await house.opens(rosa, f"/desk/chats/{chat_id}"), await house.opens(rosa, "/desk/")
    await house.says("ana", "mensaje 0")
    await expect(lines(page).filter(has_text="mensaje 0")).to_be_visible()
    await page.fill("#text", "a medias")
    await house.closes_doors()
    await expect(page.locator("#live-trouble")).to_be_visible()
    for number in (1, 2):
        await house.town.corridor.says("ana", f"mensaje {number}")
    other = await house.town.waits("beto")
    house.town.__post_init__()
    await house.opens_doors()
    await expect(lines(page).filter(has_text="mensaje 2")).to_be_visible(timeout=20_000)
    await expect(queue.locator(f"#chat-{other}")).to_be_visible(timeout=20_000)
    await house.says("ana", "mensaje 3")
    await expect(lines(page).filter(has_text="mensaje 3")).to_be_visible()
    assert await numbered(page, "mensaje") == [f"mensaje {number}" for number in range(4)]
    await expect(page.locator("#live-trouble")).to_be_hidden()
    assert await page.input_value("#text") == "a medias"
    await page.click("#send")
    await expect(page.locator("p.done")).to_be_visible()


async def test_seven_tabs_of_one_browser_all_load(house: House) -> None:
    """Over HTTP/1.1 a browser has six connections to a server, and here all seven are in sight."""
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    pages = [await house.opens(rosa, "/desk/")]
    for _ in range(6):
        pages.append(await pages[0].context.new_page())
        await pages[-1].goto(f"{house.address}/desk/")
    chat_id = await house.waits("ana")
    await asyncio.gather(*(expect(page.locator(f"#chat-{chat_id}")).to_be_visible(timeout=20_000) for page in pages))


async def test_a_right_that_is_taken_away_ends_the_news(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.OPERATOR)
    chat_id, word = await house.waits("ana"), secret()
    page, queue = await house.opens(rosa, f"/desk/chats/{chat_id}"), await house.opens(rosa, "/desk/")
    await house.says("ana", "antes")
    await expect(lines(page).filter(has_text="antes")).to_be_visible()
    await house.town.corridor.does(lambda c: put_grants(c, rosa.id, [Grant(Role.OPERATOR, "obras")]))
    await house.says("ana", word)
    await expect(page.locator("#live-trouble")).to_be_visible()
    await expect(queue.locator(f"#chat-{chat_id}")).to_have_count(0)
    assert word not in await page.content() + await queue.content()
    house.expected += ["404"]
