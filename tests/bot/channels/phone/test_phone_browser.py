"""The page in Chromium: typed, tapped, reloaded, cut off. A foreign request or a console error fails any test."""

import re
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from civic.message import Kind, MediaKind, Message
from tests.bot.channels.phone.conftest import Town

playwright = pytest.importorskip("playwright.async_api", reason="the browser tests need the package playwright")
from playwright.async_api import Browser, ConsoleMessage, Page, Request, expect  # noqa: E402

from tests.bot.channels.phone.hand import Hand  # noqa: E402

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
BROKEN_LINE = re.compile("ERR_|Failed to load resource")

pytestmark = [
    pytest.mark.skipif(CHROMIUM is None, reason="the browser tests need Debian's chromium (apt-get install chromium)"),
    pytest.mark.asyncio(loop_scope="session"),
]


@asynccontextmanager
async def chromium(*flags: str) -> AsyncIterator[Browser]:
    async with playwright.async_playwright() as started:
        opened = await started.chromium.launch(executable_path=CHROMIUM, args=[*FLAGS, *flags])
        yield opened
        await opened.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with chromium() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def browser_with_microphone() -> AsyncIterator[Browser]:
    async with chromium("--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream") as opened:
        yield opened


@pytest.fixture
def look(request: pytest.FixtureRequest) -> dict[str, Any]:
    """How the browser is; a test may give its own."""
    found: dict[str, Any] = getattr(request, "param", {})
    return found


@asynccontextmanager
async def page_of(browser: Browser, town: Town, **look: Any) -> AsyncIterator[Hand]:
    context = await browser.new_context(**{"locale": "es-MX", "viewport": {"width": 1280, "height": 860}, **look})
    page = await context.new_page()
    page.set_default_timeout(8000)
    faults = watch(page, town.address)
    yield Hand(page, town.address)
    await context.close()
    assert not faults


@pytest_asyncio.fixture(loop_scope="session")
async def hand(browser: Browser, town: Town, look: dict[str, Any]) -> AsyncIterator[Hand]:
    async with page_of(browser, town, **look) as opened:
        yield opened


def watch(page: Page, address: str) -> list[str]:
    """What must never happen. A line that a test has cut may be complained about."""
    faults: list[str] = []

    def hear(said: ConsoleMessage) -> None:
        if said.type == "error" and not BROKEN_LINE.search(said.text):
            faults.append(said.text)

    def see(asked: Request) -> None:
        if not asked.url.startswith((address, "blob:", "about:")):
            faults.append(asked.url)

    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", hear)
    page.on("request", see)
    return faults


async def test_words_go_out_and_the_reply_comes_live(hand: Hand, town: Town) -> None:
    await hand.opens()
    await expect(hand.page.get_by_role("heading", level=2)).to_have_text("Municipio de Durango")
    await hand.taps("Iniciar")
    await hand.sees("¿Qué desea hacer?")
    await expect(hand.mine.last.locator("[data-state=kept]")).to_have_text("recibido")
    assert [one.text for one in town.bot.taken] == ["/start"]


async def test_on_telegram_a_tapped_button_is_marked_and_may_be_tapped_again(hand: Hand, town: Town) -> None:
    await hand.opens()
    await hand.says("bache", "¿Es correcto?")
    await hand.taps("Sí")
    await hand.sees("Usted eligió: Sí")
    await expect(hand.page.get_by_role("button", name="Sí", pressed=True)).to_have_count(1)
    await hand.taps("Corregir")
    await hand.sees("Usted eligió: Corregir")
    await expect(hand.page.locator("[aria-busy=true]")).to_have_count(0)
    assert [one.choice for one in town.bot.taken[1:]] == ["yes", "no"]


async def test_on_whatsapp_a_tapped_button_becomes_a_message_and_is_done(hand: Hand, town: Town) -> None:
    await hand.opens("whatsapp")
    await hand.says("bache", "¿Es correcto?")
    await hand.taps("Sí")
    await hand.sees("Usted eligió: Sí")
    await expect(hand.mine.last).to_contain_text("Voy a registrar")
    await expect(hand.page.get_by_role("button", name="Corregir")).to_be_disabled()
    assert town.bot.taken[1].kind is Kind.CHOICE


