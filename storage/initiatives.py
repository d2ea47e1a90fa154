"""Initiatives, and what shows that their stages took place."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, func, insert, select, update

from civic.initiative import Stage
from storage.dialect import locked
from storage.tables import initiative_evidence, initiatives, proposals


@dataclass(frozen=True, slots=True)
class Initiative:
    id: int
    key: str
    title: str
    stage: Stage
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """That a stage took place. `link`: where it can be read."""

    stage: Stage
    text: str
    link: str
    by: str
    at: datetime


_initiatives = select(
    initiatives.c.id, initiatives.c.key, initiatives.c.title, initiatives.c.stage, initiatives.c.created_at
)


def _initiative(row: tuple[int, str, str, str, datetime]) -> Initiative:
    number, key, title, stage, created_at = row
    return Initiative(number, key, title, Stage(stage), created_at)


def find_initiative(connection: Connection, key: str) -> Initiative | None:
    """Locked until the commit."""
    row = connection.execute(locked(connection, _initiatives.where(initiatives.c.key == key))).first()
    return _initiative(tuple(row)) if row else None


def get_initiative(connection: Connection, initiative_id: int) -> Initiative:
    return _initiative(tuple(connection.execute(_initiatives.where(initiatives.c.id == initiative_id)).one()))


def list_initiatives(connection: Connection) -> list[tuple[Initiative, int]]:
    """Oldest first, with how many proposals belong to each."""
    many = select(func.count()).where(proposals.c.initiative_id == initiatives.c.id).scalar_subquery()
    rows = connection.execute(_initiatives.add_columns(many).order_by(initiatives.c.id)).all()
    return [(_initiative(tuple(row[:-1])), int(row[-1])) for row in rows]


def add_initiative(connection: Connection, initiative: Initiative) -> None:
    names = [column.name for column in initiatives.columns]
    connection.execute(insert(initiatives), {name: getattr(initiative, name) for name in names})


def set_stage(connection: Connection, initiative_id: int, stage: Stage) -> None:
    connection.execute(update(initiatives).where(initiatives.c.id == initiative_id).values(stage=stage.value))


def add_evidence(connection: Connection, evidence_id: int, initiative_id: int, evidence: Evidence) -> None:
    row = {"id": evidence_id, "initiative_id": initiative_id, **asdict(evidence)}
    connection.execute(insert(initiative_evidence), row)


def list_evidence(connection: Connection, initiative_id: int) -> list[Evidence]:
    """Oldest first."""
    columns = (initiative_evidence.c[name] for name in ("stage", "text", "link", "by", "at"))
    theirs = select(*columns).where(initiative_evidence.c.initiative_id == initiative_id)
    rows = connection.execute(theirs.order_by(initiative_evidence.c.id)).all()
    return [Evidence(Stage(row.stage), row.text, row.link, row.by, row.at) for row in rows]
