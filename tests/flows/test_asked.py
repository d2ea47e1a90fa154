"""Words that answer what a resident was asked outside of any talk: is it fixed?, or a question of staff."""

import pytest

from civic.message import Media
from flows.talk import Asked, Event, Outcome
from tests.flows.resident import HERE, PHOTO, VOICE, Resident

ONE, OTHER = "DGO-2026-000017-K", "DGO-2026-000018-A"


def asked(kind: str, *, last: bool = False, quoted: bool = False, folio: str = ONE) -> Asked:
    return Asked(folio=folio, kind=kind, last=last, quoted=quoted)


def said_after(words: str, *questions: Asked) -> Resident:
    ana = Resident(asked=questions)
    ana.says(words)
    return ana


def votes(ana: Resident) -> list[str]:
    return [act.answers["fixed"] for act in ana.acts if act.name == "confirm_repair"]


def answered(ana: Resident) -> list[str]:
    return [act.answers["answer"].get("note", "") for act in ana.acts if act.name == "answer_question"]


# Is it fixed?

VOTES = [
    ("sí", "yes"),
    ("Si", "yes"),
    ("sip", "yes"),
    ("simón", "yes"),
    ("va", "yes"),
    ("👍", "yes"),
    ("1", "yes"),
    ("1️⃣", "yes"),
    ("la uno", "yes"),
    ("ya quedo", "yes"),
    ("YA QUEDÓ", "yes"),
    ("ya kedo", "yes"),
    ("lla quedo", "yes"),
    ("kedo bien", "yes"),
    ("sí, ya quedó, gracias", "yes"),
    ("muchas gracias ya quedó", "yes"),
    ("ya lo arreglaron", "yes"),
    ("Sí ya quedó muy bien muchas gracias", "yes"),
    ("2", "partly"),
    ("a medias", "partly"),
    ("mas o menos", "partly"),
    ("más o menos, falta pintar", "partly"),
    ("casi", "partly"),
    ("todavía falta un pedazo", "partly"),
    ("no del todo", "partly"),
    ("3", "no"),
    ("no", "no"),
    ("nel", "no"),
    ("👎", "no"),
    ("no quedo", "no"),
    ("no quedó bien", "no"),
    ("quedó mal", "no"),
    ("sigue igual", "no"),
    ("sige igual", "no"),
    ("ahí sigue el bache", "no"),
    ("ya está otra vez el bache", "no"),
    ("no han venido", "no"),
    ("todavía no", "no"),
    ("4", "dont_know"),
    ("no sé", "dont_know"),
    ("nose", "dont_know"),
    ("no lo he visto", "dont_know"),
    ("no e visto", "dont_know"),
    ("no he pasado por ahí", "dont_know"),
    ("quién sabe", "dont_know"),
    ("no sé si ya quedó", "dont_know"),
]


@pytest.mark.parametrize(("words", "vote"), VOTES)
def test_a_vote_on_what_was_said_last(words: str, vote: str) -> None:
    assert votes(said_after(words, asked("vote", last=True))) == [vote]


@pytest.mark.parametrize(("words", "vote"), [row for row in VOTES if not row[0].startswith("muchas gracias")])
def test_the_same_words_to_the_question_itself(words: str, vote: str) -> None:
    ana = Resident()
    ana.taps(f"go:confirm_repair:report:{ONE}")
    assert ana.open == "fixed"
    ana.says(words)
    assert votes(ana) == [vote]


UNCLEAR = [
    # words, why what they say is asked
    ("sí, pero quedó disparejo", "a yes that takes something back"),
    ("ya quedó pero falta pintar", "the same"),
    ("ya prende la lámpara", "speaks of a lamp, as a new report would"),
]


@pytest.mark.parametrize(("words", "why"), UNCLEAR)
def test_what_is_doubtful_is_asked(words: str, why: str) -> None:
    ana = said_after(words, asked("vote", last=True))
    assert votes(ana) == [], why
    assert ana.open == "fixed", why
    assert ana.labels == ["Sí", "A medias", "No", "No sé"]
    assert ONE in ana.shown[-1].text, "it is said which report is meant"


