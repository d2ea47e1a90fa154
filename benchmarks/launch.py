"""Starts contestants in processes of their own and brings back what they measured."""

import json
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.fake_api import pipe
from benchmarks.trial import Spec

START_SECONDS = 30.0
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Started:
    process: subprocess.Popen[str]

    def ask(self) -> Record:
        """One line of figures from a server started by `serving`."""
        words, answers = pipe(self.process.stdin), pipe(self.process.stdout)
        words.write("\n")
        words.flush()
        figures: Record = json.loads(answers.readline())
        return figures


def trial(spec: Spec) -> Record:
    """Runs one trial in a fresh directory on spec.directory's disk; a failure is a record too, with its last words."""
    with tempfile.TemporaryDirectory(prefix="voz-bench-", dir=spec.directory) as directory:
        return trial_in(directory, spec)


def trial_in(directory: str, spec: Spec) -> Record:
    """The same on a directory that is kept, for a restart after a kill."""
    command = trial_command(replace(spec, directory=directory))
    run = subprocess.run(command, check=False, capture_output=True, text=True)
    if run.returncode:
        return asdict(spec) | {"failed": run.stderr.strip().rpartition("\n")[2] or f"exit {run.returncode}"}
    record: Record = json.loads(run.stdout)
    return record


def trial_command(spec: Spec) -> list[str]:
    return [sys.executable, "-m", "benchmarks.trial", json.dumps(asdict(spec))]


@contextmanager
def serving(name: str, port: int, directory: str, api: str = "") -> Iterator[Started]:
    """A contestant behind its own webhook, killed at the end if it still runs."""
    command = [sys.executable, "-m", "benchmarks.serve", name, "--port", str(port), "--directory", directory]
    with subprocess.Popen(
        [*command, "--api", api], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            _wait_for(port, process)
            yield Started(process)
        finally:
            process.kill()


def _wait_for(port: int, process: subprocess.Popen[str]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise RuntimeError(f"no server on port {port}")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def load_command(port: int, *options: str) -> list[str]:
    return [sys.executable, "-m", "benchmarks.load", "--port", str(port), *options]


def load(port: int, *options: str) -> Record:
    """Runs the residents of `benchmarks.load` against a server and returns their figures."""
    run = subprocess.run(load_command(port, *options), stdout=subprocess.PIPE, check=True, text=True)
    figures: Record = json.loads(run.stdout)
    return figures


def filesystem(path: Path) -> str:
    """The type of the filesystem that holds the path, as the kernel names it."""
    mounts = (line.split() for line in Path("/proc/mounts").read_text().splitlines())
    holding = [(mount[1], mount[2]) for mount in mounts if path.resolve().is_relative_to(mount[1])]
    return max(holding, key=lambda mount: len(mount[0]))[1]
