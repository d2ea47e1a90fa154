"""Webhook to 200: each contestant's own server under residents on keep-alive connections, beside a bare `ok` route."""

import tempfile

from benchmarks import limits
from benchmarks.launch import Record, free_port, load, serving
from benchmarks.measure import MS
from benchmarks.serve import BARE

WARM_UP = ("--seconds", "0.3", "--first-resident", "500000", "--first-update", "50000000")


def run(name: str, disk: str, connections: int, seconds: float) -> Record:
    port = free_port()
    options = ("--connections", str(connections), "--seconds", str(seconds))
    with (
        tempfile.TemporaryDirectory(prefix="voz-bench-", dir=disk) as directory,
        serving(name, port, directory) as server,
    ):
        load(port, "--connections", str(connections), *WARM_UP)
        before = server.ask()
        seen = load(port, *options)
        after = server.ask()
        bare_wrk = limits.wrk(f"http://127.0.0.1:{port}/ok", seconds, connections) if name == BARE else None
    return {"task": "webhook", "contestant": name, "connections": connections} | seen | {
        "cpu_ms": (after["cpu_seconds"] - before["cpu_seconds"]) * MS / seen["requests"],
        "answered_share": (after["answered"] - before["answered"]) / seen["requests"],
        "commits_per_message": _per_request(before["commits"], after["commits"], seen["requests"]),
        "peak_mib": after["peak_mib"],
        "wrk_per_second": bare_wrk,
    }  # fmt: skip


def _per_request(before: int | None, after: int | None, requests: int) -> float | None:
    return None if before is None or after is None else (after - before) / requests