ABOUT_ELSE = [
    # words, flow that they open, why they are no vote
    ("hay un bache en la Guadalupe", "complain", "a new report"),
    ("no hay luz en mi calle", "complain", "a new report that begins with a no"),
    ("falta la luz en mi calle", "complain", "a new report with a word of a vote"),
    ("que pongan topes en mi calle", "propose", "a wish"),
    ("menú", "", "an exit word"),
    ("cancelar", "", "an exit word"),
    ("gracias", "", "thanks alone say nothing about it"),
    ("hola", "", "a greeting"),
    ("folio", "follow_folio", "a command"),
    ("¿ya quedó?", "follow_folio", "they ask us"),
    ("persona", "talk_to_person", "a command"),
    (
        "mi vecina dice que ayer pasaron unos señores en una camioneta blanca a ver",
        "",
        "long, and says nothing outright",
    ),
]


@pytest.mark.parametrize(("words", "flow", "why"), ABOUT_ELSE)
def test_what_is_no_vote(words: str, flow: str, why: str) -> None:
    ana = said_after(words, asked("vote", last=True))
    assert votes(ana) == [], why
    assert (ana.session.talk.flow if ana.session.talk else "") == flow, why


EARLIER = [
    # words, votes, question that is open then, why
    ("ya quedó", ["yes"], "", "says it outright"),
    ("sigue igual", ["no"], "", "the same"),
    ("ya lo arreglaron gracias", [], "fixed", "more than that: asked"),
    ("sí", [], "fixed", "a bare yes may be about anything"),
    ("no", [], "fixed", "the same"),
    ("👍", [], "fixed", "the same"),
    ("2", [], "", "a number means the list last shown"),
    ("casi", [], "", "one word"),
    ("todavía está sin luz mi calle desde el lunes", [], "neighbourhood", "a new report"),
]


@pytest.mark.parametrize(("words", "given", "open_question", "why"), EARLIER)
def test_a_while_after_it_was_asked(words: str, given: list[str], open_question: str, why: str) -> None:
    ana = said_after(words, asked("vote"))
    assert votes(ana) == given, why
    assert ana.open == open_question, why


def test_a_number_means_the_list_shown_since() -> None:
    ana = Resident(asked=[asked("vote")])
    ana.says("menú")
    ana.says("3")
    assert ana.session.talk is not None
    assert ana.session.talk.flow == "follow_folio"


def test_of_several_reports_it_is_asked_which() -> None:
    ana = said_after("ya quedó", asked("vote"), asked("vote", folio=OTHER))
    assert ana.open == "report"
    assert ana.labels == [ONE, OTHER]
    ana.says("2")
    assert ana.acts[-1].answers == {"report": OTHER, "fixed": "yes"}


def test_of_several_reports_the_last_or_the_quoted_one_is_meant() -> None:
    ana = said_after("ya quedó", asked("vote"), asked("vote", folio=OTHER, last=True))
    assert ana.acts[-1].answers["report"] == OTHER
    ana = said_after("ya quedó", asked("vote", quoted=True), asked("vote", folio=OTHER, last=True))
    assert ana.acts[-1].answers["report"] == ONE


def test_a_photo_that_comes_with_the_vote_goes_with_it() -> None:
    ana = Resident(asked=[asked("vote", last=True)])
    ana.sends(PHOTO, text="sigue igual")
    assert ana.acts[-1].answers == {"report": ONE, "fixed": "no", "evidence": {"media": [41]}}


@pytest.mark.parametrize("sent", [PHOTO, VOICE])
@pytest.mark.parametrize("how", ["last", "quoted"])
def test_a_photo_or_voice_note_alone_is_kept_and_asked_about(sent: Media, how: str) -> None:
    ana = Resident(asked=[asked("vote", last=how == "last", quoted=how == "quoted")])
    assert ana.sends(sent).startswith("Recibí su")
    assert ana.open == "fixed"
    ana.says("no")
    assert ana.acts[-1].answers["evidence"] == {"media": [41]}


# A question of staff

ANSWERS = [
    ("del lado derecho", "the common case"),
    ("sí", "a bare yes answers a question"),
    ("no", "a bare no too"),
    ("no sé", "so does not to know"),
    ("dos", "a number that is not its only button"),
    ("frente a la tortillería de don Chuy, donde dobla el camión", "a long sentence"),
]


