"""The doors of the page over real HTTP on loopback."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from importlib.resources import files as package_files
from typing import Any

import httpx
import pytest
import pytest_asyncio

from bot.channels.phone import phone_channels
from bot.channels.port import FetchError, OutsideWindow, Unreachable
from civic.message import AddressKind, Kind, Media, MediaKind, Message, Place
from tests.bot.channels.phone.conftest import Town
from tests.bot.channels.phone.echo import EchoBot

pytestmark = pytest.mark.asyncio(loop_scope="session")

MARIA = "telegram-maria123"
MARIA_WHATSAPP = "whatsapp-maria123"
JPEG = b"\xff\xd8\xff\xe0a photo"


def posted(does: str, **what: Any) -> dict[str, Any]:
    return {"id": "message-1", "sender": MARIA, "does": does, "name": "María", "language": "es-MX", **what}


@pytest_asyncio.fixture(loop_scope="session")
async def client(town: Town) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=town.address, timeout=5) as opened:
        yield opened


@asynccontextmanager
async def events(
    client: httpx.AsyncClient, sender: str, mark: str, last: str = ""
) -> AsyncIterator[AsyncIterator[str]]:
    headers = {"Last-Event-ID": last} if last else {}
    async with client.stream(
        "GET", "/phone/events", params={"sender": sender, "after": mark}, headers=headers
    ) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        yield (line async for line in answer.aiter_lines() if line)


async def next_data(lines: AsyncIterator[str]) -> Mapping[str, Any]:
    async for line in lines:
        if line.startswith("data: "):
            found: Mapping[str, Any] = json.loads(line[6:])
            return found
    raise AssertionError("the stream ended")


async def mark_of(client: httpx.AsyncClient, sender: str = MARIA) -> str:
    return str((await client.get("/phone/history", params={"sender": sender})).json()["mark"])


async def test_the_page_asks_nothing_from_outside_and_runs_nothing_inline(client: httpx.AsyncClient) -> None:
    page = await client.get("/phone")
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    policy = page.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    names = re.findall(r'(?:src|href)="(?!#)([^"]+)"', page.text)
    assert names
    for name in names:
        assert (await client.get(f"/{name}")).status_code == 200, name
    assert not re.search(r"<script(?![^>]*src)|<style| style=| on\w+=", page.text)


async def test_no_page_names_another_host() -> None:
    for page in (package_files("bot.channels.phone") / "pages").iterdir():
        foreign = set(re.findall(r"https?://[\w.]+", page.read_text(encoding="utf-8")))
        assert foreign <= {"http://www.w3.org"}, f"{page.name}: only the name of the drawing language"


async def test_settings_are_those_of_the_municipality(client: httpx.AsyncClient) -> None:
    said = (await client.get("/phone/settings")).json()
    assert said["municipality"] == "Durango"
    assert said["places"][0] == {"latitude": 24.02772, "longitude": -104.65311, "label": "Plaza de Armas"}


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        (posted("text", text="hola"), {"kind": Kind.TEXT, "text": "hola"}),
        (
            posted("choice", choice="t1", text="Sí", of="phone:telegram:1"),
            {
                "kind": Kind.CHOICE,
                "choice": "t1",
                "text": "Sí",
                "replies_to": "phone:telegram:1",
                "press": f"{MARIA}:message-1",
            },
        ),
        (
            posted("place", place={"latitude": 24.02, "longitude": -104.65, "label": "Plaza"}),
            {"kind": Kind.PLACE, "place": Place(24.02, -104.65, "Plaza")},
        ),
        (posted("contact", text="+526185550101"), {"kind": Kind.CONTACT, "text": "+526185550101"}),
        (posted("unsupported", text="👍"), {"kind": Kind.UNSUPPORTED}),
        (posted("edit", of="message-0", text="hola."), {"kind": Kind.EDIT, "message_id": "message-0", "text": "hola."}),
        (posted("blocked"), {"kind": Kind.BLOCKED}),
    ],
)
async def test_what_is_posted_becomes_an_inbound(
    town: Town, client: httpx.AsyncClient, what: Any, expected: Mapping[str, Any]
) -> None:
    answer = await client.post("/phone/messages", json=what)
    assert (answer.status_code, answer.json()) == (200, {"kept": "message-1"})
    (taken,) = town.bot.taken
    assert {name: getattr(taken, name) for name in expected} == expected
    assert (taken.account, taken.sender, taken.name, taken.language) == ("phone:telegram", MARIA, "María", "es-MX")
    assert [(one.kind, one.value) for one in taken.addresses] == [(AddressKind.LOCAL, MARIA)]
    assert json.loads(taken.raw)["does"] == what["does"]


async def test_the_two_faces_of_one_person_are_two_accounts_and_two_addresses(
    town: Town, client: httpx.AsyncClient
) -> None:
    await client.post("/phone/messages", json=posted("text", text="hola"))
    await client.post("/phone/messages", json=posted("text", text="hola", sender=MARIA_WHATSAPP))
    assert [(one.account, one.addresses[0].value) for one in town.bot.taken] == [
        ("phone:telegram", MARIA),
        ("phone:whatsapp", MARIA_WHATSAPP),
    ]


@pytest.mark.parametrize(
    ("what", "reason"),
    [
        ({}, "empty"),
        (posted("dance"), "nothing a phone does"),
        (posted("text"), "no words"),
        (posted("text", text="   "), "no words but blanks"),
        (posted("text", text="x" * 4097), "longer than a phone allows"),
        (posted("place", place={"latitude": 91, "longitude": 0}), "off the globe"),
        (posted("place", place={"latitude": "NaN", "longitude": 0}), "no number"),
        (posted("choice", text="Sí"), "a button without token"),
        (posted("media", file="../../etc/passwd"), "a file we do not hold"),
        (posted("text", text="hola", sender="telegram-../x"), "no address"),
        (posted("text", text="hola", sender="sms-maria1234"), "no face"),
        (posted("text", text="hola", id="1"), "an id that may come twice"),
        (posted("text", text="hola", raw="x"), "a field that the page does not know"),
        ([], "no object"),
    ],
)
async def test_what_the_page_never_posts_is_refused(
    town: Town, client: httpx.AsyncClient, what: Any, reason: str
) -> None:
    answer = await client.post("/phone/messages", json=what)
    assert answer.status_code == 422, reason
    assert not town.bot.taken


@pytest.mark.parametrize(
    ("body", "kind", "reason"),
    [
        (b"{", "application/json", "broken JSON"),
        (b'"\xff"', "application/json", "no UTF-8"),
        (b" " * 70_000, "application/json", "too long"),
        (json.dumps(posted("text", text="hola")).encode(), "text/plain", "as a form on a foreign page would post it"),
    ],
)
async def test_a_body_that_cannot_be_read_is_refused(
    client: httpx.AsyncClient, body: bytes, kind: str, reason: str
) -> None:
    answer = await client.post("/phone/messages", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 422, reason


async def test_what_could_not_be_kept_is_not_acknowledged_and_may_be_tried_again(
    town: Town, client: httpx.AsyncClient
) -> None:
    town.bot.keeps = False
    assert (await client.post("/phone/messages", json=posted("text", text="hola"))).status_code == 503
    town.bot.keeps = True
    assert (await client.post("/phone/messages", json=posted("text", text="hola"))).status_code == 200
    entries = (await client.get("/phone/history", params={"sender": MARIA})).json()["entries"]
    assert [entry["name"] for entry in entries][:2] == ["said", "kept"], "shown once, kept at the second try"


async def test_replies_come_live_and_the_history_tells_the_same(client: httpx.AsyncClient) -> None:
    async with events(client, MARIA, await mark_of(client)) as lines:
        await client.post("/phone/messages", json=posted("text", text="bache"))
        live = [await next_data(lines) for _ in range(3)]
    assert sorted(entry["name"] for entry in live) == ["kept", "said", "sent"]
    reply = next(entry for entry in live if entry["name"] == "sent")
    assert [button["label"] for button in reply["buttons"]] == ["Sí", "Corregir"]
    assert (await client.get("/phone/history", params={"sender": MARIA})).json()["entries"] == live


async def test_a_tab_that_lost_the_stream_gets_what_it_missed_once(town: Town, client: httpx.AsyncClient) -> None:
    start = await mark_of(client)
    telegram, _ = town.channels
    for text in ("uno", "dos", "tres"):
        (part,) = telegram.parts(Message(text=text), window_open=True)
        await telegram.send(MARIA, part, 1)
    era = start.partition("-")[0]
    async with events(client, MARIA, start, last=f"{era}-1") as lines:
        assert [(await next_data(lines))["text"] for _ in range(2)] == ["dos", "tres"]


async def test_a_tab_from_before_a_restart_is_told_to_read_anew(client: httpx.AsyncClient) -> None:
    async with events(client, MARIA, "00000000-7") as lines:
        assert [line async for line in lines] == ["event: stale", "data: {}"]


async def test_a_clean_stop_does_not_wait_for_open_tabs(town: Town, client: httpx.AsyncClient) -> None:
    running = asyncio.create_task(town.channels[0].run(town.bot))
    async with events(client, MARIA, await mark_of(client)) as lines, asyncio.timeout(5):
        assert await anext(lines) == "retry: 1000"
        running.cancel()
        assert [line async for line in lines] == []


@pytest.mark.parametrize(
    "path", ["/phone/events", "/phone/history", "/phone/events?sender=x", "/phone/history?sender=telegram-"]
)
async def test_no_log_without_an_address(client: httpx.AsyncClient, path: str) -> None:
    assert (await client.get(path)).status_code == 400


async def test_a_photo_goes_up_reaches_intake_and_comes_back(town: Town, client: httpx.AsyncClient) -> None:
    up = await client.post("/phone/files", content=JPEG, headers={"Content-Type": "image/jpeg"})
    assert up.status_code == 200
    ref = up.json()["file"]
    await client.post("/phone/messages", json=posted("media", file=ref, text="frente a la primaria"))
    (taken,) = town.bot.taken
    assert taken.media == (Media(MediaKind.PHOTO, ref, "image/jpeg", len(JPEG)),)
    assert taken.text == "frente a la primaria"
    assert b"".join([piece async for piece in town.channels[0].fetch(taken.media[0])]) == JPEG
    down = await client.get(f"/phone/files/{ref}")
    assert (down.content, down.headers["content-type"], down.headers["x-content-type-options"]) == (
        JPEG,
        "image/jpeg",
        "nosniff",
    )
    piece = await client.get(f"/phone/files/{ref}", headers={"Range": "bytes=0-2"})
    assert (piece.status_code, piece.content) == (206, JPEG[:3]), "some browsers play sound only in ranges"


@pytest.mark.parametrize(
    ("content", "kind", "status"),
    [(b"<script>", "text/html", 415), (b"<script>", "image/jpeg", 415), (JPEG + b"x" * 20_000_000, "image/jpeg", 413)],
)
async def test_a_file_that_may_not_be_sent_is_refused_in_plain_words(
    client: httpx.AsyncClient, content: bytes, kind: str, status: int
) -> None:
    answer = await client.post("/phone/files", content=content, headers={"Content-Type": kind})
    assert answer.status_code == status
    assert re.search(r"20 MB|PDF", answer.json()["error"])


async def test_no_path_leads_out_of_the_files(client: httpx.AsyncClient) -> None:
    for ref in ("..%2f..%2fetc%2fpasswd", "%2e%2e", "x", "phone.html"):
        assert (await client.get(f"/phone/files/{ref}")).status_code == 404


async def test_a_blocked_municipality_reaches_nobody_until_unblocked(town: Town, client: httpx.AsyncClient) -> None:
    telegram, whatsapp = town.channels
    (part,) = telegram.parts(Message(text="aviso"), window_open=True)
    for does, id_ in (("blocked", "message-1"), ("unblocked", "message-2")):
        await client.post("/phone/messages", json=posted(does, id=id_))
        if does == "blocked":
            with pytest.raises(Unreachable):
                await telegram.send(MARIA, part, 1)
    assert await telegram.send(MARIA, part, 1)
    assert [one.kind for one in town.bot.taken] == [Kind.BLOCKED, Kind.UNBLOCKED]
    await client.post("/phone/messages", json=posted("blocked", sender=MARIA_WHATSAPP, id="message-3"))
    with pytest.raises(Unreachable):
        await whatsapp.send(MARIA_WHATSAPP, part, 1)
    assert len(town.bot.taken) == 2, "WhatsApp tells nobody that it was blocked"


async def test_a_face_reaches_its_own_accounts_only() -> None:
    telegram, whatsapp = phone_channels("Durango")
    (part,) = telegram.parts(Message(text="hola"), window_open=True)
    with pytest.raises(Unreachable):
        await whatsapp.send(MARIA, part, 1)
    assert await telegram.send(MARIA, part, 1) != await telegram.send(MARIA, part, 1)
    assert (telegram.window(), str(whatsapp.window())) == (None, "1 day, 0:00:00")
    with pytest.raises(OutsideWindow):
        whatsapp.parts(Message(text="hola"), window_open=False)
    with pytest.raises(FetchError):
        [piece async for piece in telegram.fetch(Media(MediaKind.PHOTO, "a" * 22 + ".jpg"))]
    assert (bool(telegram.routes(EchoBot(()))), bool(whatsapp.routes(EchoBot(())))) == (True, False), (
        "one page for both"
    )
    await telegram.close()
    await whatsapp.close()
