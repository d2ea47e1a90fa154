from collections.abc import Mapping
from typing import Any

from civic.proposal import ProposalStatus
from civic.updates import Subject
from flows.talk import Outcome
from handlers.hand import Hand
from handlers.proposal import take_step
from handlers.scene import Scene
from storage import proposals, registrations
from storage.incidents import note_incident
from storage.registrations import Registered


def confirm_registration(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Somebody whose number a promoter wrote down says whether the proposals are theirs. What is not waits for a person."""
    waiting = registrations.list_open(scene.connection, scene.person.id)
    if not waiting:
        return Outcome("none")
    mine = answers["mine"] == "yes"
    for one in waiting:
        _settle(scene, one, mine=mine)
    folios = [folio for one in waiting for _, folio, _ in one.proposals]
    return Outcome("mine" if mine else "not_mine", {"folios": ", ".join(folios)})


def _settle(scene: Scene, registered: Registered, *, mine: bool) -> None:
    person_id, now, hand = scene.person.id, scene.now, scene.hand()
    ended_as = "confirmed" if mine else "denied"
    for proposal_id, folio, _ in registered.proposals:
        hand.record(Subject.PROPOSAL, proposal_id, ended_as)
        if not mine:
            _hold(hand, proposal_id)
            note_incident(hand.ledger, "denied", now, f"proposal {folio}: who was named says that it is not theirs")
    scene.ledger.later(
        lambda connection: registrations.end_registration(connection, registered.participation_id, ended_as, now)
    )
    if mine:
        scene.ledger.later(lambda connection: registrations.become_theirs(connection, registered, person_id))


def _hold(hand: Hand, proposal_id: int) -> None:
    """Others do not see it before staff know who said it."""
    proposal = proposals.get_proposal(hand.connection, proposal_id)
    if proposal.status in (ProposalStatus.RECEIVED, ProposalStatus.UNDER_ANALYSIS):
        take_step(hand, proposal, ProposalStatus.HELD, hand.world.phrase("registration_denied", "es"))
