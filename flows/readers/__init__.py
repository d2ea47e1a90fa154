"""How each kind of question asks, and how an event becomes its answer or not. Each reader says its value's shape.

Every optional question may also have the value None: skipped, or nothing to ask.
"""

from collections.abc import Mapping

from civic.consultation import Action
from flows.readers.committees import (
    InvitationAnswer,
    LetterAnswer,
    Name,
    Points,
    Seat,
    Seats,
    UnitAnswer,
    WatchedWork,
)
from flows.readers.consultations import Button, Constant, Consultations, Proposal, SimilarProposal
from flows.readers.numbers import Number, Scale
from flows.readers.places import Evidence, Place
from flows.readers.reader import Reader
from flows.readers.records import Folio, Programmes, PublicWork, Report, Similar
from flows.readers.survey import Choices, Knapsack, Ranking
from flows.readers.words import Choice, Code, Notices, Phone, Review, Text, Topics

EVIDENCE = Evidence()
READERS: Mapping[str, Reader] = {
    "text": Text(),
    "choice": Choice(),
    "topic": Topics(),
    "review": Review(),
    "notices": Notices(),
    "code": Code(),
    "phone": Phone(),
    "neighbourhood": Place(),
    "evidence": EVIDENCE,
    "public_work": PublicWork(),
    "similar": Similar(),
    "consultation": Consultations(),
    "proposing": Consultations(Action.PROPOSE),
    "supporting": Consultations(Action.SUPPORT),
    "voting": Consultations(Action.VOTE),
    "opining": Consultations(Action.OPINE),
    "answering": Consultations(Action.ANSWER),
    "button": Button(),
    "constant": Constant(),
    "similar_proposal": SimilarProposal(),
    "proposal": Proposal(),
    "folio": Folio(),
    "report": Report(),
    "choices": Choices(),
    "ranking": Ranking(),
    "knapsack": Knapsack(),
    "scale": Scale(),
    "number": Number(),
    "seats": Seats(),
    "seat": Seat(),
    "unit": UnitAnswer(),
    "letter": LetterAnswer(),
    "invitation": InvitationAnswer(),
    "name": Name(),
    "programme": Programmes(),
    "watched_work": WatchedWork(),
    "checklist": Points(),
}
