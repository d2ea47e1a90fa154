"""Who takes part. Each contestant is one class behind `contract.Contestant`, loaded only in its own process."""

from importlib import import_module
from importlib.util import find_spec

from benchmarks.contestants.contract import Contestant, Setup

OURS = "voz"
CONTESTANTS = {
    OURS: "benchmarks.contestants.voz:Voz",
    "ptb-memory": "benchmarks.contestants.ptb_memory:PtbMemory",
    "ptb-pickle": "benchmarks.contestants.ptb_pickle:PtbPickle",
    "aiogram-memory": "benchmarks.contestants.aiogram_memory:AiogramMemory",
    "aiogram-redis": "benchmarks.contestants.aiogram_redis:AiogramRedis",
    "aiogram-redis-aof": "benchmarks.contestants.aiogram_redis:AiogramRedisAof",
    "aiogram-sqlite": "benchmarks.contestants.aiogram_sqlite:AiogramSqlite",
}


def names() -> list[str]:
    """Those whose module is there, ours first."""
    return [name for name, place in CONTESTANTS.items() if find_spec(place.partition(":")[0])]


def load(name: str, setup: Setup) -> Contestant:
    module, _, attribute = CONTESTANTS[name].partition(":")
    contestant: Contestant = getattr(import_module(module), attribute)(setup)
    return contestant