@pytest.mark.parametrize("face", ["telegram", "whatsapp"])
async def test_a_photo_is_shown_above_the_words(hand: Hand, face: str, tmp_path: Path) -> None:
    await hand.opens(face)
    await hand.says("foto", "¿Es este bache?")
    image = hand.theirs.last.get_by_role("img", name="Foto del municipio")
    await expect(image).to_be_visible()
    await expect(image).to_have_js_property("naturalWidth", 640)
    await expect(hand.theirs.last.get_by_role("link")).to_have_accessible_name("Foto del municipio: ver en grande")
    await hand.page.screenshot(path=tmp_path / f"{face}.png", animations="disabled")
    photo, bubble = await image.bounding_box(), await hand.theirs.last.locator(".bubble").bounding_box()
    assert photo
    assert bubble
    assert bubble["width"] * 0.95 < photo["width"] <= bubble["width"]
    await hand.taps("Sí")
    await hand.sees("Usted eligió: Sí")


async def test_a_photo_that_is_gone_leaves_no_hole(hand: Hand) -> None:
    await hand.opens()
    await hand.says("otra", "¿Es este bache?")
    await expect(hand.theirs.last.get_by_role("img", name="Foto del municipio")).to_have_count(0)


async def test_on_whatsapp_many_choices_are_a_list_behind_one_button(hand: Hand, town: Town) -> None:
    await hand.opens("whatsapp")
    await hand.says("menú", "¿Qué desea hacer?")
    await hand.taps("Ver opciones")
    await expect(hand.page.get_by_role("dialog").get_by_role("button")).to_have_count(6)
    await hand.page.get_by_role("button", name="Queja de una obra").click()
    await hand.sees("Usted eligió: Queja de una obra")
    await expect(hand.page.get_by_role("dialog")).to_have_count(0)
    assert town.bot.taken[1].choice == "complain"


async def test_the_sample_photo_arrives_as_a_photo_with_its_caption(hand: Hand, town: Town) -> None:
    await hand.opens()
    await hand.page.get_by_label("Escriba un mensaje").fill("frente a la primaria")
    await hand.attaches("Foto de muestra")
    await hand.sees("Recibí: photo")
    (taken,) = town.bot.taken
    assert (taken.kind, taken.text, taken.media[0].mime) == (Kind.MEDIA, "frente a la primaria", "image/jpeg")
    await hand.page.reload()
    image = hand.page.get_by_role("img", name="Foto enviada")
    await expect(image).to_have_js_property("naturalWidth", 960)


async def test_a_file_of_ones_own_is_sent_and_a_wrong_one_explained(hand: Hand, town: Town, tmp_path: Path) -> None:
    document, page, large = tmp_path / "oficio.pdf", tmp_path / "foto.jpg", tmp_path / "enorme.pdf"
    document.write_bytes(b"%PDF-1.4 oficio")
    page.write_text("<script>alert(1)</script>", encoding="utf-8")
    with large.open("wb") as file:
        file.truncate(20_000_001)
    await hand.opens()
    chooser = hand.page.locator("#file")
    await chooser.set_input_files(document)
    await hand.sees("Recibí: document")
    await chooser.set_input_files(page)
    await expect(hand.page.locator("#toast")).to_contain_text("Envíe una foto, un audio, un video o un PDF.")
    await expect(hand.mine.last.locator("[data-state=refused]")).to_have_text("no se envió")
    await chooser.set_input_files(large)
    await expect(hand.page.locator("#toast")).to_contain_text("20 MB")
    assert [one.media[0].kind for one in town.bot.taken] == [MediaKind.DOCUMENT]
    await hand.says("hola", "Usted escribió: hola")


async def test_photos_chosen_together_are_one_album_with_one_caption(hand: Hand, town: Town, tmp_path: Path) -> None:
    paths = [tmp_path / f"{number}.pdf" for number in range(3)]
    for path in paths:
        path.write_bytes(b"%PDF-1.4")
    await hand.opens()
    await hand.page.get_by_label("Escriba un mensaje").fill("los tres oficios")
    await hand.page.locator("#file").set_input_files(paths)
    await expect(hand.theirs).to_have_count(3)
    assert [one.text for one in town.bot.taken] == ["los tres oficios", "", ""]
    assert len({one.album for one in town.bot.taken}) == 1
    assert town.bot.taken[0].album


