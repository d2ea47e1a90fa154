"""One `voz run`, started, asked, stopped and killed as an operator (or a power cut) would."""

import asyncio
import contextlib
import io
import json
import os
import resource
import signal
import sys
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE = 60.0
"""Seconds until what must happen has happened, or the test fails."""


async def comes_true(
    what: str,
    holds: Callable[[], Awaitable[object] | object],
    patience: float = PATIENCE,
    seen: Callable[[], str] = str,
) -> None:
    """Wait until `holds()`; fail with `what`, and with what is `seen` then, when it does not come to that."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + patience
    while True:
        found = holds()
        if await found if isinstance(found, Awaitable) else found:
            return
        assert loop.time() < deadline, f"not within {patience:.0f} s: {what}\n{seen()}"
        await asyncio.sleep(0.02)


async def voz(*arguments: str, config: Path | None = None, **environment: str) -> tuple[int, str, str]:
    """Run a command to its end: exit code, standard output, standard error."""
    process = await _spawn(*arguments, config=config, environment=environment)
    out, err = await asyncio.wait_for(process.communicate(), 60)
    assert process.returncode is not None
    return process.returncode, out.decode(), err.decode()


async def _spawn(
    *arguments: str, config: Path | None, environment: dict[str, str] | None = None
) -> asyncio.subprocess.Process:
    named = ("--config", str(config)) if config else ()
    plain = {name: value for name, value in os.environ.items() if not name.startswith("VOZ_")}
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", *arguments, *named,
        cwd=REPOSITORY,
        env={**plain, **(environment or {})},
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        limit=1 << 20,
    )  # fmt: skip


class Service:
    """A running program. `log` holds what it wrote, one fact a line."""

    def __init__(self, config: Path) -> None:
        self.config = config
        self.log: list[dict[str, Any]] = []
        self.port = 0
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    @property
    def worker(self) -> str:
        """Its name in the outbox; empty until it has one."""
        return next((str(line["worker"]) for line in self.log if "worker" in line), "")

    def runs(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def has_led(self) -> bool:
        """Since its start."""
        return any(line["event"] == "leading" for line in self.log)

    async def launch(self) -> None:
        """Start it and wait for nothing."""
        assert not self.runs()
        self.log, self.port = [], 0
        self._process = await _spawn("run", config=self.config)
        assert self._process.stderr is not None
        self._reading = asyncio.create_task(self._read(self._process.stderr))

    async def start(self) -> None:
        """Start it and wait until its web server answers."""
        await self.launch()
        await self.up()

    async def up(self) -> None:
        """Wait until the web server of one that was launched answers."""
        self.port = int((await self.tells("started"))["port"])

    async def tells(self, event: str, after: int = 0, **fields: object) -> dict[str, Any]:
        """The first line of the log with this event and these fields."""
        wanted = {"event": event, **fields}.items()

        def found() -> list[dict[str, Any]]:
            return [line for line in self.log[after:] if wanted <= {k: _plain(v) for k, v in line.items()}.items()]

        await comes_true(f"the program says {event}", lambda: found() or not self.runs(), seen=self.said)
        assert found(), f"it ended without saying {event}; it said:\n{self.said()}"
        return found()[0]

    async def is_ready(self) -> bool:
        status, _ = await self.asked("/readyz")
        return status == 200

    async def asked(self, path: str) -> tuple[int, str]:
        """Status and body of a GET; status 0 when nobody answers."""
        try:
            timeout = aiohttp.ClientTimeout(total=15)
            async with aiohttp.ClientSession(timeout=timeout) as session, session.get(self.url + path) as answer:
                return answer.status, await answer.text()
        except (aiohttp.ClientError, TimeoutError):
            return 0, ""

    async def posted(self, path: str, body: bytes, **headers: str) -> int:
        """Status of a POST, with `_` in a header's name for `-`."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        async with (
            aiohttp.ClientSession() as session,
            session.post(self.url + path, data=io.BytesIO(body), headers=named) as answer,
        ):
            return answer.status

    async def ready(self, patience: float = PATIENCE) -> None:
        await comes_true("readiness turns green", self.is_ready, patience, self.said)

    async def unready(self, patience: float = PATIENCE) -> list[str]:
        """Wait until readiness is red; the troubles it names."""
        troubles: list[str] = []

        async def red() -> bool:
            status, body = await self.asked("/readyz")
            if status == 503:
                troubles[:] = json.loads(body)["troubles"]
            return status == 503

        await comes_true("readiness turns red", red, patience, self.said)
        return troubles

    async def metric(self, line: str) -> float:
        """The value behind a metric's name and labels, exactly as `/metrics` writes them; 0 when it is not there."""
        _, body = await self.asked("/metrics")
        return next((float(told.rpartition(" ")[2]) for told in body.splitlines() if told.startswith(line + " ")), 0.0)

    async def ended(self) -> int:
        """Exit code, once it has ended by itself."""
        assert self._process is not None
        assert self._reading is not None
        code = await asyncio.wait_for(self._process.wait(), 40)
        await self._reading
        return code

    async def stop(self) -> int:
        """Ask it to stop, as systemd does; its exit code."""
        self.signal(signal.SIGTERM)
        return await self.ended()

    async def kill(self) -> None:
        self.signal(signal.SIGKILL)
        await self.ended()

    async def close(self) -> None:
        if self.runs():
            await self.kill()

    def signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)

    @contextlib.contextmanager
    def writes_at_most(self, size: int) -> Iterator[None]:
        """No file may grow beyond `size` bytes meanwhile: a disk that takes no more."""
        before = resource.prlimit(self.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(self.pid, resource.RLIMIT_FSIZE, (size, before[1]))
        try:
            yield
        finally:
            resource.prlimit(self.pid, resource.RLIMIT_FSIZE, before)

    def said(self) -> str:
        return "\n".join(json.dumps(line, ensure_ascii=False) for line in self.log[-30:])

    def faults(self) -> list[dict[str, Any]]:
        """Lines that tell of a fault of our own: those that carry a trace, and those that are no facts at all."""
        return [line for line in self.log if "trace" in line or "unread" in line]

    async def _read(self, stream: asyncio.StreamReader) -> None:
        while line := await stream.readline():
            text = line.decode(errors="replace").rstrip()
            try:
                self.log.append(json.loads(text))
            except ValueError:
                self.log.append({"event": "", "unread": text})


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else str(value) if isinstance(value, dict) else value
