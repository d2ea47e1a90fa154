"""The fake Bot API's own process: `python -m benchmarks.fake_api_server --delay 0.08`.

It prints its port, accepts every sendMessage after the delay, and ends when its input closes. With `--permitted 30` it
refuses with 429 whatever comes beyond so many in any one second, as Telegram does.
"""

import argparse
import asyncio
import json
import logging
import re
import sys
import time
from collections import deque

from aiohttp import web

from benchmarks.ledger import BOT, Ledger, api_answer

CHAT = re.compile(rb'chat_id(?:=|"\s*:\s*"?|"\r\n\r\n)(-?\d+)')
"""The recipient in a url-encoded, JSON or multipart body; a full parse would cost more than what we measure."""


class _Server:
    def __init__(self, delay: float, permitted: int) -> None:
        self._delay = delay
        self._permitted = permitted
        self._recent: deque[float] = deque()
        self._refused = 0
        self._ledger = Ledger()

    async def __call__(self, request: web.BaseRequest) -> web.Response:
        method = request.path.rpartition("/")[2]
        if method == "ledger":
            return web.Response(text=self._ledger.dump())
        if method == "refused":
            return web.Response(text=str(self._refused))
        if method.lower() == "sendmessage":
            return await self._send(await request.read())
        return web.Response(body=BOT, content_type="application/json")

    async def _send(self, body: bytes) -> web.Response:
        found = CHAT.search(body)
        if found is None:
            refusal = json.dumps({"ok": False, "error_code": 400, "description": "Bad Request: chat_id is empty"})
            return web.Response(status=400, text=refusal, content_type="application/json")
        if self._is_too_much():
            return _too_many()
        chat = int(found[1])
        self._ledger.record(chat)
        if self._delay:
            await asyncio.sleep(self._delay)
        return web.Response(body=api_answer(chat), content_type="application/json")

    def _is_too_much(self) -> bool:
        if not self._permitted:
            return False
        now = time.monotonic()
        while self._recent and self._recent[0] <= now - 1:
            self._recent.popleft()
        if len(self._recent) >= self._permitted:
            self._refused += 1
            return True
        self._recent.append(now)
        return False


def _too_many() -> web.Response:
    refusal = {"ok": False, "error_code": 429, "description": "Too Many Requests: retry after 1"}
    text = json.dumps({**refusal, "parameters": {"retry_after": 1}})
    return web.Response(status=429, text=text, content_type="application/json")


async def _serve(delay: float, permitted: int) -> None:
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)  # contestants are killed in mid-request: no news
    runner = web.ServerRunner(web.Server(_Server(delay, permitted), access_log=None))
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0, backlog=1024)
    await site.start()
    sys.stdout.write(f"{runner.addresses[0][1]}\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--delay", type=float, default=0.0, help="seconds before each answer")
    parser.add_argument("--permitted", type=int, default=0, help="messages in any one second; 0: any number")
    options = parser.parse_args()
    asyncio.run(_serve(options.delay, options.permitted))


if __name__ == "__main__":
    main()
