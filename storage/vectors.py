"""What proposals mean, as vectors of one model."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, bindparam, exists, select

from storage.dialect import first, insert_missing
from storage.tables import proposal_vectors, proposals

_made = exists().where(
    proposal_vectors.c.proposal_id == proposals.c.id, proposal_vectors.c.model == bindparam("model")
)  # fmt: skip
_lacking = (
    select(proposals.c.id, proposals.c.text)
    .where(~_made, proposals.c.consultation_id.is_not(None), proposals.c.text != "")
    .order_by(proposals.c.id)
)
_of_consultation = (
    select(proposal_vectors.c.proposal_id, proposal_vectors.c.vector)
    .join(proposals, proposals.c.id == proposal_vectors.c.proposal_id)
    .where(proposals.c.consultation_id == bindparam("consultation"), proposal_vectors.c.model == bindparam("model"))
)


def list_lacking(connection: Connection, model: str, most: int) -> list[tuple[int, str]]:
    """(id, text) of the oldest proposals to consultations that have no vector of this model; spoken ones have no words."""
    return [(row.id, row.text) for row in connection.execute(first(_lacking, most), {"model": model}).all()]


def add_vectors(connection: Connection, model: str, vectors: Mapping[int, bytes]) -> None:
    """By proposal. One that somebody else made meanwhile is left as it is."""
    rows = [{"proposal_id": id_, "model": model, "vector": vector} for id_, vector in vectors.items()]
    insert_missing(connection, proposal_vectors, rows, ("proposal_id", "model"))


def list_vectors(connection: Connection, model: str, proposal_ids: Sequence[int]) -> dict[int, bytes]:
    """Of those of these proposals that have one."""
    these = proposal_vectors.c.proposal_id.in_(proposal_ids) & (proposal_vectors.c.model == model)
    return _by_proposal(
        connection.execute(select(proposal_vectors.c.proposal_id, proposal_vectors.c.vector).where(these))
    )


def list_vectors_of(connection: Connection, model: str, consultation_id: int) -> dict[int, bytes]:
    """Of those proposals of a consultation that have one."""
    return _by_proposal(connection.execute(_of_consultation, {"model": model, "consultation": consultation_id}))


def _by_proposal(rows: Iterable[tuple[int, bytes]]) -> dict[int, bytes]:
    return {proposal_id: bytes(vector) for proposal_id, vector in rows}
