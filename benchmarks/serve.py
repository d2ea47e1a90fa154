"""One contestant behind its own webhook: `python -m benchmarks.serve NAME --port 8001 --directory DIR`.

Each line on its input is answered by one JSON line of figures; it ends when its input closes.
"""

import argparse
import asyncio
import json
import os
import sys
from pathlib import Path

from benchmarks.contestants import CONTESTANTS, load
from benchmarks.contestants.contract import Contestant, Setup
from benchmarks.ledger import Ledger
from benchmarks.loops import loop_factory
from benchmarks.measure import KIB, cpu_seconds, peak_kib

BARE = "bare"
"""The route that only answers `ok`: what starlette, uvicorn and this machine can do."""


async def _bare(port: int) -> None:
    from benchmarks.webhook_server import ignore, serve

    await serve(port, ignore)


async def _serve(options: argparse.Namespace) -> None:
    ledger = Ledger()
    if options.name == BARE:
        contestant, serving = None, _bare(options.port)
    else:
        contestant = load(options.name, Setup(Path(options.directory), ledger, options.api))
        await contestant.open(range(0))
        serving = contestant.serve(options.port)
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(serving)
        tasks.create_task(_report(ledger, contestant))


async def _report(ledger: Ledger, contestant: Contestant | None) -> None:
    while await asyncio.to_thread(sys.stdin.readline):
        figures = {
            "answered": ledger.total(),
            "commits": contestant.commits() if contestant else None,
            "cpu_seconds": cpu_seconds(),
            "peak_mib": peak_kib() / KIB,
        }
        sys.stdout.write(json.dumps(figures) + "\n")
        sys.stdout.flush()
    os._exit(0)  # what waits in a contestant's queue would keep it here


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", choices=[BARE, *CONTESTANTS])
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--directory", required=True)
    parser.add_argument("--api", default="", help="base URL of a fake Bot API; without it replies go to the stub")
    parser.add_argument("--loop", default="uvloop", choices=["uvloop", "asyncio"])
    options = parser.parse_args()
    with asyncio.Runner(loop_factory=loop_factory(options.loop)) as runner:
        runner.run(_serve(options))


if __name__ == "__main__":
    main()
