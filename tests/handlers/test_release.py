"""What is published of a consultation: the same figures that staff see, and nothing of who did what."""

import json

import pytest

from civic.recount import recount
from civic.small_cells import LEAST
from civic.table import Table
from handlers.release import Release, gather, release_files, release_of
from handlers.release.files import content_of, dictionary, document_from, document_json, tables_from, tables_json
from storage import results
from storage.breakdowns import breakdown
from storage.store import Connection, Store
from tests.consulted import DID, EXAMPLE, Did, hold_consultation


async def released(store: Store, did: tuple[Did, ...] = DID, document: str = EXAMPLE) -> Release:
    def read(connection: Connection) -> Release:
        world = hold_consultation(connection, did, document)
        return release_of(gather(connection, world, world.consultations[0]))

    return await store.write(read)


def lines(table: Table) -> list[str]:
    return [" ".join(map(str, row)) for row in table.rows]


async def test_the_published_figures_are_those_that_staff_see(store: Store) -> None:
    def both(connection: Connection) -> tuple[Release, results.Totals, dict[str, int]]:
        world = hold_consultation(connection)
        held = world.consultations[0]
        by = {
            name: sum(line.proposals for line in breakdown(connection, held.id, name, world.hours.zone))
            for name in ("topic", "kind", "quadrant", "neighbourhood", "day")
        }
        return release_of(gather(connection, world, held)), results.totals(connection, held.id), by

    release, counted, by = await store.write(both)
    told = {row["cifra"]: row["cuenta"] for row in release.by_name["totales"].records()}
    assert (told["personas"], told["propuestas"], told["apoyos"]) == (16, 12, 11)
    assert (told["personas"], told["propuestas"], told["apoyos"], told["boletas"]) == (
        counted.participants, counted.proposals, counted.supports, counted.ballots,
    )  # fmt: skip
    assert told["colonias"] == sum(counted.places.values())
    for name, published in {
        "topic": "por_tema", "kind": "por_tipo", "quadrant": "por_cuadrante", "neighbourhood": "por_colonia",
        "day": "por_dia",
    }.items():  # fmt: skip
        assert sum(row["propuestas"] for row in release.by_name[published].records()) == by[name], name


async def test_people_are_told_only_in_cells_that_hide_them(store: Store) -> None:
    release = await released(store)
    assert lines(release.by_name["personas"]) == [
        "origen chat / telegram 9 7 11",
        "origen chat / whatsapp 4 1 0",
        "origen otros 3 4 0",
        "edad menos_30 3 4 9",
        "edad sin respuesta 8 4 0",
        "edad otros 5 4 2",
    ]
    assert "edad" not in str(release.by_name["respuestas"].rows), "a personal question is told in cells alone"


async def test_nothing_tells_who_did_what(store: Store) -> None:
    files = release_files(await released(store))
    everything = b"".join(files.values()).decode()
    for secret in ("618 123 45 67", "telegram:1", "whatsapp:2", "paper:sheet", "asdf qwer", "participation", "05:00"):
        assert secret not in everything, secret
    assert "DGO-2026-000012-A" in everything
    assert "DGO-2026-000013-A" not in everything, "what waits for a person to read it"


@pytest.mark.parametrize("votes", [0, 1, LEAST - 1])
async def test_too_few_votes_are_not_told(store: Store, votes: int) -> None:
    release = await released(store, (*[Did(ballot=("lamparas",))] * votes, Did(), Did()))
    assert {"boletas", "comprobantes", "votacion"}.isdisjoint(release.by_name)
    assert "boletas" not in str(release.by_name["totales"].rows)
    assert [check for check in recount(release.made, release.by_name) if check.wrong] == []


async def test_a_consultation_that_nobody_answered_is_published_too(store: Store) -> None:
    release = await released(store, ())
    assert lines(release.by_name["totales"])[:2] == ["personas 0", "propuestas 0"]
    assert [check for check in recount(release.made, release.by_name) if check.wrong] == []


@pytest.mark.parametrize("ballot", ["si_no", "aprobacion", "orden"])
async def test_a_vote_of_any_kind_is_counted_from_its_published_ballots(store: Store, ballot: str) -> None:
    head, _, tail = EXAMPLE.partition("[boleta]")
    options = tail[tail.index("[[boleta.opcion]]") :]
    for cost in ("4_000_000", "6_500_000", "5_500_000"):
        options = options.replace(f"costo = {cost}\n", "")
    most = "maximo = 2\n" if ballot == "aprobacion" else ""
    paper = f'[boleta]\ntipo = "{ballot}"\ntexto = "¿Qué prefiere?"\n' + most + (options if ballot != "si_no" else "")
    choices = {"si_no": ("yes",), "aprobacion": ("lamparas", "cancha"), "orden": ("cancha", "lamparas")}[ballot]
    did = tuple(Did(ballot=choices) for _ in range(4))
    release = await released(store, did, f"{head}{paper}")
    assert release.by_name["votacion"].records()[0]["votos"] == 4
    assert [check for check in recount(release.made, release.by_name) if check.wrong] == []


async def test_the_files_give_back_what_was_written_to_them(store: Store) -> None:
    release = await released(store)
    files = release_files(release)
    assert document_from(document_json(release.made)) == release.made
    again = tables_from(tables_json(map(content_of, release.tables)))
    assert [(one.name, one.columns, list(map(tuple, one.rows))) for one in again] == [
        (one.name, one.columns, list(map(tuple, one.rows))) for one in release.tables
    ]
    assert json.loads(files["datos.json"])["por_dia"] == [{"dia": "2026-12-06", "propuestas": 12, "apoyos": 11}]
    assert files["por_dia.csv"] == b"dia,propuestas,apoyos\n2026-12-06,12,11\n"


async def test_every_table_and_column_is_explained(store: Store) -> None:
    head, _, tail = EXAMPLE.partition("[boleta]")
    ranked = f"{head}[boleta]{tail}".replace('tipo = "presupuesto"', 'tipo = "orden"').replace(
        "presupuesto = 10_000_000\n", ""
    )
    for cost in ("4_000_000", "6_500_000", "5_500_000"):
        ranked = ranked.replace(f"costo = {cost}\n", "")
    tied = tuple(Did(ballot=(one,)) for one in ("lamparas", "cancha", "banquetas"))
    tables = {**(await released(store, (*DID[:1], *tied), ranked)).by_name}
    for table in tables.values():
        assert ("tabla", *table.columns) == tuple(dictionary()[table.name]), table.name
    assert set(dictionary()) - set(tables) <= {"por_cuadrante", "cobertura_cuadrante"}
