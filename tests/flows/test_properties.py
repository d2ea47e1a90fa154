"""Whatever residents do, in whatever order: never an error, always an answer, and only what readers gave is filed."""

from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from flows.book import FOLDER, Book, book_from
from flows.codec import decode, encode
from flows.form import read_toml
from flows.talk import Answer, Asked, Event, Session, Talk
from tests.flows.resident import HERE, PHOTO, VOICE, Resident, shipped, with_works

WORDS = [
    "hola",
    "sí",
    "no",
    "1",
    "2",
    "3",
    "la dos",
    "menú",
    "cancelar",
    "atrás",
    "corregir",
    "saltar",
    "no sé",
    "ayuda",
    "persona",
    "folio",
    "continuar",
    "idioma",
    "english",
    "enlazar",
    "enlazar ABC234",
    "gracias",
    "queja",
    "propuesta",
    "avisos",
    "mis datos",
    "comité",
    "hay un bache en la benito juárez",
    "la obra está parada en la colonia guadalupe",
    "que pongan más luz",
    "guadalupe",
    "34163",
    "ninguna",
    "es otro",
    "corregir colonia",
    "DGO-2026-000017-K",
    "{folio}",
    "pinche gobierno",
    "👍",
    "?",
    "una cosa larga que no dice nada de nada",
    "borren mis datos",
    "alta",
    "anónimo",
    "no, es otro",
    "ya quedó",
    "sigue igual",
    "más o menos",
    "confirmar",
    "contestar",
    "agregar",
    "retirar DGO-2026-000017-K",
    "frecuencia",
    "del lado derecho",
]
SIMILAR = [
    {"id": 7, "folio": "DGO-2026-000003-B", "text": "bache {folio}", "neighbourhood": "", "since": "ayer"},
    {"id": 8, "folio": "DGO-2026-000004-C", "text": "", "neighbourhood": "Guadalupe", "since": "ayer"},
]
ASKED = st.builds(
    Asked,
    folio=st.sampled_from(["DGO-2026-000017-K", "DGO-2026-000018-A"]),
    kind=st.sampled_from(["vote", "question"]),
    last=st.booleans(),
    quoted=st.booleans(),
)
REPORT = "report:DGO-2026-000017-K"
TOKENS = [
    "go:confirm_repair",
    f"go:confirm_repair:{REPORT}:fixed:no",
    f"go:confirm_repair:{REPORT}:fixed:zzz",
    f"go:answer_question:{REPORT}",
    f"go:add_to_report:{REPORT}:zzz",
    "go:withdraw_report:report",
    "go:complain",
    "go:continue",
    "go:menu",
    "go:zzz",
    "1:what:skip",
    "2:category:street",
    "3:review:file",
    ":::",
]

MOVES = st.one_of(
    st.sampled_from(WORDS).map(lambda text: ("says", text)),
    st.text(max_size=30).map(lambda text: ("says", text)),
    st.integers(0, 11).map(lambda number: ("presses", number)),
    st.sampled_from(TOKENS).map(lambda token: ("taps", token)),
    st.sampled_from(["photo", "voice", "place", "captioned", "sticker", "nothing"]).map(lambda kind: ("sends", kind)),
    st.sampled_from([*shipped().flows]).map(lambda flow_id: ("withdraws", flow_id)),
    st.lists(ASKED, max_size=3).map(lambda asked: ("is asked", asked)),
)


NAMED = frozenset(
    {"welcome", "help", "talk_to_person", "complain", "language", "confirm_repair", "answer_question", "how_often"}
)
"""Flows that others name: `check` refuses a book without them."""


@cache
def without(flow_id: str) -> Book:
    """The shipped book after one flow was withdrawn."""
    book = shipped()
    kept = {name: flow for name, flow in book.flows.items() if name != flow_id or name in NAMED}
    menu, words = read_toml(FOLDER / "menu.toml"), read_toml(FOLDER / "words.toml")
    return book_from(kept, book.phrases, menu, words, book.catalogues)


def move(ana: Resident, kind: str, what: object) -> str:
    if kind == "says":
        return ana.says(str(what))
    if kind == "taps":
        return ana.taps(str(what))
    if kind == "presses" and isinstance(what, int):
        tokens = [choice.token for message in ana.shown[-3:] for choice in message.choices] or ["go:menu"]
        return ana.taps(tokens[what % len(tokens)])
    return {
        "photo": lambda: ana.sends(PHOTO),
        "voice": lambda: ana.sends(VOICE),
        "place": lambda: ana.sends(place=HERE),
        "captioned": lambda: ana.sends(PHOTO, text="así está la calle"),
        "sticker": lambda: ana.does(Event(unsupported=True)),
        "nothing": lambda: ana.does(Event()),
    }[str(what)]()


@settings(max_examples=300, deadline=None)
@given(st.lists(MOVES, max_size=25), st.booleans(), st.booleans())
def test_always_an_answer(moves: list[tuple[str, object]], consented: bool, similar: bool) -> None:
    ana = Resident(consented=consented, works=with_works(), found={"similar": SIMILAR if similar else []})
    everything = ana.book
    for kind, what in moves:
        if kind == "withdraws":
            ana.book = without(str(what))
            continue
        if kind == "is asked":
            ana.facts = replace(ana.facts, asked=what)
            continue
        assert move(ana, kind, what).strip(), "nobody is left without a reply"
        ana.book = everything
        assert len(ana.session.parked) <= 3
        assert len(ana.stored) < 16_000
        for message in ana.shown[-1:]:
            assert len(message.choices) <= 10
            assert all(len(choice.label) <= 20 and len(choice.token.encode()) <= 64 for choice in message.choices)
    for act in ana.acts:
        asked = {
            question.id for flow in everything.flows.values() if flow.act == act.name for question in flow.questions
        }
        assert act.answers.keys() <= asked | {"anonymous"}


TEXT = st.text(max_size=20)
VALUE = st.one_of(st.none(), TEXT, st.integers(), st.fixed_dictionaries({"key": TEXT}), st.lists(TEXT, max_size=3))
TALK = st.builds(
    Talk,
    number=st.integers(0, 10**9),
    flow=TEXT,
    answers=st.dictionaries(TEXT, st.builds(Answer, VALUE, TEXT, TEXT, st.booleans()), max_size=4),
    open=TEXT,
    open_print=TEXT,
    tries=st.integers(0, 9),
    heard=st.dictionaries(TEXT, VALUE, max_size=3),
)
SESSION = st.builds(
    Session,
    talk=st.one_of(st.none(), TALK),
    parked=st.lists(TALK, max_size=3).map(tuple),
    last_number=st.integers(0, 10**9),
    offered=st.lists(TEXT, max_size=10).map(tuple),
    words=TEXT,
    done=TEXT,
    done_says=TEXT,
)


@given(SESSION)
def test_a_session_comes_back_as_it_went(session: Session) -> None:
    assert decode(encode(session)) == session


def test_fields_that_are_unknown_or_missing_do_no_harm() -> None:
    assert decode('{"last_number": 3, "invented": {"a": 1}}') == Session(last_number=3)


def test_a_typical_talk_is_under_one_kibibyte() -> None:
    ana = Resident()
    ana.says("hay un bache enorme en la Benito Juárez frente a la primaria desde hace dos meses")
    ana.says("1")
    ana.sends(PHOTO)
    assert ana.open == "review"
    assert len(ana.stored.encode()) < 1024
