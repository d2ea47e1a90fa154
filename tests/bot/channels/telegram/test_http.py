"""The request class under the library: what goes over the line, seen from the other end."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Any

import pytest
import telegram
from aiohttp import web
from telegram.error import BadRequest

from bot.channels.telegram.http import AiohttpRequest

SENT = {"ok": True, "result": {"message_id": 5, "date": 1767225600, "chat": {"id": 7, "type": "private"}}}


class Line:
    """A Bot API that takes all and remembers the last request."""

    def __init__(self) -> None:
        self.content_type = ""
        self.fields: dict[str, Any] = {}
        self.address = ""

    async def take(self, request: web.Request) -> web.Response:
        self.content_type = request.content_type
        if request.content_type == "application/json":
            self.fields = await request.json()
        else:
            self.fields = {name: await _content(part) for name, part in (await request.post()).items()}
        return web.json_response(SENT)


async def _content(part: Any) -> Any:
    return (part.filename, part.content_type, part.file.read()) if isinstance(part, web.FileField) else part


@pytest.fixture
async def line() -> AsyncIterator[Line]:
    line = Line()
    app = web.Application()
    app.router.add_post("/{path:.*}", line.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    line.address = f"http://127.0.0.1:{runner.addresses[0][1]}/bot"
    yield line
    await runner.cleanup()


@pytest.fixture
async def bot(line: Line) -> AsyncIterator[telegram.Bot]:
    request = AiohttpRequest(2, read_timeout=5, connect_timeout=5)
    yield telegram.Bot("1:x", base_url=line.address, request=request, get_updates_request=request)
    await request.shutdown()


async def test_fields_go_as_json_with_their_types(bot: telegram.Bot, line: Line) -> None:
    await bot.send_message(7, "¿Sí? 🕳️", disable_notification=True)
    assert line.content_type == "application/json"
    assert line.fields == {"chat_id": 7, "text": "¿Sí? 🕳️", "disable_notification": True}


async def test_a_file_goes_as_a_form_with_its_name(bot: telegram.Bot, line: Line) -> None:
    await bot.send_document(7, BytesIO(b"%PDF-1.7"), filename="acuse año.pdf", caption="Su acuse")
    assert line.content_type == "multipart/form-data"
    assert line.fields["chat_id"] == "7"
    assert line.fields["caption"] == "Su acuse"
    assert ("acuse año.pdf", "application/pdf", b"%PDF-1.7") in line.fields.values()


async def test_a_pool_is_opened_again_after_it_was_closed(line: Line) -> None:
    request = AiohttpRequest(2, read_timeout=5, connect_timeout=5)
    bot = telegram.Bot("1:x", base_url=line.address, request=request, get_updates_request=request)
    await bot.send_message(7, "uno")
    await request.shutdown()
    await bot.send_message(7, "dos")
    await request.shutdown()
    assert line.fields["text"] == "dos"


async def test_an_address_of_no_web_server_is_not_written_to() -> None:
    request = AiohttpRequest(2, read_timeout=5, connect_timeout=5)
    bot = telegram.Bot("1:x", base_url="ftp://127.0.0.1/bot", request=request, get_updates_request=request)
    with pytest.raises(telegram.error.NetworkError) as failure:
        await bot.send_message(7, "uno")
    assert type(failure.value).__name__ == "NeverLeft"
    assert not isinstance(failure.value, BadRequest)
    await request.shutdown()
