"""Which figures each task prints."""

from collections.abc import Iterator

from benchmarks import limits, tables
from benchmarks.launch import Record
from benchmarks.serve import BARE
from benchmarks.tables import count, median, ours_to, pair, share_of, spread, total


def report(records: list[Record]) -> Iterator[str]:
    """Titles and tables for everything measured in one run."""
    for part in (_limits, _talks, _broadcasts, _webhooks, _kills, _bursts, _killed_broadcasts):
        yield from part(records)


def _of(records: list[Record], task: str) -> list[Record]:
    return [record for record in records if record["task"] == task]


def _limits(records: list[Record]) -> Iterator[str]:
    if found := _of(records, "limit"):
        yield "\nlimits of this machine, a second"
        yield tables.table(found, {"median (lowest to highest)": spread("per_second")})


def _talks(records: list[Record]) -> Iterator[str]:
    keys = ("transport", "residents", "in_flight", "rate", "complaints", "pages")
    for key, group in tables.by(_of(records, "talk"), *keys).items():
        transport, residents, in_flight, rate, complaints, pages = key
        load = f"{rate:,.0f} messages/s offered" if rate else f"{in_flight} in flight"
        store = f"{residents:,} residents, {complaints:,} complaints stored before"
        yield f"\ntalk: {transport}, {load}; {store}; {pages:,.0f} staff pages/s beside it"
        limit = [record for record in records if record["contestant"] == limits.commit_limit(int(str(in_flight)))]
        yield tables.table(group, {
            "messages/s": spread("per_second"),
            "ours to it": ours_to(group, "per_second"),
            "of raw commit": share_of(limit, "per_second"),
            "CPU ms": median("cpu_ms"),
            "taken p50 / p99 ms": pair("p50_ms", "p99_ms"),
            "reply p50 / p99 ms": pair("reply_p50_ms", "reply_p99_ms"),
            "stall ms": median("stall_ms", "{:,.1f}"),
            "commits/msg": median("commits_per_message"),
            "peak MiB": median("peak_mib", "{:,.0f}"),
            "parked MiB": median("parked_mib", "{:,.1f}"),
            "waiting": median("left_waiting", "{:,.0f}"),
            "page p99 ms": median("page_p99_ms", "{:,.1f}"),
            "busy cores": median("busy_cores"),
        })  # fmt: skip


def _broadcasts(records: list[Record]) -> Iterator[str]:
    keys = ("recipients", "transport", "in_flight", "permitted")
    for (recipients, transport, in_flight, permitted), group in tables.by(_of(records, "broadcast"), *keys).items():
        limit = f", at most {permitted} in any second" if permitted else ""
        yield f"\nbroadcast: to {recipients:,}, {transport}, {in_flight} in flight{limit}"
        yield tables.table(group, {
            "messages/s": spread("per_second"),
            "ours to it": ours_to(group, "per_second"),
            "CPU ms": median("cpu_ms"),
            "most in a second": median("busiest_second", "{:,.0f}"),
            "plan ms": median("plan_ms", "{:,.0f}"),
            "reply p99 ms": median("reply_p99_ms", "{:,.0f}"),
            "stall ms": median("stall_ms", "{:,.1f}"),
            "peak MiB": median("peak_mib", "{:,.0f}"),
            "grown MiB": median("grown_mib", "{:,.0f}"),
            "busy cores": median("busy_cores"),
        })  # fmt: skip


def _webhooks(records: list[Record]) -> Iterator[str]:
    for (connections,), group in tables.by(_of(records, "webhook"), "connections").items():
        bare = [record for record in group if record["contestant"] == BARE]
        yield f"\nwebhook to 200: {connections} connections"
        yield tables.table(group, {
            "requests/s": spread("per_second"),
            "ours to it": ours_to(group, "per_second"),
            "of bare": share_of(bare, "per_second"),
            "p50 / p99 ms": pair("p50_ms", "p99_ms"),
            "CPU ms": median("cpu_ms"),
            "replied by then": median("answered_share", "{:.0%}"),
            "commits/msg": median("commits_per_message"),
            "peak MiB": median("peak_mib", "{:,.0f}"),
            "GET by wrk/s": spread("wrk_per_second"),
        })  # fmt: skip


def _kills(records: list[Record]) -> Iterator[str]:
    for (in_flight,), group in tables.by(_of(records, "kill"), "in_flight").items():
        yield f"\nSIGKILL in mid-talk, {in_flight} in flight where allowed: sums over all kills"
        yield tables.table(group, {
            "kills": count(),
            "in mid-talk": total("in_mid_talk"),
            "positions lost": total("positions_lost"),
            "finished": total("finished"),
            "complaints lost": total("complaints_lost"),
            "doubled": total("complaints_doubled"),
            "replies lost": total("replies_lost"),
            "stored, no reply": total("stored_without_reply"),
            "restart s": median("restart_seconds"),
        })  # fmt: skip


def _bursts(records: list[Record]) -> Iterator[str]:
    if found := _of(records, "burst"):
        yield "\nSIGKILL right after a burst was acknowledged: sums"
        yield tables.table(found, {"acknowledged": total("acknowledged"), "never answered": total("never_answered")})


def _killed_broadcasts(records: list[Record]) -> Iterator[str]:
    if found := _of(records, "broadcast_kill"):
        yield "\nSIGKILL in the middle of a broadcast: sums"
        yield tables.table(found, {
            "recipients": total("recipients"),
            "sent before": total("sent_before"),
            "dropped": total("dropped"),
            "repeated": total("repeated"),
        })  # fmt: skip
