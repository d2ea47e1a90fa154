"""Runs the benchmarks: `python -m benchmarks.run talk --residents 50,500,5000 --transport stub --rounds 3`.

The round is the outermost loop and the contestants take turns inside it, each in a fresh process. Every single
measurement is appended to --out as one JSON line; the tables at the end are their medians.
"""

import argparse
import itertools
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from benchmarks import kill, limits, webhook
from benchmarks.contestants import CONTESTANTS, names
from benchmarks.launch import Record, filesystem, trial
from benchmarks.reports import report
from benchmarks.serve import BARE
from benchmarks.trial import ROUND_TRIP, Spec

LIMIT_SECONDS = 0.4
BARE_CONNECTIONS = 64
WORTHLESS = ("tmpfs", "ramfs")


def talk(options: argparse.Namespace, number: int) -> Iterator[Record]:
    yield from _limits(options, number)
    cells = itertools.product(options.transport, options.residents, options.in_flight, turn(options.only, number))
    for transport, residents, in_flight, name in cells:
        yield trial(Spec(
            "talk", name, options.disk, transport, residents, in_flight, options.rate, options.seconds,
            options.complaints, options.pages, loop=options.loop,
        ))  # fmt: skip


def broadcast(options: argparse.Namespace, number: int) -> Iterator[Record]:
    cells = itertools.product(options.transport, options.in_flight, turn(options.only, number))
    for transport, in_flight, name in cells:
        yield trial(Spec(
            "broadcast", name, options.disk, transport, in_flight=in_flight, recipients=options.recipients,
            permitted=options.permitted, rate=options.rate, seconds=options.seconds, loop=options.loop,
        ))  # fmt: skip


def webhooks(options: argparse.Namespace, number: int) -> Iterator[Record]:
    for connections, name in itertools.product(options.in_flight, turn([BARE, *options.only], number)):
        yield webhook.run(name, options.disk, connections, options.seconds)


def kills(options: argparse.Namespace, number: int) -> Iterator[Record]:
    chance = random.Random(options.seed + number)
    for name, in_flight in itertools.product(turn(options.only, number), options.in_flight):
        yield kill.in_mid_talk(name, options.disk, in_flight, chance)
        yield kill.after_a_burst(name, options.disk)
        yield kill.in_a_broadcast(name, options.disk, chance)


def machine(options: argparse.Namespace, number: int) -> Iterator[Record]:
    yield from _limits(options, number)
    yield webhook.run(BARE, options.disk, BARE_CONNECTIONS, options.seconds)


def turn(contestants: Sequence[str], number: int) -> list[str]:
    """Each round begins with another contestant, so none always runs on a cold or a tired machine."""
    start = number % len(contestants)
    return [*contestants[start:], *contestants[:start]]


def _limits(options: argparse.Namespace, number: int) -> Iterator[Record]:
    with tempfile.TemporaryDirectory(prefix="voz-bench-", dir=options.disk) as directory:
        measured = limits.of_the_disk(Path(directory), LIMIT_SECONDS, options.in_flight)
    for name, rate in measured.items():
        yield {"task": "limit", "contestant": name, "per_second": rate}


Task = Callable[[argparse.Namespace, int], Iterator[Record]]
TASKS: dict[str, tuple[Task, str, list[int]]] = {
    "talk": (talk, "the eight-message complaint, in process", [1]),
    "broadcast": (broadcast, "one text to many", [1, 30]),
    "webhook": (webhooks, "webhook to 200 beside a bare route; --in-flight is the connections", [64]),
    "kill": (kills, "what a SIGKILL loses", [1]),
    "limits": (machine, "what this machine allows", [1, 8, 64, 512]),
}
"""Name -> what one round of it does, its one-line help, messages in flight when not said."""


def measure(options: argparse.Namespace) -> list[Record]:
    records: list[Record] = []
    with options.out.open("a") as out:
        for number in range(options.rounds):
            for record in options.run(options, number):
                records.append(record | {"round": number})
                out.write(json.dumps(records[-1]) + "\n")
                out.flush()
                _progress(records[-1])
    return records


def _progress(record: Record) -> None:
    sys.stderr.write(f"round {record['round']}: {record['task']} {record['contestant']}\n")


def main() -> int:
    options = arguments()
    if (kind := filesystem(Path(options.disk))) in WORTHLESS:
        sys.stderr.write(f"{options.disk} is {kind}, where a sync costs nothing: choose a real disk with --disk\n")
        return 2
    records = measure(options)
    sys.stdout.write("\n".join(report(records)) + "\n")
    return 1 if any(record.get("failed") for record in records) else 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    tasks = parser.add_subparsers(required=True)
    for name, (run, summary, in_flight) in TASKS.items():
        task = tasks.add_parser(name, help=summary, description=summary)
        task.set_defaults(run=run)
        _options(task, in_flight)
    return parser.parse_args()


def _options(task: argparse.ArgumentParser, in_flight: list[int]) -> None:
    """All tasks take the same options and use those that concern them."""
    task.add_argument("--only", type=_contestants, default=names(), help=f"some of {','.join(CONTESTANTS)}")
    task.add_argument("--rounds", type=int, default=3)
    task.add_argument("--seconds", type=float, default=2.0, help="for each measurement; slow ones take up to 4 times")
    task.add_argument("--residents", type=_numbers, default=[50, 500, 5_000], help="in the store, most in mid-talk")
    task.add_argument("--transport", type=_transports, default=["stub"], help=f"some of {','.join(ROUND_TRIP)}")
    task.add_argument("--in-flight", type=_numbers, default=in_flight, help="messages under way at once")
    task.add_argument("--rate", type=float, default=0.0, help="messages/s offered, answered or not; 0: closed loop")
    task.add_argument("--complaints", type=int, default=0, help="stored before the talk")
    task.add_argument("--pages", type=float, default=0.0, help="staff pages opened a second beside the talk")
    task.add_argument("--recipients", type=int, default=20_000, help="of the broadcast")
    task.add_argument("--permitted", type=int, default=0, help="messages a second the provider takes; 0: all")
    task.add_argument("--seed", type=int, default=0, help="of the moments of the kills")
    task.add_argument("--loop", choices=["asyncio", "uvloop"], default="asyncio", help="webhook always uses uvloop")
    task.add_argument("--disk", default="/var/tmp", help="where the databases are put; must be a real disk")
    task.add_argument("--out", type=Path, default=Path("benchmarks/results.jsonl"), help="JSON lines are added here")


def _numbers(text: str) -> list[int]:
    return [int(part) for part in text.split(",")]


def _contestants(text: str) -> list[str]:
    return _known(text, names())


def _transports(text: str) -> list[str]:
    return _known(text, list(ROUND_TRIP))


def _known(text: str, allowed: list[str]) -> list[str]:
    chosen = text.split(",")
    if unknown := set(chosen) - set(allowed):
        raise argparse.ArgumentTypeError(f"{', '.join(sorted(unknown))}: choose among {', '.join(allowed)}")
    return chosen


if __name__ == "__main__":
    sys.exit(main())
