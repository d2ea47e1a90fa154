"""A Bot API on loopback, in a process of its own so that its work is not counted as the contestant's."""

import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from benchmarks.ledger import Ledger


def pipe(stream: IO[str] | None) -> IO[str]:
    """The stream of a process that was started with a pipe there."""
    if stream is None:
        raise RuntimeError("the process was started without this pipe")
    return stream


@dataclass(frozen=True, slots=True)
class FakeApi:
    url: str

    def ledger(self) -> Ledger:
        with urllib.request.urlopen(f"{self.url}/ledger") as response:
            return Ledger.load(response.read().decode())

    def refused(self) -> int:
        """How many came too fast."""
        with urllib.request.urlopen(f"{self.url}/refused") as response:
            return int(response.read())


@contextmanager
def running(delay: float, permitted: int = 0) -> Iterator[FakeApi]:
    """Starts one with that many seconds between request and answer, and stops it. `permitted`: messages it takes in any one
    second; 0: any number."""
    command = [sys.executable, "-m", "benchmarks.fake_api_server", "--delay", str(delay), "--permitted", str(permitted)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield FakeApi(f"http://127.0.0.1:{int(pipe(process.stdout).readline())}")
        finally:
            pipe(process.stdin).close()
