"""What the engine does with what residents do, flow by flow where a transcript would be too long."""

import pytest
from msgspec.structs import replace

from civic.intent import Intent
from civic.message import Wish
from flows import engine
from flows.codec import encode
from flows.talk import Event, Session, Work
from tests.flows.resident import HERE, OUTCOMES, PHOTO, VOICE, Resident, facts, shipped, with_works

POTHOLE = "hay un bache en la colonia guadalupe"


def complaining(text: str = POTHOLE) -> Resident:
    ana = Resident()
    ana.says(text)
    return ana


# Opening

OPENINGS = [
    # first words, flow, open question, why
    ("hay un bache", "complain", "neighbourhood", "a fault is a complaint; what and category are said"),
    ("quiero hacer una queja", "complain", "what", "only filler: nothing is said about what"),
    ("denuncia", "complain", "what", "one word opens it"),
    ("que pongan topes en la calle", "propose", "neighbourhood", "a wish is a proposal; its topic is said"),
    ("quiero hacer una propuesta", "propose", "what", "only filler"),
    ("proponer algo para mi colonia", "propose", "what", "only filler"),
    ("ver mi folio", "follow_folio", "folio", "the menu's own label"),
    ("como va mi reporte", "follow_folio", "folio", "asks for the folio"),
    ("quiero ser del comité", "committee", "interest", ""),
    ("mis avisos", "my_notices", "purpose", ""),
    ("es anonimo?", "privacy", "right", "what is kept is said before anything is asked"),
    ("borren mis datos", "privacy", "review", "the right is named: only to be confirmed"),
    ("quiero hablar con alguien", "talk_to_person", "reason", "only filler"),
    ("idioma", "language", "language", ""),
    ("/queja", "complain", "what", "a command of Telegram"),
]


@pytest.mark.parametrize(("words", "flow", "question", "why"), OPENINGS)
def test_first_words_open_a_flow(words: str, flow: str, question: str, why: str) -> None:
    ana = Resident()
    assert ana.says(words)
    assert ana.session.talk is not None, why
    assert (ana.session.talk.flow, ana.open) == (flow, question), why


def test_what_was_said_is_not_asked_again() -> None:
    ana = complaining("hay un bache enorme en la Benito Juárez frente a la primaria")
    assert ana.answers["category"] == "street"
    assert ana.answers["what"]["text"].startswith("hay un bache enorme")
    assert ana.open == "neighbourhood"
    assert ana.labels == ["Colonia CP 34120", "Colonia CP 34163", "Fracc. CP 34167", "Ninguna"]


def test_from_first_words_to_folio_in_four_messages() -> None:
    ana = Resident(consented=False)
    for words in (POTHOLE, "sí", "sin foto", "sí"):
        ana.says(words)
    assert len(ana.shown) == 4
    assert "DGO-2026-000017-K" in ana.shown[-1].text


def test_from_greeting_to_folio_in_eight_messages() -> None:
    ana = Resident(consented=False)
    for words in ("hola", "sí", "queja", "hay un bache", "benito juarez", "1", "sin foto", "sí"):
        ana.says(words)
    assert len(ana.shown) == 8
    assert "DGO-2026-000017-K" in ana.shown[-1].text


# Consent


def test_nothing_is_filed_before_consent() -> None:
    ana = Resident(consented=False)
    reply = ana.says(POTHOLE)
    assert "¿Está de acuerdo?" in reply
    assert ana.open == "consent"


def test_refusal_forgets_the_words() -> None:
    ana = Resident(consented=False)
    ana.says("hay un bache en la calle pino y me llamo Ana")
    reply = ana.says("no")
    assert "no guardé nada" in reply
    assert "Ana" not in ana.stored
    assert ana.acts == []


def test_unclear_first_words_are_kept_for_the_flow_that_is_picked() -> None:
    ana = Resident(consented=False)
    ana.says("la señora de la tienda pone bocinas en la madrugada")
    assert "dígame qué es" in ana.says("sí acepto")
    ana.presses("Queja o reporte")
    assert "bocinas" in ana.answers["what"]["text"]


