"""The books of a run: what the providers saw on one side, what the database holds on the other.

`Books(url)` reads the database after the fact; each method returns sentences that say what does not balance, so that a
failing test tells what is missing and not only that something is.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import Engine, create_engine, func, select
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

from storage.tables import metadata, outbox
from tests.fakes.telegram_server import TelegramServer
from tests.fakes.twilio_server import TwilioServer

UNDER_WAY = {"queued", "claimed"}
SAID = {"sent", "delivered", "read"}
SHOWN = 12
"""So many sentences of one kind are enough to see what went wrong."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """One message on a resident's screen."""

    provider_id: str
    address: str
    text: str


def arrived_by_telegram(server: TelegramServer) -> list[Arrived]:
    """Message ids of the fake are unique over all chats."""
    return [
        Arrived(str(one.message_id), str(chat), one.text) for chat, many in server.delivered.items() for one in many
    ]


def arrived_by_twilio(server: TwilioServer) -> list[Arrived]:
    return [Arrived(one.sid, address, one.body) for address, many in server.delivered.items() for one in many]


class Books:
    """Everything is read once, when first asked for: make a new one after more has happened."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)

    @cached_property
    def tables(self) -> Mapping[str, Sequence[Any]]:
        with self._engine.connect() as connection:
            return {
                name: connection.execute(select(table).order_by(*table.primary_key)).all()
                for name, table in metadata.tables.items()
            }

    def __getitem__(self, table: str) -> Sequence[Any]:
        return self.tables[table]

    def count(self, table: str, **where: object) -> int:
        return sum(all(getattr(row, name) == value for name, value in where.items()) for row in self[table])

    def states(self) -> Counter[str]:
        return Counter(row.state for row in self["outbox"])

    def waiting(self) -> int:
        """Rows that are still to be sent."""
        with self._engine.connect() as connection:
            waiting = select(func.count()).where(outbox.c.state.in_(UNDER_WAY))
            return int(connection.execute(waiting).scalar_one())

    def said(self) -> int:
        return sum(row.state in SAID for row in self["outbox"])

    # What came in

    def unkept(self, acknowledged: Iterable[str]) -> list[str]:
        """Acknowledged ids without a row, or with more than one."""
        kept = Counter(row.provider_id.partition("-")[0] for row in self["inbox"])
        return [f"acknowledged {one}, kept {kept[one]} times" for one in acknowledged if kept[one] != 1]

    def failed(self) -> list[str]:
        return [f"inbox {row.provider_id} failed to play" for row in self["inbox"] if row.state == "failed"]

    def unanswered(self) -> list[str]:
        """Every message of a resident in these talks is answered by exactly one row."""
        answers = Counter(row.inbox_id for row in self["outbox"])
        played = [row for row in self["inbox"] if row.state in ("played", "flood")]
        return [f"inbox {row.provider_id} has {answers[row.id]} answers" for row in played if answers[row.id] != 1]

    # What went out

    def unfinished(self) -> list[str]:
        return [f"outbox {row.id} is still {row.state}" for row in self["outbox"] if row.state in UNDER_WAY]

    def undelivered(self, arrived: Sequence[Arrived]) -> list[str]:
        """Sent rows and what arrived, one to one; what else arrived must be of rows marked unknown, at most one each."""
        screen = {one.provider_id: one for one in arrived}
        wrong = [] if len(screen) == len(arrived) else ["the fake gave one id twice"]
        for row in self["outbox"]:
            if row.state in SAID:
                one = screen.pop(row.provider_id, None)
                if one is None:
                    wrong.append(f"outbox {row.id} says {row.state} as {row.provider_id!r}, which did not arrive")
                elif not self._says(row, one):
                    wrong.append(f"outbox {row.id} arrived as another message, or elsewhere")
        return wrong + self._unexplained(list(screen.values()))

    def _unexplained(self, rest: Sequence[Arrived]) -> list[str]:
        unknown = defaultdict(list)
        for row in self["outbox"]:
            if row.state == "unknown":
                unknown[self._reply_to[row.address_id]].append(row)
        wrong = []
        for one in rest:
            row = next((row for row in unknown[one.address] if self._says(row, one)), None)
            if row is None:
                wrong.append(
                    f"{one.provider_id} arrived at {one.address} and no row accounts for it: {one.text[:60]!r}"
                )
            else:
                unknown[one.address].remove(row)
        return wrong

    def needlessly_unknown(self, killed: Sequence[str], in_flight: int) -> list[str]:
        """Only what a killed worker was sending may be unknown: at most `in_flight` rows of each, one a resident."""
        unknown = [row for row in self["outbox"] if row.state == "unknown"]
        wrong = [f"outbox {row.id} is unknown, but {row.worker} lived" for row in unknown if row.worker not in killed]
        for worker, many in Counter(row.worker for row in unknown).items():
            if many > in_flight:
                wrong.append(f"{worker} left {many} unknown, more than it may send at once")
        for (worker, address_id), many in Counter((row.worker, row.address_id) for row in unknown).items():
            if many > 1:
                wrong.append(f"{worker} left {many} unknown to {self._reply_to[address_id]}: one at a time was allowed")
        return wrong

    def _says(self, row: Any, one: Arrived) -> bool:
        """Every sentence of the row arrived; a channel may say more between them."""
        sentences = re.split(r"(?<=[.:?!])\s+", json.loads(row.body)["text"])
        return one.address == self._reply_to[row.address_id] and all(each in one.text for each in sentences)

    @cached_property
    def _reply_to(self) -> Mapping[int, str]:
        return {row.id: row.reply_to for row in self["addresses"]}

    # What was filed

    def misfiled(self) -> list[str]:
        """Folios: once each, counted without a gap, each with its history and its first reporter."""
        numbers = sorted(int(row.folio.split("-")[2]) for row in self["complaints"])
        wrong = [] if numbers == list(range(1, len(numbers) + 1)) else [f"folio numbers have gaps: {_gaps(numbers)}"]
        filed = Counter(row.subject_id for row in self["history"] if (row.subject, row.event) == ("complaint", "filed"))
        reporters = Counter(row.complaint_id for row in self["complaint_reporters"])
        for row in self["complaints"]:
            if (filed[row.id], reporters[row.id]) != (1, 1):
                wrong.append(f"{row.folio}: {filed[row.id]} times filed, {reporters[row.id]} reporters")
        return wrong

    def folios_of(self, address: str) -> list[str]:
        people = {row.person_id for row in self["addresses"] if row.reply_to == address}
        return [row.folio for row in self["complaints"] if row.person_id in people]

    def doubled(self, confirmed: Collection[str]) -> list[str]:
        """Whoever confirmed a report has exactly one, nobody else has any. `confirmed`: their addresses."""
        owners = {row.id: row.person_id for row in self["addresses"]}
        by_person = Counter(row.person_id for row in self["complaints"])
        wrong = []
        for row in self["addresses"]:
            expected = int(row.reply_to in confirmed)
            if by_person[owners[row.id]] != expected:
                wrong.append(f"{row.reply_to} has {by_person[owners[row.id]]} reports instead of {expected}")
        return wrong

    # All of it

    def unbalanced(self, arrived: Sequence[Arrived], acknowledged: Iterable[str]) -> tuple[list[str], ...]:
        return (
            self.unkept(acknowledged), self.failed(), self.unanswered(), self.unfinished(),
            self.undelivered(arrived), self.misfiled(),
        )  # fmt: skip

    def balance(self, arrived: Sequence[Arrived], acknowledged: Iterable[str]) -> None:
        """Fails with all that does not balance."""
        wrong = self.unbalanced(arrived, acknowledged)
        assert not any(wrong), told(wrong)


def told(wrong: Iterable[Sequence[str]]) -> str:
    """A page a person can read: each kind of fault with its count and its first cases."""
    return "\n" + "\n".join(
        f"{len(sentences)} x\n  " + "\n  ".join(sentences[:SHOWN]) for sentences in wrong if sentences
    )


def _gaps(numbers: Sequence[int]) -> list[int]:
    return sorted(set(range(1, max(numbers) + 1)) - set(numbers))[:SHOWN]


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite":
        return create_engine(parsed.set(drivername="sqlite"), poolclass=NullPool)
    return create_engine(parsed.set(drivername="postgresql+psycopg"), poolclass=NullPool)