@pytest.mark.parametrize(("words", "why"), ANSWERS)
@pytest.mark.parametrize("how", ["last", "quoted"])
def test_an_answer_to_staff(words: str, why: str, how: str) -> None:
    ana = said_after(words, asked("question", last=how == "last", quoted=how == "quoted"))
    assert answered(ana) == [words], why
    assert ana.acts[-1].answers["report"] == ONE


NO_ANSWERS = ["menú", "cancelar", "ayuda", "gracias", "hola", "persona", "folio", "atrás", "avisos", ONE, "inicio"]


@pytest.mark.parametrize("words", NO_ANSWERS)
@pytest.mark.parametrize("how", ["last", "quoted"])
def test_an_exit_word_is_never_sent_to_staff(words: str, how: str) -> None:
    ana = said_after(words, asked("question", last=how == "last", quoted=how == "quoted"))
    assert answered(ana) == []
    assert ana.open not in ("answer", "sure")


@pytest.mark.parametrize("kind", ["vote", "question"])
def test_a_sticker_is_no_answer(kind: str) -> None:
    ana = Resident(asked=[asked(kind, last=True)])
    assert "Eso no lo puedo leer" in ana.does(Event(unsupported=True))
    assert ana.acts == []


def test_a_photo_a_voice_note_or_a_place_answers_staff() -> None:
    for send in (lambda ana: ana.sends(PHOTO), lambda ana: ana.sends(VOICE), lambda ana: ana.sends(place=HERE)):
        ana = Resident(asked=[asked("question", last=True)])
        send(ana)
        assert len(answered(ana)) == 1


ASKED_FIRST = [
    # words, last thing said, why it is asked whether they are the answer
    ("junto a la carnicería", False, "nobody knows what they are about"),
    ("sí", False, "nobody knows what they are about"),
    ("la lámpara sigue apagada en la esquina", True, "may be a new report"),
    ("ya quedó", True, "may ask for a folio"),
]


@pytest.mark.parametrize(("words", "last", "why"), ASKED_FIRST)
@pytest.mark.parametrize(("reply", "sent"), [("sí", True), ("no", False), ("1", True), ("2", False)])
def test_what_may_be_the_answer_is_asked(words: str, last: bool, why: str, reply: str, sent: bool) -> None:
    ana = said_after(words, asked("question", last=last))
    assert ana.open == "sure", why
    assert ONE in ana.shown[-1].text
    ana.says(reply)
    assert answered(ana) == ([words] if sent else [])


def test_what_was_not_the_answer_is_not_lost() -> None:
    ana = said_after("la lámpara de la esquina está apagada", asked("question", last=True))
    ana.says("no")
    ana.presses("Hacer un reporte")
    assert ana.answers["what"]["text"] == "la lámpara de la esquina está apagada"


def test_a_new_report_is_a_new_report_once_something_else_was_said() -> None:
    ana = said_after("hay un bache en la Guadalupe", asked("question"))
    assert ana.session.talk is not None
    assert ana.session.talk.flow == "complain"


@pytest.mark.parametrize("words", ["1", "contestar"])
def test_its_only_button_by_number_or_word(words: str) -> None:
    ana = said_after(words, asked("question", last=True))
    assert ana.open == "answer"
    assert ONE in ana.shown[-1].text


# In the middle of another talk


def complaining(*questions: Asked) -> Resident:
    ana = Resident(asked=questions)
    ana.says("hay un bache muy grande en la colonia guadalupe con agua")
    assert ana.open == "evidence"
    return ana


@pytest.mark.parametrize("kind", ["vote", "question"])
@pytest.mark.parametrize("words", ["no", "ya quedó", "frente a la primaria"])
def test_words_belong_to_the_open_talk(kind: str, words: str) -> None:
    ana = complaining()
    ana.facts = Resident(asked=[asked(kind, last=True)]).facts
    ana.says(words)
    assert ana.acts == []