def test_consent_is_asked_again_when_the_notice_changes() -> None:
    ana = complaining()
    ana.says("menú")
    ana.facts = facts(consented=False)
    assert "¿Está de acuerdo?" in ana.says("continuar")
    assert "Seguimos con su reporte" in ana.says("sí")
    assert ana.answers["category"] == "street"


def test_a_person_can_be_reached_without_consent() -> None:
    ana = Resident(consented=False)
    ana.says("hola")
    ana.says("persona")
    ana.says("una duda sobre mi recibo")
    assert [act.name for act in ana.acts] == ["open_chat"]


def test_another_flow_asked_for_at_the_gate_is_kept_behind_it() -> None:
    ana = Resident(consented=False)
    ana.says("hola")
    assert "¿Está de acuerdo?" in ana.says("hacer una propuesta")
    assert "¿qué propone?" in ana.says("sí")


# Words that leave

LEAVING = [
    # words, sentence in the reply, flow open afterwards
    ("menú", "Guardé su reporte", ""),
    ("ayuda", "Siempre funcionan", "complain"),
    ("persona", "Guardé su reporte", "talk_to_person"),
    ("hacer una propuesta", "Guardé su reporte", "propose"),
    ("folio", "Guardé su reporte", "follow_folio"),
    ("idioma", "Guardé su reporte", "language"),
    ("mis datos", "Guardé su reporte", "privacy"),
    ("avisos", "Guardé su reporte", "my_notices"),
    ("cancelar", "Si cancela, se borra", "complain"),
    ("corregir", "¿Qué dato quiere corregir?", "complain"),
    ("atrás", "regresamos una pregunta", "complain"),
    ("hola", "Aquí sigo", "complain"),
    ("gracias", "Con gusto", "complain"),
    ("DGO-2026-000017-K", "Guardé su reporte", "follow_folio"),
]


@pytest.mark.parametrize(("words", "sentence", "flow"), LEAVING)
def test_words_that_leave_an_open_question(words: str, sentence: str, flow: str) -> None:
    ana = complaining()
    assert sentence in ana.says(words)
    assert (ana.session.talk.flow if ana.session.talk else "") == flow
    talks = [ana.session.talk, *ana.session.parked]
    assert any(talk and talk.flow == "complain" for talk in talks), "the report is never lost"


ANSWERS = [
    # words said to "what happens?", why they do not leave it
    "necesito ayuda con un poste que se va a caer en mi calle",
    "quiero que una persona venga a revisar la coladera de mi calle",
    "no pasa el camión de la basura desde el menú de cierre del mercado",
    "proponer no sirve de nada, la calle está llena de hoyos",
    "el folio que me dieron no aparece y la lámpara sigue apagada",
]


@pytest.mark.parametrize("words", ANSWERS)
def test_a_long_sentence_is_an_answer(words: str) -> None:
    ana = Resident()
    ana.says("queja")
    ana.says(words)
    assert ana.answers["what"]["text"] == words


def test_cancelling_asks_nothing_when_nothing_was_answered() -> None:
    ana = Resident()
    ana.says("queja")
    assert "Cancelado" in ana.says("cancelar")
    assert ana.session.talk is None


@pytest.mark.parametrize(
    ("words", "gone"), [("sí", True), ("no", False), ("1", True), ("2", False), ("no, seguir", False)]
)
def test_cancelling_asks_before_it_erases(words: str, gone: bool) -> None:
    ana = complaining()
    ana.says("cancelar")
    ana.says(words)
    assert (ana.session.talk is None) is gone


@pytest.mark.parametrize("aside", ["cancelar", "corregir"])
def test_what_is_said_over_a_question_of_our_own_is_not_lost(aside: str) -> None:
    ana = complaining()
    ana.says(aside)
    ana.sends(PHOTO)
    assert ana.answers["evidence"]["media"] == [41]
    other = complaining("hay un bache muy grande en la esquina")
    other.says(aside)
    other.says("los fresnos")
    assert other.answers["neighbourhood"] == {"key": "10005-0310"}


