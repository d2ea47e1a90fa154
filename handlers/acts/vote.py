import json
import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from civic.ballot import checked
from civic.consultation import Action, Paper, Published
from civic.receipt import CHANCE_BYTES, NotAReceipt, WrongCheckSign, mark_of, new_receipt, read_receipt
from flows.questionnaire import flow_id_of
from flows.talk import Outcome
from handlers.acts.in_consultation import allowed_in, participation_of, spoken_instant, take_part, title
from handlers.scene import Scene
from storage import consultations


def open_ballot(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """What is voted on, and what they voted before."""
    published = allowed_in(scene, answers.get("consultation"), Action.VOTE)
    if isinstance(published, Outcome):
        return published
    values = {"title": title(scene, published), "until": _until(scene, published)}
    before = _cast(scene, participation_of(scene, published))
    if before is not None and published.consultation.paper:
        values["choice"] = _spoken(scene, published.consultation.paper, before)
    return Outcome(
        "again" if before is not None else "open", values, opens=flow_id_of("ballot", published.consultation.key)
    )


def cast_ballot(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """One ballot a person, the last one counts. The first brings a receipt: only its mark is kept, apart from the ballot."""
    published = allowed_in(scene, answers.get("consultation"), Action.VOTE)
    if isinstance(published, Outcome):
        return published
    paper, given = published.consultation.paper, answers["ballot"]
    if paper is None:
        return Outcome("none")
    choice = checked(paper.ballot, tuple([given] if isinstance(given, str) else given))
    participation_id = take_part(scene, published, answers)
    first = _cast(scene, participation_id) is None
    scene.ledger.put("ballots", participation_id=participation_id, choice=json.dumps(choice), cast_at=scene.now)
    values = {"title": title(scene, published), "until": _until(scene, published), "key": published.consultation.key}
    return Outcome(
        "cast", {**values, "receipt": _receipt(scene, published) if first else scene.phrase("receipt_kept").text}
    )


def _until(scene: Scene, published: Published) -> str:
    return spoken_instant(scene, published.consultation.until(Action.VOTE, scene.now))


def _cast(scene: Scene, participation_id: int) -> Sequence[str] | None:
    pending = scene.ledger.pending("ballots", participation_id=participation_id)
    if pending:
        return list(json.loads(pending[-1]["choice"]))
    return consultations.find_ballot(scene.connection, participation_id) if participation_id else None


def _spoken(scene: Scene, paper: Paper, choice: Sequence[str]) -> str:
    labels = {one.id: scene.world.book.translated(one.label, scene.person.language) for one in paper.options}
    return ", ".join(labels[one] for one in choice if one in labels)


def _receipt(scene: Scene, published: Published) -> str:
    code = new_receipt(secrets.token_bytes(CHANCE_BYTES))
    mark = mark_of(published.consultation.key, code)
    scene.ledger.add("ballot_marks", consultation_id=published.id, mark=mark)
    return scene.phrase("receipt_new", code=code).text


def check_receipt(scene: Scene, answers: Mapping[str, Any]) -> Outcome:
    """Anybody's, without a name."""
    try:
        code = read_receipt(str(answers["code"]["text"]))
    except (NotAReceipt, WrongCheckSign):
        return Outcome("mistyped")
    for published in scene.world.consultations:
        if consultations.has_mark(scene.connection, published.id, mark_of(published.consultation.key, code)):
            return Outcome("listed", {"title": title(scene, published)})
    return Outcome("unlisted")
