"""A resident who talks with the engine, for tests: remembers the session as the store would, as text."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from typing import Any

from msgspec.structs import replace

from civic.intent import understand
from civic.message import Media, MediaKind, Message, Place
from civic.neighbourhood import Neighbourhood
from civic.places import Directory
from flows import engine
from flows.book import Book, load_book
from flows.codec import decode, encode
from flows.talk import Act, Event, Facts, Outcome, Session, Turn, Work

NEIGHBOURHOODS = (
    Neighbourhood(key="10005-0084", name="Benito Juárez", kind="Colonia", postal_code="34120"),
    Neighbourhood(key="10005-0152", name="Benito Juárez", kind="Colonia", postal_code="34163"),
    Neighbourhood(key="10005-0162", name="Benito Juárez", kind="Fraccionamiento", postal_code="34167"),
    Neighbourhood(key="10005-0095", name="Guadalupe", kind="Colonia", postal_code="34220"),
    Neighbourhood(key="10005-0310", name="Los Fresnos", kind="Fraccionamiento", postal_code="34100"),
    Neighbourhood(key="10005-0311", name="Arboledas", kind="Colonia", postal_code="34100"),
    Neighbourhood(key="10005-0312", name="Huizache II", kind="Fraccionamiento", postal_code="34160"),
)
PHOTO = Media(MediaKind.PHOTO, "photo-ref")
VOICE = Media(MediaKind.VOICE, "voice-ref")
HERE = Place(24.0277, -104.6532)
OUTCOMES: Mapping[str, Outcome] = {
    "give_consent": Outcome("done"),
    "file_complaint": Outcome("filed", {"folio": "DGO-2026-000017-K"}),
    "submit_proposal": Outcome("filed", {"folio": "DGO-2026-000018-A"}),
    "show_folio": Outcome(
        "complaint_own", {"folio": "DGO-2026-000017-K", "report": "DGO-2026-000017-K", "status": "En proceso"}
    ),
    "confirm_repair": Outcome("yes", {"folio": "DGO-2026-000017-K", "answer_by": "1 de diciembre de 2026"}),
    "answer_question": Outcome("answered", {"folio": "DGO-2026-000017-K"}),
    "add_to_report": Outcome("added", {"folio": "DGO-2026-000017-K"}),
    "withdraw_report": Outcome("withdrawn", {"folio": "DGO-2026-000017-K"}),
    "set_frequency": Outcome("weekly"),
    "set_notices": Outcome("on"),
    "open_chat": Outcome("waiting", {"place": "1"}),
    "link_channel": Outcome("code", {"code": "ABC234", "minutes": "15"}),
    "open_privacy_case": Outcome("opened", {"folio": "DGO-2026-000019-X"}),
    "my_committee": Outcome("noted"),
    "join_committee": Outcome("joined", {"committee": "Comité de la calle Pino", "role": "Vocalía", "train": "comite"}),
    "answer_unit": Outcome("passed", {"sign": "comite"}),
    "sign_letter": Outcome("signed", {"version": "2026-1", "when": "24 de noviembre de 2026", "text": "Yo, Ana."}),
    "show_programme": Outcome("shown", {"name": "Becas", "text": "Se pide constancia.", "remind": "becas"}),
    "remind_me": Outcome("on", {"name": "Becas"}),
    "file_visit": Outcome("filed", {"name_of_work": "Pavimentación de la calle Pino", "observed": "40 %"}),
    "leave_committee": Outcome("left", {"committee": "Comité de la calle Pino"}),
    "check_accreditation": Outcome("valid", {"figure": "Contralor Ciudadano", "until": "1 de marzo de 2027"}),
    "set_language": Outcome("done"),
    "set_home": Outcome("kept", {"neighbourhood": "Guadalupe"}),
    "show_consultation": Outcome("shown", {"title": "Consulta ciudadana 2026", "propose": "consulta-2026"}),
    "show_results": Outcome(
        "shown", {"title": "Consulta ciudadana 2026", "people": "3 personas", "map": "consulta-2026"}, photo="topics"
    ),
    "show_result_places": Outcome("shown", {"title": "Consulta ciudadana 2026", "key": "consulta-2026"}, photo="tiles"),
    "list_proposals": Outcome("shown", {"neighbourhood": "Guadalupe", "one": "DGO-2026-000018-A"}),
    "list_more_proposals": Outcome("no_more", {"neighbourhood": "Guadalupe"}),
    "open_ballot": Outcome("open", {"title": "Consulta ciudadana 2026", "until": "7 de febrero de 2027"}),
    "cast_ballot": Outcome("cast", {"title": "Consulta ciudadana 2026", "key": "consulta-2026"}),
    "check_receipt": Outcome("listed", {"title": "Consulta ciudadana 2026"}),
    "open_survey": Outcome("open", {"title": "Consulta ciudadana 2026"}),
    "answer_survey": Outcome("kept", {"title": "Consulta ciudadana 2026", "until": "15 de enero de 2027"}),
    "show_statement": Outcome(
        "next", {"number": "1", "count": "2", "text": "De noche se puede.", "on": "consulta-2026.1"}
    ),
    "take_stance": Outcome("all", {"count": "2"}),
    "open_register": Outcome("open", {"name": "Brigada norte"}, opens="register_neighbour"),
    "register_neighbour": Outcome("filed", {"folio": "DGO-2026-000018-A", "title": "Consulta ciudadana 2026"}),
    "confirm_registration": Outcome("mine", {"folios": "DGO-2026-000018-A"}),
    "reply_broadcast": Outcome("noted", {"reply": "Sí voy"}),
    "rate_chat": Outcome("none"),
    "open_desk": Outcome("link", {"link": "https://mesa.example/desk/enlace/abc", "minutes": "5"}),
    "show_code": Outcome("code", {"code": "ABC234", "minutes": "15"}),
    "support_proposal": Outcome("supported", {"folio": "DGO-2026-000018-A", "count": "3"}),
}


@cache
def shipped() -> Book:
    return load_book()


@cache
def directory() -> Directory:
    return Directory(NEIGHBOURHOODS)


def facts(**changes: Any) -> Facts:
    known: dict[str, Any] = {
        "now": datetime(2026, 11, 24, 16, 0, tzinfo=UTC),
        "municipality": "Durango",
        "directory": directory(),
        "consented": True,
        "notices": {"folio": True, "consultation": False, "committee": False, "programme": False},
        "office_hours": "de lunes a viernes, de 9:00 a 15:00",
    }
    return Facts(**{**known, **changes})


class Resident:
    def __init__(self, book: Book | None = None, found: Mapping[str, Any] | None = None, **known: Any) -> None:
        self.book = book or shipped()
        self.facts = facts(**known)
        self.found = {
            "similar": [],
            "folio": None,
            "own_folios": [],
            "similar_proposals": [],
            "proposal": None,
            "seats": [],
            "unit": None,
            "letter": None,
            "invitation": {"no": "over"},
            "watching": [],
            "programmes": [],
            "checklist": {"id": "", "points": []},
            **(found or {}),
        }
        self.stored = encode(Session())
        self.acts: list[Act] = []
        self.outcomes = dict(OUTCOMES)
        self.shown: list[Message] = []

    @property
    def session(self) -> Session:
        return decode(self.stored)

    @property
    def open(self) -> str:
        """The open question, or the empty string."""
        return self.session.talk.open if self.session.talk else ""

    @property
    def answers(self) -> dict[str, Any]:
        return {name: answer.value for name, answer in self.session.talk.answers.items()} if self.session.talk else {}

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.shown[-1].choices]

    def says(self, text: str) -> str:
        return self.does(Event(text=text, intent=understand(text)))

    def presses(self, label: str) -> str:
        """The newest button with this label."""
        tokens = [choice.token for message in self.shown for choice in message.choices if choice.label == label]
        return self.taps(tokens[-1])

    def taps(self, token: str) -> str:
        return self.does(Event(choice=token))

    def sends(self, *media: Media, text: str = "", place: Place | None = None) -> str:
        intent = understand(text) if text else None
        return self.does(
            Event(text=text, media=media, media_ids=(*range(41, 41 + len(media)),), place=place, intent=intent)
        )

    def does(self, event: Event) -> str:
        """What is said back, acts and their outcomes included."""
        turn = self._until_known(lambda known: engine.advance(self.book, self.session, event, known))
        says = [*turn.says]
        while turn.act:
            turn = self._acts(turn.act, turn.session)
            says += turn.says
        self.stored = encode(turn.session)
        self.shown += says
        return "\n\n".join(message.text for message in says)

    def _acts(self, act: Act, session: Session) -> Turn:
        self.acts.append(act)
        if act.name == "give_consent":
            self.facts = replace(self.facts, consented=True)
        return self._until_known(lambda known: engine.finish(self.book, session, self.outcomes[act.name], known))

    def _until_known(self, call: Callable[[Facts], Turn]) -> Turn:
        known = self.facts
        for _ in range(5):
            turn = call(known)
            if turn.need is None:
                return turn
            names = ("folio", "own_folios") if turn.need.name == "folio" else (turn.need.name,)
            known = replace(known, found={**known.found, **{name: self.found[name] for name in names}})
        raise AssertionError(f"asks without end for {turn.need}")


def with_works() -> tuple[Work, ...]:
    return (
        Work(key="OP-1", name="Pavimentación de la calle Pino", neighbourhood_keys=("10005-0095",)),
        Work(key="OP-2", name="Techumbre de la primaria Hidalgo", neighbourhood_keys=("10005-0095",)),
    )