async def test_without_a_microphone_a_voice_note_is_a_sample(hand: Hand, town: Town) -> None:
    await hand.opens()
    await hand.taps("Grabar nota de voz")
    await hand.sees("Recibí: voice")
    assert (town.bot.taken[0].media[0].mime, town.bot.taken[0].media[0].seconds) == ("audio/wav", 2)
    sound = hand.page.locator("audio")
    await expect(sound).to_have_js_property("duration", 2)


async def test_a_voice_note_is_recorded_and_sent_or_dropped(browser_with_microphone: Browser, town: Town) -> None:
    async with page_of(browser_with_microphone, town, permissions=["microphone"]) as hand:
        await hand.opens()
        await hand.taps("Grabar nota de voz")
        await expect(hand.page.locator("#recording")).to_contain_text("Grabando 0:01")
        await hand.taps("Descartar la grabación")
        await hand.taps("Grabar nota de voz")
        await expect(hand.page.locator("#recording")).to_contain_text("Grabando 0:01")
        await hand.taps("Enviar la grabación")
        await hand.sees("Recibí: voice")
    (taken,) = town.bot.taken
    assert taken.media[0].mime in {"audio/ogg", "audio/webm", "audio/mp4"}
    assert taken.media[0].seconds >= 1


async def test_a_place_is_chosen_from_the_keyboard_which_then_goes_away(hand: Hand, town: Town) -> None:
    await hand.opens()
    await hand.says("dónde", "¿Dónde está el problema?")
    await hand.taps("Enviar mi ubicación")
    await hand.taps("Parque Guadiana")
    await hand.sees("Recibí su ubicación: Parque Guadiana")
    await expect(hand.page.locator("#keyboard")).to_be_hidden()
    assert town.bot.taken[1].place


FOUND: dict[str, Any] = {"permissions": ["geolocation"], "geolocation": {"latitude": 24.5, "longitude": -104.5}}


async def test_a_place_may_be_typed_and_a_wrong_one_is_explained(hand: Hand, town: Town) -> None:
    await hand.opens("whatsapp")
    await hand.attaches("Ubicación")
    point = hand.page.get_by_label("Latitud y longitud")
    await point.fill("por la alameda")
    await point.press("Enter")
    await expect(hand.page.get_by_role("alert")).to_contain_text("Escriba dos números")
    await point.fill("24.03, -104.66")
    await point.press("Enter")
    await hand.sees("Recibí su ubicación")
    place = town.bot.taken[0].place
    assert place
    assert (place.latitude, place.longitude) == (24.03, -104.66)


@pytest.mark.parametrize("look", [FOUND], indirect=True)
async def test_a_place_may_be_where_the_device_is(hand: Hand, town: Town) -> None:
    await hand.opens()
    await hand.attaches("Ubicación")
    await hand.taps("Donde estoy ahora")
    await hand.sees("Recibí su ubicación")
    place = town.bot.taken[0].place
    assert place
    assert (place.latitude, place.longitude) == (24.5, -104.5)


async def test_a_number_is_shared_by_its_key_only_and_a_choice_beside_it_is_words(hand: Hand, town: Town) -> None:
    await hand.opens()
    await hand.says("número", "¿Quiere compartir")
    await hand.taps("No")
    await hand.sees("Usted escribió: No")
    await hand.says("número", "¿Quiere compartir")
    await hand.taps("Compartir mi número")
    await hand.sees("+526185550101")
    assert [one.kind for one in town.bot.taken] == [Kind.TEXT, Kind.TEXT, Kind.TEXT, Kind.CONTACT]


async def test_what_was_said_survives_a_reload(hand: Hand) -> None:
    await hand.opens()
    await hand.says("bache", "¿Es correcto?")
    await hand.taps("Sí")
    await hand.sees("Usted eligió: Sí")
    before = await hand.page.locator("#log").inner_text()
    await hand.page.reload()
    await hand.sees("Usted eligió: Sí")
    assert await hand.page.locator("#log").inner_text() == before
    await expect(hand.page.get_by_role("button", name="Sí", pressed=True)).to_have_count(1)


