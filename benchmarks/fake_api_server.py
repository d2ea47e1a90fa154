"""The fake Bot API's own process: `python -m benchmarks.fake_api_server --delay 0.08`.

It prints its port, accepts every sendMessage after the delay, and ends when its input closes.
"""

import argparse
import asyncio
import json
import logging
import re
import sys

from aiohttp import web

from benchmarks.ledger import BOT, Ledger, api_answer

CHAT = re.compile(rb'chat_id(?:=|"\s*:\s*"?|"\r\n\r\n)(-?\d+)')
"""The recipient in a url-encoded, JSON or multipart body; a full parse would cost more than what we measure."""


class _Server:
    def __init__(self, delay: float) -> None:
        self._delay = delay
        self._ledger = Ledger()

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        method = request.path.rpartition("/")[2]
        if method == "ledger":
            return web.Response(text=self._ledger.dump())
        if method.lower() == "sendmessage":
            return await self._send(await request.read())
        return web.Response(body=BOT, content_type="application/json")

    async def _send(self, body: bytes) -> web.Response:
        found = CHAT.search(body)
        if found is None:
            refusal = json.dumps({"ok": False, "error_code": 400, "description": "Bad Request: chat_id is empty"})
            return web.Response(status=400, text=refusal, content_type="application/json")
        chat = int(found[1])
        self._ledger.record(chat)
        if self._delay:
            await asyncio.sleep(self._delay)
        return web.Response(body=api_answer(chat), content_type="application/json")


async def _serve(delay: float) -> None:
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # contestants are killed in mid-request: no news
    runner = web.ServerRunner(web.Server(_Server(delay), access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    asyncio.run(_serve(parser.parse_args().delay))


if __name__ == "__main__":
    main()
