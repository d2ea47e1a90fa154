"""The queue and the chats in a browser without JavaScript: what is shown to whom, what a form leads to, what is refused."""

import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from civic.access import Grant, Role
from civic.message import Media, MediaKind
from handlers.desk import SCREENS
from handlers.desk.files import mime_of
from storage import tables
from storage.ids import Ids
from storage.outbox import read_message
from storage.store import Store
from tests.desking import WHATSAPP, DeskTown, desk_town, error_of

NASTY = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
async def town(store: Store, tmp_path: Path) -> AsyncIterator[DeskTown]:
    async with desk_town(store, tmp_path) as town:
        yield town


async def test_who_is_not_signed_in_is_led_to_the_sign_in_and_back(town: DeskTown) -> None:
    async with town.client() as http:
        for path in ("/desk/", "/desk/?ver=mine", "/desk/chats/5"):
            answer = await http.get(path)
            assert answer.status_code == 303
            assert answer.headers["location"].startswith("/desk/entrar?a=/desk/")
        assert (await http.get("/desk/chats/5/vivo")).status_code == 404
        assert (await http.get("/desk/archivos/5")).status_code == 404


async def test_the_longest_wait_comes_first_and_urgent_ones_before(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chats = [await town.waits(who) for who in ("ana", "beto", "carla")]
    await rosa.does(f"/desk/chats/{chats[2]}", "priority", priority="0")
    listed = re.findall(r'id="chat-(\d+)"', (await rosa.sees("/desk/")).text)
    assert listed == [str(chats[2]), str(chats[0]), str(chats[1])]
    await rosa.does(f"/desk/chats/{chats[0]}", "reply", text="Buenos días.")
    assert re.findall(r'id="chat-(\d+)"', (await rosa.sees("/desk/?ver=mine")).text) == [str(chats[0])]
    assert re.findall(r'id="chat-(\d+)"', (await rosa.sees("/desk/?ver=unassigned")).text) == [
        str(chats[2]), str(chats[1]),
    ]  # fmt: skip


async def test_a_long_queue_comes_in_pages_without_gap_or_repeat(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    first = await town.waits("ana")
    ids = Ids()

    def more(connection: object) -> None:
        from sqlalchemy import insert, select

        from storage.tables import addresses, chats, people

        [person] = connection.execute(select(people)).all()  # type: ignore[attr-defined]
        [address] = connection.execute(select(addresses)).all()  # type: ignore[attr-defined]
        [chat] = connection.execute(select(chats)).all()  # type: ignore[attr-defined]
        for number in range(119):
            who = {**person._mapping, "id": ids.new()}
            where = {**address._mapping, "id": ids.new(), "person_id": who["id"], "value": f"x{number}"}
            row = {**chat._mapping, "id": ids.new(), "person_id": who["id"], "address_id": where["id"]}
            row["waiting_since"] = chat.waiting_since + timedelta(minutes=number // 3)
            for table, values in ((people, who), (addresses, where), (chats, row)):
                connection.execute(insert(table), values)  # type: ignore[attr-defined]

    await town.corridor.does(more)
    for view in ("waiting", "all", "unassigned"):
        path, seen = f"/desk/?ver={view}", []
        while path:
            page = (await rosa.sees(path)).text
            seen += re.findall(r'id="chat-(\d+)"', page)
            following = re.search(r'href="([^"]+)">Más conversaciones', page)
            path = following[1].replace("&amp;", "&") if following else ""
        assert len(seen) == len(set(seen)) == 120, view
        assert str(first) in seen


async def test_an_answer_goes_out_and_is_shown_with_what_became_of_it(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR, full_name="Rosa Díaz")
    chat_id = await town.waits("ana")
    done = await rosa.does(f"/desk/chats/{chat_id}", "reply", text="Buenos días.\n¿Qué recibo es?")
    assert (done.status_code, done.headers["location"]) == (303, f"/desk/chats/{chat_id}?hecho=mandado")
    page = (await rosa.sees(f"/desk/chats/{chat_id}")).text
    assert "Buenos días.<br>¿Qué recibo es?" in page
    assert "En espera de salir" in page
    assert "La atiende usted" in page
    reads = await town.corridor.rows("reads")
    assert {(row.staff, row.subject, row.subject_id) for row in reads} == {("rosa", "chat", chat_id)}


async def test_a_form_that_is_sent_twice_acts_once(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    path = f"/desk/chats/{chat_id}"
    hidden = dict(re.findall(r'name="(csrf|form)" value="([^"]*)"', (await rosa.sees(path)).text))
    fields = {**hidden, "act": "reply", "text": "Buenos días."}
    first, second = await rosa.http.post(path, data=fields), await rosa.http.post(path, data=fields)
    assert first.headers["location"].endswith("hecho=mandado")
    assert second.headers["location"].endswith("hecho=repetido")
    assert len(await town.corridor.rows("staff_messages")) == 1


async def test_an_answer_that_comes_too_late_keeps_its_text(town: DeskTown) -> None:
    rosa, luis = await town.hires("rosa", Role.OPERATOR), await town.hires("luis", Role.SUPERVISOR)
    chat_id = await town.waits("ana")
    path = f"/desk/chats/{chat_id}"
    hidden = dict(re.findall(r'name="(csrf|form|seen)" value="([^"]*)"', (await luis.sees(path)).text))
    await rosa.does(path, "reply", text="Ya la atiendo.")
    await luis.does(path, "take", over="1")
    late = await luis.http.post(path, data={**hidden, "act": "reply", "text": "Yo <b>le</b> contesto."})
    assert late.status_code == 409
    assert error_of(late) == "Alguien más contestó mientras usted escribía. Lea su respuesta antes de mandar la suya."
    assert "Yo &lt;b&gt;le&lt;/b&gt; contesto." in late.text


REFUSED = [
    # act, fields, what the page says
    ("reply", {"text": "   "}, "Escriba la respuesta."),
    ("reply", {"text": "a" * 4001}, "caben 4000"),
    ("note", {"note": ""}, "Escriba la nota."),
    ("priority", {"priority": "9"}, "Elija una prioridad."),
    ("priority", {"priority": "x"}, "Elija una prioridad."),
    ("transfer", {"department": "nada"}, "Elija a qué dependencia"),
    ("snooze", {"hours": "0"}, "Elija un momento"),
    ("snooze", {"hours": "mañana"}, "Elija hasta cuándo"),
    ("labels", {"labels": "a,b,c,d,e,f,g,h,i"}, "Caben 8 etiquetas"),
    ("again", {"message": "1"}, "ya salió"),
]


@pytest.mark.parametrize(("act", "fields", "says"), REFUSED)
async def test_what_cannot_be_done_is_said_and_changes_nothing(
    town: DeskTown, act: str, fields: dict[str, str], says: str
) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    before = await town.corridor.rows("chats"), await town.corridor.rows("history")
    answer = await rosa.does(f"/desk/chats/{chat_id}", act, **fields)
    assert answer.status_code == 422
    assert says in error_of(answer)
    assert (await town.corridor.rows("chats"), await town.corridor.rows("history")) == before


async def test_outside_of_whatsapps_window_nothing_is_sent_and_the_text_stays(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("+5216180000001", account=WHATSAPP)
    path = f"/desk/chats/{chat_id}"
    assert "WhatsApp: quedan" in (await rosa.sees(path)).text
    town.corridor.now += timedelta(hours=23, minutes=51)
    await town.signs_in(rosa)
    hidden = dict(re.findall(r'name="(csrf|form|seen)" value="([^"]*)"', (await rosa.sees(path)).text))
    refused = await rosa.http.post(path, data={**hidden, "act": "reply", "text": "¿Sigue ahí?"})
    assert refused.status_code == 422
    assert "Pasaron 24 horas" in error_of(refused)
    assert "¿Sigue ahí?" in refused.text
    assert await town.corridor.rows("staff_messages") == []


async def test_a_form_of_another_session_or_site_is_refused(town: DeskTown) -> None:
    rosa, luis = await town.hires("rosa", Role.OPERATOR), await town.hires("luis", Role.OPERATOR)
    chat_id = await town.waits("ana")
    path = f"/desk/chats/{chat_id}"
    hidden = dict(re.findall(r'name="(csrf|form)" value="([^"]*)"', (await luis.sees(path)).text))
    fields = {**hidden, "act": "reply", "text": "Buenos días."}
    old = await rosa.http.post(path, data=fields)
    assert old.status_code == 409
    assert "Buenos días." in old.text, "what was written is shown again"
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert (await luis.http.post(path, data=fields, headers=headers)).status_code == 403
    assert await town.corridor.rows("staff_messages") == []
    same = await luis.http.post(
        path, data=fields, headers={"origin": "http://desk.test", "sec-fetch-site": "same-origin"}
    )
    assert same.status_code == 303


async def test_a_session_that_ended_while_writing_keeps_the_text(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    path = f"/desk/chats/{chat_id}"
    hidden = dict(re.findall(r'name="(csrf|form)" value="([^"]*)"', (await rosa.sees(path)).text))
    town.corridor.now += timedelta(days=3)
    answer = await rosa.http.post(path, data={**hidden, "act": "reply", "text": "Le explico con calma."})
    assert answer.status_code == 401
    assert "lo que escribió no se pierde" in answer.text
    assert 'name="text" value="Le explico con calma."' in answer.text


async def test_what_residents_write_is_text_and_nothing_else(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana", NASTY, name=NASTY[:60])
    await rosa.does(f"/desk/chats/{chat_id}", "note", note=NASTY)
    await rosa.does(f"/desk/chats/{chat_id}", "labels", labels=NASTY[:30])
    for path in ("/desk/", f"/desk/chats/{chat_id}"):
        page = await rosa.sees(path)
        assert "<script>alert" not in page.text
        assert "<img src=x" not in page.text
        policy = page.headers["content-security-policy"]
        assert "unsafe" not in policy
        assert "default-src 'none'" in policy


async def test_an_auditor_sees_no_name_and_no_number(town: DeskTown) -> None:
    eva = await town.hires("eva", Role.AUDITOR)
    chat_id = await town.waits("ana", "mi número es 618 123 45 67", name="Ana Soto")
    page = (await eva.sees(f"/desk/chats/{chat_id}")).text
    assert "A*** S***" in page
    assert "Ana Soto" not in page
    assert "618 123 45 67" not in page
    assert "Mandar</button>" not in page
    assert (await eva.does(f"/desk/chats/{chat_id}", "reply", text="Hola.")).status_code == 404


async def test_files_are_given_to_who_may_see_the_chat_and_only_pictures_are_shown(town: DeskTown) -> None:
    rosa, paco = await town.hires("rosa", Role.OPERATOR), await town.hires("paco", Grant(Role.OPERATOR, "obras"))
    await town.waits("ana")
    await town.corridor.sends("ana", Media(kind=MediaKind.PHOTO, ref="f", mime="image/jpeg"))
    [file] = await town.corridor.rows("media")
    contents = {"aa": b"\xff\xd8\xff\xe0 a picture", "bb": b"<svg onload=alert(1)>", "cc": b"<html>"}
    for name, content in contents.items():
        (town.media / name).write_bytes(content)
        await town.corridor.does(
            lambda c, name=name: c.exec_driver_sql(f"UPDATE media SET state = 'kept', path = '{name}'")
        )
        given = await rosa.sees(f"/desk/archivos/{file.id}")
        assert (given.status_code, given.content) == (200, content)
        assert given.headers["x-content-type-options"] == "nosniff"
        assert "sandbox" in given.headers["content-security-policy"]
        shown = name == "aa"
        assert given.headers["content-type"] == ("image/jpeg" if shown else "application/octet-stream")
        assert ("content-disposition" in given.headers) is not shown
        assert (await paco.sees(f"/desk/archivos/{file.id}")).status_code == 404


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (b"\xff\xd8\xff\xe0", "image/jpeg"), (b"\x89PNG\r\n\x1a\n", "image/png"), (b"RIFF....WEBP", "image/webp"),
        (b"GIF89a", ""), (b"<svg", ""), (b"%PDF", ""), (b"", ""), (b"OggS", "audio/ogg"),
    ],
)  # fmt: skip
def test_what_a_file_is_its_first_bytes_say(content: bytes, mime: str) -> None:
    assert mime_of(content) == mime


async def test_a_chat_is_printed_whole_with_notes_only_on_request(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    for number in range(60):
        await town.corridor.says("ana", f"línea {number}")
    await rosa.does(f"/desk/chats/{chat_id}", "note", note="Cuidado con el perro.")
    printed = (await rosa.sees(f"/desk/chats/{chat_id}/transcripcion")).text
    assert printed.count("línea ") == 60
    assert "Cuidado con el perro" not in printed
    assert "Cuidado con el perro" in (await rosa.sees(f"/desk/chats/{chat_id}/transcripcion?notas=1")).text


async def test_what_is_known_of_a_person_is_what_one_may_know(town: DeskTown) -> None:
    rosa, eva = await town.hires("rosa", Role.OPERATOR), await town.hires("eva", Role.AUDITOR)
    paco = await town.hires("paco", Grant(Role.OPERATOR, "obras"))
    await town.corridor.agrees("ana")
    named = await town.corridor.files("ana")
    chat_id = await town.waits("ana", name="Ana Soto")
    person_id = (await town.corridor.rows("chats"))[0].person_id
    path = f"/desk/personas/{person_id}"
    page = (await rosa.sees(path)).text
    assert "<h1>Ana Soto</h1>" in page
    assert named in page
    assert f"/desk/chats/{chat_id}" in page
    masked = (await eva.sees(path)).text
    assert "Ana Soto" not in masked
    assert "A*** S***" in masked
    assert (await paco.sees(path)).status_code == 404, "none of their chats is in reach"
    assert (await rosa.sees("/desk/personas/5")).status_code == 404
    await town.corridor.does(lambda c: c.exec_driver_sql("UPDATE complaints SET anonymous = true"))
    await town.corridor.does(lambda c: c.exec_driver_sql("UPDATE complaint_reporters SET anonymous = true"))
    assert named not in (await rosa.sees(path)).text, "of an anonymous report nobody learns whose it is"
    assert ("person", person_id) in {(row.subject, row.subject_id) for row in await town.corridor.rows("reads")}


def a_photo() -> bytes:
    from io import BytesIO

    from PIL import Image

    made = BytesIO()
    Image.new("RGB", (40, 30), "red").save(made, "PNG")
    return made.getvalue()


async def test_a_photo_and_a_pdf_go_to_the_resident(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    path = f"/desk/chats/{chat_id}"
    assert (await rosa.does(path, "reply", text="", files={"file": ("x.png", a_photo())})).status_code == 303
    given = await rosa.does(
        path, "reply", text="Su recibo.", files={"file": ("C:\\Mis cosas\\Recibo <1>.pdf", b"%PDF-1.7 x")}
    )
    assert given.status_code == 303
    photo, paper = [read_message(row.body) for row in await town.corridor.rows("outbox", purpose="staff")]
    assert (town.media / "pictures" / f"{photo.photo}.jpg").read_bytes().startswith(b"\xff\xd8\xff")
    assert paper.document
    assert paper.document.name == "Recibo 1.pdf"
    page = (await rosa.sees(path)).text
    assert f"/pictures/{photo.photo}.jpg" in page
    assert f"/documents/{paper.document.file}" in page


async def test_the_photo_of_an_answer_that_was_not_sent_does_not_stay(town: DeskTown) -> None:
    """Refused, as a colleague answered, or pressed twice."""
    rosa, luis = await town.hires("rosa", Role.OPERATOR), await town.hires("luis", Role.SUPERVISOR)
    path = f"/desk/chats/{await town.waits('ana')}"
    hidden = dict(re.findall(r'name="(csrf|form|seen)" value="([^"]*)"', (await luis.sees(path)).text))
    await rosa.does(path, "reply", text="Ya la atiendo.")
    await luis.does(path, "take", over="1")
    for text, status in (("Así quedó.", 409), ("Así quedó.", 303), ("Así quedó.", 303)):
        answer = await luis.http.post(
            path, data={**hidden, "act": "reply", "text": text}, files={"file": ("x.png", a_photo())}
        )
        assert answer.status_code == status
        hidden |= dict(re.findall(r'name="(form|seen)" value="([^"]*)"', answer.text))
    [*_, sent] = [read_message(row.body) for row in await town.corridor.rows("outbox", purpose="staff")]
    assert [file.name for file in town.media.glob("pictures/*")] == [f"{sent.photo}.jpg"]


async def test_a_voice_note_goes_to_the_resident_and_is_heard_at_the_desk(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    path = f"/desk/chats/{await town.waits('ana')}"
    said = {"file": ("grabación.ogg", b"OggS a note")}
    assert (await rosa.does(path, "reply", text="Se lo explico.", files=said)).status_code == 303
    [sent] = [read_message(row.body) for row in await town.corridor.rows("outbox", purpose="staff")]
    assert sent.document and sent.document.name == "grabación.ogg"
    assert f'<audio controls preload="none" src="/documents/{sent.document.file}"' in (await rosa.sees(path)).text


@pytest.mark.parametrize(
    ("name", "content"),
    [("foto.jpg", b"<html><script>alert(1)</script>"), ("dibujo.png", b"<svg onload=alert(1)>"), ("a.pdf", b"MZ\x90")],
)
async def test_what_is_no_picture_and_no_pdf_is_not_sent_and_the_words_stay(
    town: DeskTown, name: str, content: bytes
) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    answer = await rosa.does(
        f"/desk/chats/{chat_id}", "reply", text="Le mando la foto.", files={"file": (name, content)}
    )
    assert answer.status_code == 422
    assert "Se pueden mandar fotos (JPG, PNG, WebP), PDF y audios" in error_of(answer)
    assert "Le mando la foto.</textarea>" in answer.text
    assert await town.corridor.rows("staff_messages") == []


async def test_what_is_too_heavy_is_refused(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("ana")
    answer = await rosa.does(f"/desk/chats/{chat_id}", "reply", text="x", files={"file": ("a.pdf", b"x" * 25_100_000)})
    assert answer.status_code == 413
    assert "pesa más de 25 MB" in answer.text


@pytest.mark.parametrize("path", ["/desk/entrar", "/desk/chats/5"])
async def test_a_body_without_a_length_is_read_only_as_far_as_one_may_go(town: DeskTown, path: str) -> None:
    """Also from somebody who is not signed in."""
    taken = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal taken
        yield b'--end\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
        while taken < 100:
            taken += 1
            yield b"x" * 1_000_000

    async with town.client() as http:
        headers = {"content-type": "multipart/form-data; boundary=end"}
        answer = await http.post(path, content=endless(), headers=headers)
    assert answer.status_code == 413
    assert "pesa más de 25 MB" in answer.text
    assert taken < 30


async def test_after_a_day_a_template_begins_again(town: DeskTown) -> None:
    rosa = await town.hires("rosa", Role.OPERATOR)
    chat_id = await town.waits("+5216180000001", account=WHATSAPP)
    path = f"/desk/chats/{chat_id}"
    town.corridor.now += timedelta(hours=24)
    await town.signs_in(rosa)
    page = (await rosa.sees(path)).text
    assert "tiene una respuesta a su asunto: tengo una duda del predial." in page
    assert "le falta un dato" not in page, "only what the settings have"
    assert (await rosa.does(path, "template", template="complaint_status")).status_code == 422
    assert (await rosa.does(path, "template", template="chat_answer")).status_code == 303
    [sent] = await town.corridor.rows("outbox", purpose="staff")
    message = read_message(sent.body)
    assert (message.template, message.values) == ("chat_answer", ("tengo una duda del predial",))
    assert (await town.corridor.rows("chats"))[-1].staff == "rosa"


NO_PAGES = {"/desk/siguiente": 303, "/desk/textos/probar": 303}
"""One leads to whoever waits, the other is shown after an act only."""


@pytest.mark.parametrize("role", Role)
async def test_every_role_at_every_page_and_act(town: DeskTown, role: Role) -> None:
    """What is not allowed is not there: 404, whatever it is."""
    who = await town.hires("alguien", role)
    chat_id = await town.waits("ana")
    for screen in SCREENS:
        path = re.sub(r"\{chat:int\}", str(chat_id), screen.path)
        if "{" in path:
            continue
        allowed = screen.permission is None or town_may(role, screen.permission)
        found = NO_PAGES.get(path, 200)
        elsewhere = 303 if path == "/desk/" else 404  # everybody comes in by the first page
        assert (await who.sees(path)).status_code == (found if allowed else elsewhere), path
        for act, (permission, _) in screen.acts.items():
            granted = allowed and (permission is None or town_may(role, permission))
            answer = await who.http.post(path, data={"act": act, "csrf": "wrong"})
            refused = 409 if found == 200 else found  # where there is no page, none can say why
            assert answer.status_code == (refused if granted else 404), f"{path} {act}"


def town_may(role: Role, permission: object) -> bool:
    from civic.access import ALLOWED

    return permission in ALLOWED[role]


async def test_of_a_resident_only_the_chats_within_reach_are_read(town: DeskTown) -> None:
    """What they say to another department later is not on the page of a chat that one had with them."""
    boss = await town.hires("lupita", Role.ADMINISTRATOR)
    paco = await town.hires("paco", Grant(Role.OPERATOR, "obras"))
    old = await town.waits("ana", "hay un bache")
    await boss.does(f"/desk/chats/{old}", "transfer", department="obras")
    await paco.does(f"/desk/chats/{old}", "reply", text="Mañana va la cuadrilla.")
    await paco.does(f"/desk/chats/{old}", "close")
    town.corridor.now += timedelta(minutes=5)
    new = await town.waits("ana", "el de obras me pidió dinero")
    await boss.does(f"/desk/chats/{new}", "transfer", department="aguas")
    town.corridor.now += timedelta(minutes=1)
    await town.corridor.sends("ana", Media(kind=MediaKind.PHOTO, ref="f"), "aquí está el recado que me dejó")
    await boss.does(f"/desk/chats/{new}", "note", note="Que lo vea contraloría.")
    [photo] = await town.corridor.rows("media")
    assert (await paco.sees(f"/desk/chats/{new}")).status_code == 404
    for path in (f"/desk/chats/{old}", f"/desk/chats/{old}/transcripcion?notas=1", "/desk/?ver=closed"):
        page = (await paco.sees(path)).text
        assert "hay un bache" in page, path
        assert not any(word in page for word in ("dinero", "recado", "contraloría", str(photo.id))), path
    both = (await boss.sees(f"/desk/chats/{old}")).text
    assert all(word in both for word in ("cuadrilla", "dinero", "recado", "contraloría")), "who may see both reads both"


async def test_what_was_said_to_the_assistant_is_not_read_by_staff(town: DeskTown) -> None:
    """Else it would tell whose an anonymous report is."""
    boss = await town.hires("lupita", Role.ADMINISTRATOR)
    await town.corridor.agrees("ana")
    await town.corridor.says("ana", "hay un bache que tapó el inspector con tierra, en la colonia Azcapotzalco")
    await town.corridor.says("ana", "saltar")
    [*_, filed] = await town.corridor.presses("ana", "Sí, anónimo")
    folio = next(word for word in filed.text.split() if word.startswith("DGO-"))
    chat_id = await town.waits("ana", "tengo una duda de mi recibo")
    await town.corridor.says("ana", "¿sigue ahí?")
    for path in (f"/desk/chats/{chat_id}", f"/desk/chats/{chat_id}/transcripcion", "/desk/"):
        page = (await boss.sees(path)).text
        assert "tengo una duda de mi recibo" in page or "¿sigue ahí?" in page, path
        assert "inspector" not in page and folio not in page, path


async def test_what_came_with_the_wish_for_a_person_is_there(town: DeskTown) -> None:
    boss = await town.hires("lupita", Role.ADMINISTRATOR)
    await town.corridor.agrees("ana")
    await town.corridor.says("ana", "quiero hablar con una persona")
    await town.corridor.sends("ana", Media(kind=MediaKind.PHOTO, ref="f"), "mi recibo está mal")
    [photo] = await town.corridor.rows("media")
    kept = update(tables.media).where(tables.media.c.id == photo.id).values(state="kept", path="m1")
    await town.corridor.does(lambda c: c.execute(kept))
    (town.media / "m1").write_bytes(b"\xff\xd8\xff")
    [chat] = await town.corridor.rows("chats")
    page = (await boss.sees(f"/desk/chats/{chat.id}")).text
    assert "mi recibo está mal" in page[page.index('<li id="line-') :], "the first line"
    assert f'src="/desk/archivos/{photo.id}"' in page
    assert (await boss.sees(f"/desk/archivos/{photo.id}")).status_code == 200


async def test_of_a_chat_out_of_reach_nothing_is_there(town: DeskTown) -> None:
    paco = await town.hires("paco", Grant(Role.SUPERVISOR, "obras"))
    chat_id = await town.waits("ana")
    path = f"/desk/chats/{chat_id}"
    hidden = dict(re.findall(r'name="(csrf)" value="([^"]*)"', (await paco.sees("/desk/")).text))
    assert (await paco.sees(path)).status_code == 404
    assert (await paco.sees(f"{path}/vivo")).status_code == 404
    for act in ("reply", "take", "note", "close", "assign", "again", "labels"):
        answer = await paco.http.post(path, data={**hidden, "act": act, "form": act, "text": "x", "note": "x"})
        assert answer.status_code == 404, act
    assert str(chat_id) not in (await paco.sees("/desk/?ver=all")).text
