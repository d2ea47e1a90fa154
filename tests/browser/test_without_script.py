"""All of it works without JavaScript: plain forms and links."""

from civic.access import Role
from tests.browser.house import IN_CHROMIUM, House, expect, lines
from tests.desk import PASSWORD

pytestmark = IN_CHROMIUM


async def test_sign_in_read_answer_note_give_and_close(house: House) -> None:
    boss = await house.town.hires("lupita", Role.ADMINISTRATOR)
    await boss.does("/desk/respuestas", "add", shortcut="saludo", text="Buenos días.", department="")
    rosa = await house.town.hires("rosa", Role.SUPERVISOR)
    await house.town.hires("luis", Role.OPERATOR, full_name="Luis Mena")
    operator = await house.town.hires("olga", Role.OPERATOR)
    await house.gives_password(operator)
    chat_id = await house.waits("ana")
    page = await house.opens(None, f"/desk/chats/{chat_id}", java_script_enabled=False)
    await page.get_by_label("Nombre de usuario").fill("olga")
    await page.get_by_label("Contraseña").fill(PASSWORD)
    await page.get_by_role("button", name="Entrar").click()
    await expect(page.locator("#head")).to_contain_text("Sin asignar")
    page = await house.opens(rosa, "/desk/", java_script_enabled=False)
    await page.locator(f"#chat-{chat_id} a").click()
    await page.get_by_role("button", name="Atenderla yo").click()
    await page.get_by_role("button", name="Ponerla en mi respuesta").click()
    await expect(page.get_by_label("Respuesta", exact=True)).to_have_value("Buenos días.")
    await page.get_by_role("button", name="Mandar", exact=True).click()
    await expect(lines(page).last).to_contain_text("Buenos días.")
    await page.get_by_label("Nota interna").fill("Llamar a aguas.")
    await page.get_by_role("button", name="Guardar nota").click()
    await expect(lines(page).last).to_contain_text("NOTA INTERNA")
    await page.get_by_label("Pasarla a una persona").select_option(label="Luis Mena")
    await page.get_by_role("button", name="Pasar", exact=True).click()
    await expect(page.locator("#head")).to_contain_text("La atiende luis")
    await page.get_by_role("button", name="Cerrar la conversación").click()
    await expect(page.locator("p.done")).to_contain_text("se avisó a la persona")
    assert [row.state for row in await house.town.corridor.rows("chats")] == ["closed"]


async def test_a_broadcast_is_written_and_corrected(house: House) -> None:
    rosa = await house.town.hires("rosa", Role.SUPERVISOR)
    page = await house.opens(rosa, "/desk/difusiones/nueva", java_script_enabled=False)
    await page.get_by_label("Título, para el personal").fill("Junta de mañana")
    await page.get_by_label("En español").fill("{nombre}: hay junta el jueves.")
    await page.get_by_label("Colonias, una por línea").fill("Nosequé")
    await page.get_by_role("button", name="Guardar y ver cómo queda").click()
    await expect(page.locator("#error")).to_contain_text("no se encontró «Nosequé»")
    await expect(page.get_by_label("En español")).to_have_value("{nombre}: hay junta el jueves.")
    await page.get_by_label("Colonias, una por línea").fill("")
    await page.get_by_role("button", name="Guardar y ver cómo queda").click()
    await expect(page.locator("h1")).to_contain_text("Junta de mañana")
    assert page.url.partition("?")[0].endswith("/desk/difusiones/junta-de-manana")
    house.expected += ["422"]
