"""A consultation that is over, with what sixteen people of a small town did in it: one line a person."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert

from civic.catalogue import neighbourhoods_from
from civic.neighbourhood import Neighbourhood
from civic.places import Directory
from civic.receipt import mark_of, new_receipt
from handlers.present import refreshed
from handlers.staff.consultations import Planner
from handlers.world import World
from storage.places import import_neighbourhoods
from storage.store import Connection
from storage.tables import (
    ballot_marks,
    ballots,
    participations,
    people,
    proposals,
    stances,
    supports,
    survey_answers,
)
from tests.corridor import a_world

EXAMPLE = Path("docs/examples/consulta.toml").read_text(encoding="utf-8")
BEGUN = datetime(2026, 12, 1, 16, tzinfo=UTC)
PROPOSED = datetime(2026, 12, 7, 5, tzinfo=UTC)
"""Still the 6th in Durango."""
OVER = datetime(2027, 3, 2, 16, tzinfo=UTC)
"""The results can be read."""
KEY = "consulta-2026"
CATALOGUE = """
nombre,tipo,codigo_postal,clave_inegi_municipio,id_asentamiento,cuadrante
Centro,Colonia,34000,10005,0001,Norte
Pinos,Colonia,34010,10005,0002,Norte
Olmos,Colonia,34020,10005,0003,Sur
Lago,Fraccionamiento,34030,10005,0004,Sur
Sauces,Fraccionamiento,34040,10005,0005,
"""


def catalogue() -> list[Neighbourhood]:
    header, *lines = (line.split(",") for line in CATALOGUE.split())
    found, faults = neighbourhoods_from([dict(zip(header, line, strict=True)) for line in lines])
    assert faults == []
    return found


@dataclass(frozen=True, slots=True)
class Did:
    """What one person did. Neighbourhoods by the end of their key; `proposed`: topic, neighbourhood, words."""

    account: str = "telegram:1"
    source: str = "chat"
    age: str = ""
    first: str = ""
    """The most urgent."""
    stance: str = ""
    ballot: tuple[str, ...] = ()
    proposed: tuple[tuple[str, str, str], ...] = ()
    supports: tuple[int, ...] = ()
    """Which proposals, from 0, in the order in which they were made."""
    status: str = "received"


LAMPS, PAVING = ("seguridad", "0001", "Más lámparas en la calle Pino"), ("calles", "0002", "Tapar los baches")
SCHOOL, PHONE = ("otro", "0003", "Una biblioteca"), ("seguridad", "0001", "Rondines, mi cel es 618 123 45 67")
DID = (
    Did(age="menos_30", first="seguridad", stance="agree", ballot=("lamparas",), proposed=(LAMPS, PHONE)),
    Did(age="menos_30", first="seguridad", stance="agree", ballot=("lamparas", "banquetas"), proposed=(LAMPS,)),
    Did(age="menos_30", first="calles", stance="disagree", ballot=("cancha",), supports=(0, 1), proposed=(PAVING,)),
    Did(age="de_30_a_59", first="calles", ballot=("lamparas", "banquetas"), supports=(0,), proposed=(PAVING,)),
    Did(age="de_30_a_59", first="empleo", stance="pass", supports=(0, 2), proposed=(PAVING,)),
    Did(age="de_30_a_59", first="empleo", stance="agree", ballot=("cancha",), supports=(6,)),
    Did(age="de_60", first="calles", ballot=("banquetas",), proposed=(SCHOOL,)),
    Did("whatsapp:2", age="de_60", first="seguridad", supports=(0, 6), proposed=(LAMPS,)),
    Did("whatsapp:2", stance="disagree", ballot=("lamparas",), supports=(0, 3)),
    Did("whatsapp:2", first="calles", supports=(3,)),
    Did("whatsapp:2"),
    Did("paper:sheet", "promoter", proposed=(LAMPS, ("calles", "", "Banquetas en toda la ciudad"))),
    Did("paper:sheet", "promoter", proposed=(("empleo_economia", "0004", "Un mercado"),)),
    Did("paper:sheet", "meeting", proposed=(PAVING,)),
    Did(proposed=(("otro", "0005", "asdf qwer"),), status="held"),
    Did(),
)


@dataclass(slots=True)
class Consulted:
    """Writes what people did, straight into the tables."""

    connection: Connection
    consultation_id: int
    made: list[int] = field(default_factory=list)

    def add(self, number: int, did: Did) -> None:
        person = number if did.account != "paper:sheet" else None
        if person:
            self._insert(
                people, id=number, kind="resident", language="es", name="", neighbourhood_key="", notice_version="",
                folio_notices=True, consultation_notices=False, committee_notices=False, programme_notices=False, created_at=BEGUN,
            )  # fmt: skip
        self._insert(
            participations, id=number, consultation_id=self.consultation_id, person_id=person, source=did.source,
            paper=None if person else str(number), account=did.account, neighbourhood_key="", began_at=PROPOSED,
        )  # fmt: skip
        self._opinions(number, did)
        for topic, place, words in did.proposed:
            self.made.append(100 + len(self.made))
            self._insert(
                proposals, id=self.made[-1], folio=f"DGO-2026-{len(self.made):06}-A", person_id=person, text=words,
                consultation_id=self.consultation_id, participation_id=number, topic=topic, status=did.status,
                neighbourhood_key=place and f"10005-{place}", account=did.account, created_at=PROPOSED,
                status_at=PROPOSED, answer="", law="", progress=0, public_work_key="", commitment="",
            )  # fmt: skip
        if did.ballot:
            self._insert(ballots, participation_id=number, choice=json.dumps(did.ballot), cast_at=PROPOSED)
            mark = mark_of(KEY, new_receipt(number.to_bytes(7)))
            self._insert(ballot_marks, consultation_id=self.consultation_id, mark=mark)

    def _opinions(self, number: int, did: Did) -> None:
        for question, said in (("principal", did.first), ("edad", did.age)):
            if said or did.first:
                self._insert(
                    survey_answers, participation_id=number, question_id=question, value=json.dumps(said or None),
                    revision=1, at=PROPOSED,
                )  # fmt: skip
        if did.stance:
            self._insert(stances, participation_id=number, statement_id="noche", stance=did.stance, at=PROPOSED)

    def support(self, number: int, did: Did) -> None:
        for place in did.supports:
            row = {"proposal_id": self.made[place], "participation_id": number, "account": did.account}
            self._insert(supports, **row, at=PROPOSED)

    def _insert(self, table: object, **values: object) -> None:
        self.connection.execute(insert(table), values)  # type: ignore[call-overload]


def hold_consultation(connection: Connection, did: tuple[Did, ...] = DID, document: str = EXAMPLE) -> World:
    """The catalogue, a consultation and what people did in it; the world that knows them."""
    import_neighbourhoods(connection, catalogue(), "sample", BEGUN)
    world = a_world(Directory(catalogue()))
    Planner(connection, world, "lupita", BEGUN).publish(document, "")
    world = refreshed(connection, world)
    consulted = Consulted(connection, world.consultations[0].id)
    for number, one in enumerate(did, 1):
        consulted.add(number, one)
    for number, one in enumerate(did, 1):
        consulted.support(number, one)
    return world