async def test_faces_and_persons_have_conversations_of_their_own(hand: Hand, town: Town) -> None:
    await hand.opens()
    await hand.says("soy María en Telegram", "Usted escribió")
    await hand.picks("WhatsApp")
    await expect(hand.theirs).to_have_count(0)
    await hand.says("soy María en WhatsApp", "Usted escribió")
    await hand.picks("José Luis Nevárez")
    await expect(hand.theirs).to_have_count(0)
    await hand.says("soy José", "Usted escribió")
    await hand.taps("Otra persona")
    await expect(hand.theirs).to_have_count(0)
    await hand.says("soy nueva", "Usted escribió")
    assert len({one.sender for one in town.bot.taken}) == 4
    names = [one.name for one in town.bot.taken]
    assert names == ["María Elena Soto", "María Elena Soto", "José Luis Nevárez", "Persona 1"]
    await hand.page.reload()
    await hand.sees("Usted escribió: soy nueva")


async def test_two_tabs_of_one_person_show_the_same(hand: Hand, town: Town) -> None:
    await hand.opens()
    second = Hand(await hand.page.context.new_page(), town.address)
    await second.opens()
    await hand.says("hola", "Usted escribió: hola")
    await second.sees("Usted escribió: hola")
    await expect(second.mine).to_have_count(1)


async def test_a_lost_connection_is_said_and_nothing_is_lost(hand: Hand, town: Town) -> None:
    await hand.opens()
    await hand.says("antes", "Usted escribió: antes")
    await town.stop()
    await expect(hand.banner).to_contain_text("Sin conexión")
    await hand.types("mientras")
    await hand.types("y otra más")
    await expect(hand.mine.last.locator("[data-state=waiting]")).to_have_text("esperando conexión")
    await town.start()
    await expect(hand.banner).to_be_hidden(timeout=15000)
    await hand.sees("Usted escribió: y otra más")
    assert [one.text for one in town.bot.taken] == ["antes", "mientras", "y otra más"]
    await expect(hand.mine).to_have_count(3)


async def test_what_waits_is_kept_while_one_is_somebody_else(hand: Hand, town: Town) -> None:
    await hand.opens()
    await town.stop()
    await hand.types("de María")
    await hand.picks("José Luis Nevárez")
    await town.start()
    await expect(hand.banner).to_be_hidden(timeout=15000)
    await hand.picks("María Elena Soto")
    await hand.sees("Usted escribió: de María")


async def test_after_the_program_started_anew_the_page_goes_on(hand: Hand, town: Town) -> None:
    await hand.opens()
    await hand.says("hola", "Usted escribió: hola")
    await town.stop()
    await town.restart_empty()
    await expect(hand.mine).to_have_count(0, timeout=15000)
    await hand.says("otra vez", "Usted escribió: otra vez")


async def test_a_store_that_cannot_keep_leaves_the_message_waiting(hand: Hand, town: Town) -> None:
    town.bot.keeps = False
    await hand.opens()
    await hand.types("hola")
    await expect(hand.mine.locator("[data-state=said]")).to_have_text("enviado")
    town.bot.keeps = True
    await hand.sees("Usted escribió: hola")
    await expect(hand.mine).to_have_count(1)


async def test_the_end_stays_in_sight_unless_one_reads_further_up(hand: Hand) -> None:
    await hand.opens()
    for _ in range(4):
        await hand.says("menú", "¿Qué desea hacer?")
    await hand.attaches("Ubicación")
    await hand.taps("Parque Guadiana")
    await hand.sees("Parque Guadiana")
    await expect(hand.theirs.last).to_be_in_viewport(ratio=1)
    await hand.page.locator("#talk").evaluate("it => it.scrollTo(0, 0)")
    await expect(hand.page.get_by_label("Ir al último mensaje")).to_be_visible()
    await hand.types("hola")
    await expect(hand.theirs.last).to_be_in_viewport(ratio=1)


async def test_reading_further_up_is_not_disturbed_by_what_comes(hand: Hand, town: Town) -> None:
    await hand.opens()
    for _ in range(4):
        await hand.says("menú", "¿Qué desea hacer?")
    await hand.page.locator("#talk").evaluate("it => it.scrollTo(0, 0)")
    await expect(hand.page.get_by_label("Ir al último mensaje")).to_be_visible()
    await town.bot.say(town.bot.taken[0], Message(text="Aviso: su folio avanzó."))
    await hand.sees("su folio avanzó")
    assert await hand.page.locator("#talk").evaluate("it => it.scrollTop") == 0
    await hand.taps("Ir al último mensaje")
    await expect(hand.theirs.last).to_be_in_viewport(ratio=1)