@pytest.mark.parametrize("kind", ["vote", "question"])
def test_a_quote_belongs_to_what_it_quotes_and_the_talk_comes_back(kind: str) -> None:
    ana = complaining()
    ana.facts = Resident(asked=[asked(kind, quoted=True)]).facts
    reply = ana.says("sigue igual")
    assert len(ana.acts) == 1
    assert "Seguimos con su reporte" in reply
    assert ana.open == "evidence"


def test_a_button_in_the_middle_of_a_talk_and_the_talk_comes_back() -> None:
    ana = complaining()
    assert "Seguimos con su reporte" in ana.taps(f"go:confirm_repair:report:{ONE}:fixed:yes")
    assert votes(ana) == ["yes"]
    assert ana.open == "evidence"


def test_a_button_in_the_middle_of_the_privacy_notice() -> None:
    ana = Resident(consented=False)
    ana.says("hay un bache en la colonia guadalupe")
    assert "¿Está de acuerdo?" in ana.taps(f"go:confirm_repair:report:{ONE}:fixed:no")
    assert votes(ana) == ["no"]
    assert "Seguimos con su reporte" in ana.says("sí")


def test_an_old_button_pressed_twice_says_the_same_again() -> None:
    ana = Resident()
    first = ana.taps(f"go:confirm_repair:report:{ONE}:fixed:yes")
    assert ana.taps(f"go:confirm_repair:report:{ONE}:fixed:yes") == first
    assert votes(ana) == ["yes", "yes"], "the last answer of a person counts"


def test_another_talk_of_the_same_kind_makes_room() -> None:
    ana = Resident()
    ana.taps(f"go:answer_question:report:{ONE}")
    ana.taps(f"go:answer_question:report:{OTHER}")
    ana.says("del lado izquierdo")
    assert [act.answers["report"] for act in ana.acts] == [OTHER]
    assert ana.session.parked == ()


# Ways to go on that answer something already

FIXED = [("Sí", "yes"), ("sí", "yes"), ("no", "no"), ("No", "no"), ("a medias", "partly"), ("no sé", "dont_know")]


@pytest.mark.parametrize(("words", "vote"), [*FIXED, ("1", "yes"), ("3", "no")])
def test_labels_of_the_same_flow_are_told_apart(words: str, vote: str) -> None:
    ana = Resident(found={"folio": {"folio": ONE}})
    ana.outcomes["show_folio"] = Outcome("complaint_done", {"folio": ONE, "report": ONE})
    ana.says(ONE)
    assert ana.labels[:4] == ["Sí", "A medias", "No", "No sé"]
    ana.says(words)
    assert ana.acts[-1].answers == {"report": ONE, "fixed": vote}


COMMANDS = [
    ("confirmar", "confirm_repair", "fixed"),
    ("contestar", "answer_question", "answer"),
    ("agregar", "add_to_report", "evidence"),
    ("retirar", "withdraw_report", "sure"),
    ("folio", "follow_folio", ""),
]


@pytest.mark.parametrize(("command", "flow", "question"), COMMANDS)
def test_a_folio_may_follow_a_command(command: str, flow: str, question: str) -> None:
    ana = Resident(found={"folio": {"folio": OTHER}})
    ana.says(f"{command} {OTHER}")
    if not question:
        assert ana.acts[-1].answers == {"folio": OTHER}
        return
    assert ana.session.talk is not None
    assert (ana.session.talk.flow, ana.open) == (flow, question)
    assert OTHER in ana.shown[-1].text


@pytest.mark.parametrize("command", ["confirmar", "contestar", "agregar", "retirar"])
def test_a_folio_answers_which_report_is_meant(command: str) -> None:
    ana = Resident(found={"folio": {"folio": OTHER}, "own_folios": [ONE]})
    ana.says(command)
    assert ana.open == "report"
    ana.says(OTHER.lower().replace("-", " "))
    assert ana.answers == {"report": OTHER}


@pytest.mark.parametrize(
    "words", ["retirar la basura de mi calle", "agregar más luz en el parque", "reporte dgo 2026 17"]
)
def test_a_command_before_other_words_is_none(words: str) -> None:
    ana = Resident()
    ana.says(words)
    assert ana.session.talk is None or ana.session.talk.flow not in ("withdraw_report", "add_to_report")