def test_at_most_three_talks_are_put_aside_and_it_is_said_which_goes() -> None:
    ana = complaining()
    for words in ("que pinten la escuela de rojo por favor", "borrar mis datos"):
        ana.says("menú")
        ana.says(words)
    ana.says("menú")
    assert len(ana.session.parked) == 3
    ana.says(POTHOLE)
    assert "Quité el más antiguo: su reporte" in ana.says("menú")
    assert [talk.flow for talk in ana.session.parked] == ["propose", "privacy", "complain"]


def test_the_talk_put_aside_last_goes_on_first() -> None:
    ana = complaining()
    ana.says("hacer una propuesta")
    ana.says("que pongan juegos en la colonia guadalupe")
    reply = ana.says("sí")
    assert "DGO-2026-000018-A" in reply
    assert "Seguimos con su reporte" in reply
    assert ana.open == "evidence"


def test_nothing_is_open() -> None:
    ana = Resident()
    for words in ("cancelar", "atrás", "corregir", "saltar", "continuar"):
        assert "No hay ninguna pregunta pendiente" in ana.says(words)


def test_thanks_never_opens_a_menu() -> None:
    ana = Resident()
    ana.says("gracias")
    assert not ana.shown[-1].choices


# Answers

WAYS_TO_SAY_TWO = ["2", "2️⃣", "la dos", "dos", "opción 2", "el 2", "Alumbrado", "alumbrado", "ALUMBRADO PÚBLICO", "luz"]


@pytest.mark.parametrize("words", WAYS_TO_SAY_TWO)
def test_an_option_by_number_label_part_or_word(words: str) -> None:
    ana = Resident()
    ana.says("queja")
    ana.says("se ve muy feo desde ayer")
    assert ana.open == "category"
    ana.says(words)
    assert ana.answers["category"] == "lighting"


def test_a_number_means_the_list_last_shown() -> None:
    ana = complaining()
    ana.says("sin foto")
    ana.says("corregir")
    ana.says("2")
    assert ana.open == "category", "the second answer, not the second option of the review"


def test_media_first_then_words_then_place() -> None:
    ana = Resident()
    assert "Recibí su foto" in ana.sends(PHOTO)
    assert ana.open == "what"
    ana.sends(place=HERE)
    ana.says("se cayó un árbol en la banqueta")
    assert ana.answers["evidence"] == {
        "media": [41],
        "place": {"latitude": 24.0277, "longitude": -104.6532, "label": ""},
    }
    assert ana.open == "neighbourhood"


def test_a_photo_with_words_opens_the_flow_of_its_words() -> None:
    ana = Resident()
    ana.sends(PHOTO, text="que pongan una cancha aquí")
    assert ana.session.talk is not None
    assert ana.session.talk.flow == "propose"
    assert ana.answers["what"] == {"text": "que pongan una cancha aquí", "media": [41]}


def test_a_voice_note_is_an_answer_in_words() -> None:
    ana = Resident()
    ana.says("queja")
    ana.sends(VOICE)
    assert ana.answers["what"] == {"text": "", "media": [41]}
    assert ana.open == "category"


def test_a_photo_where_words_are_needed_is_kept_and_asked_about() -> None:
    ana = Resident()
    ana.says("propuesta")
    assert "qué se ve" in ana.sends(PHOTO)
    ana.says("arreglar esta cancha")
    assert ana.answers["what"] == {"text": "arreglar esta cancha", "media": [41]}


def test_more_photos_are_laid_beside_the_first() -> None:
    ana = complaining()
    ana.sends(PHOTO)
    ana.sends(PHOTO)
    assert ana.answers["evidence"]["media"] == [41, 41]
    ana.stored = encode(engine.attach(ana.book, ana.session, [77, 78]))
    assert ana.answers["evidence"]["media"] == [41, 41, 77, 78]
    assert ana.open == "review"


@pytest.mark.parametrize("session", [Session(), replace(Session(), last_number=4)])
def test_attaching_without_a_talk_changes_nothing(session: Session) -> None:
    assert engine.attach(shipped(), session, [1]) == session


SKIPS = ["saltar", "omitir", "no", "no tengo", "sin foto", "no sé", "Seguir sin foto", "1"]