async def test_the_dots_show_that_an_answer_is_awaited(hand: Hand, town: Town) -> None:
    town.bot.speaks = False
    await hand.opens()
    await hand.types("hola")
    await expect(hand.page.locator("#typing")).to_be_visible()
    await expect(hand.page.locator("#presence")).to_have_text("escribiendo…")
    town.bot.speaks = True
    await hand.says("¿sigue ahí?", "Usted escribió")
    await expect(hand.page.locator("#typing")).to_be_hidden()


async def test_ones_own_words_may_be_edited_on_telegram(hand: Hand, town: Town) -> None:
    await hand.opens()
    await hand.says("vache", "Usted escribió: vache")
    await hand.taps("Editar este mensaje")
    await hand.says("bache", "Usted corrigió: bache")
    await expect(hand.mine.locator("p")).to_have_text(["bache"])
    assert (town.bot.taken[1].kind, town.bot.taken[1].message_id) == (Kind.EDIT, town.bot.taken[0].message_id)


async def test_blocking_is_shown_and_undone(hand: Hand) -> None:
    await hand.opens()
    await hand.taps("Bloquear al municipio")
    await expect(hand.page.locator(".note")).to_have_text("Usted bloqueó a este contacto.")
    await hand.page.reload()
    await hand.taps("Desbloquear al municipio")
    await expect(hand.page.locator(".note").last).to_have_text("Usted desbloqueó a este contacto.")
    await hand.says("hola", "Usted escribió: hola")


async def test_words_are_never_markup_but_addresses_can_be_opened(hand: Hand) -> None:
    await hand.opens()
    await hand.says("<b>", "<b>no</b> <script>alert(1)</script>")
    await hand.says("liga", "Consulte su folio")
    link = hand.page.get_by_role("link", name="https://durango.example/folio/DGO-1")
    await expect(link).to_have_attribute("rel", "noopener noreferrer")


# --- for everybody ----------------------------------------------------------------------------------------------


async def test_everything_is_reached_by_keyboard_alone(hand: Hand, town: Town) -> None:
    await hand.opens("whatsapp")
    press = hand.page.keyboard.press
    await hand.page.get_by_label("Escriba un mensaje").focus()
    await hand.page.keyboard.type("menú")
    await press("Enter")
    await hand.sees("¿Qué desea hacer?")
    await press("Shift+Tab")
    await expect(hand.page.get_by_role("button", name="Ver opciones")).to_be_focused()
    await press("Enter")
    await press("Tab")
    await press("Escape")
    await expect(hand.page.get_by_role("button", name="Ver opciones")).to_be_focused()
    await press("Enter")
    await press("Tab")
    await press("Enter")
    await hand.sees("Usted eligió: Queja de una obra")
    assert town.bot.taken[1].choice == "complain"


async def test_behind_an_open_sheet_nothing_can_be_reached(hand: Hand) -> None:
    await hand.opens()
    await hand.taps("Adjuntar foto, ubicación o audio")
    for _ in range(20):
        await hand.page.keyboard.press("Tab")
        assert not await hand.page.evaluate("document.getElementById('screen').contains(document.activeElement)")
    await hand.page.keyboard.press("Escape")
    await expect(hand.page.get_by_label("Adjuntar foto, ubicación o audio")).to_be_focused()


async def test_the_conversation_is_a_live_log_and_every_control_has_a_name(hand: Hand) -> None:
    await hand.opens()
    await hand.says("bache", "¿Es correcto?")
    log = hand.page.get_by_role("log", name="Conversación")
    await expect(log).to_have_attribute("aria-live", "polite")
    nameless = await hand.page.evaluate(
        """[...document.querySelectorAll('button, input, textarea, a, audio, img')]
           .filter(it => !(it.ariaLabel || it.textContent.trim() || it.labels?.length || it.hasAttribute('alt')))
           .map(it => it.outerHTML)"""
    )
    assert nameless == []


NARROW: dict[str, Any] = {"viewport": {"width": 320, "height": 568}}


