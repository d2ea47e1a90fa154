from civic.consultation import Action
from civic.personal import without_personal_data
from civic.proposal import UNSEEN
from civic.updates import Subject
from flows.talk import Outcome
from handlers.acts.in_consultation import published_with, refused
from handlers.news import told_history
from handlers.scene import Scene
from storage import proposals
from storage.history import list_events
from storage.initiatives import get_initiative
from storage.matters import Matter
from storage.proposals import Proposal


def show_proposal(scene: Scene, matter: Matter, values: dict[str, str]) -> Outcome:
    """Anybody may read a published proposal and what the municipality answered; who wrote it is never said."""
    proposal = proposals.get_proposal(scene.connection, matter.id)
    if proposal.status in UNSEEN and not matter.is_own:
        return Outcome("proposal_unseen", values)
    root = proposals.root_of(scene.connection, proposal)
    values["text"] = proposal.text if matter.is_own else without_personal_data(proposal.text)
    values |= _standing(scene, proposal, root)
    if matter.is_own:
        return Outcome("proposal_own", values)
    return Outcome("proposal_open" if _may_support(scene, root) else "proposal_other", {**values, "root": root.folio})


def _may_support(scene: Scene, proposal: Proposal) -> bool:
    """Somebody gave them the folio, so that they support it."""
    published = published_with(scene, proposal.consultation_id)
    own = proposal.person_id == scene.person.id
    return published is not None and not own and refused(scene, published, Action.SUPPORT) is None


def _standing(scene: Scene, proposal: Proposal, root: Proposal) -> dict[str, str]:
    """Of the one that stands for it, when it was grouped."""
    world, language = scene.world, scene.person.language
    events = list_events(scene.connection, "proposal", root.id)
    told = {}
    if root.id != proposal.id:
        own = list_events(scene.connection, "proposal", proposal.id)
        events = sorted([*own, *events], key=lambda event: event.id)
        status = scene.phrase("proposal_grouped").text
        told["status"] = f"{status} ({root.folio}: {scene.phrase(f'proposal_{root.status}').text})"
    people = proposals.count_voices(scene.connection, root.id)
    initiative = get_initiative(scene.connection, root.initiative_id) if root.initiative_id else None
    return told | {
        "people": scene.phrase("proposal_people", count=str(people)).text if people > 1 else "",
        "initiative": scene.phrase(
            "proposal_initiative", title=initiative.title, stage=scene.phrase(f"initiative_{initiative.stage}").text
        ).text
        if initiative
        else "",
        "history": told_history(world, language, Subject.PROPOSAL, events),
    }