@pytest.mark.parametrize("words", SKIPS)
def test_an_optional_question_is_skipped(words: str) -> None:
    ana = complaining()
    assert ana.open == "evidence"
    ana.says(words)
    assert ana.open == "review"
    assert ana.answers["evidence"] is None


def test_a_needed_question_says_why_it_is_needed() -> None:
    ana = Resident()
    ana.says("queja")
    for words in ("saltar", "no sé"):
        assert "Sin saber qué pasa" in ana.says(words)
    assert ana.open == "what"


def test_not_knowing_picks_the_option_that_means_it() -> None:
    ana = Resident()
    ana.says("queja")
    ana.says("se ve muy feo desde ayer")
    ana.says("no sé")
    assert ana.answers["category"] == "other"


def test_an_unreadable_thing_is_answered_kindly() -> None:
    ana = complaining()
    assert "Eso no lo puedo leer" in ana.does(Event(unsupported=True))
    assert ana.open == "evidence"
    nobody = Resident()
    assert "Eso no lo puedo leer" in nobody.does(Event(unsupported=True))


def test_a_telephone_number_that_was_shared_is_not_an_answer() -> None:
    ana = Resident()
    ana.says("queja")
    reply = ana.does(Event(text="+526181112233", contact="+526181112233"))
    assert "No hace falta su número" in reply
    assert ana.open == "what"
    assert "6181112233" not in ana.stored


def test_misunderstood_three_times() -> None:
    ana = Resident()
    ana.says("queja")
    ana.says("se ve muy feo desde ayer")
    assert "Elija lo que más se parezca" in ana.says("mmm")
    assert "tóquela o escriba su número" in ana.says("mmm")
    assert "hablar con una persona" in ana.says("mmm")
    assert ana.labels[-1] == "Hablar con alguien"
    assert ana.answers["what"]["text"] == "se ve muy feo desde ayer"
    ana.says("alumbrado")
    assert ana.open == "neighbourhood"


TOPICS = [
    ("que haya más policías en la noche", "seguridad"),
    ("que pongan una cancha de futbol", "deporte"),
    ("que vacunen a los perros y a los gatos", "ambiente_animales"),
    ("lo que ustedes quieran hacer aquí", None),
]


@pytest.mark.parametrize(("words", "topic"), TOPICS)
def test_the_topic_of_a_proposal_is_told_by_its_words(words: str, topic: str | None) -> None:
    ana = Resident()
    ana.says("propuesta")
    ana.says(words)
    assert ana.answers.get("topic") == topic
    assert (ana.open == "topic") is (topic is None)


def test_a_topic_that_is_not_listed_can_be_meant() -> None:
    ana = Resident()
    ana.says("propuesta")
    ana.says("lo que ustedes quieran hacer aquí")
    assert len(ana.labels) == 10
    ana.says("un doctor en el centro de salud")
    assert ana.answers["topic"] == "salud_social"


# Neighbourhoods

PLACES = [
    # words said one after the other, answer, why
    (["guadalupe"], {"key": "10005-0095"}, "the only one"),
    (["benito juarez", "fraccionamiento"], {"key": "10005-0162"}, "the kind tells them apart"),
    (["benito juarez", "34163"], {"key": "10005-0152"}, "the postal code tells them apart"),
    (["benito juarez", "la del 34163"], {"key": "10005-0152"}, "the postal code in a sentence"),
    (["benito juarez", "3"], {"key": "10005-0162"}, "by number"),
    (["huizache", "sí"], {"key": "10005-0312"}, "a number left out is asked for, even of a single one"),
    (["huizache", "1"], {"key": "10005-0312"}, "the same, by number"),
    (["huizache", "no", "guadalupe"], {"key": "10005-0095"}, "not that one, then another"),
    (["benito juarez", "ninguna", "guadalupe"], {"key": "10005-0095"}, "none of them, then another"),
    (["34220"], {"key": "10005-0095"}, "a code with one place"),
    (["34100", "arboledas"], {"key": "10005-0311"}, "a code with two places"),
    (["cp 34220"], {"key": "10005-0095"}, "the code with its letters"),
    (["zzz", "yyy", "34220"], {"key": "10005-0095"}, "after two failures the postal code"),
    (["zzz", "yyy", "rancho perdido"], {"typed": "rancho perdido"}, "then it goes on without"),
    (["no sé"], None, "may be skipped"),
    (["ninguna"], None, "may be skipped"),
]