@pytest.mark.parametrize("look", [NARROW], indirect=True)
@pytest.mark.parametrize("face", ["telegram", "whatsapp"])
async def test_it_fits_on_the_smallest_phone(hand: Hand, face: str) -> None:
    await hand.opens(face)
    await hand.says("bache", "¿Es correcto?")
    await hand.attaches("Foto de muestra")
    await hand.sees("Recibí: photo")
    await hand.attaches("Audio de muestra")
    await hand.sees("Recibí: voice")
    await hand.says("x" * 200, "xxx")
    wide = await hand.page.evaluate(
        """[...document.querySelectorAll('.device *')]
           .filter(it => it.getBoundingClientRect().right > innerWidth + 1).map(it => it.className)"""
    )
    assert wide == []
    await hand.taps("Cambiar de persona o de aplicación")
    await hand.picks("Guadalupe Quiñones")
    await hand.page.locator("#panel").get_by_role("button", name="Cerrar").click()
    await expect(hand.theirs).to_have_count(0)
    await hand.says("hola", "Usted escribió: hola")


@pytest.mark.parametrize("look", [NARROW], indirect=True)
async def test_everything_to_be_touched_is_large_enough(hand: Hand) -> None:
    await hand.opens()
    await hand.says("bache", "¿Es correcto?")
    small = await hand.page.evaluate(
        """[...document.querySelectorAll('button')].filter(it => it.checkVisibility())
           .filter(it => Math.min(it.offsetWidth, it.offsetHeight) < 24)  // also while a bubble grows into its place
           .map(it => it.innerText || it.ariaLabel)"""
    )
    assert small == []


CALM: dict[str, Any] = {"reduced_motion": "reduce"}
CONTRAST = """
() => {
  const numbers = colour => {
    const canvas = new OffscreenCanvas(1, 1).getContext('2d', {willReadFrequently: true});
    canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data; return [r, g, b, a / 255];
  };
  const over = ([r, g, b, a], [R, G, B]) => [r * a + R * (1 - a), g * a + G * (1 - a), b * a + B * (1 - a), 1];
  const ground = it => {
    if (!it) return [255, 255, 255, 1];
    const own = numbers(getComputedStyle(it).backgroundColor);
    return own[3] === 1 ? own : over(own, ground(it.parentElement));
  };
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [.2126, .7152, .0722][i], 0);
  const found = [];
  for (const it of document.querySelectorAll('.room *')) {
    const words = [...it.childNodes].filter(node => node.nodeType === 3 && node.data.trim());
    const seen = it.checkVisibility({opacityProperty: true, visibilityProperty: true}) && !it.closest('.unseen');
    if (!words.length || !seen) continue;
    const under = ground(it), ink = over(numbers(getComputedStyle(it).color), under);
    const [high, low] = [light(ink), light(under)].sort((a, b) => b - a);
    found.push([(high + .05) / (low + .05), words[0].data.trim()]);
  }
  return found;
}
"""


@pytest.mark.parametrize("look", [{"color_scheme": "light", **CALM}, {"color_scheme": "dark", **CALM}], indirect=True)
@pytest.mark.parametrize("face", ["telegram", "whatsapp"])
async def test_all_words_can_be_read(hand: Hand, town: Town, face: str) -> None:
    await hand.opens(face)
    await hand.says("bache", "¿Es correcto?")
    await hand.taps("Sí")
    await hand.sees("Usted eligió: Sí")
    await hand.says("menú", "¿Qué desea hacer?")
    await hand.says("dónde", "¿Dónde está el problema?")
    await hand.attaches("Ubicación")
    seen: list[tuple[float, str]] = await hand.page.evaluate(CONTRAST)
    await hand.taps("Plaza de Armas")
    await hand.sees("Recibí su ubicación")
    await town.stop()
    await expect(hand.banner).to_be_visible()
    seen += await hand.page.evaluate(CONTRAST)
    await town.start()
    assert len(seen) > 40
    assert [(round(ratio, 2), words) for ratio, words in seen if ratio < 4.5] == []


@pytest.mark.parametrize("look", [CALM], indirect=True)
async def test_nothing_moves_for_who_asked_for_calm(hand: Hand, town: Town) -> None:
    town.bot.speaks = False
    await hand.opens()
    await hand.types("hola")
    await expect(hand.page.locator("#typing")).to_be_visible()
    assert await hand.page.evaluate("document.getAnimations().length") == 0


async def test_colours_may_be_chosen_and_stay(hand: Hand) -> None:
    await hand.opens()
    ground = "getComputedStyle(document.body).backgroundColor"
    light = await hand.page.evaluate(ground)
    await hand.picks("Oscuros")
    dark = await hand.page.evaluate(ground)
    await hand.page.reload()
    assert light != dark == await hand.page.evaluate(ground)
