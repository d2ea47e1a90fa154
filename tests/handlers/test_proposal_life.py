"""Proposals after they were made: what staff do, and what everybody behind them is told."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from civic.initiative import Stage
from civic.moves import WordsMissing
from civic.proposal import ProposalStatus
from civic.updates import READABLE, TOLD, Subject
from handlers.staff import answering
from handlers.staff.finding import NotPossible
from handlers.staff.initiatives import Steward
from handlers.staff.proposals import Answer, NoSuchProposal, Reviewer
from storage import proposals, results
from storage.proposals import Wanted
from storage.store import Store
from tests.consulting import LAMPS, OPEN, opens, planner, proposes
from tests.corridor import a_world, text
from tests.life import Life

PAVEMENT = "que arreglen la banqueta de la calle Olmo de la colonia Azcapotzalco"


@pytest.fixture
async def town(store: Store) -> Life:
    """Ana, Beto and Caro may propose; nobody is told too often."""
    life = Life(store, now=OPEN, world=a_world(updates_per_week=50))
    await opens(life)
    await life.delivers()
    return life


async def folio_of(town: Life, who: str, words: str) -> str:
    said = await proposes(town, who, words)
    await town.delivers()
    return next(word.rstrip(".") for word in said.split() if word.startswith("DGO-"))


async def reviews(town: Life, act: Callable[[Reviewer], Any]) -> Any:
    """One act of staff, which takes a second."""
    done = await town.does(lambda c: act(Reviewer(c, town.world, "lupita", town.now)))
    town.now += timedelta(seconds=1)
    return done


async def supports(town: Life, who: str, folio: str) -> str:
    """A neighbour gave them the folio."""
    await town.writes(who, folio)
    return text(await town.presses(who, "Apoyarla"))


async def news(town: Life, *, days: float = 1) -> dict[str, str]:
    """What each of them is sent from now on."""
    await town.delivers()
    before = {who: len(heard) for who, heard in town.heard.items()}
    await town.passes(days=days)
    return {
        who: "\n".join(message.text for _, message in heard[before.get(who, 0) :])
        for who, heard in town.heard.items()
        if len(heard) > before.get(who, 0)
    }


async def test_author_and_supporters_hear_every_step(town: Life) -> None:
    lamps = await folio_of(town, "ana", LAMPS)
    await supports(town, "beto", lamps)
    await reviews(town, lambda r: r.move(lamps, ProposalStatus.UNDER_ANALYSIS))
    told = await news(town)
    assert set(told) == {"ana", "beto"}
    assert f"Propuesta {lamps}, «que pongan más lámparas en la calle Pino" in told["beto"]
    assert told["ana"].endswith("\nEn análisis.")
    answer = Answer(
        to=ProposalStatus.ACCEPTED, text="Son 12 lámparas.", cost=180_000, law="Presupuesto 2027, partida 3.4"
    )
    await reviews(town, lambda r: r.answer(lamps, answer))
    told = await news(town)
    said = "Aceptada: Son 12 lámparas. Costo estimado: $180,000. Fundamento: Presupuesto 2027, partida 3.4."
    assert said in told["ana"]
    assert said in told["beto"]
    await reviews(town, lambda r: r.schedule(lamps, date(2027, 3, 1)))
    assert "Programada: 1 de marzo de 2027." in (await news(town))["beto"]
    await reviews(town, lambda r: r.progress(lamps, 40, "Ya están los postes"))
    assert "En marcha: 40 %. Ya están los postes." in (await news(town))["beto"]
    await reviews(town, lambda r: r.move(lamps, ProposalStatus.DONE, "Quedaron las 12"))
    assert "Cumplida: Quedaron las 12." in (await news(town))["ana"]
    [row] = await town.rows("proposals", folio=lamps)
    assert (row.status, row.progress, row.cost, row.scheduled_on) == ("done", 100, 180_000, date(2027, 3, 1))


async def test_steps_of_one_day_come_in_one_message(town: Life) -> None:
    lamps = await folio_of(town, "ana", LAMPS)
    town.now = town.now.replace(hour=6) + timedelta(days=1)  # midnight in Durango: nobody is written to
    await reviews(town, lambda r: r.move(lamps, ProposalStatus.UNDER_ANALYSIS))
    await town.passes(hours=1)
    await reviews(town, lambda r: r.answer(lamps, Answer(to=ProposalStatus.PARTLY, text="Solo seis")))
    sent = [text([message]) for who, message in await town.passes(days=1) if who == "ana"]
    assert len(sent) == 1
    assert "En análisis; Aceptada en parte: Solo seis." in sent[0]


async def test_who_wants_only_the_end_hears_only_the_end(town: Life) -> None:
    lamps = await folio_of(town, "ana", LAMPS)
    await supports(town, "beto", lamps)
    await town.says("beto", "avisos")
    await town.presses("beto", "Cada cuándo avisarme")
    await town.presses("beto", "Solo al final")
    await town.delivers()
    await reviews(town, lambda r: r.answer(lamps, Answer(to=ProposalStatus.ACCEPTED, text="Sí")))
    assert set(await news(town)) == {"ana"}
    await reviews(town, lambda r: r.move(lamps, ProposalStatus.DONE, "Quedó"))
    assert "Aceptada: Sí; Cumplida: Quedó." in (await news(town))["beto"]


async def test_who_left_our_notices_is_told_nothing(town: Life) -> None:
    lamps = await folio_of(town, "ana", LAMPS)
    await town.writes("ana", "baja")
    await reviews(town, lambda r: r.answer(lamps, Answer(to=ProposalStatus.REJECTED, text="No hay dinero")))
    assert await news(town, days=8) == {}


async def test_everybody_behind_a_grouped_one_stands_behind_the_other(town: Life) -> None:
    lamps = await folio_of(town, "ana", LAMPS)
    same = await folio_of(town, "caro", "más focos en la calle Roble de la colonia Azcapotzalco")
    await supports(town, "beto", same)
    await reviews(town, lambda r: r.group(same, lamps, "Se atienden juntas"))
    told = await news(town)
    assert set(told) == {"beto", "caro"}
    assert f"Se juntó con otra que pide lo mismo: {lamps}. Se atienden juntas." in told["caro"]
    [listed] = await town.does(lambda c: proposals.list_proposals(c, Wanted(folios=[lamps]), 9))
    assert listed.voices == 3
    await reviews(town, lambda r: r.answer(lamps, Answer(to=ProposalStatus.ACCEPTED, text="Las dos calles")))
    assert set(await news(town)) == {"ana", "beto", "caro"}, "no author and no supporter is lost"
    [consultation] = town.world.consultations
    totals = await town.does(lambda c: results.totals(c, consultation.id))
    assert (totals.proposals, totals.supports) == (2, 1), "what was said stays counted, and once"
    assert f"Usted ya apoya la {lamps}" in await supports(town, "beto", same), "the other one stands for it"


async def test_a_wrong_grouping_is_taken_apart(town: Life) -> None:
    lamps = await folio_of(town, "ana", LAMPS)
    same = await folio_of(town, "caro", "más focos en la calle Roble de la colonia Azcapotzalco")
    await supports(town, "beto", same)
    await supports(town, "caro", lamps)
    await reviews(town, lambda r: r.group(same, lamps))
    await reviews(town, lambda r: r.split(same, "Son dos calles"))
    assert "Se separó de la otra y otra vez cuenta por sí sola: Son dos calles." in (await news(town))["caro"]
    for folio, voices in ((lamps, 2), (same, 2)):
        [listed] = await town.does(lambda c, folio=folio: proposals.list_proposals(c, Wanted(folios=[folio]), 9))
        assert listed.voices == voices, "Caro supported it herself, Beto goes with what he supported"
    await reviews(town, lambda r: r.answer(lamps, Answer(to=ProposalStatus.REJECTED, text="No")))
    assert set(await news(town)) == {"ana", "caro"}


async def test_groups_of_groups(town: Life) -> None:
    lamps = await folio_of(town, "ana", LAMPS)
    light = await folio_of(town, "beto", "más focos en la calle Roble de la colonia Azcapotzalco")
    dark = await folio_of(town, "caro", "no hay luz en la calle Encino de la colonia Azcapotzalco")
    await reviews(town, lambda r: r.group(dark, light))
    with pytest.raises(NotPossible, match=f"ya está junta con otra. Júntela con la {light}"):
        await reviews(town, lambda r: r.group(lamps, dark))
    with pytest.raises(NotPossible, match="consigo misma"):
        await reviews(town, lambda r: r.group(lamps, lamps))
    await reviews(town, lambda r: r.group(light, lamps))
    with pytest.raises(NotPossible, match="separe primero aquella"):
        await reviews(town, lambda r: r.split(dark))
    await news(town)
    await reviews(town, lambda r: r.answer(lamps, Answer(to=ProposalStatus.ACCEPTED, text="Sí")))
    assert set(await news(town)) == {"ana", "beto", "caro"}


async def test_proposals_outside_of_a_consultation_are_grouped_and_told_as_well(town: Life) -> None:
    await town.does(lambda c: planner(town, c).close("consulta-2026", "Se adelanta"))
    lamps = await folio_of(town, "ana", LAMPS)
    same = await folio_of(town, "caro", "más focos en la calle Roble de la colonia Azcapotzalco")
    await reviews(town, lambda r: r.group(same, lamps))
    [listed] = await town.does(lambda c: proposals.list_proposals(c, Wanted(folios=[lamps]), 9))
    assert listed.voices == 2
    await news(town)
    await reviews(town, lambda r: r.answer(lamps, Answer(to=ProposalStatus.ACCEPTED, text="Sí")))
    assert set(await news(town)) == {"ana", "caro"}


async def test_what_was_held_is_published_or_not_and_the_author_hears_why(town: Life) -> None:
    async def noise(words: str) -> str:
        for said in ("propuesta", words, "otro tema", "Azcapotzalco"):
            await town.says("ana", said)
        said = text(await town.says("ana", "sí"))
        await town.delivers()
        return next(word.rstrip(".,") for word in said.split() if word.startswith("DGO-"))

    good, bad = await noise("pongan {{luz}} en la calle Pino"), await noise("asdf qwer zxcv")
    [one, other] = await town.does(lambda c: proposals.list_proposals(c, Wanted(statuses=["held"]), 9))
    assert {one.proposal.folio, other.proposal.folio} == {good, bad}
    assert "No es suya" in text(await town.says("beto", good))
    await reviews(town, lambda r: r.move(good, ProposalStatus.RECEIVED))
    with pytest.raises(WordsMissing):
        await reviews(town, lambda r: r.move(bad, ProposalStatus.UNPUBLISHED))
    await reviews(town, lambda r: r.move(bad, ProposalStatus.UNPUBLISHED, "No dice qué se propone"))
    told = (await news(town))["ana"]
    assert "Una persona la leyó y ya se publicó." in told
    assert "No se publicó: No dice qué se propone." in told
    [consultation] = town.world.consultations
    assert (await town.does(lambda c: results.totals(c, consultation.id))).proposals == 1
    assert "{{luz}}" in text(await town.says("beto", good))
    assert "asdf" not in text(await town.says("beto", bad))


async def test_a_folio_tells_its_story_to_anybody_and_who_wrote_it_to_nobody(town: Life) -> None:
    lamps = await folio_of(town, "ana", f"{LAMPS}, mi cel es 618 123 4567")
    await supports(town, "beto", lamps)
    await reviews(town, lambda r: r.answer(lamps, Answer(to=ProposalStatus.PARTLY, text="Solo seis lámparas")))
    await town.does(lambda c: Steward(c, town.world, "lupita", town.now).add("luz", "Luz en las calles"))
    await reviews(town, lambda r: r.link(lamps, commitment="Compromiso 14", initiative="luz"))
    own = text(await town.says("ana", f"folio {lamps}"))
    for words in (
        f"Propuesta {lamps}: Aceptada en parte",
        "618 123 4567",
        "La respaldan 2 personas.",
        "Iniciativa «Luz en las calles»: Etapa 1 de 6, problemas y necesidades.",
        "Aceptada en parte: Solo seis lámparas",
        "Ya es parte de esto: Compromiso: Compromiso 14. Iniciativa «Luz en las calles»",
    ):
        assert words in own
    other = text(await town.says("caro", f"folio {lamps}"))
    assert "Solo seis lámparas" in other
    assert "618 123 4567" not in other


async def test_an_initiative_takes_its_proposals_through_the_stages(town: Life) -> None:
    async def steers(act: Callable[[Steward], None]) -> None:
        await town.does(lambda c: act(Steward(c, town.world, "lupita", town.now)))

    lamps = await folio_of(town, "ana", LAMPS)
    await supports(town, "beto", lamps)
    await folio_of(town, "caro", PAVEMENT)
    await steers(lambda s: s.add("luz", "Luz en las calles"))
    await reviews(town, lambda r: r.link(lamps, initiative="luz"))
    await news(town)
    with pytest.raises(NotPossible, match="the stage problems has no evidence yet"):
        await steers(lambda s: s.move("luz", Stage.POSSIBILITIES, "Ya se midió"))
    await steers(
        lambda s: s.add_evidence("luz", Stage.PROBLEMS, "Mapa de calles sin luz", "https://durango.example/mapa")
    )
    await steers(lambda s: s.move("luz", Stage.POSSIBILITIES, "Se comparan tres tipos de lámpara"))
    told = await news(town)
    assert set(told) == {"ana", "beto"}
    assert told["beto"] == (
        "Iniciativa «Luz en las calles»\nEtapa 2 de 6, análisis de posibilidades: Se comparan tres tipos de lámpara."
    )
    for wrong in ("Luz", "l", "luz en las calles"):
        with pytest.raises(NotPossible, match="lower-case letters"):
            await steers(lambda s, wrong=wrong: s.add(wrong, "Otra"))


async def test_closing_early_and_opening_again_is_told_to_who_takes_part(town: Life) -> None:
    await folio_of(town, "ana", LAMPS)
    await town.does(lambda c: planner(town, c).close("consulta-2026", "Hay veda electoral"))
    assert await news(town) == {
        "ana": "Consulta «Consulta ciudadana 2026»\nCerró antes de la fecha: Hay veda electoral."
    }
    await town.does(lambda c: planner(town, c).reopen("consulta-2026", "Terminó la veda"))
    assert "Se abrió otra vez: Terminó la veda." in (await news(town))["ana"]


async def answers(town: Life, wanted: Wanted, answer: Answer) -> answering.Plan:
    plan: answering.Plan = await town.does(lambda c: answering.plan(c, town.world, wanted, answer))
    return plan


async def test_many_are_answered_at_once_each_in_its_own_words(town: Life) -> None:
    lamps, olmo = await folio_of(town, "ana", LAMPS), await folio_of(town, "caro", PAVEMENT)
    await supports(town, "beto", lamps)
    done = await folio_of(town, "beto", "una cancha en la colonia Azcapotzalco")
    await reviews(town, lambda r: r.answer(done, Answer(to=ProposalStatus.REJECTED, text="No hay terreno")))
    await news(town)
    words = "La propuesta {folio} de {colonia}, que respaldan {personas}, entra al plan"
    answer = Answer(to=ProposalStatus.REJECTED, text=words)
    plan = await answers(town, Wanted(consultation="consulta-2026"), answer)
    assert [(one.proposal.folio, one.voices) for one in plan.planned] == [(lamps, 2), (olmo, 1)]
    assert plan.kept_out == [(done, "No se aceptó")]
    assert plan.planned[0].answer.text == f"La propuesta {lamps} de Azcapotzalco, que respaldan 2, entra al plan"
    reach = await town.does(lambda c: proposals.reach(c, [one.proposal.id for one in plan.planned]))
    assert (reach.channels, reach.unreachable, reach.silent) == ({"telegram": 3}, 0, 0)
    await reviews(town, lambda r: r.move(olmo, ProposalStatus.UNDER_ANALYSIS))
    assert (await answers(town, Wanted(consultation="consulta-2026"), answer)).code != plan.code
    left = await reviews(town, lambda r: answering.carry_out(r, plan.planned))
    assert left == [olmo], "it moved after it was shown"
    told = await news(town)
    assert f"No se aceptó: La propuesta {lamps} de Azcapotzalco, que respaldan 2, entra al plan." in told["beto"]


@pytest.mark.parametrize(
    ("words", "refusal"),
    [
        ("Gracias {nombre}", r"nombra \{nombre\}, que no se conoce"),
        ("Gracias {", "llave que no se cierra"),
        ("", "Escriba la respuesta"),
    ],
)
async def test_a_template_with_a_fault_answers_nobody(town: Life, words: str, refusal: str) -> None:
    await folio_of(town, "ana", LAMPS)
    with pytest.raises(NotPossible, match=refusal):
        await answers(town, Wanted(consultation="consulta-2026"), Answer(to=ProposalStatus.ACCEPTED, text=words))


REFUSED: list[tuple[Callable[[Reviewer, str], None], str]] = [
    (lambda r, f: r.move(f, ProposalStatus.REJECTED, "No"), "en la terminal es `proposal answer`"),
    (lambda r, f: r.schedule(f, date(2026, 12, 1)), "1 de diciembre de 2026 ya pasó"),
    (lambda r, f: r.progress(f, 100), "de 0 a 99"),
    (lambda r, f: r.split(f), "no está junta"),
    (lambda r, f: r.link(f), "una obra, un compromiso o una iniciativa"),
    (lambda r, f: r.link(f, work="OP-9"), "no tiene la obra 'OP-9'"),
    (lambda r, f: r.link(f, initiative="luz"), "No hay una iniciativa 'luz'"),
    (lambda r, f: r.set_topic(f, "nada"), "no tiene el tema 'nada'. Los que hay: seguridad"),
    (lambda r, f: r.answer(f, Answer(to=ProposalStatus.DONE, text="x")), "Se contesta que se acepta"),
    (lambda r, f: r.answer(f, Answer(to=ProposalStatus.ACCEPTED, text="x", cost=-1)), "número de pesos"),
]


@pytest.mark.parametrize(("act", "refusal"), REFUSED)
async def test_what_is_refused_changes_nothing(town: Life, act: Callable[[Reviewer, str], None], refusal: str) -> None:
    lamps = await folio_of(town, "ana", LAMPS)
    with pytest.raises(NotPossible, match=refusal):
        await reviews(town, lambda r: act(r, lamps))
    with pytest.raises(NoSuchProposal, match="No hay una propuesta con el folio"):
        await reviews(town, lambda r: r.move("DGO-2026-999999-X", ProposalStatus.UNDER_ANALYSIS))
    assert (await town.rows("proposals"))[0].status == "received"
    assert await news(town) == {}


@pytest.mark.parametrize("subject", list(Subject))
def test_every_line_that_is_told_has_its_words(subject: Subject) -> None:
    phrases = a_world().book.phrases
    lines = TOLD[subject] | READABLE.get(subject, frozenset())
    assert [one for one in lines if not {f"{subject}_{one}", f"event_{one}"} & phrases.keys()] == []


async def test_as_many_as_there_are_can_be_counted_at_once(town: Life) -> None:
    lamps = await folio_of(town, "ana", LAMPS)
    [made] = await town.rows("proposals", folio=lamps)
    all_of_them = [*range(1, 40_000), made.id]
    assert (await town.does(lambda c: proposals.reach(c, all_of_them))).channels == {"telegram": 1}


async def test_who_joins_their_chats_does_not_support_their_own(town: Life) -> None:
    lamps = await folio_of(town, "ana", LAMPS)
    await supports(town, "beto", lamps)
    code = text(await town.says("ana", "enlazar")).split("enlazar ")[1].split()[0]
    assert "unidos" in text(await town.writes("beto", f"enlazar {code}"))
    assert await town.rows("supports") == []
