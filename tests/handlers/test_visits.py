"""Members look into public works: who may, what is kept, and what happens when the figures do not agree."""

import json
from dataclasses import replace
from datetime import date

import pytest

from civic.message import Media, MediaKind, Place
from civic.register import Register
from flows.talk import Work
from handlers.staff.accrediting import Accreditor
from storage.store import Store
from storage.works import import_works
from tests.committees import WORK, convenes, forms, joins, signs, trains
from tests.corridor import TUESDAY, a_world, text
from tests.life import Life

REGISTER = (Work(key=WORK.key, name=WORK.name, neighbourhood_keys=WORK.neighbourhood_keys),)
PHOTO = Media(kind=MediaKind.PHOTO, ref="f1")


@pytest.fixture
async def town(store: Store) -> Life:
    """Ana has done all that a member of the works committee has to."""
    life = Life(store, world=a_world(works=REGISTER))
    await forms(life)
    for who in ("ana", "beto"):
        await life.agrees(who)
    await joins(life, "ana", "Ana Soto")
    await trains(life, "ana")
    await signs(life, "ana")
    return life


async def looks(
    town: Life, who: str, progress: str, *, points: tuple[str, ...] = ("no", "sí", "no se ve", "sí")
) -> str:
    await town.says(who, "visita")
    for answer in points:
        await town.says(who, answer)
    said = text(await town.says(who, progress))
    assert "Mande fotos" in said, said
    await town.says(who, "falta el letrero de la obra")
    return text(await town.says(who, "sí"))


async def test_what_was_seen_is_kept_beside_what_was_reported(town: Life) -> None:
    assert await looks(town, "ana", "30") == (
        "Registré su visita a Pavimentación de la calle Pino. Gracias.\nAvance que usted ve: 30 %\nAvance informado: 40 %"
    )
    [visit] = await town.rows("visits")
    assert (visit.public_work_key, visit.checklist, visit.observed, visit.reported) == ("OP-1", "calle", 30, 40.0)
    assert [(one["id"], one["answer"]) for one in json.loads(visit.answers)] == [
        ("letrero", "no"), ("trabajan", "yes"), ("paso", "unseen"), ("escombro", "yes"),
    ]  # fmt: skip
    assert visit.note == "falta el letrero de la obra"
    assert await town.rows("incidents") == []


@pytest.mark.parametrize(
    ("seen", "alerted"), [("26", False), ("25", True), ("55", True), ("54", False), ("0", True), ("no sé", False)]
)
async def test_fifteen_points_between_seen_and_reported_alert_staff(town: Life, seen: str, alerted: bool) -> None:
    said = await looks(town, "ana", seen)
    assert ("La diferencia es grande: ya avisé al personal" in said) is alerted
    told = [row.detail for row in await town.rows("incidents", kind="gap")]
    assert told == ([f"work OP-1: seen {seen} %, reported 40 %"] if alerted else [])


async def test_a_complaint_of_the_work_is_one_tap_away(town: Life) -> None:
    await looks(town, "ana", "5")
    await town.presses("ana", "Hacer una queja")
    await town.says("ana", "la banqueta está más angosta que en el contrato")
    await town.says("ana", "Azcapotzalco")
    await town.says("ana", "saltar")
    said = text(await town.says("ana", "sí"))
    assert "Su folio es" in said, said
    [complaint] = await town.rows("complaints")
    assert (complaint.category, complaint.public_work_key) == ("public_work", "OP-1")


async def test_photos_and_the_place_belong_to_the_visit(town: Life) -> None:
    await town.says("ana", "visita")
    for answer in ("sí", "sí", "sí", "sí", "40"):
        await town.says("ana", answer)
    await town.sends("ana", PHOTO)
    await town.shares("ana", Place(24.03, -104.65))
    await town.says("ana", "sí")
    [visit] = await town.rows("visits")
    [shown] = await town.rows("evidence", subject="visit")
    assert (shown.subject_id, visit.latitude) == (visit.id, 24.03), "what came last is not lost"


@pytest.mark.parametrize(
    ("done", "said"),
    [
        (0, "Para registrar visitas le falta: la capacitación, firmar la carta compromiso."),
        (1, "Para registrar visitas le falta: firmar la carta compromiso."),
    ],
)
async def test_a_member_without_training_or_letter_files_nothing(town: Life, done: int, said: str) -> None:
    await joins(town, "beto", "Beto Ruiz")
    if done:
        await trains(town, "beto")
    assert text(await town.says("beto", "visita")) == said
    assert await town.rows("visits") == []


async def test_who_sits_on_none_is_told_how(town: Life) -> None:
    assert "Las visitas las registran quienes están en un comité" in text(await town.says("beto", "visita"))


async def test_who_is_unseated_in_mid_visit_files_nothing(town: Life) -> None:
    await town.says("ana", "visita")
    for answer in ("sí", "sí", "sí", "sí", "40", "saltar"):
        await town.says("ana", answer)
    await convenes(town, lambda one: one.remove("OBRA-1", "Ana Soto", "Faltas"))
    assert "Las visitas las registran" in text(await town.says("ana", "sí"))
    assert await town.rows("visits") == []


async def test_an_accreditation_that_runs_out_in_mid_visit_ends_it(town: Life) -> None:
    await convenes(town, lambda one: one.add("OBS-1", "observatorio", "Observatorio"))
    await joins(town, "beto", "Beto Ruiz", key="OBS-1", role="integrante")
    await trains(town, "beto")
    assert "tener una acreditación vigente" in text(await town.says("beto", "visita"))
    await convenes(
        town,
        lambda one: Accreditor(one).accredit(
            "OBS-1", "Beto Ruiz", first=date(2026, 11, 24), last=date(2026, 11, 24), show_name=False
        ),
    )
    town.now = TUESDAY.replace(day=25, hour=5, minute=58)
    await town.says("beto", "visita")
    for answer in ("sí", "sí", "sí", "sí", "40", "saltar"):
        await town.says("beto", answer)
    town.now = TUESDAY.replace(day=25, hour=6, minute=0)
    assert "tener una acreditación vigente" in text(await town.says("beto", "sí"))
    assert await town.rows("visits") == []


async def test_the_progress_of_the_moment_counts(town: Life) -> None:
    await town.does(lambda c: import_works(c, Register(works=[replace(WORK, progress=90.0)]), "second", town.now))
    assert "Avance informado: 90 %" in await looks(town, "ana", "80")
    assert [row.alerted for row in await town.rows("visits")] == [False]