@pytest.mark.parametrize(("words", "answer", "why"), PLACES)
def test_neighbourhood(words: list[str], answer: object, why: str) -> None:
    ana = complaining("hay un bache muy grande en la esquina")
    assert ana.open == "neighbourhood"
    for said in words:
        ana.says(said)
    assert ana.answers["neighbourhood"] == answer, why
    assert ana.open == "evidence"


def test_the_postal_code_is_asked_after_two_failures() -> None:
    ana = complaining("hay un bache muy grande en la esquina")
    ana.says("zzz")
    assert "código postal" in ana.says("yyy")


def test_at_most_three_and_none() -> None:
    ana = complaining("hay un bache en la benito juárez")
    assert len(ana.labels) == 4
    assert ana.labels[-1] == "Ninguna"


def test_home_is_offered() -> None:
    home = facts().directory.get("10005-0095")
    ana = Resident(neighbourhood=home)
    ana.says("hay un bache muy grande en la esquina")
    assert ana.labels == ["Guadalupe"]
    ana.says("1")
    assert ana.answers["neighbourhood"] == {"key": "10005-0095"}


# Works, similar complaints, folios


@pytest.mark.parametrize(
    ("words", "answer"),
    [("2", {"key": "OP-2"}), ("la techumbre", {"key": "OP-2"}), ("la barda", {"typed": "la barda"}), ("no sé", None)],
)
def test_public_work(words: str, answer: object) -> None:
    ana = Resident(works=with_works())
    ana.says("la obra está parada en la colonia guadalupe")
    assert ana.open == "work"
    ana.says(words)
    assert ana.answers["work"] == answer


def test_a_work_of_several_neighbourhoods_is_offered_in_each() -> None:
    boulevard = Work(key="OP-3", name="Alumbrado del bulevar", neighbourhood_keys=("10005-0095", "10005-0310"))
    for where, offered in (
        ("la colonia guadalupe", ["Pavimentación…", "Techumbre…", "Alumbrado…"]),
        ("el fraccionamiento los fresnos", ["Alumbrado…"]),
    ):
        ana = Resident(works=(*with_works(), boulevard))
        ana.says(f"la obra está parada en {where}")
        assert ana.labels == [*offered, "No sé cuál"]


def test_no_work_is_asked_for_where_there_is_none() -> None:
    ana = Resident(works=with_works())
    ana.says("la obra está parada en el fraccionamiento los fresnos")
    assert ana.open == "evidence"


SIMILAR = [
    {
        "id": 7,
        "folio": "DGO-2026-000003-B",
        "text": "{folio} bache {answers}",
        "neighbourhood": "Guadalupe",
        "since": "ayer",
    },
    {"id": 9, "folio": "DGO-2026-000005-C", "text": "otro bache", "neighbourhood": "Guadalupe", "since": "ayer"},
]


@pytest.mark.parametrize(
    ("words", "joined"),
    [(["sí"], 7), (["es el mismo"], 7), (["no", "sí"], 9), (["es otro", "2"], None), (["no", "no"], None)],
)
def test_similar_complaints_are_offered_one_at_a_time(words: list[str], joined: int | None) -> None:
    ana = Resident(found={"similar": SIMILAR})
    reply = ana.says(POTHOLE)
    assert "{folio} bache {answers}" in reply, "words of residents are never templates"
    for said in words:
        ana.says(said)
    assert ana.open == "evidence"
    assert ana.answers["similar"] == joined


def test_similar_complaints_are_looked_up_again_when_their_reason_changes() -> None:
    ana = Resident()
    ana.says(POTHOLE)
    ana.says("sin foto")
    ana.found["similar"] = SIMILAR
    ana.says("corregir colonia")
    assert "reporte parecido" in ana.says("guadalupe")


