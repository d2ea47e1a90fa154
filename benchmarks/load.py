"""Residents at a webhook: `python -m benchmarks.load --port 8001 --connections 64 --seconds 2`.

Every request carries an update that was never sent before; a resident's next message goes out only after the 200 to
the last one. Prints one JSON line.
"""

import argparse
import asyncio
import itertools
import json
import re
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import cast

from benchmarks.loops import loop_factory
from benchmarks.measure import MS, percentile
from benchmarks.talk import ACTIVE, LENGTH, Phone

HEAD = b"POST /webhook HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
PATIENCE_SECONDS = 60.0
CONTENT_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


class NotAccepted(Exception):
    """The server answered something other than 200 with a Content-Length, or closed the connection."""


@dataclass(slots=True)
class Tally:
    latencies: list[float] = field(default_factory=list)


class Connection(asyncio.Protocol):
    """One keep-alive connection with one request in flight."""

    def __init__(self, bodies: Iterator[bytes], tally: Tally) -> None:
        self._bodies = bodies
        self._tally = tally
        self._received = b""
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        self._send()

    def _send(self) -> None:
        body = next(self._bodies, None)
        if body is None:
            self.done.set_result(None)
            self._transport.close()
            return
        self._began = time.monotonic()
        self._transport.write(HEAD % len(body) + body)

    def data_received(self, data: bytes) -> None:
        self._received += data
        head, end, body = self._received.partition(b"\r\n\r\n")
        length = CONTENT_LENGTH.search(head)
        if not end or (length and len(body) < int(length[1])):
            return
        self._tally.latencies.append(time.monotonic() - self._began)
        self._received = b""
        if length and head.startswith(b"HTTP/1.1 200 "):
            self._send()
        else:
            self._fail(head.decode())

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self._fail(f"connection closed: {exc}")

    def _fail(self, why: str) -> None:
        self.done.set_exception(NotAccepted(why))
        self._transport.abort()


def _talks(phone: Phone, residents: range, until: float) -> Iterator[bytes]:
    """Message by message through all residents of a connection, again and again."""
    for step, resident in itertools.cycle(itertools.product(range(LENGTH), residents)):
        if time.monotonic() > until:
            return
        yield phone.write(resident, step)


def _first_words(phone: Phone, residents: Iterable[int]) -> Iterator[bytes]:
    return (phone.write(resident, 0) for resident in residents)


async def _load(options: argparse.Namespace) -> dict[str, float]:
    tally, phone = Tally(), Phone(options.first_update)
    residents = ACTIVE[options.first_resident : options.first_resident + options.residents]
    began = time.monotonic()
    lanes = (residents[number :: options.connections] for number in range(options.connections))
    bodies = [
        _first_words(phone, own) if options.once else _talks(phone, own, began + options.seconds) for own in lanes
    ]
    async with asyncio.timeout(options.seconds + PATIENCE_SECONDS):
        await asyncio.gather(*(_converse(options.port, own, tally) for own in bodies))
    return {
        "requests": len(tally.latencies),
        "per_second": len(tally.latencies) / (time.monotonic() - began),
        "p50_ms": percentile(tally.latencies, 0.50) * MS,
        "p99_ms": percentile(tally.latencies, 0.99) * MS,
    }


async def _converse(port: int, bodies: Iterator[bytes], tally: Tally) -> None:
    loop = asyncio.get_running_loop()
    _, connection = await loop.create_connection(lambda: Connection(bodies, tally), "127.0.0.1", port)
    await connection.done


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--seconds", type=float, default=2.0)
    parser.add_argument("--residents", type=int, default=6_400)
    parser.add_argument("--first-resident", type=int, default=0)
    parser.add_argument("--first-update", type=int, default=100_000_000)
    parser.add_argument("--once", action="store_true", help="only the first message of each resident, then stop")
    with asyncio.Runner(loop_factory=loop_factory("uvloop")) as runner:
        sys.stdout.write(json.dumps(runner.run(_load(parser.parse_args()))) + "\n")


if __name__ == "__main__":
    main()