def test_a_folio_typed_alone_is_looked_up_at_once() -> None:
    ana = Resident(found={"folio": {"folio": "DGO-2026-000017-K"}})
    assert "En proceso" in ana.says("dgo 2026 000017 k")
    assert ana.acts[0].answers == {"folio": "DGO-2026-000017-K"}


def test_own_folios_are_offered() -> None:
    ana = Resident(found={"own_folios": ["DGO-2026-000001-A", "DGO-2026-000002-B"]})
    ana.says("folio")
    assert ana.labels == ["DGO-2026-000001-A", "DGO-2026-000002-B"]
    ana.says("la dos")
    assert ana.acts[0].answers == {"folio": "DGO-2026-000002-B"}


def test_a_folio_not_offered_cannot_be_pressed() -> None:
    ana = Resident(found={"own_folios": ["DGO-2026-000001-A"]})
    ana.says("folio")
    ana.taps("1:folio:DGO-2026-000099-Z")
    assert ana.acts == []


def test_a_code_links_at_once() -> None:
    ana = Resident()
    ana.says("enlazar")
    assert ana.acts[0].answers == {}
    ana.says("Enlazar abc234")
    ana.says("enlazar  ABCDEF")
    assert [act.answers for act in ana.acts] == [{}, {"code": "ABC234"}, {"code": "ABCDEF"}]


@pytest.mark.parametrize("words", ["enlazar", "vincular", "Unir mis chats", "link", "/enlazar"])
def test_without_a_code_one_is_given(words: str) -> None:
    ana = Resident()
    ana.says(words)
    assert [(act.name, dict(act.answers)) for act in ana.acts] == [("link_channel", {})]


# Going back and correcting


def test_back_passes_over_what_was_never_asked() -> None:
    ana = Resident()
    ana.says("queja")
    ana.says("hay una fuga de agua en la calle")
    ana.says("guadalupe")
    ana.says("atrás")
    assert ana.open == "neighbourhood"
    ana.says("atrás")
    assert ana.open == "what", "the category was gleaned, so it is not asked on the way back"


def test_correcting_from_the_review() -> None:
    ana = complaining()
    ana.says("sin foto")
    ana.says("no")
    ana.says("colonia")
    ana.says("los fresnos")
    assert ana.open == "review"
    assert "Los Fresnos" in ana.shown[-1].text


def test_an_answer_whose_question_no_longer_applies_is_not_handed_on() -> None:
    ana = Resident(works=with_works())
    for words in ("la obra está parada en la colonia guadalupe", "1", "sin foto", "corregir asunto", "alumbrado", "sí"):
        ana.says(words)
    assert ana.acts[0].answers["category"] == "lighting"
    assert "work" not in ana.acts[0].answers


def test_a_report_may_begin_with_a_word_that_alone_would_leave() -> None:
    ana = Resident()
    ana.says("propuesta")
    ana.says("cambiar las lámparas fundidas")
    assert ana.answers["what"]["text"] == "cambiar las lámparas fundidas"


def test_unclear_words_are_not_kept_beyond_the_next_message() -> None:
    ana = Resident()
    ana.says("la señora de la tienda pone bocinas en la madrugada")
    ana.says("gracias")
    assert ana.session.words == ""


def test_the_menu_button_puts_the_talk_aside_like_the_word() -> None:
    ana = complaining()
    assert "Guardé su reporte" in ana.taps("go:menu")
    assert ana.labels[0] == "Continuar reporte"


def test_the_act_gets_what_the_options_set() -> None:
    ana = complaining()
    ana.says("sin foto")
    ana.presses("Sí, anónimo")
    assert ana.acts[0].answers["anonymous"] is True
    other = complaining()
    other.says("sin foto")
    other.presses("Sí, registrar")
    assert "anonymous" not in other.acts[0].answers


# Buttons pressed late


def test_a_second_press_on_the_last_button_files_nothing() -> None:
    ana = complaining()
    ana.says("sin foto")
    token = ana.shown[-1].choices[0].token
    ana.taps(token)
    reply = ana.taps(token)
    assert len(ana.acts) == 1
    assert "ya quedó hecho" in reply
    assert "DGO-2026-000017-K" in reply


def test_a_button_of_an_answered_question_says_what_was_kept() -> None:
    ana = complaining("hay un bache en la benito juárez")
    token = ana.shown[-1].choices[1].token
    ana.taps(token)
    reply = ana.taps(token)
    assert "Ya tengo su respuesta: Colonia: Benito Juárez (Colonia, CP 34163)" in reply
    assert ana.open == "evidence"


def test_a_button_of_a_closed_talk_says_so() -> None:
    ana = complaining()
    token = ana.shown[-1].choices[0].token
    ana.says("cancelar")
    ana.says("sí")
    assert "ya está cerrada" in ana.taps(token)


BROKEN = [
    "",
    ":",
    "go:",
    "go:nowhere",
    "x:y:z",
    "1:",
    "1:@cancel:yes",
    "999999999999:what:skip",
    "1:evidence:",
    "1:nope:1",
    "²:a:b",
]


@pytest.mark.parametrize("token", BROKEN[1:])
@pytest.mark.parametrize("where", ["nothing open", "mid-talk"])
def test_a_token_that_means_nothing_is_answered(token: str, where: str) -> None:
    ana = complaining() if where == "mid-talk" else Resident()
    assert ana.taps(token)
    assert ana.acts == []


def test_a_menu_button_pressed_twice_asks_the_same_question() -> None:
    ana = Resident()
    ana.says("menú")
    ana.presses("Queja o reporte")
    assert "¿qué pasa" in ana.presses("Queja o reporte")
    assert ana.session.parked == ()


# Messages


def test_a_place_is_asked_for_with_its_button_and_the_keyboard_goes_away_afterwards() -> None:
    ana = complaining()
    assert ana.shown[-1].wish is Wish.PLACE
    assert ana.shown[-1].wish_label == "Enviar mi ubicación"
    ana.says("sin foto")
    assert ana.shown[-1].closes_keyboard


def test_repeat_asks_the_open_question_and_changes_nothing() -> None:
    ana = complaining()
    (message,) = engine.repeat(ana.book, ana.session, ana.facts)
    assert message.text == ana.shown[-1].text
    assert message.choices == ana.shown[-1].choices
    assert engine.repeat(ana.book, Session(), ana.facts) == ()


def test_who_takes_words() -> None:
    ana = Resident()
    assert not engine.takes_words(ana.book, ana.session)
    ana.says("queja")
    assert engine.takes_words(ana.book, ana.session)
    ana.says(POTHOLE)
    assert not engine.takes_words(ana.book, ana.session)


def test_finish_can_open_another_flow() -> None:
    ana = complaining()
    ana.says("sin foto")
    turn = engine.advance(ana.book, ana.session, Event(text="sí", intent=Intent.YES), ana.facts)
    end = engine.finish(ana.book, turn.session, replace(OUTCOMES["file_complaint"], opens="propose"), ana.facts)
    assert end.session.talk is not None
    assert end.session.talk.flow == "propose"


def test_english_throughout() -> None:
    ana = Resident(consented=False, language="en", translate=shipped().translator("en"))
    ana.says("hello")
    assert ana.labels == ["Yes, I agree", "I do not agree", "English"]
    ana.says("yes")
    ana.says("complaint or report")
    ana.says("there is a big pothole")
    assert ana.answers["category"] == "street"
    ana.says("guadalupe")
    ana.says("go on without")
    assert "I am going to record" in ana.shown[-1].text
    assert ana.shown[-1].language == "en"
    ana.says("yes, record it")
    assert [act.name for act in ana.acts] == ["give_consent", "file_complaint"]


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("propuesta: que pongan juegos en el parque", "que pongan juegos en el parque"),
        ("Hacer propuesta : que pongan juegos en el parque", "que pongan juegos en el parque"),
        ("el parque: que pongan juegos", "el parque: que pongan juegos"),
        ("propuesta para el parque: que pongan juegos", "propuesta para el parque: que pongan juegos"),
    ],
)
def test_the_word_that_opens_a_talk_is_no_part_of_what_is_told(said: str, kept: str) -> None:
    ana = Resident()
    ana.says("propuesta")
    ana.says(said)
    assert ana.answers["what"]["text"] == kept
